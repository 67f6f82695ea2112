/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-256 against FIPS 180-4's examples and lengths around a block. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "support/suite.h"

static const struct {
	const char *text; /* repeated */
	size_t times;
	const char *hash;
} cases[] = {
	{ "abc", 0,
	  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", 1,
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "a", 1000000,
	  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
	{ "x", 55,
	  "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072" },
	{ "x", 56,
	  "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e" },
	{ "x", 57,
	  "ae14a2563ccf969d99aca69ce6bb74981f734bbf9f655f73b8f06db68cab5217" },
	{ "x", 63,
	  "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2" },
	{ "x", 64,
	  "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c" },
	{ "x", 65,
	  "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9" },
	{ "x", 119,
	  "000b48d4edf0fa7bee3c6236ecd2785baa5db4eeb8bb54341b029e0d9fa5fb0c" },
	{ "x", 120,
	  "13f05a0b594787f5ecd315edc96141bd3243203d1b7d4f0836f37308b276ba98" },
	{ "x", 128,
	  "24da1b81d0b16df6428eee73c69fcb2a93c76bc6df706f0c6670fe6bfe800464" },
	{ "xyz", 1000,
	  "f3f8d26d04ceaaf346752e54babcb2e2560f4cb490f744c49b8ad012828e9076" },
};

START_TEST(hashes)
{
	size_t len = strlen(cases[_i].text), i;
	uint8_t *data = malloc(len * cases[_i].times + 1), hash[32];
	char hex[65];

	for (i = 0; i < cases[_i].times; i++)
		memcpy(data + i * len, cases[_i].text, len);
	mailauth__sha256(data, len * cases[_i].times, hash);
	for (i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	ck_assert_str_eq(hex, cases[_i].hash);
	free(data);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sha256");
	TCase *tcase = tcase_create("vectors");

	tcase_add_loop_test(tcase, hashes, 0, sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
