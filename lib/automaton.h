/*
 * automaton: which entries match a run of tokens, by the classes of the tokens.
 *
 * The entries' patterns are one nondeterministic automaton; what is met of it is made
 * deterministic while matching.  States and transitions are bounded: when they are too many, all
 * are dropped and made again as needed, so results never depend on the bound.
 */
#ifndef GAPMAP_AUTOMATON_H
#define GAPMAP_AUTOMATON_H

#include "classes.h"
#include "pattern.h"

enum { AUTOMATON_DEAD = 0, AUTOMATON_STATES = 1 << 16 };

/* An arc of the nondeterministic automaton. */
struct arc {
    uint32_t element;
    uint32_t node;
};

/* A set of nodes. */
struct state {
    const struct arc *arcs;   /* of all its nodes, by element; none: no token leads on */
    const uint32_t *accepted; /* the entries that match here, the first in precedence first */
    uint64_t signature;       /* of the arcs' elements: tokens of other signatures lead nowhere */
    uint32_t arc_count;
    uint32_t accepted_count;
};

struct transition {
    uint64_t key;  /* state << 32 | class; 0: empty */
    uint32_t next; /* state */
};

/*
 * Precedence of an entry among those of its groups (layers, or concepts): smaller kind, then smaller
 * number.
 */
struct entry_rank {
    const uint32_t *groups;
    uint32_t group_count;
    enum element_kind kind;
    uint32_t node; /* the first of its nodes, which accepts; the others are behind it */
    uint32_t node_count;
};

enum automaton_accepts {
    AUTOMATON_PRUNED, /* without entries that cannot stand beside another of all their groups */
    AUTOMATON_WHOLE,
};

/* Plain for the sake of the inline steps below; nobody else looks inside. */
struct automaton {
    struct arc *arcs; /* of node i: from arcs_at[i] to arcs_at[i + 1] */
    size_t arc_count, arc_capacity;
    size_t *arcs_at;
    size_t arcs_at_capacity;
    uint32_t *entry_at; /* the entry that a node accepts, or INTERN_NONE */
    size_t entry_at_capacity;
    uint32_t node_count;
    struct arc *start; /* of the start, by element */
    size_t start_count, start_capacity;
    struct entry_rank *ranks; /* by entry */
    size_t entry_count, rank_capacity;
    enum automaton_accepts accepts;
    size_t accepted_max; /* entries that a state keeps */
    uint32_t *stamps;    /* by group: number of the state that last accepted an entry of it alone */
    size_t stamp_capacity;
    uint32_t stamp;

    struct classes *classes; /* borrowed */
    struct intern sets;      /* state -> its nodes in ascending order */
    struct arena memory;     /* of the states */
    struct state *states;
    size_t state_capacity;
    size_t state_max;
    struct transition *transitions;
    size_t transition_count;
    size_t mask;
    uint32_t *first; /* by class: the state behind a first token of it, or INTERN_NONE */
    size_t first_count;
    struct ids targets; /* scratch */
    struct arc *merged;
    size_t merged_capacity;
};

/*
 * `classes`, borrowed, has the elements; at most about max_states states are kept, and in each at most
 * accepted_max entries (0: all).
 */
void automaton_init(struct automaton *a, struct classes *classes, size_t max_states,
                    enum automaton_accepts accepts, size_t accepted_max);
void automaton_release(struct automaton *a);

/*
 * Adds the next entry (0, 1, 2 ...); its groups, at least one, are borrowed.  All before
 * automaton_ready, all steps behind it; classes_ready comes before automaton_ready.
 */
void automaton_add(struct automaton *a, const struct pattern *p, const uint32_t *groups,
                   uint32_t group_count);
void automaton_ready(struct automaton *a);

/* Drops all states: class numbers have changed. */
void automaton_clear(struct automaton *a);

/*
 * Which tokens of a match satisfied elements of the entry, the others stand in its gaps: sets
 * own[0..count) by the classes of the tokens of the match, hyphens left out.  Where there are several
 * ways, a token is an element's rather than a gap's, from left to right.
 */
void automaton_trace(struct automaton *a, uint32_t entry, const uint32_t *classes, size_t count,
                     bool *own);

/* Out of line: steps taken for the first time. */
uint32_t automaton_make_first(struct automaton *a, uint32_t class);
uint32_t automaton_make_step(struct automaton *a, uint32_t state, uint32_t class);

/* The state behind a first token of this class.  A step makes all earlier state numbers invalid. */
static inline uint32_t automaton_first(struct automaton *a, uint32_t class)
{
    if (class < a->first_count && a->first[class] != INTERN_NONE)
        return a->first[class];
    return automaton_make_first(a, class);
}

static inline size_t automaton_slot(const struct automaton *a, uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (h ^ h >> 32) & a->mask;
    while (a->transitions[at].key && a->transitions[at].key != key)
        at = (at + 1) & a->mask;
    return at;
}

static inline uint64_t automaton_key(uint32_t state, uint32_t class)
{
    return (uint64_t)state << 32 | class;
}

/* The state behind a further token. */
static inline uint32_t automaton_step(struct automaton *a, uint32_t state, uint32_t class)
{
    const struct transition *t = &a->transitions[automaton_slot(a, automaton_key(state, class))];
    return t->key ? t->next : automaton_make_step(a, state, class);
}

/* Valid until the next step. */
static inline const struct state *automaton_state(const struct automaton *a, uint32_t state)
{
    return &a->states[state];
}

#endif
