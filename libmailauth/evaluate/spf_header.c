/* SPDX-License-Identifier: BSD-2-Clause */
/* The trace fields: Received-SPF (RFC 7208 section 9.1 with erratum 5436) and
 * the part SPF has in Authentication-Results (RFC 8601 section 2.7.2).  Most of
 * what they say comes from the other side, so nothing of it goes out as it is:
 * section 11.5.1. */
#include <string.h>

#include "base/text.h"
#include "evaluate/auth_results.h"
#include "evaluate/spf_check.h"

#define VALUE_MAX 255

/* Text inside a comment (RFC 5322 section 3.2.2): ctext and quoted-pairs. */
static void
comment_text(struct buffer *buf, const char *text)
{
	size_t i;

	for (i = 0; text[i] != '\0' && i < VALUE_MAX; i++) {
		char c = text[i];

		if (c == '(' || c == ')' || c == '\\')
			mailauth__buffer_char(buf, '\\');
		mailauth__buffer_char(buf, c == ' ' ||
		    is_class(c, CLASS_VISIBLE) ? c : '?');
	}
}

/* What the verdict says, as the examples of section 9.1 word it: NAME "of"
 * DOMAIN, or the sentence. */
static void
comment(struct buffer *buf, const struct mailauth_spf_result *r)
{
	static const char *const says[] = {
		[MAILAUTH_SPF_NONE] = " has no SPF record",
		[MAILAUTH_SPF_NEUTRAL] = " says nothing certain about ",
		[MAILAUTH_SPF_PASS] = " designates ",
		[MAILAUTH_SPF_FAIL] = " does not designate ",
		[MAILAUTH_SPF_SOFTFAIL] = " discourages use of ",
		[MAILAUTH_SPF_TEMPERROR] = " could not be looked up",
		[MAILAUTH_SPF_PERMERROR] = " has an SPF record in error"
	};

	mailauth__buffer_text_add(buf, " (");
	comment_text(buf, r->receiver);
	mailauth__buffer_text_add(buf, ": domain of ");
	comment_text(buf, r->sender);
	mailauth__buffer_text_add(buf, says[r->verdict]);
	if (r->verdict >= MAILAUTH_SPF_NEUTRAL &&
	    r->verdict <= MAILAUTH_SPF_SOFTFAIL)
		mailauth__buffer_text_add(buf, r->ip);
	if (r->verdict == MAILAUTH_SPF_PASS || r->verdict == MAILAUTH_SPF_FAIL)
		mailauth__buffer_text_add(buf, " as permitted sender");
	mailauth__buffer_char(buf, ')');
}

/* key-value-pair on a line of its own; without a value, nothing. */
static void
pair(struct buffer *buf, const char *key, const char *value)
{
	if (value == NULL)
		return;
	mailauth__buffer_text_add(buf, "\r\n\t");
	mailauth__buffer_text_add(buf, key);
	mailauth__buffer_char(buf, '=');
	mailauth__add_word(buf, value, strlen(value), VALUE_MAX);
	mailauth__buffer_char(buf, ';');
}

/* "mechanism": the one that matched, or "default" if none did. */
static const char *
mechanism(const struct mailauth_spf_result *r)
{
	if (r->matched_term != NULL)
		return r->matched_term;
	return r->verdict == MAILAUTH_SPF_NEUTRAL ? "default" : NULL;
}

const char *
mailauth__spf_received(struct spf_check *c)
{
	const struct mailauth_spf_result *r = &c->result;
	struct buffer buf;

	if (c->received_spf != NULL)
		return c->received_spf;
	mailauth__buffer_init(&buf, c->arena, 0);
	mailauth__buffer_text_add(&buf, "Received-SPF: ");
	mailauth__buffer_text_add(&buf, mailauth_spf_verdict_name(r->verdict));
	comment(&buf, r);
	pair(&buf, "client-ip", r->ip);
	if (c->mail_from[0] != '\0')
		pair(&buf, "envelope-from", c->mail_from);
	else if (r->identity == MAILAUTH_SPF_MAILFROM)
		pair(&buf, "envelope-from", r->sender);
	pair(&buf, "helo", r->helo[0] != '\0' ? r->helo : NULL);
	pair(&buf, "identity", mailauth_spf_identity_name(r->identity));
	pair(&buf, "mechanism", mechanism(r));
	pair(&buf, "problem", r->problem_text);
	pair(&buf, "receiver", c->receiver);
	c->received_spf = mailauth__buffer_text(&buf);
	return c->received_spf;
}

const char *
mailauth__spf_auth_results(struct spf_check *c)
{
	const struct mailauth_spf_result *r = &c->result;
	const struct spf_macro_context *m = &c->macro;
	struct auth_results ar;

	if (c->auth_results != NULL)
		return c->auth_results;
	mailauth__auth_results_begin(&ar, c->arena, "spf",
	    mailauth_spf_verdict_name(r->verdict));
	if (r->problem_text != NULL)
		mailauth__auth_results_reason(&ar, r->problem_text);
	/* The null reverse-path has no mailbox; what was checked is HELO. */
	if (r->identity == MAILAUTH_SPF_HELO || c->mail_from[0] == '\0')
		mailauth__auth_results_address(&ar, "smtp", "helo", "", 0,
		    m->sender_domain, m->sender_domain_length);
	else
		mailauth__auth_results_address(&ar, "smtp", "mailfrom",
		    m->local_part, strchr(c->mail_from, '@') != NULL ?
		    m->local_part_length : 0,
		    m->sender_domain, m->sender_domain_length);
	c->auth_results = mailauth__auth_results_text(&ar);
	return c->auth_results;
}
