/* SPDX-License-Identifier: BSD-2-Clause */
/* Alias chains: RFC 1034 section 3.6.2, RFC 2181 section 10.1, RFC 6672.  An
 * evaluation (task/task.h) that others may embed. */
#ifndef EVALUATE_CNAME_WALK_H
#define EVALUATE_CNAME_WALK_H

#include <mailauth/cname.h>

#include "base/limits.h"
#include "base/problem.h"
#include "task/question.h"
#include "task/trace.h"

/* More aliases than that slow every look-up, and may exceed a resolver's limit. */
#define CNAME_LINKS_WARN 6
#define CNAME_LINKS_ERROR 8

enum cname_walk_how {
	/* One question for the type itself; the aliases are read from its answer.
	 * Only if that fails are they asked one by one, to tell how. */
	CNAME_WALK_PLAIN = 0,
	/* Every link is asked for, and what else lies beside it, and what a faulty
	 * last target may have been meant to be. */
	CNAME_WALK_THOROUGH = 1
};

struct cname_walk {
	struct arena *arena;
	struct questions *questions;
	struct trace *trace;
	enum cname_walk_how how;
	int phase;
	size_t most;                /* links */
	const char *current;        /* where the chain has come to */
	struct mailauth_link *links; /* `most` + 1 of them */
	size_t link_count;
	const struct mailauth_answer *answer; /* what ended it; NULL: none did */
	struct mailauth_cname_result result;
	struct problem_list problems;
};

/* `name` is canonical and stays valid; type is not 0.  0 or
 * MAILAUTH_ERR_NOMEM. */
int mailauth__cname_walk_init(struct cname_walk *walk, struct questions *questions,
    struct trace *trace, const char *name, uint16_t type, enum cname_walk_how how);
/* EVALUATION_WAITING, EVALUATION_DONE or a negative error. */
int mailauth__cname_walk_step(struct cname_walk *walk);
/* Makes the questions that finding problems needs (cname_problems.c).  True if
 * all are answered. */
int mailauth__cname_ask_about(struct cname_walk *walk);
/* Asks what may lie beside an alias at `owner`; true if all are answered. */
int mailauth__cname_ask_beside(struct cname_walk *walk, const char *owner);
/* Fills walk->problems once everything is answered. */
void mailauth__cname_find_problems(struct cname_walk *walk);

#endif
