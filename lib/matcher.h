/*
 * matcher: finds the entries of a lexicon in the sentences of one language.
 *
 * Pattern, classes, automaton and overlap put together: gm-lexicon(5) says what matches.  The
 * time a token takes does not grow with the number of entries.  Matchers share nothing that changes but
 * what their options say, so each thread may have its own over one lexicon.
 */
#ifndef GAPMAP_MATCHER_H
#define GAPMAP_MATCHER_H

#include "lexicon.h"
#include "overlap.h"
#include "sentence.h"

struct stemmer;
struct wordrules_set;
struct matcher;

struct matcher_options {
    /* Bounds of what is kept for speed; results do not depend on them. */
    size_t types;  /* token types whose class is known */
    size_t states; /* states of the automaton */
    enum overlap_mode overlap;
    bool lemmas;  /* a word is compared with the lemma of a token, where it has one */
    bool explain; /* matcher_report tells what was suppressed */
    struct wordrules_set *words; /* rules by which the words of patterns are cut; NULL: none */
};

enum { MATCHER_TYPES = 1 << 17, MATCHER_STATES = 1 << 16 };

/*
 * Compiles the entries that cover `lang`, with the stems of that language.  Lexicon and stemmer are
 * borrowed, the rules only until this returns; stemmer and rules belong to one thread.  Stems of the
 * stemmer that were valid before stay so.
 */
struct matcher *matcher_new(const struct lexicon *l, struct slice lang, struct stemmer *stemmer,
                            const struct matcher_options *o);
void matcher_free(struct matcher *m);

/*
 * Sets the matches and marks of s, in place of those it had; its concepts live as long as the
 * lexicon.  Tokens that are aside are passed over; those without a stem are stemmed.  Tokens in a gap
 * have no mark.  May use the stemmer, but never empties its cache.
 */
void matcher_tag(struct matcher *m, struct sentence *s);

/* Whether the sentence is written in capitals: two words at least, and no letter that is not one. */
bool matcher_is_shouted(const struct sentence *s);
/* What there is to say of the last sentence. */
struct matcher_report {
    const struct suppressed *suppressed; /* with tokens for places, and names in `group` */
    size_t suppressed_count;
    size_t cut;                            /* tokens at which too many matches began */
    const struct lexicon_entry **exceeded; /* entries of which an expression came to its limit */
    size_t exceeded_count;
};

/* Valid until the next matcher_tag. */
const struct matcher_report *matcher_report(const struct matcher *m);

#endif
