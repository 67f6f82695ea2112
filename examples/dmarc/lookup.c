/* SPDX-License-Identifier: BSD-2-Clause */
/* The policy that applies to a domain, and how it was found: RFC 9989 section 4.10. */
#include <string.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/terminal.h"
#include "dmarc/modes.h"

/* What the look-up found, with what is worth knowing of its record; the record
 * shown if none applies is the domain's own, which then cannot be used. */
struct found {
	const mailauth_task *task;
	const mailauth_dmarc_discovery *view;
	mailauth_dmarc_record *record; /* or NULL */
	const mailauth_answer *answer; /* it came in, or the first one */
};

/* 0 or an error of the library. */
static int
found_open(struct found *found, const mailauth_task *task,
    const mailauth_dmarc_discovery *view)
{
	const mailauth_dmarc_record *rec = view->record;
	const char *text;
	size_t len;
	int rc;

	*found = (struct found){ .task = task, .view = view, .answer = view->answer };
	if (view->step_count > 0 && found->answer == NULL)
		found->answer = view->steps[0].answer;
	if (rec == NULL && view->step_count > 0)
		rec = view->steps[0].record;
	if (rec == NULL)
		return 0;
	text = mailauth_dmarc_record_text(rec, &len);
	rc = mailauth_dmarc_parse(NULL, text, len, &found->record);
	return rc != 0 ? rc : mailauth_dmarc_record_advise(found->record);
}

int
dmarc_status(const mailauth_dmarc_discovery *view)
{
	switch (view->status) {
	case MAILAUTH_DMARC_FOUND:
		return STATUS_OK;
	case MAILAUTH_DMARC_UNDECIDED:
		return STATUS_UNDECIDED;
	default:
		return STATUS_NOT;
	}
}

void
dmarc_json_queries(struct json *j, const mailauth_task *task)
{
	const mailauth_question *question;

	json_array(j, "queries");
	for (size_t i = 0; (question = mailauth_task_question(task, i)) != NULL; i++)
		json_text(j, NULL, question->name);
	json_array_end(j);
}

/* The members of a look-up; `problems` stays open for more. */
static void
json_found(struct json *j, const struct found *found)
{
	const mailauth_dmarc_discovery *view = found->view;
	const mailauth_problem *problem;
	const mailauth_link *link;
	const char *text;
	size_t len;

	json_text(j, "domain", view->domain);
	json_text(j, "status", mailauth_dmarc_status_name(view->status));
	json_text(j, "policy_domain", view->policy_domain);
	json_text(j, "organizational_domain", view->organizational_domain);
	json_text(j, "policy", mailauth_dmarc_policy_name(view->policy));
	json_text(j, "source", mailauth_dmarc_source_name(view->source));
	json_bool(j, "test_mode", view->test_mode != 0);
	json_text(j, "applied", mailauth_dmarc_policy_name(view->applied));
	if (found->record != NULL) {
		text = mailauth_dmarc_record_text(found->record, &len);
		json_bytes(j, "record", text, len);
	} else {
		json_null(j, "record");
	}
	dmarc_json_queries(j, found->task);
	json_array(j, "chain");
	for (size_t i = 0; found->answer != NULL &&
	    (link = mailauth_answer_link(found->answer, i)) != NULL; i++)
		json_text(j, NULL, link->target);
	json_array_end(j);
	if (view->rfc7489_organizational_domain != NULL) {
		json_object(j, "rfc7489");
		json_text(j, "organizational_domain",
		    view->rfc7489_organizational_domain);
		json_text(j, "policy_domain", view->rfc7489_policy_domain);
		json_text(j, "policy", mailauth_dmarc_policy_name(view->rfc7489_policy));
		json_object_end(j);
	}
	json_array(j, "problems");
	for (size_t i = 0; (problem =
	    mailauth_dmarc_lookup_problem(found->task, i)) != NULL; i++)
		json_problem(j, problem);
	if (found->record != NULL)
		dmarc_json_problems(j, found->record, view);
}

void
dmarc_print_status(const struct terminal *t, const mailauth_dmarc_discovery *view)
{
	terminal_string(t, view->domain);
	terminal_print(t, ": ");
	switch (view->status) {
	case MAILAUTH_DMARC_FOUND:
		terminal_word(t, view->applied == MAILAUTH_DMARC_POLICY_NONE ?
		    STYLE_WARNING : STYLE_GOOD,
		    mailauth_dmarc_policy_name(view->policy));
		terminal_print(t, " (tag %s of ", mailauth_dmarc_source_name(view->source));
		terminal_string(t, view->policy_domain);
		terminal_print(t, ")");
		if (view->test_mode)
			terminal_print(t, ", in test mode: acts as %s",
			    mailauth_dmarc_policy_name(view->applied));
		break;
	case MAILAUTH_DMARC_ABSENT:
		terminal_word(t, STYLE_ERROR, "no policy");
		terminal_print(t, ": no DMARC record applies");
		break;
	case MAILAUTH_DMARC_UNUSABLE:
		terminal_word(t, STYLE_ERROR, "no policy");
		terminal_print(t, ": the record has neither a valid policy nor a "
		    "valid rua");
		break;
	case MAILAUTH_DMARC_UNDECIDED:
		terminal_word(t, STYLE_UNKNOWN, "undecided");
		terminal_print(t, ": %s for ", mailauth_dns_status_name(view->dns_status));
		terminal_string(t, view->dns_name);
		break;
	default:
		terminal_word(t, STYLE_ERROR, "not a domain name");
		break;
	}
	terminal_print(t, "\n");
}

static const char *
step_text(const mailauth_dmarc_step *step)
{
	if (step->answer == NULL)
		return "too long a name";
	if (step->record_count > 1)
		return "several records, all discarded";
	if (step->record != NULL)
		return mailauth_dmarc_record_valid(step->record) ? "record" :
		    "record that cannot be used";
	switch (mailauth_answer_status(step->answer)) {
	case MAILAUTH_DNS_OK:
	case MAILAUTH_DNS_NXDOMAIN:
		return "no record";
	default:
		return mailauth_dns_status_name(mailauth_answer_status(step->answer));
	}
}

static void
print_found(const struct terminal *t, const struct found *found)
{
	const mailauth_dmarc_discovery *view = found->view;
	const mailauth_problem *problem;
	const mailauth_link *link;
	const char *text;
	size_t len;

	dmarc_print_status(t, view);
	for (size_t i = 0; i < view->step_count; i++) {
		terminal_print(t, "  %zu. ", i + 1);
		terminal_string(t, view->steps[i].name);
		for (size_t k = 0; view->steps[i].answer != NULL && (link =
		    mailauth_answer_link(view->steps[i].answer, k)) != NULL; k++) {
			terminal_print(t, " -> ");
			terminal_string(t, link->target);
		}
		terminal_print(t, ": %s\n", step_text(&view->steps[i]));
	}
	if (view->exists >= 0)
		terminal_print(t, "  the domain %s\n",
		    view->exists ? "exists" : "does not exist");
	if (view->organizational_domain != NULL) {
		terminal_print(t, "Organizational Domain: ");
		terminal_string(t, view->organizational_domain);
		terminal_print(t, "\n");
	}
	if (found->record != NULL) {
		text = mailauth_dmarc_record_text(found->record, &len);
		terminal_print(t, "record: ");
		terminal_text(t, text, len);
		terminal_print(t, "\n");
	}
	for (size_t i = 0; (problem =
	    mailauth_dmarc_lookup_problem(found->task, i)) != NULL; i++)
		terminal_problem(t, problem, NULL, 0);
	if (found->record != NULL)
		dmarc_print_problems(t, found->record, view);
}

int
dmarc_look_up(const struct options *o, const struct source *source, const char *domain,
    const char *suffix)
{
	mailauth_task *task = NULL;
	struct found found = { 0 };
	struct terminal t;
	struct json j;
	int status, rc;

	rc = mailauth_dmarc_lookup_new(source->config, domain, &task);
	if (rc == 0 && suffix != NULL)
		rc = mailauth_dmarc_lookup_set_public_suffix(task, suffix);
	if (rc == MAILAUTH_ERR_INVALID) {
		mailauth_task_free(task);
		return usage_error(o, "\"%s\" is not under \"%s\"", domain, suffix);
	}
	if (rc != 0) {
		mailauth_task_free(task);
		return dmarc_failed(o, rc);
	}
	if ((status = source_run(source, o, task)) != 0)
		goto out;
	status = dmarc_status(mailauth_dmarc_lookup_result(task));
	if (mailauth_dmarc_lookup_result(task)->status == MAILAUTH_DMARC_INVALID) {
		status = usage_error(o, "not a domain name: \"%s\"", domain);
		goto out;
	}
	rc = found_open(&found, task, mailauth_dmarc_lookup_result(task));
	if (rc != 0) {
		status = dmarc_failed(o, rc);
	} else if (o->json && !o->quiet) {
		json_begin(&j, stdout);
		json_int(&j, "schema", 1);
		json_found(&j, &found);
		json_array_end(&j);
		json_end(&j);
	} else if (!o->quiet) {
		terminal_init(&t, stdout, o->color);
		print_found(&t, &found);
	}
out:
	mailauth_dmarc_record_free(found.record);
	mailauth_task_free(task);
	return status;
}
