/*
 * govern: which matches of a sentence are negated, planned or obligatory.
 *
 * Triggers are matches of the layer stance:
 *
 *   stance.negation, stance.none  MATCH_NEG
 *   stance.plans                  MATCH_PLAN
 *   stance.obligation             MATCH_MUST
 *   stance.clause                 a clause begins with it
 *   stance.clause.comma           likewise, and that clause ends at its next comma
 *
 * and their refinements.  A concept that ends with `.before`, `.after` or `.both` names the side that its
 * trigger governs; for others the language decides (scope.h).  `.negated` in front of that, or at the end,
 * adds MATCH_NEG: stance.obligation.negated.both.  An ambiguous trigger (`a|b`) is none.
 *
 * A trigger governs its own tokens, and on its sides so many words of its clause as the language says.
 * A clause ends where the language says, at a match of stance.clause, and at a dash between blanks or
 * U+2014.  What stands in brackets is no part of the clause around them, and its words are not counted
 * there; it is governed with the place where it stands, up to the first end of a clause in it.  Brackets
 * without a partner are none.
 *
 * All matches may be governed but those of the triggers, of stance.clause and stance.pseudo, and of the
 * layers place and actor: a match is, when its first or its last token is.  Flags are set, never counted:
 * two negations are one.
 */
#ifndef GAPMAP_GOVERN_H
#define GAPMAP_GOVERN_H

#include "scope.h"
#include "sentence.h"

struct governor; /* has room for what it is just looking at */

struct governor *governor_new(struct scope_set *scopes); /* borrowed */
void governor_free(struct governor *g);

/*
 * Sets the flags of all matches of s, which must be in the order of their first tokens, for the language
 * `lang`.  Linear in tokens and matches.
 */
void governor_set_flags(struct governor *g, struct sentence *s, struct slice lang);

#endif
