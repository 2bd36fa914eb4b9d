#include "utf8.h"

/* Second byte's range by lead byte: table 3-7 excludes overlongs, surrogates and > U+10FFFF. */
static bool second_ok(unsigned char lead, unsigned char second)
{
    unsigned char low = 0x80;
    unsigned char high = 0xbf;
    switch (lead) {
    case 0xe0:
        low = 0xa0;
        break;
    case 0xed:
        high = 0x9f;
        break;
    case 0xf0:
        low = 0x90;
        break;
    case 0xf4:
        high = 0x8f;
        break;
    default:
        break;
    }
    return second >= low && second <= high;
}

size_t utf8_decode_multi(const unsigned char *s, size_t len, uint32_t *cp)
{
    unsigned char lead = s[0];
    size_t want = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    *cp = UTF8_BAD;
    if (lead < 0xc2 || lead > 0xf4 || len < 2 || !second_ok(lead, s[1]))
        return 1;
    uint32_t value = (uint32_t)(lead & (0x7f >> want)) << 6 | (s[1] & 0x3f);
    for (size_t i = 2; i < want; i++) {
        if (i >= len || (s[i] & 0xc0) != 0x80)
            return i;
        value = value << 6 | (s[i] & 0x3f);
    }
    *cp = value;
    return want;
}

size_t utf8_cut(const char *s, size_t len, size_t at)
{
    if (at >= len)
        return len;
    if (((unsigned char)s[at] & 0xc0) != 0x80)
        return at;
    for (size_t back = 1; back <= 3 && back <= at; back++) {
        unsigned char c = (unsigned char)s[at - back];
        if ((c & 0xc0) == 0x80)
            continue;
        uint32_t cp;
        size_t start = at - back;
        return start + utf8_decode(s + start, len - start, &cp) > at ? start : at;
    }
    return at;
}

bool utf8_valid(const char *s, size_t len)
{
    uint32_t cp;
    for (size_t i = 0; i < len;) {
        i += utf8_decode(s + i, len - i, &cp);
        if (cp == UTF8_BAD)
            return false;
    }
    return true;
}
