/*
 * convert: dictionaries of other tools to lexicons, and back.
 *
 * A reader takes the whole text of a file and adds what is in it: entries of our own kind
 * (convert_add_row) or words as other tools write them (convert_add_word).  A writer is given terms: what the entries
 * look for, spelt out as the format can hold it, by category.  What a format cannot hold, or ours cannot, is
 * a *loss*: counted by kind, and said once for each kind at the end.
 *
 * The entries that come out always load: each pattern has been parsed, each language asked for its stemmer.
 */
#ifndef GAPMAP_CONVERT_H
#define GAPMAP_CONVERT_H

#include "arena.h"
#include "buf.h"
#include "categories.h"
#include "diag.h"
#include "intern.h"
#include "output.h"
#include "pattern.h"
#include "utf8.h"

#include <stdbool.h>
#include <stdint.h>

struct stemmer;
struct wordrules_set;
struct input;

enum { CONVERT_BYTES_MAX = 1 << 26 }; /* of one file, after recoding */

enum convert_words { WORDS_STEM, WORDS_EXACT, WORDS_FORM };

/* Kinds of losses; convert_say.c has the words for each, in this order. */
enum convert_loss {
    /* writing: of entries */
    LOSS_EMPTY,
    LOSS_GAP,
    LOSS_REGEX,
    LOSS_CHARACTERS,
    LOSS_CASE,
    LOSS_STEM,
    LOSS_SPELLINGS,
    LOSS_LANG,
    LOSS_STATUS,
    LOSS_SOURCE,
    LOSS_NOTE,
    LOSS_SAME,
    LOSS_COMMENT,
    /* reading */
    LOSS_WORDS,
    LOSS_NO_STEMMER,
    LOSS_CAPITALS,
    LOSS_WEIGHT,
    LOSS_CONDITION,
    LOSS_ANY_WORD,
    LOSS_PARENT,
    LOSS_PROPERTY,
    LOSS_TWICE,
    LOSS_COUNT,
};

struct convert_tally {
    uint64_t count;
    const char *file; /* the first place; line 0: the file as a whole */
    size_t line;
};

/* A row of a lexicon. */
struct convert_row {
    struct slice concept, lang, pattern, status, source, note;
    const char *file;
    size_t line;
};

/* A word or phrase as another tool has it, until the end of its file. */
struct convert_word {
    uint32_t category;
    struct slice text;
    struct slice lang; /* empty: that of the options */
    struct slice note;
    size_t line;
    bool literal; /* `*` and `?` are no wildcards */
};

/* What is written: the text of an entry in a category. */
struct convert_term {
    uint32_t category;
    struct slice text;
    struct slice lang;
    bool wild;   /* holds wildcards */
    size_t row;  /* that it is of */
    size_t rank; /* in the order of entries */
};

struct convert;

struct convert_format {
    const char *name;
    void (*read)(struct convert *c, struct slice text);
    void (*write)(struct convert *c, struct output *out);
    bool xml;           /* may be XML, which names its encoding itself */
    bool rows;          /* holds our rows whole; else: terms */
    bool langs;         /* terms have languages */
    bool any_word;      /* `*` stands for any one word */
    const char *wild;   /* read: the wildcards of words, of `*` and `?` */
    bool underscores;   /* words of a phrase are joined by `_` */
    const char *first;  /* characters that no term may begin with */
    const char *within; /* characters that no term may have */
};

struct convert {
    const struct convert_format *from, *to;
    enum convert_words words;
    struct slice lang;   /* read: of words; empty: `*`.  Our rows: only these and `*` */
    struct slice status; /* of words */
    struct slice source;
    struct slice below;   /* concept below which those of words are put; empty: none */
    struct slice base;    /* SKOS: what IRIs begin with */
    const char *encoding; /* NULL: UTF-8, or UTF-16 with its mark */
    bool spellings;       /* hyphenated words also apart and joined */
    bool strict;
    bool verbose;
    struct stemmer *stemmer;
    struct wordrules_set *rules; /* how words are cut; may be NULL */
    struct diag *d;

    const char *file; /* being read */
    size_t line;
    bool recoded;      /* the file has been, so what it says of its encoding does not hold */
    bool literal;      /* set by readers for the words that follow */
    struct arena text; /* what slices point into */
    struct categories categories;
    struct convert_word *pending;
    size_t pending_count, pending_capacity;
    struct intern seen; /* concept, language, pattern */
    struct convert_row *rows;
    size_t row_count, row_capacity;
    struct convert_term *terms; /* grouped by category once convert_terms was called */
    size_t term_count, term_capacity;
    size_t *starts;         /* of each category's terms, and the end */
    struct pattern pattern; /* scratch */
    struct convert_tally losses[LOSS_COUNT];
    uint64_t said; /* warnings and errors */
};

const struct convert_format *convert_format(struct slice name); /* NULL: there is none */

/* The settings stand in *c, all else is zero. */
void convert_init(struct convert *c);
void convert_release(struct convert *c);

/* Reads a file by c->from. */
void convert_read(struct convert *c, struct input *in);

/*
 * Writes what was read by c->to, unless something is wrong that forbids it (said); then says what was lost.
 */
void convert_write(struct convert *c, struct output *out);

/* For readers ------------------------------------------------------------------------------ */

/* Something odd at c->line that has been put right; an error where --strict is given. */
void convert_warn(struct convert *c, const char *format, ...) DIAG_PRINTF(2, 3);

/* Something at c->line that had to be left out: an error. */
void convert_skip(struct convert *c, const char *format, ...) DIAG_PRINTF(2, 3);

/* Counts a loss at c->line. */
void convert_lose(struct convert *c, enum convert_loss kind, struct slice subject);

/* Says how much was lost of each kind. */
void convert_say_losses(struct convert *c);

/* A copy of s that lives as long as c. */
struct slice convert_keep(struct convert *c, struct slice s);

/* The category `name` below parent (CATEGORY_NONE: none); CATEGORY_NONE: too deep (said). */
uint32_t convert_category(struct convert *c, uint32_t parent, struct slice name);

/* Adds a row of our own at c->line; what is wrong with it is said. */
void convert_add_row(struct convert *c, const struct convert_row *row);

/* Adds a word or phrase at c->line to a category.  lang and note may be empty. */
void convert_add_word(struct convert *c, uint32_t category, struct slice text, struct slice lang,
                      struct slice note);

/* The next line of text without its end, c->line counts it; false: there is none. */
bool convert_line(struct convert *c, struct slice *text, struct slice *line);

/* s without white space at both ends. */
struct slice convert_trim(struct slice s);

/* A subject for a message, cut: use as "'%.*s'". */
#define CONVERT_SHOWN(s)                                                                           \
    (int)((s).len <= 80 ? (s).len : utf8_cut((s).data, (s).len, 80)), (s).len ? (s).data : ""

/*
 * Appends the pattern of a word or phrase, and marks what it loses in `told`; false: *error says why
 * there is none.
 */
bool convert_to_pattern(struct convert *c, const struct convert_word *w, bool lower,
                        struct buf *pattern, bool told[LOSS_COUNT], const char **error);

/* Whether a bare word of the language is an error. */
bool convert_needs_stemmer(const struct convert *c, struct slice lang);

/* Whether patterns may hold regular expressions, `/re/`. */
bool convert_has_regex(struct convert *c);

/* For writers ------------------------------------------------------------------------------ */

/* Makes c->terms, grouped by category, from the rows. */
void convert_terms(struct convert *c);

/* Adds the terms of c->rows[row].  False: it has none that the format can hold. */
bool convert_spell(struct convert *c, size_t row, uint32_t category);

/* The terms of a category. */
static inline const struct convert_term *convert_terms_of(const struct convert *c,
                                                          uint32_t category, size_t *count)
{
    *count = c->starts[category + 1] - c->starts[category];
    return c->terms + c->starts[category];
}

/* Formats ---------------------------------------------------------------------------------- */

void convert_read_gapmap(struct convert *c, struct slice text);
void convert_write_gapmap(struct convert *c, struct output *out);
void convert_read_csv(struct convert *c, struct slice text);
void convert_write_csv(struct convert *c, struct output *out);
void convert_read_quanteda(struct convert *c, struct slice text);
void convert_write_quanteda(struct convert *c, struct output *out);
void convert_read_liwc(struct convert *c, struct slice text);
void convert_write_liwc(struct convert *c, struct output *out);
void convert_read_wordstat(struct convert *c, struct slice text);
void convert_write_wordstat(struct convert *c, struct output *out);
void convert_read_lexicoder(struct convert *c, struct slice text);
void convert_write_lexicoder(struct convert *c, struct output *out);
void convert_read_yoshikoder(struct convert *c, struct slice text);
void convert_write_yoshikoder(struct convert *c, struct output *out);
void convert_read_skos(struct convert *c, struct slice text);
void convert_write_skos(struct convert *c, struct output *out);

/* The delimited rows of csv, and of LIWC-22's dicx. */
struct convert_cells {
    struct slice *items;
    size_t count, capacity;
    size_t more; /* lines of the row behind its first */
};

/*
 * Takes the next row off *text: cells parted by `delimiter`, quoted as RFC 4180 has it; c->line is its
 * first line.  Blank rows are passed over.  False: there is none.
 */
bool convert_csv_row(struct convert *c, struct slice *text, char delimiter,
                     struct convert_cells *row);

#endif
