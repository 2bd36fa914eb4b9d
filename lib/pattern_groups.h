/*
 * pattern_groups: the groups of a pattern, `[a|b]` and `(x)?`, written out.
 *
 * Works on the text: `micro[-credential|credit]` is `micro-credential` and `microcredit`,
 * `(re-)?accredit*` is `re-accredit*` and `accredit*`.  Groups may stand inside groups; quotes,
 * the slashes of `/re/` and `\` protect.
 */
#ifndef GAPMAP_PATTERN_GROUPS_H
#define GAPMAP_PATTERN_GROUPS_H

#include "arena.h"
#include "buf.h"

#include <stdbool.h>

struct pattern_paths {
    struct slice *items;
    size_t count;
    size_t capacity;
};

/*
 * Appends to `paths` (empty) the patterns without groups that s stands for, at most `max`, in
 * `arena`. False: *error says what is wrong.  The caller frees items in both cases.
 */
bool pattern_expand(struct slice s, size_t max, struct arena *arena, struct pattern_paths *paths,
                    const char **error);

#endif
