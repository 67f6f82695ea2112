/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a task to its end without a resolver. */
#include "support/drive.h"

#include <stddef.h>

#define MOST_OPEN 4096

static int
answer_one(mailauth_task *task, const mailauth_query *query,
    drive_answer_fn answer, void *world)
{
	mailauth_answer *ans = NULL;
	int rc = answer(world, query->name, query->type, &ans);

	if (rc == 0)
		rc = mailauth_task_answer(task, query->id, ans);
	mailauth_answer_free(ans);
	return rc;
}

int
drive(mailauth_task *task, drive_answer_fn answer, void *world)
{
	const mailauth_query *query;
	int state, rc;

	while ((state = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING)
		while ((query = mailauth_task_next_query(task)) != NULL)
			if ((rc = answer_one(task, query, answer, world)) != 0)
				return rc;
	return state;
}

uint32_t
drive_random(uint32_t *seed)
{
	uint32_t x = *seed != 0 ? *seed : 1;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return *seed = x;
}

int
drive_shuffled(mailauth_task *task, drive_answer_fn answer, void *world,
    uint32_t *seed)
{
	const mailauth_query *open[MOST_OPEN], *query;
	size_t count = 0, pick;
	int state, rc;

	while ((state = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		while (count < MOST_OPEN &&
		    (query = mailauth_task_next_query(task)) != NULL)
			open[count++] = query;
		if (count == 0)
			return MAILAUTH_ERR_STATE; /* waits for nothing */
		pick = drive_random(seed) % count;
		rc = answer_one(task, open[pick], answer, world);
		if (rc != 0)
			return rc;
		open[pick] = open[--count];
	}
	return state;
}
