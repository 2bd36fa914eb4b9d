/*
 * conllu: reading the stream (CoNLL-U Plus, gm-stream(5)) into events.
 *
 * Knows columns by name, keeps those it does not know.  A block (sentence) that breaks the format
 * is said with file and line and left out; the rest goes on (status 1).  Line ends other than LF,
 * unusable columns, a block beyond 16 MiB and a stream that ends inside a block end the reading of that
 * input.  Of a bad block that begins a document the comments are handed out.
 */
#ifndef GAPMAP_CONLLU_H
#define GAPMAP_CONLLU_H

#include "diag.h"
#include "event.h"
#include "input.h"
#include "layout.h"

struct conllu_reader;

struct conllu_reader *conllu_reader_new(struct diag *d);
void conllu_reader_free(struct conllu_reader *r);

/* Starts reading `in`, borrowed until the next start. */
void conllu_reader_start(struct conllu_reader *r, struct input *in);

/*
 * The next event of the input (HEADER, DOCUMENT, SENTENCE, DOCUMENT_END); what it points to is
 * valid until the next call.  False: the input ended (in->err tells a failed read).  Sentences
 * before the first `# newdoc` belong to a document named as the input.
 */
bool conllu_reader_next(struct conllu_reader *r, struct event *event);

#endif
