/* SPDX-License-Identifier: BSD-2-Clause */
/* Putting what a provider prescribes into a record that exists, and two
 * records into one (RFC 7208 section 3.2: a domain has one). */
#include <string.h>

#include "record/spf_redundant.h"
#include "record/spf_writer.h"

int
mailauth__spf_writer_settle(struct mailauth_spf_writer *w)
{
	size_t redirect = mailauth__spf_writer_find(w, MAILAUTH_SPF_REDIRECT);
	int rc;

	if (redirect == w->count ||
	    mailauth__spf_writer_find(w, MAILAUTH_SPF_ALL) == w->count)
		return 0;
	rc = mailauth__spf_writer_say(w, "removed \"", w->texts[redirect],
	    "\": it is ignored beside \"all\"");
	mailauth__spf_writer_drop(w, redirect);
	return rc;
}

int
mailauth_spf_writer_set_all(mailauth_spf_writer *w, int qualifier)
{
	const char text[] = { (char)qualifier, 'a', 'l', 'l', '\0' };
	int rc;

	if (w == NULL || qualifier <= 0 || qualifier > 127 ||
	    strchr("+-~?", qualifier) == NULL)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth_spf_writer_add(w, text);
	return rc != 0 ? rc : mailauth__spf_writer_settle(w);
}

/* May a client that matches the network have met term `own` before? */
static bool
may_meet(const struct spf_term *own, const struct spf_term *term)
{
	unsigned bits = mailauth__spf_term_bits(own, own->ip.family);
	unsigned other = mailauth__spf_term_bits(term, term->ip.family);

	return own->ip.family == 0 || mailauth__ip_match(&term->ip, &own->ip,
	    bits < other ? bits : other);
}

/* A network of the record that is evaluated, has qualifier "+" and holds the
 * term's network, with nothing before it that could refuse a client; count:
 * none. */
static size_t
find_holder(const struct mailauth_spf_writer *w, const struct spf_term *term)
{
	unsigned bits = mailauth__spf_term_bits(term, term->ip.family);
	size_t i;

	for (i = 0; i < w->count && w->terms[i].kind != MAILAUTH_SPF_ALL; i++) {
		const struct spf_term *own = &w->terms[i];
		unsigned own_bits = mailauth__spf_term_bits(own, own->ip.family);

		if (own->kind >= MAILAUTH_SPF_REDIRECT)
			continue;
		if (own->qualifier != '+') {
			if (may_meet(own, term))
				break;
		} else if (own->ip.family != 0 && own_bits <= bits &&
		    mailauth__ip_match(&term->ip, &own->ip, own_bits)) {
			return i;
		}
	}
	return w->count;
}

/* The term is there already: it gets the qualifier wanted and a place where
 * it is evaluated. */
static int
merge_same(struct mailauth_spf_writer *w, size_t at, const struct spf_term *term)
{
	size_t all = mailauth__spf_writer_find(w, MAILAUTH_SPF_ALL);
	struct spf_term moved;
	const char *text;
	int rc;

	rc = mailauth__spf_writer_qualify(w, at, term->qualifier);
	if (rc != 0 || at < all)
		return rc;
	moved = w->terms[at];
	text = w->texts[at];
	mailauth__spf_writer_drop(w, at);
	rc = mailauth__spf_writer_say(w, "moved \"", text,
	    "\" in front of \"all\", behind which it is never evaluated");
	return rc != 0 ? rc : mailauth__spf_writer_put(w, 0, &moved, text);
}

/* A mechanism other than "all": it goes to place `at` unless it is there. */
static int
merge_mechanism(struct mailauth_spf_writer *w, const struct spf_term *term,
    const char *text, size_t at)
{
	size_t i;

	for (i = 0; i < w->count; i++) {
		if (mailauth__spf_writer_same(w, i, term))
			return merge_same(w, i, term);
	}
	if (term->ip.family != 0 && term->qualifier == '+') {
		i = find_holder(w, term);
		if (i < w->count)
			return mailauth__spf_writer_say(w, "\"", text,
			    "\" is already covered by a wider network");
	}
	return mailauth__spf_writer_put(w, at, term, text);
}

/* "all" would make redirect dead (section 6.1), so it goes. */
static int
merge_redirect(struct mailauth_spf_writer *w, const char *text)
{
	size_t all;
	int rc;

	while ((all = mailauth__spf_writer_find(w, MAILAUTH_SPF_ALL)) < w->count) {
		rc = mailauth__spf_writer_say(w, "removed \"", w->texts[all],
		    "\": beside it \"redirect\" is ignored");
		if (rc != 0)
			return rc;
		mailauth__spf_writer_drop(w, all);
	}
	return mailauth_spf_writer_add(w, text);
}

/* A modifier of another specification: it goes to the end unless the record has
 * it, letter by letter, for only that one knows what its letters mean. */
static int
merge_modifier(struct mailauth_spf_writer *w, const char *text)
{
	size_t i;

	for (i = 0; i < w->count; i++) {
		if (strcmp(w->texts[i], text) == 0)
			return 0;
	}
	return mailauth_spf_writer_add(w, text);
}

int
mailauth_spf_writer_merge(mailauth_spf_writer *w, const char *text)
{
	struct spf_term term;
	const char *copy;
	int rc;

	if (w == NULL || text == NULL)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__spf_writer_term(w, text, strlen(text), &term, &copy);
	if (rc != 0)
		return rc;
	switch (term.kind) {
	case MAILAUTH_SPF_ALL:
		return mailauth_spf_writer_set_all(w, term.qualifier);
	case MAILAUTH_SPF_REDIRECT:
		return merge_redirect(w, copy);
	case MAILAUTH_SPF_EXP:
		return mailauth_spf_writer_add(w, copy);
	case MAILAUTH_SPF_MODIFIER:
		return merge_modifier(w, copy);
	default:
		rc = merge_mechanism(w, &term, copy, 0);
		return rc != 0 ? rc : mailauth__spf_writer_settle(w);
	}
}

static const char order[] = "-~?+"; /* from strict to lax */

/* Of two mechanisms of two records that differ in their qualifiers only, the one
 * that rejects less: who may send by one of the records, may send. */
static int
unite_mechanism(struct mailauth_spf_writer *w, const struct spf_term *term,
    const char *text)
{
	struct spf_term lax = *term;
	char sign[] = { 0, '\0' };
	size_t i;
	int rc;

	for (i = 0; i < w->count; i++) {
		if (mailauth__spf_writer_same(w, i, term))
			break;
	}
	if (i == w->count || w->terms[i].qualifier == term->qualifier)
		return merge_mechanism(w, term, text, mailauth__spf_writer_end(w));
	if (strchr(order, w->terms[i].qualifier) > strchr(order, term->qualifier))
		lax.qualifier = w->terms[i].qualifier;
	sign[0] = lax.qualifier;
	rc = mailauth__spf_writer_say_pair(w, "the records qualify \"",
	    text + term->qualified, "\" differently: took \"", sign);
	return rc != 0 ? rc : merge_same(w, i, &lax);
}

/* What redirect stands for, as far as an include is the same; the domain-spec
 * has the prefix "redirect=" before it. */
static int
unite_redirect(struct mailauth_spf_writer *w, const char *redirect,
    const char *why)
{
	struct spf_term term;
	const char *text;
	struct buffer buf;
	int rc;

	mailauth__buffer_init(&buf, w->arena, LIMIT_RECORD);
	mailauth__buffer_text_add(&buf, "include:");
	mailauth__buffer_text_add(&buf, redirect + strlen("redirect="));
	if (mailauth__buffer_text(&buf) == NULL)
		return buf.error;
	rc = mailauth__spf_writer_term(w, buf.data, buf.length, &term, &text);
	if (rc == 0)
		rc = mailauth__spf_writer_say(w, "replaced \"", redirect, why);
	return rc != 0 ? rc : unite_mechanism(w, &term, text);
}

/* Of two "all", the one that rejects less: nobody loses mail. */
static int
merge_all(struct mailauth_spf_writer *w, const struct spf_term *term,
    const char *text)
{
	size_t all = mailauth__spf_writer_find(w, MAILAUTH_SPF_ALL);
	int rc;

	if (all == w->count)
		return mailauth_spf_writer_add(w, text);
	if (w->terms[all].qualifier == term->qualifier)
		return 0;
	/* "+all" authorises everybody: never taken over. */
	if (term->qualifier == '+' || w->terms[all].qualifier == '+') {
		rc = mailauth__spf_writer_qualify(w, all,
		    term->qualifier == '+' ? w->terms[all].qualifier :
		    term->qualifier);
	} else if (strchr(order, term->qualifier) >
	    strchr(order, w->terms[all].qualifier)) {
		rc = mailauth__spf_writer_qualify(w, all, term->qualifier);
	} else {
		rc = 0;
	}
	return rc != 0 ? rc : mailauth__spf_writer_say(w,
	    "the records end differently: took \"", w->texts[all], "\"");
}

static int
merge_one(struct mailauth_spf_writer *w, const struct spf_term *term,
    const char *text)
{
	size_t at = mailauth__spf_writer_find(w, term->kind);

	switch (term->kind) {
	case MAILAUTH_SPF_ALL:
		return merge_all(w, term, text);
	case MAILAUTH_SPF_REDIRECT:
	case MAILAUTH_SPF_EXP:
		if (at == w->count)
			return mailauth_spf_writer_add(w, text);
		if (mailauth__spf_writer_same(w, at, term))
			return 0;
		if (term->kind == MAILAUTH_SPF_REDIRECT)
			return unite_redirect(w, text, "\" by an include: the "
			    "record has another redirect");
		return mailauth__spf_writer_say(w, "left out \"", text,
		    "\": the record has another one");
	case MAILAUTH_SPF_MODIFIER:
		return merge_modifier(w, text);
	default:
		return unite_mechanism(w, term, text);
	}
}

/* A record that ends in redirect cannot be joined to one that goes on. */
static int
redirect_to_include(struct mailauth_spf_writer *w)
{
	size_t at = mailauth__spf_writer_find(w, MAILAUTH_SPF_REDIRECT);
	const char *text;

	if (at == w->count ||
	    mailauth__spf_writer_find(w, MAILAUTH_SPF_ALL) == w->count)
		return 0;
	text = w->texts[at];
	mailauth__spf_writer_drop(w, at);
	return unite_redirect(w, text, "\" by an include: \"all\" decides for "
	    "hosts that are not listed");
}

/* Does term `i` take part in what its record says?  What does not must not come
 * to life in another record. */
static bool
is_live(const struct mailauth_spf_record *rec, size_t i, const int *covered)
{
	int kind = rec->terms[i].kind;

	if (kind == MAILAUTH_SPF_REDIRECT)
		return rec->all < 0;
	if (kind > MAILAUTH_SPF_REDIRECT)
		return true;
	return (rec->all < 0 || i <= (size_t)rec->all) &&
	    (covered == NULL || covered[i] < 0);
}

int
mailauth_spf_writer_merge_record(mailauth_spf_writer *w,
    const mailauth_spf_record *rec)
{
	const int *covered = NULL; /* by another term, which decides instead */
	struct spf_term term;
	const char *text;
	size_t i;
	int rc = 0;

	if (w == NULL || rec == NULL || !rec->valid)
		return MAILAUTH_ERR_INVALID;
	if (w->count + rec->term_count > LIMIT_SPF_EDIT_TERMS)
		return MAILAUTH_ERR_LIMIT;
	if (mailauth__spf_maybe_redundant(rec->terms, rec->term_count)) {
		covered = mailauth__spf_redundant(w->arena, rec->terms,
		    rec->term_count);
		if (covered == NULL)
			return mailauth__arena_error(w->arena);
	}
	rc = mailauth__spf_writer_settle(w);
	for (i = 0; rc == 0 && i < rec->term_count; i++) {
		if (!is_live(rec, i, covered))
			continue;
		rc = mailauth__spf_writer_term(w, rec->text + rec->terms[i].offset,
		    rec->terms[i].length, &term, &text);
		if (rc == 0)
			rc = merge_one(w, &term, text);
	}
	return rc != 0 ? rc : redirect_to_include(w);
}
