#include "segment.h"

#include <string.h>

#include "ucd.h"
#include "utf8.h"

/* The entry of the code point at s[pos], pos < len; *next is where the one behind it begins. */
static inline uint16_t entry_at(const char *s, size_t len, size_t pos, size_t *next)
{
    uint32_t cp;
    unsigned char lead = (unsigned char)s[pos];
    if (lead >= 0xc2 && lead < 0xe0 && len - pos >= 2) { /* most letters of the alphabets */
        unsigned char second = (unsigned char)s[pos + 1];
        if ((second & 0xc0) == 0x80) {
            *next = pos + 2;
            return ucd_entry((uint32_t)(lead & 0x1f) << 6 | (second & 0x3f));
        }
    }
    *next = pos + utf8_decode(s + pos, len - pos, &cp);
    return ucd_entry(cp);
}

/* ---- words ---- */

#define BIT(value) (UINT32_C(1) << (value))
#define AHLETTER (BIT(WB_ALETTER) | BIT(WB_HEBREW_LETTER))
#define MIDNUMLETQ (BIT(WB_MIDNUMLET) | BIT(WB_SINGLE_QUOTE))
#define LINE_END (BIT(WB_CR) | BIT(WB_LF) | BIT(WB_NEWLINE))
#define MARK (BIT(WB_EXTEND) | BIT(WB_FORMAT) | BIT(WB_ZWJ))

static inline bool in(enum ucd_wb value, uint32_t set)
{
    return BIT(value) & set;
}

/* The rules about two neighbours (marks left out). */
static bool joins(enum ucd_wb left, enum ucd_wb right)
{
    switch (left) {
    case WB_HEBREW_LETTER:
        if (right == WB_SINGLE_QUOTE) /* WB7a */
            return true;
        /* fall through */
    case WB_ALETTER: /* WB5, WB9, WB13a */
        return in(right, AHLETTER | BIT(WB_NUMERIC) | BIT(WB_EXTENDNUMLET));
    case WB_NUMERIC: /* WB8, WB10, WB13a */
        return in(right, BIT(WB_NUMERIC) | AHLETTER | BIT(WB_EXTENDNUMLET));
    case WB_KATAKANA: /* WB13, WB13a */
        return in(right, BIT(WB_KATAKANA) | BIT(WB_EXTENDNUMLET));
    case WB_EXTENDNUMLET: /* WB13a, WB13b */
        return in(right, BIT(WB_EXTENDNUMLET) | AHLETTER | BIT(WB_NUMERIC) | BIT(WB_KATAKANA));
    default:
        return false;
    }
}

/* The set of what binds `left`, `middle` and itself (marks left out) to one word. */
static uint32_t bridge(enum ucd_wb left, enum ucd_wb middle)
{
    if (in(left, AHLETTER) && in(middle, BIT(WB_MIDLETTER) | MIDNUMLETQ)) /* WB6, WB7 */
        return AHLETTER;
    if (left == WB_HEBREW_LETTER && middle == WB_DOUBLE_QUOTE) /* WB7b, WB7c */
        return BIT(WB_HEBREW_LETTER);
    if (left == WB_NUMERIC && in(middle, BIT(WB_MIDNUM) | MIDNUMLETQ)) /* WB11, WB12 */
        return BIT(WB_NUMERIC);
    return 0;
}

/* The first from pos on that is not a mark (WB4); WB_OTHER at the end of text. */
static enum ucd_wb behind_marks(const char *s, size_t len, size_t pos, size_t *next)
{
    *next = pos;
    while (pos < len) {
        enum ucd_wb value = ucd_wb(entry_at(s, len, pos, next));
        if (!in(value, MARK))
            return value;
        pos = *next;
    }
    return WB_OTHER;
}

size_t segment_word_any(const char *s, size_t len)
{
    size_t pos;
    enum ucd_wb left = ucd_wb(entry_at(s, len, 0, &pos)); /* the last but marks */
    enum ucd_wb last = left;                              /* the last */
    bool paired = false;                                  /* left is the second of a pair (WB15) */
    if (left == WB_CR && pos < len && s[pos] == '\n')     /* WB3 */
        return pos + 1;
    if (in(left, LINE_END)) /* WB3a */
        return pos;
    while (pos < len) {
        size_t next;
        if (ucd_word_byte[(unsigned char)s[pos]] & UCD_BYTE_LETTER && joins(left, WB_ALETTER)) {
            pos += segment_letters(s + pos, len - pos); /* WB5, WB10, WB13b */
            left = last = WB_ALETTER;
            continue;
        }
        uint16_t entry = entry_at(s, len, pos, &next);
        enum ucd_wb right = ucd_wb(entry);
        if (left == WB_ALETTER && right == WB_ALETTER) { /* WB5, by far the most */
            last = right;
            pos = next;
            continue;
        }
        if (in(right, LINE_END)) /* WB3b */
            break;
        if ((last == WB_ZWJ && entry & UCD_PICTOGRAPHIC) ||    /* WB3c */
            (last == WB_WSEGSPACE && right == WB_WSEGSPACE)) { /* WB3d */
            paired = false;
        } else if (in(right, MARK)) { /* WB4 */
            last = right;
            pos = next;
            continue;
        } else if (bridge(left, right)) { /* WB6, WB7, WB7b, WB7c, WB11, WB12 */
            size_t behind;
            enum ucd_wb third = behind_marks(s, len, next, &behind);
            if (in(third, bridge(left, right))) {
                right = third;
                next = behind;
            } else if (!joins(left, right)) { /* WB7a */
                break;
            }
        } else if (left == WB_REGIONAL_INDICATOR && right == left && !paired) { /* WB15, WB16 */
            paired = true;
        } else if (!joins(left, right)) { /* WB999 */
            break;
        }
        left = last = right;
        pos = next;
    }
    return pos;
}

/* ---- sentences ---- */

struct text {
    const char *s;
    size_t len;
    enum segment_lines lines;
};

/* What the rules see as one: a code point with its marks (SB5), a line end, a paragraph's end. */
struct unit {
    enum ucd_sb value; /* SB_SEP stands for ParaSep, SB_OTHER also for the end of text */
    size_t next;
};

static size_t skip_marks(const struct text *t, size_t pos)
{
    while (pos < t->len && (unsigned char)t->s[pos] >= 0x80) { /* no mark is ASCII */
        size_t next;
        enum ucd_sb value = ucd_sb(entry_at(t->s, t->len, pos, &next));
        if (value != SB_EXTEND && value != SB_FORMAT)
            break;
        pos = next;
    }
    return pos;
}

/* Behind the line end at pos, which is of class `value` and ends at next: CR LF is one (SB3). */
static inline size_t line_end(const struct text *t, enum ucd_sb value, size_t next)
{
    return value == SB_CR && next < t->len && t->s[next] == '\n' ? next + 1 : next;
}

/*
 * With lines that flow: what the line end of class `value` at pos is, which ends at next.  White
 * space if no second line end follows, else a paragraph's end with all white space behind it.
 */
static struct unit flow_line(const struct text *t, enum ucd_sb value, size_t pos, size_t next)
{
    static const char ps[] = "\xe2\x80\xa9";
    unsigned ends = 0;
    size_t first = 0;
    for (;;) {
        if (value == SB_CR || value == SB_LF || value == SB_SEP) {
            ends += value == SB_SEP && next - pos == 3 && memcmp(t->s + pos, ps, 3) == 0 ? 2 : 1;
            next = line_end(t, value, next);
            if (!first)
                first = next;
        } else if (value != SB_SP) {
            break;
        }
        pos = next;
        if (pos == t->len)
            break;
        value = ucd_sb(entry_at(t->s, t->len, pos, &next));
    }
    if (ends >= 2)
        return (struct unit){SB_SEP, pos};
    return (struct unit){SB_SP, skip_marks(t, first)};
}

static struct unit unit_any(const struct text *t, size_t pos)
{
    size_t next;
    enum ucd_sb value = ucd_sb(entry_at(t->s, t->len, pos, &next));
    if (value == SB_CR || value == SB_LF || value == SB_SEP) {
        if (t->lines == SEGMENT_LINES_FLOW)
            return flow_line(t, value, pos, next);
        return (struct unit){SB_SEP, line_end(t, value, next)};
    }
    return (struct unit){value, skip_marks(t, next)};
}

static inline struct unit unit_at(const struct text *t, size_t pos)
{
    const unsigned char *u = (const unsigned char *)t->s;
    if (pos == t->len)
        return (struct unit){SB_OTHER, pos};
    bool alone = pos + 1 == t->len || u[pos + 1] < 0x80; /* has no marks */
    if (u[pos] < 0x80 && u[pos] != '\n' && u[pos] != '\r' && alone)
        return (struct unit){ucd_sb(ucd_entry(u[pos])), pos + 1};
    return unit_any(t, pos);
}

/* Whether the code point before pos, marks left out, is Upper or Lower; looks back to `from`. */
static bool cased_before(const struct text *t, size_t from, size_t pos)
{
    while (pos > from) {
        size_t start = pos - 1;
        while (start > from && pos - start < 4 && ((unsigned char)t->s[start] & 0xc0) == 0x80)
            start--;
        size_t next;
        enum ucd_sb value = ucd_sb(entry_at(t->s, t->len, start, &next));
        if (next != pos) /* ill-formed */
            return false;
        if (value != SB_EXTEND && value != SB_FORMAT)
            return value == SB_UPPER || value == SB_LOWER;
        pos = start;
    }
    return false;
}

/* SB8 behind ATerm Close* Sp*, where u is at pos: where the Lower is, 0 when none follows. */
static size_t lower_ahead(const struct text *t, size_t pos, struct unit u)
{
    for (; pos < t->len; pos = u.next, u = unit_at(t, pos)) {
        switch (u.value) {
        case SB_LOWER:
            return pos;
        case SB_OLETTER:
        case SB_UPPER:
        case SB_SEP:
        case SB_STERM:
        case SB_ATERM:
            return 0;
        default:
            break;
        }
    }
    return 0;
}

/*
 * Whether the sentence ends behind the terminator at pos: *end is then its length, else the place
 * from which to look on.
 */
static bool ends_behind(const struct text *t, size_t from, size_t pos, struct unit term,
                        struct sentence_end *end)
{
    struct unit u = unit_at(t, term.next);
    bool aterm = term.value == SB_ATERM;
    *end = (struct sentence_end){term.next, false, 0};
    if (aterm && u.value == SB_NUMERIC) /* SB6 */
        return false;
    if (aterm && u.value == SB_UPPER && cased_before(t, from, pos)) /* SB7 */
        return false;
    for (; u.value == SB_CLOSE; u = unit_at(t, u.next)) /* SB9 */
        end->len = u.next;
    for (; u.value == SB_SP; u = unit_at(t, u.next)) /* SB9, SB10 */
        end->len = u.next;
    size_t lower = aterm ? lower_ahead(t, end->len, u) : 0;
    if (lower) { /* SB8; nothing before the Lower can end the sentence */
        end->len = lower;
        return false;
    }
    if (u.value == SB_SCONTINUE || u.value == SB_ATERM || u.value == SB_STERM) /* SB8a */
        return false;
    if (u.value == SB_SEP) /* SB9, SB10, SB4 */
        *end = (struct sentence_end){u.next, true, 0};
    return true; /* SB11 */
}

static inline bool ascii_graph(char c)
{
    return c > ' ' && (unsigned char)c < 0x80; /* char may be unsigned */
}

/* The first place from pos on where a line end or a terminator may stand; len if there is none. */
static size_t next_stop(const char *s, size_t len, size_t pos)
{
#ifdef __SSE2__
    for (; len - pos >= 16; pos += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + pos));
        __m128i stops = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')),
                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('!')));
        stops = _mm_or_si128(stops, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('?')));
        stops = _mm_or_si128(stops, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
        stops = _mm_or_si128(stops, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')));
        stops = _mm_or_si128(stops, bytes); /* the sign bit: not ASCII */
        unsigned mask = (unsigned)_mm_movemask_epi8(stops);
        for (; mask; mask &= mask - 1) {
            size_t at = pos + (size_t)__builtin_ctz(mask);
            if (ucd_stop_lead[(unsigned char)s[at]])
                return at;
        }
    }
#endif
    while (pos < len && !ucd_stop_lead[(unsigned char)s[pos]])
        pos++;
    return pos;
}

/* As segment_sentence_from, but for `inner`, which is set to the first place that ended nothing. */
static struct sentence_end find_end(const struct text *t, size_t from, size_t *inner)
{
    size_t pos = from;
    *inner = t->len;
    while ((pos = next_stop(t->s, t->len, pos)) < t->len) { /* SB998 */
        size_t stop = pos;
        if (t->s[pos] == '\n' && t->lines == SEGMENT_LINES_FLOW && t->len - pos > 1 &&
            ascii_graph(t->s[pos + 1])) {
            pos++; /* most line ends: white space with neither white space nor a mark behind it */
        } else {
            struct unit u = unit_at(t, pos);
            struct sentence_end end;
            if (u.value == SB_SEP) /* SB4 */
                return (struct sentence_end){u.next, true, 0};
            if (u.value != SB_ATERM && u.value != SB_STERM) {
                pos = u.next;
            } else {
                if (ends_behind(t, from, pos, u, &end))
                    return end;
                pos = end.len;
            }
        }
        if (stop < *inner)
            *inner = stop;
    }
    return (struct sentence_end){t->len, false, 0}; /* SB2 */
}

struct sentence_end segment_sentence_from(const char *s, size_t len, size_t from,
                                          enum segment_lines lines)
{
    struct text t = {s, len, lines};
    size_t inner;
    struct sentence_end end = find_end(&t, from, &inner);
    end.inner = inner < end.len ? inner : end.len;
    return end;
}

struct sentence_end segment_sentence(const char *s, size_t len, enum segment_lines lines)
{
    return segment_sentence_from(s, len, 0, lines);
}
