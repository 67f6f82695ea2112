/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the general audit: a zone that triggers each, and one that nearly does. */
#include <stdlib.h>

#include "support/validation.h"

static void
run(const char *file, int i)
{
	struct validation_case *c = validation_case_read(file, i);
	char *text = validation_zone_text(c);
	mailauth_zone *zone = validation_zone(text, c->domain);
	mailauth_profile *profile;
	mailauth_task *task = validation_task(NULL, c, &profile);

	ck_assert_int_eq(validation_answer(task, zone, c), 0);
	validation_expect(c, task);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	mailauth_zone_free(zone);
	free(text);
	validation_case_free(c);
}

START_TEST(rules_cases)
{
	run("rules.cases", _i);
}
END_TEST

START_TEST(record_cases)
{
	run("records.cases", _i);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rules");
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, rules_cases, 0, validation_case_count("rules.cases"));
	tcase_add_loop_test(tc, record_cases, 0,
	    validation_case_count("records.cases"));
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
