/*
 * options: one table per program, from which the command line is read and --help is printed, so
 * that they cannot disagree.  --help and --version are everybody's.
 */
#ifndef GAPMAP_OPTIONS_H
#define GAPMAP_OPTIONS_H

#include "diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind {
    OPTION_FLAG,   /* bool, set to true */
    OPTION_UNFLAG, /* bool, set to false */
    OPTION_STRING, /* const char * */
    OPTION_NUMBER, /* uint64_t, decimal, with `min` and `max` */
    OPTION_SIZE,   /* uint64_t bytes, decimal with an optional K, M or G (powers of 1024) */
    OPTION_LIST,   /* struct option_list, one element for every use */
};

struct option_list {
    const char **items;
    size_t count;
    size_t capacity;
};

struct option_spec {
    char letter;      /* 0: no short form */
    const char *name; /* long form without dashes; NULL ends the table */
    enum option_kind kind;
    size_t offset;   /* of the target in the program's struct config */
    const char *arg; /* name of the argument in --help, NULL for flags */
    const char *help;
    uint64_t min, max; /* OPTION_NUMBER, OPTION_SIZE; both 0: any */
};

struct program {
    const char *name;     /* gm-NAME */
    const char *synopsis; /* what follows the name: "[-l lang] [file ...]" */
    const char *summary;  /* one line: what goes in, what comes out */
    const struct option_spec *options;
};

struct operands {
    char *const *items; /* FILE arguments, from argv */
    size_t count;
};

/*
 * Reads argv into *config by the table; options and operands may be mixed, `--` ends the options.
 * True: go on.  False: the program ends now with d->status (--help and --version were printed, or
 * a misuse was said).  List memory is freed by options_release.
 */
bool options_parse(const struct program *program, int argc, char **argv, void *config,
                   struct operands *operands, struct diag *d);

/*
 * For programs of several commands, each with a table of its own: prints the rows of --help, here
 * without --help and --version, or those two alone (options NULL).
 */
void options_print(const struct option_spec *options);

void options_release(struct option_list *list);

#endif
