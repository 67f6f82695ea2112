/* SPDX-License-Identifier: BSD-2-Clause */
/* U-labels become A-labels (RFC 5890, RFC 3492, RFC 8616 section 4).
 *
 * What this does: strict UTF-8, the full stops of RFC 3490 section 3.1, simple
 * lower case of the Latin, Greek, Cyrillic and Armenian letters in common use
 * (what RFC 5895 section 2 lets an application do before registration rules
 * apply), letters and marks in sequence joined as form NFC has them for the
 * Latin, Greek and Cyrillic letters, Kana and Hangul, the hyphen rules, and the
 * refusal of what cannot stand in a label:
 * ASCII other than letters, digits and hyphen; controls, spaces, punctuation
 * and symbols; surrogates, noncharacters, private use; the compatibility
 * forms; a combining mark at the start.
 *
 * What it does not do: the rest of Unicode normalisation (marks in another order,
 * other scripts), the per-character tables of RFC 5892 outside the blocks above, the
 * contextual and the bidirectional rules (RFC 5892 appendix A, RFC 5893).  A
 * label that only those would refuse becomes an A-label that nobody has
 * registered, so the question about it ends in NXDOMAIN. */
#ifndef DNS_IDNA_H
#define DNS_IDNA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"

/* One character of UTF-8 (RFC 3629); its octets, 0 if malformed. */
size_t mailauth__utf8_decode(const char *text, size_t len, uint32_t *out);
/* A full stop that separates labels though it is not "." (RFC 3490 section 3.1)? */
bool mailauth__idna_dot(uint32_t code);
/* Joins letters and marks in place; how many code points are left. */
size_t mailauth__idna_compose(uint32_t *codes, size_t count);
/* The A-label of a U-label.  NAME_OK or a fault of dns/name.h. */
int mailauth__idna_label(const uint32_t *codes, size_t count, char out[LIMIT_LABEL], size_t *out_len);

#endif
