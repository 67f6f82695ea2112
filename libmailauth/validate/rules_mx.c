/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about the set of MX records: RFC 5321 section 5.1, RFC 7505. */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "validate/rules.h"

static void
replace_all(struct validation *v, struct finding *f, const struct mailauth_answer *mx)
{
	size_t i;

	for (i = 0; i < mx->record_count; i++)
		mailauth__finding_have(v, f, mailauth__show_record(v, &mx->records[i]));
}

/* No MX record at all. */
static void
check_none(struct validation *v)
{
	const struct mailauth_answer *a = mailauth__look(v, v->domain, MAILAUTH_TYPE_A);
	const struct mailauth_answer *aaaa = mailauth__look(v, v->domain, MAILAUTH_TYPE_AAAA);
	struct finding *f;
	bool implicit;

	if (a == NULL || aaaa == NULL || mailauth__covered(v, v->domain, MAILAUTH_TYPE_MX))
		return;
	implicit = a->record_count > 0 || aaaa->record_count > 0;
	if (!implicit && (!mailauth__answer_certain(a) || !mailauth__answer_certain(aaaa)))
		return;
	f = mailauth__find(v, implicit ? MAILAUTH_RULE_MX_IMPLICIT :
	    MAILAUTH_RULE_MX_MISSING, v->domain, "MX");
	f->view.message = mailauth__sentence(v, implicit ?
	    "%s has no MX record: mail goes to the host of its A or AAAA record" :
	    "%s has neither an MX record nor an address: it cannot receive mail",
	    v->domain);
	/* who has a provider means to receive mail */
	if (!implicit && v->profile == NULL)
		mailauth__finding_fix(v, f, v->domain, "MX", mailauth__data_mx(v, 0, "."));
	else if (implicit && a->link_count == 0)
		mailauth__finding_fix(v, f, v->domain, "MX",
		    mailauth__data_mx(v, 10, v->domain));
}

/* "MX 0 .": the domain takes no mail. */
static void
check_null(struct validation *v, const struct mailauth_answer *mx)
{
	struct finding *f;
	size_t i, nulls = 0;

	for (i = 0; i < mx->record_count; i++)
		nulls += strcmp(mx->records[i].target, ".") == 0;
	if (nulls == 0)
		return;
	if (mx->record_count > nulls) {
		f = mailauth__find(v, MAILAUTH_RULE_MX_NULL_WITH_OTHER, v->domain, "MX");
		f->view.message = mailauth__sentence(v,
		    "%s says \"no mail\" (a Null MX) and names mail hosts as well", v->domain);
		replace_all(v, f, mx);
		for (i = 0; i < mx->record_count; i++) {
			if (strcmp(mx->records[i].target, ".") == 0)
				mailauth__delete_record(v, f, &mx->records[i]);
		}
		return;
	}
	f = mailauth__find(v, MAILAUTH_RULE_MX_NULL, v->domain, "MX");
	f->view.message = mailauth__sentence(v,
	    "%s takes no mail (Null MX)", v->domain);
	if (mx->records[0].preference == 0)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_MX_NULL_NONZERO_PREF, v->domain, "MX");
	f->view.message = mailauth__sentence(v,
	    "the Null MX of %s has the preference %u; it should be 0", v->domain,
	    mx->records[0].preference);
	mailauth__delete_record(v, f, &mx->records[0]);
	mailauth__finding_fix(v, f, v->domain, "MX", mailauth__data_mx(v, 0, "."));
}

static void
check_duplicates(struct validation *v, const struct mailauth_answer *mx)
{
	struct finding *f;
	size_t i, k;

	for (i = 0; i < mx->record_count; i++) {
		for (k = 0; k < i; k++) {
			if (strcmp(mx->records[i].target, mx->records[k].target) == 0)
				break;
		}
		if (k == i)
			continue;
		f = mailauth__find(v, MAILAUTH_RULE_MX_DUPLICATE_HOST, v->domain, "MX");
		f->view.message = mailauth__sentence(v,
		    "%s stands in several MX records of %s", mx->records[i].target, v->domain);
		mailauth__finding_have(v, f, mailauth__show_record(v, &mx->records[k]));
		mailauth__finding_have(v, f, mailauth__show_record(v, &mx->records[i]));
		mailauth__delete_record(v, f,
		    mx->records[i].preference >= mx->records[k].preference ?
		    &mx->records[i] : &mx->records[k]);
	}
	if (mx->record_count == 1 && !mailauth__null_mx(mx)) {
		f = mailauth__find(v, MAILAUTH_RULE_MX_SINGLE, v->domain, "MX");
		f->view.message = mailauth__sentence(v,
		    "%s has a single MX host, %s", v->domain, mx->records[0].target);
	}
}

/* A host that the caller has not named. */
static void
check_approved(struct validation *v, const struct mailauth_answer *mx)
{
	struct finding *f;
	size_t i, k;

	for (i = 0; v->approved_count > 0 && i < mx->record_count; i++) {
		for (k = 0; k < v->approved_count; k++) {
			if (strcmp(v->approved[k], mx->records[i].target) == 0)
				break;
		}
		if (k < v->approved_count)
			continue;
		f = mailauth__find(v, MAILAUTH_RULE_MX_UNAPPROVED_HOST, v->domain, "MX");
		f->view.message = mailauth__sentence(v,
		    "%s is an MX of %s, but not among the hosts that may be",
		    mx->records[i].target, v->domain);
		mailauth__delete_record(v, f, &mx->records[i]);
	}
}

/* What an unmatched MX is beside a prescribed one; `only` has told it already. */
static void
check_leftover(struct validation *v, const struct mailauth_answer *mx,
    const struct requirement *r)
{
	const struct item *item = &r->items[0];
	struct finding *f = NULL;
	bool found = false;
	size_t i, k, n = item->want_count + item->any_count;

	for (i = 0; i < mx->record_count && !found; i++) {
		for (k = 0; k < n; k++)
			found |= mailauth__want_host(k < item->want_count ?
			    &item->wants[k] : &item->anys[k - item->want_count],
			    mx->records[i].target);
	}
	for (i = 0; found && i < mx->record_count; i++) {
		const char *target = mx->records[i].target;
		size_t q, s;
		bool wanted = false;

		/* another requirement may want it: a backup */
		for (q = 0; q < v->requirement_count; q++) {
			if (v->requirements[q].section->type != REQUIRE_MX ||
			    v->requirements[q].item_count == 0)
				continue;
			item = &v->requirements[q].items[0];
			for (s = 0; s < item->want_count; s++)
				wanted |= mailauth__want_host(&item->wants[s], target);
			for (s = 0; s < item->any_count; s++)
				wanted |= mailauth__want_host(&item->anys[s], target);
			for (s = 0; s < item->migration_count; s++)
				wanted |= mailauth__want_host(&item->migrations[s], target);
		}
		if (wanted)
			continue;
		if (f == NULL) {
			f = mailauth__find(v, MAILAUTH_RULE_MX_FOREIGN_LEFTOVER,
			    v->domain, "MX");
			f->view.message = mailauth__sentence(v,
			    "%s still has the MX record %s, which is not one of the provider's",
			    v->domain, mailauth__show_record(v, &mx->records[i]));
		}
		mailauth__finding_have(v, f, mailauth__show_record(v, &mx->records[i]));
		mailauth__delete_record(v, f, &mx->records[i]);
	}
}

/* The first record whose host the item wants; NULL. */
static const struct mailauth_record *
record_of(const struct mailauth_answer *mx, const struct item *item)
{
	size_t i, k;

	for (i = 0; i < mx->record_count; i++) {
		for (k = 0; k < item->want_count; k++) {
			if (mailauth__want_host(&item->wants[k], mx->records[i].target))
				return &mx->records[i];
		}
	}
	return NULL;
}

/* Of two MX requirements the first names the primary. */
static void
check_backup(struct validation *v, const struct mailauth_answer *mx)
{
	const struct mailauth_record *primary = NULL;
	size_t i;

	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];
		const struct mailauth_record *record;
		struct finding *f;

		if (r->section->type != REQUIRE_MX || r->item_count == 0 ||
		    r->view.level == MAILAUTH_LEVEL_FORBIDDEN ||
		    strcmp(r->items[0].owner, v->domain) != 0)
			continue;
		record = record_of(mx, &r->items[0]);
		if (record == NULL)
			continue;
		if (primary == NULL) {
			primary = record;
			continue;
		}
		if (record->preference >= primary->preference)
			continue;
		f = mailauth__find(v, MAILAUTH_RULE_MX_BACKUP_PREFERRED, v->domain, "MX");
		f->view.message = mailauth__sentence(v,
		    "the backup %s (%u) is tried before %s (%u): the lower number comes first",
		    record->target, record->preference, primary->target,
		    primary->preference);
		mailauth__finding_have(v, f, mailauth__show_record(v, primary));
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
		mailauth__delete_record(v, f, primary);
		mailauth__delete_record(v, f, record);
		mailauth__finding_fix(v, f, v->domain, "MX", mailauth__data_mx(v,
		    record->preference, primary->target));
		mailauth__finding_fix(v, f, v->domain, "MX", mailauth__data_mx(v,
		    primary->preference, record->target));
	}
}

void
mailauth__rule_mx(struct validation *v, void *arg)
{
	const struct mailauth_answer *mx = mailauth__mx(v);
	size_t i;

	(void)arg;
	if (mx == NULL)
		return;
	if (mx->record_count == 0) {
		check_none(v);
		return;
	}
	check_null(v, mx);
	check_duplicates(v, mx);
	check_approved(v, mx);
	check_backup(v, mx);
	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];

		if (r->section->type == REQUIRE_MX && !r->section->only &&
		    r->view.level != MAILAUTH_LEVEL_FORBIDDEN &&
		    r->view.level != MAILAUTH_LEVEL_OPTIONAL &&
		    r->item_count > 0 && strcmp(r->items[0].owner, v->domain) == 0 &&
		    r->items[0].want_count + r->items[0].any_count > 0)
			check_leftover(v, mx, r);
	}
}
