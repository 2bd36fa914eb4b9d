/*
 * display: what comes out of any bytes is one line that a terminal takes for text, and cuts are between
 * characters.
 */
#include "display.h"
#include "tap.h"
#include "utf8.h"

static struct slice shown(struct buf *b, const char *s, size_t len)
{
    buf_clear(b);
    display_append(b, (struct slice){s, len});
    return buf_slice(b);
}

static void show(const char *what, const char *s, size_t len, const char *expected)
{
    struct buf b = BUF_INIT;
    struct slice got = shown(&b, s, len);
    if (!tap_ok(slice_eq(got, slice_of(expected)), "%s", what))
        tap_diag("got '%.*s'", (int)got.len, got.data);
    buf_release(&b);
}

#define SHOW(what, s, expected) show(what, s, sizeof(s) - 1, expected)

static void test_append(void)
{
    SHOW("nothing", "", "");
    SHOW("plain text stays", "a b", "a b");
    SHOW("white space is one blank, and none at the begin", " \t\na \n\f\xc2\xa0\xe2\x80\xa8 b ",
         "a b ");
    SHOW("controls are U+FFFD", "a\033[1m\x7f\x01", "a\xef\xbf\xbd[1m\xef\xbf\xbd\xef\xbf\xbd");
    SHOW("C1 too, and NEL is white space",
         "a\xc2\x9b"
         "1m\xc2\x85z",
         "a\xef\xbf\xbd"
         "1m z");
    SHOW("NUL too", "a\0b",
         "a\xef\xbf\xbd"
         "b");
    SHOW("ill-formed bytes too", "\x9b\xff\xe2\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    SHOW("bidirectional controls go",
         "a\xe2\x80\xae"
         "b\xe2\x81\xa6"
         "c\xe2\x81\xa9\xe2\x80\x8f"
         "d\xd8\x9c",
         "abcd");
    SHOW("joiners stay", "\xd9\x85\xe2\x80\x8c\xd9\x85\xe2\x80\x8d",
         "\xd9\x85\xe2\x80\x8c\xd9\x85\xe2\x80\x8d");
}

static void test_width(void)
{
    tap_ok(display_width(SLICE("")) == 0, "nothing has no width");
    tap_ok(display_width(SLICE("abc d")) == 5, "ASCII");
    tap_ok(display_width(SLICE("\xe8\xb3\xaa\xe4\xbf\x9d"
                               "a")) == 5,
           "wide characters take two");
    tap_ok(display_width(SLICE("e\xcc\x81\xcc\x81o")) == 2, "combining marks take none");
    tap_ok(display_width(SLICE("\xef\xbd\xb1")) == 1, "halfwidth katakana takes one");
}

static void cut(const char *s, size_t columns, const char *head, const char *tail)
{
    size_t width;
    struct slice got = display_head(slice_of(s), columns, &width);
    tap_ok(slice_eq(got, slice_of(head)) && width == display_width(got), "head of '%s' in %zu", s,
           columns);
    got = display_tail(slice_of(s), columns, &width);
    tap_ok(slice_eq(got, slice_of(tail)) && width == display_width(got), "tail of '%s' in %zu", s,
           columns);
}

static void test_cuts(void)
{
    cut("", 3, "", "");
    cut("abc", 0, "", "");
    cut("abc", 2, "ab", "bc");
    cut("abc", 3, "abc", "abc");
    cut("abc", 9, "abc", "abc");
    cut("ae\xcc\x81o", 2, "ae\xcc\x81", "e\xcc\x81o");
    cut("e\xcc\x81", 0, "", "");
    cut("\xe8\xb3\xaa\xe4\xbf\x9d", 3, "\xe8\xb3\xaa", "\xe4\xbf\x9d");
    cut("\xe8\xb3\xaa\xe4\xbf\x9d", 1, "", "");
}

static void test_bidi(void)
{
    tap_ok(!display_is_bidi(SLICE("abc \xc3\xa9 \xe8\xb3\xaa 1")), "left to right");
    tap_ok(display_is_bidi(SLICE("abc \xd7\xa9")), "Hebrew");
    tap_ok(display_is_bidi(SLICE("\xd8\xac")), "Arabic");
    tap_ok(display_is_bidi(SLICE("\xd9\xa1")), "Arabic digits");
    tap_ok(!display_is_bidi(SLICE("\xff\xd7")), "ill-formed bytes");
}

/* Random bytes, many of them parts of odd characters. */
static void test_random(void)
{
    static const char *const parts[] = {"a",
                                        " ",
                                        "\n",
                                        "\033",
                                        "\xc2\x9b",
                                        "\xe2\x80\xae",
                                        "\xcc\x81",
                                        "\xe8\xb3\xaa",
                                        "\xf0\x9f\x87\xa9",
                                        "\xe2\x80\x8d",
                                        "\xff",
                                        "\xe2",
                                        "\xd7\xa9",
                                        "\r",
                                        "\x7f"};
    uint64_t seed = 29;
    struct buf in = BUF_INIT;
    struct buf out = BUF_INIT;
    bool clean = true;
    bool cuts = true;
    for (int round = 0; round < 20000; round++) {
        buf_clear(&in);
        for (int i = 0; i < 12; i++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            buf_append_str(&in, parts[(seed >> 33) % (sizeof parts / sizeof *parts)]);
        }
        struct slice s = shown(&out, in.data, in.len);
        uint32_t cp;
        for (size_t i = 0; i < s.len;) {
            i += utf8_decode(s.data + i, s.len - i, &cp);
            clean =
                clean && cp >= 0x20 && (cp < 0x7f || cp > 0x9f) && cp != 0x202e && cp != UTF8_BAD;
        }
        for (size_t columns = 0; columns < 16; columns++) {
            size_t width;
            struct slice head = display_head(s, columns, &width);
            cuts = cuts && width <= columns && width == display_width(head) &&
                   utf8_valid(head.data, head.len);
            struct slice tail = display_tail(s, columns, &width);
            cuts = cuts && width <= columns && utf8_valid(tail.data, tail.len) &&
                   tail.data + tail.len == s.data + s.len;
        }
    }
    tap_ok(clean, "nothing that a terminal obeys comes out of random bytes");
    tap_ok(cuts, "what was cut has the width that was said, and ends between characters");
    buf_release(&in);
    buf_release(&out);
}

int main(void)
{
    test_append();
    test_width();
    test_cuts();
    test_bidi();
    test_random();
    return tap_done();
}
