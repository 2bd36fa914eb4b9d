/*
 * lexicon_convert: the command `gm-lexicon convert`.
 */
#ifndef GAPMAP_LEXICON_CONVERT_H
#define GAPMAP_LEXICON_CONVERT_H

#include "options.h"

/* Its options and summary, for the help of gm-lexicon. */
extern const struct program lexicon_convert_program;

/* argv[0] is `convert`, or anything; the exit status is in d. */
void lexicon_convert(int argc, char **argv, struct diag *d);

#endif
