/* SPDX-License-Identifier: BSD-2-Clause */
/* What the command line says about every domain. */
#include "check/settings.h"

int
settings_task(const struct settings *settings, const mailauth_config *config,
    const char *domain, mailauth_task **out)
{
	mailauth_task *task;
	size_t i;
	int rc = mailauth_validate_new(config, domain, &task);

	*out = NULL;
	if (rc != 0)
		return rc;
	if (settings->profile != NULL)
		rc = mailauth_validate_set_profile(task, settings->profile);
	for (i = 0; rc == 0 && i < settings->variable_count; i++)
		rc = mailauth_validate_set_variable(task,
		    settings->variables[i].name, settings->variables[i].value);
	for (i = 0; rc == 0 && i < settings->level_count; i++)
		rc = mailauth_validate_set_severity(task,
		    settings->levels[i].code, settings->levels[i].severity);
	for (i = 0; rc == 0 && i < settings->selectors.count; i++)
		rc = mailauth_validate_add_selector(task, settings->selectors.items[i]);
	for (i = 0; rc == 0 && i < settings->approved.count; i++)
		rc = mailauth_validate_approve_mx(task, settings->approved.items[i]);
	if (rc == 0 && settings->authoritative)
		rc = mailauth_validate_set_authoritative(task, 1);
	for (i = 0; rc == 0 && i < settings->name_servers.count; i++)
		rc = mailauth_validate_add_name_server(task,
		    settings->name_servers.items[i]);
	if (rc == 0 && settings->helo != NULL)
		rc = mailauth_validate_set_helo(task, settings->helo);
	if (rc != 0)
		mailauth_task_free(task);
	else
		*out = task;
	return rc;
}

int
settings_status(const struct settings *settings, const mailauth_task *task)
{
	int result = mailauth_validate_result(task);
	const mailauth_finding *finding;
	size_t i;

	if (result == MAILAUTH_RESULT_USAGE)
		return STATUS_USAGE;
	for (i = 0; (finding = mailauth_validate_finding(task, i)) != NULL; i++) {
		if (finding->severity >= settings->fail_on &&
		    finding->severity <= MAILAUTH_SEVERITY_ERROR)
			return STATUS_NOT;
	}
	return result == MAILAUTH_RESULT_UNDECIDED ? STATUS_UNDECIDED : STATUS_OK;
}

static int
rank(int status)
{
	switch (status) {
	case STATUS_OK: return 0;
	case STATUS_UNDECIDED: return 1;
	case STATUS_NOT: return 2;
	default: return 3;
	}
}

int
settings_worse(int a, int b)
{
	return rank(a) >= rank(b) ? a : b;
}

const char *
settings_report(const struct settings *settings, const mailauth_task *task, size_t *length)
{
	const char *text;
	int rc = settings->options->json ?
	    mailauth_report_json(settings->report, task, &text, length) :
	    mailauth_report_text(settings->report, task, &text, length);

	return rc == 0 ? text : NULL;
}
