#include "ucd.h"

#include "ucd_table.h"
#include "utf8.h"

bool ucd_any(const char *s, size_t len, uint16_t flags)
{
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        i += utf8_decode(s + i, len - i, &cp);
        if (ucd_entry(cp) & flags)
            return true;
    }
    return false;
}
