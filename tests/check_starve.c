/* SPDX-License-Identifier: BSD-2-Clause */
/* Starvation: every evaluation with each of its DNS questions answered badly in
 * turn, with no answer at all, and with every allocation failing in turn.  What
 * DNS did not say is undecided; it is never missing. */
#include <stdio.h>
#include <string.h>

#include <mailauth.h>
#include <mailauth/cname.h>
#include <mailauth/dkim.h>
#include <mailauth/dmarc_check.h>
#include <mailauth/validate.h>

#include "support/alloc.h"
#include "support/suite.h"
#include "support/zone_run.h"

static const char world_text[] =
    "$ORIGIN example.org.\n"
    "@ MX 10 mx1\n"
    "@ MX 20 mx2.example.net.\n"
    "@ TXT \"v=spf1 include:_spf.example.net mx exists:%{i}.x.%{d2} "
    "a:mail.example.org exp=why.example.org -all\"\n"
    "mx1 A 192.0.2.1\n"
    "mx2.example.net. A 192.0.2.2\n"
    "mail A 192.0.2.3\n"
    "mail AAAA 2001:db8::3\n"
    "_spf.example.net. TXT \"v=spf1 ip4:198.51.100.0/24 include:_b.example.net ?all\"\n"
    "_b.example.net. TXT \"v=spf1 a:mx2.example.net ?all\"\n"
    "why TXT \"%{i} may not\"\n"
    "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.org,mailto:r@example.com\"\n"
    "a.b A 192.0.2.9\n"
    "example.org._report._dmarc.example.com. TXT \"v=DMARC1\"\n"
    "1.2.0.192.in-addr.arpa. PTR mx1.example.org.\n"
    "2.2.0.192.in-addr.arpa. PTR mx2.example.net.\n"
    "3.2.0.192.in-addr.arpa. PTR mail.example.org.\n"
    "s1._domainkey CNAME s1.keys.example.net.\n"
    "s1.keys.example.net. CNAME s1.more.example.net.\n"
    "s1.more.example.net. TXT \"v=DKIM1; k=ed25519; "
    "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n"
    "s2._domainkey TXT \"v=DKIM1; p=\"\n";

static const char profile_text[] =
    "[profile]\nname = p\n"
    "[mx]\nowner = @\ntype = MX\nlevel = required\nwant = 10 mx1.example.org\n"
    "target-needs = ADDRESS\n"
    "[spf]\nowner = @\ntype = SPF\nlevel = required\n"
    "any = include:_spf.example.net\nall = fail\n"
    "[dkim]\nowner = s1._domainkey\ntype = CNAME\nlevel = required\n"
    "want = s1.keys.example.net\n"
    "[dmarc]\nowner = _dmarc\ntype = DMARC\nlevel = required\n";

/* What came out, in numbers that can be compared; see each fill(). */
enum { MOST_NUMBERS = 12 };
struct outcome {
	int number[MOST_NUMBERS];
	size_t count;
	size_t errors; /* findings of severity error */
	char error[200]; /* the last of them */
};

/* One evaluation: how it is made, what it says, and whether what it says with a
 * question that was not answered may stand beside what it says otherwise. */
struct evaluation {
	const char *name;
	int (*make)(const mailauth_config *cfg, mailauth_task **out);
	void (*read)(const mailauth_task *task, struct outcome *out);
	int undecided; /* the number that says so */
	int questions; /* all told; 0: not fixed */
};

static mailauth_zone *world;
static mailauth_profile *profile;

static void
add(struct outcome *out, int number)
{
	ck_assert_uint_lt(out->count, MOST_NUMBERS);
	out->number[out->count++] = number;
}

/* ---- the evaluations --------------------------------------------------------- */

static int
make_spf(const mailauth_config *cfg, mailauth_task **out)
{
	return mailauth_spf_check_new(cfg, "192.0.2.3", "user@example.org",
	    "mail.example.org", out);
}

/* Matches nothing, so that the explanation is fetched. */
static int
make_spf_fail(const mailauth_config *cfg, mailauth_task **out)
{
	return mailauth_spf_check_new(cfg, "2001:db8::99", "user@example.org",
	    "mail.example.org", out);
}

static void
read_spf(const mailauth_task *task, struct outcome *out)
{
	add(out, mailauth_spf_check_result(task)->verdict);
}

static int
make_audit(const mailauth_config *cfg, mailauth_task **out)
{
	return mailauth_spf_audit_new(cfg, "example.org", out);
}

static void
read_audit(const mailauth_task *task, struct outcome *out)
{
	const mailauth_spf_audit_summary *s = mailauth_spf_audit_result(task);

	add(out, s->undecided ? -1 : s->has_record);
}

static int
make_dmarc(const mailauth_config *cfg, mailauth_task **out)
{
	return mailauth_dmarc_lookup_new(cfg, "a.b.example.org", out);
}

static void
read_dmarc(const mailauth_task *task, struct outcome *out)
{
	add(out, mailauth_dmarc_lookup_result(task)->status);
}

static int
make_evaluate(const mailauth_config *cfg, mailauth_task **out)
{
	mailauth_dmarc_message *msg = NULL;
	int rc = mailauth_dmarc_message_new(cfg, &msg);

	if (rc == 0)
		rc = mailauth_dmarc_message_add_author(msg, "a.b.example.org");
	if (rc == 0)
		rc = mailauth_dmarc_message_set_spf(msg, MAILAUTH_SPF_MAILFROM,
		    MAILAUTH_SPF_PASS, "mail.example.org");
	if (rc == 0)
		rc = mailauth_dmarc_message_add_dkim(msg,
		    MAILAUTH_DKIM_RESULT_PASS, "other.example", "s");
	if (rc == 0)
		rc = mailauth_dmarc_evaluate_new(cfg, msg, out);
	mailauth_dmarc_message_free(msg);
	return rc;
}

static void
read_evaluate(const mailauth_task *task, struct outcome *out)
{
	add(out, mailauth_dmarc_evaluate_result(task)->result);
}

static int
make_reports(const mailauth_config *cfg, mailauth_task **out)
{
	return mailauth_dmarc_reports_new(cfg, "example.org", out);
}

static void
read_reports(const mailauth_task *task, struct outcome *out)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		const mailauth_dmarc_report *r = mailauth_dmarc_report_at(task, i);

		/* without the record there is no address to speak of */
		add(out, r != NULL ? r->state : MAILAUTH_DMARC_REPORT_UNDECIDED);
	}
	if (mailauth_dmarc_report_count(task) == 0)
		ck_assert_int_eq(MAILAUTH_DMARC_UNDECIDED,
		    mailauth_dmarc_reports_lookup(task)->status);
}

static int
make_dkim(const mailauth_config *cfg, mailauth_task **out)
{
	static const char *const selectors[] = { "s1", "s2", "s3" };

	return mailauth_dkim_lookup_new(cfg, "example.org", selectors, 3, 0, out);
}

static void
read_dkim(const mailauth_task *task, struct outcome *out)
{
	size_t i;

	for (i = 0; i < 3; i++)
		add(out, mailauth_dkim_lookup_selector(task, i)->state);
}

static int
make_cname(const mailauth_config *cfg, mailauth_task **out)
{
	return mailauth_cname_walk_new(cfg, "s1._domainkey.example.org",
	    MAILAUTH_TYPE_TXT, out);
}

static void
read_cname(const mailauth_task *task, struct outcome *out)
{
	int end = mailauth_cname_walk_result(task)->end;

	add(out, end == MAILAUTH_CNAME_SERVFAIL || end == MAILAUTH_CNAME_TIMEOUT ||
	    end == MAILAUTH_CNAME_BOGUS ? -1 : end);
}

static int
make_validate(const mailauth_config *cfg, mailauth_task **out)
{
	int rc = mailauth_validate_new(cfg, "example.org", out);

	if (rc == 0)
		rc = mailauth_validate_set_profile(*out, profile);
	if (rc == 0)
		rc = mailauth_validate_add_selector(*out, "s1");
	if (rc == 0)
		rc = mailauth_validate_set_helo(*out, "mail.example.org");
	return rc;
}

/* A requirement that is met otherwise must not become unmet. */
static void
read_validate(const mailauth_task *task, struct outcome *out)
{
	size_t i, n = mailauth_validate_requirement_count(task);

	for (i = 0; i < n; i++)
		add(out, mailauth_validate_requirement(task, i)->state);
	n = mailauth_validate_finding_count(task);
	for (i = 0; i < n; i++) {
		const mailauth_finding *f = mailauth_validate_finding(task, i);

		/* signatures that do not hold, and servers that keep silent
		 * when asked for TLSA only, are faults of the domain's */
		if (f->severity != MAILAUTH_SEVERITY_ERROR ||
		    f->code == MAILAUTH_RULE_DNS_BOGUS ||
		    f->code == MAILAUTH_RULE_TLSA_DENIAL_BROKEN)
			continue;
		out->errors++;
		snprintf(out->error, sizeof(out->error), "%s: %s", f->owner,
		    f->message);
	}
}

static const struct evaluation evaluations[] = {
	{ "SPF check that passes at its last term", make_spf, read_spf,
	  MAILAUTH_SPF_TEMPERROR, 8 },
	{ "SPF check that fails and explains", make_spf_fail, read_spf,
	  MAILAUTH_SPF_TEMPERROR, 7 },
	{ "SPF audit", make_audit, read_audit, -1, 0 },
	{ "DMARC look-up", make_dmarc, read_dmarc, MAILAUTH_DMARC_UNDECIDED, 0 },
	{ "DMARC evaluation", make_evaluate, read_evaluate,
	  MAILAUTH_DMARC_TEMPERROR, 0 },
	{ "report addresses", make_reports, read_reports,
	  MAILAUTH_DMARC_REPORT_UNDECIDED, 0 },
	{ "DKIM selectors", make_dkim, read_dkim, MAILAUTH_DKIM_UNKNOWN, 0 },
	{ "CNAME walk", make_cname, read_cname, -1, 0 },
	{ "validation", make_validate, read_validate, MAILAUTH_STATE_UNKNOWN, 0 }
};
#define EVALUATIONS (sizeof(evaluations) / sizeof(evaluations[0]))

/* ---- answers that are none --------------------------------------------------- */

enum { TIMEOUT, SERVFAIL, REFUSED, BOGUS, FAILED, TRUNCATED, CUT, GARBAGE, WAYS };
static const char *const way_names[WAYS] = { "time-out", "SERVFAIL", "REFUSED",
	"bogus", "failed", "truncated (TC)", "cut short", "garbage" };

/* A message of 12 octets and nothing behind, with the question it claims. */
static int
answer_badly(mailauth_task *task, const mailauth_query *q, int way)
{
	static const uint8_t truncated[] = { 0, 0, 0x83, 0x80, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const uint8_t cut[] = { 0, 0, 0x81, 0x80, 0, 0, 0, 5, 0, 0, 0, 0, 7 };
	uint8_t garbage[200];
	size_t i;

	switch (way) {
	case TIMEOUT:
		return mailauth_task_answer_status(task, q->id,
		    MAILAUTH_DNS_TIMEOUT);
	case SERVFAIL:
		return mailauth_task_answer_status(task, q->id,
		    MAILAUTH_DNS_SERVFAIL);
	case REFUSED:
		return mailauth_task_answer_status(task, q->id, 5);
	case BOGUS:
		return mailauth_task_answer_status(task, q->id,
		    MAILAUTH_DNS_BOGUS);
	case FAILED:
		return mailauth_task_answer_status(task, q->id,
		    MAILAUTH_DNS_FAILED);
	case TRUNCATED:
		return mailauth_task_answer_packet(task, q->id, truncated,
		    sizeof(truncated), 0);
	case CUT:
		return mailauth_task_answer_packet(task, q->id, cut, sizeof(cut), 0);
	default:
		for (i = 0; i < sizeof(garbage); i++)
			garbage[i] = (uint8_t)(i * 167 + q->id * 31 + 13);
		return mailauth_task_answer_packet(task, q->id, garbage,
		    sizeof(garbage), 0);
	}
}

/* Runs a task, question number `bad` (0: none) answered in a bad way; returns
 * the number of questions, or the task's error. */
static int
run(mailauth_task *task, int bad, int way)
{
	const mailauth_query *q;
	mailauth_answer *answer;
	int asked = 0, rc;

	while ((rc = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		q = mailauth_task_next_query(task);
		if (q == NULL && mailauth_task_state(task) !=
		    MAILAUTH_TASK_WAITING)
			continue;
		ck_assert_msg(q != NULL, "the task waits without a question");
		if (++asked == bad) {
			rc = answer_badly(task, q, way);
		} else {
			rc = mailauth_zone_answer(world, q->name, q->type, &answer);
			ck_assert_int_eq(rc, 0);
			rc = mailauth_task_answer(task, q->id, answer);
			mailauth_answer_free(answer);
		}
		if (rc != 0)
			return rc;
	}
	return rc == MAILAUTH_TASK_DONE ? asked : rc;
}

static int
evaluate(const struct evaluation *e, int bad, int way, struct outcome *out)
{
	struct test_alloc ta;
	mailauth_config *cfg;
	mailauth_task *task;
	int asked;

	out->count = out->errors = 0;
	test_alloc_init(&ta, 0);
	ck_assert_int_eq(0, mailauth_config_new(test_allocator(&ta), &cfg));
	ck_assert_int_eq(0, e->make(cfg, &task));
	asked = run(task, bad, way);
	ck_assert_msg(asked >= 0, "%s: %s", e->name, mailauth_strerror(asked));
	e->read(task, out);
	mailauth_task_free(task);
	mailauth_config_free(cfg);
	ck_assert_str_eq(test_alloc_finish(&ta), "");
	return asked;
}

static void
setup(void)
{
	world = zone_of(world_text);
	ck_assert_int_eq(0, mailauth_profile_parse(NULL, "p", profile_text,
	    sizeof(profile_text) - 1, &profile));
	ck_assert_uint_eq(0, mailauth_profile_problem_count(profile));
}

static void
teardown(void)
{
	mailauth_profile_free(profile);
	mailauth_zone_free(world);
}

/* ---- tests --------------------------------------------------------------------- */

START_TEST(each_question)
{
	const struct evaluation *e = &evaluations[_i];
	struct outcome good, bad;
	int asked, q, way, undecided = 0;
	size_t i;

	asked = evaluate(e, 0, 0, &good);
	ck_assert_int_gt(asked, 1);
	if (e->questions != 0)
		ck_assert_int_eq(asked, e->questions);
	for (i = 0; i < good.count; i++)
		ck_assert_int_ne(good.number[i], e->undecided);
	for (q = 1; q <= asked; q++) {
		for (way = 0; way < WAYS; way++) {
			evaluate(e, q, way, &bad);
			ck_assert_uint_eq(good.count, bad.count);
			/* what is not known is no fault of the domain's */
			ck_assert_msg(bad.errors <= good.errors,
			    "%s, question %d: %s: %s", e->name, q,
			    way_names[way], bad.error);
			for (i = 0; i < good.count; i++) {
				undecided += bad.number[i] == e->undecided;
				ck_assert_msg(bad.number[i] == good.number[i] ||
				    bad.number[i] == e->undecided,
				    "%s, question %d: %s: number %zu became %d, "
				    "was %d", e->name, q, way_names[way], i,
				    bad.number[i], good.number[i]);
			}
		}
	}
	/* the first question matters, in whatever way it fails */
	ck_assert_int_ge(undecided, WAYS);
}
END_TEST

/* The first question decides most: without it nothing can be known. */
START_TEST(no_answer_at_all)
{
	const struct evaluation *e = &evaluations[_i];
	struct outcome out = { .count = 0 };
	mailauth_task *task;
	size_t i;

	ck_assert_int_eq(0, e->make(NULL, &task));
	ck_assert_int_eq(MAILAUTH_TASK_WAITING, mailauth_task_state(task));
	mailauth_task_expire(task);
	ck_assert_int_eq(MAILAUTH_TASK_DONE, mailauth_task_state(task));
	e->read(task, &out);
	for (i = 0; i < out.count; i++)
		ck_assert_msg(out.number[i] == e->undecided, "%s: number %zu is %d",
		    e->name, i, out.number[i]);
	mailauth_task_free(task);
}
END_TEST

/* Freed with its questions open, at every point of its life. */
START_TEST(freed_half_way)
{
	const struct evaluation *e = &evaluations[_i];
	const mailauth_query *q;
	struct test_alloc ta;
	mailauth_config *cfg;
	mailauth_task *task;
	mailauth_answer *answer;
	int stop, asked, done = 0;

	for (stop = 0; !done; stop++) {
		test_alloc_init(&ta, 0);
		ck_assert_int_eq(0, mailauth_config_new(test_allocator(&ta), &cfg));
		ck_assert_int_eq(0, e->make(cfg, &task));
		for (asked = 0; asked < stop && mailauth_task_state(task) ==
		    MAILAUTH_TASK_WAITING; asked++) {
			q = mailauth_task_next_query(task);
			ck_assert_ptr_nonnull(q);
			ck_assert_int_eq(0, mailauth_zone_answer(world, q->name,
			    q->type, &answer));
			ck_assert_int_eq(0, mailauth_task_answer(task, q->id,
			    answer));
			mailauth_answer_free(answer);
		}
		done = asked < stop;
		mailauth_task_free(task);
		mailauth_config_free(cfg);
		ck_assert_str_eq(test_alloc_finish(&ta), "");
	}
	ck_assert_int_gt(stop, 2);
}
END_TEST

static int
one_starved(const mailauth_config *cfg, void *arg)
{
	const struct evaluation *e = arg;
	struct outcome out = { .count = 0 };
	mailauth_task *task = NULL;
	int rc = e->make(cfg, &task);

	if (rc == 0)
		rc = run(task, 2, SERVFAIL);
	if (rc >= 0)
		e->read(task, &out);
	mailauth_task_free(task);
	return rc < 0 ? rc : 0;
}

/* Every allocation fails in turn, with a question that failed too. */
START_TEST(each_allocation)
{
	struct evaluation e = evaluations[_i];

	ck_assert_uint_gt(alloc_each_failing(one_starved, &e), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("starve");
	TCase *tc = tcase_create("starve");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, each_question, 0, EVALUATIONS);
	tcase_add_loop_test(tc, no_answer_at_all, 0, EVALUATIONS);
	tcase_add_loop_test(tc, freed_half_way, 0, EVALUATIONS);
	tcase_add_loop_test(tc, each_allocation, 0, EVALUATIONS);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
