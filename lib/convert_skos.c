/*
 * SKOS: read as Turtle, N-Triples or RDF/XML, written as Turtle.
 *
 * A concept is a category below the one that skos:broader names, and its labels are words.  Its
 * name is its preferred label.  What we write has the path of our concept as a notation of a type of
 * our own, so that it comes back.  Labels with wildcards are hidden ones, and only in hidden ones are they wildcards.
 */
#include "convert.h"
#include "langtag.h"
#include "xalloc.h"

#include <raptor2.h>
#include <stdlib.h>

#define SKOS "http://www.w3.org/2004/02/skos/core#"
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define NOTATION "urn:gapmap:concept"

enum { PIECE = 1 << 16, ENTITY_MAX = 1024, XML_DEPTH_MAX = 256 };

enum label_kind { PREF, ALT, HIDDEN };

struct node {
    struct slice name; /* best so far */
    int rank;          /* of name: the smaller the better */
    struct slice path; /* notation of our own */
    struct slice note;
    uint32_t broader;  /* INTERN_NONE: none */
    uint32_t category; /* CATEGORY_NONE: not placed yet, or nowhere */
    size_t line;
    bool placed;
    bool placing; /* its category is being looked for: here again, it is a circle */
};

struct label {
    uint32_t node;
    enum label_kind kind;
    struct slice lang;
    struct slice text;
    size_t line;
};

struct reader {
    struct convert *c;
    raptor_parser *parser;
    struct intern keys; /* IRIs, and blank nodes behind `_:`; the id is the node */
    struct node *nodes;
    size_t capacity;
    struct label *labels;
    size_t label_count, label_capacity;
    bool failed;
};

static uint32_t node_of(struct reader *r, const raptor_term *term)
{
    struct buf key = BUF_INIT;
    bool fresh = false;
    uint32_t id = INTERN_NONE;
    if (term->type == RAPTOR_TERM_TYPE_URI) {
        buf_append_str(&key, (const char *)raptor_uri_as_string(term->value.uri));
    } else if (term->type == RAPTOR_TERM_TYPE_BLANK) {
        buf_append_str(&key, "_:");
        buf_append_str(&key, (const char *)term->value.blank.string);
    }
    if (key.len)
        id = intern_add(&r->keys, key.data, key.len, &fresh);
    buf_release(&key);
    if (fresh) {
        r->nodes = xgrow(r->nodes, &r->capacity, (size_t)id + 1, sizeof *r->nodes);
        r->nodes[id] = (struct node){
            .broader = INTERN_NONE, .category = CATEGORY_NONE, .rank = 5, .line = r->c->line};
    }
    return id;
}

/* Statements ------------------------------------------------------------------------------- */

static void set_broader(struct reader *r, uint32_t node, uint32_t broader)
{
    if (node == INTERN_NONE || broader == INTERN_NONE || r->nodes[node].broader == broader)
        return;
    if (r->nodes[node].broader != INTERN_NONE)
        convert_lose(r->c, LOSS_PARENT, intern_key(&r->keys, node));
    else
        r->nodes[node].broader = broader;
}

/* How good a label is as a name, by its language; the smaller the better. */
static int name_rank(const struct convert *c, struct slice lang)
{
    if (c->lang.len && lang.len && langtag_begins(c->lang, lang))
        return 0;
    if (lang.len && langtag_begins(SLICE("en"), lang))
        return 1;
    return lang.len ? 3 : 2;
}

static void add_label(struct reader *r, uint32_t id, enum label_kind kind, const raptor_term *term)
{
    struct convert *c = r->c;
    struct node *node = &r->nodes[id];
    if (term->type != RAPTOR_TERM_TYPE_LITERAL) {
        convert_skip(c, "a label that is no text");
        return;
    }
    struct slice text = convert_keep(c, (struct slice){(const char *)term->value.literal.string,
                                                       term->value.literal.string_len});
    struct slice lang = convert_keep(c, (struct slice){(const char *)term->value.literal.language,
                                                       term->value.literal.language_len});
    int rank = name_rank(c, lang);
    if (kind == PREF &&
        (rank < node->rank || (rank == node->rank && slice_cmp(text, node->name) < 0))) {
        node->name = text;
        node->rank = rank;
    }
    if (c->lang.len && lang.len && !langtag_begins(c->lang, lang))
        return;
    r->labels = xgrow(r->labels, &r->label_capacity, r->label_count + 1, sizeof *r->labels);
    r->labels[r->label_count++] = (struct label){id, kind, lang, text, c->line};
}

static void add_notation(struct reader *r, uint32_t node, const raptor_term *term)
{
    const raptor_term_literal_value *value = &term->value.literal;
    struct slice text = {(const char *)value->string, value->string_len};
    if (term->type == RAPTOR_TERM_TYPE_LITERAL && value->datatype &&
        strcmp((const char *)raptor_uri_as_string(value->datatype), NOTATION) == 0 &&
        categories_is_concept(text))
        r->nodes[node].path = convert_keep(r->c, text);
    else
        convert_lose(r->c, LOSS_PROPERTY, SLICE("notation"));
}

static void add_note(struct reader *r, uint32_t node, const raptor_term *term)
{
    const raptor_term_literal_value *value = &term->value.literal;
    if (term->type == RAPTOR_TERM_TYPE_LITERAL && !r->nodes[node].note.len)
        r->nodes[node].note =
            convert_keep(r->c, (struct slice){(const char *)value->string, value->string_len});
    else
        convert_lose(r->c, LOSS_PROPERTY, SLICE("note"));
}

/* Whether s is one of the names, which end with NULL. */
static bool is_one_of(const char *s, const char *const *names)
{
    while (*names && strcmp(s, *names) != 0)
        names++;
    return *names != NULL;
}

static void read_skos(struct reader *r, uint32_t node, const char *property,
                      const raptor_term *value)
{
    static const char *const labels[] = {"prefLabel", "altLabel", "hiddenLabel"};
    static const char *const notes[] = {"definition", "scopeNote", "note", NULL};
    static const char *const known[] = {"inScheme", "topConceptOf", "hasTopConcept", NULL};
    for (int kind = PREF; kind <= HIDDEN; kind++)
        if (strcmp(property, labels[kind]) == 0) {
            add_label(r, node, (enum label_kind)kind, value);
            return;
        }
    if (strcmp(property, "broader") == 0) {
        set_broader(r, node, node_of(r, value));
    } else if (strcmp(property, "narrower") == 0) {
        set_broader(r, node_of(r, value), node);
    } else if (strcmp(property, "notation") == 0) {
        add_notation(r, node, value);
    } else if (is_one_of(property, notes)) {
        add_note(r, node, value);
    } else if (!is_one_of(property, known)) {
        convert_lose(r->c, LOSS_PROPERTY, slice_of(property));
    }
}

static void set_line(struct reader *r)
{
    raptor_locator *at = raptor_parser_get_locator(r->parser);
    int line = at ? raptor_locator_line(at) : -1;
    r->c->line = line > 0 ? (size_t)line : 0;
}

static void read_statement(void *data, raptor_statement *s)
{
    struct reader *r = data;
    set_line(r);
    if (s->predicate->type != RAPTOR_TERM_TYPE_URI)
        return;
    const char *property = (const char *)raptor_uri_as_string(s->predicate->value.uri);
    uint32_t node = node_of(r, s->subject);
    if (node != INTERN_NONE && strncmp(property, SKOS, sizeof SKOS - 1) == 0)
        read_skos(r, node, property + sizeof SKOS - 1, s->object);
    else if (strcmp(property, RDF "type") != 0)
        convert_lose(r->c, LOSS_PROPERTY, slice_of(property));
}

static void log_message(void *data, raptor_log_message *m)
{
    struct reader *r = data;
    int line = m->locator ? raptor_locator_line(m->locator) : -1;
    r->c->line = line > 0 ? (size_t)line : 0;
    if (m->level >= RAPTOR_LOG_LEVEL_ERROR) {
        if (!r->failed)
            convert_skip(r->c, "%s; the rest of the file may not have been read", m->text);
        r->failed = true;
    } else if (m->level == RAPTOR_LOG_LEVEL_WARN) {
        convert_warn(r->c, "%s", m->text);
    }
}

/* Categories ------------------------------------------------------------------------------- */

/* What stands behind the last `#`, `/` or `:` of an IRI. */
static struct slice last_part(struct slice iri)
{
    size_t at = iri.len;
    while (at > 0 && !strchr("#/:", iri.data[at - 1]))
        at--;
    return (struct slice){iri.data + at, iri.len - at};
}

/* Places a node whose broader one is placed. */
static void place_one(struct reader *r, uint32_t id)
{
    struct node *node = &r->nodes[id];
    uint32_t above =
        node->broader != INTERN_NONE ? r->nodes[node->broader].category : CATEGORY_NONE;
    struct slice name = node->name.len ? node->name : last_part(intern_key(&r->keys, id));
    r->c->line = node->line;
    node->placed = true;
    node->placing = false;
    node->category = node->path.len ? categories_add(&r->c->categories, CATEGORY_NONE, node->path)
                                    : convert_category(r->c, above, name.len ? name : SLICE("?"));
}

/* Places a node, and those above it first. */
static void place(struct reader *r, uint32_t id)
{
    uint32_t chain[CATEGORY_DEPTH_MAX];
    size_t n = 0;
    for (uint32_t up = id; up != INTERN_NONE && !r->nodes[up].placed;) {
        struct node *node = &r->nodes[up];
        if (n && (node->placing || n == CATEGORY_DEPTH_MAX)) {
            r->c->line = node->line;
            convert_warn(r->c, "'%.*s' is %s; it stands at the top",
                         CONVERT_SHOWN(intern_key(&r->keys, chain[n - 1])),
                         node->placing ? "below itself" : "too deep");
            r->nodes[chain[n - 1]].broader = INTERN_NONE;
            break;
        }
        node->placing = true;
        chain[n++] = up;
        up = node->path.len ? INTERN_NONE : node->broader;
    }
    while (n)
        place_one(r, chain[--n]);
}

/* A label without a qualifier in brackets at its end. */
static struct slice unqualified(struct convert *c, struct slice text)
{
    text = convert_trim(text);
    if (text.len < 4 || text.data[text.len - 1] != ')')
        return text;
    size_t open = text.len;
    while (open > 1 && !(text.data[open - 1] == '(' && text.data[open - 2] == ' '))
        open--;
    if (open < 3)
        return text;
    convert_warn(c, "label '%.*s' is read without its qualifier", CONVERT_SHOWN(text));
    return convert_trim((struct slice){text.data, open - 1});
}

static void add_labels(struct reader *r)
{
    struct convert *c = r->c;
    for (size_t i = 0; i < r->label_count; i++) {
        const struct label *l = &r->labels[i];
        if (!r->nodes[l->node].placed)
            place(r, l->node);
        const struct node *node = &r->nodes[l->node];
        c->line = l->line;
        c->literal = l->kind != HIDDEN;
        convert_add_word(c, node->category, unqualified(c, l->text), l->lang,
                         l->kind == PREF ? node->note : SLICE(""));
    }
}

/* Whether it is XML, and not Turtle: that may begin with an IRI. */
static bool is_xml(struct slice s)
{
    s = convert_trim(s);
    while (slice_starts(s, SLICE("<!--"))) {
        size_t i = 4;
        while (i + 3 <= s.len && memcmp(s.data + i, "-->", 3) != 0)
            i++;
        s = i + 3 <= s.len ? convert_trim((struct slice){s.data + i + 3, s.len - i - 3})
                           : SLICE("");
    }
    return slice_starts(s, SLICE("<?xml")) || slice_starts(s, SLICE("<!DOCTYPE")) ||
           slice_starts(s, SLICE("<rdf:RDF"));
}

/*
 * Whether entities are defined by others, or are large: a few lines of these stand for any number of
 * words.  Those that stand for a namespace are common, and harmless.
 */
static bool has_deep_entities(struct slice s)
{
    for (size_t i = 0; i + 8 < s.len; i++) {
        if (s.data[i] != '<' || memcmp(s.data + i, "<!ENTITY", 8) != 0)
            continue;
        const char *end = memchr(s.data + i, '>', s.len - i);
        size_t len = end ? (size_t)(end - s.data) - i : s.len - i;
        if (len > ENTITY_MAX || memchr(s.data + i, '&', len) || memchr(s.data + i, '%', len))
            return true;
    }
    return false;
}

/* Whether elements are very deep, for which the parser takes time by the square; roughly told. */
static bool is_deep(struct slice s)
{
    size_t depth = 0;
    for (size_t i = 0; i + 1 < s.len && depth <= XML_DEPTH_MAX; i++) {
        bool closes = (s.data[i] == '<' && s.data[i + 1] == '/') ||
                      (s.data[i] == '/' && s.data[i + 1] == '>');
        if (closes)
            depth -= depth > 0;
        else if (s.data[i] == '<' && s.data[i + 1] != '!' && s.data[i + 1] != '?')
            depth++;
    }
    return depth > XML_DEPTH_MAX;
}

static void parse(struct reader *r, raptor_world *world, struct slice text)
{
    bool xml = is_xml(text);
    raptor_uri *base = raptor_new_uri(world, (const unsigned char *)"urn:gapmap:file");
    r->parser = raptor_new_parser(world, xml ? "rdfxml" : "turtle");
    if (!r->parser || !base)
        xalloc_fail();
    raptor_parser_set_option(r->parser, RAPTOR_OPTION_NO_NET, NULL, 1);
    raptor_parser_set_option(r->parser, RAPTOR_OPTION_NO_FILE, NULL, 1);
    raptor_parser_set_option(r->parser, RAPTOR_OPTION_LOAD_EXTERNAL_ENTITIES, NULL, 0);
    raptor_parser_set_statement_handler(r->parser, r, read_statement);
    if (xml && has_deep_entities(text)) {
        convert_skip(r->c, "entities that are large or defined by others: the file was not read");
    } else if (xml && is_deep(text)) {
        convert_skip(r->c, "elements are too deep: the file was not read");
    } else if (raptor_parser_parse_start(r->parser, base) == 0) {
        bool more = true;
        while (more) {
            size_t n = text.len < PIECE ? text.len : PIECE;
            more = n < text.len;
            if (raptor_parser_parse_chunk(r->parser, (const unsigned char *)text.data, n, !more)) {
                if (!r->failed)
                    convert_skip(r->c, "not RDF; the rest of the file was not read");
                break;
            }
            text = (struct slice){text.data + n, text.len - n};
        }
    }
    raptor_free_parser(r->parser);
    raptor_free_uri(base);
}

void convert_read_skos(struct convert *c, struct slice text)
{
    struct reader r = {.c = c, .keys = INTERN_INIT};
    raptor_world *world = raptor_new_world();
    if (!world)
        xalloc_fail();
    raptor_world_set_log_handler(world, &r, log_message);
    raptor_world_open(world);
    if (!text.len)
        text = SLICE("");
    parse(&r, world, text);
    add_labels(&r);
    raptor_free_world(world);
    intern_release(&r.keys);
    free(r.nodes);
    free(r.labels);
}

/* Writing ---------------------------------------------------------------------------------- */

static void append_iri(struct convert *c, struct buf *text, uint32_t id)
{
    struct slice concept = categories_concept(&c->categories, id)->concept;
    buf_append_char(text, '<');
    buf_append(text, c->base.data, c->base.len);
    buf_append(text, concept.data, concept.len);
    buf_append_char(text, '>');
}

/* The IRI of the scheme: what the others begin with. */
static void append_scheme(const struct convert *c, struct buf *text)
{
    size_t len = c->base.len;
    while (len > 1 && strchr("#/:", c->base.data[len - 1]))
        len--;
    buf_append_char(text, '<');
    buf_append(text, c->base.data, len);
    buf_append_char(text, '>');
}

static void append_label(struct buf *text, const struct convert_term *t, enum label_kind kind)
{
    static const char *const properties[] = {"prefLabel", "altLabel", "hiddenLabel"};
    buf_append_str(text, " ;\n    skos:");
    buf_append_str(text, properties[kind]);
    buf_append_str(text, " \"");
    for (size_t i = 0; i < t->text.len; i++) {
        if (t->text.data[i] == '"' || t->text.data[i] == '\\')
            buf_append_char(text, '\\');
        buf_append_char(text, t->text.data[i]);
    }
    buf_append_char(text, '"');
    if (!slice_eq(t->lang, SLICE("*"))) {
        buf_append_char(text, '@');
        buf_append(text, t->lang.data, t->lang.len);
    }
}

static void append_labels(struct convert *c, struct buf *text, uint32_t id)
{
    size_t count;
    const struct convert_term *terms = convert_terms_of(c, id, &count);
    struct intern langs = INTERN_INIT; /* that have a preferred label */
    for (size_t i = 0; i < count; i++) {
        bool first = false;
        if (!terms[i].wild)
            intern_add(&langs, terms[i].lang.data, terms[i].lang.len, &first);
        append_label(text, &terms[i], terms[i].wild ? HIDDEN : first ? PREF : ALT);
    }
    intern_release(&langs);
}

void convert_write_skos(struct convert *c, struct output *out)
{
    struct buf text = BUF_INIT;
    buf_append_str(&text, "@prefix skos: <" SKOS "> .\n\n");
    append_scheme(c, &text);
    buf_append_str(&text, " a skos:ConceptScheme .\n");
    for (uint32_t id = 0; id < categories_count(&c->categories); id++) {
        const struct category *category = categories_concept(&c->categories, id);
        buf_append_char(&text, '\n');
        append_iri(c, &text, id);
        buf_append_str(&text, " a skos:Concept ;\n    skos:inScheme ");
        append_scheme(c, &text);
        if (category->parent == CATEGORY_NONE) {
            buf_append_str(&text, " ;\n    skos:topConceptOf ");
            append_scheme(c, &text);
        } else {
            buf_append_str(&text, " ;\n    skos:broader ");
            append_iri(c, &text, category->parent);
        }
        buf_append_str(&text, " ;\n    skos:notation \"");
        buf_append(&text, category->concept.data, category->concept.len);
        buf_append_str(&text, "\"^^<" NOTATION ">");
        append_labels(c, &text, id);
        buf_append_str(&text, " .\n");
    }
    output_write(out, text.data, text.len);
    buf_release(&text);
}
