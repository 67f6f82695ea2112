/* SPDX-License-Identifier: BSD-2-Clause */
/* The validation as a task: settings, failure at each question, every
 * allocation failing, freeing half way, over the resolver, and in bulk. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "support/alloc.h"
#include "support/drive.h"
#include "support/validation.h"
#include "task/task.h"

struct world {
	struct validation_case *c;
	mailauth_zone *zone;
	char *text;
};

static struct world
open_world(const char *file, int i)
{
	struct world w;

	w.c = validation_case_read(file, i);
	w.text = validation_zone_text(w.c);
	w.zone = validation_zone(w.text, w.c->domain);
	return w;
}

static void
close_world(struct world *w)
{
	mailauth_zone_free(w->zone);
	free(w->text);
	validation_case_free(w->c);
}

/* ---- settings ---- */

START_TEST(settings)
{
	mailauth_task *task;
	mailauth_profile *bad;
	int i;

	ck_assert_int_eq(mailauth_validate_new(NULL, "D.Example.", &task), 0);
	ck_assert_str_eq(mailauth_validate_domain(task), "d.example");
	ck_assert_ptr_null(mailauth_validate_profile_name(task));
	ck_assert_int_eq(mailauth_validate_result(task), -1);
	ck_assert_int_eq(mailauth_validate_set_variable(task, "1x", "a"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_set_variable(task, "domain", "a"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_set_variable(task, "", "a"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_set_variable(task, "a.b", "a"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_set_variable(task, "a+b", "a"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_set_variable(task, "a23456789012345678901234567890"
	    "1234567890123456789012345678901234", "a"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_add_selector(task, "."), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_set_helo(task, "a..b"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_set_variable(task, "x", "a"), 0);
	ck_assert_int_eq(mailauth_validate_add_selector(task, "a..b"), MAILAUTH_ERR_INVALID);
	for (i = 0; i < 100; i++)
		ck_assert_int_eq(mailauth_validate_add_selector(task, "sel"), 0);
	ck_assert_int_eq(mailauth_validate_add_selector(task, "sel"), MAILAUTH_ERR_LIMIT);
	ck_assert_int_eq(mailauth_validate_approve_mx(task, ""), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_set_helo(task, "."), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_validate_set_severity(task, 1, 1), MAILAUTH_ERR_NOT_FOUND);
	ck_assert_int_eq(mailauth_validate_set_severity(task,
	    MAILAUTH_RULE_MX_SINGLE, 77), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_profile_parse(NULL, "p", "x", 1, &bad), 0);
	ck_assert_int_eq(mailauth_validate_set_profile(task, bad), MAILAUTH_ERR_INVALID);
	(void)mailauth_task_next_query(task);
	(void)mailauth_task_state(task);
	ck_assert_int_eq(mailauth_validate_add_selector(task, "sel"), MAILAUTH_ERR_STATE);
	mailauth_task_free(task);
	mailauth_profile_free(bad);
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_set_helo(task, "a.b"), MAILAUTH_ERR_WRONG_TYPE);
	ck_assert_ptr_null(mailauth_validate_domain(task));
	ck_assert_int_eq(mailauth_validate_result(task), -1);
	mailauth_task_free(task);
}
END_TEST

/* Each setting of a task that is no validation, and of one that has begun. */
static int
set_one(mailauth_task *task, const mailauth_profile *profile, int which)
{
	switch (which) {
	case 0: return mailauth_validate_set_variable(task, "x", "a");
	case 1: return mailauth_validate_set_profile(task, profile);
	case 2: return mailauth_validate_add_selector(task, "sel");
	case 3: return mailauth_validate_approve_mx(task, "mx.example");
	case 4: return mailauth_validate_set_helo(task, "mx.example");
	case 5: return mailauth_validate_set_authoritative(task, 1);
	case 6: return mailauth_validate_add_name_server(task, "192.0.2.53");
	default: return mailauth_validate_set_severity(task,
		MAILAUTH_RULE_MX_SINGLE, MAILAUTH_SEVERITY_INFO);
	}
}

START_TEST(settings_refused)
{
	static const char text[] = "[profile]\nname = x\n";
	mailauth_profile *profile;
	mailauth_task *task;

	ck_assert_int_eq(mailauth_profile_parse(NULL, NULL, text, strlen(text), &profile), 0);
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(set_one(task, profile, _i), 0);
	ck_assert_ptr_nonnull(mailauth_task_next_query(task));
	ck_assert_int_eq(set_one(task, profile, _i), MAILAUTH_ERR_STATE);
	mailauth_task_free(task);
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(set_one(task, profile, _i), MAILAUTH_ERR_WRONG_TYPE);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
}
END_TEST

/* Nothing can be read of a validation that is not done, nor of another task. */
START_TEST(no_results)
{
	mailauth_task *tasks[2];
	int i;

	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &tasks[0]), 0);
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, "d.example", &tasks[1]), 0);
	for (i = 0; i < 2; i++) {
		ck_assert_ptr_null(mailauth_validate_profile_name(tasks[i]));
		ck_assert_int_eq(mailauth_validate_result(tasks[i]), -1);
		ck_assert_uint_eq(mailauth_validate_requirement_count(tasks[i]), 0);
		ck_assert_ptr_null(mailauth_validate_requirement(tasks[i], 0));
		ck_assert_uint_eq(mailauth_validate_finding_count(tasks[i]), 0);
		ck_assert_ptr_null(mailauth_validate_finding(tasks[i], 0));
		ck_assert_uint_eq(mailauth_validate_retry(tasks[i]), 0);
		mailauth_task_free(tasks[i]);
	}
}
END_TEST

/* A variable set twice has the later value. */
START_TEST(variable_again)
{
	static const char text[] = "[profile]\nname = x\nvars = host\n"
	    "[mx]\nowner = @\ntype = MX\nwant = {host}\n";
	struct world w = open_world("rules.cases", 0);
	mailauth_profile *profile;
	mailauth_task *task;

	ck_assert_int_eq(mailauth_profile_parse(NULL, "p", text, strlen(text), &profile), 0);
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_set_profile(task, profile), 0);
	ck_assert_int_eq(mailauth_validate_set_variable(task, "host", "mx.other.example"), 0);
	ck_assert_int_eq(mailauth_validate_set_variable(task, "host", "mail.d.example"), 0);
	/* switched on and off again, name servers are not asked */
	ck_assert_int_eq(mailauth_validate_set_authoritative(task, 1), 0);
	ck_assert_int_eq(mailauth_validate_set_authoritative(task, 0), 0);
	ck_assert_int_eq(validation_answer(task, w.zone, w.c), 0);
	ck_assert_str_eq(mailauth_validate_profile_name(task), "x");
	ck_assert_uint_eq(mailauth_validate_requirement_count(task), 1);
	ck_assert_int_eq(mailauth_validate_requirement(task, 0)->state, MAILAUTH_STATE_MET);
	ck_assert_ptr_null(mailauth_validate_requirement(task, 1));
	ck_assert_ptr_null(mailauth_validate_finding(task,
	    mailauth_validate_finding_count(task)));
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(mailauth_requirement_state_name(MAILAUTH_STATE_NOT_APPLICABLE), "not-applicable");
	ck_assert_str_eq(mailauth_requirement_state_name(MAILAUTH_STATE_PENDING), "pending");
	ck_assert_ptr_null(mailauth_requirement_state_name(0));
	ck_assert_str_eq(mailauth_validate_result_name(MAILAUTH_RESULT_UNDECIDED), "undecided");
	ck_assert_ptr_null(mailauth_validate_result_name(2));
	ck_assert_str_eq(mailauth_level_name(MAILAUTH_LEVEL_FORBIDDEN), "forbidden");
	ck_assert_ptr_null(mailauth_level_name(9));
}
END_TEST

/* A severity that is changed, and one that is not to be told. */
START_TEST(severities)
{
	struct world w = open_world("rules.cases", 0);
	mailauth_profile *profile;
	mailauth_task *task = validation_task(NULL, w.c, &profile);
	const mailauth_finding *f;
	size_t i;
	int raised = 0;

	ck_assert_int_eq(mailauth_validate_set_severity(task,
	    MAILAUTH_RULE_DNSSEC_UNSIGNED, MAILAUTH_SEVERITY_ERROR), 0);
	ck_assert_int_eq(mailauth_validate_set_severity(task,
	    MAILAUTH_RULE_MTASTS_MISSING, 0), 0);
	ck_assert_int_eq(validation_answer(task, w.zone, w.c), 0);
	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++) {
		ck_assert_int_ne(f->code, MAILAUTH_RULE_MTASTS_MISSING);
		if (f->code == MAILAUTH_RULE_DNSSEC_UNSIGNED)
			raised = f->severity;
	}
	ck_assert_int_eq(raised, MAILAUTH_SEVERITY_ERROR);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_FAILS);
	mailauth_task_free(task);
	close_world(&w);
}
END_TEST

/* ---- a question that nobody answers ---- */

/* Answers all questions, but the one of that number by a status.  The number of
 * questions there were. */
static size_t
answer_but(mailauth_task *task, const mailauth_zone *zone, size_t number, int status,
    char name[300])
{
	const mailauth_query *q;
	size_t asked = 0;

	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		while ((q = mailauth_task_next_query(task)) != NULL) {
			mailauth_answer *answer;

			if (++asked == number) {
				snprintf(name, 300, "%s %u", q->name, q->type);
				ck_assert_int_eq(mailauth_task_answer_status(task, q->id, status), 0);
				continue;
			}
			ck_assert_int_eq(mailauth_zone_answer(zone, q->name, q->type, &answer), 0);
			ck_assert_int_eq(mailauth_task_answer(task, q->id, answer), 0);
			mailauth_answer_free(answer);
		}
	}
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	return asked;
}

/* What says that something is not there. */
static int
says_missing(const mailauth_finding *f)
{
	return f->code == MAILAUTH_RULE_PROFILE_RECORD_MISSING ||
	    f->code == MAILAUTH_RULE_PROFILE_RECOMMENDED_MISSING ||
	    f->code == MAILAUTH_RULE_PROFILE_SPF_TERM_MISSING ||
	    f->code == MAILAUTH_RULE_PROFILE_VERIFICATION_MISSING ||
	    f->code == MAILAUTH_RULE_MX_MISSING || f->code == MAILAUTH_RULE_MX_IMPLICIT ||
	    f->code == MAILAUTH_RULE_MX_TARGET_NXDOMAIN ||
	    f->code == MAILAUTH_RULE_MX_TARGET_NO_ADDRESS ||
	    f->code == MAILAUTH_RULE_SPF_MISSING || f->code == MAILAUTH_RULE_DMARC_MISSING ||
	    f->code == MAILAUTH_RULE_DKIM_SELECTOR_MISSING ||
	    f->code == MAILAUTH_RULE_DKIM_TREE_EMPTY ||
	    f->code == MAILAUTH_RULE_PTR_MISSING || f->code == MAILAUTH_RULE_PTR_V6_MISSING ||
	    f->code == MAILAUTH_RULE_SPF_INCLUDE_NO_RECORD ||
	    f->code == MAILAUTH_RULE_SPF_REDIRECT_NO_RECORD ||
	    f->code == MAILAUTH_RULE_PROFILE_PROVIDER_SIDE_BROKEN ||
	    f->code == MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN;
}

static const struct { const char *file; int i; } good[] = {
	{ "providers.cases", 0 }, { "providers.cases", 21 },
	{ "providers.cases", 42 }, { "providers.cases", 54 },
	{ "providers.cases", 63 }, { "rules.cases", 0 }
};

/* A domain that conforms: with any one question unanswered nothing is called
 * missing, and no requirement fails. */
START_TEST(unknown_is_not_missing)
{
	static const int statuses[] = { MAILAUTH_DNS_SERVFAIL, MAILAUTH_DNS_TIMEOUT };
	struct world w = open_world(good[_i].file, good[_i].i);
	size_t number = 0, asked, s;

	do {
		number++;
		asked = 0;
		for (s = 0; s < 2; s++) {
			mailauth_profile *profile;
			mailauth_task *task = validation_task(NULL, w.c, &profile);
			const mailauth_requirement *r;
			const mailauth_finding *f;
			char name[300] = "";
			size_t i;
			bool told = false;

			/* an answer for the host and none for its TLSA records is
			 * a fault of its own */
			ck_assert_int_eq(mailauth_validate_set_severity(task,
			    MAILAUTH_RULE_TLSA_DENIAL_BROKEN, 0), 0);
			asked = answer_but(task, w.zone, number, statuses[s], name);
			for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++) {
				ck_assert_msg(!says_missing(f),
				    "case %s without %s: %s (%s)", w.c->name, name,
				    f->id, f->message);
				told |= f->code == MAILAUTH_RULE_DNS_SERVFAIL ||
				    f->code == MAILAUTH_RULE_DNS_TIMEOUT;
			}
			ck_assert_msg(told == (name[0] != '\0'), "case %s: %s is not told of",
			    w.c->name, name);
			for (i = 0; (r = mailauth_validate_requirement(task, i)) != NULL; i++)
				ck_assert_msg(r->state != MAILAUTH_STATE_UNMET ||
				    r->level == MAILAUTH_LEVEL_OPTIONAL,
				    "case %s without %s: %s is unmet", w.c->name, name, r->id);
			ck_assert_int_ne(mailauth_validate_result(task), MAILAUTH_RESULT_FAILS);
			mailauth_task_free(task);
			mailauth_profile_free(profile);
		}
	} while (number < asked);
	ck_assert_uint_gt(number, 10);
	close_world(&w);
}
END_TEST

START_TEST(expired)
{
	struct world w = open_world("providers.cases", 0);
	mailauth_profile *profile;
	mailauth_task *task = validation_task(NULL, w.c, &profile);

	(void)mailauth_task_next_query(task);
	mailauth_task_expire(task);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(mailauth_validate_result(task), MAILAUTH_RESULT_UNDECIDED);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* Questions that do not depend on each other are asked together: as many rounds
 * as the longest chain of dependent ones. */
START_TEST(rounds)
{
	static const struct { const char *file; int i; size_t rounds; } chains[] = {
		{ "rules.cases", 0, 3 },      /* MX, its address, the reverse name */
		{ "providers.cases", 0, 3 },  /* alias, its target, the names beside */
		{ "providers.cases", 63, 2 }, /* MX, its address */
	};
	struct world w = open_world(chains[_i].file, chains[_i].i);
	mailauth_profile *profile;
	mailauth_task *task = validation_task(NULL, w.c, &profile);
	size_t count = 0;

	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		const mailauth_query *open[500], *q;
		size_t n = 0, i;

		while ((q = mailauth_task_next_query(task)) != NULL) {
			ck_assert_uint_lt(n, 500);
			open[n++] = q;
		}
		for (i = 0; i < n; i++) {
			mailauth_answer *answer;

			ck_assert_int_eq(mailauth_zone_answer(w.zone, open[i]->name,
			    open[i]->type, &answer), 0);
			ck_assert_int_eq(mailauth_task_answer(task, open[i]->id, answer), 0);
			mailauth_answer_free(answer);
		}
		count++;
	}
	ck_assert_uint_le(count, chains[_i].rounds);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	close_world(&w);
}
END_TEST

/* ---- order of answers ---- */

START_TEST(any_order)
{
	struct world w = open_world("report.cases", _i % 2);
	char *first = NULL;
	uint32_t seed = 12345;
	int round;

	w.c->dns_count = 0;
	for (round = 0; round < 20; round++) {
		mailauth_profile *profile;
		mailauth_task *task = validation_task(NULL, w.c, &profile);
		char *text;

		if (round == 0)
			ck_assert_int_eq(validation_answer(task, w.zone, w.c), 0);
		else
			ck_assert_int_eq(drive_shuffled(task, drive_zone_answer,
			    w.zone, &seed), MAILAUTH_TASK_DONE);
		text = validation_report(task);
		if (first == NULL)
			first = text;
		else
			ck_assert_msg(strcmp(text, first) == 0,
			    "round %d differs from the first", round);
		if (text != first)
			free(text);
		mailauth_task_free(task);
		mailauth_profile_free(profile);
	}
	free(first);
	close_world(&w);
}
END_TEST

/* ---- memory ---- */

static int
run_with(const mailauth_config *cfg, void *arg)
{
	struct world *w = arg;
	mailauth_profile *profile = NULL;
	mailauth_task *task = NULL;
	char path[512];
	char *text;
	size_t length, i;
	int rc;

	snprintf(path, sizeof(path), TESTS_DIR "/../examples/profiles/%s.profile", w->c->profile);
	text = test_read(path, &length);
	rc = mailauth_profile_parse(cfg, "p", text, length, &profile);
	free(text);
	if (rc == 0)
		rc = mailauth_validate_new(cfg, w->c->domain, &task);
	if (rc == 0)
		rc = mailauth_validate_set_profile(task, profile);
	for (i = 0; rc == 0 && i < w->c->set_count; i++)
		rc = mailauth_validate_set_variable(task, "server", "mail.d.example");
	if (rc == 0)
		rc = mailauth_validate_add_selector(task, "sel");
	if (rc == 0)
		rc = mailauth_validate_set_severity(task, MAILAUTH_RULE_MX_SINGLE, 0);
	if (rc == 0)
		rc = validation_answer(task, w->zone, NULL);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	return rc;
}

START_TEST(no_memory)
{
	struct world w = open_world("report.cases", 0);

	ck_assert_uint_gt(alloc_each_failing(run_with, &w), 5);
	close_world(&w);
}
END_TEST

START_TEST(freed_half_way)
{
	struct world w = open_world("report.cases", 0);
	size_t stop;

	for (stop = 0; stop < 60; stop += 3) {
		mailauth_profile *profile;
		mailauth_task *task = validation_task(NULL, w.c, &profile);
		const mailauth_query *q;
		size_t asked = 0;

		while (asked < stop && mailauth_task_state(task) == MAILAUTH_TASK_WAITING &&
		    (q = mailauth_task_next_query(task)) != NULL) {
			mailauth_answer *answer;

			asked++;
			ck_assert_int_eq(mailauth_zone_answer(w.zone, q->name, q->type, &answer), 0);
			ck_assert_int_eq(mailauth_task_answer(task, q->id, answer), 0);
			mailauth_answer_free(answer);
		}
		mailauth_task_free(task);
		mailauth_profile_free(profile);
	}
	close_world(&w);
}
END_TEST

/* ---- records of 64 KiB ---- */

static const struct {
	const char *owner, *head;
} heads[] = {
	{ "@", "v=spf1 " }, { "@", "v=spf1 mx ipv4:46.4.0.25 " }, { "@", " v=spf1 mx," },
	{ "_dmarc", "v=DMARC1; p=rejct; " }, { "_dmarc", " v=DMARC1;" },
	{ "sel._domainkey", "v=DKIM1; p=" }, { "_mta-sts", "v=STSv1; id=" },
	{ "_smtp._tls", "v=TLSRPTv1; rua=" }, { "default._bimi", "v=BIMI1; l=" },
};

static const char *const units[] = {
	" ", ";", ",", "=", "-", "<", "a ", "p=", "p;", "a,", "p=x p=y ", "- ",
	"include:a.b ", "ip4:1.2.3.4 ", "ipv4:1.2.3.4 ", "redirect=a.b ",
	"rua=mailto:a@b,", "-----BEGIN ", "example.", "%{"
};

/* The octets of a validation's arena with such a record of that length. */
static size_t
validate_long(const char *profile, const char *owner, const char *head,
    const char *unit, size_t length)
{
	struct validation_case c = { .base = "audit.zone", .domain = "d.example",
		.profile = profile, .selectors = { "sel" }, .selector_count = 1 };
	char *line = malloc(length * 2 + 100), *p = line, kind[64], *text;
	mailauth_profile *parsed;
	mailauth_zone *zone;
	mailauth_task *task;
	size_t i, used, lead = strlen(head), cycle = strlen(unit);

	ck_assert_ptr_nonnull(line);
	/* a cut term would void the whole record */
	length -= (length - lead) % cycle;
	p += sprintf(p, "%s TXT \"", owner);
	for (i = 0; i < length; i++) {
		if (i > 0 && i % 255 == 0)
			p += sprintf(p, "\" \"");
		*p++ = i < lead ? head[i] : unit[(i - lead) % cycle];
	}
	strcpy(p, "\"");
	snprintf(kind, sizeof(kind), "%s TXT", owner);
	c.minus[c.minus_count++] = kind;
	c.plus[c.plus_count++] = line;
	text = validation_zone_text(&c);
	zone = validation_zone(text, c.domain);
	task = validation_task(NULL, &c, &parsed);
	ck_assert_int_eq(validation_answer(task, zone, &c), 0);
	used = mailauth__arena_used(task->arena);
	mailauth_task_free(task);
	mailauth_profile_free(parsed);
	mailauth_zone_free(zone);
	free(text);
	free(line);
	return used;
}

/* Memory and time grow with the length of a record, whatever it is made of. */
START_TEST(linear)
{
	static const char *const profiles[] = { NULL, "mail-connect-team" };
	const char *owner = heads[_i].owner, *head = heads[_i].head;
	clock_t from, quarter_time, whole_time;
	size_t i, k, quarter, whole;

	for (i = 0; i < sizeof(units) / sizeof(*units); i++) {
		/* what no profile reads has no second turn */
		for (k = 0; k < (_i < 5 ? 2 : 1); k++) {
			from = clock();
			quarter = validate_long(profiles[k], owner, head, units[i], 15000);
			quarter_time = clock() - from;
			from = clock();
			whole = validate_long(profiles[k], owner, head, units[i], 60000);
			whole_time = clock() - from;
			ck_assert_msg(whole < quarter * 5 + 100000 &&
			    whole < (size_t)60000 * 700,
			    "%zu octets for 15000 of \"%s\", %zu for 60000", quarter,
			    units[i], whole);
			ck_assert_msg(whole_time < quarter_time * 10 + CLOCKS_PER_SEC / 4,
			    "60000 octets of \"%s\" are slow", units[i]);
		}
	}
}
END_TEST

/* ---- many records ---- */

static const char *const lines[] = {
	"@ TXT \"v=spf1 ip4:10.1.%d.%d \\\"a -all\"\n",
	"@ TXT \"v=spf1 ip4:10.1.%d.%d -all\"\n",
	"@ TXT \"v=sfp1 ip4:10.1.%d.%d -all\"\n",
	"@ TXT \"spf2.0/pra ip4:10.1.%d.%d -all\"\n",
	"@ MX 10 m%d.%d.d.example.\n",
	"@ MX 10 10.1.%d.%d.\n",
	"_dmarc TXT \"v=DMARC1; p=none\\\"; rua=mailto:a%d.%d@d.example\"\n",
	"_dmarc TXT \"v=DMARC1; p=nome; rua=mailto:a%d.%d@d.example\"\n",
	"_dmarc TXT \"v=DMARC1 p=none; rua=mailto:a%d.%d@d.example\"\n",
	"sel._domainkey TXT \"v=DKIM1; p=\\\"%d.%d\"\n",
	"*._domainkey TXT \"v=DKIM1; p=%d.%d\"\n",
};

/* The octets of a validation's arena over so many such records. */
static size_t
validate_many(const char *line, int count)
{
	char *text = malloc((size_t)count * 100), *p = text;
	mailauth_zone *zone;
	mailauth_task *task;
	const struct validation_case c = { .domain = "d.example" };
	size_t used;
	int i;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < count; i++)
		p += sprintf(p, line, i / 250, i % 250);
	zone = validation_zone(text, "d.example");
	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_validate_add_selector(task, "sel"), 0);
	ck_assert_int_eq(validation_answer(task, zone, &c), 0);
	used = mailauth__arena_used(task->arena);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
	free(text);
	return used;
}

/* Memory grows with the number of a name's records, and not with its square. */
START_TEST(many_records)
{
	size_t quarter = validate_many(lines[_i], 150);
	size_t whole = validate_many(lines[_i], 600);

	ck_assert_msg(whole < quarter * 5 + 100000,
	    "%zu octets for 150 records, %zu for 600", quarter, whole);
}
END_TEST

/* How many questions a validation asks of such a zone. */
static size_t
questions_of(const char *text, mailauth_profile *profile)
{
	mailauth_zone *zone = validation_zone(text, "d.example");
	mailauth_task *task;
	const mailauth_query *q;
	mailauth_answer *answer;
	size_t asked = 0;

	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	if (profile != NULL)
		ck_assert_int_eq(mailauth_validate_set_profile(task, profile), 0);
	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		while ((q = mailauth_task_next_query(task)) != NULL) {
			asked++;
			ck_assert_int_eq(mailauth_zone_answer(zone, q->name, q->type,
			    &answer), 0);
			ck_assert_int_eq(mailauth_task_answer(task, q->id, answer), 0);
			mailauth_answer_free(answer);
		}
	}
	mailauth_task_free(task);
	mailauth_zone_free(zone);
	return asked;
}

/* A record that cannot be read names 400 others: mending it asks about a few. */
START_TEST(few_questions)
{
	char line[16000];
	size_t used, asked;
	int i;

	used = (size_t)snprintf(line, sizeof(line), "@ TXT \"v=spf1 x! ");
	for (i = 0; i < 400; i++)
		used += (size_t)snprintf(line + used, sizeof(line) - used,
		    "%sinclude:n%d.other.example ", i % 5 == 4 ? "\" \"" : "", i);
	snprintf(line + used, sizeof(line) - used, "-all\"\n");
	asked = questions_of(line, NULL);
	ck_assert_uint_lt(asked, 150);
	ck_assert_uint_ge(asked, 20);
}
END_TEST

/* Of 400 mail hosts, be they the domain's own or the provider's, 50 are looked at. */
START_TEST(few_hosts)
{
	static const char text[] = "[profile]\nname = x\n[mx]\nowner = @\ntype = MX\n"
	    "want = 10 *.mx.d.example\ntarget-needs = address\n";
	char hosts[16000] = "*.mx A 192.0.2.1\n";
	size_t used = strlen(hosts);
	mailauth_profile *profile;
	int i;

	for (i = 0; i < 400; i++)
		used += (size_t)snprintf(hosts + used, sizeof(hosts) - used,
		    "@ MX 10 h%d.mx.d.example.\n", i);
	ck_assert_int_eq(mailauth_profile_parse(NULL, "x", text, strlen(text),
	    &profile), 0);
	ck_assert_uint_lt(questions_of(hosts, NULL), 250);
	ck_assert_uint_lt(questions_of(hosts, profile), 250);
	mailauth_profile_free(profile);
}
END_TEST

/* ---- over the resolver ---- */

START_TEST(over_the_resolver)
{
	struct world w = open_world("report.cases", 0);
	mailauth_resolver *resolver;
	mailauth_profile *profile, *other;
	mailauth_task *task, *direct;
	char *a, *b;

	w.c->dns_count = 0;
	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, w.zone, &resolver), 0);
	task = validation_task(NULL, w.c, &profile);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 20000), 0);
	direct = validation_task(NULL, w.c, &other);
	ck_assert_int_eq(validation_answer(direct, w.zone, w.c), 0);
	a = validation_report(task);
	b = validation_report(direct);
	ck_assert_str_eq(a, b);
	free(a);
	free(b);
	mailauth_task_free(task);
	mailauth_task_free(direct);
	mailauth_profile_free(profile);
	mailauth_profile_free(other);
	mailauth_resolver_free(resolver);
	close_world(&w);
}
END_TEST

/* ---- bulk ---- */

/* world.tsv: OWNER TYPE DATA, as a zone. */
static mailauth_zone *
read_world(const char *text)
{
	mailauth_zone *zone;
	char *copy = malloc(strlen(text) * 2 + 1), *line, *save, *out, *p;

	ck_assert_ptr_nonnull(copy);
	out = malloc(strlen(text) * 3 + 1);
	ck_assert_ptr_nonnull(out);
	memcpy(copy, text, strlen(text) + 1);
	p = out;
	for (line = strtok_r(copy, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		char *type = strchr(line, '\t'), *data;

		if (*line == '#' || type == NULL)
			continue;
		*type++ = '\0';
		data = strchr(type, '\t');
		if (data == NULL)
			continue;
		*data++ = '\0';
		if (strcmp(type, "TXT") == 0 && *data != '"')
			p += sprintf(p, "%s. 300 IN TXT \"%s\"\n", line, data);
		else
			p += sprintf(p, "%s. 300 IN %s %s%s\n", line, type, data,
			    (strcmp(type, "MX") == 0 || strcmp(type, "CNAME") == 0 ||
			    strcmp(type, "PTR") == 0 || strcmp(type, "NS") == 0) &&
			    data[strlen(data) - 1] != '.' ? "." : "");
	}
	*p = '\0';
	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	if (mailauth_zone_read(zone, "world", NULL, out, strlen(out)) != 0)
		ck_abort_msg("world.tsv:%u: %s", mailauth_zone_problem_at(zone, 0)->line,
		    mailauth_zone_problem_at(zone, 0)->message);
	free(out);
	free(copy);
	return zone;
}

START_TEST(bulk)
{
	size_t length;
	char *text = test_shared("data/bench/world.tsv", &length);
	mailauth_zone *zone;
	int i, done = 0;

	if (text == NULL)
		return;
	zone = read_world(text);
	for (i = 0; i < 2000; i++) {
		struct validation_case c = { .domain = NULL };
		mailauth_task *task;
		char domain[64];

		snprintf(domain, sizeof(domain), "d%04d.bulk.test", i);
		c.domain = domain;
		ck_assert_int_eq(mailauth_validate_new(NULL, domain, &task), 0);
		ck_assert_int_eq(validation_answer(task, zone, &c), 0);
		ck_assert_int_ge(mailauth_validate_result(task), 0);
		done += mailauth_validate_finding_count(task) > 0;
		mailauth_task_free(task);
	}
	ck_assert_int_eq(done, 2000);
	mailauth_zone_free(zone);
	free(text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("validate");
	TCase *tc = tcase_create("all");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, settings);
	tcase_add_loop_test(tc, settings_refused, 0, 8);
	tcase_add_test(tc, no_results);
	tcase_add_test(tc, variable_again);
	tcase_add_test(tc, names);
	tcase_add_test(tc, severities);
	tcase_add_loop_test(tc, unknown_is_not_missing, 0,
	    sizeof(good) / sizeof(*good));
	tcase_add_test(tc, expired);
	tcase_add_loop_test(tc, rounds, 0, 3);
	tcase_add_loop_test(tc, any_order, 0, 2);
	tcase_add_test(tc, no_memory);
	tcase_add_test(tc, freed_half_way);
	tcase_add_test(tc, few_questions);
	tcase_add_test(tc, few_hosts);
	tcase_add_loop_test(tc, many_records, 0, sizeof(lines) / sizeof(*lines));
	tcase_add_loop_test(tc, linear, 0, sizeof(heads) / sizeof(*heads));
	tcase_add_test(tc, over_the_resolver);
	tcase_add_test(tc, bulk);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
