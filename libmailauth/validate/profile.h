/* SPDX-License-Identifier: BSD-2-Clause */
/* A profile as it was read: sections of keys with their places. */
#ifndef VALIDATE_PROFILE_H
#define VALIDATE_PROFILE_H

#include <stdbool.h>

#include <mailauth/profile.h>

#include "base/arena.h"

/* Caps against a text that is no profile. */
#define PROFILE_TEXT (1024 * 1024) /* octets of a file */
#define PROFILE_SECTIONS 1000      /* requirements */
#define PROFILE_VALUES 1000        /* values of one key */
#define PROFILE_PROBLEMS 100       /* kept */
#define PROFILE_EACH 1000          /* owners of one requirement */
#define PROFILE_OWNERS 5000        /* of all requirements together */
#define PROFILE_NAME 63            /* octets of an id, key or variable */

/* What a requirement is about. */
enum requirement_type {
	REQUIRE_NONE = 0,
	REQUIRE_MX, REQUIRE_SPF, REQUIRE_DKIM, REQUIRE_DMARC, REQUIRE_CNAME,
	REQUIRE_TXT, REQUIRE_SRV, REQUIRE_A, REQUIRE_AAAA, REQUIRE_ADDRESS,
	REQUIRE_NS, REQUIRE_PTR, REQUIRE_FCRDNS
};
#define REQUIRE_TYPES (REQUIRE_FCRDNS + 1)
/* "MX" …; NULL for no type. */
const char *mailauth__requirement_type_name(int type);
/* The RR type it is looked up by: TXT for SPF. */
uint16_t mailauth__requirement_rrtype(int type);

/* Every key of the format. */
enum profile_key {
	KEY_NONE = 0,
	KEY_NAME, KEY_TITLE, KEY_VARS, KEY_DELAY, KEY_REFERENCE, KEY_SEVERITY,
	KEY_OWNER, KEY_TYPE, KEY_LEVEL, KEY_WANT, KEY_ANY, KEY_ONLY, KEY_ALL,
	KEY_EACH, KEY_MIGRATION, KEY_TARGET_NEEDS, KEY_MIN_POLICY, KEY_MIN_BITS,
	KEY_HINT, KEY_IF_NONE
};
#define PROFILE_KEYS (KEY_IF_NONE + 1)

struct profile_value {
	const char *text; /* verbatim, blanks at both ends cut */
	const char *lang; /* "de" of "title.de"; NULL */
	unsigned line, column;
};

struct profile_values {
	struct profile_value *items;
	size_t count, room;
};

/* Bits of struct profile_section.needs, from `target-needs`. */
enum {
	NEEDS_A = 1, NEEDS_AAAA = 2, NEEDS_SPF = 4, NEEDS_DKIM = 8,
	NEEDS_DMARC = 16, NEEDS_ADDRESS = 32
};

/* DMARC policies in the order of strength. */
enum { POLICY_UNSET = -1, POLICY_NONE = 0, POLICY_QUARANTINE = 1, POLICY_REJECT = 2 };

struct profile_section {
	struct mailauth_profile_requirement view;
	unsigned line;
	struct profile_values values[PROFILE_KEYS];
	/* What profile_check.c made of them: */
	int type;
	bool only;
	char all;              /* '-', '~', '?' or 0 */
	unsigned needs;        /* NEEDS_* */
	int min_policy;        /* POLICY_* */
	unsigned min_bits;
	const char *each_name; /* loop variable, or NULL */
	const char **each;     /* its values */
	size_t each_count;
};

struct profile_severity {
	int code, severity; /* severity 0: do not tell */
};

struct mailauth_profile {
	struct arena *arena;
	const char *label;
	struct profile_section head; /* [profile] */
	bool has_head;
	struct profile_section **sections;
	size_t section_count, section_room;
	struct mailauth_profile_problem *problems;
	size_t problem_count, problem_room;
	struct mailauth_profile_variable *variables;
	size_t variable_count, variable_room;
	struct profile_severity *severities;
	size_t severity_count;
	uint32_t delay;
	size_t owner_count; /* of all requirements, loops unrolled */
	int error; /* sticky: MAILAUTH_ERR_NOMEM */
};

/* Adds a problem; takes the text's message as it is. */
void mailauth__profile_problem(struct mailauth_profile *profile, unsigned line,
    unsigned column, const char *message);
/* profile_read.c: lines into sections. */
void mailauth__profile_read(struct mailauth_profile *profile, const char *text, size_t len);
/* profile_check.c: the meaning of the values. */
void mailauth__profile_check(struct mailauth_profile *profile);
/* The name of a key, for messages. */
const char *mailauth__profile_key_name(int key);
/* The only or first value of a key without language; NULL. */
const char *mailauth__profile_value(const struct profile_section *section, int key);
/* The value in a language, else the one without; NULL. */
const char *mailauth__profile_value_in(const struct profile_section *section, int key,
    const char *lang);

/* A variable's name within text at *p, which is at a "{": its length, with *p
 * behind the "}"; 0: no variable there (a literal "{" if doubled, else wrong). */
size_t mailauth__variable_at(const char **p, const char *end, const char **name);

/* "8h", "90m", "2d", "30s", "3600", "1h30m" as seconds.  0 or
 * MAILAUTH_ERR_INVALID. */
int mailauth__duration_parse(const char *text, size_t len, uint32_t *seconds);

#endif
