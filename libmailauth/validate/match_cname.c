/* SPDX-License-Identifier: BSD-2-Clause */
/* Requirements of aliases: the alias itself, a chain that comes through the
 * wanted name, or data equal to the target's (flattened by the provider of
 * the zone). */
#include <string.h>

#include "dns/name.h"
#include "record/dmarc_record.h"
#include "validate/match.h"
#include "validate/misplaced.h"

struct alias_match {
	struct validation *v;
	struct item *item;
	const struct mailauth_answer *cname; /* type CNAME at the owner */
	const struct mailauth_answer *data;  /* what the alias is for */
	uint16_t type;                       /* of the data: TXT or A */
};

/* The wanted targets: all of want, then of any. */
static const struct want *
wanted(const struct item *item, size_t i)
{
	if (i < item->want_count)
		return &item->wants[i];
	i -= item->want_count;
	return i < item->any_count ? &item->anys[i] : NULL;
}

static bool
holds_key(const struct item *item)
{
	return strstr(item->owner, "._domainkey.") != NULL;
}

static bool
holds_policy(const struct item *item)
{
	return strncmp(item->owner, "_dmarc.", 7) == 0;
}

static bool
is_wanted(const struct item *item, const char *target)
{
	const struct want *want;
	size_t i;

	for (i = 0; (want = wanted(item, i)) != NULL; i++) {
		if (mailauth__want_host(want, target))
			return true;
	}
	return false;
}

/* Does the chain of aliases come through a wanted name? */
static bool
comes_through(const struct alias_match *a)
{
	size_t i;

	for (i = 0; i < a->cname->record_count; i++) {
		if (is_wanted(a->item, a->cname->records[i].target))
			return true;
	}
	for (i = 0; i < a->data->link_count; i++) {
		if (is_wanted(a->item, a->data->links[i].target))
			return true;
	}
	return false;
}

static void
delete_all(struct validation *v, struct finding *f, const struct mailauth_answer *answer,
    const char *owner)
{
	size_t i;

	for (i = 0; i < answer->record_count; i++) {
		if (strcmp(answer->records[i].owner, owner) != 0)
			continue;
		mailauth__finding_have(v, f,
		    mailauth__show_record(v, &answer->records[i]));
		mailauth__delete_record(v, f, &answer->records[i]);
	}
}

static void
want_it(struct validation *v, struct finding *f, const struct item *item)
{
	const struct want *want = wanted(item, 0);

	if (want == NULL)
		return;
	mailauth__finding_want(v, f, mailauth__show_want(v, item, want));
	mailauth__fix_want(v, f, item, want);
}

static const char *
target_of(const struct alias_match *a)
{
	const struct want *want = wanted(a->item, 0);

	return want != NULL && want->host != NULL ? want->host : "";
}

/* The alias is right; is there anything behind it? */
static void
check_behind(struct alias_match *a)
{
	struct validation *v = a->v;
	struct item *item = a->item;
	struct finding *f;

	if (!mailauth__target_needs(v, item, target_of(a)))
		return;
	if (!mailauth__answer_void(a->data) || item->requirement->section->needs != 0)
		return;
	if (holds_key(item)) {
		f = mailauth__find_item(v, MAILAUTH_RULE_DKIM_ROTATION_SLOT_EMPTY,
		    item, false);
		f->view.message = mailauth__sentence(v,
		    "%s is the prescribed alias; the provider has not put a key at %s yet",
		    item->owner, a->data->canonical);
		return;
	}
	if (holds_policy(item)) {
		f = mailauth__find_item(v, item->theirs ?
		    MAILAUTH_RULE_PROFILE_PROVIDER_SIDE_BROKEN :
		    MAILAUTH_RULE_DMARC_CNAME_TARGET_EMPTY, item, false);
		if (item->theirs)
			mailauth__finding_at_most(f, MAILAUTH_SEVERITY_WARNING);
		f->view.message = mailauth__sentence(v,
		    "%s is the prescribed alias, but there is no DMARC record at %s: the provider has to mend that",
		    item->owner, a->data->canonical);
		return;
	}
	/* of an alias of the caller's the audit tells (rules_cname.c) */
	if (item->theirs && a->type == MAILAUTH_TYPE_A) {
		f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_PROVIDER_SIDE_BROKEN,
		    item, false);
		f->view.message = mailauth__sentence(v,
		    "%s is the prescribed alias, but %s has no address: the provider has to mend that",
		    item->owner, a->data->canonical);
	}
}

/* Another alias stands there. */
static void
tell_other_alias(struct alias_match *a)
{
	struct validation *v = a->v;
	struct item *item = a->item;
	const char *target = a->cname->records[0].target, *want = target_of(a);
	bool doubled = mailauth__doubled(v, target, want);
	struct finding *f;

	item->state = MAILAUTH_STATE_UNMET;
	f = mailauth__find_item(v, doubled ? MAILAUTH_RULE_DNS_TARGET_DOUBLED :
	    MAILAUTH_RULE_PROFILE_RECORD_DIFFERS, item, true);
	f->view.message = doubled ? mailauth__sentence(v,
	    "the alias %s points to %s: without a final dot the zone was appended to %s",
	    item->owner, target, want) : mailauth__sentence(v,
	    "the alias %s points to %s, not to %s", item->owner, target, want);
	delete_all(v, f, a->cname, item->owner);
	want_it(v, f, item);
}

/* The same records, order aside? */
static bool
same_data(const struct mailauth_answer *a, const struct mailauth_answer *b)
{
	size_t i, k;

	/* a flattened name may hold some of many addresses */
	if (a->record_count == 0 || (a->record_count != b->record_count &&
	    (a->records[0].text != NULL || a->record_count > b->record_count)))
		return false;
	for (i = 0; i < a->record_count; i++) {
		for (k = 0; k < b->record_count; k++) {
			const struct mailauth_record *x = &a->records[i];
			const struct mailauth_record *y = &b->records[k];

			if (x->text != NULL && y->text != NULL ?
			    mailauth__text_alike(x->text, x->text_length,
			    y->text, y->text_length) :
			    x->rdata_length == y->rdata_length &&
			    memcmp(x->rdata, y->rdata, x->rdata_length) == 0)
				break;
		}
		if (k == b->record_count)
			return false;
	}
	return true;
}

/* Data where the alias belongs, which are the target's own. */
static void
tell_flattened(struct alias_match *a)
{
	struct validation *v = a->v;
	struct item *item = a->item;
	struct finding *f;

	item->state = MAILAUTH_STATE_MET;
	f = mailauth__find_item(v, holds_key(item) ?
	    MAILAUTH_RULE_PROFILE_DKIM_TXT_INSTEAD_OF_CNAME :
	    MAILAUTH_RULE_CNAME_FLATTENED, item, false);
	f->view.message = mailauth__sentence(v,
	    "%s has the %s of %s itself instead of an alias to it: right today, but it will not follow when the provider changes %s",
	    item->owner, a->type == MAILAUTH_TYPE_A ? "addresses" :
	    holds_key(item) ? "key" : "text", target_of(a),
	    holds_key(item) ? "the key" : "it");
	delete_all(v, f, a->data, item->owner);
	want_it(v, f, item);
}

/* Is there one DMARC record, and can it be used? */
static bool
usable_policy(struct alias_match *a)
{
	const struct mailauth_record *found = NULL;
	struct mailauth_dmarc_record *record;
	size_t i;
	int rc;

	for (i = 0; i < a->data->record_count; i++) {
		if (!mailauth__dmarc_is_record(a->data->records[i].text,
		    a->data->records[i].text_length))
			continue;
		if (found != NULL)
			return false;
		found = &a->data->records[i];
	}
	if (found == NULL || mailauth__has_placeholder(a->v, found->text,
	    found->text_length))
		return false;
	rc = mailauth__dmarc_record_parse(a->v->arena, found->text,
	    found->text_length, &record);
	if (rc != 0) {
		a->v->error = rc;
		return false;
	}
	return mailauth_dmarc_record_usable(record);
}

/* Has the name records beside its alias? */
static bool
data_beside(const struct alias_match *a)
{
	size_t i;

	for (i = 0; a->cname->record_count > 0 && i < a->data->record_count; i++) {
		if (strcmp(a->data->records[i].owner, a->item->owner) == 0)
			return true;
	}
	return false;
}

/* Data of another kind where the alias belongs, or beside it. */
static void
tell_other_data(struct alias_match *a)
{
	struct validation *v = a->v;
	struct item *item = a->item;
	struct finding *f;
	int code = holds_key(item) ? MAILAUTH_RULE_PROFILE_DKIM_TXT_INSTEAD_OF_CNAME :
	    holds_policy(item) ? MAILAUTH_RULE_PROFILE_DMARC_OWN_RECORD :
	    MAILAUTH_RULE_PROFILE_RECORD_DIFFERS;

	item->state = MAILAUTH_STATE_UNMET;
	f = mailauth__find_item(v, code, item, true);
	f->view.message = mailauth__sentence(v,
	    data_beside(a) ?
	    "%s has records of its own beside the alias to %s, and one of the two is ignored" :
	    holds_key(item) || holds_policy(item) ?
	    "%s has a TXT record of its own in place of the alias to %s" :
	    "%s has records of its own in place of the alias to %s",
	    item->owner, target_of(a));
	/* one that works does no harm; another leaves the domain without DMARC */
	if (code == MAILAUTH_RULE_PROFILE_DMARC_OWN_RECORD &&
	    item->requirement->view.level != MAILAUTH_LEVEL_OPTIONAL &&
	    f->view.severity == MAILAUTH_SEVERITY_INFO && !usable_policy(a)) {
		f->view.severity = MAILAUTH_SEVERITY_WARNING;
		f->view.message = mailauth__sentence(v,
		    "%s has TXT records that are no usable DMARC policy, in place of the alias to %s",
		    item->owner, target_of(a));
	}
	delete_all(v, f, a->data, item->owner);
	want_it(v, f, item);
}

/* A policy of the customer's own in a wrong place. */
static bool
tell_misplaced_policy(struct alias_match *a)
{
	struct validation *v = a->v;
	struct misplaced found;
	struct finding *f;

	if (!mailauth__misplaced_text(v, a->item->owner, TEXT_DMARC, &found))
		return v->lacking;
	f = mailauth__find_item(v, found.code, a->item, true);
	f->view.owner = found.name;
	f->view.message = mailauth__sentence(v,
	    "there is a DMARC record at %s, where nobody looks for it; at %s the alias to %s belongs",
	    found.name, a->item->owner, target_of(a));
	mailauth__finding_have(v, f, mailauth__show_record(v, found.record));
	mailauth__finding_delete(v, f, found.name, "TXT",
	    mailauth__data_record(v, found.record));
	want_it(v, f, a->item);
	return true;
}

static void
tell_missing(struct alias_match *a)
{
	struct validation *v = a->v;
	struct item *item = a->item;
	struct finding *f;

	item->state = MAILAUTH_STATE_UNMET;
	if (mailauth__misplaced_item(v, item) ||
	    (holds_policy(item) && tell_misplaced_policy(a)))
		return;
	f = mailauth__find_item(v, mailauth__missing_code(item,
	    MAILAUTH_RULE_PROFILE_RECORD_MISSING), item, true);
	f->view.message = mailauth__sentence(v,
	    "there is no alias (CNAME) at %s; it must point to %s", item->owner,
	    target_of(a));
	if (item->requirement->view.level != MAILAUTH_LEVEL_REQUIRED)
		f->view.message = mailauth__sentence(v,
		    "there is no alias (CNAME) at %s; it %s point to %s",
		    item->owner, item->requirement->view.level ==
		    MAILAUTH_LEVEL_OPTIONAL ? "may" : "should", target_of(a));
	want_it(v, f, item);
}

static void
forbid(struct alias_match *a)
{
	struct item *item = a->item;
	struct finding *f;

	item->state = MAILAUTH_STATE_MET;
	if (a->cname->record_count == 0 || (wanted(item, 0) != NULL &&
	    !is_wanted(item, a->cname->records[0].target)))
		return;
	item->state = MAILAUTH_STATE_UNMET;
	f = mailauth__find_item(a->v, MAILAUTH_RULE_PROFILE_RECORD_FORBIDDEN, item, true);
	f->view.message = mailauth__sentence(a->v,
	    "%s must not be an alias to %s", item->owner,
	    a->cname->records[0].target);
	delete_all(a->v, f, a->cname, item->owner);
}

/* An address behind the alias may be of either family. */
static const struct mailauth_answer *
look_data(struct validation *v, const char *name, uint16_t type)
{
	const struct mailauth_answer *answer = mailauth__look(v, name, type), *other;

	if (type != MAILAUTH_TYPE_A || answer == NULL ||
	    !mailauth__answer_certain(answer) || answer->record_count > 0)
		return answer;
	other = mailauth__look(v, name, MAILAUTH_TYPE_AAAA);
	return other != NULL && other->record_count == 0 ? answer : other;
}

void
mailauth__match_cname(struct validation *v, struct item *item)
{
	struct alias_match a = { .v = v, .item = item };
	const struct mailauth_answer *target = NULL;

	a.type = holds_key(item) || holds_policy(item) || item->owner[0] == '_' ?
	    MAILAUTH_TYPE_TXT : MAILAUTH_TYPE_A;
	a.cname = mailauth__look(v, item->owner, MAILAUTH_TYPE_CNAME);
	a.data = look_data(v, item->owner, a.type);
	if (a.cname == NULL || a.data == NULL)
		return;
	if (!mailauth__answer_certain(a.cname)) {
		item->state = MAILAUTH_STATE_UNKNOWN;
		return;
	}
	if (mailauth__item_forbidden(item)) {
		forbid(&a);
		return;
	}
	if (comes_through(&a)) {
		if (data_beside(&a)) {
			tell_other_data(&a);
			return;
		}
		item->state = MAILAUTH_STATE_MET;
		check_behind(&a);
		return;
	}
	if (a.cname->record_count > 0) {
		tell_other_alias(&a);
		return;
	}
	if (!mailauth__answer_certain(a.data)) {
		item->state = MAILAUTH_STATE_UNKNOWN;
		return;
	}
	if (a.data->record_count == 0) {
		tell_missing(&a);
		return;
	}
	if (wanted(item, 0) != NULL && !wanted(item, 0)->wild) {
		target = look_data(v, target_of(&a), a.type);
		if (target == NULL)
			return;
	}
	if (target != NULL && same_data(a.data, target))
		tell_flattened(&a);
	else
		tell_other_data(&a);
}
