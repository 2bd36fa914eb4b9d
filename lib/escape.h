/*
 * escape: the backslash escapes of the stream and the tables, in one place.
 *
 *   \s blank  \t tab  \n LF  \r CR  \f FF  \p |  \\ backslash  \xHH any other byte
 */
#ifndef GAPMAP_ESCAPE_H
#define GAPMAP_ESCAPE_H

#include "buf.h"

/*
 * Appends a cell of a table: TAB, LF, CR, the backslash and bytes that are no UTF-8 are escaped, so that
 * none can forge a line or a column, and the table is UTF-8.
 */
void escape_append_cell(struct buf *out, const char *s, size_t len);

/*
 * Appends text for a format with escapes of its own: just bytes that are no UTF-8 are escaped, and a backslash
 * that would begin such an escape.  unescape_append is not its inverse; resolving \xHH alone is.
 */
void escape_append_bytes(struct buf *out, const char *s, size_t len);

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
