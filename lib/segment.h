/*
 * segment: word and sentence boundaries of Unicode text (UAX #29, Unicode 15.0.0).
 *
 * Pure functions over bytes in memory, ill-formed ones included (each bad sequence is one character
 * of property Other).  They look ahead as far as a rule needs, never past len, which is the end of
 * text; callers that hold only a window of a longer text cap it at a fixed distance, so that the
 * result does not depend on how the text arrived.
 */
#ifndef GAPMAP_SEGMENT_H
#define GAPMAP_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "ucd.h"

/* All the rules, out of line; use segment_word. */
size_t segment_word_any(const char *s, size_t len);

#if defined(__GNUC__)
#define SEGMENT_INLINE static inline __attribute__((always_inline))
#else
#define SEGMENT_INLINE static inline
#endif

/*
 * How many ASCII letters s[0..len) begins with.  Sixteen at a time where it can: the processor
 * guesses wrong where a word ends, so a loop over its letters costs more than the letters.
 */
SEGMENT_INLINE size_t segment_letters(const char *s, size_t len)
{
    size_t n = 0;
#ifdef __SSE2__
    for (; len - n >= 16; n += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + n));
        bytes = _mm_or_si128(bytes, _mm_set1_epi8(0x20)); /* to lower case; >= 0x80 is negative */
        __m128i others = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8('a')),
                                      _mm_cmpgt_epi8(bytes, _mm_set1_epi8('z')));
        unsigned mask = (unsigned)_mm_movemask_epi8(others);
        if (mask)
            return n + (size_t)__builtin_ctz(mask);
    }
#endif
    while (n < len && ucd_word_byte[(unsigned char)s[n]] & UCD_BYTE_LETTER)
        n++;
    return n;
}

/*
 * Length in bytes (1..len) of the first word segment of s[0..len), len > 0, where s is at a word
 * boundary: rules WB1-WB999 of UAX #29, section 4.1.1.  Linear in the result and its look-ahead.
 */
SEGMENT_INLINE size_t segment_word(const char *s, size_t len)
{
    const unsigned char *u = (const unsigned char *)s;
    if (ucd_word_byte[u[0]] & UCD_BYTE_LETTER) {
        size_t n = segment_letters(s, len);                  /* WB5 */
        if (n == len || ucd_word_byte[u[n]] & UCD_BYTE_STOP) /* WB2, WB999 */
            return n;
        if (ucd_word_byte[u[n]] & UCD_BYTE_MID && /* WB6 fails: no letter and no mark behind it */
            (n + 1 == len || (u[n + 1] < 0x80 && !(ucd_word_byte[u[n + 1]] & UCD_BYTE_LETTER))))
            return n;
    } else if (len > 1 && u[1] < 0x80) {          /* no mark follows */
        if (ucd_word_byte[u[0]] & UCD_BYTE_ALONE) /* WB999 */
            return 1;
        if (ucd_word_byte[u[0]] & ~ucd_word_byte[u[1]] & UCD_BYTE_BLANK) /* not WB3d */
            return 1;
    }
    return segment_word_any(s, len);
}

/* How line ends are read by segment_sentence. */
enum segment_lines {
    SEGMENT_LINES_BREAK, /* the bare standard: every CR, LF, NEL, LS, PS ends a sentence (SB4) */
    SEGMENT_LINES_FLOW,  /* a line end (LF, CRLF, CR, NEL, LS) is white space (Sp), as FF always is;
                            two with nothing but white space between them, or PS, end a paragraph
                            and so the sentence, with all white space that follows */
};

struct sentence_end {
    size_t len;     /* bytes of the first sentence of s[0..len), with its trailing white space */
    bool paragraph; /* a paragraph ends here too; never by the end of text alone */
    size_t inner;   /* no line end and no terminator stands between where it was looked on and here;
                       at most len */
};

/*
 * The end of the first sentence of s[0..len), len > 0: rules SB1-SB998 of UAX #29, section 5.1,
 * where s is at a sentence boundary.  len counts as the end of text.  Calls over the successive
 * sentences of a text are linear in all: SB8's look-ahead stops at the next SATerm.  A sentence may
 * be nothing but white space: what stands before the first paragraph.
 */
struct sentence_end segment_sentence(const char *s, size_t len, enum segment_lines lines);

/*
 * As segment_sentence, but goes on behind a sentence end that fell inside a word: `from`, an
 * earlier result's len, is where to look on; the result's len still counts from s.
 */
struct sentence_end segment_sentence_from(const char *s, size_t len, size_t from,
                                          enum segment_lines lines);

#endif
