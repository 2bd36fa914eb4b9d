#include "regexset.h"

#include "normal.h"
#include "utf8.h"
#include "xalloc.h"

#include <stdlib.h>
#include <utf8proc.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    NEST_MAX = 32,       /* parentheses in parentheses */
    DEPTH_MAX = 2000,    /* of a match without the just-in-time compiler */
    HEAP_KIB_MAX = 4096, /* its memory */
    MESSAGE_MAX = 128,
};

/* More than an enumerator of ISO C may be. */
static const uint32_t OPTIONS = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_ANCHORED |
                                PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C;

/* Atoms ------------------------------------------------------------------------------------ */

enum atom {
    ATOM_END,
    ATOM_CHAR,    /* one character for itself */
    ATOM_SET,     /* one character of several, or more */
    ATOM_NOTHING, /* a place: `^`, `\b` */
    ATOM_OPEN,    /* the beginning of a group of any kind */
    ATOM_CLOSE,
    ATOM_BAR,
    ATOM_MANY,  /* quantifier: once at least */
    ATOM_MAYBE, /* quantifier: also not at all */
    ATOM_OTHER, /* options, references and the like: what stands behind may mean anything */
};

/* Walks through an expression. */
struct walk {
    struct slice s;
    size_t at;
    struct slice character; /* of ATOM_CHAR */
    const char *error;      /* what is not allowed; NULL: all is well so far */
};

static bool ahead(const struct walk *w, const char *what)
{
    return slice_starts((struct slice){w->s.data + w->at, w->s.len - w->at}, slice_of(what));
}

static char next_byte(const struct walk *w)
{
    return w->at < w->s.len ? w->s.data[w->at] : '\0';
}

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A character for itself; PCRE2 folds it to that of the matching form, or it can never match. */
static enum atom take_char(struct walk *w)
{
    uint32_t cp;
    uint32_t folded = UTF8_BAD;
    w->character.data = w->s.data + w->at;
    w->character.len = utf8_decode(w->s.data + w->at, w->s.len - w->at, &cp);
    w->at += w->character.len;
    if (cp < 0x80)
        return ATOM_CHAR;
    struct buf form = BUF_INIT;
    normal_form(w->character.data, w->character.len, SLICE("und"), &form);
    bool single = form.len && utf8_decode(form.data, form.len, &folded) == form.len;
    buf_release(&form);
    if (!single || (folded != cp && utf8proc_tolower((utf8proc_int32_t)cp) != (int32_t)folded))
        w->error = "a character that no matching form has (ss instead of \u00df, ' of \u2019)";
    return ATOM_CHAR;
}

static enum atom take_escape(struct walk *w)
{
    w->at++;
    char c = next_byte(w);
    if (!is_alphanumeric(c))
        return c ? take_char(w) : ATOM_OTHER;
    w->at++;
    switch (c) {
    case 'C':
        w->error = "'\\C' is not allowed: it takes single bytes";
        return ATOM_OTHER;
    case 'K':
        w->error = "'\\K' is not allowed: the whole word matches, or does not";
        return ATOM_OTHER;
    case 'Q':
    case 'E':
        w->error = "'\\Q' and '\\E' are not allowed: put '\\' before each character";
        return ATOM_OTHER;
    case 'p':
    case 'P':
        if (next_byte(w) == '{')
            while (w->at < w->s.len && w->s.data[w->at++] != '}')
                ;
        else
            w->at++;
        return ATOM_SET;
    default:
        return strchr("bBAzZG", c) ? ATOM_NOTHING : strchr("dDwWsShHvV", c) ? ATOM_SET : ATOM_OTHER;
    }
}

static enum atom take_class(struct walk *w)
{
    w->at++;
    if (next_byte(w) == '^')
        w->at++;
    for (bool first = true; w->at < w->s.len; first = false) {
        char c = next_byte(w);
        if (c == ']' && !first) {
            w->at++;
            return ATOM_SET;
        }
        if (ahead(w, "[:")) { /* [[:alpha:]] */
            const char *end = memchr(w->s.data + w->at, ']', w->s.len - w->at);
            w->at = end ? (size_t)(end - w->s.data) + 1 : w->s.len;
        } else if (c == '\\') {
            take_escape(w);
        } else {
            take_char(w);
        }
    }
    return ATOM_OTHER;
}

/* Skips the name of a group, up to its end mark. */
static enum atom take_name(struct walk *w, char end)
{
    while (is_alphanumeric(next_byte(w)) || next_byte(w) == '_')
        w->at++;
    if (next_byte(w) != end)
        return ATOM_OTHER;
    w->at++;
    return ATOM_OPEN;
}

static enum atom take_open(struct walk *w)
{
    static const char *const plain[] = {"?:", "?=", "?!", "?<=", "?<!", "?>", "?|"};
    w->at++;
    if (next_byte(w) == '*')
        w->error = "'(*' is not allowed";
    if (next_byte(w) != '?')
        return ATOM_OPEN;
    if (ahead(w, "?C"))
        w->error = "'(?C' is not allowed";
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (ahead(w, plain[i])) {
            w->at += strlen(plain[i]);
            return ATOM_OPEN;
        }
    w->at++;
    if (ahead(w, "P<"))
        w->at++;
    char mark = next_byte(w);
    if (mark != '<' && mark != '\'')
        return ATOM_OTHER;
    w->at++;
    return take_name(w, mark == '<' ? '>' : '\'');
}

/* `{3}`, `{3,}`, `{3,5}`; a brace that begins no such thing may mean anything. */
static enum atom take_braces(struct walk *w)
{
    bool some = false;
    w->at++;
    if (next_byte(w) < '0' || next_byte(w) > '9')
        return ATOM_OTHER;
    for (; next_byte(w) >= '0' && next_byte(w) <= '9'; w->at++)
        some = some || next_byte(w) != '0';
    if (next_byte(w) == ',')
        w->at++;
    while (next_byte(w) >= '0' && next_byte(w) <= '9')
        w->at++;
    if (next_byte(w) != '}')
        return ATOM_OTHER;
    w->at++;
    return some ? ATOM_MANY : ATOM_MAYBE;
}

static enum atom next_atom(struct walk *w)
{
    enum atom atom = ATOM_MAYBE;
    if (w->at == w->s.len)
        return ATOM_END;
    switch (w->s.data[w->at]) {
    case '\\':
        return take_escape(w);
    case '[':
        return take_class(w);
    case '(':
        return take_open(w);
    case ')':
        w->at++;
        return ATOM_CLOSE;
    case '|':
        w->at++;
        return ATOM_BAR;
    case '^':
    case '$':
        w->at++;
        return ATOM_NOTHING;
    case '.':
        w->at++;
        return ATOM_SET;
    case '{':
        atom = take_braces(w);
        break;
    case '+':
        atom = ATOM_MANY;
        w->at++;
        break;
    case '*':
    case '?':
        w->at++;
        break;
    default:
        return take_char(w);
    }
    if (next_byte(w) == '?' || next_byte(w) == '+') /* lazy, possessive */
        w->at++;
    return atom;
}

/* Checking --------------------------------------------------------------------------------- */

static pcre2_code *compile(struct slice s, int *error, size_t *at)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context)
        xalloc_fail();
    pcre2_set_parens_nest_limit(context, NEST_MAX);
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)s.data, s.len, (uint32_t)OPTIONS, error, at, context);
    pcre2_compile_context_free(context);
    if (!code && *error == PCRE2_ERROR_HEAP_FAILED)
        xalloc_fail();
    return code;
}

/* What PCRE2 says is wrong, in `arena`. */
static const char *explain(int error, size_t at, struct arena *arena)
{
    PCRE2_UCHAR text[MESSAGE_MAX];
    struct buf message = BUF_INIT;
    pcre2_get_error_message(error, text, sizeof text);
    buf_append_str(&message, "at byte ");
    buf_append_u64(&message, at);
    buf_append_str(&message, ": ");
    buf_append_str(&message, (const char *)text);
    const char *copy = arena_copy(arena, buf_str(&message), message.len + 1);
    buf_release(&message);
    return copy;
}

static struct slice compose(struct slice s, struct arena *arena)
{
    utf8proc_uint8_t *form = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s.data, (utf8proc_ssize_t)s.len, &form,
                     (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    struct slice composed = {form ? (const char *)form : s.data, n > 0 ? (size_t)n : s.len};
    composed.data = arena_copy(arena, composed.data, composed.len);
    free(form);
    return composed;
}

bool regexset_check(struct slice s, struct arena *arena, struct slice *canonical,
                    const char **error)
{
    bool consumes = false;
    *error = NULL;
    if (s.len > REGEX_BYTES_MAX) {
        *error = "regular expression too long";
        return false;
    }
    *canonical = compose(s, arena);
    struct walk w = {.s = *canonical};
    for (enum atom atom; !w.error && (atom = next_atom(&w)) != ATOM_END;)
        consumes = consumes || atom == ATOM_CHAR || atom == ATOM_SET || atom == ATOM_OTHER;
    int number = 0;
    size_t at = 0;
    pcre2_code *code = w.error ? NULL : compile(*canonical, &number, &at);
    if (w.error)
        *error = w.error;
    else if (!code)
        *error = explain(number, at, arena);
    else if (!consumes)
        *error = "a regular expression that matches no word";
    pcre2_code_free(code);
    return !*error;
}

/* Covering globs --------------------------------------------------------------------------- */

static void append_literal(struct buf *out, struct slice character)
{
    if (strchr("*?\\", character.data[0]))
        buf_append_char(out, '\\');
    normal_form(character.data, character.len, SLICE("und"), out);
}

bool regexset_cover(struct slice s, struct buf *out)
{
    struct walk w = {.s = s};
    struct buf glob = BUF_INIT;
    size_t depth = 0;
    bool literal = false;
    bool star = false; /* the glob ends with one */
    enum atom atom = next_atom(&w);
    while (atom != ATOM_END && atom != ATOM_OTHER && (atom != ATOM_BAR || depth)) {
        struct slice character = w.character;
        enum atom next = next_atom(&w);
        depth += atom == ATOM_OPEN;
        if (!depth && atom == ATOM_CHAR && next != ATOM_MAYBE) {
            append_literal(&glob, character);
            literal = true;
            star = false;
        } else if (depth || atom != ATOM_NOTHING) {
            if (!star)
                buf_append_char(&glob, '*');
            star = true;
        }
        depth -= depth && atom == ATOM_CLOSE;
        atom = next;
    }
    bool understood = atom == ATOM_END && literal;
    if (understood)
        buf_append(out, glob.data, glob.len);
    else
        buf_append_char(out, '*');
    buf_release(&glob);
    return understood;
}

/* Matching --------------------------------------------------------------------------------- */

struct item {
    struct slice s;
    pcre2_code *code; /* NULL: not compiled yet */
};

struct regexset {
    struct item *items;
    size_t count;
    size_t capacity;
    pcre2_match_context *context;
    pcre2_match_data *data;
};

struct regexset *regexset_new(void)
{
    return xcalloc(1, sizeof(struct regexset));
}

void regexset_free(struct regexset *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++)
        pcre2_code_free(set->items[i].code);
    pcre2_match_context_free(set->context);
    pcre2_match_data_free(set->data);
    free(set->items);
    free(set);
}

uint32_t regexset_add(struct regexset *set, struct slice s)
{
    set->items = xgrow(set->items, &set->capacity, set->count + 1, sizeof *set->items);
    set->items[set->count] = (struct item){s, NULL};
    return (uint32_t)set->count++;
}

static void prepare(struct regexset *set)
{
    set->context = pcre2_match_context_create(NULL);
    set->data = pcre2_match_data_create(1, NULL);
    if (!set->context || !set->data)
        xalloc_fail();
    pcre2_set_match_limit(set->context, REGEX_STEPS_MAX);
    pcre2_set_depth_limit(set->context, DEPTH_MAX);
    pcre2_set_heap_limit(set->context, HEAP_KIB_MAX);
}

enum regex_result regexset_match(struct regexset *set, uint32_t number, struct slice text)
{
    struct item *item = &set->items[number];
    if (text.len == 0 || text.len > REGEX_TEXT_MAX)
        return REGEX_NO;
    if (!set->context)
        prepare(set);
    if (!item->code) {
        int error;
        size_t at;
        item->code = compile(item->s, &error, &at);
        if (!item->code)
            xalloc_fail(); /* it compiled before */
        pcre2_jit_compile(item->code, PCRE2_JIT_COMPLETE);
    }
    PCRE2_SPTR s = (PCRE2_SPTR)text.data;
    int result = pcre2_match(item->code, s, text.len, 0, 0, set->data, set->context);
    if (result < 0 && result != PCRE2_ERROR_NOMATCH)
        result = pcre2_match(item->code, s, text.len, 0, PCRE2_NO_JIT, set->data, set->context);
    if (result == PCRE2_ERROR_NOMEMORY)
        xalloc_fail();
    return result >= 0 ? REGEX_YES : result == PCRE2_ERROR_NOMATCH ? REGEX_NO : REGEX_EXCEEDED;
}
