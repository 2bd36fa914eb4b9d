#include "collisions.h"

#include "classes.h"
#include "language.h"
#include "normal.h"
#include "pattern.h"
#include "stemmer.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

/* A word of the lexicon that stands for its stem. */
struct word {
    struct slice form; /* its matching form */
    uint32_t entry;    /* the first that has it */
    uint32_t next;     /* another word of the same stem, or INTERN_NONE */
};

struct words {
    struct classes classes;
    struct intern known; /* element and matching form -> word */
    struct word *items;
    size_t capacity;
    uint32_t *first; /* by element */
    size_t first_count, first_capacity;
    struct buf key;
};

static void add_element(struct words *w, uint32_t element, struct slice text, uint32_t entry)
{
    bool fresh;
    buf_clear(&w->key);
    buf_append(&w->key, (const char *)&element, sizeof element);
    normal_form(text.data, text.len, buf_slice(&w->classes.lang), &w->key);
    uint32_t id = intern_add(&w->known, w->key.data, w->key.len, &fresh);
    if (!fresh)
        return;
    w->first = xgrow(w->first, &w->first_capacity, (size_t)element + 1, sizeof *w->first);
    while (w->first_count <= element)
        w->first[w->first_count++] = INTERN_NONE;
    w->items = xgrow(w->items, &w->capacity, (size_t)id + 1, sizeof *w->items);
    struct slice key = intern_key(&w->known, id);
    w->items[id] = (struct word){
        {key.data + sizeof element, key.len - sizeof element}, entry, w->first[element]};
    w->first[element] = id;
}

/* The words of the entries for one language, or for all. */
static void words_init(struct words *w, const struct lexicon *l, struct stemmer *stemmer,
                       struct slice code)
{
    struct pattern pattern = PATTERN_INIT;
    pattern.words = lexicon_words(l);
    *w = (struct words){.known = INTERN_INIT};
    classes_init(&w->classes, code, stemmer, SIZE_MAX, false);
    for (uint32_t i = 0; i < lexicon_count(l); i++) {
        const struct lexicon_entry *e = lexicon_entry(l, i);
        char own[LANGUAGE_CODE_MAX];
        const char *error;
        language_code(e->lang, own);
        if ((!slice_eq(e->lang, SLICE("*")) && !slice_eq(slice_of(own), code)) ||
            !pattern_parse(&pattern, e->pattern.data, e->pattern.len, code, &error))
            continue;
        for (size_t k = 0; k < pattern.edge_count; k++)
            if (pattern.edges[k].kind == ELEMENT_STEM)
                add_element(w, classes_element(&w->classes, ELEMENT_STEM, pattern.edges[k].text),
                            pattern.edges[k].text, i);
    }
    classes_ready(&w->classes);
    pattern_release(&pattern);
}

static void words_release(struct words *w)
{
    classes_release(&w->classes);
    intern_release(&w->known);
    free(w->items);
    free(w->first);
    buf_release(&w->key);
}

static size_t count_letters(struct slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; n++) {
        uint32_t cp;
        i += utf8_decode(s.data + i, s.len - i, &cp);
    }
    return n;
}

/* Whether two words share their first letters, all but two of the shorter. */
static bool begin_alike(struct slice a, struct slice b)
{
    size_t shorter = count_letters(a);
    size_t other = count_letters(b);
    if (other < shorter)
        shorter = other;
    for (size_t i = 0, k = 0, n = 0; n + 2 < shorter; n++) {
        uint32_t x;
        uint32_t y;
        i += utf8_decode(a.data + i, a.len - i, &x);
        k += utf8_decode(b.data + k, b.len - k, &y);
        if (x != y)
            return false;
    }
    return true;
}

/* The collisions found. */
struct found {
    struct arena *memory;
    struct collision *items;
    size_t count, capacity;
};

static struct slice keep(struct arena *memory, struct slice s)
{
    return (struct slice){arena_copy(memory, s.data, s.len), s.len};
}

/* Adds the collisions of one matching form of the text. */
static void find(struct found *f, struct words *w, struct slice form, uint64_t count)
{
    struct token token = {.form = form.data, .form_len = (uint32_t)form.len};
    const struct type *type = classes_type(&w->classes, &token);
    struct slice set = classes_set(&w->classes, type->given);
    for (size_t i = 0; type->given >= CLASS_FIRST && i < set.len / sizeof(uint32_t); i++) {
        uint32_t element = classes_get(set, i);
        uint32_t k = element < w->first_count ? w->first[element] : INTERN_NONE;
        for (; k != INTERN_NONE; k = w->items[k].next) {
            const struct word *word = &w->items[k];
            if (begin_alike(word->form, form))
                continue;
            f->items = xgrow(f->items, &f->capacity, f->count + 1, sizeof *f->items);
            f->items[f->count++] = (struct collision){word->entry, keep(f->memory, word->form),
                                                      keep(f->memory, form), count};
        }
    }
}

size_t lexicon_collisions(const struct lexicon *l, struct stemmer *stemmer, struct slice lang,
                          const struct intern *forms, const uint64_t *counts, struct arena *memory,
                          struct collision **list)
{
    struct intern folded = INTERN_INIT; /* matching forms: several forms may have one */
    struct buf form = BUF_INIT;
    struct found found = {.memory = memory};
    struct words w;
    uint64_t *sums = xcalloc(forms->count + 1, sizeof *sums);
    for (uint32_t i = 0; i < forms->count; i++) {
        struct slice key = intern_key(forms, i);
        buf_clear(&form);
        normal_form(key.data, key.len, lang, &form);
        sums[intern_add(&folded, form.data, form.len, NULL)] += counts[i];
    }
    words_init(&w, l, stemmer, lang);
    stemmer_language(stemmer, lang);
    for (uint32_t i = 0; i < folded.count; i++) {
        struct slice key = intern_key(&folded, i);
        if (key.len && !stemmer_is_exception(stemmer, key.data, key.len))
            find(&found, &w, key, sums[i]);
    }
    words_release(&w);
    intern_release(&folded);
    buf_release(&form);
    free(sums);
    *list = found.items;
    return found.count;
}
