/*
 * tap: what a unit program needs to speak the Test Anything Protocol.
 *
 * One `ok N - name` or `not ok N - name` a check, a diagnostic (`# ...`) after each failure, and
 * tap_done() last: it prints the plan `1..N` and gives the exit status of the program, 1 if any
 * check failed or none was made.  The state is a static of the one file that includes this.
 */
#ifndef GAPMAP_TAP_H
#define GAPMAP_TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#if defined(__GNUC__)
#define TAP_PRINTF(fmt, args) __attribute__((format(printf, fmt, args), unused))
#define TAP_UNUSED __attribute__((unused))
#else
#define TAP_PRINTF(fmt, args)
#define TAP_UNUSED
#endif

static struct {
    unsigned long run, failed;
} tap;

static inline bool tap_result(bool pass, const char *fmt, va_list args)
{
    tap.run++;
    if (!pass)
        tap.failed++;
    printf("%sok %lu - ", pass ? "" : "not ", tap.run);
    vprintf(fmt, args);
    putchar('\n');
    fflush(stdout); /* a crash later must not eat it */
    return pass;
}

/* A line of explanation. */
TAP_PRINTF(1, 2) static void tap_diag(const char *fmt, ...)
{
    va_list args;
    fputs("# ", stdout);
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    putchar('\n');
}

/* One check; returns `pass`, so that the caller can say more. */
TAP_PRINTF(2, 3) static bool tap_ok(bool pass, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    tap_result(pass, fmt, args);
    va_end(args);
    return pass;
}

/* Bytes for a diagnostic: what is not printable ASCII as \xNN. */
static inline void tap_put_bytes(const char *label, const char *s, size_t len)
{
    printf("# %s (%zu bytes) \"", label, len);
    for (size_t i = 0; i < len && i < 2000; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '\\' || c == '"')
            printf("\\%c", c);
        else if (c >= 0x20 && c < 0x7f)
            putchar(c);
        else
            printf("\\x%02x", c);
    }
    puts(len > 2000 ? "\" ..." : "\"");
}

/* got[0..got_len) has the same bytes as want[0..want_len). */
TAP_PRINTF(5, 6)
static bool tap_is_mem(const char *got, size_t got_len, const char *want, size_t want_len,
                       const char *fmt, ...)
{
    bool pass = got_len == want_len && (got_len == 0 || memcmp(got, want, got_len) == 0);
    va_list args;
    va_start(args, fmt);
    tap_result(pass, fmt, args);
    va_end(args);
    if (!pass) {
        tap_put_bytes("got ", got, got_len);
        tap_put_bytes("want", want, want_len);
    }
    return pass;
}

/* Two strings are equal; NULL equals NULL only. */
TAP_PRINTF(3, 4) static bool tap_is_str(const char *got, const char *want, const char *fmt, ...)
{
    bool pass = got == want || (got && want && strcmp(got, want) == 0);
    va_list args;
    va_start(args, fmt);
    tap_result(pass, fmt, args);
    va_end(args);
    if (!pass) {
        tap_put_bytes("got ", got ? got : "(NULL)", got ? strlen(got) : 6);
        tap_put_bytes("want", want ? want : "(NULL)", want ? strlen(want) : 6);
    }
    return pass;
}

/* Two unsigned numbers (sizes, counts, code points) are equal. */
TAP_PRINTF(3, 4) static bool tap_is_u64(uint64_t got, uint64_t want, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    tap_result(got == want, fmt, args);
    va_end(args);
    if (got != want)
        tap_diag("got %" PRIu64 ", want %" PRIu64, got, want);
    return got == want;
}

/* Two signed numbers are equal. */
TAP_PRINTF(3, 4) static bool tap_is_i64(int64_t got, int64_t want, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    tap_result(got == want, fmt, args);
    va_end(args);
    if (got != want)
        tap_diag("got %" PRId64 ", want %" PRId64, got, want);
    return got == want;
}

/* The plan; `return tap_done();` ends main. */
TAP_UNUSED static int tap_done(void)
{
    printf("1..%lu\n", tap.run);
    if (tap.failed)
        tap_diag("%lu of %lu failed", tap.failed, tap.run);
    if (fflush(stdout) != 0)
        return 1;
    return tap.failed > 0 || tap.run == 0;
}

#endif
