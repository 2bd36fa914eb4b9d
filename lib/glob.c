#include "glob.h"

#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

/* One glob, one word ----------------------------------------------------------------------- */

bool glob_match(struct slice glob, struct slice text)
{
    size_t g = 0;
    size_t t = 0;
    size_t star =
        SIZE_MAX; /* behind the last `*`; what it matches is widened when the rest fails */
    size_t star_t = 0;
    uint32_t cp;
    while (t < text.len || g < glob.len) {
        if (g < glob.len && glob.data[g] == '*') {
            star = ++g;
            star_t = t;
            continue;
        }
        if (g < glob.len && t < text.len) {
            if (glob.data[g] == '?') {
                g++;
                t += utf8_decode(text.data + t, text.len - t, &cp);
                continue;
            }
            size_t literal = g + (glob.data[g] == '\\' && g + 1 < glob.len);
            if (glob.data[literal] == text.data[t]) {
                g = literal + 1;
                t++;
                continue;
            }
        }
        if (star == SIZE_MAX || star_t == text.len)
            return false;
        star_t += utf8_decode(text.data + star_t, text.len - star_t, &cp);
        g = star;
        t = star_t;
    }
    return true;
}

/* Tries ------------------------------------------------------------------------------------ */

static const uint32_t ROOT = 0;
static const uint32_t NONE = UINT32_MAX;

struct trie_node {
    uint32_t parent;
    uint32_t fail;  /* node of the longest proper suffix (Aho-Corasick) */
    uint32_t found; /* nearest node with globs on the way of `fail`, itself included; or NONE */
    uint32_t globs; /* first of the list of globs whose literal ends here, or NONE */
    uint32_t depth;
    unsigned char byte;
    uint64_t seen; /* number of the search that last found it */
};

struct trie_slot {
    uint64_t key;   /* node << 8 | byte */
    uint32_t child; /* ROOT: empty, no edge leads there */
};

struct trie {
    struct trie_node *nodes;
    size_t count;
    size_t capacity;
    struct trie_slot *slots;
    size_t mask;
};

static uint64_t slot_key(uint32_t node, unsigned char byte)
{
    return (uint64_t)node << 8 | byte;
}

static size_t slot_of(const struct trie *t, uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (h ^ h >> 32) & t->mask;
    while (t->slots[at].child != ROOT && t->slots[at].key != key)
        at = (at + 1) & t->mask;
    return at;
}

static inline uint32_t trie_step(const struct trie *t, uint32_t node, unsigned char byte)
{
    return t->slots[slot_of(t, slot_key(node, byte))].child;
}

static void trie_resize(struct trie *t, size_t size)
{
    free(t->slots);
    t->slots = xcalloc(size, sizeof *t->slots);
    t->mask = size - 1;
    for (uint32_t i = 1; i < t->count; i++) {
        uint64_t key = slot_key(t->nodes[i].parent, t->nodes[i].byte);
        t->slots[slot_of(t, key)] = (struct trie_slot){key, i};
    }
}

static uint32_t trie_add_node(struct trie *t, uint32_t parent, unsigned char byte)
{
    uint32_t node = (uint32_t)t->count;
    t->nodes = xgrow(t->nodes, &t->capacity, t->count + 1, sizeof *t->nodes);
    t->nodes[t->count++] =
        (struct trie_node){.parent = parent,
                           .found = NONE,
                           .globs = NONE,
                           .byte = byte,
                           .depth = node == ROOT ? 0 : t->nodes[parent].depth + 1};
    return node;
}

static void trie_init(struct trie *t)
{
    trie_add_node(t, ROOT, 0);
    trie_resize(t, 64);
}

static uint32_t trie_insert(struct trie *t, struct slice literal)
{
    uint32_t node = ROOT;
    for (size_t i = 0; i < literal.len; i++) {
        unsigned char byte = (unsigned char)literal.data[i];
        uint32_t child = trie_step(t, node, byte);
        if (child == ROOT) {
            child = trie_add_node(t, node, byte);
            uint64_t key = slot_key(node, byte);
            t->slots[slot_of(t, key)] = (struct trie_slot){key, child};
            if (t->count > t->mask / 2)
                trie_resize(t, (t->mask + 1) * 2);
        }
        node = child;
    }
    return node;
}

static void trie_release(struct trie *t)
{
    free(t->nodes);
    free(t->slots);
}

/* The nodes in the order of their depth. */
static uint32_t *by_depth(const struct trie *t)
{
    uint32_t deepest = 0;
    for (size_t i = 0; i < t->count; i++)
        if (t->nodes[i].depth > deepest)
            deepest = t->nodes[i].depth;
    size_t *starts = xcalloc((size_t)deepest + 2, sizeof *starts);
    for (size_t i = 0; i < t->count; i++)
        starts[t->nodes[i].depth + 1]++;
    for (size_t d = 1; d <= deepest; d++)
        starts[d] += starts[d - 1];
    uint32_t *order = xmalloc(t->count, sizeof *order);
    for (uint32_t i = 0; i < t->count; i++)
        order[starts[t->nodes[i].depth]++] = i;
    free(starts);
    return order;
}

static uint32_t fall(const struct trie *t, uint32_t node, unsigned char byte)
{
    for (;;) {
        uint32_t next = trie_step(t, node, byte);
        if (next != ROOT || node == ROOT)
            return next;
        node = t->nodes[node].fail;
    }
}

/* Aho and Corasick's failure function, shallow nodes first. */
static void trie_link(struct trie *t)
{
    uint32_t *order = by_depth(t);
    for (size_t i = 1; i < t->count; i++) {
        struct trie_node *n = &t->nodes[order[i]];
        n->fail = n->parent == ROOT ? ROOT : fall(t, t->nodes[n->parent].fail, n->byte);
        n->found = n->globs != NONE ? order[i] : t->nodes[n->fail].found;
    }
    free(order);
}

/* Many globs ------------------------------------------------------------------------------- */

struct item {
    struct slice glob;
    uint32_t id;
    uint32_t next;  /* in the list of a node */
    bool is_prefix; /* `abc*`: reaching its node is enough */
};

struct globset {
    struct trie prefixes;
    struct trie infixes;
    struct item *items;
    size_t count;
    size_t capacity;
    uint64_t searches;
};

struct globset *globset_new(void)
{
    struct globset *g = xcalloc(1, sizeof *g);
    trie_init(&g->prefixes);
    trie_init(&g->infixes);
    return g;
}

void globset_free(struct globset *g)
{
    if (!g)
        return;
    trie_release(&g->prefixes);
    trie_release(&g->infixes);
    free(g->items);
    free(g);
}

/* The longest literal, its escapes taken off, in `longest`; whether it begins the glob. */
static bool longest_literal(struct slice glob, struct buf *longest)
{
    struct buf run = BUF_INIT;
    bool anchored = true;
    bool first = true;
    for (size_t i = 0; i <= glob.len; i++) {
        char c = i < glob.len ? glob.data[i] : '*';
        if (c == '*' || c == '?') {
            if (run.len > longest->len) {
                buf_clear(longest);
                buf_append(longest, run.data, run.len);
                anchored = first;
            }
            first = false;
            buf_clear(&run);
            continue;
        }
        if (c == '\\' && i + 1 < glob.len)
            c = glob.data[++i];
        buf_append_char(&run, c);
    }
    buf_release(&run);
    return anchored;
}

/* Whether the glob is a literal and one `*` behind it. */
static bool is_plain_prefix(struct slice glob)
{
    size_t i = 0;
    while (i < glob.len && glob.data[i] != '*' && glob.data[i] != '?')
        i += glob.data[i] == '\\' ? 2 : 1;
    return i + 1 == glob.len && glob.data[i] == '*';
}

void globset_add(struct globset *g, struct slice glob, uint32_t id)
{
    struct buf literal = BUF_INIT;
    bool anchored = longest_literal(glob, &literal);
    struct trie *t = anchored ? &g->prefixes : &g->infixes;
    uint32_t node = trie_insert(t, buf_slice(&literal));
    buf_release(&literal);
    g->items = xgrow(g->items, &g->capacity, g->count + 1, sizeof *g->items);
    g->items[g->count] = (struct item){
        .glob = glob, .id = id, .next = t->nodes[node].globs, .is_prefix = is_plain_prefix(glob)};
    t->nodes[node].globs = (uint32_t)g->count++;
}

void globset_ready(struct globset *g)
{
    trie_link(&g->infixes);
}

void ids_add(struct ids *list, uint32_t id)
{
    list->items = xgrow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = id;
}

void ids_reserve(struct ids *list)
{
    list->items = xgrow(list->items, &list->capacity, 1, sizeof *list->items);
}

/* Looks at the globs of a list whose literal stands in text. */
static void try_globs(const struct globset *g, uint32_t list, struct slice text, struct ids *found)
{
    for (uint32_t i = list; i != NONE; i = g->items[i].next) {
        const struct item *item = &g->items[i];
        if (item->is_prefix || glob_match(item->glob, text))
            ids_add(found, item->id);
    }
}

/*
 * Looks at the globs of a node and of all its suffixes.  One that was found before in this
 * search had its suffixes found with it.
 */
static void try_suffixes(struct globset *g, uint32_t hit, struct slice text, struct ids *found)
{
    while (hit != NONE && g->infixes.nodes[hit].seen != g->searches) {
        struct trie_node *node = &g->infixes.nodes[hit];
        node->seen = g->searches;
        try_globs(g, node->globs, text, found);
        hit = g->infixes.nodes[node->fail].found;
    }
}

void globset_find(struct globset *g, struct slice text, struct ids *found)
{
    g->searches++;
    uint32_t node = ROOT;
    for (size_t i = 0; i < text.len; i++) {
        node = trie_step(&g->prefixes, node, (unsigned char)text.data[i]);
        if (node == ROOT)
            break;
        try_globs(g, g->prefixes.nodes[node].globs, text, found);
    }
    if (g->infixes.count == 1)
        return;
    node = ROOT;
    for (size_t i = 0; i < text.len; i++) {
        node = fall(&g->infixes, node, (unsigned char)text.data[i]);
        try_suffixes(g, g->infixes.nodes[node].found, text, found);
    }
}
