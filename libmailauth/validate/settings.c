/* SPDX-License-Identifier: BSD-2-Clause */
/* What a caller sets before a validation, and reads after it. */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "validate/authoritative.h"

/* The validation if it may still be set up; else NULL and *rc says why. */
static struct validation *
open_task(struct mailauth_task *task, int *rc)
{
	struct validation *v = mailauth__task_evaluation(task,
	    &mailauth__validate_kind);

	*rc = v == NULL ? MAILAUTH_ERR_WRONG_TYPE :
	    v->begun ? MAILAUTH_ERR_STATE : 0;
	return *rc == 0 ? v : NULL;
}

int
mailauth_validate_set_variable(mailauth_task *task, const char *name, const char *value)
{
	struct validation *v;
	struct variable *variables;
	struct cursor c = cursor_of(name, strlen(name));
	size_t i, length;
	const char *copy;
	int rc;

	v = open_task(task, &rc);
	if (v == NULL)
		return rc;
	length = cursor_span(&c, CLASS_NAME);
	if (length == 0 || length > PROFILE_NAME || !cursor_done(&c) ||
	    !is_class(*name, CLASS_ALPHA) || strchr(name, '.') != NULL ||
	    strcmp(name, "domain") == 0)
		return MAILAUTH_ERR_INVALID;
	copy = mailauth__arena_text(v->arena, value, strlen(value));
	if (copy == NULL)
		return mailauth__arena_error(v->arena);
	for (i = 0; i < v->variable_count; i++) {
		if (strcmp(v->variables[i].name, name) == 0) {
			v->variables[i].value = copy;
			return 0;
		}
	}
	name = mailauth__arena_text(v->arena, name, length);
	variables = mailauth__arena_grow(v->arena, v->variables,
	    v->variable_count, v->variable_count + 1, sizeof(*variables));
	if (name == NULL || variables == NULL)
		return mailauth__arena_error(v->arena);
	variables[v->variable_count++] = (struct variable){ name, copy };
	v->variables = variables;
	return 0;
}

int
mailauth_validate_set_profile(mailauth_task *task, const mailauth_profile *profile)
{
	struct validation *v;
	size_t i;
	int rc;

	v = open_task(task, &rc);
	if (v == NULL)
		return rc;
	if (profile->problem_count > 0)
		return MAILAUTH_ERR_INVALID;
	for (i = 0; i < profile->severity_count; i++) {
		const struct profile_severity *set = &profile->severities[i];

		rc = mailauth_validate_set_severity(task, set->code, set->severity);
		if (rc != 0)
			return rc;
	}
	v->profile = profile;
	return 0;
}

/* Appends a name to a list of at most VALIDATE_SELECTORS. */
static int
add_name(struct validation *v, const char ***list, size_t *count, const char *text)
{
	struct name name;
	const char **items;
	char *copy;

	if (mailauth__name_parse(text, strlen(text), &name) != NAME_OK ||
	    name.labels == 0)
		return MAILAUTH_ERR_INVALID;
	if (*count >= VALIDATE_SELECTORS)
		return MAILAUTH_ERR_LIMIT;
	copy = mailauth__arena_text(v->arena, name.text, name.length);
	items = mailauth__arena_grow(v->arena, *list, *count, *count + 1,
	    sizeof(*items));
	if (copy == NULL || items == NULL)
		return mailauth__arena_error(v->arena);
	items[(*count)++] = copy;
	*list = items;
	return 0;
}

int
mailauth_validate_add_selector(mailauth_task *task, const char *selector)
{
	struct validation *v;
	int rc;

	v = open_task(task, &rc);
	return v == NULL ? rc :
	    add_name(v, &v->selectors, &v->selector_count, selector);
}

int
mailauth_validate_approve_mx(mailauth_task *task, const char *host)
{
	struct validation *v;
	int rc;

	v = open_task(task, &rc);
	return v == NULL ? rc :
	    add_name(v, &v->approved, &v->approved_count, host);
}

int
mailauth_validate_set_helo(mailauth_task *task, const char *helo)
{
	struct validation *v;
	struct name name;
	int rc;

	v = open_task(task, &rc);
	if (v == NULL)
		return rc;
	if (mailauth__name_parse(helo, strlen(helo), &name) != NAME_OK ||
	    name.labels == 0)
		return MAILAUTH_ERR_INVALID;
	v->helo = mailauth__arena_text(v->arena, name.text, name.length);
	return v->helo != NULL ? 0 : mailauth__arena_error(v->arena);
}

int
mailauth_validate_set_authoritative(mailauth_task *task, int on)
{
	struct validation *v;
	int rc;

	v = open_task(task, &rc);
	if (v == NULL)
		return rc;
	if (on)
		return mailauth__authoritative_make(v);
	v->authoritative = NULL;
	return 0;
}

int
mailauth_validate_add_name_server(mailauth_task *task, const char *server)
{
	struct validation *v;
	int rc;

	v = open_task(task, &rc);
	if (v == NULL)
		return rc;
	rc = mailauth__authoritative_make(v);
	return rc != 0 ? rc :
	    mailauth__authority_add(&v->authoritative->authority, server);
}

int
mailauth_validate_set_severity(mailauth_task *task, int code, int severity)
{
	const struct mailauth_rule *rule = mailauth_rule_by_code(code);
	struct validation *v;
	int rc;

	v = open_task(task, &rc);
	if (v == NULL)
		return rc;
	if (rule == NULL)
		return MAILAUTH_ERR_NOT_FOUND;
	if (severity != 0 && mailauth_severity_name(severity) == NULL)
		return MAILAUTH_ERR_INVALID;
	if (v->severities == NULL) {
		v->severities = mailauth__arena_alloc(v->arena, mailauth_rule_count());
		if (v->severities == NULL)
			return mailauth__arena_error(v->arena);
		memset(v->severities, -1, mailauth_rule_count());
	}
	v->severities[rule - mailauth_rule_at(0)] = (int8_t)severity;
	return 0;
}

/* ---- results ---- */

const struct validation *
mailauth__validation_done(const struct mailauth_task *task)
{
	return mailauth__task_result(task, &mailauth__validate_kind);
}

const char *
mailauth_validate_domain(const mailauth_task *task)
{
	const struct validation *v = mailauth__task_evaluation(task,
	    &mailauth__validate_kind);

	return v != NULL ? v->domain : NULL;
}

const char *
mailauth_validate_profile_name(const mailauth_task *task)
{
	const struct validation *v = mailauth__task_evaluation(task,
	    &mailauth__validate_kind);

	return v != NULL && v->profile != NULL ?
	    mailauth_profile_name(v->profile) : NULL;
}

int
mailauth_validate_result(const mailauth_task *task)
{
	const struct validation *v = mailauth__validation_done(task);

	return v != NULL ? v->result : -1;
}

size_t
mailauth_validate_requirement_count(const mailauth_task *task)
{
	const struct validation *v = mailauth__validation_done(task);

	return v != NULL ? v->requirement_count : 0;
}

const mailauth_requirement *
mailauth_validate_requirement(const mailauth_task *task, size_t i)
{
	const struct validation *v = mailauth__validation_done(task);

	return v != NULL && i < v->requirement_count ?
	    &v->requirements[i].view : NULL;
}

size_t
mailauth_validate_finding_count(const mailauth_task *task)
{
	const struct validation *v = mailauth__validation_done(task);

	return v != NULL ? v->finding_count : 0;
}

const mailauth_finding *
mailauth_validate_finding(const mailauth_task *task, size_t i)
{
	const struct validation *v = mailauth__validation_done(task);

	return v != NULL && i < v->finding_count ? &v->findings[i]->view : NULL;
}

uint32_t
mailauth_validate_retry(const mailauth_task *task)
{
	const struct validation *v = mailauth__validation_done(task);

	return v != NULL ? v->retry : 0;
}

const char *
mailauth_requirement_state_name(int state)
{
	switch (state) {
	case MAILAUTH_STATE_MET: return "met";
	case MAILAUTH_STATE_UNMET: return "unmet";
	case MAILAUTH_STATE_PENDING: return "pending";
	case MAILAUTH_STATE_UNKNOWN: return "unknown";
	case MAILAUTH_STATE_NOT_APPLICABLE: return "not-applicable";
	}
	return NULL;
}

const char *
mailauth_validate_result_name(int result)
{
	switch (result) {
	case MAILAUTH_RESULT_CONFORMS: return "conforms";
	case MAILAUTH_RESULT_FAILS: return "fails";
	case MAILAUTH_RESULT_UNDECIDED: return "undecided";
	case MAILAUTH_RESULT_USAGE: return "usage";
	}
	return NULL;
}
