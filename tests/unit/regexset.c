/* regexset: what covers an expression matches all that it matches; limits; hostile expressions. */
#include "arena.h"
#include "buf.h"
#include "glob.h"
#include "regexset.h"
#include "tap.h"

#include <stdlib.h>

static uint64_t seed = 42;

static uint32_t below(uint32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (uint32_t)((seed >> 33) % n);
}

static void test_covers(struct arena *arena)
{
    static const char *const rows[][2] = {
        {"abc", "abc"},
        {"ABC", "abc"},
        {"ab+c", "ab*c"},
        {"ab*c", "a*c"},
        {"ab?c", "a*c"},
        {"ab{0,3}c", "a*c"},
        {"ab{2}c", "ab*c"},
        {"ab{2,}?c", "ab*c"},
        {"a{,3}b", "*"},
        {"a.c", "a*c"},
        {"a[bc]d", "a*d"},
        {"a[]b]d", "a*d"},
        {"a[^]b]d", "a*d"},
        {"a[[:alpha:]]d", "a*d"},
        {"a(b|c)d", "a*d"},
        {"a(?:b(c)[)]d)e", "a*e"},
        {"a(?<n>b)c", "a*c"},
        {"a(?=b)c", "a*c"},
        {"a(?<!b)c", "a*c"},
        {"a|b", "*"},
        {"(ab)", "*"},
        {"(?i)ab", "*"},
        {"(?x)a b", "*"},
        {"a(?#b)c", "*"},
        {"(a)b\\1", "*"},
        {"a\\x62", "*"},
        {"\\da\\w+", "*a*"},
        {"a\\p{Lu}b\\pLc", "a*b*c"},
        {"\\ba\\.b$", "a.b"},
        {"a\\*\\?\\\\b", "a\\*\\?\\\\b"},
        {"\\*.", "\\**"},
        {"\u00c9t\u00e9", "\u00e9t\u00e9"},
        {"^micro.*credit$", "micro*credit"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf glob = BUF_INIT;
        const char *error;
        struct slice s = slice_of(rows[i][0]);
        tap_ok(regexset_check(s, arena, &s, &error), "%s is sound", rows[i][0]);
        bool literal = regexset_cover(s, &glob);
        tap_is_str(buf_str(&glob), rows[i][1], "what covers %s", rows[i][0]);
        tap_ok(literal == (strcmp(rows[i][1], "*") != 0), "whether it has a literal");
        buf_release(&glob);
    }
}

/* Random expressions and words: a match without its cover would never be found. */
static void test_random(struct arena *arena)
{
    static const char *const pieces[] = {"a",    "b",     "B",   "[ab]", "[^a]", ".",
                                         "(",    ")",     "|",   "*",    "?",    "+",
                                         "{2}",  "{0,1}", "(?:", "\\b",  "\\*",  "\\w",
                                         "[*]",  "(?=",   "^",   "$",    "]",    "[",
                                         "\\pL", "(?i)",  "\\?", "{",    "}",    "\u00e9"};
    static const char *const letters[] = {"a", "b", "*", "?", "\\", "\u00e9", "c", "]", "{"};
    size_t sound = 0;
    size_t matches = 0;
    size_t lost = 0;
    struct buf text = BUF_INIT;
    struct buf glob = BUF_INIT;
    for (size_t i = 0; i < 200000; i++) {
        struct slice s;
        const char *error = NULL;
        buf_clear(&text);
        buf_clear(&glob);
        for (size_t n = 1 + below(8); n-- > 0;)
            buf_append_str(&text, pieces[below(sizeof pieces / sizeof *pieces)]);
        arena_clear(arena);
        bool ok = regexset_check(buf_slice(&text), arena, &s, &error);
        if (ok == (error != NULL))
            tap_ok(false, "%s: an error or none", buf_str(&text));
        if (!ok)
            continue;
        sound++;
        regexset_cover(s, &glob);
        struct regexset *set = regexset_new();
        uint32_t number = regexset_add(set, s);
        for (int k = 0; k < 10; k++) {
            buf_clear(&text);
            for (size_t n = 1 + below(5); n-- > 0;)
                buf_append_str(&text, letters[below(sizeof letters / sizeof *letters)]);
            if (regexset_match(set, number, buf_slice(&text)) != REGEX_YES)
                continue;
            matches++;
            if (glob_match(buf_slice(&glob), buf_slice(&text)))
                continue;
            lost++;
            tap_diag("%.*s: %s does not cover %s", (int)s.len, s.data, buf_str(&glob),
                     buf_str(&text));
        }
        regexset_free(set);
    }
    tap_is_u64(lost, 0, "%zu random expressions: all of %zu matches are covered", sound, matches);
    tap_ok(sound > 20000 && matches > 10000, "many are sound, and match");
    buf_release(&text);
    buf_release(&glob);
}

static enum regex_result match(struct arena *arena, const char *regex, struct slice text)
{
    struct slice s;
    const char *error;
    if (!regexset_check(slice_of(regex), arena, &s, &error)) {
        tap_diag("%s: %s", regex, error);
        return REGEX_EXCEEDED;
    }
    struct regexset *set = regexset_new();
    regexset_add(set, SLICE("x"));
    enum regex_result result = regexset_match(set, regexset_add(set, s), text);
    regexset_free(set);
    return result;
}

static void test_matches(struct arena *arena)
{
    tap_ok(match(arena, "a", SLICE("a")) == REGEX_YES, "a word");
    tap_ok(match(arena, "a", SLICE("ab")) == REGEX_NO, "not the beginning of one");
    tap_ok(match(arena, "b", SLICE("ab")) == REGEX_NO, "nor the end");
    tap_ok(match(arena, "a|ab", SLICE("ab")) == REGEX_YES, "all of the word, by any choice");
    tap_ok(match(arena, "\u00c9.", SLICE("\u00e9\u4e2d")) == REGEX_YES,
           "letters, not bytes; any case");
    tap_ok(match(arena, "\\w+", SLICE("\u4e2d\u00e9")) == REGEX_YES, "\\w knows all letters");
    tap_ok(match(arena, "a*", SLICE("")) == REGEX_NO, "never the empty word");
}

static void test_limits(struct arena *arena)
{
    static const char *const hostile[] = {"(a+)+[bc]",
                                          "(a|a)*[bc]",
                                          "(a|aa)+[bc]",
                                          "(.*)*[bc]",
                                          "(?:a?){30}a{30}[bc]",
                                          "(a*)*(a*)*(a*)*[bc]",
                                          "(.*)(.*)(.*)(.*)(.*)(.*)[bc]",
                                          "((a{0,40}){0,40}){0,40}[bc]",
                                          "(?R)?(a(?1)?)*[bc]"};
    struct buf text = BUF_INIT;
    for (size_t i = 0; i < 60; i++)
        buf_append_char(&text, 'a');
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        enum regex_result result = match(arena, hostile[i], buf_slice(&text));
        tap_ok(result != REGEX_YES, "%s comes to an end: %s", hostile[i],
               result == REGEX_NO ? "no" : "given up");
    }
    tap_ok(match(arena, "(a|a)*[bc]", buf_slice(&text)) == REGEX_EXCEEDED, "a limit is told");
    while (text.len < REGEX_TEXT_MAX)
        buf_append_char(&text, 'a');
    tap_ok(match(arena, "a*", buf_slice(&text)) == REGEX_YES, "the longest word");
    buf_append_char(&text, 'a');
    tap_ok(match(arena, "a*", buf_slice(&text)) == REGEX_NO, "a longer one never matches");
    const char *error = NULL;
    struct slice s;
    buf_clear(&text);
    while (text.len <= REGEX_BYTES_MAX)
        buf_append_char(&text, 'a');
    regexset_check(buf_slice(&text), arena, &s, &error);
    tap_is_str(error, "regular expression too long", "an expression of %zu bytes", text.len);
    tap_ok(!regexset_check(SLICE("((((a{99}){99}){99}){99})"), arena, &s, &error),
           "one that is too large compiled: %s", error);
    buf_release(&text);
}

int main(void)
{
    struct arena arena = ARENA_INIT;
    test_covers(&arena);
    test_random(&arena);
    test_matches(&arena);
    test_limits(&arena);
    arena_release(&arena);
    return tap_done();
}
