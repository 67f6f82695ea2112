/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of tasks, over a backend that answers when told. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "support/alloc.h"
#include "support/asker.h"
#include "support/fake_backend.h"
#include "support/suite.h"

static struct fake fake;
static mailauth_resolver *resolver;
static size_t done_count;
static mailauth_task *done_task;
static mailauth_task *done_tasks[8]; /* the first ones, in order */
static int64_t done_at[8];

static void
sleep_us(long us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&ts, NULL);
}

static void
setup(void)
{
	resolver = fake_resolver(NULL, &fake);
	ck_assert_ptr_nonnull(resolver);
	done_count = 0;
	done_task = NULL;
}

static void
teardown(void)
{
	mailauth_resolver_free(resolver);
	ck_assert_uint_eq(fake.freed, 1);
}

static mailauth_task *
ask(const char *name)
{
	mailauth_task *task = asker_txt(NULL, name);

	ck_assert_ptr_nonnull(task);
	return task;
}

static void
note_done(mailauth_task *task, void *user_data)
{
	ck_assert_ptr_eq(user_data, &done_count);
	if (done_count < COUNT_OF(done_tasks)) {
		done_tasks[done_count] = task;
		done_at[done_count] = mailauth__loop_now();
	}
	done_count++;
	done_task = task;
}

static void
start(mailauth_task *task, int timeout_ms)
{
	ck_assert_int_eq(mailauth_resolver_start(resolver, task, timeout_ms,
	    note_done, &done_count), 0);
}

static void
process(void)
{
	ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
}

static const mailauth_resolver_stats *
stats(void)
{
	return mailauth_resolver_statistics(resolver);
}

START_TEST(run_answers_at_once)
{
	mailauth_task *task = ask("a.example");

	fake.at_once = 1;
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000), 0);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(asker_status(task, 0), MAILAUTH_DNS_OK);
	ck_assert_str_eq(mailauth_answer_record(
	    mailauth_task_question(task, 0)->answer, 0)->text, "a.example");
	ck_assert_uint_eq(stats()->tasks, 1);
	mailauth_task_free(task);
}
END_TEST

START_TEST(done_is_told_only_by_process)
{
	mailauth_task *task = ask("a.example");

	fake.at_once = 1;
	start(task, 1000);
	ck_assert_uint_eq(done_count, 0);
	ck_assert_int_eq(mailauth_resolver_timeout(resolver), 0);
	ck_assert_uint_eq(mailauth_resolver_running(resolver), 1);
	process();
	ck_assert_uint_eq(done_count, 1);
	ck_assert_ptr_eq(done_task, task);
	ck_assert_uint_eq(mailauth_resolver_running(resolver), 0);
	ck_assert_int_eq(mailauth_resolver_timeout(resolver), -1);
	mailauth_task_free(task);
}
END_TEST

START_TEST(equal_questions_are_joined)
{
	mailauth_task *tasks[3];

	for (size_t i = 0; i < COUNT_OF(tasks); i++) {
		tasks[i] = ask("a.example");
		start(tasks[i], 1000);
	}
	process();
	ck_assert_uint_eq(fake.asked, 1);
	ck_assert_uint_eq(stats()->joined, 2);
	fake_answer(&fake, 0);
	process();
	ck_assert_uint_eq(done_count, 3);
	for (size_t i = 0; i < COUNT_OF(tasks); i++) {
		ck_assert_int_eq(asker_status(tasks[i], 0), MAILAUTH_DNS_OK);
		mailauth_task_free(tasks[i]);
	}
}
END_TEST

START_TEST(one_of_the_joined_may_go)
{
	mailauth_task *tasks[3];

	for (size_t i = 0; i < COUNT_OF(tasks); i++) {
		tasks[i] = ask("a.example");
		start(tasks[i], 1000);
	}
	process();
	mailauth_resolver_cancel(resolver, tasks[_i]);
	ck_assert_uint_eq(fake.cancelled, 0);
	fake_answer(&fake, 0);
	process();
	ck_assert_uint_eq(done_count, 2);
	ck_assert_int_eq(asker_status(tasks[_i], 0), -1);
	for (size_t i = 0; i < COUNT_OF(tasks); i++)
		mailauth_task_free(tasks[i]);
}
END_TEST

START_TEST(answers_are_kept)
{
	for (int i = 0; i < 3; i++) {
		mailauth_task *task = ask("a.example");

		fake.at_once = 1;
		ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000), 0);
		mailauth_task_free(task);
	}
	ck_assert_uint_eq(fake.asked, 1);
	ck_assert_uint_eq(stats()->cached, 2);
	ck_assert_uint_eq(stats()->questions, 3);
	ck_assert_uint_eq(stats()->sent, 1);
}
END_TEST

/* What must be asked again: a failure, and what DNS says not to keep. */
static const struct {
	int status;
	uint32_t ttl;
} not_kept[] = {
	{ MAILAUTH_DNS_SERVFAIL, 60 },
	{ MAILAUTH_DNS_REFUSED, 60 },
	{ MAILAUTH_DNS_TIMEOUT, 60 },
	{ MAILAUTH_DNS_BOGUS, 60 },
	{ MAILAUTH_DNS_FAILED, 60 },
	{ MAILAUTH_DNS_OK, 0 },
};

START_TEST(some_are_not_kept)
{
	fake.at_once = 1;
	fake.status = not_kept[_i].status;
	fake.ttl = not_kept[_i].ttl;
	for (int i = 0; i < 2; i++) {
		mailauth_task *task = ask("a.example");

		ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000), 0);
		ck_assert_int_eq(asker_status(task, 0), not_kept[_i].status);
		mailauth_task_free(task);
	}
	ck_assert_uint_eq(fake.asked, 2);
}
END_TEST

static void
run_txt(const char *name)
{
	mailauth_task *task = ask(name);

	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000), 0);
	mailauth_task_free(task);
}

START_TEST(the_least_used_goes_first)
{
	ck_assert_int_eq(mailauth_resolver_set(resolver, "cache", "2"), 0);
	fake.at_once = 1;
	run_txt("a.example");
	run_txt("b.example");
	run_txt("a.example"); /* kept; now b is the older one */
	ck_assert_uint_eq(fake.asked, 2);
	run_txt("c.example"); /* b goes */
	run_txt("a.example");
	ck_assert_uint_eq(fake.asked, 3);
	run_txt("b.example");
	ck_assert_uint_eq(fake.asked, 4);
}
END_TEST

START_TEST(an_answer_expires)
{
	fake.at_once = 1;
	fake.ttl = 1;
	run_txt("a.example");
	run_txt("a.example");
	ck_assert_uint_eq(fake.asked, 1);
	sleep_us(1100000);
	run_txt("a.example");
	ck_assert_uint_eq(fake.asked, 2);
}
END_TEST

START_TEST(in_flight_has_a_cap)
{
	mailauth_task *tasks[40];
	char name[32];

	ck_assert_int_eq(mailauth_resolver_set(resolver, "in-flight", "7"), 0);
	for (size_t i = 0; i < COUNT_OF(tasks); i++) {
		snprintf(name, sizeof(name), "n%zu.example", i);
		tasks[i] = ask(name);
		start(tasks[i], 1000);
	}
	while (done_count < COUNT_OF(tasks)) {
		process();
		ck_assert_uint_le(fake.open_count, 7);
		if (fake.open_count > 0)
			fake_answer(&fake, fake.open_count / 2);
	}
	ck_assert_uint_eq(fake.most_open, 7);
	ck_assert_uint_eq(fake.asked, COUNT_OF(tasks));
	for (size_t i = 0; i < COUNT_OF(tasks); i++)
		mailauth_task_free(tasks[i]);
}
END_TEST

START_TEST(deadline_expires_the_task)
{
	mailauth_task *task = ask("a.example");
	int64_t before = mailauth__loop_now(), took;

	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 150), 0);
	took = (mailauth__loop_now() - before) / 1000;
	ck_assert_int_ge(took, 150);
	ck_assert_int_lt(took, 250);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(asker_status(task, 0), MAILAUTH_DNS_TIMEOUT);
	ck_assert_uint_eq(fake.cancelled, 1);
	ck_assert_uint_eq(stats()->timeouts, 1);
	mailauth_task_free(task);
}
END_TEST

START_TEST(deadlines_of_many_come_in_order)
{
	static const int ms[] = { 90, 30, 120, 60, 10 };
	mailauth_task *tasks[COUNT_OF(ms)];
	int64_t before = mailauth__loop_now();

	for (size_t i = 0; i < COUNT_OF(ms); i++) {
		tasks[i] = ask("a.example");
		start(tasks[i], ms[i]);
	}
	while (done_count < COUNT_OF(ms)) {
		struct pollfd fd = { mailauth_resolver_fd(resolver), POLLIN, 0 };

		ck_assert_int_ge(mailauth_resolver_timeout(resolver), 0);
		poll(&fd, 1, mailauth_resolver_timeout(resolver));
		process();
	}
	/* A busy machine may find several due at once, but always in order. */
	for (size_t i = 0; i < COUNT_OF(ms); i++) {
		static const size_t order[] = { 4, 1, 3, 0, 2 };

		ck_assert_ptr_eq(done_tasks[i], tasks[order[i]]);
		ck_assert_int_ge((done_at[i] - before) / 1000, ms[order[i]]);
	}
	ck_assert_uint_eq(fake.cancelled, 1); /* the last one let it go */
	for (size_t i = 0; i < COUNT_OF(ms); i++)
		mailauth_task_free(tasks[i]);
}
END_TEST

START_TEST(a_running_task_may_be_freed)
{
	mailauth_task *task = ask("a.example"), *other = ask("a.example");

	start(task, 1000);
	start(other, 1000);
	process();
	mailauth_task_free(task);
	ck_assert_uint_eq(mailauth_resolver_running(resolver), 1);
	ck_assert_uint_eq(fake.cancelled, 0);
	mailauth_task_free(other);
	ck_assert_uint_eq(mailauth_resolver_running(resolver), 0);
	ck_assert_uint_eq(fake.cancelled, 1);
	process();
	ck_assert_uint_eq(done_count, 0);
}
END_TEST

START_TEST(a_started_task_may_be_freed_before_process)
{
	mailauth_task *task = ask("a.example");

	start(task, 1000);
	mailauth_task_free(task);
	process();
	ck_assert_uint_eq(done_count, 0);
	ck_assert_uint_eq(fake.asked, 0);
}
END_TEST

START_TEST(starting_twice_is_refused)
{
	mailauth_task *task = ask("a.example");

	start(task, 1000);
	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 1000, note_done,
	    &done_count), MAILAUTH_ERR_STATE);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000),
	    MAILAUTH_ERR_STATE);
	mailauth_resolver_cancel(resolver, task);
	fake.at_once = 1;
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000), 0);
	mailauth_task_free(task);
}
END_TEST

START_TEST(the_resolver_may_go_first)
{
	mailauth_resolver *own;
	struct fake own_fake;
	mailauth_task *task = ask("a.example");

	own = fake_resolver(NULL, &own_fake);
	ck_assert_int_eq(mailauth_resolver_start(own, task, 1000, note_done,
	    &done_count), 0);
	ck_assert_int_eq(mailauth_resolver_process(own), 0);
	ck_assert_uint_eq(own_fake.open_count, 1);
	mailauth_resolver_free(own);
	ck_assert_uint_eq(own_fake.freed, 1);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_WAITING);
	mailauth_task_free(task);
	ck_assert_uint_eq(done_count, 0);
}
END_TEST

/* ---- callbacks that do much ------------------------------------------------ */

static size_t chain_left;

static void
free_and_start_next(mailauth_task *task, void *user_data)
{
	char name[32];

	(void)user_data;
	mailauth_task_free(task);
	done_count++;
	if (chain_left == 0)
		return;
	snprintf(name, sizeof(name), "c%zu.example", chain_left--);
	ck_assert_int_eq(mailauth_resolver_start(resolver, ask(name), 1000,
	    free_and_start_next, NULL), 0);
}

START_TEST(done_may_free_and_start)
{
	chain_left = 500;
	fake.at_once = 1;
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(mailauth_resolver_start(resolver, ask("a.example"),
		    1000, free_and_start_next, NULL), 0);
	for (size_t rounds = 0; mailauth_resolver_running(resolver) > 0; rounds++) {
		ck_assert_uint_lt(rounds, 1000);
		process();
		/* What a callback starts is left for the next call. */
		ck_assert_uint_le(done_count, 4 * (rounds + 1));
	}
	ck_assert_uint_eq(done_count, 504);
}
END_TEST

static mailauth_task *victim;

static void
free_a_neighbour(mailauth_task *task, void *user_data)
{
	(void)user_data;
	done_count++;
	if (victim != task)
		mailauth_task_free(victim);
}

START_TEST(done_may_free_a_neighbour)
{
	mailauth_task *first = ask("a.example");

	victim = ask("b.example");
	ck_assert_int_eq(mailauth_resolver_start(resolver, first, 1000,
	    free_a_neighbour, NULL), 0);
	ck_assert_int_eq(mailauth_resolver_start(resolver, victim, 1000,
	    free_a_neighbour, NULL), 0);
	process();
	fake_answer_all(&fake); /* both are done in the same round */
	process();
	ck_assert_uint_eq(done_count, 1);
	mailauth_task_free(first);
}
END_TEST

static void
free_the_resolver(mailauth_task *task, void *user_data)
{
	(void)task;
	done_count++;
	mailauth_resolver_free(user_data);
}

START_TEST(done_may_free_the_resolver)
{
	mailauth_task *tasks[2] = { ask("a.example"), ask("b.example") };
	struct fake own_fake;
	mailauth_resolver *own = fake_resolver(NULL, &own_fake);

	own_fake.at_once = 1;
	for (size_t i = 0; i < COUNT_OF(tasks); i++)
		ck_assert_int_eq(mailauth_resolver_start(own, tasks[i], 1000,
		    free_the_resolver, own), 0);
	ck_assert_int_eq(mailauth_resolver_process(own), 0);
	ck_assert_uint_eq(done_count, 1);
	ck_assert_uint_eq(own_fake.freed, 1);
	for (size_t i = 0; i < COUNT_OF(tasks); i++)
		mailauth_task_free(tasks[i]);
}
END_TEST

static struct fake inner_fake;

static void
process_within(mailauth_task *task, void *user_data)
{
	(void)task;
	done_count++;
	/* the other task's owner frees the resolver in here */
	ck_assert_int_eq(mailauth_resolver_process(user_data), 0);
}

START_TEST(done_within_done_may_free_the_resolver)
{
	mailauth_task *tasks[2] = { ask("a.example"), ask("b.example") };
	mailauth_resolver *own = fake_resolver(NULL, &inner_fake);

	inner_fake.at_once = 1;
	ck_assert_int_eq(mailauth_resolver_start(own, tasks[0], 1000,
	    process_within, own), 0);
	ck_assert_int_eq(mailauth_resolver_start(own, tasks[1], 1000,
	    free_the_resolver, own), 0);
	ck_assert_int_eq(mailauth_resolver_process(own), 0);
	ck_assert_uint_eq(done_count, 2);
	ck_assert_uint_eq(inner_fake.freed, 1);
	for (size_t i = 0; i < COUNT_OF(tasks); i++)
		mailauth_task_free(tasks[i]);
}
END_TEST

/* Taken back when its answer is there and not yet told: the answer is kept.
 * Another resolver has nothing to take back. */
START_TEST(taken_back_when_landed)
{
	mailauth_task *task = ask("a.example"), *again = ask("a.example");
	struct fake own_fake;
	mailauth_resolver *own = fake_resolver(NULL, &own_fake);

	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 1000, note_done,
	    &done_count), 0);
	process();
	mailauth_resolver_cancel(own, task);
	ck_assert_uint_eq(mailauth_resolver_running(resolver), 1);
	fake_answer_all(&fake);
	mailauth_resolver_cancel(resolver, task);
	ck_assert_uint_eq(fake.cancelled, 0);
	process();
	ck_assert_uint_eq(done_count, 0);
	ck_assert_int_eq(mailauth_resolver_run(resolver, again, 1000), 0);
	ck_assert_uint_eq(fake.asked, 1);
	mailauth_task_free(task);
	mailauth_task_free(again);
	mailauth_resolver_free(own);
}
END_TEST

/* The time of a task is over before anybody looked at it. */
START_TEST(late_before_it_began)
{
	mailauth_task *task = ask("a.example");

	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 1, note_done,
	    &done_count), 0);
	sleep_us(3000);
	process();
	ck_assert_uint_eq(done_count, 1);
	ck_assert_int_eq(asker_status(task, 0), MAILAUTH_DNS_TIMEOUT);
	ck_assert_uint_eq(fake.asked, 0);
	mailauth_task_free(task);
}
END_TEST

/* Without a time it is that of the configuration.  A backend need not open. */
START_TEST(the_usual_time)
{
	mailauth_task *task = ask("a.example");
	struct fake own_fake;
	mailauth_resolver *own = fake_resolver(NULL, &own_fake);
	struct backend_ops ops = *own_fake.backend.ops;

	ops.open = NULL;
	own_fake.backend.ops = &ops;
	ck_assert_int_eq(mailauth_resolver_start(own, task, 0, note_done,
	    &done_count), 0);
	ck_assert_int_eq(mailauth_resolver_process(own), 0);
	ck_assert_int_gt(mailauth_resolver_timeout(own), 19000);
	ck_assert_int_le(mailauth_resolver_timeout(own), 20000);
	mailauth_task_free(task);
	mailauth_resolver_free(own);
	ck_assert_uint_eq(own_fake.opened, 0);
}
END_TEST

static void
run_another(mailauth_task *task, void *user_data)
{
	mailauth_task *inner = ask("inner.example");

	(void)user_data;
	done_count++;
	ck_assert_int_eq(mailauth_resolver_run(resolver, inner, 1000), 0);
	ck_assert_int_eq(asker_status(inner, 0), MAILAUTH_DNS_OK);
	mailauth_task_free(inner);
	mailauth_task_free(task);
}

START_TEST(done_may_run_another)
{
	fake.at_once = 1;
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(mailauth_resolver_start(resolver, ask("a.example"),
		    1000, run_another, NULL), 0);
	process();
	ck_assert_uint_eq(done_count, 3);
	ck_assert_uint_eq(mailauth_resolver_running(resolver), 0);
}
END_TEST

/* run() lets others go on, but tells their owners nothing. */
START_TEST(run_tells_nobody_else)
{
	mailauth_task *other = ask("a.example"), *own = ask("b.example");

	fake.at_once = 1;
	start(other, 1000);
	ck_assert_int_eq(mailauth_resolver_run(resolver, own, 1000), 0);
	ck_assert_uint_eq(done_count, 0);
	ck_assert_int_eq(mailauth_resolver_timeout(resolver), 0);
	process();
	ck_assert_uint_eq(done_count, 1);
	mailauth_task_free(other);
	mailauth_task_free(own);
}
END_TEST

/* ---- many, in turn and mixed ------------------------------------------------ */

START_TEST(questions_in_turn)
{
	static const struct asked_question list[] = {
		{ "a.example", MAILAUTH_TYPE_TXT }, { "b.example", MAILAUTH_TYPE_TXT },
		{ "a.example", MAILAUTH_TYPE_TXT }, { "c.example", MAILAUTH_TYPE_TXT },
	};
	mailauth_task *task = asker_new(NULL, list, COUNT_OF(list), 1);

	start(task, 1000);
	for (size_t i = 0; i < 3; i++) {
		process();
		ck_assert_uint_eq(fake.open_count, 1);
		fake_answer(&fake, 0);
	}
	process();
	ck_assert_uint_eq(done_count, 1);
	ck_assert_uint_eq(mailauth_task_question_count(task), 3);
	mailauth_task_free(task);
}
END_TEST

START_TEST(many_in_flight)
{
	enum { MANY = 512 };
	static struct asked_question list[MANY][4];
	static char names[MANY][4][24];
	static mailauth_task *tasks[MANY];
	unsigned random = 1;

	for (size_t i = 0; i < MANY; i++) {
		for (size_t k = 0; k < 4; k++) {
			/* shared by some, and by one alone */
			snprintf(names[i][k], sizeof(names[i][k]), "%c%zu.example",
			    k < 2 ? 's' : 'n', k < 2 ? i % 25 * 10 + k : i * 10 + k);
			list[i][k].name = names[i][k];
			list[i][k].type = MAILAUTH_TYPE_TXT;
		}
		tasks[i] = asker_new(NULL, list[i], 4, (int)(i & 1));
		start(tasks[i], 10000);
	}
	while (done_count < MANY) {
		process();
		for (int n = 0; n < 10 && fake.open_count > 0; n++) {
			random = random * 1103515245u + 12345u;
			fake_answer(&fake, (random >> 8) % fake.open_count);
		}
	}
	ck_assert_uint_le(fake.most_open, 512);
	ck_assert_uint_eq(fake.asked, MANY * 2 + 50);
	for (size_t i = 0; i < MANY; i++) {
		for (size_t k = 0; k < 4; k++)
			ck_assert_int_eq(asker_status(tasks[i], k), MAILAUTH_DNS_OK);
		mailauth_task_free(tasks[i]);
	}
}
END_TEST

/* ---- what goes wrong --------------------------------------------------------- */

START_TEST(a_backend_that_refuses)
{
	mailauth_task *task = ask("a.example");

	fake.ask_error = MAILAUTH_ERR_IO;
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000), 0);
	ck_assert_int_eq(asker_status(task, 0), MAILAUTH_DNS_FAILED);
	mailauth_task_free(task);
}
END_TEST

START_TEST(a_backend_without_memory)
{
	mailauth_task *task = ask("a.example");

	fake.at_once = 1;
	fake.no_memory = _i == 0;
	fake.ask_error = _i == 0 ? 0 : MAILAUTH_ERR_NOMEM;
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000),
	    MAILAUTH_ERR_NOMEM);
	mailauth_task_free(task);
	/* The resolver is none the worse for it. */
	fake.no_memory = fake.ask_error = 0;
	run_txt("a.example");
}
END_TEST

START_TEST(a_backend_that_does_not_open)
{
	mailauth_task *task = ask("a.example");

	fake.open_error = MAILAUTH_ERR_INVALID;
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000),
		    MAILAUTH_ERR_INVALID);
	ck_assert_uint_eq(fake.opened, 1);
	mailauth_task_free(task);
}
END_TEST

static const struct {
	const char *key, *value;
	int result;
} settings[] = {
	{ "in-flight", "1", 0 },
	{ "in-flight", "4096", 0 },
	{ "in-flight", "0", MAILAUTH_ERR_INVALID },
	{ "in-flight", "4097", MAILAUTH_ERR_INVALID },
	{ "in-flight", "", MAILAUTH_ERR_INVALID },
	{ "in-flight", "12x", MAILAUTH_ERR_INVALID },
	{ "in-flight", "-1", MAILAUTH_ERR_INVALID },
	{ "cache", "0", 0 },
	{ "cache", "1000000", 0 },
	{ "cache", "1000001", MAILAUTH_ERR_INVALID },
	{ "cache", " 5", MAILAUTH_ERR_INVALID },
	{ "no-such-key", "1", MAILAUTH_ERR_INVALID },
	{ "forward", "192.0.2.1", MAILAUTH_ERR_INVALID }, /* this backend has none */
};

START_TEST(set_checks_values)
{
	ck_assert_int_eq(mailauth_resolver_set(resolver, settings[_i].key,
	    settings[_i].value), settings[_i].result);
}
END_TEST

START_TEST(set_comes_before_the_first_task)
{
	fake.at_once = 1;
	run_txt("a.example");
	ck_assert_int_eq(mailauth_resolver_set(resolver, "cache", "5"),
	    MAILAUTH_ERR_STATE);
}
END_TEST

START_TEST(null_is_harmless)
{
	mailauth_task *task = ask("a.example");

	mailauth_resolver_free(NULL);
	mailauth_resolver_cancel(NULL, task);
	mailauth_resolver_cancel(resolver, NULL);
	mailauth_resolver_cancel(resolver, task);
	ck_assert_int_eq(mailauth_resolver_new(NULL, NULL), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, NULL, NULL), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_set(NULL, "cache", "1"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_set(resolver, NULL, "1"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_set(resolver, "cache", NULL), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_run(NULL, task, 1), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_run(resolver, NULL, 1), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 1, NULL, NULL),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_start(NULL, task, 1, note_done, NULL),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_start(resolver, NULL, 1, note_done, NULL),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_process(NULL), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_fd(NULL), -1);
	ck_assert_int_eq(mailauth_resolver_timeout(NULL), -1);
	ck_assert_uint_eq(mailauth_resolver_running(NULL), 0);
	ck_assert_ptr_null(mailauth_resolver_statistics(NULL));
	mailauth_task_free(task);
}
END_TEST

/* ---- every allocation failing ------------------------------------------------ */

static int
whole_life(const mailauth_config *cfg, void *arg)
{
	static const struct asked_question list[] = {
		{ "a.example", MAILAUTH_TYPE_TXT }, { "b.example", MAILAUTH_TYPE_TXT },
	};
	struct fake own_fake;
	mailauth_resolver *own;
	mailauth_task *task, *second = NULL;
	int rc;

	(void)arg;
	own = fake_resolver(cfg, &own_fake);
	if (own == NULL)
		return MAILAUTH_ERR_NOMEM;
	own_fake.at_once = 1;
	task = asker_new(cfg, list, COUNT_OF(list), 0);
	rc = task == NULL ? MAILAUTH_ERR_NOMEM :
	    mailauth_resolver_run(own, task, 1000);
	if (rc == 0 && (second = asker_txt(cfg, "c.example")) == NULL)
		rc = MAILAUTH_ERR_NOMEM;
	if (rc == 0)
		rc = mailauth_resolver_start(own, second, 1000, note_done, &done_count);
	if (rc == 0)
		rc = mailauth_resolver_process(own);
	if (rc == 0 && mailauth_task_state(second) < 0)
		rc = mailauth_task_state(second);
	mailauth_task_free(task);
	mailauth_task_free(second);
	mailauth_resolver_free(own);
	return rc;
}

START_TEST(every_allocation_may_fail)
{
	ck_assert_uint_gt(alloc_each_failing(whole_life, NULL), 5);
	ck_assert_uint_gt(alloc_each_cap(whole_life, NULL), 5);
}
END_TEST

/* More tasks at once than there is room for deadlines at first. */
static int
crowded_life(const mailauth_config *cfg, void *arg)
{
	struct fake own_fake;
	mailauth_resolver *own = fake_resolver(cfg, &own_fake);
	mailauth_task **tasks = arg;
	int rc = own != NULL ? 0 : MAILAUTH_ERR_NOMEM;

	for (size_t i = 0; rc == 0 && i < 66; i++) {
		tasks[i] = ask("a.example");
		rc = mailauth_resolver_start(own, tasks[i], 1000, note_done,
		    &done_count);
	}
	/* gone before any of them was looked at */
	mailauth_resolver_free(own);
	for (size_t i = 0; i < 66; i++) {
		mailauth_task_free(tasks[i]);
		tasks[i] = NULL;
	}
	return rc;
}

START_TEST(crowded)
{
	mailauth_task *tasks[66] = { NULL };

	ck_assert_uint_gt(alloc_each_failing(crowded_life, tasks), 5);
	ck_assert_uint_gt(alloc_each_cap(crowded_life, tasks), 5);
}
END_TEST

/* ---- the loop ------------------------------------------------------------------ */

static int fired[4];

static void
count_fire(int fd, short bits, void *arg)
{
	char byte;

	if (bits & LOOP_READ)
		(void)!read(fd, &byte, 1);
	fired[*(const int *)arg]++;
}

START_TEST(loop_reads_and_times)
{
	static const int numbers[] = { 0, 1, 2 };
	struct loop_event reader = { .fn = count_fire }, once = { .fn = count_fire },
	    again = { .fn = count_fire };
	struct loop *loop;
	int ends[2];

	memset(fired, 0, sizeof(fired));
	ck_assert_int_eq(mailauth__loop_new(NULL, &loop), 0);
	ck_assert_int_eq(pipe(ends), 0);
	reader.loop = once.loop = again.loop = loop;
	reader.arg = (void *)(uintptr_t)&numbers[0];
	once.arg = (void *)(uintptr_t)&numbers[1];
	again.arg = (void *)(uintptr_t)&numbers[2];
	reader.fd = ends[0];
	reader.bits = LOOP_READ | LOOP_PERSIST;
	once.fd = again.fd = -1;
	again.bits = LOOP_PERSIST;
	ck_assert_int_eq(mailauth__loop_arm(&reader, -1), 0);
	ck_assert_int_eq(mailauth__loop_arm(&once, 20000), 0);
	ck_assert_int_eq(mailauth__loop_arm(&again, 15000), 0);
	mailauth__loop_dispatch(loop);
	ck_assert_int_eq(fired[0] + fired[1] + fired[2], 0);
	ck_assert_int_eq((int)write(ends[1], "ab", 2), 2);
	for (int i = 0; i < 50; i++) {
		sleep_us(2000);
		mailauth__loop_dispatch(loop);
	}
	ck_assert_int_eq(fired[0], 2);
	ck_assert_int_eq(fired[1], 1);
	ck_assert_int_ge(fired[2], 3);
	mailauth__loop_disarm(&reader);
	mailauth__loop_disarm(&again);
	ck_assert_int_eq((int)write(ends[1], "c", 1), 1);
	sleep_us(20000);
	fired[2] = 0;
	mailauth__loop_dispatch(loop);
	ck_assert_int_eq(fired[0], 2);
	ck_assert_int_eq(fired[2], 0);
	ck_assert(mailauth__loop_due(loop) == INT64_MAX);
	close(ends[0]);
	close(ends[1]);
	mailauth__loop_free(loop);
}
END_TEST

static struct loop_event pair[2];

static void
disarm_the_other(int fd, short bits, void *arg)
{
	(void)fd, (void)bits;
	fired[0]++;
	mailauth__loop_disarm(arg);
}

/* Two are ready at once; the first called disarms the second, which must then
 * not be called. */
START_TEST(loop_disarms_within_a_batch)
{
	struct loop *loop;
	int ends[2][2];

	fired[0] = 0;
	ck_assert_int_eq(mailauth__loop_new(NULL, &loop), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(pipe(ends[i]), 0);
		ck_assert_int_eq((int)write(ends[i][1], "x", 1), 1);
		pair[i] = (struct loop_event){ .loop = loop, .fn = disarm_the_other,
		    .arg = &pair[1 - i], .fd = ends[i][0],
		    .bits = LOOP_READ | LOOP_PERSIST };
		ck_assert_int_eq(mailauth__loop_arm(&pair[i], -1), 0);
	}
	mailauth__loop_dispatch(loop);
	ck_assert_int_eq(fired[0], 1);
	for (int i = 0; i < 2; i++) {
		mailauth__loop_disarm(&pair[i]);
		close(ends[i][0]);
		close(ends[i][1]);
	}
	mailauth__loop_free(loop);
}
END_TEST

static int64_t order_seen[200];
static size_t order_count;

static void
note_order(int fd, short bits, void *arg)
{
	(void)fd, (void)bits;
	order_seen[order_count++] = ((struct loop_event *)arg)->due;
}

START_TEST(loop_keeps_timers_in_order)
{
	static struct loop_event events[200];
	struct loop *loop;
	unsigned random = 7;

	order_count = 0;
	ck_assert_int_eq(mailauth__loop_new(NULL, &loop), 0);
	for (size_t i = 0; i < COUNT_OF(events); i++) {
		random = random * 1103515245u + 12345u;
		events[i] = (struct loop_event){ .loop = loop, .fn = note_order,
		    .arg = &events[i], .fd = -1 };
		ck_assert_int_eq(mailauth__loop_arm(&events[i],
		    (random >> 8) % 20000), 0);
	}
	for (size_t i = 0; i < COUNT_OF(events); i += 3)
		mailauth__loop_disarm(&events[i]);
	sleep_us(25000);
	mailauth__loop_dispatch(loop);
	ck_assert_uint_eq(order_count, 133);
	for (size_t i = 1; i < order_count; i++)
		ck_assert(order_seen[i - 1] <= order_seen[i]);
	mailauth__loop_free(loop);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("resolver");
	TCase *driver = tcase_create("driver"), *loop = tcase_create("loop");

	tcase_add_checked_fixture(driver, setup, teardown);
	tcase_set_timeout(driver, 20);
	tcase_add_test(driver, run_answers_at_once);
	tcase_add_test(driver, done_is_told_only_by_process);
	tcase_add_test(driver, equal_questions_are_joined);
	tcase_add_loop_test(driver, one_of_the_joined_may_go, 0, 3);
	tcase_add_test(driver, answers_are_kept);
	tcase_add_loop_test(driver, some_are_not_kept, 0, COUNT_OF(not_kept));
	tcase_add_test(driver, the_least_used_goes_first);
	tcase_add_test(driver, an_answer_expires);
	tcase_add_test(driver, in_flight_has_a_cap);
	tcase_add_test(driver, deadline_expires_the_task);
	tcase_add_test(driver, deadlines_of_many_come_in_order);
	tcase_add_test(driver, a_running_task_may_be_freed);
	tcase_add_test(driver, a_started_task_may_be_freed_before_process);
	tcase_add_test(driver, starting_twice_is_refused);
	tcase_add_test(driver, the_resolver_may_go_first);
	tcase_add_test(driver, done_may_free_and_start);
	tcase_add_test(driver, done_may_free_a_neighbour);
	tcase_add_test(driver, done_may_free_the_resolver);
	tcase_add_test(driver, done_may_run_another);
	tcase_add_test(driver, run_tells_nobody_else);
	tcase_add_test(driver, questions_in_turn);
	tcase_add_test(driver, many_in_flight);
	tcase_add_test(driver, a_backend_that_refuses);
	tcase_add_loop_test(driver, a_backend_without_memory, 0, 2);
	tcase_add_test(driver, a_backend_that_does_not_open);
	tcase_add_loop_test(driver, set_checks_values, 0, COUNT_OF(settings));
	tcase_add_test(driver, set_comes_before_the_first_task);
	tcase_add_test(driver, null_is_harmless);
	tcase_add_test(driver, every_allocation_may_fail);
	tcase_add_test(driver, crowded);
	tcase_add_test(driver, taken_back_when_landed);
	tcase_add_test(driver, late_before_it_began);
	tcase_add_test(driver, the_usual_time);
	tcase_add_test(driver, done_within_done_may_free_the_resolver);
	suite_add_tcase(suite, driver);
	tcase_add_test(loop, loop_reads_and_times);
	tcase_add_test(loop, loop_disarms_within_a_batch);
	tcase_add_test(loop, loop_keeps_timers_in_order);
	suite_add_tcase(suite, loop);
	return test_main(suite);
}
