/*
 * stemmer: the stem of a token, by exceptions first and libstemmer then, with a cache.
 *
 * A stemmer handles all languages; one libstemmer object is made per language on first use.  A
 * language is a BCP 47 tag; what counts is its code (language_code: `pt-BR`, `PT` are pt; nb, nn
 * are no).  Without an algorithm the matching form stays, unless it is an exception.  The cache
 * works by epochs: at `max_types` distinct forms, or 64 MiB of them, it is emptied (stemmer_epoch),
 * so memory is bounded; results never depend on its size.
 */
#ifndef GAPMAP_STEMMER_H
#define GAPMAP_STEMMER_H

#include "buf.h"
#include "diag.h"

struct stemmer;

enum {
    STEMMER_CACHE_TYPES = 1 << 17,
    /*
     * Bytes of the longest matching form that is stemmed; longer ones stay.  libstemmer's Arabic
     * and Tamil are quadratic (1.8 ms at 4,000 bytes); at 255 all take less than 0.1 ms.
     */
    STEMMER_WORD_MAX = 255,
};

/*
 * `stems_dir`: folder of exceptions LANG.tsv (columns form, stem; both matching forms), NULL for
 * none.  Bad rows are said with file and line (d's status is raised) and left out.  Never NULL.
 */
struct stemmer *stemmer_new(const char *stems_dir, size_t max_types, struct diag *d);
void stemmer_free(struct stemmer *s);

/*
 * Sets the language of the following stemmer_stem calls.  Returns whether it has an algorithm (so
 * that the caller can say once that forms are kept).  Cheap when it is the language already set.
 */
bool stemmer_language(struct stemmer *s, struct slice lang);

/*
 * The stem of form (any letters; the matching form is made here).  `form` must have BUF_PAD
 * readable bytes behind it.  A form whose matching form is empty gives `_`, the empty cell of the
 * stream; where libstemmer leaves nothing, the matching form stays.  The slice has BUF_PAD readable
 * bytes behind it and is valid until stemmer_epoch or stemmer_free.
 */
struct slice stemmer_stem(struct stemmer *s, const char *form, size_t len);

/* Whether form's matching form is an exception of the language set: somebody has decided on it. */
bool stemmer_is_exception(struct stemmer *s, const char *form, size_t len);

/* Empties the cache if it is full.  Call between sentences: earlier results become invalid. */
void stemmer_epoch(struct stemmer *s);

/*
 * What the stems depend on, for the stream's `# gm:stemmer` line: libstemmer's version, the Unicode
 * version of the matching forms, and the first 8 hex digits of the SHA-256 of the exceptions
 * (`none` without): "libstemmer 2.2.0 unicode 15.0.0 stems 1a2b3c4d".  Lives as long as s.
 */
const char *stemmer_identity(const struct stemmer *s);

#endif
