#include "langtag.h"

#include "language.h"

/* ISO 639-1, each code followed by a blank; and sh, which the registry of BCP 47 still holds. */
static const char codes[] =
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv "
    "sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

size_t langtag_primary(struct slice tag)
{
    const char *end = tag.len ? memchr(tag.data, '-', tag.len) : NULL;
    return end ? (size_t)(end - tag.data) : tag.len;
}

bool langtag_valid(struct slice tag)
{
    size_t start = 0;
    for (size_t i = 0; i <= tag.len; i++) {
        if (i < tag.len && tag.data[i] != '-') {
            char c = lower(tag.data[i]);
            bool letter = c >= 'a' && c <= 'z';
            if (!letter && (start == 0 || c < '0' || c > '9'))
                return false;
            continue;
        }
        size_t len = i - start;
        if (start == 0 ? len < 2 || len > 3 : len < 1 || len > 8)
            return false;
        start = i + 1;
    }
    return true;
}

bool langtag_known(struct slice tag)
{
    if (langtag_primary(tag) != 2)
        return true;
    for (const char *code = codes; *code; code += 3)
        if (code[0] == lower(tag.data[0]) && code[1] == lower(tag.data[1]))
            return true;
    return false;
}

static bool same(struct slice a, struct slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}

bool langtag_begins(struct slice prefix, struct slice tag)
{
    struct slice a = {prefix.data, langtag_primary(prefix)};
    struct slice b = {tag.data, langtag_primary(tag)};
    char code[LANGUAGE_CODE_MAX];
    language_code(b, code);
    if (!same(a, b) && !same(a, slice_of(code)))
        return false;
    struct slice rest = {prefix.data + a.len, prefix.len - a.len};
    struct slice whole = {tag.data + b.len, tag.len - b.len};
    if (whole.len < rest.len || !same(rest, (struct slice){whole.data, rest.len}))
        return false;
    return whole.len == rest.len || whole.data[rest.len] == '-';
}
