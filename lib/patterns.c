#include "patterns.h"

#include "langtag.h"
#include "resources.h"

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
    p->stemmer = resources_stemmer(o->stems, o->exceptions, STEMMER_CACHE_TYPES, d);
    p->words = resources_words(o->bare, d);
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
