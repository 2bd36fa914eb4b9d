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
    struct buf comments; /* of the block, where header lines had to be left out */

    bool parsed;                                 /* a block is being handed out */
    bool has_header, has_document, has_sentence; /* what of it is still to come */
    size_t line;                                 /* number of its first line */
};

struct conllu_reader *conllu_reader_new(struct diag *d)
{
    struct conllu_reader *r = xcalloc(1, sizeof *r);
    r->d = d;
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
    buf_release(&r->bytes);
    sentence_release(&r->sentence);
    free(r->seps);
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
    r->sep_count = 0;
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

/* A bit for every TAB (all) and LF (all, ends) of the 16 bytes at s. */
static inline void find_separators(const char *s, unsigned *all, unsigned *ends)
{
#if defined(__SSE2__)
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)s);
    *ends = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
    *all = *ends | (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\t')));
#else
    *all = *ends = 0;
    for (unsigned i = 0; i < 16; i++) {
        *ends |= (unsigned)(s[i] == '\n') << i;
        *all |= (unsigned)(s[i] == '\n' || s[i] == '\t') << i;
    }
#endif
}

/*
 * Goes on collecting separators; true when the block's last LF (the blank line) is among them, which then
 * is the last.  Reads up to 15 bytes behind the content: BUF_PAD.
 */
static bool scan_block(struct conllu_reader *r)
{
    const char *s = r->bytes.data + r->at;
    size_t len = r->bytes.len - r->at;
    for (size_t i = r->scanned - r->at; i < len; i += 16) {
        unsigned all;
        unsigned ends;
        find_separators(s + i, &all, &ends);
        if (len - i < 16) {
            all &= (1u << (len - i)) - 1;
            ends &= all;
        }
        unsigned blank = ends & (ends << 1 | (unsigned)(i == 0 || s[i - 1] == '\n'));
        if (blank)
            all &= (blank & -blank) * 2 - 1;
        r->seps = xgrow(r->seps, &r->sep_capacity, r->sep_count + 16, sizeof *r->seps);
        for (; all; all &= all - 1)
            r->seps[r->sep_count++] = (uint32_t)i + (uint32_t)__builtin_ctz(all);
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
        buf_reserve(&r->bytes, READ_SIZE);
        size_t n = input_read(r->in, r->bytes.data + r->bytes.len, READ_SIZE);
        r->bytes.len += n;
        r->ended = n == 0;
        if (r->ended && r->in->err)
            return false;
    }
}

/* Comments --------------------------------------------------------------------------------- */

/* The value of a comment `# KEY = value`; data is NULL when the line is another. */
static struct slice comment_value(struct slice line, const char *key)
{
    size_t n = strlen(key);
    struct slice none = {NULL, 0};
    if (line.len < n + 2 || line.data[0] != '#' || line.data[1] != ' ' ||
        memcmp(line.data + 2, key, n) != 0)
        return none;
    size_t i = n + 2;
    while (i < line.len && line.data[i] == ' ')
        i++;
    if (i == line.len || line.data[i] != '=')
        return none;
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

/* A line that holds for all that follows: taken out of the comments, into r->header. */
static bool take_header_line(struct conllu_reader *r, struct slice line, size_t number)
{
    struct slice names = comment_value(line, "global.columns");
    if (names.data) {
        const char *error;
        r->has_header = true;
        r->header = (struct header){.layout = &r->layout};
        buf_clear(&r->header_text);
        buf_reserve(&r->header_text, 4 * HEADER_VALUE_MAX);
        if (!layout_set(&r->layout, names, &error)) {
            complain(r, number, error);
            r->layout.count = 0;
        }
        return true;
    }
    struct {
        const char *key;
        struct slice *target;
    } lines[] = {
        {"gm:unicode", &r->header.unicode},
        {"gm:stemmer", &r->header.stemmer},
        {"gm:lexicon", &r->header.lexicon},
    };
    for (size_t i = 0; r->has_header && i < 3; i++) {
        struct slice value = comment_value(line, lines[i].key);
        if (!value.data || value.len > HEADER_VALUE_MAX || lines[i].target->len)
            continue;
        lines[i].target->len = value.len;
        lines[i].target->data = r->header_text.data + r->header_text.len;
        buf_append(&r->header_text, value.data, value.len); /* reserved: does not move */
        return true;
    }
    return false;
}

static void take_comment(struct conllu_reader *r, struct slice line)
{
    struct sentence *s = &r->sentence;
    struct slice value;
    uint64_t n;
    if (line.len < 4)
        return;
    switch (line.data[2]) {
    case 's':
        if ((value = comment_value(line, "sent_id")).data)
            s->id = value;
        break;
    case 'n':
        if (slice_starts(line, SLICE("# newdoc"))) {
            value = comment_value(line, "newdoc id");
            begin_document(r, value.data ? value : SLICE(""));
        } else if (slice_starts(line, SLICE("# newpar"))) {
            s->starts_paragraph = true;
        }
        break;
    case 'g':
        if ((value = comment_value(line, "gm:lang")).data)
            s->lang = value;
        else if ((value = comment_value(line, "gm:zone")).data)
            s->zone = value;
        else if ((value = comment_value(line, "gm:page")).data && number_value(value, &n))
            s->page = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
        else if ((value = comment_value(line, "gm:at")).data && number_value(value, &n))
            s->at = n;
        else if (slice_starts(line, SLICE("# gm:meta.")))
            add_meta(r, (struct slice){line.data + 10, line.len - 10});
        break;
    default: break;
    }
}

/* Token lines ------------------------------------------------------------------------------ */

/* Reads the ID cell: the next number, a range or an empty node. */
static const char *take_id(struct slice id, uint32_t *words, struct token *t)
{
    uint64_t first;
    size_t digits = 0;
    while (digits < id.len && id.data[digits] >= '0' && id.data[digits] <= '9')
        digits++;
    if (!number_value((struct slice){id.data, digits}, &first))
        return "ID is not a number";
    if (digits == id.len) {
        if (first != (uint64_t)*words + 1)
            return "ID is not one more than the ID before";
        ++*words;
        return NULL;
    }
    uint64_t second;
    if (!number_value((struct slice){id.data + digits + 1, id.len - digits - 1}, &second) ||
        (id.data[digits] != '-' && id.data[digits] != '.'))
        return "ID is no number, range (3-4) or empty node (5.1)";
    t->flags = id.data[digits] == '-' ? TOKEN_RANGE : TOKEN_EMPTY;
    if (t->flags == TOKEN_RANGE ? first != (uint64_t)*words + 1 || second < first
                                : first != *words)
        return "a range or an empty node stands in the wrong place";
    return NULL;
}

/* A page that begins with this token: `Page=4` among the attributes of MISC. */
static uint32_t page_of(struct slice misc)
{
    for (size_t i = 0; i + 5 < misc.len; i++) {
        uint64_t n;
        if ((i == 0 || misc.data[i - 1] == '|') && memcmp(misc.data + i, "Page=", 5) == 0) {
            const char *value = misc.data + i + 5;
            size_t len = misc.len - i - 5;
            const char *end = memchr(value, '|', len);
            if (number_value((struct slice){value, end ? (size_t)(end - value) : len}, &n))
                return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
        }
        const char *bar = memchr(misc.data + i, '|', misc.len - i);
        if (!bar)
            return 0;
        i = (size_t)(bar - misc.data);
    }
    return 0;
}

/* One item `N` or `N:concept@xxxxxxxx` of the GM:TERM cell of token `index`. */
static bool take_term_item(struct sentence *s, uint32_t index, struct slice item)
{
    uint64_t n;
    const char *colon = memchr(item.data, ':', item.len);
    size_t digits = colon ? (size_t)(colon - item.data) : item.len;
    if (!number_value((struct slice){item.data, digits}, &n) || n == 0)
        return false;
    if (n > s->match_count) {
        struct slice rest = {item.data + digits + 1, item.len - digits - 1};
        if (!colon || n != s->match_count + 1 || rest.len < 10 || rest.data[rest.len - 9] != '@')
            return false;
        struct match *m = sentence_add_match(s);
        m->concept = (struct slice){rest.data, rest.len - 9};
        memcpy(m->entry, rest.data + rest.len - 8, 8);
        m->first = index;
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
    while (cell.len) {
        const char *end = memchr(cell.data, ';', cell.len);
        size_t len = end ? (size_t)(end - cell.data) : cell.len;
        if (!take_term_item(s, index, (struct slice){cell.data, len}))
            return false;
        len += end != NULL;
        cell = (struct slice){cell.data + len, cell.len - len};
    }
    return true;
}

/*
 * One line of cells; seps are its separators (`count` TABs and LF in all).  Returns what is wrong, or NULL.
 */
static const char *take_line(struct conllu_reader *r, const char *block, uint32_t start,
                             const uint32_t *seps, uint32_t *words)
{
    const struct layout *l = &r->layout;
    struct sentence *s = &r->sentence;
    struct slice cells[LAYOUT_MAX];
    for (int c = 0; c < l->count; c++) {
        cells[c] = (struct slice){block + start, seps[c] - start};
        if (cells[c].len == 0)
            return "a cell is empty (`_` stands for nothing)";
        start = seps[c] + 1;
    }
    struct token *t = sentence_add_token(s);
    const char *wrong = take_id(cells[0], words, t);
    if (wrong)
        return wrong;
    t->line = cells[0].data;
    t->line_len = (uint32_t)(seps[l->count - 1] - (size_t)(cells[0].data - block));
    t->form = cells[l->form].data;
    t->form_len = (uint32_t)cells[l->form].len;
    if (l->lemma >= 0) {
        t->lemma = cells[l->lemma].data;
        t->lemma_len = (uint32_t)cells[l->lemma].len;
    }
    if (l->stem >= 0) {
        t->stem = cells[l->stem].data;
        t->stem_len = (uint32_t)cells[l->stem].len;
    }
    if (l->misc >= 0 && cells[l->misc].len > 5)
        t->page = page_of(cells[l->misc]);
    if (l->term >= 0 && !take_terms(s, (uint32_t)s->token_count - 1, cells[l->term]))
        return "GM:TERM is not `_`, `*` or a list of N:concept@entry and N";
    return NULL;
}

/* Whether the separators from `k` are those of one line of the layout's columns. */
static const char *check_columns(const struct conllu_reader *r, const char *block, size_t k)
{
    int count = r->layout.count;
    if (count == 0)
        return "a line of cells without a usable `# global.columns`";
    for (int c = 0; c < count; c++) {
        if (k + (size_t)c >= r->sep_count)
            return "the stream ends inside a line";
        if ((block[r->seps[k + (size_t)c]] == '\n') != (c == count - 1))
            return "the number of columns is not that of `# global.columns`";
    }
    return NULL;
}

static size_t line_end(const struct conllu_reader *r, const char *block, size_t k)
{
    while (k < r->sep_count && block[r->seps[k]] != '\n')
        k++;
    return k;
}

/*
 * The block's comment lines, from separator 0 on; returns the separator with which cells begin.
 * Without header lines the comments stay where they are.
 */
static size_t parse_comments(struct conllu_reader *r, const char *block, uint32_t *start,
                             size_t *number)
{
    size_t k = 0;
    bool copied = false;
    buf_clear(&r->comments);
    while (k < r->sep_count && block[*start] == '#') {
        size_t end = line_end(r, block, k);
        if (end == r->sep_count)
            break;
        struct slice line = {block + *start, r->seps[end] - *start};
        if (take_header_line(r, line, *number)) {
            if (!copied)
                buf_append(&r->comments, block, *start);
            copied = true;
        } else {
            take_comment(r, line);
            if (copied)
                buf_append(&r->comments, line.data, line.len + 1);
        }
        k = end + 1;
        *start = r->seps[end] + 1;
        ++*number;
    }
    r->sentence.comments =
        copied ? buf_slice(&r->comments) : (struct slice){block, *start};
    return k;
}

/* Goes through the token lines; returns what is wrong with the first bad one, or NULL. */
static const char *parse_lines(struct conllu_reader *r, const char *block, size_t k, uint32_t start,
                               size_t *number)
{
    uint32_t words = 0;
    const char *wrong = NULL;
    while (k < r->sep_count && block[start] != '\n') {
        if (!wrong && block[start] == '#')
            wrong = "a comment between the lines of a sentence";
        if (!wrong)
            wrong = check_columns(r, block, k);
        if (!wrong)
            wrong = take_line(r, block, start, r->seps + k, &words);
        if (wrong)
            return wrong;
        k += (size_t)r->layout.count;
        start = r->seps[k - 1] + 1;
        ++*number;
    }
    return NULL;
}

/* Parses the block at r->at and notes what it holds; a bad one is said. */
static void parse_block(struct conllu_reader *r)
{
    const char *block = r->bytes.data + r->at;
    size_t len = r->scanned - r->at;
    size_t number = r->line;
    uint32_t start = 0;
    struct sentence *s = &r->sentence;
    sentence_clear(s);
    r->has_header = r->has_document = r->has_sentence = false;
    if (r->sep_count && r->seps[0] > 0 && block[r->seps[0]] == '\n' &&
        block[r->seps[0] - 1] == '\r') {
        complain(r, number, "lines end in CR LF; a stream has LF only");
        r->ended = true;
        r->scanned = r->bytes.len;
        return;
    }
    if (r->layout.count == 0) {
        const char *error;
        r->has_header = true;
        r->header = (struct header){.layout = &r->layout};
        layout_set(&r->layout, SLICE(LAYOUT_CONLLU), &error);
    }
    s->lang = r->open ? r->docs[r->current].doc.lang : SLICE("und");
    size_t k = parse_comments(r, block, &start, &number);
    const char *wrong = parse_lines(r, block, k, start, &number);
    s->stemmed = r->layout.stem >= 0;
    s->tagged = r->layout.term >= 0;
    bool whole = len >= 2 && block[len - 1] == '\n' && block[len - 2] == '\n';
    bool only_header = r->has_header && s->token_count == 0 && s->comments.len == 0;
    if (!wrong && !whole && !only_header && !(len == 1 && block[0] == '\n'))
        wrong = "the stream ends inside a sentence";
    if (wrong)
        complain(r, number, wrong);
    for (size_t i = 0; i < r->sep_count; i++)
        r->line += block[r->seps[i]] == '\n';
    r->has_sentence = !wrong && (s->token_count || s->comments.len);
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
            r->sep_count = 0;
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
