#include "tally_merge.h"

#include "idset.h"
#include "table.h"
#include "xalloc.h"

#include <stdlib.h>

/* What the rows of a group have said so far. */
struct group_state {
    uint64_t line; /* of the total, else of the group's first row */
    bool total_came;
    uint64_t total[TALLY_NUMBERS];
    uint64_t count, words; /* of the terms, added up; words of tokens alone */
    uint64_t sentences;    /* the most that a term has */
    uint64_t documents;
};

struct tally_merge {
    struct tally_keys *keys;
    uint64_t memory;
    struct diag *d;
    struct tally *tally; /* made with the first table */
    bool failed;

    struct table_reader reader;
    uint32_t table;   /* number of this one */
    struct idset ids; /* the table of each document, with a key of the document */
    struct idset
        groups; /* of this table; or the current one where groups stand together; numbers from 1 */
    struct group_state *states; /* by those numbers - 1 */
    size_t state_capacity;
    struct buf row; /* the cells of this row and of the last, as bytes to compare */
    struct buf last;
    struct buf group;
    struct buf last_group;
    struct buf term;
};

struct tally_merge *tally_merge_new(struct tally_keys *keys, uint64_t memory, struct diag *d)
{
    struct tally_merge *m = xcalloc(1, sizeof *m);
    m->keys = keys;
    m->memory = memory;
    m->d = d;
    m->ids.numbered = m->groups.numbered = true;
    return m;
}

void tally_merge_free(struct tally_merge *m)
{
    if (!m)
        return;
    tally_free(m->tally);
    idset_release(&m->ids);
    idset_release(&m->groups);
    free(m->states);
    buf_release(&m->row);
    buf_release(&m->last);
    buf_release(&m->group);
    buf_release(&m->last_group);
    buf_release(&m->term);
    free(m);
}

struct tally *tally_merge_take(struct tally_merge *m)
{
    struct tally *t = m->failed ? NULL : m->tally;
    if (t)
        m->tally = NULL;
    return t;
}

static bool refuse(struct tally_merge *m, size_t line, const char *what)
{
    diag_error(m->d, "%s:%zu: %s", m->reader.in->name, line, what);
    m->failed = true;
    return false;
}

static bool refuse_cell(struct tally_merge *m, const char *what, struct slice cell)
{
    diag_error(m->d, "%s:%zu: %s '%.*s'", m->reader.in->name, m->reader.in->line, what,
               (int)(cell.len < 500 ? cell.len : 500), cell.data);
    m->failed = true;
    return false;
}

/* Reads the header; the first table's sets the keys. */
static bool read_header(struct tally_merge *m)
{
    struct table_reader *r = &m->reader;
    if (!table_read(r))
        return r->failed || r->in->err ? false : refuse(m, 1, "no header line");
    if (r->count && slice_eq(r->cells[r->count - 1], SLICE("rate")))
        return refuse(m, 1, "a table with a rate cannot be added up");
    size_t n = r->count < TALLY_NUMBERS ? 0 : r->count - TALLY_NUMBERS;
    for (size_t i = 0; i < TALLY_NUMBERS; i++)
        if (n == 0 || !slice_eq(r->cells[n + i], tally_number_name((enum tally_number)i)))
            return refuse(m, 1,
                          "no table of gm-count: its header ends in count, words, "
                          "sentences, documents");
    struct buf names = BUF_INIT;
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_append_char(&names, ',');
        buf_append(&names, r->cells[i].data, r->cells[i].len);
    }
    struct slice subject = buf_slice(&names);
    const char *wrong = NULL;
    if (m->keys->count == 0)
        wrong = tally_keys_set(m->keys, buf_slice(&names), &subject);
    else if (!slice_eq(buf_slice(&names), buf_slice(&m->keys->text)))
        wrong = "other keys than asked for or than the first table's:";
    bool ok = !wrong || refuse_cell(m, wrong, subject);
    if (ok && !m->tally)
        m->tally = tally_new(m->keys, m->memory, m->d);
    else if (!m->tally)
        tally_keys_release(m->keys);
    buf_release(&names);
    return ok;
}

/* Whether the document of this row is of this table alone. */
static bool check_document(struct tally_merge *m, struct slice id)
{
    bool fresh;
    size_t slot = idset_add(&m->ids, id, &fresh);
    if (fresh)
        m->ids.numbers[slot] = m->table;
    return m->ids.numbers[slot] == m->table ||
           refuse_cell(m, "another table has this document too:", id);
}

/* What does not fit together in the rows of one group, or NULL. */
static const char *contradiction(const struct tally_merge *m, const struct group_state *g)
{
    if (!g->total_came)
        return "the row with '*' of this group is missing (a table made with --sort?)";
    if (m->keys->terms == 0)
        return NULL;
    if (g->count != g->total[TALLY_COUNT] ||
        (!m->keys->of_matches && g->words != g->total[TALLY_WORDS]))
        return "the rows of this group do not add up to its row with '*'";
    /* A match on the second page of a sentence has a row where the sentence is not counted. */
    if (g->documents > g->total[TALLY_DOCUMENTS] ||
        (!m->keys->has[TALLY_PAGE] && g->sentences > g->total[TALLY_SENTENCES]))
        return "a row of this group says more than its row with '*'";
    return NULL;
}

/* Whether all groups noted have had their total and agree with it; forgets them. */
static bool check_totals(struct tally_merge *m)
{
    const struct group_state *first = NULL;
    for (size_t i = 0; i < m->groups.count; i++)
        if (contradiction(m, &m->states[i]) && (!first || m->states[i].line < first->line))
            first = &m->states[i];
    idset_clear(&m->groups);
    return !first || refuse(m, (size_t)first->line, contradiction(m, first));
}

static struct group_state *find_state(struct tally_merge *m)
{
    bool fresh;
    size_t slot = idset_add(&m->groups, buf_slice(&m->group), &fresh);
    if (fresh) {
        size_t n = m->groups.count;
        m->states = xgrow(m->states, &m->state_capacity, n, sizeof *m->states);
        m->states[n - 1] = (struct group_state){.line = m->reader.in->line};
        m->groups.numbers[slot] = (uint32_t)n;
    }
    return &m->states[m->groups.numbers[slot] - 1];
}

/* Whether the numbers of one row can stand beside each other. */
static bool check_numbers(struct tally_merge *m, const struct tally_row *row)
{
    const uint64_t *n = row->numbers;
    bool possible = row->total || (n[TALLY_DOCUMENTS] > 0 && n[TALLY_SENTENCES] > 0 &&
                                   n[TALLY_DOCUMENTS] <= n[TALLY_SENTENCES] &&
                                   n[TALLY_SENTENCES] <= n[TALLY_COUNT]);
    return possible ||
           refuse(m, m->reader.in->line, "the numbers of this row contradict each other");
}

static bool note_row(struct tally_merge *m, const struct tally_row *row)
{
    bool together = tally_is_in_order(m->keys);
    if (together && !slice_eq(buf_slice(&m->group), buf_slice(&m->last_group)) && !check_totals(m))
        return false;
    struct group_state *g = find_state(m);
    const uint64_t *n = row->numbers;
    if (row->total) {
        g->total_came = true;
        g->line = m->reader.in->line;
        memcpy(g->total, n, sizeof g->total);
    } else {
        uint64_t words = m->keys->of_matches ? 0 : n[TALLY_WORDS]; /* matches may overlap */
        if (n[TALLY_COUNT] > UINT64_MAX - g->count || words > UINT64_MAX - g->words)
            return refuse(m, m->reader.in->line,
                          "the rows of this group do not add up to its row with '*'");
        g->count += n[TALLY_COUNT];
        g->words += words;
        if (n[TALLY_SENTENCES] > g->sentences)
            g->sentences = n[TALLY_SENTENCES];
        if (n[TALLY_DOCUMENTS] > g->documents)
            g->documents = n[TALLY_DOCUMENTS];
    }
    buf_clear(&m->last_group);
    buf_append(&m->last_group, m->group.data, m->group.len);
    return check_numbers(m, row);
}

/* Sorts the row's cells into group and term; *stars is the number of `*` in the term. */
static bool take_cells(struct tally_merge *m, size_t *stars)
{
    size_t left = m->keys->terms;
    *stars = 0;
    buf_clear(&m->row);
    buf_clear(&m->group);
    buf_clear(&m->term);
    for (size_t i = 0; i < m->keys->count; i++) {
        struct slice cell = m->reader.cells[i];
        enum tally_kind kind = m->keys->items[i].kind;
        tally_append_cell(&m->row, cell, true);
        if (!tally_is_term(kind)) {
            tally_append_cell(&m->group, cell, true);
        } else {
            tally_append_cell(&m->term, cell, --left > 0);
            *stars += slice_eq(cell, SLICE("*"));
        }
        if (kind == TALLY_DOCUMENT && !check_document(m, cell))
            return false;
    }
    return true;
}

/* Whether the row comes after the last one, which it then becomes. */
static bool check_order(struct tally_merge *m, bool first)
{
    int order = slice_cmp(buf_slice(&m->last), buf_slice(&m->row));
    size_t line = m->reader.in->line;
    if (!first && order == 0)
        return refuse(m, line, "the row comes twice");
    if (!first && order > 0)
        return refuse(m, line, "the row is out of order (a table made with --sort?)");
    struct buf held = m->last;
    m->last = m->row;
    m->row = held;
    return true;
}

static bool add_row(struct tally_merge *m, bool first)
{
    const struct table_reader *r = &m->reader;
    struct tally_row row;
    size_t stars;
    bool overflow = false;
    if (r->count != m->keys->count + TALLY_NUMBERS)
        return refuse(m, r->in->line, "the number of cells is not that of the header");
    for (size_t i = 0; i < TALLY_NUMBERS; i++)
        if (!table_parse_number(r->cells[m->keys->count + i], &row.numbers[i]))
            return refuse_cell(m, "not a number of 64 bits:", r->cells[m->keys->count + i]);
    if (!take_cells(m, &stars) || !check_order(m, first))
        return false;
    if (stars != 0 && stars != m->keys->terms)
        return refuse(m, r->in->line, "'*' in some, not all columns of the term");
    row.total = stars == m->keys->terms;
    if (!note_row(m, &row))
        return false;
    row.group = buf_slice(&m->group);
    buf_reserve(&m->term, 0);
    row.term = buf_slice(&m->term);
    if (tally_add_row(m->tally, &row, &overflow))
        return true;
    if (overflow)
        return refuse(m, r->in->line, "the sum does not fit in 64 bits");
    m->failed = true;
    return false;
}

bool tally_merge_add(void *merge, struct input *in)
{
    struct tally_merge *m = merge;
    table_reader_init(&m->reader, in, m->d);
    m->reader.canonical = true;
    m->table++;
    idset_clear(&m->groups);
    buf_clear(&m->last_group);
    bool ok = read_header(m);
    if (ok)
        tally_table(m->tally);
    for (bool first = true; ok && table_read(&m->reader); first = false)
        ok = add_row(m, first);
    if (ok && in->cut)
        ok = refuse(m, in->line, "the table ends inside a line");
    ok = ok && !m->reader.failed && !in->err && check_totals(m);
    m->failed = m->failed || !ok;
    table_reader_release(&m->reader);
    return !m->tally || !tally_failed(m->tally);
}
