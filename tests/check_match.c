/* SPDX-License-Identifier: BSD-2-Clause */
/* Profiles against zones: every provider's domain that conforms, each row of
 * its prescription broken, and how DNS failures are told from missing records. */
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

START_TEST(provider_cases)
{
	run("providers.cases", _i);
}
END_TEST

START_TEST(needs_cases)
{
	run("needs.cases", _i);
}
END_TEST

START_TEST(match_cases)
{
	run("match.cases", _i);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("match");
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, provider_cases, 0,
	    validation_case_count("providers.cases"));
	tcase_add_loop_test(tc, match_cases, 0, validation_case_count("match.cases"));
	tcase_add_loop_test(tc, needs_cases, 0, validation_case_count("needs.cases"));
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
