/* SPDX-License-Identifier: BSD-2-Clause */
/* Selectors whose aliases go in a circle, or on and on: a resolver reports them
 * as it does a broken server, but they are certain, and mended by the domain's
 * owner (RFC 1034 section 3.6.2). */
#include "evaluate/cname_walk.h"
#include "evaluate/dkim_lookup.h"
#include "task/task.h"

/* Selectors walked at most: when all of many fail, it is a server. */
#define WALKS_MAX 100

static bool
is_broken(const struct dkim_selector *item)
{
	return item->view.state == MAILAUTH_DKIM_UNKNOWN &&
	    (item->view.dns_status == MAILAUTH_DNS_SERVFAIL ||
	    item->view.dns_status == MAILAUTH_DNS_FAILED);
}

static int
start(struct dkim_lookup *lookup, struct dkim_selector *item)
{
	struct arena *arena = lookup->questions->arena;

	item->walk = mailauth__arena_zalloc(arena, sizeof(*item->walk));
	if (item->walk == NULL)
		return mailauth__arena_error(arena);
	return mailauth__cname_walk_init(item->walk, lookup->questions, NULL,
	    item->view.owner, MAILAUTH_TYPE_TXT, CNAME_WALK_PLAIN);
}

/* The walk's finding takes the place of "unknown". */
static void
conclude(struct dkim_selector *item)
{
	const struct cname_walk *walk = item->walk;
	size_t i;

	if (walk->result.end != MAILAUTH_CNAME_LOOP &&
	    walk->result.end != MAILAUTH_CNAME_TOO_LONG)
		return;
	item->view.state = MAILAUTH_DKIM_MISSING;
	item->view.verdict = MAILAUTH_DKIM_UNUSABLE;
	item->problems.count = item->problems.errors = 0;
	for (i = 0; i < walk->problems.count; i++) {
		const struct mailauth_problem *problem = &walk->problems.items[i];

		if (problem->code == MAILAUTH_RULE_CNAME_LOOP ||
		    problem->code == MAILAUTH_RULE_CNAME_CHAIN_LONG)
			mailauth__problem_full(&item->problems, problem->code,
			    MAILAUTH_SEVERITY_ERROR, 0, 0, problem->message, NULL);
	}
}

int
mailauth__dkim_aliases(struct dkim_lookup *lookup)
{
	struct dkim_selector *item;
	bool waiting = false;
	size_t i, walks = 0;
	int rc;

	for (i = 0; i < lookup->view.selector_count && walks < WALKS_MAX; i++) {
		item = &lookup->items[i];
		if (!is_broken(item))
			continue;
		walks++;
		if (item->walk == NULL && (rc = start(lookup, item)) != 0)
			return rc;
		if ((rc = mailauth__cname_walk_step(item->walk)) < 0)
			return rc;
		waiting = waiting || rc == EVALUATION_WAITING;
	}
	if (waiting)
		return EVALUATION_WAITING;
	for (i = 0; i < lookup->view.selector_count; i++)
		if (lookup->items[i].walk != NULL)
			conclude(&lookup->items[i]);
	return EVALUATION_DONE;
}
