/*
 * table: rows of cells, read from TSV and written as TSV, CSV or JSON Lines.
 *
 * TSV is one line a row, cells separated by TAB; TAB, LF, CR, backslash and bytes that are no UTF-8 are
 * escaped in a cell (escape.h), so every byte string survives, in CSV and JSON Lines too: different
 * cells never look the same.  The first line names the columns.  Knows nothing of what the cells mean.
 */
#ifndef GAPMAP_TABLE_H
#define GAPMAP_TABLE_H

#include "buf.h"
#include "diag.h"
#include "input.h"
#include "output.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum table_format { TABLE_TSV, TABLE_CSV, TABLE_JSONL };

/* The format of that name (tsv, csv, jsonl); false: there is none. */
bool table_parse_format(const char *name, enum table_format *format);

struct table_writer {
    struct output *out;
    enum table_format format;
    bool raw;                  /* CSV: cells that a spreadsheet would take for a formula stay */
    const struct slice *names; /* of the columns; borrowed */
    size_t count;
    size_t at;       /* column of the next cell */
    struct buf line; /* the row so far */
};

/* Starts a table and writes its header line (JSON Lines have none). */
void table_begin(struct table_writer *w, struct output *out, enum table_format format, bool raw,
                 const struct slice *names, size_t count);

/* The row's next cell: text, a number, or a number in decimal digits (empty: no value). */
void table_text(struct table_writer *w, struct slice cell);
void table_number(struct table_writer *w, uint64_t n);
void table_decimal(struct table_writer *w, struct slice digits);

/* Ends the row.  False: the output failed (output_close says why). */
bool table_end_row(struct table_writer *w);

void table_release(struct table_writer *w);

/* Appends s as a cell of TSV. */
void table_append_cell(struct buf *line, struct slice s);

/* Appends a JSON string; bytes that are no UTF-8 as escape_append_bytes has them. */
void table_append_json(struct buf *line, struct slice s);

struct table_reader {
    struct input *in; /* borrowed; in->line is the line of the last row */
    struct diag *d;
    bool foreign;        /* a byte order mark and line ends of CR LF are taken off */
    bool canonical;      /* escapes that table_append_cell would not write are refused */
    struct slice *cells; /* of the last row, unescaped; valid until the next table_read */
    size_t count;
    size_t capacity;
    struct buf text;
    struct buf check;
    bool failed; /* the last table_read found something wrong and said it */
};

/* Starts reading rows (the header is the first). */
void table_reader_init(struct table_reader *r, struct input *in, struct diag *d);

/* The next row.  False: end of input, in->err, or `failed`. */
bool table_read(struct table_reader *r);

/* A cell's unsigned decimal number without sign or leading zeros; false when it is none or too big. */
bool table_parse_number(struct slice cell, uint64_t *n);

void table_reader_release(struct table_reader *r);

/* A size line and an entry of a Matrix Market file (coordinate, integer, general). */
bool table_matrix_head(struct output *out, uint64_t rows, uint64_t columns, uint64_t entries);
bool table_matrix_entry(struct output *out, uint64_t row, uint64_t column, uint64_t value);

#endif
