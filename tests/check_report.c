/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports: the text for people as it stands, JSON that parses, both safe
 * against what DNS holds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/alloc.h"
#include "support/validation.h"

struct run {
	struct validation_case *c;
	char *text;
	mailauth_zone *zone;
	mailauth_profile *profile;
	mailauth_task *task;
};

static struct run
run_case(int i)
{
	struct run r;

	r.c = validation_case_read("report.cases", i);
	r.text = validation_zone_text(r.c);
	r.zone = validation_zone(r.text, r.c->domain);
	r.task = validation_task(NULL, r.c, &r.profile);
	ck_assert_int_eq(validation_answer(r.task, r.zone, r.c), 0);
	return r;
}

static void
run_free(struct run *r)
{
	mailauth_task_free(r->task);
	mailauth_profile_free(r->profile);
	mailauth_zone_free(r->zone);
	free(r->text);
	validation_case_free(r->c);
}

static mailauth_report *
new_report(void)
{
	mailauth_report *report;

	ck_assert_int_eq(mailauth_report_new(NULL, &report), 0);
	return report;
}

/* The reports of each case, text and JSON, against tests/data/validate/. */
START_TEST(as_written)
{
	struct run r = run_case(_i);
	mailauth_report *report = new_report();
	char path[64];
	const char *text;
	char *expected;
	size_t length, expected_length;

	/* remarks are left to the tests of their rules */
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_MIN_SEVERITY,
	    MAILAUTH_SEVERITY_WARNING), 0);
	ck_assert_int_eq(mailauth_report_text(report, r.task, &text, &length), 0);
	ck_assert_uint_eq(length, strlen(text));
	snprintf(path, sizeof(path), "validate/report-%d.txt", _i);
	expected = test_data(path, &expected_length);
	ck_assert_msg(strcmp(text, expected) == 0, "%s: the report is now\n%s", path, text);
	free(expected);
	ck_assert_int_eq(mailauth_report_json(report, r.task, &text, &length), 0);
	snprintf(path, sizeof(path), "validate/report-%d.json", _i);
	expected = test_data(path, &expected_length);
	expected[strcspn(expected, "\n")] = '\0';
	ck_assert_msg(strcmp(text, expected) == 0, "%s: the report is now\n%s", path, text);
	free(expected);
	mailauth_report_free(report);
	run_free(&r);
}
END_TEST

/* Whatever is in DNS, the text has printable ASCII and line ends only, and JSON
 * is one line without raw controls. */
START_TEST(safe)
{
	struct run r = run_case(2);
	mailauth_report *report = new_report();
	const char *text, *p;
	size_t length;

	ck_assert_int_eq(mailauth_report_text(report, r.task, &text, &length), 0);
	for (p = text; *p != '\0'; p++)
		ck_assert_msg(*p == '\n' || (*p >= 0x20 && *p < 0x7F),
		    "octet %02x in\n%s", (unsigned char)*p, text);
	ck_assert_ptr_nonnull(strstr(text, "\\x1b[31m"));
	ck_assert_int_eq(mailauth_report_json(report, r.task, &text, &length), 0);
	for (p = text; *p != '\0'; p++)
		ck_assert_int_ge((unsigned char)*p, 0x20);
	ck_assert_ptr_nonnull(strstr(text, "\\\\x1b[31m"));
	mailauth_report_free(report);
	run_free(&r);
}
END_TEST

START_TEST(settings)
{
	struct run r = run_case(0);
	mailauth_report *report = new_report();
	const char *text, *brief, *json;
	size_t length, whole;

	ck_assert_int_eq(mailauth_report_set(report, 99, 1), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_WIDTH, 5),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_COLOR, 2),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_MIN_SEVERITY, 0),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_MIN_SEVERITY,
	    MAILAUTH_SEVERITY_ERROR + 1), MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_DETAILS, -1),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_WIDTH, 39),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_WIDTH, 1001),
	    MAILAUTH_ERR_INVALID);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_WIDTH, 1000), 0);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_WIDTH, 40), 0);
	ck_assert_int_eq(mailauth_report_set_language(report, "fr"),
	    MAILAUTH_ERR_UNSUPPORTED);
	ck_assert_int_eq(mailauth_report_text(report, r.task, &text, &whole), 0);
	ck_assert_ptr_null(strchr(text, '\033'));
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_DETAILS, 0), 0);
	ck_assert_int_eq(mailauth_report_text(report, r.task, &brief, &length), 0);
	ck_assert_uint_lt(length, whole);
	ck_assert_ptr_null(strstr(brief, "found:"));
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_COLOR, 1), 0);
	ck_assert_int_eq(mailauth_report_text(report, r.task, &text, NULL), 0);
	ck_assert_ptr_nonnull(strchr(text, '\033'));
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_MIN_SEVERITY,
	    MAILAUTH_SEVERITY_ERROR), 0);
	ck_assert_int_eq(mailauth_report_json(report, r.task, &json, NULL), 0);
	ck_assert_ptr_null(strstr(json, "\"severity\":\"info\""));
	ck_assert_ptr_nonnull(strstr(json, "\"severity\":\"error\""));
	mailauth_report_free(report);
	run_free(&r);
}
END_TEST

START_TEST(german)
{
	struct run r = run_case(0);
	mailauth_report *report = new_report();
	const char *text;

	ck_assert_int_eq(mailauth_report_set_language(report, "de"), 0);
	ck_assert_int_eq(mailauth_report_text(report, r.task, &text, NULL), 0);
	ck_assert_ptr_nonnull(strstr(text, "erf\xC3\xBCllt nicht"));
	ck_assert_ptr_nonnull(strstr(text, "Fehler: "));
	/* the provider's own words, once */
	ck_assert_ptr_nonnull(strstr(text, "Backup-MX."));
	mailauth_report_free(report);
	run_free(&r);
}
END_TEST

/* Each rule has a sentence and, where the English one has it, a remedy of its own. */
START_TEST(german_rules)
{
	const mailauth_rule *rule;
	size_t i;

	for (i = 0; (rule = mailauth_rule_at(i)) != NULL; i++) {
		ck_assert_msg(strcmp(mailauth_rule_message(rule->code, "de"),
		    rule->message) != 0, "%s has no German sentence", rule->id);
		ck_assert_msg(rule->fix == NULL || strcmp(mailauth_rule_fix(rule->code,
		    "de"), rule->fix) != 0, "%s has no German remedy", rule->id);
	}
	ck_assert_uint_gt(i, 290);
}
END_TEST

/* The whole text in colour, and that as JSON in German, of a small profile over
 * the zone of a domain that has nothing wrong. */
static const struct {
	const char *profile, *set; /* what is behind [profile]; or NULL */
	int severity;              /* of all rules; -1: as they are */
	int result;
	const char *says, *not;
} reports[] = {
	{ NULL, NULL, 0, MAILAUTH_RESULT_CONFORMS, "\033[1;32md.example: ", "[spf." },
	{ NULL, NULL, MAILAUTH_SEVERITY_UNKNOWN, MAILAUTH_RESULT_UNDECIDED,
	  "\033[1;35md.example ", "error" },
	{ NULL, NULL, MAILAUTH_SEVERITY_WARNING, MAILAUTH_RESULT_CONFORMS,
	  "3 warnings", "unknown" },
	{ "name = x\nvars = a\n", NULL, -1, MAILAUTH_RESULT_USAGE,
	  "\033[1;31md.example ", "\033[1;32m" },
	{ "name = x\ntitle = Title \xC2\xA7 \033[1m\x7F\xC2\x9B \xC3\xBC\n", NULL, -1,
	  MAILAUTH_RESULT_CONFORMS, "Title \xC2\xA7 \\x1b[1m\\x7f", "\xC2\x9B" },
	{ "name = x\n", NULL, -1, MAILAUTH_RESULT_CONFORMS, " x\n", "(x)" },
	{ "name = x\ntitle = X\ndelay = 2h\n[mx]\nowner = @\ntype = MX\n"
	  "want = 10 {host}\nlevel = recommended\nhint = Ask.\n"
	  "[a-requirement-with-a-longer-name]\nowner = a\ntype = A\nlevel = optional\n"
	  "[no]\nowner = b\ntype = A\nlevel = forbidden\n",
	  "host=mx.other.example", -1, MAILAUTH_RESULT_CONFORMS, "(x)", "2h" },
	{ "name = x\ndelay = 2h\n[mx]\nowner = b\ntype = MX\nwant = 10 {host}\n",
	  "host=mx.other.example", -1, MAILAUTH_RESULT_FAILS, "2h.", "(x)" },
};

START_TEST(kinds)
{
	struct validation_case *c = validation_case_read("report.cases", 1);
	char text[1000], *zone_text;
	mailauth_profile *profile = NULL;
	mailauth_report *report = new_report();
	const mailauth_rule *rule;
	const char *out, *json;
	mailauth_zone *zone;
	mailauth_task *task;
	size_t i;

	c->plus_count = c->minus_count = 0;
	c->sets[c->set_count] = reports[_i].set;
	c->set_count += reports[_i].set != NULL;
	zone_text = validation_zone_text(c);
	zone = validation_zone(zone_text, c->domain);
	if (reports[_i].profile != NULL) {
		snprintf(text, sizeof(text), "[profile]\n%s", reports[_i].profile);
		ck_assert_int_eq(mailauth_profile_parse(NULL, "x", text,
		    strlen(text), &profile), 0);
	}
	ck_assert_int_eq(validation_start(NULL, c, profile, &task), 0);
	for (i = 0; reports[_i].severity >= 0 && (rule = mailauth_rule_at(i)) != NULL; i++)
		ck_assert_int_eq(mailauth_validate_set_severity(task, rule->code,
		    reports[_i].severity), 0);
	ck_assert_int_eq(validation_answer(task, zone, c), 0);
	ck_assert_int_eq(mailauth_validate_result(task), reports[_i].result);
	ck_assert_int_eq(mailauth_report_set(report, MAILAUTH_REPORT_COLOR, 1), 0);
	ck_assert_int_eq(mailauth_report_text(report, task, &out, NULL), 0);
	ck_assert_msg(strstr(out, reports[_i].says) != NULL &&
	    strstr(out, reports[_i].not) == NULL, "%s", out);
	ck_assert_int_eq(mailauth_report_set_language(report, "de"), 0);
	ck_assert_int_eq(mailauth_report_json(report, task, &json, NULL), 0);
	ck_assert_ptr_null(strchr(json, '\033'));
	ck_assert_int_eq(mailauth_report_set_language(report, "en"), 0);
	mailauth_report_free(report);
	mailauth_task_free(task);
	mailauth_profile_free(profile);
	mailauth_zone_free(zone);
	free(zone_text);
	validation_case_free(c);
}
END_TEST

START_TEST(rules)
{
	mailauth_report *report = new_report();
	const mailauth_rule *rule;
	const char *text;
	size_t i;

	for (i = 0; (rule = mailauth_rule_at(i)) != NULL; i++) {
		ck_assert_int_eq(mailauth_report_rule(report, rule->id, &text, NULL), 0);
		ck_assert_int_eq(strncmp(text, rule->id, strlen(rule->id)), 0);
		/* a sentence, not the words of the id */
		ck_assert_msg(strlen(rule->message) > 12 &&
		    strchr(rule->message, ' ') != NULL, "%s: %s", rule->id, rule->message);
		ck_assert_msg(rule->message[strlen(rule->message) - 1] != '.',
		    "%s ends with a stop", rule->id);
		ck_assert_msg(rule->fix == NULL || strlen(rule->fix) > 3, "%s", rule->id);
		ck_assert_ptr_nonnull(mailauth_rule_message(rule->code, "de"));
		ck_assert_ptr_eq(mailauth_rule_message(rule->code, "en"), rule->message);
	}
	ck_assert_str_ne(mailauth_rule_message(MAILAUTH_RULE_MX_MISSING, "de"),
	    mailauth_rule_message(MAILAUTH_RULE_MX_MISSING, NULL));
	ck_assert_ptr_null(mailauth_rule_message(1, "de"));
	ck_assert_int_eq(mailauth_report_rule(report, "no.rule", &text, NULL),
	    MAILAUTH_ERR_NOT_FOUND);
	mailauth_report_free(report);
}
END_TEST

START_TEST(states)
{
	mailauth_report *report = new_report();
	mailauth_task *task;
	const char *text;

	ck_assert_int_eq(mailauth_validate_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_report_text(report, task, &text, NULL), MAILAUTH_ERR_STATE);
	ck_assert_ptr_null(text);
	mailauth_task_free(task);
	ck_assert_int_eq(mailauth_spf_audit_new(NULL, "d.example", &task), 0);
	ck_assert_int_eq(mailauth_report_json(report, task, &text, NULL),
	    MAILAUTH_ERR_WRONG_TYPE);
	mailauth_task_free(task);
	mailauth_report_free(report);
	mailauth_report_free(NULL);
}
END_TEST

static int
report_with(const mailauth_config *cfg, void *arg)
{
	const mailauth_task *task = arg;
	mailauth_report *report;
	const char *text;
	int rc = mailauth_report_new(cfg, &report);

	if (rc != 0)
		return rc;
	rc = mailauth_report_text(report, task, &text, NULL);
	if (rc == 0)
		rc = mailauth_report_json(report, task, &text, NULL);
	mailauth_report_free(report);
	return rc;
}

START_TEST(no_memory)
{
	struct run r = run_case(0);

	ck_assert_uint_gt(alloc_each_failing(report_with, r.task), 2);
	ck_assert_uint_gt(alloc_each_cap(report_with, r.task), 20);
	run_free(&r);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("report");
	TCase *tc = tcase_create("all");

	tcase_add_loop_test(tc, as_written, 0, validation_case_count("report.cases"));
	tcase_add_test(tc, safe);
	tcase_add_test(tc, settings);
	tcase_add_test(tc, german);
	tcase_add_test(tc, german_rules);
	tcase_add_loop_test(tc, kinds, 0, sizeof(reports) / sizeof(*reports));
	tcase_add_test(tc, rules);
	tcase_add_test(tc, states);
	tcase_add_test(tc, no_memory);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
