/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding a rule's German sentence and remedy. */
#include "validate/catalogue_de.h"

static const struct german *
find_in(const struct german *rules, size_t count, int code)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (rules[mid].code == code)
			return &rules[mid];
		if (rules[mid].code < code)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static const struct german *
find(int code)
{
	const struct german *rule = find_in(mailauth__german_dns,
	    mailauth__german_dns_count, code);

	if (rule == NULL)
		rule = find_in(mailauth__german_mail, mailauth__german_mail_count, code);
	if (rule == NULL)
		rule = find_in(mailauth__german_dmarc, mailauth__german_dmarc_count, code);
	if (rule == NULL)
		rule = find_in(mailauth__german_rest, mailauth__german_rest_count, code);
	return rule;
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
