/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of what is wrong with a record. */
#include "base/limits.h"
#include "base/problem.h"

#define PROBLEMS_FIRST 1

void
mailauth__problems_init(struct problem_list *list, struct arena *arena)
{
	*list = (struct problem_list){ .arena = arena };
}

/* Room for one more, within the cap; NULL if it is not to be kept. */
static struct mailauth_problem *
next_item(struct problem_list *list)
{
	struct mailauth_problem *items;
	uint32_t room;

	if (list->count >= LIMIT_PROBLEMS) {
		list->dropped++;
		return NULL;
	}
	if (list->count == list->room) {
		room = list->room != 0 ? list->room * 2 : PROBLEMS_FIRST;
		items = mailauth__arena_grow(list->arena, list->items, list->room,
		    room, sizeof(*items));
		if (items == NULL) {
			list->error = mailauth__arena_error(list->arena);
			return NULL;
		}
		list->items = items;
		list->room = room;
	}
	return &list->items[list->count++];
}

/* Adds a problem of a rule, which may be NULL for a number that has none. */
static void
add(struct problem_list *list, const struct mailauth_rule *rule,
    const struct mailauth_problem *problem)
{
	struct mailauth_problem *item;

	if (problem->severity == MAILAUTH_SEVERITY_ERROR)
		list->errors++;
	item = next_item(list);
	if (item == NULL)
		return;
	*item = *problem;
	item->id = rule != NULL ? rule->id : "";
	if (rule != NULL && item->message == NULL)
		item->message = rule->message;
	if (rule != NULL && item->reference == NULL)
		item->reference = rule->reference;
}

void
mailauth__problem_full(struct problem_list *list, int code, int severity,
    size_t offset, size_t length, const char *message, const char *reference)
{
	const struct mailauth_problem problem = {
		.code = code,
		.severity = severity,
		.offset = offset,
		.length = length,
		.message = message,
		.reference = reference,
	};

	add(list, mailauth_rule_by_code(code), &problem);
}

void
mailauth__problem_say(struct problem_list *list, int code, size_t offset,
    size_t length, const char *message)
{
	const struct mailauth_rule *rule = mailauth_rule_by_code(code);
	const struct mailauth_problem problem = {
		.code = code,
		.severity = rule != NULL ? rule->severity :
		    MAILAUTH_SEVERITY_ERROR,
		.offset = offset,
		.length = length,
		.message = message,
	};

	add(list, rule, &problem);
}

void
mailauth__problem(struct problem_list *list, int code, size_t offset, size_t length)
{
	mailauth__problem_say(list, code, offset, length, NULL);
}

const struct mailauth_problem *
mailauth__problem_at(const struct problem_list *list, size_t i)
{
	return i < list->count ? &list->items[i] : NULL;
}
