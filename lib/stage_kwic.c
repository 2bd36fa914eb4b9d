/*
 * stage_kwic: the matches of a stream with their context, as lines of a concordance.
 *
 * With a context of words the line of a match waits until the words behind it have come; with one of
 * the sentence or clause, sentences without a wanted match are not looked at.
 */
#include "clause.h"
#include "concordance.h"
#include "normal.h"
#include "stage.h"
#include "tally_keys.h"
#include "ucd.h"
#include "window.h"
#include "xalloc.h"

#include <stdlib.h>

enum { SORT_WORDS = 16 }; /* words of a context that count in sorting */

/* The strings of a hit that do not come from the text. */
static const enum hit_text noted[] = {HIT_LABEL, HIT_SENTENCE, HIT_LANG,
                                      HIT_ZONE,  HIT_CONCEPT,  HIT_ENTRY};

enum { NOTED = sizeof noted / sizeof *noted };

/* A match whose context is not yet complete. */
struct waiting {
    uint64_t first, last; /* words of the match */
    uint64_t from, to;    /* words of the context; of words: not used */
    uint32_t page;
    uint8_t flags;
    struct buf notes;
    size_t ends[NOTED]; /* of each in notes */
};

struct kwic {
    struct stage stage;
    const struct kwic_options *o;
    struct concordance *to;
    struct diag *d;
    const struct layout *layout;
    struct window window;

    struct buf document; /* id of the open document */
    struct buf meta;     /* and its metadata, as a hit has them */
    uint64_t hits;       /* of the document */

    struct waiting *queue; /* a ring */
    size_t head, count, capacity;
    struct buf flags;
    struct buf key;
    struct buf form;
};

/* Which matches ---------------------------------------------------------------------------- */

/* Whether path is the concept or below it. */
static bool is_below(struct slice path, struct slice concept)
{
    return slice_starts(path, concept) &&
           (path.len == concept.len || path.data[concept.len] == '.');
}

/* Whether one of the paths of a match's concept (`a|b`: ambiguous) is below `concept`. */
static bool has_concept(struct slice paths, struct slice concept)
{
    for (;;) {
        const char *bar = paths.len ? memchr(paths.data, '|', paths.len) : NULL;
        size_t len = bar ? (size_t)(bar - paths.data) : paths.len;
        if (is_below((struct slice){paths.data, len}, concept))
            return true;
        if (!bar)
            return false;
        paths = (struct slice){bar + 1, paths.len - len - 1};
    }
}

static bool is_wanted(const struct kwic *k, const struct match *m)
{
    const struct option_list *concepts = k->o->concepts;
    const struct option_list *entries = k->o->entries;
    for (size_t i = 0; i < concepts->count; i++)
        if (has_concept(m->concept, slice_of(concepts->items[i])))
            return true;
    for (size_t i = 0; i < entries->count; i++)
        if (memcmp(m->entry, entries->items[i], sizeof m->entry) == 0)
            return true;
    return concepts->count + entries->count == 0;
}

static bool any_wanted(const struct kwic *k, const struct sentence *s)
{
    for (size_t i = 0; i < s->match_count; i++)
        if (is_wanted(k, &s->matches[i]))
            return true;
    return false;
}

/* Lines ------------------------------------------------------------------------------------ */

/* Appends the matching forms of the words from `from` on, `count` of them in the direction of `step`. */
static void append_words(struct kwic *k, uint64_t from, uint64_t count, int step, struct slice lang)
{
    unsigned left = SORT_WORDS;
    for (; count && left; count--, from += (uint64_t)(int64_t)step) {
        struct slice word = window_text(&k->window, from, from);
        if (!ucd_any(word.data, word.len, UCD_LETTER | UCD_NUMBER))
            continue;
        buf_clear(&k->form);
        normal_form(word.data, word.len, lang, &k->form);
        tally_append_cell(&k->key, buf_slice(&k->form), true);
        left--;
    }
    tally_append_cell(&k->key, SLICE(""), true); /* a shorter context comes first */
}

/* The key by which the line is sorted. */
static struct slice key_of(struct kwic *k, const struct waiting *w, struct slice lang)
{
    buf_clear(&k->key);
    for (size_t i = 0; i < k->o->sort_count; i++) {
        switch (k->o->sorts[i]) {
        case KWIC_LEFT:
            append_words(k, w->first - 1, w->first - w->from, -1, lang);
            break;
        case KWIC_MATCH:
            append_words(k, w->first, w->last - w->first + 1, 1, lang);
            break;
        case KWIC_RIGHT:
            append_words(k, w->last + 1, w->to - w->last, 1, lang);
            break;
        case KWIC_PLACE:
            break;
        }
    }
    return buf_slice(&k->key);
}

static struct slice flags_of(struct kwic *k, uint8_t flags)
{
    static const struct {
        enum match_flags flag;
        const char *name;
    } names[] = {{MATCH_NEG, "neg"}, {MATCH_PLAN, "plan"}, {MATCH_MUST, "must"}};
    buf_clear(&k->flags);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(flags & names[i].flag))
            continue;
        if (k->flags.len)
            buf_append_char(&k->flags, '+');
        buf_append_str(&k->flags, names[i].name);
    }
    return buf_slice(&k->flags);
}

/* Hands on the line of a match whose context is complete. */
static bool emit(struct kwic *k, const struct waiting *w)
{
    const struct window_word *first = window_word(&k->window, w->first);
    const struct window_word *last = window_word(&k->window, w->last);
    struct hit hit = {.page = w->page, .placed = k->window.placed, .number = k->hits++};
    if (k->o->per_document && hit.number >= k->o->per_document)
        return true;
    if (hit.placed) {
        hit.offset = first->at;
        hit.length = last->at + last->bytes - first->at;
    }
    hit.texts[HIT_DOCUMENT] = buf_slice(&k->document);
    hit.meta = buf_slice(&k->meta);
    for (size_t i = 0, start = 0; i < NOTED; start = w->ends[i++])
        hit.texts[noted[i]] = (struct slice){w->notes.data + start, w->ends[i] - start};
    hit.texts[HIT_FLAGS] = flags_of(k, w->flags);
    hit.texts[HIT_LEFT] = window_before(&k->window, w->from, w->first);
    hit.texts[HIT_MATCH] = window_text(&k->window, w->first, w->last);
    hit.texts[HIT_RIGHT] = window_behind(&k->window, w->last, w->to);
    return concordance_add(k->to, &hit, key_of(k, w, hit.texts[HIT_LANG]));
}

/* The place for one more that waits; its notes are empty. */
static struct waiting *add_waiting(struct kwic *k)
{
    if (k->count == k->capacity) {
        size_t capacity = k->capacity ? 2 * k->capacity : 64;
        struct waiting *grown = xcalloc(capacity, sizeof *grown);
        for (size_t i = 0; i < k->count; i++)
            grown[i] = k->queue[(k->head + i) % k->capacity];
        free(k->queue);
        k->queue = grown;
        k->capacity = capacity;
        k->head = 0;
    }
    struct waiting *w = &k->queue[(k->head + k->count++) % k->capacity];
    buf_clear(&w->notes);
    return w;
}

/* Emits those whose context has come; `all`: the text breaks off here. */
static bool emit_ready(struct kwic *k, bool all)
{
    const uint64_t end = window_end(&k->window);
    const uint64_t words = k->o->context == KWIC_WORDS ? k->o->words : 0;
    while (k->count) {
        struct waiting *w = &k->queue[k->head];
        if (!all && w->last + words >= end)
            return true;
        if (k->o->context == KWIC_WORDS) {
            w->from = w->first - k->window.begin < words ? k->window.begin : w->first - words;
            w->to = w->last + words < end ? w->last + words : end - 1;
        }
        k->head = (k->head + 1) % k->capacity;
        k->count--;
        if (!emit(k, w))
            return false;
    }
    return true;
}

/* Sentences -------------------------------------------------------------------------------- */

static void note(struct waiting *w, const struct sentence *s, const struct match *m, bool own_page)
{
    const struct slice notes[NOTED] = {
        own_page ? s->label : SLICE(""),       s->id,      s->lang,
        s->zone.len ? s->zone : SLICE("body"), m->concept, {m->entry, sizeof m->entry}};
    for (size_t i = 0; i < NOTED; i++) {
        buf_append(&w->notes, notes[i].data, notes[i].len);
        w->ends[i] = w->notes.len;
    }
}

/* Adds the wanted matches of a sentence, whose words begin with number `start`. */
static void add_matches(struct kwic *k, const struct sentence *s, uint64_t start)
{
    const uint64_t *numbers = k->window.numbers;
    uint32_t page = s->page;
    uint32_t token = 0;
    for (size_t i = 0; i < s->match_count; i++) {
        const struct match *m = &s->matches[i];
        for (; token <= m->first; token++)
            if (s->tokens[token].page)
                page = s->tokens[token].page;
        if (!is_wanted(k, m))
            continue;
        struct waiting *w = add_waiting(k);
        w->first = numbers[m->first];
        w->last = numbers[m->last] < w->first ? w->first : numbers[m->last];
        w->from = start;
        w->to = window_end(&k->window) - 1;
        w->page = page;
        w->flags = m->flags;
        note(w, s, m, page == s->page);
        if (k->o->context == KWIC_CLAUSE)
            clause_narrow(&k->window, w->first, w->last, &w->from, &w->to);
    }
}

static bool take_sentence(struct kwic *k, const struct sentence *s)
{
    bool alone = k->o->context != KWIC_WORDS;
    if (s->token_count && !s->tagged) {
        diag_error(k->d, "the stream is not tagged: run gm-tag first, or use -p");
        return false;
    }
    if (alone && !any_wanted(k, s))
        return true;
    if (alone)
        window_clear(&k->window);
    if (!window_joins(&k->window, s)) {
        if (!emit_ready(k, true))
            return false;
        window_break(&k->window);
    }
    uint64_t start = window_end(&k->window);
    window_add(&k->window, s, k->layout);
    if (start == window_end(&k->window))
        return true;
    add_matches(k, s, start);
    if (!emit_ready(k, alone))
        return false;
    uint64_t needed = k->count ? k->queue[k->head].first : window_end(&k->window);
    window_drop(&k->window, needed > k->o->words ? needed - k->o->words : 0);
    return true;
}

/* The stage -------------------------------------------------------------------------------- */

static void begin_document(struct kwic *k, const struct document *doc)
{
    window_clear(&k->window);
    buf_clear(&k->document);
    buf_append(&k->document, doc->id.data, doc->id.len);
    buf_clear(&k->meta);
    for (size_t i = 0; i < k->o->meta->count; i++)
        hit_add_meta(&k->meta, document_meta(doc, slice_of(k->o->meta->items[i])));
    k->hits = 0;
}

static bool push(struct stage *self, const struct event *event)
{
    struct kwic *k = (struct kwic *)self;
    bool ok = true;
    switch (event->kind) {
    case EVENT_HEADER:
        k->layout = event->header->layout;
        break;
    case EVENT_DOCUMENT:
        begin_document(k, event->document);
        break;
    case EVENT_SENTENCE:
        ok = take_sentence(k, event->sentence);
        break;
    case EVENT_DOCUMENT_END:
        ok = emit_ready(k, true);
        break;
    case EVENT_BLOCK:
    case EVENT_TEXT:
    case EVENT_END:
        break;
    }
    return ok && (!k->stage.next || stage_push(k->stage.next, event));
}

static void release(struct stage *self)
{
    struct kwic *k = (struct kwic *)self;
    for (size_t i = 0; i < k->capacity; i++)
        buf_release(&k->queue[i].notes);
    free(k->queue);
    window_release(&k->window);
    buf_release(&k->document);
    buf_release(&k->meta);
    buf_release(&k->flags);
    buf_release(&k->key);
    buf_release(&k->form);
    free(k);
}

struct stage *stage_kwic(const struct kwic_options *o, struct concordance *to, struct diag *d,
                         struct stage *next)
{
    struct kwic *k = xcalloc(1, sizeof *k);
    k->stage = (struct stage){push, release, next};
    k->o = o;
    k->to = to;
    k->d = d;
    return &k->stage;
}
