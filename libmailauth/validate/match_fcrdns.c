/* SPDX-License-Identifier: BSD-2-Clause */
/* Requirements of forward-confirmed reverse DNS: every address of a host, or one
 * address, has a PTR record whose name has that address again. */
#include <string.h>

#include "dns/name.h"
#include "validate/match.h"

/* Is one of the address's names wanted (or is none in particular)? */
static bool
wanted_name(const struct item *item, const struct host_address *address)
{
	size_t i, k;

	if (item->want_count + item->any_count == 0)
		return true;
	for (i = 0; i < address->name_count && i < LIMIT_HOST_PTR_NAMES; i++) {
		for (k = 0; k < item->want_count; k++) {
			if (mailauth__want_host(&item->wants[k], address->names[i]))
				return true;
		}
		for (k = 0; k < item->any_count; k++) {
			if (mailauth__want_host(&item->anys[k], address->names[i]))
				return true;
		}
	}
	return false;
}

/* The provider's own addresses are the provider's business. */
static struct finding *
tell(struct validation *v, struct item *item, int code)
{
	bool theirs = item->theirs && (item->is_ip ||
	    !mailauth__name_within(item->owner, v->domain));
	struct finding *f = mailauth__find_item(v, theirs ?
	    MAILAUTH_RULE_PROFILE_PROVIDER_SIDE_BROKEN : code, item, !theirs);

	if (theirs)
		mailauth__finding_at_most(f, MAILAUTH_SEVERITY_WARNING);
	else
		item->state = MAILAUTH_STATE_UNMET;
	return f;
}

static void
want_ptr(struct validation *v, struct finding *f, const struct item *item,
    const struct host_address *address)
{
	const struct want *want = item->want_count > 0 ? &item->wants[0] :
	    item->any_count > 0 ? &item->anys[0] : NULL;
	const char *host = want != NULL && !want->wild ? want->host :
	    !item->is_ip ? item->owner : NULL;
	const char *owner;
	size_t i;

	if (host == NULL)
		return;
	mailauth__finding_want(v, f, host);
	/* the reverse zone of the provider's addresses is not the customer's */
	if (f->view.code == MAILAUTH_RULE_PROFILE_PROVIDER_SIDE_BROKEN)
		return;
	/* RFC 2317 section 4: the records may be kept behind an alias */
	owner = address->ptr->link_count > 0 ? address->ptr->canonical : address->reverse;
	for (i = 0; address->confirmed == NULL && i < address->name_count &&
	    i < LIMIT_HOST_PTR_NAMES; i++)
		mailauth__finding_delete(v, f, owner, "PTR",
		    mailauth__data_host(v, address->names[i]));
	mailauth__finding_fix(v, f, owner, "PTR", mailauth__data_host(v, host));
}

static void
check_address(struct validation *v, struct item *item, const struct host_address *address)
{
	struct finding *f;
	size_t i;

	if (address->name_count == 0) {
		if (address->unknown) {
			item->state = MAILAUTH_STATE_UNKNOWN;
			return;
		}
		f = tell(v, item, address->ip.family == 4 ?
		    MAILAUTH_RULE_PTR_MISSING : MAILAUTH_RULE_PTR_V6_MISSING);
		f->view.message = mailauth__sentence(v,
		    "the address %s%s%s has no PTR record", address->text,
		    item->is_ip ? "" : " of ", item->is_ip ? "" : item->owner);
		want_ptr(v, f, item, address);
		return;
	}
	if (address->confirmed == NULL && address->unknown) {
		item->state = MAILAUTH_STATE_UNKNOWN;
		return;
	}
	if (address->confirmed != NULL && wanted_name(item, address))
		return;
	f = tell(v, item, address->confirmed == NULL ?
	    MAILAUTH_RULE_PTR_NOT_FORWARD_CONFIRMED :
	    MAILAUTH_RULE_PROFILE_RECORD_DIFFERS);
	f->view.message = address->confirmed == NULL ? mailauth__sentence(v,
	    "the reverse name %s of %s does not have that address", address->names[0],
	    address->text) : mailauth__sentence(v,
	    "the reverse name of %s is %s, not the prescribed one", address->text,
	    address->names[0]);
	for (i = 0; i < address->name_count && i < LIMIT_HOST_PTR_NAMES; i++)
		mailauth__finding_have(v, f, address->names[i]);
	want_ptr(v, f, item, address);
}

void
mailauth__match_fcrdns(struct validation *v, struct item *item)
{
	const struct host_check *check;
	struct finding *f;
	size_t i;

	check = item->is_ip ? mailauth__host_of(v, &item->ip) :
	    mailauth__host(v, item->owner);
	if (check == NULL)
		return;
	item->state = MAILAUTH_STATE_MET;
	if (check->name != NULL && (!mailauth__answer_certain(check->a) ||
	    !mailauth__answer_certain(check->aaaa)))
		item->state = MAILAUTH_STATE_UNKNOWN;
	else if (check->address_count == 0) {
		f = tell(v, item, MAILAUTH_RULE_PROFILE_RECORD_MISSING);
		f->view.message = mailauth__sentence(v,
		    "%s has no A or AAAA record", item->owner);
	}
	for (i = 0; i < check->address_count; i++) {
		if (check->addresses[i].ptr != NULL)
			check_address(v, item, &check->addresses[i]);
	}
}
