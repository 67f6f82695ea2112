/* SPDX-License-Identifier: BSD-2-Clause */
/* Master files as a backend.  Where the build has libunbound, the real one
 * answers: each name with SOA or NS records becomes the apex of an auth-zone,
 * everything else lies in an auth-zone of the root, and nothing is ever asked
 * elsewhere.  (In one zone, NS records below the apex would be delegations,
 * which libunbound would follow out into the network.)  What libunbound cannot
 * load is answered by mailauth_zone_answer(). */
#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"
#include "dns/name.h"
#include "dns/zone.h"
#include "resolver/backend.h"
#include "resolver/memory_file.h"

/* Each takes a descriptor until libunbound has read it. */
#define ZONES_MOST 200

struct part {
	const char *apex; /* canonical */
	struct buffer text;
	struct memory_file file;
	bool has_soa;
};

struct offline {
	struct backend backend;
	struct arena *arena; /* holds this struct too */
	const mailauth_config *config;
	const mailauth_zone *zone;
	struct loop *loop;
	struct backend *inner; /* libunbound; NULL: the zone answers */
};

#if !MAILAUTH_WITH_UNBOUND

const char *
mailauth_unbound_version(void)
{
	return NULL;
}

int
mailauth__unbound_new(const mailauth_config *cfg, struct loop *loop,
    const char *config, struct backend **out)
{
	(void)cfg, (void)loop, (void)config;
	*out = NULL;
	return MAILAUTH_ERR_UNSUPPORTED;
}

#endif

/* ---- the zone as text for libunbound --------------------------------------- */

/* A name that needs no quoting in unbound.conf. */
static bool
is_plain(const char *name)
{
	for (; *name != '\0'; name++)
		if (!is_class(*name, CLASS_NAME) && *name != '/')
			return false;
	return true;
}

static bool
is_apex_type(uint16_t type)
{
	return type == MAILAUTH_TYPE_SOA || type == MAILAUTH_TYPE_NS;
}

/* Without the keys' chain of trust they only would confuse. */
static bool
is_signature(uint16_t type)
{
	return type == MAILAUTH_TYPE_RRSIG || type == 47 /* NSEC */ ||
	    type == 50 /* NSEC3 */ || type == 51 /* NSEC3PARAM */;
}

/* Does the owner of record i (its first one) hold SOA or NS? */
static bool
is_apex(const mailauth_zone *zone, size_t i, const char *owner)
{
	const struct zone_record *record;

	for (; (record = mailauth__zone_record(zone, i)) != NULL &&
	    mailauth__name_same(record->owner, owner); i++)
		if (is_apex_type(record->type))
			return true;
	return false;
}

struct parts {
	struct part *items;
	size_t count;
	size_t path[LIMIT_NAME_LABELS + 1]; /* the zones that hold the record */
	size_t depth;
};

/* 0, MAILAUTH_ERR_NOMEM, MAILAUTH_ERR_UNSUPPORTED. */
static int
add_part(struct parts *parts, struct arena *arena, const char *apex)
{
	struct part *part;

	if (parts->count == ZONES_MOST || !is_plain(apex))
		return MAILAUTH_ERR_UNSUPPORTED;
	part = &parts->items[parts->count];
	part->apex = apex;
	part->file.fd = -1;
	mailauth__buffer_init(&part->text, arena, 0);
	if (parts->depth > 0) {
		/* The cut, so that the names between both zones exist. */
		struct buffer *above = &parts->items[parts->path[parts->depth - 1]].text;

		mailauth__buffer_text_add(above, apex);
		mailauth__buffer_text_add(above, ". 3600 IN NS .\n");
	}
	parts->path[parts->depth++] = parts->count++;
	return 0;
}

/* Names that exist because of names below them alone: libunbound's auth-zones pass
 * them over when they look for a wildcard, where RFC 4592 section 2.2.2 says that
 * they hide it.  A record of a type that nobody asks for makes them seen. */
static void
add_between(struct part *part, const char *owner, const char *last)
{
	struct zone_record seen = { .type = 65280, .ttl = 3600 };
	const char *name = mailauth__name_parent(owner);

	assert(mailauth__name_within(owner, part->apex));
	for (; name != NULL && !mailauth__name_same(name, part->apex) &&
	    (last == NULL || !mailauth__name_within(last, name));
	    name = mailauth__name_parent(name)) {
		seen.owner = name;
		mailauth__zone_write_record(&part->text, &seen);
	}
}

/* Sorts the records into zones.  Canonical order brings a name before those
 * below it, so the zones around a record form a stack. */
static int
split(const mailauth_zone *zone, struct arena *arena, struct parts *parts)
{
	const struct zone_record *record;
	const char *owner = NULL, *last;
	int rc = add_part(parts, arena, ".");

	for (size_t i = 0; rc == 0 &&
	    (record = mailauth__zone_record(zone, i)) != NULL; i++) {
		struct part *part;
		size_t place;

		while (parts->depth > 1 && !mailauth__name_within(record->owner,
		    parts->items[parts->path[parts->depth - 1]].apex))
			parts->depth--;
		if (owner == NULL || !mailauth__name_same(owner, record->owner)) {
			last = owner;
			owner = record->owner;
			add_between(&parts->items[parts->path[parts->depth - 1]],
			    owner, last);
			if (strcmp(owner, ".") != 0 && is_apex(zone, i, owner) &&
			    (rc = add_part(parts, arena, owner)) != 0)
				break;
		}
		place = parts->depth - 1;
		/* DS lies above the cut, RFC 4034 section 5. */
		if (record->type == MAILAUTH_TYPE_DS && place > 0 &&
		    mailauth__name_same(owner, parts->items[parts->path[place]].apex))
			place--;
		part = &parts->items[parts->path[place]];
		if (record->type == MAILAUTH_TYPE_SOA) { /* so it is the apex */
			if (part->has_soa)
				continue;
			part->has_soa = true;
		}
		if (!is_signature(record->type))
			mailauth__zone_write_record(&part->text, record);
	}
	return rc;
}

static void
write_config(struct buffer *buf, const struct parts *parts)
{
	mailauth__buffer_text_add(buf,
	    "server:\n"
	    "\tmodule-config: \"iterator\"\n"
	    "\trrset-roundrobin: no\n"
	    "\tqname-minimisation: no\n"
	    "\tunblock-lan-zones: yes\n"
	    "\toutgoing-range: 16\n"
	    "\tnum-queries-per-thread: 4096\n"
	    "\tlocal-zone: \"localhost.\" nodefault\n"
	    "\tlocal-zone: \"127.in-addr.arpa.\" nodefault\n"
	    "\tlocal-zone: \"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	    "0.0.0.0.0.0.0.ip6.arpa.\" nodefault\n"
	    "\tlocal-zone: \"test.\" nodefault\n"
	    "\tlocal-zone: \"invalid.\" nodefault\n"
	    "\tlocal-zone: \"onion.\" nodefault\n"
	    "\tlocal-zone: \"home.arpa.\" nodefault\n"
	    "\tlocal-zone: \"resolver.arpa.\" nodefault\n"
	    "\tlocal-zone: \"service.arpa.\" nodefault\n");
	for (size_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->items[i];

		mailauth__buffer_text_add(buf, "auth-zone:\n\tname: \"");
		mailauth__buffer_text_add(buf, part->apex);
		mailauth__buffer_text_add(buf, "\"\n\tzonefile: \"");
		mailauth__buffer_text_add(buf, part->file.path);
		mailauth__buffer_text_add(buf, "\"\n\tfor-upstream: yes\n"
		    "\tfor-downstream: no\n\tfallback-enabled: no\n");
	}
}

static int
write_files(struct parts *parts)
{
	int rc = 0;

	for (size_t i = 0; i < parts->count && rc == 0; i++) {
		struct part *part = &parts->items[i];

		/* An auth-zone needs an SOA; its minimum is how long a missing
		 * name is kept, RFC 2308 section 5. */
		if (!part->has_soa) {
			mailauth__buffer_text_add(&part->text, part->apex);
			mailauth__buffer_text_add(&part->text,
			    strcmp(part->apex, ".") == 0 ? "" : ".");
			mailauth__buffer_text_add(&part->text,
			    " 3600 IN SOA . . 1 3600 3600 3600 3600\n");
		}
		if (mailauth__buffer_text(&part->text) == NULL)
			return part->text.error;
		rc = mailauth__memory_file_new(&part->file, part->text.data,
		    part->text.length);
	}
	return rc;
}

/* libunbound over the zone in *out.  Anything but MAILAUTH_ERR_NOMEM means that
 * it cannot be had for this zone. */
static int
open_unbound(const struct offline *o, struct backend **out)
{
	struct arena *arena = mailauth__arena_new(o->config, 0);
	struct parts parts = { .count = 0 };
	struct buffer config;
	int rc = MAILAUTH_ERR_NOMEM;

	*out = NULL;
	if (arena == NULL)
		return rc;
	parts.items = mailauth__arena_array(arena, ZONES_MOST, sizeof(*parts.items));
	if (parts.items == NULL)
		goto out;
	if ((rc = split(o->zone, arena, &parts)) != 0 ||
	    (rc = write_files(&parts)) != 0)
		goto out;
	mailauth__buffer_init(&config, arena, 0);
	write_config(&config, &parts);
	if (mailauth__buffer_text(&config) == NULL) {
		rc = config.error;
		goto out;
	}
	rc = mailauth__unbound_new(o->config, o->loop, config.data, out);
	if (rc == 0 && (rc = (*out)->ops->open(*out)) != 0) {
		(*out)->ops->free(*out);
		*out = NULL;
	}
out:
	for (size_t i = 0; i < parts.count; i++)
		mailauth__memory_file_free(&parts.items[i].file);
	mailauth__arena_free(arena);
	return rc;
}

/* ---- the backend ----------------------------------------------------------- */

static int
offline_open(struct backend *backend)
{
	struct offline *o = (struct offline *)(void *)backend;
	int rc = MAILAUTH_WITH_UNBOUND ? open_unbound(o, &o->inner) : 0;

	return rc == MAILAUTH_ERR_NOMEM ? rc : 0;
}

/* What libunbound would not tell as it stands in the files: an SOA record that
 * was made up for its auth-zone, and data beside an alias, which it hides once
 * it has seen the alias. */
static bool
must_look(const mailauth_zone *zone, const struct backend_question *question)
{
	return question->type == MAILAUTH_TYPE_SOA ||
	    mailauth__zone_beside_alias(zone, question->name, question->type);
}

/* Nor would it tell aliases in a circle from a server's failure. */
static bool
goes_round(const struct mailauth_answer *ans)
{
	return ans->status == MAILAUTH_DNS_SERVFAIL;
}

static int
offline_ask(struct backend *backend, struct backend_question *question)
{
	struct offline *o = (struct offline *)(void *)backend;
	struct mailauth_answer *ans = NULL;
	int rc;

	rc = mailauth_zone_answer(o->zone, question->name, question->type, &ans);
	if (o->inner != NULL && !must_look(o->zone, question) &&
	    (rc != MAILAUTH_OK || !goes_round(ans))) {
		mailauth_answer_free(ans);
		return o->inner->ops->ask(o->inner, question);
	}
	assert(rc != MAILAUTH_ERR_INVALID); /* names of questions are canonical */
	question->done(question, ans);
	return 0;
}

static void
offline_cancel(struct backend *backend, struct backend_question *question)
{
	struct offline *o = (struct offline *)(void *)backend;

	assert(o->inner != NULL); /* the zone answers at once */
	o->inner->ops->cancel(o->inner, question);
}

static void
offline_free(struct backend *backend)
{
	struct offline *o = (struct offline *)(void *)backend;

	if (o->inner != NULL)
		o->inner->ops->free(o->inner);
	mailauth__arena_free(o->arena);
}

int
mailauth__offline_new(const mailauth_config *cfg, struct loop *loop,
    const mailauth_zone *zone, struct backend **out)
{
	static const struct backend_ops ops = {
		NULL, offline_open, offline_ask, offline_cancel, offline_free,
	};
	struct arena *arena = mailauth__arena_new(cfg, sizeof(struct offline));
	struct offline *o;

	*out = NULL;
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	o = mailauth__arena_zalloc(arena, sizeof(*o));
	if (o == NULL) {
		mailauth__arena_free(arena);
		return MAILAUTH_ERR_NOMEM;
	}
	o->backend.ops = &ops;
	o->backend.lasting = true;
	o->arena = arena;
	o->config = cfg;
	o->zone = zone;
	o->loop = loop;
	*out = &o->backend;
	return 0;
}
