/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_CNAME_H
#define MAILAUTH_CNAME_H
/**
 * @file
 * @defgroup cname Alias chains
 * Follows the aliases of a name link by link (RFC 1034 section 3.6.2, RFC 2181
 * section 10, RFC 6672), tells how the chain ends and what is wrong with it.
 * A resolver that follows aliases by itself reports a loop, an over-long chain
 * and a broken server alike; the walk asks for the CNAME record of each name in
 * turn and has a limit of its own, so it tells them apart, the same whatever
 * caches hold.
 *
 * What cannot be seen through a resolver: one that has a CNAME record in its
 * cache answers every other type with the alias followed, and one that meets
 * two CNAME records at a name refuses both.  The problems "cname.and-other-data"
 * and "cname.multiple" are therefore told when they show, as they always do in
 * master files; that they are not told proves little.  An alias at the apex of a
 * zone ("cname.at-apex") does show: a missing name right below it is asked for,
 * and whoever says that it is missing names the zone.
 * @{
 */
#include <mailauth/rule.h>
#include <mailauth/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a chain ends. */
enum mailauth_cname_end {
	MAILAUTH_CNAME_DATA = 1,     /**< records of the asked type */
	MAILAUTH_CNAME_NODATA = 2,   /**< the last name has none of that type */
	MAILAUTH_CNAME_NXDOMAIN = 3, /**< the last name does not exist */
	MAILAUTH_CNAME_LOOP = 4,     /**< the last target is one of the owners */
	MAILAUTH_CNAME_TOO_LONG = 5, /**< more links than #MAILAUTH_OPT_CNAME_LINKS */
	MAILAUTH_CNAME_SERVFAIL = 6, /**< DNS failed; see `status` */
	MAILAUTH_CNAME_TIMEOUT = 7,  /**< nobody answered in time */
	MAILAUTH_CNAME_BOGUS = 8     /**< DNSSEC validation failed */
};
/** "data", "nodata", "nxdomain", "loop", "too-long", "servfail", "timeout",
 * "bogus"; NULL for another value. */
MAILAUTH_API const char *mailauth_cname_end_name(int end);

/** What a walk found (view). */
typedef struct mailauth_cname_result {
	const char *name;      /**< the name asked */
	uint16_t type;         /**< the type asked */
	int end;               /**< `MAILAUTH_CNAME_*` */
	int status;            /**< `MAILAUTH_DNS_*` of the answer that ended it */
	const char *canonical; /**< the last name: where data is, or should be */
	int secure;            /**< 1 if DNSSEC has validated every step */
	const char *why_bogus; /**< the resolver's words, or NULL */
} mailauth_cname_result;

/**
 * Makes a task that follows the aliases of @p name to records of @p type.
 * @param name as people write it: any case, U-labels, one final dot allowed
 * @param type RR type; `MAILAUTH_TYPE_CNAME` asks for one link only
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID for a malformed name or
 *         the type 0
 */
MAILAUTH_API int mailauth_cname_walk_new(const mailauth_config *cfg, const char *name, uint16_t type,
    mailauth_task **out);
/** What the walk found; NULL until it is done, or for another kind of task.
 * Like all below, it lives as long as the task. */
MAILAUTH_API const mailauth_cname_result *mailauth_cname_walk_result(const mailauth_task *task);
/** Number of links followed, the one that closes a loop included. */
MAILAUTH_API size_t mailauth_cname_walk_link_count(const mailauth_task *task);
/** Link @p i, in order from the asked name; NULL past the end. */
MAILAUTH_API const mailauth_link *mailauth_cname_walk_link(const mailauth_task *task, size_t i);
/** Number of records at the end of the chain. */
MAILAUTH_API size_t mailauth_cname_walk_record_count(const mailauth_task *task);
/** Record @p i; NULL past the end. */
MAILAUTH_API const mailauth_record *mailauth_cname_walk_record(const mailauth_task *task, size_t i);
/** Number of problems, of the areas "cname" and "dns" of the rule catalogue. */
MAILAUTH_API size_t mailauth_cname_walk_problem_count(const mailauth_task *task);
/** Problem @p i; its sentence names the owner, its offset and length are 0.
 * NULL past the end. */
MAILAUTH_API const mailauth_problem *mailauth_cname_walk_problem(const mailauth_task *task, size_t i);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
