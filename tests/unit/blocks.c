/*
 * blocks: lines of JSON to blocks, what is refused, and the events that documents are made of.
 */
#include "blocks.h"
#include "documents.h"
#include "stage.h"
#include "tap.h"
#include "xalloc.h"

#include <stdlib.h>
#include <unistd.h>

/* Holds bytes as a file that has a name. */
struct file {
    int fd;
    char path[32];
};

static struct file file_of(struct slice bytes)
{
    char path[] = "/tmp/gapmap-unit.XXXXXX";
    struct file f = {.fd = mkstemp(path)};
    unlink(path);
    for (size_t at = 0; at < bytes.len;) {
        ssize_t n = write(f.fd, bytes.data + at, bytes.len - at);
        if (n <= 0)
            abort();
        at += (size_t)n;
    }
    lseek(f.fd, 0, SEEK_SET);
    snprintf(f.path, sizeof f.path, "/dev/fd/%d", f.fd);
    return f;
}

/* What is printable of s, the rest as \xHH, so that NUL can be seen. */
static void put(struct buf *out, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        char hex[8];
        unsigned char c = (unsigned char)s.data[i];
        if (c >= 0x20 && c < 0x7f && c != '\\')
            snprintf(hex, sizeof hex, "%c", c);
        else
            snprintf(hex, sizeof hex, "\\x%02x", c);
        buf_append_str(out, hex);
    }
}

static void put_place(struct buf *out, const struct block_place *p)
{
    buf_append_u64(out, p->page);
    const struct slice parts[] = {p->label, p->zone, p->lang};
    for (size_t i = 0; i < 3; i++) {
        buf_append_char(out, '/');
        put(out, parts[i]);
    }
}

static void put_meta(struct buf *out, const struct slice *keys, const struct slice *values,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_append_char(out, ' ');
        put(out, keys[i]);
        buf_append_char(out, '=');
        put(out, values[i]);
    }
}

/* Reads all of `bytes`; what came, one block a line, in *out.  Returns the status. */
static enum status read_blocks(struct slice bytes, struct buf *out)
{
    struct diag d = DIAG_INIT("unit");
    struct file f = file_of(bytes);
    struct blocks_reader *r = blocks_reader_new(&d);
    struct input in;
    struct block b;
    buf_clear(out);
    if (!input_open(&in, f.path))
        abort();
    blocks_reader_start(r, &in);
    while (blocks_reader_next(r, &b)) {
        buf_append_u64(out, in.line);
        buf_append_char(out, ' ');
        put(out, b.id);
        buf_append_char(out, ' ');
        put_place(out, &b.place);
        buf_append_str(out, " <");
        put(out, b.text);
        buf_append_char(out, '>');
        put_meta(out, b.keys, b.values, b.meta_count);
        buf_append_char(out, '\n');
    }
    input_close(&in);
    close(f.fd);
    blocks_reader_free(r);
    return d.status;
}

#define J(...) #__VA_ARGS__ /* JSON without backslashes before quotes */

static const struct {
    const char *lines;
    const char *want;
} good[] = {
    {J({"id" : "a", "text" : "T"}), "1 a 0/// <T>\n"},
    {J({"text" : "T", "lang" : "pt-BR", "zone" : "body", "label" : "iii", "page" : 3, "id" : "a"}),
     "1 a 3/iii/body/pt-BR <T>\n"},
    {J({"id" : "a", "text" : ""}) "\r\n\n \t\r\n" J({"id" : "b", "text" : "x"}) "\n",
     "1 a 0/// <>\n4 b 0/// <x>\n"},
    {"\xef\xbb\xbf" J({"id" : "a", "text" : "T"}), "1 a 0/// <T>\n"},
    {"\n" J({"id" : "a", "text" : "T", "label" : "  A 1 ", "zone" : "", "lang" : ""}),
     "2 a 0/A 1// <T>\n"},
    {J({"id" : "a", "text" : "T", "label" : "  "}), "1 a 0/// <T>\n"},
    {J({
         "id" : "a",
         "text" : "T",
         "label" : null,
         "zone" : null,
         "lang" : null,
         "page" : null,
         "x" : null
     }),
     "1 a 0/// <T>\n"},
    /* strings */
    {"{\"id\": \"\\u0061\\n\\/\", \"text\": \"a\\u0000b\\\"\\\\\\b\\f\\n\\r\\t\\u001f\"}",
     "1 a\\x0a/ 0/// <a\\x00b\"\\x5c\\x08\\x0c\\x0a\\x0d\\x09\\x1f>\n"},
    {"{\"id\": \"a\", \"text\": \"\\u00e9\xc3\xa9\\ud83d\\ude00\\uffff\\ufeff\"}",
     "1 a 0/// "
     "<\\xc3\\xa9\\xc3\\xa9\\xf0\\x9f\\x98\\x80\\xef\\xbf\\xbf\\xef\\xbb\\xbf>\n"},
    /* metadata, in the order given */
    {J({"z" : "1", "id" : "a", "a.B-c_9" : "2", "text" : "T", "e" : "", "t" : true, "f" : false}),
     "1 a 0/// <T> z=1 a.B-c_9=2 t=true f=false\n"},
    {J({
         "id" : "a",
         "text" : "T",
         "a" : 0,
         "b" : -1,
         "c" : 9223372036854775807,
         "d" : 0.1,
         "e" : 2024.0,
         "f" : 1e3,
         "g" : -1.50,
         "h" : 1e-7,
         "i" : 1E+300,
         "j" : 0.30000000000000004
     }),
     "1 a 0/// <T> a=0 b=-1 c=9223372036854775807 d=0.1 e=2024 f=1000 g=-1.5 h=1e-07 i=1e+300 "
     "j=0.30000000000000004\n"},
    {J({"id" : "a", "text" : "T", "page" : 1000000000}), "1 a 1000000000/// <T>\n"},
    {"", ""},
    {"\n\n", ""},
};

static void test_good(void)
{
    struct buf got = BUF_INIT;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        enum status status = read_blocks(slice_of(good[i].lines), &got);
        tap_is_u64(status, STATUS_OK, "good lines %zu: status", i);
        tap_is_str(buf_str(&got), good[i].want, "good lines %zu", i);
    }
    buf_release(&got);
}

/* Each is refused, and the next line is read. */
static const char *const refused[] = {
    "x",
    "1",
    "\"a\"",
    "null",
    "[]",
    "{}",
    "{",
    "}",
    "[{}]",
    "{\"id\":\"a\",\"text\":\"T\"",
    J({"id" : "a", "text" : "T"} x),
    J({"id" : "a", "text" : "T"} {"id" : "b", "text" : "T"}),
    J({"id" : "a"}),
    J({"text" : "T"}),
    J({"id" : null, "text" : "T"}),
    J({"id" : "a", "text" : null}),
    J({"id" : "", "text" : "T"}),
    J({"id" : 1, "text" : "T"}),
    J({"id" : "a", "text" : 1}),
    J({"id" : "a", "text" : ["T"]}),
    J({"id" : "a", "text" : "T", "page" : 0}),
    J({"id" : "a", "text" : "T", "page" : -1}),
    J({"id" : "a", "text" : "T", "page" : 1.0}),
    J({"id" : "a", "text" : "T", "page" : "1"}),
    J({"id" : "a", "text" : "T", "page" : 1000000001}),
    J({"id" : "a", "text" : "T", "page" : true}),
    J({"id" : "a", "text" : "T", "label" : 3}),
    J({"id" : "a", "text" : "T", "zone" : 3}),
    J({"id" : "a", "text" : "T", "zone" : "a b"}),
    J({"id" : "a", "text" : "T", "lang" : "english"}),
    J({"id" : "a", "text" : "T", "lang" : {}}),
    J({"id" : "a", "text" : "T", "id" : "a"}),
    J({"id" : "a", "text" : "T", "x" : 1, "x" : 1}),
    J({"id" : "a", "text" : "T", "a b" : 1}),
    J({"id" : "a", "text" : "T", "" : 1}),
    J({"id" : "a", "text" : "T", "\xc3\xa9" : null}),
    J({"id" : "a", "text" : "T", "x" : []}),
    J({"id" : "a", "text" : "T", "x" : {"y" : 1}}),
    J({"id" : "a", "text" : "T", "x" : 1e999}),
    J({"id" : "a", "text" : "T", "x" : 9223372036854775808}),
    J({"id" : "a", "text" : "T", "x" : NaN}),
    J({"id" : "a", "text" : "T", "x" : 01}),
    J({"id" : "a", "text" : 'T'}),
    "{\"id\": \"a\", \"text\": \"T\", \"zone\": \"a\\n# newdoc id = b\"}",
    "{\"id\": \"a\", \"text\": \"T\", \"x\\u0000\": 1}",
    "{\"id\": \"a\", \"text\": \"\\ud800\"}",
    "{\"id\": \"a\", \"text\": \"\\udc00\"}",
    "{\"id\": \"a\", \"text\": \"\\ud800\\u0061\"}",
    "{\"id\": \"a\", \"text\": \"\\x\"}",
    "{\"id\": \"a\", \"text\": \"\\",
    "{\"id\": \"a\", \"text\": \"\\u12",
    "{\"id\": \"a\\\"",
    "{\"id\": \"a\", \"text\": \"\xff\"}",
    "{\"id\": \"a\", \"text\": \"\xed\xa0\x80\"}",
    "{\"id\": \"a\", \"text\": \"\xc0\xaf\"}",
    "{\"id\": \"a\", \"text\": \"\xc3\"}",
    "{\"id\": \"a\", \"text\": \"\t\"}",
    "\xff\xfe{",
    "{\"id\": \"a\",}",
};

static void test_refused(void)
{
    struct buf bytes = BUF_INIT;
    struct buf got = BUF_INIT;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        buf_clear(&bytes);
        buf_append_str(&bytes, refused[i]);
        buf_append_str(&bytes, "\n{\"id\": \"good\", \"text\": \"\"}\n");
        tap_is_u64(read_blocks(buf_slice(&bytes), &got), STATUS_FAILED, "refused: %s", refused[i]);
        tap_is_str(buf_str(&got), "2 good 0/// <>\n", "and the next line is read");
    }
    static const char nul[] =
        "{\"id\": \"a\", \"text\": \"\0\"}\n\0\n{\"id\": \"b\", \"text\": \"\"}";
    tap_is_u64(read_blocks(SLICE(nul), &got), STATUS_FAILED, "refused: NUL");
    tap_is_str(buf_str(&got), "3 b 0/// <>\n", "and the next line is read");
    buf_release(&bytes);
    buf_release(&got);
}

static void append_times(struct buf *b, const char *s, size_t times)
{
    while (times--)
        buf_append_str(b, s);
}

/* Reads one line: before, `unit` so many times, after; whether it is a block. */
static bool is_read(const char *before, const char *unit, size_t times, const char *after)
{
    struct buf bytes = BUF_INIT;
    struct buf got = BUF_INIT;
    buf_append_str(&bytes, before);
    append_times(&bytes, unit, times);
    buf_append_str(&bytes, after);
    enum status status = read_blocks(buf_slice(&bytes), &got);
    bool read = got.len > 0;
    tap_ok((status == STATUS_OK) == read, "%.20s... %zu: status %d", before, times, (int)status);
    buf_release(&bytes);
    buf_release(&got);
    return read;
}

static void test_limits(void)
{
    static const struct {
        const char *before, *unit, *after;
        size_t most;
    } cases[] = {
        {"{\"text\": \"\", \"id\": \"", "a", "\"}", 4096},
        {"{\"text\": \"\", \"id\": \"a\", \"label\": \"", "a", "\"}", 256},
        {"{\"text\": \"\", \"id\": \"a\", \"zone\": \"", "a", "\"}", 256},
        {"{\"text\": \"\", \"id\": \"a\", \"lang\": \"en", "-a", "\"}", 127},
        {"{\"text\": \"\", \"id\": \"a\", \"x\": \"", "a", "\"}", 1024 * 1024 - 1},
        {"{\"text\": \"\\\"\\\\\", \"id\": \"", "\\\\,[{", "\"}", 1024},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tap_ok(is_read(cases[i].before, cases[i].unit, cases[i].most, cases[i].after), "limit %zu",
               i);
        tap_ok(!is_read(cases[i].before, cases[i].unit, cases[i].most + 1, cases[i].after),
               "beyond limit %zu", i);
    }
    tap_ok(!is_read("{\"id\": \"a\", \"text\": ", "[", 900, "]}"), "nesting");
    tap_ok(!is_read("{\"id\": \"a\", \"text\": ", "[", 1000000, "]}"), "deep nesting");
    tap_ok(!is_read("{\"id\": \"a\", \"text\": \"\", \"x\": [", "[],", 1000000, "[]]}"),
           "many values");
    struct buf line = BUF_INIT;
    struct buf got = BUF_INIT;
    for (int count = 998; count <= 999; count++) {
        buf_clear(&line);
        buf_append_str(&line, "{\"id\": \"a\", \"text\": \"");
        append_times(&line, "[,{\\\",\\\\", 1000);
        buf_append_str(&line, "\"");
        for (int i = 0; i < count; i++) {
            buf_append_str(&line, ", \"k");
            buf_append_u64(&line, (uint64_t)i);
            buf_append_str(&line, "\": 1");
        }
        buf_append_str(&line, "}");
        tap_is_u64(read_blocks(buf_slice(&line), &got), count == 998 ? STATUS_OK : STATUS_FAILED,
                   "%d keys", count + 2);
    }
    buf_release(&line);
    buf_release(&got);
}

/* Every beginning of a line is refused; no change of a byte harms. */
static void test_broken(void)
{
    static const char line[] =
        "{\"id\": \"a\\u00e9\", \"page\": 3, \"text\": \"\\\\x \\ud83d\\ude00"
        "\xc3\xa9\\\" T\", \"n\": -1.5e3, \"b\": true, \"l\": [{}]}";
    struct buf got = BUF_INIT;
    size_t wrong = 0;
    for (size_t len = 1; len < sizeof line - 1; len++)
        wrong += read_blocks((struct slice){line, len}, &got) != STATUS_FAILED || got.len;
    tap_is_u64(wrong, 0, "beginnings of a line");
    char bytes[sizeof line];
    for (size_t at = 0; at < sizeof line - 1; at++) {
        for (unsigned c = 0; c < 256; c += 3) {
            memcpy(bytes, line, sizeof line);
            bytes[at] = (char)c;
            read_blocks((struct slice){bytes, sizeof line - 1}, &got);
        }
    }
    tap_ok(true, "a byte changed");
    buf_release(&got);
}

/* Events ----------------------------------------------------------------------------------- */

struct recorder {
    struct stage stage;
    struct buf text;
    size_t pieces;
    size_t longest;
};

static bool record(struct stage *self, const struct event *e)
{
    struct recorder *r = (struct recorder *)self;
    if (e->kind == EVENT_DOCUMENT) {
        buf_append_str(&r->text, "doc ");
        put(&r->text, e->document->id);
        put_meta(&r->text, e->document->keys, e->document->values, e->document->meta_count);
    } else if (e->kind == EVENT_BLOCK) {
        buf_append_str(&r->text, "block ");
        put_place(&r->text, e->place);
    } else if (e->kind == EVENT_TEXT) {
        r->pieces++;
        r->longest = e->text.len > r->longest ? e->text.len : r->longest;
        if (e->text.len > 100)
            return true;
        put(&r->text, e->text);
    } else if (e->kind == EVENT_DOCUMENT_END) {
        buf_append_str(&r->text, "end ");
        put(&r->text, e->document->id);
    }
    buf_append_char(&r->text, '\n');
    return true;
}

/* The events of the files; status in *status. */
static void run_blocks(struct recorder *r, const char *table, struct slice first,
                       struct slice second, enum status *status)
{
    struct diag d = DIAG_INIT("unit");
    struct file files[] = {file_of(first), file_of(second)};
    char *paths[] = {files[0].path, files[1].path};
    struct operands operands = {paths, 2};
    struct file t = file_of(slice_of(table ? table : ""));
    struct documents *documents = table ? documents_load(t.path, &d) : NULL;
    struct blocks_options o = {documents, "table", "en"};
    buf_clear(&r->text);
    r->stage.push = record;
    r->pieces = r->longest = 0;
    tap_ok(stage_run_blocks(&operands, NULL, &o, &d, &r->stage), "all events taken");
    *status = d.status;
    documents_free(documents);
    close(files[0].fd);
    close(files[1].fd);
    close(t.fd);
}

static void test_events(void)
{
    struct recorder r = {.text = BUF_INIT};
    enum status status;
    run_blocks(
        &r, NULL,
        SLICE(J({"id" : "a", "text" : "1", "x" : "y", "n" : 1}) "\nbad\n" J(
            {"id" : "a", "text" : "", "page" : 2, "x" : "y", "n" : "1"}) "\n" J({
            "id" : "b",
            "text" : "2"
        }) "\n" J({"id" : "a",
                   "text" : "3"}) "\n" J({"id" : "a",
                                          "text" : "4"}) "\n" J({"id" : "c", "text" : "5"}) "\n"),
        SLICE(J({"id" : "c", "text" : "6"}) "\n" J({"id" : "d", "text" : "7"})), &status);
    tap_is_u64(status, STATUS_FAILED, "status");
    tap_is_str(buf_str(&r.text),
               "doc a x=y n=1\nblock 0///\n1\nblock 2///\nend a\n"
               "doc b\nblock 0///\n2\nend b\ndoc c\nblock 0///\n5\nend c\n"
               "doc d\nblock 0///\n7\nend d\n",
               "the events of documents; repeated ids are left out");
    run_blocks(
        &r, "id\tpath\tlang\tx\ty\tz\na\t\tfr\tT\tU\t\n",
        SLICE(J({"id" : "a", "text" : "1", "w" : 1, "x" : "B", "z" : "B"}) "\n" J(
            {"id" : "a",
             "text" : "2",
             "x" : "B",
             "z" : "C"}) "\n" J({"id" : "a", "text" : "3", "x" : "T", "new" : 1, "z" : "C"}) "\n"),
        SLICE(J({"id" : "b", "text" : "", "x" : "B"})), &status);
    tap_is_u64(status, STATUS_OK, "status");
    tap_is_str(buf_str(&r.text),
               "doc a x=T y=U w=1 z=B\nblock 0///\n1\nblock 0///\n2\nblock 0///\n3\nend a\n"
               "doc b x=B\nblock 0///\nend b\n",
               "the table adds metadata, and wins");
    struct buf big = BUF_INIT;
    buf_append_str(&big, "{\"id\": \"a\", \"text\": \"");
    append_times(&big, "0123456789", 100000);
    buf_append_str(&big, "\"}");
    run_blocks(&r, NULL, buf_slice(&big), SLICE(""), &status);
    tap_is_str(buf_str(&r.text), "doc a\nblock 0///\nend a\n", "a text of 1 MB");
    tap_is_u64(r.pieces, 8, "in pieces");
    tap_is_u64(r.longest, 128 * 1024, "of 128 KiB");
    buf_release(&big);
    buf_release(&r.text);
}

int main(void)
{
    test_good();
    test_refused();
    test_limits();
    test_broken();
    test_events();
    return tap_done();
}
