#include "language.h"

struct row {
    const char *codes; /* ISO 639-1, -2, -3 and codes that BCP 47 has given up */
    const char *algorithm;
};

/* In the order of the first code.  libstemmer's `porter` is English once more, for comparisons. */
/* clang-format off */
static const struct row rows[] = {
    {"ar ara arb", "arabic"},
    {"ca cat", "catalan"},
    {"da dan", "danish"},
    {"de deu ger", "german"},
    {"el ell gre", "greek"},
    {"en eng", "english"},
    {"es spa", "spanish"},
    {"eu eus baq", "basque"},
    {"fi fin", "finnish"},
    {"fr fra fre", "french"},
    {"ga gle", "irish"},
    {"hi hin", "hindi"},
    {"hu hun", "hungarian"},
    {"hy hye arm", "armenian"},
    {"id ind in", "indonesian"},
    {"it ita", "italian"},
    {"lt lit", "lithuanian"},
    {"ne nep npi", "nepali"},
    {"nl nld dut", "dutch"},
    {"no nb nn nor nob nno", "norwegian"},
    {"pt por", "portuguese"},
    {"ro ron rum mo mol", "romanian"},
    {"ru rus", "russian"},
    {"sr srp scc", "serbian"},
    {"sv swe", "swedish"},
    {"ta tam", "tamil"},
    {"tr tur", "turkish"},
    {"yi yid ydd ji", "yiddish"},
};
/* clang-format on */

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

/* Whether code is one of the words of codes. */
static bool listed(const char *codes, const char *code, size_t len)
{
    while (*codes) {
        size_t n = strcspn(codes, " ");
        if (n == len && memcmp(codes, code, len) == 0)
            return true;
        codes += n + (codes[n] == ' ');
    }
    return false;
}

/* The lower-case primary subtag; its length, 0 when ill-formed. */
static size_t primary(struct slice tag, char code[LANGUAGE_CODE_MAX])
{
    size_t len = 0;
    for (; len < tag.len && tag.data[len] != '-'; len++) {
        unsigned letter = (unsigned char)tag.data[len] | 0x20U;
        if (letter < 'a' || letter > 'z' || len + 1 == LANGUAGE_CODE_MAX)
            return 0;
        code[len] = (char)letter;
    }
    return len < 2 ? 0 : len;
}

void language_code(struct slice tag, char code[LANGUAGE_CODE_MAX])
{
    size_t len = primary(tag, code);
    if (len == 0) {
        memcpy(code, "und", sizeof "und");
        return;
    }
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (listed(rows[i].codes, code, len)) {
            len = strcspn(rows[i].codes, " ");
            memcpy(code, rows[i].codes, len);
            break;
        }
    }
    code[len] = '\0';
}

const char *language_algorithm(const char *code)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (listed(rows[i].codes, code, strlen(code)))
            return rows[i].algorithm;
    return NULL;
}

const char *language_codes(size_t rank, const char **algorithm)
{
    if (rank >= ROW_COUNT)
        return NULL;
    *algorithm = rows[rank].algorithm;
    return rows[rank].codes;
}
