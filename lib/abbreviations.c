#include "abbreviations.h"

#include "intern.h"
#include "langfiles.h"
#include "language.h"
#include "langtag.h"
#include "xalloc.h"

#include <stdlib.h>

enum { LANGUAGES_MAX = 64 };

struct abbreviations {
    char code[LANGUAGE_CODE_MAX]; /* of the file */
    struct intern forms;
    unsigned char *kinds; /* by form */
    size_t capacity;
    uint32_t lengths[256]; /* by first byte: bit n - 1 for a form of n bytes; most words are none */
};

struct abbreviation_set {
    char *dir;
    struct diag *d;
    struct abbreviations *languages[LANGUAGES_MAX];
    size_t count;
    struct abbreviations none;
    struct langtag_memo noted; /* the last tag asked for, and its data */
    const struct abbreviations *last;
};

static const struct {
    const char *name;
    unsigned kind;
} kind_names[] = {
    {"abbreviation", ABBREVIATION_ALWAYS},
    {"either", ABBREVIATION_EITHER},
    {"before-number", ABBREVIATION_BEFORE_NUMBER},
    {"after-ordinal", ABBREVIATION_AFTER_ORDINAL},
    {"ordinal", ABBREVIATION_ORDINAL},
    {"starter", ABBREVIATION_STARTER},
    {"enumerator", ABBREVIATION_ENUMERATOR},
};

static unsigned kind_of(struct slice name)
{
    for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++)
        if (slice_eq(name, slice_of(kind_names[i].name)))
            return kind_names[i].kind;
    return 0;
}

static void add_row(struct abbreviations *a, const struct langfile *f)
{
    unsigned kind = kind_of(f->rows.cells[1]);
    struct slice form = f->rows.cells[0];
    if (!kind)
        langfile_say(f, "unknown kind", f->rows.cells[1]);
    else if (form.len == 0 || form.len > ABBREVIATION_MAX)
        diag_error(f->rows.d, "%s:%zu: a form has 1 to %d bytes", f->in.name, f->in.line,
                   ABBREVIATION_MAX);
    else {
        bool fresh;
        uint32_t id = intern_add(&a->forms, form.data, form.len, &fresh);
        a->kinds = xgrow(a->kinds, &a->capacity, (size_t)id + 1, 1);
        a->kinds[id] = (unsigned char)(kind | (fresh ? 0 : a->kinds[id]));
        a->lengths[(unsigned char)form.data[0]] |= UINT32_C(1) << (form.len - 1);
    }
}

/* The data of LANG.tsv, read now; NULL: there is no such file. */
static struct abbreviations *load(struct abbreviation_set *set, const char *code)
{
    struct langfile f;
    if (!langfile_open(&f, set->dir, code, "form kind note", set->d))
        return NULL;
    struct abbreviations *a = xcalloc(1, sizeof *a);
    memcpy(a->code, code, strlen(code) + 1);
    while (langfile_next(&f))
        add_row(a, &f);
    langfile_close(&f);
    return a;
}

static const struct abbreviations *find(struct abbreviation_set *set, const char *code)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->languages[i]->code, code) == 0)
            return set->languages[i];
    struct abbreviations *a = set->count < LANGUAGES_MAX ? load(set, code) : NULL;
    if (a)
        set->languages[set->count++] = a;
    return a;
}

/* The primary subtag in lower case; empty when it is too long to be one. */
static void primary_subtag(struct slice tag, char code[LANGUAGE_CODE_MAX])
{
    size_t n = 0;
    for (; n < tag.len && n < LANGUAGE_CODE_MAX - 1; n++) {
        char c = tag.data[n];
        c = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        if (c < 'a' || c > 'z')
            break;
        code[n] = c;
    }
    code[n] = '\0';
}

const struct abbreviations *abbreviations_of(struct abbreviation_set *set, struct slice lang)
{
    char code[LANGUAGE_CODE_MAX];
    if (langtag_is_noted(&set->noted, lang))
        return set->last;
    const struct abbreviations *a = NULL;
    primary_subtag(lang, code);
    if (set->dir && *code)
        a = find(set, code);
    if (set->dir && !a) { /* eng: en; no: the larger of its two written languages */
        language_code(lang, code);
        a = find(set, strcmp(code, "no") == 0 ? "nb" : code);
    }
    if (!a)
        a = &set->none;
    set->last = a;
    langtag_note(&set->noted, lang);
    return a;
}

unsigned abbreviations_kinds(const struct abbreviations *a, const char *form, size_t len)
{
    if (len == 0 || len > ABBREVIATION_MAX || !(a->lengths[(unsigned char)*form] >> (len - 1) & 1))
        return 0;
    uint32_t id = intern_find(&a->forms, form, len);
    return id == INTERN_NONE ? 0 : a->kinds[id];
}

bool abbreviations_has_ordinals(const struct abbreviations *a)
{
    return abbreviations_kinds(a, ".", 1) & ABBREVIATION_ORDINAL;
}

struct abbreviation_set *abbreviation_set_new(const char *dir, struct diag *d)
{
    struct abbreviation_set *set = xcalloc(1, sizeof *set);
    set->dir = dir ? xmemdup(dir, strlen(dir)) : NULL;
    set->d = d;
    return set;
}

void abbreviation_set_free(struct abbreviation_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++) {
        intern_release(&set->languages[i]->forms);
        free(set->languages[i]->kinds);
        free(set->languages[i]);
    }
    free(set->dir);
    free(set);
}
