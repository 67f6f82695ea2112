/* SPDX-License-Identifier: BSD-2-Clause */
/* Scarcity: every evaluation under each cap of memory, from nothing up to what
 * it takes.  It ends with an error or says the very same: never less, never half
 * a sentence. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>
#include <mailauth/cname.h>
#include <mailauth/dkim.h>
#include <mailauth/dmarc_check.h>

#include "support/alloc.h"
#include "support/suite.h"
#include "support/zone_run.h"

static mailauth_zone *world;

/* Answers that were made once; the evaluations share them. */
#define MOST_ANSWERS 512
static struct {
	mailauth_answer *items[MOST_ANSWERS];
	size_t count;
} answers;

/* What an evaluation says, whole. */
struct said {
	char text[32768];
	size_t length;
};

static void say(struct said *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(struct said *s, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(s->text + s->length, sizeof(s->text) - s->length, format, args);
	va_end(args);
	ck_assert_int_ge(n, 0);
	s->length += (size_t)n;
	ck_assert_uint_lt(s->length, sizeof(s->text));
}

static const char *
or_dash(const char *text)
{
	return text != NULL ? text : "-";
}

static void
say_problem(struct said *s, const mailauth_problem *p)
{
	say(s, "  %s %d %zu+%zu: %s\n", p->id, p->severity, p->offset, p->length,
	    or_dash(p->message));
}

#define NEWEST_FIRST (-1)

/* One evaluation: options, how it is made, what it says. */
struct row {
	const char *name;
	int (*make)(const mailauth_config *cfg, const struct row *row,
	    mailauth_task **out);
	int (*read)(mailauth_task *task, struct said *s);
	const char *a, *b, *c; /* its arguments */
	int number;            /* a type, an identity, flags */
	int option, value;     /* beside the trace; 0: none */
	int fail_at;           /* the question that is answered by SERVFAIL; 0: none.
	                        * NEWEST_FIRST: all are answered, the last one
	                        * first, so that much is known ahead */
};

/* ---- the evaluations --------------------------------------------------------- */

static int
make_spf(const mailauth_config *cfg, const struct row *row, mailauth_task **out)
{
	int rc = mailauth_spf_check_new(cfg, row->a, row->b, row->c, out);

	if (rc == 0 && row->number != 0)
		rc = mailauth_spf_check_set_identity(*out, row->number);
	if (rc == 0)
		rc = mailauth_spf_check_set_receiver(*out, "mx.receiver.example");
	if (rc == 0)
		rc = mailauth_spf_check_set_time(*out, 1700000000);
	return rc;
}

static int
read_spf(mailauth_task *task, struct said *s)
{
	const mailauth_spf_result *r = mailauth_spf_check_result(task);
	const char *received = mailauth_spf_check_received_spf(task);
	const char *results = mailauth_spf_check_auth_results(task);
	size_t i;

	if (received == NULL || results == NULL)
		return MAILAUTH_ERR_NOMEM;
	/* made once */
	ck_assert_ptr_eq(received, mailauth_spf_check_received_spf(task));
	ck_assert_ptr_eq(results, mailauth_spf_check_auth_results(task));
	say(s, "%s %s %s %u %u\n%s\n%s\n%s\n%s\n",
	    mailauth_spf_verdict_name(r->verdict), or_dash(r->matched_in),
	    or_dash(r->matched_term), r->lookups, r->void_lookups,
	    or_dash(r->problem_text), or_dash(r->explanation), received, results);
	for (i = 0; i < r->path_length; i++)
		say(s, " by %s", r->path[i]);
	return 0;
}

static int
make_audit(const mailauth_config *cfg, const struct row *row, mailauth_task **out)
{
	return mailauth_spf_audit_new(cfg, row->a, out);
}

static int
read_audit(mailauth_task *task, struct said *s)
{
	const mailauth_spf_audit_summary *sum = mailauth_spf_audit_result(task);
	size_t i, k;

	say(s, "%d %d %u %u %u %llu %d\n", sum->valid, sum->undecided, sum->lookups,
	    sum->lookups_at_first_match, sum->void_lookups,
	    (unsigned long long)sum->ipv4_addresses, sum->all);
	for (i = 0; i < sum->problem_count; i++)
		say_problem(s, mailauth_spf_audit_problem(task, i));
	for (i = 0; i < sum->node_count; i++) {
		const mailauth_spf_node *node = mailauth_spf_audit_node(task, i);

		say(s, "%u %s %s %u %zu\n", node->depth, node->domain,
		    or_dash(node->term), node->lookups, node->network_count);
		for (k = 0; k < node->problem_count; k++)
			say_problem(s, node->problems[k]);
	}
	return 0;
}

static int
make_dmarc(const mailauth_config *cfg, const struct row *row, mailauth_task **out)
{
	int rc = mailauth_dmarc_lookup_new(cfg, row->a, out);

	if (rc == 0 && row->b != NULL)
		rc = mailauth_dmarc_lookup_set_public_suffix(*out, row->b);
	return rc;
}

static void
say_discovery(struct said *s, const mailauth_dmarc_discovery *d)
{
	say(s, "%s %s %s %d %d %s %s\n", mailauth_dmarc_status_name(d->status),
	    d->domain, or_dash(d->policy_domain), d->policy, d->exists,
	    or_dash(d->organizational_domain),
	    or_dash(d->rfc7489_organizational_domain));
}

static int
read_dmarc(mailauth_task *task, struct said *s)
{
	size_t i;

	say_discovery(s, mailauth_dmarc_lookup_result(task));
	for (i = 0; i < mailauth_dmarc_lookup_problem_count(task); i++)
		say_problem(s, mailauth_dmarc_lookup_problem(task, i));
	return 0;
}

static int
make_reports(const mailauth_config *cfg, const struct row *row, mailauth_task **out)
{
	return mailauth_dmarc_reports_new(cfg, row->a, out);
}

static int
read_reports(mailauth_task *task, struct said *s)
{
	size_t i;

	say_discovery(s, mailauth_dmarc_reports_lookup(task));
	for (i = 0; i < mailauth_dmarc_report_count(task); i++) {
		const mailauth_dmarc_report *r = mailauth_dmarc_report_at(task, i);

		say(s, "%s %s %zu\n", mailauth_dmarc_report_state_name(r->state),
		    or_dash(r->name), r->override_count);
	}
	for (i = 0; i < mailauth_dmarc_reports_problem_count(task); i++)
		say_problem(s, mailauth_dmarc_reports_problem(task, i));
	return 0;
}

/* A message with authors a, b and c, and more identifiers than have room at
 * first. */
static int
make_evaluate(const mailauth_config *cfg, const struct row *row, mailauth_task **out)
{
	static const char *const more[] = { "b.dmarc.example", "other.example",
		"x.y.dmarc.example", "dmarc.example.net", "q.dmarc.example" };
	const char *const authors[] = { row->a, row->b, row->c,
		"1.dmarc.example", "2.dmarc.example" };
	mailauth_dmarc_message *msg = NULL;
	int rc = mailauth_dmarc_message_new(cfg, &msg);
	size_t i;

	for (i = 0; rc == 0 && row->a != NULL && i < 5; i++)
		rc = mailauth_dmarc_message_add_author(msg, authors[i]);
	if (rc == 0)
		rc = mailauth_dmarc_message_set_spf(msg, MAILAUTH_SPF_MAILFROM,
		    row->number, "mail.sub.dmarc.example");
	for (i = 0; rc == 0 && i < 5; i++)
		rc = mailauth_dmarc_message_add_dkim(msg,
		    i == 1 ? MAILAUTH_DKIM_RESULT_TEMPERROR :
		    MAILAUTH_DKIM_RESULT_PASS, more[i], i == 0 ? NULL : "sel");
	if (rc == 0)
		rc = mailauth_dmarc_evaluate_new(cfg, msg, out);
	mailauth_dmarc_message_free(msg);
	return rc;
}

static int
read_evaluate(mailauth_task *task, struct said *s)
{
	const mailauth_dmarc_evaluation *e = mailauth_dmarc_evaluate_result(task);
	size_t i;

	say(s, "%s %d %s %s\n", mailauth_dmarc_result_name(e->result), e->disposition,
	    or_dash(e->why), e->resinfo);
	for (i = 0; i < e->author_count; i++)
		say(s, "%s %s %s\n", e->authors[i].domain,
		    mailauth_dmarc_result_name(e->authors[i].result),
		    e->authors[i].resinfo);
	return 0;
}

static int
make_dkim(const mailauth_config *cfg, const struct row *row, mailauth_task **out)
{
	const char *const selectors[] = { row->b, row->c, "two", "deep", "flat", "n.o",
		"s9" };

	return mailauth_dkim_lookup_new(cfg, row->a, selectors,
	    row->c != NULL ? 7 : 1, row->number, out);
}

static int
read_dkim(mailauth_task *task, struct said *s)
{
	const mailauth_dkim_result *r = mailauth_dkim_lookup_result(task);
	size_t i, k;

	say(s, "%zu %zu %d %d\n", r->found, r->usable, r->tree, r->wildcard);
	for (i = 0; i <= r->selector_count; i++) {
		const mailauth_dkim_selector *sel =
		    mailauth_dkim_lookup_selector(task, i);

		if (sel != NULL)
			say(s, "%s %d %d\n", sel->selector, sel->state, sel->verdict);
		for (k = 0; mailauth_dkim_lookup_problem(task, i, k) != NULL; k++)
			say_problem(s, mailauth_dkim_lookup_problem(task, i, k));
	}
	return 0;
}

static int
make_cname(const mailauth_config *cfg, const struct row *row, mailauth_task **out)
{
	return mailauth_cname_walk_new(cfg, row->a, (uint16_t)row->number, out);
}

static int
read_cname(mailauth_task *task, struct said *s)
{
	const mailauth_cname_result *r = mailauth_cname_walk_result(task);
	size_t i;

	say(s, "%s %s\n", mailauth_cname_end_name(r->end), r->canonical);
	for (i = 0; i < mailauth_cname_walk_link_count(task); i++)
		say(s, "-> %s\n", mailauth_cname_walk_link(task, i)->target);
	for (i = 0; i < mailauth_cname_walk_problem_count(task); i++)
		say_problem(s, mailauth_cname_walk_problem(task, i));
	return 0;
}

/* Some of them in a row make an explanation longer than is kept. */
#define LONG "a-long-local-part-so-that-no-explanation-holds-it-and-more-of-it"

/* Labels of 63 octets, and one of octets that need escapes. */
#define LONG_OWNER "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa." \
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb." \
	"ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc.dddddddddddddddddddddddddddddddddddddddddddddd"
#define NINE "\\001\\001\\001\\001\\001\\001\\001\\001\\001"
#define LABEL63 NINE NINE NINE NINE NINE NINE NINE

static const struct row rows[] = {
	{ "SPF passes", make_spf, read_spf, "192.0.2.1",
	  "\"a b\"@spf.example", "mail.example", 0, 0, 0, 0 },
	{ "SPF looking ahead", make_spf, read_spf, "192.0.2.2",
	  "<user@spf.example>", "mail.example", 0, MAILAUTH_OPT_PREFETCH, 99, 0 },
	{ "SPF fails and explains", make_spf, read_spf, "192.0.2.8",
	  "user@spf.example", "mail.example", 0, MAILAUTH_OPT_SPF_LOOKUPS, 30, 0 },
	{ "SPF with an empty explanation", make_spf, read_spf, "192.0.2.9",
	  "user@empty.spf.example", "", 0, 0, 0, 0 },
	{ "SPF with an explanation that is cut", make_spf, read_spf, "192.0.2.9",
	  LONG LONG LONG LONG
	  "@long.spf.example", "", 0, 0, 0, 0 },
	{ "SPF of HELO", make_spf, read_spf, "2001:db8::1", "", "spf.example",
	  MAILAUTH_SPF_HELO, 0, 0, 0 },
	{ "SPF with names that need escapes", make_spf, read_spf, "192.0.2.1",
	  "a.\\b@odd.spf.example", "", 0, 0, 0, 0 },
	{ "SPF: an included record is in error", make_spf, read_spf, "192.0.2.1",
	  "u@syntax.spf.example", "", 0, 0, 0, 0 },
	{ "SPF: too many look-ups", make_spf, read_spf, "192.0.2.1",
	  "u@many.spf.example", "", 0, MAILAUTH_OPT_SPF_LOOKUPS, 2, 0 },
	{ "SPF: too many void look-ups", make_spf, read_spf, "192.0.2.1",
	  "u@many.spf.example", "", 0, 0, 0, 0 },
	{ "SPF: too many hosts", make_spf, read_spf, "192.0.2.1",
	  "u@manymx.spf.example", "", 0, 0, 0, 0 },
	{ "SPF: DNS fails", make_spf, read_spf, "192.0.2.1",
	  "u@spf.example", "", 0, 0, 0, 3 },
	{ "SPF: many includes", make_spf, read_spf, "192.0.2.1",
	  "u@d1.spf.example", "", 0, MAILAUTH_OPT_SPF_LOOKUPS, 99, NEWEST_FIRST },
	{ "SPF: many includes, as asked", make_spf, read_spf, "192.0.2.9",
	  "u@d1.spf.example", "", 0, MAILAUTH_OPT_SPF_LOOKUPS, 99, 0 },
	{ "SPF: known ahead", make_spf, read_spf, "2001:db8::99",
	  "u@last.spf.example", "", 0, 0, 0, NEWEST_FIRST },
	{ "SPF: known ahead, few look-ups", make_spf, read_spf, "192.0.2.99",
	  "u@last.spf.example", "", 0, MAILAUTH_OPT_SPF_LOOKUPS, 3, NEWEST_FIRST },
	{ "SPF: a name with a backslash", make_spf, read_spf, "192.0.2.99",
	  "u@esc.spf.example", "", 0, 0, 0, NEWEST_FIRST },
	{ "SPF: includes known ahead match and do not", make_spf, read_spf,
	  "198.51.100.7", "u@ahead.spf.example", "", 0, 0, 0, NEWEST_FIRST },
	{ "SPF of a redirect known ahead", make_spf, read_spf, "198.51.100.7",
	  "u@ahead1.spf.example", "", 0, 0, 0, NEWEST_FIRST },
	{ "SPF of an empty record", make_spf, read_spf, "192.0.2.1",
	  "u@neutral.spf.example", "", 0, 0, 0, 0 },
	{ "SPF: the client's name is one look-up too many", make_spf, read_spf,
	  "192.0.2.1", "u@pterm.spf.example", "", 0, MAILAUTH_OPT_SPF_LOOKUPS, 1, 0 },
	{ "SPF explains by the client's name", make_spf, read_spf, "192.0.2.8",
	  "u@ploop.spf.example", "", 0, 0, 0, 0 },
	{ "audit, one look-up", make_audit, read_audit, "pterm.spf.example", NULL, NULL,
	  0, MAILAUTH_OPT_SPF_LOOKUPS, 1, 0 },
	{ "audit, no look-up", make_audit, read_audit, "neutral.spf.example", NULL, NULL,
	  0, MAILAUTH_OPT_SPF_LOOKUPS, 1, 0 },
	{ "audit of nothing", make_audit, read_audit, "nothing.spf.example", NULL, NULL,
	  0, 0, 0, 0 },
	{ "audit", make_audit, read_audit, "costly.spf.example", NULL, NULL, 0, 0, 0, 0 },
	{ "audit, DNS fails", make_audit, read_audit, "spf.example", NULL, NULL,
	  0, 0, 0, 3 },
	{ "DMARC look-up", make_dmarc, read_dmarc, "a.b.dmarc.example", "example", NULL,
	  0, 0, 0, 0 },
	{ "DMARC of an alias", make_dmarc, read_dmarc, "alias.dmarc.example",
	  "dmarc.example", NULL, 0, 0, 0, 0 },
	{ "DMARC of its own", make_dmarc, read_dmarc, "own.dmarc.example", "example",
	  NULL, 0, 0, 0, 0 },
	{ "DMARC, DNS fails", make_dmarc, read_dmarc, "a.b.dmarc.example", NULL, NULL,
	  0, 0, 0, 2 },
	{ "no domain name", make_dmarc, read_dmarc, "a..b", NULL, NULL, 0, 0, 0, 0 },
	{ "report addresses", make_reports, read_reports, "dmarc.example", NULL, NULL,
	  0, 0, 0, 0 },
	{ "report addresses, DNS fails", make_reports, read_reports, "dmarc.example",
	  NULL, NULL, 0, 0, 0, 4 },
	{ "message", make_evaluate, read_evaluate, "a.b.dmarc.example",
	  "own.dmarc.example", "x.example", MAILAUTH_SPF_PASS, 0, 0, 0 },
	{ "message, DNS fails", make_evaluate, read_evaluate, "a.b.dmarc.example",
	  "own.dmarc.example", "a..b", MAILAUTH_SPF_FAIL, 0, 0, 2 },
	{ "message of nobody", make_evaluate, read_evaluate, NULL, NULL, NULL,
	  MAILAUTH_SPF_NONE, 0, 0, 0 },
	{ "DKIM selectors", make_dkim, read_dkim, "dkim.example", "s1", "none",
	  MAILAUTH_DKIM_LOOKUP_MISPLACED, 0, 0, 0 },
	{ "no DKIM key", make_dkim, read_dkim, "nokeys.example", "a", "b..c",
	  MAILAUTH_DKIM_LOOKUP_MISPLACED, 0, 0, 0 },
	{ "one selector", make_dkim, read_dkim, "dkim.example", "s1", NULL, 0, 0, 0, 0 },
	{ "aliases", make_cname, read_cname, "one.alias.example", NULL, NULL,
	  MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "unregistered target", make_cname, read_cname, "dangling.alias.example", NULL,
	  NULL, MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "doubled target", make_cname, read_cname, "doubled.alias.example", NULL,
	  NULL, MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "alias of an address", make_cname, read_cname, "ip.alias.example", NULL,
	  NULL, MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "alias of a URL", make_cname, read_cname, "url.alias.example", NULL,
	  NULL, 65280, 0, 0, 0 },
	{ "circle", make_cname, read_cname, "circle.alias.example", NULL, NULL,
	  MAILAUTH_TYPE_A, 0, 0, 0 },
	{ "DNAME", make_cname, read_cname, "x.old.alias.example", NULL, NULL,
	  MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "alias that is too long to have names below it", make_cname, read_cname,
	  LONG_OWNER ".alias.example", NULL, NULL, MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "circle too long for a sentence", make_cname, read_cname,
	  LABEL63 "." LABEL63 "." LABEL63 ".alias.example", NULL,
	  NULL, MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "alias of what is kept by nobody", make_cname, read_cname,
	  "zero.alias.example", NULL, NULL, MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "alias into a reverse zone", make_cname, read_cname, "slash.alias.example",
	  NULL, NULL, MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "alias of the zone itself", make_cname, read_cname, "up.alias.example", NULL,
	  NULL, MAILAUTH_TYPE_TXT, 0, 0, 0 },
	{ "aliases, DNS fails", make_cname, read_cname, "one.alias.example", NULL, NULL,
	  MAILAUTH_TYPE_TXT, 0, 0, 7 }
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* ---- running ------------------------------------------------------------------- */

static const mailauth_answer *
answer_to(const mailauth_query *q)
{
	mailauth_answer *ans;
	size_t i;

	for (i = 0; i < answers.count; i++)
		if (mailauth_answer_type(answers.items[i]) == q->type &&
		    strcmp(mailauth_answer_name(answers.items[i]), q->name) == 0)
			return answers.items[i];
	ck_assert_int_eq(0, mailauth_zone_answer(world, q->name, q->type, &ans));
	ck_assert_uint_lt(answers.count, MOST_ANSWERS);
	answers.items[answers.count++] = ans;
	return ans;
}

static int
run_newest_first(mailauth_task *task)
{
	const mailauth_query *open[256], *q;
	size_t count = 0;
	int rc;

	while ((rc = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		while ((q = mailauth_task_next_query(task)) != NULL) {
			ck_assert_uint_lt(count, 256);
			open[count++] = q;
		}
		if (count == 0)
			continue; /* it has failed meanwhile */
		q = open[--count];
		rc = mailauth_task_answer(task, q->id, answer_to(q));
		if (rc != 0)
			return rc;
	}
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}

static int
run(mailauth_task *task, int fail_at)
{
	const mailauth_query *q;
	int rc, asked = 0;

	if (fail_at == NEWEST_FIRST)
		return run_newest_first(task);
	while ((rc = mailauth_task_state(task)) == MAILAUTH_TASK_WAITING) {
		if ((q = mailauth_task_next_query(task)) == NULL)
			continue; /* it has gone on meanwhile, or failed */
		rc = ++asked == fail_at ? mailauth_task_answer_status(task, q->id,
		    MAILAUTH_DNS_SERVFAIL) :
		    mailauth_task_answer(task, q->id, answer_to(q));
		if (rc != 0)
			return rc;
	}
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}

static int
run_row(const struct row *row, size_t cap, int trace, struct said *s)
{
	struct test_alloc ta;
	mailauth_config *cfg;
	mailauth_task *task = NULL;
	int rc;

	s->length = 0;
	test_alloc_init(&ta, 0);
	ck_assert_int_eq(0, mailauth_config_new(test_allocator(&ta), &cfg));
	ck_assert_int_eq(0, mailauth_config_set(cfg, MAILAUTH_OPT_MEMORY,
	    (int64_t)cap));
	ck_assert_int_eq(0, mailauth_config_set(cfg, MAILAUTH_OPT_TRACE, trace));
	if (row->fail_at == NEWEST_FIRST)
		ck_assert_int_eq(0, mailauth_config_set(cfg,
		    MAILAUTH_OPT_PREFETCH, 99));
	if (row->option != 0)
		ck_assert_int_eq(0, mailauth_config_set(cfg, row->option,
		    row->value));
	rc = row->make(cfg, row, &task);
	if (rc == 0)
		rc = run(task, row->fail_at);
	if (rc == 0)
		rc = row->read(task, s);
	mailauth_task_free(task);
	mailauth_config_free(cfg);
	ck_assert_str_eq(test_alloc_finish(&ta), "");
	return rc;
}

START_TEST(each_cap)
{
	static struct said whole, said;
	const struct row *row = &rows[_i];
	size_t cap, enough = 0;
	int rc;

	ck_assert_int_eq(0, run_row(row, 0, 1, &whole));
	/* an arena rounds to this */
	for (cap = 16; enough < 2; cap += 16) {
		rc = run_row(row, cap, 1, &said);
		if (rc == 0) {
			ck_assert_msg(strcmp(whole.text, said.text) == 0,
			    "%s, cap %zu: says\n%s\nand not\n%s", row->name, cap,
			    said.text, whole.text);
			enough++;
			continue;
		}
		ck_assert_msg(rc == MAILAUTH_ERR_NOMEM || rc == MAILAUTH_ERR_LIMIT,
		    "%s, cap %zu: %s", row->name, cap, mailauth_strerror(rc));
		ck_assert_msg(enough == 0, "%s: a cap of %zu does not do, less did",
		    row->name, cap);
	}
}
END_TEST

static void
setup(void)
{
	char *text = test_data("scarce.zone", NULL);

	world = zone_of(text);
	free(text);
}

static void
teardown(void)
{
	while (answers.count > 0)
		mailauth_answer_free(answers.items[--answers.count]);
	mailauth_zone_free(world);
}

int
main(void)
{
	Suite *suite = suite_create("scarce");
	TCase *tc = tcase_create("scarce");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, each_cap, 0, ROWS);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
