/* buf, arena, intern, idset, escape, xalloc: growth, dense ids, sets by hash, escapes there and back. */
#include "arena.h"
#include "buf.h"
#include "escape.h"
#include "idset.h"
#include "intern.h"
#include "options.h"
#include "helpers.h"
#include "tap.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* xalloc ----------------------------------------------------------------------------------- */

/* The end of a program that has no memory: in a child, since it does not come back. */
static void test_no_memory(void)
{
    static const struct option_spec options[] = {{0, NULL, OPTION_FLAG, 0, NULL, NULL, 0, 0}};
    static const struct program program = {"gm-test", "", "", options};
    int pipes[2];
    int status = -1;
    char said[100];
    fflush(stdout);
    if (pipe(pipes) != 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        char name[] = "name-of-the-file";
        char *argv[] = {name, NULL};
        struct diag d = DIAG_INIT("other");
        struct operands operands;
        dup2(pipes[1], 2);
        options_parse(&program, 1, argv, NULL, &operands, &d);
        xmalloc(SIZE_MAX, 2);
        _exit(0);
    }
    close(pipes[1]);
    ssize_t n = read(pipes[0], said, sizeof said);
    waitpid(child, &status, 0);
    close(pipes[0]);
    tap_is_mem(said, n < 0 ? 0 : (size_t)n, "gm-test: out of memory\n", 23,
               "no memory is said in the program's name");
    tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 1, "and the status is 1");
}

static void test_grow(void)
{
    size_t capacity = 0;
    size_t moves = 0;
    unsigned *p = NULL;
    for (size_t n = 1; n <= 1000000; n++) {
        size_t before = capacity;
        p = xgrow(p, &capacity, n, sizeof *p);
        moves += capacity != before;
        p[n - 1] = (unsigned)n;
    }
    bool kept = true;
    for (size_t n = 1; n <= 1000000; n++)
        kept = kept && p[n - 1] == n;
    tap_ok(kept, "xgrow keeps what was there");
    tap_ok(moves < 40, "a million appends move the array %zu times", moves);
    tap_ok(capacity < 1600000, "and leave less than 60%% of room: %zu", capacity);
    size_t same = capacity;
    tap_ok(xgrow(p, &same, 10, sizeof *p) == p && same == capacity,
           "nothing happens where there is room");
    free(p);

    capacity = 0;
    char *huge = xgrow(NULL, &capacity, 100000, 1);
    tap_is_u64(capacity, 100000, "a large need is met at once");
    free(huge);

    char *copy = xmemdup("a\0b", 3);
    tap_is_mem(copy, 4, "a\0b\0", 4, "xmemdup adds a NUL");
    free(copy);
    copy = xmemdup(NULL, 0);
    tap_is_mem(copy, 1, "", 1, "of nothing too");
    free(copy);
    void *none = xmalloc(0, 8);
    tap_ok(none, "nothing is something that can be freed");
    free(none);
    unsigned char *zeros = xcalloc(100, 3);
    bool all_zero = true;
    for (int i = 0; i < 300; i++)
        all_zero = all_zero && zeros[i] == 0;
    tap_ok(all_zero, "xcalloc gives zeros");
    free(zeros);
}

/* A size that overflows ends the program with status 1 and a message. */
static void test_overflow(void)
{
    int pipe_ends[2];
    char message[64] = "";
    if (!tap_ok(pipe(pipe_ends) == 0, "a pipe"))
        return;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(pipe_ends[1], STDERR_FILENO);
        free(xmalloc(SIZE_MAX / 2, 3));
        _exit(0);
    }
    close(pipe_ends[1]);
    ssize_t n = read(pipe_ends[0], message, sizeof message - 1);
    close(pipe_ends[0]);
    message[n > 0 ? n : 0] = '\0';
    int status = 0;
    waitpid(child, &status, 0);
    tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 1, "a size that overflows: status 1");
    tap_is_str(message, "gapmap: out of memory\n", "and it is said");
}

/* buf -------------------------------------------------------------------------------------- */

static void test_buf(void)
{
    struct buf b = BUF_INIT;
    tap_is_str(buf_str(&b), "", "an empty buf is the empty string");
    buf_append(&b, NULL, 0);
    buf_append_str(&b, "a");
    buf_append_char(&b, '\0');
    buf_append(&b, "b\0c", 3);
    buf_append_u64(&b, 0);
    buf_append_u64(&b, UINT64_MAX);
    tap_is_mem(b.data, b.len, "a\0b\0c018446744073709551615", 26, "bytes, NUL too, and numbers");
    buf_clear(&b);
    tap_is_u64(b.len, 0, "cleared");
    for (uint64_t n = 1, i = 0; i < 20; i++, n *= 10) {
        char want[32];
        buf_clear(&b);
        buf_append_u64(&b, n);
        snprintf(want, sizeof want, "%" PRIu64, n);
        tap_is_str(buf_str(&b), want, "10 to the %d", (int)i);
    }
    buf_release(&b);
    tap_ok(!b.data && !b.len && !b.capacity, "released");
    buf_append_str(&b, "again");
    tap_is_str(buf_str(&b), "again", "and usable");
    buf_release(&b);
}

static void test_code_points(void)
{
    struct buf b = BUF_INIT;
    unsigned long wrong = 0;
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        uint32_t back;
        if (cp >= 0xd800 && cp < 0xe000)
            continue;
        buf_clear(&b);
        buf_append_cp(&b, cp);
        wrong += utf8_decode(b.data, b.len, &back) != b.len || back != cp;
    }
    tap_is_u64(wrong, 0, "all code points there and back");
    buf_release(&b);
}

/* The pad can be read behind any length; a sanitizer sees whether it is there. */
static void test_pad(void)
{
    struct arena a = ARENA_INIT;
    unsigned sum = 0;
    for (size_t len = 0; len < 300; len++) {
        struct buf b = BUF_INIT;
        for (size_t i = 0; i < len; i++)
            buf_append_char(&b, 'x');
        buf_reserve(&b, 0);
        char *copy = arena_alloc(&a, len);
        for (size_t i = 0; i < BUF_PAD; i++) {
            b.data[len + i] = 1;
            copy[len + i] = 1; /* of the block: the next allocation has not come */
            sum += (unsigned)b.data[len + i];
        }
        buf_release(&b);
    }
    tap_is_u64(sum, 300 * BUF_PAD, "the pad behind a buf and an allocation of an arena");
    arena_release(&a);
}

static void test_slices(void)
{
    struct slice none = {NULL, 0};
    tap_ok(slice_eq(none, SLICE("")) && slice_eq(SLICE("a"), slice_of("a")), "equal");
    tap_ok(!slice_eq(SLICE("a"), SLICE("b")) && !slice_eq(SLICE("a"), SLICE("ab")), "not equal");
    tap_ok(slice_cmp(SLICE("a"), SLICE("ab")) < 0 && slice_cmp(SLICE("b"), SLICE("ab")) > 0 &&
               slice_cmp(none, SLICE("")) == 0 && slice_cmp(none, SLICE("a")) < 0,
           "order: a prefix first");
    tap_ok(slice_cmp(SLICE("\x7f"), SLICE("\xff")) < 0, "order by unsigned bytes");
    tap_ok(slice_cmp(SLICE("a\0b"), SLICE("a\0c")) < 0, "NUL ends nothing");
    tap_ok(slice_starts(SLICE("abc"), SLICE("ab")) && slice_starts(SLICE("abc"), SLICE("")) &&
               !slice_starts(SLICE("a"), SLICE("ab")),
           "prefixes");
}

/* arena ------------------------------------------------------------------------------------ */

static void test_arena(void)
{
    enum { COUNT = 20000 };
    static const char *copies[COUNT];
    static char text[COUNT][8];
    struct arena a = ARENA_INIT;
    for (int epoch = 0; epoch < 3; epoch++) {
        size_t total = 0;
        bool aligned = true;
        for (int i = 0; i < COUNT; i++) {
            int len = snprintf(text[i], sizeof text[i], "%d", i + epoch);
            copies[i] = arena_copy(&a, text[i], (size_t)len);
            uint64_t *number = arena_alloc(&a, sizeof *number * (size_t)(1 + i % 3));
            *number = (uint64_t)i;
            aligned = aligned && (uintptr_t)number % _Alignof(max_align_t) == 0;
            total += (size_t)len + sizeof *number * (size_t)(1 + i % 3);
        }
        bool kept = true;
        for (int i = 0; i < COUNT; i++)
            kept = kept && memcmp(copies[i], text[i], strlen(text[i])) == 0;
        tap_ok(kept, "epoch %d: all is as it was put", epoch);
        tap_ok(aligned, "epoch %d: aligned", epoch);
        tap_is_u64(a.total, total, "epoch %d: the bytes handed out", epoch);
        arena_clear(&a);
        tap_is_u64(a.total, 0, "epoch %d: cleared", epoch);
    }
    char *large = arena_alloc(&a, 1000000);
    memset(large, 1, 1000000);
    char *small = arena_alloc(&a, 10);
    memset(small, 2, 10);
    tap_ok(large[0] == 1 && large[999999] == 1, "more than a block");
    arena_release(&a);
    tap_ok(!a.blocks && !a.used && !a.total, "released");
}

/* intern ----------------------------------------------------------------------------------- */

static void test_intern(void)
{
    enum { COUNT = 50000 };
    struct intern t = INTERN_INIT;
    tap_ok(intern_find(&t, "a", 1) == INTERN_NONE, "an empty table has nothing");
    for (int epoch = 0; epoch < 3; epoch++) {
        bool dense = true;
        bool found = true;
        char key[32];
        for (uint32_t i = 0; i < COUNT; i++) {
            bool fresh;
            int len = snprintf(key, sizeof key, "%u%s", i * 7, i % 2 ? "" : " and some more bytes");
            dense = dense && intern_add(&t, key, (size_t)len, &fresh) == i && fresh;
            dense = dense && intern_add(&t, key, (size_t)len, &fresh) == i && !fresh;
        }
        for (uint32_t i = 0; i < COUNT; i++) {
            int len = snprintf(key, sizeof key, "%u%s", i * 7, i % 2 ? "" : " and some more bytes");
            found = found && intern_find(&t, key, (size_t)len) == i &&
                    slice_eq(intern_key(&t, i), slice_of(key));
        }
        tap_ok(dense, "epoch %d: ids are dense, in the order of coming", epoch);
        tap_ok(found, "epoch %d: all is found", epoch);
        tap_ok(intern_find(&t, "none", 4) == INTERN_NONE, "epoch %d: what is not there is not",
               epoch);
        tap_ok(intern_memory(&t) >= COUNT * 8, "epoch %d: its memory is counted", epoch);
        intern_clear(&t);
        tap_ok(t.count == 0 && intern_find(&t, "7", 1) == INTERN_NONE, "epoch %d: cleared", epoch);
    }
    const char *odd[] = {"", "\0", "\0\0", "a", "a\0", "12345678", "12345678\0", "123456789"};
    const size_t lens[] = {0, 1, 2, 1, 2, 8, 9, 9};
    for (uint32_t i = 0; i < 8; i++)
        tap_is_u64(intern_add(&t, odd[i], lens[i], NULL), i,
                   "odd key %" PRIu32 " is one of its own", i);
    intern_release(&t);
    tap_ok(!t.keys && !t.slots, "released");
}

static void test_hash(void)
{
    /* Fixed values: tables must be the same on every machine and in every version. */
    tap_is_u64(intern_hash("", 0), 0, "hash of nothing");
    char padded[64 + BUF_PAD];
    bool same = true;
    for (int i = 0; i < 10000; i++) {
        size_t len = random_number() % 24;
        for (size_t k = 0; k < len + BUF_PAD; k++)
            padded[k] = (char)random_number();
        same = same && intern_hash_padded(padded, len) == intern_hash(padded, len);
    }
    tap_ok(same, "the padded hash is the hash, whatever is in the pad");

    unsigned long low[256] = {0};
    unsigned long worst = 0;
    for (uint32_t i = 0; i < 256 * 256; i++) {
        char key[16];
        int len = snprintf(key, sizeof key, "w%u", i);
        low[intern_hash(key, (size_t)len) & 255]++;
    }
    for (int i = 0; i < 256; i++)
        worst = low[i] > worst ? low[i] : worst;
    tap_ok(worst < 2 * 256, "similar keys are spread: %lu in the fullest of 256, 256 on average",
           worst);
}

/* idset ------------------------------------------------------------------------------------ */

static void test_idset(bool numbered)
{
    struct idset set = {.numbered = numbered};
    for (int epoch = 0; epoch < 3; epoch++) {
        uint32_t count = epoch == 1 ? 100 : 100000; /* also one that never grows */
        char key[32];
        bool right = true;
        for (uint32_t i = 0; i < 2 * count; i++) {
            bool fresh;
            int len = snprintf(key, sizeof key, "document-%u", i % count);
            size_t at = idset_add(&set, (struct slice){key, (size_t)len}, &fresh);
            right = right && fresh == (i < count);
            if (!numbered)
                continue;
            right = right && set.numbers[at] == (fresh ? 0 : i % count + 1);
            set.numbers[at] = i % count + 1;
        }
        tap_ok(right, "epoch %d: repeated ids are told from new ones", epoch);
        tap_is_u64(set.count, count, "epoch %d: they are counted", epoch);
        tap_ok(set.count <= set.slots / 4 * 3, "epoch %d: at most three quarters full", epoch);
        idset_clear(&set);
        tap_ok(set.count == 0 && set.numbered == numbered, "epoch %d: cleared", epoch);
    }
    bool fresh;
    idset_add(&set, SLICE(""), &fresh);
    tap_ok(fresh, "the empty id is new");
    idset_add(&set, SLICE(""), &fresh);
    tap_ok(!fresh, "and then known");
    idset_release(&set);
    tap_ok(!set.hashes && !set.numbers && !set.slots, "released");
}

/* escape ----------------------------------------------------------------------------------- */

static void escaped_is(void (*append)(struct buf *, const char *, size_t), const char *s,
                       size_t len, const char *want, const char *name)
{
    struct buf out = BUF_INIT;
    struct buf back = BUF_INIT;
    append(&out, s, len);
    tap_is_str(buf_str(&out), want, "%s", name);
    unescape_append(&back, out.data, out.len);
    tap_is_mem(back.data, back.len, s, len, "%s, and back", name);
    buf_release(&out);
    buf_release(&back);
}

/* escape_append_bytes does not go with unescape_append: its \xHH are resolved here, nothing else is. */
static void bytes_are(const char *s, size_t len, const char *want)
{
    struct buf out = BUF_INIT;
    escape_append_bytes(&out, s, len);
    tap_is_str(buf_str(&out), want, "bytes for another format: '%s'", want);
    buf_release(&out);
}

static void test_bytes(void)
{
    bytes_are("a\tb\\\\ \\x", 8, "a\tb\\\\ \\x");
    bytes_are("n\xff", 2, "n\\xFF");
    bytes_are("n\\xFF", 5, "n\\x5CxFF");
    bytes_are("\\\xff", 2, "\\\\xFF");
    bytes_are("\\x\xff", 3, "\\x\\xFF");
    bytes_are("\\xf0\\xF", 7, "\\xf0\\xF");
    bytes_are("\xc3\xa9\xe2\x82", 4, "\xc3\xa9\\xE2\\x82");
}

static int hex_digit(char c)
{
    const char *digits = "0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Resolves \xHH alone. */
static void resolve_bytes(const struct buf *out, struct buf *back)
{
    for (size_t k = 0; k < out->len; k++) {
        const char *s = out->data + k;
        if (out->len - k >= 4 && s[0] == '\\' && s[1] == 'x' && hex_digit(s[2]) >= 0 &&
            hex_digit(s[3]) >= 0) {
            buf_append_char(back, (char)(hex_digit(s[2]) * 16 + hex_digit(s[3])));
            k += 3;
        } else {
            buf_append_char(back, *s);
        }
    }
}

static void test_bytes_at_random(void)
{
    struct buf out = BUF_INIT;
    struct buf back = BUF_INIT;
    unsigned long lost = 0;
    unsigned long ugly = 0;
    for (int i = 0; i < 20000; i++) {
        static const char often[] = "\\\\xFA05C\xe2\x80\xa8\xff";
        char bytes[16];
        size_t len = random_number() % sizeof bytes;
        for (size_t k = 0; k < len; k++)
            bytes[k] = random_number() % 8 ? often[random_number() % (sizeof often - 1)]
                                           : (char)random_number();
        buf_clear(&out);
        buf_clear(&back);
        escape_append_bytes(&out, bytes, len);
        resolve_bytes(&out, &back);
        lost += !slice_eq(buf_slice(&back), (struct slice){bytes, len});
        ugly += !utf8_valid(out.data, out.len);
    }
    tap_is_u64(lost, 0, "random bytes come back when \\xHH is resolved");
    tap_is_u64(ugly, 0, "and are UTF-8");
    buf_release(&out);
    buf_release(&back);
}

static void test_escapes(void)
{
    escaped_is(escape_append_cell, "a b\tc\nd\re\\f\fg|\xff\xc3\xa9\xc3", 19,
               "a b\\tc\\nd\\re\\\\f\fg|\\xFF\xc3\xa9\\xC3",
               "a cell: TAB LF CR backslash, and what is no UTF-8");
    escaped_is(escape_append_spaces, " \t\n\r\f\x0b|\\\xc2\xa0", 10,
               "\\s\\t\\n\\r\\f\\x0B\\p\\\\\\xC2\\xA0", "white space");
    escaped_is(escape_append_id, "a b/c:d\x01\x7f\xff\xc2\xa0\xe2\x80\xaf\xe3\x80\x80\xc3\xa9\\",
               21, "a\\sb/c:d\\x01\\x7F\\xFF\\xC2\\xA0\\xE2\\x80\\xAF\\xE3\\x80\\x80\xc3\xa9\\\\",
               "an id is one word");
    escaped_is(
        escape_append_value,
        " a\xc2\xa0\xc2\x85\xe2\x80\xa8\xe2\x80\xa9\x00\x0c\xed\xa0\x80\xe2\x82", 19,
        " a\xc2\xa0\\xC2\\x85\\xE2\\x80\\xA8\\xE2\\x80\\xA9\\x00\\f\\xED\\xA0\\x80\\xE2\\x82",
        "a value is one line of UTF-8");
}

static void unescaped_is(const char *s, const char *want)
{
    struct buf out = BUF_INIT;
    unescape_append(&out, s, strlen(s));
    tap_is_str(buf_str(&out), want, "unescaped '%s'", s);
    buf_release(&out);
}

static void test_unescape(void)
{
    unescaped_is("\\s\\t\\n\\r\\f\\p\\\\", " \t\n\r\f|\\");
    unescaped_is("\\x41\\xC3\\xA9", "A\xc3\xa9");
    unescaped_is("\\", "\\");
    unescaped_is("a\\", "a\\");
    unescaped_is("\\q\\S", "\\q\\S");
    unescaped_is("\\x", "\\x");
    unescaped_is("\\x4", "\\x4");
    unescaped_is("\\xc3\\xG1\\x4g", "\\xc3\\xG1\\x4g");
    unescaped_is("\\\\n\\\\\\n", "\\n\\\n");
}

/* Any bytes come back; ids and values are what they promise. */
static void test_escapes_at_random(void)
{
    void (*const appends[])(struct buf *, const char *, size_t) = {
        escape_append_cell, escape_append_id, escape_append_value, escape_append_spaces};
    struct buf out = BUF_INIT;
    struct buf back = BUF_INIT;
    unsigned long lost = 0;
    unsigned long ugly = 0;
    for (int i = 0; i < 20000; i++) {
        char bytes[24];
        size_t len = random_number() % sizeof bytes;
        static const char often[] = "\\xn tsFA0\xe2\x80\xa8\xc2\x85\xff";
        for (size_t k = 0; k < len; k++)
            bytes[k] = random_number() % 2 ? often[random_number() % (sizeof often - 1)]
                                           : (char)random_number();
        for (int a = 0; a < 4; a++) {
            buf_clear(&out);
            buf_clear(&back);
            appends[a](&out, bytes, len);
            unescape_append(&back, out.data, out.len);
            lost += !slice_eq(buf_slice(&back), (struct slice){bytes, len});
            for (size_t k = 0; k < out.len; k++)
                ugly +=
                    out.data[k] == '\n' || out.data[k] == '\t' || (a == 1 && out.data[k] == ' ');
            ugly += a <= 2 && !utf8_valid(out.data, out.len);
        }
    }
    tap_is_u64(lost, 0, "random bytes come back from every kind of escape");
    tap_is_u64(ugly, 0, "without tab or line end; cells, ids and values are UTF-8");
    buf_release(&out);
    buf_release(&back);
}

int main(void)
{
    test_no_memory();
    test_grow();
    test_overflow();
    test_buf();
    test_code_points();
    test_pad();
    test_slices();
    test_arena();
    test_intern();
    test_hash();
    test_idset(false);
    test_idset(true);
    test_escapes();
    test_unescape();
    test_bytes();
    test_bytes_at_random();
    test_escapes_at_random();
    return tap_done();
}
