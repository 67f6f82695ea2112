/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers out of a zone: RFC 1034 section 4.3.2 without delegation, RFC 4592
 * (wildcards), RFC 6672 (DNAME), RFC 2308 (negative TTLs). */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/zone.h"

/* Where the data for a name come from. */
struct place {
	bool exists;   /* the name does, or a wildcard stands for it */
	size_t first;  /* records of its owner: from here … */
	size_t end;    /* … to before here */
};

static bool
begins_with(struct zone_key key, struct zone_key head)
{
	return key.length >= head.length &&
	    (head.length == 0 || memcmp(key.octets, head.octets, head.length) == 0);
}

static bool
same_key(struct zone_key a, struct zone_key b)
{
	return a.length == b.length && begins_with(a, b);
}

/* The records at a name; it exists too if there are only names below it (RFC
 * 4592 section 2.2.2). */
static struct place
look_at(const mailauth_zone *zone, struct zone_key key)
{
	struct place place;

	place.first = place.end = mailauth__zone_find(zone, key);
	place.exists = key.length == 0 || (place.first < zone->sorted &&
	    begins_with(zone->records[place.first]->key, key));
	while (place.end < zone->sorted &&
	    same_key(zone->records[place.end]->key, key))
		place.end++;
	return place;
}

/* The first record of a type at a place; NULL if there is none. */
static const struct zone_record *
pick(const mailauth_zone *zone, const struct place *place, uint16_t type)
{
	size_t low = place->first, high = place->end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (zone->records[mid]->type < type)
			low = mid + 1;
		else
			high = mid;
	}
	return low < place->end && zone->records[low]->type == type ?
	    zone->records[low] : NULL;
}

/* Length of the key of the ancestor that has one label more than the first
 * `from` octets stand for. */
static size_t
longer(struct zone_key key, size_t from)
{
	const uint8_t *zero = memchr(key.octets + from, 0, key.length - from);

	return (size_t)(zero - key.octets) + 1;
}

/* The DNAME record of the highest proper ancestor that has one: what lies below
 * is hidden by it (RFC 6672 section 2.4). */
static const struct zone_record *
find_dname(const mailauth_zone *zone, struct zone_key key)
{
	struct zone_key part = { key.octets, 0 };
	const struct zone_record *record;
	struct place place;

	for (; part.length < key.length; part.length = longer(key, part.length)) {
		place = look_at(zone, part);
		if (!place.exists)
			return NULL;
		record = pick(zone, &place, MAILAUTH_TYPE_DNAME);
		if (record != NULL)
			return record;
	}
	return NULL;
}

/* The wildcard that stands for a name that does not exist: "*" below its
 * closest encloser and no other (RFC 4592 section 3.3.1). */
static struct place
find_wildcard(const mailauth_zone *zone, struct zone_key key)
{
	uint8_t octets[ZONE_KEY_MAX + 2];
	struct zone_key part = { key.octets, 0 };
	size_t encloser = 0;

	for (;;) { /* the name itself, at the latest, does not exist */
		assert(part.length < key.length);
		part.length = longer(key, part.length);
		if (!look_at(zone, part).exists)
			break;
		encloser = part.length;
	}
	memcpy(octets, key.octets, encloser);
	octets[encloser] = '*';
	octets[encloser + 1] = 0;
	return look_at(zone, (struct zone_key){ octets, encloser + 2 });
}

/* The negative TTL of the nearest SOA record above (RFC 2308 section 5). */
static void
set_negative_ttl(const mailauth_zone *zone, struct mailauth_answer *ans,
    struct zone_key key)
{
	struct zone_key part = { key.octets, 0 };
	const struct zone_record *soa = NULL, *record;
	const uint8_t *p;
	struct place place;
	uint32_t minimum;

	for (;;) {
		place = look_at(zone, part);
		record = pick(zone, &place, MAILAUTH_TYPE_SOA);
		if (record != NULL)
			soa = record;
		if (!place.exists || part.length == key.length)
			break;
		part.length = longer(key, part.length);
	}
	if (soa == NULL)
		return;
	p = soa->rdata + soa->rdata_length - 4;
	minimum = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
	mailauth__answer_set_negative_ttl(ans,
	    soa->ttl < minimum ? soa->ttl : minimum);
}

static int
add_record(struct mailauth_answer *ans, const char *owner, const struct zone_record *record)
{
	return mailauth__answer_add(ans, owner, record->type, record->ttl,
	    record->rdata, record->rdata_length);
}

/* Adds the records of the asked type; a wildcard's as those of the name. */
static int
add_data(const mailauth_zone *zone, struct mailauth_answer *ans, const struct place *place)
{
	const char *owner = ans->canonical;
	size_t i;
	int rc = MAILAUTH_OK;

	for (i = place->first; rc == MAILAUTH_OK && i < place->end; i++)
		if (zone->records[i]->type == ans->type || ans->type == RRTYPE_ANY)
			rc = add_record(ans, owner, zone->records[i]);
	return rc;
}

/* Adds a DNAME record as an alias, whatever was asked: it redirects every type
 * (RFC 6672 section 3.2). */
static int
add_dname(struct mailauth_answer *ans, const struct zone_record *record)
{
	struct name name;
	const char *owner, *target;
	size_t used;
	int rc = mailauth__name_from_wire(record->rdata, record->rdata_length,
	    &name, &used);

	assert(rc == MAILAUTH_OK); /* the reader takes no other */
	(void)rc;
	owner = mailauth__arena_text(ans->arena, record->owner, strlen(record->owner));
	target = mailauth__arena_text(ans->arena, name.text, name.length);
	if (owner == NULL || target == NULL)
		return mailauth__arena_error(ans->arena);
	return mailauth__chain_add(ans, owner, target, record->ttl, 1);
}

/* One name of the chain.  *go_on: an alias was added, and is to be followed. */
static int
step(const mailauth_zone *zone, struct mailauth_answer *ans, bool *go_on)
{
	uint8_t octets[ZONE_KEY_MAX];
	struct zone_key key = mailauth__zone_key(ans->canonical, octets);
	const struct zone_record *alias;
	struct place place;
	int rc;

	if ((alias = find_dname(zone, key)) != NULL) {
		/* who asks for a CNAME is given the one made from the DNAME */
		*go_on = ans->type != MAILAUTH_TYPE_CNAME;
		return add_dname(ans, alias);
	}
	place = look_at(zone, key);
	if (!place.exists)
		place = find_wildcard(zone, key);
	/* A CNAME allows no other data (RFC 1034 section 3.6.2); where there are
	 * some against the rule the asked type comes first, as it does with
	 * libunbound, so that who asks can notice. */
	if (mailauth__answer_follows(ans->type, MAILAUTH_TYPE_CNAME) &&
	    pick(zone, &place, ans->type) == NULL &&
	    (alias = pick(zone, &place, MAILAUTH_TYPE_CNAME)) != NULL) {
		*go_on = true;
		return add_record(ans, ans->canonical, alias);
	}
	*go_on = false;
	if (!place.exists)
		ans->status = MAILAUTH_DNS_NXDOMAIN;
	rc = add_data(zone, ans, &place);
	if (ans->record_count == 0)
		set_negative_ttl(zone, ans, key);
	return rc;
}

bool
mailauth__zone_beside_alias(const mailauth_zone *zone, const char *name, uint16_t type)
{
	uint8_t octets[ZONE_KEY_MAX];
	struct place place = look_at(zone, mailauth__zone_key(name, octets));

	return type != MAILAUTH_TYPE_CNAME && pick(zone, &place, type) != NULL &&
	    pick(zone, &place, MAILAUTH_TYPE_CNAME) != NULL;
}

int
mailauth_zone_answer(const mailauth_zone *zone, const char *name, uint16_t type,
    mailauth_answer **out)
{
	struct mailauth_answer *ans;
	bool go_on = true;
	int rc;

	*out = NULL;
	if (zone == NULL)
		return MAILAUTH_ERR_INVALID;
	if ((rc = mailauth_answer_new(zone->config, name, type, &ans)) != MAILAUTH_OK)
		return rc;
	/* each step adds an alias, of which there cannot be many */
	while (rc == MAILAUTH_OK && go_on && ans->status == MAILAUTH_DNS_OK)
		rc = step(zone, ans, &go_on);
	/* more aliases than any resolver follows: each has made a link, or two */
	if (rc == MAILAUTH_ERR_LIMIT && ans->link_count == LIMIT_ANSWER_LINKS) {
		ans->status = MAILAUTH_DNS_FAILED;
		rc = MAILAUTH_OK;
	}
	if (rc != MAILAUTH_OK) {
		mailauth_answer_free(ans);
		return rc;
	}
	if (ans->status == MAILAUTH_DNS_FAILED) {
		/* A circle; its links stay, to tell it from a server's failure. */
		ans->status = MAILAUTH_DNS_SERVFAIL;
		ans->record_count = 0;
	}
	*out = ans;
	return MAILAUTH_OK;
}
