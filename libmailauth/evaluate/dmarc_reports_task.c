/* SPDX-License-Identifier: BSD-2-Clause */
/* A policy's report addresses as a task of its own: discovery, then the check. */
#include "evaluate/dmarc_lookup.h"
#include "evaluate/dmarc_message.h"
#include "evaluate/dmarc_reports.h"
#include "task/task.h"

struct reports_task {
	struct dmarc_lookup lookup;
	struct dmarc_reports reports;
	int started;
};

static int
step(void *evaluation)
{
	struct reports_task *t = evaluation;
	int rc;

	rc = mailauth__dmarc_lookup_step(&t->lookup);
	if (rc != EVALUATION_DONE)
		return rc;
	if (t->lookup.view.record == NULL)
		return EVALUATION_DONE;
	if (!t->started) {
		rc = mailauth__dmarc_reports_init(&t->reports, t->lookup.questions,
		    t->lookup.view.policy_domain, t->lookup.view.record);
		if (rc != 0)
			return rc;
		t->started = 1;
	}
	return mailauth__dmarc_reports_step(&t->reports);
}

static const struct task_kind kind = {
	.name = "dmarc-reports",
	.size = sizeof(struct reports_task),
	.step = step
};

int
mailauth_dmarc_reports_new(const mailauth_config *cfg, const char *domain,
    mailauth_task **out)
{
	struct reports_task *t;
	struct mailauth_task *task;
	const char *copy;
	bool valid;
	int rc;

	*out = NULL;
	if (domain == NULL)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__task_new(cfg, &kind, &task);
	if (rc != 0)
		return rc;
	t = task->evaluation;
	copy = mailauth__dmarc_domain(task->arena, domain, &valid);
	rc = copy == NULL ? mailauth__arena_error(task->arena) :
	    mailauth__dmarc_lookup_init(&t->lookup, &task->questions, &task->trace,
	    valid ? copy : NULL, 0);
	if (rc != 0) {
		mailauth_task_free(task);
		return rc;
	}
	t->lookup.view.domain = copy;
	*out = task;
	return MAILAUTH_OK;
}

static const struct reports_task *
result(const mailauth_task *task)
{
	return mailauth__task_result(task, &kind);
}

const mailauth_dmarc_discovery *
mailauth_dmarc_reports_lookup(const mailauth_task *task)
{
	return result(task) != NULL ? &result(task)->lookup.view : NULL;
}

size_t
mailauth_dmarc_report_count(const mailauth_task *task)
{
	return result(task) != NULL ? result(task)->reports.count : 0;
}

const mailauth_dmarc_report *
mailauth_dmarc_report_at(const mailauth_task *task, size_t i)
{
	return i < mailauth_dmarc_report_count(task) ?
	    &result(task)->reports.items[i].view : NULL;
}

size_t
mailauth_dmarc_reports_problem_count(const mailauth_task *task)
{
	const struct reports_task *t = result(task);

	return t != NULL ? t->lookup.problems.count + t->reports.problems.count : 0;
}

const mailauth_problem *
mailauth_dmarc_reports_problem(const mailauth_task *task, size_t i)
{
	const struct reports_task *t = result(task);

	if (t == NULL)
		return NULL;
	return i < t->lookup.problems.count ?
	    mailauth__problem_at(&t->lookup.problems, i) :
	    mailauth__problem_at(&t->reports.problems, i - t->lookup.problems.count);
}
