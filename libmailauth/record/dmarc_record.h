/* SPDX-License-Identifier: BSD-2-Clause */
/* A DMARC Policy Record taken apart: RFC 9989 sections 4.5 to 4.8. */
#ifndef RECORD_DMARC_RECORD_H
#define RECORD_DMARC_RECORD_H

#include <stdbool.h>

#include <mailauth/dmarc.h>

#include "base/problem.h"
#include "record/tag_list.h"

/* The tags of RFC 9989 section 9.3, and those it removed. */
enum dmarc_tag {
	DMARC_NO_TAG = 0,
	DMARC_V = 1,
	DMARC_P = 2,
	DMARC_SP = 3,
	DMARC_NP = 4,
	DMARC_T = 5,
	DMARC_PSD = 6,
	DMARC_ADKIM = 7,
	DMARC_ASPF = 8,
	DMARC_FO = 9,
	DMARC_RUA = 10,
	DMARC_RUF = 11,
	DMARC_PCT = 12,
	DMARC_RF = 13,
	DMARC_RI = 14,
	DMARC_TAG_COUNT = 15
};

struct dmarc_uri {
	struct mailauth_dmarc_uri view;
	size_t length; /* of view.uri */
};

struct dmarc_uris {
	struct dmarc_uri *items;
	uint32_t count, room;
	bool valid; /* at least one is */
};

/* Tags for callers, made when one is first looked at: most records are only
 * asked for their policy.  They then lie where those of the list were, in room
 * taken while parsing, so that looking cannot fail; a record belongs to one thread
 * at a time. */
struct dmarc_views {
	struct mailauth_dmarc_tag *tags; /* NULL: not made yet */
	char *cut; /* the text, NUL behind each name and value */
};

struct mailauth_dmarc_record {
	struct arena *arena;
	bool own_arena;     /* made by mailauth_dmarc_parse() */
	bool is_dmarc;
	bool valid;
	bool tolerated;
	bool usual;         /* list.tags are not filled in yet */
	bool advised;
	char psd, t, adkim, aspf; /* effective, lower case */
	uint8_t fo;         /* a set of MAILAUTH_DMARC_FO_* as written, 0: none valid */
	uint8_t policy[3];  /* p, sp, np: MAILAUTH_DMARC_POLICY_*, 0: none valid */
	bool bad[3];        /* p, sp, np: written, but not valid */
	const char *text;   /* raw */
	size_t length;
	struct tag_list list;
	struct dmarc_views *views;
	uint16_t at[DMARC_TAG_COUNT];    /* 1 + index of the first such tag, 0: none */
	uint8_t use[DMARC_TAG_COUNT];    /* usual: MAILAUTH_DMARC_TAG_* of each */
	struct dmarc_uris uris[2];       /* rua, ruf */
	struct problem_list problems;
};

/* As mailauth_dmarc_parse(), into an arena that outlives the record; the text
 * is copied. */
int mailauth__dmarc_record_parse(struct arena *arena, const char *text, size_t len,
    struct mailauth_dmarc_record **out) MUST_CHECK;
/* The same in two steps, without the short way that most records go: a record whose
 * text is not read yet (NULL: no memory), and reading it whatever its form (0 or an
 * error of the arena). */
struct mailauth_dmarc_record *mailauth__dmarc_record_make(struct arena *arena,
    const char *text, size_t len) MUST_CHECK;
int mailauth__dmarc_read_tags(struct mailauth_dmarc_record *rec) MUST_CHECK;
/* Reads the value text[offset..offset+len) of a tag from p on into the record.  A
 * state MAILAUTH_DMARC_TAG_*; 0 for a value that is not valid, which is told only of
 * report addresses; or an error of the arena. */
int mailauth__dmarc_read_value(struct mailauth_dmarc_record *rec,
    enum dmarc_tag number, size_t offset, size_t len) MUST_CHECK;
/* The test that comes before all others: does the text start with a "v" tag of
 * this version (RFC 9989 section 4.10 step 2)? */
bool mailauth__dmarc_is_record(const char *text, size_t len);
/* The tags for callers, list.count of them. */
const struct mailauth_dmarc_tag *mailauth__dmarc_tags(const struct mailauth_dmarc_record *rec);
/* The first tag of that number, or NULL. */
const struct mailauth_dmarc_tag *mailauth__dmarc_tag(const struct mailauth_dmarc_record *rec,
    enum dmarc_tag number);
/* What rule 4.10.1 makes of the record for a scope; *source may be NULL. */
int mailauth__dmarc_policy(const struct mailauth_dmarc_record *rec, int scope, int *source);
/* The tag of a name in lower case, DMARC_NO_TAG if RFC 9989 has none. */
enum dmarc_tag mailauth__dmarc_tag_number(const char *name);
/* The name of a DMARC_* tag. */
const char *mailauth__dmarc_tag_name(enum dmarc_tag tag);
/* Reads "none", "quarantine" or "reject" in any case; 0 if it is none of them. */
int mailauth__dmarc_policy_number(const char *value, size_t len);
/* Reads a dmarc-fo; 0 if malformed. */
unsigned mailauth__dmarc_fo_number(const char *value, size_t len);

#endif
