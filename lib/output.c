#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "output.h"

#include "xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { OUTPUT_SIZE = 128 * 1024, PIPE_SIZE = 1024 * 1024 };

void output_init(struct output *out, int fd, const char *name)
{
    *out = (struct output){.name = name, .fd = fd};
    out->data = xmalloc(OUTPUT_SIZE + BUF_PAD, 1);
    out->capacity = OUTPUT_SIZE;
#if defined(F_SETPIPE_SZ)
    /* The programs of a pipeline wait less for each other; what is no pipe says no. */
    (void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
#endif
}

static bool write_all(struct output *out, const char *s, size_t len)
{
    while (len && !out->err) {
        ssize_t n = write(out->fd, s, len);
        if (n < 0) {
            if (errno != EINTR)
                out->err = errno;
            continue;
        }
        s += n;
        len -= (size_t)n;
    }
    return !out->err;
}

bool output_flush(struct output *out)
{
    size_t len = out->len;
    out->len = 0;
    return write_all(out, out->data, len);
}

void output_make_room(struct output *out, size_t size)
{
    output_flush(out);
    if (size > out->capacity) {
        out->data = xrealloc(out->data, size + BUF_PAD, 1);
        out->capacity = size;
    }
}

bool output_write(struct output *out, const char *s, size_t len)
{
    if (len > out->capacity - out->len) {
        if (!output_flush(out))
            return false;
        if (len > out->capacity)
            return write_all(out, s, len);
    }
    if (len)
        memcpy(out->data + out->len, s, len);
    out->len += len;
    return !out->err;
}

bool output_str(struct output *out, const char *s)
{
    return output_write(out, s, strlen(s));
}

void output_close(struct output *out, struct diag *d)
{
    output_flush(out);
    if (out->fd >= 0 && close(out->fd) != 0 && !out->err)
        out->err = errno;
    if (out->err)
        diag_errno(d, out->err, "cannot write '%s'", out->name);
    free(out->data);
    *out = (struct output){.fd = -1};
}
