#include "escape.h"

#include "utf8.h"

static const char letters[][2] = {
    {' ', 's'}, {'\t', 't'}, {'\n', 'n'}, {'\r', 'r'}, {'\f', 'f'}, {'|', 'p'}, {'\\', '\\'},
};

/* The letter of a character's escape, 0 when it has none; and the other way round. */
static char translate(char c, int from)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i][from] == c)
            return letters[i][1 - from];
    return 0;
}

static void append_escaped(struct buf *out, char c)
{
    const char *hex = "0123456789ABCDEF";
    char letter = translate(c, 0);
    buf_append_char(out, '\\');
    if (letter) {
        buf_append_char(out, letter);
        return;
    }
    buf_append_char(out, 'x');
    buf_append_char(out, hex[(unsigned char)c >> 4]);
    buf_append_char(out, hex[(unsigned char)c & 15]);
}

void escape_append(struct buf *out, const char *s, size_t len, const char *which)
{
    size_t plain = 0; /* start of what needs no escape */
    for (size_t i = 0; i < len; i++) {
        if (s[i] != '\\' && (!s[i] || !strchr(which, s[i])))
            continue;
        buf_append(out, s + plain, i - plain);
        append_escaped(out, s[i]);
        plain = i + 1;
    }
    buf_append(out, s + plain, len - plain);
}

void escape_append_id(struct buf *out, const char *s, size_t len)
{
    uint32_t cp;
    for (size_t i = 0, n; i < len; i += n) {
        n = utf8_decode(s + i, len - i, &cp);
        if (cp > 0x20 && cp != '\\' && cp != 0x7f && cp != UTF8_BAD)
            buf_append(out, s + i, n);
        else
            for (size_t k = 0; k < n; k++)
                append_escaped(out, s[i + k]);
    }
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

void unescape_append(struct buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char plain = s[i] == '\\' && i + 1 < len ? translate(s[i + 1], 1) : 0;
        if (plain) {
            buf_append_char(out, plain);
            i++;
        } else if (s[i] == '\\' && i + 3 < len && s[i + 1] == 'x' && hex_value(s[i + 2]) >= 0 &&
                   hex_value(s[i + 3]) >= 0) {
            buf_append_char(out, (char)(hex_value(s[i + 2]) << 4 | hex_value(s[i + 3])));
            i += 3;
        } else {
            buf_append_char(out, s[i]);
        }
    }
}
