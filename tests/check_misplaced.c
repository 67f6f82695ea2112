/* SPDX-License-Identifier: BSD-2-Clause */
/* Records in the wrong place and texts that were spoilt on the way, each named. */
#include "support/validation.h"

START_TEST(misplaced_cases)
{
	validation_run("misplaced.cases", _i);
}
END_TEST

START_TEST(texts_cases)
{
	validation_run("texts.cases", _i);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("misplaced");
	TCase *tc = tcase_create("cases");

	tcase_add_loop_test(tc, misplaced_cases, 0, validation_case_count("misplaced.cases"));
	tcase_add_loop_test(tc, texts_cases, 0, validation_case_count("texts.cases"));
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
