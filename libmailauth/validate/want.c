/* SPDX-License-Identifier: BSD-2-Clause */
/* What a requirement wants, read out of its text. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "validate/want.h"

#define WANT_TERMS 100 /* SPF terms of one requirement */

struct reading {
	struct arena *arena; /* NULL: only check */
	struct want *want;
	struct cursor c;
	bool nomem;
};

static const char nomem[] = "there is no memory";

static const char *
keep(struct reading *r, const char *text, size_t length)
{
	char *copy;

	if (r->arena == NULL)
		return "";
	copy = mailauth__arena_text(r->arena, text, length);
	if (copy == NULL)
		r->nomem = true;
	return copy;
}

static void
blanks(struct reading *r)
{
	(void)cursor_span(&r->c, CLASS_WSP);
}

/* A host, "*" or "*.host"; the rest of the text. */
static const char *
read_host(struct reading *r)
{
	size_t length = cursor_left(&r->c);
	struct name name;
	struct ip ip;
	int fault;

	while (length > 0 && is_class(r->c.p[length - 1], CLASS_WSP))
		length--;
	if (length == 0)
		return "expected a host name";
	if (memchr(r->c.p, ' ', length) != NULL ||
	    memchr(r->c.p, '\t', length) != NULL)
		return "expected one host name and nothing behind it";
	if (*r->c.p == '*' && (length == 1 || r->c.p[1] == '.')) {
		r->want->wild = true;
		r->c.p += length == 1 ? 1 : 2;
		length -= length == 1 ? 1 : 2;
		if (length == 0) {
			r->want->host = "";
			return NULL;
		}
	}
	if (mailauth__ip_parse(r->c.p, length, &ip))
		return "expected a host name, not an address";
	fault = mailauth__name_parse(r->c.p, length, &name);
	if (fault != NAME_OK)
		return mailauth__name_fault_text(fault);
	r->want->host = keep(r, name.text, name.length);
	return NULL;
}

/* A number and the blanks behind it; "*" is any. */
static const char *
read_number(struct reading *r, int *out)
{
	uint64_t number;
	const char *at = r->c.p;

	if (cursor_accept(&r->c, '*')) {
		*out = -1;
	} else if (mailauth__cursor_number(&r->c, 65535, &number) != 0) {
		r->c.p = at;
		return "expected a number up to 65535";
	} else {
		*out = (int)number;
	}
	if (cursor_span(&r->c, CLASS_WSP) == 0)
		return "expected a blank behind the number";
	return NULL;
}

/* [PREFERENCE] HOST */
static const char *
read_mx(struct reading *r)
{
	struct cursor look = r->c;
	const char *message;

	/* "5 *" and "* *" have a preference, "*" and "5.example" have none */
	if (!cursor_accept(&look, '*'))
		(void)cursor_span(&look, CLASS_DIGIT);
	if (look.p != r->c.p && cursor_span(&look, CLASS_WSP) > 0 &&
	    !cursor_done(&look)) {
		message = read_number(r, &r->want->preference);
		if (message != NULL)
			return message;
	}
	if (look.p != r->c.p && cursor_done(&look) && *r->c.p != '*') {
		r->c = look;
		return "expected a host name behind the preference";
	}
	/* Null MX, RFC 7505 section 3 */
	if (cursor_left(&r->c) == 1 && *r->c.p == '.') {
		r->want->host = ".";
		return NULL;
	}
	return read_host(r);
}

/* PRIORITY WEIGHT PORT HOST, RFC 2782 */
static const char *
read_srv(struct reading *r)
{
	const char *message;

	if ((message = read_number(r, &r->want->preference)) != NULL ||
	    (message = read_number(r, &r->want->weight)) != NULL ||
	    (message = read_number(r, &r->want->port)) != NULL)
		return message;
	if (cursor_left(&r->c) == 1 && *r->c.p == '.') {
		r->want->host = ".";
		return NULL;
	}
	return read_host(r);
}

/* ADDRESS["/"BITS] */
static const char *
read_address(struct reading *r, int type)
{
	const char *slash = memchr(r->c.p, '/', cursor_left(&r->c));
	size_t length = slash != NULL ? (size_t)(slash - r->c.p) : cursor_left(&r->c);
	unsigned most;
	uint64_t bits;

	if (!mailauth__ip_parse(r->c.p, length, &r->want->ip) ||
	    (type == REQUIRE_A && r->want->ip.family != 4) ||
	    (type == REQUIRE_AAAA && r->want->ip.family != 6))
		return type == REQUIRE_A ? "expected an IPv4 address or prefix" :
		    type == REQUIRE_AAAA ? "expected an IPv6 address or prefix" :
		    "expected an address or a prefix";
	most = r->want->ip.family == 4 ? 32 : 128;
	r->want->bits = most;
	if (slash == NULL)
		return NULL;
	r->c.p = slash + 1;
	if (mailauth__cursor_number(&r->c, most, &bits) != 0 || !cursor_done(&r->c)) {
		r->c.p = slash + 1;
		return "expected the bits of the prefix";
	}
	r->want->bits = (unsigned)bits;
	return NULL;
}

static const char *
read_txt(struct reading *r, const char *text)
{
	size_t length = strlen(text);

	if (length == 0)
		return "expected a text";
	if (text[length - 1] == '*') {
		r->want->prefix = true;
		r->want->text = keep(r, text, length - 1);
	}
	return NULL;
}

static bool
known_term(const char *word, size_t length)
{
	static const char *const mechanisms[] = { "a", "mx", "ptr", "ip4", "ip6",
		"include", "exists" };
	size_t stem = 0, i;

	if (length > 9 && mailauth__text_begins(word, length, "redirect="))
		return true;
	assert(length > 0);
	if (strchr("+-~?", *word) != NULL) {
		word++;
		length--;
	}
	while (stem < length && is_class(word[stem], CLASS_ALNUM))
		stem++;
	if (stem < length && word[stem] != ':' && word[stem] != '/')
		return false;
	for (i = 0; i < COUNT_OF(mechanisms); i++) {
		if (mailauth__text_is(word, stem, mechanisms[i]))
			return true;
	}
	return false;
}

static const char *
add_term(struct reading *r, const char *word, size_t length)
{
	struct want *want = r->want;

	if (want->term_count >= WANT_TERMS)
		return "more than 100 terms";
	if (r->arena == NULL)
		return NULL;
	if (want->terms == NULL)
		want->terms = mailauth__arena_array(r->arena, WANT_TERMS,
		    sizeof(*want->terms));
	if (want->terms == NULL)
		r->nomem = true;
	else
		want->terms[want->term_count++] = keep(r, word, length);
	return NULL;
}

/* Terms parted by blanks; "v=spf1" before them and an "all" behind are fine. */
static const char *
read_spf(struct reading *r)
{
	const char *message;

	while (!cursor_done(&r->c)) {
		const char *word = r->c.p;
		size_t length = cursor_span(&r->c, CLASS_VISIBLE);

		if (length == 0)
			return "expected SPF terms in printable ASCII";
		if (word[length - 1] == ',' || word[length - 1] == ';') {
			r->c.p = word + length - 1;
			return "expected SPF terms parted by blanks";
		}
		blanks(r);
		if (mailauth__text_is(word, length, "v=spf1")) {
			continue;
		} else if (mailauth__text_is(word, length, "-all") ||
		    mailauth__text_is(word, length, "~all") ||
		    mailauth__text_is(word, length, "?all")) {
			r->want->all = *word;
		} else if (!known_term(word, length)) {
			r->c.p = word;
			return "expected an SPF term such as include:host, ip4:address or redirect=host";
		} else if ((message = add_term(r, word, length)) != NULL) {
			return message;
		}
	}
	return NULL;
}

static const char *
read_record(struct reading *r, const char *version)
{
	struct cursor look = r->c;

	if (mailauth__cursor_word(&look, "v")) {
		blanks(r);
		(void)cursor_span(&look, CLASS_WSP);
		if (cursor_accept(&look, '=')) {
			(void)cursor_span(&look, CLASS_WSP);
			if (mailauth__cursor_word(&look, version))
				return NULL;
		}
	}
	return strcmp(version, "dkim1") == 0 ? "expected a record that begins with v=DKIM1" :
	    "expected a record that begins with v=DMARC1";
}

const char *
mailauth__want_parse(struct arena *arena, int type, int key, const char *text,
    struct want *out, size_t *offset)
{
	struct reading r = { arena, out, cursor_of(text, strlen(text)), false };
	const char *message = NULL;

	*out = (struct want){ .preference = -1, .weight = -1, .port = -1 };
	*offset = 0;
	out->text = keep(&r, text, strlen(text));
	switch (type) {
	case REQUIRE_MX:
		message = read_mx(&r);
		break;
	case REQUIRE_SRV:
		message = key == KEY_MIGRATION || cursor_peek(&r.c) == '*' ?
		    read_host(&r) : read_srv(&r);
		break;
	case REQUIRE_CNAME:
	case REQUIRE_NS:
	case REQUIRE_PTR:
	case REQUIRE_FCRDNS:
		message = read_host(&r);
		break;
	case REQUIRE_A:
	case REQUIRE_AAAA:
	case REQUIRE_ADDRESS:
		message = read_address(&r, type);
		break;
	case REQUIRE_TXT:
		message = read_txt(&r, text);
		break;
	case REQUIRE_SPF:
		message = read_spf(&r);
		break;
	case REQUIRE_DKIM:
		message = read_record(&r, "dkim1");
		break;
	case REQUIRE_DMARC:
		message = read_record(&r, "dmarc1");
		break;
	}
	*offset = cursor_offset(&r.c);
	return message != NULL ? message : r.nomem ? nomem : NULL;
}

const char *
mailauth__owner_check(const char *text)
{
	struct name name;
	struct ip ip;
	int fault;

	if (strcmp(text, "@") == 0 || mailauth__ip_parse(text, strlen(text), &ip))
		return NULL;
	fault = mailauth__name_parse(text, strlen(text), &name);
	return fault != NAME_OK ? mailauth__name_fault_text(fault) : NULL;
}

bool
mailauth__want_host(const struct want *want, const char *name)
{
	if (want->host == NULL)
		return false;
	if (!want->wild)
		return strcmp(want->host, name) == 0;
	/* "*.x" is anything under x; "*" anything at all */
	return want->host[0] == '\0' || (strcmp(want->host, name) != 0 &&
	    mailauth__name_within(name, want->host));
}
