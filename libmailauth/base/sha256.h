/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-256 (FIPS 180-4 section 6.2), for the block list of DKIM keys and for
 * telling keys apart; not for secrets. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

void mailauth__sha256(const uint8_t *data, size_t len, uint8_t out[32]);

#endif
