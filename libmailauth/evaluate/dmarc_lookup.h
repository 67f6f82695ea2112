/* SPDX-License-Identifier: BSD-2-Clause */
/* Policy discovery: RFC 9989 section 4.10.1. */
#ifndef EVALUATE_DMARC_LOOKUP_H
#define EVALUATE_DMARC_LOOKUP_H

#include <mailauth/dmarc_check.h>

#include "base/problem.h"
#include "evaluate/dmarc_walk.h"
#include "task/question.h"
#include "task/trace.h"

enum {
	/* Ask no more than the policy needs: the walk ends at the domain's own
	 * record, and the Organizational Domain is then not known. */
	DMARC_LOOKUP_POLICY_ONLY = 1
};

struct dmarc_lookup {
	struct questions *questions;
	struct trace *trace;
	struct dmarc_walk walk;
	const char *suffix_domain;  /* RFC 7489's Organizational Domain, or NULL */
	struct mailauth_dmarc_discovery view;
	struct problem_list problems;
	int flags;
	int done;
};

/* domain is canonical and lives as long as the questions; NULL: malformed, the
 * status will be "invalid".  0 or MAILAUTH_ERR_NOMEM. */
int mailauth__dmarc_lookup_init(struct dmarc_lookup *lookup, struct questions *questions,
    struct trace *trace, const char *domain, int flags);
/* Adds the comparison with RFC 7489; public_suffix is canonical.  0,
 * MAILAUTH_ERR_INVALID if the domain is not under it. */
int mailauth__dmarc_lookup_public_suffix(struct dmarc_lookup *lookup, const char *public_suffix);
/* EVALUATION_WAITING, EVALUATION_DONE or a negative error.  Once done, view and
 * problems are what the public accessors show. */
int mailauth__dmarc_lookup_step(struct dmarc_lookup *lookup);
/* Walks on to the end after a look-up with DMARC_LOOKUP_POLICY_ONLY, and sets
 * view.organizational_domain; likewise. */
int mailauth__dmarc_lookup_walk_on(struct dmarc_lookup *lookup);

#endif
