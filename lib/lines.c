#include "lines.h"

#include "ucd.h"
#include "utf8.h"

#include <string.h>

enum { LINE_MAX_BYTES = 512 }; /* of a line that these rules know: a longer one is running text */

/* What a line looks like. */
struct line {
    const char *s; /* without the white space at both ends */
    size_t len;
    size_t indent;
    size_t label;  /* bytes of `(a)`, `3.2.1`, `iv)` at its start, 0: none */
    bool numbered; /* that label is a number of two levels at least: 3.2 */
    bool bullet;   /* begins with a mark of list items */
    bool dash;     /* begins with a hyphen, dash or asterisk before a blank */
    bool capitals; /* two words at least, no small letter */
    bool upper;    /* its first letter, label apart, is a capital */
    bool page;     /* a page number alone */
    bool rule;     /* dashes alone, as under a table's head */
    bool part;     /* a word and a number alone: PART 1 */
    bool first;    /* nothing of the sentence stands before it */
    bool alone;    /* a blank line, or nothing, follows */
    bool new_page; /* a form feed stands before it */
    char last;     /* its last byte that is no closing punctuation */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_bullet(uint32_t cp)
{
    return cp == 0x2022 || cp == 0x2023 || cp == 0x25aa || cp == 0x25ab || cp == 0x25cf ||
           cp == 0x25cb || cp == 0x25e6 || cp == 0x25a0 || cp == 0x25a1 || cp == 0x2219 ||
           cp == 0x27a2 || cp == 0xf0b7;
}

/* `3.2.1`, `3.2.1.`, `1.`: bytes, and the number of levels; 0 where no blank follows. */
static size_t number_label(const char *s, size_t len, size_t *levels)
{
    size_t i = 0;
    *levels = 0;
    while (i < len && is_digit(s[i])) {
        size_t first = i;
        while (i < len && is_digit(s[i]))
            i++;
        if (i - first > 3)
            return 0;
        ++*levels;
        if (i < len && s[i] == '.')
            i++;
    }
    bool dotted = i > 0 && s[i - 1] == '.';
    if (i < len && s[i] == ')')
        i++;
    else if (*levels < 2 && !dotted)
        return 0;
    return i < len && is_blank(s[i]) ? i : 0;
}

/* `(a)`, `(iv)`, `a)`, `(12)`. */
static size_t bracket_label(const char *s, size_t len)
{
    size_t i = len && s[0] == '(';
    size_t first = i;
    while (i < len && i - first < 4 && (is_small(s[i] | 0x20) || is_digit(s[i])))
        i++;
    if (i == first || i >= len || s[i] != ')' || (s[0] != '(' && i - first > 1 && !is_digit(s[0])))
        return 0;
    i++;
    return i < len && is_blank(s[i]) ? i : 0;
}

static void read_start(struct line *l)
{
    uint32_t cp;
    size_t levels;
    size_t n = utf8_decode(l->s, l->len, &cp);
    bool blank_behind = n < l->len && is_blank(l->s[n]);
    l->bullet = is_bullet(cp);
    l->dash = blank_behind && (cp == '-' || cp == '*' || cp == 0x2013 || cp == 0x2014);
    if (l->len > 4 && l->s[0] == '[' && strchr(" xX", l->s[1]) && l->s[2] == ']')
        l->bullet = true; /* a box to tick */
    l->label = number_label(l->s, l->len, &levels);
    l->numbered = l->label && levels >= 2;
    if (!l->label)
        l->label = bracket_label(l->s, l->len);
}

/* Whether the line has columns: a gap of three blanks, one of which is every third byte. */
static bool has_columns(const char *s, size_t len)
{
    for (size_t i = 2; i < len; i += 3) {
        if (!is_blank(s[i]))
            continue;
        size_t first = i;
        size_t last = i;
        while (first > 0 && i - first < 2 && is_blank(s[first - 1]))
            first--;
        while (last + 1 < len && last - i < 2 && is_blank(s[last + 1]))
            last++;
        if (last - first >= 2)
            return true;
    }
    return false;
}

/* Whether the line has leaders: four dots in a row, with or without blanks between them. */
static bool has_leaders(const struct line *l)
{
    size_t dots = 0;
    const char *first = memchr(l->s, '.', l->len);
    for (const char *p = first; p && p < l->s + l->len && dots < 4; p++)
        dots = *p == '.' ? dots + 1 : *p == ' ' ? dots : 0;
    return dots >= 4;
}

/* The case of the letters; the first small one settles most lines. */
static void read_letters(struct line *l)
{
    size_t words = 0;
    size_t letters = 0;
    bool first = true;
    uint32_t cp;
    for (size_t i = l->label; i < l->len;) {
        i += utf8_decode(l->s + i, l->len - i, &cp);
        uint16_t entry = ucd_entry(cp);
        if (entry & UCD_LETTER) {
            if (first)
                l->upper = entry & UCD_UPPER;
            first = false;
            letters++;
            if (!(entry & UCD_UPPER))
                return;
        } else {
            words += letters > 1;
            letters = 0;
            first = first && !(entry & UCD_NUMBER);
        }
    }
    l->capitals = words + (letters > 1) > 1;
}

/* `- 12 -`, `12`, `Page 3 of 10` has letters and is none. */
static bool is_page_number(const char *s, size_t len)
{
    size_t digits = 0;
    for (size_t i = 0; i < len; i++) {
        digits += is_digit(s[i]);
        if (!is_digit(s[i]) && s[i] != ' ' && s[i] != '-')
            return false;
    }
    return digits > 0 && digits <= 4 && (s[0] == '-' || digits == len);
}

static bool is_rule(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!strchr("-=_ +|", s[i]) || s[i] == '\0')
            return false;
    return len >= 3;
}

/* `PART 1`, `Annex IV`: one word that begins with a capital, and a number. */
static bool is_part(const char *s, size_t len)
{
    size_t i = 0;
    while (i < len && is_small(s[i] | 0x20))
        i++;
    size_t word = i;
    while (i < len && s[i] == ' ')
        i++;
    size_t number = i;
    while (i < len && (is_digit(s[i]) || strchr("IVXLC", s[i])))
        i++;
    return word >= 4 && number > word && i > number && i == len && !is_small(s[0]);
}

/* `Apologies: Dean of Medicine` */
static bool is_key(const char *s, size_t len)
{
    size_t words = 1;
    size_t i = 0;
    for (; i < len && i < 32 && s[i] != ':'; i++) {
        words += s[i] == ' ';
        if (s[i] != ' ' && s[i] != '-' && !is_small(s[i] | 0x20))
            return false;
    }
    return i > 2 && i + 1 < len && s[i] == ':' && s[i + 1] == ' ' && words <= 3 && !is_small(s[0]);
}

/* Reads the line s[start..end); false: it is too long to be anything but running text. */
static bool read_line(const char *s, size_t start, size_t end, struct line *l)
{
    *l = (struct line){0};
    for (; start < end && is_blank(s[start]); start++) {
        l->new_page = l->new_page || s[start] == '\f';
        l->indent++;
    }
    while (end > start && is_blank(s[end - 1]))
        end--;
    l->s = s + start;
    l->len = end - start;
    if (l->len == 0 || l->len > LINE_MAX_BYTES)
        return false;
    read_start(l);
    read_letters(l);
    l->page = is_page_number(l->s, l->len);
    l->rule = is_rule(l->s, l->len);
    l->part = is_part(l->s, l->len);
    for (size_t i = l->len; i > 0 && !l->last; i--)
        if (!strchr(")]\"'", l->s[i - 1]))
            l->last = l->s[i - 1];
    return true;
}

/* Whether the line ends as a sentence, a list item or the lead-in of a list does. */
static bool ends_item(const struct line *l)
{
    static const char *const words[] = {" and", " or", ", and", " und", " oder", " et",
                                        " ou",  " y",  " o",    " e",   " och",  " en"};
    if (l->last && strchr(".;:!?,", l->last))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (l->len > n && memcmp(l->s + l->len - n, words[i], n) == 0)
            return true;
    }
    return false;
}

/* Whether the last word of the line asks for a number: `see section`. */
static bool ends_with_enumerator(const struct abbreviations *a, const struct line *l)
{
    char word[ABBREVIATION_MAX];
    size_t start = l->len;
    while (start > 0 && !is_blank(l->s[start - 1]) && l->len - start < sizeof word)
        start--;
    size_t n = l->len - start;
    memcpy(word, l->s + start, n);
    if (n && word[n - 1] == '.')
        n--;
    if (abbreviations_kinds(a, word, n) & (ABBREVIATION_ENUMERATOR | ABBREVIATION_BEFORE_NUMBER))
        return true;
    for (size_t i = 0; i < n; i++)
        word[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + ('a' - 'A') : word[i]);
    return abbreviations_kinds(a, word, n) & (ABBREVIATION_ENUMERATOR | ABBREVIATION_BEFORE_NUMBER);
}

/* Whether the line above is a heading of the line below, which begins its text. */
static bool is_heading(const struct line *above, const struct line *below)
{
    if (above->capitals && !below->capitals)
        return !above->last || !strchr(",-", above->last);
    bool open = !above->last || !strchr(".;:!?,-", above->last);
    return above->label && above->upper && open && below->upper && above->len * 4 < below->len * 3;
}

/*
 * A running head, alone on top of a page and no end of a sentence; or a running foot, alone at its end with the
 * page's number.
 */
static bool is_running_line(const struct line *above, const struct line *below)
{
    if (!below->new_page)
        return false;
    bool head = below->alone && below->upper && below->last && !strchr(".;:!?,", below->last);
    return head || (above->first && is_digit(above->s[above->len - 1]));
}

/* Whether a row of a table or a contents page begins, or one has ended. */
static bool is_row_end(const struct line *above, const struct line *below)
{
    if (has_leaders(above) || has_leaders(below) || above->rule || below->rule)
        return true;
    bool small = below->s[0] && is_small(below->s[0]);
    if (has_columns(below->s, below->len))
        return !small || has_columns(above->s, above->len);
    return has_columns(above->s, above->len) && !small && below->indent < 8;
}

/* Whether the line end between two lines ends a sentence. */
static bool is_end(const struct abbreviations *a, const struct line *above,
                   const struct line *below)
{
    if (below->bullet || above->page || below->page || above->part || below->part)
        return true;
    if (is_row_end(above, below) || is_heading(above, below) || is_running_line(above, below))
        return true;
    if (below->dash)
        return ends_item(above) || above->dash;
    if (!below->label)
        return is_key(below->s, below->len) && above->last != ',';
    if (ends_with_enumerator(a, above))
        return false;
    if (below->numbered)
        return below->upper || (above->last && strchr(".;:!?", above->last));
    return ends_item(above) || above->label || above->bullet || above->dash;
}

/*
 * Most line ends are those of running text: a small letter follows, and neither a page number nor
 * a row of a table stands above.
 */
static bool is_running(const char *s, size_t start, size_t lf, size_t len)
{
    size_t next = lf + 1;
    for (; next < len && is_blank(s[next]); next++)
        if (s[next] == '\f')
            return false;
    while (start < lf && is_blank(s[start]))
        start++;
    if (has_columns(s + start, lf - start))
        return false;
    return next < len && is_small(s[next]) && !is_digit(s[start]) && s[start] != '-' &&
           !(next + 1 < len && s[next + 1] == ')');
}

bool lines_end(const struct abbreviations *a, const char *s, size_t lf, size_t len)
{
    size_t start = lf;
    if (lf + 1 >= len || s[lf + 1] == '\n') /* blank lines end paragraphs, not lines */
        return false;
    while (start > 0 && lf - start <= LINE_MAX_BYTES && s[start - 1] != '\n')
        start--;
    size_t next = lf + 1;
    if (is_running(s, start, lf, len))
        return false;
    size_t reach = len - next > LINE_MAX_BYTES ? LINE_MAX_BYTES + 1 : len - next;
    const char *second = memchr(s + next, '\n', reach);
    struct line above;
    struct line below;
    size_t stop = second ? (size_t)(second - s) : next + reach;
    if (!read_line(s, next, stop, &below) || !read_line(s, start, lf, &above))
        return false;
    above.first = start == 0;
    below.alone = stop + 1 >= len || s[stop + 1] == '\n';
    return is_end(a, &above, &below);
}
