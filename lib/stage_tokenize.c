/*
 * stage_tokenize: pieces of text to sentences of tokens.
 *
 * Text is gathered in a window.  A sentence is made when the window holds all that can decide where
 * it ends: the caps below, measured from its start, so that the result does not depend on how the text
 * came.  White space between tokens goes to the token before it.
 */
#include "ascii.h"
#include "extent.h"
#include "segment.h"
#include "stage.h"
#include "ucd.h"
#include "utf8.h"
#include "wordrules.h"
#include "xalloc.h"

#include <stdlib.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    SENTENCE_TOKENS = 4096,
    TOKEN_BYTES = 64 * 1024,
    NEAR = 256,              /* where the next U+202F of a long run is looked for first */
    SPACE_BYTES = 64 * 1024, /* of one gap; more stands alone as `gm:spaces` */
    /* A sentence, a word that crosses its end, that word's look-ahead, the gap behind it. */
    WINDOW = EXTENT_MAX + 2 * TOKEN_BYTES + SPACE_BYTES + 16,
};

/* A block of the document in which plain tokens are looked for. */
struct plain_view {
    uint64_t at; /* its offset in the document */
    bool read;
    struct ascii_block block;
};

struct tokenizer {
    struct stage stage;
    struct tokenize_options options;
    struct diag *d;
    struct extents extents;

    struct wordrules *words; /* of the language at hand; NULL: there are none */
    size_t word_left;        /* bytes of the word that has just been cut */

    struct buf window;
    size_t at;           /* first byte of the window not yet in a sentence */
    uint64_t window_at;  /* offset of the window's first byte in the document */
    struct buf repaired; /* forms that differ from the input */
    struct sentence sentence;
    struct plain_view plain;

    struct buf document_lang;
    struct buf lang;  /* of the text that is being read */
    struct buf zone;  /* likewise */
    struct buf label; /* of label_page; empty: unknown */
    uint32_t label_page;
    uint32_t page;
    uint64_t run_end; /* of the last word before U+202F ended it, as an offset in the document */
    bool begun;       /* a block of the document has been handed on */
    bool paragraph;   /* the next sentence starts one */
    uint64_t bad_count;
    uint64_t bad_at; /* offset of the first ill-formed sequence or control */
};

/* Characters ------------------------------------------------------------------------------- */

/* C0 controls that are not white space: they become U+FFFD like ill-formed bytes. */
static inline bool is_control(uint32_t cp)
{
    return cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\f' && cp != '\r';
}

/* Length of the white-space character at s[0..len), 0 when it is none. */
static inline size_t space_at(const char *s, size_t len)
{
    unsigned char c = (unsigned char)*s;
    if (c < 0x80)
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    uint32_t cp;
    size_t n = utf8_decode(s, len, &cp);
    return ucd_entry(cp) & UCD_SPACE ? n : 0;
}

/* Whether c is an ASCII character that is not white space (the plain case). */
static inline bool is_ink(char c)
{
    return (unsigned char)(c - '!') <= '~' - '!';
}

/* Whether all bytes are ASCII and none is a control that would have to be replaced. */
static bool is_plain(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)s[i] >= 0x80 || is_control((unsigned char)s[i]))
            return false;
    return true;
}

/* The length of what s[0..len) begins with that can stay as it is; counts what follows it. */
static size_t sound_length(const char *s, size_t len, size_t *bad)
{
    size_t i = 0;
    uint32_t cp;
    for (*bad = 0; i < len; i += *bad) {
        *bad = utf8_decode(s + i, len - i, &cp);
        if (cp == UTF8_BAD || is_control(cp))
            return i;
    }
    *bad = 0;
    return len;
}

/*
 * Gives a token its form where the input cannot be it: ill-formed sequences and controls become U+FFFD.
 * `where` is the token's offset in the document.
 */
static void repair_form(struct tokenizer *t, struct token *token, uint64_t where)
{
    size_t bad;
    size_t sound = sound_length(token->form, token->form_len, &bad);
    if (!bad)
        return;
    size_t start = t->repaired.len;
    for (size_t i = 0;; sound = sound_length(token->form + i, token->form_len - i, &bad)) {
        buf_append(&t->repaired, token->form + i, sound);
        if (!bad)
            break;
        buf_append_cp(&t->repaired, 0xfffd);
        if (t->bad_count++ == 0)
            t->bad_at = where + i + sound;
        i += sound + bad;
    }
    token->bytes = token->form_len;
    token->form_len = (uint32_t)(t->repaired.len - start);
    token->form = NULL; /* set by place_repaired: `repaired` may still move */
}

static void place_repaired(struct tokenizer *t)
{
    size_t at = 0;
    for (size_t i = 0; t->repaired.len && i < t->sentence.token_count; i++) {
        struct token *token = &t->sentence.tokens[i];
        if (token->form)
            continue;
        token->form = t->repaired.data + at;
        at += token->form_len;
    }
}

/* Sentences -------------------------------------------------------------------------------- */

/*
 * White space from s on, at most SPACE_BYTES of it; counts its form feeds.  Stops between characters.
 */
static size_t take_space(const char *s, size_t len, uint32_t *form_feeds)
{
    size_t i = 0;
    while (i < len) {
        size_t n = space_at(s + i, len - i);
        if (n == 0 || i + n > SPACE_BYTES)
            break;
        *form_feeds += s[i] == '\f';
        i += n;
    }
    return i;
}

static bool hand_on(struct tokenizer *t)
{
    struct sentence *s = &t->sentence;
    place_repaired(t);
    s->lang = buf_slice(&t->lang);
    if (s->token_count) {
        s->zone = buf_slice(&t->zone);
        if (s->page == t->label_page)
            s->label = buf_slice(&t->label);
    }
    t->begun = true;
    return stage_push(t->stage.next, &(struct event){.kind = EVENT_SENTENCE, .sentence = s});
}

/*
 * The word of s[0..len), at most the cap: `room` bytes, which may fall inside a character.  *cut tells
 * whether it is the cap that ends it.
 */
static inline size_t capped_word(const char *s, size_t len, bool *cut)
{
    size_t n = segment_word(s, len < TOKEN_BYTES ? len : TOKEN_BYTES);
    *cut = false;
    if (n < TOKEN_BYTES - 3 || len <= TOKEN_BYTES)
        return n;
    size_t room = utf8_cut(s, len, TOKEN_BYTES);
    n = segment_word(s, room);
    *cut = n == room;
    return n;
}

/* U+202F joins words (WB13a), but at a word's end, as before French `:`, it is white space. */
static size_t trim_space(const char *s, size_t len)
{
    while (len > 3 && memcmp(s + len - 3, "\xe2\x80\xaf", 3) == 0)
        len -= 3;
    return len;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where the first U+202F of a word stands that has no digits on both sides; len: nowhere. */
static size_t find_space(const char *s, size_t len)
{
    const char *at = s;
    if (len < 5) /* no letter, U+202F, letter */
        return len;
    while ((at = memchr(at + 1, 0xe2, len - 1 - (size_t)(at - s)))) {
        size_t i = (size_t)(at - s);
        if (len - i > 3 && memcmp(at, "\xe2\x80\xaf", 3) == 0 &&
            !(is_digit(s[i - 1]) && is_digit(s[i + 3])))
            return i;
    }
    return len;
}

/*
 * The word of s[0..len), without the U+202F that is white space.  What such characters join may be long,
 * and each of its words would have to go through all of it; `run_end` remembers that it is.
 */
static size_t odd_word(struct tokenizer *t, const char *s, size_t whole, uint64_t where, bool *cut)
{
    size_t n = trim_space(s, t->options.bare ? whole : find_space(s, whole));
    if (n < whole)
        *cut = false;
    t->run_end = where + whole;
    return n;
}

/* The first word of a run that U+202F joins, of which more is to come; 0: it is not near. */
static size_t near_word(const char *s)
{
    size_t near = segment_word(s, NEAR);
    size_t n = find_space(s, near);
    return n < near ? n : 0;
}

/* The first piece of the word of n bytes at s, by the rules of the language. */
static size_t cut_word(struct tokenizer *t, const char *s, size_t n)
{
    if (t->word_left)
        n = t->word_left;
    size_t piece = wordrules_cut(t->words, s, n);
    t->word_left = n - piece;
    return piece;
}

/* Adds the token at s[i]; returns where it ends. */
static size_t add_token(struct tokenizer *t, const char *s, size_t i, size_t len)
{
    struct token *token = sentence_add_token(&t->sentence);
    token->form = s + i;
    uint64_t where = t->window_at + t->at + i;
    bool cut = false;
    bool plain = false;
    size_t n = where + NEAR < t->run_end ? near_word(s + i) : 0;
    if (!n) {
        n = capped_word(s + i, len - i, &cut);
        plain = is_plain(s + i, n);
        if (!plain)
            n = odd_word(t, s + i, n, where, &cut);
    }
    if (cut) {
        token->flags |= TOKEN_CUT;
        t->sentence.cut_token = true;
    }
    if (t->words)
        n = cut_word(t, s + i, n);
    token->form_len = (uint32_t)n;
    if (!plain)
        repair_form(t, token, where);
    return i + n;
}

/*
 * Adds the plain tokens that the view's block holds from s[i] on, as far as they end by s[end]; returns
 * where the last one's gap ends, or with *open where its gap begins, which is another one.
 */
static inline size_t add_from_block(struct tokenizer *t, const char *s, size_t i, size_t end,
                                    bool *open)
{
    const struct ascii_block *block = &t->plain.block;
    const char *base = t->window.data + (t->plain.at - t->window_at);
    size_t left = (size_t)(s + end - base);
    unsigned limit = left < ASCII_REACH ? (unsigned)left : ASCII_REACH;
    unsigned at = (unsigned)(s + i - base);
    enum ascii_gap gap;
    unsigned n;
    struct token *first = sentence_reserve_tokens(&t->sentence, ASCII_BLOCK);
    struct token *token = first;
    const struct token *last = first + (SENTENCE_TOKENS - 1 - t->sentence.token_count);
    while (at <= limit && token < last && (n = ascii_token(block, at, limit, &gap))) {
        if (t->words && wordrules_may_cut_plain(base + at, n))
            break;
        *token = (struct token){.form = base + at, .form_len = n};
        at += n;
        token++;
        if (gap == ASCII_GAP_OTHER) {
            *open = true;
            break;
        }
        token[-1].space = base + at;
        token[-1].space_len = gap;
        token[-1].gap = (uint16_t)(GAP_NONE + gap);
        at += gap;
    }
    t->sentence.token_count += (size_t)(token - first);
    return (size_t)(base + at - s);
}

/* The same in s[0..len), block after block; only from the start of a word on. */
static size_t add_plain_tokens(struct tokenizer *t, const char *s, size_t i, size_t end, size_t len,
                               bool *open)
{
    struct plain_view *v = &t->plain;
    uint64_t start = t->window_at + (uint64_t)(s - t->window.data);
    *open = false;
    for (;;) {
        if (v->read && start + i - v->at <= ASCII_REACH) {
            i = add_from_block(t, s, i, end, open);
            if (*open || start + i - v->at < ASCII_BLOCK / 2)
                return i; /* in the first half of a block: what comes is not plain */
        }
        if (i >= end || len - i < ASCII_BLOCK)
            return i;
        ascii_read(&v->block, s + i);
        v->at = start + i;
        v->read = true;
    }
}

/* Gives the token the gap at s[i]; returns where that ends. */
static inline size_t add_space(struct token *token, const char *s, size_t i, size_t len,
                               uint32_t *form_feeds)
{
    /* Bytes behind len are the window's pad: read, but never decisive. */
    int gap = GAP_NONE + (s[i] == ' ') + 2 * (s[i] == '\n');
    size_t n = gap > GAP_NONE;
    token->space = s + i;
    if (i + n < len && is_ink(s[i + n])) /* mostly; so which gap it is need not be guessed */
        token->gap = token->bytes | token->page ? GAP_ODD : (uint16_t)gap;
    else
        n = take_space(s + i, len - i, form_feeds);
    if (n == 2 && s[i] == '\n' && s[i + 1] == '\n' && !(token->bytes | token->page))
        token->gap = GAP_PARAGRAPH;
    token->space_len = (uint32_t)n;
    return i + n;
}

/* Whether s[i..end) is white space, or empty. */
static bool all_space(const char *s, size_t i, size_t end)
{
    size_t n = 1;
    for (; n && i < end; i += n)
        n = space_at(s + i, end - i);
    return i >= end && n;
}

/*
 * Makes the tokens of the sentence at s[0..len), which is not white space there.  Returns the bytes it
 * took, trailing white space included.
 */
static size_t make_tokens(struct tokenizer *t, const char *s, size_t len)
{
    struct sentence *out = &t->sentence;
    uint64_t where = t->window_at + t->at;
    struct extent e = extents_find(&t->extents, s, len, where);
    uint32_t form_feeds = 0;
    uint32_t page = 0; /* that begins with the next token */
    size_t i = 0;
    for (;;) {
        bool open = false; /* the last token waits for its gap */
        if (!page && !t->word_left)
            i = add_plain_tokens(t, s, i, e.len, len, &open);
        if (i >= e.len && !open)
            break;
        if (!open)
            i = add_token(t, s, i, len);
        struct token *token = &out->tokens[out->token_count - 1];
        token->page = page;
        while (i > e.len && e.len < e.cap) /* a sentence does not end inside a word */
            extents_look_on(&t->extents, s, where, &e);
        i = add_space(token, s, i, len, &form_feeds);
        if (i >= e.len || out->token_count == SENTENCE_TOKENS)
            break;
        if (token->space_len > SPACE_BYTES - 3 && space_at(s + i, len - i))
            break; /* the rest of the gap stands alone */
        page = form_feeds ? t->page += form_feeds : 0;
        form_feeds = 0;
    }
    bool inside = i < e.len && !all_space(s, i, e.len);
    out->cut = i < len && (inside || (e.len == e.cap && e.cap < len));
    t->paragraph = !out->cut && e.paragraph;
    if (inside && i < e.cap)
        extents_keep_rest(&t->extents, &e, i);
    t->page += form_feeds;
    return i;
}

/* White space that no token of the document can carry goes on alone. */
static bool hand_on_space(struct tokenizer *t, const char *s, size_t len)
{
    sentence_clear(&t->sentence);
    t->sentence.spaces = (struct slice){s, len};
    extents_drop_rest(&t->extents);
    t->at += len;
    return hand_on(t);
}

/* Makes the next sentence out of the window, which holds enough for it. */
static bool next_sentence(struct tokenizer *t)
{
    const char *s = t->window.data + t->at;
    size_t len = t->window.len - t->at;
    struct sentence *out = &t->sentence;
    uint32_t form_feeds = 0;
    size_t space = 0;
    if (!t->begun && t->window_at + t->at == 0 && len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
        space = 3; /* a byte order mark is no text */
    space += take_space(s + space, len - space, &form_feeds);
    t->page += form_feeds;
    if (space && (t->begun || space == len || space_at(s + space, len - space)))
        return hand_on_space(t, s, space);
    sentence_clear(out);
    buf_clear(&t->repaired);
    out->spaces_before = (struct slice){s, space};
    out->at = t->window_at + t->at + space;
    out->placed = true;
    out->page = t->page;
    out->starts_paragraph = t->paragraph;
    t->at += space;
    size_t took = make_tokens(t, s + space, len - space);
    bool more = hand_on(t);
    t->at += took;
    return more;
}

static bool make_sentences(struct tokenizer *t, bool final)
{
    while (t->at < t->window.len && (final || t->window.len - t->at >= WINDOW))
        if (!next_sentence(t))
            return false;
    return true;
}

/* Events ----------------------------------------------------------------------------------- */

static void set(struct buf *b, struct slice value)
{
    buf_clear(b);
    buf_append(b, value.data, value.len);
}

/* What the text that follows is in. */
static void set_lang(struct tokenizer *t, struct slice lang)
{
    set(&t->lang, lang);
    if (t->options.abbreviations)
        t->extents.abbreviations = abbreviations_of(t->options.abbreviations, lang);
    if (t->options.words)
        t->words = wordrules_of(t->options.words, lang);
}

static bool begin(struct tokenizer *t, const struct event *e)
{
    struct slice lang = e->document->lang;
    if (!lang.len)
        lang = slice_of(t->options.lang ? t->options.lang : "und");
    set(&t->document_lang, lang);
    set_lang(t, lang);
    buf_clear(&t->zone);
    buf_clear(&t->label);
    buf_clear(&t->window);
    t->at = 0;
    t->run_end = 0;
    t->plain.read = false;
    extents_restart(&t->extents);
    t->window_at = 0;
    t->page = 1;
    t->begun = false;
    t->paragraph = true;
    t->bad_count = 0;
    return stage_push(t->stage.next, e);
}

static bool begin_block(struct tokenizer *t, const struct block_place *place)
{
    if (!make_sentences(t, true))
        return false;
    t->paragraph = true;
    extents_restart(&t->extents);
    set_lang(t, place->lang.len ? place->lang : buf_slice(&t->document_lang));
    set(&t->zone, slice_eq(place->zone, SLICE("body")) ? SLICE("") : place->zone);
    if (place->page)
        t->page = place->page;
    if (place->page || place->label.len) { /* else the page goes on, and its label */
        set(&t->label, place->label);
        t->label_page = t->page;
    }
    return true;
}

static bool add_text(struct tokenizer *t, struct slice text)
{
    if (t->at >= 2 * WINDOW) { /* seldom: the window is large against a piece of text */
        memmove(t->window.data, t->window.data + t->at, t->window.len - t->at);
        t->window.len -= t->at;
        t->window_at += t->at;
        t->at = 0;
    }
    buf_append(&t->window, text.data, text.len);
    return make_sentences(t, false);
}

static bool end(struct tokenizer *t, const struct event *e)
{
    if (!make_sentences(t, true))
        return false;
    if (t->bad_count) {
        void (*say)(struct diag *, const char *, ...) = t->options.strict ? diag_error : diag_note;
        say(t->d,
            "%.*s: %llu ill-formed sequences or controls became U+FFFD, the first at byte %llu",
            (int)e->document->id.len, e->document->id.data, (unsigned long long)t->bad_count,
            (unsigned long long)t->bad_at);
    }
    if (!t->begun && !t->options.strict_conllu) {
        sentence_clear(&t->sentence);
        if (!hand_on(t))
            return false;
    }
    return stage_push(t->stage.next, e);
}

static bool tokenizer_push(struct stage *self, const struct event *e)
{
    struct tokenizer *t = (struct tokenizer *)self;
    switch (e->kind) {
    case EVENT_DOCUMENT:
        return begin(t, e);
    case EVENT_BLOCK:
        return begin_block(t, e->place);
    case EVENT_TEXT:
        return add_text(t, e->text);
    case EVENT_DOCUMENT_END:
        return end(t, e);
    case EVENT_HEADER:
    case EVENT_SENTENCE:
    case EVENT_END:
        break;
    }
    return stage_push(t->stage.next, e);
}

static void tokenizer_release(struct stage *self)
{
    struct tokenizer *t = (struct tokenizer *)self;
    buf_release(&t->window);
    buf_release(&t->repaired);
    buf_release(&t->document_lang);
    buf_release(&t->lang);
    buf_release(&t->zone);
    buf_release(&t->label);
    sentence_release(&t->sentence);
    free(t);
}

struct stage *stage_tokenize(const struct tokenize_options *o, struct diag *d, struct stage *next)
{
    struct tokenizer *t = xcalloc(1, sizeof *t);
    t->stage = (struct stage){tokenizer_push, tokenizer_release, next};
    t->options = *o;
    t->d = d;
    t->extents.lines = o->bare ? SEGMENT_LINES_BREAK : SEGMENT_LINES_FLOW;
    return &t->stage;
}
