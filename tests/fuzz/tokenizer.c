/* Short texts: see tokens.h. */
#include "fuzz.h"

#include "tokens.h"

static void fuzz_one(struct slice data)
{
    static const size_t sizes[4] = {0};
    check_text(data, sizes);
}
