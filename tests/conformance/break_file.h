/*
 * break_file: runs one of the Unicode break test files (WordBreakTest.txt, SentenceBreakTest.txt),
 * or prints the breaks of standard input for another program to compare.
 *
 * A line of the files is `÷ 0061 × 0062 ÷ # comment`: code points, ÷ for a break and × for none.
 */
#ifndef GAPMAP_BREAK_FILE_H
#define GAPMAP_BREAK_FILE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/tap.h"
#include "buf.h"
#include "ucd.h"

enum { BREAK_FILE_MAX = 256 }; /* breaks in one case */

/* The length of the first segment of s[0..len). */
typedef size_t break_file_fn(const char *s, size_t len);

struct break_case {
    struct buf text;
    size_t breaks[BREAK_FILE_MAX]; /* byte offsets, the start and the end of the text too */
    size_t count;
};

/* Reads the part of a line before its comment; false when it is not of the form above. */
static bool break_case_parse(struct break_case *c, const char *line)
{
    static const char yes[] = "\xc3\xb7", no[] = "\xc3\x97"; /* ÷ and × */
    buf_clear(&c->text);
    c->count = 0;
    for (;;) {
        while (*line == ' ' || *line == '\t')
            line++;
        if (*line == '\0' || *line == '#' || *line == '\n')
            return c->count >= 2 && c->breaks[c->count - 1] == c->text.len;
        if (strncmp(line, yes, 2) == 0) {
            if (c->count == BREAK_FILE_MAX)
                return false;
            c->breaks[c->count++] = c->text.len;
            line += 2;
        } else if (strncmp(line, no, 2) == 0) {
            line += 2;
        } else {
            char *end;
            unsigned long cp = strtoul(line, &end, 16);
            if (end == line || cp > 0x10ffff)
                return false;
            buf_append_cp(&c->text, (uint32_t)cp);
            line = end;
        }
    }
}

/* Compares and, on a difference, prints it with the comment of the line, which names the rules. */
static bool break_case_run(const struct break_case *c, break_file_fn *first, const char *path,
                           unsigned long number, const char *line)
{
    size_t got[BREAK_FILE_MAX] = {0};
    size_t count = 1;
    for (size_t at = 0; at < c->text.len && count < BREAK_FILE_MAX;) {
        size_t n = first(c->text.data + at, c->text.len - at);
        if (n == 0)
            break;
        at += n;
        got[count++] = at;
    }
    if (count == c->count && memcmp(got, c->breaks, count * sizeof *got) == 0)
        return true;
    tap_diag("%s:%lu: %s", path, number, line);
    printf("#   breaks at byte:");
    for (size_t i = 0; i < count; i++)
        printf(" %zu", got[i]);
    printf("; expected:");
    for (size_t i = 0; i < c->count; i++)
        printf(" %zu", c->breaks[i]);
    putchar('\n');
    return false;
}

/* The first line says which version the file is of; with other tables the cases are worthless. */
static bool break_file_version(const char *path, const char *line, const char *name)
{
    char want[128];
    char version[32] = "(none)";
    snprintf(want, sizeof want, "# %s-%s.txt", name, ucd_version);
    size_t head = strlen(name) + 3;
    if (strncmp(line + 2, name, head - 3) == 0)
        sscanf(line + head, "%31[0-9.]", version);
    for (size_t n = strlen(version); n && version[n - 1] == '.'; n--)
        version[n - 1] = '\0';
    if (tap_is_str(line, want, "%s is of the version of the tables", name))
        return true;
    tap_diag("%s: file is Unicode %s, tables are %s", path, version, ucd_version);
    return false;
}

/* Counts of lines with a case. */
struct break_counts {
    unsigned long cases, failed, unreadable;
};

/* Runs all cases of the file; false when it is of another version. */
static bool break_file_read(FILE *f, const char *path, const char *name, break_file_fn *first,
                            struct break_counts *n)
{
    static char line[8192];
    struct break_case c = {.text = BUF_INIT};
    bool right = true;
    for (unsigned long number = 1; right && fgets(line, sizeof line, f); number++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (number == 1)
            right = break_file_version(path, line, name);
        if (line[0] == '#' || line[0] == '\0')
            continue;
        n->cases++;
        if (!break_case_parse(&c, line)) {
            n->unreadable++;
            tap_diag("%s:%lu: cannot read: %s", path, number, line);
        } else if (!break_case_run(&c, first, path, number, line)) {
            n->failed++;
        }
    }
    buf_release(&c.text);
    return right;
}

/* Runs the file, which must have `expected` cases; returns the status for main. */
static int break_file_run(const char *path, const char *name, unsigned long expected,
                          break_file_fn *first)
{
    struct break_counts n = {0};
    FILE *f = fopen(path, "r");
    if (!tap_ok(f != NULL, "%s can be opened", name)) {
        tap_diag("%s: %s", path, strerror(errno));
        return tap_done();
    }
    bool right = break_file_read(f, path, name, first, &n);
    tap_ok(!ferror(f), "%s can be read", name);
    fclose(f);
    if (!right)
        return tap_done();
    tap_is_u64(n.unreadable, 0, "every line can be read");
    tap_is_u64(n.cases, expected, "%s has %lu cases", name, expected);
    tap_ok(n.cases > 0 && n.failed + n.unreadable == 0, "%lu of %lu cases hold",
           n.cases - n.failed - n.unreadable, n.cases);
    return tap_done();
}

/* The version of the tables, then the byte offset of every break of standard input, one a line. */
static int break_print(break_file_fn *first)
{
    static char block[1 << 16];
    struct buf text = BUF_INIT;
    size_t n;
    while ((n = fread(block, 1, sizeof block, stdin)) > 0)
        buf_append(&text, block, n);
    printf("# Unicode %s\n", ucd_version);
    for (size_t at = 0; at < text.len;) {
        at += first(text.data + at, text.len - at);
        printf("%zu\n", at);
    }
    buf_release(&text);
    return ferror(stdin) || fflush(stdout) != 0;
}

/* What main does: `[FILE]`, by default that of the installed UCD, or `--print <TEXT`. */
static int break_main(int argc, char **argv, const char *name, unsigned long expected,
                      break_file_fn *first)
{
    char path[128];
    if (argc > 1 && strcmp(argv[1], "--print") == 0)
        return break_print(first);
    snprintf(path, sizeof path, "/usr/share/unicode/auxiliary/%s.txt", name);
    return break_file_run(argc > 1 ? argv[1] : path, name, expected, first);
}

#endif
