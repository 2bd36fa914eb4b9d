/*
 * stage_write: events to the stream of gm-stream(5).
 *
 * A token line is built in place in the output's buffer: this loop runs for every token of every
 * program.
 */
#include "escape.h"
#include "layout.h"
#include "output.h"
#include "stage.h"
#include "xalloc.h"

#include <stdlib.h>

#if defined(__GNUC__)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE inline
#endif

enum { SENTENCE_LINES = 256 }; /* room for put_sentence_lines, id and language apart */

struct writer {
    struct stage stage;
    struct output *out;
    unsigned columns;           /* enum write_columns */
    const struct layout *lines; /* columns of the lines that come in; NULL: none, tokens only */
    struct buf header;          /* held back: only the last before a sentence or the end counts */
    struct buf text;            /* scratch for comments */
    struct buf id;              /* of the open document, as sent_id needs it */
    uint64_t sentences;         /* of the open document so far */
    bool fresh;                 /* tokenizer: the document's own lines are not yet written */
    struct buf document;        /* those lines */
    struct id_cells *ids;
};

/* Copies BUF_PAD bytes at once, which nearly always do; source and target have them behind their ends. */
static inline char *put(char *p, const char *s, size_t len)
{
    if (len <= BUF_PAD)
        memcpy(p, s, BUF_PAD);
    else
        memcpy(p, s, len);
    return p + len;
}

/* A literal shorter than the pad; its length is known to the compiler. */
#define put_literal(p, s) ((char *)memcpy(p, s, sizeof(s) - 1) + sizeof(s) - 1)

static inline size_t count_digits(uint64_t n)
{
    size_t digits = 1;
    while (n >= 10000) {
        n /= 10000;
        digits += 4;
    }
    return digits + (n >= 10) + (n >= 100) + (n >= 1000);
}

/* Two digits at a time, straight to their places: a copy of what was just written would stall. */
static char *put_large(char *p, uint64_t n)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    size_t digits = count_digits(n);
    char *at = p + digits;
    for (; n >= 100; n /= 100)
        at = memcpy(at - 2, pairs + n % 100 * 2, 2);
    if (n >= 10)
        memcpy(at - 2, pairs + n * 2, 2);
    else
        at[-1] = (char)('0' + n);
    return p + digits;
}

static inline char *put_u64(char *p, uint64_t n)
{
    if (n >= 10)
        return put_large(p, n);
    *p = (char)('0' + n);
    return p + 1;
}

/* Header ----------------------------------------------------------------------------------- */

static void append_header_line(struct buf *text, const char *key, struct slice value)
{
    if (!value.len)
        return;
    buf_append_str(text, key);
    buf_append(text, value.data, value.len);
    buf_append_char(text, '\n');
}

/* Holds the header back: of several with nothing between them, as of empty streams, a reader takes the last. */
static void hold_header(struct writer *w, const struct header *h)
{
    struct buf *t = &w->header;
    w->lines = h->layout;
    buf_clear(t);
    buf_append_str(t, "# global.columns = ");
    if (w->lines)
        buf_append(t, w->lines->text.data, w->lines->text.len);
    else
        buf_append_str(t, LAYOUT_TOKENS);
    if ((w->columns & WRITE_STEM) && !(w->lines && w->lines->stem >= 0))
        buf_append_str(t, " GM:STEM");
    if ((w->columns & WRITE_TERM) && !(w->lines && w->lines->term >= 0))
        buf_append_str(t, " GM:TERM");
    buf_append_char(t, '\n');
    append_header_line(t, "# gm:unicode = ", h->unicode);
    append_header_line(t, "# gm:tailoring = ", h->tailoring);
    append_header_line(t, "# gm:stemmer = ", h->stemmer);
    append_header_line(t, "# gm:lexicon = ", h->lexicon);
}

static bool write_header(struct writer *w)
{
    size_t len = w->header.len;
    buf_clear(&w->header);
    return !len || output_write(w->out, w->header.data, len);
}

/* Comments --------------------------------------------------------------------------------- */

/*
 * The document's lines, from its identity.  In sent_id `/` is reserved by Universal Dependencies, so it becomes `:`,
 * and `:` an escape, which keeps different ids different.
 */
static void describe_document(struct writer *w, const struct document *doc)
{
    struct buf *t = &w->document;
    buf_clear(t);
    buf_append_str(t, "# newdoc id = ");
    size_t start = t->len;
    escape_append_id(t, doc->id.data, doc->id.len);
    buf_clear(&w->id);
    for (size_t i = start; i < t->len; i++) {
        if (t->data[i] == ':')
            buf_append_str(&w->id, "\\x3A");
        else
            buf_append_char(&w->id, t->data[i] == '/' ? ':' : t->data[i]);
    }
    buf_append_char(t, '\n');
    for (size_t i = 0; i < doc->meta_count; i++) {
        buf_append_str(t, "# gm:meta.");
        buf_append(t, doc->keys[i].data, doc->keys[i].len);
        buf_append_str(t, " = ");
        escape_append_value(t, doc->values[i].data, doc->values[i].len);
        buf_append_char(t, '\n');
    }
    w->sentences = 0;
    w->fresh = true;
}

static void append_slice_line(struct buf *text, const char *key, struct slice value)
{
    buf_append_str(text, key);
    buf_append(text, value.data, value.len);
    buf_append_char(text, '\n');
}

/* The lines that every sentence has; made in place, for short sentences are mostly comments. */
static char *put_sentence_lines(struct writer *w, char *p, const struct sentence *s)
{
    if (s->starts_paragraph)
        p = put_literal(p, "# newpar\n");
    p = put_literal(p, "# sent_id = ");
    p = put(p, w->id.data, w->id.len);
    *p++ = '-';
    p = put_u64(p, ++w->sentences);
    p = put_literal(p, "\n# gm:lang = ");
    p = put(p, s->lang.data, s->lang.len);
    p = put_literal(p, "\n# gm:page = ");
    p = put_u64(p, s->page);
    p = put_literal(p, "\n# gm:at = ");
    p = put_u64(p, s->at);
    *p++ = '\n';
    return p;
}

/* Comments of a sentence that the tokenizer made. */
static bool write_comments(struct writer *w, const struct sentence *s)
{
    if (w->fresh)
        output_write(w->out, w->document.data, w->document.len);
    w->fresh = false;
    if (s->token_count) {
        char *start = output_room(w->out, w->id.len + s->lang.len + SENTENCE_LINES);
        output_commit(w->out, (size_t)(put_sentence_lines(w, start, s) - start));
    }
    if (!(s->zone.len | s->label.len | s->spaces.len) && !s->cut_token && !s->cut)
        return !w->out->err;
    struct buf *t = &w->text;
    buf_clear(t);
    if (s->zone.len)
        append_slice_line(t, "# gm:zone = ", s->zone);
    if (s->label.len) {
        buf_append_str(t, "# gm:label = ");
        escape_append_value(t, s->label.data, s->label.len);
        buf_append_char(t, '\n');
    }
    if (s->cut_token)
        buf_append_str(t, "# gm:cut = token\n");
    if (s->cut)
        buf_append_str(t, "# gm:cut = sentence\n");
    if (s->spaces.len) {
        buf_append_str(t, "# gm:spaces = ");
        escape_append_spaces(t, s->spaces.data, s->spaces.len);
        buf_append_char(t, '\n');
    }
    return output_write(w->out, t->data, t->len);
}

/* Token lines ------------------------------------------------------------------------------ */

/* Begins an attribute of MISC, behind those before it. */
static void append_key(struct buf *t, size_t start, const char *key)
{
    if (t->len > start)
        buf_append_char(t, '|');
    buf_append_str(t, key);
}

/* MISC of a token that the tokenizer made, where it is not `_`. */
static void append_misc(struct buf *t, const struct token *token, struct slice before)
{
    size_t start = t->len;
    if (token->bytes) {
        append_key(t, start, "Bytes=");
        buf_append_u64(t, token->bytes);
    }
    if (token->page) {
        append_key(t, start, "Page=");
        buf_append_u64(t, token->page);
    }
    if (token->space_len == 0) {
        append_key(t, start, "SpaceAfter=No");
    } else if (token->space_len != 1 || token->space[0] != ' ') {
        append_key(t, start, "SpacesAfter=");
        escape_append_spaces(t, token->space, token->space_len);
    }
    if (before.len) {
        append_key(t, start, "SpacesBefore=");
        escape_append_spaces(t, before.data, before.len);
    }
    if (t->len == start)
        buf_append_char(t, '_');
}

/* The GM:TERM cell of token `index`; *mark walks through the sentence's marks. */
static void append_terms(struct buf *t, const struct sentence *s, uint32_t index, size_t *mark)
{
    size_t start = t->len;
    for (; *mark < s->mark_count && s->marks[*mark].token == index; ++*mark) {
        const struct match *m = &s->matches[s->marks[*mark].match];
        if (t->len > start)
            buf_append_char(t, ';');
        buf_append_u64(t, s->marks[*mark].match + UINT64_C(1));
        if (m->first == index) {
            buf_append_char(t, ':');
            buf_append(t, m->concept.data, m->concept.len);
            buf_append_char(t, '@');
            buf_append(t, m->entry, sizeof m->entry);
            if (m->flags & MATCH_NEG)
                buf_append_str(t, "+neg");
            if (m->flags & MATCH_PLAN)
                buf_append_str(t, "+plan");
            if (m->flags & MATCH_MUST)
                buf_append_str(t, "+must");
        }
    }
    if (t->len == start)
        buf_append_char(t, s->tokens[index].flags & TOKEN_ASIDE ? '_' : '*');
}

/* The line as it came, with the columns that this process makes put in their place. */
static void append_replaced(struct writer *w, const struct token *token, struct slice stem,
                            struct slice term)
{
    const char *p = token->line;
    const char *end = p + token->line_len;
    for (int c = 0; c < w->lines->count; c++) {
        const char *tab = memchr(p, '\t', (size_t)(end - p));
        size_t len = (size_t)((tab ? tab : end) - p);
        if (c)
            buf_append_char(&w->text, '\t');
        if (c == w->lines->stem && (w->columns & WRITE_STEM))
            buf_append(&w->text, stem.data, stem.len);
        else if (c == w->lines->term && (w->columns & WRITE_TERM))
            buf_append(&w->text, term.data, term.len);
        else
            buf_append(&w->text, p, len);
        p += len + 1;
    }
}

/* The slow way for one token's line: everything but the plain cases of write_lines. */
static bool write_odd_line(struct writer *w, const struct sentence *s, uint32_t index, size_t *mark)
{
    const struct token *token = &s->tokens[index];
    struct buf *t = &w->text;
    struct slice stem = token->stem ? (struct slice){token->stem, token->stem_len} : SLICE("_");
    struct buf term = BUF_INIT;
    buf_clear(t);
    if (w->columns & WRITE_TERM)
        append_terms(&term, s, index, mark);
    if (w->lines) {
        append_replaced(w, token, stem, buf_slice(&term));
    } else {
        buf_append_u64(t, index + UINT64_C(1));
        buf_append_char(t, '\t');
        buf_append(t, token->form, token->form_len);
        buf_append_char(t, '\t');
        append_misc(t, token, index == 0 ? s->spaces_before : SLICE(""));
    }
    if ((w->columns & WRITE_STEM) && !(w->lines && w->lines->stem >= 0)) {
        buf_append_char(t, '\t');
        buf_append(t, stem.data, stem.len);
    }
    if ((w->columns & WRITE_TERM) && !(w->lines && w->lines->term >= 0)) {
        buf_append_char(t, '\t');
        buf_append(t, term.data, term.len);
    }
    buf_append_char(t, '\n');
    buf_release(&term);
    return output_write(w->out, t->data, t->len);
}

/* A line is plain when it is its cells in a row: nothing to escape, to replace or to look up. */
static inline bool is_plain(const struct token *t, bool from_line)
{
    return from_line ? !(t->flags & TOKEN_ASIDE) : t->gap != GAP_ODD;
}

/*
 * The plain gaps' cells: none, a blank, a line end.  A table, because which of them comes next is what
 * a processor guesses wrong.
 */
static const struct gap {
    char cell[24];
    size_t len;
} gaps[] = {
    [GAP_NONE] = {"\tSpaceAfter=No", 14},
    [GAP_BLANK] = {"\t_", 2},
    [GAP_LINE] = {"\tSpacesAfter=\\n", 15},
    [GAP_PARAGRAPH] = {"\tSpacesAfter=\\n\\n", 17},
};

/* One plain line: its cells as they came or from the token, then what this process adds. */
static ALWAYS_INLINE char *put_plain_line(char *p, const struct token *t, const struct id_cell *id,
                                          bool from_line, unsigned add)
{
    if (from_line) {
        p = put(p, t->line, t->line_len);
    } else {
        memcpy(p, id, sizeof *id);
        p += id->len;
        p = put(p, t->form, t->form_len);
        const struct gap *gap = &gaps[t->gap];
        memcpy(p, gap->cell, sizeof gap->cell);
        p += gap->len;
    }
    if (add & WRITE_STEM) {
        *p++ = '\t';
        p = put(p, t->stem ? t->stem : "_                               ",
                t->stem ? t->stem_len : 1);
    }
    if (add & WRITE_TERM)
        p = put_literal(p, "\t*");
    *p++ = '\n';
    return p;
}

/*
 * The sentence's lines.  from_line and add are constants at every call, so that the compiler makes a
 * loop for each kind of program; `odd` says that no line is plain.
 */
static ALWAYS_INLINE bool write_lines_as(struct writer *w, const struct sentence *s, bool odd,
                                         bool from_line, unsigned add)
{
    struct output *out = w->out;
    size_t mark = 0;
    char *start = output_room(out, 1); /* what is written, but not committed, begins here */
    char *p = start;
    for (uint32_t i = 0; i < s->token_count; i++) {
        const struct token *t = &s->tokens[i];
        bool marked = (add & WRITE_TERM) && mark < s->mark_count && s->marks[mark].token == i;
        size_t room = (from_line ? t->line_len : t->form_len) + t->stem_len + (size_t)64;
        bool slow = odd || marked || !is_plain(t, from_line) || (i == 0 && s->spaces_before.len);
        if (slow || room > output_left(out, p)) {
            output_commit(out, (size_t)(p - start));
            if (slow && !write_odd_line(w, s, i, &mark))
                return false;
            p = start = output_room(out, slow ? 1 : room);
            if (slow)
                continue;
        }
        p = put_plain_line(p, t, &w->ids->cells[from_line ? 0 : i], from_line, add);
    }
    output_commit(out, (size_t)(p - start));
    *output_room(out, 1) = '\n';
    output_commit(out, 1);
    return !out->err;
}

static bool write_lines(struct writer *w, const struct sentence *s)
{
    bool stem = w->columns & WRITE_STEM;
    bool term = w->columns & WRITE_TERM;
    if (!w->lines)
        return w->columns == 0 ? write_lines_as(w, s, false, false, 0)
                               : write_lines_as(w, s, false, false, w->columns);
    bool replaces = (stem && w->lines->stem >= 0) || (term && w->lines->term >= 0);
    if (w->columns == WRITE_STEM)
        return write_lines_as(w, s, replaces, true, WRITE_STEM);
    if (w->columns == WRITE_TERM)
        return write_lines_as(w, s, replaces, true, WRITE_TERM);
    return write_lines_as(w, s, replaces, true, w->columns);
}

/* ------------------------------------------------------------------------------------------ */

static bool writer_push(struct stage *self, const struct event *e)
{
    struct writer *w = (struct writer *)self;
    switch (e->kind) {
    case EVENT_HEADER:
        hold_header(w, e->header);
        return !w->out->err;
    case EVENT_DOCUMENT:
        if (!w->lines)
            describe_document(w, e->document);
        return true;
    case EVENT_SENTENCE: {
        const struct sentence *s = e->sentence;
        bool written =
            write_header(w) && (w->lines ? output_write(w->out, s->comments.data, s->comments.len)
                                         : write_comments(w, s));
        return written && write_lines(w, s);
    }
    case EVENT_END:
        return write_header(w) && !w->out->err;
    case EVENT_BLOCK:
    case EVENT_TEXT:
    case EVENT_DOCUMENT_END:
        break;
    }
    return true;
}

static void writer_release(struct stage *self)
{
    struct writer *w = (struct writer *)self;
    buf_release(&w->header);
    buf_release(&w->text);
    buf_release(&w->id);
    buf_release(&w->document);
    free(w->ids);
    free(w);
}

struct stage *stage_write(struct output *out, unsigned columns)
{
    struct writer *w = xcalloc(1, sizeof *w);
    w->stage = (struct stage){writer_push, writer_release, NULL};
    w->out = out;
    w->columns = columns;
    w->ids = id_cells_new();
    return &w->stage;
}
