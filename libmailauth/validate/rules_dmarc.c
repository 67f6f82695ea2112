/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about DMARC: what discovery and the record's reader found, and whether
 * SPF and DKIM give it something to stand on. */
#include <string.h>

#include "dns/name.h"
#include "evaluate/dmarc_reports.h"
#include "record/dmarc_record.h"
#include "validate/rules.h"
#include "validate/text_fault.h"

/* Our own record, or one of the organization's; not one that an alias leads
 * to at a provider. */
static bool
is_ours(const struct validation *v, const struct dmarc_lookup *dmarc)
{
	const struct mailauth_answer *answer = dmarc->view.answer;
	const char *org = dmarc->view.organizational_domain;

	if (answer == NULL || answer->record_count == 0)
		return true;
	return mailauth__ours(v, answer->records[0].owner) ||
	    (org != NULL && mailauth__name_within(answer->records[0].owner, org));
}

static const char *
owner_of(struct validation *v, const struct dmarc_lookup *dmarc)
{
	const char *owner = mailauth__under(v, "_dmarc",
	    dmarc->view.policy_domain != NULL ? dmarc->view.policy_domain : v->domain);

	return owner != NULL ? owner : v->domain;
}

static void
tell_missing(struct validation *v, const struct mailauth_problem *problem)
{
	const struct mailauth_answer *mx = mailauth__mx(v);
	const char *owner = mailauth__under(v, "_dmarc", v->domain), *text;
	const struct mailauth_answer *alias = owner != NULL ?
	    mailauth__look(v, owner, MAILAUTH_TYPE_CNAME) : NULL;
	const struct mailauth_answer *txt = owner != NULL ?
	    mailauth__look(v, owner, MAILAUTH_TYPE_TXT) : NULL;
	bool parked;
	struct finding *f;
	size_t i;

	if (txt == NULL)
		return;
	/* several, or one that cannot be used: told of as such */
	for (i = 0; i < txt->record_count; i++) {
		if (mailauth__dmarc_is_record(txt->records[i].text,
		    txt->records[i].text_length))
			return;
	}
	/* an alias that leads to nothing has a finding of its own */
	if (alias == NULL || mx == NULL || alias->record_count > 0 ||
	    mailauth__covered(v, owner, MAILAUTH_TYPE_TXT))
		return;
	if (mailauth__tell_misplaced_text(v, owner, TEXT_DMARC) || v->lacking)
		return;
	/* who has a provider means to have mail */
	parked = v->profile == NULL && !mailauth__takes_mail(v);
	f = mailauth__find(v, parked ? MAILAUTH_RULE_DMARC_NONSENDING_POLICY :
	    problem->code, owner, "TXT");
	f->view.message = mailauth__sentence(v, parked ?
	    "%s receives no mail and has no DMARC record: say that nothing in its name is genuine" :
	    "%s has no DMARC record", v->domain);
	text = parked ? "v=DMARC1; p=reject; sp=reject" :
	    mailauth__say(v->arena, "v=DMARC1; p=none; rua=mailto:postmaster@%s", v->domain);
	if (text == NULL)
		return;
	mailauth__finding_want(v, f, text);
	mailauth__finding_fix(v, f, owner, "TXT",
	    mailauth__data_txt(v, text, strlen(text)));
}

/* Is the problem one of the place?  Those of its texts are told of with the text
 * (tell_strange), those of DNS with the question. */
static bool
of_place(int code)
{
	return code == MAILAUTH_RULE_DMARC_MISSING ||
	    code == MAILAUTH_RULE_DMARC_MULTIPLE_RECORDS ||
	    code == MAILAUTH_RULE_DMARC_TAG_DUPLICATE ||
	    code == MAILAUTH_RULE_DMARC_CNAME_TARGET_EMPTY ||
	    code == MAILAUTH_RULE_DMARC_INHERITED ||
	    code == MAILAUTH_RULE_DMARC_SP_INEFFECTIVE ||
	    code == MAILAUTH_RULE_DMARC_ORGDOMAIN_AMBIGUOUS;
}

/* The domain's own record of that text, if it may be mended here: no alias leads
 * to it, and no requirement tells what to have. */
static const struct mailauth_record *
own_record(struct validation *v, const char *owner, const char *text, size_t length)
{
	const struct mailauth_answer *txt = mailauth__asked(v->questions, owner,
	    MAILAUTH_TYPE_TXT);
	const struct mailauth_answer *alias = mailauth__look(v, owner,
	    MAILAUTH_TYPE_CNAME);
	size_t i;

	if (txt == NULL || alias == NULL || alias->record_count > 0 ||
	    !mailauth__ours(v, owner) || mailauth__covered(v, owner, MAILAUTH_TYPE_TXT))
		return NULL;
	for (i = 0; i < txt->record_count; i++) {
		const struct mailauth_record *record = &txt->records[i];

		if (strcmp(record->owner, owner) == 0 && record->text_length == length &&
		    memcmp(record->text, text, length) == 0)
			return record;
	}
	return NULL;
}

static void
mend(struct validation *v, struct finding *f, const struct mailauth_record *record)
{
	const char *text = mailauth__dmarc_meant(v, record->text, record->text_length);

	if (text == NULL)
		return;
	mailauth__delete_record(v, f, record);
	mailauth__finding_want(v, f, text);
	mailauth__finding_fix(v, f, record->owner, "TXT",
	    mailauth__data_txt(v, text, strlen(text)));
}

/* Of several records one that can be used stays, if there is one with reports. */
static void
keep_one(struct validation *v, struct finding *f, const char *owner)
{
	const struct mailauth_answer *txt = mailauth__asked(v->questions, owner,
	    MAILAUTH_TYPE_TXT);
	const struct mailauth_record *first = NULL, *kept = NULL, *record;
	size_t i, count = 0;
	bool reports = false;

	for (i = 0; txt != NULL && i < txt->record_count; i++) {
		struct mailauth_dmarc_record *parsed;
		int rc;

		record = &txt->records[i];
		if (!mailauth__dmarc_is_record(record->text, record->text_length) ||
		    strcmp(record->owner, owner) != 0)
			continue;
		count++;
		if (first == NULL)
			first = record;
		rc = mailauth__dmarc_record_parse(v->arena, record->text,
		    record->text_length, &parsed);
		if (rc != 0)
			v->error = rc;
		else if (mailauth_dmarc_record_usable(parsed) && (kept == NULL ||
		    (!reports && parsed->uris[0].valid))) {
			kept = record;
			reports = parsed->uris[0].valid;
		}
	}
	if (first == NULL || count < 2)
		return; /* the several are at a parent */
	f->view.owner = owner;
	for (i = 0; i < txt->record_count; i++) {
		record = &txt->records[i];
		if (!mailauth__dmarc_is_record(record->text, record->text_length))
			continue;
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
		if (record != kept)
			mailauth__delete_record(v, f, record);
	}
	if (kept == NULL)
		mend(v, f, first);
	else
		mailauth__finding_want(v, f, mailauth__show_record(v, kept));
}

/* The only DMARC record at a name if it is void: a tag stands there twice. */
static const struct mailauth_record *
void_record(struct validation *v, const char *owner)
{
	const struct mailauth_answer *txt = owner != NULL ?
	    mailauth__asked(v->questions, owner, MAILAUTH_TYPE_TXT) : NULL;
	const struct mailauth_record *found = NULL;
	struct mailauth_dmarc_record *record;
	size_t i;
	int rc;

	for (i = 0; txt != NULL && i < txt->record_count; i++) {
		if (!mailauth__dmarc_is_record(txt->records[i].text,
		    txt->records[i].text_length))
			continue;
		if (found != NULL)
			return NULL;
		found = &txt->records[i];
	}
	if (found == NULL)
		return NULL;
	rc = mailauth__dmarc_record_parse(v->arena, found->text, found->text_length,
	    &record);
	if (rc != 0)
		v->error = rc;
	return rc == 0 && !mailauth_dmarc_record_valid(record) ? found : NULL;
}

static void
tell_places(struct validation *v, const struct dmarc_lookup *dmarc)
{
	const char *owner = owner_of(v, dmarc);
	const char *here = mailauth__under(v, "_dmarc", v->domain);
	const struct mailauth_problem *problem;
	bool covered = here != NULL && mailauth__covered(v, here, MAILAUTH_TYPE_TXT);
	bool text_covered = here != NULL && mailauth__covered_text(v, here);
	bool prescribed = here != NULL && mailauth__prescribed_alias(v, here);
	bool here_void = void_record(v, here) != NULL;
	struct finding *f;
	size_t i;

	for (i = 0; i < dmarc->problems.count; i++) {
		problem = &dmarc->problems.items[i];
		if (!of_place(problem->code) || (here_void &&
		    problem->code == MAILAUTH_RULE_DMARC_TAG_DUPLICATE))
			continue;
		if (problem->code == MAILAUTH_RULE_DMARC_MISSING) {
			tell_missing(v, problem);
			continue;
		}
		/* the requirement has told of it */
		if ((text_covered && problem->code == MAILAUTH_RULE_DMARC_MULTIPLE_RECORDS) ||
		    (covered && problem->code == MAILAUTH_RULE_DMARC_CNAME_TARGET_EMPTY))
			continue;
		/* the alias is right; what it leads to the requirement tells */
		if (prescribed && problem->code == MAILAUTH_RULE_DMARC_CNAME_TARGET_EMPTY)
			continue;
		if (prescribed && problem->code == MAILAUTH_RULE_DMARC_MULTIPLE_RECORDS) {
			(void)mailauth__tell_provider(v, here, "TXT", problem->message);
			continue;
		}
		f = mailauth__find_problem(v, owner, "TXT", problem, NULL, 0);
		if (problem->code == MAILAUTH_RULE_DMARC_MULTIPLE_RECORDS &&
		    here != NULL && !covered)
			keep_one(v, f, here);
	}
}

/* Does a record further up, that of the Organizational Domain, speak for the
 * subdomains of this one?  RFC 9989 section 4.7, tag sp. */
static bool
is_below(const struct mailauth_dmarc_discovery *view)
{
	return view->policy_domain != NULL && view->organizational_domain != NULL &&
	    strcmp(view->policy_domain, view->domain) == 0 &&
	    strcmp(view->organizational_domain, view->domain) != 0;
}

/* Is it advice on subdomains for a record that does not speak for them? */
static bool
beside_the_point(const struct dmarc_lookup *dmarc, int code)
{
	return (code == MAILAUTH_RULE_DMARC_SP_WEAKER ||
	    code == MAILAUTH_RULE_DMARC_NP_ADVICE) && is_below(&dmarc->view);
}

/* Can the line to have do something about it? */
static bool
is_mendable(struct validation *v, int code)
{
	return mailauth__dmarc_mendable(code) &&
	    (code != MAILAUTH_RULE_DMARC_RUA_MISSING || mailauth__takes_mail(v));
}

/* What is worse, or less bad, in the domain's own record than in one that nobody
 * knows the place of. */
static void
weigh(struct validation *v, struct finding *f, bool ours)
{
	if (f->view.code == MAILAUTH_RULE_DMARC_RUA_MISSING && !mailauth__takes_mail(v) &&
	    f->view.severity == MAILAUTH_SEVERITY_WARNING)
		f->view.severity = MAILAUTH_SEVERITY_INFO;
	if (f->view.code == MAILAUTH_RULE_DMARC_PSD_Y && ours &&
	    mailauth__severity(v, f->view.code) == MAILAUTH_SEVERITY_ERROR)
		f->view.severity = MAILAUTH_SEVERITY_ERROR;
}

/* Does a record that counts stand beside one that does not? */
static bool
other_counts(struct validation *v, const char *owner, const struct mailauth_record *own)
{
	const struct mailauth_answer *txt = mailauth__asked(v->questions, owner,
	    MAILAUTH_TYPE_TXT);
	size_t i;

	if (mailauth__dmarc_is_record(own->text, own->text_length))
		return false;
	for (i = 0; txt != NULL && i < txt->record_count; i++) {
		if (mailauth__dmarc_is_record(txt->records[i].text,
		    txt->records[i].text_length))
			return true;
	}
	return false;
}

/* The record's problems, advice included; read anew, because the one of the
 * look-up may be shared. */
static void
tell_record(struct validation *v, const struct dmarc_lookup *dmarc, const char *text,
    size_t length, const char *owner, bool ours)
{
	const struct mailauth_record *own = own_record(v, owner, text, length);
	const struct mailauth_problem *problem;
	struct mailauth_dmarc_record *record;
	const struct finding *mended = NULL;
	struct text_fault fault;
	size_t i, from = v->finding_count;
	int rc;

	/* a fault of the text itself has a finding of its own (rules_dns.c) */
	if (own == NULL || !mailauth__text_fault(v, own, TEXT_DMARC, &fault))
		fault.code = 0;
	else if (fault.cleaned != NULL)
		own = NULL;
	rc = mailauth__dmarc_record_parse(v->arena, text, length, &record);
	if (rc == 0)
		rc = mailauth_dmarc_record_advise(record);
	if (rc != 0) {
		v->error = rc;
		return;
	}
	for (i = 0; (problem = mailauth_dmarc_record_problem(record, i)) != NULL; i++) {
		struct finding *f;

		if ((!ours && problem->severity != MAILAUTH_SEVERITY_ERROR) ||
		    problem->code == fault.code ||
		    beside_the_point(dmarc, problem->code))
			continue;
		if (!ours && mailauth__prescribed_alias(v, owner)) {
			(void)mailauth__tell_provider(v, owner, "TXT", problem->message);
			continue;
		}
		f = mailauth__find_alike(v, from, owner, "TXT", problem, text, length);
		if (f == NULL)
			continue;
		mailauth__finding_have(v, f, mailauth__arena_text(v->arena, text, length));
		weigh(v, f, ours);
		if (own == NULL)
			continue;
		if (problem->code == MAILAUTH_RULE_DMARC_IS_SPF ||
		    (is_mendable(v, problem->code) && other_counts(v, owner, own))) {
			mailauth__delete_record(v, f, own);
			continue;
		}
		if (!is_mendable(v, problem->code))
			continue;
		if (mended != NULL)
			mailauth__finding_same(v, f, mended);
		else
			mend(v, f, own);
		mended = f;
	}
}

/* A text that is no DMARC record, or a void one, where a record belongs. */
static void
tell_strange(struct validation *v, const struct dmarc_lookup *dmarc)
{
	const char *owner = mailauth__under(v, "_dmarc", v->domain);
	const struct mailauth_answer *txt = owner != NULL ?
	    mailauth__asked(v->questions, owner, MAILAUTH_TYPE_TXT) : NULL;
	const struct mailauth_record *unusable = void_record(v, owner);
	struct text_fault fault;
	bool covered;
	size_t i;

	if (txt == NULL)
		return;
	covered = mailauth__covered(v, owner, MAILAUTH_TYPE_TXT);
	for (i = 0; i < txt->record_count; i++) {
		const struct mailauth_record *record = &txt->records[i];

		/* the requirement has told of it */
		if (covered && mailauth__text_fault(v, record, TEXT_DMARC, &fault))
			continue;
		if (record == unusable ||
		    !mailauth__dmarc_is_record(record->text, record->text_length))
			tell_record(v, dmarc, record->text, record->text_length, owner,
			    mailauth__ours(v, record->owner));
	}
}

void
mailauth__rule_dmarc(struct validation *v, void *arg)
{
	const struct dmarc_lookup *dmarc = mailauth__dmarc(v);
	const char *text;
	size_t length;

	(void)arg;
	if (dmarc == NULL)
		return;
	tell_places(v, dmarc);
	if (dmarc->view.record != NULL) {
		text = mailauth_dmarc_record_text(dmarc->view.record, &length);
		tell_record(v, dmarc, text, length, owner_of(v, dmarc),
		    is_ours(v, dmarc));
	}
	tell_strange(v, dmarc);
}

/* ---- reports ---- */

static void
check_mailbox(struct validation *v, const struct mailauth_dmarc_report *report,
    const char *owner)
{
	const char *host = report->host;
	const struct mailauth_answer *mx, *a, *aaaa;
	struct finding *f;

	if (host == NULL || report->uri->scheme == NULL ||
	    strcmp(report->uri->scheme, "mailto") != 0)
		return;
	mx = mailauth__look(v, host, MAILAUTH_TYPE_MX);
	if (mx == NULL || !mailauth__answer_certain(mx))
		return;
	if (mx->record_count > 0 && !mailauth__null_mx(mx))
		return;
	a = mailauth__look(v, host, MAILAUTH_TYPE_A);
	aaaa = mailauth__look(v, host, MAILAUTH_TYPE_AAAA);
	if (a == NULL || aaaa == NULL || (mx->record_count == 0 &&
	    (!mailauth__answer_void(a) || !mailauth__answer_void(aaaa))))
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DMARC_REPORT_NO_MX, owner, "TXT");
	f->view.message = mailauth__sentence(v,
	    "reports go to %s, but %s cannot receive mail", report->uri->uri, host);
}

void
mailauth__rule_dmarc_reports(struct validation *v, void *arg)
{
	const struct dmarc_lookup *dmarc = mailauth__dmarc(v);
	struct dmarc_reports *reports = v->reports;
	const char *owner, *text;
	size_t i, length;
	int rc;

	(void)arg;
	if (dmarc == NULL || dmarc->view.record == NULL || !is_ours(v, dmarc) ||
	    dmarc->view.policy_domain == NULL)
		return;
	if (reports == NULL) {
		reports = mailauth__arena_zalloc(v->arena, sizeof(*reports));
		rc = reports == NULL ? mailauth__arena_error(v->arena) :
		    mailauth__dmarc_reports_init(reports, v->questions,
		    dmarc->view.policy_domain, dmarc->view.record);
		if (rc != 0) {
			v->error = rc;
			return;
		}
		v->reports = reports;
	}
	rc = mailauth__dmarc_reports_step(reports);
	if (rc < 0)
		v->error = rc;
	if (rc != EVALUATION_DONE) {
		v->lacking = true;
		return;
	}
	owner = owner_of(v, dmarc);
	text = mailauth_dmarc_record_text(dmarc->view.record, &length);
	for (i = 0; i < reports->problems.count; i++) {
		const struct mailauth_problem *problem = &reports->problems.items[i];
		struct finding *f;

		if (problem->severity == MAILAUTH_SEVERITY_UNKNOWN)
			continue;
		f = mailauth__find_problem(v, owner, "TXT", problem, text, length);
		(void)f;
	}
	for (i = 0; i < reports->count; i++)
		check_mailbox(v, &reports->items[i].view, owner);
}

/* ---- what DMARC stands on ---- */

/* 1: a usable key is known; 0: none of those looked at; -1: none was looked at. */
static int
has_key(struct validation *v)
{
	const struct dkim_lookup *own = mailauth__dkim(v, false);
	const struct dkim_lookup *of_profile = mailauth__dkim(v, true);

	if (v->lacking)
		return -1;
	if ((own != NULL && own->view.usable > 0) ||
	    (of_profile != NULL && of_profile->view.usable > 0))
		return 1;
	if ((own != NULL && own->view.tree == MAILAUTH_DNS_NXDOMAIN))
		return 0;
	return own != NULL && own->view.unknown == 0 && v->selector_count > 0 ? 0 : -1;
}

/* May mail pass with what the Organizational Domain, another one, has?  In relaxed
 * mode SPF or a signature of it counts for the domain: RFC 9989 section 4.4. */
static bool
is_helped(const struct dmarc_lookup *dmarc, bool by_spf)
{
	const struct mailauth_dmarc_discovery *view = &dmarc->view;

	return view->organizational_domain != NULL &&
	    strcmp(view->organizational_domain, view->domain) != 0 &&
	    (view->record->adkim == 'r' || (by_spf && view->record->aspf == 'r'));
}

void
mailauth__rule_dmarc_use(struct validation *v, void *arg)
{
	const struct dmarc_lookup *dmarc = mailauth__dmarc(v);
	const struct spf_audit *spf = mailauth__spf_tree(v, v->domain);
	const struct mailauth_answer *mx = mailauth__mx(v);
	const char *tree = mailauth__under(v, "_domainkey", v->domain);
	const struct mailauth_answer *keys = tree != NULL ?
	    mailauth__look(v, tree, MAILAUTH_TYPE_TXT) :
	    mailauth__answer_static(MAILAUTH_DNS_NXDOMAIN);
	struct finding *f;
	int key = has_key(v);

	(void)arg;
	if (dmarc == NULL || spf == NULL || mx == NULL || keys == NULL || v->lacking)
		return;
	/* RFC 8020: nothing exists under a name that does not exist */
	if (keys->status == MAILAUTH_DNS_NXDOMAIN && key < 0)
		key = 0;
	if (dmarc->view.record == NULL || key != 0 || spf->summary.undecided)
		return;
	if (is_helped(dmarc, !spf->summary.has_record))
		return;
	if (!spf->summary.has_record &&
	    dmarc->view.applied >= MAILAUTH_DMARC_POLICY_QUARANTINE &&
	    mx->record_count > 0 && !mailauth__null_mx(mx)) {
		f = mailauth__find(v, MAILAUTH_RULE_DMARC_NO_SPF_NO_DKIM,
		    owner_of(v, dmarc), "TXT");
		f->view.message = mailauth__sentence(v,
		    "DMARC asks receivers to refuse what fails, but %s has neither SPF nor DKIM: all its mail fails",
		    v->domain);
	} else if (spf->summary.has_record && mx->record_count > 0 &&
	    !mailauth__null_mx(mx)) {
		f = mailauth__find(v, MAILAUTH_RULE_DMARC_SPF_ONLY,
		    owner_of(v, dmarc), "TXT");
		f->view.message = mailauth__sentence(v,
		    "%s has SPF but no DKIM key: forwarded mail fails DMARC", v->domain);
	}
}
