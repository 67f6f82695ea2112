/* SPDX-License-Identifier: BSD-2-Clause */
/* Master files: the reader's data, sorted for look-up. */
#ifndef DNS_ZONE_H
#define DNS_ZONE_H

#include <stdbool.h>

#include <mailauth/dns.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"

/* Sort key of a name: its labels from the root on, each closed by a zero octet,
 * the octets 0 and 1 written as 1 1 and 1 2.  Comparing keys octet by octet is
 * the canonical order of RFC 4034 section 6.1, and the key of a name begins
 * with the key of each of its ancestors; the root's is empty. */
#define ZONE_KEY_MAX (2 * LIMIT_NAME_WIRE)

struct zone_key {
	const uint8_t *octets;
	size_t length;
};

struct zone_record {
	const char *owner; /* canonical */
	uint16_t type;
	uint32_t ttl;
	const uint8_t *rdata; /* uncompressed wire format */
	size_t rdata_length;
	struct zone_key key;  /* of owner */
	size_t order;         /* of entry, over all texts */
};

struct mailauth_zone {
	struct arena *arena;           /* holds this struct too */
	const mailauth_config *config;
	struct zone_record **records;  /* the first `sorted` are in order */
	size_t count, room, sorted;
	size_t entered;                /* records ever added: the next order */
	struct mailauth_zone_problem problems[LIMIT_ZONE_PROBLEMS];
	size_t problem_count;
};

/* Writes the key of a canonical name. */
struct zone_key mailauth__zone_key(const char *name, uint8_t out[ZONE_KEY_MAX]);
/* Less than, equal to or greater than zero. */
int mailauth__zone_key_compare(struct zone_key a, struct zone_key b);
/* Adds a record that lies in the zone's arena.  0 or an arena's error. */
int mailauth__zone_add(struct mailauth_zone *zone, const struct zone_record *record);
/* Sorts what was added since and removes repeated records. */
int mailauth__zone_sort(struct mailauth_zone *zone);

/* Record i in canonical order of owners, then type, then order of entry; NULL
 * past the end. */
const struct zone_record *mailauth__zone_record(const mailauth_zone *zone, size_t i);
/* Index of the first record whose owner is not before the key. */
size_t mailauth__zone_find(const mailauth_zone *zone, struct zone_key key);

/* Has the (canonical) name records of this type beside a CNAME record? */
bool mailauth__zone_beside_alias(const mailauth_zone *zone, const char *name, uint16_t type);

/* Appends one record as a line of a master file, fit to be loaded by
 * libunbound. */
void mailauth__zone_write_record(struct buffer *out, const struct zone_record *record);
/* Appends all records as one master file with absolute names, fit to be loaded
 * by libunbound as the auth-zone ".": a SOA and an NS record of the root are
 * added when absent.  What would be taken for a delegation or for DNSSEC data
 * of the root zone (NS, DS, RRSIG, NSEC, NSEC3, DNSKEY) is left out. */
void mailauth__zone_write(const mailauth_zone *zone, struct buffer *out);

#endif
