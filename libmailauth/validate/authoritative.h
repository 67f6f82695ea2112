/* SPDX-License-Identifier: BSD-2-Clause */
/* A validation beside the zone's own name servers.
 *
 * When all units are done, two things are asked there.  The record sets that
 * matter are compared server by server.  And if something is wrong, the whole
 * validation is run once more as a shadow: it has a question table of its own,
 * whose questions are answered as the servers agree where the name is the
 * zone's, else by the resolver.  What is wrong in the answers of caches and
 * right in the shadow is pending. */
#ifndef VALIDATE_AUTHORITATIVE_H
#define VALIDATE_AUTHORITATIVE_H

#include "evaluate/authority.h"
#include "validate/validation.h"

/* A record set that is compared. */
struct compared {
	const char *name;
	uint16_t type;
};

struct authoritative {
	struct authority authority;
	struct compared *sets;         /* NULL: not collected yet */
	size_t set_count;
	struct validation *shadow;     /* NULL: not needed yet */
	struct questions shadow_questions;
	bool shadow_done;
	uint32_t longest;              /* that a pending answer may still be kept */
};

/* Makes v->authoritative if there is none.  0 or MAILAUTH_ERR_NOMEM. */
int mailauth__authoritative_make(struct validation *v);
/* Goes ahead with finding the servers, beside the units. */
int mailauth__authoritative_begin(struct validation *v);
/* All units are done: EVALUATION_WAITING until the servers have been heard, then
 * findings and states are as they say. */
int mailauth__authoritative_step(struct validation *v);
/* What the answering servers say together: NULL: not there yet.  *same: do they
 * agree?  Without a certain answer of any it is a failure. */
const struct mailauth_answer *mailauth__authoritative_answer(struct validation *v,
    const char *name, uint16_t type, bool *same);
/* The shadow's findings and states against the validation's (pending.c). */
void mailauth__authoritative_pending(struct validation *v);
void mailauth__authoritative_release(struct validation *v);

#endif
