/* SPDX-License-Identifier: BSD-2-Clause */
/* The look-up of DKIM keys as a task of its own. */
#include <string.h>

#include "dns/name.h"
#include "evaluate/dkim_lookup.h"
#include "record/dkim_key.h"
#include "task/task.h"

static int
step(void *evaluation)
{
	return mailauth__dkim_lookup_step(evaluation);
}

static const struct task_kind kind = {
	"dkim look-up", sizeof(struct dkim_lookup), step, NULL
};

int
mailauth_dkim_lookup_new(const mailauth_config *cfg, const char *domain,
    const char *const *selectors, size_t count, int flags, mailauth_task **out)
{
	struct mailauth_task *task;
	struct name name;
	const char *kept;
	int rc;

	*out = NULL;
	if (domain == NULL || selectors == NULL || count == 0 ||
	    (flags & ~MAILAUTH_DKIM_LOOKUP_MISPLACED) != 0 ||
	    mailauth__name_parse(domain, strlen(domain), &name) != NAME_OK)
		return MAILAUTH_ERR_INVALID;
	if (count > LIMIT_DKIM_SELECTORS)
		return MAILAUTH_ERR_LIMIT;
	if ((rc = mailauth__task_new(cfg, &kind, &task)) != 0)
		return rc;
	kept = mailauth__arena_text(task->arena, name.text, name.length);
	rc = kept == NULL ? mailauth__arena_error(task->arena) :
	    mailauth__dkim_lookup_init(task->evaluation, &task->questions,
	    &task->trace, kept, selectors, count, flags);
	if (rc != 0)
		mailauth_task_free(task);
	else
		*out = task;
	return rc;
}

const mailauth_dkim_result *
mailauth_dkim_lookup_result(const mailauth_task *task)
{
	const struct dkim_lookup *lookup = mailauth__task_result(task, &kind);

	return lookup != NULL ? &lookup->view : NULL;
}

static const struct dkim_selector *
item_of(const mailauth_task *task, size_t i)
{
	const struct dkim_lookup *lookup = mailauth__task_result(task, &kind);

	if (lookup == NULL || i >= lookup->view.selector_count)
		return NULL;
	return &lookup->items[i];
}

const mailauth_dkim_selector *
mailauth_dkim_lookup_selector(const mailauth_task *task, size_t i)
{
	const struct dkim_selector *item = item_of(task, i);

	return item != NULL ? &item->view : NULL;
}

const mailauth_dkim_key *
mailauth_dkim_lookup_key(const mailauth_task *task, size_t i, size_t r)
{
	const struct dkim_selector *item = item_of(task, i);

	return item != NULL && r < item->view.record_count ? item->keys[r] : NULL;
}

const mailauth_problem *
mailauth_dkim_lookup_problem(const mailauth_task *task, size_t i, size_t n)
{
	const struct dkim_lookup *lookup = mailauth__task_result(task, &kind);
	const struct dkim_selector *item = item_of(task, i);

	if (item != NULL)
		return mailauth__problem_at(&item->problems, n);
	if (lookup != NULL && i == lookup->view.selector_count)
		return mailauth__problem_at(&lookup->problems, n);
	return NULL;
}
