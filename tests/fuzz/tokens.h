/*
 * tokens: arbitrary bytes as a document.  What the tokenizer hands on covers every byte of it, in order
 * and once, in whatever pieces the text comes; and the stream, read back, tells the same.
 *
 * Input: a byte of options, one of the size of the pieces, one of how often the text is repeated, one of
 * how much of the text is also its id and metadata; the text.
 */
#ifndef GAPMAP_FUZZ_TOKENS_H
#define GAPMAP_FUZZ_TOKENS_H

#include "fuzz.h"

#include "abbreviations.h"
#include "conllu.h"
#include "stage.h"
#include "ucd.h"
#include "utf8.h"
#include "wordrules.h"

/* What is checked of the events of one feed. */
struct checker {
    struct stage stage;
    struct slice text;
    size_t at;     /* the bytes before it are covered */
    uint32_t page; /* at `at` */
    struct slice lang;
    struct slice zone;
    bool open, ended;
    struct buf events; /* everything that was handed on */
    struct buf kept;   /* what of it a stream keeps */
    struct buf built;  /* the text, with forms where they are not the input */
};

static const char *const langs[] = {NULL, "en", "fr", "tr", "el", "ja", "de-CH", "fi"};

static int file, copied;
static struct buf text, written, again;
static struct abbreviation_set *abbreviations;
static struct wordrules_set *words;

static void fuzz_init(void)
{
    static struct diag d =
        DIAG_INIT("fuzz"); /* the sets keep it: they read a language when it comes */
    file = fuzz_file();
    copied = fuzz_file();
    abbreviations = abbreviation_set_new(GAPMAP_SRCDIR "/lexicons/abbreviations", &d);
    words = wordrules_set_new(GAPMAP_SRCDIR "/lexicons/words", &d);
}

/* Text ------------------------------------------------------------------------------------- */

/* White_Space without U+000B, a control that the tokenizer replaces. */
static bool is_space(uint32_t cp)
{
    return (cp >= 9 && cp <= 13 && cp != 11) || cp == 0x20 || cp == 0x85 || cp == 0xa0 ||
           cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 ||
           cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

static bool is_bad(uint32_t cp)
{
    return cp == UTF8_BAD || (cp < 0x20 && !is_space(cp));
}

/* Appends s as a form must show it; returns whether that is not s itself. */
static bool append_form(struct buf *to, struct slice s)
{
    bool changed = false;
    uint32_t cp;
    for (size_t i = 0, n; i < s.len; i += n) {
        n = utf8_decode(s.data + i, s.len - i, &cp);
        changed = changed || is_bad(cp);
        if (is_bad(cp))
            buf_append_str(to, "\xef\xbf\xbd");
        else
            buf_append(to, s.data + i, n);
    }
    return changed;
}

/* Events ----------------------------------------------------------------------------------- */

/* Takes `s`, which must be the next bytes of the text. */
static void cover(struct checker *c, struct slice s)
{
    fuzz_expect(s.len <= c->text.len - c->at, "no more is handed on than came, at %zu", c->at);
    if (s.len)
        fuzz_expect(memcmp(s.data, c->text.data + c->at, s.len) == 0, "the bytes at %zu", c->at);
    c->at += s.len;
}

static void check_space(struct checker *c, struct slice s)
{
    size_t i = c->at == 0 && slice_starts(s, SLICE("\xef\xbb\xbf")) ? 3 : 0;
    uint32_t cp;
    buf_append(&c->built, s.data, s.len);
    for (size_t n; i < s.len; i += n) {
        n = utf8_decode(s.data + i, s.len - i, &cp);
        fuzz_expect(is_space(cp), "a gap is white space, at %zu", c->at + i);
        c->page += cp == '\f';
    }
    fuzz_expect(s.len <= 64 * 1024 + 3, "a gap has a limit");
    cover(c, s);
}

static void check_form(struct checker *c, const struct token *t)
{
    struct slice in = {c->text.data + c->at, t->bytes ? t->bytes : t->form_len};
    uint32_t cp;
    size_t start = c->built.len;
    fuzz_expect(t->form_len > 0 && in.len <= 64 * 1024, "a token has a length and a limit");
    fuzz_expect(in.len <= c->text.len - c->at, "no more tokens than text, at %zu", c->at);
    bool changed = append_form(&c->built, in);
    fuzz_expect(!(t->flags & TOKEN_CUT) || in.len > 64 * 1024 - 4,
                "a token is cut at its limit, at %zu", c->at);
    fuzz_expect(changed == (t->bytes != 0), "Bytes stands where the form is another, at %zu",
                c->at);
    fuzz_expect(slice_eq((struct slice){t->form, t->form_len},
                         (struct slice){c->built.data + start, c->built.len - start}),
                "the form at %zu", c->at);
    for (size_t i = 0, n; i < in.len; i += n) {
        n = utf8_decode(in.data + i, in.len - i, &cp);
        bool inside = i > 0 && i + n < in.len && cp == 0x202f;
        fuzz_expect(inside || !is_space(cp), "no white space in a token, at %zu", c->at + i);
    }
    c->at += in.len;
}

static void check_token(struct checker *c, const struct token *t, uint32_t page)
{
    struct slice space = {t->space, t->space_len};
    fuzz_expect(t->page == page, "page %u begins at %zu, not %u", page, c->at, t->page);
    check_form(c, t);
    static const char *const gaps[] = {
        [GAP_NONE] = "", [GAP_BLANK] = " ", [GAP_LINE] = "\n", [GAP_PARAGRAPH] = "\n\n"};
    if (t->gap != GAP_ODD)
        fuzz_expect(slice_eq(space, slice_of(gaps[t->gap])) && !t->bytes && !t->page,
                    "a plain gap is what it says, at %zu", c->at);
    check_space(c, space);
    fuzz_note(&c->events, (struct slice){t->form, t->form_len});
    fuzz_note(&c->events, space);
    fuzz_note_u64(&c->events, t->bytes);
    fuzz_note_u64(&c->events, t->page);
    fuzz_note_u64(&c->events, t->flags);
    fuzz_note_u64(&c->events, t->gap);
}

/* What a stream keeps of a sentence, without its white space. */
static void note_kept(struct buf *to, const struct sentence *s)
{
    if (!s->token_count)
        return;
    fuzz_note_u64(to, s->at);
    fuzz_note_u64(to, s->page);
    fuzz_note_u64(to, s->starts_paragraph);
    fuzz_note(to, s->lang);
    fuzz_note(to, s->zone);
    fuzz_note(to, s->label);
    for (size_t i = 0; i < s->token_count; i++) {
        fuzz_note(to, (struct slice){s->tokens[i].form, s->tokens[i].form_len});
        fuzz_note_u64(to, s->tokens[i].page);
    }
    buf_append_char(to, '\n');
}

static void check_sentence(struct checker *c, const struct sentence *s)
{
    fuzz_note(&c->events, s->spaces);
    fuzz_note(&c->events, s->spaces_before);
    fuzz_note_u64(&c->events, s->at);
    fuzz_note_u64(&c->events, s->page);
    fuzz_note_u64(&c->events, (uint64_t)(s->starts_paragraph | s->cut << 1 | s->cut_token << 2));
    fuzz_note(&c->events, s->label);
    fuzz_expect(slice_eq(s->lang, c->lang), "the language of the text");
    fuzz_expect(s->token_count <= 4096, "a sentence has a limit");
    if (!s->token_count) {
        fuzz_expect(!s->spaces_before.len, "a block without tokens has one kind of white space");
        check_space(c, s->spaces);
        return;
    }
    fuzz_expect(slice_eq(s->zone, c->zone), "the zone of the text");
    fuzz_expect(!s->spaces.len && (!s->spaces_before.len || c->at == 0),
                "white space has its place");
    check_space(c, s->spaces_before);
    fuzz_expect(s->at == c->at && s->page == c->page, "where the sentence is, at %zu", c->at);
    fuzz_expect(s->starts_paragraph || s->spaces_before.len || c->at,
                "a document begins a paragraph");
    uint32_t page = c->page;
    for (size_t i = 0; i < s->token_count; i++) {
        uint32_t here = c->page;
        check_token(c, &s->tokens[i], here == page ? 0 : here);
        page = here;
    }
    note_kept(&c->kept, s);
}

static bool checker_push(struct stage *self, const struct event *e)
{
    struct checker *c = (struct checker *)self;
    switch (e->kind) {
    case EVENT_DOCUMENT:
        fuzz_expect(!c->open, "a document begins once");
        c->open = true;
        c->ended = false;
        c->at = 0;
        c->page = 1;
        break;
    case EVENT_SENTENCE:
        fuzz_expect(c->open, "sentences stand in a document");
        check_sentence(c, e->sentence);
        break;
    case EVENT_DOCUMENT_END:
        fuzz_expect(c->open && !c->ended, "a document ends once");
        fuzz_expect(c->at == c->text.len, "every byte is covered: %zu of %zu", c->at, c->text.len);
        c->ended = true;
        c->open = false;
        break;
    case EVENT_TEXT:
        fuzz_expect(false, "no text behind the tokenizer");
        break;
    default:
        break;
    }
    return !self->next || stage_push(self->next, e);
}

static void checker_release(struct stage *self)
{
    (void)self; /* the caller has it */
}

static struct stage *begin_checking(struct checker *c)
{
    c->stage.push = checker_push;
    c->stage.release = checker_release;
    return &c->stage;
}

/* Feeds ------------------------------------------------------------------------------------ */

/* The size of the next piece: always the same, or of random size. */
static size_t piece_size(uint8_t kind, uint32_t *random)
{
    if (kind >= 8)
        return kind;
    *random = *random * 1664525 + 1013904223;
    return 1 + (*random >> 8) % (size_t)(1 << (2 * kind + 1));
}

/* The whole document in one piece (kind 255) or in several, with a checker and what is behind that. */
FUZZ_UNUSED static void feed(struct checker *c, const struct tokenize_options *o,
                             const struct document *doc, uint8_t kind)
{
    struct diag d = DIAG_INIT("fuzz");
    struct header header = {.unicode = slice_of(ucd_version)};
    struct slice rest = c->text;
    uint32_t random = (uint32_t)rest.len;
    c->lang = slice_of(o->lang ? o->lang : "und");
    struct stage *first = stage_tokenize(o, &d, begin_checking(c));
    stage_push(first, &(struct event){.kind = EVENT_HEADER, .header = &header});
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT, .document = doc});
    while (rest.len) {
        size_t n = kind == UINT8_MAX ? rest.len : piece_size(kind, &random);
        n = n < rest.len ? n : rest.len;
        stage_push(first, &(struct event){.kind = EVENT_TEXT, .text = {rest.data, n}});
        rest = (struct slice){rest.data + n, rest.len - n};
    }
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT_END, .document = doc});
    stage_push(first, &(struct event){.kind = EVENT_END});
    fuzz_expect(c->ended, "the document's end is handed on");
    stage_free(first);
}

FUZZ_UNUSED static void release(struct checker *c)
{
    buf_release(&c->events);
    buf_release(&c->kept);
    buf_release(&c->built);
}

/* The stream read back --------------------------------------------------------------------- */

static int hex(char c)
{
    return c >= 'A' ? c - 'A' + 10 : c - '0';
}

/* Appends white space as gm-stream(5) writes it. */
static void append_spaces(struct buf *to, struct slice s)
{
    static const char letters[] = "stnrfp\\";
    static const char meant[] = " \t\n\r\f|\\";
    for (size_t i = 0; i < s.len; i += 2) {
        fuzz_expect(s.data[i] == '\\' && i + 1 < s.len, "white space is escaped");
        const char *letter = strchr(letters, s.data[i + 1]);
        if (letter) {
            buf_append_char(to, meant[letter - letters]);
            continue;
        }
        fuzz_expect(s.data[i + 1] == 'x' && i + 3 < s.len, "an escape is one of the list");
        buf_append_char(to, (char)(hex(s.data[i + 2]) << 4 | hex(s.data[i + 3])));
        i += 2;
    }
}

/* The value of an attribute of MISC, or of a comment: what stands between key and end. */
static bool find(struct slice in, const char *key, char end, struct slice *value)
{
    size_t len = strlen(key);
    while (in.len) {
        const char *hit = memchr(in.data, end, in.len);
        size_t n = hit ? (size_t)(hit - in.data) : in.len;
        *value = (struct slice){in.data, n};
        in = (struct slice){in.data + n + (hit ? 1 : 0), in.len - n - (hit ? 1 : 0)};
        if (slice_starts(*value, (struct slice){key, len})) {
            *value = (struct slice){value->data + len, value->len - len};
            return true;
        }
    }
    return false;
}

/* Appends what a token of a stream stood for, by its MISC. */
static void append_token(struct buf *to, const struct token *t)
{
    struct slice value;
    const char *last = t->line + t->line_len;
    while (last[-1] != '\t')
        last--;
    struct slice misc = {last, (size_t)(t->line + t->line_len - last)};
    if (find(misc, "SpacesBefore=", '|', &value))
        append_spaces(to, value);
    buf_append(to, t->form, t->form_len);
    if (find(misc, "SpacesAfter=", '|', &value))
        append_spaces(to, value);
    else if (!find(misc, "SpaceAfter=No", '|', &value))
        buf_append_char(to, ' ');
}

static void check_document(const struct document *got, const struct document *want)
{
    fuzz_expect(slice_eq(got->id, want->id), "the id comes back");
    fuzz_expect(got->meta_count == want->meta_count, "the metadata come back");
    for (size_t i = 0; i < got->meta_count; i++)
        fuzz_expect(slice_eq(got->keys[i], want->keys[i]) &&
                        slice_eq(got->values[i], want->values[i]),
                    "a value comes back");
}

/* Reads the stream in `file`, of `doc` alone unless that is NULL; appends to `kept` and `built`, and to `copy` as stage_write writes it. */
static void read_back(const struct document *doc, struct buf *kept, struct buf *built,
                      struct buf *copy)
{
    static struct diag d = DIAG_INIT("fuzz");
    static struct conllu_reader *r; /* one for all: a new one costs more than a text */
    struct input in;
    struct output out;
    struct event e;
    struct slice value;
    r = r ? r : conllu_reader_new(&d);
    fuzz_output(&out, copied);
    struct stage *writer = stage_write(&out, 0);
    fuzz_open(&in, file);
    conllu_reader_start(r, &in);
    while (conllu_reader_next(r, &e)) {
        stage_push(writer, &e);
        if (e.kind == EVENT_DOCUMENT && doc)
            check_document(e.document, doc);
        if (e.kind != EVENT_SENTENCE)
            continue;
        note_kept(kept, e.sentence);
        if (find(e.sentence->comments, "# gm:spaces = ", '\n', &value))
            append_spaces(built, value);
        for (size_t i = 0; i < e.sentence->token_count; i++)
            append_token(built, &e.sentence->tokens[i]);
    }
    stage_push(writer, &(struct event){.kind = EVENT_END});
    fuzz_expect(d.status == STATUS_OK, "the stream is read without a message");
    input_close(&in);
    stage_free(writer);
    output_close(&out, &d);
    fuzz_read(copied, copy);
}

/* The text through the stream and back. */
FUZZ_UNUSED static void check_stream(const struct checker *whole, const struct tokenize_options *o,
                                     const struct document *doc)
{
    struct diag d = DIAG_INIT("fuzz");
    struct output out;
    struct buf kept = BUF_INIT;
    struct buf built = BUF_INIT;
    fuzz_output(&out, file);
    struct checker c = {.text = whole->text, .stage.next = stage_write(&out, 0)};
    feed(&c, o, doc, UINT8_MAX);
    output_close(&out, &d);
    release(&c);
    fuzz_read(file, &written);
    read_back(doc, &kept, &built, &again);
    fuzz_same(&kept, &whole->kept, "sentences from the stream");
    fuzz_same(&built, &whole->built, "the text from the stream");
    fuzz_same(&again, &written, "the stream written again");
    buf_release(&kept);
    buf_release(&built);
}

/* The whole check of one text, repeated to `size` bytes at least. */
FUZZ_UNUSED static void check_text(struct slice data, const size_t sizes[4])
{
    uint8_t flags = fuzz_byte(&data);
    uint8_t kind = fuzz_byte(&data);
    uint8_t times = fuzz_byte(&data);
    size_t name = fuzz_byte(&data);
    struct tokenize_options o = {
        .lang = langs[flags & 7],
        .bare = flags & 8,
        .strict = flags & 16,
        .strict_conllu = flags & 32,
        .abbreviations = flags & 8 || flags & 64 ? NULL : abbreviations,
        .words = flags & 8 || flags & 128 ? NULL : words,
    };
    size_t size = sizes[times == UINT8_MAX ? 3 : times / 96];
    buf_clear(&text);
    do {
        buf_append(&text, data.data, data.len);
    } while (data.len && text.len < size);
    struct slice key = SLICE("KEY.a-b_1");
    struct slice value = {data.data, name < data.len ? name : data.len};
    struct document doc = {.id = value.len ? value : SLICE("id"), .keys = &key, .values = &value};
    doc.meta_count = value.len ? 1 : 0;
    struct checker whole = {.text = buf_slice(&text)};
    struct checker cut = {.text = buf_slice(&text)};
    feed(&whole, &o, &doc, UINT8_MAX);
    feed(&cut, &o, &doc, kind);
    fuzz_same(&cut.events, &whole.events, "events of text in pieces");
    if (text.len || !o.strict_conllu)
        check_stream(&whole, &o, &doc);
    release(&whole);
    release(&cut);
}

#endif
