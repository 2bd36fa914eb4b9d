/*
 * gm-lexicon: checks and converts lexicons, counts their entries, and shows what an entry matches.
 *
 * In: lexicons as gm-lexicon(5) has them, or dictionaries of other tools; text, or a stream of gm-stream(5), to
 * try them on.  Out: findings, tables, or a dictionary.
 */
#include "langtag.h"
#include "lexicon_commands.h"
#include "lexicon_convert.h"
#include "options.h"
#include "output.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TARGET(field) offsetof(struct lexicon_config, field)

/* clang-format off */
#define OPTIONS_OF_ALL \
    {'l', "lexicon", OPTION_LIST, TARGET(lexicons), "PATH", \
     "lexicon, a file or a folder of *.tsv; may be repeated", 0, 0}, \
    {'s', "stems", OPTION_STRING, TARGET(stems), "DIR", "folder of exceptions LANG.tsv", 0, 0}, \
    {0, "no-exceptions", OPTION_UNFLAG, TARGET(exceptions), NULL, "libstemmer alone", 0, 0}, \
    {0, "no-tailor", OPTION_FLAG, TARGET(bare), NULL, \
     "cut the words of patterns and texts by bare UAX #29", 0, 0}

#define OPTIONS_OF_TEXT \
    {'t', "text", OPTION_STRING, TARGET(text), "LANG", \
     "the files are plain text in this language, not streams", 0, 0}, \
    {0, "lang", OPTION_STRING, TARGET(lang), "LANG", \
     "language (BCP 47) of sentences that name none", 0, 0}, \
    {0, "files0-from", OPTION_STRING, TARGET(files0), "FILE", \
     "read NUL-separated file names from FILE", 0, 0}

#define OPTIONS_END {0, NULL, OPTION_FLAG, 0, NULL, NULL, 0, 0}
/* clang-format on */

static const struct option_spec of_all[] = {OPTIONS_OF_ALL, OPTIONS_END};
enum { OF_ALL = sizeof of_all / sizeof of_all[0] - 1 };

static const struct option_spec check_options[] = {
    OPTIONS_OF_ALL,
    OPTIONS_OF_TEXT,
    {0, "max-share", OPTION_NUMBER, TARGET(share), "N",
     "more than N in 1000 words are too many for an entry (5)", 0, 1000},
    {0, "max-documents", OPTION_NUMBER, TARGET(documents), "N",
     "more than N in 100 documents are too many for a word (20)", 0, 100},
    {'f', "format", OPTION_STRING, TARGET(format), "FORMAT", "text or tsv (text)", 0, 0},
    OPTIONS_END,
};

static const struct option_spec stats_options[] = {
    OPTIONS_OF_ALL,
    OPTIONS_OF_TEXT,
    {'b', "by", OPTION_STRING, TARGET(by), "KEY,...", "count by these keys (concept,lang)", 0, 0},
    {'f', "format", OPTION_STRING, TARGET(format), "FORMAT", "tsv, csv or jsonl (tsv)", 0, 0},
    OPTIONS_END,
};

static const struct option_spec expand_options[] = {
    OPTIONS_OF_ALL,
    OPTIONS_OF_TEXT,
    {'p', "pattern", OPTION_FLAG, TARGET(pattern), NULL,
     "the entry is a pattern, which need not be in a lexicon", 0, 0},
    {'f', "format", OPTION_STRING, TARGET(format), "FORMAT", "tsv, csv or jsonl (tsv)", 0, 0},
    OPTIONS_END,
};

typedef void run_command(const struct lexicon_config *config, const struct operands *operands,
                         struct output *out, struct diag *d);

struct command {
    const char *name;
    struct program program;
    run_command *run;
};

static const struct command commands[] = {
    {"check",
     {"gm-lexicon", "check [option ...] [file ...]",
      "Says which entries never stand, stand too often, or match words that do not look alike.",
      check_options},
     lexicon_command_check},
    {"stats",
     {"gm-lexicon", "stats [option ...] [file ...]",
      "Counts the entries by concept, language and status, and those that stand in text.",
      stats_options},
     lexicon_command_stats},
    {"expand",
     {"gm-lexicon", "expand [option ...] entry [file ...]",
      "Lists the forms and passages that an entry matches in text.", expand_options},
     lexicon_command_expand},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* The help of all commands; each has its own besides. */
static void print_help(struct diag *d)
{
    printf("usage: gm-lexicon command [option ...] [argument ...]\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-8s%s\n", commands[i].name, commands[i].program.summary);
    printf("  %-8s%s\n", "convert", lexicon_convert_program.summary);
    printf("\nall but convert:\n");
    options_print(of_all);
    for (size_t i = 0; i < COMMANDS; i++) {
        printf("%s:\n", commands[i].name);
        options_print(commands[i].program.options + OF_ALL);
    }
    printf("convert:\n");
    options_print(lexicon_convert_program.options);
    printf("help:\n");
    options_print(NULL);
    if (fflush(stdout) != 0)
        diag_errno(d, errno, "cannot write 'standard output'");
}

static bool check_config(const struct lexicon_config *config, struct diag *d)
{
    if (config->lang && !langtag_valid(slice_of(config->lang)))
        diag_misuse(d, "--lang: '%s' is no language tag", config->lang);
    if (config->text && !langtag_valid(slice_of(config->text)))
        diag_misuse(d, "--text: '%s' is no language tag", config->text);
    return d->status == STATUS_OK;
}

static void run(const struct command *command, int argc, char **argv, struct diag *d)
{
    struct lexicon_config config = {
        .exceptions = true, .share = 5, .documents = 20, .by = "concept,lang"};
    struct operands operands;
    if (options_parse(&command->program, argc, argv, &config, &operands, d) &&
        check_config(&config, d)) {
        struct output out;
        output_init(&out, STDOUT_FILENO, "standard output");
        command->run(&config, &operands, &out, d);
        output_close(&out, d);
    }
    options_release(&config.lexicons);
}

int main(int argc, char **argv)
{
    struct diag d = DIAG_INIT("gm-lexicon");
    const char *name = argc > 1 ? argv[1] : "";
    const struct command *command = find_command(name);
    if (command)
        run(command, argc - 1, argv + 1, &d);
    else if (strcmp(name, "convert") == 0) /* its options are none of a lexicon in use */
        lexicon_convert(argc - 1, argv + 1, &d);
    else if (strcmp(name, "--help") == 0)
        print_help(&d);
    else if (strcmp(name, "--version") == 0)
        run(commands, 2, argv, &d);
    else if (argc < 2)
        diag_misuse(&d, "no command is given");
    else
        diag_misuse(&d, "unknown command '%s'", name);
    return (int)d.status;
}
