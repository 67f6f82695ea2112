/* SPDX-License-Identifier: BSD-2-Clause */
/* Remarks on SPF records: their weight and words, that good records have none,
 * and that "superfluous" means it.  Which octets a remark names is told in
 * tests/data/spf-record. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "record/spf_record.h"
#include "record/spf_redundant.h"
#include "support/suite.h"

static mailauth_spf_record *
parse(const char *text, size_t len)
{
	mailauth_spf_record *rec;

	ck_assert_int_eq(mailauth_spf_parse(NULL, text, len, &rec), 0);
	ck_assert_int_eq(mailauth_spf_record_lint(rec), 0);
	return rec;
}

static const mailauth_problem *
find(const mailauth_spf_record *rec, int code)
{
	size_t i;

	for (i = 0; i < mailauth_spf_record_problem_count(rec); i++) {
		if (mailauth_spf_record_problem(rec, i)->code == code)
			return mailauth_spf_record_problem(rec, i);
	}
	return NULL;
}

/* ---- weight and words --------------------------------------------------------- */

#define INFO MAILAUTH_SEVERITY_INFO
#define WARNING MAILAUTH_SEVERITY_WARNING
#define ERROR MAILAUTH_SEVERITY_ERROR

static const struct {
	const char *record;
	int code, severity;
	const char *word; /* part of the sentence, or NULL */
} remarks[] = {
	{ "v=spf1 a", MAILAUTH_RULE_SPF_ALL_MISSING, WARNING, NULL },
	{ "v=spf1 a +all", MAILAUTH_RULE_SPF_ALL_PASS, ERROR, "\"+all\"" },
	{ "v=spf1 a all", MAILAUTH_RULE_SPF_ALL_PASS, ERROR, "without a qualifier" },
	{ "v=spf1 a ?all", MAILAUTH_RULE_SPF_ALL_NEUTRAL, WARNING, NULL },
	{ "v=spf1 a ~all", MAILAUTH_RULE_SPF_ALL_SOFTFAIL, INFO, NULL },
	{ "v=spf1 a -all", MAILAUTH_RULE_SPF_ALL_FAIL_RISK, INFO, NULL },
	{ "v=spf1 -all a", MAILAUTH_RULE_SPF_AFTER_ALL, WARNING, NULL },
	{ "v=spf1 -all redirect=x.test", MAILAUTH_RULE_SPF_REDIRECT_WITH_ALL,
	  WARNING, NULL },
	{ "v=spf1 redirect=x.test a", MAILAUTH_RULE_SPF_REDIRECT_ORDER, INFO, NULL },
	{ "V=spf1 -all", MAILAUTH_RULE_SPF_VERSION_CASE, INFO, NULL },
	{ " v=spf1 -all", MAILAUTH_RULE_SPF_LEADING_SPACE, ERROR, NULL },
	{ "v=spf1; -all", MAILAUTH_RULE_SPF_VERSION_NEAR_MISS, ERROR, "punctuation" },
	{ "spf2.0/mfrom -all", MAILAUTH_RULE_SPF_SENDER_ID, INFO, NULL },
	{ "v=spf1 ptr -all", MAILAUTH_RULE_SPF_PTR, WARNING, NULL },
	{ "v=spf1 exists:%{p}.x -all", MAILAUTH_RULE_SPF_P_MACRO, WARNING, NULL },
	{ "v=spf1 exists:x.test -all", MAILAUTH_RULE_SPF_EXISTS_STATIC, INFO, NULL },
	{ "v=spf1 include:%{d}.x -all", MAILAUTH_RULE_SPF_MACRO_IN_INCLUDE, INFO,
	  "made of the name that the record stands at" },
	{ "v=spf1 redirect=%{d}.x", MAILAUTH_RULE_SPF_MACRO_IN_INCLUDE, INFO,
	  "made of the name that the record stands at" },
	{ "v=spf1 include:%{d}.%{v}.x -all", MAILAUTH_RULE_SPF_MACRO_IN_INCLUDE,
	  INFO, "depends on the message" },
	{ "v=spf1 redirect=%{l}.x", MAILAUTH_RULE_SPF_MACRO_IN_INCLUDE, INFO,
	  "depends on the message" },
	{ "v=spf1 include:x.test include:x.test -all",
	  MAILAUTH_RULE_SPF_INCLUDE_DUPLICATE, WARNING, NULL },
	{ "v=spf1 mx mx -all", MAILAUTH_RULE_SPF_REDUNDANT_TERM, INFO, "\"mx\"" },
	{ "v=spf1 a:a-name-of-more-than-forty-octets.provider.test "
	  "a:a-name-of-more-than-forty-octets.provider.test -all",
	  MAILAUTH_RULE_SPF_REDUNDANT_TERM, INFO,
	  "covered by \"a:a-name-of-more-than-forty-octets.provi...\"" },
	{ "v=spf1 ip4:198.61.0.0/24 ip4:198.61.0.9 -all",
	  MAILAUTH_RULE_SPF_REDUNDANT_TERM, INFO, "ip4:198.61.0.0/24" },
	{ "v=spf1 ip4:198.61.0.9/24 -all", MAILAUTH_RULE_SPF_CIDR_HOST_BITS, INFO,
	  "write 198.61.0.0/24" },
	{ "v=spf1 ip6:2600::1/32 -all", MAILAUTH_RULE_SPF_CIDR_HOST_BITS, INFO,
	  "write 2600::/32" },
	{ "v=spf1 ip4:10.0.0.1 -all", MAILAUTH_RULE_SPF_IP_SPECIAL, WARNING,
	  "private use" },
	{ "v=spf1 ip4:127.0.0.1 -all", MAILAUTH_RULE_SPF_IP_SPECIAL, WARNING,
	  "loopback" },
	{ "v=spf1 ip6:fe80::/10 -all", MAILAUTH_RULE_SPF_IP_SPECIAL, WARNING,
	  "link local" },
	{ "v=spf1 ip4:198.0.0.0/15 -all", MAILAUTH_RULE_SPF_CIDR_TOO_WIDE, WARNING,
	  NULL },
	{ "v=spf1 ip6:2600::/31 -all", MAILAUTH_RULE_SPF_CIDR_TOO_WIDE, WARNING,
	  NULL },
	{ "v=spf1 mx/15 -all", MAILAUTH_RULE_SPF_CIDR_TOO_WIDE, WARNING, NULL },
	{ "v=spf1 a//31 -all", MAILAUTH_RULE_SPF_CIDR_TOO_WIDE, WARNING, NULL },
	{ "v=spf1 include=x.test -all", MAILAUTH_RULE_SPF_EQUALS_FOR_COLON, ERROR,
	  "\":\"" },
	{ "v=spf1 redirect:x.test", MAILAUTH_RULE_SPF_EQUALS_FOR_COLON, ERROR,
	  "\"=\"" },
	{ "v=spf1 foo=x -all", MAILAUTH_RULE_SPF_UNKNOWN_MODIFIER, INFO, NULL },
	{ "v=spf1 redirec=x.test -all", MAILAUTH_RULE_SPF_UNKNOWN_MODIFIER, INFO,
	  "looks like redirect" },
	{ "v=spf1 a v=spf1 -all", MAILAUTH_RULE_SPF_UNKNOWN_MODIFIER, WARNING,
	  "two records" },
	{ "v=spf1 include:example.com -all", MAILAUTH_RULE_DNS_TXT_PLACEHOLDER, INFO,
	  NULL },
	{ "v=spf1 include:yourdomain.com -all", MAILAUTH_RULE_DNS_TXT_PLACEHOLDER,
	  ERROR, NULL },
	{ "v=spf1 include:me@x.test -all", MAILAUTH_RULE_SPF_DOMAIN_INVALID, ERROR,
	  "mail address" },
	{ "v=spf1 ipv4:192.0.2.1 -all", MAILAUTH_RULE_SPF_MECHANISM_TYPO, ERROR,
	  "write ip4" },
	{ "v=spf1 ipv6:2600::1 -all", MAILAUTH_RULE_SPF_MECHANISM_TYPO, ERROR,
	  "write ip6" },
	{ "v=spf1 icnlude:x.test -all", MAILAUTH_RULE_SPF_MECHANISM_TYPO, ERROR,
	  "write include" },
	{ "v=spf1 exits:%{i}.x -all", MAILAUTH_RULE_SPF_MECHANISM_TYPO, ERROR,
	  "write exists" },
	{ "v=spf1 redirect=a.test redirect=a.test",
	  MAILAUTH_RULE_SPF_MODIFIER_DUPLICATE, ERROR, "redirect" },
	{ "token=12345", MAILAUTH_RULE_SPF_MISSING, WARNING, NULL },
};

START_TEST(remark)
{
	mailauth_spf_record *rec = parse(remarks[_i].record,
	    strlen(remarks[_i].record));
	const mailauth_problem *p = find(rec, remarks[_i].code);
	const mailauth_rule *rule = mailauth_rule_by_code(remarks[_i].code);

	ck_assert_msg(p != NULL, "%s: no %s", remarks[_i].record, rule->id);
	ck_assert_msg(p->severity == remarks[_i].severity, "%s: %s",
	    remarks[_i].record, mailauth_severity_name(p->severity));
	ck_assert_str_eq(p->id, rule->id);
	if (remarks[_i].word != NULL)
		ck_assert_msg(strstr(p->message, remarks[_i].word) != NULL,
		    "%s: %s", remarks[_i].record, p->message);
	if (p->reference != NULL)
		ck_assert_int_eq(strncmp(p->reference, "RFC ", 4), 0);
	mailauth_spf_record_free(rec);
}
END_TEST

/* ---- records in good order ------------------------------------------------------ */

static const char *const good[] = {
	"v=spf1 -all",
	"v=spf1 redirect=_spf.provider.test",
	"v=spf1 include:_spf.provider.test -all",
	"v=spf1 a mx include:_spf.provider.test ~all",
	"v=spf1 a:mail.provider.test mx:provider.test/24 -all",
	"v=spf1 ip4:198.61.0.0/16 ip4:198.62.0.7 ip6:2600:1::/32 ip6:2600:2::1 -all",
	"v=spf1 a a:x.provider.test mx mx/24 a//64 -all",
	"v=spf1 include:a.provider.test include:b.provider.test -all",
	"v=spf1 -include:block.provider.test ?ip4:198.61.0.7 ip4:198.61.0.0/24 -all",
	"v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all",
	"v=spf1 mx -all exp=why.%{d}",
	"v=spf1 mx exp=why.provider.test -all",
	"v=spf1 mx -all ra=postmaster rp=100 rr=e:f",
	"v=spf1 mx redirect=_spf.provider.test exp=why.provider.test",
	"v=spf1 a:_under_score.provider.test a:xn--mller-kva.test a:1.2.3.4.test -all",
	"v=spf1 a:example-shop.test include:mydomain-hosting.test -all",
	"v=spf1   mx   -all  ",
};

START_TEST(clean)
{
	mailauth_spf_record *rec = parse(good[_i], strlen(good[_i]));
	size_t i;

	ck_assert_int_eq(mailauth_spf_record_valid(rec), 1);
	for (i = 0; i < mailauth_spf_record_problem_count(rec); i++) {
		const mailauth_problem *p = mailauth_spf_record_problem(rec, i);

		ck_assert_msg(p->code == MAILAUTH_RULE_SPF_ALL_SOFTFAIL ||
		    p->code == MAILAUTH_RULE_SPF_ALL_FAIL_RISK, "%s: %s: %s",
		    good[_i], p->id, p->message);
	}
	/* what sends nothing risks nothing */
	if (strcmp(good[_i], "v=spf1 -all") == 0)
		ck_assert_uint_eq(mailauth_spf_record_problem_count(rec), 0);
	mailauth_spf_record_free(rec);
}
END_TEST

/* Of the records found in the wild that are valid, few are told to be wrong:
 * each of these was looked at, and is. */
START_TEST(few_errors_in_the_wild)
{
	size_t errors = 0, len;
	char *text = test_shared("data/real/spf.txt", &len);
	const char *p, *end;

	if (text == NULL)
		return;
	for (p = text; *p != '\0'; p = end + (*end == '\n')) {
		mailauth_spf_record *rec;
		size_t i;

		end = strchr(p, '\n');
		end = end != NULL ? end : p + strlen(p);
		rec = parse(p, (size_t)(end - p));
		for (i = 0; mailauth_spf_record_valid(rec) &&
		    i < mailauth_spf_record_problem_count(rec); i++)
			errors += mailauth_spf_record_problem(rec, i)->severity ==
			    MAILAUTH_SEVERITY_ERROR;
		mailauth_spf_record_free(rec);
	}
	free(text);
	ck_assert_uint_eq(errors, 12);
}
END_TEST

/* ---- length --------------------------------------------------------------------- */

START_TEST(length)
{
	static const struct {
		size_t len;
		int told;
		const char *word;
	} rows[] = {
		{ 449, 0, NULL }, { 450, 0, NULL }, { 451, 1, "450" },
		{ 512, 1, "450" }, { 513, 1, "512" },
	};
	char text[600];
	size_t i;

	for (i = 0; i < COUNT_OF(rows); i++) {
		mailauth_spf_record *rec;
		const mailauth_problem *p;

		memset(text, ' ', sizeof(text));
		memcpy(text, "v=spf1", 6);
		memcpy(text + rows[i].len - 4, "-all", 4);
		rec = parse(text, rows[i].len);
		p = find(rec, MAILAUTH_RULE_SPF_RECORD_LONG);
		ck_assert_int_eq(p != NULL, rows[i].told);
		if (p != NULL) {
			ck_assert_ptr_nonnull(strstr(p->message, rows[i].word));
			ck_assert_uint_eq(p->offset, 450);
			ck_assert_uint_eq(p->offset + p->length, rows[i].len);
		}
		mailauth_spf_record_free(rec);
	}
}
END_TEST

/* ---- superfluous terms ------------------------------------------------------------ */

static bool
is_network(const struct spf_term *t)
{
	return t->kind == MAILAUTH_SPF_IP4 || t->kind == MAILAUTH_SPF_IP6;
}

static bool
holds(const struct spf_term *outer, const struct spf_term *inner)
{
	unsigned out, in;

	if (!is_network(outer) || outer->kind != inner->kind)
		return false;
	out = mailauth__spf_term_bits(outer, outer->ip.family);
	in = mailauth__spf_term_bits(inner, inner->ip.family);
	return out <= in && mailauth__ip_match(&inner->ip, &outer->ip, out);
}

/* The definition, each with each: what the sorted sweep must agree with. */
static bool
is_redundant(const struct mailauth_spf_record *rec, size_t i)
{
	const struct spf_term *t = rec->terms;
	size_t j, k;

	if (!is_network(&t[i]))
		return false;
	for (j = 0; j < i; j++) {
		if (holds(&t[j], &t[i]))
			return true;
	}
	for (j = i + 1; j < rec->term_count; j++) {
		/* of two equal ones, the second is superfluous */
		if (!holds(&t[j], &t[i]) || holds(&t[i], &t[j]))
			continue;
		for (k = i; k <= j && is_network(&t[k]) &&
		    t[k].qualifier == t[i].qualifier; k++)
			continue;
		if (k > j)
			return true;
	}
	return false;
}

START_TEST(redundant_means_it)
{
	static const char *const qualifiers[] = { "", "", "", "", "?", "-" };
	uint32_t seed = 99;
	size_t found = 0;
	int round;

	for (round = 0; round < 1500; round++) {
		struct arena *arena = mailauth__arena_new(NULL, 0);
		struct mailauth_spf_record *rec;
		char text[4096] = "v=spf1";
		size_t n, i, count = 1 + (unsigned)round % 60;
		int *by;

		for (n = 0; n < count; n++) {
			size_t len = strlen(text);

			seed = seed * 1664525 + 1013904223;
			if ((seed >> 5) % 17 == 0)
				snprintf(text + len, sizeof(text) - len, " mx:%u.x",
				    (unsigned)n);
			else if ((seed >> 5) % 3 == 0)
				snprintf(text + len, sizeof(text) - len,
				    " %sip6:2600::%x:%x/%u",
				    qualifiers[(seed >> 8) % 6], (seed >> 28) % 4,
				    (seed >> 12) % 256, 107 + (seed >> 20) % 22);
			else
				snprintf(text + len, sizeof(text) - len,
				    " %sip4:198.61.%u.%u/%u",
				    qualifiers[(seed >> 8) % 6], (seed >> 28) % 2,
				    (seed >> 12) % 256, 22 + (seed >> 20) % 11);
		}
		ck_assert_int_eq(mailauth__spf_record_parse(arena, text,
		    strlen(text), 0, &rec), 0);
		ck_assert(rec->valid);
		by = mailauth__spf_redundant(arena, rec->terms, rec->term_count);
		ck_assert_ptr_nonnull(by);
		for (i = 0; i < rec->term_count; i++) {
			ck_assert_msg((by[i] >= 0) == is_redundant(rec, i),
			    "%s: term %zu", text, i);
			ck_assert(by[i] < 0 || holds(&rec->terms[by[i]],
			    &rec->terms[i]));
			found += by[i] >= 0;
		}
		mailauth__arena_free(arena);
	}
	ck_assert_uint_gt(found, 1000);
}
END_TEST

/* Only who asks for remarks gets them, and gets them once. */
START_TEST(once)
{
	mailauth_spf_record *rec;

	ck_assert_int_eq(mailauth_spf_parse(NULL, "v=spf1 mx +all", 14, &rec), 0);
	ck_assert_uint_eq(mailauth_spf_record_problem_count(rec), 0);
	ck_assert_int_eq(mailauth_spf_record_lint(rec), 0);
	ck_assert_uint_eq(mailauth_spf_record_problem_count(rec), 1);
	ck_assert_int_eq(mailauth_spf_record_lint(rec), 0);
	ck_assert_uint_eq(mailauth_spf_record_problem_count(rec), 1);
	ck_assert_int_eq(mailauth_spf_record_valid(rec), 1);
	mailauth_spf_record_free(rec);
	ck_assert_int_eq(mailauth_spf_record_lint(NULL), MAILAUTH_ERR_INVALID);
}
END_TEST

/* Many equal names, in either order of their sorting. */
START_TEST(equal_names)
{
	char text[8192] = "v=spf1";
	mailauth_spf_record *rec;
	size_t i, told = 0;

	for (i = 0; i < 60; i++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof(text) - len, " a:same-beginning-%zu.x%s",
		    i * 7 % 20, i % 2 == 0 ? "/24" : "");
	}
	strcat(text, " -all");
	rec = parse(text, strlen(text));
	for (i = 0; i < mailauth_spf_record_problem_count(rec); i++)
		told += mailauth_spf_record_problem(rec, i)->code ==
		    MAILAUTH_RULE_SPF_REDUNDANT_TERM;
	/* 20 different ones, each always with or always without its length */
	ck_assert_uint_eq(told, 40);
	mailauth_spf_record_free(rec);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_lint");
	TCase *tc = tcase_create("lint");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, remark, 0, (int)COUNT_OF(remarks));
	tcase_add_loop_test(tc, clean, 0, (int)COUNT_OF(good));
	tcase_add_test(tc, few_errors_in_the_wild);
	tcase_add_test(tc, length);
	tcase_add_test(tc, redundant_means_it);
	tcase_add_test(tc, equal_names);
	tcase_add_test(tc, once);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
