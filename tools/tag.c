/*
 * gm-tag: the lexicon entries that each token belongs to.
 *
 * In: the stream of gm-stream(5), or any CoNLL-U; lexicons as gm-lexicon(5) has them.
 * Out: the same with the column GM:TERM, appended or replaced, and `# gm:lexicon` in its head.
 */
#include "lexicon.h"
#include "langtag.h"
#include "options.h"
#include "output.h"
#include "overlap.h"
#include "resources.h"
#include "scope.h"
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct config {
    struct option_list lexicons; /* files and folders; none: those that come with gapmap */
    const char *stems;           /* folder of exceptions; NULL: the one that comes with gapmap */
    bool exceptions;
    bool bare;
    const char *overlap;
    bool flags;
    const char *scope; /* folder; NULL: the one that comes with gapmap */
    bool lemmas;
    const char *explain; /* file; NULL: none */
    const char *lang;
    uint64_t cache;
    bool check;
    const char *files0;
};

#define TARGET(field) offsetof(struct config, field)

static const struct option_spec options[] = {
    {'l', "lexicon", OPTION_LIST, TARGET(lexicons), "PATH",
     "lexicon, a file or a folder of *.tsv; may be repeated", 0, 0},
    {'s', "stems", OPTION_STRING, TARGET(stems), "DIR", "folder of exceptions LANG.tsv", 0, 0},
    {0, "no-exceptions", OPTION_UNFLAG, TARGET(exceptions), NULL, "libstemmer alone", 0, 0},
    {0, "no-tailor", OPTION_FLAG, TARGET(bare), NULL,
     "cut the words of patterns by bare UAX #29, as gm-tokenize --no-tailor does", 0, 0},
    {0, "overlap", OPTION_STRING, TARGET(overlap), "MODE",
     "which of the matches over each other stand: longest, longest-per-concept, all", 0, 0},
    {0, "explain", OPTION_STRING, TARGET(explain), "FILE",
     "write to FILE which matches do not stand, and what stands over them", 0, 0},
    {0, "lemma", OPTION_FLAG, TARGET(lemmas), NULL, "compare words with the column LEMMA", 0, 0},
    {0, "no-flags", OPTION_UNFLAG, TARGET(flags), NULL, "do not say what triggers govern", 0, 0},
    {0, "scope", OPTION_STRING, TARGET(scope), "DIR", "folder of LANG.tsv: what triggers govern", 0,
     0},
    {0, "lang", OPTION_STRING, TARGET(lang), "LANG",
     "language (BCP 47) of sentences that name none", 0, 0},
    {0, "cache", OPTION_NUMBER, TARGET(cache), "N", "keep the elements of N forms (131072)", 1,
     1 << 28},
    {0, "check", OPTION_FLAG, TARGET(check), NULL, "read the lexicons, say what is in them and end",
     0, 0},
    {0, "files0-from", OPTION_STRING, TARGET(files0), "FILE",
     "read NUL-separated file names from FILE", 0, 0},
    {0, NULL, OPTION_FLAG, 0, NULL, NULL, 0, 0},
};

static const struct program program = {
    "gm-tag",
    "[option ...] [file ...]",
    "Adds the lexicon entries of each token to a stream of CoNLL-U Plus.",
    options,
};

/* What triggers govern in each language; NULL: not asked for, or not there (said). */
static struct scope_set *load_scopes(const struct config *config, struct diag *d)
{
    struct buf path = BUF_INIT;
    struct scope_set *scopes = NULL;
    const char *dir = config->scope;
    if (config->flags &&
        (dir || resources_find("lexicons/scope", "--scope or --no-flags", &path, d)))
        scopes = scope_set_new(dir ? dir : buf_str(&path), d);
    buf_release(&path);
    return scopes;
}

/* Reads all lexicons; what is wrong with them is said. */
static void load_lexicons(const struct config *config, struct lexicon *lexicon,
                          struct stemmer *stemmer, struct diag *d)
{
    struct buf path = BUF_INIT;
    for (size_t i = 0; i < config->lexicons.count; i++)
        lexicon_load(lexicon, config->lexicons.items[i], stemmer, d);
    if (config->lexicons.count == 0 && resources_find("lexicons", "--lexicon", &path, d))
        lexicon_load(lexicon, buf_str(&path), stemmer, d);
    buf_release(&path);
}

static void report(struct lexicon *lexicon, const struct stemmer *stemmer, struct output *out)
{
    struct buf text = BUF_INIT;
    buf_append_str(&text, "entries\t");
    buf_append_u64(&text, lexicon_count(lexicon));
    buf_append_str(&text, "\nlayers\t");
    buf_append_u64(&text, lexicon_layer_count(lexicon));
    buf_append_str(&text, "\nlexicon\t");
    buf_append_str(&text, lexicon_checksum(lexicon));
    buf_append_str(&text, "\nstemmer\t");
    buf_append_str(&text, stemmer_identity(stemmer));
    buf_append_str(&text, "\n");
    output_write(out, text.data, text.len);
    buf_release(&text);
}

/*
 * Opens the file of the report and empties it; what is wrong is said.  One that holds something else, such as a
 * stream or a lexicon named by mistake, is left alone.
 */
static int open_report(const char *path, struct diag *d)
{
    static const char head[] = "document\tsentence\tgroup\t";
    char begin[sizeof head - 1];
    struct stat status;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0 || fstat(fd, &status) != 0) {
        diag_errno(d, errno, "cannot open '%s'", path);
        return fd;
    }
    if (!S_ISREG(status.st_mode) || status.st_size == 0)
        return fd;
    if (read(fd, begin, sizeof begin) != (ssize_t)sizeof begin ||
        memcmp(begin, head, sizeof begin) != 0)
        diag_error(d, "--explain: '%s' holds something else than a report", path);
    else if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        diag_errno(d, errno, "cannot empty '%s'", path);
    return fd;
}

/* Tags all operands; the report of what does not stand goes to its file. */
static void tag_all(const struct config *config, const struct operands *operands,
                    struct tag_options tag, struct lexicon *lexicon, struct stemmer *stemmer,
                    struct output *out, struct diag *d)
{
    struct output report;
    if (config->explain) {
        int fd = open_report(config->explain, d);
        if (d->status != STATUS_OK) {
            if (fd >= 0)
                close(fd);
            return;
        }
        output_init(&report, fd, config->explain);
        tag.explain = &report;
    }
    struct stage *first = stage_tag(lexicon, stemmer, &tag, d, stage_write(out, WRITE_TERM));
    stage_run_stream(operands, config->files0, d, first);
    stage_free(first);
    if (config->explain)
        output_close(&report, d);
}

/* Reads the lexicons; when they are as they must be, does what is asked. */
static void run(const struct config *config, const struct operands *operands,
                enum overlap_mode overlap, struct output *out, struct diag *d)
{
    struct lexicon *lexicon = lexicon_new();
    struct stemmer *stemmer =
        resources_stemmer(config->stems, config->exceptions, STEMMER_CACHE_TYPES, d);
    struct wordrules_set *words = resources_words(config->bare, d);
    struct scope_set *scopes = load_scopes(config, d);
    struct tag_options tag = {.overlap = overlap,
                              .cache = (size_t)config->cache,
                              .lang = config->lang,
                              .scopes = scopes,
                              .lemmas = config->lemmas};
    lexicon_set_words(lexicon, words);
    if (config->lemmas)
        lexicon_use_lemmas(lexicon);
    if (stemmer)
        load_lexicons(config, lexicon, stemmer, d);
    if (d->status == STATUS_OK && config->check)
        report(lexicon, stemmer, out);
    else if (d->status == STATUS_OK)
        tag_all(config, operands, tag, lexicon, stemmer, out, d);
    stemmer_free(stemmer);
    lexicon_free(lexicon);
    wordrules_set_free(words);
    scope_set_free(scopes);
}

/* Whether the values of options are such as there are; says what is wrong. */
static bool check_options(const struct config *config, enum overlap_mode *overlap, struct diag *d)
{
    if (config->lang && !langtag_valid(slice_of(config->lang)))
        diag_misuse(d, "--lang: '%s' is no language tag", config->lang);
    else if (!overlap_mode_of(config->overlap, overlap))
        diag_misuse(d, "--overlap: unknown mode '%s'", config->overlap);
    else if (config->explain && strcmp(config->explain, "-") == 0)
        diag_misuse(d, "--explain: standard output has the stream");
    else
        return true;
    return false;
}

int main(int argc, char **argv)
{
    struct diag d = DIAG_INIT(program.name);
    struct config config = {.exceptions = true, .flags = true, .overlap = "longest"};
    struct operands operands;
    enum overlap_mode overlap;
    if (!options_parse(&program, argc, argv, &config, &operands, &d))
        return (int)d.status;
    if (!check_options(&config, &overlap, &d))
        return (int)d.status;
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    run(&config, &operands, overlap, &out, &d);
    output_close(&out, &d);
    options_release(&config.lexicons);
    return (int)d.status;
}
