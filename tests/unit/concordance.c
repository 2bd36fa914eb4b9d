/*
 * concordance: sorting and sampling against a naive version, in any memory and any order.
 */
#include "concordance.h"

#include "tap.h"
#include "xalloc.h"

#include <stdlib.h>

enum { HITS = 3000, DOCUMENTS = 20 };

struct made {
    struct hit hit;
    char document[8], key[8], match[16];
};

static struct made *made;
static uint64_t seed = 0x5eed;

static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 33) % n);
}

static void make(void)
{
    made = xcalloc(HITS, sizeof *made);
    for (size_t i = 0; i < HITS; i++) {
        struct made *m = &made[i];
        size_t document = i * DOCUMENTS / HITS;
        snprintf(m->document, sizeof m->document, "d%zu", document);
        snprintf(m->key, sizeof m->key, "%c%c", 'a' + (int)below(4), 'a' + (int)below(4));
        snprintf(m->match, sizeof m->match, "m%zu", i);
        m->hit.texts[HIT_DOCUMENT] = slice_of(m->document);
        m->hit.texts[HIT_MATCH] = slice_of(m->match);
        m->hit.texts[HIT_CONCEPT] = SLICE("mc.term");
        m->hit.offset = i * 7 % 5000;
        m->hit.length = 4;
        m->hit.number = i;
        m->hit.page = i;
        m->hit.placed = true;
    }
}

static bool take(void *context, const struct hit *hit)
{
    struct buf *out = context;
    buf_append(out, hit->texts[HIT_DOCUMENT].data, hit->texts[HIT_DOCUMENT].len);
    buf_append_char(out, ' ');
    buf_append(out, hit->texts[HIT_MATCH].data, hit->texts[HIT_MATCH].len);
    buf_append_char(out, ' ');
    buf_append_u64(out, hit->page);
    buf_append_str(out, hit->placed && hit->length == 4 ? "\n" : "?\n");
    return true;
}

/* The lines of hits order[from..to). */
static void run(const struct concordance_options *o, const size_t *order, size_t from, size_t to,
                struct buf *out)
{
    struct diag d = DIAG_INIT("test");
    struct concordance *c = concordance_new(o, take, out, &d);
    bool more = true;
    buf_clear(out);
    for (size_t i = from; i < to && more; i++)
        more = concordance_add(c, &made[order[i]].hit, slice_of(made[order[i]].key));
    concordance_finish(c);
    concordance_free(c);
}

static int by_key(const void *a, const void *b)
{
    size_t i = *(const size_t *)a;
    size_t k = *(const size_t *)b;
    int order = strcmp(made[i].key, made[k].key);
    return order ? order : (i > k) - (i < k);
}

static size_t count_lines(const struct buf *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->len; i++)
        n += b->data[i] == '\n';
    return n;
}

/* Lines of a that are lines of b. */
static size_t common(const struct buf *a, const struct buf *b)
{
    size_t n = 0;
    for (size_t start = 0; start < a->len;) {
        const char *end = memchr(a->data + start, '\n', a->len - start);
        size_t len = (size_t)(end - a->data) + 1 - start;
        for (size_t i = 0; i + len <= b->len; i++) {
            if ((i == 0 || b->data[i - 1] == '\n') &&
                memcmp(a->data + start, b->data + i, len) == 0) {
                n++;
                break;
            }
        }
        start += len;
    }
    return n;
}

static void test_order(const size_t *given)
{
    struct buf expected = BUF_INIT;
    struct buf out = BUF_INIT;
    size_t *sorted = xmalloc(HITS, sizeof *sorted);
    memcpy(sorted, given, HITS * sizeof *sorted);
    qsort(sorted, HITS, sizeof *sorted, by_key);
    run(&(struct concordance_options){.memory = 1 << 20}, given, 0, HITS, &expected);
    tap_ok(count_lines(&expected) == HITS, "unsorted: all lines");
    run(&(struct concordance_options){.memory = 1 << 20}, sorted, 0, HITS, &expected);
    for (uint64_t memory = 1; memory <= 1 << 24; memory *= 4096) {
        run(&(struct concordance_options){.sorted = true, .memory = memory}, given, 0, HITS, &out);
        tap_ok(slice_eq(buf_slice(&out), buf_slice(&expected)), "sorted in %" PRIu64 " bytes",
               memory);
    }
    run(&(struct concordance_options){.sorted = true, .max = 10, .memory = 1 << 20}, given, 0, HITS,
        &out);
    tap_ok(count_lines(&out) == 10 && memcmp(out.data, expected.data, out.len) == 0,
           "the first 10");
    run(&(struct concordance_options){.max = 10, .memory = 1 << 20}, given, 0, HITS, &out);
    tap_ok(count_lines(&out) == 10, "the first 10 as they come");
    free(sorted);
    buf_release(&expected);
    buf_release(&out);
}

static void test_sample(const size_t *given, const size_t *reversed)
{
    struct concordance_options o = {.sample = 200, .memory = 1 << 20};
    struct buf one = BUF_INIT;
    struct buf other = BUF_INIT;
    run(&o, given, 0, HITS, &one);
    tap_ok(count_lines(&one) == 200, "a sample has its size");
    o.memory = 1;
    run(&o, given, 0, HITS, &other);
    tap_ok(slice_eq(buf_slice(&one), buf_slice(&other)), "it does not depend on memory");
    o.memory = 1 << 20;
    run(&o, reversed, 0, HITS, &other);
    tap_ok(count_lines(&other) == 200 && common(&one, &other) == 200, "nor on the order");
    /* Samples of two parts hold the sample of the whole. */
    size_t found = 0;
    run(&o, given, 0, HITS / 2, &other);
    found += common(&one, &other);
    run(&o, given, HITS / 2, HITS, &other);
    found += common(&one, &other);
    tap_ok(found == 200, "nor on how the hits were cut");
    o.seed = 1;
    run(&o, given, 0, HITS, &other);
    tap_ok(common(&one, &other) < 40, "another seed, another sample");
    o.sample = HITS + 1;
    run(&o, given, 0, HITS, &other);
    tap_ok(count_lines(&other) == HITS, "all, when there are no more");
    buf_release(&one);
    buf_release(&other);
}

/* Every hit is chosen about as often as another: 300 samples of a tenth. */
static void test_fairness(const size_t *given)
{
    static unsigned chosen[HITS];
    struct buf out = BUF_INIT;
    unsigned least = UINT32_MAX;
    unsigned most = 0;
    for (uint64_t n = 0; n < 300; n++) {
        run(&(struct concordance_options){.sample = HITS / 10, .seed = n, .memory = 1 << 24}, given,
            0, HITS, &out);
        for (size_t i = 0; i < out.len;) {
            const char *m = memchr(out.data + i, 'm', out.len - i);
            chosen[strtoul(m + 1, NULL, 10)]++;
            i = (size_t)((const char *)memchr(m, '\n', out.len) - out.data) + 1;
        }
    }
    for (size_t i = 0; i < HITS; i++) {
        least = chosen[i] < least ? chosen[i] : least;
        most = chosen[i] > most ? chosen[i] : most;
    }
    /* 30 on average, standard deviation 5.2: 6 of them away is once in 10^9. */
    if (!tap_ok(least > 2 && most < 62, "every hit has the same chance"))
        tap_diag("%u to %u times", least, most);
    buf_release(&out);
}

static void test_meta(void)
{
    struct buf b = BUF_INIT;
    hit_add_meta(&b, SLICE("one"));
    hit_add_meta(&b, SLICE(""));
    hit_add_meta(&b, (struct slice){"a\0b", 3});
    struct slice rest = buf_slice(&b);
    tap_ok(slice_eq(hit_take_meta(&rest), SLICE("one")) && hit_take_meta(&rest).len == 0 &&
               slice_eq(hit_take_meta(&rest), (struct slice){"a\0b", 3}) && rest.len == 0,
           "cells of metadata come back");
    buf_release(&b);
}

int main(void)
{
    size_t *given = xmalloc(HITS, sizeof *given);
    size_t *reversed = xmalloc(HITS, sizeof *reversed);
    make();
    for (size_t i = 0; i < HITS; i++)
        given[i] = reversed[HITS - 1 - i] = i;
    test_order(given);
    test_sample(given, reversed);
    test_fairness(given);
    test_meta();
    free(given);
    free(reversed);
    free(made);
    return tap_done();
}
