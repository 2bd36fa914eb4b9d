/*
 * glob: one glob against one word, and many globs against one word at once.
 *
 * In a glob `*` is any run of characters, also none, `?` is one character, `\` makes the next byte
 * literal.  Text is UTF-8; an ill-formed sequence is one character.
 *
 * A set finds its globs by their literal parts: those of the shape `abc*` by a trie, the others by
 * one Aho-Corasick automaton over the longest literal of each, then verified.  So the time of
 * globset_find depends on the word and on what is found, not on the number of globs.
 */
#ifndef GAPMAP_GLOB_H
#define GAPMAP_GLOB_H

#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether all of text matches. */
bool glob_match(struct slice glob, struct slice text);

struct globset;

struct globset *globset_new(void);
void globset_free(struct globset *g);

/* Adds a glob, borrowed, that has a literal; `id` is what globset_find reports. */
void globset_add(struct globset *g, struct slice glob, uint32_t id);

/* Builds the automaton: after the last globset_add, before the first globset_find. */
void globset_ready(struct globset *g);

struct ids {
    uint32_t *items;
    size_t count;
    size_t capacity;
};

void ids_add(struct ids *list, uint32_t id);

/* Makes items not NULL. */
void ids_reserve(struct ids *list);

/* Appends the ids of all globs that match text, each once, in no order. */
void globset_find(struct globset *g, struct slice text, struct ids *found);

#endif
