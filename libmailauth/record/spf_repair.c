/* SPDX-License-Identifier: BSD-2-Clause */
/* A broken SPF record the way its author meant it: the line to publish. */
#include <string.h>

#include "record/spf_diagnose.h"
#include "record/spf_writer.h"

/* A term taken apart, to be put together in a better way. */
struct parts {
	char qualifier;    /* 0: none */
	int kind;
	const char *value; /* domain-spec or address, with prefix lengths */
	const char *end;
};

struct repair {
	mailauth_spf_writer *w;
	struct cursor c;
	char qualifier; /* that stood alone and waits for its mechanism; 0: none */
};

/* ---- words ----------------------------------------------------------------- */

/* Does the octet part terms, in the eyes of the author? */
static bool
parts_words(char c)
{
	return !is_class(c, CLASS_VISIBLE) || c == ',' || c == ';' || c == '"' ||
	    c == '\\';
}

/* Takes the next run of octets that part nothing; a comma within a macro is a
 * delimiter of its own (RFC 7208 section 7.1).  False: the text is over. */
static bool
next_word(struct cursor *c, const char **from, const char **to)
{
	bool inside = false;

	while (!cursor_done(c) && parts_words(*c->p))
		c->p++;
	*from = c->p;
	for (; !cursor_done(c); c->p++) {
		if (*c->p == '{' && c->p > *from && c->p[-1] == '%')
			inside = true;
		else if (*c->p == '}')
			inside = false;
		else if (parts_words(*c->p) && !(inside && *c->p == ','))
			break;
	}
	*to = c->p;
	return *to > *from;
}

/* Where a second term begins within a word; to: nowhere. */
static const char *
next_term(const char *from, const char *to)
{
	const char *second = from + (strchr("+-~?", *from) != NULL ? 2 : 1);
	const char *at = second < to ? mailauth__spf_glued_within(second, to) : NULL;

	/* "-allip4:192.0.2.1", "~allgoogle-site-verification=…" */
	if (to - second > 3 && mailauth__text_is(second - 1, 3, "all"))
		return second + 2;
	if (at == NULL)
		at = to;
	if (at < to && strchr("+-~?", at[-1]) != NULL)
		at--;
	if (at == to && to - from > 4 && strchr("+-~?", to[-4]) != NULL &&
	    mailauth__text_is(to - 3, 3, "all"))
		at = to - 4;
	return at;
}

/* ---- one term -------------------------------------------------------------- */

static int
kind_of_family(unsigned family)
{
	return family == 4 ? MAILAUTH_SPF_IP4 : MAILAUTH_SPF_IP6;
}

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
	} else if (t->kind == MAILAUTH_SPF_IP4 || t->kind == MAILAUTH_SPF_IP6) {
		if (mailauth__spf_looks_like_domain(t->value, t->end))
			t->kind = MAILAUTH_SPF_A;
	} else {
		bare_domain(t);
	}
}

/* A name that is no mechanism's, but may have been meant as one. */
static bool
guess(struct parts *t, const char *name, const char *next)
{
	static const char *const words[] = { "include", "exists" };
	const char *better = mailauth__spf_address_mechanism(name, t->end);
	size_t i;

	if (better != NULL) { /* "192.0.2.1" */
		t->kind = mailauth__spf_kind(better, 3);
		t->value = name;
		return true;
	}
	better = mailauth__spf_better_name(name, next, t->end);
	if (better != NULL) {
		t->kind = mailauth__spf_kind(better, strlen(better));
		return true;
	}
	for (i = 0; i < COUNT_OF(words); i++) { /* "include.example.org" */
		struct cursor c = { name, name, t->end };

		if (mailauth__cursor_word(&c, words[i]) &&
		    (cursor_accept(&c, '.') || cursor_accept(&c, '-'))) {
			t->kind = mailauth__spf_kind(words[i], strlen(words[i]));
			t->value = c.p;
			return true;
		}
	}
	if (t->end - name > 3 && mailauth__text_is(name, 2, "ip") &&
	    mailauth__spf_address_mechanism(name + 2, t->end) != NULL) {
		t->kind = MAILAUTH_SPF_IP4; /* "ip192.0.2.1" */
		t->value = name + 2;
		return true;
	}
	return false;
}

/* Of a word, which has an octet at least. */
static bool
take_apart(struct parts *t, const char *from, const char *to)
{
	const char *name = from, *next;

	t->qualifier = 0;
	if (strchr("+-~?", *name) != NULL)
		t->qualifier = *name++;
	for (next = name; next < to && is_class(*next, CLASS_NAME); next++)
		continue;
	t->end = to;
	t->value = next;
	if (next < to && (*next == ':' || *next == '='))
		t->value++;
	t->kind = mailauth__spf_kind(name, (size_t)(next - name));
	if (t->kind == MAILAUTH_SPF_UNKNOWN && !guess(t, name, next))
		return false;
	suit(t);
	return true;
}

/* Puts the parts together; NULL: no memory or too long. */
static const char *
put_together(struct repair *r, const struct parts *t)
{
	bool modifier = t->kind == MAILAUTH_SPF_REDIRECT || t->kind == MAILAUTH_SPF_EXP;
	char qualifier = t->qualifier != 0 ? t->qualifier : r->qualifier;
	struct buffer buf;

	mailauth__buffer_init(&buf, r->w->arena, LIMIT_RECORD);
	if (qualifier != 0 && qualifier != '+' && !modifier)
		mailauth__buffer_char(&buf, qualifier);
	mailauth__buffer_text_add(&buf, mailauth_spf_kind_name(t->kind));
	if (t->value < t->end) {
		if (modifier)
			mailauth__buffer_char(&buf, '=');
		else if (*t->value != '/')
			mailauth__buffer_char(&buf, ':');
		mailauth__buffer_add(&buf, t->value, (size_t)(t->end - t->value));
	}
	return mailauth__buffer_text(&buf);
}

/* ---- the record ------------------------------------------------------------ */

/* Is the word as it stands what its author meant? */
static bool
is_good(struct repair *r, const char *from, size_t len, struct spf_term *term)
{
	const char *copy;

	if (r->qualifier != 0 ||
	    mailauth__spf_writer_term(r->w, from, len, term, &copy) != 0)
		return false;
	if (term->kind == MAILAUTH_SPF_MODIFIER)
		return mailauth__spf_kind(from, term->name_length) ==
		    MAILAUTH_SPF_UNKNOWN && mailauth__spf_meant_modifier(from,
		    from + term->name_length, from + len) == NULL;
	/* A URL or mail address may pass for a domain-spec. */
	return term->domain.text == NULL ||
	    (memchr(term->domain.text, '@', term->domain.length) == NULL &&
	    memchr(term->domain.text, ':', term->domain.length) == NULL);
}

/* Adds a copy of from..to to the record, or says why not. */
static int
repair_term(struct repair *r, const char *from, const char *to)
{
	const char *text = mailauth__arena_text(r->w->arena, from, (size_t)(to - from));
	const char *better;
	struct spf_term term;
	struct parts t;
	int rc;

	if (text == NULL)
		return mailauth__arena_error(r->w->arena);
	to = text + (to - from);
	if (mailauth__text_is(text, (size_t)(to - text), "v=spf1"))
		return mailauth__spf_writer_say(r->w, "left out a second \"v=spf1\"",
		    NULL, NULL);
	if (is_good(r, text, (size_t)(to - text), &term))
		return mailauth_spf_writer_add(r->w, text);
	if (take_apart(&t, text, to)) {
		better = put_together(r, &t);
		if (better == NULL)
			return mailauth__arena_error(r->w->arena);
		r->qualifier = 0;
		rc = mailauth_spf_writer_add(r->w, better);
		if (rc == 0) {
			return mailauth__spf_writer_say_pair(r->w, "wrote \"",
			    better, "\" for \"", text);
		}
		if (rc != MAILAUTH_ERR_INVALID)
			return rc;
	}
	r->qualifier = 0;
	return mailauth__spf_writer_say(r->w, "left out \"", text,
	    "\": it cannot be told what was meant");
}

/* "ip4:" and then its address, parted by a space. */
static bool
lacks_value(const char *from, const char *to)
{
	return to - from > 2 && (to[-1] == ':' || to[-1] == '=');
}

/* Is from..to, cut off behind "all", no term of its own? */
static bool
follows_all(const char *from, const char *to)
{
	return mailauth__text_is(from - 3, 3, "all") &&
	    !mailauth__spf_glued_term(from, to);
}

static int
repair_word(struct repair *r, const char *from, const char *to)
{
	const char *end, *more, *more_end;
	struct cursor ahead;
	struct buffer buf;
	const char *joined;
	int rc = 0;

	if (to - from == 1 && strchr("+-~?", *from) != NULL) {
		r->qualifier = *from;
		return 0;
	}
	ahead = r->c;
	if (lacks_value(from, to) && next_word(&ahead, &more, &more_end) &&
	    (mailauth__spf_address_mechanism(more, more_end) != NULL ||
	    mailauth__spf_looks_like_domain(more, more_end))) {
		mailauth__buffer_init(&buf, r->w->arena, LIMIT_RECORD);
		mailauth__buffer_add(&buf, from, (size_t)(to - from));
		mailauth__buffer_add(&buf, more, (size_t)(more_end - more));
		joined = mailauth__buffer_text(&buf);
		if (joined == NULL)
			return buf.error;
		r->c = ahead;
		rc = mailauth__spf_writer_say(r->w, "removed the space within \"",
		    joined, "\"");
		from = joined;
		to = joined + buf.length;
	}
	for (; rc == 0 && from < to; from = end) {
		if (r->w->count > LIMIT_SPF_EDIT_TERMS)
			return MAILAUTH_ERR_LIMIT;
		end = next_term(from, to);
		rc = repair_term(r, from, end);
		if (rc == 0 && end < to && follows_all(end, to))
			return mailauth__spf_writer_say(r->w,
			    "left out what stands behind \"all\" without a space",
			    NULL, NULL);
	}
	return rc;
}

int
mailauth_spf_repair(const mailauth_config *cfg, const char *text, size_t len,
    mailauth_spf_writer **out)
{
	const char *from, *to;
	struct repair r;
	size_t words = 0;
	int rc;

	if (out == NULL)
		return MAILAUTH_ERR_INVALID;
	*out = NULL;
	if (text == NULL)
		return MAILAUTH_ERR_INVALID;
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	r = (struct repair){ .c = cursor_of(text, len) };
	if (!mailauth__spf_skip_version(&r.c))
		return MAILAUTH_ERR_NOT_FOUND;
	rc = mailauth_spf_writer_new(cfg, &r.w);
	if (rc != 0)
		return rc;
	while (rc == 0 && next_word(&r.c, &from, &to)) {
		rc = ++words > LIMIT_SPF_EDIT_TERMS ? MAILAUTH_ERR_LIMIT :
		    repair_word(&r, from, to);
	}
	if (rc == 0)
		rc = mailauth__spf_writer_settle(r.w);
	if (rc != 0) {
		mailauth_spf_writer_free(r.w);
		return rc;
	}
	*out = r.w;
	return 0;
}
