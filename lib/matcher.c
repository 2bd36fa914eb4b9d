#include "matcher.h"

#include "automaton.h"
#include "classes.h"
#include "overlap.h"
#include "pattern.h"
#include "ucd.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

/* A token of the sentence that can take part in a match. */
struct place {
    uint32_t token;
    uint32_t class;
    uint64_t own; /* of its signature */
};

/* An entry that has a regular expression. */
struct regex_user {
    uint32_t element;
    uint32_t entry;
};

struct matcher {
    struct classes classes;
    struct automaton automaton;
    enum overlap_mode overlap;
    bool lemmas;
    bool explain;
    const struct lexicon_entry **entries; /* by the automaton's number */
    size_t entry_count, entry_capacity;
    bool *gaps; /* by entry: it has some */
    size_t gap_capacity;
    struct regex_user *users;
    size_t user_count, user_capacity;

    /* Scratch for one sentence. */
    struct place *places;
    size_t place_count, place_capacity;
    struct ids starts; /* places at which matches may begin */
    struct candidate *found;
    size_t found_count, found_capacity;
    struct taken *taken; /* by group */
    struct ids open;     /* matches that reach over the token at hand */
    struct ids traced;   /* classes of a match with gaps */
    struct ids steps;    /* places of them */
    bool *own;
    size_t own_capacity;
    bool *gap_tokens; /* of matches with gaps, one after the other: the token has no mark */
    size_t gap_token_count, gap_token_capacity;
    struct ids gap_at; /* by match: its part of gap_tokens; INTERN_NONE: none */

    struct suppressed_list suppressed;
    const struct lexicon_entry **exceeded;
    size_t exceeded_capacity;
    struct matcher_report report;
};

/* Adds an entry whose pattern was parsed. */
static void add_entry(struct matcher *m, const struct lexicon_entry *e, const struct pattern *p)
{
    uint32_t count;
    uint32_t number = (uint32_t)m->entry_count;
    const uint32_t *groups = overlap_groups(m->overlap, e, &count);
    automaton_add(&m->automaton, p, groups, count);
    m->entries = xgrow(m->entries, &m->entry_capacity, m->entry_count + 1, sizeof *m->entries);
    m->gaps = xgrow(m->gaps, &m->gap_capacity, m->entry_count + 1, sizeof *m->gaps);
    m->gaps[m->entry_count] = p->has_gap;
    m->entries[m->entry_count++] = e;
    for (size_t i = 0; p->weakest == ELEMENT_REGEX && i < p->edge_count; i++) {
        if (p->edges[i].kind != ELEMENT_REGEX)
            continue;
        m->users = xgrow(m->users, &m->user_capacity, m->user_count + 1, sizeof *m->users);
        uint32_t element = classes_element(&m->classes, ELEMENT_REGEX, p->edges[i].text);
        m->users[m->user_count++] = (struct regex_user){element, number};
    }
}

struct matcher *matcher_new(const struct lexicon *l, struct slice lang, struct stemmer *stemmer,
                            const struct matcher_options *o)
{
    struct matcher *m = xcalloc(1, sizeof *m);
    struct pattern pattern = PATTERN_INIT;
    const char *error;
    bool whole = o->explain || o->overlap == OVERLAP_ALL;
    pattern.words = o->words;
    m->overlap = o->overlap;
    m->lemmas = o->lemmas;
    m->explain = o->explain;
    classes_init(&m->classes, lang, stemmer, o->types, o->lemmas);
    automaton_init(&m->automaton, &m->classes, o->states,
                   whole ? AUTOMATON_WHOLE : AUTOMATON_PRUNED,
                   o->overlap == OVERLAP_ALL ? OVERLAP_STARTS_MAX + 1 : 0);
    for (size_t i = 0; i < lexicon_count(l); i++) {
        const struct lexicon_entry *e = lexicon_entry(l, i);
        if (lexicon_covers(e->lang, lang) &&
            pattern_parse(&pattern, e->pattern.data, e->pattern.len, lang, &error))
            add_entry(m, e, &pattern);
    }
    classes_ready(&m->classes);
    automaton_ready(&m->automaton);
    pattern_release(&pattern);
    size_t groups =
        o->overlap == OVERLAP_LONGEST ? lexicon_layer_count(l) : lexicon_concept_count(l);
    m->taken = xcalloc(groups + 1, sizeof *m->taken);
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    classes_release(&m->classes);
    automaton_release(&m->automaton);
    free(m->entries);
    free(m->gaps);
    free(m->users);
    free(m->places);
    free(m->starts.items);
    free(m->found);
    free(m->taken);
    free(m->open.items);
    free(m->traced.items);
    free(m->steps.items);
    free(m->own);
    free(m->gap_tokens);
    free(m->gap_at.items);
    free(m->suppressed.items);
    free(m->exceeded);
    free(m);
}

/* Classes ---------------------------------------------------------------------------------- */

bool matcher_is_shouted(const struct sentence *s)
{
    size_t words = 0;
    for (size_t i = 0; i < s->token_count; i++) {
        const struct token *t = &s->tokens[i];
        bool word = false;
        uint32_t cp;
        if (t->flags & TOKEN_ASIDE)
            continue;
        for (size_t k = 0; k < t->form_len;) {
            k += utf8_decode(t->form + k, t->form_len - k, &cp);
            uint16_t entry = ucd_entry(cp);
            if ((entry & (UCD_LETTER | UCD_UPPER)) == UCD_LETTER)
                return false;
            word = word || (entry & UCD_LETTER);
        }
        words += word;
    }
    return words > 1;
}

/* The token with its lemma where the stem would be; `_` is none. */
static struct token by_lemma(const struct token *t)
{
    struct token view = *t;
    bool none = !t->lemma || (t->lemma_len == 1 && t->lemma[0] == '_');
    view.stem = none ? NULL : t->lemma;
    view.stem_len = none ? 0 : t->lemma_len;
    return view;
}

/* The place at hand while the sentence is gone through, and what it may be the beginning of. */
struct look {
    uint64_t
        behind; /* what may stand behind the place `from`, for a match that begins there; 0: no match */
    uint32_t from;
};

/*
 * Notes where matches may begin: at a place that is a match alone, or behind which something stands that
 * may follow, over a hyphen or not.
 */
static inline void look_for_starts(struct matcher *m, struct look *look, uint32_t place,
                                   uint32_t class, struct signature signature)
{
    if (class == CLASS_HYPHEN && look->from + 1 == place)
        return;
    if (look->behind & signature.own)
        ids_add(&m->starts, look->from);
    look->from = place;
    look->behind = signature.behind;
    if (signature.behind == SIGNATURE_ALL) {
        ids_add(&m->starts, place);
        look->behind = 0;
    }
}

/* Fills the places and starts. */
static void classify(struct matcher *m, const struct sentence *s)
{
    int shouted = -1; /* not known */
    struct look look = {0, 0};
    uint32_t count = 0;
    m->starts.count = 0;
    m->places = xgrow(m->places, &m->place_capacity, s->token_count + 1, sizeof *m->places);
    struct place *places = m->places;
    for (uint32_t i = 0; i < s->token_count; i++) {
        const struct token *t = &s->tokens[i];
        if (t->flags & TOKEN_ASIDE)
            continue;
        struct token lemma;
        if (m->lemmas) {
            lemma = by_lemma(t);
            t = &lemma;
        }
        const struct type *type = classes_type(&m->classes, t);
        uint32_t class = type->given;
        struct signature signature = type->signature;
        if (class != type->shouted) {
            if (shouted < 0)
                shouted = matcher_is_shouted(s);
            if (shouted) {
                class = type->shouted;
                signature = *classes_signature(&m->classes, class);
            }
        }
        places[count] = (struct place){i, class, signature.own};
        look_for_starts(m, &look, count++, class, signature);
    }
    m->place_count = count;
}

/* Matches ---------------------------------------------------------------------------------- */

static void add_found(struct matcher *m, const struct state *state, uint32_t first, uint32_t last)
{
    m->found = xgrow(m->found, &m->found_capacity, m->found_count + state->accepted_count,
                     sizeof *m->found);
    for (uint32_t i = 0; i < state->accepted_count; i++)
        m->found[m->found_count++] =
            (struct candidate){first, last, state->accepted[i], m->entries[state->accepted[i]]};
}

/* The place behind one, over a hyphen. */
static inline size_t next_place(const struct matcher *m, size_t i)
{
    i++;
    return i + (i < m->place_count && m->places[i].class == CLASS_HYPHEN);
}

/* Finds all matches that begin at a place. */
static void run(struct matcher *m, size_t start)
{
    const struct place *p = m->places;
    uint32_t id = automaton_first(&m->automaton, p[start].class);
    for (size_t i = start; id != AUTOMATON_DEAD;) {
        const struct state *state = automaton_state(&m->automaton, id);
        if (state->accepted_count)
            add_found(m, state, (uint32_t)start, (uint32_t)i);
        if (state->signature == 0)
            return;
        i = next_place(m, i);
        if (i >= m->place_count || !(state->signature & p[i].own))
            return;
        id = automaton_step(&m->automaton, id, p[i].class);
    }
}

/* Finds all matches of the sentence; of those that begin at one place, as many as may be. */
static void run_all(struct matcher *m)
{
    for (size_t i = 0; i < m->starts.count; i++) {
        size_t before = m->found_count;
        size_t start = m->starts.items[i];
        run(m, start);
        if (m->overlap != OVERLAP_ALL || m->found_count - before <= OVERLAP_STARTS_MAX)
            continue;
        m->found_count = before + overlap_cut(m->found + before, m->found_count - before);
        m->report.cut++;
    }
}

/* Marks --------------------------------------------------------------------------------------- */

/*
 * Notes which tokens of a match with gaps are in them: those that satisfied no element, and hyphens
 * that do not stand between two that did.
 */
static uint32_t note_gaps(struct matcher *m, const struct candidate *c)
{
    size_t base = m->gap_token_count;
    uint32_t first = m->places[c->first].token;
    size_t width = m->places[c->last].token - first + 1;
    m->traced.count = m->steps.count = 0;
    for (size_t i = c->first; i <= c->last; i = next_place(m, i)) {
        ids_add(&m->traced, m->places[i].class);
        ids_add(&m->steps, (uint32_t)i);
    }
    m->own = xgrow(m->own, &m->own_capacity, m->traced.count, sizeof *m->own);
    automaton_trace(&m->automaton, c->number, m->traced.items, m->traced.count, m->own);
    m->gap_tokens =
        xgrow(m->gap_tokens, &m->gap_token_capacity, base + width, sizeof *m->gap_tokens);
    memset(m->gap_tokens + base, true, width);
    for (size_t i = 0; i < m->steps.count; i++) {
        uint32_t place = m->steps.items[i];
        const struct place *p = &m->places[place];
        m->gap_tokens[base + p->token - first] = !m->own[i];
        if (i && place > m->steps.items[i - 1] + 1) /* over a hyphen */
            m->gap_tokens[base + p[-1].token - first] = !m->own[i] || !m->own[i - 1];
    }
    m->gap_token_count += width;
    return (uint32_t)base;
}

/* Whether a token between the ends of a match belongs to it. */
static inline bool is_in(const struct matcher *m, const struct sentence *s, uint32_t match,
                         uint32_t token)
{
    uint32_t at = m->gap_at.items[match];
    return at == INTERN_NONE || !m->gap_tokens[at + token - s->matches[match].first];
}

/* Marks all tokens of all matches, which are in the order of their first token. */
static void set_marks(struct matcher *m, struct sentence *s)
{
    uint32_t next = 0;
    m->open.count = 0;
    for (uint32_t i = s->matches[0].first; i < s->token_count; i++) {
        while (next < s->match_count && s->matches[next].first == i)
            ids_add(&m->open, next++);
        if (m->open.count == 0) {
            if (next == s->match_count)
                return;
            i = s->matches[next].first - 1;
            continue;
        }
        bool aside = s->tokens[i].flags & TOKEN_ASIDE;
        size_t kept = 0;
        for (size_t k = 0; k < m->open.count; k++) {
            uint32_t match = m->open.items[k];
            if (!aside && is_in(m, s, match, i))
                sentence_add_mark(s, i, match);
            if (s->matches[match].last > i)
                m->open.items[kept++] = match;
        }
        m->open.count = kept;
    }
}

static void set_matches(struct matcher *m, struct sentence *s)
{
    m->gap_at.count = 0;
    m->gap_token_count = 0;
    for (size_t i = 0; i < m->found_count; i++) {
        const struct candidate *c = &m->found[i];
        struct match *match = sentence_add_match(s);
        match->concept = c->entry->concept;
        memcpy(match->entry, c->entry->id, sizeof match->entry);
        match->first = m->places[c->first].token;
        match->last = m->places[c->last].token;
        ids_add(&m->gap_at, m->gaps[c->number] ? note_gaps(m, c) : INTERN_NONE);
    }
    set_marks(m, s);
}

/* Reports ------------------------------------------------------------------------------------- */

static struct candidate as_tokens(const struct matcher *m, struct candidate c)
{
    c.first = m->places[c.first].token;
    c.last = m->places[c.last].token;
    return c;
}

static void report_suppressed(struct matcher *m)
{
    for (size_t i = 0; i < m->suppressed.count; i++) {
        struct suppressed *s = &m->suppressed.items[i];
        s->match = as_tokens(m, s->match);
        s->by = as_tokens(m, s->by);
    }
    m->report.suppressed = m->suppressed.items;
    m->report.suppressed_count = m->suppressed.count;
}

/* Reports the entries of elements that came to a limit while types were classified. */
static void report_exceeded(struct matcher *m)
{
    const struct ids *elements = &m->classes.exceeded;
    for (size_t i = 0; i < elements->count; i++)
        for (size_t k = 0; k < m->user_count; k++) {
            if (m->users[k].element != elements->items[i])
                continue;
            m->exceeded = xgrow(m->exceeded, &m->exceeded_capacity, m->report.exceeded_count + 1,
                                sizeof *m->exceeded);
            m->exceeded[m->report.exceeded_count++] = m->entries[m->users[k].entry];
        }
    m->classes.exceeded.count = 0;
    m->report.exceeded = m->exceeded;
}

const struct matcher_report *matcher_report(const struct matcher *m)
{
    return &m->report;
}

void matcher_tag(struct matcher *m, struct sentence *s)
{
    if (classes_full(&m->classes)) {
        classes_clear(&m->classes);
        automaton_clear(&m->automaton);
    }
    s->tagged = true;
    s->match_count = s->mark_count = 0;
    m->found_count = m->suppressed.count = 0;
    m->report = (struct matcher_report){.cut = 0};
    classify(m, s);
    if (m->classes.exceeded.count)
        report_exceeded(m);
    run_all(m);
    if (m->found_count == 0)
        return;
    m->found_count = overlap_settle(m->overlap, m->found, m->found_count, m->taken,
                                    m->explain ? &m->suppressed : NULL);
    set_matches(m, s);
    report_suppressed(m);
}
