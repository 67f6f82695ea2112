/* SPDX-License-Identifier: BSD-2-Clause */
/* The other look-ups over answers of the fuzzer: SPF audit, CNAME walk, DKIM
 * selectors, DMARC discovery.  Each ends and its result can be read. */
#include <mailauth/cname.h>

#include "fuzz/task_mock.h"

static void
read_audit(const mailauth_task *task)
{
	const mailauth_spf_audit_summary *s = mailauth_spf_audit_result(task);
	size_t i, n;

	MUST(s != NULL && s->node_count <= 1000);
	for (i = 0; i < s->node_count; i++) {
		const mailauth_spf_node *node = mailauth_spf_audit_node(task, i);

		MUST(node != NULL);
		touch_text(node->term);
		touch(node->record, node->record_length);
		for (n = 0; n < node->problem_count; n++)
			check_problem(node->problems[n], node->record_length);
	}
	for (i = 0; i < s->problem_count; i++)
		MUST(mailauth_spf_audit_problem(task, i) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const selectors[] = { "s1", "s2", "a.b" };
	struct mock m = { .data = data, .size = size };
	mailauth_task *task = NULL;
	unsigned kind = take(&m.data, &m.size) % 4;
	int rc = MAILAUTH_ERR_INVALID;

	switch (kind) {
	case 0:
		rc = mailauth_spf_audit_new(NULL, "example.org", &task);
		break;
	case 1:
		rc = mailauth_cname_walk_new(NULL, "www.example.org", 1, &task);
		break;
	case 2:
		rc = mailauth_dkim_lookup_new(NULL, "example.org", selectors, 3,
		    0, &task);
		break;
	case 3:
		rc = mailauth_dmarc_lookup_new(NULL, "a.b.example.org", &task);
		break;
	}
	MUST(rc == MAILAUTH_OK && task != NULL);
	if (mock_run(&m, task)) {
		if (kind == 0)
			read_audit(task);
		if (kind == 1)
			MUST(mailauth_cname_walk_result(task) != NULL);
		if (kind == 2)
			MUST(mailauth_dkim_lookup_result(task) != NULL);
		if (kind == 3)
			MUST(mailauth_dmarc_lookup_result(task) != NULL);
	}
	mailauth_task_free(task);
	return 0;
}
