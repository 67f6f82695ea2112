/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions put to named servers: the driver's part over a backend that answers
 * when told, and libunbound's over servers that live in the test. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "base/limits.h"
#include "base/server.h"
#include "support/fake_backend.h"
#include "support/suite.h"
#include "task/task.h"

#define ASKED_MOST 64
#define SERVERS 24 /* more than contexts */
#define NAME "d.example"

/* An evaluation that asks one question of several servers at once. */
struct asking {
	struct questions *questions;
	const char *servers[ASKED_MOST]; /* NULL: any */
	size_t count;
};

static int
step(void *evaluation)
{
	struct asking *a = evaluation;
	size_t i, there = 0;

	for (i = 0; i < a->count; i++) {
		const struct mailauth_answer *ans = a->servers[i] == NULL ?
		    mailauth__ask(a->questions, NAME, MAILAUTH_TYPE_TXT, ASK_NEEDED) :
		    mailauth__ask_at(a->questions, NAME, MAILAUTH_TYPE_TXT,
		    a->servers[i]);

		there += ans != NULL;
	}
	return there == a->count ? EVALUATION_DONE : EVALUATION_WAITING;
}

static const struct task_kind kind = {
	.name = "asking", .size = sizeof(struct asking), .step = step,
};

static mailauth_task *
asking(const char *const *servers, size_t count)
{
	struct mailauth_task *task;
	struct asking *a;

	ck_assert_int_eq(mailauth__task_new(NULL, &kind, &task), 0);
	a = mailauth__task_evaluation(task, &kind);
	a->questions = &task->questions;
	a->count = count;
	memcpy(a->servers, servers, count * sizeof(*servers));
	return task;
}

static void
on_done(mailauth_task *task, void *user_data)
{
	(void)task;
	++*(size_t *)user_data;
}

/* ---- server addresses ---- */

static const struct {
	const char *text;
	bool valid;
} addresses[] = {
	{ "192.0.2.1", true }, { "192.0.2.1@53", true }, { "2001:db8::1", true },
	{ "2001:db8::1@65535", true }, { "fe80::1%eth0", true },
	{ "fe80::1%eth0@5353", true },
	{ "", false }, { "ns.example", false }, { "192.0.2.1@", false },
	{ "192.0.2.1@0", false }, { "192.0.2.1@65536", false },
	{ "192.0.2.1@5 3", false }, { "192.0.2.1%eth0", false },
	{ "fe80::1%", false }, { "fe80::1%a b", false },
	{ "fe80::1%" "012345678901234567890123456789012345"
	  "01234567890123456789012345678901234", true },
	{ "fe80::1%" "012345678901234567890123456789012345"
	  "012345678901234567890123456789012345", false },
	{ "192.0.2.1\nforward-first: yes", false }, { "192.0.2", false },
};

START_TEST(server_texts)
{
	ck_assert_int_eq(mailauth__server_valid(addresses[_i].text),
	    addresses[_i].valid);
}
END_TEST

/* ---- the table and the driver ---- */

START_TEST(another_server_is_another_question)
{
	static const char *const servers[] = { NULL, "192.0.2.1", "192.0.2.2",
		"192.0.2.1", NULL };
	mailauth_task *task = asking(servers, COUNT_OF(servers));
	const mailauth_query *q;

	q = mailauth_task_next_query(task);
	ck_assert_ptr_null(q->server);
	q = mailauth_task_next_query(task);
	ck_assert_str_eq(q->server, "192.0.2.1");
	q = mailauth_task_next_query(task);
	ck_assert_str_eq(q->server, "192.0.2.2");
	ck_assert_ptr_null(mailauth_task_next_query(task));
	ck_assert_uint_eq(mailauth_task_question_count(task), 3);
	ck_assert_ptr_null(mailauth_task_question(task, 0)->server);
	ck_assert_str_eq(mailauth_task_question(task, 2)->server, "192.0.2.2");
	mailauth_task_free(task);
}
END_TEST

/* Joined while under way, and not kept afterwards. */
START_TEST(joined_not_kept)
{
	static const char *const servers[] = { "192.0.2.1", "192.0.2.2", NULL };
	struct fake fake;
	mailauth_resolver *resolver = fake_resolver(NULL, &fake);
	mailauth_task *tasks[3];
	size_t done = 0, i;

	for (i = 0; i < COUNT_OF(tasks); i++)
		tasks[i] = asking(servers, COUNT_OF(servers));
	for (i = 0; i < 2; i++)
		ck_assert_int_eq(mailauth_resolver_start(resolver, tasks[i], 1000,
		    on_done, &done), 0);
	ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	ck_assert_uint_eq(fake.asked, 3);
	fake_answer_all(&fake);
	ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	ck_assert_uint_eq(done, 2);
	ck_assert_int_eq(mailauth_resolver_start(resolver, tasks[2], 1000,
	    on_done, &done), 0);
	ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	/* only the resolver's own answer was kept */
	ck_assert_uint_eq(fake.asked, 5);
	ck_assert_uint_eq(mailauth_resolver_statistics(resolver)->cached, 1);
	for (i = 0; i < COUNT_OF(tasks); i++)
		mailauth_task_free(tasks[i]);
	mailauth_resolver_free(resolver);
}
END_TEST

/* ---- over libunbound ---- */

#if MAILAUTH_WITH_UNBOUND
static int
status_of(const mailauth_task *task, size_t i)
{
	const mailauth_question *q = mailauth_task_question(task, i);

	return q->answer != NULL ? mailauth_answer_status(q->answer) : -1;
}

enum reply { REPLY_DATA, REPLY_NODATA, REPLY_REFERRAL, REPLY_REFUSED, REPLY_TRUNCATED,
	REPLY_NONE };

struct server {
	int fd;
	enum reply reply;
	char address[SERVER_TEXT];
	size_t asked;
};

static void
server_open(struct server *s, enum reply reply)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	socklen_t len = sizeof(sin);

	memset(s, 0, sizeof(*s));
	s->reply = reply;
	s->fd = socket(AF_INET, SOCK_DGRAM, 0);
	ck_assert_int_ge(s->fd, 0);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(s->fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	ck_assert_int_eq(getsockname(s->fd, (struct sockaddr *)&sin, &len), 0);
	snprintf(s->address, sizeof(s->address), "127.0.0.1@%u",
	    (unsigned)ntohs(sin.sin_port));
}

/* Answers one message, which asks for NAME. */
static void
server_answer(struct server *s)
{
	/* the question's name at octet 12: TXT "hello"; SOA and NS of it */
	static const uint8_t txt[] = { 0xc0, 12, 0, 16, 0, 1, 0, 0, 1, 0, 0, 6,
		5, 'h', 'e', 'l', 'l', 'o' };
	static const uint8_t soa[] = { 0xc0, 12, 0, 6, 0, 1, 0, 0, 1, 0, 0, 22,
		0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 60 };
	static const uint8_t ns[] = { 0xc0, 12, 0, 2, 0, 1, 0, 0, 1, 0, 0, 5,
		2, 'n', 's', 0xc0, 12 };
	uint8_t msg[512];
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	ssize_t n = recvfrom(s->fd, msg, sizeof(msg), 0, (struct sockaddr *)&from, &len);
	size_t end = 12 + sizeof(NAME) + 1 + 4;
	const uint8_t *more = NULL;
	size_t more_len = 0;

	s->asked++;
	if (n < (ssize_t)end || s->reply == REPLY_NONE)
		return;
	msg[2] |= 0x84; /* QR, AA */
	msg[3] = s->reply == REPLY_REFUSED ? 5 : 0;
	memset(msg + 6, 0, 6);
	switch (s->reply) {
	case REPLY_DATA:
		more = txt, more_len = sizeof(txt);
		msg[7] = 1;
		break;
	case REPLY_NODATA:
		more = soa, more_len = sizeof(soa);
		msg[9] = 1;
		break;
	case REPLY_REFERRAL:
		more = ns, more_len = sizeof(ns);
		msg[9] = 1;
		msg[2] &= 0xfb;
		break;
	case REPLY_TRUNCATED:
		msg[2] |= 0x02; /* TC: nobody listens over TCP */
		break;
	default:
		break;
	}
	if (more != NULL)
		memcpy(msg + end, more, more_len);
	(void)sendto(s->fd, msg, end + more_len, 0, (struct sockaddr *)&from, len);
}

/* Serves and drives until `done` is `until`. */
static void
run_all(mailauth_resolver *resolver, struct server *servers, size_t count,
    const size_t *done, size_t until)
{
	struct pollfd fds[SERVERS + 1];
	size_t i;

	ck_assert_uint_le(count, SERVERS);
	while (*done < until) {
		for (i = 0; i < count; i++)
			fds[i] = (struct pollfd){ servers[i].fd, POLLIN, 0 };
		fds[count] = (struct pollfd){ mailauth_resolver_fd(resolver), POLLIN, 0 };
		(void)poll(fds, count + 1, mailauth_resolver_timeout(resolver));
		for (i = 0; i < count; i++) {
			if (fds[i].revents & POLLIN)
				server_answer(&servers[i]);
		}
		ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	}
}

static const struct {
	enum reply reply;
	int status;
	size_t records;
} replies[] = {
	{ REPLY_DATA, MAILAUTH_DNS_OK, 1 },
	{ REPLY_NODATA, MAILAUTH_DNS_OK, 0 },
	{ REPLY_REFERRAL, MAILAUTH_DNS_FAILED, 0 },
	{ REPLY_REFUSED, MAILAUTH_DNS_SERVFAIL, 0 },
	{ REPLY_TRUNCATED, MAILAUTH_DNS_SERVFAIL, 0 },
	{ REPLY_NONE, MAILAUTH_DNS_TIMEOUT, 0 },
};

START_TEST(one_server)
{
	struct server server;
	mailauth_resolver *resolver;
	mailauth_task *task;
	const char *address = server.address;
	int64_t from = mailauth__loop_now(), took;
	size_t done = 0, round;

	server_open(&server, replies[_i].reply);
	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	/* twice: nothing is answered from memory */
	for (round = 1; round <= (replies[_i].reply == REPLY_DATA ? 2 : 1); round++) {
		task = asking(&address, 1);
		ck_assert_int_eq(mailauth_resolver_start(resolver, task, 20000,
		    on_done, &done), 0);
		run_all(resolver, &server, 1, &done, round);
		ck_assert_int_eq(status_of(task, 0), replies[_i].status);
		ck_assert_uint_eq(mailauth_answer_record_count(
		    mailauth_task_question(task, 0)->answer), replies[_i].records);
		ck_assert_uint_ge(server.asked, round);
		mailauth_task_free(task);
	}
	took = (mailauth__loop_now() - from) / 1000;
	if (replies[_i].reply == REPLY_NONE)
		ck_assert_int_ge(took, LIMIT_SERVER_MS - 10);
	ck_assert_int_lt(took, LIMIT_SERVER_MS + 2000);
	mailauth_resolver_free(resolver);
	close(server.fd);
}
END_TEST

/* More servers than contexts, some of them silent: every one has its turn. */
START_TEST(many_servers)
{
	struct server servers[SERVERS];
	const char *names[SERVERS];
	mailauth_resolver *resolver;
	mailauth_task *task;
	size_t done = 0, i;

	for (i = 0; i < SERVERS; i++) {
		server_open(&servers[i], i % 8 == 0 ? REPLY_NONE : REPLY_DATA);
		names[i] = servers[i].address;
	}
	ck_assert_uint_gt(SERVERS, LIMIT_SERVER_CONTEXTS);
	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	task = asking(names, SERVERS);
	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 30000, on_done,
	    &done), 0);
	run_all(resolver, servers, SERVERS, &done, 1);
	for (i = 0; i < SERVERS; i++)
		ck_assert_int_eq(status_of(task, i),
		    i % 8 == 0 ? MAILAUTH_DNS_TIMEOUT : MAILAUTH_DNS_OK);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	for (i = 0; i < SERVERS; i++)
		close(servers[i].fd);
}
END_TEST

/* Under way and waiting for a context, then taken back; and so the resolver. */
START_TEST(taken_back)
{
	struct server servers[SERVERS];
	const char *names[SERVERS];
	mailauth_resolver *resolver;
	mailauth_task *task, *other;
	size_t done = 0, i;

	for (i = 0; i < SERVERS; i++) {
		server_open(&servers[i], REPLY_NONE);
		names[i] = servers[i].address;
	}
	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	task = asking(names, SERVERS);
	other = asking(names + 2, SERVERS - 2);
	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 30000, on_done,
	    &done), 0);
	ck_assert_int_eq(mailauth_resolver_start(resolver, other, 30000, on_done,
	    &done), 0);
	ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	mailauth_task_free(task);
	ck_assert_int_eq(mailauth_resolver_process(resolver), 0);
	if (_i == 0)
		mailauth_resolver_cancel(resolver, other);
	ck_assert_uint_eq(mailauth_resolver_running(resolver), (size_t)_i);
	mailauth_resolver_free(resolver);
	mailauth_task_free(other);
	ck_assert_uint_eq(done, 0);
	for (i = 0; i < SERVERS; i++)
		close(servers[i].fd);
}
END_TEST

/* A trust anchor for a zone whose server signs nothing: its answers are bogus,
 * with the validator's reason.  Without the anchor they are used. */
START_TEST(unsigned_below_an_anchor)
{
	static const char *const anybody = NULL;
	struct server server;
	mailauth_resolver *resolver;
	mailauth_task *task = asking(&anybody, 1);
	const mailauth_answer *ans;
	size_t done = 0;

	server_open(&server, REPLY_DATA);
	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_set(resolver, "forward", server.address), 0);
	if (_i == 1)
		ck_assert_int_eq(mailauth_resolver_set(resolver, "trust-anchor",
		    NAME ". DS 12345 13 2 "
		    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"), 0);
	else if (_i == 2)
		ck_assert_int_eq(mailauth_resolver_set(resolver, "trust-anchor-file",
		    TESTS_DIR "/data/resolver/anchor"), 0);
	ck_assert_int_eq(mailauth_resolver_start(resolver, task, 20000, on_done, &done), 0);
	run_all(resolver, &server, 1, &done, 1);
	ans = mailauth_task_question(task, 0)->answer;
	ck_assert_ptr_nonnull(ans);
	ck_assert_int_eq(mailauth_answer_status(ans),
	    _i > 0 ? MAILAUTH_DNS_BOGUS : MAILAUTH_DNS_OK);
	ck_assert_int_eq(mailauth_answer_secure(ans), 0);
	ck_assert_uint_eq(mailauth_answer_record_count(ans), _i > 0 ? 0 : 1);
	if (_i > 0)
		ck_assert_ptr_nonnull(mailauth_answer_why_bogus(ans));
	else
		ck_assert_ptr_null(mailauth_answer_why_bogus(ans));
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	close(server.fd);
}
END_TEST

/* What is no address goes nowhere. */
START_TEST(no_server)
{
	static const char *const name = "127.0.0.1\nforward-first: yes";
	mailauth_resolver *resolver;
	mailauth_task *task = asking(&name, 1);

	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 5000), 0);
	ck_assert_int_eq(status_of(task, 0), MAILAUTH_DNS_FAILED);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
}
END_TEST

#endif

int
main(void)
{
	Suite *suite = suite_create("directed");
	TCase *tc = tcase_create("directed");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, server_texts, 0, COUNT_OF(addresses));
	tcase_add_test(tc, another_server_is_another_question);
	tcase_add_test(tc, joined_not_kept);
#if MAILAUTH_WITH_UNBOUND
	tcase_add_loop_test(tc, one_server, 0, COUNT_OF(replies));
	tcase_add_test(tc, many_servers);
	tcase_add_loop_test(tc, taken_back, 0, 2);
	tcase_add_loop_test(tc, unsigned_below_an_anchor, 0, 3);
	tcase_add_test(tc, no_server);
#endif
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
