/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with the argument of a term: a domain-spec that the grammar
 * refuses, or allows although no host can have such a name, and addresses. */
#include <assert.h>
#include <string.h>

#include "record/spf_diagnose.h"

/* from..to: *DIGIT */
bool
mailauth__spf_number_within(const char *from, const char *to, unsigned max)
{
	struct cursor c = { from, from, to };
	uint64_t value;

	return mailauth__cursor_number(&c, max, &value) == 0 &&
	    (*from != '0' || to == from + 1);
}

/* ---- addresses ------------------------------------------------------------- */

const char *
mailauth__spf_ip4_sentence(const char *from, const char *to)
{
	bool letters = false, big = false, zero = false, port = false;
	bool range = false;
	size_t dots = 0;
	const char *p, *start = from;

	for (p = from;; p++) {
		if (p < to && is_class(*p, CLASS_DIGIT))
			continue;
		if (p > start + 1 && *start == '0')
			zero = true;
		else if (p > start && !mailauth__spf_number_within(start, p, 255))
			big = true;
		start = p + 1;
		if (p == to)
			break;
		if (*p == '.')
			dots++;
		else if (*p == ':' && dots == 3)
			port = true;
		else if (*p == '-' && dots == 3)
			range = true;
		else
			letters = true;
	}
	if (memchr(from, '%', (size_t)(to - from)) != NULL)
		return "ip4 takes an address, not a macro";
	if (range && !letters)
		return "ip4 takes no range of addresses: write a prefix length";
	if (port && !letters)
		return "ip4 takes no port";
	if (letters)
		return "ip4 takes an IPv4 address: a name needs \"a:\"";
	if (zero)
		return "a number of an IPv4 address has no leading zero";
	if (big)
		return "a number of an IPv4 address is at most 255";
	if (dots < 3)
		return "an IPv4 address has four numbers: write 192.0.2.0/24, "
		    "not 192.0.2";
	return "this is not an IPv4 address";
}

const char *
mailauth__spf_ip6_sentence(const char *from, const char *to)
{
	size_t i, len = (size_t)(to - from);

	if (memchr(from, '%', len) != NULL)
		return "ip6 takes an address without zone and macro";
	if (*from == '[')
		return "ip6 takes an address without brackets";
	for (i = 0; i < len; i++) {
		if (!is_class(from[i], CLASS_HEX) && from[i] != ':' &&
		    from[i] != '.')
			return "ip6 takes an IPv6 address: a name needs \"a:\"";
	}
	return "this is not an IPv6 address";
}

/* ---- names ----------------------------------------------------------------- */

/* An octet of a literal that no name has. */
static const char *
octet_fault(const char *p, int *code)
{
	*code = MAILAUTH_RULE_SPF_DOMAIN_INVALID;
	switch (*p) {
	case '@':
		return "a mail address stands where a domain name belongs";
	case ',':
	case ';':
		*code = MAILAUTH_RULE_SPF_BAD_SEPARATOR;
		return *p == ',' ?
		    "a comma stands where only spaces may separate terms" :
		    "a semicolon stands where only spaces may separate terms";
	case '"':
	case '\'':
		*code = MAILAUTH_RULE_DNS_TXT_LITERAL_QUOTES;
		return "a quotation mark is part of the record's text";
	case '\\':
		*code = MAILAUTH_RULE_DNS_TXT_LITERAL_BACKSLASH;
		return "a backslash is part of the record's text";
	case '[':
	case ']':
	case '<':
	case '>':
	case '{':
	case '}':
	case '$':
		*code = MAILAUTH_RULE_DNS_TXT_PLACEHOLDER;
		return "a placeholder was left in the record";
	case '*':
		return "a wildcard cannot stand in a domain name here";
	case ':':
		return "a port or a second colon stands in the domain name";
	case '/':
		return "a path stands in the domain name";
	case '=':
	case '+':
		/* seen in names that hashed macros make */
		return NULL;
	default:
		return "an octet cannot be part of a host name";
	}
}

/* "include:a.orginclude:b.org" */
const char *
mailauth__spf_glued_within(const char *from, const char *to)
{
	static const char *const words[] = { "include:", "ip4:", "ip6:",
		"exists:", "redirect=" };
	const char *p, *colon;
	size_t i, len;

	for (p = from; p < to; p = colon + 1) {
		for (colon = p; colon < to && *colon != ':' && *colon != '='; colon++)
			continue;
		if (colon == to)
			return NULL;
		for (i = 0; i < COUNT_OF(words); i++) {
			len = strlen(words[i]);
			if ((size_t)(colon + 1 - from) >= len &&
			    mailauth__text_is(colon + 1 - len, len, words[i]))
				return colon + 1 - len;
		}
	}
	return NULL;
}

static bool
is_url(const char *from, const char *to)
{
	static const char *const schemes[] = { "http:", "https:", "mailto:",
		"http//", "https//" };
	size_t i;

	for (i = 0; i < COUNT_OF(schemes); i++) {
		struct cursor c = { from, from, to };

		if (mailauth__cursor_word(&c, schemes[i]))
			return true;
	}
	return false;
}

/* Behind the macro-expand at p, which the grammar has found good. */
static const char *
behind_macro(const char *p, const char *to)
{
	const char *close;

	assert(to - p >= 2);
	if (p[1] != '{')
		return p + 2;
	close = memchr(p, '}', (size_t)(to - p));
	assert(close != NULL);
	return close + 1;
}

/* "…~all", "…-all": the end of the record without a space before it. */
static bool
glued_all(const char *p, const char *to)
{
	return to - p == 4 && strchr("+-~?", *p) != NULL &&
	    mailauth__text_is(p + 1, 3, "all");
}

/* The octet at *at is in no name; the sentence about it, NULL: it may be.  Only
 * the first such octet is asked what the whole text may be. */
static const char *
stray_octet(const char *from, const char *to, int *code, const char **at,
    const char **until, bool first)
{
	const char *glued = first ? mailauth__spf_glued_within(from, to) : NULL;

	if (glued_all(*at, to)) {
		*code = MAILAUTH_RULE_SPF_BAD_SEPARATOR;
		*until = *at;
		return "a space is missing between two terms";
	}
	if (first && is_url(from, to)) {
		*code = MAILAUTH_RULE_SPF_DOMAIN_INVALID;
		*at = from;
		*until = to;
		return "a URL stands where a domain name belongs";
	}
	if (glued != NULL) {
		*code = MAILAUTH_RULE_SPF_BAD_SEPARATOR;
		*at = *until = glued;
		return "a space is missing between two terms";
	}
	*until = *at + 1;
	return octet_fault(*at, code);
}

const char *
mailauth__spf_domain_fault(const char *from, const char *to, int *code,
    const char **at, const char **until)
{
	const char *p, *sentence;
	bool first = true;

	for (p = from; p < to; p++) {
		if (LIKELY(is_class(*p, CLASS_NAME)))
			continue;
		if (*p == '%') { /* a macro: what it yields is not known */
			p = behind_macro(p, to) - 1;
			continue;
		}
		*at = p;
		sentence = stray_octet(from, to, code, at, until, first);
		if (sentence != NULL)
			return sentence;
		first = false;
	}
	if (to - from > 4 && glued_all(to - 4, to)) {
		*code = MAILAUTH_RULE_SPF_BAD_SEPARATOR;
		*at = *until = to - 4;
		return "a space is missing between two terms";
	}
	return NULL;
}

const char *
mailauth__spf_domain_end_fault(const char *from, const char *to, int *code,
    const char **at, const char **until)
{
	const char *label, *end = to, *p;

	*code = MAILAUTH_RULE_SPF_DOMAIN_INVALID;
	if (end[-1] == '.')
		end--;
	for (label = end; label > from && label[-1] != '.'; label--) {
		if (label[-1] == '}') {
			*at = label;
			*until = to;
			return "behind a macro a domain name goes on with a dot "
			    "and ends in a top-level domain";
		}
	}
	*at = label;
	*until = to;
	if (label == from) {
		*at = from;
		return "a domain name needs at least two labels here";
	}
	if (label == end)
		return "the last label of the domain name is empty";
	for (p = label; p < end && is_class(*p, CLASS_DIGIT); p++)
		continue;
	if (p == end)
		return "the last label of a domain name is not made of digits "
		    "alone";
	return "the last label of the domain name is not a top-level domain";
}
