/*
 * chain: the same stages in one process, or in several with streams between them, give the same
 * bytes, in whatever pieces the text comes.
 */
#include "documents.h"
#include "lexicon.h"
#include "output.h"
#include "scope.h"
#include "stage.h"
#include "stemmer.h"
#include "tally.h"
#include "tally_view.h"
#include "helpers.h"
#include "tap.h"
#include "ucd.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#define DOCS GAPMAP_SRCDIR "/corpora/sample/docs"

enum part { TOKENIZE = 1, STEM = 2, TAG = 4, COUNT = 8, ALL = 15 };

/* What the stages need, made anew for every process. */
struct kit {
    struct diag d;
    struct stemmer *stemmer;
    struct lexicon *lexicon;
    struct scope_set *scopes;
    struct tally_keys keys;
    struct tally *tally;
};

static struct documents *table;
static struct dirent **files; /* of the sample, in order */
static int file_count;

/* Sentences in which the stages have something to carry over: caps, pages, repairs, empty documents. */
static const struct odd {
    const char *id;
    const char *text;
    size_t repeat;
} odd[] = {
    {"empty", "", 0},
    {"blank", " \f\n", 1},
    {"odd ids/a:b",
     "\xef\xbb\xbf Micro-\ncredentials\fof a\x01 \xff"
     "external quality assurance.\r\n\r\nMicro\xc2\xad"
     "credential!",
     1},
    {"dashes",
     "It must not x - accreditation\n- accreditation -\n\faccreditation\x01 \xe2\x80\x93 \x01"
     "accreditation-\x01- accreditation \f- (not accreditation, but - accreditation) must.\n",
     1},
    {"long", "external quality assurance of micro-credentials ", 1000},
    {"caps", "External ", 9000},
    {"gaps", "micro\n\f \t", 20000},
};

/* Text in pieces: `size` bytes each, 0: of random size. */
static void push_text(struct stage *first, struct slice text, size_t size)
{
    while (text.len) {
        size_t n = size ? size : 1 + random_number() % 5000;
        n = n < text.len ? n : text.len;
        struct event e = {.kind = EVENT_TEXT, .text = {text.data, n}};
        stage_push(first, &e);
        text = (struct slice){text.data + n, text.len - n};
    }
}

static void push_document(struct stage *first, const struct document *doc, struct slice text,
                          size_t size)
{
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT, .document = doc});
    push_text(first, text, size);
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT_END, .document = doc});
}

/* A document of blocks, which differ in all that a sentence carries. */
static void push_blocks(struct stage *first, size_t size)
{
    const struct {
        struct block_place place;
        const char *text;
    } blocks[] = {
        {{.zone = SLICE("heading"), .label = SLICE("i\\v")}, "External quality assurance"},
        {{.lang = SLICE("fr")}, "Micro-\fcertifications"},
        {{.page = 7, .lang = SLICE("de"), .zone = SLICE("table")}, " \n\nQualit\xc3\xa4t\xff"},
        {{.label = SLICE("7\n#"), .zone = SLICE("body")}, "of micro-credentials. Accredited"},
        {{.page = 8}, ""},
    };
    struct document doc = {.id = SLICE("blocks"), .lang = SLICE("en")};
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT, .document = &doc});
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        stage_push(first, &(struct event){.kind = EVENT_BLOCK, .place = &blocks[i].place});
        push_text(first, slice_of(blocks[i].text), size);
    }
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT_END, .document = &doc});
}

static void push_corpus(struct stage *first, size_t size)
{
    struct header header = {.unicode = slice_of(ucd_version), .tailoring = SLICE("12345678")};
    struct buf text = BUF_INIT;
    stage_push(first, &(struct event){.kind = EVENT_HEADER, .header = &header});
    for (int i = 0; i < file_count; i++) {
        struct document doc;
        struct input in;
        char path[1024];
        snprintf(path, sizeof path, DOCS "/%s", files[i]->d_name);
        if (!documents_find(table, path, &doc) || !input_open(&in, path))
            abort();
        slurp(in.fd, &text);
        input_close(&in);
        push_document(first, &doc, buf_slice(&text), size);
    }
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct document doc = {.id = slice_of(odd[i].id), .lang = SLICE("en")};
        buf_clear(&text);
        for (size_t n = 0; n < odd[i].repeat; n++)
            buf_append_str(&text, odd[i].text);
        push_document(first, &doc, buf_slice(&text), size);
    }
    push_blocks(first, size);
    stage_push(first, &(struct event){.kind = EVENT_END});
    buf_release(&text);
}

/* The content of fd, a stream, which stays open. */
static void push_stream(struct stage *first, int fd, struct diag *d)
{
    char path[32];
    char *paths[] = {path};
    struct operands operands = {paths, 1};
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    lseek(fd, 0, SEEK_SET);
    stage_run_stream(&operands, NULL, d, first);
}

/*
 * One process: the stages `parts` over the corpus, in pieces of `size`, or over the stream in `in`.  Returns the file
 * with what it writes; a tally goes to `counts`.
 */
static int run(enum part parts, size_t size, int in, const char *by, struct buf *counts)
{
    struct kit k = {.d = DIAG_INIT("unit")};
    struct output out;
    struct slice subject;
    int fd = temporary();
    output_init(&out, dup(fd), "out");
    k.stemmer = stemmer_new(GAPMAP_SRCDIR "/lexicons/stems", STEMMER_CACHE_TYPES, &k.d);
    struct stage *first =
        stage_write(&out, (parts & STEM ? WRITE_STEM : 0u) | (parts & TAG ? WRITE_TERM : 0u));
    if (parts & COUNT) {
        if (tally_keys_set(&k.keys, slice_of(by), &subject))
            abort();
        k.tally = tally_new(&k.keys, 1 << 20, &k.d);
        first = stage_count(k.tally, &k.d, first);
    }
    if (parts & TAG) {
        k.scopes = scope_set_new(GAPMAP_SRCDIR "/lexicons/scope", &k.d);
        struct tag_options options = {.overlap = OVERLAP_LONGEST, .scopes = k.scopes};
        k.lexicon = lexicon_new();
        lexicon_load(k.lexicon, GAPMAP_SRCDIR "/lexicons", k.stemmer, &k.d);
        first = stage_tag(k.lexicon, k.stemmer, &options, &k.d, first);
    }
    if (parts & STEM)
        first = stage_stem(k.stemmer, NULL, &k.d, first);
    if (parts & TOKENIZE) {
        struct tokenize_options options = {.lang = "en"};
        first = stage_tokenize(&options, &k.d, first);
        push_corpus(first, size);
    } else {
        push_stream(first, in, &k.d);
    }
    stage_free(first);
    output_close(&out, &k.d);
    if (k.tally) {
        struct tally_view view = {.format = TABLE_TSV, .memory = 1 << 20};
        int rows = temporary();
        output_init(&out, dup(rows), "rows");
        tally_write(k.tally, &view, &out, &k.d);
        output_close(&out, &k.d);
        slurp(rows, counts);
        close(rows);
    }
    tap_is_u64(k.d.status, STATUS_OK, "parts %d: status", (int)parts);
    tally_free(k.tally);
    tally_keys_release(&k.keys);
    lexicon_free(k.lexicon);
    scope_set_free(k.scopes);
    stemmer_free(k.stemmer);
    return fd;
}

static void same(const struct buf *got, const struct buf *want, const char *what)
{
    if (tap_ok(slice_eq(buf_slice(got), buf_slice(want)), "%s: the same bytes, %zu", what,
               want->len))
        return;
    size_t at = 0;
    while (at < got->len && at < want->len && got->data[at] == want->data[at])
        at++;
    size_t start = at < 300 ? 0 : at - 300;
    tap_diag("they differ at byte %zu", at);
    tap_put_bytes("got ", got->data + start, (got->len < at + 100 ? got->len : at + 100) - start);
    tap_put_bytes("want", want->data + start,
                  (want->len < at + 100 ? want->len : at + 100) - start);
}

static void test_processes(const char *by)
{
    static const struct {
        const char *name;
        enum part parts[4];
    } ways[] = {
        {"four processes", {TOKENIZE, STEM, TAG, COUNT}},
        {"tokenize stem | tag count", {TOKENIZE | STEM, TAG | COUNT}},
        {"tokenize | stem tag | count", {TOKENIZE, STEM | TAG, COUNT}},
        {"tokenize stem tag | count", {TOKENIZE | STEM | TAG, COUNT}},
        {"tokenize | stem tag count", {TOKENIZE, STEM | TAG | COUNT}},
    };
    struct buf stream = BUF_INIT;
    struct buf counts = BUF_INIT;
    struct buf other_stream = BUF_INIT;
    struct buf other_counts = BUF_INIT;
    int fd = run(ALL, SIZE_MAX, -1, by, &counts);
    slurp(fd, &stream);
    close(fd);
    tap_ok(stream.len > 1000000 && counts.len > 1000, "%s: %zu bytes of stream, %zu of counts", by,
           stream.len, counts.len);
    tap_ok(strstr(buf_str(&stream), ":mc.term@") != NULL, "with matches");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        fd = -1;
        for (size_t k = 0; k < 4 && ways[i].parts[k]; k++) {
            int next = run(ways[i].parts[k], SIZE_MAX, fd, by, &other_counts);
            if (fd >= 0)
                close(fd);
            fd = next;
        }
        slurp(fd, &other_stream);
        close(fd);
        same(&other_stream, &stream, ways[i].name);
        same(&other_counts, &counts, ways[i].name);
    }
    buf_release(&stream);
    buf_release(&counts);
    buf_release(&other_stream);
    buf_release(&other_counts);
}

/* Tokens that were tagged without gm-stem have the matches of those that were stemmed before. */
static void test_without_stems(void)
{
    struct buf with = BUF_INIT;
    struct buf without = BUF_INIT;
    struct buf stream = BUF_INIT;
    close(run(ALL, SIZE_MAX, -1, "document,concept,entry", &with));
    int fd = run(TOKENIZE | TAG, SIZE_MAX, -1, NULL, NULL);
    close(run(COUNT, 0, fd, "document,concept,entry", &without));
    same(&without, &with, "tokenize tag | count");
    close(fd);
    fd = run(TOKENIZE, SIZE_MAX, -1, NULL, NULL);
    close(run(TAG | COUNT, 0, fd, "document,concept,entry", &without));
    same(&without, &with, "tokenize | tag count");
    close(fd);
    buf_release(&with);
    buf_release(&without);
    buf_release(&stream);
}

static void test_pieces(void)
{
    static const size_t sizes[] = {1, 7, 4096, 0, 0, 0};
    struct buf whole = BUF_INIT;
    struct buf pieces = BUF_INIT;
    int fd = run(TOKENIZE, SIZE_MAX, -1, NULL, NULL);
    slurp(fd, &whole);
    close(fd);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char name[40];
        snprintf(name, sizeof name, "text in pieces of %zu", sizes[i]);
        fd = run(TOKENIZE, sizes[i], -1, NULL, NULL);
        slurp(fd, &pieces);
        close(fd);
        same(&pieces, &whole, name);
    }
    buf_release(&whole);
    buf_release(&pieces);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(void)
{
    struct diag d = DIAG_INIT("unit");
    table = documents_load(GAPMAP_SRCDIR "/corpora/sample/documents.tsv", &d);
    if (!tap_ok(table, "the sample's table") ||
        !tap_ok((file_count = scandir(DOCS, &files, is_visible, alphasort)) > 0,
                "the sample's documents"))
        return tap_done();
    test_pieces();
    test_processes("document,meta.jurisdiction,lang,page,concept,entry,term,flags");
    test_processes("document,zone,form,stem");
    test_without_stems();
    documents_free(table);
    for (int i = 0; i < file_count; i++)
        free(files[i]);
    free(files);
    return tap_done();
}
