/*
 * clause: the part of a sentence that a match stands in.
 *
 * A clause ends at a colon, a semicolon, a dash, or a question or exclamation mark that is a word by
 * itself (a token).  A full stop inside a sentence is that of an abbreviation.
 */
#ifndef GAPMAP_CLAUSE_H
#define GAPMAP_CLAUSE_H

#include "window.h"

/*
 * Narrows *from .. *to, the words of a sentence, to the clause around the words first .. last; what ends the
 * clause, and the stop at the end of the sentence, are not of it.
 */
void clause_narrow(const struct window *w, uint64_t first, uint64_t last, uint64_t *from,
                   uint64_t *to);

#endif
