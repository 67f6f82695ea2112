/* SPDX-License-Identifier: BSD-2-Clause */
/* Natural numbers in limbs of 32 bits. */
#include <assert.h>
#include <string.h>

#include "record/bigint.h"

#define LIMB_BITS 32

int
mailauth__bigint_new(struct bigint *n, struct arena *arena, size_t bits)
{
	n->count = 0;
	n->room = bits / LIMB_BITS + 1;
	n->limb = mailauth__arena_array(arena, n->room, sizeof(*n->limb));
	return n->limb != NULL ? MAILAUTH_OK : mailauth__arena_error(arena);
}

static void
trim(struct bigint *n)
{
	while (n->count > 0 && n->limb[n->count - 1] == 0)
		n->count--;
}

/* Limbs from count on become zero, count becomes `count`. */
static void
widen(struct bigint *n, size_t count)
{
	assert(count <= n->room);
	if (count <= n->count)
		return;
	memset(n->limb + n->count, 0, (count - n->count) * sizeof(*n->limb));
	n->count = count;
}

void
mailauth__bigint_read(struct bigint *n, const uint8_t *data, size_t len)
{
	size_t i, from_end;

	while (len > 0 && *data == 0) {
		data++;
		len--;
	}
	n->count = 0;
	widen(n, (len + 3) / 4);
	for (i = 0; i < len; i++) {
		from_end = len - 1 - i;
		n->limb[from_end / 4] |= (uint32_t)data[i] << (8 * (from_end % 4));
	}
	trim(n);
}

void
mailauth__bigint_copy(struct bigint *n, const struct bigint *from)
{
	assert(from->count <= n->room);
	if (from->count > 0)
		memcpy(n->limb, from->limb, from->count * sizeof(*n->limb));
	n->count = from->count;
}

size_t
mailauth__bigint_bits(const struct bigint *n)
{
	size_t bits = n->count * LIMB_BITS;
	uint32_t top;

	if (n->count == 0)
		return 0;
	for (top = n->limb[n->count - 1]; (top & 0x80000000u) == 0; top <<= 1)
		bits--;
	return bits;
}

bool
mailauth__bigint_is_even(const struct bigint *n)
{
	return n->count == 0 || (n->limb[0] & 1) == 0;
}

int
mailauth__bigint_compare(const struct bigint *a, const struct bigint *b)
{
	size_t i;

	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	for (i = a->count; i-- > 0;)
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	return 0;
}

uint32_t
mailauth__bigint_mod(const struct bigint *n, uint32_t divisor)
{
	uint64_t rest = 0;
	size_t i;

	for (i = n->count; i-- > 0;)
		rest = (rest << LIMB_BITS | n->limb[i]) % divisor;
	return (uint32_t)rest;
}

void
mailauth__bigint_add_small(struct bigint *n, uint32_t add)
{
	uint64_t carry = add;
	size_t i;

	for (i = 0; i < n->count && carry != 0; i++) {
		carry += n->limb[i];
		n->limb[i] = (uint32_t)carry;
		carry >>= LIMB_BITS;
	}
	if (carry != 0) {
		widen(n, n->count + 1);
		n->limb[n->count - 1] = (uint32_t)carry;
	}
}

void
mailauth__bigint_add(struct bigint *n, const struct bigint *add)
{
	uint64_t carry = 0;
	size_t i;

	widen(n, add->count);
	for (i = 0; i < n->count && (i < add->count || carry != 0); i++) {
		carry += (uint64_t)n->limb[i] + (i < add->count ? add->limb[i] : 0);
		n->limb[i] = (uint32_t)carry;
		carry >>= LIMB_BITS;
	}
	if (carry != 0) {
		widen(n, n->count + 1);
		n->limb[n->count - 1] = (uint32_t)carry;
	}
}

void
mailauth__bigint_sub(struct bigint *n, const struct bigint *sub)
{
	uint32_t borrow = 0;
	uint64_t take;
	size_t i;

	assert(mailauth__bigint_compare(n, sub) >= 0);
	for (i = 0; i < n->count && (i < sub->count || borrow != 0); i++) {
		take = (uint64_t)borrow + (i < sub->count ? sub->limb[i] : 0);
		borrow = n->limb[i] < take;
		n->limb[i] = (uint32_t)(n->limb[i] - take);
	}
	trim(n);
}

/* n = n << by, 0 < by < 32. */
static void
shift(struct bigint *n, unsigned by)
{
	uint32_t carry = 0, limb;
	size_t i;

	for (i = 0; i < n->count; i++) {
		limb = n->limb[i];
		n->limb[i] = limb << by | carry;
		carry = limb >> (LIMB_BITS - by);
	}
	if (carry != 0) {
		widen(n, n->count + 1);
		n->limb[n->count - 1] = carry;
	}
}

void
mailauth__bigint_double(struct bigint *n)
{
	shift(n, 1);
}

/* Digit by digit, as on paper, with two bits of n for one of the root: the
 * next bit is 1 if what is left holds 4 * root + 1 (root as found so far).
 * `root` carries 2 * root meanwhile, so that 4 * root + 1 is one shift away. */
void
mailauth__bigint_sqrt(const struct bigint *n, struct bigint *root, struct bigint *rest)
{
	size_t pairs = (mailauth__bigint_bits(n) + 1) / 2, at;
	uint32_t carry, limb;
	size_t i;

	root->count = 0;
	rest->count = 0;
	while (pairs-- > 0) {
		at = pairs * 2;
		shift(rest, 2);
		mailauth__bigint_add_small(rest,
		    n->limb[at / LIMB_BITS] >> (at % LIMB_BITS) & 3);
		/* root: 2r becomes 4r + 1 */
		shift(root, 1);
		mailauth__bigint_add_small(root, 1);
		if (mailauth__bigint_compare(rest, root) >= 0) {
			mailauth__bigint_sub(rest, root);
			mailauth__bigint_add_small(root, 1); /* 2 * (2r + 1) */
		} else {
			root->limb[0]--; /* 2 * (2r) */
			trim(root);
		}
	}
	for (i = root->count, carry = 0; i-- > 0; carry = limb & 1) {
		limb = root->limb[i];
		root->limb[i] = limb >> 1 | carry << (LIMB_BITS - 1);
	}
	trim(root);
}

/* Squares leave few remainders: 12 of 64, and of each odd prime about half. */
bool
mailauth__bigint_may_be_square(const struct bigint *n)
{
	/* 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23 */
	static const uint32_t product = 111546435;
	static const uint8_t primes[] = { 3, 5, 7, 11, 13, 17, 19, 23 };
	/* 0, 1, 4, 9, 16, 17, 25, 33, 36, 41, 49, 57 */
	static const uint64_t mod_64 = UINT64_C(0x0202021202030213);
	uint32_t rest, p, x;
	size_t i;

	if (n->count == 0)
		return true;
	if ((mod_64 >> (n->limb[0] & 63) & 1) == 0)
		return false;
	rest = mailauth__bigint_mod(n, product);
	for (i = 0; i < sizeof(primes); i++) {
		p = primes[i];
		for (x = 0; x <= p / 2; x++)
			if (x * x % p == rest % p)
				break;
		if (x > p / 2)
			return false;
	}
	return true;
}
