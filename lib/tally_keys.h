/*
 * tally_keys: what is counted by.
 *
 * Of the keys, document, lang, page, zone and meta.KEY make the *group*; concept, term, entry, flags, form
 * and stem make the *term*.  A group and a term are cells in one byte string, in such a way that
 * comparing bytes compares cell by cell, a prefix first.
 */
#ifndef GAPMAP_TALLY_KEYS_H
#define GAPMAP_TALLY_KEYS_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>

enum { TALLY_KEYS_MAX = 16 };

enum tally_kind {
    TALLY_DOCUMENT, /* the document's id */
    TALLY_META,     /* a value of its metadata */
    TALLY_LANG,     /* from here on of the sentence */
    TALLY_ZONE,
    TALLY_PAGE,
    TALLY_CONCEPT, /* from here on keys of the term; concept, entry, term and flags of a match */
    TALLY_ENTRY,
    TALLY_TERM,
    TALLY_FLAGS,
    TALLY_FORM,
    TALLY_STEM,
};

struct tally_key {
    enum tally_kind kind;
    struct slice name; /* as in --by */
    struct slice meta; /* KEY of meta.KEY */
};

struct tally_keys {
    struct buf text; /* the names, separated by commas */
    struct tally_key items[TALLY_KEYS_MAX];
    size_t count;
    size_t groups;    /* how many of them make the group */
    size_t terms;     /* how many make the term */
    bool of_matches;  /* units are matches, else tokens */
    bool in_document; /* a group may be part of a document: lang, zone, page */
    bool has[TALLY_STEM + 1];
    unsigned depth; /* concepts are cut to so many dotted parts, 0: not; set by the caller */
};

/*
 * Sets the keys from names separated by commas.  NULL, or what is wrong, with the name in *subject
 * (valid until the release).
 */
const char *tally_keys_set(struct tally_keys *keys, struct slice names, struct slice *subject);
void tally_keys_release(struct tally_keys *keys);

static inline bool tally_is_term(enum tally_kind kind)
{
    return kind >= TALLY_CONCEPT;
}

/* Appends a cell; the last cell of a term has no `end` and is the bytes as they are, all others have. */
void tally_append_cell(struct buf *key, struct slice cell, bool end);

/* Takes the first cell off *key and appends it to `cell`. */
void tally_take_cell(struct slice *key, struct buf *cell, bool end);

/* How many bytes the first `count` cells of key, which all have ends, take. */
size_t tally_cells_length(struct slice key, size_t count);

/*
 * Whether the keys of the group all stand before those of the term: the order of the tally then is that
 * of the table, but that a total stands where its `*` belongs.
 */
bool tally_is_in_order(const struct tally_keys *keys);

#endif
