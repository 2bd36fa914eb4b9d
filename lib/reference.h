/*
 * reference: text against which something is tried, read from a stream or tokenized and stemmed on
 * the way.
 */
#ifndef GAPMAP_REFERENCE_H
#define GAPMAP_REFERENCE_H

#include "stage.h"

struct reference_options {
    const char *text_lang;            /* the files are plain text in this language; NULL: streams */
    const char *files0;               /* as for input_each */
    struct tokenize_options tokenize; /* of plain text; its lang is set here */
    struct stemmer *stemmer;          /* likewise; borrowed */
};

/* Reads the operands into events for `first`, END included.  What fails is said. */
void reference_run(const struct operands *operands, const struct reference_options *o,
                   struct diag *d, struct stage *first);

/* What is called at the beginning of each document, and with each sentence and its language. */
struct reference_calls {
    void (*document)(void *context);
    void (*sentence)(void *context, struct sentence *s, struct slice lang);
    void *context;
};

/* Calls, then hands events on when next is not NULL.  `calls` and `lang`, of sentences that name none, are borrowed. */
struct stage *stage_reference(const struct reference_calls *calls, const char *lang,
                              struct stage *next);

#endif
