#include "wordrules.h"

#include "intern.h"
#include "langfiles.h"
#include "language.h"
#include "langtag.h"
#include "normal.h"
#include "ucd.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

enum {
    FORM_MAX = 64,
    LOOK_MAX = 3 * FORM_MAX, /* bytes of text that may be a form */
    ALIKE_MAX = 32,
    MUTATION_MAX = 2,
};

/* A letter of suffixes, and the one that stands for it. */
struct alike {
    uint32_t letter;
    uint32_t first;
};

struct wordrules {
    char code[LANGUAGE_CODE_MAX];
    /* Forms as in the file: matching forms, but for names and mutations. */
    struct intern prefixes;
    struct intern suffixes; /* with letters that are alike replaced */
    struct intern exceptions;
    struct intern names; /* exceptions of just one case */
    struct intern heads; /* what exceptions have up to their first apostrophe or colon */
    struct intern mutations;
    struct alike alike[ALIKE_MAX];
    size_t alike_count;
    size_t before; /* most letters that a suffix's form has before the apostrophe */
    struct buf form;
    struct buf key;
};

struct wordrules_set {
    char *dir;
    struct diag *d;
    struct wordrules **languages; /* those that have a file */
    size_t count;
    size_t capacity;
    struct langtag_memo noted; /* the last tag asked for, and its rules */
    struct wordrules *last;
};

/* Text ------------------------------------------------------------------------------------- */

/* Length of the apostrophe or colon at s[0..len), 0 when it is none. */
static inline size_t joint_at(const char *s, size_t len)
{
    if ((unsigned char)s[0] - (unsigned)'A' < 0xca - 'A') /* mostly */
        return 0;
    switch ((unsigned char)s[0]) {
    case '\'':
    case ':':
        return 1;
    case 0xca:
        return len >= 2 && memcmp(s, "\xca\xbc", 2) == 0 ? 2 : 0;
    case 0xe2:
        return len >= 3 && memcmp(s, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
    case 0xef:
        return len >= 3 && memcmp(s, "\xef\xbc\x87", 3) == 0 ? 3 : 0;
    default:
        return 0;
    }
}

/* Where the first joint of s[from..len) stands, and its length in *n; len: there is none. */
static size_t find_joint(const char *s, size_t from, size_t len, size_t *n)
{
    for (*n = 0; from < len; from++)
        if ((*n = joint_at(s + from, len - from)))
            return from;
    return len;
}

static bool has(const struct intern *t, const struct buf *form)
{
    return intern_find(t, form->data, form->len) != INTERN_NONE;
}

/* Sets r->form to the matching form. */
static void take_form(struct wordrules *r, const char *s, size_t len)
{
    buf_clear(&r->form);
    normal_form(s, len, slice_of(r->code), &r->form);
}

/* Sets r->key to r->form with letters that are alike replaced. */
static void take_key(struct wordrules *r)
{
    buf_clear(&r->key);
    for (size_t i = 0; i < r->form.len;) {
        uint32_t cp;
        i += utf8_decode(r->form.data + i, r->form.len - i, &cp);
        for (size_t k = 0; k < r->alike_count; k++) {
            if (r->alike[k].letter == cp) {
                cp = r->alike[k].first;
                break;
            }
        }
        buf_append_cp(&r->key, cp);
    }
}

/* Sets r->form to s with typographic apostrophes replaced, its case kept. */
static void take_written(struct wordrules *r, const char *s, size_t len)
{
    buf_clear(&r->form);
    for (size_t i = 0; i < len;) {
        size_t n = joint_at(s + i, len - i);
        if (n > 1)
            buf_append_char(&r->form, '\'');
        else
            buf_append(&r->form, s + i, n = 1);
        i += n;
    }
}

/* Cutting ---------------------------------------------------------------------------------- */

/* Length of the mutation that s[0..len) begins with, its capital left out; 0: none. */
static size_t mutation(const struct wordrules *r, const char *s, size_t len)
{
    for (size_t n = 1; n <= MUTATION_MAX && n < len; n++) {
        uint32_t cp;
        size_t end = n + utf8_decode(s + n, len - n, &cp);
        if (ucd_entry(cp) & UCD_UPPER)
            return end < len && intern_find(&r->mutations, s, end) != INTERN_NONE ? n : 0;
    }
    return 0;
}

static bool is_exception(struct wordrules *r, const char *s, size_t len)
{
    if (len > LOOK_MAX)
        return false;
    if (r->names.count) {
        take_written(r, s, len);
        if (has(&r->names, &r->form))
            return true;
    }
    if (r->exceptions.count == 0)
        return false;
    take_form(r, s, len);
    return has(&r->exceptions, &r->form);
}

/* A suffix in capitals stands only behind two letters or more that are all capitals: not `A:A`. */
static bool is_case_right(const char *s, size_t joint, size_t len)
{
    uint32_t cp;
    if (!ucd_any(s + joint, len - joint, UCD_UPPER))
        return true;
    return utf8_decode(s, joint, &cp) < joint && !ucd_any(s, joint, UCD_LOWER);
}

/* Whether a suffix begins at the joint s[joint], 0 < joint < len. */
static bool is_suffix(struct wordrules *r, const char *s, size_t joint, size_t len)
{
    if (r->suffixes.count == 0 || len - joint > LOOK_MAX || !is_case_right(s, joint, len))
        return false;
    size_t from = joint;
    for (size_t n = 0; n <= r->before; n++) {
        if (n && from == 0)
            return false;
        while (n && from && ((unsigned char)s[--from] & 0xc0) == 0x80) {
        }
        take_form(r, s + from, len - from);
        take_key(r);
        if (has(&r->suffixes, &r->key))
            return true;
    }
    return false;
}

size_t wordrules_cut_any(struct wordrules *r, const char *s, size_t len)
{
    if (len > WORDRULES_SEGMENT_MAX)
        return len;
    size_t n;
    size_t first = r->mutations.count ? mutation(r, s, len) : 0;
    if (first)
        return is_exception(r, s, len) ? len : first;
    first = find_joint(s, 0, len, &n);
    if (first == 0 || first + n >= len)
        return len;
    if (first < LOOK_MAX && r->prefixes.count + r->heads.count) {
        take_form(r, s, first + n);
        bool prefix = has(&r->prefixes, &r->form);
        if (has(&r->heads, &r->form) && is_exception(r, s, len))
            return len;
        if (prefix)
            return first + n;
    }
    size_t last = first;
    for (size_t at = first; at < len; at = find_joint(s, at + n, len, &n))
        last = at;
    return is_suffix(r, s, last, len) ? last : len;
}

/* Reading ---------------------------------------------------------------------------------- */

static bool complain(const struct langfile *f, const char *what, struct slice cell)
{
    langfile_say(f, what, cell);
    return false;
}

/* The form's only joint; false: it has none or several, or they are not `'` and `:`. */
static bool one_joint(struct slice form, size_t *at)
{
    size_t n, more;
    *at = find_joint(form.data, 0, form.len, &n);
    return n == 1 && find_joint(form.data, *at + 1, form.len, &more) == form.len;
}

static bool check_prefix(const struct langfile *f, struct slice form)
{
    size_t at;
    if (one_joint(form, &at) && form.data[at] == '\'' && at > 0 && at + 1 == form.len)
        return true;
    return complain(f, "a prefix ends with its only apostrophe:", form);
}

/* Also finds how many letters stand before the joint. */
static bool check_suffix(struct wordrules *r, const struct langfile *f, struct slice form)
{
    size_t at;
    if (!one_joint(form, &at) || at + 1 == form.len)
        return complain(f, "a suffix has one apostrophe or colon, and letters behind it:", form);
    size_t letters = 0;
    uint32_t cp;
    for (size_t i = 0; i < at; letters++)
        i += utf8_decode(form.data + i, form.len - i, &cp);
    r->before = letters > r->before ? letters : r->before;
    return true;
}

static bool check_exception(const struct langfile *f, struct slice form)
{
    for (size_t at = 0, n; (at = find_joint(form.data, at, form.len, &n)) < form.len; at += n)
        if (n > 1)
            return complain(f, "the apostrophe is not ' in", form);
    return true;
}

static bool check_mutation(const struct langfile *f, struct slice form)
{
    uint32_t cp;
    size_t n = 0;
    while (n < form.len && form.data[n] >= 'a' && form.data[n] <= 'z')
        n++;
    if (n > 0 && n <= MUTATION_MAX && n < form.len &&
        n + utf8_decode(form.data + n, form.len - n, &cp) == form.len && ucd_entry(cp) & UCD_UPPER)
        return true;
    return complain(f, "a mutation is one or two small letters and a capital:", form);
}

static bool is_folded(struct wordrules *r, struct slice form)
{
    take_form(r, form.data, form.len);
    return slice_eq(buf_slice(&r->form), form);
}

static bool check_folded(struct wordrules *r, const struct langfile *f, struct slice form)
{
    if (is_folded(r, form))
        return true;
    diag_error(f->rows.d, "%s:%zu: '%.*s' is not a matching form, that is '%s'", f->in.name,
               f->in.line, (int)form.len, form.data, buf_str(&r->form));
    return false;
}

static void add_form(struct intern *to, const struct langfile *f, struct slice form)
{
    bool fresh;
    intern_add(to, form.data, form.len, &fresh);
    if (!fresh)
        complain(f, "a second time:", f->rows.cells[1]);
}

static void add_exception(struct wordrules *r, const struct langfile *f, struct slice form)
{
    size_t n;
    size_t joint = find_joint(form.data, 0, form.len, &n);
    if (!check_exception(f, form))
        return;
    add_form(is_folded(r, form) ? &r->exceptions : &r->names, f, form);
    take_form(r, form.data, joint + n);
    intern_add(&r->heads, r->form.data, r->form.len, NULL);
}

/* All letters of the form count as the first in suffixes. */
static void add_alike(struct wordrules *r, const struct langfile *f, struct slice form)
{
    uint32_t first = 0;
    if (r->suffixes.count) {
        complain(f, "letters that are alike stand before the first suffix:", form);
        return;
    }
    for (size_t i = 0; i < form.len;) {
        uint32_t cp;
        i += utf8_decode(form.data + i, form.len - i, &cp);
        first = first ? first : cp;
        if (r->alike_count == ALIKE_MAX) {
            complain(f, "too many letters that are alike:", form);
            return;
        }
        r->alike[r->alike_count++] = (struct alike){cp, first};
    }
}

static void add_suffix(struct wordrules *r, const struct langfile *f, struct slice form)
{
    if (!check_suffix(r, f, form))
        return;
    take_form(r, form.data, form.len);
    take_key(r);
    add_form(&r->suffixes, f, buf_slice(&r->key));
}

static void add_row(struct wordrules *r, const struct langfile *f)
{
    struct slice kind = f->rows.cells[0];
    struct slice form = f->rows.cells[1];
    if (form.len == 0 || form.len > FORM_MAX || !utf8_valid(form.data, form.len)) {
        diag_error(f->rows.d, "%s:%zu: a form is UTF-8 of 1 to %d bytes", f->in.name, f->in.line,
                   FORM_MAX);
    } else if (slice_eq(kind, SLICE("exception"))) {
        add_exception(r, f, form);
    } else if (slice_eq(kind, SLICE("mutation"))) {
        if (check_mutation(f, form))
            add_form(&r->mutations, f, form);
    } else if (!slice_eq(kind, SLICE("prefix")) && !slice_eq(kind, SLICE("suffix")) &&
               !slice_eq(kind, SLICE("alike"))) {
        complain(f, "unknown kind", kind);
    } else if (!check_folded(r, f, form)) {
        return;
    } else if (slice_eq(kind, SLICE("alike"))) {
        add_alike(r, f, form);
    } else if (slice_eq(kind, SLICE("suffix"))) {
        add_suffix(r, f, form);
    } else if (check_prefix(f, form)) {
        add_form(&r->prefixes, f, form);
    }
}

/* The rules in LANG.tsv, read now; NULL: there is no such file. */
static struct wordrules *load(const struct wordrules_set *set, const char *code)
{
    struct langfile f;
    if (!langfile_open(&f, set->dir, code, "kind form note", set->d))
        return NULL;
    struct wordrules *r = xcalloc(1, sizeof *r);
    memcpy(r->code, code, strlen(code) + 1);
    while (langfile_next(&f))
        add_row(r, &f);
    langfile_close(&f);
    return r;
}

static struct wordrules *find(struct wordrules_set *set, const char *code)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->languages[i]->code, code) == 0)
            return set->languages[i];
    struct wordrules *r = load(set, code);
    if (r) {
        set->languages = xgrow(set->languages, &set->capacity, set->count + 1, sizeof r);
        set->languages[set->count++] = r;
    }
    return r;
}

struct wordrules *wordrules_of(struct wordrules_set *set, struct slice lang)
{
    char code[LANGUAGE_CODE_MAX];
    if (langtag_is_noted(&set->noted, lang))
        return set->last;
    language_code(lang, code);
    set->last = find(set, code);
    langtag_note(&set->noted, lang);
    return set->last;
}

struct wordrules_set *wordrules_set_new(const char *dir, struct diag *d)
{
    struct wordrules_set *set = xcalloc(1, sizeof *set);
    set->dir = xmemdup(dir, strlen(dir));
    set->d = d;
    return set;
}

void wordrules_set_free(struct wordrules_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++) {
        struct wordrules *r = set->languages[i];
        intern_release(&r->prefixes);
        intern_release(&r->suffixes);
        intern_release(&r->exceptions);
        intern_release(&r->names);
        intern_release(&r->heads);
        intern_release(&r->mutations);
        buf_release(&r->form);
        buf_release(&r->key);
        free(r);
    }
    free(set->languages);
    free(set->dir);
    free(set);
}
