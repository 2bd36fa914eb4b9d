#include "langfiles.h"

#include "xalloc.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

enum { READ_SIZE = 64 * 1024 };

static void set_path(struct buf *path, const char *dir, const char *name, const char *end)
{
    buf_clear(path);
    buf_append_str(path, dir);
    buf_append_char(path, '/');
    buf_append_str(path, name);
    buf_append_str(path, end);
}

/* The next line that is not empty and no comment. */
static bool read_row(struct langfile *f)
{
    while (table_read(&f->rows))
        if (!slice_starts(f->rows.cells[0], SLICE("#")) &&
            (f->rows.count > 1 || f->rows.cells[0].len))
            return true;
    return false;
}

/* Whether the row's cells are the words of `header`, whose number becomes that of the columns. */
static bool is_header(struct langfile *f, const char *header)
{
    bool same = true;
    for (f->columns = 0; *header; f->columns++) {
        size_t len = strcspn(header, " ");
        same = same && f->columns < f->rows.count &&
               slice_eq(f->rows.cells[f->columns], (struct slice){header, len});
        header += len + (header[len] == ' ');
    }
    return same && f->columns == f->rows.count;
}

bool langfile_open(struct langfile *f, const char *dir, const char *code, const char *header,
                   struct diag *d)
{
    *f = (struct langfile){.path = BUF_INIT};
    set_path(&f->path, dir, code, ".tsv");
    bool open = input_open(&f->in, buf_str(&f->path));
    if (!open && f->in.err == ENOENT) {
        buf_release(&f->path);
        return false;
    }
    table_reader_init(&f->rows, &f->in, d);
    f->rows.foreign = true;
    if (!open) {
        diag_errno(d, f->in.err, "cannot open '%s'", f->in.name);
        f->in.err = 0;
    } else if (!read_row(f) || !is_header(f, header)) {
        if (!f->rows.failed && !f->in.err)
            diag_error(d, "%s:%zu: the header is not '%s'", f->in.name, f->in.line ? f->in.line : 1,
                       header);
        f->columns = 0;
    }
    return true;
}

bool langfile_next(struct langfile *f)
{
    while (f->columns && read_row(f)) {
        if (f->rows.count == f->columns)
            return true;
        diag_error(f->rows.d, "%s:%zu: %zu cells where the header has %zu", f->in.name, f->in.line,
                   f->rows.count, f->columns);
    }
    return false;
}

void langfile_close(struct langfile *f)
{
    if (f->in.err)
        diag_errno(f->rows.d, f->in.err, "cannot read '%s'", f->in.name);
    table_reader_release(&f->rows);
    input_close(&f->in);
    buf_release(&f->path);
}

void langfile_say(const struct langfile *f, const char *what, struct slice cell)
{
    diag_error(f->rows.d, "%s:%zu: %s '%.*s'", f->in.name, f->in.line, what, (int)cell.len,
               cell.data);
}

/* All files of a folder ---------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **langfiles_list(const char *dir, size_t *count, struct diag *d)
{
    char **names = NULL;
    size_t capacity = 0;
    *count = 0;
    DIR *folder = opendir(dir);
    if (!folder) {
        diag_errno(d, errno, "cannot open '%s'", dir);
        return NULL;
    }
    const struct dirent *entry;
    errno = 0;
    while ((entry = readdir(folder))) {
        size_t len = strlen(entry->d_name);
        if (entry->d_name[0] == '.' || len <= 4 || strcmp(entry->d_name + len - 4, ".tsv") != 0)
            continue;
        names = xgrow(names, &capacity, *count + 1, sizeof *names);
        names[(*count)++] = xmemdup(entry->d_name, len);
        errno = 0;
    }
    if (errno)
        diag_errno(d, errno, "cannot read '%s'", dir);
    closedir(folder);
    if (names)
        qsort(names, *count, sizeof *names, by_bytes);
    return names;
}

static void add_content(struct checksum *sum, const char *path, struct diag *d)
{
    struct input in;
    char bytes[READ_SIZE];
    char last = '\n';
    if (!input_open(&in, path)) {
        diag_errno(d, in.err, "cannot open '%s'", path);
        return;
    }
    for (size_t n; (n = input_read(&in, bytes, sizeof bytes)); last = bytes[n - 1])
        checksum_add(sum, (struct slice){bytes, n});
    if (last != '\n')
        checksum_add(sum, SLICE("\n"));
    if (in.err)
        diag_errno(d, in.err, "cannot read '%s'", path);
    input_close(&in);
}

size_t langfiles_checksum(struct checksum *sum, const char *prefix, const char *dir, struct diag *d)
{
    size_t count;
    struct buf path = BUF_INIT;
    char **names = langfiles_list(dir, &count, d);
    for (size_t i = 0; i < count; i++) {
        checksum_add(sum, slice_of(prefix));
        checksum_add(sum, slice_of(names[i]));
        checksum_add(sum, (struct slice){"", 1});
        set_path(&path, dir, names[i], "");
        add_content(sum, buf_str(&path), d);
        free(names[i]);
    }
    free(names);
    buf_release(&path);
    return count;
}
