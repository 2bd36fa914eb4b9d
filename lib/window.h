/*
 * window: the text of a document around the words at hand, as it stands in the document.
 *
 * Made from the tokens and what MISC says of the gaps between them (gm-stream(5)), in a bounded amount
 * of memory: what the user drops is forgotten.  Words are the tokens but ranges and empty nodes; they
 * are numbered through the document, from 0.  The words of a range have all the text of the range.
 * Knows nothing of matches.
 */
#ifndef GAPMAP_WINDOW_H
#define GAPMAP_WINDOW_H

#include "buf.h"
#include "layout.h"
#include "sentence.h"

#include <stdbool.h>
#include <stdint.h>

/* A word's place; both counts begin with the document's first token that was seen. */
struct window_word {
    uint64_t text;  /* in the text of the window, all of it that ever was there */
    uint64_t at;    /* in the document's bytes; of sentences that are not placed: nothing */
    uint32_t len;   /* of its text */
    uint32_t bytes; /* of what stood in the document: other than len where that was no text */
};

struct window {
    struct buf text;
    uint64_t text_start; /* place of text.data[0] */
    struct window_word *words;
    size_t count; /* of words */
    size_t capacity;
    uint64_t first; /* number of words[0] */
    uint64_t begin; /* number of the first word that has its text unbroken up to the last */
    uint64_t at;    /* where the next token begins in the document */
    bool placed;    /* at is known */
    struct buf gap; /* scratch */

    uint64_t *numbers; /* of the words of the last sentence, by token */
    size_t numbers_capacity;
};

/* Forgets all; a document begins. */
void window_clear(struct window *w);

/* Whether a sentence begins where the text ends; if not, something between them is not in the stream. */
bool window_joins(const struct window *w, const struct sentence *s);

/* The text breaks off: what comes begins anew. */
void window_break(struct window *w);

/*
 * Appends the words of a sentence, and the gap behind each.  A block without tokens gives its white
 * space.  `layout` is that of the tokens' lines; NULL: the tokenizer made them.
 */
void window_add(struct window *w, const struct sentence *s, const struct layout *layout);

/* The number that the next word will have. */
static inline uint64_t window_end(const struct window *w)
{
    return w->first + w->count;
}

/* A word that was added and not dropped. */
static inline const struct window_word *window_word(const struct window *w, uint64_t number)
{
    return &w->words[number - w->first];
}

/* The text from word `from` to word `to`, both with; valid until the next change. */
struct slice window_text(const struct window *w, uint64_t from, uint64_t to);

/* The text from the begin of word `from` to that of `to`; and from the end of `from` to that of `to`. */
struct slice window_before(const struct window *w, uint64_t from, uint64_t to);
struct slice window_behind(const struct window *w, uint64_t from, uint64_t to);

/* Words before this number are not needed any more. */
void window_drop(struct window *w, uint64_t number);

void window_release(struct window *w);

#endif
