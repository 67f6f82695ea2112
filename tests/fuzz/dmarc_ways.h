/* SPDX-License-Identifier: BSD-2-Clause */
/* A DMARC record is read the short way where its form allows, else tag by tag: no
 * caller may see which way it was. */
#ifndef TESTS_FUZZ_DMARC_WAYS_H
#define TESTS_FUZZ_DMARC_WAYS_H

#include <stdbool.h>
#include <string.h>

#include "record/dmarc_record.h"

static inline bool
same_string(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static inline bool
same_values(const mailauth_dmarc_record *a, const mailauth_dmarc_record *b)
{
	int scope, source_a, source_b;

	for (scope = 0; scope < 4; scope++) {
		if (mailauth_dmarc_record_policy(a, scope, &source_a) !=
		    mailauth_dmarc_record_policy(b, scope, &source_b) ||
		    source_a != source_b)
			return false;
	}
	return a->is_dmarc == b->is_dmarc && a->valid == b->valid &&
	    a->tolerated == b->tolerated && a->psd == b->psd && a->t == b->t &&
	    a->adkim == b->adkim && a->aspf == b->aspf && a->fo == b->fo &&
	    memcmp(a->policy, b->policy, sizeof(a->policy)) == 0 &&
	    memcmp(a->bad, b->bad, sizeof(a->bad)) == 0 &&
	    memcmp(a->at, b->at, sizeof(a->at)) == 0;
}

static inline bool
same_tags(const mailauth_dmarc_record *a, const mailauth_dmarc_record *b)
{
	const mailauth_dmarc_tag *x, *y;
	size_t i, n = mailauth_dmarc_record_tag_count(a);

	if (n != mailauth_dmarc_record_tag_count(b))
		return false;
	for (i = 0; i < n; i++) {
		x = mailauth_dmarc_record_tag(a, i);
		y = mailauth_dmarc_record_tag(b, i);
		if (!same_string(x->name, y->name) || x->state != y->state ||
		    x->value_length != y->value_length ||
		    memcmp(x->value, y->value, x->value_length) != 0 ||
		    x->offset != y->offset || x->length != y->length ||
		    x->value_offset != y->value_offset)
			return false;
	}
	return true;
}

static inline bool
same_uris(const mailauth_dmarc_record *a, const mailauth_dmarc_record *b)
{
	const mailauth_dmarc_uri *x, *y;
	size_t i;
	int list;

	for (list = MAILAUTH_DMARC_RUA; list <= MAILAUTH_DMARC_RUF; list++) {
		if (mailauth_dmarc_record_uri_count(a, list) !=
		    mailauth_dmarc_record_uri_count(b, list))
			return false;
		for (i = 0; i < mailauth_dmarc_record_uri_count(a, list); i++) {
			x = mailauth_dmarc_record_uri(a, list, i);
			y = mailauth_dmarc_record_uri(b, list, i);
			if (!same_string(x->uri, y->uri) || x->valid != y->valid ||
			    !same_string(x->scheme, y->scheme) ||
			    !same_string(x->address, y->address) ||
			    !same_string(x->host, y->host) ||
			    x->size_limit != y->size_limit ||
			    x->offset != y->offset || x->length != y->length)
				return false;
		}
	}
	return true;
}

static inline bool
same_problems(const mailauth_dmarc_record *a, const mailauth_dmarc_record *b)
{
	const mailauth_problem *x, *y;
	size_t i;

	if (a->problems.count != b->problems.count ||
	    a->problems.errors != b->problems.errors)
		return false;
	for (i = 0; i < a->problems.count; i++) {
		x = mailauth_dmarc_record_problem(a, i);
		y = mailauth_dmarc_record_problem(b, i);
		if (x->code != y->code || x->severity != y->severity ||
		    x->offset != y->offset || x->length != y->length ||
		    !same_string(x->message, y->message) ||
		    !same_string(x->reference, y->reference))
			return false;
	}
	return true;
}

/* NULL if the text comes out the same both ways, else what differs. */
static inline const char *
differs_by_way(struct arena *arena, const char *text, size_t len)
{
	mailauth_dmarc_record *one, *other;

	if (mailauth__dmarc_record_parse(arena, text, len, &one) != 0)
		return "no record";
	other = mailauth__dmarc_record_make(arena, text, len);
	if (other == NULL || mailauth__dmarc_read_tags(other) != 0)
		return "no record the long way";
	return !same_values(one, other) ? "values" : !same_tags(one, other) ? "tags" :
	    !same_uris(one, other) ? "addresses" :
	    !same_problems(one, other) ? "problems" : NULL;
}

#endif
