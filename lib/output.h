/*
 * output: checked writing through one large buffer.
 *
 * The first failed write is remembered; later ones do nothing and return false.  output_close tells
 * whether every byte arrived (a full disk shows only there).  SIGPIPE is left at its default.
 */
#ifndef GAPMAP_OUTPUT_H
#define GAPMAP_OUTPUT_H

#include "buf.h"
#include "diag.h"

struct output {
    const char *name; /* for messages; borrowed */
    int fd;
    int err; /* errno of the failed write, 0 while all is well */
    char *data;
    size_t len;
    size_t capacity;
};

/* Writes to an open descriptor (output_close closes it unless it is standard output). */
void output_init(struct output *out, int fd, const char *name);

/* Flushes, and grows where that is not enough; use output_room. */
void output_make_room(struct output *out, size_t size);

/*
 * Room for `size` bytes to be filled in place, plus BUF_PAD that may be scribbled on; then
 * output_commit(how many).  Flushes first where there is not enough.
 */
static inline char *output_room(struct output *out, size_t size)
{
    if (size > out->capacity - out->len)
        output_make_room(out, size);
    return out->data + out->len;
}

/* What is left of the room behind `at`, a place in it. */
static inline size_t output_left(const struct output *out, const char *at)
{
    return out->capacity - (size_t)(at - out->data);
}

static inline void output_commit(struct output *out, size_t size)
{
    out->len += size;
}

bool output_write(struct output *out, const char *s, size_t len);
bool output_str(struct output *out, const char *s);
bool output_flush(struct output *out);

/* Flushes, closes, frees; says what failed (status 1). */
void output_close(struct output *out, struct diag *d);

#endif
