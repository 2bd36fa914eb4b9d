#include "lexicon_stats.h"

#include "intern.h"
#include "xalloc.h"

#include <stdlib.h>

enum { NONE_KNOWN = LEXICON_STATUSES, COLUMNS };

static const char *const key_names[STATS_KEYS] = {"concept", "lang",  "pattern",
                                                  "status",  "layer", "file"};
static const char *const status_names[COLUMNS] = {"attested", "own", "uncertain", "none-known"};

struct group {
    struct slice cells[STATS_KEYS];
    uint64_t counts[COLUMNS]; /* by status */
    uint64_t found;           /* entries that stand in the text */
    uint64_t matches;         /* how often they do */
};

struct stats {
    const struct stats_keys *keys;
    const struct lexicon_uses *uses;
    bool by_status;
    struct intern names; /* the cells of a group, each with its length before it */
    struct group *groups;
    size_t capacity;
    struct buf key;
};

const char *stats_keys_set(struct stats_keys *keys, struct slice names, struct slice *subject)
{
    keys->count = 0;
    for (size_t at = 0; at <= names.len;) {
        const char *comma = at < names.len ? memchr(names.data + at, ',', names.len - at) : NULL;
        size_t end = comma ? (size_t)(comma - names.data) : names.len;
        int key = 0;
        *subject = (struct slice){names.data + at, end - at};
        while (key < STATS_KEYS && !slice_eq(*subject, slice_of(key_names[key])))
            key++;
        if (key == STATS_KEYS)
            return "unknown key";
        for (size_t i = 0; i < keys->count; i++)
            if (keys->items[i] == (enum stats_key)key)
                return "repeated key";
        keys->items[keys->count++] = (enum stats_key)key;
        at = end + 1;
    }
    return NULL;
}

/* Counts one row of the lexicon; the group that it is in. */
static struct group *count(struct stats *s, const struct slice cells[STATS_KEYS], size_t status)
{
    bool fresh;
    buf_clear(&s->key);
    for (size_t i = 0; i < s->keys->count; i++) {
        struct slice cell = cells[s->keys->items[i]];
        buf_append(&s->key, (const char *)&cell.len, sizeof cell.len);
        buf_append(&s->key, cell.data, cell.len);
    }
    uint32_t id = intern_add(&s->names, s->key.data, s->key.len, &fresh);
    if (fresh) {
        s->groups = xgrow(s->groups, &s->capacity, (size_t)id + 1, sizeof *s->groups);
        s->groups[id] = (struct group){.counts = {0}};
        for (size_t i = 0; i < s->keys->count; i++)
            s->groups[id].cells[i] = cells[s->keys->items[i]];
    }
    s->groups[id].counts[status]++;
    return &s->groups[id];
}

static struct slice layer_of(struct slice concept)
{
    const char *dot = memchr(concept.data, '.', concept.len);
    return (struct slice){concept.data, dot ? (size_t)(dot - concept.data) : concept.len};
}

static int compare_groups(const void *a, const void *b)
{
    const struct group *x = a;
    const struct group *y = b;
    int order = 0;
    for (size_t i = 0; order == 0 && i < STATS_KEYS; i++)
        order = slice_cmp(x->cells[i], y->cells[i]);
    return order;
}

static void write_groups(const struct stats *s, enum table_format format, struct output *out)
{
    struct slice names[STATS_KEYS + COLUMNS + 3];
    size_t columns = 0;
    for (size_t i = 0; i < s->keys->count; i++)
        names[columns++] = slice_of(key_names[s->keys->items[i]]);
    for (size_t i = 0; i < COLUMNS && !s->by_status; i++)
        names[columns++] = slice_of(status_names[i]);
    names[columns++] = s->by_status ? SLICE("rows") : SLICE("entries");
    if (s->uses) {
        names[columns++] = SLICE("found");
        names[columns++] = SLICE("matches");
    }
    struct table_writer w;
    table_begin(&w, out, format, false, names, columns);
    for (size_t g = 0; g < s->names.count; g++) {
        const struct group *group = &s->groups[g];
        uint64_t entries = 0;
        for (size_t i = 0; i < s->keys->count; i++)
            table_text(&w, group->cells[i]);
        for (size_t i = 0; i < COLUMNS; i++) {
            if (!s->by_status)
                table_number(&w, group->counts[i]);
            if (s->by_status || i != NONE_KNOWN)
                entries += group->counts[i];
        }
        table_number(&w, entries);
        if (s->uses) {
            table_number(&w, group->found);
            table_number(&w, group->matches);
        }
        if (!table_end_row(&w))
            break;
    }
    table_release(&w);
}

void lexicon_stats_write(const struct lexicon *l, const struct lexicon_uses *uses,
                         const struct stats_keys *keys, enum table_format format,
                         struct output *out)
{
    struct stats s = {.keys = keys, .uses = uses, .names = INTERN_INIT};
    for (size_t i = 0; i < keys->count; i++)
        s.by_status = s.by_status || keys->items[i] == STATS_STATUS;
    for (size_t i = 0; i < lexicon_count(l); i++) {
        const struct lexicon_entry *e = lexicon_entry(l, i);
        struct slice cells[STATS_KEYS] = {e->concept,           e->lang,
                                          e->pattern,           slice_of(status_names[e->status]),
                                          layer_of(e->concept), slice_of(e->file)};
        struct group *group = count(&s, cells, e->status);
        group->found += uses && uses->items[i].count;
        group->matches += uses ? uses->items[i].count : 0;
    }
    for (size_t i = 0; i < lexicon_none_count(l); i++) {
        const struct lexicon_none *n = lexicon_none(l, i);
        struct slice cells[STATS_KEYS] = {
            n->concept,           n->lang,          SLICE(""), slice_of(status_names[NONE_KNOWN]),
            layer_of(n->concept), slice_of(n->file)};
        count(&s, cells, NONE_KNOWN);
    }
    if (s.names.count)
        qsort(s.groups, s.names.count, sizeof *s.groups, compare_groups);
    write_groups(&s, format, out);
    intern_release(&s.names);
    free(s.groups);
    buf_release(&s.key);
}
