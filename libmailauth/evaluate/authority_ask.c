/* SPDX-License-Identifier: BSD-2-Clause */
/* What one name server says to a question, also where an alias leads out of what
 * it knows. */
#include <string.h>

#include "evaluate/authority.h"

#define ALIASES_MOST 16 /* followed from server to resolver */

/* An answer that was put together. */
struct authority_value {
	const char *name;
	size_t server;
	uint16_t type;
	struct mailauth_answer *answer; /* one hold is ours */
	struct authority_value *next;
};

/* The end of a chain: aliases of the server, then an answer. */
struct chain {
	const struct mailauth_record *aliases[ALIASES_MOST];
	size_t count;
	const struct mailauth_answer *end;
};

/* Follows the server's aliases.  False: answers lack. */
static bool
follow(struct authority *a, const char *address, const char *name, uint16_t type,
    struct chain *chain)
{
	const struct mailauth_answer *alias;

	for (;;) {
		if (!mailauth__authority_holds(a, name)) {
			chain->end = mailauth__ask(a->questions, name, type, ASK_NEEDED);
			return chain->end != NULL;
		}
		chain->end = mailauth__ask_at(a->questions, name, type, address);
		if (chain->end == NULL)
			return false;
		if (mailauth__answer_certain(chain->end) || type == MAILAUTH_TYPE_CNAME)
			return true;
		alias = mailauth__ask_at(a->questions, name, MAILAUTH_TYPE_CNAME,
		    address);
		if (alias == NULL)
			return false;
		if (alias->record_count != 1 || alias->link_count > 0)
			return true;
		if (chain->count == ALIASES_MOST) {
			chain->end = mailauth__answer_static(MAILAUTH_DNS_FAILED);
			return true;
		}
		chain->aliases[chain->count++] = &alias->records[0];
		name = alias->records[0].target;
	}
}

static int
add_link(struct mailauth_answer *ans, const char *owner, const char *target,
    uint32_t ttl)
{
	owner = mailauth__arena_text(ans->arena, owner, strlen(owner));
	target = mailauth__arena_text(ans->arena, target, strlen(target));
	if (owner == NULL || target == NULL)
		return MAILAUTH_ERR_NOMEM;
	return mailauth__chain_add(ans, owner, target, ttl, 0);
}

/* The chain as one answer.  0, MAILAUTH_ERR_NOMEM. */
static int
put_together(const struct chain *chain, struct mailauth_answer *ans)
{
	const struct mailauth_answer *end = chain->end;
	int rc = 0;
	size_t i;

	for (i = 0; i < chain->count && rc == 0; i++)
		rc = add_link(ans, chain->aliases[i]->owner,
		    chain->aliases[i]->target, chain->aliases[i]->ttl);
	for (i = 0; i < end->link_count && rc == 0; i++)
		rc = add_link(ans, end->links[i].owner, end->links[i].target,
		    end->links[i].ttl);
	for (i = 0; i < end->record_count && rc == 0; i++) {
		const struct mailauth_record *record = &end->records[i];

		rc = mailauth__answer_add(ans, record->owner, record->type,
		    record->ttl, record->rdata, record->rdata_length);
	}
	if (rc == 0 && !mailauth__answer_certain(end))
		mailauth__answer_fail(ans, end->status);
	else if (rc == 0 && end->status != MAILAUTH_DNS_OK)
		ans->status = end->status;
	if (rc == MAILAUTH_ERR_NOMEM)
		return rc;
	if (rc != 0 || ans->status == MAILAUTH_DNS_FAILED) /* too long, a circle */
		mailauth__answer_fail(ans, MAILAUTH_DNS_FAILED);
	return 0;
}

static const struct mailauth_answer *
compose(struct authority *a, size_t i, const char *name, uint16_t type,
    const struct chain *chain)
{
	struct questions *q = a->questions;
	struct authority_value *value;

	for (value = a->values; value != NULL; value = value->next) {
		if (value->server == i && value->type == type &&
		    strcmp(value->name, name) == 0)
			return value->answer;
	}
	value = mailauth__arena_zalloc(q->arena, sizeof(*value));
	if (value == NULL) {
		q->error = mailauth__arena_error(q->arena);
		return NULL;
	}
	value->server = i;
	value->type = type;
	if (mailauth__answer_make(q->config, name, type, chain->end->record_count,
	    64 * (chain->count + 1), &value->answer) != 0) {
		q->error = MAILAUTH_ERR_NOMEM;
		return NULL;
	}
	value->name = value->answer->name;
	value->next = a->values;
	a->values = value;
	if (put_together(chain, value->answer) != 0) {
		q->error = MAILAUTH_ERR_NOMEM;
		return NULL;
	}
	return value->answer;
}

const struct mailauth_answer *
mailauth__authority_ask(struct authority *a, size_t i, const char *name, uint16_t type)
{
	struct chain chain = { .count = 0 };

	if (!follow(a, a->servers[i].address, name, type, &chain))
		return NULL;
	return chain.count == 0 ? chain.end : compose(a, i, name, type, &chain);
}

/* ---- comparing ------------------------------------------------------------- */

static bool
has_record(const struct mailauth_answer *ans, const struct mailauth_record *record,
    size_t first)
{
	size_t i, n = ans->record_count;

	/* mostly in the same order */
	for (i = 0; i < n; i++) {
		const struct mailauth_record *other = &ans->records[(first + i) % n];

		if (other->rdata_length == record->rdata_length &&
		    memcmp(other->rdata, record->rdata, record->rdata_length) == 0)
			return true;
		if (i == LIMIT_AUTHORITY_RECORDS)
			break;
	}
	return false;
}

bool
mailauth__authority_same(const struct mailauth_answer *a, const struct mailauth_answer *b)
{
	size_t i;

	if (a->link_count != b->link_count || a->record_count != b->record_count)
		return false;
	for (i = 0; i < a->link_count; i++) {
		if (strcmp(a->links[i].target, b->links[i].target) != 0)
			return false;
	}
	for (i = 0; i < a->record_count; i++) {
		if (!has_record(b, &a->records[i], i))
			return false;
	}
	return true;
}

void
mailauth__authority_release(struct authority *a)
{
	struct authority_value *value;

	for (value = a->values; value != NULL; value = value->next)
		mailauth__answer_release(value->answer);
	a->values = NULL;
}
