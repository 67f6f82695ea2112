/* SPDX-License-Identifier: BSD-2-Clause */
/* The parser of DMARC records: effective values exist whenever it is usable. */
#include <mailauth.h>
#include <mailauth/dmarc.h>

#include "fuzz/dmarc_ways.h"
#include "fuzz/fuzz.h"

static void
read_tags(const mailauth_dmarc_record *rec, size_t size)
{
	static const char *const names[] = { "v", "p", "sp", "np", "adkim",
		"aspf", "fo", "psd", "rua", "ruf", "t", "x" };
	size_t i, j, n;
	int list;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		touch_text(mailauth_dmarc_record_get(rec, names[i]));
	n = mailauth_dmarc_record_tag_count(rec);
	MUST(n <= size);
	for (i = 0; i < n; i++)
		MUST(mailauth_dmarc_record_tag(rec, i) != NULL);
	MUST(mailauth_dmarc_record_tag(rec, n) == NULL);
	for (list = 0; list < 4; list++) {
		n = mailauth_dmarc_record_uri_count(rec, list);
		MUST(n <= size);
		for (j = 0; j < n; j++)
			MUST(mailauth_dmarc_record_uri(rec, list, j) != NULL);
	}
}

static void
read_both_ways(const char *text, size_t size)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);

	MUST(differs_by_way(arena, text, size) == NULL);
	mailauth__arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mailauth_dmarc_record *rec;
	size_t i, n;
	int rc, scope, source;

	rc = mailauth_dmarc_parse(NULL, (const char *)data, size, &rec);
	if (rc == MAILAUTH_ERR_LIMIT)
		return 0;
	MUST(rc == MAILAUTH_OK && rec != NULL);
	read_tags(rec, size);
	for (scope = 0; scope < 4; scope++)
		(void)mailauth_dmarc_record_policy(rec, scope, &source);
	(void)mailauth_dmarc_record_usable(rec);
	n = mailauth_dmarc_record_problem_count(rec);
	for (i = 0; i < n; i++)
		check_problem(mailauth_dmarc_record_problem(rec, i), size);
	mailauth_dmarc_record_free(rec);
	read_both_ways((const char *)data, size);
	return 0;
}
