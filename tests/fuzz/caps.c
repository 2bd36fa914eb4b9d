/* Texts that reach the limits of sentences, gaps and tokens, by repetition: see tokens.h. */
#include "fuzz.h"

#include "tokens.h"

static void fuzz_one(struct slice data)
{
    static const size_t sizes[4] = {8200, 66000, 70000, 1100000};
    check_text(data, sizes);
}
