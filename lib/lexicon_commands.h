/*
 * lexicon_commands: what gm-lexicon does, command by command.
 *
 * Each loads the lexicons, reads its operands and writes to `out`; what fails is said, and d's
 * status tells of it.
 */
#ifndef GAPMAP_LEXICON_COMMANDS_H
#define GAPMAP_LEXICON_COMMANDS_H

#include "diag.h"
#include "options.h"
#include "output.h"

#include <stdbool.h>
#include <stdint.h>

struct lexicon_config {
    struct option_list lexicons; /* files and folders; none: those that come with gapmap */
    const char *stems;           /* folder of exceptions; NULL: the one that comes with gapmap */
    bool exceptions;             /* false: none */
    bool bare;                   /* words are cut by UAX #29 alone */
    const char *format;          /* NULL: the command's own */
    const char *text;            /* the files are plain text in this language; NULL: streams */
    const char *lang;            /* of sentences that name none; NULL: und */
    const char *files0;          /* as for input_each */
    uint64_t share;              /* check_limits */
    uint64_t documents;
    const char *by; /* keys of stats */
    bool pattern;   /* expand: the entry is a pattern */
};

/* Says what is doubtful in the lexicons, alone and against the operands: status 1 when anything is. */
void lexicon_command_check(const struct lexicon_config *config, const struct operands *operands,
                           struct output *out, struct diag *d);

/* Counts the entries, and how often they stand in the operands, if there are any. */
void lexicon_command_stats(const struct lexicon_config *config, const struct operands *operands,
                           struct output *out, struct diag *d);

/* Lists what the entry that the first operand names matches in the others. */
void lexicon_command_expand(const struct lexicon_config *config, const struct operands *operands,
                            struct output *out, struct diag *d);

#endif
