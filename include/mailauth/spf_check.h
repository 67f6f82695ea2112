/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_SPF_CHECK_H
#define MAILAUTH_SPF_CHECK_H
/**
 * @file
 * @defgroup spf_check SPF evaluation
 * May this client send mail for that domain (check_host(), RFC 7208 section 4),
 * and what does a domain's whole SPF tree cost, without any sender.  Both are
 * @ref task "tasks".
 * @{
 */
#include <mailauth/spf.h>
#include <mailauth/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Results of check_host(); RFC 7208 section 2.6. */
enum mailauth_spf_verdict {
	MAILAUTH_SPF_NONE = 0,
	MAILAUTH_SPF_NEUTRAL = 1,
	MAILAUTH_SPF_PASS = 2,
	MAILAUTH_SPF_FAIL = 3,
	MAILAUTH_SPF_SOFTFAIL = 4,
	MAILAUTH_SPF_TEMPERROR = 5,
	MAILAUTH_SPF_PERMERROR = 6
};
/** "pass", "softfail" …, as in RFC 8601 section 2.7.2; NULL for another value. */
MAILAUTH_API const char *mailauth_spf_verdict_name(int verdict);
/** The verdict of a name in lower case; -1 if there is none. */
MAILAUTH_API int mailauth_spf_verdict_number(const char *name);

/** The identity a verdict is about; RFC 7208 sections 2.3 and 2.4.  DMARC takes
 * MAIL FROM only. */
enum mailauth_spf_identity {
	MAILAUTH_SPF_MAILFROM = 1,
	MAILAUTH_SPF_HELO = 2
};
/** "mailfrom", "helo"; NULL for another value. */
MAILAUTH_API const char *mailauth_spf_identity_name(int identity);

/**
 * Makes a task that evaluates check_host().
 * @param ip        the client: IPv4, or IPv6 in any form of RFC 4291 section
 *                  2.2; an IPv4-mapped address is the IPv4 client
 * @param mail_from the reverse-path, with or without angle brackets; NULL, ""
 *                  or "<>" is the null reverse-path, which stands for
 *                  postmaster\@HELO (RFC 7208 section 2.4).  UTF-8 is allowed
 *                  (RFC 8616 section 4).
 * @param helo      the name given by HELO or EHLO, or NULL
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID if @p ip is no address,
 *         #MAILAUTH_ERR_LIMIT if a name is longer than 4,096 octets.  A
 *         malformed domain is no error: the verdict is "none".
 */
MAILAUTH_API int mailauth_spf_check_new(const mailauth_config *cfg, const char *ip, const char *mail_from,
    const char *helo, mailauth_task **out);

/* The setters below may be called before the first mailauth_task_next_query()
 * or mailauth_task_state().  They return 0, MAILAUTH_ERR_WRONG_TYPE for another
 * kind of task, MAILAUTH_ERR_STATE when it is too late, and MAILAUTH_ERR_NOMEM. */

/** Which identity to check, `MAILAUTH_SPF_MAILFROM` [default] or
 * `MAILAUTH_SPF_HELO`: then the sender is postmaster\@HELO.  Also
 * #MAILAUTH_ERR_INVALID. */
MAILAUTH_API int mailauth_spf_check_set_identity(mailauth_task *task, int identity);
/** The host that checks, for the macro %{r} and the header fields ["unknown"]. */
MAILAUTH_API int mailauth_spf_check_set_receiver(mailauth_task *task, const char *name);
/** Seconds since the Epoch, for the macro %{t} in explanations [0]. */
MAILAUTH_API int mailauth_spf_check_set_time(mailauth_task *task, uint64_t seconds);

/** The outcome of check_host() (view). */
typedef struct mailauth_spf_result {
	int verdict;              /**< `MAILAUTH_SPF_*` of #mailauth_spf_verdict */
	int identity;             /**< `MAILAUTH_SPF_MAILFROM` or `_HELO` */
	const char *domain;       /**< the domain checked, as @ref dns writes
	                           * names, or as given if it is malformed */
	const char *ip;           /**< the client; an IPv4-mapped one as IPv4 */
	const char *sender;       /**< local-part "@" domain, as checked */
	const char *helo;         /**< as given; "" if none was */
	const char *receiver;     /**< as given, or "unknown" */
	const char *matched_in;   /**< domain whose record holds the term that
	                           * decided; NULL if no term matched */
	const char *matched_term; /**< that term as written, such as "-all"; for a
	                           * match by include the innermost one */
	const char *explanation;  /**< the domain's own words after a fail, only
	                           * printable ASCII (RFC 7208 section 6.2), to be
	                           * shown as a third party's; else NULL */
	int problem;              /**< `MAILAUTH_RULE_*` behind temperror,
	                           * permerror and none; else 0 */
	const char *problem_id;   /**< its name, "spf.too-many-lookups"; or NULL */
	const char *problem_text; /**< an English sentence, or NULL */
	const char *problem_domain; /**< whose record holds it, or which name
	                           * could not be looked up; or NULL */
	const char *problem_term; /**< the term that caused it; or NULL */
	unsigned lookups;         /**< terms reached that cause DNS queries,
	                           * including the one that exceeded the limit;
	                           * RFC 7208 section 4.6.4 */
	unsigned void_lookups;    /**< of these, those that found nothing: each
	                           * term counts at most once */
	size_t path_length;       /**< domains of the path; 0 without a match */
	const char *const *path;  /**< from the domain checked over each include
	                           * and redirect to matched_in */
	size_t problem_offset;    /**< where in the record of problem_domain a
	                           * syntax error lies, in octets; else 0 */
	size_t problem_length;    /**< how many octets it takes; else 0 */
} mailauth_spf_result;

/** The outcome, owned by the task; NULL until it is done or if it is of another
 * kind. */
MAILAUTH_API const mailauth_spf_result *mailauth_spf_check_result(const mailauth_task *task);

/**
 * The Received-SPF field of RFC 7208 section 9.1 (erratum 5436), folded with
 * CR LF TAB, from the field's name to before its final CR LF.  Values that came
 * from elsewhere are quoted, cleaned of octets that do not belong there, and
 * bounded in length.
 * @return owned by the task; NULL until it is done, for another kind of task,
 *         or without memory
 */
MAILAUTH_API const char *mailauth_spf_check_received_spf(mailauth_task *task);
/**
 * The part of an Authentication-Results field (RFC 8601 section 2.2, resinfo)
 * that tells this outcome, without the leading ";", such as
 * "spf=pass smtp.mailfrom=user@example.org".
 * @return as mailauth_spf_check_received_spf()
 */
MAILAUTH_API const char *mailauth_spf_check_auth_results(mailauth_task *task);

/**
 * Makes a task that walks every include and redirect below a domain, without a
 * client or a sender, and adds up what they cost.
 * @param domain as people write it; U-labels are converted
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID for a malformed domain
 */
MAILAUTH_API int mailauth_spf_audit_new(const mailauth_config *cfg, const char *domain, mailauth_task **out);

/** A network a term authorises (view). */
typedef struct mailauth_spf_network {
	const char *address; /**< first address, RFC 5952 text */
	unsigned prefix;     /**< prefix length in bits */
	int family;          /**< 4 or 6 */
	int qualifier;       /**< '+', '-', '~', '?' of the term itself */
} mailauth_spf_network;

/** One node of the tree: the domain's record, or a term that causes DNS queries
 * (view).  Nodes are in judging order, each after the node it belongs to. */
typedef struct mailauth_spf_node {
	unsigned depth;         /**< 0: the domain's own record */
	size_t parent;          /**< node whose record holds the term; of node 0: 0 */
	const char *domain;     /**< include, redirect: whose record; else the name
	                         * looked up; the unexpanded domain-spec if that
	                         * depends on the message */
	const char *term;       /**< as written; NULL for node 0 */
	size_t term_offset;     /**< place of the term in the parent's record */
	size_t term_length;     /**< octets of it */
	int kind;               /**< `MAILAUTH_SPF_INCLUDE` …, 0 for node 0 */
	int qualifier;          /**< '+', '-', '~', '?'; 0 for node 0 and redirect */
	unsigned lookups;       /**< what the node and all below cost */
	unsigned own_lookups;   /**< what the term costs by itself: 0, 1, or 2
	                         * with %{p} */
	unsigned void_lookups;  /**< 1: finds nothing, whoever the client is */
	unsigned void_ip4;      /**< 1: finds nothing for IPv4 clients */
	unsigned void_ip6;      /**< 1: finds nothing for IPv6 clients */
	int followed;           /**< 0: depends on the message, a loop, or past
	                         * the cap on nodes */
	int status;             /**< `MAILAUTH_DNS_*` of the look-up; a look-up
	                         * under mx that failed shows here too */
	const char *record;     /**< record text, NULL: none; may hold any octet */
	size_t record_length;   /**< octets of it */
	uint64_t ipv4_addresses; /**< IPv4 addresses the node and all below
	                         * authorise, each counted once; what a term
	                         * before it refuses is not authorised */
	size_t network_count;   /**< of `networks` */
	const mailauth_spf_network *networks; /**< of a record its ip4 and ip6, of
	                         * a and mx what they resolve to */
	size_t problem_count;   /**< of `problems` */
	/** Those of the record with their place in it; those of the term and of
	 * what it refers to with offset and length 0. */
	const mailauth_problem *const *problems;
} mailauth_spf_node;

/** The whole tree (view). */
typedef struct mailauth_spf_audit_summary {
	const char *domain;      /**< the domain at the root of the tree */
	int status;              /**< `MAILAUTH_DNS_*` of the domain's own look-up */
	int has_record;          /**< 1: there is exactly one SPF record */
	int valid;               /**< 1: there is a record, all of the tree was
	                          * seen, and no IPv4 client gets a permerror
	                          * from it (for IPv6 clients see void_ip6) */
	int undecided;           /**< 1: some look-up was not answered */
	int truncated;           /**< 1: the tree has more than 1,000 nodes, 20
	                          * levels, or 65,536 IPv4 networks; the rest was
	                          * not walked, and all numbers are of what was */
	unsigned lookups;        /**< what a client that matches nothing costs */
	unsigned lookups_at_first_match; /**< the fewest look-ups before a term
	                          * that can match ends the check; a client that
	                          * matches there is spared the rest */
	unsigned void_lookups;   /**< terms that find nothing for any client */
	unsigned void_ip4;       /**< … for IPv4 clients */
	unsigned void_ip6;       /**< … for IPv6 clients */
	uint64_t ipv4_addresses; /**< authorised, each counted once; exists, ptr
	                          * and what depends on the message not included */
	int all;                 /**< qualifier of the "all" that ends the tree,
	                          * through redirect; 0: none, so neutral */
	size_t node_count;       /**< nodes of the tree */
	size_t problem_count;    /**< about the tree as a whole */
} mailauth_spf_audit_summary;

/** The outcome, owned by the task; NULL until it is done or if it is of another
 * kind. */
MAILAUTH_API const mailauth_spf_audit_summary *mailauth_spf_audit_result(const mailauth_task *task);
/** Node @p i; NULL past the end and where mailauth_spf_audit_result() is. */
MAILAUTH_API const mailauth_spf_node *mailauth_spf_audit_node(const mailauth_task *task, size_t i);
/** Problem @p i of the tree as a whole; NULL as above. */
MAILAUTH_API const mailauth_problem *mailauth_spf_audit_problem(const mailauth_task *task, size_t i);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
