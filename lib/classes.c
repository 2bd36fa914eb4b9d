#include "classes.h"

#include "normal.h"
#include "stemmer.h"
#include "ucd.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

enum { SLOTS_START = 1024, SET_BYTES_MAX = 64 * 1024 * 1024 };

/* Elements --------------------------------------------------------------------------------- */

/* The key of an element in the table of elements; valid until the next call. */
static struct slice element_key(struct buf *scratch, enum element_kind kind, struct slice text)
{
    buf_clear(scratch);
    buf_append_char(scratch, (char)('A' + (int)kind));
    buf_append(scratch, text.data, text.len);
    return buf_slice(scratch);
}

uint32_t classes_element(struct classes *c, enum element_kind kind, struct slice text)
{
    if (kind == ELEMENT_STEM) {
        stemmer_language(c->stemmer, buf_slice(&c->lang));
        text = stemmer_stem(c->stemmer, text.data, text.len);
    }
    struct slice key = element_key(&c->other, kind, text);
    bool fresh;
    uint32_t id = intern_add(&c->elements, key.data, key.len, &fresh);
    if (fresh && kind == ELEMENT_GLOB) {
        key = intern_key(&c->elements, id);
        key = (struct slice){key.data + 1, key.len - 1};
        globset_add(c->globs, key, id);
        buf_clear(&c->form);
        if (normal_variant(key.data, key.len, buf_slice(&c->lang), &c->form))
            globset_add(c->globs, buf_slice(&c->form), id);
    }
    return id;
}

void classes_ready(struct classes *c)
{
    globset_ready(c->globs);
}

/* Sets ------------------------------------------------------------------------------------- */

/* Adds the element of this kind and text to what was found; whether there is one. */
static bool find_element(struct classes *c, enum element_kind kind, struct slice text)
{
    struct slice key = element_key(&c->other, kind, text);
    uint32_t id = intern_find(&c->elements, key.data, key.len);
    if (id != INTERN_NONE)
        ids_add(&c->found, id);
    return id != INTERN_NONE;
}

/*
 * Finds the elements of one way to write the token: `exact` and `form` are its exact and matching
 * form.  Returns whether there is a CAPS element, which is not added when `shouted`.
 */
static bool find_elements(struct classes *c, struct slice stem, bool shouted)
{
    find_element(c, ELEMENT_EXACT, buf_slice(&c->exact));
    find_element(c, ELEMENT_STEM, stem);
    globset_find(c->globs, buf_slice(&c->form), &c->found);
    bool caps = find_element(c, ELEMENT_CAPS, buf_slice(&c->exact));
    if (caps && shouted)
        c->found.count--;
    return caps;
}

/* Takes every U+00B7 out; whether there was one. */
static bool drop_dots(struct buf *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->len; i++) {
        if (b->len - i >= 2 && memcmp(b->data + i, "\xc2\xb7", 2) == 0)
            i++;
        else
            b->data[kept++] = b->data[i];
    }
    bool any = kept < b->len;
    b->len = kept;
    return any;
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The class of the elements found. */
static uint32_t class_of_found(struct classes *c)
{
    struct ids *f = &c->found;
    size_t kept = 0;
    qsort(f->items, f->count, sizeof *f->items, compare_ids);
    for (size_t i = 0; i < f->count; i++)
        if (i == 0 || f->items[i] != f->items[i - 1])
            f->items[kept++] = f->items[i];
    f->count = kept;
    bool fresh;
    size_t bytes = f->count * sizeof *f->items;
    uint32_t class = intern_add(&c->sets, (const char *)f->items, bytes, &fresh);
    if (fresh)
        c->set_bytes += bytes;
    return class;
}

/* A character of the hyphen class, and nothing behind it but what the tokenizer attaches to it. */
static bool is_hyphen(const struct token *t)
{
    uint32_t cp;
    for (size_t i = 0; i < t->form_len;) {
        size_t n = utf8_decode(t->form + i, t->form_len - i, &cp);
        uint16_t entry = ucd_entry(cp);
        enum ucd_wb wb = ucd_wb(entry);
        if (i == 0 ? !(entry & UCD_HYPHEN) : wb != WB_EXTEND && wb != WB_FORMAT && wb != WB_ZWJ)
            return false;
        i += n;
    }
    return t->form_len > 0;
}

static bool ends_clause(const struct token *t)
{
    uint32_t cp;
    for (size_t i = 0; i < t->form_len;) {
        i += utf8_decode(t->form + i, t->form_len - i, &cp);
        enum ucd_sb sb = ucd_sb(ucd_entry(cp));
        if (sb == SB_ATERM || sb == SB_STERM)
            return true;
        switch (cp) {
        case ':':
        case ';':
        case 0x37e:
        case 0x61b:
        case 0xff1a:
        case 0xff1b:
            return true;
        default:
            break;
        }
    }
    return false;
}

/* The class of a token; *caps tells whether being shouted makes a difference. */
static uint32_t classify(struct classes *c, const struct token *t, bool shouted, bool *caps)
{
    struct slice lang = buf_slice(&c->lang);
    c->found.count = 0;
    if (ucd_any(t->form, t->form_len, UCD_LETTER | UCD_NUMBER))
        ids_add(&c->found, CLASSES_WORD);
    else if (!ends_clause(t))
        ids_add(&c->found, CLASSES_FILLING);
    buf_clear(&c->form);
    buf_clear(&c->exact);
    normal_form(t->form, t->form_len, lang, &c->form);
    pattern_exact_form(t->form, t->form_len, &c->exact);
    struct slice stem = {t->stem, t->stem_len};
    stemmer_language(c->stemmer, lang);
    if (!t->stem)
        stem = stemmer_stem(c->stemmer, t->form, t->form_len);
    *caps = find_elements(c, stem, shouted);
    bool dots =
        drop_dots(&c->exact); /* U+00B7 inside a word is a hyphen that the tokenizer keeps */
    if (drop_dots(&c->form) || dots) {
        stem = stemmer_stem(c->stemmer, c->form.data, c->form.len);
        *caps = find_elements(c, stem, shouted) || *caps;
    }
    buf_clear(&c->form);
    if (normal_variant(t->form, t->form_len, lang, &c->form)) {
        stem = stemmer_stem(c->stemmer, c->form.data, c->form.len);
        *caps = find_elements(c, stem, shouted) || *caps;
    }
    return class_of_found(c);
}

/* Types ------------------------------------------------------------------------------------ */

static bool is_inline(size_t form_len, size_t stem_len)
{
    return form_len <= TYPE_INLINE && stem_len <= TYPE_INLINE;
}

static const char *form_of(const struct type *type)
{
    uint32_t stem_len = type->stem_len == INTERN_NONE ? 0 : type->stem_len;
    return is_inline(type->form_len, stem_len) ? type->u.bytes[0] : type->u.text;
}

static void set_text(struct classes *c, struct type *type, const struct token *t)
{
    size_t stem_len = t->stem ? t->stem_len : 0;
    char *form = type->u.bytes[0];
    char *stem = type->u.bytes[1];
    type->form_len = t->form_len;
    type->stem_len = t->stem ? t->stem_len : INTERN_NONE;
    if (!is_inline(t->form_len, stem_len)) {
        form = arena_alloc(&c->bytes, t->form_len + stem_len);
        stem = form + t->form_len;
        type->u.text = form;
    }
    memcpy(form, t->form, t->form_len);
    if (stem_len)
        memcpy(stem, t->stem, stem_len);
}

static void resize(struct classes *c, size_t size)
{
    free(c->slots);
    c->slots = xmalloc(size, sizeof *c->slots);
    memset(c->slots, 0xff, size * sizeof *c->slots);
    c->mask = size - 1;
    for (uint32_t i = 0; i < c->type_count; i++) {
        uint64_t hash = intern_hash(form_of(&c->types[i]), c->types[i].form_len);
        size_t at = hash & c->mask;
        while (c->slots[at].type != INTERN_NONE)
            at = (at + 1) & c->mask;
        c->slots[at] = (struct type_slot){(uint32_t)(hash >> 32), i};
    }
}

const struct type *classes_add(struct classes *c, const struct token *t, uint64_t hash, size_t at)
{
    uint32_t id = (uint32_t)c->type_count;
    c->types = xgrow(c->types, &c->type_capacity, c->type_count + 1, sizeof *c->types);
    struct type *type = &c->types[c->type_count++];
    memset(type, 0, sizeof *type);
    set_text(c, type, t);
    if (is_hyphen(t)) {
        type->given = type->shouted = CLASS_HYPHEN;
    } else {
        bool caps;
        type->given = type->shouted = classify(c, t, false, &caps);
        if (caps)
            type->shouted = classify(c, t, true, &caps);
    }
    c->slots[at] = (struct type_slot){(uint32_t)(hash >> 32), id};
    if (c->type_count > c->mask / 2)
        resize(c, (c->mask + 1) * 2);
    return type;
}

bool classes_full(const struct classes *c)
{
    return c->type_count >= c->type_max || c->set_bytes > SET_BYTES_MAX;
}

/* Interns a fixed class. */
static void add_fixed(struct classes *c, const uint32_t *ids, size_t count)
{
    intern_add(&c->sets, (const char *)ids, count * sizeof *ids, NULL);
}

void classes_clear(struct classes *c)
{
    static const uint32_t word = CLASSES_WORD;
    static const uint32_t filling = CLASSES_FILLING;
    static const uint32_t nobody = INTERN_NONE;
    arena_clear(&c->bytes);
    c->type_count = 0;
    c->set_bytes = 0;
    if (c->slots)
        memset(c->slots, 0xff, (c->mask + 1) * sizeof *c->slots);
    intern_clear(&c->sets);
    add_fixed(c, &word, 1);
    add_fixed(c, &nobody, 1); /* CLASS_HYPHEN: a set that no token has */
    add_fixed(c, &filling, 1);
    add_fixed(c, &word, 0);
}

/* ------------------------------------------------------------------------------------------ */

void classes_init(struct classes *c, struct slice lang, struct stemmer *stemmer, size_t max_types)
{
    *c = (struct classes){.type_max = max_types, .stemmer = stemmer, .globs = globset_new()};
    buf_append(&c->lang, lang.data, lang.len);
    classes_element(c, ELEMENT_WORD, SLICE(""));
    classes_element(c, ELEMENT_FILLING, SLICE(""));
    ids_reserve(&c->found);
    resize(c, SLOTS_START);
    classes_clear(c);
}

void classes_release(struct classes *c)
{
    arena_release(&c->bytes);
    free(c->types);
    free(c->slots);
    intern_release(&c->sets);
    intern_release(&c->elements);
    globset_free(c->globs);
    buf_release(&c->lang);
    free(c->found.items);
    buf_release(&c->form);
    buf_release(&c->exact);
    buf_release(&c->other);
}
