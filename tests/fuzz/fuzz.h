/*
 * fuzz: what the fuzzers share.  libFuzzer calls fuzz_one for every input; what must hold is said by
 * fuzz_expect, which ends the program with a message, so that libFuzzer keeps the input.
 *
 * Files are anonymous ones in memory.  The library's messages go nowhere: glibc's stderr is a variable, and
 * libFuzzer and the sanitizers have their own way to descriptor 2.  Include this first.
 */
#ifndef GAPMAP_FUZZ_H
#define GAPMAP_FUZZ_H

#define _GNU_SOURCE /* memfd_create */

#include "buf.h"
#include "input.h"
#include "output.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define FUZZ_UNUSED __attribute__((unused))

const char *__asan_default_options(void);
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Defined by each fuzzer: once before all, and for every input. */
static void fuzz_init(void);
static void fuzz_one(struct slice data);

/* What was freed is kept apart for less long than by default: the buffers of one input are large. */
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=16";
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    stderr = fopen("/dev/null", "w");
    fuzz_init();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_one((struct slice){(const char *)data, size});
    return 0;
}

__attribute__((format(printf, 2, 3))) static void fuzz_expect(bool holds, const char *format, ...)
{
    va_list args;
    if (holds)
        return;
    va_start(args, format);
    dprintf(STDERR_FILENO, "fuzz: does not hold: ");
    vdprintf(STDERR_FILENO, format, args);
    dprintf(STDERR_FILENO, "\n");
    va_end(args);
    abort();
}

/* Both must be the same bytes; shows where they part. */
FUZZ_UNUSED static void fuzz_same(const struct buf *got, const struct buf *want, const char *what)
{
    size_t at = 0;
    if (slice_eq(buf_slice(got), buf_slice(want)))
        return;
    while (at < got->len && at < want->len && got->data[at] == want->data[at])
        at++;
    size_t from = at < 200 ? 0 : at - 200;
    dprintf(STDERR_FILENO, "fuzz: got (%zu bytes):\n%.*s\nfuzz: want (%zu bytes):\n%.*s\n",
            got->len, (int)(got->len - from < 600 ? got->len - from : 600), got->data + from,
            want->len, (int)(want->len - from < 600 ? want->len - from : 600), want->data + from);
    fuzz_expect(false, "%s: the same bytes; they differ at %zu", what, at);
}

/* Takes the first byte off the data; 0 when there is none. */
FUZZ_UNUSED static uint8_t fuzz_byte(struct slice *data)
{
    if (!data->len)
        return 0;
    data->len--;
    return (uint8_t)*data->data++;
}

/* Takes what stands before `mark`, which goes too, off the data; without it all. */
FUZZ_UNUSED static struct slice fuzz_part(struct slice *data, struct slice mark)
{
    const char *hit = data->len ? memmem(data->data, data->len, mark.data, mark.len) : NULL;
    struct slice part = {data->data, hit ? (size_t)(hit - data->data) : data->len};
    size_t took = part.len + (hit ? mark.len : 0);
    if (took)
        *data = (struct slice){data->data + took, data->len - took};
    return part;
}

/* Files ------------------------------------------------------------------------------------ */

FUZZ_UNUSED static int fuzz_file(void)
{
    int fd = memfd_create("fuzz", 0);
    fuzz_expect(fd >= 0, "there are files in memory");
    return fd;
}

static void fuzz_empty(int fd)
{
    fuzz_expect(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0, "a file can be emptied");
}

FUZZ_UNUSED static void fuzz_fill(int fd, struct slice bytes)
{
    fuzz_empty(fd);
    while (bytes.len) {
        ssize_t n = write(fd, bytes.data, bytes.len);
        fuzz_expect(n > 0, "a file can be written");
        bytes = (struct slice){bytes.data + n, bytes.len - (size_t)n};
    }
}

FUZZ_UNUSED static void fuzz_read(int fd, struct buf *text)
{
    ssize_t n;
    buf_clear(text);
    lseek(fd, 0, SEEK_SET);
    do {
        buf_reserve(text, 65536);
        n = read(fd, text->data + text->len, 65536);
        fuzz_expect(n >= 0, "a file can be read");
        text->len += (size_t)n;
    } while (n);
}

/* Opens the content of fd for reading; input_close leaves fd itself open. */
FUZZ_UNUSED static void fuzz_open(struct input *in, int fd)
{
    lseek(fd, 0, SEEK_SET);
    *in = (struct input){.name = "input", .fd = dup(fd)};
}

/* Empties fd and writes to it; output_close leaves fd itself open. */
FUZZ_UNUSED static void fuzz_output(struct output *out, int fd)
{
    fuzz_empty(fd);
    output_init(out, dup(fd), "output");
}

/* A path that opens the content of fd; valid until the next call. */
FUZZ_UNUSED static const char *fuzz_path(int fd)
{
    static char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

/* Writing down ----------------------------------------------------------------------------- */

/* Appends a number, or bytes, in such a way that different things are different bytes. */
FUZZ_UNUSED static void fuzz_note_u64(struct buf *to, uint64_t n)
{
    buf_append_u64(to, n);
    buf_append_char(to, ' ');
}

FUZZ_UNUSED static void fuzz_note(struct buf *to, struct slice s)
{
    buf_append_u64(to, s.len);
    buf_append_char(to, '[');
    buf_append(to, s.data, s.len);
    buf_append_str(to, "] ");
}

#endif
