/*
 * Our own TSV, and CSV (RFC 4180) with the same columns, or with a category and a word in each row.
 */
#include "convert.h"
#include "table.h"
#include "xalloc.h"

#include <stdlib.h>

enum column { CONCEPT, LANG, PATTERN, STATUS, SOURCE, NOTE, WORD, COLUMNS, NO_COLUMN = COLUMNS };

static const struct {
    const char *name;
    enum column column;
} names[] = {
    {"concept", CONCEPT}, {"category", CONCEPT}, {"key", CONCEPT},     {"code", CONCEPT},
    {"lang", LANG},       {"language", LANG},    {"pattern", PATTERN}, {"status", STATUS},
    {"source", SOURCE},   {"note", NOTE},        {"comment", NOTE},    {"word", WORD},
    {"term", WORD},       {"phrase", WORD},      {"entry", WORD},      {"value", WORD},
};

/* What the columns of a file are. */
struct header {
    size_t at[COLUMNS]; /* number of the cell; SIZE_MAX: not there */
    size_t count;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static enum column column_of(struct slice cell)
{
    char name[16];
    if (cell.len >= sizeof name)
        return NO_COLUMN;
    for (size_t i = 0; i < cell.len; i++)
        name[i] = lower(cell.data[i]);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_eq((struct slice){name, cell.len}, slice_of(names[i].name)))
            return names[i].column;
    return NO_COLUMN;
}

/* False: it names no concepts, or nothing to look for (said). */
static bool read_header(struct convert *c, const struct convert_cells *row, struct header *h)
{
    for (size_t i = 0; i < COLUMNS; i++)
        h->at[i] = SIZE_MAX;
    h->count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        enum column column = column_of(convert_trim(row->items[i]));
        if (column == NO_COLUMN)
            convert_warn(c, "column '%.*s' is not read", CONVERT_SHOWN(row->items[i]));
        else if (h->at[column] != SIZE_MAX)
            convert_warn(c, "column '%.*s' is a second of its kind, and not read",
                         CONVERT_SHOWN(row->items[i]));
        else
            h->at[column] = i;
    }
    if (h->at[CONCEPT] != SIZE_MAX && (h->at[PATTERN] != SIZE_MAX || h->at[WORD] != SIZE_MAX))
        return true;
    convert_skip(c, "the header must name the columns concept and pattern, or category and word");
    return false;
}

static struct slice cell_of(const struct header *h, const struct convert_cells *row,
                            enum column column)
{
    return h->at[column] < row->count ? convert_trim(row->items[h->at[column]]) : SLICE("");
}

static struct slice either(struct slice cell, struct slice otherwise)
{
    return cell.len ? cell : otherwise;
}

static void read_row(struct convert *c, const struct header *h, const struct convert_cells *row)
{
    struct slice concept = cell_of(h, row, CONCEPT);
    struct slice lang = cell_of(h, row, LANG);
    struct slice note = cell_of(h, row, NOTE);
    if (row->count != h->count)
        convert_warn(c, "%zu cells instead of %zu", row->count, h->count);
    if (h->at[PATTERN] == SIZE_MAX) {
        if (!concept.len || !cell_of(h, row, WORD).len)
            convert_skip(c, "a row without a category or a word");
        else
            convert_add_word(c, convert_category(c, CATEGORY_NONE, concept), cell_of(h, row, WORD),
                             lang, note);
        return;
    }
    convert_add_row(c, &(struct convert_row){
                           concept, either(lang, either(c->lang, SLICE("*"))),
                           cell_of(h, row, PATTERN), either(cell_of(h, row, STATUS), c->status),
                           either(cell_of(h, row, SOURCE), c->source), note, NULL, 0});
}

/* Cells ------------------------------------------------------------------------------------ */

static void add_cell(struct convert *c, struct convert_cells *row, const struct buf *cell)
{
    struct slice s = convert_keep(c, buf_slice(cell));
    /* What table.c puts before a cell that a spreadsheet would take for a formula. */
    if (s.len > 1 && s.data[0] == '\'' && memchr("=+-@", s.data[1], 4))
        s = (struct slice){s.data + 1, s.len - 1};
    row->items = xgrow(row->items, &row->capacity, row->count + 1, sizeof *row->items);
    row->items[row->count++] = s;
}

/* Reads a quoted cell that begins at s[i], behind its quote; returns the place behind it. */
static size_t read_quoted(struct convert *c, struct slice s, size_t i, struct buf *cell)
{
    size_t lines = 0;
    for (; i < s.len; i++) {
        lines += s.data[i] == '\n';
        if (s.data[i] != '"')
            buf_append_char(cell, s.data[i]);
        else if (i + 1 < s.len && s.data[i + 1] == '"')
            buf_append_char(cell, s.data[i++]);
        else
            break;
    }
    if (i == s.len)
        convert_skip(c, "a quote without an end");
    c->line += lines;
    return i < s.len ? i + 1 : i;
}

/* Reads the cells up to the end of the row; returns the place behind it. */
static size_t read_cells(struct convert *c, struct slice s, char delimiter,
                         struct convert_cells *row)
{
    struct buf cell = BUF_INIT;
    size_t i = 0;
    for (; i < s.len && s.data[i] != '\n'; i++) {
        if (s.data[i] == '"' && cell.len == 0) {
            i = read_quoted(c, s, i + 1, &cell) - 1;
        } else if (s.data[i] == delimiter) {
            add_cell(c, row, &cell);
            buf_clear(&cell);
        } else if (s.data[i] != '\r' || i + 1 >= s.len || s.data[i + 1] != '\n') {
            buf_append_char(&cell, s.data[i]);
        }
    }
    add_cell(c, row, &cell);
    buf_release(&cell);
    return i < s.len ? i + 1 : i;
}

bool convert_csv_row(struct convert *c, struct slice *text, char delimiter,
                     struct convert_cells *row)
{
    c->line += row->more;
    row->more = 0;
    while (text->len) {
        row->count = 0;
        size_t first = ++c->line;
        size_t took = read_cells(c, *text, delimiter, row);
        row->more = c->line - first;
        *text = (struct slice){text->data + took, text->len - took};
        bool blank = true;
        for (size_t i = 0; i < row->count; i++)
            blank = blank && convert_trim(row->items[i]).len == 0;
        if (!blank) {
            c->line = first;
            return true;
        }
        row->more = 0;
    }
    return false;
}

/* The delimiter that the first line has most of. */
static char find_delimiter(struct slice text)
{
    const char delimiters[] = {',', ';', '\t'};
    size_t counts[3] = {0};
    size_t best = 0;
    for (size_t i = 0; i < text.len && text.data[i] != '\n'; i++)
        for (size_t k = 0; k < 3; k++)
            counts[k] += text.data[i] == delimiters[k];
    for (size_t k = 1; k < 3; k++)
        if (counts[k] > counts[best])
            best = k;
    return delimiters[best];
}

void convert_read_csv(struct convert *c, struct slice text)
{
    struct convert_cells row = {0};
    struct header h;
    char delimiter = find_delimiter(text);
    if (!convert_csv_row(c, &text, delimiter, &row))
        convert_skip(c, "no header line");
    else if (read_header(c, &row, &h))
        while (convert_csv_row(c, &text, delimiter, &row))
            read_row(c, &h, &row);
    free(row.items);
}

void convert_read_gapmap(struct convert *c, struct slice text)
{
    struct convert_cells row = {0};
    struct slice line;
    struct header h;
    bool header = false;
    while (convert_line(c, &text, &line)) {
        if (line.len && line.data[0] == '#')
            convert_lose(c, LOSS_COMMENT, line);
        if (convert_trim(line).len == 0 || line.data[0] == '#')
            continue;
        row.count = 0;
        for (bool more = true; more;) {
            const char *tab = memchr(line.data, '\t', line.len);
            size_t len = tab ? (size_t)(tab - line.data) : line.len;
            row.items = xgrow(row.items, &row.capacity, row.count + 1, sizeof *row.items);
            row.items[row.count++] = (struct slice){line.data, len};
            more = tab != NULL;
            line = (struct slice){line.data + len + more, line.len - len - more};
        }
        if (header)
            read_row(c, &h, &row);
        else if (!(header = read_header(c, &row, &h)))
            break;
    }
    if (!header && c->line == 0)
        convert_skip(c, "no header line");
    free(row.items);
}

/* Writing ---------------------------------------------------------------------------------- */

static const struct slice column_names[] = {
    {"concept", 7}, {"lang", 4}, {"pattern", 7}, {"status", 6}, {"source", 6}, {"note", 4},
};

void convert_write_csv(struct convert *c, struct output *out)
{
    struct table_writer w;
    table_begin(&w, out, TABLE_CSV, false, column_names, 6);
    for (size_t i = 0; i < c->row_count; i++) {
        const struct convert_row *r = &c->rows[i];
        const struct slice cells[] = {r->concept, r->lang,   r->pattern,
                                      r->status,  r->source, r->note};
        for (size_t k = 0; k < 6; k++)
            table_text(&w, cells[k]);
        if (!table_end_row(&w))
            break;
    }
    table_release(&w);
}

void convert_write_gapmap(struct convert *c, struct output *out)
{
    struct buf line = BUF_INIT;
    output_str(out, "concept\tlang\tpattern\tstatus\tsource\tnote\n");
    for (size_t i = 0; i < c->row_count; i++) {
        const struct convert_row *r = &c->rows[i];
        const struct slice cells[] = {r->concept, r->lang,   r->pattern,
                                      r->status,  r->source, r->note};
        buf_clear(&line);
        for (size_t k = 0; k < 6; k++) {
            if (cells[k].len)
                buf_append(&line, cells[k].data, cells[k].len);
            buf_append_char(&line, k < 5 ? '\t' : '\n');
        }
        if (!output_write(out, line.data, line.len))
            break;
    }
    buf_release(&line);
}
