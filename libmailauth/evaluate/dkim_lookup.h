/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks up the keys of a list of selectors: RFC 6376 section 3.6.2. */
#ifndef EVALUATE_DKIM_LOOKUP_H
#define EVALUATE_DKIM_LOOKUP_H

#include <mailauth/dkim.h>

#include "base/problem.h"
#include "task/question.h"
#include "task/trace.h"

/* Most selectors of one look-up: a bulk list, not a dictionary. */
#define LIMIT_DKIM_SELECTORS 10000

struct dkim_selector {
	struct mailauth_dkim_selector view;
	struct mailauth_dkim_key **keys; /* view.record_count of them, in the arena */
	struct problem_list problems;
	const char **places;             /* of dkim_misplaced.c, or NULL */
	struct cname_walk *walk;         /* of dkim_aliases.c, or NULL */
};

struct dkim_lookup {
	struct questions *questions;
	struct trace *trace;
	const char *tree;           /* _domainkey.DOMAIN; NULL: too long to be asked */
	const char *any;            /* *._domainkey.DOMAIN; likewise */
	struct dkim_selector *items;
	struct mailauth_dkim_result view; /* .domain, .selector_count */
	struct problem_list problems;     /* about the domain */
	const char *control_name;   /* *.DOMAIN, for dkim_misplaced.c */
	const struct mailauth_answer *control;
	int flags;
	int asked;                  /* the questions of all selectors are asked */
	size_t next;                /* the first item without its answer */
	int phase;                  /* what to do when all have theirs */
};

/* domain is canonical and lives as long as the questions; the selectors are
 * copied.  0 or MAILAUTH_ERR_NOMEM, _LIMIT. */
int mailauth__dkim_lookup_init(struct dkim_lookup *lookup, struct questions *questions,
    struct trace *trace, const char *domain, const char *const *selectors,
    size_t count, int flags);
/* EVALUATION_WAITING, EVALUATION_DONE or a negative error.  Once done, items
 * and view are what mailauth_dkim_lookup_*() show. */
int mailauth__dkim_lookup_step(struct dkim_lookup *lookup);

/* dkim_aliases.c: tells circles of aliases from servers that fail, for each
 * selector that DNS gave no answer about.  EVALUATION_WAITING until all are
 * followed, then EVALUATION_DONE; or a negative error. */
int mailauth__dkim_aliases(struct dkim_lookup *lookup);
/* dkim_misplaced.c: where records are put by mistake.  Asks for every missing
 * selector; EVALUATION_WAITING until all answers are there, then adds what it
 * found to the problems. */
int mailauth__dkim_misplaced(struct dkim_lookup *lookup);

#endif
