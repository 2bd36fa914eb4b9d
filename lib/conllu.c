#include "conllu.h"

#include "arena.h"
#include "escape.h"
#include "xalloc.h"

#include <errno.h>
#include <stdlib.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    READ_SIZE = 256 * 1024,
    BLOCK_MAX = 16 * 1024 * 1024,
    HEADER_VALUE_MAX = 1024,
    HEADER_VALUES = 4,
    MESSAGES_MAX = 20, /* for one input: a wrong file has a mistake on every line */
};

/* A document that events point to, with its own memory: the last and the next live side by side. */
struct held_document {
    struct document doc;
    struct buf text;
    struct slice *fields; /* keys and values, alternating */
    size_t field_capacity;
};

struct conllu_reader {
    struct diag *d;
    struct input *in;
    struct layout layout;
    struct header header;
    struct buf header_text;
    struct sentence sentence;
    struct held_document docs[2];
    int current; /* which of docs is open */
    bool open;
    size_t nameless; /* `# newdoc` without an id */
    int messages;

    struct buf bytes; /* read and not yet handed out */
    size_t at;        /* the block being handled starts here */
    size_t scanned;   /* separators are known up to here */
    bool ended;

    uint32_t *seps; /* places of TAB and LF, counted from `at` */
    size_t sep_count;
    size_t sep_capacity;
    uint32_t *ends; /* those of them that are LF */
    size_t end_count;
    size_t end_capacity;
    bool adjacent;       /* two of them stand side by side: there is an empty cell */
    struct buf comments; /* of the block, where header lines had to be left out */
    struct buf label;    /* of the sentence, unescaped */
    struct id_cells *ids;

    bool parsed;                                 /* a block is being handed out */
    bool has_header, has_document, has_sentence; /* what of it is still to come */
    size_t line;                                 /* number of its first line */
};

struct conllu_reader *conllu_reader_new(struct diag *d)
{
    struct conllu_reader *r = xcalloc(1, sizeof *r);
    r->d = d;
    r->ids = id_cells_new();
    return r;
}

void conllu_reader_free(struct conllu_reader *r)
{
    if (!r)
        return;
    for (int i = 0; i < 2; i++) {
        buf_release(&r->docs[i].text);
        free(r->docs[i].fields);
    }
    layout_release(&r->layout);
    buf_release(&r->header_text);
    buf_release(&r->comments);
    buf_release(&r->label);
    buf_release(&r->bytes);
    sentence_release(&r->sentence);
    free(r->seps);
    free(r->ends);
    free(r->ids);
    free(r);
}

void conllu_reader_start(struct conllu_reader *r, struct input *in)
{
    r->in = in;
    r->layout.count = 0;
    r->open = r->ended = false;
    r->messages = 0;
    r->nameless = 0;
    r->bytes.len = r->at = r->scanned = 0;
    r->sep_count = r->end_count = 0;
    r->adjacent = false;
    r->line = 1;
    r->parsed = false;
}

static void complain(struct conllu_reader *r, size_t line, const char *what)
{
    r->messages++;
    if (r->messages <= MESSAGES_MAX)
        diag_error(r->d, "%s:%zu: %s", r->in->name, line, what);
    if (r->messages == MESSAGES_MAX)
        diag_error(r->d, "%s: further errors of this input are not shown", r->in->name);
}

/* Reading blocks --------------------------------------------------------------------------- */

enum { CHUNK = 64 };

/* A bit for every TAB or LF (all), and every LF (ends), of the CHUNK bytes at s. */
static inline void find_separators(const char *s, uint64_t *all, uint64_t *ends)
{
    *all = *ends = 0;
#if defined(__SSE2__)
    for (unsigned i = 0; i < CHUNK; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
        __m128i end = _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'));
        __m128i any = _mm_or_si128(end, _mm_cmpeq_epi8(v, _mm_set1_epi8('\t')));
        *ends |= (uint64_t)(unsigned)_mm_movemask_epi8(end) << i;
        *all |= (uint64_t)(unsigned)_mm_movemask_epi8(any) << i;
    }
#else
    for (unsigned i = 0; i < CHUNK; i++) {
        *ends |= (uint64_t)(s[i] == '\n') << i;
        *all |= (uint64_t)(s[i] == '\n' || s[i] == '\t') << i;
    }
#endif
}

/* Appends the places of the set bits, counted from `base`. */
static inline void add_places(uint32_t **places, size_t *count, size_t *capacity, uint64_t bits,
                              size_t base)
{
    if (*count + CHUNK > *capacity)
        *places = xgrow(*places, capacity, *count + CHUNK, sizeof **places);
    uint32_t *to = *places + *count;
    for (; bits; bits &= bits - 1)
        *to++ = (uint32_t)base + (uint32_t)__builtin_ctzll(bits);
    *count = (size_t)(to - *places);
}

/*
 * Goes on collecting separators; true when the block's last LF (the blank line) is among them, which
 * then is the last.  Reads up to CHUNK - 1 bytes behind the content.
 */
static bool scan_block(struct conllu_reader *r)
{
    if (r->scanned == r->bytes.len)
        return false; /* before anything is read there are no bytes to point to */
    const char *s = r->bytes.data + r->at;
    size_t len = r->bytes.len - r->at;
    for (size_t i = r->scanned - r->at; i < len; i += CHUNK) {
        uint64_t all;
        uint64_t ends;
        find_separators(s + i, &all, &ends);
        if (len - i < CHUNK) {
            all &= (UINT64_C(1) << (len - i)) - 1;
            ends &= all;
        }
        bool after_end = i == 0 || s[i - 1] == '\n';
        bool after = after_end || s[i - 1] == '\t';
        uint64_t blank = ends & (ends << 1 | after_end);
        if (blank) { /* nothing behind the first counts */
            blank &= -blank;
            all &= blank | (blank - 1);
            ends &= all;
        }
        r->adjacent |= (all & (all << 1 | after) & ~blank) != 0;
        add_places(&r->seps, &r->sep_count, &r->sep_capacity, all, i);
        add_places(&r->ends, &r->end_count, &r->end_capacity, ends, i);
        if (blank) {
            r->scanned = r->at + r->seps[r->sep_count - 1] + 1;
            return true;
        }
    }
    r->scanned = r->bytes.len;
    return false;
}

/*
 * Finds the next block.  False: end of input.  At the end of a stream that was cut off, what is left is
 * a block without its blank line; parse_block sees that.
 */
static bool read_block(struct conllu_reader *r)
{
    for (;;) {
        if (scan_block(r))
            return true;
        if (r->bytes.len - r->at > BLOCK_MAX) {
            complain(r, r->line, "a block of more than 16 MiB");
            return false;
        }
        if (r->ended)
            return r->bytes.len > r->at;
        if (r->at) {
            memmove(r->bytes.data, r->bytes.data + r->at, r->bytes.len - r->at);
            r->bytes.len -= r->at;
            r->scanned -= r->at;
            r->at = 0;
        }
        buf_reserve(&r->bytes, READ_SIZE + CHUNK);
        size_t n = input_read(r->in, r->bytes.data + r->bytes.len, READ_SIZE);
        r->bytes.len += n;
        r->ended = n == 0;
        if (r->ended && r->in->err)
            return false;
    }
}

/* Comments --------------------------------------------------------------------------------- */

/* The value of a comment `# KEY = value`; data is NULL when the line is another. */
static struct slice comment_value(struct slice line, struct slice key)
{
    size_t i = key.len + 2;
    if (line.len <= i || memcmp(line.data + 2, key.data, key.len) != 0 || line.data[1] != ' ')
        return (struct slice){NULL, 0};
    while (i < line.len && line.data[i] == ' ')
        i++;
    if (i == line.len || line.data[i] != '=')
        return (struct slice){NULL, 0};
    i++;
    while (i < line.len && line.data[i] == ' ')
        i++;
    return (struct slice){line.data + i, line.len - i};
}

static bool number_value(struct slice value, uint64_t *n)
{
    if (value.len == 0 || value.len > 18)
        return false;
    *n = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] < '0' || value.data[i] > '9')
            return false;
        *n = *n * 10 + (uint64_t)(value.data[i] - '0');
    }
    return true;
}

static struct held_document *other_document(struct conllu_reader *r)
{
    return &r->docs[1 - r->current];
}

/* Begins the next document, whose id is `id` as written in the stream. */
static void begin_document(struct conllu_reader *r, struct slice id)
{
    struct held_document *h = other_document(r);
    buf_clear(&h->text);
    h->doc = (struct document){.lang = SLICE("und")};
    r->has_document = true;
    if (id.len) {
        unescape_append(&h->text, id.data, id.len);
    } else {
        buf_append_str(&h->text, r->in->name);
        if (r->nameless++) {
            buf_append_char(&h->text, '#');
            buf_append_u64(&h->text, r->nameless);
        }
    }
    h->doc.id.len = h->text.len; /* the pointers are set when the text is complete */
}

static void add_meta(struct conllu_reader *r, struct slice key_value)
{
    struct held_document *h = other_document(r);
    const char *equals = memchr(key_value.data, '=', key_value.len);
    if (!equals || !r->has_document)
        return;
    size_t key_len = (size_t)(equals - key_value.data);
    while (key_len && key_value.data[key_len - 1] == ' ')
        key_len--;
    size_t value_at = (size_t)(equals - key_value.data) + 1;
    value_at += value_at < key_value.len && key_value.data[value_at] == ' ';
    size_t n = 2 * h->doc.meta_count++;
    h->fields = xgrow(h->fields, &h->field_capacity, n + 2, sizeof *h->fields);
    buf_append(&h->text, key_value.data, key_len);
    h->fields[n] = (struct slice){NULL, key_len};
    size_t before = h->text.len;
    unescape_append(&h->text, key_value.data + value_at, key_value.len - value_at);
    h->fields[n + 1] = (struct slice){NULL, h->text.len - before};
}

/* Turns lengths into slices and separates keys from values, now that the text will not move. */
static void finish_document(struct conllu_reader *r)
{
    struct held_document *h = other_document(r);
    size_t n = h->doc.meta_count;
    h->fields = xgrow(h->fields, &h->field_capacity, 4 * n + 1, sizeof *h->fields);
    struct slice *keys = h->fields + 2 * n;
    const char *p = h->text.data + h->doc.id.len;
    h->doc.id.data = h->text.data;
    for (size_t i = 0; i < n; i++) {
        keys[i] = (struct slice){p, h->fields[2 * i].len};
        p += keys[i].len;
        keys[n + i] = (struct slice){p, h->fields[2 * i + 1].len};
        p += keys[n + i].len;
    }
    h->doc.keys = keys;
    h->doc.values = keys + n;
}

static void begin_header(struct conllu_reader *r)
{
    r->has_header = true;
    r->header = (struct header){.layout = &r->layout};
    buf_clear(&r->header_text);
    buf_reserve(&r->header_text,
                HEADER_VALUES * HEADER_VALUE_MAX); /* slices point into it: it must not move */
}

/* A line that holds for all that follows: taken out of the comments, into r->header. */
static bool take_header_line(struct conllu_reader *r, struct slice line, size_t number)
{
    if (!r->has_header && !slice_starts(line, SLICE("# global")))
        return false;
    struct slice names = comment_value(line, SLICE("global.columns"));
    if (names.data) {
        const char *error;
        begin_header(r);
        if (!layout_set(&r->layout, names, &error)) {
            complain(r, number, error);
            r->has_header = false;
            r->layout.count = 0;
        }
        return true;
    }
    if (!r->has_header)
        return false;
    struct {
        struct slice key;
        struct slice *target;
    } lines[HEADER_VALUES] = {
        {SLICE("gm:unicode"), &r->header.unicode},
        {SLICE("gm:tailoring"), &r->header.tailoring},
        {SLICE("gm:stemmer"), &r->header.stemmer},
        {SLICE("gm:lexicon"), &r->header.lexicon},
    };
    for (size_t i = 0; i < HEADER_VALUES; i++) {
        struct slice value = comment_value(line, lines[i].key);
        if (!value.len || value.len > HEADER_VALUE_MAX || lines[i].target->len)
            continue;
        lines[i].target->len = value.len;
        lines[i].target->data = r->header_text.data + r->header_text.len;
        buf_append(&r->header_text, value.data, value.len);
        return true;
    }
    return false;
}

/* Whether a comment is `word`, alone or before a blank. */
static bool begins(struct slice line, struct slice word)
{
    return slice_starts(line, word) && (line.len == word.len || line.data[word.len] == ' ');
}

/* A comment `# gm:...`: where the sentence stands, or metadata of the document. */
static void take_own_comment(struct conllu_reader *r, struct slice line)
{
    struct sentence *s = &r->sentence;
    struct slice value;
    uint64_t n;
    switch (line.data[5]) {
    case 'a':
        if ((value = comment_value(line, SLICE("gm:at"))).data && number_value(value, &n)) {
            s->at = n;
            s->placed = true;
        }
        break;
    case 'l':
        if ((value = comment_value(line, SLICE("gm:lang"))).data)
            s->lang = value;
        if ((value = comment_value(line, SLICE("gm:label"))).data) {
            buf_clear(&r->label);
            unescape_append(&r->label, value.data, value.len);
            s->label = buf_slice(&r->label);
        }
        break;
    case 'm':
        if (slice_starts(line, SLICE("# gm:meta.")))
            add_meta(r, (struct slice){line.data + 10, line.len - 10});
        break;
    case 'p':
        if ((value = comment_value(line, SLICE("gm:page"))).data && number_value(value, &n))
            s->page = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
        break;
    case 'z':
        if ((value = comment_value(line, SLICE("gm:zone"))).data)
            s->zone = value;
        break;
    default:
        break;
    }
}

static void take_comment(struct conllu_reader *r, struct slice line)
{
    struct slice value;
    if (slice_starts(line, SLICE("# gm:")) && line.len > 5) {
        take_own_comment(r, line);
    } else if ((value = comment_value(line, SLICE("sent_id"))).data) {
        r->sentence.id = value;
    } else if (begins(line, SLICE("# newpar"))) {
        r->sentence.starts_paragraph = true;
    } else if (begins(line, SLICE("# newdoc"))) {
        value = comment_value(line, SLICE("newdoc id"));
        begin_document(r, value.data ? value : SLICE(""));
    }
}

/* Token lines ------------------------------------------------------------------------------ */

/* An ID that is not the next number: a range or an empty node, or wrong. */
static const char *take_odd_id(struct slice id, uint32_t words, struct token *t)
{
    uint64_t first;
    uint64_t second;
    size_t digits = 0;
    while (digits < id.len && id.data[digits] >= '0' && id.data[digits] <= '9')
        digits++;
    if (!number_value((struct slice){id.data, digits}, &first))
        return "ID is not a number";
    if (digits == id.len)
        return first == (uint64_t)words + 1 ? NULL : "ID is not one more than the ID before";
    if (!number_value((struct slice){id.data + digits + 1, id.len - digits - 1}, &second) ||
        (id.data[digits] != '-' && id.data[digits] != '.'))
        return "ID is no number, range (3-4) or empty node (5.1)";
    t->flags = id.data[digits] == '-' ? TOKEN_RANGE : TOKEN_EMPTY;
    if (t->flags == TOKEN_RANGE ? first != (uint64_t)words + 1 || second < first : first != words)
        return "a range or an empty node stands in the wrong place";
    return NULL;
}

/* Takes what MISC says of the gap behind the token, and a page that begins with it (`Page=4`). */
static void take_misc(struct token *t, struct slice misc)
{
    bool none = slice_eq(misc, SLICE("SpaceAfter=No"));
    t->gap = none ? GAP_NONE : GAP_BLANK;
    if (none || misc.len <= 5)
        return; /* mostly this, or `_` */
    for (;;) {
        const char *bar = memchr(misc.data, '|', misc.len);
        struct slice part = {misc.data, bar ? (size_t)(bar - misc.data) : misc.len};
        uint64_t n;
        if (slice_eq(part, SLICE("SpaceAfter=No")))
            t->gap = GAP_NONE;
        else if (t->page == 0 && slice_starts(part, SLICE("Page=")) &&
                 number_value((struct slice){part.data + 5, part.len - 5}, &n))
            t->page = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
        if (!bar)
            return;
        misc = (struct slice){bar + 1, misc.len - part.len - 1};
    }
}

/* Whether the 8 bytes at s are lower-case hex digits. */
static bool is_entry(const char *s)
{
    for (int i = 0; i < 8; i++)
        if (!(s[i] >= '0' && s[i] <= '9') && !(s[i] >= 'a' && s[i] <= 'f'))
            return false;
    return true;
}

/* Takes `+neg`, `+plan` and `+must`, which stand in this order, off the end of *s; their flags. */
static uint8_t take_flags(struct slice *s)
{
    static const struct {
        const char *name;
        uint8_t flag;
    } flags[] = {{"+must", MATCH_MUST}, {"+plan", MATCH_PLAN}, {"+neg", MATCH_NEG}};
    uint8_t taken = 0;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        struct slice name = slice_of(flags[i].name);
        if (s->len < name.len || memcmp(s->data + s->len - name.len, name.data, name.len) != 0)
            continue;
        taken |= flags[i].flag;
        s->len -= name.len;
    }
    return taken;
}

/* A path, or several with `|` between them, none of them empty, and no white space. */
static bool is_concepts(struct slice s)
{
    char last = '|';
    for (size_t i = 0; i < s.len; last = s.data[i++])
        if ((unsigned char)s.data[i] <= ' ' || (s.data[i] == '|' && last == '|'))
            return false;
    return last != '|';
}

/* One item `N` or `N:concept@xxxxxxxx+flag...` of the GM:TERM cell of token `index`. */
static bool take_term_item(struct sentence *s, uint32_t index, struct slice item)
{
    uint64_t n;
    const struct mark *before = s->mark_count ? &s->marks[s->mark_count - 1] : NULL;
    const char *colon = memchr(item.data, ':', item.len);
    size_t digits = colon ? (size_t)(colon - item.data) : item.len;
    if (!number_value((struct slice){item.data, digits}, &n) || n == 0)
        return false;
    if (before && before->token == index && n <= before->match + UINT64_C(1))
        return false; /* twice, or not in order */
    if (n > s->match_count) {
        struct slice rest = {item.data + digits + 1, item.len - digits - 1};
        uint8_t flags = colon ? take_flags(&rest) : 0;
        if (!colon || n != s->match_count + 1 || rest.len < 10 || rest.data[rest.len - 9] != '@' ||
            !is_entry(rest.data + rest.len - 8) ||
            !is_concepts((struct slice){rest.data, rest.len - 9}))
            return false;
        struct match *m = sentence_add_match(s);
        m->concept = (struct slice){rest.data, rest.len - 9};
        memcpy(m->entry, rest.data + rest.len - 8, 8);
        m->first = index;
        m->flags = flags;
    } else if (colon) {
        return false;
    }
    s->matches[n - 1].last = index;
    sentence_add_mark(s, index, (uint32_t)n - 1);
    return true;
}

static bool take_terms(struct sentence *s, uint32_t index, struct slice cell)
{
    if (cell.len == 1 && (cell.data[0] == '*' || cell.data[0] == '_'))
        return true;
    for (;;) {
        const char *end = memchr(cell.data, ';', cell.len);
        size_t len = end ? (size_t)(end - cell.data) : cell.len;
        if (!take_term_item(s, index, (struct slice){cell.data, len}))
            return false;
        if (!end)
            return true;
        cell = (struct slice){end + 1, cell.len - len - 1};
    }
}

/* One line of cells: where it starts in the block, and the separators behind its cells. */
struct line {
    const char *block;
    uint32_t start;
    const uint32_t *seps;
};

/* The cell of a column other than the first. */
static inline struct slice cell(const struct line *l, int column)
{
    uint32_t start = l->seps[column - 1] + 1;
    return (struct slice){l->block + start, l->seps[column] - start};
}

static inline struct slice first_cell(const struct line *l)
{
    return (struct slice){l->block + l->start, l->seps[0] - l->start};
}

/* What is wrong with the line's separators, or NULL; `end` is where its LF is. */
static inline const char *check_cells(const struct conllu_reader *r, const struct line *l,
                                      uint32_t end)
{
    int count = r->layout.count;
    if (count == 0)
        return "a line of cells without a usable `# global.columns`";
    if (l->seps + count > r->seps + r->sep_count || l->seps[count - 1] != end)
        return "the number of columns is not that of `# global.columns`";
    for (int c = 0; r->adjacent && c < count; c++)
        if ((c ? cell(l, c) : first_cell(l)).len == 0)
            return "a cell is empty (`_` stands for nothing)";
    return NULL;
}

/* Adds the line's token; returns what is wrong, or NULL. */
static const char *take_line(struct conllu_reader *r, const struct line *line, uint32_t *words)
{
    const struct layout *l = &r->layout;
    struct sentence *s = &r->sentence;
    struct token *t = sentence_add_token(s);
    struct slice id = first_cell(line);
    if (!id_cells_are(r->ids, id, *words)) {
        const char *wrong = take_odd_id(id, *words, t);
        if (wrong)
            return wrong;
    }
    *words += !(t->flags & TOKEN_ASIDE);
    t->line = id.data;
    t->line_len = line->seps[l->count - 1] - line->start;
    struct slice form = cell(line, l->form);
    t->form = form.data;
    t->form_len = (uint32_t)form.len;
    if (l->lemma >= 0) {
        struct slice lemma = cell(line, l->lemma);
        t->lemma = lemma.data;
        t->lemma_len = (uint32_t)lemma.len;
    }
    if (l->stem >= 0) {
        struct slice stem = cell(line, l->stem);
        t->stem = stem.data;
        t->stem_len = (uint32_t)stem.len;
    }
    if (l->misc >= 0)
        take_misc(t, cell(line, l->misc));
    if (l->term >= 0 && !take_terms(s, (uint32_t)s->token_count - 1, cell(line, l->term)))
        return "GM:TERM is not `_`, `*` or a list of N:concept@entry and N";
    return NULL;
}

/* Where the parse of a block is: the next line's start, separator and number. */
struct cursor {
    const char *block;
    uint32_t start;
    size_t sep;
    size_t line; /* index in r->ends */
};

/* Goes through the comment lines.  Without header lines they stay where they are. */
static void parse_comments(struct conllu_reader *r, struct cursor *at)
{
    bool copied = false;
    buf_clear(&r->comments);
    for (; at->line < r->end_count && at->block[at->start] == '#'; at->line++) {
        uint32_t end = r->ends[at->line];
        struct slice line = {at->block + at->start, end - at->start};
        if (take_header_line(r, line, r->line + at->line)) {
            if (!copied)
                buf_append(&r->comments, at->block, at->start);
            copied = true;
        } else {
            take_comment(r, line);
            if (copied)
                buf_append(&r->comments, line.data, line.len + 1);
        }
        while (r->seps[at->sep++] != end) /* TABs in comments are no separators */
            ;
        at->start = end + 1;
    }
    r->sentence.comments = copied ? buf_slice(&r->comments) : (struct slice){at->block, at->start};
}

/* Goes through the token lines; returns what is wrong with the first bad one, or NULL. */
static const char *parse_lines(struct conllu_reader *r, struct cursor *at)
{
    uint32_t words = 0;
    for (; at->line < r->end_count && at->block[at->start] != '\n'; at->line++) {
        struct line line = {at->block, at->start, r->seps + at->sep};
        const char *wrong = at->block[at->start] == '#'
                                ? "a comment between the lines of a sentence"
                                : check_cells(r, &line, r->ends[at->line]);
        if (!wrong)
            wrong = take_line(r, &line, &words);
        if (wrong)
            return wrong;
        at->sep += (size_t)r->layout.count;
        at->start = r->ends[at->line] + 1;
    }
    return NULL;
}

/* Nothing of the input can be read any more; the block at hand holds nothing. */
static void end_input(struct conllu_reader *r)
{
    r->ended = true;
    r->scanned = r->bytes.len;
    r->has_header = r->has_document = r->has_sentence = false;
}

/* Parses the block at r->at and notes what it holds; a bad one is said. */
static void parse_block(struct conllu_reader *r)
{
    struct cursor at = {.block = r->bytes.data + r->at};
    size_t len = r->scanned - r->at;
    struct sentence *s = &r->sentence;
    sentence_clear(s);
    r->has_header = r->has_document = r->has_sentence = false;
    if (r->end_count && r->ends[0] > 0 && at.block[r->ends[0] - 1] == '\r') {
        complain(r, r->line, "lines end in CR LF; a stream has LF only");
        end_input(r);
        return;
    }
    if (r->layout.count == 0) {
        const char *error;
        begin_header(r);
        layout_set(&r->layout, SLICE(LAYOUT_CONLLU), &error);
    }
    s->lang = r->open ? r->docs[r->current].doc.lang : SLICE("und");
    parse_comments(r, &at);
    if (r->layout.count == 0) {
        end_input(r); /* the columns are not known: said already */
        return;
    }
    const char *wrong = parse_lines(r, &at);
    s->stemmed = r->layout.stem >= 0;
    s->tagged = r->layout.term >= 0;
    bool whole = len >= 2 && at.block[len - 1] == '\n' && at.block[len - 2] == '\n';
    bool only_header = r->has_header && at.start == len && !s->token_count && !s->comments.len;
    if (!wrong && !whole && !only_header && !(len == 1 && at.block[0] == '\n'))
        wrong =
            at.start == len ? "the stream ends inside a sentence" : "the stream ends inside a line";
    if (wrong) {
        complain(r, r->line + at.line, wrong);
        s->token_count = s->match_count = s->mark_count = 0;
    }
    r->line += r->end_count;
    /* Of a bad sentence the comments stay where a document begins with them. */
    r->has_sentence = wrong ? r->has_document : s->token_count || s->comments.len;
    if (r->has_document)
        finish_document(r);
}

/* Handing out ------------------------------------------------------------------------------ */

/* The next thing that the parsed block holds, in the order of events. */
static bool hand_out(struct conllu_reader *r, struct event *event)
{
    *event = (struct event){.header = &r->header, .sentence = &r->sentence};
    if (r->has_header) {
        r->has_header = false;
        event->kind = EVENT_HEADER;
        return true;
    }
    if (r->has_sentence && !r->open && !r->has_document) {
        begin_document(r, SLICE(""));
        finish_document(r);
    }
    if (r->has_document && r->open) {
        r->open = false;
        event->kind = EVENT_DOCUMENT_END;
        event->document = &r->docs[r->current].doc;
        return true;
    }
    if (r->has_document) {
        r->has_document = false;
        r->current = 1 - r->current;
        r->open = true;
        event->kind = EVENT_DOCUMENT;
        event->document = &r->docs[r->current].doc;
        return true;
    }
    event->kind = EVENT_SENTENCE;
    bool has = r->has_sentence;
    r->has_sentence = false;
    return has;
}

bool conllu_reader_next(struct conllu_reader *r, struct event *event)
{
    for (;;) {
        if (r->parsed && hand_out(r, event))
            return true;
        if (r->parsed) {
            r->at = r->scanned;
            r->sep_count = r->end_count = 0;
            r->adjacent = false;
        }
        r->parsed = read_block(r);
        if (!r->parsed)
            break;
        parse_block(r);
    }
    r->ended = true;
    r->at = r->scanned = r->bytes.len;
    if (!r->open)
        return false;
    r->open = false;
    *event = (struct event){.kind = EVENT_DOCUMENT_END, .document = &r->docs[r->current].doc};
    return true;
}
