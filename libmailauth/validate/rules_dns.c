/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about the domain itself and its TXT records. */
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "dns/name.h"
#include "record/dkim_key.h"
#include "record/dmarc_record.h"
#include "validate/rules.h"

#define TTL_HIGH 86400        /* seconds: a day */
#define TTL_HIGH_SWITCH 7200  /* the same while a record is to be changed */
#define RESPONSE_LARGE 1400   /* octets: RFC 9715 section 3, R3 */
#define RECORD_OVERHEAD 12    /* pointer, type, class, TTL, length of one record */

void
mailauth__rule_domain(struct validation *v, void *arg)
{
	const struct mailauth_answer *mx = mailauth__look(v, v->domain, MAILAUTH_TYPE_MX);
	struct finding *f;

	(void)arg;
	if (mx == NULL || mx->status != MAILAUTH_DNS_NXDOMAIN || mx->link_count > 0)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN, v->domain, NULL);
	f->view.message = mailauth__sentence(v, "the domain %s does not exist in DNS",
	    v->domain);
}

/* A single label, or a domain whose own DMARC record says psd=y. */
void
mailauth__rule_suffix(struct validation *v, void *arg)
{
	const struct dmarc_lookup *dmarc = mailauth__dmarc(v);
	struct finding *f;

	(void)arg;
	if (dmarc == NULL)
		return;
	if (mailauth__name_labels(v->domain) > 1 && (dmarc->view.record == NULL ||
	    dmarc->view.policy_domain == NULL ||
	    strcmp(dmarc->view.policy_domain, v->domain) != 0 ||
	    mailauth_dmarc_record_psd(dmarc->view.record) != 'y'))
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DNS_PUBLIC_SUFFIX, v->domain, NULL);
	f->view.message = mailauth__sentence(v,
	    "%s is a public suffix, under which others register their domains", v->domain);
}

/* Would a TXT record at the wildcard be read where there is no other: as a policy
 * or a key? */
static bool
in_the_way(struct validation *v)
{
	const struct mailauth_answer *policy = mailauth__look_under(v, "_dmarc",
	    v->domain, MAILAUTH_TYPE_TXT);
	size_t i, k;

	if (policy == NULL || policy->record_count == 0)
		return true;
	for (i = 0; i < v->requirement_count; i++) {
		for (k = 0; k < v->requirements[i].item_count; k++) {
			const struct item *item = &v->requirements[i].items[k];

			if (item->state == 0)
				v->lacking = true;
			if (item->state == MAILAUTH_STATE_UNMET && strstr(
			    item->owner, "._domainkey.") != NULL)
				return true;
		}
	}
	return false;
}

void
mailauth__rule_wildcard(struct validation *v, void *arg)
{
	const char *probe = mailauth__under(v, PROBE_LABEL, v->domain);
	const struct mailauth_answer *txt, *mx, *a;
	struct finding *f;
	bool spf = false;
	size_t i;

	(void)arg;
	if (probe == NULL)
		return;
	txt = mailauth__look(v, probe, MAILAUTH_TYPE_TXT);
	mx = mailauth__look(v, probe, MAILAUTH_TYPE_MX);
	a = mailauth__look(v, probe, MAILAUTH_TYPE_A);
	if (txt == NULL || mx == NULL || a == NULL)
		return;
	for (i = 0; i < txt->record_count; i++)
		spf |= mailauth__spf_is_record(txt->records[i].text,
		    txt->records[i].text_length);
	if (txt->record_count > 0 || txt->link_count > 0 || mx->record_count > 0) {
		f = mailauth__find(v, MAILAUTH_RULE_DNS_WILDCARD_ANSWERS,
		    v->domain, txt->link_count > 0 ? "CNAME" :
		    txt->record_count > 0 ? "TXT" : "MX");
		f->view.message = mailauth__sentence(v,
		    "%s has a wildcard: names that nobody entered have %s records too, so a record that is found may be the wildcard's",
		    v->domain, f->view.type);
	}
	if (!spf && (mx->record_count > 0 || (a->record_count > 0 && txt->link_count == 0))) {
		f = mailauth__find(v, MAILAUTH_RULE_SPF_WILDCARD, v->domain, "TXT");
		f->view.message = mailauth__sentence(v,
		    "all names under %s have %s records, but no SPF record: mail may be sent in their name",
		    v->domain, mx->record_count > 0 ? "MX" : "A");
		if (!in_the_way(v))
			mailauth__finding_fix(v, f,
			    mailauth__under_or(v, "*", v->domain), "TXT",
			    mailauth__data_txt(v, "v=spf1 -all", 11));
	}
}

/* ---- texts ---- */

static void
check_255(struct validation *v, const struct mailauth_record *record, enum text_kind kind)
{
	struct mailauth_spf_record *spf;
	struct finding *f;
	bool cut = false;
	int rc = 0;

	if (record->string_count != 1 || record->text_length != 255)
		return;
	if (kind == TEXT_SPF) {
		rc = mailauth__spf_record_parse(v->arena, record->text,
		    record->text_length, 0, &spf);
		cut = rc == 0 && spf->all < 0 && spf->redirect < 0;
	} else if (kind == TEXT_DKIM) {
		struct mailauth_dkim_key *key;

		rc = mailauth__dkim_key_parse(v->arena, record->text,
		    record->text_length, &key);
		cut = rc == 0 && mailauth_dkim_key_verdict(key) == MAILAUTH_DKIM_UNUSABLE;
	}
	if (rc != 0)
		v->error = rc;
	if (!cut)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DNS_TXT_STRING_OVER_255, record->owner, "TXT");
	f->view.message = "the record ends after exactly 255 octets: longer text has "
	    "to be split into several strings of one record";
	mailauth__finding_record(f, record, 255, 0);
	mailauth__finding_have(v, f, mailauth__show_record(v, record));
}

/* What was meant by an SPF record, without whatever else is wrong with it, and
 * with what other SPF records say: there can be only one.  False: that is more
 * than can be merged. */
static bool
clean_spf(struct validation *v, const struct mailauth_answer *txt,
    const struct mailauth_record *record, struct text_fault *fault)
{
	struct spf_merge merge = { 0 };
	struct buffer all;
	const char *text;
	size_t i;

	mailauth__buffer_init(&all, v->arena, 0);
	for (i = 0; i < txt->record_count; i++) {
		const struct mailauth_record *other = &txt->records[i];

		if (other == record || !mailauth__spf_meant(other))
			continue;
		mailauth__buffer_add(&all, other->text, other->text_length);
		mailauth__buffer_char(&all, ' ');
	}
	mailauth__buffer_add(&all, fault->cleaned, fault->cleaned_length);
	merge.instead = mailauth__buffer_text(&all);
	merge.instead_length = all.length;
	text = merge.instead != NULL ? mailauth__spf_merged(v, txt, &merge) : NULL;
	if (text == NULL)
		return false;
	if (strcmp(text, "v=spf1 ~all") != 0) {
		fault->cleaned = text;
		fault->cleaned_length = strlen(text);
	}
	return true;
}

/* Is there another record of the kind, one that counts, where there may be only
 * one?  SPF records are merged unless a profile says what has to be in them. */
static bool
other_counts(const struct validation *v, const struct mailauth_answer *txt,
    const struct mailauth_record *record, enum text_kind kind)
{
	size_t i;

	for (i = 0; i < txt->record_count; i++) {
		const struct mailauth_record *other = &txt->records[i];

		if (other == record)
			continue;
		if (kind == TEXT_DMARC && mailauth__dmarc_is_record(other->text,
		    other->text_length))
			return true;
		if (kind == TEXT_SPF && v->profile != NULL &&
		    mailauth__spf_is_record(other->text, other->text_length))
			return true;
	}
	return false;
}

static void
tell_fault(struct validation *v, const struct mailauth_answer *txt,
    const struct mailauth_record *record, enum text_kind kind,
    struct text_fault *fault)
{
	bool merged = kind == TEXT_SPF && fault->cleaned != NULL;
	struct finding *f;
	size_t i;

	/* it counts for nobody, and what the profile wants is in the other */
	if (fault->cleaned != NULL && other_counts(v, txt, record, kind)) {
		fault->cleaned = NULL;
		f = mailauth__tell_text_fault(v, NULL, record, fault);
		mailauth__delete_record(v, f, record);
		return;
	}
	if (merged && !clean_spf(v, txt, record, fault)) {
		fault->cleaned = NULL;
		merged = false;
	}
	f = mailauth__tell_text_fault(v, NULL, record, fault);
	for (i = 0; merged && i < txt->record_count; i++) {
		if (&txt->records[i] != record && mailauth__spf_meant(&txt->records[i]))
			mailauth__delete_record(v, f, &txt->records[i]);
	}
}

/* Each text at a name that is ours, unless the profile has told of it.  An answer
 * can have thousands: of each kind, faults of so many are told. */
static void
check_texts(struct validation *v, const char *owner, const struct mailauth_answer *txt,
    enum text_kind expected)
{
	bool covered = mailauth__covered_text(v, owner);
	struct text_fault fault;
	size_t told[TEXT_DMARC + 1] = { 0 }, i;

	for (i = 0; i < txt->record_count; i++) {
		const struct mailauth_record *record = &txt->records[i];
		enum text_kind kind = mailauth__text_kind(record->text,
		    record->text_length);

		if (!mailauth__ours(v, record->owner))
			continue;
		if (kind == TEXT_ANY && expected == TEXT_DKIM)
			kind = TEXT_DKIM;
		if (!covered && told[kind] < VALIDATE_ALIKE &&
		    mailauth__text_fault(v, record, kind, &fault)) {
			told[kind]++;
			tell_fault(v, txt, record, kind, &fault);
		}
		check_255(v, record, kind);
	}
}

void
mailauth__rule_texts(struct validation *v, void *arg)
{
	const struct mailauth_answer *txt = mailauth__look(v, v->domain, MAILAUTH_TYPE_TXT);
	const char *policy = mailauth__under(v, "_dmarc", v->domain);
	const struct mailauth_answer *dmarc = policy != NULL ?
	    mailauth__look(v, policy, MAILAUTH_TYPE_TXT) :
	    mailauth__answer_static(MAILAUTH_DNS_NXDOMAIN);
	size_t size = strlen(v->domain) + 18, i;
	struct finding *f;

	(void)arg;
	if (txt == NULL || dmarc == NULL)
		return;
	check_texts(v, v->domain, txt, TEXT_ANY);
	if (policy != NULL)
		check_texts(v, policy, dmarc, TEXT_DMARC);
	for (i = 0; i < txt->record_count; i++)
		size += txt->records[i].rdata_length + RECORD_OVERHEAD;
	if (size <= RESPONSE_LARGE)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DNS_TXT_RESPONSE_LARGE, v->domain, "TXT");
	f->view.message = mailauth__sentence(v,
	    "the %u TXT records of %s need about %u octets: too many for one UDP packet",
	    (unsigned)txt->record_count, v->domain, (unsigned)size);
}

void
mailauth__rule_selector_texts(struct validation *v, void *arg)
{
	size_t i;

	(void)arg;
	for (i = 0; i < v->selector_count; i++) {
		const char *prefix = mailauth__say(v->arena, "%s._domainkey",
		    v->selectors[i]);
		const char *owner = prefix != NULL ?
		    mailauth__under(v, prefix, v->domain) : NULL;
		const struct mailauth_answer *txt = owner != NULL ?
		    mailauth__look(v, owner, MAILAUTH_TYPE_TXT) : NULL;

		if (txt != NULL)
			check_texts(v, owner, txt, TEXT_DKIM);
	}
}

/* ---- time to live ---- */

static void
check_ttl(struct validation *v, const struct mailauth_answer *answer, const char *type)
{
	bool unmet = mailauth__covered(v, v->domain, answer->type);
	uint32_t limit = unmet ? TTL_HIGH_SWITCH : TTL_HIGH;
	struct finding *f;

	if (answer->record_count == 0 || answer->records[0].ttl <= limit ||
	    !mailauth__ours(v, answer->records[0].owner))
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DNS_TTL_HIGH, v->domain, type);
	f->view.message = mailauth__sentence(v,
	    "the %s records of %s have a TTL of %u seconds: after a change, others see the old ones for %u hours",
	    type, v->domain, answer->records[0].ttl,
	    (answer->records[0].ttl + 3599) / 3600);
}

void
mailauth__rule_ttl(struct validation *v, void *arg)
{
	const struct mailauth_answer *mx = mailauth__look(v, v->domain, MAILAUTH_TYPE_MX);
	const struct mailauth_answer *txt = mailauth__look(v, v->domain, MAILAUTH_TYPE_TXT);
	uint32_t most = 0;
	struct finding *f;
	size_t i, k;

	(void)arg;
	if (mx == NULL || txt == NULL)
		return;
	check_ttl(v, mx, "MX");
	check_ttl(v, txt, "TXT");
	for (i = 0; i < v->requirement_count; i++) {
		for (k = 0; k < v->requirements[i].item_count; k++) {
			const struct item *item = &v->requirements[i].items[k];
			const struct mailauth_answer *answer;

			if (item->state == 0)
				v->lacking = true;
			if (item->state != MAILAUTH_STATE_UNMET || item->is_ip)
				continue;
			answer = mailauth__asked(v->questions, item->owner,
			    mailauth__requirement_rrtype(
			    v->requirements[i].section->type));
			if (answer != NULL && mailauth__answer_void(answer) &&
			    answer->negative_ttl > most)
				most = answer->negative_ttl;
		}
	}
	if (most <= 3600)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DNS_NEGATIVE_CACHED, v->domain, NULL);
	f->view.message = mailauth__sentence(v,
	    "that a record is missing is remembered for %u seconds (the SOA minimum of %s): a new one may stay hidden that long",
	    most, v->domain);
}
