/* SPDX-License-Identifier: BSD-2-Clause */
/* Eight threads at once: tasks of their own over one configuration, one zone,
 * one profile and answers that all of them share, and a resolver each.  Worth
 * most under `make check-tsan'.  And a process that forks goes on with what it
 * has: nothing in the library is bound to the process. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mailauth.h>
#include <mailauth/cname.h>
#include <mailauth/dkim.h>
#include <mailauth/dmarc_check.h>
#include <mailauth/resolver.h>
#include <mailauth/validate.h>

#include "support/suite.h"
#include "support/zone_run.h"

enum { THREADS = 8, ROUNDS = 20, MOST_SHARED = 64 };

static const char world_text[] =
    "$ORIGIN example.org.\n"
    "@ MX 10 mx1\n"
    "@ TXT \"v=spf1 include:_spf.example.org include:_spf2.example.org mx -all\"\n"
    "_spf TXT \"v=spf1 ip4:198.51.100.0/24 a:mx1.example.org ?all\"\n"
    "_spf2 TXT \"v=spf1 exists:%{i}.x.example.org ?all\"\n"
    "mx1 A 192.0.2.1\n"
    "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:a@example.net\"\n"
    "s._domainkey CNAME s.keys.example.org.\n"
    "s.keys TXT \"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n";

static const char profile_text[] =
    "[profile]\nname = p\n[mx]\nowner = @\ntype = MX\nwant = 10 mx1.example.org\n"
    "[spf]\nowner = @\ntype = SPF\nany = include:_spf.example.org\nall = fail\n";

/* Answers that were made by one thread and are used by all. */
static struct {
	mailauth_config *config;
	mailauth_zone *zone;
	mailauth_profile *profile;
	mailauth_answer *answers[MOST_SHARED];
	size_t count;
} shared;

static const mailauth_answer *
shared_answer(const char *name, uint16_t type)
{
	size_t i;

	for (i = 0; i < shared.count; i++)
		if (mailauth_answer_type(shared.answers[i]) == type &&
		    strcmp(mailauth_answer_name(shared.answers[i]), name) == 0)
			return shared.answers[i];
	return NULL;
}

enum { SPF, AUDIT, DMARC, REPORTS, DKIM, CNAME, VALIDATE, KINDS };

static int
make(int kind, mailauth_task **task)
{
	static const char *const selectors[] = { "s" };
	int rc;

	switch (kind) {
	case SPF:
		return mailauth_spf_check_new(shared.config, "192.0.2.1",
		    "u@example.org", "mx1.example.org", task);
	case AUDIT:
		return mailauth_spf_audit_new(shared.config, "example.org", task);
	case DMARC:
		return mailauth_dmarc_lookup_new(shared.config, "a.example.org", task);
	case REPORTS:
		return mailauth_dmarc_reports_new(shared.config, "example.org", task);
	case DKIM:
		return mailauth_dkim_lookup_new(shared.config, "example.org",
		    selectors, 1, 0, task);
	case CNAME:
		return mailauth_cname_walk_new(shared.config,
		    "s._domainkey.example.org", MAILAUTH_TYPE_TXT, task);
	default:
		rc = mailauth_validate_new(shared.config, "example.org", task);
		return rc != 0 ? rc :
		    mailauth_validate_set_profile(*task, shared.profile);
	}
}

static int
as_expected(int kind, const mailauth_task *task)
{
	switch (kind) {
	case SPF:
		return mailauth_spf_check_result(task)->verdict == MAILAUTH_SPF_PASS;
	case AUDIT:
		return mailauth_spf_audit_result(task)->lookups == 5;
	case DMARC:
		return mailauth_dmarc_lookup_result(task)->policy ==
		    MAILAUTH_DMARC_POLICY_REJECT;
	case REPORTS:
		return mailauth_dmarc_report_at(task, 0)->state ==
		    MAILAUTH_DMARC_REPORT_UNAUTHORISED;
	case DKIM:
		return mailauth_dkim_lookup_selector(task, 0)->verdict ==
		    MAILAUTH_DKIM_OK;
	case CNAME:
		return mailauth_cname_walk_result(task)->end == MAILAUTH_CNAME_DATA;
	default:
		return mailauth_validate_requirement(task, 0)->state ==
		    MAILAUTH_STATE_MET &&
		    mailauth_validate_requirement(task, 1)->state ==
		    MAILAUTH_STATE_MET;
	}
}

/* Runs a task with the shared answers; others come from the zone. */
static int
run_shared(mailauth_task *task)
{
	const mailauth_query *q;
	const mailauth_answer *answer;
	mailauth_answer *own;
	int rc;

	while ((rc = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		q = mailauth_task_next_query(task);
		if (q == NULL)
			return MAILAUTH_ERR_STATE;
		own = NULL;
		answer = shared_answer(q->name, q->type);
		if (answer == NULL) {
			rc = mailauth_zone_answer(shared.zone, q->name, q->type,
			    &own);
			answer = own;
		}
		if (rc == 0)
			rc = mailauth_task_answer(task, q->id, answer);
		mailauth_answer_free(own);
		if (rc != 0)
			return rc;
	}
	return rc;
}

/* One thread's work: NULL if all was as it should be. */
static void *
work(void *arg)
{
	static char names[][12] = { "SPF", "audit", "DMARC", "reports", "DKIM",
		"CNAME", "validation" };
	mailauth_resolver *resolver = NULL;
	mailauth_task *task;
	size_t first = (size_t)(uintptr_t)arg;
	void *result = NULL;
	int i, kind;

	if (mailauth_resolver_new_zone(shared.config, shared.zone, &resolver) != 0)
		return names[0];
	for (i = 0; i < ROUNDS * KINDS && result == NULL; i++) {
		kind = (int)((first + (size_t)i) % KINDS);
		task = NULL;
		if (make(kind, &task) != 0 ||
		    (i % 3 == 0 ? mailauth_resolver_run(resolver, task, 0) != 0 :
		    run_shared(task) != MAILAUTH_TASK_DONE) ||
		    !as_expected(kind, task))
			result = names[kind];
		mailauth_task_free(task);
	}
	mailauth_resolver_free(resolver);
	return result;
}

static void
setup(void)
{
	size_t i, n;
	int kind;

	memset(&shared, 0, sizeof(shared));
	ck_assert_int_eq(0, mailauth_config_new(NULL, &shared.config));
	shared.zone = zone_of(world_text);
	ck_assert_int_eq(0, mailauth_profile_parse(NULL, "p", profile_text,
	    sizeof(profile_text) - 1, &shared.profile));
	/* the answers are given to one task each here, but parsed by nobody yet */
	for (kind = 0; kind < KINDS; kind++) {
		mailauth_task *task;

		ck_assert_int_eq(0, make(kind, &task));
		ck_assert_int_eq(MAILAUTH_TASK_DONE, run_shared(task));
		n = mailauth_task_question_count(task);
		for (i = 0; i < n && shared.count < MOST_SHARED; i++) {
			const mailauth_question *q = mailauth_task_question(task, i);

			if (shared_answer(q->name, q->type) == NULL)
				ck_assert_int_eq(0, mailauth_zone_answer(shared.zone,
				    q->name, q->type,
				    &shared.answers[shared.count++]));
		}
		mailauth_task_free(task);
	}
}

static void
teardown(void)
{
	size_t i;

	for (i = 0; i < shared.count; i++)
		mailauth_answer_free(shared.answers[i]);
	mailauth_profile_free(shared.profile);
	mailauth_zone_free(shared.zone);
	mailauth_config_free(shared.config);
}

START_TEST(eight_threads)
{
	pthread_t threads[THREADS];
	void *results[THREADS];
	size_t i;

	for (i = 0; i < THREADS; i++)
		ck_assert_int_eq(0, pthread_create(&threads[i], NULL, work,
		    (void *)(uintptr_t)i));
	for (i = 0; i < THREADS; i++)
		ck_assert_int_eq(0, pthread_join(threads[i], &results[i]));
	for (i = 0; i < THREADS; i++)
		ck_assert_msg(results[i] == NULL, "thread %zu: %s", i,
		    (const char *)results[i]);
}
END_TEST

/* A task half done before fork() ends in both processes. */
START_TEST(after_fork)
{
	mailauth_task *task;
	pid_t child;
	int status = -1, good;

	ck_assert_int_eq(0, make(SPF, &task));
	ck_assert_int_eq(MAILAUTH_TASK_WAITING, mailauth_task_state(task));
	child = fork();
	ck_assert_int_ge(child, 0);
	good = run_shared(task) == MAILAUTH_TASK_DONE && as_expected(SPF, task);
	mailauth_task_free(task);
	if (child == 0)
		_exit(good ? 0 : 1);
	ck_assert_int_eq(child, waitpid(child, &status, 0));
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ck_assert(good);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("threads");
	TCase *tc = tcase_create("threads");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, eight_threads);
	tcase_add_test(tc, after_fork);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
