/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the general audit: one unit of work a function. */
#ifndef VALIDATE_RULES_H
#define VALIDATE_RULES_H

#include "evaluate/dkim_lookup.h"
#include "evaluate/dmarc_lookup.h"
#include "validate/match_spf.h"
#include "validate/misplaced.h"

typedef void rule_function(struct validation *v, void *arg);

/* rules_dns.c */
rule_function mailauth__rule_domain, mailauth__rule_suffix, mailauth__rule_wildcard,
    mailauth__rule_texts, mailauth__rule_ttl, mailauth__rule_selector_texts;
/* rules_mx.c, rules_mx_host.c */
rule_function mailauth__rule_mx, mailauth__rule_mx_hosts, mailauth__rule_mx_others;
/* rules_ptr.c */
rule_function mailauth__rule_ptr, mailauth__rule_helo;
/* rules_cname.c */
rule_function mailauth__rule_aliases;
/* Do the aliases from that name go in a circle, or further than is followed?
 * Nothing else can be learnt about it then. */
bool mailauth__in_circle(const struct validation *v, const char *name);
/* rules_spf.c */
rule_function mailauth__rule_spf, mailauth__rule_spf_places, mailauth__rule_spf_use;
/* rules_dkim.c */
rule_function mailauth__rule_dkim, mailauth__rule_dkim_profile,
    mailauth__rule_adsp;
/* rules_dmarc.c */
rule_function mailauth__rule_dmarc, mailauth__rule_dmarc_reports, mailauth__rule_dmarc_use;
/* rules_autoconf.c */
rule_function mailauth__rule_autoconf, mailauth__rule_srv;
/* rules_dnssec.c */
rule_function mailauth__rule_dnssec;
/* rules_transport.c */
rule_function mailauth__rule_mtasts, mailauth__rule_tlsrpt, mailauth__rule_bimi,
    mailauth__rule_tlsa;

/* The discovery of the domain's DMARC policy; NULL while it is not done. */
const struct dmarc_lookup *mailauth__dmarc(struct validation *v);
/* The keys of the caller's selectors, or of those the profile names; NULL while
 * it is not done, or there are none. */
const struct dkim_lookup *mailauth__dkim(struct validation *v, bool of_profile);

/* A record as it was meant, in the arena; NULL: no memory (dmarc_meant.c). */
const char *mailauth__dmarc_meant(struct validation *v, const char *text, size_t length);
/* Is the problem one that the mended record is without? */
bool mailauth__dmarc_mendable(int code);

/* Does an item of the profile already tell what is wrong with the records of
 * that type there?  Only once all items are judged: else the unit lacks. */
bool mailauth__covered(struct validation *v, const char *owner, uint16_t type);
/* The same of the text itself: an item that wants an alias says nothing of it. */
bool mailauth__covered_text(struct validation *v, const char *owner);
/* Is it a host that the profile prescribes, and not one of the caller's? */
bool mailauth__prescribed(const struct validation *v, const char *host);
/* Does a requirement want the host, be it by a value of the caller's? */
bool mailauth__wanted(const struct validation *v, const char *host);
/* Does the profile forbid the host as MX? */
bool mailauth__forbidden_mx(const struct validation *v, const char *host);
/* Does the profile want hosts as MX? */
bool mailauth__wants_mx(const struct validation *v);
/* Does an alias stand there as the profile prescribes it?  What it leads to is
 * the provider's.  Only once the item is judged: else the unit lacks. */
bool mailauth__prescribed_alias(struct validation *v, const char *owner);
/* What the profile prescribes is broken at the provider. */
struct finding *mailauth__tell_provider(struct validation *v, const char *name,
    const char *type, const char *message);
/* Is it a domain whose SPF record the profile refers to? */
bool mailauth__prescribed_spf(const struct validation *v, const char *domain);
/* What an evaluation says of DNS itself: the validation tells that once for all. */
bool mailauth__is_dns_failure(int code);
/* Is the name the domain, or under it? */
bool mailauth__ours(const struct validation *v, const char *name);
/* The domain's MX answer if it is there and certain. */
const struct mailauth_answer *mailauth__mx(struct validation *v);
/* May mail to the domain arrive?  Not with a Null MX, nor without any. */
bool mailauth__takes_mail(struct validation *v);
/* Has the answer a Null MX (RFC 7505) and nothing else? */
bool mailauth__null_mx(const struct mailauth_answer *mx);

#endif
