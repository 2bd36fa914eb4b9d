/* subsume, shadow: what is claimed of globs and entries, tried on all short words and on many texts. */
#include "lexicon.h"
#include "matcher.h"
#include "pattern.h"
#include "sentence.h"
#include "shadow.h"
#include "stemmer.h"
#include "subsume.h"
#include "tap.h"

#include <stdlib.h>

/* Random numbers (xorshift), the same in every run. */
static uint64_t seed = 88172645463325252U;

static size_t below(size_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed >> 11) % n;
}

#define PICK(list) ((list)[below(sizeof(list) / sizeof *(list))])

/* Globs ------------------------------------------------------------------------------------ */

enum { WORD_LETTERS = 7, GLOB_ITEMS = 5 };

static struct slice random_glob(char *out)
{
    static const char items[] = "aab**?";
    size_t len = 1 + below(GLOB_ITEMS);
    for (size_t i = 0; i < len; i++)
        out[i] = items[below(sizeof items - 1)];
    return (struct slice){out, len};
}

/* Whether every word of a, b and c, c standing for all other letters, fits `wide` if `narrow`. */
static bool covers_all(struct slice wide, struct slice narrow)
{
    char word[WORD_LETTERS];
    for (size_t len = 0, words = 1; len <= WORD_LETTERS; len++, words *= 3) {
        for (size_t n = 0; n < words; n++) {
            size_t left = n;
            for (size_t i = 0; i < len; i++, left /= 3)
                word[i] = "abc"[left % 3];
            struct slice text = {word, len};
            if (glob_match(narrow, text) && !glob_match(wide, text))
                return false;
        }
    }
    return true;
}

static void test_globs(void)
{
    char a[GLOB_ITEMS];
    char b[GLOB_ITEMS];
    size_t wrong = 0;
    size_t held = 0;
    for (size_t i = 0; i < 4000; i++) {
        struct slice wide = random_glob(a);
        struct slice narrow = random_glob(b);
        bool claimed = subsume_glob(wide, narrow);
        held += claimed;
        if (claimed != covers_all(wide, narrow)) {
            if (wrong++ < 5)
                tap_diag("%.*s over %.*s: claimed %d", (int)wide.len, wide.data, (int)narrow.len,
                         narrow.data, claimed);
        }
    }
    tap_is_u64(wrong, 0, "of two globs, one covers the other as all short words say");
    tap_ok(held > 300 && held < 3700, "both happen");
    tap_ok(subsume_glob(SLICE("a\\**"), SLICE("a\\*b")) &&
               !subsume_glob(SLICE("a\\*"), SLICE("a*")),
           "what is escaped is a letter");
    tap_ok(subsume_glob(SLICE("?x"), SLICE("\u00e9x")) &&
               !subsume_glob(SLICE("??x"), SLICE("\u00e9x")),
           "a letter of two bytes is one");
    char deep[PATTERN_WORD_MAX];
    for (size_t i = 0; i < sizeof deep; i++)
        deep[i] = i % 2 ? '*' : 'a';
    struct slice hard = {deep, sizeof deep};
    (void)subsume_glob(hard, SLICE("a*b*a*b*c"));
    tap_ok(true, "a hard case ends");
}

/* Lexicons --------------------------------------------------------------------------------- */

struct fixture {
    struct stemmer *stemmer;
    struct lexicon *l;
    size_t count; /* entries */
};

static void add(struct fixture *f, const char *layer, const char *lang, const char *pattern)
{
    char concept[32];
    snprintf(concept, sizeof concept, "%s.e%zu", layer, f->count++);
    lexicon_add_entry(f->l, slice_of(concept), slice_of(lang), slice_of(pattern));
}

static void start(struct fixture *f)
{
    f->l = lexicon_new();
    f->count = 0;
}

static void finish(struct fixture *f)
{
    lexicon_free(f->l);
}

/* What is said of the fixture: `B<A` (B is in the shadow of A), `B=A`, `+N` for N more; in order. */
static void is_shadows(struct fixture *f, const char *expected, const char *what)
{
    struct shadow *list;
    char text[256] = "";
    size_t len = 0;
    size_t count = lexicon_shadows(f->l, f->stemmer, &list);
    for (size_t i = 0; i < count && len < 200; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%u%c%u", i ? " " : "",
                                list[i].entry, list[i].same ? '=' : '<', list[i].by);
        if (list[i].more)
            len += (size_t)snprintf(text + len, sizeof text - len, "+%u", list[i].more);
    }
    tap_is_str(text, expected, "%s", what);
    free(list);
    finish(f);
}

static void test_cases(struct fixture *f)
{
    static const struct {
        const char *patterns[5]; /* of layer x and language en */
        const char *expected;
    } cases[] = {
        {{"plan to", "\"planning\" to"}, "1<0"},
        {{"\"planning\" to", "plan to"}, ""},
        {{"accredited program", "accreditation programs"}, "1=0"},
        {{"accredited program", "accredited program leader"}, ""},
        {{"planning", "plan*"}, ""},
        {{"plan*", "planning"}, ""},
        {{"plan*", "planning*"}, "1<0"},
        {{"planning*", "plan*"}, ""},
        {{"*an*", "plan*", "p?an*"}, "1<0 2<0"},
        {{"plan* to", "\"planning\" to"}, ""}, /* kinds: glob, stem */
        {{"plan* to", "\"planning\" to*"}, ""},
        {{"plan* to*", "\"planning\" to*"}, "1<0"},
        {{"QQI", "\"QQI\""}, "0<1"}, /* whatever the order */
        {{"\"QQI\"", "QQI"}, "1<0"},
        {{"\"QQI\"", "qqi"}, ""},
        {{"micro-credential", "micro credential", "microcredential"}, "1<0 2<0"},
        {{"microcredential", "micro credential", "micro-credential"}, "2<0+1"},
        {{"micro-credential course", "micro-credentials courses"}, "1=0"},
        {{"[a|b] course", "b course", "c course"}, "1<0"},
        {{"a course", "b course", "[b|a] course"}, "2<1+1"},
        {{"a course", "b course", "[a|b|c] course"}, ""},
        {{"approve ~2 course", "approve course", "approve the course", "approve all of the course"},
         "1<0 2<0"},
        {{"approve ~2 course", "approve ~1 course", "approve ~3 course"}, "1<0"},
        {{"approve ~2 course", "approving ~2 courses"}, "1=0"},
        {{"approve course", "approve ~1 course"}, ""},
        {{"a (b)? c", "a c", "a b c", "a d c"}, "1<0 2<0"},
        {{"a", "\"A\"", "\"a\"", "a*"}, ""},
        {{"as bs", "\"as\" bs", "\"AS\" bs", "\"ab\" bs"}, "1<0 2<0"},
        {{"AS b*", "\"AS\" b*"}, ""}, /* in a sentence of capitals */
        {{"\"AS\" b*", "AS b*"}, "1<0"},
        {{"ab c", "a-b c"}, ""},
        {{"a b c", "a-b c"}, ""},
        {{"a b c", "ab c", "a-b c"},
         ""}, /* both cover it, but that is not seen: ways meet before c */
        {{"a b", "a c", "d b"}, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        start(f);
        for (size_t k = 0; k < 5 && cases[i].patterns[k]; k++)
            add(f, "x", "en", cases[i].patterns[k]);
        is_shadows(f, cases[i].expected, cases[i].patterns[0]);
    }
}

static void test_languages(struct fixture *f)
{
    start(f);
    add(f, "x", "en", "plan");
    add(f, "y", "en", "plan");
    is_shadows(f, "", "layers do not compete");
    start(f);
    add(f, "x", "en-GB", "plan");
    add(f, "x", "en", "plan");
    add(f, "x", "en-GB", "planned");
    add(f, "x", "fr", "plan");
    is_shadows(f, "2=0", "one that covers less takes nobody's place");
    start(f);
    add(f, "x", "no", "plan");
    add(f, "x", "nb", "planen");
    add(f, "x", "nn", "plan");
    is_shadows(f, "1=0 2=0", "no covers nb and nn");
    start(f);
    add(f, "x", "*", "INFO");
    add(f, "x", "*", "info");
    add(f, "x", "*", "Info");
    add(f, "x", "*", "\"INFO\"");
    add(f, "x", "de", "\"INFO\"");
    add(f, "x", "*", "info desk");
    add(f, "x", "*", "INFO desk");
    is_shadows(f, "0<3 4=3 6<5", "for all languages: not info and Info, which differ in tr");
    start(f);
    add(f, "x", "*", "plan");
    add(f, "x", "*", "planning");
    add(f, "x", "en", "planning");
    is_shadows(f, "2=0", "for all languages: the stems of one are not those of another");
    start(f);
    add(f, "x", "fr", "l'agence");
    add(f, "x", "fr", "l\u2019agences");
    is_shadows(f, "1=0", "apostrophes");
    start(f);
    is_shadows(f, "", "an empty lexicon");
}

/* Random lexicons and texts ---------------------------------------------------------------- */

static void append(char *out, size_t size, const char *text)
{
    size_t len = strlen(out);
    snprintf(out + len, size - len, "%s", text);
}

static void random_pattern(char *out, size_t size)
{
    static const char *const words[] = {
        "a",  "b",  "as", "a",    "\"a\"", "\"as\"",     "AS",     "AB",     "a*",
        "*s", "?s", "a?", "*b*",  "ab*",   "ab",         "abs",    "\"AS\"", "\"B\"",
        "&",  "i",  "II", "(b)?", "[a|b]", "[as|\"b\"]", "\"ab\"", "\"&\""};
    static const char *const joins[] = {" ", " ", " ", "-", "-", " ~1 ", " ~2 "};
    out[0] = '\0';
    append(out, size, PICK(words));
    for (size_t more = below(4); more > 1; more--) {
        append(out, size, PICK(joins));
        append(out, size, PICK(words));
    }
}

static void random_sentence(struct sentence *s, struct stemmer *stemmer, const char *lang)
{
    static const char *const forms[] = {
        "a", "as", "b", "bs", "A",  "AS",     "AB", "ab", "abs",      "B",      "-",   "-", ",",
        ".", "&",  "i", "I",  "II", "\u0130", "c",  "1",  "a\u00b7b", "\uff21", "ass", "bb"};
    static char padded[32][32 + BUF_PAD];
    static const char *const capitals[] = {"AS", "AB", "A", "B", "ABS", "II", "-", ",", "&"};
    bool shout = below(4) == 0;
    sentence_clear(s);
    stemmer_epoch(stemmer);
    for (size_t n = 1 + below(7), i = 0; i < n; i++) {
        struct token *t = sentence_add_token(s);
        memset(padded[i], 0, sizeof padded[i]);
        append(padded[i], sizeof padded[i], shout ? PICK(capitals) : PICK(forms));
        t->form = padded[i];
        t->form_len = (uint32_t)strlen(padded[i]);
    }
    s->lang = slice_of(lang);
}

/* The number of an entry from its concept. */
static uint32_t number_of(struct slice concept)
{
    uint32_t n = 0;
    for (size_t i = 3; i < concept.len; i++)
        n = n * 10 + (uint32_t)(concept.data[i] - '0');
    return n;
}

/* Tags random texts; how many matches stand of entries that never should, and of all. */
static void try_texts(struct fixture *f, const bool *never, size_t *wrong, size_t *matches)
{
    static const char *const langs[] = {"en", "en-GB", "fr", "tr", "und", "xx-YY"};
    struct matcher_options options = {.types = 1000, .states = 1000, .words = lexicon_words(f->l)};
    for (size_t k = 0; k < sizeof langs / sizeof *langs; k++) {
        struct buf lang = BUF_INIT;
        struct sentence s = {0};
        lexicon_reduce(f->l, slice_of(langs[k]), &lang);
        struct matcher *m = matcher_new(f->l, buf_slice(&lang), f->stemmer, &options);
        for (size_t n = 0; n < 300; n++) {
            random_sentence(&s, f->stemmer, langs[k]);
            matcher_tag(m, &s);
            *matches += s.match_count;
            for (size_t i = 0; i < s.match_count; i++) {
                uint32_t entry = number_of(s.matches[i].concept);
                if (!never[entry])
                    continue;
                const struct slice p = lexicon_entry(f->l, entry)->pattern;
                if ((*wrong)++ < 5)
                    tap_diag("%s: '%.*s' stands", langs[k], (int)p.len, p.data);
            }
        }
        matcher_free(m);
        sentence_release(&s);
        buf_release(&lang);
    }
}

/* A lexicon of two entries, in the order of the first. */
static void try_pair(struct fixture *f, const struct shadow *shadow, size_t *wrong)
{
    struct fixture pair = {.stemmer = f->stemmer};
    bool never[2] = {shadow->entry<shadow->by, shadow->entry> shadow->by};
    size_t matches = 0;
    start(&pair);
    for (uint32_t i = 0; i < f->count; i++) {
        const struct lexicon_entry *e = lexicon_entry(f->l, i);
        char lang[16];
        char pattern[64];
        if (i != shadow->entry && i != shadow->by)
            continue;
        snprintf(lang, sizeof lang, "%.*s", (int)e->lang.len, e->lang.data);
        snprintf(pattern, sizeof pattern, "%.*s", (int)e->pattern.len, e->pattern.data);
        add(&pair, "x", lang, pattern);
    }
    try_texts(&pair, never, wrong, &matches);
    finish(&pair);
}

static void test_random(struct fixture *f)
{
    enum { LEXICONS = 60, ENTRIES = 60 };
    static const char *const langs[] = {"en", "en", "en-GB", "*", "*", "fr", "tr"};
    size_t wrong = 0;
    size_t wrong_pairs = 0;
    size_t matches = 0;
    size_t found = 0;
    size_t any = 0;
    for (size_t round = 0; round < LEXICONS; round++) {
        bool never[ENTRIES] = {false};
        struct shadow *list;
        start(f);
        while (f->count < ENTRIES) {
            char pattern[64];
            random_pattern(pattern, sizeof pattern);
            add(f, below(3) ? "x" : "y", PICK(langs), pattern);
        }
        size_t count = lexicon_shadows(f->l, f->stemmer, &list);
        for (size_t i = 0; i < count; i++) {
            never[list[i].entry] = true;
            any += slice_eq(lexicon_entry(f->l, list[i].entry)->lang, SLICE("*"));
            if (list[i].more == 0 && round < 8)
                try_pair(f, &list[i], &wrong_pairs);
        }
        found += count;
        try_texts(f, never, &wrong, &matches);
        free(list);
        finish(f);
    }
    tap_diag("%zu entries in a shadow, %zu of them for all languages; %zu matches", found, any,
             matches);
    tap_ok(found > 200 && any > 20 && matches > 10000, "there is something to see");
    tap_is_u64(wrong, 0, "an entry in a shadow never stands");
    tap_is_u64(wrong_pairs, 0, "nor with the one entry alone that is named");
}

int main(void)
{
    struct diag d = DIAG_INIT("shadow");
    struct fixture f = {.stemmer = stemmer_new(NULL, STEMMER_CACHE_TYPES, &d)};
    test_globs();
    test_cases(&f);
    test_languages(&f);
    test_random(&f);
    stemmer_free(f.stemmer);
    return tap_done();
}
