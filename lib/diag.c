#include "diag.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A message longer than this is cut: it quotes hostile input. */
enum { MESSAGE_MAX = 1024 };

/* Writes one byte as the stream's ids have it (escape.h, of a higher level); returns its end. */
static char *put_escaped(char *p, unsigned char byte)
{
    static const char bytes[] = "\t\n\r\f\\";
    static const char letters[] = "tnrf";
    const char *hex = "0123456789ABCDEF";
    const char *known = byte ? strchr(bytes, byte) : NULL;
    *p++ = '\\';
    if (known && byte != '\\') {
        *p++ = letters[known - bytes];
        return p;
    }
    *p++ = 'x';
    *p++ = hex[byte >> 4];
    *p++ = hex[byte & 15];
    return p;
}

/* Whether s begins as an escape of one byte does. */
static bool is_escape(const char *s)
{
    const char *hex = "0123456789ABCDEF";
    return s[0] == '\\' && s[1] == 'x' && s[2] && strchr(hex, s[2]) && s[3] && strchr(hex, s[3]);
}

/* Copies text to `shown`, of 4 bytes for each of its own: what a terminal may not get is escaped. */
static void make_shown(const char *text, char *shown)
{
    size_t len = strlen(text);
    uint32_t cp;
    for (size_t i = 0, n; i < len; i += n) {
        n = utf8_decode(text + i, len - i, &cp);
        if (cp == UTF8_BAD && len == MESSAGE_MAX - 1 && i + 4 > len)
            break; /* the cut fell inside a character */
        bool control = cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
        for (size_t k = i; k < i + n; k++) {
            if (control || cp == UTF8_BAD || is_escape(text + k))
                shown = put_escaped(shown, (unsigned char)text[k]);
            else
                *shown++ = text[k];
        }
    }
    *shown = '\0';
}

static void say(const struct diag *d, const char *format, va_list args, const char *tail)
{
    char text[MESSAGE_MAX];
    char shown[4 * MESSAGE_MAX];
    vsnprintf(text, sizeof text, format, args);
    make_shown(text, shown);
    fprintf(stderr, "%s: %s%s%s\n", d->program, shown, tail ? ": " : "", tail ? tail : "");
}

static void raise_to(struct diag *d, enum status status)
{
    if (d->status < status)
        d->status = status;
}

void diag_error(struct diag *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(d, format, args, NULL);
    va_end(args);
    raise_to(d, STATUS_FAILED);
}

void diag_errno(struct diag *d, int err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(d, format, args, strerror(err));
    va_end(args);
    raise_to(d, STATUS_FAILED);
}

void diag_note(struct diag *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(d, format, args, NULL);
    va_end(args);
}

void diag_misuse(struct diag *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(d, format, args, NULL);
    va_end(args);
    fprintf(stderr, "%s: try '%s --help'\n", d->program, d->program);
    raise_to(d, STATUS_MISUSE);
}
