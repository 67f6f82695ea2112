/* SPDX-License-Identifier: BSD-2-Clause */
/* What the decoder, the answers and the zones must know of rdata. */
#ifndef DNS_RDATA_H
#define DNS_RDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Most octets of rdata made of two names and 20 octets: SOA. */
#define RDATA_NAMED_MAX (2 * 255 + 20)

/* Where the domain names lie: `before` octets, `names` names, `after` octets. */
struct rdata_layout {
	uint8_t before, names, after;
};

/* NULL for a type without names here.  These are the types whose names may be
 * compressed (RFC 1035 section 3.3, RFC 3597 section 4), and DNAME, SRV. */
const struct rdata_layout *mailauth__rdata_layout(uint16_t type);
/* Is uncompressed rdata well-formed?  True for types unknown here. */
bool mailauth__rdata_valid(uint16_t type, const uint8_t *rdata, size_t len);
/* Letters of its names in lower case. */
void mailauth__rdata_lower(uint16_t type, uint8_t *rdata, size_t len);

#endif
