/*
 * event: what passes between stages.
 *
 * Order: HEADER; then for every document DOCUMENT, its sentences (for the tokenizer: its TEXT, which
 * may be cut into blocks, each begun by BLOCK), DOCUMENT_END; last END.  HEADER may come again, also inside a document (a filter may have cut it).
 * All that an event points to is valid while it is being handled.
 */
#ifndef GAPMAP_EVENT_H
#define GAPMAP_EVENT_H

#include "buf.h"
#include "sentence.h"

struct layout;

/* What holds for all that follows: the columns, and what the annotations depend on. */
struct header {
    const struct layout *layout; /* columns of the lines; NULL: no lines (from the tokenizer) */
    struct slice unicode;        /* version of the segmentation, empty when not said */
    struct slice tailoring;      /* tailoring.h's id or `none`, empty when not said */
    struct slice stemmer;        /* stemmer_identity, empty when not stemmed by gm-stem */
    struct slice lexicon;        /* checksum of the lexicon, empty when not tagged */
};

/* Where the text of a block stands. */
struct block_place {
    uint32_t page;      /* 0: where the text before it ended, or 1 */
    struct slice label; /* the page's printed number; empty: unknown */
    struct slice zone;  /* empty: body */
    struct slice lang;  /* empty: that of the document */
};

enum event_kind {
    EVENT_HEADER,
    EVENT_DOCUMENT,
    EVENT_BLOCK,    /* what comes is a paragraph of its own: no sentence crosses this */
    EVENT_TEXT,     /* a piece of a document's bytes, of any length */
    EVENT_SENTENCE, /* also with no token: comments, or white space, that stand alone */
    EVENT_DOCUMENT_END,
    EVENT_END,
};

struct event {
    enum event_kind kind;
    const struct header *header;     /* HEADER */
    const struct document *document; /* DOCUMENT, DOCUMENT_END */
    struct sentence *sentence;       /* SENTENCE: stages annotate it in place */
    const struct block_place *place; /* BLOCK */
    struct slice text;               /* TEXT */
};

#endif
