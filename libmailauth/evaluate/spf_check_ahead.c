/* SPDX-License-Identifier: BSD-2-Clause */
/* The scout: asks ahead for what the judge will want if nothing matches before.
 *
 * It walks the terms from where the judge stands, in the same order and with
 * the same count of look-ups, through the answers that are there, and wishes for
 * those that are not.  It keeps nothing, so it cannot change a verdict, a
 * counter or the trace.  It never asks for exists, ptr or a name made from what
 * the sender said: those questions tell others of the message (RFC 7208 section
 * 11.6), and may turn out not to be needed. */
#include <string.h>

#include "evaluate/spf_check.h"

struct step {
	const struct spf_policy *policy;
	const char *domain;
	size_t term;
	bool redirecting;
};

struct scout {
	struct spf_check *c;
	size_t budget;     /* speculative questions in flight allowed */
	unsigned lookups;  /* terms counted, as the judge would */
	size_t depth;
	struct step steps[LIMIT_SPF_AHEAD];
};

/* The answer, or NULL after wishing for it. */
static const struct mailauth_answer *
wish(struct scout *s, const char *name, uint16_t type)
{
	struct questions *q = s->c->questions;
	const struct mailauth_answer *ans = mailauth__asked(q, name, type);

	if (ans != NULL || q->open_speculative >= s->budget)
		return ans;
	return mailauth__ask(q, name, type, ASK_AHEAD);
}

/* The term's name if it is the same for every message. */
static bool
name_of(const struct scout *s, const struct step *at, struct name *name)
{
	const struct spf_term *term = &at->policy->record->terms[at->term];
	struct spf_macro_context context = { .client = s->c->client };
	const char *literal = at->policy->targets[at->term];
	char expanded[LIMIT_NAME_TEXT + 1];
	size_t len;

	if (term->domain.text == NULL)
		literal = at->domain;
	if (literal != NULL) {
		name->length = strlen(literal);
		memcpy(name->text, literal, name->length + 1);
		return name->length > 0;
	}
	if ((term->domain.letters & ~(unsigned)(SPF_LETTER_D | SPF_LETTER_V)) != 0 ||
	    strchr(at->domain, '\\') != NULL)
		return false;
	context.domain = at->domain;
	context.domain_length = strlen(at->domain);
	len = mailauth__spf_macro_name(&term->domain, &context, expanded);
	return mailauth__name_from_octets(expanded, len, name) == NAME_OK;
}

/* Goes into the record of an include or redirect if it is there.  False: the
 * judge will not come past it. */
static bool
enter(struct scout *s, const struct mailauth_answer *ans, bool by_redirect)
{
	const struct spf_policy *policy;

	/* Without an answer the walk goes on behind the term; with one that
	 * ends the check, it ends too. */
	if (ans == NULL)
		return !by_redirect;
	if (ans->status != MAILAUTH_DNS_OK ||
	    mailauth__spf_policy(ans, s->c->arena, &policy) != 0 ||
	    policy->selected != SPF_POLICY_ONE ||
	    !policy->record->valid)
		return false;
	if (by_redirect)
		s->depth--;
	if (s->depth == LIMIT_SPF_AHEAD)
		return false;
	s->steps[s->depth++] = (struct step){ policy, ans->name, 0, false };
	return true;
}

static void
wish_for_hosts(struct scout *s, const struct mailauth_answer *mx)
{
	size_t i;

	if (mx == NULL || mx->status != MAILAUTH_DNS_OK ||
	    mx->record_count > s->c->max_mx)
		return;
	for (i = 0; i < mx->record_count; i++)
		if (strcmp(mx->records[i].target, ".") != 0)
			wish(s, mx->records[i].target,
			    mailauth__spf_check_address_type(s->c));
}

/* One term that looks up.  False ends the walk. */
static bool
look_up(struct scout *s, struct step *at, int kind)
{
	const struct spf_term *term = &at->policy->record->terms[at->term];
	struct name name;

	/* What the judge has reached it has counted. */
	s->lookups++;
	if (term->domain.text != NULL &&
	    mailauth__spf_macro_needs_ptr(&term->domain))
		s->lookups++;
	if (s->lookups > s->c->max_lookups)
		return false;
	at->term++;
	if (kind == MAILAUTH_SPF_EXISTS || kind == MAILAUTH_SPF_PTR)
		return true;
	at->term--;
	if (!name_of(s, at, &name)) {
		at->term++;
		return kind != MAILAUTH_SPF_REDIRECT;
	}
	at->term++;
	switch (kind) {
	case MAILAUTH_SPF_INCLUDE:
	case MAILAUTH_SPF_REDIRECT:
		return enter(s, wish(s, name.text, MAILAUTH_TYPE_TXT),
		    kind == MAILAUTH_SPF_REDIRECT);
	case MAILAUTH_SPF_MX:
		wish_for_hosts(s, wish(s, name.text, MAILAUTH_TYPE_MX));
		return true;
	default:
		wish(s, name.text, mailauth__spf_check_address_type(s->c));
		return true;
	}
}

/* The term matches the client for certain.  False ends the walk: so does a
 * match, unless it only makes an include "not match" (section 5.2). */
static bool
matched(struct scout *s, const struct spf_term *term)
{
	if (term->qualifier == '+' || s->depth == 1)
		return false;
	s->depth--;
	return true;
}

static bool
walk_term(struct scout *s)
{
	struct step *at = &s->steps[s->depth - 1];
	const struct mailauth_spf_record *rec = at->policy->record;
	const struct spf_term *term = &rec->terms[at->term];

	switch (term->kind) {
	case MAILAUTH_SPF_ALL:
		return matched(s, term);
	case MAILAUTH_SPF_IP4:
	case MAILAUTH_SPF_IP6:
		if (s->c->client.family == term->ip.family &&
		    mailauth__ip_match(&s->c->client, &term->ip,
		    mailauth__spf_term_bits(term, term->ip.family)))
			return matched(s, term);
		at->term++;
		return true;
	case MAILAUTH_SPF_REDIRECT:
		if (!at->redirecting) {
			at->term++;
			return true;
		}
		return look_up(s, at, term->kind);
	case MAILAUTH_SPF_INCLUDE:
	case MAILAUTH_SPF_A:
	case MAILAUTH_SPF_MX:
	case MAILAUTH_SPF_PTR:
	case MAILAUTH_SPF_EXISTS:
		return look_up(s, at, term->kind);
	default:
		at->term++;
		return true;
	}
}

static bool
walk(struct scout *s)
{
	struct step *at = &s->steps[s->depth - 1];
	const struct mailauth_spf_record *rec = at->policy->record;

	if (at->term < rec->term_count)
		return walk_term(s);
	/* Nobody comes past an "all". */
	if (rec->redirect >= 0 && !at->redirecting) {
		at->redirecting = true;
		at->term = (size_t)rec->redirect;
		return true;
	}
	/* Nothing matched: on in the record that includes this one. */
	s->depth--;
	return s->depth > 0;
}

void
mailauth__spf_check_look_ahead(struct spf_check *c)
{
	struct scout s = { .c = c, .lookups = c->lookups };
	size_t i;

	s.budget = (size_t)mailauth__config_value(c->questions->config,
	    MAILAUTH_OPT_PREFETCH);
	if (s.budget == 0 || c->stage == SPF_STAGE_EXPLAIN ||
	    c->depth > LIMIT_SPF_AHEAD)
		return;
	for (i = 0; i < c->depth; i++) {
		const struct spf_frame *f = &c->frames[i];

		if (f->policy == NULL) /* its record is awaited */
			break;
		s.steps[s.depth++] = (struct step){ f->policy, f->domain,
		    f->term, f->redirecting != 0 };
		/* The frame below waits for this include to be judged. */
		if (i + 1 < c->depth)
			s.steps[s.depth - 1].term++;
	}
	if (s.depth == 0)
		return;
	/* The term being judged has been counted already. */
	if (s.depth == c->depth && c->frames[c->depth - 1].stage !=
	    SPF_TERM_REACHED)
		s.lookups -= 1u + c->frames[c->depth - 1].counted_ptr;
	while (s.depth > 0 && walk(&s) && c->questions->error >= 0)
		;
}
