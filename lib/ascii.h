/*
 * ascii: the plain words and marks of ASCII text, found 64 bytes at a time.
 *
 * Sorted by kind into bit masks (bit i for byte i), a block of text tells with a few shifts where a
 * token ends and what gap follows; byte after byte, each look would wait for the one before.  What
 * needs more than that is refused, and left to segment_word.
 */
#ifndef GAPMAP_ASCII_H
#define GAPMAP_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ASCII_BLOCK = 64,
    ASCII_REACH = ASCII_BLOCK - 2, /* where the last token may end: two bytes behind it are known */
};

struct ascii_block {
    uint64_t word;  /* letters, digits and `_`, which join each other (WB5, WB8-WB10, WB13a-b) */
    uint64_t ink;   /* all of ASCII but white space and controls */
    uint64_t blank; /* U+0020 */
    uint64_t odd;   /* what a token cannot end before: not ASCII, or a mark that may join words */
};

/* Reads s[0..ASCII_BLOCK). */
void ascii_read(struct ascii_block *b, const char *s);

/* The number of zero bits below the lowest one, v != 0. */
static inline unsigned ascii_low_zeros(uint64_t v)
{
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(v);
#else
    unsigned n = 0;
    for (; !(v & 1); v >>= 1)
        n++;
    return n;
#endif
}

/* What stands behind a token. */
enum ascii_gap {
    ASCII_GAP_NONE,  /* ink */
    ASCII_GAP_BLANK, /* one blank, then ink */
    ASCII_GAP_OTHER, /* something else */
};

/*
 * The bytes of the token at byte `at` of the block, and in *gap what stands behind it; 0 when it is
 * not plain, or would end behind `limit`, which is at most ASCII_REACH.  at <= limit.
 */
static inline unsigned ascii_token(const struct ascii_block *b, unsigned at, unsigned limit,
                                   enum ascii_gap *gap)
{
    unsigned n = ascii_low_zeros(~(b->word >> at) | UINT64_C(1) << (ASCII_BLOCK - 1));
    n += n == 0; /* a mark stands alone (WB999) */
    unsigned end = at + n;
    if (end > limit || !(b->ink >> at & ~(b->odd >> end) & 1))
        return 0;
    unsigned blank = (unsigned)(b->blank >> end & 1);
    *gap = b->ink >> (end + blank) & 1 ? (enum ascii_gap)blank : ASCII_GAP_OTHER;
    return n;
}

#endif
