/*
 * lexicon_stats: how many entries a lexicon has, by concept, language, status and more, and
 * how many of them stand in a text.
 */
#ifndef GAPMAP_LEXICON_STATS_H
#define GAPMAP_LEXICON_STATS_H

#include "lexicon_uses.h"
#include "table.h"

enum stats_key {
    STATS_CONCEPT,
    STATS_LANG,
    STATS_PATTERN,
    STATS_STATUS,
    STATS_LAYER,
    STATS_FILE,
    STATS_KEYS
};

struct stats_keys {
    enum stats_key items[STATS_KEYS];
    size_t count;
};

/*
 * Reads names of keys, separated by commas.  NULL, or what is wrong, and *subject is set to the name
 * that it is wrong with.
 */
const char *stats_keys_set(struct stats_keys *keys, struct slice names, struct slice *subject);

/*
 * Writes a row for each group, in the order of key bytes: the keys, entries by status, rows of
 * status none-known, all entries.  With the key status there are only the keys and the rows that
 * have it.  With `uses`, of a text (NULL: none), also how many entries stand in it, and how often.
 */
void lexicon_stats_write(const struct lexicon *l, const struct lexicon_uses *uses,
                         const struct stats_keys *keys, enum table_format format,
                         struct output *out);

#endif
