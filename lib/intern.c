#include "intern.h"

#include "xalloc.h"

#include <stdlib.h>

static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= UINT64_C(0xd6e8feb86659fd93);
    return h ^ h >> 32;
}

/* Little-endian, so that the value does not depend on the machine. */
static uint64_t load(const unsigned char *s, size_t len)
{
    uint64_t word = 0;
    for (size_t i = len; i-- > 0;)
        word = word << 8 | s[i];
    return word;
}

uint64_t intern_hash(const char *s, size_t len)
{
    const unsigned char *u = (const unsigned char *)s;
    const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
    if (len <= 8)
        return mix((load(u, len) ^ len) * odd);
    uint64_t h = len * odd;
    size_t i = 0;
    for (; i + 8 <= len; i += 8)
        h = mix((h ^ load(u + i, 8)) * odd);
    return mix((h ^ load(u + len - 8, 8)) * odd);
}

static void rehash(struct intern *t, size_t size)
{
    free(t->slots);
    t->slots = xmalloc(size, sizeof *t->slots);
    t->mask = size - 1;
    memset(t->slots, 0xff, size * sizeof *t->slots);
    for (size_t id = 0; id < t->count; id++) {
        uint64_t hash = intern_hash(t->keys[id].data, t->keys[id].len);
        size_t at = hash & t->mask;
        while (t->slots[at].id != INTERN_NONE)
            at = (at + 1) & t->mask;
        t->slots[at] = (struct intern_slot){(uint32_t)(hash >> 32), (uint32_t)id};
    }
}

/* The slot of s, or the empty slot where it belongs. */
static size_t probe(const struct intern *t, const char *s, size_t len, uint64_t hash)
{
    size_t at = hash & t->mask;
    for (;; at = (at + 1) & t->mask) {
        const struct intern_slot *slot = &t->slots[at];
        if (slot->id == INTERN_NONE)
            return at;
        const struct slice *key = &t->keys[slot->id];
        if (slot->hash == hash >> 32 && key->len == len && memcmp(key->data, s, len) == 0)
            return at;
    }
}

uint32_t intern_add_hashed(struct intern *t, const char *s, size_t len, uint64_t hash, bool *fresh)
{
    if (!t->slots)
        rehash(t, 1024);
    size_t at = probe(t, s, len, hash);
    bool is_new = t->slots[at].id == INTERN_NONE;
    if (fresh)
        *fresh = is_new;
    if (!is_new)
        return t->slots[at].id;
    uint32_t id = (uint32_t)t->count;
    t->keys = xgrow(t->keys, &t->capacity, t->count + 1, sizeof *t->keys);
    t->keys[t->count++] = (struct slice){arena_copy(&t->bytes, s, len), len};
    t->slots[at] = (struct intern_slot){(uint32_t)(hash >> 32), id};
    if (t->count > t->mask / 2)
        rehash(t, (t->mask + 1) * 2);
    return id;
}

uint32_t intern_add(struct intern *t, const char *s, size_t len, bool *fresh)
{
    return intern_add_hashed(t, s, len, intern_hash(s, len), fresh);
}

uint32_t intern_find(const struct intern *t, const char *s, size_t len)
{
    return t->slots ? t->slots[probe(t, s, len, intern_hash(s, len))].id : INTERN_NONE;
}

size_t intern_memory(const struct intern *t)
{
    size_t slots = t->slots ? t->mask + 1 : 0;
    return t->bytes.total + t->capacity * sizeof *t->keys + slots * sizeof *t->slots;
}

void intern_clear(struct intern *t)
{
    arena_clear(&t->bytes);
    t->count = 0;
    if (t->slots)
        memset(t->slots, 0xff, (t->mask + 1) * sizeof *t->slots);
}

void intern_release(struct intern *t)
{
    arena_release(&t->bytes);
    free(t->keys);
    free(t->slots);
    *t = (struct intern)INTERN_INIT;
}
