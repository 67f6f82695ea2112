/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_SPF_H
#define MAILAUTH_SPF_H
/**
 * @file
 * @defgroup spf SPF records
 * Parsing, checking and writing SPF records (RFC 7208) without a network: what
 * a record says term by term, what is wrong with it and where, and a better
 * one.  For the verdict on a message see @ref spf_check.
 * @{
 */
#include <mailauth/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of terms; RFC 7208 sections 5 and 6. */
enum mailauth_spf_kind {
	MAILAUTH_SPF_UNKNOWN = 0,   /**< no term of RFC 7208: a syntax error */
	MAILAUTH_SPF_ALL = 1,
	MAILAUTH_SPF_INCLUDE = 2,
	MAILAUTH_SPF_A = 3,
	MAILAUTH_SPF_MX = 4,
	MAILAUTH_SPF_PTR = 5,
	MAILAUTH_SPF_IP4 = 6,
	MAILAUTH_SPF_IP6 = 7,
	MAILAUTH_SPF_EXISTS = 8,
	MAILAUTH_SPF_REDIRECT = 9,  /**< modifier */
	MAILAUTH_SPF_EXP = 10,      /**< modifier */
	MAILAUTH_SPF_MODIFIER = 11  /**< any other modifier: ignored, section 6 */
};

/** A parsed SPF record. */
typedef struct mailauth_spf_record mailauth_spf_record;

/** One term of a record: a directive or a modifier (view). */
typedef struct mailauth_spf_term {
	int kind;                /**< `MAILAUTH_SPF_*` of #mailauth_spf_kind */
	int qualifier;           /**< '+', '-', '~' or '?', '+' also when none is
	                          * written; 0 for a modifier */
	const char *domain_spec; /**< domain-spec as written, macros unexpanded,
	                          * or an unknown modifier's value; NULL: none */
	const char *address;     /**< the network of ip4 and ip6 as written,
	                          * without the prefix length; else NULL */
	int prefix4;             /**< 0..32, -1 if not written */
	int prefix6;             /**< 0..128, -1 if not written */
	size_t offset;           /**< first octet of the term in the record */
	size_t length;           /**< octets of the term */
	size_t value_offset;     /**< what follows ":" or "=", or the "/24" of
	                          * "a/24", in the record */
	size_t value_length;     /**< octets of it; 0: nothing follows the name */
	int valid;               /**< 0: the term has a syntax error; then only
	                          * kind, qualifier and the places above count */
	const char *name;        /**< "include", in lower case; NULL for
	                          * #MAILAUTH_SPF_UNKNOWN and
	                          * #MAILAUTH_SPF_MODIFIER: see the record */
} mailauth_spf_term;

/** "all", "include" and so on to "exp"; NULL for #MAILAUTH_SPF_UNKNOWN,
 * #MAILAUTH_SPF_MODIFIER and other values. */
MAILAUTH_API const char *mailauth_spf_kind_name(int kind);

/**
 * Would a receiver take this TXT record for an SPF record?  It does when the
 * text begins with "v=spf1" in any case and then ends or goes on with a space;
 * RFC 7208 section 4.5.  A domain must have exactly one such record: two are a
 * permerror.
 * @param text,len the character-strings of one TXT record, joined with nothing
 *                 between (RFC 7208 section 3.3)
 * @return 1 or 0
 */
MAILAUTH_API int mailauth_spf_is_record(const char *text, size_t len);

/**
 * Parses a record and remarks on it.  A bad record is parsed, too: its problems
 * say what is wrong, and where.  Needs one allocation for a typical record and
 * time in proportion to its length.
 * @param cfg      the configuration, or NULL; must outlive the record
 * @param text,len any octets, at most 65,535
 * @param out      receives the record, NULL on error
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT for a text that is too
 *         long for a TXT record, #MAILAUTH_ERR_INVALID for NULL arguments
 */
MAILAUTH_API int mailauth_spf_parse(const mailauth_config *cfg, const char *text, size_t len, mailauth_spf_record **out);
/** Frees a record; NULL is fine. */
MAILAUTH_API void mailauth_spf_record_free(mailauth_spf_record *rec);
/** 1 if mailauth_spf_is_record() is true of its text, else 0. */
MAILAUTH_API int mailauth_spf_record_is_spf(const mailauth_spf_record *rec);
/**
 * 1 if it is an SPF record without a syntax error.  0 makes every check of the
 * domain a permerror (RFC 7208 section 4.6), or finds no record at all.  A
 * valid record may still have problems of severity error, such as "+all".
 */
MAILAUTH_API int mailauth_spf_record_valid(const mailauth_spf_record *rec);
/**
 * The text as it was given, with a NUL behind it; it may hold NULs itself.
 * @param len receives its length; may be NULL
 */
MAILAUTH_API const char *mailauth_spf_record_text(const mailauth_spf_record *rec, size_t *len);
/** Number of terms, those with a syntax error included. */
MAILAUTH_API size_t mailauth_spf_record_term_count(const mailauth_spf_record *rec);
/** Term @p i in the order of the record; NULL past the end. */
MAILAUTH_API const mailauth_spf_term *mailauth_spf_record_term(const mailauth_spf_record *rec, size_t i);
/** Number of problems; at most 64 are kept. */
MAILAUTH_API size_t mailauth_spf_record_problem_count(const mailauth_spf_record *rec);
/** Problem @p i, syntax errors first; NULL past the end. */
MAILAUTH_API const mailauth_problem *mailauth_spf_record_problem(const mailauth_spf_record *rec, size_t i);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
