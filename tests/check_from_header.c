/* SPDX-License-Identifier: BSD-2-Clause */
/* The reader of From fields: RFC 5322 sections 3.4 and 4.4. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mailauth/dmarc.h>

#include "support/alloc.h"
#include "support/suite.h"

/* `want`: local|domain of each mailbox, "*" behind obsolete ones, "#" behind
 * literals, "(group)" before members; then "!" and the offset of the fault. */
struct row {
	const char *name;
	const char *text;
	const char *want;
};

static const struct row rows[] = {
	{ "addr-spec", "user@example.org", "user|example.org" },
	{ "blanks and case", " User@Example.ORG\t", "User|Example.ORG" },
	{ "name-addr", "A User <user@example.org>", "user|example.org" },
	{ "no display name", "<user@example.org>", "user|example.org" },
	{ "no blank before the bracket", "A<user@example.org>", "user|example.org" },
	{ "quoted name", "\"A, \\\"B\\\" <x@y>\" <user@example.org>", "user|example.org" },
	{ "quoted name and words", "Dr. \"A\" B. <user@example.org>", "user|example.org" },
	{ "encoded word", "=?utf-8?Q?a=40b=2C?= <user@example.org>", "user|example.org" },
	{ "UTF-8 name", "J\xc3\xbcrgen <user@example.org>", "user|example.org" },
	{ "UTF-8 address", "j\xc3\xbcrgen@b\xc3\xbc" "cher.example",
	    "j\xc3\xbcrgen|b\xc3\xbc" "cher.example" },
	{ "folded", "A\r\n User\r\n <user@example.org>\r\n", "user|example.org" },
	{ "folded by a bare line feed", "A\n\tUser <user@example.org>\n",
	    "user|example.org" },
	{ "several", "a@b.org, C <c@d.org>,e@f.org", "a|b.org c|d.org e|f.org" },
	{ "quoted local part", "\"a b\\\\c\"@example.org", "a b\\c|example.org" },
	{ "quoted local part with an address", "\"x@evil.example\"@example.org",
	    "x@evil.example|example.org" },
	{ "comment", "user@example.org (A User)", "user|example.org" },
	{ "comments everywhere",
	    "(a)A(b)B(c)<(d)user(e)@(f)example.org(g)>(h)", "user|example.org" },
	{ "comment with an address", "(x@evil.example)user@example.org",
	    "user|example.org" },
	{ "nested comment", "(a(b(c)d)e)user@example.org", "user|example.org" },
	{ "quoted parenthesis in a comment", "(a\\)b)user@example.org",
	    "user|example.org" },
	{ "literal", "user@[192.0.2.1]", "user|[192.0.2.1]#" },
	{ "folded literal", "user@[ IPv6:2001:db8::1 ]", "user|[IPv6:2001:db8::1]#" },
	{ "group", "Friends: a@b.org, C <c@d.org>;", "(Friends)a|b.org (Friends)c|d.org" },
	{ "group and mailbox", "\"F r\": a@b.org;, e@f.org", "(F r)a|b.org e|f.org" },
	{ "group of words", "Good\t\"old\"(x)Friends: a@b.org;",
	    "(Good old Friends)a|b.org" },
	{ "group with comment", "F: a@b.org (x); (y)", "(F)a|b.org" },
	/* section 4.4 */
	{ "null members", ", a@b.org,, ,c@d.org,", "a|b.org c|d.org" },
	{ "route", "<@x.org,@y.org:a@b.org>", "a|b.org*" },
	{ "route with gaps", "<,@x.org,,@[1.2.3.4] : a@b.org>", "a|b.org*" },
	{ "route with gaps at its end", "<@x.org,,(c), :a@b.org>", "a|b.org*" },
	{ "blanks around dots", "a . b @ c . org", "a.b|c.org*" },
	{ "comment around a dot", "a@c.(x)org", "a|c.org*" },
	{ "mixed words", "\"a\".b@c.org", "a.b|c.org*" },
	{ "null members of a group", "F:,,a@b.org,;", "(F)a|b.org" },
	{ "empty group, RFC 6854", "F:;", "" },
	{ "empty groups and a mailbox", "F:;, G: , (x) ;, a@b.org", "a|b.org" },
	/* section 4.1: obs-NO-WS-CTL and obs-qp are to be accepted */
	{ "delete in a quoted string", "\"a\x7f\"@b.org", "a\x7f|b.org*" },
	{ "control character in a quoted string", "\"a\x01\"@b.org", "a\x01|b.org*" },
	{ "quoted control character", "\"a\\\x01\"@b.org", "a\x01|b.org*" },
	{ "control character in a display name", "\"A\x02\" <a@b.org>", "a|b.org" },
	{ "control character in a comment", "a@b.org (x\x1f)", "a|b.org" },
	{ "delete in a comment", "a@b.org (x\x7f)", "a|b.org" },
	{ "backslash in a literal", "a@[1\\2]", "a|[12]#*" },
	{ "quoted bracket in a literal", "a@[ 1\\]2\\[ ]", "a|[1]2[]#*" },
	{ "control character in a literal", "a@[1\x01]", "a|[1\x01]#*" },
	{ "delete in a literal", "a@[1\x7f]", "a|[1\x7f]#*" },
	/* faults */
	{ "empty", "", "!0" },
	{ "blank", " \r\n", "!0" },
	{ "comment only", "(a@b.org)", "!0" },
	{ "comma and empty brackets", ",<>", "!1" },
	{ "commas only", ",,", "!0" },
	{ "no at sign", "user", "!0" },
	{ "name only", "\"A\" User", "!0" },
	{ "no domain", "user@", "!5" },
	{ "no local part", "@example.org", "!0" },
	{ "no local part in brackets", "<@example.org>", "!1" },
	{ "empty brackets", "A <>", "!2" },
	{ "two at signs", "a@b@c.org", "!3" },
	{ "dot before a name", ". A <a@b.org>", "!0" },
	{ "route without commas", "<@x.org@y.org:a@b.org>", "!1" },
	{ "route without a domain", "<,:a@b.org>", "!1" },
	{ "route without an end", "<@x.org, a@b.org>", "!1" },
	{ "address as display name", "a@b.org <c@d.org>", "!8" },
	{ "text behind an address", "<a@b.org> x", "!10" },
	{ "two brackets", "<a@b.org> <c@d.org>", "!10" },
	{ "no closing bracket", "<a@b.org", "!8" },
	{ "no opening bracket", "a@b.org>", "!7" },
	{ "no comma", "a@b.org c@d.org", "!8" },
	{ "semicolon", "a@b.org; c@d.org", "!7" },
	{ "second is malformed", "a@b.org, c", "a|b.org !9" },
	{ "dots", ".a@b.org", "!0" },
	{ "double dot", "a..b@b.org", "!0" },
	{ "final dot of the local part", "a.@b.org", "!0" },
	{ "two words", "a b@b.org", "!0" },
	/* a phrase begins with a word: RFC 5322 section 4.1, obs-phrase */
	{ "display name that begins with dots", ". . A <a@b.org>", "!0" },
	{ "display name of a dot", ". <a@b.org>", "!0" },
	{ "display name that ends in a dot", "A. <a@b.org>", "a|b.org" },
	{ "group whose name begins with a dot", ".F: a@b.org;", "!2" },
	{ "parenthesis alone", ")", "!0" },
	{ "bracket behind a word", "a ]@b.org", "!2" },
	{ "word and comma", "user, a@b.org", "!0" },
	{ "dot first in the domain", "a@.org", "!2" },
	{ "double dot in the domain", "a@b..org", "!4" },
	{ "final dot of the domain", "a@b.org.", "!8" },
	{ "open quote", "\"abc", "!0" },
	{ "open comment", "a@b.org (x", "!8" },
	{ "closing parenthesis", "a@b.org )", "!8" },
	{ "open literal", "a@[1.2.3.4", "!2" },
	{ "bracket in a literal", "a@[1[2]", "!4" },
	{ "open group", "F: a@b.org", "(F)a|b.org !10" },
	{ "group in a group", "F: G: a@b.org;;", "!4" },
	{ "group without a name", ": a@b.org;", "!0" },
	{ "control character", "a\x01@b.org", "!1" },
	{ "NUL is no end", "a@b.org\\", "!7" },
	{ "next field", "a@b.org\r\nTo: c@d.org", "!8" },
	{ "carriage return alone", "a@b.org\r, c@d.org", "!7" },
	{ "tab in a quoted string", "\"a\tb\"@c.org", "a\tb|c.org" },
	{ "quoted string ends in a backslash", "\"a\\", "!0" },
	{ "comment ends in a backslash", "a@b.org (x\\", "!8" },
	{ "folded comment", "a@b.org (x\r\n y)", "a|b.org" },
	{ "delete", "a\x7f@b.org", "!1" },
	{ "control characters in a quoted string", "\"a\x01\x02" "b\"@c.org",
	    "a\x01\x02" "b|c.org*" },
	{ "quoted carriage return", "\"a\\\r\n b\"@c.org", "!3" },
	{ "quoted line break", "\"a\\\n b\"@c.org", "!3" },
	{ "quoted line break in a literal", "a@[1\\\n 2]", "!5" },
	{ "literal ends in a backslash", "a@[1\\", "!2" },
	{ "semicolon for a comma", "F: a@b.org; c@d.org", "(F)a|b.org !12" },
	{ "word and semicolon", "a;", "!0" },
	{ "bare line feed in a quoted string", "\"a\n b\"@c.org", "a b|c.org" },
	{ "line break in a quoted string", "\"a\r\nb\"@c.org", "!3" },
};

static void
describe(const mailauth_from *from, char *out, size_t size)
{
	const mailauth_mailbox *m;
	size_t i, used = 0, at;

	out[0] = '\0';
	for (i = 0; (m = mailauth_from_mailbox(from, i)) != NULL; i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s%s%s%s|%s%s%s",
		    i > 0 ? " " : "", m->group != NULL ? "(" : "",
		    m->group != NULL ? m->group : "", m->group != NULL ? ")" : "",
		    m->local_part, m->domain, m->literal ? "#" : "",
		    m->obsolete ? "*" : "");
	if (mailauth_from_fault(from, &at) != NULL)
		snprintf(out + used, size - used, "%s!%zu", i > 0 ? " " : "", at);
}

START_TEST(test_rows)
{
	const struct row *row = &rows[_i];
	mailauth_from *from;
	char got[500];

	ck_assert_int_eq(0, mailauth_from_parse(NULL, row->text, strlen(row->text),
	    &from));
	describe(from, got, sizeof(got));
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s (%s)", row->name, got,
	    mailauth_from_fault(from, NULL) != NULL ?
	    mailauth_from_fault(from, NULL) : "no fault");
	mailauth_from_free(from);
}
END_TEST

START_TEST(test_offsets)
{
	static const char text[] = "A <user@example.org> (x), b@c.org (y), d@[1]";
	const mailauth_mailbox *m;
	mailauth_from *from;

	ck_assert_int_eq(0, mailauth_from_parse(NULL, text, strlen(text), &from));
	ck_assert_uint_eq(3, mailauth_from_mailbox_count(from));
	m = mailauth_from_mailbox(from, 0);
	ck_assert_uint_eq(3, m->offset);
	ck_assert_uint_eq(16, m->length);
	m = mailauth_from_mailbox(from, 1);
	ck_assert_uint_eq(26, m->offset);
	ck_assert_ptr_null(mailauth_from_mailbox(from, 3));
	ck_assert_uint_eq(2, mailauth_from_domain_count(from));
	mailauth_from_free(from);
}
END_TEST

/* A NUL is no end, and stands nowhere but in a comment behind a backslash. */
START_TEST(test_nul)
{
	static const struct {
		const char *text;
		size_t length, fault;
	} texts[] = {
		{ "a@b.org (x\\\0)", 13, SIZE_MAX },
		{ "a@b.org (x\0)", 12, 10 },
		{ "\"a\0\"@b.org", 11, 2 },
		{ "\"a\\\0\"@b.org", 12, 3 },
		{ "a@[1\0]", 7, 4 },
		{ "a@b\0.org", 9, 3 }
	};
	mailauth_from *from;
	size_t i, at;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert_int_eq(0, mailauth_from_parse(NULL, texts[i].text,
		    texts[i].length, &from));
		if (texts[i].fault == SIZE_MAX) {
			ck_assert_ptr_null(mailauth_from_fault(from, NULL));
			ck_assert_uint_eq(1, mailauth_from_mailbox_count(from));
		} else {
			ck_assert_ptr_nonnull(mailauth_from_fault(from, &at));
			ck_assert_uint_eq(texts[i].fault, at);
		}
		mailauth_from_free(from);
	}
}
END_TEST

START_TEST(test_domains)
{
	static const char text[] = "a@b.org, c@B.ORG, d@e.org, f@[192.0.2.1], g@b.org";
	mailauth_from *from;

	ck_assert_int_eq(0, mailauth_from_parse(NULL, text, strlen(text), &from));
	ck_assert_uint_eq(2, mailauth_from_domain_count(from));
	ck_assert_str_eq("b.org", mailauth_from_domain(from, 0));
	ck_assert_str_eq("e.org", mailauth_from_domain(from, 1));
	ck_assert_ptr_null(mailauth_from_domain(from, 2));
	mailauth_from_free(from);
}
END_TEST

static char *
repeat(const char *head, const char *unit, size_t size, size_t *len)
{
	char *text = malloc(size + 1);
	size_t n = strlen(unit);

	ck_assert_ptr_nonnull(text);
	*len = strlen(head);
	memcpy(text, head, *len);
	for (; *len + n <= size; *len += n)
		memcpy(text + *len, unit, n);
	return text;
}

/* The caps, and nesting that would end a recursive reader. */
START_TEST(test_hostile)
{
	mailauth_from *from;
	char *text;
	size_t len, at;

	text = repeat("a@b.org ", "(", 65000, &len);
	ck_assert_int_eq(0, mailauth_from_parse(NULL, text, len, &from));
	ck_assert_str_eq("comments are nested too deep",
	    mailauth_from_fault(from, &at));
	ck_assert_uint_eq(108, at);
	mailauth_from_free(from);
	free(text);
	text = repeat("", "a@b.org,", 65000, &len);
	ck_assert_int_eq(0, mailauth_from_parse(NULL, text, len, &from));
	ck_assert_uint_eq(1000, mailauth_from_mailbox_count(from));
	ck_assert_uint_eq(1, mailauth_from_domain_count(from));
	ck_assert_str_eq("more than 1,000 mailboxes", mailauth_from_fault(from, &at));
	ck_assert_uint_eq(8000, at);
	mailauth_from_free(from);
	ck_assert_int_eq(MAILAUTH_ERR_LIMIT, mailauth_from_parse(NULL, text, 65536,
	    &from));
	free(text);
}
END_TEST

static double
seconds_for(const char *unit, size_t size)
{
	mailauth_from *from;
	clock_t start;
	size_t len;
	char *text = repeat("", unit, size, &len);
	int round;

	start = clock();
	for (round = 0; round < 5; round++) {
		ck_assert_int_eq(0, mailauth_from_parse(NULL, text, len, &from));
		mailauth_from_free(from);
	}
	free(text);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

START_TEST(test_linear)
{
	static const char *const units[] = { "(", "()", "(\\)", "\"", "\"\" ", "a ", "a.",
	    "<", "@", "a@", ",", ":", "F:;", "a@b.c,", "<@a,", " ", "\r\n ", "[", "\\",
	    "a@[1]," };
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		double once = seconds_for(units[i], 32000);
		double twice = seconds_for(units[i], 64000);

		ck_assert_msg(twice < 5 * once + 0.05, "%s: %f %f", units[i], once, twice);
	}
}
END_TEST

START_TEST(test_truncation)
{
	static const char whole[] = "(c(d)) \"a\\\"b\" C <@x.org:\"l\".m@[1.2.3.4]>,\r\n "
	    "F: j\xc3\xbc@b.org (e\\)f), ;, g@h.org";
	mailauth_from *from;
	size_t len;
	char *copy;

	for (len = 0; len < sizeof(whole); len++) {
		copy = malloc(len + 1);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, whole, len);
		copy = realloc(copy, len > 0 ? len : 1);
		ck_assert_ptr_nonnull(copy);
		ck_assert_int_eq(0, mailauth_from_parse(NULL, copy, len, &from));
		free(copy);
		mailauth_from_free(from);
	}
}
END_TEST

static int
parse(const mailauth_config *cfg, void *arg)
{
	mailauth_from *from;
	int rc = mailauth_from_parse(cfg, arg, strlen(arg), &from);

	mailauth_from_free(from);
	return rc;
}

START_TEST(test_memory)
{
	size_t len;
	char *text = repeat("F:", "\"a b\"@example.org,", 3000, &len);

	text[len] = '\0';
	ck_assert_uint_gt(alloc_each_failing(parse, text), 2);
	ck_assert_uint_gt(alloc_each_cap(parse, text), 1);
	free(text);
}
END_TEST

/* Whatever memory there is, a domain comes whole or not at all. */
static int
parse_domain(const mailauth_config *cfg, void *arg)
{
	const mailauth_mailbox *mailbox;
	mailauth_from *from;
	int rc = mailauth_from_parse(cfg, arg, strlen(arg), &from);

	if (rc == 0) {
		ck_assert_ptr_null(mailauth_from_fault(from, NULL));
		ck_assert_uint_eq(mailauth_from_mailbox_count(from), 1);
		mailbox = mailauth_from_mailbox(from, 0);
		ck_assert_str_eq(mailbox->local_part, "a");
		ck_assert_str_eq(mailbox->domain, strchr(arg, '@') + 1);
	}
	mailauth_from_free(from);
	return rc;
}

START_TEST(test_long_domain)
{
	static const char *const heads[] = { "a@", "a@[" };
	size_t len;
	char *text = repeat(heads[_i], "label.", 1500, &len);

	text[len - 1] = _i == 0 ? 'x' : ']';
	text[len] = '\0';
	ck_assert_uint_gt(alloc_each_failing(parse_domain, text), 1);
	ck_assert_uint_gt(alloc_each_cap(parse_domain, text), 8);
	free(text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("from_header");
	TCase *tcase = tcase_create("from_header");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_rows, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tcase, test_offsets);
	tcase_add_test(tcase, test_nul);
	tcase_add_test(tcase, test_domains);
	tcase_add_test(tcase, test_hostile);
	tcase_add_test(tcase, test_linear);
	tcase_add_test(tcase, test_truncation);
	tcase_add_test(tcase, test_memory);
	tcase_add_loop_test(tcase, test_long_domain, 0, 2);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
