/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a term that the grammar of RFC 7208 section 12 refuses:
 * the rule, the octets and a sentence.  Off the fast path. */
#include <assert.h>
#include <string.h>

#include "base/typographic.h"
#include "record/spf_diagnose.h"

static const char *
typographic_sentence(const char *ascii, int *code)
{
	*code = *ascii == ' ' ? MAILAUTH_RULE_SPF_BAD_SEPARATOR :
	    MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC;
	switch (*ascii) {
	case ' ':
		return "a typographic space stands where only spaces may separate "
		    "terms";
	case '-':
		return "a typographic dash stands in the record: write \"-\"";
	case '~':
		return "a typographic tilde stands in the record: write \"~\"";
	default:
		return "a typographic character stands in the record where ASCII "
		    "belongs";
	}
}

/* The sentence about all octets of one kind that may not stand in a term. */
static const char *
octet_sentence(const char *p, const char *to, int *code, size_t *len)
{
	static const struct {
		const char *octets;
		int code;
		const char *sentence;
	} known[] = {
		{ "\t", MAILAUTH_RULE_SPF_BAD_SEPARATOR,
		  "a tab stands where only spaces may separate terms" },
		{ "\r", MAILAUTH_RULE_SPF_BAD_SEPARATOR,
		  "a line break stands where only spaces may separate terms" },
		{ "\n", MAILAUTH_RULE_SPF_BAD_SEPARATOR,
		  "a line break stands where only spaces may separate terms" },
		{ "\xc2\xa0", MAILAUTH_RULE_SPF_BAD_SEPARATOR,
		  "a no-break space stands where only spaces may separate terms" },
		{ "\xe2\x80\x8b", MAILAUTH_RULE_SPF_SYNTAX,
		  "an invisible character (zero-width space) stands in the record" },
		{ "\xe2\x80\x9c", MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC,
		  "a typographic quotation mark stands in the record" },
		{ "\xe2\x80\x9d", MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC,
		  "a typographic quotation mark stands in the record" },
		{ "\xe2\x80\x9e", MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC,
		  "a typographic quotation mark stands in the record" },
	};
	const char *ascii;
	size_t i;

	for (i = 0; i < COUNT_OF(known); i++) {
		*len = strlen(known[i].octets);
		if ((size_t)(to - p) >= *len &&
		    memcmp(p, known[i].octets, *len) == 0) {
			*code = known[i].code;
			return known[i].sentence;
		}
	}
	*len = mailauth__typographic(p, to, &ascii);
	if (*len > 0)
		return typographic_sentence(ascii, code);
	*code = MAILAUTH_RULE_SPF_SYNTAX;
	*len = 1;
	if ((unsigned char)*p < 0x80)
		return "a control character stands in the record";
	*len = mailauth__foreign(p, to);
	return "the record holds an octet outside ASCII: international domain names "
	    "are written as A-labels (xn--)";
}

/* Does the octet part terms in the eyes of the author? */
static bool
is_parting(const char *p, const char *to)
{
	size_t len;
	int code;

	octet_sentence(p, to, &code, &len);
	return code == MAILAUTH_RULE_SPF_BAD_SEPARATOR;
}

/* Reports a run of octets outside %x21-7E that are one kind; its end.  Some of
 * them part terms in the eyes of the author, and *parts says so. */
static const char *
bad_octets(struct mailauth_spf_record *rec, const char *p, const char *to,
    bool *parts)
{
	const char *from = p, *sentence, *other;
	size_t len;
	int code, other_code;

	sentence = octet_sentence(p, to, &code, &len);
	p += len;
	while (p < to && !is_class(*p, CLASS_VISIBLE)) {
		other = octet_sentence(p, to, &other_code, &len);
		if (other != sentence)
			break;
		p += len;
	}
	mailauth__spf_say(rec, code, from, p, sentence);
	*parts = code == MAILAUTH_RULE_SPF_BAD_SEPARATOR;
	return p;
}

/* Terms run together, or closed by what is no space: "mx,", "all;", "-all~".
 * The octet at `at` is the first that does not belong. */
static bool
separator_fault(struct mailauth_spf_record *rec, const char *at, const char *to)
{
	const char *name = at;

	if (at >= to)
		return false;
	if (*at == ',' || *at == ';') {
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_BAD_SEPARATOR, at, at + 1,
		    *at == ',' ?
		    "a comma stands where only spaces may separate terms" :
		    "a semicolon stands where only spaces may separate terms");
		return true;
	}
	if (*at == '"') {
		mailauth__spf_say(rec, MAILAUTH_RULE_DNS_TXT_LITERAL_QUOTES, at,
		    at + 1, "a quotation mark is part of the record's text");
		return true;
	}
	if (*at == '\\') {
		mailauth__spf_say(rec, MAILAUTH_RULE_DNS_TXT_LITERAL_BACKSLASH, at,
		    at + 1, "a backslash is part of the record's text");
		return true;
	}
	if (strchr("+-~?", *at) != NULL)
		name++;
	if (mailauth__spf_glued_term(name, to)) {
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_BAD_SEPARATOR, at, at,
		    "a space is missing between two terms");
		return true;
	}
	return false;
}

/* Behind a good "/24" of a dual-cidr-length, the "//…" that is left; else
 * `from` itself. */
static const char *
second_cidr(const struct spf_term *term, const char *from, const char *to)
{
	const char *p = from + 1;

	if (term->kind == MAILAUTH_SPF_IP4 || term->kind == MAILAUTH_SPF_IP6)
		return from;
	while (p < to && is_class(*p, CLASS_DIGIT))
		p++;
	return mailauth__spf_number_within(from + 1, p, 32) &&
	    to - p >= 2 && p[0] == '/' && p[1] == '/' ? p : from;
}

/* What is wrong with the number of a prefix length, digits..end; NULL: nothing. */
static const char *
cidr_number_sentence(const char *digits, const char *end, bool six)
{
	if (digits == end)
		return "a prefix length needs a number behind the slash";
	if (*digits == '0' && end > digits + 1)
		return "a prefix length has no leading zero";
	if (mailauth__spf_number_within(digits, end, six ? 128 : 32))
		return NULL;
	return six ? "a prefix length for IPv6 is at most 128" :
	    "a prefix length for IPv4 is at most 32";
}

/* "/…" that is no prefix length; to: where the term ends. */
static void
cidr_fault(struct mailauth_spf_record *rec, const struct spf_term *term,
    const char *from, const char *to)
{
	bool dual = term->kind != MAILAUTH_SPF_IP4 && term->kind != MAILAUTH_SPF_IP6;
	bool six = term->kind == MAILAUTH_SPF_IP6;
	const char *p, *digits, *sentence;

	from = second_cidr(term, from, to);
	digits = from + 1;
	if (digits < to && *digits == '/') {
		six = true;
		digits++;
	}
	for (p = digits; p < to && is_class(*p, CLASS_DIGIT); p++)
		continue;
	sentence = cidr_number_sentence(digits, p, six);
	if (!dual && digits == from + 2)
		sentence = "the prefix length of ip4 and ip6 is written with "
		    "one slash";
	if (sentence == NULL && separator_fault(rec, p, to))
		return;
	if (p < to && *p == '.' && p > digits)
		sentence = "a prefix length is a number of bits, not a mask";
	/* a good number at the end would be no fault */
	assert(sentence != NULL || p < to);
	if (sentence == NULL && *p != '/')
		sentence = "a prefix length is made of digits only";
	if (sentence == NULL)
		sentence = dual && !six ?
		    "a prefix length for IPv6 is written with two slashes" :
		    "more stands behind the last prefix length";
	mailauth__spf_say(rec, MAILAUTH_RULE_SPF_CIDR_INVALID, from, to, sentence);
}

static bool
is_domain_spec(struct mailauth_spf_record *rec, const char *from, const char *to)
{
	struct spf_reader r = { .c = { rec->text, from, to }, .arena = rec->arena };
	struct spf_macro_string ms;
	bool good = mailauth__spf_domain_spec(&r, &ms);

	if (r.error != 0)
		rec->problems.error = r.error;
	return good;
}

/* A macro that is none, or "%name%" left in from a template. */
static void
macro_fault(struct mailauth_spf_record *rec, const struct spf_macro_fault *why,
    const char *from, const char *to)
{
	const char *at = from + why->offset, *p = at + 1;

	while (p < to && is_class(*p, CLASS_NAME))
		p++;
	if (*at == '%' && p > at + 1 && p < to && *p == '%')
		mailauth__spf_say(rec, MAILAUTH_RULE_DNS_TXT_PLACEHOLDER, at, p + 1,
		    "a placeholder was left in the record");
	else
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_MACRO_SYNTAX, at,
		    at + why->length, why->message);
}

/* A domain-spec that is none. */
static void
domain_fault(struct mailauth_spf_record *rec, const struct spf_term *term,
    const char *from, const char *to, bool cidr)
{
	struct spf_macro_string ms;
	struct spf_macro_fault why;
	const char *cut = mailauth__spf_cidr_start(from, to), *at, *until;
	const char *sentence;
	struct ip ip;
	int code, rc;

	rc = mailauth__spf_macro_parse(rec->arena, from, (size_t)(to - from), 0,
	    &ms, &why);
	if (rc == MAILAUTH_ERR_INVALID) {
		macro_fault(rec, &why, from, to);
		return;
	}
	if (rc != 0) {
		rec->problems.error = rc;
		return;
	}
	if (!is_domain_spec(rec, from, cut)) /* "/24/64", "/24//64/8" */
		cut = mailauth__spf_cidr_start(from, cut);
	if (cut == from) {
		mailauth__spf_say_name(rec, term, MAILAUTH_RULE_SPF_MISSING_ARGUMENT,
		    from, to, " lacks the domain name behind its sign");
		return;
	}
	if (cut < to && is_domain_spec(rec, from, cut)) {
		if (cidr)
			cidr_fault(rec, term, cut, to);
		else
			mailauth__spf_say_name(rec, term,
			    MAILAUTH_RULE_SPF_CIDR_INVALID, cut, to,
			    " takes no prefix length");
		return;
	}
	if (mailauth__ip_parse(from, (size_t)(cut - from), &ip)) {
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_DOMAIN_IS_IP, from, cut,
		    ip.family == 4 ? "an IPv4 address stands where a domain name "
		    "belongs: write \"ip4:\"" : "an IPv6 address stands where a "
		    "domain name belongs: write \"ip6:\"");
		return;
	}
	sentence = mailauth__spf_domain_fault(from, cut, &code, &at, &until);
	if (sentence == NULL)
		sentence = mailauth__spf_domain_end_fault(from, cut, &code, &at, &until);
	mailauth__spf_say(rec, code, at, until, sentence);
}

/* ip4: with something that is no ip4-network, and ip6 likewise. */
static void
network_fault(struct mailauth_spf_record *rec, const struct spf_term *term,
    const char *from, const char *to)
{
	bool six = term->kind == MAILAUTH_SPF_IP6;
	const char *end = from, *stop;
	struct ip ip;

	if (from == to || *from == '/') {
		mailauth__spf_say_name(rec, term, MAILAUTH_RULE_SPF_MISSING_ARGUMENT,
		    from, to, " lacks the address behind its colon");
		return;
	}
	while (end < to && *end != '/')
		end++;
	for (stop = from; stop < end; stop++) {
		if (*stop != '.' && (six ? *stop != ':' &&
		    !is_class(*stop, CLASS_HEX) : !is_class(*stop, CLASS_DIGIT)))
			break;
	}
	if (mailauth__ip_parse(from, (size_t)(end - from), &ip)) {
		if ((ip.family == 6) == six) {
			cidr_fault(rec, term, end, to);
			return;
		}
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_IP_FAMILY, from, end,
		    six ? "an IPv4 address stands behind ip6: write ip4" :
		    "an IPv6 address stands behind ip4: write ip6");
		return;
	}
	if (stop < end && stop > from &&
	    mailauth__ip_parse(from, (size_t)(stop - from), &ip) &&
	    separator_fault(rec, stop, to))
		return;
	mailauth__spf_say(rec, six ? MAILAUTH_RULE_SPF_IP6_INVALID :
	    MAILAUTH_RULE_SPF_IP4_INVALID, from, end,
	    six ? mailauth__spf_ip6_sentence(from, end) :
	    mailauth__spf_ip4_sentence(from, end));
}

/* A known mechanism with a wrong argument; `next` is behind its name. */
static void
mechanism_fault(struct mailauth_spf_record *rec, const struct spf_term *term,
    const char *next, const char *to)
{
	const char *value = next < to ? next + 1 : to;
	bool cidr = term->kind == MAILAUTH_SPF_A || term->kind == MAILAUTH_SPF_MX;

	if (next < to && *next != ':' && *next != '/') {
		if (!separator_fault(rec, next, to))
			mailauth__spf_say_name(rec, term, MAILAUTH_RULE_SPF_SYNTAX,
			    next, to, cidr ?
			    " may only be followed by a colon, a slash or a space" :
			    " may only be followed by a colon or a space");
		return;
	}
	if (term->kind == MAILAUTH_SPF_ALL) {
		mailauth__spf_say_name(rec, term, MAILAUTH_RULE_SPF_SYNTAX, next,
		    to, " takes no argument");
	} else if (next < to && *next == '/' && cidr) {
		cidr_fault(rec, term, next, to);
	} else if (next < to && *next == '/' && term->kind == MAILAUTH_SPF_PTR) {
		mailauth__spf_say_name(rec, term, MAILAUTH_RULE_SPF_CIDR_INVALID,
		    next, to, " takes no prefix length");
	} else if (next == to || *next == '/') {
		mailauth__spf_say_name(rec, term, MAILAUTH_RULE_SPF_MISSING_ARGUMENT,
		    rec->text + term->offset, to, " needs a colon and a value");
	} else if (term->kind == MAILAUTH_SPF_IP4 || term->kind == MAILAUTH_SPF_IP6) {
		network_fault(rec, term, value, to);
	} else {
		domain_fault(rec, term, value, to, cidr);
	}
}

/* A known or unknown name with "=" behind it. */
static void
modifier_fault(struct mailauth_spf_record *rec, const struct spf_term *term,
    const char *name, const char *value, const char *to)
{
	struct spf_macro_string ms;
	struct spf_macro_fault why;
	int rc;

	if (term->qualified) {
		if (mailauth__spf_glued_all(rec, name, value - 1))
			return;
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_SYNTAX, name - 1, name,
		    "a modifier takes no qualifier");
	} else if (!is_class(*name, CLASS_ALPHA)) {
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_SYNTAX, name, value - 1,
		    "the name of a modifier begins with a letter");
	} else if (term->kind != MAILAUTH_SPF_MODIFIER) {
		domain_fault(rec, term, value, to, false);
	} else {
		rc = mailauth__spf_macro_parse(rec->arena, value,
		    (size_t)(to - value), 0, &ms, &why);
		if (rc == MAILAUTH_ERR_INVALID)
			macro_fault(rec, &why, value, to);
		else
			rec->problems.error = rc;
	}
}

/* A run of visible octets that is no term. */
static void
piece_fault(struct mailauth_spf_record *rec, const struct spf_term *term,
    const char *from, const char *to)
{
	const char *name = from + (term->qualified ? 1 : 0);
	const char *next = name + term->name_length;

	if (next == name) {
		if (separator_fault(rec, next, to) ||
		    mailauth__spf_placeholder(rec, next, to))
			return;
		mailauth__spf_say(rec, MAILAUTH_RULE_SPF_SYNTAX, from, to,
		    term->qualified && next == to ?
		    "a qualifier stands alone: the mechanism follows it "
		    "without a space" :
		    "a term begins with a qualifier or the name of a mechanism "
		    "or modifier");
	} else if (next < to && *next == '=') {
		modifier_fault(rec, term, name, next + 1, to);
	} else if (term->kind == MAILAUTH_SPF_REDIRECT ||
	    term->kind == MAILAUTH_SPF_EXP) {
		if (next < to && *next == ':')
			mailauth__spf_say_name(rec, term,
			    MAILAUTH_RULE_SPF_EQUALS_FOR_COLON, next, next + 1,
			    " is a modifier: write \"=\" behind it, not \":\"");
		else if (!separator_fault(rec, next, to))
			mailauth__spf_say_name(rec, term,
			    MAILAUTH_RULE_SPF_MISSING_ARGUMENT, from, to,
			    " needs \"=\" and a domain name");
	} else if (term->kind != MAILAUTH_SPF_UNKNOWN) {
		mechanism_fault(rec, term, next, to);
	} else {
		mailauth__spf_unknown_mechanism(rec, name, next, to);
	}
}

/* Says what is wrong with the visible octets from..to, if they are no term. */
static int
diagnose_piece(struct mailauth_spf_record *rec, const char *from, const char *to)
{
	struct spf_reader r = { .c = { rec->text, from, to }, .arena = rec->arena };
	struct spf_term piece;

	if (!mailauth__spf_term_read(&r, &piece) && r.error == 0) {
		piece.offset = (uint32_t)(from - rec->text);
		piece_fault(rec, &piece, from, to);
	}
	return r.error;
}

int
mailauth__spf_diagnose(struct mailauth_spf_record *rec, struct spf_term *term)
{
	const char *p = rec->text + term->offset, *end = p + term->length;
	const char *from;
	size_t before = rec->problems.errors;
	bool whole = true; /* p is where a term begins */
	int rc = 0;

	while (p < end && rc == 0) {
		if (!is_class(*p, CLASS_VISIBLE)) {
			p = bad_octets(rec, p, end, &whole);
			continue;
		}
		from = p;
		while (p < end && is_class(*p, CLASS_VISIBLE))
			p++;
		/* A word with a foreign letter in it is told of once. */
		if (whole && (p == end || is_parting(p, end)))
			rc = diagnose_piece(rec, from, p);
	}
	/* Whatever happens, a refused term is told of. */
	if (rc == 0 && rec->problems.errors == before)
		mailauth__problem(&rec->problems, MAILAUTH_RULE_SPF_SYNTAX,
		    term->offset, term->length);
	return rc != 0 ? rc : rec->problems.error;
}
