/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about DMARC: what discovery and the record's reader found, and whether
 * SPF and DKIM give it something to stand on. */
#include <string.h>

#include "dns/name.h"
#include "evaluate/dmarc_reports.h"
#include "record/dmarc_record.h"
#include "validate/rules.h"

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
	parked = mx->record_count == 0 || mailauth__null_mx(mx);
	f = mailauth__find(v, parked ? MAILAUTH_RULE_DMARC_NONSENDING_POLICY :
	    problem->code, owner, "TXT");
	f->view.message = mailauth__say(v->arena, parked ?
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

static void
tell_places(struct validation *v, const struct dmarc_lookup *dmarc)
{
	const char *owner = owner_of(v, dmarc);
	const char *here = mailauth__under(v, "_dmarc", v->domain);
	const struct mailauth_problem *problem;
	bool covered = here != NULL && mailauth__covered(v, here, MAILAUTH_TYPE_TXT);
	size_t i;

	for (i = 0; i < dmarc->problems.count; i++) {
		problem = &dmarc->problems.items[i];
		if (mailauth__is_dns_failure(problem->code))
			continue;
		if (problem->code == MAILAUTH_RULE_DMARC_MISSING) {
			tell_missing(v, problem);
			continue;
		}
		/* the requirement has told of it */
		if (covered && (problem->code == MAILAUTH_RULE_DMARC_MULTIPLE_RECORDS ||
		    problem->code == MAILAUTH_RULE_DMARC_CNAME_TARGET_EMPTY))
			continue;
		(void)mailauth__find_problem(v, owner, "TXT", problem, NULL, 0);
	}
}

/* Problems that the record written anew is without. */
static bool
mendable(int code)
{
	switch (code) {
	case MAILAUTH_RULE_DMARC_LEADING_SPACE:
	case MAILAUTH_RULE_DMARC_TAG_DUPLICATE:
	case MAILAUTH_RULE_DMARC_TAG_UNKNOWN:
	case MAILAUTH_RULE_DMARC_REMOVED_TAG:
	case MAILAUTH_RULE_DMARC_PCT_PARTIAL:
	case MAILAUTH_RULE_DMARC_P_NOT_SECOND:
	case MAILAUTH_RULE_DMARC_SP_INVALID:
	case MAILAUTH_RULE_DMARC_PSD_INVALID:
	case MAILAUTH_RULE_DMARC_ALIGNMENT_INVALID:
	case MAILAUTH_RULE_DMARC_FO_INVALID:
	case MAILAUTH_RULE_DMARC_URI_SIZE_LIMIT:
	case MAILAUTH_RULE_DMARC_RUA_MISSING:
		return true;
	}
	return false;
}

/* The record at `owner` itself written anew, as the line to have. */
static void
mend(struct validation *v, struct finding *f, const char *owner, const char *text,
    size_t length)
{
	const struct mailauth_answer *answer = mailauth__asked(v->questions, owner,
	    MAILAUTH_TYPE_TXT);
	const char *mended;
	size_t i;

	for (i = 0; answer != NULL && i < answer->record_count; i++) {
		const struct mailauth_record *record = &answer->records[i];

		if (strcmp(record->owner, owner) != 0 ||
		    record->text_length != length ||
		    memcmp(record->text, text, length) != 0)
			continue;
		mended = mailauth__dmarc_rewritten(v, text, length, NULL);
		if (mended == NULL)
			return;
		mailauth__delete_record(v, f, record);
		mailauth__finding_want(v, f, mended);
		mailauth__finding_fix(v, f, owner, "TXT",
		    mailauth__data_txt(v, mended, strlen(mended)));
		return;
	}
}

/* The record's problems, advice included; read anew, because the one of the
 * look-up may be shared. */
static void
tell_record(struct validation *v, const char *text, size_t length,
    const char *owner, bool ours)
{
	const struct mailauth_problem *problem;
	struct mailauth_dmarc_record *record;
	size_t i;
	int rc;

	rc = mailauth__dmarc_record_parse(v->arena, text, length, &record);
	if (rc == 0)
		rc = mailauth_dmarc_record_advise(record);
	if (rc != 0) {
		v->error = rc;
		return;
	}
	for (i = 0; (problem = mailauth_dmarc_record_problem(record, i)) != NULL; i++) {
		struct finding *f;

		if (!ours && problem->severity != MAILAUTH_SEVERITY_ERROR)
			continue;
		f = mailauth__find_problem(v, owner, "TXT", problem, text, length);
		mailauth__finding_have(v, f, mailauth__arena_text(v->arena, text, length));
		/* two lines for one record would be two records */
		if (ours && mendable(problem->code) &&
		    !mailauth__covered(v, owner, MAILAUTH_TYPE_TXT))
			mend(v, f, owner, text, length);
	}
}

/* A record that is no DMARC record, where one belongs: what is it? */
static void
tell_strange(struct validation *v)
{
	const char *owner = mailauth__under(v, "_dmarc", v->domain);
	const struct mailauth_answer *txt = owner != NULL ?
	    mailauth__asked(v->questions, owner, MAILAUTH_TYPE_TXT) : NULL;
	size_t i;

	if (txt == NULL || mailauth__covered(v, owner, MAILAUTH_TYPE_TXT))
		return;
	for (i = 0; i < txt->record_count; i++) {
		const struct mailauth_record *record = &txt->records[i];

		if (!mailauth__dmarc_is_record(record->text, record->text_length))
			tell_record(v, record->text, record->text_length, owner,
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
		tell_record(v, text, length, owner_of(v, dmarc), is_ours(v, dmarc));
	}
	tell_strange(v);
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
	f->view.message = mailauth__say(v->arena,
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

		if (problem->severity != MAILAUTH_SEVERITY_UNKNOWN)
			(void)mailauth__find_problem(v, owner, "TXT", problem,
			    text, length);
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
	if (!spf->summary.has_record &&
	    dmarc->view.applied >= MAILAUTH_DMARC_POLICY_QUARANTINE &&
	    mx->record_count > 0 && !mailauth__null_mx(mx)) {
		f = mailauth__find(v, MAILAUTH_RULE_DMARC_NO_SPF_NO_DKIM,
		    owner_of(v, dmarc), "TXT");
		f->view.message = mailauth__say(v->arena,
		    "DMARC asks receivers to refuse what fails, but %s has neither SPF nor DKIM: all its mail fails",
		    v->domain);
	} else if (spf->summary.has_record && mx->record_count > 0 &&
	    !mailauth__null_mx(mx)) {
		f = mailauth__find(v, MAILAUTH_RULE_DMARC_SPF_ONLY,
		    owner_of(v, dmarc), "TXT");
		f->view.message = mailauth__say(v->arena,
		    "%s has SPF but no DKIM key: forwarded mail fails DMARC", v->domain);
	}
}
