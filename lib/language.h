/*
 * language: which language a BCP 47 tag means, as far as stems are concerned, and which libstemmer
 * algorithm it has.
 *
 * One table: codes that share an algorithm share everything that hangs on the language (exceptions,
 * stems), so that an entry for `no` has the stems of a text in nb or nn.
 */
#ifndef GAPMAP_LANGUAGE_H
#define GAPMAP_LANGUAGE_H

#include "buf.h"

enum { LANGUAGE_CODE_MAX = 9 }; /* a primary subtag (at most 8 letters, RFC 5646) and a NUL */

/*
 * Writes the code of the tag's primary subtag, in lower case: `PT-br` gives pt, `eng` en, `nb` no.
 * A tag that has no well-formed primary subtag gives `und`.
 */
void language_code(struct slice tag, char code[LANGUAGE_CODE_MAX]);

/* The name of the libstemmer algorithm of a code from language_code; NULL: there is none. */
const char *language_algorithm(const char *code);

/*
 * The languages with an algorithm, by rank from 0: all their codes, separated by blanks, the first
 * as language_code gives it, and the algorithm.  NULL past the last.
 */
const char *language_codes(size_t rank, const char **algorithm);

#endif
