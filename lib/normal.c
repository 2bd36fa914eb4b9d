#include "normal.h"

#include "language.h"

#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>
#include <utf8proc.h>

enum {
    CAPITAL_I = 0x49,
    COMBINING_DOT_ABOVE = 0x307,
    CLASS_ABOVE = 230,       /* canonical combining class of U+0307 */
    GRAPHEME_JOINER = 0x34f, /* default-ignorable: the fold drops it */
    DOTLESS_I = 0x131,
    REPLACEMENT = 0xfffd,
    EXPANSION = 32, /* no code point has a longer decomposition (U+FDFA: 18) */
};

struct points {
    utf8proc_int32_t *at;
    size_t len;
    size_t capacity;
};

static bool is_turkic(struct slice lang)
{
    if (lang.len < 2)
        return false;
    size_t len = 0;
    char code[3] = "";
    for (; len < lang.len && lang.data[len] != '-'; len++) {
        if (len == sizeof code)
            return false;
        code[len] = (char)(lang.data[len] | 0x20);
    }
    if (len == 2)
        return memcmp(code, "tr", 2) == 0 || memcmp(code, "az", 2) == 0;
    return len == 3 && (memcmp(code, "tur", 3) == 0 || memcmp(code, "aze", 3) == 0);
}

static bool is_ascii(const char *s, size_t len)
{
    unsigned char all = 0;
    for (size_t i = 0; i < len; i++)
        all |= (unsigned char)s[i];
    return all < 0x80;
}

static void fold_ascii(const char *s, size_t len, bool turkic, struct buf *out)
{
    if (turkic && memchr(s, 'I', len)) {
        for (size_t i = 0; i < len; i++) {
            if (s[i] == 'I')
                buf_append_cp(out, DOTLESS_I);
            else
                fold_ascii(s + i, 1, false, out);
        }
        return;
    }
    buf_reserve(out, len);
    unsigned char *to = (unsigned char *)out->data + out->len;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        to[i] = (unsigned char)(c | ((unsigned char)(c - 'A') < 26) << 5);
    }
    out->len += len;
}

static int class_of(utf8proc_int32_t cp)
{
    return utf8proc_get_property(cp)->combining_class;
}

/* Default-ignorables that are not assigned: utf8proc does not know them as such. */
static bool is_reserved_ignorable(utf8proc_int32_t cp)
{
    return cp == 0x2065 || (cp >= 0xfff0 && cp <= 0xfff8) || (cp >= 0xe0000 && cp <= 0xe0fff);
}

/* Appends the decomposition of cp. */
static void decompose(struct points *p, utf8proc_int32_t cp, unsigned options)
{
    p->at = xgrow(p->at, &p->capacity, p->len + EXPANSION, sizeof *p->at);
    utf8proc_ssize_t n =
        utf8proc_decompose_char(cp, p->at + p->len, EXPANSION, (utf8proc_option_t)options, NULL);
    if (n > 0 && n <= EXPANSION)
        p->len += (size_t)n;
}

/* A stable sort of at[0..len) by combining class; `spare` has room for len. */
static void sort_run(utf8proc_int32_t *at, size_t len, utf8proc_int32_t *spare)
{
    size_t starts[257] = {0};
    for (size_t i = 0; i < len; i++)
        starts[class_of(at[i]) + 1]++;
    for (size_t c = 1; c < 257; c++)
        starts[c] += starts[c - 1];
    for (size_t i = 0; i < len; i++)
        spare[starts[class_of(at[i])]++] = at[i];
    memcpy(at, spare, len * sizeof *at);
}

/*
 * Canonical ordering (Unicode, D109).  Not left to utf8proc, whose sort is quadratic: a token may
 * be 64 KiB of combining marks.
 */
static void order(struct points *p)
{
    utf8proc_int32_t *spare = NULL;
    for (size_t i = 0; i < p->len; i++) {
        size_t start = i;
        bool sorted = true;
        for (int last = 0, c; i < p->len && (c = class_of(p->at[i])) != 0; last = c, i++)
            sorted = sorted && c >= last;
        if (sorted)
            continue;
        if (!spare)
            spare = xmalloc(p->len, sizeof *spare);
        sort_run(p->at + start, i - start, spare);
    }
    free(spare);
}

/*
 * The Turkish fold of text in canonical order: I with a dot above (U+0130 decomposed) becomes i
 * without it, any other I becomes U+0131 (SpecialCasing.txt, After_I and Not_Before_Dot).
 */
static void fold_turkic(struct points *p)
{
    for (size_t i = 0; i < p->len; i++) {
        if (p->at[i] != CAPITAL_I)
            continue;
        size_t mark = i + 1;
        while (mark < p->len && class_of(p->at[mark]) != 0 && class_of(p->at[mark]) != CLASS_ABOVE)
            mark++;
        bool dotted = mark < p->len && p->at[mark] == COMBINING_DOT_ABOVE;
        p->at[i] = dotted ? 'i' : DOTLESS_I;
        if (dotted)
            p->at[mark] = GRAPHEME_JOINER;
    }
}

/* toNFKC_Casefold(NFD(text)) (Unicode, D147): the same for all canonically equivalent texts. */
static void fold(const char *s, size_t len, bool turkic, struct points *p)
{
    struct points nfd = {NULL, 0, 0};
    unsigned canonical = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += utf8_decode(s + i, len - i, &cp);
        if (cp == UTF8_BAD)
            cp = REPLACEMENT;
        decompose(&nfd, (utf8proc_int32_t)cp, turkic ? canonical | UTF8PROC_COMPAT : canonical);
    }
    order(&nfd);
    if (turkic)
        fold_turkic(&nfd);
    for (size_t i = 0; i < nfd.len; i++)
        if (!is_reserved_ignorable(nfd.at[i]))
            decompose(p, nfd.at[i],
                      canonical | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    free(nfd.at);
    if (p->len == 0)
        return;
    order(p);
    utf8proc_ssize_t n = utf8proc_normalize_utf32(p->at, (utf8proc_ssize_t)p->len,
                                                  UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    p->len = n > 0 ? (size_t)n : 0;
}

static bool is_apostrophe(utf8proc_int32_t cp)
{
    return cp == 0x2019 || cp == 0x2bc;
}

void normal_form(const char *s, size_t len, struct slice lang, struct buf *out)
{
    if (len == 0)
        return;
    if (is_ascii(s, len)) {
        fold_ascii(s, len, is_turkic(lang), out);
        return;
    }
    struct points p = {NULL, 0, 0};
    fold(s, len, is_turkic(lang), &p);
    for (size_t i = 0; i < p.len; i++)
        buf_append_cp(out, is_apostrophe(p.at[i]) ? '\'' : (uint32_t)p.at[i]);
    free(p.at);
}

enum { VARIANT_MAX = 256 }; /* bytes of a word that has one: utf8proc sorts marks in square time */

static bool is_greek(struct slice lang)
{
    char second = (char)(lang.len > 1 ? lang.data[1] | 0x20 : 0);
    if (second != 'l' && second != 'r') /* el, ell, gre: asked for each form, so quickly */
        return false;
    char code[LANGUAGE_CODE_MAX];
    language_code(lang, code);
    return strcmp(code, "el") == 0;
}

bool normal_variant(const char *s, size_t len, struct slice lang, struct buf *out)
{
    size_t start = out->len;
    bool turkic = is_turkic(lang);
    if (len > VARIANT_MAX || !(turkic || is_greek(lang)))
        return false;
    if (turkic) {
        if (!memchr(s, 'I', len) && !memchr(s, 0xc4, len)) /* nor U+0130 */
            return false;
        normal_form(s, len, SLICE("und"), out);
        return true;
    }
    normal_form(s, len, lang, out);
    utf8proc_uint8_t *bare = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)out->data + start,
                                      (utf8proc_ssize_t)(out->len - start), &bare,
                                      UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
    bool other = n >= 0 &&
                 ((size_t)n != out->len - start || memcmp(bare, out->data + start, (size_t)n) != 0);
    out->len = start;
    if (other)
        buf_append(out, (const char *)bare, (size_t)n);
    free(bare);
    return other;
}
