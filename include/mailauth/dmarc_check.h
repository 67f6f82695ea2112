/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_DMARC_CHECK_H
#define MAILAUTH_DMARC_CHECK_H
/**
 * @file
 * @defgroup dmarc_check DMARC discovery and evaluation
 * Which policy applies to a domain (RFC 9989 section 4.10), does a message pass
 * (section 5.3), and where may reports be sent (RFC 9990 section 4).  All are
 * @ref task "tasks"; mailauth_task_question() tells exactly what was asked.
 * @{
 */
#include <mailauth/dmarc.h>
#include <mailauth/spf_check.h>
#include <mailauth/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How discovery ended. */
enum mailauth_dmarc_status {
	MAILAUTH_DMARC_FOUND = 1,     /**< a policy applies */
	MAILAUTH_DMARC_ABSENT = 2,    /**< there is no record: DMARC does not apply */
	MAILAUTH_DMARC_UNUSABLE = 3,  /**< the record has neither a valid policy nor a
	                               * valid rua: DMARC does not apply
	                               * (RFC 9989 section 4.10.1) */
	MAILAUTH_DMARC_UNDECIDED = 4, /**< DNS did not answer a needed question */
	MAILAUTH_DMARC_INVALID = 5    /**< the domain is no domain name */
};
/** "found", "absent", "unusable", "undecided", "invalid"; NULL for another value. */
MAILAUTH_API const char *mailauth_dmarc_status_name(int status);

/**
 * Makes a task that finds the policy of a domain and its Organizational Domain.
 * @param domain as people write it; U-labels become A-labels
 * @return 0 or #MAILAUTH_ERR_NOMEM.  A malformed domain is no error: the status
 *         is #MAILAUTH_DMARC_INVALID.
 */
MAILAUTH_API int mailauth_dmarc_lookup_new(const mailauth_config *cfg, const char *domain, mailauth_task **out);
/**
 * Compares with RFC 7489, whose Organizational Domain comes from a list of
 * public suffixes: the result then also tells what a receiver of that RFC does,
 * and a note where both differ.  Before the first mailauth_task_next_query() or
 * mailauth_task_state().
 * @param public_suffix the longest public suffix of the domain, such as "co.uk",
 *        from a list of the caller's
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_WRONG_TYPE, #MAILAUTH_ERR_STATE
 *         when it is too late, #MAILAUTH_ERR_INVALID if the domain is not under it
 */
MAILAUTH_API int mailauth_dmarc_lookup_set_public_suffix(mailauth_task *task, const char *public_suffix);

/** One place of the tree walk (view). */
typedef struct mailauth_dmarc_step {
	const char *domain;          /**< "example.org" */
	const char *name;            /**< what was asked, "_dmarc.example.org" */
	const mailauth_answer *answer; /**< with the alias chain; owned by the task;
	                              * NULL for a name too long to be asked, where
	                              * no record can be */
	size_t record_count;         /**< DMARC records there; more than one: all
	                              * were discarded */
	const mailauth_dmarc_record *record; /**< the single one, also if invalid;
	                              * or NULL */
} mailauth_dmarc_step;

/** What discovery found (view). */
typedef struct mailauth_dmarc_discovery {
	int status;                  /**< `MAILAUTH_DMARC_FOUND` … */
	const char *domain;          /**< the domain, A-labels */
	const char *policy_domain;   /**< where the record that applies is; NULL
	                              * if none was found */
	const mailauth_dmarc_record *record; /**< that record, or NULL */
	const mailauth_answer *answer; /**< it came in, with the alias chain; or NULL */
	int policy;                  /**< `MAILAUTH_DMARC_POLICY_*` for the domain */
	int source;                  /**< `MAILAUTH_DMARC_SOURCE_*`, the tag it is from */
	int test_mode;               /**< 1 for t=y */
	int applied;                 /**< the policy with test mode reckoned in */
	int exists;                  /**< does the domain exist: 1, 0, -1 not asked
	                              * because it does not matter, or unknown */
	const char *organizational_domain; /**< RFC 9989 section 4.10.2; NULL if DNS
	                              * failed on the way */
	int dns_status;              /**< `MAILAUTH_DNS_*` of the failure behind
	                              * "undecided" or an unknown Organizational
	                              * Domain, else 0 */
	const char *dns_name;        /**< the name it happened at, or NULL */
	size_t step_count;           /**< places of the tree walk, at most 8 */
	const mailauth_dmarc_step *steps; /**< in the order asked */
	/** By RFC 7489, if a public suffix was given, else 0 and NULL. */
	const char *rfc7489_organizational_domain;
	const char *rfc7489_policy_domain; /**< NULL: no policy */
	int rfc7489_policy;          /**< `MAILAUTH_DMARC_POLICY_*` */
} mailauth_dmarc_discovery;

/** The result; NULL until done or for another kind of task. */
MAILAUTH_API const mailauth_dmarc_discovery *mailauth_dmarc_lookup_result(const mailauth_task *task);
/** Number of problems of the place rather than of the record: several records,
 * unrelated text, an alias to nothing …; their offsets are 0.  The record's own
 * are mailauth_dmarc_record_problem(). */
MAILAUTH_API size_t mailauth_dmarc_lookup_problem_count(const mailauth_task *task);
/** Problem @p i; NULL past the end. */
MAILAUTH_API const mailauth_problem *mailauth_dmarc_lookup_problem(const mailauth_task *task, size_t i);

/** What is known of a message: its Author Domains and what SPF and DKIM said. */
typedef struct mailauth_dmarc_message mailauth_dmarc_message;

/** Results of a DKIM verification; RFC 8601 section 2.7.1. */
enum mailauth_dkim_verification {
	MAILAUTH_DKIM_RESULT_NONE = 0,
	MAILAUTH_DKIM_RESULT_PASS = 1,
	MAILAUTH_DKIM_RESULT_FAIL = 2,
	MAILAUTH_DKIM_RESULT_POLICY = 3,
	MAILAUTH_DKIM_RESULT_NEUTRAL = 4,
	MAILAUTH_DKIM_RESULT_TEMPERROR = 5,
	MAILAUTH_DKIM_RESULT_PERMERROR = 6
};
/** "pass" …; NULL for another value. */
MAILAUTH_API const char *mailauth_dkim_result_name(int result);
/** The result of a name in lower case; -1 if there is none. */
MAILAUTH_API int mailauth_dkim_result_number(const char *name);

/** Makes an empty description of a message.  @return 0 or #MAILAUTH_ERR_NOMEM */
MAILAUTH_API int mailauth_dmarc_message_new(const mailauth_config *cfg, mailauth_dmarc_message **out);
/** Adds an Author Domain.  One that was added before is not added again.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT past 1,000 */
MAILAUTH_API int mailauth_dmarc_message_add_author(mailauth_dmarc_message *msg, const char *domain);
/** Adds the domains of a From field.  A malformed field makes the evaluation end
 * with permerror (RFC 9989 section 4.4). */
MAILAUTH_API int mailauth_dmarc_message_add_from(mailauth_dmarc_message *msg, const mailauth_from *from);
/**
 * Sets what SPF said.
 * @param identity `MAILAUTH_SPF_MAILFROM`, or `_HELO`, which DMARC does not look
 *        at.  For a null reverse-path the MAIL FROM identity is postmaster at the
 *        HELO domain: then give `MAILAUTH_SPF_MAILFROM` and that domain (RFC 9989
 *        section 3.2.4).
 * @param verdict `MAILAUTH_SPF_*`
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID for another number
 */
MAILAUTH_API int mailauth_dmarc_message_set_spf(mailauth_dmarc_message *msg, int identity, int verdict,
    const char *domain);
/**
 * Adds what DKIM said of one signature.
 * @param result   `MAILAUTH_DKIM_RESULT_*`
 * @param domain   its d=
 * @param selector its s=, or NULL
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID for another number,
 *         #MAILAUTH_ERR_LIMIT past 10,000
 */
MAILAUTH_API int mailauth_dmarc_message_add_dkim(mailauth_dmarc_message *msg, int result, const char *domain,
    const char *selector);
/** Frees a description; evaluations made with it keep what they need. */
MAILAUTH_API void mailauth_dmarc_message_free(mailauth_dmarc_message *msg);

/** Results of DMARC; RFC 9989 section 9.2. */
enum mailauth_dmarc_result {
	MAILAUTH_DMARC_NONE = 0,      /**< no record applies */
	MAILAUTH_DMARC_PASS = 1,      /**< an authenticated identifier is aligned */
	MAILAUTH_DMARC_FAIL = 2,      /**< none is */
	MAILAUTH_DMARC_TEMPERROR = 3, /**< DNS did not answer; neither pass nor fail */
	MAILAUTH_DMARC_PERMERROR = 4  /**< there is no Author Domain to evaluate, or
	                               * there are too many */
};
/** "pass" …; NULL for another value. */
MAILAUTH_API const char *mailauth_dmarc_result_name(int result);

/** Makes a task that evaluates a message; what it needs of @p msg is copied. */
MAILAUTH_API int mailauth_dmarc_evaluate_new(const mailauth_config *cfg, const mailauth_dmarc_message *msg,
    mailauth_task **out);

/** One identifier held against an Author Domain (view). */
typedef struct mailauth_dmarc_alignment {
	int dkim;             /**< 1: DKIM, 0: SPF */
	const char *domain;   /**< A-labels, or as given if malformed */
	const char *selector; /**< of DKIM, or NULL */
	int mode;             /**< 'r' or 's'; 0 if it was not looked at */
	int aligned;          /**< 1 aligned, 0 not, -1 unknown: DNS did not answer */
	const char *organizational_domain; /**< or NULL: not needed or unknown */
	const char *why;      /**< a sentence, "does not pass" … */
} mailauth_dmarc_alignment;

/** One Author Domain evaluated (view). */
typedef struct mailauth_dmarc_author {
	const char *domain;          /**< A-labels, or as given if malformed */
	int result;                  /**< `MAILAUTH_DMARC_NONE` … */
	int disposition;             /**< `MAILAUTH_DMARC_POLICY_*` asked for: the policy
	                              * with test mode after a fail, else none */
	const mailauth_dmarc_discovery *lookup; /**< how the policy was found; the walk
	                              * ends early when no more is needed; NULL for
	                              * a malformed domain */
	const char *organizational_domain; /**< NULL if it was not needed or unknown */
	int decided_by;              /**< index of the aligned identifier, or -1 */
	size_t identifier_count; /**< of `identifiers` */
	const mailauth_dmarc_alignment *identifiers; /**< each Authenticated Identifier looked at */
	const char *why;             /**< a sentence: what decided */
	const char *resinfo;         /**< for Authentication-Results (RFC 8601 section
	                              * 2.2): "dmarc=pass header.from=example.org
	                              * policy.dmarc=reject", without the ";"; the
	                              * policy is the one asked for (section 9.1) */
} mailauth_dmarc_author;

/** A message evaluated (view). */
typedef struct mailauth_dmarc_evaluation {
	int result;           /**< of the message: with several Author Domains the
	                       * strictest (RFC 9989 section 11.5) */
	int disposition;      /**< `MAILAUTH_DMARC_POLICY_*` */
	int incomplete;       /**< 1: not all Author Domains or identifiers were
	                       * looked at, see #MAILAUTH_OPT_DMARC_AUTHORS.  While
	                       * Author Domains are left, the result is permerror
	                       * and neither pass nor none (section 11.5) */
	size_t author_count; /**< of `authors` */
	const mailauth_dmarc_author *authors; /**< in the order given */
	size_t decided_by;    /**< index of the author that decided */
	const char *why;      /**< a sentence: what decided */
	const char *resinfo;  /**< as above, for the message */
} mailauth_dmarc_evaluation;

/** The evaluation; NULL until done or for another kind of task. */
MAILAUTH_API const mailauth_dmarc_evaluation *mailauth_dmarc_evaluate_result(const mailauth_task *task);

/** May reports go to an address; RFC 9990 section 4. */
enum mailauth_dmarc_report_state {
	MAILAUTH_DMARC_REPORT_INTERNAL = 1,     /**< same Organizational Domain: yes */
	MAILAUTH_DMARC_REPORT_AUTHORISED = 2,   /**< the host says so: yes */
	MAILAUTH_DMARC_REPORT_OVERRIDDEN = 3,   /**< yes, to other addresses of that host */
	MAILAUTH_DMARC_REPORT_UNAUTHORISED = 4, /**< the host does not: no */
	MAILAUTH_DMARC_REPORT_UNDECIDED = 5,    /**< DNS did not answer: not now */
	MAILAUTH_DMARC_REPORT_INVALID = 6,      /**< no URI with a host: no */
	MAILAUTH_DMARC_REPORT_IGNORED = 7       /**< ruf of a record with psd=y: no */
};
/** "internal", "authorised" …; NULL for another value. */
MAILAUTH_API const char *mailauth_dmarc_report_state_name(int state);

/** Makes a task that checks the report addresses of the record that applies to a
 * domain, found as by mailauth_dmarc_lookup_new(). */
MAILAUTH_API int mailauth_dmarc_reports_new(const mailauth_config *cfg, const char *domain, mailauth_task **out);

/** One report address (view). */
typedef struct mailauth_dmarc_report {
	int list;             /**< `MAILAUTH_DMARC_RUA` or `_RUF` */
	const mailauth_dmarc_uri *uri; /**< of the policy record */
	int state;            /**< `MAILAUTH_DMARC_REPORT_*` */
	const char *host;     /**< A-labels; NULL without one */
	const char *name;     /**< what was asked, "example.org._report._dmarc.host";
	                       * NULL if nothing was */
	const mailauth_answer *answer; /**< to it, or NULL */
	const mailauth_dmarc_record *record; /**< the first authorising record; or NULL */
	size_t override_count; /**< addresses that take the place of uri */
	const mailauth_dmarc_uri *const *overrides; /**< of the authorising record */
} mailauth_dmarc_report;

/** The look-up behind a reports task, once done; NULL for another kind. */
MAILAUTH_API const mailauth_dmarc_discovery *mailauth_dmarc_reports_lookup(const mailauth_task *task);
/** Number of report addresses, rua before ruf. */
MAILAUTH_API size_t mailauth_dmarc_report_count(const mailauth_task *task);
/** Report address @p i; NULL past the end. */
MAILAUTH_API const mailauth_dmarc_report *mailauth_dmarc_report_at(const mailauth_task *task, size_t i);
/** Number of problems: those of the look-up, then addresses that get no reports,
 * or not for certain, with their offsets in the policy record. */
MAILAUTH_API size_t mailauth_dmarc_reports_problem_count(const mailauth_task *task);
/** Problem @p i; NULL past the end. */
MAILAUTH_API const mailauth_problem *mailauth_dmarc_reports_problem(const mailauth_task *task, size_t i);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
