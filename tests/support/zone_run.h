/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SUPPORT_ZONE_RUN_H
#define TESTS_SUPPORT_ZONE_RUN_H
/* Runs a task against a zone, without a resolver and without a network. */
#include <stddef.h>

#include <mailauth/task.h>

struct zone_run {
	const mailauth_zone *zone;
	size_t fail_at;    /* 1-based number of the question that fails; 0: none */
	int fail_status;   /* how, MAILAUTH_DNS_* */
	size_t asked;      /* questions handed out */
	char names[4096];  /* their names, and "/TYPE" if not TXT, joined by blanks */
};

/* Reads a zone out of text; fails the test if it is faulty. */
mailauth_zone *zone_of(const char *text);
/* Answers questions one by one until the task is done.  0 or the error of
 * mailauth_task_state() or of an answer. */
int zone_run(struct zone_run *run, mailauth_task *task);

#endif
