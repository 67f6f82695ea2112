/* SPDX-License-Identifier: BSD-2-Clause */
/* The whole SPF tree of a domain, without a client or a sender: every include
 * and redirect, what each costs (RFC 7208 section 4.6.4), what is missing. */
#ifndef EVALUATE_SPF_AUDIT_H
#define EVALUATE_SPF_AUDIT_H

#include <mailauth/spf_check.h>

#include "base/problem.h"
#include "record/spf_record.h"
#include "task/task.h"

/* A node while the tree grows; view is what others read. */
struct spf_audit_node {
	struct mailauth_spf_node view;
	const struct mailauth_spf_record *record; /* parsed with lint; or NULL */
	const struct spf_term *term;              /* in the parent's record */
	struct problem_list problems;
	const struct mailauth_problem **problem_views;
	size_t next_term;                         /* of record, not yet walked */
	uint8_t stage;
};

struct spf_audit {
	struct questions *questions;
	struct trace *trace; /* may be NULL */
	struct mailauth_spf_audit_summary summary;
	struct spf_audit_node **nodes;
	size_t node_count, node_room;
	struct problem_list problems; /* of the tree as a whole */
	int done;
};

/* domain: canonical text (dns/name.h), living as long as the task. */
int mailauth__spf_audit_init(struct spf_audit *audit, struct questions *q,
    struct trace *trace, const char *domain);
int mailauth__spf_audit_step(struct spf_audit *audit);
/* Once step has returned EVALUATION_DONE. */
const struct mailauth_spf_audit_summary *mailauth__spf_audit_summary(
    const struct spf_audit *audit);
const struct mailauth_spf_node *mailauth__spf_audit_node(
    const struct spf_audit *audit, size_t i);
const struct mailauth_problem *mailauth__spf_audit_problem(
    const struct spf_audit *audit, size_t i);
/* The parsed record of node i (lint on), or NULL. */
const struct mailauth_spf_record *mailauth__spf_audit_record(
    const struct spf_audit *audit, size_t i);

#endif
