/*
 * escape: the backslash escapes of the stream and the tables, in one place.
 *
 *   \s blank  \t tab  \n LF  \r CR  \f FF  \p |  \\ backslash  \xHH any other byte
 */
#ifndef GAPMAP_ESCAPE_H
#define GAPMAP_ESCAPE_H

#include "buf.h"

/* Characters to escape, for escape_append; the backslash always is. */
#define ESCAPE_LINE "\t\n\r" /* cells of tables: none can forge a line or a column */

/* Appends s with the characters of `which` escaped; s must not point into out. */
void escape_append(struct buf *out, const char *s, size_t len, const char *which);

/*
 * Appends white space for MISC: as UDPipe writes it, and every byte of other white space (U+00A0 ...)
 * as \xHH, since no field may begin or end with white space.
 */
void escape_append_spaces(struct buf *out, const char *s, size_t len);

/*
 * Appends the value of a comment: one line of UTF-8.  The backslash, controls (C0, DEL, NEL), line and
 * paragraph separators and bytes that are no UTF-8 are escaped.
 */
void escape_append_value(struct buf *out, const char *s, size_t len);

/* As escape_append_value, with all white space escaped: document ids are one word. */
void escape_append_id(struct buf *out, const char *s, size_t len);

/* Appends s with its escapes resolved; what is no escape stays as it is. */
void unescape_append(struct buf *out, const char *s, size_t len);

#endif
