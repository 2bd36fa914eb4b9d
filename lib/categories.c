#include "categories.h"

#include "checksum.h"
#include "xalloc.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { PART_MAX = 128 }; /* bytes of one part of a concept */

void categories_init(struct categories *t)
{
    *t = (struct categories){ARENA_INIT, INTERN_INIT,   INTERN_INIT,  NULL,
                             0,          CATEGORY_NONE, CATEGORY_NONE};
}

void categories_release(struct categories *t)
{
    arena_release(&t->text);
    intern_release(&t->keys);
    intern_release(&t->taken);
    free(t->items);
}

/* Names ------------------------------------------------------------------------------------ */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Whether s can be a part of a concept, `top`: its first. */
static bool is_part(struct slice s, bool top)
{
    if (s.len == 0 || s.len > PART_MAX || (top && !is_lower(s.data[0])))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (!is_lower(c) && !is_digit(c) && c != '-' && (top || c < 'A' || c > 'Z'))
            return false;
    }
    return true;
}

/* Takes what stands before the first dot off `rest`; false: nothing is left. */
static bool take_part(struct slice *rest, struct slice *part)
{
    if (!rest->data)
        return false;
    const char *dot = rest->len ? memchr(rest->data, '.', rest->len) : NULL;
    size_t len = dot ? (size_t)(dot - rest->data) : rest->len;
    *part = (struct slice){rest->data, len};
    *rest = dot ? (struct slice){dot + 1, rest->len - len - 1} : (struct slice){NULL, 0};
    return true;
}

static bool is_dotted(struct slice s, bool top)
{
    struct slice part;
    while (take_part(&s, &part)) {
        if (!is_part(part, top))
            return false;
        top = false;
    }
    return true;
}

bool categories_is_concept(struct slice s)
{
    return s.data && is_dotted(s, true);
}

/* Appends name in the characters of a concept: letters without marks, `-` for all else. */
static void append_slug(struct buf *out, struct slice name)
{
    utf8proc_uint8_t *plain = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)name.data, (utf8proc_ssize_t)name.len, &plain,
                     UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK |
                         UTF8PROC_CASEFOLD);
    size_t start = out->len;
    for (utf8proc_ssize_t i = 0; i < n && out->len - start < PART_MAX; i++) {
        char c = (char)plain[i];
        if (is_lower(c) || is_digit(c))
            buf_append_char(out, c);
        else if (out->len > start && out->data[out->len - 1] != '-')
            buf_append_char(out, '-');
    }
    free(plain);
    while (out->len > start && out->data[out->len - 1] == '-')
        out->len--;
    if (out->len == start) { /* no letter of a-z: any name that is always the same */
        char digits[CHECKSUM_HEX + 1];
        checksum_hex(name, digits);
        buf_append_str(out, "c-");
        buf_append(out, digits, 8);
    }
}

/* Tree ------------------------------------------------------------------------------------- */

static uint32_t add_child(struct categories *t, uint32_t parent, struct slice name)
{
    struct buf key = BUF_INIT;
    bool fresh;
    buf_append_u64(&key, parent);
    buf_append_char(&key, ' ');
    size_t at = key.len;
    if (name.len)
        buf_append(&key, name.data, name.len);
    uint32_t id = intern_add(&t->keys, key.data, key.len, &fresh);
    buf_release(&key);
    if (!fresh)
        return id;
    struct slice kept = intern_key(&t->keys, id);
    t->items = xgrow(t->items, &t->capacity, (size_t)id + 1, sizeof *t->items);
    t->items[id] = (struct category){
        .name = {kept.data + at, kept.len - at},
        .parent = parent,
        .depth = parent == CATEGORY_NONE ? 0 : t->items[parent].depth + 1,
        .first_child = CATEGORY_NONE,
        .last_child = CATEGORY_NONE,
        .next = CATEGORY_NONE,
    };
    uint32_t *first = parent == CATEGORY_NONE ? &t->first : &t->items[parent].first_child;
    uint32_t *last = parent == CATEGORY_NONE ? &t->last : &t->items[parent].last_child;
    if (*last == CATEGORY_NONE)
        *first = id;
    else
        t->items[*last].next = id;
    *last = id;
    return id;
}

uint32_t categories_add(struct categories *t, uint32_t parent, struct slice name)
{
    struct slice part;
    if (!is_dotted(name, parent == CATEGORY_NONE)) {
        if (parent != CATEGORY_NONE && t->items[parent].depth + 1 >= CATEGORY_DEPTH_MAX)
            return CATEGORY_NONE;
        return add_child(t, parent, name);
    }
    while (take_part(&name, &part)) {
        if (parent != CATEGORY_NONE && t->items[parent].depth + 1 >= CATEGORY_DEPTH_MAX)
            return CATEGORY_NONE;
        parent = add_child(t, parent, part);
    }
    return parent;
}

/* Makes the concept of a category whose parent has one. */
static void make_concept(struct categories *t, struct category *c)
{
    bool top = c->parent == CATEGORY_NONE;
    struct buf path = BUF_INIT;
    if (!top) {
        const struct category *above = &t->items[c->parent];
        buf_append(&path, above->concept.data, above->concept.len);
        buf_append_char(&path, '.');
        c->renamed = above->renamed;
    }
    size_t at = path.len;
    if (is_part(c->name, top)) {
        buf_append(&path, c->name.data, c->name.len);
    } else {
        append_slug(&path, c->name);
        c->renamed = true;
    }
    if (top && !is_lower(path.data[at])) {
        struct buf led = BUF_INIT;
        buf_append_str(&led, "c-");
        buf_append(&led, path.data, path.len);
        buf_release(&path);
        path = led;
    }
    size_t len = path.len;
    bool fresh;
    intern_add(&t->taken, path.data, path.len, &fresh);
    for (uint64_t n = 2; !fresh; n++) {
        c->clashed = c->renamed = true;
        path.len = len;
        buf_append_char(&path, '-');
        buf_append_u64(&path, n);
        intern_add(&t->taken, path.data, path.len, &fresh);
    }
    c->concept = (struct slice){arena_copy(&t->text, path.data, path.len), path.len};
    buf_release(&path);
}

const struct category *categories_concept(struct categories *t, uint32_t id)
{
    uint32_t chain[CATEGORY_DEPTH_MAX];
    size_t n = 0;
    for (uint32_t i = id; i != CATEGORY_NONE && !t->items[i].concept.data; i = t->items[i].parent)
        chain[n++] = i;
    while (n)
        make_concept(t, &t->items[chain[--n]]);
    return &t->items[id];
}

void categories_path(const struct categories *t, uint32_t id, struct buf *out)
{
    uint32_t chain[CATEGORY_DEPTH_MAX];
    size_t n = 0;
    for (uint32_t i = id; i != CATEGORY_NONE; i = t->items[i].parent)
        chain[n++] = i;
    for (bool first = true; n; first = false) {
        struct slice name = t->items[chain[--n]].name;
        buf_append_str(out, first ? "" : " > ");
        if (name.len)
            buf_append(out, name.data, name.len);
    }
}
