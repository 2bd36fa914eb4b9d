/*
 * convert_source: a whole file as UTF-8.
 */
#ifndef GAPMAP_CONVERT_SOURCE_H
#define GAPMAP_CONVERT_SOURCE_H

#include "buf.h"

#include <stdbool.h>

struct convert;
struct input;

/*
 * Appends the text of a file, without a byte order mark: recoded from c->encoding, or from UTF-16 where
 * its mark stands first, else as it is, and then it must be UTF-8.  XML that declares an encoding
 * is left to its reader.  False: it cannot be read, is too large, or has other bytes (said).
 */
bool convert_source(struct convert *c, struct input *in, struct buf *text);

#endif
