/* SPDX-License-Identifier: BSD-2-Clause */
/* Is an Ed25519 public key a point of its curve, and one to rely on? */
#ifndef RECORD_ED25519_POINT_H
#define RECORD_ED25519_POINT_H

#include <stdbool.h>
#include <stdint.h>

/* Is it one of the eight points whose order divides 8, in any encoding?  With
 * such a key the equation of RFC 8032 section 5.1.7 holds for signatures that
 * were made without a private key. */
bool mailauth__ed25519_small_order(const uint8_t key[32]);

/* Do the octets decode to a point: RFC 8032 section 5.1.3?  Half of all
 * octets do not. */
bool mailauth__ed25519_is_point(const uint8_t key[32]);

#endif
