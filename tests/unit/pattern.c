/* pattern: what each construct compiles to, every error, hostile input. */
#include "buf.h"
#include "pattern.h"
#include "tap.h"

#include <stdlib.h>

/* The edges as `from>to KIND:text`, in the order in which they were made. */
static const char *dump(const struct pattern *p, struct buf *out)
{
    static const char *const kinds[] = {"exact", "caps", "stem",   "glob",
                                        "regex", "word", "filling"};
    buf_clear(out);
    for (size_t i = 0; i < p->edge_count; i++) {
        const struct pattern_edge *e = &p->edges[i];
        if (i)
            buf_append_char(out, ' ');
        buf_append_u64(out, e->from);
        buf_append_char(out, '>');
        buf_append_u64(out, e->to);
        buf_append_char(out, ':');
        buf_append_str(out, kinds[e->kind]);
        buf_append_char(out, ':');
        buf_append(out, e->text.data, e->text.len);
    }
    return buf_str(out);
}

/* Patterns and their edges; NULL: wrong. */
static const struct {
    const char *pattern, *want;
} shapes[] = {
    {"word", "0>1:stem:word"},
    {"Word", "0>1:stem:Word"},
    {"quality  assurance", "0>2:stem:quality 2>1:stem:assurance"},
    {"\"Word\"", "0>1:exact:Word"},
    {"\"White Paper\"", "0>2:exact:White 2>1:exact:Paper"},
    {"\"d\u2019Or\"", "0>1:exact:d'Or"},
    {"\"\uff2d\uff23\"", "0>1:exact:MC"},
    {"NZQA", "0>1:caps:NZQA"},
    {"A3ES", "0>1:caps:A3ES"},
    {"Y\u00d6KAK", "0>1:caps:Y\u00d6KAK"},
    {"\uff2d\uff23", "0>1:caps:MC"},
    {"A", "0>1:stem:A"},
    {"21001", "0>1:stem:21001"},
    {"NZQAs", "0>1:stem:NZQAs"},
    {"accredit*", "0>1:glob:accredit*"},
    {"*Sicherung*", "0>1:glob:*sicherung*"},
    {"organi?ation", "0>1:glob:organi?ation"},
    {"\u30de\u30a4\u30af\u30ed*", "0>1:glob:\u30de\u30a4\u30af\u30ed*"},
    {"R&D", "0>2:stem:R 2>3:stem:& 3>1:stem:D"},
    {"C++", "0>2:stem:C 2>3:stem:+ 3>1:stem:+"},
    {"\u8cea\u4fdd\u8a3c", "0>2:stem:\u8cea 2>3:stem:\u4fdd 3>1:stem:\u8a3c"},
    /* hyphens */
    {"micro-credential", "0>2:stem:micro 0>1:stem:microcredential 2>1:stem:credential"},
    {"micro\u2011credential", "0>2:stem:micro 0>1:stem:microcredential 2>1:stem:credential"},
    {"col\u00b7legi", "0>2:stem:col 0>1:stem:collegi 2>1:stem:legi"},
    {"micro - credential", "0>2:stem:micro 2>1:stem:credential"},
    {"micro- credential", "0>2:stem:micro 2>1:stem:credential"},
    {"QF-EHEA", "0>2:caps:QF 0>1:caps:QFEHEA 2>1:caps:EHEA"},
    {"QA-body", "0>2:caps:QA 0>1:stem:QAbody 2>1:stem:body"},
    {"\"Micro-Degree\"", "0>2:exact:Micro 0>1:exact:MicroDegree 2>1:exact:Degree"},
    {"Micro-cred*", "0>2:stem:Micro 0>1:glob:microcred* 2>1:glob:cred*"},
    {"mini*-cred*", "0>2:glob:mini* 0>1:glob:mini*cred* 2>1:glob:cred*"},
    {"a-b-c", "0>2:stem:a 0>3:stem:ab 0>1:stem:abc 2>3:stem:b 2>1:stem:bc 3>1:stem:c"},
    {"\u8cea-\u4fdd", "0>2:stem:\u8cea 2>1:stem:\u4fdd"}, /* never one token */
    /* groups */
    {"[a|b] c", "0>2:stem:a 2>1:stem:c 0>3:stem:b 3>1:stem:c"},
    {"(re-)?view", "0>2:stem:re 0>1:stem:review 2>1:stem:view 0>1:stem:view"},
    {"a[x|[y|z]]", "0>1:stem:ax 0>1:stem:ay 0>1:stem:az"},
    {"([a|b])? c", "0>2:stem:a 2>1:stem:c 0>1:stem:c 0>3:stem:b 3>1:stem:c"},
    /* gaps */
    {"a ~1 b", "0>2:stem:a 2>6:word: 2>3:filling: 3>6:word: 3>4:filling: 4>6:word: 4>5:filling: "
               "5>6:word: 6>7:filling: 7>8:filling: 8>9:filling: 2>1:stem:b 3>1:stem:b 4>1:stem:b "
               "5>1:stem:b 6>1:stem:b 7>1:stem:b 8>1:stem:b 9>1:stem:b"},
    /* regular expressions */
    {"/re[ab]+(x|y)?/", "0>1:regex:re[ab]+(x|y)?"},
    {"/a\\/b \"c\"/ d", "0>2:regex:a\\/b \"c\" 2>1:stem:d"},
    {"a-/b|c/-d", "0>2:stem:a 2>3:regex:b|c 3>1:stem:d"}, /* never one token */
    {"[/a[b]/|c]", "0>1:regex:a[b] 0>1:stem:c"},
    {"/cafe\u0301/", "0>1:regex:caf\u00e9"},
    {"\"a/b\"", "0>2:exact:a 2>3:exact:/ 3>1:exact:b"},
    /* capitals that shout */
    {"NZQA\\C", "0>1:exact:NZQA"},
    {"NZQA\\C-QA", "0>2:exact:NZQA 0>1:caps:NZQAQA 2>1:caps:QA"},
    /* escapes */
    {"\\[a", NULL},
    {"50\\%", "0>2:stem:50 2>1:stem:%"},
    {"a\\*b*", NULL},
    {"a\\\\b", NULL},
    {"a\\(b", NULL},
    {"and\\/or", "0>2:stem:and 2>3:stem:/ 3>1:stem:or"},
    {"a\\~b", "0>2:stem:a 2>3:stem:~ 3>1:stem:b"},
    {"a\\|b", "0>2:stem:a 2>3:stem:| 3>1:stem:b"},
    {"\"a\\\"", NULL},
    {"\u05ea\\\"\u05d0", "0>1:stem:\u05ea\"\u05d0"},
};

static void test_shapes(struct pattern *p)
{
    struct buf out = BUF_INIT;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const char *error;
        bool ok =
            pattern_parse(p, shapes[i].pattern, strlen(shapes[i].pattern), SLICE("en"), &error);
        if (shapes[i].want)
            tap_is_str(ok ? dump(p, &out) : error, shapes[i].want, "%s", shapes[i].pattern);
        else
            tap_ok(!ok, "%s is wrong", shapes[i].pattern);
    }
    buf_release(&out);
}

/* Patterns and what is wrong with them. */
static const struct {
    const char *pattern, *want;
} errors[] = {
    {"", "empty pattern"},
    {"  ", "empty pattern"},
    {"(a)?", "empty pattern"},
    {"\xff", "invalid UTF-8"},
    {"quality, assurance", "punctuation never matches: leave it out"},
    {"etc.", "punctuation never matches: leave it out"},
    {"\"a.\"", "punctuation never matches: leave it out"},
    {"\\-", "punctuation never matches: leave it out"},
    {"*", "'*' or '?' without a letter in the same word"},
    {"a ?*", "'*' or '?' without a letter in the same word"},
    {"\u8cea*", "'*' or '?' without a letter in the same word"},
    {"-a", "hyphen at the start"},
    {"a-", "hyphen at the end"},
    {"a - - b", "hyphen not between two words"},
    {"a-b-c-d-e-f-g-h-i-j", "too many hyphens in a row"},
    {"\"a", "quote without an end"},
    {"a\\", "'\\' at the end"},
    {"\\da", "'\\' before a letter, digit or blank: there is no such escape but '\\C'"},
    {"\\Ca", "'\\C' not behind a word of capitals"},
    {"a\\C", "'\\C' not behind a word of capitals"},
    {"AB \\C", "'\\C' not behind a word of capitals"},
    {"AB\\Cd", "'\\C' not behind a word of capitals"},
    {"AB\\C\\C", "'\\C' not behind a word of capitals"},
    {"\"AB\"\\C", "'\\C' not behind a word of capitals"},
    {"\"AB\\C\"", "'\\' before a letter, digit or blank: there is no such escape but '\\C'"},
    {"/a", "regular expression without an end ('\\/' is a slash)"},
    {"/a\\/", "regular expression without an end ('\\/' is a slash)"},
    {"and/or", "regular expression without an end ('\\/' is a slash)"},
    {"a/b/", "a regular expression is a whole word ('\\/' is a slash)"},
    {"/b/\\C", "a regular expression is a whole word ('\\/' is a slash)"},
    {"/a(/", "at byte 2: missing closing parenthesis"},
    {"/[b-a]/", "at byte 3: range out of order in character class"},
    {"/(((((((((((((((((((((((((((((((((a)))))))))))))))))))))))))))))))))/",
     "at byte 33: parentheses are too deeply nested"},
    {"//", "a regular expression that matches no word"},
    {"/^$/", "a regular expression that matches no word"},
    {"/(|\\b)/", "a regular expression that matches no word"},
    {"/\\C/", "'\\C' is not allowed: it takes single bytes"},
    {"/a\\Kb/", "'\\K' is not allowed: the whole word matches, or does not"},
    {"/\\Qa\\E/", "'\\Q' and '\\E' are not allowed: put '\\' before each character"},
    {"/[\\Qa\\E]/", "'\\Q' and '\\E' are not allowed: put '\\' before each character"},
    {"/a(*ACCEPT)b/", "'(*' is not allowed"},
    {"/(*UTF)b/", "'(*' is not allowed"},
    {"/a(?C1)b/", "'(?C' is not allowed"},
    {"/stra\u00dfe/", "a character that no matching form has (ss instead of \u00df, ' of \u2019)"},
    {"/[l\u2019]/", "a character that no matching form has (ss instead of \u00df, ' of \u2019)"},
    {"[a|b", "group without an end"},
    {"a|b", "'|' outside '[' ... ']'"},
    {"(a|b)?", "'|' outside '[' ... ']'"},
    {"(a)", "'(' ... ')' without '?' behind it"},
    {"[a|b]?", "'?' behind ']': write '([a|b])?'"},
    {"[a)", "')' without '('"},
    {"a]", "']' without '['"},
    {"[a|b][a|b][a|b][a|b][a|b][a|b][a|b]", "groups make too many combinations"},
    {"[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]", "groups too deep"},
    {"a~2 b", "'~' without a number from 1 to 9 and blanks around it"},
    {"a ~ b", "'~' without a number from 1 to 9 and blanks around it"},
    {"a ~0 b", "'~' without a number from 1 to 9 and blanks around it"},
    {"a ~12 b", "'~' without a number from 1 to 9 and blanks around it"},
    {" ~2 b", "'~' not between two words"},
    {"a ~2 ", "'~' not between two words"},
    {"a ~2 ~2 b", "'~' not between two words"},
    {"a ~2 -b", "hyphen not between two words"},
    {"a ~9 a ~9 a ~9 a ~9 a ~9 a ~9 a ~9 a ~2 a", "too many words in gaps"},
    {"\u3164", "a word of invisible characters never matches"},
    {"\u3164*", "a word of invisible characters never matches"},
};

static void test_errors(struct pattern *p)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        const char *error = "no error";
        pattern_parse(p, errors[i].pattern, strlen(errors[i].pattern), SLICE("en"), &error);
        tap_is_str(error, errors[i].want, "error of '%s'", errors[i].pattern);
    }
}

static void test_facts(struct pattern *p)
{
    const char *error;
    pattern_parse(p, "QA 1 body \"X\"", 13, SLICE("en"), &error);
    tap_ok(slice_eq(p->bare, SLICE("body")), "the bare word is told");
    tap_ok(p->weakest == ELEMENT_STEM, "the weakest element is told");
    pattern_parse(p, "QA 1", 4, SLICE("en"), &error);
    tap_ok(p->bare.len == 0, "neither capitals nor numbers are bare words");
    pattern_parse(p, "KISA*", 5, SLICE("tr"), &error);
    tap_ok(slice_eq(p->edges[0].text, SLICE("k\u0131sa*")), "a glob has the fold of its language");
    tap_ok(!pattern_parse(p, "a\0b", 3, SLICE("en"), &error), "NUL is punctuation");
    tap_ok(p->edge_count == 0, "a wrong pattern has no edges");
}

/* Every answer is an answer: no crash, no error without text, bounds kept. */
static void test_hostile(struct pattern *p)
{
    static const char *const pieces[] = {
        "a",      "B",      "*",  "?",  "-",  " ",    "\"", "\\",     "[",      "]",
        "(",      ")",      "|",  "~",  "1",  "/",    ".",  "\u00ad", "\u0301", "\u8cea",
        "\u05ea", "\u00b7", "ab", "AB", ")?", " ~2 ", "\t", "\u200d", "\u30de", "\xf0\x9f\x98\x80",
        "\\C",    "/a/"};
    uint64_t seed = 42;
    size_t good = 0;
    size_t bad = 0;
    struct buf text = BUF_INIT;
    for (size_t i = 0; i < 200000; i++) {
        const char *error = NULL;
        buf_clear(&text);
        for (size_t n = 1 + i % 12; n-- > 0;) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
            buf_append_str(&text, pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)]);
        }
        bool ok = pattern_parse(p, text.data, text.len, SLICE("en"), &error);
        good += ok && !error && p->edge_count > 0;
        bad += !ok && error && p->edge_count == 0;
    }
    tap_is_u64(good + bad, 200000, "200000 random patterns: %zu compile, %zu do not", good, bad);
    tap_ok(good > 5000, "many of them compile");
    buf_release(&text);
}

static void test_long(struct pattern *p, const char *piece, const char *want)
{
    struct buf text = BUF_INIT;
    const char *error = "no error";
    while (text.len + strlen(piece) <= PATTERN_BYTES_MAX)
        buf_append_str(&text, piece);
    pattern_parse(p, text.data, text.len, SLICE("en"), &error);
    tap_is_str(error, want, "4 KiB of '%s'", piece);
    buf_append(&text, "aaaaaaaaaaaaaaaa", 16);
    pattern_parse(p, text.data, text.len, SLICE("en"), &error);
    tap_is_str(error, "pattern too long", "and more");
    buf_release(&text);
}

int main(void)
{
    struct pattern p = PATTERN_INIT;
    test_shapes(&p);
    test_errors(&p);
    test_facts(&p);
    test_hostile(&p);
    test_long(&p, "a", "word too long");
    test_long(&p, "a*", "word too long");
    test_long(&p, "a ", "too many words");
    test_long(&p, "[", "groups too deep");
    test_long(&p, "a ~9 ", "too many words in gaps");
    test_long(&p, "/a/ ", "too many words");
    test_long(&p, "/a", "too many words");
    test_long(&p, "[a|b]", "groups make too many combinations");
    test_long(&p, "\\\"", "punctuation never matches: leave it out");
    pattern_release(&p);
    return tap_done();
}
