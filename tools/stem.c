/*
 * gm-stem: the stem of each token.
 *
 * In: the stream of gm-stream(5), or any CoNLL-U.
 * Out: the same with the column GM:STEM, appended or replaced, and `# gm:stemmer` in its head.
 */
#include "language.h"
#include "langtag.h"
#include "options.h"
#include "output.h"
#include "resources.h"
#include "stage.h"

#include <stddef.h>
#include <unistd.h>

struct config {
    const char *stems; /* folder of exceptions; NULL: the one that comes with gapmap */
    bool exceptions;
    uint64_t cache;
    const char *lang;
    const char *files0;
    bool list;
};

#define TARGET(field) offsetof(struct config, field)

static const struct option_spec options[] = {
    {'s', "stems", OPTION_STRING, TARGET(stems), "DIR", "folder of exceptions LANG.tsv", 0, 0},
    {0, "no-exceptions", OPTION_UNFLAG, TARGET(exceptions), NULL, "libstemmer alone", 0, 0},
    {0, "cache", OPTION_NUMBER, TARGET(cache), "N", "keep the stems of N forms (131072)", 1,
     1 << 28},
    {'l', "lang", OPTION_STRING, TARGET(lang), "LANG",
     "language (BCP 47) of sentences that name none", 0, 0},
    {0, "files0-from", OPTION_STRING, TARGET(files0), "FILE",
     "read NUL-separated file names from FILE", 0, 0},
    {0, "list-languages", OPTION_FLAG, TARGET(list), NULL,
     "print the language codes with their algorithm and end", 0, 0},
    {0, NULL, OPTION_FLAG, 0, NULL, NULL, 0, 0},
};

static const struct program program = {
    "gm-stem",
    "[option ...] [file ...]",
    "Adds the stem of each token to a stream of CoNLL-U Plus.",
    options,
};

static void list_languages(struct output *out)
{
    const char *codes;
    const char *algorithm;
    for (size_t rank = 0; (codes = language_codes(rank, &algorithm)); rank++) {
        output_str(out, algorithm);
        output_str(out, "\t");
        output_str(out, codes);
        output_str(out, "\n");
    }
}

/* Stems all operands, when the exceptions are as they must be. */
static void run(const struct config *config, const struct operands *operands, struct output *out,
                struct diag *d)
{
    struct stemmer *stemmer =
        resources_stemmer(config->stems, config->exceptions, (size_t)config->cache, d);
    if (!stemmer)
        return;
    struct stage *first = stage_stem(stemmer, config->lang, d, stage_write(out, WRITE_STEM));
    if (d->status == STATUS_OK)
        stage_run_stream(operands, config->files0, d, first);
    stage_free(first);
    stemmer_free(stemmer);
}

int main(int argc, char **argv)
{
    struct diag d = DIAG_INIT(program.name);
    struct config config = {.exceptions = true, .cache = STEMMER_CACHE_TYPES};
    struct operands operands;
    if (!options_parse(&program, argc, argv, &config, &operands, &d))
        return (int)d.status;
    if (config.lang && !langtag_valid(slice_of(config.lang))) {
        diag_misuse(&d, "--lang: '%s' is no language tag", config.lang);
        return (int)d.status;
    }
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    if (config.list)
        list_languages(&out);
    else
        run(&config, &operands, &out, &d);
    output_close(&out, &d);
    return (int)d.status;
}
