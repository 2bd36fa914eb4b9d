/*
 * segment_oracle: the rules of UAX #29 as slowly and literally as they are written, each position
 * of an array on its own, against segment_word and segment_sentence on random strings.
 *
 * usage: segment_oracle [STRINGS [SEED]]     default 200000 1
 *
 * The strings are of code points that stand for every combination of properties in the tables, and
 * of ill-formed bytes.  Each is in memory of just its size: AddressSanitizer sees a byte too far.
 */
#include "segment.h"

#include <stdlib.h>

#include "../unit/tap.h"
#include "ucd.h"
#include "utf8.h"

enum { CHARS_MAX = 128, SAMPLES_MAX = 1024, SAMPLES_EACH = 4 };

struct sample {
    char bytes[4];
    size_t len;
};

/* One string: its code points, and where each begins. */
struct string {
    size_t n;
    uint16_t entry[CHARS_MAX];
    uint32_t cp[CHARS_MAX];
    size_t at[CHARS_MAX + 1];
};

static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static size_t random_below(uint64_t *state, size_t n)
{
    return (size_t)(random_next(state) % n);
}

static struct sample encode(uint32_t cp)
{
    static const unsigned char head[] = {0, 0, 0xc0, 0xe0, 0xf0};
    struct sample s = {{0}, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4};
    for (size_t i = s.len; i-- > 1; cp >>= 6)
        s.bytes[i] = (char)(0x80 | (cp & 0x3f));
    s.bytes[0] = (char)(head[s.len] | cp);
    return s;
}

/* ---- words ---- */

static bool wb_is(const struct string *s, size_t i, enum ucd_wb value)
{
    return i < s->n && ucd_wb(s->entry[i]) == value;
}

static bool wb_line(const struct string *s, size_t i)
{
    return wb_is(s, i, WB_CR) || wb_is(s, i, WB_LF) || wb_is(s, i, WB_NEWLINE);
}

static bool wb_mark(const struct string *s, size_t i)
{
    return wb_is(s, i, WB_EXTEND) || wb_is(s, i, WB_FORMAT) || wb_is(s, i, WB_ZWJ);
}

static bool wb_ahletter(const struct string *s, size_t i)
{
    return wb_is(s, i, WB_ALETTER) || wb_is(s, i, WB_HEBREW_LETTER);
}

static bool wb_midnumletq(const struct string *s, size_t i)
{
    return wb_is(s, i, WB_MIDNUMLET) || wb_is(s, i, WB_SINGLE_QUOTE);
}

/* The index of the character before i with WB4 applied; s->n, which is of no class, for none. */
static size_t wb_before(const struct string *s, size_t i)
{
    if (i == 0 || i > s->n)
        return s->n;
    i--;
    while (i > 0 && wb_mark(s, i) && !wb_line(s, i - 1))
        i--;
    return i;
}

static size_t wb_behind(const struct string *s, size_t i)
{
    for (i++; i < s->n && wb_mark(s, i); i++)
        ;
    return i < s->n ? i : s->n;
}

/* WB8 and the rules behind it: whether a boundary is between l and r, with neighbours ll and rr. */
static bool word_break_numbers(const struct string *s, size_t ll, size_t l, size_t r, size_t rr)
{
    if (wb_is(s, l, WB_NUMERIC) && wb_is(s, r, WB_NUMERIC)) /* WB8 */
        return false;
    if (wb_ahletter(s, l) && wb_is(s, r, WB_NUMERIC)) /* WB9 */
        return false;
    if (wb_is(s, l, WB_NUMERIC) && wb_ahletter(s, r)) /* WB10 */
        return false;
    if (wb_is(s, ll, WB_NUMERIC) && (wb_is(s, l, WB_MIDNUM) || wb_midnumletq(s, l)) &&
        wb_is(s, r, WB_NUMERIC)) /* WB11 */
        return false;
    if (wb_is(s, l, WB_NUMERIC) && (wb_is(s, r, WB_MIDNUM) || wb_midnumletq(s, r)) &&
        wb_is(s, rr, WB_NUMERIC)) /* WB12 */
        return false;
    if (wb_is(s, l, WB_KATAKANA) && wb_is(s, r, WB_KATAKANA)) /* WB13 */
        return false;
    if ((wb_ahletter(s, l) || wb_is(s, l, WB_NUMERIC) || wb_is(s, l, WB_KATAKANA) ||
         wb_is(s, l, WB_EXTENDNUMLET)) &&
        wb_is(s, r, WB_EXTENDNUMLET)) /* WB13a */
        return false;
    if (wb_is(s, l, WB_EXTENDNUMLET) &&
        (wb_ahletter(s, r) || wb_is(s, r, WB_NUMERIC) || wb_is(s, r, WB_KATAKANA))) /* WB13b */
        return false;
    size_t flags = 0; /* WB15, WB16 */
    for (size_t i = l; wb_is(s, i, WB_REGIONAL_INDICATOR); i = wb_before(s, i))
        flags++;
    if (flags % 2 == 1 && wb_is(s, r, WB_REGIONAL_INDICATOR))
        return false;
    return true; /* WB999 */
}

/* Whether a word boundary is before character r, 0 < r < n. */
static bool word_break(const struct string *s, size_t r)
{
    if (wb_is(s, r - 1, WB_CR) && wb_is(s, r, WB_LF)) /* WB3 */
        return false;
    if (wb_line(s, r - 1)) /* WB3a */
        return true;
    if (wb_line(s, r)) /* WB3b */
        return true;
    if (wb_is(s, r - 1, WB_ZWJ) && s->entry[r] & UCD_PICTOGRAPHIC) /* WB3c */
        return false;
    if (wb_is(s, r - 1, WB_WSEGSPACE) && wb_is(s, r, WB_WSEGSPACE)) /* WB3d */
        return false;
    if (wb_mark(s, r)) /* WB4 */
        return false;
    size_t l = wb_before(s, r);
    size_t ll = wb_before(s, l);
    size_t rr = wb_behind(s, r);
    if (wb_ahletter(s, l) && wb_ahletter(s, r)) /* WB5 */
        return false;
    if (wb_ahletter(s, l) && (wb_is(s, r, WB_MIDLETTER) || wb_midnumletq(s, r)) &&
        wb_ahletter(s, rr)) /* WB6 */
        return false;
    if (wb_ahletter(s, ll) && (wb_is(s, l, WB_MIDLETTER) || wb_midnumletq(s, l)) &&
        wb_ahletter(s, r)) /* WB7 */
        return false;
    if (wb_is(s, l, WB_HEBREW_LETTER) && wb_is(s, r, WB_SINGLE_QUOTE)) /* WB7a */
        return false;
    if (wb_is(s, l, WB_HEBREW_LETTER) && wb_is(s, r, WB_DOUBLE_QUOTE) &&
        wb_is(s, rr, WB_HEBREW_LETTER)) /* WB7b */
        return false;
    if (wb_is(s, ll, WB_HEBREW_LETTER) && wb_is(s, l, WB_DOUBLE_QUOTE) &&
        wb_is(s, r, WB_HEBREW_LETTER)) /* WB7c */
        return false;
    return word_break_numbers(s, ll, l, r, rr);
}

/* ---- sentences ---- */

/* A string with SB5 applied: units, each the character `first` and the marks behind it. */
struct units {
    size_t n;
    enum ucd_sb value[CHARS_MAX];
    size_t first[CHARS_MAX];
};

static bool sb_line(enum ucd_sb value)
{
    return value == SB_CR || value == SB_LF || value == SB_SEP;
}

/* SEGMENT_LINES_FLOW by mapping: a paragraph's end becomes Sep, other line ends Sp. */
static void map_flow(const struct string *s, enum ucd_sb *value)
{
    for (size_t i = 0; i < s->n;) {
        size_t end = i;
        size_t first = s->n; /* the first line end of the run of white space */
        size_t lines = 0;
        for (; end < s->n && (sb_line(value[end]) || value[end] == SB_SP); end++) {
            if (!sb_line(value[end]))
                continue;
            if (first == s->n)
                first = end;
            if (!(value[end] == SB_LF && end > i && value[end - 1] == SB_CR))
                lines++;
            if (s->cp[end] == 0x2029)
                lines += 2;
        }
        for (size_t k = i; k < end; k++)
            value[k] = lines < 2 || k < first ? SB_SP : SB_SEP;
        i = end > i ? end : i + 1;
    }
}

static void make_units(const struct string *s, enum segment_lines lines, struct units *u)
{
    enum ucd_sb value[CHARS_MAX];
    for (size_t i = 0; i < s->n; i++)
        value[i] = ucd_sb(s->entry[i]);
    if (lines == SEGMENT_LINES_FLOW)
        map_flow(s, value);
    u->n = 0;
    for (size_t i = 0; i < s->n; i++) {
        bool after_line = i == 0 || sb_line(value[i - 1]);
        if ((value[i] == SB_EXTEND || value[i] == SB_FORMAT) && !after_line) /* SB5 */
            continue;
        if (lines == SEGMENT_LINES_FLOW && i > 0 && value[i] == SB_SEP && value[i - 1] == SB_SEP)
            continue;
        u->first[u->n] = i;
        u->value[u->n++] = value[i];
    }
}

static bool sb_is(const struct units *u, size_t i, enum ucd_sb value)
{
    return i < u->n && u->value[i] == value;
}

static bool sb_saterm(const struct units *u, size_t i)
{
    return sb_is(u, i, SB_ATERM) || sb_is(u, i, SB_STERM);
}

static bool sb_parasep(const struct units *u, size_t i)
{
    return i < u->n && sb_line(u->value[i]);
}

/* The index of the last unit before i that is not of the class; n when there is none. */
static size_t sb_skip(const struct units *u, size_t i, enum ucd_sb value)
{
    while (i < u->n && u->value[i] == value)
        i = i ? i - 1 : u->n;
    return i;
}

/* SB8: ( not (OLetter | Upper | Lower | ParaSep | SATerm) )* Lower from i on. */
static bool sb_lower_ahead(const struct units *u, size_t i)
{
    while (i < u->n && !sb_is(u, i, SB_OLETTER) && !sb_is(u, i, SB_UPPER) &&
           !sb_is(u, i, SB_LOWER) && !sb_parasep(u, i) && !sb_saterm(u, i))
        i++;
    return sb_is(u, i, SB_LOWER);
}

/* Whether a sentence boundary is before unit r, 0 < r < n. */
static bool sentence_break(const struct units *u, size_t r)
{
    size_t l = r - 1;
    if (sb_is(u, l, SB_CR) && sb_is(u, r, SB_LF)) /* SB3 */
        return false;
    if (sb_parasep(u, l)) /* SB4 */
        return true;
    if (sb_is(u, l, SB_ATERM) && sb_is(u, r, SB_NUMERIC)) /* SB6 */
        return false;
    if (l > 0 && (sb_is(u, l - 1, SB_UPPER) || sb_is(u, l - 1, SB_LOWER)) &&
        sb_is(u, l, SB_ATERM) && sb_is(u, r, SB_UPPER)) /* SB7 */
        return false;
    size_t close = sb_skip(u, l, SB_CLOSE);                    /* before Close* */
    size_t space = sb_skip(u, sb_skip(u, l, SB_SP), SB_CLOSE); /* before Close* Sp* */
    if (sb_is(u, space, SB_ATERM) && sb_lower_ahead(u, r))     /* SB8 */
        return false;
    if (sb_saterm(u, space) && (sb_is(u, r, SB_SCONTINUE) || sb_saterm(u, r))) /* SB8a */
        return false;
    if (sb_saterm(u, close) &&
        (sb_is(u, r, SB_CLOSE) || sb_is(u, r, SB_SP) || sb_parasep(u, r))) /* SB9 */
        return false;
    if (sb_saterm(u, space) && (sb_is(u, r, SB_SP) || sb_parasep(u, r))) /* SB10 */
        return false;
    if (sb_saterm(u, space)) /* SB11 */
        return true;
    return false; /* SB998 */
}

/* ---- comparison ---- */

static bool check_words(const struct string *s, const char *bytes, size_t len)
{
    size_t start = 0;
    for (size_t i = 1; i <= s->n; i++) {
        if (i < s->n && !word_break(s, i))
            continue;
        if (segment_word(bytes + start, len - start) != s->at[i] - start)
            return false;
        start = s->at[i];
    }
    return true;
}

static bool check_sentences(const struct string *s, const char *bytes, size_t len,
                            enum segment_lines lines)
{
    static struct units u;
    make_units(s, lines, &u);
    size_t start = 0;
    size_t paragraph = 0; /* where the last paragraph ended */
    for (size_t r = 1; r <= u.n; r++) {
        if (r < u.n && !sentence_break(&u, r))
            continue;
        struct sentence_end got = segment_sentence(bytes + start, len - start, lines);
        struct sentence_end from =
            segment_sentence_from(bytes + paragraph, len - paragraph, start - paragraph, lines);
        size_t want = r < u.n ? s->at[u.first[r]] : len;
        if (got.len != want - start || got.paragraph != sb_line(u.value[r - 1]) ||
            from.len != want - paragraph || from.paragraph != got.paragraph)
            return false;
        start = want;
        if (got.paragraph)
            paragraph = start;
    }
    return true;
}

static bool check(const char *source, size_t len, unsigned long failed[3])
{
    static struct string s;
    char *bytes = malloc(len);
    if (!bytes)
        abort();
    memcpy(bytes, source, len);
    s.n = 0;
    for (size_t i = 0; i < len; s.n++) {
        s.at[s.n] = i;
        i += utf8_decode(bytes + i, len - i, &s.cp[s.n]);
        s.entry[s.n] = ucd_entry(s.cp[s.n]);
    }
    s.at[s.n] = len;
    bool holds[3] = {check_words(&s, bytes, len),
                     check_sentences(&s, bytes, len, SEGMENT_LINES_BREAK),
                     check_sentences(&s, bytes, len, SEGMENT_LINES_FLOW)};
    bool all = true;
    for (size_t i = 0; i < 3; i++) {
        if (!holds[i] && ++failed[i] <= 5) {
            static const char *const names[] = {"word", "sentence, BREAK", "sentence, FLOW"};
            tap_put_bytes(names[i], bytes, len);
        }
        all = all && holds[i];
    }
    free(bytes);
    return all;
}

/* Up to SAMPLES_EACH code points, by chance, of every combination of what the rules look at. */
static size_t collect(struct sample *samples, uint64_t *state)
{
    static struct {
        size_t seen, at[SAMPLES_EACH];
    } combination[1 << 10];
    size_t n = 0;
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        if (cp >= 0xd800 && cp <= 0xdfff)
            continue;
        size_t c = ucd_entry(cp) & ((1 << 10) - 1);
        size_t seen = combination[c].seen++;
        if (seen < SAMPLES_EACH) {
            if (n == SAMPLES_MAX)
                abort();
            combination[c].at[seen] = n;
            samples[n++] = encode(cp);
        } else if (random_below(state, seen + 1) < SAMPLES_EACH) {
            samples[combination[c].at[random_below(state, SAMPLES_EACH)]] = encode(cp);
        }
    }
    static const struct sample extra[] = {
        {"\x80", 1},     {"\xc3", 1},         {"\xe2\x80", 2},     {"\xf0\x90\x80", 3},
        {"\xff", 1},     {"\xc0\xae", 2},     {"\xe2\x80\xa8", 3}, {"\xe2\x80\xa9", 3},
        {"\xc2\x85", 2}, {"\xed\xa0\x80", 3}, {"\xc2\xa0", 2},     {"\r\n", 2},
        {"\n", 1},       {"\n", 1},           {"\xe2\x80\x99", 3}, {"\xcc\x80", 2},
    };
    memcpy(samples + n, extra, sizeof extra);
    return n + sizeof extra / sizeof *extra;
}

/* Fills bytes with one string of up to CHARS_MAX code points; the styles reach different rules. */
static size_t make(char *bytes, const struct sample *samples, size_t n, uint64_t *state)
{
    static const char ascii[] = "aaaBBzzz119__..,,:;''\"\"!?()- \t\n\n\r\f  ";
    size_t chars = 1 + random_below(state, random_below(state, 4) ? 12 : CHARS_MAX / 4);
    size_t plain = random_below(state, 4); /* of four, how many are ASCII */
    size_t few = 2 + random_below(state, 6);
    struct sample choice[8];
    for (size_t i = 0; i < few; i++) {
        if (random_below(state, 4) < plain)
            choice[i] = (struct sample){{ascii[random_below(state, sizeof ascii - 1)]}, 1};
        else
            choice[i] = samples[random_below(state, n)];
    }
    size_t len = 0;
    for (size_t i = 0; i < chars; i++) {
        struct sample s = choice[random_below(state, few)];
        if (random_below(state, 16) == 0)
            s = samples[random_below(state, n)];
        memcpy(bytes + len, s.bytes, s.len);
        len += s.len;
        for (size_t run = random_below(state, 24); s.len == 1 && s.bytes[0] == 'z' && run; run--)
            bytes[len++] = "abc "[run % 4]; /* long plain runs, for loops over many bytes */
        if (len > CHARS_MAX - 32)
            break;
    }
    return len;
}

int main(int argc, char **argv)
{
    static struct sample samples[SAMPLES_MAX + 32];
    static char bytes[CHARS_MAX + 64];
    unsigned long strings = argc > 1 ? strtoul(argv[1], NULL, 10) : 200000;
    uint64_t state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    unsigned long failed[3] = {0};
    unsigned long chars = 0;
    size_t n = collect(samples, &state);
    tap_diag("%zu code points and sequences, %lu strings", n, strings);
    for (unsigned long i = 0; i < strings; i++) {
        size_t len = make(bytes, samples, n, &state);
        check(bytes, len, failed);
        chars += len;
    }
    tap_diag("%lu bytes", chars);
    tap_ok(strings > 0 && failed[0] == 0, "words as the rules say, %lu differ", failed[0]);
    tap_ok(strings > 0 && failed[1] == 0, "sentences, lines break, %lu differ", failed[1]);
    tap_ok(strings > 0 && failed[2] == 0, "sentences, lines flow, %lu differ", failed[2]);
    return tap_done();
}
