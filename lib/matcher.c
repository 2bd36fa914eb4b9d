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
};

struct matcher {
    struct classes classes;
    struct automaton automaton;
    const struct lexicon_entry **entries; /* by the automaton's number */
    size_t entry_count, entry_capacity;

    /* Scratch for one sentence. */
    struct place *places;
    size_t place_count, place_capacity;
    struct ids starts; /* places of which some element knows the class */
    struct candidate *found;
    size_t found_count, found_capacity;
    uint32_t *taken; /* by layer */
    struct ids open; /* matches that reach over the token at hand */
};

struct matcher *matcher_new(const struct lexicon *l, struct slice lang, struct stemmer *stemmer,
                            const struct matcher_limits *limits)
{
    struct matcher *m = xcalloc(1, sizeof *m);
    struct pattern pattern = PATTERN_INIT;
    const char *error;
    pattern.words = lexicon_words(l);
    classes_init(&m->classes, lang, stemmer, limits->types);
    automaton_init(&m->automaton, &m->classes, limits->states);
    for (size_t i = 0; i < lexicon_count(l); i++) {
        const struct lexicon_entry *e = lexicon_entry(l, i);
        if (!lexicon_covers(e->lang, lang) ||
            !pattern_parse(&pattern, e->pattern.data, e->pattern.len, lang, &error))
            continue;
        automaton_add(&m->automaton, &pattern, e->layer);
        m->entries = xgrow(m->entries, &m->entry_capacity, m->entry_count + 1, sizeof *m->entries);
        m->entries[m->entry_count++] = e;
    }
    classes_ready(&m->classes);
    automaton_ready(&m->automaton);
    pattern_release(&pattern);
    m->taken = xcalloc((size_t)lexicon_layer_count(l) + 1, sizeof *m->taken);
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    classes_release(&m->classes);
    automaton_release(&m->automaton);
    free(m->entries);
    free(m->places);
    free(m->starts.items);
    free(m->found);
    free(m->taken);
    free(m->open.items);
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

/* Fills the places and starts. */
static void classify(struct matcher *m, const struct sentence *s)
{
    int shouted = -1; /* not known */
    m->place_count = m->starts.count = 0;
    m->places = xgrow(m->places, &m->place_capacity, s->token_count + 1, sizeof *m->places);
    for (uint32_t i = 0; i < s->token_count; i++) {
        const struct token *t = &s->tokens[i];
        if (t->flags & TOKEN_ASIDE)
            continue;
        const struct type *type = classes_type(&m->classes, t);
        uint32_t class = type->given;
        if (class != type->shouted) {
            if (shouted < 0)
                shouted = matcher_is_shouted(s);
            class = shouted ? type->shouted : type->given;
        }
        if (class >= CLASS_FIRST)
            ids_add(&m->starts, (uint32_t)m->place_count);
        m->places[m->place_count++] = (struct place){i, class};
    }
}

/* Matches ---------------------------------------------------------------------------------- */

static void add_found(struct matcher *m, const struct state *state, uint32_t first, uint32_t last)
{
    m->found = xgrow(m->found, &m->found_capacity, m->found_count + state->accepted_count,
                     sizeof *m->found);
    for (uint32_t i = 0; i < state->accepted_count; i++)
        m->found[m->found_count++] =
            (struct candidate){first, last, m->entries[state->accepted[i]]};
}

/* Finds all matches that begin at a place. */
static void run(struct matcher *m, size_t start)
{
    const struct place *p = m->places;
    uint32_t id = automaton_first(&m->automaton, p[start].class);
    for (size_t i = start; id != AUTOMATON_DEAD;) {
        const struct state *state = automaton_state(&m->automaton, id);
        if (state->accepted_count)
            add_found(m, state, p[start].token, p[i].token);
        if (state->arc_count == 0)
            return;
        i++;
        if (i < m->place_count && p[i].class == CLASS_HYPHEN)
            i++;
        if (i >= m->place_count || (p[i].class < CLASS_FIRST && !state->in_gap))
            return;
        id = automaton_step(&m->automaton, id, p[i].class);
    }
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
            if (!aside)
                sentence_add_mark(s, i, match);
            if (s->matches[match].last > i)
                m->open.items[kept++] = match;
        }
        m->open.count = kept;
    }
}

void matcher_tag(struct matcher *m, struct sentence *s)
{
    if (classes_full(&m->classes)) {
        classes_clear(&m->classes);
        automaton_clear(&m->automaton);
    }
    s->tagged = true;
    s->match_count = s->mark_count = 0;
    m->found_count = 0;
    classify(m, s);
    for (size_t i = 0; i < m->starts.count; i++)
        run(m, m->starts.items[i]);
    if (m->found_count == 0)
        return;
    m->found_count = overlap_longest(m->found, m->found_count, m->taken);
    for (size_t i = 0; i < m->found_count; i++) {
        const struct candidate *c = &m->found[i];
        struct match *match = sentence_add_match(s);
        match->concept = c->entry->concept;
        memcpy(match->entry, c->entry->id, sizeof match->entry);
        match->first = c->first;
        match->last = c->last;
    }
    set_marks(m, s);
}
