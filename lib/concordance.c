#include "concordance.h"

#include "intern.h"
#include "spill.h"
#include "xalloc.h"

#include <stdlib.h>

/* What the numbers of a spilled row are. */
enum { HIT_AT, KEY_AT, PAGE, OFFSET, LENGTH, NUMBER };

struct concordance {
    struct concordance_options o;
    concordance_write *write;
    void *context;
    struct spill *sorted;  /* by the key; NULL: lines are handed on at once */
    struct spill *sampled; /* by the hash; NULL: all hits are wanted */
    uint64_t sequence;     /* of hits */
    uint64_t written;
    struct buf row;

    uint64_t *smallest; /* hashes, the largest first (a heap): those of the sample so far */
    size_t count;
    size_t capacity;
};

/* Hits as bytes ---------------------------------------------------------------------------- */

static void append_number(struct buf *out, uint64_t n, unsigned bytes)
{
    for (unsigned shift = 8 * bytes; shift > 0; shift -= 8)
        buf_append_char(out, (char)(n >> (shift - 8) & 0xff));
}

static uint64_t take_number(struct slice *s, unsigned bytes)
{
    uint64_t n = 0;
    for (unsigned i = 0; i < bytes; i++)
        n = n << 8 | (unsigned char)s->data[i];
    *s = (struct slice){s->data + bytes, s->len - bytes};
    return n;
}

void hit_add_meta(struct buf *meta, struct slice cell)
{
    append_number(meta, cell.len, 4);
    buf_append(meta, cell.data, cell.len);
}

struct slice hit_take_meta(struct slice *meta)
{
    size_t len = (size_t)take_number(meta, 4);
    struct slice cell = {meta->data, len};
    *meta = (struct slice){meta->data + len, meta->len - len};
    return cell;
}

/* Appends all of a hit but its numbers, which go into `numbers`. */
static void pack(struct buf *out, const struct hit *hit, uint64_t numbers[SPILL_NUMBERS])
{
    for (int i = 0; i < HIT_TEXTS; i++)
        hit_add_meta(out, hit->texts[i]);
    buf_append_char(out, (char)hit->placed);
    buf_append(out, hit->meta.data, hit->meta.len);
    numbers[PAGE] = hit->page;
    numbers[OFFSET] = hit->offset;
    numbers[LENGTH] = hit->length;
    numbers[NUMBER] = hit->number;
}

static struct hit unpack(struct slice in, const uint64_t numbers[SPILL_NUMBERS])
{
    struct hit hit = {.page = numbers[PAGE],
                      .offset = numbers[OFFSET],
                      .length = numbers[LENGTH],
                      .number = numbers[NUMBER]};
    for (int i = 0; i < HIT_TEXTS; i++)
        hit.texts[i] = hit_take_meta(&in);
    hit.placed = in.data[0];
    hit.meta = (struct slice){in.data + 1, in.len - 1};
    return hit;
}

/* Handing on ------------------------------------------------------------------------------- */

static bool hand_on(struct concordance *c, const struct hit *hit)
{
    c->written++;
    return c->write(c->context, hit) && c->written != c->o.max;
}

/* Keeps a hit for the order of its key, or hands it on. */
static bool arrange(struct concordance *c, const struct hit *hit, struct slice key,
                    uint64_t sequence)
{
    if (!c->sorted)
        return hand_on(c, hit);
    struct spill_row row = {.numbers = {0}};
    buf_clear(&c->row);
    buf_append(&c->row, key.data, key.len);
    append_number(&c->row, sequence, 8);
    row.numbers[HIT_AT] = c->row.len;
    pack(&c->row, hit, row.numbers);
    row.key = buf_slice(&c->row);
    return spill_add(c->sorted, &row);
}

/* Samples ---------------------------------------------------------------------------------- */

/* The same for a hit in whatever company it comes; hits that differ have different ones, as good as always. */
static uint64_t hash_of(struct concordance *c, const struct hit *hit)
{
    buf_clear(&c->row);
    hit_add_meta(&c->row, hit->texts[HIT_DOCUMENT]);
    hit_add_meta(&c->row, hit->texts[HIT_CONCEPT]);
    hit_add_meta(&c->row, hit->texts[HIT_ENTRY]);
    append_number(&c->row, hit->placed ? hit->offset : hit->number, 8);
    append_number(&c->row, hit->length, 8);
    append_number(&c->row, c->o.seed, 8);
    return intern_mix(intern_hash(c->row.data, c->row.len));
}

static void sift_down(uint64_t *heap, size_t count)
{
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1] > heap[child])
            child++;
        if (heap[at] >= heap[child])
            return;
        uint64_t held = heap[at];
        heap[at] = heap[child];
        heap[child] = held;
    }
}

static void sift_up(uint64_t *heap, size_t at)
{
    for (; at && heap[(at - 1) / 2] < heap[at]; at = (at - 1) / 2) {
        uint64_t held = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = held;
    }
}

/* Whether a hash may be among the smallest of all; most are not, and go no further. */
static bool may_be_chosen(struct concordance *c, uint64_t hash)
{
    if (c->count < c->o.sample) {
        c->smallest = xgrow(c->smallest, &c->capacity, c->count + 1, sizeof *c->smallest);
        c->smallest[c->count] = hash;
        sift_up(c->smallest, c->count++);
        return true;
    }
    if (hash > c->smallest[0])
        return false;
    c->smallest[0] = hash;
    sift_down(c->smallest, c->count);
    return true;
}

/* Keeps a hit in the order of its hash: the hash, its sequence, its sort key, itself. */
static bool consider(struct concordance *c, const struct hit *hit, struct slice key)
{
    uint64_t hash = hash_of(c, hit);
    if (!may_be_chosen(c, hash))
        return true;
    struct spill_row row = {.numbers = {0}};
    buf_clear(&c->row);
    append_number(&c->row, hash, 8);
    append_number(&c->row, c->sequence++, 8);
    row.numbers[KEY_AT] = c->row.len;
    buf_append(&c->row, key.data, key.len);
    row.numbers[HIT_AT] = c->row.len;
    pack(&c->row, hit, row.numbers);
    row.key = buf_slice(&c->row);
    return spill_add(c->sampled, &row);
}

/* Sends the chosen hits to be sorted. */
static bool arrange_sample(struct concordance *c)
{
    struct spill_row row;
    bool ok = true;
    for (uint64_t left = c->o.sample; ok && left && spill_next(c->sampled, &row); left--) {
        size_t key_at = (size_t)row.numbers[KEY_AT];
        size_t hit_at = (size_t)row.numbers[HIT_AT];
        struct slice sequence = {row.key.data + 8, 8};
        struct hit hit =
            unpack((struct slice){row.key.data + hit_at, row.key.len - hit_at}, row.numbers);
        ok = arrange(c, &hit, (struct slice){row.key.data + key_at, hit_at - key_at},
                     take_number(&sequence, 8));
    }
    return ok && !spill_failed(c->sampled);
}

/* ------------------------------------------------------------------------------------------ */

struct concordance *concordance_new(const struct concordance_options *o, concordance_write *write,
                                    void *context, struct diag *d)
{
    struct concordance *c = xcalloc(1, sizeof *c);
    c->o = *o;
    c->write = write;
    c->context = context;
    uint64_t memory = o->sample ? o->memory / 2 : o->memory;
    if (o->sample)
        c->sampled = spill_new(memory, NULL, d);
    if (o->sample || o->sorted)
        c->sorted = spill_new(memory, NULL, d);
    return c;
}

void concordance_free(struct concordance *c)
{
    if (!c)
        return;
    spill_free(c->sorted);
    spill_free(c->sampled);
    buf_release(&c->row);
    free(c->smallest);
    free(c);
}

bool concordance_add(struct concordance *c, const struct hit *hit, struct slice key)
{
    return c->sampled ? consider(c, hit, key) : arrange(c, hit, key, c->sequence++);
}

void concordance_finish(struct concordance *c)
{
    struct spill_row row;
    bool ok = !c->sampled || arrange_sample(c);
    while (ok && c->sorted && spill_next(c->sorted, &row)) {
        size_t at = (size_t)row.numbers[HIT_AT];
        struct hit hit = unpack((struct slice){row.key.data + at, row.key.len - at}, row.numbers);
        ok = hand_on(c, &hit);
    }
}
