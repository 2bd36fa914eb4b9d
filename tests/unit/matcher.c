/*
 * The matcher against a naive one: every entry is tried at every token by the definition in
 * gm-lexicon(5), and overlap and marks are settled by the definition too.  Lexicons and sentences are
 * random, from a small alphabet so that they meet; each is run with large and with tiny bounds.
 * Regular expressions are matched by the C library's.
 *
 * Argument: number of lexicons, default 20000 (six sentences each).
 */
#include "arena.h"
#include "lexicon.h"
#include "matcher.h"
#include "pattern.h"
#include "stemmer.h"
#include "tap.h"
#include "xalloc.h"

#include <regex.h>
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
    bool loud;     /* exact: written as capitals and \C */
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
    const struct concept *concept;
    const char *lang;
    char text[512];
};

/* As written, as it comes out, and a bit for each group. */
static const struct concept {
    const char *written, *name;
    unsigned layers, concepts;
}
concepts[] = {{"x.a", "x.a", 1, 1},     {"x.b", "x.b", 1, 2},         {"y.a", "y.a", 2, 4},
              {"y", "y", 2, 8},         {"y.a|x.a", "x.a|y.a", 3, 5}, {"x.b|x.a", "x.a|x.b", 1, 3},
              {"x.b|y", "x.b|y", 3, 10}};

static const char *const plain[] = {"a", "b", "ab", "abs", "bas", "As", "Ab", "1", "a1", "sab"};
static const char *const caps[] = {"AB", "A1", "BA"};
static const char *const exact[] = {"a", "Ab", "AB", "abs", "A"};
static const char *const regexes[] = {"a.*",    "[ab]+s?", "A|ab|bas", ".b",   "(ab?)+",
                                      "a?b?s?", "s.+",     "[^s]+",    "b{2,}"};
static regex_t compiled[sizeof regexes / sizeof *regexes];
static const char *const globs[] = {"a*", "*b", "*a*", "?b", "a?", "ab*s", "*bs", "b?*", "s*a*"};

#define PICK(list) ((list)[below(sizeof(list) / sizeof *(list))])

static struct word random_word(void)
{
    static const enum element_kind kinds[] = {ELEMENT_STEM, ELEMENT_STEM, ELEMENT_STEM,
                                              ELEMENT_GLOB, ELEMENT_CAPS, ELEMENT_EXACT,
                                              ELEMENT_REGEX};
    struct word w = {.kind = PICK(kinds)};
    w.loud = w.kind == ELEMENT_EXACT && chance(30);
    const char *text = w.kind == ELEMENT_STEM             ? PICK(plain)
                       : w.kind == ELEMENT_CAPS || w.loud ? PICK(caps)
                       : w.kind == ELEMENT_GLOB           ? PICK(globs)
                       : w.kind == ELEMENT_REGEX          ? PICK(regexes)
                                                          : PICK(exact);
    assign(w.text, text);
    return w;
}

static struct slot random_slot(bool first, bool may_vanish)
{
    struct slot s = {.count = chance(25) ? 1 + below(CHOICES) : 1};
    bool hyphen = !first && chance(40);
    unsigned gap = !first && !hyphen && chance(30) ? 1 + below(2) : 0;
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
        const char *mark = w->kind == ELEMENT_REGEX               ? "/"
                           : w->kind == ELEMENT_EXACT && !w->loud ? "\""
                                                                  : "";
        append(out, mark);
        append(out, w->text);
        append(out, w->loud ? "\\C" : mark);
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
    static const char *const langs[] = {"en", "en", "*", "en-gb", "no"};
    struct tree t = {.count = 1 + below(SLOTS), .concept = &PICK(concepts), .lang = PICK(langs)};
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
    if (chance(60)) {
        const char *lemma = chance(20) ? "_" : PICK(plain);
        t->lemma_len = (uint32_t)strlen(lemma);
        t->lemma = arena_copy(&x->memory, lemma, t->lemma_len);
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
    char stems[2][32]; /* of the form, or of the lemma */
    bool hyphen;
    bool word;
    bool clause_end;
};

struct naive {
    struct seen tokens[TOKENS];
    size_t count;
    bool shouted;
    bool lemmas;
    struct stemmer *stemmer;
};

/* A way to match: the bit of token i is 1 << (TOKENS - i), so the greater takes tokens earlier. */
typedef uint32_t way;

static way bit(size_t token)
{
    return (way)1 << (TOKENS - token);
}

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
        const struct token *given = &s->tokens[i];
        if (n->lemmas && given->lemma && given->lemma[0] != '_')
            for (size_t k = 0; k < 2; k++) {
                char lemma[32] = "";
                memcpy(lemma, given->lemma, given->lemma_len);
                naive_stem(n->stemmer, lemma, t->stems[k]);
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

/* U+00B7 is one character, which the C library cannot know in the locale "C". */
static bool naive_regex(const char *regex, const char *text)
{
    char plain_text[32];
    size_t number = 0;
    assign(plain_text, text);
    replace(plain_text, "\u00b7", "\1");
    while (strcmp(regexes[number], regex) != 0)
        number++;
    return *text && regexec(&compiled[number], plain_text, 0, NULL, 0) == 0;
}

static void compile_regexes(void)
{
    for (size_t i = 0; i < sizeof regexes / sizeof *regexes; i++) {
        char whole[32];
        snprintf(whole, sizeof whole, "^(%s)$", regexes[i]);
        if (regcomp(&compiled[i], whole, REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0)
            tap_ok(false, "the C library compiles %s", whole);
    }
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
    if (kind == ELEMENT_REGEX) { /* never one token with another word; matches words */
        for (size_t k = 0; count == 1 && t->word && k < 2; k++)
            if (naive_regex(text, t->lower[k]))
                return true;
        return false;
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

/* Sets best[i] to the best way in which w[0..count), read from token `at`, ends at token i. */
static void naive_ends(struct naive *n, const struct word *w, size_t count, size_t at, way so_far,
                       way *best)
{
    if (at >= n->count || n->tokens[at].hyphen)
        return;
    so_far |= bit(at);
    for (size_t k = 1; k <= count && (k == 1 || w[k - 1].hyphen); k++) {
        if (!one_token(n, w, k, &n->tokens[at]))
            continue;
        if (k == count) {
            best[at] = so_far > best[at] ? so_far : best[at];
            continue;
        }
        unsigned words = w[k].gap;
        unsigned others = 0; /* in a row */
        for (size_t next = behind(n, at); next < n->count; next = behind(n, next)) {
            naive_ends(n, w + k, count - k, next, so_far, best);
            const struct seen *t = &n->tokens[next];
            others = t->word ? 0 : others + 1;
            if (w[k].gap == 0 || t->clause_end || (t->word && words-- == 0) ||
                others > PATTERN_FILLING_MAX)
                break;
        }
    }
}

/* Tries all ways through the tree. */
static void naive_tree(struct naive *n, const struct tree *t, size_t at, way *best)
{
    size_t ways = 1;
    for (size_t i = 0; i < t->count; i++)
        ways *= t->slots[i].count;
    for (size_t i = 0; i < ways; i++) {
        struct word flat[FLAT];
        size_t count = 0;
        size_t left = i;
        for (size_t k = 0; k < t->count; k++) {
            const struct choice *c = &t->slots[k].choices[left % t->slots[k].count];
            left /= t->slots[k].count;
            for (size_t word = 0; word < c->count; word++)
                flat[count++] = c->words[word];
        }
        naive_ends(n, flat, count, at, 0, best);
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
    uint32_t first, last; /* tokens of struct naive */
    size_t entry;
    way way;
};

static const struct tree *compared; /* for the orders below */

/* Left before right, long before short, then by precedence. */
static int compare_precedence(const void *a, const void *b)
{
    const struct result *x = a;
    const struct result *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->last != y->last)
        return x->last > y->last ? -1 : 1;
    enum element_kind kinds[] = {weakest(&compared[x->entry]), weakest(&compared[y->entry])};
    if (kinds[0] != kinds[1])
        return kinds[0] < kinds[1] ? -1 : 1;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

/* All that matches anywhere, in that order. */
static size_t naive_all(struct naive *n, const struct tree *trees, size_t count, const char *lang,
                        struct result *out)
{
    size_t found = 0;
    for (size_t e = 0; e < count; e++) {
        const char *l = trees[e].lang;
        if (strcmp(l, "no") == 0 || (strcmp(l, "en-gb") == 0 && strcmp(lang, "en-GB") != 0))
            continue;
        for (size_t at = 0; at < n->count; at++) {
            way best[TOKENS] = {0};
            naive_tree(n, &trees[e], at, best);
            for (size_t end = at; end < n->count; end++)
                if (best[end])
                    out[found++] = (struct result){(uint32_t)at, (uint32_t)end, e, best[end]};
        }
    }
    compared = trees;
    qsort(out, found, sizeof *out, compare_precedence);
    return found;
}

static bool shares_group(enum overlap_mode mode, const struct tree *a, const struct tree *b)
{
    return mode == OVERLAP_LONGEST ? a->concept->layers & b->concept->layers
                                   : a->concept->concepts & b->concept->concepts;
}

/* Leaves what stands: what shares no token with a better match of a common group that stands. */
static size_t naive_settle(enum overlap_mode mode, struct result *list, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool stands = true;
        for (size_t k = 0; k < kept; k++)
            if (list[k].first <= list[i].last && list[i].first <= list[k].last &&
                shares_group(mode, &compared[list[k].entry], &compared[list[i].entry]))
                stands = false;
        size_t starts = 0; /* better ones that begin here */
        for (size_t k = 0; k < kept; k++)
            starts += list[k].first == list[i].first;
        if (mode == OVERLAP_ALL ? starts < OVERLAP_STARTS_MAX : stands)
            list[kept++] = list[i];
    }
    return kept;
}

static const struct lexicon *of_results; /* for compare_results */

/* The order of the stream. */
static int compare_results(const void *a, const void *b)
{
    const struct result *x = a;
    const struct result *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->last != y->last)
        return x->last > y->last ? -1 : 1;
    int order = strcmp(compared[x->entry].concept->name, compared[y->entry].concept->name);
    return order ? order
                 : memcmp(lexicon_entry(of_results, x->entry)->id,
                          lexicon_entry(of_results, y->entry)->id, LEXICON_ID);
}

/* Comparison ------------------------------------------------------------------------------- */

/* Whether token i of n belongs to the match: an element's, or a hyphen between two of them. */
static bool is_marked(const struct naive *n, const struct result *r, size_t i)
{
    if (i < r->first || i > r->last)
        return false;
    if (n->tokens[i].hyphen)
        return (r->way & bit(i - 1)) && (r->way & bit(i + 1));
    return r->way & bit(i);
}

static bool same_marks(const struct sentence *s, const struct naive *n, const struct result *want)
{
    size_t at = 0;
    for (size_t i = 0; i < n->count; i++)
        for (uint32_t m = 0; m < s->match_count; m++) {
            if (!is_marked(n, &want[m], i))
                continue;
            if (at == s->mark_count || s->marks[at].token != n->tokens[i].index ||
                s->marks[at].match != m)
                return false;
            at++;
        }
    return at == s->mark_count;
}

static bool same_matches(const struct sentence *s, const struct naive *n, const struct lexicon *l,
                         const struct result *want, size_t count)
{
    if (!s->tagged || s->match_count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct lexicon_entry *e = lexicon_entry(l, want[i].entry);
        if (s->matches[i].first != n->tokens[want[i].first].index ||
            s->matches[i].last != n->tokens[want[i].last].index ||
            !slice_eq(s->matches[i].concept, slice_of(compared[want[i].entry].concept->name)) ||
            memcmp(s->matches[i].entry, e->id, LEXICON_ID) != 0)
            return false;
    }
    return true;
}

static void explain(const struct tree *trees, size_t count, const struct sentence *s,
                    const struct result *want, size_t want_count, enum overlap_mode mode)
{
    for (size_t e = 0; e < count; e++)
        tap_diag("entry %zu: %s %s %s", e, trees[e].concept->written, trees[e].lang, trees[e].text);
    tap_diag("mode %d", (int)mode);
    for (size_t i = 0; i < s->token_count; i++)
        tap_diag("token %zu: %.*s flags %u", i, (int)s->tokens[i].form_len, s->tokens[i].form,
                 s->tokens[i].flags);
    for (size_t i = 0; i < want_count; i++)
        tap_diag("want %u-%u entry %zu way %x", want[i].first, want[i].last, want[i].entry,
                 want[i].way);
    for (size_t i = 0; i < s->match_count; i++)
        tap_diag("got %u-%u %.*s@%.8s", s->matches[i].first, s->matches[i].last,
                 (int)s->matches[i].concept.len, s->matches[i].concept.data, s->matches[i].entry);
    for (size_t i = 0; i < s->mark_count; i++)
        tap_diag("got mark of token %u: %u", s->marks[i].token, s->marks[i].match);
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
        fprintf(file, "%s\t%s\t%s\town\t\t\n", trees[i].concept->written, trees[i].lang,
                trees[i].text);
        i++;
    }
    fclose(file);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    bool ok = lexicon_load(l, path, stemmer, d) && lexicon_count(l) == count;
    close(ends[0]);
    return ok ? count : 0;
}

static size_t total_matches;
static size_t total_suppressed;
static size_t total_gaps; /* matches with a token inside that is not theirs */

static void count_totals(const struct naive *n, const struct result *want, size_t count)
{
    total_matches += count;
    for (size_t i = 0; i < count; i++) {
        bool gap = false;
        for (size_t t = want[i].first; t <= want[i].last; t++)
            gap = gap || !is_marked(n, &want[i], t);
        total_gaps += gap;
    }
}

/* Whether one sentence comes out as by definition, from all matchers. */
static bool try_sentence(struct matcher **matchers, struct naive *naive, const struct tree *trees,
                         size_t count, const struct lexicon *l, const char *lang,
                         enum overlap_mode mode, struct sentence *s)
{
    static struct result want[ENTRIES * TOKENS * TOKENS];
    bool ok = true;
    see(naive, s);
    size_t all = naive_all(naive, trees, count, lang, want);
    size_t n = naive_settle(mode, want, all);
    of_results = l;
    qsort(want, n, sizeof *want, compare_results);
    count_totals(naive, want, n);
    for (size_t k = 0; ok && k < 3; k++) {
        matcher_tag(matchers[k], s);
        const struct matcher_report *r = matcher_report(matchers[k]);
        ok = same_matches(s, naive, l, want, n) && same_marks(s, naive, want) &&
             r->exceeded_count == 0;
        if (k == 2 && mode != OVERLAP_ALL)
            ok = ok && r->suppressed_count == all - n;
        total_suppressed += r->suppressed_count;
    }
    if (!ok)
        explain(trees, count, s, want, n, mode);
    return ok;
}

/* False: a sentence came out otherwise than by definition, or the lexicon did not load. */
static bool try_lexicon(struct stemmer *stemmer, struct diag *d, struct text *x)
{
    enum overlap_mode mode = (enum overlap_mode)below(3);
    bool lemmas = chance(25);
    const struct matcher_options options[] = {
        {.types = 1000, .states = 1000, .overlap = mode, .lemmas = lemmas},
        {.types = 16, .states = 2, .overlap = mode, .lemmas = lemmas},
        {.types = 1, .states = 3, .overlap = mode, .lemmas = lemmas, .explain = true}};
    struct tree trees[ENTRIES];
    struct lexicon *l = lexicon_new();
    const char *lang = chance(50) ? "en" : "en-GB";
    struct matcher *matchers[3];
    struct naive naive = {.stemmer = stemmer, .lemmas = lemmas};
    size_t count = random_lexicon(trees, l, stemmer, d);
    bool ok = count > 0;
    for (size_t i = 0; i < 3; i++)
        matchers[i] = matcher_new(l, slice_of(lang), stemmer, &options[i]);
    for (size_t i = 0; ok && i < SENTENCES; i++) {
        random_sentence(x, stemmer);
        ok = try_sentence(matchers, &naive, trees, count, l, lang, mode, &x->sentence);
    }
    for (size_t i = 0; i < 3; i++)
        matcher_free(matchers[i]);
    lexicon_free(l);
    return ok;
}

int main(int argc, char **argv)
{
    struct diag d = DIAG_INIT("matcher");
    size_t lexicons = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
    struct stemmer *stemmer = stemmer_new(NULL, 4096, &d);
    struct text x = {.memory = ARENA_INIT};
    size_t done = 0;
    compile_regexes();
    while (done < lexicons && try_lexicon(stemmer, &d, &x))
        done++;
    tap_ok(done == lexicons, "as by definition: %zu lexicons, %zu sentences, %zu matches", done,
           done * SENTENCES, total_matches);
    tap_ok(total_matches > lexicons, "matches are not rare");
    tap_ok(total_suppressed > lexicons / 4, "nor are suppressed ones: %zu", total_suppressed);
    tap_ok(total_gaps > lexicons / 20, "nor those with tokens in a gap: %zu", total_gaps);
    for (size_t i = 0; i < sizeof compiled / sizeof *compiled; i++)
        regfree(&compiled[i]);
    arena_release(&x.memory);
    sentence_release(&x.sentence);
    stemmer_free(stemmer);
    return tap_done();
}
