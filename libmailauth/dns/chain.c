/* SPDX-License-Identifier: BSD-2-Clause */
/* The chain of aliases of an answer: RFC 1034 section 3.6.2, RFC 6672.
 *
 * Aliases come in any order.  Each is kept; whenever one is added the chain
 * goes on from its end as far as the known ones lead.  All are few
 * (LIMIT_ANSWER_LINKS), so plain searches do. */
#include <string.h>

#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"

int
mailauth__answer_follows(uint16_t asked, uint16_t type)
{
	return (type == MAILAUTH_TYPE_CNAME || type == MAILAUTH_TYPE_DNAME) &&
	    asked != type && asked != RRTYPE_ANY;
}

/* Does the chain already lead through the name? */
static bool
visited(const struct mailauth_answer *ans, const char *name)
{
	size_t i;

	for (i = 0; i < ans->link_count; i++)
		if (mailauth__name_same(ans->links[i].owner, name))
			return true;
	return false;
}

/* Is the name below the owner of a DNAME?  Itself does not count. */
static bool
redirects(const struct alias *alias, const char *name)
{
	return alias->dname && !mailauth__name_same(name, alias->owner) &&
	    mailauth__name_within(name, alias->owner);
}

/* Length of what stands before the owner of a DNAME in a name below it,
 * without the dot between. */
static size_t
prefix_length(const struct alias *alias, const char *name)
{
	if (strcmp(alias->owner, ".") == 0)
		return strlen(name);
	return strlen(name) - strlen(alias->owner) - 1;
}

/* The target that a DNAME gives a name below its owner (RFC 6672 section 2.2).
 * NULL: no memory, or too long with *fault. */
static char *
substitute(struct mailauth_answer *ans, const struct alias *alias, const char *name, int *fault)
{
	char prefix[LIMIT_NAME_ESCAPED];
	size_t len = prefix_length(alias, name);

	memcpy(prefix, name, len);
	prefix[len] = '\0';
	return mailauth__name_join(ans->arena, prefix, alias->target, fault);
}

/* Is `target` what the DNAME makes of `name`? */
static bool
is_substitute(const struct alias *alias, const char *name, const char *target)
{
	size_t len = prefix_length(alias, name);

	if (strncmp(target, name, len) != 0)
		return false;
	if (strcmp(alias->target, ".") == 0)
		return target[len] == '\0';
	return target[len] == '.' &&
	    mailauth__name_same(target + len + 1, alias->target);
}

/* A CNAME link that a DNAME record of the answer explains was made from it. */
static void
mark_synthesised(struct mailauth_link *link, const struct alias *alias)
{
	if (!link->dname && redirects(alias, link->owner) &&
	    is_substitute(alias, link->owner, link->target))
		link->dname = 1;
}

static int
add_link(struct mailauth_answer *ans, const char *target, uint32_t ttl, int dname)
{
	struct mailauth_link *links, *link;
	size_t room, i;

	if (ans->link_count == LIMIT_ANSWER_LINKS)
		return MAILAUTH_ERR_LIMIT;
	if (ans->link_count == ans->link_room) {
		room = ans->link_room == 0 ? 4 : ans->link_room * 2;
		links = mailauth__arena_grow(ans->arena, ans->links,
		    ans->link_count, room, sizeof(*links));
		if (links == NULL)
			return mailauth__arena_error(ans->arena);
		ans->links = links;
		ans->link_room = room;
	}
	link = &ans->links[ans->link_count++];
	*link = (struct mailauth_link){
		.owner = ans->canonical, .target = target,
		.ttl = ttl, .dname = dname
	};
	for (i = 0; i < ans->alias_count; i++)
		mark_synthesised(link, &ans->aliases[i]);
	ans->canonical = target;
	mailauth__answer_note_ttl(ans, ttl);
	if (visited(ans, target))
		ans->status = MAILAUTH_DNS_FAILED;
	return MAILAUTH_OK;
}

/* The alias that leads on from the end of the chain; a CNAME before a DNAME. */
static const struct alias *
next_alias(const struct mailauth_answer *ans)
{
	const struct alias *found = NULL;
	size_t i;

	for (i = 0; i < ans->alias_count; i++) {
		const struct alias *alias = &ans->aliases[i];

		if (!alias->dname && mailauth__name_same(alias->owner, ans->canonical))
			return alias;
		if (found == NULL && redirects(alias, ans->canonical))
			found = alias;
	}
	return found;
}

/* Follows the aliases known so far from the end of the chain. */
static int
extend(struct mailauth_answer *ans)
{
	const struct alias *alias;
	const char *target;
	int rc = MAILAUTH_OK, fault;

	while (rc == MAILAUTH_OK && !visited(ans, ans->canonical) &&
	    (alias = next_alias(ans)) != NULL) {
		target = alias->target;
		if (alias->dname) {
			target = substitute(ans, alias, ans->canonical, &fault);
			if (target == NULL && fault == NAME_OK)
				return mailauth__arena_error(ans->arena);
		}
		if (target == NULL) {
			/* YXDOMAIN, RFC 6672 section 2.2 */
			ans->status = MAILAUTH_DNS_FAILED;
			return MAILAUTH_OK;
		}
		rc = add_link(ans, target, alias->ttl, alias->dname);
	}
	return rc;
}

int
mailauth__chain_add(struct mailauth_answer *ans, const char *owner, const char *target,
    uint32_t ttl, int dname)
{
	struct alias *aliases, *alias;
	size_t room, i;

	if (ans->alias_count == LIMIT_ANSWER_LINKS)
		return MAILAUTH_ERR_LIMIT;
	if (ans->alias_count == ans->alias_room) {
		room = ans->alias_room == 0 ? 4 : ans->alias_room * 2;
		aliases = mailauth__arena_grow(ans->arena, ans->aliases,
		    ans->alias_count, room, sizeof(*aliases));
		if (aliases == NULL)
			return mailauth__arena_error(ans->arena);
		ans->aliases = aliases;
		ans->alias_room = room;
	}
	alias = &ans->aliases[ans->alias_count++];
	*alias = (struct alias){ owner, target, ttl, dname };
	for (i = 0; dname && i < ans->link_count; i++)
		mark_synthesised(&ans->links[i], alias);
	return extend(ans);
}
