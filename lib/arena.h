/*
 * arena: many small allocations that die together.
 *
 * Memory comes from blocks; nothing is freed before arena_clear (keeps the first block, for
 * the next epoch) or arena_release (keeps none).  BUF_PAD bytes behind every allocation may be read.
 */
#ifndef GAPMAP_ARENA_H
#define GAPMAP_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used;                /* bytes used of the newest */
    size_t total;               /* bytes handed out since the last clear */
};

#define ARENA_INIT                                                                                 \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/* `size` bytes aligned for any type; valid until arena_clear or arena_release. */
void *arena_alloc(struct arena *a, size_t size);

/* A copy of s[0..len), unaligned and not NUL-terminated. */
const char *arena_copy(struct arena *a, const char *s, size_t len);

void arena_clear(struct arena *a);
void arena_release(struct arena *a);

#endif
