/* SPDX-License-Identifier: BSD-2-Clause */
/* DMARC's part of an Authentication-Results field: RFC 8601 section 2.2, RFC
 * 9989 sections 9.1 and 9.2. */
#include <string.h>

#include "evaluate/auth_results.h"
#include "evaluate/dmarc_evaluate.h"

const char *
mailauth__dmarc_resinfo(struct arena *arena, int result, const char *reason,
    const char *domain, int policy)
{
	const char *name = mailauth_dmarc_policy_name(policy);
	struct auth_results ar;

	mailauth__auth_results_begin(&ar, arena, "dmarc",
	    mailauth_dmarc_result_name(result));
	if (reason != NULL)
		mailauth__auth_results_reason(&ar, reason);
	if (domain != NULL)
		mailauth__auth_results_property(&ar, "header", "from", domain,
		    strlen(domain));
	if (name != NULL)
		mailauth__auth_results_property(&ar, "policy", "dmarc", name,
		    strlen(name));
	return mailauth__auth_results_text(&ar);
}
