/* SPDX-License-Identifier: BSD-2-Clause */
/* A validation against others that asked the zone's own name servers: what is
 * only old in caches, and where servers disagree (RFC 1034 section 4.3.5). */
#include <string.h>

#include "base/buffer.h"
#include "dns/name.h"
#include "validate/rules.h"

#define SETS_MAX 200 /* record sets that are compared */

/* A record set as one server has it. */
struct record_set {
	const char *name;
	uint16_t type;
	const char *server;
	const char *data;      /* the records' text, sorted, joined by ", " */
	bool told;             /* that another server differs */
};

struct comparison {
	struct finding **findings; /* of the validation by itself */
	size_t finding_count;
	int *states;               /* likewise, by requirement */
	size_t *met;               /* servers that meet the requirement */
	size_t servers;
	struct finding **extra;    /* that comparing has brought */
	size_t extra_count, extra_room;
	struct record_set sets[SETS_MAX];
	size_t set_count;
};

static int
begin(struct validation *v)
{
	struct comparison *c;
	size_t i, n = v->requirement_count;

	if (v->comparison != NULL)
		return 0;
	c = mailauth__arena_zalloc(v->arena, sizeof(*c));
	if (c == NULL)
		return mailauth__arena_error(v->arena);
	c->findings = mailauth__arena_array(v->arena, v->finding_count + 1,
	    sizeof(struct finding *));
	c->states = mailauth__arena_array(v->arena, n + 1, sizeof(*c->states));
	c->met = mailauth__arena_array(v->arena, n + 1, sizeof(*c->met));
	if (c->findings == NULL || c->states == NULL || c->met == NULL)
		return mailauth__arena_error(v->arena);
	if (v->finding_count > 0)
		memcpy(c->findings, v->findings,
		    v->finding_count * sizeof(struct finding *));
	c->finding_count = v->finding_count;
	for (i = 0; i < n; i++)
		c->states[i] = v->requirements[i].view.state;
	v->comparison = c;
	return 0;
}

/* ---- record sets ---- */

static bool
compared(const struct validation *v, const struct question *question)
{
	switch (question->query.type) {
	case MAILAUTH_TYPE_MX:
	case MAILAUTH_TYPE_TXT:
	case MAILAUTH_TYPE_CNAME:
	case MAILAUTH_TYPE_SRV:
	case MAILAUTH_TYPE_NS:
		break;
	default:
		return false;
	}
	/* what lies behind an alias that server need not know */
	return question->answer != NULL && mailauth__ours(v, question->query.name) &&
	    mailauth__answer_certain(question->answer) &&
	    question->answer->link_count == 0;
}

/* The records' text in the order of its octets. */
static const char *
data_of(struct validation *v, const struct mailauth_answer *answer)
{
	const char **items = mailauth__arena_array(v->arena,
	    answer->record_count + 1, sizeof(*items));
	struct buffer buf;
	size_t i, k;

	if (items == NULL)
		return NULL;
	for (i = 0; i < answer->record_count; i++) {
		const char *text = mailauth__data_record(v, &answer->records[i]);

		if (text == NULL)
			return NULL;
		for (k = i; k > 0 && strcmp(items[k - 1], text) > 0; k--)
			items[k] = items[k - 1];
		items[k] = text;
	}
	mailauth__buffer_init(&buf, v->arena, 0);
	for (i = 0; i < answer->record_count; i++) {
		if (i > 0)
			mailauth__buffer_text_add(&buf, ", ");
		mailauth__buffer_text_add(&buf, items[i]);
	}
	if (answer->record_count == 0)
		mailauth__buffer_text_add(&buf, "nothing");
	return mailauth__buffer_text(&buf);
}

static int
keep_extra(struct validation *v)
{
	struct comparison *c = v->comparison;

	if (c->extra_count == c->extra_room) {
		size_t room = c->extra_room * 2 + 8;
		struct finding **extra = mailauth__arena_grow(v->arena, c->extra,
		    c->extra_count, room, sizeof(struct finding *));

		if (extra == NULL)
			return mailauth__arena_error(v->arena);
		c->extra = extra;
		c->extra_room = room;
	}
	/* the one that was just made */
	c->extra[c->extra_count++] = v->findings[v->finding_count - 1];
	return 0;
}

static int
tell_differing(struct validation *v, struct record_set *first, const char *server,
    const char *data)
{
	const char *type = mailauth_rrtype_name(first->type);
	struct finding *f;

	if (first->told)
		return 0;
	first->told = true;
	f = mailauth__find(v, first->type == MAILAUTH_TYPE_MX ?
	    MAILAUTH_RULE_MX_NS_INCONSISTENT : MAILAUTH_RULE_DNS_NS_INCONSISTENT,
	    first->name, type);
	f->view.message = mailauth__say(v->arena,
	    "the name servers %s and %s have different %s records of %s",
	    first->server, server, type, first->name);
	mailauth__finding_have(v, f, mailauth__say(v->arena, "%s: %s",
	    first->server, first->data));
	mailauth__finding_have(v, f, mailauth__say(v->arena, "%s: %s", server, data));
	return v->error != 0 ? v->error : keep_extra(v);
}

static int
compare_set(struct validation *v, const struct question *question, const char *server)
{
	struct comparison *c = v->comparison;
	const char *data = data_of(v, question->answer);
	size_t i;

	if (data == NULL)
		return mailauth__arena_error(v->arena);
	for (i = 0; i < c->set_count; i++) {
		struct record_set *set = &c->sets[i];

		if (set->type == question->query.type &&
		    strcmp(set->name, question->query.name) == 0)
			return strcmp(set->data, data) == 0 ? 0 :
			    tell_differing(v, set, server, data);
	}
	if (c->set_count == SETS_MAX)
		return 0;
	c->sets[c->set_count++] = (struct record_set){
		mailauth__arena_text(v->arena, question->query.name,
		strlen(question->query.name)), question->query.type, server, data,
		false };
	return c->sets[c->set_count - 1].name != NULL ? 0 :
	    mailauth__arena_error(v->arena);
}

static int
compare_sets(struct validation *v, const struct validation *other, const char *server)
{
	bool answered = false;
	struct finding *f;
	size_t i;
	int rc = 0;

	for (i = 0; i < other->questions->count && rc == 0; i++) {
		const struct question *question = other->questions->items[i];

		if (!compared(v, question))
			continue;
		answered = true;
		rc = compare_set(v, question, server);
	}
	if (rc != 0 || answered)
		return rc;
	f = mailauth__find(v, MAILAUTH_RULE_DNS_NS_UNRESPONSIVE, v->domain, "NS");
	f->view.message = mailauth__say(v->arena,
	    "the name server %s does not answer for %s", server, v->domain);
	mailauth__finding_have(v, f, server);
	return v->error != 0 ? v->error : keep_extra(v);
}

/* ---- requirements ---- */

/* The longest that caches may keep what they have for the requirement. */
static uint32_t
oldest(const struct validation *v, const struct requirement *r)
{
	uint32_t most = 0;
	size_t i;

	for (i = 0; i < r->item_count; i++) {
		const struct mailauth_answer *answer;

		if (r->items[i].is_ip)
			continue;
		answer = mailauth__asked(v->questions, r->items[i].owner,
		    mailauth__requirement_rrtype(r->section->type));
		if (answer != NULL && answer->ttl > most)
			most = answer->ttl;
	}
	return most;
}

/* Met at every server, but not in the caches. */
static bool
is_pending(const struct comparison *c, size_t i)
{
	return c->states[i] == MAILAUTH_STATE_UNMET && c->servers > 0 &&
	    c->met[i] == c->servers;
}

static void
tell_pending(struct validation *v, struct requirement *r)
{
	struct finding *f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_PENDING,
	    &r->items[0], false);

	f->view.message = mailauth__say(v->arena,
	    "the name servers of %s have what [%s] wants; caches may keep the old answer for another %u seconds",
	    v->domain, r->view.id, oldest(v, r));
}

/* The findings of the validation by itself, but those that are only old. */
static int
rebuild(struct validation *v)
{
	struct comparison *c = v->comparison;
	size_t room = c->finding_count + c->extra_count + v->requirement_count + 1, i, k;
	struct finding **findings = mailauth__arena_array(v->arena, room,
	    sizeof(struct finding *));

	if (findings == NULL)
		return mailauth__arena_error(v->arena);
	v->findings = findings;
	v->finding_room = room;
	v->finding_count = 0;
	for (i = 0; i < c->finding_count; i++) {
		bool old = false;

		for (k = 0; k < v->requirement_count; k++)
			old |= is_pending(c, k) &&
			    c->findings[i]->section == v->requirements[k].section;
		if (!old)
			v->findings[v->finding_count++] = c->findings[i];
	}
	for (i = 0; i < c->extra_count; i++)
		v->findings[v->finding_count++] = c->extra[i];
	for (i = 0; i < v->requirement_count; i++) {
		v->requirements[i].view.state = c->states[i];
		if (!is_pending(c, i))
			continue;
		v->requirements[i].view.state = MAILAUTH_STATE_PENDING;
		tell_pending(v, &v->requirements[i]);
	}
	mailauth__settle(v);
	return v->error;
}

int
mailauth_validate_compare(mailauth_task *task, const mailauth_task *other, const char *server)
{
	struct validation *v = mailauth__task_evaluation(task, &mailauth__validate_kind);
	const struct validation *o = mailauth__task_evaluation(other,
	    &mailauth__validate_kind);
	const char *name;
	size_t i;
	int rc;

	if (v == NULL || o == NULL)
		return MAILAUTH_ERR_WRONG_TYPE;
	if (mailauth__validation_done(task) == NULL ||
	    mailauth__validation_done(other) == NULL)
		return MAILAUTH_ERR_STATE;
	if (strcmp(v->domain, o->domain) != 0 || v->profile != o->profile ||
	    v->requirement_count != o->requirement_count || v == o)
		return MAILAUTH_ERR_INVALID;
	name = mailauth__arena_text(v->arena, server, strlen(server));
	rc = name == NULL ? mailauth__arena_error(v->arena) : begin(v);
	if (rc == 0)
		rc = compare_sets(v, o, name);
	if (rc != 0)
		return rc;
	v->comparison->servers++;
	for (i = 0; i < v->requirement_count; i++)
		v->comparison->met[i] +=
		    o->requirements[i].view.state == MAILAUTH_STATE_MET;
	return rebuild(v);
}
