/* SPDX-License-Identifier: BSD-2-Clause */
/* DMARC evaluation and report addresses over answers of the fuzzer: they end,
 * and what DNS did not say is neither pass nor fail. */
#include <mailauth/dmarc_check.h>

#include "fuzz/task_mock.h"

static void
evaluate(struct mock *m)
{
	static const char *const domains[] = { "example.org", "a.example.org",
		"b.a.example.org", "example.net", "xn--a.example", "..", "org" };
	mailauth_dmarc_message *msg;
	const mailauth_dmarc_evaluation *e;
	mailauth_task *task;
	unsigned n = take(&m->data, &m->size) % 4, i;
	size_t k;

	MUST(mailauth_dmarc_message_new(NULL, &msg) == MAILAUTH_OK);
	for (i = 0; i <= n; i++)
		MUST(mailauth_dmarc_message_add_author(msg,
		    domains[take(&m->data, &m->size) % 7]) == MAILAUTH_OK);
	MUST(mailauth_dmarc_message_set_spf(msg, MAILAUTH_SPF_MAILFROM,
	    (int)(take(&m->data, &m->size) % 7),
	    domains[take(&m->data, &m->size) % 7]) == MAILAUTH_OK);
	for (i = 0; i < n; i++)
		MUST(mailauth_dmarc_message_add_dkim(msg,
		    (int)(take(&m->data, &m->size) % 7),
		    domains[take(&m->data, &m->size) % 7], "s") == MAILAUTH_OK);
	MUST(mailauth_dmarc_evaluate_new(NULL, msg, &task) == MAILAUTH_OK);
	mailauth_dmarc_message_free(msg);
	if (mock_run(m, task)) {
		e = mailauth_dmarc_evaluate_result(task);
		MUST(e != NULL && mailauth_dmarc_result_name(e->result) != NULL);
		MUST(e->author_count == 0 || e->decided_by < e->author_count);
		MUST(e->result == MAILAUTH_DMARC_FAIL ||
		    e->disposition <= MAILAUTH_DMARC_POLICY_NONE);
		touch_text(e->why);
		touch_text(e->resinfo);
		for (k = 0; k < e->author_count; k++)
			touch_text(e->authors[k].why);
	}
	mailauth_task_free(task);
}

static void
reports(struct mock *m)
{
	mailauth_task *task;
	size_t i, n;

	MUST(mailauth_dmarc_reports_new(NULL, "a.example.org", &task) ==
	    MAILAUTH_OK);
	if (mock_run(m, task)) {
		MUST(mailauth_dmarc_reports_lookup(task) != NULL);
		n = mailauth_dmarc_report_count(task);
		for (i = 0; i < n; i++) {
			const mailauth_dmarc_report *r =
			    mailauth_dmarc_report_at(task, i);

			MUST(r != NULL && r->uri != NULL);
			MUST(mailauth_dmarc_report_state_name(r->state) != NULL);
			touch_text(r->host);
		}
		n = mailauth_dmarc_reports_problem_count(task);
		for (i = 0; i < n; i++)
			touch_text(mailauth_dmarc_reports_problem(task, i)->message);
	}
	mailauth_task_free(task);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mock m = { .data = data, .size = size };

	if (take(&m.data, &m.size) % 2 == 0)
		evaluate(&m);
	else
		reports(&m);
	return 0;
}
