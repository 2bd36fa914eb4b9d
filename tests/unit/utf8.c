/* utf8: the decoder on every code point and on what is not one; cuts; validity. */
#include "utf8.h"

#include <stdlib.h>

#include "tap.h"

/* By the table of the standard, not by the code under test. */
static size_t encode(uint32_t cp, char *out)
{
    size_t len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    static const unsigned char head[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = len; i-- > 1; cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3f));
    out[0] = (char)(head[len] | cp);
    return len;
}

/* Decodes from memory of just this size, so that AddressSanitizer sees a byte too far. */
static size_t decode(const char *s, size_t len, uint32_t *cp)
{
    char *copy = malloc(len);
    if (!copy)
        abort();
    memcpy(copy, s, len);
    size_t n = utf8_decode(copy, len, cp);
    free(copy);
    return n;
}

static void test_round_trip(void)
{
    unsigned long good = 0, wrong = 0;
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        char s[8] = "\x80\x80\x80\x80\x80\x80\x80"; /* what follows must not matter */
        uint32_t got = 0;
        if (cp >= 0xd800 && cp <= 0xdfff)
            continue;
        size_t len = encode(cp, s);
        if (utf8_decode(s, sizeof s, &got) == len && got == cp && decode(s, len, &got) == len &&
            got == cp && utf8_valid(s, len))
            good++;
        else if (wrong++ < 5)
            tap_diag("U+%04" PRIX32 " decoded as %" PRIX32, cp, got);
    }
    tap_is_u64(good, 0x110000 - 0x800, "every code point but the surrogates goes round");
}

/* Three- and four-byte forms that are none: all of them. */
static void test_ill_formed_forms(void)
{
    unsigned long wrong = 0;
    char s[4];
    uint32_t cp;
    for (uint32_t c = 0; c < 0x80; c++) { /* C0, C1: overlong */
        s[0] = (char)(0xc0 | c >> 6);
        s[1] = (char)(0x80 | (c & 0x3f));
        wrong += utf8_decode(s, 2, &cp) != 1 || cp != UTF8_BAD || utf8_valid(s, 2);
    }
    tap_is_u64(wrong, 0, "overlong forms of two bytes");
    wrong = 0;
    for (uint32_t c = 0; c < 0x800; c++) {
        s[0] = (char)0xe0;
        s[1] = (char)(0x80 | c >> 6);
        s[2] = (char)(0x80 | (c & 0x3f));
        wrong += utf8_decode(s, 3, &cp) != 1 || cp != UTF8_BAD || utf8_valid(s, 3);
    }
    tap_is_u64(wrong, 0, "overlong forms of three bytes");
    wrong = 0;
    for (uint32_t c = 0; c < 0x10000; c++) {
        encode(c | 0x10000, s);
        s[0] = (char)0xf0;
        s[1] = (char)(0x80 | c >> 12);
        wrong += utf8_decode(s, 4, &cp) != 1 || cp != UTF8_BAD || utf8_valid(s, 4);
    }
    tap_is_u64(wrong, 0, "overlong forms of four bytes");
    wrong = 0;
    for (uint32_t c = 0xd800; c <= 0xdfff; c++) {
        encode(c, s);
        wrong += utf8_decode(s, 3, &cp) != 1 || cp != UTF8_BAD || utf8_valid(s, 3);
    }
    tap_is_u64(wrong, 0, "surrogates");
    wrong = 0;
    for (uint32_t c = 0x110000; c <= 0x1fffff; c++) {
        encode(c, s);
        wrong += utf8_decode(s, 4, &cp) != 1 || cp != UTF8_BAD || utf8_valid(s, 4);
    }
    tap_is_u64(wrong, 0, "above U+10FFFF");
    wrong = 0;
    for (unsigned lead = 0x80; lead <= 0xff; lead++) {
        s[0] = (char)lead;
        wrong += decode(s, 1, &cp) != 1 || cp != UTF8_BAD || utf8_valid(s, 1);
    }
    tap_is_u64(wrong, 0, "each byte from 80 on alone");
}

/* Prefixes of every code point: one bad sequence, of all the bytes that are there. */
static void test_truncated(void)
{
    unsigned long wrong = 0;
    for (uint32_t cp = 0x80; cp <= 0x10ffff; cp += cp < 0x10000 ? 1 : 61) {
        char s[4];
        if (cp >= 0xd800 && cp <= 0xdfff)
            continue;
        size_t len = encode(cp, s);
        for (size_t n = 1; n < len; n++) {
            uint32_t got;
            char more[5];
            memcpy(more, s, n);
            more[n] = 'A';
            wrong += utf8_decode(s, n, &got) != n || got != UTF8_BAD;
            wrong += utf8_decode(more, n + 1, &got) != n || got != UTF8_BAD;
        }
    }
    tap_is_u64(wrong, 0, "a truncated code point is one bad sequence");
}

/* The examples of the standard: lengths of the sequences, a letter for a good one. */
static void test_maximal_subparts(void)
{
    static const struct {
        const char *name, *bytes, *want;
    } cases[] = {
        {"table 3-8, non-shortest forms", "\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", "11111111A"},
        {"table 3-9, surrogates", "\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", "11111111A"},
        {"table 3-10, others", "\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", "11111A11B"},
        {"table 3-11, truncated", "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", "2132A"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *s = cases[i].bytes;
        size_t len = strlen(s);
        char got[16];
        size_t n = 0;
        for (size_t at = 0; at < len;) {
            uint32_t cp;
            size_t step = decode(s + at, len - at, &cp);
            got[n++] = cp == UTF8_BAD ? (char)('0' + step) : (char)cp;
            at += step;
        }
        got[n] = '\0';
        tap_is_str(got, cases[i].want, "%s", cases[i].name);
    }
}

/* The last boundary <= at of the sequences, decoded from the front. */
static size_t cut_slowly(const char *s, size_t len, size_t at)
{
    size_t cut = 0;
    for (size_t i = 0; i < len && i <= at;) {
        uint32_t cp;
        cut = i;
        i += utf8_decode(s + i, len - i, &cp);
        if (i <= at)
            cut = i;
    }
    return cut;
}

/* All strings of up to six of these bytes. */
static void test_cut(void)
{
    static const char bytes[] = "A\x80\x90\xbf\xc3\xe2\xed\xf0\xf4";
    const size_t n = sizeof bytes - 1;
    unsigned long checked = 0, wrong = 0;
    size_t strings = 1;
    for (size_t len = 1; len <= 6; len++) {
        strings *= n;
        for (size_t number = 0; number < strings; number++) {
            char s[6];
            size_t rest = number;
            for (size_t i = 0; i < len; i++, rest /= n)
                s[i] = bytes[rest % n];
            for (size_t at = 0; at <= len; at++, checked++) {
                size_t cut = utf8_cut(s, len, at);
                if (cut != cut_slowly(s, len, at) && wrong++ < 5) {
                    tap_put_bytes("cut", s, len);
                    tap_diag("at %zu: %zu", at, cut);
                }
            }
        }
    }
    tap_ok(wrong == 0, "%lu cuts are between sequences, %lu are not", checked, wrong);
    tap_is_u64(utf8_cut("", 0, 0), 0, "nothing is cut at 0");
    tap_is_u64(utf8_cut("\xe2\x82\xac", 3, 2), 0, "a cut inside the first code point is at 0");
    tap_is_u64(utf8_cut("a\xe2\x82\xac", 4, 4), 4, "a cut behind a code point stays");
}

static void test_valid(void)
{
    tap_ok(utf8_valid("", 0), "nothing is valid");
    tap_ok(utf8_valid("a\0b", 3), "NUL is valid");
    tap_ok(utf8_valid("na\xc3\xafve \xf0\x9f\x99\x82", 11), "text is valid");
    tap_ok(!utf8_valid("na\xc3", 3), "a truncated end is not");
    tap_ok(!utf8_valid("a\xffz", 3), "a byte FF is not");
}

int main(void)
{
    test_round_trip();
    test_ill_formed_forms();
    test_truncated();
    test_maximal_subparts();
    test_cut();
    test_valid();
    return tap_done();
}
