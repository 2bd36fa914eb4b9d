/*
 * ucd: properties of code points from the Unicode Character Database.
 *
 * ucd_table.h is written by scripts/gen-ucd from the files of Debian's unicode-data and committed;
 * `make table-check` compares.  One 16-bit entry a code point, two-stage lookup.
 */
#ifndef GAPMAP_UCD_H
#define GAPMAP_UCD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Word_Break, UAX #29 table 3 (the E_* values of old versions do not exist any more). */
enum ucd_wb {
    WB_OTHER,
    WB_CR,
    WB_LF,
    WB_NEWLINE,
    WB_EXTEND,
    WB_ZWJ,
    WB_FORMAT,
    WB_REGIONAL_INDICATOR,
    WB_KATAKANA,
    WB_HEBREW_LETTER,
    WB_ALETTER,
    WB_SINGLE_QUOTE,
    WB_DOUBLE_QUOTE,
    WB_MIDNUMLET,
    WB_MIDLETTER,
    WB_MIDNUM,
    WB_NUMERIC,
    WB_EXTENDNUMLET,
    WB_WSEGSPACE,
};

/* Sentence_Break, UAX #29 table 4. */
enum ucd_sb {
    SB_OTHER,
    SB_CR,
    SB_LF,
    SB_SEP,
    SB_EXTEND,
    SB_FORMAT,
    SB_SP,
    SB_LOWER,
    SB_UPPER,
    SB_OLETTER,
    SB_NUMERIC,
    SB_ATERM,
    SB_SCONTINUE,
    SB_STERM,
    SB_CLOSE,
};

/* One entry: bits 0-4 Word_Break, 5-8 Sentence_Break, then flags. */
enum {
    UCD_WB_MASK = 0x1f,
    UCD_SB_SHIFT = 5,
    UCD_SB_MASK = 0xf,
    UCD_PICTOGRAPHIC = 1 << 9, /* Extended_Pictographic */
    UCD_SPACE = 1 << 10,       /* White_Space */
    UCD_LETTER = 1 << 11,      /* General_Category L* */
    UCD_NUMBER = 1 << 12,      /* General_Category N* */
    UCD_UPPER = 1 << 13,       /* Uppercase or General_Category Lt */
    UCD_LOWER = 1 << 14,       /* Lowercase */
    UCD_HYPHEN = 1 << 15,      /* hyphen class: 002D 00AD 00B7 2010-2013 2212 30FB FE63 FF0D FF65 */
};

#define UCD_STAGE1_SHIFT 7

extern const char ucd_version[]; /* "15.0.0" */
/* Bytes that begin a code point of Sentence_Break CR, LF, Sep, ATerm or STerm in UTF-8. */
extern const uint8_t ucd_stop_lead[256];

/* What an ASCII byte is to word breaking when nothing but ASCII is near; 0: see its property. */
enum {
    UCD_BYTE_LETTER = 1, /* ALetter */
    UCD_BYTE_MID = 2,    /* MidLetter, MidNumLet, Single_Quote: joins letters (WB6, WB7) */
    UCD_BYTE_STOP = 4,   /* never goes on a run of letters */
    UCD_BYTE_ALONE = 8,  /* a segment of its own when it is the first of one */
    UCD_BYTE_BLANK = 16, /* WSegSpace */
};
extern const uint8_t ucd_word_byte[256];

extern const uint8_t ucd_stage1[];
extern const uint16_t ucd_stage2[];

/* The entry of a code point; ill-formed input (UTF8_BAD) and all > U+10FFFF: that of U+FFFD. */
static inline uint16_t ucd_entry(uint32_t cp)
{
    if (cp > 0x10ffff)
        cp = 0xfffd;
    return ucd_stage2[((size_t)ucd_stage1[cp >> UCD_STAGE1_SHIFT] << UCD_STAGE1_SHIFT) +
                      (cp & ((1 << UCD_STAGE1_SHIFT) - 1))];
}

static inline enum ucd_wb ucd_wb(uint16_t entry)
{
    return (enum ucd_wb)(entry & UCD_WB_MASK);
}

static inline enum ucd_sb ucd_sb(uint16_t entry)
{
    return (enum ucd_sb)(entry >> UCD_SB_SHIFT & UCD_SB_MASK);
}

/* Whether any code point of s[0..len) has one of the flags (UCD_LETTER ...). */
bool ucd_any(const char *s, size_t len, uint16_t flags);

#endif
