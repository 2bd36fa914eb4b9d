#include "tailoring.h"

#include "checksum.h"
#include "data.h"
#include "langfiles.h"

/* Sets *path to the folder and adds its files; NULL: it is not there (said). */
static const char *find(const char *name, const char *prefix, struct buf *path,
                        struct checksum *sum, struct diag *d)
{
    if (!data_find(name, path)) {
        diag_error(d, "cannot find '%s'", buf_str(path));
        return NULL;
    }
    langfiles_checksum(sum, prefix, buf_str(path), d);
    return buf_str(path);
}

void tailoring_load(struct tailoring *t, struct diag *d)
{
    struct buf path = BUF_INIT;
    struct checksum sum;
    char hex[CHECKSUM_HEX + 1];
    checksum_init(&sum);
    t->abbreviations =
        abbreviation_set_new(find("lexicons/abbreviations", "abbreviations/", &path, &sum, d), d);
    const char *words = find("lexicons/words", "words/", &path, &sum, d);
    t->words = words ? wordrules_set_new(words, d) : NULL;
    checksum_final(&sum, hex);
    memcpy(t->id, hex, TAILORING_ID);
    t->id[TAILORING_ID] = '\0';
    buf_release(&path);
}

void tailoring_release(struct tailoring *t)
{
    abbreviation_set_free(t->abbreviations);
    wordrules_set_free(t->words);
    *t = (struct tailoring){0};
}
