/*
 * classes: from a token to the set of elements that it satisfies.
 *
 * Every token type (form and stem, of one language) has a set of elements; equal sets have one
 * number, its class.  What costs something (globs, normalisation) is done once a type: a cache
 * by epochs keeps the class of a type, so that a token costs one look-up.  Results never depend
 * on its size.
 */
#ifndef GAPMAP_CLASSES_H
#define GAPMAP_CLASSES_H

#include "glob.h"
#include "intern.h"
#include "pattern.h"
#include "sentence.h"

struct regexset;
struct stemmer;

/* Classes that have a number of their own; all others hold an element of a pattern. */
enum {
    CLASS_PLAIN,   /* a word that satisfies no element */
    CLASS_HYPHEN,  /* a token of the hyphen class */
    CLASS_FILLING, /* any other token that does not end a clause */
    CLASS_END,     /* a token that ends a clause */
    CLASS_FIRST,
};

/* Elements that are no pattern's own but stand for what a gap may hold. */
enum { CLASSES_WORD, CLASSES_FILLING, CLASSES_FIRST_ELEMENT };

enum { TYPE_INLINE = 32 };

/*
 * What is known of a class without its set.  Sets whose own bits have none in common have no element in
 * common.
 */
struct signature {
    uint64_t own; /* a bit of 64 for each element (classes_bit) */
    uint64_t
        behind; /* of all elements that may follow one of these as the first of a match; 0: none
                        is the first of any; all bits: one is a match alone */
};

#define SIGNATURE_ALL (~UINT64_C(0))

/*
 * A token type: one cache line, which holds form and stem when they are short.  Opaque but for the
 * classes.
 */
struct type {
    uint32_t given;   /* class */
    uint32_t shouted; /* class inside an all-capital sentence */
    uint32_t form_len;
    uint32_t stem_len; /* INTERN_NONE: no stem is given */
    union {
        char bytes[TYPE_INLINE]; /* the form, and the stem behind it */
        const char *text;        /* the same, where there is no room */
    } u;
    struct signature signature; /* of `given`; also readable bytes behind the text */
};

struct type_slot {
    uint32_t hash;
    uint32_t type; /* INTERN_NONE: empty */
};

/* Plain for the sake of classes_type below; nobody else looks inside. */
struct classes {
    struct arena bytes; /* of the types that are long */
    struct type *types;
    size_t type_count;
    size_t type_capacity;
    size_t type_max;
    struct type_slot *slots;
    size_t mask;
    struct intern sets;           /* class -> element ids in ascending order */
    struct signature *signatures; /* of the sets, by class */
    size_t signature_capacity;
    size_t set_bytes;

    struct intern elements; /* kind and text; the id is the element's */
    uint64_t *behind;       /* by element: signature.behind */
    struct globset *globs;  /* and what covers the regular expressions */
    struct arena texts;     /* of globs that are no element's text */
    struct regexset *regexes;
    struct ids regex_numbers; /* by element; INTERN_NONE: it is no regular expression */
    struct ids uncovered;     /* regular expressions without a literal: tried on each type */
    struct ids
        exceeded;    /* elements whose match came to a limit, each once; emptied by the caller */
    struct ids told; /* by number of the regular expression: 1: it was there */
    struct stemmer *stemmer; /* borrowed */
    struct buf lang;
    bool lemmas;
    struct ids found; /* scratch */
    struct buf form, exact, word, other;
};

/*
 * For text in `lang`; `stemmer` is borrowed.  The cache is full at about max_types types.  With
 * `lemmas` the stem of a token (NULL: none) is taken for its lemma, of which its stem is made.
 */
void classes_init(struct classes *c, struct slice lang, struct stemmer *stemmer, size_t max_types,
                  bool lemmas);
void classes_release(struct classes *c);

/*
 * The id of an element, the same for equal ones.  All before classes_ready, all look-ups behind
 * it.
 */
uint32_t classes_element(struct classes *c, enum element_kind kind, struct slice text);
void classes_ready(struct classes *c);

/* Adds what may follow an element as the first of a match.  Behind classes_ready, before look-ups. */
void classes_follow(struct classes *c, uint32_t element, uint64_t behind);

/* The elements of a class in ascending order; aligned for nothing: read with classes_get. */
static inline struct slice classes_set(const struct classes *c, uint32_t class)
{
    return intern_key(&c->sets, class);
}

/* Those of gaps have their own, so that no word is taken for another element because of them. */
static inline uint64_t classes_bit(uint32_t element)
{
    uint64_t bits = 64 - CLASSES_FIRST_ELEMENT;
    if (element < CLASSES_FIRST_ELEMENT)
        return UINT64_C(1) << element;
    uint64_t hash = (element * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
    return UINT64_C(1) << (CLASSES_FIRST_ELEMENT + (hash * bits >> 32));
}

static inline const struct signature *classes_signature(const struct classes *c, uint32_t class)
{
    return &c->signatures[class];
}

static inline uint32_t classes_get(struct slice set, size_t i)
{
    uint32_t id;
    memcpy(&id, set.data + i * sizeof id, sizeof id);
    return id;
}

/*
 * Whether the cache is full: then classes_clear, and forget all class numbers but the fixed
 * ones.
 */
bool classes_full(const struct classes *c);
void classes_clear(struct classes *c);

/* Out of line: a type seen for the first time. */
const struct type *classes_add(struct classes *c, const struct token *t, uint64_t hash, size_t at);

/* Whether a[0..len) and b[0..len) are equal; both have BUF_PAD readable bytes behind them. */
static inline bool classes_same(const char *a, const char *b, size_t len)
{
    uint64_t x;
    uint64_t y;
    size_t i = 0;
    for (; len - i > 8; i += 8) {
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        if (x != y)
            return false;
    }
    memcpy(&x, a + i, 8);
    memcpy(&y, b + i, 8);
    x ^= y;
    if (len == i)
        return true;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return x >> (64 - 8 * (len - i)) == 0;
#else
    return x << (64 - 8 * (len - i)) == 0;
#endif
}

static inline bool classes_is_type(const struct type *type, const struct token *t)
{
    size_t stem_len = t->stem ? t->stem_len : 0;
    if (type->form_len != t->form_len || type->stem_len != (t->stem ? t->stem_len : INTERN_NONE))
        return false;
    if (t->form_len + stem_len > TYPE_INLINE)
        return memcmp(type->u.text, t->form, t->form_len) == 0 &&
               (stem_len == 0 || memcmp(type->u.text + t->form_len, t->stem, stem_len) == 0);
    /* From the struct's beginning, since words of 8 bytes are read over the end of the text. */
    const char *text = (const char *)type + offsetof(struct type, u);
    return classes_same(text, t->form, t->form_len) &&
           (stem_len == 0 || classes_same(text + t->form_len, t->stem, stem_len));
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
        if (slot->hash == (uint32_t)(hash >> 32) && classes_is_type(&c->types[slot->type], t))
            return &c->types[slot->type];
    }
}

#endif
