/* SPDX-License-Identifier: BSD-2-Clause */
/* The task protocol, driven by an evaluation made for the purpose: it asks for
 * n.example, n-1.example … and sums the numbers of addresses found. */
#include <stdio.h>
#include <string.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "support/alloc.h"
#include "support/suite.h"
#include "task/task.h"

#define SPAN 100

struct counter {
	struct questions *q;
	struct trace *trace;
	unsigned questions; /* asked at once */
	unsigned ahead;     /* asked ahead at once, never needed */
	unsigned then;      /* asked one after the other, once those are there */
	unsigned records;
	unsigned failures;
	unsigned steps;
};

static unsigned releases;

static void
name_of(char *out, char letter, unsigned n)
{
	char digits[4] = { (char)('0' + n / 100), (char)('0' + n / 10 % 10),
		(char)('0' + n % 10), '\0' };

	out[0] = letter;
	memcpy(out + 1, digits, 3);
	memcpy(out + 4, ".example", 9);
}

/* 1: answered and counted. */
static int
look_up(struct counter *c, char letter, unsigned n, enum ask_how how)
{
	const struct mailauth_answer *ans;
	char name[16];

	name_of(name, letter, n);
	ans = mailauth__ask(c->q, name, MAILAUTH_TYPE_A, how);
	if (ans == NULL)
		return 0;
	if (how == ASK_AHEAD)
		return 1;
	c->records += (unsigned)ans->record_count;
	c->failures += !mailauth__answer_certain(ans);
	mailauth__trace_add(c->trace, n, "example", "a", "counted");
	return 1;
}

static int
count_step(void *evaluation)
{
	struct counter *c = evaluation;
	unsigned n, there = 0;

	c->steps++;
	c->records = c->failures = 0;
	for (n = 0; n < c->ahead; n++)
		look_up(c, 's', n, ASK_AHEAD);
	for (n = 0; n < c->questions; n++)
		there += (unsigned)look_up(c, 'n', n, ASK_NEEDED);
	if (there < c->questions)
		return EVALUATION_WAITING;
	for (n = 0; n < c->then; n++) {
		if (!look_up(c, 't', n, ASK_NEEDED))
			return EVALUATION_WAITING;
	}
	return EVALUATION_DONE;
}

static void
count_release(void *evaluation)
{
	(void)evaluation;
	releases++;
}

static const struct task_kind counter_kind = {
	"counter", sizeof(struct counter), count_step, count_release
};

static mailauth_task *
counter_new(const mailauth_config *cfg, unsigned questions, unsigned then,
    unsigned ahead)
{
	mailauth_task *task;
	struct counter *c;

	if (mailauth__task_new(cfg, &counter_kind, &task) != 0)
		return NULL;
	c = mailauth__task_evaluation(task, &counter_kind);
	c->q = &task->questions;
	c->trace = &task->trace;
	c->questions = questions;
	c->then = then;
	c->ahead = ahead;
	return task;
}

static const struct counter *
result_of(mailauth_task *task)
{
	return mailauth__task_result(task, &counter_kind);
}

/* An A answer with one address. */
static mailauth_answer *
one_address(const mailauth_config *cfg, const char *name)
{
	static const uint8_t address[4] = { 192, 0, 2, 1 };
	mailauth_answer *ans;

	if (mailauth_answer_new(cfg, name, MAILAUTH_TYPE_A, &ans) != 0)
		return NULL;
	if (mailauth_answer_add(ans, name, MAILAUTH_TYPE_A, 60, address, 4) != 0) {
		mailauth_answer_free(ans);
		return NULL;
	}
	return ans;
}

static int
answer_query(mailauth_task *task, const mailauth_query *query)
{
	mailauth_answer *ans = one_address(task->questions.config, query->name);
	int result;

	if (ans == NULL)
		return MAILAUTH_ERR_NOMEM;
	result = mailauth_task_answer(task, query->id, ans);
	mailauth_answer_free(ans);
	return result;
}

START_TEST(each_question_is_handed_out_once)
{
	mailauth_task *task = counter_new(NULL, SPAN, 0, 0);
	const mailauth_query *query;
	unsigned n = 0;

	while ((query = mailauth_task_next_query(task)) != NULL) {
		char name[16];

		name_of(name, 'n', n++);
		ck_assert_str_eq(query->name, name);
		ck_assert_uint_eq(query->id, n);
		ck_assert_int_eq(query->speculative, 0);
	}
	ck_assert_uint_eq(n, SPAN);
	ck_assert_uint_eq(mailauth_task_open_count(task), SPAN);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_WAITING);
	ck_assert_ptr_null(result_of(task));
	mailauth_task_free(task);
}
END_TEST

/* Answers come first to last, last to first, and in two shuffles. */
START_TEST(answers_in_any_order)
{
	static const unsigned strides[] = { 1, SPAN - 1, 37, 63 };
	const mailauth_query *query, *queries[SPAN];
	mailauth_task *task = counter_new(NULL, SPAN, 3, 0);
	unsigned n = 0;

	while ((query = mailauth_task_next_query(task)) != NULL)
		queries[n++] = query;
	for (n = 0; n < SPAN; n++)
		ck_assert_int_eq(answer_query(task,
		    queries[n * strides[_i] % SPAN]), 0);
	while ((query = mailauth_task_next_query(task)) != NULL) {
		ck_assert_int_eq(query->name[0], 't');
		ck_assert_int_eq(answer_query(task, query), 0);
	}
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(result_of(task)->records, SPAN + 3);
	ck_assert_uint_eq(mailauth_task_question_count(task), SPAN + 3);
	ck_assert_str_eq(mailauth_task_question(task, SPAN)->name, "t000.example");
	ck_assert_ptr_nonnull(mailauth_task_question(task, 5)->answer);
	ck_assert_ptr_null(mailauth_task_question(task, SPAN + 3));
	mailauth_task_free(task);
}
END_TEST

START_TEST(late_and_repeated_answers_change_nothing)
{
	mailauth_task *task = counter_new(NULL, 1, 0, 1);
	const mailauth_query *ahead = mailauth_task_next_query(task);
	const mailauth_query *query = mailauth_task_next_query(task);

	ck_assert_int_eq(ahead->speculative, 1);
	ck_assert_int_eq(answer_query(task, query), 0);
	ck_assert_int_eq(mailauth_task_answer_status(task, query->id,
	    MAILAUTH_DNS_SERVFAIL), 0);
	ck_assert_int_eq(mailauth_task_answer_packet(task, query->id, "x", 1, 0), 0);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(result_of(task)->records, 1);
	ck_assert_uint_eq(result_of(task)->failures, 0);
	ck_assert_int_eq(answer_query(task, ahead), 0);
	ck_assert_uint_eq(result_of(task)->records, 1);
	ck_assert_uint_eq(mailauth_task_open_count(task), 0);
	ck_assert_ptr_null(mailauth_task_next_query(task));
	mailauth_task_free(task);
}
END_TEST

START_TEST(foreign_ids_and_answers_are_refused)
{
	mailauth_task *task = counter_new(NULL, 2, 0, 0);
	const mailauth_query *query = mailauth_task_next_query(task);
	mailauth_answer *other = one_address(NULL, "other.example");

	ck_assert_int_eq(mailauth_task_answer(task, 0, other), MAILAUTH_ERR_NOT_FOUND);
	ck_assert_int_eq(mailauth_task_answer(task, 99, other), MAILAUTH_ERR_NOT_FOUND);
	/* The second question exists but was not handed out. */
	ck_assert_int_eq(mailauth_task_answer(task, 2, other), MAILAUTH_ERR_NOT_FOUND);
	ck_assert_int_eq(mailauth_task_answer(task, query->id, other),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_task_answer(task, query->id, NULL),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_task_answer_status(task, query->id, 77),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_task_answer_packet(task, 3, "", 0, 0),
	    MAILAUTH_ERR_NOT_FOUND);
	/* Garbage is an answer too: one that failed. */
	ck_assert_int_eq(mailauth_task_answer_packet(task, query->id, "junk", 4, 0), 0);
	query = mailauth_task_next_query(task);
	ck_assert_int_eq(answer_query(task, query), 0);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(result_of(task)->failures, 1);
	mailauth_answer_free(other);
	mailauth_task_free(task);
}
END_TEST

START_TEST(expiry_ends_every_question_and_those_to_come)
{
	mailauth_task *task = counter_new(NULL, 10, 5, 2);
	const mailauth_query *query;

	while ((query = mailauth_task_next_query(task)) != NULL) {
		if (!query->speculative && query->id < 8)
			ck_assert_int_eq(answer_query(task, query), 0);
	}
	mailauth_task_expire(task);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(result_of(task)->failures, 10 + 5 - 5);
	ck_assert_uint_eq(result_of(task)->records, 5);
	ck_assert_uint_eq(mailauth_task_open_count(task), 0);
	mailauth_task_expire(task);
	mailauth_task_free(task);
}
END_TEST

START_TEST(expiry_before_the_first_step)
{
	mailauth_task *task = counter_new(NULL, 3, 3, 0);

	mailauth_task_expire(task);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(result_of(task)->failures, 6);
	mailauth_task_free(task);
}
END_TEST

START_TEST(a_speculative_question_becomes_needed)
{
	mailauth_task *task = counter_new(NULL, 0, 0, 1);
	struct counter *c = mailauth__task_evaluation(task, &counter_kind);
	const mailauth_query *query;

	c->questions = 1;
	query = mailauth_task_next_query(task);
	ck_assert_int_eq(query->speculative, 1);
	ck_assert_uint_eq(task->questions.open_speculative, 1);
	ck_assert_ptr_null(mailauth__ask(&task->questions, query->name,
	    MAILAUTH_TYPE_A, ASK_NEEDED));
	ck_assert_int_eq(query->speculative, 0);
	ck_assert_uint_eq(task->questions.open_speculative, 0);
	ck_assert_uint_eq(task->questions.count, 2);
	/* Another type is another question. */
	ck_assert_ptr_null(mailauth__ask(&task->questions, query->name,
	    MAILAUTH_TYPE_AAAA, ASK_NEEDED));
	ck_assert_uint_eq(task->questions.count, 3);
	ck_assert_ptr_null(mailauth__asked(&task->questions, "no.example", 1));
	ck_assert_uint_eq(task->questions.count, 3);
	mailauth_task_free(task);
}
END_TEST

static int
never_step(void *evaluation)
{
	(void)evaluation;
	return EVALUATION_WAITING;
}

static const struct task_kind never_kind = {
	"never", sizeof(struct counter), never_step, count_release
};

/* An evaluation that waits without a question must not hang its caller. */
START_TEST(expiry_ends_what_would_not_end)
{
	mailauth_task *task;

	ck_assert_int_eq(mailauth__task_new(NULL, &never_kind, &task), 0);
	mailauth_task_expire(task);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_ERR_STATE);
	ck_assert_ptr_null(mailauth__task_result(task, &counter_kind));
	ck_assert_ptr_null(mailauth__task_evaluation(task, &counter_kind));
	mailauth_task_free(task);
}
END_TEST

START_TEST(answers_that_do_not_fit)
{
	mailauth_task *task = counter_new(NULL, 1, 0, 0);
	const mailauth_query *query = mailauth_task_next_query(task);
	mailauth_answer *ans;

	ck_assert_int_eq(mailauth_task_answer(task, query->id, NULL),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_answer_new(NULL, query->name,
	    MAILAUTH_TYPE_AAAA, &ans), 0);
	ck_assert_int_eq(mailauth_task_answer(task, query->id, ans),
	    MAILAUTH_ERR_INVALID);
	mailauth_answer_free(ans);
	ans = one_address(NULL, "other.example");
	ck_assert_int_eq(mailauth_task_answer(task, query->id, ans),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_task_answer(task, 0, ans),
	    MAILAUTH_ERR_NOT_FOUND);
	ck_assert_int_eq(mailauth_task_answer(task, query->id + 1, ans),
	    MAILAUTH_ERR_NOT_FOUND);
	mailauth_answer_free(ans);
	ck_assert_uint_eq(mailauth_task_open_count(task), 1);
	mailauth_task_free(task);
}
END_TEST

START_TEST(free_at_any_moment)
{
	unsigned answered;

	releases = 0;
	for (answered = 0; answered <= 6; answered++) {
		mailauth_task *task = counter_new(NULL, 3, 3, 1);
		const mailauth_query *query;
		unsigned n = 0;

		while (n < answered &&
		    (query = mailauth_task_next_query(task)) != NULL) {
			ck_assert_int_eq(answer_query(task, query), 0);
			n++;
		}
		mailauth_task_free(task);
	}
	ck_assert_uint_eq(releases, 7);
	mailauth_task_free(NULL);
	ck_assert_int_eq(mailauth_task_state(NULL), MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(mailauth_task_next_query(NULL));
	ck_assert_uint_eq(mailauth_task_event_count(NULL), 0);
	ck_assert_ptr_null(mailauth_task_event(NULL, 0));
	ck_assert_uint_eq(mailauth_task_question_count(NULL), 0);
	ck_assert_ptr_null(mailauth_task_question(NULL, 0));
	ck_assert_uint_eq(mailauth_task_open_count(NULL), 0);
	mailauth_task_set_user_data(NULL, &answered);
	ck_assert_ptr_null(mailauth_task_user_data(NULL));
	mailauth_task_expire(NULL);
	ck_assert_int_eq(mailauth_task_answer(NULL, 1, NULL),
	    MAILAUTH_ERR_NOT_FOUND);
	ck_assert_int_eq(mailauth_task_answer_status(NULL, 1,
	    MAILAUTH_DNS_SERVFAIL), MAILAUTH_ERR_NOT_FOUND);
	ck_assert_ptr_null(mailauth__task_result(NULL, &counter_kind));
}
END_TEST

START_TEST(trace_and_user_data)
{
	mailauth_config *cfg;
	mailauth_task *task;
	int here;

	task = counter_new(NULL, 2, 0, 0);
	mailauth_task_set_user_data(task, &here);
	ck_assert_ptr_eq(mailauth_task_user_data(task), &here);
	mailauth_task_expire(task);
	ck_assert_uint_eq(mailauth_task_event_count(task), 2);
	ck_assert_str_eq(mailauth_task_event(task, 1)->outcome, "counted");
	ck_assert_uint_eq(mailauth_task_event(task, 1)->depth, 1);
	ck_assert_ptr_null(mailauth_task_event(task, 2));
	mailauth_task_free(task);

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	mailauth_config_set(cfg, MAILAUTH_OPT_TRACE, 0);
	task = counter_new(cfg, 2, 0, 0);
	mailauth_task_expire(task);
	ck_assert_uint_eq(mailauth_task_event_count(task), 0);
	mailauth_task_free(task);
	mailauth_config_free(cfg);
}
END_TEST

START_TEST(an_answer_given_away_cannot_be_changed)
{
	static const uint8_t address[4] = { 192, 0, 2, 2 };
	mailauth_task *task = counter_new(NULL, 1, 1, 0);
	const mailauth_query *query = mailauth_task_next_query(task);
	mailauth_answer *ans = one_address(NULL, query->name);

	ck_assert_int_eq(mailauth_task_answer(task, query->id, ans), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, query->name, MAILAUTH_TYPE_A,
	    60, address, 4), MAILAUTH_ERR_STATE);
	ck_assert_int_eq(mailauth_answer_set_status(ans, MAILAUTH_DNS_SERVFAIL),
	    MAILAUTH_ERR_STATE);
	mailauth_answer_free(ans);
	ck_assert_uint_eq(mailauth_answer_record_count(
	    mailauth_task_question(task, 0)->answer), 1);
	mailauth_task_free(task);
}
END_TEST

/* Questions whose hashes are the same stay apart: names by name, servers by
 * server, and that of a server from that of none. */
START_TEST(equal_hashes)
{
	static const char *const names[] = { "jfaqmrw.example", "sazuzhi.example" };
	/* to the hash of the table, the last is nothing at all */
	static const char *const servers[] = { "2001:db8::47bd:a752",
		"2001:db8::5e15:adef", "0ccb380:" };
	mailauth_task *task = counter_new(NULL, 0, 0, 0);
	struct questions *q = &task->questions;
	char copy[32];
	size_t i;

	for (i = 0; i < 2; i++)
		ck_assert_ptr_null(mailauth__ask(q, names[i], MAILAUTH_TYPE_TXT,
		    ASK_NEEDED));
	ck_assert_uint_eq(q->count, 2);
	ck_assert_uint_eq(q->items[0]->hash, q->items[1]->hash);
	for (i = 0; i < 3; i++)
		ck_assert_ptr_null(mailauth__ask_at(q, names[0], MAILAUTH_TYPE_TXT,
		    servers[i]));
	ck_assert_uint_eq(q->count, 5);
	ck_assert_uint_eq(q->items[2]->hash, q->items[3]->hash);
	ck_assert_uint_eq(q->items[0]->hash, q->items[4]->hash);
	/* asked again, none is new: a server is its text, wherever that stands */
	for (i = 0; i < 3; i++) {
		strcpy(copy, servers[i]);
		ck_assert_ptr_null(mailauth__ask_at(q, names[0], MAILAUTH_TYPE_TXT,
		    copy));
		ck_assert_ptr_null(mailauth__ask_at(q, names[0], MAILAUTH_TYPE_TXT,
		    q->items[2 + i]->query.server));
	}
	ck_assert_ptr_null(mailauth__ask(q, names[0], MAILAUTH_TYPE_TXT, ASK_NEEDED));
	ck_assert_uint_eq(q->count, 5);
	/* the other way round: the server first, then none */
	ck_assert_ptr_null(mailauth__ask_at(q, names[1], MAILAUTH_TYPE_MX, servers[2]));
	ck_assert_ptr_null(mailauth__ask(q, names[1], MAILAUTH_TYPE_MX, ASK_NEEDED));
	ck_assert_uint_eq(q->count, 7);
	mailauth_task_free(task);
}
END_TEST

/* A question that was answered from within, by an evaluation that knows, is not
 * handed out. */
START_TEST(what_is_known_is_not_asked)
{
	mailauth_task *task = counter_new(NULL, 3, 0, 0);
	struct questions *q = &task->questions;
	const mailauth_query *query;

	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_WAITING);
	mailauth__question_answer(q, q->items[1],
	    mailauth__answer_static(MAILAUTH_DNS_NXDOMAIN));
	ck_assert_uint_eq(mailauth_task_open_count(task), 2);
	query = mailauth_task_next_query(task);
	ck_assert_str_eq(query->name, "n000.example");
	ck_assert_int_eq(answer_query(task, query), 0);
	query = mailauth_task_next_query(task);
	ck_assert_str_eq(query->name, "n002.example");
	ck_assert_int_eq(answer_query(task, query), 0);
	ck_assert_ptr_null(mailauth_task_next_query(task));
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(result_of(task)->records, 2);
	mailauth_task_free(task);
	ck_assert_ptr_null(mailauth__task_evaluation(NULL, &counter_kind));
}
END_TEST

/* Servers and messages: what they take is the task's, and may be refused. */
static int
ask_servers(const mailauth_config *cfg, void *arg)
{
	static const uint8_t response[] = "\0\0\x81\x80\0\1\0\1\0\0\0\0"
	    "\4n000\7example\0\0\1\0\1"
	    "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1";
	mailauth_task *task = counter_new(cfg, 1, 0, 0);
	const mailauth_query *query;
	char server[80];
	int i, rc;

	(void)arg;
	if (task == NULL)
		return MAILAUTH_ERR_NOMEM;
	query = mailauth_task_next_query(task);
	rc = query == NULL ? mailauth_task_state(task) :
	    mailauth_task_answer_packet(task, query->id, response,
	    sizeof(response) - 1, 0);
	if (rc == 0 && mailauth_task_state(task) == MAILAUTH_TASK_DONE)
		ck_assert_uint_eq(result_of(task)->records, 1);
	for (i = 0; rc == 0 && i < 20; i++) {
		snprintf(server, sizeof(server), "fe80::1%%a-rather-long-name-of-an-"
		    "interface-%d", i);
		mailauth__ask_at(&task->questions, "a.example", MAILAUTH_TYPE_NS, server);
		rc = task->questions.error;
	}
	mailauth_task_free(task);
	return rc;
}

START_TEST(each_server_and_message_may_fail)
{
	ck_assert_uint_gt(alloc_each_failing(ask_servers, NULL), 2);
	ck_assert_uint_gt(alloc_each_cap(ask_servers, NULL), 8);
}
END_TEST

static int
run_counter(const mailauth_config *cfg, void *arg)
{
	const unsigned *count = arg;
	mailauth_task *task = counter_new(cfg, *count, *count, *count / 6);
	const mailauth_query *query;
	int result = 0;

	if (task == NULL)
		return MAILAUTH_ERR_NOMEM;
	while (result == 0 && (query = mailauth_task_next_query(task)) != NULL)
		result = answer_query(task, query);
	if (result == 0 && mailauth_task_state(task) < 0)
		result = mailauth_task_state(task);
	if (result == 0)
		ck_assert_uint_eq(result_of(task)->records, *count * 2);
	mailauth_task_free(task);
	return result;
}

START_TEST(each_allocation_may_fail)
{
	unsigned many = 60, few = 12;

	ck_assert_uint_gt(alloc_each_failing(run_counter, &many), 10);
	ck_assert_uint_gt(alloc_each_cap(run_counter, &few), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("task");
	TCase *tc = tcase_create("task");

	tcase_add_test(tc, each_question_is_handed_out_once);
	tcase_add_loop_test(tc, answers_in_any_order, 0, 4);
	tcase_add_test(tc, late_and_repeated_answers_change_nothing);
	tcase_add_test(tc, foreign_ids_and_answers_are_refused);
	tcase_add_test(tc, expiry_ends_every_question_and_those_to_come);
	tcase_add_test(tc, expiry_before_the_first_step);
	tcase_add_test(tc, a_speculative_question_becomes_needed);
	tcase_add_test(tc, expiry_ends_what_would_not_end);
	tcase_add_test(tc, answers_that_do_not_fit);
	tcase_add_test(tc, free_at_any_moment);
	tcase_add_test(tc, trace_and_user_data);
	tcase_add_test(tc, an_answer_given_away_cannot_be_changed);
	tcase_add_test(tc, equal_hashes);
	tcase_add_test(tc, what_is_known_is_not_asked);
	tcase_add_test(tc, each_server_and_message_may_fail);
	tcase_add_test(tc, each_allocation_may_fail);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
