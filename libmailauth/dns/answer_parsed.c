/* SPDX-License-Identifier: BSD-2-Clause */
/* What evaluations keep on an answer.  Answers are shared between threads, so
 * the slot is set once, by compare and swap, and never changes after. */
#include "dns/answer.h"

/* The slot is the one member of a shared answer that may still be set. */
static _Atomic(struct answer_parsed *) *
slot(const struct mailauth_answer *ans)
{
	union {
		const struct mailauth_answer *shared;
		struct mailauth_answer *own;
	} both = { .shared = ans };

	return &both.own->parsed;
}

struct answer_parsed *
mailauth__answer_parsed(const struct mailauth_answer *ans)
{
	return atomic_load_explicit(slot(ans), memory_order_acquire);
}

bool
mailauth__answer_keep(const struct mailauth_answer *ans, struct answer_parsed *parsed)
{
	struct answer_parsed *none = NULL;

	/* a static answer is read-only and nothing would release it */
	if (ans->arena == NULL)
		return false;
	return atomic_compare_exchange_strong_explicit(slot(ans), &none, parsed,
	    memory_order_acq_rel, memory_order_acquire);
}
