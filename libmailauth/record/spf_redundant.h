/* SPDX-License-Identifier: BSD-2-Clause */
/* Which mechanisms of a record can never decide. */
#ifndef RECORD_SPF_REDUNDANT_H
#define RECORD_SPF_REDUNDANT_H

#include "record/spf_record.h"

/*
 * For each of `count` terms the index of the one that makes it superfluous, or
 * -1: an equal one before it; a network before it that holds it; or a network
 * behind it that holds it and has the same qualifier, with nothing but networks
 * of that qualifier between the two.  Removing such terms never changes a
 * verdict.  Terms behind "all", modifiers and invalid terms get -1.
 * The result lies in the arena; NULL: no memory.
 */
int *mailauth__spf_redundant(struct arena *arena, const struct spf_term *terms,
    size_t count) MUST_CHECK;

/* False: there is none.  True: it takes mailauth__spf_redundant() to know. */
bool mailauth__spf_maybe_redundant(const struct spf_term *terms, size_t count);

#endif
