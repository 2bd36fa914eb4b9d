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

static void append_byte(struct buf *out, char c)
{
    const char *hex = "0123456789ABCDEF";
    buf_append_str(out, "\\x");
    buf_append_char(out, hex[(unsigned char)c >> 4]);
    buf_append_char(out, hex[(unsigned char)c & 15]);
}

static void append_escaped(struct buf *out, char c)
{
    char letter = translate(c, 0);
    if (!letter) {
        append_byte(out, c);
        return;
    }
    buf_append_char(out, '\\');
    buf_append_char(out, letter);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Whether s[0..len) begins with \xHH. */
static bool is_byte_escape(const char *s, size_t len)
{
    return len >= 4 && s[0] == '\\' && s[1] == 'x' && hex_value(s[2]) >= 0 && hex_value(s[3]) >= 0;
}

void escape_append_cell(struct buf *out, const char *s, size_t len)
{
    uint32_t cp;
    for (size_t i = 0, n; i < len; i += n) {
        n = utf8_decode(s + i, len - i, &cp);
        if (cp != UTF8_BAD && cp != '\\' && cp != '\t' && cp != '\n' && cp != '\r')
            buf_append(out, s + i, n);
        else
            for (size_t k = 0; k < n; k++)
                append_escaped(out, s[i + k]);
    }
}

void escape_append_bytes(struct buf *out, const char *s, size_t len)
{
    uint32_t cp;
    for (size_t i = 0, n; i < len; i += n) {
        n = utf8_decode(s + i, len - i, &cp);
        if (cp != UTF8_BAD && !(cp == '\\' && is_byte_escape(s + i, len - i)))
            buf_append(out, s + i, n);
        else
            for (size_t k = 0; k < n; k++)
                append_byte(out, s[i + k]);
    }
}

void escape_append_spaces(struct buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        append_escaped(out, s[i]);
}

/* What could end a line, and what is no text. */
static bool breaks_line(uint32_t cp)
{
    return cp < 0x20 || cp == 0x7f || cp == 0x85 || cp == 0x2028 || cp == 0x2029 || cp == UTF8_BAD;
}

/* The other characters of White_Space. */
static bool is_blank(uint32_t cp)
{
    return cp == ' ' || cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) ||
           cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

static void append_text(struct buf *out, const char *s, size_t len, bool one_word)
{
    uint32_t cp;
    for (size_t i = 0, n; i < len; i += n) {
        n = utf8_decode(s + i, len - i, &cp);
        if (cp != '\\' && !breaks_line(cp) && !(one_word && is_blank(cp)))
            buf_append(out, s + i, n);
        else
            for (size_t k = 0; k < n; k++)
                append_escaped(out, s[i + k]);
    }
}

void escape_append_value(struct buf *out, const char *s, size_t len)
{
    append_text(out, s, len, false);
}

void escape_append_id(struct buf *out, const char *s, size_t len)
{
    append_text(out, s, len, true);
}

void unescape_append(struct buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char plain = s[i] == '\\' && i + 1 < len ? translate(s[i + 1], 1) : 0;
        if (plain) {
            buf_append_char(out, plain);
            i++;
        } else if (is_byte_escape(s + i, len - i)) {
            buf_append_char(out, (char)(hex_value(s[i + 2]) << 4 | hex_value(s[i + 3])));
            i += 3;
        } else {
            buf_append_char(out, s[i]);
        }
    }
}
