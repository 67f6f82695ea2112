/* SPDX-License-Identifier: BSD-2-Clause */
/* DKIM key records: RFC 6376 section 3.6.1, RFC 8301, RFC 8463. */
#ifndef RECORD_DKIM_KEY_H
#define RECORD_DKIM_KEY_H

#include <mailauth/dkim.h>

#include "base/problem.h"

/* Tags that mean something here; others are only checked for form. */
enum dkim_tag {
	DKIM_TAG_V,
	DKIM_TAG_G,
	DKIM_TAG_H,
	DKIM_TAG_K,
	DKIM_TAG_N,
	DKIM_TAG_P,
	DKIM_TAG_S,
	DKIM_TAG_T,
	DKIM_TAG_COUNT
};

/* A run of octets of the record. */
struct dkim_span {
	size_t offset, length;
};

struct dkim_words {
	const char **items; /* NUL-terminated, in the arena */
	size_t count;
};

struct dkim_number {
	const uint8_t *data; /* big-endian, no leading zeros; NULL: none */
	size_t length;
};

struct mailauth_dkim_key {
	struct arena *arena;   /* its own, or that of what it is part of */
	int own_arena;
	const char *text;
	size_t length;
	struct tag_list *tags;
	int is_dkim;
	int verdict;
	int type, encoding, bits;
	const char *type_name;
	int testing, strict;
	struct dkim_words hashes, services, flags;
	struct dkim_number data, modulus, exponent;
	struct dkim_span p;    /* value of p=, for findings about the key */
	struct problem_list problems;
	struct mailauth_dkim_tolerance *tolerances;
	size_t tolerance_count;
};

/* Reads a record into an arena; text must live as long as the arena.  0 or a
 * negative error, *out then NULL. */
int mailauth__dkim_key_parse(struct arena *arena, const char *text, size_t len,
    struct mailauth_dkim_key **out);

#endif
