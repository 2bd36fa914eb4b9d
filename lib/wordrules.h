/*
 * wordrules: where a language breaks the words of UAX #29 once more (its section 4.1.2 leaves this
 * to tailoring): behind an elided article, before the suffix of a name or an acronym, behind a
 * mutation.
 *
 * Data are files LANG.tsv (columns kind, form, note; lexicons/words/README.md says what the kinds
 * mean), read when a language is first asked for.  Rules only add breaks, inside a segment.
 */
#ifndef GAPMAP_WORDRULES_H
#define GAPMAP_WORDRULES_H

#include "buf.h"
#include "diag.h"
#include "segment.h"

struct wordrules_set; /* of all languages */
struct wordrules;     /* of one; not const: it has room for what it is just looking at */

enum { WORDRULES_SEGMENT_MAX = 512 }; /* bytes; a longer segment stays whole */

/*
 * `dir`: the folder, copied.  Mistakes in a file are said with file and line when it is read (d's
 * status is raised), and those rows left out.  Never NULL.
 */
struct wordrules_set *wordrules_set_new(const char *dir, struct diag *d);
void wordrules_set_free(struct wordrules_set *set);

/* The rules of a BCP 47 tag's language; NULL: it has none.  They live as long as the set. */
struct wordrules *wordrules_of(struct wordrules_set *set, struct slice lang);

/* wordrules_cut for segments that may have something to cut. */
size_t wordrules_cut_any(struct wordrules *r, const char *s, size_t len);

/* Whether all of s[0..len), len > 2, is ASCII from `@` on: letters, in a word. */
static inline bool wordrules_plain(const char *s, size_t len)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    const uint64_t low = UINT64_C(0x4040404040404040);
    uint64_t v, others = 0;
    if (len < 4)
        return (s[0] & s[1] & s[2] & 0x40) && !((s[0] | s[1] | s[2]) & 0x80);
    if (len < 8) {
        uint32_t first, last; /* they overlap */
        memcpy(&first, s, 4);
        memcpy(&last, s + len - 4, 4);
        v = (uint64_t)first << 32 | last;
        return !((v & high) | (~v & low));
    }
    for (size_t i = 0; i < len; i += 8) {
        memcpy(&v, s + (i + 8 < len ? i : len - 8), 8);
        others |= (v & high) | (~v & low);
    }
    return !others;
}

/* Whether a mutation may stand in letters and digits, s[0..len): small before a capital. */
static inline bool wordrules_may_cut_plain(const char *s, size_t len)
{
    return len > 2 && (s[0] & 0x20) && (!(s[1] & 0x20) || !(s[2] & 0x20));
}

/*
 * Length (1..len) of the first piece of s[0..len), a segment of segment_word or what an earlier call
 * has left of one.  The rest is never segmented again, only cut again: d'escriure's is d' escriure
 * 's.  No piece is empty, none but the last begins with an apostrophe or a colon.  Linear in len.
 */
static inline size_t wordrules_cut(struct wordrules *r, const char *s, size_t len)
{
    if (len < 3)
        return len;
    if (wordrules_plain(s, len) && !wordrules_may_cut_plain(s, len))
        return len; /* nothing but a mutation could be there */
    return wordrules_cut_any(r, s, len);
}

#endif
