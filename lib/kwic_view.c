#include "kwic_view.h"

#include "display.h"
#include "ucd.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>

enum { PLACE_MAX = 16, GAP = 2 };

enum cell_kind { TEXT, PAGE, OFFSET, LENGTH, META };

/* The columns of the table in their order. */
static const struct {
    const char *name;
    enum cell_kind kind;
    enum hit_text text;
} table_columns[] = {
    {"document", TEXT, HIT_DOCUMENT}, {NULL, META, HIT_TEXTS},       {"page", PAGE, HIT_TEXTS},
    {"label", TEXT, HIT_LABEL},       {"offset", OFFSET, HIT_TEXTS}, {"length", LENGTH, HIT_TEXTS},
    {"sentence", TEXT, HIT_SENTENCE}, {"lang", TEXT, HIT_LANG},      {"zone", TEXT, HIT_ZONE},
    {"concept", TEXT, HIT_CONCEPT},   {"entry", TEXT, HIT_ENTRY},    {"flags", TEXT, HIT_FLAGS},
    {"left", TEXT, HIT_LEFT},         {"match", TEXT, HIT_MATCH},    {"right", TEXT, HIT_RIGHT},
};

enum { COLUMNS = sizeof table_columns / sizeof *table_columns };

struct kwic_view {
    struct kwic_view_options o;
    struct output *out;
    struct table_writer table;
    struct slice *names;   /* of the table's columns */
    struct buf meta_names; /* `meta.KEY` of all, behind each other */
    struct buf cell;       /* text that was made fit for showing */
    struct buf line;
};

/* Tables ----------------------------------------------------------------------------------- */

static void begin_table(struct kwic_view *v)
{
    size_t count = 0;
    v->names = xmalloc(COLUMNS + v->o.meta_count, sizeof *v->names);
    for (size_t i = 0; i < v->o.meta_count; i++) {
        buf_append_str(&v->meta_names, "meta.");
        buf_append_str(&v->meta_names, v->o.meta[i]);
    }
    const char *meta = v->meta_names.data;
    for (size_t i = 0; i < COLUMNS; i++) {
        if (table_columns[i].kind != META)
            v->names[count++] = slice_of(table_columns[i].name);
        for (size_t k = 0; table_columns[i].kind == META && k < v->o.meta_count; k++) {
            size_t len = strlen("meta.") + strlen(v->o.meta[k]);
            v->names[count++] = (struct slice){meta, len};
            meta += len;
        }
    }
    table_begin(&v->table, v->out, v->o.format, v->o.csv_raw, v->names, count);
}

static void write_number(struct kwic_view *v, uint64_t n, bool known)
{
    if (known)
        table_number(&v->table, n);
    else
        table_decimal(&v->table, SLICE(""));
}

/* Runs of white space as one blank; the blanks at the ends of left and right stay. */
static struct slice one_line(struct buf *cell, struct slice s)
{
    buf_clear(cell);
    for (size_t i = 0, n; i < s.len; i += n) {
        uint32_t cp;
        n = utf8_decode(s.data + i, s.len - i, &cp);
        if (!(ucd_entry(cp) & UCD_SPACE))
            buf_append(cell, s.data + i, n);
        else if (cell->len == 0 || cell->data[cell->len - 1] != ' ')
            buf_append_char(cell, ' ');
    }
    return buf_slice(cell);
}

static void write_text(struct kwic_view *v, enum hit_text which, struct slice s)
{
    if (v->o.one_line && which >= HIT_LEFT)
        s = one_line(&v->cell, s);
    table_text(&v->table, s);
}

static bool write_row(struct kwic_view *v, const struct hit *hit)
{
    struct slice meta = hit->meta;
    for (size_t i = 0; i < COLUMNS; i++) {
        switch (table_columns[i].kind) {
        case TEXT:
            write_text(v, table_columns[i].text, hit->texts[table_columns[i].text]);
            break;
        case PAGE:
            write_number(v, hit->page, hit->page != 0);
            break;
        case OFFSET:
            write_number(v, hit->offset, hit->placed);
            break;
        case LENGTH:
            write_number(v, hit->length, hit->placed);
            break;
        case META:
            while (meta.len)
                table_text(&v->table, hit_take_meta(&meta));
            break;
        }
    }
    return table_end_row(&v->table);
}

/* Text ------------------------------------------------------------------------------------- */

static void append_blanks(struct buf *line, size_t n)
{
    while (n--)
        buf_append_char(line, ' ');
}

/* Appends s in a colour (SGR parameters), and isolated where the line has text in both directions. */
static void append_part(struct kwic_view *v, struct slice s, bool isolated, const char *color)
{
    if (v->o.color && color && s.len) {
        buf_append_str(&v->line, "\33[");
        buf_append_str(&v->line, color);
        buf_append_char(&v->line, 'm');
    }
    if (isolated)
        buf_append_cp(&v->line, 0x2068);
    buf_append(&v->line, s.data, s.len);
    if (isolated)
        buf_append_cp(&v->line, 0x2069);
    if (v->o.color && color && s.len)
        buf_append_str(&v->line, "\33[0m");
}

/* The document and the page, its begin left out where they are too long. */
static void append_place(struct kwic_view *v, const struct hit *hit, size_t columns, bool isolated)
{
    size_t width;
    buf_clear(&v->cell);
    display_append(&v->cell, hit->texts[HIT_DOCUMENT]);
    if (hit->page) {
        buf_append_char(&v->cell, ':');
        buf_append_u64(&v->cell, hit->page);
    }
    struct slice place = display_tail(buf_slice(&v->cell), columns, &width);
    if (place.len < v->cell.len) {
        place = display_tail(place, columns - 1, &width);
        buf_append_str(&v->line, "\xe2\x80\xa6");
        width++;
    }
    append_part(v, place, isolated, "35");
    append_blanks(&v->line, columns - width + GAP);
}

/* What can be seen of a text of any length: a column has some bytes, not thousands. */
static struct slice near_match(struct slice s, size_t columns, bool before)
{
    size_t bytes = 64 * columns + 64;
    if (s.len <= bytes)
        return s;
    size_t cut = utf8_cut(s.data, s.len, before ? s.len - bytes : bytes);
    return before ? (struct slice){s.data + cut, s.len - cut} : (struct slice){s.data, cut};
}

static struct slice shown(struct kwic_view *v, struct slice s)
{
    buf_clear(&v->cell);
    display_append(&v->cell, s);
    return display_trim(buf_slice(&v->cell));
}

static bool write_line(struct kwic_view *v, const struct hit *hit)
{
    size_t place = v->o.width / 4 < PLACE_MAX ? v->o.width / 4 : PLACE_MAX;
    size_t rest = v->o.width - place - 2 * GAP;
    size_t left_columns = rest * 2 / 5;
    struct slice left = near_match(hit->texts[HIT_LEFT], v->o.width, true);
    struct slice match = near_match(hit->texts[HIT_MATCH], v->o.width, false);
    struct slice right = near_match(hit->texts[HIT_RIGHT], v->o.width, false);
    bool isolated = display_is_bidi(hit->texts[HIT_DOCUMENT]) || display_is_bidi(left) ||
                    display_is_bidi(match) || display_is_bidi(right);
    size_t width;
    buf_clear(&v->line);
    append_place(v, hit, place, isolated);
    struct slice part = display_tail(shown(v, left), left_columns, &width);
    append_blanks(&v->line, left_columns - width);
    append_part(v, part, isolated, NULL);
    append_blanks(&v->line, GAP);
    rest -= left_columns;
    part = display_head(shown(v, match), rest, &width);
    append_part(v, part, isolated, "1;31");
    rest -= width;
    /* Without room there is nothing: a mark alone has no width, but the gap before it has. */
    part = display_trim(display_head(shown(v, right), rest > GAP ? rest - GAP : 0, &width));
    if (part.len && rest > GAP) {
        append_blanks(&v->line, GAP);
        append_part(v, part, isolated, NULL);
    }
    buf_append_char(&v->line, '\n');
    return output_write(v->out, v->line.data, v->line.len);
}

/* ------------------------------------------------------------------------------------------ */

struct kwic_view *kwic_view_new(const struct kwic_view_options *o, struct output *out)
{
    struct kwic_view *v = xcalloc(1, sizeof *v);
    v->o = *o;
    if (v->o.width < KWIC_WIDTH_MIN)
        v->o.width = KWIC_WIDTH_MIN;
    v->out = out;
    if (!o->text)
        begin_table(v);
    return v;
}

void kwic_view_free(struct kwic_view *v)
{
    if (!v)
        return;
    table_release(&v->table);
    free(v->names);
    buf_release(&v->meta_names);
    buf_release(&v->cell);
    buf_release(&v->line);
    free(v);
}

bool kwic_view_write(void *view, const struct hit *hit)
{
    struct kwic_view *v = view;
    return v->o.text ? write_line(v, hit) : write_row(v, hit);
}
