/*
 * exceptions: stems that stand in a file, LANG.tsv in a folder, instead of being computed.
 *
 * A file has the header `form<TAB>stem`, then one row a form; `#` begins a comment line.  Forms and
 * stems are matching forms of the language.  Knows nothing of stemmers.
 */
#ifndef GAPMAP_EXCEPTIONS_H
#define GAPMAP_EXCEPTIONS_H

#include "buf.h"
#include "diag.h"

struct exceptions; /* of one language */
struct exception_set;

enum { EXCEPTIONS_ID = 8 }; /* digits of a set's id */

/*
 * Reads every *.tsv in dir (NULL: none), in the order of names.  Bad files and rows are said, all
 * of them, with file and line (d's status is raised) and left out.  Never NULL.
 */
struct exception_set *exception_set_new(const char *dir, struct diag *d);
void exception_set_free(struct exception_set *set);

/*
 * The first EXCEPTIONS_ID hex digits of the SHA-256 of all files (name, NUL, content, in the order
 * of names), `none` when there is no file.  Lives as long as the set.
 */
const char *exception_set_id(const struct exception_set *set);

/* The exceptions of a code as language_code gives it, NULL: none.  They live as long as the set. */
const struct exceptions *exceptions_of(const struct exception_set *set, const char *code);

/* The stem of a matching form.  False: the form is no exception. */
bool exceptions_find(const struct exceptions *e, struct slice form, struct slice *stem);

#endif
