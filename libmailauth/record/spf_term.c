/* SPDX-License-Identifier: BSD-2-Clause */
/* The terms of an SPF record, one function a rule of RFC 7208 section 12. */
#include <string.h>

#include "record/spf_grammar.h"

/* Names as numbers: up to eight letters, lower case, the last one lowest. */
#define KEY2(a, b) ((uint64_t)(a) << 8 | (uint64_t)(b))
#define KEY3(a, b, c) (KEY2(a, b) << 8 | (uint64_t)(c))
#define KEY4(a, b, c, d) (KEY2(a, b) << 16 | KEY2(c, d))
#define KEY_LETTERS 8

static inline int
kind_of(uint64_t key)
{
	if (key == KEY3('i', 'p', '4')) /* as often as all the others */
		return MAILAUTH_SPF_IP4;
	switch (key) {
	case KEY3('i', 'p', '6'):
		return MAILAUTH_SPF_IP6;
	case KEY3('i', 'n', 'c') << 32 | KEY4('l', 'u', 'd', 'e'):
		return MAILAUTH_SPF_INCLUDE;
	case KEY3('a', 'l', 'l'):
		return MAILAUTH_SPF_ALL;
	case 'a':
		return MAILAUTH_SPF_A;
	case KEY2('m', 'x'):
		return MAILAUTH_SPF_MX;
	case KEY3('p', 't', 'r'):
		return MAILAUTH_SPF_PTR;
	case KEY2('e', 'x') << 32 | KEY4('i', 's', 't', 's'):
		return MAILAUTH_SPF_EXISTS;
	case KEY4('r', 'e', 'd', 'i') << 32 | KEY4('r', 'e', 'c', 't'):
		return MAILAUTH_SPF_REDIRECT;
	case KEY3('e', 'x', 'p'):
		return MAILAUTH_SPF_EXP;
	default:
		return MAILAUTH_SPF_UNKNOWN;
	}
}

/* Takes 1*( ALPHA / DIGIT / "-" / "_" / "." ).  The names of section 12 have
 * no octet that lower case shares with another one of this class. */
static inline uint64_t
read_name(struct cursor *c, uint16_t *len)
{
	const char *p = c->p, *end = c->end;
	uint64_t key = 0;

	for (; p < end && is_class(*p, CLASS_NAME); p++)
		key = key << 8 | (uint64_t)(*p | 0x20);
	*len = (uint16_t)(p - c->p);
	c->p = p;
	return *len <= KEY_LETTERS ? key : 0;
}

int
mailauth__spf_kind(const char *name, size_t len)
{
	struct cursor c = cursor_of(name, len);
	uint16_t length;
	uint64_t key = read_name(&c, &length);

	return cursor_done(&c) ? kind_of(key) : MAILAUTH_SPF_UNKNOWN;
}

/* include = "include" ":" domain-spec, and exists likewise */
static bool
include(struct spf_reader *r, struct spf_term *term)
{
	return cursor_accept(&r->c, ':') &&
	    mailauth__spf_domain_spec(r, &term->domain);
}

/* ptr = "ptr" [ ":" domain-spec ] */
static bool
ptr(struct spf_reader *r, struct spf_term *term)
{
	return cursor_done(&r->c) || include(r, term);
}

/* a = "a" [ ":" domain-spec ] [ dual-cidr-length ], and mx likewise */
static bool
a_or_mx(struct spf_reader *r, struct spf_term *term)
{
	if (cursor_done(&r->c))
		return true;
	if (cursor_accept(&r->c, ':'))
		return mailauth__spf_domain_cidr(r, term);
	return mailauth__spf_dual_cidr(r, term);
}

/* mechanism = ( all / include / a / mx / ptr / ip4 / ip6 / exists ) */
static bool
mechanism(struct spf_reader *r, struct spf_term *term)
{
	switch (term->kind) {
	case MAILAUTH_SPF_ALL:
		return true; /* and then the term must end */
	case MAILAUTH_SPF_INCLUDE:
	case MAILAUTH_SPF_EXISTS:
		return include(r, term);
	case MAILAUTH_SPF_A:
	case MAILAUTH_SPF_MX:
		return a_or_mx(r, term);
	case MAILAUTH_SPF_PTR:
		return ptr(r, term);
	case MAILAUTH_SPF_IP4:
		return cursor_accept(&r->c, ':') &&
		    mailauth__spf_ip4_network(r, term);
	case MAILAUTH_SPF_IP6:
		return cursor_accept(&r->c, ':') &&
		    mailauth__spf_ip6_network(r, term);
	default:
		return false;
	}
}

/* modifier = redirect / explanation / unknown-modifier
 * unknown-modifier = name "=" macro-string; "include=x" is one, too */
static bool
modifier(struct spf_reader *r, struct spf_term *term, const char *name)
{
	term->qualifier = 0;
	if (term->qualified || !is_class(*name, CLASS_ALPHA))
		return false;
	r->c.p++;
	if (term->kind == MAILAUTH_SPF_REDIRECT || term->kind == MAILAUTH_SPF_EXP)
		return mailauth__spf_domain_spec(r, &term->domain);
	term->kind = MAILAUTH_SPF_MODIFIER;
	return mailauth__spf_macro_string(r, &term->domain);
}

/* directive = [ qualifier ] mechanism
 * A "=" right behind the name makes it a modifier (section 4.6.1). */
bool
mailauth__spf_term_read(struct spf_reader *r, struct spf_term *term)
{
	const char *name;
	int next = cursor_peek(&r->c);

	*term = (struct spf_term){ .qualifier = '+', .prefix4 = -1, .prefix6 = -1 };
	if (next == '-' || next == '~' || next == '?' || next == '+') {
		term->qualifier = (char)next;
		term->qualified = true;
		r->c.p++;
	}
	name = r->c.p;
	term->kind = (uint8_t)kind_of(read_name(&r->c, &term->name_length));
	next = cursor_peek(&r->c);
	term->value_offset = (uint32_t)cursor_offset(&r->c) +
	    (next == ':' || next == '=');
	if (next == '=') {
		if (!modifier(r, term, name))
			return false;
	} else if (!mechanism(r, term)) {
		return false;
	}
	return cursor_done(&r->c);
}
