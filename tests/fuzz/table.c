/*
 * Arbitrary bytes as tables: any table, documents.tsv, and tables of gm-count that are added up.
 *
 * Input: a byte that chooses which, a byte of options; the text.  Tables that are added up are
 * separated by lines of `%%`; the keys and columns to sort by stand before the first of them.
 */
#include "fuzz.h"

#include "documents.h"
#include "table.h"
#include "tally_merge.h"
#include "tally_view.h"
#include "utf8.h"

enum { TABLES = 4, MEMORY = 1 << 20 };

static int source, target;
static struct buf first, second, rest;

static void fuzz_init(void)
{
    source = fuzz_file();
    target = fuzz_file();
}

/* Any table -------------------------------------------------------------------------------- */

/* Reads `source` and writes it in `format`; returns whether all of it could be read. */
static bool copy(enum table_format format, bool canonical, struct buf *to)
{
    struct diag d = DIAG_INIT("fuzz");
    struct input in;
    struct output out;
    struct table_reader r;
    struct slice names[16];
    fuzz_open(&in, source);
    fuzz_output(&out, target);
    table_reader_init(&r, &in, &d);
    r.canonical = canonical;
    struct table_writer w;
    for (size_t i = 0; i < 16; i++)
        names[i] = SLICE("a\"\xff\n");
    table_begin(&w, &out, format, false, names, 0);
    out.len = 0; /* the rows alone */
    while (table_read(&r)) {
        for (size_t i = 0; i < r.count && i < 16; i++)
            table_text(&w, r.cells[i]);
        table_end_row(&w);
    }
    bool whole = !r.failed && !in.err;
    fuzz_expect(whole == (d.status == STATUS_OK) || in.err, "what is wrong is said");
    table_release(&w);
    table_reader_release(&r);
    input_close(&in);
    output_close(&out, &d);
    fuzz_read(target, to);
    return whole;
}

/* JSON Lines: text, no controls, each line an object. */
static void check_json(const struct buf *lines)
{
    fuzz_expect(!lines->len || utf8_valid(lines->data, lines->len), "JSON is UTF-8");
    for (size_t i = 0; i < lines->len; i++) {
        bool begins = i == 0 || lines->data[i - 1] == '\n';
        fuzz_expect((unsigned char)lines->data[i] >= 0x20 || lines->data[i] == '\n',
                    "no controls in JSON");
        fuzz_expect(!begins || lines->data[i] == '{', "a line is an object");
        fuzz_expect(lines->data[i] != '\n' || lines->data[i - 1] == '}',
                    "an object ends with its line");
    }
}

static void check_table(struct slice data)
{
    fuzz_fill(source, data);
    copy(TABLE_CSV, false, &first);
    copy(TABLE_JSONL, false, &first);
    check_json(&first);
    copy(TABLE_TSV, false, &first);
    fuzz_fill(source, buf_slice(&first));
    fuzz_expect(copy(TABLE_TSV, true, &second), "what is written is canonical");
    fuzz_same(&second, &first, "a table written again");
}

/* documents.tsv ---------------------------------------------------------------------------- */

static void check_documents(struct slice data)
{
    struct diag d = DIAG_INIT("fuzz");
    static const char *const paths[] = {"a", "./a.txt", "/proc/self/fd/a", "docs/b.c.txt", "x",
                                        "",  "."};
    fuzz_fill(source, data);
    struct documents *t = documents_load(fuzz_path(source), &d);
    fuzz_expect((t != NULL) == (d.status == STATUS_OK), "a table that is refused is said to be");
    for (size_t i = 0; t && i < sizeof paths / sizeof paths[0]; i++) {
        struct document doc;
        if (!documents_find(t, paths[i], &doc))
            continue;
        fuzz_expect(doc.id.len > 0, "a document has an id");
        for (size_t k = 0; k < doc.meta_count; k++)
            fuzz_expect(doc.keys[k].len && doc.values[k].len, "metadata have values");
    }
    documents_free(t);
}

/* Sums ------------------------------------------------------------------------------------- */

struct sum {
    struct slice tables[TABLES];
    size_t count;
    struct slice sort;
    struct slice by; /* empty: of the first table */
    bool backwards;
    uint64_t memory;
    uint64_t rate;
    enum table_format format;
};

static void write_sum(struct tally *t, const struct tally_keys *keys, const struct sum *s,
                      struct diag *d)
{
    struct output out;
    struct slice subject;
    struct tally_view view = {.rate = s->rate, .format = s->format, .memory = s->memory};
    if (s->sort.len && tally_view_sort(&view, keys, s->sort, &subject))
        view.sort_count = 0;
    fuzz_output(&out, target);
    tally_write(t, &view, &out, d);
    output_close(&out, d);
}

/* Adds the tables up; false: refused. */
static bool add_up(const struct sum *s, struct buf *to)
{
    struct diag d = DIAG_INIT("fuzz");
    struct tally_keys keys = {0};
    struct slice subject;
    if (s->by.len && tally_keys_set(&keys, s->by, &subject)) {
        tally_keys_release(&keys);
        keys = (struct tally_keys){0};
    }
    struct tally_merge *m = tally_merge_new(&keys, s->memory, &d);
    for (size_t i = 0; i < s->count; i++) {
        struct input in;
        fuzz_fill(source, s->tables[s->backwards ? s->count - 1 - i : i]);
        fuzz_open(&in, source);
        tally_merge_add(m, &in);
        input_close(&in);
    }
    struct tally *t = tally_merge_take(m);
    tally_merge_free(m);
    fuzz_expect((t != NULL) == (d.status == STATUS_OK), "sums that are refused are said to be");
    buf_clear(to);
    bool ok = t != NULL;
    if (t) {
        write_sum(t, &keys, s, &d);
        ok = d.status == STATUS_OK;
        fuzz_read(target, to);
    }
    tally_free(t);
    tally_keys_release(&keys);
    return ok;
}

static void check_sum(struct slice data, uint8_t options)
{
    struct sum s = {.by = fuzz_part(&data, SLICE("\n")), .memory = MEMORY};
    struct slice sort = fuzz_part(&data, SLICE("\n"));
    while (data.len && s.count < TABLES)
        s.tables[s.count++] = fuzz_part(&data, SLICE("%%\n")); /* each keeps its last LF */
    if (!s.count)
        return;
    struct sum view = s;
    view.sort = sort;
    view.rate = options & 3 ? 1000 : 0;
    view.format = (enum table_format)((options >> 2) % 3);
    add_up(&view, &first);
    if (!add_up(&s, &first))
        return;

    struct sum again = {.count = 1, .memory = MEMORY};
    buf_clear(&rest);
    buf_append(&rest, first.data, first.len);
    again.tables[0] = buf_slice(&rest);
    fuzz_expect(add_up(&again, &second), "a sum can be added up");
    fuzz_same(&second, &first, "a sum of one");
    s.backwards = true;
    if (!s.by.len || s.count == 1) {
        fuzz_expect(add_up(&s, &second), "tables in another order can be added up");
        fuzz_same(&second, &first, "tables in another order");
    }
    if ((options & 0xf0) == 0xf0) { /* seldom: temporary files */
        s.memory = 1;
        fuzz_expect(add_up(&s, &second), "tables can be added up with little memory");
        fuzz_same(&second, &first, "tables with little memory");
    }
}

static void fuzz_one(struct slice data)
{
    uint8_t which = fuzz_byte(&data);
    uint8_t options = fuzz_byte(&data);
    switch (which & 3) {
    case 0:
        check_table(data);
        break;
    case 1:
        check_documents(data);
        break;
    default:
        check_sum(data, options);
        break;
    }
}
