/* SPDX-License-Identifier: BSD-2-Clause */
/* Profiles against zones: every provider's domain that conforms, each row of
 * its prescription broken, and how DNS failures are told from missing records. */
#include "support/validation.h"

START_TEST(provider_cases)
{
	validation_run("providers.cases", _i);
}
END_TEST

START_TEST(needs_cases)
{
	validation_run("needs.cases", _i);
}
END_TEST

START_TEST(match_cases)
{
	validation_run("match.cases", _i);
}
END_TEST

START_TEST(terms_cases)
{
	validation_run("terms.cases", _i);
}
END_TEST

START_TEST(edges_cases)
{
	validation_run("edges.cases", _i);
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
	tcase_add_loop_test(tc, terms_cases, 0, validation_case_count("terms.cases"));
	tcase_add_loop_test(tc, edges_cases, 0, validation_case_count("edges.cases"));
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
