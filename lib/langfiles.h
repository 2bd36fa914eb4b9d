/*
 * langfiles: a folder of tables LANG.tsv, one for each language that has something to say.
 *
 * A table has a header, rows, and lines that begin with `#` or are empty, which say nothing.  A byte order
 * mark and line ends of CR LF are taken.  Knows nothing of what the rows mean.
 */
#ifndef GAPMAP_LANGFILES_H
#define GAPMAP_LANGFILES_H

#include "buf.h"
#include "checksum.h"
#include "diag.h"
#include "input.h"
#include "table.h"

#include <stdbool.h>
#include <stddef.h>

struct langfile {
    struct table_reader rows; /* cells and count of the row at hand */
    struct input in;          /* name and line, for messages */
    struct buf path;
    size_t columns; /* 0: the file cannot be used */
};

/*
 * Opens dir/CODE.tsv and reads its header, the names of the columns separated by blanks.  False: there is
 * no such file, and nothing to close.  One that cannot be read or has another header is said and has no rows.
 */
bool langfile_open(struct langfile *f, const char *dir, const char *code, const char *header,
                   struct diag *d);

/* The next row, which has as many cells as the header; others are said and left out.  False: the end, or said. */
bool langfile_next(struct langfile *f);

void langfile_close(struct langfile *f);

/* Says what is wrong with the row at hand: `FILE:LINE: what 'cell'`. */
void langfile_say(const struct langfile *f, const char *what, struct slice cell);

/* The names of the *.tsv in dir, sorted by bytes; what fails is said.  The caller frees each and the array. */
char **langfiles_list(const char *dir, size_t *count, struct diag *d);

/*
 * Adds the files of dir in that order: `prefix` and the name, NUL, the content (a last line without LF
 * gets one).  What fails is said.  Returns how many there are.
 */
size_t langfiles_checksum(struct checksum *sum, const char *prefix, const char *dir,
                          struct diag *d);

#endif
