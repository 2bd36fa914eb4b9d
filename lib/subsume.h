/*
 * subsume: which elements a token satisfies for certain, because it satisfies another.
 *
 * `"planning"` has the stem of the word `plan`, and every form of `accredita*` is one of
 * `accredit*`.  What is claimed always holds; what holds is not always claimed: a word has forms
 * that nobody knows, so it is under no glob.  Elements and their meaning are those of classes.h.
 */
#ifndef GAPMAP_SUBSUME_H
#define GAPMAP_SUBSUME_H

#include "classes.h"

#include <stdbool.h>

/* Whether every text that `narrow` matches is matched by `wide`.  False also where that is too much work to tell. */
bool subsume_glob(struct slice wide, struct slice narrow);

/* An element, and what is known of it. */
struct subsume_element {
    enum element_kind kind;
    struct slice text;    /* as the edge has it */
    uint32_t *under;      /* NULL: not asked for yet */
    uint32_t under_count; /* of `under` */
};

struct subsume {
    struct classes classes;
    struct arena memory;
    struct subsume_element *elements; /* by the id of classes_element */
    size_t count;
    size_t capacity;
    struct buf form; /* scratch */
    struct buf first, second;
};

/* For text in `lang`; `stemmer` is borrowed. */
void subsume_init(struct subsume *s, struct slice lang, struct stemmer *stemmer);
void subsume_release(struct subsume *s);

/* The id of an element, as classes_element.  All before subsume_ready. */
uint32_t subsume_element(struct subsume *s, enum element_kind kind, struct slice text);
void subsume_ready(struct subsume *s);

/*
 * The elements that each token which satisfies `id` satisfies, `id` among them, in ascending order;
 * they live as long as s.
 */
const uint32_t *subsume_of(struct subsume *s, uint32_t id, size_t *count);

#endif
