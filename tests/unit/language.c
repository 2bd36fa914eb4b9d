/* language: codes of tags, and that no algorithm of libstemmer is forgotten. */
#include "language.h"
#include "tap.h"

#include <libstemmer.h>

static void check_code(const char *tag, const char *want)
{
    char code[LANGUAGE_CODE_MAX];
    language_code(slice_of(tag), code);
    tap_is_str(code, want, "the code of '%s'", tag);
}

static void test_codes(void)
{
    check_code("en", "en");
    check_code("EN", "en");
    check_code("pt-BR", "pt");
    check_code("PT-br", "pt");
    check_code("eng", "en");
    check_code("ger-CH-1996", "de");
    check_code("nb", "no");
    check_code("nn-NO", "no");
    check_code("zh-Hant", "zh");
    check_code("pl", "pl");
    check_code("und", "und");
    check_code("", "und");
    check_code("-en", "und");
    check_code("e", "und");
    check_code("en_GB", "und");
    check_code("en GB", "und");
    check_code("e1", "und");
    check_code("\xc3\xa9n", "und");
    check_code("abcdefgh", "abcdefgh");
    check_code("abcdefghi", "und");
    check_code("x-private", "und");
}

static bool is_listed(const char *name)
{
    const char *algorithm;
    for (size_t rank = 0; language_codes(rank, &algorithm); rank++)
        if (strcmp(algorithm, name) == 0)
            return true;
    return false;
}

static void test_algorithms(void)
{
    size_t known = 0;
    for (const char **name = sb_stemmer_list(); *name; name++) {
        if (strcmp(*name, "porter") == 0)
            continue; /* English once more */
        known++;
        tap_ok(is_listed(*name), "libstemmer's %s has a language", *name);
    }
    size_t rank = 0;
    const char *algorithm;
    const char *codes;
    for (; (codes = language_codes(rank, &algorithm)); rank++) {
        char code[LANGUAGE_CODE_MAX];
        language_code((struct slice){codes, strcspn(codes, " ")}, code);
        struct sb_stemmer *sb = sb_stemmer_new(algorithm, "UTF_8");
        tap_ok(sb && strlen(code) == 2 && strncmp(codes, code, 2) == 0 &&
                   language_algorithm(code) == algorithm,
               "%s (%s) is in libstemmer", algorithm, codes);
        sb_stemmer_delete(sb);
    }
    tap_is_u64(rank, known, "as many languages as algorithms");
    tap_ok(!language_algorithm("pl") && !language_algorithm("und") && !language_algorithm(""),
           "no algorithm for pl, und and nothing");
}

int main(void)
{
    test_codes();
    test_algorithms();
    return tap_done();
}
