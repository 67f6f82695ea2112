/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules in German, by number. */
#include "validate/report.h"

static const struct german {
	int code;
	const char *message, *fix;
} rules[] = {
	{ MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN, "Die Domain gibt es im DNS nicht",
	  "Die Domain registrieren oder delegieren, oder die Schreibweise berichtigen." },
};

static const struct german *
find(int code)
{
	size_t i;

	for (i = 0; i < COUNT_OF(rules); i++) {
		if (rules[i].code == code)
			return &rules[i];
	}
	return NULL;
}

const char *
mailauth__german_message(int code)
{
	const struct german *rule = find(code);

	return rule != NULL ? rule->message : NULL;
}

const char *
mailauth__german_fix(int code)
{
	const struct german *rule = find(code);

	return rule != NULL ? rule->fix : NULL;
}
