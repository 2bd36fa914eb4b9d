#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { READ_SIZE = 64 * 1024, PATH_LIMIT = 64 * 1024 };

bool input_open(struct input *in, const char *path)
{
    *in = (struct input){.name = path, .fd = STDIN_FILENO};
    if (strcmp(path, "-") == 0)
        return true;
    in->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0)
        in->err = errno;
    return in->fd >= 0;
}

size_t input_read(struct input *in, char *bytes, size_t capacity)
{
    for (;;) {
        ssize_t n = read(in->fd, bytes, capacity);
        if (n >= 0)
            return (size_t)n;
        if (errno != EINTR) {
            in->err = errno;
            return 0;
        }
    }
}

/* The next piece up to `end`, which is not part of it; false as input_line. */
static bool read_until(struct input *in, char end, size_t limit, struct slice *piece)
{
    size_t seen = in->at;
    for (;;) {
        size_t unseen = in->buf.len - seen;
        char *hit = unseen ? memchr(in->buf.data + seen, end, unseen) : NULL;
        if (hit) {
            *piece = (struct slice){in->buf.data + in->at, (size_t)(hit - in->buf.data) - in->at};
            if (piece->len > limit) {
                in->err = EFBIG;
                return false;
            }
            in->at += piece->len + 1;
            return true;
        }
        if (in->buf.len - in->at > limit) {
            in->err = EFBIG;
            return false;
        }
        if (in->at) {
            memmove(in->buf.data, in->buf.data + in->at, in->buf.len - in->at);
            in->buf.len -= in->at;
            in->at = 0;
        }
        seen = in->buf.len;
        buf_reserve(&in->buf, READ_SIZE);
        size_t n = input_read(in, in->buf.data + in->buf.len, READ_SIZE);
        in->buf.len += n;
        if (n)
            continue;
        if (in->err || in->buf.len == 0)
            return false;
        *piece = buf_slice(&in->buf);
        in->at = in->buf.len;
        in->cut = true;
        return true;
    }
}

bool input_line(struct input *in, size_t limit, struct slice *line)
{
    if (!read_until(in, '\n', limit, line))
        return false;
    in->line++;
    return true;
}

void input_skip_line(struct input *in)
{
    in->err = 0;
    in->line++;
    do {
        size_t unseen = in->buf.len - in->at;
        const char *hit = unseen ? memchr(in->buf.data + in->at, '\n', unseen) : NULL;
        if (hit) {
            in->at = (size_t)(hit - in->buf.data) + 1;
            return;
        }
        in->at = 0;
        buf_clear(&in->buf);
        buf_reserve(&in->buf, READ_SIZE);
        in->buf.len = input_read(in, in->buf.data, READ_SIZE);
    } while (in->buf.len);
}

void input_close(struct input *in)
{
    if (in->fd > STDIN_FILENO)
        close(in->fd);
    in->fd = -1;
    buf_release(&in->buf);
}

/* Opens, hands over, closes; says what fails.  False only when `each` wants to stop. */
static bool visit(struct diag *d, const char *path, bool (*each)(void *, struct input *),
                  void *context)
{
    struct input in;
    if (!input_open(&in, path)) {
        diag_errno(d, in.err, "cannot open '%s'", path);
        return true;
    }
    bool more = each(context, &in);
    if (in.err)
        diag_errno(d, in.err, "cannot read '%s'", path);
    input_close(&in);
    return more;
}

static bool visit_list(struct diag *d, const char *files0, bool (*each)(void *, struct input *),
                       void *context)
{
    struct input list;
    if (!input_open(&list, files0)) {
        diag_errno(d, list.err, "cannot open '%s'", files0);
        return true;
    }
    bool more = true;
    struct slice piece;
    struct buf path = BUF_INIT;
    while (more && read_until(&list, '\0', PATH_LIMIT, &piece)) {
        buf_clear(&path);
        buf_append(&path, piece.data, piece.len);
        if (piece.len == 0)
            diag_error(d, "%s: empty file name", files0);
        else
            more = visit(d, buf_str(&path), each, context);
    }
    if (list.err)
        diag_errno(d, list.err, "cannot read '%s'", files0);
    buf_release(&path);
    input_close(&list);
    return more;
}

bool input_each(struct diag *d, char *const *paths, size_t count, const char *files0,
                bool (*each)(void *context, struct input *in), void *context)
{
    for (size_t i = 0; i < count; i++)
        if (!visit(d, paths[i], each, context))
            return false;
    if (files0)
        return visit_list(d, files0, each, context);
    return count > 0 || visit(d, "-", each, context);
}
