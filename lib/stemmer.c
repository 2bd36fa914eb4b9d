#include "stemmer.h"

#include "exceptions.h"
#include "intern.h"
#include "language.h"
#include "langtag.h"
#include "normal.h"
#include "xalloc.h"

#include <libstemmer.h>
#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

enum {
    CACHE_BYTES = 16 << 20, /* of forms and stems: the cache is full here too */
};

/* The stems of one code of language_code. */
struct language {
    char code[LANGUAGE_CODE_MAX];
    struct sb_stemmer *algorithm;        /* NULL: none */
    const struct exceptions *exceptions; /* NULL: none */
    struct intern forms;                 /* cache: form as it stands in the text -> id */
    struct slice *stems;                 /* by id */
    size_t capacity;
};

struct stemmer {
    struct language **languages;
    size_t count;
    size_t capacity;
    struct language *current;
    struct langtag_memo noted; /* the tag that current was chosen for */
    struct exception_set *exceptions;
    size_t types; /* in all caches */
    size_t bytes_of_forms;
    size_t max_types;
    struct arena bytes; /* of stems */
    struct buf form;    /* scratch: a matching form */
    char identity[96];
};

struct stemmer *stemmer_new(const char *stems_dir, size_t max_types, struct diag *d)
{
    struct stemmer *s = xcalloc(1, sizeof *s);
    s->exceptions = exception_set_new(stems_dir, d);
    s->max_types = max_types;
    snprintf(s->identity, sizeof s->identity, "libstemmer %s unicode %s stems %s", STEMMER_VERSION,
             utf8proc_unicode_version(), exception_set_id(s->exceptions));
    stemmer_language(s, SLICE("und"));
    return s;
}

void stemmer_free(struct stemmer *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++) {
        struct language *l = s->languages[i];
        sb_stemmer_delete(l->algorithm);
        intern_release(&l->forms);
        free(l->stems);
        free(l);
    }
    free(s->languages);
    exception_set_free(s->exceptions);
    arena_release(&s->bytes);
    buf_release(&s->form);
    free(s);
}

static struct language *find_language(const struct stemmer *s, const char *code)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->languages[i]->code, code) == 0)
            return s->languages[i];
    return NULL;
}

/*
 * Makes the language of a code.  Languages without algorithm and exceptions differ by the fold
 * alone: they share one of two, so that a text with a million tags does not make a million.
 */
static struct language *add_language(struct stemmer *s, const char *code)
{
    const char *name = language_algorithm(code);
    const struct exceptions *exceptions = exceptions_of(s->exceptions, code);
    if (!name && !exceptions) {
        code = strcmp(code, "az") == 0 || strcmp(code, "aze") == 0 ? "az" : "und";
        struct language *shared = find_language(s, code);
        if (shared)
            return shared;
    }
    struct language *l = xcalloc(1, sizeof *l);
    memcpy(l->code, code, strlen(code) + 1);
    l->algorithm = name ? sb_stemmer_new(name, "UTF_8") : NULL;
    l->exceptions = exceptions;
    s->languages = xgrow(s->languages, &s->capacity, s->count + 1, sizeof(struct language *));
    return s->languages[s->count++] = l;
}

bool stemmer_language(struct stemmer *s, struct slice lang)
{
    if (langtag_is_noted(&s->noted, lang))
        return s->current->algorithm != NULL;
    char code[LANGUAGE_CODE_MAX];
    language_code(lang, code);
    s->current = find_language(s, code);
    if (!s->current)
        s->current = add_language(s, code);
    langtag_note(&s->noted, lang);
    return s->current->algorithm != NULL;
}

/*
 * The exception of a form, or in English of what stands before its 's: Snowball takes that off before
 * all else, and a list need not give it for each noun.
 */
static bool find_exception(const struct language *l, struct slice form, struct slice *stem)
{
    if (!l->exceptions)
        return false;
    if (exceptions_find(l->exceptions, form, stem))
        return true;
    bool possessive = form.len > 2 && memcmp(form.data + form.len - 2, "'s", 2) == 0 &&
                      strcmp(l->code, "en") == 0;
    return possessive &&
           exceptions_find(l->exceptions, (struct slice){form.data, form.len - 2}, stem);
}

/* The stem of a matching form, in memory that the next call may change. */
static struct slice compute(const struct language *l, struct slice form)
{
    struct slice stem;
    if (form.len == 0)
        return SLICE("_");
    if (find_exception(l, form, &stem))
        return stem;
    if (!l->algorithm || form.len > STEMMER_WORD_MAX)
        return form;
    const sb_symbol *word =
        sb_stemmer_stem(l->algorithm, (const sb_symbol *)form.data, (int)form.len);
    if (!word)
        xalloc_fail();
    int len = sb_stemmer_length(l->algorithm);
    return len > 0 ? (struct slice){(const char *)word, (size_t)len} : form;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* `1 000` with U+202F is one token: its stem is 1000, so that its cell holds no blank. */
static void join_digits(struct buf *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->len; i++)
        if (b->data[i] != ' ' || i == 0 || i + 1 == b->len || !is_digit(b->data[i - 1]) ||
            !is_digit(b->data[i + 1]))
            b->data[kept++] = b->data[i];
    b->len = kept;
}

/* Fills the cache's new entry id. */
static struct slice add_stem(struct stemmer *s, uint32_t id)
{
    struct language *l = s->current;
    struct slice key = intern_key(&l->forms, id);
    buf_clear(&s->form);
    normal_form(key.data, key.len, slice_of(l->code), &s->form);
    join_digits(&s->form);
    struct slice stem = compute(l, buf_slice(&s->form));
    if (key.len >= stem.len && memcmp(key.data, stem.data, stem.len) == 0)
        stem.data = key.data; /* most stems begin their form: no copy */
    else
        stem.data = arena_copy(&s->bytes, stem.data, stem.len);
    l->stems = xgrow(l->stems, &l->capacity, (size_t)id + 1, sizeof *l->stems);
    l->stems[id] = stem;
    s->types++;
    s->bytes_of_forms += key.len;
    return stem;
}

struct slice stemmer_stem(struct stemmer *s, const char *form, size_t len)
{
    struct language *l = s->current;
    bool fresh;
    uint32_t id = intern_add_padded(&l->forms, form, len, &fresh);
    return fresh ? add_stem(s, id) : l->stems[id];
}

bool stemmer_is_exception(struct stemmer *s, const char *form, size_t len)
{
    struct slice stem;
    const struct language *l = s->current;
    if (!l->exceptions)
        return false;
    buf_clear(&s->form);
    normal_form(form, len, slice_of(l->code), &s->form);
    return exceptions_find(l->exceptions, buf_slice(&s->form), &stem);
}

void stemmer_epoch(struct stemmer *s)
{
    if (s->types < s->max_types && s->bytes.total + s->bytes_of_forms < CACHE_BYTES)
        return;
    for (size_t i = 0; i < s->count; i++)
        intern_clear(&s->languages[i]->forms);
    arena_clear(&s->bytes);
    s->types = s->bytes_of_forms = 0;
}

const char *stemmer_identity(const struct stemmer *s)
{
    return s->identity;
}
