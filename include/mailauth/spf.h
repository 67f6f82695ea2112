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

#ifdef __cplusplus
}
#endif
/** @} */
#endif
