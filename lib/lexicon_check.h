/*
 * lexicon_check: what is doubtful in a lexicon, though it is well formed.
 *
 * From the lexicon alone: entries that never stand (shadow.h).  Against a reference text, when
 * there is one: entries that stand too often in it, and words that have the stem of a word of the
 * text that does not begin like them.
 */
#ifndef GAPMAP_LEXICON_CHECK_H
#define GAPMAP_LEXICON_CHECK_H

#include "lexicon.h"
#include "sentence.h"
#include "table.h"

struct stemmer;
struct lexicon_check;

enum { CHECK_WORDS_MIN = 1000, CHECK_DOCUMENTS_MIN = 20 }; /* less text says nothing of how often */

struct check_limits {
    uint64_t share;     /* an entry stands in at most so many of 1000 words, */
    uint64_t documents; /* one of single words in so many of 100 documents */
};

/* Lexicon and stemmer are borrowed. */
struct lexicon_check *lexicon_check_new(const struct lexicon *l, struct stemmer *stemmer,
                                        const struct check_limits *limits);
void lexicon_check_free(struct lexicon_check *c);

/*
 * The reference: where a document begins, and each of its sentences, tagged with the lexicon; `lang`
 * is that of the sentence.
 */
void lexicon_check_document(struct lexicon_check *c);
void lexicon_check_sentence(struct lexicon_check *c, const struct sentence *s, struct slice lang);

/*
 * Writes what was found, by entry, as lines `FILE:LINE: KIND: TEXT`, or as a table where `table` is
 * true; returns how much that is.
 */
size_t lexicon_check_write(struct lexicon_check *c, struct output *out, bool table);

#endif
