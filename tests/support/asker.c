/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/asker.h"

#include <string.h>

#include "task/task.h"

struct asker {
	struct questions *questions;
	const struct asked_question *list;
	size_t count;
	int in_turn;
	struct asked_question own;
};

static int
step(void *evaluation)
{
	struct asker *a = evaluation;
	size_t open = 0;

	for (size_t i = 0; i < a->count && (open == 0 || !a->in_turn); i++)
		open += mailauth__ask(a->questions, a->list[i].name,
		    a->list[i].type, ASK_NEEDED) == NULL;
	if (a->questions->error != 0)
		return a->questions->error;
	return open == 0 ? EVALUATION_DONE : EVALUATION_WAITING;
}

static const struct task_kind asker_kind = {
	"asker", sizeof(struct asker), step, NULL
};

mailauth_task *
asker_new(const mailauth_config *cfg, const struct asked_question *list,
    size_t count, int in_turn)
{
	mailauth_task *task;
	struct asker *a;

	if (mailauth__task_new(cfg, &asker_kind, &task) != 0)
		return NULL;
	a = mailauth__task_evaluation(task, &asker_kind);
	a->questions = &task->questions;
	a->list = list;
	a->count = count;
	a->in_turn = in_turn;
	return task;
}

mailauth_task *
asker_txt(const mailauth_config *cfg, const char *name)
{
	mailauth_task *task = asker_new(cfg, NULL, 1, 0);
	struct asker *a;

	if (task == NULL)
		return NULL;
	a = mailauth__task_evaluation(task, &asker_kind);
	a->own.name = mailauth__arena_text(task->arena, name, strlen(name));
	a->own.type = MAILAUTH_TYPE_TXT;
	a->list = &a->own;
	if (a->own.name == NULL) {
		mailauth_task_free(task);
		return NULL;
	}
	return task;
}

int
asker_status(const mailauth_task *task, size_t i)
{
	const mailauth_question *question = mailauth_task_question(task, i);

	return question == NULL || question->answer == NULL ? -1 :
	    mailauth_answer_status(question->answer);
}
