/*
 * langtag: the shape of BCP 47 language tags, and which begins which.
 */
#ifndef GAPMAP_LANGTAG_H
#define GAPMAP_LANGTAG_H

#include "buf.h"

#include <stdbool.h>
#include <string.h>

/*
 * Whether tag has the shape: a primary subtag of 2 or 3 letters, then subtags of 1 to 8 letters
 * or digits.
 */
bool langtag_valid(struct slice tag);

/*
 * Whether a two-letter primary subtag is in ISO 639-1, or one that BCP 47 keeps; longer ones
 * pass.
 */
bool langtag_known(struct slice tag);

/*
 * Whether `prefix` begins `tag` subtag by subtag, in any case.  Primary subtags also agree when
 * prefix has the code that stands for several (language_code): no for nb and nn, en for eng.
 */
bool langtag_begins(struct slice prefix, struct slice tag);

/* Length of the primary subtag. */
size_t langtag_primary(struct slice tag);

/* The tag that was last looked up: tags mostly come in long runs of one.  All zero: none. */
struct langtag_memo {
    char tag[64];
    size_t len; /* 0: none */
};

/* Whether tag is the one noted. */
static inline bool langtag_is_noted(const struct langtag_memo *m, struct slice tag)
{
    return tag.len && tag.len == m->len && memcmp(tag.data, m->tag, tag.len) == 0;
}

/* Notes a tag; not a long one, nor none at all, which are looked up anew each time. */
static inline void langtag_note(struct langtag_memo *m, struct slice tag)
{
    m->len = tag.len <= sizeof m->tag ? tag.len : 0;
    if (m->len)
        memcpy(m->tag, tag.data, tag.len);
}

#endif
