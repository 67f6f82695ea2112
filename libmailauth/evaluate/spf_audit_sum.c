/* SPDX-License-Identifier: BSD-2-Clause */
/* The finished tree: judging order, what every branch costs, and what is wrong
 * with the tree as a whole. */
#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "evaluate/spf_audit.h"

/* The sums of nodes stay far below this: 1,000 nodes of at most 2 look-ups. */
_Static_assert(LIMIT_SPF_NODES < 1000000, "counters must not wrap");

/* The node judged after `node`, within the tree. */
static struct spf_audit_node *
following(struct spf_audit_node *node)
{
	if (node->child != NULL)
		return node->child;
	while (node != NULL && node->next == NULL)
		node = node->parent;
	return node != NULL ? node->next : NULL;
}

/* From the order by level to judging order. */
static void
order_nodes(struct spf_audit *audit)
{
	struct spf_audit_node *node = audit->nodes[0];
	size_t i = 0;

	for (; node != NULL; node = following(node))
		audit->nodes[i++] = node;
	for (i = 0; i < audit->node_count; i++) {
		node = audit->nodes[i];
		node->subtree = i; /* for the while: its own place */
		node->view.parent = node->parent != NULL ?
		    node->parent->subtree : 0;
	}
}

/* The look-ups before the first term of the record that can match, -1: none.
 * The children, and what they sum up to, are known. */
static long
first_match(const struct spf_audit_node *node)
{
	const struct mailauth_spf_record *rec = node->record;
	const struct spf_audit_node *child = node->child;
	long before = 0;
	size_t i;

	for (i = 0; rec != NULL && i < rec->term_count; i++) {
		const struct spf_term *term = &rec->terms[i];
		bool counts = !node->in_include || term->qualifier == '+';

		if (term->kind == MAILAUTH_SPF_ALL)
			return counts ? before : -1;
		if ((term->kind == MAILAUTH_SPF_IP4 ||
		    term->kind == MAILAUTH_SPF_IP6) && counts)
			return before;
		if (child == NULL || child->term != term ||
		    term->kind == MAILAUTH_SPF_REDIRECT)
			continue; /* a redirect is judged last, wherever it stands */
		if (child->first_match >= 0 && counts)
			return before + child->first_match;
		before += (long)child->view.lookups;
		child = child->next;
	}
	if (child != NULL && child->first_match >= 0)
		return before + child->first_match;
	return -1;
}

/* Sums of a node from those of its children. */
static void
sum_node(struct spf_audit_node *node)
{
	struct mailauth_spf_node *view = &node->view;
	const struct spf_audit_node *child;
	long below;

	node->subtree = 1;
	view->lookups = view->own_lookups;
	for (child = node->child; child != NULL; child = child->next) {
		node->subtree += child->subtree;
		view->lookups += child->view.lookups;
		node->broken |= child->broken;
		if (child->view.kind == MAILAUTH_SPF_REDIRECT)
			node->all = child->all;
	}
	if (node->record != NULL && node->record->all >= 0)
		node->all = node->record->terms[node->record->all].qualifier;
	switch (view->kind) {
	case MAILAUTH_SPF_A:
	case MAILAUTH_SPF_MX:
	case MAILAUTH_SPF_EXISTS:
	case MAILAUTH_SPF_PTR:
		below = view->void_lookups ? -1 : 0;
		break;
	default:
		below = first_match(node);
	}
	node->first_match = below < 0 ? -1 : below + (long)view->own_lookups;
}

/* Room for the ranges of the whole tree. */
struct counting {
	struct spf_range *ranges;
	uint32_t *heap;
	struct spf_span *spans; /* of each node from node->span on */
};

/* What a term matches decides, at the term's place; what it does not match is
 * left to the terms behind it.  Of an include that is what its record passes
 * (RFC 7208 section 5.2), of a redirect too: nothing stands behind it. */
static size_t
take_child(const struct spf_audit_node *node, const struct spf_audit_node *child,
    const struct counting *c, size_t count)
{
	bool redirect = child->view.kind == MAILAUTH_SPF_REDIRECT;
	size_t i;

	for (i = 0; i < child->span_count; i++)
		c->ranges[count++] = (struct spf_range){
			c->spans[child->span + i].first,
			c->spans[child->span + i].last,
			redirect ? UINT32_MAX :
			    (uint32_t)(child->term - node->record->terms),
			redirect || child->term->qualifier == '+'
		};
	return count;
}

/* The addresses that the node and all below authorise.  Those of its children
 * are known; they have, together, no more spans than ranges. */
static void
count_addresses(struct spf_audit_node *node, const struct counting *c)
{
	const struct spf_audit_node *child;
	bool refuses = node->view.kind != MAILAUTH_SPF_INCLUDE &&
	    node->term != NULL && node->term->qualifier != '+' &&
	    node->term->qualifier != 0;
	size_t i, count = node->range_count;

	for (i = 0; i < count; i++) {
		c->ranges[i] = node->ranges[i];
		/* of a and mx: what it matches, whatever the parent makes of it */
		c->ranges[i].pass |= refuses;
	}
	for (child = node->child; child != NULL; child = child->next)
		count = take_child(node, child, c, count);
	node->span_count = mailauth__spf_range_pass(c->ranges, count, c->heap,
	    c->spans + node->span);
	for (i = 0; i < node->span_count && !refuses; i++)
		node->view.ipv4_addresses +=
		    (uint64_t)c->spans[node->span + i].last -
		    c->spans[node->span + i].first + 1;
}

static int
count_all_addresses(struct spf_audit *audit)
{
	size_t room = audit->ranges > 0 ? audit->ranges : 1, i, span = 0;
	struct counting c = {
		mailauth__arena_array(audit->arena, room, sizeof(*c.ranges)),
		mailauth__arena_array(audit->arena, room, sizeof(*c.heap)),
		mailauth__arena_array(audit->arena, room, sizeof(*c.spans))
	};

	if (c.ranges == NULL || c.heap == NULL || c.spans == NULL)
		return mailauth__arena_error(audit->arena);
	for (i = 0; i < audit->node_count; i++) {
		audit->nodes[i]->span = span;
		span += audit->nodes[i]->range_count;
	}
	for (i = audit->node_count; i > 0; i--)
		count_addresses(audit->nodes[i - 1], &c);
	audit->spans = c.spans;
	return 0;
}

/* The first include of the same record in another record.  (Two in one record
 * are for the remarks on that record.) */
static const struct spf_audit_node *
included_before(const struct spf_audit *audit, size_t i)
{
	const struct spf_audit_node *node = audit->nodes[i];
	size_t j;

	for (j = 1; j < i; j++) {
		const struct spf_audit_node *other = audit->nodes[j];

		if (other->view.kind == MAILAUTH_SPF_INCLUDE &&
		    strcmp(other->view.domain, node->view.domain) == 0 &&
		    strcmp(other->parent->view.domain,
		    node->parent->view.domain) != 0)
			return other;
	}
	return NULL;
}

static void
find_duplicates(struct spf_audit *audit)
{
	size_t i;

	for (i = 1; i < audit->node_count; i++) {
		struct spf_audit_node *node = audit->nodes[i];

		if (node->view.kind == MAILAUTH_SPF_INCLUDE &&
		    node->record != NULL && included_before(audit, i) != NULL)
			mailauth__problem(&node->problems,
			    MAILAUTH_RULE_SPF_INCLUDE_DUPLICATE, 0, 0);
	}
}

/* The record's problems and the node's own as one list. */
static int
list_problems(struct spf_audit *audit, struct spf_audit_node *node)
{
	const struct problem_list *own = &node->problems;
	const struct problem_list *of_record = node->record != NULL ?
	    &node->record->problems : NULL;
	size_t before = of_record != NULL ? of_record->count : 0, i;
	const struct mailauth_problem **list;

	if (own->error < 0)
		return own->error;
	node->view.networks = node->networks;
	node->view.problem_count = before + own->count;
	if (node->view.problem_count == 0)
		return 0;
	list = mailauth__arena_array(audit->arena, node->view.problem_count,
	    sizeof(*list));
	if (list == NULL)
		return mailauth__arena_error(audit->arena);
	for (i = 0; i < own->count; i++)
		list[i] = &own->items[i];
	for (i = 0; i < before; i++)
		list[own->count + i] = &of_record->items[i];
	node->view.problems = list;
	return 0;
}

/* ---- the tree as a whole ---- */

static void
say(struct spf_audit *audit, int code, int severity, const char *a,
    unsigned number, const char *b, const char *c)
{
	const struct mailauth_rule *rule = mailauth_rule_by_code(code);
	struct buffer buf;
	const char *text;

	mailauth__buffer_init(&buf, audit->arena, 0);
	mailauth__buffer_text_add(&buf, a);
	mailauth__buffer_number(&buf, number);
	mailauth__buffer_text_add(&buf, b);
	mailauth__buffer_text_add(&buf, c);
	text = mailauth__buffer_text(&buf);
	if (text == NULL) {
		audit->problems.error = MAILAUTH_ERR_NOMEM;
		return;
	}
	mailauth__problem_full(&audit->problems, code,
	    severity != 0 ? severity : rule->severity, 0, 0, text, NULL);
}

/* The term of the domain's own record, or of its redirect, that costs most. */
static const char *
costliest(const struct spf_audit *audit)
{
	const struct spf_audit_node *parent = audit->nodes[0], *child, *best = NULL;

	/* A chain of nothing but redirects is told by its last one. */
	while (parent->child != NULL && parent->child->next == NULL &&
	    parent->child->child != NULL &&
	    parent->child->view.kind == MAILAUTH_SPF_REDIRECT)
		parent = parent->child;
	for (child = parent->child; child != NULL; child = child->next)
		if (best == NULL || child->view.lookups > best->view.lookups)
			best = child;
	assert(best != NULL); /* there are look-ups, so there are terms */
	return best->view.term;
}

static void
judge_lookups(struct spf_audit *audit)
{
	const struct mailauth_spf_audit_summary *s = &audit->summary;
	unsigned max = audit->max_lookups;

	if (s->lookups > max) {
		say(audit, MAILAUTH_RULE_SPF_TOO_MANY_LOOKUPS, 0, "", s->lookups,
		    " terms cause DNS queries, more than are allowed; "
		    "the costliest is ", costliest(audit));
		/* without a first match it is the same number */
		if (s->lookups_at_first_match <= max)
			say(audit, MAILAUTH_RULE_SPF_LOOKUPS_ORDER_DEPENDENT, 0,
			    "a client can match after ",
			    s->lookups_at_first_match,
			    " look-ups and never see the overrun", "");
	} else if (s->lookups > 0 && s->lookups + 1 >= max)
		say(audit, MAILAUTH_RULE_SPF_LOOKUPS_NEAR_LIMIT, 0, "",
		    s->lookups, " terms cause DNS queries, near the limit; "
		    "the costliest is ", costliest(audit));
}

static void
judge_voids(struct spf_audit *audit)
{
	const struct mailauth_spf_audit_summary *s = &audit->summary;

	if (s->void_ip4 > audit->max_void)
		say(audit, MAILAUTH_RULE_SPF_TOO_MANY_VOID, 0, "", s->void_ip4,
		    " terms find nothing, more than are allowed", "");
	else if (s->void_ip6 > audit->max_void)
		say(audit, MAILAUTH_RULE_SPF_TOO_MANY_VOID,
		    MAILAUTH_SEVERITY_INFO, "", s->void_ip6,
		    " terms find nothing for IPv6 clients, more than are "
		    "allowed: such a client gets a permerror, not the verdict "
		    "of \"all\"", "");
}

static void
fill_summary(struct spf_audit *audit)
{
	struct mailauth_spf_audit_summary *s = &audit->summary;
	const struct spf_audit_node *root = audit->nodes[0];
	size_t i;

	s->status = root->view.status;
	s->has_record = root->record != NULL;
	s->lookups = root->view.lookups;
	s->lookups_at_first_match = root->first_match >= 0 ?
	    (unsigned)root->first_match : root->view.lookups;
	s->ipv4_addresses = root->view.ipv4_addresses;
	s->all = root->all;
	s->node_count = audit->node_count;
	for (i = 0; i < audit->node_count; i++) {
		s->void_lookups += audit->nodes[i]->view.void_lookups;
		s->void_ip4 += audit->nodes[i]->view.void_ip4;
		s->void_ip6 += audit->nodes[i]->view.void_ip6;
	}
	judge_lookups(audit);
	judge_voids(audit);
	s->problem_count = audit->problems.count;
	s->valid = s->has_record && !root->broken && !s->truncated &&
	    !s->undecided && s->lookups <= audit->max_lookups &&
	    s->void_ip4 <= audit->max_void;
}

int
mailauth__spf_audit_sum(struct spf_audit *audit)
{
	size_t i;
	int rc;

	order_nodes(audit);
	find_duplicates(audit);
	rc = count_all_addresses(audit);
	for (i = audit->node_count; i > 0 && rc == 0; i--) {
		sum_node(audit->nodes[i - 1]);
		rc = list_problems(audit, audit->nodes[i - 1]);
	}
	if (rc != 0)
		return rc;
	fill_summary(audit);
	return audit->problems.error;
}
