/*
 * tally: counts by groups and terms (tally_keys.h), in bounded memory.
 *
 * For every group there is a total (its denominators), and for every term
 * that occurs in it a row; each has a count of units, of the words that they cover, and of the distinct
 * sentences and documents.  Above the given memory, sorted runs go to temporary files; the rows that
 * come out are the same for any memory.
 */
#ifndef GAPMAP_TALLY_H
#define GAPMAP_TALLY_H

#include "buf.h"
#include "diag.h"
#include "tally_keys.h"

#include <stdbool.h>
#include <stdint.h>

enum tally_number { TALLY_COUNT, TALLY_WORDS, TALLY_SENTENCES, TALLY_DOCUMENTS, TALLY_NUMBERS };

/* `count`, `words` ... */
struct slice tally_number_name(enum tally_number number);

struct tally_row {
    struct slice group;
    struct slice term; /* empty for a total */
    bool total;
    uint64_t numbers[TALLY_NUMBERS];
};

struct tally;

/* `keys` are borrowed; about `memory` bytes are used before runs are written. */
struct tally *tally_new(const struct tally_keys *keys, uint64_t memory, struct diag *d);
void tally_free(struct tally *t);

const struct tally_keys *tally_get_keys(const struct tally *t);

/* Adding from a stream: a document, its sentences, in each what is counted. */

/* Begins a document; no group is current then.  An id that came before is said. */
bool tally_document(struct tally *t, struct slice id);

/* Begins a sentence.  False (also the above): nothing more can be counted, said. */
bool tally_sentence(struct tally *t);

/* Makes `group` current: what is added counts for it, the next two functions' object. */
void tally_group(struct tally *t, struct slice group);

/* Adds to the group's total, of which the current document is one. */
void tally_total(struct tally *t, uint64_t units, uint64_t words, uint64_t sentences);

/* Adds one unit that covers `words` words to a term; BUF_PAD bytes behind it can be read. */
void tally_unit(struct tally *t, struct slice term, uint64_t words);

/* Adding from tables: begins one, in which no row comes twice. */
void tally_table(struct tally *t);

/*
 * Adds a row; BUF_PAD bytes behind its term can be read.  False: as above, or a sum does not fit in
 * 64 bits (*overflow, not said).
 */
bool tally_add_row(struct tally *t, const struct tally_row *row, bool *overflow);

/* Nothing right can be told any more (the caller said why); and whether that is so. */
void tally_fail(struct tally *t);
bool tally_failed(const struct tally *t);

/*
 * The next row, ordered by group, the total first, then by term; the first call ends the adding.  Valid
 * until the next call.  False: no more, or tally_failed.
 */
bool tally_next(struct tally *t, struct tally_row *row);

#endif
