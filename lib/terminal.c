#include "terminal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_MAX = 10000 };

/* A decimal number from 1 to WIDTH_MAX; 0: none. */
static size_t parse_width(const char *text)
{
    size_t n = 0;
    for (; text && *text >= '0' && *text <= '9' && n <= WIDTH_MAX; text++)
        n = n * 10 + (size_t)(*text - '0');
    return text && *text == '\0' && n <= WIDTH_MAX ? n : 0;
}

size_t terminal_width(int fd)
{
    struct winsize size = {0};
    size_t n = parse_width(getenv("COLUMNS"));
    if (!n && ioctl(fd, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    return n ? n : TERMINAL_WIDTH;
}

static bool wants_color(int fd)
{
    const char *no = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return isatty(fd) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

bool terminal_color(const char *when, int fd, bool *color)
{
    if (strcmp(when, "auto") == 0)
        *color = wants_color(fd);
    else if (strcmp(when, "always") == 0 || strcmp(when, "never") == 0)
        *color = when[0] == 'a';
    else
        return false;
    return true;
}
