/*
 * normal: the matching form of a token, by which lexicon and text are compared.
 *
 * NFKC case fold (UAX #15, NFKC_Casefold by utf8proc: case folded, compatibility forms and
 * ligatures replaced, default-ignorable code points such as U+00AD dropped), then the apostrophes
 * U+2019, U+02BC become U+0027 (U+FF07 does so by NFKC).  Idempotent, and the same for canonically
 * equivalent strings (toNFKC_Casefold(NFD(X)), D147).  Ill-formed bytes become U+FFFD.
 * For language tr (and az) I and U+0130 are folded to U+0131 and i first.
 */
#ifndef GAPMAP_NORMAL_H
#define GAPMAP_NORMAL_H

#include "buf.h"

#include <stdbool.h>

/*
 * Appends the matching form of s[0..len) to out; lang is a BCP 47 tag.  May append nothing (a
 * token of ignorables alone).  s must not point into out.
 */
void normal_form(const char *s, size_t len, struct slice lang, struct buf *out);

/*
 * Appends a second matching form, by which a token is found as well: for el without its accents
 * (tonos, dialytika), since capitals have none; for tr and az with the I of all other languages, since texts quote
 * them.  False: the language has no second form, or it is the first.
 */
bool normal_variant(const char *s, size_t len, struct slice lang, struct buf *out);

#endif
