/*
 * input: one file or standard input, read in blocks, by bytes or by lines; and the loop over a
 * program's FILE arguments.
 *
 * Never seeks, never maps: a pipe is as good as a file.  Failure to read is told from the end of
 * input (`err`).  Interrupted reads go on.
 */
#ifndef GAPMAP_INPUT_H
#define GAPMAP_INPUT_H

#include "buf.h"
#include "diag.h"

struct input {
    const char *name; /* path as given, `-` for standard input; borrowed */
    int fd;
    int err;        /* errno of the failed read, 0 while all is well */
    size_t line;    /* number of the last line that input_line returned, from 1 */
    struct buf buf; /* what was read and not yet taken by input_line */
    size_t at;      /* first byte of buf not yet taken */
    bool cut;       /* the last line had no LF */
};

/* Opens path (`-`: standard input).  False: errno in in->err, nothing to close. */
bool input_open(struct input *in, const char *path);

/* Reads up to `capacity` bytes, as few as the source has ready.  0: end of input or in->err. */
size_t input_read(struct input *in, char *bytes, size_t capacity);

/*
 * The next line without its LF (a last line need not have one); a CR before it stays.  The slice is
 * valid until the next call.  False: end of input, or in->err; a line of more than `limit` bytes
 * sets in->err to EFBIG.
 */
bool input_line(struct input *in, size_t limit, struct slice *line);

/*
 * Goes on behind the line for which input_line set in->err to EFBIG: in->err is 0 again, the line is
 * counted in in->line, its bytes are not kept.
 */
void input_skip_line(struct input *in);

void input_close(struct input *in);

/*
 * Calls each(context, input) for every path, opened, in order: those of `paths`, then those of the
 * NUL-separated list in the file `files0` (NULL: none; `-`: standard input); with neither, once for
 * standard input.  A path that cannot be opened or read, or is a directory, is said on stderr
 * (status 1) and the others are done.  Stops when `each` returns false (nothing more can be
 * written).  Returns false in that case.
 */
bool input_each(struct diag *d, char *const *paths, size_t count, const char *files0,
                bool (*each)(void *context, struct input *in), void *context);

#endif
