/* SPDX-License-Identifier: BSD-2-Clause */
/* Every cap at one less, exactly, and one more; and the memory of one
 * evaluation.  Caps that have a suite of their own are listed at the end. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>
#include <mailauth/cname.h>
#include <mailauth/dkim.h>
#include <mailauth/dmarc_check.h>
#include <mailauth/validate.h>

#include "base/limits.h"
#include "support/alloc.h"
#include "support/drive.h"
#include "support/suite.h"
#include "support/zone_run.h"

/* ---- text that grows ----------------------------------------------------------- */

static char text[400000];
static size_t text_length;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void
say(const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text + text_length, sizeof(text) - text_length, format, ap);
	va_end(ap);
	ck_assert(n >= 0 && (size_t)n < sizeof(text) - text_length);
	text_length += (size_t)n;
}

static void
start(void)
{
	text_length = 0;
	text[0] = '\0';
}

/* Fills up to `len` octets. */
static void
fill(char c, size_t len)
{
	while (text_length < len)
		text[text_length++] = c;
	text[text_length] = '\0';
}

/* ---- options of the SPF check -------------------------------------------------- */

static mailauth_config *
with(int option, int64_t value)
{
	mailauth_config *cfg;

	ck_assert_int_eq(0, mailauth_config_new(NULL, &cfg));
	ck_assert_int_eq(0, mailauth_config_set(cfg, option, value));
	return cfg;
}

/* The verdict for 192.0.2.1 and the zone in `text`. */
static int
verdict(mailauth_config *cfg)
{
	mailauth_zone *zone = zone_of(text);
	mailauth_task *task;
	int result;

	ck_assert_int_eq(0, mailauth_spf_check_new(cfg, "192.0.2.1", "u@x.example",
	    "h.example", &task));
	ck_assert_int_eq(MAILAUTH_TASK_DONE, drive(task, drive_zone_answer, zone));
	result = mailauth_spf_check_result(task)->verdict;
	mailauth_task_free(task);
	mailauth_zone_free(zone);
	return result;
}

/* A record too long for one string is written in strings of some terms. */
static void
spf_of(unsigned n, const char *term)
{
	unsigned i;

	say("x.example. TXT \"v=spf1");
	for (i = 0; i < n; i++) {
		if (i % 10 == 9)
			say("\" \"");
		say(" %s", term);
	}
	say(" ?all\"\n");
}

START_TEST(spf_lookups)
{
	static const unsigned caps[] = { 1, 2, 10, 37, 1000 };
	unsigned cap = caps[_i], n;

	for (n = cap - 1; n <= cap + 1; n++) {
		mailauth_config *cfg = with(MAILAUTH_OPT_SPF_LOOKUPS, cap);

		start();
		say("h.example. A 192.0.2.9\n");
		spf_of(n, "a:h.example");
		ck_assert_int_eq(verdict(cfg), n <= cap ? MAILAUTH_SPF_NEUTRAL :
		    MAILAUTH_SPF_PERMERROR);
		mailauth_config_free(cfg);
	}
}
END_TEST

START_TEST(spf_void_lookups)
{
	static const unsigned caps[] = { 1, 2, 7 };
	unsigned cap = caps[_i], n;

	for (n = cap - 1; n <= cap + 1; n++) {
		mailauth_config *cfg = with(MAILAUTH_OPT_SPF_VOID_LOOKUPS, cap);

		start();
		spf_of(n, "a:void.example");
		ck_assert_int_eq(verdict(cfg), n <= cap ? MAILAUTH_SPF_NEUTRAL :
		    MAILAUTH_SPF_PERMERROR);
		mailauth_config_free(cfg);
	}
}
END_TEST

/* More hosts than the cap are a permerror, wherever the match would be. */
START_TEST(spf_mx_names)
{
	static const unsigned caps[] = { 1, 10, 50 };
	unsigned cap = caps[_i], n, i;

	for (n = cap > 1 ? cap - 1 : 1; n <= cap + 1; n++) {
		mailauth_config *cfg = with(MAILAUTH_OPT_SPF_MX_NAMES, cap);

		start();
		say("x.example. TXT \"v=spf1 mx -all\"\n");
		for (i = 0; i < n; i++)
			say("x.example. MX %u m%u.example.\nm%u.example. A 192.0.2.%u\n",
			    i, i, i, i == 0 ? 1 : 77);
		ck_assert_int_eq(verdict(cfg), n <= cap ? MAILAUTH_SPF_PASS :
		    MAILAUTH_SPF_PERMERROR);
		mailauth_config_free(cfg);
	}
}
END_TEST

/* The names beyond the cap are ignored: with `cap` names before the good one
 * nothing matches. */
START_TEST(spf_ptr_names)
{
	static const unsigned caps[] = { 1, 10, 50 };
	unsigned cap = caps[_i], n, i;

	for (n = cap > 1 ? cap - 1 : 1; n <= cap + 1; n++) {
		mailauth_config *cfg = with(MAILAUTH_OPT_SPF_PTR_NAMES, cap);

		start();
		say("x.example. TXT \"v=spf1 ptr -all\"\n");
		for (i = 1; i < n; i++)
			say("1.2.0.192.in-addr.arpa. PTR p%u.other.example.\n"
			    "p%u.other.example. A 192.0.2.1\n", i, i);
		say("1.2.0.192.in-addr.arpa. PTR good.x.example.\n"
		    "good.x.example. A 192.0.2.1\n");
		ck_assert_int_eq(verdict(cfg), n <= cap ? MAILAUTH_SPF_PASS :
		    MAILAUTH_SPF_FAIL);
		mailauth_config_free(cfg);
	}
}
END_TEST

/* 4.6.4: a configured 0 allows no term that asks. */
START_TEST(spf_zero)
{
	mailauth_config *cfg = with(MAILAUTH_OPT_SPF_LOOKUPS, 0);

	start();
	say("x.example. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n");
	ck_assert_int_eq(verdict(cfg), MAILAUTH_SPF_PASS);
	start();
	say("x.example. TXT \"v=spf1 a -all\"\nx.example. A 192.0.2.1\n");
	ck_assert_int_eq(verdict(cfg), MAILAUTH_SPF_PERMERROR);
	mailauth_config_free(cfg);
}
END_TEST

/* ---- the range of each option ---------------------------------------------------- */

static const struct {
	int option;
	int64_t least, most;
} ranges[] = {
	{ MAILAUTH_OPT_SPF_LOOKUPS, 0, 1000 },
	{ MAILAUTH_OPT_SPF_VOID_LOOKUPS, 0, 1000 },
	{ MAILAUTH_OPT_SPF_MX_NAMES, 1, 1000 },
	{ MAILAUTH_OPT_SPF_PTR_NAMES, 1, 1000 },
	{ MAILAUTH_OPT_SPF_EXPLAIN, 0, 1 },
	{ MAILAUTH_OPT_CNAME_LINKS, 1, 100 },
	{ MAILAUTH_OPT_PREFETCH, 0, 10000 },
	{ MAILAUTH_OPT_TRACE, 0, 1 },
	{ MAILAUTH_OPT_TIMEOUT, 100, 86400000 },
	{ MAILAUTH_OPT_MEMORY, 0, INT64_MAX },
	{ MAILAUTH_OPT_DMARC_AUTHORS, 1, 100 },
	{ MAILAUTH_OPT_DMARC_IDENTIFIERS, 1, 1000 },
	{ MAILAUTH_OPT_DKIM_BITS, 4096, 65536 }
};

START_TEST(option_range)
{
	int option = ranges[_i].option;
	int64_t least = ranges[_i].least, most = ranges[_i].most, before;
	mailauth_config *cfg;

	ck_assert_int_eq(0, mailauth_config_new(NULL, &cfg));
	before = mailauth_config_get(cfg, option);
	ck_assert(before >= least && before <= most);
	ck_assert_int_eq(MAILAUTH_ERR_INVALID,
	    mailauth_config_set(cfg, option, least - 1));
	if (most < INT64_MAX)
		ck_assert_int_eq(MAILAUTH_ERR_INVALID,
		    mailauth_config_set(cfg, option, most + 1));
	ck_assert(mailauth_config_get(cfg, option) == before);
	ck_assert_int_eq(0, mailauth_config_set(cfg, option, least));
	ck_assert(mailauth_config_get(cfg, option) == least);
	ck_assert_int_eq(0, mailauth_config_set(cfg, option, most));
	ck_assert(mailauth_config_get(cfg, option) == most);
	mailauth_config_free(cfg);
}
END_TEST

/* ---- aliases ------------------------------------------------------------------------ */

START_TEST(cname_links)
{
	static const unsigned caps[] = { 1, 11, 100 };
	unsigned cap = caps[_i], n, i;

	for (n = cap > 1 ? cap - 1 : 1; n <= cap + 1; n++) {
		mailauth_config *cfg = with(MAILAUTH_OPT_CNAME_LINKS, cap);
		mailauth_zone *zone;
		mailauth_task *task;

		start();
		for (i = 0; i < n; i++)
			say("c%u.example. CNAME c%u.example.\n", i, i + 1);
		say("c%u.example. A 192.0.2.1\n", n);
		zone = zone_of(text);
		ck_assert_int_eq(0, mailauth_cname_walk_new(cfg, "c0.example",
		    MAILAUTH_TYPE_A, &task));
		ck_assert_int_eq(MAILAUTH_TASK_DONE,
		    drive(task, drive_zone_answer, zone));
		ck_assert_msg(mailauth_cname_walk_result(task)->end == (n <= cap ?
		    MAILAUTH_CNAME_DATA : MAILAUTH_CNAME_TOO_LONG),
		    "%u links, cap %u: %s", n, cap, mailauth_cname_end_name(
		    mailauth_cname_walk_result(task)->end));
		mailauth_task_free(task);
		mailauth_zone_free(zone);
		mailauth_config_free(cfg);
	}
}
END_TEST

/* ---- lengths --------------------------------------------------------------------------- */

static int
parse_spf(const char *data, size_t len)
{
	mailauth_spf_record *rec;
	int rc = mailauth_spf_parse(NULL, data, len, &rec);

	mailauth_spf_record_free(rec);
	return rc;
}

static int
parse_dmarc(const char *data, size_t len)
{
	mailauth_dmarc_record *rec;
	int rc = mailauth_dmarc_parse(NULL, data, len, &rec);

	mailauth_dmarc_record_free(rec);
	return rc;
}

static int
parse_dkim(const char *data, size_t len)
{
	mailauth_dkim_key *key;
	int rc = mailauth_dkim_key_parse(NULL, data, len, &key);

	mailauth_dkim_key_free(key);
	return rc;
}

static int
parse_from(const char *data, size_t len)
{
	mailauth_from *from;
	int rc = mailauth_from_parse(NULL, data, len, &from);

	mailauth_from_free(from);
	return rc;
}

static int
repair(const char *data, size_t len)
{
	mailauth_spf_writer *w = NULL;
	int rc = mailauth_spf_repair(NULL, data, len, &w);

	mailauth_spf_writer_free(w);
	return rc;
}

static int
spf_sender(const char *data, size_t len)
{
	mailauth_task *task = NULL;
	char *sender = malloc(len + 1);
	int rc;

	ck_assert_ptr_nonnull(sender);
	memcpy(sender, data, len);
	sender[len] = '\0';
	rc = mailauth_spf_check_new(NULL, "192.0.2.1", sender, "h.example", &task);
	mailauth_task_free(task);
	free(sender);
	return rc;
}

static int
spf_helo(const char *data, size_t len)
{
	mailauth_task *task = NULL;
	char *helo = malloc(len + 1);
	int rc;

	ck_assert_ptr_nonnull(helo);
	memcpy(helo, data, len);
	helo[len] = '\0';
	rc = mailauth_spf_check_new(NULL, "192.0.2.1", "u@x.example", helo, &task);
	mailauth_task_free(task);
	free(helo);
	return rc;
}

static const struct {
	const char *name, *begin;
	int (*take)(const char *data, size_t len);
	size_t cap;
} lengths[] = {
	{ "SPF record", "v=spf1 a:", parse_spf, LIMIT_RECORD },
	{ "DMARC record", "v=DMARC1; p=none; x=", parse_dmarc, LIMIT_RECORD },
	{ "DKIM key", "v=DKIM1; n=", parse_dkim, LIMIT_RECORD },
	{ "From field", "a@x.example, b@", parse_from, LIMIT_RECORD },
	{ "SPF record to repair", "v=spf1 ", repair, LIMIT_RECORD },
	{ "reverse-path", "", spf_sender, LIMIT_SPF_INPUT },
	{ "HELO name", "", spf_helo, LIMIT_SPF_INPUT }
};

START_TEST(length)
{
	size_t cap = lengths[_i].cap, n;

	for (n = cap - 1; n <= cap + 1; n++) {
		int rc;

		start();
		say("%s", lengths[_i].begin);
		fill('a', n);
		rc = lengths[_i].take(text, n);
		ck_assert_msg(rc == (n <= cap ? MAILAUTH_OK : MAILAUTH_ERR_LIMIT),
		    "%s of %zu octets: %s", lengths[_i].name, n,
		    mailauth_strerror(rc));
	}
}
END_TEST

/* A message one octet longer cannot be a DNS message. */
START_TEST(message_length)
{
	static uint8_t message[LIMIT_MESSAGE + 1];
	mailauth_answer *answer;
	size_t n, i;

	for (n = LIMIT_MESSAGE - 1; n <= LIMIT_MESSAGE + 1; n++) {
		memset(message, 0, sizeof(message));
		message[2] = 0x81;
		message[3] = 0x80;
		message[5] = 1; /* one question: the root, TXT, IN */
		message[14] = 16;
		message[16] = 1;
		for (i = 17; i < n; i++)
			message[i] = 0xff;
		ck_assert_int_eq(0, mailauth_answer_parse(NULL, ".", 16, message, n,
		    0, &answer));
		ck_assert_int_eq(mailauth_answer_status(answer), n <= LIMIT_MESSAGE ?
		    MAILAUTH_DNS_OK : MAILAUTH_DNS_FAILED);
		mailauth_answer_free(answer);
	}
}
END_TEST

START_TEST(explanation_length)
{
	size_t n;

	for (n = LIMIT_SPF_EXPLANATION - 1; n <= LIMIT_SPF_EXPLANATION + 1; n++) {
		mailauth_zone *zone;
		mailauth_task *task;
		size_t i;

		start();
		say("x.example. TXT \"v=spf1 exp=e.example -all\"\ne.example. TXT ");
		for (i = 0; i < n; i++)
			say("%sa", i == 0 ? "\"" : i % 200 == 0 ? "\" \"" : "");
		say("\"\n");
		zone = zone_of(text);
		ck_assert_int_eq(0, mailauth_spf_check_new(NULL, "192.0.2.1",
		    "u@x.example", "h.example", &task));
		ck_assert_int_eq(MAILAUTH_TASK_DONE,
		    drive(task, drive_zone_answer, zone));
		ck_assert_uint_eq(strlen(mailauth_spf_check_result(task)->explanation),
		    n <= LIMIT_SPF_EXPLANATION ? n : LIMIT_SPF_EXPLANATION);
		mailauth_task_free(task);
		mailauth_zone_free(zone);
	}
}
END_TEST

/* ---- numbers --------------------------------------------------------------------------- */

START_TEST(dmarc_uris)
{
	size_t n, i;

	for (n = LIMIT_DMARC_URIS - 1; n <= LIMIT_DMARC_URIS + 1; n++) {
		mailauth_dmarc_record *rec;

		start();
		say("v=DMARC1; p=none; rua=");
		for (i = 0; i < n; i++)
			say("%smailto:a%zu@x.example", i > 0 ? "," : "", i);
		ck_assert_int_eq(0, mailauth_dmarc_parse(NULL, text, text_length, &rec));
		ck_assert_uint_eq(mailauth_dmarc_record_uri_count(rec,
		    MAILAUTH_DMARC_RUA), n <= LIMIT_DMARC_URIS ? n : LIMIT_DMARC_URIS);
		mailauth_dmarc_record_free(rec);
	}
}
END_TEST

START_TEST(from_mailboxes)
{
	size_t n, i;

	for (n = LIMIT_FROM_MAILBOXES - 1; n <= LIMIT_FROM_MAILBOXES + 1; n++) {
		mailauth_from *from;

		start();
		for (i = 0; i < n; i++)
			say("%sa@x%zu.example", i > 0 ? ", " : "", i);
		ck_assert_int_eq(0, mailauth_from_parse(NULL, text, text_length, &from));
		ck_assert_int_eq(mailauth_from_fault(from, NULL) != NULL,
		    n > LIMIT_FROM_MAILBOXES);
		ck_assert_uint_eq(mailauth_from_mailbox_count(from),
		    n <= LIMIT_FROM_MAILBOXES ? n : LIMIT_FROM_MAILBOXES);
		mailauth_from_free(from);
	}
}
END_TEST

START_TEST(comment_depth)
{
	size_t n, i;

	for (n = LIMIT_COMMENT_DEPTH - 1; n <= LIMIT_COMMENT_DEPTH + 1; n++) {
		mailauth_from *from;

		start();
		for (i = 0; i < n; i++)
			say("(");
		for (i = 0; i < n; i++)
			say(")");
		say(" a@x.example");
		ck_assert_int_eq(0, mailauth_from_parse(NULL, text, text_length, &from));
		ck_assert_int_eq(mailauth_from_fault(from, NULL) != NULL,
		    n > LIMIT_COMMENT_DEPTH);
		mailauth_from_free(from);
	}
}
END_TEST

/* Each unknown mechanism is one problem. */
START_TEST(problems)
{
	size_t n, i;

	for (n = LIMIT_PROBLEMS - 1; n <= LIMIT_PROBLEMS + 1; n++) {
		mailauth_spf_record *rec;

		start();
		say("v=spf1");
		for (i = 0; i < n; i++)
			say(" zzzz%zu", i);
		ck_assert_int_eq(0, mailauth_spf_parse(NULL, text, text_length, &rec));
		ck_assert_uint_eq(mailauth_spf_record_problem_count(rec),
		    n <= LIMIT_PROBLEMS ? n : LIMIT_PROBLEMS);
		ck_assert(!mailauth_spf_record_valid(rec));
		mailauth_spf_record_free(rec);
	}
}
END_TEST

START_TEST(edited_terms)
{
	size_t n, i;

	for (n = LIMIT_SPF_EDIT_TERMS - 1; n <= LIMIT_SPF_EDIT_TERMS + 1; n++) {
		mailauth_spf_record *rec;
		mailauth_spf_writer *w = NULL;

		start();
		say("v=spf1");
		for (i = 0; i < n; i++)
			say(" ip4:10.0.%zu.%zu", i / 256, i % 256);
		ck_assert_int_eq(0, mailauth_spf_parse(NULL, text, text_length, &rec));
		ck_assert_int_eq(0, mailauth_spf_writer_new(NULL, &w));
		ck_assert_int_eq(mailauth_spf_writer_merge_record(w, rec),
		    n <= LIMIT_SPF_EDIT_TERMS ? MAILAUTH_OK : MAILAUTH_ERR_LIMIT);
		mailauth_spf_writer_free(w);
		mailauth_spf_record_free(rec);
		ck_assert_int_eq(repair(text, text_length),
		    n <= LIMIT_SPF_EDIT_TERMS ? MAILAUTH_OK : MAILAUTH_ERR_LIMIT);
	}
}
END_TEST

START_TEST(selectors)
{
	mailauth_task *task;
	char name[16];
	int i;

	ck_assert_int_eq(0, mailauth_validate_new(NULL, "x.example", &task));
	for (i = 0; i < 101; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		ck_assert_int_eq(mailauth_validate_add_selector(task, name),
		    i < 100 ? MAILAUTH_OK : MAILAUTH_ERR_LIMIT);
		snprintf(name, sizeof(name), "m%d.example", i);
		ck_assert_int_eq(mailauth_validate_approve_mx(task, name),
		    i < 100 ? MAILAUTH_OK : MAILAUTH_ERR_LIMIT);
	}
	mailauth_task_free(task);
}
END_TEST

START_TEST(message_description)
{
	mailauth_dmarc_message *msg;
	char name[32];
	int i;

	ck_assert_int_eq(0, mailauth_dmarc_message_new(NULL, &msg));
	for (i = 0; i < 1001; i++) {
		snprintf(name, sizeof(name), "x%d.example", i);
		ck_assert_int_eq(mailauth_dmarc_message_add_author(msg, name),
		    i < 1000 ? MAILAUTH_OK : MAILAUTH_ERR_LIMIT);
	}
	for (i = 0; i < 10001; i++)
		ck_assert_int_eq(mailauth_dmarc_message_add_dkim(msg,
		    MAILAUTH_DKIM_RESULT_PASS, "x.example", NULL),
		    i < 10000 ? MAILAUTH_OK : MAILAUTH_ERR_LIMIT);
	mailauth_dmarc_message_free(msg);
}
END_TEST

/* ---- memory ------------------------------------------------------------------------------ */

static int
parse_within(int64_t cap)
{
	static const char record[] = "v=spf1 a mx include:_spf.example.org "
	    "ip4:192.0.2.0/24 exists:%{ir}.x.example.org ~all";
	mailauth_config *cfg = with(MAILAUTH_OPT_MEMORY, cap);
	mailauth_spf_record *rec;
	int rc = mailauth_spf_parse(cfg, record, sizeof(record) - 1, &rec);

	mailauth_spf_record_free(rec);
	mailauth_config_free(cfg);
	return rc;
}

/* There is one number from which on it suffices: below it, a clean refusal. */
START_TEST(memory_cap)
{
	int64_t low = 1, high = 1 << 20, cap;

	ck_assert_int_eq(0, parse_within(0));
	ck_assert_int_eq(0, parse_within(high));
	ck_assert_int_lt(parse_within(low), 0);
	while (high - low > 1) {
		cap = (low + high) / 2;
		if (parse_within(cap) == 0)
			high = cap;
		else
			low = cap;
	}
	ck_assert_int_eq(MAILAUTH_ERR_LIMIT, parse_within(high - 1));
	ck_assert_int_eq(0, parse_within(high));
	ck_assert_int_eq(0, parse_within(high + 1));
}
END_TEST

/* What one evaluation holds besides its answers, which are shared and come from
 * elsewhere here; nine includes, three deep, and the whole trace. */
START_TEST(memory_of_one_check)
{
	struct test_alloc ta;
	mailauth_config *cfg;
	mailauth_zone *zone;
	mailauth_task *task;
	int i, k;

	start();
	say("x.example. TXT \"v=spf1 include:i0.example include:i1.example "
	    "include:i2.example -all\"\n");
	for (i = 0; i < 3; i++) {
		say("i%d.example. TXT \"v=spf1 include:i%d0.example "
		    "include:i%d1.example ~all\"\n", i, i, i);
		for (k = 0; k < 2; k++)
			say("i%d%d.example. TXT \"v=spf1 ip4:198.51.100.%d "
			    "ip4:203.0.113.%d/25 ip6:2001:db8:%d::/48 ~all\"\n",
			    i, k, 3 * i + k, i, k);
	}
	zone = zone_of(text);
	test_alloc_init(&ta, 0);
	ck_assert_int_eq(0, mailauth_config_new(test_allocator(&ta), &cfg));
	ck_assert_int_eq(0, mailauth_spf_check_new(cfg, "192.0.2.1", "u@x.example",
	    "h.example", &task));
	ck_assert_int_eq(MAILAUTH_TASK_DONE, drive(task, drive_zone_answer, zone));
	ck_assert_int_eq(mailauth_spf_check_result(task)->verdict, MAILAUTH_SPF_FAIL);
	ck_assert_uint_eq(mailauth_spf_check_result(task)->lookups, 9);
	printf("memory of one check: %zu octets at most\n", ta.peak);
	ck_assert_uint_le(ta.peak, 16 * 1024);
	mailauth_task_free(task);
	mailauth_config_free(cfg);
	ck_assert_str_eq(test_alloc_finish(&ta), "");
	mailauth_zone_free(zone);
}
END_TEST

/*
 * Elsewhere: LIMIT_LABEL and LIMIT_NAME_* in check_name, LIMIT_ANSWER_* in
 * check_answer and check_message, LIMIT_ZONE_PROBLEMS in check_zone,
 * LIMIT_SPF_NODES and _DEPTH in check_spf_audit, MAILAUTH_OPT_DMARC_* in
 * check_dmarc_evaluate, MAILAUTH_OPT_DKIM_BITS in check_key_weakness,
 * MAILAUTH_OPT_PREFETCH in check_spf_property, MAILAUTH_OPT_TIMEOUT in
 * check_resolver.
 */
int
main(void)
{
	Suite *suite = suite_create("limits");
	TCase *tc = tcase_create("limits");

	tcase_add_loop_test(tc, spf_lookups, 0, 5);
	tcase_add_loop_test(tc, spf_void_lookups, 0, 3);
	tcase_add_loop_test(tc, spf_mx_names, 0, 3);
	tcase_add_loop_test(tc, spf_ptr_names, 0, 3);
	tcase_add_test(tc, spf_zero);
	tcase_add_loop_test(tc, option_range, 0, sizeof(ranges) / sizeof(ranges[0]));
	tcase_add_loop_test(tc, cname_links, 0, 3);
	tcase_add_loop_test(tc, length, 0, sizeof(lengths) / sizeof(lengths[0]));
	tcase_add_test(tc, message_length);
	tcase_add_test(tc, explanation_length);
	tcase_add_test(tc, dmarc_uris);
	tcase_add_test(tc, from_mailboxes);
	tcase_add_test(tc, comment_depth);
	tcase_add_test(tc, problems);
	tcase_add_test(tc, edited_terms);
	tcase_add_test(tc, selectors);
	tcase_add_test(tc, message_description);
	tcase_add_test(tc, memory_cap);
	tcase_add_test(tc, memory_of_one_check);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
