/* stemmer: languages, exceptions, cache.  What libstemmer gives: conformance/stemwords.bats. */
#include "stemmer.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/gapmap-stemmer-XXXXXX";

static void path_of(const char *name, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
    char path[128];
    path_of(name, path, sizeof path);
    FILE *file = fopen(path, "w");
    if (file) {
        fputs(text, file);
        fclose(file);
    }
}

static void remove_file(const char *name)
{
    char path[128];
    path_of(name, path, sizeof path);
    unlink(path);
}

/* stem == want for a form in a language. */
static void check(struct stemmer *s, const char *lang, const char *form, const char *want)
{
    struct buf padded = BUF_INIT; /* forms have BUF_PAD readable bytes behind them */
    buf_append_str(&padded, form);
    buf_reserve(&padded, 0);
    stemmer_language(s, slice_of(lang));
    struct slice stem = stemmer_stem(s, padded.data, padded.len);
    tap_is_mem(stem.data, stem.len, want, strlen(want), "%s: %s", lang, form);
    buf_release(&padded);
}

static void test_languages(struct diag *d)
{
    struct stemmer *s = stemmer_new(NULL, STEMMER_CACHE_TYPES, d);
    check(s, "en", "Credentials", "credenti");
    check(s, "EN-gb", "credentials", "credenti");
    check(s, "eng", "CREDENTIALS", "credenti");
    check(s, "de", "Akkreditierungen", "akkreditier");
    check(s, "fr", "\u00c9valuations", "\u00e9valu");
    check(s, "pt-BR", "avalia\u00e7\u00f5es", "avali");
    check(s, "nb", "utdanninger", "utdanning");
    check(s, "no", "utdanninger", "utdanning");
    check(s, "tr", "KAL\u0130TES\u0130", "kalites");
    check(s, "tr", "ISPARTA", "\u0131spar");
    check(s, "az", "ISPARTA", "\u0131sparta");
    check(s, "en", "ISPARTA", "isparta");
    check(s, "pl", "Akredytacje", "akredytacje");
    check(s, "und", "Credentials", "credentials");
    check(s, "", "Credentials", "credentials");
    check(s, "en", "\u00ad", "_");
    check(s, "und", "\u200b\u200d", "_");
    check(s, "en", "_", "_");
    check(s, "en", "2023", "2023");
    check(s, "en", "institution\u2019s", "institut");
    static const char *const known[] = {"en", "en", "ga-IE", "EN"};
    static const char *const unknown[] = {"pl", "pl", "und", "", "zh-Hant"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        tap_ok(stemmer_language(s, slice_of(known[i])), "'%s' has an algorithm", known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        tap_ok(!stemmer_language(s, slice_of(unknown[i])), "'%s' has none", unknown[i]);
    tap_is_str(stemmer_identity(s), "libstemmer " STEMMER_VERSION " unicode 15.0.0 stems none",
               "identity without exceptions");
    tap_is_u64((uint64_t)d->status, STATUS_OK, "status");
    stemmer_free(s);
}

static void test_lengths(struct diag *d)
{
    struct stemmer *s = stemmer_new(NULL, STEMMER_CACHE_TYPES, d);
    struct buf word = BUF_INIT;
    stemmer_language(s, slice_of("en"));
    while (word.len < STEMMER_WORD_MAX - 1)
        buf_append_char(&word, 'a');
    buf_append_char(&word, 's');
    tap_is_u64(stemmer_stem(s, word.data, word.len).len, STEMMER_WORD_MAX - 1,
               "a word of %d bytes is stemmed", STEMMER_WORD_MAX);
    word.data[word.len - 1] = 'a';
    buf_append_char(&word, 's');
    tap_is_u64(stemmer_stem(s, word.data, word.len).len, STEMMER_WORD_MAX + 1,
               "a longer one stays");
    while (word.len < 65536)
        buf_append_char(&word, 'a');
    tap_is_u64(stemmer_stem(s, word.data, word.len).len, 65536, "one of 64 KiB stays");
    stemmer_free(s);
    buf_release(&word);
}

/* Word i of a vocabulary that has more forms than the small cache. */
static void make_word(struct buf *word, unsigned i)
{
    static const char *const ends[] = {"s", "ed", "ing", "ation", "ational", "ly", "'s", "\u00e9"};
    buf_clear(word);
    buf_append_u64(word, i % 997);
    buf_append_str(word, i % 3 ? "Quality" : "accredit");
    buf_append_str(word, ends[i % 8]);
    buf_reserve(word, 0);
}

/* In two languages, with epochs between sentences of 50 words. */
static void test_cache(struct diag *d)
{
    struct stemmer *large = stemmer_new(NULL, STEMMER_CACHE_TYPES, d);
    struct stemmer *small = stemmer_new(NULL, 16, d);
    struct buf word = BUF_INIT;
    struct slice first = {"", 0};
    char copy[64] = "";
    int differ = 0;
    int moved = 0;
    for (unsigned i = 0; i < 20000; i++) {
        if (i % 50 == 0) {
            stemmer_epoch(large);
            stemmer_epoch(small);
            stemmer_language(large, slice_of(i % 100 ? "de" : "en"));
            stemmer_language(small, slice_of(i % 100 ? "de" : "en"));
        }
        make_word(&word, i);
        struct slice stem = stemmer_stem(small, word.data, word.len);
        differ += !slice_eq(stem, stemmer_stem(large, word.data, word.len));
        if (i % 50 == 0) {
            first = stem;
            memcpy(copy, stem.data, stem.len);
        }
        moved += memcmp(first.data, copy, first.len) != 0;
    }
    tap_ok(differ == 0, "a cache of 16 forms gives the same stems (%d of 20000 differ)", differ);
    tap_ok(moved == 0, "stems stay until the next epoch");
    stemmer_free(large);
    stemmer_free(small);
    buf_release(&word);
}

static void test_many_tags(struct diag *d)
{
    struct stemmer *s = stemmer_new(NULL, STEMMER_CACHE_TYPES, d);
    int wrong = 0;
    for (unsigned i = 0; i < 26 * 26 * 26 * 26; i++) {
        char tag[] = {(char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676 % 26),
                      (char)('a' + i / 17576), '\0'};
        wrong += stemmer_language(s, slice_of(tag)); /* codes of four letters have no algorithm */
    }
    tap_ok(wrong == 0, "456,976 tags");
    check(s, "zzzz", "Forms", "forms");
    char tag[300];
    memset(tag, 'n', sizeof tag);
    tag[0] = 'e';
    tag[2] = '-';
    for (int i = 0; i < 2; i++)
        tap_ok(stemmer_language(s, (struct slice){tag, sizeof tag}), "a long tag");
    stemmer_free(s);
}

static void test_exceptions(struct diag *d)
{
    write_file("en.tsv", "# why\nform\tstem\ninternal\tinternal\r\n\n# more\nlearnt\tlearn\n");
    write_file("no.tsv", "form\tstem\nutdanninger\tx\n");
    write_file("pl.tsv", "\xef\xbb\xbf"
                         "form\tstem\nakredytacje\takredytacja");
    write_file("other.txt", "nothing\n");
    struct stemmer *s = stemmer_new(folder, STEMMER_CACHE_TYPES, d);
    check(s, "en", "Internal", "internal");
    check(s, "en-GB", "LEARNT", "learn");
    check(s, "en", "international", "intern");
    check(s, "en", "Internal\xe2\x80\x99s", "internal");
    check(s, "en", "learnt's", "learn");
    check(s, "en", "learned's", "learn");
    check(s, "nb", "utdanninger's", "utdanninger's");
    check(s, "fr", "internal", "internal");
    check(s, "nb", "Utdanninger", "x");
    check(s, "nno", "utdanninger", "x");
    check(s, "pl-PL", "Akredytacje", "akredytacja");
    check(s, "pl", "Akredytacja", "akredytacja");
    check(s, "und", "learnt", "learnt");
    tap_ok(!stemmer_language(s, slice_of("pl")), "exceptions are no algorithm");
    tap_is_u64((uint64_t)d->status, STATUS_OK, "status");
    /* sha256 of: en.tsv NUL content, no.tsv ..., pl.tsv ... (LF behind the last line) */
    tap_is_str(stemmer_identity(s), "libstemmer " STEMMER_VERSION " unicode 15.0.0 stems c6ba9a38",
               "identity with exceptions");
    stemmer_free(s);
}

int main(void)
{
    struct diag d = DIAG_INIT("test");
    if (!mkdtemp(folder))
        return 1;
    test_languages(&d);
    test_lengths(&d);
    test_cache(&d);
    test_many_tags(&d);
    test_exceptions(&d);
    remove_file("en.tsv");
    remove_file("no.tsv");
    remove_file("pl.tsv");
    remove_file("other.txt");
    rmdir(folder);
    return tap_done();
}
