/*
 * lines: line ends inside a paragraph that end a sentence.
 *
 * In running text a line end is white space.  It ends a sentence before a list item or a numbered
 * clause, behind a heading, between the rows of a table and the lines of a contents page, and
 * around a page number that stands alone.
 */
#ifndef GAPMAP_LINES_H
#define GAPMAP_LINES_H

#include "abbreviations.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether the LF at s[lf] ends the sentence that begins at s[0].  s[0..len) is text in which a blank line
 * ends a paragraph; it is looked at as far as the lines on both sides reach.
 */
bool lines_end(const struct abbreviations *a, const char *s, size_t lf, size_t len);

#endif
