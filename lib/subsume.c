#include "subsume.h"

#include "normal.h"
#include "stemmer.h"
#include "ucd.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

enum {
    ITEMS_MAX = PATTERN_WORD_MAX,
    WORDS = (ITEMS_MAX + 1 + 63) / 64, /* of a set of places in a glob */
    WORK_MAX = 1 << 16,                /* steps that are tried before giving up */
    UNDER_MAX = 64,                    /* elements above one that are kept */
    ONE = 0xe000,                      /* a character for each wildcard: no lexicon has it */
};

/* Globs ------------------------------------------------------------------------------------ */

/* More than an enumerator of ISO C may be. */
static const uint32_t ANY = UINT32_MAX, STAR = UINT32_MAX - 1;

/* A glob as characters, ANY and STAR. */
struct items {
    uint32_t at[ITEMS_MAX];
    size_t count;
};

static bool read_items(struct slice glob, struct items *items)
{
    items->count = 0;
    for (size_t i = 0; i < glob.len;) {
        uint32_t cp;
        bool literal = glob.data[i] == '\\' && i + 1 < glob.len;
        i += literal;
        i += utf8_decode(glob.data + i, glob.len - i, &cp);
        if (items->count == ITEMS_MAX)
            return false;
        items->at[items->count++] = literal || (cp != '*' && cp != '?') ? cp
                                    : cp == '*'                         ? (uint32_t)STAR
                                                                        : (uint32_t)ANY;
    }
    return true;
}

/* How far a text may have come in both globs: a place in the narrow one, all places in the wide. */
struct reached {
    uint64_t wide[WORDS];
    uint64_t narrow;
};

static bool has_place(const struct reached *r, size_t place)
{
    return r->wide[place / 64] >> place % 64 & 1;
}

/* Adds a place, and those behind it that no character is needed for. */
static void add_place(struct reached *r, const struct items *wide, size_t place)
{
    for (;; place++) {
        r->wide[place / 64] |= UINT64_C(1) << place % 64;
        if (place == wide->count || wide->at[place] != STAR)
            return;
    }
}

/* Where the wide glob stands behind the character cp; ANY: one that it does not name. */
static struct reached read_one(const struct reached *from, const struct items *wide, uint32_t cp)
{
    struct reached to = {.narrow = from->narrow};
    for (size_t i = 0; i < wide->count; i++) {
        if (!has_place(from, i))
            continue;
        if (wide->at[i] == STAR)
            add_place(&to, wide, i);
        else if (wide->at[i] == ANY || wide->at[i] == cp)
            add_place(&to, wide, i + 1);
    }
    return to;
}

/* What is being compared, with all that was reached so far: an id each. */
struct comparison {
    struct items wide;
    struct items narrow;
    struct intern seen;
    size_t work;
};

static void add_reached(struct comparison *c, const struct reached *r)
{
    intern_add(&c->seen, (const char *)r, sizeof *r, NULL);
}

/* Adds what is behind any one character, which stands at `place` of the narrow glob. */
static void add_any(struct comparison *c, const struct reached *from, size_t place)
{
    struct reached to = read_one(from, &c->wide, ANY);
    to.narrow = place;
    add_reached(c, &to);
    for (size_t i = 0; i < c->wide.count; i++) {
        c->work++;
        if (!has_place(from, i) || c->wide.at[i] == STAR || c->wide.at[i] == ANY)
            continue;
        to = read_one(from, &c->wide, c->wide.at[i]);
        to.narrow = place;
        add_reached(c, &to);
    }
}

/* Goes on from what was reached; false: a text ends here that the wide glob does not match. */
static bool go_on(struct comparison *c, const struct reached *from)
{
    size_t place = from->narrow;
    if (place == c->narrow.count)
        return has_place(from, c->wide.count);
    uint32_t item = c->narrow.at[place];
    if (item == STAR) {
        struct reached to = *from;
        to.narrow++;
        add_reached(c, &to);
        add_any(c, from, place);
    } else if (item == ANY) {
        add_any(c, from, place + 1);
    } else {
        struct reached to = read_one(from, &c->wide, item);
        to.narrow++;
        add_reached(c, &to);
    }
    return true;
}

bool subsume_glob(struct slice wide, struct slice narrow)
{
    struct comparison *c = xcalloc(1, sizeof *c);
    bool holds = read_items(wide, &c->wide) && read_items(narrow, &c->narrow);
    if (holds) {
        struct reached start = {.narrow = 0};
        c->seen = (struct intern)INTERN_INIT;
        add_place(&start, &c->wide, 0);
        add_reached(c, &start);
    }
    for (uint32_t i = 0; holds && i < c->seen.count; i++) {
        struct reached from;
        memcpy(&from, intern_key(&c->seen, i).data, sizeof from);
        c->work += 1 + c->wide.count / 16;
        holds = go_on(c, &from) && c->work < WORK_MAX;
    }
    intern_release(&c->seen);
    free(c);
    return holds;
}

/* Elements --------------------------------------------------------------------------------- */

void subsume_init(struct subsume *s, struct slice lang, struct stemmer *stemmer)
{
    *s = (struct subsume){.memory = ARENA_INIT};
    classes_init(&s->classes, lang, stemmer, SIZE_MAX, false);
}

void subsume_release(struct subsume *s)
{
    classes_release(&s->classes);
    arena_release(&s->memory);
    free(s->elements);
    buf_release(&s->form);
    buf_release(&s->first);
    buf_release(&s->second);
}

uint32_t subsume_element(struct subsume *s, enum element_kind kind, struct slice text)
{
    uint32_t id = classes_element(&s->classes, kind, text);
    if (id < s->count)
        return id;
    s->elements = xgrow(s->elements, &s->capacity, (size_t)id + 1, sizeof *s->elements);
    for (; s->count <= id; s->count++)
        s->elements[s->count] = (struct subsume_element){
            .kind = s->count == CLASSES_FILLING ? ELEMENT_FILLING : ELEMENT_WORD};
    if (id >= CLASSES_FIRST_ELEMENT)
        s->elements[id] = (struct subsume_element){
            .kind = kind, .text = {arena_copy(&s->memory, text.data, text.len), text.len}};
    return id;
}

void subsume_ready(struct subsume *s)
{
    classes_ready(&s->classes);
}

/* The elements that a token of this form satisfies; valid until the next call. */
static struct slice elements_of(struct subsume *s, struct slice form, bool shouted)
{
    struct token token = {.form = form.data, .form_len = (uint32_t)form.len};
    const struct type *type = classes_type(&s->classes, &token);
    return classes_set(&s->classes, shouted ? type->shouted : type->given);
}

/* Sets s->form to a text that the glob matches, as unlike others as can be. */
static void make_sample(struct subsume *s, struct slice glob)
{
    struct items *items = xmalloc(1, sizeof *items);
    buf_clear(&s->form);
    if (read_items(glob, items))
        for (size_t i = 0; i < items->count; i++)
            buf_append_cp(&s->form, items->at[i] >= STAR ? ONE : items->at[i]);
    free(items);
}

/* Whether a glob, or the second form that it may have, covers `narrow`. */
static bool covers(struct slice wide, const struct slice *variant, struct slice narrow)
{
    return subsume_glob(wide, narrow) || (variant && subsume_glob(*variant, narrow));
}

static bool glob_is_under(struct subsume *s, struct slice narrow, struct slice wide)
{
    struct slice lang = buf_slice(&s->classes.lang);
    buf_clear(&s->first);
    buf_clear(&s->second);
    bool narrow_too = normal_variant(narrow.data, narrow.len, lang, &s->first);
    bool wide_too = normal_variant(wide.data, wide.len, lang, &s->second);
    struct slice variant = buf_slice(&s->second);
    const struct slice *second = wide_too ? &variant : NULL;
    return covers(wide, second, narrow) &&
           (!narrow_too || covers(wide, second, buf_slice(&s->first)));
}

static void add_globs(struct subsume *s, struct slice glob, struct ids *found)
{
    make_sample(s, glob);
    struct slice set = elements_of(s, buf_slice(&s->form), true);
    for (size_t i = 0; i < set.len / sizeof(uint32_t) && found->count < UNDER_MAX; i++) {
        uint32_t id = classes_get(set, i);
        if (id < s->count && s->elements[id].kind == ELEMENT_GLOB &&
            !slice_eq(s->elements[id].text, glob) && glob_is_under(s, glob, s->elements[id].text))
            ids_add(found, id);
    }
}

/* Whether every token that satisfies the element has a letter or a number. */
static bool is_word(const struct subsume_element *e)
{
    return ucd_any(e->text.data, e->text.len, UCD_LETTER | UCD_NUMBER);
}

static void add_form(struct subsume *s, const struct subsume_element *e, struct ids *found)
{
    /* "Word" also stands in sentences of capitals, in which CAPS does not match. */
    struct slice set = elements_of(s, e->text, e->kind == ELEMENT_EXACT);
    for (size_t i = 0; i < set.len / sizeof(uint32_t) && found->count < UNDER_MAX; i++)
        ids_add(found, classes_get(set, i));
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void find(struct subsume *s, uint32_t id)
{
    struct subsume_element *e = &s->elements[id];
    struct ids found = {NULL, 0, 0};
    ids_add(&found, id);
    switch (e->kind) {
    case ELEMENT_EXACT:
    case ELEMENT_CAPS:
        add_form(s, e, &found);
        break;
    case ELEMENT_STEM:
        if (is_word(e))
            ids_add(&found, CLASSES_WORD);
        break;
    case ELEMENT_GLOB:
        if (is_word(e))
            ids_add(&found, CLASSES_WORD);
        add_globs(s, e->text, &found);
        break;
    default:
        break;
    }
    qsort(found.items, found.count, sizeof *found.items, compare_ids);
    size_t kept = 0;
    for (size_t i = 0; i < found.count; i++)
        if (i == 0 || found.items[i] != found.items[i - 1])
            found.items[kept++] = found.items[i];
    e->under = arena_alloc(&s->memory, kept * sizeof *e->under);
    memcpy(e->under, found.items, kept * sizeof *e->under);
    e->under_count = (uint32_t)kept;
    free(found.items);
}

const uint32_t *subsume_of(struct subsume *s, uint32_t id, size_t *count)
{
    if (!s->elements[id].under)
        find(s, id);
    *count = s->elements[id].under_count;
    return s->elements[id].under;
}
