/* SPDX-License-Identifier: BSD-2-Clause */
/* What an evaluation is to a task.
 *
 * An evaluation X lives in evaluate/x.[ch] as `struct x` with
 *     int mailauth__x_init(struct x *, struct questions *, struct trace *, …);
 *     int mailauth__x_step(struct x *);
 * and takes its memory from questions->arena.  _step goes as far as the answers
 * allow and returns EVALUATION_WAITING, EVALUATION_DONE or a negative error;
 * it may be called any number of times.  Several evaluations may share one
 * question table (that is how validation runs them side by side); the public
 * mailauth_x_new() wraps one in a task of its own. */
#ifndef TASK_TASK_H
#define TASK_TASK_H

#include "task/question.h"
#include "task/trace.h"

enum {
	EVALUATION_WAITING = 0,
	EVALUATION_DONE = 1
};

/* One per kind of task; compared by address to tell kinds apart. */
struct task_kind {
	const char *name;
	size_t size; /* of the evaluation's struct */
	int (*step)(void *evaluation);
	void (*release)(void *evaluation); /* or NULL: nothing outside the arena */
};

/* What a resolver that runs a task puts in front of its own struct. */
struct task_driver {
	/* The task is about to be freed; must clear task->driver. */
	void (*forget)(struct task_driver *driver);
};

struct mailauth_task {
	struct arena *arena; /* holds this struct too */
	const struct task_kind *kind;
	void *evaluation;    /* kind->size octets, cleared */
	struct questions questions;
	struct trace trace;
	int state;           /* MAILAUTH_TASK_* or a negative error */
	int dirty;           /* something changed since the last step */
	void *user_data;
	struct task_driver *driver; /* the resolver that runs it, else NULL */
};

/* A task with a cleared evaluation; the caller then calls its _init, and frees
 * the task if that fails.  0 or MAILAUTH_ERR_NOMEM. */
int mailauth__task_new(const mailauth_config *cfg, const struct task_kind *kind,
    struct mailauth_task **out);
/* The evaluation if the task is of that kind, else NULL; any state. */
void *mailauth__task_evaluation(const struct mailauth_task *task, const struct task_kind *kind);
/* The same, only when DONE. */
void *mailauth__task_result(const struct mailauth_task *task, const struct task_kind *kind);
/* Gives a shared answer (one hold is taken) for a question handed out. */
int mailauth__task_give(struct mailauth_task *task, uint32_t id, const struct mailauth_answer *ans);

#endif
