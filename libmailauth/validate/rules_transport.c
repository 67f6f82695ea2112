/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about transport security and logos, as far as DNS tells: MTA-STS (RFC
 * 8461), TLS reports (RFC 8460), BIMI, TLSA (RFC 6698, RFC 7672). */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "record/dmarc_record.h"
#include "validate/rules.h"

static bool
begins(const struct mailauth_record *record, const char *word)
{
	size_t length = strlen(word);

	return record->text_length >= length &&
	    memcmp(record->text, word, length) == 0;
}

/* The only record that begins with the version's name in any case; *count says
 * how many there are. */
static const struct mailauth_record *
pick(const struct mailauth_answer *answer, const char *version, size_t *count)
{
	const struct mailauth_record *found = NULL;
	size_t length = strlen(version), i;

	*count = 0;
	for (i = 0; i < answer->record_count; i++) {
		const struct mailauth_record *record = &answer->records[i];

		if (record->text_length < length ||
		    !mailauth__text_is(record->text, length, version))
			continue;
		found = record;
		(*count)++;
	}
	return found;
}

/* The value of a tag of a ";"-list, from the record's text; NULL: no such tag. */
static const char *
value_of_tag(const struct mailauth_record *record, const char *name, size_t *length)
{
	struct cursor c = cursor_of(record->text, record->text_length);

	while (!cursor_done(&c)) {
		const char *from, *end;
		bool ours;

		(void)cursor_span(&c, CLASS_WSP);
		ours = mailauth__cursor_word(&c, name);
		(void)cursor_span(&c, CLASS_WSP);
		if (ours && cursor_accept(&c, '=')) {
			(void)cursor_span(&c, CLASS_WSP);
			from = c.p;
			while (!cursor_done(&c) && *c.p != ';')
				c.p++;
			end = c.p;
			while (end > from && is_class(end[-1], CLASS_WSP))
				end--;
			*length = (size_t)(end - from);
			return from;
		}
		while (!cursor_done(&c) && !cursor_accept(&c, ';'))
			c.p++;
	}
	return NULL;
}

static struct finding *
tell(struct validation *v, int code, const char *owner,
    const struct mailauth_record *record, const char *message)
{
	struct finding *f = mailauth__find(v, code, owner, "TXT");

	f->view.message = message;
	if (record != NULL) {
		mailauth__finding_record(f, record, 0, 0);
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
	}
	return f;
}

static bool
takes_mail(struct validation *v)
{
	const struct mailauth_answer *mx = mailauth__mx(v);

	return mx != NULL && mx->record_count > 0 && !mailauth__null_mx(mx);
}

/* ---- MTA-STS ---- */

static void
check_mtasts_host(struct validation *v)
{
	const char *host = mailauth__under(v, "mta-sts", v->domain);
	const struct mailauth_answer *a, *aaaa;
	struct finding *f;

	if (host == NULL)
		return;
	a = mailauth__look(v, host, MAILAUTH_TYPE_A);
	aaaa = mailauth__look(v, host, MAILAUTH_TYPE_AAAA);
	if (a == NULL || aaaa == NULL)
		return;
	if (mailauth__answer_void(a) && mailauth__answer_void(aaaa)) {
		f = mailauth__find(v, MAILAUTH_RULE_MTASTS_HOST_MISSING, host, "A");
		f->view.message = mailauth__sentence(v,
		    "%s, which has to serve the MTA-STS policy, has no address", host);
	} else if (a->link_count > 0) {
		f = mailauth__find(v, MAILAUTH_RULE_MTASTS_POLICY_HOST_CNAME, host, "CNAME");
		f->view.message = mailauth__sentence(v,
		    "the MTA-STS policy is served by %s", a->canonical);
	}
}

void
mailauth__rule_mtasts(struct validation *v, void *arg)
{
	const char *owner = mailauth__under(v, "_mta-sts", v->domain);
	const struct mailauth_answer *txt = owner != NULL ?
	    mailauth__look(v, owner, MAILAUTH_TYPE_TXT) : NULL;
	const struct mailauth_record *record;
	const char *id;
	size_t count, length, i;

	(void)arg;
	if (txt == NULL || !mailauth__answer_certain(txt) || !takes_mail(v))
		return;
	record = pick(txt, "v=sts", &count);
	if (count == 0) {
		if (txt->record_count == 0)
			(void)tell(v, MAILAUTH_RULE_MTASTS_MISSING, owner, NULL,
			    mailauth__sentence(v, "%s has no MTA-STS policy", v->domain));
		return;
	}
	if (count > 1) {
		(void)tell(v, MAILAUTH_RULE_MTASTS_MULTIPLE, owner, record,
		    mailauth__sentence(v, "%s has %u MTA-STS records: receivers of them take none",
		    owner, (unsigned)count));
		return;
	}
	if (!begins(record, "v=STSv1;")) {
		(void)tell(v, MAILAUTH_RULE_MTASTS_VERSION, owner, record,
		    "the MTA-STS record does not begin with \"v=STSv1;\"");
		return;
	}
	id = value_of_tag(record, "id", &length);
	for (i = 0; id != NULL && i < length; i++) {
		if (!is_class(id[i], CLASS_ALNUM))
			break;
	}
	if (id == NULL || length == 0 || length > 32 || i < length)
		(void)tell(v, MAILAUTH_RULE_MTASTS_ID, owner, record,
		    "the MTA-STS record needs an id of 1 to 32 letters and digits");
	check_mtasts_host(v);
}

/* ---- TLS reports ---- */

static bool
is_report_uri(const char *text, size_t length)
{
	return (length > 7 && mailauth__text_is(text, 7, "mailto:")) ||
	    (length > 8 && mailauth__text_is(text, 8, "https://"));
}

void
mailauth__rule_tlsrpt(struct validation *v, void *arg)
{
	const char *owner = mailauth__under(v, "_smtp._tls", v->domain);
	const struct mailauth_answer *txt = owner != NULL ?
	    mailauth__look(v, owner, MAILAUTH_TYPE_TXT) : NULL;
	const char *sts_owner = mailauth__under(v, "_mta-sts", v->domain);
	const struct mailauth_answer *sts = sts_owner != NULL ?
	    mailauth__look(v, sts_owner, MAILAUTH_TYPE_TXT) : NULL;
	const struct mailauth_record *record;
	const char *rua;
	size_t count, length;

	(void)arg;
	if (txt == NULL || sts == NULL || !mailauth__answer_certain(txt))
		return;
	record = pick(txt, "v=tlsrpt", &count);
	if (count == 0) {
		/* worth having once there is something to report on */
		if (txt->record_count == 0 && sts->record_count > 0)
			(void)tell(v, MAILAUTH_RULE_TLSRPT_MISSING, owner, NULL,
			    mailauth__sentence(v,
			    "%s has an MTA-STS policy, but asks for no reports about TLS",
			    v->domain));
		return;
	}
	if (count > 1) {
		(void)tell(v, MAILAUTH_RULE_TLSRPT_MULTIPLE, owner, record,
		    mailauth__sentence(v, "%s has %u TLS report records: none of them counts",
		    owner, (unsigned)count));
		return;
	}
	if (!begins(record, "v=TLSRPTv1;")) {
		(void)tell(v, MAILAUTH_RULE_TLSRPT_VERSION, owner, record,
		    "the TLS report record does not begin with \"v=TLSRPTv1;\"");
		return;
	}
	rua = value_of_tag(record, "rua", &length);
	if (rua == NULL || !is_report_uri(rua, length))
		(void)tell(v, MAILAUTH_RULE_TLSRPT_RUA, owner, record,
		    "the TLS report record names no mailto: or https: address");
}

/* ---- BIMI ---- */

void
mailauth__rule_bimi(struct validation *v, void *arg)
{
	const char *owner = mailauth__under(v, "default._bimi", v->domain);
	const struct mailauth_answer *txt = owner != NULL ?
	    mailauth__look(v, owner, MAILAUTH_TYPE_TXT) : NULL;
	const struct dmarc_lookup *dmarc = mailauth__dmarc(v);
	const struct mailauth_record *record;
	const char *logo;
	size_t count, length = 0;

	(void)arg;
	if (txt == NULL || dmarc == NULL)
		return;
	record = pick(txt, "v=bimi", &count);
	if (record == NULL)
		return;
	logo = value_of_tag(record, "l", &length);
	if (!begins(record, "v=BIMI1;") || logo == NULL || count > 1) {
		(void)tell(v, MAILAUTH_RULE_BIMI_RECORD_SYNTAX, owner, record,
		    count > 1 ? "there are several BIMI records" :
		    "a BIMI record is \"v=BIMI1; l=https://...\"");
		return;
	}
	if (length == 0) {
		(void)tell(v, MAILAUTH_RULE_BIMI_DECLINED, owner, record,
		    mailauth__sentence(v, "%s declares that it shows no logo", v->domain));
		return;
	}
	if (!mailauth__text_begins(logo, length, "https://"))
		(void)tell(v, MAILAUTH_RULE_BIMI_LOGO_NOT_HTTPS, owner, record,
		    "the logo's address does not begin with https://");
	if (dmarc->view.applied < MAILAUTH_DMARC_POLICY_QUARANTINE ||
	    (dmarc->view.record != NULL && mailauth__dmarc_policy(dmarc->view.record,
	    MAILAUTH_DMARC_SCOPE_SUBDOMAIN, NULL) < MAILAUTH_DMARC_POLICY_QUARANTINE))
		(void)tell(v, MAILAUTH_RULE_BIMI_DMARC_NOT_ENFORCED, owner, record,
		    mailauth__sentence(v,
		    "%s has a logo, but its DMARC policy does not enforce anything", v->domain));
}

/* ---- TLSA ---- */

/* Usage, selector, matching type and the digest: RFC 6698 section 2.1. */
static void
check_tlsa_record(struct validation *v, const char *owner,
    const struct mailauth_record *record)
{
	size_t length = record->rdata_length;
	struct finding *f;

	if (length < 4 || (record->rdata[2] == 1 && length != 3 + 32) ||
	    (record->rdata[2] == 2 && length != 3 + 64) || record->rdata[0] > 3 ||
	    record->rdata[1] > 1 || record->rdata[2] > 2) {
		f = mailauth__find(v, MAILAUTH_RULE_TLSA_MALFORMED, owner, "TLSA");
		f->view.message = mailauth__sentence(v,
		    "a TLSA record at %s has a wrong length or an unknown number", owner);
		return;
	}
	if (record->rdata[0] < 2) {
		f = mailauth__find(v, MAILAUTH_RULE_TLSA_USAGE_PKIX, owner, "TLSA");
		f->view.message = mailauth__sentence(v,
		    "the TLSA record at %s has usage %u, which mail servers do not honour",
		    owner, record->rdata[0]);
	}
}

static void
check_tlsa(struct validation *v, const char *host)
{
	const char *owner = mailauth__under(v, "_25._tcp", host);
	const struct mailauth_answer *tlsa = owner != NULL ?
	    mailauth__look(v, owner, MAILAUTH_TYPE_TLSA) : NULL;
	struct finding *f;
	size_t i;

	if (tlsa == NULL)
		return;
	if (!mailauth__answer_certain(tlsa)) {
		const struct mailauth_answer *a = mailauth__look(v, host, MAILAUTH_TYPE_A);

		if (a == NULL || !mailauth__answer_certain(a))
			return;
		/* RFC 7672 section 2.2.2: senders ask for TLSA only where the
		 * address is secure; elsewhere one late answer is no matter */
		if (!a->secure && tlsa->status != MAILAUTH_DNS_SERVFAIL)
			return;
		f = mailauth__find(v, MAILAUTH_RULE_TLSA_DENIAL_BROKEN, owner, "TLSA");
		if (!a->secure)
			mailauth__finding_at_most(f, MAILAUTH_SEVERITY_INFO);
		else if (!mailauth__ours(v, host))
			mailauth__finding_at_most(f, MAILAUTH_SEVERITY_WARNING);
		f->view.message = mailauth__sentence(v,
		    "the name servers answer for %s, but not whether it has TLSA records: senders with DANE wait",
		    host);
		return;
	}
	if (tlsa->record_count == 0 || !mailauth__ours(v, host))
		return;
	for (i = 0; i < tlsa->record_count; i++)
		check_tlsa_record(v, owner, &tlsa->records[i]);
	if (tlsa->record_count == 1) {
		f = mailauth__find(v, MAILAUTH_RULE_TLSA_NO_ROLLOVER, owner, "TLSA");
		f->view.message = mailauth__sentence(v,
		    "%s has a single TLSA record: publish the next key's before it is used",
		    owner);
	}
	if (tlsa->secure)
		return;
	{
		const struct mailauth_answer *keys = mailauth__look(v, v->domain,
		    MAILAUTH_TYPE_DNSKEY);

		if (keys == NULL || keys->status != MAILAUTH_DNS_OK || keys->record_count > 0)
			return;
	}
	f = mailauth__find(v, MAILAUTH_RULE_TLSA_NOT_SIGNED, owner, "TLSA");
	f->view.message = mailauth__sentence(v,
	    "%s has TLSA records, but the zone is not signed: nobody may use them", owner);
}

void
mailauth__rule_tlsa(struct validation *v, void *arg)
{
	const struct mailauth_answer *mx = mailauth__mx(v);
	const char *wrong = mailauth__under(v, "_25._tcp", v->domain);
	const struct mailauth_answer *at_domain;
	struct finding *f;
	bool own = false;
	size_t i;

	(void)arg;
	if (mx == NULL || mx->record_count == 0 || wrong == NULL)
		return;
	for (i = 0; i < mx->record_count && i < 10; i++) {
		own |= strcmp(mx->records[i].target, v->domain) == 0;
		if (strcmp(mx->records[i].target, ".") != 0)
			check_tlsa(v, mx->records[i].target);
	}
	at_domain = mailauth__look(v, wrong, MAILAUTH_TYPE_TLSA);
	if (at_domain == NULL || at_domain->record_count == 0 || own)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_TLSA_WRONG_OWNER, wrong, "TLSA");
	f->view.message = mailauth__sentence(v,
	    "the TLSA record is at %s; it belongs at _25._tcp of the MX host", wrong);
}
