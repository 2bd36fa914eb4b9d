/*
 * tally_merge: canonical tables (tally_view.h) added into one tally.
 *
 * What the result says is what one count over all documents would say, however they were cut into
 * tables.  A table that is not as gm-count writes it is refused with the line, and the sum with it.
 */
#ifndef GAPMAP_TALLY_MERGE_H
#define GAPMAP_TALLY_MERGE_H

#include "input.h"
#include "tally.h"

#include <stdbool.h>
#include <stdint.h>

struct tally_merge;

/*
 * `keys` is set from the first table, unless keys->count tells that it is already; it is borrowed, as
 * the tally needs it.
 */
struct tally_merge *tally_merge_new(struct tally_keys *keys, uint64_t memory, struct diag *d);

/* Adds a table; for input_each.  False: the disk failed. */
bool tally_merge_add(void *merge, struct input *in);

/* The sum; the caller frees.  NULL: nothing came, or something was refused (tally_failed also tells). */
struct tally *tally_merge_take(struct tally_merge *m);

void tally_merge_free(struct tally_merge *m);

#endif
