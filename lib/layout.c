#include "layout.h"

#include "xalloc.h"

#include <stddef.h>

static const struct {
    const char *name;
    size_t offset;
} known[] = {
    {"ID", offsetof(struct layout, id)},        {"FORM", offsetof(struct layout, form)},
    {"LEMMA", offsetof(struct layout, lemma)},  {"MISC", offsetof(struct layout, misc)},
    {"GM:STEM", offsetof(struct layout, stem)}, {"GM:TERM", offsetof(struct layout, term)},
};

/* The next name of *rest, which moves behind it; empty at the end. */
static struct slice next_name(struct slice *rest)
{
    while (rest->len && rest->data[0] == ' ')
        *rest = (struct slice){rest->data + 1, rest->len - 1};
    const char *end = rest->len ? memchr(rest->data, ' ', rest->len) : NULL;
    struct slice name = {rest->data, end ? (size_t)(end - rest->data) : rest->len};
    *rest = (struct slice){rest->data + name.len, rest->len - name.len};
    return name;
}

static bool seen_before(struct slice names, struct slice name)
{
    for (struct slice n = next_name(&names); n.data != name.data; n = next_name(&names))
        if (slice_eq(n, name))
            return true;
    return false;
}

bool layout_set(struct layout *l, struct slice names, const char **error)
{
    buf_clear(&l->text);
    l->count = 0;
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        *(int *)((char *)l + known[k].offset) = -1;
    struct slice rest = names;
    for (struct slice name = next_name(&rest); name.len; name = next_name(&rest)) {
        if (l->count == LAYOUT_MAX || seen_before(names, name)) {
            *error = l->count == LAYOUT_MAX ? "more than 64 columns" : "a column is named twice";
            return false;
        }
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (slice_eq(name, slice_of(known[k].name)))
                *(int *)((char *)l + known[k].offset) = l->count;
        if (l->count++)
            buf_append_char(&l->text, ' ');
        buf_append(&l->text, name.data, name.len);
    }
    if (l->id == 0 && l->form > 0)
        return true;
    *error = "ID is not the first column, or there is no FORM";
    return false;
}

void layout_release(struct layout *l)
{
    buf_release(&l->text);
}

struct id_cells *id_cells_new(void)
{
    struct id_cells *ids = xmalloc(1, sizeof *ids);
    char text[7] = "      0";
    size_t first = 6;
    for (size_t i = 0; i < ID_CELLS; i++) {
        size_t at = 6;
        while (text[at] == '9')
            text[at--] = '0';
        if (text[at] == ' ') {
            first = at;
            text[at] = '0';
        }
        text[at]++;
        struct id_cell *cell = &ids->cells[i];
        memcpy(cell->text, text + first, 7 - first);
        cell->text[7 - first] = '\t';
        cell->len = (unsigned char)(8 - first);
    }
    return ids;
}
