#include "scope.h"

#include "input.h"
#include "language.h"
#include "langtag.h"
#include "normal.h"
#include "table.h"
#include "utf8.h"
#include "xalloc.h"

#include <errno.h>
#include <stdlib.h>

enum {
    END_MAX = 64,    /* bytes of an end */
    ENDS_MAX = 256,  /* of a language */
    REACH_MAX = 100, /* words */
    ALL_KINDS = (1 << SCOPE_KINDS) - 1,
};

static const char *const kind_names[SCOPE_KINDS] = {"neg", "plan", "must"};

struct scope_end {
    uint8_t kinds;
    uint8_t first_len; /* up to the blank */
    uint8_t len;
    char text[END_MAX];
};

struct scope_ends {
    struct scope_end *items;
    size_t count;
    size_t capacity;
    bool first[256]; /* bytes that a token may begin with whose matching form begins an end */
};

struct language {
    char code[LANGUAGE_CODE_MAX];
    struct scope scope;
    struct scope_ends ends;
};

struct scope_set {
    char *dir;
    struct diag *d;
    struct language **languages; /* `und` is the first */
    size_t count;
    size_t capacity;
    struct langtag_memo noted; /* the last tag asked for, and its scope */
    const struct scope *last;
};

/* Asking ----------------------------------------------------------------------------------- */

bool scope_may_end(const struct scope *s, const char *form, size_t len)
{
    return len > 0 && s->ends->first[(unsigned char)form[0]];
}

unsigned scope_end(const struct scope *s, struct slice form, size_t *at, struct slice *more)
{
    while (*at < s->ends->count) {
        const struct scope_end *e = &s->ends->items[(*at)++];
        if (!slice_eq(form, (struct slice){e->text, e->first_len}))
            continue;
        size_t skip = e->first_len + (size_t)(e->first_len < e->len);
        *more = (struct slice){e->text + skip, e->len - skip};
        return e->kinds;
    }
    return 0;
}

/* Reading ---------------------------------------------------------------------------------- */

static void complain(const struct table_reader *t, const char *what, struct slice cell)
{
    diag_error(t->d, "%s:%zu: %s '%.*s'", t->in->name, t->in->line, what, (int)cell.len, cell.data);
}

/* The next of the words that blanks separate in *text. */
static struct slice take_word(struct slice *text)
{
    const char *blank = text->len ? memchr(text->data, ' ', text->len) : NULL;
    size_t len = blank ? (size_t)(blank - text->data) : text->len;
    struct slice word = {text->data, len};
    size_t skip = len + (blank != NULL);
    *text = (struct slice){text->data + skip, text->len - skip};
    return word;
}

/* SIDE BEFORE AFTER */
static bool parse_reach(struct slice value, struct scope_reach *reach)
{
    static const char *const names[] = {
        [SIDE_BEFORE] = "before", [SIDE_AFTER] = "after", [SIDE_BOTH] = "both"};
    struct slice name = take_word(&value);
    uint64_t before, after;
    reach->side = SIDE_NONE;
    for (int side = SIDE_BEFORE; side <= SIDE_BOTH; side++)
        if (slice_eq(name, slice_of(names[side])))
            reach->side = (enum scope_side)side;
    if (!table_parse_number(take_word(&value), &before) ||
        !table_parse_number(take_word(&value), &after) || value.len)
        return false;
    reach->before = (uint32_t)before;
    reach->after = (uint32_t)after;
    return reach->side != SIDE_NONE && before <= REACH_MAX && after <= REACH_MAX;
}

/* Whether each token is given by its matching form, and one blank stands between them. */
static bool are_forms(struct slice value, struct slice lang)
{
    struct buf form = BUF_INIT;
    bool good = value.len > 0 && value.data[value.len - 1] != ' ';
    while (good && value.len) {
        struct slice word = take_word(&value);
        buf_clear(&form);
        normal_form(word.data, word.len, lang, &form);
        good = word.len && slice_eq(buf_slice(&form), word);
    }
    buf_release(&form);
    return good;
}

static void append_end(struct scope_ends *ends, const struct scope_end *end)
{
    unsigned char first = (unsigned char)end->text[0];
    ends->items = xgrow(ends->items, &ends->capacity, ends->count + 1, sizeof *ends->items);
    ends->items[ends->count++] = *end;
    ends->first[first] = true;
    if (first >= 'a' && first <= 'z')
        ends->first[first - 'a' + 'A'] = true;
    for (int byte = 0x80; byte < 0x100; byte++) /* U+FF1A is a colon too */
        ends->first[byte] = true;
}

static void add_end(struct language *l, const struct table_reader *t, unsigned kinds)
{
    struct slice value = t->cells[1];
    struct scope_end end = {.kinds = (uint8_t)kinds, .len = (uint8_t)value.len};
    if (value.len > END_MAX || !are_forms(value, slice_of(l->code))) {
        complain(t, "an end of a clause is matching forms with single blanks between, not", value);
        return;
    }
    if (l->ends.count == ENDS_MAX) {
        complain(t, "too many ends of clauses, from", value);
        return;
    }
    memcpy(end.text, value.data, value.len);
    struct slice rest = value;
    end.first_len = (uint8_t)take_word(&rest).len;
    append_end(&l->ends, &end);
}

static void add_row(struct language *l, const struct table_reader *t)
{
    if (t->count != 3) {
        diag_error(t->d, "%s:%zu: %zu cells where the header has 3", t->in->name, t->in->line,
                   t->count);
        return;
    }
    struct slice kind = t->cells[0];
    struct scope_reach reach;
    if (!utf8_valid(t->cells[1].data, t->cells[1].len)) {
        diag_error(t->d, "%s:%zu: the value is not UTF-8", t->in->name, t->in->line);
        return;
    }
    if (slice_eq(kind, SLICE("end"))) {
        add_end(l, t, ALL_KINDS);
        return;
    }
    bool end = slice_starts(kind, SLICE("end."));
    struct slice name = end ? (struct slice){kind.data + 4, kind.len - 4} : kind;
    for (unsigned i = 0; i < SCOPE_KINDS; i++) {
        if (!slice_eq(name, slice_of(kind_names[i])))
            continue;
        if (end)
            add_end(l, t, 1U << i);
        else if (parse_reach(t->cells[1], &reach))
            l->scope.reach[i] = reach;
        else
            complain(t, "neither before, after nor both with two numbers up to 100:", t->cells[1]);
        return;
    }
    complain(t, "unknown kind", kind);
}

static void read_rows(struct language *l, struct input *in, struct diag *d)
{
    struct table_reader t;
    table_reader_init(&t, in, d);
    bool header = table_read(&t) && t.count == 3 && slice_eq(t.cells[0], SLICE("kind")) &&
                  slice_eq(t.cells[1], SLICE("value"));
    if (!header && !t.failed && !in->err)
        diag_error(d, "%s:1: the header is not 'kind value note'", in->name);
    while (header && table_read(&t))
        if (!slice_starts(t.cells[0], SLICE("#")) && (t.count > 1 || t.cells[0].len))
            add_row(l, &t);
    table_reader_release(&t);
}

/* Reads LANG.tsv into l; false: there is no such file. */
static bool load(const struct scope_set *set, struct language *l)
{
    struct buf path = BUF_INIT;
    struct input in;
    buf_append_str(&path, set->dir);
    buf_append_char(&path, '/');
    buf_append_str(&path, l->code);
    buf_append_str(&path, ".tsv");
    bool found = input_open(&in, buf_str(&path));
    if (found) {
        read_rows(l, &in, set->d);
        if (in.err)
            diag_errno(set->d, in.err, "cannot read '%s'", in.name);
        input_close(&in);
    } else if (in.err != ENOENT || strcmp(l->code, "und") == 0) {
        diag_errno(set->d, in.err, "cannot open '%s'", buf_str(&path));
    }
    buf_release(&path);
    return found;
}

static struct language *find(struct scope_set *set, const char *code)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->languages[i]->code, code) == 0)
            return set->languages[i];
    struct language *l = xcalloc(1, sizeof *l);
    memcpy(l->code, code, strlen(code) + 1);
    l->scope.ends = &l->ends;
    if (set->count) {
        const struct language *und = set->languages[0];
        memcpy(l->scope.reach, und->scope.reach, sizeof l->scope.reach);
        for (size_t i = 0; i < und->ends.count; i++)
            append_end(&l->ends, &und->ends.items[i]);
    }
    if (!load(set, l) && set->count) {
        free(l->ends.items);
        free(l);
        return set->languages[0];
    }
    set->languages = xgrow(set->languages, &set->capacity, set->count + 1, sizeof(void *));
    set->languages[set->count++] = l;
    return l;
}

const struct scope *scope_of(struct scope_set *set, struct slice lang)
{
    char code[LANGUAGE_CODE_MAX];
    if (langtag_is_noted(&set->noted, lang))
        return set->last;
    language_code(lang, code);
    set->last = &find(set, code)->scope;
    langtag_note(&set->noted, lang);
    return set->last;
}

struct scope_set *scope_set_new(const char *dir, struct diag *d)
{
    struct scope_set *set = xcalloc(1, sizeof *set);
    set->dir = xmemdup(dir, strlen(dir));
    set->d = d;
    find(set, "und");
    return set;
}

void scope_set_free(struct scope_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++) {
        free(set->languages[i]->ends.items);
        free(set->languages[i]);
    }
    free(set->languages);
    free(set->dir);
    free(set);
}
