/*
 * abbreviations: what a language's words say of a full stop behind or before them.
 *
 * Data are files LANG.tsv (columns form, kind, note; lexicons/abbreviations/README.md says what the kinds mean),
 * read when a language is first asked for.  Knows nothing of sentences.
 */
#ifndef GAPMAP_ABBREVIATIONS_H
#define GAPMAP_ABBREVIATIONS_H

#include "buf.h"
#include "diag.h"

enum abbreviation_kind {
    ABBREVIATION_ALWAYS = 1 << 0,        /* abbreviation */
    ABBREVIATION_EITHER = 1 << 1,        /* either */
    ABBREVIATION_BEFORE_NUMBER = 1 << 2, /* before-number */
    ABBREVIATION_AFTER_ORDINAL = 1 << 3, /* after-ordinal */
    ABBREVIATION_ORDINAL = 1 << 4,       /* ordinal, of the form `.` */
    ABBREVIATION_STARTER = 1 << 5,       /* starter */
    ABBREVIATION_ENUMERATOR = 1 << 6,    /* enumerator */
};

enum { ABBREVIATION_MAX = 32 }; /* bytes of the longest form */

struct abbreviation_set; /* of all languages */
struct abbreviations;    /* of one */

/*
 * `dir`: the folder, NULL for none; copied.  Mistakes in a file are said with file and line when it is read (d's
 * status is raised), and those rows left out.  Never NULL.
 */
struct abbreviation_set *abbreviation_set_new(const char *dir, struct diag *d);
void abbreviation_set_free(struct abbreviation_set *set);

/*
 * The data of a BCP 47 tag's language; of one without a file, data that know no form.  Never NULL;
 * lives as long as the set.
 */
const struct abbreviations *abbreviations_of(struct abbreviation_set *set, struct slice lang);

/* The kinds of a form as written, 0 when it is not known. */
unsigned abbreviations_kinds(const struct abbreviations *a, const char *form, size_t len);

/* Whether the language writes ordinals with a full stop. */
bool abbreviations_has_ordinals(const struct abbreviations *a);

#endif
