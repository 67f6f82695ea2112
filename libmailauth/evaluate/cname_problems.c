/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a chain of aliases, told in sentences with its names. */
#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "base/ip.h"
#include "dns/name.h"
#include "evaluate/cname_walk.h"

/* Advice, for no RFC sets a number: resolvers give up after 8 to 16 links. */
#define LINKS_FINE 3

/* An alias that is kept for long, leading to what is kept for a short time. */
#define TTL_LONG 3600
#define TTL_RATIO 12

#define MESSAGE_MAX 2048

/* A name that nobody has: what is said of it tells which zone it would lie in. */
#define NOBODY "_no-such-name"

/* What no name with a CNAME record may have (RFC 1034 section 3.6.2), as far as
 * mail asks for it. */
static const uint16_t beside[] = {
	MAILAUTH_TYPE_TXT, MAILAUTH_TYPE_MX, MAILAUTH_TYPE_A, MAILAUTH_TYPE_AAAA,
	MAILAUTH_TYPE_NS, MAILAUTH_TYPE_SOA,
};

/* ---- sentences ------------------------------------------------------------- */

static void
sentence(struct cname_walk *walk, struct buffer *buf)
{
	mailauth__buffer_init(buf, walk->arena, MESSAGE_MAX);
}

static void
say(struct cname_walk *walk, struct buffer *buf, int code, int severity)
{
	const char *text = mailauth__buffer_text(buf);

	if (text == NULL && !buf->full)
		walk->problems.error = buf->error;
	else if (text == NULL) /* longer than a sentence may be */
		mailauth__problem(&walk->problems, code, 0, 0);
	else if (severity == 0)
		mailauth__problem_say(&walk->problems, code, 0, 0, text);
	else
		mailauth__problem_full(&walk->problems, code, severity, 0, 0, text, NULL);
}

/* A sentence of up to four parts; "" for those that are not needed. */
static void
say_parts(struct cname_walk *walk, int code, const char *a, const char *b,
    const char *c, const char *d)
{
	struct buffer buf;

	sentence(walk, &buf);
	mailauth__buffer_text_add(&buf, a);
	mailauth__buffer_text_add(&buf, b);
	mailauth__buffer_text_add(&buf, c);
	mailauth__buffer_text_add(&buf, d);
	say(walk, &buf, code, 0);
}

/* ---- the last target ------------------------------------------------------- */

/* Is the name an address, perhaps with a zone's name behind it?  The dots of an
 * IPv4 address are those of labels; an IPv6 address is a label by itself. */
static bool
is_address(const char *name)
{
	struct ip ip;
	size_t len = strlen(name), dots = 0, i;

	if (mailauth__ip_parse(name, len, &ip))
		return true;
	for (i = 0; i < len; i++)
		if (name[i] == '.' && ++dots == 4)
			break;
	if (dots == 4 && mailauth__ip4_parse(name, i, &ip))
		return true;
	i = strcspn(name, ".");
	return mailauth__ip6_parse(name, i, &ip);
}

static bool
is_url(const char *name)
{
	/* RFC 2317 section 4 puts "/" into names of reverse zones. */
	return strncmp(name, "http:", 5) == 0 || strncmp(name, "https:", 6) == 0 ||
	    strstr(name, "//") != NULL || (strchr(name, '/') != NULL &&
	    !mailauth__name_within(name, "arpa"));
}

/* A target that was written without its final dot has the zone's name behind it
 * (RFC 1035 section 5.1).  Which zone is not known: the longest name above or at
 * the owner that the target ends in.  NULL: none of two labels or more. */
static const char *
zone_of_target(const struct mailauth_link *link)
{
	const char *zone = link->owner;

	for (; mailauth__name_labels(zone) >= 2; zone = mailauth__name_parent(zone))
		if (mailauth__name_within(link->target, zone) &&
		    !mailauth__name_same(link->target, zone))
			return zone;
	return NULL;
}

/* The target without that zone, if it looks whole by itself; in out. */
static bool
meant_target(const struct mailauth_link *link, char out[LIMIT_NAME_ESCAPED])
{
	const char *zone = zone_of_target(link);
	size_t len;

	if (zone == NULL)
		return false;
	len = strlen(link->target) - strlen(zone) - 1;
	memcpy(out, link->target, len);
	out[len] = '\0';
	return mailauth__name_labels(out) >= 2;
}

static bool
ends_without_data(const struct cname_walk *walk)
{
	return walk->link_count > 0 && (walk->result.end == MAILAUTH_CNAME_NODATA ||
	    walk->result.end == MAILAUTH_CNAME_NXDOMAIN);
}

/* The domain of two labels that the last target lies in, if its absence would
 * say that anybody may register it; NULL: it is the owner's own, or too short. */
static const char *
foreign_domain(const struct cname_walk *walk)
{
	const char *target = walk->result.canonical;
	const char *domain;

	if (mailauth__name_labels(target) < 2 || is_address(target) || is_url(target))
		return NULL;
	domain = mailauth__name_suffix(target, 2);
	return mailauth__name_within(walk->links[walk->link_count - 1].owner, domain) ?
	    NULL : domain;
}

/* ---- asking ---------------------------------------------------------------- */

/* The answer about a name right below `owner` that does not exist. */
static const struct mailauth_answer *
ask_below(struct cname_walk *walk, const char *owner, bool *cannot)
{
	char name[sizeof(NOBODY ".") + LIMIT_NAME_ESCAPED];
	struct name parsed;

	assert(strlen(owner) < LIMIT_NAME_ESCAPED);
	memcpy(name, NOBODY ".", sizeof(NOBODY ".") - 1);
	memcpy(name + sizeof(NOBODY ".") - 1, owner, strlen(owner) + 1);
	*cannot = mailauth__name_parse(name, strlen(name), &parsed) != NAME_OK;
	return *cannot ? NULL : mailauth__ask(walk->questions, parsed.text,
	    MAILAUTH_TYPE_SOA, ASK_NEEDED);
}

int
mailauth__cname_ask_beside(struct cname_walk *walk, const char *owner)
{
	size_t open = 0;

	for (size_t i = 0; i < COUNT_OF(beside); i++)
		open += mailauth__ask(walk->questions, owner, beside[i],
		    ASK_NEEDED) == NULL;
	return open == 0;
}

int
mailauth__cname_ask_about(struct cname_walk *walk)
{
	struct questions *q = walk->questions;
	char meant[LIMIT_NAME_ESCAPED];
	const char *domain;
	size_t open = 0;

	if (walk->how != CNAME_WALK_THOROUGH || walk->link_count == 0)
		return 1;
	for (size_t i = 0; i < walk->link_count; i++) {
		bool cannot;

		open += !mailauth__cname_ask_beside(walk, walk->links[i].owner);
		if (!walk->links[i].dname)
			open += ask_below(walk, walk->links[i].owner, &cannot) == NULL &&
			    !cannot;
	}
	if (!ends_without_data(walk))
		return open == 0;
	if (meant_target(&walk->links[walk->link_count - 1], meant))
		open += mailauth__ask(q, meant, walk->result.type, ASK_NEEDED) == NULL;
	if (walk->result.end == MAILAUTH_CNAME_NXDOMAIN &&
	    (domain = foreign_domain(walk)) != NULL)
		open += mailauth__ask(q, domain, MAILAUTH_TYPE_SOA, ASK_NEEDED) == NULL;
	return open == 0;
}

/* ---- problems of one link -------------------------------------------------- */

/* Does DNS answer this type at the very name, not at the end of its alias? */
static bool
has(const struct cname_walk *walk, const char *owner, uint16_t type)
{
	const struct mailauth_answer *ans = mailauth__asked(walk->questions, owner, type);

	return ans != NULL && ans->status == MAILAUTH_DNS_OK &&
	    ans->link_count == 0 && ans->record_count > 0;
}

/* A resolver that knows the alias hides SOA and NS, but the zone of a name that
 * is missing right below is still told (RFC 2308 section 3). */
static bool
is_apex(struct cname_walk *walk, const char *owner)
{
	const struct mailauth_answer *ans;
	bool cannot;

	if (has(walk, owner, MAILAUTH_TYPE_SOA) || has(walk, owner, MAILAUTH_TYPE_NS))
		return true;
	ans = ask_below(walk, owner, &cannot);
	return ans != NULL && ans->link_count == 0 && ans->record_count == 0 &&
	    ans->zone != NULL && mailauth__name_same(ans->zone, owner);
}

static void
find_beside(struct cname_walk *walk, const struct mailauth_link *link)
{
	struct buffer buf;
	unsigned found = 0;

	sentence(walk, &buf);
	mailauth__buffer_text_add(&buf, link->owner);
	mailauth__buffer_text_add(&buf, " has a CNAME record and beside it ");
	for (size_t i = 0; i < COUNT_OF(beside); i++) {
		if (!has(walk, link->owner, beside[i]))
			continue;
		if (found++ > 0)
			mailauth__buffer_text_add(&buf, ", ");
		mailauth__buffer_text_add(&buf, mailauth_rrtype_name(beside[i]));
	}
	if (found > 0)
		say(walk, &buf, MAILAUTH_RULE_CNAME_AND_OTHER_DATA, 0);
	if (is_apex(walk, link->owner))
		say_parts(walk, MAILAUTH_RULE_CNAME_AT_APEX, link->owner,
		    " is the apex of a zone and an alias of ", link->target, "");
}

static void
find_multiple(struct cname_walk *walk, const struct mailauth_link *link)
{
	const struct mailauth_answer *ans = mailauth__asked(walk->questions,
	    link->owner, MAILAUTH_TYPE_CNAME);
	struct buffer buf;

	if (ans == NULL || ans->record_count < 2)
		return;
	sentence(walk, &buf);
	mailauth__buffer_text_add(&buf, link->owner);
	mailauth__buffer_text_add(&buf, " has several CNAME records: ");
	for (size_t i = 0; i < ans->record_count; i++) {
		if (i > 0)
			mailauth__buffer_text_add(&buf, ", ");
		mailauth__buffer_text_add(&buf, ans->records[i].target);
	}
	say(walk, &buf, MAILAUTH_RULE_CNAME_MULTIPLE, 0);
}

static void
find_link(struct cname_walk *walk, const struct mailauth_link *link, bool last)
{
	/* Only a target that leads nowhere is taken for a slip: names may have
	 * any form, RFC 2181 section 11. */
	bool slip = last && walk->result.end != MAILAUTH_CNAME_DATA;

	if (link->dname)
		say_parts(walk, MAILAUTH_RULE_CNAME_VIA_DNAME, link->owner,
		    " is redirected by a DNAME record above it to ", link->target, "");
	if (walk->how == CNAME_WALK_THOROUGH && !link->dname) {
		find_beside(walk, link);
		find_multiple(walk, link);
	}
	if (slip && is_address(link->target))
		say_parts(walk, MAILAUTH_RULE_CNAME_TARGET_IS_IP, link->owner,
		    " is an alias of an address: ", link->target, "");
	else if (slip && is_url(link->target))
		say_parts(walk, MAILAUTH_RULE_CNAME_TARGET_IS_URL, link->owner,
		    " is an alias of a URL: ", link->target, "");
}

/* ---- problems of the chain ------------------------------------------------- */

static void
find_length(struct cname_walk *walk)
{
	size_t links = walk->link_count;
	int severity = links >= CNAME_LINKS_ERROR ? MAILAUTH_SEVERITY_ERROR :
	    links >= CNAME_LINKS_WARN ? MAILAUTH_SEVERITY_WARNING : MAILAUTH_SEVERITY_INFO;
	struct buffer buf;

	if (links <= LINKS_FINE || walk->result.end == MAILAUTH_CNAME_LOOP)
		return;
	sentence(walk, &buf);
	mailauth__buffer_text_add(&buf, walk->result.end == MAILAUTH_CNAME_TOO_LONG ?
	    "the chain has more than " : "the chain has ");
	mailauth__buffer_number(&buf, links);
	mailauth__buffer_text_add(&buf, " links");
	say(walk, &buf, MAILAUTH_RULE_CNAME_CHAIN_LONG, severity);
}

static void
find_loop(struct cname_walk *walk)
{
	struct buffer buf;

	sentence(walk, &buf);
	mailauth__buffer_text_add(&buf, "the chain runs in a circle: ");
	for (size_t i = 0; i < walk->link_count; i++) {
		if (mailauth__name_same(walk->links[i].owner, walk->current) ||
		    buf.length > strlen("the chain runs in a circle: ")) {
			mailauth__buffer_text_add(&buf, walk->links[i].owner);
			mailauth__buffer_text_add(&buf, " -> ");
		}
	}
	mailauth__buffer_text_add(&buf, walk->current);
	say(walk, &buf, MAILAUTH_RULE_CNAME_LOOP, 0);
}

/* A missing final dot: the target ends in the owner's own zone, and without it
 * is a name that has the data. */
static void
find_doubled(struct cname_walk *walk, const struct mailauth_link *link)
{
	char meant[LIMIT_NAME_ESCAPED];
	const struct mailauth_answer *ans;
	struct buffer buf;

	if (!meant_target(link, meant))
		return;
	ans = mailauth__asked(walk->questions, meant, walk->result.type);
	if ((ans == NULL || ans->record_count == 0) &&
	    !mailauth__name_within(meant, zone_of_target(link)))
		return;
	sentence(walk, &buf);
	mailauth__buffer_text_add(&buf, link->owner);
	mailauth__buffer_text_add(&buf, " points to ");
	mailauth__buffer_text_add(&buf, link->target);
	mailauth__buffer_text_add(&buf, ", which ends in the zone's own name; ");
	mailauth__buffer_text_add(&buf, meant);
	mailauth__buffer_text_add(&buf, " was meant: the final dot is missing");
	say(walk, &buf, MAILAUTH_RULE_DNS_TARGET_DOUBLED, 0);
}

static void
find_dangling(struct cname_walk *walk)
{
	const struct mailauth_link *link = &walk->links[walk->link_count - 1];
	const char *type = mailauth_rrtype_name(walk->result.type);
	const struct mailauth_answer *ans;
	const char *domain;
	struct buffer buf;

	sentence(walk, &buf);
	mailauth__buffer_text_add(&buf, link->owner);
	mailauth__buffer_text_add(&buf, " points to ");
	mailauth__buffer_text_add(&buf, link->target);
	if (walk->result.end == MAILAUTH_CNAME_NXDOMAIN) {
		mailauth__buffer_text_add(&buf, ", which does not exist");
	} else {
		mailauth__buffer_text_add(&buf, ", which has no record of type ");
		if (type != NULL) {
			mailauth__buffer_text_add(&buf, type);
		} else {
			mailauth__buffer_text_add(&buf, "TYPE");
			mailauth__buffer_number(&buf, walk->result.type);
		}
	}
	say(walk, &buf, MAILAUTH_RULE_CNAME_DANGLING, 0);
	find_doubled(walk, link);
	domain = foreign_domain(walk);
	ans = domain != NULL ? mailauth__asked(walk->questions, domain,
	    MAILAUTH_TYPE_SOA) : NULL;
	if (ans != NULL && ans->status == MAILAUTH_DNS_NXDOMAIN)
		say_parts(walk, MAILAUTH_RULE_CNAME_DANGLING_UNREGISTERED, domain,
		    ", the domain of the target, does not exist: whoever registers it"
		    " takes over ", link->owner, "");
}

/* An alias kept for long in front of what is kept for a short time. */
static void
find_ttl(struct cname_walk *walk)
{
	for (size_t i = 0; i < walk->link_count; i++) {
		const struct mailauth_link *link = &walk->links[i];
		uint32_t next = i + 1 < walk->link_count ? walk->links[i + 1].ttl :
		    walk->answer != NULL && walk->answer->record_count > 0 ?
		    walk->answer->records[0].ttl : UINT32_MAX;
		struct buffer buf;

		if (link->dname || link->ttl < TTL_LONG || next == 0 ||
		    next > link->ttl / TTL_RATIO)
			continue;
		sentence(walk, &buf);
		mailauth__buffer_text_add(&buf, link->owner);
		mailauth__buffer_text_add(&buf, " is kept for ");
		mailauth__buffer_number(&buf, link->ttl);
		mailauth__buffer_text_add(&buf, " s, what it points to for ");
		mailauth__buffer_number(&buf, next);
		mailauth__buffer_text_add(&buf, " s: a new target shows late");
		say(walk, &buf, MAILAUTH_RULE_CNAME_TTL_MISMATCH, 0);
	}
}

static void
find_failure(struct cname_walk *walk)
{
	const char *name = walk->result.canonical;

	switch (walk->result.end) {
	case MAILAUTH_CNAME_SERVFAIL:
		say_parts(walk, MAILAUTH_RULE_DNS_SERVFAIL,
		    "DNS gave no answer for ", name, walk->result.status ==
		    MAILAUTH_DNS_REFUSED ? ": the server refuses" :
		    ": its servers or the resolver failed", "");
		break;
	case MAILAUTH_CNAME_TIMEOUT:
		say_parts(walk, MAILAUTH_RULE_DNS_TIMEOUT, "nobody answered for ",
		    name, " in time", "");
		break;
	case MAILAUTH_CNAME_BOGUS:
		say_parts(walk, MAILAUTH_RULE_DNS_BOGUS,
		    "DNSSEC validation failed for ", name,
		    walk->result.why_bogus != NULL ? ": " : "",
		    walk->result.why_bogus != NULL ? walk->result.why_bogus : "");
		break;
	default:
		break;
	}
}

void
mailauth__cname_find_problems(struct cname_walk *walk)
{
	for (size_t i = 0; i < walk->link_count; i++)
		find_link(walk, &walk->links[i], i + 1 == walk->link_count);
	/* asked for by themselves, aliases are records and no links */
	if (walk->result.type == MAILAUTH_TYPE_CNAME && walk->link_count == 0)
		find_multiple(walk, &(struct mailauth_link){ .owner = walk->current });
	find_length(walk);
	if (walk->result.end == MAILAUTH_CNAME_LOOP)
		find_loop(walk);
	else if (ends_without_data(walk))
		find_dangling(walk);
	find_failure(walk);
	find_ttl(walk);
}
