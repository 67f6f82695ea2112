/* SPDX-License-Identifier: BSD-2-Clause */
/* May reports go to the addresses of a policy record: RFC 9990 section 4, which
 * has the rules of RFC 7489 section 7.1.  The addresses are looked at one beside
 * the other; equal hosts share their questions. */
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "evaluate/dmarc_reports.h"
#include "task/task.h"

const char *
mailauth_dmarc_report_state_name(int state)
{
	static const char *const texts[] = {
		NULL, "internal", "authorised", "overridden", "unauthorised",
		"undecided", "invalid", "ignored"
	};

	return state >= 0 && (size_t)state < COUNT_OF(texts) ? texts[state] : NULL;
}

/* The canonical form of a URI's host, NULL if it is no domain name. */
static int
canonical_host(struct dmarc_reports *reports, const char *host, const char **out)
{
	struct name name;

	*out = NULL;
	if (host == NULL || *host == '[' ||
	    mailauth__name_parse(host, strlen(host), &name) != NAME_OK ||
	    name.labels == 0)
		return MAILAUTH_OK;
	*out = mailauth__arena_text(reports->questions->arena, name.text, name.length);
	return *out != NULL ? MAILAUTH_OK :
	    mailauth__arena_error(reports->questions->arena);
}

static int
add_report(struct dmarc_reports *reports, int list, const struct mailauth_dmarc_uri *uri)
{
	struct dmarc_report *report = &reports->items[reports->count++];
	struct mailauth_dmarc_report *view = &report->view;
	struct arena *arena = reports->questions->arena;
	int rc;

	*report = (struct dmarc_report){ .view = { .list = list, .uri = uri } };
	rc = canonical_host(reports, uri->valid ? uri->host : NULL, &view->host);
	if (rc != 0)
		return rc;
	if (view->host == NULL) {
		view->state = MAILAUTH_DMARC_REPORT_INVALID;
	} else if (list == MAILAUTH_DMARC_RUF && reports->record->psd == 'y') {
		view->state = MAILAUTH_DMARC_REPORT_IGNORED;
	} else if (mailauth__name_same(view->host, reports->policy_domain)) {
		view->state = MAILAUTH_DMARC_REPORT_INTERNAL;
	} else if (strcmp(mailauth__name_suffix(view->host, 1),
	    mailauth__name_suffix(reports->policy_domain, 1)) == 0) {
		/* only now can both have one Organizational Domain */
		report->walk = mailauth__arena_alloc(arena, sizeof(*report->walk));
		if (report->walk == NULL)
			return mailauth__arena_error(arena);
		mailauth__dmarc_walk_init(report->walk, reports->questions, view->host);
	}
	return MAILAUTH_OK;
}

int
mailauth__dmarc_reports_init(struct dmarc_reports *reports, struct questions *questions,
    const char *policy_domain, const struct mailauth_dmarc_record *record)
{
	size_t i;
	int list, rc = MAILAUTH_OK;

	*reports = (struct dmarc_reports){
		.questions = questions,
		.policy_domain = policy_domain,
		.record = record
	};
	mailauth__problems_init(&reports->problems, questions->arena);
	reports->items = mailauth__arena_array(questions->arena,
	    (size_t)record->uris[0].count + record->uris[1].count + 1,
	    sizeof(*reports->items));
	if (reports->items == NULL)
		return mailauth__arena_error(questions->arena);
	mailauth__dmarc_walk_init(&reports->walk, questions, policy_domain);
	for (list = MAILAUTH_DMARC_RUA; list <= MAILAUTH_DMARC_RUF; list++) {
		const struct dmarc_uris *uris = &record->uris[list - MAILAUTH_DMARC_RUA];

		for (i = 0; rc == 0 && i < uris->count; i++)
			rc = add_report(reports, list, &uris->items[i].view);
	}
	return rc;
}

/* Has the host the policy's Organizational Domain?  1 when that is known (or the
 * state is set), 0 to wait, or an error. */
static int
compare(struct dmarc_reports *reports, struct dmarc_report *report)
{
	int rc, own;

	if (report->walk == NULL)
		return 1;
	rc = mailauth__dmarc_walk_step(report->walk, DMARC_WALK_STEPS);
	own = mailauth__dmarc_walk_step(&reports->walk, DMARC_WALK_STEPS);
	if (rc <= 0 || own <= 0)
		return rc < 0 || own > 0 ? rc : own;
	if (report->walk->failure != NULL || reports->walk.failure != NULL)
		report->view.state = MAILAUTH_DMARC_REPORT_UNDECIDED;
	else if (mailauth__name_same(report->walk->organizational_domain,
	    reports->walk.organizational_domain))
		report->view.state = MAILAUTH_DMARC_REPORT_INTERNAL;
	report->walk = NULL;
	return 1;
}

/* The addresses an authorising record puts in the place of the URI; none of them
 * may be at another host, or there is no report at all. */
static int
take_overrides(struct dmarc_reports *reports, struct mailauth_dmarc_report *view,
    const struct mailauth_dmarc_record *record)
{
	const struct dmarc_uris *uris =
	    &record->uris[view->list - MAILAUTH_DMARC_RUA];
	const struct mailauth_dmarc_uri **items;
	const char *host;
	size_t i;
	int rc;

	if (!uris->valid)
		return MAILAUTH_OK;
	items = mailauth__arena_array(reports->questions->arena, uris->count,
	    sizeof(*items));
	if (items == NULL)
		return mailauth__arena_error(reports->questions->arena);
	for (i = 0; i < uris->count; i++) {
		if (!uris->items[i].view.valid)
			continue;
		rc = canonical_host(reports, uris->items[i].view.host, &host);
		if (rc != 0)
			return rc;
		if (host == NULL || !mailauth__name_same(host, view->host)) {
			view->state = MAILAUTH_DMARC_REPORT_UNAUTHORISED;
			view->override_count = 0;
			return MAILAUTH_OK;
		}
		items[view->override_count++] = &uris->items[i].view;
	}
	view->overrides = items;
	view->state = MAILAUTH_DMARC_REPORT_OVERRIDDEN;
	return MAILAUTH_OK;
}

/* Any record that starts with the version and holds authorises; "p" and a final
 * semicolon are not needed (RFC 9989 section 4.7, RFC 7489 section 7.1). */
static int
read_records(struct dmarc_reports *reports, struct mailauth_dmarc_report *view)
{
	const struct mailauth_answer *ans = view->answer;
	struct mailauth_dmarc_record *record;
	size_t i;
	int rc;

	view->state = MAILAUTH_DMARC_REPORT_UNAUTHORISED;
	for (i = 0; i < ans->record_count; i++) {
		if (!mailauth__dmarc_is_record(ans->records[i].text,
		    ans->records[i].text_length))
			continue;
		rc = mailauth__dmarc_record_parse(reports->questions->arena,
		    ans->records[i].text, ans->records[i].text_length, &record);
		if (rc != 0)
			return rc;
		if (!record->valid)
			continue;
		if (view->record == NULL) {
			view->record = record;
			view->state = MAILAUTH_DMARC_REPORT_AUTHORISED;
		}
		if (view->state == MAILAUTH_DMARC_REPORT_AUTHORISED) {
			rc = take_overrides(reports, view, record);
			if (rc != 0)
				return rc;
		}
	}
	return MAILAUTH_OK;
}

/* Asks the host.  1 when the state is known, 0 to wait, or an error. */
static int
ask_host(struct dmarc_reports *reports, struct mailauth_dmarc_report *view)
{
	struct arena *arena = reports->questions->arena;
	char *below;
	int fault, rc;

	if (view->name == NULL) {
		below = mailauth__name_join(arena, "_report._dmarc", view->host, &fault);
		if (below != NULL)
			view->name = mailauth__name_join(arena, reports->policy_domain,
			    below, &fault);
		if (view->name == NULL && fault == NAME_OK)
			return mailauth__arena_error(arena);
		if (view->name == NULL) { /* too long: there can be no record */
			view->state = MAILAUTH_DMARC_REPORT_UNAUTHORISED;
			return 1;
		}
	}
	view->answer = mailauth__ask(reports->questions, view->name, MAILAUTH_TYPE_TXT,
	    ASK_NEEDED);
	if (view->answer == NULL)
		return reports->questions->error;
	if (!mailauth__answer_certain(view->answer)) {
		view->state = MAILAUTH_DMARC_REPORT_UNDECIDED;
		return 1;
	}
	rc = read_records(reports, view);
	return rc != 0 ? rc : 1;
}

static void
note(struct dmarc_reports *reports, const struct mailauth_dmarc_report *view)
{
	const struct mailauth_dmarc_uri *uri = view->uri;
	struct buffer buf;
	const char *text;

	if (view->state != MAILAUTH_DMARC_REPORT_UNAUTHORISED &&
	    view->state != MAILAUTH_DMARC_REPORT_UNDECIDED)
		return;
	mailauth__buffer_init(&buf, reports->questions->arena, 0);
	mailauth__buffer_text_add(&buf, view->host);
	if (view->state == MAILAUTH_DMARC_REPORT_UNDECIDED) {
		mailauth__buffer_text_add(&buf, ": DNS did not tell whether it receives "
		    "reports for ");
	} else if (view->record != NULL) {
		mailauth__buffer_text_add(&buf, " sends the reports on to another host, "
		    "which is not allowed, for ");
	} else {
		mailauth__buffer_text_add(&buf, " has not agreed to receive reports for ");
	}
	mailauth__buffer_text_add(&buf, reports->policy_domain);
	if (view->state == MAILAUTH_DMARC_REPORT_UNAUTHORISED && view->record == NULL &&
	    view->name != NULL) {
		mailauth__buffer_text_add(&buf, ": no DMARC record at ");
		mailauth__buffer_text_add(&buf, view->name);
	}
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		reports->problems.error = buf.error;
	else if (view->state == MAILAUTH_DMARC_REPORT_UNDECIDED)
		mailauth__problem_full(&reports->problems,
		    MAILAUTH_RULE_DNS_SERVFAIL, MAILAUTH_SEVERITY_UNKNOWN,
		    uri->offset, uri->length, text, "RFC 9990 section 4");
	else
		mailauth__problem_say(&reports->problems,
		    MAILAUTH_RULE_DMARC_REPORT_UNAUTHORISED, uri->offset,
		    uri->length, text);
}

int
mailauth__dmarc_reports_step(struct dmarc_reports *reports)
{
	struct dmarc_report *report;
	bool waiting = false;
	size_t i;
	int rc;

	if (reports->done)
		return EVALUATION_DONE;
	for (i = 0; i < reports->count; i++) {
		report = &reports->items[i];
		if (report->view.state != 0)
			continue;
		rc = compare(reports, report);
		if (rc > 0 && report->view.state == 0)
			rc = ask_host(reports, &report->view);
		if (rc < 0)
			return rc;
		waiting = waiting || rc == 0;
	}
	if (waiting)
		return EVALUATION_WAITING;
	for (i = 0; i < reports->count; i++)
		note(reports, &reports->items[i].view);
	if (reports->problems.error != 0)
		return reports->problems.error;
	reports->done = 1;
	return EVALUATION_DONE;
}
