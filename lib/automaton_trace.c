/* The way of one match through the nondeterministic automaton, for the few matches with gaps. */
#include "automaton.h"
#include "xalloc.h"

#include <stdlib.h>

enum { REACHED = 1, ALIVE = 2 }; /* of a node behind a token: from the start; and to the end */

struct trace {
    struct automaton *a;
    const struct entry_rank *rank;
    const uint32_t *classes;
    size_t count;
    unsigned char *nodes; /* [token][node]: REACHED, ALIVE */
};

static bool has_element(struct slice set, uint32_t element)
{
    size_t low = 0;
    for (size_t high = set.len / sizeof element; low < high;) {
        size_t middle = low + (high - low) / 2;
        uint32_t id = classes_get(set, middle);
        if (id == element)
            return true;
        if (id < element)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static unsigned char *nodes_behind(const struct trace *t, size_t token)
{
    return t->nodes + token * t->rank->node_count;
}

static bool is_own(const struct arc *arc)
{
    return arc->element >= CLASSES_FIRST_ELEMENT;
}

/* The arcs from a node of the entry, `node` counted from its first. */
static const struct arc *arcs_of(const struct trace *t, uint32_t node, size_t *count)
{
    size_t at = (size_t)t->rank->node + node;
    *count = t->a->arcs_at[at + 1] - t->a->arcs_at[at];
    return t->a->arcs + t->a->arcs_at[at];
}

/* The first arc of the start that is not less. */
static size_t find_start(const struct automaton *a, uint32_t element, uint32_t node)
{
    size_t low = 0;
    for (size_t high = a->start_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        const struct arc *arc = &a->start[middle];
        if (arc->element < element || (arc->element == element && arc->node < node))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sets what is reached behind the first token. */
static void reach_first(struct trace *t)
{
    struct slice set = classes_set(t->a->classes, t->classes[0]);
    for (size_t i = 0; i < set.len / sizeof(uint32_t); i++) {
        uint32_t element = classes_get(set, i);
        size_t at = find_start(t->a, element, t->rank->node);
        for (; at < t->a->start_count && t->a->start[at].element == element; at++) {
            uint32_t node = t->a->start[at].node - t->rank->node;
            if (node >= t->rank->node_count)
                break;
            t->nodes[node] |= REACHED;
        }
    }
}

static void reach(struct trace *t, size_t token)
{
    struct slice set = classes_set(t->a->classes, t->classes[token]);
    const unsigned char *before = nodes_behind(t, token - 1);
    unsigned char *here = nodes_behind(t, token);
    for (uint32_t n = 0; n < t->rank->node_count; n++) {
        size_t count;
        const struct arc *arcs = arcs_of(t, n, &count);
        for (size_t i = 0; before[n] && i < count; i++)
            if (has_element(set, arcs[i].element))
                here[arcs[i].node - t->rank->node] |= REACHED;
    }
}

/* Sets what is alive behind token - 1, by what is behind token. */
static void revive(struct trace *t, size_t token)
{
    struct slice set = classes_set(t->a->classes, t->classes[token]);
    unsigned char *before = nodes_behind(t, token - 1);
    const unsigned char *here = nodes_behind(t, token);
    for (uint32_t n = 0; n < t->rank->node_count; n++) {
        size_t count;
        const struct arc *arcs = arcs_of(t, n, &count);
        for (size_t i = 0; before[n] && i < count; i++)
            if ((here[arcs[i].node - t->rank->node] & ALIVE) && has_element(set, arcs[i].element))
                before[n] |= ALIVE;
    }
}

/*
 * Goes one token on: of the nodes behind the token before, those that are alive and lie on the way
 * so far are marked by their ALIVE; leaves those behind this token that the choice allows.
 */
static bool choose(struct trace *t, size_t token)
{
    struct slice set = classes_set(t->a->classes, t->classes[token]);
    const unsigned char *before = nodes_behind(t, token - 1);
    unsigned char *here = nodes_behind(t, token);
    unsigned char *next = xcalloc(t->rank->node_count, 1);
    bool own = false;
    for (int elements = 1; elements >= 0 && !own; elements--) {
        bool any = false;
        for (uint32_t n = 0; n < t->rank->node_count; n++) {
            size_t count;
            const struct arc *arcs = arcs_of(t, n, &count);
            for (size_t i = 0; (before[n] & ALIVE) && i < count; i++) {
                uint32_t to = arcs[i].node - t->rank->node;
                if (is_own(&arcs[i]) == elements && (here[to] & ALIVE) &&
                    has_element(set, arcs[i].element)) {
                    next[to] = ALIVE;
                    any = true;
                }
            }
        }
        own = any && elements;
    }
    memcpy(here, next, t->rank->node_count);
    free(next);
    return own;
}

void automaton_trace(struct automaton *a, uint32_t entry, const uint32_t *classes, size_t count,
                     bool *own)
{
    struct trace t = {a, &a->ranks[entry], classes, count, NULL};
    t.nodes = xcalloc(count, t.rank->node_count);
    reach_first(&t);
    for (size_t i = 1; i < count; i++)
        reach(&t, i);
    nodes_behind(&t, count - 1)[0] |= ALIVE; /* the first node accepts */
    for (size_t i = count - 1; i > 0; i--)
        revive(&t, i);
    own[0] = true;
    for (size_t i = 1; i < count; i++)
        own[i] = choose(&t, i);
    free(t.nodes);
}
