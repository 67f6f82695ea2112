/* SPDX-License-Identifier: BSD-2-Clause */
/* The history of an evaluation, kept for mailauth_task_event(). */
#ifndef TASK_TRACE_H
#define TASK_TRACE_H

#include <mailauth/task.h>

#include "base/arena.h"

struct trace {
	struct arena *arena; /* NULL: keep nothing */
	struct mailauth_event *events;
	size_t count, room;
	int error;           /* sticky: MAILAUTH_ERR_NOMEM */
};

/* Adds a step.  The texts must live as long as the task (arena or static); NULL
 * trace is fine. */
void mailauth__trace_add(struct trace *trace, unsigned depth, const char *domain,
    const char *term, const char *outcome);

#endif
