/* SPDX-License-Identifier: BSD-2-Clause */
/* The task protocol: questions out, answers in, until the evaluation is done. */
#include "dns/name.h"
#include "task/task.h"

#define TASK_FIRST 6144 /* octets of the arena's first block: most tasks fit */

int
mailauth__task_new(const mailauth_config *cfg, const struct task_kind *kind,
    struct mailauth_task **out)
{
	struct mailauth_task *task;
	struct arena *arena;

	*out = NULL;
	arena = mailauth__arena_new(cfg, sizeof(*task) + kind->size + TASK_FIRST);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	task = mailauth__arena_zalloc(arena, sizeof(*task));
	if (task == NULL)
		goto fail;
	task->evaluation = mailauth__arena_zalloc(arena, kind->size);
	if (task->evaluation == NULL)
		goto fail;
	task->arena = arena;
	task->kind = kind;
	task->questions.arena = arena;
	task->questions.config = cfg;
	if (mailauth__config_value(cfg, MAILAUTH_OPT_TRACE) != 0)
		task->trace.arena = arena;
	task->state = MAILAUTH_TASK_WAITING;
	task->dirty = 1;
	*out = task;
	return 0;
fail:
	mailauth__arena_free(arena);
	return MAILAUTH_ERR_NOMEM;
}

void
mailauth_task_free(mailauth_task *task)
{
	size_t i;

	if (task == NULL)
		return;
	if (task->driver != NULL)
		task->driver->forget(task->driver);
	if (task->kind->release != NULL)
		task->kind->release(task->evaluation);
	for (i = 0; i < task->questions.count; i++)
		mailauth__answer_release(task->questions.items[i]->answer);
	mailauth__arena_free(task->arena);
}

void *
mailauth__task_evaluation(const struct mailauth_task *task, const struct task_kind *kind)
{
	return task != NULL && task->kind == kind ? task->evaluation : NULL;
}

void *
mailauth__task_result(const struct mailauth_task *task, const struct task_kind *kind)
{
	if (task == NULL || task->state != MAILAUTH_TASK_DONE)
		return NULL;
	return mailauth__task_evaluation(task, kind);
}

/* Lets the evaluation go as far as it can. */
static void
advance(struct mailauth_task *task)
{
	int result;

	if (!task->dirty || task->state != MAILAUTH_TASK_WAITING)
		return;
	task->dirty = 0;
	result = task->kind->step(task->evaluation);
	if (result >= 0 && task->questions.error != 0)
		result = task->questions.error;
	if (result >= 0 && task->trace.error != 0)
		result = task->trace.error;
	if (result < 0)
		task->state = result;
	else if (result == EVALUATION_DONE)
		task->state = MAILAUTH_TASK_DONE;
}

int
mailauth_task_state(mailauth_task *task)
{
	if (task == NULL)
		return MAILAUTH_ERR_INVALID;
	advance(task);
	return task->state;
}

const mailauth_query *
mailauth_task_next_query(mailauth_task *task)
{
	struct questions *q;

	if (task == NULL)
		return NULL;
	advance(task);
	if (task->state != MAILAUTH_TASK_WAITING)
		return NULL;
	q = &task->questions;
	for (; q->next < q->count; q->next++) {
		struct question *item = q->items[q->next];

		if (item->state == QUESTION_WANTED) {
			item->state = QUESTION_OUT;
			q->next++;
			return &item->query;
		}
	}
	return NULL;
}

/* The question of an id handed out; NULL if there is none. */
static struct question *
handed_out(struct mailauth_task *task, uint32_t id)
{
	struct question *item;

	if (task == NULL || id == 0 || id > task->questions.count)
		return NULL;
	item = task->questions.items[id - 1];
	return item->state == QUESTION_WANTED ? NULL : item;
}

int
mailauth__task_give(struct mailauth_task *task, uint32_t id,
    const struct mailauth_answer *ans)
{
	struct question *item = handed_out(task, id);

	if (item == NULL)
		return MAILAUTH_ERR_NOT_FOUND;
	if (item->state == QUESTION_ANSWERED)
		return 0;
	mailauth__question_answer(&task->questions, item,
	    mailauth__answer_hold(ans));
	task->dirty = 1;
	return 0;
}

int
mailauth_task_answer(mailauth_task *task, uint32_t id, const mailauth_answer *ans)
{
	const struct question *item = handed_out(task, id);

	if (item == NULL)
		return MAILAUTH_ERR_NOT_FOUND;
	if (ans == NULL || ans->type != item->query.type ||
	    !mailauth__name_same(ans->name, item->query.name))
		return MAILAUTH_ERR_INVALID;
	return mailauth__task_give(task, id, ans);
}

int
mailauth_task_answer_status(mailauth_task *task, uint32_t id, int dns_status)
{
	switch (dns_status) {
	case MAILAUTH_DNS_OK:
	case MAILAUTH_DNS_SERVFAIL:
	case MAILAUTH_DNS_NXDOMAIN:
	case MAILAUTH_DNS_REFUSED:
	case MAILAUTH_DNS_TIMEOUT:
	case MAILAUTH_DNS_BOGUS:
	case MAILAUTH_DNS_FAILED:
		return mailauth__task_give(task, id,
		    mailauth__answer_static(dns_status));
	default:
		return MAILAUTH_ERR_INVALID;
	}
}

int
mailauth_task_answer_packet(mailauth_task *task, uint32_t id, const void *msg,
    size_t len, int authentic)
{
	struct question *item = handed_out(task, id);
	mailauth_answer *ans;
	int result;

	if (item == NULL)
		return MAILAUTH_ERR_NOT_FOUND;
	if (item->state == QUESTION_ANSWERED)
		return 0;
	result = mailauth_answer_parse(task->questions.config, item->query.name,
	    item->query.type, msg, len, authentic, &ans);
	if (result != 0)
		return result;
	result = mailauth__task_give(task, id, ans);
	mailauth__answer_release(ans);
	return result;
}

void
mailauth_task_expire(mailauth_task *task)
{
	struct questions *q;
	size_t i;

	if (task == NULL || task->state != MAILAUTH_TASK_WAITING)
		return;
	advance(task);
	q = &task->questions;
	q->expired = 1;
	for (i = 0; i < q->count; i++) {
		if (q->items[i]->state != QUESTION_ANSWERED)
			mailauth__question_answer(q, q->items[i],
			    mailauth__answer_static(MAILAUTH_DNS_TIMEOUT));
	}
	task->dirty = 1;
	advance(task);
	/* With every question answered at once an evaluation always ends; one
	 * that does not has a fault, which must not become a caller's hang. */
	if (task->state == MAILAUTH_TASK_WAITING)
		task->state = MAILAUTH_ERR_STATE;
}

size_t
mailauth_task_open_count(const mailauth_task *task)
{
	return task != NULL ? task->questions.open : 0;
}

void
mailauth_task_set_user_data(mailauth_task *task, void *user_data)
{
	if (task != NULL)
		task->user_data = user_data;
}

void *
mailauth_task_user_data(const mailauth_task *task)
{
	return task != NULL ? task->user_data : NULL;
}

size_t
mailauth_task_question_count(const mailauth_task *task)
{
	return task != NULL ? task->questions.count : 0;
}

const mailauth_question *
mailauth_task_question(const mailauth_task *task, size_t i)
{
	if (task == NULL || i >= task->questions.count)
		return NULL;
	return &task->questions.items[i]->view;
}

size_t
mailauth_task_event_count(const mailauth_task *task)
{
	return task != NULL ? task->trace.count : 0;
}

const mailauth_event *
mailauth_task_event(const mailauth_task *task, size_t i)
{
	return task != NULL ? mailauth__trace_at(&task->trace, i) : NULL;
}
