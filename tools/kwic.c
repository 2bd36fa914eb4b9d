/*
 * gm-kwic: the matches of a stream, or of patterns, each in its context.
 *
 * In: the stream of gm-stream(5), tagged by gm-tag; with -p any stream.
 * Out: one line a match, with its place and the document's own text before, in and behind it.
 */
#include "kwic_view.h"
#include "options.h"
#include "output.h"
#include "patterns.h"
#include "stage.h"
#include "terminal.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

struct config {
    struct option_list concepts;
    struct option_list entries;
    struct option_list patterns;
    const char *lang;
    const char *context; /* NULL: CONTEXT words, or what a line of text can hold */
    const char *sort;
    struct option_list meta;
    uint64_t max;
    uint64_t per_document;
    uint64_t sample;
    uint64_t seed;
    const char *format; /* NULL: text on a terminal, else TSV */
    bool one_line;
    bool csv_raw;
    uint64_t width; /* 0: that of the terminal */
    const char *color;
    const char *stems;
    bool exceptions;
    bool bare;
    uint64_t memory;
    const char *files0;
};

enum { CONTEXT = 10, CONTEXT_MAX = 1000 };

#define TARGET(field) offsetof(struct config, field)

static const struct option_spec options[] = {
    {'c', "concept", OPTION_LIST, TARGET(concepts), "CONCEPT",
     "matches of this concept and of those below it; may be repeated", 0, 0},
    {'e', "entry", OPTION_LIST, TARGET(entries), "ID",
     "matches of this lexicon entry (8 hex digits); may be repeated", 0, 0},
    {'p', "pattern", OPTION_LIST, TARGET(patterns), "PATTERN",
     "matches of this pattern, whatever the stream is tagged with; may be repeated", 0, 0},
    {'l', "lang", OPTION_STRING, TARGET(lang), "LANG",
     "with -p: of this language (BCP 47), as are sentences that name none", 0, 0},
    {'C', "context", OPTION_STRING, TARGET(context), "N|UNIT",
     "N tokens on each side, the sentence or the clause (10)", 0, 0},
    {'s', "sort", OPTION_STRING, TARGET(sort), "KEY,...", "place, left, match, right (place)", 0,
     0},
    {0, "meta", OPTION_LIST, TARGET(meta), "KEY",
     "add a column with the document's metadata KEY; may be repeated", 0, 0},
    {'n', "max", OPTION_NUMBER, TARGET(max), "N", "the first N lines only", 1, UINT64_MAX},
    {0, "per-document", OPTION_NUMBER, TARGET(per_document), "N",
     "the first N matches of each document only", 1, UINT64_MAX},
    {0, "sample", OPTION_NUMBER, TARGET(sample), "N", "a random sample of N matches", 1, 1 << 28},
    {0, "seed", OPTION_NUMBER, TARGET(seed), "N", "another number, another sample (0)", 0, 0},
    {'f', "format", OPTION_STRING, TARGET(format), "FORMAT",
     "text, tsv, csv or jsonl (text on a terminal, else tsv)", 0, 0},
    {0, "one-line", OPTION_FLAG, TARGET(one_line), NULL,
     "in tables, show white space of the text as single blanks", 0, 0},
    {0, "csv-raw", OPTION_FLAG, TARGET(csv_raw), NULL,
     "leave cells alone that a spreadsheet takes for formulas", 0, 0},
    {0, "width", OPTION_NUMBER, TARGET(width), "N", "columns of a line of text (the terminal's)",
     KWIC_WIDTH_MIN, KWIC_WIDTH_MAX},
    {0, "color", OPTION_STRING, TARGET(color), "WHEN", "auto, always or never (auto)", 0, 0},
    {0, "stems", OPTION_STRING, TARGET(stems), "DIR", "with -p: folder of exceptions LANG.tsv", 0,
     0},
    {0, "no-exceptions", OPTION_UNFLAG, TARGET(exceptions), NULL, "with -p: libstemmer alone", 0,
     0},
    {0, "no-tailor", OPTION_FLAG, TARGET(bare), NULL,
     "with -p: cut the words of patterns by bare UAX #29", 0, 0},
    {0, "memory", OPTION_SIZE, TARGET(memory), "SIZE", "use temporary files above SIZE bytes (32M)",
     0, 0},
    {0, "files0-from", OPTION_STRING, TARGET(files0), "FILE",
     "read NUL-separated file names from FILE", 0, 0},
    {0, NULL, OPTION_FLAG, 0, NULL, NULL, 0, 0},
};

static const struct program program = {
    "gm-kwic",
    "[option ...] [file ...]",
    "Lists the matches of a stream, or of patterns, each in its context.",
    options,
};

/* What the options come to. */
struct plan {
    struct kwic_options kwic;
    struct concordance_options lines;
    struct kwic_view_options view;
    struct patterns_options patterns;
};

static bool set_format(const struct config *config, struct plan *plan, struct diag *d)
{
    const char *format = config->format ? config->format : isatty(STDOUT_FILENO) ? "text" : "tsv";
    plan->view.text = strcmp(format, "text") == 0;
    plan->view.csv_raw = config->csv_raw;
    plan->view.one_line = config->one_line;
    plan->view.width = config->width ? (size_t)config->width : terminal_width(STDOUT_FILENO);
    plan->view.meta = config->meta.items;
    plan->view.meta_count = config->meta.count;
    if (!plan->view.text && !table_parse_format(format, &plan->view.format))
        diag_misuse(d, "--format: unknown format '%s'", format);
    else if (config->csv_raw && (plan->view.text || plan->view.format != TABLE_CSV))
        diag_misuse(d, "--csv-raw needs --format csv");
    else if (!terminal_color(config->color, STDOUT_FILENO, &plan->view.color))
        diag_misuse(d, "--color: '%s' is not auto, always or never", config->color);
    return d->status == STATUS_OK;
}

static bool set_context(const struct config *config, struct plan *plan, struct diag *d)
{
    const char *context = config->context;
    if (!context) {
        /* A token takes a column at least, and one for the gap in most scripts. */
        plan->kwic.words = plan->view.text ? plan->view.width / 2 : CONTEXT;
        return true;
    }
    if (strcmp(context, "sentence") == 0)
        plan->kwic.context = KWIC_SENTENCE;
    else if (strcmp(context, "clause") == 0)
        plan->kwic.context = KWIC_CLAUSE;
    else if (!table_parse_number(slice_of(context), &plan->kwic.words) ||
             plan->kwic.words > CONTEXT_MAX)
        diag_misuse(d, "--context: '%s' is not a number up to %d, sentence or clause", context,
                    CONTEXT_MAX);
    return d->status == STATUS_OK;
}

static bool set_sort(const struct config *config, struct plan *plan, struct diag *d)
{
    static const char *const names[] = {[KWIC_PLACE] = "place",
                                        [KWIC_LEFT] = "left",
                                        [KWIC_MATCH] = "match",
                                        [KWIC_RIGHT] = "right"};
    struct kwic_options *k = &plan->kwic;
    for (const char *p = config->sort; p;) {
        size_t len = strcspn(p, ",");
        int sort = KWIC_PLACE;
        while (sort <= KWIC_RIGHT && !slice_eq((struct slice){p, len}, slice_of(names[sort])))
            sort++;
        if (sort > KWIC_RIGHT) {
            diag_misuse(d, "--sort: '%.*s' is not place, left, match or right", (int)len, p);
            return false;
        }
        if (k->sort_count == KWIC_SORTS_MAX) {
            diag_misuse(d, "--sort: more than %d keys", KWIC_SORTS_MAX);
            return false;
        }
        k->sorts[k->sort_count++] = (enum kwic_sort)sort;
        p = p[len] ? p + len + 1 : NULL;
    }
    if (k->sort_count == 1 && k->sorts[0] == KWIC_PLACE)
        k->sort_count = 0; /* as they come */
    return true;
}

/* Whether the 8 characters are lower-case hex digits, as in the stream. */
static bool is_entry(const char *s)
{
    return strlen(s) == LEXICON_ID && strspn(s, "0123456789abcdef") == LEXICON_ID;
}

static bool check_wanted(const struct config *config, struct diag *d)
{
    for (size_t i = 0; i < config->entries.count; i++)
        if (!is_entry(config->entries.items[i]))
            diag_misuse(d, "--entry: '%s' is not 8 hex digits", config->entries.items[i]);
    for (size_t i = 0; i < config->meta.count; i++)
        if (!document_key_valid(slice_of(config->meta.items[i])))
            diag_misuse(d, "--meta: '%s' is no key of metadata", config->meta.items[i]);
    if (config->patterns.count && config->concepts.count + config->entries.count)
        diag_misuse(d, "--pattern has matches of its own, without --concept and --entry");
    else if (!config->patterns.count &&
             (config->lang || config->stems || !config->exceptions || config->bare))
        diag_misuse(d, "--lang, --stems, --no-exceptions and --no-tailor need --pattern");
    else if (config->seed && !config->sample)
        diag_misuse(d, "--seed needs --sample");
    return d->status == STATUS_OK;
}

static bool set_plan(const struct config *config, struct plan *plan, struct diag *d)
{
    *plan = (struct plan){
        .kwic = {.concepts = &config->concepts,
                 .entries = &config->entries,
                 .meta = &config->meta,
                 .per_document = config->per_document},
        .lines = {.sample = config->sample,
                  .seed = config->seed,
                  .max = config->max,
                  .memory = config->memory},
        .patterns = {&config->patterns, config->lang, config->stems, config->exceptions,
                     config->bare},
    };
    bool ok = set_format(config, plan, d) && set_context(config, plan, d) &&
              set_sort(config, plan, d) && check_wanted(config, d);
    plan->lines.sorted = plan->kwic.sort_count > 0;
    return ok;
}

/* Lists the matches of all operands. */
static void run(const struct config *config, const struct plan *plan,
                const struct operands *operands, struct patterns *patterns, struct diag *d)
{
    struct tag_options tag = {.lang = config->lang};
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    struct kwic_view *view = kwic_view_new(&plan->view, &out);
    struct concordance *lines = concordance_new(&plan->lines, kwic_view_write, view, d);
    struct stage *first = stage_kwic(&plan->kwic, lines, d, NULL);
    if (config->patterns.count)
        first = stage_tag(patterns->lexicon, patterns->stemmer, &tag, d, first);
    stage_run_stream(operands, config->files0, d, first);
    concordance_finish(lines);
    stage_free(first);
    concordance_free(lines);
    kwic_view_free(view);
    output_close(&out, d);
}

int main(int argc, char **argv)
{
    struct diag d = DIAG_INIT(program.name);
    struct config config = {.color = "auto", .exceptions = true, .memory = 32 << 20};
    struct operands operands;
    struct plan plan;
    struct patterns patterns = {NULL, NULL, NULL};
    if (!options_parse(&program, argc, argv, &config, &operands, &d))
        return (int)d.status;
    if (set_plan(&config, &plan, &d) &&
        (!config.patterns.count || patterns_load(&patterns, &plan.patterns, &d)))
        run(&config, &plan, &operands, &patterns, &d);
    patterns_release(&patterns);
    options_release(&config.concepts);
    options_release(&config.entries);
    options_release(&config.patterns);
    options_release(&config.meta);
    return (int)d.status;
}
