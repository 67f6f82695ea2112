/* SPDX-License-Identifier: BSD-2-Clause */
/* May the report addresses receive reports: RFC 9990 section 4. */
#include <string.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/terminal.h"
#include "dmarc/modes.h"

static void
json_reports(const mailauth_task *task)
{
	const mailauth_dmarc_discovery *view = mailauth_dmarc_reports_lookup(task);
	const mailauth_dmarc_report *report;
	const mailauth_problem *problem;
	struct json j;

	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_text(&j, "domain", view->domain);
	json_text(&j, "status", mailauth_dmarc_status_name(view->status));
	json_text(&j, "policy_domain", view->policy_domain);
	json_array(&j, "reports");
	for (size_t i = 0; (report = mailauth_dmarc_report_at(task, i)) != NULL; i++) {
		json_object(&j, NULL);
		json_text(&j, "list", mailauth_dmarc_list_name(report->list));
		json_text(&j, "uri", report->uri->uri);
		json_text(&j, "state", mailauth_dmarc_report_state_name(report->state));
		json_text(&j, "host", report->host);
		json_text(&j, "name", report->name);
		json_array(&j, "overrides");
		for (size_t k = 0; k < report->override_count; k++)
			json_text(&j, NULL, report->overrides[k]->uri);
		json_array_end(&j);
		json_object_end(&j);
	}
	json_array_end(&j);
	dmarc_json_queries(&j, task);
	json_array(&j, "problems");
	for (size_t i = 0; (problem = mailauth_dmarc_reports_problem(task, i)) != NULL; i++)
		json_problem(&j, problem);
	json_array_end(&j);
	json_end(&j);
}

static void
print_reports(const struct terminal *t, const mailauth_task *task)
{
	const mailauth_dmarc_discovery *view = mailauth_dmarc_reports_lookup(task);
	const mailauth_dmarc_report *report;
	const mailauth_problem *problem;
	const char *text = NULL;
	size_t len = 0;

	dmarc_print_status(t, view);
	for (size_t i = 0; (report = mailauth_dmarc_report_at(task, i)) != NULL; i++) {
		terminal_print(t, "  %s ", mailauth_dmarc_list_name(report->list));
		terminal_string(t, report->uri->uri);
		terminal_print(t, ": ");
		terminal_word(t, report->state <= MAILAUTH_DMARC_REPORT_OVERRIDDEN ?
		    STYLE_GOOD : report->state == MAILAUTH_DMARC_REPORT_UNDECIDED ?
		    STYLE_UNKNOWN : STYLE_WARNING,
		    mailauth_dmarc_report_state_name(report->state));
		if (report->name != NULL) {
			terminal_print(t, " (");
			terminal_string(t, report->name);
			terminal_print(t, ")");
		}
		for (size_t k = 0; k < report->override_count; k++) {
			terminal_print(t, k == 0 ? " by " : ", ");
			terminal_string(t, report->overrides[k]->uri);
		}
		terminal_print(t, "\n");
	}
	if (view->record != NULL)
		text = mailauth_dmarc_record_text(view->record, &len);
	for (size_t i = 0; (problem = mailauth_dmarc_reports_problem(task, i)) != NULL; i++)
		terminal_problem(t, problem,
		    problem->offset + problem->length > 0 ? text : NULL, len);
}

/* 0 if all addresses get reports, 1 if one does not, 3 if DNS left one open. */
static int
reports_status(const mailauth_task *task)
{
	const mailauth_dmarc_report *report;
	int status = dmarc_status(mailauth_dmarc_reports_lookup(task));

	for (size_t i = 0; (report = mailauth_dmarc_report_at(task, i)) != NULL; i++) {
		if (report->state == MAILAUTH_DMARC_REPORT_UNDECIDED) {
			if (status == STATUS_OK)
				status = STATUS_UNDECIDED;
		} else if (report->state > MAILAUTH_DMARC_REPORT_OVERRIDDEN) {
			status = STATUS_NOT;
		}
	}
	return status;
}

int
dmarc_reports(const struct options *o, const struct source *source, const char *domain)
{
	mailauth_task *task;
	struct terminal t;
	int status, rc;

	rc = mailauth_dmarc_reports_new(source->config, domain, &task);
	if (rc != 0)
		return dmarc_failed(o, rc);
	if ((status = source_run(source, o, task)) != 0)
		goto out;
	if (mailauth_dmarc_reports_lookup(task)->status == MAILAUTH_DMARC_INVALID) {
		status = usage_error(o, "not a domain name: \"%s\"", domain);
		goto out;
	}
	status = reports_status(task);
	if (o->json && !o->quiet) {
		json_reports(task);
	} else if (!o->quiet) {
		terminal_init(&t, stdout, o->color);
		print_reports(&t, task);
	}
out:
	mailauth_task_free(task);
	return status;
}
