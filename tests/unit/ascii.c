/* ascii: every token that a block tells is that of segment_word, and so is what stands behind it. */
#include "ascii.h"

#include "segment.h"

#include "tap.h"

enum { TEXT = ASCII_BLOCK + 32 };

static uint64_t state = 2026;

static uint32_t random_below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(state >> 33) % n;
}

/* Words, marks, and here and there what joins, ends or is no ASCII; `odd` of 64. */
static void fill(char *s, uint32_t odd)
{
    static const char plain[] = "abcXYZ   mnop qrst,.()- ";
    static const char others[] = "0123_'\":;,.\n\t\r\f\x01\x7f\xcc\x81\xe2\x80\xaf\xd7\x90-@/& ";
    for (size_t i = 0; i < TEXT; i++)
        s[i] = random_below(64) < odd ? others[random_below(sizeof others - 1)]
                                      : plain[random_below(sizeof plain - 1)];
}

static bool is_ink(char c)
{
    return c > ' ' && c < 0x7f; /* bytes of other characters are negative, or more than this */
}

static bool is_right(const char *s, unsigned at, unsigned n, enum ascii_gap gap)
{
    const char *behind = s + at + n;
    enum ascii_gap real = is_ink(behind[0])                       ? ASCII_GAP_NONE
                          : behind[0] == ' ' && is_ink(behind[1]) ? ASCII_GAP_BLANK
                                                                  : ASCII_GAP_OTHER;
    return n == segment_word(s + at, TEXT - at) && gap == real;
}

/* Of tokens that are nothing but letters, or one mark, before a blank: none may be missed. */
static bool is_plainest(const char *s, unsigned at, unsigned limit)
{
    unsigned end = at;
    while (end <= limit && segment_letters(s + end, 1))
        end++;
    return end > at && end <= limit && s[end] == ' ';
}

static void test_tokens(void)
{
    unsigned long told = 0, wrong = 0, missed = 0, behind = 0;
    char s[TEXT];
    for (uint32_t round = 0; round < 200000; round++) {
        struct ascii_block block;
        fill(s, round % 24);
        ascii_read(&block, s);
        unsigned limit = random_below(4) ? ASCII_REACH : random_below(ASCII_REACH + 1);
        for (unsigned at = 0; at <= limit; at++) {
            enum ascii_gap gap = ASCII_GAP_NONE;
            unsigned n = ascii_token(&block, at, limit, &gap);
            told += n > 0;
            behind += at + n > limit;
            missed += !n && is_plainest(s, at, limit);
            if (n && !is_right(s, at, n, gap) && wrong++ < 5)
                tap_diag("round %" PRIu32 ": %u bytes at %u, gap %d", round, n, at, (int)gap);
        }
    }
    tap_is_u64(wrong, 0, "tokens and gaps are those of segment_word");
    tap_is_u64(missed, 0, "no word of letters before a blank is missed");
    tap_is_u64(behind, 0, "none ends behind the limit");
    tap_ok(told > 5000000, "enough of them: %lu", told);
}

/* One word fills the block: where it ends cannot be known. */
static void test_long_word(void)
{
    char s[ASCII_BLOCK + 1];
    unsigned long wrong = 0;
    for (unsigned len = 1; len <= ASCII_BLOCK; len++) {
        struct ascii_block block;
        enum ascii_gap gap;
        memset(s, 'x', len);
        memset(s + len, ' ', sizeof s - len);
        ascii_read(&block, s);
        wrong += ascii_token(&block, 0, ASCII_REACH, &gap) != (len <= ASCII_REACH ? len : 0);
    }
    tap_is_u64(wrong, 0, "words of 1 to 64 letters");
}

int main(void)
{
    test_tokens();
    test_long_word();
    return tap_done();
}
