/* SPDX-License-Identifier: BSD-2-Clause */
/* The evaluation of a message as a task of its own. */
#include "evaluate/dmarc_evaluate.h"
#include "task/task.h"

static int
step(void *evaluation)
{
	return mailauth__dmarc_evaluate_step(evaluation);
}

static const struct task_kind kind = {
	.name = "dmarc-evaluate",
	.size = sizeof(struct dmarc_evaluate),
	.step = step
};

int
mailauth_dmarc_evaluate_new(const mailauth_config *cfg, const mailauth_dmarc_message *msg,
    mailauth_task **out)
{
	struct mailauth_task *task;
	int rc;

	*out = NULL;
	if (msg == NULL)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__task_new(cfg, &kind, &task);
	if (rc != 0)
		return rc;
	rc = mailauth__dmarc_evaluate_init(task->evaluation, &task->questions,
	    &task->trace, msg);
	if (rc != 0)
		mailauth_task_free(task);
	else
		*out = task;
	return rc;
}

const mailauth_dmarc_evaluation *
mailauth_dmarc_evaluate_result(const mailauth_task *task)
{
	const struct dmarc_evaluate *e = mailauth__task_result(task, &kind);

	return e != NULL ? &e->view : NULL;
}
