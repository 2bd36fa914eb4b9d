#include "window.h"

#include "escape.h"
#include "xalloc.h"

#include <stdlib.h>

enum { DROP_MIN = 4096 }; /* words to forget at once: what stays is moved */

void window_clear(struct window *w)
{
    buf_clear(&w->text);
    w->text_start = 0;
    w->count = 0;
    w->first = w->begin = 0;
    w->placed = false;
}

bool window_joins(const struct window *w, const struct sentence *s)
{
    return w->count == 0 || !w->placed || !s->placed || w->at == s->at;
}

void window_break(struct window *w)
{
    w->begin = window_end(w);
}

/* MISC ------------------------------------------------------------------------------------- */

/* The cell of a column of a token's line. */
static struct slice cell_of(const struct token *t, int column)
{
    const char *end = t->line + t->line_len;
    const char *p = t->line;
    for (; column > 0; column--) {
        const char *tab = memchr(p, '\t', (size_t)(end - p));
        if (!tab)
            return SLICE("_");
        p = tab + 1;
    }
    const char *tab = memchr(p, '\t', (size_t)(end - p));
    return (struct slice){p, (size_t)((tab ? tab : end) - p)};
}

static inline struct slice misc_of(const struct token *t, const struct layout *l)
{
    if (l->misc != l->form + 1)
        return l->misc < 0 ? SLICE("_") : cell_of(t, l->misc);
    const char *p = t->form + t->form_len + 1; /* as gm-tokenize writes it */
    const char *end = t->line + t->line_len;
    if (*p == '_' && (p + 1 == end || p[1] == '\t'))
        return SLICE("_"); /* mostly */
    const char *tab = memchr(p, '\t', (size_t)(end - p));
    return (struct slice){p, (size_t)((tab ? tab : end) - p)};
}

/* The value of an attribute KEY=VALUE; data is NULL where MISC has none of that name. */
static struct slice attribute(struct slice misc, struct slice key)
{
    while (misc.len) {
        const char *bar = memchr(misc.data, '|', misc.len);
        size_t len = bar ? (size_t)(bar - misc.data) : misc.len;
        if (len > key.len && misc.data[key.len] == '=' && memcmp(misc.data, key.data, key.len) == 0)
            return (struct slice){misc.data + key.len + 1, len - key.len - 1};
        len += bar != NULL;
        misc = (struct slice){misc.data + len, misc.len - len};
    }
    return (struct slice){NULL, 0};
}

/* A number of nine digits at most; 0 where there is none. */
static uint32_t small_number(struct slice digits)
{
    uint32_t n = 0;
    if (digits.len > 9)
        return 0;
    for (size_t i = 0; i < digits.len; i++) {
        unsigned digit = (unsigned)(unsigned char)digits.data[i] - '0';
        if (digit > 9)
            return 0;
        n = n * 10 + digit;
    }
    return n;
}

/* The gap that MISC tells of; *bytes is set where it tells of them.  Valid until the next call. */
static struct slice gap_of(struct window *w, struct slice misc, uint32_t *bytes)
{
    if (misc.len == 1 && misc.data[0] == '_')
        return SLICE(" ");
    if (slice_eq(misc, SLICE("SpaceAfter=No")))
        return SLICE("");
    struct slice spaces = attribute(misc, SLICE("SpacesAfter"));
    uint32_t n = small_number(attribute(misc, SLICE("Bytes")));
    if (n)
        *bytes = n;
    if (spaces.data) {
        buf_clear(&w->gap);
        unescape_append(&w->gap, spaces.data, spaces.len);
        return buf_slice(&w->gap);
    }
    return slice_eq(attribute(misc, SLICE("SpaceAfter")), SLICE("No")) ? SLICE("") : SLICE(" ");
}

/* Adding ----------------------------------------------------------------------------------- */

/* A token's text and gap, at the end of the window. */
static inline void add_text(struct window *w, const struct token *t, const struct layout *l,
                            struct window_word *word)
{
    uint32_t bytes = t->bytes ? t->bytes : t->form_len;
    struct slice gap = {t->space, t->space_len};
    if (t->line && l)
        gap = gap_of(w, misc_of(t, l), &bytes);
    *word = (struct window_word){w->text_start + w->text.len, w->at, t->form_len, bytes};
    if (t->form_len + gap.len + BUF_PAD > w->text.capacity - w->text.len)
        buf_reserve(&w->text, t->form_len + gap.len);
    char *p = w->text.data + w->text.len;
    if (t->form_len <= BUF_PAD)
        memcpy(p, t->form, BUF_PAD); /* both have a pad */
    else
        memcpy(p, t->form, t->form_len);
    if (gap.len == 1)
        p[t->form_len] = gap.data[0];
    else if (gap.len)
        memcpy(p + t->form_len, gap.data, gap.len);
    w->text.len += t->form_len + gap.len;
    w->at += bytes + gap.len;
}

/* How many words a range `3-5` has. */
static uint64_t range_words(const struct token *t)
{
    struct slice id = cell_of(t, 0);
    const char *dash = memchr(id.data, '-', id.len);
    size_t digits = dash ? (size_t)(dash - id.data) : id.len;
    uint32_t first = small_number((struct slice){id.data, digits});
    uint32_t last = dash ? small_number((struct slice){dash + 1, id.len - digits - 1}) : first;
    return last < first ? 0 : (uint64_t)last - first + 1;
}

static void add_words(struct window *w, const struct sentence *s, const struct layout *layout)
{
    struct window_word range = {0};
    uint64_t in_range = 0; /* words that are still to come of it */
    for (size_t i = 0; i < s->token_count; i++) {
        const struct token *t = &s->tokens[i];
        w->numbers[i] = window_end(w);
        if (t->flags & TOKEN_EMPTY)
            continue;
        if (t->flags & TOKEN_RANGE) {
            add_text(w, t, layout, &range);
            in_range = range_words(t);
        } else if (in_range) {
            w->words[w->count++] = range;
            in_range--;
        } else {
            add_text(w, t, layout, &w->words[w->count]);
            w->count++;
        }
    }
    /* What stands behind the last word, an empty node, is of that. */
    for (size_t i = s->token_count; i > 0 && w->numbers[i - 1] == window_end(w) && w->count; i--)
        w->numbers[i - 1]--;
}

/* `# gm:spaces = ...` of a block without tokens. */
static void add_spaces(struct window *w, const struct sentence *s)
{
    const struct slice key = SLICE("# gm:spaces = ");
    struct slice rest = s->comments;
    struct slice spaces = s->spaces;
    buf_clear(&w->gap);
    while (rest.len) {
        const char *end = memchr(rest.data, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.data) : rest.len;
        if (len > key.len && memcmp(rest.data, key.data, key.len) == 0) {
            unescape_append(&w->gap, rest.data + key.len, len - key.len);
            spaces = buf_slice(&w->gap);
        }
        len += end != NULL;
        rest = (struct slice){rest.data + len, rest.len - len};
    }
    buf_append(&w->text, spaces.data, spaces.len);
    w->at += spaces.len;
}

void window_add(struct window *w, const struct sentence *s, const struct layout *layout)
{
    if (s->token_count == 0) {
        add_spaces(w, s);
        return;
    }
    if (s->placed)
        w->at = s->at;
    w->placed = s->placed && (!layout || layout->misc >= 0);
    w->words = xgrow(w->words, &w->capacity, w->count + s->token_count, sizeof *w->words);
    w->numbers = xgrow(w->numbers, &w->numbers_capacity, s->token_count, sizeof *w->numbers);
    add_words(w, s, layout);
}

/* Text ------------------------------------------------------------------------------------- */

static struct slice between(const struct window *w, uint64_t start, uint64_t end)
{
    if (end <= start)
        return SLICE("");
    return (struct slice){w->text.data + (start - w->text_start), (size_t)(end - start)};
}

static uint64_t end_of(const struct window *w, uint64_t number)
{
    const struct window_word *word = window_word(w, number);
    return word->text + word->len;
}

struct slice window_text(const struct window *w, uint64_t from, uint64_t to)
{
    return between(w, window_word(w, from)->text, end_of(w, to));
}

struct slice window_before(const struct window *w, uint64_t from, uint64_t to)
{
    return between(w, window_word(w, from)->text, window_word(w, to)->text);
}

struct slice window_behind(const struct window *w, uint64_t from, uint64_t to)
{
    return between(w, end_of(w, from), end_of(w, to));
}

void window_drop(struct window *w, uint64_t number)
{
    size_t n = number > w->first ? (size_t)(number - w->first) : 0;
    if (n > w->count)
        n = w->count;
    if (n < DROP_MIN || n < w->count / 2)
        return;
    uint64_t start = n < w->count ? w->words[n].text : w->text_start + w->text.len;
    size_t bytes = (size_t)(start - w->text_start);
    w->count -= n;
    w->first += n;
    memmove(w->words, w->words + n, w->count * sizeof *w->words);
    w->text.len -= bytes;
    w->text_start = start;
    if (w->text.len)
        memmove(w->text.data, w->text.data + bytes, w->text.len);
}

void window_release(struct window *w)
{
    buf_release(&w->text);
    buf_release(&w->gap);
    free(w->words);
    free(w->numbers);
    *w = (struct window){0};
}
