/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MAILAUTH_DKIM_H
#define MAILAUTH_DKIM_H
/**
 * @file
 * @defgroup dkim DKIM keys
 * The key records of DKIM (RFC 6376 section 3.6, RFC 8301, RFC 8463): read,
 * judged, looked up by selector, and written from a public key.
 *
 * A record has two judgements.  The *verdict* is strict: what RFC 6376 with
 * errata 3017 and 6674, RFC 8301 and RFC 8463 say.  The *tolerance notes* tell
 * where verifiers in use are known to do otherwise.
 *
 * The cheap checks of strength (size, exponent, even modulus, points of small
 * order) are part of parsing; mailauth_dkim_examine() does the expensive ones.
 * @{
 */
#include <mailauth/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One key record. */
typedef struct mailauth_dkim_key mailauth_dkim_key;

/** What a key record is good for. */
enum mailauth_dkim_verdict {
	MAILAUTH_DKIM_OK = 0,       /**< signatures can be verified with it */
	MAILAUTH_DKIM_WEAK = 1,     /**< the same, but the key should be replaced by a
	                             * stronger one */
	MAILAUTH_DKIM_REVOKED = 2,  /**< empty p=: RFC 6376 section 3.6.1 */
	MAILAUTH_DKIM_UNUSABLE = 3  /**< no key record, a broken one, or a key nobody may
	                             * rely on: it has a problem of severity error */
};
/** "ok", "weak", "revoked", "unusable"; NULL for another value. */
MAILAUTH_API const char *mailauth_dkim_verdict_name(int verdict);

/** Key types, tag k=. */
enum mailauth_dkim_key_type {
	MAILAUTH_DKIM_TYPE_UNKNOWN = 0, /**< one that RFC 6376 and RFC 8463 do not define */
	MAILAUTH_DKIM_TYPE_RSA = 1,     /**< "rsa", the default */
	MAILAUTH_DKIM_TYPE_ED25519 = 2  /**< "ed25519", RFC 8463 section 4.2 */
};

/** What the base64 of p= holds. */
enum mailauth_dkim_encoding {
	MAILAUTH_DKIM_ENCODING_NONE = 0,  /**< no key that could be read */
	MAILAUTH_DKIM_ENCODING_SPKI = 1,  /**< SubjectPublicKeyInfo, RFC 6376 appendix C */
	MAILAUTH_DKIM_ENCODING_PKCS1 = 2, /**< a bare RSAPublicKey, RFC 6376 section 3.6.1
	                                   * and erratum 3017 */
	MAILAUTH_DKIM_ENCODING_RAW = 3    /**< 32 octets of Ed25519, RFC 8463 section 4.2 */
};
/** "spki", "pkcs1", "raw"; NULL for another value. */
MAILAUTH_API const char *mailauth_dkim_encoding_name(int encoding);

/**
 * Reads a key record: the text of one TXT record, its strings joined with
 * nothing between (RFC 6376 section 3.6.2.2).  Any octets will do; what is
 * wrong with them is told by the problems.
 * @param text,len the record; copied
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT above 65,535 octets or
 *         #MAILAUTH_OPT_MEMORY
 */
MAILAUTH_API int mailauth_dkim_key_parse(const mailauth_config *cfg, const char *text, size_t len,
    mailauth_dkim_key **out);
/** Frees a key made by the caller; not those of a task. */
MAILAUTH_API void mailauth_dkim_key_free(mailauth_dkim_key *key);

/** The record as it was given; @p len receives its octets unless NULL. */
MAILAUTH_API const char *mailauth_dkim_key_text(const mailauth_dkim_key *key, size_t *len);
/** 1 if the text is meant to be a key record, however broken; 0 if it is something else. */
MAILAUTH_API int mailauth_dkim_key_is_dkim(const mailauth_dkim_key *key);
/** `MAILAUTH_DKIM_OK` … `MAILAUTH_DKIM_UNUSABLE`. */
MAILAUTH_API int mailauth_dkim_key_verdict(const mailauth_dkim_key *key);
/** `MAILAUTH_DKIM_TYPE_*`, by tag k= alone. */
MAILAUTH_API int mailauth_dkim_key_type(const mailauth_dkim_key *key);
/** The value of k= in force, "rsa" if there is none; NULL if the text is no key record. */
MAILAUTH_API const char *mailauth_dkim_key_type_name(const mailauth_dkim_key *key);
/** `MAILAUTH_DKIM_ENCODING_*`. */
MAILAUTH_API int mailauth_dkim_key_encoding(const mailauth_dkim_key *key);
/** Bits of the RSA modulus, 256 for Ed25519; 0 revoked, -1 if there is no key to measure. */
MAILAUTH_API int mailauth_dkim_key_bits(const mailauth_dkim_key *key);
/** 1 if t= has "y": the domain is testing DKIM. */
MAILAUTH_API int mailauth_dkim_key_testing(const mailauth_dkim_key *key);
/** 1 if t= has "s": the domain of i= must equal d=. */
MAILAUTH_API int mailauth_dkim_key_strict(const mailauth_dkim_key *key);

/** The octets that p= encodes; NULL if it is missing, empty or not base64. */
MAILAUTH_API const uint8_t *mailauth_dkim_key_data(const mailauth_dkim_key *key, size_t *len);
/** The RSA modulus, big-endian without leading zeros; NULL if there is none. */
MAILAUTH_API const uint8_t *mailauth_dkim_key_modulus(const mailauth_dkim_key *key, size_t *len);
/** The RSA public exponent, big-endian without leading zeros; NULL if there is none. */
MAILAUTH_API const uint8_t *mailauth_dkim_key_exponent(const mailauth_dkim_key *key, size_t *len);
/** 1 if both hold the same public key, however it is encoded; 0 if not or if either has none. */
MAILAUTH_API int mailauth_dkim_key_same(const mailauth_dkim_key *a, const mailauth_dkim_key *b);

/** Hash algorithms that h= lists, as written; 0 if it is absent (all are allowed). */
MAILAUTH_API size_t mailauth_dkim_key_hash_count(const mailauth_dkim_key *key);
MAILAUTH_API const char *mailauth_dkim_key_hash(const mailauth_dkim_key *key, size_t i); /**< NULL past the end */
/** Service types in force; "*" alone if s= is absent. */
MAILAUTH_API size_t mailauth_dkim_key_service_count(const mailauth_dkim_key *key);
MAILAUTH_API const char *mailauth_dkim_key_service(const mailauth_dkim_key *key, size_t i); /**< NULL past the end */
/** Flags of t=, as written. */
MAILAUTH_API size_t mailauth_dkim_key_flag_count(const mailauth_dkim_key *key);
MAILAUTH_API const char *mailauth_dkim_key_flag(const mailauth_dkim_key *key, size_t i); /**< NULL past the end */
/**
 * The value of a tag as written, without the white space around it.
 * @param name the tag, case-sensitive
 * @param len  receives the octets of the value, 0 if there is none
 * @return NULL if the record lacks the tag; no NUL behind the value
 */
MAILAUTH_API const char *mailauth_dkim_key_tag(const mailauth_dkim_key *key, const char *name, size_t *len);

/** Number of problems, in the order of their offsets. */
MAILAUTH_API size_t mailauth_dkim_key_problem_count(const mailauth_dkim_key *key);
/** Problem @p i; NULL past the end. */
MAILAUTH_API const mailauth_problem *mailauth_dkim_key_problem(const mailauth_dkim_key *key, size_t i);

/** What verifiers do with a record, where it is not what the RFCs say (view). */
typedef struct mailauth_dkim_tolerance {
	int code;            /**< the problem it belongs to, `MAILAUTH_RULE_*` */
	const char *id;      /**< that rule's name */
	const char *message; /**< English sentence, no final stop */
} mailauth_dkim_tolerance;
/** Number of tolerance notes. */
MAILAUTH_API size_t mailauth_dkim_key_tolerance_count(const mailauth_dkim_key *key);
/** Note @p i; NULL past the end. */
MAILAUTH_API const mailauth_dkim_tolerance *mailauth_dkim_key_tolerance(const mailauth_dkim_key *key, size_t i);

/** A list of keys known to be compromised, in the format of badkeys: rows of 16
 * octets in ascending order, each the first 15 octets of the SHA-256 of a key's
 * number (the RSA modulus, big-endian) and one octet that names the list. */
typedef struct mailauth_dkim_blocklist mailauth_dkim_blocklist;
/**
 * Opens a block list file.  It is mapped, not read: only the pages searched
 * are loaded.  It must not shrink while it is open.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_IO if it cannot be read,
 *         #MAILAUTH_ERR_INVALID if its size is no multiple of 16 or its first and
 *         last rows are out of order
 */
MAILAUTH_API int mailauth_dkim_blocklist_open(const mailauth_config *cfg, const char *path,
    mailauth_dkim_blocklist **out);
/**
 * Makes a block list over memory of the caller's, which must outlive it.
 * @return as mailauth_dkim_blocklist_open()
 */
MAILAUTH_API int mailauth_dkim_blocklist_new(const mailauth_config *cfg, const void *rows, size_t len,
    mailauth_dkim_blocklist **out);
/** Number of rows. */
MAILAUTH_API size_t mailauth_dkim_blocklist_count(const mailauth_dkim_blocklist *list);
/** The octet that names the list (0..255) a key stands in; -1 if in none, or no key. */
MAILAUTH_API int mailauth_dkim_blocklist_find(const mailauth_dkim_blocklist *list, const mailauth_dkim_key *key);
/** Closes a block list. */
MAILAUTH_API void mailauth_dkim_blocklist_free(mailauth_dkim_blocklist *list);

/** What the expensive checks of a key's strength found. */
typedef struct mailauth_dkim_examination mailauth_dkim_examination;
/**
 * Examines a key for known weaknesses: a modulus with a factor below 2^16,
 * a square, or two close primes (100 rounds of Fermat's method); the
 * fingerprint of CVE-2017-15361 (ROCA); an Ed25519 key that is no point of its
 * curve; the sample keys of RFC 6376 and RFC 8463; a block list.  Moduli above
 * #MAILAUTH_OPT_DKIM_BITS are not computed on, which is told by a problem
 * `dkim.key-not-examined`.
 * @param list a block list, or NULL
 * @return 0, #MAILAUTH_ERR_NOMEM.  A key record without a key has no findings.
 */
MAILAUTH_API int mailauth_dkim_examine(const mailauth_config *cfg, const mailauth_dkim_key *key,
    const mailauth_dkim_blocklist *list, mailauth_dkim_examination **out);
/** Number of findings; their offsets are those of p= in the record. */
MAILAUTH_API size_t mailauth_dkim_examination_problem_count(const mailauth_dkim_examination *exam);
/** Finding @p i; NULL past the end. */
MAILAUTH_API const mailauth_problem *mailauth_dkim_examination_problem(const mailauth_dkim_examination *exam, size_t i);
/** The verdict of the key with the findings taken into account. */
MAILAUTH_API int mailauth_dkim_examination_verdict(const mailauth_dkim_examination *exam);
/** Frees an examination. */
MAILAUTH_API void mailauth_dkim_examination_free(mailauth_dkim_examination *exam);

/** Keys met so far: finds the same key under several names. */
typedef struct mailauth_dkim_key_set mailauth_dkim_key_set;
/** Makes an empty set.  @return 0 or #MAILAUTH_ERR_NOMEM */
MAILAUTH_API int mailauth_dkim_key_set_new(const mailauth_config *cfg, mailauth_dkim_key_set **out);
/**
 * Adds the public key of a record.
 * @param name    what to call it, such as its owner name; copied
 * @param earlier receives the name it was first added with, or NULL if it is new
 *        (or the record holds no key); lives as long as the set.  The same name
 *        again does not count.
 * @return 0 or #MAILAUTH_ERR_NOMEM
 */
MAILAUTH_API int mailauth_dkim_key_set_add(mailauth_dkim_key_set *set, const mailauth_dkim_key *key,
    const char *name, const char **earlier);
/** Frees a set. */
MAILAUTH_API void mailauth_dkim_key_set_free(mailauth_dkim_key_set *set);

/**
 * Makes the record that publishes a public key.
 * @param data,len SubjectPublicKeyInfo or RSAPublicKey in DER, or PEM of either
 *        ("PUBLIC KEY", "RSA PUBLIC KEY"); RSA or Ed25519
 * @param out receives the key as if its record had been parsed: see
 *        mailauth_dkim_key_text()
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID if it is no public key,
 *         #MAILAUTH_ERR_WRONG_TYPE for a private key, #MAILAUTH_ERR_UNSUPPORTED for
 *         another algorithm, #MAILAUTH_ERR_LIMIT above 65,535 octets
 */
MAILAUTH_API int mailauth_dkim_key_write(const mailauth_config *cfg, const void *data, size_t len,
    mailauth_dkim_key **out);
/**
 * Writes a record as one line of a master file, its text split into quoted
 * strings of at most 255 octets: an owner, IN TXT, "…" "…".
 * @param owner    the owner name without its final dot
 * @param out,size receives as much as fits and a NUL when size > 0
 * @return the length of the whole line without the NUL
 */
MAILAUTH_API size_t mailauth_dkim_key_zone_line(const mailauth_dkim_key *key, const char *owner,
    char *out, size_t size);

/** What mailauth_dkim_lookup_new() does besides; may be added up. */
enum mailauth_dkim_lookup_flag {
	/** when a selector has no record, look where records are put by mistake:
	 * a doubled owner, a lost underscore or dot, the domain itself */
	MAILAUTH_DKIM_LOOKUP_MISPLACED = 1
};
/**
 * Makes a task that looks up the keys of selectors (RFC 6376 section 3.6.2).
 * @param domain    the signing domain, d=; U-labels are taken as RFC 8616 says
 * @param selectors,count the selectors, s=; 1 .. 10,000; copied
 * @param flags     `MAILAUTH_DKIM_LOOKUP_*` or 0
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_INVALID for a malformed domain, an
 *         unknown flag or no selector, #MAILAUTH_ERR_LIMIT for too many
 */
MAILAUTH_API int mailauth_dkim_lookup_new(const mailauth_config *cfg, const char *domain,
    const char *const *selectors, size_t count, int flags, mailauth_task **out);

/** How looking up one selector ended. */
enum mailauth_dkim_state {
	MAILAUTH_DKIM_FOUND = 1,   /**< there is a TXT record, usable or not */
	MAILAUTH_DKIM_MISSING = 2, /**< DNS says there is none, or the selector's aliases
	                            * go in a circle, or further than
	                            * #MAILAUTH_OPT_CNAME_LINKS */
	MAILAUTH_DKIM_UNKNOWN = 3, /**< DNS did not answer */
	MAILAUTH_DKIM_BAD_NAME = 4 /**< the selector makes no domain name; nothing was asked */
};
/** One selector of a look-up (view). */
typedef struct mailauth_dkim_selector {
	const char *selector; /**< as given */
	const char *owner;    /**< SELECTOR._domainkey.DOMAIN, or NULL if no name */
	int state;            /**< `MAILAUTH_DKIM_FOUND` … */
	int verdict;          /**< `MAILAUTH_DKIM_OK` …: of the only record; of several, or
	                       * none, #MAILAUTH_DKIM_UNUSABLE; -1 if unknown */
	int dns_status;       /**< `MAILAUTH_DNS_*` */
	int wildcard;         /**< 1 if `*._domainkey.DOMAIN` gives the very same records */
	size_t record_count;  /**< TXT records: see mailauth_dkim_lookup_key() */
	size_t problem_count; /**< of the look-up: see mailauth_dkim_lookup_problem() */
	const mailauth_answer *answer; /**< the answer, with the aliases it came through;
	                                * NULL if nothing was asked */
} mailauth_dkim_selector;
/** The whole of a look-up (view). */
typedef struct mailauth_dkim_result {
	const char *domain;    /**< canonical */
	size_t selector_count; /**< selectors looked up */
	size_t found;          /**< of these, those with a key record (usable or not) of
	                        * their own: not another TXT, not by a wildcard alone */
	size_t usable;         /**< of these, with the verdict ok or weak */
	size_t unknown;        /**< selectors without an answer */
	int tree;              /**< #MAILAUTH_DNS_NXDOMAIN: no name exists under
	                        * `_domainkey.DOMAIN` (RFC 8020), there are no keys at
	                        * all; #MAILAUTH_DNS_OK: some name exists there; another
	                        * status: unknown; -1: not asked */
	int wildcard;          /**< 1 if `*._domainkey.DOMAIN` has TXT records */
	size_t problem_count;  /**< about the domain: see mailauth_dkim_lookup_problem() */
} mailauth_dkim_result;
/** The result; NULL before the task is DONE or if it is of another kind. */
MAILAUTH_API const mailauth_dkim_result *mailauth_dkim_lookup_result(const mailauth_task *task);
/** Selector @p i, in the order given; NULL past the end or as above. */
MAILAUTH_API const mailauth_dkim_selector *mailauth_dkim_lookup_selector(const mailauth_task *task, size_t i);
/** Record @p r of selector @p i; NULL past the end or as above.  Owned by the task. */
MAILAUTH_API const mailauth_dkim_key *mailauth_dkim_lookup_key(const mailauth_task *task, size_t i, size_t r);
/**
 * Problem @p n of selector @p i, or, where @p i is the number of selectors, of
 * the domain; NULL past the end or as above.  Offsets are 0: it is not the text
 * of a record they speak of.
 */
MAILAUTH_API const mailauth_problem *mailauth_dkim_lookup_problem(const mailauth_task *task, size_t i, size_t n);

/** Number of selectors in the shipped list of common ones. */
MAILAUTH_API size_t mailauth_dkim_common_count(void);
/** Common selector @p i, the most usual ones first; NULL past the end. */
MAILAUTH_API const char *mailauth_dkim_common(size_t i);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
