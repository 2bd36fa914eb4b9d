/*
 * quanteda's YAML: mappings of categories, lists of words.
 *
 * A category that has words of its own beside categories holds them under the key `__`, as quanteda
 * writes it; lists with mappings among the words are read too.  Aliases are refused: a few lines of them
 * stand for any number of words.
 */
#include "convert.h"

#include <yaml.h>

/* A collection that is open. */
struct level {
    uint32_t category; /* of its words */
    bool mapping;
    bool key;       /* the next scalar of a mapping is a key */
    uint32_t value; /* category of the key that was read */
};

enum { LEVELS_MAX = 4 * CATEGORY_DEPTH_MAX };

struct reader {
    struct convert *c;
    struct level levels[LEVELS_MAX];
    size_t depth;
    bool done; /* something from which there is no way on */
};

static void give_up(struct reader *r, const char *what)
{
    convert_skip(r->c, "%s; the rest of the file was not read", what);
    r->done = true;
}

/* The category in which what comes next stands. */
static uint32_t place(const struct reader *r)
{
    if (!r->depth)
        return CATEGORY_NONE;
    const struct level *l = &r->levels[r->depth - 1];
    return l->mapping ? l->value : l->category;
}

/* A value of the innermost mapping has ended. */
static void end_value(struct reader *r)
{
    if (r->depth && r->levels[r->depth - 1].mapping)
        r->levels[r->depth - 1].key = true;
}

static void open_level(struct reader *r, bool mapping)
{
    if (r->depth && r->levels[r->depth - 1].mapping && r->levels[r->depth - 1].key) {
        give_up(r, "a list or mapping as the name of a category");
    } else if (r->depth == LEVELS_MAX) {
        give_up(r, "lists and mappings are too deep");
    } else {
        uint32_t category = place(r);
        r->levels[r->depth++] = (struct level){category, mapping, mapping, category};
    }
}

static void close_level(struct reader *r)
{
    if (r->depth)
        r->depth--;
    end_value(r);
}

static void read_key(struct reader *r, struct slice text)
{
    struct level *l = &r->levels[r->depth - 1];
    l->key = false;
    if (slice_eq(text, SLICE("__")) && l->category != CATEGORY_NONE)
        l->value = l->category;
    else if (!convert_trim(text).len)
        give_up(r, "a category without a name");
    else if ((l->value = convert_category(r->c, l->category, text)) == CATEGORY_NONE)
        r->done = true;
}

static void read_scalar(struct reader *r, struct slice text, bool plain)
{
    if (r->depth && r->levels[r->depth - 1].mapping && r->levels[r->depth - 1].key) {
        read_key(r, text);
        return;
    }
    uint32_t category = place(r);
    if (plain && (!text.len || slice_eq(text, SLICE("~")) || slice_eq(text, SLICE("null"))))
        convert_warn(r->c, "a category or word is empty");
    else if (category == CATEGORY_NONE)
        convert_skip(r->c, "'%.*s' is in no category", CONVERT_SHOWN(text));
    else
        convert_add_word(r->c, category, text, SLICE(""), SLICE(""));
    end_value(r);
}

static void read_event(struct reader *r, const yaml_event_t *e)
{
    r->c->line = e->start_mark.line + 1;
    switch (e->type) {
    case YAML_ALIAS_EVENT:
        convert_skip(r->c, "alias '*%.*s' is not followed", 80, (const char *)e->data.alias.anchor);
        if (r->depth && r->levels[r->depth - 1].mapping && r->levels[r->depth - 1].key)
            give_up(r, "an alias as the name of a category");
        end_value(r);
        break;
    case YAML_SCALAR_EVENT:
        read_scalar(r, (struct slice){(const char *)e->data.scalar.value, e->data.scalar.length},
                    e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
        break;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        open_level(r, e->type == YAML_MAPPING_START_EVENT);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_level(r);
        break;
    case YAML_STREAM_END_EVENT:
        r->done = true;
        break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
}

void convert_read_quanteda(struct convert *c, struct slice text)
{
    struct reader r = {.c = c};
    yaml_parser_t parser;
    yaml_event_t event;
    if (!yaml_parser_initialize(&parser)) {
        convert_skip(c, "no memory");
        return;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)(text.len ? text.data : ""),
                                 text.len);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    while (!r.done) {
        if (!yaml_parser_parse(&parser, &event)) {
            c->line = parser.problem_mark.line + 1;
            give_up(&r, parser.problem ? parser.problem : "not YAML");
            break;
        }
        read_event(&r, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

/* Writing ---------------------------------------------------------------------------------- */

static void append_indent(struct buf *text, size_t depth)
{
    while (depth--)
        buf_append_str(text, "  ");
}

/* Appends a double-quoted scalar, so that `no` and `1` are words for every reader. */
static void append_quoted(struct buf *text, struct slice s)
{
    buf_append_char(text, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '"' || s.data[i] == '\\')
            buf_append_char(text, '\\');
        buf_append_char(text, s.data[i]);
    }
    buf_append_char(text, '"');
}

static void append_words(struct buf *text, const struct convert_term *terms, size_t count,
                         size_t depth)
{
    for (size_t i = 0; i < count; i++) {
        append_indent(text, depth);
        buf_append_str(text, "- ");
        append_quoted(text, terms[i].text);
        buf_append_char(text, '\n');
    }
}

static void write_branch(struct convert *c, uint32_t id, struct buf *text)
{
    const struct category *items = c->categories.items;
    for (; id != CATEGORY_NONE; id = items[id].next) {
        size_t count;
        size_t depth = items[id].depth;
        const struct convert_term *terms = convert_terms_of(c, id, &count);
        append_indent(text, depth);
        append_quoted(text, items[id].name);
        buf_append_str(text, ":\n");
        if (items[id].first_child == CATEGORY_NONE) {
            append_words(text, terms, count, depth + 1);
            continue;
        }
        if (count) {
            append_indent(text, depth + 1);
            buf_append_str(text, "__:\n");
            append_words(text, terms, count, depth + 2);
        }
        write_branch(c, items[id].first_child, text);
    }
}

void convert_write_quanteda(struct convert *c, struct output *out)
{
    struct buf text = BUF_INIT;
    write_branch(c, c->categories.first, &text);
    if (!text.len)
        buf_append_str(&text, "{}\n");
    output_write(out, text.data, text.len);
    buf_release(&text);
}
