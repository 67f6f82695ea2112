/* SPDX-License-Identifier: BSD-2-Clause */
/* The zone above a name, its servers, and what each of them says. */
#include <stdio.h>
#include <string.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "evaluate/authority.h"
#include "support/alloc.h"
#include "support/suite.h"
#include "support/zone_run.h"

/* Finds the zone and its servers, then asks each that answers. */
struct evaluation {
	struct authority authority;
	const char *name; /* NULL: nothing is asked */
	const struct mailauth_answer *answers[LIMIT_AUTHORITY_SERVERS];
};

static int
step(void *evaluation)
{
	struct evaluation *e = evaluation;
	int rc = mailauth__authority_step(&e->authority);
	size_t i;

	for (i = 0; rc == EVALUATION_DONE && e->name != NULL &&
	    i < e->authority.server_count; i++) {
		if (e->authority.servers[i].state != SERVER_ANSWERS)
			continue;
		e->answers[i] = mailauth__authority_ask(&e->authority, i, e->name,
		    MAILAUTH_TYPE_TXT);
		if (e->answers[i] == NULL)
			rc = EVALUATION_WAITING;
		else /* put together once */
			ck_assert_ptr_eq(e->answers[i], mailauth__authority_ask(
			    &e->authority, i, e->name, MAILAUTH_TYPE_TXT));
	}
	return rc;
}

static void
release(void *evaluation)
{
	struct evaluation *e = evaluation;

	mailauth__authority_release(&e->authority);
}

static const struct task_kind kind = { "authority", sizeof(struct evaluation), step,
	release };

/* What resolvers and servers say is in one file; what a server says of "KEY" is
 * at KEY.server, if there is anything. */
struct world {
	mailauth_zone *zone;
	const char *domain;
	const char *server;   /* given by the caller, or NULL */
	const char *name;     /* asked of each server */
	const char *failing;  /* not answered */
	const char *above;    /* the zone that a negative answer about SOA tells */
};

static int
answer_one(const struct world *w, const mailauth_query *q, mailauth_answer **ans)
{
	char name[512];
	int rc;

	snprintf(name, sizeof(name), "%s%s", q->name, q->server != NULL &&
	    q->type != MAILAUTH_TYPE_SOA ? ".server" : "");
	if (q->server == NULL || q->type == MAILAUTH_TYPE_SOA)
		rc = mailauth_zone_answer(w->zone, name, q->type, ans);
	else
		rc = mailauth_answer_new(NULL, q->name, q->type, ans);
	if (rc != 0)
		return rc;
	if (q->server != NULL && q->type != MAILAUTH_TYPE_SOA) {
		mailauth_answer *said;
		size_t i;

		rc = mailauth_zone_answer(w->zone, name, q->type, &said);
		if (rc != 0)
			return rc;
		/* a server that sees an alias leading out gives no answer */
		if (mailauth_answer_link_count(said) > 0)
			rc = mailauth_answer_set_status(*ans, MAILAUTH_DNS_FAILED);
		else
			rc = mailauth_answer_set_status(*ans,
			    mailauth_answer_status(said));
		for (i = 0; rc == 0 && mailauth_answer_link_count(said) == 0 &&
		    i < mailauth_answer_record_count(said); i++)
			rc = mailauth_answer_add(*ans, q->name, q->type, 60,
			    mailauth_answer_record(said, i)->rdata,
			    mailauth_answer_record(said, i)->rdata_length);
		mailauth_answer_free(said);
	}
	if (w->above != NULL && q->type == MAILAUTH_TYPE_SOA &&
	    mailauth_answer_record_count(*ans) == 0)
		(*ans)->zone = w->above;
	return rc;
}

static int
run(mailauth_task *task, const struct world *w)
{
	const mailauth_query *q;
	mailauth_answer *ans;
	int rc;

	while ((rc = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		if ((q = mailauth_task_next_query(task)) == NULL)
			continue;
		if (w->failing != NULL && strcmp(q->name, w->failing) == 0) {
			rc = mailauth_task_answer_status(task, q->id,
			    MAILAUTH_DNS_SERVFAIL);
		} else {
			ck_assert_int_eq(0, answer_one(w, q, &ans));
			rc = mailauth_task_answer(task, q->id, ans);
			mailauth_answer_free(ans);
		}
		if (rc != 0)
			return rc;
	}
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}

static int
start(const mailauth_config *cfg, const struct world *w, mailauth_task **out,
    struct evaluation **e)
{
	int rc = mailauth__task_new(cfg, &kind, out);

	if (rc != 0)
		return rc;
	*e = mailauth__task_evaluation(*out, &kind);
	(*e)->name = w->name;
	rc = mailauth__authority_init(&(*e)->authority, &(*out)->questions, w->domain);
	if (rc == 0 && w->server != NULL)
		rc = mailauth__authority_add(&(*e)->authority, w->server);
	return rc;
}

/* ---- the zone ------------------------------------------------------------------ */

static const char zones_text[] =
    "zone.example. SOA a. b. 1 2 3 4 5\nzone.example. NS ns.zone.example.\n"
    "ns.zone.example. A 192.0.2.53\n"
    "alias.zone.example. CNAME elsewhere.example.\nelsewhere.example. TXT \"x\"\n";

static const struct {
	const char *domain, *above, *failing, *server;
	const char *zone; /* NULL: none */
	size_t asked;     /* for SOA records */
} zones[] = {
	{ "zone.example", NULL, NULL, NULL, "zone.example", 2 },
	{ "a.b.zone.example", NULL, NULL, NULL, "zone.example", 4 },
	{ "alias.zone.example", NULL, NULL, NULL, "zone.example", 3 },
	/* a negative answer tells the zone: those between are not asked */
	{ "a.b.zone.example", "zone.example", NULL, NULL, "zone.example", 3 },
	{ "a.zone.example", "a.zone.example", NULL, NULL, "zone.example", 3 },
	{ "a.zone.example", "other.example", NULL, NULL, "zone.example", 3 },
	{ "a.other.example", NULL, NULL, NULL, NULL, 2 },
	{ "example", NULL, NULL, NULL, NULL, 0 },
	{ ".", NULL, NULL, NULL, NULL, 0 },
	{ "a.zone.example", NULL, "a.zone.example", NULL, NULL, 1 },
	{ "new.other.example", NULL, NULL, "192.0.2.9", "new.other.example", 3 }
};

START_TEST(find_zone)
{
	struct world w = { .zone = zone_of(zones_text), .domain = zones[_i].domain,
		.above = zones[_i].above, .failing = zones[_i].failing,
		.server = zones[_i].server };
	struct evaluation *e;
	mailauth_task *task;
	size_t i, asked = 0;

	ck_assert_int_eq(0, start(NULL, &w, &task, &e));
	ck_assert(!mailauth__authority_holds(&e->authority, "a.zone.example"));
	ck_assert_int_eq(0, run(task, &w));
	for (i = 0; i < mailauth_task_question_count(task); i++)
		asked += mailauth_task_question(task, i)->type == MAILAUTH_TYPE_SOA;
	ck_assert_uint_eq(asked, zones[_i].asked);
	if (zones[_i].zone == NULL) {
		ck_assert_ptr_null(e->authority.zone);
		ck_assert(!mailauth__authority_holds(&e->authority, zones[_i].domain));
	} else {
		ck_assert_str_eq(e->authority.zone, zones[_i].zone);
		ck_assert(mailauth__authority_holds(&e->authority, zones[_i].domain));
		ck_assert(!mailauth__authority_holds(&e->authority, "example"));
	}
	mailauth_task_free(task);
	mailauth_zone_free(w.zone);
}
END_TEST

/* ---- the servers --------------------------------------------------------------- */

#define ZONE "zone.example. SOA a. b. 7 2 3 4 5\n"

static const struct {
	const char *text, *failing;
	const char *want; /* "address state/status …" */
} servers[] = {
	{ ZONE "zone.example. NS a.example.\na.example. A 192.0.2.1\n", NULL,
	  "192.0.2.1 answers 7" },
	/* no more than two of one host; not those of nobody (RFC 6890) */
	{ ZONE "zone.example. NS a.example.\na.example. A 192.0.2.1\n"
	  "a.example. A 192.0.2.2\na.example. A 192.0.2.3\n", NULL,
	  "192.0.2.1 answers 7 192.0.2.2 answers 7" },
	{ ZONE "zone.example. NS a.example.\na.example. A 0.0.0.1\n"
	  "a.example. A 127.0.0.1\na.example. A 224.0.0.1\na.example. AAAA ::1\n"
	  "a.example. AAAA ff02::1\na.example. AAAA 2001:db8::1\n", NULL,
	  "2001:db8::1 answers 7" },
	/* two hosts of one address are one server */
	{ ZONE "zone.example. NS a.example.\nzone.example. NS b.example.\n"
	  "zone.example. NS c.example.\na.example. A 192.0.2.1\n"
	  "b.example. TXT \"x\"\nc.example. A 192.0.2.1\n", NULL,
	  "192.0.2.1 answers 7 b.example lame NXDOMAIN" },
	{ ZONE "zone.example. NS b.example.\nzone.example. NS c.example.\n"
	  "c.example. A 192.0.2.1\n", NULL,
	  "b.example lame NXDOMAIN 192.0.2.1 answers 7" },
	{ ZONE "zone.example. NS b.example.\n", "b.example",
	  "b.example lame SERVFAIL" }
};

static void
describe(const struct authority *a, char *out, size_t size)
{
	size_t i, used = 0;

	out[0] = '\0';
	for (i = 0; i < a->server_count; i++) {
		const struct authority_server *s = &a->servers[i];

		used += (size_t)snprintf(out + used, size - used, "%s%s ",
		    i > 0 ? " " : "", s->address != NULL ? s->address : s->host);
		used += s->state == SERVER_ANSWERS ? (size_t)snprintf(out + used,
		    size - used, "answers %u", (unsigned)s->serial) :
		    (size_t)snprintf(out + used, size - used, "lame %s",
		    mailauth_dns_status_name(s->status));
	}
}

START_TEST(find_servers)
{
	struct world w = { .zone = zone_of(servers[_i].text), .domain = "zone.example",
		.failing = servers[_i].failing };
	struct evaluation *e;
	mailauth_task *task;
	char got[512];

	ck_assert_int_eq(0, start(NULL, &w, &task, &e));
	ck_assert_int_eq(0, run(task, &w));
	describe(&e->authority, got, sizeof(got));
	ck_assert_str_eq(got, servers[_i].want);
	mailauth_task_free(task);
	mailauth_zone_free(w.zone);
}
END_TEST

/* More servers than are asked: with two addresses each, one each, or none. */
START_TEST(many_servers)
{
	char text[8192];
	size_t len = 0, i;
	struct world w = { .domain = "zone.example" };
	struct evaluation *e;
	mailauth_task *task;

	len += (size_t)snprintf(text, sizeof(text), ZONE);
	for (i = 0; i < 20; i++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "zone.example. NS n%zu.example.\n", i);
		if (_i >= 1 && i < 15)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "n%zu.example. A 192.0.2.%zu\n", i, i + 1);
		if (_i >= 2 && i < 15)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "n%zu.example. A 192.0.3.%zu\n", i, i + 1);
	}
	w.zone = zone_of(text);
	ck_assert_int_eq(0, start(NULL, &w, &task, &e));
	ck_assert_int_eq(0, run(task, &w));
	ck_assert_uint_eq(e->authority.server_count, LIMIT_AUTHORITY_SERVERS);
	for (i = 0; i < LIMIT_AUTHORITY_SERVERS; i++)
		ck_assert_int_eq(e->authority.servers[i].state,
		    _i == 2 || (_i == 1 && i < 15) ? SERVER_ANSWERS : SERVER_LAME);
	mailauth_task_free(task);
	mailauth_zone_free(w.zone);
}
END_TEST

START_TEST(given)
{
	struct world w = { .zone = zone_of(zones_text), .domain = "zone.example" };
	struct evaluation *e;
	mailauth_task *task;
	char server[32];
	size_t i;

	ck_assert_int_eq(0, start(NULL, &w, &task, &e));
	ck_assert_int_eq(MAILAUTH_ERR_INVALID,
	    mailauth__authority_add(&e->authority, "ns.example"));
	for (i = 0; i < LIMIT_AUTHORITY_SERVERS; i++) {
		snprintf(server, sizeof(server), i % 2 == 0 ? "192.0.2.%zu" :
		    "2001:db8::%zu", i + 1);
		ck_assert_int_eq(0, mailauth__authority_add(&e->authority, server));
		ck_assert_int_eq(e->authority.servers[i].ipv6, i % 2);
	}
	ck_assert_int_eq(MAILAUTH_ERR_LIMIT,
	    mailauth__authority_add(&e->authority, "192.0.2.99"));
	/* an alias or nothing in the place of the SOA record is no answer */
	ck_assert_int_eq(0, run(task, &w));
	mailauth_task_free(task);
	mailauth_zone_free(w.zone);
}
END_TEST

/* Answers the next question from a zone of its own. */
static void
answer_from(mailauth_task *task, const char *text)
{
	mailauth_zone *zone = zone_of(text);
	mailauth_answer *ans;
	const mailauth_query *q = mailauth_task_next_query(task);

	ck_assert_ptr_nonnull(q);
	ck_assert_int_eq(0, mailauth_zone_answer(zone, q->name, q->type, &ans));
	ck_assert_int_eq(0, mailauth_task_answer(task, q->id, ans));
	mailauth_answer_free(ans);
	mailauth_zone_free(zone);
}

/* A server that has an alias, or nothing, in the place of the zone is lame. */
START_TEST(lame)
{
	static const char *const says[] = { "zone.example. CNAME z.example.\n"
	    "z.example. SOA a. b. 1 2 3 4 5\n", "zone.example. TXT \"x\"\n" };
	struct world w = { .domain = "zone.example", .server = "192.0.2.1" };
	struct evaluation *e;
	mailauth_task *task;

	ck_assert_int_eq(0, start(NULL, &w, &task, &e));
	answer_from(task, zones_text);
	ck_assert_int_eq(MAILAUTH_TASK_WAITING, mailauth_task_state(task));
	answer_from(task, says[_i]);
	ck_assert_int_eq(MAILAUTH_TASK_DONE, mailauth_task_state(task));
	ck_assert_int_eq(e->authority.servers[0].state, SERVER_LAME);
	mailauth_task_free(task);
}
END_TEST

/* ---- what a server says ---------------------------------------------------------- */

#define SERVER ZONE "zone.example. NS ns.example.\nns.example. A 192.0.2.1\n"

static const struct {
	const char *name, *text, *failing;
	int status;
	size_t links, records;
} says[] = {
	{ "a.zone.example", SERVER "a.zone.example.server. TXT \"1\"\n", NULL,
	  MAILAUTH_DNS_OK, 0, 1 },
	{ "b.zone.example", SERVER, NULL, MAILAUTH_DNS_NXDOMAIN, 0, 0 },
	/* a name of another zone is the resolver's */
	{ "other.example", SERVER "other.example. TXT \"1\"\n", NULL,
	  MAILAUTH_DNS_OK, 0, 1 },
	/* an alias that leads out, to data, to nothing, to a failure, further on */
	{ "c.zone.example", SERVER "c.zone.example.server. CNAME other.example.\n"
	  "other.example. TXT \"1\"\nother.example. TXT \"2\"\n", NULL,
	  MAILAUTH_DNS_OK, 1, 2 },
	{ "c.zone.example", SERVER "c.zone.example.server. CNAME gone.example.\n", NULL,
	  MAILAUTH_DNS_NXDOMAIN, 1, 0 },
	{ "c.zone.example", SERVER "c.zone.example.server. CNAME other.example.\n",
	  "other.example", MAILAUTH_DNS_SERVFAIL, 0, 0 },
	{ "c.zone.example", SERVER "c.zone.example.server. CNAME other.example.\n"
	  "other.example. CNAME more.example.\nmore.example. TXT \"1\"\n", NULL,
	  MAILAUTH_DNS_OK, 2, 1 },
	/* and back into the zone, in a circle */
	{ "c.zone.example", SERVER "c.zone.example.server. CNAME d.zone.example.\n"
	  "d.zone.example.server. CNAME c.zone.example.\n"
	  "d.zone.example. TXT \"x\"\n", NULL, MAILAUTH_DNS_FAILED, 0, 0 },
	{ "c.zone.example", SERVER "c.zone.example.server. CNAME out.example.\n"
	  "out.example. CNAME c.zone.example.\nc.zone.example. TXT \"x\"\n", NULL,
	  MAILAUTH_DNS_FAILED, 0, 0 },
	/* two aliases are none */
	{ "c.zone.example", SERVER "c.zone.example.server. CNAME d.example.\n"
	  "c.zone.example.server. CNAME e.example.\n", NULL, MAILAUTH_DNS_FAILED, 0, 0 }
};

START_TEST(ask)
{
	struct world w = { .zone = zone_of(says[_i].text), .domain = "zone.example",
		.name = says[_i].name, .failing = says[_i].failing };
	struct evaluation *e;
	mailauth_task *task;

	ck_assert_int_eq(0, start(NULL, &w, &task, &e));
	ck_assert_int_eq(0, run(task, &w));
	ck_assert_ptr_nonnull(e->answers[0]);
	ck_assert_msg(e->answers[0]->status == says[_i].status &&
	    e->answers[0]->link_count == says[_i].links &&
	    e->answers[0]->record_count == says[_i].records, "%d: %s, %zu, %zu", _i,
	    mailauth_dns_status_name(e->answers[0]->status),
	    e->answers[0]->link_count, e->answers[0]->record_count);
	mailauth_task_free(task);
	mailauth_zone_free(w.zone);
}
END_TEST

/* Two names put together by one server are two answers. */
START_TEST(two_names)
{
	struct world w = { .zone = zone_of(SERVER
	    "c.zone.example.server. CNAME o.example.\n"
	    "d.zone.example.server. CNAME o.example.\no.example. TXT \"1\"\n"),
	    .domain = "zone.example", .name = "c.zone.example" };
	const struct mailauth_answer *c, *d;
	struct evaluation *e;
	mailauth_task *task;

	ck_assert_int_eq(0, start(NULL, &w, &task, &e));
	ck_assert_int_eq(0, run(task, &w));
	c = e->answers[0];
	e->name = "d.zone.example"; /* and on with that one */
	task->state = MAILAUTH_TASK_WAITING;
	task->dirty = 1;
	ck_assert_int_eq(0, run(task, &w));
	d = e->answers[0];
	ck_assert_ptr_ne(c, d);
	ck_assert_str_eq(d->name, "d.zone.example");
	ck_assert(mailauth__authority_same(c, d));
	mailauth_task_free(task);
	mailauth_zone_free(w.zone);
}
END_TEST

/* A chain of more aliases at one server than are followed. */
START_TEST(long_chain)
{
	char text[8192];
	size_t len = (size_t)snprintf(text, sizeof(text), SERVER), i;
	struct world w = { .domain = "zone.example", .name = "c0.zone.example" };
	struct evaluation *e;
	mailauth_task *task;

	for (i = 0; i < 20; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "c%zu.zone.example.server. CNAME c%zu.zone.example.\n", i, i + 1);
	w.zone = zone_of(text);
	ck_assert_int_eq(0, start(NULL, &w, &task, &e));
	ck_assert_int_eq(0, run(task, &w));
	ck_assert_int_eq(e->answers[0]->status, MAILAUTH_DNS_FAILED);
	mailauth_task_free(task);
	mailauth_zone_free(w.zone);
}
END_TEST

/* ---- comparing -------------------------------------------------------------------- */

static const struct {
	const char *a, *b;
	int same;
} pairs[] = {
	{ "n. TXT \"1\"\n", "n. TXT \"1\"\n", 1 },
	{ "n. TXT \"1\"\nn. TXT \"2\"\n", "n. TXT \"2\"\nn. TXT \"1\"\n", 1 },
	{ "n. TXT \"1\"\n", "n. TXT \"2\"\n", 0 },
	{ "n. TXT \"1\"\n", "n. TXT \"12\"\n", 0 },
	{ "n. TXT \"1\"\n", "n. TXT \"1\"\nn. TXT \"2\"\n", 0 },
	{ "n. CNAME m.\nm. TXT \"1\"\n", "n. TXT \"1\"\n", 0 },
	{ "n. CNAME m.\nm. TXT \"1\"\n", "n. CNAME m.\nm. TXT \"1\"\n", 1 },
	{ "n. CNAME m.\nm. TXT \"1\"\n", "n. CNAME o.\no. TXT \"1\"\n", 0 }
};

static mailauth_answer *
txt_of(const char *text)
{
	mailauth_zone *zone = zone_of(text);
	mailauth_answer *ans;

	ck_assert_int_eq(0, mailauth_zone_answer(zone, "n", MAILAUTH_TYPE_TXT, &ans));
	mailauth_zone_free(zone);
	return ans;
}

START_TEST(compare)
{
	mailauth_answer *a = txt_of(pairs[_i].a), *b = txt_of(pairs[_i].b);

	ck_assert_int_eq(mailauth__authority_same(a, b), pairs[_i].same);
	ck_assert_int_eq(mailauth__authority_same(b, a), pairs[_i].same);
	mailauth_answer_free(a);
	mailauth_answer_free(b);
}
END_TEST

/* Of many records each is sought only so far. */
START_TEST(compare_many)
{
	static char a[65536], b[65536];
	size_t i, len_a = 0, len_b = 0;
	mailauth_answer *x, *y;

	for (i = 0; i < LIMIT_AUTHORITY_RECORDS + 50; i++) {
		len_a += (size_t)snprintf(a + len_a, sizeof(a) - len_a,
		    "n. TXT \"a%zu\"\n", i);
		len_b += (size_t)snprintf(b + len_b, sizeof(b) - len_b,
		    "n. TXT \"b%zu\"\n", i);
	}
	x = txt_of(a);
	y = txt_of(b);
	ck_assert(!mailauth__authority_same(x, y));
	ck_assert(mailauth__authority_same(x, x));
	mailauth_answer_free(x);
	mailauth_answer_free(y);
}
END_TEST

/* ---- memory ------------------------------------------------------------------------ */

static int
with(const mailauth_config *cfg, void *arg)
{
	const struct world *w = arg;
	struct evaluation *e;
	mailauth_task *task = NULL;
	int rc = start(cfg, w, &task, &e);

	if (rc == 0)
		rc = run(task, w);
	if (rc == 0)
		ck_assert_ptr_nonnull(e->answers[0]);
	mailauth_task_free(task);
	return rc;
}

START_TEST(no_memory)
{
	struct world w = { .zone = zone_of(SERVER
	    "c.zone.example.server. CNAME o.example.\no.example. CNAME p.example.\n"
	    "p.example. TXT \"1\"\n"), .domain = "zone.example",
	    .name = "c.zone.example", .server = _i == 0 ? NULL : "192.0.2.1" };

	ck_assert_uint_gt(alloc_each_failing(with, &w), 1);
	ck_assert_uint_gt(alloc_each_cap(with, &w), 1);
	mailauth_zone_free(w.zone);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("authority");
	TCase *tc = tcase_create("authority");

	tcase_add_loop_test(tc, find_zone, 0, COUNT_OF(zones));
	tcase_add_loop_test(tc, find_servers, 0, COUNT_OF(servers));
	tcase_add_loop_test(tc, many_servers, 0, 3);
	tcase_add_test(tc, given);
	tcase_add_loop_test(tc, lame, 0, 2);
	tcase_add_loop_test(tc, ask, 0, COUNT_OF(says));
	tcase_add_test(tc, two_names);
	tcase_add_test(tc, long_chain);
	tcase_add_loop_test(tc, compare, 0, COUNT_OF(pairs));
	tcase_add_test(tc, compare_many);
	tcase_add_loop_test(tc, no_memory, 0, 2);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
