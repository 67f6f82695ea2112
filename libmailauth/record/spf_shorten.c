/* SPDX-License-Identifier: BSD-2-Clause */
/* A shorter record that says the same, and networks in place of names. */
#include <string.h>

#include "record/spf_redundant.h"
#include "record/spf_writer.h"

/* No "-ip6:" with its network is longer. */
#define NETWORK_TEXT 64

/* Puts all terms but those with `gone` into place. */
static void
keep_rest(struct mailauth_spf_writer *w, const bool *gone)
{
	size_t i, kept = 0;

	for (i = 0; i < w->count; i++) {
		if (gone[i])
			continue;
		w->terms[kept] = w->terms[i];
		w->texts[kept++] = w->texts[i];
	}
	w->count = kept;
}

/* Marks what is never evaluated: behind "all", or decided before. */
static int
drop_dead(struct mailauth_spf_writer *w)
{
	bool *gone = mailauth__arena_array(w->arena, w->count + 1, sizeof(*gone));
	const int *by = mailauth__spf_redundant(w->arena, w->terms, w->count);
	bool behind = false;
	size_t i;
	int rc = 0;

	if (gone == NULL || by == NULL)
		return mailauth__arena_error(w->arena);
	for (i = 0; i < w->count && rc == 0; i++) {
		if (w->terms[i].kind < MAILAUTH_SPF_REDIRECT && behind) {
			gone[i] = true;
			rc = mailauth__spf_writer_say(w, "removed \"", w->texts[i],
			    "\": it stands behind \"all\"");
		} else if (by[i] >= 0) {
			gone[i] = true;
			rc = mailauth__spf_writer_say(w, "removed \"", w->texts[i],
			    "\": another term covers it");
		}
		behind = behind || w->terms[i].kind == MAILAUTH_SPF_ALL;
	}
	keep_rest(w, gone);
	return rc;
}

/* The qualifier of a term if it must be written, else 0. */
static char
needed_qualifier(const struct spf_term *term)
{
	return term->qualifier != '+' ? term->qualifier : 0;
}

/* "ip4:192.0.2.0/24" in its shortest form. */
static const char *
network_text(struct mailauth_spf_writer *w, char qualifier, const struct ip *ip,
    unsigned bits)
{
	struct ip net = *ip;
	struct buffer buf;
	char text[IP_TEXT];

	mailauth__ip_mask(&net, bits);
	mailauth__buffer_init(&buf, w->arena, 0);
	if (qualifier != 0)
		mailauth__buffer_char(&buf, qualifier);
	mailauth__buffer_text_add(&buf, ip->family == 4 ? "ip4:" : "ip6:");
	mailauth__buffer_add(&buf, text, mailauth__ip_format(&net, text));
	if (bits < (ip->family == 4 ? 32u : 128u)) {
		mailauth__buffer_char(&buf, '/');
		mailauth__buffer_number(&buf, bits);
	}
	return mailauth__buffer_text(&buf);
}

/* Replaces term `at` by a text that is known to be good. */
static int
rewrite(struct mailauth_spf_writer *w, size_t at, const char *text)
{
	struct spf_term term;
	const char *copy;
	int rc;

	if (text == NULL)
		return mailauth__arena_error(w->arena);
	rc = mailauth__spf_writer_term(w, text, strlen(text), &term, &copy);
	if (rc != 0)
		return rc;
	w->terms[at] = term;
	w->texts[at] = copy;
	return 0;
}

/* Writes a term without what goes without saying: "+", "/32", "//128". */
static int
tighten(struct mailauth_spf_writer *w, size_t at)
{
	const struct spf_term *term = &w->terms[at];
	struct buffer buf;
	const char *text;

	if (term->kind >= MAILAUTH_SPF_REDIRECT)
		return 0;
	if (term->ip.family != 0) {
		text = network_text(w, needed_qualifier(term), &term->ip,
		    mailauth__spf_term_bits(term, term->ip.family));
		if (text == NULL)
			return mailauth__arena_error(w->arena);
		return strlen(text) <= term->length ? rewrite(w, at, text) : 0;
	}
	if ((!term->qualified || term->qualifier != '+') && term->prefix4 != 32 &&
	    term->prefix6 != 128)
		return 0;
	mailauth__buffer_init(&buf, w->arena, 0);
	if (needed_qualifier(term) != 0)
		mailauth__buffer_char(&buf, needed_qualifier(term));
	mailauth__buffer_text_add(&buf, mailauth_spf_kind_name(term->kind));
	if (term->domain.text != NULL) {
		mailauth__buffer_char(&buf, ':');
		mailauth__buffer_add(&buf, term->domain.text, term->domain.length);
	}
	if (term->prefix4 >= 0 && term->prefix4 < 32) {
		mailauth__buffer_char(&buf, '/');
		mailauth__buffer_number(&buf, (uint64_t)term->prefix4);
	}
	if (term->prefix6 >= 0 && term->prefix6 < 128) {
		mailauth__buffer_text_add(&buf, "//");
		mailauth__buffer_number(&buf, (uint64_t)term->prefix6);
	}
	return rewrite(w, at, mailauth__buffer_text(&buf));
}

/* Two neighbours, each half of one network, with the same qualifier: the first
 * becomes that network.  Repeated while it helps; each join removes a term. */
static bool
are_halves(const struct spf_term *a, const struct spf_term *b)
{
	unsigned bits = mailauth__spf_term_bits(a, a->ip.family);
	struct ip first = a->ip, second = b->ip;

	if (a->ip.family == 0 || a->ip.family != b->ip.family ||
	    a->qualifier != b->qualifier ||
	    bits != mailauth__spf_term_bits(b, b->ip.family))
		return false;
	mailauth__ip_mask(&first, bits);
	mailauth__ip_mask(&second, bits);
	/* two of no bits at all are equal */
	return !mailauth__ip_match(&first, &second, bits) &&
	    mailauth__ip_match(&first, &second, bits - 1);
}

static int
join_halves(struct mailauth_spf_writer *w)
{
	size_t i, kept = 0;
	int rc;

	for (i = 0; i < w->count; i++) {
		struct spf_term term = w->terms[i];
		const char *text = w->texts[i];

		while (kept > 0 && are_halves(&w->terms[kept - 1], &term)) {
			unsigned bits = mailauth__spf_term_bits(&term,
			    term.ip.family) - 1;

			rc = mailauth__spf_writer_say(w, "joined \"", text,
			    "\" with the network before it, its other half");
			if (rc != 0)
				return rc;
			w->texts[kept - 1] = network_text(w,
			    needed_qualifier(&term), &term.ip, bits);
			rc = rewrite(w, kept - 1, w->texts[kept - 1]);
			if (rc != 0)
				return rc;
			term = w->terms[--kept];
			text = w->texts[kept];
		}
		w->terms[kept] = term;
		w->texts[kept++] = text;
	}
	w->count = kept;
	return 0;
}

int
mailauth_spf_writer_shorten(mailauth_spf_writer *w)
{
	size_t i;
	int rc;

	if (w == NULL)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__spf_writer_settle(w);
	for (i = 0; rc == 0 && i < w->count; i++)
		rc = tighten(w, i);
	if (rc == 0)
		rc = drop_dead(w);
	if (rc == 0)
		rc = join_halves(w);
	return rc;
}

/* ---- networks in place of names -------------------------------------------- */

/* "192.0.2.0/24" or "2001:db8::1" with the term's qualifier. */
static int
read_network(struct mailauth_spf_writer *w, char qualifier, const char *network,
    struct spf_term *term, const char **copy)
{
	struct buffer buf;
	const char *text;

	if (strlen(network) > NETWORK_TEXT)
		return MAILAUTH_ERR_INVALID;
	mailauth__buffer_init(&buf, w->arena, 0);
	if (qualifier != 0)
		mailauth__buffer_char(&buf, qualifier);
	mailauth__buffer_text_add(&buf, strchr(network, ':') != NULL ? "ip6:" : "ip4:");
	mailauth__buffer_text_add(&buf, network);
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		return buf.error;
	return mailauth__spf_writer_term(w, text, buf.length, term, copy);
}

/* What is lost when a term of this kind becomes a list. */
static const char *
flatten_loss(int kind)
{
	if (kind == MAILAUTH_SPF_INCLUDE)
		return "\" by networks: changes its owner makes are not followed "
		    "any more, so it must be done again from time to time";
	return "\" by networks: when its hosts change addresses, the record must "
	    "be changed, too";
}

int
mailauth_spf_writer_flatten(mailauth_spf_writer *w, size_t i,
    const char *const *networks, size_t count)
{
	struct spf_term term;
	const char *copy, *old;
	char qualifier;
	size_t k, at = i;
	int rc, kind;

	if (w == NULL || (networks == NULL && count > 0))
		return MAILAUTH_ERR_INVALID;
	if (i >= w->count)
		return MAILAUTH_ERR_NOT_FOUND;
	kind = w->terms[i].kind;
	old = w->texts[i];
	qualifier = needed_qualifier(&w->terms[i]);
	if ((kind != MAILAUTH_SPF_INCLUDE && kind != MAILAUTH_SPF_A &&
	    kind != MAILAUTH_SPF_MX) || w->terms[i].domain.letters != 0) {
		rc = mailauth__spf_writer_say(w, "kept \"", old,
		    "\": what it stands for depends on the message");
		return rc != 0 ? rc : MAILAUTH_ERR_WRONG_TYPE;
	}
	/* All of them are read before the record is touched. */
	for (k = 0; k < count; k++) {
		rc = networks[k] == NULL ? MAILAUTH_ERR_INVALID :
		    read_network(w, qualifier, networks[k], &term, &copy);
		if (rc != 0)
			return rc;
	}
	rc = mailauth__spf_writer_say(w, "replaced \"", old, flatten_loss(kind));
	if (rc != 0)
		return rc;
	mailauth__spf_writer_drop(w, i);
	for (k = 0; k < count; k++) {
		rc = read_network(w, qualifier, networks[k], &term, &copy);
		if (rc == 0)
			rc = mailauth__spf_writer_put(w, at++, &term, copy);
		if (rc != 0)
			return rc;
	}
	return 0;
}
