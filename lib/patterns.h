/*
 * patterns: the patterns of a command line as a lexicon, with all that matching them needs.
 *
 * A pattern is an entry whose concept is the pattern itself, so that hits tell which they are of.
 */
#ifndef GAPMAP_PATTERNS_H
#define GAPMAP_PATTERNS_H

#include "diag.h"
#include "lexicon.h"
#include "options.h"
#include "stemmer.h"
#include "wordrules.h"

struct patterns_options {
    const struct option_list *patterns;
    const char *lang;  /* of the patterns; NULL: text of any language */
    const char *stems; /* folder of exceptions; NULL: the one that comes with gapmap */
    bool exceptions;   /* false: libstemmer alone */
    bool bare;         /* words are not cut by rules */
};

struct patterns {
    struct lexicon *lexicon;
    struct stemmer *stemmer;
    struct wordrules_set *words;
};

/* False: something is wrong and was said (a bad pattern is misuse).  Release it in any case. */
bool patterns_load(struct patterns *p, const struct patterns_options *o, struct diag *d);
void patterns_release(struct patterns *p);

#endif
