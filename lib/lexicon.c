#include "lexicon.h"

#include "arena.h"
#include "checksum.h"
#include "input.h"
#include "intern.h"
#include "language.h"
#include "langtag.h"
#include "pattern.h"
#include "stemmer.h"
#include "utf8.h"
#include "xalloc.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LINE_MAX_BYTES = 64 * 1024, QUOTE_MAX = 80 };

enum column { CONCEPT, LANG, PATTERN, STATUS, SOURCE, NOTE, COLUMN_COUNT };

static const char *const column_names[COLUMN_COUNT] = {"concept", "lang",   "pattern",
                                                       "status",  "source", "note"};

struct lexicon {
    struct arena text;
    struct intern keys; /* `concept TAB lang TAB pattern`; the id is the number of the entry */
    struct intern layers;
    struct intern concepts;
    struct intern langs;
    bool lemmas;
    struct wordrules_set *words;
    struct lexicon_entry *entries;
    size_t capacity;
    struct lexicon_none *nones; /* rows of status none-known */
    size_t none_count, none_capacity;
    char checksum[CHECKSUM_HEX + 1];
};

/* A file being read. */
struct loading {
    struct lexicon *l;
    struct stemmer *stemmer;
    struct diag *d;
    const char *file;
    size_t line;
    enum column columns[COLUMN_COUNT]; /* what stands where */
    struct pattern pattern;            /* scratch */
    struct buf scratch;
    bool failed;
};

/* Messages --------------------------------------------------------------------------------- */

/* Says what is wrong with the line; `what` quotes `subject`, cut to a readable length. */
static void complain(struct loading *f, const char *what, struct slice subject)
{
    size_t len = utf8_cut(subject.data, subject.len, QUOTE_MAX);
    const char *dots = len < subject.len ? "..." : "";
    diag_error(f->d, "%s:%zu: %s '%.*s%s'", f->file, f->line, what, (int)len, subject.data, dots);
    f->failed = true;
}

/* As complain, with the reason behind the subject. */
static void complain_why(struct loading *f, const char *what, struct slice subject, const char *why)
{
    size_t len = utf8_cut(subject.data, subject.len, QUOTE_MAX);
    const char *dots = len < subject.len ? "..." : "";
    diag_error(f->d, "%s:%zu: %s '%.*s%s': %s", f->file, f->line, what, (int)len, subject.data,
               dots, why);
    f->failed = true;
}

static void complain_line(struct loading *f, const char *what)
{
    diag_error(f->d, "%s:%zu: %s", f->file, f->line, what);
    f->failed = true;
}

/* Cells ------------------------------------------------------------------------------------ */

static struct slice trim(struct slice s)
{
    while (s.len && s.data[0] == ' ')
        s = (struct slice){s.data + 1, s.len - 1};
    while (s.len && s.data[s.len - 1] == ' ')
        s.len--;
    return s;
}

/*
 * Splits a line into trimmed cells; returns how many it has, of which the first COLUMN_COUNT are
 * set.
 */
static size_t split(struct slice line, struct slice cells[COLUMN_COUNT])
{
    size_t count = 0;
    size_t start = 0;
    for (size_t i = 0; i <= line.len; i++) {
        if (i < line.len && line.data[i] != '\t')
            continue;
        if (count < COLUMN_COUNT)
            cells[count] = trim((struct slice){line.data + start, i - start});
        count++;
        start = i + 1;
    }
    return count;
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_name_char(char c, bool first_part)
{
    return is_lower(c) || (c >= '0' && c <= '9') || c == '-' ||
           (!first_part && c >= 'A' && c <= 'Z');
}

/* [a-z][a-z0-9-]*(\.[a-zA-Z0-9-]+)* */
static bool is_path(struct slice s)
{
    if (s.len == 0 || !is_lower(s.data[0]))
        return false;
    bool first_part = true;
    bool dot = false; /* the last character was one */
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '.') {
            if (dot)
                return false;
            first_part = false;
            dot = true;
        } else if (is_name_char(s.data[i], first_part)) {
            dot = false;
        } else {
            return false;
        }
    }
    return !dot;
}

static int compare_slices(const void *a, const void *b)
{
    return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/*
 * Splits a concept, or several with `|` between them, into paths in byte order; returns how many.
 * 0: they are no concepts, too many, or not all different.
 */
static size_t split_concepts(struct slice s, struct slice paths[LEXICON_CONCEPTS_MAX])
{
    size_t count = 0;
    for (size_t start = 0, i = 0; i <= s.len; i++) {
        if (i < s.len && s.data[i] != '|')
            continue;
        struct slice path = {s.data + start, i - start};
        if (count == LEXICON_CONCEPTS_MAX || !is_path(path))
            return 0;
        paths[count++] = path;
        start = i + 1;
    }
    qsort(paths, count, sizeof *paths, compare_slices);
    for (size_t i = 1; i < count; i++)
        if (slice_eq(paths[i - 1], paths[i]))
            return 0;
    return count;
}

static bool is_status(struct slice s, enum lexicon_status *status)
{
    static const char *const names[] = {"attested", "own", "uncertain"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (slice_eq(s, slice_of(names[i]))) {
            *status = (enum lexicon_status)i;
            return true;
        }
    }
    return slice_eq(s, SLICE("none-known"));
}

/* Whether bare words of the language match without a stemmer: its writing parts words by itself. */
static bool is_uninflected(struct slice lang)
{
    static const char *const codes[] = {"ja", "jpn", "ko", "kor"};
    char code[LANGUAGE_CODE_MAX];
    language_code(lang, code);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (strcmp(code, codes[i]) == 0)
            return true;
    return false;
}

/* Rows ------------------------------------------------------------------------------------- */

static void check_lang(struct loading *f, struct slice lang)
{
    if (slice_eq(lang, SLICE("*")))
        return;
    if (!langtag_valid(lang))
        complain(f, "not a language tag:", lang);
    else if (langtag_begins(SLICE("und"), lang))
        complain_why(f, "lang", lang, "write '*' for text in any language");
    else if (!langtag_known(lang))
        complain(f, "unknown language", lang);
}

static const char no_stemmer[] = "the language has no stemmer; write a glob or \"...\"";

/* Whether a pattern has a bare word that can match in no text of the language. */
static bool lacks_stemmer(const struct pattern *p, struct slice lang, struct stemmer *stemmer)
{
    return p->bare.len && !slice_eq(lang, SLICE("*")) && langtag_valid(lang) &&
           !is_uninflected(lang) && !stemmer_language(stemmer, lang);
}

static void check_pattern(struct loading *f, struct slice pattern, struct slice lang)
{
    const char *why;
    if (!pattern_parse(&f->pattern, pattern.data, pattern.len, lang, &why))
        complain_why(f, "pattern", pattern, why);
    else if (!f->l->lemmas && lacks_stemmer(&f->pattern, lang, f->stemmer))
        complain_why(f, "bare word", f->pattern.bare, no_stemmer);
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* A copy of the ids in ascending order, each once. */
static const uint32_t *keep_ids(struct lexicon *l, uint32_t *ids, uint32_t *count)
{
    uint32_t kept = 0;
    qsort(ids, *count, sizeof *ids, compare_ids);
    for (uint32_t i = 0; i < *count; i++)
        if (i == 0 || ids[i] != ids[i - 1])
            ids[kept++] = ids[i];
    *count = kept;
    uint32_t *copy = arena_alloc(&l->text, kept * sizeof *copy);
    memcpy(copy, ids, kept * sizeof *copy);
    return copy;
}

/* Sets the concepts and layers of an entry; with `own` each concept is a layer. */
static void set_groups(struct lexicon *l, struct lexicon_entry *e, const struct slice *paths,
                       size_t count, bool own)
{
    uint32_t concepts[LEXICON_CONCEPTS_MAX] = {0};
    uint32_t layers[LEXICON_CONCEPTS_MAX] = {0};
    e->concept_count = e->layer_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        const char *dot = own ? NULL : memchr(paths[i].data, '.', paths[i].len);
        size_t layer = dot ? (size_t)(dot - paths[i].data) : paths[i].len;
        concepts[i] = intern_add(&l->concepts, paths[i].data, paths[i].len, NULL);
        layers[i] = intern_add(&l->layers, paths[i].data, layer, NULL);
    }
    e->concepts = keep_ids(l, concepts, &e->concept_count);
    e->layers = keep_ids(l, layers, &e->layer_count);
}

/* What an entry is made of. */
struct row {
    const struct slice *paths; /* of its concept, in byte order */
    size_t path_count;
    bool own_layer; /* its concept is a layer of its own, whatever its name */
    struct slice lang;
    struct slice pattern;
    enum lexicon_status status;
};

/* Adds an entry; NULL: it was there before, as *id. */
static struct lexicon_entry *keep_entry(struct lexicon *l, const struct row *r, struct buf *key,
                                        uint32_t *id)
{
    buf_clear(key);
    for (size_t i = 0; i < r->path_count; i++) {
        if (i)
            buf_append_char(key, '|');
        buf_append(key, r->paths[i].data, r->paths[i].len);
    }
    size_t concept_len = key->len;
    buf_append_char(key, '\t');
    size_t lang_at = key->len;
    buf_append(key, r->lang.data, r->lang.len);
    buf_append_char(key, '\t');
    buf_append(key, r->pattern.data, r->pattern.len);
    bool fresh;
    *id = intern_add(&l->keys, key->data, key->len, &fresh);
    if (!fresh)
        return NULL;
    l->entries = xgrow(l->entries, &l->capacity, l->keys.count, sizeof *l->entries);
    struct slice kept = intern_key(&l->keys, *id);
    struct lexicon_entry *e = &l->entries[*id];
    char digits[CHECKSUM_HEX + 1];
    *e = (struct lexicon_entry){
        .concept = {kept.data, concept_len},
        .lang = {kept.data + lang_at, r->lang.len},
        .pattern = {kept.data + lang_at + r->lang.len + 1, r->pattern.len},
        .status = r->status,
        .file = "",
    };
    set_groups(l, e, r->paths, r->path_count, r->own_layer);
    checksum_hex((struct slice){kept.data + lang_at, kept.len - lang_at}, digits);
    memcpy(e->id, digits, LEXICON_ID);
    intern_add(&l->langs, r->lang.data, r->lang.len, NULL);
    return e;
}

/* Adds the row, unless it was there before. */
static void add_row(struct loading *f, const struct row *r)
{
    uint32_t id;
    struct lexicon_entry *e = keep_entry(f->l, r, &f->scratch, &id);
    if (e) {
        e->file = f->file;
        e->line = (uint32_t)f->line;
        return;
    }
    const struct lexicon_entry *old = &f->l->entries[id];
    diag_error(f->d, "%s:%zu: the same entry as %s:%u", f->file, f->line, old->file, old->line);
    f->failed = true;
}

/* Keeps a row of status none-known. */
static void add_none(struct loading *f, struct slice concept, struct slice lang)
{
    struct lexicon *l = f->l;
    l->nones = xgrow(l->nones, &l->none_capacity, l->none_count + 1, sizeof *l->nones);
    l->nones[l->none_count++] = (struct lexicon_none){
        .concept = {arena_copy(&l->text, concept.data, concept.len), concept.len},
        .lang = {arena_copy(&l->text, lang.data, lang.len), lang.len},
        .line = (uint32_t)f->line,
        .file = f->file,
    };
}

static void read_row(struct loading *f, struct slice line)
{
    enum lexicon_status status = LEXICON_OWN;
    struct slice cells[COLUMN_COUNT];
    struct slice row[COLUMN_COUNT];
    struct slice paths[LEXICON_CONCEPTS_MAX];
    size_t count = split(line, cells);
    if (memchr(line.data, '\0', line.len)) {
        complain_line(f, "a NUL byte");
        return;
    }
    if (!utf8_valid(line.data, line.len)) {
        complain_line(f, "invalid UTF-8");
        return;
    }
    if (count != COLUMN_COUNT) {
        diag_error(f->d, "%s:%zu: %zu columns instead of %d", f->file, f->line, count,
                   COLUMN_COUNT);
        f->failed = true;
        return;
    }
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        row[f->columns[i]] = cells[i];
    bool failed = f->failed;
    f->failed = false;
    size_t concepts = split_concepts(row[CONCEPT], paths);
    if (concepts == 0)
        complain(f, "not a concept:", row[CONCEPT]);
    check_lang(f, row[LANG]);
    if (!is_status(row[STATUS], &status))
        complain(f, "unknown status", row[STATUS]);
    /* A language without a term: known, and nothing to look for. */
    bool nothing = slice_eq(row[STATUS], SLICE("none-known"));
    if (nothing && row[PATTERN].len)
        complain_why(f, "pattern", row[PATTERN], "status none-known has none");
    else if (!nothing)
        check_pattern(f, row[PATTERN], row[LANG]);
    if (!f->failed && nothing)
        add_none(f, row[CONCEPT], row[LANG]);
    else if (!f->failed)
        add_row(f, &(struct row){.paths = paths,
                                 .path_count = concepts,
                                 .lang = row[LANG],
                                 .pattern = row[PATTERN],
                                 .status = status});
    f->failed = f->failed || failed;
}

static bool read_header(struct loading *f, struct slice line)
{
    struct slice cells[COLUMN_COUNT];
    size_t count = split(line, cells);
    bool seen[COLUMN_COUNT] = {false};
    bool ok = count == COLUMN_COUNT;
    for (size_t i = 0; i < count && i < COLUMN_COUNT; i++) {
        size_t c = 0;
        while (c < COLUMN_COUNT && !slice_eq(cells[i], slice_of(column_names[c])))
            c++;
        if (c == COLUMN_COUNT) {
            complain(f, "unknown column", cells[i]);
            ok = false;
        } else if (seen[c]) {
            complain(f, "repeated column", cells[i]);
            ok = false;
        } else {
            seen[c] = true;
            f->columns[i] = (enum column)c;
        }
    }
    if (!ok)
        complain_line(f, "the header must be: concept lang pattern status source note");
    return ok;
}

/* Files ------------------------------------------------------------------------------------ */

static struct slice content(struct slice line, size_t number)
{
    if (number == 1 && slice_starts(line, SLICE("\xef\xbb\xbf")))
        line = (struct slice){line.data + 3, line.len - 3};
    if (line.len && line.data[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* The next line, over those that are too long, which are said. */
static bool next_line(struct loading *f, struct input *in, struct slice *line)
{
    for (;;) {
        bool more = input_line(in, LINE_MAX_BYTES, line);
        f->line = in->line;
        if (more || in->err != EFBIG)
            return more;
        input_skip_line(in);
        f->line = in->line;
        complain_line(f, "a line of more than 64 KiB");
    }
}

static void read_file(struct loading *f, struct input *in)
{
    struct slice line;
    bool header = false;
    while (next_line(f, in, &line)) {
        line = content(line, in->line);
        if (line.len == 0 || line.data[0] == '#' || trim(line).len == 0)
            continue;
        if (header)
            read_row(f, line);
        else if (!(header = read_header(f, line)))
            return;
    }
    if (in->err) {
        diag_errno(f->d, in->err, "cannot read '%s'", f->file);
        f->failed = true;
    } else if (!header) {
        diag_error(f->d, "%s: no header line", f->file);
        f->failed = true;
    }
}

static bool load_file(struct lexicon *l, const char *path, struct stemmer *stemmer, struct diag *d)
{
    struct input in;
    struct loading f = {.l = l, .stemmer = stemmer, .d = d, .pattern = PATTERN_INIT};
    f.pattern.words = l->words;
    f.file = arena_copy(&l->text, path, strlen(path) + 1);
    if (!input_open(&in, path)) {
        diag_errno(d, in.err, "cannot open '%s'", path);
        return false;
    }
    read_file(&f, &in);
    input_close(&in);
    pattern_release(&f.pattern);
    buf_release(&f.scratch);
    return !f.failed;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names *.tsv in a folder, in byte order; false: errno tells why it could not be read. */
static bool list_folder(const char *path, char ***names, size_t *count)
{
    size_t capacity = 0;
    DIR *folder = opendir(path);
    if (!folder)
        return false;
    const struct dirent *item;
    while (errno = 0, (item = readdir(folder))) {
        size_t len = strlen(item->d_name);
        if (len <= 4 || item->d_name[0] == '.' || strcmp(item->d_name + len - 4, ".tsv") != 0)
            continue;
        *names = xgrow(*names, &capacity, *count + 1, sizeof **names);
        (*names)[(*count)++] = xmemdup(item->d_name, len);
    }
    int err = errno;
    closedir(folder);
    errno = err;
    if (*count)
        qsort(*names, *count, sizeof **names, compare_names);
    return err == 0;
}

static bool load_folder(struct lexicon *l, const char *path, struct stemmer *stemmer,
                        struct diag *d)
{
    char **names = NULL;
    size_t count = 0;
    struct buf file = BUF_INIT;
    bool ok = list_folder(path, &names, &count);
    if (!ok) {
        diag_errno(d, errno, "cannot read '%s'", path);
    } else if (count == 0) {
        diag_error(d, "no *.tsv in '%s'", path);
        ok = false;
    }
    for (size_t i = 0; i < count; i++) {
        buf_clear(&file);
        buf_append_str(&file, path);
        if (file.len && file.data[file.len - 1] != '/')
            buf_append_char(&file, '/');
        buf_append_str(&file, names[i]);
        ok = load_file(l, buf_str(&file), stemmer, d) && ok;
        free(names[i]);
    }
    free(names);
    buf_release(&file);
    return ok;
}

bool lexicon_load(struct lexicon *l, const char *path, struct stemmer *stemmer, struct diag *d)
{
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return load_folder(l, path, stemmer, d);
    return load_file(l, path, stemmer, d);
}

/* What is wrong with an entry of lexicon_add; NULL: nothing. */
static const char *find_fault(const struct lexicon *l, struct slice lang, struct slice pattern,
                              struct stemmer *stemmer)
{
    struct pattern parsed = PATTERN_INIT;
    const char *why = NULL;
    parsed.words = l->words;
    if (!utf8_valid(pattern.data, pattern.len))
        why = "invalid UTF-8";
    else if (pattern_parse(&parsed, pattern.data, pattern.len, lang, &why))
        why = lacks_stemmer(&parsed, lang, stemmer) ? no_stemmer : NULL;
    pattern_release(&parsed);
    return why;
}

bool lexicon_add(struct lexicon *l, struct slice name, struct slice lang, struct slice pattern,
                 struct stemmer *stemmer, const char **why)
{
    struct row r = {
        .paths = &name, .path_count = 1, .own_layer = true, .lang = lang, .pattern = pattern};
    struct buf key = BUF_INIT;
    uint32_t id;
    *why = find_fault(l, lang, pattern, stemmer);
    if (!*why)
        keep_entry(l, &r, &key, &id);
    buf_release(&key);
    return !*why;
}

/* ------------------------------------------------------------------------------------------ */

struct lexicon *lexicon_new(void)
{
    struct lexicon *l = xcalloc(1, sizeof *l);
    l->text = (struct arena)ARENA_INIT;
    l->keys = l->layers = l->langs = (struct intern)INTERN_INIT;
    return l;
}

void lexicon_free(struct lexicon *l)
{
    if (!l)
        return;
    arena_release(&l->text);
    intern_release(&l->keys);
    intern_release(&l->layers);
    intern_release(&l->concepts);
    intern_release(&l->langs);
    free(l->entries);
    free(l->nones);
    free(l);
}

void lexicon_set_words(struct lexicon *l, struct wordrules_set *words)
{
    l->words = words;
}

struct wordrules_set *lexicon_words(const struct lexicon *l)
{
    return l->words;
}

void lexicon_add_entry(struct lexicon *l, struct slice concept, struct slice lang,
                       struct slice pattern)
{
    struct slice paths[LEXICON_CONCEPTS_MAX];
    struct row r = {.paths = paths, .lang = lang, .pattern = pattern};
    struct buf key = BUF_INIT;
    uint32_t id;
    r.path_count = split_concepts(concept, paths);
    keep_entry(l, &r, &key, &id);
    buf_release(&key);
}

size_t lexicon_count(const struct lexicon *l)
{
    return l->keys.count;
}

const struct lexicon_entry *lexicon_entry(const struct lexicon *l, size_t i)
{
    return &l->entries[i];
}

uint32_t lexicon_layer_count(const struct lexicon *l)
{
    return (uint32_t)l->layers.count;
}

size_t lexicon_none_count(const struct lexicon *l)
{
    return l->none_count;
}

const struct lexicon_none *lexicon_none(const struct lexicon *l, size_t i)
{
    return &l->nones[i];
}

uint32_t lexicon_concept_count(const struct lexicon *l)
{
    return (uint32_t)l->concepts.count;
}

struct slice lexicon_layer(const struct lexicon *l, uint32_t number)
{
    return intern_key(&l->layers, number);
}

struct slice lexicon_concept(const struct lexicon *l, uint32_t number)
{
    return intern_key(&l->concepts, number);
}

void lexicon_use_lemmas(struct lexicon *l)
{
    l->lemmas = true;
}

const char *lexicon_checksum(struct lexicon *l)
{
    struct checksum sum;
    checksum_init(&sum);
    size_t count = l->keys.count;
    struct slice *lines = xmalloc(count + 1, sizeof *lines);
    for (uint32_t i = 0; i < count; i++)
        lines[i] = intern_key(&l->keys, i);
    qsort(lines, count, sizeof *lines, compare_slices);
    for (size_t i = 0; i < count; i++) {
        checksum_add(&sum, lines[i]);
        checksum_add(&sum, SLICE("\n"));
    }
    free(lines);
    checksum_final(&sum, l->checksum);
    return l->checksum;
}

bool lexicon_covers(struct slice entry_lang, struct slice text_lang)
{
    return slice_eq(entry_lang, SLICE("*")) || langtag_begins(entry_lang, text_lang);
}

void lexicon_reduce(const struct lexicon *l, struct slice text_lang, struct buf *out)
{
    char code[LANGUAGE_CODE_MAX];
    language_code(text_lang, code);
    size_t primary = langtag_primary(text_lang);
    size_t rest = 0; /* what the longest lang that covers has behind its primary subtag */
    if (strcmp(code, "und") == 0) {
        buf_append_str(out, "und");
        return;
    }
    for (uint32_t i = 0; i < l->langs.count; i++) {
        struct slice lang = intern_key(&l->langs, i);
        size_t more = lang.len - langtag_primary(lang);
        if (more > rest && langtag_begins(lang, text_lang))
            rest = more;
    }
    for (size_t i = 0; i < primary + rest; i++) {
        char c = text_lang.data[i];
        buf_append_char(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
    }
}
