/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SUPPORT_ASKER_H
#define TESTS_SUPPORT_ASKER_H
/*
 * The plainest evaluation: asks a list of questions and is done when all are
 * answered.  What came is read with mailauth_task_question().
 */
#include <mailauth.h>

struct asked_question {
	const char *name; /* canonical */
	uint16_t type;
};

/* `in_turn`: each question only after the one before was answered, else all at
 * once.  The list must outlive the task.  NULL: no memory. */
mailauth_task *asker_new(const mailauth_config *cfg,
    const struct asked_question *list, size_t count, int in_turn);
/* One question for TXT. */
mailauth_task *asker_txt(const mailauth_config *cfg, const char *name);
/* How question i was answered: MAILAUTH_DNS_*, -1 if it was not. */
int asker_status(const mailauth_task *task, size_t i);

#endif
