/* SPDX-License-Identifier: BSD-2-Clause */
/* A mail host's addresses, their reverse names and the way back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/host_check.h"
#include "support/alloc.h"
#include "support/suite.h"

/* ---- names that providers give by default ---- */

static const struct {
	const char *name, *address;
	bool generic;
} names[] = {
	{ "mail.example.org", "46.4.0.25", false },
	{ "mx25.example.org", "46.4.0.25", false },
	{ "46-4-0-25.clients.example", "46.4.0.25", true },
	{ "25.0.4.46.static.example", "46.4.0.25", true },
	{ "static-046-004-000-025.example", "46.4.0.25", true },
	{ "p2e040019.dip0.t-ipconnect.example", "46.4.0.25", true },
	{ "host-2e040019.example", "46.4.0.25", true },
	{ "host-2e040018.example", "46.4.0.25", false },
	{ "dyn.example", "46.4.0.25", false },
	{ "a.dyn.example.org", "46.4.0.25", true },
	{ "dynamo.example.org", "46.4.0.25", false },
	{ "mail.example.org", "2a01:4f8::25", false },
	{ "2a0104f8000000000000000000000025.example", "2a01:4f8::25", true },
	{ "dead.example.org", "2a01:4f8::25", false },
	{ "m4.mail25.example.org", "46.4.0.25", false },
	{ "", "46.4.0.25", false },
	{ "46-4-25.example", "46.4.0.25", true },
	{ "46-4-0.example", "46.4.0.25", false },
	{ "46-4-0.example", "46.4.0.9", false },
	{ "00112233445566778899aabbccddeeff00112e040019.example", "46.4.0.25", false },
	{ "xdyn.example.org", "46.4.0.25", false },
	{ "host-dyn.example.org", "46.4.0.25", true }
};

START_TEST(generic)
{
	struct ip ip;

	ck_assert(mailauth__ip_parse(names[_i].address, strlen(names[_i].address), &ip));
	ck_assert_msg(mailauth__name_is_generic(names[_i].name, &ip) == names[_i].generic,
	    "%s of %s", names[_i].name, names[_i].address);
}
END_TEST

/* ---- hosts ---- */

static const char zone_text[] =
    "$TTL 300\n"
    "good.example. A 46.4.0.25\n"
    "good.example. AAAA 2a01:4f8::25\n"
    "25.0.4.46.in-addr.arpa. PTR good.example.\n"
    "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.f.4.0.1.0.a.2.ip6.arpa. PTR good.example.\n"
    "lost.example. A 46.4.0.26\n"
    "other.example. A 46.4.0.27\n"
    "27.0.4.46.in-addr.arpa. PTR elsewhere.example.\n"
    "elsewhere.example. A 46.4.0.99\n"
    "second.example. A 46.4.0.28\n"
    "28.0.4.46.in-addr.arpa. PTR elsewhere.example.\n"
    "28.0.4.46.in-addr.arpa. PTR second.example.\n"
    "private.example. A 10.1.2.3\n"
    "alias.example. CNAME good.example.\n"
    "text.example. TXT \"x\"\n";

static int
step(void *evaluation)
{
	return mailauth__host_check_step(evaluation);
}

static const struct task_kind kind = { "host", sizeof(struct host_check), step, NULL };

static mailauth_zone *
zone(void)
{
	mailauth_zone *z;

	ck_assert_int_eq(mailauth_zone_new(NULL, &z), 0);
	ck_assert_int_eq(mailauth_zone_read(z, "z", NULL, zone_text, sizeof(zone_text) - 1), 0);
	return z;
}

/* Answers all; the question of that name by SERVFAIL.  The task's state. */
static int
answer(mailauth_task *task, const mailauth_zone *z, const char *failing)
{
	const mailauth_query *q;
	int state;

	while ((state = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		while ((q = mailauth_task_next_query(task)) != NULL) {
			mailauth_answer *ans;
			int rc;

			if (failing != NULL && strcmp(q->name, failing) == 0) {
				rc = mailauth_task_answer_status(task, q->id,
				    MAILAUTH_DNS_SERVFAIL);
			} else {
				ck_assert_int_eq(mailauth_zone_answer(z, q->name, q->type, &ans), 0);
				rc = mailauth_task_answer(task, q->id, ans);
				mailauth_answer_free(ans);
			}
			if (rc != 0)
				return rc;
		}
	}
	return state;
}

static struct mailauth_task *
start(const char *name, struct host_check **check)
{
	struct mailauth_task *task;

	ck_assert_int_eq(mailauth__task_new(NULL, &kind, &task), 0);
	*check = mailauth__task_evaluation(task, &kind);
	mailauth__host_check_init(*check, &task->questions, name);
	return task;
}

static const struct {
	const char *name;
	size_t addresses, confirmed, without_names;
} hosts[] = {
	{ "good.example", 2, 2, 0 },
	{ "lost.example", 1, 0, 1 },
	{ "other.example", 1, 0, 0 },
	{ "second.example", 1, 1, 0 },
	{ "private.example", 1, 0, 1 },
	{ "alias.example", 2, 2, 0 },
	{ "text.example", 0, 0, 0 },
	{ "gone.example", 0, 0, 0 }
};

START_TEST(each_host)
{
	mailauth_zone *z = zone();
	struct host_check *check;
	struct mailauth_task *task = start(hosts[_i].name, &check);
	size_t i, confirmed = 0, without = 0;

	ck_assert_int_eq(answer(task, z, NULL), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(check->address_count, hosts[_i].addresses);
	for (i = 0; i < check->address_count; i++) {
		confirmed += check->addresses[i].confirmed != NULL;
		without += check->addresses[i].name_count == 0;
		ck_assert(!check->addresses[i].unknown);
	}
	ck_assert_uint_eq(confirmed, hosts[_i].confirmed);
	ck_assert_uint_eq(without, hosts[_i].without_names);
	mailauth_task_free(task);
	mailauth_zone_free(z);
}
END_TEST

/* More addresses than are looked at: the rest is left, and that is told. */
START_TEST(many_addresses)
{
	char text[4096];
	size_t at = 0, count = LIMIT_HOST_ADDRESSES + (size_t)_i, i;
	struct host_check *check;
	struct mailauth_task *task = start("many.example", &check);
	mailauth_zone *z;

	for (i = 0; i < count; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "many.example. 300 A 46.4.1.%zu\n", i + 1);
	ck_assert_int_eq(mailauth_zone_new(NULL, &z), 0);
	ck_assert_int_eq(mailauth_zone_read(z, "z", NULL, text, at), 0);
	ck_assert_int_eq(answer(task, z, NULL), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(check->address_count, LIMIT_HOST_ADDRESSES);
	ck_assert_int_eq(check->truncated, _i == 1);
	mailauth_task_free(task);
	mailauth_zone_free(z);
}
END_TEST

START_TEST(private_is_not_asked)
{
	mailauth_zone *z = zone();
	struct host_check *check;
	struct mailauth_task *task = start("private.example", &check);

	ck_assert_int_eq(answer(task, z, NULL), MAILAUTH_TASK_DONE);
	ck_assert_ptr_nonnull(check->addresses[0].special);
	ck_assert_ptr_null(check->addresses[0].ptr);
	ck_assert_uint_eq(mailauth_task_question_count(task), 2);
	mailauth_task_free(task);
	mailauth_zone_free(z);
}
END_TEST

START_TEST(one_address)
{
	mailauth_zone *z = zone();
	struct mailauth_task *task;
	struct host_check *check;
	struct ip ip;

	ck_assert_int_eq(mailauth__task_new(NULL, &kind, &task), 0);
	check = mailauth__task_evaluation(task, &kind);
	ck_assert(mailauth__ip_parse("46.4.0.28", 9, &ip));
	mailauth__host_check_init_address(check, &task->questions, &ip);
	ck_assert_int_eq(answer(task, z, NULL), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(check->addresses[0].name_count, 2);
	ck_assert_str_eq(check->addresses[0].confirmed, "second.example");
	mailauth_task_free(task);
	mailauth_zone_free(z);
}
END_TEST

/* Without an answer on the way it is unknown, not unconfirmed. */
START_TEST(unknown)
{
	static const char *const failing[] = { "27.0.4.46.in-addr.arpa", "elsewhere.example" };
	mailauth_zone *z = zone();
	struct host_check *check;
	struct mailauth_task *task = start("other.example", &check);

	ck_assert_int_eq(answer(task, z, failing[_i]), MAILAUTH_TASK_DONE);
	ck_assert(check->addresses[0].unknown);
	ck_assert_ptr_null(check->addresses[0].confirmed);
	mailauth_task_free(task);
	mailauth_zone_free(z);
}
END_TEST

static int
run_with(const mailauth_config *cfg, void *arg)
{
	struct mailauth_task *task;
	struct host_check *check;
	int rc = mailauth__task_new(cfg, &kind, &task);

	if (rc != 0)
		return rc;
	check = mailauth__task_evaluation(task, &kind);
	mailauth__host_check_init(check, &task->questions, "good.example");
	rc = answer(task, arg, NULL);
	mailauth_task_free(task);
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}

/* An address without a name, and one that has no reverse name worth asking for
 * elsewhere. */
static int
address_with(const mailauth_config *cfg, void *arg)
{
	struct ip ip = { 4, { 10, 1, 2, 3 } };
	struct mailauth_task *task;
	struct host_check *check;
	int rc = mailauth__task_new(cfg, &kind, &task);

	if (rc != 0)
		return rc;
	check = mailauth__task_evaluation(task, &kind);
	mailauth__host_check_init_address(check, &task->questions, &ip);
	rc = answer(task, arg, NULL);
	if (rc == MAILAUTH_TASK_DONE) {
		ck_assert_uint_eq(check->address_count, 1);
		ck_assert_ptr_nonnull(check->addresses[0].special);
		ck_assert_ptr_nonnull(check->addresses[0].ptr);
	}
	mailauth_task_free(task);
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}

/* More reverse names than are looked at: the way back may be behind them. */
START_TEST(many_names)
{
	char text[4096];
	size_t at = 0, i;
	struct host_check *check;
	struct mailauth_task *task = start("named.example", &check);
	mailauth_zone *z;

	at += (size_t)snprintf(text, sizeof(text), "named.example. A 46.4.1.1\n");
	for (i = 0; i <= LIMIT_HOST_PTR_NAMES; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "1.1.4.46.in-addr.arpa. PTR n%zu.example.\n", i);
	at += (size_t)snprintf(text + at, sizeof(text) - at,
	    "n%d.example. A 46.4.1.1\n", LIMIT_HOST_PTR_NAMES);
	ck_assert_int_eq(mailauth_zone_new(NULL, &z), 0);
	ck_assert_int_eq(mailauth_zone_read(z, "z", NULL, text, at), 0);
	ck_assert_int_eq(answer(task, z, NULL), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(check->addresses[0].name_count, LIMIT_HOST_PTR_NAMES + 1);
	ck_assert_ptr_null(check->addresses[0].confirmed);
	ck_assert_uint_eq(mailauth_task_question_count(task),
	    3 + LIMIT_HOST_PTR_NAMES);
	mailauth_task_free(task);
	mailauth_zone_free(z);
}
END_TEST

/* An address is sought among addresses of its family. */
START_TEST(has_address)
{
	struct ip ip4 = { 4, { 46, 4, 0, 25 } }, ip6 = { 6, { 46, 4, 0, 25 } };
	mailauth_zone *z = zone();
	mailauth_answer *ans;

	ck_assert_int_eq(mailauth_zone_answer(z, "good.example", MAILAUTH_TYPE_A,
	    &ans), 0);
	ck_assert(mailauth__answer_has_address(ans, &ip4));
	ck_assert(!mailauth__answer_has_address(ans, &ip6));
	mailauth_answer_free(ans);
	mailauth_zone_free(z);
}
END_TEST

START_TEST(no_memory)
{
	mailauth_zone *z = zone();

	ck_assert_uint_gt(alloc_each_failing(address_with, z), 1);
	ck_assert_uint_gt(alloc_each_cap(address_with, z), 1);

	ck_assert_uint_gt(alloc_each_failing(run_with, z), 1);
	ck_assert_uint_gt(alloc_each_cap(run_with, z), 1);
	mailauth_zone_free(z);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("host_check");
	TCase *tc = tcase_create("all");

	tcase_add_loop_test(tc, generic, 0, sizeof(names) / sizeof(*names));
	tcase_add_loop_test(tc, each_host, 0, sizeof(hosts) / sizeof(*hosts));
	tcase_add_loop_test(tc, many_addresses, 0, 2);
	tcase_add_test(tc, private_is_not_asked);
	tcase_add_test(tc, one_address);
	tcase_add_loop_test(tc, unknown, 0, 2);
	tcase_add_test(tc, many_names);
	tcase_add_test(tc, has_address);
	tcase_add_test(tc, no_memory);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
