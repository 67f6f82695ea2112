/* SPDX-License-Identifier: BSD-2-Clause */
/* DMARC Policy Discovery: RFC 9989 section 4.10.1. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "evaluate/dmarc_lookup.h"
#include "evaluate/dmarc_notes.h"
#include "task/task.h"

int
mailauth__dmarc_lookup_init(struct dmarc_lookup *lookup, struct questions *questions,
    struct trace *trace, const char *domain, int flags)
{
	*lookup = (struct dmarc_lookup){
		.questions = questions,
		.trace = trace,
		.flags = flags
	};
	lookup->view.domain = domain != NULL ? domain : "";
	lookup->view.exists = -1;
	lookup->view.steps = lookup->walk.steps;
	mailauth__problems_init(&lookup->problems, questions->arena);
	if (domain == NULL) {
		lookup->view.status = MAILAUTH_DMARC_INVALID;
		lookup->done = 1;
		return MAILAUTH_OK;
	}
	mailauth__dmarc_walk_init(&lookup->walk, questions, domain);
	return MAILAUTH_OK;
}

int
mailauth__dmarc_lookup_public_suffix(struct dmarc_lookup *lookup,
    const char *public_suffix)
{
	const char *domain = lookup->view.domain;
	size_t labels = mailauth__name_labels(public_suffix);

	if (lookup->view.status == MAILAUTH_DMARC_INVALID)
		return MAILAUTH_OK;
	if (!mailauth__name_within(domain, public_suffix))
		return MAILAUTH_ERR_INVALID;
	/* RFC 7489 section 3.2: one label more; a suffix itself has none. */
	lookup->suffix_domain = mailauth__name_labels(domain) > labels ?
	    mailauth__name_suffix(domain, labels + 1) : domain;
	return MAILAUTH_OK;
}

static void
fail(struct dmarc_lookup *lookup, const struct mailauth_answer *ans, const char *name)
{
	lookup->view.dns_status = ans->status;
	lookup->view.dns_name = name;
}

/* Does the Author Domain exist?  Sections 3.2.13 and A.4: only NXDOMAIN says no.
 * A name below it that exists, and an alias at it, say yes without asking.
 * 1 when known (or not to be known), 0 to wait, or an error. */
static int
find_existence(struct dmarc_lookup *lookup)
{
	const struct mailauth_answer *below = lookup->walk.steps[0].answer, *ans;
	const char *domain = lookup->view.domain;
	size_t i;

	if (below != NULL && (below->link_count > 0 ? !below->links[0].dname :
	    below->status == MAILAUTH_DNS_OK)) {
		lookup->view.exists = 1;
		return 1;
	}
	ans = mailauth__ask(lookup->questions, domain, MAILAUTH_TYPE_TXT, ASK_NEEDED);
	if (ans == NULL)
		return lookup->questions->error;
	if (!mailauth__answer_certain(ans)) {
		fail(lookup, ans, domain);
		return 1;
	}
	lookup->view.exists = ans->status != MAILAUTH_DNS_NXDOMAIN;
	/* The RCODE of a chain is that of its end (RFC 6604 section 3), but an
	 * alias that is no product of a DNAME exists itself. */
	for (i = 0; i < ans->link_count && !lookup->view.exists; i++)
		lookup->view.exists = !ans->links[i].dname;
	return 1;
}

/* The policy of a record above the domain: sp, or np if it does not exist. */
static int
inherit(struct dmarc_lookup *lookup, const struct mailauth_dmarc_record *record)
{
	struct mailauth_dmarc_discovery *view = &lookup->view;
	int sp, np, sp_source, np_source, rc;

	sp = mailauth__dmarc_policy(record, MAILAUTH_DMARC_SCOPE_SUBDOMAIN, &sp_source);
	np = mailauth__dmarc_policy(record, MAILAUTH_DMARC_SCOPE_NONEXISTENT, &np_source);
	if (sp_source != np_source) {
		rc = find_existence(lookup);
		if (rc <= 0)
			return rc;
		if (view->exists < 0 && sp != np) {
			view->status = MAILAUTH_DMARC_UNDECIDED;
			return 1;
		}
		if (view->exists < 0) { /* both say the same */
			view->dns_status = 0;
			view->dns_name = NULL;
		}
	}
	view->policy = view->exists == 0 ? np : sp;
	view->source = view->exists == 0 ? np_source : sp_source;
	return 1;
}

/* 1 when the policy is decided, 0 to wait, or an error. */
static int
apply(struct dmarc_lookup *lookup, const struct mailauth_dmarc_step *step, bool own)
{
	const struct mailauth_dmarc_record *record = step->record;
	struct mailauth_dmarc_discovery *view = &lookup->view;
	int rc;

	view->policy_domain = step->domain;
	view->record = record;
	view->answer = step->answer;
	view->test_mode = record->t == 'y';
	if (own) {
		view->policy = mailauth__dmarc_policy(record, MAILAUTH_DMARC_SCOPE_OWN,
		    &view->source);
	} else {
		rc = inherit(lookup, record);
		if (rc <= 0 || view->status == MAILAUTH_DMARC_UNDECIDED)
			return rc;
	}
	view->status = view->policy != 0 ? MAILAUTH_DMARC_FOUND : MAILAUTH_DMARC_UNUSABLE;
	view->applied = view->test_mode ?
	    mailauth_dmarc_policy_lowered(view->policy) : view->policy;
	return 1;
}

/* The record that applies, after the whole walk: the Organizational Domain's,
 * else that of the public suffix above it. */
static const struct mailauth_dmarc_step *
applicable(const struct dmarc_walk *walk)
{
	const struct mailauth_dmarc_step *step;
	size_t i;

	for (i = 0; i < walk->count; i++) {
		step = &walk->steps[i];
		if (mailauth__dmarc_step_record(step) != NULL &&
		    strcmp(step->domain, walk->organizational_domain) == 0)
			return step;
	}
	return walk->psd_step;
}

/* 1 when the policy is decided, 0 to wait, or an error. */
static int
find_policy(struct dmarc_lookup *lookup)
{
	struct dmarc_walk *walk = &lookup->walk;
	const struct mailauth_dmarc_step *step;
	int rc;

	rc = mailauth__dmarc_walk_step(walk, 1);
	if (rc <= 0)
		return rc;
	if (mailauth__dmarc_step_record(&walk->steps[0]) != NULL)
		return apply(lookup, &walk->steps[0], true);
	rc = mailauth__dmarc_walk_step(walk, DMARC_WALK_STEPS);
	if (rc <= 0)
		return rc;
	if (walk->failure != NULL) {
		fail(lookup, walk->failure, walk->failed_name);
		lookup->view.status = MAILAUTH_DMARC_UNDECIDED;
		return 1;
	}
	step = applicable(walk);
	if (step != NULL)
		return apply(lookup, step, false);
	lookup->view.status = MAILAUTH_DMARC_ABSENT;
	return 1;
}

int
mailauth__dmarc_lookup_walk_on(struct dmarc_lookup *lookup)
{
	struct dmarc_walk *walk = &lookup->walk;
	int rc;

	assert(lookup->view.status != MAILAUTH_DMARC_INVALID);
	rc = mailauth__dmarc_walk_step(walk, DMARC_WALK_STEPS);
	if (rc <= 0)
		return rc;
	lookup->view.step_count = walk->count;
	lookup->view.organizational_domain = walk->organizational_domain;
	if (walk->failure != NULL && lookup->view.dns_name == NULL)
		fail(lookup, walk->failure, walk->failed_name);
	return EVALUATION_DONE;
}

static void
trace_steps(struct dmarc_lookup *lookup)
{
	const struct mailauth_dmarc_step *step;
	const char *outcome;
	size_t i;

	for (i = 0; i < lookup->walk.count; i++) {
		step = &lookup->walk.steps[i];
		if (step->answer == NULL)
			outcome = "name too long";
		else if (!mailauth__answer_certain(step->answer))
			outcome = mailauth_dns_status_name(step->answer->status);
		else if (step->record_count > 1)
			outcome = "several records, discarded";
		else if (step->record_count == 0)
			outcome = "no record";
		else
			outcome = step->record->valid ? "record" : "record not valid";
		mailauth__trace_add(lookup->trace, 0, step->domain, step->name, outcome);
	}
}

int
mailauth__dmarc_lookup_step(struct dmarc_lookup *lookup)
{
	int rc;

	if (lookup->done)
		return EVALUATION_DONE;
	if (lookup->view.status == 0) {
		rc = find_policy(lookup);
		if (rc <= 0)
			return rc;
	}
	lookup->view.step_count = lookup->walk.count;
	if (lookup->walk.next == NULL)
		lookup->view.organizational_domain = lookup->walk.organizational_domain;
	if ((lookup->flags & DMARC_LOOKUP_POLICY_ONLY) == 0) {
		if (lookup->view.status != MAILAUTH_DMARC_UNDECIDED) {
			rc = mailauth__dmarc_lookup_walk_on(lookup);
			if (rc <= 0)
				return rc;
		}
		rc = mailauth__dmarc_notes(lookup);
		if (rc <= 0)
			return rc;
	}
	trace_steps(lookup);
	lookup->done = 1;
	return EVALUATION_DONE;
}
