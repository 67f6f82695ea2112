/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about aliases: RFC 1034 section 3.6.2, RFC 2181 section 10.1.  Every
 * name of the domain's that the validation asks about is looked at. */
#include <string.h>

#include "base/compiler.h"
#include "dns/name.h"
#include "evaluate/cname_walk.h"
#include "validate/match.h"
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

/* Does the profile want other records than an alias there? */
static bool
wants_data(const struct validation *v, const char *owner)
{
	size_t i, k;

	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];

		for (k = 0; k < r->item_count; k++) {
			if (r->section->type != REQUIRE_CNAME &&
			    r->view.level != MAILAUTH_LEVEL_FORBIDDEN &&
			    !r->items[k].is_ip &&
			    strcmp(r->items[k].owner, owner) == 0)
				return true;
		}
	}
	return false;
}

/* An alias cannot stand beside other records (RFC 1034 section 3.6.2): it goes
 * where they are needed, or where it leads to nothing; else they do. */
static void
mend_beside(struct validation *v, struct finding *f, const struct cname_walk *walk,
    const char *owner)
{
	static const uint16_t types[] = { MAILAUTH_TYPE_TXT, MAILAUTH_TYPE_MX,
		MAILAUTH_TYPE_A, MAILAUTH_TYPE_AAAA };
	size_t i;

	if (strcmp(owner, v->domain) == 0) {
		mailauth__clear_apex(v, f);
		return;
	}
	if (wants_data(v, owner) || walk->result.end != MAILAUTH_CNAME_DATA) {
		mailauth__delete_at(v, f, owner, MAILAUTH_TYPE_CNAME);
		return;
	}
	for (i = 0; i < COUNT_OF(types); i++)
		mailauth__delete_at(v, f, owner, types[i]);
}

/* Of several aliases the one that the profile wants stays. */
static void
mend_several(struct validation *v, struct finding *f, const char *owner,
    const struct item *item)
{
	const struct mailauth_answer *cname = mailauth__look(v, owner,
	    MAILAUTH_TYPE_CNAME);
	size_t i;

	if (item == NULL || item->state != MAILAUTH_STATE_MET || item->want_count == 0)
		return;
	for (i = 0; cname != NULL && i < cname->record_count; i++) {
		if (!mailauth__want_host(&item->wants[0], cname->records[i].target))
			mailauth__delete_record(v, f, &cname->records[i]);
	}
}

static void
tell_problem(struct validation *v, const struct alias_walk *walk,
    const struct mailauth_problem *problem, const struct item *item)
{
	const char *owner = walk->owner;
	struct finding *f = mailauth__find_problem(v, owner, "CNAME", problem, NULL, 0);

	switch (problem->code) {
	case MAILAUTH_RULE_CNAME_AND_OTHER_DATA:
		mend_beside(v, f, &walk->walk, owner);
		break;
	case MAILAUTH_RULE_CNAME_MULTIPLE:
		mend_several(v, f, owner, item);
		break;
	case MAILAUTH_RULE_CNAME_AT_APEX:
		if (strcmp(owner, v->domain) == 0)
			mailauth__clear_apex(v, f);
		break;
	}
}

/* Without SOA and NS records, as in a file of a zone's own records alone, the
 * apex is not seen: a domain of two labels is one. */
static void
tell_apex(struct validation *v, const struct alias_walk *walk)
{
	const struct mailauth_answer *cname;
	struct finding *f;
	size_t i;

	if (strcmp(walk->owner, v->domain) != 0 || mailauth__name_labels(v->domain) != 2)
		return;
	for (i = 0; i < walk->walk.problems.count; i++) {
		if (walk->walk.problems.items[i].code == MAILAUTH_RULE_CNAME_AT_APEX)
			return;
	}
	cname = mailauth__look(v, v->domain, MAILAUTH_TYPE_CNAME);
	if (cname == NULL || cname->record_count == 0)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_CNAME_AT_APEX, v->domain, "CNAME");
	f->view.message = mailauth__sentence(v,
	    "%s is the apex of a zone and an alias of %s", v->domain,
	    cname->records[0].target);
	mailauth__clear_apex(v, f);
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
		tell_problem(v, walk, problem, item);
	}
	tell_apex(v, walk);
}

static bool
is_link(const struct cname_walk *walk, const char *name)
{
	size_t i;

	for (i = 0; i < walk->link_count; i++) {
		if (strcmp(walk->links[i].owner, name) == 0 ||
		    strcmp(walk->links[i].target, name) == 0)
			return true;
	}
	return false;
}

/* What lies beside an alias decides nothing: where DNS does not tell, that is a
 * remark, unless somebody else needs the answer. */
static void
take_lightly(struct validation *v, const struct cname_walk *walk)
{
	size_t i;

	for (i = 0; i < v->questions->count; i++) {
		const struct question *question = v->questions->items[i];

		if (question->answer != NULL && question->query.server == NULL &&
		    !mailauth__answer_certain(question->answer) &&
		    is_link(walk, question->query.name))
			(void)mailauth__look(v, question->query.name,
			    question->query.type);
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
	if (!walk->done)
		return;
	take_lightly(v, &walk->walk);
	tell(v, walk);
}

bool
mailauth__in_circle(const struct validation *v, const char *name)
{
	const struct alias_walk *walk;
	size_t i;

	for (walk = v->walks; walk != NULL; walk = walk->next) {
		if (!walk->done || (walk->walk.result.end != MAILAUTH_CNAME_LOOP &&
		    walk->walk.result.end != MAILAUTH_CNAME_TOO_LONG))
			continue;
		for (i = 0; i < walk->walk.link_count; i++)
			if (strcmp(walk->walk.links[i].owner, name) == 0)
				return true;
	}
	return false;
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
