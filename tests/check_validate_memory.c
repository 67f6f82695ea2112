/* SPDX-License-Identifier: BSD-2-Clause */
/* Validations, reports and profiles with each request for memory refused in
 * turn: an error, or what there is without a limit, and nothing between. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "support/alloc.h"
#include "support/validation.h"
#include "task/task.h"

struct world {
	struct validation_case *c;
	char *text, *report;
	mailauth_zone *zone;
	mailauth_profile *profile;
};

static int
validate(const mailauth_config *cfg, void *arg, size_t *used)
{
	struct world *w = arg;
	mailauth_task *task = NULL;
	int rc = validation_start(cfg, w->c, w->profile, &task);

	if (rc == 0)
		rc = validation_answer(task, w->zone, w->c);
	if (rc == 0) {
		char *report = validation_report(task);

		if (w->report == NULL)
			w->report = report;
		ck_assert_msg(strcmp(report, w->report) == 0,
		    "case %s: not the report there was", w->c->name);
		if (report != w->report)
			free(report);
	}
	if (task != NULL)
		*used = mailauth__arena_used(task->arena);
	mailauth_task_free(task);
	return rc;
}

/* Between them they tell of everything that is told with words of its own. */
static const struct {
	const char *file, *name;
	size_t from; /* hundredths of the memory that are never refused */
} rows[] = {
	{ "rules.cases", "no domain name", 0 },
	{ "rules.cases", "a wildcard of hosts", 0 },
	{ "rules.cases", "Null MX with another number", 0 },
	{ "rules.cases", "an address as MX host", 0 },
	{ "rules.cases", "two reverse names", 0 },
	{ "rules.cases", "MTA-STS without its host", 0 },
	{ "rules.cases", "TLSA late where another's address is validated", 0 },
	{ "report.cases", "errors, warnings and remarks", 75 },
	{ "report.cases", "without a profile", 0 },
	{ "providers.cases", "strato conforms with backup", 0 },
	{ "providers.cases", "darmstadt, the server's reverse name is another's", 0 },
	{ "providers.cases", "office, autodiscover at the apex", 0 },
	{ "misplaced.cases", "the backup preferred to the primary", 0 },
	{ "edges.cases", "all is as wanted", 80 },
	{ "edges.cases", "other data in place of the aliases", 90 },
	{ "edges.cases", "another host, and one too many", 86 },
	{ "match.cases", "no DMARC record", 0 },
	{ "match.cases", "a weaker policy than the profile's minimum", 0 },
	{ "match.cases", "a DMARC record behind a blank, beside another text", 0 },
	{ "texts.cases", "DMARC records of which one has reports", 0 },
	{ "texts.cases", "glued strings of which some are blank at their ends", 50 },
	{ "texts.cases", "SPF records to be joined, one open, one with a host", 75 },
	{ "borders.cases", "other mail hosts than the provider's two", 0 },
};

static struct validation_case *
named_case(const char *file, const char *name)
{
	int i, count = validation_case_count(file);

	for (i = 0; i < count; i++) {
		struct validation_case *c = validation_case_read(file, i);

		if (strcmp(c->name, name) == 0)
			return c;
		validation_case_free(c);
	}
	ck_abort_msg("%s has no case \"%s\"", file, name);
	return NULL;
}

static struct world
open_world(const char *file, const char *name)
{
	struct world w = { .c = named_case(file, name) };

	w.text = validation_zone_text(w.c);
	w.zone = validation_zone(w.text, w.c->domain);
	w.profile = validation_profile(w.c);
	return w;
}

static void
close_world(struct world *w)
{
	free(w->report);
	mailauth_profile_free(w->profile);
	mailauth_zone_free(w->zone);
	free(w->text);
	validation_case_free(w->c);
}

START_TEST(whole_validations)
{
	struct world w = open_world(rows[_i].file, rows[_i].name);
	size_t used;

	ck_assert_int_eq(validate(NULL, &w, &used), 0);
	ck_assert_uint_gt(alloc_each_refusal(validate, &w,
	    used / 100 * rows[_i].from), 3);
	close_world(&w);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("validate_memory");
	TCase *tc = tcase_create("all");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, whole_validations, 0, sizeof(rows) / sizeof(*rows));
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
