/* SPDX-License-Identifier: BSD-2-Clause */
/* What is worth saying of a finished discovery, and how RFC 7489 differs. */
#include <string.h>

#include "base/buffer.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "evaluate/dmarc_notes.h"
#include "task/task.h"

/* TXT records of one name that are looked at for near misses. */
#define MISSES_MAX 16

/* "text NAME more", in the arena; NULL puts the rule's own sentence in place. */
static const char *
sentence(struct dmarc_lookup *lookup, const char *before, const char *name,
    const char *behind)
{
	struct buffer buf;
	const char *text;

	mailauth__buffer_init(&buf, lookup->questions->arena, 0);
	mailauth__buffer_text_add(&buf, before);
	mailauth__buffer_text_add(&buf, name);
	mailauth__buffer_text_add(&buf, behind);
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		lookup->problems.error = buf.error;
	return text;
}

static void
say(struct dmarc_lookup *lookup, int code, const char *before, const char *name,
    const char *behind)
{
	mailauth__problem_say(&lookup->problems, code, 0, 0,
	    sentence(lookup, before, name, behind));
}

/* The problem of one TXT record that is no DMARC record, with its own sentence. */
static int
note_miss(struct dmarc_lookup *lookup, const struct mailauth_record *txt)
{
	struct mailauth_dmarc_record *record;
	const struct mailauth_problem *problem;
	int rc;

	rc = mailauth__dmarc_record_parse(lookup->questions->arena, txt->text,
	    txt->text_length, &record);
	if (rc != 0)
		return rc;
	problem = mailauth__problem_at(&record->problems, 0);
	if (problem != NULL)
		mailauth__problem_full(&lookup->problems, problem->code,
		    problem->severity, 0, 0, problem->message, problem->reference);
	return MAILAUTH_OK;
}

/* What stands at the first name of the walk. */
static int
note_place(struct dmarc_lookup *lookup)
{
	const struct mailauth_dmarc_step *step = &lookup->walk.steps[0];
	const struct mailauth_answer *ans = step->answer;
	size_t i, misses = 0;
	int rc;

	if (ans == NULL)
		return MAILAUTH_OK;
	for (i = 0; i < ans->record_count && misses < MISSES_MAX; i++) {
		if (mailauth__dmarc_is_record(ans->records[i].text,
		    ans->records[i].text_length))
			continue;
		misses++;
		rc = note_miss(lookup, &ans->records[i]);
		if (rc != 0)
			return rc;
	}
	/* an alias that a DNAME above makes is not one for DMARC (RFC 6672) */
	if (ans->link_count > 0 && !ans->links[0].dname && step->record_count == 0 &&
	    mailauth__answer_certain(ans))
		say(lookup, MAILAUTH_RULE_DMARC_CNAME_TARGET_EMPTY,
		    "the _dmarc name is an alias, and there is no DMARC record at ",
		    ans->links[ans->link_count - 1].target, "");
	return MAILAUTH_OK;
}

static void
note_steps(struct dmarc_lookup *lookup)
{
	const struct mailauth_dmarc_step *step;
	size_t i;

	for (i = 0; i < lookup->walk.count; i++) {
		step = &lookup->walk.steps[i];
		if (step->record_count > 1)
			say(lookup, MAILAUTH_RULE_DMARC_MULTIPLE_RECORDS,
			    "there are several DMARC records at ", step->name,
			    ", so all of them are discarded");
		else if (step->record != NULL && !step->record->valid)
			say(lookup, MAILAUTH_RULE_DMARC_TAG_DUPLICATE,
			    "the DMARC record at ", step->name,
			    " holds a tag twice and is discarded; many receivers take "
			    "the first one");
	}
}

static void
note_failure(struct dmarc_lookup *lookup)
{
	const struct mailauth_dmarc_discovery *view = &lookup->view;
	int code;

	if (view->dns_name == NULL)
		return;
	code = view->dns_status == MAILAUTH_DNS_TIMEOUT ? MAILAUTH_RULE_DNS_TIMEOUT :
	    view->dns_status == MAILAUTH_DNS_BOGUS ? MAILAUTH_RULE_DNS_BOGUS :
	    MAILAUTH_RULE_DNS_SERVFAIL;
	mailauth__problem_full(&lookup->problems, code, MAILAUTH_SEVERITY_UNKNOWN, 0,
	    0, sentence(lookup, mailauth_dns_status_name(view->dns_status),
	    " for TXT ", view->dns_name), NULL);
}

static void
note_result(struct dmarc_lookup *lookup)
{
	const struct mailauth_dmarc_discovery *view = &lookup->view;
	const struct mailauth_dmarc_record *record = view->record;

	if (view->status == MAILAUTH_DMARC_ABSENT)
		mailauth__problem(&lookup->problems, MAILAUTH_RULE_DMARC_MISSING, 0, 0);
	if (record == NULL)
		return;
	if (strcmp(view->policy_domain, view->domain) != 0) {
		say(lookup, MAILAUTH_RULE_DMARC_INHERITED, "the policy comes from ",
		    view->policy_domain, "");
	} else if (view->organizational_domain != NULL &&
	    strcmp(view->organizational_domain, view->domain) != 0 &&
	    (record->at[DMARC_SP] != 0 || record->at[DMARC_NP] != 0)) {
		say(lookup, MAILAUTH_RULE_DMARC_SP_INEFFECTIVE,
		    "sp and np have no effect here: for subdomains the record of ",
		    view->organizational_domain, " counts");
	}
}

/* What a receiver of RFC 7489 reads out of a record: section 6.6.3 of it.  It does
 * not know np, so an invalid one does no harm. */
static int
policy_rfc7489(const struct mailauth_dmarc_record *record, bool subdomain)
{
	if (record->policy[0] == 0 || record->bad[DMARC_SP - DMARC_P])
		return record->uris[0].valid ? MAILAUTH_DMARC_POLICY_NONE :
		    MAILAUTH_DMARC_POLICY_ABSENT;
	return subdomain && record->policy[DMARC_SP - DMARC_P] != 0 ?
	    record->policy[DMARC_SP - DMARC_P] : record->policy[0];
}

/* RFC 7489 section 6.6.3: the domain's own record, else that of the
 * Organizational Domain by public suffix; of several records none counts, and
 * nothing further is looked for. */
static int
find_rfc7489(struct dmarc_lookup *lookup)
{
	struct mailauth_dmarc_discovery *view = &lookup->view;
	struct dmarc_walk above;
	const struct mailauth_dmarc_step *step = &lookup->walk.steps[0];
	const struct mailauth_dmarc_record *record;
	bool subdomain = false;
	int rc;

	if (step->record_count == 0 &&
	    strcmp(lookup->suffix_domain, view->domain) != 0) {
		mailauth__dmarc_walk_init(&above, lookup->questions,
		    lookup->suffix_domain);
		rc = mailauth__dmarc_walk_step(&above, 1);
		if (rc <= 0)
			return rc;
		if (above.failure != NULL)
			return 1;
		step = &above.steps[0];
		subdomain = true;
	}
	view->rfc7489_organizational_domain = lookup->suffix_domain;
	record = mailauth__dmarc_step_record(step);
	if (record == NULL)
		return 1;
	view->rfc7489_policy = policy_rfc7489(record, subdomain);
	view->rfc7489_policy_domain = view->rfc7489_policy != 0 ? step->domain : NULL;
	return 1;
}

static bool
differ(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a != b : strcmp(a, b) != 0;
}

static void
note_rfc7489(struct dmarc_lookup *lookup)
{
	const struct mailauth_dmarc_discovery *view = &lookup->view;
	const char *policy_domain = view->policy != 0 ? view->policy_domain : NULL;

	if (view->rfc7489_organizational_domain == NULL)
		return;
	if (view->policy != view->rfc7489_policy ||
	    differ(policy_domain, view->rfc7489_policy_domain))
		say(lookup, MAILAUTH_RULE_DMARC_ORGDOMAIN_AMBIGUOUS,
		    "receivers that use a list of public suffixes (RFC 7489) take ",
		    view->rfc7489_policy_domain != NULL ?
		    view->rfc7489_policy_domain : "no policy",
		    view->rfc7489_policy_domain != NULL ? "'s policy" : "");
	else if (view->policy != 0 && view->organizational_domain != NULL &&
	    differ(view->organizational_domain, view->rfc7489_organizational_domain))
		say(lookup, MAILAUTH_RULE_DMARC_ORGDOMAIN_AMBIGUOUS,
		    "receivers that use a list of public suffixes (RFC 7489) take ",
		    view->rfc7489_organizational_domain,
		    " as the Organizational Domain when they compare domains");
}

int
mailauth__dmarc_notes(struct dmarc_lookup *lookup)
{
	int rc;

	if (lookup->suffix_domain != NULL &&
	    lookup->view.status != MAILAUTH_DMARC_UNDECIDED) {
		rc = find_rfc7489(lookup);
		if (rc <= 0)
			return rc;
	}
	rc = note_place(lookup);
	if (rc != 0)
		return rc;
	note_steps(lookup);
	note_failure(lookup);
	note_result(lookup);
	note_rfc7489(lookup);
	return lookup->problems.error != 0 ? lookup->problems.error : 1;
}
