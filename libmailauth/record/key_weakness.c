/* SPDX-License-Identifier: BSD-2-Clause */
/* Weak RSA moduli: small factors, close primes, ROCA, published keys. */
#include <string.h>

#include "base/compiler.h"
#include "base/sha256.h"
#include "record/key_weakness.h"

#define FACTOR_LIMIT 65536u

/* ---- small factors --------------------------------------------------------- */

/* Bit i says that 2 * i + 1 is composite. */
static void
sieve(uint8_t composite[FACTOR_LIMIT / 16])
{
	uint32_t i, k;

	memset(composite, 0, FACTOR_LIMIT / 16);
	composite[0] = 1; /* the number 1 */
	for (i = 3; i * i < FACTOR_LIMIT; i += 2) {
		if ((composite[i / 16] >> (i / 2 % 8) & 1) != 0)
			continue;
		for (k = i * i; k < FACTOR_LIMIT; k += 2 * i)
			composite[k / 16] |= (uint8_t)(1u << (k / 2 % 8));
	}
}

/* The next prime above an odd one; FACTOR_LIMIT or more: none below it. */
static uint32_t
next_prime(const uint8_t composite[FACTOR_LIMIT / 16], uint32_t prime)
{
	do {
		prime += 2;
	} while (prime < FACTOR_LIMIT &&
	    (composite[prime / 16] >> (prime / 2 % 8) & 1) != 0);
	return prime;
}

uint32_t
mailauth__weak_factor(const struct bigint *n)
{
	uint8_t composite[FACTOR_LIMIT / 16];
	uint32_t first, prime, product, rest;

	sieve(composite);
	/* One division of n serves as many primes as fit in 32 bits. */
	for (first = 3; first < FACTOR_LIMIT; first = prime) {
		product = 1;
		for (prime = first; prime < FACTOR_LIMIT &&
		    product <= UINT32_MAX / prime; prime = next_prime(composite, prime))
			product *= prime;
		rest = mailauth__bigint_mod(n, product);
		for (; first < prime; first = next_prime(composite, first))
			if (rest % first == 0)
				return first;
	}
	return 0;
}

/* ---- close primes ---------------------------------------------------------- */

int
mailauth__weak_primes(struct arena *arena, const struct bigint *n, unsigned rounds)
{
	size_t bits = mailauth__bigint_bits(n);
	struct bigint a, rest, b2, root;
	int rc;

	if ((rc = mailauth__bigint_new(&a, arena, bits / 2 + 64)) != 0 ||
	    (rc = mailauth__bigint_new(&rest, arena, bits + 64)) != 0 ||
	    (rc = mailauth__bigint_new(&b2, arena, bits + 64)) != 0 ||
	    (rc = mailauth__bigint_new(&root, arena, bits / 2 + 64)) != 0)
		return rc;
	mailauth__bigint_sqrt(n, &a, &rest);
	if (rest.count == 0)
		return WEAK_SQUARE;
	/* a = ceil(sqrt(n)); b2 = a^2 - n = 2 * floor + 1 - rest */
	mailauth__bigint_copy(&b2, &a);
	mailauth__bigint_double(&b2);
	mailauth__bigint_add_small(&b2, 1);
	mailauth__bigint_sub(&b2, &rest);
	mailauth__bigint_add_small(&a, 1);
	/* a is kept doubled and one more: the step from a^2 to (a + 1)^2 */
	mailauth__bigint_double(&a);
	mailauth__bigint_add_small(&a, 1);
	while (rounds-- > 0) {
		if (mailauth__bigint_may_be_square(&b2)) {
			mailauth__bigint_sqrt(&b2, &root, &rest);
			if (rest.count == 0)
				return WEAK_CLOSE;
		}
		mailauth__bigint_add(&b2, &a);
		mailauth__bigint_add_small(&a, 2);
	}
	return WEAK_NONE;
}

/* ---- ROCA ------------------------------------------------------------------ */

static const uint8_t roca_primes[] = {
	3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71,
	73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151,
	157, 163, 167
};

static unsigned
gcd(unsigned a, unsigned b)
{
	unsigned rest;

	while (b != 0) {
		rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* The affected library makes primes k * M + (65537^a mod M), M a product of the
 * first primes (at least up to 167), so that the modulus is 65537^(a + b) modulo
 * M: a power modulo each of these primes, and of one and the same exponent.
 * (Nemec, Sys, Svenda, Klinec, Matyas: The Return of Coppersmith's Attack, 2017.) */
bool
mailauth__weak_roca(const struct bigint *n)
{
	unsigned exponent[COUNT_OF(roca_primes)], order[COUNT_OF(roca_primes)];
	unsigned p, power, rest, common;
	size_t i, k;

	for (i = 0; i < COUNT_OF(roca_primes); i++) {
		p = roca_primes[i];
		rest = mailauth__bigint_mod(n, p);
		exponent[i] = order[i] = 0;
		power = 1;
		do {
			if (power == rest)
				exponent[i] = order[i] + 1;
			power = power * (65537 % p) % p;
			order[i]++;
		} while (power != 1);
		if (exponent[i] == 0)
			return false;
		for (k = 0; k < i; k++) {
			common = gcd(order[i], order[k]);
			if (exponent[i] % common != exponent[k] % common)
				return false;
		}
	}
	return true;
}

/* ---- published keys -------------------------------------------------------- */

static const struct {
	uint8_t sha256[32]; /* of the modulus, or the Ed25519 key */
	const char *where;
} samples[] = {
	{ { 0x1b, 0xe2, 0xc2, 0xe8, 0x98, 0xb8, 0xcb, 0x93,
	    0x58, 0x38, 0x45, 0x43, 0x9e, 0xb7, 0xb8, 0xdf,
	    0x9d, 0x47, 0x52, 0x7f, 0x9b, 0x77, 0x75, 0x1c,
	    0xfc, 0xd9, 0x6d, 0x91, 0x85, 0x1f, 0x4e, 0xfd },
	  "RFC 6376 appendix C" },
	{ { 0xfa, 0xa7, 0xf1, 0x55, 0x8c, 0x03, 0x45, 0xa1,
	    0x16, 0x6a, 0x02, 0x2f, 0x3c, 0x50, 0xfe, 0xab,
	    0xe8, 0x10, 0x59, 0x66, 0xd5, 0xd8, 0x01, 0x0d,
	    0x3c, 0x8d, 0x29, 0xa4, 0x62, 0x98, 0x6a, 0x42 },
	  "RFC 8463 appendix A.2" },
	{ { 0x21, 0xfe, 0x31, 0xdf, 0xa1, 0x54, 0xa2, 0x61,
	    0x62, 0x6b, 0xf8, 0x54, 0x04, 0x6f, 0xd2, 0x27,
	    0x1b, 0x7b, 0xed, 0x4b, 0x6a, 0xbe, 0x45, 0xaa,
	    0x58, 0x87, 0x7e, 0xf4, 0x7f, 0x97, 0x21, 0xb9 },
	  "RFC 8463 appendix A.2" },
};

const char *
mailauth__weak_sample(const uint8_t *number, size_t len)
{
	uint8_t hash[32];
	size_t i;

	mailauth__sha256(number, len, hash);
	for (i = 0; i < COUNT_OF(samples); i++)
		if (memcmp(hash, samples[i].sha256, sizeof(hash)) == 0)
			return samples[i].where;
	return NULL;
}
