#include "resources.h"

#include "data.h"

bool resources_find(const char *name, const char *option, struct buf *path, struct diag *d)
{
    if (data_find(name, path))
        return true;
    diag_error(d, "no folder '%s'; use %s", buf_str(path), option);
    return false;
}

struct stemmer *resources_stemmer(const char *dir, bool exceptions, size_t max_types,
                                  struct diag *d)
{
    struct buf path = BUF_INIT;
    struct stemmer *stemmer = NULL;
    if (!exceptions)
        stemmer = stemmer_new(NULL, max_types, d);
    else if (dir)
        stemmer = stemmer_new(dir, max_types, d);
    else if (resources_find("lexicons/stems", "--stems or --no-exceptions", &path, d))
        stemmer = stemmer_new(buf_str(&path), max_types, d);
    buf_release(&path);
    return stemmer;
}

struct wordrules_set *resources_words(bool bare, struct diag *d)
{
    struct buf path = BUF_INIT;
    struct wordrules_set *words = NULL;
    if (!bare && resources_find("lexicons/words", "--no-tailor", &path, d))
        words = wordrules_set_new(buf_str(&path), d);
    buf_release(&path);
    return words;
}
