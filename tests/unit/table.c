/* table: cells survive TSV, CSV is safe, JSON is JSON, numbers are exact. */
#include "table.h"
#include "helpers.h"
#include "tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { COLUMNS = 3, ROWS = 2000, CELL_MAX = 12 };

static int number; /* of the case */

static void writer_is(enum table_format format, bool raw, const char *cell, const char *want)
{
    struct slice names[] = {slice_of("a"), slice_of("n"), slice_of("r")};
    struct diag d = DIAG_INIT("test");
    struct table_writer w;
    struct output out;
    struct buf text = BUF_INIT;
    int fd = temporary();
    output_init(&out, dup(fd), "test");
    table_begin(&w, &out, format, raw, names, COLUMNS);
    table_text(&w, slice_of(cell));
    table_number(&w, UINT64_MAX);
    table_decimal(&w, SLICE(""));
    table_end_row(&w);
    table_release(&w);
    output_close(&out, &d);
    slurp(fd, &text);
    close(fd);
    tap_is_str(buf_str(&text), want, "format %d, case %d", (int)format, number++);
    buf_release(&text);
}

static void test_formats(void)
{
    writer_is(TABLE_TSV, false, "a\tb\nc\\d\r",
              "a\tn\tr\na\\tb\\nc\\\\d\\r\t18446744073709551615\t\n");
    writer_is(TABLE_CSV, false, "a", "a,n,r\r\na,18446744073709551615,\r\n");
    writer_is(TABLE_CSV, false, "a,\"b\"", "a,n,r\r\n\"a,\"\"b\"\"\",18446744073709551615,\r\n");
    writer_is(TABLE_CSV, false, "=1+1", "a,n,r\r\n'=1+1,18446744073709551615,\r\n");
    writer_is(TABLE_CSV, false, "\r,", "a,n,r\r\n\"'\r,\",18446744073709551615,\r\n");
    writer_is(TABLE_CSV, false, "\t", "a,n,r\r\n'\t,18446744073709551615,\r\n");
    writer_is(TABLE_CSV, true, "@x", "a,n,r\r\n@x,18446744073709551615,\r\n");
    writer_is(TABLE_CSV, false, "a=1", "a,n,r\r\na=1,18446744073709551615,\r\n");
    writer_is(TABLE_JSONL, false, "\"\\\x01\n\xc3\xa9",
              "{\"a\":\"\\\"\\\\\\u0001\\u000a\xc3\xa9\",\"n\":18446744073709551615,\"r\":null}\n");
    writer_is(TABLE_JSONL, false, "\xff\xc3",
              "{\"a\":\"\\\\xFF\\\\xC3\",\"n\":18446744073709551615,\"r\":null}\n");
    writer_is(TABLE_JSONL, false, "\\xFF",
              "{\"a\":\"\\\\x5CxFF\",\"n\":18446744073709551615,\"r\":null}\n");
    writer_is(TABLE_TSV, false, "\xff\\xFF", "a\tn\tr\n\\xFF\\\\xFF\t18446744073709551615\t\n");
    writer_is(TABLE_CSV, false, "=\xff,", "a,n,r\r\n\"'=\\xFF,\",18446744073709551615,\r\n");
    writer_is(TABLE_CSV, false, "a\\b\\xFF", "a,n,r\r\na\\b\\x5CxFF,18446744073709551615,\r\n");
    const char *formulas[] = {"=", "+1", "-1", "@a", "\ta", "\ra"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        struct buf want = BUF_INIT;
        bool quote = formulas[i][0] == '\r';
        buf_append_str(&want, quote ? "a,n,r\r\n\"'" : "a,n,r\r\n'");
        buf_append_str(&want, formulas[i]);
        buf_append_str(&want,
                       quote ? "\",18446744073709551615,\r\n" : ",18446744073709551615,\r\n");
        writer_is(TABLE_CSV, false, formulas[i], buf_str(&want));
        buf_release(&want);
    }
}

static void random_cell(uint64_t *state, struct buf *cell)
{
    static const char bytes[] = "a\\\t\n\rtnrxFF\0\xc3\xa9=\"\xff";
    buf_clear(cell);
    for (uint64_t left = next_random(state) % CELL_MAX; left; left--)
        buf_append_char(cell, bytes[next_random(state) % (sizeof bytes - 1)]);
}

/* Random cells are written and read again. */
static void test_round_trip(void)
{
    struct slice names[] = {slice_of("a"), slice_of("b"), slice_of("c")};
    struct diag d = DIAG_INIT("test");
    struct table_writer w;
    struct output out;
    struct buf cell = BUF_INIT;
    uint64_t state = 1;
    int fd = temporary();
    output_init(&out, dup(fd), "test");
    table_begin(&w, &out, TABLE_TSV, false, names, COLUMNS);
    for (int i = 0; i < ROWS; i++) {
        for (int c = 0; c < COLUMNS; c++) {
            random_cell(&state, &cell);
            table_text(&w, buf_slice(&cell));
        }
        table_end_row(&w);
    }
    table_release(&w);
    output_close(&out, &d);

    struct input in = {.name = "test", .fd = fd};
    struct table_reader r;
    size_t rows = 0;
    size_t wrong = 0;
    lseek(fd, 0, SEEK_SET);
    table_reader_init(&r, &in, &d);
    r.canonical = true;
    state = 1;
    tap_ok(table_read(&r) && r.count == COLUMNS && slice_eq(r.cells[2], SLICE("c")), "header");
    for (; table_read(&r); rows++) {
        wrong += r.count != COLUMNS;
        for (int c = 0; c < COLUMNS; c++) {
            random_cell(&state, &cell);
            wrong += r.count == COLUMNS && !slice_eq(r.cells[c], buf_slice(&cell));
        }
    }
    tap_is_u64(rows, ROWS, "all rows come back");
    tap_is_u64(wrong, 0, "all cells come back");
    tap_ok(!r.failed && !in.err && d.status == STATUS_OK, "nothing is said");
    table_reader_release(&r);
    input_close(&in);
    buf_release(&cell);
}

static void test_canonical(void)
{
    static const char *const bad[] = {"\\q", "a\\", "\\s", "\\x41", "\xff"};
    struct diag d = DIAG_INIT("# test");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int fd = temporary();
        struct input in = {.name = "test", .fd = fd};
        struct table_reader r;
        bool written = write(fd, bad[i], strlen(bad[i])) > 0;
        lseek(fd, 0, SEEK_SET);
        table_reader_init(&r, &in, &d);
        r.canonical = true;
        tap_ok(written && !table_read(&r) && r.failed, "'%s' is refused", bad[i]);
        r.canonical = false;
        in.at = 0;
        table_reader_release(&r);
        input_close(&in);
    }
    tap_ok(d.status == STATUS_FAILED, "and said");
}

static void test_numbers(void)
{
    uint64_t n;
    static const char *const bad[] = {"",
                                      "00",
                                      "01",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "x",
                                      "1x",
                                      "18446744073709551616",
                                      "99999999999999999999",
                                      "100000000000000000000"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        tap_ok(!table_parse_number(slice_of(bad[i]), &n), "'%s' is no number", bad[i]);
    tap_ok(table_parse_number(SLICE("0"), &n) && n == 0, "0");
    tap_ok(table_parse_number(SLICE("18446744073709551615"), &n) && n == UINT64_MAX, "2^64 - 1");
}

static void test_matrix(void)
{
    struct diag d = DIAG_INIT("test");
    struct output out;
    struct buf text = BUF_INIT;
    int fd = temporary();
    output_init(&out, dup(fd), "test");
    table_matrix_head(&out, 2, 3, 1);
    table_matrix_entry(&out, 2, 1, UINT64_MAX);
    output_close(&out, &d);
    slurp(fd, &text);
    close(fd);
    tap_is_str(buf_str(&text),
               "%%MatrixMarket matrix coordinate integer general\n2 3 1\n"
               "2 1 18446744073709551615\n",
               "Matrix Market");
    buf_release(&text);
}

int main(void)
{
    test_formats();
    test_round_trip();
    test_canonical();
    test_numbers();
    test_matrix();
    return tap_done();
}
