#include "arena.h"

#include "buf.h"
#include "xalloc.h"

#include <stdlib.h>

enum { BLOCK_SIZE = 64 * 1024, ALIGNMENT = 16 };

struct arena_block {
    struct arena_block *older;
    size_t size;
    _Alignas(ALIGNMENT) char bytes[];
};

static char *take(struct arena *a, size_t size, size_t alignment)
{
    size_t at = (a->used + alignment - 1) & ~(alignment - 1);
    if (!a->blocks || at + size + BUF_PAD > a->blocks->size) {
        size_t want = size + BUF_PAD > BLOCK_SIZE ? size + BUF_PAD : BLOCK_SIZE;
        struct arena_block *block = xmalloc(1, sizeof *block + want);
        block->older = a->blocks;
        block->size = want;
        a->blocks = block;
        at = 0;
    }
    a->used = at + size;
    a->total += size;
    return a->blocks->bytes + at;
}

void *arena_alloc(struct arena *a, size_t size)
{
    return take(a, size, ALIGNMENT);
}

const char *arena_copy(struct arena *a, const char *s, size_t len)
{
    char *copy = take(a, len, 1);
    if (len)
        memcpy(copy, s, len);
    return copy;
}

void arena_clear(struct arena *a)
{
    while (a->blocks && a->blocks->older) {
        struct arena_block *older = a->blocks->older;
        free(a->blocks);
        a->blocks = older;
    }
    a->used = a->total = 0;
}

void arena_release(struct arena *a)
{
    arena_clear(a);
    free(a->blocks);
    *a = (struct arena)ARENA_INIT;
}
