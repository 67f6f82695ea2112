/* SPDX-License-Identifier: BSD-2-Clause */
/* The arguments of terms: domain-spec, prefix lengths and networks of RFC 7208
 * section 12. */
#include <string.h>

#include "record/spf_grammar.h"

/* macro-string = *( macro-expand / macro-literal ) */
bool
mailauth__spf_macro_string(struct spf_reader *r, struct spf_macro_string *out)
{
	struct spf_macro_fault fault;
	unsigned seen = CLASS_NAME, class;
	const char *from = r->c.p, *end = r->c.end, *p;
	int rc;

	for (p = from; p < end; p++) {
		class = mailauth__class[(unsigned char)*p];
		if ((class & CLASS_VISIBLE) == 0 || *p == '%')
			break;
		seen &= class;
	}
	r->c.p = p;
	*out = (struct spf_macro_string){
		.text = from,
		.length = (uint32_t)(p - from),
		.plain = seen != 0,
	};
	if (LIKELY(cursor_done(&r->c)))
		return true;
	rc = mailauth__spf_macro_parse(r->arena, from,
	    (size_t)(r->c.end - from), 0, out, &fault);
	if (rc != 0 && rc != MAILAUTH_ERR_INVALID)
		r->error = rc;
	r->c.p = r->c.end;
	return rc == 0;
}

/* toplabel = ( *alphanum ALPHA *alphanum ) /
 *            ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
 * that is: letters, digits and inner hyphens, but not digits alone */
bool
mailauth__spf_toplabel(const char *from, const char *to)
{
	bool digits_only = true;
	const char *p;

	if (from >= to || *from == '-' || to[-1] == '-')
		return false;
	for (p = from; p < to; p++) {
		if (!is_class(*p, CLASS_DIGIT)) {
			if (!is_class(*p, CLASS_ALPHA) && *p != '-')
				return false;
			digits_only = false;
		}
	}
	return !digits_only;
}

/* domain-end = ( "." toplabel [ "." ] ) / macro-expand */
static bool
domain_end(const struct spf_macro_string *ms)
{
	const struct spf_macro_part *last;
	const char *from = ms->text, *to, *p;

	to = from + ms->length;
	if (ms->parts != NULL) {
		last = &ms->parts[ms->part_count - 1];
		if (last->letter != 0 || (last->flags & SPF_MACRO_PERCENT) != 0)
			return true;
		from = last->text;
	}
	if (to > from && to[-1] == '.')
		to--;
	for (p = to; p > from && p[-1] != '.'; p--)
		continue;
	return p > from && mailauth__spf_toplabel(p, to);
}

/* domain-spec = macro-string domain-end */
bool
mailauth__spf_domain_spec(struct spf_reader *r, struct spf_macro_string *out)
{
	return mailauth__spf_macro_string(r, out) && domain_end(out);
}

/* ip4-cidr-length = "/" ("0" / %x31-39 0*1DIGIT) ; value range 0-32
 * ip6-cidr-length = "/" ("0" / %x31-39 0*2DIGIT) ; value range 0-128 */
static bool
cidr_length(struct cursor *c, unsigned max, int16_t *out)
{
	const char *p = c->p, *end = c->end, *from;
	unsigned value = 0;

	if (p >= end || *p++ != '/')
		return false;
	for (from = p; p < end && is_class(*p, CLASS_DIGIT); p++) {
		value = value * 10 + (unsigned)(*p - '0');
		if (value > max || (p > from && *from == '0'))
			return false;
	}
	*out = (int16_t)value;
	c->p = p;
	return p > from;
}

/* dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ] */
bool
mailauth__spf_dual_cidr(struct spf_reader *r, struct spf_term *term)
{
	struct cursor *c = &r->c;

	if (cursor_left(c) < 2 || c->p[1] != '/') {
		if (!cidr_length(c, 32, &term->prefix4))
			return false;
		if (cursor_done(c))
			return true;
	}
	return cursor_accept(c, '/') && cidr_length(c, 128, &term->prefix6);
}

/* Steps back over digits and the "/" before them; NULL if there are none. */
static const char *
back_over_cidr(const char *from, const char *to)
{
	const char *p = to;

	while (p > from && is_class(p[-1], CLASS_DIGIT))
		p--;
	return p < to && p > from && p[-1] == '/' ? p - 1 : NULL;
}

const char *
mailauth__spf_cidr_start(const char *from, const char *to)
{
	const char *start = back_over_cidr(from, to), *first;

	if (start == NULL)
		return to;
	if (start == from || start[-1] != '/')
		return start;
	start--;
	first = back_over_cidr(from, start);
	return first != NULL ? first : start;
}

/* A domain-spec may hold "/", but cannot end in "/24": that is no toplabel. */
bool
mailauth__spf_domain_cidr(struct spf_reader *r, struct spf_term *term)
{
	const char *end = r->c.end;
	const char *cidr = mailauth__spf_cidr_start(r->c.p, end);
	bool good;

	r->c.end = cidr;
	good = mailauth__spf_domain_spec(r, &term->domain);
	r->c.end = end;
	return good && (cidr == end || mailauth__spf_dual_cidr(r, term));
}

/* The value of the DIGIT at p; above 9: none stands there. */
static inline unsigned
digit(const char *p, const char *end)
{
	return p < end ? (unsigned)*p - '0' : 10;
}

/* qnum: 0..255 without leading zero; where it ends, NULL if it is none.  A
 * fourth digit is left standing, where no dot, slash or end is then found. */
static inline const char *
qnum(const char *p, const char *end, uint8_t *out)
{
	unsigned value = digit(p, end), next;

	if (value > 9)
		return NULL;
	next = digit(++p, end);
	if (next <= 9) {
		if (value == 0)
			return NULL;
		value = value * 10 + next;
		next = digit(++p, end);
		if (next <= 9) {
			value = value * 10 + next;
			p++;
		}
	}
	*out = (uint8_t)value;
	return value <= 255 ? p : NULL;
}

/* ip4 = "ip4" ":" ip4-network [ ip4-cidr-length ]
 * ip4-network = qnum "." qnum "." qnum "." qnum */
bool
mailauth__spf_ip4_network(struct spf_reader *r, struct spf_term *term)
{
	const char *p = r->c.p, *end = r->c.end;
	uint8_t *bytes = term->ip.bytes;

	if ((p = qnum(p, end, &bytes[0])) == NULL || p == end || *p++ != '.' ||
	    (p = qnum(p, end, &bytes[1])) == NULL || p == end || *p++ != '.' ||
	    (p = qnum(p, end, &bytes[2])) == NULL || p == end || *p++ != '.' ||
	    (p = qnum(p, end, &bytes[3])) == NULL)
		return false;
	term->ip.family = 4;
	r->c.p = p;
	return p == end || cidr_length(&r->c, 32, &term->prefix4);
}

/* ip6 = "ip6" ":" ip6-network [ ip6-cidr-length ]
 * ip6-network = <as per Section 2.2 of [RFC4291]> */
bool
mailauth__spf_ip6_network(struct spf_reader *r, struct spf_term *term)
{
	struct cursor *c = &r->c;
	const char *from = c->p;
	struct ip ip;

	while (c->p < c->end && *c->p != '/')
		c->p++;
	if (!mailauth__ip6_parse(from, (size_t)(c->p - from), &ip))
		return false;
	term->ip = ip;
	return cursor_done(c) || cidr_length(c, 128, &term->prefix6);
}
