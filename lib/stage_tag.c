/* stage_tag: the matches of every sentence, by a matcher for its language. */
#include "checksum.h"
#include "govern.h"
#include "lexicon.h"
#include "matcher.h"
#include "stage.h"
#include "stemmer.h"
#include "xalloc.h"

#include <stdlib.h>

/* Languages whose matchers are kept: a stream may name any number of them. */
enum { MATCHERS_MAX = 32 };

struct compiled {
    struct buf lang; /* as lexicon_reduce gives it */
    struct matcher *matcher;
};

struct tag_stage {
    struct stage stage;
    struct lexicon *lexicon;
    struct stemmer *stemmer;
    struct diag *d;
    struct slice default_lang;
    struct matcher_limits limits;
    struct governor *governor; /* NULL: no flags */
    char checksum[CHECKSUM_HEX + 1];
    struct compiled compiled[MATCHERS_MAX];
    size_t used;   /* of compiled */
    size_t oldest; /* to be given up next when all are used */

    struct buf lang;         /* of the last sentence, */
    struct matcher *matcher; /* and its matcher; NULL: none yet */
    struct buf reduced;
};

static struct matcher *compile(struct tag_stage *s, struct slice reduced)
{
    for (size_t i = 0; i < s->used; i++)
        if (slice_eq(buf_slice(&s->compiled[i].lang), reduced))
            return s->compiled[i].matcher;
    struct compiled *c = &s->compiled[s->used < MATCHERS_MAX ? s->used++ : s->oldest++];
    s->oldest %= MATCHERS_MAX;
    matcher_free(c->matcher);
    buf_clear(&c->lang);
    buf_append(&c->lang, reduced.data, reduced.len);
    c->matcher = matcher_new(s->lexicon, reduced, s->stemmer, &s->limits);
    return c->matcher;
}

static void tag_sentence(struct tag_stage *s, struct sentence *sentence)
{
    struct slice lang = sentence->lang;
    if (lang.len == 0 || slice_eq(lang, SLICE("und")))
        lang = s->default_lang;
    if (!sentence->stemmed) /* else its stems are in the stemmer's cache */
        stemmer_epoch(s->stemmer);
    if (!s->matcher || !slice_eq(lang, buf_slice(&s->lang))) {
        buf_clear(&s->lang);
        buf_append(&s->lang, lang.data, lang.len);
        buf_clear(&s->reduced);
        lexicon_reduce(s->lexicon, lang, &s->reduced);
        s->matcher = compile(s, buf_slice(&s->reduced));
    }
    matcher_tag(s->matcher, sentence);
    if (s->governor)
        governor_set_flags(s->governor, sentence, lang);
}

static bool push_header(struct tag_stage *s, const struct event *event)
{
    struct header header = *event->header;
    struct event changed = *event;
    struct slice ours = slice_of(stemmer_identity(s->stemmer));
    if (header.stemmer.len && !slice_eq(header.stemmer, ours)) {
        diag_error(s->d, "the stream has stems of '%.*s', the lexicon of '%s'",
                   (int)header.stemmer.len, header.stemmer.data, ours.data);
        return false;
    }
    header.lexicon = slice_of(s->checksum);
    changed.header = &header;
    return stage_push(s->stage.next, &changed);
}

static bool push(struct stage *self, const struct event *event)
{
    struct tag_stage *s = (struct tag_stage *)self;
    if (event->kind == EVENT_HEADER)
        return push_header(s, event);
    if (event->kind == EVENT_SENTENCE)
        tag_sentence(s, event->sentence);
    return stage_push(self->next, event);
}

static void release(struct stage *self)
{
    struct tag_stage *s = (struct tag_stage *)self;
    for (size_t i = 0; i < s->used; i++) {
        matcher_free(s->compiled[i].matcher);
        buf_release(&s->compiled[i].lang);
    }
    governor_free(s->governor);
    buf_release(&s->lang);
    buf_release(&s->reduced);
    free(s);
}

struct stage *stage_tag(struct lexicon *lexicon, struct stemmer *stemmer,
                        const struct tag_options *o, struct diag *d, struct stage *next)
{
    struct tag_stage *s = xcalloc(1, sizeof *s);
    s->stage = (struct stage){push, release, next};
    s->lexicon = lexicon;
    s->stemmer = stemmer;
    s->d = d;
    s->default_lang = slice_of(o->lang ? o->lang : "und");
    s->limits = (struct matcher_limits){o->cache ? o->cache : MATCHER_TYPES, MATCHER_STATES};
    s->governor = o->scopes ? governor_new(o->scopes) : NULL;
    memcpy(s->checksum, lexicon_checksum(lexicon), sizeof s->checksum);
    return &s->stage;
}
