/*
 * kwic_view: lines of a concordance as a table, or as text with the matches below each other.
 *
 * The table has the document's own text.  Text is for reading on a terminal: cut to its width, white
 * space as single blanks, and nothing in it that a terminal obeys (display.h).  Where a line has letters that
 * are written from right to left, each of its parts is isolated (U+2068 ... U+2069, UAX #9), so that the parts stand
 * in their order and each can be read.
 */
#ifndef GAPMAP_KWIC_VIEW_H
#define GAPMAP_KWIC_VIEW_H

#include "concordance.h"
#include "output.h"
#include "table.h"

#include <stdbool.h>
#include <stddef.h>

enum { KWIC_WIDTH_MIN = 20, KWIC_WIDTH_MAX = 10000 };

struct kwic_view_options {
    bool text;                /* else a table */
    enum table_format format; /* of the table */
    bool csv_raw;
    bool one_line;     /* table: white space of the text as single blanks */
    size_t width;      /* text: columns of a line, KWIC_WIDTH_MIN at least */
    bool color;        /* text */
    const char **meta; /* table: keys of metadata; borrowed */
    size_t meta_count;
};

struct kwic_view;

/* Writes the table's header line. */
struct kwic_view *kwic_view_new(const struct kwic_view_options *o, struct output *out);
void kwic_view_free(struct kwic_view *v);

/* Writes one line; a concordance_write. */
bool kwic_view_write(void *view, const struct hit *hit);

#endif
