/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a validation: what DNS left open, states, order, verdict. */
#include <string.h>

#include "validate/authoritative.h"
#include "validate/rules.h"

/* ---- questions that DNS did not answer ---- */

static enum weight
failure_weight(const struct validation *v, const struct question *question)
{
	size_t i;

	for (i = 0; i < v->failure_count; i++) {
		if (v->failures[i].type == question->query.type &&
		    strcmp(v->failures[i].name, question->query.name) == 0)
			return v->failures[i].weight;
	}
	return WEIGHT_CORE; /* asked by an evaluation of SPF, DMARC or DKIM */
}

static int
failure_code(int status)
{
	switch (status) {
	case MAILAUTH_DNS_TIMEOUT:
		return MAILAUTH_RULE_DNS_TIMEOUT;
	case MAILAUTH_DNS_BOGUS:
		return MAILAUTH_RULE_DNS_BOGUS;
	default:
		return MAILAUTH_RULE_DNS_SERVFAIL;
	}
}

static void
tell_failure(struct validation *v, const struct question *question)
{
	const struct mailauth_answer *answer = question->answer;
	const char *type = mailauth_rrtype_name(question->query.type);
	int code = failure_code(answer->status);
	struct finding *f = mailauth__find(v, code, question->query.name, type);
	const char *what = code == MAILAUTH_RULE_DNS_TIMEOUT ?
	    "no name server answered in time" :
	    code == MAILAUTH_RULE_DNS_BOGUS ? "DNSSEC validation failed" :
	    mailauth__say(v->arena, "the name servers answered with %s",
	    mailauth_dns_status_name(answer->status));

	if (failure_weight(v, question) == WEIGHT_SIDE)
		mailauth__finding_at_most(f, MAILAUTH_SEVERITY_INFO);
	f->view.message = mailauth__sentence(v,
	    "%s: whether %s has %s records is unknown%s%s", what,
	    question->query.name, type != NULL ? type : "such",
	    answer->why_bogus != NULL ? "; the resolver says: " : "",
	    answer->why_bogus != NULL ? answer->why_bogus : "");
}

static void
tell_failures(struct validation *v)
{
	size_t i;

	for (i = 0; i < v->questions->count; i++) {
		const struct question *question = v->questions->items[i];

		if (question->answer == NULL || question->query.speculative ||
		    question->query.server != NULL ||
		    mailauth__answer_certain(question->answer))
			continue;
		/* that is certain, and told */
		if (mailauth__in_circle(v, question->query.name))
			continue;
		tell_failure(v, question);
	}
}

/* ---- states ---- */

/* Of several owners the gravest counts; what is not applicable does not. */
static void
join_states(struct requirement *requirement)
{
	static const int order[] = { MAILAUTH_STATE_UNMET, MAILAUTH_STATE_UNKNOWN,
		MAILAUTH_STATE_PENDING, MAILAUTH_STATE_MET };
	size_t i, k;

	requirement->view.state = MAILAUTH_STATE_NOT_APPLICABLE;
	for (k = 0; k < COUNT_OF(order); k++) {
		for (i = 0; i < requirement->item_count; i++) {
			if (requirement->items[i].state == order[k])
				break;
		}
		if (i < requirement->item_count) {
			requirement->view.state = order[k];
			break;
		}
	}
	for (i = 0; i < requirement->item_count; i++) {
		if (requirement->items[i].state == MAILAUTH_STATE_MET)
			requirement->view.items_met++;
	}
}

/* ---- findings ---- */

/* A domain that does not exist has one fault, not thirty. */
static bool
moot(const struct finding *f, bool no_domain)
{
	return no_domain && f->view.code != MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
told_before(const struct validation *v, size_t count, const struct finding *f)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const struct mailauth_finding *other = &v->findings[i]->view;

		if (other->code == f->view.code &&
		    other->offset == f->view.offset &&
		    same_text(other->owner, f->view.owner) &&
		    same_text(other->requirement, f->view.requirement) &&
		    same_text(other->message, f->view.message))
			return true;
	}
	return false;
}

static void
drop_findings(struct validation *v)
{
	bool no_domain = false;
	size_t i, kept = 0;

	for (i = 0; i < v->finding_count; i++) {
		if (v->findings[i]->view.code == MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN)
			no_domain = true;
	}
	for (i = 0; i < v->finding_count; i++) {
		struct finding *f = v->findings[i];

		if (f->view.severity == 0 || moot(f, no_domain) ||
		    told_before(v, kept, f))
			continue;
		v->findings[kept++] = f;
	}
	v->finding_count = kept;
}

/* The gravest first: usage, error, unknown, warning, info. */
static int
rank(int severity)
{
	switch (severity) {
	case MAILAUTH_SEVERITY_USAGE: return 0;
	case MAILAUTH_SEVERITY_ERROR: return 1;
	case MAILAUTH_SEVERITY_UNKNOWN: return 2;
	case MAILAUTH_SEVERITY_WARNING: return 3;
	default: return 4;
	}
}

/* Then what the profile demands, in its order; then subject by subject. */
static int
compare(const struct finding *a, const struct finding *b)
{
	int by = rank(a->view.severity) - rank(b->view.severity);

	if (by != 0)
		return by;
	if ((a->section == NULL) != (b->section == NULL))
		return a->section == NULL ? 1 : -1;
	if (a->section != NULL && a->section != b->section)
		return a->section->line < b->section->line ? -1 : 1;
	if (a->section == NULL && a->view.code != b->view.code)
		return a->view.code < b->view.code ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	by = strcmp(a->view.owner, b->view.owner);
	if (by != 0 || a->view.type == NULL || b->view.type == NULL)
		return by;
	return strcmp(a->view.type, b->view.type);
}

/* Bottom-up merge: stable, n log n, no recursion. */
static void
sort_findings(struct validation *v)
{
	size_t n = v->finding_count, width, i;
	struct finding **from = v->findings, **to;

	if (n < 2)
		return;
	to = mailauth__arena_array(v->arena, n, sizeof(struct finding *));
	if (to == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return;
	}
	for (width = 1; width < n; width *= 2) {
		struct finding **swap;

		for (i = 0; i < n; i += 2 * width) {
			size_t a = i, mid = i + width < n ? i + width : n;
			size_t b = mid, end = mid + width < n ? mid + width : n;
			size_t at = i;

			while (a < mid || b < end) {
				if (b >= end || (a < mid &&
				    compare(from[a], from[b]) <= 0))
					to[at++] = from[a++];
				else
					to[at++] = from[b++];
			}
		}
		swap = from;
		from = to;
		to = swap;
	}
	if (from != v->findings)
		v->finding_room = n;
	v->findings = from;
}

/* ---- verdict ---- */

static int
verdict(const struct validation *v)
{
	int result = MAILAUTH_RESULT_CONFORMS;
	size_t i;

	for (i = 0; i < v->requirement_count; i++) {
		if (v->requirements[i].view.state == MAILAUTH_STATE_PENDING &&
		    v->requirements[i].view.level != MAILAUTH_LEVEL_OPTIONAL)
			result = MAILAUTH_RESULT_UNDECIDED;
	}
	for (i = 0; i < v->finding_count; i++) {
		switch (v->findings[i]->view.severity) {
		case MAILAUTH_SEVERITY_USAGE:
			return MAILAUTH_RESULT_USAGE;
		case MAILAUTH_SEVERITY_ERROR:
			result = MAILAUTH_RESULT_FAILS;
			break;
		case MAILAUTH_SEVERITY_UNKNOWN:
			if (result == MAILAUTH_RESULT_CONFORMS)
				result = MAILAUTH_RESULT_UNDECIDED;
			break;
		}
	}
	return result;
}

/* Seconds until caches may say something else. */
static uint32_t
retry(const struct validation *v)
{
	uint32_t least = 0;
	size_t i;

	if (v->result == MAILAUTH_RESULT_CONFORMS ||
	    v->result == MAILAUTH_RESULT_USAGE)
		return 0;
	if (v->result == MAILAUTH_RESULT_UNDECIDED && v->authoritative != NULL &&
	    v->authoritative->longest > 0)
		return v->authoritative->longest;
	for (i = 0; i < v->questions->count; i++) {
		const struct question *question = v->questions->items[i];
		const struct mailauth_answer *answer = question->answer;

		if (answer != NULL && question->query.server == NULL && answer->ttl > 0 &&
		    (least == 0 || answer->ttl < least))
			least = answer->ttl;
	}
	return least != 0 ? least : 1;
}

void
mailauth__finish(struct validation *v)
{
	size_t i;

	tell_failures(v);
	for (i = 0; i < v->requirement_count; i++)
		join_states(&v->requirements[i]);
	sort_findings(v);
	drop_findings(v);
	mailauth__reconcile(v);
	v->result = verdict(v);
	v->retry = retry(v);
	v->finished = true;
}
