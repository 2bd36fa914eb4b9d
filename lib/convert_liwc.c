/*
 * LIWC: .dic of 2001 to 2022, and the .dicx of 2022.
 *
 * .dic: a line `%`, the categories as `number name`, a line `%`, then words with the numbers of their
 * categories.  The parts are tabs, in some vintages blanks, in any number; blank lines mean nothing.
 * 2001 and 2007 have conditions: `(02 134)125/464` is 125 behind a word of category 02 or 134, else 464;
 * `<of>131/125` is 131 before `of`, else 125.  2015 indents categories by tabs, has names in two forms,
 * `name (Long Name)`, phrases, and context as `(i) like*`.
 * .dicx: CSV, a column for each category, X or a weight in its cells.
 */
#include "convert.h"
#include "xalloc.h"

#include <stdlib.h>

enum { NUMBER_MAX = 100000, ENTRY_CATEGORIES_MAX = 256 };

struct liwc {
    struct convert *c;
    uint32_t *categories; /* by number; CATEGORY_NONE: there is none */
    size_t count, capacity;
    uint32_t open[CATEGORY_DEPTH_MAX + 1]; /* the category last read at each depth of tabs */
    size_t depth;                          /* how many of them there are */
    bool nested;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct slice from(struct slice s, size_t at)
{
    return (struct slice){s.data + at, s.len - at};
}

/* Takes decimal digits off *s; false: there are none, or too large a number. */
static bool take_number(struct slice *s, size_t *n)
{
    size_t i = 0;
    *n = 0;
    for (; i < s->len && is_digit(s->data[i]); i++)
        if (*n <= NUMBER_MAX)
            *n = *n * 10 + (size_t)(s->data[i] - '0');
    *s = from(*s, i);
    return i > 0 && *n <= NUMBER_MAX;
}

/* Categories ------------------------------------------------------------------------------- */

static size_t leading_tabs(struct slice line)
{
    size_t n = 0;
    while (n < line.len && line.data[n] == '\t')
        n++;
    return n;
}

/* The name without its long form in brackets. */
static struct slice short_name(struct slice name)
{
    if (name.len && name.data[name.len - 1] == ')') {
        const char *open = memchr(name.data, '(', name.len);
        if (open && open > name.data)
            name.len = (size_t)(open - name.data);
    }
    return convert_trim(name);
}

static void set_category(struct liwc *l, size_t number, uint32_t category)
{
    while (l->count <= number) {
        l->categories = xgrow(l->categories, &l->capacity, l->count + 1, sizeof *l->categories);
        l->categories[l->count++] = CATEGORY_NONE;
    }
    if (l->categories[number] != CATEGORY_NONE)
        convert_warn(l->c, "category %zu is here twice; the last stands", number);
    l->categories[number] = category;
}

static void read_category(struct liwc *l, struct slice line)
{
    size_t depth = leading_tabs(line);
    size_t number;
    struct slice rest = convert_trim(line);
    if (!rest.len)
        return;
    struct slice shown = rest;
    if (!take_number(&rest, &number) || !rest.len || !is_blank(rest.data[0])) {
        convert_skip(l->c, "not a number and a category: '%.*s'", CONVERT_SHOWN(shown));
        return;
    }
    if (depth > l->depth) {
        convert_warn(l->c, "category %zu is indented by %zu tabs more than what it stands below",
                     number, depth - l->depth);
        depth = l->depth;
    }
    if (depth >= CATEGORY_DEPTH_MAX) {
        convert_skip(l->c, "category %zu is more than %d deep", number, CATEGORY_DEPTH_MAX);
        return;
    }
    uint32_t parent = depth ? l->open[depth - 1] : CATEGORY_NONE;
    uint32_t id = convert_category(l->c, parent, short_name(convert_trim(rest)));
    if (id == CATEGORY_NONE)
        return;
    l->nested = l->nested || depth;
    l->open[depth] = id;
    l->depth = depth + 1;
    set_category(l, number, id);
}

/* Words ------------------------------------------------------------------------------------ */

/* The categories of one word. */
struct entry {
    struct liwc *l;
    struct slice word;
    uint32_t ids[ENTRY_CATEGORIES_MAX];
    size_t count;
    bool full;
    bool failed;
};

static uint32_t category_of(struct entry *e, size_t number)
{
    uint32_t id = number < e->l->count ? e->l->categories[number] : CATEGORY_NONE;
    if (id == CATEGORY_NONE) {
        convert_skip(e->l->c, "'%.*s': category %zu is not declared", CONVERT_SHOWN(e->word),
                     number);
        e->failed = true;
    }
    return id;
}

static void add_id(struct entry *e, uint32_t id)
{
    if (id == CATEGORY_NONE)
        return;
    if (e->count < ENTRY_CATEGORIES_MAX) {
        e->ids[e->count++] = id;
    } else if (!e->full) {
        e->full = true;
        convert_skip(e->l->c, "'%.*s': more than %d categories", CONVERT_SHOWN(e->word),
                     ENTRY_CATEGORIES_MAX);
    }
}

/* Reads `A/B` behind a condition; what is missing is SIZE_MAX. */
static void take_choice(struct slice *s, size_t *yes, size_t *no)
{
    if (!take_number(s, yes))
        *yes = SIZE_MAX;
    *no = SIZE_MAX;
    if (s->len && s->data[0] == '/') {
        *s = from(*s, 1);
        if (!take_number(s, no))
            *no = SIZE_MAX;
    }
}

/* `<of>131/125`: what stands in brackets follows the word in category 131. */
static void take_following(struct entry *e, struct slice *s)
{
    struct convert *c = e->l->c;
    const char *end = memchr(s->data, '>', s->len);
    struct slice next = {s->data + 1, end ? (size_t)(end - s->data) - 1 : 0};
    size_t yes;
    size_t no;
    if (!end) {
        convert_skip(c, "'%.*s': '<' without '>'", CONVERT_SHOWN(e->word));
        *s = SLICE("");
        return;
    }
    *s = from(*s, next.len + 2);
    take_choice(s, &yes, &no);
    convert_lose(c, LOSS_CONDITION, e->word);
    if (yes != SIZE_MAX) {
        struct buf phrase = BUF_INIT;
        buf_append(&phrase, e->word.data, e->word.len);
        buf_append_char(&phrase, ' ');
        if (next.len)
            buf_append(&phrase, next.data, next.len);
        convert_add_word(c, category_of(e, yes), buf_slice(&phrase), SLICE(""), SLICE(""));
        buf_release(&phrase);
    }
    if (no != SIZE_MAX)
        add_id(e, category_of(e, no));
}

/* `(02 134)125/464`: both, since the words before are not looked at. */
static void take_preceding(struct entry *e, struct slice *s)
{
    struct convert *c = e->l->c;
    const char *end = memchr(s->data, ')', s->len);
    size_t yes;
    size_t no;
    if (!end) {
        convert_skip(c, "'%.*s': '(' without ')'", CONVERT_SHOWN(e->word));
        *s = SLICE("");
        return;
    }
    *s = from(*s, (size_t)(end - s->data) + 1);
    take_choice(s, &yes, &no);
    convert_lose(c, LOSS_CONDITION, e->word);
    if (yes != SIZE_MAX)
        add_id(e, category_of(e, yes));
    if (no != SIZE_MAX)
        add_id(e, category_of(e, no));
}

/* Whether a category above or below is in the list too: of an indented list the lowest tells all. */
static bool has_lower(const struct entry *e, uint32_t id)
{
    const struct category *items = e->l->c->categories.items;
    for (size_t i = 0; i < e->count; i++)
        for (uint32_t up = items[e->ids[i]].parent; up != CATEGORY_NONE; up = items[up].parent)
            if (up == id)
                return true;
    return false;
}

/* `(i) like*`: the words in brackets stand before it. */
static struct slice without_brackets(struct convert *c, struct slice word, struct buf *out)
{
    if (!memchr(word.data, '(', word.len) || !memchr(word.data, ')', word.len) || word.len < 4)
        return word;
    for (size_t i = 0; i < word.len; i++)
        if (word.data[i] != '(' && word.data[i] != ')')
            buf_append_char(out, word.data[i]);
    struct slice plain = convert_trim(buf_slice(out));
    for (size_t i = 0; i < plain.len; i++)
        if ((plain.data[i] >= 'a' && plain.data[i] <= 'z') || (plain.data[i] & 0x80)) {
            convert_lose(c, LOSS_CONDITION, word);
            return plain;
        }
    return word; /* `:(` and its like */
}

static void read_codes(struct liwc *l, struct slice word, struct slice codes)
{
    struct entry e = {.l = l, .word = word};
    struct slice rest = convert_trim(codes);
    while (rest.len) {
        size_t number;
        if (is_digit(rest.data[0])) {
            if (take_number(&rest, &number))
                add_id(&e, category_of(&e, number));
        } else if (rest.data[0] == '<') {
            take_following(&e, &rest);
        } else if (rest.data[0] == '(') {
            take_preceding(&e, &rest);
        } else {
            convert_skip(l->c, "'%.*s': not categories: '%.*s'", CONVERT_SHOWN(word),
                         CONVERT_SHOWN(rest));
            break;
        }
        rest = convert_trim(rest);
    }
    if (!e.count && !e.failed && !convert_trim(codes).len)
        convert_skip(l->c, "'%.*s' is in no category", CONVERT_SHOWN(word));
    for (size_t i = 0; i < e.count; i++)
        if (!l->nested || !has_lower(&e, e.ids[i]))
            convert_add_word(l->c, e.ids[i], word, SLICE(""), SLICE(""));
}

/* Where the codes begin: behind the first tab, else at the numbers and conditions that end the line. */
static size_t codes_at(struct slice line)
{
    const char *tab = memchr(line.data, '\t', line.len);
    if (tab)
        return (size_t)(tab - line.data);
    size_t at = line.len;
    for (size_t i = line.len; i-- > 1;) {
        if (!is_digit(line.data[i]) && !is_blank(line.data[i]) && !strchr("/()<>", line.data[i]))
            break;
        if (is_blank(line.data[i]) && i + 1 < line.len && !is_blank(line.data[i + 1]))
            at = i;
    }
    return at;
}

static void read_word(struct liwc *l, struct slice line)
{
    struct buf plain = BUF_INIT;
    line = convert_trim(line);
    if (!line.len)
        return;
    size_t at = codes_at(line);
    struct slice word = {line.data, at};
    word = without_brackets(l->c, convert_trim(word), &plain);
    read_codes(l, word, from(line, at));
    buf_release(&plain);
}

/* dicx ------------------------------------------------------------------------------------- */

static void read_dicx_row(struct convert *c, const uint32_t *ids, size_t count,
                          const struct convert_cells *row)
{
    bool any = false;
    if (row->count > count)
        convert_warn(c, "%zu cells instead of %zu", row->count, count);
    for (size_t i = 1; i < row->count && i < count; i++) {
        struct slice cell = convert_trim(row->items[i]);
        if (!cell.len || slice_eq(cell, SLICE("0")))
            continue;
        if (!slice_eq(cell, SLICE("X")) && !slice_eq(cell, SLICE("x")) &&
            !slice_eq(cell, SLICE("1")))
            convert_lose(c, LOSS_WEIGHT, cell);
        any = true;
        convert_add_word(c, ids[i], row->items[0], SLICE(""), SLICE(""));
    }
    if (!any)
        convert_skip(c, "'%.*s' is in no category", CONVERT_SHOWN(row->items[0]));
}

static void read_dicx(struct convert *c, struct slice text)
{
    struct convert_cells row = {0};
    if (convert_csv_row(c, &text, ',', &row)) {
        size_t count = row.count;
        uint32_t *ids = xcalloc(count, sizeof *ids);
        for (size_t i = 1; i < count; i++)
            ids[i] = convert_category(c, CATEGORY_NONE, row.items[i]);
        while (convert_csv_row(c, &text, ',', &row))
            read_dicx_row(c, ids, count, &row);
        free(ids);
    }
    free(row.items);
}

void convert_read_liwc(struct convert *c, struct slice text)
{
    struct liwc l = {.c = c};
    struct slice line;
    int marks = 0; /* lines `%` so far */
    if (slice_starts(text, SLICE("DicTerm"))) {
        read_dicx(c, text);
        return;
    }
    while (convert_line(c, &text, &line)) {
        struct slice plain = convert_trim(line);
        if (marks < 2 && slice_eq(plain, SLICE("%")))
            marks++;
        else if (marks == 1)
            read_category(&l, line);
        else if (marks == 2)
            read_word(&l, line);
        else if (plain.len)
            convert_warn(c, "before the categories: '%.*s'", CONVERT_SHOWN(plain));
    }
    if (marks < 2) {
        c->line = 0;
        convert_skip(c, "the categories do not stand between two lines of '%%'");
    }
    free(l.categories);
}

/* Writing ---------------------------------------------------------------------------------- */

/* A word and where it stands. */
struct placed {
    struct slice text;
    size_t rank;
    uint32_t category;
};

static int compare_placed(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;
    int order = slice_cmp(x->text, y->text);
    if (order)
        return order;
    return x->category < y->category ? -1 : x->category > y->category;
}

static void write_categories(struct convert *c, struct buf *text, size_t *numbers)
{
    size_t number = 0;
    buf_append_str(text, "%\n");
    for (uint32_t i = 0; i < categories_count(&c->categories); i++) {
        size_t count;
        convert_terms_of(c, i, &count);
        if (!count)
            continue;
        numbers[i] = ++number;
        struct slice concept = categories_concept(&c->categories, i)->concept;
        buf_append_u64(text, number);
        buf_append_char(text, '\t');
        buf_append(text, concept.data, concept.len);
        buf_append_char(text, '\n');
    }
    buf_append_str(text, "%\n");
}

void convert_write_liwc(struct convert *c, struct output *out)
{
    struct buf text = BUF_INIT;
    size_t *numbers = xcalloc(categories_count(&c->categories) + 1, sizeof *numbers);
    struct placed *words = xmalloc(c->term_count + 1, sizeof *words);
    write_categories(c, &text, numbers);
    for (size_t i = 0; i < c->term_count; i++)
        words[i] = (struct placed){c->terms[i].text, c->terms[i].rank, c->terms[i].category};
    if (c->term_count)
        qsort(words, c->term_count, sizeof *words, compare_placed);
    for (size_t i = 0; i < c->term_count; i++) {
        bool more = i && slice_eq(words[i].text, words[i - 1].text);
        if (!more && i)
            buf_append_char(&text, '\n');
        if (!more)
            buf_append(&text, words[i].text.data, words[i].text.len);
        buf_append_char(&text, '\t');
        buf_append_u64(&text, numbers[words[i].category]);
    }
    if (c->term_count)
        buf_append_char(&text, '\n');
    output_write(out, text.data, text.len);
    free(numbers);
    free(words);
    buf_release(&text);
}
