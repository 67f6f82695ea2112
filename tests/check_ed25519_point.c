/* SPDX-License-Identifier: BSD-2-Clause */
/* Ed25519 keys as points: RFC 8032 section 5.1.3, and those of small order. */
#include <stdio.h>
#include <string.h>

#include "record/ed25519_point.h"
#include "support/suite.h"

#define FF14 "ffffffffffffffffffffffffffff"
#define ZERO14 "0000000000000000000000000000"

/* What the key is was worked out with big integers, by the equation. */
static const struct {
	const char *name, *key; /* hexadecimal */
	int point, small;
} cases[] = {
	{ "order 1", "01" ZERO14 ZERO14 "000000", 1, 1 },
	{ "order 2", "ec" FF14 FF14 "ffff7f", 1, 1 },
	{ "order 4", "00" ZERO14 ZERO14 "000000", 1, 1 },
	{ "order 4, other sign", "00" ZERO14 ZERO14 "000080", 1, 1 },
	{ "order 8",
	  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", 1, 1 },
	{ "order 8, other sign",
	  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", 1, 1 },
	{ "order 8, other y",
	  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", 1, 1 },
	{ "order 8, other y and sign",
	  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", 1, 1 },
	{ "order 1 with a sign", "01" ZERO14 ZERO14 "000080", 0, 1 },
	{ "order 2 with a sign", "ec" FF14 FF14 "ffffff", 0, 1 },
	{ "p for 0", "ed" FF14 FF14 "ffff7f", 0, 1 },
	{ "p for 0 with a sign", "ed" FF14 FF14 "ffffff", 0, 1 },
	{ "p + 1 for 1", "ee" FF14 FF14 "ffff7f", 0, 1 },
	{ "p + 3, whose 3 is a point", "f0" FF14 FF14 "ffff7f", 0, 0 },
	{ "all ones", "ff" FF14 FF14 "ffffff", 0, 0 },
	{ "one octet off order 8",
	  "27e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", 0, 0 },
	{ "2", "02" ZERO14 ZERO14 "000000", 0, 0 },
	{ "3", "03" ZERO14 ZERO14 "000000", 1, 0 },
	{ "3 with a sign", "03" ZERO14 ZERO14 "000080", 1, 0 },
	{ "7", "07" ZERO14 ZERO14 "000000", 0, 0 },
	{ "p - 2", "eb" FF14 FF14 "ffff7f", 0, 0 },
	{ "p - 3", "ea" FF14 FF14 "ffff7f", 1, 0 },
	{ "2^254", "00" ZERO14 ZERO14 "000040", 0, 0 },
	{ "2^254 + 1", "01" ZERO14 ZERO14 "000040", 1, 0 },
	{ "RFC 8032 section 7.1, test 1",
	  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", 1, 0 },
	{ "RFC 8032 section 7.1, test 2",
	  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", 1, 0 },
	{ "RFC 8032 section 7.1, test 3",
	  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", 1, 0 },
};

static void
octets_of(const char *hex, uint8_t out[32])
{
	unsigned octet;
	size_t i;

	ck_assert_uint_eq(strlen(hex), 64);
	for (i = 0; i < 32; i++) {
		ck_assert_int_eq(sscanf(hex + 2 * i, "%2x", &octet), 1);
		out[i] = (uint8_t)octet;
	}
}

START_TEST(points)
{
	uint8_t key[32];

	octets_of(cases[_i].key, key);
	ck_assert_msg(mailauth__ed25519_is_point(key) == (cases[_i].point != 0),
	    "%s: is_point", cases[_i].name);
	ck_assert_msg(mailauth__ed25519_small_order(key) == (cases[_i].small != 0),
	    "%s: small_order", cases[_i].name);
}
END_TEST

/* The equation has only y^2 and x^2: -y, and y with the other sign of x, are
 * points exactly if y is. */
START_TEST(symmetry)
{
	uint8_t key[32] = { 0 }, other[32];
	unsigned y, sum = 0;
	size_t i;

	for (y = 2; y < 236; y++) {
		key[0] = (uint8_t)y;
		for (i = 0; i < 32; i++) /* p - y */
			other[i] = i == 0 ? (uint8_t)(0xed - y) : 0xff;
		other[31] = 0x7f;
		ck_assert_msg(mailauth__ed25519_is_point(key) ==
		    mailauth__ed25519_is_point(other), "%u", y);
		other[31] |= 0x80;
		ck_assert_msg(mailauth__ed25519_is_point(key) ==
		    mailauth__ed25519_is_point(other), "%u with a sign", y);
		sum += mailauth__ed25519_is_point(key);
	}
	/* "half of all": worked out apart, as above */
	ck_assert_uint_eq(sum, 113);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ed25519_point");
	TCase *tcase = tcase_create("points");

	tcase_add_loop_test(tcase, points, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, symmetry);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
