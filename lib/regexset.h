/*
 * regexset: regular expressions against one word, within bounds.
 *
 * PCRE2 in UTF mode, without regard to case; all of the word must match.  Steps, depth and memory of
 * a match are bounded; what needs more is no match, and told.  Where the machine has PCRE2's
 * just-in-time compiler it is tried first; what is too much for it is done again without.
 *
 * A covering glob, made of the literals that every match must have, finds the few expressions that
 * are worth a try (globset).
 *
 * Source: pcre2pattern(3), pcre2api(3).
 */
#ifndef GAPMAP_REGEXSET_H
#define GAPMAP_REGEXSET_H

#include "arena.h"
#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    REGEX_BYTES_MAX = 512,  /* length of an expression */
    REGEX_TEXT_MAX = 1024,  /* length of a word that is looked at: a longer one never matches */
    REGEX_STEPS_MAX = 20000 /* of one match (pcre2_set_match_limit) */
};

/*
 * Checks an expression, the text between the slashes, valid UTF-8.  True: *canonical is its canonical
 * composition (NFC), as matching forms are composed.  False: *error says what is wrong.  Both are in
 * `arena`, or static.  Not allowed is what ends a match early, sees single bytes or calls out; what
 * matches nothing but the empty word; and a letter that no matching form has.
 */
bool regexset_check(struct slice s, struct arena *arena, struct slice *canonical,
                    const char **error);

/*
 * Appends a glob (glob.h) that matches every word that the expression matches.  It may be `*` alone:
 * false.  The expression is one that regexset_check gave.
 */
bool regexset_cover(struct slice s, struct buf *out);

struct regexset;

struct regexset *regexset_new(void);
void regexset_free(struct regexset *set);

/* Adds an expression, borrowed, that regexset_check gave; returns its number: 0, 1, 2 ... */
uint32_t regexset_add(struct regexset *set, struct slice s);

enum regex_result { REGEX_NO, REGEX_YES, REGEX_EXCEEDED };

/* Whether all of text, which is valid UTF-8, matches.  The first look at an expression compiles it. */
enum regex_result regexset_match(struct regexset *set, uint32_t number, struct slice text);

#endif
