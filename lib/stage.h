/*
 * stage: one face for all steps of the pipeline.
 *
 * A stage takes events and hands events to the next stage.  The same stages, joined in one process
 * or each in a program of its own with the stream of gm-stream(5) between them, give the same
 * bytes.  So a stage has no globals, never touches standard output, and keeps nothing of an event
 * after push returns.
 */
#ifndef GAPMAP_STAGE_H
#define GAPMAP_STAGE_H

#include "diag.h"
#include "event.h"
#include "options.h"
#include "overlap.h"

#include <stdbool.h>

struct output;

struct stage {
    /* Handles one event.  False: nothing more can be done (said already); stop. */
    bool (*push)(struct stage *self, const struct event *event);
    /* Frees self, not the next stage. */
    void (*release)(struct stage *self);
    struct stage *next;
};

static inline bool stage_push(struct stage *s, const struct event *event)
{
    return s->push(s, event);
}

/* Frees a chain from its first stage on; NULL is allowed. */
void stage_free(struct stage *first);

struct abbreviation_set;
struct wordrules_set;
struct stemmer;
struct lexicon;
struct scope_set;

struct tokenize_options {
    const char *lang;   /* for documents that name none; NULL: und */
    bool bare;          /* bare UAX #29: no tailoring, every line end ends a sentence */
    bool strict;        /* ill-formed UTF-8 and C0 controls are an error */
    bool strict_conllu; /* documents without a sentence are left out */
    struct abbreviation_set *abbreviations; /* borrowed; NULL: sentences are not tailored */
    struct wordrules_set *words;            /* borrowed; NULL: words are not cut by rules */
};

/* TEXT -> sentences of tokens. */
struct stage *stage_tokenize(const struct tokenize_options *o, struct diag *d, struct stage *next);

/*
 * Sets the stem of every token; `stemmer` and `lang` are borrowed.  lang is the language of sentences
 * that name none (NULL: und), for their stems alone: sentence.lang stays, as it does in the stream.
 */
struct stage *stage_stem(struct stemmer *stemmer, const char *lang, struct diag *d,
                         struct stage *next);

struct tag_options {
    enum overlap_mode overlap;
    size_t cache;             /* token types to keep; 0: MATCHER_TYPES */
    const char *lang;         /* of sentences that name none; NULL: und */
    struct scope_set *scopes; /* borrowed; NULL: no flags */
    bool lemmas;              /* words are compared with LEMMA, which the stream must have */
    struct output
        *explain; /* borrowed: what was suppressed, and by what (gm-tag(1)); NULL: nowhere */
};

/*
 * Sets the matches of every sentence and their flags; lexicon and stemmer are borrowed.  Refuses (status 1) a
 * header whose stemmer is not that of `stemmer`.  Tokens without a stem are stemmed here.  Says, once
 * for each entry, that a regular expression came to its limit.
 */
struct stage *stage_tag(struct lexicon *lexicon, struct stemmer *stemmer,
                        const struct tag_options *o, struct diag *d, struct stage *next);

struct tally;

/* Counts into `tally`, borrowed; hands events on when next is not NULL. */
struct stage *stage_count(struct tally *tally, struct diag *d, struct stage *next);

struct concordance;

enum kwic_context { KWIC_WORDS, KWIC_SENTENCE, KWIC_CLAUSE };
enum kwic_sort { KWIC_PLACE, KWIC_LEFT, KWIC_MATCH, KWIC_RIGHT };
enum { KWIC_SORTS_MAX = 4 };

struct kwic_options {
    const struct option_list *concepts; /* branches that are wanted, borrowed as are all lists; */
    const struct option_list *entries;  /* and ids of entries; none of both: all matches */
    const struct option_list *meta;     /* keys of metadata for each hit */
    enum kwic_context context;
    uint64_t words; /* KWIC_WORDS: tokens before and behind */
    enum kwic_sort sorts[KWIC_SORTS_MAX];
    size_t sort_count;     /* 0: hits have no sort key */
    uint64_t per_document; /* hits at most; 0: all */
};

/* Adds each match to `to`, borrowed as `o` is; hands events on when next is not NULL. */
struct stage *stage_kwic(const struct kwic_options *o, struct concordance *to, struct diag *d,
                         struct stage *next);

/*
 * Reads streams from the operands (input_each's rules) into events for `first`, END included.
 * What fails is said; whether anything did is in d->status.
 */
void stage_run_stream(const struct operands *operands, const char *files0, struct diag *d,
                      struct stage *first);

struct documents;

struct blocks_options {
    const struct documents *documents; /* borrowed; NULL: none */
    const char *table;                 /* its name, for messages */
    const char *lang; /* as in tokenize_options; NULL: said once where it is missing */
};

/*
 * Reads blocks of text (JSON Lines, blocks.h) from the operands into DOCUMENT, BLOCK, TEXT and
 * DOCUMENT_END for `first`.  A document is the blocks of one id that follow each other in one input;
 * one whose id was there before is said and left out.  False: a stage stopped.
 */
bool stage_run_blocks(const struct operands *operands, const char *files0,
                      const struct blocks_options *o, struct diag *d, struct stage *first);

/* The annotations that a stage of this process made, to be written anew. */
enum write_columns {
    WRITE_STEM = 1 << 0, /* GM:STEM from token.stem */
    WRITE_TERM = 1 << 1, /* GM:TERM from sentence.matches and marks */
};

/*
 * Writes the stream of gm-stream(5) to `out`, borrowed: all columns as they came, those of `columns`
 * replaced, or appended when new.  The last stage of a chain.
 */
struct stage *stage_write(struct output *out, unsigned columns);

#endif
