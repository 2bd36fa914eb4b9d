/*
 * gm-count: counts matches or tokens by document, concept, form and other keys.
 *
 * In: the stream of gm-stream(5), tagged by gm-tag where matches are counted; or, with --merge, tables
 * that gm-count wrote.
 * Out: one row a group, with its denominators.
 */
#include "options.h"
#include "output.h"
#include "stage.h"
#include "tally.h"
#include "tally_matrix.h"
#include "tally_merge.h"
#include "tally_view.h"

#include <stddef.h>
#include <unistd.h>

struct config {
    const char *by;
    uint64_t depth;
    uint64_t rate;
    bool merge;
    const char *sort;
    uint64_t top;
    const char *format;
    const char *prefix;
    bool csv_raw;
    uint64_t memory;
    const char *files0;
};

#define TARGET(field) offsetof(struct config, field)

static const struct option_spec options[] = {
    {'b', "by", OPTION_STRING, TARGET(by), "KEY,...", "count by these keys (document,concept)", 0,
     0},
    {0, "depth", OPTION_NUMBER, TARGET(depth), "N", "cut concepts to their first N parts", 1, 1000},
    {'r', "rate", OPTION_NUMBER, TARGET(rate), "N",
     "add a column with the count for N words of the group", 1, 1000000000},
    {'m', "merge", OPTION_FLAG, TARGET(merge), NULL, "the files are tables of gm-count: add them",
     0, 0},
    {'s', "sort", OPTION_STRING, TARGET(sort), "COL,...",
     "sort by columns (count:desc ...) and leave the totals out", 0, 0},
    {'n', "top", OPTION_NUMBER, TARGET(top), "N", "with --sort, print the first N rows only", 1,
     UINT64_MAX},
    {'f', "format", OPTION_STRING, TARGET(format), "FORMAT", "tsv, csv, jsonl or mtx (tsv)", 0, 0},
    {'o', "output", OPTION_STRING, TARGET(prefix), "PREFIX",
     "with --format mtx, write PREFIX.mtx, PREFIX.rows, PREFIX.cols", 0, 0},
    {0, "csv-raw", OPTION_FLAG, TARGET(csv_raw), NULL,
     "leave cells alone that a spreadsheet takes for formulas", 0, 0},
    {0, "memory", OPTION_SIZE, TARGET(memory), "SIZE", "use temporary files above SIZE bytes (32M)",
     1, UINT64_MAX},
    {0, "files0-from", OPTION_STRING, TARGET(files0), "FILE",
     "read NUL-separated file names from FILE", 0, 0},
    {0, NULL, OPTION_FLAG, 0, NULL, NULL, 0, 0},
};

static const struct program program = {
    "gm-count",
    "[option ...] [file ...]",
    "Counts matches or tokens of a stream by document, concept, form and other keys.",
    options,
};

/* What the rows become. */
struct plan {
    struct tally_keys keys;
    struct tally_view view;
    bool matrix;
};

static bool set_format(const struct config *config, struct plan *plan, struct diag *d)
{
    const char *format = config->format ? config->format : "tsv";
    plan->matrix = strcmp(format, "mtx") == 0;
    if (!plan->matrix && !table_parse_format(format, &plan->view.format))
        diag_misuse(d, "--format: unknown format '%s'", format);
    else if (plan->matrix != (config->prefix != NULL))
        diag_misuse(d, plan->matrix ? "--format mtx needs -o" : "-o needs --format mtx");
    else if (plan->matrix && (config->rate || config->sort))
        diag_misuse(d, "--format mtx has neither --rate nor --sort");
    else if (config->csv_raw && plan->view.format != TABLE_CSV)
        diag_misuse(d, "--csv-raw needs --format csv");
    return d->status == STATUS_OK;
}

static bool set_keys(const struct config *config, struct plan *plan, struct diag *d)
{
    const char *by = config->by ? config->by : "document,concept";
    struct slice subject;
    const char *wrong = tally_keys_set(&plan->keys, slice_of(by), &subject);
    if (wrong)
        diag_misuse(d, "--by: %s '%.*s'", wrong, (int)subject.len, subject.data);
    return !wrong;
}

/* What can be said of the options only when the keys are known, also from a table. */
static bool check_keys(const struct config *config, struct plan *plan, struct diag *d)
{
    const struct tally_keys *keys = &plan->keys;
    struct slice subject;
    const char *wrong =
        config->sort ? tally_view_sort(&plan->view, keys, slice_of(config->sort), &subject) : NULL;
    if (wrong)
        diag_misuse(d, "--sort: %s '%.*s'", wrong, (int)subject.len, subject.data);
    else if (plan->matrix && (!keys->groups || !keys->terms))
        diag_misuse(d, "--format mtx needs a key of each kind, such as document,form");
    else if (config->depth && !config->merge && !keys->has[TALLY_CONCEPT])
        diag_misuse(d, "--depth needs the key concept");
    else
        return true;
    return false;
}

static bool set_plan(const struct config *config, struct plan *plan, struct diag *d)
{
    if (config->top && !config->sort) {
        diag_misuse(d, "--top needs --sort");
        return false;
    }
    if (config->merge && config->depth) {
        diag_misuse(d, "--depth cannot be had from tables");
        return false;
    }
    if (!set_format(config, plan, d))
        return false;
    if (config->merge && !config->by)
        return true; /* the keys are those of the first table */
    if (!set_keys(config, plan, d))
        return false;
    plan->keys.depth = (unsigned)config->depth;
    return check_keys(config, plan, d);
}

static struct tally *count_streams(const struct config *config, const struct plan *plan,
                                   const struct operands *operands, uint64_t memory, struct diag *d)
{
    struct tally *t = tally_new(&plan->keys, memory, d);
    struct stage *first = stage_count(t, d, NULL);
    stage_run_stream(operands, config->files0, d, first);
    stage_free(first);
    return t;
}

/* NULL: a table was refused or missing, and so is the sum. */
static struct tally *merge_tables(const struct config *config, struct plan *plan,
                                  const struct operands *operands, uint64_t memory, struct diag *d)
{
    struct tally_merge *m = tally_merge_new(&plan->keys, memory, d);
    input_each(d, operands->items, operands->count, config->files0, tally_merge_add, m);
    struct tally *t = d->status == STATUS_OK ? tally_merge_take(m) : NULL;
    tally_merge_free(m);
    if (t && !config->by && !check_keys(config, plan, d)) {
        tally_free(t);
        return NULL;
    }
    return t;
}

static void run(const struct config *config, struct plan *plan, const struct operands *operands,
                struct diag *d)
{
    /* Rows that are sorted once more share the memory with the tally. */
    bool twice = config->sort || plan->matrix || config->merge || !tally_is_in_order(&plan->keys);
    uint64_t memory = twice ? config->memory / 2 : config->memory;
    plan->view.memory = memory;
    struct tally *t = config->merge ? merge_tables(config, plan, operands, memory, d)
                                    : count_streams(config, plan, operands, memory, d);
    if (t && !tally_failed(t) && plan->matrix) {
        tally_write_matrix(t, config->prefix, memory, d);
    } else if (t && !tally_failed(t)) {
        struct output out;
        output_init(&out, STDOUT_FILENO, "standard output");
        tally_write(t, &plan->view, &out, d);
        output_close(&out, d);
    }
    tally_free(t);
}

int main(int argc, char **argv)
{
    struct diag d = DIAG_INIT(program.name);
    struct config config = {.memory = 32 << 20};
    struct operands operands;
    struct plan plan = {0};
    if (!options_parse(&program, argc, argv, &config, &operands, &d))
        return (int)d.status;
    plan.view.rate = config.rate;
    plan.view.top = config.top;
    plan.view.csv_raw = config.csv_raw;
    if (set_plan(&config, &plan, &d))
        run(&config, &plan, &operands, &d);
    tally_keys_release(&plan.keys);
    return (int)d.status;
}
