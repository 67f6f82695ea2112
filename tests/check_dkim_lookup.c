/* SPDX-License-Identifier: BSD-2-Clause */
/* Looking up DKIM keys: every way a selector can end, over a zone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "support/alloc.h"
#include "support/drive.h"
#include "support/keys.h"
#include "support/suite.h"

#define LABEL60 "012345678901234567890123456789012345678901234567890123456789"

static const char zone_text[] =
    "$ORIGIN example.\n"
    /* good: keys of both types, one through three aliases, one through a DNAME */
    "rsa._domainkey.good   IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "weak._domainkey.good  IN TXT \"v=DKIM1; k=rsa; p={rsa-1024}\"\n"
    "ed._domainkey.good    IN TXT \"v=DKIM1; k=ed25519; p={ed25519}\"\n"
    "a.b._domainkey.good   IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "old._domainkey.good   IN TXT \"v=DKIM1; p=\"\n"
    "alias._domainkey.good IN CNAME one.provider\n"
    "one.provider          IN CNAME two.provider\n"
    "two.provider          IN CNAME key.provider\n"
    "key.provider          IN TXT \"v=DKIM1; k=rsa; p={rsa-4096}\"\n"
    "empty._domainkey.good IN CNAME nothing.provider\n"
    "gone._domainkey.good  IN CNAME no-such.provider\n"
    "nothing.provider      IN A 192.0.2.1\n"
    "loop._domainkey.good  IN CNAME loop._domainkey.good\n"
    "into._domainkey.good  IN CNAME rho1.provider\n"
    "rho1.provider         IN CNAME rho2.provider\n"
    "rho2.provider         IN CNAME rho1.provider\n"
    /* too long a name comes of it: YXDOMAIN, RFC 6672 section 2.2 */
    "yx._domainkey.good    IN DNAME " LABEL60 "." LABEL60 "." LABEL60 ".provider\n"
    "spf._domainkey.good   IN TXT \"v=spf1 -all\"\n"
    "two._domainkey.good   IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "two._domainkey.good   IN TXT \"v=DKIM1; k=rsa; p={rsa-1024}\"\n"
    "split._domainkey.good IN TXT \"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArQqaxSoa2za1JY7m\"\n"
    "split._domainkey.good IN TXT \"01abcdefghijklmnopqrstuvwxyzIDAQAB\"\n"
    "long._domainkey.good  IN CNAME l1.provider\n"
    "l1.provider IN CNAME l2.provider\n"
    "l2.provider IN CNAME l3.provider\n"
    "l3.provider IN CNAME l4.provider\n"
    "l4.provider IN CNAME l5.provider\n"
    "l5.provider IN CNAME key.provider\n"
    "_domainkey.dname IN DNAME keys.provider\n"
    "s.keys.provider  IN TXT \"v=DKIM1; k=rsa; p={rsa-4096}\"\n"
    /* wildcards */
    "*._domainkey.revoked  IN TXT \"v=DKIM1; p=\"\n"
    "real._domainkey.revoked IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "*.catchall            IN TXT \"v=spf1 -all\"\n"
    "*.web                 IN CNAME web\n"
    "web                   IN A 192.0.2.2\n"
    "x._domainkey.web      IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    /* trees without what is asked for */
    "other._domainkey.tree IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "_domainkey.policy     IN TXT \"o=~\"\n"
    "bare                  IN A 192.0.2.3\n"
    "_domainkey.short      IN TXT \"o\"\n"
    /* a key cut in two, and what only looks so */
    "q._domainkey.cut      IN TXT \"v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArQqaxSoa2za1JY7m\"\n"
    "q._domainkey.cut      IN TXT \"01abcdefIDAQAB\\\"\"\n"
    "b._domainkey.cut      IN TXT \"v=DKIM1; k=rsa; p=MIIB#\"\n"
    "b._domainkey.cut      IN TXT \"IDAQAB==\"\n"
    "b._domainkey.cut      IN TXT \"IDAQAC==\"\n"
    "n._domainkey.cut      IN TXT \"v=DKIM1; k=rsa; p=MIIB#\"\n"
    "n._domainkey.cut      IN TXT \"v=spf1 -all\"\n"
    "e._domainkey.cut      IN TXT \"v=DKIM1; k=rsa; p=MIIB#\"\n"
    "e._domainkey.cut      IN TXT \"\"\n"
    /* wildcards that have other records, or none */
    "*._domainkey.wild2    IN TXT \"v=spf1 -all\"\n"
    "*._domainkey.wild2    IN TXT \"v=spf1 ~all\"\n"
    "s._domainkey.wild2    IN TXT \"v=spf1 -all\"\n"
    "*._domainkey.wild0    IN A 192.0.2.4\n"
    "s._domainkey.wild0    IN TXT \"v=spf1 -all\"\n"
    "e1._domainkey.alike   IN TXT \"v=DKIM1; k=ed25519; p={ed25519}\"\n"
    "e2._domainkey.alike   IN TXT \"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n"
    /* aliases at the wrong name */
    "*.web2                IN CNAME web\n"
    "x._domainkey.web2     IN TXT \"v=DKIM1; p=\"\n"
    "u.domainkey.web2      IN CNAME nothing.provider\n"
    "domainkey.web3        IN DNAME keys.provider\n"
    "web3                  IN A 192.0.2.5\n"
    /* Ed25519 alone */
    "ed._domainkey.modern  IN TXT \"v=DKIM1; k=ed25519; p={ed25519}\"\n"
    /* mistakes */
    "d._domainkey.wrong.example.wrong IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "u.domainkey.wrong     IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "lgn-dkim1domainkey.wrong IN CNAME lgn-dkim1.wrong.provider\n"
    "dot_domainkey.wrong   IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "bare-s.wrong          IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "y._domainkey.wrong    IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "apex                  IN TXT \"v=spf1 -all\"\n"
    "apex                  IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n"
    "_domainkey.stray      IN TXT \"v=DKIM1; k=rsa; p={rsa-2048}\"\n";

static mailauth_zone *zone;

static void
setup(void)
{
	size_t len;
	char *text = test_key_text(zone_text, &len), *wide = malloc(len * 2), *p;
	size_t n = 0, string = 0;

	/* strings of at most 255 octets: a quote ends one and begins the next */
	for (p = text; *p != '\0'; p++) {
		string = *p == '"' || *p == '\n' ? 0 : string + 1;
		if (string == 250) {
			wide[n++] = '"';
			wide[n++] = '"';
			string = 1;
		}
		wide[n++] = *p;
	}
	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	ck_assert_msg(mailauth_zone_read(zone, "zone", NULL, wide, n) == 0, "%s",
	    mailauth_zone_problem_at(zone, 0) != NULL ?
	    mailauth_zone_problem_at(zone, 0)->message : "?");
	free(wide);
	free(text);
}

static void
teardown(void)
{
	mailauth_zone_free(zone);
}

/* Runs a look-up of selectors parted by blanks. */
static mailauth_task *
look_up(const mailauth_config *cfg, const char *domain, const char *selectors, int flags,
    int *rc)
{
	const char *list[32];
	char copy[1024], *p;
	mailauth_task *task = NULL;
	size_t n = 0;

	snprintf(copy, sizeof(copy), "%s", selectors);
	for (p = strtok(copy, " "); p != NULL; p = strtok(NULL, " "))
		list[n++] = p;
	*rc = mailauth_dkim_lookup_new(cfg, domain, list, n, flags, &task);
	if (*rc == 0)
		*rc = drive(task, drive_zone_answer, zone);
	if (*rc == MAILAUTH_TASK_DONE)
		*rc = 0;
	return task;
}

/* "selector:verdict id id; ... | ids of the domain" */
static const char *
outcome_of(const mailauth_task *task)
{
	static char out[4096];
	const mailauth_dkim_result *result = mailauth_dkim_lookup_result(task);
	const mailauth_dkim_selector *selector;
	const mailauth_problem *problem;
	const char *verdict;
	size_t i, k, n = 0;

	ck_assert_ptr_nonnull(result);
	for (i = 0; i <= result->selector_count; i++) {
		selector = mailauth_dkim_lookup_selector(task, i);
		ck_assert((selector == NULL) == (i == result->selector_count));
		verdict = selector == NULL ? "" :
		    mailauth_dkim_verdict_name(selector->verdict);
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s%s%s",
		    i == 0 ? "" : selector == NULL ? "|" : "; ",
		    selector != NULL ? selector->selector : "",
		    selector != NULL ? ":" : "", verdict != NULL ? verdict : "?");
		for (k = 0; (problem = mailauth_dkim_lookup_problem(task, i, k)) != NULL; k++)
			n += (size_t)snprintf(out + n, sizeof(out) - n, " %s",
			    problem->id);
		ck_assert_uint_eq(k, selector != NULL ? selector->problem_count :
		    result->problem_count);
	}
	return out;
}

static const struct {
	const char *domain, *selectors;
	int flags;
	const char *outcome;
} cases[] = {
	{ "good.example", "rsa", 0, "rsa:ok|" },
	{ "GOOD.Example.", "RSA", 0, "RSA:ok|" },
	{ "good.example", "rsa weak ed a.b", 0, "rsa:ok; weak:weak; ed:ok; a.b:ok|" },
	{ "good.example", "rsa old", 0, "rsa:ok; old:revoked|" },
	{ "good.example", "alias", 0, "alias:ok dkim.cname-ok|" },
	{ "good.example", "long", 0, "long:ok dkim.cname-ok cname.chain-long|" },
	{ "dname.example", "s", 0, "s:ok dkim.cname-ok cname.via-dname|" },
	{ "good.example", "empty gone", 0, "empty:unusable dkim.selector-missing; "
	  "gone:unusable dkim.selector-missing| dkim.none-found dkim.tree-exists" },
	{ "good.example", "loop rsa", 0, "loop:unusable cname.loop; rsa:ok|" },
	{ "good.example", "into", 0, "into:unusable cname.loop| dkim.none-found "
	  "dkim.tree-exists" },
	{ "good.example", LABEL60 ".yx rsa", 0,
	  LABEL60 ".yx:? dns.servfail; rsa:ok|" },
	{ "good.example", "spf rsa", 0, "spf:unusable; rsa:ok|" },
	{ "good.example", "spf", 0,
	  "spf:unusable| dkim.none-found dkim.tree-exists" },
	{ "good.example", "two", 0, "two:unusable dkim.multiple-records|" },
	{ "good.example", "split", 0, "split:unusable dkim.key-split-over-rrs|" },
	{ "good.example", "a..b rsa", 0, "a..b:unusable dns.name-invalid; rsa:ok|" },
	{ "good.example", "a..b", 0, "a..b:unusable dns.name-invalid|" },
	{ "revoked.example", "any real", 0, "any:revoked; real:ok| dkim.wildcard" },
	{ "revoked.example", "any", 0,
	  "any:revoked| dkim.wildcard dkim.none-found dkim.tree-exists" },
	{ "catchall.example", "s1 s2", 0, "s1:unusable; s2:unusable| dkim.wildcard "
	  "dkim.none-found dkim.tree-exists" },
	{ "tree.example", "s1 s2", 0, "s1:unusable dkim.selector-missing; "
	  "s2:unusable dkim.selector-missing| dkim.none-found dkim.tree-exists" },
	{ "policy.example", "s1", 0, "s1:unusable dkim.selector-missing| dkim.adsp "
	  "dkim.none-found dkim.tree-exists" },
	{ "bare.example", "s1", 0,
	  "s1:unusable dkim.selector-missing| dkim.tree-empty" },
	{ "no-such.example", "s1", 0,
	  "s1:unusable dkim.selector-missing| dkim.tree-empty" },
	{ "modern.example", "ed", 0, "ed:ok| dkim.ed25519-only" },
	{ "wrong.example", "d", 0,
	  "d:unusable dkim.selector-missing| dkim.none-found dkim.tree-exists" },
	{ "wrong.example", "d y", 1,
	  "d:unusable dkim.selector-missing dns.owner-doubled; y:ok|" },
	{ "wrong.example", "u lgn-dkim1 dot bare-s y", 1,
	  "u:unusable dkim.selector-missing dns.owner-underscore-lost; "
	  "lgn-dkim1:unusable dkim.selector-missing dns.owner-underscore-lost; "
	  "dot:unusable dkim.selector-missing dns.owner-underscore-lost; "
	  "bare-s:unusable dkim.selector-missing dkim.wrong-owner; y:ok|" },
	{ "apex.example", "s1", 1,
	  "s1:unusable dkim.selector-missing dkim.wrong-owner| dkim.tree-empty" },
	{ "stray.example", "s1", 1, "s1:unusable dkim.selector-missing "
	  "dkim.wrong-owner| dkim.none-found dkim.tree-exists" },
	/* a wildcard alias is no record put wrong */
	{ "web.example", "s1 x", 1, "s1:unusable dkim.selector-missing; x:ok|" },
	{ "web2.example", "u", 1,
	  "u:unusable dkim.selector-missing dns.owner-underscore-lost| "
	  "dkim.none-found dkim.tree-exists" },
	{ "web3.example", "u", 1, "u:unusable dkim.selector-missing| dkim.tree-empty" },
	{ "short.example", "s1", 0, "s1:unusable dkim.selector-missing| "
	  "dkim.none-found dkim.tree-exists" },
	{ "cut.example", "q", 0, "q:unusable dkim.key-split-over-rrs|" },
	{ "cut.example", "b", 0, "b:unusable dkim.key-split-over-rrs|" },
	{ "cut.example", "n", 0, "n:unusable dkim.multiple-records|" },
	{ "cut.example", "e", 0, "e:unusable dkim.multiple-records|" },
	{ "wild2.example", "s", 0,
	  "s:unusable| dkim.wildcard dkim.none-found dkim.tree-exists" },
	{ "wild0.example", "s", 0, "s:unusable| dkim.none-found dkim.tree-exists" },
	{ "alike.example", "e1 e2", 0, "e1:ok; e2:ok| dkim.ed25519-only" },
	{ "good.example", ". rsa", 0, ".:unusable dns.name-invalid; rsa:ok|" },
	/* a final dot: the place without the dot is the right one */
	{ "tree.example", "s1.", 1, "s1.:unusable dkim.selector-missing| "
	  "dkim.none-found dkim.tree-exists" },
	/* no more than 16 are looked for at wrong names */
	{ "wrong.example", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 d u", 1,
	  "1:unusable dkim.selector-missing; 2:unusable dkim.selector-missing; "
	  "3:unusable dkim.selector-missing; 4:unusable dkim.selector-missing; "
	  "5:unusable dkim.selector-missing; 6:unusable dkim.selector-missing; "
	  "7:unusable dkim.selector-missing; 8:unusable dkim.selector-missing; "
	  "9:unusable dkim.selector-missing; 10:unusable dkim.selector-missing; "
	  "11:unusable dkim.selector-missing; 12:unusable dkim.selector-missing; "
	  "13:unusable dkim.selector-missing; 14:unusable dkim.selector-missing; "
	  "15:unusable dkim.selector-missing; "
	  "d:unusable dkim.selector-missing dns.owner-doubled; "
	  "u:unusable dkim.selector-missing| dkim.none-found dkim.tree-exists" },
	{ "good.example", "empty rsa", 1,
	  "empty:unusable dkim.selector-missing; rsa:ok|" },
};

START_TEST(lookups)
{
	int rc;
	mailauth_task *task = look_up(NULL, cases[_i].domain, cases[_i].selectors,
	    cases[_i].flags, &rc);

	ck_assert_int_eq(rc, 0);
	ck_assert_msg(strcmp(outcome_of(task), cases[_i].outcome) == 0, "%s %s: %s",
	    cases[_i].domain, cases[_i].selectors, outcome_of(task));
	mailauth_task_free(task);
}
END_TEST

/* The order in which answers come changes nothing. */
START_TEST(shuffled)
{
	const char *list[] = { "u", "lgn-dkim1", "d", "y", "none" };
	uint32_t seed = 1;
	char first[4096];
	int i;

	for (i = 0; i < 30; i++) {
		mailauth_task *task = NULL;

		seed = (uint32_t)i + 1;
		ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "wrong.example", list, 5,
		    MAILAUTH_DKIM_LOOKUP_MISPLACED, &task), 0);
		ck_assert_ptr_null(mailauth_dkim_lookup_result(task));
		ck_assert_int_eq(drive_shuffled(task, drive_zone_answer, zone, &seed),
		    MAILAUTH_TASK_DONE);
		if (i == 0)
			snprintf(first, sizeof(first), "%s", outcome_of(task));
		ck_assert_str_eq(outcome_of(task), first);
		mailauth_task_free(task);
	}
}
END_TEST

START_TEST(views)
{
	int rc;
	mailauth_task *task = look_up(NULL, "good.example", "alias two old", 0, &rc);
	const mailauth_dkim_result *result = mailauth_dkim_lookup_result(task);
	const mailauth_dkim_selector *selector = mailauth_dkim_lookup_selector(task, 0);

	ck_assert_str_eq(result->domain, "good.example");
	ck_assert_uint_eq(result->selector_count, 3);
	ck_assert_uint_eq(result->found, 3);
	ck_assert_uint_eq(result->usable, 1);
	ck_assert_uint_eq(result->unknown, 0);
	ck_assert_int_eq(result->tree, MAILAUTH_DNS_OK);
	ck_assert_int_eq(result->wildcard, 0);
	ck_assert_str_eq(selector->owner, "alias._domainkey.good.example");
	ck_assert_int_eq(selector->state, MAILAUTH_DKIM_FOUND);
	ck_assert_uint_eq(mailauth_answer_link_count(selector->answer), 3);
	ck_assert_str_eq(mailauth_answer_link(selector->answer, 2)->target,
	    "key.provider.example");
	ck_assert_int_eq(mailauth_dkim_key_bits(mailauth_dkim_lookup_key(task, 0, 0)), 4096);
	ck_assert_ptr_null(mailauth_dkim_lookup_key(task, 0, 1));
	ck_assert_uint_eq(mailauth_dkim_lookup_selector(task, 1)->record_count, 2);
	ck_assert_ptr_nonnull(mailauth_dkim_lookup_key(task, 1, 1));
	ck_assert_ptr_null(mailauth_dkim_lookup_key(task, 1, 2));
	ck_assert_ptr_null(mailauth_dkim_lookup_key(task, 3, 0));
	ck_assert_ptr_null(mailauth_dkim_lookup_problem(task, 4, 0));
	/* the message names where the alias leads */
	ck_assert_ptr_nonnull(strstr(mailauth_dkim_lookup_problem(task, 0, 0)->message,
	    "key.provider.example"));
	ck_assert_uint_eq(mailauth_task_event_count(task), 3);
	ck_assert_str_eq(mailauth_task_event(task, 2)->outcome, "revoked");
	mailauth_task_free(task);
}
END_TEST

/* Every failure of DNS is unknown, and never "missing". */
START_TEST(dns_failures)
{
	/* of the first and last, aliases may be the reason: they are asked for */
	static const struct {
		int status;
		const char *id;
		size_t aliases;
	} failures[] = {
		{ MAILAUTH_DNS_SERVFAIL, "dns.servfail", 2 },
		{ MAILAUTH_DNS_REFUSED, "dns.servfail", 0 },
		{ MAILAUTH_DNS_TIMEOUT, "dns.timeout", 0 },
		{ MAILAUTH_DNS_BOGUS, "dns.bogus", 0 },
		{ MAILAUTH_DNS_FAILED, "dns.servfail", 2 },
	};
	const char *list[] = { "s1", "s2" };
	mailauth_task *task;
	const mailauth_query *query;
	size_t asked = 0, aliases = 0;

	ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "example.org", list, 2, 0, &task), 0);
	while ((query = mailauth_task_next_query(task)) != NULL) {
		ck_assert_int_eq(mailauth_task_answer_status(task, query->id,
		    failures[_i].status), 0);
		asked += query->type == MAILAUTH_TYPE_TXT;
		aliases += query->type == MAILAUTH_TYPE_CNAME;
	}
	ck_assert_uint_eq(asked, 2);
	ck_assert_uint_eq(aliases, failures[_i].aliases);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(mailauth_dkim_lookup_result(task)->unknown, 2);
	ck_assert_int_eq(mailauth_dkim_lookup_result(task)->tree, -1);
	ck_assert_int_eq(mailauth_dkim_lookup_selector(task, 0)->state,
	    MAILAUTH_DKIM_UNKNOWN);
	ck_assert_int_eq(mailauth_dkim_lookup_selector(task, 0)->verdict, -1);
	ck_assert_str_eq(mailauth_dkim_lookup_problem(task, 1, 0)->id, failures[_i].id);
	ck_assert_uint_eq(mailauth_dkim_lookup_result(task)->problem_count, 0);
	mailauth_task_free(task);
}
END_TEST

/* A resolver does not tell a circle from a broken server; the links do. */
START_TEST(circles_unseen)
{
	static const struct {
		const char *selector;
		size_t limit;
		const char *outcome, *message;
	} circles[] = {
		{ "loop", 11, "loop:unusable cname.loop|", "in a circle" },
		{ "into", 11, "into:unusable cname.loop|", "rho2.provider.example" },
		{ "long", 5, "long:unusable cname.chain-long|", "more than 5 links" },
		{ "long", 6, "long:? dns.servfail|", "no usable answer" },
		{ "rsa", 11, "rsa:? dns.servfail|", "no usable answer" },
	};
	mailauth_config *cfg = NULL;
	mailauth_task *task;
	const mailauth_query *query;
	mailauth_answer *answer;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_CNAME_LINKS,
	    (int64_t)circles[_i].limit), 0);
	ck_assert_int_eq(mailauth_dkim_lookup_new(cfg, "good.example",
	    &circles[_i].selector, 1, 0, &task), 0);
	while ((query = mailauth_task_next_query(task)) != NULL) {
		if (query->type == MAILAUTH_TYPE_TXT &&
		    strcmp(query->name, "_domainkey.good.example") != 0) {
			ck_assert_int_eq(mailauth_task_answer_status(task, query->id,
			    MAILAUTH_DNS_SERVFAIL), 0);
			continue;
		}
		ck_assert_int_eq(mailauth_zone_answer(zone, query->name, query->type,
		    &answer), 0);
		ck_assert_int_eq(mailauth_task_answer(task, query->id, answer), 0);
		mailauth_answer_free(answer);
	}
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_msg(strncmp(outcome_of(task), circles[_i].outcome,
	    strlen(circles[_i].outcome)) == 0, "%s", outcome_of(task));
	ck_assert_ptr_nonnull(strstr(mailauth_dkim_lookup_problem(task, 0, 0)->message,
	    circles[_i].message));
	mailauth_task_free(task);
	mailauth_config_free(cfg);
}
END_TEST

START_TEST(expired)
{
	const char *list[] = { "s1", "s2" };
	mailauth_task *task;

	ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "example.org", list, 2,
	    MAILAUTH_DKIM_LOOKUP_MISPLACED, &task), 0);
	ck_assert_ptr_nonnull(mailauth_task_next_query(task));
	mailauth_task_expire(task);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(mailauth_dkim_lookup_result(task)->unknown, 2);
	mailauth_task_free(task);
}
END_TEST

START_TEST(arguments)
{
	const char *list[] = { "s1" };
	char label[70], domain[260];
	mailauth_task *task;
	int rc, i;

	ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "a..b", list, 1, 0, &task),
	    MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(task);
	ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "example.org", list, 0, 0, &task),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "example.org", list, 1, 2, &task),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "example.org", list, 10001, 0,
	    &task), MAILAUTH_ERR_LIMIT);
	ck_assert_ptr_null(mailauth_dkim_lookup_result(NULL));

	/* a domain so long that no selector fits before it */
	memset(label, 'a', 62);
	label[62] = '\0';
	domain[0] = '\0';
	for (i = 0; i < 4; i++)
		snprintf(domain + strlen(domain), sizeof(domain) - strlen(domain), "%s%s",
		    i > 0 ? "." : "", label);
	task = look_up(NULL, domain, "s1 s2", MAILAUTH_DKIM_LOOKUP_MISPLACED, &rc);
	ck_assert_int_eq(rc, 0);
	ck_assert_str_eq(outcome_of(task), "s1:unusable dns.name-invalid; "
	    "s2:unusable dns.name-invalid|");
	ck_assert_ptr_null(mailauth_dkim_lookup_selector(task, 0)->owner);
	mailauth_task_free(task);
	/* so long that "_domainkey" fits, and nothing before that */
	ck_assert_uint_gt(strlen(domain), 242);
	task = look_up(NULL, domain + strlen(domain) - 242, "s1 s2",
	    MAILAUTH_DKIM_LOOKUP_MISPLACED, &rc);
	ck_assert_int_eq(rc, 0);
	ck_assert_str_eq(outcome_of(task), "s1:unusable dns.name-invalid; "
	    "s2:unusable dns.name-invalid|");
	ck_assert_uint_eq(mailauth_task_question_count(task), 0);
	mailauth_task_free(task);
	/* so long that it cannot stand twice: that place is left out */
	task = look_up(NULL, domain + strlen(domain) - 125, "s1",
	    MAILAUTH_DKIM_LOOKUP_MISPLACED, &rc);
	ck_assert_int_eq(rc, 0);
	ck_assert_str_eq(outcome_of(task),
	    "s1:unusable dkim.selector-missing| dkim.tree-empty");
	mailauth_task_free(task);
}
END_TEST

/* No answer about _domainkey: whether there are keys is not known. */
START_TEST(tree_unknown)
{
	const char *list[] = { "s1" };
	const mailauth_query *query;
	mailauth_task *task;

	ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "example.org", list, 1, 0,
	    &task), 0);
	ck_assert_ptr_null(mailauth_dkim_lookup_problem(task, 0, 0));
	ck_assert_ptr_null(mailauth_dkim_lookup_selector(task, 0));
	query = mailauth_task_next_query(task);
	ck_assert_int_eq(mailauth_task_answer_status(task, query->id,
	    MAILAUTH_DNS_OK), 0);
	query = mailauth_task_next_query(task);
	ck_assert_str_eq(query->name, "_domainkey.example.org");
	ck_assert_int_eq(mailauth_task_answer_status(task, query->id,
	    MAILAUTH_DNS_SERVFAIL), 0);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_str_eq(outcome_of(task),
	    "s1:unusable dkim.selector-missing| dkim.none-found");
	ck_assert_int_eq(mailauth_dkim_lookup_result(task)->tree,
	    MAILAUTH_DNS_SERVFAIL);
	mailauth_task_free(task);
}
END_TEST

START_TEST(common_selectors)
{
	size_t count = mailauth_dkim_common_count(), i, k;
	const char **list = calloc(count, sizeof(*list));
	mailauth_task *task;

	ck_assert_uint_gt(count, 100);
	for (i = 0; i < count; i++) {
		list[i] = mailauth_dkim_common(i);
		for (k = 0; k < i; k++)
			ck_assert_str_ne(list[i], list[k]);
	}
	ck_assert_ptr_null(mailauth_dkim_common(count));
	ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "tree.example", list, count, 0,
	    &task), 0);
	ck_assert_int_eq(drive(task, drive_zone_answer, zone), MAILAUTH_TASK_DONE);
	ck_assert_uint_eq(mailauth_dkim_lookup_result(task)->found, 0);
	ck_assert_ptr_nonnull(strstr(mailauth_dkim_lookup_problem(task, count, 0)->message,
	    "none of the 1"));
	for (i = 0; i < count; i++)
		ck_assert_int_eq(mailauth_dkim_lookup_selector(task, i)->state,
		    MAILAUTH_DKIM_MISSING);
	mailauth_task_free(task);
	free(list);
}
END_TEST

/* Ten thousand selectors: each question once, in time that grows with them. */
START_TEST(many_selectors)
{
	const char **list = calloc(10000, sizeof(*list));
	char *names = malloc(10000 * 8);
	const mailauth_query *query;
	mailauth_task *task;
	size_t i, asked = 0;

	for (i = 0; i < 10000; i++) {
		snprintf(names + i * 8, 8, "s%zu", i);
		list[i] = names + i * 8;
	}
	ck_assert_int_eq(mailauth_dkim_lookup_new(NULL, "example.org", list, 10000, 0,
	    &task), 0);
	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING)
		while ((query = mailauth_task_next_query(task)) != NULL) {
			asked++;
			mailauth_task_answer_status(task, query->id,
			    MAILAUTH_DNS_NXDOMAIN);
		}
	ck_assert_uint_eq(asked, 10001); /* and _domainkey */
	ck_assert_int_eq(mailauth_dkim_lookup_result(task)->tree, MAILAUTH_DNS_NXDOMAIN);
	mailauth_task_free(task);
	free(names);
	free(list);
}
END_TEST

static int
look_up_once(const mailauth_config *cfg, void *arg)
{
	int rc;

	(void)arg;
	mailauth_task_free(look_up(cfg, "wrong.example", "u d none y a..b", 1, &rc));
	if (rc != 0)
		return rc;
	mailauth_task_free(look_up(cfg, "good.example", "alias two old split", 0, &rc));
	return rc;
}

START_TEST(allocations)
{
	ck_assert_uint_ge(alloc_each_failing(look_up_once, NULL), 5);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dkim_lookup");
	TCase *tcase = tcase_create("look-ups");

	tcase_set_timeout(tcase, 30);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, lookups, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tcase, dns_failures, 0, 5);
	tcase_add_loop_test(tcase, circles_unseen, 0, 5);
	tcase_add_test(tcase, shuffled);
	tcase_add_test(tcase, views);
	tcase_add_test(tcase, expired);
	tcase_add_test(tcase, arguments);
	tcase_add_test(tcase, tree_unknown);
	tcase_add_test(tcase, common_selectors);
	tcase_add_test(tcase, many_selectors);
	tcase_add_test(tcase, allocations);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
