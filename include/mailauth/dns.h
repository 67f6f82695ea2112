/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_DNS_H
#define MAILAUTH_DNS_H
/**
 * @file
 * @defgroup dns DNS names, answers and zones
 * DNS data as the library sees it: one answer to one question, with the alias
 * chain that led to it, and a reader for master files (RFC 1035 section 5).
 *
 * Names are text: labels separated by dots, no final dot, lower case, A-labels
 * (RFC 5890), an octet outside printable ASCII as `\DDD`, a dot or backslash
 * inside a label as `\.` and `\\` (RFC 1035 section 5.1).  The root is ".".
 * @{
 */
#include <mailauth/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The RR types of interest here (IANA numbers); any other number works too. */
enum mailauth_rrtype {
	MAILAUTH_TYPE_A = 1,
	MAILAUTH_TYPE_NS = 2,
	MAILAUTH_TYPE_CNAME = 5,
	MAILAUTH_TYPE_SOA = 6,
	MAILAUTH_TYPE_PTR = 12,
	MAILAUTH_TYPE_MX = 15,
	MAILAUTH_TYPE_TXT = 16,
	MAILAUTH_TYPE_AAAA = 28,
	MAILAUTH_TYPE_SRV = 33,
	MAILAUTH_TYPE_DNAME = 39,
	MAILAUTH_TYPE_DS = 43,
	MAILAUTH_TYPE_RRSIG = 46,
	MAILAUTH_TYPE_DNSKEY = 48,
	MAILAUTH_TYPE_TLSA = 52,
	MAILAUTH_TYPE_SPF = 99,
	MAILAUTH_TYPE_CAA = 257
};
/** "MX" for 15; NULL for a type the library has no mnemonic for. */
MAILAUTH_API const char *mailauth_rrtype_name(uint16_t type);
/** 15 for "MX" or "mx" or "TYPE15" (RFC 3597 section 5); 0 if unknown. */
MAILAUTH_API uint16_t mailauth_rrtype_number(const char *name);

/** How a question ended. */
enum mailauth_dns_status {
	MAILAUTH_DNS_OK = 0,        /**< NOERROR, with or without data (RFC 2308 section 2.2) */
	MAILAUTH_DNS_SERVFAIL = 2,  /**< RCODE 2, or a chain the resolver gave up on */
	MAILAUTH_DNS_NXDOMAIN = 3,  /**< the name, or the last alias's target, does not exist */
	MAILAUTH_DNS_REFUSED = 5,   /**< RCODE 5 */
	MAILAUTH_DNS_TIMEOUT = 256, /**< nobody answered in time */
	MAILAUTH_DNS_BOGUS = 257,   /**< DNSSEC validation failed (RFC 4035 section 5) */
	MAILAUTH_DNS_FAILED = 258   /**< any other failure: other RCODE, malformed message */
};
/** "NOERROR", "SERVFAIL", "NXDOMAIN", "REFUSED", "time-out", "bogus",
 * "failed"; never NULL. */
MAILAUTH_API const char *mailauth_dns_status_name(int status);

/** One resource record of an answer (view). */
typedef struct mailauth_record {
	const char *owner;       /**< name that holds it, after all aliases */
	uint16_t type;           /**< RR type */
	uint32_t ttl;            /**< seconds */
	const uint8_t *rdata;    /**< wire format, no compressed names */
	size_t rdata_length;     /**< octets */
	const char *text;        /**< TXT, SPF: strings joined without blanks
	                          * (RFC 7208 section 3.3), NUL-terminated but may
	                          * hold any octet; else NULL */
	size_t text_length;      /**< octets of text */
	unsigned string_count;   /**< TXT, SPF: number of strings */
	const char *target;      /**< CNAME DNAME NS PTR MX SRV: the host; else NULL */
	uint16_t preference;     /**< MX preference, SRV priority */
	uint16_t weight;         /**< SRV */
	uint16_t port;           /**< SRV */
} mailauth_record;

/**
 * Writes the data of a record as master files do (RFC 1035 section 5.1): printable
 * ASCII, names with their final dot, texts in quotes; a type without a notation
 * of its own, or malformed data, as RFC 3597 section 5 has it.
 * @param out,size receives as much as fits and a NUL when size > 0
 * @return the length of the whole text without the NUL, so a result >= size
 *         means it was cut
 */
MAILAUTH_API size_t mailauth_record_text(const mailauth_record *record, char *out, size_t size);

/** One alias followed on the way to an answer (view). */
typedef struct mailauth_link {
	const char *owner;  /**< the alias */
	const char *target; /**< what it points to */
	uint32_t ttl;       /**< seconds */
	int dname;          /**< 1 if synthesised from a DNAME (RFC 6672 section 3.1) */
} mailauth_link;

/** The answer to one question. */
typedef struct mailauth_answer mailauth_answer;

/**
 * Makes an empty answer (NOERROR, no data) to fill with mailauth_answer_add().
 * @param name the name that was asked
 * @param type the type that was asked
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID for a malformed name
 */
MAILAUTH_API int mailauth_answer_new(const mailauth_config *cfg, const char *name, uint16_t type, mailauth_answer **out);
/**
 * Reads an answer out of a DNS message (RFC 1035 section 4.1), following the
 * aliases of its answer section from @p name.
 * @param authentic 1 if whoever fetched it has validated it by DNSSEC
 * @return 0; #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID for a malformed name.  A
 *         malformed message, or one that answers another question, gives an
 *         answer of status #MAILAUTH_DNS_FAILED; a truncated one (TC), and one
 *         whose aliases go in a circle, too.
 */
MAILAUTH_API int mailauth_answer_parse(const mailauth_config *cfg, const char *name, uint16_t type,
    const void *msg, size_t len, int authentic, mailauth_answer **out);
/**
 * Adds a record.  A CNAME or DNAME record, where another type was asked,
 * becomes a link of the chain as soon as the chain reaches its owner, in
 * whatever order they are added; records of the asked type are the data; of
 * other types are passed over.  Aliases that go in a circle make the status
 * #MAILAUTH_DNS_FAILED.
 * @param rdata,len uncompressed wire format; copied
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_STATE once it was given to a
 *         task, #MAILAUTH_ERR_INVALID for malformed rdata or owner, #MAILAUTH_ERR_LIMIT past 8,192 records or 128 aliases
 */
MAILAUTH_API int mailauth_answer_add(mailauth_answer *ans, const char *owner, uint16_t type, uint32_t ttl,
    const void *rdata, size_t len);
/** Sets how the question ended, `MAILAUTH_DNS_*`; #MAILAUTH_ERR_INVALID for
 * another value, #MAILAUTH_ERR_STATE once it was given to a task. */
MAILAUTH_API int mailauth_answer_set_status(mailauth_answer *ans, int status);
/** Says that the answer was validated by DNSSEC (1) or not (0). */
MAILAUTH_API void mailauth_answer_set_secure(mailauth_answer *ans, int secure);
/** Frees an answer made by the caller. */
MAILAUTH_API void mailauth_answer_free(mailauth_answer *ans);

MAILAUTH_API const char *mailauth_answer_name(const mailauth_answer *ans);   /**< the name asked */
MAILAUTH_API uint16_t mailauth_answer_type(const mailauth_answer *ans);      /**< the type asked */
MAILAUTH_API int mailauth_answer_status(const mailauth_answer *ans);         /**< `MAILAUTH_DNS_*` */
MAILAUTH_API int mailauth_answer_secure(const mailauth_answer *ans);         /**< 1 if validated by DNSSEC */
/** Why DNSSEC validation failed, in the resolver's words, or NULL. */
MAILAUTH_API const char *mailauth_answer_why_bogus(const mailauth_answer *ans);
/** Number of records of the asked type. */
MAILAUTH_API size_t mailauth_answer_record_count(const mailauth_answer *ans);
/** Record @p i, in the order received; NULL past the end. */
MAILAUTH_API const mailauth_record *mailauth_answer_record(const mailauth_answer *ans, size_t i);
/** Number of aliases followed. */
MAILAUTH_API size_t mailauth_answer_link_count(const mailauth_answer *ans);
/** Alias @p i, in order from the asked name; NULL past the end. */
MAILAUTH_API const mailauth_link *mailauth_answer_link(const mailauth_answer *ans, size_t i);

/** DNS data from master files, to answer from without a network. */
typedef struct mailauth_zone mailauth_zone;

/** Where a master file is wrong (view). */
typedef struct mailauth_zone_problem {
	const char *file;    /**< the label given with the text */
	unsigned line;       /**< from 1 */
	unsigned column;     /**< octet within the line, from 1 */
	const char *message; /**< English sentence, no final stop */
} mailauth_zone_problem;

/** Makes an empty zone.  @return 0 or #MAILAUTH_ERR_NOMEM */
MAILAUTH_API int mailauth_zone_new(const mailauth_config *cfg, mailauth_zone **out);
/**
 * Reads a master file into @p zone; several texts merge.  No SOA is needed,
 * names may lie in any domain.  `$INCLUDE` is refused.  Records of a known type
 * whose notation is not read here (LOC, HTTPS, CERT, …) are kept without their
 * data, so that their names exist; written as RFC 3597 section 5 has it, they
 * are kept whole.
 * @param label    what messages call the text, such as its file name
 * @param origin   initial `$ORIGIN`, or NULL for the root
 * @param text,len the file's octets
 * @return 0, #MAILAUTH_ERR_NOMEM, or #MAILAUTH_ERR_INVALID if anything in it is
 *         wrong: see mailauth_zone_problem().  Faultless entries of a faulty
 *         text are kept.
 */
MAILAUTH_API int mailauth_zone_read(mailauth_zone *zone, const char *label, const char *origin,
    const char *text, size_t len);
/** Number of problems of all texts read (at most 100 are kept). */
MAILAUTH_API size_t mailauth_zone_problem_count(const mailauth_zone *zone);
/** Problem @p i; NULL past the end. */
MAILAUTH_API const mailauth_zone_problem *mailauth_zone_problem_at(const mailauth_zone *zone, size_t i);
/** Number of records read. */
MAILAUTH_API size_t mailauth_zone_record_count(const mailauth_zone *zone);
/**
 * Answers a question as an authoritative server with this data and a resolver
 * in front of it would: aliases (CNAME, DNAME) followed, wildcards (RFC 4592),
 * NXDOMAIN against NODATA, a loop as SERVFAIL.  Records beside a CNAME record,
 * which RFC 1034 section 3.6.2 forbids, are the answer to their type.
 * A loop still tells the links followed.  Where a DNAME redirects the name, a
 * question for CNAME is answered by one link and no record.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID for a malformed name
 */
MAILAUTH_API int mailauth_zone_answer(const mailauth_zone *zone, const char *name, uint16_t type, mailauth_answer **out);
/** Frees a zone, after every resolver made with it. */
MAILAUTH_API void mailauth_zone_free(mailauth_zone *zone);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
