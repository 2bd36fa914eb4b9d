#include "tally.h"

#include "arena.h"
#include "idset.h"
#include "intern.h"
#include "spill.h"
#include "xalloc.h"

#include <stdlib.h>

/* Behind the numbers of enum tally_number: ordinals of the first and the last document counted. */
enum { FIRST = TALLY_NUMBERS, LAST, ALL_NUMBERS };
_Static_assert((int)ALL_NUMBERS == (int)SPILL_NUMBERS,
               "a row of a run holds the numbers of a cell");

struct cell {
    uint64_t numbers[ALL_NUMBERS];
    uint64_t sentence; /* ordinal of the last one counted */
    const char *term;
    uint32_t term_len;
    uint32_t group;
};

struct slot {
    uint32_t hash;
    uint32_t cell; /* INTERN_NONE: empty */
};

/* A cell or a total on its way out; made so that sorting needs nothing else. */
struct item {
    uint32_t rank; /* of its group */
    bool total;
    uint64_t prefix; /* first bytes of the term, big-endian */
    const struct cell *cell;
};

struct tally {
    const struct tally_keys *keys;
    uint64_t memory;
    struct diag *d;
    bool failed;

    struct intern groups;
    struct cell *totals; /* by group */
    size_t total_capacity;
    struct cell *cells;
    size_t cell_count;
    size_t cell_capacity;
    struct slot *slots;
    size_t mask; /* number of slots - 1 */
    struct arena terms;

    struct idset ids;
    uint64_t document; /* ordinals, from 1 */
    uint64_t sentence;
    uint32_t group; /* the current one, INTERN_NONE: none */

    bool reading;
    struct spill *spill; /* NULL: all is in memory */
    struct item *items;
    size_t item_count;
    size_t next;
    struct buf key; /* of the row that is written to or read from a run */
};

struct slice tally_number_name(enum tally_number number)
{
    static const char *const names[] = {"count", "words", "sentences", "documents"};
    return slice_of(names[number]);
}

static void clear_slots(struct tally *t, size_t count)
{
    t->mask = count - 1;
    memset(t->slots, 0xff, count * sizeof *t->slots);
}

struct tally *tally_new(const struct tally_keys *keys, uint64_t memory, struct diag *d)
{
    enum { SLOTS = 1024 };
    struct tally *t = xcalloc(1, sizeof *t);
    t->keys = keys;
    t->memory = memory;
    t->d = d;
    t->group = INTERN_NONE;
    t->slots = xmalloc(SLOTS, sizeof *t->slots);
    clear_slots(t, SLOTS);
    return t;
}

void tally_free(struct tally *t)
{
    if (!t)
        return;
    intern_release(&t->groups);
    idset_release(&t->ids);
    arena_release(&t->terms);
    spill_free(t->spill);
    buf_release(&t->key);
    free(t->totals);
    free(t->cells);
    free(t->slots);
    free(t->items);
    free(t);
}

const struct tally_keys *tally_get_keys(const struct tally *t)
{
    return t->keys;
}

void tally_fail(struct tally *t)
{
    t->failed = true;
}

bool tally_failed(const struct tally *t)
{
    return t->failed;
}

/* Sorting and runs ------------------------------------------------------------------------- */

static int compare_items(const void *a, const void *b)
{
    const struct item *x = a;
    const struct item *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->total || y->total)
        return x->total ? -1 : 1;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    return slice_cmp((struct slice){x->cell->term, x->cell->term_len},
                     (struct slice){y->cell->term, y->cell->term_len});
}

static uint64_t prefix_of(const char *s, size_t len)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < 8; i++)
        prefix = prefix << 8 | (i < len ? (unsigned char)s[i] : 0);
    return prefix;
}

struct ranked {
    struct slice key;
    uint32_t group;
};

static int compare_groups(const void *a, const void *b)
{
    return slice_cmp(((const struct ranked *)a)->key, ((const struct ranked *)b)->key);
}

/* The place of every group in the order of their bytes; the caller frees. */
static uint32_t *rank_groups(const struct tally *t)
{
    size_t n = t->groups.count;
    struct ranked *order = xmalloc(n + 1, sizeof *order);
    uint32_t *ranks = xmalloc(n + 1, sizeof *ranks);
    for (uint32_t i = 0; i < n; i++)
        order[i] = (struct ranked){intern_key(&t->groups, i), i};
    qsort(order, n, sizeof *order, compare_groups);
    for (uint32_t i = 0; i < n; i++)
        ranks[order[i].group] = i;
    free(order);
    return ranks;
}

static void sort_items(struct tally *t)
{
    uint32_t *ranks = rank_groups(t);
    free(t->items);
    t->item_count = t->next = 0;
    t->items = xmalloc(t->groups.count + t->cell_count + 1, sizeof *t->items);
    for (size_t g = 0; g < t->groups.count; g++)
        t->items[t->item_count++] = (struct item){ranks[g], true, 0, &t->totals[g]};
    for (size_t i = 0; i < t->cell_count; i++) {
        const struct cell *c = &t->cells[i];
        t->items[t->item_count++] =
            (struct item){ranks[c->group], false, prefix_of(c->term, c->term_len), c};
    }
    free(ranks);
    qsort(t->items, t->item_count, sizeof *t->items, compare_items);
}

/*
 * Joins what an earlier and a later run know of one row.  They share at most one document: that in
 * which the earlier run ended.
 */
static bool join_numbers(uint64_t *into, const uint64_t *later)
{
    bool both = into[TALLY_DOCUMENTS] && later[TALLY_DOCUMENTS];
    bool shared = both && into[LAST] == later[FIRST];
    for (int i = 0; i < TALLY_NUMBERS; i++) {
        uint64_t more = later[i] - (i == TALLY_DOCUMENTS && shared);
        if (into[i] > UINT64_MAX - more)
            return false;
        into[i] += more;
    }
    if (later[TALLY_DOCUMENTS]) {
        into[FIRST] = both ? into[FIRST] : later[FIRST];
        into[LAST] = later[LAST];
    }
    return true;
}

/* Writes all that is in memory as a run and forgets it. */
static bool write_run(struct tally *t)
{
    if (!t->spill)
        t->spill = spill_new(t->memory, join_numbers, t->d);
    sort_items(t);
    bool ok = true;
    for (size_t i = 0; i < t->item_count && ok; i++) {
        const struct item *item = &t->items[i];
        struct slice group = intern_key(&t->groups, item->cell->group);
        struct spill_row row;
        buf_clear(&t->key);
        buf_append(&t->key, group.data, group.len);
        buf_append_char(&t->key, item->total ? 0 : 1);
        if (!item->total)
            buf_append(&t->key, item->cell->term, item->cell->term_len);
        row.key = buf_slice(&t->key);
        memcpy(row.numbers, item->cell->numbers, sizeof row.numbers);
        ok = spill_put(t->spill, &row);
    }
    ok = ok && spill_end_run(t->spill);
    free(t->items);
    t->items = NULL;
    intern_clear(&t->groups);
    arena_clear(&t->terms);
    t->cell_count = t->item_count = 0;
    clear_slots(t, t->mask + 1);
    t->failed = t->failed || !ok;
    return !t->failed;
}

/* Bytes in use, with those that sorting will take. */
static uint64_t used(const struct tally *t)
{
    const size_t sorting = 2 * sizeof(struct item);
    const size_t group = sizeof(struct cell) + sizeof(struct ranked) + sizeof(struct slice) +
                         4 * sizeof(struct intern_slot) + sorting;
    return t->cell_count * (sizeof(struct cell) + sorting) + (t->mask + 1) * sizeof *t->slots +
           t->terms.total + t->groups.bytes.total + t->groups.count * group;
}

/* Adding ----------------------------------------------------------------------------------- */

/* The group's number, its total made when new. */
static uint32_t find_group(struct tally *t, struct slice key)
{
    bool fresh;
    uint32_t group = intern_add(&t->groups, key.len ? key.data : "", key.len, &fresh);
    if (fresh) {
        t->totals = xgrow(t->totals, &t->total_capacity, t->groups.count, sizeof *t->totals);
        t->totals[group] = (struct cell){.group = group};
    }
    return group;
}

/* Writes a run when memory is full; the current group, if any, stays so. */
static bool keep_within_memory(struct tally *t)
{
    uint64_t ids = t->ids.slots * sizeof *t->ids.hashes;
    uint64_t memory = ids < t->memory / 4 * 3 ? t->memory - ids : t->memory / 4;
    if (t->failed || used(t) <= memory || t->groups.count == 0)
        return !t->failed;
    struct buf current = BUF_INIT;
    if (t->group != INTERN_NONE) {
        struct slice key = intern_key(&t->groups, t->group);
        buf_append(&current, key.data, key.len);
    }
    bool ok = write_run(t);
    if (t->group != INTERN_NONE)
        t->group = find_group(t, buf_slice(&current));
    buf_release(&current);
    return ok;
}

bool tally_document(struct tally *t, struct slice id)
{
    bool fresh;
    t->group = INTERN_NONE;
    t->document++;
    idset_add(&t->ids, id, &fresh);
    if (!fresh)
        diag_error(t->d, "document '%.*s' comes more than once", (int)(id.len < 500 ? id.len : 500),
                   id.data);
    return keep_within_memory(t);
}

bool tally_sentence(struct tally *t)
{
    t->sentence++;
    return keep_within_memory(t);
}

void tally_group(struct tally *t, struct slice group)
{
    t->group = find_group(t, group);
}

static void touch_document(const struct tally *t, struct cell *c)
{
    if (c->numbers[LAST] == t->document)
        return;
    if (c->numbers[TALLY_DOCUMENTS]++ == 0)
        c->numbers[FIRST] = t->document;
    c->numbers[LAST] = t->document;
}

void tally_total(struct tally *t, uint64_t units, uint64_t words, uint64_t sentences)
{
    struct cell *c = &t->totals[t->group];
    c->numbers[TALLY_COUNT] += units;
    c->numbers[TALLY_WORDS] += words;
    c->numbers[TALLY_SENTENCES] += sentences;
    touch_document(t, c);
}

static uint64_t hash_of(uint32_t group, const char *term, size_t len)
{
    return intern_hash_padded(term, len) + group * UINT64_C(0x9e3779b97f4a7c15);
}

static void grow_slots(struct tally *t)
{
    size_t count = 2 * (t->mask + 1);
    free(t->slots);
    t->slots = xmalloc(count, sizeof *t->slots);
    clear_slots(t, count);
    for (size_t i = 0; i < t->cell_count; i++) {
        const struct cell *c = &t->cells[i];
        uint64_t hash = hash_of(c->group, c->term, c->term_len);
        size_t at = (size_t)hash & t->mask;
        while (t->slots[at].cell != INTERN_NONE)
            at = (at + 1) & t->mask;
        t->slots[at] = (struct slot){(uint32_t)(hash >> 32), (uint32_t)i};
    }
}

/* The cell of a term in the current group. */
static struct cell *find_cell(struct tally *t, struct slice term)
{
    uint64_t hash = hash_of(t->group, term.data, term.len);
    size_t at = (size_t)hash & t->mask;
    for (; t->slots[at].cell != INTERN_NONE; at = (at + 1) & t->mask) {
        struct cell *c = &t->cells[t->slots[at].cell];
        if (t->slots[at].hash == hash >> 32 && c->group == t->group && c->term_len == term.len &&
            memcmp(c->term, term.data, term.len) == 0)
            return c;
    }
    t->cells = xgrow(t->cells, &t->cell_capacity, t->cell_count + 1, sizeof *t->cells);
    struct cell *c = &t->cells[t->cell_count];
    *c = (struct cell){
        .term = arena_copy(&t->terms, term.data, term.len),
        .term_len = (uint32_t)term.len,
        .group = t->group,
    };
    t->slots[at] = (struct slot){(uint32_t)(hash >> 32), (uint32_t)t->cell_count++};
    if (t->cell_count > t->mask / 2)
        grow_slots(t);
    return c;
}

void tally_unit(struct tally *t, struct slice term, uint64_t words)
{
    struct cell *c = find_cell(t, term);
    c->numbers[TALLY_COUNT]++;
    c->numbers[TALLY_WORDS] += words;
    c->numbers[TALLY_SENTENCES] += c->sentence != t->sentence;
    c->sentence = t->sentence;
    touch_document(t, c);
}

/* Tables have no ordinals of documents; that of the table does, as no row comes twice in one. */
void tally_table(struct tally *t)
{
    t->document++;
}

bool tally_add_row(struct tally *t, const struct tally_row *row, bool *overflow)
{
    uint64_t numbers[ALL_NUMBERS] = {0};
    memcpy(numbers, row->numbers, sizeof row->numbers);
    numbers[FIRST] = numbers[LAST] = t->document;
    t->group = find_group(t, row->group);
    struct cell *c = row->total ? &t->totals[t->group] : find_cell(t, row->term);
    *overflow = !join_numbers(c->numbers, numbers);
    t->failed = t->failed || *overflow;
    t->group = INTERN_NONE;
    return keep_within_memory(t);
}

/* Reading ---------------------------------------------------------------------------------- */

static void begin_reading(struct tally *t)
{
    t->reading = true;
    if (!t->spill)
        sort_items(t);
    else if (t->groups.count)
        write_run(t);
}

static bool next_of_runs(struct tally *t, struct tally_row *row)
{
    struct spill_row got;
    if (!spill_next(t->spill, &got)) {
        t->failed = t->failed || spill_failed(t->spill);
        return false;
    }
    size_t n = tally_cells_length(got.key, t->keys->groups);
    row->group = (struct slice){got.key.data, n};
    row->total = got.key.data[n] == 0;
    row->term = (struct slice){got.key.data + n + 1, got.key.len - n - 1};
    memcpy(row->numbers, got.numbers, sizeof row->numbers);
    return true;
}

bool tally_next(struct tally *t, struct tally_row *row)
{
    if (!t->reading && !t->failed)
        begin_reading(t);
    if (t->failed)
        return false;
    if (t->spill)
        return next_of_runs(t, row);
    if (t->next == t->item_count)
        return false;
    const struct item *item = &t->items[t->next++];
    row->group = intern_key(&t->groups, item->cell->group);
    row->total = item->total;
    row->term = (struct slice){item->cell->term, item->cell->term_len};
    if (item->total)
        row->term = SLICE("");
    memcpy(row->numbers, item->cell->numbers, sizeof row->numbers);
    return true;
}
