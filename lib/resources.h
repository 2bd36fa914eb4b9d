/*
 * resources: what comes with gapmap, or the folders that a program was given instead, ready for use.
 *
 * What is missing is said together with the option that does without it.
 */
#ifndef GAPMAP_RESOURCES_H
#define GAPMAP_RESOURCES_H

#include "buf.h"
#include "diag.h"
#include "stemmer.h"
#include "wordrules.h"

/* Sets *path to the folder `name` that comes with gapmap; false: it is not there (said, to use `option`). */
bool resources_find(const char *name, const char *option, struct buf *path, struct diag *d);

/*
 * A stemmer with the exceptions of `dir` (NULL: those that come with gapmap), or with `exceptions` false
 * without any, which keeps max_types.  NULL: they are not there (said).
 */
struct stemmer *resources_stemmer(const char *dir, bool exceptions, size_t max_types,
                                  struct diag *d);

/* The rules by which gm-tokenize cuts words; NULL: `bare`, or not there (said). */
struct wordrules_set *resources_words(bool bare, struct diag *d);

#endif
