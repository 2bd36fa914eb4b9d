#include "lexicon_uses.h"

#include "xalloc.h"

#include <stdlib.h>

struct slice lexicon_uses_name(struct buf *key, struct slice concept, const char *id)
{
    buf_clear(key);
    buf_append(key, concept.data, concept.len);
    buf_append_char(key, '\t');
    buf_append(key, id, LEXICON_ID);
    return buf_slice(key);
}

void lexicon_uses_init(struct lexicon_uses *u, const struct lexicon *l)
{
    size_t entries = lexicon_count(l);
    *u = (struct lexicon_uses){.names = INTERN_INIT};
    u->entry_of = xmalloc(entries + 1, sizeof *u->entry_of);
    u->items = xcalloc(entries + 1, sizeof *u->items);
    for (uint32_t i = 0; i < entries; i++) {
        const struct lexicon_entry *e = lexicon_entry(l, i);
        struct slice name = lexicon_uses_name(&u->key, e->concept, e->id);
        bool fresh;
        uint32_t id = intern_add(&u->names, name.data, name.len, &fresh);
        if (fresh)
            u->entry_of[id] = i;
    }
}

void lexicon_uses_release(struct lexicon_uses *u)
{
    intern_release(&u->names);
    free(u->entry_of);
    free(u->items);
    buf_release(&u->key);
}

void lexicon_uses_add(struct lexicon_uses *u, const struct sentence *s, uint64_t document)
{
    for (size_t i = 0; i < s->match_count; i++) {
        const struct match *m = &s->matches[i];
        struct slice name = lexicon_uses_name(&u->key, m->concept, m->entry);
        uint32_t id = intern_find(&u->names, name.data, name.len);
        if (id == INTERN_NONE)
            continue;
        struct lexicon_use *use = &u->items[u->entry_of[id]];
        use->count++;
        use->documents += use->last_document != document;
        use->last_document = document;
    }
}
