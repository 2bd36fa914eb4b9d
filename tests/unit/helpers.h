/* helpers: what several unit tests need beside tap.h. */
#ifndef GAPMAP_UNIT_HELPERS_H
#define GAPMAP_UNIT_HELPERS_H

#include "buf.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* A file without a name. */
static inline int temporary(void)
{
    char path[] = "/tmp/gapmap-unit.XXXXXX";
    int fd = mkstemp(path);
    unlink(path);
    return fd;
}

/* The content of fd from its beginning. */
static inline void slurp(int fd, struct buf *text)
{
    char bytes[65536];
    ssize_t n;
    buf_clear(text);
    lseek(fd, 0, SEEK_SET);
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        buf_append(text, bytes, (size_t)n);
}

/* The next of 31 random bits, the same in every run. */
static inline uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Likewise, of one series for the whole test. */
static inline uint32_t random_number(void)
{
    static uint64_t state = 20261124;
    return (uint32_t)next_random(&state);
}

#endif
