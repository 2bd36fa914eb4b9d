#include "clause.h"

#include "ucd.h"
#include "utf8.h"

static uint32_t only_character(struct slice word)
{
    uint32_t cp;
    return word.len && utf8_decode(word.data, word.len, &cp) == word.len ? cp : 0;
}

/* A full stop inside a sentence is that of an abbreviation, so it is none of these. */
static bool is_stop(uint32_t cp)
{
    return cp == ':' || cp == ';' || cp == 0x37e || cp == 0x61b || cp == 0xff1a || cp == 0xff1b ||
           cp == 0x2014 || cp == 0x2015 || ucd_sb(ucd_entry(cp)) == SB_STERM;
}

static bool is_hyphen(uint32_t cp)
{
    return cp && (ucd_entry(cp) & UCD_HYPHEN);
}

static uint32_t character_of(const struct window *w, uint64_t word)
{
    return only_character(window_text(w, word, word));
}

static bool has_gap_behind(const struct window *w, uint64_t word)
{
    const struct window_word *a = window_word(w, word);
    return a->text + a->len < a[1].text;
}

/* Whether a word of a sentence, which is not its first or last, ends a clause. */
static bool ends_clause(const struct window *w, uint64_t word)
{
    uint32_t cp = character_of(w, word);
    if (is_stop(cp))
        return true;
    if (!is_hyphen(cp))
        return false;
    /* A hyphen is a dash when it stands free, or is doubled. */
    return (has_gap_behind(w, word - 1) && has_gap_behind(w, word)) ||
           is_hyphen(character_of(w, word - 1)) || is_hyphen(character_of(w, word + 1));
}

void clause_narrow(const struct window *w, uint64_t first, uint64_t last, uint64_t *from,
                   uint64_t *to)
{
    uint64_t start = first;
    uint64_t end = last;
    while (start > *from && (start - 1 == *from || !ends_clause(w, start - 1)))
        start--;
    while (end < *to && (end + 1 == *to || !ends_clause(w, end + 1)))
        end++;
    /* The first and the last word have no neighbour to be looked at; stops they are all the same. */
    uint32_t cp = character_of(w, start);
    if (start == *from && start < first && is_stop(cp))
        start++;
    cp = character_of(w, end);
    if (end == *to && end > last && (is_stop(cp) || ucd_sb(ucd_entry(cp)) == SB_ATERM))
        end--;
    *from = start;
    *to = end;
}
