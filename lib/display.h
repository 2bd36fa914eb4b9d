/*
 * display: text as a terminal shows it: one line, without anything that the terminal obeys, measured
 * in columns.
 *
 * Columns are utf8proc's: 2 for wide characters, 0 for combining marks.  Text is cut between
 * grapheme clusters (UAX #29) only.
 */
#ifndef GAPMAP_DISPLAY_H
#define GAPMAP_DISPLAY_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Appends s: white space as one blank, none at the begin of `out`; controls (C0, C1, DEL) and ill-formed
 * bytes as U+FFFD; bidirectional controls, which could reorder what stands beside them, and
 * invisible characters without a use in a line not at all.  s must not point into out.
 */
void display_append(struct buf *out, struct slice s);

/* What display_append gave, without the blanks at its end. */
struct slice display_trim(struct slice s);

/* Columns that s takes. */
size_t display_width(struct slice s);

/* The longest begin, or end, of s that takes at most so many columns; *width is what it takes. */
struct slice display_head(struct slice s, size_t columns, size_t *width);
struct slice display_tail(struct slice s, size_t columns, size_t *width);

/* Whether s has letters or digits that are written from right to left. */
bool display_is_bidi(struct slice s);

#endif
