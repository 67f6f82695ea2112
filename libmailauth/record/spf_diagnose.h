/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files share that say what is wrong with a term. */
#ifndef RECORD_SPF_DIAGNOSE_H
#define RECORD_SPF_DIAGNOSE_H

#include "record/spf_grammar.h"

/* Adds a problem over from..to of the record's text. */
void mailauth__spf_say(struct mailauth_spf_record *rec, int code,
    const char *from, const char *to, const char *sentence);
/* The same; the sentence is the term's name in quotation marks, then `rest`. */
void mailauth__spf_say_name(struct mailauth_spf_record *rec,
    const struct spf_term *term, int code, const char *from, const char *to,
    const char *rest);
/* The same of a foreign name, and a better word for it. */
void mailauth__spf_say_better(struct mailauth_spf_record *rec, int code,
    const char *from, const char *to, const char *middle, const char *better);

/* The same; the sentence is `before` and then the other term as written. */
void mailauth__spf_say_term(struct mailauth_spf_record *rec,
    const struct spf_term *term, int code, const char *before,
    const struct spf_term *other);

/* Is from..to digits that make a number of at most max? */
bool mailauth__spf_number_within(const char *from, const char *to, unsigned max);
/* Why from..to is no address. */
const char *mailauth__spf_ip4_sentence(const char *from, const char *to);
const char *mailauth__spf_ip6_sentence(const char *from, const char *to);

/* Moves behind what was meant as "v=spf1", and what stands before it; false:
 * the text does not look like an SPF record. */
bool mailauth__spf_skip_version(struct cursor *c);
/* ip4 or ip6 if an address of this family begins at `from`; NULL: none. */
const char *mailauth__spf_address_mechanism(const char *from, const char *to);
/* Does from..to look like a host name, with a dot and a toplabel? */
bool mailauth__spf_looks_like_domain(const char *from, const char *to);
/* Where within from..to another term begins; NULL: nowhere. */
const char *mailauth__spf_glued_within(const char *from, const char *to);
/* Does `name` begin a term, such as "all", "ip4:" or "include:"? */
bool mailauth__spf_glued_term(const char *name, const char *to);
/* Says so if name..to is "all" with more behind it. */
bool mailauth__spf_glued_all(struct mailauth_spf_record *rec, const char *name,
    const char *to);
/* The word that a name with next..to behind it misspells; NULL: none. */
const char *mailauth__spf_better_name(const char *name, const char *next,
    const char *to);
/* The same for the name of a modifier that SPF does not know. */
const char *mailauth__spf_meant_modifier(const char *name, const char *next,
    const char *to);
/* The known name that name..to begins with although another sign than ":" or
 * "=", or none, stands behind it, and where its value then begins:
 * "include.example.org", "ip192.0.2.1"; NULL: none. */
const char *mailauth__spf_sign_missing(const char *name, const char *to,
    const char **value);
/* Says what a name may have meant that is no mechanism; next..to follows. */
void mailauth__spf_unknown_mechanism(struct mailauth_spf_record *rec,
    const char *name, const char *next, const char *to);
/* Says so if from..to looks like text meant to be replaced. */
bool mailauth__spf_placeholder(struct mailauth_spf_record *rec,
    const char *from, const char *to);

/* The sentence and place of what no name of a domain-spec may hold although
 * macro-literal does; NULL: from..to is fine. */
const char *mailauth__spf_domain_fault(const char *from, const char *to,
    int *code, const char **at, const char **until);
/* Why the literal from..to, which domain_fault finds fine, has no domain-end. */
const char *mailauth__spf_domain_end_fault(const char *from, const char *to,
    int *code, const char **at, const char **until);

#endif
