/*
 * shadow: entries of a lexicon that never stand, because others always take their place.
 *
 * Among the matches over the same tokens the one of the least kind and then the first entry of a
 * layer stands (gm-tag(1)).  An entry is in the shadow of others when each run of tokens that it
 * matches is also matched by one of them that comes before it, in every language that it covers.
 * What is reported is certain; that a longer match always lies over an entry is not looked for.
 */
#ifndef GAPMAP_SHADOW_H
#define GAPMAP_SHADOW_H

#include "lexicon.h"

struct shadow {
    uint32_t entry; /* number in the lexicon */
    uint32_t by;    /* one that takes its place */
    uint32_t more;  /* further ones that are needed */
    bool same;      /* `by` alone, and the two match the same */
};

/*
 * All entries in a shadow, in the order of the lexicon; *list is to be freed.  The stemmer gets
 * words of the lexicon, as from matcher_new.
 */
size_t lexicon_shadows(const struct lexicon *l, struct stemmer *stemmer, struct shadow **list);

#endif
