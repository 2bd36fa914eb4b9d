/*
 * intern: byte strings to dense ids 0, 1, 2 ... in the order of their first coming.
 *
 * Open addressing over an array of hashes and ids, so that growing never moves a string.  The hash
 * of a string of up to 8 bytes is unique among those of its length: such a string, most words, is found
 * without looking at its bytes.  Ids are meaningful until intern_clear: callers that must stay within bounds use the
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
    uint64_t hash;
    uint32_t id; /* INTERN_NONE: empty */
    uint32_t len;
};

struct intern {
    struct arena bytes;
    struct slice *keys; /* by id */
    size_t count;
    size_t capacity; /* of keys */
    struct intern_slot *slots;
    size_t mask; /* number of slots - 1, a power of two less one */
};

#define INTERN_INIT                                                                                \
    {                                                                                              \
        ARENA_INIT, NULL, 0, 0, NULL, 0                                                            \
    }

/* 64-bit hash of s[0..len); the same on every machine and in every run. */
uint64_t intern_hash(const char *s, size_t len);

/* The eight bytes at s as a little-endian number. */
static inline uint64_t intern_word(const char *s)
{
    uint64_t word;
    memcpy(&word, s, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static inline uint64_t intern_mix(uint64_t h)
{
    h *= UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 32;
    h *= UINT64_C(0xd6e8feb86659fd93);
    return h ^ h >> 32;
}

/*
 * The same value, from a string that has BUF_PAD readable bytes behind it (as all in a buf or
 * arena have): short strings are read a word at a time.
 */
static inline uint64_t intern_hash_padded(const char *s, size_t len)
{
    if (len > 8 || len == 0)
        return intern_hash(s, len);
    return intern_mix((intern_word(s) & ~UINT64_C(0) >> (64 - 8 * len)) ^ len);
}

/* The id of s, added when new (*fresh tells, may be NULL). */
uint32_t intern_add(struct intern *t, const char *s, size_t len, bool *fresh);

/* As intern_add, with the hash already known. */
uint32_t intern_add_hashed(struct intern *t, const char *s, size_t len, uint64_t hash, bool *fresh);

/*
 * As intern_add, for s with BUF_PAD readable bytes behind it: short strings that are known, nearly all
 * tokens of a text, are found here.
 */
static inline uint32_t intern_add_padded(struct intern *t, const char *s, size_t len, bool *fresh)
{
    uint64_t hash = intern_hash_padded(s, len);
    if (t->slots && len <= 8 && len) {
        const struct intern_slot *slot = &t->slots[hash & t->mask];
        if (slot->hash == hash && slot->len == len && slot->id != INTERN_NONE) {
            *fresh = false;
            return slot->id;
        }
    }
    return intern_add_hashed(t, s, len, hash, fresh);
}

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
