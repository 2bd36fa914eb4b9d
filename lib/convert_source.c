#include "convert_source.h"

#include "convert.h"
#include "input.h"
#include "utf8.h"

#include <errno.h>
#include <iconv.h>

enum { PIECE = 1 << 16 };

static bool too_large(struct convert *c)
{
    diag_error(c->d, "%s: more than %d MB", c->file, CONVERT_BYTES_MAX >> 20);
    return false;
}

static bool read_all(struct convert *c, struct input *in, struct buf *bytes)
{
    size_t n;
    do {
        buf_reserve(bytes, PIECE);
        n = input_read(in, bytes->data + bytes->len, PIECE);
        bytes->len += n;
        if (bytes->len > CONVERT_BYTES_MAX)
            return too_large(c);
    } while (n);
    return !in->err; /* said by input_each */
}

/* The number of lines before bytes[at], and one. */
static size_t line_at(struct slice bytes, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes.data[i] == '\n';
    return line;
}

/* Appends bytes, recoded. */
static bool recode(struct convert *c, const char *encoding, struct buf *bytes, struct buf *text)
{
    iconv_t state = iconv_open("UTF-8", encoding);
    if (state == (iconv_t)-1) { /* NOLINT(performance-no-int-to-ptr): so iconv says it */
        diag_error(c->d, "%s: unknown encoding '%s'", c->file, encoding);
        return false;
    }
    char *in = bytes->data;
    size_t left = bytes->len;
    size_t done = 0;
    while (left && done != (size_t)-1) {
        char *out;
        size_t room = PIECE;
        buf_reserve(text, PIECE);
        out = text->data + text->len;
        done = iconv(state, &in, &left, &out, &room);
        text->len += PIECE - room;
        if (done == (size_t)-1 && errno == E2BIG && text->len <= CONVERT_BYTES_MAX)
            done = 0;
    }
    iconv_close(state);
    if (text->len > CONVERT_BYTES_MAX)
        return too_large(c);
    if (done == (size_t)-1) {
        c->line = line_at(buf_slice(bytes), bytes->len - left);
        convert_skip(c, "bytes that are not %s", encoding);
        return false;
    }
    return true;
}

/* Whether it is XML: that names its encoding itself. */
static bool is_xml(struct slice s)
{
    s = convert_trim(s);
    return slice_starts(s, SLICE("<?xml"));
}

/* Finds the first byte that is not UTF-8. */
static size_t first_bad(struct slice s)
{
    size_t at = 0;
    while (at < s.len) {
        uint32_t cp;
        size_t n = utf8_decode(s.data + at, s.len - at, &cp);
        if (cp == UTF8_BAD)
            break;
        at += n;
    }
    return at;
}

static bool take_utf8(struct convert *c, struct slice bytes, struct buf *text)
{
    if (slice_starts(bytes, SLICE("\xef\xbb\xbf")))
        bytes = (struct slice){bytes.data + 3, bytes.len - 3};
    bool xml = c->from->xml && is_xml(bytes);
    if (!xml && !utf8_valid(bytes.data, bytes.len)) {
        c->line = line_at(bytes, first_bad(bytes));
        convert_skip(c, "invalid UTF-8; name the encoding, such as --encoding WINDOWS-1252");
        return false;
    }
    if (bytes.len)
        buf_append(text, bytes.data, bytes.len);
    return true;
}

bool convert_source(struct convert *c, struct input *in, struct buf *text)
{
    struct buf bytes = BUF_INIT;
    bool ok = read_all(c, in, &bytes);
    struct slice s = buf_slice(&bytes);
    const char *encoding = c->encoding;
    if (!encoding && (slice_starts(s, SLICE("\xff\xfe")) || slice_starts(s, SLICE("\xfe\xff"))))
        encoding = "UTF-16";
    c->recoded = encoding != NULL;
    if (ok && encoding) {
        struct buf recoded = BUF_INIT;
        ok = recode(c, encoding, &bytes, &recoded) && take_utf8(c, buf_slice(&recoded), text);
        buf_release(&recoded);
    } else if (ok) {
        ok = take_utf8(c, s, text);
    }
    buf_release(&bytes);
    return ok;
}
