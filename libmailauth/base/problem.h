/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of what is wrong with a record. */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include <mailauth/rule.h>

#include "base/arena.h"

struct problem_list {
	struct arena *arena;
	struct mailauth_problem *items;
	uint32_t count;
	uint32_t room;
	uint32_t errors;  /* of severity error, also those not kept */
	uint32_t dropped; /* beyond LIMIT_PROBLEMS */
	int error;        /* sticky: 0 or MAILAUTH_ERR_NOMEM */
};

void mailauth__problems_init(struct problem_list *list, struct arena *arena);
/* Adds a problem with the rule's severity, sentence and reference. */
void mailauth__problem(struct problem_list *list, int code, size_t offset, size_t length);
/* The same with a sentence of its own: static, or in the list's arena. */
void mailauth__problem_say(struct problem_list *list, int code, size_t offset,
    size_t length, const char *message);
/* The same with all of it said; reference NULL keeps the rule's. */
void mailauth__problem_full(struct problem_list *list, int code, int severity,
    size_t offset, size_t length, const char *message, const char *reference);
const struct mailauth_problem *mailauth__problem_at(const struct problem_list *list, size_t i);

#endif
