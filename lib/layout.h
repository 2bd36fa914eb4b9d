/*
 * layout: the columns of a CoNLL-U Plus stream, by name.
 */
#ifndef GAPMAP_LAYOUT_H
#define GAPMAP_LAYOUT_H

#include "buf.h"

enum { LAYOUT_MAX = 64 };

struct layout {
    struct buf text; /* the names, separated by blanks, as in `# global.columns = ...` */
    int count;
    int id, form, lemma, misc, stem, term; /* index of each column, -1: the stream has none */
};

/* The ten columns of CoNLL-U, which a stream without `# global.columns` has. */
#define LAYOUT_CONLLU "ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC"

/* The columns that gm-tokenize writes. */
#define LAYOUT_TOKENS "ID FORM MISC"

/*
 * Sets the columns from their names.  False, with a static message in *error: no ID or FORM, a name
 * twice, too many, none.
 */
bool layout_set(struct layout *l, struct slice names, const char **error);

void layout_release(struct layout *l);

#endif
