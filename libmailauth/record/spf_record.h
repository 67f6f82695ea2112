/* SPDX-License-Identifier: BSD-2-Clause */
/* The SPF record as the library sees it (RFC 7208 sections 4.5 to 6, 12). */
#ifndef RECORD_SPF_RECORD_H
#define RECORD_SPF_RECORD_H

#include <mailauth/spf.h>

#include "base/arena.h"
#include "base/ip.h"
#include "base/problem.h"
#include "record/spf_macro.h"

/* A directive or modifier. */
struct spf_term {
	struct spf_macro_string domain; /* domain-spec; value of an unknown
	                                 * modifier; text NULL: absent */
	struct ip ip;       /* ip4 and ip6: the network as written, host bits
	                     * and all; family 0: none */
	uint8_t kind;       /* MAILAUTH_SPF_*; _UNKNOWN: no known term */
	char qualifier;     /* '+' '-' '~' '?', '+' if absent; 0: a modifier */
	bool qualified;     /* the qualifier is written */
	bool valid;         /* without syntax error; in a record without one,
	                     * every term is */
	int16_t prefix4;    /* ip4-cidr-length, -1: absent */
	int16_t prefix6;    /* ip6-cidr-length, -1: absent */
	uint32_t offset;    /* of the term in the record's text */
	uint32_t length;
	uint16_t name_length; /* of its name, which follows the qualifier */
	uint32_t value_offset; /* behind ":" or "=", or at the "/" of "a/24";
	                        * the end of the term if there is nothing */
};

struct mailauth_spf_record {
	const char *text;   /* a copy with a NUL behind it */
	size_t length;
	bool is_spf;        /* section 4.5 would select it */
	bool valid;         /* is_spf and without syntax error: not a permerror */
	struct spf_term *terms;
	size_t term_count;
	int all;            /* index of the first "all", -1: none */
	int redirect;       /* index of the first "redirect", -1: none; section
	                     * 5.1: ignored when there is an "all" */
	int exp;            /* index of the first "exp", -1: none */
	struct problem_list problems; /* without SPF_PARSE_LINT: syntax only */
	struct arena *arena;
	struct mailauth_spf_term *views; /* made by mailauth_spf_parse() */
	bool owns_arena;    /* made by mailauth_spf_parse() */
	bool remarked;      /* mailauth__spf_record_remark() was here */
};

enum {
	SPF_PARSE_LINT = 1 /* also remarks that are not syntax */
};

/*
 * Parses one record into `arena`.  A bad record is a success with problems:
 * !(*out)->valid says permerror (section 4.6).  Text without the version is
 * not parsed further (is_spf false, one problem).  0, MAILAUTH_ERR_NOMEM, or
 * MAILAUTH_ERR_LIMIT for text over LIMIT_RECORD or the arena's cap.
 */
int mailauth__spf_record_parse(struct arena *arena, const char *text,
    size_t len, unsigned flags, struct mailauth_spf_record **out) MUST_CHECK;

/* Adds the remarks that are not syntax, once.  0 or MAILAUTH_ERR_*, after which
 * the problems are not complete. */
int mailauth__spf_record_remark(struct mailauth_spf_record *rec) MUST_CHECK;

/* Does it begin with "v=spf1" (any case) and then SP or its end?  Section 4.5. */
bool mailauth__spf_is_record(const char *text, size_t len);

/* The record's first problem that makes it a permerror; NULL: none. */
const struct mailauth_problem *mailauth__spf_record_fault(
    const struct mailauth_spf_record *rec);

/* Does the term cause DNS queries that count (section 4.6.4)? */
static inline bool
mailauth__spf_term_costs(const struct spf_term *term)
{
	switch (term->kind) {
	case MAILAUTH_SPF_INCLUDE:
	case MAILAUTH_SPF_A:
	case MAILAUTH_SPF_MX:
	case MAILAUTH_SPF_PTR:
	case MAILAUTH_SPF_EXISTS:
	case MAILAUTH_SPF_REDIRECT:
		return true;
	default:
		return false;
	}
}

/* The bits compared with an address of `family` (sections 5, 5.6). */
static inline unsigned
mailauth__spf_term_bits(const struct spf_term *term, unsigned family)
{
	if (family == 4)
		return term->prefix4 < 0 ? 32 : (unsigned)term->prefix4;
	return term->prefix6 < 0 ? 128 : (unsigned)term->prefix6;
}

#endif
