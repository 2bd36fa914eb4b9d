/*
 * categories: a tree of named categories, and the concepts that they become.
 *
 * Dictionaries of other tools name categories as they like, each below another or none.  A concept is a
 * dotted path of a few characters (gm-lexicon(5)): a name that is one stays, any other is put into
 * its characters.  Two categories never become one concept.
 */
#ifndef GAPMAP_CATEGORIES_H
#define GAPMAP_CATEGORIES_H

#include "arena.h"
#include "buf.h"
#include "intern.h"

#include <stdbool.h>
#include <stdint.h>

enum { CATEGORY_DEPTH_MAX = 64 };

#define CATEGORY_NONE UINT32_MAX

struct category {
    struct slice name;
    struct slice concept;                   /* of the whole path; data NULL: not made yet */
    uint32_t parent;                        /* CATEGORY_NONE: it stands at the top */
    uint32_t depth;                         /* 0 at the top */
    uint32_t first_child, last_child, next; /* CATEGORY_NONE: none */
    bool renamed; /* it or one above it has a concept that is not its name */
    bool clashed; /* another category had its concept already */
};

struct categories {
    struct arena text;
    struct intern keys;  /* parent and name; the id is the category */
    struct intern taken; /* concepts */
    struct category *items;
    size_t capacity;
    uint32_t first, last; /* at the top */
};

void categories_init(struct categories *t);
void categories_release(struct categories *t);

static inline size_t categories_count(const struct categories *t)
{
    return t->keys.count;
}

/*
 * The category `name` below `parent`, made when it is new.  A dotted path such as `body.CA.ON` that could be
 * the rest of a concept is a category for each part.  CATEGORY_NONE: deeper than
 * CATEGORY_DEPTH_MAX.
 */
uint32_t categories_add(struct categories *t, uint32_t parent, struct slice name);

/* The concept of a category, the same each time. */
const struct category *categories_concept(struct categories *t, uint32_t id);

/* Appends the names from the top, with ` > ` between. */
void categories_path(const struct categories *t, uint32_t id, struct buf *out);

/* Whether s is a concept: a dotted path as gm-lexicon(5) has it. */
bool categories_is_concept(struct slice s);

#endif
