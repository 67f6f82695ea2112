/* SPDX-License-Identifier: BSD-2-Clause */
/* What only the caches have wrong: the validation by the resolver's answers
 * against its shadow by those of the zone's own name servers. */
#include <assert.h>
#include <string.h>

#include "dns/name.h"
#include "validate/authoritative.h"
#include "validate/rules.h"

/* An answer of the resolver that the name servers no longer give. */
struct old {
	const struct question *question;
	const struct mailauth_answer *answer;
	uint32_t seconds; /* for which it may be kept yet */
};

static bool
is_old(const struct validation *v, const struct question *now, struct old *old)
{
	const struct authoritative *z = v->authoritative;
	const struct mailauth_answer *cached = mailauth__asked(v->questions,
	    now->query.name, now->query.type);

	if (cached == NULL || now->answer == NULL || cached == now->answer ||
	    !mailauth__authority_holds(&z->authority, now->query.name) ||
	    !mailauth__answer_certain(cached) ||
	    !mailauth__answer_certain(now->answer) ||
	    mailauth__authority_same(cached, now->answer))
		return false;
	*old = (struct old){ now, cached, cached->ttl };
	if (mailauth__answer_void(cached) && cached->negative_ttl > 0)
		old->seconds = cached->negative_ttl;
	return true;
}

/* The old answer that lasts longest; below `name` unless that is NULL.  False:
 * there is none. */
static bool
longest(const struct validation *v, const char *name, struct old *most)
{
	const struct questions *q = &v->authoritative->shadow_questions;
	bool found = false;
	size_t i;

	for (i = 0; i < q->count; i++) {
		struct old old;

		if ((name != NULL && strcmp(q->items[i]->query.name, name) != 0) ||
		    !is_old(v, q->items[i], &old))
			continue;
		if (!found || old.seconds > most->seconds)
			*most = old;
		found = true;
	}
	return found;
}

/* ---- requirements ---- */

static void
tell_negative(struct validation *v, const struct old *old, const struct item *item)
{
	const char *type = mailauth_rrtype_name(old->question->query.type);
	struct finding *f;

	if (!mailauth__answer_void(old->answer))
		return;
	f = mailauth__find(v, MAILAUTH_RULE_DNS_NEGATIVE_CACHED,
	    old->question->query.name, type);
	f->item = item;
	f->view.wait = old->seconds;
	f->view.message = mailauth__sentence(v,
	    "the resolver remembers that %s has no %s record, which it may for another %u seconds (SOA minimum of %s); the zone's own name servers have one",
	    old->question->query.name, type != NULL ? type : "such",
	    (unsigned)old->seconds, v->authoritative->authority.zone);
}

static void
tell_pending(struct validation *v, struct item *item)
{
	struct authoritative *z = v->authoritative;
	const char *name = mailauth__item_name(v, item);
	struct finding *f;
	struct old old;
	size_t i;

	if (!longest(v, name, &old) && !longest(v, NULL, &old))
		return; /* nothing is old: it is not the caches */
	item->state = MAILAUTH_STATE_PENDING;
	if (old.seconds > z->longest)
		z->longest = old.seconds;
	f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_PENDING, item, false);
	f->view.message = mailauth__sentence(v,
	    "the name servers of %s agree on what [%s] wants; the resolver may keep its old answer about %s for another %u seconds",
	    z->authority.zone, item->requirement->view.id,
	    old.question->query.name, (unsigned)old.seconds);
	f->view.wait = old.seconds;
	for (i = 0; i < old.answer->record_count; i++)
		mailauth__finding_have(v, f,
		    mailauth__show_record(v, &old.answer->records[i]));
	tell_negative(v, &old, item);
}

/* Drops what was found about an item by old answers. */
static void
drop_of_item(struct validation *v, const struct item *item, size_t until)
{
	size_t i, kept = 0;

	for (i = 0; i < v->finding_count; i++) {
		if (i >= until || v->findings[i]->item != item)
			v->findings[kept++] = v->findings[i];
	}
	v->finding_count = kept;
}

static void
judge_items(struct validation *v)
{
	const struct validation *s = v->authoritative->shadow;
	size_t i, k;

	/* the same profile, expanded for the same domain */
	assert(v->requirement_count == s->requirement_count);
	for (i = 0; i < v->requirement_count; i++) {
		struct requirement *r = &v->requirements[i];

		assert(r->item_count == s->requirements[i].item_count);
		for (k = 0; k < r->item_count; k++) {
			size_t until = v->finding_count;

			if (r->items[k].state != MAILAUTH_STATE_UNMET ||
			    s->requirements[i].items[k].state != MAILAUTH_STATE_MET)
				continue;
			tell_pending(v, &r->items[k]);
			if (r->items[k].state == MAILAUTH_STATE_PENDING)
				drop_of_item(v, &r->items[k], until);
		}
	}
}

/* ---- the general audit ---- */

static bool
has_finding(const struct validation *s, const struct mailauth_finding *f)
{
	size_t i;

	for (i = 0; i < s->finding_count; i++) {
		const struct mailauth_finding *other = &s->findings[i]->view;

		if (other->code == f->code && strcmp(other->owner, f->owner) == 0)
			return true;
	}
	return false;
}

/* Does the shadow lack an answer that the validation had? */
static bool
knows_less(const struct validation *v, const struct validation *s)
{
	size_t i;

	for (i = 0; i < s->questions->count; i++) {
		const struct question *q = s->questions->items[i];
		const struct mailauth_answer *cached;

		if (q->answer == NULL || mailauth__answer_certain(q->answer))
			continue;
		cached = mailauth__asked(v->questions, q->query.name, q->query.type);
		if (cached == NULL || mailauth__answer_certain(cached))
			return true;
	}
	return false;
}

/* An error that the name servers' answers do not have is no verdict yet. */
static void
judge_errors(struct validation *v)
{
	struct authoritative *z = v->authoritative;
	struct old old;
	size_t i;

	if (!longest(v, NULL, &old) || knows_less(v, z->shadow))
		return;
	for (i = 0; i < v->finding_count; i++) {
		struct finding *f = v->findings[i];

		if (f->view.severity != MAILAUTH_SEVERITY_ERROR ||
		    (f->item != NULL && f->item->state != MAILAUTH_STATE_PENDING) ||
		    has_finding(z->shadow, &f->view))
			continue;
		f->view.severity = MAILAUTH_SEVERITY_UNKNOWN;
		f->view.wait = old.seconds;
		f->view.message = mailauth__sentence(v,
		    "%s; by the zone's own name servers this is mended, and the resolver's old answers end within %u seconds",
		    f->view.message, (unsigned)old.seconds);
		if (old.seconds > z->longest)
			z->longest = old.seconds;
	}
}

void
mailauth__authoritative_pending(struct validation *v)
{
	judge_items(v);
	judge_errors(v);
}
