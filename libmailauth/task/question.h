/* SPDX-License-Identifier: BSD-2-Clause */
/* The question table: every evaluation of a task asks here, and equal
 * questions are asked once. */
#ifndef TASK_QUESTION_H
#define TASK_QUESTION_H

#include <mailauth/task.h>

#include "base/arena.h"
#include "base/config.h"
#include "dns/answer.h"

struct question {
	struct mailauth_query query;   /* what next_query hands out */
	const struct mailauth_answer *answer; /* held; NULL while open */
	uint32_t hash;
	uint8_t state;                 /* QUESTION_* */
	struct mailauth_question view;
};

enum {
	QUESTION_WANTED = 1, /* not yet handed out */
	QUESTION_OUT = 2,    /* handed out, not answered */
	QUESTION_ANSWERED = 3
};

struct questions {
	struct arena *arena;            /* the task's */
	const mailauth_config *config;  /* may be NULL */
	struct question **items;        /* in order of first wish; id is index + 1 */
	size_t count, room;
	uint32_t *slots;                /* open addressing over (name, type, server) → id */
	size_t slot_count;
	size_t next;                    /* first item that may be WANTED */
	size_t open;                    /* wanted or out, not answered */
	size_t open_speculative;        /* of these, speculative */
	int expired;                    /* every question times out from now on */
	int error;                      /* sticky: MAILAUTH_ERR_NOMEM or _LIMIT */
};

enum ask_how {
	ASK_NEEDED = 0,
	ASK_AHEAD = 1 /* speculative; a later ASK_NEEDED makes it needed */
};

/* The answer to a question, or NULL if it is not there yet (it is then wanted)
 * or on an error (q->error).  `name` is canonical text; a name that cannot be
 * asked (fault of dns/name.h) must be dealt with by the caller beforehand. */
const struct mailauth_answer *mailauth__ask(struct questions *q, const char *name,
    uint16_t type, enum ask_how how);
/* The answer if it is there, without asking. */
const struct mailauth_answer *mailauth__asked(struct questions *q, const char *name, uint16_t type);
/* The same question put to one name server, "ADDR" or "ADDR@PORT"; it is another
 * question than that without a server, and than that to another one. */
const struct mailauth_answer *mailauth__ask_at(struct questions *q, const char *name,
    uint16_t type, const char *server);
/* Files an answer (one hold passes to the table) under an open question. */
void mailauth__question_answer(struct questions *q, struct question *item,
    const struct mailauth_answer *ans);

#endif
