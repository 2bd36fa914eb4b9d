/*
 * tailor: which sentence ends of UAX #29 are none in a language, and which it does not see.
 *
 * UAX #29 (section 5.2, tailoring) says itself that abbreviations, ordinals, initials and lists need data of the language.
 * segment_sentence proposes, this decides.  All functions look a bounded way back and ahead.
 */
#ifndef GAPMAP_TAILOR_H
#define GAPMAP_TAILOR_H

#include "abbreviations.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether the sentence at s[0..end), whose end segment_sentence found at `end` (white space included, no paragraph's
 * end), goes on in s[end..len): behind an abbreviation, an initial, an ordinal, the label of a clause, dot leaders, or
 * a `?` or `!` inside an address, or of a quotation before a lower-case letter.
 */
bool tailor_joins(const struct abbreviations *a, const char *s, size_t end, size_t len);

/*
 * Where the sentence whose end was found at s[end] really ends, white space included, when the mark of a footnote
 * stands there: it belongs to the sentence before it.  0: none stands there.  *paragraph tells whether a paragraph
 * ends with it.
 */
size_t tailor_moves(const char *s, size_t end, size_t len, bool *paragraph);

/*
 * The first end in s[from..end) that segment_sentence does not see, as the place behind its white space; 0: none.
 * A full stop behind a word before a number (SB8 looks for a lower-case letter behind it), an
 * ellipsis before a capital, a dash that begins a turn of speech, and lines (lines.h).
 */
size_t tailor_splits(const struct abbreviations *a, const char *s, size_t from, size_t end,
                     size_t len);

#endif
