/* SPDX-License-Identifier: BSD-2-Clause */
/* The DNS Tree Walk: RFC 9989 section 4.10. */
#ifndef EVALUATE_DMARC_WALK_H
#define EVALUATE_DMARC_WALK_H

#include <mailauth/dmarc_check.h>

#include "record/dmarc_record.h"
#include "task/question.h"

/* RFC 9989 section 4.10: at most eight queries. */
#define DMARC_WALK_STEPS 8

struct dmarc_walk {
	struct questions *questions;
	const char *start;      /* canonical */
	struct mailauth_dmarc_step steps[DMARC_WALK_STEPS];
	size_t count;
	const char *next;       /* the domain to ask next, NULL: the walk is over */
	const struct mailauth_answer *failure; /* a question DNS did not answer; the
	                         * walk is then over */
	const char *failed_name;
	const char *organizational_domain; /* once over without a failure */
	const struct mailauth_dmarc_step *psd_step; /* of the psd=y record above, or NULL */
};

/* start is canonical and lives as long as the questions. */
void mailauth__dmarc_walk_init(struct dmarc_walk *walk, struct questions *questions, const char *start);
/* Goes on until `steps` places are known or the walk is over; 8 goes to its end.
 * EVALUATION_WAITING, EVALUATION_DONE or a negative error. */
int mailauth__dmarc_walk_step(struct dmarc_walk *walk, size_t steps);
/* The record of a step if it is one that counts: single and valid. */
const struct mailauth_dmarc_record *mailauth__dmarc_step_record(const struct mailauth_dmarc_step *step);

#endif
