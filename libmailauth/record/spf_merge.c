/* SPDX-License-Identifier: BSD-2-Clause */
/* Putting what a provider prescribes into a record that exists, and two
 * records into one (RFC 7208 section 3.2: a domain has one). */
#include <string.h>

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

/* A network of the record that is evaluated, has qualifier "+" and holds the
 * term's network; count: none. */
static size_t
find_holder(const struct mailauth_spf_writer *w, const struct spf_term *term)
{
	unsigned bits = mailauth__spf_term_bits(term, term->ip.family);
	size_t i;

	for (i = 0; i < w->count && w->terms[i].kind != MAILAUTH_SPF_ALL; i++) {
		const struct spf_term *own = &w->terms[i];
		unsigned own_bits = mailauth__spf_term_bits(own, own->ip.family);

		if (own->ip.family != 0 && own->qualifier == '+' &&
		    own_bits <= bits &&
		    mailauth__ip_match(&term->ip, &own->ip, own_bits))
			return i;
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

/* Of two "all", the one that rejects less: nobody loses mail. */
static int
merge_all(struct mailauth_spf_writer *w, const struct spf_term *term,
    const char *text)
{
	static const char order[] = "-~?+"; /* from strict to lax */
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
		return mailauth__spf_writer_say(w, "left out \"", text,
		    "\": the record has another one");
	case MAILAUTH_SPF_MODIFIER:
		return merge_modifier(w, text);
	default:
		return merge_mechanism(w, term, text, mailauth__spf_writer_end(w));
	}
}

/* A record that ends in redirect cannot be joined to one that goes on: what
 * redirect stands for is then included, as far as that is the same. */
static int
redirect_to_include(struct mailauth_spf_writer *w)
{
	size_t at = mailauth__spf_writer_find(w, MAILAUTH_SPF_REDIRECT);
	const char *text;
	int rc;

	if (at == w->count ||
	    mailauth__spf_writer_find(w, MAILAUTH_SPF_ALL) == w->count)
		return 0;
	text = w->terms[at].domain.text;
	rc = mailauth__spf_writer_say(w, "replaced \"", w->texts[at],
	    "\" by an include: \"all\" decides for hosts that are not listed");
	mailauth__spf_writer_drop(w, at);
	return rc != 0 ? rc : mailauth_spf_writer_add_term(w,
	    MAILAUTH_SPF_INCLUDE, 0, text, -1, -1);
}

int
mailauth_spf_writer_merge_record(mailauth_spf_writer *w,
    const mailauth_spf_record *rec)
{
	struct spf_term term;
	const char *text;
	bool live, behind = false;
	size_t i;
	int rc = 0;

	if (w == NULL || rec == NULL || !rec->valid)
		return MAILAUTH_ERR_INVALID;
	if (w->count + rec->term_count > LIMIT_SPF_EDIT_TERMS)
		return MAILAUTH_ERR_LIMIT;
	rc = mailauth__spf_writer_settle(w);
	for (i = 0; rc == 0 && i < rec->term_count; i++) {
		const struct spf_term *own = &rec->terms[i];

		/* What is ignored there must not come to life here. */
		live = own->kind >= MAILAUTH_SPF_REDIRECT ?
		    own->kind != MAILAUTH_SPF_REDIRECT || rec->all < 0 : !behind;
		behind = behind || own->kind == MAILAUTH_SPF_ALL;
		if (!live)
			continue;
		rc = mailauth__spf_writer_term(w, rec->text + own->offset,
		    own->length, &term, &text);
		if (rc == 0)
			rc = merge_one(w, &term, text);
	}
	return rc != 0 ? rc : redirect_to_include(w);
}
