/* SPDX-License-Identifier: BSD-2-Clause */
/* Ed25519 public keys as points: RFC 8032 section 5.1.  The keys are public, so
 * nothing here runs in constant time. */
#include <string.h>

#include "base/compiler.h"
#include "record/ed25519_point.h"

/* ---- small order ----------------------------------------------------------- */

/* The y-coordinates of the eight points, lowest octet first: 0 (of two points of
 * order 4), 1 (order 1), -1 (order 2), two numbers of two points of order 8 each;
 * and p and p + 1, which some decoders take for 0 and 1. */
static const uint8_t small_orders[][32] = {
	{ 0 },
	{ 1 },
	{ 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	{ 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0,
	  0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
	  0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39,
	  0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
	{ 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f,
	  0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
	  0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6,
	  0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
	{ 0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	{ 0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
};

bool
mailauth__ed25519_small_order(const uint8_t key[32])
{
	size_t i;

	for (i = 0; i < COUNT_OF(small_orders); i++)
		/* the uppermost bit is the sign of x */
		if (memcmp(key, small_orders[i], 31) == 0 &&
		    (key[31] & 0x7f) == small_orders[i][31])
			return true;
	return false;
}

/* ---- the field of 2^255 - 19 ----------------------------------------------- */

#define LIMBS 8

/* A number below 2^256, which need not be below p; the lowest limb first. */
struct field {
	uint32_t limb[LIMBS];
};

/* a += b << 32 * i, where b has `count` limbs.  The carry. */
static uint32_t
add_at(uint32_t *a, size_t limbs, uint64_t b)
{
	size_t i;

	for (i = 0; i < limbs && b != 0; i++) {
		b += a[i];
		a[i] = (uint32_t)b;
		b >>= 32;
	}
	return (uint32_t)b;
}

/* out = a * b; 2^256 is 38 modulo p. */
static void
multiply(struct field *out, const struct field *a, const struct field *b)
{
	uint32_t product[2 * LIMBS] = { 0 };
	uint64_t sum;
	uint32_t carry;
	size_t i, k;

	for (i = 0; i < LIMBS; i++) {
		for (carry = 0, k = 0; k < LIMBS; k++) {
			sum = (uint64_t)a->limb[i] * b->limb[k] + product[i + k] + carry;
			product[i + k] = (uint32_t)sum;
			carry = (uint32_t)(sum >> 32);
		}
		product[i + LIMBS] = carry;
	}
	for (carry = 0, i = 0; i < LIMBS; i++) {
		sum = (uint64_t)product[i + LIMBS] * 38 + product[i] + carry;
		out->limb[i] = (uint32_t)sum;
		carry = (uint32_t)(sum >> 32);
	}
	while (carry != 0)
		carry = add_at(out->limb, LIMBS, (uint64_t)carry * 38);
}

/* out = a - b */
static void
subtract(struct field *out, const struct field *a, const struct field *b)
{
	uint64_t rest;
	uint32_t borrow = 0;
	size_t i;

	for (i = 0; i < LIMBS; i++) {
		rest = (uint64_t)a->limb[i] - b->limb[i] - borrow;
		out->limb[i] = (uint32_t)rest;
		borrow = (uint32_t)(rest >> 63);
	}
	/* it was taken from 2^256, which is 38 */
	while (borrow != 0) {
		borrow = 38;
		for (i = 0; i < LIMBS; i++) {
			rest = (uint64_t)out->limb[i] - borrow;
			out->limb[i] = (uint32_t)rest;
			borrow = (uint32_t)(rest >> 63);
		}
	}
}

/* Makes it the one number below p. */
static void
reduce(struct field *a)
{
	static const struct field p = { {
		0xffffffed, 0xffffffff, 0xffffffff, 0xffffffff,
		0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff
	} };
	size_t i;

	while ((a->limb[LIMBS - 1] >> 31) != 0) {
		a->limb[LIMBS - 1] &= 0x7fffffff;
		add_at(a->limb, LIMBS, 19);
	}
	for (i = LIMBS; i > 0 && a->limb[i - 1] == p.limb[i - 1]; i--)
		continue;
	if (i == 0 || a->limb[i - 1] > p.limb[i - 1])
		subtract(a, a, &p);
}

/* a^((p - 1) / 2) is 1 for a square, 0 for 0, -1 for the rest.  The exponent
 * is 2^254 - 10: 254 bits, all ones but bits 0 and 3. */
static bool
is_square(const struct field *a)
{
	struct field power = *a;
	unsigned bit;

	for (bit = 253; bit > 0; bit--) {
		multiply(&power, &power, &power);
		if (bit != 1 && bit != 4)
			multiply(&power, &power, a);
	}
	reduce(&power);
	for (bit = 1; bit < LIMBS; bit++)
		if (power.limb[bit] != 0)
			return false;
	return power.limb[0] <= 1;
}

/* ---- points ---------------------------------------------------------------- */

static void
read_y(struct field *y, const uint8_t key[32])
{
	size_t i;

	for (i = 0; i < LIMBS; i++)
		y->limb[i] = (uint32_t)key[4 * i] | (uint32_t)key[4 * i + 1] << 8 |
		    (uint32_t)key[4 * i + 2] << 16 | (uint32_t)key[4 * i + 3] << 24;
	y->limb[LIMBS - 1] &= 0x7fffffff;
}

static bool
is_zero(const struct field *a)
{
	size_t i;

	for (i = 0; i < LIMBS; i++)
		if (a->limb[i] != 0)
			return false;
	return true;
}

/* On the curve -x^2 + y^2 = 1 + d x^2 y^2 with d = -121665/121666, x^2 is
 * 121666 (y^2 - 1) / (121666 - 121665 y^2).  A quotient is a square exactly if
 * the product is. */
bool
mailauth__ed25519_is_point(const uint8_t key[32])
{
	static const struct field one = { { 1 } };
	static const struct field num = { { 121665 } }, den = { { 121666 } };
	struct field y, reduced, square, above, below;

	read_y(&y, key);
	reduced = y;
	reduce(&reduced);
	/* "If the resulting value is >= p, decoding fails." */
	if (memcmp(&reduced, &y, sizeof(y)) != 0)
		return false;
	multiply(&square, &y, &y);
	subtract(&above, &square, &one);
	reduce(&above);
	/* "If x = 0, and x_0 = 1, decoding fails." */
	if (is_zero(&above))
		return (key[31] & 0x80) == 0;
	multiply(&above, &above, &den);
	multiply(&below, &square, &num);
	subtract(&below, &den, &below);
	multiply(&square, &above, &below);
	return is_square(&square);
}
