/* stage_stem: the stem of every token, by the language of its sentence. */
#include "intern.h"
#include "language.h"
#include "stage.h"
#include "stemmer.h"
#include "xalloc.h"

#include <stdlib.h>

enum { NOTES_MAX = 100 }; /* languages without stemmer that are named: tags may be hostile */

struct stem_stage {
    struct stage stage;
    struct stemmer *stemmer;
    struct slice lang; /* of sentences that have none */
    struct diag *d;
    struct intern noted; /* languages without stemmer */
};

/* Says once that a language has no stemmer. */
static void note_language(struct stem_stage *s, struct slice lang)
{
    char code[LANGUAGE_CODE_MAX];
    bool fresh;
    if (s->noted.count > NOTES_MAX)
        return;
    language_code(lang, code);
    intern_add(&s->noted, code, strlen(code), &fresh);
    if (s->noted.count > NOTES_MAX)
        diag_note(s->d, "no stemmer for more languages, not named here");
    else if (fresh)
        diag_note(s->d, "no stemmer for language '%s', forms are kept", code);
}

static bool is_unknown(struct slice lang)
{
    return lang.len == 0 || slice_eq(lang, SLICE("und"));
}

static void stem_sentence(struct stem_stage *s, struct sentence *sentence)
{
    struct slice lang = is_unknown(sentence->lang) ? s->lang : sentence->lang;
    stemmer_epoch(s->stemmer);
    if (!stemmer_language(s->stemmer, lang) && sentence->token_count)
        note_language(s, lang);
    for (size_t i = 0; i < sentence->token_count; i++) {
        struct token *t = &sentence->tokens[i];
        struct slice stem = {NULL, 0};
        if (!(t->flags & TOKEN_ASIDE))
            stem = stemmer_stem(s->stemmer, t->form, t->form_len);
        t->stem = stem.data;
        t->stem_len = (uint32_t)stem.len;
    }
    sentence->stemmed = true;
}

static bool push(struct stage *self, const struct event *event)
{
    struct stem_stage *s = (struct stem_stage *)self;
    if (event->kind == EVENT_HEADER) {
        struct header header = *event->header;
        struct event changed = *event;
        header.stemmer = slice_of(stemmer_identity(s->stemmer));
        changed.header = &header;
        return stage_push(self->next, &changed);
    }
    if (event->kind == EVENT_SENTENCE)
        stem_sentence(s, event->sentence);
    return stage_push(self->next, event);
}

static void release(struct stage *self)
{
    struct stem_stage *s = (struct stem_stage *)self;
    intern_release(&s->noted);
    free(s);
}

struct stage *stage_stem(struct stemmer *stemmer, const char *lang, struct diag *d,
                         struct stage *next)
{
    struct stem_stage *s = xcalloc(1, sizeof *s);
    s->stage = (struct stage){push, release, next};
    s->stemmer = stemmer;
    s->lang = slice_of(lang ? lang : "und");
    s->d = d;
    return &s->stage;
}
