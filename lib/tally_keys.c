#include "tally_keys.h"

static bool is_meta_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '.' && c != '-')
            return false;
    }
    return name.len > 0;
}

/* The kind of a name; false: there is no such key. */
static bool find_kind(struct tally_key *key)
{
    static const char *const names[] = {
        [TALLY_DOCUMENT] = "document", [TALLY_META] = "",     [TALLY_LANG] = "lang",
        [TALLY_ZONE] = "zone",         [TALLY_PAGE] = "page", [TALLY_CONCEPT] = "concept",
        [TALLY_ENTRY] = "entry",       [TALLY_TERM] = "term", [TALLY_FLAGS] = "flags",
        [TALLY_FORM] = "form",         [TALLY_STEM] = "stem",
    };
    if (slice_starts(key->name, SLICE("meta."))) {
        key->kind = TALLY_META;
        key->meta = (struct slice){key->name.data + 5, key->name.len - 5};
        return is_meta_name(key->meta);
    }
    for (int kind = 0; kind <= TALLY_STEM; kind++) {
        key->kind = (enum tally_kind)kind;
        if (kind != TALLY_META && slice_eq(key->name, slice_of(names[kind])))
            return true;
    }
    return false;
}

static const char *add_key(struct tally_keys *keys, struct slice name)
{
    struct tally_key key = {.name = name};
    if (!find_kind(&key))
        return "unknown key";
    for (size_t i = 0; i < keys->count; i++)
        if (slice_eq(keys->items[i].name, name))
            return "repeated key";
    if (keys->count == TALLY_KEYS_MAX)
        return "too many keys, from";
    keys->items[keys->count++] = key;
    keys->has[key.kind] = true;
    keys->groups += !tally_is_term(key.kind);
    keys->terms += tally_is_term(key.kind);
    return NULL;
}

const char *tally_keys_set(struct tally_keys *keys, struct slice names, struct slice *subject)
{
    *keys = (struct tally_keys){.text = BUF_INIT};
    buf_append(&keys->text, names.data, names.len);
    const char *at = keys->text.data;
    const char *end = at + keys->text.len;
    for (;;) {
        const char *comma = at < end ? memchr(at, ',', (size_t)(end - at)) : NULL;
        *subject = (struct slice){at, (size_t)((comma ? comma : end) - at)};
        const char *wrong = add_key(keys, *subject);
        if (wrong)
            return wrong;
        if (!comma)
            break;
        at = comma + 1;
    }
    const bool *has = keys->has;
    keys->of_matches =
        has[TALLY_CONCEPT] || has[TALLY_ENTRY] || has[TALLY_TERM] || has[TALLY_FLAGS];
    keys->in_document = has[TALLY_LANG] || has[TALLY_ZONE] || has[TALLY_PAGE];
    return NULL;
}

void tally_keys_release(struct tally_keys *keys)
{
    buf_release(&keys->text);
    *keys = (struct tally_keys){.text = BUF_INIT};
}

/* A cell ends with two NULs; a NUL inside it is followed by 0xff, so that it does not look so. */
void tally_append_cell(struct buf *key, struct slice cell, bool end)
{
    while (end && cell.len) {
        const char *nul = memchr(cell.data, '\0', cell.len);
        size_t n = nul ? (size_t)(nul - cell.data) + 1 : cell.len;
        buf_append(key, cell.data, n);
        if (nul)
            buf_append_char(key, '\xff');
        cell = (struct slice){cell.data + n, cell.len - n};
    }
    buf_append(key, cell.data, cell.len);
    if (end)
        buf_append(key, "\0", 2);
}

void tally_take_cell(struct slice *key, struct buf *cell, bool end)
{
    while (end) {
        const char *nul = memchr(key->data, '\0', key->len);
        size_t n = (size_t)(nul - key->data);
        end = nul[1] != '\0';
        buf_append(cell, key->data, n + end);
        *key = (struct slice){key->data + n + 2, key->len - n - 2};
        if (!end)
            return;
    }
    buf_append(cell, key->data, key->len);
    key->len = 0;
}

size_t tally_cells_length(struct slice key, size_t count)
{
    size_t at = 0;
    for (; count; count--) {
        while (key.data[at] || key.data[at + 1])
            at += key.data[at] ? 1 : 2;
        at += 2;
    }
    return at;
}

bool tally_is_in_order(const struct tally_keys *keys)
{
    for (size_t i = 1; i < keys->count; i++)
        if (tally_is_term(keys->items[i - 1].kind) && !tally_is_term(keys->items[i].kind))
            return false;
    return true;
}
