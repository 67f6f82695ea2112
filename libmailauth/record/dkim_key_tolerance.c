/* SPDX-License-Identifier: BSD-2-Clause */
/* What verifiers in use make of records that the RFCs refuse, or the other way
 * round.  What stands here about one by name was tried on it. */
#include "record/dkim_key.h"

static const struct mailauth_dkim_tolerance notes[] = {
	{ MAILAUTH_RULE_DKIM_KEY_PKCS1, NULL,
	  "Mail::DKIM, mailauth and rspamd reject a bare RSAPublicKey" },
};

int
mailauth__dkim_key_tolerances(struct mailauth_dkim_key *key)
{
	struct mailauth_dkim_tolerance *list;
	size_t i;

	if (key->problems.count == 0)
		return 0;
	for (i = 0; i < COUNT_OF(notes); i++) {
		if (!mailauth__dkim_key_has(key, notes[i].code))
			continue;
		list = mailauth__arena_grow(key->arena, key->tolerances,
		    key->tolerance_count, key->tolerance_count + 1, sizeof(*list));
		if (list == NULL)
			return mailauth__arena_error(key->arena);
		list[key->tolerance_count] = notes[i];
		list[key->tolerance_count].id =
		    mailauth_rule_by_code(notes[i].code)->id;
		key->tolerances = list;
		key->tolerance_count++;
	}
	return 0;
}
