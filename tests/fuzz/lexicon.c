/*
 * Arbitrary bytes as a lexicon, or as the stems, word rules or abbreviations of a language: loaded, and
 * used on a few sentences.  What is found does not depend on how much is kept for speed, no two
 * matches of a layer, or of a concept, share a token, no entry that is said to be in a shadow stands, what
 * is explained changes nothing, and the rules lose no byte of the text.
 *
 * Input: a byte (what it is: enum kind; 4: the lexicon's words are cut by rules; 8 and 16: mode of
 * overlap; 32: explained), a byte that chooses the language, the file.
 */
#include "fuzz.h"

#include "abbreviations.h"
#include "lexicon.h"
#include "matcher.h"
#include "shadow.h"
#include "stage.h"
#include "stemmer.h"
#include "ucd.h"
#include "wordrules.h"

enum kind { LEXICON, STEMS, WORDS, ABBREVIATIONS };

static const struct passage {
    const char *lang;
    const char *text;
} passages[] = {
    {"en",
     "External quality assurance of micro-credentials: the NZQA accredited all Polish programmes, "
     "and a review of each programme followed. Digital badges (open badge) are not re-accredited!"},
    {"en", "QUALITY ASSURANCE OF MICROCREDENTIALS BY NZQA\n\na a a b a b c 10 2.5 A4 x\xc2\xb7y "
           "R&D 5% @a #b"},
    {"de", "Die Qualit\xc3\xa4tssicherung der Weiterbildungs\xc2\xadzertifikate; Mikro\xe2\x80\x93"
           "Zertifikate, MIKROZERTIFIKAT."},
    {"tr", "KAL\xc4\xb0TE g\xc3\xbcvencesi, kalite'nin \xc4\xb1\xc5\x9f\xc4\xb1k I i"},
    {"fr",
     "L\xe2\x80\x99\xc3\xa9valuation d'aujourd'hui, l'EU:n (art. 3.2.1). Cf. p. 5 f. Dr. A. B. No. "
     "5. 3. Mai? nAth hOireachtas Istanbul'un d'escriure's. e.g. x. \"Oui\"."},
    {"und", "micro credential caf\xc3\xa9 cafe\xcc\x81 \xef\xac\x81ne "
            "\xe8\xb3\xaa\xe4\xbf\x9d\xe8\xa8\xbc "
            "\xd7\x94\xd7\x91 *?\\[]()\"|~"},
};

enum { PASSAGES = sizeof passages / sizeof passages[0] };

static const char *const codes[] = {"en", "und", "tr", "ga"};

static char folder[] = "/tmp/gapmap-fuzz.XXXXXX"; /* holds links LANG.tsv to the files */
static int files[4];
static struct wordrules_set *rules; /* those that come with gapmap */

static void remove_folder(void)
{
    char name[64];
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s/%s.tsv", folder, codes[i]);
        unlink(name);
    }
    rmdir(folder);
}

static void fuzz_init(void)
{
    static struct diag d = DIAG_INIT("fuzz"); /* the set keeps it */
    rules = wordrules_set_new(GAPMAP_SRCDIR "/lexicons/words", &d);
    char name[64];
    fuzz_expect(mkdtemp(folder) != NULL, "a folder can be made");
    atexit(remove_folder);
    for (int i = 0; i < 4; i++) {
        files[i] = fuzz_file();
        snprintf(name, sizeof name, "%s/%s.tsv", folder, codes[i]);
        fuzz_expect(symlink(fuzz_path(files[i]), name) == 0, "a link can be made");
    }
}

/* Sentences into events -------------------------------------------------------------------- */

/* The passage in pieces of `size` bytes. */
static void push_passage(struct stage *first, const struct passage *p, size_t size)
{
    struct document doc = {.id = SLICE("passage"), .lang = slice_of(p->lang)};
    struct slice rest = slice_of(p->text);
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT, .document = &doc});
    while (rest.len) {
        size_t n = size < rest.len ? size : rest.len;
        stage_push(first, &(struct event){.kind = EVENT_TEXT, .text = {rest.data, n}});
        rest = (struct slice){rest.data + n, rest.len - n};
    }
    stage_push(first, &(struct event){.kind = EVENT_DOCUMENT_END, .document = &doc});
}

static void run_passage(const struct passage *p, const struct tokenize_options *o, size_t size,
                        struct stage *last)
{
    struct diag d = DIAG_INIT("fuzz");
    struct stage *first = stage_tokenize(o, &d, last);
    push_passage(first, p, size);
    stage_free(first);
}

/* Lexicons --------------------------------------------------------------------------------- */

struct tagger {
    struct stage stage;
    const struct lexicon *lexicon;
    const struct shadow *shadows;
    size_t shadow_count;
    enum overlap_mode mode;
    struct matcher *rich, *poor;
    struct buf notes[2];
};

static bool is_of(const struct match *m, const struct lexicon_entry *e)
{
    return memcmp(e->id, m->entry, LEXICON_ID) == 0 && slice_eq(e->concept, m->concept);
}

static const struct lexicon_entry *entry_of(const struct tagger *t, const struct match *m)
{
    for (size_t i = 0; i < lexicon_count(t->lexicon); i++) {
        const struct lexicon_entry *e = lexicon_entry(t->lexicon, i);
        if (is_of(m, e))
            return e;
    }
    fuzz_expect(false, "a match is of an entry");
    return NULL;
}

/* Whether two matches are in one layer, or have one concept. */
static bool compete(const struct tagger *t, const struct match *a, const struct match *b)
{
    uint32_t counts[2];
    const uint32_t *one = overlap_groups(t->mode, entry_of(t, a), &counts[0]);
    const uint32_t *two = overlap_groups(t->mode, entry_of(t, b), &counts[1]);
    for (uint32_t i = 0; i < counts[0]; i++)
        for (uint32_t k = 0; k < counts[1]; k++)
            if (one[i] == two[k])
                return true;
    return false;
}

/* Whether each match has marks on its first and last token, and all marks are in order. */
static void check_marks(const struct sentence *s)
{
    for (size_t i = 0; i < s->mark_count; i++) {
        const struct mark *m = &s->marks[i];
        fuzz_expect(m->match < s->match_count && m->token < s->token_count,
                    "a mark is of something");
        fuzz_expect(m->token >= s->matches[m->match].first && m->token <= s->matches[m->match].last,
                    "a mark lies in its match");
        fuzz_expect(!i || m[-1].token < m->token ||
                        (m[-1].token == m->token && m[-1].match < m->match),
                    "marks are in order");
    }
    for (size_t i = 0; i < s->match_count; i++) {
        bool first = false;
        bool last = false;
        for (size_t k = 0; k < s->mark_count; k++) {
            first |= s->marks[k].match == i && s->marks[k].token == s->matches[i].first;
            last |= s->marks[k].match == i && s->marks[k].token == s->matches[i].last;
        }
        fuzz_expect(first && last, "match %zu is marked at both ends", i);
    }
}

static void check_matches(const struct tagger *t, const struct sentence *s)
{
    check_marks(s);
    for (size_t i = 0; i < s->match_count; i++) {
        const struct match *a = &s->matches[i];
        fuzz_expect(a->first <= a->last && a->last < s->token_count, "a match has its tokens");
        fuzz_expect(!i || a[-1].first <= a->first, "matches are in order");
        for (size_t k = 0; t->mode == OVERLAP_LONGEST && k < t->shadow_count; k++)
            fuzz_expect(!is_of(a, lexicon_entry(t->lexicon, t->shadows[k].entry)),
                        "an entry in a shadow does not stand");
        for (size_t k = 0; t->mode != OVERLAP_ALL && k < i; k++)
            fuzz_expect(s->matches[k].last < a->first || !compete(t, a, &s->matches[k]),
                        "matches %zu and %zu of a group share no token", k, i);
    }
}

static void note_matches(struct buf *to, const struct sentence *s)
{
    for (size_t i = 0; i < s->match_count; i++) {
        fuzz_note_u64(to, s->matches[i].first);
        fuzz_note_u64(to, s->matches[i].last);
        fuzz_note(to, s->matches[i].concept);
        fuzz_note(to, (struct slice){s->matches[i].entry, LEXICON_ID});
    }
    for (size_t i = 0; i < s->mark_count; i++) {
        fuzz_note_u64(to, s->marks[i].token);
        fuzz_note_u64(to, s->marks[i].match);
    }
    buf_append_char(to, '\n');
}

static bool tagger_push(struct stage *self, const struct event *e)
{
    struct tagger *t = (struct tagger *)self;
    if (e->kind != EVENT_SENTENCE)
        return true;
    matcher_tag(t->rich, e->sentence);
    check_matches(t, e->sentence);
    note_matches(&t->notes[0], e->sentence);
    matcher_tag(t->poor, e->sentence);
    note_matches(&t->notes[1], e->sentence);
    return true;
}

static void keep(struct stage *self)
{
    (void)self; /* the caller has it */
}

static void match_passage(const struct lexicon *lexicon, struct stemmer *stemmer,
                          const struct shadow *shadows, size_t shadow_count,
                          const struct passage *p, uint8_t flags)
{
    struct buf lang = BUF_INIT;
    struct tagger t = {.stage = {tagger_push, keep, NULL},
                       .lexicon = lexicon,
                       .shadows = shadows,
                       .shadow_count = shadow_count,
                       .mode = (enum overlap_mode)((flags >> 3 & 3) % 3)};
    struct matcher_options o = {
        .types = 1024, .states = 1024, .overlap = t.mode, .words = lexicon_words(lexicon)};
    lexicon_reduce(lexicon, slice_of(p->lang), &lang);
    t.rich = matcher_new(lexicon, buf_slice(&lang), stemmer, &o);
    o.types = 1;
    o.states = 4;
    o.explain = flags & 32;
    t.poor = matcher_new(lexicon, buf_slice(&lang), stemmer, &o);
    run_passage(p, &(struct tokenize_options){.words = lexicon_words(lexicon)}, SIZE_MAX, &t.stage);
    fuzz_same(&t.notes[1], &t.notes[0], "matches with little memory");
    matcher_free(t.rich);
    matcher_free(t.poor);
    buf_release(&t.notes[0]);
    buf_release(&t.notes[1]);
    buf_release(&lang);
}

static void check_lexicon(struct slice data, uint8_t flags)
{
    struct diag d = DIAG_INIT("fuzz");
    struct stemmer *stemmer = stemmer_new(NULL, 1 << 10, &d);
    struct lexicon *lexicon = lexicon_new();
    lexicon_set_words(lexicon, flags & 4 ? rules : NULL);
    fuzz_fill(files[0], data);
    bool sound = lexicon_load(lexicon, fuzz_path(files[0]), stemmer, &d);
    fuzz_expect(sound == (d.status == STATUS_OK), "what is wrong is said");
    fuzz_expect(strlen(lexicon_checksum(lexicon)) == 64, "a lexicon has a checksum");
    for (size_t i = 0; i < lexicon_count(lexicon); i++)
        fuzz_expect(lexicon_entry(lexicon, i)->layers[0] < lexicon_layer_count(lexicon),
                    "layers are dense");
    struct shadow *shadows;
    size_t shadow_count = lexicon_shadows(lexicon, stemmer, &shadows);
    for (size_t i = 0; lexicon_count(lexicon) && i < PASSAGES; i++)
        match_passage(lexicon, stemmer, shadows, shadow_count, &passages[i], flags);
    free(shadows);
    lexicon_free(lexicon);
    stemmer_free(stemmer);
}

/* Stems ------------------------------------------------------------------------------------ */

static bool stems_push(struct stage *self, const struct event *e)
{
    struct tagger *t = (struct tagger *)self;
    if (e->kind != EVENT_SENTENCE)
        return true;
    for (size_t i = 0; i < e->sentence->token_count; i++) {
        fuzz_expect(e->sentence->tokens[i].stem_len > 0, "a stem is not empty");
        fuzz_note(&t->notes[0],
                  (struct slice){e->sentence->tokens[i].stem, e->sentence->tokens[i].stem_len});
    }
    return true;
}

/* The stems of all passages, in the language of the file, with a cache of `types`. */
static void stem_passages(const char *lang, size_t types, struct buf *stems)
{
    struct diag d = DIAG_INIT("fuzz");
    struct stemmer *stemmer = stemmer_new(folder, types, &d);
    struct tagger t = {.stage = {stems_push, keep, NULL}};
    for (size_t i = 0; i < PASSAGES; i++) {
        struct passage p = {lang, passages[i].text};
        run_passage(&p, &(struct tokenize_options){0}, SIZE_MAX,
                    stage_stem(stemmer, NULL, &d, &t.stage));
    }
    fuzz_note(&t.notes[0], slice_of(stemmer_identity(stemmer)));
    *stems = t.notes[0];
    stemmer_free(stemmer);
}

static void check_stems(uint8_t which, struct slice data)
{
    struct buf rich;
    struct buf poor;
    for (int i = 0; i < 4; i++)
        fuzz_fill(files[i], i == which ? data : SLICE("form\tstem\n"));
    stem_passages(codes[which], 1 << 10, &rich);
    stem_passages(codes[which], 1, &poor);
    fuzz_same(&poor, &rich, "stems with little memory");
    buf_release(&rich);
    buf_release(&poor);
}

/* Rules of tokenizing ---------------------------------------------------------------------- */

static bool rebuild_push(struct stage *self, const struct event *e)
{
    struct tagger *t = (struct tagger *)self;
    if (e->kind != EVENT_SENTENCE)
        return true;
    const struct sentence *s = e->sentence;
    fuzz_note_u64(&t->notes[1], s->token_count);
    buf_append(&t->notes[0], s->spaces.data, s->spaces.len);
    buf_append(&t->notes[0], s->spaces_before.data, s->spaces_before.len);
    for (size_t i = 0; i < s->token_count; i++) {
        fuzz_expect(s->tokens[i].form_len > 0, "a token is not empty");
        fuzz_note_u64(&t->notes[1], s->tokens[i].form_len);
        buf_append(&t->notes[0], s->tokens[i].form, s->tokens[i].form_len);
        buf_append(&t->notes[0], s->tokens[i].space, s->tokens[i].space_len);
    }
    return true;
}

/* The passage in pieces of `size` bytes: its text again, and the lengths of tokens and sentences. */
static void rebuild(const struct passage *p, const struct tokenize_options *o, size_t size,
                    struct buf *lengths)
{
    struct tagger t = {.stage = {rebuild_push, keep, NULL}};
    struct buf text = BUF_INIT;
    run_passage(p, o, size, &t.stage);
    buf_append_str(&text, p->text);
    fuzz_same(&t.notes[0], &text, "a text under other rules");
    buf_release(&text);
    buf_release(&t.notes[0]);
    *lengths = t.notes[1];
}

static void check_rules(enum kind kind, uint8_t which, struct slice data)
{
    struct diag d = DIAG_INIT("fuzz");
    struct tokenize_options o = {0};
    fuzz_fill(files[which], data);
    if (kind == WORDS)
        o.words = wordrules_set_new(folder, &d);
    o.abbreviations = abbreviation_set_new(kind == ABBREVIATIONS ? folder : NULL, &d);
    for (size_t i = 0; i < PASSAGES; i++) {
        struct passage p = {codes[which], passages[i].text};
        struct buf whole;
        struct buf cut;
        rebuild(&p, &o, SIZE_MAX, &whole);
        rebuild(&p, &o, 1, &cut);
        fuzz_same(&cut, &whole, "tokens of text in pieces");
        buf_release(&whole);
        buf_release(&cut);
    }
    abbreviation_set_free(o.abbreviations);
    wordrules_set_free(o.words);
}

static void fuzz_one(struct slice data)
{
    uint8_t flags = fuzz_byte(&data);
    uint8_t which = fuzz_byte(&data) & 3;
    enum kind kind = (enum kind)(flags & 3);
    if (kind == LEXICON)
        check_lexicon(data, flags);
    else if (kind == STEMS)
        check_stems(which, data);
    else
        check_rules(kind, which, data);
}
