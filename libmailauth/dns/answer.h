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

#define RRTYPE_ANY 255 /* RFC 1035 section 3.2.3 */

/* A CNAME or DNAME record, until the chain reaches it. */
struct alias {
	const char *owner;
	const char *target;
	uint32_t ttl;
	int dname;
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
	struct alias *aliases;     /* all added, in any order; few */
	size_t alias_count, alias_room;
	uint32_t least_ttl;        /* of records and links; UINT32_MAX: none yet */
	uint32_t ttl;              /* seconds the whole may be kept: the least of
	                            * all records and links, or of the negative
	                            * answer (RFC 2308 section 5) */
	uint32_t negative_ttl;     /* from the SOA of the authority section, 0: none */
	const char *zone;          /* owner of that SOA; NULL: none, or no message */
	/* What was parsed out of the records; freed with the answer by its
	 * own release. */
	_Atomic(struct answer_parsed *) parsed;
};

/* As mailauth_answer_new(), for a canonical name, with room in the first block
 * for that many records of the asked type and octets of their rdata and names. */
int mailauth__answer_make(const mailauth_config *cfg, const char *name, uint16_t type,
    size_t records, size_t octets, struct mailauth_answer **out) MUST_CHECK;
/* Adds a record whose owner is canonical text; rdata lower-cased where it holds
 * names.  As mailauth_answer_add(). */
int mailauth__answer_add(struct mailauth_answer *ans, const char *owner, uint16_t type,
    uint32_t ttl, const uint8_t *rdata, size_t len) MUST_CHECK;
/* Makes it an answer without records or links that ended so. */
void mailauth__answer_fail(struct mailauth_answer *ans, int status);
/* How long no data or no name may be kept (RFC 2308 section 5). */
void mailauth__answer_set_negative_ttl(struct mailauth_answer *ans, uint32_t ttl);
/* Copies the reason of a status MAILAUTH_DNS_BOGUS. */
int mailauth__answer_set_why(struct mailauth_answer *ans, const char *why) MUST_CHECK;
/* Puts the TTL of one part into the account of the whole. */
void mailauth__answer_note_ttl(struct mailauth_answer *ans, uint32_t ttl);
/* Adds an alias, texts in the arena of ans (chain.c). */
int mailauth__chain_add(struct mailauth_answer *ans, const char *owner, const char *target,
    uint32_t ttl, int dname) MUST_CHECK;
/* Is the alias type `type` to be followed when `asked` is asked (RFC 1034
 * section 4.3.2 step 3a)? */
int mailauth__answer_follows(uint16_t asked, uint16_t type);
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
