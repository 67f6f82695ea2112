/* SPDX-License-Identifier: BSD-2-Clause */
/* Master files: the reader's data, sorted for look-up. */
#ifndef DNS_ZONE_H
#define DNS_ZONE_H

#include <mailauth/dns.h>

struct zone_record {
	const char *owner; /* canonical */
	uint16_t type;
	uint32_t ttl;
	const uint8_t *rdata; /* uncompressed wire format */
	size_t rdata_length;
};

/* Record i in canonical order of owners, then type, then order of entry. */
const struct zone_record *mailauth__zone_record(const mailauth_zone *zone, size_t i);

#endif
