/* SPDX-License-Identifier: BSD-2-Clause */
/* Master files through libunbound: the same answers as the zone gives by
 * itself, for every kind of name. */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "support/alloc.h"
#include "support/asker.h"
#include "support/suite.h"
#include "support/zone_run.h"

static const char text[] =
    "$TTL 300\n"
    "example.org. SOA ns1.example.org. h.example.org. 1 3600 600 86400 60\n"
    "example.org. NS ns1.example.org.\n"
    "example.org. MX 10 mx.example.org.\n"
    "example.org. TXT \"v=spf1 -all\"\n"
    "mx.example.org. A 192.0.2.1\n"
    "mx.example.org. AAAA 2001:db8::1\n"
    "alias.example.org. CNAME mx.example.org.\n"
    "far.example.org. CNAME there.example.net.\n"
    "there.example.net. A 192.0.2.2\n"
    "gone.example.org. CNAME nobody.example.net.\n"
    "a.b.deep.example.org. A 192.0.2.3\n"
    "*.wild.example.org. TXT \"any\"\n"
    "*.wild.example.org. MX 5 mx.example.org.\n"
    /* between.wild.example.org exists and hides the wildcard below itself */
    "a.between.wild.example.org. A 192.0.2.30\n"
    "b.between.wild.example.org. A 192.0.2.31\n"
    "a.\\$odd.wild.example.org. A 192.0.2.32\n"
    "a.o\\\"d\\;d.wild.example.org. A 192.0.2.33\n"
    "dn.example.org. DNAME example.net.\n"
    "loop1.example.org. CNAME loop2.example.org.\n"
    "loop2.example.org. CNAME loop1.example.org.\n"
    /* a delegation: its name servers do not exist, its data are here */
    "sub.example.org. NS ns.nowhere.example.\n"
    "host.sub.example.org. A 192.0.2.4\n"
    "deeper.sub.example.org. NS ns.nowhere.example.\n"
    "x.deeper.sub.example.org. TXT \"deep\"\n"
    /* names that resolvers answer themselves otherwise */
    "a.test. A 192.0.2.5\n"
    "a.invalid. A 192.0.2.6\n"
    "localhost. A 192.0.2.7\n"
    "a.localhost. A 192.0.2.8\n"
    "x.onion. A 192.0.2.9\n"
    "a.local. A 192.0.2.10\n"
    "a.home.arpa. A 192.0.2.11\n"
    "1.2.0.192.in-addr.arpa. PTR mx.example.org.\n"
    "1.0.0.10.in-addr.arpa. PTR mx.example.org.\n"
    "1.1.168.192.in-addr.arpa. PTR mx.example.org.\n"
    "1.0.16.172.in-addr.arpa. PTR mx.example.org.\n"
    "1.0.0.127.in-addr.arpa. PTR mx.example.org.\n"
    "1.100.51.198.in-addr.arpa. PTR mx.example.org.\n"
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa."
    " PTR mx.example.org.\n"
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa."
    " PTR mx.example.org.\n"
    /* octets that mean something in files */
    "odd\\.dot.example.org. A 192.0.2.20\n"
    "odd\\\"quote.example.org. A 192.0.2.21\n"
    "odd\\;semi.example.org. A 192.0.2.22\n"
    "odd\\032space.example.org. A 192.0.2.23\n"
    "odd\\200high.example.org. A 192.0.2.24\n"
    "odd\\@at.example.org. A 192.0.2.25\n"
    "$ORIGIN dollar.example.org.\n"
    "\\$x A 192.0.2.26\n"
    "txt TXT \"a\" \"b;c\" \"\\\"q\\\\\" \"\\000\\255\"\n"
    "txt TXT \"second\"\n"
    "one TYPE65280 \\# 3 010203\n"
    "srv SRV 1 2 3 mx.example.org.\n"
    "caa CAA 0 issue \"ca.example\"\n"
    "tlsa TLSA 3 1 1 00112233\n"
    "nullmx MX 0 .\n";

static const struct asked_question questions[] = {
	{ "example.org", MAILAUTH_TYPE_SOA }, { "example.org", MAILAUTH_TYPE_NS },
	{ "example.org", MAILAUTH_TYPE_MX }, { "example.org", MAILAUTH_TYPE_TXT },
	{ "example.org", MAILAUTH_TYPE_AAAA }, { "mx.example.org", MAILAUTH_TYPE_A },
	{ "mx.example.org", MAILAUTH_TYPE_AAAA }, { "mx.example.org", MAILAUTH_TYPE_MX },
	{ "alias.example.org", MAILAUTH_TYPE_A },
	{ "alias.example.org", MAILAUTH_TYPE_CNAME },
	{ "alias.example.org", MAILAUTH_TYPE_TXT }, { "far.example.org", MAILAUTH_TYPE_A },
	{ "gone.example.org", MAILAUTH_TYPE_A }, { "nobody.example.org", MAILAUTH_TYPE_A },
	{ "b.deep.example.org", MAILAUTH_TYPE_A }, { "deep.example.org", MAILAUTH_TYPE_A },
	{ "a.b.deep.example.org", MAILAUTH_TYPE_A },
	{ "c.deep.example.org", MAILAUTH_TYPE_A },
	{ "x.wild.example.org", MAILAUTH_TYPE_TXT },
	{ "x.wild.example.org", MAILAUTH_TYPE_MX }, { "x.wild.example.org", MAILAUTH_TYPE_A },
	{ "x.y.wild.example.org", MAILAUTH_TYPE_TXT },
	{ "wild.example.org", MAILAUTH_TYPE_TXT },
	{ "between.wild.example.org", MAILAUTH_TYPE_TXT },
	{ "aa.between.wild.example.org", MAILAUTH_TYPE_TXT },
	{ "c.between.wild.example.org", MAILAUTH_TYPE_TXT },
	{ "c.$odd.wild.example.org", MAILAUTH_TYPE_TXT },
	{ "c.o\"d;d.wild.example.org", MAILAUTH_TYPE_TXT },
	{ "there.dn.example.org", MAILAUTH_TYPE_A }, { "dn.example.org", MAILAUTH_TYPE_A },
	{ "nope.dn.example.org", MAILAUTH_TYPE_A },
	{ "loop1.example.org", MAILAUTH_TYPE_A }, { "sub.example.org", MAILAUTH_TYPE_NS },
	{ "sub.example.org", MAILAUTH_TYPE_A }, { "host.sub.example.org", MAILAUTH_TYPE_A },
	{ "none.sub.example.org", MAILAUTH_TYPE_A }, { "sub.example.org", MAILAUTH_TYPE_SOA },
	{ "x.deeper.sub.example.org", MAILAUTH_TYPE_TXT },
	{ "deeper.sub.example.org", MAILAUTH_TYPE_NS },
	{ "a.test", MAILAUTH_TYPE_A }, { "b.test", MAILAUTH_TYPE_A },
	{ "a.invalid", MAILAUTH_TYPE_A }, { "b.invalid", MAILAUTH_TYPE_A },
	{ "localhost", MAILAUTH_TYPE_A }, { "localhost", MAILAUTH_TYPE_AAAA },
	{ "a.localhost", MAILAUTH_TYPE_A }, { "x.onion", MAILAUTH_TYPE_A },
	{ "a.local", MAILAUTH_TYPE_A }, { "a.home.arpa", MAILAUTH_TYPE_A },
	{ "1.2.0.192.in-addr.arpa", MAILAUTH_TYPE_PTR },
	{ "2.2.0.192.in-addr.arpa", MAILAUTH_TYPE_PTR },
	{ "1.0.0.10.in-addr.arpa", MAILAUTH_TYPE_PTR },
	{ "1.1.168.192.in-addr.arpa", MAILAUTH_TYPE_PTR },
	{ "1.0.16.172.in-addr.arpa", MAILAUTH_TYPE_PTR },
	{ "1.0.0.127.in-addr.arpa", MAILAUTH_TYPE_PTR },
	{ "1.100.51.198.in-addr.arpa", MAILAUTH_TYPE_PTR },
	{ "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
	  MAILAUTH_TYPE_PTR },
	{ "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa",
	  MAILAUTH_TYPE_PTR },
	{ "odd\\.dot.example.org", MAILAUTH_TYPE_A },
	{ "odd\"quote.example.org", MAILAUTH_TYPE_A },
	{ "odd;semi.example.org", MAILAUTH_TYPE_A },
	{ "odd\\032space.example.org", MAILAUTH_TYPE_A },
	{ "odd\\200high.example.org", MAILAUTH_TYPE_A },
	{ "odd@at.example.org", MAILAUTH_TYPE_A },
	{ "$x.dollar.example.org", MAILAUTH_TYPE_A },
	{ "txt.dollar.example.org", MAILAUTH_TYPE_TXT },
	{ "one.dollar.example.org", 65280 },
	{ "srv.dollar.example.org", MAILAUTH_TYPE_SRV },
	{ "caa.dollar.example.org", MAILAUTH_TYPE_CAA },
	{ "tlsa.dollar.example.org", MAILAUTH_TYPE_TLSA },
	{ "nullmx.dollar.example.org", MAILAUTH_TYPE_MX },
	{ "org", MAILAUTH_TYPE_A }, { "com", MAILAUTH_TYPE_A }, { ".", MAILAUTH_TYPE_A },
	{ ".", MAILAUTH_TYPE_SOA },
};

/* Status, links and records, the latter sorted: DNS keeps no order. */
static void
describe(const mailauth_answer *ans, char *out, size_t size)
{
	char lines[16][600], data[512];
	size_t count = 0, used;

	for (size_t i = 0; i < mailauth_answer_record_count(ans) && i < 16; i++) {
		const mailauth_record *record = mailauth_answer_record(ans, i);
		size_t at = count++;

		mailauth_record_text(record, data, sizeof(data));
		for (; at > 0 && strcmp(lines[at - 1] + strlen(record->owner) + 1,
		    data) > 0; at--)
			memcpy(lines[at], lines[at - 1], sizeof(lines[0]));
		snprintf(lines[at], sizeof(lines[0]), "%s %s", record->owner, data);
	}
	used = (size_t)snprintf(out, size, "%s", mailauth_dns_status_name(
	    mailauth_answer_status(ans)));
	/* How far a failed chain had come is each resolver's own business. */
	if (mailauth_answer_status(ans) == MAILAUTH_DNS_SERVFAIL)
		return;
	for (size_t i = 0; i < mailauth_answer_link_count(ans); i++) {
		const mailauth_link *link = mailauth_answer_link(ans, i);

		used += (size_t)snprintf(out + used, size - used, "; %s %s %s",
		    link->owner, link->dname ? "=>" : "->", link->target);
	}
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(out + used, size - used, "; %s", lines[i]);
}

START_TEST(as_the_zone_says)
{
	mailauth_zone *zone = zone_of(text);
	mailauth_task *task = asker_new(NULL, &questions[_i], 1, 0);
	mailauth_resolver *resolver;
	char want[4096], have[4096];
	mailauth_answer *ans;

	ck_assert_int_eq(mailauth_zone_answer(zone, questions[_i].name,
	    questions[_i].type, &ans), 0);
	describe(ans, want, sizeof(want));
	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 5000), 0);
	describe(mailauth_task_question(task, 0)->answer, have, sizeof(have));
	ck_assert_msg(strcmp(want, have) == 0, "%s type %u: want \"%s\", have \"%s\"",
	    questions[_i].name, questions[_i].type, want, have);
	mailauth_answer_free(ans);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	mailauth_zone_free(zone);
}
END_TEST

START_TEST(all_at_once)
{
	mailauth_zone *zone = zone_of(text);
	mailauth_task *task = asker_new(NULL, questions, COUNT_OF(questions), 0);
	mailauth_resolver *resolver;
	char want[4096], have[4096];

	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 5000), 0);
	for (size_t i = 0; i < mailauth_task_question_count(task); i++) {
		const mailauth_question *q = mailauth_task_question(task, i);
		mailauth_answer *ans;

		ck_assert_int_eq(mailauth_zone_answer(zone, q->name, q->type, &ans), 0);
		describe(ans, want, sizeof(want));
		describe(q->answer, have, sizeof(have));
		ck_assert_msg(strcmp(want, have) == 0,
		    "%s type %u: want \"%s\", have \"%s\"", q->name, q->type, want, have);
		mailauth_answer_free(ans);
	}
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	mailauth_zone_free(zone);
}
END_TEST

/* The largest TXT record, and many of them at one name. */
START_TEST(large_answers)
{
	enum { STRINGS = 240, RECORDS = 200 };
	char *big = malloc(1 << 20), *p = big;
	mailauth_resolver *resolver;
	mailauth_zone *zone;
	static const struct asked_question list[] = {
		{ "big.example", MAILAUTH_TYPE_TXT }, { "many.example", MAILAUTH_TYPE_TXT },
	};
	mailauth_task *task = asker_new(NULL, list, COUNT_OF(list), 0);

	ck_assert_ptr_nonnull(big);
	p += sprintf(p, "big.example. 60 TXT");
	for (int i = 0; i < STRINGS; i++) {
		*p++ = ' ';
		*p++ = '"';
		memset(p, 'a' + i % 26, 255);
		p += 255;
		*p++ = '"';
	}
	for (int i = 0; i < RECORDS; i++)
		p += sprintf(p, "\nmany.example. 60 TXT \"record number %d\"", i);
	sprintf(p, "\n");
	zone = zone_of(big);
	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 5000), 0);
	ck_assert_uint_eq(mailauth_answer_record(
	    mailauth_task_question(task, 0)->answer, 0)->text_length, STRINGS * 255);
	ck_assert_uint_eq(mailauth_answer_record_count(
	    mailauth_task_question(task, 1)->answer), RECORDS);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	mailauth_zone_free(zone);
	free(big);
}
END_TEST

/* More zone cuts than libunbound is given files for: the zone answers. */
START_TEST(many_zones)
{
	enum { ZONES = 600 };
	char *all = malloc(ZONES * 100), *p = all;
	mailauth_resolver *resolver;
	mailauth_zone *zone;
	mailauth_task *task;

	ck_assert_ptr_nonnull(all);
	for (int i = 0; i < ZONES; i++)
		p += sprintf(p, "z%d.example. 60 NS ns.example.\n"
		    "a.z%d.example. 60 TXT \"here\"\n", i, i);
	zone = zone_of(all);
	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	task = asker_txt(NULL, "a.z599.example");
	ck_assert_int_eq(mailauth_resolver_run(resolver, task, 5000), 0);
	ck_assert_int_eq(asker_status(task, 0), MAILAUTH_DNS_OK);
	ck_assert_uint_eq(mailauth_answer_record_count(
	    mailauth_task_question(task, 0)->answer), 1);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	mailauth_zone_free(zone);
	free(all);
}
END_TEST

START_TEST(options_of_the_network)
{
	static const char *const keys[] = { "forward", "resolv-conf", "hosts",
		"trust-anchor", "root-hints" };
	mailauth_zone *zone = zone_of(text);
	mailauth_resolver *resolver;

	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		ck_assert_int_eq(mailauth_resolver_set(resolver, keys[i],
		    "192.0.2.1"), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_resolver_set(resolver, "cache", "7"), 0);
	mailauth_resolver_free(resolver);
	mailauth_zone_free(zone);
	ck_assert_int_eq(mailauth_resolver_new_zone(NULL, NULL, &resolver),
	    MAILAUTH_ERR_INVALID);
}
END_TEST

static const struct {
	const char *key, *value;
	int result;
} network[] = {
	{ "forward", "192.0.2.1", 0 },
	{ "forward", "192.0.2.1@5353", 0 },
	{ "forward", "2001:db8::1", 0 },
	{ "forward", "2001:db8::1@53", 0 },
	{ "forward", "fe80::1%lo", 0 },
	{ "forward", "", MAILAUTH_ERR_INVALID },
	{ "forward", "ns.example", MAILAUTH_ERR_INVALID },
	{ "forward", "192.0.2.1:53", MAILAUTH_ERR_INVALID },
	{ "forward", "192.0.2.1@", MAILAUTH_ERR_INVALID },
	{ "forward", "192.0.2.1@0", MAILAUTH_ERR_INVALID },
	{ "forward", "192.0.2.1@65536", MAILAUTH_ERR_INVALID },
	{ "forward", "192.0.2.1@5x", MAILAUTH_ERR_INVALID },
	{ "forward", "192.0.2.1%lo", MAILAUTH_ERR_INVALID },
	{ "forward", "192.0.2.256", MAILAUTH_ERR_INVALID },
	{ "resolv-conf", TESTS_DIR "/no-such-file", MAILAUTH_ERR_IO },
	{ "hosts", TESTS_DIR "/no-such-file", MAILAUTH_ERR_IO },
	{ "trust-anchor-file", TESTS_DIR "/no-such-file", MAILAUTH_ERR_IO },
	{ "root-hints", TESTS_DIR "/no-such-file", MAILAUTH_ERR_IO },
	{ "resolv-conf", TESTS_DIR "/data/resolver/resolv.conf", 0 },
	{ "hosts", TESTS_DIR "/data/resolver/hosts", 0 },
	{ "trust-anchor-file", TESTS_DIR "/data/resolver/anchor", 0 },
	{ "root-hints", TESTS_DIR "/data/resolver/root.hints", 0 },
	{ "no-such-key", "x", MAILAUTH_ERR_INVALID },
};

START_TEST(network_options_are_checked)
{
	mailauth_resolver *resolver;

	if (!mailauth_has_unbound()) {
		ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver),
		    MAILAUTH_ERR_UNSUPPORTED);
		return;
	}
	ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
	ck_assert_int_eq(mailauth_resolver_set(resolver, network[_i].key,
	    network[_i].value), network[_i].result);
	mailauth_resolver_free(resolver);
}
END_TEST

/* The addresses of the file of hosts need no server. */
START_TEST(hosts_of_a_file)
{
	static const struct asked_question list[] = {
		{ "named.d.example", MAILAUTH_TYPE_A },
		{ "named.d.example", MAILAUTH_TYPE_AAAA },
	};
	mailauth_task *task = asker_new(NULL, list, COUNT_OF(list), 0);
	mailauth_resolver *resolver;
	size_t i;

	if (mailauth_has_unbound()) {
		ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
		ck_assert_int_eq(mailauth_resolver_set(resolver, "forward", "127.0.0.1@9"), 0);
		ck_assert_int_eq(mailauth_resolver_set(resolver, "hosts",
		    TESTS_DIR "/data/resolver/hosts"), 0);
		ck_assert_int_eq(mailauth_resolver_run(resolver, task, 5000), 0);
		for (i = 0; i < COUNT_OF(list); i++) {
			const mailauth_answer *ans = mailauth_task_question(task, i)->answer;

			ck_assert_int_eq(mailauth_answer_status(ans), MAILAUTH_DNS_OK);
			ck_assert_uint_eq(mailauth_answer_record_count(ans), 1);
		}
		/* too late now */
		ck_assert_int_eq(mailauth_resolver_set(resolver, "hosts",
		    TESTS_DIR "/data/resolver/hosts"), MAILAUTH_ERR_STATE);
		mailauth_resolver_free(resolver);
	}
	mailauth_task_free(task);
}
END_TEST

/* A trust anchor that is none shows when the first task starts, not as a
 * failure of DNS. */
START_TEST(faulty_anchor)
{
	mailauth_task *task = asker_txt(NULL, "a.example");
	mailauth_resolver *resolver;

	if (mailauth_has_unbound()) {
		ck_assert_int_eq(mailauth_resolver_new(NULL, &resolver), 0);
		ck_assert_int_eq(mailauth_resolver_set(resolver, "forward", "127.0.0.1@9"), 0);
		ck_assert_int_eq(mailauth_resolver_set(resolver, "trust-anchor",
		    "this is no record"), 0);
		ck_assert_int_eq(mailauth_resolver_run(resolver, task, 1000),
		    MAILAUTH_ERR_INVALID);
		mailauth_resolver_free(resolver);
	}
	mailauth_task_free(task);
}
END_TEST

static size_t
open_descriptors(void)
{
	size_t count = 0;
	DIR *dir = opendir("/proc/self/fd");

	if (dir == NULL)
		return 0;
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

START_TEST(nothing_stays_open)
{
	mailauth_zone *zone = zone_of(text);
	size_t before = open_descriptors();

	for (int i = 0; i < 5; i++) {
		mailauth_task *task = asker_txt(NULL, "example.org");
		mailauth_resolver *resolver;

		ck_assert_int_eq(mailauth_resolver_new_zone(NULL, zone, &resolver), 0);
		ck_assert_int_eq(mailauth_resolver_run(resolver, task, 5000), 0);
		mailauth_task_free(task);
		mailauth_resolver_free(resolver);
	}
	ck_assert_uint_eq(open_descriptors(), before);
	mailauth_zone_free(zone);
}
END_TEST

static int
offline_life(const mailauth_config *cfg, void *arg)
{
	mailauth_resolver *resolver = NULL;
	mailauth_task *task = asker_new(cfg, questions, 12, 0);
	int rc = task == NULL ? MAILAUTH_ERR_NOMEM :
	    mailauth_resolver_new_zone(cfg, arg, &resolver);

	if (rc == 0)
		rc = mailauth_resolver_run(resolver, task, 5000);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
	return rc;
}

START_TEST(every_allocation_may_fail)
{
	mailauth_zone *zone = zone_of(text);

	ck_assert_uint_gt(alloc_each_failing(offline_life, zone), 10);
	mailauth_zone_free(zone);
}
END_TEST

/* Resolvers of different threads have nothing in common. */
static void *
in_a_thread(void *arg)
{
	for (int i = 0; i < 10; i++) {
		mailauth_task *task = asker_new(NULL, questions, 40, 0);
		mailauth_resolver *resolver;
		uintptr_t good;

		if (mailauth_resolver_new_zone(NULL, arg, &resolver) != 0)
			return NULL;
		good = mailauth_resolver_run(resolver, task, 20000) == 0 &&
		    asker_status(task, 0) == MAILAUTH_DNS_OK &&
		    asker_status(task, 13) == MAILAUTH_DNS_NXDOMAIN;
		mailauth_task_free(task);
		mailauth_resolver_free(resolver);
		if (!good)
			return NULL;
	}
	return arg;
}

START_TEST(threads)
{
	mailauth_zone *zone = zone_of(text);
	pthread_t ids[4];

	for (size_t i = 0; i < COUNT_OF(ids); i++)
		ck_assert_int_eq(pthread_create(&ids[i], NULL, in_a_thread, zone), 0);
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		void *result = NULL;

		ck_assert_int_eq(pthread_join(ids[i], &result), 0);
		ck_assert_ptr_eq(result, zone);
	}
	mailauth_zone_free(zone);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("offline");
	TCase *all = tcase_create("all");

	tcase_set_timeout(all, 60);
	tcase_add_loop_test(all, as_the_zone_says, 0, COUNT_OF(questions));
	tcase_add_test(all, all_at_once);
	tcase_add_test(all, large_answers);
	tcase_add_test(all, many_zones);
	tcase_add_test(all, options_of_the_network);
	tcase_add_loop_test(all, network_options_are_checked, 0, COUNT_OF(network));
	tcase_add_test(all, hosts_of_a_file);
	tcase_add_test(all, faulty_anchor);
	tcase_add_test(all, nothing_stays_open);
	tcase_add_test(all, threads);
	tcase_add_test(all, every_allocation_may_fail);
	suite_add_tcase(suite, all);
	return test_main(suite);
}
