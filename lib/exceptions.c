#include "exceptions.h"

#include "checksum.h"
#include "intern.h"
#include "langfiles.h"
#include "language.h"
#include "normal.h"
#include "segment.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

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
    struct langfile file;
    struct buf form; /* scratch */
};

/* Whether a cell is not empty, of UTF-8, and a matching form; says why not. */
static bool check_cell(struct reading *r, const char *name, struct slice cell)
{
    const struct input *in = &r->file.in;
    struct diag *d = r->file.rows.d;
    if (cell.len == 0) {
        diag_error(d, "%s:%zu: empty %s", in->name, in->line, name);
        return false;
    }
    if (!utf8_valid(cell.data, cell.len)) {
        diag_error(d, "%s:%zu: %s '%.*s' is not UTF-8", in->name, in->line, name, (int)cell.len,
                   cell.data);
        return false;
    }
    buf_clear(&r->form);
    normal_form(cell.data, cell.len, slice_of(r->e->code), &r->form);
    if (slice_eq(buf_slice(&r->form), cell))
        return true;
    diag_error(d, "%s:%zu: %s '%.*s' is not a matching form, that is '%s'", in->name, in->line,
               name, (int)cell.len, cell.data, buf_str(&r->form));
    return false;
}

/* Whether there can be a token of that form: micro-credential is three. */
static bool check_form(struct reading *r, struct slice form)
{
    if (!check_cell(r, "form", form))
        return false;
    if (segment_word(form.data, form.len) == form.len)
        return true;
    langfile_say(&r->file, "more than one word in form", form);
    return false;
}

/* Whether GM:STEM can hold it. */
static bool check_stem(struct reading *r, struct slice stem)
{
    if (!check_cell(r, "stem", stem))
        return false;
    if (slice_eq(stem, SLICE("_")))
        langfile_say(&r->file, "in the stream this stem means none:", stem);
    else if (memchr(stem.data, ' ', stem.len) || memchr(stem.data, '\t', stem.len) ||
             memchr(stem.data, '\n', stem.len))
        langfile_say(&r->file, "white space in stem", stem);
    else
        return true;
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
        langfile_say(&r->file, "another stem for", form);
    }
}

static void read_file(struct exceptions *e, const char *dir, const char *code, struct diag *d)
{
    struct reading r = {.e = e, .form = BUF_INIT};
    if (!langfile_open(&r.file, dir, code, "form stem", d))
        return;
    while (langfile_next(&r.file)) {
        bool form_ok = check_form(&r, r.file.rows.cells[0]);
        if (check_stem(&r, r.file.rows.cells[1]) && form_ok)
            add(&r, r.file.rows.cells[0], r.file.rows.cells[1]);
    }
    langfile_close(&r.file);
    buf_release(&r.form);
}

/* Adds the file dir/name, whose name says its language. */
static void add_file(struct exception_set *set, const char *dir, const char *name, struct diag *d)
{
    struct slice stem = {name, strlen(name) - strlen(".tsv")};
    char code[LANGUAGE_CODE_MAX];
    language_code(stem, code);
    if (strcmp(code, "und") == 0 && !slice_eq(stem, SLICE("und"))) {
        diag_error(d, "%s/%s: '%.*s' is not a language code", dir, name, (int)stem.len, name);
    } else if (!slice_eq(stem, slice_of(code))) {
        diag_error(d, "%s/%s: the exceptions of '%.*s' stand in '%s.tsv'", dir, name, (int)stem.len,
                   name, code);
    } else {
        struct exceptions *e = xcalloc(1, sizeof *e);
        memcpy(e->code, code, sizeof e->code);
        set->files = xgrow(set->files, &set->capacity, set->count + 1, sizeof(struct exceptions *));
        set->files[set->count++] = e;
        read_file(e, dir, code, d);
    }
}

struct exception_set *exception_set_new(const char *dir, struct diag *d)
{
    struct exception_set *set = xcalloc(1, sizeof *set);
    struct diag local = {d->program, STATUS_OK};
    struct checksum sum;
    size_t count = 0;
    char **names = dir ? langfiles_list(dir, &count, &local) : NULL;
    for (size_t i = 0; i < count; i++) {
        add_file(set, dir, names[i], &local);
        free(names[i]);
    }
    free(names);
    checksum_init(&sum);
    if (set->count && local.status == STATUS_OK) /* what cannot be read has been said */
        langfiles_checksum(&sum, "", dir, &local);
    checksum_final(&sum, set->id);
    memcpy(set->id + EXCEPTIONS_ID, "", 1);
    if (set->count == 0)
        memcpy(set->id, "none", sizeof "none");
    d->status = local.status > d->status ? local.status : d->status;
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
