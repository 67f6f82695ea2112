/* SPDX-License-Identifier: BSD-2-Clause */
/* Evaluation of messages: RFC 9989 sections 4.4, 5.3, 9 and 11.5. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth/dmarc_check.h>

#include "support/alloc.h"
#include "support/suite.h"
#include "support/zone_run.h"

static const char world[] =
    "_dmarc.example.com. TXT \"v=DMARC1; p=reject; sp=quarantine; rua=mailto:a@example.com\"\n"
    "_dmarc.strict.example. TXT \"v=DMARC1; p=reject; adkim=s; aspf=s\"\n"
    "_dmarc.sspf.example. TXT \"v=DMARC1; p=reject; aspf=s\"\n"
    "_dmarc.sdkim.example. TXT \"v=DMARC1; p=reject; adkim=s\"\n"
    "_dmarc.test.example. TXT \"v=DMARC1; p=reject; t=y\"\n"
    "_dmarc.none.example. TXT \"v=DMARC1; p=none\"\n"
    "_dmarc.quar.example. TXT \"v=DMARC1; p=quarantine\"\n"
    "_dmarc.nop.example. TXT \"v=DMARC1; sp=none\"\n"
    "_dmarc.bank.test. TXT \"v=DMARC1; p=reject; psd=y\"\n"
    "_dmarc.giant.bank.test. TXT \"v=DMARC1; p=reject\"\n"
    "_dmarc.own.example.com. TXT \"v=DMARC1; p=reject; psd=n\"\n";

/* One message in one line: authors, then "spf:RESULT,DOMAIN" or
 * "helo:RESULT,DOMAIN", "dkim:RESULT,DOMAIN". */
struct row {
	const char *name;
	const char *message;
	const char *want;  /* result disposition decided_by */
	const char *asked; /* NULL: any */
};

static const struct row rows[] = {
	/* rule 27 */
	{ "no record", "nothing.example spf:pass,nothing.example", "none none -1",
	    "_dmarc.nothing.example _dmarc.example" },
	{ "no valid p, no rua", "nop.example spf:pass,nop.example", "none none -1",
	    "_dmarc.nop.example" },
	/* rules 31 and 34 */
	{ "SPF same name", "example.com spf:pass,example.com", "pass none 0",
	    "_dmarc.example.com" },
	{ "SPF in other case", "Example.COM spf:pass,eXample.com.", "pass none 0",
	    "_dmarc.example.com" },
	{ "SPF relaxed", "example.com spf:pass,bounce.example.com", "pass none 0",
	    "_dmarc.example.com _dmarc.com _dmarc.bounce.example.com" },
	{ "author below, SPF above", "www.example.com spf:pass,example.com",
	    "pass none 0", "_dmarc.www.example.com _dmarc.example.com _dmarc.com" },
	{ "siblings", "a.example.com dkim:pass,b.example.com", "pass none 0", NULL },
	{ "DKIM same name", "example.com dkim:pass,example.com", "pass none 0",
	    "_dmarc.example.com" },
	{ "second DKIM", "example.com spf:fail,example.com dkim:pass,other.net "
	    "dkim:pass,example.com", "pass none 2", "_dmarc.example.com" },
	{ "other domain", "example.com spf:pass,example.net dkim:pass,example.org",
	    "fail reject -1", "_dmarc.example.com" },
	{ "other domain under the same top", "example.com spf:pass,elsewhere.com",
	    "fail reject -1",
	    "_dmarc.example.com _dmarc.com _dmarc.elsewhere.com" },
	{ "nothing passed", "example.com spf:softfail,example.com "
	    "dkim:fail,example.com dkim:neutral,example.com dkim:none,example.com "
	    "dkim:policy,example.com dkim:permerror,example.com",
	    "fail reject -1", "_dmarc.example.com" },
	{ "nothing at all", "example.com", "fail reject -1", "_dmarc.example.com" },
	{ "SPF permerror", "example.com spf:permerror,example.com", "fail reject -1",
	    NULL },
	{ "HELO does not count", "example.com helo:pass,example.com",
	    "fail reject -1", "_dmarc.example.com" },
	/* rule 32 */
	{ "strict, same", "strict.example dkim:pass,strict.example", "pass none 0",
	    "_dmarc.strict.example" },
	{ "strict, below", "strict.example spf:pass,a.strict.example "
	    "dkim:pass,a.strict.example", "fail reject -1", "_dmarc.strict.example" },
	{ "aspf=s only", "sspf.example spf:pass,a.sspf.example "
	    "dkim:pass,a.sspf.example", "pass none 1", NULL },
	{ "adkim=s only", "sdkim.example dkim:pass,a.sdkim.example "
	    "spf:pass,a.sdkim.example", "pass none 0", NULL },
	/* rules 10, 25 and 36 */
	{ "sp", "www.example.com", "fail quarantine -1", NULL },
	{ "test mode", "test.example", "fail quarantine -1", NULL },
	{ "p=none", "none.example", "fail none -1", NULL },
	/* B.4.3 */
	{ "same organization below a public suffix", "giant.bank.test "
	    "spf:pass,mail.giant.bank.test dkim:pass,mail.mega.bank.test",
	    "pass none 0", NULL },
	{ "other organization below a public suffix", "giant.bank.test "
	    "dkim:pass,mail.mega.bank.test", "fail reject -1", NULL },
	/* psd=n parts an organization */
	{ "psd=n below", "example.com dkim:pass,own.example.com", "fail reject -1",
	    NULL },
	{ "psd=n above", "a.own.example.com dkim:pass,example.com", "fail reject -1",
	    NULL },
	/* section 5.3.6: what might have passed */
	{ "SPF temperror, aligned", "example.com spf:temperror,example.com",
	    "temperror none -1", NULL },
	{ "SPF temperror, relaxed", "example.com spf:temperror,a.example.com",
	    "temperror none -1", NULL },
	{ "SPF temperror elsewhere", "example.com spf:temperror,example.net",
	    "fail reject -1", NULL },
	{ "DKIM temperror, but SPF passes", "example.com spf:pass,example.com "
	    "dkim:temperror,example.com", "pass none 0", NULL },
	/* rule 30 */
	{ "no author", "spf:pass,example.com", "permerror none -", "" },
	{ "no domain name", "a..b spf:pass,example.com", "permerror none -1", "" },
	{ "strictest of two", "none.example quar.example", "fail quarantine -1", NULL },
	{ "pass and fail", "example.com quar.example spf:pass,example.com",
	    "fail quarantine -1", NULL },
	{ "pass and no record", "example.com nothing.example spf:pass,example.com",
	    "none none -1", NULL },
	{ "two passes", "example.com www.example.com dkim:pass,example.com",
	    "pass none 0", NULL },
	{ "the same twice", "example.com EXAMPLE.com spf:pass,example.com",
	    "pass none 0", "_dmarc.example.com" },
	{ "identifier is no name", "example.com dkim:pass,a..b", "fail reject -1",
	    NULL },
};

static int
add_word(mailauth_dmarc_message *msg, const char *word, size_t len)
{
	char copy[300], *colon, *comma;

	ck_assert_uint_lt(len, sizeof(copy));
	memcpy(copy, word, len);
	copy[len] = '\0';
	colon = strchr(copy, ':');
	if (colon == NULL)
		return mailauth_dmarc_message_add_author(msg, copy);
	*colon = '\0';
	comma = strchr(colon + 1, ',');
	ck_assert_ptr_nonnull(comma);
	*comma = '\0';
	if (strcmp(copy, "dkim") == 0)
		return mailauth_dmarc_message_add_dkim(msg,
		    mailauth_dkim_result_number(colon + 1), comma + 1, "s");
	return mailauth_dmarc_message_set_spf(msg, strcmp(copy, "helo") == 0 ?
	    MAILAUTH_SPF_HELO : MAILAUTH_SPF_MAILFROM,
	    mailauth_spf_verdict_number(colon + 1), comma + 1);
}

static int
message_of(const mailauth_config *cfg, const char *text, mailauth_dmarc_message **out)
{
	const char *end;
	int rc = mailauth_dmarc_message_new(cfg, out);

	while (rc == 0 && *text != '\0') {
		end = strchr(text, ' ');
		if (end == NULL)
			end = text + strlen(text);
		rc = add_word(*out, text, (size_t)(end - text));
		text = *end != '\0' ? end + 1 : end;
	}
	return rc;
}

static mailauth_task *
task_of(const mailauth_config *cfg, const char *text)
{
	mailauth_dmarc_message *msg;
	mailauth_task *task;

	ck_assert_int_eq(0, message_of(cfg, text, &msg));
	ck_assert_int_eq(0, mailauth_dmarc_evaluate_new(cfg, msg, &task));
	mailauth_dmarc_message_free(msg);
	return task;
}

static void
describe(const mailauth_task *task, char *out, size_t size)
{
	const mailauth_dmarc_evaluation *e = mailauth_dmarc_evaluate_result(task);
	char decided[20] = "-";

	ck_assert_ptr_nonnull(e);
	if (e->author_count > 0)
		snprintf(decided, sizeof(decided), "%d",
		    e->authors[e->decided_by].decided_by);
	snprintf(out, size, "%s %s %s", mailauth_dmarc_result_name(e->result),
	    mailauth_dmarc_policy_name(e->disposition), decided);
	ck_assert_ptr_nonnull(e->why);
	ck_assert_ptr_nonnull(e->resinfo);
}

START_TEST(test_rows)
{
	const struct row *row = &rows[_i];
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(world);
	mailauth_task *task = task_of(NULL, row->message);
	char got[200];

	run.zone = zone;
	ck_assert_ptr_null(mailauth_dmarc_evaluate_result(task));
	ck_assert_int_eq(0, zone_run(&run, task));
	describe(task, got, sizeof(got));
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s, %s", row->name, got,
	    mailauth_dmarc_evaluate_result(task)->why);
	if (row->asked != NULL)
		ck_assert_msg(strcmp(run.names, row->asked) == 0, "%s: asked %s",
		    row->name, run.names);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* A failing question never turns a fail into a pass, or anything but a pass into
 * "none" or a policy that is applied. */
START_TEST(test_failures)
{
	const struct row *row = &rows[_i];
	const mailauth_dmarc_evaluation *e;
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(world);
	mailauth_task *task = task_of(NULL, row->message);
	size_t questions, at;
	int good;

	run.zone = zone;
	ck_assert_int_eq(0, zone_run(&run, task));
	good = mailauth_dmarc_evaluate_result(task)->result;
	mailauth_task_free(task);
	questions = run.asked;
	for (at = 1; at <= questions; at++) {
		task = task_of(NULL, row->message);
		run.fail_at = at;
		run.fail_status = at % 2 ? MAILAUTH_DNS_TIMEOUT : MAILAUTH_DNS_SERVFAIL;
		ck_assert_int_eq(0, zone_run(&run, task));
		e = mailauth_dmarc_evaluate_result(task);
		if (e->author_count == 1)
			ck_assert_msg(e->result == MAILAUTH_DMARC_TEMPERROR ||
			    e->result == good, "%s at %zu: %s", row->name, at,
			    mailauth_dmarc_result_name(e->result));
		if (e->result == MAILAUTH_DMARC_TEMPERROR)
			ck_assert_int_eq(MAILAUTH_DMARC_POLICY_NONE, e->disposition);
		ck_assert(good == MAILAUTH_DMARC_PASS ||
		    e->result != MAILAUTH_DMARC_PASS);
		mailauth_task_free(task);
	}
	mailauth_zone_free(zone);
}
END_TEST

/* All questions first, then the answers from the last to the first: the same. */
START_TEST(test_order)
{
	const struct row *row = &rows[_i];
	const mailauth_query *open[64], *q;
	mailauth_zone *zone = zone_of(world);
	mailauth_task *task = task_of(NULL, row->message);
	mailauth_answer *answer;
	char got[200];
	size_t count = 0;

	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		while ((q = mailauth_task_next_query(task)) != NULL) {
			ck_assert_uint_lt(count, 64);
			open[count++] = q;
		}
		ck_assert_uint_gt(count, 0);
		q = open[--count];
		ck_assert_int_eq(0, mailauth_zone_answer(zone, q->name, q->type, &answer));
		ck_assert_int_eq(0, mailauth_task_answer(task, q->id, answer));
		mailauth_answer_free(answer);
	}
	describe(task, got, sizeof(got));
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s", row->name, got);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* RFC 8601 section 2.2, RFC 9989 sections 9.1 and 9.2. */
static const struct {
	const char *message, *want;
} headers[] = {
	{ "example.com spf:pass,example.com",
	    "dmarc=pass header.from=example.com policy.dmarc=reject" },
	{ "www.example.com", "dmarc=fail header.from=www.example.com "
	    "policy.dmarc=quarantine" },
	{ "test.example", "dmarc=fail header.from=test.example policy.dmarc=quarantine" },
	{ "nothing.example", "dmarc=none reason=\"no DMARC record applies\" "
	    "header.from=nothing.example" },
	{ "", "dmarc=permerror reason=\"there is no Author Domain\"" },
};

static void
unfold(const char *text, char *out)
{
	for (; *text != '\0'; text++) {
		if (text[0] == '\r' || text[0] == '\n')
			continue;
		*out++ = *text == '\t' ? ' ' : *text;
	}
	*out = '\0';
}

START_TEST(test_headers)
{
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(world);
	mailauth_task *task = task_of(NULL, headers[_i].message);
	char text[500];

	run.zone = zone;
	ck_assert_int_eq(0, zone_run(&run, task));
	unfold(mailauth_dmarc_evaluate_result(task)->resinfo, text);
	ck_assert_str_eq(headers[_i].want, text);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* Nothing raw gets into the header field. */
START_TEST(test_header_escapes)
{
	mailauth_dmarc_message *msg;
	mailauth_task *task;
	const char *p;

	ck_assert_int_eq(0, mailauth_dmarc_message_new(NULL, &msg));
	ck_assert_int_eq(0, mailauth_dmarc_message_add_author(msg,
	    "a..b\r\nX-Evil: \x1b[31m\"; dmarc=pass"));
	ck_assert_int_eq(0, mailauth_dmarc_evaluate_new(NULL, msg, &task));
	ck_assert_int_eq(MAILAUTH_TASK_DONE, mailauth_task_state(task));
	for (p = mailauth_dmarc_evaluate_result(task)->resinfo; *p != '\0'; p++) {
		if (*p == '\r' || *p == '\n' || *p == '\t') /* our own folding */
			continue;
		ck_assert_msg(*p >= ' ' && *p < 0x7f, "octet %d", *p);
	}
	ck_assert_ptr_null(strstr(mailauth_dmarc_evaluate_result(task)->resinfo,
	    "\nX-Evil"));
	mailauth_task_free(task);
	mailauth_dmarc_message_free(msg);
}
END_TEST

START_TEST(test_from_field)
{
	static const struct {
		const char *field, *want;
	} fields[] = {
		{ "X <a@example.com>", "pass none 0" },
		{ "X <a@example.com>, b@quar.example", "fail quarantine -1" },
		{ "a@[192.0.2.1]", "permerror none -" },
		{ "a@example.com <b@quar.example>", "permerror none -" },
		{ "a@example.com, broken", "permerror none -" },
		{ "", "permerror none -" },
	};
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(world);
	mailauth_dmarc_message *msg;
	mailauth_from *from;
	mailauth_task *task;
	char got[200];
	size_t i;

	run.zone = zone;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		ck_assert_int_eq(0, mailauth_from_parse(NULL, fields[i].field,
		    strlen(fields[i].field), &from));
		ck_assert_int_eq(0, message_of(NULL, "spf:pass,example.com", &msg));
		ck_assert_int_eq(0, mailauth_dmarc_message_add_from(msg, from));
		mailauth_from_free(from);
		ck_assert_int_eq(0, mailauth_dmarc_evaluate_new(NULL, msg, &task));
		mailauth_dmarc_message_free(msg);
		ck_assert_int_eq(0, zone_run(&run, task));
		describe(task, got, sizeof(got));
		ck_assert_msg(strcmp(got, fields[i].want) == 0, "%s: %s",
		    fields[i].field, got);
		mailauth_task_free(task);
	}
	mailauth_zone_free(zone);
}
END_TEST

/* ---- alignment against what the look-up says of each name -------------------- */

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 16) % below;
}

/* One to ten labels in front of `base`. */
static void
draw_name(uint32_t *seed, const char *base, char *out, size_t size)
{
	uint32_t labels = draw(seed, 3) > 0 ? draw(seed, 3) : draw(seed, 11);
	size_t used = 0;

	out[0] = '\0';
	for (; labels > 0; labels--)
		used += (size_t)snprintf(out + used, size - used, "%c.",
		    'a' + (int)draw(seed, 3));
	snprintf(out + used, size - used, "%s", base);
}

/* Records at some of the names from `name` up to the top. */
static void
draw_records(uint32_t *seed, const char *name, char *zone, size_t size)
{
	static const char *const texts[] = { "p=reject", "p=reject; psd=y",
	    "p=reject; psd=n", "p=reject; psd=u; sp=none" };
	char owner[100];
	const char *p;

	for (p = name; p != NULL; p = strchr(p, '.') != NULL ? strchr(p, '.') + 1 : NULL) {
		snprintf(owner, sizeof(owner), "_dmarc.%s. ", p);
		if (draw(seed, 3) == 0 && strstr(zone, owner) == NULL)
			snprintf(zone + strlen(zone), size - strlen(zone),
			    "%sTXT \"v=DMARC1; %s\"\n", owner, texts[draw(seed, 4)]);
	}
}

/* The Organizational Domain of a name; whether a policy applies to it. */
static void
look_up(mailauth_zone *zone, const char *name, char *org, size_t size, int *found)
{
	const mailauth_dmarc_discovery *view;
	struct zone_run run = { .zone = zone };
	mailauth_task *task;

	ck_assert_int_eq(0, mailauth_dmarc_lookup_new(NULL, name, &task));
	ck_assert_int_eq(0, zone_run(&run, task));
	view = mailauth_dmarc_lookup_result(task);
	snprintf(org, size, "%s", view->organizational_domain);
	*found = view->status == MAILAUTH_DMARC_FOUND;
	mailauth_task_free(task);
}

/* Relaxed: the same name, or the same Organizational Domain (section 4.10.2). */
START_TEST(test_alignment)
{
	char author[100], other[100], own[100], theirs[100], message[300], zone_text[4000];
	uint32_t seed = 2026;
	int round, found, ignored, want, passed = 0, failed = 0;

	for (round = 0; round < 2000; round++) {
		const char *base = draw(&seed, 2) == 0 ? "b.test" : "test";
		struct zone_run run = { 0 };
		mailauth_zone *zone;
		mailauth_task *task;

		draw_name(&seed, base, author, sizeof(author));
		draw_name(&seed, base, other, sizeof(other));
		zone_text[0] = '\0';
		draw_records(&seed, author, zone_text, sizeof(zone_text));
		draw_records(&seed, other, zone_text, sizeof(zone_text));
		run.zone = zone = zone_of(zone_text);
		look_up(zone, author, own, sizeof(own), &found);
		look_up(zone, other, theirs, sizeof(theirs), &ignored);
		want = !found ? MAILAUTH_DMARC_NONE : strcmp(author, other) == 0 ||
		    strcmp(own, theirs) == 0 ? MAILAUTH_DMARC_PASS : MAILAUTH_DMARC_FAIL;
		passed += want == MAILAUTH_DMARC_PASS;
		failed += want == MAILAUTH_DMARC_FAIL;
		snprintf(message, sizeof(message), round % 2 == 0 ? "%s spf:pass,%s" :
		    "%s dkim:pass,%s", author, other);
		task = task_of(NULL, message);
		ck_assert_int_eq(0, zone_run(&run, task));
		ck_assert_msg(mailauth_dmarc_evaluate_result(task)->result == want,
		    "%s\n%s: %s, wanted %s (%s, %s)", zone_text, message,
		    mailauth_dmarc_result_name(
		    mailauth_dmarc_evaluate_result(task)->result),
		    mailauth_dmarc_result_name(want), own, theirs);
		mailauth_task_free(task);
		mailauth_zone_free(zone);
	}
	ck_assert_int_gt(passed, 200);
	ck_assert_int_gt(failed, 200);
}
END_TEST

/* The caps of the configuration. */
START_TEST(test_caps)
{
	const mailauth_dmarc_evaluation *e;
	struct zone_run run = { 0 };
	mailauth_zone *zone = zone_of(world);
	mailauth_config *cfg;
	mailauth_task *task;

	run.zone = zone;
	ck_assert_int_eq(0, mailauth_config_new(NULL, &cfg));
	ck_assert_int_eq(0, mailauth_config_set(cfg, MAILAUTH_OPT_DMARC_AUTHORS, 2));
	ck_assert_int_eq(0, mailauth_config_set(cfg, MAILAUTH_OPT_DMARC_IDENTIFIERS, 2));
	task = task_of(cfg, "none.example none.example quar.example example.com");
	ck_assert_int_eq(0, zone_run(&run, task));
	e = mailauth_dmarc_evaluate_result(task);
	ck_assert_uint_eq(2, e->author_count);
	ck_assert_int_eq(1, e->incomplete);
	ck_assert_int_eq(MAILAUTH_DMARC_POLICY_QUARANTINE, e->disposition);
	mailauth_task_free(task);
	/* section 11.5: what was looked at does not speak for the rest */
	task = task_of(cfg, "example.com gone.invalid quar.example "
	    "spf:pass,example.com");
	ck_assert_int_eq(0, zone_run(&run, task));
	e = mailauth_dmarc_evaluate_result(task);
	ck_assert_uint_eq(2, e->author_count);
	ck_assert_int_eq(MAILAUTH_DMARC_PASS, e->authors[0].result);
	ck_assert_int_eq(MAILAUTH_DMARC_NONE, e->authors[1].result);
	ck_assert_int_eq(MAILAUTH_DMARC_PERMERROR, e->result);
	ck_assert_int_eq(MAILAUTH_DMARC_POLICY_NONE, e->disposition);
	ck_assert_str_eq("there are more Author Domains than are looked at", e->why);
	ck_assert_str_eq("dmarc=permerror reason=\"there are more Author Domains "
	    "than are looked at\"", e->resinfo);
	mailauth_task_free(task);
	/* what did not pass does not count towards the cap, nor does SPF */
	task = task_of(cfg, "example.com spf:pass,a.net dkim:fail,x.net dkim:pass,a.net "
	    "dkim:pass,example.com dkim:pass,c.net");
	ck_assert_int_eq(0, zone_run(&run, task));
	e = mailauth_dmarc_evaluate_result(task);
	ck_assert_int_eq(MAILAUTH_DMARC_PASS, e->result);
	ck_assert_int_eq(1, e->incomplete);
	mailauth_task_free(task);
	task = task_of(cfg, "example.com dkim:pass,a.net dkim:pass,b.net "
	    "dkim:pass,example.com");
	ck_assert_int_eq(0, zone_run(&run, task));
	e = mailauth_dmarc_evaluate_result(task);
	ck_assert_int_eq(MAILAUTH_DMARC_FAIL, e->result);
	ck_assert_int_eq(1, e->incomplete);
	mailauth_task_free(task);
	mailauth_config_free(cfg);
	mailauth_zone_free(zone);
}
END_TEST

struct work {
	mailauth_zone *zone;
	const char *message;
};

static int
evaluate(const mailauth_config *cfg, void *arg)
{
	struct work *work = arg;
	struct zone_run run = { .zone = work->zone };
	mailauth_dmarc_message *msg;
	mailauth_task *task = NULL;
	int rc = message_of(cfg, work->message, &msg);

	if (rc == 0)
		rc = mailauth_dmarc_evaluate_new(cfg, msg, &task);
	if (rc == 0)
		rc = zone_run(&run, task);
	mailauth_task_free(task);
	mailauth_dmarc_message_free(msg);
	return rc;
}

START_TEST(test_memory)
{
	struct work work = { zone_of(world), "www.example.com a.b.c.example.com "
	    "none.example x..y spf:pass,a.b.c.d.e.f.g.h.com dkim:pass,q.example.com "
	    "dkim:fail,x dkim:temperror,z.com dkim:pass,other.example" };

	ck_assert_uint_gt(alloc_each_failing(evaluate, &work), 3);
	work.message = "a.t b.t c.t d.t e.t f.t g.t h.t one-too-many.t";
	ck_assert_uint_gt(alloc_each_failing(evaluate, &work), 3);
	ck_assert_uint_gt(alloc_each_cap(evaluate, &work), 1);
	mailauth_zone_free(work.zone);
}
END_TEST

static int
add_from(const mailauth_config *cfg, void *arg)
{
	mailauth_dmarc_message *msg;
	int rc = mailauth_dmarc_message_new(cfg, &msg);

	if (rc == 0)
		rc = mailauth_dmarc_message_add_from(msg, arg);
	mailauth_dmarc_message_free(msg);
	return rc;
}

/* A From field with more authors than a message has room for at first. */
START_TEST(test_from_memory)
{
	static const char field[] = "a@a.example, b@b.example, c@c.example, "
	    "d@d.example, e@e.example, f@f.example";
	mailauth_from *from;

	ck_assert_int_eq(0, mailauth_from_parse(NULL, field, sizeof(field) - 1, &from));
	ck_assert_uint_eq(6, mailauth_from_domain_count(from));
	ck_assert_uint_gt(alloc_each_cap(add_from, from), 1);
	mailauth_from_free(from);
}
END_TEST

START_TEST(test_names)
{
	mailauth_dmarc_message *msg;
	int i;

	for (i = 0; mailauth_dkim_result_name(i) != NULL; i++)
		ck_assert_int_eq(i, mailauth_dkim_result_number(
		    mailauth_dkim_result_name(i)));
	ck_assert_int_eq(7, i);
	ck_assert_int_eq(-1, mailauth_dkim_result_number("PASS"));
	ck_assert_ptr_null(mailauth_dkim_result_name(-1));
	ck_assert_ptr_null(mailauth_dmarc_result_name(5));
	ck_assert_ptr_null(mailauth_dmarc_result_name(-1));
	ck_assert_ptr_null(mailauth_dmarc_status_name(0));
	ck_assert_str_eq("permerror",
	    mailauth_dmarc_result_name(MAILAUTH_DMARC_PERMERROR));
	ck_assert_int_eq(0, mailauth_dmarc_message_new(NULL, &msg));
	ck_assert_int_eq(MAILAUTH_ERR_INVALID, mailauth_dmarc_message_set_spf(msg, 3,
	    MAILAUTH_SPF_PASS, "a"));
	ck_assert_int_eq(MAILAUTH_ERR_INVALID, mailauth_dmarc_message_set_spf(msg,
	    MAILAUTH_SPF_MAILFROM, 99, "a"));
	ck_assert_int_eq(MAILAUTH_ERR_INVALID, mailauth_dmarc_message_add_dkim(msg, 7,
	    "a", NULL));
	mailauth_dmarc_message_free(msg);
	mailauth_dmarc_message_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dmarc_evaluate");
	TCase *tcase = tcase_create("dmarc_evaluate");
	int count = (int)(sizeof(rows) / sizeof(rows[0]));

	tcase_add_loop_test(tcase, test_rows, 0, count);
	tcase_add_loop_test(tcase, test_failures, 0, count);
	tcase_add_loop_test(tcase, test_order, 0, count);
	tcase_add_loop_test(tcase, test_headers, 0,
	    (int)(sizeof(headers) / sizeof(headers[0])));
	tcase_add_test(tcase, test_header_escapes);
	tcase_add_test(tcase, test_from_field);
	tcase_add_test(tcase, test_alignment);
	tcase_add_test(tcase, test_caps);
	tcase_add_test(tcase, test_memory);
	tcase_add_test(tcase, test_from_memory);
	tcase_add_test(tcase, test_names);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
