/* SPDX-License-Identifier: BSD-2-Clause */
/* The decoder of DNS messages: type (one octet), then the message. */
#include <string.h>

#include <mailauth.h>

#include "fuzz/fuzz.h"

static void
read_record(const mailauth_record *r, uint16_t type)
{
	MUST(r != NULL && r->owner != NULL && r->type == type);
	MUST(strlen(r->owner) <= 253 * 4);
	touch(r->rdata, r->rdata_length);
	touch_text(r->target);
	if (r->text != NULL) {
		MUST(r->text[r->text_length] == '\0');
		touch(r->text, r->text_length);
		MUST(r->text_length <= r->rdata_length);
		/* no RDATA at all: no string either */
		MUST(r->string_count > 0 || r->rdata_length == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t types[] = { 1, 2, 5, 6, 12, 15, 16, 28, 33, 39,
		52, 99, 257, 65280 };
	mailauth_answer *answer;
	uint16_t type;
	size_t i, n;
	int status;

	type = types[take(&data, &size) % (sizeof(types) / sizeof(types[0]))];
	MUST(mailauth_answer_parse(NULL, "www.example.org", type, data, size, 0,
	    &answer) == MAILAUTH_OK);
	MUST(answer != NULL && !mailauth_answer_secure(answer));
	status = mailauth_answer_status(answer);
	MUST(mailauth_dns_status_name(status) != NULL);
	MUST(mailauth_answer_type(answer) == type);

	n = mailauth_answer_record_count(answer);
	MUST(status == MAILAUTH_DNS_OK || n == 0);
	for (i = 0; i < n; i++)
		read_record(mailauth_answer_record(answer, i), type);
	MUST(mailauth_answer_record(answer, n) == NULL);

	n = mailauth_answer_link_count(answer);
	for (i = 0; i < n; i++) {
		const mailauth_link *link = mailauth_answer_link(answer, i);

		MUST(link != NULL && link->owner != NULL);
		MUST(link->target != NULL);
		touch_text(link->owner);
		touch_text(link->target);
	}
	mailauth_answer_free(answer);
	return 0;
}
