/* SPDX-License-Identifier: BSD-2-Clause */
/* External report addresses: RFC 9990 section 4, RFC 7489 section 7.1. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth/dmarc_check.h>

#include "support/alloc.h"
#include "support/suite.h"
#include "support/drive.h"
#include "support/zone_run.h"

#define D "_dmarc.example.com. TXT \"v=DMARC1; p=reject; "
#define AUTH(text) "example.com._report._dmarc.r.example.net. TXT \"" text "\"\n"
#define WALK "_dmarc.example.com _dmarc.com "
#define ASK "example.com._report._dmarc.r.example.net"
#define LABEL60 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh"

struct row {
	const char *name;
	const char *domain;
	const char *zone;
	const char *want;  /* list state of each, "+" before each override */
	const char *asked; /* NULL: any */
};

static const struct row rows[] = {
	{ "own domain", "example.com", D "rua=mailto:a@example.com\"\n", "rua internal",
	    "_dmarc.example.com _dmarc.com" },
	{ "subdomain", "example.com", D "rua=mailto:a@mail.Example.com\"\n",
	    "rua internal", WALK "_dmarc.mail.example.com" },
	{ "other organization", "example.com", D "rua=mailto:a@other.com\"\n",
	    "rua unauthorised", WALK "_dmarc.other.com "
	    "example.com._report._dmarc.other.com" },
	{ "psd=n makes it another organization", "example.com",
	    D "rua=mailto:a@x.example.com\"\n"
	    "_dmarc.x.example.com. TXT \"v=DMARC1; psd=n\"\n",
	    "rua unauthorised", NULL },
	/* rule 38 */
	{ "authorised", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1"), "rua authorised", WALK ASK },
	{ "with a final semicolon", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1;"), "rua authorised", WALK ASK },
	{ "with a policy", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; p=reject"), "rua authorised", WALK ASK },
	{ "with a bad policy", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; p=x"), "rua authorised", WALK ASK },
	{ "with blanks", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v = DMARC1 ; "), "rua authorised", WALK ASK },
	{ "wildcard", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    "*._report._dmarc.r.example.net. TXT \"v=DMARC1\"\n", "rua authorised",
	    WALK ASK },
	{ "by an alias", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    "*._report._dmarc.r.example.net. CNAME ok.example.org.\n"
	    "ok.example.org. TXT \"v=DMARC1\"\n", "rua authorised", WALK ASK },
	{ "several records", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1") AUTH("v=DMARC1;p=none") AUTH("junk"),
	    "rua authorised", WALK ASK },
	{ "no record", "example.com", D "rua=mailto:a@r.example.net\"\n",
	    "rua unauthorised", WALK ASK },
	{ "v is not first", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("p=none; v=DMARC1"), "rua unauthorised", WALK ASK },
	{ "wrong version", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC2"), "rua unauthorised", WALK ASK },
	{ "a tag twice", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; rua=mailto:a@r.example.net; rua=x"),
	    "rua unauthorised", WALK ASK },
	{ "U-label", "example.com", D "rua=mailto:a@b%C3%BCcher.example\"\n"
	    "example.com._report._dmarc.xn--bcher-kva.example. TXT \"v=DMARC1\"\n",
	    "rua authorised",
	    WALK "example.com._report._dmarc.xn--bcher-kva.example" },
	{ "too long a name", LABEL60 "." LABEL60 "." LABEL60 ".com",
	    "_dmarc." LABEL60 "." LABEL60 "." LABEL60 ".com. TXT "
	    "\"v=DMARC1; p=reject; rua=mailto:a@r." LABEL60 ".net\"\n",
	    "rua unauthorised", NULL },
	/* the record's place counts, not the domain asked for */
	{ "inherited", "www.example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1"), "rua authorised", NULL },
	{ "policy of a public suffix", "a.b.test",
	    "_dmarc.test. TXT \"v=DMARC1; p=none; psd=y; rua=mailto:x@c.test\"\n"
	    "test._report._dmarc.c.test. TXT \"v=DMARC1\"\n", "rua authorised", NULL },
	/* rule 39 */
	{ "override", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; rua=mailto:b@R.example.net,mailto:c@r.example.net"),
	    "rua overridden +mailto:b@R.example.net +mailto:c@r.example.net",
	    WALK ASK },
	{ "override elsewhere", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; rua=mailto:b@victim.example"), "rua unauthorised",
	    WALK ASK },
	{ "override below the host", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; rua=mailto:b@x.r.example.net"), "rua unauthorised",
	    WALK ASK },
	{ "malformed override", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; rua=b@r.example.net"), "rua authorised", WALK ASK },
	{ "override of the other list", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; ruf=mailto:b@r.example.net"), "rua authorised", WALK ASK },
	/* rule 40 */
	{ "ruf", "example.com", D "rua=mailto:a@example.com; ruf=mailto:f@r.example.net\"\n"
	    AUTH("v=DMARC1; rua=mailto:b@r.example.net; ruf=mailto:g@r.example.net"),
	    "rua internal ruf overridden +mailto:g@r.example.net", WALK ASK },
	{ "ruf of a public suffix", "example.com",
	    D "psd=y; rua=mailto:a@example.com; ruf=mailto:f@example.com\"\n",
	    "rua internal ruf ignored", NULL },
	/* rule 13: each address on its own */
	{ "several", "example.com", D "rua=mailto:a@example.com,mailto:b@r.example.net,"
	    "https://r.example.net/x,a@b,tel:1,mailto:z@other.org\"\n"
	    AUTH("v=DMARC1"), "rua internal rua authorised rua authorised "
	    "rua invalid rua invalid rua unauthorised",
	    WALK ASK " example.com._report._dmarc.other.org" },
	{ "address literal", "example.com", D "rua=http://[2001:db8::1]/\"\n",
	    "rua invalid", NULL },
	{ "the root", "example.com", D "rua=http://./\"\n", "rua invalid", NULL },
	{ "empty label", "example.com", D "rua=http://a..b/\"\n", "rua invalid", NULL },
	{ "malformed override beside a good one", "example.com",
	    D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; rua=b@r.example.net,mailto:c@r.example.net"),
	    "rua overridden +mailto:c@r.example.net", WALK ASK },
	{ "override without a name", "example.com", D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; rua=http://[2001:db8::1]/"), "rua unauthorised",
	    WALK ASK },
	{ "a record behind one that overrides", "example.com",
	    D "rua=mailto:a@r.example.net\"\n"
	    AUTH("v=DMARC1; rua=mailto:b@r.example.net")
	    AUTH("v=DMARC1; rua=mailto:c@victim.example"),
	    "rua overridden +mailto:b@r.example.net", WALK ASK },
	{ "no addresses", "example.com", D "\"\n", "", NULL },
	{ "no record", "example.com", "", "", NULL },
};

static void
describe(const mailauth_task *task, char *out, size_t size)
{
	const mailauth_dmarc_report *report;
	size_t i, k, used = 0;

	out[0] = '\0';
	for (i = 0; (report = mailauth_dmarc_report_at(task, i)) != NULL; i++) {
		used += (size_t)snprintf(out + used, size - used, "%s%s %s",
		    i > 0 ? " " : "", mailauth_dmarc_list_name(report->list),
		    mailauth_dmarc_report_state_name(report->state));
		for (k = 0; k < report->override_count; k++)
			used += (size_t)snprintf(out + used, size - used, " +%s",
			    report->overrides[k]->uri);
	}
	ck_assert_uint_eq(i, mailauth_dmarc_report_count(task));
}

START_TEST(test_rows)
{
	const struct row *row = &rows[_i];
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(row->zone);
	mailauth_task *task;
	char got[600];

	run.zone = zone;
	ck_assert_int_eq(0, mailauth_dmarc_reports_new(NULL, row->domain, &task));
	ck_assert_uint_eq(0, mailauth_dmarc_report_count(task));
	ck_assert_int_eq(0, zone_run(&run, task));
	describe(task, got, sizeof(got));
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s", row->name, got);
	if (row->asked != NULL)
		ck_assert_msg(strcmp(run.names, row->asked) == 0, "%s: asked %s",
		    row->name, run.names);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* The order of answers changes nothing. */
START_TEST(test_order)
{
	const struct row *row = &rows[_i];
	mailauth_zone *zone = zone_of(row->zone);
	mailauth_task *task;
	uint32_t seed, state;
	char got[600];

	for (seed = 1; seed < 12; seed++) {
		state = seed * 2654435761u;
		ck_assert_int_eq(0, mailauth_dmarc_reports_new(NULL, row->domain, &task));
		ck_assert_int_eq(MAILAUTH_TASK_DONE, drive_shuffled(task,
		    drive_zone_answer, zone, &state));
		describe(task, got, sizeof(got));
		ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s", row->name, got);
		mailauth_task_free(task);
	}
	mailauth_zone_free(zone);
}
END_TEST

START_TEST(test_arguments)
{
	mailauth_task *task;

	ck_assert_ptr_null(mailauth_dmarc_report_state_name(-1));
	ck_assert_ptr_null(mailauth_dmarc_report_state_name(0));
	ck_assert_ptr_null(mailauth_dmarc_report_state_name(8));
	ck_assert_int_eq(0, mailauth_dmarc_reports_new(NULL, "a..b", &task));
	ck_assert_ptr_null(mailauth_dmarc_reports_lookup(task));
	ck_assert_uint_eq(0, mailauth_dmarc_reports_problem_count(task));
	ck_assert_ptr_null(mailauth_dmarc_reports_problem(task, 0));
	ck_assert_int_eq(MAILAUTH_TASK_DONE, mailauth_task_state(task));
	ck_assert_int_eq(MAILAUTH_DMARC_INVALID,
	    mailauth_dmarc_reports_lookup(task)->status);
	ck_assert_str_eq("a..b", mailauth_dmarc_reports_lookup(task)->domain);
	ck_assert_uint_eq(0, mailauth_dmarc_report_count(task));
	mailauth_task_free(task);
}
END_TEST

/* A failing question never authorises and never says that a host refuses. */
START_TEST(test_failures)
{
	const struct row *row = &rows[_i];
	const mailauth_dmarc_report *report;
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(row->zone);
	mailauth_task *task, *good;
	size_t questions, at, i;

	run.zone = zone;
	ck_assert_int_eq(0, mailauth_dmarc_reports_new(NULL, row->domain, &good));
	ck_assert_int_eq(0, zone_run(&run, good));
	questions = run.asked;
	for (at = 1; at <= questions; at++) {
		run.fail_at = at;
		run.fail_status = MAILAUTH_DNS_TIMEOUT;
		ck_assert_int_eq(0, mailauth_dmarc_reports_new(NULL, row->domain, &task));
		ck_assert_int_eq(0, zone_run(&run, task));
		for (i = 0; (report = mailauth_dmarc_report_at(task, i)) != NULL; i++) {
			if (report->state != mailauth_dmarc_report_at(good, i)->state)
				ck_assert_msg(report->state ==
				    MAILAUTH_DMARC_REPORT_UNDECIDED, "%s at %zu: %s",
				    row->name, at,
				    mailauth_dmarc_report_state_name(report->state));
		}
		mailauth_task_free(task);
	}
	mailauth_task_free(good);
	mailauth_zone_free(zone);
}
END_TEST

START_TEST(test_problems)
{
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(D "rua=mailto:a@r.example.net\"\n");
	const mailauth_problem *problem;
	mailauth_task *task;

	run.zone = zone;
	ck_assert_int_eq(0, mailauth_dmarc_reports_new(NULL, "example.com", &task));
	ck_assert_int_eq(0, zone_run(&run, task));
	ck_assert_uint_eq(1, mailauth_dmarc_reports_problem_count(task));
	problem = mailauth_dmarc_reports_problem(task, 0);
	ck_assert_str_eq("dmarc.report-unauthorised", problem->id);
	ck_assert_uint_eq(24, problem->offset);
	ck_assert_uint_eq(22, problem->length);
	ck_assert_ptr_nonnull(strstr(problem->message, ASK));
	ck_assert_ptr_null(mailauth_dmarc_reports_problem(task, 1));
	ck_assert_ptr_null(mailauth_dmarc_lookup_result(task));
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

static int
check(const mailauth_config *cfg, void *arg)
{
	struct zone_run run = { .zone = arg };
	mailauth_task *task;
	int rc = mailauth_dmarc_reports_new(cfg, "www.example.com", &task);

	if (rc == 0)
		rc = zone_run(&run, task);
	mailauth_task_free(task);
	return rc;
}

START_TEST(test_memory)
{
	mailauth_zone *zone = zone_of(D "rua=mailto:a@r.example.net,mailto:b@x.y.com,"
	    "mailto:c@d.e.f.com,x; ruf=mailto:d@q.example\"\n"
	    AUTH("v=DMARC1; rua=mailto:b@r.example.net,mailto:c@R.example.net"));

	ck_assert_uint_gt(alloc_each_failing(check, zone), 2);
	mailauth_zone_free(zone);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dmarc_reports");
	TCase *tcase = tcase_create("dmarc_reports");
	int count = (int)(sizeof(rows) / sizeof(rows[0]));

	tcase_add_loop_test(tcase, test_rows, 0, count);
	tcase_add_loop_test(tcase, test_order, 0, count);
	tcase_add_test(tcase, test_arguments);
	tcase_add_loop_test(tcase, test_failures, 0, count);
	tcase_add_test(tcase, test_problems);
	tcase_add_test(tcase, test_memory);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
