/*
 * documents: the table documents.tsv, which gives text files their id, language and metadata.
 *
 * Columns `id` and `path` are required, `lang` is used where there; every column but these with a
 * value becomes metadata under its name.
 */
#ifndef GAPMAP_DOCUMENTS_H
#define GAPMAP_DOCUMENTS_H

#include "diag.h"
#include "sentence.h"

struct documents;

/*
 * Reads the table at `path`.  NULL: it cannot be read, or has mistakes (a missing column, a row
 * with too many or too few cells, an empty or repeated id, a repeated path, a lang that is no language tag, a
 * column name that is no metadata key or repeated), all of which are said with file and line.
 */
struct documents *documents_load(const char *path, struct diag *d);
void documents_free(struct documents *t);

/*
 * Fills *doc from the row of the file at `path`: the row whose path is `path` as given, or relative
 * to the table's folder, else the row whose id is the file's name without its folder and extension.
 * False: there is none.  What *doc points to lives as long as the table.
 */
bool documents_find(const struct documents *t, const char *path, struct document *doc);

/* Fills *doc from the row of that id.  False: there is none. */
bool documents_find_id(const struct documents *t, struct slice id, struct document *doc);

#endif
