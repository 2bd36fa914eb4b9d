/*
 * stage_count: what is counted of a document and of a sentence.
 *
 * Units are matches or tokens, by the keys of the tally.  Without a key of the page a sentence lies in
 * one group, and a token costs one look at its first letter, or one look-up of its form.
 */
#include "normal.h"
#include "stage.h"
#include "tally.h"
#include "ucd.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

/* The cell of a sentence's key that a document without a sentence has, and of a missing value. */
#define NOTHING SLICE("_")

struct counter {
    struct stage stage;
    struct tally *tally;
    const struct tally_keys *keys;
    struct diag *d;

    struct buf document; /* cells of the document's keys, behind each other */
    size_t cell_ends[TALLY_KEYS_MAX];
    struct buf lang; /* of the current group */
    struct buf zone;
    uint32_t page;
    bool grouped;               /* there is a current group */
    bool counted;               /* something of the document was counted */
    bool begun;                 /* a document came */
    bool found[TALLY_KEYS_MAX]; /* by key meta.KEY: a document has it */
    struct buf group;
    struct buf term;
    struct buf cell;

    uint32_t *order; /* of the sentence's marks, by match */
    size_t order_capacity;
    size_t *starts; /* of each match in `order`, and the end */
    size_t starts_capacity;
    uint32_t *pages; /* of each token, with a key of the page */
    size_t pages_capacity;
};

/* Groups ----------------------------------------------------------------------------------- */

static void note_document(struct counter *c, const struct document *doc)
{
    buf_clear(&c->document);
    for (size_t i = 0; i < c->keys->count; i++) {
        const struct tally_key *key = &c->keys->items[i];
        struct slice cell = SLICE("");
        if (key->kind == TALLY_DOCUMENT)
            cell = doc->id;
        else if (key->kind == TALLY_META)
            cell = document_meta(doc, key->meta);
        c->found[i] = c->found[i] || cell.len;
        if (cell.len == 0)
            cell = NOTHING;
        buf_append(&c->document, cell.data, cell.len);
        c->cell_ends[i] = c->document.len;
    }
    c->grouped = c->counted = false;
    c->begun = true;
}

/* A key that no document has is more likely a mistake than a wish for a column of `_`. */
static void note_missing(const struct counter *c)
{
    for (size_t i = 0; c->begun && i < c->keys->count; i++) {
        const struct tally_key *key = &c->keys->items[i];
        if (key->kind == TALLY_META && !c->found[i])
            diag_note(c->d, "no document has '%.*s'", (int)key->name.len, key->name.data);
    }
}

static void append_page(struct buf *group, uint32_t page)
{
    struct buf digits = BUF_INIT;
    buf_append_u64(&digits, page);
    tally_append_cell(group, page ? buf_slice(&digits) : NOTHING, true);
    buf_release(&digits);
}

/* Makes the group of these values current. */
static void enter_group(struct counter *c, struct slice lang, struct slice zone, uint32_t page)
{
    buf_clear(&c->group);
    for (size_t i = 0; i < c->keys->count; i++) {
        size_t start = i ? c->cell_ends[i - 1] : 0;
        struct slice own = {c->document.data + start, c->cell_ends[i] - start};
        switch (c->keys->items[i].kind) {
        case TALLY_DOCUMENT:
        case TALLY_META:
            tally_append_cell(&c->group, own, true);
            break;
        case TALLY_LANG:
            tally_append_cell(&c->group, lang.len ? lang : NOTHING, true);
            break;
        case TALLY_ZONE:
            tally_append_cell(&c->group, zone, true);
            break;
        case TALLY_PAGE:
            append_page(&c->group, page);
            break;
        default:
            break;
        }
    }
    buf_clear(&c->lang);
    buf_append(&c->lang, lang.data, lang.len);
    buf_clear(&c->zone);
    buf_append(&c->zone, zone.data, zone.len);
    c->page = page;
    c->grouped = c->counted = true;
    tally_group(c->tally, buf_slice(&c->group));
}

/* Makes the group of a place in a sentence current; nearly always it is. */
static void set_group(struct counter *c, const struct sentence *s, uint32_t page)
{
    struct slice zone = s->zone.len ? s->zone : SLICE("body");
    if (c->grouped &&
        (!c->keys->in_document || (page == c->page && slice_eq(s->lang, buf_slice(&c->lang)) &&
                                   slice_eq(zone, buf_slice(&c->zone)))))
        return;
    enter_group(c, s->lang, zone, page);
}

/* Terms ------------------------------------------------------------------------------------ */

/* A cell of `*` alone means a total, so a term's own `*` gets a backslash, as do `\*`, `\\*` ... */
static void add_term_cell(struct counter *c, struct slice cell, bool end)
{
    size_t i = 0;
    while (i < cell.len && cell.data[i] == '\\')
        i++;
    if (i + 1 != cell.len || cell.data[i] != '*') {
        tally_append_cell(&c->term, cell, end);
        return;
    }
    struct buf quoted = BUF_INIT;
    buf_append_char(&quoted, '\\');
    buf_append(&quoted, cell.data, cell.len);
    tally_append_cell(&c->term, buf_slice(&quoted), end);
    buf_release(&quoted);
}

/* The first `depth` parts of one path. */
static struct slice cut_path(struct slice path, unsigned depth)
{
    for (size_t i = 0; depth && i < path.len; i++)
        if (path.data[i] == '.' && --depth == 0)
            return (struct slice){path.data, i};
    return path;
}

/* Whether path is one of the paths, separated by bars, that `cell` holds. */
static bool holds_path(const struct buf *cell, struct slice path)
{
    size_t start = 0;
    for (size_t i = 0; i <= cell->len; i++) {
        if (i < cell->len && cell->data[i] != '|')
            continue;
        if (slice_eq((struct slice){cell->data + start, i - start}, path))
            return true;
        start = i + 1;
    }
    return false;
}

/* A concept, or several of an ambiguous entry (`a|b`), each cut; what then is equal stands once. */
static void append_concept(struct buf *cell, struct slice concept, unsigned depth)
{
    for (;;) {
        const char *bar = concept.len ? memchr(concept.data, '|', concept.len) : NULL;
        size_t len = bar ? (size_t)(bar - concept.data) : concept.len;
        struct slice path = cut_path((struct slice){concept.data, len}, depth);
        if (cell->len == 0 || !holds_path(cell, path)) {
            if (cell->len)
                buf_append_char(cell, '|');
            buf_append(cell, path.data, path.len);
        }
        if (!bar)
            return;
        concept = (struct slice){bar + 1, concept.len - len - 1};
    }
}

/* Whether a token is made of hyphens alone. */
static bool is_hyphen(const struct token *t)
{
    uint32_t cp;
    for (size_t i = 0; i < t->form_len;) {
        i += utf8_decode(t->form + i, t->form_len - i, &cp);
        if (!(ucd_entry(cp) & UCD_HYPHEN))
            return false;
    }
    return true;
}

static struct slice stem_of(const struct token *t)
{
    return t->stem ? (struct slice){t->stem, t->stem_len} : (struct slice){t->form, t->form_len};
}

/* The forms, matching forms or stems of match m's tokens, joined by blanks. */
static void append_tokens(struct counter *c, const struct sentence *s, size_t m,
                          enum tally_kind kind)
{
    for (size_t i = c->starts[m]; i < c->starts[m + 1]; i++) {
        const struct token *t = &s->tokens[s->marks[c->order[i]].token];
        struct slice stem = stem_of(t);
        if (is_hyphen(t))
            continue;
        if (c->cell.len)
            buf_append_char(&c->cell, ' ');
        if (kind == TALLY_TERM)
            normal_form(t->form, t->form_len, s->lang, &c->cell);
        else if (kind == TALLY_STEM)
            buf_append(&c->cell, stem.data, stem.len);
        else
            buf_append(&c->cell, t->form, t->form_len);
    }
}

/* `neg+plan+must` of them, `-` for none. */
static void append_flags(struct buf *cell, unsigned flags)
{
    static const char *const names[] = {"neg", "plan", "must"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(flags & 1U << i))
            continue;
        if (cell->len)
            buf_append_char(cell, '+');
        buf_append_str(cell, names[i]);
    }
    if (cell->len == 0)
        buf_append_char(cell, '-');
}

static struct slice match_term(struct counter *c, const struct sentence *s, size_t m)
{
    size_t left = c->keys->terms;
    buf_clear(&c->term);
    for (size_t i = 0; i < c->keys->count; i++) {
        enum tally_kind kind = c->keys->items[i].kind;
        if (!tally_is_term(kind))
            continue;
        buf_clear(&c->cell);
        if (kind == TALLY_CONCEPT)
            append_concept(&c->cell, s->matches[m].concept, c->keys->depth);
        else if (kind == TALLY_ENTRY)
            buf_append(&c->cell, s->matches[m].entry, sizeof s->matches[m].entry);
        else if (kind == TALLY_FLAGS)
            append_flags(&c->cell, s->matches[m].flags);
        else
            append_tokens(c, s, m, kind);
        add_term_cell(c, buf_slice(&c->cell), --left > 0);
    }
    buf_reserve(&c->term, 0);
    return buf_slice(&c->term);
}

static struct slice token_term(struct counter *c, const struct token *t)
{
    size_t left = c->keys->terms;
    if (left == 1 && c->keys->has[TALLY_FORM])
        return (struct slice){t->form, t->form_len}; /* a word or number is no `*` */
    buf_clear(&c->term);
    for (size_t i = 0; i < c->keys->count; i++) {
        enum tally_kind kind = c->keys->items[i].kind;
        if (kind == TALLY_FORM)
            add_term_cell(c, (struct slice){t->form, t->form_len}, --left > 0);
        else if (kind == TALLY_STEM)
            add_term_cell(c, stem_of(t), --left > 0);
    }
    return buf_slice(&c->term);
}

/* Sentences -------------------------------------------------------------------------------- */

/* Words begin with an ASCII letter so often that it is worth a look without a call. */
static inline bool is_word(const struct token *t)
{
    unsigned char first = t->form_len ? (unsigned char)t->form[0] | 0x20 : 0;
    return (unsigned)first - 'a' < 26 || token_is_word(t);
}

/* Sorts the marks by match (they come by token). */
static void order_marks(struct counter *c, const struct sentence *s)
{
    c->order = xgrow(c->order, &c->order_capacity, s->mark_count, sizeof *c->order);
    c->starts = xgrow(c->starts, &c->starts_capacity, s->match_count + 2, sizeof *c->starts);
    memset(c->starts, 0, (s->match_count + 2) * sizeof *c->starts);
    for (size_t i = 0; i < s->mark_count; i++)
        c->starts[s->marks[i].match + 2]++;
    for (size_t m = 2; m < s->match_count + 2; m++)
        c->starts[m] += c->starts[m - 1];
    for (size_t i = 0; i < s->mark_count; i++)
        c->order[c->starts[s->marks[i].match + 1]++] = (uint32_t)i;
}

static void count_matches(struct counter *c, const struct sentence *s)
{
    if (s->match_count == 0)
        return;
    order_marks(c, s);
    for (size_t m = 0; m < s->match_count; m++) {
        uint64_t words = 0;
        for (size_t i = c->starts[m]; i < c->starts[m + 1]; i++)
            words += is_word(&s->tokens[s->marks[c->order[i]].token]);
        if (c->keys->has[TALLY_PAGE])
            set_group(c, s, c->pages[s->matches[m].first]);
        tally_unit(c->tally, match_term(c, s, m), words);
        tally_total(c->tally, 1, 0, 0);
    }
}

/*
 * Counts the tokens from *at up to where another page begins, into the group of `page`; the sentence
 * too if it is not yet.  Whether there was any.
 */
static bool count_tokens(struct counter *c, const struct sentence *s, size_t *at, uint32_t page,
                         bool sentence)
{
    const bool terms = c->keys->terms && !c->keys->of_matches;
    uint64_t tokens = 0;
    uint64_t words = 0;
    uint64_t numbers = 0;
    for (; *at < s->token_count; ++*at) {
        const struct token *t = &s->tokens[*at];
        if (c->pages && t->page && t->page != page)
            break;
        if (c->pages)
            c->pages[*at] = page;
        if (t->flags & TOKEN_ASIDE)
            continue;
        if (tokens++ == 0)
            set_group(c, s, page);
        bool word = is_word(t);
        words += word;
        if (c->keys->of_matches || (!word && !ucd_any(t->form, t->form_len, UCD_NUMBER)))
            continue;
        numbers += !word;
        if (terms)
            tally_unit(c->tally, token_term(c, t), word);
    }
    if (tokens)
        tally_total(c->tally, c->keys->of_matches ? 0 : words + numbers, words, sentence);
    return tokens > 0;
}

/* Whether the sentence has what the keys ask for; says what is missing. */
static bool is_annotated(const struct counter *c, const struct sentence *s)
{
    if (c->keys->of_matches && !s->tagged)
        diag_error(c->d, "the stream is not tagged: run gm-tag first");
    else if (c->keys->has[TALLY_STEM] && !s->stemmed)
        diag_error(c->d, "the stream has no stems: run gm-stem first");
    else
        return true;
    tally_fail(c->tally);
    return false;
}

static bool count_sentence(struct counter *c, const struct sentence *s)
{
    size_t at = 0;
    uint32_t page = s->page;
    bool counted = false;
    while (at < s->token_count && (s->tokens[at].flags & TOKEN_ASIDE))
        at++;
    if (at == s->token_count)
        return true;
    if (!is_annotated(c, s) || !tally_sentence(c->tally))
        return false;
    if (c->keys->has[TALLY_PAGE])
        c->pages = xgrow(c->pages, &c->pages_capacity, s->token_count, sizeof *c->pages);
    for (at = 0; at < s->token_count;) {
        if (c->pages && s->tokens[at].page)
            page = s->tokens[at].page;
        counted |= count_tokens(c, s, &at, page, !counted);
    }
    if (c->keys->of_matches)
        count_matches(c, s);
    return true;
}

/* The stage -------------------------------------------------------------------------------- */

static bool begin_document(struct counter *c, const struct document *doc)
{
    if (!tally_document(c->tally, doc->id))
        return false;
    note_document(c, doc);
    if (!c->keys->in_document) {
        enter_group(c, NOTHING, NOTHING, 0);
        tally_total(c->tally, 0, 0, 0);
    }
    return true;
}

/* A document in which nothing was counted has a group all the same. */
static void end_document(struct counter *c)
{
    if (!c->counted) {
        enter_group(c, NOTHING, NOTHING, 0);
        tally_total(c->tally, 0, 0, 0);
    }
}

static bool push(struct stage *self, const struct event *event)
{
    struct counter *c = (struct counter *)self;
    bool ok = true;
    switch (event->kind) {
    case EVENT_DOCUMENT:
        ok = begin_document(c, event->document);
        break;
    case EVENT_SENTENCE:
        ok = count_sentence(c, event->sentence);
        break;
    case EVENT_DOCUMENT_END:
        end_document(c);
        break;
    case EVENT_END:
        note_missing(c);
        break;
    case EVENT_HEADER:
    case EVENT_BLOCK:
    case EVENT_TEXT:
        break;
    }
    return ok && (!c->stage.next || stage_push(c->stage.next, event));
}

static void release(struct stage *self)
{
    struct counter *c = (struct counter *)self;
    buf_release(&c->document);
    buf_release(&c->lang);
    buf_release(&c->zone);
    buf_release(&c->group);
    buf_release(&c->term);
    buf_release(&c->cell);
    free(c->order);
    free(c->starts);
    free(c->pages);
    free(c);
}

struct stage *stage_count(struct tally *tally, struct diag *d, struct stage *next)
{
    struct counter *c = xcalloc(1, sizeof *c);
    c->stage = (struct stage){push, release, next};
    c->tally = tally;
    c->keys = tally_get_keys(tally);
    c->d = d;
    return &c->stage;
}
