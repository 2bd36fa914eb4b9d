#include "tally_view.h"

#include "spill.h"

/* In the rows that are sorted here: the group's words, and where the cells begin in the key. */
enum { GROUP_WORDS = TALLY_NUMBERS, CELLS_AT };

struct writer {
    const struct tally_keys *keys;
    const struct tally_view *view;
    struct diag *d;
    struct table_writer table;
    struct slice names[TALLY_KEYS_MAX + TALLY_NUMBERS + 1];
    struct buf cells[TALLY_KEYS_MAX]; /* of one row, in the order of the keys */
    struct buf rate;
    struct buf star; /* the term of a total: `*` in every cell */
    bool ok;
};

/* Options ---------------------------------------------------------------------------------- */

static bool find_column(const struct tally_keys *keys, struct slice name, struct tally_sort *sort)
{
    sort->by_key = true;
    for (sort->column = 0; sort->column < keys->count; sort->column++)
        if (slice_eq(keys->items[sort->column].name, name))
            return true;
    sort->by_key = false;
    for (sort->column = 0; sort->column < TALLY_NUMBERS; sort->column++)
        if (slice_eq(tally_number_name((enum tally_number)sort->column), name))
            return true;
    return false;
}

const char *tally_view_sort(struct tally_view *view, const struct tally_keys *keys,
                            struct slice columns, struct slice *subject)
{
    view->sort_count = 0;
    for (;;) {
        const char *comma = columns.len ? memchr(columns.data, ',', columns.len) : NULL;
        size_t len = comma ? (size_t)(comma - columns.data) : columns.len;
        struct slice part = {columns.data, len};
        *subject = part;
        const char *colon = part.len ? memchr(part.data, ':', part.len) : NULL;
        struct slice order = SLICE("asc");
        if (colon) {
            order = (struct slice){colon + 1, len - (size_t)(colon - part.data) - 1};
            part.len = (size_t)(colon - part.data);
        }
        struct tally_sort sort = {.descending = slice_eq(order, SLICE("desc"))};
        if (!sort.descending && !slice_eq(order, SLICE("asc")))
            return "order is neither asc nor desc";
        if (!find_column(keys, part, &sort))
            return "no such column";
        if (view->sort_count == TALLY_SORTS_MAX)
            return "too many columns, from";
        view->sorts[view->sort_count++] = sort;
        if (!comma)
            return NULL;
        columns = (struct slice){comma + 1, columns.len - len - 1};
    }
}

/* Rates ------------------------------------------------------------------------------------ */

bool tally_append_rate(struct buf *digits, uint64_t count, uint64_t rate, uint64_t words)
{
    uint64_t one = 1;
    char decimals[TALLY_RATE_DECIMALS];
    for (int i = 0; i < TALLY_RATE_DECIMALS; i++)
        one *= 10;
    if (words == 0)
        return true;
    if (rate > UINT64_MAX / one || (count && rate * one > UINT64_MAX / count))
        return false;
    uint64_t quotient = count * rate * one / words;
    uint64_t rest = count * rate * one % words;
    if (rest > words - rest || (rest == words - rest && quotient % 2))
        quotient++;
    buf_append_u64(digits, quotient / one);
    quotient %= one;
    for (int i = TALLY_RATE_DECIMALS; i-- > 0; quotient /= 10)
        decimals[i] = (char)('0' + quotient % 10);
    buf_append_char(digits, '.');
    buf_append(digits, decimals, TALLY_RATE_DECIMALS);
    return true;
}

/* Rows ------------------------------------------------------------------------------------- */

/* Takes a row's group and term apart, into the order of the keys. */
static void take_apart(struct writer *w, struct slice group, struct slice term)
{
    size_t left = w->keys->terms;
    for (size_t i = 0; i < w->keys->count; i++) {
        buf_clear(&w->cells[i]);
        if (tally_is_term(w->keys->items[i].kind))
            tally_take_cell(&term, &w->cells[i], --left > 0);
        else
            tally_take_cell(&group, &w->cells[i], true);
    }
}

/* Writes the row of w->cells. */
static bool write_row(struct writer *w, const uint64_t *numbers, uint64_t group_words)
{
    for (size_t i = 0; i < w->keys->count; i++)
        table_text(&w->table, buf_slice(&w->cells[i]));
    for (int i = 0; i < TALLY_NUMBERS; i++)
        table_number(&w->table, numbers[i]);
    if (w->view->rate) {
        buf_clear(&w->rate);
        if (!tally_append_rate(&w->rate, numbers[TALLY_COUNT], w->view->rate, group_words)) {
            diag_error(w->d, "a rate does not fit in 64 bits");
            return false;
        }
        table_decimal(&w->table, buf_slice(&w->rate));
    }
    return table_end_row(&w->table);
}

static bool write_tally_row(struct writer *w, const struct tally_row *row, uint64_t group_words)
{
    take_apart(w, row->group, row->total ? buf_slice(&w->star) : row->term);
    return write_row(w, row->numbers, group_words);
}

static bool write_in_order(struct writer *w, struct tally *t)
{
    struct tally_row row;
    struct tally_row total = {.total = true};
    struct buf group = BUF_INIT;
    bool held = false;
    bool ok = true;
    while (ok && tally_next(t, &row)) {
        if (held && (row.total || slice_cmp(row.term, buf_slice(&w->star)) > 0)) {
            total.group = buf_slice(&group);
            ok = write_tally_row(w, &total, total.numbers[TALLY_WORDS]);
            held = false;
        }
        if (row.total) {
            total = row;
            buf_clear(&group);
            buf_append(&group, row.group.data, row.group.len);
            held = true;
        } else {
            ok = ok && write_tally_row(w, &row, total.numbers[TALLY_WORDS]);
        }
    }
    if (ok && held) {
        total.group = buf_slice(&group);
        ok = write_tally_row(w, &total, total.numbers[TALLY_WORDS]);
    }
    buf_release(&group);
    return ok && !tally_failed(t);
}

/* Another order ---------------------------------------------------------------------------- */

/* Appends bytes that sort as the column does; descending, the complement of each. */
static void append_sort(const struct writer *w, const struct tally_sort *sort,
                        const uint64_t *numbers, struct buf *key)
{
    size_t start = key->len;
    if (sort->by_key) {
        tally_append_cell(key, buf_slice(&w->cells[sort->column]), true);
    } else {
        for (int shift = 56; shift >= 0; shift -= 8)
            buf_append_char(key, (char)(numbers[sort->column] >> shift & 0xff));
    }
    for (size_t i = start; sort->descending && i < key->len; i++)
        key->data[i] = (char)~key->data[i];
}

static bool sort_rows(struct writer *w, struct tally *t, struct spill *sorted)
{
    const bool canonical = w->view->sort_count == 0;
    struct tally_row row;
    uint64_t group_words = 0;
    struct buf key = BUF_INIT;
    bool ok = true;
    while (ok && tally_next(t, &row)) {
        struct spill_row out;
        if (row.total)
            group_words = row.numbers[TALLY_WORDS];
        if (row.total && w->keys->terms && !canonical)
            continue;
        take_apart(w, row.group, row.total ? buf_slice(&w->star) : row.term);
        buf_clear(&key);
        for (size_t i = 0; i < w->view->sort_count; i++)
            append_sort(w, &w->view->sorts[i], row.numbers, &key);
        memcpy(out.numbers, row.numbers, sizeof row.numbers);
        out.numbers[GROUP_WORDS] = group_words;
        out.numbers[CELLS_AT] = key.len;
        for (size_t i = 0; i < w->keys->count; i++)
            tally_append_cell(&key, buf_slice(&w->cells[i]), true);
        out.key = buf_slice(&key);
        ok = spill_add(sorted, &out);
    }
    buf_release(&key);
    return ok && !tally_failed(t);
}

static bool write_sorted(struct writer *w, struct tally *t)
{
    struct spill *sorted = spill_new(w->view->memory, NULL, w->d);
    struct spill_row row;
    bool ok = sort_rows(w, t, sorted);
    uint64_t left = w->view->top ? w->view->top : UINT64_MAX;
    while (ok && left-- && spill_next(sorted, &row)) {
        struct slice key = {row.key.data + row.numbers[CELLS_AT],
                            row.key.len - (size_t)row.numbers[CELLS_AT]};
        for (size_t i = 0; i < w->keys->count; i++) {
            buf_clear(&w->cells[i]);
            tally_take_cell(&key, &w->cells[i], true);
        }
        ok = write_row(w, row.numbers, row.numbers[GROUP_WORDS]);
    }
    ok = ok && !spill_failed(sorted);
    spill_free(sorted);
    return ok;
}

static void append_star(const struct tally_keys *keys, struct buf *star)
{
    for (size_t left = keys->terms; left > 0; left--)
        tally_append_cell(star, SLICE("*"), left > 1);
}

bool tally_write(struct tally *t, const struct tally_view *view, struct output *out, struct diag *d)
{
    struct writer w = {.keys = tally_get_keys(t), .view = view, .d = d};
    size_t n = 0;
    for (; n < w.keys->count; n++)
        w.names[n] = w.keys->items[n].name;
    for (int i = 0; i < TALLY_NUMBERS; i++)
        w.names[n++] = tally_number_name((enum tally_number)i);
    if (view->rate)
        w.names[n++] = SLICE("rate");
    append_star(w.keys, &w.star);
    table_begin(&w.table, out, view->format, view->csv_raw, w.names, n);
    bool direct = view->sort_count == 0 && tally_is_in_order(w.keys);
    bool ok = direct ? write_in_order(&w, t) : write_sorted(&w, t);
    for (size_t i = 0; i < w.keys->count; i++)
        buf_release(&w.cells[i]);
    buf_release(&w.rate);
    buf_release(&w.star);
    table_release(&w.table);
    return ok;
}
