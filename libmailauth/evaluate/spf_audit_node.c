/* SPDX-License-Identifier: BSD-2-Clause */
/* One node of the SPF tree: its questions, and what their answers make of it. */
#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "dns/name.h"
#include "evaluate/spf_audit.h"
#include "evaluate/spf_check.h"

/* ---- telling ---- */

void
mailauth__spf_audit_tell(struct spf_audit *audit, struct spf_audit_node *node,
    int code, const char *a, const char *b, const char *c)
{
	struct buffer buf;
	const char *text;

	mailauth__buffer_init(&buf, audit->arena, 0);
	mailauth__buffer_text_add(&buf, a);
	mailauth__buffer_text_add(&buf, b);
	mailauth__buffer_text_add(&buf, c);
	text = mailauth__buffer_text(&buf);
	if (text == NULL)
		node->problems.error = MAILAUTH_ERR_NOMEM;
	else
		mailauth__problem_say(&node->problems, code, 0, 0, text);
}

const char *
mailauth__spf_audit_missing(const struct spf_audit *audit, const char *name)
{
	return mailauth__name_within(name, audit->summary.domain) ?
	    " does not exist" : " does not exist: whoever registers it could "
	    "send in this domain's name";
}

void
mailauth__spf_audit_note(struct spf_audit *audit, struct spf_audit_node *node,
    const struct mailauth_answer *ans, const char *name)
{
	if (ans->status == MAILAUTH_DNS_NXDOMAIN && ans->link_count > 0)
		mailauth__spf_audit_tell(audit, node,
		    MAILAUTH_RULE_CNAME_DANGLING, name, " is an alias that ends at a name that does not exist: ",
		    ans->links[ans->link_count - 1].target);
	if (mailauth__answer_certain(ans)) {
		if (node->view.status == MAILAUTH_DNS_OK)
			node->view.status = ans->status;
		return;
	}
	node->view.status = ans->status;
	/* A circle of aliases is certain: nothing is there, and of a record
	 * every check is a temperror. */
	if (!mailauth__spf_check_failed(ans)) {
		mailauth__spf_audit_tell(audit, node, MAILAUTH_RULE_CNAME_LOOP,
		    name, " is an alias in a circle", "");
		node->broken |= ans->type == MAILAUTH_TYPE_TXT;
		return;
	}
	audit->summary.undecided = 1;
	mailauth__spf_audit_tell(audit, node, ans->status == MAILAUTH_DNS_TIMEOUT ?
	    MAILAUTH_RULE_DNS_TIMEOUT : ans->status == MAILAUTH_DNS_BOGUS ?
	    MAILAUTH_RULE_DNS_BOGUS : MAILAUTH_RULE_DNS_SERVFAIL,
	    name, " could not be looked up: ",
	    mailauth_dns_status_name(ans->status));
}

static bool
has_data(const struct mailauth_answer *ans)
{
	return ans->status == MAILAUTH_DNS_OK && ans->record_count > 0;
}

/* ---- networks ---- */

int
mailauth__spf_audit_network(struct spf_audit *audit, struct spf_audit_node *node,
    const struct ip *ip, unsigned bits, int qualifier, size_t order)
{
	struct mailauth_spf_network *network;
	struct ip masked = *ip;
	char text[IP_TEXT];
	size_t len;

	if (node->view.network_count == node->network_room) {
		size_t room = node->network_room == 0 ? 8 : 2 * node->network_room;

		network = mailauth__arena_grow(audit->arena, node->networks,
		    node->view.network_count, room, sizeof(*network));
		if (network == NULL)
			return mailauth__arena_error(audit->arena);
		node->networks = network;
		node->network_room = room;
	}
	mailauth__ip_mask(&masked, bits);
	len = mailauth__ip_format(&masked, text);
	network = &node->networks[node->view.network_count];
	*network = (struct mailauth_spf_network){
		.address = mailauth__arena_text(audit->arena, text, len),
		.prefix = bits,
		.family = ip->family,
		.qualifier = qualifier
	};
	if (network->address == NULL)
		return mailauth__arena_error(audit->arena);
	node->view.network_count++;
	return mailauth__spf_audit_range(audit, node, ip, bits, (uint32_t)order,
	    qualifier == '+');
}

/* The addresses of an answer as networks of the node's term. */
static int
add_addresses(struct spf_audit *audit, struct spf_audit_node *node,
    const struct mailauth_answer *ans)
{
	size_t octets = ans->type == MAILAUTH_TYPE_A ? 4 : 16, i;
	int rc;

	for (i = 0; i < ans->record_count; i++) {
		struct ip ip = { .family = octets == 4 ? 4 : 6 };

		assert(ans->records[i].rdata_length == octets);
		memcpy(ip.bytes, ans->records[i].rdata, octets);
		rc = mailauth__spf_audit_network(audit, node, &ip,
		    mailauth__spf_term_bits(node->term, ip.family),
		    node->view.qualifier, 0);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* ---- mechanisms ---- */

/* Notes for whom the term finds nothing. */
static void
note_void(struct spf_audit *audit, struct spf_audit_node *node, bool ip4,
    bool ip6, const char *name)
{
	node->view.void_ip4 |= ip4;
	node->view.void_ip6 |= ip6;
	if (ip4 && ip6 && !node->view.void_lookups) {
		node->view.void_lookups = 1;
		mailauth__spf_audit_tell(audit, node, MAILAUTH_RULE_SPF_VOID_LOOKUP, name,
		    node->view.status != MAILAUTH_DNS_NXDOMAIN ?
		    " has no such record" :
		    mailauth__spf_audit_missing(audit, name), "");
	}
}

static int
read_exists(struct spf_audit *audit, struct spf_audit_node *node)
{
	const struct mailauth_answer *ans =
	    spf_audit_ask(audit, node->view.domain, MAILAUTH_TYPE_A);

	if (ans == NULL)
		return spf_audit_waiting(audit);
	mailauth__spf_audit_note(audit, node, ans, node->view.domain);
	if (!mailauth__spf_check_failed(ans) && !has_data(ans))
		note_void(audit, node, true, true, node->view.domain);
	return 1;
}

/* The addresses of one host; 1 when both answers are there and read. */
static int
read_host(struct spf_audit *audit, struct spf_audit_node *node,
    const char *host, bool ahead)
{
	const struct mailauth_answer *a = spf_audit_ask(audit, host, MAILAUTH_TYPE_A);
	const struct mailauth_answer *aaaa = spf_audit_ask(audit, host, MAILAUTH_TYPE_AAAA);
	int rc;

	if (a == NULL || aaaa == NULL)
		return spf_audit_waiting(audit);
	if (ahead)
		return 1;
	mailauth__spf_audit_note(audit, node, a, host);
	if (aaaa->status != a->status)
		mailauth__spf_audit_note(audit, node, aaaa, host);
	if (!mailauth__spf_check_failed(a) && !mailauth__spf_check_failed(aaaa))
		note_void(audit, node, !has_data(a), !has_data(aaaa), host);
	rc = add_addresses(audit, node, a);
	if (rc == 0)
		rc = add_addresses(audit, node, aaaa);
	return rc != 0 ? rc : 1;
}

static int
read_a(struct spf_audit *audit, struct spf_audit_node *node, bool ahead)
{
	int rc = read_host(audit, node, node->view.domain, ahead);

	if (rc != 1 || ahead)
		return rc;
	if (node->view.network_count > 10)
		mailauth__problem(&node->problems, MAILAUTH_RULE_SPF_A_OVER_10, 0, 0);
	return 1;
}

/* All hosts are asked for before the first is read. */
static int
read_mx(struct spf_audit *audit, struct spf_audit_node *node, bool ahead)
{
	const struct mailauth_answer *mx =
	    spf_audit_ask(audit, node->view.domain, MAILAUTH_TYPE_MX);
	size_t i, missing = 0;
	int rc, pass;

	if (mx == NULL)
		return spf_audit_waiting(audit);
	if (has_data(mx) && mx->record_count <= audit->max_mx)
		for (pass = 0; pass < (ahead ? 1 : 2) && missing == 0; pass++)
			for (i = 0; i < mx->record_count; i++) {
				const char *host = mx->records[i].target;

				if (strcmp(host, ".") == 0)
					continue;
				rc = read_host(audit, node, host, pass == 0);
				if (rc < 0)
					return rc;
				missing += rc == 0;
			}
	if (missing > 0 || ahead)
		return 0;
	mailauth__spf_audit_note(audit, node, mx, node->view.domain);
	if (!mailauth__spf_check_failed(mx) && !has_data(mx))
		note_void(audit, node, true, true, node->view.domain);
	if (has_data(mx) && mx->record_count > audit->max_mx) {
		mailauth__problem(&node->problems, MAILAUTH_RULE_SPF_MX_OVER_10, 0, 0);
		node->broken = 1;
	}
	return 1;
}

int
mailauth__spf_audit_read(struct spf_audit *audit, struct spf_audit_node *node,
    bool ahead)
{
	if (node->parent != NULL && !node->view.followed)
		return 1;
	node->view.followed = 1;
	switch (node->view.kind) {
	case MAILAUTH_SPF_A:
		return read_a(audit, node, ahead);
	case MAILAUTH_SPF_EXISTS:
		return ahead ? (spf_audit_ask(audit, node->view.domain, MAILAUTH_TYPE_A),
		    spf_audit_waiting(audit)) : read_exists(audit, node);
	case MAILAUTH_SPF_MX:
		return read_mx(audit, node, ahead);
	default:
		return mailauth__spf_audit_read_record(audit, node, ahead);
	}
}
