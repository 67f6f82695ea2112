/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SUPPORT_DRIVE_H
#define TESTS_SUPPORT_DRIVE_H
/* Runs a task to its end without a resolver. */
#include <mailauth.h>

/* Makes the answer to one question.  0 or a negative error. */
typedef int (*drive_answer_fn)(void *world, const char *name, uint16_t type,
    mailauth_answer **out);

/* Answers every question of the task as soon as it is asked.  Returns what
 * mailauth_task_state() ended with, or the error of an answer. */
int drive(mailauth_task *task, drive_answer_fn answer, void *world);

/* drive_answer_fn over a mailauth_zone. */
int drive_zone_answer(void *zone, const char *name, uint16_t type,
    mailauth_answer **out);

/* The same, answering one open question at a time, picked by *seed. */
int drive_shuffled(mailauth_task *task, drive_answer_fn answer, void *world,
    uint32_t *seed);

/* The next number of a small generator (xorshift). */
uint32_t drive_random(uint32_t *seed);

#endif
