#include "classes.h"

#include "normal.h"
#include "regexset.h"
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

/* Adds a glob, and its second form where the language has one. */
static void add_glob(struct classes *c, struct slice glob, uint32_t id)
{
    globset_add(c->globs, glob, id);
    buf_clear(&c->form);
    if (normal_variant(glob.data, glob.len, buf_slice(&c->lang), &c->form))
        globset_add(c->globs,
                    (struct slice){arena_copy(&c->texts, c->form.data, c->form.len), c->form.len},
                    id);
}

static uint32_t add_regex(struct classes *c, struct slice s, uint32_t id)
{
    buf_clear(&c->form);
    if (regexset_cover(s, &c->form)) {
        const char *glob = arena_copy(&c->texts, c->form.data, c->form.len);
        globset_add(c->globs, (struct slice){glob, c->form.len}, id);
    } else {
        ids_add(&c->uncovered, id);
    }
    ids_add(&c->told, 0);
    return regexset_add(c->regexes, s);
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
    if (!fresh)
        return id;
    key = intern_key(&c->elements, id);
    text = (struct slice){key.data + 1, key.len - 1};
    if (kind == ELEMENT_GLOB)
        add_glob(c, text, id);
    ids_add(&c->regex_numbers, kind == ELEMENT_REGEX ? add_regex(c, text, id) : INTERN_NONE);
    return id;
}

void classes_ready(struct classes *c)
{
    globset_ready(c->globs);
    c->behind = xcalloc(c->elements.count, sizeof *c->behind);
}

void classes_follow(struct classes *c, uint32_t element, uint64_t behind)
{
    c->behind[element] |= behind;
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

/* Whether the regular expression of an element matches c->form. */
static bool try_regex(struct classes *c, uint32_t id)
{
    uint32_t number = c->regex_numbers.items[id];
    enum regex_result result = regexset_match(c->regexes, number, buf_slice(&c->form));
    if (result == REGEX_EXCEEDED && !c->told.items[number]) {
        c->told.items[number] = 1;
        ids_add(&c->exceeded, id);
    }
    return result == REGEX_YES;
}

/* Finds the globs and regular expressions that match c->form; the latter only match words. */
static void find_patterns(struct classes *c, bool word)
{
    size_t kept = c->found.count;
    globset_find(c->globs, buf_slice(&c->form), &c->found);
    for (size_t i = kept; i < c->found.count; i++) {
        uint32_t id = c->found.items[i];
        if (c->regex_numbers.items[id] == INTERN_NONE || (word && try_regex(c, id)))
            c->found.items[kept++] = id;
    }
    c->found.count = kept;
    for (size_t i = 0; word && i < c->uncovered.count; i++)
        if (try_regex(c, c->uncovered.items[i]))
            ids_add(&c->found, c->uncovered.items[i]);
}

/*
 * Finds the elements of one way to write the token: c->exact and c->form are its exact and matching
 * form.  Returns whether there is a CAPS element, which is not added when `shouted`.
 */
static bool find_elements(struct classes *c, bool word, bool shouted)
{
    find_element(c, ELEMENT_EXACT, buf_slice(&c->exact));
    find_patterns(c, word);
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

/* Finds the elements of the token's stem, or of those of all ways to write it. */
static void find_stems(struct classes *c, const struct token *t)
{
    struct slice lang = buf_slice(&c->lang);
    struct slice word = {t->form, t->form_len};
    struct slice stem = {t->stem, t->stem_len};
    stemmer_language(c->stemmer, lang);
    if (t->stem && c->lemmas)
        word = stem;
    if (!t->stem || c->lemmas)
        stem = stemmer_stem(c->stemmer, word.data, word.len);
    find_element(c, ELEMENT_STEM, stem);
    buf_clear(&c->word);
    normal_form(word.data, word.len, lang, &c->word);
    if (drop_dots(&c->word)) /* U+00B7 inside a word is a hyphen that the tokenizer keeps */
        find_element(c, ELEMENT_STEM, stemmer_stem(c->stemmer, c->word.data, c->word.len));
    buf_clear(&c->word);
    if (normal_variant(word.data, word.len, lang, &c->word))
        find_element(c, ELEMENT_STEM, stemmer_stem(c->stemmer, c->word.data, c->word.len));
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The class of a set, and whether it is a new one. */
static uint32_t add_class(struct classes *c, const uint32_t *ids, size_t count, bool *fresh)
{
    uint32_t class = intern_add(&c->sets, (const char *)ids, count * sizeof *ids, fresh);
    if (!*fresh)
        return class;
    c->signatures =
        xgrow(c->signatures, &c->signature_capacity, (size_t) class + 1, sizeof *c->signatures);
    struct signature *s = &c->signatures[class];
    *s = (struct signature){0, 0};
    for (size_t i = 0; i < count && ids[i] != INTERN_NONE; i++) {
        s->own |= classes_bit(ids[i]);
        if (ids[i] >= CLASSES_FIRST_ELEMENT)
            s->behind |= c->behind[ids[i]];
    }
    return class;
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
    uint32_t class = add_class(c, f->items, f->count, &fresh);
    if (fresh)
        c->set_bytes += f->count * sizeof *f->items;
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
    bool word = ucd_any(t->form, t->form_len, UCD_LETTER | UCD_NUMBER);
    c->found.count = 0;
    if (word)
        ids_add(&c->found, CLASSES_WORD);
    else if (!ends_clause(t))
        ids_add(&c->found, CLASSES_FILLING);
    find_stems(c, t);
    buf_clear(&c->form);
    buf_clear(&c->exact);
    normal_form(t->form, t->form_len, lang, &c->form);
    pattern_exact_form(t->form, t->form_len, &c->exact);
    *caps = find_elements(c, word, shouted);
    bool dots = drop_dots(&c->exact);
    if (drop_dots(&c->form) || dots)
        *caps = find_elements(c, word, shouted) || *caps;
    buf_clear(&c->form);
    if (normal_variant(t->form, t->form_len, lang, &c->form))
        *caps = find_elements(c, word, shouted) || *caps;
    return class_of_found(c);
}

/* Types ------------------------------------------------------------------------------------ */

static bool is_inline(size_t form_len, size_t stem_len)
{
    return form_len + stem_len <= TYPE_INLINE;
}

static const char *form_of(const struct type *type)
{
    uint32_t stem_len = type->stem_len == INTERN_NONE ? 0 : type->stem_len;
    return is_inline(type->form_len, stem_len) ? type->u.bytes : type->u.text;
}

static void set_text(struct classes *c, struct type *type, const struct token *t)
{
    size_t stem_len = t->stem ? t->stem_len : 0;
    char *form = type->u.bytes;
    type->form_len = t->form_len;
    type->stem_len = t->stem ? t->stem_len : INTERN_NONE;
    if (!is_inline(t->form_len, stem_len)) {
        form = arena_alloc(&c->bytes, t->form_len + stem_len);
        type->u.text = form;
    }
    memcpy(form, t->form, t->form_len);
    if (stem_len)
        memcpy(form + t->form_len, t->stem, stem_len);
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
    type->signature = *classes_signature(c, type->given);
    c->slots[at] = (struct type_slot){(uint32_t)(hash >> 32), id};
    if (c->type_count > c->mask / 2)
        resize(c, (c->mask + 1) * 2);
    return type;
}

bool classes_full(const struct classes *c)
{
    return c->type_count >= c->type_max || c->set_bytes > SET_BYTES_MAX;
}

static void add_fixed(struct classes *c, const uint32_t *ids, size_t count)
{
    bool fresh;
    add_class(c, ids, count, &fresh);
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

void classes_init(struct classes *c, struct slice lang, struct stemmer *stemmer, size_t max_types,
                  bool lemmas)
{
    *c = (struct classes){.type_max = max_types,
                          .stemmer = stemmer,
                          .globs = globset_new(),
                          .regexes = regexset_new(),
                          .lemmas = lemmas};
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
    free(c->signatures);
    free(c->behind);
    intern_release(&c->elements);
    globset_free(c->globs);
    arena_release(&c->texts);
    regexset_free(c->regexes);
    free(c->regex_numbers.items);
    free(c->uncovered.items);
    free(c->exceeded.items);
    free(c->told.items);
    buf_release(&c->lang);
    free(c->found.items);
    buf_release(&c->form);
    buf_release(&c->exact);
    buf_release(&c->word);
    buf_release(&c->other);
}
