/* SPDX-License-Identifier: BSD-2-Clause */
/* Block lists of compromised keys in badkeys' format. */
#ifndef RECORD_KEY_BLOCKLIST_H
#define RECORD_KEY_BLOCKLIST_H

#include <mailauth/dkim.h>

/* The number that stands for a key in a block list: the RSA modulus, or the
 * Ed25519 key as a number, big-endian without leading zeros; NULL: no key. */
const uint8_t *mailauth__key_number(const mailauth_dkim_key *key, size_t *len);

#endif
