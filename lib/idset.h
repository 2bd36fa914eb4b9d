/*
 * idset: a set of strings by their 64-bit hashes alone, with a number for each where that is asked for.
 *
 * For telling repeated ids apart from new ones in 8 (with numbers 12) bytes a slot, at most three
 * quarters of which are taken.  Two of a million ids have the same hash once in 30 million runs.
 */
#ifndef GAPMAP_IDSET_H
#define GAPMAP_IDSET_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idset {
    uint64_t *hashes;  /* 0: empty slot */
    uint32_t *numbers; /* by slot; NULL unless `numbered` */
    size_t count;
    size_t slots; /* a power of two, or 0 */
    bool numbered;
};

/* The slot of id, added with the number 0 when new; good until the next call. */
size_t idset_add(struct idset *set, struct slice id, bool *fresh);

void idset_clear(struct idset *set);
void idset_release(struct idset *set);

#endif
