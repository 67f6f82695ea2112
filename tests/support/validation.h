/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SUPPORT_VALIDATION_H
#define TESTS_SUPPORT_VALIDATION_H
/*
 * Cases of a validation, as files of tests/data/validate/NAME.cases:
 *
 *	case NAME                 begins a case; "#" begins a comment
 *	base FILE                 a zone of tests/data/validate to start from
 *	profile NAME              of examples/profiles, or FILE of that folder
 *	domain NAME               [d.example]
 *	set VAR=VALUE, selector S, approve HOST, helo NAME
 *	- RECORD                  takes a record out of the base, or, given only
 *	                          OWNER TYPE, all of these
 *	+ RECORD                  adds a line of a master file
 *	key OWNER TEXT            adds a TXT record; {NAME} in it is a key (keys.h)
 *	dns OWNER TYPE STATUS     servfail, timeout or bogus for one question
 *	expect ID [SEVERITY]      such a finding there is
 *	absent ID                 and such a one there is not
 *	only [ID ...]             these findings and no other, info left out
 *	fix TEXT                  some line to publish has this in it; a TEXT that
 *	                          begins with ";": some line to take out
 *	nofix TEXT                no such line has
 *	state REQUIREMENT STATE   met, unmet, unknown …
 *	result RESULT             conforms, fails, undecided, usage
 *
 * Relative names of records are those of the domain.
 */
#include <mailauth.h>

#include "support/suite.h"

#define CASE_LINES 64

struct validation_case {
	char *file;                    /* its text; owns all below */
	const char *name;
	const char *base, *profile, *domain, *helo;
	const char *sets[8], *selectors[8], *approved[8];
	size_t set_count, selector_count, approved_count;
	const char *minus[CASE_LINES], *plus[CASE_LINES], *dns[CASE_LINES], *keys[8];
	size_t minus_count, plus_count, dns_count, key_count;
	const char *expect[CASE_LINES], *absent[CASE_LINES], *state[CASE_LINES];
	size_t expect_count, absent_count, state_count;
	const char *fix;               /* a part of some line to publish */
	const char *no_fix;            /* of none */
	const char *only;              /* NULL: not given */
	const char *result;
};

/* Number of cases in a file; case i of it, freed with validation_case_free(). */
int validation_case_count(const char *file);
struct validation_case *validation_case_read(const char *file, int i);
void validation_case_free(struct validation_case *c);
/* The case's zone as text. */
char *validation_zone_text(const struct validation_case *c);
/* A zone of that text; fails the test if it has problems. */
mailauth_zone *validation_zone(const char *text, const char *origin);
/* The case's profile, NULL if it has none. */
mailauth_profile *validation_profile(const struct validation_case *c);
/* A task as the case says, not yet run.  0 or the library's error; *task is to
 * be freed in any case. */
int validation_start(const mailauth_config *cfg, const struct validation_case *c,
    const mailauth_profile *profile, mailauth_task **task);
/* The same where it cannot fail; *profile is to be freed behind it. */
mailauth_task *validation_task(const mailauth_config *cfg,
    const struct validation_case *c, mailauth_profile **profile);
/* Answers every question from the zone, but those of `dns` lines.  0 or the
 * task's error. */
int validation_answer(mailauth_task *task, const mailauth_zone *zone,
    const struct validation_case *c);
/* The same one by one, in an order that the seed makes. */
int validation_answer_shuffled(mailauth_task *task, const mailauth_zone *zone,
    const struct validation_case *c, uint32_t *seed);
/* Checks expect, absent, only, state and result. */
void validation_expect(const struct validation_case *c, const mailauth_task *task);
/* The zone with a finding's fix applied. */
char *validation_mended(const char *text, const char *origin,
    const mailauth_finding *finding);
/* The same with the fixes of several findings at once. */
char *validation_mended_by(const char *text, const char *origin,
    const mailauth_finding *const *findings, size_t count);

/* The report of a task that is done, as JSON; to be freed. */
char *validation_report(const mailauth_task *task);
/* Case i of a file: its zone validated, and what it expects. */
void validation_run(const char *file, int i);

#endif
