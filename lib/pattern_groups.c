#include "pattern_groups.h"

#include "xalloc.h"

enum { DEPTH_MAX = 16, CHOICES_MAX = 64 };

/* The first group of a pattern: s[open] is its bracket, s[end] the first byte behind it. */
struct group {
    size_t open;
    size_t end;
    bool optional;
    struct slice choices[CHOICES_MAX];
    size_t count;
};

/*
 * What protects the byte at s[i]: returns the place behind an escape, a quoted part or a regular
 * expression, or i.
 */
static size_t skip_protected(struct slice s, size_t i)
{
    char mark = s.data[i];
    if (mark == '\\')
        return i + 2 < s.len ? i + 2 : s.len;
    if (mark != '"' && mark != '/')
        return i;
    for (i++; i < s.len && s.data[i] != mark; i++)
        if (s.data[i] == '\\')
            i++;
    return i < s.len ? i + 1 : s.len;
}

static bool add_choice(struct group *g, const char *from, const char *to, const char **error)
{
    if (g->count == CHOICES_MAX) {
        *error = "too many choices in a group";
        return false;
    }
    g->choices[g->count++] = (struct slice){from, (size_t)(to - from)};
    return true;
}

/* Ends the group whose closing bracket is at s[i]. */
static bool close_group(struct slice s, size_t i, struct group *g, const char **error)
{
    bool question = i + 1 < s.len && s.data[i + 1] == '?';
    g->optional = s.data[i] == ')';
    g->end = i + 1 + g->optional;
    if (g->optional && !question)
        *error = "'(' ... ')' without '?' behind it";
    else if (!g->optional && question)
        *error = "'?' behind ']': write '([a|b])?'";
    else
        return true;
    return false;
}

/* Reads the first group; g->count is 0 when there is none. */
static bool find_group(struct slice s, struct group *g, const char **error)
{
    char closers[DEPTH_MAX];
    size_t depth = 0;
    const char *choice = NULL;
    g->count = 0;
    for (size_t i = 0, next; i < s.len; i = next) {
        next = skip_protected(s, i);
        if (next > i)
            continue;
        next = i + 1;
        char c = s.data[i];
        if (c == '[' || c == '(') {
            if (depth == DEPTH_MAX) {
                *error = "groups too deep";
                return false;
            }
            if (depth == 0) {
                g->open = i;
                choice = s.data + next;
            }
            closers[depth++] = c == '[' ? ']' : ')';
        } else if (c == ']' || c == ')') {
            if (depth == 0 || closers[--depth] != c) {
                *error = c == ']' ? "']' without '['" : "')' without '('";
                return false;
            }
            if (depth == 0)
                return add_choice(g, choice, s.data + i, error) && close_group(s, i, g, error);
        } else if (c == '|' && depth < 2) {
            if (depth == 0 || closers[0] != ']') {
                *error = "'|' outside '[' ... ']'";
                return false;
            }
            if (!add_choice(g, choice, s.data + i, error))
                return false;
            choice = s.data + next;
        }
    }
    if (depth)
        *error = "group without an end";
    return depth == 0;
}

/* s with its group replaced. */
static struct slice choose(struct slice s, const struct group *g, struct slice choice,
                           struct arena *arena)
{
    size_t tail = s.len - g->end;
    char *text = arena_alloc(arena, g->open + choice.len + tail + 1);
    memcpy(text, s.data, g->open);
    if (choice.len)
        memcpy(text + g->open, choice.data, choice.len);
    memcpy(text + g->open + choice.len, s.data + g->end, tail);
    return (struct slice){text, g->open + choice.len + tail};
}

static bool add_path(struct pattern_paths *paths, size_t max, struct slice s, const char **error)
{
    if (paths->count == max) {
        *error = "groups make too many combinations";
        return false;
    }
    paths->items = xgrow(paths->items, &paths->capacity, paths->count + 1, sizeof *paths->items);
    paths->items[paths->count++] = s;
    return true;
}

bool pattern_expand(struct slice s, size_t max, struct arena *arena, struct pattern_paths *paths,
                    const char **error)
{
    struct group g;
    if (!add_path(paths, max, s, error))
        return false;
    /* Each turn writes out one group of one path, so this ends. */
    for (size_t i = 0; i < paths->count;) {
        struct slice path = paths->items[i];
        if (!find_group(path, &g, error))
            return false;
        if (g.count == 0) {
            i++;
            continue;
        }
        paths->items[i] = choose(path, &g, g.choices[0], arena);
        for (size_t k = 1; k < g.count; k++)
            if (!add_path(paths, max, choose(path, &g, g.choices[k], arena), error))
                return false;
        if (g.optional && !add_path(paths, max, choose(path, &g, SLICE(""), arena), error))
            return false;
    }
    return true;
}
