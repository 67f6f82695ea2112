/* SPDX-License-Identifier: BSD-2-Clause */
/* The event loop's corners: both directions, crowds, and no memory.  What it does
 * for a resolver is in check_resolver.c. */
#include <string.h>
#include <unistd.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "resolver/loop.h"
#include "support/alloc.h"
#include "support/suite.h"

static int called;
static short last_bits;

static void
note(int fd, short bits, void *arg)
{
	(void)fd, (void)arg;
	called++;
	last_bits = bits;
}

static struct loop *
loop_open(void)
{
	struct loop *loop;

	called = 0;
	ck_assert_int_eq(0, mailauth__loop_new(NULL, &loop));
	return loop;
}

/* An event for writing is called for writing; armed anew with other bits, for
 * these. */
START_TEST(directions)
{
	struct loop *loop = loop_open();
	struct loop_event event = { .loop = loop, .fn = note, .bits = LOOP_WRITE |
	    LOOP_PERSIST };
	int fds[2];

	ck_assert_int_eq(0, pipe(fds));
	event.fd = fds[1];
	ck_assert_int_eq(0, mailauth__loop_arm(&event, -1));
	mailauth__loop_dispatch(loop);
	ck_assert_int_eq(1, called);
	ck_assert_int_eq(LOOP_WRITE, last_bits);
	event.bits = LOOP_READ | LOOP_WRITE | LOOP_PERSIST;
	ck_assert_int_eq(0, mailauth__loop_arm(&event, -1));
	ck_assert_int_eq(LOOP_READ | LOOP_WRITE, event.armed);
	mailauth__loop_dispatch(loop);
	ck_assert_int_eq(2, called);
	mailauth__loop_disarm(&event);
	mailauth__loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

/* What happens begins the time anew. */
START_TEST(time_begins_anew)
{
	struct loop *loop = loop_open();
	struct loop_event event = { .loop = loop, .fn = note, .bits = LOOP_WRITE |
	    LOOP_PERSIST };
	int64_t due;
	int fds[2];

	ck_assert_int_eq(0, pipe(fds));
	event.fd = fds[1];
	ck_assert_int_eq(0, mailauth__loop_arm(&event, 50000));
	due = event.due;
	while (mailauth__loop_now() < due - 49000)
		continue;
	mailauth__loop_dispatch(loop);
	ck_assert_int_eq(1, called);
	ck_assert_int_gt(event.due, due);
	mailauth__loop_disarm(&event);
	mailauth__loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

static struct loop_event pair[2];

/* Turns the other one round: it waits for reading from now on. */
static void
turn_round(int fd, short bits, void *arg)
{
	struct loop_event *other = arg;

	(void)fd, (void)bits;
	called++;
	other->bits = LOOP_READ | LOOP_PERSIST;
	ck_assert_int_eq(0, mailauth__loop_arm(other, -1));
}

/* Two are ready for writing; the first called makes the second wait for reading,
 * for which it is not ready. */
START_TEST(turned_round)
{
	struct loop *loop = loop_open();
	int fds[2][2];

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(0, pipe(fds[i]));
		pair[i] = (struct loop_event){ .loop = loop, .fn = turn_round,
			.arg = &pair[1 - i], .fd = fds[i][1],
			.bits = LOOP_WRITE | LOOP_PERSIST };
		ck_assert_int_eq(0, mailauth__loop_arm(&pair[i], -1));
	}
	mailauth__loop_dispatch(loop);
	ck_assert_int_eq(1, called);
	for (int i = 0; i < 2; i++) {
		mailauth__loop_disarm(&pair[i]);
		close(fds[i][0]);
		close(fds[i][1]);
	}
	mailauth__loop_free(loop);
}
END_TEST

/* More that are ready than are fetched at once: all are called. */
START_TEST(crowd)
{
	enum { MANY = 150 };
	static struct loop_event events[MANY];
	struct loop *loop = loop_open();
	int fds[2];

	ck_assert_int_eq(0, pipe(fds));
	for (int i = 0; i < MANY; i++) {
		events[i] = (struct loop_event){ .loop = loop, .fn = note,
			.fd = dup(fds[1]), .bits = LOOP_WRITE };
		ck_assert_int_ge(events[i].fd, 0);
		ck_assert_int_eq(0, mailauth__loop_arm(&events[i], -1));
	}
	mailauth__loop_dispatch(loop);
	ck_assert_int_eq(MANY, called);
	for (int i = 0; i < MANY; i++) {
		ck_assert_int_eq(0, events[i].armed);
		close(events[i].fd);
	}
	mailauth__loop_free(loop);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

static int
timers_with(const mailauth_config *cfg, void *arg)
{
	enum { MANY = 140 };
	static struct loop_event events[MANY];
	struct loop *loop;
	int rc = mailauth__loop_new(cfg, &loop);

	(void)arg;
	for (int i = 0; rc == 0 && i < MANY; i++) {
		events[i] = (struct loop_event){ .loop = loop, .fn = note, .fd = -1 };
		rc = mailauth__loop_arm(&events[i], 1000000 + i);
	}
	mailauth__loop_free(loop);
	return rc;
}

START_TEST(no_memory)
{
	ck_assert_uint_gt(alloc_each_failing(timers_with, NULL), 1);
	ck_assert_uint_gt(alloc_each_cap(timers_with, NULL), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("loop");
	TCase *tc = tcase_create("loop");

	tcase_add_test(tc, directions);
	tcase_add_test(tc, time_begins_anew);
	tcase_add_test(tc, turned_round);
	tcase_add_test(tc, crowd);
	tcase_add_test(tc, no_memory);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
