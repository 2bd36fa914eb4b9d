#include "tailor.h"

#include "ascii.h"
#include "lines.h"
#include "ucd.h"
#include "utf8.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { LOOK_MAX = 256 }; /* bytes looked back for a word, or ahead */

/* Characters ------------------------------------------------------------------------------- */

/* The start of the character before s[at], at > 0; *entry is its properties. */
static inline size_t back(const char *s, size_t at, uint32_t *cp, uint16_t *entry)
{
    size_t i = at - 1;
    if ((unsigned char)s[i] < 0x80) {
        *cp = (unsigned char)s[i];
        *entry = ucd_entry(*cp);
        return i;
    }
    while (i > 0 && at - i < 4 && ((unsigned char)s[i] & 0xc0) == 0x80)
        i--;
    if (i + utf8_decode(s + i, at - i, cp) != at) {
        *cp = UTF8_BAD;
        i = at - 1;
    }
    *entry = ucd_entry(*cp);
    return i;
}

static uint16_t entry_at(const char *s, size_t len, size_t at, uint32_t *cp, size_t *next)
{
    if (at >= len) {
        *cp = UTF8_BAD;
        *next = at;
        return 0;
    }
    *next = at + utf8_decode(s + at, len - at, cp);
    return ucd_entry(*cp);
}

static bool is_close(uint16_t entry)
{
    return ucd_sb(entry) == SB_CLOSE;
}

/* Where the white space before s[at] begins. */
static size_t back_over_space(const char *s, size_t at)
{
    uint32_t cp;
    uint16_t entry;
    for (size_t i = at; i > 0; at = i) {
        i = back(s, i, &cp, &entry);
        if (!(entry & UCD_SPACE))
            break;
    }
    return at;
}

/* Words ------------------------------------------------------------------------------------ */

/* What stands before a full stop: a run without white space, opening brackets and quotes left out. */
struct word {
    size_t start;
    size_t len;
    size_t letters;
    size_t digits;
    size_t dots;
    bool upper_first;
    bool all_upper;
};

/* Describes s[start..end). */
static struct word describe(const char *s, size_t start, size_t end)
{
    struct word w = {.start = start, .len = end - start, .all_upper = true};
    uint32_t cp;
    for (size_t i = start; i < end;) {
        i += utf8_decode(s + i, end - i, &cp);
        uint16_t entry = ucd_entry(cp);
        if (entry & UCD_LETTER) {
            if (w.letters++ == 0)
                w.upper_first = entry & UCD_UPPER;
            w.all_upper = w.all_upper && (entry & UCD_UPPER);
        } else if (entry & UCD_NUMBER) {
            w.digits++;
        } else if (cp == '.') {
            w.dots++;
        }
    }
    return w;
}

/* The word that ends at s[end]. */
static struct word word_before(const char *s, size_t end)
{
    size_t start = end;
    uint32_t cp;
    uint16_t entry;
    for (size_t i = end; i > 0 && end - i < LOOK_MAX; start = i) {
        i = back(s, i, &cp, &entry);
        if ((entry & UCD_SPACE) || (is_close(entry) && cp != '\''))
            break;
    }
    return describe(s, start, end);
}

/* The word that begins at s[at]: letters, digits, marks and what stands between letters. */
static struct word word_at(const char *s, size_t len, size_t at)
{
    size_t end = at;
    uint32_t cp;
    size_t next;
    if (len - at > LOOK_MAX)
        len = at + LOOK_MAX;
    for (; end < len; end = next) {
        uint16_t entry = entry_at(s, len, end, &cp, &next);
        enum ucd_sb sb = ucd_sb(entry);
        if (!(entry & (UCD_LETTER | UCD_NUMBER)) && sb != SB_EXTEND && sb != SB_FORMAT)
            break;
    }
    return describe(s, at, end);
}

static bool is_roman(const char *s, const struct word *w)
{
    bool upper = w->all_upper;
    if (w->len == 0 || w->len > 6 || w->letters != w->len)
        return false;
    for (size_t i = w->start; i < w->start + w->len; i++)
        if (!strchr(upper ? "IVXLC" : "ivxlc", s[i]))
            return false;
    return true;
}

/* `art` of `dall'art`: what stands behind the last apostrophe, if there is one. */
static struct word behind_apostrophe(const char *s, const struct word *w)
{
    for (size_t i = w->start + w->len; i > w->start + 1; i--)
        if (s[i - 1] == '\'' || (i > w->start + 3 && memcmp(s + i - 3, "\xe2\x80\x99", 3) == 0))
            return describe(s, i, w->start + w->len);
    return (struct word){0};
}

/* The kinds of a word, also of it without an elided article, and with a small first letter. */
static unsigned kinds_of(const struct abbreviations *a, const char *s, const struct word *w)
{
    char small[ABBREVIATION_MAX];
    unsigned kinds = abbreviations_kinds(a, s + w->start, w->len);
    if (!kinds) {
        struct word noun = behind_apostrophe(s, w);
        kinds = abbreviations_kinds(a, s + noun.start, noun.len);
    }
    if (kinds || w->len == 0 || w->len > sizeof small || s[w->start] < 'A' || s[w->start] > 'Z')
        return kinds;
    memcpy(small, s + w->start, w->len);
    small[0] = (char)(small[0] + ('a' - 'A'));
    return abbreviations_kinds(a, small, w->len) & ~(unsigned)ABBREVIATION_STARTER;
}

/* The full stop ------------------------------------------------------------------------------ */

/* A place where a sentence may end: the full stop, the word before it, and what follows. */
struct place {
    const struct abbreviations *a;
    const char *s;
    size_t stop; /* of the full stop */
    size_t len;
    struct word word;
    struct word next; /* behind white space and opening punctuation; empty when it is no word */
    uint32_t next_cp;
    bool opened; /* opening punctuation stands before next */
    bool starter;
};

/* Reads what follows the end at s[at]. */
static void read_next(struct place *p, size_t at)
{
    size_t next;
    uint16_t entry = entry_at(p->s, p->len, at, &p->next_cp, &next);
    while (at < p->len && is_close(entry) && next - at < LOOK_MAX) {
        p->opened = true;
        at = next;
        entry = entry_at(p->s, p->len, at, &p->next_cp, &next);
    }
    p->next = word_at(p->s, p->len, at);
    struct word with_mark = p->next; /* `L'` is a starter as it is cut from its noun */
    size_t mark = p->next.start + p->next.len;
    if (mark < p->len && p->s[mark] == '\'')
        with_mark.len++;
    else if (p->len - mark > 3 && memcmp(p->s + mark, "\xe2\x80\x99", 3) == 0)
        with_mark.len = 0;
    size_t behind = p->next.start + p->next.len;
    if (p->next.letters == 1 && behind < p->len && p->s[behind] == '.')
        return; /* an initial, whatever word it may be besides */
    p->starter = (abbreviations_kinds(p->a, p->s + p->next.start, p->next.len) |
                  abbreviations_kinds(p->a, p->s + p->next.start, with_mark.len)) &
                 ABBREVIATION_STARTER;
}

/* Whether a label follows, as behind `Art.`: a number, a roman numeral, a single letter. */
static bool number_follows(const struct place *p)
{
    const struct word *n = &p->next;
    if (n->digits)
        return true;
    bool label = is_roman(p->s, n) || n->letters == 1;
    size_t end = n->start + n->len;
    bool marked = end < p->len && p->s[end] && strchr(".):,;", p->s[end]);
    return label && (marked || !p->starter);
}

/*
 * Whether the form of `z. B.` and the like is an abbreviation: its parts stand apart.  At its inner full stop the
 * part behind is looked at, at its last the parts before.
 */
static bool is_spaced_form(const struct place *p)
{
    char form[ABBREVIATION_MAX];
    size_t len = p->word.len;
    size_t start = p->word.start;
    if (len == 0 || len > 6)
        return false;
    size_t end = p->next.start + p->next.len;
    if (p->next.len && p->next.len <= 6 && end < p->len && p->s[end] == '.' && !p->opened) {
        memcpy(form, p->s + start, len);
        form[len] = '.';
        memcpy(form + len + 1, p->s + p->next.start, p->next.len);
        if (abbreviations_kinds(p->a, form, len + 1 + p->next.len))
            return true;
    }
    memcpy(form + sizeof form - len, p->s + start, len);
    for (int parts = 0; parts < 2; parts++) {
        size_t dot = back_over_space(p->s, start);
        if (dot == 0 || dot == start || p->s[dot - 1] != '.')
            return false;
        struct word before = word_before(p->s, dot - 1);
        if (before.len == 0 || before.len + len + 1 > sizeof form)
            return false;
        len += before.len + 1;
        form[sizeof form - len + before.len] = '.';
        memcpy(form + sizeof form - len, p->s + before.start, before.len);
        start = before.start;
        unsigned kinds = abbreviations_kinds(p->a, form + sizeof form - len, len);
        if (kinds & ABBREVIATION_ALWAYS ||
            (kinds & ABBREVIATION_BEFORE_NUMBER && number_follows(p)))
            return true;
    }
    return false;
}

/*
 * Whether the sentence so far is nothing but a label, which belongs to the text behind it: `3.2.1.`, `a.`, `IV.`, or
 * one with its word: `Section 3.`, `Annex B.`
 */
static bool is_label(const struct place *p)
{
    const struct word *w = &p->word;
    bool number = w->letters == 0 && w->digits > 0;
    bool letter = w->digits == 0 && w->dots == 0 && (w->letters == 1 || is_roman(p->s, w));
    size_t before = back_over_space(p->s, w->start);
    if (!number && !letter)
        return false;
    if (before == 0)
        return true;
    struct word name = word_before(p->s, before);
    if (back_over_space(p->s, name.start) != 0 || name.letters != name.len || !name.upper_first)
        return false;
    if (number)
        return w->digits <= 3 && name.letters >= 4;
    char small[ABBREVIATION_MAX];
    if (name.len > sizeof small)
        return false;
    for (size_t i = 0; i < name.len; i++)
        small[i] = (char)(p->s[name.start + i] | 0x20);
    return (abbreviations_kinds(p->a, small, name.len) |
            abbreviations_kinds(p->a, p->s + name.start, name.len)) &
           ABBREVIATION_ENUMERATOR;
}

/* `J.`, `J.R.R.`, `U.S.`: capitals, each before a full stop. */
static bool is_initial(const struct place *p)
{
    const struct word *w = &p->word;
    return w->all_upper && w->digits == 0 && w->letters > 0 && w->letters == w->dots + 1;
}

static bool is_ordinal(const struct place *p)
{
    const struct word *w = &p->word;
    if (!abbreviations_has_ordinals(p->a) ||
        !(w->letters == 0 ? w->digits > 0 && w->dots == 0 : is_roman(p->s, w)))
        return false;
    return abbreviations_kinds(p->a, p->s + p->next.start, p->next.len) &
           ABBREVIATION_AFTER_ORDINAL;
}

static bool stop_joins(const struct place *p)
{
    const struct word *w = &p->word;
    if (is_label(p))
        return true;
    unsigned kinds = kinds_of(p->a, p->s, w);
    bool initial = is_initial(p);
    if (kinds & ABBREVIATION_ALWAYS)
        return !(initial && w->dots && p->starter);
    if (kinds & ABBREVIATION_BEFORE_NUMBER && number_follows(p))
        return true;
    if (kinds & ABBREVIATION_EITHER && (p->next.digits || (p->next.len && !p->next.upper_first)))
        return true;
    if (initial && p->next.upper_first && !p->starter)
        return true;
    return is_ordinal(p) || is_spaced_form(p);
}

/* Whether the full stop at s[stop] is one of four or more: leaders between a heading and its page. */
static bool is_leader(const char *s, size_t stop)
{
    size_t dots = 1;
    for (size_t i = stop; i > 0 && dots < 4 && (s[i - 1] == '.' || s[i - 1] == ' '); i--)
        dots += s[i - 1] == '.';
    return dots >= 4;
}

/* Leaders end nothing, but a capital behind a long ellipsis does. */
static bool leader_joins(const struct place *p)
{
    return is_leader(p->s, p->stop) && !(p->next.upper_first && p->next.letters);
}

/* `?` or `!`: inside an address, or of a quotation or bracket that the sentence goes on behind. */
static bool mark_joins(const struct place *p, bool closed, bool spaced)
{
    if (closed)
        return p->next.letters && (ucd_entry(p->next_cp) & UCD_LOWER);
    return !spaced && p->next.len && p->next_cp < 0x80;
}

/* Footnotes --------------------------------------------------------------------------------- */

static bool is_superscript(uint32_t cp)
{
    return cp == 0xb2 || cp == 0xb3 || cp == 0xb9 || cp == 0x2070 || (cp >= 0x2074 && cp <= 0x2079);
}

/* The length of a footnote's mark at s[at]: `¹²`, `*`, `[12]`; 0: none. */
static size_t footnote_mark(const char *s, size_t at, size_t len)
{
    uint32_t cp;
    size_t next;
    size_t i = at;
    while (i < len && (entry_at(s, len, i, &cp, &next), is_superscript(cp)))
        i = next;
    if (i > at)
        return i - at;
    while (i < len && i - at < 3 && s[i] == '*')
        i++;
    if (i > at)
        return i - at;
    if (s[i] != '[')
        return 0;
    for (i++; i < len && i - at < 4 && s[i] >= '0' && s[i] <= '9'; i++)
        ;
    return i < len && i - at > 1 && s[i] == ']' ? i + 1 - at : 0;
}

size_t tailor_moves(const char *s, size_t end, size_t len, bool *paragraph)
{
    /* SB8a, SB11: the end may have been found before the mark, or behind the `[` that SB_CLOSE is. */
    size_t at = end > 0 && s[end - 1] == '[' ? end - 1 : end;
    if (at == 0 || at >= len || s[at - 1] == ' ' || s[at - 1] == '\n')
        return 0;
    size_t n = footnote_mark(s, at, len);
    size_t behind = n ? at + n : 0;
    size_t lines = 0;
    size_t i = behind;
    for (; n && i < len && (s[i] == ' ' || s[i] == '\n'); i++)
        lines += s[i] == '\n';
    *paragraph = lines > 1;
    return i > behind || i == len ? i : 0;
}

static inline bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Whether all of s[0..n) are letters of roman numerals. */
static bool may_be_numeral(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strchr("ivxlc", s[i] | 0x20))
            return false;
    return true;
}

/* Whether a capitalised word begins at s[at] that is no part of `z. B.`: small letters, no full stop behind them. */
static bool is_plain_start(const char *s, size_t at, size_t len)
{
    size_t i = at + 1;
    if (len - at < LOOK_MAX || s[at] < 'A' || s[at] > 'Z')
        return false;
    while (s[i] >= 'a' && s[i] <= 'z' && i - at < LOOK_MAX / 2)
        i++;
    return i - at > 1 && s[i] == ' ';
}

/*
 * Most full stops: behind an ASCII word that is no abbreviation, before an ordinary word; or behind a bracket or quote.
 * A word of up to SHORT may be part of a spaced form, a label or a numeral.
 */
static bool is_plain_stop(const struct abbreviations *a, const char *s, size_t at, size_t end,
                          size_t len)
{
    enum { SHORT = 6 };
    if (at < 6 || s[at - 1] != '.')
        return false;
    size_t start = at - 1;
    if (s[start - 1] == ')' || s[start - 1] == '"')
        return true;
    while (start > 0 && (is_letter(s[start - 1]) || s[start - 1] == '_' || s[start - 1] == '-'))
        start--;
    struct word w = {.start = start, .len = at - 1 - start};
    if (w.len < 3 || start < 2 || (s[start - 1] != ' ' && s[start - 1] != '\n') ||
        !is_letter(s[start]) || !is_letter(s[start + 1]) || kinds_of(a, s, &w))
        return false;
    char before = s[start - 2];
    return w.len > SHORT ||
           (end > at && end < len && before > ' ' && before != '.' && before < 0x7f &&
            !may_be_numeral(s + start, w.len) && is_plain_start(s, end, len));
}

bool tailor_joins(const struct abbreviations *a, const char *s, size_t end, size_t len)
{
    uint32_t cp = 0;
    uint16_t entry = 0;
    size_t at = end;
    while (at > 0 && (s[at - 1] == ' ' || s[at - 1] == '\n'))
        at--;
    if (is_plain_stop(a, s, at, end, len))
        return false;
    at = back_over_space(s, at);
    size_t mark = at;
    bool closed = false;
    if (end >= len)
        return false;
    while (mark > 0) {
        mark = back(s, mark, &cp, &entry);
        if (!is_close(entry) || at - mark > LOOK_MAX)
            break;
        closed = true;
    }
    if (cp != '.' && cp != '!' && cp != '?')
        return false;
    struct place p = {.a = a, .s = s, .stop = mark, .len = len};
    read_next(&p, end);
    if (cp != '.')
        return mark_joins(&p, closed, at < end);
    if (mark > 0 && (s[mark - 1] == '.' || s[mark - 1] == ' '))
        return leader_joins(&p);
    p.word = word_before(s, mark);
    if (p.word.len == 0 || closed)
        return false;
    if (at == end && p.word.digits && p.next.len && !p.opened) /* `EY4108.E` */
        return true;
    return stop_joins(&p);
}

/* Ends that UAX #29 does not see --------------------------------------------------------------- */

/* The place behind the white space at s[at], or 0 when there is none. */
static size_t behind_space(const char *s, size_t at, size_t end)
{
    size_t i = at;
    size_t next;
    uint32_t cp;
    while (i < end && entry_at(s, end, i, &cp, &next) & UCD_SPACE)
        i = next;
    return i > at && i < end ? i : 0;
}

/* A full stop at s[stop] and a footnote's number behind it, before white space and a capital. */
static size_t split_at_footnote(const char *s, size_t stop, size_t end)
{
    uint32_t cp;
    size_t next;
    size_t i = stop + 1;
    while (i < end && i - stop <= 2 && s[i] >= '0' && s[i] <= '9')
        i++;
    size_t behind = behind_space(s, i, end);
    if (i == stop + 1 || !behind || !(entry_at(s, end, behind, &cp, &next) & UCD_UPPER))
        return 0; /* before looking back, which `1.1.1.1.` would do for every stop */
    struct word w = word_before(s, stop);
    return w.letters >= 3 && w.digits == 0 && w.dots == 0 ? behind : 0;
}

/* A full stop at s[stop] behind an ordinary word, before a number. */
static size_t split_at_stop(const struct abbreviations *a, const char *s, size_t stop, size_t end)
{
    size_t behind = behind_space(s, stop + 1, end);
    if (!behind || s[behind] < '0' || s[behind] > '9')
        return 0;
    struct word w = word_before(s, stop);
    bool year = w.digits == 4 && w.len == 4 && !abbreviations_has_ordinals(a);
    if ((w.letters < 3 && !year) || w.dots || kinds_of(a, s, &w))
        return 0;
    struct word number = word_at(s, end, behind);
    size_t next = behind_space(s, number.start + number.len, end);
    return number.letters == 0 && next ? behind : 0;
}

/* An ellipsis before a capital. */
static size_t split_at_ellipsis(const char *s, size_t at, size_t end)
{
    uint32_t cp;
    size_t next;
    size_t behind = behind_space(s, at + 3, end);
    if (!behind || !(entry_at(s, end, behind, &cp, &next) & UCD_UPPER))
        return 0;
    return behind;
}

/*
 * A dash at s[at] that begins a turn of speech or an item: behind a sentence's mark and white space, before white
 * space and a capital.  (A dash is SContinue, so SB8a joins it to what stands before.)
 */
static size_t split_at_dash(const char *s, size_t at, size_t dash_len, size_t end)
{
    uint32_t cp;
    uint16_t entry;
    size_t next;
    size_t before = back_over_space(s, at);
    size_t behind = behind_space(s, at + dash_len, end);
    if (before == at || before == 0 || !behind)
        return 0;
    back(s, before, &cp, &entry);
    bool marked = cp == '.' || cp == '!' || cp == '?' || cp == 0x2026;
    while (behind < end && (entry = entry_at(s, end, behind, &cp, &next), is_close(entry)))
        behind = next;
    return marked && (entry & UCD_UPPER) ? at : 0;
}

/* Whether a byte begins, or may be part of, white space. */
static inline bool maybe_space(char c)
{
    return c == ' ' || c == '\n' || (unsigned char)c >= 0x80 || c == '\t' || c == '\f' || c == '\r';
}

/* The next byte of s[i..end) where a sentence might end unseen, `end` when there is none. */
static size_t next_hint(const char *s, size_t i, size_t end, size_t len)
{
#if defined(__SSE2__)
    unsigned before = i && maybe_space(s[i - 1]); /* bit 0: white space stands before s[i] */
    for (; i < end && len - i >= 16; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')),
                                   _mm_cmpeq_epi8(v, _mm_set1_epi8('.')));
        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8('\xe2')));
        unsigned dash = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('-')));
        /* As signed numbers, bytes that are not ASCII are less than a blank too. */
        unsigned ink = (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(v, _mm_set1_epi8(' ')));
        before |= (~ink & 0xffff) << 1;
        unsigned mask = (unsigned)_mm_movemask_epi8(hit) | (dash & before);
        if (mask) {
            i += ascii_low_zeros(mask);
            return i < end ? i : end;
        }
        before >>= 16;
    }
#endif
    while (i < end && s[i] != '\n' && s[i] != '.' && s[i] != '-' && s[i] != '\xe2')
        i++;
    return i < end ? i : end;
}

/* The end that the byte at s[i] hints at, 0: none. */
static size_t split_at(const struct abbreviations *a, const char *s, size_t i, size_t end,
                       size_t len)
{
    if (s[i] == '\n')
        return lines_end(a, s, i, len) ? behind_space(s, i, end) : 0;
    if (s[i] == '.')
        return maybe_space(s[i + 1])                ? split_at_stop(a, s, i, end)
               : s[i + 1] >= '0' && s[i + 1] <= '9' ? split_at_footnote(s, i, end)
                                                    : 0;
    if (s[i] == '-')
        return i && maybe_space(s[i - 1]) ? split_at_dash(s, i, 1, end) : 0;
    if (end - i <= 3 || s[i + 1] != '\x80')
        return 0;
    if (s[i + 2] == '\xa6')
        return split_at_ellipsis(s, i, end);
    return s[i + 2] == '\x93' || s[i + 2] == '\x94' ? split_at_dash(s, i, 3, end) : 0;
}

size_t tailor_splits(const struct abbreviations *a, const char *s, size_t from, size_t end,
                     size_t len)
{
    while (end > from && (s[end - 1] == ' ' || s[end - 1] == '\n'))
        end--;
    end -= end > from; /* behind the last mark there is nothing left */
    for (size_t i = next_hint(s, from, end, len); i < end; i = next_hint(s, i + 1, end, len)) {
        size_t split = split_at(a, s, i, end, len);
        if (split)
            return split;
    }
    return 0;
}
