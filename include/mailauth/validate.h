/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_VALIDATE_H
#define MAILAUTH_VALIDATE_H
/**
 * @file
 * @defgroup validate Validation of a domain
 * Does a domain's DNS satisfy a provider's @ref profile, and is its mail
 * authentication sound?  A validation is a task (see @ref task): it asks DNS
 * questions and ends with requirements, each met or not, and with findings,
 * each with the line that mends it.
 *
 *     mailauth_validate_new(cfg, "schule.example", &task);
 *     mailauth_validate_set_profile(task, profile);
 *     mailauth_resolver_run(resolver, task, 0);
 *     for (i = 0; (f = mailauth_validate_finding(task, i)) != NULL; i++)
 *             ...
 *
 * What DNS did not answer is unknown, never missing.
 * @{
 */
#include <mailauth/profile.h>
#include <mailauth/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where one requirement of a profile stands. */
enum mailauth_requirement_state {
	MAILAUTH_STATE_MET = 1,
	MAILAUTH_STATE_UNMET = 2,
	MAILAUTH_STATE_PENDING = 3,       /**< the zone is right, caches are still old */
	MAILAUTH_STATE_UNKNOWN = 4,       /**< DNS did not answer */
	MAILAUTH_STATE_NOT_APPLICABLE = 5 /**< an optional variable is not set */
};
/** "met", "unmet", "pending", "unknown", "not-applicable"; NULL for another value. */
MAILAUTH_API const char *mailauth_requirement_state_name(int state);

/** How a validation ends; the exit status of mailauth-check(1). */
enum mailauth_validation_result {
	MAILAUTH_RESULT_CONFORMS = 0,
	MAILAUTH_RESULT_FAILS = 1,     /**< a finding of severity error */
	MAILAUTH_RESULT_UNDECIDED = 3, /**< no error, but DNS did not answer, or the
	                                * answer of caches is pending */
	MAILAUTH_RESULT_USAGE = 64     /**< a variable is not set or has no use */
};
/** "conforms", "fails", "undecided", "usage"; NULL for another value. */
MAILAUTH_API const char *mailauth_validate_result_name(int result);

/**
 * Makes a validation of a domain.
 * @param domain any text; U-labels become A-labels (RFC 8616 section 4).  What
 *        is no domain name gives a validation with the one finding that says so.
 * @return 0, #MAILAUTH_ERR_NOMEM
 */
MAILAUTH_API int mailauth_validate_new(const mailauth_config *cfg, const char *domain, mailauth_task **out);

/* The settings below belong before the first mailauth_task_next_query() or
 * mailauth_task_state(); later they return MAILAUTH_ERR_STATE.  For a task that
 * is no validation they return MAILAUTH_ERR_WRONG_TYPE. */

/**
 * Sets a profile variable; a second time replaces the value.
 * @return 0, #MAILAUTH_ERR_INVALID for a name that no variable can have,
 *         #MAILAUTH_ERR_NOMEM, or as above
 */
MAILAUTH_API int mailauth_validate_set_variable(mailauth_task *task, const char *name, const char *value);
/**
 * Validates against a profile besides the general audit.
 * @param profile must outlive the task
 * @return 0, #MAILAUTH_ERR_INVALID for a profile with problems, or as above
 */
MAILAUTH_API int mailauth_validate_set_profile(mailauth_task *task, const mailauth_profile *profile);
/** Looks at the DKIM key of a selector too.
 * @return 0, #MAILAUTH_ERR_INVALID if it is none, #MAILAUTH_ERR_LIMIT past 100 */
MAILAUTH_API int mailauth_validate_add_selector(mailauth_task *task, const char *selector);
/** Names a host that may be an MX of the domain; with one or more of them, every
 * other MX is told ("mx.unapproved-host").
 * @return 0, #MAILAUTH_ERR_INVALID if it is no name, #MAILAUTH_ERR_LIMIT past 100 */
MAILAUTH_API int mailauth_validate_approve_mx(mailauth_task *task, const char *host);
/** Names the host the domain's server calls itself in HELO, to compare with its
 * addresses and PTR records (RFC 5321 section 4.1.4).
 * @return 0, #MAILAUTH_ERR_INVALID if it is no name */
MAILAUTH_API int mailauth_validate_set_helo(mailauth_task *task, const char *helo);
/**
 * Asks the zone's own name servers too, each one (0: does not).  What is wrong
 * only in the answers of caches is then pending ("profile.pending"), and servers
 * that disagree or do not answer are findings ("dns.ns-inconsistent",
 * "mx.ns-inconsistent", "dns.ns-unresponsive").  The task's questions to them
 * name the server (mailauth_query); at most 16 are asked.
 * @return 0, #MAILAUTH_ERR_NOMEM, or as above
 */
MAILAUTH_API int mailauth_validate_set_authoritative(mailauth_task *task, int on);
/** The same, asking these servers in place of those that the zone's NS records
 * name: such as the ones it is about to move to.
 * @param server "ADDR" or "ADDR@PORT"
 * @return 0, #MAILAUTH_ERR_INVALID if it is no such address, #MAILAUTH_ERR_LIMIT past 16 */
MAILAUTH_API int mailauth_validate_add_name_server(mailauth_task *task, const char *server);
/** Changes the severity of a rule.
 * @param severity `MAILAUTH_SEVERITY_*`, or 0: do not tell it
 * @return 0, #MAILAUTH_ERR_NOT_FOUND for an unknown rule, #MAILAUTH_ERR_INVALID */
MAILAUTH_API int mailauth_validate_set_severity(mailauth_task *task, int code, int severity);

/* Results: of a validation that is DONE, else NULL, 0 or -1. */

/** One requirement of the profile and where it stands (view). */
typedef struct mailauth_requirement {
	const char *id;    /**< its section in the profile */
	int level;         /**< `MAILAUTH_LEVEL_*` */
	int state;         /**< `MAILAUTH_STATE_*` */
	const char *type;  /**< "MX", "SPF" … */
	size_t items;      /**< owners it is about: several with `each` */
	size_t items_met;  /**< of these, met */
	const char *title; /**< the profile's title of it, or NULL */
} mailauth_requirement;

/** One thing to tell about the domain (view). */
typedef struct mailauth_finding {
	int code;                /**< `MAILAUTH_RULE_*` */
	int severity;            /**< `MAILAUTH_SEVERITY_*`, bounded by the level of
	                          * the requirement */
	const char *id;          /**< the rule's name, "mx.target-no-address" */
	const char *owner;       /**< the name concerned */
	const char *type;        /**< type of record concerned, "MX"; NULL: none */
	size_t have_count;       /**< entries of have */
	const char *const *have; /**< record data that DNS has: TXT as its text,
	                          * others as a master file has them without the
	                          * final dot; "SERVER (serial N): DATA" where
	                          * name servers disagree */
	size_t want_count;       /**< entries of want */
	const char *const *want; /**< record data wanted, likewise */
	size_t fix_count;        /**< entries of fix */
	const char *const *fix;  /**< lines for a zone file; a line to take out is a
	                          * comment, "; delete: …" */
	const char *message;     /**< English sentence with its particulars, no
	                          * final stop; may quote octets of records */
	const char *reference;   /**< RFC and section, the profile's reference, or NULL */
	const char *requirement; /**< id of the requirement, or NULL */
	const char *advice;      /**< what to do, English sentence, or NULL */
	const char *record;      /**< text of the record with the fault, or NULL */
	size_t record_length;    /**< octets of it */
	size_t offset;           /**< first octet of `record` concerned */
	size_t length;           /**< octets concerned */
	size_t remove_count;     /**< entries of remove */
	const char *const *remove; /**< the lines to take out, bare */
	uint32_t wait;           /**< seconds until the resolver's old answer, which
	                          * it is about, ends at the latest; 0: about none */
} mailauth_finding;

/** The domain in canonical form, or as given if it is none. */
MAILAUTH_API const char *mailauth_validate_domain(const mailauth_task *task);
/** The profile's name, or NULL without one. */
MAILAUTH_API const char *mailauth_validate_profile_name(const mailauth_task *task);
/** `MAILAUTH_RESULT_*`; -1 while it is not DONE. */
MAILAUTH_API int mailauth_validate_result(const mailauth_task *task);
/** Number of requirements. */
MAILAUTH_API size_t mailauth_validate_requirement_count(const mailauth_task *task);
/** Requirement @p i, in the order of the profile; NULL past the end. */
MAILAUTH_API const mailauth_requirement *mailauth_validate_requirement(const mailauth_task *task, size_t i);
/** Number of findings.  Of a fault that a record has many times, eight are kept. */
MAILAUTH_API size_t mailauth_validate_finding_count(const mailauth_task *task);
/** Finding @p i, the gravest first; NULL past the end. */
MAILAUTH_API const mailauth_finding *mailauth_validate_finding(const mailauth_task *task, size_t i);
/** Seconds after which asking again can bring another result: the least TTL of
 * the answers behind findings, at least 1; 0 if there is nothing to wait for. */
MAILAUTH_API uint32_t mailauth_validate_retry(const mailauth_task *task);

/** @} */
/**
 * @defgroup report Reports for people and programs
 * Turns a finished validation into text or JSON.  All text that comes from DNS
 * or the caller is escaped for where it goes.
 * @{
 */

/** Settings of reports, and the memory of the last one. */
typedef struct mailauth_report mailauth_report;

/** What mailauth_report_set() sets; defaults in brackets. */
enum mailauth_report_option {
	/** [info] leave out findings below this severity */
	MAILAUTH_REPORT_MIN_SEVERITY = 1,
	/** [0] 1: colour by ECMA-48 sequences, besides the words */
	MAILAUTH_REPORT_COLOR = 2,
	/** [1] details of findings; 0: only the first line of each */
	MAILAUTH_REPORT_DETAILS = 3,
	/** [79] columns to wrap sentences at, 40..1000 */
	MAILAUTH_REPORT_WIDTH = 4
};

/** Makes a report with default settings.  @return 0 or #MAILAUTH_ERR_NOMEM */
MAILAUTH_API int mailauth_report_new(const mailauth_config *cfg, mailauth_report **out);
/** @return 0, #MAILAUTH_ERR_INVALID for an unknown option or value */
MAILAUTH_API int mailauth_report_set(mailauth_report *report, int option, int value);
/** Sets the language of texts: "en" or "de".
 * @return 0, #MAILAUTH_ERR_UNSUPPORTED for another */
MAILAUTH_API int mailauth_report_set_language(mailauth_report *report, const char *lang);
/**
 * The report for people: the verdict, then the findings, the gravest first,
 * then the requirements.
 * @param text,len receive the text, NUL-terminated; valid until the next call
 *        with @p report
 * @return 0, #MAILAUTH_ERR_STATE if the task is not DONE,
 *         #MAILAUTH_ERR_WRONG_TYPE if it is no validation, #MAILAUTH_ERR_NOMEM
 */
MAILAUTH_API int mailauth_report_text(mailauth_report *report, const mailauth_task *task, const char **text, size_t *len);
/** The same as one JSON object on one line, without the line's end.  Its schema
 * is 1, see mailauth-check(1); messages and advice are in the language set. */
MAILAUTH_API int mailauth_report_json(mailauth_report *report, const mailauth_task *task, const char **text, size_t *len);
/** All about one rule: its severity, sentence, ground and remedy.
 * @return 0, #MAILAUTH_ERR_NOT_FOUND, #MAILAUTH_ERR_NOMEM */
MAILAUTH_API int mailauth_report_rule(mailauth_report *report, const char *id, const char **text, size_t *len);
/** Frees a report. */
MAILAUTH_API void mailauth_report_free(mailauth_report *report);

/** A rule's sentence in another language.
 * @param lang "en" or "de"
 * @return the English one if there is none; NULL for an unknown rule */
MAILAUTH_API const char *mailauth_rule_message(int code, const char *lang);
/** A rule's remedy in another language; as mailauth_rule_message(). */
MAILAUTH_API const char *mailauth_rule_fix(int code, const char *lang);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
