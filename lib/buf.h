/*
 * buf: growable bytes, and struct slice, bytes that somebody else owns.
 *
 * Knows nothing of text.  data is never NULL after the first append; it is not NUL-terminated unless
 * buf_str was called.  BUF_PAD bytes behind len may always be read (their value is unspecified),
 * so that short strings can be hashed and copied a word at a time.
 */
#ifndef GAPMAP_BUF_H
#define GAPMAP_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { BUF_PAD = 32 };

struct slice {
    const char *data;
    size_t len;
};

struct buf {
    char *data;
    size_t len;
    size_t capacity;
};

#define BUF_INIT                                                                                   \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }
#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})

/* Makes room for `more` bytes behind len (and the pad); pointers into data become invalid. */
void buf_reserve(struct buf *b, size_t more);

/* Appends bytes; `s` must not point into b. */
void buf_append(struct buf *b, const char *s, size_t len);
void buf_append_str(struct buf *b, const char *s);
void buf_append_char(struct buf *b, char c);

/* Appends a decimal number. */
void buf_append_u64(struct buf *b, uint64_t n);

/* Appends code point cp as UTF-8. */
void buf_append_cp(struct buf *b, uint32_t cp);

/* The content with a NUL behind it; valid until the next change. */
const char *buf_str(struct buf *b);

static inline void buf_clear(struct buf *b)
{
    b->len = 0;
}

static inline struct slice buf_slice(const struct buf *b)
{
    return (struct slice){b->data, b->len};
}

/* Frees the bytes and makes b empty and usable. */
void buf_release(struct buf *b);

static inline bool slice_eq(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Byte-wise order: as memcmp, a prefix first. */
int slice_cmp(struct slice a, struct slice b);

/* Whether s begins with prefix; inline, since a prefix is mostly a literal. */
static inline bool slice_starts(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && memcmp(s.data, prefix.data, prefix.len) == 0;
}

static inline struct slice slice_of(const char *s)
{
    return (struct slice){s, strlen(s)};
}

#endif
