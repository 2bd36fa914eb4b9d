/*
 * The matcher against a naive one: every entry is tried at every token by the definition in
 * gm-lexicon(5), and overlap is settled by the definition too.  Lexicons and sentences are
 * random, from a small alphabet so that they meet; each is run with large and with tiny bounds.
 *
 * Argument: number of lexicons, default 4000 (six sentences each).
 */
#include "arena.h"
#include "lexicon.h"
#include "matcher.h"
#include "pattern.h"
#include "stemmer.h"
#include "tap.h"
#include "xalloc.h"

#include <stdlib.h>
#include <unistd.h>

enum { SLOTS = 3, CHOICES = 3, RUN = 2, FLAT = 16, ENTRIES = 8, TOKENS = 14, SENTENCES = 6 };

static uint64_t seed = 0x5eed;

static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 33) % n);
}

static bool chance(uint32_t percent)
{
    return below(100) < percent;
}

/* Puts s behind what is in `out`, or in its place; everything here is short. */
static void append(char *out, const char *s)
{
    memcpy(out + strlen(out), s, strlen(s) + 1);
}

static void assign(char *out, const char *s)
{
    memcpy(out, s, strlen(s) + 1);
}

/* Patterns as trees ------------------------------------------------------------------------ */

/* A word of the pattern. */
struct word {
    enum element_kind kind;
    char text[16]; /* globs: with their wildcards */
    bool hyphen;   /* before it; else a blank */
    unsigned gap;
};

struct choice {
    struct word words[RUN];
    size_t count; /* 0: nothing, of an optional slot */
};

struct slot {
    struct choice choices[CHOICES];
    size_t count;
};

struct tree {
    struct slot slots[SLOTS];
    size_t count;
    const char *concept;
    const char *lang;
    char text[512];
};

static const char *const plain[] = {"a", "b", "ab", "abs", "bas", "As", "Ab", "1", "a1", "sab"};
static const char *const caps[] = {"AB", "A1", "BA"};
static const char *const exact[] = {"a", "Ab", "AB", "abs", "A"};
static const char *const globs[] = {"a*", "*b", "*a*", "?b", "a?", "ab*s", "*bs", "b?*", "s*a*"};

#define PICK(list) ((list)[below(sizeof(list) / sizeof *(list))])

static struct word random_word(void)
{
    static const enum element_kind kinds[] = {ELEMENT_STEM, ELEMENT_STEM, ELEMENT_STEM,
                                              ELEMENT_GLOB, ELEMENT_CAPS, ELEMENT_EXACT};
    struct word w = {.kind = PICK(kinds)};
    const char *text = w.kind == ELEMENT_STEM   ? PICK(plain)
                       : w.kind == ELEMENT_CAPS ? PICK(caps)
                       : w.kind == ELEMENT_GLOB ? PICK(globs)
                                                : PICK(exact);
    assign(w.text, text);
    return w;
}

static struct slot random_slot(bool first, bool may_vanish)
{
    struct slot s = {.count = chance(25) ? 1 + below(CHOICES) : 1};
    bool hyphen = !first && chance(40);
    unsigned gap = !first && !hyphen && chance(15) ? 1 + below(2) : 0;
    bool vanish = may_vanish && !hyphen && !gap && s.count < CHOICES && chance(25);
    for (size_t i = 0; i < s.count; i++) {
        struct choice *c = &s.choices[i];
        c->count = s.count > 1 && chance(40) ? 2 : 1;
        for (size_t k = 0; k < c->count; k++) {
            c->words[k] = random_word();
            c->words[k].hyphen = k ? chance(50) : hyphen;
            c->words[k].gap = k ? 0 : gap;
        }
    }
    if (vanish)
        s.choices[s.count++].count = 0;
    return s;
}

static void print_choice(char *out, const struct choice *c)
{
    for (size_t k = 0; k < c->count; k++) {
        const struct word *w = &c->words[k];
        if (k)
            append(out, w->hyphen ? "-" : " ");
        append(out, w->kind == ELEMENT_EXACT ? "\"" : "");
        append(out, w->text);
        append(out, w->kind == ELEMENT_EXACT ? "\"" : "");
    }
}

static void print_tree(struct tree *t)
{
    char *out = t->text;
    *out = '\0';
    for (size_t i = 0; i < t->count; i++) {
        const struct slot *s = &t->slots[i];
        const struct word *w = &s->choices[0].words[0];
        bool optional = s->choices[s->count - 1].count == 0;
        size_t choices = s->count - optional;
        if (i)
            append(out, w->hyphen ? "-" : " ");
        if (i && w->gap)
            snprintf(out + strlen(out), 16, "~%u ", w->gap);
        append(out, optional ? "(" : "");
        append(out, choices > 1 ? "[" : "");
        for (size_t k = 0; k < choices; k++) {
            append(out, k ? "|" : "");
            print_choice(out, &s->choices[k]);
        }
        append(out, choices > 1 ? "]" : "");
        append(out, optional ? ")?" : "");
    }
}

static struct tree random_tree(void)
{
    static const char *const concepts[] = {"x.a", "x.b", "y.a", "y"};
    static const char *const langs[] = {"en", "en", "*", "en-gb", "no"};
    struct tree t = {.count = 1 + below(SLOTS), .concept = PICK(concepts), .lang = PICK(langs)};
    bool vanished = false;
    for (size_t i = 0; i < t.count; i++) {
        /* What stands behind a slot that may vanish has no hyphen or gap of its own. */
        t.slots[i] = random_slot(i == 0 || vanished, t.count > 1 && i + 1 < t.count);
        vanished = vanished || t.slots[i].choices[t.slots[i].count - 1].count == 0;
    }
    print_tree(&t);
    return t;
}

/* Sentences -------------------------------------------------------------------------------- */

struct text {
    struct arena memory;
    struct sentence sentence;
};

static void add_token(struct text *x, const char *form, struct stemmer *stemmer, bool stemmed)
{
    struct token *t = sentence_add_token(&x->sentence);
    t->form_len = (uint32_t)strlen(form);
    t->form = arena_copy(&x->memory, form, t->form_len);
    if (stemmed) {
        struct slice stem = stemmer_stem(stemmer, t->form, t->form_len);
        t->stem = arena_copy(&x->memory, stem.data, stem.len);
        t->stem_len = (uint32_t)stem.len;
    }
    if (chance(5))
        t->flags = TOKEN_EMPTY;
}

static void random_sentence(struct text *x, struct stemmer *stemmer)
{
    static const char *const odd[] = {"-", "\u2010", "\u30fb", "\u00ad", "\u2212", ",",
                                      ".", ":",      "(",      "\uff0d", "&"};
    static const char *const letters[] = {"a", "b", "s", "a",      "b",      "s",
                                          "1", "A", "B", "\u00b7", "\u00ad", "\uff21"};
    bool stemmed = chance(50);
    bool shout = chance(15);
    arena_clear(&x->memory);
    sentence_clear(&x->sentence);
    stemmer_epoch(stemmer);
    stemmer_language(stemmer, SLICE("en"));
    for (size_t n = below(TOKENS); n-- > 0;) {
        char form[32] = "";
        if (chance(25)) {
            add_token(x, PICK(odd), stemmer, stemmed);
            continue;
        }
        assign(form, chance(60) ? PICK(plain) : shout ? PICK(caps) : PICK(letters));
        if (strcmp(form, "\u00b7") == 0 || strcmp(form, "\u00ad") == 0)
            assign(form, "a");
        for (size_t more = chance(40) ? below(4) : 0; more-- > 0;)
            append(form, PICK(letters));
        if (form[0] && (unsigned char)form[strlen(form) - 1] == 0xb7) /* not a word of its own */
            append(form, "s");
        for (char *p = form; shout && *p; p++)
            if (*p >= 'a' && *p <= 'z')
                *p = (char)(*p - 32);
        add_token(x, form, stemmer, stemmed);
    }
}

/* The naive matcher ------------------------------------------------------------------------ */

/* A token as the naive matcher sees it. */
struct seen {
    uint32_t index;
    char forms[2][32]; /* exact forms: as it is, and without U+00B7 */
    char lower[2][32];
    char stems[2][32];
    bool hyphen;
    bool word;
    bool clause_end;
};

struct naive {
    struct seen tokens[TOKENS];
    size_t count;
    bool shouted;
    struct stemmer *stemmer;
};

static void replace(char *s, const char *what, const char *with)
{
    char *hit;
    while ((hit = strstr(s, what))) {
        char rest[32];
        assign(rest, hit + strlen(what));
        assign(hit, with);
        append(s, rest);
    }
}

static void naive_stem(struct stemmer *stemmer, const char *word, char *out)
{
    char padded[32 + BUF_PAD] = "";
    assign(padded, word);
    struct slice stem = stemmer_stem(stemmer, padded, strlen(word));
    memcpy(out, stem.data, stem.len);
    out[stem.len] = '\0';
}

static void see(struct naive *n, const struct sentence *s)
{
    static const char *const hyphens[] = {"-", "\u2010", "\u30fb", "\u00ad", "\u2212", "\uff0d"};
    size_t words = 0;
    bool lower = false;
    n->count = 0;
    stemmer_language(n->stemmer, SLICE("en"));
    for (uint32_t i = 0; i < s->token_count; i++) {
        struct seen *t = &n->tokens[n->count];
        if (s->tokens[i].flags & TOKEN_ASIDE)
            continue;
        n->count++;
        *t = (struct seen){.index = i};
        memcpy(t->forms[0], s->tokens[i].form, s->tokens[i].form_len);
        for (size_t k = 0; k < sizeof hyphens / sizeof *hyphens; k++)
            t->hyphen = t->hyphen || strcmp(t->forms[0], hyphens[k]) == 0;
        t->clause_end = strcmp(t->forms[0], ".") == 0 || strcmp(t->forms[0], ":") == 0;
        replace(t->forms[0], "\u00ad", "");
        replace(t->forms[0], "\uff21", "A");
        assign(t->forms[1], t->forms[0]);
        replace(t->forms[1], "\u00b7", "");
        bool letter = false;
        for (size_t k = 0; k < 2; k++) {
            for (size_t c = 0; t->forms[k][c]; c++) {
                char ch = t->forms[k][c];
                bool capital = ch >= 'A' && ch <= 'Z';
                letter = letter || capital || (ch >= 'a' && ch <= 'z');
                lower = lower || (ch >= 'a' && ch <= 'z');
                t->word = t->word || letter || ch == '1';
                t->lower[k][c] = (char)(capital ? ch + 32 : ch);
            }
            naive_stem(n->stemmer, t->forms[k], t->stems[k]);
        }
        words += letter;
    }
    n->shouted = words > 1 && !lower;
}

static bool naive_glob(const char *g, const char *t)
{
    if (*g == '\0')
        return *t == '\0';
    if (*g == '*')
        return naive_glob(g + 1, t) || (*t && naive_glob(g, t + 1));
    if (*t == '\0')
        return false;
    if (*g == '?') { /* U+00B7 is the only character of two bytes */
        return naive_glob(g + 1, t + ((unsigned char)*t == 0xc2 ? 2 : 1));
    }
    return *g == *t && naive_glob(g + 1, t + 1);
}

/* Whether the words w[0..count), joined by hyphens, match as the one token t. */
static bool one_token(struct naive *n, const struct word *w, size_t count, const struct seen *t)
{
    enum element_kind kind = ELEMENT_EXACT;
    char text[64] = "";
    char stem[64];
    for (size_t i = 0; i < count; i++) {
        kind = w[i].kind > kind ? w[i].kind : kind;
        append(text, w[i].text);
    }
    if (kind == ELEMENT_CAPS && n->shouted)
        return false;
    naive_stem(n->stemmer, text, stem);
    for (char *p = text; kind == ELEMENT_GLOB && *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 32);
    for (size_t k = 0; k < 2; k++)
        if (kind == ELEMENT_STEM   ? strcmp(stem, t->stems[k]) == 0
            : kind == ELEMENT_GLOB ? naive_glob(text, t->lower[k])
                                   : strcmp(text, t->forms[k]) == 0)
            return true;
    return false;
}

/* The token behind `at`, over one hyphen; n->count: none. */
static size_t behind(const struct naive *n, size_t at)
{
    at++;
    if (at < n->count && n->tokens[at].hyphen)
        at++;
    return at < n->count && !n->tokens[at].hyphen ? at : n->count;
}

/* Sets ends[] to the tokens at which w[0..count), read from token `at`, may end. */
static void naive_ends(struct naive *n, const struct word *w, size_t count, size_t at, bool *ends)
{
    if (at >= n->count || n->tokens[at].hyphen)
        return;
    for (size_t k = 1; k <= count && (k == 1 || w[k - 1].hyphen); k++) {
        if (!one_token(n, w, k, &n->tokens[at]))
            continue;
        if (k == count) {
            ends[at] = true;
            continue;
        }
        unsigned words = w[k].gap;
        for (size_t next = behind(n, at); next < n->count; next = behind(n, next)) {
            naive_ends(n, w + k, count - k, next, ends);
            const struct seen *t = &n->tokens[next];
            if (w[k].gap == 0 || t->clause_end || (t->word && words-- == 0))
                break;
        }
    }
}

/* Tries all ways through the tree. */
static void naive_tree(struct naive *n, const struct tree *t, size_t at, bool *ends)
{
    size_t ways = 1;
    for (size_t i = 0; i < t->count; i++)
        ways *= t->slots[i].count;
    for (size_t way = 0; way < ways; way++) {
        struct word flat[FLAT];
        size_t count = 0;
        size_t left = way;
        for (size_t i = 0; i < t->count; i++) {
            const struct choice *c = &t->slots[i].choices[left % t->slots[i].count];
            left /= t->slots[i].count;
            for (size_t k = 0; k < c->count; k++)
                flat[count++] = c->words[k];
        }
        naive_ends(n, flat, count, at, ends);
    }
}

static enum element_kind weakest(const struct tree *t)
{
    enum element_kind kind = ELEMENT_EXACT;
    for (size_t i = 0; i < t->count; i++)
        for (size_t k = 0; k < t->slots[i].count; k++)
            for (size_t w = 0; w < t->slots[i].choices[k].count; w++)
                if (t->slots[i].choices[k].words[w].kind > kind)
                    kind = t->slots[i].choices[k].words[w].kind;
    return kind;
}

struct result {
    uint32_t first, last;
    size_t entry;
};

/* The layer is the first letter of a concept here. */
static size_t naive_layer(struct naive *n, const struct tree *trees, size_t count, char layer,
                          const char *lang, struct result *out)
{
    size_t found = 0;
    for (size_t at = 0; at < n->count;) {
        size_t best = SIZE_MAX;
        size_t best_end = 0;
        for (size_t e = 0; e < count; e++) {
            bool ends[TOKENS] = {false};
            const char *l = trees[e].lang;
            if (trees[e].concept[0] != layer || strcmp(l, "no") == 0 ||
                (strcmp(l, "en-gb") == 0 && strcmp(lang, "en-GB") != 0))
                continue;
            naive_tree(n, &trees[e], at, ends);
            for (size_t end = at; end < n->count; end++) {
                bool better = best == SIZE_MAX || end > best_end ||
                              (end == best_end && weakest(&trees[e]) < weakest(&trees[best]));
                if (ends[end] && better) {
                    best = e;
                    best_end = end;
                }
            }
        }
        if (best == SIZE_MAX) {
            at++;
            continue;
        }
        out[found++] = (struct result){n->tokens[at].index, n->tokens[best_end].index, best};
        at = best_end + 1;
    }
    return found;
}

static const struct tree *compared; /* for compare_results */

static int compare_results(const void *a, const void *b)
{
    const struct result *x = a;
    const struct result *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->last != y->last)
        return x->last > y->last ? -1 : 1;
    return strcmp(compared[x->entry].concept, compared[y->entry].concept);
}

/* Comparison ------------------------------------------------------------------------------- */

static bool same_marks(const struct sentence *s)
{
    size_t at = 0;
    for (uint32_t i = 0; i < s->token_count; i++)
        for (uint32_t m = 0; m < s->match_count; m++) {
            if (s->matches[m].first > i || s->matches[m].last < i ||
                (s->tokens[i].flags & TOKEN_ASIDE))
                continue;
            if (at == s->mark_count || s->marks[at].token != i || s->marks[at].match != m)
                return false;
            at++;
        }
    return at == s->mark_count;
}

static bool same_matches(const struct sentence *s, const struct lexicon *l,
                         const struct result *want, size_t count)
{
    if (!s->tagged || s->match_count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct lexicon_entry *e = lexicon_entry(l, want[i].entry);
        if (s->matches[i].first != want[i].first || s->matches[i].last != want[i].last ||
            !slice_eq(s->matches[i].concept, e->concept) ||
            memcmp(s->matches[i].entry, e->id, LEXICON_ID) != 0)
            return false;
    }
    return true;
}

static void explain(const struct tree *trees, size_t count, const struct sentence *s,
                    const struct result *want, size_t want_count)
{
    for (size_t e = 0; e < count; e++)
        tap_diag("entry %zu: %s %s %s", e, trees[e].concept, trees[e].lang, trees[e].text);
    for (size_t i = 0; i < s->token_count; i++)
        tap_diag("token %zu: %.*s flags %u", i, (int)s->tokens[i].form_len, s->tokens[i].form,
                 s->tokens[i].flags);
    for (size_t i = 0; i < want_count; i++)
        tap_diag("want %u-%u entry %zu", want[i].first, want[i].last, want[i].entry);
    for (size_t i = 0; i < s->match_count; i++)
        tap_diag("got %u-%u %.*s@%.8s", s->matches[i].first, s->matches[i].last,
                 (int)s->matches[i].concept.len, s->matches[i].concept.data, s->matches[i].entry);
}

/* Makes trees and the lexicon of their entries. */
static size_t random_lexicon(struct tree *trees, struct lexicon *l, struct stemmer *stemmer,
                             struct diag *d)
{
    size_t count = 1 + below(ENTRIES);
    int ends[2];
    char path[32];
    FILE *file =
        pipe(ends) == 0 ? fdopen(ends[1], "w") : NULL; /* what is written fits into a pipe */
    if (!file)
        return 0;
    fputs("concept\tlang\tpattern\tstatus\tsource\tnote\n", file);
    for (size_t i = 0; i < count;) {
        trees[i] = random_tree();
        bool repeated = false;
        for (size_t k = 0; k < i; k++)
            repeated = repeated || (strcmp(trees[k].text, trees[i].text) == 0 &&
                                    trees[k].concept == trees[i].concept);
        if (repeated)
            continue;
        fprintf(file, "%s\t%s\t%s\town\t\t\n", trees[i].concept, trees[i].lang, trees[i].text);
        i++;
    }
    fclose(file);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    bool ok = lexicon_load(l, path, stemmer, d) && lexicon_count(l) == count;
    close(ends[0]);
    return ok ? count : 0;
}

static size_t total_matches;

/* False: a sentence came out otherwise than by definition, or the lexicon did not load. */
static bool try_lexicon(struct stemmer *stemmer, struct diag *d, struct text *x)
{
    static const struct matcher_limits limits[] = {{1000, 1000}, {16, 2}, {1, 3}};
    struct tree trees[ENTRIES];
    struct lexicon *l = lexicon_new();
    const char *lang = chance(50) ? "en" : "en-GB";
    struct matcher *matchers[3];
    struct naive naive = {.stemmer = stemmer};
    size_t count = random_lexicon(trees, l, stemmer, d);
    bool ok = count > 0;
    for (size_t i = 0; i < 3; i++)
        matchers[i] = matcher_new(l, slice_of(lang), stemmer, &limits[i]);
    for (size_t i = 0; ok && i < SENTENCES; i++) {
        struct result want[2 * TOKENS];
        random_sentence(x, stemmer);
        see(&naive, &x->sentence);
        size_t n = naive_layer(&naive, trees, count, 'x', lang, want);
        n += naive_layer(&naive, trees, count, 'y', lang, want + n);
        compared = trees;
        qsort(want, n, sizeof *want, compare_results);
        total_matches += n;
        for (size_t k = 0; ok && k < 3; k++) {
            matcher_tag(matchers[k], &x->sentence);
            ok = same_matches(&x->sentence, l, want, n) && same_marks(&x->sentence);
        }
        if (!ok)
            explain(trees, count, &x->sentence, want, n);
    }
    for (size_t i = 0; i < 3; i++)
        matcher_free(matchers[i]);
    lexicon_free(l);
    return ok;
}

int main(int argc, char **argv)
{
    struct diag d = DIAG_INIT("matcher");
    size_t lexicons = argc > 1 ? strtoul(argv[1], NULL, 10) : 4000;
    struct stemmer *stemmer = stemmer_new(NULL, 4096, &d);
    struct text x = {.memory = ARENA_INIT};
    size_t done = 0;
    while (done < lexicons && try_lexicon(stemmer, &d, &x))
        done++;
    tap_ok(done == lexicons, "as by definition: %zu lexicons, %zu sentences, %zu matches", done,
           done * SENTENCES, total_matches);
    tap_ok(total_matches > lexicons, "matches are not rare");
    arena_release(&x.memory);
    sentence_release(&x.sentence);
    stemmer_free(stemmer);
    return tap_done();
}
