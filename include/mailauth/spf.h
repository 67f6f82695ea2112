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
 * Parses a record.  A bad record is parsed, too: its problems say what is
 * wrong, and where; mailauth_spf_record_lint() adds remarks on what is allowed
 * but hardly wanted, such as "+all".  Needs one allocation for a typical record and
 * time in proportion to its length.
 * @param cfg      the configuration, or NULL; must outlive the record
 * @param text,len any octets, at most 65,535
 * @param out      receives the record, NULL on error
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT for a text that is too
 *         long for a TXT record, #MAILAUTH_ERR_INVALID for NULL arguments
 */
MAILAUTH_API int mailauth_spf_parse(const mailauth_config *cfg, const char *text, size_t len, mailauth_spf_record **out);
/**
 * Adds remarks to the problems of a record: what RFC 7208 allows but the
 * publisher hardly wants.  A second call does nothing.  Never changes
 * mailauth_spf_record_valid().  Pointers to problems are to be fetched again.
 * @return 0, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT, #MAILAUTH_ERR_INVALID
 *         for NULL
 */
MAILAUTH_API int mailauth_spf_record_lint(mailauth_spf_record *rec);
/** Frees a record; NULL is fine. */
MAILAUTH_API void mailauth_spf_record_free(mailauth_spf_record *rec);
/** 1 if mailauth_spf_is_record() is true of its text, else 0. */
MAILAUTH_API int mailauth_spf_record_is_spf(const mailauth_spf_record *rec);
/**
 * 1 if it is an SPF record without a syntax error.  0 makes every check of the
 * domain a permerror (RFC 7208 section 4.6), or finds no record at all.  A
 * valid record may still have problems of severity error, such as "+all", if
 * it was remarked upon.
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

/**
 * A record being written.  It is a list of terms, each good by itself, so that
 * what it makes is always valid.  What a call changes beyond what was asked for
 * is told by notes.
 */
typedef struct mailauth_spf_writer mailauth_spf_writer;

/** Begins an empty record, "v=spf1". */
MAILAUTH_API int mailauth_spf_writer_new(const mailauth_config *cfg, mailauth_spf_writer **out);
/**
 * Begins with the terms of a record, each as it is written there.
 * @return 0, #MAILAUTH_ERR_INVALID if the record is not valid (see
 *         mailauth_spf_repair()), #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT
 */
MAILAUTH_API int mailauth_spf_writer_from(const mailauth_config *cfg, const mailauth_spf_record *rec, mailauth_spf_writer **out);
/** Frees a writer; NULL is fine. */
MAILAUTH_API void mailauth_spf_writer_free(mailauth_spf_writer *writer);

/**
 * Adds one term, such as "include:_spf.example.org", "-all" or
 * "redirect=example.org": a mechanism behind the other ones but in front of
 * "all", a modifier at the end.  A second "all", redirect or exp takes the
 * place of the first.
 * @return 0, #MAILAUTH_ERR_INVALID if the text is not one term by the grammar
 *         of RFC 7208 section 12, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT
 */
MAILAUTH_API int mailauth_spf_writer_add(mailauth_spf_writer *writer, const char *term);
/**
 * The same from the parts of a term.
 * @param kind      one of `MAILAUTH_SPF_ALL` to `MAILAUTH_SPF_EXP`
 * @param qualifier '+', '-', '~', '?', or 0 for none and for modifiers
 * @param value     domain-spec or address, or NULL
 * @param prefix4   0..32 for a, mx and ip4, or -1
 * @param prefix6   0..128 for a, mx and ip6, or -1
 */
MAILAUTH_API int mailauth_spf_writer_add_term(mailauth_spf_writer *writer, int kind, int qualifier, const char *value, int prefix4, int prefix6);
/**
 * Puts a term before term @p i, 0..count, wherever that is.
 * @return as mailauth_spf_writer_add(); #MAILAUTH_ERR_STATE for a second
 *         redirect or exp
 */
MAILAUTH_API int mailauth_spf_writer_insert(mailauth_spf_writer *writer, size_t i, const char *term);
/** Removes term @p i; #MAILAUTH_ERR_NOT_FOUND past the end. */
MAILAUTH_API int mailauth_spf_writer_remove(mailauth_spf_writer *writer, size_t i);
/**
 * Makes "all" with this qualifier the end of the record, and removes a
 * redirect, which would be ignored beside it (RFC 7208 section 6.1).
 * @param qualifier '-', '~', '?' or '+'
 */
MAILAUTH_API int mailauth_spf_writer_set_all(mailauth_spf_writer *writer, int qualifier);
/**
 * Puts a term that a provider prescribes into the record and keeps the rest: a
 * mechanism right behind "v=spf1" unless the record has it, or has a network
 * that holds it, where it is evaluated; "all" as mailauth_spf_writer_set_all();
 * redirect in place of "all", beside which it is ignored.
 * @return as mailauth_spf_writer_add()
 */
MAILAUTH_API int mailauth_spf_writer_merge(mailauth_spf_writer *writer, const char *term);
/**
 * Puts the terms of a second record into this one: what a domain with two SPF
 * records should publish.  Mechanisms go behind those that are there; of two
 * "all" the one stays that rejects less, but never "+all".
 * @return 0, #MAILAUTH_ERR_INVALID if the record is not valid,
 *         #MAILAUTH_ERR_LIMIT if both have more than 1,024 terms,
 *         #MAILAUTH_ERR_NOMEM
 */
MAILAUTH_API int mailauth_spf_writer_merge_record(mailauth_spf_writer *writer, const mailauth_spf_record *rec);
/**
 * Makes the record shorter without changing any verdict: removes terms that
 * never decide, a redirect beside "all", "+" and prefix lengths that go without
 * saying, and joins neighbouring networks that are halves of one.
 */
MAILAUTH_API int mailauth_spf_writer_shorten(mailauth_spf_writer *writer);
/**
 * Replaces an include, a or mx term by the networks it stands for, which the
 * caller has found out.  For include they must be all those, and only those,
 * for which the included record gives pass.  A note tells what is lost.
 * @param networks "192.0.2.0/24", "2001:db8::1" and so on
 * @param count    0 removes the term
 * @return 0; #MAILAUTH_ERR_WRONG_TYPE for a term of another kind or with a
 *         macro, which is kept; #MAILAUTH_ERR_INVALID for a bad network;
 *         #MAILAUTH_ERR_NOT_FOUND, #MAILAUTH_ERR_NOMEM, #MAILAUTH_ERR_LIMIT
 */
MAILAUTH_API int mailauth_spf_writer_flatten(mailauth_spf_writer *writer, size_t i, const char *const *networks, size_t count);

/** Number of terms. */
MAILAUTH_API size_t mailauth_spf_writer_term_count(const mailauth_spf_writer *writer);
/** Term @p i as text, until the writer is freed; NULL past the end. */
MAILAUTH_API const char *mailauth_spf_writer_term(const mailauth_spf_writer *writer, size_t i);
/** Number of notes: what calls did beyond what was asked for. */
MAILAUTH_API size_t mailauth_spf_writer_note_count(const mailauth_spf_writer *writer);
/** Note @p i, an English sentence, until the writer is freed; NULL past the
 * end. */
MAILAUTH_API const char *mailauth_spf_writer_note(const mailauth_spf_writer *writer, size_t i);
/**
 * The record's text, until the next call with this writer.
 * @return NULL if there is no memory or the text exceeds 65,535 octets
 */
MAILAUTH_API const char *mailauth_spf_writer_text(mailauth_spf_writer *writer);

/**
 * Reads a text that is meant as an SPF record but is none, or is broken, the
 * way its author meant it: white space, quotation marks and commas go,
 * typographic characters become ASCII, misspelt names, wrong signs and prefix
 * lengths are put right where only one thing can be meant.  What is put right,
 * put elsewhere or left out is told by a note for each term, with the words of
 * the text: a note that begins with "left out " or "removed " tells what the new
 * record lacks.  The record may so authorise fewer hosts than its author wanted:
 * have the notes read.
 * Of a valid record no verdict changes without a note, and a slip of the pen
 * never becomes "+all": "~all" is written in its place.
 * @return 0, also for a record that needed no repair; #MAILAUTH_ERR_NOT_FOUND
 *         if the text does not look like an SPF record; #MAILAUTH_ERR_LIMIT for more
 *         than 1,024 terms; #MAILAUTH_ERR_NOMEM; #MAILAUTH_ERR_INVALID for
 *         NULL arguments
 */
MAILAUTH_API int mailauth_spf_repair(const mailauth_config *cfg, const char *text, size_t len, mailauth_spf_writer **out);

#ifdef __cplusplus
}
#endif
/** @} */
#endif
