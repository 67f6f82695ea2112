/* SPDX-License-Identifier: BSD-2-Clause */
/* check_host(), RFC 7208 section 4: records, frames and verdicts.  The
 * mechanisms are in spf_check_term.c. */
#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "evaluate/spf_check.h"

int
mailauth__spf_check_ask(struct spf_check *c, const char *name, uint16_t type,
    const struct mailauth_answer **ans)
{
	*ans = mailauth__ask(c->questions, name, type, ASK_NEEDED);
	if (*ans != NULL)
		return SPF_GO;
	return c->questions->error < 0 ? c->questions->error : SPF_WAIT;
}

static struct spf_frame *
top(struct spf_check *c)
{
	return &c->frames[c->depth - 1];
}

void
mailauth__spf_check_say(struct spf_check *c, const char *term, const char *outcome)
{
	mailauth__trace_add(c->trace, (unsigned)c->depth - 1, top(c)->domain,
	    term, outcome);
}

const char *
mailauth__spf_check_term_text(const struct spf_frame *f)
{
	return mailauth__spf_policy_term(f->policy, f->term);
}

const char *
mailauth__spf_check_sentence(struct spf_check *c, const char *before,
    unsigned number, const char *after)
{
	struct buffer buf;
	const char *text;

	mailauth__buffer_init(&buf, c->arena, 0);
	mailauth__buffer_text_add(&buf, before);
	mailauth__buffer_number(&buf, number);
	mailauth__buffer_text_add(&buf, after);
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		c->questions->error = buf.error;
	return text;
}

/* ---- the end ---- */

/* The domains from the one checked to the one that matched. */
static int
fill_path(struct spf_check *c)
{
	const struct spf_hop *hop = c->matched;
	const char **path;
	size_t i;

	path = mailauth__arena_array(c->arena, hop->length, sizeof(*path));
	if (path == NULL)
		return mailauth__arena_error(c->arena);
	for (i = hop->length; i > 0; i--, hop = hop->from)
		path[i - 1] = hop->domain;
	c->result.path = path;
	c->result.path_length = c->matched->length;
	return SPF_GO;
}

static int
finish(struct spf_check *c, int verdict)
{
	struct mailauth_spf_result *r = &c->result;

	r->verdict = verdict;
	c->stage = SPF_STAGE_DONE;
	if (c->matched == NULL)
		return SPF_GO;
	r->matched_in = c->matched->domain;
	r->matched_term = c->matched_term;
	/* Section 6.2: only a fail by a match is explained. */
	if (verdict == MAILAUTH_SPF_FAIL && mailauth__config_value(
	    c->questions->config, MAILAUTH_OPT_SPF_EXPLAIN) != 0) {
		/* The frame has judged its last term: its target is free. */
		c->frames[0].stage = SPF_TERM_COUNTED;
		c->stage = SPF_STAGE_EXPLAIN;
	}
	return fill_path(c);
}

int
mailauth__spf_check_error(struct spf_check *c, int verdict, int code,
    const char *text, const char *domain, const char *term)
{
	const struct mailauth_rule *rule = mailauth_rule_by_code(code);
	struct mailauth_spf_result *r = &c->result;

	assert(rule != NULL);
	r->problem = code;
	r->problem_id = rule->id;
	r->problem_text = text;
	r->problem_domain = domain;
	r->problem_term = term;
	c->matched = NULL;
	return finish(c, verdict);
}

int
mailauth__spf_check_temperror(struct spf_check *c, const struct mailauth_answer *ans)
{
	const struct spf_frame *f = top(c);
	const char *term = c->stage == SPF_STAGE_TERMS ?
	    mailauth__spf_check_term_text(f) : NULL;
	int code = MAILAUTH_RULE_DNS_SERVFAIL;
	const char *text = "the DNS server could not answer";

	if (ans->status == MAILAUTH_DNS_TIMEOUT) {
		code = MAILAUTH_RULE_DNS_TIMEOUT;
		text = "no DNS server answered in time";
	} else if (ans->status == MAILAUTH_DNS_BOGUS) {
		code = MAILAUTH_RULE_DNS_BOGUS;
		text = "the DNS answer failed DNSSEC validation";
	}
	mailauth__spf_check_say(c, term != NULL ? term : "TXT",
	    mailauth_dns_status_name(ans->status));
	/* An answer that stands for no answer has no name of its own. */
	return mailauth__spf_check_error(c, MAILAUTH_SPF_TEMPERROR, code, text,
	    ans->name[0] != '\0' ? ans->name :
	    term != NULL && f->target != NULL ? f->target : f->domain, term);
}

/* ---- frames ---- */

/* Puts f's target in f's place or above it as the record to judge. */
int
mailauth__spf_check_push(struct spf_check *c, int by)
{
	struct spf_frame *f = top(c), *to = f;
	const char *term;
	struct spf_hop *hop;

	hop = mailauth__arena_alloc(c->arena, sizeof(*hop));
	if (hop == NULL)
		return mailauth__arena_error(c->arena);
	*hop = (struct spf_hop){ f->target, f->hop, f->hop->length + 1 };
	term = mailauth__spf_check_term_text(f);
	if (by == SPF_BY_INCLUDE) {
		if (c->depth == c->room) {
			struct spf_frame *frames = mailauth__arena_grow(
			    c->arena, c->frames, c->depth, 2 * c->room,
			    sizeof(*frames));

			if (frames == NULL)
				return mailauth__arena_error(c->arena);
			c->frames = frames;
			c->room *= 2;
			f = top(c);
		}
		to = f + 1;
		c->depth++;
	}
	*to = (struct spf_frame){
		.domain = f->target,
		.macro_domain = f->macro_target,
		.macro_domain_length = f->macro_target_length,
		.hop = hop,
		.by_term = term,
		.by = (uint8_t)by
	};
	c->stage = SPF_STAGE_RECORD;
	return SPF_GO;
}

/* On to the next term of the top frame; SPF_GO. */
int
mailauth__spf_check_passed_over(struct spf_check *c, const char *outcome)
{
	struct spf_frame *f = top(c);

	mailauth__spf_check_say(c, mailauth__spf_check_term_text(f), outcome);
	f->term++;
	f->stage = SPF_TERM_REACHED;
	f->target = NULL;
	f->hosts = 0;
	f->counted_ptr = 0;
	f->counted_void = 0;
	return SPF_GO;
}

/* Section 4.6.2. */
static int
qualifier_verdict(const struct spf_frame *f)
{
	switch (f->policy->record->terms[f->term].qualifier) {
	case '-':
		return MAILAUTH_SPF_FAIL;
	case '~':
		return MAILAUTH_SPF_SOFTFAIL;
	case '?':
		return MAILAUTH_SPF_NEUTRAL;
	default:
		return MAILAUTH_SPF_PASS;
	}
}

static const char *
not_match_outcome(int verdict)
{
	switch (verdict) {
	case MAILAUTH_SPF_FAIL:
		return "no match (fail)";
	case MAILAUTH_SPF_SOFTFAIL:
		return "no match (softfail)";
	default:
		return "no match (neutral)";
	}
}

/* The top frame's record has a verdict: section 5.2 says what an include makes
 * of it; a redirect takes it over (section 6.1), as it took the frame. */
static int
frame_verdict(struct spf_check *c, int verdict)
{
	while (c->depth > 1) {
		c->depth--;
		c->stage = SPF_STAGE_TERMS;
		if (verdict != MAILAUTH_SPF_PASS) {
			c->matched = NULL;
			return mailauth__spf_check_passed_over(c,
			    not_match_outcome(verdict));
		}
		mailauth__spf_check_say(c,
		    mailauth__spf_check_term_text(top(c)), "match");
		verdict = qualifier_verdict(top(c));
	}
	return finish(c, verdict);
}

int
mailauth__spf_check_matched(struct spf_check *c, const char *outcome)
{
	struct spf_frame *f = top(c);

	c->matched = f->hop;
	c->matched_term = mailauth__spf_check_term_text(f);
	mailauth__spf_check_say(c, c->matched_term, outcome);
	return frame_verdict(c, qualifier_verdict(f));
}

/* ---- records ---- */

/* check_host() of this domain is "none" (sections 4.3, 4.5); the same below an
 * include or redirect is a permerror (sections 5.2, 6.1). */
static int
no_policy(struct spf_check *c, int code, const char *text, const char *outcome)
{
	const struct spf_frame *f = top(c);

	mailauth__spf_check_say(c, "TXT", outcome);
	if (f->by == SPF_BY_START)
		return mailauth__spf_check_error(c, MAILAUTH_SPF_NONE, code,
		    text, f->domain, NULL);
	return mailauth__spf_check_error(c, MAILAUTH_SPF_PERMERROR,
	    f->by == SPF_BY_INCLUDE ? MAILAUTH_RULE_SPF_INCLUDE_NO_RECORD :
	    MAILAUTH_RULE_SPF_REDIRECT_NO_RECORD, text, f->domain, f->by_term);
}

/* The first fault of the record, with the term it lies in. */
static int
bad_record(struct spf_check *c, const struct spf_policy *policy)
{
	const struct mailauth_spf_record *rec = policy->record;
	const struct mailauth_problem *fault = mailauth__spf_record_fault(rec);
	const char *term = NULL;
	size_t i;

	assert(fault != NULL); /* what makes a term invalid is an error */
	for (i = 0; i < rec->term_count; i++)
		if (fault->offset >= rec->terms[i].offset && fault->offset <=
		    rec->terms[i].offset + rec->terms[i].length)
			term = mailauth__spf_policy_term(policy, i);
	c->result.problem_offset = fault->offset;
	c->result.problem_length = fault->length;
	mailauth__spf_check_say(c, "TXT", "syntax error");
	return mailauth__spf_check_error(c, MAILAUTH_SPF_PERMERROR,
	    fault->code, fault->message, top(c)->domain, term);
}

/* Sections 4.4 to 4.6. */
static int
take_record(struct spf_check *c)
{
	struct spf_frame *f = top(c);
	const struct mailauth_answer *ans;
	const struct spf_policy *policy;
	int rc;

	rc = mailauth__spf_check_ask(c, f->domain, MAILAUTH_TYPE_TXT, &ans);
	if (rc != SPF_GO)
		return rc;
	if (!mailauth__answer_certain(ans))
		return mailauth__spf_check_temperror(c, ans);
	if (mailauth__answer_void(ans) && f->by != SPF_BY_START)
		c->void_lookups++;
	if (ans->status == MAILAUTH_DNS_NXDOMAIN)
		return no_policy(c, MAILAUTH_RULE_DNS_DOMAIN_NXDOMAIN,
		    "the domain does not exist", "no such domain");
	rc = mailauth__spf_policy(ans, c->arena, &policy);
	if (rc != 0)
		return rc;
	if (policy->selected == SPF_POLICY_NONE)
		return no_policy(c, MAILAUTH_RULE_SPF_MISSING,
		    "the domain has no SPF record", "no record");
	if (policy->selected == SPF_POLICY_SEVERAL) {
		mailauth__spf_check_say(c, "TXT", "several records");
		return mailauth__spf_check_error(c, MAILAUTH_SPF_PERMERROR,
		    f->by == SPF_BY_INCLUDE ?
		    MAILAUTH_RULE_SPF_INCLUDE_MULTIPLE :
		    MAILAUTH_RULE_SPF_MULTIPLE_RECORDS,
		    "the domain has more than one SPF record", f->domain,
		    f->by_term);
	}
	if (!policy->record->valid)
		return bad_record(c, policy);
	f->policy = policy;
	mailauth__spf_check_say(c, "TXT", "record");
	c->stage = SPF_STAGE_TERMS;
	return SPF_GO;
}

int
mailauth__spf_check_default(struct spf_check *c)
{
	mailauth__spf_check_say(c, "default", "neutral");
	c->matched = NULL;
	return frame_verdict(c, MAILAUTH_SPF_NEUTRAL);
}

/* Judges terms until the frame changes, an answer is missing, or the end. */
static int
take_terms(struct spf_check *c)
{
	int rc = SPF_GO;

	while (rc == SPF_GO && c->stage == SPF_STAGE_TERMS) {
		struct spf_frame *f = top(c);
		const struct mailauth_spf_record *rec = f->policy->record;

		if (f->term < rec->term_count)
			rc = mailauth__spf_check_term(c);
		else if (rec->redirect >= 0) {
			/* Section 6.1; an "all" lets nothing past (5.1). */
			f->redirecting = 1;
			f->term = (size_t)rec->redirect;
		} else
			rc = mailauth__spf_check_default(c);
	}
	return rc;
}

/* ---- the start ---- */

/* Section 4.3. */
static int
start(struct spf_check *c)
{
	struct spf_hop *hop = mailauth__arena_alloc(c->arena, sizeof(*hop));

	if (hop == NULL)
		return mailauth__arena_error(c->arena);
	*hop = (struct spf_hop){ c->domain, NULL, 1 };
	c->depth = 1;
	c->frames[0] = (struct spf_frame){
		.domain = c->domain,
		.macro_domain = c->domain,
		.macro_domain_length = strlen(c->domain),
		.hop = hop,
		.by = SPF_BY_START
	};
	c->stage = SPF_STAGE_RECORD;
	if (!c->domain_valid)
		return no_policy(c, MAILAUTH_RULE_DNS_NAME_INVALID,
		    "there is no fully qualified domain name to check",
		    "malformed name");
	return SPF_GO;
}

/* The counters and arguments as they stand, for whoever reads the result. */
static void
fill_result(struct spf_check *c)
{
	struct mailauth_spf_result *r = &c->result;

	r->identity = c->identity;
	r->domain = c->domain;
	r->ip = c->client_text;
	r->sender = c->sender;
	r->helo = c->helo;
	r->receiver = c->receiver != NULL ? c->receiver : "unknown";
	r->lookups = c->lookups;
	r->void_lookups = c->void_lookups;
}

int
mailauth__spf_check_step(struct spf_check *c)
{
	int rc = SPF_GO;

	c->started = 1;
	while (rc == SPF_GO && c->stage != SPF_STAGE_DONE) {
		switch (c->stage) {
		case SPF_STAGE_START:
			rc = start(c);
			break;
		case SPF_STAGE_RECORD:
			rc = take_record(c);
			break;
		case SPF_STAGE_TERMS:
			rc = take_terms(c);
			break;
		case SPF_STAGE_EXPLAIN:
			rc = mailauth__spf_check_explain(c);
			break;
		}
	}
	if (rc < 0)
		return rc;
	if (c->stage == SPF_STAGE_DONE) {
		fill_result(c);
		return EVALUATION_DONE;
	}
	mailauth__spf_check_look_ahead(c);
	return c->questions->error < 0 ? c->questions->error :
	    EVALUATION_WAITING;
}

const struct mailauth_spf_result *
mailauth__spf_check_outcome(const struct spf_check *c)
{
	return &c->result;
}
