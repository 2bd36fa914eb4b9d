/* spill: any memory gives the order of a plain sort; equal keys are joined in time; the disk may fail. */
#include "spill.h"
#include "helpers.h"
#include "tap.h"
#include "xalloc.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <signal.h>

enum { ROWS = 20000, KEYS = 700, KEY_MAX = 24 };

struct plain {
    char key[KEY_MAX];
    size_t len;
    uint64_t time;
};

static int compare_plain(const void *a, const void *b)
{
    const struct plain *x = a;
    const struct plain *y = b;
    int order = slice_cmp((struct slice){x->key, x->len}, (struct slice){y->key, y->len});
    return order ? order : (x->time > y->time) - (x->time < y->time);
}

/* Keys that repeat, with NULs, and with each other as prefixes. */
static void make_rows(struct plain *rows)
{
    uint64_t state = 7;
    for (size_t i = 0; i < ROWS; i++) {
        uint64_t which = next_random(&state) % KEYS;
        uint64_t inner = which;
        rows[i].len = (size_t)(which % KEY_MAX);
        rows[i].time = i + 1;
        for (size_t k = 0; k < rows[i].len; k++)
            rows[i].key[k] = "\0a\xff"[next_random(&inner) % 3];
    }
}

static struct spill *fill(const struct plain *rows, uint64_t memory, spill_combine *combine,
                          struct diag *d)
{
    struct spill *s = spill_new(memory, combine, d);
    for (size_t i = 0; i < ROWS; i++) {
        struct spill_row row = {{rows[i].key, rows[i].len}, {rows[i].time, 1, UINT64_MAX}};
        if (!spill_add(s, &row))
            break;
    }
    return s;
}

static void test_sort(const struct plain *rows, const struct plain *sorted, uint64_t memory)
{
    struct diag d = DIAG_INIT("test");
    struct spill *s = fill(rows, memory, NULL, &d);
    struct spill_row row;
    size_t n = 0;
    size_t wrong = 0;
    for (; spill_next(s, &row); n++)
        wrong += n >= ROWS || row.numbers[0] != sorted[n].time || row.numbers[2] != UINT64_MAX ||
                 !slice_eq(row.key, (struct slice){sorted[n].key, sorted[n].len});
    tap_ok(n == ROWS && wrong == 0 && !spill_failed(s), "sorted in %lu bytes",
           (unsigned long)memory);
    spill_free(s);
}

/* Times ascend; each is seen once. */
static bool join(uint64_t *into, const uint64_t *later)
{
    if (into[0] >= later[0])
        return false;
    into[0] = later[0];
    into[1] += later[1];
    return true;
}

static void test_join(const struct plain *rows, const struct plain *sorted, uint64_t memory)
{
    struct diag d = DIAG_INIT("test");
    struct spill *s = fill(rows, memory, join, &d);
    struct spill_row row;
    size_t at = 0;
    size_t wrong = 0;
    while (spill_next(s, &row)) {
        size_t end = at;
        while (end < ROWS && slice_eq(row.key, (struct slice){sorted[end].key, sorted[end].len}))
            end++;
        wrong += end == at || row.numbers[1] != end - at || row.numbers[0] != sorted[end - 1].time;
        at = end;
    }
    tap_ok(at == ROWS && wrong == 0 && !spill_failed(s), "joined in time in %lu bytes",
           (unsigned long)memory);
    spill_free(s);
}

static bool never(uint64_t *into, const uint64_t *later)
{
    (void)into;
    (void)later;
    return false;
}

static void test_failures(const struct plain *rows)
{
    struct diag d = DIAG_INIT("# test");
    struct spill_row row;
    struct spill *s = fill(rows, 1 << 30, never, &d);
    while (spill_next(s, &row))
        ;
    tap_ok(spill_failed(s) && d.status == STATUS_FAILED, "a sum that does not fit is said");
    spill_free(s);

    d.status = STATUS_OK;
    setenv("TMPDIR", "/nonexistent", 1);
    s = fill(rows, 4096, NULL, &d);
    tap_ok(spill_failed(s) && !spill_next(s, &row) && d.status == STATUS_FAILED, "no folder");
    spill_free(s);
    unsetenv("TMPDIR");

    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 64 * 1024;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    d.status = STATUS_OK;
    s = fill(rows, 8192, NULL, &d);
    while (spill_next(s, &row))
        ;
    tap_ok(spill_failed(s) && d.status == STATUS_FAILED, "a full disk");
    spill_free(s);
}

int main(void)
{
    struct plain *rows = xcalloc(ROWS, sizeof *rows);
    struct plain *sorted = xmalloc(ROWS, sizeof *sorted);
    make_rows(rows);
    memcpy(sorted, rows, ROWS * sizeof *sorted);
    qsort(sorted, ROWS, sizeof *sorted, compare_plain);
    static const uint64_t memories[] = {1, 1000, 10000, 100000, 1 << 30};
    for (size_t i = 0; i < sizeof memories / sizeof *memories; i++) {
        test_sort(rows, sorted, memories[i]);
        test_join(rows, sorted, memories[i]);
    }
    test_failures(rows);
    free(rows);
    free(sorted);
    return tap_done();
}
