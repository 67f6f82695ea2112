/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF macros (RFC 7208 section 7): parsed once, expanded when reached. */
#ifndef RECORD_SPF_MACRO_H
#define RECORD_SPF_MACRO_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/ip.h"
#include "base/limits.h"

/* macro-letter (section 7.1), as bits, so that a set of them is a number. */
enum {
	SPF_LETTER_S = 1,    /* <sender> */
	SPF_LETTER_L = 2,    /* local-part of <sender> */
	SPF_LETTER_O = 4,    /* domain of <sender> */
	SPF_LETTER_D = 8,    /* <domain> */
	SPF_LETTER_I = 16,   /* <ip> in dots */
	SPF_LETTER_P = 32,   /* validated domain name of <ip> */
	SPF_LETTER_V = 64,   /* "in-addr" or "ip6" */
	SPF_LETTER_H = 128,  /* HELO domain */
	SPF_LETTER_C = 256,  /* <ip> to read; explanation only */
	SPF_LETTER_R = 512,  /* receiver; explanation only */
	SPF_LETTER_T = 1024, /* seconds since the Epoch; explanation only */
	SPF_LETTERS_EXPLANATION = SPF_LETTER_C | SPF_LETTER_R | SPF_LETTER_T,
	/* A term with one of these depends on the message, not just on its
	 * client (section 7.3, last paragraphs). */
	SPF_LETTERS_MESSAGE = SPF_LETTER_S | SPF_LETTER_L | SPF_LETTER_O |
	    SPF_LETTER_H
};

enum {
	SPF_MACRO_REVERSE = 1, /* transformer "r" */
	SPF_MACRO_ESCAPE = 2,  /* upper-case letter: URL escaping */
	SPF_MACRO_PERCENT = 4  /* a literal that "%%", "%_" or "%-" wrote */
};

/* One macro-expand, or a run of macro-literal. */
struct spf_macro_part {
	const char *text;   /* a literal: its octets, in the record or static */
	uint32_t length;    /* of text */
	uint32_t keep;      /* right-hand parts kept (section 7.3); 0: all */
	uint16_t letter;    /* SPF_LETTER_*; 0: a literal */
	uint8_t delimiters; /* bits over ".-+,/_=" in this order; 0: none given */
	uint8_t flags;      /* SPF_MACRO_* */
};

/* macro-string, domain-spec or explain-string. */
struct spf_macro_string {
	const char *text;   /* as written, not NUL-terminated; NULL: absent */
	uint32_t length;
	uint32_t letters;   /* SPF_LETTER_* that occur */
	const struct spf_macro_part *parts; /* NULL: no "%": text is the result */
	uint32_t part_count;
	bool plain;         /* only letters, digits, "-", "_" and "." */
};

/* What a fault of a macro-string is; the offset is within the text parsed. */
struct spf_macro_fault {
	uint32_t offset;
	uint32_t length;
	const char *message; /* static sentence; NULL: none */
};

enum {
	SPF_MACRO_EXPLANATION = 1 /* explain-string: SP and c, r, t allowed */
};

/*
 * Parses macro-string, or explain-string with SPF_MACRO_EXPLANATION.  *out
 * points into text, which must live as long.  0, MAILAUTH_ERR_NOMEM, or
 * MAILAUTH_ERR_INVALID with *fault saying why.  This does not demand the
 * domain-end of domain-spec: the record's parser does.
 */
int mailauth__spf_macro_parse(struct arena *arena, const char *text, size_t len,
    unsigned flags, struct spf_macro_string *out, struct spf_macro_fault *fault)
    MUST_CHECK;

/* What the letters stand for.  Texts need no NUL and may hold any octet. */
struct spf_macro_context {
	const char *sender;        /* s: local-part "@" domain */
	size_t sender_length;
	const char *local_part;    /* l */
	size_t local_part_length;
	const char *sender_domain; /* o */
	size_t sender_domain_length;
	const char *domain;        /* d: the current <domain> */
	size_t domain_length;
	const char *helo;          /* h */
	size_t helo_length;
	const char *validated;     /* p; NULL: "unknown" */
	size_t validated_length;
	const char *receiver;      /* r; NULL: "unknown" */
	size_t receiver_length;
	struct ip client;          /* i, c, v */
	uint64_t time;             /* t */
};

/* Does its expansion need %{p}, and so a PTR look-up (section 4.6.4)? */
static inline bool
mailauth__spf_macro_needs_ptr(const struct spf_macro_string *ms)
{
	return (ms->letters & SPF_LETTER_P) != 0;
}

/*
 * Expands to a <target-name> (section 4.8): without the final dot, and when it
 * would exceed 253 characters, without as many leftmost labels as needed
 * (section 7.3).  Returns the length and puts a NUL behind it.  The name is
 * not checked: it may be empty, hold any octet and empty or overlong labels;
 * if the last label alone is longer than 253 octets, out is its tail, which no
 * check of a name accepts.
 */
size_t mailauth__spf_macro_name(const struct spf_macro_string *ms,
    const struct spf_macro_context *ctx, char out[LIMIT_NAME_TEXT + 1]);

/*
 * Expands an explain-string behind what *out holds, cut at out->max.  Octets
 * that are not printable ASCII become "?" (section 6.2: the explanation is
 * limited to US-ASCII).  An error sticks in *out.
 */
void mailauth__spf_macro_explain(const struct spf_macro_string *ms,
    const struct spf_macro_context *ctx, struct buffer *out);

#endif
