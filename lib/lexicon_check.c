#include "lexicon_check.h"

#include "collisions.h"
#include "language.h"
#include "lexicon_uses.h"
#include "pattern.h"
#include "shadow.h"
#include "stemmer.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

enum { QUOTE_MAX = 80 };

enum kind { DUPLICATE, SHADOWED, BROAD, COLLISION };

static const char *const kind_names[] = {"duplicate", "shadowed", "broad", "collision"};

struct finding {
    uint32_t entry;
    enum kind kind;
    uint32_t by;       /* the entry that takes its place */
    uint32_t more;     /* further ones */
    struct slice word; /* of the entry, */
    struct slice form; /* and the form of the text with its stem */
    struct slice lang; /* of the text */
    uint64_t count;
    uint64_t of;
    bool documents; /* what is counted; else words */
};

/* The reference text of one language. */
struct vocabulary {
    struct intern forms; /* as they stand in the text */
    uint64_t *counts;    /* by form */
    size_t counts_capacity;
    uint64_t words;
    uint64_t documents;
    uint64_t last_document;
};

struct lexicon_check {
    const struct lexicon *l;
    struct stemmer *stemmer;
    struct check_limits limits;
    struct lexicon_uses uses;
    struct intern codes; /* languages of the reference */
    struct vocabulary *vocabularies;
    size_t vocabularies_capacity;
    uint64_t documents;
    struct arena text;
    struct finding *findings;
    size_t count, capacity;
};

struct lexicon_check *lexicon_check_new(const struct lexicon *l, struct stemmer *stemmer,
                                        const struct check_limits *limits)
{
    struct lexicon_check *c = xcalloc(1, sizeof *c);
    *c = (struct lexicon_check){
        .l = l, .stemmer = stemmer, .limits = *limits, .codes = INTERN_INIT, .text = ARENA_INIT};
    lexicon_uses_init(&c->uses, l);
    return c;
}

void lexicon_check_free(struct lexicon_check *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->codes.count; i++) {
        intern_release(&c->vocabularies[i].forms);
        free(c->vocabularies[i].counts);
    }
    lexicon_uses_release(&c->uses);
    intern_release(&c->codes);
    free(c->vocabularies);
    arena_release(&c->text);
    free(c->findings);
    free(c);
}

static struct finding *add_finding(struct lexicon_check *c, uint32_t entry, enum kind kind)
{
    c->findings = xgrow(c->findings, &c->capacity, c->count + 1, sizeof *c->findings);
    struct finding *f = &c->findings[c->count++];
    *f = (struct finding){.entry = entry, .kind = kind};
    return f;
}

/* The reference ---------------------------------------------------------------------------- */

void lexicon_check_document(struct lexicon_check *c)
{
    c->documents++;
}

static struct vocabulary *vocabulary_of(struct lexicon_check *c, struct slice lang)
{
    char code[LANGUAGE_CODE_MAX];
    bool fresh;
    language_code(lang, code);
    uint32_t id = intern_add(&c->codes, code, strlen(code), &fresh);
    if (fresh) {
        c->vocabularies = xgrow(c->vocabularies, &c->vocabularies_capacity, (size_t)id + 1,
                                sizeof *c->vocabularies);
        c->vocabularies[id] = (struct vocabulary){.forms = INTERN_INIT};
    }
    return &c->vocabularies[id];
}

static void add_word(struct vocabulary *v, const struct token *t)
{
    bool fresh;
    uint32_t id = intern_add_padded(&v->forms, t->form, t->form_len, &fresh);
    if (fresh) {
        v->counts = xgrow(v->counts, &v->counts_capacity, (size_t)id + 1, sizeof *v->counts);
        v->counts[id] = 0;
    }
    v->counts[id]++;
    v->words++;
}

void lexicon_check_sentence(struct lexicon_check *c, const struct sentence *s, struct slice lang)
{
    struct vocabulary *v = vocabulary_of(c, lang);
    v->documents += v->documents == 0 || v->last_document != c->documents;
    v->last_document = c->documents;
    for (size_t i = 0; i < s->token_count; i++)
        if (!(s->tokens[i].flags & TOKEN_ASIDE) && token_is_word(&s->tokens[i]))
            add_word(v, &s->tokens[i]);
    lexicon_uses_add(&c->uses, s, c->documents);
}

/* Too broad -------------------------------------------------------------------------------- */

/* How much text there is in which an entry is looked for. */
static void count_text(const struct lexicon_check *c, const struct lexicon_entry *e,
                       uint64_t *words, uint64_t *documents)
{
    char code[LANGUAGE_CODE_MAX];
    bool any = slice_eq(e->lang, SLICE("*"));
    *words = *documents = 0;
    language_code(e->lang, code);
    for (uint32_t i = 0; i < c->codes.count; i++) {
        if (!any && !slice_eq(intern_key(&c->codes, i), slice_of(code)))
            continue;
        *words += c->vocabularies[i].words;
        *documents += c->vocabularies[i].documents;
    }
    if (any)
        *documents = c->documents;
}

/* Whether an entry can match one token only. */
static bool is_single(struct pattern *p, const struct lexicon_entry *e)
{
    const char *error;
    if (!pattern_parse(p, e->pattern.data, e->pattern.len, e->lang, &error))
        return false;
    for (size_t i = 0; i < p->edge_count; i++)
        if (p->edges[i].from != PATTERN_START || p->edges[i].to != PATTERN_ACCEPT)
            return false;
    return true;
}

static void find_broad(struct lexicon_check *c)
{
    struct pattern pattern = PATTERN_INIT;
    pattern.words = lexicon_words(c->l);
    for (uint32_t i = 0; i < lexicon_count(c->l); i++) {
        const struct lexicon_entry *e = lexicon_entry(c->l, i);
        const struct lexicon_use *use = &c->uses.items[i];
        uint64_t words;
        uint64_t documents;
        if (use->count == 0)
            continue;
        count_text(c, e, &words, &documents);
        if (words >= CHECK_WORDS_MIN &&
            use->count > words / 1000 * c->limits.share + words % 1000 * c->limits.share / 1000) {
            struct finding *f = add_finding(c, i, BROAD);
            f->count = use->count;
            f->of = words;
        } else if (documents >= CHECK_DOCUMENTS_MIN &&
                   use->documents * 100 > documents * c->limits.documents &&
                   is_single(&pattern, e)) {
            struct finding *f = add_finding(c, i, BROAD);
            f->count = use->documents;
            f->of = documents;
            f->documents = true;
        }
    }
    pattern_release(&pattern);
}

/* Adds the collisions in the text of one language. */
static void find_collisions(struct lexicon_check *c, uint32_t code)
{
    const struct vocabulary *v = &c->vocabularies[code];
    struct slice lang = intern_key(&c->codes, code);
    struct collision *list;
    size_t count =
        lexicon_collisions(c->l, c->stemmer, lang, &v->forms, v->counts, &c->text, &list);
    for (size_t i = 0; i < count; i++) {
        struct finding *f = add_finding(c, list[i].entry, COLLISION);
        f->word = list[i].word;
        f->form = list[i].form;
        f->count = list[i].count;
        f->lang = lang;
    }
    free(list);
}

/* Writing ---------------------------------------------------------------------------------- */

static void find_shadows(struct lexicon_check *c)
{
    struct shadow *shadows;
    size_t count = lexicon_shadows(c->l, c->stemmer, &shadows);
    for (size_t i = 0; i < count; i++) {
        struct finding *f =
            add_finding(c, shadows[i].entry, shadows[i].same ? DUPLICATE : SHADOWED);
        f->by = shadows[i].by;
        f->more = shadows[i].more;
    }
    free(shadows);
}

static int compare_findings(const void *a, const void *b)
{
    const struct finding *x = a;
    const struct finding *y = b;
    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = slice_cmp(x->word, y->word);
    order = order ? order : slice_cmp(x->lang, y->lang);
    return order ? order : slice_cmp(x->form, y->form);
}

/* Appends text with control characters masked. */
static void append_plain(struct buf *b, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char byte = (unsigned char)s.data[i];
        buf_append_char(b, byte < 0x20 || byte == 0x7f ? '?' : s.data[i]);
    }
}

static void append_quoted(struct buf *b, struct slice s)
{
    size_t len = utf8_cut(s.data, s.len, QUOTE_MAX);
    buf_append_char(b, '\'');
    append_plain(b, (struct slice){s.data, len});
    buf_append_str(b, len < s.len ? "...'" : "'");
}

static void append_place(struct buf *b, const struct lexicon_entry *e)
{
    append_plain(b, slice_of(e->file));
    buf_append_char(b, ':');
    buf_append_u64(b, e->line);
}

/* What takes the place of an entry. */
static void say_shadow(const struct lexicon_check *c, const struct finding *f, struct buf *b)
{
    const struct lexicon_entry *e = lexicon_entry(c->l, f->entry);
    const struct lexicon_entry *by = lexicon_entry(c->l, f->by);
    append_quoted(b, e->pattern);
    buf_append_str(b, f->kind == DUPLICATE ? " matches the same as " : " never stands: ");
    append_quoted(b, by->pattern);
    if (f->more) {
        buf_append_str(b, " and ");
        buf_append_u64(b, f->more);
        buf_append_str(b, " more take its place, at ");
    } else {
        buf_append_str(b, f->kind == DUPLICATE ? ", which comes first, at "
                                               : " matches all that it does and comes first, at ");
    }
    append_place(b, by);
    if (!slice_eq(e->concept, by->concept)) {
        buf_append_str(b, ", for ");
        append_plain(b, by->concept);
    }
}

static void say(const struct lexicon_check *c, const struct finding *f, struct buf *b)
{
    const struct lexicon_entry *e = lexicon_entry(c->l, f->entry);
    if (f->kind == DUPLICATE || f->kind == SHADOWED) {
        say_shadow(c, f, b);
        return;
    }
    if (f->kind == BROAD) {
        append_quoted(b, e->pattern);
        buf_append_str(b, " stands in ");
        buf_append_u64(b, f->count);
        buf_append_str(b, " of ");
        buf_append_u64(b, f->of);
        buf_append_str(b, f->documents ? " documents" : " words");
        return;
    }
    append_quoted(b, f->word);
    buf_append_str(b, " matches ");
    append_quoted(b, f->form);
    buf_append_str(b, " (");
    append_plain(b, f->lang);
    buf_append_str(b, ", ");
    buf_append_u64(b, f->count);
    buf_append_str(b, f->count == 1 ? " time): their stem is " : " times): their stem is ");
    stemmer_language(c->stemmer, f->lang);
    append_quoted(b, stemmer_stem(c->stemmer, f->form.data, f->form.len));
}

static void write_line(const struct lexicon_check *c, const struct finding *f, struct output *out)
{
    struct buf line = BUF_INIT;
    append_place(&line, lexicon_entry(c->l, f->entry));
    buf_append_str(&line, ": ");
    buf_append_str(&line, kind_names[f->kind]);
    buf_append_str(&line, ": ");
    say(c, f, &line);
    buf_append_char(&line, '\n');
    output_write(out, line.data, line.len);
    buf_release(&line);
}

static void write_row(const struct lexicon_check *c, const struct finding *f,
                      struct table_writer *w)
{
    const struct lexicon_entry *e = lexicon_entry(c->l, f->entry);
    struct buf b = BUF_INIT;
    table_text(w, slice_of(e->file));
    table_number(w, e->line);
    table_text(w, slice_of(kind_names[f->kind]));
    table_text(w, e->concept);
    table_text(w, e->lang);
    table_text(w, e->pattern);
    if (f->kind == DUPLICATE || f->kind == SHADOWED)
        append_place(&b, lexicon_entry(c->l, f->by));
    table_text(w, buf_slice(&b));
    table_text(w, f->word);
    table_text(w, f->form);
    if (f->kind == BROAD || f->kind == COLLISION)
        table_number(w, f->count);
    else
        table_text(w, SLICE(""));
    buf_clear(&b);
    say(c, f, &b);
    table_text(w, buf_slice(&b));
    table_end_row(w);
    buf_release(&b);
}

static void write_table(const struct lexicon_check *c, struct output *out)
{
    static const struct slice names[] = {
        {"file", 4}, {"line", 4}, {"finding", 7}, {"concept", 7}, {"lang", 4}, {"pattern", 7},
        {"by", 2},   {"word", 4}, {"form", 4},    {"count", 5},   {"text", 4},
    };
    struct table_writer w;
    table_begin(&w, out, TABLE_TSV, false, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < c->count; i++)
        write_row(c, &c->findings[i], &w);
    table_release(&w);
}

size_t lexicon_check_write(struct lexicon_check *c, struct output *out, bool table)
{
    c->count = 0;
    find_shadows(c);
    find_broad(c);
    for (uint32_t i = 0; i < c->codes.count; i++)
        find_collisions(c, i);
    if (c->count)
        qsort(c->findings, c->count, sizeof *c->findings, compare_findings);
    if (table)
        write_table(c, out);
    for (size_t i = 0; i < c->count && !table; i++)
        write_line(c, &c->findings[i], out);
    return c->count;
}
