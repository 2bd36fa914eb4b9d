/*
 * utf8: a total decoder.  Always moves at least one byte, never past the end, and tells a bad
 * sequence from every code point.
 *
 * Source: Unicode 15.0, table 3-7 (well-formed byte sequences) and section 3.9 "U+FFFD
 * Substitution of Maximal Subparts": an ill-formed maximal subpart counts as one bad sequence.
 */
#ifndef GAPMAP_UTF8_H
#define GAPMAP_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UTF8_BAD = 0x110000 }; /* stands for an ill-formed sequence */

/* Decodes what starts at s[0..len), len > 0, out of line; use utf8_decode. */
size_t utf8_decode_multi(const unsigned char *s, size_t len, uint32_t *cp);

/*
 * Decodes the first code point of s[0..len), len > 0, into *cp (UTF8_BAD when ill-formed).
 * Returns the number of bytes it took, 1 to 4.
 */
static inline size_t utf8_decode(const char *s, size_t len, uint32_t *cp)
{
    const unsigned char *u = (const unsigned char *)s;
    if (*u < 0x80) {
        *cp = *u;
        return 1;
    }
    return utf8_decode_multi(u, len, cp);
}

/*
 * The largest cut <= at that does not fall inside one sequence of utf8_decode, a code point or an
 * ill-formed maximal subpart, of s[0..len), at <= len.
 * The same for every way in which the bytes before `at` were read.
 */
size_t utf8_cut(const char *s, size_t len, size_t at);

/* Whether all of s[0..len) is well-formed. */
bool utf8_valid(const char *s, size_t len);

#endif
