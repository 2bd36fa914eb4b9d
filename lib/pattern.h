/*
 * pattern: one lexicon pattern, compiled to a small automaton (gm-lexicon(5) has the grammar).
 *
 * Nodes are places between tokens, edges are tests on one token.  Groups (`[a|b]`, `(x)?`) are ways
 * to write several patterns at once: each choice is a path of its own from PATTERN_START to
 * PATTERN_ACCEPT.  A hyphen between two parts adds an edge on which they stand as one token, unless
 * one is a regular expression.  That a token of the hyphen class may stand before any edge but the
 * first is the matcher's affair.
 *
 * Words are split by the rules of the text (segment_word, wordrules_cut).  Knows nothing of stems.
 */
#ifndef GAPMAP_PATTERN_H
#define GAPMAP_PATTERN_H

#include "arena.h"
#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum element_kind {                  /* in the order of precedence among equal matches */
                    ELEMENT_EXACT,   /* "Word": the letters and case of FORM (pattern_exact_form) */
                    ELEMENT_CAPS,    /* CAPS: as exact, but not inside an all-capital sentence */
                    ELEMENT_STEM,    /* word: same stem */
                    ELEMENT_GLOB,    /* with * or ?: over the matching form */
                    ELEMENT_REGEX,   /* /re/: over the matching form */
                    ELEMENT_WORD,    /* any word: in the gap of `a ~2 b`; no text */
                    ELEMENT_FILLING, /* any other token that does not end a clause: likewise */
};

enum {
    PATTERN_START,
    PATTERN_ACCEPT,
    PATTERN_BYTES_MAX = 4096,  /* length of a pattern */
    PATTERN_ELEMENTS_MAX = 64, /* elements on one path */
    PATTERN_HYPHENS_MAX = 8,   /* hyphens in a row */
    PATTERN_PATHS_MAX = 64,    /* choices that groups may make */
    PATTERN_GAP_MAX = 9,       /* words in a gap */
    PATTERN_GAPS_MAX = 64,     /* words in all gaps of one path */
    PATTERN_FILLING_MAX = 3,   /* tokens in a row in a gap that are no words */
    PATTERN_WORD_MAX = 512,    /* length of one element */
};

struct pattern_edge {
    uint32_t from;
    uint32_t to;
    enum element_kind kind;
    struct slice text; /* exact, caps: the form; stem: the word, not yet stemmed; glob: the glob in
                          matching form, `*` and `?` as wildcards, literal ones behind `\`; regex: as regexset_check
                          gives it */
};

struct wordrules_set;

struct pattern {
    struct arena text; /* what the edges point into, BUF_PAD readable bytes behind each */
    struct pattern_edge *edges;
    size_t edge_count;
    size_t edge_capacity;
    uint32_t node_count;
    enum element_kind weakest; /* element of the least precedence */
    bool has_gap;
    struct slice bare;           /* the first stem element with a letter; empty: none */
    struct wordrules_set *words; /* set by the caller before pattern_parse, borrowed: the rules by
                                    which words are cut; NULL: UAX #29 alone */
};

#define PATTERN_INIT                                                                               \
    {                                                                                              \
        .text = ARENA_INIT                                                                         \
    }

/*
 * Compiles s[0..len) for text in `lang`, in place of what p held.  False: *error says what is wrong,
 * until the next call at least, and p has no edges.  A pattern that can never match is wrong.
 */
bool pattern_parse(struct pattern *p, const char *s, size_t len, struct slice lang,
                   const char **error);
void pattern_release(struct pattern *p);

/*
 * Appends the form by which exact elements compare: NFKC without default-ignorable code points,
 * U+2019 and U+02BC as `'`.  Keeps case.
 */
void pattern_exact_form(const char *s, size_t len, struct buf *out);

#endif
