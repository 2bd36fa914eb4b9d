/*
 * govern: the flags of random sentences, against a naive reading of govern.h that asks of each trigger and
 * each token whether the one governs the other; and what concepts mean.
 */
#include "govern.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

enum { TOKENS = 24, MATCHES = 12, ROUNDS = 200000 };

static uint32_t seed = 1;

static uint32_t below(uint32_t n)
{
    seed = seed * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)(seed >> 8) * n >> 24);
}

/* Data of its own: reaches that differ by kind and side. */
static const char data[] = "kind\tvalue\tnote\n"
                           "neg\tafter 2 3\t\n"
                           "plan\tbefore 4 1\t\n"
                           "must\tboth 1 5\t\n"
                           "end\t;\t\n"
                           "end.neg\t,\t\n"
                           "end.plan\t, w\t\n";
static const struct {
    enum scope_side side;
    uint32_t before, after;
} reach[] = {{SIDE_AFTER, 2, 3}, {SIDE_BEFORE, 4, 1}, {SIDE_BOTH, 1, 5}};

static const char *const forms[] = {"w",      "w", "w", "w", "v", ",",      ";", "-",
                                    "\u2014", "(", ")", "[", "]", "\uff09", "1", "\""};

static const struct concept {
    const char *name;
    unsigned flags; /* of a trigger */
    int kind;       /* of a trigger, else -1 */
    enum scope_side side;
    bool governed, clause, comma;
}
concepts[] = {
    {"qa.general", 0, -1, SIDE_NONE, true, false, false},
    {"external.body.before", 0, -1, SIDE_NONE, true, false, false},
    {"stance.pilot", 0, -1, SIDE_NONE, true, false, false},
    {"stance.planset", 0, -1, SIDE_NONE, true, false, false},
    {"stance.common|stance.plans", 0, -1, SIDE_NONE, true, false, false},
    {"places.XA", 0, -1, SIDE_NONE, true, false, false},
    {"place", 0, -1, SIDE_NONE, false, false, false},
    {"actor.provider", 0, -1, SIDE_NONE, false, false, false},
    {"stance.pseudo.plans", 0, -1, SIDE_NONE, false, false, false},
    {"stance.plans|stance.obligation", 0, -1, SIDE_NONE, false, false, false},
    {"stance.clause|qa", 0, -1, SIDE_NONE, false, false, false},
    {"stance.negation", MATCH_NEG, 0, SIDE_NONE, false, false, false},
    {"stance.negation.x.both", MATCH_NEG, 0, SIDE_BOTH, false, false, false},
    {"stance.negation.both.x", MATCH_NEG, 0, SIDE_NONE, false, false, false},
    {"stance.none.before", MATCH_NEG, 0, SIDE_BEFORE, false, false, false},
    {"stance.plans", MATCH_PLAN, 1, SIDE_NONE, false, false, false},
    {"stance.plans.after", MATCH_PLAN, 1, SIDE_AFTER, false, false, false},
    {"stance.plans.negated", MATCH_PLAN | MATCH_NEG, 1, SIDE_NONE, false, false, false},
    {"stance.obligation", MATCH_MUST, 2, SIDE_NONE, false, false, false},
    {"stance.obligation.negated.before", MATCH_MUST | MATCH_NEG, 2, SIDE_BEFORE, false, false,
     false},
    {"stance.clause", 0, -1, SIDE_NONE, false, true, false},
    {"stance.clause.x.comma", 0, -1, SIDE_NONE, false, true, true},
};
enum { CONCEPTS = sizeof concepts / sizeof *concepts };

/* What the naive reading knows of a sentence. */
struct reading {
    const struct sentence *s;
    const struct concept *of[MATCHES]; /* each match's */
    unsigned ends[TOKENS];             /* kinds whose clause ends before the token */
    size_t partner[TOKENS];            /* TOKENS: none */
};

static bool is(const struct sentence *s, size_t i, const char *form)
{
    return !(s->tokens[i].flags & TOKEN_ASIDE) && s->tokens[i].form_len == strlen(form) &&
           memcmp(s->tokens[i].form, form, strlen(form)) == 0;
}

static bool is_word(const struct sentence *s, size_t i)
{
    return is(s, i, "w") || is(s, i, "v");
}

static int bracket(const struct sentence *s, size_t i)
{
    return is(s, i, "(")                         ? 1
           : is(s, i, ")") || is(s, i, "\uff09") ? -1
           : is(s, i, "[")                       ? 2
           : is(s, i, "]")                       ? -2
                                                 : 0;
}

static void pair(struct reading *r)
{
    const struct sentence *s = r->s;
    bool dead[TOKENS] = {false};
    for (size_t i = 0; i < s->token_count; i++)
        r->partner[i] = TOKENS;
    for (size_t j = 0; j < s->token_count; j++) {
        if (bracket(s, j) >= 0)
            continue;
        for (size_t i = j; i-- > 0;) {
            if (bracket(s, i) != -bracket(s, j) || r->partner[i] != TOKENS || dead[i])
                continue;
            r->partner[i] = j;
            r->partner[j] = i;
            for (size_t k = i + 1; k < j; k++)
                dead[k] = true;
            break;
        }
    }
}

/* The token before or after i that is not aside; TOKENS: none. */
static size_t beside(const struct sentence *s, size_t i, int step)
{
    for (i += (size_t)step; i < s->token_count; i += (size_t)step)
        if (!(s->tokens[i].flags & TOKEN_ASIDE))
            return i;
    return TOKENS;
}

static void find_ends(struct reading *r)
{
    const struct sentence *s = r->s;
    for (size_t i = 0; i < s->token_count; i++) {
        size_t before = beside(s, i, -1);
        bool inside = false;
        r->ends[i] = 0;
        for (size_t m = 0; m < s->match_count; m++)
            inside = inside || (s->matches[m].first < i && i <= s->matches[m].last);
        if (is(s, i, ";"))
            r->ends[i] = 7;
        if (is(s, i, ","))
            r->ends[i] |= 1;
        if (is(s, i, "w") && before != TOKENS && is(s, before, ","))
            r->ends[i] |= 2;
        if (!inside && (is(s, i, "\u2014") ||
                        (is(s, i, "-") && before != TOKENS && s->tokens[before].gap != GAP_NONE &&
                         s->tokens[i].gap != GAP_NONE)))
            r->ends[i] = 7;
    }
    for (size_t m = 0; m < s->match_count; m++) {
        size_t first = s->matches[m].first;
        if (!r->of[m]->clause)
            continue;
        r->ends[first] = 7;
        /* Of several at one token the last says whether the clause has a comma. */
        bool comma = false;
        for (size_t k = 0; k < s->match_count; k++)
            if (r->of[k]->clause && s->matches[k].first == first)
                comma = r->of[k]->comma;
        for (size_t i = first; comma && i < s->token_count; i++) {
            bool next = false;
            for (size_t k = 0; i > first && k < s->match_count; k++)
                next = next || (r->of[k]->clause && s->matches[k].first == i);
            if (next)
                break;
            if (is(s, i, ",")) {
                r->ends[i] = 7;
                break;
            }
        }
    }
}

/* The opening bracket around token i, TOKENS when there is none. */
static size_t around(const struct reading *r, size_t i)
{
    for (size_t open = i; open-- > 0;)
        if (r->partner[open] != TOKENS && open < r->partner[open] && r->partner[open] > i)
            return open;
    return TOKENS;
}

/* Whether a clause of the kind ends in a frame before one of the tokens first..last. */
static bool is_cut(const struct reading *r, size_t frame, size_t first, size_t last, unsigned kind)
{
    for (size_t i = first; i <= last; i++)
        if (around(r, i) == frame && (r->ends[i] & 1U << kind))
            return true;
    return false;
}

static uint32_t count_words(const struct reading *r, size_t frame, size_t first, size_t end)
{
    uint32_t words = 0;
    for (size_t i = first; i < end; i++)
        words += around(r, i) == frame && is_word(r->s, i);
    return words;
}

static bool governs_after(const struct reading *r, size_t last, size_t i, unsigned kind, uint32_t n)
{
    size_t frame = around(r, i);
    if (i <= last)
        return false;
    if (frame == around(r, last))
        return !is_cut(r, frame, last + 1, i, kind) && count_words(r, frame, last + 1, i) < n;
    if (frame == TOKENS || frame < last || is_cut(r, frame, frame + 1, i, kind))
        return false;
    return n > 0 && (frame == last || governs_after(r, last, frame, kind, n));
}

static bool governs_before(const struct reading *r, size_t first, size_t i, unsigned kind,
                           uint32_t n)
{
    size_t frame = around(r, i);
    if (i >= first)
        return false;
    if (frame == around(r, first))
        return !is_cut(r, frame, i + 1, first, kind) && count_words(r, frame, i + 1, first) < n;
    if (frame == TOKENS)
        return false;
    size_t close = r->partner[frame];
    if (close > first || is_cut(r, frame, i + 1, close - 1, kind) || (r->ends[close] & 1U << kind))
        return false;
    return n > 0 && (close == first || governs_before(r, first, close, kind, n));
}

static unsigned token_flags(const struct reading *r, size_t i)
{
    unsigned flags = 0;
    for (size_t m = 0; m < r->s->match_count; m++) {
        const struct match *t = &r->s->matches[m];
        const struct concept *c = r->of[m];
        if (c->kind < 0)
            continue;
        enum scope_side side = c->side ? c->side : reach[c->kind].side;
        for (unsigned k = 0; k < 3; k++) {
            if (!(c->flags & 1U << k))
                continue;
            if ((t->first <= i && i <= t->last) ||
                ((side & SIDE_AFTER) && governs_after(r, t->last, i, k, reach[c->kind].after)) ||
                ((side & SIDE_BEFORE) && governs_before(r, t->first, i, k, reach[c->kind].before)))
                flags |= 1U << k;
        }
    }
    return flags;
}

static void make_sentence(struct sentence *s, struct reading *r)
{
    sentence_clear(s);
    s->lang = SLICE("xx");
    size_t tokens = 1 + below(TOKENS);
    uint32_t brackets = below(3) ? 9 : 16; /* fewer or more odd ones */
    for (size_t i = 0; i < tokens; i++) {
        struct token *t = sentence_add_token(s);
        t->form = forms[below(below(2) ? 5 : brackets)];
        t->form_len = (uint32_t)strlen(t->form);
        t->gap = below(3) ? GAP_BLANK : GAP_NONE;
        t->flags = below(16) ? 0 : TOKEN_RANGE;
    }
    size_t matches = below(MATCHES + 1);
    for (uint32_t i = 0; i < tokens && s->match_count < matches; i++) {
        while (below(3) == 0 && s->match_count < matches) {
            r->of[s->match_count] = &concepts[below(CONCEPTS)];
            struct match *m = sentence_add_match(s);
            m->concept = slice_of(r->of[s->match_count - 1]->name);
            m->first = i;
            m->last = i + below(below(4) ? 2 : 5);
            m->last = m->last < tokens ? m->last : (uint32_t)tokens - 1;
            m->flags = (uint8_t)below(8); /* of another time */
        }
    }
    r->s = s;
}

static void print_sentence(const struct reading *r)
{
    for (size_t i = 0; i < r->s->token_count; i++)
        tap_diag("%zu %.*s%s%s", i, (int)r->s->tokens[i].form_len, r->s->tokens[i].form,
                 r->s->tokens[i].gap == GAP_NONE ? " joined" : "",
                 r->s->tokens[i].flags ? " aside" : "");
    for (size_t m = 0; m < r->s->match_count; m++)
        tap_diag("%u..%u %s: %u", (unsigned)r->s->matches[m].first, (unsigned)r->s->matches[m].last,
                 r->of[m]->name, r->s->matches[m].flags);
}

static void test_random(struct governor *g)
{
    struct sentence s = {0};
    struct reading r;
    unsigned long flagged = 0, wrong = 0;
    for (int round = 0; round < ROUNDS && wrong == 0; round++) {
        make_sentence(&s, &r);
        pair(&r);
        find_ends(&r);
        governor_set_flags(g, &s, s.lang);
        for (size_t m = 0; m < s.match_count; m++) {
            unsigned expected = r.of[m]->governed ? token_flags(&r, s.matches[m].first) |
                                                        token_flags(&r, s.matches[m].last)
                                                  : 0;
            flagged += expected != 0;
            if (s.matches[m].flags != expected && wrong++ == 0) {
                print_sentence(&r);
                tap_diag("match %zu: %u expected", m, expected);
            }
        }
    }
    tap_ok(wrong == 0, "random sentences have the flags of the naive reading");
    tap_ok(flagged > ROUNDS / 4, "many of them have some (%lu)", flagged);
    sentence_release(&s);
}

/* A sentence of the cap, full of triggers and open brackets, again and again. */
static void test_large(struct governor *g)
{
    struct sentence s = {0};
    s.lang = SLICE("xx");
    for (uint32_t i = 0; i < 4096; i++) {
        struct token *t = sentence_add_token(&s);
        t->form = i % 3 == 2 ? "(" : "w";
        t->form_len = 1;
        struct match *m = sentence_add_match(&s);
        m->concept = i % 3 ? SLICE("qa") : SLICE("stance.negation.both");
        m->first = i;
        m->last = 4095;
    }
    for (int round = 0; round < 100; round++)
        governor_set_flags(g, &s, s.lang);
    tap_ok(s.matches[1].flags == MATCH_NEG && s.matches[4094].flags == MATCH_NEG,
           "a sentence of 4096 tokens and matches");
    sentence_release(&s);
}

int main(void)
{
    char dir[] = "/tmp/gapmap-govern-XXXXXX";
    char path[sizeof dir + 16];
    struct diag d = DIAG_INIT("govern");
    if (!mkdtemp(dir))
        return 1;
    snprintf(path, sizeof path, "%s/und.tsv", dir);
    FILE *file = fopen(path, "w");
    if (!file || fputs(data, file) < 0 || fclose(file) != 0)
        return 1;
    struct scope_set *scopes = scope_set_new(dir, &d);
    struct governor *g = governor_new(scopes);
    tap_ok(d.status == STATUS_OK, "the data are read");
    test_random(g);
    test_large(g);
    governor_free(g);
    scope_set_free(scopes);
    unlink(path);
    rmdir(dir);
    return tap_done();
}
