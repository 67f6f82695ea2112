/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_DMARC_H
#define MAILAUTH_DMARC_H
/**
 * @file
 * @defgroup dmarc DMARC records and the From field
 * DMARC Policy Records (RFC 9989 sections 4.5 to 4.8) read and written, and the
 * reader that finds Author Domains in a From field (RFC 5322 section 3.6.2).
 *
 * A record has two judgements.  The strict one is RFC 9989's: is it a DMARC
 * Policy Record, and may a receiver use it.  The tolerant one tells what
 * receivers in use do with a record that is not: blanks before "v", and tags
 * written twice, of which the first counts.
 * @{
 */
#include <mailauth/rule.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One record. */
typedef struct mailauth_dmarc_record mailauth_dmarc_record;

/** What a domain's owner asks to be done with mail that fails. */
enum mailauth_dmarc_policy {
	MAILAUTH_DMARC_POLICY_ABSENT = 0, /**< no policy: DMARC is not applied */
	MAILAUTH_DMARC_POLICY_NONE = 1,
	MAILAUTH_DMARC_POLICY_QUARANTINE = 2,
	MAILAUTH_DMARC_POLICY_REJECT = 3
};
/** "none", "quarantine", "reject"; NULL for another value. */
MAILAUTH_API const char *mailauth_dmarc_policy_name(int policy);

/** The tag a policy comes from. */
enum mailauth_dmarc_source {
	MAILAUTH_DMARC_SOURCE_ABSENT = 0, /**< no policy */
	MAILAUTH_DMARC_SOURCE_P = 1,
	MAILAUTH_DMARC_SOURCE_SP = 2,
	MAILAUTH_DMARC_SOURCE_NP = 3
};
/** "p", "sp", "np"; NULL for another value. */
MAILAUTH_API const char *mailauth_dmarc_source_name(int source);

/** Whom a policy is asked for; RFC 9989 section 4.10.1. */
enum mailauth_dmarc_scope {
	MAILAUTH_DMARC_SCOPE_OWN = 1,       /**< the domain that has the record */
	MAILAUTH_DMARC_SCOPE_SUBDOMAIN = 2, /**< an existing domain below it */
	MAILAUTH_DMARC_SCOPE_NONEXISTENT = 3 /**< one below it that does not exist:
	                                     * DNS says NXDOMAIN (section 3.2.13) */
};

/** The two lists of report addresses. */
enum mailauth_dmarc_list {
	MAILAUTH_DMARC_RUA = 1, /**< aggregate reports, RFC 9990 */
	MAILAUTH_DMARC_RUF = 2  /**< failure reports, RFC 9991 */
};
/** "rua", "ruf"; NULL for another value. */
MAILAUTH_API const char *mailauth_dmarc_list_name(int list);

/** When failure reports are wanted, a set; tag fo. */
enum mailauth_dmarc_failure_option {
	MAILAUTH_DMARC_FO_0 = 1, /**< when no mechanism gives an aligned pass */
	MAILAUTH_DMARC_FO_1 = 2, /**< when any mechanism gives none */
	MAILAUTH_DMARC_FO_D = 4, /**< when a DKIM signature fails, RFC 6651 */
	MAILAUTH_DMARC_FO_S = 8  /**< when SPF fails, RFC 6652 */
};

/** What became of a tag. */
enum mailauth_dmarc_tag_state {
	MAILAUTH_DMARC_TAG_USED = 1,      /**< its value counts */
	MAILAUTH_DMARC_TAG_UNKNOWN = 2,   /**< ignored: RFC 9989 section 4.7 */
	MAILAUTH_DMARC_TAG_REMOVED = 3,   /**< pct, rf, ri of RFC 7489: ignored */
	MAILAUTH_DMARC_TAG_INVALID = 4,   /**< a value it cannot have */
	MAILAUTH_DMARC_TAG_MALFORMED = 5, /**< not name "=" value */
	MAILAUTH_DMARC_TAG_DUPLICATE = 6  /**< an earlier one has the same name */
};

/** One tag as written (view). */
typedef struct mailauth_dmarc_tag {
	const char *name;     /**< as written; "" for an empty tag */
	const char *value;    /**< without blanks around; may hold any octet */
	size_t value_length;  /**< octets of value */
	int state;            /**< `MAILAUTH_DMARC_TAG_*` */
	size_t offset;        /**< of the tag in the record */
	size_t length;        /**< of the tag, without blanks around and ";" */
	size_t value_offset;  /**< of the value in the record */
} mailauth_dmarc_tag;

/** One report address (view); RFC 9989 sections 4.6 and 4.8. */
typedef struct mailauth_dmarc_uri {
	const char *uri;     /**< as written, without an obsolete size limit */
	int valid;           /**< 1 if it is a URI a report could be sent to */
	const char *scheme;  /**< lower case, "mailto"; NULL without one */
	const char *address; /**< mailto: the mailbox, percent-decoded; else NULL */
	const char *host;    /**< the host a report goes to, percent-decoded, in
	                      * lower case; NULL without one */
	uint64_t size_limit; /**< octets after "!", obsolete and to be ignored
	                      * (RFC 9989 section 4.8); 0: none */
	size_t offset;       /**< in the record */
	size_t length;       /**< in the record, with the size limit */
} mailauth_dmarc_uri;

/**
 * Reads a record: the text of one TXT record, its strings joined with nothing
 * between (RFC 9989 section 4.5).  Any octets will do; what is wrong with them
 * is told by the problems.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT for more than 65,535
 *         octets or past the memory cap
 */
MAILAUTH_API int mailauth_dmarc_parse(const mailauth_config *cfg, const char *text, size_t len,
    mailauth_dmarc_record **out);
/** Frees a record. */
MAILAUTH_API void mailauth_dmarc_record_free(mailauth_dmarc_record *rec);

/** The text as given, NUL-terminated; its octets in *len (may be NULL). */
MAILAUTH_API const char *mailauth_dmarc_record_text(const mailauth_dmarc_record *rec, size_t *len);
/** 1 if the text starts with `v=DMARC1`; any other is discarded before anything
 * else is looked at (RFC 9989 sections 4.7 and 4.10). */
MAILAUTH_API int mailauth_dmarc_record_is_dmarc(const mailauth_dmarc_record *rec);
/** 1 if it is a DMARC record whose tag list holds: no known tag twice (RFC 6376
 * section 3.2).  Faults of single tags do not make it invalid: they are ignored
 * or replaced by their defaults (RFC 9989 section 4.8).  A valid record counts
 * in a tree walk and authorises reports, even a bare `v=DMARC1`. */
MAILAUTH_API int mailauth_dmarc_record_valid(const mailauth_dmarc_record *rec);
/** 1 if it is valid and a receiver can apply it: it has a policy, if need be
 * the "none" of RFC 9989 section 4.10.1, see mailauth_dmarc_record_policy(). */
MAILAUTH_API int mailauth_dmarc_record_usable(const mailauth_dmarc_record *rec);
/** 1 if receivers in use read a policy out of it, though it may be invalid:
 * the accessors below then tell what they read. */
MAILAUTH_API int mailauth_dmarc_record_tolerated(const mailauth_dmarc_record *rec);

/**
 * The policy for @p scope (`MAILAUTH_DMARC_SCOPE_*`) before test mode: p, sp or
 * np with their fall-backs.  Without a valid p, or with an invalid sp or np, it
 * is "none" if rua names a valid URI, else #MAILAUTH_DMARC_POLICY_ABSENT: DMARC
 * is not applied (RFC 9989 section 4.10.1).
 * @param source receives `MAILAUTH_DMARC_SOURCE_*`; may be NULL
 */
MAILAUTH_API int mailauth_dmarc_record_policy(const mailauth_dmarc_record *rec, int scope, int *source);
/** What is left of a policy in test mode, t=y: one level less. */
MAILAUTH_API int mailauth_dmarc_policy_lowered(int policy);
/** 1 for t=y; RFC 9989 section 4.7. */
MAILAUTH_API int mailauth_dmarc_record_test_mode(const mailauth_dmarc_record *rec);
/** 'y', 'n' or 'u' [default]. */
MAILAUTH_API int mailauth_dmarc_record_psd(const mailauth_dmarc_record *rec);
/** Mode for DKIM identifiers, 'r' [default] or 's'. */
MAILAUTH_API int mailauth_dmarc_record_adkim(const mailauth_dmarc_record *rec);
/** Mode for SPF identifiers, 'r' [default] or 's'. */
MAILAUTH_API int mailauth_dmarc_record_aspf(const mailauth_dmarc_record *rec);
/** A set of `MAILAUTH_DMARC_FO_*`; the default, 0, also when there is no ruf. */
MAILAUTH_API int mailauth_dmarc_record_fo(const mailauth_dmarc_record *rec);
/**
 * The effective value of a tag of RFC 9989 by its name in lower case: what is
 * written if it is valid, else what takes its place.  For rua and ruf the list
 * as written.
 * @return NULL for another name, and where there is no value: rua or ruf
 *         absent, p, sp and np when DMARC is not applied, any tag of a text that
 *         is not even tolerated
 */
MAILAUTH_API const char *mailauth_dmarc_record_get(const mailauth_dmarc_record *rec, const char *name);

/** Number of tags, empty ones included (a run of them counts once). */
MAILAUTH_API size_t mailauth_dmarc_record_tag_count(const mailauth_dmarc_record *rec);
/** Tag @p i in the order written; NULL past the end. */
MAILAUTH_API const mailauth_dmarc_tag *mailauth_dmarc_record_tag(const mailauth_dmarc_record *rec, size_t i);
/** Number of URIs in a list (`MAILAUTH_DMARC_RUA`, `_RUF`), invalid ones
 * included; at most 100 are kept. */
MAILAUTH_API size_t mailauth_dmarc_record_uri_count(const mailauth_dmarc_record *rec, int list);
/** URI @p i of a list; NULL past the end. */
MAILAUTH_API const mailauth_dmarc_uri *mailauth_dmarc_record_uri(const mailauth_dmarc_record *rec, int list, size_t i);
/**
 * Adds to the problems what is valid and still worth knowing: a policy of none,
 * removed and unknown tags, missing reports …  Once; further calls add nothing.
 * @return 0 or #MAILAUTH_ERR_NOMEM
 */
MAILAUTH_API int mailauth_dmarc_record_advise(mailauth_dmarc_record *rec);
/** Number of problems: what is wrong, and advice once it was asked for. */
MAILAUTH_API size_t mailauth_dmarc_record_problem_count(const mailauth_dmarc_record *rec);
/** Problem @p i; NULL past the end. */
MAILAUTH_API const mailauth_problem *mailauth_dmarc_record_problem(const mailauth_dmarc_record *rec, size_t i);

/**
 * The pure form of Identifier Alignment (RFC 9989 section 4.4); names are
 * compared without regard to case.
 * @param mode 's': identical names; 'r': the same Organizational Domain, and
 *        identical names need none
 * @param author_org,identifier_org Organizational Domains, or NULL if unknown
 * @return 1 aligned, 0 not, -1 if that depends on an unknown one
 */
MAILAUTH_API int mailauth_dmarc_aligned(int mode, const char *author, const char *author_org,
    const char *identifier, const char *identifier_org);

/** A record being written. */
typedef struct mailauth_dmarc_writer mailauth_dmarc_writer;

/** Makes a writer of an empty record, `v=DMARC1`. */
MAILAUTH_API int mailauth_dmarc_writer_new(const mailauth_config *cfg, mailauth_dmarc_writer **out);
/** Makes a writer that starts with what a record effectively says: its used
 * tags, without those that are invalid, unknown or removed. */
MAILAUTH_API int mailauth_dmarc_writer_from(const mailauth_config *cfg, const mailauth_dmarc_record *rec,
    mailauth_dmarc_writer **out);
/**
 * Sets p, sp, np, psd, t, adkim, aspf or fo; NULL takes the tag away.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_NOT_FOUND for another name,
 *         #MAILAUTH_ERR_INVALID for a value the tag cannot have
 */
MAILAUTH_API int mailauth_dmarc_writer_set(mailauth_dmarc_writer *w, const char *name, const char *value);
/**
 * Adds an address to a list (`MAILAUTH_DMARC_RUA`, `_RUF`): a URI, or a mailbox
 * `user@example.org`, which becomes a mailto URI with all octets encoded that
 * cannot stand there.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID for neither,
 *         #MAILAUTH_ERR_LIMIT past 100 addresses
 */
MAILAUTH_API int mailauth_dmarc_writer_add(mailauth_dmarc_writer *w, int list, const char *address);
/**
 * The record's text: v, p, sp, np, t, psd, adkim, aspf, fo, rua, ruf, each if
 * set.  It always parses without a problem of severity error.
 * @param text owned by the writer until the next call with it
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT past 65,535 octets
 */
MAILAUTH_API int mailauth_dmarc_writer_text(mailauth_dmarc_writer *w, const char **text);
/** Frees a writer and the text it gave. */
MAILAUTH_API void mailauth_dmarc_writer_free(mailauth_dmarc_writer *w);

/** A From field taken apart. */
typedef struct mailauth_from mailauth_from;

/** One mailbox of a From field (view). */
typedef struct mailauth_mailbox {
	const char *local_part; /**< unquoted */
	const char *domain;     /**< as written, without comments and blanks; for a
	                         * domain-literal with its brackets */
	int literal;            /**< 1: a domain-literal, which has no DMARC policy */
	int obsolete;           /**< 1: written in a form of RFC 5322 section 4.4 */
	const char *group;      /**< name of the group it stands in; or NULL */
	size_t offset;  /**< of the addr-spec in the field body */
	size_t length;  /**< octets of it */
} mailauth_mailbox;

/**
 * Reads the body of one From field, folded or not (RFC 5322 sections 3.4, 4.1
 * and 4.4, groups by RFC 6854), with UTF-8 allowed as by RFC 6532; encoded words
 * are left alone, they can only be display names.  Two fields are not one body: a
 * message with two From fields has no Author Domain.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT for more than 65,535
 *         octets.  A malformed body is no error: see mailauth_from_fault().
 */
MAILAUTH_API int mailauth_from_parse(const mailauth_config *cfg, const char *text, size_t len, mailauth_from **out);
/** Frees a From field. */
MAILAUTH_API void mailauth_from_free(mailauth_from *from);
/**
 * What keeps the body from being a list of mailboxes and groups; NULL if it is
 * one, though it may hold empty groups and no mailbox.
 * @param offset receives where, in octets; may be NULL.  Mailboxes before that
 *        place are kept.
 */
MAILAUTH_API const char *mailauth_from_fault(const mailauth_from *from, size_t *offset);
/** Number of mailboxes, at most 1,000 (more are a fault). */
MAILAUTH_API size_t mailauth_from_mailbox_count(const mailauth_from *from);
/** Mailbox @p i in the order written; NULL past the end. */
MAILAUTH_API const mailauth_mailbox *mailauth_from_mailbox(const mailauth_from *from, size_t i);
/** Number of different domains, compared without regard to case, literals left
 * out: the candidates for the Author Domain. */
MAILAUTH_API size_t mailauth_from_domain_count(const mailauth_from *from);
/** Domain @p i in the order of first appearance; NULL past the end. */
MAILAUTH_API const char *mailauth_from_domain(const mailauth_from *from, size_t i);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
