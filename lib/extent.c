#include "extent.h"

#include "tailor.h"
#include "utf8.h"

enum { LOOK_BACK = 4096 }; /* for what may belong to an end found later */

void extents_restart(struct extents *x)
{
    x->ahead = (struct extent_ahead){0};
    x->rest = (struct extent){0};
}

/* Moves an end behind a footnote's mark; 0: none stands there. */
static size_t move_end(const char *s, size_t cap, struct sentence_end *end)
{
    bool paragraph;
    size_t moved = tailor_moves(s, end->len, cap, &paragraph);
    if (moved)
        *end = (struct sentence_end){moved, paragraph, 0};
    return moved;
}

/* The first end that tailoring finds in s[from..end), 0: none. */
static size_t split_before(const struct extents *x, const char *s, size_t from, size_t end,
                           size_t cap)
{
    return x->abbreviations ? tailor_splits(x->abbreviations, s, from, end, cap) : 0;
}

/*
 * The end by UAX #29 behind e->len, in the sentence at s, or *split, one that tailoring finds before it.
 * The rows of a table may be many, and each a sentence, before there is an end by UAX #29, so that is
 * not looked for again for each of them.
 */
static struct sentence_end find_end(struct extents *x, const char *s, uint64_t where,
                                    const struct extent *e, size_t *split)
{
    struct sentence_end end = {0, false, 0};
    size_t from = e->len;
    if (x->ahead.at > where + from && x->ahead.at - where <= e->cap) {
        end = (struct sentence_end){(size_t)(x->ahead.at - where), x->ahead.paragraph, 0};
        size_t sure = x->ahead.capped && end.len > LOOK_BACK ? end.len - LOOK_BACK : end.len;
        if (sure > from && (*split = split_before(x, s, from, sure, e->cap)))
            return end;
        if (x->ahead.capped)
            from = sure > from && sure < end.len ? sure : from;
        else
            return end;
    }
    end = segment_sentence_from(s, e->cap, from, x->lines);
    x->ahead = (struct extent_ahead){where + end.len, end.len == e->cap, end.paragraph};
    size_t quiet = from == e->len ? end.inner : e->len; /* nothing to split before this */
    *split = split_before(x, s, quiet, end.len, e->cap);
    return end;
}

void extents_look_on(struct extents *x, const char *s, uint64_t where, struct extent *e)
{
    for (bool more = true; more;) {
        size_t split = 0;
        struct sentence_end end = find_end(x, s, where, e, &split);
        if (split)
            end = (struct sentence_end){split, false, 0};
        else if (x->abbreviations && !end.paragraph)
            split = move_end(s, e->cap, &end);
        e->len = end.len;
        e->paragraph = end.paragraph;
        more = x->abbreviations && !split && !end.paragraph && end.len < e->cap &&
               tailor_joins(x->abbreviations, s, end.len, e->cap);
    }
}

/* Behind a cut the end is known already, or known not to be near. */
struct extent extents_find(struct extents *x, const char *s, size_t len, uint64_t where)
{
    struct extent e = x->rest;
    bool known = e.len && e.len < e.cap;
    size_t seen = e.len;
    x->rest = (struct extent){0};
    e.cap = len > EXTENT_MAX ? utf8_cut(s, len, EXTENT_MAX) : len;
    if (known)
        return e;
    e.len = seen > LOOK_BACK ? seen - LOOK_BACK : 0;
    extents_look_on(x, s, where, &e);
    return e;
}

void extents_keep_rest(struct extents *x, const struct extent *e, size_t taken)
{
    x->rest = (struct extent){e->len - taken, e->cap - taken, e->paragraph};
}

void extents_drop_rest(struct extents *x)
{
    x->rest = (struct extent){0};
}
