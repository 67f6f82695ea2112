/* SPDX-License-Identifier: BSD-2-Clause */
/* exp= (RFC 7208 section 6.2).  Whatever goes wrong here only means that there
 * is no explanation; the fail stands. */
#include "base/buffer.h"
#include "evaluate/spf_check.h"

/* Ends the check; the outcome is for the trace. */
static int
done(struct spf_check *c, const char *outcome)
{
	const struct spf_policy *policy = c->frames[0].policy;

	if (policy->record->exp >= 0)
		mailauth__spf_check_say(c, mailauth__spf_policy_term(policy,
		    (size_t)policy->record->exp), outcome);
	c->stage = SPF_STAGE_DONE;
	return SPF_GO;
}

static int
unexplained(struct spf_check *c)
{
	return done(c, "no explanation");
}

/* The "exp" of the record whose verdict this is: the domain's own or, after a
 * redirect, its target's; never an included one's. */
static const struct spf_term *
explanation_term(const struct spf_check *c)
{
	const struct mailauth_spf_record *rec = c->frames[0].policy->record;

	return rec->exp >= 0 ? &rec->terms[rec->exp] : NULL;
}

/* RFC 8616 section 4, for a macro-string. */
static bool
names_a_foreign_local_part(const struct spf_check *c, const struct spf_macro_string *ms)
{
	return !c->local_ascii && (ms->letters & (SPF_LETTER_S | SPF_LETTER_L)) != 0;
}

/* Sets the frame's target from the domain-spec, once. */
static int
name_target(struct spf_check *c, const struct spf_term *term)
{
	struct spf_frame *f = &c->frames[0];
	int rc = SPF_GO;

	if (f->stage == SPF_TERM_NAMED)
		return SPF_GO;
	if (mailauth__spf_macro_needs_ptr(&term->domain))
		rc = mailauth__spf_check_ptr_name(c, f->domain);
	if (rc == SPF_GO)
		rc = mailauth__spf_check_target(c, f, &term->domain);
	if (rc == SPF_GO)
		f->stage = SPF_TERM_NAMED;
	return rc;
}

static int
expand(struct spf_check *c, const struct mailauth_record *rr)
{
	struct spf_frame *f = &c->frames[0];
	struct spf_macro_string ms;
	struct spf_macro_fault fault;
	struct buffer buf;
	int rc;

	rc = mailauth__spf_macro_parse(c->arena, rr->text, rr->text_length,
	    SPF_MACRO_EXPLANATION, &ms, &fault);
	if (rc == MAILAUTH_ERR_INVALID)
		return unexplained(c);
	if (rc != 0)
		return rc;
	if (mailauth__spf_macro_needs_ptr(&ms)) {
		rc = mailauth__spf_check_ptr_name(c, f->domain);
		if (rc != SPF_GO)
			return rc;
	}
	c->macro.domain = f->macro_domain;
	c->macro.domain_length = f->macro_domain_length;
	c->macro.time = c->time;
	/* cut at the maximum: section 6.2 allows it */
	mailauth__buffer_init(&buf, c->arena, LIMIT_SPF_EXPLANATION);
	mailauth__spf_macro_explain(&ms, &c->macro, &buf);
	c->result.explanation = mailauth__buffer_text(&buf);
	if (c->result.explanation == NULL)
		return buf.error;
	if (c->result.explanation[0] == '\0')
		c->result.explanation = NULL;
	return done(c, "explanation");
}

int
mailauth__spf_check_explain(struct spf_check *c)
{
	const struct spf_term *term = explanation_term(c);
	const struct mailauth_answer *ans;
	int rc;

	if (term == NULL || names_a_foreign_local_part(c, &term->domain))
		return unexplained(c);
	rc = name_target(c, term);
	if (rc != SPF_GO)
		return rc;
	if (c->frames[0].target == NULL)
		return unexplained(c);
	rc = mailauth__spf_check_ask(c, c->frames[0].target, MAILAUTH_TYPE_TXT, &ans);
	if (rc != SPF_GO)
		return rc;
	if (ans->status != MAILAUTH_DNS_OK || ans->record_count != 1)
		return unexplained(c);
	return expand(c, &ans->records[0]);
}
