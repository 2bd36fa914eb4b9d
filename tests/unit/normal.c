/* normal: NFKC_Casefold of every code point against the UCD, idempotence, equivalence, Turkish. */
#include "normal.h"
#include "tap.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

enum {
    CODE_POINTS = 0x110000,
    NFKC_CF_ROWS = 6091, /* rows of the property in DerivedNormalizationProps-15.0.0.txt */
    RANDOM_STRINGS = 300000,
};

static const struct slice no_lang = {"und", 3};

static bool form_is(const char *s, const char *lang, const char *want)
{
    struct buf out = BUF_INIT;
    normal_form(s, strlen(s), slice_of(lang), &out);
    bool ok = slice_eq(buf_slice(&out), slice_of(want));
    if (!ok)
        tap_diag("'%s' (%s) gives '%s', not '%s'", s, lang, buf_str(&out), want);
    buf_release(&out);
    return ok;
}

/* Whether a second pass changes nothing; `again` is scratch. */
static bool is_stable(struct slice form, struct slice lang, struct buf *again)
{
    buf_clear(again);
    normal_form(form.data, form.len, lang, again);
    return slice_eq(form, buf_slice(again));
}

/* What a row of the file maps to, with the apostrophes of a matching form. */
static void read_mapping(const char *column, struct buf *out)
{
    char *end;
    buf_clear(out);
    for (;; column = end) {
        unsigned long cp = strtoul(column, &end, 16);
        if (end == column)
            return;
        buf_append_cp(out, cp == 0x2019 || cp == 0x2bc ? '\'' : (uint32_t)cp);
    }
}

/* Compares one code point with its mapping; counts in *wrong, says the first ten. */
static void check_code_point(uint32_t cp, struct slice want, int *wrong)
{
    struct buf s = BUF_INIT;
    struct buf form = BUF_INIT;
    struct buf again = BUF_INIT;
    buf_append_cp(&s, cp);
    normal_form(s.data, s.len, no_lang, &form);
    bool ok = slice_eq(buf_slice(&form), want) && is_stable(buf_slice(&form), no_lang, &again);
    if (!ok && *wrong < 10)
        tap_diag("U+%04X", (unsigned)cp);
    *wrong += !ok;
    buf_release(&s);
    buf_release(&form);
    buf_release(&again);
}

/* Marks in `seen` the code points that the file has rows for; returns the number of rows. */
static int read_rows(FILE *file, bool *seen, int *wrong)
{
    char line[512];
    int rows = 0;
    struct buf want = BUF_INIT;
    while (fgets(line, sizeof line, file)) {
        const char *name = strstr(line, "; NFKC_CF;");
        if (line[0] == '#' || !name)
            continue;
        rows++;
        read_mapping(name + strlen("; NFKC_CF;"), &want);
        char *end;
        unsigned long first = strtoul(line, &end, 16);
        unsigned long last = *end == '.' ? strtoul(end + 2, NULL, 16) : first;
        for (unsigned long cp = first; cp <= last; cp++) {
            seen[cp] = true;
            check_code_point((uint32_t)cp, buf_slice(&want), wrong);
        }
    }
    buf_release(&want);
    return rows;
}

static void test_all_code_points(void)
{
    FILE *file = fopen("/usr/share/unicode/DerivedNormalizationProps.txt", "r");
    tap_ok(file != NULL, "DerivedNormalizationProps.txt is there");
    if (!file)
        return;
    bool *seen = calloc(CODE_POINTS, sizeof *seen);
    int wrong = 0;
    int rows = read_rows(file, seen, &wrong);
    fclose(file);
    tap_ok(rows == NFKC_CF_ROWS, "rows of NFKC_CF read: %d", rows);
    tap_ok(wrong == 0, "code points with a mapping that differ from NFKC_CF: %d", wrong);
    int plain = 0;
    wrong = 0;
    struct buf want = BUF_INIT;
    for (uint32_t cp = 0; cp < CODE_POINTS; cp++) {
        if (seen[cp] || (cp >= 0xd800 && cp < 0xe000))
            continue;
        buf_clear(&want);
        buf_append_cp(&want, cp == 0x2019 || cp == 0x2bc ? '\'' : cp);
        check_code_point(cp, buf_slice(&want), &wrong);
        plain++;
    }
    tap_ok(wrong == 0, "code points without a mapping that change: %d of %d", wrong, plain);
    buf_release(&want);
    free(seen);
}

static uint64_t random_next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Blocks where normalisation has something to do. */
static uint32_t random_cp(uint64_t *state)
{
    static const uint32_t blocks[][2] = {
        {0x20, 0x7f},     {0xa0, 0x250},      {0x2b0, 0x400},   {0x300, 0x370},
        {0x370, 0x400},   {0x1100, 0x1200},   {0xac00, 0xd7a4}, {0x1e00, 0x2100},
        {0x2000, 0x2070}, {0x900, 0xe00},     {0xf900, 0xfb50}, {0xfe00, 0xff00},
        {0xff00, 0xfff0}, {0x1d400, 0x1d500}, {0x0, 0xd800},    {0xe000, 0x110000},
    };
    const uint32_t *block = blocks[random_next(state) % (sizeof blocks / sizeof blocks[0])];
    if (random_next(state) % 8 == 0)
        return random_next(state) % 2 ? 'I' : 0x307;
    return block[0] + (uint32_t)(random_next(state) % (block[1] - block[0]));
}

/* Bytes, well-formed or not. */
static void random_string(uint64_t *state, struct buf *s)
{
    buf_clear(s);
    size_t len = 1 + random_next(state) % 8;
    for (size_t i = 0; i < len; i++)
        buf_append_cp(s, random_cp(state));
    if (random_next(state) % 4 == 0)
        s->data[random_next(state) % s->len] = (char)random_next(state);
}

static void test_random(const char *lang)
{
    uint64_t state = 1;
    int unstable = 0;
    int ill_formed = 0;
    struct buf s = BUF_INIT;
    struct buf form = BUF_INIT;
    struct buf again = BUF_INIT;
    for (int i = 0; i < RANDOM_STRINGS; i++) {
        random_string(&state, &s);
        buf_clear(&form);
        normal_form(s.data, s.len, slice_of(lang), &form);
        unstable += !is_stable(buf_slice(&form), slice_of(lang), &again);
        ill_formed += !utf8_valid(form.data, form.len);
    }
    tap_ok(unstable == 0, "%s: random strings that a second pass changes: %d of %d", lang, unstable,
           RANDOM_STRINGS);
    tap_ok(ill_formed == 0, "%s: forms that are not UTF-8: %d", lang, ill_formed);
    buf_release(&s);
    buf_release(&form);
    buf_release(&again);
}

/* NFC and NFD of one text have the same form. */
static void test_equivalence(const char *lang)
{
    uint64_t state = 2;
    int differ = 0;
    struct buf s = BUF_INIT;
    struct buf forms[2] = {BUF_INIT, BUF_INIT};
    for (int i = 0; i < RANDOM_STRINGS; i++) {
        random_string(&state, &s);
        if (!utf8_valid(s.data, s.len))
            continue;
        for (int k = 0; k < 2; k++) {
            utf8proc_uint8_t *other = NULL;
            utf8proc_option_t to = k ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE;
            utf8proc_ssize_t n =
                utf8proc_map((const utf8proc_uint8_t *)s.data, (utf8proc_ssize_t)s.len, &other,
                             UTF8PROC_STABLE | to);
            buf_clear(&forms[k]);
            normal_form((const char *)other, (size_t)n, slice_of(lang), &forms[k]);
            free(other);
        }
        differ += !slice_eq(buf_slice(&forms[0]), buf_slice(&forms[1]));
    }
    tap_ok(differ == 0, "%s: equivalent strings whose forms differ: %d", lang, differ);
    buf_release(&s);
    buf_release(&forms[0]);
    buf_release(&forms[1]);
}

/* 64 KiB of combining marks in the worst order, after a capital I. */
static void test_marks(void)
{
    struct buf s = BUF_INIT;
    struct buf out = BUF_INIT;
    buf_append_char(&s, 'I');
    for (int i = 0; i < 16000; i++)
        buf_append_str(&s, i % 2 ? "\u0323" : "\u0301");
    normal_form(s.data, s.len, slice_of("tr"), &out);
    tap_ok(slice_starts(buf_slice(&out), slice_of("\u0131\u0323")) && out.len == s.len + 1,
           "64 KiB of combining marks are put in order");
    buf_release(&s);
    buf_release(&out);
}

int main(void)
{
    tap_ok(form_is("", "en", ""), "nothing gives nothing");
    tap_ok(form_is("Micro-CREDENTIALS @[`{", "en", "micro-credentials @[`{"), "ASCII");
    tap_ok(form_is("\u00c9valuation", "fr", "\u00e9valuation"), "a letter with an accent");
    tap_ok(form_is("Stra\u00dfe", "de", "strasse"), "sharp s");
    tap_ok(form_is("\ufb01nal \uff21", "en", "final a"), "ligature and full width");
    tap_ok(form_is("co\u00adoperate\u200b", "en", "cooperate"), "default-ignorables go");
    tap_ok(form_is("\u00ad\u200d", "en", ""), "a token of ignorables alone");
    tap_ok(form_is("l\u2019\u00e9 o\u02bcz x\uff07y", "fr", "l'\u00e9 o'z x'y"), "apostrophes");
    tap_ok(form_is("a\xff\xc3z", "en", "a\ufffd\ufffdz"), "ill-formed bytes");
    tap_ok(form_is("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "el",
                   "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3"),
           "final sigma");
    tap_ok(form_is("KALITE I", "en", "kalite i"), "I outside Turkish");
    tap_ok(form_is("KALITE I", "tr", "kal\u0131te \u0131"), "Turkish I, ASCII");
    tap_ok(form_is("\u0130LK I\u011eDIR", "tr", "ilk \u0131\u011fd\u0131r"), "Turkish I");
    tap_ok(form_is("I\u0323\u0307 I\u0301\u0307", "tr", "\u1ecb \u0131\u0301\u0307"),
           "Turkish I with a dot that stands apart, and one that does not belong to it");
    tap_ok(form_is("I", "TR-tr", "\u0131") && form_is("I", "az-Latn", "\u0131") &&
               form_is("I", "tur", "\u0131") && form_is("I", "tru", "i") &&
               form_is("I", "t", "i") && form_is("I", "turk", "i") && form_is("I", "", "i"),
           "tags that mean Turkish or Azerbaijani");
    test_marks();
    test_all_code_points();
    test_random("und");
    test_random("tr");
    test_equivalence("und");
    test_equivalence("tr");
    return tap_done();
}
