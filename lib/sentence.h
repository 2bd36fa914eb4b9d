/*
 * sentence: one sentence in memory, as it passes from stage to stage.
 *
 * Strings are pointers into memory that the stage which made them owns; they are valid while the
 * event that carries the sentence is being handled.  A token made by the tokenizer has no `line`; one read
 * from a stream has, and its unknown columns are in it.  Strings in form, stem and lemma have
 * BUF_PAD readable bytes behind them.
 */
#ifndef GAPMAP_SENTENCE_H
#define GAPMAP_SENTENCE_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_flags {
    TOKEN_RANGE = 1 << 0, /* a multiword range (3-4): surface only, gets `_`, not counted */
    TOKEN_EMPTY = 1 << 1, /* an empty node (5.1): likewise */
    TOKEN_ASIDE = TOKEN_RANGE | TOKEN_EMPTY,
    TOKEN_CUT = 1 << 2, /* ended by the 64 KiB cap */
};

/* The gap behind a token: of those from a stream, whose white space is not looked at, GAP_NONE or GAP_BLANK. */
enum token_gap {
    GAP_ODD, /* whatever space says; a stream without MISC: not known */
    GAP_NONE,
    GAP_BLANK,
    GAP_LINE,      /* one LF */
    GAP_PARAGRAPH, /* two LF */
};

struct token {
    const char *form;
    const char *stem;  /* NULL: none given */
    const char *lemma; /* NULL: the stream has no such column */
    const char *line;  /* all columns as they came, without LF; NULL: made by the tokenizer */
    const char *space; /* tokenizer: the gap between this token and the next */
    uint32_t form_len;
    uint32_t stem_len;
    uint32_t lemma_len;
    uint32_t line_len;
    uint32_t space_len;
    uint32_t bytes; /* length in the input where it is not form_len, else 0 */
    uint32_t page;  /* a page that begins with this token, 0: none */
    uint16_t flags; /* enum token_flags */
    uint16_t gap;   /* enum token_gap; tokenizer: if not GAP_ODD, bytes and page are 0 */
};

/* What a trigger of the layer stance says of a match that it governs; in the order of gm-stream(5). */
enum match_flags {
    MATCH_NEG = 1 << 0,  /* negated */
    MATCH_PLAN = 1 << 1, /* planned, not there yet */
    MATCH_MUST = 1 << 2, /* obligatory */
};

/* One match of a lexicon entry. */
struct match {
    struct slice concept; /* with `|` between several: ambiguous */
    char entry[8];        /* hex digits, not NUL-terminated */
    uint32_t first;       /* index of its first token */
    uint32_t last;        /* index of its last token */
    uint8_t flags;        /* enum match_flags */
};

/* Token `token` (index) belongs to match `match` (index). */
struct mark {
    uint32_t token;
    uint32_t match;
};

struct sentence {
    struct slice comments;      /* stream: comment lines as they came, each with LF; else empty */
    struct slice id;            /* sent_id */
    struct slice lang;          /* BCP 47, `und` when unknown */
    struct slice zone;          /* empty: body */
    struct slice label;         /* printed number of the page, empty: unknown */
    struct slice spaces;        /* tokenizer, token_count 0: white space that no token carries */
    struct slice spaces_before; /* tokenizer: white space before a document's first token */
    uint64_t at;                /* byte offset of the first token in the document */
    uint32_t page;              /* page of the first token, from 1 */
    bool placed;                /* at is known */
    bool starts_paragraph;
    bool cut;       /* ended by the cap of tokens or bytes */
    bool cut_token; /* holds a token that was ended by its cap */
    bool stemmed;   /* tokens have stems: by a stage, or from GM:STEM */
    bool tagged;    /* matches and marks are set: by a stage, or from GM:TERM */

    size_t token_count;
    size_t match_count;
    size_t mark_count;
    struct token *tokens;  /* the first of what sentence_clear leaves alone */
    struct match *matches; /* numbered from 1 in the stream; by first token, then as found */
    struct mark *marks;    /* ordered by token, then match */
    size_t token_capacity;
    size_t match_capacity;
    size_t mark_capacity;
};

/* A document's identity and metadata. */
struct document {
    struct slice id;
    struct slice lang;  /* of the document, `und` when unknown */
    struct slice *keys; /* metadata, in the order given */
    struct slice *values;
    size_t meta_count;
};

/* Whether key is one or more of A-Z a-z 0-9 _ . - */
bool document_key_valid(struct slice key);

/* The value of a metadata key, empty when the document has none. */
struct slice document_meta(const struct document *doc, struct slice key);

/* Empties s for the next sentence (the arrays are kept). */
void sentence_clear(struct sentence *s);

/* Makes room for `count` tokens more, out of line; use sentence_add_token. */
void sentence_grow_tokens(struct sentence *s, size_t count);

/* Appends a zeroed token / match / mark and returns it; valid until the next such call. */
static inline struct token *sentence_add_token(struct sentence *s)
{
    if (s->token_count == s->token_capacity)
        sentence_grow_tokens(s, 1);
    struct token *t = &s->tokens[s->token_count++];
    *t = (struct token){0};
    return t;
}

/*
 * The place of the next token, and room for `count` of them: the caller fills them in and raises
 * token_count.
 */
static inline struct token *sentence_reserve_tokens(struct sentence *s, size_t count)
{
    if (s->token_capacity - s->token_count < count)
        sentence_grow_tokens(s, count);
    return s->tokens + s->token_count;
}

struct match *sentence_add_match(struct sentence *s);
void sentence_add_mark(struct sentence *s, uint32_t token, uint32_t match);

/* Frees the arrays. */
void sentence_release(struct sentence *s);

/* Whether a token is a word (has a letter) or a number (a digit and no letter). */
bool token_is_word(const struct token *t);
bool token_is_number(const struct token *t);

#endif
