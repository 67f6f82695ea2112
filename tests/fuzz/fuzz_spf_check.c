/* SPDX-License-Identifier: BSD-2-Clause */
/* check_host() over answers of the fuzzer: it ends, within the limits, and what
 * it writes for a header is fit for one. */
#include "fuzz/task_mock.h"

static void
fit_for_header(const char *text)
{
	size_t i;

	MUST(text != NULL);
	for (i = 0; text[i] != '\0'; i++) {
		if (text[i] == '\r') {
			/* folded: CR LF and a blank */
			MUST(text[i + 1] == '\n');
			MUST(text[i + 2] == '\t' || text[i + 2] == ' ');
			i++;
			continue;
		}
		MUST(text[i] == '\t' || (text[i] >= 0x20 && text[i] < 0x7f));
	}
}

static void
read_result(mailauth_task *task)
{
	const mailauth_spf_result *r = mailauth_spf_check_result(task);
	size_t i;

	MUST(r != NULL && mailauth_spf_verdict_name(r->verdict) != NULL);
	/* RFC 7208 section 4.6.4: the one too many is counted too */
	MUST(r->lookups <= 11 && r->void_lookups <= 3);
	MUST(r->path_length <= 12);
	for (i = 0; i < r->path_length; i++)
		touch_text(r->path[i]);
	touch_text(r->matched_in);
	touch_text(r->matched_term);
	touch_text(r->problem_text);
	touch_text(r->problem_domain);
	touch_text(r->problem_term);
	if (r->explanation != NULL)
		for (i = 0; r->explanation[i] != '\0'; i++)
			MUST(r->explanation[i] >= 0x20 &&
			    r->explanation[i] < 0x7f);
	for (i = 0; i < mailauth_task_event_count(task); i++)
		MUST(mailauth_task_event(task, i) != NULL);
	fit_for_header(mailauth_spf_check_received_spf(task));
	fit_for_header(mailauth_spf_check_auth_results(task));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const clients[] = { "192.0.0.1", "2001:db8::1",
		"::ffff:192.0.0.7", "203.0.113.9" };
	static const char *const senders[] = { "user@example.org", "", "<>",
		"\"a b\"@a.example.org", "x@y@example.org", "nobody" };
	struct mock m = { .data = data, .size = size };
	mailauth_config *cfg = NULL;
	mailauth_task *task;
	unsigned choice = take(&m.data, &m.size);

	MUST(mailauth_config_new(NULL, &cfg) == MAILAUTH_OK);
	MUST(mailauth_config_set(cfg, MAILAUTH_OPT_PREFETCH,
	    choice & 64 ? 20 : 0) == MAILAUTH_OK);
	MUST(mailauth_spf_check_new(cfg, clients[choice % 4],
	    senders[choice / 4 % 6], "mx.example.org", &task) == MAILAUTH_OK);
	if (choice & 128)
		MUST(mailauth_spf_check_set_identity(task, MAILAUTH_SPF_HELO) ==
		    MAILAUTH_OK);
	if (mock_run(&m, task))
		read_result(task);
	mailauth_task_free(task);
	mailauth_config_free(cfg);
	return 0;
}
