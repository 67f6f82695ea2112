/* SPDX-License-Identifier: BSD-2-Clause */
/* The reader of master files; what was read answers questions about itself. */
#include <mailauth.h>

#include "fuzz/fuzz.h"

static void
ask(const mailauth_zone *zone, const char *name, uint16_t type)
{
	mailauth_answer *answer = NULL;
	size_t i;
	int rc;

	rc = mailauth_zone_answer(zone, name, type, &answer);
	MUST(rc == MAILAUTH_OK && answer != NULL);
	MUST(mailauth_dns_status_name(mailauth_answer_status(answer)) != NULL);
	for (i = 0; i < mailauth_answer_record_count(answer); i++) {
		const mailauth_record *r = mailauth_answer_record(answer, i);

		touch_text(r->owner);
		touch_text(r->target);
		touch(r->rdata, r->rdata_length);
		if (r->text != NULL)
			touch(r->text, r->text_length + 1);
	}
	mailauth_answer_free(answer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t types[] = { 1, 2, 5, 6, 12, 15, 16, 28, 33, 39,
		52, 257, 65280 };
	mailauth_zone *zone;
	size_t i, n;
	int rc;

	MUST(mailauth_zone_new(NULL, &zone) == MAILAUTH_OK);
	rc = mailauth_zone_read(zone, "file", "example.org",
	    (const char *)data, size);
	n = mailauth_zone_problem_count(zone);
	MUST(rc == (n == 0 ? MAILAUTH_OK : MAILAUTH_ERR_INVALID));
	for (i = 0; i < n; i++) {
		const mailauth_zone_problem *p =
		    mailauth_zone_problem_at(zone, i);

		MUST(p != NULL && p->line > 0 && p->column > 0);
		touch_text(p->message);
	}
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		ask(zone, "example.org", types[i]);
		ask(zone, "www.example.org", types[i]);
		ask(zone, "no.such.example.net", types[i]);
	}
	mailauth_zone_free(zone);
	return 0;
}
