/* SPDX-License-Identifier: BSD-2-Clause */
/* The SPF tree: sessions over tests/data/spf/tree.zone, and trees made to be
 * large, deep or hostile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "base/limits.h"
#include "evaluate/spf_audit.h"
#include "support/alloc.h"
#include "support/drive.h"
#include "support/script.h"
#include "support/suite.h"

static mailauth_zone *
zone_of(const mailauth_config *cfg, const char *label, const char *text, size_t len)
{
	mailauth_zone *zone;

	ck_assert_int_eq(mailauth_zone_new(cfg, &zone), 0);
	ck_assert_msg(mailauth_zone_read(zone, label, NULL, text, len) == 0,
	    "%s:%u: %s", label, mailauth_zone_problem_at(zone, 0)->line,
	    mailauth_zone_problem_at(zone, 0)->message);
	return zone;
}

static const char *broken; /* a name that is not answered */

static int
answer(void *zone, const char *name, uint16_t type, mailauth_answer **out)
{
	int rc;

	if (broken == NULL || strcmp(name, broken) != 0)
		return mailauth_zone_answer(zone, name, type, out);
	rc = mailauth_answer_new(NULL, name, type, out);
	return rc != 0 ? rc :
	    mailauth_answer_set_status(*out, MAILAUTH_DNS_TIMEOUT);
}

/* ---- sessions ---- */

static void
say_node(struct script *s, const mailauth_spf_node *node)
{
	size_t i;

	script_say(s, "%*s%u", (int)node->depth * 2, "", node->lookups);
	if (node->own_lookups != 1 && node->depth > 0)
		script_say(s, " (own %u)", node->own_lookups);
	script_say(s, " %s", node->domain);
	if (node->term != NULL)
		script_say(s, " by %s", node->term);
	if (!node->followed)
		script_say(s, ", not followed");
	if (node->void_ip4 || node->void_ip6)
		script_say(s, ", void for%s%s", node->void_ip4 ? " ip4" : "",
		    node->void_ip6 ? " ip6" : "");
	if (node->ipv4_addresses > 0)
		script_say(s, ", %llu addresses",
		    (unsigned long long)node->ipv4_addresses);
	for (i = 0; i < node->network_count; i++)
		script_say(s, "%s%c%s/%u", i == 0 ? ": " : " ",
		    node->networks[i].qualifier, node->networks[i].address,
		    node->networks[i].prefix);
	script_say(s, "\n");
	for (i = 0; i < node->problem_count; i++)
		if (node->problems[i]->length == 0 ||
		    strcmp(node->problems[i]->id, "spf.exp-target") == 0)
			script_say(s, "%*s! %s %s: %s\n", (int)node->depth * 2,
			    "", mailauth_severity_name(node->problems[i]->severity),
			    node->problems[i]->id, node->problems[i]->message);
}

static void
say_tree(struct script *s, const mailauth_task *task)
{
	const mailauth_spf_audit_summary *sum = mailauth_spf_audit_result(task);
	size_t i;

	for (i = 0; i < sum->node_count; i++)
		say_node(s, mailauth_spf_audit_node(task, i));
	script_say(s, "= %s%s%s, %u look-ups (%u to the first match), void %u/%u/%u, "
	    "%llu addresses, all: %c\n", sum->valid ? "valid" : "not valid",
	    sum->undecided ? ", undecided" : "",
	    sum->truncated ? ", truncated" : "", sum->lookups,
	    sum->lookups_at_first_match, sum->void_lookups, sum->void_ip4,
	    sum->void_ip6, (unsigned long long)sum->ipv4_addresses,
	    sum->all != 0 ? (char)sum->all : '0');
	for (i = 0; i < sum->problem_count; i++)
		script_say(s, "! %s %s: %s\n", mailauth_severity_name(
		    mailauth_spf_audit_problem(task, i)->severity),
		    mailauth_spf_audit_problem(task, i)->id,
		    mailauth_spf_audit_problem(task, i)->message);
}

/* "tree DOMAIN [timeout NAME]", in the order asked and in others. */
static void
run_tree(struct script *s, void *zone)
{
	size_t from = 2, before = s->length;
	uint32_t seed;

	broken = script_option(s, "timeout", &from);
	for (seed = 0; seed < 6; seed++) {
		uint32_t state = seed * 2654435761u + 1;
		mailauth_task *task;
		size_t first = s->length;

		ck_assert_int_eq(mailauth_spf_audit_new(NULL, s->words[1], &task), 0);
		ck_assert_int_eq(seed == 0 ? drive(task, answer, zone) :
		    drive_shuffled(task, answer, zone, &state),
		    MAILAUTH_TASK_DONE);
		say_tree(s, task);
		mailauth_task_free(task);
		if (seed == 0)
			continue;
		ck_assert_uint_eq(s->length - first, first - before);
		ck_assert_mem_eq(s->out + first, s->out + before, first - before);
		s->length = first;
		s->out[first] = '\0';
	}
}

START_TEST(sessions)
{
	size_t len;
	char *text = test_data("spf/tree.zone", &len);
	mailauth_zone *zone = zone_of(NULL, "tree.zone", text, len);

	script_run("spf/tree.expect", run_tree, zone);
	mailauth_zone_free(zone);
	free(text);
}
END_TEST

/* ---- ranges ---- */

static const struct {
	const char *name;
	struct spf_range ranges[6];
	size_t count;
	uint64_t sum;
} passing[] = {
	{ "none", { { 0, 0, 0, true } }, 0, 0 },
	{ "one address", { { 7, 7, 0, true } }, 1, 1 },
	{ "one refused", { { 7, 7, 0, false } }, 1, 0 },
	{ "twice the same", { { 7, 9, 0, true }, { 7, 9, 1, true } }, 2, 3 },
	{ "side by side", { { 10, 19, 0, true }, { 0, 9, 1, true } }, 2, 20 },
	{ "overlapping", { { 5, 15, 2, true }, { 0, 9, 1, true },
	  { 14, 20, 0, true } }, 3, 21 },
	{ "within", { { 0, 99, 0, true }, { 10, 20, 1, true },
	  { 30, 40, 2, true } }, 3, 100 },
	{ "all", { { 0, UINT32_MAX, 0, true } }, 1, (uint64_t)1 << 32 },
	{ "all and the last", { { UINT32_MAX, UINT32_MAX, 0, true },
	  { 0, UINT32_MAX, 1, true } }, 2, (uint64_t)1 << 32 },
	{ "halves", { { (uint32_t)1 << 31, UINT32_MAX, 0, true },
	  { 0, INT32_MAX, 1, true } }, 2, (uint64_t)1 << 32 },
	{ "refused before", { { 10, 19, 0, false }, { 0, 99, 1, true } }, 2, 90 },
	{ "refused behind", { { 0, 99, 0, true }, { 10, 19, 1, false } }, 2, 100 },
	{ "all but the last", { { UINT32_MAX, UINT32_MAX, 0, false },
	  { 0, UINT32_MAX, 1, true } }, 2, UINT32_MAX },
	{ "a pass in what is refused", { { 5, 5, 0, true }, { 0, 9, 1, false },
	  { 0, 19, 2, true } }, 3, 11 },
};

START_TEST(range_pass)
{
	struct spf_range ranges[6];
	struct spf_span spans[6];
	uint32_t heap[6];
	uint64_t sum = 0;
	size_t i, count;

	memcpy(ranges, passing[_i].ranges, sizeof(ranges));
	count = mailauth__spf_range_pass(ranges, passing[_i].count, heap, spans);
	for (i = 0; i < count; i++)
		sum += (uint64_t)spans[i].last - spans[i].first + 1;
	ck_assert_msg(sum == passing[_i].sum, "%s", passing[_i].name);
}
END_TEST

/* Every address of a small space by hand: the range of the lowest order that
 * holds it decides.  The spans are in order and do not touch. */
START_TEST(range_pass_random)
{
	uint32_t seed = 4711;
	int round;

	for (round = 0; round < 3000; round++) {
		struct spf_range ranges[24], copy[24];
		struct spf_span spans[24];
		uint32_t heap[24], address;
		size_t count = (unsigned)round % 25, found, i, k;

		for (i = 0; i < count; i++) {
			seed = seed * 1664525 + 1013904223;
			ranges[i].first = (seed >> 8) % 64;
			ranges[i].last = ranges[i].first + (seed >> 14) % 20;
			ranges[i].order = (seed >> 20) % 12;
			/* what one term matches has one qualifier */
			ranges[i].pass = ranges[i].order % 3 != 0;
		}
		memcpy(copy, ranges, sizeof(copy));
		found = mailauth__spf_range_pass(ranges, count, heap, spans);
		for (address = 0, k = 0; address < 90; address++) {
			const struct spf_range *best = NULL;

			for (i = 0; i < count; i++)
				if (copy[i].first <= address &&
				    address <= copy[i].last && (best == NULL ||
				    copy[i].order < best->order))
					best = &copy[i];
			if (k < found && address > spans[k].last)
				k++;
			ck_assert_int_eq(best != NULL && best->pass, k < found &&
			    spans[k].first <= address);
		}
		for (k = 1; k < found; k++)
			ck_assert_uint_gt(spans[k].first, spans[k - 1].last + 1);
	}
}
END_TEST

/* ---- large trees ---- */

static mailauth_task *
walk(mailauth_zone *zone, const char *domain)
{
	mailauth_task *task;

	broken = NULL;
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, domain, &task), 0);
	ck_assert_int_eq(drive(task, answer, zone), MAILAUTH_TASK_DONE);
	return task;
}

/* Nine includes in each record, seven levels: the cap ends it. */
START_TEST(fan_out)
{
	size_t len;
	char *text = test_data("spf/limits.zone", &len);
	mailauth_zone *zone = zone_of(NULL, "limits.zone", text, len);
	mailauth_task *task = walk(zone, "fan.example");
	const mailauth_spf_audit_summary *sum = mailauth_spf_audit_result(task);

	ck_assert_int_eq(sum->truncated, 1);
	ck_assert_int_eq(sum->valid, 0);
	ck_assert_uint_eq(sum->node_count, LIMIT_SPF_NODES);
	ck_assert_uint_eq(sum->lookups, LIMIT_SPF_NODES - 1);
	ck_assert_uint_le(mailauth_task_question_count(task), 7);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
	free(text);
}
END_TEST

/* More networks than are kept: the sum is a lower bound. */
START_TEST(many_networks)
{
	static char text[128 * 1024];
	mailauth_zone *zone;
	mailauth_task *task;
	size_t len = 0;
	unsigned i;

	for (i = 0; i < 18; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s%s",
		    i == 0 ? "n.example. TXT \"v=spf1" : "", " include:m.b",
		    i == 17 ? " ?all\"\n" : "");
	len += (size_t)snprintf(text + len, sizeof(text) - len,
	    "m.b. TXT \"v=spf1");
	for (i = 0; i < 4000; i++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s ip4:%u.%u.1.1", i % 10 == 9 ? "\" \"" : "", i >> 8,
		    i & 255);
	}
	len += (size_t)snprintf(text + len, sizeof(text) - len, "\"\n");
	zone = zone_of(NULL, "networks", text, len);
	task = walk(zone, "n.example");
	ck_assert_int_eq(mailauth_spf_audit_result(task)->truncated, 1);
	ck_assert_int_eq(mailauth_spf_audit_result(task)->valid, 0);
	ck_assert_uint_eq(mailauth_spf_audit_result(task)->ipv4_addresses, 4000);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* Records one below the other: followed as deep as the cap. */
START_TEST(deep_chain)
{
	static char text[16384];
	mailauth_zone *zone;
	mailauth_task *task;
	size_t len = 0;
	unsigned i;

	for (i = 0; i < 100; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "n%u.example. TXT \"v=spf1 include:n%u.example -all\"\n",
		    i, i + 1);
	zone = zone_of(NULL, "deep", text, len);
	task = walk(zone, "n0.example");
	ck_assert_int_eq(mailauth_spf_audit_result(task)->truncated, 1);
	ck_assert_int_eq(mailauth_spf_audit_result(task)->valid, 0);
	ck_assert_uint_eq(mailauth_spf_audit_result(task)->lookups,
	    LIMIT_SPF_DEPTH + 1);
	mailauth_task_free(task);
	mailauth_zone_free(zone);
}
END_TEST

/* ---- memory and arguments ---- */

static int
audit_with(const mailauth_config *cfg, void *zone)
{
	mailauth_task *task = NULL;
	int rc = mailauth_spf_audit_new(cfg, "missing.example", &task);

	if (rc == 0)
		rc = drive(task, answer, zone);
	mailauth_task_free(task);
	return rc == MAILAUTH_TASK_DONE ? 0 : rc;
}

START_TEST(each_allocation_fails)
{
	size_t len;
	char *text = test_data("spf/tree.zone", &len);
	mailauth_zone *zone = zone_of(NULL, "tree.zone", text, len);

	broken = NULL;
	ck_assert_uint_gt(alloc_each_failing(audit_with, zone), 0);
	mailauth_zone_free(zone);
	free(text);
}
END_TEST

START_TEST(arguments)
{
	mailauth_task *task;

	ck_assert_int_eq(mailauth_spf_audit_new(NULL, NULL, &task),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, "a..example", &task),
	    MAILAUTH_ERR_INVALID);
	ck_assert_ptr_null(task);
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, "", &task),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, ".", &task),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, "a.example", &task), 0);
	ck_assert_ptr_null(mailauth_spf_audit_result(task));
	ck_assert_ptr_null(mailauth_spf_audit_node(task, 0));
	ck_assert_ptr_null(mailauth_spf_audit_problem(task, 0));
	ck_assert_ptr_null(mailauth_spf_check_result(task));
	mailauth_task_expire(task);
	ck_assert_int_eq(mailauth_task_state(task), MAILAUTH_TASK_DONE);
	ck_assert_int_eq(mailauth_spf_audit_result(task)->undecided, 1);
	ck_assert_int_eq(mailauth_spf_audit_result(task)->valid, 0);
	ck_assert_ptr_nonnull(mailauth_spf_audit_node(task, 0));
	ck_assert_ptr_null(mailauth_spf_audit_node(task, 1));
	mailauth_task_free(task);
}
END_TEST

/* An audit that has ended ends again, whoever asks. */
START_TEST(ended)
{
	static struct spf_audit audit;
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct questions q = { .arena = arena, .expired = 1 };

	ck_assert_int_eq(mailauth__spf_audit_init(&audit, &q, NULL, "a.example"), 0);
	ck_assert_int_eq(mailauth__spf_audit_step(&audit), EVALUATION_DONE);
	ck_assert_int_eq(mailauth__spf_audit_step(&audit), EVALUATION_DONE);
	ck_assert_int_eq(mailauth__spf_audit_summary(&audit)->undecided, 1);
	mailauth__arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_audit");
	TCase *tc = tcase_create("audit");

	tcase_add_test(tc, sessions);
	tcase_add_test(tc, range_pass_random);
	tcase_add_loop_test(tc, range_pass, 0,
	    (int)(sizeof(passing) / sizeof(passing[0])));
	tcase_add_test(tc, fan_out);
	tcase_add_test(tc, deep_chain);
	tcase_add_test(tc, each_allocation_fails);
	tcase_add_test(tc, arguments);
	tcase_add_test(tc, ended);
	tcase_add_test(tc, many_networks);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
