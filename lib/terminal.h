/* terminal: what is known of the terminal that output goes to. */
#ifndef GAPMAP_TERMINAL_H
#define GAPMAP_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum { TERMINAL_WIDTH = 80 }; /* where nobody says another */

/* Columns: $COLUMNS, else what the terminal says of itself, else TERMINAL_WIDTH. */
size_t terminal_width(int fd);

/*
 * Whether to colour what is written to fd: `when` is auto, always or never; auto is for terminals
 * where neither NO_COLOR is set (no-color.org) nor TERM is dumb.  False, and *color unchanged, for another word.
 */
bool terminal_color(const char *when, int fd, bool *color);

#endif
