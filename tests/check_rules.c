/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the general audit: a zone that triggers each, and one that nearly does. */
#include "support/validation.h"

START_TEST(rules_cases)
{
	validation_run("rules.cases", _i);
}
END_TEST

START_TEST(record_cases)
{
	validation_run("records.cases", _i);
}
END_TEST

START_TEST(key_cases)
{
	validation_run("keys.cases", _i);
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
	tcase_add_loop_test(tc, key_cases, 0, validation_case_count("keys.cases"));
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
