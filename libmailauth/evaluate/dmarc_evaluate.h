/* SPDX-License-Identifier: BSD-2-Clause */
/* Does a message pass DMARC: RFC 9989 sections 4.4, 4.10.2, 5.3 and 11.5. */
#ifndef EVALUATE_DMARC_EVALUATE_H
#define EVALUATE_DMARC_EVALUATE_H

#include <stdbool.h>

#include <mailauth/dmarc_check.h>

#include "evaluate/dmarc_lookup.h"
#include "evaluate/dmarc_message.h"

/* How much an identifier is worth if it is aligned. */
enum dmarc_worth {
	DMARC_WORTH_NOTHING = 0, /* it did not pass */
	DMARC_WORTH_PASS = 1,
	DMARC_WORTH_UNKNOWN = 2  /* its check met a DNS error */
};

/* The Organizational Domain of one identifier's domain, walked for once. */
struct dmarc_organization {
	const char *domain;
	struct dmarc_walk walk;
};

struct dmarc_identifier {
	const char *domain;   /* canonical if valid */
	const char *selector; /* or NULL */
	const char *why;      /* it is worth nothing; else NULL */
	struct dmarc_organization *organization; /* NULL: worth nothing */
	int dkim;
	int worth;            /* enum dmarc_worth */
};

struct dmarc_author {
	struct dmarc_lookup lookup;
	struct mailauth_dmarc_alignment *alignments;
	int done;
};

struct dmarc_evaluate {
	struct questions *questions;
	struct trace *trace;
	struct dmarc_identifier *identifiers;
	size_t identifier_count;
	struct dmarc_organization *organizations;
	size_t organization_count;
	struct dmarc_author *authors;
	struct mailauth_dmarc_author *author_views;
	const char *from_fault;
	bool authors_left; /* there are more than the cap lets look at */
	struct mailauth_dmarc_evaluation view;
	int done;
};

/* Copies what it needs of msg.  0 or an error of the arena. */
int mailauth__dmarc_evaluate_init(struct dmarc_evaluate *e, struct questions *questions,
    struct trace *trace, const struct mailauth_dmarc_message *msg);
/* EVALUATION_WAITING, EVALUATION_DONE or a negative error. */
int mailauth__dmarc_evaluate_step(struct dmarc_evaluate *e);

/* dmarc_judge.c: one author against the identifiers; 1 when judged, 0 to wait, or
 * an error. */
int mailauth__dmarc_judge(struct dmarc_evaluate *e, size_t author);
/* dmarc_header.c: "dmarc=fail header.from=… policy.dmarc=…"; NULL: no memory. */
const char *mailauth__dmarc_resinfo(struct arena *arena, int result, const char *reason,
    const char *domain, int policy);

#endif
