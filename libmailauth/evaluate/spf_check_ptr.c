/* SPDX-License-Identifier: BSD-2-Clause */
/* The validated names of the client (RFC 7208 section 5.5), for "ptr" and for
 * %{p}.  What it finds is a function of the answers alone, so it keeps no state
 * and is run again when one arrives. */
#include <string.h>

#include "evaluate/spf_check.h"

int
mailauth__spf_check_ptr(struct spf_check *c, const struct mailauth_answer **ans)
{
	char name[IP_REVERSE_TEXT];
	int rc;

	mailauth__ip_reverse(&c->client, name);
	rc = mailauth__spf_check_ask(c, name, MAILAUTH_TYPE_PTR, ans);
	if (rc != SPF_GO || mailauth__answer_certain(*ans))
		return rc;
	/* Section 4.6.4: the time limit is a temperror, whatever was asked
	 * last; any other failure is "no match" (section 5.5). */
	if (c->questions->expired && c->stage == SPF_STAGE_TERMS &&
	    (*ans)->status == MAILAUTH_DNS_TIMEOUT)
		return mailauth__spf_check_temperror(c, *ans);
	*ans = NULL;
	return SPF_GO;
}

/* Does the name's address agree with the client?  Failures are "no". */
static int
validate(struct spf_check *c, const char *name, bool *valid)
{
	const struct mailauth_answer *ans;
	int rc;

	*valid = false;
	rc = mailauth__spf_check_ask(c, name,
	    mailauth__spf_check_address_type(c), &ans);
	if (rc != SPF_GO)
		return rc;
	if (c->questions->expired && c->stage == SPF_STAGE_TERMS &&
	    ans->status == MAILAUTH_DNS_TIMEOUT)
		return mailauth__spf_check_temperror(c, ans);
	*valid = mailauth__answer_certain(ans) &&
	    mailauth__spf_check_address(c, ans, c->client.family == 4 ? 32 : 128);
	return SPF_GO;
}

/* Section 4.6.4: names beyond the limit are ignored. */
static size_t
name_count(const struct spf_check *c, const struct mailauth_answer *ptr)
{
	if (ptr == NULL || ptr->status != MAILAUTH_DNS_OK)
		return 0;
	return ptr->record_count < c->max_ptr ? ptr->record_count : c->max_ptr;
}

int
mailauth__spf_check_ptr_within(struct spf_check *c, const char *target, bool *found)
{
	const struct mailauth_answer *ptr;
	size_t i;
	int rc;

	*found = false;
	rc = mailauth__spf_check_ptr(c, &ptr);
	if (rc != SPF_GO)
		return rc;
	for (i = 0; i < name_count(c, ptr) && !*found; i++) {
		/* A name elsewhere cannot match, validated or not.  Erratum
		 * 4751: it is the name that is under the target. */
		if (!mailauth__name_within(ptr->records[i].target, target))
			continue;
		rc = validate(c, ptr->records[i].target, found);
		if (rc != SPF_GO)
			return rc;
	}
	return SPF_GO;
}

/* Section 7.3: the domain itself first, then a name under it, then any. */
static int
closeness(const char *name, const char *domain)
{
	if (mailauth__name_same(name, domain))
		return 0;
	return mailauth__name_within(name, domain) ? 1 : 2;
}

int
mailauth__spf_check_ptr_name(struct spf_check *c, const char *domain)
{
	const struct mailauth_answer *ptr;
	int rank, rc;
	size_t i;

	c->macro.validated = NULL;
	c->macro.validated_length = 0;
	rc = mailauth__spf_check_ptr(c, &ptr);
	if (rc != SPF_GO)
		return rc;
	for (rank = 0; rank <= 2; rank++) {
		for (i = 0; i < name_count(c, ptr); i++) {
			const char *name = ptr->records[i].target;
			bool valid;

			if (closeness(name, domain) != rank)
				continue;
			rc = validate(c, name, &valid);
			if (rc != SPF_GO)
				return rc;
			if (!valid)
				continue;
			c->macro.validated = name;
			c->macro.validated_length = strlen(name);
			return SPF_GO;
		}
	}
	return SPF_GO;
}
