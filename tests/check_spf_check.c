/* SPDX-License-Identifier: BSD-2-Clause */
/* check_host(): sessions over zones in tests/data/spf, each with its verdict,
 * its counters and the whole trace; and the task around it. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "evaluate/spf_check.h"
#include "support/alloc.h"
#include "support/drive.h"
#include "support/script.h"
#include "support/suite.h"
#include "task/task.h"

/* A zone, with names that do not answer. */
struct world {
	mailauth_zone *zone;
	const char *broken[8];
	int status[8];
	size_t broken_count;
};

static int
answer(void *arg, const char *name, uint16_t type, mailauth_answer **out)
{
	struct world *world = arg;
	size_t i;
	int rc;

	for (i = 0; i < world->broken_count; i++) {
		if (strcmp(world->broken[i], name) != 0)
			continue;
		rc = mailauth_answer_new(NULL, name, type, out);
		return rc != 0 ? rc :
		    mailauth_answer_set_status(*out, world->status[i]);
	}
	return mailauth_zone_answer(world->zone, name, type, out);
}

static mailauth_zone *
load(const char *file)
{
	mailauth_zone *zone;
	size_t len;
	char *text = test_data(file, &len);

	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	ck_assert_msg(mailauth_zone_read(zone, file, NULL, text, len) == 0,
	    "%s:%u: %s", file, mailauth_zone_problem_at(zone, 0)->line,
	    mailauth_zone_problem_at(zone, 0)->message);
	free(text);
	return zone;
}

static void
break_names(struct world *world, const struct script *s)
{
	static const struct {
		const char *word;
		int status;
	} ways[] = {
		{ "timeout", MAILAUTH_DNS_TIMEOUT },
		{ "servfail", MAILAUTH_DNS_SERVFAIL },
		{ "refused", MAILAUTH_DNS_REFUSED },
		{ "bogus", MAILAUTH_DNS_BOGUS }
	};
	const char *name;
	size_t i, from;

	world->broken_count = 0;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		from = 3;
		while ((name = script_option(s, ways[i].word, &from)) != NULL) {
			ck_assert_uint_lt(world->broken_count, 8);
			world->broken[world->broken_count] = name;
			world->status[world->broken_count++] = ways[i].status;
		}
	}
}

static mailauth_config *
configure(const struct script *s)
{
	static const struct {
		const char *word;
		int option;
	} options[] = {
		{ "max-lookups", MAILAUTH_OPT_SPF_LOOKUPS },
		{ "max-void", MAILAUTH_OPT_SPF_VOID_LOOKUPS },
		{ "max-mx", MAILAUTH_OPT_SPF_MX_NAMES },
		{ "max-ptr", MAILAUTH_OPT_SPF_PTR_NAMES },
		{ "explain", MAILAUTH_OPT_SPF_EXPLAIN },
		{ "prefetch", MAILAUTH_OPT_PREFETCH }
	};
	mailauth_config *cfg;
	const char *value;
	size_t i, from;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		from = 3;
		value = script_option(s, options[i].word, &from);
		if (value != NULL)
			ck_assert_int_eq(mailauth_config_set(cfg,
			    options[i].option, strtol(value, NULL, 10)), 0);
	}
	return cfg;
}

static void
say_outcome(struct script *s, const mailauth_task *task)
{
	const mailauth_spf_result *r = mailauth_spf_check_result(task);
	size_t i;

	for (i = 0; i < mailauth_task_event_count(task); i++) {
		const mailauth_event *e = mailauth_task_event(task, i);

		script_say(s, "%u ", e->depth);
		script_say_octets(s, e->domain, strlen(e->domain));
		script_say(s, " ");
		script_say_octets(s, e->term, strlen(e->term));
		script_say(s, ": %s\n", e->outcome);
	}
	script_say(s, "= %s, %u look-ups, %u void\n",
	    mailauth_spf_verdict_name(r->verdict), r->lookups, r->void_lookups);
	if (r->matched_term != NULL) {
		script_say(s, "matched %s by", r->matched_term);
		for (i = 0; i < r->path_length; i++)
			script_say(s, " %s", r->path[i]);
		script_say(s, "\n");
	}
	if (r->problem != 0) {
		/* The words for a syntax error are the parser's matter. */
		if (strcmp(mailauth_task_event(task, mailauth_task_event_count(
		    task) - 1)->outcome, "syntax error") == 0)
			script_say(s, "syntax");
		else
			script_say(s, "problem %s: %s", r->problem_id,
			    r->problem_text);
		if (r->problem_domain != NULL) {
			script_say(s, " [");
			script_say_octets(s, r->problem_domain,
			    strlen(r->problem_domain));
			script_say(s, "]");
		}
		if (r->problem_term != NULL) {
			script_say(s, " [");
			script_say_octets(s, r->problem_term,
			    strlen(r->problem_term));
			script_say(s, "]");
		}
		script_say(s, "\n");
	}
	if (r->explanation != NULL)
		script_say(s, "explanation %s\n", r->explanation);
}

/* Only the questions, in the order they were wanted. */
static void
say_questions(struct script *s, const mailauth_task *task)
{
	size_t i;

	script_say(s, "asked");
	for (i = 0; i < mailauth_task_question_count(task); i++) {
		const mailauth_question *q = mailauth_task_question(task, i);

		script_say(s, " %s/", q->name);
		script_say(s, "%s", mailauth_rrtype_name(q->type));
	}
	script_say(s, "\n");
}

/* A header field without the CR of its folds. */
static void
say_field(struct script *s, const char *field)
{
	for (; *field != '\0'; field++) {
		if (*field != '\r') {
			ck_assert(*field != '\n' || field[-1] == '\r');
			script_say(s, "%c", *field);
		}
	}
	script_say(s, "\n");
}

/* "check IP SENDER [helo NAME] …"; <> for the null reverse-path. */
static void
run_check(struct script *s, void *arg)
{
	struct world *world = arg;
	mailauth_config *cfg = configure(s);
	const char *value;
	mailauth_task *task;
	size_t from = 3;

	ck_assert_uint_ge(s->word_count, 3);
	break_names(world, s);
	ck_assert_int_eq(mailauth_spf_check_new(cfg, s->words[1], s->words[2],
	    script_option(s, "helo", &from), &task), 0);
	from = 3;
	if ((value = script_option(s, "identity", &from)) != NULL)
		ck_assert_int_eq(mailauth_spf_check_set_identity(task,
		    strcmp(value, "helo") == 0 ? MAILAUTH_SPF_HELO :
		    MAILAUTH_SPF_MAILFROM), 0);
	from = 3;
	if ((value = script_option(s, "receiver", &from)) != NULL)
		ck_assert_int_eq(mailauth_spf_check_set_receiver(task, value), 0);
	from = 3;
	if ((value = script_option(s, "time", &from)) != NULL)
		ck_assert_int_eq(mailauth_spf_check_set_time(task,
		    strtoul(value, NULL, 10)), 0);
	ck_assert_int_eq(drive(task, answer, world), MAILAUTH_TASK_DONE);
	if (strcmp(s->words[0], "asked") == 0)
		say_questions(s, task);
	else if (strcmp(s->words[0], "received") == 0) {
		say_field(s, mailauth_spf_check_received_spf(task));
		say_field(s, mailauth_spf_check_auth_results(task));
	} else
		say_outcome(s, task);
	mailauth_task_free(task);
	mailauth_config_free(cfg);
}

/* Each has a .zone and an .expect. */
static const char *const sessions[] = {
	"arguments", "records", "terms", "links", "limits", "ptr", "macros",
	"explanations"
};

START_TEST(session)
{
	struct world world = { .broken_count = 0 };
	char file[128];

	snprintf(file, sizeof(file), "spf/%s.zone", sessions[_i]);
	world.zone = load(file);
	snprintf(file, sizeof(file), "spf/%s.expect", sessions[_i]);
	script_run(file, run_check, &world);
	mailauth_zone_free(world.zone);
}
END_TEST

/* ---- the task ---- */

static int
check_with(const mailauth_config *cfg, void *world)
{
	mailauth_task *task = NULL;
	int rc = mailauth_spf_check_new(cfg, "192.0.2.7", "user@p2.example",
	    "helo.example", &task);

	if (rc == 0)
		rc = mailauth_spf_check_set_receiver(task, "mx.example");
	if (rc == 0)
		rc = drive(task, answer, world);
	if (rc == MAILAUTH_TASK_DONE)
		rc = mailauth_spf_check_received_spf(task) != NULL &&
		    mailauth_spf_check_auth_results(task) != NULL ? 0 :
		    MAILAUTH_ERR_NOMEM;
	mailauth_task_free(task);
	return rc;
}

START_TEST(each_allocation_fails)
{
	struct world world = { .broken_count = 0 };

	world.zone = load("spf/ptr.zone");
	ck_assert_uint_gt(alloc_each_failing(check_with, &world), 0);
	mailauth_zone_free(world.zone);
}
END_TEST

START_TEST(arguments)
{
	static char longest[5000];
	mailauth_task *task, *audit;

	ck_assert_int_eq(mailauth_spf_check_new(NULL, "192.0.2", "a@b.example",
	    NULL, &task), MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(task);
	ck_assert_int_eq(mailauth_spf_check_new(NULL, NULL, "a@b.example",
	    NULL, &task), MAILAUTH_ERR_INVALID);
	memset(longest, 'a', sizeof(longest) - 1);
	ck_assert_int_eq(mailauth_spf_check_new(NULL, "192.0.2.1", longest,
	    NULL, &task), MAILAUTH_ERR_LIMIT);
	ck_assert_int_eq(mailauth_spf_check_new(NULL, "192.0.2.1", "a@b.example",
	    longest, &task), MAILAUTH_ERR_LIMIT);
	ck_assert_int_eq(mailauth_spf_check_new(NULL, "192.0.2.1", NULL, NULL,
	    &task), 0);
	ck_assert_int_eq(mailauth_spf_check_set_identity(task, 3),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_check_set_receiver(task, NULL), 0);
	ck_assert_ptr_null(mailauth_spf_check_result(task));
	ck_assert_ptr_null(mailauth_spf_check_received_spf(task));
	ck_assert_ptr_null(mailauth_spf_check_auth_results(task));
	ck_assert_int_eq(mailauth_spf_check_set_identity(task,
	    MAILAUTH_SPF_HELO), 0);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(mailauth_spf_check_result(task)->verdict,
	    MAILAUTH_SPF_NONE);
	ck_assert_int_eq(mailauth_spf_check_set_identity(task,
	    MAILAUTH_SPF_HELO), MAILAUTH_ERR_STATE);
	ck_assert_int_eq(mailauth_spf_check_set_time(task, 1), MAILAUTH_ERR_STATE);
	ck_assert_int_eq(mailauth_spf_check_set_receiver(task, "x"),
	    MAILAUTH_ERR_STATE);
	mailauth_task_free(task);
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, "a.example", &audit), 0);
	ck_assert_int_eq(mailauth_spf_check_set_time(audit, 1),
	    MAILAUTH_ERR_WRONG_TYPE);
	mailauth_task_free(audit);
}
END_TEST

START_TEST(verdict_names)
{
	int i;

	for (i = MAILAUTH_SPF_NONE; i <= MAILAUTH_SPF_PERMERROR; i++)
		ck_assert_int_eq(mailauth_spf_verdict_number(
		    mailauth_spf_verdict_name(i)), i);
	ck_assert_ptr_null(mailauth_spf_verdict_name(-1));
	ck_assert_ptr_null(mailauth_spf_verdict_name(7));
	ck_assert_int_eq(mailauth_spf_verdict_number("Pass"), -1);
	ck_assert_int_eq(mailauth_spf_verdict_number(NULL), -1);
	ck_assert_str_eq(mailauth_spf_identity_name(MAILAUTH_SPF_HELO), "helo");
	ck_assert_ptr_null(mailauth_spf_identity_name(0));
}
END_TEST

/* One parse of a shared answer serves all checks over it. */
START_TEST(shared_answer)
{
	static const char rdata[] = "\x0bv=spf1 -all";
	mailauth_answer *ans;
	mailauth_task *task;
	const mailauth_query *query;
	struct test_alloc ta;
	mailauth_config *cfg;
	size_t first, grown[3];
	int i;

	test_alloc_init(&ta, 0);
	ck_assert_int_eq(mailauth_config_new(test_allocator(&ta), &cfg), 0);
	ck_assert_int_eq(mailauth_answer_new(cfg, "a.example",
	    MAILAUTH_TYPE_TXT, &ans), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "a.example", MAILAUTH_TYPE_TXT,
	    300, rdata, sizeof(rdata) - 1), 0);
	for (i = 0; i < 3; i++) {
		ck_assert_int_eq(mailauth_spf_check_new(cfg, "192.0.2.1",
		    "a@a.example", NULL, &task), 0);
		query = mailauth_task_next_query(task);
		ck_assert_ptr_nonnull(query);
		first = ta.live;
		ck_assert_int_eq(mailauth__task_give(task, query->id, ans), 0);
		ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
		ck_assert_int_eq(mailauth_spf_check_result(task)->verdict,
		    MAILAUTH_SPF_FAIL);
		grown[i] = ta.live - first;
		mailauth_task_free(task);
	}
	ck_assert_uint_eq(grown[0], grown[1] + 1);
	ck_assert_uint_eq(grown[1], grown[2]);
	mailauth_answer_free(ans);
	mailauth_config_free(cfg);
	ck_assert_str_eq(test_alloc_finish(&ta), "");
}
END_TEST

/* The policy of an answer under each cap of memory, kept on the answer or, where
 * something else is kept there, in the arena of the one who asks. */
struct policy_world {
	const char *text;
	bool taken;       /* something else is kept */
	bool own;         /* only the own arena is capped */
	int selected;
};

static void
release_other(struct answer_parsed *parsed)
{
	(void)parsed;
}

static int
policy_of(const mailauth_config *cfg, const struct policy_world *w)
{
	static struct answer_parsed other = { release_other };
	struct arena *own = mailauth__arena_new(cfg, 64);
	const struct spf_policy *policy = NULL;
	struct mailauth_answer *ans = NULL;
	uint8_t rdata[256];
	size_t len = strlen(w->text);
	int rc = own != NULL ? 0 : MAILAUTH_ERR_NOMEM;

	rdata[0] = (uint8_t)len;
	memcpy(rdata + 1, w->text, len);
	if (rc == 0)
		rc = mailauth_answer_new(w->own ? NULL : cfg, "a.b",
		    MAILAUTH_TYPE_TXT, &ans);
	if (rc == 0)
		rc = mailauth_answer_add(ans, "a.b", MAILAUTH_TYPE_TXT, 1, rdata,
		    len + 1);
	if (rc == 0 && w->taken)
		ck_assert(mailauth__answer_keep(ans, &other));
	if (rc == 0)
		rc = mailauth__spf_policy(ans, own, &policy);
	if (rc == 0) {
		ck_assert_int_eq(policy->selected, w->selected);
		if (policy->selected == SPF_POLICY_ONE)
			ck_assert_str_eq(policy->record->text, w->text);
		ck_assert(mailauth__answer_parsed(ans) ==
		    (w->taken ? &other : &policy->head));
	} else {
		ck_assert_ptr_null(policy);
	}
	mailauth_answer_free(ans);
	mailauth__arena_free(own);
	return rc;
}

static int
policy_with(const mailauth_config *cfg, void *arg)
{
	return policy_of(cfg, arg);
}

START_TEST(policy)
{
	static const char text[] = "v=spf1 include:a.example a:b.example "
	    "a:%{i}.c.example a:d..e -all exp=f.example redirect=g.example";
	struct policy_world worlds[] = {
		{ text, false, false, SPF_POLICY_ONE },
		{ text, true, true, SPF_POLICY_ONE },
		{ "v=spf1 ip4:1.2.3 -all", false, false, SPF_POLICY_ONE },
		{ "v=DMARC1", false, false, SPF_POLICY_NONE },
		{ "v=DMARC1", true, true, SPF_POLICY_NONE }
	};
	struct arena *own = mailauth__arena_new(NULL, 64);
	const struct spf_policy *none;

	ck_assert_uint_gt(alloc_each_failing(policy_with, &worlds[_i]), 1);
	ck_assert_uint_gt(alloc_each_cap(policy_with, &worlds[_i]), 1);
	/* on an answer that all share nothing is kept */
	ck_assert_int_eq(0, mailauth__spf_policy(
	    mailauth__answer_static(MAILAUTH_DNS_OK), own, &none));
	ck_assert_int_eq(none->selected, SPF_POLICY_NONE);
	mailauth__arena_free(own);
}
END_TEST

/* Time is up while the explanation waits for the client's name: the fail stands
 * (RFC 7208 section 6.2), without an explanation or with "unknown" in it. */
START_TEST(expired_in_explanation)
{
	static const char zone_text[] =
	    "a.example. TXT \"v=spf1 -all exp=why.a.example\"\n"
	    "why.a.example. TXT \"%{p} may not\"\n"
	    "b.example. TXT \"v=spf1 -all exp=%{p}.why.example\"\n"
	    "1.2.0.192.in-addr.arpa. PTR mail.b.example.\n";
	const char *sender = _i < 3 ? "u@a.example" : "u@b.example";
	mailauth_answer *ans;
	mailauth_zone *zone;
	mailauth_task *task;
	int i;

	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	ck_assert_int_eq(mailauth_zone_read(zone, "z", NULL, zone_text,
	    sizeof(zone_text) - 1), 0);
	ck_assert_int_eq(mailauth_spf_check_new(NULL, "192.0.2.1", sender, NULL,
	    &task), 0);
	for (i = 0; i <= _i % 3; i++) {
		const mailauth_query *q = mailauth_task_next_query(task);

		ck_assert_ptr_nonnull(q);
		ck_assert_int_eq(mailauth_zone_answer(zone, q->name, q->type,
		    &ans), 0);
		ck_assert_int_eq(mailauth_task_answer(task, q->id, ans), 0);
		mailauth_answer_free(ans);
	}
	mailauth_task_expire(task);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(mailauth_spf_check_result(task)->verdict,
	    MAILAUTH_SPF_FAIL);
	if (_i == 0 || _i >= 3)
		ck_assert_ptr_null(mailauth_spf_check_result(task)->explanation);
	else
		ck_assert_str_eq(mailauth_spf_check_result(task)->explanation,
		    "unknown may not");
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* Several threads meet an answer that nobody has parsed yet. */
static void *
check_shared(void *arg)
{
	const mailauth_query *query;
	mailauth_task *task;
	void *fine = NULL;

	if (mailauth_spf_check_new(NULL, "192.0.2.1", "a@a.example", NULL,
	    &task) != 0)
		return NULL;
	query = mailauth_task_next_query(task);
	if (query != NULL && mailauth__task_give(task, query->id, arg) == 0 &&
	    mailauth_task_state(task) == MAILAUTH_TASK_DONE &&
	    mailauth_spf_check_result(task)->verdict == MAILAUTH_SPF_FAIL)
		fine = arg;
	mailauth_task_free(task);
	return fine;
}

START_TEST(threads)
{
	static const char rdata[] = "\x1bv=spf1 ip4:192.0.2.200 -all";
	pthread_t thread[4];
	mailauth_answer *ans;
	void *fine;
	int i, round;

	for (round = 0; round < 50; round++) {
		ck_assert_int_eq(mailauth_answer_new(NULL, "a.example",
		    MAILAUTH_TYPE_TXT, &ans), 0);
		ck_assert_int_eq(mailauth_answer_add(ans, "a.example",
		    MAILAUTH_TYPE_TXT, 300, rdata, sizeof(rdata) - 1), 0);
		for (i = 0; i < 4; i++)
			ck_assert_int_eq(pthread_create(&thread[i], NULL,
			    check_shared, ans), 0);
		for (i = 0; i < 4; i++) {
			ck_assert_int_eq(pthread_join(thread[i], &fine), 0);
			ck_assert_ptr_eq(fine, ans);
		}
		mailauth_answer_free(ans);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_check");
	TCase *tc = tcase_create("sessions");

	tcase_add_loop_test(tc, session, 0,
	    (int)(sizeof(sessions) / sizeof(sessions[0])));
	tcase_add_test(tc, each_allocation_fails);
	tcase_add_test(tc, arguments);
	tcase_add_test(tc, verdict_names);
	tcase_add_test(tc, shared_answer);
	tcase_add_loop_test(tc, policy, 0, 5);
	tcase_add_loop_test(tc, expired_in_explanation, 0, 6);
	tcase_add_test(tc, threads);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
