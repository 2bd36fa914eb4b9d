#include "intern.h"

#include "xalloc.h"

#include <stdlib.h>

uint64_t intern_hash(const char *s, size_t len)
{
    if (len < 8) {
        char word[8] = {0};
        if (len)
            memcpy(word, s, len);
        return intern_mix(intern_word(word) ^ len);
    }
    if (len == 8)
        return intern_mix(intern_word(s) ^ len);
    uint64_t h = len;
    for (size_t i = 0; i + 8 < len; i += 8)
        h = intern_mix(h ^ intern_word(s + i));
    return intern_mix(h ^ intern_word(s + len - 8));
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
        t->slots[at] = (struct intern_slot){hash, (uint32_t)id, (uint32_t)t->keys[id].len};
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
        if (slot->hash != hash || slot->len != (uint32_t)len)
            continue;
        if (len <= 8 && len > 0) /* the hash is one to one */
            return at;
        const struct slice *key = &t->keys[slot->id];
        if (key->len == len && memcmp(key->data, s, len) == 0)
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
    t->slots[at] = (struct intern_slot){hash, id, (uint32_t)len};
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
