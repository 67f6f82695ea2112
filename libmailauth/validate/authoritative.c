/* SPDX-License-Identifier: BSD-2-Clause */
/* A validation beside the zone's own name servers: who does not answer, who
 * disagrees, and the shadow that judges what they say. */
#include <string.h>

#include "base/buffer.h"
#include "validate/authoritative.h"
#include "validate/rules.h"

int
mailauth__authoritative_make(struct validation *v)
{
	if (v->authoritative != NULL)
		return 0;
	v->authoritative = mailauth__arena_zalloc(v->arena, sizeof(*v->authoritative));
	return v->authoritative == NULL ? mailauth__arena_error(v->arena) :
	    mailauth__authority_init(&v->authoritative->authority, v->questions,
	    v->domain);
}

int
mailauth__authoritative_begin(struct validation *v)
{
	if (v->authoritative == NULL || v->unit_count == 0)
		return EVALUATION_DONE;
	return mailauth__authority_step(&v->authoritative->authority);
}

const struct mailauth_answer *
mailauth__authoritative_answer(struct validation *v, const char *name, uint16_t type,
    bool *same)
{
	struct authority *a = &v->authoritative->authority;
	const struct mailauth_answer *first = NULL, *ans;
	bool waiting = false;
	size_t i;

	*same = true;
	for (i = 0; i < a->server_count; i++) {
		if (a->servers[i].state != SERVER_ANSWERS)
			continue;
		ans = mailauth__authority_ask(a, i, name, type);
		if (ans == NULL)
			waiting = true;
		else if (!mailauth__answer_certain(ans))
			continue;
		else if (first == NULL)
			first = ans;
		else if (!mailauth__authority_same(first, ans))
			*same = false;
	}
	if (waiting)
		return NULL;
	return first != NULL ? first : mailauth__answer_static(MAILAUTH_DNS_SERVFAIL);
}

/* ---- servers that do not answer --------------------------------------------- */

static const char *
why_lame(const struct authority_server *server)
{
	if (server->address == NULL)
		return server->status == MAILAUTH_DNS_NXDOMAIN ?
		    "it has no address" : "its address is unknown, as DNS did not answer";
	switch (server->status) {
	case MAILAUTH_DNS_TIMEOUT:
		return "no answer came in time";
	case MAILAUTH_DNS_OK:
	case MAILAUTH_DNS_NXDOMAIN:
		return "it says that there is no such zone";
	case MAILAUTH_DNS_FAILED:
		return "it refers to other servers, or its answer cannot be used";
	default:
		return "it refuses, or is not set up for the zone";
	}
}

/* Only IPv6 servers, and none answers: then this machine may have no IPv6. */
static bool
no_way(const struct authority *a, const struct authority_server *server)
{
	size_t i;

	if (!server->ipv6 || server->status != MAILAUTH_DNS_TIMEOUT)
		return false;
	for (i = 0; i < a->server_count; i++) {
		if (a->servers[i].ipv6 && a->servers[i].state == SERVER_ANSWERS)
			return false;
	}
	return true;
}

static void
tell_lame(struct validation *v, const struct authority_server *server)
{
	const struct authority *a = &v->authoritative->authority;
	struct finding *f = mailauth__find(v, MAILAUTH_RULE_DNS_NS_UNRESPONSIVE,
	    a->zone, "NS");
	bool both = server->address != NULL && server->host != server->address;

	f->view.message = mailauth__sentence(v,
	    "the name server %s%s%s%s does not answer for %s: %s", server->host,
	    both ? " (" : "", both ? server->address : "", both ? ")" : "",
	    a->zone, why_lame(server));
	mailauth__finding_have(v, f, server->host);
	if (no_way(a, server))
		mailauth__finding_at_most(f, MAILAUTH_SEVERITY_INFO);
}

static void
tell_servers(struct validation *v)
{
	const struct authority *a = &v->authoritative->authority;
	size_t i;

	for (i = 0; i < a->server_count && !a->expired; i++) {
		if (a->servers[i].state == SERVER_LAME)
			tell_lame(v, &a->servers[i]);
	}
}

/* A question of ours that DNS did not answer: no verdict hangs on it. */
static void
set_aside(struct validation *v, const char *name, uint16_t type)
{
	struct unit aside = { .weight = WEIGHT_SIDE };

	if (mailauth__asked(v->questions, name, type) == NULL)
		return;
	v->unit = &aside;
	(void)mailauth__look(v, name, type);
	v->unit = NULL;
}

static void
set_failures_aside(struct validation *v)
{
	const struct authority *a = &v->authoritative->authority;
	const struct mailauth_answer *ns = NULL;
	size_t i;

	set_aside(v, a->at, MAILAUTH_TYPE_SOA);
	if (a->zone != NULL) {
		set_aside(v, a->zone, MAILAUTH_TYPE_NS);
		ns = mailauth__asked(v->questions, a->zone, MAILAUTH_TYPE_NS);
	}
	for (i = 0; ns != NULL && i < ns->record_count; i++) {
		set_aside(v, ns->records[i].target, MAILAUTH_TYPE_A);
		set_aside(v, ns->records[i].target, MAILAUTH_TYPE_AAAA);
	}
}

/* ---- servers that disagree -------------------------------------------------- */

static void
add_set(struct validation *v, const char *name, uint16_t type)
{
	struct authoritative *z = v->authoritative;
	size_t i;

	if (!mailauth__authority_holds(&z->authority, name))
		return;
	for (i = 0; i < z->set_count; i++) {
		if (z->sets[i].type == type && strcmp(z->sets[i].name, name) == 0)
			return;
	}
	if (z->set_count < LIMIT_AUTHORITY_NAMES)
		z->sets[z->set_count++] = (struct compared){ name, type };
}

/* A question that was asked: where there is an alias, that is what matters. */
static void
add_asked(struct validation *v, const char *name, uint16_t type)
{
	const struct mailauth_answer *ans = mailauth__asked(v->questions, name, type);

	add_set(v, name, ans != NULL && ans->link_count > 0 ?
	    MAILAUTH_TYPE_CNAME : type);
}

/* What is required, what receivers of mail ask, and what else was found. */
static void
collect_sets(struct validation *v)
{
	struct authoritative *z = v->authoritative;
	const char *dmarc = mailauth__under(v, "_dmarc", v->domain);
	size_t i, k;

	z->sets = mailauth__arena_array(v->arena, LIMIT_AUTHORITY_NAMES,
	    sizeof(*z->sets));
	if (z->sets == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return;
	}
	add_set(v, z->authority.zone, MAILAUTH_TYPE_NS);
	add_asked(v, v->domain, MAILAUTH_TYPE_MX);
	add_asked(v, v->domain, MAILAUTH_TYPE_TXT);
	if (dmarc != NULL)
		add_asked(v, dmarc, MAILAUTH_TYPE_TXT);
	for (i = 0; i < v->requirement_count; i++) {
		const struct requirement *r = &v->requirements[i];

		for (k = 0; k < r->item_count; k++) {
			if (!r->items[k].is_ip &&
			    r->items[k].state != MAILAUTH_STATE_NOT_APPLICABLE)
				add_asked(v, r->items[k].owner,
				    mailauth__requirement_rrtype(r->section->type));
		}
	}
	for (i = 0; i < v->questions->count; i++) {
		const struct question *q = v->questions->items[i];

		if (q->query.server == NULL && q->answer != NULL &&
		    (q->answer->link_count > 0 || q->answer->record_count > 0) &&
		    q->query.type != MAILAUTH_TYPE_SOA &&
		    q->query.type != MAILAUTH_TYPE_NS)
			add_asked(v, q->query.name, q->query.type);
	}
}

/* "10 mx.example, 20 mx2.example", "www.example" of an alias, or "nothing". */
static const char *
show_answer(struct validation *v, const struct mailauth_answer *ans)
{
	struct buffer buf;
	size_t i;

	if (ans->link_count > 0)
		return mailauth__say(v->arena, "CNAME %s", ans->links[0].target);
	if (ans->record_count == 0)
		return "nothing";
	mailauth__buffer_init(&buf, v->arena, SAY_MAX);
	for (i = 0; i < ans->record_count; i++) {
		const char *text = mailauth__show_record(v, &ans->records[i]);

		if (text == NULL)
			return NULL;
		if (i > 0)
			mailauth__buffer_text_add(&buf, ", ");
		mailauth__buffer_text_add(&buf, text);
	}
	return mailauth__buffer_text(&buf);
}

static void
tell_differing(struct validation *v, const struct compared *set)
{
	struct authority *a = &v->authoritative->authority;
	const char *type = mailauth_rrtype_name(set->type);
	struct finding *f = mailauth__find(v, set->type == MAILAUTH_TYPE_MX ?
	    MAILAUTH_RULE_MX_NS_INCONSISTENT : MAILAUTH_RULE_DNS_NS_INCONSISTENT,
	    set->name, type);
	size_t i;

	f->view.message = mailauth__sentence(v,
	    "the name servers of %s give different %s records for %s", a->zone,
	    type != NULL ? type : "such", set->name);
	for (i = 0; i < a->server_count; i++) {
		const struct mailauth_answer *ans;
		const char *text;

		if (a->servers[i].state != SERVER_ANSWERS)
			continue;
		ans = mailauth__authority_ask(a, i, set->name, set->type);
		if (ans == NULL)
			continue;
		text = mailauth__answer_certain(ans) ? show_answer(v, ans) :
		    mailauth_dns_status_name(ans->status);
		mailauth__finding_have(v, f, text == NULL ? NULL :
		    mailauth__say(v->arena, "%s (serial %u): %s",
		    a->servers[i].host, (unsigned)a->servers[i].serial, text));
	}
}

/* Do the servers differ in the alias at the name of another set?  Then that is
 * all there is to tell. */
static bool
alias_differs(struct validation *v, const struct compared *set)
{
	struct authoritative *z = v->authoritative;
	bool same = true;
	size_t i;

	for (i = 0; i < z->set_count && set->type != MAILAUTH_TYPE_CNAME; i++) {
		if (z->sets[i].type == MAILAUTH_TYPE_CNAME &&
		    strcmp(z->sets[i].name, set->name) == 0)
			(void)mailauth__authoritative_answer(v, set->name,
			    MAILAUTH_TYPE_CNAME, &same);
	}
	return !same;
}

/* Asks for every set first, then tells.  False: answers lack. */
static bool
compare_sets(struct validation *v, bool tell)
{
	struct authoritative *z = v->authoritative;
	bool all = true, same;
	size_t i;

	for (i = 0; i < z->set_count; i++) {
		if (mailauth__authoritative_answer(v, z->sets[i].name,
		    z->sets[i].type, &same) == NULL)
			all = false;
		else if (tell && !same && !alias_differs(v, &z->sets[i]))
			tell_differing(v, &z->sets[i]);
	}
	return all;
}

/* ---- the shadow -------------------------------------------------------------- */

static bool
is_wrong(const struct validation *v)
{
	size_t i, k;

	for (i = 0; i < v->finding_count; i++) {
		if (v->findings[i]->view.severity == MAILAUTH_SEVERITY_ERROR)
			return true;
	}
	for (i = 0; i < v->requirement_count; i++) {
		for (k = 0; k < v->requirements[i].item_count; k++) {
			if (v->requirements[i].items[k].state == MAILAUTH_STATE_UNMET)
				return true;
		}
	}
	return false;
}

static void
make_shadow(struct validation *v)
{
	struct authoritative *z = v->authoritative;
	struct validation *s = mailauth__arena_zalloc(v->arena, sizeof(*s));

	if (s == NULL || (s->spare = mailauth__arena_zalloc(v->arena,
	    sizeof(*s->spare))) == NULL) {
		v->error = mailauth__arena_error(v->arena);
		return;
	}
	z->shadow_questions.arena = v->arena;
	z->shadow_questions.config = v->questions->config;
	s->questions = &z->shadow_questions;
	s->trace = v->trace;
	s->arena = v->arena;
	s->profile = v->profile;
	s->domain = v->domain;
	s->variables = v->variables;
	s->variable_count = v->variable_count;
	s->selectors = v->selectors;
	s->selector_count = v->selector_count;
	s->approved = v->approved;
	s->approved_count = v->approved_count;
	s->helo = v->helo;
	s->severities = v->severities;
	z->shadow = s;
}

/* The answer to a question of the shadow; NULL: not there yet. */
static const struct mailauth_answer *
shadow_answer(struct validation *v, const struct question *question)
{
	/* What only the shadow asks and nobody answers decides nothing. */
	struct unit aside = { .weight = WEIGHT_SIDE };
	const struct mailauth_answer *ans = NULL;
	bool same = true;

	if (mailauth__authority_holds(&v->authoritative->authority,
	    question->query.name)) {
		ans = mailauth__authoritative_answer(v, question->query.name,
		    question->query.type, &same);
		if (ans == NULL || (same && mailauth__answer_certain(ans)))
			return ans;
		if (!same)
			return mailauth__answer_static(MAILAUTH_DNS_SERVFAIL);
	}
	/* not in the zone, or in one that was delegated from it */
	v->unit = &aside;
	ans = mailauth__look(v, question->query.name, question->query.type);
	v->unit = NULL;
	return ans;
}

static int
step_shadow(struct validation *v)
{
	struct authoritative *z = v->authoritative;
	struct questions *q = &z->shadow_questions;
	bool moved;
	size_t i;
	int rc;

	do {
		rc = mailauth__validate_kind.step(z->shadow);
		if (rc == EVALUATION_WAITING && q->error != 0)
			rc = q->error;
		if (rc != EVALUATION_WAITING)
			return rc;
		moved = false;
		for (i = 0; i < q->count; i++) {
			const struct mailauth_answer *ans;

			if (q->items[i]->state == QUESTION_ANSWERED)
				continue;
			ans = shadow_answer(v, q->items[i]);
			if (v->error != 0 || v->questions->error != 0)
				return v->error != 0 ? v->error : v->questions->error;
			if (ans == NULL)
				continue;
			mailauth__question_answer(q, q->items[i],
			    mailauth__answer_hold(ans));
			moved = true;
		}
	} while (moved);
	return EVALUATION_WAITING;
}

/* ---- all of it ---------------------------------------------------------------- */

static bool
anybody_answers(const struct authority *a)
{
	size_t i;

	for (i = 0; i < a->server_count; i++) {
		if (a->servers[i].state == SERVER_ANSWERS)
			return true;
	}
	return false;
}

int
mailauth__authoritative_step(struct validation *v)
{
	struct authoritative *z = v->authoritative;
	int rc = mailauth__authoritative_begin(v);
	bool all;

	if (rc != EVALUATION_DONE || z == NULL || v->unit_count == 0)
		return rc;
	set_failures_aside(v);
	if (z->authority.zone == NULL)
		return v->error != 0 ? v->error : rc;
	if (anybody_answers(&z->authority)) {
		if (z->sets == NULL)
			collect_sets(v);
		if (z->shadow == NULL && is_wrong(v))
			make_shadow(v);
		if (v->error != 0)
			return v->error;
		all = compare_sets(v, false);
		if (z->shadow != NULL && !z->shadow_done) {
			rc = step_shadow(v);
			if (rc < 0)
				return rc;
			z->shadow_done = rc == EVALUATION_DONE;
			all &= z->shadow_done;
		}
		if (v->questions->error != 0)
			return v->questions->error;
		if (!all)
			return EVALUATION_WAITING;
		if (z->shadow != NULL)
			mailauth__authoritative_pending(v);
		(void)compare_sets(v, true);
	}
	tell_servers(v);
	return v->error != 0 ? v->error : EVALUATION_DONE;
}

void
mailauth__authoritative_release(struct validation *v)
{
	struct authoritative *z = v->authoritative;
	size_t i;

	if (z == NULL)
		return;
	for (i = 0; i < z->shadow_questions.count; i++)
		mailauth__answer_release(z->shadow_questions.items[i]->answer);
	mailauth__authority_release(&z->authority);
}
