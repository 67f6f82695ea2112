/* SPDX-License-Identifier: BSD-2-Clause */
/* mailauth-dmarc: the policy that applies to a domain and how it was found, a
 * record taken apart, a message evaluated, report addresses checked. */
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/options.h"
#include "common/source.h"
#include "common/terminal.h"

static const char *record_option, *from_option, *spf_option, *suffix_option;
static struct text_list dkim_options;
static bool evaluate, reports, header;

static const struct option_spec own[] = {
	{ "record", 0, OPTION_TEXT, &record_option, "TEXT",
	    "only parse TEXT; - reads standard input", 0, 0 },
	{ "reports", 0, OPTION_FLAG, &reports, NULL,
	    "check whether the report addresses may receive reports", 0, 0 },
	{ "public-suffix", 0, OPTION_TEXT, &suffix_option, "SUFFIX",
	    "compare with receivers of RFC 7489, for which the domain is under SUFFIX",
	    0, 0 },
	{ "evaluate", 0, OPTION_FLAG, &evaluate, NULL,
	    "does a message pass? With --spf, --dkim and DOMAIN or --from", 0, 0 },
	{ "spf", 0, OPTION_TEXT, &spf_option, "RESULT,DOMAIN",
	    "what SPF said of MAIL FROM", 0, 0 },
	{ "dkim", 0, OPTION_LIST, &dkim_options, "RESULT,DOMAIN[,SELECTOR]",
	    "what DKIM said of a signature; repeatable", 0, 0 },
	{ "from", 0, OPTION_TEXT, &from_option, "HEADER",
	    "the From field of the message; - reads standard input", 0, 0 },
	{ "header", 0, OPTION_FLAG, &header, NULL,
	    "with --evaluate: print the part of Authentication-Results", 0, 0 },
};

static const struct program program = {
	"mailauth-dmarc",
	"DOMAIN...\n--record TEXT\n--reports DOMAIN\n"
	"--evaluate [--spf R,D] [--dkim R,D[,S]]... DOMAIN | --from HEADER",
	"Finds the DMARC policy that applies to DOMAIN (RFC 9989), parses a record, or\n"
	"evaluates a message from the results of SPF and DKIM.",
	own, sizeof(own) / sizeof(own[0])
};

static int
failed(const struct options *o, int rc)
{
	complain(o, "%s", mailauth_strerror(rc));
	return STATUS_SOFTWARE;
}

static const char *
or_none(const char *text)
{
	return text != NULL ? text : "none";
}

/* ---- a record ------------------------------------------------------------------ */

static void
json_record_problems(struct json *j, const mailauth_dmarc_record *rec)
{
	const mailauth_problem *problem;

	for (size_t i = 0; (problem = mailauth_dmarc_record_problem(rec, i)) != NULL; i++)
		json_problem(j, problem);
}

static void
json_record(const mailauth_dmarc_record *rec)
{
	static const char *const tags[] = { "p", "sp", "np", "t", "psd", "adkim",
	    "aspf", "fo", "rua", "ruf" };
	const char *text;
	struct json j;
	size_t len;

	text = mailauth_dmarc_record_text(rec, &len);
	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_bytes(&j, "record", text, len);
	json_bool(&j, "is_dmarc", mailauth_dmarc_record_is_dmarc(rec) != 0);
	json_bool(&j, "usable", mailauth_dmarc_record_usable(rec) != 0);
	json_bool(&j, "valid", mailauth_dmarc_record_valid(rec) != 0);
	json_bool(&j, "tolerated", mailauth_dmarc_record_tolerated(rec) != 0);
	json_object(&j, "tags");
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		json_text(&j, tags[i], mailauth_dmarc_record_get(rec, tags[i]));
	json_object_end(&j);
	json_array(&j, "problems");
	json_record_problems(&j, rec);
	json_array_end(&j);
	json_end(&j);
}

static const char *
state_text(int state)
{
	switch (state) {
	case MAILAUTH_DMARC_TAG_UNKNOWN:
		return "  (unknown, ignored)";
	case MAILAUTH_DMARC_TAG_REMOVED:
		return "  (removed from DMARC, ignored)";
	case MAILAUTH_DMARC_TAG_INVALID:
		return "  (invalid)";
	case MAILAUTH_DMARC_TAG_MALFORMED:
		return "  (malformed)";
	case MAILAUTH_DMARC_TAG_DUPLICATE:
		return "  (written before)";
	default:
		return "";
	}
}

static void
print_tags(const struct terminal *t, const mailauth_dmarc_record *rec)
{
	const mailauth_dmarc_tag *tag;

	for (size_t i = 0; (tag = mailauth_dmarc_record_tag(rec, i)) != NULL; i++) {
		terminal_print(t, "  ");
		terminal_string(t, tag->name);
		terminal_print(t, " = ");
		terminal_text(t, tag->value, tag->value_length);
		terminal_print(t, "%s\n", state_text(tag->state));
	}
}

static void
print_record_problems(const struct terminal *t, const mailauth_dmarc_record *rec)
{
	const mailauth_problem *problem;
	const char *text;
	size_t len;

	text = mailauth_dmarc_record_text(rec, &len);
	for (size_t i = 0; (problem = mailauth_dmarc_record_problem(rec, i)) != NULL; i++)
		terminal_problem(t, problem,
		    problem->offset + problem->length > 0 ? text : NULL, len);
}

static void
print_record(const struct terminal *t, const mailauth_dmarc_record *rec)
{
	const char *text;
	size_t len;

	text = mailauth_dmarc_record_text(rec, &len);
	if (mailauth_dmarc_record_usable(rec))
		terminal_word(t, STYLE_GOOD, "usable");
	else if (!mailauth_dmarc_record_tolerated(rec))
		terminal_word(t, STYLE_ERROR, "not a DMARC record");
	else if (mailauth_dmarc_record_valid(rec))
		terminal_word(t, STYLE_ERROR, "without effect");
	else
		terminal_word(t, STYLE_ERROR, "not usable, though some receivers read it");
	terminal_print(t, ": ");
	terminal_text(t, text, len);
	terminal_print(t, "\n");
	if (mailauth_dmarc_record_tolerated(rec)) {
		print_tags(t, rec);
		terminal_print(t, "policy %s, subdomains %s, without existence %s\n",
		    or_none(mailauth_dmarc_record_get(rec, "p")),
		    or_none(mailauth_dmarc_record_get(rec, "sp")),
		    or_none(mailauth_dmarc_record_get(rec, "np")));
	}
	print_record_problems(t, rec);
}

static int
show_record(const struct options *o, const char *argument)
{
	mailauth_dmarc_record *rec;
	struct terminal t;
	struct text text;
	int status, rc;

	if ((status = text_argument(&text, o, argument)) != 0)
		return status;
	rc = mailauth_dmarc_parse(NULL, text.data, text.length, &rec);
	text_free(&text);
	if (rc == MAILAUTH_ERR_LIMIT)
		return usage_error(o, "the record is longer than 65,535 octets");
	if (rc == 0)
		rc = mailauth_dmarc_record_advise(rec);
	if (rc != 0) {
		mailauth_dmarc_record_free(rec);
		return failed(o, rc);
	}
	if (o->json && !o->quiet) {
		json_record(rec);
	} else if (!o->quiet) {
		terminal_init(&t, stdout, o->color);
		print_record(&t, rec);
	}
	status = mailauth_dmarc_record_usable(rec) ? STATUS_OK : STATUS_NOT;
	mailauth_dmarc_record_free(rec);
	return status;
}

/* ---- discovery ------------------------------------------------------------------- */

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

static int
status_of(const mailauth_dmarc_discovery *view)
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

static void
json_queries(struct json *j, const mailauth_task *task)
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
	json_queries(j, found->task);
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
		json_record_problems(j, found->record);
}

static void
print_status(const struct terminal *t, const mailauth_dmarc_discovery *view)
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
		terminal_print(t, ": the record has neither a valid policy nor an "
		    "address for reports");
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

	print_status(t, view);
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
		print_record_problems(t, found->record);
}

static int
look_up(const struct options *o, const struct source *source, const char *domain)
{
	mailauth_task *task = NULL;
	struct found found = { 0 };
	struct terminal t;
	struct json j;
	int status, rc;

	rc = mailauth_dmarc_lookup_new(source->config, domain, &task);
	if (rc == 0 && suffix_option != NULL)
		rc = mailauth_dmarc_lookup_set_public_suffix(task, suffix_option);
	if (rc == MAILAUTH_ERR_INVALID) {
		mailauth_task_free(task);
		return usage_error(o, "\"%s\" is not under \"%s\"", domain, suffix_option);
	}
	if (rc != 0) {
		mailauth_task_free(task);
		return failed(o, rc);
	}
	if ((status = source_run(source, o, task)) != 0)
		goto out;
	status = status_of(mailauth_dmarc_lookup_result(task));
	if (mailauth_dmarc_lookup_result(task)->status == MAILAUTH_DMARC_INVALID) {
		status = usage_error(o, "not a domain name: \"%s\"", domain);
		goto out;
	}
	rc = found_open(&found, task, mailauth_dmarc_lookup_result(task));
	if (rc != 0) {
		status = failed(o, rc);
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

/* ---- report addresses -------------------------------------------------------------- */

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
	json_queries(&j, task);
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

	print_status(t, view);
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
	int status = status_of(mailauth_dmarc_reports_lookup(task));

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

static int
check_reports(const struct options *o, const struct source *source, const char *domain)
{
	mailauth_task *task;
	struct terminal t;
	int status, rc;

	rc = mailauth_dmarc_reports_new(source->config, domain, &task);
	if (rc != 0)
		return failed(o, rc);
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

/* ---- evaluation ---------------------------------------------------------------------- */

/* Cuts "a,b,c" into up to three fields, in a copy the caller frees. */
static char *
fields(const char *text, const char *field[3])
{
	const size_t size = strlen(text) + 1;
	char *copy = malloc(size), *p = copy;

	field[0] = field[1] = field[2] = NULL;
	if (copy == NULL)
		return NULL;
	memcpy(copy, text, size);
	for (int i = 0; i < 3 && p != NULL; i++) {
		field[i] = p;
		p = i < 2 ? strchr(p, ',') : NULL;
		if (p != NULL)
			*p++ = '\0';
	}
	return copy;
}

static int
add_result(const struct options *o, mailauth_dmarc_message *msg, const char *text,
    bool dkim)
{
	const char *field[3];
	char *copy = fields(text, field);
	int number, rc;

	if (copy == NULL)
		return failed(o, MAILAUTH_ERR_NOMEM);
	for (char *p = copy; *p != '\0'; p++) /* "Pass", as SPF libraries print it */
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p;
	if (!dkim && field[1] != NULL && strchr(field[1], '@') != NULL)
		field[1] = strrchr(field[1], '@') + 1; /* the whole MAIL FROM */
	number = dkim ? mailauth_dkim_result_number(field[0]) :
	    mailauth_spf_verdict_number(field[0]);
	if (number < 0 || field[1] == NULL || field[1][0] == '\0' ||
	    (!dkim && field[2] != NULL)) {
		free(copy);
		return usage_error(o, "--%s wants RESULT,DOMAIN%s, not \"%s\"",
		    dkim ? "dkim" : "spf", dkim ? "[,SELECTOR]" : "", text);
	}
	rc = dkim ? mailauth_dmarc_message_add_dkim(msg, number, field[1], field[2]) :
	    mailauth_dmarc_message_set_spf(msg, MAILAUTH_SPF_MAILFROM, number, field[1]);
	free(copy);
	if (rc == MAILAUTH_ERR_LIMIT)
		return usage_error(o, "too many --dkim");
	return rc != 0 ? failed(o, rc) : 0;
}

/* A From field with or without its name. */
static int
add_from(const struct options *o, mailauth_dmarc_message *msg, const char *argument)
{
	mailauth_from *from;
	struct text text;
	size_t skip = 0;
	int status, rc;

	if ((status = text_argument(&text, o, argument)) != 0)
		return status;
	if (text.length >= 5 && (text.data[0] | 0x20) == 'f' &&
	    (text.data[1] | 0x20) == 'r' && (text.data[2] | 0x20) == 'o' &&
	    (text.data[3] | 0x20) == 'm' && text.data[4] == ':')
		skip = 5;
	rc = mailauth_from_parse(NULL, text.data + skip, text.length - skip, &from);
	text_free(&text);
	if (rc == 0)
		rc = mailauth_dmarc_message_add_from(msg, from);
	mailauth_from_free(from);
	if (rc == MAILAUTH_ERR_LIMIT)
		return usage_error(o, "the From field is too long");
	return rc != 0 ? failed(o, rc) : 0;
}

static void
json_identifiers(struct json *j, const mailauth_dmarc_author *author)
{
	const mailauth_dmarc_alignment *id;
	char mode[2] = "";

	json_array(j, "identifiers");
	for (size_t i = 0; i < author->identifier_count; i++) {
		id = &author->identifiers[i];
		mode[0] = (char)id->mode;
		json_object(j, NULL);
		json_text(j, "mechanism", id->dkim ? "dkim" : "spf");
		json_text(j, "domain", id->domain);
		json_text(j, "selector", id->selector);
		json_text(j, "mode", id->mode != 0 ? mode : NULL);
		if (id->aligned < 0)
			json_null(j, "aligned");
		else
			json_bool(j, "aligned", id->aligned != 0);
		json_text(j, "organizational_domain", id->organizational_domain);
		json_text(j, "why", id->why);
		json_object_end(j);
	}
	json_array_end(j);
}

static void
json_author(struct json *j, const mailauth_dmarc_author *author)
{
	const mailauth_dmarc_discovery *lookup = author->lookup;

	json_object(j, NULL);
	json_text(j, "domain", author->domain);
	json_text(j, "result", mailauth_dmarc_result_name(author->result));
	json_text(j, "disposition", mailauth_dmarc_policy_name(author->disposition));
	json_text(j, "policy_domain", lookup != NULL ? lookup->policy_domain : NULL);
	json_text(j, "organizational_domain", author->organizational_domain);
	json_text(j, "policy", lookup != NULL ?
	    mailauth_dmarc_policy_name(lookup->policy) : NULL);
	json_text(j, "source", lookup != NULL ?
	    mailauth_dmarc_source_name(lookup->source) : NULL);
	json_bool(j, "test_mode", lookup != NULL && lookup->test_mode);
	if (author->decided_by >= 0)
		json_int(j, "decided_by", author->decided_by);
	else
		json_null(j, "decided_by");
	json_identifiers(j, author);
	json_text(j, "why", author->why);
	json_object_end(j);
}

static void
json_evaluation(const mailauth_task *task)
{
	const mailauth_dmarc_evaluation *e = mailauth_dmarc_evaluate_result(task);
	struct json j;

	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_text(&j, "domain", e->author_count > 0 ?
	    e->authors[e->decided_by].domain : NULL);
	json_text(&j, "result", mailauth_dmarc_result_name(e->result));
	json_text(&j, "disposition", mailauth_dmarc_policy_name(e->disposition));
	json_bool(&j, "incomplete", e->incomplete != 0);
	json_text(&j, "why", e->why);
	json_array(&j, "authors");
	for (size_t i = 0; i < e->author_count; i++)
		json_author(&j, &e->authors[i]);
	json_array_end(&j);
	json_text(&j, "authentication_results", e->resinfo);
	json_queries(&j, task);
	json_end(&j);
}

static enum style
result_style(int result)
{
	return result == MAILAUTH_DMARC_PASS ? STYLE_GOOD :
	    result == MAILAUTH_DMARC_TEMPERROR ? STYLE_UNKNOWN :
	    result == MAILAUTH_DMARC_NONE ? STYLE_WARNING : STYLE_ERROR;
}

static void
print_author(const struct terminal *t, const mailauth_dmarc_author *author)
{
	const mailauth_dmarc_alignment *id;

	terminal_print(t, "  ");
	terminal_string(t, author->domain);
	terminal_print(t, ": ");
	terminal_word(t, result_style(author->result),
	    mailauth_dmarc_result_name(author->result));
	terminal_print(t, ", %s\n", author->why);
	for (size_t i = 0; i < author->identifier_count; i++) {
		id = &author->identifiers[i];
		terminal_print(t, "    %s ", id->dkim ? "dkim" : "spf");
		terminal_string(t, id->domain);
		if (id->selector != NULL) {
			terminal_print(t, " (");
			terminal_string(t, id->selector);
			terminal_print(t, ")");
		}
		terminal_print(t, " %s\n", id->why);
	}
}

static void
print_evaluation(const struct terminal *t, const mailauth_task *task)
{
	const mailauth_dmarc_evaluation *e = mailauth_dmarc_evaluate_result(task);

	terminal_word(t, result_style(e->result), mailauth_dmarc_result_name(e->result));
	terminal_print(t, ": %s\n", e->why);
	for (size_t i = 0; i < e->author_count; i++)
		print_author(t, &e->authors[i]);
	if (e->result == MAILAUTH_DMARC_FAIL)
		terminal_print(t, "the policy asks for: %s\n",
		    mailauth_dmarc_policy_name(e->disposition));
	if (e->incomplete)
		terminal_print(t, "not all domains were looked at: there are too many\n");
}

static int
run_evaluation(const struct options *o, const struct source *source,
    const mailauth_dmarc_message *msg)
{
	const mailauth_dmarc_evaluation *e;
	mailauth_task *task;
	struct terminal t;
	int status, rc;

	rc = mailauth_dmarc_evaluate_new(source->config, msg, &task);
	if (rc != 0)
		return failed(o, rc);
	if ((status = source_run(source, o, task)) == 0) {
		e = mailauth_dmarc_evaluate_result(task);
		status = e->result == MAILAUTH_DMARC_PASS ? STATUS_OK :
		    e->result == MAILAUTH_DMARC_TEMPERROR ? STATUS_UNDECIDED :
		    STATUS_NOT;
		terminal_init(&t, stdout, o->color);
		if (o->json && !o->quiet) {
			json_evaluation(task);
		} else if (header && !o->quiet) {
			/* made for a header field: nothing in it is raw */
			terminal_print(&t, "%s\n", e->resinfo);
		} else if (!o->quiet) {
			print_evaluation(&t, task);
		}
	}
	mailauth_task_free(task);
	return status;
}

static int
evaluate_message(const struct options *o, const struct source *source)
{
	mailauth_dmarc_message *msg;
	int status = 0, rc;

	rc = mailauth_dmarc_message_new(source->config, &msg);
	if (rc != 0)
		return failed(o, rc);
	if (from_option != NULL)
		status = add_from(o, msg, from_option);
	for (size_t i = 0; status == 0 && i < o->arg_count; i++) {
		rc = mailauth_dmarc_message_add_author(msg, o->args[i]);
		status = rc != 0 ? failed(o, rc) : 0;
	}
	if (status == 0 && spf_option != NULL)
		status = add_result(o, msg, spf_option, false);
	for (size_t i = 0; status == 0 && i < dkim_options.count; i++)
		status = add_result(o, msg, dkim_options.items[i], true);
	if (status == 0)
		status = run_evaluation(o, source, msg);
	mailauth_dmarc_message_free(msg);
	return status;
}

/* ---- the command line ------------------------------------------------------------------ */

/* What is wrong with the mixture of options, or NULL. */
static const char *
check_options(const struct options *o)
{
	if (record_option != NULL)
		return o->arg_count > 0 || evaluate || reports ?
		    "--record stands alone" : NULL;
	if (!evaluate && (spf_option != NULL || dkim_options.count > 0 ||
	    from_option != NULL || header))
		return "--spf, --dkim, --from and --header go with --evaluate";
	if (evaluate && (reports || suffix_option != NULL))
		return "--evaluate goes with neither --reports nor --public-suffix";
	if (evaluate && from_option != NULL && o->arg_count > 0)
		return "give either --from or a DOMAIN";
	if (o->arg_count == 0 && from_option == NULL)
		return "a DOMAIN is needed";
	return NULL;
}

/* Over several domains 1 beats 3 beats 0; anything else ends the run. */
static int
worse(int a, int b)
{
	return a == STATUS_NOT || b == STATUS_NOT ? STATUS_NOT :
	    a != STATUS_OK ? a : b;
}

static int
work(const struct options *o, const struct source *source)
{
	int status = STATUS_OK, one;

	if (evaluate)
		return evaluate_message(o, source);
	for (size_t i = 0; i < o->arg_count; i++) {
		one = reports ? check_reports(o, source, o->args[i]) :
		    look_up(o, source, o->args[i]);
		if (one >= STATUS_USAGE)
			return one;
		status = worse(status, one);
	}
	return status;
}

int
main(int argc, char **argv)
{
	struct source source;
	struct options o;
	const char *wrong;
	int status;

	if (options_parse(&o, &program, argc, argv, &status))
		return program_finish(&o, status);
	if ((wrong = check_options(&o)) != NULL)
		return program_finish(&o, usage_error(&o, "%s", wrong));
	if (record_option != NULL)
		return program_finish(&o, show_record(&o, record_option));
	if ((status = source_open(&source, &o, NULL)) == 0) {
		status = work(&o, &source);
		source_close(&source);
	}
	return program_finish(&o, status);
}
