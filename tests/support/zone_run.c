/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a task against a zone, without a resolver and without a network. */
#include "support/zone_run.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

mailauth_zone *
zone_of(const char *text)
{
	const mailauth_zone_problem *problem;
	mailauth_zone *zone;
	int rc;

	ck_assert_int_eq(0, mailauth_zone_new(NULL, &zone));
	rc = mailauth_zone_read(zone, "zone", NULL, text, strlen(text));
	problem = mailauth_zone_problem_at(zone, 0);
	ck_assert_msg(rc == 0, "zone line %u: %s", problem != NULL ? problem->line : 0,
	    problem != NULL ? problem->message : "?");
	return zone;
}

static void
note(struct zone_run *run, const mailauth_query *q)
{
	size_t used = strlen(run->names);
	const char *type = mailauth_rrtype_name(q->type);

	snprintf(run->names + used, sizeof(run->names) - used, "%s%s%s%s",
	    used > 0 ? " " : "", q->name,
	    q->type == MAILAUTH_TYPE_TXT ? "" : "/",
	    q->type == MAILAUTH_TYPE_TXT ? "" : type != NULL ? type : "?");
}

int
zone_run(struct zone_run *run, mailauth_task *task)
{
	const mailauth_query *q;
	mailauth_answer *answer;
	int rc;

	run->asked = 0;
	run->names[0] = '\0';
	while ((rc = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		q = mailauth_task_next_query(task);
		ck_assert_msg(q != NULL, "the task waits without a question");
		run->asked++;
		note(run, q);
		if (run->asked == run->fail_at) {
			rc = mailauth_task_answer_status(task, q->id,
			    run->fail_status);
		} else {
			ck_assert_int_eq(0, mailauth_zone_answer(run->zone, q->name,
			    q->type, &answer));
			rc = mailauth_task_answer(task, q->id, answer);
			mailauth_answer_free(answer);
		}
		if (rc != 0)
			return rc;
	}
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}
