#include "overlap.h"

#include "lexicon.h"
#include "xalloc.h"

#include <stdlib.h>

static const char *const names[] = {"longest", "longest-per-concept", "all"};

bool overlap_mode_of(const char *name, enum overlap_mode *mode)
{
    for (int i = 0; i <= OVERLAP_ALL; i++)
        if (strcmp(name, names[i]) == 0) {
            *mode = (enum overlap_mode)i;
            return true;
        }
    return false;
}

const uint32_t *overlap_groups(enum overlap_mode mode, const struct lexicon_entry *e,
                               uint32_t *count)
{
    *count = mode == OVERLAP_LONGEST ? e->layer_count : e->concept_count;
    return mode == OVERLAP_LONGEST ? e->layers : e->concepts;
}

static int compare(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->last != y->last)
        return x->last > y->last ? -1 : 1;
    int order = slice_cmp(x->entry->concept, y->entry->concept);
    return order ? order : memcmp(x->entry->id, y->entry->id, LEXICON_ID);
}

/* The end of the candidates that begin and end where list[i] does. */
static size_t end_of_equal(const struct candidate *list, size_t count, size_t i)
{
    size_t end = i + 1;
    while (end < count && list[end].first == list[i].first && list[end].last == list[i].last)
        end++;
    return end;
}

size_t overlap_cut(struct candidate *list, size_t count)
{
    size_t start = 0;
    if (count <= OVERLAP_STARTS_MAX)
        return count;
    size_t excess = count - OVERLAP_STARTS_MAX;
    size_t end = end_of_equal(list, count, 0);
    for (; excess >= end - start; end = end_of_equal(list, count, start)) {
        excess -= end - start;
        start = end;
    }
    size_t head = end - start - excess; /* of those that are equal, the first in precedence */
    memmove(list, list + start, head * sizeof *list);
    memmove(list + head, list + end, (count - end) * sizeof *list);
    return OVERLAP_STARTS_MAX;
}

static void add_suppressed(struct suppressed_list *s, struct suppressed item)
{
    s->items = xgrow(s->items, &s->capacity, s->count + 1, sizeof *s->items);
    s->items[s->count++] = item;
}

/* Lets the candidate stand, or takes its entry away. */
static void settle(enum overlap_mode mode, struct candidate *c, struct taken *taken,
                   struct suppressed_list *suppressed)
{
    uint32_t count;
    const uint32_t *groups = overlap_groups(mode, c->entry, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (c->first >= taken[groups[i]].end)
            continue;
        if (suppressed)
            add_suppressed(suppressed, (struct suppressed){*c, taken[groups[i]].by, groups[i]});
        c->entry = NULL;
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        taken[groups[i]] = (struct taken){c->last + 1, *c};
}

size_t overlap_settle(enum overlap_mode mode, struct candidate *list, size_t count,
                      struct taken *taken, struct suppressed_list *suppressed)
{
    size_t kept = 0;
    uint32_t groups;
    for (size_t i = 0; i < count && mode != OVERLAP_ALL; i++) {
        const uint32_t *ids = overlap_groups(mode, list[i].entry, &groups);
        for (uint32_t k = 0; k < groups; k++)
            taken[ids[k]].end = 0;
    }
    for (size_t i = 0, end; i < count && mode != OVERLAP_ALL; i = end) {
        for (end = i + 1; end < count && list[end].first == list[i].first;)
            end++;
        /* Backwards, since the longest comes first; among equal ones forwards. */
        for (size_t high = end, low; high > i; high = low) {
            for (low = high - 1; low > i && list[low - 1].last == list[low].last;)
                low--;
            for (size_t k = low; k < high; k++)
                settle(mode, &list[k], taken, suppressed);
        }
    }
    for (size_t i = 0; i < count; i++)
        if (list[i].entry)
            list[kept++] = list[i];
    if (kept > 1)
        qsort(list, kept, sizeof *list, compare);
    return kept;
}
