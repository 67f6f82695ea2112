/* SPDX-License-Identifier: BSD-2-Clause */
/* A DMARC record as it was meant: what RFC 9989 section 4.7 knows is kept, slips
 * are mended, and what cannot be read is left out. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "record/dmarc_record.h"
#include "validate/rules.h"

bool
mailauth__dmarc_mendable(int code)
{
	switch (code) {
	case MAILAUTH_RULE_DMARC_VERSION_BAD:
	case MAILAUTH_RULE_DMARC_LEADING_SPACE:
	case MAILAUTH_RULE_DMARC_EMPTY_RECORD:
	case MAILAUTH_RULE_DMARC_BAD_SEPARATOR:
	case MAILAUTH_RULE_DMARC_TAG_SYNTAX:
	case MAILAUTH_RULE_DMARC_TAG_DUPLICATE:
	case MAILAUTH_RULE_DMARC_TAG_TYPO:
	case MAILAUTH_RULE_DMARC_P_MISSING:
	case MAILAUTH_RULE_DMARC_P_INVALID:
	case MAILAUTH_RULE_DMARC_SP_INVALID:
	case MAILAUTH_RULE_DMARC_PSD_INVALID:
	case MAILAUTH_RULE_DMARC_ALIGNMENT_INVALID:
	case MAILAUTH_RULE_DMARC_FO_INVALID:
	case MAILAUTH_RULE_DMARC_URI_INVALID:
	case MAILAUTH_RULE_DMARC_URI_SIZE_LIMIT:
	case MAILAUTH_RULE_DMARC_RUA_MISSING:
	case MAILAUTH_RULE_DMARC_TAG_UNKNOWN:
	case MAILAUTH_RULE_DMARC_REMOVED_TAG:
	case MAILAUTH_RULE_DMARC_PCT_PARTIAL:
	case MAILAUTH_RULE_DMARC_P_NOT_SECOND:
		return true;
	}
	return false;
}

static const struct { const char *written, *meant; } names[] = {
	{ "p", "p" }, { "policy", "p" }, { "sp", "sp" }, { "np", "np" },
	{ "psd", "psd" }, { "t", "t" }, { "adkim", "adkim" }, { "aspf", "aspf" },
	{ "fo", "fo" }, { "rua", "rua" }, { "rau", "rua" }, { "ruf", "ruf" },
	{ "rfu", "ruf" }
};

struct mending {
	struct validation *v;
	mailauth_dmarc_writer *w;
	bool set[COUNT_OF(names)];
	const char *addresses[2 * LIMIT_DMARC_URIS]; /* written, of both lists */
	unsigned char lists[2 * LIMIT_DMARC_URIS];   /* which of them */
	size_t address_count;
	bool policy;  /* p has a value */
	bool reports; /* rua has one */
	int rc;
};

static bool
is_list(size_t which)
{
	return strcmp(names[which].meant, "rua") == 0 ||
	    strcmp(names[which].meant, "ruf") == 0;
}

/* A value the writer refuses is left out. */
static void
check(struct mending *m, int rc)
{
	if (rc == MAILAUTH_ERR_NOMEM)
		m->rc = rc;
}

/* Has the list that address? */
static bool
has_address(const struct mending *m, int list, const char *address)
{
	size_t i;

	for (i = 0; i < m->address_count; i++) {
		if (m->lists[i] == list && mailauth__text_same(m->addresses[i],
		    strlen(m->addresses[i]), address, strlen(address)))
			return true;
	}
	return false;
}

/* One address, once, without the size limit of RFC 7489. */
static void
add_address(struct mending *m, int list, const char *text, size_t length)
{
	const char *mark = memchr(text, '!', length), *address;
	int rc = MAILAUTH_ERR_INVALID;

	if (mark != NULL)
		length = (size_t)(mark - text);
	address = mailauth__arena_text(m->v->arena, text, length);
	if (address == NULL)
		m->rc = mailauth__arena_error(m->v->arena);
	else if (!has_address(m, list, address) && (strchr(address, '@') != NULL ||
	    strchr(address, ':') != NULL))
		rc = mailauth_dmarc_writer_add(m->w, list, address);
	check(m, rc);
	if (rc != 0)
		return;
	m->lists[m->address_count] = (unsigned char)list;
	m->addresses[m->address_count++] = address;
	m->reports |= list == MAILAUTH_DMARC_RUA;
}

static void
add_addresses(struct mending *m, int list, const char *text, size_t length)
{
	struct cursor c = cursor_of(text, length);

	while (!cursor_done(&c) && m->rc == 0) {
		const char *word = c.p;

		while (!cursor_done(&c) && *c.p != ',' && *c.p != ';' &&
		    is_class(*c.p, CLASS_VISIBLE))
			c.p++;
		if (c.p > word)
			add_address(m, list, word, (size_t)(c.p - word));
		if (!cursor_done(&c))
			c.p++;
	}
}

/* The value of p, sp or np that was meant; NULL: nobody knows. */
static const char *
policy_meant(const char *value)
{
	static const char *const starts[][2] = {
		{ "rej", "reject" }, { "qua", "quarantine" }, { "no", "none" }
	};
	size_t i;

	for (i = 0; i < COUNT_OF(starts); i++) {
		size_t length = strlen(starts[i][0]);

		if (strlen(value) >= length &&
		    mailauth__text_is(value, length, starts[i][0]))
			return starts[i][1];
	}
	return NULL;
}

/* A word where one letter is to stand: "relaxed", "strict", "yes", "no".  Not for
 * psd: nobody is to become a public suffix by a slip. */
static const char *
letter_meant(const char *name, const char *value)
{
	static const struct { const char *name, *word, *letter; } words[] = {
		{ "adkim", "relaxed", "r" }, { "adkim", "strict", "s" },
		{ "aspf", "relaxed", "r" }, { "aspf", "strict", "s" },
		{ "t", "yes", "y" }, { "t", "no", "n" }
	};
	size_t i;

	for (i = 0; i < COUNT_OF(words); i++) {
		if (strcmp(name, words[i].name) == 0 &&
		    mailauth__text_is(value, strlen(value), words[i].word))
			return words[i].letter;
	}
	return value;
}

static void
add_tag(struct mending *m, size_t which, const char *text, size_t length)
{
	const char *name = names[which].meant, *value, *policy;

	if (is_list(which)) {
		add_addresses(m, strcmp(name, "rua") == 0 ? MAILAUTH_DMARC_RUA :
		    MAILAUTH_DMARC_RUF, text, length);
		return;
	}
	value = mailauth__arena_text(m->v->arena, text, length);
	if (value == NULL) {
		m->rc = mailauth__arena_error(m->v->arena);
		return;
	}
	policy = strcmp(name, "p") == 0 || strcmp(name, "sp") == 0 ||
	    strcmp(name, "np") == 0 ? policy_meant(value) : NULL;
	check(m, mailauth_dmarc_writer_set(m->w, name, policy != NULL ? policy :
	    letter_meant(name, value)));
	m->policy |= policy != NULL && strcmp(name, "p") == 0;
}

/* "name =" of a tag that is known, at the cursor: its number, and the cursor
 * behind "="; else COUNT_OF(names). */
static size_t
tag_begins(struct cursor *c)
{
	struct cursor at = *c;
	const char *name = at.p;
	size_t length, i;

	while (!cursor_done(&at) && is_class(*at.p, CLASS_ALPHA))
		at.p++;
	length = (size_t)(at.p - name);
	(void)cursor_span(&at, CLASS_FWS);
	if (length == 0 || !cursor_accept(&at, '='))
		return COUNT_OF(names);
	for (i = 0; i < COUNT_OF(names); i++) {
		if (mailauth__text_is(name, length, names[i].written)) {
			*c = at;
			return i;
		}
	}
	return COUNT_OF(names);
}

static bool
separates(char c)
{
	return c == ';' || c == ',' || c == ' ' || c == '\t' || c == '"' || c == '\\';
}

/* Where a tag's value ends: where something stands that cannot be part of it, or
 * the next tag begins.  Not at a semicolon where a list needs a comma.  A run of
 * blanks is looked at once: linear time. */
static void
skip_value(struct cursor *c, size_t which)
{
	while (!cursor_done(c) && *c->p != '\\' && *c->p != '"') {
		bool semicolon = *c->p == ';';
		struct cursor ahead = *c, list;

		if (!separates(*c->p)) {
			c->p++;
			continue;
		}
		ahead.p++;
		(void)cursor_span(&ahead, CLASS_FWS);
		if (tag_begins(&ahead) != COUNT_OF(names))
			return;
		list = ahead;
		if (semicolon && !(is_list(which) &&
		    mailauth__cursor_word(&list, "mailto:")))
			return;
		*c = ahead;
	}
}

/* The tags of a text, whatever stands between them. */
static void
add_text(struct mending *m, const char *text, size_t length)
{
	struct cursor c = cursor_of(text, length);

	while (m->rc == 0) {
		const char *value, *end;
		size_t which;

		(void)cursor_span(&c, CLASS_FWS);
		if (cursor_done(&c))
			return;
		which = tag_begins(&c);
		if (which == COUNT_OF(names)) {
			while (!cursor_done(&c) && !separates(*c.p))
				c.p++;
			if (!cursor_done(&c))
				c.p++;
			continue;
		}
		(void)cursor_span(&c, CLASS_FWS);
		value = c.p;
		skip_value(&c, which);
		for (end = c.p; end > value && is_class(end[-1], CLASS_FWS); end--)
			;
		/* of a tag written twice the first counts for most receivers; of
		 * addresses surely all are meant */
		if (!m->set[which] || is_list(which))
			add_tag(m, which, value, (size_t)(end - value));
		m->set[which] = true;
	}
}

const char *
mailauth__dmarc_meant(struct validation *v, const char *text, size_t length)
{
	struct mending m = { .v = v };
	const char *result = NULL, *address;

	m.rc = mailauth_dmarc_writer_new(v->questions->config, &m.w);
	if (m.rc == 0)
		add_text(&m, text, length);
	/* no policy is none; RFC 9989 section 4.7 */
	if (m.rc == 0 && !m.policy)
		m.rc = mailauth_dmarc_writer_set(m.w, "p", "none");
	/* reports about the domain have to go somewhere where mail arrives */
	if (m.rc == 0 && !m.reports && mailauth__takes_mail(v)) {
		address = mailauth__say(v->arena, "postmaster@%s", v->domain);
		check(&m, address != NULL ? mailauth_dmarc_writer_add(m.w,
		    MAILAUTH_DMARC_RUA, address) : MAILAUTH_ERR_NOMEM);
	}
	if (m.rc == 0)
		m.rc = mailauth_dmarc_writer_text(m.w, &result);
	if (m.rc == 0) {
		result = mailauth__arena_text(v->arena, result, strlen(result));
		if (result == NULL)
			m.rc = mailauth__arena_error(v->arena);
	}
	mailauth_dmarc_writer_free(m.w);
	if (m.rc == MAILAUTH_ERR_NOMEM || m.rc == MAILAUTH_ERR_LIMIT)
		v->error = m.rc;
	return m.rc == 0 ? result : NULL;
}
