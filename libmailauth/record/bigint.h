/* SPDX-License-Identifier: BSD-2-Clause */
/* Natural numbers of up to a few thousand digits: only what the tests of RSA
 * moduli need.  Public numbers, so nothing here runs in constant time. */
#ifndef RECORD_BIGINT_H
#define RECORD_BIGINT_H

#include <stdbool.h>

#include "base/arena.h"

struct bigint {
	uint32_t *limb; /* the lowest first */
	size_t count;   /* used limbs; the highest is not zero; 0: the number 0 */
	size_t room;
};

/* Zero with room for `bits` bits.  0 or the arena's error. */
int mailauth__bigint_new(struct bigint *n, struct arena *arena, size_t bits) MUST_CHECK;
/* From big-endian octets; n needs room for 8 * len bits. */
void mailauth__bigint_read(struct bigint *n, const uint8_t *data, size_t len);
/* n needs the room of `from`. */
void mailauth__bigint_copy(struct bigint *n, const struct bigint *from);

size_t mailauth__bigint_bits(const struct bigint *n);
bool mailauth__bigint_is_even(const struct bigint *n);
/* <0, 0, >0 */
int mailauth__bigint_compare(const struct bigint *a, const struct bigint *b);
/* n mod divisor, which is not 0. */
uint32_t mailauth__bigint_mod(const struct bigint *n, uint32_t divisor);
/* n += add; n needs one limb more room than the longer one. */
void mailauth__bigint_add(struct bigint *n, const struct bigint *add);
void mailauth__bigint_add_small(struct bigint *n, uint32_t add);
/* n -= sub, which is not larger. */
void mailauth__bigint_sub(struct bigint *n, const struct bigint *sub);
/* n = n * 2; needs a bit more room. */
void mailauth__bigint_double(struct bigint *n);
/* root = floor(sqrt(n)), rest = n - root^2.  root needs room for half the bits
 * of n and 2, rest for those of n and 2.  Time is quadratic in the limbs of n
 * times 32. */
void mailauth__bigint_sqrt(const struct bigint *n, struct bigint *root, struct bigint *rest);
/* Can n be a square, by its remainders?  False is certain, true is not. */
bool mailauth__bigint_may_be_square(const struct bigint *n);

#endif
