/* SPDX-License-Identifier: BSD-2-Clause */
/* Master files: reading, look-up, writing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <check.h>

#include "base/limits.h"
#include "dns/answer.h"
#include "dns/zone.h"
#include "support/alloc.h"
#include "support/suite.h"

static mailauth_zone *
zone_of(const char *text, size_t len, int want)
{
	mailauth_zone *zone;
	int rc;

	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	rc = mailauth_zone_read(zone, "file", NULL, text, len);
	ck_assert_msg(rc == want, "result %d, first problem %s", rc,
	    mailauth_zone_problem_count(zone) > 0 ?
	    mailauth_zone_problem_at(zone, 0)->message : "none");
	ck_assert((want == MAILAUTH_ERR_INVALID) == (mailauth_zone_problem_count(zone) > 0));
	return zone;
}

/* Problems, then records with rdata in hexadecimal, a line each. */
static char *
dump(const mailauth_zone *zone)
{
	const mailauth_zone_problem *problem;
	const struct zone_record *record;
	size_t i, k, len;
	char *text;
	FILE *file = open_memstream(&text, &len);

	for (i = 0; (problem = mailauth_zone_problem_at(zone, i)) != NULL; i++) {
		ck_assert_str_eq(problem->file, "file");
		fprintf(file, "%u:%u: %s\n", problem->line, problem->column, problem->message);
	}
	for (i = 0; (record = mailauth__zone_record(zone, i)) != NULL; i++) {
		fprintf(file, "%s %u %u ", record->owner, record->ttl, record->type);
		for (k = 0; k < record->rdata_length; k++)
			fprintf(file, "%02x", record->rdata[k]);
		fputc('\n', file);
	}
	fclose(file);
	return text;
}

START_TEST(test_files)
{
	static const struct {
		const char *zone, *expect;
		int rc;
	} files[] = {
		{ "zone/forms.zone", "zone/forms.expect", 0 },
		{ "zone/faults.zone", "zone/faults.expect", MAILAUTH_ERR_INVALID },
	};
	size_t len;
	char *text = test_data(files[_i].zone, &len);
	char *expect = test_data(files[_i].expect, NULL);
	mailauth_zone *zone = zone_of(text, len, files[_i].rc);
	char *got = dump(zone);

	ck_assert_str_eq(got, expect);
	mailauth_zone_free(zone);
	free(got);
	free(expect);
	free(text);
}
END_TEST

/* With CR before each LF everything reads the same but columns. */
START_TEST(test_crlf)
{
	size_t len, i, n = 0;
	char *text = test_data("zone/forms.zone", &len);
	char *expect = test_data("zone/forms.expect", NULL);
	char *crlf = malloc(2 * len);
	mailauth_zone *zone;
	char *got;

	for (i = 0; i < len; i++) {
		if (text[i] == '\n')
			crlf[n++] = '\r';
		crlf[n++] = text[i];
	}
	zone = zone_of(crlf, n, 0);
	got = dump(zone);
	ck_assert_str_eq(got, expect);
	mailauth_zone_free(zone);
	free(got);
	free(crlf);
	free(expect);
	free(text);
}
END_TEST

/* Single faults and oddities: text, records, line and column of the problem. */
static const struct {
	const char *text;
	size_t length, records;
	unsigned line, column;
} odd[] = {
#define T(text) text, sizeof(text) - 1
	{ T(""), 0, 0, 0 },
	{ T("\n\r\n ; x\n\t\n()\n"), 0, 0, 0 },
	{ T("a A 192.0.2.1"), 1, 0, 0 },
	{ T("\xef\xbb\xbf" "a A 192.0.2.1"), 1, 0, 0 },
	{ T("a TXT \"\0\x01\xff\""), 1, 0, 0 },
	{ T("a\0b A 192.0.2.1\nb A 192.0.2.1"), 1, 1, 2 },
	{ T("\xff\xfe" "a\0 \0A\0"), 0, 1, 4 },
	{ T("\xff A 192.0.2.1"), 0, 1, 1 },
	{ T("a TXT \"x\\"), 0, 1, 7 },
	{ T("a TXT x\\"), 0, 1, 8 },
	{ T("a TXT \"x\ny\"\n"), 0, 1, 7 },
	{ T("a TXT (\"x\"\n\n  \"y\""), 0, 1, 7 },
	{ T("a ( A 192.0.2.1 ))\nb A 192.0.2.1"), 1, 1, 18 },
	{ T("(a A 192.0.2.1)"), 1, 0, 0 },
	{ T("a A 192.0.2.1\n A 192.0.2.2\n"), 2, 0, 0 },
	{ T("a A 192.0.2.1\na A 192.0.2.1\nA A 192.0.2.1\n"), 1, 0, 0 },
	{ T("a TXT \"x\"\"y\""), 1, 0, 0 },
	{ T("a 2147483648 A 192.0.2.1"), 0, 1, 3 },
	{ T("a 2147483647 A 192.0.2.1"), 1, 0, 0 },
	{ T("a 1h1x A 192.0.2.1"), 0, 1, 3 },
	{ T("\"a b\" A 192.0.2.1"), 1, 0, 0 },
	{ T("a (A 192.0.2.1\n"), 0, 1, 3 },
	{ T("a ) A 192.0.2.1\nb A 192.0.2.1"), 1, 1, 3 },
	{ T("a CH A 192.0.2.1\nb A 192.0.2.1"), 1, 1, 3 },
	{ T("a HS A 192.0.2.1\nb A 192.0.2.1"), 1, 1, 3 },
	{ T("a \"A\" 192.0.2.1"), 0, 1, 3 },
	{ T("a A 192.0.2.1 192.0.2.2"), 0, 1, 15 },
	{ T("a A \"192.0.2.1\""), 1, 0, 0 },
	{ T("a MX x b"), 0, 1, 6 },
	{ T("a MX \"1\" b"), 0, 1, 6 },
	{ T("a MX 1x b"), 0, 1, 6 },
	{ T("a MX 65536 b"), 0, 1, 6 },
	{ T("a MX 65535 b"), 1, 0, 0 },
	{ T("a MX 1"), 0, 1, 7 },
	{ T("a CAA 0"), 0, 1, 8 },
	{ T("a CAA 0 \"\" x"), 0, 1, 9 },
	{ T("a CAA 0 is-sue x"), 0, 1, 9 },
	{ T("a CAA 0 issue"), 0, 1, 14 },
	{ T("a CAA 0 issue x"), 1, 0, 0 },
	{ T("a TLSA 3 1 1 0g"), 0, 1, 15 },
	{ T("a TLSA 3 1 1 0"), 0, 1, 15 },
	{ T("a TLSA 3 1 1 (0\n1)"), 1, 0, 0 },
	{ T("a TXT \\# 2 0161"), 1, 0, 0 },
	{ T("a TXT \\# 3 0161"), 0, 1, 10 },
	{ T("a TXT \\# 2 0261"), 0, 1, 3 },
	{ T("a TXT \\# 2x 0161"), 0, 1, 10 },
	{ T("a TXT \\# 65536 0161"), 0, 1, 10 },
	{ T("a TXT \\#"), 0, 1, 9 },
	{ T("a TXT \\# 1 0g"), 0, 1, 13 },
	{ T("a X 1"), 0, 1, 3 },
	{ T("a TYPE65400 x"), 0, 1, 3 },
	{ T("a TYPE65400 \\# 0"), 1, 0, 0 },
	/* RFC 4034 section 3.2: the time of a signature, each part in range */
#define SIG(time) "a RRSIG A 8 1 60 " time " 20260101000000 1 b. AQID"
	{ T(SIG("20261231235960")), 1, 0, 0 },
	{ T(SIG("20260000000000")), 0, 1, 18 },
	{ T(SIG("20261300000000")), 0, 1, 18 },
	{ T(SIG("20260100000000")), 0, 1, 18 },
	{ T(SIG("20260132000000")), 0, 1, 18 },
	{ T(SIG("20260101240000")), 0, 1, 18 },
	{ T(SIG("20260101006000")), 0, 1, 18 },
	{ T(SIG("20260101000061")), 0, 1, 18 },
	{ T(SIG("20260101000000x")), 0, 1, 18 },
	{ T(SIG("2026010100000x")), 0, 1, 18 },
	{ T(SIG("x")), 0, 1, 18 },
	{ T(SIG("\"1\"")), 0, 1, 18 },
	{ T(SIG("4294967295")), 1, 0, 0 },
	{ T(SIG("4294967296")), 0, 1, 18 },
	{ T("a RRSIG A 8 1 60 1 2 3 b. A!"), 0, 1, 29 },
	{ T("a RRSIG A 8 1 60"), 0, 1, 17 },
	/* RFC 5155 section 3.3 */
	{ T("a NSEC3 1 0 0 - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A"), 1, 0, 0 },
	{ T("a NSEC3 1 0 0 aabb 0P9MHAVE A"), 1, 0, 0 },
	{ T("a NSEC3 1 0 0 aab 0p9mhave A"), 0, 1, 15 },
	{ T("a NSEC3 1 0 0 ag 0p9mhave A"), 0, 1, 16 },
	{ T("a NSEC3 1 0 0"), 0, 1, 14 },
	{ T("a NSEC3 1 0 0 -"), 0, 1, 16 },
	{ T("a NSEC3 1 0 0 - \"\" A"), 0, 1, 17 },
	{ T("a NSEC3 1 0 0 - 0w A"), 0, 1, 18 },
	{ T("a NSEC3 1 0 0 - 0: A"), 0, 1, 18 },
	{ T("a NSEC3 1 0 0 - 0p9mhave NOTYPE"), 0, 1, 26 },
	{ T("a NSEC b. A TYPE65535"), 1, 0, 0 },
	{ T("a NSEC b. A TYPE65536"), 0, 1, 13 },
	{ T("$TTL"), 0, 1, 5 },
	{ T("$TTL 1 2"), 0, 1, 8 },
	{ T("$TTL x"), 0, 1, 6 },
	{ T("$ORIGIN"), 0, 1, 8 },
	{ T("$ORIGIN a. b"), 0, 1, 12 },
	{ T("$ORIGIN a..b"), 0, 1, 9 },
	{ T("$INCLUDE x"), 0, 1, 1 },
	{ T("$\\"), 0, 1, 1 },
	{ T("$TTL 5 \"x"), 0, 1, 8 },
	/* escapes of three digits */
	{ T("a TXT x\\1"), 0, 1, 8 },
	{ T("a TXT x\\1a2"), 0, 1, 8 },
	{ T("a TXT \"x\\12a\""), 0, 1, 9 },
	{ T("a TXT x\\256"), 0, 1, 8 },
	{ T("a CAA 0 issue \"x\\300\""), 0, 1, 17 },
	/* a backslash takes no line end */
	{ T("a TXT \"x\\\ny\"\nb A 192.0.2.1"), 1, 1, 7 },
	{ T("a TXT x\\\nb A 192.0.2.1"), 1, 1, 8 },
	{ T("a TXT x\\\r\nb A 192.0.2.1"), 1, 1, 8 },
	/* what is skipped behind a fault */
	{ T("a X )\nb A 192.0.2.1"), 1, 1, 3 },
	{ T("a X \\\"\nb A 192.0.2.1"), 1, 1, 3 },
	{ T("a X \\\nb A 192.0.2.1"), 1, 1, 3 },
	{ T("a X \\"), 0, 1, 3 },
	{ T("a ( X )\nb A 192.0.2.1"), 1, 1, 5 },
	/* strings left open where more of the same may stand */
	{ T("a TXT x \"y"), 0, 1, 9 },
	{ T("a DNSKEY 1 3 8 AQ \"I"), 0, 1, 19 },
	{ T("a NSEC b. A \"M"), 0, 1, 13 },
	{ T("a A 192.0.2.1 \"x"), 0, 1, 15 },
	{ T(" \"x"), 0, 1, 2 },
	{ T("a CS A 192.0.2.1\nb A 192.0.2.1"), 1, 1, 3 },
	{ T("a ANAMEOFNOTYPEATALL x"), 0, 1, 3 },
	{ T("a SOA a. b. 1 x 3 4 5"), 0, 1, 15 },
	{ T("a SOA a. b. 1 2 3 4 5"), 1, 0, 0 },
};

START_TEST(test_odd)
{
	mailauth_zone *zone = zone_of(odd[_i].text, odd[_i].length,
	    odd[_i].line == 0 ? 0 : MAILAUTH_ERR_INVALID);
	const mailauth_zone_problem *problem = mailauth_zone_problem_at(zone, 0);

	ck_assert_uint_eq(mailauth_zone_record_count(zone), odd[_i].records);
	if (problem != NULL) {
		ck_assert_uint_eq(problem->line, odd[_i].line);
		ck_assert_uint_eq(problem->column, odd[_i].column);
	}
	mailauth_zone_free(zone);
}
END_TEST

/* TTL of an entry that has none. */
START_TEST(test_ttls)
{
	static const struct {
		const char *text;
		uint32_t ttl;
	} texts[] = {
		{ "z A 192.0.2.1", 3600 },
		{ "a SOA a b 1 2 3 4 77\nz A 192.0.2.1", 77 },
		{ "a 5 A 192.0.2.1\nz A 192.0.2.1", 5 },
		{ "$TTL 9\na 5 A 192.0.2.1\nz A 192.0.2.1", 9 },
		{ "$TTL 0\nz A 192.0.2.1", 0 },
	};
	size_t i;

	for (i = 0; i < COUNT_OF(texts); i++) {
		mailauth_zone *zone = zone_of(texts[i].text, strlen(texts[i].text), 0);
		size_t last = mailauth_zone_record_count(zone) - 1;

		ck_assert_uint_eq(mailauth__zone_record(zone, last)->ttl, texts[i].ttl);
		mailauth_zone_free(zone);
	}
}
END_TEST

/* Status, "owner>target " of links (NULL: many) with "!" for a DNAME, then "owner=text ". */
static const struct {
	const char *name;
	uint16_t type;
	int status;
	const char *found;
	uint32_t ttl;
} lookups[] = {
	{ "EXAMPLE.", 15, 0, "example=mail.example ", 300 },
	{ "example", 1, 0, "", 60 },
	{ ".", 1, 0, "", 0 },
	{ "www.example", 16, 0, "www.example>a.example a.example>b.example b.example=end ", 200 },
	{ "www.example", 5, 0, "www.example=a.example ", 300 },
	{ "nope.example", 16, 3, "", 60 },
	{ "a.b.nope.example", 16, 3, "", 60 },
	{ "nope", 16, 3, "", 0 },
	{ "loop.example", 16, 2, "loop.example>loop.example ", 0 },
	{ "pair1.example", 16, 2, "pair1.example>pair2.example "
	    "pair2.example>pair1.example ", 0 },
	{ "rho.example", 16, 2, "rho.example>pair1.example "
	    "pair1.example>pair2.example pair2.example>pair1.example ", 0 },
	{ "loop.example", 5, 0, "loop.example=loop.example ", 300 },
	{ "dangling.example", 16, 3, "dangling.example>nowhere.example ", 60 },
	{ "nodata.example", 16, 0, "nodata.example>mail.example ", 60 },
	{ "mixed.example", 16, 0, "mixed.example=beside ", 300 },
	{ "mixed.example", 1, 0, "mixed.example>b.example ", 60 },
	{ "two.example", 5, 0, "two.example=b.example two.example=mail.example ", 300 },
	{ "two.example", 16, 0, "two.example>b.example b.example=end ", 200 },
	{ "d.example", 16, 0, "d.example=of the owner ", 300 },
	{ "d.example", 39, 0, "d.example=t.example ", 300 },
	{ "x.d.example", 16, 0, "!x.d.example>x.t.example x.t.example=through ", 300 },
	{ "x.d.example", 5, 0, "!x.d.example>x.t.example ", 0 },
	{ "x.d.example", 39, 0, "!x.d.example>x.t.example ", 60 },
	{ "hidden.d.example", 16, 3, "!hidden.d.example>hidden.t.example ", 60 },
	{ "t.example", 16, 0, "", 60 },
	{ "x.grow.example", 16, 2, NULL, 0 },
	{ "any.w.example", 16, 0, "any.w.example=wild ", 300 },
	{ "a.b.w.example", 16, 0, "a.b.w.example=wild ", 300 },
	{ "any.w.example", 15, 0, "any.w.example=mail.example ", 300 },
	{ "any.w.example", 1, 0, "", 60 },
	{ "exact.w.example", 16, 0, "", 60 },
	{ "below.exact.w.example", 16, 3, "", 60 },
	{ "ent.w.example", 16, 0, "", 60 },
	{ "any.ent.w.example", 16, 3, "", 60 },
	{ "*.w.example", 16, 0, "*.w.example=wild ", 300 },
	{ "w.example", 16, 0, "", 60 },
	{ "any.alias.example", 16, 0, "any.alias.example>b.example b.example=end ", 200 },
	{ "any.q.example", 1, 0, "", 60 },
	{ "elsewhere.other", 16, 0, "elsewhere.other=another domain ", 300 },
	{ "other", 16, 0, "", 0 },
};

static void
describe(const mailauth_answer *ans, char *out, size_t size)
{
	const mailauth_link *link;
	const mailauth_record *rec;
	size_t i, n = 0;

	out[0] = '\0';
	for (i = 0; (link = mailauth_answer_link(ans, i)) != NULL && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s>%s ",
		    link->dname ? "!" : "", link->owner, link->target);
	for (i = 0; (rec = mailauth_answer_record(ans, i)) != NULL && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s=%s ", rec->owner,
		    rec->text != NULL ? rec->text : rec->target);
}

START_TEST(test_lookup)
{
	size_t len;
	char *text = test_data("zone/lookup.zone", &len);
	mailauth_zone *zone = zone_of(text, len, 0);
	mailauth_answer *ans;
	char found[65536];

	free(text);
	ck_assert_int_eq(mailauth_zone_answer(zone, lookups[_i].name,
	    lookups[_i].type, &ans), 0);
	mailauth_zone_free(zone);
	describe(ans, found, sizeof(found));
	ck_assert_msg(mailauth_answer_status(ans) == lookups[_i].status,
	    "%s: status %d", lookups[_i].name, mailauth_answer_status(ans));
	if (lookups[_i].found != NULL)
		ck_assert_str_eq(found, lookups[_i].found);
	else
		ck_assert_uint_gt(mailauth_answer_link_count(ans), 10);
	if (lookups[_i].status != 2)
		ck_assert_msg(ans->ttl == lookups[_i].ttl, "%s: TTL %u",
		    lookups[_i].name, ans->ttl);
	mailauth_answer_free(ans);
}
END_TEST

/* No answer is longer than a resolver follows; its links are told. */
START_TEST(test_long_chain)
{
	char text[8192];
	mailauth_zone *zone;
	mailauth_answer *ans;
	size_t n = 0, i;

	for (i = 0; i < 200; i++)
		n += (size_t)sprintf(text + n, "n%zu CNAME n%zu\n", i, i + 1);
	n += (size_t)sprintf(text + n, "n200 TXT end\n");
	zone = zone_of(text, n, 0);
	ck_assert_int_eq(mailauth_zone_answer(zone, "n72", 16, &ans), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_OK);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), LIMIT_ANSWER_LINKS);
	ck_assert_uint_eq(mailauth_answer_record_count(ans), 1);
	mailauth_answer_free(ans);
	ck_assert_int_eq(mailauth_zone_answer(zone, "n71", 16, &ans), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_SERVFAIL);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), LIMIT_ANSWER_LINKS);
	ck_assert_uint_eq(mailauth_answer_record_count(ans), 0);
	mailauth_answer_free(ans);
	mailauth_zone_free(zone);
}
END_TEST

/* The root with records of its own; all types of a name; octets below " ". */
START_TEST(test_lookup_rare)
{
	static const struct {
		const char *name;
		uint16_t type;
		size_t records;
	} asked[] = {
		{ ".", 16, 1 }, { ".", 1, 0 }, { ".", 255, 1 }, { "a", 255, 3 },
		{ "a", 15, 1 }, { "a\\000b", 16, 1 }, { "a\\001b", 16, 1 },
		{ "a\\002b", 16, 1 }, { "a\\003b", 16, 0 }, { "x", 255, 0 },
	};
	static const char text[] = ". TXT root\na TXT 1\na TXT 2\na MX 1 b.\n"
	    "a\\002b TXT 2\na\\000b TXT 0\na\\001b TXT 1\n";
	mailauth_zone *zone = zone_of(text, sizeof(text) - 1, 0);
	mailauth_answer *ans;
	size_t i;

	for (i = 0; i < COUNT_OF(asked); i++) {
		ck_assert_int_eq(mailauth_zone_answer(zone, asked[i].name,
		    asked[i].type, &ans), 0);
		ck_assert_msg(mailauth_answer_record_count(ans) == asked[i].records,
		    "%s: %zu", asked[i].name, mailauth_answer_record_count(ans));
		mailauth_answer_free(ans);
	}
	/* in canonical order, RFC 4034 section 6.1: the smaller octet first */
	ck_assert_str_eq(mailauth__zone_record(zone, 4)->owner, "a\\000b");
	ck_assert_str_eq(mailauth__zone_record(zone, 5)->owner, "a\\001b");
	ck_assert_str_eq(mailauth__zone_record(zone, 6)->owner, "a\\002b");
	mailauth_zone_free(zone);
}
END_TEST

/* Records of 65,535 octets and one more: what may be that long, and what has a
 * limit of its own. */
START_TEST(test_longest)
{
	static const struct {
		const char *head;   /* then `count` times `unit`, then `tail` */
		size_t count;
		const char *unit, *tail;
		size_t records;
	} longest[] = {
		{ "a TYPE65400 \\# 65535 ", 65535, "0f", "", 1 },
		{ "a TYPE65400 \\# 65535 ", 65536, "0f", "", 0 },
		/* 255 strings of 255 octets, with their lengths: 65,280 */
		{ "a TXT ", 65280 / 32, "123456789012345678901234567890 ", "", 1 },
		/* 65,534, and strings of 1 and 2 octets with their lengths */
		{ "a TXT ", 65534 / 31, "123456789012345678901234567890 ", "", 1 },
		{ "a TXT ", 65534 / 31, "123456789012345678901234567890 ", "\"\"", 1 },
		{ "a TXT ", 65534 / 31, "123456789012345678901234567890 ", "x", 0 },
		{ "a TXT ", 65534 / 31, "123456789012345678901234567890 ", "\"\" \"\"",
		  0 },
		{ "a TXT ", 65535 / 3, "ab ", "", 1 },
		{ "a TXT ", 65535 / 3, "ab ", "c", 0 },
		{ "a TXT ", 255, "x", "", 1 },
		{ "a TXT ", 256, "x", "", 0 },
		{ "a CAA 0 issue \"", 65535 - 7, "x", "\"", 1 },
		{ "a CAA 0 issue \"", 65535 - 6, "x", "\"", 0 },
		{ "a CAA 0 ", 255, "x", " y", 1 },
		{ "a CAA 0 ", 256, "x", " y", 0 },
		{ "a NSEC3 1 0 0 ", 255, "ab", " 0p9mhave A", 1 },
		{ "a NSEC3 1 0 0 ", 256, "ab", " 0p9mhave A", 0 },
		{ "a NSEC3 1 0 0 - ", 51, "0p9mhave", " A", 1 },
		{ "a NSEC3 1 0 0 - ", 52, "0p9mhave", " A", 0 },
		{ "a NSEC3 1 0 0 - ", 14000, "0p9mhave", " A", 0 },
		{ "a DNSKEY 1 3 8 ", 16380, "AAAA", "", 1 },
		{ "a DNSKEY 1 3 8 ", 16384, "AAAA", "", 0 },
	};
	size_t unit = strlen(longest[_i].unit), n, i;
	char *text = malloc(longest[_i].count * unit + 100);
	mailauth_zone *zone;

	n = (size_t)sprintf(text, "%s", longest[_i].head);
	for (i = 0; i < longest[_i].count; i++, n += unit)
		memcpy(text + n, longest[_i].unit, unit);
	n += (size_t)sprintf(text + n, "%s\n", longest[_i].tail);
	zone = zone_of(text, n, longest[_i].records > 0 ? 0 : MAILAUTH_ERR_INVALID);
	ck_assert_uint_eq(mailauth_zone_record_count(zone), longest[_i].records);
	if (longest[_i].records == 0)
		ck_assert_uint_eq(mailauth_zone_problem_at(zone, 0)->line, 1);
	mailauth_zone_free(zone);
	free(text);
}
END_TEST

START_TEST(test_merge)
{
	mailauth_zone *zone;
	mailauth_answer *ans;
	char found[256];

	ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
	ck_assert_int_eq(mailauth_zone_answer(zone, "a", 16, &ans), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_NXDOMAIN);
	mailauth_answer_free(ans);
	ck_assert_int_eq(mailauth_zone_read(zone, "1", "example", T("b TXT 2\nb TXT 1")), 0);
	ck_assert_int_eq(mailauth_zone_read(zone, "2", "Example.", T("a TXT x\nb TXT 0\nb TXT 2")), 0);
	ck_assert_int_eq(mailauth_zone_read(zone, "3", NULL, NULL, 0), 0);
	ck_assert_uint_eq(mailauth_zone_record_count(zone), 4);
	ck_assert_int_eq(mailauth_zone_answer(zone, "b.example", 16, &ans), 0);
	describe(ans, found, sizeof(found));
	ck_assert_str_eq(found, "b.example=2 b.example=1 b.example=0 ");
	mailauth_answer_free(ans);
	ck_assert_int_eq(mailauth_zone_answer(zone, "b..", 16, &ans), MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(ans);
	ck_assert_int_eq(mailauth_zone_read(zone, "4", "a..b", T("")), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_zone_read(zone, NULL, NULL, NULL, 1), MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(mailauth__zone_record(zone, 4));
	mailauth_zone_free(zone);
	mailauth_zone_free(NULL);
}
END_TEST

/* What is written reads back as the same records. */
START_TEST(test_write)
{
	static const char text[] = "$TTL 5\n. SOA a b 1 2 3 4 5\n. NS n.\n"
	    "a TXT \"x\\\"\\\\\\000\" \"\" y\na\\;\\\"\\(\\@\\$\\.\\032 A 192.0.2.1\n"
	    "m MX 1 m\nu TYPE65400 \\# 0\ne TXT \\# 0\ns SPF \"v=spf1\" x\n"
	    "\\.\\\\ A 192.0.2.1\n";
	mailauth_zone *zone = zone_of(text, sizeof(text) - 1, 0), *again;
	struct buffer buf;
	char *one = dump(zone), *two;

	mailauth__buffer_init(&buf, zone->arena, 0);
	mailauth__zone_write(zone, &buf);
	ck_assert_int_eq(buf.error, 0);
	again = zone_of(buf.data, buf.length, 0);
	two = dump(again);
	ck_assert_str_eq(two, one);
	free(one);
	free(two);
	mailauth_zone_free(again);
	mailauth_zone_free(zone);

	/* the root gets what it lacks; a delegation and signatures are left out */
	zone = zone_of(T("x NS y\nx DS 1 2 3 aa\nx A 192.0.2.1"), 0);
	mailauth__buffer_init(&buf, zone->arena, 0);
	mailauth__zone_write(zone, &buf);
	again = zone_of(buf.data, buf.length, 0);
	ck_assert_uint_eq(mailauth_zone_record_count(again), 3);
	ck_assert_uint_eq(mailauth__zone_record(again, 0)->type, MAILAUTH_TYPE_NS);
	ck_assert_uint_eq(mailauth__zone_record(again, 1)->type, MAILAUTH_TYPE_SOA);
	ck_assert_str_eq(mailauth__zone_record(again, 2)->owner, "x");
	mailauth_zone_free(again);
	mailauth_zone_free(zone);

	/* nothing but the root */
	zone = zone_of(T(". TXT x"), 0);
	mailauth__buffer_init(&buf, zone->arena, 0);
	mailauth__zone_write(zone, &buf);
	again = zone_of(buf.data, buf.length, 0);
	ck_assert_uint_eq(mailauth_zone_record_count(again), 3);
	mailauth_zone_free(again);
	mailauth_zone_free(zone);
}
END_TEST

/* Cut anywhere, in a block of its own, the text is read or has problems. */
START_TEST(test_truncation)
{
	size_t len, at;
	char *text = test_data(_i == 0 ? "zone/forms.zone" : "zone/faults.zone", &len);

	for (at = 0; at < len; at++) {
		char *copy = malloc(at + (at == 0));
		mailauth_zone *zone;
		int rc;

		memcpy(copy, text, at);
		ck_assert_int_eq(mailauth_zone_new(NULL, &zone), 0);
		rc = mailauth_zone_read(zone, "cut", NULL, copy, at);
		ck_assert(rc == 0 || rc == MAILAUTH_ERR_INVALID);
		ck_assert_int_eq(rc != 0, mailauth_zone_problem_count(zone) > 0);
		mailauth_zone_free(zone);
		free(copy);
	}
	free(text);
}
END_TEST

START_TEST(test_many_problems)
{
	char text[400 * 4 + 1];
	mailauth_zone *zone;
	size_t i;

	for (i = 0; i < 400; i++)
		memcpy(text + 4 * i, "a X\n", 4);
	zone = zone_of(text, 1600, MAILAUTH_ERR_INVALID);
	ck_assert_uint_eq(mailauth_zone_problem_count(zone), LIMIT_ZONE_PROBLEMS);
	ck_assert_ptr_null(mailauth_zone_problem_at(zone, LIMIT_ZONE_PROBLEMS));
	mailauth_zone_free(zone);
}
END_TEST

static int
read_and_ask(const mailauth_config *cfg, void *arg)
{
	static const char text[] = "$ORIGIN example.\n@ SOA a b 1 2 3 4 5\n"
	    "a CNAME b\nb DNAME c\nx.c TXT x\na.c A 192.0.2.1\nk DNSKEY 1 3 8 AQID\n"
	    "y CNAME x.b\n1 TXT 1\n2 TXT 2\n3 TXT 3\n4 TXT 4\n5 TXT 5\n6 TXT 6\n"
	    "7 TXT 7\n8 TXT 8\n9 TXT 9\n10 TXT 10\n11 TXT 11\n";
	mailauth_zone *zone;
	mailauth_answer *ans;
	int rc;

	(void)arg;
	if ((rc = mailauth_zone_new(cfg, &zone)) != 0)
		return rc;
	rc = mailauth_zone_read(zone, "file", NULL, text, sizeof(text) - 1);
	if (rc == 0 && (rc = mailauth_zone_answer(zone, "y.example", 16, &ans)) == 0) {
		ck_assert_uint_eq(mailauth_answer_link_count(ans), 2);
		ck_assert_uint_eq(mailauth_answer_record_count(ans), 1);
		mailauth_answer_free(ans);
	}
	mailauth_zone_free(zone);
	return rc;
}

START_TEST(test_memory)
{
	ck_assert_uint_gt(alloc_each_failing(read_and_ask, NULL), 5);
	ck_assert_uint_gt(alloc_each_cap(read_and_ask, NULL), 1);
}
END_TEST

/* The zone alone is capped, from nothing to what does: what it has refused is no
 * record of it, and what it took answers. */
START_TEST(test_cap)
{
	static const char text[] = "$ORIGIN example.\n@ SOA a b 1 2 3 4 5\n"
	    "a-longer-owner TXT \"and a text of more octets than the rest\"\n"
	    "1 TXT 1\n2 TXT 2\n3 TXT 3\n4 TXT 4\n5 TXT 5\n6 TXT 6\n7 TXT 7\n"
	    "8 TXT 8\n9 TXT 9\n10 TXT 10\n11 TXT 11\n12 TXT 12\n13 TXT 13\n"
	    "14 TXT 14\n15 TXT 15\n16 TXT 16\n17 TXT 17\n";
	mailauth_config *cfg;
	mailauth_zone *zone;
	size_t cap, refused = 0, enough = 0;
	int rc;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	for (cap = 16; enough == 0; cap += 16) {
		ck_assert_uint_lt(cap, 100000);
		ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_MEMORY,
		    (int64_t)cap), 0);
		if (mailauth_zone_new(cfg, &zone) != 0) {
			ck_assert_ptr_null(zone);
			continue;
		}
		ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_MEMORY, 0), 0);
		rc = mailauth_zone_read(zone, "a file of some name", NULL, text,
		    sizeof(text) - 1);
		ck_assert(rc == 0 || rc == MAILAUTH_ERR_LIMIT ||
		    rc == MAILAUTH_ERR_NOMEM);
		ck_assert_uint_eq(mailauth_zone_problem_count(zone), 0);
		refused += rc != 0;
		enough += rc == 0;
		if (rc == 0)
			ck_assert_uint_eq(mailauth_zone_record_count(zone), 19);
		else
			ck_assert_uint_lt(mailauth_zone_record_count(zone), 19);
		mailauth_zone_free(zone);
	}
	ck_assert_uint_gt(refused, 50);
	mailauth_config_free(cfg);
}
END_TEST

/* The zone has what it wants, the answer has not. */
struct asked {
	const char *name;
	uint16_t type;
	size_t links, records;
};

static int
ask(const mailauth_config *cfg, void *arg)
{
	static const char text[] = "$ORIGIN example.\n@ SOA a b 1 2 3 4 5\n"
	    "a CNAME a-rather-long-name-for-a-target\nb DNAME b.c\nx.b.c TXT x\n"
	    "y CNAME x.b\n* MX 1 mail\nmany TXT 1\nmany TXT 2\nmany TXT 3\n"
	    "a-rather-long-name-for-a-target TXT \"a text of some length\"\n";
	const struct asked *asked = arg;
	mailauth_zone *zone = zone_of(text, sizeof(text) - 1, 0);
	mailauth_answer *ans;
	int rc;

	zone->config = cfg;
	rc = mailauth_zone_answer(zone, asked->name, asked->type, &ans);
	ck_assert((rc == 0) == (ans != NULL));
	if (rc == 0) {
		ck_assert_uint_eq(mailauth_answer_link_count(ans), asked->links);
		ck_assert_uint_eq(mailauth_answer_record_count(ans), asked->records);
	}
	mailauth_answer_free(ans);
	mailauth_zone_free(zone);
	return rc;
}

START_TEST(test_cap_of_answer)
{
	static const struct asked asked[] = {
		{ "a.example", 16, 1, 1 }, { "y.example", 16, 2, 1 },
		{ "many.example", 16, 0, 3 }, { "any.example", 15, 0, 1 },
		{ "nothing.b.example", 16, 1, 0 }, { "many.example", 255, 0, 3 },
	};
	struct asked one = asked[_i];

	ck_assert_uint_gt(alloc_each_failing(ask, &one), 0);
	ck_assert_uint_gt(alloc_each_cap(ask, &one), 1);
}
END_TEST

enum shape { SHAPE_OWNERS, SHAPE_ONE_OWNER, SHAPE_OPEN, SHAPE_FAULTS, SHAPES };

static double
seconds_to_read(enum shape shape, size_t count)
{
	static const char *const lines[] = {
		"n%zu.example TXT \"v=spf1 -all\"\n", "a TXT \"%zu\"\n",
		"a%zu ( TXT x\n", "a%zu TXT ( \"x\n",
	};
	char *text = malloc(count * 40);
	size_t len = 0, i;
	mailauth_zone *zone;
	clock_t start;
	double seconds;

	/* owners in no order */
	for (i = 0; i < count; i++)
		len += (size_t)sprintf(text + len, lines[shape], i * 7919 % 1000003);
	start = clock();
	mailauth_zone_new(NULL, &zone);
	mailauth_zone_read(zone, "big", NULL, text, len);
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	if (shape <= SHAPE_ONE_OWNER)
		ck_assert_uint_eq(mailauth_zone_record_count(zone), count);
	mailauth_zone_free(zone);
	free(text);
	return seconds;
}

/* Four times as much takes about four times as long, not sixteen times. */
START_TEST(test_linear)
{
	double once = seconds_to_read((enum shape)_i, 25000);
	double four = seconds_to_read((enum shape)_i, 100000);

	ck_assert_msg(four < 9 * once + 0.1, "%f s, %f s", once, four);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("zone");
	TCase *tcase = tcase_create("zone");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_files, 0, 2);
	tcase_add_test(tcase, test_crlf);
	tcase_add_loop_test(tcase, test_odd, 0, (int)COUNT_OF(odd));
	tcase_add_test(tcase, test_ttls);
	tcase_add_loop_test(tcase, test_lookup, 0, (int)COUNT_OF(lookups));
	tcase_add_test(tcase, test_long_chain);
	tcase_add_test(tcase, test_lookup_rare);
	tcase_add_loop_test(tcase, test_longest, 0, 22);
	tcase_add_test(tcase, test_cap);
	tcase_add_loop_test(tcase, test_cap_of_answer, 0, 6);
	tcase_add_test(tcase, test_merge);
	tcase_add_test(tcase, test_write);
	tcase_add_loop_test(tcase, test_truncation, 0, 2);
	tcase_add_test(tcase, test_many_problems);
	tcase_add_test(tcase, test_memory);
	tcase_add_loop_test(tcase, test_linear, 0, SHAPES);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
