/*
 * classes: from a token to the set of elements that it satisfies.
 *
 * Every token type (form and stem, of one language) has a set of elements; equal sets have one
 * number, its class.  What costs something (globs, normalisation) is done once a type: a cache by epochs
 * keeps the class of a type, so that a token costs one look-up.  Results never depend on its size.
 */
#ifndef GAPMAP_CLASSES_H
#define GAPMAP_CLASSES_H

#include "glob.h"
#include "intern.h"
#include "pattern.h"
#include "sentence.h"

struct stemmer;

/* Classes that have a number of their own; all others hold an element of a pattern. */
enum {
    CLASS_PLAIN,   /* a word that satisfies no element */
    CLASS_HYPHEN,  /* a token of the hyphen class */
    CLASS_FILLING, /* any other token that does not end a clause */
    CLASS_END,     /* a token that ends a clause */
    CLASS_FIRST,
};

/* A token type.  Opaque but for the classes. */
struct type {
    const char *form;
    const char *stem;
    uint32_t form_len;
    uint32_t stem_len;
    uint32_t given;   /* class */
    uint32_t shouted; /* class inside an all-capital sentence */
};

struct type_slot {
    uint32_t hash;
    uint32_t type; /* INTERN_NONE: empty */
};

/* Plain for the sake of classes_type below; nobody else looks inside. */
struct classes {
    struct arena bytes; /* of the types */
    struct type *types;
    size_t type_count;
    size_t type_capacity;
    size_t type_max;
    struct type_slot *slots;
    size_t mask;
    struct intern sets; /* class -> element ids in ascending order */
    size_t set_bytes;

    struct intern elements; /* kind and text; the id is the element's */
    struct globset *globs;
    struct stemmer *stemmer; /* borrowed */
    struct buf lang;
    struct ids found; /* scratch */
    struct buf form, exact, other;
};

/* For text in `lang`; `stemmer` is borrowed.  The cache is full at about max_types types. */
void classes_init(struct classes *c, struct slice lang, struct stemmer *stemmer, size_t max_types);
void classes_release(struct classes *c);

/* The id of an element, the same for equal ones.  All before classes_ready, all look-ups behind it. */
uint32_t classes_element(struct classes *c, enum element_kind kind, struct slice text);
void classes_ready(struct classes *c);

/* The elements of a class in ascending order; aligned for nothing: read with classes_get. */
static inline struct slice classes_set(const struct classes *c, uint32_t class)
{
    return intern_key(&c->sets, class);
}

static inline uint32_t classes_get(struct slice set, size_t i)
{
    uint32_t id;
    memcpy(&id, set.data + i * sizeof id, sizeof id);
    return id;
}

/* Whether the cache is full: then classes_clear, and forget all class numbers but the fixed ones. */
bool classes_full(const struct classes *c);
void classes_clear(struct classes *c);

/* Out of line: a type seen for the first time. */
const struct type *classes_add(struct classes *c, const struct token *t, uint64_t hash, size_t at);

/* Whether a[0..len) and b[0..len) are equal; both have BUF_PAD readable bytes behind them. */
static inline bool classes_same(const char *a, const char *b, size_t len)
{
    uint64_t x = 0;
    uint64_t y = 0;
    if (len > 8 || len == 0)
        return len == 0 || memcmp(a, b, len) == 0;
    memcpy(&x, a, 8);
    memcpy(&y, b, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (x ^ y) >> (64 - 8 * len) == 0;
#else
    return (x ^ y) << (64 - 8 * len) == 0;
#endif
}

/* The type of a token; valid until the next call. */
static inline const struct type *classes_type(struct classes *c, const struct token *t)
{
    uint64_t hash = intern_hash_padded(t->form, t->form_len);
    size_t at = hash & c->mask;
    for (;; at = (at + 1) & c->mask) {
        const struct type_slot *slot = &c->slots[at];
        if (slot->type == INTERN_NONE)
            return classes_add(c, t, hash, at);
        const struct type *type = &c->types[slot->type];
        if (slot->hash == (uint32_t)(hash >> 32) && type->form_len == t->form_len &&
            type->stem_len == t->stem_len && !type->stem == !t->stem &&
            classes_same(type->form, t->form, t->form_len) &&
            classes_same(type->stem, t->stem, t->stem_len))
            return type;
    }
}

#endif
