#include "exceptions.h"

#include "checksum.h"
#include "input.h"
#include "intern.h"
#include "language.h"
#include "normal.h"
#include "utf8.h"
#include "xalloc.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

enum { LINE_LIMIT = 64 * 1024 };

struct exceptions {
    char code[LANGUAGE_CODE_MAX];
    struct intern forms;
    struct slice *stems; /* by id of form; bytes in `bytes` */
    size_t capacity;
    struct arena bytes;
};

struct exception_set {
    struct exceptions **files;
    size_t count;
    size_t capacity;
    char id[CHECKSUM_HEX + 1];
};

/* One file that is being read. */
struct reading {
    struct exceptions *e;
    struct diag *d;
    const char *path;
    size_t line;
    bool header_seen;
    struct buf form; /* scratch */
};

static void say(const struct reading *r, const char *what, struct slice cell)
{
    diag_error(r->d, "%s:%zu: %s '%.*s'", r->path, r->line, what, (int)cell.len, cell.data);
}

/* Whether a cell can be what it must be; says why not. */
static bool check_cell(struct reading *r, const char *name, struct slice cell)
{
    if (cell.len == 0) {
        diag_error(r->d, "%s:%zu: empty %s", r->path, r->line, name);
        return false;
    }
    if (memchr(cell.data, ' ', cell.len)) {
        diag_error(r->d, "%s:%zu: blank in %s '%.*s'", r->path, r->line, name, (int)cell.len,
                   cell.data);
        return false;
    }
    buf_clear(&r->form);
    normal_form(cell.data, cell.len, slice_of(r->e->code), &r->form);
    if (slice_eq(buf_slice(&r->form), cell))
        return true;
    diag_error(r->d, "%s:%zu: %s '%.*s' is not a matching form, that is '%s'", r->path, r->line,
               name, (int)cell.len, cell.data, buf_str(&r->form));
    return false;
}

static void add(struct reading *r, struct slice form, struct slice stem)
{
    struct exceptions *e = r->e;
    bool fresh;
    uint32_t id = intern_add(&e->forms, form.data, form.len, &fresh);
    if (fresh) {
        e->stems = xgrow(e->stems, &e->capacity, (size_t)id + 1, sizeof *e->stems);
        e->stems[id] = (struct slice){arena_copy(&e->bytes, stem.data, stem.len), stem.len};
    } else if (!slice_eq(e->stems[id], stem)) {
        say(r, "another stem for", form);
    }
}

static void read_row(struct reading *r, struct slice line)
{
    const char *tab = memchr(line.data, '\t', line.len);
    if (!tab) {
        say(r, "no TAB in", line);
        return;
    }
    size_t at = (size_t)(tab - line.data);
    struct slice form = {line.data, at};
    struct slice stem = {tab + 1, line.len - at - 1};
    if (memchr(stem.data, '\t', stem.len)) {
        say(r, "more than two columns in", line);
        return;
    }
    bool form_ok = check_cell(r, "form", form);
    if (check_cell(r, "stem", stem) && form_ok)
        add(r, form, stem);
}

/* False: the header is wrong, the file is not read on. */
static bool read_line(struct reading *r, struct slice line)
{
    if (r->line == 1 && slice_starts(line, SLICE("\xef\xbb\xbf"))) {
        line.data += 3;
        line.len -= 3;
    }
    if (line.len && line.data[line.len - 1] == '\r')
        line.len--;
    if (line.len == 0 || line.data[0] == '#')
        return true;
    if (!utf8_valid(line.data, line.len)) {
        diag_error(r->d, "%s:%zu: not UTF-8", r->path, r->line);
        return true;
    }
    if (r->header_seen) {
        read_row(r, line);
        return true;
    }
    r->header_seen = true;
    if (slice_eq(line, SLICE("form\tstem")))
        return true;
    say(r, "header is not 'form<TAB>stem' but", line);
    return false;
}

static void read_lines(struct reading *r, struct input *in, struct checksum *sum)
{
    struct slice line;
    bool good = true;
    while (input_line(in, LINE_LIMIT, &line)) {
        checksum_add(sum, line);
        checksum_add(sum, SLICE("\n"));
        r->line = in->line;
        good = good && read_line(r, line);
    }
    if (in->err)
        diag_errno(r->d, in->err, "cannot read '%s'", r->path);
    else if (!r->header_seen)
        diag_error(r->d, "%s: no header 'form<TAB>stem'", r->path);
}

static void read_file(struct exceptions *e, const char *path, struct diag *d, struct checksum *sum)
{
    struct input in;
    if (!input_open(&in, path)) {
        diag_errno(d, in.err, "cannot open '%s'", path);
        return;
    }
    struct reading r = {.e = e, .d = d, .path = path, .form = BUF_INIT};
    read_lines(&r, &in, sum);
    input_close(&in);
    buf_release(&r.form);
}

/* Adds the file dir/name, whose name says its language. */
static void add_file(struct exception_set *set, const char *dir, const char *name, struct diag *d,
                     struct checksum *sum)
{
    struct buf path = BUF_INIT;
    buf_append_str(&path, dir);
    buf_append_char(&path, '/');
    buf_append_str(&path, name);
    struct slice stem = {name, strlen(name) - strlen(".tsv")};
    char code[LANGUAGE_CODE_MAX];
    language_code(stem, code);
    if (strcmp(code, "und") == 0 && !slice_eq(stem, SLICE("und"))) {
        diag_error(d, "%s: '%.*s' is not a language code", buf_str(&path), (int)stem.len, name);
    } else if (!slice_eq(stem, slice_of(code))) {
        diag_error(d, "%s: the exceptions of '%.*s' stand in '%s.tsv'", buf_str(&path),
                   (int)stem.len, name, code);
    } else {
        struct exceptions *e = xcalloc(1, sizeof *e);
        memcpy(e->code, code, sizeof e->code);
        set->files = xgrow(set->files, &set->capacity, set->count + 1, sizeof(struct exceptions *));
        set->files[set->count++] = e;
        checksum_add(sum, slice_of(name));
        checksum_add(sum, (struct slice){"", 1});
        read_file(e, buf_str(&path), d, sum);
    }
    buf_release(&path);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of the *.tsv in dir, sorted; the caller frees them. */
static char **list_files(const char *dir, size_t *count, struct diag *d)
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

struct exception_set *exception_set_new(const char *dir, struct diag *d)
{
    struct exception_set *set = xcalloc(1, sizeof *set);
    struct checksum sum;
    size_t count = 0;
    char **names = dir ? list_files(dir, &count, d) : NULL;
    checksum_init(&sum);
    for (size_t i = 0; i < count; i++) {
        add_file(set, dir, names[i], d, &sum);
        free(names[i]);
    }
    free(names);
    checksum_final(&sum, set->id);
    memcpy(set->id + EXCEPTIONS_ID, "", 1);
    if (set->count == 0)
        memcpy(set->id, "none", sizeof "none");
    return set;
}

void exception_set_free(struct exception_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++) {
        struct exceptions *e = set->files[i];
        intern_release(&e->forms);
        arena_release(&e->bytes);
        free(e->stems);
        free(e);
    }
    free(set->files);
    free(set);
}

const char *exception_set_id(const struct exception_set *set)
{
    return set->id;
}

const struct exceptions *exceptions_of(const struct exception_set *set, const char *code)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->files[i]->code, code) == 0)
            return set->files[i];
    return NULL;
}

bool exceptions_find(const struct exceptions *e, struct slice form, struct slice *stem)
{
    uint32_t id = intern_find(&e->forms, form.data, form.len);
    if (id == INTERN_NONE)
        return false;
    *stem = e->stems[id];
    return true;
}
