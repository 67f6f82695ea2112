/* SPDX-License-Identifier: BSD-2-Clause */
/* The mechanisms (RFC 7208 section 5), redirect (6.1), and the limits that
 * apply when a term is reached (4.6.4). */
#include <assert.h>
#include <string.h>

#include "evaluate/spf_check.h"

static struct spf_frame *
top(struct spf_check *c)
{
	return &c->frames[c->depth - 1];
}

static const struct spf_term *
current(const struct spf_frame *f)
{
	return &f->policy->record->terms[f->term];
}

/* ---- answers ---- */

/* Do the aliases come back to a name they have been at, or does nobody want to
 * follow them further?  (RFC 1034 section 3.6.2.)  A resolver that only says
 * SERVFAIL leaves that open. */
static bool
aliases_end_nowhere(const struct mailauth_answer *ans)
{
	const char *last;
	size_t i;

	if ((ans->status != MAILAUTH_DNS_SERVFAIL &&
	    ans->status != MAILAUTH_DNS_FAILED) || ans->link_count == 0)
		return false;
	if (ans->link_count >= LIMIT_ANSWER_LINKS)
		return true;
	last = ans->links[ans->link_count - 1].target;
	for (i = 0; i < ans->link_count; i++)
		if (strcmp(ans->links[i].owner, last) == 0)
			return true;
	return false;
}

bool
mailauth__spf_check_failed(const struct mailauth_answer *ans)
{
	return !mailauth__answer_certain(ans) && !aliases_end_nowhere(ans);
}

static bool
is_void(const struct mailauth_answer *ans)
{
	return mailauth__answer_void(ans) || ans->record_count == 0;
}

uint16_t
mailauth__spf_check_address_type(const struct spf_check *c)
{
	return c->client.family == 4 ? MAILAUTH_TYPE_A : MAILAUTH_TYPE_AAAA;
}

bool
mailauth__spf_check_address(const struct spf_check *c,
    const struct mailauth_answer *ans, unsigned bits)
{
	size_t octets = c->client.family == 4 ? 4 : 16;
	size_t i;

	for (i = 0; i < ans->record_count; i++) {
		struct ip ip = { .family = c->client.family };

		assert(ans->records[i].rdata_length == octets);
		memcpy(ip.bytes, ans->records[i].rdata, octets);
		if (mailauth__ip_match(&c->client, &ip, bits))
			return true;
	}
	return false;
}

/* ---- limits ---- */

static int
count_lookup(struct spf_check *c)
{
	struct spf_frame *f = top(c);
	const char *term = mailauth__spf_check_term_text(f);

	if (++c->lookups <= c->max_lookups)
		return 0;
	mailauth__spf_check_say(c, term, "too many look-ups");
	return mailauth__spf_check_error(c, MAILAUTH_SPF_PERMERROR,
	    MAILAUTH_RULE_SPF_TOO_MANY_LOOKUPS,
	    mailauth__spf_check_sentence(c, "more than ", c->max_lookups,
	    " terms cause DNS queries"), f->domain, term);
}

/* Section 4.6.4 limits the number of terms whose queries find nothing, so an
 * mx with three hosts that lack the client's kind of address counts once.
 * 0: within the limit. */
static int
count_void(struct spf_check *c)
{
	struct spf_frame *f = top(c);
	const char *term = mailauth__spf_check_term_text(f);

	if (f->counted_void)
		return 0;
	f->counted_void = 1;
	if (++c->void_lookups <= c->max_void)
		return 0;
	mailauth__spf_check_say(c, term, "too many void look-ups");
	return mailauth__spf_check_error(c, MAILAUTH_SPF_PERMERROR,
	    MAILAUTH_RULE_SPF_TOO_MANY_VOID,
	    mailauth__spf_check_sentence(c, "more than ", c->max_void,
	    " terms look up what does not exist"), f->domain, term);
}

/* The term found nothing: counted, and not matched. */
static int
found_nothing(struct spf_check *c)
{
	int rc = count_void(c);

	return rc != 0 ? rc : mailauth__spf_check_passed_over(c, "void");
}

/* ---- targets ---- */

/* A name as octets: as it is when the canonical form holds no escapes. */
static int
keep_octets(struct spf_check *c, struct spf_frame *f, const char *octets, size_t len)
{
	if (f->target == NULL)
		return SPF_GO;
	if (strchr(f->target, '\\') == NULL) {
		f->macro_target = f->target;
		f->macro_target_length = strlen(f->target);
		return SPF_GO;
	}
	f->macro_target = mailauth__arena_text(c->arena, octets, len);
	f->macro_target_length = len;
	return f->macro_target != NULL ? SPF_GO : mailauth__arena_error(c->arena);
}

int
mailauth__spf_check_target(struct spf_check *c, struct spf_frame *f,
    const struct spf_macro_string *spec)
{
	char expanded[LIMIT_NAME_TEXT + 1];
	struct name name;
	size_t len;

	f->target = NULL;
	c->macro.domain = f->macro_domain;
	c->macro.domain_length = f->macro_domain_length;
	len = mailauth__spf_macro_name(spec, &c->macro, expanded);
	/* Section 4.8: the expanded name is not checked for syntax; one that
	 * DNS cannot be asked for matches nothing. */
	if (mailauth__name_from_octets(expanded, len, &name) != NAME_OK ||
	    name.labels == 0)
		return SPF_GO;
	f->target = mailauth__arena_text(c->arena, name.text, name.length);
	if (f->target == NULL)
		return mailauth__arena_error(c->arena);
	return keep_octets(c, f, expanded, len);
}

/* What %{p} stands for in the term; a PTR query that finds nothing makes the
 * term a void look-up. */
static int
expand_ptr(struct spf_check *c)
{
	const struct mailauth_answer *ptr;
	int rc;

	rc = mailauth__spf_check_ptr(c, &ptr);
	if (rc != SPF_GO || c->stage != SPF_STAGE_TERMS)
		return rc;
	if (ptr != NULL && is_void(ptr)) {
		rc = count_void(c);
		if (rc != 0)
			return rc;
	}
	return mailauth__spf_check_ptr_name(c, top(c)->domain);
}

/* Section 4.8: the domain-spec, or the current <domain>. */
static int
name_target(struct spf_check *c)
{
	struct spf_frame *f = top(c);
	const struct spf_term *term = current(f);
	const char *literal = f->policy->targets[f->term];
	int rc;

	if (term->domain.text == NULL) {
		f->target = f->domain;
		f->macro_target = f->macro_domain;
		f->macro_target_length = f->macro_domain_length;
		return SPF_GO;
	}
	if (literal != NULL) {
		f->target = literal[0] != '\0' ? literal : NULL;
		return keep_octets(c, f, term->domain.text, term->domain.length);
	}
	if (mailauth__spf_macro_needs_ptr(&term->domain)) {
		rc = expand_ptr(c);
		if (rc != SPF_GO || c->stage != SPF_STAGE_TERMS)
			return rc;
	}
	return mailauth__spf_check_target(c, f, &term->domain);
}

/* A term that looks up has been reached: counts it, once, and what its %{p}
 * costs (section 4.6.4), and finds out whom to ask. */
static int
reach(struct spf_check *c)
{
	struct spf_frame *f = top(c);
	const struct spf_term *term = current(f);
	int rc;

	if (f->stage == SPF_TERM_REACHED) {
		rc = count_lookup(c);
		if (rc != 0)
			return rc;
		f->stage = SPF_TERM_COUNTED;
	}
	if (f->stage == SPF_TERM_COUNTED) {
		if (term->domain.text != NULL && !f->counted_ptr &&
		    mailauth__spf_macro_needs_ptr(&term->domain)) {
			rc = count_lookup(c);
			if (rc != 0)
				return rc;
			f->counted_ptr = 1;
		}
		rc = name_target(c);
		if (rc != SPF_GO || c->stage != SPF_STAGE_TERMS)
			return rc;
		f->stage = SPF_TERM_NAMED;
	}
	return SPF_GO;
}

/* RFC 8616 section 4: with a local-part that is not ASCII, a term with %{s} or
 * %{l} does not match anything. */
static bool
not_for_this_sender(const struct spf_check *c, const struct spf_term *term)
{
	return !c->local_ascii && term->domain.text != NULL &&
	    (term->domain.letters & (SPF_LETTER_S | SPF_LETTER_L)) != 0;
}

/* ---- mechanisms ---- */

/* Section 5.6. */
static int
network(struct spf_check *c)
{
	const struct spf_term *term = current(top(c));
	bool match = c->client.family == term->ip.family && mailauth__ip_match(
	    &c->client, &term->ip,
	    mailauth__spf_term_bits(term, term->ip.family));

	return match ? mailauth__spf_check_matched(c, "match") :
	    mailauth__spf_check_passed_over(c, "no match");
}

/* Section 5.3, and section 5.7, which asks for A whatever the client is and
 * takes any. */
static int
address(struct spf_check *c)
{
	struct spf_frame *f = top(c);
	const struct spf_term *term = current(f);
	bool exists = term->kind == MAILAUTH_SPF_EXISTS;
	const struct mailauth_answer *ans;
	int rc;

	rc = mailauth__spf_check_ask(c, f->target, exists ? MAILAUTH_TYPE_A :
	    mailauth__spf_check_address_type(c), &ans);
	if (rc != SPF_GO)
		return rc;
	if (mailauth__spf_check_failed(ans))
		return mailauth__spf_check_temperror(c, ans);
	if (is_void(ans))
		return found_nothing(c);
	if (exists || mailauth__spf_check_address(c, ans,
	    mailauth__spf_term_bits(term, c->client.family)))
		return mailauth__spf_check_matched(c, "match");
	return mailauth__spf_check_passed_over(c, "no match");
}

/* By preference, then name, then place: the order in which DNS hands the hosts
 * out decides nothing. */
static bool
host_before(const struct mailauth_answer *mx, size_t a, size_t b)
{
	const struct mailauth_record *x = &mx->records[a], *y = &mx->records[b];
	int order;

	if (x->preference != y->preference)
		return x->preference < y->preference;
	order = strcmp(x->target, y->target);
	return order != 0 ? order < 0 : a < b;
}

/* The host that follows the last one looked at. */
static size_t
next_host(const struct spf_frame *f, const struct mailauth_answer *mx)
{
	size_t best = mx->record_count, i;

	for (i = 0; i < mx->record_count; i++) {
		if (f->hosts > 0 && !host_before(mx, f->host, i))
			continue;
		if (best == mx->record_count || host_before(mx, i, best))
			best = i;
	}
	return best;
}

/* The next MX host.  SPF_GO, also when it decided: the stage of the check or its
 * frame has moved then. */
static int
mx_host(struct spf_check *c, const struct mailauth_answer *mx)
{
	struct spf_frame *f = top(c);
	size_t index = next_host(f, mx);
	const char *host = mx->records[index].target;
	const struct mailauth_answer *ans;
	int rc;

	/* RFC 7505: a host "." is none. */
	if (strcmp(host, ".") != 0) {
		rc = mailauth__spf_check_ask(c, host,
		    mailauth__spf_check_address_type(c), &ans);
		if (rc != SPF_GO)
			return rc;
		if (mailauth__spf_check_failed(ans))
			return mailauth__spf_check_temperror(c, ans);
		if (is_void(ans)) {
			mailauth__spf_check_say(c, host, "no address");
			rc = count_void(c);
			if (rc != 0)
				return rc;
		} else if (mailauth__spf_check_address(c, ans,
		    mailauth__spf_term_bits(current(f), c->client.family)))
			return mailauth__spf_check_matched(c, "match");
	}
	f->hosts++;
	f->host = index;
	return SPF_GO;
}

/* Section 5.4.  No implicit MX; more hosts than the limit are a permerror,
 * wherever among them a match might be (section 4.6.4). */
static int
mail_exchangers(struct spf_check *c)
{
	struct spf_frame *f = top(c);
	size_t depth = c->depth;
	const struct mailauth_answer *mx;
	int rc;

	rc = mailauth__spf_check_ask(c, f->target, MAILAUTH_TYPE_MX, &mx);
	if (rc != SPF_GO)
		return rc;
	if (mailauth__spf_check_failed(mx))
		return mailauth__spf_check_temperror(c, mx);
	if (is_void(mx))
		return found_nothing(c);
	if (mx->record_count > c->max_mx) {
		const char *text = mailauth__spf_check_term_text(f);

		mailauth__spf_check_say(c, text, "too many MX hosts");
		return mailauth__spf_check_error(c, MAILAUTH_SPF_PERMERROR,
		    MAILAUTH_RULE_SPF_MX_OVER_10, mailauth__spf_check_sentence(c,
		    "an mx term names more than ", c->max_mx, " hosts"),
		    f->domain, text);
	}
	while (f->hosts < mx->record_count) {
		rc = mx_host(c, mx);
		if (rc != SPF_GO || c->stage != SPF_STAGE_TERMS ||
		    c->depth != depth)
			return rc;
	}
	return mailauth__spf_check_passed_over(c,
	    f->counted_void ? "void" : "no match");
}

/* Section 5.5. */
static int
reverse_name(struct spf_check *c)
{
	const struct mailauth_answer *ptr;
	bool found = false;
	int rc;

	rc = mailauth__spf_check_ptr(c, &ptr);
	if (rc != SPF_GO || c->stage != SPF_STAGE_TERMS)
		return rc;
	if (ptr == NULL)
		return mailauth__spf_check_passed_over(c,
		    "no match (the PTR look-up failed)");
	if (is_void(ptr))
		return found_nothing(c);
	rc = mailauth__spf_check_ptr_within(c, top(c)->target, &found);
	if (rc != SPF_GO || c->stage != SPF_STAGE_TERMS)
		return rc;
	return found ? mailauth__spf_check_matched(c, "match") :
	    mailauth__spf_check_passed_over(c, "no match");
}

/* Sections 5.2 and 6.1: a malformed name is "none" there (section 4.3), which
 * is a permerror here; so is a name of one label. */
static int
follow(struct spf_check *c, int by)
{
	struct spf_frame *f = top(c);
	const char *text = mailauth__spf_check_term_text(f);

	if (f->target != NULL && mailauth__name_labels(f->target) >= 2) {
		mailauth__spf_check_say(c, text, "follow");
		return mailauth__spf_check_push(c, by);
	}
	mailauth__spf_check_say(c, text, "malformed name");
	return mailauth__spf_check_error(c, MAILAUTH_SPF_PERMERROR,
	    by == SPF_BY_INCLUDE ? MAILAUTH_RULE_SPF_INCLUDE_NO_RECORD :
	    MAILAUTH_RULE_SPF_REDIRECT_NO_RECORD,
	    "the name to go on with is malformed", f->domain, text);
}

/* A mechanism that looks up. */
static int
look_up(struct spf_check *c, int kind)
{
	int rc = reach(c);
	const struct spf_frame *f = top(c);

	if (rc != SPF_GO || c->stage != SPF_STAGE_TERMS)
		return rc;
	if (not_for_this_sender(c, current(f)))
		return mailauth__spf_check_passed_over(c,
		    "no match (local-part is not ASCII)");
	if (kind == MAILAUTH_SPF_INCLUDE)
		return follow(c, SPF_BY_INCLUDE);
	if (f->target == NULL)
		return mailauth__spf_check_passed_over(c,
		    "no match (malformed name)");
	if (kind == MAILAUTH_SPF_MX)
		return mail_exchangers(c);
	if (kind == MAILAUTH_SPF_PTR)
		return reverse_name(c);
	return address(c);
}

/* The record's redirect, when nothing in it matched; section 6.1. */
static int
redirect(struct spf_check *c)
{
	int rc = reach(c);
	const struct spf_frame *f = top(c);

	if (rc != SPF_GO || c->stage != SPF_STAGE_TERMS)
		return rc;
	if (not_for_this_sender(c, current(f))) {
		mailauth__spf_check_say(c, mailauth__spf_check_term_text(f),
		    "no match (local-part is not ASCII)");
		return mailauth__spf_check_default(c);
	}
	return follow(c, SPF_BY_REDIRECT);
}

int
mailauth__spf_check_term(struct spf_check *c)
{
	struct spf_frame *f = top(c);
	const struct spf_term *term = current(f);

	switch (term->kind) {
	case MAILAUTH_SPF_ALL:
		return mailauth__spf_check_matched(c, "match");
	case MAILAUTH_SPF_IP4:
	case MAILAUTH_SPF_IP6:
		return network(c);
	case MAILAUTH_SPF_INCLUDE:
	case MAILAUTH_SPF_A:
	case MAILAUTH_SPF_MX:
	case MAILAUTH_SPF_PTR:
	case MAILAUTH_SPF_EXISTS:
		return look_up(c, term->kind);
	default:
		/* A modifier is no mechanism (section 4.6.3). */
		if (f->redirecting)
			return redirect(c);
		f->term++;
		return SPF_GO;
	}
}
