#include "reference.h"

#include "input.h"
#include "ucd.h"
#include "xalloc.h"

#include <stdlib.h>

enum { READ_SIZE = 128 * 1024 };

/* Reading ---------------------------------------------------------------------------------- */

static bool read_text(void *context, struct input *in)
{
    struct stage *first = context;
    struct document doc = {.id = slice_of(in->name)};
    struct event event = {.kind = EVENT_DOCUMENT, .document = &doc};
    char *bytes = xmalloc(READ_SIZE, 1);
    size_t n = input_read(in, bytes, READ_SIZE);
    bool more = n == 0 && in->err ? true : stage_push(first, &event);
    event.kind = EVENT_TEXT;
    for (; more && n; n = input_read(in, bytes, READ_SIZE)) {
        event.text = (struct slice){bytes, n};
        more = stage_push(first, &event);
    }
    event.kind = EVENT_DOCUMENT_END;
    more = more && (in->err || stage_push(first, &event));
    free(bytes);
    return more;
}

void reference_run(const struct operands *operands, const struct reference_options *o,
                   struct diag *d, struct stage *first)
{
    if (!o->text_lang) {
        stage_run_stream(operands, o->files0, d, first);
        return;
    }
    struct tokenize_options tokenize = o->tokenize;
    struct header header = {.unicode = slice_of(ucd_version)};
    struct event event = {.kind = EVENT_HEADER, .header = &header};
    tokenize.lang = o->text_lang;
    struct stage *stem = stage_stem(o->stemmer, o->text_lang, d, first);
    struct stage *start = stage_tokenize(&tokenize, d, stem);
    if (stage_push(start, &event) &&
        input_each(d, operands->items, operands->count, o->files0, read_text, start)) {
        event.kind = EVENT_END;
        stage_push(start, &event);
    }
    start->release(start); /* the caller's stages stay */
    stem->release(stem);
}

/* The stage -------------------------------------------------------------------------------- */

struct reference_stage {
    struct stage stage;
    const struct reference_calls *calls;
    struct slice lang;
};

static bool push(struct stage *self, const struct event *event)
{
    struct reference_stage *r = (struct reference_stage *)self;
    if (event->kind == EVENT_DOCUMENT)
        r->calls->document(r->calls->context);
    if (event->kind == EVENT_SENTENCE) {
        struct slice lang = event->sentence->lang;
        if (lang.len == 0 || slice_eq(lang, SLICE("und")))
            lang = r->lang;
        r->calls->sentence(r->calls->context, event->sentence, lang);
    }
    return self->next ? stage_push(self->next, event) : true;
}

static void release(struct stage *self)
{
    free(self);
}

struct stage *stage_reference(const struct reference_calls *calls, const char *lang,
                              struct stage *next)
{
    struct reference_stage *r = xcalloc(1, sizeof *r);
    r->stage = (struct stage){push, release, next};
    r->calls = calls;
    r->lang = slice_of(lang ? lang : "und");
    return &r->stage;
}
