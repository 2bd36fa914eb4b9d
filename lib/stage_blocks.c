/*
 * stage_blocks: blocks of text (JSON Lines) to the events of documents.
 */
#include "arena.h"
#include "blocks.h"
#include "documents.h"
#include "idset.h"
#include "stage.h"
#include "xalloc.h"

enum { PIECE = 128 * 1024 }; /* of a text, so that the tokenizer need not hold it whole */

enum state {
    NO_DOCUMENT,
    OPEN,
    LEFT_OUT, /* its id is repeated */
};

struct blocks_run {
    const struct blocks_options *options;
    struct diag *d;
    struct stage *first;
    struct blocks_reader *reader;
    struct idset ids; /* numbered: how often a repetition was left out */
    bool said_und;

    enum state state;
    struct document doc; /* the last one; what it points to is in the arena or the table */
    struct arena arena;
    struct slice *own_keys; /* metadata of its first block */
    struct slice *own_values;
    size_t own_count;
    struct idset differing; /* keys that later blocks have with other values */
};

static struct slice keep(struct blocks_run *run, struct slice s)
{
    return (struct slice){arena_copy(&run->arena, s.data, s.len), s.len};
}

static bool end_document(struct blocks_run *run)
{
    enum state state = run->state;
    run->state = NO_DOCUMENT;
    return state != OPEN || stage_push(run->first, &(struct event){.kind = EVENT_DOCUMENT_END,
                                                                   .document = &run->doc});
}

/* Metadata: what the table says, then what only the first block says. */
static void merge_meta(struct blocks_run *run, const struct block *b)
{
    struct document row = run->doc;
    struct document *doc = &run->doc;
    size_t most = row.meta_count + b->meta_count;
    struct slice *arrays = arena_alloc(&run->arena, (most + b->meta_count) * 2 * sizeof *arrays);
    doc->keys = arrays;
    doc->values = arrays + most;
    run->own_keys = arrays + 2 * most;
    run->own_values = run->own_keys + b->meta_count;
    run->own_count = b->meta_count;
    for (size_t i = 0; i < row.meta_count; i++) {
        doc->keys[i] = row.keys[i];
        doc->values[i] = row.values[i];
    }
    for (size_t i = 0; i < b->meta_count; i++) {
        run->own_keys[i] = keep(run, b->keys[i]);
        run->own_values[i] = keep(run, b->values[i]);
        if (document_meta(&row, b->keys[i]).len)
            continue;
        doc->keys[doc->meta_count] = run->own_keys[i];
        doc->values[doc->meta_count++] = run->own_values[i];
    }
}

static bool begin_document(struct blocks_run *run, const struct input *in, const struct block *b)
{
    const struct blocks_options *o = run->options;
    bool fresh;
    size_t slot = idset_add(&run->ids, b->id, &fresh);
    arena_clear(&run->arena);
    idset_clear(&run->differing);
    run->doc = (struct document){.id = keep(run, b->id)};
    if (!fresh) {
        if (run->ids.numbers[slot]++ == 0)
            diag_error(run->d, "%s:%zu: document id '%.*s' is repeated; left out", in->name,
                       in->line, (int)b->id.len, b->id.data);
        run->state = LEFT_OUT;
        return true;
    }
    if (o->documents && !documents_find_id(o->documents, b->id, &run->doc))
        diag_note(run->d, "%s: no row for '%.*s'", o->table, (int)b->id.len, b->id.data);
    merge_meta(run, b);
    run->state = OPEN;
    return stage_push(run->first, &(struct event){.kind = EVENT_DOCUMENT, .document = &run->doc});
}

/* A document has one value for each key, that of its first block: others are said, once each. */
static void compare_meta(struct blocks_run *run, const struct input *in, const struct block *b)
{
    struct document own = {
        .keys = run->own_keys, .values = run->own_values, .meta_count = run->own_count};
    for (size_t i = 0; i < b->meta_count; i++) {
        struct slice key = b->keys[i];
        bool fresh;
        if (slice_eq(document_meta(&own, key), b->values[i]))
            continue;
        idset_add(&run->differing, key, &fresh);
        if (fresh)
            diag_note(run->d, "%s:%zu: '%.*s' is not what the first block of '%.*s' says; left out",
                      in->name, in->line, (int)key.len, key.data, (int)b->id.len, b->id.data);
    }
}

static bool push_text(struct blocks_run *run, const struct block *b)
{
    struct event event = {.kind = EVENT_BLOCK, .place = &b->place};
    struct slice rest = b->text;
    bool more = stage_push(run->first, &event);
    event.kind = EVENT_TEXT;
    while (more && rest.len) {
        size_t n = rest.len < PIECE ? rest.len : PIECE;
        event.text = (struct slice){rest.data, n};
        rest = (struct slice){rest.data + n, rest.len - n};
        more = stage_push(run->first, &event);
    }
    return more;
}

/* Says so, the first time, when the block's language is not known. */
static void note_und(struct blocks_run *run, const struct input *in, const struct block *b)
{
    struct slice lang = b->place.lang.len ? b->place.lang : run->doc.lang;
    run->said_und = true;
    if (lang.len == 0 && !run->options->lang)
        diag_note(run->d, "no --lang given: language is und");
    else if (slice_eq(lang, SLICE("und")))
        diag_note(run->d, "%s:%zu: the language of '%.*s' is und", in->name, in->line,
                  (int)b->id.len, b->id.data);
    else
        run->said_und = false;
}

static bool push_block(struct blocks_run *run, const struct input *in, const struct block *b)
{
    if (run->state != NO_DOCUMENT && slice_eq(b->id, run->doc.id)) {
        if (run->state == OPEN)
            compare_meta(run, in, b);
    } else if (!end_document(run) || !begin_document(run, in, b)) {
        return false;
    }
    if (run->state != OPEN)
        return true;
    if (!run->said_und)
        note_und(run, in, b);
    return push_text(run, b);
}

static bool run_input(void *context, struct input *in)
{
    struct blocks_run *run = context;
    struct block block;
    blocks_reader_start(run->reader, in);
    while (blocks_reader_next(run->reader, &block))
        if (!push_block(run, in, &block))
            return false;
    return end_document(run);
}

bool stage_run_blocks(const struct operands *operands, const char *files0,
                      const struct blocks_options *o, struct diag *d, struct stage *first)
{
    struct blocks_run run = {.options = o, .d = d, .first = first, .reader = blocks_reader_new(d)};
    run.ids.numbered = true;
    bool more = input_each(d, operands->items, operands->count, files0, run_input, &run);
    blocks_reader_free(run.reader);
    idset_release(&run.ids);
    idset_release(&run.differing);
    arena_release(&run.arena);
    return more;
}
