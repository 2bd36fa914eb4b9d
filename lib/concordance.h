/*
 * concordance: the lines of a concordance, as they come or sorted, all or a sample.
 *
 * A line is a hit with its context.  As they come, lines are handed on at once; sorted ones go through
 * temporary files where they do not fit in memory.  A sample is chosen by a hash of what a hit is, so
 * it does not depend on how the input was cut or in which order it came.  Knows nothing of how lines are found
 * or shown.
 */
#ifndef GAPMAP_CONCORDANCE_H
#define GAPMAP_CONCORDANCE_H

#include "buf.h"
#include "diag.h"

#include <stdbool.h>
#include <stdint.h>

enum hit_text {
    HIT_DOCUMENT,
    HIT_LABEL,    /* printed number of the page */
    HIT_SENTENCE, /* sent_id */
    HIT_LANG,
    HIT_ZONE,
    HIT_CONCEPT,
    HIT_ENTRY,
    HIT_FLAGS,
    HIT_LEFT,
    HIT_MATCH,
    HIT_RIGHT,
    HIT_TEXTS,
};

struct hit {
    struct slice texts[HIT_TEXTS]; /* empty: unknown */
    struct slice
        meta; /* cells of the document's metadata, each with its length in four bytes before it */
    uint64_t page;   /* 0: unknown */
    uint64_t offset; /* of the match in the document's bytes */
    uint64_t length; /* likewise */
    uint64_t number; /* of the hit in its document, from 0 */
    bool placed;     /* offset and length are known */
};

/* Appends one cell of metadata to `meta`; takes the first cell off it. */
void hit_add_meta(struct buf *meta, struct slice cell);
struct slice hit_take_meta(struct slice *meta);

struct concordance_options {
    bool sorted;     /* by the key that comes with each hit, then as they came */
    uint64_t sample; /* 0: all */
    uint64_t seed;
    uint64_t max;    /* lines at most; 0: all */
    uint64_t memory; /* bytes for rows before temporary files are used */
};

/* Takes one line; false: it cannot be written, stop. */
typedef bool concordance_write(void *context, const struct hit *hit);

struct concordance;

struct concordance *concordance_new(const struct concordance_options *o, concordance_write *write,
                                    void *context, struct diag *d);
void concordance_free(struct concordance *c);

/* Adds a hit; what it points to is copied where it has to be.  False: no more are wanted. */
bool concordance_add(struct concordance *c, const struct hit *hit, struct slice key);

/* Hands on what was held back.  What went wrong was said. */
void concordance_finish(struct concordance *c);

#endif
