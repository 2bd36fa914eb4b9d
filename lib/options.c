#include "options.h"

#include "xalloc.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { OPTIONS_MAX = 48, HELP_COLUMN = 28, HELP = 256, VERSION, FIRST };

void options_print(const struct option_spec *options)
{
    for (const struct option_spec *o = options; o && o->name; o++) {
        char left[64];
        char letter[8] = "    ";
        if (o->letter)
            snprintf(letter, sizeof letter, "-%c, ", o->letter);
        snprintf(left, sizeof left, "  %s--%s%s%s", letter, o->name, o->arg ? " " : "",
                 o->arg ? o->arg : "");
        printf("%-*s %s\n", HELP_COLUMN, left, o->help);
    }
    if (options)
        return;
    printf("%-*s %s\n", HELP_COLUMN, "      --help", "print this and end");
    printf("%-*s %s\n", HELP_COLUMN, "      --version", "print versions and end");
}

static void print_help(const struct program *program)
{
    printf("usage: %s %s\n%s\n\n", program->name, program->synopsis, program->summary);
    options_print(program->options);
    options_print(NULL);
}

static void print_version(const struct program *program)
{
    char pcre2[64] = "";
    pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
    printf("%s (gapmap) %s\nUnicode %s, PCRE2 %s, libstemmer %s, utf8proc %s\n", program->name,
           GAPMAP_VERSION, utf8proc_unicode_version(), pcre2, STEMMER_VERSION, utf8proc_version());
}

/* Decimal digits with, for sizes, a unit; false when anything else stands there. */
static bool parse_number(const char *text, bool size, uint64_t *value)
{
    char *end;
    if (text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (errno)
        return false;
    unsigned shift = 0;
    if (size && *end) {
        const char *units = "KMG";
        const char *unit = strchr(units, *end++);
        if (!unit)
            return false;
        shift = 10 * (unsigned)(unit - units + 1);
    }
    if (*end || n > UINT64_MAX >> shift)
        return false;
    *value = (uint64_t)n << shift;
    return true;
}

static void say_range(const struct option_spec *o, const char *arg, struct diag *d)
{
    const char *what = o->kind == OPTION_SIZE ? "size" : "number";
    if (o->min || o->max)
        diag_misuse(d, "--%s: '%s' is not a %s between %llu and %llu", o->name, arg, what,
                    (unsigned long long)o->min, (unsigned long long)o->max);
    else
        diag_misuse(d, "--%s: '%s' is not a %s", o->name, arg, what);
}

static bool set_option(const struct option_spec *o, const char *arg, char *config, struct diag *d)
{
    void *target = config + o->offset;
    switch (o->kind) {
    case OPTION_FLAG:
    case OPTION_UNFLAG:
        *(bool *)target = o->kind == OPTION_FLAG;
        return true;
    case OPTION_STRING:
        *(const char **)target = arg;
        return true;
    case OPTION_LIST: {
        struct option_list *list = target;
        list->items = xgrow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
        list->items[list->count++] = arg;
        return true;
    }
    case OPTION_NUMBER:
    case OPTION_SIZE:
        break;
    }
    uint64_t value;
    if (!parse_number(arg, o->kind == OPTION_SIZE, &value) ||
        ((o->min || o->max) && (value < o->min || value > o->max))) {
        say_range(o, arg, d);
        return false;
    }
    *(uint64_t *)target = value;
    return true;
}

/* Fills the arrays of getopt_long; returns the number of options. */
static size_t make_tables(const struct option_spec *specs, struct option *longs, char *shorts)
{
    size_t n = 0;
    *shorts++ = ':';
    for (; n < OPTIONS_MAX && specs[n].name; n++) {
        int has_arg = specs[n].arg ? required_argument : no_argument;
        longs[n] = (struct option){specs[n].name, has_arg, NULL, FIRST + (int)n};
        if (specs[n].letter) {
            *shorts++ = specs[n].letter;
            if (specs[n].arg)
                *shorts++ = ':';
        }
    }
    *shorts = '\0';
    longs[n] = (struct option){"help", no_argument, NULL, HELP};
    longs[n + 1] = (struct option){"version", no_argument, NULL, VERSION};
    longs[n + 2] = (struct option){NULL, 0, NULL, 0};
    return n;
}

static const struct option_spec *spec_of(const struct option_spec *specs, size_t n, int code)
{
    if (code >= FIRST)
        return &specs[code - FIRST];
    for (size_t i = 0; i < n; i++)
        if (specs[i].letter && specs[i].letter == code)
            return &specs[i];
    return NULL;
}

/*
 * A standard descriptor that is closed would be taken by the next file that is opened, and read or written in its
 * place.  What is put there fails to be read (0) or written (1), as a closed one does.
 */
static void fill_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == 1 ? O_RDONLY : O_WRONLY);
}

bool options_parse(const struct program *program, int argc, char **argv, void *config,
                   struct operands *operands, struct diag *d)
{
    struct option longs[OPTIONS_MAX + 3];
    char shorts[2 * OPTIONS_MAX + 2];
    size_t n = make_tables(program->options, longs, shorts);
    int code;
    xalloc_program(program->name);
    fill_standard_descriptors();
    optind = 0; /* glibc: start afresh */
    while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        if (code == HELP || code == VERSION) {
            (code == HELP ? print_help : print_version)(program);
            if (fflush(stdout) != 0)
                diag_errno(d, errno, "cannot write 'standard output'");
            return false;
        }
        if (code == '?' || code == ':') {
            diag_misuse(d, code == ':' ? "option '%s' needs an argument" : "unknown option '%s'",
                        argv[optind - 1]);
            return false;
        }
        const struct option_spec *o = spec_of(program->options, n, code);
        if (!o || !set_option(o, optarg, config, d))
            return false;
    }
    *operands = (struct operands){argv + optind, (size_t)(argc - optind)};
    return true;
}

void options_release(struct option_list *list)
{
    free(list->items);
    *list = (struct option_list){NULL, 0, 0};
}
