/* SPDX-License-Identifier: BSD-2-Clause */
/* Policy discovery as a task of its own. */
#include <string.h>

#include "dns/name.h"
#include "evaluate/dmarc_lookup.h"
#include "evaluate/dmarc_message.h"
#include "task/task.h"

static int
step(void *evaluation)
{
	return mailauth__dmarc_lookup_step(evaluation);
}

static const struct task_kind kind = {
	.name = "dmarc-lookup",
	.size = sizeof(struct dmarc_lookup),
	.step = step
};

const char *
mailauth_dmarc_status_name(int status)
{
	static const char *const texts[] = {
		NULL, "found", "absent", "unusable", "undecided", "invalid"
	};

	return status >= 0 && (size_t)status < COUNT_OF(texts) ? texts[status] : NULL;
}

int
mailauth_dmarc_lookup_new(const mailauth_config *cfg, const char *domain,
    mailauth_task **out)
{
	struct mailauth_task *task;
	struct dmarc_lookup *lookup;
	const char *copy;
	bool valid;
	int rc;

	*out = NULL;
	if (domain == NULL)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__task_new(cfg, &kind, &task);
	if (rc != 0)
		return rc;
	lookup = task->evaluation;
	copy = mailauth__dmarc_domain(task->arena, domain, &valid);
	rc = copy == NULL ? mailauth__arena_error(task->arena) :
	    mailauth__dmarc_lookup_init(lookup, &task->questions, &task->trace,
	    valid ? copy : NULL, 0);
	if (rc != 0) {
		mailauth_task_free(task);
		return rc;
	}
	lookup->view.domain = copy;
	*out = task;
	return MAILAUTH_OK;
}

int
mailauth_dmarc_lookup_set_public_suffix(mailauth_task *task, const char *public_suffix)
{
	struct dmarc_lookup *lookup = mailauth__task_evaluation(task, &kind);
	struct name name;

	if (lookup == NULL)
		return MAILAUTH_ERR_WRONG_TYPE;
	if (task->questions.count > 0 || task->state == MAILAUTH_TASK_DONE)
		return MAILAUTH_ERR_STATE;
	if (mailauth__name_parse(public_suffix, strlen(public_suffix), &name) != NAME_OK)
		return MAILAUTH_ERR_INVALID;
	return mailauth__dmarc_lookup_public_suffix(lookup, name.text);
}

const mailauth_dmarc_discovery *
mailauth_dmarc_lookup_result(const mailauth_task *task)
{
	const struct dmarc_lookup *lookup = mailauth__task_result(task, &kind);

	return lookup != NULL ? &lookup->view : NULL;
}

size_t
mailauth_dmarc_lookup_problem_count(const mailauth_task *task)
{
	const struct dmarc_lookup *lookup = mailauth__task_result(task, &kind);

	return lookup != NULL ? lookup->problems.count : 0;
}

const mailauth_problem *
mailauth_dmarc_lookup_problem(const mailauth_task *task, size_t i)
{
	const struct dmarc_lookup *lookup = mailauth__task_result(task, &kind);

	return lookup != NULL ? mailauth__problem_at(&lookup->problems, i) : NULL;
}
