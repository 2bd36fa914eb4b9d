#include "diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A message longer than this is cut: it quotes hostile input. */
enum { MESSAGE_MAX = 1024 };

static void say(const struct diag *d, const char *format, va_list args, const char *tail)
{
    char text[MESSAGE_MAX];
    vsnprintf(text, sizeof text, format, args);
    for (char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    fprintf(stderr, "%s: %s%s%s\n", d->program, text, tail ? ": " : "", tail ? tail : "");
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
