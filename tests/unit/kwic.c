/*
 * kwic: lines of a concordance in the process that made the tokens, and in another, are the bytes of the
 * text around their place, whatever the text is; and what a match carries.  The program: tests/kwic.bats.
 */
#include "concordance.h"
#include "lexicon.h"
#include "output.h"
#include "stage.h"
#include "stemmer.h"
#include "tap.h"
#include "ucd.h"
#include "xalloc.h"

#include <stdlib.h>
#include <unistd.h>

/* What the lines are held against, and what became of them. */
struct checked {
    struct slice text; /* of the document */
    uint64_t lines;
    uint64_t wrong;
    uint64_t longest;   /* bytes of a context */
    struct buf summary; /* place and lengths of each line */
};

static const struct option_list none = {NULL, 0, 0};

static bool check_line(void *context, const struct hit *hit)
{
    struct checked *c = context;
    struct slice left = hit->texts[HIT_LEFT];
    struct slice match = hit->texts[HIT_MATCH];
    struct slice right = hit->texts[HIT_RIGHT];
    uint64_t end = hit->offset + hit->length;
    bool ok = hit->placed && end + right.len <= c->text.len && left.len <= hit->offset &&
              match.len == hit->length;
    ok = ok && memcmp(c->text.data + hit->offset - left.len, left.data, left.len) == 0 &&
         memcmp(c->text.data + hit->offset, match.data, match.len) == 0 &&
         memcmp(c->text.data + end, right.data, right.len) == 0;
    c->lines++;
    c->wrong += !ok;
    c->longest = left.len > c->longest ? left.len : c->longest;
    c->longest = right.len > c->longest ? right.len : c->longest;
    const uint64_t numbers[] = {hit->page, hit->offset, left.len, match.len, right.len};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        buf_append_u64(&c->summary, numbers[i]);
        buf_append_char(&c->summary, i + 1 < sizeof numbers / sizeof *numbers ? ' ' : '\n');
    }
    return true;
}

static uint32_t below(uint32_t n)
{
    static uint64_t seed = 0x5eed;
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 33) % n);
}

static void random_text(struct buf *text, size_t parts)
{
    static const char *const words[] = {
        "Review",    "review",     "of",   "a",  "the ",   "\n",    "\n\n",          " ",
        " ",         " ",          "  \t", "\f", ".",      ": ",    " \xe2\x80\x94", "\xc2\xa0",
        "-",         "\"",         ")",    "! ", "Micro-", "3.2.1", "e.g.",          "\xe8\xb3\xaa",
        "\xd7\xa9 ", "e\xcc\x81 ", "\r\n", "x"};
    buf_clear(text);
    while (parts--)
        buf_append_str(text, words[below(sizeof words / sizeof *words)]);
}

/* Pushes the text as one document; its blocks are cut anywhere between characters. */
static void push_document(struct stage *first, struct slice text, bool blocks)
{
    struct header header = {.unicode = slice_of(ucd_version)};
    struct document doc = {.id = SLICE("d"), .lang = SLICE("en")};
    struct block_place place = {.zone = SLICE("")};
    stage_push(first, &(struct event){.kind = EVENT_HEADER, .header = &header});
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT, .document = &doc});
    while (text.len) {
        size_t n = blocks ? 1 + below((uint32_t)text.len) : text.len;
        while (n < text.len && ((unsigned char)text.data[n] & 0xc0) == 0x80)
            n++;
        if (blocks)
            stage_push(first, &(struct event){.kind = EVENT_BLOCK, .place = &place});
        stage_push(first, &(struct event){.kind = EVENT_TEXT, .text = {text.data, n}});
        text = (struct slice){text.data + n, text.len - n};
    }
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT_END, .document = &doc});
    stage_push(first, &(struct event){.kind = EVENT_END});
}

struct kit {
    struct diag d;
    struct lexicon *lexicon;
    struct stemmer *stemmer;
};

static struct stage *tag_and_list(struct kit *kit, const struct kwic_options *o,
                                  struct concordance *c)
{
    static const struct tag_options tag = {.overlap = OVERLAP_LONGEST};
    return stage_tag(kit->lexicon, kit->stemmer, &tag, &kit->d, stage_kwic(o, c, &kit->d, NULL));
}

/* The lines of the text, from tokens in memory. */
static void list_here(struct kit *kit, const struct kwic_options *o, struct checked *to,
                      bool blocks)
{
    struct concordance *c =
        concordance_new(&(struct concordance_options){.memory = 1}, check_line, to, &kit->d);
    struct stage *first =
        stage_tokenize(&(struct tokenize_options){0}, &kit->d, tag_and_list(kit, o, c));
    push_document(first, to->text, blocks);
    concordance_finish(c);
    stage_free(first);
    concordance_free(c);
}

/* The lines of the text, over a stream. */
static void list_there(struct kit *kit, const struct kwic_options *o, struct checked *to)
{
    char path[] = "/tmp/gapmap-unit.XXXXXX";
    char *const operands[] = {path};
    struct output out;
    output_init(&out, mkstemp(path), path);
    struct stage *first =
        stage_tokenize(&(struct tokenize_options){0}, &kit->d, stage_write(&out, 0));
    push_document(first, to->text, false);
    stage_free(first);
    output_close(&out, &kit->d);
    struct concordance *c =
        concordance_new(&(struct concordance_options){.memory = 1}, check_line, to, &kit->d);
    first = tag_and_list(kit, o, c);
    stage_run_stream(&(struct operands){operands, 1}, NULL, &kit->d, first);
    concordance_finish(c);
    stage_free(first);
    concordance_free(c);
    unlink(path);
}

static struct kwic_options options_of(enum kwic_context context, uint64_t words)
{
    return (struct kwic_options){
        .concepts = &none, .entries = &none, .meta = &none, .context = context, .words = words};
}

static void test_texts(struct kit *kit)
{
    struct buf text = BUF_INIT;
    for (int round = 0; round < 300; round++) {
        struct kwic_options o = options_of((enum kwic_context)(round % 3), below(30));
        struct checked here = {.longest = 0};
        struct checked there = {.longest = 0};
        struct checked blocks = {.longest = 0};
        random_text(&text, 1 + below(round % 10 ? 300 : 20000));
        here.text = there.text = blocks.text = buf_slice(&text);
        list_here(kit, &o, &here, false);
        list_there(kit, &o, &there);
        list_here(kit, &o, &blocks, true);
        bool ok = tap_ok(here.wrong + there.wrong + blocks.wrong == 0 &&
                             slice_eq(buf_slice(&here.summary), buf_slice(&there.summary)),
                         "text %d: context %d of %d", round, (int)o.context, (int)o.words);
        if (!ok)
            tap_diag("of %d lines %d, %d and in blocks %d are wrong", (int)here.lines,
                     (int)here.wrong, (int)there.wrong, (int)blocks.wrong);
        buf_release(&here.summary);
        buf_release(&there.summary);
        buf_release(&blocks.summary);
    }
    buf_release(&text);
}

/* Many lines wait at once, and much is forgotten. */
static void test_long_text(struct kit *kit)
{
    struct kwic_options o = options_of(KWIC_WORDS, 1000);
    struct buf text = BUF_INIT;
    for (int i = 0; i < 30000; i++)
        buf_append_str(&text, i % 40 ? "Review " : "of.\nReview ");
    struct checked here = {.text = buf_slice(&text)};
    list_here(kit, &o, &here, false);
    tap_is_u64(here.lines, 30000, "every word of a long text is listed");
    tap_is_u64(here.wrong, 0, "and stands where it is said to be");
    tap_ok(here.longest > 6000 && here.longest < 7100, "in a context of a thousand words");
    buf_release(&here.summary);
    buf_release(&text);
}

static bool keep_flags(void *context, const struct hit *hit)
{
    struct buf *out = context;
    buf_append(out, hit->texts[HIT_FLAGS].data, hit->texts[HIT_FLAGS].len);
    buf_append_char(out, ';');
    return true;
}

/* Flags, one for each of their combinations, and a match with a gap. */
static void test_flags(struct kit *kit)
{
    struct kwic_options o = options_of(KWIC_SENTENCE, 0);
    struct buf out = BUF_INIT;
    struct concordance *c =
        concordance_new(&(struct concordance_options){.memory = 1}, keep_flags, &out, &kit->d);
    struct stage *first = stage_kwic(&o, c, &kit->d, NULL);
    struct sentence s = {.placed = true, .tagged = true, .page = 1, .lang = SLICE("en")};
    struct document doc = {.id = SLICE("d")};
    static const char form[4 + BUF_PAD] = "word";
    for (int i = 0; i < 8; i++) {
        struct token *t = sentence_add_token(&s);
        struct match *m = sentence_add_match(&s);
        t->form = t->space = form;
        t->form_len = 4;
        m->concept = SLICE("a");
        m->first = m->last = (uint32_t)i;
        m->flags = (uint8_t)i;
    }
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT, .document = &doc});
    stage_push(first, &(struct event){.kind = EVENT_SENTENCE, .sentence = &s});
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT_END, .document = &doc});
    concordance_finish(c);
    tap_is_str(buf_str(&out), ";neg;plan;neg+plan;must;neg+must;plan+must;neg+plan+must;", "flags");
    stage_free(first);
    concordance_free(c);
    sentence_release(&s);
    buf_release(&out);
}

int main(void)
{
    struct kit kit = {.d = DIAG_INIT("test"), .lexicon = lexicon_new()};
    const char *const patterns[] = {"review", "\"of\" ~3 review", "micro", "\xe8\xb3\xaa", "3.2.1"};
    const char *why;
    kit.stemmer = stemmer_new(NULL, 1000, &kit.d);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        if (!lexicon_add(kit.lexicon, slice_of(patterns[i]), SLICE("*"), slice_of(patterns[i]),
                         kit.stemmer, &why))
            tap_ok(false, "%s: %s", patterns[i], why);
    test_texts(&kit);
    test_long_text(&kit);
    test_flags(&kit);
    tap_ok(kit.d.status == STATUS_OK, "nothing was said");
    lexicon_free(kit.lexicon);
    stemmer_free(kit.stemmer);
    return tap_done();
}
