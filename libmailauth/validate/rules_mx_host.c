/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about the hosts that MX records name: RFC 5321 section 5.1, RFC 2181
 * section 10.3. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "dns/name.h"
#include "validate/rules.h"

struct mx_host {
	struct validation *v;
	const struct mailauth_record *record;
	const struct mailauth_answer *a, *aaaa;
};

static struct finding *
tell(const struct mx_host *h, int code, const char *message)
{
	struct finding *f = mailauth__find(h->v, code, h->v->domain, "MX");

	f->view.message = message;
	mailauth__finding_have(h->v, f, mailauth__show_record(h->v, h->record));
	return f;
}

/* "192.0.2.1" where a host belongs: a name of four numbers. */
static bool
is_address(const char *name)
{
	struct ip ip;

	return mailauth__ip_parse(name, strlen(name), &ip);
}

/* What the name alone shows; true if it cannot be a mail host. */
static bool
check_name(const struct mx_host *h)
{
	struct validation *v = h->v;
	const char *target = h->record->target, *host;
	struct finding *f;

	if (is_address(target)) {
		f = tell(h, MAILAUTH_RULE_MX_TARGET_IS_IP, mailauth__sentence(v,
		    "the MX record of %s names the address %s; it has to name a host",
		    v->domain, target));
		/* the requirement tells what to have, or that it was left behind */
		if (mailauth__wants_mx(v))
			return true;
		mailauth__delete_record(v, f, h->record);
		host = mailauth__under_or(v, "mail", v->domain);
		mailauth__finding_fix(v, f, v->domain, "MX", mailauth__data_mx(v,
		    h->record->preference, host));
		mailauth__finding_fix(v, f, host,
		    strchr(target, ':') != NULL ? "AAAA" : "A", target);
		return true;
	}
	if (strstr(target, ".msv1.invalid") != NULL) {
		f = tell(h, MAILAUTH_RULE_MX_TARGET_MSV1_INVALID, mailauth__sentence(v,
		    "%s is the proof of ownership for Office 365, not a mail host: "
		    "it may go once the domain is confirmed", target));
		mailauth__delete_record(v, f, h->record);
		return true;
	}
	if (strchr(target, '\\') != NULL) {
		(void)tell(h, MAILAUTH_RULE_DNS_IDN_NOT_ALABEL, mailauth__sentence(v,
		    "the MX host %s of %s has octets that are not ASCII: enter its A-label (xn--...)",
		    target, v->domain));
		return true;
	}
	if (!mailauth__name_is_host(target)) {
		(void)tell(h, MAILAUTH_RULE_MX_TARGET_INVALID_HOST, mailauth__sentence(v,
		    "%s, the MX host of %s, is no host name: only letters, digits and hyphens are allowed",
		    target, v->domain));
		return false;
	}
	if (mailauth__name_labels(target) < 2) {
		(void)tell(h, MAILAUTH_RULE_MX_TARGET_SINGLE_LABEL, mailauth__sentence(v,
		    "the MX host %s of %s is a single label; enter the full name, with a final dot",
		    target, v->domain));
		return true;
	}
	return false;
}

/* Aliases on the way to the host's address. */
static void
check_alias(const struct mx_host *h)
{
	const struct mailauth_answer *with = h->a->link_count > 0 ? h->a : h->aaaa;
	struct validation *v = h->v;
	struct finding *f;

	if (with->link_count == 0)
		return;
	f = tell(h, MAILAUTH_RULE_MX_TARGET_CNAME, mailauth__sentence(v,
	    "the MX host %s of %s is an alias of %s; an MX record has to name the host itself",
	    h->record->target, v->domain, with->canonical));
	/* the requirement would miss it: the host's own zone has to change */
	if (mailauth__wanted(v, h->record->target))
		return;
	mailauth__finding_want(v, f, mailauth__say(v->arena, "%u %s",
	    h->record->preference, with->canonical));
	mailauth__delete_record(v, f, h->record);
	mailauth__finding_fix(v, f, v->domain, "MX", mailauth__data_mx(v,
	    h->record->preference, with->canonical));
}

/* No address of either family. */
static void
check_no_address(const struct mx_host *h)
{
	struct validation *v = h->v;
	const char *target = h->record->target, *zone;
	bool gone = h->a->status == MAILAUTH_DNS_NXDOMAIN && h->a->link_count == 0;
	struct finding *f;
	size_t length = strlen(target), cut;

	/* a forgotten final dot: the host ends in our own zone, and without it
	 * it is a name of two labels or more */
	zone = mailauth__ours(v, target) && strcmp(target, v->domain) != 0 ? v->domain : NULL;
	cut = zone != NULL ? length - strlen(zone) - 1 : 0;
	if (zone != NULL && memchr(target, '.', cut) != NULL) {
		const char *meant = mailauth__arena_text(v->arena, target, cut);

		f = tell(h, MAILAUTH_RULE_DNS_TARGET_DOUBLED, mailauth__sentence(v,
		    "the MX host %s does not exist: it looks like %s without its final dot",
		    target, meant != NULL ? meant : ""));
		if (mailauth__wants_mx(v) && (meant == NULL || !mailauth__wanted(v, meant)))
			return;
		mailauth__delete_record(v, f, h->record);
		if (meant != NULL && !mailauth__forbidden_mx(v, meant))
			mailauth__finding_fix(v, f, v->domain, "MX",
			    mailauth__data_mx(v, h->record->preference, meant));
		return;
	}
	(void)tell(h, gone ? MAILAUTH_RULE_MX_TARGET_NXDOMAIN :
	    MAILAUTH_RULE_MX_TARGET_NO_ADDRESS, mailauth__sentence(v, gone ?
	    "the MX host %s of %s does not exist" :
	    "the MX host %s of %s has no A or AAAA record", target, v->domain));
}

static void
check_special(const struct mx_host *h)
{
	const struct mailauth_answer *answers[2] = { h->a, h->aaaa };
	struct validation *v = h->v;
	size_t i, k;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < answers[k]->record_count; i++) {
			const struct mailauth_record *record = &answers[k]->records[i];
			struct ip ip = { .family = k == 0 ? 4 : 6 };
			const char *special;
			struct finding *f;

			memcpy(ip.bytes, record->rdata, k == 0 ? 4 : 16);
			special = mailauth__ip_special(&ip, k == 0 ? 32 : 128);
			if (special == NULL)
				continue;
			f = tell(h, MAILAUTH_RULE_MX_TARGET_SPECIAL_ADDRESS,
			    mailauth__sentence(v,
			    "the MX host %s has the address %s (%s), which nobody can reach over the Internet",
			    h->record->target, mailauth__show_record(v, record), special));
			/* left in from a manual, not a network of somebody's own */
			if (strstr(special, "ocumentation") != NULL)
				mailauth__finding_at_most(f, MAILAUTH_SEVERITY_WARNING);
			return;
		}
	}
}

/* One host; false while its answers lack. */
static bool
check_host(struct mx_host *h)
{
	struct validation *v = h->v;
	const char *target = h->record->target;

	if (strcmp(target, ".") == 0 || check_name(h))
		return true;
	h->a = mailauth__look(v, target, MAILAUTH_TYPE_A);
	h->aaaa = mailauth__look(v, target, MAILAUTH_TYPE_AAAA);
	if (h->a == NULL || h->aaaa == NULL)
		return false;
	/* what is wrong with the provider's host the requirement tells */
	if (mailauth__prescribed(v, target)) {
		if (h->a->link_count > 0 || h->aaaa->link_count > 0)
			(void)mailauth__tell_provider(v, target, "MX", "it is an "
			    "alias, and an MX record has to name the host itself");
		return true;
	}
	check_alias(h);
	if (h->a->record_count == 0 && h->aaaa->record_count == 0) {
		if (mailauth__answer_certain(h->a) && mailauth__answer_certain(h->aaaa) &&
		    !mailauth__covered(v, v->domain, MAILAUTH_TYPE_MX))
			check_no_address(h);
		return true;
	}
	check_special(h);
	if (h->a->record_count == 0 && mailauth__answer_certain(h->a))
		(void)tell(h, MAILAUTH_RULE_MX_IPV6_ONLY, mailauth__sentence(v,
		    "the MX host %s has an IPv6 address only: senders without IPv6 cannot deliver",
		    target));
	if (h->aaaa->record_count == 0 && mailauth__answer_certain(h->aaaa))
		(void)tell(h, MAILAUTH_RULE_MX_NO_IPV6, mailauth__sentence(v,
		    "the MX host %s has no IPv6 address", target));
	return true;
}

void
mailauth__rule_mx_hosts(struct validation *v, void *arg)
{
	const struct mailauth_answer *mx = mailauth__mx(v);
	size_t i;

	(void)arg;
	for (i = 0; mx != NULL && i < mx->record_count && i < LIMIT_MX_HOSTS; i++) {
		struct mx_host h = { .v = v, .record = &mx->records[i] };

		(void)check_host(&h);
	}
}

/* Two hosts with one address, and what MX and SPF say together. */
void
mailauth__rule_mx_others(struct validation *v, void *arg)
{
	const struct mailauth_answer *mx = mailauth__mx(v);
	size_t i, k, n;

	(void)arg;
	for (i = 0; mx != NULL && i < mx->record_count && i < LIMIT_MX_HOSTS; i++) {
		const struct mailauth_answer *a;

		if (strcmp(mx->records[i].target, ".") == 0)
			continue;
		a = mailauth__look(v, mx->records[i].target, MAILAUTH_TYPE_A);
		for (k = 0; a != NULL && k < i; k++) {
			const struct mailauth_answer *b = mailauth__look(v,
			    mx->records[k].target, MAILAUTH_TYPE_A);
			struct finding *f;

			if (b == NULL || strcmp(mx->records[i].target,
			    mx->records[k].target) == 0)
				continue;
			for (n = 0; n < a->record_count; n++) {
				struct ip ip = { .family = 4 };

				memcpy(ip.bytes, a->records[n].rdata, 4);
				if (!mailauth__answer_has_address(b, &ip))
					continue;
				f = mailauth__find(v, MAILAUTH_RULE_MX_SAME_ADDRESS,
				    v->domain, "MX");
				f->view.message = mailauth__sentence(v,
				    "the MX hosts %s and %s share the address %s: one is no backup of the other",
				    mx->records[k].target, mx->records[i].target,
				    mailauth__show_record(v, &a->records[n]));
				break;
			}
		}
	}
}
