/* checksum: the test vectors of FIPS 180-4, at once and in pieces. */
#include "checksum.h"
#include "tap.h"

static void check(const char *text, const char *want)
{
    char got[CHECKSUM_HEX + 1];
    checksum_hex(slice_of(text), got);
    tap_is_str(got, want, "SHA-256 of '%s'", text);
}

int main(void)
{
    check("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    struct checksum c;
    char got[CHECKSUM_HEX + 1];
    checksum_init(&c);
    for (int i = 0; i < 1000000; i++)
        checksum_add(&c, SLICE("a"));
    checksum_add(&c, (struct slice){NULL, 0});
    checksum_final(&c, got);
    tap_is_str(got, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
               "SHA-256 of a million a, one by one");
    return tap_done();
}
