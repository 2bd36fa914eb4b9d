/* segment: what no conformance file has: flowing lines, going on, ill-formed bytes, long inputs. */
#include "segment.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "buf.h"
#include "tap.h"
#include "ucd.h"

/* Bytes as they stand, `|` between the segments. */
static void test_words(void)
{
    static const struct {
        const char *name, *text;
    } cases[] = {
        {"prose", "The| |quick|,| |brown| |fox|."},
        {"one letter", "a"},
        {"apostrophe", "don't| |say| |'|no|'"},
        {"French, no tailoring", "l\xe2\x80\x99\xc3\xa9valuation| |d'un"},
        {"abbreviation", "e.g|.| |U.S|.|"},
        {"hyphens", "micro|-|credential| |2021|\xe2\x80\x93|2022"},
        {"numbers", "3.2.1| |1,000.50| |4|.| |a1b2| |1|.|a"},
        {"low line", "a_b| |_1_| |_"},
        {"colon between letters", "a:b| |c|:| |d"},
        {"many blanks are one", "a|   |b| |\t|\t|c"},
        {"line ends", "a|\r\n|\n|b|\r|\xc2\x85|\xe2\x80\xa8|c"},
        {"a mark behind a blank binds to it", "a| \xcc\x80| |b"},
        {"soft hyphen", "x\xc2\xady\xc2\xadz"},
        {"a mark behind a full stop", "y.\xcc\x80z| |a|.\xcc\x80| |b"},
        {"accents", "\xc3\x89valuer| |No\xc3\xabl|,| |caf\xc3\xa9"},
        {"long words", "Lebensversicherungsgesellschaft\xc3\xbcr| |antidisestablishmentarianism"},
        {"Greek", "\xce\xb5\xce\xbe\xcf\x89|\xce\x87| |\xce\xb1"},
        {"Hebrew abbreviation",
         "\xd7\x9e\xd7\xb4\xd7\x9e| |\xd7\x9e\"\xd7\x9e| |\xd7\x9e'| |\xd7\x9e|\""},
        {"Katakana", "\xe3\x82\xab\xe3\x82\xbf| |\xe4\xb8\xad|\xe6\x96\x87"},
        {"flags",
         "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa|\xf0\x9f\x87\xab\xf0\x9f\x87\xb7|\xf0\x9f\x87\xa9"},
        {"family", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7|\xf0\x9f\x91\xa9"},
        {"ill-formed", "a|\x80|\x80|b|\xe2\x80|\xe2\x80|c|\xf0\x9f\x91|.|\xff"},
        {"ill-formed between letters", "a|.|\xc3|b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf text = BUF_INIT, got = BUF_INIT;
        for (const char *c = cases[i].text; *c; c++)
            if (*c != '|')
                buf_append_char(&text, *c);
        for (size_t at = 0; at < text.len;) {
            size_t n = segment_word(text.data + at, text.len - at);
            buf_append(&got, text.data + at, n);
            at += n;
            if (at < text.len)
                buf_append_char(&got, '|');
        }
        size_t len = strlen(cases[i].text);
        while (cases[i].text[len - 1] == '|')
            len--;
        tap_is_mem(got.data, got.len, cases[i].text, len, "words: %s", cases[i].name);
        buf_release(&text);
        buf_release(&got);
    }
}

/* `|` ends a sentence, `#` a paragraph, also at the end of text. */
static void sentences(const char *name, enum segment_lines lines, const char *marked)
{
    struct buf text = BUF_INIT, got = BUF_INIT;
    for (const char *c = marked; *c; c++)
        if (*c != '|' && *c != '#')
            buf_append_char(&text, *c);
    for (size_t at = 0; at < text.len;) {
        struct sentence_end end = segment_sentence(text.data + at, text.len - at, lines);
        buf_append(&got, text.data + at, end.len);
        at += end.len;
        if (end.paragraph)
            buf_append_char(&got, '#');
        else if (at < text.len)
            buf_append_char(&got, '|');
    }
    tap_is_mem(got.data, got.len, marked, strlen(marked), "%s: %s",
               lines == SEGMENT_LINES_FLOW ? "flow" : "break", name);
    buf_release(&text);
    buf_release(&got);
}

static void test_sentences(void)
{
    static const struct {
        const char *name, *text;
    } both[] = {
        {"two", "One here. |Two here."},
        {"question and exclamation", "What? |That! |This"},
        {"closers", "(He said \"no.\") |Then \xe2\x80\x9cyes.\xe2\x80\x9d |Done"},
        {"SB6, SB7, SB8", "Under 3.4 the U.S. agency, i.e. the board (etc.) acts. |End"},
        {"SB8 looks past digits and brackets",
         "See no. 12, p. (\xe2\x80\x9c-\xe2\x80\x9d) of it. |End"},
        {"SB8a", "Really?, yes... |No?! |Ok.; then"},
        {"file names", "Read /etc/gapmap.conf and main.c first. |Then go"},
        {"no full stop", "no end"},
        {"letters without case", "\xd8\xa7\xd8\xa8. |\xd8\xa7\xd8\xa8\xd8\x9f |\xd8\xa7"},
        {"ideographic", "\xe4\xb8\xad\xe6\x96\x87\xe3\x80\x82|\xe4\xb8\xad\xe3\x80\x82"},
        {"soft hyphen and marks", "a.\xc2\xad\xcc\x80 |B.\xcc\x80z. |C"},
        {"no-break space", "End.\xc2\xa0|Next"},
        {"ill-formed", "a.|\xffX. |\x80Y. |\xe2\x80Z."},
        {"ill-formed before a full stop is no letter", "\xc3.|A"},
        {"paragraph separator", "a\xe2\x80\xa9#b"},
    };
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        sentences(both[i].name, SEGMENT_LINES_BREAK, both[i].text);
        sentences(both[i].name, SEGMENT_LINES_FLOW, both[i].text);
    }
}

static void test_lines(void)
{
    static const struct {
        const char *name, *text;
    } breaks[] = {
        {"each line end", "a\n#b\r\n#c\r#d\xc2\x85#e\xe2\x80\xa8#f\xe2\x80\xa9#g"},
        {"empty lines", "a\n#\n#\r\n#b"},
        {"behind a full stop", "a. \n#b.\n#"},
        {"form feed is no line end", "a\fb. \f|C"},
    };
    static const struct {
        const char *name, *text;
    } flows[] = {
        {"a line end is white space", "v\nw\r\nx\ry\xc2\x85z\xe2\x80\xa8v"},
        {"between sentences", "One\nhere.\n|Two.\r\n|Three"},
        {"inside SB8", "see e.g.\nthis. |No"},
        {"empty line",
         "Heading\n\n#Text\r\n\r\n#More\r\r#x\xc2\x85\xc2\x85#y\xe2\x80\xa8\xe2\x80\xa8#z"},
        {"mixed line ends", "a\n\r#b\r\n\n#c\n\xc2\x85#d"},
        {"CR LF is one", "a\r\nb"},
        {"blanks, tabs, form feeds, no-break spaces between", "a \n \t\f\xc2\xa0\n#b"},
        {"a paragraph's end takes in all white space", "a.\n\n \n\t\n  #B\xe2\x80\xa9 \n#C"},
        {"a paragraph separator between", "a \xe2\x80\xa9\n#b\n \xe2\x80\xa9#c"},
        {"page break", "a\fb. \f|C\n\fd\f\ne"},
        {"page break on a line of its own", "a\n\f\n#b"},
        {"a mark between line ends", "a\n\xcc\x80\nb\n\xc2\xad\nc"},
        {"ill-formed between line ends", "a\n\x80\nb"},
        {"SB8 stops at a paragraph", "see etc.\n\n#then. |No. |1\n\n#of"},
        {"SB8a does not reach over a paragraph", "a.\n\n#, b"},
        {"white space at the start", "\n  \n#a"},
        {"white space alone", "  \n \t"},
        {"end of text behind a line end", "a.\n"},
        {"end of text behind a paragraph", "a.\n\n#"},
    };
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        sentences(breaks[i].name, SEGMENT_LINES_BREAK, breaks[i].text);
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++)
        sentences(flows[i].name, SEGMENT_LINES_FLOW, flows[i].text);
}

static void test_from(void)
{
    static const char text[] = "See Dr. Who at Inc. Two. Then go.\n\nNew";
    const size_t len = sizeof text - 1;
    struct sentence_end e = segment_sentence(text, len, SEGMENT_LINES_FLOW);
    tap_is_u64(e.len, 8, "the sentence ends behind the abbreviation");
    e = segment_sentence_from(text, len, e.len, SEGMENT_LINES_FLOW);
    tap_is_u64(e.len, 20, "going on finds the next end");
    e = segment_sentence_from(text, len, e.len, SEGMENT_LINES_FLOW);
    tap_is_u64(e.len, 25, "and the next");
    e = segment_sentence_from(text, len, e.len, SEGMENT_LINES_FLOW);
    tap_ok(e.len == 35 && e.paragraph, "and the paragraph's");
    e = segment_sentence_from(text, len, e.len, SEGMENT_LINES_FLOW);
    tap_ok(e.len == len && !e.paragraph, "and the end of text");
    e = segment_sentence_from(text, len, len, SEGMENT_LINES_FLOW);
    tap_ok(e.len == len && !e.paragraph, "from the end of text there is nothing more");
}

/* A sentence that ends early must not cost its window: the window's rest cannot be read here. */
static void test_early_end(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int zero = open("/dev/zero", O_RDWR);
    char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, 0);
    if (!tap_ok(zero >= 0 && map != MAP_FAILED && mprotect(map + page, page, PROT_NONE) == 0,
                "two pages, one of them closed"))
        return;
    static const char words[] = "word. Next 1";
    static const char lines[] = "Heading\n\nNext";
    enum { SLACK = 16 }; /* bytes are looked at sixteen at a time */
    memset(map, 'x', page);
    char *s = map + page - SLACK - sizeof words + 1;
    memcpy(s, words, sizeof words - 1);
    for (int i = 0; i < 2; i++)
        tap_is_u64(segment_sentence(s, page, (enum segment_lines)i).len, 6,
                   "a sentence end is found with little read behind it");
    tap_is_u64(segment_word(s, page), 4, "so is a word's");
    s = map + page - SLACK - sizeof lines + 1;
    memcpy(s, lines, sizeof lines - 1);
    struct sentence_end e = segment_sentence(s, page, SEGMENT_LINES_FLOW);
    tap_ok(e.len == 9 && e.paragraph, "so is a paragraph's");
    munmap(map, 2 * page);
    close(zero);
}

/* Walks a text by each function; the lengths must be 1 or more and sum up. */
static bool walk(const char *s, size_t len)
{
    size_t at = 0;
    while (at < len) {
        size_t n = segment_word(s + at, len - at);
        if (n == 0 || n > len - at)
            return false;
        at += n;
    }
    for (int lines = 0; lines < 2; lines++) {
        for (at = 0; at < len;) {
            size_t n = segment_sentence(s + at, len - at, (enum segment_lines)lines).len;
            if (n == 0 || n > len - at)
                return false;
            at += n;
        }
        for (at = 0; at < len;) {
            size_t to = segment_sentence_from(s, len, at, (enum segment_lines)lines).len;
            if (to <= at || to > len)
                return false;
            at = to;
        }
    }
    return true;
}

static void test_random_bytes(void)
{
    uint32_t x = 1;
    bool good = true;
    for (int i = 0; i < 20000 && good; i++) {
        x = x * 1664525 + 1013904223;
        size_t len = 1 + (x >> 16) % 80;
        char *s = malloc(len); /* just this size, for AddressSanitizer */
        if (!s)
            abort();
        for (size_t k = 0; k < len; k++) {
            x = x * 1664525 + 1013904223;
            s[k] = (char)(x >> 24);
        }
        good = walk(s, len);
        if (!good)
            tap_put_bytes("bytes", s, len);
        free(s);
    }
    tap_ok(good, "random bytes: lengths are never 0 and sum up");
}

/* Inputs on which a look-ahead might be done again and again: quadratic code would take hours. */
static void test_long(void)
{
    static const struct {
        const char *head, *repeat, *tail;
    } texts[] = {
        {"", ". ", ""},
        {"", "(", ""},
        {"", "a.1", ""},
        {".", ")", ""},
        {"x.", ")", "x"},
        {"", "\xcc\x80", ""},
        {"a.", "\xcc\x80", "B"},
        {"", "\n  ", ""},
        {"", "x\n  ", ""},
        {"\n", " ", ""},
        {".", " 1", ""},
        {"", ".) ( ", ""},
        {"", ". 1(", ""},
        {"", "a'\xcc\x80\xcc\x80", ""},
        {"", "\xd7\x90\"\xcc\x80", ""},
        {"", "\xf0\x9f\x87\xa6", ""},
        {"", "\x80", ""},
        {"", "\n\xc2\xad", ""},
        {"", "!\" ", ""},
        {"", "\xe2\x80\xa9", ""},
        {"", "\r", ""},
        {"", "a.\xcc\x80", ""},
        {"", "a\xcc\x80.A", ""},
        {"", "1,", ""},
        {"", "_", ""},
        {"", " ", ""},
        {"", "a", ""},
    };
    enum { SIZE = 1 << 20 };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buf b = BUF_INIT;
        buf_append_str(&b, texts[i].head);
        while (b.len < SIZE)
            buf_append_str(&b, texts[i].repeat);
        buf_append_str(&b, texts[i].tail);
        tap_ok(walk(b.data, b.len), "1 MiB of pattern %zu", i + 1);
        buf_release(&b);
    }
}

static void test_ucd(void)
{
    tap_is_str(ucd_version, "15.0.0", "the version of the tables");
    tap_ok(ucd_any("12 \xce\xb1", 5, UCD_LETTER), "Greek alpha is a letter");
    tap_ok(!ucd_any("12 \xc2\xbd", 5, UCD_LETTER) && ucd_any("\xc2\xbd", 2, UCD_NUMBER),
           "one half is a number");
    tap_ok(ucd_any("\xc7\x85", 2, UCD_UPPER), "a title case letter counts as upper");
    tap_ok(ucd_any("\xc2\xa0", 2, UCD_SPACE) && !ucd_any("\xe2\x80\x8b", 3, UCD_SPACE),
           "no-break space is white space, zero width space is not");
    tap_ok(ucd_any("\xe2\x88\x92", 3, UCD_HYPHEN) && !ucd_any("\xe2\x80\x94", 3, UCD_HYPHEN),
           "the minus sign is of the hyphen class, the em dash is not");
    tap_ok(!ucd_any("\xff\xc3", 2, 0xffff & ~(UCD_WB_MASK | UCD_SB_MASK << UCD_SB_SHIFT)),
           "ill-formed bytes have no flag");
    tap_ok(!ucd_any("", 0, 0xffff), "nothing has no flag");
    tap_ok(ucd_entry(UINT32_MAX) == ucd_entry(0xfffd), "beyond the code points: as U+FFFD");
}

int main(void)
{
    test_words();
    test_sentences();
    test_lines();
    test_from();
    test_early_end();
    test_random_bytes();
    test_long();
    test_ucd();
    return tap_done();
}
