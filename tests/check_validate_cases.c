/* SPDX-License-Identifier: BSD-2-Clause */
/* What holds for the domain of every case: the order of answers does not matter,
 * and the caller's severities are kept to. */
#include <stdlib.h>
#include <string.h>

#include "support/validation.h"

static const char *const files[] = {
	"rules.cases", "records.cases", "keys.cases", "borders.cases",
	"providers.cases", "match.cases", "needs.cases", "terms.cases",
	"edges.cases", "misplaced.cases", "texts.cases"
};

#define ORDERS 3

/* The i-th of all cases. */
static struct validation_case *
nth_case(int i)
{
	size_t file;

	for (file = 0; i >= validation_case_count(files[file]); file++)
		i -= validation_case_count(files[file]);
	return validation_case_read(files[file], i);
}

/* The answers one by one in several orders: always the same report. */
static void
any_order(const struct validation_case *c, const mailauth_zone *zone, uint32_t seed)
{
	char *first = NULL, *text;
	int round;

	for (round = 0; round <= ORDERS; round++) {
		mailauth_profile *profile;
		mailauth_task *task = validation_task(NULL, c, &profile);

		if (round == 0)
			ck_assert_int_eq(validation_answer(task, zone, c), 0);
		else
			ck_assert_int_eq(validation_answer_shuffled(task, zone, c,
			    &seed), 0);
		text = validation_report(task);
		if (round == 0)
			first = text;
		else
			ck_assert_msg(strcmp(text, first) == 0,
			    "case %s, another order:\n%s\n%s", c->name, first, text);
		if (round > 0)
			free(text);
		mailauth_task_free(task);
		mailauth_profile_free(profile);
	}
	free(first);
}

/* All rules as remarks, or not told at all.  What the call itself has wrong is
 * told all the same, and an unmet requirement weighs by its level. */
static void
severity(const struct validation_case *c, const mailauth_zone *zone, int all)
{
	mailauth_profile *profile;
	mailauth_task *task = validation_task(NULL, c, &profile);
	const mailauth_rule *rule;
	const mailauth_finding *f;
	size_t i;

	for (i = 0; (rule = mailauth_rule_at(i)) != NULL; i++)
		ck_assert_int_eq(mailauth_validate_set_severity(task, rule->code, all), 0);
	ck_assert_int_eq(validation_answer(task, zone, c), 0);
	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++)
		ck_assert_msg(f->severity == all || f->requirement != NULL ||
		    f->severity == MAILAUTH_SEVERITY_USAGE,
		    "case %s: %s has severity %d, not %d", c->name, f->id,
		    f->severity, all);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
}

START_TEST(each_case)
{
	struct validation_case *c = nth_case(_i);
	char *text = validation_zone_text(c);
	mailauth_zone *zone = validation_zone(text, c->domain);

	any_order(c, zone, (uint32_t)_i + 1);
	severity(c, zone, 0);
	severity(c, zone, MAILAUTH_SEVERITY_INFO);
	mailauth_zone_free(zone);
	free(text);
	validation_case_free(c);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("validate_cases");
	TCase *tc = tcase_create("all");
	int count = 0;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		count += validation_case_count(files[i]);
	tcase_add_loop_test(tc, each_case, 0, count);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
