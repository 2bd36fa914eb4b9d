/* stage_tag: the matches of every sentence, by a matcher for its language. */
#include "checksum.h"
#include "escape.h"
#include "govern.h"
#include "layout.h"
#include "lexicon.h"
#include "matcher.h"
#include "output.h"
#include "regexset.h"
#include "stage.h"
#include "stemmer.h"
#include "xalloc.h"

#include <inttypes.h>
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
    struct matcher_options options;
    struct governor *governor; /* NULL: no flags */
    char checksum[CHECKSUM_HEX + 1];
    struct compiled compiled[MATCHERS_MAX];
    size_t used;   /* of compiled */
    size_t oldest; /* to be given up next when all are used */

    struct buf lang;         /* of the last sentence, */
    struct matcher *matcher; /* and its matcher; NULL: none yet */
    struct buf reduced;

    bool *said;       /* by entry: that it came to a limit */
    uint64_t cut;     /* tokens at which too many matches began, */
    struct buf where; /* and the sentence of the first */
    struct output *explain;
    struct buf document; /* id of the current one */
    struct buf row;
};

/* Matching --------------------------------------------------------------------------------- */

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
    c->matcher = matcher_new(s->lexicon, reduced, s->stemmer, &s->options);
    return c->matcher;
}

/* Whether the stems of the sentence are in the stemmer's cache, rather than in its lines. */
static bool has_cached_stems(const struct sentence *sentence)
{
    for (size_t i = 0; sentence->stemmed && i < sentence->token_count; i++) {
        const struct token *t = &sentence->tokens[i];
        if (t->stem) /* ranges and empty nodes have none */
            return !t->line || t->stem < t->line || t->stem >= t->line + t->line_len;
    }
    return false;
}

static void tag_sentence(struct tag_stage *s, struct sentence *sentence)
{
    struct slice lang = sentence->lang;
    if (lang.len == 0 || slice_eq(lang, SLICE("und")))
        lang = s->default_lang;
    if (!has_cached_stems(sentence))
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

/* Reports ---------------------------------------------------------------------------------- */

static void append_cell(struct buf *row, struct slice cell)
{
    buf_append_char(row, '\t');
    escape_append_cell(row, cell.data, cell.len);
}

/* The words of a match: all from its first token to its last. */
static void append_words(struct buf *row, const struct sentence *s, const struct candidate *c)
{
    buf_append_char(row, '\t');
    for (uint32_t i = c->first; i <= c->last; i++) {
        if (s->tokens[i].flags & TOKEN_ASIDE)
            continue;
        if (i > c->first)
            buf_append_char(row, ' ');
        escape_append_cell(row, s->tokens[i].form, s->tokens[i].form_len);
    }
}

static void append_entry(struct buf *row, const struct lexicon_entry *e)
{
    append_cell(row, e->concept);
    append_cell(row, (struct slice){e->id, LEXICON_ID});
    append_cell(row, slice_of(e->file));
    buf_append_char(row, ':');
    buf_append_u64(row, e->line);
}

static void explain(struct tag_stage *s, const struct sentence *sentence,
                    const struct suppressed *item)
{
    const struct candidate *c = &item->match;
    const struct candidate *by = &item->by;
    const char *reason = by->first < c->first ? "earlier"
                         : by->last > c->last ? "longer"
                                              : "precedence";
    struct buf *row = &s->row;
    buf_clear(row);
    escape_append_cell(row, s->document.data, s->document.len);
    append_cell(row, sentence->id);
    append_cell(row, s->options.overlap == OVERLAP_LONGEST
                         ? lexicon_layer(s->lexicon, item->group)
                         : lexicon_concept(s->lexicon, item->group));
    append_words(row, sentence, c);
    append_entry(row, c->entry);
    append_cell(row, slice_of(reason));
    append_words(row, sentence, by);
    append_entry(row, by->entry);
    buf_append_char(row, '\n');
    output_write(s->explain, row->data, row->len);
}

/* Says what the last sentence gave cause to say. */
static void report(struct tag_stage *s, const struct sentence *sentence)
{
    const struct matcher_report *r = matcher_report(s->matcher);
    for (size_t i = 0; i < r->suppressed_count; i++)
        explain(s, sentence, &r->suppressed[i]);
    for (size_t i = 0; i < r->exceeded_count; i++) {
        const struct lexicon_entry *e = r->exceeded[i];
        bool *said = &s->said[e - lexicon_entry(s->lexicon, 0)];
        if (!*said && *e->file)
            diag_error(s->d, "%s:%u: a regular expression gave up on a word after %d steps",
                       e->file, e->line, REGEX_STEPS_MAX);
        else if (!*said) /* of the command line */
            diag_error(s->d, "'%.*s': a regular expression gave up on a word after %d steps",
                       (int)e->pattern.len, e->pattern.data, REGEX_STEPS_MAX);
        *said = true;
    }
    if (r->cut && s->cut == 0)
        buf_append(&s->where, sentence->id.data, sentence->id.len);
    s->cut += r->cut;
}

/* At the end: how often matches were left out. */
static void report_cut(struct tag_stage *s)
{
    if (s->cut)
        diag_error(s->d,
                   "more than %d matches begin at %" PRIu64
                   " tokens, first in sentence '%.*s': the longest of each stand",
                   OVERLAP_STARTS_MAX, s->cut, (int)s->where.len, buf_str(&s->where));
    s->cut = 0;
}

/* The stage -------------------------------------------------------------------------------- */

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
    if (s->options.lemmas && (!header.layout || header.layout->lemma < 0)) {
        diag_error(s->d, "the stream has no column LEMMA, which --lemma compares");
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
    if (event->kind == EVENT_DOCUMENT) {
        buf_clear(&s->document);
        buf_append(&s->document, event->document->id.data, event->document->id.len);
    } else if (event->kind == EVENT_SENTENCE) {
        tag_sentence(s, event->sentence);
        report(s, event->sentence);
    } else if (event->kind == EVENT_END) {
        report_cut(s);
    }
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
    free(s->said);
    buf_release(&s->where);
    buf_release(&s->document);
    buf_release(&s->row);
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
    s->governor = o->scopes ? governor_new(o->scopes) : NULL;
    s->options = (struct matcher_options){.types = o->cache ? o->cache : MATCHER_TYPES,
                                          .states = MATCHER_STATES,
                                          .overlap = o->overlap,
                                          .lemmas = o->lemmas,
                                          .explain = o->explain != NULL,
                                          .words = lexicon_words(lexicon)};
    s->said = xcalloc(lexicon_count(lexicon) + 1, sizeof *s->said);
    s->explain = o->explain;
    if (s->explain)
        output_str(s->explain, "document\tsentence\tgroup\twords\tconcept\tentry\tplace\treason\t"
                               "by_words\tby_concept\tby_entry\tby_place\n");
    memcpy(s->checksum, lexicon_checksum(lexicon), sizeof s->checksum);
    return &s->stage;
}
