/*
 * wordrules: the pieces of words in each language that has rules, against the data that comes with
 * gapmap, and hostile input.  What is said of wrong files: tests/tokenize.bats.
 */
#include "helpers.h"
#include "tap.h"
#include "utf8.h"
#include "wordrules.h"

#include <dirent.h>
#include <stdlib.h>

#define FOLDER GAPMAP_SRCDIR "/lexicons/words"

/* Words and their pieces, `|` between them. */
static const struct {
    const char *lang, *pieces;
} rows[] = {
    {"fr", "l'|autorité"},
    {"fr", "L\u2019|Autorité"},
    {"fr", "L\u02bc|AUTORITÉ"},
    {"fr", "QU\uff07|IL"},
    {"fr", "jusqu'|à"},
    {"fr", "d'|aujourd'hui"},
    {"fr", "Aujourd\u2019hui"},
    {"fr", "presqu\u2019île"},
    {"fr", "l'|presqu'île"},
    {"fr", "N\u2019Djamena"},
    {"fr", "n'|djamena"},
    {"fr", "O'Hara"},
    {"fr", "l'"},
    {"fr", "l\u00ad'|eau"},
    {"fr", "d'|l'|eau"},
    {"fr", "l:eau"},
    {"fr", "été"},
    {"it", "dell'|università"},
    {"it", "D'|Ovidio"},
    {"it", "quell'|un'|ora"},
    {"it", "servitu'prediali"},
    {"ca", "d'|escriure|'s"},
    {"ca", "me|'ls"},
    {"ca", "there's"},
    {"ca", "page's"},
    {"ca", "col·laborar"},
    {"tr", "Ankara|'da"},
    {"tr", "İSTANBUL|'DAKİLER"},
    {"tr", "Türkiye|\u2019nin"},
    {"tr", "Kur'an"},
    {"tr", "Kur'an|'ın"},
    {"tr", "O'Neill"},
    {"tr", "O'Neill|'in"},
    {"tr", "d'Ivoire|'da"},
    {"tr", "l'un"},
    {"tr", "Joe's"},
    {"tr", "A'DA"},
    {"fi", "EU|:n"},
    {"fi", "EU|:SSÄ"},
    {"fi", "N:o"},
    {"fi", "A:A"},
    {"fi", "HH:MM"},
    {"fi", "Bordeaux|'n"},
    {"fi", "vaa'an"},
    {"sv", "EU|:s"},
    {"sv", "S:t"},
    {"sv", "TV|:n"},
    {"ga", "h|Éireann"},
    {"ga", "bh|FÉILE"},
    {"ga", "g|Corcaigh"},
    {"ga", "gCO2"},
    {"ga", "n|Gaeltacht"},
    {"ga", "gC"},
    {"ga", "LibreOffice"},
    {"ga", "bhfuil"},
};

/* Appends the pieces of s[0..len), `|` between them; checks that they are sound. */
static bool cut(struct wordrules *r, const char *s, size_t len, struct buf *out)
{
    bool sound = true;
    for (size_t at = 0; at < len && sound;) {
        size_t n = wordrules_cut(r, s + at, len - at);
        sound = n > 0 && n <= len - at && utf8_cut(s, len, at + n) == at + n;
        if (at)
            buf_append_char(out, '|');
        buf_append(out, s + at, sound ? n : 0);
        at += n;
    }
    return sound;
}

static void test_rows(struct wordrules_set *set)
{
    struct buf word = BUF_INIT;
    struct buf got = BUF_INIT;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wordrules *r = wordrules_of(set, slice_of(rows[i].lang));
        buf_clear(&word);
        buf_clear(&got);
        for (const char *c = rows[i].pieces; *c; c++)
            if (*c != '|')
                buf_append_char(&word, *c);
        if (tap_ok(r && cut(r, word.data, word.len, &got), "%s has rules", rows[i].lang))
            tap_is_str(buf_str(&got), rows[i].pieces, "%s: %s", rows[i].lang, rows[i].pieces);
    }
    buf_release(&word);
    buf_release(&got);
}

static void test_languages(struct wordrules_set *set)
{
    struct wordrules *fr = wordrules_of(set, SLICE("fr"));
    tap_ok(wordrules_of(set, SLICE("fr-CA")) == fr, "a region has its language's rules");
    tap_ok(wordrules_of(set, SLICE("FRA")) == fr, "so has another code");
    tap_ok(wordrules_of(set, SLICE("und")) == NULL, "und has none");
    tap_ok(wordrules_of(set, SLICE("")) == NULL, "nor has an empty tag");
    tap_ok(wordrules_of(set, SLICE("en")) == NULL, "nor has English");
    tap_ok(wordrules_of(set, SLICE("../words/fr")) == NULL, "a tag is no path");
    tap_ok(wordrules_of(set, SLICE("fr")) == fr, "asked again");
}

/* Segments of text that rules have to do with: pieces are sound, and only rules cut. */
static void test_random(struct wordrules_set *set, struct slice lang)
{
    static const char *const parts[] = {"l",  "d",      "'", "\u2019", "\u02bc", ":",    "da",
                                        "EU", "ab",     "É", "h",      "\u00ad", "\xff", "1",
                                        "İ",  "\u0301", "x", "qu",     "re",     "s",    "\uff07"};
    struct wordrules *r = wordrules_of(set, lang);
    struct buf text = BUF_INIT;
    struct buf got = BUF_INIT;
    bool sound = true;
    size_t pieces = 0;
    for (int i = 0; i < 20000 && sound; i++) {
        buf_clear(&text);
        buf_clear(&got);
        for (uint32_t n = 1 + random_number() % (i % 100 ? 8 : 600); n; n--)
            buf_append_str(&text, parts[random_number() % (sizeof parts / sizeof *parts)]);
        size_t len = segment_word(text.data, text.len);
        sound = cut(r, text.data, len, &got);
        pieces += got.len - len;
        sound = sound && (len <= WORDRULES_SEGMENT_MAX || got.len == len);
    }
    tap_ok(sound && pieces > 0, "%s: random segments, %zu breaks", lang.data, pieces);
    buf_release(&text);
    buf_release(&got);
}

/* All files are right. */
static void test_files(struct wordrules_set *set, struct diag *d)
{
    struct dirent **files;
    int count = scandir(FOLDER, &files, NULL, alphasort);
    int languages = 0;
    for (int i = 0; i < count; i++) {
        size_t len = strlen(files[i]->d_name);
        if (len > 4 && strcmp(files[i]->d_name + len - 4, ".tsv") == 0) {
            languages++;
            struct slice lang = {files[i]->d_name, len - 4};
            tap_ok(wordrules_of(set, lang) != NULL, "%s is read", files[i]->d_name);
        }
        free(files[i]);
    }
    if (count >= 0)
        free(files);
    tap_is_i64(languages, 7, "languages with rules");
    tap_ok(d->status == STATUS_OK, "nothing is wrong with them");
}

int main(void)
{
    struct diag d = DIAG_INIT("unit");
    struct wordrules_set *set = wordrules_set_new(FOLDER, &d);
    test_rows(set);
    test_languages(set);
    test_files(set, &d);
    test_random(set, SLICE("fr"));
    test_random(set, SLICE("ca"));
    test_random(set, SLICE("tr"));
    test_random(set, SLICE("fi"));
    test_random(set, SLICE("ga"));
    wordrules_set_free(set);
    wordrules_set_free(NULL);
    return tap_done();
}
