/*
 * diag: messages on stderr and the exit status they lead to.
 *
 * One struct diag lives in main() and is handed down to whatever may find something wrong.  Nothing
 * here ends the program.  A message is one line: `PROGRAM: PLACE: what 'subject'`.  Control characters
 * and bytes that are no UTF-8 are shown as \t \n \r \f or \xHH, so that hostile input cannot write to
 * the terminal and names that differ look different (a backslash that would begin such is \x5C).
 */
#ifndef GAPMAP_DIAG_H
#define GAPMAP_DIAG_H

#include <stddef.h>

/* Exit statuses of every program. */
enum status {
    STATUS_OK = 0,     /* all input read, all output written */
    STATUS_FAILED = 1, /* something failed and was said on stderr */
    STATUS_MISUSE = 2, /* the command line asks for something that does not exist */
};

struct diag {
    const char *program; /* literal name, never argv[0]; borrowed */
    enum status status;  /* the worst so far */
};

#define DIAG_INIT(name)                                                                            \
    {                                                                                              \
        .program = (name), .status = STATUS_OK                                                     \
    }

#if defined(__GNUC__)
#define DIAG_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define DIAG_PRINTF(f, a)
#endif

/* Says what failed and raises the status to STATUS_FAILED. */
void diag_error(struct diag *d, const char *format, ...) DIAG_PRINTF(2, 3);

/* As diag_error, followed by ": " and the text of errno value `err`. */
void diag_errno(struct diag *d, int err, const char *format, ...) DIAG_PRINTF(3, 4);

/* Says something worth knowing; the status stays. */
void diag_note(struct diag *d, const char *format, ...) DIAG_PRINTF(2, 3);

/* Says what is wrong with the command line, points to --help, raises the status to STATUS_MISUSE. */
void diag_misuse(struct diag *d, const char *format, ...) DIAG_PRINTF(2, 3);

#endif
