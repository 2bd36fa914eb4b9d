#include "table.h"

#include "escape.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

enum { LINE_MAX_BYTES = 64 * 1024 * 1024 };

/* Writing ---------------------------------------------------------------------------------- */

bool table_parse_format(const char *name, enum table_format *format)
{
    static const char *const names[] = {
        [TABLE_TSV] = "tsv", [TABLE_CSV] = "csv", [TABLE_JSONL] = "jsonl"};
    for (int i = TABLE_TSV; i <= TABLE_JSONL; i++) {
        if (strcmp(name, names[i]) == 0) {
            *format = (enum table_format)i;
            return true;
        }
    }
    return false;
}

void table_append_cell(struct buf *line, struct slice s)
{
    bool high = false;
    bool plain = true;
    for (size_t i = 0; i < s.len && plain; i++) {
        plain = s.data[i] != '\\' && (unsigned char)s.data[i] > '\r';
        high |= (unsigned char)s.data[i] >= 0x80;
    }
    if (plain && (!high || utf8_valid(s.data, s.len)))
        buf_append(line, s.data, s.len);
    else
        escape_append_cell(line, s.data, s.len);
}

static void append_json(struct buf *line, struct slice s)
{
    const char *hex = "0123456789abcdef";
    uint32_t cp;
    buf_append_char(line, '"');
    for (size_t i = 0, n; i < s.len; i += n) {
        n = utf8_decode(s.data + i, s.len - i, &cp);
        if (cp == '"' || cp == '\\') {
            buf_append_char(line, '\\');
            buf_append_char(line, (char)cp);
        } else if (cp < 0x20 || cp == 0x7f) {
            buf_append_str(line, "\\u00");
            buf_append_char(line, hex[cp >> 4]);
            buf_append_char(line, hex[cp & 15]);
        } else {
            buf_append_cp(line, cp);
        }
    }
    buf_append_char(line, '"');
}

/* s, or where bytes of it must be escaped the escaped text, in `held`. */
static struct slice text_of(struct slice s, struct buf *held)
{
    if (utf8_valid(s.data, s.len) && !(s.len && memchr(s.data, '\\', s.len)))
        return s;
    escape_append_bytes(held, s.data, s.len);
    return buf_slice(held);
}

void table_append_json(struct buf *line, struct slice s)
{
    struct buf held = BUF_INIT;
    append_json(line, text_of(s, &held));
    buf_release(&held);
}

/* Whether a spreadsheet takes a cell that begins so for a formula. */
static bool is_formula(struct slice s)
{
    return s.len && memchr("=+-@\t\r", s.data[0], 6);
}

/* RFC 4180: quoted when it holds a quote, a comma or a line end; quotes are doubled. */
static void append_csv(struct buf *line, struct slice s, bool raw)
{
    bool quote = false;
    for (size_t i = 0; i < s.len && !quote; i++)
        quote = memchr("\",\n\r", s.data[i], 4) != NULL;
    if (quote)
        buf_append_char(line, '"');
    if (!raw && is_formula(s))
        buf_append_char(line, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '"')
            buf_append_char(line, '"');
        buf_append_char(line, s.data[i]);
    }
    if (quote)
        buf_append_char(line, '"');
}

/* What stands before a cell. */
static void begin_cell(struct table_writer *w)
{
    if (w->format == TABLE_JSONL) {
        buf_append_char(&w->line, w->at ? ',' : '{');
        table_append_json(&w->line, w->names[w->at]);
        buf_append_char(&w->line, ':');
    } else if (w->at) {
        buf_append_char(&w->line, w->format == TABLE_CSV ? ',' : '\t');
    }
    w->at++;
}

void table_text(struct table_writer *w, struct slice cell)
{
    struct buf held = BUF_INIT;
    begin_cell(w);
    switch (w->format) {
    case TABLE_TSV:
        table_append_cell(&w->line, cell);
        break;
    case TABLE_CSV:
        append_csv(&w->line, text_of(cell, &held), w->raw);
        break;
    case TABLE_JSONL:
        table_append_json(&w->line, cell);
        break;
    }
    buf_release(&held);
}

void table_number(struct table_writer *w, uint64_t n)
{
    begin_cell(w);
    buf_append_u64(&w->line, n);
}

void table_decimal(struct table_writer *w, struct slice digits)
{
    begin_cell(w);
    buf_append(&w->line, digits.data, digits.len);
    if (w->format == TABLE_JSONL && digits.len == 0)
        buf_append_str(&w->line, "null");
}

bool table_end_row(struct table_writer *w)
{
    const char *ends[] = {[TABLE_TSV] = "\n", [TABLE_CSV] = "\r\n", [TABLE_JSONL] = "}\n"};
    buf_append_str(&w->line, ends[w->format]);
    bool ok = output_write(w->out, w->line.data, w->line.len);
    buf_clear(&w->line);
    w->at = 0;
    return ok;
}

void table_begin(struct table_writer *w, struct output *out, enum table_format format, bool raw,
                 const struct slice *names, size_t count)
{
    *w = (struct table_writer){out, format, raw, names, count, 0, BUF_INIT};
    if (format == TABLE_JSONL)
        return;
    for (size_t i = 0; i < count; i++)
        table_text(w, names[i]);
    table_end_row(w);
}

void table_release(struct table_writer *w)
{
    buf_release(&w->line);
}

/* Reading ---------------------------------------------------------------------------------- */

void table_reader_init(struct table_reader *r, struct input *in, struct diag *d)
{
    *r = (struct table_reader){.in = in, .d = d};
}

/* Whether cell, which is the unescaped form of `written`, would be written so. */
static bool is_canonical(struct table_reader *r, struct slice written, struct slice cell)
{
    buf_clear(&r->check);
    table_append_cell(&r->check, cell);
    return slice_eq(buf_slice(&r->check), written);
}

/* Unescapes one cell behind r->text, in which there is room for all of the line. */
static bool take_cell(struct table_reader *r, struct slice written)
{
    size_t start = r->text.len;
    r->cells = xgrow(r->cells, &r->capacity, r->count + 1, sizeof *r->cells);
    if (written.len && memchr(written.data, '\\', written.len))
        unescape_append(&r->text, written.data, written.len);
    else
        buf_append(&r->text, written.data, written.len);
    struct slice cell = {r->text.data + start, r->text.len - start};
    r->cells[r->count++] = cell;
    if (!r->canonical || is_canonical(r, written, cell))
        return true;
    diag_error(r->d, "%s:%zu: not escaped as it must be: '%.*s'", r->in->name, r->in->line,
               (int)(written.len < 200 ? written.len : 200), written.data);
    return false;
}

bool table_read(struct table_reader *r)
{
    struct slice line;
    r->failed = false;
    r->count = 0;
    if (!input_line(r->in, LINE_MAX_BYTES, &line))
        return false;
    if (r->foreign && r->in->line == 1 && slice_starts(line, SLICE("\xef\xbb\xbf")))
        line = (struct slice){line.data + 3, line.len - 3};
    if (r->foreign && line.len && line.data[line.len - 1] == '\r')
        line.len--;
    buf_clear(&r->text);
    buf_reserve(&r->text, line.len); /* unescaping never makes longer: cells do not move */
    for (;;) {
        const char *tab = line.len ? memchr(line.data, '\t', line.len) : NULL;
        size_t len = tab ? (size_t)(tab - line.data) : line.len;
        if (!take_cell(r, (struct slice){line.data, len})) {
            r->failed = true;
            return false;
        }
        if (!tab)
            return true;
        line = (struct slice){tab + 1, line.len - len - 1};
    }
}

bool table_parse_number(struct slice cell, uint64_t *n)
{
    if (cell.len == 0 || cell.len > 20 || (cell.data[0] == '0' && cell.len > 1))
        return false;
    *n = 0;
    for (size_t i = 0; i < cell.len; i++) {
        unsigned digit = (unsigned)(unsigned char)cell.data[i] - '0';
        if (digit > 9 || *n > (UINT64_MAX - digit) / 10)
            return false;
        *n = *n * 10 + digit;
    }
    return true;
}

void table_reader_release(struct table_reader *r)
{
    free(r->cells);
    buf_release(&r->text);
    buf_release(&r->check);
}

/* Matrix Market ---------------------------------------------------------------------------- */

static bool write_triple(struct output *out, uint64_t a, uint64_t b, uint64_t c)
{
    struct buf line = BUF_INIT;
    buf_append_u64(&line, a);
    buf_append_char(&line, ' ');
    buf_append_u64(&line, b);
    buf_append_char(&line, ' ');
    buf_append_u64(&line, c);
    buf_append_char(&line, '\n');
    bool ok = output_write(out, line.data, line.len);
    buf_release(&line);
    return ok;
}

bool table_matrix_head(struct output *out, uint64_t rows, uint64_t columns, uint64_t entries)
{
    return output_str(out, "%%MatrixMarket matrix coordinate integer general\n") &&
           write_triple(out, rows, columns, entries);
}

bool table_matrix_entry(struct output *out, uint64_t row, uint64_t column, uint64_t value)
{
    return write_triple(out, row, column, value);
}
