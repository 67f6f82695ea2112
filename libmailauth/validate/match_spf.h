/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF by meaning: is a wanted term reached, and the record that would have it. */
#ifndef VALIDATE_MATCH_SPF_H
#define VALIDATE_MATCH_SPF_H

#include "evaluate/spf_audit.h"
#include "record/spf_record.h"
#include "validate/match.h"

/* How a wanted term stands in a tree of SPF records. */
enum reach {
	REACH_NOT = 0,
	REACH_DIRECT = 1,     /* in the domain's own record */
	REACH_CHAIN = 2,      /* inside an include or redirect */
	REACH_SHADOWED = 3,   /* there, but an "all" decides before it */
	REACH_QUALIFIED = 4   /* there, but with another qualifier than "+" */
};

/* The best way in which the term is reached.  `term` as in the profile. */
enum reach mailauth__spf_reach(struct validation *v, const struct spf_audit *audit,
    const char *term);

/* What becomes of the customer's records when terms are merged in. */
struct spf_merge {
	const char *const *terms; /* to have, in front */
	size_t term_count;
	char all;                 /* '-', '~', '?': the ending to have; 0: as it is */
	char otherwise;           /* ending where the record has none; or 0 */
	const char *instead;      /* merge into this text, not the answer's; or NULL */
	size_t instead_length;
	const struct spf_audit *audit; /* of these records, for the terms that
	                           * break them; or NULL */
};
/* Is it, or is it meant to be, an SPF record? */
bool mailauth__spf_meant(const struct mailauth_record *record);
/* Does the problem of an include or redirect break the record it stands in, so
 * that a merged record is better without the term? */
bool mailauth__spf_breaks(int code);
/* The merged record's text in the arena; NULL: no memory, or a record has too
 * many terms to be merged.  Of several records the terms are joined, of broken
 * terms those that can be mended are kept. */
const char *mailauth__spf_merged(struct validation *v,
    const struct mailauth_answer *answer, const struct spf_merge *merge);
/* Has the record a mechanism besides "all"? */
bool mailauth__spf_has_senders(const struct mailauth_answer *answer);
/* The tree of the domain's SPF records, or of another owner; NULL while it is
 * not done. */
const struct spf_audit *mailauth__spf_tree(struct validation *v, const char *owner);

#endif
