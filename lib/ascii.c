#include "ascii.h"

#if defined(__SSE2__)
#include <emmintrin.h>

/* The bytes of v from low to high, both less than 0x80, as 0xff. */
static inline __m128i between(__m128i v, char low, char high)
{
    __m128i off = _mm_sub_epi8(v, _mm_set1_epi8(low));
    __m128i span = _mm_set1_epi8((char)(high - low));
    return _mm_cmpeq_epi8(_mm_min_epu8(off, span), off);
}

static inline __m128i is(__m128i v, char c)
{
    return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

static inline uint64_t mask_of(__m128i v, unsigned at)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(v) << at;
}

void ascii_read(struct ascii_block *b, const char *s)
{
    uint64_t high = 0;
    uint64_t mid = 0; /* MidLetter, MidNum, MidNumLet, Single_Quote: . : , ; ' */
    *b = (struct ascii_block){0};
    for (unsigned i = 0; i < ASCII_BLOCK; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
        __m128i letter = between(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 'z');
        __m128i digit = between(v, '0', '9');
        __m128i colons = is(_mm_or_si128(v, _mm_set1_epi8(':' ^ ';')), ';');
        __m128i stops = is(_mm_or_si128(v, _mm_set1_epi8(',' ^ '.')), '.');
        b->word |= mask_of(_mm_or_si128(_mm_or_si128(letter, digit), is(v, '_')), i);
        b->ink |= mask_of(between(v, '!', '~'), i);
        b->blank |= mask_of(is(v, ' '), i);
        mid |= mask_of(_mm_or_si128(_mm_or_si128(colons, stops), is(v, '\'')), i);
        high |= mask_of(v, i);
    }
    b->odd = high | (mid & (b->word | high) >> 1);
}

#else

void ascii_read(struct ascii_block *b, const char *s)
{
    uint64_t high = 0;
    uint64_t mid = 0;
    *b = (struct ascii_block){0};
    for (unsigned i = 0; i < ASCII_BLOCK; i++) {
        unsigned char c = (unsigned char)s[i];
        uint64_t bit = UINT64_C(1) << i;
        bool letter =
            ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '_';
        b->word |= letter ? bit : 0;
        b->ink |= c >= '!' && c <= '~' ? bit : 0;
        b->blank |= c == ' ' ? bit : 0;
        mid |= c == '.' || c == ':' || c == ',' || c == ';' || c == '\'' ? bit : 0;
        high |= c >= 0x80 ? bit : 0;
    }
    b->odd = high | (mid & (b->word | high) >> 1);
}

#endif
