/* SPDX-License-Identifier: BSD-2-Clause */
/* The parser of DKIM key records, the numbers in the key, and how weak it is. */
#include <mailauth.h>
#include <mailauth/dkim.h>

#include "fuzz/fuzz.h"

static void
examine(const mailauth_dkim_key *key, size_t size)
{
	mailauth_dkim_examination *exam;
	size_t i, n;

	MUST(mailauth_dkim_examine(NULL, key, NULL, &exam) == MAILAUTH_OK);
	n = mailauth_dkim_examination_problem_count(exam);
	for (i = 0; i < n; i++)
		check_problem(mailauth_dkim_examination_problem(exam, i), size);
	MUST(mailauth_dkim_verdict_name(
	    mailauth_dkim_examination_verdict(exam)) != NULL);
	mailauth_dkim_examination_free(exam);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mailauth_dkim_key *key;
	const uint8_t *octets;
	size_t i, n, len;
	int rc;

	rc = mailauth_dkim_key_parse(NULL, (const char *)data, size, &key);
	if (rc == MAILAUTH_ERR_LIMIT)
		return 0;
	MUST(rc == MAILAUTH_OK && key != NULL);
	MUST(mailauth_dkim_verdict_name(mailauth_dkim_key_verdict(key)) != NULL);
	MUST(mailauth_dkim_key_same(key, key) >= 0);
	octets = mailauth_dkim_key_data(key, &len);
	if (octets != NULL) {
		MUST(len <= size);
		touch(octets, len);
	}
	octets = mailauth_dkim_key_modulus(key, &len);
	if (octets != NULL)
		touch(octets, len);
	octets = mailauth_dkim_key_exponent(key, &len);
	if (octets != NULL)
		touch(octets, len);
	n = mailauth_dkim_key_problem_count(key);
	for (i = 0; i < n; i++)
		check_problem(mailauth_dkim_key_problem(key, i), size);
	if (mailauth_dkim_key_bits(key) <= 2048)
		examine(key, size);
	mailauth_dkim_key_free(key);
	return 0;
}
