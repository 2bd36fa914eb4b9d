/*
 * lexicon_uses: how often each entry of a lexicon stands in a tagged text.
 */
#ifndef GAPMAP_LEXICON_USES_H
#define GAPMAP_LEXICON_USES_H

#include "intern.h"
#include "lexicon.h"
#include "sentence.h"

struct lexicon_use {
    uint64_t count;
    uint64_t documents;
    uint64_t last_document; /* the number of the last of these */
};

struct lexicon_uses {
    struct intern names; /* `concept TAB id` -> number of the entry in `entry_of` */
    uint32_t *entry_of;
    struct lexicon_use *items; /* by entry */
    struct buf key;            /* scratch */
};

/* The name of an entry among all, `concept TAB id`, in `key`. */
struct slice lexicon_uses_name(struct buf *key, struct slice concept, const char *id);

void lexicon_uses_init(struct lexicon_uses *u, const struct lexicon *l);
void lexicon_uses_release(struct lexicon_uses *u);

/* Adds the matches of a sentence of document number `document`, from 1. */
void lexicon_uses_add(struct lexicon_uses *u, const struct sentence *s, uint64_t document);

#endif
