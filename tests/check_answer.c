/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers put together by hand, types and ends by name. */
#include <stdio.h>
#include <string.h>

#include <check.h>

#include "base/limits.h"
#include "dns/answer.h"
#include "support/alloc.h"
#include "support/suite.h"

#define RD(text) text, sizeof(text) - 1

/* One record of rdata; text NULL: refused. */
static const struct {
	uint16_t type;
	const char *rdata;
	size_t length;
	const char *text, *target;
	size_t text_length;
	unsigned strings, preference, weight, port;
	int refused;
} records[] = {
	{ 16, RD("\3v=a"), "v=a", NULL, 3, 1, 0, 0, 0, 0 },
	{ 16, RD("\0"), "", NULL, 0, 1, 0, 0, 0, 0 },
	{ 16, RD("\0\0\0"), "", NULL, 0, 3, 0, 0, 0, 0 },
	{ 16, RD("\2ab\0\1c"), "abc", NULL, 3, 3, 0, 0, 0, 0 },
	{ 16, RD("\3a\0\xff\1b"), "a\0\xff" "b", NULL, 4, 2, 0, 0, 0, 0 },
	{ 99, RD("\1x"), "x", NULL, 1, 1, 0, 0, 0, 0 },
	{ 16, "", 0, "", NULL, 0, 0, 0, 0, 0, 0 },
	{ 16, RD("\1"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 16, RD("\1a\5b"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 1, RD("\1\2\3\4"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 1, RD("\1\2\3"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 28, RD("0123456789abcdef"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 28, RD("0123"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 15, RD("\1\2\4Mail\0"), NULL, "mail", 0, 0, 258, 0, 0, 0 },
	{ 15, RD("\0\0\0"), NULL, ".", 0, 0, 0, 0, 0, 0 },
	{ 15, RD("\0"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 257, RD("\0"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 257, RD("\0\2a"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 257, RD("\0\0a"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 257, RD("\0\1a"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	/* MINFO, AFSDB and PX: two names; a number before one, before two */
	{ 14, RD("\1a\0\0"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 14, RD("\1a\0"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 17, RD("\0\0x"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 18, RD("\0\1\1a\0"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 21, RD("\0\1"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 26, RD("\0\1\1a\0\0"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 26, RD("\0\1\1a\0"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 36, RD("\0\1\100"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 7, RD("\1a\0"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 9, RD("\1a"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 15, RD("\0\1\1m\0x"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 15, RD("\0\1\xc0\x0c"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 33, RD("\0\1\0\2\0\3\1h\0"), NULL, "h", 0, 0, 1, 2, 3, 0 },
	{ 2, RD("\2NS\0"), NULL, "ns", 0, 0, 0, 0, 0, 0 },
	{ 12, RD("\1p\0"), NULL, "p", 0, 0, 0, 0, 0, 0 },
	{ 12, RD("\1p"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 5, RD("\1c\0"), NULL, "c", 0, 0, 0, 0, 0, 0 },
	{ 39, RD("\1d\0"), NULL, "d", 0, 0, 0, 0, 0, 0 },
	{ 6, RD("\1m\0\1r\0" "01234567890123456789"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 6, RD("\1m\0\1r\0" "0123456789012345678"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 257, RD("\0\5issueca"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 257, RD("\0\5iss"), NULL, NULL, 0, 0, 0, 0, 0, 1 },
	{ 52, RD("\3\1\1"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 65400, RD("any\0thing"), NULL, NULL, 0, 0, 0, 0, 0, 0 },
	{ 65400, "", 0, NULL, NULL, 0, 0, 0, 0, 0, 0 },
};

START_TEST(test_records)
{
	const mailauth_record *rec;
	mailauth_answer *ans;
	int rc;

	ck_assert_int_eq(mailauth_answer_new(NULL, "Owner.Example.", records[_i].type, &ans), 0);
	rc = mailauth_answer_add(ans, "owner.EXAMPLE", records[_i].type, 77,
	    records[_i].rdata, records[_i].length);
	if (records[_i].refused) {
		ck_assert_int_eq(rc, MAILAUTH_ERR_INVALID);
		ck_assert_uint_eq(mailauth_answer_record_count(ans), 0);
		mailauth_answer_free(ans);
		return;
	}
	ck_assert_int_eq(rc, 0);
	rec = mailauth_answer_record(ans, 0);
	ck_assert_str_eq(rec->owner, "owner.example");
	ck_assert_uint_eq(rec->type, records[_i].type);
	ck_assert_uint_eq(rec->ttl, 77);
	ck_assert_uint_eq(rec->rdata_length, records[_i].length);
	ck_assert_uint_eq(rec->text_length, records[_i].text_length);
	ck_assert_uint_eq(rec->string_count, records[_i].strings);
	ck_assert_uint_eq(rec->preference, records[_i].preference);
	ck_assert_uint_eq(rec->weight, records[_i].weight);
	ck_assert_uint_eq(rec->port, records[_i].port);
	if (records[_i].text != NULL)
		ck_assert_mem_eq(rec->text, records[_i].text, rec->text_length + 1);
	else
		ck_assert_ptr_null(rec->text);
	if (records[_i].target != NULL)
		ck_assert_str_eq(rec->target, records[_i].target);
	else
		ck_assert_ptr_null(rec->target);
	ck_assert_ptr_null(mailauth_answer_record(ans, 1));
	mailauth_answer_free(ans);
}
END_TEST

static mailauth_answer *
answer(const char *name, uint16_t type)
{
	mailauth_answer *ans;

	ck_assert_int_eq(mailauth_answer_new(NULL, name, type, &ans), 0);
	return ans;
}

START_TEST(test_new)
{
	mailauth_answer *ans = answer("a", 16);

	ck_assert_str_eq(mailauth_answer_name(ans), "a");
	ck_assert_uint_eq(mailauth_answer_type(ans), 16);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_OK);
	ck_assert_int_eq(mailauth_answer_secure(ans), 0);
	ck_assert_ptr_null(mailauth_answer_why_bogus(ans));
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 0);
	ck_assert_ptr_null(mailauth_answer_link(ans, 0));
	mailauth_answer_set_secure(ans, 7);
	ck_assert_int_eq(mailauth_answer_secure(ans), 1);
	ck_assert_int_eq(mailauth__answer_set_why(ans, "no signature"), 0);
	ck_assert_str_eq(mailauth_answer_why_bogus(ans), "no signature");
	ck_assert_int_eq(mailauth_answer_set_status(ans, 4), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_answer_set_status(ans, MAILAUTH_DNS_BOGUS), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_BOGUS);
	ck_assert_int_eq(mailauth_answer_add(ans, "a..b", 16, 0, "\0", 1), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_answer_add(ans, NULL, 16, 0, "\0", 1), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 16, 0, NULL, 1), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 65400, 0, "", UINT16_MAX + 1),
	    MAILAUTH_ERR_INVALID);
	/* neither asked nor an alias */
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 46, 0, "x", 1), 0);
	ck_assert_uint_eq(mailauth_answer_record_count(ans), 0);
	mailauth_answer_free(ans);
	mailauth_answer_free(NULL);
	ck_assert_int_eq(mailauth_answer_new(NULL, "", 16, &ans), MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(ans);
	ck_assert_int_eq(mailauth_answer_new(NULL, NULL, 16, &ans), MAILAUTH_ERR_INVALID);
}
END_TEST

/* A question for all types is answered by all, aliases too. */
START_TEST(test_any)
{
	mailauth_answer *ans = answer("a", 255);

	ck_assert_int_eq(mailauth_answer_add(ans, "a", 16, 1, RD("\1x")), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 1, 1, RD("\1\2\3\4")), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 5, 1, RD("\1b\0")), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 65400, 1, NULL, 0), 0);
	ck_assert_uint_eq(mailauth_answer_record_count(ans), 4);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 0);
	ck_assert_str_eq(mailauth_answer_record(ans, 2)->target, "b");
	ck_assert_uint_eq(mailauth_answer_record(ans, 3)->rdata_length, 0);
	mailauth_answer_free(ans);
}
END_TEST

/* No name of more than 255 octets is in rdata. */
START_TEST(test_endless_name)
{
	mailauth_answer *ans = answer("a", 2);
	uint8_t rdata[301];
	size_t i;

	for (i = 0; i < 300; i += 2) {
		rdata[i] = 1;
		rdata[i + 1] = 'a';
	}
	rdata[300] = 0;
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 2, 1, rdata, 301),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 2, 1, rdata + 300 - 254, 255), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 2, 1, rdata + 300 - 256, 257),
	    MAILAUTH_ERR_INVALID);
	mailauth_answer_free(ans);
}
END_TEST

/* Made for no records, it takes some all the same. */
START_TEST(test_no_room)
{
	struct mailauth_answer *ans;
	int i;

	ck_assert_int_eq(mailauth__answer_make(NULL, "a", 16, 0, 0, &ans), 0);
	for (i = 0; i < 5; i++)
		ck_assert_int_eq(mailauth_answer_add(ans, "a", 16, 1, RD("\1x")), 0);
	ck_assert_uint_eq(mailauth_answer_record_count(ans), 5);
	mailauth_answer_free(ans);
}
END_TEST

START_TEST(test_ttl)
{
	mailauth_answer *ans = answer("a", 16);

	ck_assert_uint_eq(ans->ttl, 0);
	mailauth__answer_set_negative_ttl(ans, 60);
	ck_assert_uint_eq(ans->ttl, 60);
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 5, 50, RD("\1b\0")), 0);
	ck_assert_uint_eq(ans->ttl, 50);
	ck_assert_int_eq(mailauth_answer_add(ans, "b", 5, 900, RD("\1c\0")), 0);
	ck_assert_uint_eq(ans->ttl, 50);
	ck_assert_int_eq(mailauth_answer_add(ans, "c", 16, 40, RD("\1x")), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "c", 16, 41, RD("\1y")), 0);
	ck_assert_uint_eq(ans->ttl, 40);
	ck_assert_str_eq(ans->canonical, "c");
	/* RFC 2181 section 8 */
	ck_assert_int_eq(mailauth_answer_add(ans, "c", 16, 0x80000000u, RD("\1z")), 0);
	ck_assert_uint_eq(ans->ttl, 0);
	mailauth_answer_free(ans);
}
END_TEST

START_TEST(test_chain)
{
	mailauth_answer *ans = answer("a.x", 16);
	const mailauth_link *link;

	/* backwards, the DNAME last */
	ck_assert_int_eq(mailauth_answer_add(ans, "a.y", 5, 3, RD("\1c\0")), 0);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "A.X", 5, 2, RD("\1A\1Y\0")), 0);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 2);
	ck_assert_int_eq(mailauth_answer_link(ans, 0)->dname, 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "x", 39, 1, RD("\1y\0")), 0);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 2);
	link = mailauth_answer_link(ans, 0);
	ck_assert_str_eq(link->owner, "a.x");
	ck_assert_str_eq(link->target, "a.y");
	ck_assert_uint_eq(link->ttl, 2);
	ck_assert_int_eq(link->dname, 1);
	ck_assert_int_eq(mailauth_answer_link(ans, 1)->dname, 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_OK);
	/* back to the beginning */
	ck_assert_int_eq(mailauth_answer_add(ans, "c", 5, 3, RD("\1a\1x\0")), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_FAILED);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 3);
	mailauth_answer_free(ans);
}
END_TEST

/* RFC 6672 section 2.2: the owner itself is not redirected; too long a name is
 * YXDOMAIN; one that grows for ever ends. */
START_TEST(test_dname)
{
	mailauth_answer *ans = answer("x", 16);
	char rdata[130];
	char name[254];

	ck_assert_int_eq(mailauth_answer_add(ans, "x", 39, 1, RD("\1y\0")), 0);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 0);
	mailauth_answer_free(ans);

	ans = answer("a.b", 16);
	ck_assert_int_eq(mailauth_answer_add(ans, ".", 39, 1, RD("\1y\0")), 0);
	ck_assert_str_eq(ans->canonical, "a.b.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y"
	    ".y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y"
	    ".y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y"
	    ".y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y.y");
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_FAILED);
	mailauth_answer_free(ans);

	memset(name, 'a', sizeof(name));
	name[63] = name[127] = name[191] = '.';
	name[252] = 'x';
	name[251] = '.';
	name[253] = '\0';
	memset(rdata, 'b', sizeof(rdata));
	rdata[0] = rdata[64] = 63;
	rdata[128] = 0;
	ans = answer(name, 16);
	ck_assert_int_eq(mailauth_answer_add(ans, "x", 39, 1, rdata, 129), 0);
	ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_FAILED);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 0);
	mailauth_answer_free(ans);

	/* a target of the root */
	ans = answer("a.b.x", 16);
	ck_assert_int_eq(mailauth_answer_add(ans, "x", 39, 1, RD("\0")), 0);
	ck_assert_str_eq(ans->canonical, "a.b");
	ck_assert_int_eq(mailauth_answer_add(ans, "a.b.x", 5, 1, RD("\1a\1b\0")), 0);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 1);
	mailauth_answer_free(ans);

	/* the CNAME first: does the DNAME explain it? */
	ans = answer("a.b.x", 16);
	ck_assert_int_eq(mailauth_answer_add(ans, "a.b.x", 5, 1, RD("\1a\1b\0")), 0);
	ck_assert_int_eq(mailauth_answer_link(ans, 0)->dname, 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "x", 39, 1, RD("\0")), 0);
	ck_assert_int_eq(mailauth_answer_link(ans, 0)->dname, 1);
	mailauth_answer_free(ans);
	ans = answer("a.b.x", 16);
	ck_assert_int_eq(mailauth_answer_add(ans, "a.b.x", 5, 1,
	    RD("\1a\1b\1c\0")), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "x", 39, 1, RD("\0")), 0);
	ck_assert_int_eq(mailauth_answer_link(ans, 0)->dname, 0);
	mailauth_answer_free(ans);
}
END_TEST

START_TEST(test_limits)
{
	mailauth_answer *ans = answer("a", 16);
	char rdata[6] = "\4n000";
	int i;

	for (i = 0; i < LIMIT_ANSWER_RECORDS; i++)
		ck_assert_int_eq(mailauth_answer_add(ans, "a", 16, 1, RD("\1x")), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "a", 16, 1, RD("\1x")), MAILAUTH_ERR_LIMIT);
	ck_assert_uint_eq(mailauth_answer_record_count(ans), LIMIT_ANSWER_RECORDS);
	for (i = 0; i < LIMIT_ANSWER_LINKS; i++) {
		rdata[2] = (char)('0' + i / 100);
		rdata[3] = (char)('0' + i / 10 % 10);
		rdata[4] = (char)('0' + i % 10);
		ck_assert_int_eq(mailauth_answer_add(ans, ans->canonical, 5, 1, rdata, 6), 0);
	}
	ck_assert_int_eq(mailauth_answer_add(ans, ans->canonical, 5, 1, RD("\0")),
	    MAILAUTH_ERR_LIMIT);
	mailauth_answer_free(ans);
}
END_TEST

/* Few aliases can make too many links. */
START_TEST(test_too_many_links)
{
	mailauth_answer *ans = answer("n0", 16);
	char owner[8], rdata[8];
	int i;

	for (i = 0; i < 20; i++) {
		sprintf(owner, "n%d", i);
		sprintf(rdata + 1, "n%d", i + 1);
		rdata[0] = (char)strlen(rdata + 1);
		ck_assert_int_eq(mailauth_answer_add(ans, owner, 5, 1, rdata,
		    strlen(rdata) + 1), 0);
	}
	ck_assert_uint_eq(mailauth_answer_link_count(ans), 20);
	ck_assert_int_eq(mailauth_answer_add(ans, ".", 39, 1, RD("\1y\0")),
	    MAILAUTH_ERR_LIMIT);
	ck_assert_uint_eq(mailauth_answer_link_count(ans), LIMIT_ANSWER_LINKS);
	mailauth_answer_free(ans);
}
END_TEST

START_TEST(test_holders)
{
	mailauth_answer *ans = answer("a", 16);
	const struct mailauth_answer *held = mailauth__answer_hold(ans);

	ck_assert_ptr_eq(held, ans);
	/* what two hold does not change */
	mailauth_answer_set_secure(ans, 1);
	ck_assert_int_eq(mailauth_answer_secure(ans), 0);
	mailauth_answer_free(ans);
	ck_assert_str_eq(mailauth_answer_name(held), "a");
	mailauth__answer_release(held);
	mailauth__answer_release(NULL);
}
END_TEST

START_TEST(test_static)
{
	static const struct {
		int status, certain, is_void;
		const char *name;
	} ends[] = {
		{ MAILAUTH_DNS_OK, 1, 1, "NOERROR" },
		{ MAILAUTH_DNS_SERVFAIL, 0, 0, "SERVFAIL" },
		{ MAILAUTH_DNS_NXDOMAIN, 1, 1, "NXDOMAIN" },
		{ MAILAUTH_DNS_REFUSED, 0, 0, "REFUSED" },
		{ MAILAUTH_DNS_TIMEOUT, 0, 0, "time-out" },
		{ MAILAUTH_DNS_BOGUS, 0, 0, "bogus" },
		{ MAILAUTH_DNS_FAILED, 0, 0, "failed" },
	};
	struct answer_parsed parsed = { NULL };
	size_t i;

	for (i = 0; i < COUNT_OF(ends); i++) {
		const struct mailauth_answer *ans = mailauth__answer_static(ends[i].status);

		ck_assert_ptr_eq(mailauth__answer_hold(ans), ans);
		ck_assert(!mailauth__answer_keep(ans, &parsed));
		ck_assert_ptr_null(mailauth__answer_parsed(ans));
		mailauth__answer_release(ans);
		mailauth__answer_release(ans);
		ck_assert_int_eq(mailauth_answer_status(ans), ends[i].status);
		ck_assert_str_eq(mailauth_answer_name(ans), "");
		ck_assert_int_eq(mailauth__answer_certain(ans), ends[i].certain);
		ck_assert_int_eq(mailauth__answer_void(ans), ends[i].is_void);
		ck_assert_str_eq(mailauth_dns_status_name(ends[i].status), ends[i].name);
	}
	ck_assert_int_eq(mailauth_answer_status(mailauth__answer_static(77)), MAILAUTH_DNS_FAILED);
	ck_assert_str_eq(mailauth_dns_status_name(77), "unknown");
}
END_TEST

START_TEST(test_types)
{
	static const struct {
		const char *name;
		uint16_t number;
	} types[] = {
		{ "A", 1 }, { "mx", 15 }, { "TxT", 16 }, { "AAAA", 28 },
		{ "RRSIG", 46 }, { "SPF", 99 }, { "CAA", 257 }, { "TYPE1", 1 },
		{ "type65535", 65535 }, { "TYPE65536", 0 }, { "TYPE", 0 },
		{ "TYPE1x", 0 }, { "", 0 }, { "XYZ", 0 }, { "AA", 0 }, { "TYPE-1", 0 },
	};
	unsigned i, named = 0;

	for (i = 0; i < COUNT_OF(types); i++)
		ck_assert_msg(mailauth_rrtype_number(types[i].name) == types[i].number,
		    "%s", types[i].name);
	ck_assert_uint_eq(mailauth_rrtype_number(NULL), 0);
	for (i = 0; i <= 65535; i++) {
		const char *name = mailauth_rrtype_name((uint16_t)i);

		if (name == NULL)
			continue;
		named++;
		ck_assert_uint_eq(mailauth_rrtype_number(name), i);
	}
	ck_assert_uint_gt(named, 40);
	ck_assert_ptr_null(mailauth_rrtype_name(0));
	ck_assert_ptr_null(mailauth_rrtype_name(65400));
}
END_TEST

/* Rdata as master files write it; malformed, as RFC 3597 section 5 does.  The
 * library's own records are never malformed, a caller's may be. */
static const struct {
	uint16_t type;
	const char *rdata;
	size_t length;
	const char *text;
} texts[] = {
	{ 1, RD("\300\0\2\1"), "192.0.2.1" },
	{ 1, RD("\300\0\2"), "\\# 3 c00002" },
	{ 1, RD("\300\0\2\1\1"), "\\# 5 c000020101" },
	{ 28, RD("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"), "2001:db8::1" },
	{ 28, RD("\300\0\2\1"), "\\# 4 c0000201" },
	{ 2, RD("\1a\0"), "a." },
	{ 2, RD("\0"), "." },
	{ 2, RD("\2a\0"), "\\# 3 026100" },
	{ 2, "", 0, "\\# 0" },
	{ 15, RD("\0\12\1a\0"), "10 a." },
	{ 15, RD("\0\12\1a"), "\\# 4 000a0161" },
	{ 15, RD("\0"), "\\# 1 00" },
	{ 33, RD("\0\1\0\2\0\3\1a\0"), "1 2 3 a." },
	{ 33, RD("\0\1\0\2\0"), "\\# 5 0001000200" },
	{ 33, RD("\0\1\0\2\0\3"), "\\# 6 000100020003" },
	{ 6, RD("\1a\0\1b\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5"), "a. b. 1 2 3 4 5" },
	{ 6, RD("\1a"), "\\# 2 0161" },
	{ 6, RD("\1a\0\1"), "\\# 4 01610001" },
	{ 6, RD("\0\0\0\0\0\1"), "\\# 6 000000000001" },
	{ 6, RD("\0\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0"),
	  "\\# 21 000000000001000000020000000300000004000000" },
	{ 16, RD("\1a\2bc"), "\"a\" \"bc\"" },
	{ 16, RD("\3a\"\\"), "\"a\\\"\\\\\"" },
	{ 16, RD("\2\0\377"), "\"\\000\\255\"" },
	{ 16, RD("\0"), "\"\"" },
	{ 16, RD("\1a\2b"), "\\# 4 01610262" },
	{ 16, "", 0, "\\# 0" },
	{ 99, RD("\1a"), "\"a\"" },
	{ 257, RD("\0\5issueca.test"), "0 issue \"ca.test\"" },
	{ 257, RD("\200\3aZ9"), "128 aZ9 \"\"" },
	{ 257, "", 0, "\\# 0" },
	{ 257, RD("\0"), "\\# 1 00" },
	{ 257, RD("\0\0x"), "\\# 3 000078" },
	{ 257, RD("\0\3ab"), "\\# 4 00036162" },
	{ 257, RD("\0\1-"), "\\# 3 00012d" },
	{ 257, RD("\0\1~"), "\\# 3 00017e" },
	{ 257, RD("\0\1["), "\\# 3 00015b" },
	{ 257, RD("\0\1:"), "\\# 3 00013a" },
	{ 52, RD("\3\1\1\253\315"), "3 1 1 abcd" },
	{ 52, RD("\3\1\1"), "\\# 3 030101" },
	{ 52, RD("\3\1"), "\\# 2 0301" },
	{ 65400, RD("\1"), "\\# 1 01" },
};

START_TEST(test_texts)
{
	const mailauth_record record = { .type = texts[_i].type,
		.rdata = (const uint8_t *)texts[_i].rdata,
		.rdata_length = texts[_i].length };
	size_t len = strlen(texts[_i].text), size;
	char out[100];

	ck_assert_uint_eq(mailauth_record_text(&record, out, sizeof(out)), len);
	ck_assert_str_eq(out, texts[_i].text);
	/* pieces that fit whole, a NUL, and not an octet more */
	for (size = 0; size <= len; size++) {
		memset(out, '#', sizeof(out));
		ck_assert_uint_eq(mailauth_record_text(&record, out, size), len);
		ck_assert_int_eq(out[size], '#');
		if (size == 0)
			continue;
		ck_assert_uint_lt(strlen(out), size);
		ck_assert(memcmp(out, texts[_i].text, strlen(out)) == 0);
	}
}
END_TEST

static int
fill(const mailauth_config *cfg, void *arg)
{
	static char big[1 + 255];
	mailauth_answer *ans;
	int rc, i;

	(void)arg;
	big[0] = (char)255;
	if ((rc = mailauth_answer_new(cfg, "a", 16, &ans)) != 0)
		return rc;
	rc = mailauth_answer_add(ans, "a", 39, 1, RD("\1b\0"));
	for (i = 0; rc == 0 && i < 20; i++)
		rc = mailauth_answer_add(ans, "other", 16, 1, big, 256);
	if (rc == 0)
		rc = mailauth_answer_add(ans, "a", 5, 1, RD("\1b\1c\0"));
	if (rc == 0)
		rc = mailauth_answer_add(ans, "c", 39, 1, RD("\1d\0"));
	if (rc == 0)
		rc = mailauth_answer_add(ans, "b.d", 16, 1, RD("\1x\1y"));
	if (rc == 0)
		rc = mailauth__answer_set_why(ans, "a sentence of more than sixteen octets");
	if (rc == 0) {
		ck_assert_str_eq(ans->canonical, "b.d");
		ck_assert_uint_eq(mailauth_answer_record_count(ans), 21);
	}
	mailauth_answer_free(ans);
	return rc;
}

START_TEST(test_memory)
{
	ck_assert_uint_gt(alloc_each_failing(fill, NULL), 3);
	ck_assert_uint_gt(alloc_each_cap(fill, NULL), 1);
}
END_TEST

/* The ordinary answer, one short text, takes one block. */
START_TEST(test_one_block)
{
	struct test_alloc ta;
	mailauth_config *cfg;
	mailauth_answer *ans;
	size_t before;

	test_alloc_init(&ta, 0);
	ck_assert_int_eq(mailauth_config_new(test_allocator(&ta), &cfg), 0);
	before = ta.calls;
	ck_assert_int_eq(mailauth_answer_new(cfg, "_dmarc.example.org", 16, &ans), 0);
	ck_assert_int_eq(mailauth_answer_add(ans, "_dmarc.example.org", 16, 300,
	    RD("\x1fv=DMARC1; p=reject; rua=mailto:")), 0);
	ck_assert_uint_eq(ta.calls, before + 1);
	mailauth_answer_free(ans);
	mailauth_config_free(cfg);
	ck_assert_str_eq(test_alloc_finish(&ta), "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("answer");
	TCase *tcase = tcase_create("answer");

	tcase_add_loop_test(tcase, test_records, 0, (int)COUNT_OF(records));
	tcase_add_loop_test(tcase, test_texts, 0, (int)COUNT_OF(texts));
	tcase_add_test(tcase, test_new);
	tcase_add_test(tcase, test_any);
	tcase_add_test(tcase, test_endless_name);
	tcase_add_test(tcase, test_no_room);
	tcase_add_test(tcase, test_too_many_links);
	tcase_add_test(tcase, test_ttl);
	tcase_add_test(tcase, test_chain);
	tcase_add_test(tcase, test_dname);
	tcase_add_test(tcase, test_limits);
	tcase_add_test(tcase, test_holders);
	tcase_add_test(tcase, test_static);
	tcase_add_test(tcase, test_types);
	tcase_add_test(tcase, test_memory);
	tcase_add_test(tcase, test_one_block);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
