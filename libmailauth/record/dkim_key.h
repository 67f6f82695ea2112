/* SPDX-License-Identifier: BSD-2-Clause */
/* DKIM key records: RFC 6376 section 3.6.1, RFC 8301, RFC 8463. */
#ifndef RECORD_DKIM_KEY_H
#define RECORD_DKIM_KEY_H

#include <mailauth/dkim.h>

#include "base/problem.h"
#include "record/der.h"
#include "record/tag_list.h"

struct dkim_words {
	const char *const *items; /* NUL-terminated */
	size_t count;
};

struct mailauth_dkim_key {
	struct arena *arena;    /* its own, or that of what it is part of */
	const char *text;
	size_t length;
	size_t start;           /* where the tag list begins: behind what was
	                         * pasted before it; 0 in a sound record */
	struct tag_list tags;   /* places from `start` */
	const struct tag *p;    /* the tag p=, or NULL */
	int is_dkim;
	int verdict;
	int type, encoding, bits;
	const char *type_name;
	int testing, strict;
	int weak;               /* a finding that makes the verdict "weak" */
	int pasted;             /* there are octets (is_pasted) that do not belong
	                         * there: values are read without them */
	int bare;               /* the text is a key without any tag */
	struct dkim_words hashes, services, flags;
	struct der_octets data; /* what p= decodes to */
	struct der_octets modulus, exponent, ed25519;
	struct problem_list problems;
	struct mailauth_dkim_tolerance *tolerances;
	size_t tolerance_count;
};

/* Reads a record into an arena; text must live as long as the arena.  0 or a
 * negative error, *out then NULL. */
int mailauth__dkim_key_parse(struct arena *arena, const char *text, size_t len,
    struct mailauth_dkim_key **out);

/* The parts of the parser; they add problems to the key and return 0 or a
 * negative error. */

/* dkim_key_paste.c: what else than a tag list the text may be, and what the
 * ways of copying a record have done to it.  Sets start, pasted, is_dkim. */
void mailauth__dkim_key_paste(struct mailauth_dkim_key *key);
/* dkim_key_data.c: decodes p= and measures the key. */
int mailauth__dkim_key_data(struct mailauth_dkim_key *key);
/* dkim_key_tolerance.c: what verifiers make of the problems found. */
int mailauth__dkim_key_tolerances(struct mailauth_dkim_key *key);

/* A problem with length octets at `offset` of the tag list. */
void mailauth__dkim_key_say(struct mailauth_dkim_key *key, int code, int severity,
    size_t offset, size_t length, const char *message);
/* Quotes and backslashes of a zone file, quotes and blanks of a word processor. */
static inline bool
is_pasted(char c)
{
	return c == '"' || c == '\\' || (unsigned char)c >= 0x80;
}

/* The value of a tag, without pasted octets at its ends; its place in the tag
 * list. */
struct dkim_span {
	const char *text;
	size_t offset, length;
};
struct dkim_span mailauth__dkim_key_value(const struct mailauth_dkim_key *key,
    const struct tag *tag);
/* Is there a problem with that code? */
bool mailauth__dkim_key_has(const struct mailauth_dkim_key *key, int code);

#endif
