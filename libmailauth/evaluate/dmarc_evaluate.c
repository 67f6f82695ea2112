/* SPDX-License-Identifier: BSD-2-Clause */
/* The evaluation of a message: its Author Domains one beside the other, and what
 * they mean together (RFC 9989 sections 5.3 and 11.5). */
#include <string.h>

#include "base/config.h"
#include "base/text.h"
#include "evaluate/dmarc_evaluate.h"
#include "task/task.h"

const char *
mailauth_dmarc_result_name(int result)
{
	static const char *const texts[] = {
		"none", "pass", "fail", "temperror", "permerror"
	};

	return result >= 0 && (size_t)result < COUNT_OF(texts) ? texts[result] : NULL;
}

/* The walk for a domain, shared by all identifiers that have it. */
static struct dmarc_organization *
organization_of(struct dmarc_evaluate *e, const char *domain)
{
	struct dmarc_organization *org;
	size_t i;

	for (i = 0; i < e->organization_count; i++) {
		org = &e->organizations[i];
		if (strcmp(org->domain, domain) == 0)
			return org;
	}
	org = &e->organizations[e->organization_count++];
	org->domain = domain;
	mailauth__dmarc_walk_init(&org->walk, e->questions, domain);
	return org;
}

/* Adds an identifier; `worth` is what its result says. */
static int
add_identifier(struct dmarc_evaluate *e, int dkim, const char *domain,
    const char *selector, int worth, const char *why, size_t *left)
{
	struct arena *arena = e->questions->arena;
	struct dmarc_identifier *id = &e->identifiers[e->identifier_count];
	bool valid;

	*id = (struct dmarc_identifier){ .dkim = dkim, .worth = worth, .why = why };
	id->domain = mailauth__dmarc_domain(arena, domain, &valid);
	if (selector != NULL)
		id->selector = mailauth__arena_text(arena, selector, strlen(selector));
	if (id->domain == NULL || (selector != NULL && id->selector == NULL))
		return mailauth__arena_error(arena);
	if (worth != DMARC_WORTH_NOTHING && !valid) {
		id->worth = DMARC_WORTH_NOTHING;
		id->why = "is no domain name";
	} else if (worth != DMARC_WORTH_NOTHING && *left == 0) {
		id->worth = DMARC_WORTH_NOTHING;
		id->why = "was not looked at: there are too many";
		e->view.incomplete = 1;
	}
	if (id->worth != DMARC_WORTH_NOTHING) {
		id->organization = organization_of(e, id->domain);
		(*left)--;
	}
	e->identifier_count++;
	return MAILAUTH_OK;
}

static int
add_spf(struct dmarc_evaluate *e, const struct mailauth_dmarc_message *msg, size_t *left)
{
	int worth = msg->spf_verdict == MAILAUTH_SPF_PASS ? DMARC_WORTH_PASS :
	    msg->spf_verdict == MAILAUTH_SPF_TEMPERROR ? DMARC_WORTH_UNKNOWN :
	    DMARC_WORTH_NOTHING;
	const char *why = worth == DMARC_WORTH_NOTHING ? "did not pass" : NULL;

	if (msg->spf_identity == 0)
		return MAILAUTH_OK;
	if (msg->spf_identity != MAILAUTH_SPF_MAILFROM) {
		worth = DMARC_WORTH_NOTHING;
		why = "is the HELO identity, which DMARC does not use";
	}
	return add_identifier(e, 0, msg->spf_domain, NULL, worth, why, left);
}

static int
add_identifiers(struct dmarc_evaluate *e, const struct mailauth_dmarc_message *msg)
{
	size_t left = (size_t)mailauth__config_value(e->questions->config,
	    MAILAUTH_OPT_DMARC_IDENTIFIERS), i, one = 1;
	int rc, worth;

	e->identifiers = mailauth__arena_array(e->questions->arena,
	    msg->dkim_count + 1, sizeof(*e->identifiers));
	e->organizations = mailauth__arena_array(e->questions->arena,
	    (msg->dkim_count < left ? msg->dkim_count : left) + 1,
	    sizeof(*e->organizations));
	if (e->identifiers == NULL || e->organizations == NULL)
		return mailauth__arena_error(e->questions->arena);
	rc = add_spf(e, msg, &one);
	for (i = 0; rc == 0 && i < msg->dkim_count; i++) {
		worth = msg->dkim[i].result == MAILAUTH_DKIM_RESULT_PASS ?
		    DMARC_WORTH_PASS :
		    msg->dkim[i].result == MAILAUTH_DKIM_RESULT_TEMPERROR ?
		    DMARC_WORTH_UNKNOWN : DMARC_WORTH_NOTHING;
		rc = add_identifier(e, 1, msg->dkim[i].domain, msg->dkim[i].selector,
		    worth, worth == DMARC_WORTH_NOTHING ? "did not pass" : NULL,
		    &left);
	}
	return rc;
}

static int
add_author(struct dmarc_evaluate *e, size_t author, const char *domain)
{
	struct arena *arena = e->questions->arena;
	struct dmarc_author *a = &e->authors[author];
	struct mailauth_dmarc_author *view = &e->author_views[author];
	size_t i;
	bool valid;

	view->domain = mailauth__dmarc_domain(arena, domain, &valid);
	a->alignments = mailauth__arena_array(arena, e->identifier_count,
	    sizeof(*a->alignments));
	if (view->domain == NULL || a->alignments == NULL)
		return mailauth__arena_error(arena);
	for (i = 0; i < e->identifier_count; i++) {
		a->alignments[i] = (struct mailauth_dmarc_alignment){
			.dkim = e->identifiers[i].dkim,
			.domain = e->identifiers[i].domain,
			.selector = e->identifiers[i].selector,
			.why = e->identifiers[i].why != NULL ?
			    e->identifiers[i].why : "was not needed"
		};
	}
	view->decided_by = -1;
	view->identifier_count = e->identifier_count;
	view->identifiers = a->alignments;
	view->lookup = valid ? &a->lookup.view : NULL;
	return mailauth__dmarc_lookup_init(&a->lookup, e->questions, e->trace,
	    valid ? view->domain : NULL, DMARC_LOOKUP_POLICY_ONLY);
}

int
mailauth__dmarc_evaluate_init(struct dmarc_evaluate *e, struct questions *questions,
    struct trace *trace, const struct mailauth_dmarc_message *msg)
{
	const size_t most = (size_t)mailauth__config_value(questions->config,
	    MAILAUTH_OPT_DMARC_AUTHORS);
	size_t count = msg->author_count < most ? msg->author_count : most, i;
	int rc;

	*e = (struct dmarc_evaluate){
		.questions = questions,
		.trace = trace,
		.from_fault = msg->from_fault
	};
	e->authors_left = count < msg->author_count;
	e->view.incomplete = e->authors_left;
	rc = add_identifiers(e, msg);
	if (rc != 0)
		return rc;
	e->authors = mailauth__arena_array(questions->arena, count, sizeof(*e->authors));
	e->author_views = mailauth__arena_array(questions->arena, count,
	    sizeof(*e->author_views));
	if (e->authors == NULL || e->author_views == NULL)
		return mailauth__arena_error(questions->arena);
	for (i = 0; rc == 0 && i < count; i++)
		rc = add_author(e, i, msg->authors[i]);
	e->view.author_count = count;
	e->view.authors = e->author_views;
	return rc;
}

/* How much an author's result weighs against those of the others: the strictest
 * policy among checks that fail (section 11.5), then what is undecided, and a
 * pass only if nothing else is there. */
static int
weight(const struct mailauth_dmarc_author *author)
{
	switch (author->result) {
	case MAILAUTH_DMARC_FAIL:
		return author->disposition == MAILAUTH_DMARC_POLICY_REJECT ? 7 :
		    author->disposition == MAILAUTH_DMARC_POLICY_QUARANTINE ? 5 : 4;
	case MAILAUTH_DMARC_TEMPERROR:
		return 6; /* it may turn out to be a reject */
	case MAILAUTH_DMARC_PERMERROR:
		return 3;
	case MAILAUTH_DMARC_NONE:
		return 2;
	default:
		return 1;
	}
}

/* Section 5.3.1: without an Author Domain DMARC is not possible. */
static int
conclude_nobody(struct dmarc_evaluate *e, const char *why)
{
	e->view.result = MAILAUTH_DMARC_PERMERROR;
	e->view.disposition = MAILAUTH_DMARC_POLICY_NONE;
	e->view.author_count = 0;
	e->view.why = why;
	e->view.resinfo = mailauth__dmarc_resinfo(e->questions->arena,
	    e->view.result, why, NULL, MAILAUTH_DMARC_POLICY_ABSENT);
	if (e->view.resinfo == NULL)
		return mailauth__arena_error(e->questions->arena);
	e->done = 1;
	return EVALUATION_DONE;
}

/* Section 11.5: without a look at all Author Domains the evaluation is not
 * complete.  A failure and a doubt that were found stand; that the rest of a
 * crafted list passes tells nothing of the domain behind it. */
static int
conclude_in_part(struct dmarc_evaluate *e)
{
	e->view.result = MAILAUTH_DMARC_PERMERROR;
	e->view.disposition = MAILAUTH_DMARC_POLICY_NONE;
	e->view.why = "there are more Author Domains than are looked at";
	e->view.resinfo = mailauth__dmarc_resinfo(e->questions->arena,
	    e->view.result, e->view.why, NULL, MAILAUTH_DMARC_POLICY_ABSENT);
	return e->view.resinfo == NULL ? mailauth__arena_error(e->questions->arena) : 0;
}

static int
conclude(struct dmarc_evaluate *e)
{
	const struct mailauth_dmarc_author *author;
	size_t i;
	int rc;

	for (i = 1; i < e->view.author_count; i++) {
		if (weight(&e->author_views[i]) >
		    weight(&e->author_views[e->view.decided_by]))
			e->view.decided_by = i;
	}
	author = &e->author_views[e->view.decided_by];
	e->view.result = author->result;
	e->view.disposition = author->disposition;
	e->view.why = author->why;
	e->view.resinfo = author->resinfo;
	if (e->authors_left && (author->result == MAILAUTH_DMARC_PASS ||
	    author->result == MAILAUTH_DMARC_NONE)) {
		rc = conclude_in_part(e);
		if (rc != 0)
			return rc;
	}
	for (i = 0; i < e->view.author_count; i++)
		mailauth__trace_add(e->trace, 0, e->author_views[i].domain, "DMARC",
		    mailauth_dmarc_result_name(e->author_views[i].result));
	e->done = 1;
	return EVALUATION_DONE;
}

int
mailauth__dmarc_evaluate_step(struct dmarc_evaluate *e)
{
	bool waiting = false;
	size_t i;
	int rc;

	if (e->done)
		return EVALUATION_DONE;
	if (e->from_fault != NULL)
		return conclude_nobody(e, "the From field is malformed");
	if (e->view.author_count == 0)
		return conclude_nobody(e, "there is no Author Domain");
	for (i = 0; i < e->view.author_count; i++) {
		if (e->authors[i].done)
			continue;
		rc = mailauth__dmarc_judge(e, i);
		if (rc < 0)
			return rc;
		waiting = waiting || rc == 0;
	}
	return waiting ? EVALUATION_WAITING : conclude(e);
}
