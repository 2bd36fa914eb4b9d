#define _XOPEN_SOURCE 700 /* realpath */
#include "documents.h"

#include "arena.h"
#include "input.h"
#include "intern.h"
#include "langtag.h"
#include "table.h"
#include "xalloc.h"

#include <stdlib.h>

struct documents {
    struct arena arena;
    struct slice folder; /* of the table, with its slash; empty: the current one */
    struct slice real;   /* the same without links and dots, with its slash */
    struct document *rows;
    size_t count;
    size_t capacity;
    struct intern ids;   /* id -> row */
    struct intern paths; /* path -> row: path_rows */
    uint32_t *path_rows;
    size_t path_capacity;
};

/* The table's columns while it is being read. */
struct columns {
    struct slice *names;
    size_t count;
    size_t id, path, lang; /* `count`: there is none */
};

static struct slice keep(struct documents *t, struct slice s)
{
    return (struct slice){arena_copy(&t->arena, s.data, s.len), s.len};
}

static bool read_columns(struct documents *t, struct table_reader *r, struct columns *c)
{
    const char *file = r->in->name;
    if (!table_read(r)) {
        if (!r->failed && !r->in->err)
            diag_error(r->d, "%s: the table is empty", file);
        return false;
    }
    struct intern names = INTERN_INIT;
    c->count = c->id = c->path = c->lang = r->count;
    c->names = arena_alloc(&t->arena, r->count * sizeof *c->names);
    for (size_t i = 0; i < r->count; i++) {
        bool fresh;
        c->names[i] = keep(t, r->cells[i]);
        intern_add(&names, c->names[i].data, c->names[i].len, &fresh);
        if (!fresh)
            diag_error(r->d, "%s:1: repeated column '%.*s'", file, (int)c->names[i].len,
                       c->names[i].data);
        else if (slice_eq(c->names[i], SLICE("id")))
            c->id = i;
        else if (slice_eq(c->names[i], SLICE("path")))
            c->path = i;
        else if (slice_eq(c->names[i], SLICE("lang")))
            c->lang = i;
        else if (!document_key_valid(c->names[i]))
            diag_error(r->d, "%s:1: '%.*s' is no column name", file, (int)c->names[i].len,
                       c->names[i].data);
    }
    intern_release(&names);
    if (c->id < c->count && c->path < c->count)
        return true;
    diag_error(r->d, "%s:1: there is no column '%s'", file, c->id < c->count ? "path" : "id");
    return false;
}

static void add_row(struct documents *t, struct table_reader *r, const struct columns *c)
{
    struct slice id = r->cells[c->id];
    struct slice path = r->cells[c->path];
    bool fresh = false;
    if (id.len)
        intern_add(&t->ids, id.data, id.len, &fresh);
    if (!fresh) {
        diag_error(r->d, "%s:%zu: %s id '%.*s'", r->in->name, r->in->line,
                   id.len ? "repeated" : "empty", (int)id.len, id.data);
        return;
    }
    t->rows = xgrow(t->rows, &t->capacity, t->count + 1, sizeof *t->rows);
    struct document *doc = &t->rows[t->count++];
    *doc = (struct document){.id = keep(t, id)};
    doc->keys = arena_alloc(&t->arena, c->count * sizeof *doc->keys);
    doc->values = arena_alloc(&t->arena, c->count * sizeof *doc->values);
    if (c->lang < c->count) {
        struct slice lang = r->cells[c->lang];
        if (lang.len && !langtag_valid(lang))
            diag_error(r->d, "%s:%zu: '%.*s' is no language tag", r->in->name, r->in->line,
                       (int)lang.len, lang.data);
        doc->lang = keep(t, lang);
    }
    for (size_t i = 0; i < c->count; i++) {
        if (i == c->id || i == c->path || i == c->lang || !r->cells[i].len)
            continue;
        doc->keys[doc->meta_count] = c->names[i];
        doc->values[doc->meta_count++] = keep(t, r->cells[i]);
    }
    if (!path.len)
        return; /* a document that was not retrieved */
    uint32_t at = intern_add(&t->paths, path.data, path.len, &fresh);
    if (!fresh)
        diag_error(r->d, "%s:%zu: repeated path '%.*s'", r->in->name, r->in->line, (int)path.len,
                   path.data);
    t->path_rows = xgrow(t->path_rows, &t->path_capacity, at + (size_t)1, sizeof *t->path_rows);
    t->path_rows[at] = (uint32_t)t->count - 1;
}

static void read_rows(struct documents *t, struct input *in, struct diag *d)
{
    struct table_reader r;
    struct columns c = {0};
    table_reader_init(&r, in, d);
    r.foreign = true; /* a spreadsheet may have written it */
    if (read_columns(t, &r, &c)) {
        while (table_read(&r)) {
            if (r.count == c.count)
                add_row(t, &r, &c);
            else if (r.count != 1 || r.cells[0].len) /* an empty line is none */
                diag_error(d, "%s:%zu: %zu cells where the header has %zu", in->name, in->line,
                           r.count, c.count);
        }
    }
    table_reader_release(&r);
}

/* The folder of the table, as realpath has it; empty when there is none. */
static struct slice real_folder(struct documents *t, const char *path)
{
    char *real = realpath(path, NULL);
    char *slash = real ? strrchr(real, '/') : NULL;
    struct slice folder = {real, slash ? (size_t)(slash - real) + 1 : 0};
    folder = keep(t, folder);
    free(real);
    return folder;
}

struct documents *documents_load(const char *path, struct diag *d)
{
    struct input in;
    if (!input_open(&in, path)) {
        diag_errno(d, in.err, "cannot open '%s'", path);
        return NULL;
    }
    struct documents *t = xcalloc(1, sizeof *t);
    const char *slash = strrchr(path, '/');
    t->folder = keep(t, (struct slice){path, slash ? (size_t)(slash - path) + 1 : 0});
    t->real = real_folder(t, path);
    struct diag local = {d->program, STATUS_OK};
    read_rows(t, &in, &local);
    if (in.err)
        diag_errno(&local, in.err, "cannot read '%s'", path);
    input_close(&in);
    if (local.status == STATUS_OK)
        return t;
    d->status = local.status > d->status ? local.status : d->status;
    documents_free(t);
    return NULL;
}

void documents_free(struct documents *t)
{
    if (!t)
        return;
    arena_release(&t->arena);
    intern_release(&t->ids);
    intern_release(&t->paths);
    free(t->rows);
    free(t->path_rows);
    free(t);
}

static struct slice without_dot_slash(struct slice path)
{
    while (path.len > 2 && path.data[0] == '.' && path.data[1] == '/')
        path = (struct slice){path.data + 2, path.len - 2};
    return path;
}

static const struct document *find_path(const struct documents *t, struct slice path)
{
    uint32_t at = intern_find(&t->paths, path.data, path.len);
    return at == INTERN_NONE ? NULL : &t->rows[t->path_rows[at]];
}

/* The row of the file that is at `path`, however that is written. */
static const struct document *find_real(const struct documents *t, const char *path)
{
    char *real = realpath(path, NULL);
    struct slice file = real ? slice_of(real) : SLICE("");
    const struct document *found = NULL;
    if (t->real.len && slice_starts(file, t->real))
        found = find_path(t, (struct slice){file.data + t->real.len, file.len - t->real.len});
    if (!found && file.len)
        found = find_path(t, file);
    free(real);
    return found;
}

static const struct document *find_name(const struct documents *t, struct slice path)
{
    size_t start = path.len;
    while (start && path.data[start - 1] != '/')
        start--;
    size_t end = path.len;
    for (size_t i = start + 1; i < path.len; i++)
        if (path.data[i] == '.')
            end = i;
    uint32_t at = intern_find(&t->ids, path.data + start, end - start);
    return at == INTERN_NONE ? NULL : &t->rows[at];
}

bool documents_find_id(const struct documents *t, struct slice id, struct document *doc)
{
    uint32_t at = intern_find(&t->ids, id.data, id.len);
    if (at != INTERN_NONE)
        *doc = t->rows[at];
    return at != INTERN_NONE;
}

bool documents_find(const struct documents *t, const char *path, struct document *doc)
{
    struct slice given = slice_of(path);
    const struct document *found = find_path(t, given);
    if (!found)
        found = find_path(t, without_dot_slash(given));
    if (!found && slice_starts(given, t->folder))
        found = find_path(t, (struct slice){given.data + t->folder.len, given.len - t->folder.len});
    if (!found)
        found = find_real(t, path);
    if (!found)
        found = find_name(t, given);
    if (found)
        *doc = *found;
    return found != NULL;
}
