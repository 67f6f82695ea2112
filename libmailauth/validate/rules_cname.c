/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about aliases: RFC 1034 section 3.6.2, RFC 2181 section 10.1.  Every
 * name of the domain's that the validation asks about is looked at. */
#include <string.h>

#include "dns/name.h"
#include "evaluate/cname_walk.h"
#include "validate/rules.h"

struct alias_walk {
	const char *owner;
	struct cname_walk walk;
	struct alias_walk *next;
	bool done;
};

static struct alias_walk *
walk_of(struct validation *v, const char *owner, uint16_t type)
{
	struct alias_walk *walk;
	int rc;

	for (walk = v->walks; walk != NULL; walk = walk->next) {
		if (strcmp(walk->owner, owner) == 0)
			return walk;
	}
	walk = mailauth__arena_zalloc(v->arena, sizeof(*walk));
	rc = walk == NULL ? mailauth__arena_error(v->arena) :
	    mailauth__cname_walk_init(&walk->walk, v->questions, NULL, owner, type,
	    CNAME_WALK_THOROUGH);
	if (rc != 0) {
		v->error = rc;
		return NULL;
	}
	walk->owner = owner;
	walk->next = v->walks;
	v->walks = walk;
	return walk;
}

/* The item of the profile that is about an alias there; NULL. */
static const struct item *
item_at(const struct validation *v, const char *owner)
{
	size_t i, k;

	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];

		for (k = 0; k < r->item_count; k++) {
			if (r->section->type == REQUIRE_CNAME &&
			    strcmp(r->items[k].owner, owner) == 0)
				return &r->items[k];
		}
	}
	return NULL;
}

/* What the requirement's own findings say already. */
static bool
told_by_item(int code, const struct item *item)
{
	if (item == NULL)
		return false;
	switch (code) {
	case MAILAUTH_RULE_CNAME_DANGLING:
	case MAILAUTH_RULE_CNAME_DANGLING_UNREGISTERED:
	case MAILAUTH_RULE_DNS_TARGET_DOUBLED:
		/* an empty slot of the provider's, or a wrong target */
		return item->theirs;
	case MAILAUTH_RULE_CNAME_TTL_MISMATCH:
	case MAILAUTH_RULE_CNAME_VIA_DNAME:
		return item->state == MAILAUTH_STATE_MET;
	}
	return false;
}

static void
tell(struct validation *v, const struct alias_walk *walk)
{
	const struct item *item = item_at(v, walk->owner);
	size_t i;

	if (item != NULL && item->state == 0)
		v->lacking = true;
	for (i = 0; i < walk->walk.problems.count; i++) {
		const struct mailauth_problem *problem = &walk->walk.problems.items[i];

		if (mailauth__is_dns_failure(problem->code) || told_by_item(problem->code, item))
			continue;
		(void)mailauth__find_problem(v, walk->owner, "CNAME", problem, NULL, 0);
	}
}

/* Looks at one name; only aliases are walked. */
static void
check(struct validation *v, const char *owner, uint16_t type)
{
	const struct mailauth_answer *cname;
	struct alias_walk *walk;
	int rc;

	if (owner == NULL || !mailauth__ours(v, owner))
		return;
	cname = mailauth__look(v, owner, MAILAUTH_TYPE_CNAME);
	if (cname == NULL || cname->record_count == 0)
		return;
	walk = walk_of(v, owner, type);
	if (walk == NULL)
		return;
	if (!walk->done) {
		rc = mailauth__cname_walk_step(&walk->walk);
		if (rc < 0)
			v->error = rc;
		walk->done = rc == EVALUATION_DONE;
		if (!walk->done)
			v->lacking = true;
	}
	if (walk->done)
		tell(v, walk);
}

void
mailauth__rule_aliases(struct validation *v, void *arg)
{
	size_t i, k;

	(void)arg;
	check(v, v->domain, MAILAUTH_TYPE_MX);
	check(v, mailauth__under(v, "_dmarc", v->domain), MAILAUTH_TYPE_TXT);
	for (i = 0; i < v->selector_count; i++) {
		const char *prefix = mailauth__say(v->arena, "%s._domainkey",
		    v->selectors[i]);

		if (prefix != NULL)
			check(v, mailauth__under(v, prefix, v->domain), MAILAUTH_TYPE_TXT);
	}
	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];

		for (k = 0; k < r->item_count; k++) {
			if (r->section->type == REQUIRE_CNAME)
				check(v, r->items[k].owner, r->items[k].owner[0] == '_' ||
				    strstr(r->items[k].owner, "._domainkey.") != NULL ?
				    MAILAUTH_TYPE_TXT : MAILAUTH_TYPE_A);
		}
	}
}
