/* SPDX-License-Identifier: BSD-2-Clause */
/* Received-SPF and the SPF part of Authentication-Results: whatever the other
 * side says, the field has the form of its grammar. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <mailauth.h>

#include "evaluate/auth_results.h"
#include "support/alloc.h"
#include "support/drive.h"
#include "support/suite.h"

static const char zone_text[] =
    "a.example. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
    "b.example. TXT \"v=spf1 a:x\\000y)(.example -all\"\n"
    "c.example. TXT \"v=spf1 include:missing.example -all\"\n";

static char field[8192], results[8192];

static void
check(const char *ip, const char *sender, const char *helo, const char *receiver)
{
	mailauth_zone *zone;
	mailauth_task *task;

	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	ck_assert_int_eq(mailauth_zone_read(zone, "zone", NULL, zone_text,
	    sizeof(zone_text) - 1), 0);
	ck_assert_int_eq(mailauth_spf_check_new(NULL, ip, sender, helo, &task), 0);
	ck_assert_int_eq(mailauth_spf_check_set_receiver(task, receiver), 0);
	ck_assert_int_eq(drive(task, drive_zone_answer, zone), MAILAUTH_TASK_DONE);
	snprintf(field, sizeof(field), "%s", mailauth_spf_check_received_spf(task));
	snprintf(results, sizeof(results), "%s",
	    mailauth_spf_check_auth_results(task));
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}

/* ---- a reader of the grammar ---- */

static const char *
skip_space(const char *p)
{
	while (*p == ' ' || *p == '\t' || (*p == '\r' && p[1] == '\n' &&
	    (p[2] == '\t' || p[2] == ' ')))
		p += *p == '\r' ? 3 : 1;
	return p;
}

/* Past a quoted-string or comment; NULL if it does not end. */
static const char *
skip_enclosed(const char *p, char end)
{
	for (p++; *p != end; p++) {
		if (*p == '\\')
			p++;
		if (*p < 0x20 || *p > 0x7e || (end == ')' && *p == '(' &&
		    p[-1] != '\\'))
			return NULL;
	}
	return p + 1;
}

/* dot-atom / quoted-string */
static const char *
skip_word(const char *p)
{
	size_t len;

	if (*p == '"')
		return skip_enclosed(p, '"');
	len = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789!#$%&'*+-/=?^_`{|}~.");
	return len > 0 && mailauth__is_dot_atom(p, len) ? p + len : NULL;
}

/* RFC 7208 section 9.1 with erratum 5436; NULL or what is wrong. */
static const char *
fault(const char *p)
{
	size_t key;

	if (strncmp(p, "Received-SPF: ", 14) != 0)
		return "name";
	p += 14;
	p += strspn(p, "abcdefghijklmnopqrstuvwxyz");
	p = skip_space(p);
	if (*p == '(' && (p = skip_enclosed(p, ')')) == NULL)
		return "comment";
	while (*(p = skip_space(p)) != '\0') {
		key = strspn(p, "abcdefghijklmnopqrstuvwxyz-");
		if (key == 0 || p[key] != '=')
			return "key";
		if ((p = skip_word(p + key + 1)) == NULL)
			return "value";
		if (*p++ != ';')
			return "separator";
	}
	return NULL;
}

static size_t
longest_line(const char *text)
{
	size_t longest = 0, len;

	for (; *text != '\0'; text += len + (text[len] != '\0')) {
		len = strcspn(text, "\n");
		if (len > longest)
			longest = len;
	}
	return longest;
}

static char huge[4000];

static const struct {
	const char *name, *ip, *sender, *helo, *receiver;
} hostile[] = {
	{ "plain", "192.0.2.1", "user@a.example", "mail.a.example", "mx.example" },
	{ "IPv6", "2001:db8::1", "user@a.example", "mail.a.example", "mx.example" },
	{ "line break in the local-part", "192.0.2.1",
	  "u\r\nX-Spam: no\r\n\r\nx@a.example", "m", "mx.example" },
	{ "line break in HELO", "192.0.2.1", "user@a.example",
	  "mail\r\nX-Injected: yes", "mx.example" },
	{ "bare CR and LF", "192.0.2.1", "user@a.example", "a\rb\nc", "r" },
	{ "quotes and backslashes", "192.0.2.1", "\"a\\\"b\"@a.example",
	  "\\\"\\", "\"" },
	{ "comments", "192.0.2.1", "a)(b@a.example", "x) (y", "r)(" },
	{ "semicolons", "192.0.2.1", "a; identity=x@a.example",
	  "x; result=pass", "r;" },
	{ "a result in the comment", "192.0.2.9",
	  "x) pass (y@a.example", "(pass)", "mx" },
	{ "octets above 0x7f", "192.0.2.1", "\303\274@a.example", "\377\376", "\200" },
	{ "controls", "192.0.2.1", "a\001\033[31m@a.example", "\177", "\t" },
	{ "dots", "192.0.2.1", ".a..b.@a.example", ".", ".." },
	{ "no sender", "192.0.2.1", "", "a.example", "mx.example" },
	{ "nothing at all", "192.0.2.1", "", "", "" },
	{ "a bad domain", "192.0.2.1", "a@b c\"d", "", "" },
	{ "a bad record", "192.0.2.1", "a@b.example", "", "" },
	{ "an error", "192.0.2.1", "a@c.example", "", "" },
	{ "long", "192.0.2.1", huge, huge, huge },
};

START_TEST(grammar)
{
	const char *why;

	memset(huge, 'x', sizeof(huge) - 20);
	memcpy(huge + 2000, "\"@", 2);
	check(hostile[_i].ip, hostile[_i].sender, hostile[_i].helo,
	    hostile[_i].receiver);
	why = fault(field);
	ck_assert_msg(why == NULL, "%s: %s in %s", hostile[_i].name, why, field);
	ck_assert_uint_le(longest_line(field), 998);
	ck_assert_uint_le(longest_line(results), 998);
	ck_assert_msg(strncmp(results, "spf=", 4) == 0, "%s", results);
	ck_assert_msg(strpbrk(results, "\r\n") == NULL ||
	    strstr(results, "\r\n\t") != NULL, "%s", results);
}
END_TEST

/* What the field says, for agents that read it. */
START_TEST(contents)
{
	check("192.0.2.1", "user@a.example", "mail.a.example", "mx.example");
	ck_assert_str_eq(field, "Received-SPF: pass (mx.example: domain of "
	    "user@a.example designates 192.0.2.1 as permitted sender)"
	    "\r\n\tclient-ip=192.0.2.1;\r\n\tenvelope-from=\"user@a.example\";"
	    "\r\n\thelo=mail.a.example;\r\n\tidentity=mailfrom;"
	    "\r\n\tmechanism=\"ip4:192.0.2.1\";\r\n\treceiver=mx.example;");
	ck_assert_str_eq(results, "spf=pass smtp.mailfrom=user@a.example");
	check("192.0.2.9", "a b@a.example", "h", NULL);
	ck_assert_str_eq(results, "spf=fail smtp.mailfrom=\"a b\"@a.example");
	check("192.0.2.9", "a.example", "h", NULL);
	ck_assert_str_eq(results, "spf=fail smtp.mailfrom=a.example");
	check("192.0.2.9", "", "a.example", NULL);
	ck_assert_str_eq(results, "spf=fail smtp.helo=a.example");
	check("192.0.2.9", "u@not a domain", "", NULL);
	ck_assert_ptr_nonnull(strstr(results, "smtp.mailfrom=\"u@not a domain\""));
	/* no domain-name by RFC 6376 section 3.5, so in quotes */
	check("192.0.2.9", "u@-b.example", "", NULL);
	ck_assert_ptr_nonnull(strstr(results, "smtp.mailfrom=\"u@-b.example\""));
	check("192.0.2.9", "u@b-.example", "", NULL);
	ck_assert_ptr_nonnull(strstr(results, "smtp.mailfrom=\"u@b-.example\""));
	check("192.0.2.9", "u@b.example-", "", NULL);
	ck_assert_ptr_nonnull(strstr(results, "smtp.mailfrom=\"u@b.example-\""));
	check("192.0.2.9", "u@b--c._d.example", "", NULL);
	ck_assert_ptr_nonnull(strstr(results, "smtp.mailfrom=u@b--c._d.example"));
	check("192.0.2.9", "u@c.example", "", NULL);
	ck_assert_ptr_nonnull(strstr(results,
	    "spf=permerror reason=\"the domain does not exist\""));
	ck_assert_ptr_nonnull(strstr(field, "problem=\"the domain does not exist\""));
}
END_TEST

/* Lines are folded between words, never inside one. */
START_TEST(folding)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct auth_results ar;
	const char *text;
	unsigned i;

	ck_assert_ptr_nonnull(arena);
	mailauth__auth_results_begin(&ar, arena, "dkim", "pass");
	for (i = 0; i < 8; i++)
		mailauth__auth_results_property(&ar, "header", "d",
		    "a-rather-long-domain.example", 28);
	mailauth__auth_results_reason(&ar, "because \"of\" it");
	text = mailauth__auth_results_text(&ar);
	ck_assert_ptr_nonnull(text);
	ck_assert_str_eq(text,
	    "dkim=pass header.d=a-rather-long-domain.example\r\n"
	    "\theader.d=a-rather-long-domain.example header.d=a-rather-long-domain.example\r\n"
	    "\theader.d=a-rather-long-domain.example header.d=a-rather-long-domain.example\r\n"
	    "\theader.d=a-rather-long-domain.example header.d=a-rather-long-domain.example\r\n"
	    "\theader.d=a-rather-long-domain.example reason=\"because \\\"of\\\" it\"");
	mailauth__arena_free(arena);
}
END_TEST

/* An address as a result has it (RFC 8601 section 2.2, pvalue). */
static const struct {
	const char *local, *domain, *want;
} addresses[] = {
	{ "user", "a.example", "user@a.example" },
	{ "", "a.example", "a.example" },
	{ "u.v", "a.example", "u.v@a.example" },
	{ "u..v", "a.example", "\"u..v\"@a.example" },
	{ ".u", "a.example", "\".u\"@a.example" },
	{ "u.", "a.example", "\"u.\"@a.example" },
	{ "a b", "a.example", "\"a b\"@a.example" },
	/* a Quoted-string stays what it is (RFC 5321 section 4.1.2) */
	{ "\"a b\"", "a.example", "\"a b\"@a.example" },
	{ "\"a\\\"b\"", "a.example", "\"a\\\"b\"@a.example" },
	{ "\"\"", "a.example", "\"\"@a.example" },
	{ "\"", "a.example", "\"\\\"\"@a.example" },
	{ "\"a", "a.example", "\"\\\"a\"@a.example" },
	{ "\"a\"b\"", "a.example", "\"\\\"a\\\"b\\\"\"@a.example" },
	{ "\"a\\\"", "a.example", "\"\\\"a\\\\\\\"\"@a.example" },
	{ "\"a\tb\"", "a.example", NULL },
	/* no domain-name: all of it is a value */
	{ "user", ".a.example", "\"user@.a.example\"" },
	{ "user", "a.example.", "\"user@a.example.\"" },
	{ "user", "a..example", "\"user@a..example\"" },
	{ "", "a b", "\"a b\"" },
	{ "user", "", "\"user@\"" }
};

START_TEST(address)
{
	const char *local = addresses[_i].local, *domain = addresses[_i].domain;
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct auth_results ar;
	const char *text;

	ck_assert_ptr_nonnull(arena);
	mailauth__auth_results_begin(&ar, arena, "spf", "pass");
	mailauth__auth_results_address(&ar, "smtp", "mailfrom", local,
	    strlen(local), domain, strlen(domain));
	text = mailauth__auth_results_text(&ar);
	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(0, strncmp(text, "spf=pass smtp.mailfrom=", 23));
	if (addresses[_i].want != NULL)
		ck_assert_str_eq(text + 23, addresses[_i].want);
	else
		ck_assert_ptr_null(strchr(text, '\t'));
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(dot_atoms)
{
	ck_assert(mailauth__is_dot_atom("a.b", 3));
	ck_assert(!mailauth__is_dot_atom("", 0));
	ck_assert(!mailauth__is_dot_atom("a\0b", 3));
	ck_assert(!mailauth__is_dot_atom("a..b", 4));
}
END_TEST

/* Results of each length near the fold, memory ending anywhere. */
static int
fold_with(const mailauth_config *cfg, void *arg)
{
	static const char word[] = "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"
	    "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";
	size_t *len = arg;
	struct arena *arena = mailauth__arena_new(cfg, 0);
	struct auth_results ar;
	const char *text;

	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	mailauth__auth_results_begin(&ar, arena, "dkim", "pass");
	mailauth__auth_results_property(&ar, "header", "d", word, *len);
	text = mailauth__auth_results_text(&ar);
	if (text != NULL)
		ck_assert_uint_eq(strlen(text), 19 + *len +
		    (19 + *len > 78 ? 2 : 0));
	mailauth__arena_free(arena);
	return text != NULL ? 0 : MAILAUTH_ERR_NOMEM;
}

START_TEST(folding_without_memory)
{
	size_t len;

	for (len = 50; len < 112; len++)
		ck_assert_uint_gt(alloc_each_cap(fold_with, &len), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_header");
	TCase *tc = tcase_create("header");

	tcase_add_loop_test(tc, grammar, 0,
	    (int)(sizeof(hostile) / sizeof(hostile[0])));
	tcase_add_test(tc, contents);
	tcase_add_test(tc, folding);
	tcase_add_test(tc, folding_without_memory);
	tcase_add_loop_test(tc, address, 0,
	    (int)(sizeof(addresses) / sizeof(addresses[0])));
	tcase_add_test(tc, dot_atoms);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
