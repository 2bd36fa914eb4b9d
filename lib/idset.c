#include "idset.h"

#include "intern.h"
#include "xalloc.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 256 };

/* The slot of hash, or the empty one where it belongs. */
static size_t probe(const struct idset *set, uint64_t hash)
{
    size_t at = (size_t)hash & (set->slots - 1);
    while (set->hashes[at] && set->hashes[at] != hash)
        at = (at + 1) & (set->slots - 1);
    return at;
}

static void grow(struct idset *set)
{
    struct idset old = *set;
    set->slots = old.slots ? 2 * old.slots : FIRST_SLOTS;
    set->hashes = xcalloc(set->slots, sizeof *set->hashes);
    set->numbers = set->numbered ? xcalloc(set->slots, sizeof *set->numbers) : NULL;
    for (size_t i = 0; i < old.slots; i++) {
        if (!old.hashes[i])
            continue;
        size_t at = probe(set, old.hashes[i]);
        set->hashes[at] = old.hashes[i];
        if (set->numbered)
            set->numbers[at] = old.numbers[i];
    }
    free(old.hashes);
    free(old.numbers);
}

size_t idset_add(struct idset *set, struct slice id, bool *fresh)
{
    uint64_t hash = intern_hash(id.data, id.len);
    hash += hash == 0;
    if (set->count >= set->slots / 4 * 3)
        grow(set);
    size_t at = probe(set, hash);
    *fresh = set->hashes[at] == 0;
    set->hashes[at] = hash;
    set->count += *fresh;
    return at;
}

void idset_clear(struct idset *set)
{
    bool numbered = set->numbered;
    if (set->slots == FIRST_SLOTS) {
        memset(set->hashes, 0, FIRST_SLOTS * sizeof *set->hashes);
        if (numbered)
            memset(set->numbers, 0, FIRST_SLOTS * sizeof *set->numbers);
        set->count = 0;
        return;
    }
    idset_release(set);
    set->numbered = numbered;
}

void idset_release(struct idset *set)
{
    free(set->hashes);
    free(set->numbers);
    *set = (struct idset){0};
}
