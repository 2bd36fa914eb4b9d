/*
 * escape: the backslash escapes of the stream and the tables, in one place.
 *
 *   \s blank  \t tab  \n LF  \r CR  \f FF  \p |  \\ backslash  \xHH any other byte
 */
#ifndef GAPMAP_ESCAPE_H
#define GAPMAP_ESCAPE_H

#include "buf.h"

/* Characters to escape, for escape_append; the backslash always is. */
#define ESCAPE_SPACES " \t\n\r\f|" /* MISC values of white space, as UDPipe writes them */
#define ESCAPE_LINE "\t\n\r"       /* metadata: no value can forge a line or a column */
#define ESCAPE_ID " \t\n\r\f"      /* document ids: one word; also ill-formed UTF-8 and controls */

/* Appends s with the characters of `which` escaped; s must not point into out. */
void escape_append(struct buf *out, const char *s, size_t len, const char *which);

/* As escape_append with ESCAPE_ID; bytes that are no UTF-8 or are C0 controls become \xHH. */
void escape_append_id(struct buf *out, const char *s, size_t len);

/* Appends s with its escapes resolved; what is no escape stays as it is. */
void unescape_append(struct buf *out, const char *s, size_t len);

#endif
