#include "pattern.h"

#include "normal.h"
#include "pattern_groups.h"
#include "regexset.h"
#include "segment.h"
#include "ucd.h"
#include "utf8.h"
#include "wordrules.h"
#include "xalloc.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { EDGES_MAX = 1 << 14 };

enum mark {
    MARK_PLAIN,
    MARK_LITERAL, /* behind `\`: never syntax */
    MARK_QUOTED,
    MARK_WILD,  /* `*` or `?` */
    MARK_REGEX, /* a whole regular expression; cp is its number */
    MARK_LOUD,  /* `\C` */
};

/* A character of the pattern, its syntax taken off. */
struct cell {
    uint32_t cp;
    enum mark mark;
};

/* An element as written: cells[first..end). */
struct part {
    size_t first;
    size_t end;
    enum element_kind kind;
    bool hyphen;  /* a hyphen joins it to the part before */
    unsigned gap; /* words that may stand before it */
};

/* One path of the pattern, being parsed. */
struct parser {
    struct pattern *p;
    struct slice lang;
    struct wordrules *words; /* NULL: UAX #29 alone */
    const char *error;       /* NULL: all is well */
    struct cell *cells;
    size_t cell_count;
    size_t cell_capacity;
    struct buf shape; /* the cells as the tokenizer would meet them: a letter for each wildcard */
    struct buf text;
    struct buf scratch;
    struct part parts[PATTERN_ELEMENTS_MAX];
    size_t part_count;
    struct slice regexes[PATTERN_ELEMENTS_MAX];
    size_t regex_count;
    unsigned gaps; /* words in all of them */

    bool hyphen;  /* seen since the last part: a hyphen, */
    bool loose;   /* white space, */
    unsigned gap; /* a gap */
};

static bool fail(struct parser *r, const char *error)
{
    r->error = error;
    return false;
}

/* Characters ------------------------------------------------------------------------------- */

static bool is_apostrophe(struct slice s, size_t i, size_t *len)
{
    bool right_quote = s.len - i >= 3 && memcmp(s.data + i, "\xe2\x80\x99", 3) == 0;
    bool modifier = s.len - i >= 2 && memcmp(s.data + i, "\xca\xbc", 2) == 0;
    *len = right_quote ? 3 : 2;
    return right_quote || modifier;
}

void pattern_exact_form(const char *s, size_t len, struct buf *out)
{
    bool ascii = true;
    for (size_t i = 0; i < len && ascii; i++)
        ascii = (unsigned char)s[i] < 0x80;
    utf8proc_uint8_t *form = NULL;
    utf8proc_ssize_t n = -1;
    if (!ascii)
        n = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, &form,
                         UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_IGNORE);
    struct slice nfkc = {s, len};
    if (n >= 0)
        nfkc = (struct slice){(const char *)form, (size_t)n};
    for (size_t i = 0, skip; i < nfkc.len;) {
        if (is_apostrophe(nfkc, i, &skip)) {
            buf_append_char(out, '\'');
            i += skip;
        } else {
            buf_append_char(out, nfkc.data[i++]);
        }
    }
    free(form);
}

/* Whether an element may consist of cp alone: `&` and `+` are said, `.` and `(` are not. */
static bool is_wordlike(uint32_t cp)
{
    uint16_t entry = ucd_entry(cp);
    if (entry & (UCD_LETTER | UCD_NUMBER))
        return true;
    if (entry & UCD_HYPHEN)
        return false;
    if (cp < 0x80 && strchr("&%@#/", (int)cp))
        return cp != 0;
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SO:
        return true;
    default:
        return cp == 0x2030 || cp == 0xa7 || cp == 0xb6; /* per mille, section, pilcrow */
    }
}

/* Whether the cell is a character that may be syntax. */
static bool is_open_text(const struct cell *c)
{
    return c->mark == MARK_PLAIN || c->mark == MARK_QUOTED;
}

static bool is_space(const struct cell *c)
{
    return is_open_text(c) && (ucd_entry(c->cp) & UCD_SPACE);
}

static bool is_hyphen(const struct cell *c)
{
    return is_open_text(c) && (ucd_entry(c->cp) & UCD_HYPHEN);
}

static bool is_syntax(const struct cell *c, char syntax)
{
    return c->mark == MARK_PLAIN && c->cp == (unsigned char)syntax;
}

static bool is_letter_or_number(const struct cell *c)
{
    return c->mark != MARK_WILD && (ucd_entry(c->cp) & (UCD_LETTER | UCD_NUMBER));
}

/* Cells ------------------------------------------------------------------------------------ */

static bool add_cell(struct parser *r, uint32_t cp, enum mark mark)
{
    r->cells = xgrow(r->cells, &r->cell_capacity, r->cell_count + 1, sizeof *r->cells);
    r->cells[r->cell_count++] = (struct cell){cp, mark};
    return true;
}

static bool read_escape(struct parser *r, struct slice s, size_t *i, enum mark mark)
{
    uint32_t cp;
    if (*i >= s.len)
        return fail(r, "'\\' at the end");
    *i += utf8_decode(s.data + *i, s.len - *i, &cp);
    if (cp == 'C' && mark == MARK_LITERAL)
        return add_cell(r, cp, MARK_LOUD);
    if (ucd_entry(cp) & (UCD_LETTER | UCD_NUMBER | UCD_SPACE))
        return fail(r, "'\\' before a letter, digit or blank: there is no such escape but '\\C'");
    return add_cell(r, cp, mark);
}

/* Reads the regular expression whose slash is at s[*i - 1]. */
static bool read_regex(struct parser *r, struct slice s, size_t *i)
{
    size_t start = *i;
    while (*i < s.len && s.data[*i] != '/')
        *i += s.data[*i] == '\\' ? 2 : 1;
    if (*i >= s.len)
        return fail(r, "regular expression without an end ('\\/' is a slash)");
    if (r->regex_count == PATTERN_ELEMENTS_MAX)
        return fail(r, "too many words");
    struct slice *regex = &r->regexes[r->regex_count];
    if (!regexset_check((struct slice){s.data + start, *i - start}, &r->p->text, regex, &r->error))
        return false;
    ++*i;
    return add_cell(r, (uint32_t)r->regex_count++, MARK_REGEX);
}

static bool read_cells(struct parser *r, struct slice s)
{
    uint32_t cp;
    bool quoted = false;
    r->cell_count = r->regex_count = 0;
    for (size_t i = 0; i < s.len;) {
        i += utf8_decode(s.data + i, s.len - i, &cp);
        enum mark mark = quoted ? MARK_QUOTED : MARK_PLAIN;
        if (cp == '\\') {
            if (!read_escape(r, s, &i, quoted ? MARK_QUOTED : MARK_LITERAL))
                return false;
        } else if (cp == '"') {
            quoted = !quoted;
        } else if (cp == '/' && !quoted) {
            if (!read_regex(r, s, &i))
                return false;
        } else {
            add_cell(r, cp, !quoted && (cp == '*' || cp == '?') ? MARK_WILD : mark);
        }
    }
    return quoted ? fail(r, "quote without an end") : true;
}

/* Parts ------------------------------------------------------------------------------------ */

/* A letter that the tokenizer treats as those beside the wildcard cells[i]. */
static uint32_t stand_in(const struct parser *r, size_t first, size_t end, size_t i)
{
    for (size_t k = i; k-- > first;)
        if (is_letter_or_number(&r->cells[k]))
            return r->cells[k].cp;
    for (size_t k = i; k < end; k++)
        if (is_letter_or_number(&r->cells[k]))
            return r->cells[k].cp;
    return r->cells[i].cp;
}

/* Appends cells[first..end) to the shape; wildcards take after their neighbours within `chunk`. */
static void append_shape(struct parser *r, const struct part *chunk, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        bool wild = r->cells[i].mark == MARK_WILD;
        buf_append_cp(&r->shape, wild ? stand_in(r, chunk->first, chunk->end, i) : r->cells[i].cp);
    }
}

/* Two or more characters, all capitals or numbers (with their marks), and a capital among them. */
static bool is_caps(const struct parser *r, const struct part *part)
{
    size_t count = 0;
    bool upper = false;
    for (size_t i = part->first; i < part->end; i++) {
        uint16_t entry = ucd_entry(r->cells[i].cp);
        upper = upper || (entry & UCD_UPPER);
        if (entry & (UCD_UPPER | UCD_NUMBER))
            count++;
        else if (ucd_wb(entry) != WB_EXTEND)
            return false;
    }
    return upper && count > 1;
}

/* Appends a part, which takes what was seen since the last one. */
static bool push_part(struct parser *r, struct part part)
{
    if (r->part_count == PATTERN_ELEMENTS_MAX)
        return fail(r, "too many words");
    part.hyphen = r->hyphen && !r->loose;
    part.gap = r->gap;
    r->hyphen = r->loose = false;
    r->gap = 0;
    r->parts[r->part_count++] = part;
    return true;
}

static bool add_part(struct parser *r, size_t first, size_t end)
{
    struct part part = {.first = first, .end = end};
    bool wild = false;
    bool wordlike = false;
    for (size_t i = first; i < end; i++) {
        bool is_wild = r->cells[i].mark == MARK_WILD;
        wild = wild || is_wild;
        wordlike = wordlike || (!is_wild && is_wordlike(r->cells[i].cp));
    }
    if (!wordlike)
        return fail(r, wild ? "'*' or '?' without a letter in the same word"
                            : "punctuation never matches: leave it out");
    part.kind = r->cells[first].mark == MARK_QUOTED ? ELEMENT_EXACT
                : wild                              ? ELEMENT_GLOB
                : is_caps(r, &part)                 ? ELEMENT_CAPS
                                                    : ELEMENT_STEM;
    return push_part(r, part);
}

/*
 * Splits what stands between blanks and hyphens as the tokenizer would; returns its end, 0:
 * error.
 */
static size_t take_chunk(struct parser *r, size_t first)
{
    struct part chunk = {.first = first, .end = first};
    bool quoted = r->cells[first].mark == MARK_QUOTED;
    while (chunk.end < r->cell_count) {
        const struct cell *c = &r->cells[chunk.end];
        if (is_space(c) || is_hyphen(c) || is_syntax(c, '~') || c->mark == MARK_REGEX ||
            c->mark == MARK_LOUD || (c->mark == MARK_QUOTED) != quoted)
            break;
        chunk.end++;
    }
    buf_clear(&r->shape);
    append_shape(r, &chunk, chunk.first, chunk.end);
    size_t at = 0;
    size_t left = 0; /* of a word that is cut into pieces */
    for (size_t cell = first; at < r->shape.len;) {
        const char *s = r->shape.data + at;
        size_t word = left ? left : segment_word(s, r->shape.len - at);
        size_t piece = r->words ? wordrules_cut(r->words, s, word) : word;
        size_t word_end = at + piece;
        left = word - piece;
        size_t from = cell;
        uint32_t cp;
        for (; at < word_end; cell++)
            at += utf8_decode(r->shape.data + at, r->shape.len - at, &cp);
        if (!add_part(r, from, cell))
            return 0;
    }
    return chunk.end;
}

/* Whether a word may end before cells[i], and begin at it. */
static bool is_edge(const struct parser *r, size_t i)
{
    return i >= r->cell_count || is_space(&r->cells[i]) || is_hyphen(&r->cells[i]);
}

/* Reads the regular expression at cells[i]; returns its end, 0: error. */
static size_t take_regex(struct parser *r, size_t i)
{
    if ((i && !is_edge(r, i - 1)) || !is_edge(r, i + 1))
        return (size_t)fail(r, "a regular expression is a whole word ('\\/' is a slash)");
    struct part part = {.first = i, .end = i + 1, .kind = ELEMENT_REGEX};
    return push_part(r, part) ? i + 1 : 0;
}

/* Reads `\C` at cells[i]: the word before matches as in quotes.  Returns its end, 0: error. */
static size_t take_loud(struct parser *r, size_t i)
{
    struct part *last = r->part_count ? &r->parts[r->part_count - 1] : NULL;
    if (!last || last->end != i || last->kind != ELEMENT_CAPS || !is_edge(r, i + 1))
        return (size_t)fail(r, "'\\C' not behind a word of capitals");
    last->kind = ELEMENT_EXACT;
    return i + 1;
}

/* Reads `~N` at cells[i]; returns its end, 0: error. */
static size_t take_gap(struct parser *r, size_t i)
{
    bool digit = i + 1 < r->cell_count && r->cells[i + 1].cp > '0' &&
                 r->cells[i + 1].cp <= '0' + PATTERN_GAP_MAX;
    bool apart =
        i > 0 && is_space(&r->cells[i - 1]) && i + 2 < r->cell_count && is_space(&r->cells[i + 2]);
    if (!digit || !apart)
        return (size_t)fail(r, "'~' without a number from 1 to 9 and blanks around it");
    if (r->part_count == 0 || r->hyphen || r->gap)
        return (size_t)fail(r, "'~' not between two words");
    r->gap = r->cells[i + 1].cp - '0';
    r->gaps += r->gap;
    return r->gaps <= PATTERN_GAPS_MAX ? i + 2 : (size_t)fail(r, "too many words in gaps");
}

static bool take_hyphen(struct parser *r)
{
    if (r->part_count == 0)
        return fail(r, "hyphen at the start");
    if (r->hyphen || r->gap)
        return fail(r, "hyphen not between two words");
    r->hyphen = true;
    return true;
}

static bool read_parts(struct parser *r)
{
    r->part_count = 0;
    r->hyphen = r->loose = false;
    r->gap = r->gaps = 0;
    for (size_t i = 0; i < r->cell_count;) {
        const struct cell *c = &r->cells[i];
        if (is_space(c)) {
            r->loose = true;
            i++;
        } else if (is_hyphen(c)) {
            if (!take_hyphen(r))
                return false;
            i++;
        } else {
            i = c->mark == MARK_REGEX  ? take_regex(r, i)
                : c->mark == MARK_LOUD ? take_loud(r, i)
                : is_syntax(c, '~')    ? take_gap(r, i)
                                       : take_chunk(r, i);
            if (i == 0)
                return false;
        }
    }
    if (r->hyphen)
        return fail(r, "hyphen at the end");
    if (r->gap)
        return fail(r, "'~' not between two words");
    return r->part_count ? true : fail(r, "empty pattern");
}

/* Edges ------------------------------------------------------------------------------------ */

static void append_raw(struct parser *r, const struct part *from, const struct part *to,
                       struct buf *out)
{
    for (const struct part *part = from; part <= to; part++)
        for (size_t i = part->first; i < part->end; i++)
            buf_append_cp(out, r->cells[i].cp);
}

/* Moves the literal text gathered in scratch to the glob. */
static void flush_literal(struct parser *r, struct buf *glob)
{
    struct buf form = BUF_INIT;
    normal_form(r->scratch.data, r->scratch.len, r->lang, &form);
    for (size_t i = 0; i < form.len; i++) {
        if (form.data[i] == '*' || form.data[i] == '?' || form.data[i] == '\\')
            buf_append_char(glob, '\\');
        buf_append_char(glob, form.data[i]);
    }
    buf_release(&form);
    buf_clear(&r->scratch);
}

static void append_glob(struct parser *r, const struct part *from, const struct part *to,
                        struct buf *glob)
{
    buf_clear(&r->scratch);
    for (const struct part *part = from; part <= to; part++) {
        for (size_t i = part->first; i < part->end; i++) {
            if (r->cells[i].mark != MARK_WILD) {
                buf_append_cp(&r->scratch, r->cells[i].cp);
                continue;
            }
            flush_literal(r, glob);
            buf_append_char(glob, (char)r->cells[i].cp);
        }
    }
    flush_literal(r, glob);
}

/* The text of one token that is the parts from..to; false: it could not match. */
static bool element_text(struct parser *r, const struct part *from, const struct part *to,
                         enum element_kind kind, struct slice *text)
{
    if (kind == ELEMENT_REGEX) {
        *text = r->regexes[r->cells[from->first].cp];
        return true;
    }
    buf_clear(&r->text);
    buf_clear(&r->scratch);
    if (kind == ELEMENT_GLOB) {
        append_glob(r, from, to, &r->text);
        if (r->text.len == strspn(buf_str(&r->text), "*?"))
            return fail(r, "a word of invisible characters never matches");
    } else {
        append_raw(r, from, to, &r->scratch);
        normal_form(r->scratch.data, r->scratch.len, r->lang, &r->text);
        if (r->text.len == 0)
            return fail(r, "a word of invisible characters never matches");
        buf_clear(&r->text);
        if (kind == ELEMENT_STEM)
            buf_append(&r->text, r->scratch.data, r->scratch.len);
        else
            pattern_exact_form(r->scratch.data, r->scratch.len, &r->text);
    }
    if (r->text.len > PATTERN_WORD_MAX)
        return fail(r, "word too long");
    *text = (struct slice){arena_copy(&r->p->text, r->text.data, r->text.len), r->text.len};
    return true;
}

static bool add_edge(struct parser *r, uint32_t from, uint32_t to, enum element_kind kind,
                     struct slice text)
{
    struct pattern *p = r->p;
    if (p->edge_count == EDGES_MAX)
        return fail(r, "groups make too many combinations");
    p->edges = xgrow(p->edges, &p->edge_capacity, p->edge_count + 1, sizeof *p->edges);
    p->edges[p->edge_count++] = (struct pattern_edge){from, to, kind, text};
    return true;
}

/* Where the parts of a path stand: part i is read from before[i] and the nodes behind it. */
struct places {
    uint32_t before[PATTERN_ELEMENTS_MAX + 1];
};

enum { FILLINGS = PATTERN_FILLING_MAX + 1 };

/* Nodes from which a part is read: one for each number of words and of fillings behind the last. */
static uint32_t nodes_before(const struct part *part)
{
    return part->gap ? (part->gap + 1) * FILLINGS : 1;
}

static bool add_gap(struct parser *r, uint32_t node, unsigned gap)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < (gap + 1) * FILLINGS; i++) {
        uint32_t words = i / FILLINGS;
        if (words < gap)
            ok = add_edge(r, node + i, node + (words + 1) * FILLINGS, ELEMENT_WORD, SLICE(""));
        if (ok && i % FILLINGS < PATTERN_FILLING_MAX)
            ok = add_edge(r, node + i, node + i + 1, ELEMENT_FILLING, SLICE(""));
    }
    r->p->has_gap = true;
    return ok;
}

/* Adds the edges on which parts i..k stand as one token. */
static bool add_token_edges(struct parser *r, const struct places *at, size_t i, size_t k)
{
    const struct part *from = &r->parts[i];
    const struct part *to = &r->parts[k];
    struct slice text;
    enum element_kind kind = from->kind;
    for (const struct part *part = from; part <= to; part++)
        if (part->kind > kind)
            kind = part->kind;
    if (i < k) { /* where hyphens leave no single token (CJK), there is no closed form */
        buf_clear(&r->shape);
        for (const struct part *part = from; part <= to; part++)
            append_shape(r, part, part->first, part->end);
        if (segment_word(r->shape.data, r->shape.len) < r->shape.len)
            return true;
    }
    if (!element_text(r, from, to, kind, &text))
        return false;
    if (kind == ELEMENT_STEM && !r->p->bare.len && ucd_any(text.data, text.len, UCD_LETTER))
        r->p->bare = text;
    if (kind > r->p->weakest)
        r->p->weakest = kind;
    for (uint32_t n = 0; n < nodes_before(from); n++)
        if (!add_edge(r, at->before[i] + n, at->before[k + 1], kind, text))
            return false;
    return true;
}

static bool add_path(struct parser *r)
{
    struct places at = {.before = {PATTERN_START}};
    for (size_t i = 1; i < r->part_count; i++) {
        at.before[i] = r->p->node_count;
        r->p->node_count += nodes_before(&r->parts[i]);
    }
    at.before[r->part_count] = PATTERN_ACCEPT;
    for (size_t i = 0; i < r->part_count; i++) {
        if (r->parts[i].gap && !add_gap(r, at.before[i], r->parts[i].gap))
            return false;
        size_t k = i;
        do {
            if (!add_token_edges(r, &at, i, k))
                return false;
            if (k - i > PATTERN_HYPHENS_MAX)
                return fail(r, "too many hyphens in a row");
        } while (++k < r->part_count && r->parts[k].hyphen && r->parts[k].kind != ELEMENT_REGEX &&
                 r->parts[i].kind != ELEMENT_REGEX);
    }
    return true;
}

/* ------------------------------------------------------------------------------------------ */

static void empty(struct pattern *p)
{
    p->has_gap = false;
    p->edge_count = 0;
    p->node_count = PATTERN_ACCEPT + 1;
    p->weakest = ELEMENT_EXACT;
    p->bare = SLICE("");
}

bool pattern_parse(struct pattern *p, const char *s, size_t len, struct slice lang,
                   const char **error)
{
    struct parser r = {.p = p, .lang = lang};
    struct pattern_paths paths = {NULL, 0, 0};
    arena_clear(&p->text);
    empty(p);
    if (p->words)
        r.words = wordrules_of(p->words, lang);
    if (len > PATTERN_BYTES_MAX)
        r.error = "pattern too long";
    else if (!utf8_valid(s, len))
        r.error = "invalid UTF-8";
    else
        pattern_expand((struct slice){s, len}, PATTERN_PATHS_MAX, &p->text, &paths, &r.error);
    for (size_t i = 0; !r.error && i < paths.count; i++)
        if (!read_cells(&r, paths.items[i]) || !read_parts(&r) || !add_path(&r))
            break;
    free(paths.items);
    free(r.cells);
    buf_release(&r.shape);
    buf_release(&r.text);
    buf_release(&r.scratch);
    if (r.error)
        empty(p);
    *error = r.error;
    return !r.error;
}

void pattern_release(struct pattern *p)
{
    arena_release(&p->text);
    free(p->edges);
    *p = (struct pattern)PATTERN_INIT;
}
