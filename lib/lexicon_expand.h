/*
 * lexicon_expand: what entries of a lexicon match in a text, element by element and as a whole.
 *
 * By the classes and the matcher that tag: what is listed here is what gm-tag finds.
 */
#ifndef GAPMAP_LEXICON_EXPAND_H
#define GAPMAP_LEXICON_EXPAND_H

#include "lexicon.h"
#include "reference.h"
#include "table.h"

struct stemmer;
struct lexicon_expand;

/* The lexicon, borrowed, is that with which the text will be tagged; NULL: `lexicon_expand_pattern` alone. */
struct lexicon_expand *lexicon_expand_new(const struct lexicon *l, struct wordrules_set *words,
                                          struct stemmer *stemmer);
void lexicon_expand_free(struct lexicon_expand *x);

/* Chooses the entries of this id, or else of this concept and those below; false: there is none. */
bool lexicon_expand_name(struct lexicon_expand *x, struct slice name);

/* Chooses a pattern that stands in no lexicon.  False: *error says what is wrong with it. */
bool lexicon_expand_pattern(struct lexicon_expand *x, struct slice lang, struct slice pattern,
                            const char **error);

/*
 * The stages through which the text is to pass, behind that which tags it with the lexicon, if one
 * does.  `lang` is that of sentences that name none.
 */
struct stage *lexicon_expand_stages(struct lexicon_expand *x, const char *lang, struct diag *d);

/*
 * Writes what was found: for each entry the forms of each element, then its passages, the most
 * frequent first.
 */
void lexicon_expand_write(struct lexicon_expand *x, enum table_format format, struct output *out);

#endif
