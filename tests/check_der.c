/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys in DER: each kind, each fault with its place, and cuts at every octet. */
#include <stdlib.h>
#include <string.h>

#include "record/der.h"
#include "support/keys.h"
#include "support/suite.h"

static const struct {
	const char *name;
	int kind, fault;
	size_t offset; /* of the fault */
} cases[] = {
	{ "rsa-512", DER_SPKI_RSA, DER_OK, 0 },
	{ "rsa-1024", DER_SPKI_RSA, DER_OK, 0 },
	{ "rsa-2048", DER_SPKI_RSA, DER_OK, 0 },
	{ "rsa-4096", DER_SPKI_RSA, DER_OK, 0 },
	{ "size-16392", DER_SPKI_RSA, DER_OK, 0 },
	{ "pkcs1-2048", DER_PKCS1_RSA, DER_OK, 0 },
	{ "no-parameters", DER_SPKI_RSA, DER_OK, 0 },
	{ "ed25519-spki", DER_SPKI_ED25519, DER_OK, 0 },
	{ "private-pkcs1", DER_PRIVATE, DER_OK, 0 },
	{ "private-pkcs8", DER_PRIVATE, DER_OK, 0 },
	{ "private-encrypted", DER_PRIVATE, DER_OK, 0 },
	{ "ed25519-private", DER_PRIVATE, DER_OK, 0 },
	{ "ec-private", DER_PRIVATE, DER_OK, 0 },
	{ "certificate", DER_CERTIFICATE, DER_OK, 0 },
	{ "request", DER_CERTIFICATE, DER_OK, 0 },
	{ "ec", DER_SPKI_OTHER, DER_OK, 0 },
	{ "ed448", DER_SPKI_OTHER, DER_OK, 0 },
	{ "x25519", DER_SPKI_OTHER, DER_OK, 0 },
	{ "pss", DER_SPKI_OTHER, DER_OK, 0 },
	{ "openssh", DER_OPENSSH, DER_OK, 0 },
	{ "trailing", DER_SPKI_RSA, DER_TRAILING, 294 },
	{ "trailing-inner", DER_NOTHING, DER_TRAILING, 294 },
	{ "bad-parameters", DER_NOTHING, DER_PARAMETERS, 17 },
	{ "unused-bits", DER_NOTHING, DER_BITS, 23 },
	{ "negative", DER_NOTHING, DER_NUMBER, 28 },
	{ "zero-padded", DER_NOTHING, DER_NUMBER, 28 },
	{ "zero", DER_NOTHING, DER_NUMBER, 22 },
	{ "empty-number", DER_NOTHING, DER_NUMBER, 22 },
	{ "indefinite", DER_NOTHING, DER_LENGTH, 1 },
	{ "long-length", DER_NOTHING, DER_LENGTH, 1 },
	{ "not-minimal", DER_NOTHING, DER_LENGTH, 29 },
	{ "five-octets", DER_NOTHING, DER_LENGTH, 1 },
	{ "octet-string", DER_NOTHING, DER_TAG, 0 },
	{ "no-exponent", DER_NOTHING, DER_TRUNCATED, 289 },
	{ "ed25519", DER_NOTHING, DER_TAG, 0 },
};

START_TEST(kinds)
{
	size_t len;
	uint8_t *data = test_key_octets(cases[_i].name, &len);
	struct der_key key;

	/* A raw Ed25519 key may begin with any octet but that of a SEQUENCE. */
	if (strcmp(cases[_i].name, "ed25519") == 0 && data[0] == 0x30)
		data[0] = 0x31;
	mailauth__der_key(data, len, &key);
	ck_assert_msg(key.kind == cases[_i].kind && key.fault == cases[_i].fault &&
	    key.fault_offset == cases[_i].offset,
	    "%s: kind %d, fault %d (%s) at %zu", cases[_i].name, key.kind, key.fault,
	    mailauth__der_fault_text(key.fault), key.fault_offset);
	ck_assert_int_eq(key.modulus.data != NULL && key.kind != DER_NOTHING,
	    key.kind == DER_SPKI_RSA || key.kind == DER_PKCS1_RSA);
	free(data);
}
END_TEST

#define RSA "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
#define NUMBERS "\x03\x09\x00\x30\x06\x02\x01\x23\x02\x01\x03"
#define ED25519 "\x06\x03\x2b\x65\x70"
#define RAW "\x03\x21\x00" "0123456789abcdef0123456789abcdef"
#define OCTETS(text) (const uint8_t *)(text), sizeof(text) - 1

/* Keys written octet by octet.  RFC 3279 section 2.3.1: the parameters of
 * rsaEncryption are NULL; RFC 8410 section 3: those of Ed25519 are absent. */
static const struct {
	const char *name;
	const uint8_t *data;
	size_t length;
	int kind, fault;
	size_t offset;
} small[] = {
	{ "RSA", OCTETS("\x30\x1a\x30\x0d" RSA "\x05\x00" NUMBERS),
	  DER_SPKI_RSA, DER_OK, 0 },
	{ "RSA, NULL with contents",
	  OCTETS("\x30\x1b\x30\x0e" RSA "\x05\x01\x00" NUMBERS),
	  DER_NOTHING, DER_PARAMETERS, 17 },
	{ "RSA, two parameters",
	  OCTETS("\x30\x1c\x30\x0f" RSA "\x05\x00\x05\x00" NUMBERS),
	  DER_NOTHING, DER_PARAMETERS, 17 },
	{ "RSA, NULL cut off by its sequence",
	  OCTETS("\x30\x19\x30\x0c" RSA "\x05" NUMBERS),
	  DER_NOTHING, DER_TRUNCATED, 16 },
	{ "RSA, more behind the bit string",
	  OCTETS("\x30\x1c\x30\x0d" RSA "\x05\x00" NUMBERS "\x05\x00"),
	  DER_NOTHING, DER_TRAILING, 28 },
	{ "Ed25519", OCTETS("\x30\x2a\x30\x05" ED25519 RAW),
	  DER_SPKI_ED25519, DER_OK, 0 },
	{ "Ed25519 with parameters",
	  OCTETS("\x30\x2c\x30\x07" ED25519 "\x05\x00" RAW),
	  DER_NOTHING, DER_PARAMETERS, 9 },
};

START_TEST(octet_by_octet)
{
	struct der_key key;

	mailauth__der_key(small[_i].data, small[_i].length, &key);
	ck_assert_msg(key.kind == small[_i].kind && key.fault == small[_i].fault &&
	    key.fault_offset == small[_i].offset, "%s: kind %d, fault %d (%s) at %zu",
	    small[_i].name, key.kind, key.fault, mailauth__der_fault_text(key.fault),
	    key.fault_offset);
}
END_TEST

/* Cut at every octet: never a key, and never a read beyond the end (which
 * AddressSanitizer sees, since each piece is a block of its own). */
START_TEST(truncation)
{
	size_t len, cut;
	uint8_t *data = test_key_octets(cases[_i].name, &len), *piece;
	struct der_key key;

	for (cut = 0; cut < len && cut < 600; cut++) {
		piece = malloc(cut + 1);
		memcpy(piece, data, cut);
		piece = realloc(piece, cut > 0 ? cut : 1);
		mailauth__der_key(piece, cut, &key);
		if (cases[_i].kind == DER_SPKI_RSA && cases[_i].fault == DER_OK)
			ck_assert_msg(key.kind == DER_NOTHING &&
			    key.fault == (cut == 0 ? DER_EMPTY : DER_TRUNCATED) &&
			    key.fault_offset == cut, "%s cut at %zu: kind %d, "
			    "fault %d at %zu", cases[_i].name, cut, key.kind,
			    key.fault, key.fault_offset);
		ck_assert_uint_le(key.fault_offset, cut);
		free(piece);
	}
	free(data);
}
END_TEST

/* Every octet changed to every of a few values: no crash, places in range. */
START_TEST(changed_octets)
{
	static const uint8_t values[] = { 0, 1, 2, 3, 4, 0x30, 0x7f, 0x80, 0x81,
		0x82, 0x84, 0x85, 0xa0, 0xff };
	size_t len, i, k;
	uint8_t *data = test_key_octets(cases[_i].name, &len), was;
	struct der_key key;

	for (i = 0; i < len && i < 400; i++) {
		was = data[i];
		for (k = 0; k < sizeof(values); k++) {
			data[i] = values[k];
			mailauth__der_key(data, len, &key);
			ck_assert_uint_le(key.fault_offset, len);
			if (key.modulus.data != NULL)
				ck_assert(key.modulus.data > data &&
				    key.modulus.length > 0 &&
				    key.modulus.data + key.modulus.length <= data + len);
		}
		data[i] = was;
	}
	free(data);
}
END_TEST

/* What is written reads back, and is what openssl writes. */
START_TEST(writing)
{
	static const char *const names[] = { "rsa-512", "rsa-1024", "rsa-2048",
		"rsa-4096", "size-16384", "e-3", "ed25519-spki" };
	size_t len, written;
	uint8_t *data = test_key_octets(names[_i], &len), out[4096];
	struct der_key key;

	mailauth__der_key(data, len, &key);
	written = mailauth__der_write_spki(&key, NULL, 0);
	ck_assert_uint_eq(written, len);
	ck_assert_uint_eq(mailauth__der_write_spki(&key, out, sizeof(out)), len);
	ck_assert_mem_eq(out, data, len);
	free(data);
}
END_TEST

START_TEST(fault_texts)
{
	int i;

	for (i = DER_OK; i <= DER_BITS; i++)
		ck_assert_uint_gt(strlen(mailauth__der_fault_text(i)), 10);
	ck_assert_str_eq(mailauth__der_fault_text(DER_BITS + 1), "unknown fault");
}
END_TEST

int
main(void)
{
	const int count = sizeof(cases) / sizeof(cases[0]);
	Suite *suite = suite_create("der");
	TCase *tcase = tcase_create("keys");

	tcase_add_loop_test(tcase, kinds, 0, count);
	tcase_add_loop_test(tcase, octet_by_octet, 0,
	    sizeof(small) / sizeof(small[0]));
	tcase_add_loop_test(tcase, truncation, 0, count);
	tcase_add_loop_test(tcase, changed_octets, 0, count);
	tcase_add_loop_test(tcase, writing, 0, 7);
	tcase_add_test(tcase, fault_texts);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
