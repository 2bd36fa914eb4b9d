#include "checksum.h"

void checksum_init(struct checksum *c)
{
    SHA256Init(&c->state);
}

void checksum_add(struct checksum *c, struct slice bytes)
{
    if (bytes.len)
        SHA256Update(&c->state, (const uint8_t *)bytes.data, bytes.len);
}

void checksum_final(struct checksum *c, char out[CHECKSUM_HEX + 1])
{
    const char *digits = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Final(digest, &c->state);
    for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++) {
        *out++ = digits[digest[i] >> 4];
        *out++ = digits[digest[i] & 0xf];
    }
    *out = '\0';
}

void checksum_hex(struct slice bytes, char out[CHECKSUM_HEX + 1])
{
    struct checksum c;
    checksum_init(&c);
    checksum_add(&c, bytes);
    checksum_final(&c, out);
}
