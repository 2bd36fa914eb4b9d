/*
 * extent: how far a sentence of a long text reaches.
 *
 * segment proposes ends, tailor corrects them.  Where the caps of tokens and bytes cut, what is known of
 * the rest is kept: looking through the whole text again for every piece of it would cost far more.
 * Text is held in a window; `where` is the offset in the document of the sentence at s.
 */
#ifndef GAPMAP_EXTENT_H
#define GAPMAP_EXTENT_H

#include "abbreviations.h"
#include "segment.h"

#include <stdint.h>

enum { EXTENT_MAX = 1024 * 1024 }; /* bytes of a sentence */

/* What is known of a sentence. */
struct extent {
    size_t len;
    size_t cap;     /* bytes that count as the end of text */
    bool paragraph; /* a paragraph ends with it */
};

/* An end that UAX #29 found, while tailoring ended the sentence before it. */
struct extent_ahead {
    uint64_t at; /* offset in the document; the end behind any place before it, */
    bool capped; /* or, with this, none is before it: it was the cap */
    bool paragraph;
};

/* All zero but for what the caller sets. */
struct extents {
    enum segment_lines lines;                  /* set by the caller */
    const struct abbreviations *abbreviations; /* likewise, borrowed; NULL: not tailored */
    struct extent_ahead ahead;
    struct extent rest; /* of the sentence that has just been cut; len 0: none */
};

/* A new text, or a paragraph of its own, begins: nothing of what came before holds. */
void extents_restart(struct extents *x);

/*
 * The extent of the sentence at s[0..len), len > 0, of which the window must hold EXTENT_MAX bytes and
 * the look-ahead of a word, or all that there is.
 */
struct extent extents_find(struct extents *x, const char *s, size_t len, uint64_t where);

/* Moves *e to the next end behind the one known so far, which fell inside a word. */
void extents_look_on(struct extents *x, const char *s, uint64_t where, struct extent *e);

/* The sentence was cut after `taken` bytes: what is known of the rest holds for the next call of extents_find. */
void extents_keep_rest(struct extents *x, const struct extent *e, size_t taken);
void extents_drop_rest(struct extents *x);

#endif
