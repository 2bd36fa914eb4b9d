/*
 * tailoring: the data by which sentences and words are cut beyond UAX #29, of all languages, and what
 * identifies them.
 */
#ifndef GAPMAP_TAILORING_H
#define GAPMAP_TAILORING_H

#include "abbreviations.h"
#include "diag.h"
#include "wordrules.h"

enum { TAILORING_ID = 8 }; /* digits */

struct tailoring {
    struct abbreviation_set *abbreviations; /* never NULL; without its folder it knows nothing */
    struct wordrules_set *words;            /* NULL: the folder is not there */
    char id[TAILORING_ID + 1];
};

/*
 * Finds lexicons/abbreviations and lexicons/words (data.h); a folder that is missing is said.  The id is the
 * first digits of the SHA-256 of all files LANG.tsv of both, also of languages that are not used: each as
 * `abbreviations/LANG.tsv` or `words/LANG.tsv`, NUL, content, in the order of these names.
 */
void tailoring_load(struct tailoring *t, struct diag *d);
void tailoring_release(struct tailoring *t);

#endif
