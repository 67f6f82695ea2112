/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the SPF record's parser share: the rules of RFC 7208
 * section 12 say yes or no and fill in the term; what is wrong with a term
 * they refuse is found out afterwards, off the fast path. */
#ifndef RECORD_SPF_GRAMMAR_H
#define RECORD_SPF_GRAMMAR_H

#include "base/text.h"
#include "record/spf_record.h"

/* One term under a cursor that ends with it. */
struct spf_reader {
	struct cursor c;      /* start: of the record */
	struct arena *arena;
	int error;            /* 0 or MAILAUTH_ERR_*: out of memory */
};

/* A MAILAUTH_SPF_* by name, lower or upper case; _UNKNOWN if it is none. */
int mailauth__spf_kind(const char *name, size_t len);

/* directive / modifier, filling in everything but offset and length. */
bool mailauth__spf_term_read(struct spf_reader *r, struct spf_term *term);

/* domain-spec and macro-string; the cursor must end where they do. */
bool mailauth__spf_domain_spec(struct spf_reader *r, struct spf_macro_string *out);
bool mailauth__spf_macro_string(struct spf_reader *r, struct spf_macro_string *out);
/* domain-spec [ dual-cidr-length ] */
bool mailauth__spf_domain_cidr(struct spf_reader *r, struct spf_term *term);
/* dual-cidr-length, without the empty one */
bool mailauth__spf_dual_cidr(struct spf_reader *r, struct spf_term *term);
/* ip4-network [ ip4-cidr-length ] */
bool mailauth__spf_ip4_network(struct spf_reader *r, struct spf_term *term);
/* ip6-network [ ip6-cidr-length ] */
bool mailauth__spf_ip6_network(struct spf_reader *r, struct spf_term *term);
/* Where "/24", "//64" or "/24//64" at the end of from..to begins; to: nowhere. */
const char *mailauth__spf_cidr_start(const char *from, const char *to);
/* Is from..to a toplabel? */
bool mailauth__spf_toplabel(const char *from, const char *to);

/* Adds the problems of a term that mailauth__spf_term_read() refused. */
int mailauth__spf_diagnose(struct mailauth_spf_record *rec, struct spf_term *term) MUST_CHECK;
/* Adds the problem of text that is no SPF record. */
void mailauth__spf_diagnose_version(struct mailauth_spf_record *rec);
/* Adds the remarks on a record; only with SPF_PARSE_LINT. */
int mailauth__spf_lint(struct mailauth_spf_record *rec) MUST_CHECK;

#endif
