#include "lexicon_commands.h"

#include "abbreviations.h"
#include "lexicon_check.h"
#include "lexicon_expand.h"
#include "lexicon_stats.h"
#include "lexicon_uses.h"
#include "reference.h"
#include "resources.h"
#include "stemmer.h"
#include "wordrules.h"

/* What all commands work with. */
struct tools {
    struct lexicon *lexicon;
    struct stemmer *stemmer;
    struct wordrules_set *words;            /* NULL: none */
    struct abbreviation_set *abbreviations; /* NULL: none */
};

/* Loads the rules by which texts and patterns are cut. */
static bool load_rules(const struct lexicon_config *config, struct tools *t, struct diag *d)
{
    struct buf path = BUF_INIT;
    t->words = resources_words(config->bare, d);
    bool found = config->bare || t->words;
    if (!config->bare && found && config->text &&
        (found = resources_find("lexicons/abbreviations", "--no-tailor", &path, d)))
        t->abbreviations = abbreviation_set_new(buf_str(&path), d);
    buf_release(&path);
    return found;
}

/*
 * Loads what `config` asks for; what is wrong is said, and sound entries are there all the same.
 * False: there is nothing to work with.
 */
static bool load(const struct lexicon_config *config, struct tools *t, struct diag *d)
{
    struct buf path = BUF_INIT;
    t->stemmer = resources_stemmer(config->stems, config->exceptions, STEMMER_CACHE_TYPES, d);
    bool ok = t->stemmer && load_rules(config, t, d);
    t->lexicon = lexicon_new();
    lexicon_set_words(t->lexicon, t->words);
    for (size_t i = 0; ok && i < config->lexicons.count; i++)
        lexicon_load(t->lexicon, config->lexicons.items[i], t->stemmer, d);
    if (ok && config->lexicons.count == 0 &&
        (ok = resources_find("lexicons", "--lexicon", &path, d)))
        lexicon_load(t->lexicon, buf_str(&path), t->stemmer, d);
    buf_release(&path);
    return ok;
}

static void unload(struct tools *t)
{
    stemmer_free(t->stemmer);
    lexicon_free(t->lexicon);
    wordrules_set_free(t->words);
    abbreviation_set_free(t->abbreviations);
}

static void run_reference(const struct lexicon_config *config, const struct tools *t,
                          const struct operands *operands, struct stage *first, struct diag *d)
{
    struct reference_options o = {
        .text_lang = config->text,
        .files0 = config->files0,
        .tokenize = {.bare = config->bare, .abbreviations = t->abbreviations, .words = t->words},
        .stemmer = t->stemmer,
    };
    reference_run(operands, &o, d, first);
}

/* The table format of a name, NULL: TSV; false: there is none (said). */
static bool set_format(const char *name, enum table_format *format, struct diag *d)
{
    static const char *const names[] = {
        [TABLE_TSV] = "tsv", [TABLE_CSV] = "csv", [TABLE_JSONL] = "jsonl"};
    *format = TABLE_TSV;
    for (int i = TABLE_TSV; name && i <= TABLE_JSONL; i++) {
        if (strcmp(name, names[i]) == 0) {
            *format = (enum table_format)i;
            return true;
        }
    }
    if (name)
        diag_misuse(d, "--format: unknown format '%s'", name);
    return !name;
}

/* check ------------------------------------------------------------------------------------ */

static void check_document(void *context)
{
    lexicon_check_document(context);
}

static void check_sentence(void *context, struct sentence *s, struct slice lang)
{
    lexicon_check_sentence(context, s, lang);
}

/* Whether there is a text to read. */
static bool has_text(const struct lexicon_config *config, const struct operands *operands)
{
    return operands->count || config->files0;
}

/* Tags the operands and hands their sentences to `calls`. */
static void run_tagged(const struct lexicon_config *config, struct tools *t,
                       const struct operands *operands, const struct reference_calls *calls,
                       struct diag *d)
{
    struct tag_options tag = {.lang = config->text ? config->text : config->lang};
    struct stage *sink = stage_reference(calls, tag.lang, NULL);
    struct stage *first = stage_tag(t->lexicon, t->stemmer, &tag, d, sink);
    run_reference(config, t, operands, first, d);
    stage_free(first);
}

static void check_loaded(const struct lexicon_config *config, struct tools *t,
                         const struct operands *operands, bool table, struct output *out,
                         struct diag *d)
{
    struct check_limits limits = {config->share, config->documents};
    struct lexicon_check *c = lexicon_check_new(t->lexicon, t->stemmer, &limits);
    struct reference_calls calls = {check_document, check_sentence, c};
    if (has_text(config, operands))
        run_tagged(config, t, operands, &calls, d);
    if (lexicon_check_write(c, out, table) && d->status == STATUS_OK)
        d->status = STATUS_FAILED;
    lexicon_check_free(c);
}

void lexicon_command_check(const struct lexicon_config *config, const struct operands *operands,
                           struct output *out, struct diag *d)
{
    struct tools t = {0};
    bool table = config->format && strcmp(config->format, "tsv") == 0;
    if (config->format && !table && strcmp(config->format, "text") != 0)
        diag_misuse(d, "--format: unknown format '%s'", config->format);
    else if (config->text && !has_text(config, operands))
        diag_misuse(d, "--text without a file");
    else if (load(config, &t, d))
        check_loaded(config, &t, operands, table, out, d);
    unload(&t);
}

/* stats ------------------------------------------------------------------------------------ */

struct counter {
    struct lexicon_uses uses;
    uint64_t documents;
};

static void count_document(void *context)
{
    struct counter *c = context;
    c->documents++;
}

static void count_sentence(void *context, struct sentence *s, struct slice lang)
{
    struct counter *c = context;
    (void)lang;
    lexicon_uses_add(&c->uses, s, c->documents);
}

static void stats_loaded(const struct lexicon_config *config, struct tools *t,
                         const struct operands *operands, const struct stats_keys *keys,
                         enum table_format format, struct output *out, struct diag *d)
{
    struct counter counter = {.documents = 0};
    struct reference_calls calls = {count_document, count_sentence, &counter};
    bool text = has_text(config, operands);
    lexicon_uses_init(&counter.uses, t->lexicon);
    if (text)
        run_tagged(config, t, operands, &calls, d);
    lexicon_stats_write(t->lexicon, text ? &counter.uses : NULL, keys, format, out);
    lexicon_uses_release(&counter.uses);
}

void lexicon_command_stats(const struct lexicon_config *config, const struct operands *operands,
                           struct output *out, struct diag *d)
{
    struct tools t = {0};
    struct stats_keys keys;
    struct slice subject;
    enum table_format format;
    const char *wrong = stats_keys_set(&keys, slice_of(config->by), &subject);
    if (wrong)
        diag_misuse(d, "--by: %s '%.*s'", wrong, (int)subject.len, subject.data);
    else if (config->text && !has_text(config, operands))
        diag_misuse(d, "--text without a file");
    else if (set_format(config->format, &format, d) && load(config, &t, d))
        stats_loaded(config, &t, operands, &keys, format, out, d);
    unload(&t);
}

/* expand ----------------------------------------------------------------------------------- */

static void expand_loaded(const struct lexicon_config *config, struct tools *t,
                          const struct operands *operands, enum table_format format,
                          struct output *out, struct diag *d)
{
    const char *entry = operands->items[0];
    const char *error = NULL;
    struct operands files = {operands->items + 1, operands->count - 1};
    struct tag_options tag = {.lang = config->text ? config->text : config->lang};
    const struct lexicon *lexicon = config->pattern ? NULL : t->lexicon;
    struct lexicon_expand *x = lexicon_expand_new(lexicon, t->words, t->stemmer);
    if (config->pattern && !lexicon_expand_pattern(x, SLICE("*"), slice_of(entry), &error)) {
        diag_misuse(d, "pattern '%s': %s", entry, error);
    } else if (!config->pattern && !lexicon_expand_name(x, slice_of(entry))) {
        diag_error(d, "no entry or concept '%s' in the lexicon; --pattern takes a pattern", entry);
    } else {
        struct stage *first = lexicon_expand_stages(x, tag.lang, d);
        if (lexicon)
            first = stage_tag(t->lexicon, t->stemmer, &tag, d, first);
        run_reference(config, t, &files, first, d);
        stage_free(first);
        lexicon_expand_write(x, format, out);
    }
    lexicon_expand_free(x);
}

void lexicon_command_expand(const struct lexicon_config *config, const struct operands *operands,
                            struct output *out, struct diag *d)
{
    struct tools t = {0};
    enum table_format format;
    if (operands->count == 0)
        diag_misuse(d, "expand: no entry is given");
    else if (set_format(config->format, &format, d) && load(config, &t, d) &&
             d->status == STATUS_OK)
        expand_loaded(config, &t, operands, format, out, d);
    unload(&t);
}
