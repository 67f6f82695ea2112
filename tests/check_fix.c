/* SPDX-License-Identifier: BSD-2-Clause */
/* Every fix is applied to its zone and the check run again: the finding is gone
 * and there is no error that was not there before. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support/validation.h"

static const char *const files[] = {
	"providers.cases", "match.cases", "rules.cases", "misplaced.cases",
	"records.cases"
};

static bool
same_finding(const mailauth_finding *a, const mailauth_finding *b)
{
	/* an owner may be told of under several requirements */
	return a->code == b->code && strcmp(a->owner, b->owner) == 0 &&
	    (a->requirement == NULL) == (b->requirement == NULL) &&
	    (a->requirement == NULL || strcmp(a->requirement, b->requirement) == 0);
}

static bool
among(const mailauth_task *task, const mailauth_finding *wanted)
{
	const mailauth_finding *f;
	size_t i;

	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++) {
		if (same_finding(f, wanted))
			return true;
	}
	return false;
}

/* Were there errors of that rule before? */
static bool
error_before(const mailauth_task *task, const mailauth_finding *wanted)
{
	const mailauth_finding *f;
	size_t i;

	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++) {
		if (f->code == wanted->code && f->severity == MAILAUTH_SEVERITY_ERROR)
			return true;
	}
	return false;
}

static void
apply(const struct validation_case *c, const char *text, const mailauth_task *before,
    const mailauth_finding *finding)
{
	char *mended = validation_mended(text, c->domain, finding);
	mailauth_zone *zone = validation_zone(mended, c->domain);
	mailauth_profile *profile;
	mailauth_task *task = validation_task(NULL, c, &profile);
	const mailauth_finding *f;
	size_t i;

	ck_assert_int_eq(validation_answer(task, zone, c), 0);
	ck_assert_msg(!among(task, finding), "case %s: %s at %s (%s) stays with\n%s",
	    c->name, finding->id, finding->owner, finding->message, mended);
	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++)
		ck_assert_msg(f->severity != MAILAUTH_SEVERITY_ERROR ||
		    error_before(before, f), "case %s: the fix of %s brings %s (%s)\n%s",
		    c->name, finding->id, f->id, f->message, mended);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	mailauth_zone_free(zone);
	free(mended);
}

/* All lines of the report at once: nothing that had a line is left, but for what
 * only the mended records allow to see. */
static void
apply_all(const struct validation_case *c, const char *text, const mailauth_task *before)
{
	const mailauth_finding *findings[200], *f;
	size_t i, count = 0;
	mailauth_profile *profile;
	mailauth_zone *zone;
	mailauth_task *task;
	char *mended;

	for (i = 0; (f = mailauth_validate_finding(before, i)) != NULL; i++) {
		ck_assert_uint_lt(count, 200);
		if (f->fix_count > 0)
			findings[count++] = f;
	}
	if (count < 2)
		return;
	mended = validation_mended_by(text, c->domain, findings, count);
	zone = validation_zone(mended, c->domain);
	task = validation_task(NULL, c, &profile);
	ck_assert_int_eq(validation_answer(task, zone, c), 0);
	for (i = 0; i < count; i++)
		ck_assert_msg(!among(task, findings[i]) ||
		    findings[i]->severity == MAILAUTH_SEVERITY_INFO,
		    "case %s: %s at %s stays with all lines\n%s", c->name,
		    findings[i]->id, findings[i]->owner, mended);
	for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++)
		ck_assert_msg(f->severity != MAILAUTH_SEVERITY_ERROR ||
		    error_before(before, f), "case %s: all lines bring %s (%s)\n%s",
		    c->name, f->id, f->message, mended);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	mailauth_zone_free(zone);
	free(mended);
}

static void
run(const char *file, int i)
{
	struct validation_case *c = validation_case_read(file, i);
	char *text = validation_zone_text(c);
	mailauth_zone *zone = validation_zone(text, c->domain);
	mailauth_profile *profile;
	mailauth_task *task = validation_task(NULL, c, &profile);
	const mailauth_finding *f;
	size_t k;

	ck_assert_int_eq(validation_answer(task, zone, c), 0);
	for (k = 0; (f = mailauth_validate_finding(task, k)) != NULL; k++) {
		if (f->fix_count > 0)
			apply(c, text, task, f);
	}
	apply_all(c, text, task);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	mailauth_zone_free(zone);
	free(text);
	validation_case_free(c);
}

START_TEST(fixes)
{
	size_t file = 0;
	int i = _i;

	while (i >= validation_case_count(files[file])) {
		i -= validation_case_count(files[file]);
		file++;
	}
	run(files[file], i);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fix");
	TCase *tc = tcase_create("fixes");
	int count = 0;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		count += validation_case_count(files[i]);
	tcase_add_loop_test(tc, fixes, 0, count);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
