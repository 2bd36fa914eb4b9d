#include "spill.h"

#include "arena.h"
#include "input.h"
#include "output.h"
#include "xalloc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FAN_IN = 16, SOURCE_SIZE = 64 * 1024 };

struct item {
    struct slice key;
    uint64_t prefix; /* first bytes of the key, big-endian: settles most comparisons */
    uint64_t sequence;
    uint64_t numbers[SPILL_NUMBERS];
};

/*
 * A temporary file of rows in the order of keys.  A row is: how many bytes of the key are those of the
 * key before, how many follow, these, the numbers; all lengths and numbers as LEB128.
 */
struct run {
    int fd;
    unsigned level; /* a run of level n+1 was merged from FAN_IN runs of level n */
};

/* One run being read. */
struct source {
    struct input in;
    char *bytes;
    size_t len;
    size_t at;
    struct buf key;
    uint64_t numbers[SPILL_NUMBERS];
};

struct merge {
    struct source *sources; /* in the order of time */
    size_t *heap;           /* those that have a row, the smallest (key, time) first */
    size_t count;           /* of sources */
    size_t live;            /* of heap */
    struct buf key;         /* of the row handed out */
};

struct spill {
    uint64_t memory;
    spill_combine *combine;
    struct diag *d;
    bool failed;

    struct arena bytes; /* rows added and not yet in a run */
    struct item **items;
    size_t item_count;
    size_t item_capacity;
    uint64_t sequence;

    struct run *runs;
    size_t run_count;
    size_t run_capacity;
    struct output out; /* the run being written; data is NULL when none is */
    struct buf last;   /* its last key */

    bool reading;
    size_t next; /* of items, when all rows are in memory */
    struct merge merge;
};

struct spill *spill_new(uint64_t memory, spill_combine *combine, struct diag *d)
{
    struct spill *s = xcalloc(1, sizeof *s);
    s->memory = memory;
    s->combine = combine;
    s->d = d;
    return s;
}

static void merge_release(struct merge *m)
{
    for (size_t i = 0; i < m->count; i++) {
        free(m->sources[i].bytes);
        buf_release(&m->sources[i].key);
    }
    free(m->sources);
    free(m->heap);
    buf_release(&m->key);
    *m = (struct merge){0};
}

void spill_free(struct spill *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->run_count; i++)
        close(s->runs[i].fd);
    if (s->out.data)
        close(s->out.fd);
    free(s->out.data);
    free(s->runs);
    free(s->items);
    arena_release(&s->bytes);
    buf_release(&s->last);
    merge_release(&s->merge);
    free(s);
}

bool spill_failed(const struct spill *s)
{
    return s->failed;
}

static bool fail(struct spill *s, int err)
{
    const char *dir = getenv("TMPDIR");
    if (!s->failed)
        diag_errno(s->d, err, "cannot keep rows in a temporary file in '%s'",
                   dir && *dir ? dir : "/tmp");
    s->failed = true;
    return false;
}

int spill_temporary(void)
{
    const char *dir = getenv("TMPDIR");
    struct buf path = BUF_INIT;
    buf_append_str(&path, dir && *dir ? dir : "/tmp");
    buf_append_str(&path, "/gapmap.XXXXXX");
    buf_append_char(&path, '\0');
    int fd = mkstemp(path.data);
    if (fd >= 0)
        unlink(path.data);
    buf_release(&path);
    return fd;
}

/* Writing runs ----------------------------------------------------------------------------- */

static void put_varint(char **p, uint64_t n)
{
    for (; n > 0x7f; n >>= 7)
        *(*p)++ = (char)((n & 0x7f) | 0x80);
    *(*p)++ = (char)n;
}

static bool begin_run(struct spill *s)
{
    int fd = spill_temporary();
    if (fd < 0)
        return fail(s, errno);
    output_init(&s->out, fd, "temporary file");
    buf_clear(&s->last);
    return true;
}

bool spill_put(struct spill *s, const struct spill_row *row)
{
    char head[20];
    char tail[10 * SPILL_NUMBERS];
    char *p = head;
    size_t shared = 0;
    if (s->failed || (!s->out.data && !begin_run(s)))
        return false;
    size_t shorter = s->last.len < row->key.len ? s->last.len : row->key.len;
    while (shared + 8 <= shorter && memcmp(s->last.data + shared, row->key.data + shared, 8) == 0)
        shared += 8;
    while (shared < shorter && s->last.data[shared] == row->key.data[shared])
        shared++;
    struct slice rest = {row->key.data + shared, row->key.len - shared};
    put_varint(&p, shared);
    put_varint(&p, rest.len);
    output_write(&s->out, head, (size_t)(p - head));
    output_write(&s->out, rest.data, rest.len);
    p = tail;
    for (int i = 0; i < SPILL_NUMBERS; i++)
        put_varint(&p, row->numbers[i]);
    s->last.len = shared;
    buf_append(&s->last, rest.data, rest.len);
    return output_write(&s->out, tail, (size_t)(p - tail)) || fail(s, s->out.err);
}

/* Flushes the run being written and notes it as one of `level`. */
static bool keep_run(struct spill *s, unsigned level)
{
    if (!s->out.data)
        return !s->failed;
    int err = output_flush(&s->out) ? 0 : s->out.err;
    if (!err && lseek(s->out.fd, 0, SEEK_SET) != 0)
        err = errno;
    s->runs = xgrow(s->runs, &s->run_capacity, s->run_count + 1, sizeof *s->runs);
    s->runs[s->run_count++] = (struct run){s->out.fd, level};
    free(s->out.data);
    s->out = (struct output){.fd = -1};
    return !err || fail(s, err);
}

/* Merging ---------------------------------------------------------------------------------- */

/* The next byte of a run; false: its end, or a failed read (in.err). */
static bool get_byte(struct source *f, unsigned char *c)
{
    if (f->at == f->len) {
        f->at = 0;
        f->len = input_read(&f->in, f->bytes, SOURCE_SIZE);
        if (f->len == 0)
            return false;
    }
    *c = (unsigned char)f->bytes[f->at++];
    return true;
}

static bool get_varint(struct source *f, uint64_t *n)
{
    unsigned char c;
    *n = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (!get_byte(f, &c))
            return false;
        *n |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80)
            return true;
    }
    return false;
}

/* The next row of a run.  False at its end; *err is set when the file ends or fails inside a row. */
static bool get_row(struct source *f, int *err)
{
    uint64_t shared;
    uint64_t rest;
    if (!get_varint(f, &shared)) {
        *err = f->in.err;
        return false;
    }
    bool ok = get_varint(f, &rest);
    f->key.len = (size_t)shared;
    while (ok && rest) {
        unsigned char c;
        ok = get_byte(f, &c);
        if (!ok)
            break;
        f->at--;
        size_t n = f->len - f->at < rest ? f->len - f->at : (size_t)rest;
        buf_append(&f->key, f->bytes + f->at, n);
        f->at += n;
        rest -= n;
    }
    for (int i = 0; ok && i < SPILL_NUMBERS; i++)
        ok = get_varint(f, &f->numbers[i]);
    if (!ok)
        *err = f->in.err ? f->in.err : EIO;
    return ok;
}

static bool comes_before(const struct merge *m, size_t a, size_t b)
{
    int order = slice_cmp(buf_slice(&m->sources[a].key), buf_slice(&m->sources[b].key));
    return order < 0 || (order == 0 && a < b);
}

static void sift(struct merge *m, size_t at)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= m->live)
            return;
        if (child + 1 < m->live && comes_before(m, m->heap[child + 1], m->heap[child]))
            child++;
        if (comes_before(m, m->heap[at], m->heap[child]))
            return;
        size_t held = m->heap[at];
        m->heap[at] = m->heap[child];
        m->heap[child] = held;
        at = child;
    }
}

/* Starts merging `count` runs, which stay open. */
static bool merge_begin(struct spill *s, struct merge *m, const struct run *runs, size_t count)
{
    int err = 0;
    *m = (struct merge){.count = count};
    m->sources = xcalloc(count, sizeof *m->sources);
    m->heap = xmalloc(count, sizeof *m->heap);
    for (size_t i = 0; i < count && !err; i++) {
        struct source *f = &m->sources[i];
        f->in = (struct input){.name = "temporary file", .fd = runs[i].fd};
        f->bytes = xmalloc(SOURCE_SIZE, 1);
        if (get_row(f, &err))
            m->heap[m->live++] = i;
    }
    for (size_t i = m->live / 2; i-- > 0;)
        sift(m, i);
    return !err || fail(s, err);
}

static bool overflow(struct spill *s)
{
    if (!s->failed)
        diag_error(s->d, "a count does not fit in 64 bits");
    s->failed = true;
    return false;
}

/* Moves on the run whose row is the smallest. */
static bool merge_advance(struct spill *s, struct merge *m)
{
    int err = 0;
    if (!get_row(&m->sources[m->heap[0]], &err))
        m->heap[0] = m->heap[--m->live];
    sift(m, 0);
    return !err || fail(s, err);
}

static bool merge_next(struct spill *s, struct merge *m, struct spill_row *row)
{
    if (m->live == 0 || s->failed)
        return false;
    const struct source *first = &m->sources[m->heap[0]];
    buf_clear(&m->key);
    buf_append(&m->key, first->key.data, first->key.len);
    memcpy(row->numbers, first->numbers, sizeof row->numbers);
    row->key = buf_slice(&m->key);
    if (!merge_advance(s, m))
        return false;
    while (s->combine && m->live) {
        const struct source *next = &m->sources[m->heap[0]];
        if (!slice_eq(buf_slice(&next->key), row->key))
            break;
        if (!s->combine(row->numbers, next->numbers))
            return overflow(s);
        if (!merge_advance(s, m))
            return false;
    }
    return true;
}

/* Merges the last FAN_IN runs, neighbours in time, into one of the next level. */
static bool merge_runs(struct spill *s)
{
    size_t first = s->run_count - FAN_IN;
    unsigned level = s->runs[first].level + 1;
    struct merge m;
    struct spill_row row;
    bool ok = merge_begin(s, &m, s->runs + first, FAN_IN);
    while (ok && merge_next(s, &m, &row))
        ok = spill_put(s, &row);
    merge_release(&m);
    for (size_t i = first; i < s->run_count; i++)
        close(s->runs[i].fd);
    s->run_count = first;
    return keep_run(s, level) && !s->failed;
}

bool spill_end_run(struct spill *s)
{
    bool ok = keep_run(s, 0);
    while (ok && s->run_count >= FAN_IN &&
           s->runs[s->run_count - FAN_IN].level == s->runs[s->run_count - 1].level)
        ok = merge_runs(s);
    return ok;
}

/* Rows in any order ------------------------------------------------------------------------ */

static uint64_t prefix_of(struct slice key)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < 8; i++)
        prefix = prefix << 8 | (i < key.len ? (unsigned char)key.data[i] : 0);
    return prefix;
}

static int compare_items(const void *a, const void *b)
{
    const struct item *x = *(struct item *const *)a;
    const struct item *y = *(struct item *const *)b;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    int order = slice_cmp(x->key, y->key);
    return order ? order : (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static void sort_items(struct spill *s)
{
    if (s->item_count)
        qsort(s->items, s->item_count, sizeof(struct item *), compare_items);
}

/* The next row of the sorted items, joined with its equals. */
static bool next_item(struct spill *s, struct spill_row *row)
{
    if (s->next == s->item_count || s->failed)
        return false;
    const struct item *item = s->items[s->next++];
    row->key = item->key;
    memcpy(row->numbers, item->numbers, sizeof row->numbers);
    for (; s->combine && s->next < s->item_count; s->next++) {
        if (!slice_eq(s->items[s->next]->key, row->key))
            break;
        if (!s->combine(row->numbers, s->items[s->next]->numbers))
            return overflow(s);
    }
    return true;
}

static bool flush_items(struct spill *s)
{
    struct spill_row row;
    sort_items(s);
    s->next = 0;
    while (next_item(s, &row))
        spill_put(s, &row);
    s->item_count = s->next = 0;
    arena_clear(&s->bytes);
    return spill_end_run(s);
}

bool spill_add(struct spill *s, const struct spill_row *row)
{
    struct item *item = arena_alloc(&s->bytes, sizeof *item);
    item->key = (struct slice){arena_copy(&s->bytes, row->key.data, row->key.len), row->key.len};
    item->prefix = prefix_of(row->key);
    item->sequence = s->sequence++;
    memcpy(item->numbers, row->numbers, sizeof item->numbers);
    s->items = xgrow(s->items, &s->item_capacity, s->item_count + 1, sizeof(struct item *));
    s->items[s->item_count++] = item;
    uint64_t used = s->bytes.total + s->item_count * 3 * sizeof(struct item *);
    return used <= s->memory || flush_items(s);
}

bool spill_next(struct spill *s, struct spill_row *row)
{
    if (!s->reading) {
        s->reading = true;
        if (s->run_count == 0)
            sort_items(s);
        else if (s->item_count)
            flush_items(s);
        if (s->run_count)
            merge_begin(s, &s->merge, s->runs, s->run_count);
    }
    return s->run_count ? merge_next(s, &s->merge, row) : next_item(s, row);
}
