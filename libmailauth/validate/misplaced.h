/* SPDX-License-Identifier: BSD-2-Clause */
/* The right record in the wrong place. */
#ifndef VALIDATE_MISPLACED_H
#define VALIDATE_MISPLACED_H

#include "validate/match.h"
#include "validate/text_fault.h"

struct misplaced {
	const char *name;    /* where it is */
	const struct mailauth_record *record;
	int code;            /* what kind of mistake */
	const char *message; /* which, and the move */
};

/* Looks for a text record of that kind that belongs at `owner`, at or below the
 * domain.  False: not found, or answers lack (v->lacking). */
bool mailauth__misplaced_text(struct validation *v, const char *owner,
    enum text_kind kind, struct misplaced *out);
/* The same as a finding: delete there, have here.  True if found. */
bool mailauth__tell_misplaced_text(struct validation *v, const char *owner,
    enum text_kind kind);
/* The label that nobody has: what answers there is a wildcard. */
#define PROBE_LABEL "mailauth-probe-no-such-name"

#endif
