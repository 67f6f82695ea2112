/* SPDX-License-Identifier: BSD-2-Clause */
/* The decoder of DNS messages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <check.h>

#include "base/limits.h"
#include "dns/answer.h"
#include "support/alloc.h"
#include "support/suite.h"

/* Messages are written as strings; Q is header and question of "a.example" at
 * offset 12 ("example" at 14), R a record's type, class, TTL. */
#define HEAD(flags, an, ns, ar) "\x12\x34" flags "\0\1\0" an "\0" ns "\0" ar
#define NAME "\1a\7example\0"
#define Q(flags, type, an, ns, ar) HEAD(flags, an, ns, ar) NAME "\0" type "\0\1"
#define R(type) "\0" type "\0\1\0\0\1\x2c"
#define OK "\x81\x80"
#define ME "\xc0\x0c"       /* a.example */
#define UP "\xc0\x0e"       /* example */
#define SOA UP R("\6") "\0\x1a\2ns" UP "\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\x3c"
#define T_A "\1"
#define T_CNAME "\5"
#define T_MX "\xf"
#define T_TXT "\x10"
#define T_DNAME "\x27"

struct row {
	const char *what;
	const char *msg;
	size_t length;
	uint16_t type;
	int status;
	size_t records;
	const char *text;   /* of the first record: text or target */
	const char *links;  /* "owner>target " each, "!" before those of a DNAME */
	uint32_t ttl;
};

#define M(text) text, sizeof(text) - 1

static const struct row rows[] = {
	{ "TXT", M(Q(OK, T_TXT, "\1", "\0", "\0") ME R(T_TXT) "\0\6\2v=\2ab"),
	    16, 0, 1, "v=ab", "", 300 },
	{ "TXT of one empty string", M(Q(OK, T_TXT, "\1", "\0", "\0") ME R(T_TXT) "\0\1\0"),
	    16, 0, 1, "", "", 300 },
	{ "TXT without a string", M(Q(OK, T_TXT, "\1", "\0", "\0") ME R(T_TXT) "\0\0"),
	    16, 0, 1, "", "", 300 },
	{ "TXT, string past the end", M(Q(OK, T_TXT, "\1", "\0", "\0") ME R(T_TXT) "\0\2\2a"),
	    16, 258, 0, NULL, "", 0 },
	{ "upper case", M(HEAD(OK, "\1", "\0", "\0") "\1A\7ExamplE\0\0\x10\0\1" ME R(T_TXT) "\0\2\1X"),
	    16, 0, 1, "X", "", 300 },
	{ "MX with a compressed host", M(Q(OK, T_MX, "\1", "\0", "\0") ME R(T_MX) "\0\6\0\012\1M" UP),
	    15, 0, 1, "m.example", "", 300 },
	{ "host past its rdata", M(Q(OK, T_MX, "\1", "\0", "\0") ME R(T_MX) "\0\5\0\012\1M" UP),
	    15, 258, 0, NULL, "", 0 },
	{ "host short of its rdata", M(Q(OK, T_MX, "\1", "\0", "\0") ME R(T_MX) "\0\7\0\012\1M" UP "\0"),
	    15, 258, 0, NULL, "", 0 },
	{ "A of 4 octets", M(Q(OK, T_A, "\1", "\0", "\0") ME R(T_A) "\0\4\1\2\3\4"),
	    1, 0, 1, NULL, "", 300 },
	{ "A of 5 octets", M(Q(OK, T_A, "\1", "\0", "\0") ME R(T_A) "\0\5\1\2\3\4\5"),
	    1, 258, 0, NULL, "", 0 },
	{ "another owner's record", M(Q(OK, T_TXT, "\1", "\0", "\0") UP R(T_TXT) "\0\2\1x"),
	    16, 0, 0, NULL, "", 0 },
	{ "class CH", M(Q(OK, T_TXT, "\1", "\0", "\0") ME "\0\x10\0\3\0\0\1\x2c\0\2\1x"),
	    16, 0, 0, NULL, "", 0 },
	{ "TTL with the top bit", M(Q(OK, T_TXT, "\1", "\0", "\0") ME "\0\x10\0\1\x80\0\0\1\0\2\1x"),
	    16, 0, 1, "x", "", 0 },
	/* negative answers, RFC 2308 */
	{ "NODATA", M(Q(OK, T_TXT, "\0", "\1", "\0") SOA), 16, 0, 0, NULL, "", 60 },
	{ "NXDOMAIN", M(Q("\x81\x83", T_TXT, "\0", "\1", "\0") SOA), 16, 3, 0, NULL, "", 60 },
	{ "no SOA", M(Q(OK, T_TXT, "\0", "\0", "\0")), 16, 0, 0, NULL, "", 0 },
	{ "alias to nowhere", M(Q("\x81\x83", T_TXT, "\1", "\1", "\0") ME R(T_CNAME) "\0\4\1b" UP SOA),
	    16, 3, 0, NULL, "a.example>b.example ", 60 },
	/* ends */
	{ "SERVFAIL", M(Q("\x81\x82", T_TXT, "\0", "\0", "\0")), 16, 2, 0, NULL, "", 0 },
	{ "REFUSED", M(Q("\x81\x85", T_TXT, "\0", "\0", "\0")), 16, 5, 0, NULL, "", 0 },
	{ "FORMERR", M(Q("\x81\x81", T_TXT, "\0", "\0", "\0")), 16, 258, 0, NULL, "", 0 },
	{ "BADVERS in OPT", M(Q(OK, T_TXT, "\0", "\0", "\1") "\0\0\x29\4\xd0\1\0\0\0\0\0"),
	    16, 258, 0, NULL, "", 0 },
	{ "OPT", M(Q(OK, T_TXT, "\1", "\0", "\1") ME R(T_TXT) "\0\2\1x" "\0\0\x29\4\xd0\0\0\0\0\0\0"),
	    16, 0, 1, "x", "", 300 },
	{ "truncated (TC)", M(Q("\x83\x80", T_TXT, "\1", "\0", "\0") ME R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "a query", M(Q("\1\0", T_TXT, "\0", "\0", "\0")), 16, 258, 0, NULL, "", 0 },
	{ "opcode NOTIFY", M(Q("\xa1\x80", T_TXT, "\0", "\0", "\0")), 16, 258, 0, NULL, "", 0 },
	{ "another type", M(Q(OK, T_A, "\0", "\0", "\0")), 16, 258, 0, NULL, "", 0 },
	{ "another name", M(HEAD(OK, "\0", "\0", "\0") "\1b\7example\0\0\x10\0\1"),
	    16, 258, 0, NULL, "", 0 },
	{ "another class", M(HEAD(OK, "\0", "\0", "\0") NAME "\0\x10\0\3"),
	    16, 258, 0, NULL, "", 0 },
	{ "no question", M("\x12\x34" OK "\0\0\0\0\0\0\0\0"), 16, 258, 0, NULL, "", 0 },
	{ "two questions", M("\x12\x34" OK "\0\2\0\0\0\0\0\0" NAME "\0\x10\0\1" ME "\0\x10\0\1"),
	    16, 258, 0, NULL, "", 0 },
	/* counts that lie */
	{ "additional record with a name of its own", M(Q(OK, T_TXT, "\1", "\0", "\1")
	    ME R(T_TXT) "\0\2\1x" "\1b" UP R(T_A) "\0\4\1\2\3\4"),
	    16, 0, 1, "x", "", 300 },
	{ "all types", M(Q(OK, "\xff", "\3", "\0", "\0") ME R(T_TXT) "\0\2\1x"
	    ME R(T_A) "\0\4\1\2\3\4" ME R(T_CNAME) "\0\4\1b" UP),
	    255, 0, 3, "x", "", 300 },
	{ "more records than octets", M(Q(OK, T_TXT, "\2", "\0", "\0") ME R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "authority missing", M(Q(OK, T_TXT, "\1", "\1", "\0") ME R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "additional missing", M(Q(OK, T_TXT, "\1", "\0", "\1") ME R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "rdlength past the end", M(Q(OK, T_TXT, "\1", "\0", "\0") ME R(T_TXT) "\0\3\1x"),
	    16, 258, 0, NULL, "", 0 },
	/* pointers: the owner is at 27 */
	{ "pointer to itself", M(Q(OK, T_TXT, "\1", "\0", "\0") "\xc0\x1b" R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "pointer forwards", M(Q(OK, T_TXT, "\1", "\0", "\0") "\xc0\x25" R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "pointer past the end", M(Q(OK, T_TXT, "\1", "\0", "\0") "\xff\xff" R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "pointer into the header", M(Q(OK, T_TXT, "\1", "\0", "\0") "\xc0\2" R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "label and pointer in a circle", M(Q(OK, T_TXT, "\1", "\0", "\0") "\1x\xc0\x1b" R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "label type 01", M(Q(OK, T_TXT, "\1", "\0", "\0") "\x41\0" R(T_TXT) "\0\2\1x"),
	    16, 258, 0, NULL, "", 0 },
	{ "question with a pointer", M(HEAD(OK, "\0", "\0", "\0") "\xc0\x0c\0\x10\0\1"),
	    16, 258, 0, NULL, "", 0 },
	/* aliases */
	{ "two links", M(Q(OK, T_TXT, "\3", "\0", "\0")
	    ME R(T_CNAME) "\0\4\1b" UP "\1b" UP R(T_CNAME) "\0\4\1c" UP "\1c" UP R(T_TXT) "\0\2\1x"),
	    16, 0, 1, "x", "a.example>b.example b.example>c.example ", 300 },
	{ "two links backwards", M(Q(OK, T_TXT, "\3", "\0", "\0") "\1c" UP R(T_TXT) "\0\2\1x"
	    "\1b" UP R(T_CNAME) "\0\4\1c" UP ME R(T_CNAME) "\0\4\1B" UP),
	    16, 0, 1, "x", "a.example>b.example b.example>c.example ", 300 },
	{ "CNAME asked", M(Q(OK, T_CNAME, "\2", "\0", "\0")
	    ME R(T_CNAME) "\0\4\1b" UP "\1b" UP R(T_CNAME) "\0\4\1c" UP),
	    5, 0, 1, "b.example", "", 300 },
	{ "alias beside data", M(Q(OK, T_TXT, "\2", "\0", "\0")
	    ME R(T_TXT) "\0\2\1x" ME R(T_CNAME) "\0\4\1b" UP),
	    16, 0, 0, NULL, "a.example>b.example ", 0 },
	{ "two aliases of one name", M(Q(OK, T_TXT, "\3", "\0", "\0")
	    ME R(T_CNAME) "\0\4\1b" UP ME R(T_CNAME) "\0\4\1c" UP "\1b" UP R(T_TXT) "\0\2\1x"),
	    16, 0, 1, "x", "a.example>b.example ", 300 },
	{ "alias of itself", M(Q(OK, T_TXT, "\1", "\0", "\0") ME R(T_CNAME) "\0\2" ME),
	    16, 258, 0, NULL, "a.example>a.example ", 0 },
	{ "a pair in a circle", M(Q(OK, T_TXT, "\2", "\0", "\0")
	    ME R(T_CNAME) "\0\4\1b" UP "\1b" UP R(T_CNAME) "\0\2" ME),
	    16, 258, 0, NULL, "a.example>b.example b.example>a.example ", 0 },
	{ "CNAME with an octet too many", M(Q(OK, T_TXT, "\1", "\0", "\0") ME R(T_CNAME) "\0\5\1b" UP "\0"),
	    16, 258, 0, NULL, "", 0 },
	{ "DNAME and its CNAME", M(Q(OK, T_TXT, "\3", "\0", "\0") UP R(T_DNAME) "\0\5\3net\0"
	    ME R(T_CNAME) "\0\7\1a\3net\0" "\1a\3net\0" R(T_TXT) "\0\2\1x"),
	    16, 0, 1, "x", "!a.example>a.net ", 300 },
	{ "CNAME before its DNAME", M(Q(OK, T_TXT, "\3", "\0", "\0")
	    ME R(T_CNAME) "\0\7\1a\3net\0" UP R(T_DNAME) "\0\5\3net\0" "\1a\3net\0" R(T_TXT) "\0\2\1x"),
	    16, 0, 1, "x", "!a.example>a.net ", 300 },
	{ "DNAME alone", M(Q(OK, T_TXT, "\2", "\0", "\0") UP R(T_DNAME) "\0\5\3net\0"
	    "\1a\3net\0" R(T_TXT) "\0\2\1x"),
	    16, 0, 1, "x", "!a.example>a.net ", 300 },
	{ "CNAME asked, DNAME there", M(Q(OK, T_CNAME, "\2", "\0", "\0") UP R(T_DNAME) "\0\5\3net\0"
	    ME R(T_CNAME) "\0\7\1a\3net\0"),
	    5, 0, 0, NULL, "!a.example>a.net ", 0 },
};

static void
links_of(const mailauth_answer *ans, char *out, size_t size)
{
	const mailauth_link *link;
	size_t i, n = 0;

	out[0] = '\0';
	for (i = 0; (link = mailauth_answer_link(ans, i)) != NULL; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s>%s ",
		    link->dname ? "!" : "", link->owner, link->target);
}

START_TEST(test_rows)
{
	const struct row *row = &rows[_i];
	const mailauth_record *rec;
	mailauth_answer *ans;
	char links[2048];

	ck_assert_int_eq(mailauth_answer_parse(NULL, "A.example.", row->type,
	    row->msg, row->length, 1, &ans), 0);
	ck_assert_msg(mailauth_answer_status(ans) == row->status, "%s: status %d",
	    row->what, mailauth_answer_status(ans));
	ck_assert_msg(mailauth_answer_record_count(ans) == row->records, "%s: %zu records",
	    row->what, mailauth_answer_record_count(ans));
	ck_assert_str_eq(mailauth_answer_name(ans), "a.example");
	links_of(ans, links, sizeof(links));
	ck_assert_msg(strcmp(links, row->links) == 0, "%s: %s", row->what, links);
	ck_assert_int_eq(mailauth_answer_secure(ans), row->status != 258);
	if (row->status == 0 || row->status == 3)
		ck_assert_msg(ans->ttl == row->ttl, "%s: TTL %u", row->what, ans->ttl);
	if (row->text != NULL) {
		rec = mailauth_answer_record(ans, 0);
		ck_assert_str_eq(rec->text != NULL ? rec->text : rec->target, row->text);
		ck_assert_str_eq(rec->owner, ans->canonical);
	}
	mailauth_answer_free(ans);
}
END_TEST

/* A message cut anywhere is malformed, and is never read past its end: each cut
 * lies in a block of its own. */
START_TEST(test_truncation)
{
	const struct row *row = &rows[_i];
	mailauth_answer *ans;
	size_t len;
	char *copy;

	for (len = 0; len < row->length; len++) {
		copy = malloc(len + (len == 0));
		memcpy(copy, row->msg, len);
		ck_assert_int_eq(mailauth_answer_parse(NULL, "a.example", row->type,
		    copy, len, 0, &ans), 0);
		ck_assert_msg(mailauth_answer_status(ans) == MAILAUTH_DNS_FAILED,
		    "%s cut at %zu", row->what, len);
		ck_assert_uint_eq(mailauth_answer_record_count(ans), 0);
		mailauth_answer_free(ans);
		free(copy);
	}
}
END_TEST

/* Every octet changed to every value: any end will do but a crash. */
START_TEST(test_changed)
{
	const struct row *row = &rows[_i];
	mailauth_answer *ans;
	unsigned char copy[512];
	size_t at;
	unsigned value;

	ck_assert_uint_lt(row->length, sizeof(copy));
	for (at = 0; at < row->length; at++) {
		memcpy(copy, row->msg, row->length);
		for (value = 0; value < 256; value++) {
			copy[at] = (unsigned char)value;
			ck_assert_int_eq(mailauth_answer_parse(NULL, "a.example",
			    row->type, copy, row->length, 0, &ans), 0);
			ck_assert_ptr_nonnull(mailauth_dns_status_name(
			    mailauth_answer_status(ans)));
			mailauth_answer_free(ans);
		}
	}
}
END_TEST

static int
parse_row(const mailauth_config *cfg, void *arg)
{
	const struct row *row = arg;
	mailauth_answer *ans = NULL;
	int rc = mailauth_answer_parse(cfg, "a.example", row->type, row->msg,
	    row->length, 0, &ans);

	ck_assert((ans != NULL) == (rc == MAILAUTH_OK));
	mailauth_answer_free(ans);
	return rc;
}

START_TEST(test_memory)
{
	struct row row = rows[_i];

	ck_assert_uint_gt(alloc_each_failing(parse_row, &row), 0);
	ck_assert_uint_gt(alloc_each_cap(parse_row, &row), 1);
}
END_TEST

static size_t
put(unsigned char *msg, size_t at, const char *octets, size_t len)
{
	memcpy(msg + at, octets, len);
	return at + len;
}

/* A chain of `links` aliases n0 … in one message; `links` < 1000. */
static size_t
chain(unsigned char *msg, unsigned links)
{
	size_t at = put(msg, 0, M("\x12\x34" OK "\0\1\0\0\0\0\0\0" "\4n000\0\0\x10\0\1"));
	char name[8];
	unsigned i;

	msg[6] = (unsigned char)(links >> 8);
	msg[7] = (unsigned char)links;
	for (i = 0; i < links; i++) {
		snprintf(name, sizeof(name), "\4n%03u", i);
		at = put(msg, at, name, 6);
		at = put(msg, at, M(R(T_CNAME) "\0\6"));
		snprintf(name, sizeof(name), "\4n%03u", i + 1);
		at = put(msg, at, name, 6);
	}
	return at;
}

START_TEST(test_long_chain)
{
	unsigned char *msg = malloc(65535);
	mailauth_answer *ans;
	unsigned links;

	for (links = 120; links < 140; links++) {
		size_t len = chain(msg, links);

		ck_assert_int_eq(mailauth_answer_parse(NULL, "n000", 16, msg, len, 0, &ans), 0);
		if (links <= LIMIT_ANSWER_LINKS) {
			ck_assert_int_eq(mailauth_answer_status(ans), 0);
			ck_assert_uint_eq(mailauth_answer_link_count(ans), links);
		} else {
			ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_FAILED);
		}
		mailauth_answer_free(ans);
	}
	free(msg);
}
END_TEST

/* 65,535 octets: records whose owner is a pointer to a chain of pointers. */
static size_t
pointers(unsigned char *msg, size_t size, unsigned hops)
{
	size_t at = put(msg, 0, M(Q(OK, T_A, "\0", "\0", "\1"))), i;
	unsigned records = 0;

	/* an additional record holds the pointers, each at the one before, which lead
	 * to a name; an owner goes over `hops` of them */
	at = put(msg, at, M("\0\0\1\0\1\0\0\0\0\1\x00"));
	msg[7] = 0;
	for (i = 0; i < 128; i++) {
		size_t target = i == 0 ? 12 : at - 2;

		msg[at++] = (unsigned char)(0xc0 | target >> 8);
		msg[at++] = (unsigned char)target;
	}
	for (; size - at >= 16; records++) {
		size_t last = 27 + 11 + (hops - 2) * 2;

		msg[at++] = (unsigned char)(0xc0 | last >> 8);
		msg[at++] = (unsigned char)last;
		at = put(msg, at, M(R(T_A) "\0\4\1\2\3\4"));
	}
	/* the first record counts as an answer too */
	records++;
	msg[6] = (unsigned char)(records >> 8);
	msg[7] = (unsigned char)records;
	msg[10] = msg[11] = 0;
	return at;
}

static double
seconds_of(const unsigned char *msg, size_t len, int times, size_t *records)
{
	clock_t start = clock();
	mailauth_answer *ans;
	int i;

	for (i = 0; i < times; i++) {
		mailauth_answer_parse(NULL, "a.example", 1, msg, len, 0, &ans);
		*records = mailauth_answer_record_count(ans);
		mailauth_answer_free(ans);
	}
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

START_TEST(test_linear)
{
	unsigned char *msg = malloc(65535);
	size_t small = pointers(msg, 16384, 128), half, whole;
	double once, four;

	once = seconds_of(msg, small, 40, &half);
	ck_assert_uint_gt(half, 900);
	small = pointers(msg, 65535, 128);
	four = seconds_of(msg, small, 40, &whole);
	ck_assert_uint_gt(whole, 3 * half);
	/* linear is 4; quadratic would be 16 */
	ck_assert_msg(four < 10 * once + 0.05, "%f s, %f s", once, four);
	free(msg);
}
END_TEST

/* More pointers than a name has labels lead nowhere. */
START_TEST(test_pointers)
{
	unsigned char *msg = malloc(2048);
	mailauth_answer *ans;
	size_t len;

	len = pointers(msg, 2048, 128);
	ck_assert_int_eq(mailauth_answer_parse(NULL, "a.example", 1, msg, len, 0, &ans), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_OK);
	ck_assert_uint_gt(mailauth_answer_record_count(ans), 0);
	mailauth_answer_free(ans);
	len = pointers(msg, 2048, 129);
	ck_assert_int_eq(mailauth_answer_parse(NULL, "a.example", 1, msg, len, 0, &ans), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_FAILED);
	mailauth_answer_free(ans);
	free(msg);
}
END_TEST

/* Labels of 63 octets, each before a pointer to the next: four and "a.example"
 * are too long for a name, three are not. */
START_TEST(test_long_name)
{
	unsigned char msg[512];
	mailauth_answer *ans;
	size_t at, target;
	int labels, k;

	for (labels = 3; labels <= 4; labels++) {
		at = put(msg, 0, M(Q(OK, T_A, "\2", "\0", "\0")));
		/* a record of another type holds the labels */
		at = put(msg, at, M(ME "\xff\x78\0\1\0\0\0\0\1\0"));
		msg[at - 2] = (unsigned char)(labels * 66 >> 8);
		msg[at - 1] = (unsigned char)(labels * 66);
		target = 12;
		for (k = 0; k < labels; k++) {
			msg[at] = 63;
			memset(msg + at + 1, 'x', 63);
			msg[at + 64] = (unsigned char)(0xc0 | target >> 8);
			msg[at + 65] = (unsigned char)target;
			target = at;
			at += 66;
		}
		msg[at++] = (unsigned char)(0xc0 | target >> 8);
		msg[at++] = (unsigned char)target;
		at = put(msg, at, M(R(T_A) "\0\4\1\2\3\4"));
		ck_assert_int_eq(mailauth_answer_parse(NULL, "a.example", 1, msg, at,
		    0, &ans), 0);
		ck_assert_int_eq(mailauth_answer_status(ans), labels == 3 ?
		    MAILAUTH_DNS_OK : MAILAUTH_DNS_FAILED);
		ck_assert_uint_eq(mailauth_answer_record_count(ans), 0);
		mailauth_answer_free(ans);
	}
}
END_TEST

START_TEST(test_arguments)
{
	mailauth_answer *ans;
	unsigned char *msg = calloc(1, 65536);

	ck_assert_int_eq(mailauth_answer_parse(NULL, NULL, 16, "", 0, 0, &ans),
	    MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(ans);
	ck_assert_int_eq(mailauth_answer_parse(NULL, "a..b", 16, "", 0, 0, &ans),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_answer_parse(NULL, "a", 16, NULL, 5, 0, &ans),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_answer_parse(NULL, "a", 16, NULL, 0, 0, &ans), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_FAILED);
	mailauth_answer_free(ans);
	/* longer than a message can be, all of it zero */
	ck_assert_int_eq(mailauth_answer_parse(NULL, "a", 16, msg, 65536, 0, &ans), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_FAILED);
	mailauth_answer_free(ans);
	free(msg);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("message");
	TCase *tcase = tcase_create("message");
	int count = (int)COUNT_OF(rows);

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_rows, 0, count);
	tcase_add_loop_test(tcase, test_truncation, 0, count);
	tcase_add_loop_test(tcase, test_changed, 0, count);
	tcase_add_loop_test(tcase, test_memory, 0, count);
	tcase_add_test(tcase, test_long_chain);
	tcase_add_test(tcase, test_linear);
	tcase_add_test(tcase, test_pointers);
	tcase_add_test(tcase, test_long_name);
	tcase_add_test(tcase, test_arguments);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
