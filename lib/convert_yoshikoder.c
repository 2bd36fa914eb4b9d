/*
 * Yoshikoder's XML (.ykd), and Lexicoder's of the same kind (.lcd): cnode is a category, pnode a word.
 *
 * The outermost cnode of Yoshikoder is the dictionary itself; where it is the only one and has no words of
 * its own it is no category.  Entities that the file defines are refused: a few lines of them stand for any
 * number of words.
 */
#include "convert.h"

#include <expat.h>

struct reader {
    struct convert *c;
    XML_Parser parser;
    uint32_t open[CATEGORY_DEPTH_MAX + 2];
    struct slice notes[CATEGORY_DEPTH_MAX + 2]; /* desc of the categories that are open */
    size_t cnodes;                              /* that are open */
    size_t depth;                               /* of elements */
    size_t tops;                                /* first pass: outermost cnodes, */
    bool top_word;                              /* and whether one has words of its own */
    bool skip_top;
    bool counting; /* this is the first pass */
    bool regex;
    bool stopped;
};

static void stop(struct reader *r, const char *what)
{
    r->c->line = XML_GetCurrentLineNumber(r->parser);
    if (!r->stopped)
        convert_skip(r->c, "%s; the rest of the file was not read", what);
    r->stopped = true;
    XML_StopParser(r->parser, XML_FALSE);
}

static struct slice attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return slice_of(attributes[i + 1]);
    return SLICE("");
}

static void open_category(struct reader *r, const char **attributes)
{
    struct slice name = attribute(attributes, "name");
    bool top = r->cnodes == 0;
    if (r->cnodes > CATEGORY_DEPTH_MAX) {
        stop(r, "categories are too deep");
        return;
    }
    uint32_t id = CATEGORY_NONE;
    if (!r->counting && !(top && r->skip_top)) {
        uint32_t parent = top ? CATEGORY_NONE : r->open[r->cnodes - 1];
        if (!convert_trim(name).len)
            stop(r, "a category without a name");
        else if ((id = convert_category(r->c, parent, name)) == CATEGORY_NONE)
            stop(r, "categories are too deep");
    }
    r->tops += top;
    r->open[r->cnodes] = id;
    r->notes[r->cnodes++] =
        r->counting ? SLICE("") : convert_keep(r->c, attribute(attributes, "desc"));
}

static void read_word(struct reader *r, const char **attributes)
{
    struct convert *c = r->c;
    struct slice name = attribute(attributes, "name");
    struct slice note = attribute(attributes, "desc");
    struct slice score = attribute(attributes, "score");
    r->top_word = r->top_word || r->cnodes == 1;
    if (r->counting)
        return;
    if (!r->cnodes || r->open[r->cnodes - 1] == CATEGORY_NONE) {
        convert_skip(c, "'%.*s' is in no category", CONVERT_SHOWN(name));
        return;
    }
    if (score.len && !slice_eq(score, SLICE("1")) && !slice_eq(score, SLICE("1.0")))
        convert_lose(c, LOSS_WEIGHT, name);
    if (r->regex && strpbrk(name.len ? name.data : "", "\\^$.|?*+()[]{}")) {
        convert_skip(c, "regular expression '%.*s' is not read", CONVERT_SHOWN(name));
        return;
    }
    convert_add_word(c, r->open[r->cnodes - 1], name, SLICE(""),
                     note.len ? note : r->notes[r->cnodes - 1]);
}

static void XMLCALL start(void *data, const char *name, const char **attributes)
{
    struct reader *r = data;
    if (r->stopped)
        return;
    r->c->line = XML_GetCurrentLineNumber(r->parser);
    r->depth++;
    if (strcmp(name, "cnode") == 0)
        open_category(r, attributes);
    else if (strcmp(name, "pnode") == 0)
        read_word(r, attributes);
    else if (r->depth == 1 && strcmp(name, "dictionary") == 0)
        r->regex = slice_eq(attribute(attributes, "patternengine"), SLICE("regexp"));
    else if (r->depth == 1)
        stop(r, "the root is not <dictionary>");
    else if (!r->counting)
        convert_warn(r->c, "element <%.80s> is not read", name);
}

static void XMLCALL end(void *data, const char *name)
{
    struct reader *r = data;
    r->depth--;
    if (!r->stopped && strcmp(name, "cnode") == 0)
        r->cnodes--;
}

static void XMLCALL entity(void *data, const char *name, int parameter, const char *value,
                           int length, const char *base, const char *system, const char *public,
                           const char *notation)
{
    (void)name, (void)parameter, (void)value, (void)length;
    (void)base, (void)system, (void)public, (void)notation;
    stop(data, "the file defines entities");
}

/* Reads the file once. */
static bool parse(struct reader *r, struct slice text)
{
    r->parser = XML_ParserCreate(r->c->recoded ? "UTF-8" : NULL);
    if (!r->parser)
        return false;
    r->depth = r->cnodes = 0;
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, start, end);
    XML_SetEntityDeclHandler(r->parser, entity);
    bool ok = XML_Parse(r->parser, text.data, (int)text.len, XML_TRUE) == XML_STATUS_OK;
    if (!ok && !r->stopped)
        stop(r, XML_ErrorString(XML_GetErrorCode(r->parser)));
    XML_ParserFree(r->parser);
    return !r->stopped;
}

void convert_read_yoshikoder(struct convert *c, struct slice text)
{
    struct reader r = {.c = c, .counting = true};
    if (!text.len)
        text = SLICE("");
    if (!parse(&r, text))
        return;
    r.skip_top = r.tops == 1 && !r.top_word;
    r.counting = false;
    parse(&r, text);
}

/* Writing ---------------------------------------------------------------------------------- */

static void append_attribute(struct buf *text, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.data[i]) {
        case '&':
            buf_append_str(text, "&amp;");
            break;
        case '<':
            buf_append_str(text, "&lt;");
            break;
        case '"':
            buf_append_str(text, "&quot;");
            break;
        default:
            buf_append_char(text, s.data[i]);
        }
    }
}

static void append_indent(struct buf *text, size_t depth)
{
    while (depth--)
        buf_append_char(text, '\t');
}

static void write_branch(struct convert *c, uint32_t id, struct buf *text)
{
    const struct category *items = c->categories.items;
    for (; id != CATEGORY_NONE; id = items[id].next) {
        size_t count;
        const struct convert_term *terms = convert_terms_of(c, id, &count);
        append_indent(text, items[id].depth + 2);
        buf_append_str(text, "<cnode name=\"");
        append_attribute(text, items[id].name);
        buf_append_str(text, "\" desc=\"\">\n");
        for (size_t i = 0; i < count; i++) {
            append_indent(text, items[id].depth + 3);
            buf_append_str(text, "<pnode name=\"");
            append_attribute(text, terms[i].text);
            buf_append_str(text, "\"/>\n");
        }
        write_branch(c, items[id].first_child, text);
        append_indent(text, items[id].depth + 2);
        buf_append_str(text, "</cnode>\n");
    }
}

void convert_write_yoshikoder(struct convert *c, struct output *out)
{
    struct buf text = BUF_INIT;
    buf_append_str(&text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<dictionary style=\"050805\" patternengine=\"substring\">\n"
                          "\t<cnode name=\"gapmap\" desc=\"\">\n");
    write_branch(c, c->categories.first, &text);
    buf_append_str(&text, "\t</cnode>\n</dictionary>\n");
    output_write(out, text.data, text.len);
    buf_release(&text);
}
