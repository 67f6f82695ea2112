/* SPDX-License-Identifier: BSD-2-Clause */
/* Weaknesses of RSA moduli that cost some computing to find. */
#ifndef RECORD_KEY_WEAKNESS_H
#define RECORD_KEY_WEAKNESS_H

#include "record/bigint.h"

/* The smallest prime factor below 2^16 of an odd n; 0: none. */
uint32_t mailauth__weak_factor(const struct bigint *n);

enum weak_primes {
	WEAK_NONE = 0,
	WEAK_SQUARE = 1, /* n = p * p */
	WEAK_CLOSE = 2   /* n = p * q, |p - q| small: found within `rounds` */
};
/* Fermat's method: n = a^2 - b^2 with a from the square root of n upwards.
 * WEAK_* or a negative error. */
int mailauth__weak_primes(struct arena *arena, const struct bigint *n, unsigned rounds);

/* The fingerprint of CVE-2017-15361: is n a power of 65537 modulo the product
 * of all primes from 3 to 167? */
bool mailauth__weak_roca(const struct bigint *n);

/* Which RFC publishes the private key to this number (an RSA modulus or an
 * Ed25519 key, without leading zeros); NULL if none known does. */
const char *mailauth__weak_sample(const uint8_t *number, size_t len);

#endif
