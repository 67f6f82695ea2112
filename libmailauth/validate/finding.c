/* SPDX-License-Identifier: BSD-2-Clause */
/* Making findings. */
#include <assert.h>
#include <string.h>

#include "base/buffer.h"
#include "validate/match.h"

#define FIX_TTL "3600" /* of the lines to have: an hour, easy to correct */

int
mailauth__severity(const struct validation *v, int code)
{
	const struct mailauth_rule *rule = mailauth_rule_by_code(code);
	size_t place;

	assert(rule != NULL);
	place = (size_t)(rule - mailauth_rule_at(0));
	if (v->severities != NULL && v->severities[place] >= 0)
		return v->severities[place];
	return rule->severity;
}

/* Room for one more finding; the spare one if there is none. */
static struct finding *
add(struct validation *v)
{
	struct finding *f;

	if (v->finding_count >= VALIDATE_FINDINGS)
		return v->spare;
	if (v->finding_count == v->finding_room) {
		size_t room = v->finding_room * 2 + 16;
		struct finding **findings = mailauth__arena_grow(v->arena,
		    v->findings, v->finding_count, room, sizeof(*findings));

		if (findings == NULL)
			return v->spare;
		v->findings = findings;
		v->finding_room = room;
	}
	f = mailauth__arena_zalloc(v->arena, sizeof(*f));
	return f != NULL ? v->findings[v->finding_count++] = f : v->spare;
}

struct finding *
mailauth__find(struct validation *v, int code, const char *owner, const char *type)
{
	const struct mailauth_rule *rule = mailauth_rule_by_code(code);
	struct finding *f = add(v);

	/* units end in the order in which answers arrive; the report does not
	 * depend on that */
	*f = (struct finding){ .order = v->unit == NULL ? 0 :
	    (uint64_t)(v->unit - v->units) << 32 | v->finding_count };
	f->view.code = code;
	f->view.severity = mailauth__severity(v, code);
	f->view.owner = owner;
	f->view.type = type;
	f->view.id = rule->id;
	f->view.message = rule->message;
	f->view.reference = rule->reference;
	f->view.advice = rule->fix;
	return f;
}

void
mailauth__finding_at_most(struct finding *f, int severity)
{
	if (f->view.severity > severity)
		f->view.severity = severity;
}

/* The most a finding about a requirement of that level weighs. */
static int
most(int level)
{
	switch (level) {
	case MAILAUTH_LEVEL_OPTIONAL:
		return MAILAUTH_SEVERITY_INFO;
	case MAILAUTH_LEVEL_RECOMMENDED:
		return MAILAUTH_SEVERITY_WARNING;
	default:
		return MAILAUTH_SEVERITY_ERROR;
	}
}

struct finding *
mailauth__find_item(struct validation *v, int code, const struct item *item, bool unmet)
{
	const struct requirement *requirement = item->requirement;
	struct finding *f = mailauth__find(v, code, item->owner,
	    requirement->view.type);
	const char *reference = mailauth__profile_value(requirement->section,
	    KEY_REFERENCE);
	int bound = most(requirement->view.level);

	f->section = requirement->section;
	f->item = item;
	f->view.requirement = requirement->view.id;
	if (f->view.severity != 0 && f->view.severity <= MAILAUTH_SEVERITY_ERROR) {
		if (f->view.severity > bound)
			f->view.severity = bound;
		if (unmet && bound == MAILAUTH_SEVERITY_ERROR)
			f->view.severity = bound;
	}
	if (f->view.reference == NULL)
		f->view.reference = reference != NULL ? reference :
		    mailauth_profile_text(v->profile, "reference", NULL);
	return f;
}

/* Appends to one of a finding's lists. */
static void
append(struct validation *v, struct texts *list, const char *const **view,
    size_t *count, const char *text)
{
	if (text == NULL)
		return; /* refused: step() notices */
	if (*count == list->room) {
		size_t room = list->room * 2 + 2;
		const char **items = mailauth__arena_grow(v->arena, list->items,
		    *count, room, sizeof(*items));

		if (items == NULL)
			return;
		*view = list->items = items;
		list->room = room;
	}
	list->items[(*count)++] = text;
}

void
mailauth__finding_have(struct validation *v, struct finding *f, const char *text)
{
	append(v, &f->have, &f->view.have, &f->view.have_count, text);
}

void
mailauth__finding_want(struct validation *v, struct finding *f, const char *text)
{
	append(v, &f->want, &f->view.want, &f->view.want_count, text);
}

/* "owner. 3600 IN TYPE data"; data may be a whole TXT record. */
static const char *
line(struct validation *v, const char *owner, const char *type, const char *data)
{
	struct buffer buf;

	if (owner == NULL || data == NULL)
		return NULL;
	mailauth__buffer_init(&buf, v->arena, 0);
	mailauth__buffer_text_add(&buf, owner);
	if (strcmp(owner, ".") != 0)
		mailauth__buffer_char(&buf, '.');
	mailauth__buffer_text_add(&buf, " " FIX_TTL " IN ");
	mailauth__buffer_text_add(&buf, type);
	mailauth__buffer_char(&buf, ' ');
	mailauth__buffer_text_add(&buf, data);
	return mailauth__buffer_text(&buf);
}

/* Fixes come after deletions, and none twice. */
void
mailauth__finding_fix(struct validation *v, struct finding *f, const char *owner,
    const char *type, const char *data)
{
	mailauth__make_room(v, f, owner, type);
	mailauth__finding_line(v, f, owner, type, data);
}

void
mailauth__finding_line(struct validation *v, struct finding *f, const char *owner,
    const char *type, const char *data)
{
	const char *text = line(v, owner, type, data);
	size_t i;

	for (i = 0; text != NULL && i < f->view.fix_count; i++) {
		if (strcmp(f->view.fix[i], text) == 0)
			return;
	}
	append(v, &f->fix, &f->view.fix, &f->view.fix_count, text);
}

void
mailauth__finding_delete(struct validation *v, struct finding *f, const char *owner,
    const char *type, const char *data)
{
	const char *text = line(v, owner, type, data);
	struct buffer buf;
	size_t i;

	for (i = 0; text != NULL && i < f->view.remove_count; i++) {
		if (strcmp(f->view.remove[i], text) == 0)
			return;
	}
	append(v, &f->remove, &f->view.remove, &f->view.remove_count, text);
	if (text == NULL)
		return;
	mailauth__buffer_init(&buf, v->arena, 0);
	mailauth__buffer_text_add(&buf, "; delete: ");
	mailauth__buffer_text_add(&buf, text);
	append(v, &f->fix, &f->view.fix, &f->view.fix_count,
	    mailauth__buffer_text(&buf));
}

void
mailauth__finding_record(struct finding *f, const struct mailauth_record *record,
    size_t offset, size_t length)
{
	f->view.record = record->text;
	f->view.record_length = record->text_length;
	f->view.offset = offset;
	f->view.length = length;
}

struct finding *
mailauth__find_problem(struct validation *v, const char *owner, const char *type,
    const struct mailauth_problem *problem, const char *text, size_t len)
{
	struct finding *f = mailauth__find(v, problem->code, owner, type);
	const struct mailauth_rule *rule = mailauth_rule_by_code(problem->code);

	f->view.message = problem->message;
	f->view.id = problem->id;
	if (problem->reference != NULL)
		f->view.reference = problem->reference;
	/* a parser may weigh a fault otherwise than the catalogue does */
	if (f->view.severity == rule->severity)
		f->view.severity = problem->severity;
	f->view.record = text;
	f->view.record_length = len;
	f->view.offset = problem->offset;
	f->view.length = problem->length;
	return f;
}

struct finding *
mailauth__find_alike(struct validation *v, size_t from, const char *owner,
    const char *type, const struct mailauth_problem *problem, const char *text,
    size_t len)
{
	struct finding *f = mailauth__find_problem(v, owner, type, problem, text, len);
	size_t i, alike = 0;

	if (f == v->spare)
		return NULL;
	for (i = from; i < v->finding_count; i++)
		alike += v->findings[i]->view.code == f->view.code &&
		    v->findings[i]->view.severity == f->view.severity &&
		    strcmp(v->findings[i]->view.owner, owner) == 0;
	if (alike <= VALIDATE_ALIKE)
		return f;
	v->finding_count--;
	return NULL;
}

void
mailauth__finding_same(struct validation *v, struct finding *f,
    const struct finding *like)
{
	const struct mailauth_finding *view = &like->view;
	size_t i;

	for (i = 0; i < view->want_count; i++)
		append(v, &f->want, &f->view.want, &f->view.want_count, view->want[i]);
	for (i = 0; i < view->fix_count; i++)
		append(v, &f->fix, &f->view.fix, &f->view.fix_count, view->fix[i]);
	for (i = 0; i < view->remove_count; i++)
		append(v, &f->remove, &f->view.remove, &f->view.remove_count,
		    view->remove[i]);
}
