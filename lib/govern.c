#include "govern.h"

#include "normal.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

#define NO_PARTNER UINT32_MAX
#define WITHOUT_END UINT32_MAX

enum role_kind { ROLE_GOVERNED, ROLE_TRIGGER, ROLE_CLAUSE, ROLE_CLAUSE_COMMA, ROLE_NONE };

/* What a match is here. */
struct role {
    uint8_t role;  /* enum role_kind */
    uint8_t kind;  /* enum scope_kind */
    uint8_t flags; /* that it sets */
    uint8_t side;  /* enum scope_side */
};

struct trigger {
    uint32_t first;
    uint32_t last;
    uint8_t flags; /* that it sets */
    uint8_t kind;  /* enum scope_kind: by which it reaches */
    uint8_t side;  /* enum scope_side */
};

/* What is around a bracket. */
struct frame {
    uint32_t reach[SCOPE_KINDS];
    uint32_t words;
};

struct governor {
    struct scope_set *scopes;
    const struct scope *scope; /* of the sentence */
    struct slice lang;
    struct buf form;
    struct buf next;

    /* Of the sentence, by token. */
    uint8_t *flags;    /* that govern it */
    uint8_t *ends;     /* kinds whose clause ends before it, and WORD */
    uint32_t *partner; /* the bracket that opens or closes what this one does */
    size_t capacity;
    struct role *roles; /* of each match */
    size_t role_capacity;
    struct trigger *triggers; /* by first token */
    size_t trigger_count, trigger_capacity;
    uint32_t *by_last; /* indices of triggers in the order of their last tokens */
    size_t by_last_capacity;
    uint32_t *open;       /* stack of brackets */
    struct frame *frames; /* likewise */
};

/* A further bit of `ends`, and all that are kinds. */
enum { WORD = 1 << SCOPE_KINDS, ALL_KINDS = WORD - 1 };

_Static_assert(MATCH_NEG == 1 << SCOPE_NEG && MATCH_PLAN == 1 << SCOPE_PLAN &&
                   MATCH_MUST == 1 << SCOPE_MUST,
               "a kind of trigger sets the flag of its number");

/* Concepts --------------------------------------------------------------------------------- */

/* Whether concept is `path` or a refinement of it; *rest is what is behind the path. */
static bool is_below(struct slice concept, struct slice path, struct slice *rest)
{
    if (!slice_starts(concept, path) || (concept.len > path.len && concept.data[path.len] != '.'))
        return false;
    *rest = (struct slice){concept.data + path.len, concept.len - path.len};
    return true;
}

/* Takes the last part off a refinement (`.a.b`), if it is `part`. */
static bool take_last(struct slice *refinement, struct slice part)
{
    size_t rest = refinement->len - part.len;
    if (refinement->len < part.len || memcmp(refinement->data + rest, part.data, part.len) != 0)
        return false;
    refinement->len = rest;
    return true;
}

static enum scope_side take_side(struct slice *refinement)
{
    if (take_last(refinement, SLICE(".before")))
        return SIDE_BEFORE;
    if (take_last(refinement, SLICE(".after")))
        return SIDE_AFTER;
    return take_last(refinement, SLICE(".both")) ? SIDE_BOTH : SIDE_NONE;
}

static struct role trigger_role(enum scope_kind kind, struct slice refinement)
{
    enum scope_side side = take_side(&refinement);
    uint8_t flags = (uint8_t)(1U << kind);
    if (take_last(&refinement, SLICE(".negated")))
        flags |= MATCH_NEG;
    return (struct role){ROLE_TRIGGER, (uint8_t)kind, flags, (uint8_t)side};
}

static struct role role_of_path(struct slice concept)
{
    static const struct {
        const char *path;
        enum scope_kind kind;
    } triggers[] = {{"stance.negation", SCOPE_NEG},
                    {"stance.none", SCOPE_NEG},
                    {"stance.plans", SCOPE_PLAN},
                    {"stance.obligation", SCOPE_MUST}};
    const struct role none = {.role = ROLE_NONE};
    const struct role governed = {.role = ROLE_GOVERNED};
    struct slice rest;
    if (!is_below(concept, SLICE("stance"), &rest))
        return is_below(concept, SLICE("place"), &rest) || is_below(concept, SLICE("actor"), &rest)
                   ? none
                   : governed;
    if (is_below(concept, SLICE("stance.pseudo"), &rest))
        return none;
    if (is_below(concept, SLICE("stance.clause"), &rest))
        return (struct role){.role = take_last(&rest, SLICE(".comma")) ? ROLE_CLAUSE_COMMA
                                                                       : ROLE_CLAUSE};
    for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++)
        if (is_below(concept, slice_of(triggers[i].path), &rest))
            return trigger_role(triggers[i].kind, rest);
    return governed;
}

/* Of an ambiguous concept the first path says whether it is governed; it is no trigger. */
static struct role role_of(struct slice concept)
{
    if (concept.len && !memchr("aps", concept.data[0], 3)) /* no actor, place or stance */
        return (struct role){.role = ROLE_GOVERNED};
    const char *bar = memchr(concept.data, '|', concept.len);
    if (!bar)
        return role_of_path(concept);
    struct role role = role_of_path((struct slice){concept.data, (size_t)(bar - concept.data)});
    if (role.role != ROLE_GOVERNED)
        role.role = ROLE_NONE;
    return role;
}

/* Notes the triggers and empties all flags; whether there is a trigger, and something to govern. */
static bool find_triggers(struct governor *g, struct sentence *s)
{
    bool governed = false;
    g->trigger_count = 0;
    g->roles = xgrow(g->roles, &g->role_capacity, s->match_count, sizeof *g->roles);
    for (size_t i = 0; i < s->match_count; i++) {
        struct match *m = &s->matches[i];
        struct role role = g->roles[i] = role_of(m->concept);
        m->flags = 0;
        governed = governed || role.role == ROLE_GOVERNED;
        if (role.role != ROLE_TRIGGER)
            continue;
        if (role.side == SIDE_NONE)
            role.side = (uint8_t)g->scope->reach[role.kind].side;
        g->triggers =
            xgrow(g->triggers, &g->trigger_capacity, g->trigger_count + 1, sizeof *g->triggers);
        g->triggers[g->trigger_count++] =
            (struct trigger){m->first, m->last, role.flags, role.kind, role.side};
    }
    return g->trigger_count > 0 && governed;
}

/* Puts the triggers in the order of their last tokens, by counting. */
static void order_by_last(struct governor *g, size_t tokens)
{
    uint32_t *count = g->partner; /* not yet in use */
    g->by_last = xgrow(g->by_last, &g->by_last_capacity, g->trigger_count, sizeof *g->by_last);
    memset(count, 0, tokens * sizeof *count);
    for (size_t i = 0; i < g->trigger_count; i++)
        count[g->triggers[i].last]++;
    for (size_t i = 0, sum = 0; i < tokens; i++) {
        uint32_t n = count[i];
        count[i] = (uint32_t)sum;
        sum += n;
    }
    for (size_t i = 0; i < g->trigger_count; i++)
        g->by_last[count[g->triggers[i].last]++] = (uint32_t)i;
}

/* Tokens ----------------------------------------------------------------------------------- */

/* The next token after i that is not aside; the number of tokens when there is none. */
static size_t next_token(const struct sentence *s, size_t i)
{
    for (i++; i < s->token_count && (s->tokens[i].flags & TOKEN_ASIDE); i++)
        ;
    return i;
}

static struct slice form_of(const struct token *t, struct slice lang, struct buf *form)
{
    buf_clear(form);
    normal_form(t->form, t->form_len, lang, form);
    return buf_slice(form);
}

/* Whether the tokens after *i have the matching forms of `more`; the last of them becomes *i. */
static bool follow(struct governor *g, const struct sentence *s, size_t *at, struct slice more)
{
    size_t i = *at;
    while (more.len) {
        const char *blank = memchr(more.data, ' ', more.len);
        size_t len = blank ? (size_t)(blank - more.data) : more.len;
        i = next_token(s, i);
        if (i >= s->token_count ||
            !slice_eq(form_of(&s->tokens[i], g->lang, &g->next), (struct slice){more.data, len}))
            return false;
        more = blank ? (struct slice){blank + 1, more.len - len - 1} : SLICE("");
    }
    *at = i;
    return true;
}

/* Notes the ends of clauses that the language says from token i on: the last token of each begins another. */
static void note_ends(struct governor *g, const struct sentence *s, size_t i)
{
    const struct token *t = &s->tokens[i];
    unsigned kinds;
    struct slice more;
    if (!scope_may_end(g->scope, t->form, t->form_len))
        return;
    struct slice form = form_of(t, g->lang, &g->form);
    for (size_t at = 0, last = i; (kinds = scope_end(g->scope, form, &at, &more)); last = i)
        if (follow(g, s, &last, more))
            g->ends[last] |= (uint8_t)kinds;
}

/* Whether a token begins with a letter of ASCII, as most do: it is a word, and no bracket or dash. */
static inline bool is_letter(const struct token *t)
{
    return t->form_len && (unsigned)((t->form[0] | 0x20) - 'a') < 26;
}

/* Whether white space is known to follow. */
static bool is_space_after(const struct token *t)
{
    return t->gap == GAP_ODD ? t->space_len > 0 : t->gap != GAP_NONE;
}

/* Whether the token is a dash at which a clause ends; `before`: the token before it, or NULL. */
static bool is_dash(const struct token *t, const struct token *before)
{
    uint32_t cp;
    if (t->form_len == 0 || t->form_len > 4 || is_letter(t) ||
        utf8_decode(t->form, t->form_len, &cp) != t->form_len)
        return false;
    if (cp == 0x2014 || cp == 0x2015)
        return true;
    bool dash = cp == '-' || (cp >= 0x2010 && cp <= 0x2013) || cp == 0x2212 || cp == 0xff0d;
    return dash && before && is_space_after(before) && is_space_after(t);
}

/* A comma, also those of Chinese and Japanese. */
static bool is_comma(const struct token *t)
{
    return slice_eq((struct slice){t->form, t->form_len}, SLICE(",")) ||
           slice_eq((struct slice){t->form, t->form_len}, SLICE("\xe3\x80\x81")) ||
           slice_eq((struct slice){t->form, t->form_len}, SLICE("\xef\xbc\x8c"));
}

enum { BRACKETS = 4 };

/* Which kind of bracket token t opens (*opens) or closes; 0: it is none. */
static unsigned bracket(const struct token *t, bool *opens)
{
    static const struct {
        uint32_t open, close;
        unsigned kind;
    } pairs[] = {{'(', ')', 1},       {'[', ']', 2},       {0xff08, 0xff09, 1},
                 {0xff3b, 0xff3d, 2}, {0x3010, 0x3011, 3}, {0x3014, 0x3015, 4}};
    uint32_t cp;
    if (t->form_len == 0 || t->form_len > 3 || (t->flags & TOKEN_ASIDE) || is_letter(t) ||
        utf8_decode(t->form, t->form_len, &cp) != t->form_len)
        return 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        *opens = cp == pairs[i].open;
        if (*opens || cp == pairs[i].close)
            return pairs[i].kind;
    }
    return 0;
}

/* Finds the partner of each bracket: a closing one takes the last that is open of its kind, those behind have none. */
static void pair_brackets(struct governor *g, const struct sentence *s)
{
    uint32_t open[BRACKETS + 1] = {0}; /* of each kind, those on the stack */
    size_t depth = 0;
    for (uint32_t i = 0; i < s->token_count; i++) {
        bool opens, other;
        unsigned kind = bracket(&s->tokens[i], &opens);
        g->partner[i] = NO_PARTNER;
        if (kind == 0 || (!opens && open[kind] == 0))
            continue;
        if (opens) {
            g->open[depth++] = i;
            open[kind]++;
            continue;
        }
        for (unsigned last = 0; last != kind;) {
            last = bracket(&s->tokens[g->open[--depth]], &other);
            open[last]--;
        }
        g->partner[i] = g->open[depth];
        g->partner[g->open[depth]] = i;
    }
}

/* Fills flags, ends and partner. */
static void look_at_tokens(struct governor *g, const struct sentence *s)
{
    const struct token *before = NULL;
    uint32_t inner = 0; /* up to this token one is inside a match */
    bool open = false;  /* a clause that ends at a comma */
    size_t next = 0;
    memset(g->flags, 0, s->token_count);
    memset(g->ends, 0, s->token_count);
    for (size_t i = 0; i < s->token_count; i++) {
        const struct token *t = &s->tokens[i];
        bool inside = i && i <= inner;
        for (; next < s->match_count && s->matches[next].first <= i; next++) {
            const struct match *m = &s->matches[next];
            unsigned role = g->roles[next].role;
            inner = m->last > inner ? m->last : inner;
            if (role == ROLE_CLAUSE || role == ROLE_CLAUSE_COMMA) {
                g->ends[i] |= ALL_KINDS;
                open = role == ROLE_CLAUSE_COMMA;
            }
        }
        if (t->flags & TOKEN_ASIDE)
            continue;
        if (is_letter(t) || token_is_word(t))
            g->ends[i] |= WORD;
        note_ends(g, s, i);
        bool comma = open && is_comma(t);
        open = open && !comma;
        if (comma || (!inside && is_dash(t, before)))
            g->ends[i] |= ALL_KINDS;
        before = t;
    }
    pair_brackets(g, s);
}

/* Sweeps ----------------------------------------------------------------------------------- */

/* How far each kind of trigger reaches, in words from the beginning of the sweep. */
struct sweep {
    uint32_t reach[SCOPE_KINDS];
    uint32_t words;
    size_t depth; /* of brackets */
};

static void end_clause(struct sweep *w, unsigned kinds)
{
    for (unsigned k = 0; k < SCOPE_KINDS; k++)
        if (kinds & 1U << k)
            w->reach[k] = 0;
}

/* Goes into brackets, whose clause is governed as a whole with the place where they stand. */
static void enter(struct governor *g, struct sweep *w)
{
    struct frame *f = &g->frames[w->depth++];
    f->words = w->words;
    for (unsigned k = 0; k < SCOPE_KINDS; k++) {
        f->reach[k] = w->reach[k];
        w->reach[k] = w->reach[k] > w->words ? WITHOUT_END : 0;
    }
}

static void leave(struct governor *g, struct sweep *w)
{
    const struct frame *f = &g->frames[--w->depth];
    w->words = f->words;
    memcpy(w->reach, f->reach, sizeof w->reach);
}

/* Adds what governs token i, and counts it. */
static void visit(struct governor *g, struct sweep *w, size_t i)
{
    for (unsigned k = 0; k < SCOPE_KINDS; k++)
        if (w->reach[k] > w->words)
            g->flags[i] |= (uint8_t)(1U << k);
    w->words += (g->ends[i] & WORD) != 0;
}

/* Lets flags govern the next words. */
static void start(struct sweep *w, unsigned flags, uint32_t words)
{
    for (unsigned k = 0; k < SCOPE_KINDS; k++)
        if ((flags & 1U << k) && w->words + words > w->reach[k])
            w->reach[k] = w->words + words;
}

/* From the first token to the last: triggers that govern what follows, and their own tokens. */
static void sweep_on(struct governor *g, const struct sentence *s)
{
    struct sweep w = {0};
    uint32_t own[SCOPE_KINDS] = {0}; /* up to this token, that one not included */
    size_t first = 0, last = 0;
    for (size_t i = 0; i < s->token_count; i++) {
        bool opens = g->partner[i] != NO_PARTNER && g->partner[i] > i;
        if (g->partner[i] != NO_PARTNER && !opens)
            leave(g, &w);
        end_clause(&w, g->ends[i]);
        visit(g, &w, i);
        for (; first < g->trigger_count && g->triggers[first].first <= i; first++) {
            const struct trigger *t = &g->triggers[first];
            for (unsigned k = 0; k < SCOPE_KINDS; k++)
                if ((t->flags & 1U << k) && t->last >= own[k])
                    own[k] = t->last + 1;
        }
        for (unsigned k = 0; k < SCOPE_KINDS; k++)
            if (i < own[k])
                g->flags[i] |= (uint8_t)(1U << k);
        for (; last < g->trigger_count && g->triggers[g->by_last[last]].last == i; last++) {
            const struct trigger *t = &g->triggers[g->by_last[last]];
            if (t->side & SIDE_AFTER)
                start(&w, t->flags, g->scope->reach[t->kind].after);
        }
        if (opens)
            enter(g, &w);
    }
}

/* From the last token to the first: triggers that govern what stands before them. */
static void sweep_back(struct governor *g, const struct sentence *s)
{
    struct sweep w = {0};
    size_t left = g->trigger_count;
    for (size_t i = s->token_count; i-- > 0;) {
        bool closes = g->partner[i] != NO_PARTNER && g->partner[i] < i;
        if (g->partner[i] != NO_PARTNER && !closes)
            leave(g, &w);
        visit(g, &w, i);
        for (; left && g->triggers[left - 1].first == i; left--) {
            const struct trigger *t = &g->triggers[left - 1];
            if (t->side & SIDE_BEFORE)
                start(&w, t->flags, g->scope->reach[t->kind].before);
        }
        end_clause(&w, g->ends[i]);
        if (closes)
            enter(g, &w);
    }
}

/* ------------------------------------------------------------------------------------------ */

static void make_room(struct governor *g, size_t tokens)
{
    if (tokens <= g->capacity)
        return;
    g->flags = xrealloc(g->flags, tokens, sizeof *g->flags);
    g->ends = xrealloc(g->ends, tokens, sizeof *g->ends);
    g->partner = xrealloc(g->partner, tokens, sizeof *g->partner);
    g->open = xrealloc(g->open, tokens, sizeof *g->open);
    g->frames = xrealloc(g->frames, tokens, sizeof *g->frames);
    g->capacity = tokens;
}

void governor_set_flags(struct governor *g, struct sentence *s, struct slice lang)
{
    if (s->match_count == 0)
        return;
    g->scope = scope_of(g->scopes, lang);
    g->lang = lang;
    if (!find_triggers(g, s))
        return;
    make_room(g, s->token_count);
    order_by_last(g, s->token_count);
    look_at_tokens(g, s);
    sweep_on(g, s);
    sweep_back(g, s);
    for (size_t i = 0; i < s->match_count; i++) {
        struct match *m = &s->matches[i];
        if (g->roles[i].role == ROLE_GOVERNED)
            m->flags = g->flags[m->first] | g->flags[m->last];
    }
}

struct governor *governor_new(struct scope_set *scopes)
{
    struct governor *g = xcalloc(1, sizeof *g);
    g->scopes = scopes;
    return g;
}

void governor_free(struct governor *g)
{
    if (!g)
        return;
    buf_release(&g->form);
    buf_release(&g->next);
    free(g->flags);
    free(g->ends);
    free(g->partner);
    free(g->roles);
    free(g->triggers);
    free(g->by_last);
    free(g->open);
    free(g->frames);
    free(g);
}
