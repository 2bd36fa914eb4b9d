/*
 * intern: byte strings to dense ids 0, 1, 2 ... in the order of their first coming.
 *
 * Open addressing over an array of ids, so that growing moves 8 bytes an entry and never a
 * string.  Ids are meaningful until intern_clear: callers that must stay within bounds use the
 * table as a cache by epochs and clear it, with all that hangs on its ids, when it is full.
 */
#ifndef GAPMAP_INTERN_H
#define GAPMAP_INTERN_H

#include "arena.h"
#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

#define INTERN_NONE UINT32_MAX

struct intern_slot {
    uint32_t hash; /* high half of the hash: most unequal keys are told apart without their bytes */
    uint32_t id;   /* INTERN_NONE: empty */
};

struct intern {
    struct arena bytes;
    struct slice *keys; /* by id */
    size_t count;
    size_t capacity; /* of keys */
    struct intern_slot *slots;
    size_t mask; /* number of slots - 1, a power of two less one */
};

#define INTERN_INIT {ARENA_INIT, NULL, 0, 0, NULL, 0}

/* 64-bit hash of s[0..len); the same on every machine and in every run. */
uint64_t intern_hash(const char *s, size_t len);

/*
 * The same value, from a string that has BUF_PAD readable bytes behind it (as all in a buf or
 * arena have): short strings are read a word at a time.
 */
static inline uint64_t intern_hash_padded(const char *s, size_t len)
{
    uint64_t word = 0;
    if (len > 8 || len == 0)
        return intern_hash(s, len);
    memcpy(&word, s, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return intern_hash(s, len);
#endif
    word &= ~UINT64_C(0) >> (64 - 8 * len);
    word = (word ^ len) * UINT64_C(0x9e3779b97f4a7c15);
    word ^= word >> 32;
    word *= UINT64_C(0xd6e8feb86659fd93);
    return word ^ word >> 32;
}

/* The id of s, added when new (*fresh tells, may be NULL). */
uint32_t intern_add(struct intern *t, const char *s, size_t len, bool *fresh);

/* As intern_add, with the hash already known. */
uint32_t intern_add_hashed(struct intern *t, const char *s, size_t len, uint64_t hash, bool *fresh);

/* The id of s, or INTERN_NONE. */
uint32_t intern_find(const struct intern *t, const char *s, size_t len);

/* The string of an id; valid until intern_clear or intern_release. */
static inline struct slice intern_key(const struct intern *t, uint32_t id)
{
    return t->keys[id];
}

/* Bytes of memory that the table holds. */
size_t intern_memory(const struct intern *t);

/* Forgets all strings; the memory for the next epoch is kept. */
void intern_clear(struct intern *t);

void intern_release(struct intern *t);

#endif
