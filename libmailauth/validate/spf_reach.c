/* SPDX-License-Identifier: BSD-2-Clause */
/* Is a term reached when a domain's SPF is evaluated: RFC 7208 sections 4.6.2,
 * 5.1 (nothing behind "all" counts), 5.2 and 6.1. */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "validate/match_spf.h"

/* Whether a node's record is evaluated at all, and gives its senders a pass. */
enum standing { STAND_PASS = 1, STAND_OTHER = 2, STAND_DEAD = 3 };

struct reaching {
	struct validation *v;
	const struct spf_audit *audit;
	const struct mailauth_spf_record *want; /* "v=spf1 TERM" */
	const struct spf_term *term;
	uint8_t *standing; /* by node */
};

static size_t
index_of(const struct mailauth_spf_record *record, const struct spf_term *term)
{
	return (size_t)(term - record->terms);
}

/* Does "all" come before the term (a redirect: anywhere)? */
static bool
behind_all(const struct mailauth_spf_record *record, const struct spf_term *term)
{
	if (record->all < 0)
		return false;
	return term->kind == MAILAUTH_SPF_REDIRECT ||
	    index_of(record, term) > (size_t)record->all;
}

static enum standing
stand(const struct reaching *r, size_t node)
{
	const struct spf_audit_node *n = r->audit->nodes[node];
	const struct spf_audit_node *parent;
	enum standing above;

	if (node == 0)
		return STAND_PASS;
	parent = r->audit->nodes[n->view.parent];
	above = r->standing[n->view.parent];
	if (above == STAND_DEAD || parent->record == NULL || n->term == NULL ||
	    behind_all(parent->record, n->term))
		return STAND_DEAD;
	if (n->term->kind == MAILAUTH_SPF_INCLUDE && n->term->qualifier != '+')
		return STAND_OTHER;
	return above;
}

static bool
same_domain(const struct reaching *r, const char *domain,
    const struct spf_macro_string *a)
{
	const struct spf_macro_string *b = &r->term->domain;
	const char *x = a->text, *y = b->text;
	size_t xlen = a->length, ylen = b->length;

	/* "a" is "a:" of the domain it stands in, and is wanted at the owner */
	if (x == NULL) {
		x = domain;
		xlen = strlen(domain);
	}
	if (y == NULL) {
		y = r->audit->nodes[0]->view.domain;
		ylen = strlen(y);
	}
	if (xlen > 1 && x[xlen - 1] == '.')
		xlen--;
	if (ylen > 1 && y[ylen - 1] == '.')
		ylen--;
	return mailauth__text_same(x, xlen, y, ylen);
}

/* Is the wanted network inside the term's? */
static bool
covers(const struct spf_term *have, const struct spf_term *want)
{
	unsigned bits;

	if (have->ip.family == 0 || have->ip.family != want->ip.family)
		return false;
	bits = mailauth__spf_term_bits(have, have->ip.family);
	return bits <= mailauth__spf_term_bits(want, want->ip.family) &&
	    mailauth__ip_match(&want->ip, &have->ip, bits);
}

static bool
fits(const struct reaching *r, const char *domain, const struct spf_term *have)
{
	const struct spf_term *want = r->term;

	if (want->kind == MAILAUTH_SPF_IP4 || want->kind == MAILAUTH_SPF_IP6)
		return (have->kind == MAILAUTH_SPF_IP4 ||
		    have->kind == MAILAUTH_SPF_IP6) && covers(have, want);
	/* a redirect to the wanted record reaches all that an include would */
	if (have->kind != want->kind && !(have->kind == MAILAUTH_SPF_REDIRECT &&
	    want->kind == MAILAUTH_SPF_INCLUDE))
		return false;
	return same_domain(r, domain, &have->domain) &&
	    have->prefix4 == want->prefix4 && have->prefix6 == want->prefix6;
}

/* The networks that a and mx terms resolve to. */
static bool
node_covers(const struct reaching *r, size_t node)
{
	const struct mailauth_spf_node *view = mailauth__spf_audit_node(r->audit, node);
	const struct spf_term *want = r->term;
	size_t i;

	if (view == NULL || (view->kind != MAILAUTH_SPF_A &&
	    view->kind != MAILAUTH_SPF_MX) || want->ip.family == 0)
		return false;
	for (i = 0; i < view->network_count; i++) {
		const struct mailauth_spf_network *network = &view->networks[i];
		struct ip ip;

		if (mailauth__ip_parse(network->address,
		    strlen(network->address), &ip) && network->qualifier == '+' &&
		    ip.family == want->ip.family && network->prefix <=
		    mailauth__spf_term_bits(want, want->ip.family) &&
		    mailauth__ip_match(&want->ip, &ip, network->prefix))
			return true;
	}
	return false;
}

/* From the better to the worse: direct, chain, qualified, shadowed, not. */
static enum reach
better(enum reach a, enum reach b)
{
	static const uint8_t order[] = { [REACH_NOT] = 0, [REACH_SHADOWED] = 1,
		[REACH_QUALIFIED] = 2, [REACH_CHAIN] = 3, [REACH_DIRECT] = 4 };

	return order[a] >= order[b] ? a : b;
}

static enum reach
reach_in(const struct reaching *r, size_t node)
{
	const struct spf_audit_node *n = r->audit->nodes[node];
	enum standing standing = r->standing[node];
	enum reach best = REACH_NOT;
	size_t i;

	for (i = 0; n->record != NULL && i < n->record->term_count; i++) {
		const struct spf_term *have = &n->record->terms[i];
		enum reach one;

		if (!have->valid || !fits(r, n->view.domain, have))
			continue;
		if (standing == STAND_DEAD || behind_all(n->record, have))
			one = REACH_SHADOWED;
		else if (standing == STAND_OTHER || (have->qualifier != '+' &&
		    have->qualifier != 0))
			one = REACH_QUALIFIED;
		else
			one = node == 0 ? REACH_DIRECT : REACH_CHAIN;
		best = better(one, best);
	}
	if (standing == STAND_PASS && node_covers(r, node))
		best = better(n->view.depth <= 1 ? REACH_DIRECT : REACH_CHAIN, best);
	return best;
}

enum reach
mailauth__spf_reach(struct validation *v, const struct spf_audit *audit, const char *term)
{
	struct reaching r = { .v = v, .audit = audit };
	struct mailauth_spf_record *want;
	const char *text = mailauth__say(v->arena, "v=spf1 %s", term);
	enum reach best = REACH_NOT;
	size_t i;
	int rc;

	r.standing = mailauth__arena_array(v->arena, audit->node_count + 1, 1);
	if (text == NULL || r.standing == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return REACH_NOT;
	}
	rc = mailauth__spf_record_parse(v->arena, text, strlen(text), 0, &want);
	if (rc != 0) {
		v->error = rc;
		return REACH_NOT;
	}
	if (want->term_count != 1 || !want->valid)
		return REACH_NOT;
	r.want = want;
	r.term = &want->terms[0];
	for (i = 0; i < audit->node_count; i++) {
		r.standing[i] = (uint8_t)stand(&r, i);
		best = better(reach_in(&r, i), best);
	}
	return best;
}
