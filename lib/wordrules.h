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

/*
 * Length (1..len) of the first piece of s[0..len), a segment of segment_word or what an earlier call
 * has left of one.  The rest is never segmented again, only cut again: d'escriure's is d' escriure
 * 's.  No piece is empty, none but the last begins with an apostrophe or a colon.  Linear in len.
 */
static inline size_t wordrules_cut(struct wordrules *r, const char *s, size_t len)
{
    if (segment_letters(s, len) ==
        len) { /* letters of ASCII: nothing but a mutation can be there */
        bool capital = len > 2 && (s[0] & 0x20) && (!(s[1] & 0x20) || !(s[2] & 0x20));
        if (!capital)
            return len;
    }
    return wordrules_cut_any(r, s, len);
}

#endif
