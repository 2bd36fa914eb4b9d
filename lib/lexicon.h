/*
 * lexicon: the entries of lexicon files (gm-lexicon(5)), checked.
 *
 * A file is TSV with the columns concept, lang, pattern, status, source and note.  Everything wrong
 * is said in one go, each with file and line.  Knows nothing of matching.
 */
#ifndef GAPMAP_LEXICON_H
#define GAPMAP_LEXICON_H

#include "buf.h"
#include "diag.h"

#include <stdbool.h>
#include <stdint.h>

struct stemmer;
struct wordrules_set;

enum {
    LEXICON_ID = 8,           /* hex digits of an entry's id */
    LEXICON_CONCEPTS_MAX = 8, /* of one entry */
};

enum lexicon_status { LEXICON_ATTESTED, LEXICON_OWN, LEXICON_UNCERTAIN, LEXICON_STATUSES };

struct lexicon_entry {
    struct slice concept; /* several in byte order, with `|` between them: ambiguous */
    struct slice lang;    /* BCP 47 prefix, or `*` */
    struct slice pattern;
    char id[LEXICON_ID];      /* of SHA-256 of `lang TAB pattern`; not NUL-terminated */
    const uint32_t *concepts; /* dense numbers of its concepts, ascending; at least one */
    const uint32_t *layers;   /* of their layers (first parts), ascending, each once */
    uint32_t concept_count;
    uint32_t layer_count;
    uint32_t line;
    const char *file;
    enum lexicon_status status;
};

/* A row that says that a language has no term for a concept (status none-known): no entry. */
struct lexicon_none {
    struct slice concept;
    struct slice lang;
    uint32_t line;
    const char *file;
};

struct lexicon;

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *l);

/*
 * The rules by which the words of patterns are cut, as those of the text are; NULL, as at first: by
 * UAX #29 alone.  Borrowed; set before lexicon_load.
 */
void lexicon_set_words(struct lexicon *l, struct wordrules_set *words);
struct wordrules_set *lexicon_words(const struct lexicon *l);

/*
 * Words will be compared by lemmas, so that a language without a stemmer may have bare words.  Before
 * lexicon_load.
 */
void lexicon_use_lemmas(struct lexicon *l);

/*
 * Adds the entries of a file, or of all files *.tsv that stand directly in a folder, by the byte
 * order of their names.  Which languages have stems is asked of `stemmer`.  False: something was
 * wrong and has been said (status 1); the entries that are sound were added.
 */
bool lexicon_load(struct lexicon *l, const char *path, struct stemmer *stemmer, struct diag *d);

/*
 * Adds an entry that stands in no file (file "", line 0).  What is given is not checked and must
 * not be there yet.
 */
void lexicon_add_entry(struct lexicon *l, struct slice concept, struct slice lang,
                       struct slice pattern);

/*
 * Adds one entry that is in no file.  Its concept is `name`, any text, which is a layer of its own too, so entries of
 * different names never suppress each other.  What was added before is not added again.  False: *why, a
 * static message, says what is wrong.
 */
bool lexicon_add(struct lexicon *l, struct slice name, struct slice lang, struct slice pattern,
                 struct stemmer *stemmer, const char **why);

/* The entries in the order of loading; they live as long as l. */
size_t lexicon_count(const struct lexicon *l);
const struct lexicon_entry *lexicon_entry(const struct lexicon *l, size_t i);
uint32_t lexicon_layer_count(const struct lexicon *l);
uint32_t lexicon_concept_count(const struct lexicon *l);

/* The name of a layer or concept by its number. */
struct slice lexicon_layer(const struct lexicon *l, uint32_t number);
struct slice lexicon_concept(const struct lexicon *l, uint32_t number);

/* The rows of status none-known, likewise. */
size_t lexicon_none_count(const struct lexicon *l);
const struct lexicon_none *lexicon_none(const struct lexicon *l, size_t i);

/*
 * SHA-256 in hex over the distinct lines `concept TAB lang TAB pattern LF` in byte order, so
 * neither the order of files nor comments nor sources count.  Valid until the next lexicon_load
 * or lexicon_free.
 */
const char *lexicon_checksum(struct lexicon *l);

/*
 * Whether an entry's lang covers a text's: it is `*`, or all its subtags begin the text's, in any
 * case.  `no` covers nb and nn, as do other codes of one language (en covers eng).
 */
bool lexicon_covers(struct slice entry_lang, struct slice text_lang);

/*
 * Appends the shortest tag that is covered by the same entries as `text_lang` and has its
 * primary subtag, in lower case; `und` when text_lang is no tag.  So the many tags that a text
 * may have lead to few.
 */
void lexicon_reduce(const struct lexicon *l, struct slice text_lang, struct buf *out);

#endif
