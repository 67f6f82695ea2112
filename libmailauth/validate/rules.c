/* SPDX-License-Identifier: BSD-2-Clause */
/* The units of the general audit. */
#include "validate/validation.h"

static void
rule_domain(struct validation *v, void *arg)
{
	const struct mailauth_answer *answer = mailauth__look(v, v->domain, MAILAUTH_TYPE_MX);
	struct finding *f;

	(void)arg;
	if (answer == NULL || answer->status != MAILAUTH_DNS_NXDOMAIN)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN, v->domain, NULL);
	f->view.message = mailauth__say(v->arena, "the domain %s does not exist in DNS", v->domain);
}

void
mailauth__rules_add(struct validation *v)
{
	mailauth__unit_add(v, WEIGHT_CORE, rule_domain, NULL);
}
