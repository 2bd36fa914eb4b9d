#include "convert.h"

#include "convert_source.h"
#include "input.h"
#include "language.h"
#include "langtag.h"
#include "stemmer.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

enum { CELL_MAX = 4096 }; /* of source and note, so that a row always fits a line */

static const struct convert_format formats[] = {
    {"gapmap", convert_read_gapmap, convert_write_gapmap, .rows = true},
    {"csv", convert_read_csv, convert_write_csv, .rows = true, .wild = "*?"},
    {"quanteda", convert_read_quanteda, convert_write_quanteda, .any_word = true, .wild = "*?"},
    {"liwc", convert_read_liwc, convert_write_liwc, .wild = "*", .first = "(%",
     .within = "\t<>()?"},
    {"wordstat", convert_read_wordstat, convert_write_wordstat, .wild = "*?", .underscores = true,
     .first = "@", .within = "_()"},
    {"lexicoder", convert_read_lexicoder, convert_write_lexicoder, .wild = "*", .first = "+~",
     .within = "?"},
    {"yoshikoder", convert_read_yoshikoder, convert_write_yoshikoder, .xml = true, .wild = "*",
     .within = "?"},
    {"skos", convert_read_skos, convert_write_skos, .xml = true, .wild = "*?", .langs = true},
};

const struct convert_format *convert_format(struct slice name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (slice_eq(name, slice_of(formats[i].name)))
            return &formats[i];
    return NULL;
}

void convert_init(struct convert *c)
{
    c->text = (struct arena)ARENA_INIT;
    c->seen = (struct intern)INTERN_INIT;
    c->pattern = (struct pattern)PATTERN_INIT;
    c->pattern.words = c->rules;
    categories_init(&c->categories);
}

void convert_release(struct convert *c)
{
    arena_release(&c->text);
    intern_release(&c->seen);
    pattern_release(&c->pattern);
    categories_release(&c->categories);
    free(c->pending);
    free(c->rows);
    free(c->terms);
    free(c->starts);
}

/* Small things ----------------------------------------------------------------------------- */

struct slice convert_keep(struct convert *c, struct slice s)
{
    return s.len ? (struct slice){arena_copy(&c->text, s.data, s.len), s.len} : SLICE("");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

struct slice convert_trim(struct slice s)
{
    while (s.len && is_blank(s.data[0]))
        s = (struct slice){s.data + 1, s.len - 1};
    while (s.len && is_blank(s.data[s.len - 1]))
        s.len--;
    return s;
}

bool convert_line(struct convert *c, struct slice *text, struct slice *line)
{
    if (text->len == 0)
        return false;
    const char *end = memchr(text->data, '\n', text->len);
    size_t len = end ? (size_t)(end - text->data) : text->len;
    size_t took = end ? len + 1 : len;
    *line = (struct slice){text->data, len};
    if (line->len && line->data[line->len - 1] == '\r')
        line->len--;
    *text = (struct slice){text->data + took, text->len - took};
    c->line++;
    return true;
}

uint32_t convert_category(struct convert *c, uint32_t parent, struct slice name)
{
    name = convert_trim(name);
    if (parent == CATEGORY_NONE && c->below.len)
        parent = categories_add(&c->categories, CATEGORY_NONE, c->below);
    uint32_t id = categories_add(&c->categories, parent, name);
    if (id == CATEGORY_NONE)
        convert_skip(c, "category '%.*s' is more than %d deep", CONVERT_SHOWN(name),
                     CATEGORY_DEPTH_MAX);
    return id;
}

/* Rows ------------------------------------------------------------------------------------- */

/* Languages whose bare words match without a stemmer, as in lexicon.c. */
static bool is_uninflected(struct slice lang)
{
    char code[LANGUAGE_CODE_MAX];
    language_code(lang, code);
    return !strcmp(code, "ja") || !strcmp(code, "jpn") || !strcmp(code, "ko") ||
           !strcmp(code, "kor");
}

bool convert_needs_stemmer(const struct convert *c, struct slice lang)
{
    return !slice_eq(lang, SLICE("*")) && !is_uninflected(lang) &&
           !stemmer_language(c->stemmer, lang);
}

static const char *lang_error(struct slice lang)
{
    if (slice_eq(lang, SLICE("*")))
        return NULL;
    if (!langtag_valid(lang))
        return "not a language tag";
    if (langtag_begins(SLICE("und"), lang))
        return "write '*' for text in any language";
    return langtag_known(lang) ? NULL : "unknown language";
}

/* Why the pattern would not load; NULL: it would. */
static const char *pattern_error(struct convert *c, struct slice pattern, struct slice lang)
{
    const char *why;
    for (size_t i = 0; i < pattern.len; i++)
        if ((unsigned char)pattern.data[i] < 0x20)
            return "a control character";
    if (!pattern_parse(&c->pattern, pattern.data, pattern.len, lang, &why))
        return why;
    if (c->pattern.bare.len && convert_needs_stemmer(c, lang))
        return "a bare word, and the language has no stemmer";
    return NULL;
}

/* A cell of one line of at most CELL_MAX bytes. */
static struct slice one_line(struct convert *c, struct slice s)
{
    s = convert_trim(s);
    if (s.len > CELL_MAX) {
        convert_warn(c, "a cell of %zu bytes is cut to %d", s.len, CELL_MAX);
        s.len = utf8_cut(s.data, s.len, CELL_MAX);
    }
    char *copy = arena_alloc(&c->text, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        copy[i] = (unsigned char)s.data[i] < 0x20 ? ' ' : s.data[i];
    return (struct slice){copy, s.len};
}

/* Adds a row that is sound, unless it is there. */
static void store(struct convert *c, const struct convert_row *row)
{
    struct buf key = BUF_INIT;
    struct slice parts[] = {row->concept, row->lang, row->pattern};
    bool fresh;
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len)
            buf_append(&key, parts[i].data, parts[i].len);
        buf_append_char(&key, '\t');
    }
    intern_add(&c->seen, key.data, key.len, &fresh);
    buf_release(&key);
    if (!fresh) {
        convert_lose(c, LOSS_TWICE, row->pattern);
        return;
    }
    c->rows = xgrow(c->rows, &c->row_capacity, c->row_count + 1, sizeof *c->rows);
    c->rows[c->row_count++] = (struct convert_row){
        convert_keep(c, row->concept),
        convert_keep(c, row->lang),
        convert_keep(c, row->pattern),
        convert_keep(c, row->status),
        one_line(c, row->source),
        one_line(c, row->note),
        row->file,
        row->line,
    };
}

/* Whether rows of this language are wanted. */
static bool is_wanted(const struct convert *c, struct slice lang)
{
    return c->lang.len == 0 || slice_eq(lang, SLICE("*")) || langtag_begins(c->lang, lang);
}

void convert_add_row(struct convert *c, const struct convert_row *row)
{
    static const char *const statuses[] = {"attested", "own", "uncertain", "none-known"};
    size_t status = 0;
    while (status < 4 && !slice_eq(row->status, slice_of(statuses[status])))
        status++;
    const char *why = lang_error(row->lang);
    if (!categories_is_concept(row->concept)) {
        convert_skip(c, "not a concept: '%.*s'", CONVERT_SHOWN(row->concept));
    } else if (why) {
        convert_skip(c, "lang '%.*s': %s", CONVERT_SHOWN(row->lang), why);
    } else if (status == 4) {
        convert_skip(c, "unknown status '%.*s'", CONVERT_SHOWN(row->status));
    } else if (status == 3 && row->pattern.len) {
        convert_skip(c, "pattern '%.*s': status none-known has none", CONVERT_SHOWN(row->pattern));
    } else if (status != 3 && (why = pattern_error(c, row->pattern, row->lang))) {
        convert_skip(c, "pattern '%.*s': %s", CONVERT_SHOWN(row->pattern), why);
    } else if (is_wanted(c, row->lang)) {
        struct convert_row placed = *row;
        placed.file = c->file;
        placed.line = c->line;
        store(c, &placed);
    }
}

/* Words ------------------------------------------------------------------------------------ */

void convert_add_word(struct convert *c, uint32_t category, struct slice text, struct slice lang,
                      struct slice note)
{
    if (category == CATEGORY_NONE)
        return;
    c->pending = xgrow(c->pending, &c->pending_capacity, c->pending_count + 1, sizeof *c->pending);
    c->pending[c->pending_count++] = (struct convert_word){category,
                                                           convert_keep(c, convert_trim(text)),
                                                           convert_keep(c, lang),
                                                           convert_keep(c, note),
                                                           c->line,
                                                           c->literal};
}

/* Whether no word of the file has a small letter, and some have capitals: their case tells nothing. */
static bool is_shouted(const struct convert *c)
{
    size_t capitals = 0;
    for (size_t i = 0; i < c->pending_count; i++) {
        struct slice s = c->pending[i].text;
        for (size_t k = 0; k < s.len; k++) {
            if (s.data[k] >= 'a' && s.data[k] <= 'z')
                return false;
            capitals += s.data[k] >= 'A' && s.data[k] <= 'Z';
        }
    }
    return capitals > 0 && c->pending_count > 2;
}

/* The note of a word: that of its entry, and what its category was called. */
static void make_note(struct convert *c, const struct convert_word *w,
                      const struct category *category, struct buf *note)
{
    if (w->note.len)
        buf_append(note, w->note.data, w->note.len);
    if (!category->renamed)
        return;
    buf_append_str(note, w->note.len ? "; category: " : "category: ");
    categories_path(&c->categories, w->category, note);
}

static void add_pending(struct convert *c, const struct convert_word *w, bool lower)
{
    struct buf pattern = BUF_INIT;
    struct buf note = BUF_INIT;
    bool told[LOSS_COUNT] = {false};
    const char *why;
    struct convert_word word = *w;
    if (!word.lang.len)
        word.lang = c->lang.len ? c->lang : SLICE("*");
    c->line = w->line;
    size_t before = c->categories.taken.count;
    const struct category *category = categories_concept(&c->categories, w->category);
    if (category->clashed && c->categories.taken.count > before) {
        categories_path(&c->categories, w->category, &note);
        convert_warn(c, "category '%.*s': the concept is taken by another; it is %.*s",
                     CONVERT_SHOWN(note), CONVERT_SHOWN(category->concept));
        buf_clear(&note);
    }
    why = lang_error(word.lang);
    if (!why && convert_to_pattern(c, &word, lower, &pattern, told, &why))
        why = pattern_error(c, buf_slice(&pattern), word.lang);
    if (why) {
        convert_skip(c, "'%.*s': %s", CONVERT_SHOWN(w->text), why);
    } else {
        for (int i = 0; i < LOSS_COUNT; i++)
            if (told[i])
                convert_lose(c, (enum convert_loss)i, w->text);
        make_note(c, w, category, &note);
        store(c, &(struct convert_row){category->concept, word.lang, buf_slice(&pattern), c->status,
                                       c->source, buf_slice(&note), c->file, w->line});
    }
    buf_release(&pattern);
    buf_release(&note);
}

void convert_read(struct convert *c, struct input *in)
{
    struct buf text = BUF_INIT;
    c->file = in->name;
    c->line = 0;
    c->literal = c->recoded = false;
    if (convert_source(c, in, &text)) {
        c->from->read(c, buf_slice(&text));
        bool lower = is_shouted(c);
        for (size_t i = 0; i < c->pending_count; i++)
            add_pending(c, &c->pending[i], lower);
    }
    c->pending_count = 0;
    buf_release(&text);
}

/* Terms ------------------------------------------------------------------------------------ */

static int compare_terms(const void *a, const void *b)
{
    const struct convert_term *x = a;
    const struct convert_term *y = b;
    if (x->category != y->category)
        return x->category < y->category ? -1 : 1;
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* Counts what a format without our columns does not keep of a row. */
static void lose_columns(struct convert *c, const struct convert_row *row)
{
    if (!c->to->langs && !slice_eq(row->lang, SLICE("*")))
        convert_lose(c, LOSS_LANG, row->lang);
    if (!slice_eq(row->status, c->status))
        convert_lose(c, LOSS_STATUS, row->status);
    if (row->source.len)
        convert_lose(c, LOSS_SOURCE, row->source);
    if (row->note.len)
        convert_lose(c, LOSS_NOTE, row->note);
}

void convert_terms(struct convert *c)
{
    categories_release(&c->categories); /* from now on those of the concepts */
    categories_init(&c->categories);
    intern_clear(&c->seen);
    c->below = SLICE("");
    for (size_t i = 0; i < c->row_count; i++) {
        const struct convert_row *row = &c->rows[i];
        c->file = row->file;
        c->line = row->line;
        if (!row->pattern.len) {
            convert_lose(c, LOSS_EMPTY, row->concept);
            continue;
        }
        uint32_t category = convert_category(c, CATEGORY_NONE, row->concept);
        if (category == CATEGORY_NONE)
            continue;
        if (convert_spell(c, i, category))
            lose_columns(c, row);
    }
    c->terms = xgrow(c->terms, &c->term_capacity, c->term_count + 1, sizeof *c->terms);
    if (c->term_count)
        qsort(c->terms, c->term_count, sizeof *c->terms, compare_terms);
    size_t count = categories_count(&c->categories);
    c->starts = xcalloc(count + 2, sizeof *c->starts);
    for (size_t i = 0; i < c->term_count; i++)
        c->starts[c->terms[i].category + 1]++;
    for (size_t i = 0; i < count; i++)
        c->starts[i + 1] += c->starts[i];
}

void convert_write(struct convert *c, struct output *out)
{
    if (!c->strict || c->d->status == STATUS_OK) {
        if (!c->to->rows)
            convert_terms(c);
        c->to->write(c, out);
    }
    convert_say_losses(c);
}
