/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about DNSSEC: what can be told from answers, validated or not. */
#include <string.h>

#include "dns/name.h"
#include "validate/rules.h"

/* Algorithms that must not or should not sign any more: RFC 8624 section 3.1. */
static const char *
weak_algorithm(unsigned number)
{
	switch (number) {
	case 1: return "RSAMD5";
	case 3: return "DSA";
	case 5: return "RSASHA1";
	case 6: return "DSA-NSEC3-SHA1";
	case 7: return "RSASHA1-NSEC3-SHA1";
	case 12: return "ECC-GOST";
	default: return NULL;
	}
}

static void
check_keys(struct validation *v, const struct mailauth_answer *keys)
{
	const char *weak = NULL;
	struct finding *f;
	size_t i;

	for (i = 0; i < keys->record_count && weak == NULL; i++) {
		/* flags, protocol, algorithm: RFC 4034 section 2.1 */
		if (keys->records[i].rdata_length >= 4)
			weak = weak_algorithm(keys->records[i].rdata[3]);
	}
	if (weak == NULL)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DNSSEC_WEAK_ALGORITHM, v->domain, "DNSKEY");
	f->view.message = mailauth__sentence(v,
	    "%s is signed with %s, which is no longer to be used", v->domain, weak);
}

/* The domain's answers are validated: what of the hosts and keys they lead to? */
static void
check_beyond(struct validation *v, const struct mailauth_answer *mx)
{
	const struct dkim_lookup *lookups[2] = { mailauth__dkim(v, false),
		mailauth__dkim(v, true) };
	struct finding *f;
	size_t i, k;

	for (i = 0; i < mx->record_count && i < 10; i++) {
		const char *target = mx->records[i].target;
		const struct mailauth_answer *a;

		if (strcmp(target, ".") == 0)
			continue;
		a = mailauth__look(v, target, MAILAUTH_TYPE_A);
		if (a == NULL || a->record_count == 0 || a->secure)
			continue;
		f = mailauth__find(v, MAILAUTH_RULE_DNSSEC_MX_UNSIGNED, v->domain, "MX");
		f->view.message = mailauth__sentence(v,
		    "%s is signed, but its MX host %s is not", v->domain, target);
	}
	for (k = 0; k < 2; k++) {
		for (i = 0; lookups[k] != NULL && i < lookups[k]->view.selector_count; i++) {
			const struct mailauth_dkim_selector *s = &lookups[k]->items[i].view;

			if (s->answer == NULL || s->record_count == 0 || s->answer->secure)
				continue;
			f = mailauth__find(v, MAILAUTH_RULE_DNSSEC_DKIM_INSECURE,
			    s->owner, "TXT");
			f->view.message = mailauth__sentence(v,
			    "%s is signed, but the key at %s is not", v->domain, s->owner);
		}
	}
}

void
mailauth__rule_dnssec(struct validation *v, void *arg)
{
	const struct mailauth_answer *mx = mailauth__mx(v);
	const struct mailauth_answer *keys = mailauth__look(v, v->domain,
	    MAILAUTH_TYPE_DNSKEY);
	struct finding *f;

	(void)arg;
	if (mx == NULL || keys == NULL || !mailauth__answer_certain(keys))
		return;
	if (mx->secure) {
		check_keys(v, keys);
		check_beyond(v, mx);
	} else if (keys->record_count > 0) {
		/* whether a resolver without a trust anchor asked cannot be told */
		check_keys(v, keys);
	} else if (keys->status == MAILAUTH_DNS_OK) {
		f = mailauth__find(v, MAILAUTH_RULE_DNSSEC_UNSIGNED, v->domain, NULL);
		f->view.message = mailauth__sentence(v,
		    "%s is not signed by DNSSEC", v->domain);
	}
}
