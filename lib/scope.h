/*
 * scope: how far a trigger reaches in a language, to which side, and where clauses end.
 *
 * Data are files LANG.tsv (columns kind, value, note; lexicons/scope/README.md says what the kinds
 * mean), read when a language is first asked for.  What a language does not say is as in und.tsv;
 * clauses end where und.tsv says in every language.  Knows nothing of sentences and matches.
 */
#ifndef GAPMAP_SCOPE_H
#define GAPMAP_SCOPE_H

#include "buf.h"
#include "diag.h"

#include <stdbool.h>
#include <stdint.h>

enum scope_kind { SCOPE_NEG, SCOPE_PLAN, SCOPE_MUST, SCOPE_KINDS };

enum scope_side {
    SIDE_NONE,
    SIDE_BEFORE = 1, /* what stands before the trigger */
    SIDE_AFTER = 2,
    SIDE_BOTH = SIDE_BEFORE | SIDE_AFTER,
};

/* Of one kind of trigger. */
struct scope_reach {
    enum scope_side side; /* of a trigger whose concept names none */
    uint32_t before;      /* words, when it reaches to this side */
    uint32_t after;
};

struct scope_set; /* of all languages */

/* Of one language; lives as long as the set. */
struct scope {
    struct scope_reach reach[SCOPE_KINDS];
    struct scope_ends *ends;
};

/*
 * `dir`: the folder, copied.  Mistakes in a file are said with file and line when it is read (d's
 * status is raised), and those rows left out.  Never NULL.
 */
struct scope_set *scope_set_new(const char *dir, struct diag *d);
void scope_set_free(struct scope_set *set);

/* That of a BCP 47 tag's language; never NULL. */
const struct scope *scope_of(struct scope_set *set, struct slice lang);

/* Whether a token of this form may begin an end of a clause: a quick look, which may err to true. */
bool scope_may_end(const struct scope *s, const char *form, size_t len);

/*
 * Goes through the ends of clauses whose first matching form is `form`: sets *more to the other matching
 * forms of the next one, separated by blanks, and returns for which kinds it is one (1 << kind).  *at is 0
 * at first; 0: there is no other.
 */
unsigned scope_end(const struct scope *s, struct slice form, size_t *at, struct slice *more);

#endif
