/* SPDX-License-Identifier: BSD-2-Clause */
/* A record of the SPF tree: found, read, and the terms that look up made into
 * nodes below it. */
#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "dns/name.h"
#include "evaluate/spf_audit.h"

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

	for (; n != from; n = n->parent) {
		assert(count < LIMIT_SPF_DEPTH); /* no record is deeper */
		path[count++] = n;
	}
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
		if (mailauth__name_from_octets(expanded, len, &name) == NAME_OK) {
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
	struct spf_audit_node *node;
	int rc = mailauth__spf_audit_add(audit, parent, term, &node);

	if (rc != 0 || node == NULL)
		return rc;
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
			rc = mailauth__spf_audit_network(audit, node, &term->ip,
			    mailauth__spf_term_bits(term, term->ip.family),
			    term->qualifier, i);
		else if (term->kind != MAILAUTH_SPF_REDIRECT &&
		    mailauth__spf_term_costs(term))
			rc = add_child(audit, node, term);
	}
	if (rc == 0 && rec->all >= 0 && rec->terms[rec->all].qualifier == '+') {
		struct ip everyone = { .family = 4 };

		rc = mailauth__spf_audit_range(audit, node, &everyone, 0,
		    (uint32_t)rec->all, true);
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

		if (mailauth__spf_is_record(rr->text, rr->text_length)) {
			found = rr;
			count++;
		}
	}
	if (count == 1)
		return found;
	node->broken = 1;
	if (count > 1)
		mailauth__spf_audit_tell(audit, node, no_record_code(node, true), node->view.domain,
		    " has more than one SPF record", "");
	else if (ans->status != MAILAUTH_DNS_NXDOMAIN)
		mailauth__spf_audit_tell(audit, node, no_record_code(node, false),
		    node->view.domain, " has no SPF record", "");
	else if (node->parent == NULL)
		mailauth__spf_audit_tell(audit, node, MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN,
		    node->view.domain, " does not exist", "");
	else
		mailauth__spf_audit_tell(audit, node, no_record_code(node, false),
		    node->view.domain,
		    mailauth__spf_audit_missing(audit, node->view.domain), "");
	return NULL;
}

static int
take_record(struct spf_audit *audit, struct spf_audit_node *node,
    const struct mailauth_answer *ans)
{
	const struct mailauth_record *rr;
	struct mailauth_spf_record *rec = NULL;
	int rc;

	mailauth__spf_audit_note(audit, node, ans, node->view.domain);
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
			mailauth__spf_audit_tell(audit, node, MAILAUTH_RULE_SPF_INCLUDE_PERMERROR,
			    "the record of ", node->view.domain, " is in error");
		return 0;
	}
	if (node->view.kind == MAILAUTH_SPF_INCLUDE && rec->all >= 0 &&
	    rec->terms[rec->all].qualifier == '+')
		mailauth__spf_audit_tell(audit, node, MAILAUTH_RULE_SPF_INCLUDE_PASS_ALL,
		    "the record of ", node->view.domain, " lets anyone pass");
	rc = name_explanation(audit, node);
	return rc != 0 ? rc : read_terms(audit, node);
}

static int
read_explanation(struct spf_audit *audit, struct spf_audit_node *node)
{
	const struct mailauth_answer *ans = spf_audit_ask(audit, node->exp, MAILAUTH_TYPE_TXT);
	const struct mailauth_spf_record *rec = node->record;
	const struct spf_term *term = &rec->terms[rec->exp];

	if (ans == NULL)
		return spf_audit_waiting(audit);
	if (mailauth__answer_certain(ans) &&
	    (ans->status != MAILAUTH_DNS_OK || ans->record_count != 1))
		mailauth__problem(&node->problems, MAILAUTH_RULE_SPF_EXP_TARGET,
		    term->offset, term->length);
	return 1;
}

int
mailauth__spf_audit_read_record(struct spf_audit *audit, struct spf_audit_node *node, bool ahead)
{
	const struct mailauth_answer *ans;
	int rc;

	if (node->record == NULL) {
		ans = spf_audit_ask(audit, node->view.domain, MAILAUTH_TYPE_TXT);
		if (ans == NULL || ahead)
			return spf_audit_waiting(audit);
		rc = take_record(audit, node, ans);
		if (rc != 0)
			return rc;
	}
	return node->exp != NULL ? read_explanation(audit, node) : 1;
}
