#include "lexicon_convert.h"

#include "convert.h"
#include "data.h"
#include "input.h"
#include "langtag.h"
#include "options.h"
#include "output.h"
#include "stemmer.h"
#include "wordrules.h"

#include <stddef.h>
#include <unistd.h>

struct config {
    const char *from;
    const char *to;
    const char *lang;
    const char *words;
    const char *status;
    const char *source;
    const char *encoding;
    const char *below;
    const char *base;
    bool spellings;
    bool strict;
    bool verbose;
    const char *files0;
};

#define TARGET(field) offsetof(struct config, field)

static const struct option_spec options[] = {
    {'f', "from", OPTION_STRING, TARGET(from), "FORMAT",
     "of the input: gapmap csv quanteda liwc wordstat lexicoder yoshikoder skos (gapmap)", 0, 0},
    {'t', "to", OPTION_STRING, TARGET(to), "FORMAT", "of the output, likewise (gapmap)", 0, 0},
    {'l', "lang", OPTION_STRING, TARGET(lang), "LANG",
     "language (BCP 47) of words that have none (*); of entries that have one, only these", 0, 0},
    {0, "words", OPTION_STRING, TARGET(words), "KIND",
     "what a word becomes: stem, all its inflections (default); exact, these letters in this case",
     0, 0},
    {0, "status", OPTION_STRING, TARGET(status), "STATUS", "of words (own)", 0, 0},
    {0, "source", OPTION_STRING, TARGET(source), "TEXT", "of words", 0, 0},
    {0, "below", OPTION_STRING, TARGET(below), "CONCEPT",
     "put the concepts of words below this one", 0, 0},
    {0, "encoding", OPTION_STRING, TARGET(encoding), "NAME",
     "of the input, as iconv names it (UTF-8, or UTF-16 with its mark)", 0, 0},
    {0, "no-spellings", OPTION_UNFLAG, TARGET(spellings), NULL,
     "write a hyphenated word once, not also apart and joined", 0, 0},
    {0, "base", OPTION_STRING, TARGET(base), "IRI",
     "skos: what the concepts begin with (urn:gapmap:lexicon#)", 0, 0},
    {0, "strict", OPTION_FLAG, TARGET(strict), NULL,
     "a warning is an error, and after an error nothing is written", 0, 0},
    {'v', "verbose", OPTION_FLAG, TARGET(verbose), NULL, "say each loss", 0, 0},
    {0, "files0-from", OPTION_STRING, TARGET(files0), "FILE",
     "read NUL-separated file names from FILE", 0, 0},
    {0, NULL, OPTION_FLAG, 0, NULL, NULL, 0, 0},
};

const struct program lexicon_convert_program = {
    "gm-lexicon",
    "convert [option ...] [file ...]",
    "Lexicons to and from the formats of other tools.",
    options,
};

static bool read_each(void *context, struct input *in)
{
    convert_read(context, in);
    return true;
}

static const struct convert_format *find_format(const char *name, const char *option,
                                                struct diag *d)
{
    const struct convert_format *format = convert_format(slice_of(name));
    if (!format)
        diag_misuse(d, "--%s: unknown format '%s'", option, name);
    return format;
}

static bool is_status(const char *s)
{
    return strcmp(s, "own") == 0 || strcmp(s, "attested") == 0 || strcmp(s, "uncertain") == 0;
}

static bool is_iri(const char *s)
{
    for (const char *p = s; *p; p++)
        if ((unsigned char)*p <= ' ' || strchr("<>\"{}|\\^`", *p))
            return false;
    return strchr(s, ':') != NULL && s[0] != ':';
}

/* Fills c from the options; false: they cannot be (said). */
static bool set_up(const struct config *config, struct convert *c, struct diag *d)
{
    c->d = d;
    c->from = find_format(config->from, "from", d);
    c->to = find_format(config->to, "to", d);
    c->lang = config->lang ? slice_of(config->lang) : SLICE("");
    c->status = slice_of(config->status);
    c->source = config->source ? slice_of(config->source) : SLICE("");
    c->below = config->below ? slice_of(config->below) : SLICE("");
    c->base = slice_of(config->base);
    c->encoding = config->encoding;
    c->spellings = config->spellings;
    c->strict = config->strict;
    c->verbose = config->verbose;
    if (config->lang && strcmp(config->lang, "*") != 0 &&
        (!langtag_valid(c->lang) || !langtag_known(c->lang)))
        diag_misuse(d, "--lang: '%s' is no language tag", config->lang);
    if (!is_status(config->status))
        diag_misuse(d, "--status: '%s' is not attested, own or uncertain", config->status);
    if (config->below && !categories_is_concept(c->below))
        diag_misuse(d, "--below: '%s' is no concept", config->below);
    if (!is_iri(config->base))
        diag_misuse(d, "--base: '%s' is no IRI", config->base);
    if (strcmp(config->words, "exact") == 0)
        c->words = WORDS_EXACT;
    else if (strcmp(config->words, "form") == 0 && convert_has_regex(c))
        c->words = WORDS_FORM;
    else if (strcmp(config->words, "stem") != 0)
        diag_misuse(d, "--words: unknown kind '%s'", config->words);
    return d->status == STATUS_OK;
}

/* The rules by which words are cut; NULL: they are not there, and words are cut by UAX #29 alone. */
static struct wordrules_set *load_rules(struct diag *d)
{
    struct buf path = BUF_INIT;
    struct wordrules_set *rules = NULL;
    if (data_find("lexicons/words", &path))
        rules = wordrules_set_new(buf_str(&path), d);
    buf_release(&path);
    return rules;
}

static void run(const struct config *config, const struct operands *operands, struct diag *d)
{
    struct output out;
    struct convert c = {.rules = load_rules(d), .stemmer = stemmer_new(NULL, 16, d)};
    convert_init(&c);
    if (set_up(config, &c, d)) {
        output_init(&out, STDOUT_FILENO, "standard output");
        input_each(d, operands->items, operands->count, config->files0, read_each, &c);
        convert_write(&c, &out);
        output_close(&out, d);
    }
    convert_release(&c);
    stemmer_free(c.stemmer);
    wordrules_set_free(c.rules);
}

void lexicon_convert(int argc, char **argv, struct diag *d)
{
    struct config config = {.from = "gapmap",
                            .to = "gapmap",
                            .words = "stem",
                            .status = "own",
                            .base = "urn:gapmap:lexicon#",
                            .spellings = true};
    struct operands operands;
    if (options_parse(&lexicon_convert_program, argc, argv, &config, &operands, d))
        run(&config, &operands, d);
}
