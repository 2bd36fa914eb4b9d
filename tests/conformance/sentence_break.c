/*
 * sentence_break: holds segment_sentence against Unicode's SentenceBreakTest.txt.
 *
 * usage: sentence_break [FILE]            default: the installed SentenceBreakTest.txt
 *        sentence_break --print <TEXT     the byte offsets of the breaks
 */
#include "segment.h"

#include "break_file.h"

static size_t first_sentence(const char *s, size_t len)
{
    return segment_sentence(s, len, SEGMENT_LINES_BREAK).len;
}

int main(int argc, char **argv)
{
    return break_main(argc, argv, "SentenceBreakTest", 502, first_sentence);
}
