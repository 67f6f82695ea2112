/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of a message before DMARC looks at it: Author Domains, and the
 * results of SPF and DKIM. */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "evaluate/dmarc_message.h"

const char *
mailauth_dkim_result_name(int result)
{
	static const char *const texts[] = {
		"none", "pass", "fail", "policy", "neutral", "temperror", "permerror"
	};

	return result >= 0 && (size_t)result < COUNT_OF(texts) ? texts[result] : NULL;
}

int
mailauth_dkim_result_number(const char *name)
{
	const char *known;
	int result;

	for (result = 0; (known = mailauth_dkim_result_name(result)) != NULL; result++) {
		if (strcmp(known, name) == 0)
			return result;
	}
	return -1;
}

const char *
mailauth__dmarc_domain(struct arena *arena, const char *domain, bool *valid)
{
	struct name name;
	int fault = mailauth__name_parse(domain, strlen(domain), &name);

	*valid = fault == NAME_OK && name.labels > 0;
	return *valid ? mailauth__arena_text(arena, name.text, name.length) :
	    mailauth__arena_text(arena, domain, strlen(domain));
}

int
mailauth_dmarc_message_new(const mailauth_config *cfg, mailauth_dmarc_message **out)
{
	struct mailauth_dmarc_message *msg;
	struct arena *arena;

	*out = NULL;
	arena = mailauth__arena_new(cfg, 1024);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	msg = mailauth__arena_zalloc(arena, sizeof(*msg));
	if (msg == NULL) {
		int rc = mailauth__arena_error(arena);

		mailauth__arena_free(arena);
		return rc;
	}
	msg->arena = arena;
	*out = msg;
	return MAILAUTH_OK;
}

void
mailauth_dmarc_message_free(mailauth_dmarc_message *msg)
{
	if (msg != NULL)
		mailauth__arena_free(msg->arena);
}

int
mailauth_dmarc_message_add_author(mailauth_dmarc_message *msg, const char *domain)
{
	const char *copy, **items;
	size_t i, room;
	bool valid;

	copy = mailauth__dmarc_domain(msg->arena, domain, &valid);
	if (copy == NULL)
		return mailauth__arena_error(msg->arena);
	for (i = 0; i < msg->author_count; i++) {
		if (strcmp(msg->authors[i], copy) == 0)
			return MAILAUTH_OK;
	}
	if (msg->author_count == LIMIT_MESSAGE_AUTHORS)
		return MAILAUTH_ERR_LIMIT;
	if (msg->author_count == msg->author_room) {
		room = msg->author_room != 0 ? msg->author_room * 4 : 4;
		items = mailauth__arena_array(msg->arena, room, sizeof(*items));
		if (items == NULL)
			return mailauth__arena_error(msg->arena);
		if (msg->author_count > 0)
			memcpy(items, msg->authors,
			    msg->author_count * sizeof(*items));
		msg->authors = items;
		msg->author_room = room;
	}
	msg->authors[msg->author_count++] = copy;
	return MAILAUTH_OK;
}

int
mailauth_dmarc_message_add_from(mailauth_dmarc_message *msg, const mailauth_from *from)
{
	size_t i;
	int rc;

	msg->from_fault = mailauth_from_fault(from, NULL);
	for (i = 0; i < mailauth_from_domain_count(from); i++) {
		rc = mailauth_dmarc_message_add_author(msg, mailauth_from_domain(from, i));
		if (rc != 0)
			return rc;
	}
	return MAILAUTH_OK;
}

int
mailauth_dmarc_message_set_spf(mailauth_dmarc_message *msg, int identity, int verdict,
    const char *domain)
{
	bool valid;

	if (mailauth_spf_identity_name(identity) == NULL ||
	    mailauth_spf_verdict_name(verdict) == NULL)
		return MAILAUTH_ERR_INVALID;
	msg->spf_domain = mailauth__dmarc_domain(msg->arena, domain, &valid);
	if (msg->spf_domain == NULL)
		return mailauth__arena_error(msg->arena);
	msg->spf_identity = identity;
	msg->spf_verdict = verdict;
	return MAILAUTH_OK;
}

int
mailauth_dmarc_message_add_dkim(mailauth_dmarc_message *msg, int result,
    const char *domain, const char *selector)
{
	struct dmarc_result_of_dkim *items, *item;
	size_t room;
	bool valid;

	if (mailauth_dkim_result_name(result) == NULL)
		return MAILAUTH_ERR_INVALID;
	if (msg->dkim_count == LIMIT_MESSAGE_DKIM)
		return MAILAUTH_ERR_LIMIT;
	if (msg->dkim_count == msg->dkim_room) {
		room = msg->dkim_room != 0 ? msg->dkim_room * 2 : 4;
		items = mailauth__arena_grow(msg->arena, msg->dkim, msg->dkim_count,
		    room, sizeof(*items));
		if (items == NULL)
			return mailauth__arena_error(msg->arena);
		msg->dkim = items;
		msg->dkim_room = room;
	}
	item = &msg->dkim[msg->dkim_count];
	*item = (struct dmarc_result_of_dkim){ .result = result };
	item->domain = mailauth__dmarc_domain(msg->arena, domain, &valid);
	if (selector != NULL)
		item->selector = mailauth__arena_text(msg->arena, selector,
		    strlen(selector));
	if (item->domain == NULL || (selector != NULL && item->selector == NULL))
		return mailauth__arena_error(msg->arena);
	msg->dkim_count++;
	return MAILAUTH_OK;
}
