/* SPDX-License-Identifier: BSD-2-Clause */
/* Records made from public keys, and their lines in a master file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "support/alloc.h"
#include "support/keys.h"
#include "support/suite.h"

static const struct {
	const char *key; /* of keys.txt, in DER */
	int rc;
	const char *record;
} cases[] = {
	{ "rsa-512", 0, "v=DKIM1; k=rsa; p={rsa-512}" },
	{ "rsa-1024", 0, "v=DKIM1; k=rsa; p={rsa-1024}" },
	{ "rsa-2048", 0, "v=DKIM1; k=rsa; p={rsa-2048}" },
	{ "rsa-4096", 0, "v=DKIM1; k=rsa; p={rsa-4096}" },
	{ "size-16384", 0, "v=DKIM1; k=rsa; p={size-16384}" },
	{ "pkcs1-2048", 0, "v=DKIM1; k=rsa; p={rsa-2048}" },
	{ "ed25519-spki", 0, "v=DKIM1; k=ed25519; p={ed25519}" },
	{ "private-pkcs1", MAILAUTH_ERR_WRONG_TYPE, NULL },
	{ "private-pkcs8", MAILAUTH_ERR_WRONG_TYPE, NULL },
	{ "private-encrypted", MAILAUTH_ERR_WRONG_TYPE, NULL },
	{ "ed25519-private", MAILAUTH_ERR_WRONG_TYPE, NULL },
	{ "ec-private", MAILAUTH_ERR_WRONG_TYPE, NULL },
	{ "ec", MAILAUTH_ERR_UNSUPPORTED, NULL },
	{ "pss", MAILAUTH_ERR_UNSUPPORTED, NULL },
	{ "x25519", MAILAUTH_ERR_UNSUPPORTED, NULL },
	{ "certificate", MAILAUTH_ERR_UNSUPPORTED, NULL },
	{ "openssh", MAILAUTH_ERR_UNSUPPORTED, NULL },
	{ "trailing", MAILAUTH_ERR_INVALID, NULL },
	{ "negative", MAILAUTH_ERR_INVALID, NULL },
	{ "octet-string", MAILAUTH_ERR_INVALID, NULL },
	{ "ed25519-pair", MAILAUTH_ERR_INVALID, NULL },
};

static void
check_record(const mailauth_dkim_key *key, const char *pattern)
{
	size_t len, want_len;
	const char *text = mailauth_dkim_key_text(key, &len);
	char *want = test_key_text(pattern, &want_len);

	ck_assert_uint_eq(len, want_len);
	ck_assert_mem_eq(text, want, len);
	ck_assert_int_eq(mailauth_dkim_key_is_dkim(key), 1);
	free(want);
}

START_TEST(from_der)
{
	size_t len;
	uint8_t *der = test_key_octets(cases[_i].key, &len);
	mailauth_dkim_key *key;
	int rc = mailauth_dkim_key_write(NULL, der, len, &key);

	ck_assert_msg(rc == cases[_i].rc, "%s: %d", cases[_i].key, rc);
	ck_assert((rc == 0) == (key != NULL));
	if (rc == 0)
		check_record(key, cases[_i].record);
	mailauth_dkim_key_free(key);
	free(der);
}
END_TEST

/* PEM with lines of 64, as openssl writes them. */
static char *
pem_of(const char *key, const char *label, const char *end_of_line)
{
	const char *base64 = test_key(key);
	size_t len = strlen(base64), i, n;
	char *out = malloc(len * 2 + 300);

	n = (size_t)sprintf(out, "a comment%s-----BEGIN %s-----%s", end_of_line, label,
	    end_of_line);
	for (i = 0; i < len; i += 64)
		n += (size_t)sprintf(out + n, "%.64s%s", base64 + i, end_of_line);
	sprintf(out + n, "-----END %s-----%s", label, end_of_line);
	return out;
}

static const struct {
	const char *key, *label;
	int rc;
	const char *record;
} pems[] = {
	{ "rsa-2048", "PUBLIC KEY", 0, "v=DKIM1; k=rsa; p={rsa-2048}" },
	{ "pkcs1-2048", "RSA PUBLIC KEY", 0, "v=DKIM1; k=rsa; p={rsa-2048}" },
	{ "ed25519-spki", "PUBLIC KEY", 0, "v=DKIM1; k=ed25519; p={ed25519}" },
	{ "private-pkcs8", "PRIVATE KEY", MAILAUTH_ERR_WRONG_TYPE, NULL },
	{ "private-pkcs1", "RSA PRIVATE KEY", MAILAUTH_ERR_WRONG_TYPE, NULL },
	{ "private-encrypted", "ENCRYPTED PRIVATE KEY", MAILAUTH_ERR_WRONG_TYPE, NULL },
	{ "private-pkcs8", "PUBLIC KEY", MAILAUTH_ERR_WRONG_TYPE, NULL },
	{ "certificate", "CERTIFICATE", MAILAUTH_ERR_UNSUPPORTED, NULL },
};

START_TEST(from_pem)
{
	static const char *const ends[] = { "\n", "\r\n" };
	mailauth_dkim_key *key;
	size_t i;

	for (i = 0; i < 2; i++) {
		char *pem = pem_of(pems[_i].key, pems[_i].label, ends[i]);
		int rc = mailauth_dkim_key_write(NULL, pem, strlen(pem), &key);

		ck_assert_msg(rc == pems[_i].rc, "%s: %d", pems[_i].label, rc);
		if (rc == 0)
			check_record(key, pems[_i].record);
		mailauth_dkim_key_free(key);
		free(pem);
	}
}
END_TEST

/* Cut anywhere, PEM and DER alike, there is no key; nor is there a crash. */
START_TEST(cut_off)
{
	char *pem = pem_of("rsa-1024", "PUBLIC KEY", "\n"), *piece;
	size_t len, i, whole = (size_t)(strstr(pem, "-----END ") - pem) + 9;
	uint8_t *der = test_key_octets("rsa-1024", &len);
	mailauth_dkim_key *key;

	for (i = 0; i < whole; i++) {
		piece = malloc(i + 1);
		memcpy(piece, pem, i);
		ck_assert_int_eq(mailauth_dkim_key_write(NULL, piece, i, &key),
		    MAILAUTH_ERR_INVALID);
		ck_assert_ptr_null(key);
		free(piece);
	}
	for (i = 0; i < len; i++)
		ck_assert_int_eq(mailauth_dkim_key_write(NULL, der, i, &key),
		    MAILAUTH_ERR_INVALID);
	free(der);
	free(pem);
}
END_TEST

START_TEST(too_long)
{
	char *data = calloc(1, 65536);
	mailauth_dkim_key *key;

	ck_assert_int_eq(mailauth_dkim_key_write(NULL, data, 65536, &key),
	    MAILAUTH_ERR_LIMIT);
	ck_assert_int_eq(mailauth_dkim_key_write(NULL, data, 65535, &key),
	    MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(key);
	free(data);
}
END_TEST

/* What the line says when a zone is read from it is the record itself. */
START_TEST(zone_lines)
{
	static const char *const records[] = { "p=", "v=DKIM1; k=rsa; p={rsa-1024}",
		"v=DKIM1; k=rsa; p={rsa-2048}", "v=DKIM1; k=rsa; p={size-16384}",
		"v=DKIM1; n=\"q\\uote\"\x01\xff; p=", "" };
	const char *owner = "s1._domainkey.example.org";
	size_t len, line_len, i, string = 0, longest = 0;
	char *text = test_key_text(records[_i], &len), *line, cut[32];
	const mailauth_record *record;
	mailauth_answer *answer;
	mailauth_dkim_key *key;
	mailauth_zone *zone;

	ck_assert_int_eq(mailauth_dkim_key_parse(NULL, text, len, &key), 0);
	line_len = mailauth_dkim_key_zone_line(key, owner, NULL, 0);
	line = malloc(line_len + 1);
	ck_assert_uint_eq(mailauth_dkim_key_zone_line(key, owner, line, line_len + 1),
	    line_len);
	ck_assert_uint_eq(strlen(line), line_len);
	for (i = 0; i < line_len; i++)
		ck_assert(line[i] >= 0x20 && line[i] < 0x7f);
	ck_assert_uint_eq(mailauth_dkim_key_zone_line(key, owner, cut, sizeof(cut)),
	    line_len);
	ck_assert_mem_eq(cut, line, sizeof(cut) - 1);
	ck_assert_uint_eq(strlen(cut), sizeof(cut) - 1);

	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	ck_assert_int_eq(mailauth_zone_read(zone, "line", NULL, line, line_len), 0);
	ck_assert_int_eq(mailauth_zone_answer(zone, owner, MAILAUTH_TYPE_TXT, &answer), 0);
	record = mailauth_answer_record(answer, 0);
	ck_assert_ptr_nonnull(record);
	ck_assert_uint_eq(record->text_length, len);
	ck_assert_mem_eq(record->text, text, len);
	for (i = 0; i < record->rdata_length; i += string + 1) {
		string = record->rdata[i];
		longest = string > longest ? string : longest;
	}
	ck_assert_uint_eq(longest, len < 255 ? len : 255);
	ck_assert_uint_eq(record->string_count, len == 0 ? 1 : (len + 254) / 255);
	mailauth_answer_free(answer);
	mailauth_zone_free(zone);
	mailauth_dkim_key_free(key);
	free(line);
	free(text);
}
END_TEST

struct arg {
	const void *data;
	size_t length;
};

static int
write_once(const mailauth_config *cfg, void *arg)
{
	const struct arg *in = arg;
	mailauth_dkim_key *key;
	int rc = mailauth_dkim_key_write(cfg, in->data, in->length, &key);

	mailauth_dkim_key_free(key);
	return rc;
}

START_TEST(allocations)
{
	char *pem = pem_of("rsa-4096", "PUBLIC KEY", "\n");
	struct arg arg = { pem, strlen(pem) };

	ck_assert_uint_ge(alloc_each_failing(write_once, &arg), 1);
	ck_assert_uint_gt(alloc_each_cap(write_once, &arg), 1);
	free(pem);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dkim_write");
	TCase *tcase = tcase_create("keys");

	tcase_add_loop_test(tcase, from_der, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tcase, from_pem, 0, sizeof(pems) / sizeof(pems[0]));
	tcase_add_test(tcase, cut_off);
	tcase_add_test(tcase, too_long);
	tcase_add_loop_test(tcase, zone_lines, 0, 6);
	tcase_add_test(tcase, allocations);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
