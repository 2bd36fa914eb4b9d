/*
 * word_break: holds segment_word against Unicode's WordBreakTest.txt.
 *
 * usage: word_break [FILE]            default: the installed WordBreakTest.txt
 *        word_break --print <TEXT     the byte offsets of the breaks
 */
#include "segment.h"

#include "break_file.h"

static size_t first_word(const char *s, size_t len)
{
    return segment_word(s, len);
}

int main(int argc, char **argv)
{
    return break_main(argc, argv, "WordBreakTest", 1823, first_word);
}
