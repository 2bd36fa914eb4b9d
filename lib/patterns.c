#include "patterns.h"

#include "data.h"
#include "langtag.h"

/* The path of a folder that comes with gapmap; false: it is not there (said). */
static bool find_data(const char *name, const char *option, struct buf *path, struct diag *d)
{
    if (data_find(name, path))
        return true;
    diag_error(d, "no folder '%s'; use %s", buf_str(path), option);
    return false;
}

static void load_stemmer(struct patterns *p, const struct patterns_options *o, struct diag *d)
{
    struct buf path = BUF_INIT;
    const char *dir = o->exceptions ? o->stems : NULL;
    if (!o->exceptions || dir ||
        find_data("lexicons/stems", "--stems or --no-exceptions", &path, d))
        p->stemmer = stemmer_new(path.len ? buf_str(&path) : dir, STEMMER_CACHE_TYPES, d);
    buf_release(&path);
}

static void load_words(struct patterns *p, const struct patterns_options *o, struct diag *d)
{
    struct buf path = BUF_INIT;
    if (!o->bare && find_data("lexicons/words", "--no-tailor", &path, d))
        p->words = wordrules_set_new(buf_str(&path), d);
    buf_release(&path);
}

/* What is wrong with a language for patterns; NULL: nothing. */
static const char *lang_fault(struct slice lang)
{
    if (!langtag_valid(lang))
        return "is no language tag";
    if (langtag_begins(SLICE("und"), lang))
        return "is no language; leave it out for any";
    return langtag_known(lang) ? NULL : "is no known language";
}

bool patterns_load(struct patterns *p, const struct patterns_options *o, struct diag *d)
{
    struct slice lang = slice_of(o->lang ? o->lang : "*");
    const char *why = o->lang ? lang_fault(lang) : NULL;
    *p = (struct patterns){.lexicon = lexicon_new()};
    if (why) {
        diag_misuse(d, "--lang: '%s' %s", o->lang, why);
        return false;
    }
    load_stemmer(p, o, d);
    load_words(p, o, d);
    lexicon_set_words(p->lexicon, p->words);
    for (size_t i = 0; i < o->patterns->count && d->status == STATUS_OK; i++) {
        struct slice pattern = slice_of(o->patterns->items[i]);
        if (!lexicon_add(p->lexicon, pattern, lang, pattern, p->stemmer, &why))
            diag_misuse(d, "--pattern '%s': %s", pattern.data, why);
    }
    return d->status == STATUS_OK;
}

void patterns_release(struct patterns *p)
{
    lexicon_free(p->lexicon);
    stemmer_free(p->stemmer);
    wordrules_set_free(p->words);
}
