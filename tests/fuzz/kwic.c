/*
 * Arbitrary bytes as a stream: its matches as lines of a concordance.  There is a line for each match; the lines do not
 * depend on memory or sampling; a context of the sentence is in that of all words; what a terminal gets is text of
 * its width.
 *
 * Input: a byte for the context (its number of words, or the sentence or clause), one for the sorting, the stream.
 */
#include "fuzz.h"

#include "concordance.h"
#include "conllu.h"
#include "display.h"
#include "kwic_view.h"
#include "stage.h"
#include "utf8.h"

enum { WIDTH = 47 };

static int source, target;
static struct buf lines, others, text;
static uint64_t noted; /* lines */
static const struct option_list none = {NULL, 0, 0};

static void fuzz_init(void)
{
    source = fuzz_file();
    target = fuzz_file();
}

/* Writes down all that a line has. */
static bool note(void *context, const struct hit *hit)
{
    struct buf *to = context;
    noted++;
    for (int i = 0; i < HIT_TEXTS; i++)
        fuzz_note(to, hit->texts[i]);
    fuzz_note_u64(to, hit->page);
    fuzz_note_u64(to, hit->placed ? hit->offset : 0);
    fuzz_note_u64(to, hit->placed ? hit->length : 0);
    buf_append_char(to, '\n');
    return true;
}

struct counted {
    struct stage stage;
    uint64_t matches;
};

/* Counts matches of sentences that have a word, up to where the stream is not tagged. */
static bool count(struct stage *self, const struct event *event)
{
    struct counted *c = (struct counted *)self;
    const struct sentence *s = event->sentence;
    bool word = false;
    if (event->kind != EVENT_SENTENCE)
        return true;
    for (size_t i = 0; i < s->token_count; i++)
        word = word || !(s->tokens[i].flags & TOKEN_ASIDE);
    c->matches += word ? s->match_count : 0;
    return s->tagged || !s->token_count;
}

/* As stage_run_stream, with one reader for all; what is no stream is said to nobody. */
static void push_stream(struct stage *to)
{
    static struct diag d = DIAG_INIT("fuzz");
    static struct conllu_reader *r;
    struct input in;
    struct event e;
    bool more = true;
    r = r ? r : conllu_reader_new(&d);
    fuzz_open(&in, source);
    conllu_reader_start(r, &in);
    while (more && conllu_reader_next(r, &e))
        more = stage_push(to, &e);
    input_close(&in);
}

/* Lists the stream by `write`. */
static void list(const struct kwic_options *k, const struct concordance_options *o,
                 concordance_write *write, void *context)
{
    static struct diag d = DIAG_INIT("fuzz");
    struct concordance *c = concordance_new(o, write, context, &d);
    struct stage *stage = stage_kwic(k, c, &d, NULL);
    push_stream(stage);
    concordance_finish(c);
    stage_free(stage);
    concordance_free(c);
}

/* Each line is text for a terminal, not wider than it. */
static void check_text(const struct kwic_options *k)
{
    struct kwic_view_options o = {.text = true, .width = WIDTH};
    struct output out;
    fuzz_output(&out, target);
    struct kwic_view *view = kwic_view_new(&o, &out);
    list(k, &(struct concordance_options){.memory = 1 << 20}, kwic_view_write, view);
    kwic_view_free(view);
    struct diag d = DIAG_INIT("fuzz");
    output_close(&out, &d);
    fuzz_read(target, &text);
    size_t start = 0;
    for (size_t i = 0, n; i < text.len; i += n) {
        uint32_t cp;
        n = utf8_decode(text.data + i, text.len - i, &cp);
        fuzz_expect(cp == '\n' || (cp >= ' ' && (cp < 0x7f || cp > 0x9f) && cp != UTF8_BAD),
                    "no control and nothing ill-formed comes out: %x", (unsigned)cp);
        fuzz_expect(!(cp >= 0x202a && cp <= 0x202e) && cp != 0x2066 && cp != 0x2067,
                    "no bidirectional control comes out: %x", (unsigned)cp);
        if (cp != '\n')
            continue;
        fuzz_expect(display_width((struct slice){text.data + start, i - start}) <= WIDTH,
                    "a line is as wide as the terminal");
        start = i + 1;
    }
}

static void fuzz_one(struct slice data)
{
    uint8_t context = fuzz_byte(&data);
    uint8_t sort = fuzz_byte(&data);
    struct kwic_options k = {.concepts = &none, .entries = &none, .meta = &none};
    struct counted counted = {.stage = {count, NULL, NULL}};
    k.words = context;
    if (context >= 250)
        k.context = context & 1 ? KWIC_SENTENCE : KWIC_CLAUSE;
    fuzz_fill(source, data);

    buf_clear(&lines);
    noted = 0;
    list(&k, &(struct concordance_options){.memory = 1 << 20}, note, &lines);
    push_stream(&counted.stage);
    fuzz_expect(noted == counted.matches, "there is a line for each match: %d of %d", (int)noted,
                (int)counted.matches);

    /* All as a sample, in little memory, is all. */
    buf_clear(&others);
    list(&k, &(struct concordance_options){.sample = 1 << 20, .memory = 1}, note, &others);
    fuzz_same(&others, &lines, "a sample of all");

    /* Sorted, in much memory and little. */
    k.sort_count = 2;
    k.sorts[0] = (enum kwic_sort)(sort & 3);
    k.sorts[1] = (enum kwic_sort)(sort >> 2 & 3);
    buf_clear(&lines);
    noted = 0;
    list(&k, &(struct concordance_options){.sorted = true, .memory = 1 << 20}, note, &lines);
    fuzz_expect(noted == counted.matches, "sorted lines are no fewer");
    buf_clear(&others);
    list(&k, &(struct concordance_options){.sorted = true, .memory = 1}, note, &others);
    fuzz_same(&others, &lines, "lines sorted in little memory");
    check_text(&k);
}
