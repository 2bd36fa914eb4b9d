#include "overlap.h"

#include "lexicon.h"

#include <stdlib.h>

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

size_t overlap_longest(struct candidate *list, size_t count, uint32_t *taken)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        taken[list[i].entry->layer] = 0;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && list[end].first == list[i].first;)
            end++;
        /* Backwards: the longest that begins here comes first and leaves no place to others. */
        for (size_t k = end; k-- > i;) {
            uint32_t *layer = &taken[list[k].entry->layer];
            if (list[k].first < *layer)
                list[k].entry = NULL;
            else
                *layer = list[k].last + 1;
        }
    }
    for (size_t i = 0; i < count; i++)
        if (list[i].entry)
            list[kept++] = list[i];
    if (kept > 1)
        qsort(list, kept, sizeof *list, compare);
    return kept;
}
