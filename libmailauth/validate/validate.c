/* SPDX-License-Identifier: BSD-2-Clause */
/* The validation as a task: asking, units of work, stepping. */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "validate/authoritative.h"

/* ---- asking ---- */

/* Remembers a question that DNS did not answer, with its greatest weight. */
static void
note_failure(struct validation *v, const char *name, uint16_t type)
{
	enum weight weight = v->unit != NULL ? v->unit->weight : WEIGHT_CORE;
	struct failure *failures;
	size_t i;

	for (i = 0; i < v->failure_count; i++) {
		if (v->failures[i].type == type &&
		    strcmp(v->failures[i].name, name) == 0) {
			if (weight > v->failures[i].weight)
				v->failures[i].weight = weight;
			return;
		}
	}
	if (v->failure_count == v->failure_room) {
		size_t room = v->failure_room * 2 + 8;

		failures = mailauth__arena_grow(v->arena, v->failures,
		    v->failure_count, room, sizeof(*failures));
		if (failures == NULL) {
			v->error = mailauth__arena_error(v->arena);
			return;
		}
		v->failures = failures;
		v->failure_room = room;
	}
	v->failures[v->failure_count++] = (struct failure){ name, type, weight };
}

const struct mailauth_answer *
mailauth__look(struct validation *v, const char *name, uint16_t type)
{
	const struct mailauth_answer *answer =
	    mailauth__ask(v->questions, name, type, ASK_NEEDED);

	if (answer != NULL) {
		if (!mailauth__answer_certain(answer))
			note_failure(v, name, type);
		return answer;
	}
	if (v->questions->error != 0)
		v->error = v->questions->error;
	v->lacking = true;
	if (v->unit != NULL && v->unit->lacks == NULL) {
		v->unit->lacks = name;
		v->unit->lacks_type = type;
	}
	return NULL;
}

const char *
mailauth__under(struct validation *v, const char *prefix, const char *name)
{
	int fault = NAME_OK;
	const char *joined = mailauth__name_join(v->arena, prefix, name, &fault);

	if (joined == NULL && fault == NAME_OK)
		v->error = mailauth__arena_error(v->arena);
	return joined;
}

const char *
mailauth__under_or(struct validation *v, const char *prefix, const char *name)
{
	const char *joined = mailauth__under(v, prefix, name);

	return joined != NULL ? joined : name;
}

const struct mailauth_answer *
mailauth__look_under(struct validation *v, const char *prefix, const char *name,
    uint16_t type)
{
	const char *joined = mailauth__under(v, prefix, name);

	return joined != NULL ? mailauth__look(v, joined, type) :
	    mailauth__answer_static(MAILAUTH_DNS_NXDOMAIN);
}

/* ---- units ---- */

void
mailauth__unit_add(struct validation *v, enum weight weight,
    void (*run)(struct validation *v, void *arg), void *arg)
{
	struct unit *units;

	if (v->unit_count == v->unit_room) {
		size_t room = v->unit_room * 2 + 64;

		units = mailauth__arena_grow(v->arena, v->units, v->unit_count,
		    room, sizeof(*units));
		if (units == NULL) {
			v->error = mailauth__arena_error(v->arena);
			return;
		}
		v->units = units;
		v->unit_room = room;
	}
	v->units[v->unit_count++] = (struct unit){ .run = run, .arg = arg,
		.weight = weight };
}

/* Has what the unit waits for arrived? */
static bool
ready(struct validation *v, const struct unit *unit)
{
	return unit->lacks == NULL ||
	    mailauth__asked(v->questions, unit->lacks, unit->lacks_type) != NULL;
}

static void
run_unit(struct validation *v, struct unit *unit)
{
	size_t mark = v->finding_count, said = v->said_count;

	unit->lacks = NULL;
	v->lacking = false;
	v->unit = unit;
	unit->run(v, unit->arg);
	v->unit = NULL;
	if (v->lacking) {
		v->finding_count = mark;
		v->said_count = said;
	} else {
		unit->done = true;
	}
}

/* The error so far.  What tells something need not look whether its words found
 * room: a report that lacks some is never shown. */
static int
failed(struct validation *v)
{
	if (v->error == 0)
		v->error = mailauth__arena_refused(v->arena);
	return v->error;
}

static void
begin(struct validation *v)
{
	v->begun = true;
	if (v->fault != NAME_OK) {
		struct finding *f = mailauth__find(v,
		    MAILAUTH_RULE_DNS_NAME_INVALID, v->domain, NULL);

		f->view.message = mailauth__sentence(v,
		    "this is not a domain name: %s",
		    mailauth__name_fault_text(v->fault));
		return;
	}
	if (v->profile != NULL)
		mailauth__expand_profile(v);
	if (v->finding_count > 0 || failed(v) != 0) {
		v->unit_count = 0; /* usage errors: nothing to ask */
		return;
	}
	mailauth__rules_add(v);
}

static int
step(void *evaluation)
{
	struct validation *v = evaluation;
	bool moved, left;
	size_t i;
	int rc;

	if (v->finished)
		return EVALUATION_DONE;
	if (!v->begun)
		begin(v);
	do {
		moved = false;
		left = false;
		for (i = 0; i < v->unit_count && failed(v) == 0; i++) {
			if (v->units[i].done)
				continue;
			if (ready(v, &v->units[i]))
				run_unit(v, &v->units[i]);
			/* run_unit() may have moved the array */
			if (v->units[i].done)
				moved = true;
			else
				left = true;
		}
	} while (moved && left && v->error == 0);
	if (failed(v) != 0)
		return v->error;
	rc = left ? mailauth__authoritative_begin(v) : mailauth__authoritative_step(v);
	if (rc < 0)
		return rc;
	if (left || rc == EVALUATION_WAITING)
		return EVALUATION_WAITING;
	if (failed(v) == 0)
		mailauth__finish(v);
	return failed(v) != 0 ? v->error : EVALUATION_DONE;
}

static void
release(void *evaluation)
{
	mailauth__authoritative_release(evaluation);
}

const struct task_kind mailauth__validate_kind = {
	.name = "validation",
	.size = sizeof(struct validation),
	.step = step,
	.release = release,
};

int
mailauth_validate_new(const mailauth_config *cfg, const char *domain, mailauth_task **out)
{
	struct mailauth_task *task;
	struct validation *v;
	struct name name;
	int rc;

	*out = NULL;
	if (domain == NULL)
		return MAILAUTH_ERR_INVALID;
	rc = mailauth__task_new(cfg, &mailauth__validate_kind, &task);
	if (rc != 0)
		return rc;
	v = mailauth__task_evaluation(task, &mailauth__validate_kind);
	v->questions = &task->questions;
	v->trace = &task->trace;
	v->arena = task->arena;
	v->spare = mailauth__arena_zalloc(v->arena, sizeof(*v->spare));
	v->fault = mailauth__name_parse(domain, strlen(domain), &name);
	if (v->fault == NAME_OK && name.labels == 0)
		v->fault = NAME_EMPTY;
	v->domain = v->fault == NAME_OK ?
	    mailauth__arena_text(v->arena, name.text, name.length) :
	    mailauth__arena_text(v->arena, domain, strlen(domain));
	if (v->spare == NULL || v->domain == NULL) {
		rc = mailauth__arena_error(v->arena);
		mailauth_task_free(task);
		return rc;
	}
	*out = task;
	return 0;
}
