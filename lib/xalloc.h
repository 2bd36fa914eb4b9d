/*
 * xalloc: allocation that cannot return NULL.  Out of memory, or a size that overflows, ends the
 * program with status 1 and a message: no filter can give a right answer after it.
 */
#ifndef GAPMAP_XALLOC_H
#define GAPMAP_XALLOC_H

#include <stddef.h>

/* Names the program for that message; `name` is literal.  options_parse does it, first of all. */
void xalloc_program(const char *name);

/* Ends the program so: for libraries that report that they have no memory. */
_Noreturn void xalloc_fail(void);

/* count * size bytes, not initialised; the caller frees. */
void *xmalloc(size_t count, size_t size);

/* As xmalloc, zeroed. */
void *xcalloc(size_t count, size_t size);

/* Resizes p (or allocates when NULL) to count * size bytes. */
void *xrealloc(void *p, size_t count, size_t size);

/* A NUL-terminated copy of s[0..len); the caller frees. */
char *xmemdup(const char *s, size_t len);

/*
 * Makes room for at least `need` elements in an array of *capacity elements; grows by half more,
 * so that a run of appends is linear.  Returns the array, *capacity updated.
 */
void *xgrow(void *p, size_t *capacity, size_t need, size_t size);

#endif
