/*
 * checksum: SHA-256 (FIPS 180-4), by libmd.
 *
 * Knows nothing of files or text.
 */
#ifndef GAPMAP_CHECKSUM_H
#define GAPMAP_CHECKSUM_H

#include "buf.h"

#include <sys/types.h> /* sha2.h uses its types without including it */

#include <sha2.h>

enum { CHECKSUM_HEX = 64 }; /* digits of a checksum */

struct checksum {
    SHA2_CTX state;
};

void checksum_init(struct checksum *c);
void checksum_add(struct checksum *c, struct slice bytes);

/* Writes the checksum in lower-case hex, NUL-terminated; c must be initialised anew after it. */
void checksum_final(struct checksum *c, char out[CHECKSUM_HEX + 1]);

/* The checksum of bytes. */
void checksum_hex(struct slice bytes, char out[CHECKSUM_HEX + 1]);

#endif
