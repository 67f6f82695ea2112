/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the general audit: a zone that triggers each, and one that nearly does. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

START_TEST(borders_cases)
{
	validation_run("borders.cases", _i);
}
END_TEST

/* ---- the catalogue ---- */

/* Rules that no case of a zone can show, and where they are tested. */
static const struct {
	const char *id, *reason;
} elsewhere[] = {
	{ "dns.ns-inconsistent", "name servers: check_authoritative" },
	{ "dns.ns-unresponsive", "name servers: check_authoritative" },
	{ "mx.ns-inconsistent", "name servers: check_authoritative" },
	{ "profile.pending", "name servers: check_authoritative" },
	{ "dkim.modulus-small-factor", "computing: check_key_weakness" },
	{ "dkim.modulus-square", "computing: check_key_weakness" },
	{ "dkim.modulus-close-primes", "computing: check_key_weakness" },
	{ "dkim.modulus-roca", "computing: check_key_weakness" },
	{ "dkim.key-blocklisted", "computing: check_key_weakness" },
	{ "dkim.key-sample", "computing: check_key_weakness" },
	{ "dkim.ed25519-no-point", "computing: check_key_weakness" },
	{ "dkim.key-not-examined", "computing: check_key_weakness" },
	{ "dmarc.orgdomain-ambiguous", "the caller's public suffix: check_dmarc_lookup" },
	{ "mtasts.mx-not-listed", "told by nobody yet: needs the policy file (https)" },
	{ "mtasts.policy-syntax", "told by nobody yet: needs the policy file (https)" },
	{ "mtasts.mode-not-enforce", "told by nobody yet: needs the policy file (https)" },
	{ "mtasts.max-age-short", "told by nobody yet: needs the policy file (https)" },
};

static const char *const case_files[] = {
	"rules.cases", "records.cases", "keys.cases", "providers.cases",
	"match.cases", "needs.cases", "misplaced.cases"
};

static bool
is_elsewhere(const char *id)
{
	size_t i;

	for (i = 0; i < sizeof(elsewhere) / sizeof(*elsewhere); i++) {
		if (strcmp(elsewhere[i].id, id) == 0)
			return true;
	}
	return false;
}

/* Is the rule expected by some case? */
static bool
has_case(const char *id)
{
	size_t file, length = strlen(id);
	bool found = false;

	for (file = 0; file < sizeof(case_files) / sizeof(*case_files); file++) {
		char path[64], *text, *at;

		snprintf(path, sizeof(path), "validate/%s", case_files[file]);
		text = test_data(path, NULL);
		for (at = text; !found && (at = strstr(at, "\nexpect ")) != NULL; at++)
			found = strncmp(at + 8, id, length) == 0 &&
			    strchr(" \n", at[8 + length]) != NULL;
		free(text);
	}
	return found;
}

/* Every rule has a case, or a reason for having none. */
START_TEST(catalogue)
{
	const mailauth_rule *rule;
	size_t i;

	for (i = 0; (rule = mailauth_rule_at(i)) != NULL; i++)
		ck_assert_msg(has_case(rule->id) != is_elsewhere(rule->id),
		    "%s has %s", rule->id, is_elsewhere(rule->id) ?
		    "a case, and a reason for having none" :
		    "neither a case nor a reason for having none");
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
	tcase_add_loop_test(tc, borders_cases, 0, validation_case_count("borders.cases"));
	tcase_add_test(tc, catalogue);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
