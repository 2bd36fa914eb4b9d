#include "display.h"

#include "ucd.h"
#include "utf8.h"

#include <utf8proc.h>

enum { REPLACEMENT = 0xfffd };

/* Embeddings, overrides and isolates reorder their neighbours; the others show nothing. */
static bool is_dropped(uint32_t cp)
{
    return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) || cp == 0x200b ||
           cp == 0x200e || cp == 0x200f || cp == 0x61c || cp == 0xad || cp == 0xfeff ||
           (cp >= 0xfff9 && cp <= 0xfffb);
}

static bool is_control(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == UTF8_BAD;
}

/* Whether a byte is a character of ASCII that shows, and no blank. */
static bool is_plain(char c)
{
    return c > ' ' && c < 0x7f;
}

void display_append(struct buf *out, struct slice s)
{
    uint32_t cp;
    for (size_t i = 0, n; i < s.len; i += n) {
        for (n = 0; i + n < s.len && is_plain(s.data[i + n]);)
            n++;
        if (n) {
            buf_append(out, s.data + i, n);
            continue;
        }
        n = utf8_decode(s.data + i, s.len - i, &cp);
        if (cp != UTF8_BAD && (ucd_entry(cp) & UCD_SPACE)) {
            if (out->len && out->data[out->len - 1] != ' ')
                buf_append_char(out, ' ');
        } else if (is_control(cp)) {
            buf_append_cp(out, REPLACEMENT);
        } else if (!is_dropped(cp)) {
            buf_append(out, s.data + i, n);
        }
    }
}

struct slice display_trim(struct slice s)
{
    while (s.len && s.data[s.len - 1] == ' ')
        s.len--;
    return s;
}

/* The next grapheme cluster of s from *at on; *at moves behind it.  Returns its columns. */
static size_t next_cluster(struct slice s, size_t *at)
{
    size_t width = 0;
    utf8proc_int32_t state = 0;
    uint32_t before = 0;
    if (is_plain(s.data[*at]) && (*at + 1 == s.len || (unsigned char)s.data[*at + 1] < 0x80)) {
        ++*at; /* mostly */
        return 1;
    }
    for (bool first = true; *at < s.len; first = false) {
        uint32_t cp;
        size_t n = utf8_decode(s.data + *at, s.len - *at, &cp);
        if (cp == UTF8_BAD)
            cp = REPLACEMENT;
        if (!first && utf8proc_grapheme_break_stateful((utf8proc_int32_t)before,
                                                       (utf8proc_int32_t)cp, &state))
            break;
        int columns = utf8proc_charwidth((utf8proc_int32_t)cp);
        width += columns > 0 ? (size_t)columns : 0;
        before = cp;
        *at += n;
    }
    return width;
}

size_t display_width(struct slice s)
{
    size_t width = 0;
    for (size_t at = 0; at < s.len;)
        width += next_cluster(s, &at);
    return width;
}

struct slice display_head(struct slice s, size_t columns, size_t *width)
{
    size_t end = 0;
    *width = 0;
    for (size_t at = 0; at < s.len; end = at) {
        size_t n = next_cluster(s, &at);
        if (*width + n > columns)
            break;
        *width += n;
    }
    return (struct slice){s.data, end};
}

struct slice display_tail(struct slice s, size_t columns, size_t *width)
{
    size_t start = 0;
    *width = display_width(s);
    if (s.len == 0)
        return s; /* whose data may be NULL */
    while (*width > columns)
        *width -= next_cluster(s, &start);
    return (struct slice){s.data + start, s.len - start};
}

bool display_is_bidi(struct slice s)
{
    uint32_t cp;
    for (size_t i = 0; i < s.len;) {
        i += utf8_decode(s.data + i, s.len - i, &cp);
        if (cp < 0x590 || cp == UTF8_BAD)
            continue;
        switch (utf8proc_get_property((utf8proc_int32_t)cp)->bidi_class) {
        case UTF8PROC_BIDI_CLASS_R:
        case UTF8PROC_BIDI_CLASS_AL:
        case UTF8PROC_BIDI_CLASS_AN:
            return true;
        default:
            break;
        }
    }
    return false;
}
