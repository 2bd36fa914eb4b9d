/*
 * tally_view: the rows of a tally as a table.
 *
 * The canonical table has the keys' columns, then `count words sentences documents`, its rows in the
 * order of the keys' bytes, totals with `*` in the term's columns; tally_merge.h reads it.  A
 * sorted table is a view: without totals, and not to be added up.
 */
#ifndef GAPMAP_TALLY_VIEW_H
#define GAPMAP_TALLY_VIEW_H

#include "diag.h"
#include "output.h"
#include "table.h"
#include "tally.h"

#include <stdbool.h>
#include <stdint.h>

enum { TALLY_SORTS_MAX = 8, TALLY_RATE_DECIMALS = 3 };

struct tally_sort {
    bool by_key;   /* of the keys, else of the numbers */
    size_t column; /* in tally_keys.items, or enum tally_number */
    bool descending;
};

struct tally_view {
    uint64_t rate; /* units per so many words; 0: no such column */
    struct tally_sort sorts[TALLY_SORTS_MAX];
    size_t sort_count; /* 0: canonical */
    uint64_t top;      /* rows at most, 0: all */
    enum table_format format;
    bool csv_raw;
    uint64_t memory; /* before sorting uses temporary files */
};

/* Sets the sort from `COL[:asc|desc],...`.  NULL, or what is wrong, with the part in *subject. */
const char *tally_view_sort(struct tally_view *view, const struct tally_keys *keys,
                            struct slice columns, struct slice *subject);

/* Writes the table.  False: said, or out->err. */
bool tally_write(struct tally *t, const struct tally_view *view, struct output *out,
                 struct diag *d);

/*
 * Appends count * rate / words with TALLY_RATE_DECIMALS decimals, half to even; nothing when words
 * is 0.  False: a number does not fit in 64 bits.
 */
bool tally_append_rate(struct buf *digits, uint64_t count, uint64_t rate, uint64_t words);

#endif
