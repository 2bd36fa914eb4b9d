/*
 * Patterns to the words of other tools, and back.
 *
 * Elsewhere a word is the form that is written, in any case; `*` in it is any run of characters.  A phrase is
 * words with blanks between.  There are no groups, gaps, or hyphens that stand for all their spellings:
 * these are spelt out.
 */
#include "convert.h"
#include "pattern_groups.h"
#include "ucd.h"
#include "xalloc.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Words to patterns ------------------------------------------------------------------------ */

enum spelling_kind { BARE, GLOB, QUOTED, REGEX };

/* A word of the phrase into a pattern. */
static void append_element(struct buf *out, struct slice word, enum spelling_kind kind,
                           const char *wild)
{
    if (kind == QUOTED)
        buf_append_char(out, '"');
    if (kind == REGEX)
        buf_append_char(out, '/');
    for (size_t i = 0; i < word.len; i++) {
        char c = word.data[i];
        bool syntax = kind == QUOTED ? c == '"' || c == '\\'
                                     : c && strchr("\"[]()|~\\/*?", c) && !strchr(wild, c);
        if (syntax)
            buf_append_char(out, '\\');
        buf_append_char(out, c);
    }
    if (kind == QUOTED)
        buf_append_char(out, '"');
    if (kind == REGEX)
        buf_append_char(out, '/');
}

/* Whether a word has nothing but letters, marks, digits and apostrophes: it is its own regular expression. */
static bool is_plain(struct slice word)
{
    for (size_t i = 0; i < word.len;) {
        uint32_t cp;
        i += utf8_decode(word.data + i, word.len - i, &cp);
        if (cp != '\'' && !(ucd_entry(cp) & (UCD_LETTER | UCD_NUMBER)) &&
            ucd_wb(ucd_entry(cp)) != WB_EXTEND)
            return false;
    }
    return true;
}

static enum spelling_kind kind_of(const struct convert *c, const struct convert_word *w,
                                  struct slice word, const char *wild)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.data[i] && strchr(wild, word.data[i]))
            return GLOB;
    if (c->words == WORDS_FORM && is_plain(word))
        return REGEX;
    if (c->words == WORDS_EXACT || convert_needs_stemmer(c, w->lang))
        return QUOTED;
    return BARE;
}

/* s in small letters where asked for, `_` as blanks where they are. */
static void prepare(struct convert *c, struct slice s, bool lower, struct buf *out)
{
    for (size_t i = 0; i < s.len;) {
        uint32_t cp;
        size_t n = utf8_decode(s.data + i, s.len - i, &cp);
        if (cp == '_' && c->from->underscores)
            cp = ' ';
        if (cp == UTF8_BAD)
            buf_append(out, s.data + i, n);
        else
            buf_append_cp(out, lower ? (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp) : cp);
        i += n;
    }
}

/* Takes the next word off *rest; false: there is none. */
static bool take_word(struct slice *rest, struct slice *word)
{
    *rest = convert_trim(*rest);
    if (!rest->len)
        return false;
    size_t len = 0;
    while (len < rest->len && rest->data[len] != ' ' && rest->data[len] != '\t')
        len++;
    *word = (struct slice){rest->data, len};
    *rest = (struct slice){rest->data + len, rest->len - len};
    return true;
}

static void append_gap(struct buf *out, unsigned gap)
{
    if (out->len)
        buf_append_char(out, ' ');
    if (gap) {
        buf_append_char(out, '~');
        buf_append_char(out, (char)('0' + gap));
        buf_append_char(out, ' ');
    }
}

bool convert_to_pattern(struct convert *c, const struct convert_word *w, bool lower,
                        struct buf *pattern, bool told[LOSS_COUNT], const char **error)
{
    struct buf text = BUF_INIT;
    const char *wild = w->literal ? "" : c->from->wild;
    bool counts[4] = {false};
    bool any = false;
    unsigned gap = 0;
    struct slice word;
    prepare(c, w->text, lower, &text);
    *error = NULL;
    for (struct slice rest = buf_slice(&text); !*error && take_word(&rest, &word);) {
        if (c->from->any_word && slice_eq(word, SLICE("*"))) {
            any = true;
            if (++gap > PATTERN_GAP_MAX || !pattern->len)
                *error = gap > 1 ? "too many '*' in a row" : "'*' alone at the start of a phrase";
            continue;
        }
        enum spelling_kind kind = kind_of(c, w, word, wild);
        counts[kind] = true;
        append_gap(pattern, gap);
        append_element(pattern, word, kind, wild);
        gap = 0;
    }
    if (!*error && gap)
        *error = "'*' alone at the end of a phrase";
    told[LOSS_WORDS] = counts[BARE];
    told[LOSS_NO_STEMMER] = counts[QUOTED] && c->words != WORDS_EXACT;
    told[LOSS_ANY_WORD] = any;
    told[LOSS_CAPITALS] = lower;
    buf_release(&text);
    return !*error;
}

bool convert_has_regex(struct convert *c)
{
    const char *why;
    return pattern_parse(&c->pattern, "/a/", 3, SLICE("en"), &why);
}

/* Patterns to words ------------------------------------------------------------------------ */

enum { VARIANTS_MAX = 64 };

/* A word of a path without groups. */
struct piece {
    size_t start, end; /* in text */
    size_t
        hyphen; /* bytes of the hyphen that joins it to the one before, which stand before start */
    unsigned gap;
};

struct spelling {
    struct buf text;
    struct piece pieces[PATTERN_ELEMENTS_MAX * 2];
    size_t count;
    size_t hyphens;
    size_t gaps; /* the number of choices that gaps give */
    bool regex;
    bool literal; /* a wildcard stands for itself */
    bool wild;
    bool full; /* more pieces than fit */
};

/* What stands before the next word. */
struct join {
    bool open; /* a word is being read */
    bool loose;
    struct slice hyphen;
    unsigned gap;
};

static void add_bytes(struct spelling *s, struct join *j, const char *bytes, size_t len)
{
    if (!j->open) {
        if (s->count == PATTERN_ELEMENTS_MAX * 2) {
            s->full = true;
            return;
        }
        size_t hyphen = j->loose || !s->count ? 0 : j->hyphen.len;
        if (hyphen)
            buf_append(&s->text, j->hyphen.data, hyphen);
        s->hyphens += hyphen > 0;
        if (s->gaps <= VARIANTS_MAX)
            s->gaps *= j->gap + 1;
        s->pieces[s->count++] = (struct piece){s->text.len, s->text.len, hyphen, j->gap};
        *j = (struct join){.open = true};
    }
    buf_append(&s->text, bytes, len);
    s->pieces[s->count - 1].end = s->text.len;
}

/* Takes a path apart; it has been parsed, so its syntax is right. */
static void take_apart(struct slice path, struct spelling *s)
{
    struct join j = {0};
    bool quoted = false;
    for (size_t i = 0, n; i < path.len; i += n) {
        uint32_t cp;
        n = utf8_decode(path.data + i, path.len - i, &cp);
        uint16_t entry = ucd_entry(cp);
        if (cp == '\\' && i + 1 < path.len) {
            n = 1 + utf8_decode(path.data + i + 1, path.len - i - 1, &cp);
            s->literal = s->literal || cp == '*' || cp == '?';
            add_bytes(s, &j, path.data + i + 1, n - 1);
        } else if (cp == '"') {
            quoted = !quoted;
            j.loose = j.loose || j.open;
            j.open = false;
        } else if (entry & UCD_SPACE) {
            j.open = false;
            j.loose = true;
        } else if (entry & UCD_HYPHEN) {
            j.open = false;
            j.hyphen = (struct slice){path.data + i, n};
        } else if (cp == '~' && !quoted && i + 1 < path.len) {
            j.gap = (unsigned)(path.data[i + 1] - '0');
            n = 2;
        } else {
            s->regex = s->regex || (cp == '/' && !quoted && !j.open);
            s->literal = s->literal || (quoted && (cp == '*' || cp == '?'));
            s->wild = s->wild || (!quoted && (cp == '*' || cp == '?'));
            add_bytes(s, &j, path.data + i, n);
        }
    }
}

/* How hyphens are written. */
enum hyphens { AS_THEY_ARE, APART, JOINED, HYPHENS };

/* Writes variant `choice` of the gaps. */
static void append_variant(const struct spelling *s, enum hyphens hyphens, size_t choice,
                           struct buf *out)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct piece *p = &s->pieces[i];
        if (p->hyphen && hyphens == AS_THEY_ARE)
            buf_append(out, s->text.data + p->start - p->hyphen, p->hyphen);
        else if (i && !(p->hyphen && hyphens == JOINED))
            buf_append_char(out, ' ');
        for (size_t k = choice % (p->gap + 1); k; k--)
            buf_append_str(out, "* ");
        choice /= p->gap + 1;
        buf_append(out, s->text.data + p->start, p->end - p->start);
    }
}

/* Whether the format can hold the text. */
static bool is_writable(const struct convert_format *to, struct slice text)
{
    if (to->first && text.len && text.data[0] && strchr(to->first, text.data[0]))
        return false;
    for (size_t i = 0; to->within && i < text.len; i++)
        if (text.data[i] && strchr(to->within, text.data[i]))
            return false;
    return true;
}

/* Adds a term; whether it can be written. */
static bool add_term(struct convert *c, size_t row, uint32_t category, struct buf *text, bool wild)
{
    if (!is_writable(c->to, buf_slice(text)))
        return false;
    for (size_t i = 0; c->to->underscores && i < text->len; i++)
        if (text->data[i] == ' ')
            text->data[i] = '_';
    struct buf key = BUF_INIT;
    bool fresh;
    struct slice lang = c->rows[row].lang;
    buf_append_u64(&key, category);
    buf_append_char(&key, ' ');
    if (c->to->langs)
        buf_append(&key, lang.data, lang.len);
    buf_append_char(&key, ' ');
    buf_append(&key, text->data, text->len);
    uint32_t id = intern_add(&c->seen, key.data, key.len, &fresh);
    buf_release(&key);
    if (!fresh) {
        if (c->terms[id].row != row)
            convert_lose(c, LOSS_SAME, buf_slice(text));
        return true;
    }
    c->terms = xgrow(c->terms, &c->term_capacity, c->term_count + 1, sizeof *c->terms);
    c->terms[c->term_count] = (struct convert_term){
        category, convert_keep(c, buf_slice(text)), lang, wild, row, c->term_count};
    c->term_count++;
    return true;
}

/* Adds the terms of a path; marks what is not written in `lost`.  Whether there is a term. */
static bool spell_path(struct convert *c, size_t row, uint32_t category, struct slice path,
                       bool lost[LOSS_COUNT])
{
    struct spelling s = {.gaps = 1};
    struct buf text = BUF_INIT;
    bool written = false;
    take_apart(path, &s);
    bool gap = s.gaps > (c->to->any_word ? VARIANTS_MAX : 1);
    if (s.regex || gap || s.literal || s.full) {
        lost[s.regex ? LOSS_REGEX : gap ? LOSS_GAP : LOSS_CHARACTERS] = true;
        s.gaps = 0;
    }
    enum hyphens end = s.hyphens && c->spellings ? HYPHENS : APART;
    lost[LOSS_SPELLINGS] |= s.gaps && s.hyphens > (c->spellings ? 1 : 0);
    for (size_t choice = 0; choice < s.gaps; choice++) {
        for (enum hyphens h = AS_THEY_ARE; h < end; h++) {
            buf_clear(&text);
            append_variant(&s, h, choice, &text);
            bool added = add_term(c, row, category, &text, s.wild);
            lost[LOSS_CHARACTERS] |= !added;
            written = written || added;
        }
    }
    buf_release(&text);
    buf_release(&s.text);
    return written;
}

/* Counts what the elements of a pattern mean here, and words do not mean there. */
static void lose_meaning(const struct pattern *p, bool lost[LOSS_COUNT])
{
    for (size_t i = 0; i < p->edge_count; i++) {
        enum element_kind kind = p->edges[i].kind;
        lost[LOSS_CASE] |= kind == ELEMENT_EXACT || kind == ELEMENT_CAPS;
        lost[LOSS_STEM] |= kind == ELEMENT_STEM;
    }
}

bool convert_spell(struct convert *c, size_t row, uint32_t category)
{
    const struct convert_row *r = &c->rows[row];
    struct pattern_paths paths = {0};
    bool lost[LOSS_COUNT] = {false};
    const char *why;
    bool written = false;
    if (pattern_parse(&c->pattern, r->pattern.data, r->pattern.len, r->lang, &why) &&
        pattern_expand(r->pattern, PATTERN_PATHS_MAX, &c->text, &paths, &why))
        for (size_t i = 0; i < paths.count; i++)
            written = spell_path(c, row, category, paths.items[i], lost) || written;
    if (written)
        lose_meaning(&c->pattern, lost);
    for (int i = 0; i < LOSS_COUNT; i++)
        if (lost[i])
            convert_lose(c, (enum convert_loss)i, r->pattern);
    free(paths.items);
    return written;
}
