/* SPDX-License-Identifier: BSD-2-Clause */
/* May reports go to the addresses of a policy record: RFC 9990 section 4, which
 * has the rules of RFC 7489 section 7.1. */
#ifndef EVALUATE_DMARC_REPORTS_H
#define EVALUATE_DMARC_REPORTS_H

#include <mailauth/dmarc_check.h>

#include "base/problem.h"
#include "evaluate/dmarc_walk.h"
#include "task/question.h"

struct dmarc_report {
	struct mailauth_dmarc_report view;
	struct dmarc_walk *walk; /* of the host; NULL: names decided */
};

struct dmarc_reports {
	struct questions *questions;
	const char *policy_domain;        /* canonical */
	const struct mailauth_dmarc_record *record;
	struct dmarc_walk walk;           /* of the policy's domain */
	struct dmarc_report *items;       /* rua before ruf */
	size_t count;
	struct problem_list problems;
	int done;
};

/* policy_domain is canonical; it and the record live as long as the questions.
 * 0 or an error of the arena. */
int mailauth__dmarc_reports_init(struct dmarc_reports *reports,
    struct questions *questions, const char *policy_domain,
    const struct mailauth_dmarc_record *record);
/* EVALUATION_WAITING, EVALUATION_DONE or a negative error. */
int mailauth__dmarc_reports_step(struct dmarc_reports *reports);

#endif
