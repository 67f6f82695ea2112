/* SPDX-License-Identifier: BSD-2-Clause */
/* The parser of SPF records: terms lie in order within the text, problems point
 * into it, and a record without an error has none of syntax. */
#include <mailauth.h>

#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	mailauth_spf_record *rec;
	const mailauth_spf_term *t;
	size_t i, n, last = 0;
	int rc;

	rc = mailauth_spf_parse(NULL, (const char *)data, size, &rec);
	if (rc == MAILAUTH_ERR_LIMIT)
		return 0;
	MUST(rc == MAILAUTH_OK && rec != NULL);
	MUST(mailauth_spf_record_lint(rec) == MAILAUTH_OK);
	n = mailauth_spf_record_term_count(rec);
	for (i = 0; i < n; i++) {
		t = mailauth_spf_record_term(rec, i);
		MUST(t != NULL && t->length > 0);
		MUST(t->offset >= last && t->offset <= size);
		MUST(t->length <= size - t->offset);
		MUST(t->prefix4 >= -1 && t->prefix4 <= 32);
		MUST(t->prefix6 >= -1 && t->prefix6 <= 128);
		last = t->offset + t->length;
		MUST(t->value_length == 0 || (t->value_offset >= t->offset &&
		    t->value_offset + t->value_length <= last));
		touch_text(t->domain_spec);
		touch_text(t->address);
		touch_text(t->name);
	}
	MUST(mailauth_spf_record_term(rec, n) == NULL);
	n = mailauth_spf_record_problem_count(rec);
	for (i = 0; i < n; i++)
		check_problem(mailauth_spf_record_problem(rec, i), size);
	mailauth_spf_record_free(rec);
	return 0;
}
