#include "xalloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The one thing that is set from outside (once, before anything is allocated): there is no diag here. */
static const char *program = "gapmap";

void xalloc_program(const char *name)
{
    program = name;
}

_Noreturn void xalloc_fail(void)
{
    fprintf(stderr, "%s: out of memory\n", program);
    exit(1);
}

void *xmalloc(size_t count, size_t size)
{
    return xrealloc(NULL, count, size);
}

void *xcalloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        xalloc_fail();
    return p;
}

void *xrealloc(void *p, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        xalloc_fail();
    size_t bytes = count * size;
    void *q = realloc(p, bytes ? bytes : 1);
    if (!q)
        xalloc_fail();
    return q;
}

char *xmemdup(const char *s, size_t len)
{
    char *copy = xmalloc(len + 1, 1);
    if (len)
        memcpy(copy, s, len);
    copy[len] = '\0';
    return copy;
}

void *xgrow(void *p, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return p;
    size_t grown = *capacity + *capacity / 2 + 16;
    if (grown < need)
        grown = need;
    p = xrealloc(p, grown, size);
    *capacity = grown;
    return p;
}
