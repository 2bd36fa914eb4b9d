/*
 * WordStat (.cat) and Lexicoder (.lc3): one category or word a line.
 *
 * WordStat: tabs tell what stands below what; a word has its weight in brackets behind it, a
 * category none; `_` joins the words of a phrase; `@` begins a rule on what stands near what.
 * Lexicoder: `+` begins a category, `~` a comment.
 */
#include "convert.h"

/* Takes a weight, ` (1)`, off the end of a line; false: there is none. */
static bool take_weight(struct slice *line, struct slice *weight)
{
    size_t i = line->len;
    if (i < 3 || line->data[i - 1] != ')')
        return false;
    for (i--; i > 0 && line->data[i - 1] != '('; i--) {
        char c = line->data[i - 1];
        if ((c < '0' || c > '9') && c != '.' && c != '-' && c != ',')
            return false;
    }
    if (i < 2 || i == line->len - 1)
        return false;
    *weight = (struct slice){line->data + i, line->len - i - 1};
    line->len = i - 1;
    *line = convert_trim(*line);
    return line->len > 0;
}

/* Tabs, with what blanks stand between them, at the start of a line. */
static size_t count_tabs(struct slice line)
{
    size_t tabs = 0;
    for (size_t i = 0; i < line.len && (line.data[i] == '\t' || line.data[i] == ' '); i++)
        tabs += line.data[i] == '\t';
    return tabs;
}

void convert_read_wordstat(struct convert *c, struct slice text)
{
    uint32_t open[CATEGORY_DEPTH_MAX + 1];
    size_t depth = 0; /* categories that are open */
    struct slice line;
    while (convert_line(c, &text, &line)) {
        size_t tabs = count_tabs(line);
        struct slice word = convert_trim(line);
        struct slice weight;
        if (!word.len)
            continue;
        bool entry = take_weight(&word, &weight);
        if (tabs > depth) {
            convert_warn(c, "'%.*s' is indented by %zu tabs more than what it stands below",
                         CONVERT_SHOWN(word), tabs - depth);
            tabs = depth;
        }
        if (word.data[0] == '@' || (entry && tabs == 0)) {
            convert_skip(
                c, word.data[0] == '@' ? "rule '%.*s' is not read" : "'%.*s' is in no category",
                CONVERT_SHOWN(word));
        } else if (entry) {
            if (!slice_eq(weight, SLICE("1")))
                convert_lose(c, LOSS_WEIGHT, word);
            convert_add_word(c, open[tabs - 1], word, SLICE(""), SLICE(""));
        } else if (tabs < CATEGORY_DEPTH_MAX) {
            uint32_t id = convert_category(c, tabs ? open[tabs - 1] : CATEGORY_NONE, word);
            if (id == CATEGORY_NONE)
                continue;
            open[tabs] = id;
            depth = tabs + 1;
        } else {
            convert_skip(c, "category '%.*s' is more than %d deep", CONVERT_SHOWN(word),
                         CATEGORY_DEPTH_MAX);
        }
    }
}

void convert_read_lexicoder(struct convert *c, struct slice text)
{
    uint32_t category = CATEGORY_NONE;
    struct slice line;
    while (convert_line(c, &text, &line)) {
        line = convert_trim(line);
        if (!line.len)
            continue;
        if (line.data[0] == '~')
            convert_lose(c, LOSS_COMMENT, line);
        else if (line.data[0] == '+')
            category =
                convert_category(c, CATEGORY_NONE, (struct slice){line.data + 1, line.len - 1});
        else if (category == CATEGORY_NONE)
            convert_skip(c, "'%.*s' is in no category", CONVERT_SHOWN(line));
        else
            convert_add_word(c, category, line, SLICE(""), SLICE(""));
    }
}

/* Writing ---------------------------------------------------------------------------------- */

static void append_tabs(struct buf *text, size_t count)
{
    while (count--)
        buf_append_char(text, '\t');
}

static void write_branch(struct convert *c, uint32_t id, struct buf *text)
{
    const struct category *items = c->categories.items;
    for (; id != CATEGORY_NONE; id = items[id].next) {
        size_t count;
        const struct convert_term *terms = convert_terms_of(c, id, &count);
        append_tabs(text, items[id].depth);
        buf_append(text, items[id].name.data, items[id].name.len);
        buf_append_char(text, '\n');
        for (size_t i = 0; i < count; i++) {
            append_tabs(text, items[id].depth + 1);
            buf_append(text, terms[i].text.data, terms[i].text.len);
            buf_append_str(text, " (1)\n");
        }
        write_branch(c, items[id].first_child, text);
    }
}

void convert_write_wordstat(struct convert *c, struct output *out)
{
    struct buf text = BUF_INIT;
    write_branch(c, c->categories.first, &text);
    output_write(out, text.data, text.len);
    buf_release(&text);
}

void convert_write_lexicoder(struct convert *c, struct output *out)
{
    struct buf text = BUF_INIT;
    for (uint32_t id = 0; id < categories_count(&c->categories); id++) {
        size_t count;
        const struct convert_term *terms = convert_terms_of(c, id, &count);
        struct slice concept = categories_concept(&c->categories, id)->concept;
        if (!count)
            continue;
        buf_append_char(&text, '+');
        buf_append(&text, concept.data, concept.len);
        buf_append_char(&text, '\n');
        for (size_t i = 0; i < count; i++) {
            buf_append(&text, terms[i].text.data, terms[i].text.len);
            buf_append_char(&text, '\n');
        }
    }
    output_write(out, text.data, text.len);
    buf_release(&text);
}
