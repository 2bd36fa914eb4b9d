#include "shadow.h"

#include "language.h"
#include "pattern.h"
#include "stemmer.h"
#include "subsume.h"
#include "xalloc.h"

#include <stdlib.h>

/*
 * The entries that may meet in texts of one language are put into one automaton over elements.
 * Its places are shared: two nodes of two patterns are one place when the same elements lead to
 * them.  Then each entry is walked through it, from its start to its end, with the places that the
 * elements on the way reach for certain, its own among them (subsume.h).
 */
enum {
    REACHED_MAX = 1024, /* places that are kept for a node */
    START_PLACE = 0,
    WITNESS_MAX = PATTERN_PATHS_MAX,
};

/* An edge of a pattern, with places and elements by number. */
struct step {
    uint32_t from; /* node of the pattern */
    uint32_t to;
    uint32_t element;
};

struct member {
    uint32_t entry;
    uint32_t rank; /* kind of the entry */
    uint32_t set;  /* number of the set of its layers: only entries of one set compete here */
    uint32_t nodes;
    uint32_t place; /* of its end */
    size_t first_step;
    size_t step_count;
    bool left_out; /* its shape is not understood here */
};

/* An arc of the automaton. */
struct link {
    uint64_t key; /* place << 32 | element */
    uint32_t to;
};

/* An entry ends at a place. */
struct end {
    uint32_t place;
    uint32_t member; /* in the order of set, rank and entry */
};

struct group {
    const struct lexicon *l;
    struct subsume subsume;
    struct pattern pattern;
    struct member *members;
    size_t count, capacity;
    struct step *steps;
    size_t step_count, step_capacity;
    struct intern sets;   /* layers of an entry -> number */
    struct intern places; /* what leads there -> place */
    struct link *links;
    size_t link_count, link_capacity;
    struct end *ends;
    size_t end_count;

    /* Scratch. */
    struct buf key;
    struct ids places_of;               /* by node */
    struct ids reached;                 /* of all nodes of an entry, one behind the other */
    size_t *reached_at, *reached_count; /* by node */
    size_t reached_at_capacity, reached_count_capacity;
    struct ids target;
};

/* Building --------------------------------------------------------------------------------- */

static uint32_t order_of(uint32_t node, uint32_t nodes)
{
    return node == PATTERN_ACCEPT ? nodes : node;
}

static void add_link(struct group *g, uint32_t from, uint32_t element, uint32_t to)
{
    g->links = xgrow(g->links, &g->link_capacity, g->link_count + 1, sizeof *g->links);
    g->links[g->link_count++] = (struct link){(uint64_t)from << 32 | element, to};
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int compare_pairs(const void *a, const void *b)
{
    int order = compare_ids(a, b);
    return order ? order : compare_ids((const uint32_t *)a + 1, (const uint32_t *)b + 1);
}

/* Appends to g->key the pairs of place and element that lead to a node; a loop has INTERN_NONE. */
static size_t make_key(struct group *g, const struct member *m, uint32_t node)
{
    size_t others = 0;
    buf_clear(&g->key);
    for (size_t i = 0; i < m->step_count; i++) {
        const struct step *s = &g->steps[m->first_step + i];
        if (s->to != node)
            continue;
        uint32_t pair[2] = {s->from == node ? INTERN_NONE : g->places_of.items[s->from],
                            s->element};
        others += s->from != node;
        buf_append(&g->key, (const char *)pair, sizeof pair);
    }
    if (g->key.len)
        qsort(g->key.data, g->key.len / 8, 8, compare_pairs);
    return others;
}

/* The place of a node, whose steps come from nodes with places. */
static uint32_t place_of(struct group *g)
{
    bool fresh;
    uint32_t place = intern_add(&g->places, g->key.data, g->key.len, &fresh);
    for (size_t i = 0; fresh && i < g->key.len; i += 8) {
        uint32_t pair[2];
        memcpy(pair, g->key.data + i, sizeof pair);
        add_link(g, pair[0] == INTERN_NONE ? place : pair[0], pair[1], place);
    }
    return place;
}

static int compare_steps(const void *a, const void *b)
{
    const struct step *x = a;
    const struct step *y = b;
    return (x->to > y->to) - (x->to < y->to);
}

/* Gives the nodes of a member their places; false: they are not in the order that is known here. */
static bool set_places(struct group *g, struct member *m)
{
    for (size_t i = 0; i < m->step_count; i++) {
        const struct step *s = &g->steps[m->first_step + i];
        if (order_of(s->from, m->nodes) > order_of(s->to, m->nodes) ||
            (s->from == s->to && s->to <= PATTERN_ACCEPT))
            return false;
    }
    g->places_of.count = 0;
    for (uint32_t i = 0; i < m->nodes; i++)
        ids_add(&g->places_of, START_PLACE);
    for (uint32_t node = PATTERN_ACCEPT + 1; node <= m->nodes; node++) {
        uint32_t n = node == m->nodes ? PATTERN_ACCEPT : node;
        if (make_key(g, m, n) == 0)
            return false;
        g->places_of.items[n] = place_of(g);
    }
    m->place = g->places_of.items[PATTERN_ACCEPT];
    return true;
}

static void add_member(struct group *g, uint32_t entry, struct slice lang)
{
    const char *error;
    const struct lexicon_entry *e = lexicon_entry(g->l, entry);
    struct pattern *p = &g->pattern;
    if (!pattern_parse(p, e->pattern.data, e->pattern.len, lang, &error))
        return;
    g->members = xgrow(g->members, &g->capacity, g->count + 1, sizeof *g->members);
    struct member *m = &g->members[g->count++];
    *m = (struct member){.entry = entry,
                         .rank = (uint32_t)p->weakest,
                         .set = intern_add(&g->sets, (const char *)e->layers,
                                           e->layer_count * sizeof *e->layers, NULL),
                         .nodes = p->node_count,
                         .first_step = g->step_count,
                         .step_count = p->edge_count};
    g->steps = xgrow(g->steps, &g->step_capacity, g->step_count + p->edge_count, sizeof *g->steps);
    for (size_t i = 0; i < p->edge_count; i++) {
        const struct pattern_edge *edge = &p->edges[i];
        uint32_t element = subsume_element(&g->subsume, edge->kind, edge->text);
        g->steps[g->step_count++] = (struct step){edge->from, edge->to, element};
    }
    if (p->edge_count)
        qsort(&g->steps[m->first_step], m->step_count, sizeof *g->steps, compare_steps);
    m->left_out = !set_places(g, m);
}

/* Order ------------------------------------------------------------------------------------ */

static int compare_links(const void *a, const void *b)
{
    const struct link *x = a;
    const struct link *y = b;
    int order = (x->key > y->key) - (x->key < y->key);
    return order ? order : (x->to > y->to) - (x->to < y->to);
}

static int compare_ends(const void *a, const void *b)
{
    const struct end *x = a;
    const struct end *y = b;
    int order = (x->place > y->place) - (x->place < y->place);
    return order ? order : (x->member > y->member) - (x->member < y->member);
}

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a;
    const struct member *y = b;
    if (x->set != y->set)
        return x->set < y->set ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static void make_ready(struct group *g)
{
    subsume_ready(&g->subsume);
    /* So that the number tells which of a set takes the place of which. */
    if (g->count)
        qsort(g->members, g->count, sizeof *g->members, compare_members);
    if (g->link_count)
        qsort(g->links, g->link_count, sizeof *g->links, compare_links);
    g->ends = xmalloc(g->count + 1, sizeof *g->ends);
    for (uint32_t i = 0; i < g->count; i++)
        if (!g->members[i].left_out)
            g->ends[g->end_count++] = (struct end){g->members[i].place, i};
    if (g->end_count)
        qsort(g->ends, g->end_count, sizeof *g->ends, compare_ends);
}

/* Walking ---------------------------------------------------------------------------------- */

static void sort_target(struct ids *t)
{
    size_t kept = 0;
    if (t->count > 1)
        qsort(t->items, t->count, sizeof *t->items, compare_ids);
    for (size_t i = 0; i < t->count; i++)
        if (i == 0 || t->items[i] != t->items[i - 1])
            t->items[kept++] = t->items[i];
    t->count = kept < REACHED_MAX ? kept : REACHED_MAX;
}

static void follow(struct group *g, uint32_t place, uint32_t element)
{
    uint64_t key = (uint64_t)place << 32 | element;
    size_t low = 0;
    for (size_t high = g->link_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (g->links[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < g->link_count && g->links[low].key == key; low++)
        ids_add(&g->target, g->links[low].to);
}

/* Sets g->target to the places that a token of `element` leads to for certain, from a node on. */
static void step(struct group *g, uint32_t from, uint32_t element)
{
    size_t under_count;
    const uint32_t *under = subsume_of(&g->subsume, element, &under_count);
    g->target.count = 0;
    for (size_t i = 0; i < g->reached_count[from]; i++)
        for (size_t k = 0; k < under_count; k++)
            follow(g, g->reached.items[g->reached_at[from] + i], under[k]);
    sort_target(&g->target);
}

/* Keeps of what was reached at a node what is in g->target too; whether that is less. */
static bool keep_common(struct group *g, uint32_t node)
{
    uint32_t *items = g->reached.items + g->reached_at[node];
    size_t count = g->reached_count[node];
    size_t kept = 0;
    for (size_t i = 0, k = 0; i < count; i++) {
        while (k < g->target.count && g->target.items[k] < items[i])
            k++;
        if (k < g->target.count && g->target.items[k] == items[i])
            items[kept++] = items[i];
    }
    g->reached_count[node] = kept;
    return kept < count;
}

/* Sets what is reached at a node, whichever way is taken to it. */
static void reach(struct group *g, const struct member *m, uint32_t node, size_t first)
{
    bool fresh = true;
    size_t i = first;
    g->reached_at[node] = g->reached.count;
    g->reached_count[node] = 0;
    for (; i < m->step_count && g->steps[m->first_step + i].to == node; i++) {
        const struct step *s = &g->steps[m->first_step + i];
        if (s->from == node)
            continue;
        step(g, s->from, s->element);
        if (!fresh) {
            keep_common(g, node);
            continue;
        }
        fresh = false;
        for (size_t k = 0; k < g->target.count; k++)
            ids_add(&g->reached, g->target.items[k]);
        g->reached_count[node] = g->target.count;
    }
    /* Loops last: what stays must stay however often they are taken. */
    for (bool less = true; less;) {
        less = false;
        for (size_t k = first; k < i; k++) {
            const struct step *s = &g->steps[m->first_step + k];
            if (s->from != node)
                continue;
            step(g, node, s->element);
            less = keep_common(g, node) || less;
        }
    }
}

/* The first entry before m, in its layers, that ends at a place and covers m's texts. */
static uint32_t first_at(const struct group *g, uint32_t place, uint32_t m)
{
    const struct lexicon_entry *e = lexicon_entry(g->l, g->members[m].entry);
    uint32_t set = g->members[m].set;
    size_t low = 0;
    for (size_t high = g->end_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        const struct end *end = &g->ends[middle];
        if (end->place < place || (end->place == place && g->members[end->member].set < set))
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < g->end_count && g->ends[low].place == place && g->ends[low].member < m; low++) {
        const struct member *other = &g->members[g->ends[low].member];
        if (other->set != set)
            break;
        if (lexicon_covers(lexicon_entry(g->l, other->entry)->lang, e->lang))
            return g->ends[low].member;
    }
    return INTERN_NONE;
}

/* The best entry before m that ends at one of the places in g->target. */
static uint32_t first_of(const struct group *g, uint32_t m)
{
    uint32_t best = INTERN_NONE;
    for (size_t i = 0; i < g->target.count; i++) {
        uint32_t found = first_at(g, g->target.items[i], m);
        best = found < best ? found : best;
    }
    return best;
}

static bool add_witness(uint32_t *list, size_t *count, uint32_t member)
{
    for (size_t i = 0; i < *count; i++)
        if (list[i] == member)
            return true;
    if (*count == WITNESS_MAX)
        return false;
    list[(*count)++] = member;
    return true;
}

/*
 * Whether member `number` is in a shadow; witnesses[0..*count) are then those that take its place,
 * as members.
 */
static bool walk(struct group *g, uint32_t number, uint32_t *witnesses, size_t *count)
{
    const struct member *m = &g->members[number];
    size_t at = 0;
    size_t ends = 0; /* steps to the end stand first: its number is the least */
    *count = 0;
    g->reached_at = xgrow(g->reached_at, &g->reached_at_capacity, m->nodes, sizeof *g->reached_at);
    g->reached_count =
        xgrow(g->reached_count, &g->reached_count_capacity, m->nodes, sizeof *g->reached_count);
    g->reached.count = 0;
    ids_add(&g->reached, START_PLACE);
    g->reached_at[PATTERN_START] = 0;
    g->reached_count[PATTERN_START] = 1;
    while (ends < m->step_count && g->steps[m->first_step + ends].to == PATTERN_ACCEPT)
        ends++;
    at = ends;
    for (uint32_t node = PATTERN_ACCEPT + 1; node < m->nodes; node++) {
        reach(g, m, node, at);
        while (at < m->step_count && g->steps[m->first_step + at].to == node)
            at++;
    }
    for (size_t i = 0; i < ends; i++) {
        const struct step *s = &g->steps[m->first_step + i];
        step(g, s->from, s->element);
        uint32_t found = first_of(g, number);
        if (found == INTERN_NONE || !add_witness(witnesses, count, found))
            return false;
    }
    return true;
}

/* Groups ----------------------------------------------------------------------------------- */

static void group_init(struct group *g, const struct lexicon *l, struct slice lang,
                       struct stemmer *stemmer)
{
    *g =
        (struct group){.l = l, .pattern = PATTERN_INIT, .sets = INTERN_INIT, .places = INTERN_INIT};
    g->pattern.words = lexicon_words(l);
    subsume_init(&g->subsume, lang, stemmer);
    intern_add(&g->places, "", 0, NULL); /* START_PLACE */
}

static void group_release(struct group *g)
{
    subsume_release(&g->subsume);
    pattern_release(&g->pattern);
    intern_release(&g->sets);
    intern_release(&g->places);
    free(g->members);
    free(g->steps);
    free(g->links);
    free(g->ends);
    free(g->reached_at);
    free(g->reached_count);
    free(g->places_of.items);
    free(g->reached.items);
    free(g->target.items);
    buf_release(&g->key);
}

/* What is found out about the lexicon. */
struct search {
    const struct lexicon *l;
    struct stemmer *stemmer;
    struct intern codes;    /* languages of the entries; `und` for `*` */
    uint32_t *code_of;      /* by entry */
    struct shadow *shadows; /* by entry; `by` is INTERN_NONE: none */
    struct ids helpers;     /* entries for all languages that are in a shadow, or throw one */
};

static bool is_any(const struct lexicon_entry *e)
{
    return slice_eq(e->lang, SLICE("*"));
}

/* Adds the shadows of the group's entries of this language; of the others those stay as they are. */
static void judge(struct search *s, struct group *g, uint32_t code)
{
    uint32_t witnesses[WITNESS_MAX];
    size_t count;
    for (uint32_t i = 0; i < g->count; i++) {
        const struct member *m = &g->members[i];
        struct shadow *shadow = &s->shadows[m->entry];
        if (s->code_of[m->entry] != code)
            continue;
        shadow->by = INTERN_NONE;
        if (m->left_out || !walk(g, i, witnesses, &count) || count == 0)
            continue;
        const struct member *by = &g->members[witnesses[0]];
        *shadow = (struct shadow){m->entry, by->entry, (uint32_t)count - 1,
                                  count == 1 && by->place == m->place};
        for (size_t k = 0; k < count; k++)
            if (is_any(lexicon_entry(s->l, m->entry)))
                ids_add(&s->helpers, g->members[witnesses[k]].entry);
    }
}

/* Finds the shadows among the entries of one language, with those for all languages beside them. */
static void search_language(struct search *s, uint32_t code)
{
    struct group g;
    struct slice lang = intern_key(&s->codes, code);
    uint32_t any = intern_find(&s->codes, "und", 3);
    group_init(&g, s->l, lang, s->stemmer);
    for (uint32_t i = 0; i < lexicon_count(s->l); i++)
        if (s->code_of[i] == code || s->code_of[i] == any)
            add_member(&g, i, lang);
    make_ready(&g);
    judge(s, &g, code);
    group_release(&g);
}

/*
 * Words of entries for all languages are cut, folded and stemmed by the language of the text: what
 * is in a shadow in text of unknown language is tried in another one.
 */
static void try_language(struct search *s, struct slice lang)
{
    struct group g;
    uint32_t witnesses[WITNESS_MAX];
    size_t count;
    group_init(&g, s->l, lang, s->stemmer);
    for (size_t i = 0; i < s->helpers.count; i++)
        add_member(&g, s->helpers.items[i], lang);
    make_ready(&g);
    for (uint32_t i = 0; i < g.count; i++) {
        struct shadow *shadow = &s->shadows[g.members[i].entry];
        if (shadow->by != INTERN_NONE && (g.members[i].left_out || !walk(&g, i, witnesses, &count)))
            shadow->by = INTERN_NONE;
    }
    group_release(&g);
}

static void try_languages(struct search *s)
{
    const char *algorithm;
    const char *codes;
    for (uint32_t i = 0; i < lexicon_count(s->l); i++)
        if (is_any(lexicon_entry(s->l, i)) && s->shadows[i].by != INTERN_NONE)
            ids_add(&s->helpers, i);
    size_t kept = 0;
    if (s->helpers.count == 0)
        return;
    qsort(s->helpers.items, s->helpers.count, sizeof *s->helpers.items, compare_ids);
    for (size_t i = 0; i < s->helpers.count; i++)
        if (i == 0 || s->helpers.items[i] != s->helpers.items[i - 1])
            s->helpers.items[kept++] = s->helpers.items[i];
    s->helpers.count = kept;
    for (size_t rank = 0; (codes = language_codes(rank, &algorithm)); rank++)
        try_language(s, (struct slice){codes, strcspn(codes, " ")});
    try_language(s, SLICE("az")); /* no stemmer, and a fold of its own */
    for (uint32_t i = 0; i < s->codes.count; i++)
        try_language(s, intern_key(&s->codes, i));
}

size_t lexicon_shadows(const struct lexicon *l, struct stemmer *stemmer, struct shadow **list)
{
    size_t entries = lexicon_count(l);
    size_t count = 0;
    struct search s = {.l = l, .stemmer = stemmer, .codes = INTERN_INIT};
    s.code_of = xmalloc(entries + 1, sizeof *s.code_of);
    s.shadows = xmalloc(entries + 1, sizeof *s.shadows);
    for (uint32_t i = 0; i < entries; i++) {
        char code[LANGUAGE_CODE_MAX];
        language_code(lexicon_entry(l, i)->lang, code);
        s.code_of[i] = intern_add(&s.codes, code, strlen(code), NULL);
        s.shadows[i] = (struct shadow){.entry = i, .by = INTERN_NONE};
    }
    for (uint32_t code = 0; code < s.codes.count; code++)
        search_language(&s, code);
    try_languages(&s);
    for (size_t i = 0; i < entries; i++)
        if (s.shadows[i].by != INTERN_NONE)
            s.shadows[count++] = s.shadows[i];
    *list = s.shadows;
    intern_release(&s.codes);
    free(s.code_of);
    free(s.helpers.items);
    return count;
}
