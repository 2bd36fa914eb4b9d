/*
 * tally: against a naive count of random documents, by every key and many sets of keys, in any
 * memory, and added up from any split into tables.
 */
#include "arena.h"
#include "normal.h"
#include "stage.h"
#include "tally.h"
#include "tally_matrix.h"
#include "tally_merge.h"
#include "tally_view.h"
#include "helpers.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    DOCUMENTS = 14,
    SENTENCES_MAX = 6,
    TOKENS_MAX = 12,
    CORPORA = 2,
    RANDOM_KEYS = 60,
    VIEW_MEMORY = 6000
};

/* Random documents ------------------------------------------------------------------------- */

struct corpus {
    struct arena memory; /* of all below */
    struct document docs[DOCUMENTS];
    struct slice meta_key;
    struct slice meta_values[DOCUMENTS];
    struct sentence sentences[DOCUMENTS][SENTENCES_MAX];
    size_t sentence_counts[DOCUMENTS];
};

#define PICK(state, list) slice_of((list)[next_random(state) % (sizeof(list) / sizeof *(list))])

static struct slice keep(struct arena *a, struct slice s)
{
    return (struct slice){arena_copy(a, s.data, s.len), s.len};
}

static void make_token(struct corpus *c, struct token *t, uint64_t *state)
{
    static const char *const forms[] = {"a",
                                        "ab",
                                        "A",
                                        "*",
                                        "-",
                                        "12",
                                        ",",
                                        "'da",
                                        "(x",
                                        "\\*",
                                        "\xc3\x89t\xc3\xa9",
                                        "x\ty",
                                        "10th",
                                        "\xe2\x80\x91",
                                        "abcdefghijklm",
                                        "1.5"};
    static const char *const stems[] = {"a", "*", "st\\", "longer-than-8", "\\*"};
    struct slice form = keep(&c->memory, PICK(state, forms));
    struct slice stem = keep(&c->memory, PICK(state, stems));
    t->form = form.data;
    t->form_len = (uint32_t)form.len;
    t->stem = stem.data;
    t->stem_len = (uint32_t)stem.len;
    if (next_random(state) % 9 == 0)
        t->flags = next_random(state) % 2 ? TOKEN_RANGE : TOKEN_EMPTY;
    if (next_random(state) % 9 == 0)
        t->page = (uint32_t)(next_random(state) % 12 + 1);
}

static void make_matches(struct corpus *c, struct sentence *s, uint64_t *state)
{
    static const char *const concepts[] = {"p.CA.ON", "p.CA.QC",     "p.CA",           "q",
                                           "*",       "p.x|q.y|p.z", "p.CA.ON|p.CA.QC"};
    uint64_t left = next_random(state) % 4;
    bool member[4][TOKENS_MAX] = {{false}};
    for (uint32_t first = 0; first < s->token_count && left; first++) {
        if (next_random(state) % 2)
            continue;
        struct match *m = sentence_add_match(s);
        m->concept = keep(&c->memory, PICK(state, concepts));
        memcpy(m->entry, next_random(state) % 2 ? "0123abcd" : "ffff0000", sizeof m->entry);
        m->first = m->last = first;
        for (uint32_t k = first; k < s->token_count && k < first + 5; k++) {
            if (k > first && next_random(state) % 2)
                continue;
            member[s->match_count - 1][k] = true;
            m->last = k;
        }
        left--;
    }
    for (uint32_t k = 0; k < s->token_count; k++)
        for (uint32_t m = 0; m < s->match_count; m++)
            if (member[m][k])
                sentence_add_mark(s, k, m);
}

static void make_corpus(struct corpus *c, uint64_t seed)
{
    static const char *const langs[] = {"en", "tr", "und"};
    static const char *const zones[] = {"", "heading", "table"};
    static const char *const values[] = {"XA", "XB", "x\ny", "", "=1"};
    uint64_t state = seed;
    *c = (struct corpus){.memory = ARENA_INIT, .meta_key = SLICE("k")};
    for (size_t i = 0; i < DOCUMENTS; i++) {
        char id[16];
        snprintf(id, sizeof id, "d%u/%u", (unsigned)(next_random(&state) % 3), (unsigned)i);
        c->meta_values[i] = PICK(&state, values);
        if (next_random(&state) % 4 == 0) /* between XA and what follows it */
            c->meta_values[i] = next_random(&state) % 2 ? SLICE("XA\0\0") : SLICE("XA\x01");
        c->docs[i] = (struct document){keep(&c->memory, slice_of(id)), SLICE("und"), &c->meta_key,
                                       &c->meta_values[i], 1};
        c->sentence_counts[i] = next_random(&state) % (SENTENCES_MAX + 1);
        for (size_t k = 0; k < c->sentence_counts[i]; k++) {
            struct sentence *s = &c->sentences[i][k];
            s->lang = PICK(&state, langs);
            s->zone = PICK(&state, zones);
            s->page = (uint32_t)(next_random(&state) % 12);
            s->tagged = s->stemmed = true;
            for (uint64_t n = next_random(&state) % (TOKENS_MAX + 1); n; n--)
                make_token(c, sentence_add_token(s), &state);
            make_matches(c, s, &state);
        }
    }
}

static void release_corpus(struct corpus *c)
{
    for (size_t i = 0; i < DOCUMENTS; i++)
        for (size_t k = 0; k < SENTENCES_MAX; k++)
            sentence_release(&c->sentences[i][k]);
    arena_release(&c->memory);
}

/* The naive count -------------------------------------------------------------------------- */

/* Something counted: what it adds to one row. */
struct fact {
    struct slice cells[TALLY_KEYS_MAX];
    uint64_t units, words, sentence, document; /* ordinals, 0: none */
};

struct facts {
    struct arena memory;
    struct fact *items;
    size_t count, capacity;
    size_t columns;
};

static int compare_facts(const void *a, const void *b)
{
    const struct fact *x = a;
    const struct fact *y = b;
    for (size_t i = 0; i < TALLY_KEYS_MAX; i++) {
        int order = slice_cmp(x->cells[i], y->cells[i]);
        if (order)
            return order;
    }
    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return (x->sentence > y->sentence) - (x->sentence < y->sentence);
}

static struct fact *add_fact(struct facts *f)
{
    if (f->count == f->capacity) {
        f->capacity = f->capacity * 2 + 64;
        f->items = realloc(f->items, f->capacity * sizeof *f->items);
        if (!f->items)
            abort();
    }
    f->items[f->count] = (struct fact){.units = 0};
    for (size_t i = 0; i < TALLY_KEYS_MAX; i++)
        f->items[f->count].cells[i] = SLICE("");
    return &f->items[f->count++];
}

struct place {
    const struct document *doc;
    const struct sentence *s; /* NULL: the document has none */
    uint32_t page;
};

static struct slice group_cell(struct facts *f, const struct tally_key *key, struct place at)
{
    struct buf text = BUF_INIT;
    struct slice cell = SLICE("");
    switch (key->kind) {
    case TALLY_DOCUMENT:
        cell = at.doc->id;
        break;
    case TALLY_META:
        cell = document_meta(at.doc, key->meta);
        break;
    case TALLY_LANG:
        cell = at.s ? at.s->lang : SLICE("");
        break;
    case TALLY_ZONE:
        if (at.s)
            cell = at.s->zone.len ? at.s->zone : SLICE("body");
        break;
    case TALLY_PAGE:
        if (at.s && at.page)
            buf_append_u64(&text, at.page);
        cell = buf_slice(&text);
        break;
    default:
        break;
    }
    cell = keep(&f->memory, cell.len ? cell : SLICE("_"));
    buf_release(&text);
    return cell;
}

/* A fact of the total of the group at a place. */
static struct fact *add_total(struct facts *f, const struct tally_keys *keys, struct place at)
{
    struct fact *fact = add_fact(f);
    for (size_t i = 0; i < keys->count; i++)
        fact->cells[i] =
            tally_is_term(keys->items[i].kind) ? SLICE("*") : group_cell(f, &keys->items[i], at);
    return fact;
}

static bool hyphen(const struct token *t)
{
    struct slice s = {t->form, t->form_len};
    return slice_eq(s, SLICE("-")) || slice_eq(s, SLICE("\xe2\x80\x91"));
}

static void naive_concept(struct buf *out, struct slice concept, unsigned depth)
{
    struct {
        struct slice text;
        unsigned depth;
        const char *want;
    } known[] = {
        {SLICE("p.CA.ON"), 1, "p"},
        {SLICE("p.CA.QC"), 1, "p"},
        {SLICE("p.CA"), 1, "p"},
        {SLICE("p.x|q.y|p.z"), 1, "p|q"},
        {SLICE("p.CA.ON|p.CA.QC"), 1, "p"},
        {SLICE("p.CA.ON"), 2, "p.CA"},
        {SLICE("p.CA.QC"), 2, "p.CA"},
        {SLICE("p.CA.ON|p.CA.QC"), 2, "p.CA"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].depth == depth && slice_eq(known[i].text, concept)) {
            buf_append_str(out, known[i].want);
            return;
        }
    }
    buf_append(out, concept.data, concept.len);
}

static void naive_tokens(struct buf *out, const struct sentence *s, uint32_t m,
                         enum tally_kind kind)
{
    for (size_t i = 0; i < s->mark_count; i++) {
        const struct token *t = &s->tokens[s->marks[i].token];
        if (s->marks[i].match != m || hyphen(t))
            continue;
        if (out->len)
            buf_append_char(out, ' ');
        if (kind == TALLY_TERM)
            normal_form(t->form, t->form_len, s->lang, out);
        else if (kind == TALLY_STEM)
            buf_append(out, t->stem, t->stem_len);
        else
            buf_append(out, t->form, t->form_len);
    }
}

/* A fact of a term: of match m, or (m == UINT32_MAX) of token t. */
static void add_term(struct facts *f, const struct tally_keys *keys, struct place at, uint32_t m,
                     const struct token *t, uint64_t words, uint64_t sentence, uint64_t document)
{
    struct fact *fact = add_total(f, keys, at);
    fact->units = 1;
    fact->words = words;
    fact->sentence = sentence;
    fact->document = document;
    for (size_t i = 0; i < keys->count; i++) {
        enum tally_kind kind = keys->items[i].kind;
        struct buf cell = BUF_INIT;
        if (!tally_is_term(kind))
            continue;
        if (t)
            buf_append(&cell, kind == TALLY_FORM ? t->form : t->stem,
                       kind == TALLY_FORM ? t->form_len : t->stem_len);
        else if (kind == TALLY_CONCEPT)
            naive_concept(&cell, at.s->matches[m].concept, keys->depth);
        else if (kind == TALLY_ENTRY)
            buf_append(&cell, at.s->matches[m].entry, 8);
        else
            naive_tokens(&cell, at.s, m, kind);
        const char *text = buf_str(&cell);
        if (strcmp(text, "*") == 0 || strcmp(text, "\\*") == 0) {
            struct buf quoted = BUF_INIT;
            buf_append_char(&quoted, '\\');
            buf_append_str(&quoted, text);
            buf_release(&cell);
            cell = quoted;
        }
        fact->cells[i] = keep(&f->memory, cell.len ? buf_slice(&cell) : SLICE(""));
        buf_release(&cell);
    }
}

static void naive_sentence(struct facts *f, const struct tally_keys *keys,
                           const struct document *doc, const struct sentence *s, uint64_t sentence,
                           uint64_t document)
{
    struct place at = {doc, s, s->page};
    uint32_t pages[TOKENS_MAX];
    bool seen = false;
    for (size_t i = 0; i < s->token_count; i++) {
        const struct token *t = &s->tokens[i];
        if (t->page)
            at.page = t->page;
        pages[i] = at.page;
        if (t->flags & TOKEN_ASIDE)
            continue;
        bool word = token_is_word(t);
        bool unit = word || token_is_number(t);
        struct fact *total = add_total(f, keys, at);
        total->units = unit && !keys->of_matches;
        total->words = word;
        total->sentence = seen ? 0 : sentence;
        total->document = document;
        seen = true;
        if (unit && !keys->of_matches && keys->terms)
            add_term(f, keys, at, UINT32_MAX, t, word, sentence, document);
    }
    for (uint32_t m = 0; keys->of_matches && seen && m < s->match_count; m++) {
        uint64_t words = 0;
        for (size_t i = 0; i < s->mark_count; i++)
            words += s->marks[i].match == m && token_is_word(&s->tokens[s->marks[i].token]);
        at.page = pages[s->matches[m].first];
        struct fact *total = add_total(f, keys, at);
        total->units = 1;
        total->document = document;
        add_term(f, keys, at, m, NULL, words, sentence, document);
    }
}

static void append_row(struct buf *out, const struct fact *facts, size_t n, size_t columns)
{
    uint64_t units = 0;
    uint64_t words = 0;
    uint64_t sentences = 0;
    uint64_t documents = 0;
    for (size_t i = 0; i < n; i++) {
        units += facts[i].units;
        words += facts[i].words;
        documents += i == 0 || facts[i].document != facts[i - 1].document;
        sentences += facts[i].sentence && (i == 0 || facts[i].sentence != facts[i - 1].sentence);
    }
    for (size_t i = 0; i < columns; i++) {
        table_append_cell(out, facts->cells[i]);
        buf_append_char(out, '\t');
    }
    const uint64_t numbers[] = {units, words, sentences, documents};
    for (int i = 0; i < 4; i++) {
        buf_append_u64(out, numbers[i]);
        buf_append_char(out, i < 3 ? '\t' : '\n');
    }
}

static void naive_table(const struct corpus *c, const struct tally_keys *keys, struct buf *out)
{
    struct facts f = {.memory = ARENA_INIT};
    uint64_t sentence = 0;
    for (size_t i = 0; i < DOCUMENTS; i++) {
        size_t before = f.count;
        for (size_t k = 0; k < c->sentence_counts[i]; k++)
            naive_sentence(&f, keys, &c->docs[i], &c->sentences[i][k], ++sentence, i + 1);
        if (f.count == before)
            add_total(&f, keys, (struct place){&c->docs[i], NULL, 0})->document = i + 1;
    }
    qsort(f.items, f.count, sizeof *f.items, compare_facts);
    for (size_t i = 0; i < keys->count; i++) {
        buf_append(out, keys->items[i].name.data, keys->items[i].name.len);
        buf_append_char(out, '\t');
    }
    buf_append_str(out, "count\twords\tsentences\tdocuments\n");
    for (size_t i = 0, end; i < f.count; i = end) {
        struct fact first = f.items[i];
        for (end = i; end < f.count; end++) {
            struct fact other = f.items[end];
            other.document = first.document;
            other.sentence = first.sentence;
            if (compare_facts(&first, &other) != 0)
                break;
        }
        append_row(out, f.items + i, end - i, keys->count);
    }
    arena_release(&f.memory);
    free(f.items);
}

/* The tally -------------------------------------------------------------------------------- */

static bool feed(struct stage *stage, const struct corpus *c, size_t i)
{
    struct event event = {.kind = EVENT_DOCUMENT, .document = &c->docs[i]};
    bool ok = stage_push(stage, &event);
    event.kind = EVENT_SENTENCE;
    for (size_t k = 0; ok && k < c->sentence_counts[i]; k++) {
        struct sentence s = c->sentences[i][k];
        event.sentence = &s;
        ok = stage_push(stage, &event);
    }
    event.kind = EVENT_DOCUMENT_END;
    return ok && stage_push(stage, &event);
}

/* Writes the table of t, which is freed, to a file that stays open. */
static int table_of(struct tally *t, uint64_t memory, struct diag *d)
{
    /* A run for every row of a view would be a file for every row. */
    uint64_t sorting = memory < VIEW_MEMORY ? VIEW_MEMORY : memory;
    struct tally_view view = {.format = TABLE_TSV, .memory = sorting};
    struct output out;
    int fd = temporary();
    output_init(&out, dup(fd), "test");
    if (!tally_write(t, &view, &out, d))
        d->status = STATUS_FAILED;
    output_close(&out, d);
    tally_free(t);
    return fd;
}

/* The documents whose shard is `shard`, in an order of their own. */
static int count_shard(const struct corpus *c, const struct tally_keys *keys, uint64_t memory,
                       const size_t *shards, size_t shard, uint64_t turn, struct diag *d)
{
    struct tally *t = tally_new(keys, memory, d);
    struct stage *stage = stage_count(t, d, NULL);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        size_t doc = (i + (size_t)turn) % DOCUMENTS;
        if (!shards || shards[doc] == shard)
            feed(stage, c, doc);
    }
    stage_free(stage);
    return table_of(t, memory, d);
}

static bool equals(int fd, const struct buf *want, const char *what, const struct tally_keys *keys)
{
    struct buf got = BUF_INIT;
    slurp(fd, &got);
    close(fd);
    bool same = slice_eq(buf_slice(&got), buf_slice(want));
    if (!same) {
        tap_diag("%s by %.*s depth %u", what, (int)keys->text.len, keys->text.data, keys->depth);
        tap_put_bytes("got ", got.data, got.len);
        tap_put_bytes("want", want->data, want->len);
    }
    buf_release(&got);
    return same;
}

/* A random split into tables, counted in random order, adds up to the whole. */
static bool merges(const struct corpus *c, const struct tally_keys *keys, const struct buf *want,
                   uint64_t memory, uint64_t *state)
{
    size_t shards[DOCUMENTS];
    struct diag d = DIAG_INIT("# test");
    struct tally_keys read = {.count = 0};
    size_t count = next_random(state) % 5 + 1;
    for (size_t i = 0; i < DOCUMENTS; i++)
        shards[i] = next_random(state) % count;
    struct tally_merge *m = tally_merge_new(&read, memory, &d);
    for (size_t shard = 0; shard < count; shard++) {
        int fd = count_shard(c, keys, memory, shards, shard, next_random(state), &d);
        struct input in = {.name = "shard", .fd = fd};
        lseek(fd, 0, SEEK_SET);
        tally_merge_add(m, &in);
        input_close(&in);
    }
    struct tally *sum = tally_merge_take(m);
    bool ok = sum && equals(table_of(sum, memory, &d), want, "merged", keys);
    tally_merge_free(m);
    tally_keys_release(&read);
    return ok && d.status == STATUS_OK;
}

static bool check(const struct corpus *c, const char *by, unsigned depth, uint64_t *state)
{
    static const uint64_t memories[] = {1 << 30, 1, 12000};
    struct diag d = DIAG_INIT("# test");
    struct tally_keys keys;
    struct slice subject;
    struct buf want = BUF_INIT;
    bool ok = tally_keys_set(&keys, slice_of(by), &subject) == NULL;
    keys.depth = depth;
    naive_table(c, &keys, &want);
    for (size_t i = 0; ok && i < sizeof memories / sizeof *memories; i++)
        ok = equals(count_shard(c, &keys, memories[i], NULL, 0, next_random(state), &d), &want,
                    "counted", &keys);
    for (size_t i = 0; ok && i < 2; i++)
        ok = merges(c, &keys, &want, memories[i], state);
    buf_release(&want);
    tally_keys_release(&keys);
    return ok && d.status == STATUS_OK;
}

static const char *const names[] = {"document", "meta.k", "lang", "zone", "page",
                                    "concept",  "entry",  "term", "form", "stem"};

enum { NAMES = sizeof names / sizeof *names };

static void test_small_sets(const struct corpus *c, uint64_t *state)
{
    for (size_t i = 0; i < NAMES; i++) {
        for (size_t k = 0; k < NAMES; k++) {
            char by[64];
            snprintf(by, sizeof by, i == k ? "%s" : "%s,%s", names[i], names[k]);
            tap_ok(check(c, by, (unsigned)(next_random(state) % 3), state), "by %s", by);
        }
    }
}

static void test_random_sets(const struct corpus *c, uint64_t *state)
{
    size_t wrong = 0;
    for (int n = 0; n < RANDOM_KEYS; n++) {
        size_t order[NAMES] = {0};
        struct buf by = BUF_INIT;
        for (size_t i = 0; i < NAMES; i++) {
            size_t k = next_random(state) % (i + 1);
            order[i] = order[k];
            order[k] = i;
        }
        size_t count = 3 + next_random(state) % (NAMES - 2);
        for (size_t i = 0; i < count; i++) {
            if (i)
                buf_append_char(&by, ',');
            buf_append_str(&by, names[order[i]]);
        }
        wrong += !check(c, buf_str(&by), (unsigned)(next_random(state) % 3), state);
        buf_release(&by);
    }
    tap_is_u64(wrong, 0, "%d random sets of keys", RANDOM_KEYS);
}

/* Other things ----------------------------------------------------------------------------- */

static void keys_are(const char *by, const char *wrong, const char *subject)
{
    struct tally_keys keys;
    struct slice at;
    const char *got = tally_keys_set(&keys, slice_of(by), &at);
    tap_ok(got && strcmp(got, wrong) == 0 && slice_eq(at, slice_of(subject)), "--by '%s': %s", by,
           wrong);
    tally_keys_release(&keys);
}

static void rate_is(uint64_t count, uint64_t rate, uint64_t words, const char *want)
{
    struct buf digits = BUF_INIT;
    bool ok = tally_append_rate(&digits, count, rate, words);
    tap_is_str(ok ? buf_str(&digits) : NULL, want, "%" PRIu64 " in %" PRIu64 " words", count,
               words);
    buf_release(&digits);
}

static void test_options(void)
{
    keys_are("", "unknown key", "");
    keys_are("document,", "unknown key", "");
    keys_are("document,doc", "unknown key", "doc");
    keys_are("meta.", "unknown key", "meta.");
    keys_are("meta.a b", "unknown key", "meta.a b");
    keys_are("form,form", "repeated key", "form");
    rate_is(1, 10000, 3, "3333.333");
    rate_is(2, 10000, 3, "6666.667");
    rate_is(0, 10000, 3, "0.000");
    rate_is(5, 10000, 0, "");
    rate_is(1, 1, 2000, "0.000"); /* 0.0005: half to even */
    rate_is(3, 1, 2000, "0.002"); /* 0.0015 */
    rate_is(5, 1, 2000, "0.002"); /* 0.0025 */
    rate_is(5001, 1, 2000000, "0.003");
    rate_is(UINT64_MAX, 1, 1, NULL);
    rate_is(UINT64_MAX / 1000, 1, 1, "18446744073709551.000");
}

/* What the stage refuses. */
static void test_refusals(struct corpus *c)
{
    static const struct {
        const char *by;
        bool tagged, stemmed, ok;
    } cases[] = {
        {"concept", false, true, false},      {"concept", true, false, true},
        {"concept,stem", true, false, false}, {"stem", false, false, false},
        {"form", false, false, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag d = DIAG_INIT("# test");
        struct tally_keys keys;
        struct slice subject;
        tally_keys_set(&keys, slice_of(cases[i].by), &subject);
        struct tally *t = tally_new(&keys, 1 << 20, &d);
        struct stage *stage = stage_count(t, &d, NULL);
        struct sentence s = c->sentences[0][0];
        struct token word = {.form = "a"
                                     "\0                               ",
                             .form_len = 1};
        s.tokens = &word;
        s.token_count = 1;
        s.match_count = s.mark_count = 0;
        s.tagged = cases[i].tagged;
        s.stemmed = cases[i].stemmed;
        stage_push(stage, &(struct event){.kind = EVENT_DOCUMENT, .document = &c->docs[0]});
        bool ok = stage_push(stage, &(struct event){.kind = EVENT_SENTENCE, .sentence = &s});
        tap_ok(ok == cases[i].ok && ok == !tally_failed(t) && ok == (d.status == STATUS_OK),
               "by %s, tagged %d, stemmed %d", cases[i].by, cases[i].tagged, cases[i].stemmed);
        stage_free(stage);
        tally_free(t);
        tally_keys_release(&keys);
    }
}

static void test_repeated(const struct corpus *c)
{
    struct diag d = DIAG_INIT("# test");
    struct tally_keys keys;
    struct slice subject;
    struct tally_row row;
    tally_keys_set(&keys, SLICE("document"), &subject);
    struct tally *t = tally_new(&keys, 1 << 20, &d);
    struct stage *stage = stage_count(t, &d, NULL);
    feed(stage, c, 0);
    tap_ok(d.status == STATUS_OK, "an id is new");
    feed(stage, c, 0);
    tap_ok(d.status == STATUS_FAILED && !tally_failed(t), "a repeated id is said");
    tap_ok(tally_next(t, &row) && row.numbers[TALLY_DOCUMENTS] == 2, "and counted on");
    stage_free(stage);
    tally_free(t);
    tally_keys_release(&keys);
}

int main(void)
{
    static struct corpus c;
    test_options();
    for (uint64_t seed = 1; seed <= CORPORA; seed++) {
        uint64_t state = seed * 1000;
        make_corpus(&c, seed);
        test_small_sets(&c, &state);
        test_random_sets(&c, &state);
        if (seed == CORPORA) {
            test_refusals(&c);
            test_repeated(&c);
        }
        release_corpus(&c);
    }
    return tap_done();
}
