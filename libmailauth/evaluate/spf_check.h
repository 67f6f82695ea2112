/* SPDX-License-Identifier: BSD-2-Clause */
/* check_host() (RFC 7208 section 4) as an evaluation over a question table.
 *
 * A stack of frames, one a record, takes the place of recursion: include pushes
 * a frame, redirect reuses it, and the limit on look-ups bounds the stack.  The
 * judge (spf_check.c, spf_check_term.c) takes the terms strictly in order and
 * moves the counters when it reaches a term.  The scout (spf_check_ahead.c)
 * only wishes for answers early; it cannot change what the judge finds. */
#ifndef EVALUATE_SPF_CHECK_H
#define EVALUATE_SPF_CHECK_H

#include <mailauth/spf_check.h>

#include "dns/name.h"
#include "record/spf_macro.h"
#include "record/spf_record.h"
#include "task/task.h"

/* ---- what a TXT answer says about SPF (spf_check_policy.c) ---- */

enum {
	SPF_POLICY_NONE = 0,    /* no record */
	SPF_POLICY_ONE = 1,
	SPF_POLICY_SEVERAL = 2  /* RFC 7208 section 4.5: permerror */
};

/* Kept on the answer, so that it is selected and parsed once. */
struct spf_policy {
	struct answer_parsed head;
	struct arena *arena;
	int selected;                             /* SPF_POLICY_* */
	const struct mailauth_spf_record *record; /* with _ONE */
	const char *terms; /* the record's text with a NUL behind each term */
	/* <target-name> of each term whose domain-spec holds no macro, in
	 * canonical form; "" if it is malformed; NULL: must be expanded. */
	const char **targets;
};

/* The policy of a TXT answer of status OK, kept on the answer; in `own` if
 * another kind of record is kept there.  0 or a negative error. */
int mailauth__spf_policy(const struct mailauth_answer *ans, struct arena *own,
    const struct spf_policy **out) MUST_CHECK;
/* Term i as written. */
static inline const char *
mailauth__spf_policy_term(const struct spf_policy *policy, size_t i)
{
	return policy->terms + policy->record->terms[i].offset;
}

/* ---- the check ---- */

/* How a step of the judge ends, beside negative errors. */
enum {
	SPF_WAIT = 0, /* an answer is missing */
	SPF_GO = 1
};

enum {
	SPF_STAGE_START = 0,
	SPF_STAGE_RECORD,  /* the top frame's record is wanted */
	SPF_STAGE_TERMS,
	SPF_STAGE_EXPLAIN, /* a fail is certain; its exp= is wanted */
	SPF_STAGE_DONE
};

enum {
	SPF_TERM_REACHED = 0, /* not counted yet */
	SPF_TERM_COUNTED,     /* its target is not known yet */
	SPF_TERM_NAMED        /* the target is asked for */
};

enum {
	SPF_BY_START = 0,
	SPF_BY_INCLUDE,
	SPF_BY_REDIRECT
};

/* One domain on the way to the record being judged. */
struct spf_hop {
	const char *domain;
	const struct spf_hop *from;
	unsigned length; /* hops up to and including this */
};

/* One record being judged. */
struct spf_frame {
	const char *domain;        /* <domain>, canonical */
	const char *macro_domain;  /* the same as octets, for %{d} */
	size_t macro_domain_length;
	const struct spf_hop *hop;
	const struct spf_policy *policy;
	size_t term;               /* index of the term being judged */
	const char *target;        /* its <target-name>; NULL: malformed */
	const char *macro_target;  /* the same as octets */
	size_t macro_target_length;
	size_t hosts;              /* mx: hosts done */
	size_t host;               /* mx: index of the last one */
	const char *by_term;       /* the term that led here, or NULL */
	uint8_t stage;             /* SPF_TERM_* */
	uint8_t by;                /* SPF_BY_*: what led here */
	uint8_t counted_ptr;       /* the term's %{p} is counted */
	uint8_t counted_void;      /* the term is counted as a void look-up */
	uint8_t redirecting;       /* no term matched, and there is a redirect */
};

#define SPF_FRAMES 11 /* the default limit of 10 look-ups, and the first */

struct spf_check {
	struct questions *questions;
	struct arena *arena;
	struct trace *trace;
	/* the arguments */
	struct ip client;
	char client_text[IP_TEXT];
	const char *domain;        /* canonical, or as given if malformed */
	const char *sender;        /* local-part "@" domain */
	const char *mail_from;     /* as given, without brackets; "": null */
	const char *helo;
	const char *receiver;      /* NULL: unknown */
	uint64_t time;
	int identity;
	uint8_t domain_valid;
	uint8_t local_ascii;       /* RFC 8616 section 4 */
	uint8_t started;
	struct spf_macro_context macro;
	/* the limits */
	unsigned max_lookups, max_void, max_mx, max_ptr;
	/* the course */
	uint8_t stage;
	struct spf_frame *frames;
	size_t depth, room;        /* frames in use; frames[depth - 1] is judged */
	struct spf_frame first[SPF_FRAMES];
	unsigned lookups, void_lookups;
	const char *matched_term;
	const struct spf_hop *matched;
	struct mailauth_spf_result result;
	const char *received_spf;  /* made on demand */
	const char *auth_results;
};

/* `ip` is unmapped by the callee; the texts are copied.  0, MAILAUTH_ERR_NOMEM,
 * MAILAUTH_ERR_LIMIT. */
int mailauth__spf_check_init(struct spf_check *c, struct questions *q,
    struct trace *trace, const struct ip *ip, const char *mail_from,
    const char *helo) MUST_CHECK;
/* Before the first step. */
int mailauth__spf_check_identity(struct spf_check *c, int identity) MUST_CHECK;
int mailauth__spf_check_step(struct spf_check *c);
/* Once step has returned EVALUATION_DONE. */
const struct mailauth_spf_result *mailauth__spf_check_outcome(const struct spf_check *c);

/* ---- shared by the files of the check ---- */

/* Asks.  SPF_GO with *ans, SPF_WAIT, or a negative error. */
int mailauth__spf_check_ask(struct spf_check *c, const char *name, uint16_t type,
    const struct mailauth_answer **ans) MUST_CHECK;
/* A step for the trace, in the frame being judged. */
void mailauth__spf_check_say(struct spf_check *c, const char *term, const char *outcome);
/* Ends the check with an error verdict; SPF_GO. */
int mailauth__spf_check_error(struct spf_check *c, int verdict, int code,
    const char *text, const char *domain, const char *term) MUST_CHECK;
/* A sentence with a number in it: "more than N …".  NULL: no memory, which ends
 * the evaluation (questions->error). */
const char *mailauth__spf_check_sentence(struct spf_check *c, const char *before,
    unsigned number, const char *after);
/* The term being judged, as written. */
const char *mailauth__spf_check_term_text(const struct spf_frame *f);
/* Judges the term of the top frame.  SPF_GO, SPF_WAIT, or a negative error. */
int mailauth__spf_check_term(struct spf_check *c) MUST_CHECK;
/* The term matched, or did not; SPF_GO. */
int mailauth__spf_check_matched(struct spf_check *c, const char *outcome) MUST_CHECK;
int mailauth__spf_check_passed_over(struct spf_check *c, const char *outcome) MUST_CHECK;
/* No term matched (section 4.7); SPF_GO. */
int mailauth__spf_check_default(struct spf_check *c) MUST_CHECK;
/* Goes into the record of the term's target.  SPF_GO or a negative error. */
int mailauth__spf_check_push(struct spf_check *c, int by) MUST_CHECK;
/* Sets the target of the term being judged. */
int mailauth__spf_check_target(struct spf_check *c, struct spf_frame *f,
    const struct spf_macro_string *spec) MUST_CHECK;
/* Is the answer's status a reason for temperror?  Aliases that loop are not:
 * they end in no data. */
bool mailauth__spf_check_failed(const struct mailauth_answer *ans);
/* temperror, because of this answer; SPF_GO. */
int mailauth__spf_check_temperror(struct spf_check *c,
    const struct mailauth_answer *ans) MUST_CHECK;
/* Does one of the addresses agree with the client in `bits` bits? */
bool mailauth__spf_check_address(const struct spf_check *c,
    const struct mailauth_answer *ans, unsigned bits);
/* A or AAAA, to suit the client. */
uint16_t mailauth__spf_check_address_type(const struct spf_check *c);

/* RFC 7208 section 5.5 (spf_check_ptr.c): the client's PTR answer; *ans NULL
 * if the look-up failed. */
int mailauth__spf_check_ptr(struct spf_check *c, const struct mailauth_answer **ans) MUST_CHECK;
/* SPF_GO with *found true if a validated name is `target` or under it. */
int mailauth__spf_check_ptr_within(struct spf_check *c, const char *target, bool *found) MUST_CHECK;
/* Sets the context's %{p} for <domain>; section 7.3. */
int mailauth__spf_check_ptr_name(struct spf_check *c, const char *domain) MUST_CHECK;

/* Section 6.2 (spf_check_explain.c). */
int mailauth__spf_check_explain(struct spf_check *c) MUST_CHECK;
/* spf_check_ahead.c */
void mailauth__spf_check_look_ahead(struct spf_check *c);

/* spf_header.c: NULL, no memory. */
const char *mailauth__spf_received(struct spf_check *c);
const char *mailauth__spf_auth_results(struct spf_check *c);

#endif
