/*
 * gm-tokenize: text files to sentences of tokens (UAX #29).
 *
 * In: UTF-8 text, form feeds between pages, blank lines between paragraphs; or blocks of it in JSON Lines.
 * Out: the stream of gm-stream(5) with the columns ID FORM MISC.
 */
#include "documents.h"
#include "idset.h"
#include "input.h"
#include "langtag.h"
#include "options.h"
#include "output.h"
#include "stage.h"
#include "tailoring.h"
#include "ucd.h"

#include <stddef.h>
#include <unistd.h>

struct config {
    struct tokenize_options tokenize;
    bool blocks;
    const char *documents;
    const char *files0;
    const char *id;
};

#define TARGET(field) offsetof(struct config, field)

static const struct option_spec options[] = {
    {'b', "blocks", OPTION_FLAG, TARGET(blocks), NULL,
     "read JSON Lines: blocks of text with page, zone and language", 0, 0},
    {'l', "lang", OPTION_STRING, TARGET(tokenize.lang), "LANG",
     "language (BCP 47) of documents that name none", 0, 0},
    {'d', "documents", OPTION_STRING, TARGET(documents), "FILE",
     "table with id, lang and metadata of the documents", 0, 0},
    {'i', "id", OPTION_STRING, TARGET(id), "ID", "document id of standard input", 0, 0},
    {0, "files0-from", OPTION_STRING, TARGET(files0), "FILE",
     "read NUL-separated file names from FILE", 0, 0},
    {0, "no-tailor", OPTION_FLAG, TARGET(tokenize.bare), NULL,
     "bare UAX #29: every line end ends a sentence", 0, 0},
    {0, "strict", OPTION_FLAG, TARGET(tokenize.strict), NULL,
     "ill-formed UTF-8 and control characters are an error", 0, 0},
    {0, "strict-conllu", OPTION_FLAG, TARGET(tokenize.strict_conllu), NULL,
     "leave out documents without a sentence", 0, 0},
    {0, NULL, OPTION_FLAG, 0, NULL, NULL, 0, 0},
};

static const struct program program = {
    "gm-tokenize",
    "[option ...] [file ...]",
    "Text files to sentences of tokens, written as a stream of CoNLL-U Plus.",
    options,
};

struct run {
    const struct config *config;
    struct diag *d;
    struct documents *documents; /* NULL: none */
    struct tailoring tailoring;  /* empty with --no-tailor */
    struct idset ids;
    bool said_und;
    struct stage *first;
};

enum { READ_SIZE = 128 * 1024 };

/* Who the document at `path` is: its row of the table, else the path itself. */
static struct document identify(const struct run *run, const char *path)
{
    struct document doc = {.id = slice_of(path)};
    if (run->config->id && path[0] == '-' && path[1] == '\0')
        doc.id = slice_of(run->config->id);
    if (run->documents && !documents_find(run->documents, path, &doc))
        diag_note(run->d, "%s: no row for '%s'", run->config->documents, path);
    return doc;
}

/* With a table a missing language is easily overlooked; said for the first document that has none. */
static void note_und(struct run *run, const struct document *doc)
{
    bool given =
        doc->lang.len ? !slice_eq(doc->lang, SLICE("und")) : run->config->tokenize.lang != NULL;
    if (!run->documents || run->said_und || given)
        return;
    diag_note(run->d, "%s: the language of '%.*s' is und", run->config->documents, (int)doc->id.len,
              doc->id.data);
    run->said_und = true;
}

static bool tokenize_file(void *context, struct input *in)
{
    struct run *run = context;
    struct document doc = identify(run, in->name);
    bool fresh;
    idset_add(&run->ids, doc.id, &fresh);
    if (!fresh) {
        diag_error(run->d, "%s: document id '%.*s' is repeated; left out", in->name,
                   (int)doc.id.len, doc.id.data);
        return true;
    }
    char bytes[READ_SIZE];
    struct event event = {.kind = EVENT_DOCUMENT, .document = &doc};
    size_t n = input_read(in, bytes, sizeof bytes);
    if (n == 0 && in->err)
        return true; /* a directory: not even an empty document */
    note_und(run, &doc);
    bool more = stage_push(run->first, &event);
    event.kind = EVENT_TEXT;
    for (; more && n; n = input_read(in, bytes, sizeof bytes)) {
        event.text = (struct slice){bytes, n};
        more = stage_push(run->first, &event);
    }
    event.kind = EVENT_DOCUMENT_END;
    return more && stage_push(run->first, &event);
}

static bool run_inputs(struct run *run, const struct operands *operands)
{
    const struct config *c = run->config;
    if (!c->blocks)
        return input_each(run->d, operands->items, operands->count, c->files0, tokenize_file, run);
    struct blocks_options o = {run->documents, c->documents, c->tokenize.lang};
    return stage_run_blocks(operands, c->files0, &o, run->d, run->first);
}

static void run_all(struct run *run, const struct operands *operands)
{
    struct header header = {.unicode = slice_of(ucd_version)};
    header.tailoring = slice_of(run->config->tokenize.bare ? "none" : run->tailoring.id);
    struct event event = {.kind = EVENT_HEADER, .header = &header};
    if (stage_push(run->first, &event) && run_inputs(run, operands)) {
        event.kind = EVENT_END;
        stage_push(run->first, &event);
    }
}

int main(int argc, char **argv)
{
    struct diag d = DIAG_INIT(program.name);
    struct config config = {0};
    struct operands operands;
    if (!options_parse(&program, argc, argv, &config, &operands, &d))
        return (int)d.status;
    if (config.tokenize.lang && !langtag_valid(slice_of(config.tokenize.lang)))
        diag_misuse(&d, "--lang: '%s' is no language tag", config.tokenize.lang);
    if (config.id && !*config.id)
        diag_misuse(&d, "--id: the id is empty");
    if (config.id && config.blocks)
        diag_misuse(&d, "--id and --blocks: blocks have ids of their own");
    if (d.status != STATUS_OK)
        return (int)d.status;
    struct run run = {.config = &config, .d = &d};
    if (config.documents && !(run.documents = documents_load(config.documents, &d)))
        return (int)d.status;
    if (!config.tokenize.lang && !run.documents && !config.blocks)
        diag_note(&d, "no --lang given: language is und");
    if (!config.tokenize.bare)
        tailoring_load(&run.tailoring, &d);
    config.tokenize.abbreviations = run.tailoring.abbreviations;
    config.tokenize.words = run.tailoring.words;
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    run.first = stage_tokenize(&config.tokenize, &d, stage_write(&out, 0));
    run_all(&run, &operands);
    stage_free(run.first);
    idset_release(&run.ids);
    documents_free(run.documents);
    tailoring_release(&run.tailoring);
    output_close(&out, &d);
    return (int)d.status;
}
