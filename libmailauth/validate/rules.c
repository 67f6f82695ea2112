/* SPDX-License-Identifier: BSD-2-Clause */
/* The units of the general audit, and what several of them ask. */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "validate/rules.h"

static const struct {
	rule_function *run;
	enum weight weight;
} units[] = {
	{ mailauth__rule_domain, WEIGHT_CORE },
	{ mailauth__rule_suffix, WEIGHT_SIDE },
	{ mailauth__rule_mx, WEIGHT_CORE },
	{ mailauth__rule_spf, WEIGHT_CORE },
	{ mailauth__rule_dmarc, WEIGHT_CORE },
	{ mailauth__rule_dkim, WEIGHT_CORE },
	{ mailauth__rule_dkim_profile, WEIGHT_SIDE },
	{ mailauth__rule_adsp, WEIGHT_SIDE },
	{ mailauth__rule_texts, WEIGHT_CORE },
	{ mailauth__rule_selector_texts, WEIGHT_SIDE },
	{ mailauth__rule_mx_hosts, WEIGHT_CORE },
	{ mailauth__rule_mx_others, WEIGHT_SIDE },
	{ mailauth__rule_spf_places, WEIGHT_SIDE },
	{ mailauth__rule_spf_use, WEIGHT_SIDE },
	{ mailauth__rule_dmarc_reports, WEIGHT_SIDE },
	{ mailauth__rule_dmarc_use, WEIGHT_SIDE },
	{ mailauth__rule_aliases, WEIGHT_SIDE },
	{ mailauth__rule_ptr, WEIGHT_SIDE },
	{ mailauth__rule_helo, WEIGHT_SIDE },
	{ mailauth__rule_wildcard, WEIGHT_SIDE },
	{ mailauth__rule_ttl, WEIGHT_SIDE },
	{ mailauth__rule_autoconf, WEIGHT_SIDE },
	{ mailauth__rule_srv, WEIGHT_SIDE },
	{ mailauth__rule_dnssec, WEIGHT_SIDE },
	{ mailauth__rule_mtasts, WEIGHT_SIDE },
	{ mailauth__rule_tlsrpt, WEIGHT_SIDE },
	{ mailauth__rule_bimi, WEIGHT_SIDE },
	{ mailauth__rule_tlsa, WEIGHT_SIDE },
};

void
mailauth__rules_add(struct validation *v)
{
	size_t i;

	for (i = 0; i < COUNT_OF(units); i++)
		mailauth__unit_add(v, units[i].weight, units[i].run, NULL);
}

bool
mailauth__is_dns_failure(int code)
{
	return code == MAILAUTH_RULE_DNS_SERVFAIL ||
	    code == MAILAUTH_RULE_DNS_TIMEOUT || code == MAILAUTH_RULE_DNS_BOGUS ||
	    code == MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN;
}

bool
mailauth__ours(const struct validation *v, const char *name)
{
	return mailauth__name_within(name, v->domain);
}

static bool
covered(struct validation *v, const char *owner, uint16_t type, bool by_alias)
{
	size_t i, k;

	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];
		uint16_t rrtype = mailauth__requirement_rrtype(r->section->type);

		for (k = 0; k < r->item_count; k++) {
			const struct item *item = &r->items[k];

			if (item->is_ip || strcmp(item->owner, owner) != 0 ||
			    (rrtype != type && !(by_alias &&
			    r->section->type == REQUIRE_CNAME)))
				continue;
			if (item->state == 0)
				v->lacking = true;
			if (item->state == MAILAUTH_STATE_UNMET)
				return true;
		}
	}
	return false;
}

bool
mailauth__covered(struct validation *v, const char *owner, uint16_t type)
{
	return covered(v, owner, type, true);
}

bool
mailauth__covered_text(struct validation *v, const char *owner)
{
	return covered(v, owner, MAILAUTH_TYPE_TXT, false);
}

static bool
wants_host(const struct want *wants, size_t count, const char *host)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (wants[i].host != NULL && !wants[i].wild &&
		    strcmp(wants[i].host, host) == 0)
			return true;
	}
	return false;
}

/* The item that wants the host; NULL: none does. */
static const struct item *
wanting(const struct validation *v, const char *host, bool theirs)
{
	size_t i, k;

	for (i = 0; i < v->requirement_count; i++) {
		for (k = 0; k < v->requirements[i].item_count; k++) {
			const struct item *item = &v->requirements[i].items[k];

			if ((item->theirs || !theirs) && !mailauth__item_forbidden(item) &&
			    (wants_host(item->wants, item->want_count, host) ||
			    wants_host(item->anys, item->any_count, host)))
				return item;
		}
	}
	return NULL;
}

bool
mailauth__wanted(const struct validation *v, const char *host)
{
	return wanting(v, host, false) != NULL;
}

bool
mailauth__forbidden_mx(const struct validation *v, const char *host)
{
	size_t i, k, n;

	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];

		for (k = 0; r->section->type == REQUIRE_MX && k < r->item_count; k++) {
			const struct item *item = &r->items[k];

			for (n = 0; mailauth__item_forbidden(item) &&
			    n < item->want_count; n++) {
				if (mailauth__want_host(&item->wants[n], host))
					return true;
			}
		}
	}
	return false;
}

bool
mailauth__wants_mx(const struct validation *v)
{
	size_t i;

	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];

		if (r->section->type == REQUIRE_MX && r->item_count > 0 &&
		    r->view.level != MAILAUTH_LEVEL_FORBIDDEN &&
		    r->items[0].want_count + r->items[0].any_count > 0)
			return true;
	}
	return false;
}

bool
mailauth__prescribed(const struct validation *v, const char *host)
{
	return wanting(v, host, true) != NULL && !mailauth__ours(v, host);
}

bool
mailauth__prescribed_alias(struct validation *v, const char *owner)
{
	size_t i, k;

	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];

		for (k = 0; k < r->item_count; k++) {
			const struct item *item = &r->items[k];

			if (r->section->type != REQUIRE_CNAME || !item->theirs ||
			    strcmp(item->owner, owner) != 0)
				continue;
			if (item->state == 0)
				v->lacking = true;
			if (item->state == MAILAUTH_STATE_MET)
				return true;
		}
	}
	return false;
}

struct finding *
mailauth__tell_provider(struct validation *v, const char *name, const char *type,
    const char *message)
{
	struct finding *f = mailauth__find(v,
	    MAILAUTH_RULE_PROFILE_PROVIDER_SIDE_BROKEN, name, type);

	f->view.message = mailauth__sentence(v,
	    "%s, which the profile prescribes: %s; the provider has to mend that",
	    name, message);
	f->view.reference = mailauth_profile_text(v->profile, "reference", NULL);
	return f;
}

/* "include:x" or "redirect=x" of that domain? */
static bool
refers_to(const char *term, const char *domain)
{
	const char *at = strpbrk(term, ":=");
	size_t length;

	if (at == NULL)
		return false;
	length = strlen(++at);
	if (length > 1 && at[length - 1] == '.')
		length--;
	return mailauth__text_is(at, length, domain);
}

bool
mailauth__prescribed_spf(const struct validation *v, const char *domain)
{
	size_t i, k, n, t;

	for (i = 0; i < v->requirement_count; i++) {
		for (k = 0; k < v->requirements[i].item_count; k++) {
			const struct item *item = &v->requirements[i].items[k];

			for (n = 0; item->theirs && n < item->want_count +
			    item->any_count; n++) {
				const struct want *want = n < item->want_count ?
				    &item->wants[n] : &item->anys[n - item->want_count];

				for (t = 0; t < want->term_count; t++) {
					if (refers_to(want->terms[t], domain))
						return true;
				}
			}
		}
	}
	return false;
}

const struct mailauth_answer *
mailauth__mx(struct validation *v)
{
	const struct mailauth_answer *mx = mailauth__look(v, v->domain, MAILAUTH_TYPE_MX);

	return mx != NULL && mailauth__answer_certain(mx) ? mx : NULL;
}

bool
mailauth__takes_mail(struct validation *v)
{
	const struct mailauth_answer *mx = mailauth__mx(v);

	return mx == NULL || (mx->record_count > 0 && !mailauth__null_mx(mx));
}

bool
mailauth__null_mx(const struct mailauth_answer *mx)
{
	return mx->record_count == 1 && strcmp(mx->records[0].target, ".") == 0;
}
