/* SPDX-License-Identifier: BSD-2-Clause */
/* A term that RFC 7208 section 12 refuses, or that says something else than it
 * looks like, the way its author meant it. */
#include <string.h>

#include "record/spf_diagnose.h"
#include "record/spf_mend.h"

/* A term taken apart, to be put together in a better way. */
struct parts {
	char qualifier;    /* 0: none */
	int kind;
	const char *value; /* domain-spec or address, with prefix lengths */
	const char *end;
	const char *zeros; /* to go behind a short address, or NULL */
	int prefix;        /* to go behind that; -1: none, or part of value */
};

static int
kind_of_family(unsigned family)
{
	return family == 4 ? MAILAUTH_SPF_IP4 : MAILAUTH_SPF_IP6;
}

/* ---- values ---------------------------------------------------------------- */

/* The address that begins a value, of any family; its end, NULL: none. */
static const char *
read_address(const char *from, const char *to, struct ip *ip)
{
	const char *end = from, *dots;

	while (end < to && (is_class(*end, CLASS_HEX) || *end == '.' || *end == ':'))
		end++;
	if (mailauth__ip_parse(from, (size_t)(end - from), ip))
		return end;
	/* "192.0.2.1:25" */
	for (dots = from; dots < end && *dots != ':'; dots++)
		continue;
	return mailauth__ip4_parse(from, (size_t)(dots - from), ip) ? dots : NULL;
}

/* "198.61.0/24": the numbers left out are those that the prefix length leaves
 * free.  Without one, or with a longer one, it cannot be told which they are. */
static bool
short_network(struct parts *t)
{
	static const char *const zeros[] = { "", ".0.0.0", ".0.0", ".0" };
	struct cursor c = { t->value, t->value, t->end };
	const char *end;
	unsigned count = 0;
	uint64_t n;

	do {
		if (mailauth__cursor_number(&c, 255, &n) != 0)
			return false;
		count++;
	} while (count < 4 && cursor_accept(&c, '.'));
	end = c.p;
	if (count == 4 || !cursor_accept(&c, '/') ||
	    mailauth__cursor_number(&c, 8 * count, &n) != 0 || !cursor_done(&c))
		return false;
	t->kind = MAILAUTH_SPF_IP4;
	t->end = end;
	t->zeros = zeros[count];
	t->prefix = (int)n;
	return true;
}

/* "/24/24", "/24/", "/024" behind an address: one number, so it is clear which
 * was meant. */
static void
one_prefix(struct parts *t, const char *slash)
{
	unsigned max = t->kind == MAILAUTH_SPF_IP4 ? 32 : 128;
	struct cursor c = { slash, slash, t->end };
	uint64_t n;
	int prefix = -1;

	while (cursor_accept(&c, '/')) {
		if (cursor_done(&c) || *c.p == '/')
			continue;
		if (mailauth__cursor_number(&c, max, &n) != 0 ||
		    (prefix >= 0 && prefix != (int)n))
			return;
		prefix = (int)n;
	}
	if (!cursor_done(&c))
		return;
	t->end = slash;
	t->prefix = prefix;
}

/* Takes protocol, path and mail address off a domain name. */
static void
bare_domain(struct parts *t)
{
	static const char *const schemes[] = { "https://", "http://", "mailto:" };
	const char *at, *slash;
	size_t i;

	for (i = 0; i < COUNT_OF(schemes); i++) {
		struct cursor c = { t->value, t->value, t->end };

		if (mailauth__cursor_word(&c, schemes[i])) {
			t->value = c.p;
			slash = memchr(c.p, '/', (size_t)(t->end - c.p));
			if (slash != NULL)
				t->end = slash;
		}
	}
	at = memchr(t->value, '@', (size_t)(t->end - t->value));
	if (at != NULL)
		t->value = at + 1;
	if (t->kind != MAILAUTH_SPF_A && t->kind != MAILAUTH_SPF_MX)
		t->end = mailauth__spf_cidr_start(t->value, t->end);
}

/* Makes kind and value suit one another. */
static void
suit(struct parts *t)
{
	const char *end;
	struct ip ip;

	if (t->kind == MAILAUTH_SPF_ALL) {
		t->value = t->end;
		return;
	}
	end = t->value < t->end ? read_address(t->value, t->end, &ip) : NULL;
	if (end != NULL && (end == t->end || *end == '/' || *end == ':')) {
		t->kind = kind_of_family(ip.family);
		if (end < t->end && *end == ':')
			t->end = end; /* a port */
		else
			one_prefix(t, end);
	} else if (t->kind == MAILAUTH_SPF_IP4 || t->kind == MAILAUTH_SPF_IP6) {
		if (!short_network(t) &&
		    mailauth__spf_looks_like_domain(t->value, t->end))
			t->kind = MAILAUTH_SPF_A;
	} else {
		bare_domain(t);
	}
}

/* ---- names ----------------------------------------------------------------- */

/* A name that is no mechanism's, but may have been meant as one. */
static bool
guess(struct parts *t, const char *name, const char *next)
{
	const char *better = mailauth__spf_address_mechanism(name, t->end);

	if (better != NULL) { /* "192.0.2.1" */
		t->kind = mailauth__spf_kind(better, 3);
		t->value = name;
		return true;
	}
	better = mailauth__spf_better_name(name, next, t->end);
	if (better == NULL) /* "include.example.org", "ip192.0.2.1" */
		better = mailauth__spf_sign_missing(name, t->end, &t->value);
	if (better == NULL)
		return false;
	t->kind = mailauth__spf_kind(better, strlen(better));
	return true;
}

/* Of a word, which has an octet at least. */
static bool
take_apart(struct parts *t, const char *from, const char *to)
{
	const char *name = from, *next;

	*t = (struct parts){ .end = to, .prefix = -1 };
	if (strchr("+-~?", *name) != NULL)
		t->qualifier = *name++;
	for (next = name; next < to && is_class(*next, CLASS_NAME); next++)
		continue;
	t->value = next;
	if (next < to && (*next == ':' || *next == '='))
		t->value++;
	t->kind = mailauth__spf_kind(name, (size_t)(next - name));
	if (t->kind == MAILAUTH_SPF_UNKNOWN && !guess(t, name, next))
		return false;
	suit(t);
	return true;
}

/* Puts the parts together; 0 or an error. */
static int
put_together(struct mailauth_spf_writer *w, const struct parts *t,
    struct buffer *buf)
{
	bool modifier = t->kind == MAILAUTH_SPF_REDIRECT || t->kind == MAILAUTH_SPF_EXP;

	mailauth__buffer_init(buf, w->arena, LIMIT_RECORD);
	if (t->qualifier != 0 && t->qualifier != '+' && !modifier)
		mailauth__buffer_char(buf, t->qualifier);
	mailauth__buffer_text_add(buf, mailauth_spf_kind_name(t->kind));
	if (t->value < t->end) {
		if (modifier)
			mailauth__buffer_char(buf, '=');
		else if (*t->value != '/')
			mailauth__buffer_char(buf, ':');
		mailauth__buffer_add(buf, t->value, (size_t)(t->end - t->value));
	}
	if (t->zeros != NULL)
		mailauth__buffer_text_add(buf, t->zeros);
	if (t->prefix >= 0) {
		mailauth__buffer_char(buf, '/');
		mailauth__buffer_number(buf, (uint64_t)t->prefix);
	}
	return mailauth__buffer_text(buf) != NULL ? 0 : buf->error;
}

/* Does the term, good by the grammar, say what its author meant? */
static bool
is_meant(const struct spf_term *term, const char *from, const char *to)
{
	if (term->kind == MAILAUTH_SPF_MODIFIER)
		return mailauth__spf_kind(from, term->name_length) ==
		    MAILAUTH_SPF_UNKNOWN && mailauth__spf_meant_modifier(from,
		    from + term->name_length, to) == NULL;
	/* A URL or mail address may pass for a domain-spec. */
	return term->domain.text == NULL ||
	    (memchr(term->domain.text, '@', term->domain.length) == NULL &&
	    memchr(term->domain.text, ':', term->domain.length) == NULL);
}

int
mailauth__spf_mend(struct mailauth_spf_writer *w, const char *from,
    const char *to, char qualifier, struct spf_term *term, const char **text)
{
	struct buffer better;
	struct parts t;
	int rc;

	if (qualifier == 0) {
		rc = mailauth__spf_writer_term(w, from, (size_t)(to - from), term,
		    text);
		if (rc == 0 && is_meant(term, from, to))
			return 0;
		if (rc != 0 && rc != MAILAUTH_ERR_INVALID)
			return rc;
	}
	if (!take_apart(&t, from, to))
		return MAILAUTH_ERR_INVALID;
	if (t.qualifier == 0)
		t.qualifier = qualifier;
	rc = put_together(w, &t, &better);
	return rc != 0 ? rc : mailauth__spf_writer_term(w, better.data,
	    better.length, term, text);
}
