/* SPDX-License-Identifier: BSD-2-Clause */
/* The history of an evaluation, kept for mailauth_task_event(). */
#ifndef TASK_TRACE_H
#define TASK_TRACE_H

#include <mailauth/task.h>

#include "base/arena.h"

struct trace {
	struct arena *arena; /* NULL: keep nothing */
	struct mailauth_event **chunks; /* of TRACE_CHUNK events each */
	size_t count;
	size_t room;         /* of chunks */
	int error;           /* sticky: MAILAUTH_ERR_NOMEM */
};

/* Events do not move, so a long history costs no more memory than it holds. */
#define TRACE_CHUNK 32

/* Step i, or NULL past the end. */
const struct mailauth_event *mailauth__trace_at(const struct trace *trace, size_t i);
/* Adds a step.  The texts must live as long as the task (arena or static); NULL
 * trace is fine. */
void mailauth__trace_add(struct trace *trace, unsigned depth, const char *domain,
    const char *term, const char *outcome);

#endif
