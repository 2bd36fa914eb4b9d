/*
 * Arbitrary bytes as a dictionary of any format.  What is read loads as a lexicon without a message; and what
 * went through another format is, as a set of entries, the same when it goes through it again.
 *
 * Input: a byte that chooses the format, a byte that chooses the other, the file.
 */
#include "fuzz.h"

#include "convert.h"
#include "lexicon.h"
#include "stemmer.h"

/* raptor2 keeps some addresses of files that are wrong. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:raptor_new_uri";
}

static const char *const names[] = {"gapmap",   "csv",       "quanteda",   "liwc",
                                    "wordstat", "lexicoder", "yoshikoder", "skos"};

static int files[4];

static void fuzz_init(void)
{
    for (int i = 0; i < 4; i++)
        files[i] = fuzz_file();
}

/* Reads files[in] and writes files[out]; whether all of it was read and no case was changed. */
static bool trip(const char *from, int in, const char *to, int out, struct stemmer *stemmer)
{
    struct diag d = DIAG_INIT("fuzz");
    struct convert c = {.stemmer = stemmer,
                        .d = &d,
                        .from = convert_format(slice_of(from)),
                        .to = convert_format(slice_of(to)),
                        .status = SLICE("own"),
                        .base = SLICE("urn:x#"),
                        .spellings = true};
    struct input input;
    struct output output;
    convert_init(&c);
    fuzz_open(&input, files[in]);
    convert_read(&c, &input);
    input_close(&input);
    fuzz_output(&output, files[out]);
    convert_write(&c, &output);
    output_close(&output, &d);
    bool whole = d.status == STATUS_OK && c.losses[LOSS_CAPITALS].count == 0;
    convert_release(&c);
    return whole;
}

static void check_loads(int file, struct stemmer *stemmer)
{
    struct diag d = DIAG_INIT("fuzz");
    struct lexicon *lexicon = lexicon_new();
    fuzz_expect(lexicon_load(lexicon, fuzz_path(files[file]), stemmer, &d), "a lexicon loads");
    lexicon_free(lexicon);
}

static int compare_lines(const void *a, const void *b)
{
    return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/* The lines of a file in byte order. */
static void sorted_lines(int file, struct buf *out)
{
    struct buf text = BUF_INIT;
    struct slice *lines = NULL;
    size_t count = 0;
    fuzz_read(files[file], &text);
    for (struct slice rest = buf_slice(&text); rest.len; count++) {
        lines = realloc(lines, (count + 1) * sizeof *lines);
        lines[count] = fuzz_part(&rest, SLICE("\n"));
    }
    if (count)
        qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++)
        fuzz_note(out, lines[i]);
    free(lines);
    buf_release(&text);
}

static void fuzz_one(struct slice data)
{
    const char *from = names[fuzz_byte(&data) % 8];
    const char *to = names[fuzz_byte(&data) % 8];
    struct diag d = DIAG_INIT("fuzz");
    struct stemmer *stemmer = stemmer_new(NULL, 16, &d);
    struct buf first = BUF_INIT;
    struct buf second = BUF_INIT;
    fuzz_fill(files[0], data);
    trip(from, 0, "gapmap", 1, stemmer);
    check_loads(1, stemmer);
    if (trip("gapmap", 1, to, 2, stemmer)) {
        bool whole = trip(to, 2, "gapmap", 3, stemmer);
        check_loads(3, stemmer);
        sorted_lines(3, &first);
        trip("gapmap", 3, to, 2, stemmer);
        trip(to, 2, "gapmap", 3, stemmer);
        sorted_lines(3, &second);
        if (whole)
            fuzz_same(&second, &first, "a dictionary that went through a format twice");
    }
    buf_release(&first);
    buf_release(&second);
    stemmer_free(stemmer);
}
