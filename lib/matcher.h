/*
 * matcher: finds the entries of a lexicon in the sentences of one language.
 *
 * Pattern, classes, automaton and overlap put together: gm-lexicon(5) says what matches.  The
 * time a token takes does not grow with the number of entries.
 */
#ifndef GAPMAP_MATCHER_H
#define GAPMAP_MATCHER_H

#include "lexicon.h"
#include "sentence.h"

struct stemmer;
struct matcher;

/* Bounds of what is kept for speed; results do not depend on them. */
struct matcher_limits {
    size_t types;  /* token types whose class is known */
    size_t states; /* states of the automaton */
};

enum { MATCHER_TYPES = 1 << 17, MATCHER_STATES = 1 << 16 };

/*
 * Compiles the entries that cover `lang`, with the stems of that language.  Lexicon and stemmer are
 * borrowed.  Stems of the stemmer that were valid before stay so.
 */
struct matcher *matcher_new(const struct lexicon *l, struct slice lang, struct stemmer *stemmer,
                            const struct matcher_limits *limits);
void matcher_free(struct matcher *m);

/*
 * Sets the matches and marks of s, in place of those it had; its concepts live as long as the
 * lexicon.  Tokens that are aside are passed over; those without a stem are stemmed.  May use
 * the stemmer, but never empties its cache.
 */
void matcher_tag(struct matcher *m, struct sentence *s);

/* Whether the sentence is written in capitals: two words at least, and no letter that is not one. */
bool matcher_is_shouted(const struct sentence *s);

#endif
