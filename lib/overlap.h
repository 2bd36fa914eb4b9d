/*
 * overlap: which of the matches that lie over each other stand.
 *
 * Only matches of one layer compete.  Knows nothing of tokens or patterns.
 */
#ifndef GAPMAP_OVERLAP_H
#define GAPMAP_OVERLAP_H

#include <stddef.h>
#include <stdint.h>

struct lexicon_entry;

/* A run of tokens that an entry matches. */
struct candidate {
    uint32_t first;
    uint32_t last;
    const struct lexicon_entry *entry;
};

/*
 * Leftmost-longest: from the left, the longest candidate that begins at a token not yet taken in
 * its layer stands.  `list` is ordered by first, then last, and has no two of one layer with the
 * same tokens; `taken` has a place for every layer.  Keeps those that stand, ordered by first,
 * longer ones before shorter ones, then by the bytes of the concept; returns their number.
 */
size_t overlap_longest(struct candidate *list, size_t count, uint32_t *taken);

#endif
