#include "automaton.h"

#include "xalloc.h"

#include <stdlib.h>

enum { SLOTS_START = 1024, TRANSITIONS_MAX = 1 << 19, BYTES_MAX = 64 * 1024 * 1024 };

/* The entries ------------------------------------------------------------------------------ */

static uint32_t add_node(struct automaton *a)
{
    a->arcs_at =
        xgrow(a->arcs_at, &a->arcs_at_capacity, (size_t)a->node_count + 2, sizeof *a->arcs_at);
    a->entry_at =
        xgrow(a->entry_at, &a->entry_at_capacity, (size_t)a->node_count + 1, sizeof *a->entry_at);
    a->entry_at[a->node_count] = INTERN_NONE;
    a->arcs_at[a->node_count] = a->arcs_at[a->node_count + 1] = a->arc_count;
    return a->node_count++;
}

static int compare_from(const void *a, const void *b)
{
    uint32_t x = ((const struct pattern_edge *)a)->from;
    uint32_t y = ((const struct pattern_edge *)b)->from;
    return (x > y) - (x < y);
}

static int compare_arcs(const void *a, const void *b)
{
    const struct arc *x = a;
    const struct arc *y = b;
    int order = (x->element > y->element) - (x->element < y->element);
    return order ? order : (x->node > y->node) - (x->node < y->node);
}

void automaton_add(struct automaton *a, const struct pattern *p, const uint32_t *groups,
                   uint32_t group_count)
{
    a->ranks = xgrow(a->ranks, &a->rank_capacity, a->entry_count + 1, sizeof *a->ranks);
    a->ranks[a->entry_count] = (struct entry_rank){.groups = groups,
                                                   .group_count = group_count,
                                                   .kind = p->weakest,
                                                   .node = a->node_count,
                                                   .node_count = p->node_count - 1};
    for (uint32_t i = 0; i < group_count; i++) {
        size_t before = a->stamp_capacity;
        a->stamps = xgrow(a->stamps, &a->stamp_capacity, (size_t)groups[i] + 1, sizeof *a->stamps);
        memset(a->stamps + before, 0, (a->stamp_capacity - before) * sizeof *a->stamps);
    }
    /* Node n of the pattern is node base + n - 1 here; its start has arcs, but no node. */
    uint32_t base = a->node_count;
    struct pattern_edge *edges = xmalloc(p->edge_count + 1, sizeof *edges);
    memcpy(edges, p->edges, p->edge_count * sizeof *edges);
    qsort(edges, p->edge_count, sizeof *edges, compare_from);
    size_t i = 0;
    for (uint32_t node = PATTERN_START; node < p->node_count; node++) {
        uint32_t here = node == PATTERN_START ? INTERN_NONE : add_node(a);
        if (node == PATTERN_ACCEPT)
            a->entry_at[here] = (uint32_t)a->entry_count;
        for (; i < p->edge_count && edges[i].from == node; i++) {
            struct arc arc = {classes_element(a->classes, edges[i].kind, edges[i].text),
                              base + edges[i].to - 1};
            if (node == PATTERN_START) {
                a->start = xgrow(a->start, &a->start_capacity, a->start_count + 1, sizeof arc);
                a->start[a->start_count++] = arc;
                continue;
            }
            a->arcs = xgrow(a->arcs, &a->arc_capacity, a->arc_count + 1, sizeof arc);
            a->arcs[a->arc_count++] = arc;
            a->arcs_at[here + 1] = a->arc_count;
        }
    }
    free(edges);
    a->entry_count++;
}

void automaton_ready(struct automaton *a)
{
    if (a->start_count)
        qsort(a->start, a->start_count, sizeof *a->start, compare_arcs);
    for (size_t i = 0; i < a->start_count; i++) {
        uint32_t node = a->start[i].node;
        uint64_t behind = a->entry_at[node] == INTERN_NONE ? 0 : SIGNATURE_ALL;
        for (size_t k = a->arcs_at[node]; k < a->arcs_at[node + 1]; k++)
            behind |= classes_bit(a->arcs[k].element);
        classes_follow(a->classes, a->start[i].element, behind);
    }
}

/* States ----------------------------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void sort_ids(struct ids *list)
{
    size_t kept = 0;
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, compare_ids);
    for (size_t i = 0; i < list->count; i++)
        if (i == 0 || list->items[i] != list->items[i - 1])
            list->items[kept++] = list->items[i];
    list->count = kept;
}

/* The first arc whose element is not less. */
static size_t lower_bound(const struct arc *arcs, size_t count, uint32_t element)
{
    size_t low = 0;
    for (size_t high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (arcs[middle].element < element)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sets a->targets to the nodes that the arcs lead to by the elements of a class. */
static void follow(struct automaton *a, const struct arc *arcs, size_t count, uint32_t class)
{
    struct slice set = classes_set(a->classes, class);
    size_t elements = set.len / sizeof(uint32_t);
    a->targets.count = 0;
    for (size_t i = 0, at = 0; i < elements && at < count; i++) {
        uint32_t element = classes_get(set, i);
        if (count - at > 32)
            at += lower_bound(arcs + at, count - at, element);
        while (at < count && arcs[at].element < element)
            at++;
        for (; at < count && arcs[at].element == element; at++)
            ids_add(&a->targets, arcs[at].node);
    }
    sort_ids(&a->targets);
}

struct accept {
    enum element_kind kind;
    uint32_t entry;
};

static int compare_accepts(const void *a, const void *b)
{
    const struct accept *x = a;
    const struct accept *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

/*
 * Whether an entry cannot stand beside those of this state that precede it: one of them has a single
 * group, which is also the entry's, so whatever lies over that one lies over the entry too.
 */
static bool is_beaten(struct automaton *a, const struct entry_rank *rank)
{
    for (uint32_t i = 0; i < rank->group_count; i++)
        if (a->stamps[rank->groups[i]] == a->stamp)
            return true;
    if (rank->group_count == 1)
        a->stamps[rank->groups[0]] = a->stamp;
    return false;
}

static void next_stamp(struct automaton *a)
{
    if (++a->stamp == 0) {
        memset(a->stamps, 0, a->stamp_capacity * sizeof *a->stamps);
        a->stamp = 1;
    }
}

/* Sets the accepted entries of a state whose nodes are a->targets. */
static void set_accepted(struct automaton *a, struct state *s)
{
    size_t count = 0;
    for (size_t i = 0; i < a->targets.count; i++)
        count += a->entry_at[a->targets.items[i]] != INTERN_NONE;
    if (count == 0)
        return;
    struct accept *all = xmalloc(count, sizeof *all);
    count = 0;
    for (size_t i = 0; i < a->targets.count; i++) {
        uint32_t entry = a->entry_at[a->targets.items[i]];
        if (entry != INTERN_NONE)
            all[count++] = (struct accept){a->ranks[entry].kind, entry};
    }
    qsort(all, count, sizeof *all, compare_accepts);
    size_t kept = 0;
    next_stamp(a);
    for (size_t i = 0; i < count && kept < a->accepted_max; i++)
        if (a->accepts == AUTOMATON_WHOLE || !is_beaten(a, &a->ranks[all[i].entry]))
            all[kept++] = all[i];
    uint32_t *accepted = arena_alloc(&a->memory, kept * sizeof *accepted);
    for (size_t i = 0; i < kept; i++)
        accepted[i] = all[i].entry;
    s->accepted = accepted;
    s->accepted_count = (uint32_t)kept;
    free(all);
}

/* Sets the arcs of a state whose nodes are a->targets. */
static void set_arcs(struct automaton *a, struct state *s)
{
    size_t count = 0;
    for (size_t i = 0; i < a->targets.count; i++) {
        uint32_t node = a->targets.items[i];
        size_t n = a->arcs_at[node + 1] - a->arcs_at[node];
        if (n == 0)
            continue;
        a->merged = xgrow(a->merged, &a->merged_capacity, count + n, sizeof *a->merged);
        memcpy(a->merged + count, a->arcs + a->arcs_at[node], n * sizeof *a->merged);
        count += n;
    }
    if (count == 0)
        return;
    qsort(a->merged, count, sizeof *a->merged, compare_arcs);
    struct arc *arcs = arena_alloc(&a->memory, count * sizeof *arcs);
    memcpy(arcs, a->merged, count * sizeof *arcs);
    s->arcs = arcs;
    s->arc_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        s->signature |= classes_bit(arcs[i].element);
}

void automaton_clear(struct automaton *a)
{
    arena_clear(&a->memory);
    intern_clear(&a->sets);
    a->transition_count = 0;
    memset(a->transitions, 0, (a->mask + 1) * sizeof *a->transitions);
    memset(a->first, 0xff, a->first_count * sizeof *a->first);
    intern_add(&a->sets, "", 0, NULL);
    a->states = xgrow(a->states, &a->state_capacity, 1, sizeof *a->states);
    a->states[AUTOMATON_DEAD] = (struct state){.arcs = NULL};
}

/* Whether there is no room for another transition, or for the state that it needs. */
static bool is_full(const struct automaton *a)
{
    if (a->transition_count >= TRANSITIONS_MAX)
        return true;
    return a->targets.count &&
           (a->sets.count >= a->state_max || a->memory.total + a->sets.bytes.total > BYTES_MAX);
}

/* The state whose nodes are a->targets; *cleared: all others were dropped. */
static uint32_t intern_state(struct automaton *a, bool *cleared)
{
    *cleared = is_full(a);
    if (*cleared)
        automaton_clear(a);
    bool fresh;
    size_t bytes = a->targets.count * sizeof *a->targets.items;
    uint32_t id = intern_add(&a->sets, (const char *)a->targets.items, bytes, &fresh);
    if (!fresh)
        return id;
    struct state state = {.arcs = NULL};
    set_accepted(a, &state);
    set_arcs(a, &state);
    a->states = xgrow(a->states, &a->state_capacity, (size_t)id + 1, sizeof *a->states);
    a->states[id] = state;
    return id;
}

/* Transitions ------------------------------------------------------------------------------ */

static void resize(struct automaton *a, size_t size)
{
    struct transition *old = a->transitions;
    size_t old_size = old ? a->mask + 1 : 0;
    a->transitions = xcalloc(size, sizeof *a->transitions);
    a->mask = size - 1;
    for (size_t i = 0; i < old_size; i++)
        if (old[i].key)
            a->transitions[automaton_slot(a, old[i].key)] = old[i];
    free(old);
}

uint32_t automaton_make_first(struct automaton *a, uint32_t class)
{
    if (class >= a->first_count) {
        size_t count = class + (size_t) class / 2 + 64;
        a->first = xrealloc(a->first, count, sizeof *a->first);
        memset(a->first + a->first_count, 0xff, (count - a->first_count) * sizeof *a->first);
        a->first_count = count;
    }
    bool cleared;
    follow(a, a->start, a->start_count, class);
    uint32_t next = intern_state(a, &cleared);
    a->first[class] = next;
    return next;
}

uint32_t automaton_make_step(struct automaton *a, uint32_t state, uint32_t class)
{
    const struct state *s = &a->states[state];
    bool cleared;
    follow(a, s->arcs, s->arc_count, class);
    uint32_t next = intern_state(a, &cleared);
    if (cleared) /* the number of the state before means nothing now */
        return next;
    uint64_t key = automaton_key(state, class);
    a->transitions[automaton_slot(a, key)] = (struct transition){key, next};
    if (++a->transition_count > a->mask / 2)
        resize(a, (a->mask + 1) * 2);
    return next;
}

/* ------------------------------------------------------------------------------------------ */

void automaton_init(struct automaton *a, struct classes *classes, size_t max_states,
                    enum automaton_accepts accepts, size_t accepted_max)
{
    *a = (struct automaton){.classes = classes,
                            .state_max = max_states < 2 ? 2 : max_states,
                            .accepts = accepts,
                            .accepted_max = accepted_max ? accepted_max : SIZE_MAX};
    resize(a, SLOTS_START);
    a->first = xmalloc(CLASS_FIRST, sizeof *a->first);
    a->first_count = CLASS_FIRST;
    ids_reserve(&a->targets);
    automaton_clear(a);
}

void automaton_release(struct automaton *a)
{
    free(a->arcs);
    free(a->arcs_at);
    free(a->entry_at);
    free(a->start);
    free(a->ranks);
    free(a->stamps);
    intern_release(&a->sets);
    arena_release(&a->memory);
    free(a->states);
    free(a->transitions);
    free(a->first);
    free(a->targets.items);
    free(a->merged);
}
