#include "lexicon_expand.h"

#include "classes.h"
#include "language.h"
#include "lexicon_uses.h"
#include "matcher.h"
#include "pattern.h"
#include "stemmer.h"
#include "xalloc.h"

#include <stdlib.h>

enum { LANGUAGES_MAX = 32, NAME_MAX_BYTES = 24 };

/* An element of a chosen entry, in the texts of one language. */
struct use {
    uint32_t element;
    uint32_t chosen;
    struct slice text; /* as it is shown */
};

/* The elements of the chosen entries in one language. */
struct elements {
    struct buf lang; /* as lexicon_reduce gives it */
    struct classes classes;
    struct arena memory;
    struct use *uses; /* by element */
    size_t count, capacity;
};

/* A match of a chosen entry that stands in the text. */
struct standing {
    uint32_t chosen;
    uint32_t first;
    uint32_t last;
};

/* A row of the result; its key is in the table of keys. */
struct row {
    uint32_t chosen;
    bool passage;
    struct slice element;
    struct slice lang;
    struct slice text;
    uint64_t count;
    uint64_t stands;
    uint64_t documents;
    uint64_t last_document;
};

struct lexicon_expand {
    const struct lexicon *l; /* NULL: none */
    struct stemmer *stemmer;
    struct lexicon *alone; /* the chosen entries, each in a layer of its own */
    struct ids chosen;     /* their numbers in l */
    struct intern names;   /* `concept TAB id` of those -> number among the chosen */
    struct slice pattern;  /* without a lexicon: what was chosen */
    struct arena text;
    struct elements languages[LANGUAGES_MAX];
    size_t used, oldest;
    uint64_t documents;
    struct standing *standing; /* of the sentence at hand */
    size_t standing_count, standing_capacity;
    struct intern keys;
    struct row *rows;
    size_t row_capacity;
    struct reference_calls first, second;
    struct buf key, passage;
};

static void add_document(void *context);
static void note_standing(void *context, struct sentence *s, struct slice lang);
static void add_found(void *context, struct sentence *s, struct slice lang);
static void ignore_document(void *context);

struct lexicon_expand *lexicon_expand_new(const struct lexicon *l, struct wordrules_set *words,
                                          struct stemmer *stemmer)
{
    struct lexicon_expand *x = xcalloc(1, sizeof *x);
    x->l = l;
    x->stemmer = stemmer;
    x->alone = lexicon_new();
    lexicon_set_words(x->alone, words);
    x->text = (struct arena)ARENA_INIT;
    x->keys = x->names = (struct intern)INTERN_INIT;
    x->first = (struct reference_calls){add_document, note_standing, x};
    x->second = (struct reference_calls){ignore_document, add_found, x};
    return x;
}

static void release_elements(struct elements *e)
{
    classes_release(&e->classes);
    arena_release(&e->memory);
    free(e->uses);
    buf_release(&e->lang);
}

void lexicon_expand_free(struct lexicon_expand *x)
{
    if (!x)
        return;
    for (size_t i = 0; i < x->used; i++)
        release_elements(&x->languages[i]);
    lexicon_free(x->alone);
    free(x->chosen.items);
    arena_release(&x->text);
    free(x->standing);
    intern_release(&x->keys);
    intern_release(&x->names);
    free(x->rows);
    buf_release(&x->key);
    buf_release(&x->passage);
    free(x);
}

/* Choosing --------------------------------------------------------------------------------- */

/* Adds an entry under a name of its own: `e` and its number among the chosen. */
static void choose(struct lexicon_expand *x, uint32_t entry, struct slice lang,
                   struct slice pattern)
{
    struct buf name = BUF_INIT;
    if (entry != INTERN_NONE) {
        const struct lexicon_entry *e = lexicon_entry(x->l, entry);
        struct slice key = lexicon_uses_name(&x->key, e->concept, e->id);
        intern_add(&x->names, key.data, key.len, NULL);
    }
    buf_append_char(&name, 'e');
    buf_append_u64(&name, x->chosen.count);
    ids_add(&x->chosen, entry);
    lexicon_add_entry(x->alone, buf_slice(&name), lang, pattern);
    buf_release(&name);
}

static bool is_below(struct slice concept, struct slice name)
{
    return slice_starts(concept, name) &&
           (concept.len == name.len || concept.data[name.len] == '.');
}

bool lexicon_expand_name(struct lexicon_expand *x, struct slice name)
{
    for (uint32_t i = 0; i < lexicon_count(x->l) && name.len == LEXICON_ID; i++) {
        const struct lexicon_entry *e = lexicon_entry(x->l, i);
        if (memcmp(e->id, name.data, LEXICON_ID) == 0)
            choose(x, i, e->lang, e->pattern);
    }
    if (x->chosen.count)
        return true;
    for (uint32_t i = 0; i < lexicon_count(x->l); i++) {
        const struct lexicon_entry *e = lexicon_entry(x->l, i);
        if (is_below(e->concept, name))
            choose(x, i, e->lang, e->pattern);
    }
    return x->chosen.count > 0;
}

bool lexicon_expand_pattern(struct lexicon_expand *x, struct slice lang, struct slice pattern,
                            const char **error)
{
    struct pattern p = PATTERN_INIT;
    p.words = lexicon_words(x->alone);
    bool ok = pattern_parse(&p, pattern.data, pattern.len, lang, error);
    pattern_release(&p);
    if (ok) {
        x->pattern = pattern;
        choose(x, INTERN_NONE, lang, pattern);
    }
    return ok;
}

/* Elements --------------------------------------------------------------------------------- */

/* The text of an edge as a pattern has it; empty: it is no element that is written. */
static struct slice show(struct arena *memory, const struct pattern_edge *edge)
{
    struct slice text = edge->text;
    if (edge->kind == ELEMENT_WORD || edge->kind == ELEMENT_FILLING)
        return SLICE("");
    if (edge->kind != ELEMENT_EXACT)
        return (struct slice){arena_copy(memory, text.data, text.len), text.len};
    char *quoted = arena_alloc(memory, text.len + 2);
    quoted[0] = quoted[text.len + 1] = '"';
    memcpy(quoted + 1, text.data, text.len);
    return (struct slice){quoted, text.len + 2};
}

static int compare_uses(const void *a, const void *b)
{
    const struct use *x = a;
    const struct use *y = b;
    if (x->element != y->element)
        return x->element < y->element ? -1 : 1;
    if (x->chosen != y->chosen)
        return x->chosen < y->chosen ? -1 : 1;
    return slice_cmp(x->text, y->text);
}

/* Sorts the uses, and keeps each once. */
static void sort_uses(struct elements *e)
{
    size_t kept = 0;
    if (e->count)
        qsort(e->uses, e->count, sizeof *e->uses, compare_uses);
    for (size_t i = 0; i < e->count; i++)
        if (i == 0 || compare_uses(&e->uses[i], &e->uses[kept - 1]) != 0)
            e->uses[kept++] = e->uses[i];
    e->count = kept;
}

static void compile(struct lexicon_expand *x, struct elements *e, struct slice lang)
{
    struct pattern p = PATTERN_INIT;
    const char *error;
    p.words = lexicon_words(x->alone);
    buf_append(&e->lang, lang.data, lang.len);
    classes_init(&e->classes, lang, x->stemmer, MATCHER_TYPES, false);
    for (uint32_t i = 0; i < lexicon_count(x->alone); i++) {
        const struct lexicon_entry *entry = lexicon_entry(x->alone, i);
        if (!lexicon_covers(entry->lang, lang) ||
            !pattern_parse(&p, entry->pattern.data, entry->pattern.len, lang, &error))
            continue;
        for (size_t k = 0; k < p.edge_count; k++) {
            struct slice text = show(&e->memory, &p.edges[k]);
            uint32_t element = classes_element(&e->classes, p.edges[k].kind, p.edges[k].text);
            if (text.len == 0)
                continue;
            e->uses = xgrow(e->uses, &e->capacity, e->count + 1, sizeof *e->uses);
            e->uses[e->count++] = (struct use){element, i, text};
        }
    }
    classes_ready(&e->classes);
    pattern_release(&p);
    sort_uses(e);
}

static struct elements *elements_of(struct lexicon_expand *x, struct slice lang)
{
    buf_clear(&x->key);
    lexicon_reduce(x->alone, lang, &x->key);
    for (size_t i = 0; i < x->used; i++)
        if (slice_eq(buf_slice(&x->languages[i].lang), buf_slice(&x->key)))
            return &x->languages[i];
    size_t place = x->used < LANGUAGES_MAX ? x->used : x->oldest++;
    struct elements *e = &x->languages[place];
    x->oldest %= LANGUAGES_MAX;
    if (x->used < LANGUAGES_MAX)
        x->used++;
    else
        release_elements(e);
    *e = (struct elements){.memory = ARENA_INIT};
    compile(x, e, buf_slice(&x->key));
    return e;
}

/* Counting --------------------------------------------------------------------------------- */

/* The row of an entry, an element (empty: the whole), a language and a text; counts once more. */
static struct row *count(struct lexicon_expand *x, uint32_t chosen, struct slice element,
                         struct slice lang, struct slice text)
{
    bool fresh;
    struct buf *key = &x->key;
    buf_clear(key);
    buf_append(key, (const char *)&chosen, sizeof chosen);
    buf_append(key, (const char *)&element.len, sizeof element.len);
    buf_append(key, (const char *)&lang.len, sizeof lang.len);
    size_t at = key->len;
    buf_append(key, element.data, element.len);
    buf_append(key, lang.data, lang.len);
    buf_append(key, text.data, text.len);
    uint32_t id = intern_add(&x->keys, key->data, key->len, &fresh);
    if (fresh) {
        const char *kept = intern_key(&x->keys, id).data + at;
        x->rows = xgrow(x->rows, &x->row_capacity, (size_t)id + 1, sizeof *x->rows);
        x->rows[id] = (struct row){
            .chosen = chosen,
            .passage = element.len == 0,
            .element = {kept, element.len},
            .lang = {kept + element.len, lang.len},
            .text = {kept + element.len + lang.len, text.len},
        };
    }
    struct row *row = &x->rows[id];
    row->documents += row->count == 0 || row->last_document != x->documents;
    row->last_document = x->documents;
    row->count++;
    return row;
}

static void add_document(void *context)
{
    struct lexicon_expand *x = context;
    x->documents++;
}

static void ignore_document(void *context)
{
    (void)context;
}

/* Keeps which matches of chosen entries stand, before those of the chosen alone take their place. */
static void note_standing(void *context, struct sentence *s, struct slice lang)
{
    struct lexicon_expand *x = context;
    (void)lang;
    x->standing_count = 0;
    for (size_t i = 0; i < s->match_count; i++) {
        const struct match *m = &s->matches[i];
        struct slice name = lexicon_uses_name(&x->key, m->concept, m->entry);
        uint32_t chosen = intern_find(&x->names, name.data, name.len);
        if (chosen == INTERN_NONE)
            continue;
        x->standing =
            xgrow(x->standing, &x->standing_capacity, x->standing_count + 1, sizeof *x->standing);
        x->standing[x->standing_count++] = (struct standing){chosen, m->first, m->last};
    }
}

static bool stands(const struct lexicon_expand *x, uint32_t chosen, const struct match *m)
{
    for (size_t i = 0; i < x->standing_count; i++) {
        const struct standing *s = &x->standing[i];
        if (s->chosen == chosen && s->first == m->first && s->last == m->last)
            return true;
    }
    return false;
}

/* Counts the elements that a token satisfies. */
static void add_token(struct lexicon_expand *x, struct elements *e, const struct token *t,
                      struct slice set, struct slice lang)
{
    for (size_t i = 0; i < set.len / sizeof(uint32_t); i++) {
        uint32_t element = classes_get(set, i);
        size_t low = 0;
        for (size_t high = e->count; low < high;) {
            size_t middle = low + (high - low) / 2;
            if (e->uses[middle].element < element)
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < e->count && e->uses[low].element == element; low++)
            count(x, e->uses[low].chosen, e->uses[low].text, lang,
                  (struct slice){t->form, t->form_len});
    }
}

static void add_tokens(struct lexicon_expand *x, const struct sentence *s, struct slice lang,
                       struct slice code)
{
    struct elements *e = elements_of(x, lang);
    int shouted = -1; /* not known */
    if (classes_full(&e->classes))
        classes_clear(&e->classes);
    for (size_t i = 0; i < s->token_count; i++) {
        const struct token *t = &s->tokens[i];
        if (t->flags & TOKEN_ASIDE)
            continue;
        const struct type *type = classes_type(&e->classes, t);
        uint32_t class = type->given;
        if (class != type->shouted) {
            if (shouted < 0)
                shouted = matcher_is_shouted(s);
            class = shouted ? type->shouted : type->given;
        }
        if (class >= CLASS_FIRST)
            add_token(x, e, t, classes_set(&e->classes, class), code);
    }
}

/* The number of a chosen entry from its name. */
static uint32_t chosen_of(struct slice name)
{
    uint32_t n = 0;
    for (size_t i = 1; i < name.len; i++)
        n = n * 10 + (uint32_t)(name.data[i] - '0');
    return n;
}

static void add_found(void *context, struct sentence *s, struct slice lang)
{
    struct lexicon_expand *x = context;
    char code[LANGUAGE_CODE_MAX];
    language_code(lang, code);
    add_tokens(x, s, lang, slice_of(code));
    for (size_t i = 0; i < s->match_count; i++) {
        const struct match *m = &s->matches[i];
        uint32_t chosen = chosen_of(m->concept);
        buf_clear(&x->passage);
        for (uint32_t t = m->first; t <= m->last; t++) {
            if (s->tokens[t].flags & TOKEN_ASIDE)
                continue;
            if (x->passage.len)
                buf_append_char(&x->passage, ' ');
            buf_append(&x->passage, s->tokens[t].form, s->tokens[t].form_len);
        }
        struct row *row = count(x, chosen, SLICE(""), slice_of(code), buf_slice(&x->passage));
        row->stands += stands(x, chosen, m);
    }
}

struct stage *lexicon_expand_stages(struct lexicon_expand *x, const char *lang, struct diag *d)
{
    struct tag_options tag = {.lang = lang};
    struct stage *last = stage_reference(&x->second, lang, NULL);
    return stage_reference(&x->first, lang, stage_tag(x->alone, x->stemmer, &tag, d, last));
}

/* Writing ---------------------------------------------------------------------------------- */

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;
    if (x->chosen != y->chosen)
        return x->chosen < y->chosen ? -1 : 1;
    if (x->passage != y->passage)
        return x->passage ? 1 : -1;
    int order = slice_cmp(x->element, y->element);
    if (order == 0 && x->count != y->count)
        return x->count > y->count ? -1 : 1;
    order = order ? order : slice_cmp(x->text, y->text);
    return order ? order : slice_cmp(x->lang, y->lang);
}

void lexicon_expand_write(struct lexicon_expand *x, enum table_format format, struct output *out)
{
    static const struct slice names[] = {{"concept", 7}, {"pattern", 7},   {"what", 4},
                                         {"element", 7}, {"text", 4},      {"lang", 4},
                                         {"count", 5},   {"documents", 9}, {"stands", 6}};
    struct table_writer w;
    size_t columns = sizeof names / sizeof *names;
    bool more = true;
    if (x->keys.count)
        qsort(x->rows, x->keys.count, sizeof *x->rows, compare_rows);
    table_begin(&w, out, format, false, names, columns);
    for (size_t i = 0; more && i < x->keys.count; i++) {
        const struct row *row = &x->rows[i];
        uint32_t entry = x->chosen.items[row->chosen];
        const struct lexicon_entry *e = x->l ? lexicon_entry(x->l, entry) : NULL;
        table_text(&w, e ? e->concept : SLICE(""));
        table_text(&w, e ? e->pattern : x->pattern);
        table_text(&w, row->passage ? SLICE("passage") : SLICE("form"));
        table_text(&w, row->element);
        table_text(&w, row->text);
        table_text(&w, row->lang);
        table_number(&w, row->count);
        table_number(&w, row->documents);
        if (e && row->passage)
            table_number(&w, row->stands);
        else
            table_decimal(&w, SLICE(""));
        more = table_end_row(&w);
    }
    table_release(&w);
}
