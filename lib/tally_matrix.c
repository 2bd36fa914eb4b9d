#include "tally_matrix.h"

#include "input.h"
#include "output.h"
#include "spill.h"
#include "table.h"
#include "xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct named_output {
    struct output out; /* data is NULL where it is not open */
    struct buf path;
};

/* The three files, and the sorter that turns rows by group into entries by column. */
struct matrix {
    const struct tally_keys *keys;
    struct diag *d;
    struct named_output rows, cols, mtx;
    struct output entries; /* temporary: their number stands before them */
    struct spill *sorted;
    uint64_t row_count, col_count, entry_count;
};

/* A line of the names of all cells of one kind. */
static bool write_name(struct output *out, struct slice key, size_t count, bool group)
{
    struct buf line = BUF_INIT;
    struct buf cell = BUF_INIT;
    for (size_t i = 0; i < count; i++) {
        buf_clear(&cell);
        tally_take_cell(&key, &cell, group || i + 1 < count);
        if (i)
            buf_append_char(&line, '\t');
        table_append_cell(&line, buf_slice(&cell));
    }
    buf_append_char(&line, '\n');
    bool ok = output_write(out, line.data, line.len);
    buf_release(&line);
    buf_release(&cell);
    return ok;
}

/* Numbers the groups, names them, and sorts the cells by term, then row. */
static bool number_rows(struct matrix *m, struct tally *t)
{
    struct tally_row row;
    struct buf key = BUF_INIT;
    bool ok = true;
    while (ok && tally_next(t, &row)) {
        if (row.total) {
            m->row_count++;
            ok = write_name(&m->rows.out, row.group, m->keys->groups, true);
            continue;
        }
        buf_clear(&key);
        tally_append_cell(&key, row.term, true);
        for (int shift = 56; shift >= 0; shift -= 8)
            buf_append_char(&key, (char)(m->row_count >> shift & 0xff));
        struct spill_row out = {buf_slice(&key), {row.numbers[TALLY_COUNT], m->row_count}};
        m->entry_count++;
        ok = spill_add(m->sorted, &out);
    }
    buf_release(&key);
    return ok && !tally_failed(t);
}

/* Numbers the terms, names them, and writes the entries. */
static bool number_columns(struct matrix *m)
{
    struct spill_row row;
    struct buf last = BUF_INIT;
    struct buf term = BUF_INIT;
    bool ok = true;
    while (ok && spill_next(m->sorted, &row)) {
        buf_clear(&term);
        tally_take_cell(&row.key, &term, true);
        if (m->col_count == 0 || !slice_eq(buf_slice(&term), buf_slice(&last))) {
            m->col_count++;
            buf_clear(&last);
            buf_append(&last, term.data, term.len);
            ok = write_name(&m->cols.out, buf_slice(&term), m->keys->terms, false);
        }
        ok = ok && table_matrix_entry(&m->entries, row.numbers[1], m->col_count, row.numbers[0]);
    }
    buf_release(&last);
    buf_release(&term);
    return ok && !spill_failed(m->sorted);
}

/* Puts the size line before the entries. */
static bool assemble(struct matrix *m)
{
    struct input in = {.name = "temporary file", .fd = m->entries.fd};
    char *bytes = xmalloc(1, 64 * 1024);
    size_t n;
    bool ok = output_flush(&m->entries);
    if (ok && lseek(in.fd, 0, SEEK_SET) != 0)
        m->entries.err = errno;
    ok = ok && !m->entries.err &&
         table_matrix_head(&m->mtx.out, m->row_count, m->col_count, m->entry_count);
    while (ok && (n = input_read(&in, bytes, 64 * 1024)) > 0)
        ok = output_write(&m->mtx.out, bytes, n);
    if (in.err)
        diag_errno(m->d, in.err, "cannot read a temporary file");
    free(bytes);
    return ok && !in.err;
}

static bool open_output(struct named_output *file, const char *prefix, const char *suffix,
                        struct diag *d)
{
    buf_append_str(&file->path, prefix);
    buf_append_str(&file->path, suffix);
    const char *path = buf_str(&file->path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        diag_errno(d, errno, "cannot create '%s'", path);
    else
        output_init(&file->out, fd, path);
    return fd >= 0;
}

static void close_output(struct named_output *file, struct diag *d)
{
    if (file->out.data)
        output_close(&file->out, d);
    buf_release(&file->path);
}

bool tally_write_matrix(struct tally *t, const char *prefix, uint64_t memory, struct diag *d)
{
    struct matrix m = {.keys = tally_get_keys(t), .d = d};
    bool ok = open_output(&m.rows, prefix, ".rows", d) &&
              open_output(&m.cols, prefix, ".cols", d) && open_output(&m.mtx, prefix, ".mtx", d);
    int fd = ok ? spill_temporary() : -1;
    if (ok && fd < 0)
        diag_errno(d, errno, "cannot make a temporary file");
    m.sorted = spill_new(memory, NULL, d);
    if (fd >= 0) {
        output_init(&m.entries, fd, "temporary file");
        ok = number_rows(&m, t) && number_columns(&m) && assemble(&m);
        output_close(&m.entries, d);
    }
    spill_free(m.sorted);
    close_output(&m.rows, d);
    close_output(&m.cols, d);
    close_output(&m.mtx, d);
    return ok && fd >= 0;
}
