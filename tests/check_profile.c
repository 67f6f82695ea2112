/* SPDX-License-Identifier: BSD-2-Clause */
/* The reader of profiles: what each part means, every fault with its place,
 * truncation at every octet, every allocation failing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/alloc.h"
#include "support/suite.h"
#include "validate/profile.h"
#include "validate/want.h"

static mailauth_profile *
parse(const char *text, size_t length)
{
	mailauth_profile *profile;

	ck_assert_int_eq(mailauth_profile_parse(NULL, "p", text, length, &profile), 0);
	return profile;
}

#define HEAD "[profile]\nname = x\n"
#define MX HEAD "[mx]\nowner = @\ntype = MX\n"

/* The first fault of each text: where, and a part of what is said. */
static const struct {
	const char *text;
	unsigned line, column;
	const char *says;
} faults[] = {
	{ "", 1, 1, "[profile] is missing" },
	{ "[profile]\n", 1, 1, "no \"name\"" },
	{ "name = x\n[profile]\nname = x\n", 1, 1, "before the first section" },
	{ HEAD "[profile]\n", 3, 2, "second time" },
	{ HEAD "name = y\n", 3, 1, "second time; the first is in line 2" },
	{ HEAD "colour = red\n", 3, 1, "unknown key \"colour\"" },
	{ HEAD "owner = @\n", 3, 1, "unknown key \"owner\" in the section [profile]" },
	{ HEAD "  delay = soon\n", 3, 11, "duration" },
	{ HEAD "delay =\n", 3, 8, "expected a value behind" },
	{ HEAD "delay\n", 3, 6, "expected \"=\"" },
	{ HEAD "= 8h\n", 3, 1, "expected \"[section]\"" },
	{ HEAD "[mx\n", 3, 4, "expected \"]\"" },
	{ HEAD "[]\n", 3, 2, "expected a section's name" },
	{ HEAD "[mx] x\n", 3, 6, "expected the end of the line" },
	{ HEAD "title.toolonglanguage = x\n", 3, 1, "unknown key" },
	{ HEAD "title = \xFCml\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xED\xA0\x80\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xC3\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xC3(\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xE0\x9F\xBF\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xF0\x8F\xBF\xBF\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xF4\x90\x80\x80\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xF0\x9F\x93(\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xE2\x82(\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xC2\xA7 \xE0\xA0\x80 \xED\x9F\xBF \xF0\x90\x80\x80 "
	  "\xF4\x8F\xBF\xBF\n", 0, 0, NULL },
	{ HEAD "[a234567890123456789012345678901234567890123456789012345678901234]\n",
	  3, 2, "at most 63 octets" },
	{ HEAD "vars = 1st\n", 3, 8, "expected a variable's name" },
	{ HEAD "vars = a, a\n", 3, 11, "second time" },
	{ HEAD "vars = domain\n", 3, 8, "always set" },
	{ HEAD "severity = no.rule info\n", 3, 12, "name of a rule" },
	{ HEAD "severity = mx.single bad\n", 3, 22, "expected info, warning, error or off" },
	{ HEAD "severity = mx.single off x\n", 3, 26, "end of the line" },
	{ HEAD "[a]\n", 3, 1, "has no \"type\"" },
	{ HEAD "[a]\ntype = MX\n", 3, 1, "has no \"owner\"" },
	{ HEAD "[a]\nowner = a..b\ntype = MX\n", 4, 9, "label" },
	{ HEAD "[a]\nowner = @\ntype = HINFO\n", 5, 8, "unknown type; expected one of MX" },
	{ MX "level = must\n", 6, 9, "expected required, recommended" },
	{ MX "only = maybe\n", 6, 8, "expected yes or no" },
	{ MX "all = fail\n", 6, 1, "no use for the type MX" },
	{ MX "min-policy = none\n", 6, 1, "no use for the type MX" },
	{ MX "want = 10\n", 6, 10, "a host name behind the preference" },
	{ MX "want = 70000 mx.example\n", 6, 8, "expected a number up to 65535" },
	{ MX "want = 10 mx.example x\n", 6, 11, "one host name" },
	{ MX "want = 10 mx..example\n", 6, 11, "label" },
	{ MX "want = {nobody\n", 6, 8, "expected \"{variable}\"" },
	{ HEAD "vars = a\n[mx]\nowner = @\ntype = MX\nwant = {b}\n", 7, 8,
	  "\"b\" is not among" },
	{ MX "target-needs = A B\n", 6, 18, "expected A, AAAA" },
	{ MX "each = n\nwant = m{n}.example\n", 6, 9, "expected values" },
	{ MX "each = n 6..1\nwant = m{n}.example\n", 6, 10, "ascends" },
	{ MX "each = n 1..\nwant = m{n}.example\n", 6, 10, "a range such as" },
	{ MX "each = n 1..5000\nwant = m{n}.example\n", 6, 10, "at most 1000" },
	{ HEAD "[c]\nowner = a\ntype = CNAME\n", 3, 1, "neither \"want\" nor \"any\"" },
	{ HEAD "[s]\nowner = @\ntype = SPF\nwant = include:x.example, mx\n", 6, 25, "parted by blanks" },
	{ HEAD "[s]\nowner = @\ntype = SPF\nwant = ipv4:192.0.2.1\n", 6, 8, "expected an SPF term" },
	{ HEAD "[s]\nowner = @\ntype = SPF\nwant = mx\nall = hard\n", 7, 7, "expected fail" },
	{ HEAD "[s]\nowner = a\ntype = SRV\nwant = 1 100 x.example\n", 6, 14, "number" },
	{ HEAD "[s]\nowner = a\ntype = A\nwant = 192.0.2.256\n", 6, 8, "IPv4" },
	{ HEAD "[s]\nowner = a\ntype = AAAA\nwant = 192.0.2.1\n", 6, 8, "IPv6" },
	{ HEAD "[s]\nowner = a\ntype = A\nwant = 192.0.2.0/33\n", 6, 18, "bits" },
	{ HEAD "[s]\nowner = a\ntype = DKIM\nwant = p=MIG\n", 6, 8, "v=DKIM1" },
	{ HEAD "[s]\nowner = a\ntype = DMARC\nwant = p=none\n", 6, 8, "v=DMARC1" },
	{ HEAD "[s]\nowner = a\ntype = DMARC\nwant = v=DMARC1; p=rejct\n", 6, 8, "valid policy" },
	{ HEAD "[s]\nowner = a\ntype = DKIM\nmin-bits = many\n", 6, 12, "number of bits" },
	{ HEAD "[s]\nowner = a\ntype = DMARC\nmin-policy = hard\n", 6, 14, "expected none" },
	{ MX "only = no\n", 0, 0, NULL },
	{ MX "want = 10 192.0.2.1\n", 6, 11, "not an address" },
	{ MX "want = * mx.example\n", 0, 0, NULL },
	{ MX "want = *\n", 0, 0, NULL },
	{ MX "want = .\n", 0, 0, NULL },
	{ MX "want = x\n", 0, 0, NULL },
	{ MX "want = *x.example\n", 0, 0, NULL },
	{ MX "want = 10 mx.example\tx\n", 6, 11, "one host name" },
	{ MX "want = {{\n", 0, 0, NULL },
	{ MX "want = %{i}.example\n", 0, 0, NULL },
	{ MX "want = {a.b}\n", 6, 8, "expected \"{variable}\"" },
	{ MX "want = {a\n", 6, 8, "expected \"{variable}\"" },
	{ MX "want = {1a}\n", 6, 8, "expected \"{variable}\"" },
	{ MX "want = {}\n", 6, 8, "expected \"{variable}\"" },
	{ MX "each = domain a\nwant = m{domain}.example\n", 6, 8, "name of another variable" },
	{ HEAD "vars = n\n[mx]\nowner = @\ntype = MX\neach = n 1..2\nwant = m{n}.example\n",
	  7, 8, "name of another variable" },
	{ MX "each = 1..6\nwant = m.example\n", 6, 8, "expected a variable's name" },
	{ MX "each = n 1.6\nwant = m{n}.example\n", 0, 0, NULL },
	{ MX "each = n 1..6x\nwant = m{n}.example\n", 6, 10, "a range such as" },
	{ MX "each = n 9999999..6\nwant = m{n}.example\n", 0, 0, NULL },
	{ HEAD "vars = a234567890123456789012345678901234567890123456789012345678901234\n",
	  3, 8, "expected a variable's name" },
	{ HEAD "vars = a.b\n", 3, 8, "expected a variable's name" },
	{ HEAD "vars = a+b\n", 3, 8, "expected a variable's name" },
	{ HEAD "vars = ?\n", 3, 8, "expected a variable's name" },
	{ HEAD "title.x = x\n", 3, 1, "unknown key" },
	{ HEAD "delay.de = 8h\n", 3, 1, "unknown key" },
	{ HEAD "title.de = x\ntitle.de = y\n", 4, 1, "second time" },
	{ HEAD "title.de = x\ntitle.fr = y\ntitle = z\n", 0, 0, NULL },
	{ HEAD "title = x\ntitle.de = y\ntitle = z\n", 5, 1, "second time" },
	{ HEAD "title = \xC1\x80\n", 3, 9, "UTF-8" },
	{ HEAD "title = \xF5\x80\x80\x80\n", 3, 9, "UTF-8" },
	{ HEAD "title = \x80\n", 3, 9, "UTF-8" },
	{ MX "[mx]\nowner = @\ntype = MX\n", 6, 2, "second" },
	{ HEAD "[s]\nowner = @\ntype = SPF\nwant = mx;\n", 6, 10, "parted by blanks" },
	{ HEAD "[s]\nowner = @\ntype = SPF\nwant = \xC3\xA9\n", 6, 8, "printable ASCII" },
	{ HEAD "[s]\nowner = @\ntype = SPF\nwant = +a/24 -mx ~ptr ?exists:%{i}.x ?all\n", 0, 0, NULL },
	{ HEAD "[s]\nowner = @\ntype = SPF\nwant = mx\nall = ?all\n", 0, 0, NULL },
	{ HEAD "[s]\nowner = @\ntype = SPF\nwant = redirect=\n", 6, 8, "expected an SPF term" },
	{ HEAD "[s]\nowner = @\ntype = SPF\nwant = a.b\n", 6, 8, "expected an SPF term" },
	{ HEAD "[s]\nowner = a\ntype = SRV\nwant = 1a 2 3 x.example\n", 6, 9, "a blank behind" },
	{ HEAD "[s]\nowner = a\ntype = SRV\nwant = x 2 3 x.example\n", 6, 8, "number" },
	{ HEAD "[s]\nowner = a\ntype = SRV\nwant = 1 x 3 x.example\n", 6, 10, "number" },
	{ HEAD "[s]\nowner = a\ntype = SRV\nwant = 0 0 0 .\n", 0, 0, NULL },
	{ HEAD "[s]\nowner = a\ntype = SRV\nwant = 0 0 * x\n", 0, 0, NULL },
	{ HEAD "[s]\nowner = a\ntype = SRV\nwant = *.example\nmigration = m.example\n", 0, 0, NULL },
	{ HEAD "[s]\nowner = a\ntype = ADDRESS\nwant = x\n", 6, 8, "an address or a prefix" },
	{ HEAD "[s]\nowner = a\ntype = A\nwant = 2001:db8::1\n", 6, 8, "IPv4" },
	{ HEAD "[s]\nowner = a\ntype = AAAA\nwant = x\n", 6, 8, "IPv6" },
	{ HEAD "[s]\nowner = a\ntype = A\nwant = 192.0.2.0/24x\n", 6, 18, "bits" },
	{ HEAD "[s]\nowner = a\ntype = DKIM\nwant = v DKIM1\n", 6, 8, "v=DKIM1" },
	{ HEAD "[s]\nowner = a\ntype = DKIM\nwant = v = DMARC1\n", 6, 8, "v=DKIM1" },
	{ HEAD "[s]\nowner = a\ntype = DKIM\nwant = v = DKIM1; p=\n", 0, 0, NULL },
	{ HEAD "[s]\nowner = a\ntype = DMARC\nwant = v=DMARC1; p=none\n", 0, 0, NULL },
	{ HEAD "[s]\nowner = a\ntype = DKIM\nmin-bits = 1024x\n", 6, 16, "number of bits" },
	{ HEAD "[s]\nowner = a\ntype = TXT\nwant = *\n", 0, 0, NULL },
};

START_TEST(each_fault)
{
	mailauth_profile *profile = parse(faults[_i].text, strlen(faults[_i].text));
	const mailauth_profile_problem *p = mailauth_profile_problem_at(profile, 0);

	if (faults[_i].says == NULL) {
		/* "10" alone is a host of one label: odd, and no fault */
		ck_assert_ptr_null(p);
	} else {
		ck_assert_msg(p != NULL, "no fault in %s", faults[_i].text);
		ck_assert_msg(p->line == faults[_i].line && p->column == faults[_i].column &&
		    strstr(p->message, faults[_i].says) != NULL, "%s:%u:%u: %s in\n%s",
		    p->file, p->line, p->column, p->message, faults[_i].text);
	}
	mailauth_profile_free(profile);
}
END_TEST

static const char whole[] =
    "\xEF\xBB\xBF# comment\r\n"
    "[profile]\r\n"
    "name = whole\r\n"
    "title = A title; with \"quotes\" # and no comment\r\n"
    "title.de = Ein Titel\r\n"
    "vars = a b?\r\n"
    "vars = c\r\n"
    "delay = 1d2h30m\r\n"
    "severity = mx.single off\r\n"
    "\r\n"
    "   # another\r\n"
    "[one]\r\n"
    "owner = x{n}.{a}\r\n"
    "type = cname\r\n"
    "level = Optional\r\n"
    "each = n 3..5\r\n"
    "want = {{t}{b}.example.\r\n"
    "[two]\r\n"
    "owner=@\r\n"
    "type=TXT\r\n"
    "want=a=b; c\t \r\n"
    "[three]\r\n"
    "owner = @\r\n"
    "type = SPF\r\n"
    "want = v=spf1 include:{c} exists:%{i}.x.example ~all\r\n";

START_TEST(all_parts)
{
	mailauth_profile *profile = parse(whole, sizeof(whole) - 1);
	const mailauth_profile_requirement *r;
	const mailauth_profile_variable *v;
	const mailauth_profile_problem *p = mailauth_profile_problem_at(profile, 0);

	ck_assert_msg(p == NULL, "%u:%u: %s", p != NULL ? p->line : 0,
	    p != NULL ? p->column : 0, p != NULL ? p->message : "");
	ck_assert_str_eq(mailauth_profile_name(profile), "whole");
	ck_assert_str_eq(mailauth_profile_text(profile, "title", NULL),
	    "A title; with \"quotes\" # and no comment");
	ck_assert_str_eq(mailauth_profile_text(profile, "title", "de"), "Ein Titel");
	ck_assert_str_eq(mailauth_profile_text(profile, "title", "fr"),
	    "A title; with \"quotes\" # and no comment");
	ck_assert_ptr_null(mailauth_profile_text(profile, "reference", NULL));
	ck_assert_uint_eq(mailauth_profile_delay(profile), 86400 + 7200 + 1800);
	ck_assert_uint_eq(mailauth_profile_variable_count(profile), 3);
	v = mailauth_profile_variable_at(profile, 1);
	ck_assert_str_eq(v->name, "b");
	ck_assert_int_eq(v->optional, 1);
	ck_assert_ptr_null(mailauth_profile_variable_at(profile, 3));
	ck_assert_uint_eq(mailauth_profile_requirement_count(profile), 3);
	r = mailauth_profile_requirement_at(profile, 0);
	ck_assert_str_eq(r->id, "one");
	ck_assert_str_eq(r->type, "CNAME");
	ck_assert_int_eq(r->level, MAILAUTH_LEVEL_OPTIONAL);
	ck_assert_uint_eq(profile->sections[0]->each_count, 3);
	ck_assert_str_eq(profile->sections[0]->each[2], "5");
	/* the value runs verbatim, but for blanks at its ends */
	ck_assert_str_eq(profile->sections[1]->values[KEY_WANT].items[0].text, "a=b; c");
	ck_assert_int_eq(mailauth_profile_requirement_at(profile, 1)->level,
	    MAILAUTH_LEVEL_REQUIRED);
	mailauth_profile_free(profile);
}
END_TEST

START_TEST(shipped)
{
	static const char *const names[] = { "logineo-nrw", "mail-connect-pro",
		"mail-connect-team", "mail-connect-secgate", "office365-mixed",
		"strato-own-mx", "tu-darmstadt-mailgateway" };
	char path[512];
	size_t length;
	mailauth_profile *profile;
	char *text;

	snprintf(path, sizeof(path), TESTS_DIR "/../examples/profiles/%s.profile", names[_i]);
	text = test_read(path, &length);
	ck_assert_ptr_nonnull(text);
	profile = parse(text, length);
	ck_assert_uint_eq(mailauth_profile_problem_count(profile), 0);
	ck_assert_str_eq(mailauth_profile_name(profile), names[_i]);
	ck_assert_ptr_nonnull(mailauth_profile_text(profile, "title", NULL));
	ck_assert_str_ne(mailauth_profile_text(profile, "title", "de"), "");
	mailauth_profile_free(profile);
	free(text);
}
END_TEST

/* Each beginning of a profile gives an object, with or without problems. */
START_TEST(cut_anywhere)
{
	size_t length;

	for (length = 0; length < sizeof(whole); length++) {
		char *copy = malloc(length + 1);
		mailauth_profile *profile;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, whole, length);
		profile = parse(copy, length);
		ck_assert_ptr_nonnull(mailauth_profile_name(profile));
		mailauth_profile_free(profile);
		free(copy);
	}
}
END_TEST

/* One value, or section, more than a profile may have. */
START_TEST(too_many)
{
	static char text[60000];
	mailauth_profile *profile;
	size_t at, i, extra;

	for (extra = 0; extra < 2; extra++) {
		at = (size_t)snprintf(text, sizeof(text), MX);
		for (i = 0; i < 1000 + extra; i++)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
			    "want = m%zu.example\n", i);
		profile = parse(text, at);
		ck_assert_uint_eq(mailauth_profile_problem_count(profile), extra);
		if (extra > 0)
			ck_assert_str_eq(mailauth_profile_problem_at(profile, 0)->message,
			    "more than 1000 values of one key");
		mailauth_profile_free(profile);
		at = (size_t)snprintf(text, sizeof(text), HEAD);
		for (i = 0; i < 1000 + extra; i++)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
			    "[s%zu]\nowner=@\ntype=A\n", i);
		profile = parse(text, at);
		ck_assert_uint_eq(mailauth_profile_problem_count(profile), extra);
		if (extra > 0)
			ck_assert_str_eq(mailauth_profile_problem_at(profile, 0)->message,
			    "more than 1000 sections");
		mailauth_profile_free(profile);
	}
}
END_TEST

START_TEST(many_faults)
{
	static char text[200000];
	mailauth_profile *profile;
	char *large;
	size_t at = 0, i;

	for (i = 0; i < 10000; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "[s%zu]\n", i);
	profile = parse(text, at);
	ck_assert_uint_eq(mailauth_profile_problem_count(profile), 100);
	mailauth_profile_free(profile);
	/* 1 MiB and one octet more */
	/* loops that multiply */
	at = (size_t)snprintf(text, sizeof(text), HEAD);
	for (i = 0; i < 6; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "[s%zu]\n"
		    "owner = x{n}\ntype = A\neach = n 1..1000\n", i);
	profile = parse(text, at);
	ck_assert_uint_eq(mailauth_profile_problem_count(profile), 1);
	ck_assert_uint_eq(mailauth_profile_problem_at(profile, 0)->line, 3 + 5 * 4);
	mailauth_profile_free(profile);
	large = calloc(1, (1 << 20) + 1);
	ck_assert_ptr_nonnull(large);
	profile = parse(large, (1 << 20) + 1);
	free(large);
	ck_assert_str_eq(mailauth_profile_problem_at(profile, 0)->message,
	    "a profile is at most 1 MiB long");
	mailauth_profile_free(profile);
}
END_TEST

static int
parse_with(const mailauth_config *cfg, void *arg)
{
	mailauth_profile *profile = NULL;
	int rc = mailauth_profile_parse(cfg, "p", arg, strlen(arg), &profile);

	mailauth_profile_free(profile);
	return rc;
}

/* With too little memory an error, else all that there is. */
static int
parse_capped(const mailauth_config *cfg, void *arg)
{
	mailauth_profile *profile, *whole_profile;
	int rc = mailauth_profile_parse(cfg, "p", arg, strlen(arg), &profile);
	const mailauth_profile_problem *a, *b;
	size_t i;

	if (rc != 0)
		return rc;
	whole_profile = parse(arg, strlen(arg));
	ck_assert_uint_eq(mailauth_profile_requirement_count(profile),
	    mailauth_profile_requirement_count(whole_profile));
	ck_assert_uint_eq(mailauth_profile_variable_count(profile),
	    mailauth_profile_variable_count(whole_profile));
	for (i = 0; (a = mailauth_profile_problem_at(whole_profile, i)) != NULL; i++) {
		b = mailauth_profile_problem_at(profile, i);
		ck_assert_ptr_nonnull(b);
		ck_assert_str_eq(a->message, b->message);
	}
	ck_assert_ptr_null(mailauth_profile_problem_at(profile, i));
	mailauth_profile_free(whole_profile);
	mailauth_profile_free(profile);
	return 0;
}

START_TEST(no_memory)
{
	static const char rest[] = "[four]\nowner = @\ntype = DMARC\n"
	    "want = v=DMARC1; p=none\nall = fail\ncolour = red\n"
	    "[five]\nowner = a\ntype = A\nwant = {x}\neach = n a b\n"
	    "[bad]\nwrong\n";
	char text[2048];

	snprintf(text, sizeof(text), "%s%s", whole, rest);
	ck_assert_uint_gt(alloc_each_failing(parse_with, text), 1);
	ck_assert_uint_gt(alloc_each_cap(parse_capped, text), 20);
}
END_TEST

static const struct {
	const char *text;
	int rc;
	uint32_t seconds;
} durations[] = {
	{ "8h", 0, 28800 }, { "30m", 0, 1800 }, { "45", 0, 45 }, { "45s", 0, 45 },
	{ "2d", 0, 172800 }, { "1h30m", 0, 5400 }, { "", MAILAUTH_ERR_INVALID, 0 },
	{ "h", MAILAUTH_ERR_INVALID, 0 }, { "8 h", MAILAUTH_ERR_INVALID, 0 },
	{ "99999999d", MAILAUTH_ERR_INVALID, 0 }, { "8w", MAILAUTH_ERR_INVALID, 0 }
};

START_TEST(each_duration)
{
	uint32_t seconds = 0;

	ck_assert_int_eq(mailauth__duration_parse(durations[_i].text,
	    strlen(durations[_i].text), &seconds), durations[_i].rc);
	ck_assert_uint_eq(seconds, durations[_i].seconds);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("profile");
	TCase *tc = tcase_create("all");

	tcase_add_loop_test(tc, each_fault, 0, sizeof(faults) / sizeof(*faults));
	tcase_add_test(tc, all_parts);
	tcase_add_loop_test(tc, shipped, 0, 7);
	tcase_add_test(tc, cut_anywhere);
	tcase_add_test(tc, too_many);
	tcase_add_test(tc, many_faults);
	tcase_add_test(tc, no_memory);
	tcase_add_loop_test(tc, each_duration, 0,
	    sizeof(durations) / sizeof(*durations));
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
