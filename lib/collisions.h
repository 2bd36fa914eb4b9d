/*
 * collisions: words of a lexicon that have the stem of a word which does not look like them.
 *
 * `naming` and "namely" have one stem.  Two words look alike when they share
 * their first letters, all but two of the shorter.
 */
#ifndef GAPMAP_COLLISIONS_H
#define GAPMAP_COLLISIONS_H

#include "intern.h"
#include "lexicon.h"

struct collision {
    uint32_t entry;    /* the first that has the word */
    struct slice word; /* matching form of the word */
    struct slice form; /* matching form in the text that it matches */
    uint64_t count;    /* how often it stands there */
};

/*
 * The collisions with `forms`, the forms of a text in `lang`, a code of language_code, of which
 * there are `counts`; in no order.  Forms that are exceptions of the stemmer have been decided on and
 * are left out.  *list is to be freed, its text is in `memory`.
 */
size_t lexicon_collisions(const struct lexicon *l, struct stemmer *stemmer, struct slice lang,
                          const struct intern *forms, const uint64_t *counts, struct arena *memory,
                          struct collision **list);

#endif
