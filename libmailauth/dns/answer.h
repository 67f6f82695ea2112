/* SPDX-License-Identifier: BSD-2-Clause */
/* One answer to one question: records of the asked type, aliases on the way. */
#ifndef DNS_ANSWER_H
#define DNS_ANSWER_H

#include <stdatomic.h>
#include <stdbool.h>

#include <mailauth/dns.h>

#include "base/arena.h"

/* Head of what an evaluation has parsed out of an answer, in an arena of its
 * own: parsed once, it serves every task that holds the answer.  Which function
 * it is also tells what kind it is. */
struct answer_parsed {
	void (*release)(struct answer_parsed *parsed);
};

struct mailauth_answer {
	struct arena *arena;       /* its own; holds this struct too */
	atomic_uint holders;       /* tasks and caches may share one answer */
	const char *name;          /* canonical, as asked */
	uint16_t type;
	int status;                /* MAILAUTH_DNS_* */
	int secure;
	const char *why_bogus;     /* or NULL */
	const char *canonical;     /* where the chain ends; == name without one */
	struct mailauth_record *records;
	size_t record_count, record_room;
	struct mailauth_link *links;
	size_t link_count, link_room;
	uint32_t ttl;              /* seconds the whole may be kept: the least of
	                            * all records and links, or of the negative
	                            * answer (RFC 2308 section 5) */
	uint32_t negative_ttl;     /* from the SOA of the authority section, 0: none */
	/* What was parsed out of the records; freed with the answer by its
	 * own release. */
	_Atomic(struct answer_parsed *) parsed;
};

/* One more holder; returns ans. */
const struct mailauth_answer *mailauth__answer_hold(const struct mailauth_answer *ans);
/* One holder less; the last frees it. */
void mailauth__answer_release(const struct mailauth_answer *ans);
/* A shared, never freed answer without records for a status; for questions that
 * need no asking (expired, malformed).  Its name is "". */
const struct mailauth_answer *mailauth__answer_static(int status);
/* What is kept on the answer, or NULL. */
struct answer_parsed *mailauth__answer_parsed(const struct mailauth_answer *ans);
/* Keeps `parsed` on the answer unless something is kept already.  True: the
 * answer owns it now; false: the caller still does. */
bool mailauth__answer_keep(const struct mailauth_answer *ans, struct answer_parsed *parsed);
/* Did DNS say something certain: data, NODATA or NXDOMAIN? */
int mailauth__answer_certain(const struct mailauth_answer *ans);
/* NXDOMAIN or no data: a void look-up, RFC 7208 section 4.6.4. */
int mailauth__answer_void(const struct mailauth_answer *ans);

#endif
