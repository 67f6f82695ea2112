/* SPDX-License-Identifier: BSD-2-Clause */
/* The whole SPF tree of a domain, without a client or a sender: every include
 * and redirect, what each costs (RFC 7208 section 4.6.4), what is missing. */
#ifndef EVALUATE_SPF_AUDIT_H
#define EVALUATE_SPF_AUDIT_H

#include <mailauth/spf_check.h>

#include "base/problem.h"
#include "record/spf_record.h"
#include "task/task.h"

/* A network that decides for its addresses, both ends included, unless one with
 * a lower order does. */
struct spf_range {
	uint32_t first, last;
	uint32_t order; /* the place of its term in the record */
	bool pass;
};

/* Authorised addresses, both ends included. */
struct spf_span {
	uint32_t first, last;
};

/* A node while the tree grows; view is what others read. */
struct spf_audit_node {
	struct mailauth_spf_node view;
	struct spf_audit_node *parent;            /* NULL: the domain's own */
	struct spf_audit_node *child, *next;      /* first below; sibling */
	const struct mailauth_spf_record *record; /* parsed with lint; or NULL */
	const struct spf_term *term;              /* in the parent's record */
	const char *exp;                          /* name of exp= to look up */
	struct problem_list problems;             /* not those of the record */
	struct mailauth_spf_network *networks;
	size_t network_room;
	struct spf_range *ranges;                 /* own, unsorted */
	size_t range_count, range_room;
	size_t span, span_count; /* what the branch authorises, in the list that
	                        * mailauth__spf_audit_sum() makes */
	size_t subtree;        /* nodes of it, itself included */
	long first_match;      /* look-ups before a term can match, -1: none */
	int all;               /* qualifier of the "all" its judging ends with */
	uint8_t in_include;    /* only "pass" counts as a match here */
	uint8_t broken;        /* judging it ends in permerror */
};

struct spf_audit {
	struct questions *questions;
	struct arena *arena;
	struct trace *trace; /* may be NULL */
	unsigned max_lookups, max_void, max_mx;
	struct mailauth_spf_audit_summary summary;
	/* While it grows: by level, so that neither the order of answers nor
	 * the cap on nodes can change the tree.  When done: judging order. */
	struct spf_audit_node **nodes;
	size_t node_count, node_room;
	size_t expanded;              /* nodes done, from the first */
	size_t ranges;                /* of all nodes */
	const struct spf_span *spans; /* when done: those of each node */
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
/* Does the tree authorise the IPv4 address, by what of it is known without a
 * message? */
bool mailauth__spf_audit_passes(const struct spf_audit *audit, const struct ip *ip);

/* ---- shared by the files of the audit ---- */

/* The answer, NULL if it is not there yet. */
static inline const struct mailauth_answer *
spf_audit_ask(struct spf_audit *audit, const char *name, uint16_t type)
{
	return mailauth__ask(audit->questions, name, type, ASK_NEEDED);
}

/* 0, or the error that is why there was no answer. */
static inline int
spf_audit_waiting(const struct spf_audit *audit)
{
	return audit->questions->error < 0 ? audit->questions->error : 0;
}

/* "A B C" as the message of a problem of the node. */
void mailauth__spf_audit_tell(struct spf_audit *audit, struct spf_audit_node *node,
    int code, const char *a, const char *b, const char *c);
/* What to say of a name that does not exist: one that is not the domain's own can
 * become somebody else's. */
const char *mailauth__spf_audit_missing(const struct spf_audit *audit, const char *name);
/* Notes how a look-up ended, and an alias that leads to nowhere: whoever takes
 * the target's name over decides what is found there. */
void mailauth__spf_audit_note(struct spf_audit *audit, struct spf_audit_node *node,
    const struct mailauth_answer *ans, const char *name);
/* A network that the node's term names, or that term `order` of its record is. */
int mailauth__spf_audit_network(struct spf_audit *audit, struct spf_audit_node *node,
    const struct ip *ip, unsigned bits, int qualifier, size_t order) MUST_CHECK;
/* As mailauth__spf_audit_read(), for the record of a node (spf_audit_record.c). */
int mailauth__spf_audit_read_record(struct spf_audit *audit,
    struct spf_audit_node *node, bool ahead) MUST_CHECK;
/* spf_audit_node.c: asks what the node needs.  1: all is there and the node has
 * been read into its view, its children made; 0: not yet; negative: error.  With
 * ahead, it only asks. */
int mailauth__spf_audit_read(struct spf_audit *audit, struct spf_audit_node *node,
    bool ahead) MUST_CHECK;
/* A node below `parent` for its term.  0, with *out NULL at the cap (the summary
 * says truncated); or an arena's error. */
int mailauth__spf_audit_add(struct spf_audit *audit, struct spf_audit_node *parent,
    const struct spf_term *term, struct spf_audit_node **out) MUST_CHECK;
/* spf_audit_sum.c: when the tree is complete. */
int mailauth__spf_audit_sum(struct spf_audit *audit) MUST_CHECK;
/* spf_audit_range.c */
int mailauth__spf_audit_range(struct spf_audit *audit, struct spf_audit_node *node,
    const struct ip *ip, unsigned bits, uint32_t order, bool pass) MUST_CHECK;
/* The addresses for which the range that decides says pass, as spans in order
 * that do not touch; their number.  Sorts the ranges; `heap` and `spans` have
 * room for as many. */
size_t mailauth__spf_range_pass(struct spf_range *ranges, size_t count,
    uint32_t *heap, struct spf_span *spans);

#endif
