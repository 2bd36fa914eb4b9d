/*
 * data: where the files that come with gapmap are (lexicons, style sheets).
 */
#ifndef GAPMAP_DATA_H
#define GAPMAP_DATA_H

#include "buf.h"

/*
 * Sets *path to the first that exists of $GAPMAP_DATA/NAME, DATADIR/NAME (the place of installation) and
 * SRCDIR/NAME (the tree that was built); when $GAPMAP_DATA is set, no other place is looked at.
 * False: there is none; *path is then the place looked at first, for the message.
 */
bool data_find(const char *name, struct buf *path);

#endif
