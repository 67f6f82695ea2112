/* SPDX-License-Identifier: BSD-2-Clause */
/* The zone cut above a name, its name servers, and which of them answer. */
#include <assert.h>
#include <string.h>

#include "base/ip.h"
#include "base/server.h"
#include "dns/name.h"
#include "evaluate/authority.h"

#define ADDRESSES_EACH 2 /* asked of one host, of one family */

int
mailauth__authority_init(struct authority *a, struct questions *questions,
    const char *domain)
{
	a->questions = questions;
	a->domain = a->at = domain;
	return 0;
}

static struct authority_server *
add_server(struct authority *a, const char *host, const char *address, bool ipv6)
{
	struct authority_server *server;
	size_t i;

	for (i = 0; address != NULL && i < a->server_count; i++) {
		if (a->servers[i].address != NULL &&
		    strcmp(a->servers[i].address, address) == 0)
			return NULL;
	}
	if (a->server_count == LIMIT_AUTHORITY_SERVERS)
		return NULL;
	server = &a->servers[a->server_count++];
	*server = (struct authority_server){ .host = host, .address = address,
		.ipv6 = ipv6 };
	return server;
}

int
mailauth__authority_add(struct authority *a, const char *server)
{
	const char *copy;

	if (!mailauth__server_valid(server))
		return MAILAUTH_ERR_INVALID;
	if (a->server_count == LIMIT_AUTHORITY_SERVERS)
		return MAILAUTH_ERR_LIMIT;
	copy = mailauth__arena_text(a->questions->arena, server, strlen(server));
	if (copy == NULL)
		return mailauth__arena_error(a->questions->arena);
	a->given = true;
	(void)add_server(a, copy, copy, strchr(copy, ':') != NULL);
	return 0;
}

/* ---- the zone -------------------------------------------------------------- */

/* The SOA record at the name, or the one whose negative answer tells of it; else
 * that of a parent.  A zone of one label is a registry's: it has only
 * delegations, and nothing that could be asked there. */
static int
find_zone(struct authority *a)
{
	while (!a->zone_done) {
		const struct mailauth_answer *ans;

		if (mailauth__name_parent(a->at) == NULL ||
		    strcmp(mailauth__name_parent(a->at), ".") == 0) {
			a->zone_done = true;
			break;
		}
		ans = mailauth__ask(a->questions, a->at, MAILAUTH_TYPE_SOA, ASK_NEEDED);
		if (ans == NULL)
			return EVALUATION_WAITING;
		if (!mailauth__answer_certain(ans)) {
			a->zone_done = true;
		} else if (ans->link_count == 0 && ans->record_count > 0) {
			a->zone = a->at;
			a->zone_done = true;
		} else if (ans->link_count == 0 && ans->zone != NULL &&
		    strcmp(ans->zone, a->at) != 0 &&
		    mailauth__name_within(a->at, ans->zone)) {
			a->at = mailauth__name_suffix(a->at,
			    mailauth__name_labels(ans->zone));
		} else {
			a->at = mailauth__name_parent(a->at);
		}
	}
	if (a->zone == NULL && a->given)
		a->zone = a->domain; /* not delegated yet, say its own servers */
	return EVALUATION_DONE;
}

/* ---- the servers ----------------------------------------------------------- */

/* Addresses on this machine, to everybody or to nobody are none of a public
 * server (RFC 6890 section 2.2); who has such servers names them himself. */
static bool
may_be_asked(const struct ip *ip)
{
	static const struct ip loopback = { 6, { [15] = 1 } };

	if (ip->family == 4)
		return ip->bytes[0] != 0 && ip->bytes[0] != 127 && ip->bytes[0] < 224;
	return ip->bytes[0] != 0xff && !mailauth__ip_match(ip, &loopback, 120);
}

/* How many addresses of one family were found. */
static size_t
add_addresses(struct authority *a, const char *host, const struct mailauth_answer *ans)
{
	bool ipv6 = ans->type == MAILAUTH_TYPE_AAAA;
	size_t i, found = 0;

	for (i = 0; i < ans->record_count && found < ADDRESSES_EACH; i++) {
		struct ip ip = { .family = ipv6 ? 6 : 4 };
		char text[IP_TEXT];
		size_t length;
		const char *copy;

		assert(ans->records[i].rdata_length == (ipv6 ? 16 : 4));
		memcpy(ip.bytes, ans->records[i].rdata, ans->records[i].rdata_length);
		if (!may_be_asked(&ip))
			continue;
		length = mailauth__ip_format(&ip, text);
		copy = mailauth__arena_text(a->questions->arena, text, length);
		if (copy == NULL) {
			a->questions->error = mailauth__arena_error(a->questions->arena);
			return found;
		}
		(void)add_server(a, host, copy, ipv6);
		found++;
	}
	return found;
}

/* IPv6 only where there is no IPv4: not every machine has a way to it, and both
 * are one server. */
static void
add_host(struct authority *a, const char *host)
{
	const struct mailauth_answer *v4 = mailauth__ask(a->questions, host,
	    MAILAUTH_TYPE_A, ASK_NEEDED);
	const struct mailauth_answer *v6 = mailauth__ask(a->questions, host,
	    MAILAUTH_TYPE_AAAA, ASK_NEEDED);
	struct authority_server *none;

	if (v4 == NULL || v6 == NULL || add_addresses(a, host, v4) > 0 ||
	    add_addresses(a, host, v6) > 0)
		return;
	none = add_server(a, host, NULL, false);
	if (none == NULL)
		return;
	a->expired |= a->questions->expired != 0;
	none->state = SERVER_LAME;
	none->status = !mailauth__answer_certain(v4) ? v4->status :
	    !mailauth__answer_certain(v6) ? v6->status : MAILAUTH_DNS_NXDOMAIN;
}

static int
find_servers(struct authority *a)
{
	const struct mailauth_answer *ns = mailauth__ask(a->questions, a->zone,
	    MAILAUTH_TYPE_NS, ASK_NEEDED);
	bool waiting = false;
	size_t i;

	if (ns == NULL)
		return EVALUATION_WAITING;
	for (i = 0; i < ns->record_count && i < LIMIT_AUTHORITY_SERVERS; i++) {
		const char *host = ns->records[i].target;

		waiting |= mailauth__ask(a->questions, host, MAILAUTH_TYPE_A,
		    ASK_NEEDED) == NULL;
		waiting |= mailauth__ask(a->questions, host, MAILAUTH_TYPE_AAAA,
		    ASK_NEEDED) == NULL;
	}
	if (waiting)
		return EVALUATION_WAITING;
	for (i = 0; i < ns->record_count && i < LIMIT_AUTHORITY_SERVERS; i++)
		add_host(a, ns->records[i].target);
	return EVALUATION_DONE;
}

static uint32_t
serial_of(const struct mailauth_record *soa)
{
	const uint8_t *p;

	/* two names, then five numbers of 32 bits: RFC 1035 section 3.3.13 */
	assert(soa->rdata_length >= 22);
	p = soa->rdata + soa->rdata_length - 20;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Who answers for the zone with its SOA record. */
static int
try_servers(struct authority *a)
{
	int result = EVALUATION_DONE;
	size_t i;

	for (i = 0; i < a->server_count; i++) {
		struct authority_server *server = &a->servers[i];
		const struct mailauth_answer *ans;

		if (server->state != SERVER_OPEN)
			continue;
		ans = mailauth__ask_at(a->questions, a->zone, MAILAUTH_TYPE_SOA,
		    server->address);
		if (ans == NULL) {
			result = EVALUATION_WAITING;
			continue;
		}
		a->expired |= a->questions->expired != 0;
		server->status = ans->status;
		server->state = SERVER_LAME;
		if (ans->link_count == 0 && ans->record_count > 0) {
			server->state = SERVER_ANSWERS;
			server->serial = serial_of(&ans->records[0]);
		}
	}
	return result;
}

int
mailauth__authority_step(struct authority *a)
{
	int result = find_zone(a);

	if (result == EVALUATION_DONE && a->zone != NULL && !a->servers_done) {
		if (!a->given)
			result = find_servers(a);
		a->servers_done = result == EVALUATION_DONE;
	}
	if (result == EVALUATION_DONE && a->zone != NULL)
		result = try_servers(a);
	return a->questions->error != 0 ? a->questions->error : result;
}

bool
mailauth__authority_holds(const struct authority *a, const char *name)
{
	return a->zone != NULL && mailauth__name_within(name, a->zone);
}
