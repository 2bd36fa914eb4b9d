#include "blocks.h"

#include "arena.h"
#include "langtag.h"
#include "utf8.h"
#include "xalloc.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    LINE_BYTES = 256 * 1024 * 1024,
    LINE_VALUES = 1000,
    META_BYTES = 1024 * 1024, /* of one line, so that a document's comments stay readable */
    ID_BYTES = 4096,
    NAME_BYTES = 256, /* label, zone and lang stand on every sentence */
    PAGE_MAX = 1000000000,
    QUOTE_BYTES = 80,
    MESSAGES_MAX = 20, /* for one input: a wrong file has a mistake on every line */
};

struct blocks_reader {
    struct diag *d;
    struct input *in;
    int messages;
    json_t *object; /* that the last block points into */
    struct arena numbers;
    struct slice *keys;
    struct slice *values;
    size_t key_capacity;
    size_t value_capacity;
    size_t meta_bytes;
};

/* jansson's own errors do not tell memory that is gone from text that is wrong. */
static void *allocate(size_t size)
{
    return xmalloc(size, 1);
}

struct blocks_reader *blocks_reader_new(struct diag *d)
{
    struct blocks_reader *r = xcalloc(1, sizeof *r);
    r->d = d;
    json_set_alloc_funcs(allocate, free);
    return r;
}

static void forget_line(struct blocks_reader *r)
{
    json_decref(r->object);
    r->object = NULL;
    arena_clear(&r->numbers);
    r->meta_bytes = 0;
}

void blocks_reader_free(struct blocks_reader *r)
{
    if (!r)
        return;
    forget_line(r);
    arena_release(&r->numbers);
    free(r->keys);
    free(r->values);
    free(r);
}

void blocks_reader_start(struct blocks_reader *r, struct input *in)
{
    r->in = in;
    r->messages = 0;
}

/* Says what is wrong with the line; false, for the caller to return. */
DIAG_PRINTF(2, 3) static bool complain(struct blocks_reader *r, const char *format, ...)
{
    char what[512];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    r->messages++;
    if (r->messages <= MESSAGES_MAX)
        diag_error(r->d, "%s:%zu: %s", r->in->name, r->in->line, what);
    if (r->messages == MESSAGES_MAX)
        diag_error(r->d, "%s: further errors of this input are not shown", r->in->name);
    return false;
}

/* How much of a hostile string a message shows. */
static int quoted(struct slice s)
{
    return (int)(s.len <= QUOTE_BYTES ? s.len : utf8_cut(s.data, s.len, QUOTE_BYTES));
}

/* Metadata --------------------------------------------------------------------------------- */

/* A number's text: the fewest digits that are read back as the same number. */
static struct slice number_text(struct blocks_reader *r, const json_t *value)
{
    char text[64];
    int len = 0;
    if (json_is_integer(value)) {
        len = snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else {
        double n = json_real_value(value);
        for (int digits = 15; digits <= 17; digits++) {
            len = snprintf(text, sizeof text, "%.*g", digits, n);
            if (strtod(text, NULL) == n)
                break;
        }
    }
    return (struct slice){arena_copy(&r->numbers, text, (size_t)len), (size_t)len};
}

static bool add_meta(struct blocks_reader *r, struct slice key, const json_t *value,
                     struct block *b)
{
    struct slice text;
    if (!document_key_valid(key))
        return complain(r, "'%.*s' is no key of metadata", quoted(key), key.data);
    if (json_is_null(value))
        return true;
    if (json_is_string(value))
        text = (struct slice){json_string_value(value), json_string_length(value)};
    else if (json_is_number(value))
        text = number_text(r, value);
    else if (json_is_boolean(value))
        text = json_is_true(value) ? SLICE("true") : SLICE("false");
    else
        return complain(r, "'%.*s' is neither string, number nor boolean", quoted(key), key.data);
    if (!text.len)
        return true;
    r->meta_bytes += key.len + text.len;
    if (r->meta_bytes > META_BYTES)
        return complain(r, "more than 1 MiB of metadata");
    size_t n = b->meta_count++;
    r->keys = xgrow(r->keys, &r->key_capacity, n + 1, sizeof *r->keys);
    r->values = xgrow(r->values, &r->value_capacity, n + 1, sizeof *r->values);
    r->keys[n] = key;
    r->values[n] = text;
    return true;
}

/* The object ------------------------------------------------------------------------------- */

static bool take_string(struct blocks_reader *r, struct slice key, const json_t *value, size_t max,
                        struct slice *target)
{
    if (json_is_null(value))
        return true;
    if (!json_is_string(value))
        return complain(r, "'%s' is no string", key.data);
    *target = (struct slice){json_string_value(value), json_string_length(value)};
    return target->len <= max || complain(r, "'%s' has more than %zu bytes", key.data, max);
}

static bool take_page(struct blocks_reader *r, const json_t *value, uint32_t *page)
{
    if (json_is_null(value))
        return true;
    json_int_t n = json_integer_value(value); /* 0 when it is none */
    if (n < 1 || n > PAGE_MAX)
        return complain(r, "'page' is no whole number from 1 to %d", (int)PAGE_MAX);
    *page = (uint32_t)n;
    return true;
}

static bool take_member(struct blocks_reader *r, struct slice key, const json_t *value,
                        struct block *b)
{
    const struct {
        struct slice key;
        size_t max;
        struct slice *target;
    } strings[] = {
        {SLICE("id"), ID_BYTES, &b->id},
        {SLICE("text"), LINE_BYTES, &b->text},
        {SLICE("label"), NAME_BYTES, &b->place.label},
        {SLICE("zone"), NAME_BYTES, &b->place.zone},
        {SLICE("lang"), NAME_BYTES, &b->place.lang},
    };
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (slice_eq(key, strings[i].key))
            return take_string(r, key, value, strings[i].max, strings[i].target);
    if (slice_eq(key, SLICE("page")))
        return take_page(r, value, &b->place.page);
    return add_meta(r, key, value, b);
}

/* Blanks around a label would not survive the stream. */
static struct slice trim(struct slice s)
{
    while (s.len && s.data[0] == ' ')
        s = (struct slice){s.data + 1, s.len - 1};
    while (s.len && s.data[s.len - 1] == ' ')
        s.len--;
    return s;
}

static bool take_object(struct blocks_reader *r, struct block *b)
{
    if (!json_is_object(r->object))
        return complain(r, "not an object");
    const char *key;
    size_t len;
    json_t *value;
    json_object_keylen_foreach(r->object, key, len, value)
    {
        if (!take_member(r, (struct slice){key, len}, value, b))
            return false;
    }
    struct slice zone = b->place.zone;
    struct slice lang = b->place.lang;
    if (!b->id.data)
        return complain(r, "there is no 'id'");
    if (!b->id.len)
        return complain(r, "'id' is empty");
    if (!b->text.data)
        return complain(r, "there is no 'text'");
    if (zone.len && !document_key_valid(zone))
        return complain(r, "'%.*s' is no name of a zone", quoted(zone), zone.data);
    if (lang.len && !langtag_valid(lang))
        return complain(r, "'%.*s' is no language tag", quoted(lang), lang.data);
    b->place.label = trim(b->place.label);
    b->keys = r->keys;
    b->values = r->values;
    return true;
}

/* Lines ------------------------------------------------------------------------------------ */

/*
 * Whether a line has few enough values to be parsed: each takes some 100 bytes, be it only `[]`.  Right
 * for lines that are JSON; of others nothing is needed.
 */
static bool has_few_values(struct slice line)
{
    size_t count = 0;
    const char *end = line.data + line.len;
    for (const char *p = line.data; p < end; p++) {
        count += *p == ',' || *p == '[' || *p == '{';
        if (count > LINE_VALUES)
            return false;
        if (*p != '"')
            continue;
        bool escaped;
        do { /* to the end of the string */
            const char *start = p + 1;
            p = start < end ? memchr(start, '"', (size_t)(end - start)) : NULL;
            if (!p)
                return true;
            escaped = false;
            for (const char *q = p; q > start && q[-1] == '\\'; q--)
                escaped = !escaped;
        } while (escaped);
    }
    return true;
}

static bool is_blank(struct slice line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.data[i] != ' ' && line.data[i] != '\t' && line.data[i] != '\r')
            return false;
    return true;
}

static bool parse_line(struct blocks_reader *r, struct slice line, struct block *b)
{
    json_error_t error;
    *b = (struct block){0};
    if (!has_few_values(line))
        return complain(r, "more than %d values", (int)LINE_VALUES);
    r->object = json_loadb(line.data, line.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!r->object)
        return complain(r, "not JSON at byte %d: %s", error.position, error.text);
    return take_object(r, b);
}

bool blocks_reader_next(struct blocks_reader *r, struct block *block)
{
    for (;;) {
        struct slice line;
        forget_line(r);
        if (input_line(r->in, LINE_BYTES, &line)) {
            if (r->in->line == 1 && slice_starts(line, SLICE("\xef\xbb\xbf")))
                line = (struct slice){line.data + 3, line.len - 3};
            if (!is_blank(line) && parse_line(r, line, block))
                return true;
        } else if (r->in->err == EFBIG) {
            input_skip_line(r->in);
            complain(r, "a line of more than 256 MiB");
        } else {
            return false;
        }
    }
}
