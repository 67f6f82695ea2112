/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about reverse names of the domain's own mail hosts: RFC 1912 section
 * 2.1, RFC 5321 section 4.1.4. */
#include <string.h>

#include "base/limits.h"
#include "dns/name.h"
#include "validate/rules.h"

/* A host whose reverse name is the customer's business: in the domain itself, or
 * given by the caller. */
static bool
is_own(const struct validation *v, const char *host)
{
	return mailauth__ours(v, host) ||
	    (v->helo != NULL && strcmp(v->helo, host) == 0);
}

/* Where the PTR records of an address are kept: RFC 2317 section 4 puts them
 * behind an alias. */
static const char *
ptr_owner(const struct host_address *address)
{
	return address->ptr->link_count > 0 ? address->ptr->canonical : address->reverse;
}

static void
check_missing(struct validation *v, const struct host_check *check,
    const struct host_address *address)
{
	struct finding *f = mailauth__find(v, address->ip.family == 6 ?
	    MAILAUTH_RULE_PTR_V6_MISSING : MAILAUTH_RULE_PTR_MISSING,
	    address->reverse, "PTR");

	f->view.message = mailauth__sentence(v,
	    "the address %s of %s has no PTR record; many receivers refuse mail from it",
	    address->text, check->name);
	mailauth__finding_want(v, f, check->name);
	mailauth__finding_fix(v, f, ptr_owner(address), "PTR",
	    mailauth__data_host(v, check->name));
}

static void
check_address(struct validation *v, const struct host_check *check,
    const struct host_address *address)
{
	struct finding *f;

	if (address->ptr == NULL)
		return;
	if (address->name_count == 0) {
		if (!address->unknown)
			check_missing(v, check, address);
		return;
	}
	if (address->confirmed == NULL && !address->unknown) {
		f = mailauth__find(v, MAILAUTH_RULE_PTR_NOT_FORWARD_CONFIRMED,
		    address->reverse, "PTR");
		f->view.message = mailauth__sentence(v,
		    "the reverse name %s of %s (%s) does not have that address",
		    address->names[0], address->text, check->name);
		mailauth__finding_have(v, f, address->names[0]);
		mailauth__finding_want(v, f, check->name);
		mailauth__finding_delete(v, f, ptr_owner(address), "PTR",
		    mailauth__data_host(v, address->names[0]));
		mailauth__finding_fix(v, f, ptr_owner(address), "PTR",
		    mailauth__data_host(v, check->name));
	}
	if (address->name_count > 1) {
		f = mailauth__find(v, MAILAUTH_RULE_PTR_MULTIPLE, address->reverse, "PTR");
		f->view.message = mailauth__sentence(v,
		    "the address %s of %s has %u PTR records", address->text,
		    check->name, (unsigned)address->name_count);
	}
	if (address->generic) {
		f = mailauth__find(v, MAILAUTH_RULE_PTR_GENERIC, address->reverse, "PTR");
		f->view.message = mailauth__sentence(v,
		    "the reverse name %s of %s is one that providers give by default",
		    address->names[0], address->text);
		mailauth__finding_have(v, f, address->names[0]);
	}
	if (address->ptr->link_count > 0) {
		f = mailauth__find(v, MAILAUTH_RULE_PTR_CNAME_DELEGATION,
		    address->reverse, "PTR");
		f->view.message = mailauth__sentence(v,
		    "the reverse name of %s comes through an alias (classless delegation)",
		    address->text);
	}
}

void
mailauth__rule_ptr(struct validation *v, void *arg)
{
	const struct mailauth_answer *mx = mailauth__mx(v);
	size_t i, k;

	(void)arg;
	for (i = 0; mx != NULL && i < mx->record_count && i < LIMIT_MX_HOSTS; i++) {
		const char *target = mx->records[i].target;
		const struct host_check *check;

		if (strcmp(target, ".") == 0 || !is_own(v, target))
			continue;
		check = mailauth__host(v, target);
		for (k = 0; check != NULL && k < check->address_count; k++)
			check_address(v, check, &check->addresses[k]);
	}
}

/* The name the server says in HELO, against its addresses' reverse names. */
void
mailauth__rule_helo(struct validation *v, void *arg)
{
	const struct host_check *check;
	struct finding *f;
	size_t i, k;

	(void)arg;
	if (v->helo == NULL)
		return;
	check = mailauth__host(v, v->helo);
	if (check == NULL)
		return;
	if (check->address_count == 0) {
		if (!mailauth__answer_certain(check->a) ||
		    !mailauth__answer_certain(check->aaaa))
			return;
		f = mailauth__find(v, MAILAUTH_RULE_PTR_HELO_NO_ADDRESS, v->helo, "A");
		f->view.message = mailauth__sentence(v,
		    "the HELO name %s has no A or AAAA record", v->helo);
		return;
	}
	for (i = 0; i < check->address_count; i++) {
		const struct host_address *address = &check->addresses[i];

		if (address->ptr == NULL || address->name_count == 0)
			continue;
		for (k = 0; k < address->name_count && k < LIMIT_HOST_PTR_NAMES; k++) {
			if (strcmp(address->names[k], v->helo) == 0)
				break;
		}
		if (k < address->name_count && k < LIMIT_HOST_PTR_NAMES)
			continue;
		f = mailauth__find(v, MAILAUTH_RULE_PTR_HELO_MISMATCH, address->reverse, "PTR");
		f->view.message = mailauth__sentence(v,
		    "the server calls itself %s, but the reverse name of its address %s is %s",
		    v->helo, address->text, address->names[0]);
		mailauth__finding_have(v, f, address->names[0]);
		mailauth__finding_want(v, f, v->helo);
		mailauth__finding_delete(v, f, ptr_owner(address), "PTR",
		    mailauth__data_host(v, address->names[0]));
		mailauth__finding_fix(v, f, ptr_owner(address), "PTR",
		    mailauth__data_host(v, v->helo));
	}
}
