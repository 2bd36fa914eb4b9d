/*
 * overlap: which of the matches that lie over each other stand.
 *
 * Only matches of one group compete: of one layer, or of one concept.  A match whose entry has several
 * concepts is in all their groups: it stands only where nothing stands over it in any of them, and then
 * it stands in all.  Knows nothing of tokens or patterns.
 */
#ifndef GAPMAP_OVERLAP_H
#define GAPMAP_OVERLAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lexicon_entry;

enum overlap_mode {
    OVERLAP_LONGEST,     /* in a layer, leftmost-longest */
    OVERLAP_PER_CONCEPT, /* in a concept, leftmost-longest */
    OVERLAP_ALL,         /* all stand */
};

enum { OVERLAP_STARTS_MAX = 64 }; /* matches that begin at one place, of OVERLAP_ALL */

/* A run of places that an entry matches. */
struct candidate {
    uint32_t first;
    uint32_t last;
    uint32_t number; /* of the entry, for the caller */
    const struct lexicon_entry *entry;
};

/* A candidate that does not stand, and what stands over it. */
struct suppressed {
    struct candidate match;
    struct candidate by;
    uint32_t group;
};

struct suppressed_list {
    struct suppressed *items;
    size_t count;
    size_t capacity;
};

/* What stands last in a group; scratch of overlap_settle. */
struct taken {
    uint32_t end;
    struct candidate by;
};

/* The groups of an entry in ascending order, at least one. */
const uint32_t *overlap_groups(enum overlap_mode mode, const struct lexicon_entry *e,
                               uint32_t *count);

/* The mode of this name; false: there is none. */
bool overlap_mode_of(const char *name, enum overlap_mode *mode);

/*
 * Of list[0..count), candidates that begin at one place, ordered by last and then by precedence: keeps
 * the longest OVERLAP_STARTS_MAX, in the same order; returns how many are left.
 */
size_t overlap_cut(struct candidate *list, size_t count);

/*
 * Keeps the candidates that stand: from the left, the longest that begins at a place not yet taken in
 * any of its groups, of equal ones the first in precedence.  `list` is ordered by first, then last, then
 * precedence; `taken` has a place for every group.  Those kept are ordered by first, longer ones before
 * shorter ones, then by the bytes of the concept and the entry's id; returns their number.  The others
 * are appended to `suppressed`, unless it is NULL.
 */
size_t overlap_settle(enum overlap_mode mode, struct candidate *list, size_t count,
                      struct taken *taken, struct suppressed_list *suppressed);

#endif
