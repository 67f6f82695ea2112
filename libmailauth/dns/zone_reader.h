/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the master-file reader share. */
#ifndef DNS_ZONE_READER_H
#define DNS_ZONE_READER_H

#include "dns/name.h"
#include "dns/zone.h"

enum token_kind {
	TOKEN_WORD,   /* escapes not yet undone */
	TOKEN_QUOTED, /* the same, without its quotes */
	TOKEN_END,    /* of the entry; not taken */
	TOKEN_BAD     /* a problem was noted */
};

struct token {
	enum token_kind kind;
	const char *text;
	size_t length;
	unsigned line, column;
};

struct reader {
	struct mailauth_zone *zone;
	struct arena *arena;      /* scratch; holds this struct too */
	const char *file;

	const char *p, *end;
	const char *line_start;
	unsigned line;
	unsigned depth;           /* of parentheses */
	unsigned open_line, open_column; /* of the outermost one */
	const char *open_next;    /* the line after it */
	unsigned restarts;        /* after a parenthesis never closed */
	struct token token;       /* the one taken last */

	struct name origin;
	struct name name;         /* scratch */
	struct zone_record last;  /* owner and key of the entry before */
	bool have_owner;
	uint32_t default_ttl, last_ttl, soa_ttl;
	bool have_default_ttl, have_last_ttl, have_soa_ttl;

	bool faulty;              /* this entry; no more problems from it */
	bool wrong;               /* something in this text */
	int error;                /* MAILAUTH_ERR_NOMEM … */

	size_t rdata_length;
	uint8_t rdata[LIMIT_MESSAGE];
	uint8_t bits[8192];       /* one for each RR type */
};

/* Notes a problem, unless the entry has one; false, to be returned. */
bool mailauth__zone_problem(struct reader *r, unsigned line, unsigned column,
    const char *message);
/* The same at the token taken last. */
bool mailauth__zone_fault(struct reader *r, const char *message);

/* Takes the next token into r->token; false: TOKEN_BAD. */
bool mailauth__zone_token(struct reader *r);
/* Takes a token that must be there; else `message` is noted. */
bool mailauth__zone_want(struct reader *r, const char *message);
/* Stands behind the entry, however broken. */
void mailauth__zone_skip(struct reader *r);

/* The token as a name, relative to the origin unless absolute. */
bool mailauth__zone_name(struct reader *r, struct name *out);
/* The token as a period: digits, or numbers with units as in "1h30m". */
bool mailauth__zone_period(const struct token *token, uint32_t *out);
/* RR type of the token, 0 if it is none. */
uint16_t mailauth__zone_type(const struct token *token);

/* Takes the rest of the entry as rdata into r->rdata. */
bool mailauth__zone_rdata(struct reader *r, uint16_t type);

#endif
