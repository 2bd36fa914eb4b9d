/*
 * data: where the files that come with gapmap are (lexicons, style sheets).
 */
#ifndef GAPMAP_DATA_H
#define GAPMAP_DATA_H

#include "buf.h"

/*
 * Sets *path to the first that exists of $GAPMAP_DATA/NAME, GAPMAP_DATADIR/NAME (where gapmap is
 * installed) and GAPMAP_SRCDIR/NAME (the tree that was built).  False: there is none, or $GAPMAP_DATA names no
 * folder; *path is then the place looked at, for the message.
 */
bool data_find(const char *name, struct buf *path);

#endif
