/* SPDX-License-Identifier: BSD-2-Clause */
/* Zones: records from master files in canonical order. */
#include "dns/zone.h"

#include <assert.h>
#include <string.h>

#include "dns/name.h"

int
mailauth_zone_new(const mailauth_config *cfg, mailauth_zone **out)
{
	struct arena *arena;
	struct mailauth_zone *zone;

	*out = NULL;
	if ((arena = mailauth__arena_new(cfg, sizeof(*zone) + 1024)) == NULL)
		return MAILAUTH_ERR_NOMEM;
	if ((zone = mailauth__arena_zalloc(arena, sizeof(*zone))) == NULL) {
		mailauth__arena_free(arena);
		return MAILAUTH_ERR_NOMEM;
	}
	zone->arena = arena;
	zone->config = cfg;
	*out = zone;
	return MAILAUTH_OK;
}

void
mailauth_zone_free(mailauth_zone *zone)
{
	if (zone != NULL)
		mailauth__arena_free(zone->arena);
}

size_t
mailauth_zone_problem_count(const mailauth_zone *zone)
{
	return zone->problem_count;
}

const mailauth_zone_problem *
mailauth_zone_problem_at(const mailauth_zone *zone, size_t i)
{
	return i < zone->problem_count ? &zone->problems[i] : NULL;
}

size_t
mailauth_zone_record_count(const mailauth_zone *zone)
{
	return zone->sorted;
}

const struct zone_record *
mailauth__zone_record(const mailauth_zone *zone, size_t i)
{
	return i < zone->sorted ? zone->records[i] : NULL;
}

/* ---- order ---------------------------------------------------------------- */

struct zone_key
mailauth__zone_key(const char *name, uint8_t out[ZONE_KEY_MAX])
{
	uint8_t wire[LIMIT_NAME_WIRE];
	uint8_t starts[LIMIT_NAME_LABELS];
	size_t len = mailauth__name_to_wire(name, wire);
	size_t at, n = 0, labels = 0, i;

	for (at = 0; at + 1 < len; at += 1u + wire[at])
		starts[labels++] = (uint8_t)at;
	while (labels-- > 0) {
		at = starts[labels];
		for (i = 1; i <= wire[at]; i++) {
			uint8_t octet = wire[at + i];

			if (octet <= 1) {
				out[n++] = 1;
				octet++;
			}
			out[n++] = octet;
		}
		out[n++] = 0;
	}
	return (struct zone_key){ out, n };
}

int
mailauth__zone_key_compare(struct zone_key a, struct zone_key b)
{
	size_t len = a.length < b.length ? a.length : b.length;
	int order;

	/* of records read one after the other, the very same */
	if (a.octets == b.octets) {
		assert(a.length == b.length);
		return 0;
	}
	order = len > 0 ? memcmp(a.octets, b.octets, len) : 0;
	if (order != 0)
		return order;
	return (a.length > b.length) - (a.length < b.length);
}

static int
compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare_rdata(const struct zone_record *a, const struct zone_record *b)
{
	size_t len = a->rdata_length < b->rdata_length ?
	    a->rdata_length : b->rdata_length;
	int order = len > 0 ? memcmp(a->rdata, b->rdata, len) : 0;

	return order != 0 ? order :
	    compare_numbers(a->rdata_length, b->rdata_length);
}

/* Owner, then type. */
static int
compare_sets(const struct zone_record *a, const struct zone_record *b)
{
	int order = mailauth__zone_key_compare(a->key, b->key);

	return order != 0 ? order : compare_numbers(a->type, b->type);
}

/* Brings repeated records together, the first one entered before the others. */
static int
compare_by_rdata(const struct zone_record *a, const struct zone_record *b)
{
	int order = compare_sets(a, b);

	if (order == 0)
		order = compare_rdata(a, b);
	return order != 0 ? order : compare_numbers(a->order, b->order);
}

static int
compare_by_entry(const struct zone_record *a, const struct zone_record *b)
{
	int order = compare_sets(a, b);

	return order != 0 ? order : compare_numbers(a->order, b->order);
}

typedef int compare_fn(const struct zone_record *, const struct zone_record *);

/* Merges two neighbouring runs; `spare` has room for the first. */
static void
merge(struct zone_record **records, size_t first, size_t both,
    struct zone_record **spare, compare_fn *compare)
{
	size_t a = 0, b = first, to = 0;

	if (compare(records[first - 1], records[first]) <= 0)
		return;
	memcpy(spare, records, first * sizeof(*spare));
	while (a < first && b < both) {
		if (compare(spare[a], records[b]) <= 0)
			records[to++] = spare[a++];
		else
			records[to++] = records[b++];
	}
	memcpy(records + to, spare + a, (first - a) * sizeof(*spare));
}

/* Merge sort from the bottom up: n log n whatever the input, and about n for
 * what is in order already.  (qsort() may be quadratic or call malloc.) */
static void
sort(struct zone_record **records, size_t count, struct zone_record **spare,
    compare_fn *compare)
{
	size_t run, at;

	for (run = 1; run < count; run *= 2) {
		for (at = 0; at + run < count; at += 2 * run) {
			size_t both = count - at < 2 * run ? count - at : 2 * run;

			merge(records + at, run, both, spare, compare);
		}
	}
}

int
mailauth__zone_sort(struct mailauth_zone *zone)
{
	struct arena *scratch;
	struct zone_record **spare;
	size_t i, kept = 0;

	if (zone->sorted == zone->count)
		return MAILAUTH_OK;
	scratch = mailauth__arena_new(zone->config, zone->count * sizeof(*spare));
	if (scratch == NULL)
		return MAILAUTH_ERR_NOMEM;
	/* made for it; and a cap that allows the records allows as many pointers */
	spare = mailauth__arena_alloc(scratch, zone->count * sizeof(*spare));
	assert(spare != NULL);
	sort(zone->records, zone->count, spare, compare_by_rdata);
	/* RFC 2181 section 5: records of a set that are alike are one */
	for (i = 0; i < zone->count; i++) {
		struct zone_record *record = zone->records[i];

		if (kept > 0 && compare_sets(zone->records[kept - 1], record) == 0 &&
		    compare_rdata(zone->records[kept - 1], record) == 0)
			continue;
		zone->records[kept++] = record;
	}
	sort(zone->records, kept, spare, compare_by_entry);
	zone->count = zone->sorted = kept;
	mailauth__arena_free(scratch);
	return MAILAUTH_OK;
}

int
mailauth__zone_add(struct mailauth_zone *zone, const struct zone_record *record)
{
	struct zone_record **records, *copy;
	size_t room;

	if (zone->count == zone->room) {
		room = zone->room == 0 ? 16 : zone->room * 2;
		records = mailauth__arena_grow(zone->arena, zone->records,
		    zone->count, room, sizeof(*records));
		if (records == NULL)
			return mailauth__arena_error(zone->arena);
		zone->records = records;
		zone->room = room;
	}
	if ((copy = mailauth__arena_alloc(zone->arena, sizeof(*copy))) == NULL)
		return mailauth__arena_error(zone->arena);
	*copy = *record;
	copy->order = zone->entered++;
	zone->records[zone->count++] = copy;
	return MAILAUTH_OK;
}

size_t
mailauth__zone_find(const mailauth_zone *zone, struct zone_key key)
{
	size_t low = 0, high = zone->sorted;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (mailauth__zone_key_compare(zone->records[mid]->key, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
