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

/*
 * The ID cells of a sentence's tokens, `1` TAB, `2` TAB ..., made once: writing and checking them is
 * done for every token.
 */
enum { ID_CELLS = 4096 };

struct id_cells {
    struct id_cell {
        char text[7];      /* digits and TAB */
        unsigned char len; /* of both */
    } cells[ID_CELLS];
};

/* The caller frees. */
struct id_cells *id_cells_new(void);

/* Whether an ID cell, with BUF_PAD readable bytes behind it, is `index` + 1. */
static inline bool id_cells_are(const struct id_cells *ids, struct slice cell, uint32_t index)
{
    const struct id_cell *expected = &ids->cells[index & (ID_CELLS - 1)];
    uint64_t a;
    uint64_t b;
    /* Compared as words; the bytes behind the digits are wiped on both sides by the same shift. */
    memcpy(&a, cell.data, 8);
    memcpy(&b, expected, 8);
    return index < ID_CELLS && cell.len + 1 == expected->len && !((a ^ b) << (64 - 8 * cell.len));
}

#endif
