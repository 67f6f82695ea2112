/* SPDX-License-Identifier: BSD-2-Clause */
/* Alias chains: every end and every problem, over a zone alone and over
 * libunbound, cold and warm. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "evaluate/cname_walk.h"
#include "support/alloc.h"
#include "support/suite.h"
#include "support/zone_run.h"
#include "task/task.h"

static const struct {
	const char *name;
	uint16_t type;
	const char *end;
	const char *targets;  /* of the links, joined by blanks */
	const char *records;  /* their data, joined by " | " */
	const char *problems; /* "id/severity", joined by blanks */
} cases[] = {
	{ "host.example.org", MAILAUTH_TYPE_A, "data", "", "192.0.2.1", "" },
	{ "HOST.Example.ORG.", MAILAUTH_TYPE_A, "data", "", "192.0.2.1", "" },
	{ "host.example.org", MAILAUTH_TYPE_MX, "nodata", "", "", "" },
	{ "nobody.example.org", MAILAUTH_TYPE_A, "nxdomain", "", "", "" },
	{ "www.example.org", MAILAUTH_TYPE_A, "data", "host.example.org",
	  "192.0.2.1", "" },
	{ "third.example.org", MAILAUTH_TYPE_A, "data",
	  "second.example.org www.example.org host.example.org", "192.0.2.1", "" },
	{ "upper.example.org", MAILAUTH_TYPE_A, "data", "host.example.org",
	  "192.0.2.1", "" },
	{ "www.example.org", MAILAUTH_TYPE_CNAME, "data", "", "host.example.org.", "" },
	{ "self.example.org", MAILAUTH_TYPE_A, "loop", "self.example.org", "",
	  "cname.loop/error" },
	{ "pair1.example.org", MAILAUTH_TYPE_TXT, "loop",
	  "pair2.example.org pair1.example.org", "", "cname.loop/error" },
	{ "rho1.example.org", MAILAUTH_TYPE_A, "loop", "rho2.example.org "
	  "rho3.example.org rho4.example.org rho2.example.org", "",
	  "cname.loop/error" },
	{ "gone.example.org", MAILAUTH_TYPE_A, "nxdomain", "missing.example.org", "",
	  "cname.dangling/error" },
	{ "lost.example.org", MAILAUTH_TYPE_A, "nxdomain", "mail.gone.example", "",
	  "cname.dangling/error cname.dangling-unregistered/error" },
	{ "notxt.example.org", MAILAUTH_TYPE_TXT, "nodata", "six.example.org", "",
	  "cname.dangling/error" },
	{ "notxt.example.org", 65280, "nodata", "six.example.org", "",
	  "cname.dangling/error" },
	{ "multi.example.org", MAILAUTH_TYPE_A, "data", "host.example.org",
	  "192.0.2.1", "cname.multiple/error" },
	{ "both.example.org", MAILAUTH_TYPE_A, "data", "host.example.org",
	  "192.0.2.1", "cname.and-other-data/error" },
	{ "selfmx.example.org", MAILAUTH_TYPE_A, "loop", "selfmx.example.org", "",
	  "cname.and-other-data/error cname.loop/error" },
	{ "address.example.org", MAILAUTH_TYPE_A, "nxdomain",
	  "192.0.2.7.example.org", "", "cname.target-is-ip/error cname.dangling/error" },
	{ "address2.example.org", MAILAUTH_TYPE_A, "nxdomain", "192.0.2.7", "",
	  "cname.target-is-ip/error cname.dangling/error" },
	{ "address6.example.org", MAILAUTH_TYPE_A, "nxdomain", "2001:db8::7", "",
	  "cname.target-is-ip/error cname.dangling/error" },
	{ "url.example.org", MAILAUTH_TYPE_A, "nxdomain",
	  "https://www.example.net/path", "",
	  "cname.target-is-url/error cname.dangling/error" },
	{ "slash.example.org", MAILAUTH_TYPE_A, "nxdomain", "www.example.net/", "",
	  "cname.target-is-url/error cname.dangling/error" },
	{ "nodot.example.org", MAILAUTH_TYPE_A, "nxdomain",
	  "mx.provider.example.example.org", "",
	  "cname.dangling/error dns.target-doubled/error" },
	{ "doubled.example.org", MAILAUTH_TYPE_A, "nxdomain",
	  "host.example.org.example.org", "",
	  "cname.dangling/error dns.target-doubled/error" },
	{ "rfc2317.example.org", MAILAUTH_TYPE_PTR, "data",
	  "7.0/25.2.0.192.in-addr.arpa", "host.example.org.", "" },
	{ "numbers.example.org", MAILAUTH_TYPE_A, "data",
	  "1.2.3.4.list.example.org", "192.0.2.2", "" },
	{ "under.example.org", MAILAUTH_TYPE_A, "data",
	  "a.provider.example.host.example.org", "192.0.2.3", "" },
	{ "x.dn.example.org", MAILAUTH_TYPE_A, "data", "x.other.example",
	  "192.0.2.4", "cname.via-dname/info" },
	{ "y.dn.example.org", MAILAUTH_TYPE_A, "data",
	  "y.other.example host.example.org", "192.0.2.1", "cname.via-dname/info" },
	{ "any.wild.example.org", MAILAUTH_TYPE_A, "data", "host.example.org",
	  "192.0.2.1", "" },
	{ "apex.example", MAILAUTH_TYPE_A, "data", "host.example.org", "192.0.2.1",
	  "cname.and-other-data/error cname.at-apex/error" },
	{ "soa.example", MAILAUTH_TYPE_A, "data", "host.example.org", "192.0.2.1",
	  "cname.and-other-data/error cname.at-apex/error" },
	{ "c9.example.org", MAILAUTH_TYPE_A, "data",
	  "c10.example.org c11.example.org c12.example.org host.example.org",
	  "192.0.2.1", "cname.chain-long/info" },
	{ "c7.example.org", MAILAUTH_TYPE_A, "data", "c8.example.org c9.example.org "
	  "c10.example.org c11.example.org c12.example.org host.example.org",
	  "192.0.2.1", "cname.chain-long/warning" },
	{ "c2.example.org", MAILAUTH_TYPE_A, "data", "c3.example.org c4.example.org "
	  "c5.example.org c6.example.org c7.example.org c8.example.org c9.example.org "
	  "c10.example.org c11.example.org c12.example.org host.example.org",
	  "192.0.2.1", "cname.chain-long/error" },
	{ "c1.example.org", MAILAUTH_TYPE_A, "too-long", "c2.example.org "
	  "c3.example.org c4.example.org c5.example.org c6.example.org "
	  "c7.example.org c8.example.org c9.example.org c10.example.org "
	  "c11.example.org c12.example.org", "", "cname.chain-long/error" },
	{ "late.example.org", MAILAUTH_TYPE_A, "data", "quick.example.org",
	  "192.0.2.5", "cname.ttl-mismatch/info" },
	{ "a.test", MAILAUTH_TYPE_A, "data", "b.invalid c.localhost",
	  "192.0.2.6", "" },
	{ "example.org", MAILAUTH_TYPE_NS, "data", "", "ns1.example.org.", "" },
};

static mailauth_zone *zone;

static void
setup(void)
{
	size_t len;
	char *text = test_data("cname/ends.zone", &len);

	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	ck_assert_int_eq(mailauth_zone_read(zone, "ends.zone", NULL, text, len), 0);
	free(text);
}

static void
teardown(void)
{
	mailauth_zone_free(zone);
}

static mailauth_task *
walk(const mailauth_config *cfg, const char *name, uint16_t type)
{
	mailauth_task *task;

	ck_assert_int_eq(mailauth_cname_walk_new(cfg, name, type, &task), 0);
	return task;
}

static void
add(char *out, size_t size, const char *separator, const char *text)
{
	size_t len = strlen(out);
	int n = snprintf(out + len, size - len, "%s%s", len > 0 ? separator : "", text);

	ck_assert_int_lt(n, (int)(size - len));
}

/* Checks a task that is done against cases[i]. */
static void
check_case(const mailauth_task *task, size_t i)
{
	const mailauth_cname_result *result = mailauth_cname_walk_result(task);
	char targets[2048] = "", records[2048] = "", problems[512] = "", text[512];
	const mailauth_problem *problem;
	const mailauth_record *record;
	const mailauth_link *link;
	size_t count = 0;

	ck_assert_ptr_nonnull(result);
	for (size_t k = 0; (link = mailauth_cname_walk_link(task, k)) != NULL; k++)
		add(targets, sizeof(targets), " ", link->target);
	for (size_t k = 0; (record = mailauth_cname_walk_record(task, k)) != NULL; k++) {
		count++;
		mailauth_record_text(record, text, sizeof(text));
		add(records, sizeof(records), " | ", text);
	}
	for (size_t k = 0; (problem = mailauth_cname_walk_problem(task, k)) != NULL; k++) {
		snprintf(text, sizeof(text), "%s/%s", problem->id,
		    mailauth_severity_name(problem->severity));
		add(problems, sizeof(problems), " ", text);
		ck_assert_ptr_nonnull(problem->message);
	}
	ck_assert_msg(strcmp(mailauth_cname_end_name(result->end), cases[i].end) == 0 &&
	    strcmp(targets, cases[i].targets) == 0 &&
	    strcmp(records, cases[i].records) == 0 &&
	    strcmp(problems, cases[i].problems) == 0,
	    "%s: end %s, targets \"%s\", records \"%s\", problems \"%s\"",
	    cases[i].name, mailauth_cname_end_name(result->end), targets, records,
	    problems);
	ck_assert_uint_eq(mailauth_cname_walk_record_count(task), count);
	ck_assert_int_eq(result->secure, 0);
	ck_assert_uint_eq(result->type, cases[i].type);
}

START_TEST(over_the_zone)
{
	mailauth_task *task = walk(NULL, cases[_i].name, cases[_i].type);
	struct zone_run run = { .zone = zone };

	ck_assert_int_eq(zone_run(&run, task), 0);
	check_case(task, (size_t)_i);
	mailauth_task_free(task);
}
END_TEST

/* Through the resolver, one after the other in both directions, so that each
 * name is met with libunbound's cache empty and full. */
static void
over_a_resolver(int kept)
{
	mailauth_resolver *resolver;

	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	if (!kept)
		ck_assert_int_eq(mailauth_resolver_set(resolver, "cache", "0"), 0);
	for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
		size_t n = i < COUNT_OF(cases) ? i : 2 * COUNT_OF(cases) - 1 - i;
		mailauth_task *task = walk(NULL, cases[n].name, cases[n].type);

		ck_assert_int_eq(mailauth_resolver_run(resolver, task, 5000), 0);
		check_case(task, n);
		mailauth_task_free(task);
	}
	mailauth_resolver_free(resolver);
}

START_TEST(cold_and_warm)
{
	over_a_resolver(_i);
}
END_TEST

START_TEST(cold_each)
{
	mailauth_task *task = walk(NULL, cases[_i].name, cases[_i].type);
	mailauth_resolver *resolver;

	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 5000), 0);
	check_case(task, (size_t)_i);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
}
END_TEST

/* ---- the plain walk that others embed ----------------------------------------- */

static int
plain_step(void *evaluation)
{
	return mailauth__cname_walk_step(evaluation);
}

static const struct task_kind plain_kind = {
	"plain", sizeof(struct cname_walk), plain_step, NULL
};

/* It ends as the thorough one does, with the same links, and asks less. */
START_TEST(plain_agrees)
{
	struct zone_run run = { .zone = zone };
	struct cname_walk *w;
	mailauth_task *task;
	char targets[2048] = "", name[256];

	snprintf(name, sizeof(name), "%s", cases[_i].name);
	for (char *p = name; *p != '\0'; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p;
	if (name[strlen(name) - 1] == '.')
		name[strlen(name) - 1] = '\0';
	ck_assert_int_eq(mailauth__task_new(NULL, &plain_kind, &task), 0);
	w = mailauth__task_evaluation(task, &plain_kind);
	ck_assert_int_eq(mailauth__cname_walk_init(w, &task->questions, NULL, name,
	    cases[_i].type, CNAME_WALK_PLAIN), 0);
	ck_assert_int_eq(zone_run(&run, task), 0);
	ck_assert_str_eq(mailauth_cname_end_name(w->result.end), cases[_i].end);
	for (size_t i = 0; i < w->link_count; i++)
		add(targets, sizeof(targets), " ", w->links[i].target);
	ck_assert_str_eq(targets, cases[_i].targets);
	if (w->result.end != MAILAUTH_CNAME_LOOP)
		ck_assert_uint_eq(run.asked, 1);
	mailauth_task_free(task);
}
END_TEST

/* ---- failures ------------------------------------------------------------------ */

static const struct {
	int status;
	const char *end, *problem;
} failures[] = {
	{ MAILAUTH_DNS_SERVFAIL, "servfail", "dns.servfail" },
	{ MAILAUTH_DNS_REFUSED, "servfail", "dns.servfail" },
	{ MAILAUTH_DNS_FAILED, "servfail", "dns.servfail" },
	{ MAILAUTH_DNS_TIMEOUT, "timeout", "dns.timeout" },
	{ MAILAUTH_DNS_BOGUS, "bogus", "dns.bogus" },
};

/* Each question of a walk fails in turn: the chain is never called dangling or
 * missing for it, and a failure beside the chain does not change its end. */
START_TEST(each_question_failing)
{
	size_t failed_ends = 0, n;

	for (n = 1;; n++) {
		mailauth_task *task = walk(NULL, "third.example.org", MAILAUTH_TYPE_TXT);
		struct zone_run run = { .zone = zone, .fail_at = n,
		    .fail_status = failures[_i].status };
		const mailauth_cname_result *result;
		const char *end;

		ck_assert_int_eq(zone_run(&run, task), 0);
		result = mailauth_cname_walk_result(task);
		end = mailauth_cname_end_name(result->end);
		if (strcmp(end, "data") != 0) {
			ck_assert_str_eq(end, failures[_i].end);
			ck_assert_int_eq(result->status, failures[_i].status);
			ck_assert_uint_eq(mailauth_cname_walk_problem_count(task), 1);
			ck_assert_str_eq(mailauth_cname_walk_problem(task, 0)->id,
			    failures[_i].problem);
			failed_ends++;
		}
		mailauth_task_free(task);
		if (n > run.asked)
			break;
	}
	/* Three CNAME questions with answers, the last name's own, its data. */
	ck_assert_uint_eq(failed_ends, 5);
}
END_TEST

/* Answers all questions as fill() says; the answer comes without records. */
static void
answer_by(mailauth_task *task, void (*fill)(mailauth_answer *ans, const mailauth_query *q))
{
	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		const mailauth_query *q = mailauth_task_next_query(task);
		mailauth_answer *ans;

		ck_assert_ptr_nonnull(q);
		ck_assert_int_eq(mailauth_answer_new(NULL, q->name, q->type, &ans), 0);
		fill(ans, q);
		ck_assert_int_eq(mailauth_task_answer(task, q->id, ans), 0);
		mailauth_answer_free(ans);
	}
}

static void
add_alias(mailauth_answer *ans, const char *owner, char target)
{
	uint8_t rdata[3] = { 1, (uint8_t)target, 0 };

	ck_assert_int_eq(mailauth_answer_add(ans, owner, MAILAUTH_TYPE_CNAME, 60,
	    rdata, sizeof(rdata)), 0);
}

static void
fill_changed(mailauth_answer *ans, const mailauth_query *q)
{
	if (q->type == MAILAUTH_TYPE_CNAME || strcmp(q->name, "x") != 0)
		return;
	add_alias(ans, "x", 'y');
	add_alias(ans, "y", 'z');
	if (q->type == MAILAUTH_TYPE_A)
		ck_assert_int_eq(mailauth_answer_add(ans, "z", MAILAUTH_TYPE_A, 60,
		    "\300\0\2\1", 4), 0);
}

/* There was no CNAME record a moment ago, and now the data come through one: what
 * was found counts, up to the limit. */
START_TEST(changed_meanwhile)
{
	mailauth_config *cfg;
	mailauth_task *task;
	int end = _i == 0 ? MAILAUTH_CNAME_DATA : MAILAUTH_CNAME_TOO_LONG;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_CNAME_LINKS,
	    _i == 0 ? 2 : 1), 0);
	task = walk(cfg, "x", MAILAUTH_TYPE_A);
	answer_by(task, fill_changed);
	ck_assert_int_eq(mailauth_cname_walk_result(task)->end, end);
	ck_assert_uint_eq(mailauth_cname_walk_link_count(task), _i == 0 ? 2 : 1);
	ck_assert_uint_eq(mailauth_cname_walk_record_count(task), _i == 0 ? 1 : 0);
	mailauth_task_free(task);
	mailauth_config_free(cfg);
}
END_TEST

static const char *insecure; /* the name whose answers are not validated */

static void
fill_secure(mailauth_answer *ans, const mailauth_query *q)
{
	if (strcmp(q->name, "x") == 0 && q->type == MAILAUTH_TYPE_CNAME)
		add_alias(ans, "x", 'y');
	if (strcmp(q->name, "y") == 0 && q->type == MAILAUTH_TYPE_A)
		ck_assert_int_eq(mailauth_answer_add(ans, "y", MAILAUTH_TYPE_A, 60,
		    "\300\0\2\1", 4), 0);
	mailauth_answer_set_secure(ans, insecure == NULL ||
	    strcmp(q->name, insecure) != 0);
}

/* A chain is secure if each of its links and its data are. */
START_TEST(secure_chain)
{
	static const char *const names[] = { NULL, "x", "y" };
	mailauth_task *task = walk(NULL, "x", MAILAUTH_TYPE_A);

	insecure = names[_i];
	answer_by(task, fill_secure);
	ck_assert_int_eq(mailauth_cname_walk_result(task)->end, MAILAUTH_CNAME_DATA);
	ck_assert_int_eq(mailauth_cname_walk_result(task)->secure, _i == 0);
	mailauth_task_free(task);
}
END_TEST

static void
fill_bogus(mailauth_answer *ans, const mailauth_query *q)
{
	if (q->type == MAILAUTH_TYPE_CNAME)
		ck_assert_int_eq(mailauth__answer_set_why(ans, "no signature"), 0);
	ck_assert_int_eq(mailauth_answer_set_status(ans, MAILAUTH_DNS_BOGUS), 0);
}

/* The validator's reason is passed on. */
START_TEST(why_it_is_bogus)
{
	mailauth_task *task = walk(NULL, "x", _i == 0 ? MAILAUTH_TYPE_A :
	    MAILAUTH_TYPE_CNAME);

	answer_by(task, fill_bogus);
	ck_assert_int_eq(mailauth_cname_walk_result(task)->end, MAILAUTH_CNAME_BOGUS);
	ck_assert_str_eq(mailauth_cname_walk_result(task)->why_bogus, "no signature");
	ck_assert_str_eq(mailauth_cname_walk_problem(task, 0)->message,
	    "DNSSEC validation failed for x: no signature");
	mailauth_task_free(task);
}
END_TEST

/* A failure of the type CNAME itself is the end; of another type it may be the
 * chain's, which is then walked. */
START_TEST(failure_of_the_first)
{
	static const int statuses[] = { MAILAUTH_DNS_SERVFAIL, MAILAUTH_DNS_FAILED };
	struct zone_run run = { .zone = zone, .fail_at = 1,
	    .fail_status = statuses[_i % 2] };
	bool cname = _i >= 2;
	struct cname_walk *w;
	mailauth_task *task;

	ck_assert_int_eq(mailauth__task_new(NULL, &plain_kind, &task), 0);
	w = mailauth__task_evaluation(task, &plain_kind);
	ck_assert_int_eq(mailauth__cname_walk_init(w, &task->questions, NULL,
	    "www.example.org", cname ? MAILAUTH_TYPE_CNAME : MAILAUTH_TYPE_A,
	    CNAME_WALK_PLAIN), 0);
	ck_assert_int_eq(zone_run(&run, task), 0);
	/* the data are asked for at the end of the links, and there they are */
	ck_assert_int_eq(w->result.end, cname ? MAILAUTH_CNAME_SERVFAIL :
	    MAILAUTH_CNAME_DATA);
	ck_assert_uint_eq(w->link_count, cname ? 0 : 1);
	mailauth_task_free(task);
}
END_TEST

/* What a resolver tells of an alias at the apex: the alias for every type, and
 * the apex as the zone of what is missing below it. */
START_TEST(apex_through_a_resolver)
{
	static const uint8_t below[] = { 0, 0, 0x81, 0x83, 0, 1, 0, 0, 0, 1, 0, 0,
		13, '_', 'n', 'o', '-', 's', 'u', 'c', 'h', '-', 'n', 'a', 'm', 'e',
		4, 'a', 'p', 'e', 'x', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0,
		0, 6, 0, 1,
		/* SOA of apex.example, or of example */
		0xc0, 26, 0, 6, 0, 1, 0, 0, 0, 60, 0, 22,
		0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 60 };
	uint8_t message[sizeof(below)];
	mailauth_task *task = walk(NULL, "apex.example", MAILAUTH_TYPE_A);
	size_t problems = 0;

	memcpy(message, below, sizeof(below));
	message[45] = _i == 0 ? 26 : 31;
	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		const mailauth_query *q = mailauth_task_next_query(task);
		mailauth_answer *ans;

		ck_assert_ptr_nonnull(q);
		if (q->name[0] == '_') {
			ck_assert_int_eq(mailauth_task_answer_packet(task, q->id, message,
			    sizeof(message), 0), 0);
			continue;
		}
		ck_assert_int_eq(mailauth_answer_new(NULL, q->name, q->type, &ans), 0);
		if (strcmp(q->name, "apex.example") == 0)
			ck_assert_int_eq(mailauth_answer_add(ans, q->name,
			    MAILAUTH_TYPE_CNAME, 60, "\4host\7example", 14), 0);
		else if (q->type == MAILAUTH_TYPE_A)
			ck_assert_int_eq(mailauth_answer_add(ans, q->name,
			    MAILAUTH_TYPE_A, 60, "\300\0\2\1", 4), 0);
		ck_assert_int_eq(mailauth_task_answer(task, q->id, ans), 0);
		mailauth_answer_free(ans);
	}
	ck_assert_int_eq(mailauth_cname_walk_result(task)->end, MAILAUTH_CNAME_DATA);
	problems = mailauth_cname_walk_problem_count(task);
	ck_assert_uint_eq(problems, _i == 0 ? 1 : 0);
	if (problems > 0)
		ck_assert_str_eq(mailauth_cname_walk_problem(task, 0)->id, "cname.at-apex");
	mailauth_task_free(task);
}
END_TEST

START_TEST(expiry_ends_it)
{
	mailauth_task *task = walk(NULL, "www.example.org", MAILAUTH_TYPE_A);

	ck_assert_ptr_nonnull(mailauth_task_next_query(task));
	mailauth_task_expire(task);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(mailauth_cname_walk_result(task)->end, MAILAUTH_CNAME_TIMEOUT);
	mailauth_task_free(task);
}
END_TEST

START_TEST(the_limit_is_the_callers)
{
	static const struct {
		int64_t limit;
		int end;
		size_t links;
	} limits[] = {
		{ 1, MAILAUTH_CNAME_TOO_LONG, 1 },
		{ 2, MAILAUTH_CNAME_TOO_LONG, 2 },
		{ 3, MAILAUTH_CNAME_DATA, 3 },
		{ 100, MAILAUTH_CNAME_DATA, 3 },
	};

	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		struct zone_run run = { .zone = zone };
		mailauth_config *cfg;
		mailauth_task *task;

		ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
		ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_CNAME_LINKS,
		    limits[i].limit), 0);
		task = walk(cfg, "third.example.org", MAILAUTH_TYPE_A);
		ck_assert_int_eq(zone_run(&run, task), 0);
		ck_assert_int_eq(mailauth_cname_walk_result(task)->end, limits[i].end);
		ck_assert_uint_eq(mailauth_cname_walk_link_count(task), limits[i].links);
		mailauth_task_free(task);
		mailauth_config_free(cfg);
	}
}
END_TEST

START_TEST(faulty_arguments)
{
	static const char *const names[] = { "", "a..b", ".a", "a\\",
		"a234567890123456789012345678901234567890123456789012345678901234.org" };
	mailauth_task *task;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		ck_assert_int_eq(mailauth_cname_walk_new(NULL, names[i],
		    MAILAUTH_TYPE_A, &task), MAILAUTH_ERR_INVALID);
		ck_assert_ptr_null(task);
	}
	ck_assert_int_eq(mailauth_cname_walk_new(NULL, "a.example", 0, &task),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_cname_walk_new(NULL, NULL, 1, &task),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_cname_walk_new(NULL, "a.example", 1, NULL),
	    MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(mailauth_cname_walk_result(NULL));
	ck_assert_ptr_null(mailauth_cname_end_name(0));
	ck_assert_ptr_null(mailauth_cname_end_name(9));
}
END_TEST

START_TEST(no_result_before_the_end)
{
	mailauth_task *task = walk(NULL, "www.example.org", MAILAUTH_TYPE_A);

	ck_assert_ptr_null(mailauth_cname_walk_result(task));
	ck_assert_ptr_null(mailauth_cname_walk_link(task, 0));
	ck_assert_ptr_null(mailauth_cname_walk_record(task, 0));
	ck_assert_ptr_null(mailauth_cname_walk_problem(task, 0));
	ck_assert_uint_eq(mailauth_cname_walk_link_count(task), 0);
	ck_assert_uint_eq(mailauth_cname_walk_record_count(task), 0);
	ck_assert_uint_eq(mailauth_cname_walk_problem_count(task), 0);
	mailauth_task_free(task);
}
END_TEST

static int
one_walk(const mailauth_config *cfg, void *arg)
{
	struct zone_run run = { .zone = zone };
	mailauth_task *task;
	int rc = mailauth_cname_walk_new(cfg, arg, MAILAUTH_TYPE_A, &task);

	if (rc == 0)
		rc = zone_run(&run, task);
	mailauth_task_free(task);
	return rc;
}

START_TEST(every_allocation_may_fail)
{
	static char third[] = "third.example.org", doubled[] = "nodot.example.org",
	    both[] = "both.example.org";

	ck_assert_uint_gt(alloc_each_failing(one_walk, third), 0);
	ck_assert_uint_gt(alloc_each_failing(one_walk, doubled), 0);
	ck_assert_uint_gt(alloc_each_failing(one_walk, both), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cname_walk");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, setup, teardown);
	tcase_set_timeout(all, 30);
	tcase_add_loop_test(all, over_the_zone, 0, COUNT_OF(cases));
	tcase_add_loop_test(all, cold_and_warm, 0, 2);
	tcase_add_loop_test(all, cold_each, 0, COUNT_OF(cases));
	tcase_add_loop_test(all, plain_agrees, 0, COUNT_OF(cases));
	tcase_add_loop_test(all, each_question_failing, 0, COUNT_OF(failures));
	tcase_add_loop_test(all, apex_through_a_resolver, 0, 2);
	tcase_add_loop_test(all, changed_meanwhile, 0, 2);
	tcase_add_loop_test(all, secure_chain, 0, 3);
	tcase_add_loop_test(all, why_it_is_bogus, 0, 2);
	tcase_add_loop_test(all, failure_of_the_first, 0, 4);
	tcase_add_test(all, expiry_ends_it);
	tcase_add_test(all, the_limit_is_the_callers);
	tcase_add_test(all, faulty_arguments);
	tcase_add_test(all, no_result_before_the_end);
	tcase_add_test(all, every_allocation_may_fail);
	suite_add_tcase(suite, all);
	return test_main(suite);
}
