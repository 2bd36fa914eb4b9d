/*
 * Arbitrary bytes as blocks of text in JSON Lines: what the tokenizer hands on covers the text of every
 * document, in whatever pieces it comes, and the stream, read back, tells the same.
 *
 * Input: a byte of options, one of the size of the pieces, the lines.
 */
#include "fuzz.h"

#include "stage.h"
#include "tokens.h"

/* Stands before the tokenizer and tells the checker behind it what comes. */
struct observer {
    struct stage stage;
    struct checker *checker;
    struct buf text; /* of the document so far */
    struct buf lang; /* of the document */
    struct buf block_lang;
    struct buf zone;
    uint8_t kind; /* of pieces */
    uint32_t random;
};

static void set(struct buf *to, struct slice s)
{
    buf_clear(to);
    buf_append(to, s.data, s.len);
}

static bool push_pieces(struct observer *o, struct slice rest)
{
    bool more = true;
    buf_append(&o->text, rest.data, rest.len);
    o->checker->text = buf_slice(&o->text);
    while (more && rest.len) {
        size_t n = o->kind == UINT8_MAX ? rest.len : piece_size(o->kind, &o->random);
        n = n < rest.len ? n : rest.len;
        more =
            stage_push(o->stage.next, &(struct event){.kind = EVENT_TEXT, .text = {rest.data, n}});
        rest = (struct slice){rest.data + n, rest.len - n};
    }
    return more;
}

static bool observer_push(struct stage *self, const struct event *e)
{
    struct observer *o = (struct observer *)self;
    struct checker *c = o->checker;
    if (e->kind == EVENT_TEXT)
        return push_pieces(o, e->text);
    if (e->kind == EVENT_DOCUMENT) {
        buf_clear(&o->text);
        c->text = buf_slice(&o->text);
    }
    bool more = stage_push(self->next, e); /* what came before a block is as it was */
    if (e->kind == EVENT_BLOCK) {
        set(&o->block_lang, e->place->lang.len ? e->place->lang : buf_slice(&o->lang));
        set(&o->zone, slice_eq(e->place->zone, SLICE("body")) ? SLICE("") : e->place->zone);
        c->lang = buf_slice(&o->block_lang);
        c->zone = buf_slice(&o->zone);
        c->page = e->place->page ? e->place->page : c->page;
    }
    return more;
}

/* Reads the blocks in `from`; a stream goes to `to` unless that is negative. */
static void run(struct checker *c, int from, int to, const struct tokenize_options *options,
                uint8_t kind)
{
    struct diag d = DIAG_INIT("fuzz");
    struct output out;
    struct blocks_options blocks = {.lang = options->lang};
    char path[32];
    char *paths[] = {path};
    struct operands operands = {paths, 1};
    struct header header = {.unicode = slice_of(ucd_version)};
    struct observer o = {.checker = c, .kind = kind};
    snprintf(path, sizeof path, "%s", fuzz_path(from));
    set(&o.lang, slice_of(options->lang ? options->lang : "und"));
    if (to >= 0) {
        fuzz_output(&out, to);
        c->stage.next = stage_write(&out, 0);
    }
    o.stage = (struct stage){observer_push, checker_release,
                             stage_tokenize(options, &d, begin_checking(c))};
    stage_push(&o.stage, &(struct event){.kind = EVENT_HEADER, .header = &header});
    stage_run_blocks(&operands, NULL, &blocks, &d, &o.stage);
    stage_push(&o.stage, &(struct event){.kind = EVENT_END});
    fuzz_expect(!c->open, "the last document's end is handed on");
    stage_free(&o.stage);
    if (to >= 0)
        output_close(&out, &d);
    buf_release(&o.text);
    buf_release(&o.lang);
    buf_release(&o.block_lang);
    buf_release(&o.zone);
}

static void fuzz_one(struct slice data)
{
    uint8_t flags = fuzz_byte(&data);
    uint8_t kind = fuzz_byte(&data);
    struct tokenize_options o = {
        .lang = langs[flags & 7],
        .bare = flags & 8,
        .strict_conllu = flags & 32,
        .abbreviations = flags & 8 || flags & 64 ? NULL : abbreviations,
        .words = flags & 8 || flags & 128 ? NULL : words,
    };
    struct checker whole = {0};
    struct checker cut = {0};
    struct buf kept = BUF_INIT;
    struct buf built = BUF_INIT;
    static int source = -1;
    source = source < 0 ? fuzz_file() : source;
    fuzz_fill(source, data);
    run(&whole, source, file, &o, UINT8_MAX);
    fuzz_read(file, &written);
    run(&cut, source, -1, &o, kind);
    fuzz_same(&cut.events, &whole.events, "events of text in pieces");
    read_back(NULL, &kept, &built, &again);
    fuzz_same(&kept, &whole.kept, "sentences from the stream");
    fuzz_same(&built, &whole.built, "the text from the stream");
    fuzz_same(&again, &written, "the stream written again");
    buf_release(&kept);
    buf_release(&built);
    release(&whole);
    release(&cut);
}
