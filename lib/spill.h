/*
 * spill: rows sorted by their keys in a bounded amount of memory.
 *
 * A row is a key (bytes, compared as memcmp, a prefix first) with some numbers.  Rows come either in
 * any order (spill_add) or as runs that the caller has sorted (spill_put, spill_end_run); what does
 * not fit in memory is kept in temporary files, which have no name, in $TMPDIR or /tmp.  Rows with equal
 * keys are joined by `combine` in the order in which they came; without it all are handed out.
 */
#ifndef GAPMAP_SPILL_H
#define GAPMAP_SPILL_H

#include "buf.h"
#include "diag.h"

#include <stdbool.h>
#include <stdint.h>

enum { SPILL_NUMBERS = 6 };

struct spill_row {
    struct slice key;
    uint64_t numbers[SPILL_NUMBERS];
};

/* Joins `later` into `numbers`; false: a sum does not fit. */
typedef bool spill_combine(uint64_t *numbers, const uint64_t *later);

struct spill;

/* `memory` bytes are kept before spill_add makes a run.  combine may be NULL. */
struct spill *spill_new(uint64_t memory, spill_combine *combine, struct diag *d);
void spill_free(struct spill *s);

/* Adds a row in any order.  False: the disk failed (said). */
bool spill_add(struct spill *s, const struct spill_row *row);

/* Adds the next row of a run whose keys ascend; then ends the run. */
bool spill_put(struct spill *s, const struct spill_row *row);
bool spill_end_run(struct spill *s);

/*
 * The next row in the order of keys; the first call ends the adding.  The key is valid until the next
 * call.  False: no more, or failed.
 */
bool spill_next(struct spill *s, struct spill_row *row);

/* Whether something went wrong (said already). */
bool spill_failed(const struct spill *s);

/* An unnamed temporary file, open for reading and writing; -1 with errno. */
int spill_temporary(void);

#endif
