/*
 * Arbitrary bytes as a stream: read, stemmed, tagged, counted and written.  What is written is a stream
 * that the same stages leave as it is, with caches of any size, in one process or in two.
 *
 * Input: a byte that chooses what is counted by, one for the default language, the stream.
 */
#include "fuzz.h"

#include "conllu.h"
#include "lexicon.h"
#include "scope.h"
#include "stage.h"
#include "stemmer.h"
#include "tally.h"
#include "tally_view.h"

enum part { STEM = 1, TAG = 2, COUNT = 4 };

static const char entries[] = "concept\tlang\tpattern\tstatus\tsource\tnote\n"
                              "mc.term\t*\tmicro-credential\town\t\t\n"
                              "mc.badge\ten\t[digital|open] badge\town\t\t\n"
                              "qa.general\ten\tquality assurance\town\t\t\n"
                              "external.body\ten\tNZQA\town\t\t\n"
                              "external.accreditation\ten\t(re-)?accredit*\town\t\t\n"
                              "external.evaluation\ten\texternal quality assurance\town\t\t\n"
                              "internal.review\ten\treview ~2 programme\town\t\t\n"
                              "place.PL\ten\t\"Polish\"\town\t\t\n"
                              "qa.general\tde\t*sicherung*\town\t\t\n"
                              "qa.general\ttr\tkalite\town\t\t\n"
                              "qa.general\tja\t\xe8\xb3\xaa\town\t\t\n"
                              "stance.plans\t*\t?\xc3\xa9*\town\t\t\n"
                              "stance.negation\ten\tnot\town\t\t\n"
                              "stance.obligation.negated.both\ten\tnot ~1 must\town\t\t\n"
                              "stance.clause.comma\ten\tif\town\t\t\n";

static const char *const bys[] = {
    "document,concept", "form", "document,lang,form", "concept,meta.year,entry",
    "page,zone,flags",  "lang", "stem,document,form", "zone,concept,term,entry",
};
static const char *const langs[] = {NULL, "en", "de", "tr", "ja", "fr", "ar", "xx-a-b"};

static int source, target, middle, rows;
static struct lexicon *lexicon;
static struct scope_set *scopes;
static struct buf first, second, first_rows, second_rows;

static void fuzz_init(void)
{
    struct diag d = DIAG_INIT("fuzz");
    struct stemmer *stemmer = stemmer_new(NULL, 16, &d);
    source = fuzz_file();
    target = fuzz_file();
    middle = fuzz_file();
    rows = fuzz_file();
    fuzz_fill(source, slice_of(entries));
    lexicon = lexicon_new();
    fuzz_expect(lexicon_load(lexicon, fuzz_path(source), stemmer, &d), "the lexicon is sound");
    scopes = scope_set_new(GAPMAP_SRCDIR "/lexicons/scope", &d);
    fuzz_expect(d.status == STATUS_OK, "the scopes are sound");
    stemmer_free(stemmer);
}

/* As stage_run_stream, from a file in memory, with one reader for all: a new one costs more than a run. */
static enum status push_stream(struct stage *to, int fd)
{
    static struct diag d = DIAG_INIT("fuzz");
    static struct conllu_reader *r;
    struct input in;
    struct event e;
    bool more = true;
    r = r ? r : conllu_reader_new(&d);
    d.status = STATUS_OK;
    fuzz_open(&in, fd);
    conllu_reader_start(r, &in);
    while (more && conllu_reader_next(r, &e))
        more = stage_push(to, &e);
    if (more)
        stage_push(to, &(struct event){.kind = EVENT_END});
    input_close(&in);
    return d.status;
}

static void write_rows(struct tally *t, uint64_t memory, struct diag *d, struct buf *to)
{
    struct tally_view view = {.format = TABLE_TSV, .memory = memory};
    struct output out;
    fuzz_output(&out, rows);
    tally_write(t, &view, &out, d);
    output_close(&out, d);
    fuzz_read(rows, to);
}

/* One process over the stream `from`, with caches of `cache` types; returns what reading it said. */
static enum status run(int from, int to, unsigned parts, size_t cache, const char *lang,
                       const char *by, struct buf *counts)
{
    enum { MEMORY = 1 << 20 };
    struct diag d = DIAG_INIT("fuzz");
    struct output out;
    struct tally_keys keys = {0};
    struct tally *tally = NULL;
    struct slice subject;
    struct tag_options tag = {
        .overlap = OVERLAP_LONGEST, .cache = cache, .lang = lang, .scopes = scopes};
    struct stemmer *stemmer = stemmer_new(NULL, cache, &d);
    fuzz_output(&out, to);
    struct stage *chain =
        stage_write(&out, (parts & STEM ? WRITE_STEM : 0u) | (parts & TAG ? WRITE_TERM : 0u));
    if (parts & COUNT) {
        fuzz_expect(!tally_keys_set(&keys, slice_of(by), &subject), "the keys are keys");
        tally = tally_new(&keys, MEMORY, &d);
        chain = stage_count(tally, &d, chain);
    }
    if (parts & TAG)
        chain = stage_tag(lexicon, stemmer, &tag, &d, chain);
    if (parts & STEM)
        chain = stage_stem(stemmer, lang, &d, chain);
    enum status status = push_stream(chain, from);
    stage_free(chain);
    output_close(&out, &d);
    if (tally)
        write_rows(tally, MEMORY, &d, counts);
    tally_free(tally);
    tally_keys_release(&keys);
    stemmer_free(stemmer);
    return status;
}

/*
 * Reads and writes until nothing changes, in `source`.  Mistakes go in the first pass; in the second, a comment that
 * reads as a line of the header, which came next to it.
 */
static void settle(struct slice data)
{
    enum { PASSES = 3 };
    fuzz_fill(source, data);
    for (int i = 0; i < PASSES; i++) {
        enum status status = run(source, target, 0, 1, NULL, NULL, NULL);
        fuzz_expect(!i || status == STATUS_OK, "what was written is read without a message");
        fuzz_read(source, &first);
        fuzz_read(target, &second);
        if (slice_eq(buf_slice(&first), buf_slice(&second)))
            return;
        fuzz_fill(source, buf_slice(&second));
    }
    fuzz_same(&second, &first, "a stream read and written");
}

static void fuzz_one(struct slice data)
{
    const char *by = bys[fuzz_byte(&data) & 7];
    const char *lang = langs[fuzz_byte(&data) & 7];
    settle(data);

    /* The chain, with room; then once more over its own stream, without. */
    run(source, target, STEM | TAG | COUNT, 1 << 10, lang, by, &first_rows);
    fuzz_read(target, &first);
    run(target, middle, STEM | TAG | COUNT, 1, lang, by, &second_rows);
    fuzz_read(middle, &second);
    fuzz_same(&second, &first, "the chain over its own stream");
    fuzz_same(&second_rows, &first_rows, "counts of its own stream");

    /* In two processes. */
    run(source, middle, STEM, 2, lang, by, NULL);
    run(middle, target, TAG, 3, lang, by, NULL);
    fuzz_read(target, &second);
    fuzz_same(&second, &first, "gm-stem | gm-tag");
}
