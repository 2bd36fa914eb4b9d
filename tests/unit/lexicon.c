/* lexicon: entries, ids, checksum, languages.  What it says of wrong files: tests/tag.bats. */
#include "checksum.h"
#include "lexicon.h"
#include "stemmer.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static const char header[] = "concept\tlang\tpattern\tstatus\tsource\tnote\n";

/* Loads a file of this content, less than a pipe holds. */
static bool load(struct lexicon *l, const char *content, struct stemmer *stemmer, struct diag *d)
{
    int ends[2];
    char path[32];
    if (pipe(ends) != 0 || write(ends[1], content, strlen(content)) < 0)
        return false;
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    bool ok = lexicon_load(l, path, stemmer, d);
    close(ends[0]);
    return ok;
}

/* Entries that are in no file. */
static void test_add(struct stemmer *stemmer)
{
    struct lexicon *l = lexicon_new();
    const char *why;
    tap_ok(lexicon_add(l, SLICE("a.b"), SLICE("*"), SLICE("a.b"), stemmer, &why) &&
               lexicon_add(l, SLICE("a.c"), SLICE("en"), SLICE("a.c"), stemmer, &why) &&
               lexicon_add(l, SLICE("a.b"), SLICE("*"), SLICE("a.b"), stemmer, &why),
           "entries are added, and one that was there before is no mistake");
    tap_is_u64(lexicon_count(l), 2, "but not added again");
    tap_ok(lexicon_entry(l, 0)->layers[0] != lexicon_entry(l, 1)->layers[0], "a name is a layer");
    tap_ok(!lexicon_add(l, SLICE("x"), SLICE("en"), SLICE("a ["), stemmer, &why) && why,
           "a pattern that is none is refused");
    tap_ok(!lexicon_add(l, SLICE("x"), SLICE("he"), SLICE("a"), stemmer, &why) && why,
           "and a bare word without a stemmer");
    tap_ok(!lexicon_add(l, SLICE("x"), SLICE("*"), SLICE("\xff"), stemmer, &why) && why,
           "and what is no UTF-8");
    tap_is_u64(lexicon_count(l), 2, "nothing of these is added");
    lexicon_free(l);
}

static void test_entries(struct stemmer *stemmer, struct diag *d)
{
    struct buf file = BUF_INIT;
    struct lexicon *l = lexicon_new();
    buf_append_str(&file, "\xef\xbb\xbf# comment\r\n\r\n");
    buf_append_str(&file, "lang\tconcept\tpattern\tstatus\tnote\tsource\r\n"
                          "en\tqa.general\t quality assurance \town\t\tx\r\n"
                          "   \n"
                          "#en\tqa\tx\town\t\t\n"
                          "*\tplace.CA.ON\tOntario\tattested\t\t\n"
                          "sq\tqa.general\t\tnone-known\t\t\n"
                          "ja\tqa.general\t\u8cea\u4fdd\u8a3c\town\t\t\n"
                          "lv\tqa.general\takredit*\town\t\t");
    tap_ok(load(l, buf_str(&file), stemmer, d), "BOM, CRLF, comments, columns in any order");
    tap_is_u64(lexicon_count(l), 4, "none-known is no entry");
    tap_is_u64(lexicon_layer_count(l), 2, "layers");
    tap_ok(lexicon_none_count(l) == 1 && lexicon_none(l, 0)->line == 8 &&
               slice_eq(lexicon_none(l, 0)->concept, SLICE("qa.general")) &&
               slice_eq(lexicon_none(l, 0)->lang, SLICE("sq")),
           "but it is kept");
    tap_ok(lexicon_entry(l, 0)->status == LEXICON_OWN &&
               lexicon_entry(l, 1)->status == LEXICON_ATTESTED,
           "status");
    const struct lexicon_entry *e = lexicon_entry(l, 0);
    char digits[CHECKSUM_HEX + 1];
    checksum_hex(SLICE("en\tquality assurance"), digits);
    tap_is_mem(e->id, LEXICON_ID, digits, LEXICON_ID, "id is of lang and trimmed pattern");
    tap_ok(slice_eq(e->concept, SLICE("qa.general")) && slice_eq(e->lang, SLICE("en")) &&
               slice_eq(e->pattern, SLICE("quality assurance")) && e->line == 4 &&
               e->layer_count == 1 && e->layers[0] == 0 && e->concept_count == 1,
           "the entry is what the line says");
    tap_ok(lexicon_entry(l, 1)->layers[0] == 1 && lexicon_entry(l, 2)->layers[0] == 0,
           "layer numbers");
    tap_ok(d->status == STATUS_OK, "nothing was said");
    lexicon_add_entry(l, SLICE("new.x"), SLICE("fr"), SLICE("mot"));
    e = lexicon_entry(l, 4);
    tap_ok(lexicon_count(l) == 5 && e->layers[0] == 2 && e->line == 0 && e->file[0] == '\0' &&
               slice_eq(e->pattern, SLICE("mot")),
           "an entry that stands in no file");
    lexicon_free(l);
    buf_release(&file);
}

static void add_row(struct buf *file, const char *concept, const char *lang, const char *pattern)
{
    const char *cells[] = {concept, "\t", lang, "\t", pattern, "\town\t\t\n"};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        buf_append_str(file, cells[i]);
}

static void test_checksum(struct stemmer *stemmer, struct diag *d)
{
    struct buf one = BUF_INIT;
    struct buf two = BUF_INIT;
    struct lexicon *a = lexicon_new();
    struct lexicon *b = lexicon_new();
    char want[CHECKSUM_HEX + 1];
    buf_append_str(&one, header);
    buf_append_str(&two, header);
    add_row(&one, "a", "en", "x");
    add_row(&two, "b", "en", "y");
    tap_ok(load(a, buf_str(&one), stemmer, d) && load(a, buf_str(&two), stemmer, d) &&
               load(b, buf_str(&two), stemmer, d) && load(b, buf_str(&one), stemmer, d),
           "two files in two orders");
    checksum_hex(SLICE("a\ten\tx\nb\ten\ty\n"), want);
    tap_is_str(lexicon_checksum(a), want, "checksum of the sorted lines");
    tap_is_str(lexicon_checksum(b), want, "whatever the order of files");
    lexicon_free(a);
    lexicon_free(b);
    a = lexicon_new();
    checksum_hex(SLICE(""), want);
    tap_is_str(lexicon_checksum(a), want, "checksum of nothing");
    lexicon_free(a);
    buf_release(&one);
    buf_release(&two);
}

static void test_concepts(struct stemmer *stemmer, struct diag *d)
{
    struct buf file = BUF_INIT;
    struct lexicon *l = lexicon_new();
    char want[CHECKSUM_HEX + 1];
    buf_append_str(&file, header);
    add_row(&file, "b.y", "en", "x");
    add_row(&file, "b.y|a|b.x", "en", "x");
    tap_ok(load(l, buf_str(&file), stemmer, d), "an entry with several concepts");
    const struct lexicon_entry *e = lexicon_entry(l, 1);
    tap_ok(slice_eq(e->concept, SLICE("a|b.x|b.y")), "concepts in byte order");
    tap_is_u64(lexicon_concept_count(l), 3, "concepts");
    tap_is_u64(lexicon_layer_count(l), 2, "layers");
    tap_ok(e->concept_count == 3 && e->concepts[0] == 0 && e->concepts[2] == 2,
           "the entry is of all its concepts, in order");
    tap_ok(e->layer_count == 2 && e->layers[0] == 0 && e->layers[1] == 1,
           "and of each of their layers once");
    tap_ok(slice_eq(lexicon_layer(l, e->layers[0]), SLICE("b")) &&
               slice_eq(lexicon_concept(l, e->concepts[1]), SLICE("a")),
           "numbers have names");
    checksum_hex(SLICE("a|b.x|b.y\ten\tx\nb.y\ten\tx\n"), want);
    tap_is_str(lexicon_checksum(l), want, "the checksum has them in order");
    lexicon_free(l);
    buf_release(&file);
}

static void test_covers(void)
{
    static const struct {
        const char *entry, *text;
        bool want;
    } rows[] = {
        {"en", "en", true},
        {"en", "en-GB", true},
        {"en", "EN-gb", true},
        {"en-GB", "en-gb", true},
        {"en-GB", "en", false},
        {"en-GB", "en-GBX", false},
        {"en-G", "en-GB", false},
        {"en", "enm", false},
        {"en", "eng", true},
        {"no", "nb", true},
        {"no", "nn-NO", true},
        {"no", "no", true},
        {"nb", "no", false},
        {"nb", "nn", false},
        {"no-NO", "nb-NO", true},
        {"no-NO", "nb", false},
        {"*", "en", true},
        {"*", "und", true},
        {"*", "", true},
        {"en", "und", false},
        {"en", "", false},
        {"zh-Hant", "zh-Hant-TW", true},
        {"zh-TW", "zh-Hant-TW", false},
        {"*", "x y", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tap_ok(lexicon_covers(slice_of(rows[i].entry), slice_of(rows[i].text)) == rows[i].want,
               "'%s' %s '%s'", rows[i].entry, rows[i].want ? "covers" : "does not cover",
               rows[i].text);
}

static void test_reduce(struct stemmer *stemmer, struct diag *d)
{
    static const char *const rows[][2] = {
        {"en", "en"},        {"EN-us-x-a", "en"},  {"en-GB", "en-gb"}, {"en-gb-oed", "en-gb"},
        {"nb", "nb"},        {"nb-NO-x", "nb-no"}, {"nn", "nn"},       {"fr-CA", "fr"},
        {"und", "und"},      {"", "und"},          {"e", "und"},       {"en_US", "und"},
        {"\xff\xff", "und"}, {"zh-Hant-TW", "zh"},
    };
    struct lexicon *l = lexicon_new();
    struct buf file = BUF_INIT;
    buf_append_str(&file, header);
    add_row(&file, "a", "en", "x");
    add_row(&file, "a", "en-GB", "x");
    add_row(&file, "a", "no-NO", "x");
    add_row(&file, "a", "*", "x");
    tap_ok(load(l, buf_str(&file), stemmer, d), "languages");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&file);
        lexicon_reduce(l, slice_of(rows[i][0]), &file);
        tap_is_str(buf_str(&file), rows[i][1], "'%s' reduced", rows[i][0]);
    }
    lexicon_free(l);
    buf_release(&file);
}

int main(void)
{
    struct diag d = DIAG_INIT("lexicon");
    struct stemmer *stemmer = stemmer_new(NULL, 1000, &d);
    test_entries(stemmer, &d);
    test_add(stemmer);
    test_checksum(stemmer, &d);
    test_concepts(stemmer, &d);
    test_covers();
    test_reduce(stemmer, &d);
    stemmer_free(stemmer);
    return tap_done();
}
