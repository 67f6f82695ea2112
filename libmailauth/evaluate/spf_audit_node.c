/* SPDX-License-Identifier: BSD-2-Clause */
/* One node of the SPF tree: its questions, and what their answers make of it. */
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "dns/name.h"
#include "evaluate/spf_audit.h"

/* ---- asking and telling ---- */

/* The answer, NULL if it is not there yet. */
static const struct mailauth_answer *
ask(struct spf_audit *audit, const char *name, uint16_t type)
{
	return mailauth__ask(audit->questions, name, type, ASK_NEEDED);
}

static int
waiting(const struct spf_audit *audit)
{
	return audit->questions->error < 0 ? audit->questions->error : 0;
}

/* "A B C" as the message of a problem of the node. */
static void
tell(struct spf_audit *audit, struct spf_audit_node *node, int code,
    const char *a, const char *b, const char *c)
{
	struct buffer buf;
	const char *text;

	mailauth__buffer_init(&buf, audit->arena, 0);
	mailauth__buffer_text_add(&buf, a);
	mailauth__buffer_text_add(&buf, b);
	mailauth__buffer_text_add(&buf, c);
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		node->problems.error = MAILAUTH_ERR_NOMEM;
	else
		mailauth__problem_say(&node->problems, code, 0, 0, text);
}

/* Notes how a look-up ended, and an alias that leads to nowhere: whoever takes
 * the target's name over decides what is found there. */
static void
note_answer(struct spf_audit *audit, struct spf_audit_node *node,
    const struct mailauth_answer *ans, const char *name)
{
	if (ans->status == MAILAUTH_DNS_NXDOMAIN && ans->link_count > 0)
		tell(audit, node, MAILAUTH_RULE_CNAME_DANGLING, name,
		    " is an alias that ends at a name that does not exist: ",
		    ans->links[ans->link_count - 1].target);
	if (mailauth__answer_certain(ans)) {
		if (node->view.status == MAILAUTH_DNS_OK)
			node->view.status = ans->status;
		return;
	}
	node->view.status = ans->status;
	audit->summary.undecided = 1;
	tell(audit, node, ans->status == MAILAUTH_DNS_TIMEOUT ?
	    MAILAUTH_RULE_DNS_TIMEOUT : ans->status == MAILAUTH_DNS_BOGUS ?
	    MAILAUTH_RULE_DNS_BOGUS : MAILAUTH_RULE_DNS_SERVFAIL,
	    name, " could not be looked up: ",
	    mailauth_dns_status_name(ans->status));
}

static bool
has_data(const struct mailauth_answer *ans)
{
	return ans->status == MAILAUTH_DNS_OK && ans->record_count > 0;
}

/* ---- networks ---- */

static int
add_network(struct spf_audit *audit, struct spf_audit_node *node,
    const struct ip *ip, unsigned bits, int qualifier)
{
	struct mailauth_spf_network *network;
	struct ip masked = *ip;
	char text[IP_TEXT];
	size_t len;

	if (node->view.network_count == node->network_room) {
		size_t room = node->network_room == 0 ? 8 : 2 * node->network_room;

		network = mailauth__arena_grow(audit->arena, node->networks,
		    node->view.network_count, room, sizeof(*network));
		if (network == NULL)
			return mailauth__arena_error(audit->arena);
		node->networks = network;
		node->network_room = room;
	}
	mailauth__ip_mask(&masked, bits);
	len = mailauth__ip_format(&masked, text);
	network = &node->networks[node->view.network_count];
	*network = (struct mailauth_spf_network){
		.address = mailauth__arena_text(audit->arena, text, len),
		.prefix = bits,
		.family = ip->family,
		.qualifier = qualifier
	};
	if (network->address == NULL)
		return mailauth__arena_error(audit->arena);
	node->view.network_count++;
	return qualifier == '+' ?
	    mailauth__spf_audit_range(audit, node, ip, bits) : 0;
}

/* The addresses of an answer as networks of the node's term. */
static int
add_addresses(struct spf_audit *audit, struct spf_audit_node *node,
    const struct mailauth_answer *ans)
{
	size_t octets = ans->type == MAILAUTH_TYPE_A ? 4 : 16, i;
	int rc;

	for (i = 0; i < ans->record_count; i++) {
		struct ip ip = { .family = octets == 4 ? 4 : 6 };

		if (ans->records[i].rdata_length != octets)
			continue;
		memcpy(ip.bytes, ans->records[i].rdata, octets);
		rc = add_network(audit, node, &ip, mailauth__spf_term_bits(
		    node->term, ip.family), node->view.qualifier);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* ---- children ---- */

/* The ancestor, or the node itself, whose record is that of `domain`. */
static const struct spf_audit_node *
ancestor(const struct spf_audit_node *node, const char *domain)
{
	for (; node != NULL; node = node->parent)
		if (mailauth__name_same(node->view.domain, domain))
			return node;
	return NULL;
}

/* "a -> b -> a": the names from `from` down to `node`, and back. */
static void
tell_loop(struct spf_audit *audit, struct spf_audit_node *node,
    const struct spf_audit_node *from)
{
	const struct spf_audit_node *path[LIMIT_SPF_DEPTH + 1], *n = node->parent;
	size_t count = 0;
	struct buffer buf;
	const char *text;

	for (; n != from && count < LIMIT_SPF_DEPTH; n = n->parent)
		path[count++] = n;
	path[count++] = from;
	mailauth__buffer_init(&buf, audit->arena, 0);
	for (; count > 0; count--) {
		mailauth__buffer_text_add(&buf, path[count - 1]->view.domain);
		mailauth__buffer_text_add(&buf, " leads to ");
	}
	mailauth__buffer_text_add(&buf, from->view.domain);
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		node->problems.error = MAILAUTH_ERR_NOMEM;
	else
		mailauth__problem_say(&node->problems,
		    node->view.kind == MAILAUTH_SPF_REDIRECT ?
		    MAILAUTH_RULE_SPF_REDIRECT_LOOP :
		    MAILAUTH_RULE_SPF_INCLUDE_LOOP, 0, 0, text);
	node->broken = 1;
}

/* The name the term looks up.  view.followed is 1 if it is known. */
static int
name_child(struct spf_audit *audit, struct spf_audit_node *node)
{
	const struct spf_macro_string *spec = &node->term->domain;
	const char *domain = node->parent->view.domain;
	struct spf_macro_context context = {
		.domain = domain, .domain_length = strlen(domain)
	};
	char expanded[LIMIT_NAME_TEXT + 1];
	struct name name;
	size_t len;

	node->view.domain = domain;
	node->view.followed = 1;
	if (spec->text == NULL)
		return 0;
	node->view.followed = 0;
	if ((spec->letters & ~(unsigned)SPF_LETTER_D) == 0) {
		len = mailauth__spf_macro_name(spec, &context, expanded);
		if (mailauth__name_from_octets(expanded, len, &name) == NAME_OK &&
		    name.labels > 0) {
			node->view.domain = mailauth__arena_text(audit->arena,
			    name.text, name.length);
			node->view.followed = 1;
			return node->view.domain != NULL ? 0 :
			    mailauth__arena_error(audit->arena);
		}
	}
	node->view.domain = mailauth__arena_text(audit->arena, spec->text,
	    spec->length);
	return node->view.domain != NULL ? 0 : mailauth__arena_error(audit->arena);
}

/* An include or redirect whose record cannot be looked at, and why. */
static void
judge_link(struct spf_audit *audit, struct spf_audit_node *node)
{
	const struct spf_audit_node *above;

	/* Macros of the message: the record's own remark says so. */
	if ((node->term->domain.letters & ~(unsigned)SPF_LETTER_D) != 0)
		return;
	if (!node->view.followed || mailauth__name_labels(node->view.domain) < 2) {
		node->view.followed = 0;
		node->broken = 1;
		mailauth__problem_say(&node->problems,
		    MAILAUTH_RULE_DNS_NAME_INVALID, 0, 0,
		    "the name to go on with is malformed");
		return;
	}
	above = ancestor(node->parent, node->view.domain);
	if (above != NULL) {
		node->view.followed = 0;
		tell_loop(audit, node, above);
	} else if (node->view.depth > LIMIT_SPF_DEPTH) {
		node->view.followed = 0;
		audit->summary.truncated = 1;
	}
}

static int
add_child(struct spf_audit *audit, struct spf_audit_node *parent,
    const struct spf_term *term)
{
	struct spf_audit_node *node = mailauth__spf_audit_add(audit, parent, term);
	int rc;

	if (node == NULL)
		return audit->summary.truncated &&
		    audit->node_count == LIMIT_SPF_NODES ? 0 :
		    mailauth__arena_error(audit->arena);
	rc = name_child(audit, node);
	if (rc != 0)
		return rc;
	if (term->kind == MAILAUTH_SPF_INCLUDE ||
	    term->kind == MAILAUTH_SPF_REDIRECT)
		judge_link(audit, node);
	if (term->kind == MAILAUTH_SPF_PTR)
		node->view.followed = 0; /* asks about the client */
	return 0;
}

/* ---- records ---- */

/* What the record's terms are, in judging order: up to "all" (RFC 7208 section
 * 5.1), then the redirect. */
static int
read_terms(struct spf_audit *audit, struct spf_audit_node *node)
{
	const struct mailauth_spf_record *rec = node->record;
	size_t i, end = rec->all >= 0 ? (size_t)rec->all : rec->term_count;
	int rc = 0;

	for (i = 0; i < end && rc == 0; i++) {
		const struct spf_term *term = &rec->terms[i];

		if (term->kind == MAILAUTH_SPF_IP4 || term->kind == MAILAUTH_SPF_IP6)
			rc = add_network(audit, node, &term->ip,
			    mailauth__spf_term_bits(term, term->ip.family),
			    term->qualifier);
		else if (term->kind != MAILAUTH_SPF_REDIRECT &&
		    mailauth__spf_term_costs(term))
			rc = add_child(audit, node, term);
	}
	if (rc == 0 && rec->all >= 0 && rec->terms[rec->all].qualifier == '+') {
		struct ip everyone = { .family = 4 };

		rc = mailauth__spf_audit_range(audit, node, &everyone, 0);
	}
	if (rc == 0 && rec->all < 0 && rec->redirect >= 0)
		rc = add_child(audit, node, &rec->terms[rec->redirect]);
	return rc;
}

/* The name of exp=, where it can come to use: in the domain's own record, or
 * that of its redirect (section 6.2). */
static int
name_explanation(struct spf_audit *audit, struct spf_audit_node *node)
{
	const struct mailauth_spf_record *rec = node->record;
	const struct spf_macro_string *spec;
	struct spf_macro_context context = { .domain = node->view.domain,
		.domain_length = strlen(node->view.domain) };
	char expanded[LIMIT_NAME_TEXT + 1];
	struct name name;
	size_t len;

	if (rec->exp < 0 || node->in_include ||
	    (rec->redirect >= 0 && rec->all < 0))
		return 0;
	spec = &rec->terms[rec->exp].domain;
	if ((spec->letters & ~(unsigned)SPF_LETTER_D) != 0)
		return 0;
	len = mailauth__spf_macro_name(spec, &context, expanded);
	if (mailauth__name_from_octets(expanded, len, &name) != NAME_OK)
		return 0;
	node->exp = mailauth__arena_text(audit->arena, name.text, name.length);
	return node->exp != NULL ? 0 : mailauth__arena_error(audit->arena);
}

static int
no_record_code(const struct spf_audit_node *node, bool several)
{
	if (node->view.kind == MAILAUTH_SPF_INCLUDE)
		return several ? MAILAUTH_RULE_SPF_INCLUDE_MULTIPLE :
		    MAILAUTH_RULE_SPF_INCLUDE_NO_RECORD;
	if (several)
		return MAILAUTH_RULE_SPF_MULTIPLE_RECORDS;
	return node->view.kind == MAILAUTH_SPF_REDIRECT ?
	    MAILAUTH_RULE_SPF_REDIRECT_NO_RECORD : MAILAUTH_RULE_SPF_MISSING;
}

/* Section 4.5: the one record of the answer, or NULL and a problem. */
static const struct mailauth_record *
select_record(struct spf_audit *audit, struct spf_audit_node *node,
    const struct mailauth_answer *ans)
{
	const struct mailauth_record *found = NULL;
	size_t count = 0, i;

	for (i = 0; i < ans->record_count; i++) {
		const struct mailauth_record *rr = &ans->records[i];

		if (rr->text != NULL &&
		    mailauth__spf_is_record(rr->text, rr->text_length)) {
			found = rr;
			count++;
		}
	}
	if (count == 1)
		return found;
	node->broken = 1;
	if (count > 1)
		tell(audit, node, no_record_code(node, true), node->view.domain,
		    " has more than one SPF record", "");
	else if (ans->status != MAILAUTH_DNS_NXDOMAIN)
		tell(audit, node, no_record_code(node, false),
		    node->view.domain, " has no SPF record", "");
	else if (node->parent == NULL)
		tell(audit, node, MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN,
		    node->view.domain, " does not exist", "");
	else
		tell(audit, node, no_record_code(node, false),
		    node->view.domain, " does not exist: whoever registers "
		    "it could send in this domain's name", "");
	return NULL;
}

static int
take_record(struct spf_audit *audit, struct spf_audit_node *node,
    const struct mailauth_answer *ans)
{
	const struct mailauth_record *rr;
	struct mailauth_spf_record *rec = NULL;
	int rc;

	note_answer(audit, node, ans, node->view.domain);
	if (!mailauth__answer_certain(ans))
		return 0;
	rr = select_record(audit, node, ans);
	if (rr == NULL)
		return 0;
	rc = mailauth__spf_record_parse(audit->arena, rr->text, rr->text_length,
	    SPF_PARSE_LINT, &rec);
	if (rc != 0)
		return rc;
	node->record = rec;
	node->view.record = rec->text;
	node->view.record_length = rec->length;
	if (mailauth__spf_record_fault(rec) != NULL) {
		node->broken = 1;
		if (node->view.kind == MAILAUTH_SPF_INCLUDE)
			tell(audit, node, MAILAUTH_RULE_SPF_INCLUDE_PERMERROR,
			    "the record of ", node->view.domain, " is in error");
		return 0;
	}
	if (node->view.kind == MAILAUTH_SPF_INCLUDE && rec->all >= 0 &&
	    rec->terms[rec->all].qualifier == '+')
		tell(audit, node, MAILAUTH_RULE_SPF_INCLUDE_PASS_ALL,
		    "the record of ", node->view.domain, " lets anyone pass");
	rc = name_explanation(audit, node);
	return rc != 0 ? rc : read_terms(audit, node);
}

static int
read_explanation(struct spf_audit *audit, struct spf_audit_node *node)
{
	const struct mailauth_answer *ans = ask(audit, node->exp, MAILAUTH_TYPE_TXT);
	const struct mailauth_spf_record *rec = node->record;
	const struct spf_term *term = &rec->terms[rec->exp];

	if (ans == NULL)
		return waiting(audit);
	if (mailauth__answer_certain(ans) &&
	    (ans->status != MAILAUTH_DNS_OK || ans->record_count != 1))
		mailauth__problem(&node->problems, MAILAUTH_RULE_SPF_EXP_TARGET,
		    term->offset, term->length);
	return 1;
}

static int
read_record(struct spf_audit *audit, struct spf_audit_node *node, bool ahead)
{
	const struct mailauth_answer *ans;
	int rc;

	if (node->record == NULL) {
		ans = ask(audit, node->view.domain, MAILAUTH_TYPE_TXT);
		if (ans == NULL || ahead)
			return waiting(audit);
		rc = take_record(audit, node, ans);
		if (rc != 0)
			return rc;
	}
	return node->exp != NULL ? read_explanation(audit, node) : 1;
}

/* ---- mechanisms ---- */

/* Notes for whom the term finds nothing. */
static void
note_void(struct spf_audit *audit, struct spf_audit_node *node, bool ip4,
    bool ip6, const char *name)
{
	node->view.void_ip4 |= ip4;
	node->view.void_ip6 |= ip6;
	if (ip4 && ip6 && !node->view.void_lookups) {
		node->view.void_lookups = 1;
		tell(audit, node, MAILAUTH_RULE_SPF_VOID_LOOKUP, name,
		    node->view.status != MAILAUTH_DNS_NXDOMAIN ?
		    " has no such record" : " does not exist: whoever "
		    "registers it could send in this domain's name", "");
	}
}

static int
read_exists(struct spf_audit *audit, struct spf_audit_node *node)
{
	const struct mailauth_answer *ans =
	    ask(audit, node->view.domain, MAILAUTH_TYPE_A);

	if (ans == NULL)
		return waiting(audit);
	note_answer(audit, node, ans, node->view.domain);
	if (mailauth__answer_certain(ans) && !has_data(ans))
		note_void(audit, node, true, true, node->view.domain);
	return 1;
}

/* The addresses of one host; 1 when both answers are there and read. */
static int
read_host(struct spf_audit *audit, struct spf_audit_node *node,
    const char *host, bool ahead)
{
	const struct mailauth_answer *a = ask(audit, host, MAILAUTH_TYPE_A);
	const struct mailauth_answer *aaaa = ask(audit, host, MAILAUTH_TYPE_AAAA);
	int rc;

	if (a == NULL || aaaa == NULL)
		return waiting(audit);
	if (ahead)
		return 1;
	note_answer(audit, node, a, host);
	if (aaaa->status != a->status)
		note_answer(audit, node, aaaa, host);
	if (mailauth__answer_certain(a) && mailauth__answer_certain(aaaa))
		note_void(audit, node, !has_data(a), !has_data(aaaa), host);
	rc = add_addresses(audit, node, a);
	if (rc == 0)
		rc = add_addresses(audit, node, aaaa);
	return rc != 0 ? rc : 1;
}

static int
read_a(struct spf_audit *audit, struct spf_audit_node *node, bool ahead)
{
	int rc = read_host(audit, node, node->view.domain, ahead);

	if (rc != 1 || ahead)
		return rc;
	if (node->view.network_count > 10)
		mailauth__problem(&node->problems, MAILAUTH_RULE_SPF_A_OVER_10, 0, 0);
	return 1;
}

/* All hosts are asked for before the first is read. */
static int
read_mx(struct spf_audit *audit, struct spf_audit_node *node, bool ahead)
{
	const struct mailauth_answer *mx =
	    ask(audit, node->view.domain, MAILAUTH_TYPE_MX);
	size_t i, missing = 0;
	int rc, pass;

	if (mx == NULL)
		return waiting(audit);
	if (has_data(mx) && mx->record_count <= audit->max_mx)
		for (pass = 0; pass < (ahead ? 1 : 2) && missing == 0; pass++)
			for (i = 0; i < mx->record_count; i++) {
				const char *host = mx->records[i].target;

				if (strcmp(host, ".") == 0)
					continue;
				rc = read_host(audit, node, host, pass == 0);
				if (rc < 0)
					return rc;
				missing += rc == 0;
			}
	if (missing > 0 || ahead)
		return 0;
	note_answer(audit, node, mx, node->view.domain);
	if (mailauth__answer_certain(mx) && !has_data(mx))
		note_void(audit, node, true, true, node->view.domain);
	if (has_data(mx) && mx->record_count > audit->max_mx) {
		mailauth__problem(&node->problems, MAILAUTH_RULE_SPF_MX_OVER_10, 0, 0);
		node->broken = 1;
	}
	return 1;
}

int
mailauth__spf_audit_read(struct spf_audit *audit, struct spf_audit_node *node,
    bool ahead)
{
	if (node->parent != NULL && !node->view.followed)
		return 1;
	node->view.followed = 1;
	switch (node->view.kind) {
	case MAILAUTH_SPF_A:
		return read_a(audit, node, ahead);
	case MAILAUTH_SPF_EXISTS:
		return ahead ? (ask(audit, node->view.domain, MAILAUTH_TYPE_A),
		    waiting(audit)) : read_exists(audit, node);
	case MAILAUTH_SPF_MX:
		return read_mx(audit, node, ahead);
	default:
		return read_record(audit, node, ahead);
	}
}
