/* SPDX-License-Identifier: BSD-2-Clause */
/* What a requirement wants, read out of its text once variables are expanded. */
#ifndef VALIDATE_WANT_H
#define VALIDATE_WANT_H

#include "base/ip.h"
#include "validate/profile.h"

struct want {
	const char *text;     /* as the profile has it, expanded */
	/* MX, CNAME, SRV, NS, PTR, FCRDNS: */
	const char *host;     /* canonical; behind "*." if `wild` */
	bool wild;            /* the host or anything under it; host "" is any */
	int preference;       /* MX preference, SRV priority; -1: any */
	int weight, port;     /* SRV; -1: any */
	/* A, AAAA, ADDRESS: */
	struct ip ip;
	unsigned bits;
	/* TXT: */
	bool prefix;          /* `text` ended in "*", cut off */
	/* SPF: */
	const char **terms;   /* "include:x", "redirect=x", "ip4:…"; no all */
	size_t term_count;
	char all;             /* of an "all" among the terms, or 0 */
};

/* Reads one `want`, `any` or `migration` (key) of a requirement.  NULL if it is
 * right, else what was expected, at *offset.  Without an arena it only checks. */
const char *mailauth__want_parse(struct arena *arena, int type, int key,
    const char *text, struct want *out, size_t *offset);
/* Is the text an owner: "@", a name relative to the domain, an absolute one
 * with its final dot, an address?  NULL, or what was expected. */
const char *mailauth__owner_check(const char *text);
/* Does the canonical name fit the want's host? */
bool mailauth__want_host(const struct want *want, const char *name);

#endif
