/* SPDX-License-Identifier: BSD-2-Clause */
/* One check_host(): RFC 7208 section 4. */
#include <string.h>
#include <time.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/terminal.h"
#include "spf/modes.h"

/* The exit status of a verdict, as those of Mail::SPF's spfquery. */
static int
verdict_status(int verdict)
{
	static const int statuses[] = {
		[MAILAUTH_SPF_PASS] = 0,
		[MAILAUTH_SPF_FAIL] = 1,
		[MAILAUTH_SPF_SOFTFAIL] = 2,
		[MAILAUTH_SPF_NEUTRAL] = 3,
		[MAILAUTH_SPF_PERMERROR] = 4,
		[MAILAUTH_SPF_TEMPERROR] = 5,
		[MAILAUTH_SPF_NONE] = 6
	};

	return statuses[verdict];
}

static enum style
verdict_style(int verdict)
{
	switch (verdict) {
	case MAILAUTH_SPF_PASS:
		return STYLE_GOOD;
	case MAILAUTH_SPF_FAIL:
	case MAILAUTH_SPF_PERMERROR:
		return STYLE_ERROR;
	case MAILAUTH_SPF_SOFTFAIL:
		return STYLE_WARNING;
	case MAILAUTH_SPF_TEMPERROR:
		return STYLE_UNKNOWN;
	default:
		return STYLE_INFO;
	}
}

static void
check_problem_json(struct json *j, const mailauth_spf_result *r)
{
	const mailauth_rule *rule = mailauth_rule_by_code(r->problem);

	if (r->problem == 0) {
		json_null(j, "problem");
		return;
	}
	json_object(j, "problem");
	json_text(j, "id", r->problem_id);
	/* what made the verdict weighs more than the rule does in a report */
	json_text(j, "severity", mailauth_severity_name(
	    r->verdict == MAILAUTH_SPF_PERMERROR ? MAILAUTH_SEVERITY_ERROR :
	    r->verdict == MAILAUTH_SPF_TEMPERROR ? MAILAUTH_SEVERITY_UNKNOWN :
	    rule != NULL ? rule->severity : MAILAUTH_SEVERITY_INFO));
	json_int(j, "offset", (int64_t)r->problem_offset);
	json_int(j, "length", (int64_t)r->problem_length);
	json_text(j, "message", r->problem_text);
	json_text(j, "reference", rule != NULL ? rule->reference : NULL);
	json_text(j, "domain", r->problem_domain);
	json_text(j, "term", r->problem_term);
	json_object_end(j);
}

static void
check_json(mailauth_task *task, const struct check_settings *settings)
{
	const mailauth_spf_result *r = mailauth_spf_check_result(task);
	struct json j;

	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_text(&j, "identity", mailauth_spf_identity_name(r->identity));
	json_text(&j, "domain", r->domain);
	json_text(&j, "sender", r->sender);
	json_text(&j, "ip", r->ip);
	json_text(&j, "result", mailauth_spf_verdict_name(r->verdict));
	if (r->matched_term != NULL) {
		json_object(&j, "matched");
		json_text(&j, "domain", r->matched_in);
		json_text(&j, "term", r->matched_term);
		json_object_end(&j);
	} else
		json_null(&j, "matched");
	json_array(&j, "path");
	for (size_t i = 0; i < r->path_length; i++)
		json_text(&j, NULL, r->path[i]);
	json_array_end(&j);
	json_text(&j, "explanation", r->explanation);
	json_int(&j, "lookups", r->lookups);
	json_int(&j, "void_lookups", r->void_lookups);
	check_problem_json(&j, r);
	if (settings->header)
		json_text(&j, "received_spf", mailauth_spf_check_received_spf(task));
	if (settings->auth_results)
		json_text(&j, "auth_results", mailauth_spf_check_auth_results(task));
	json_array(&j, "trace");
	for (size_t i = 0; i < mailauth_task_event_count(task); i++) {
		const mailauth_event *event = mailauth_task_event(task, i);

		json_object(&j, NULL);
		json_int(&j, "depth", event->depth);
		json_text(&j, "domain", event->domain);
		json_text(&j, "term", event->term);
		json_text(&j, "outcome", event->outcome);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_end(&j);
}

/* A header field with the line ends of a text file. */
static void
print_field(const char *field)
{
	for (; field != NULL && *field != '\0'; field++)
		if (*field != '\r')
			putchar(*field);
	putchar('\n');
}

/* Our own name, authserv-id of RFC 8601 section 2.2: a token of RFC 2045 section
 * 5.1, or a quoted-string. */
static void
print_own_name(const char *name)
{
	char quoted[512];

	if (*name != '\0' && strspn(name, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`{|}~") ==
	    strlen(name)) {
		fputs(name, stdout);
		return;
	}
	mailauth_escape(MAILAUTH_CHANNEL_HEADER, name,
	    strlen(name) < 255 ? strlen(name) : 255, quoted, sizeof(quoted));
	printf("\"%s\"", quoted);
}

static void
print_headers(const struct terminal *t, const struct check_settings *settings,
    mailauth_task *task)
{
	if (settings->header)
		print_field(mailauth_spf_check_received_spf(task));
	if (settings->auth_results) {
		terminal_print(t, "Authentication-Results: ");
		print_own_name(mailauth_spf_check_result(task)->receiver);
		terminal_print(t, ";\n\t");
		print_field(mailauth_spf_check_auth_results(task));
	}
}

static void
print_trace(const struct terminal *t, const mailauth_task *task)
{
	for (size_t i = 0; i < mailauth_task_event_count(task); i++) {
		const mailauth_event *event = mailauth_task_event(task, i);

		terminal_print(t, "  %*s", 2 * (int)event->depth, "");
		terminal_string(t, event->domain);
		terminal_print(t, "  ");
		terminal_string(t, event->term);
		terminal_print(t, ": %s\n", event->outcome);
	}
}

static void
print_check(const struct terminal *t, mailauth_task *task)
{
	const mailauth_spf_result *r = mailauth_spf_check_result(task);

	terminal_word(t, verdict_style(r->verdict),
	    mailauth_spf_verdict_name(r->verdict));
	terminal_print(t, ": ");
	terminal_string(t, r->sender);
	terminal_print(t, " from %s (%s)\n", r->ip,
	    r->identity == MAILAUTH_SPF_HELO ? "HELO" : "MAIL FROM");
	print_trace(t, task);
	if (r->matched_term != NULL) {
		terminal_print(t, "decided by ");
		terminal_string(t, r->matched_term);
		for (size_t i = r->path_length; i > 0; i--) {
			terminal_print(t, i == r->path_length ? " of " : ", reached from ");
			terminal_string(t, r->path[i - 1]);
		}
		terminal_print(t, "\n");
	}
	if (r->problem_text != NULL) {
		terminal_print(t, "because ");
		terminal_string(t, r->problem_text);
		terminal_print(t, " [%s]", r->problem_id);
		if (r->problem_domain != NULL && *r->problem_domain != '\0') {
			terminal_print(t, ": ");
			terminal_string(t, r->problem_domain);
		}
		if (r->problem_term != NULL) {
			terminal_print(t, " ");
			terminal_string(t, r->problem_term);
		}
		terminal_print(t, "\n");
	}
	terminal_print(t, "%u look-up%s, %u of them void\n", r->lookups,
	    r->lookups == 1 ? "" : "s", r->void_lookups);
	if (r->explanation != NULL) {
		terminal_print(t, "the domain explains: ");
		terminal_string(t, r->explanation);
		terminal_print(t, "\n");
	}
}

/* 0 or an exit status. */
static int
prepare(const struct options *o, const struct check_settings *settings,
    mailauth_task *task)
{
	int which = MAILAUTH_SPF_MAILFROM;
	int rc = 0;

	if (settings->identity != NULL && strcmp(settings->identity, "helo") == 0)
		which = MAILAUTH_SPF_HELO;
	rc = mailauth_spf_check_set_identity(task, which);
	if (rc == 0 && settings->receiver != NULL)
		rc = mailauth_spf_check_set_receiver(task, settings->receiver);
	if (rc == 0)
		rc = mailauth_spf_check_set_time(task, (uint64_t)time(NULL));
	if (rc == 0)
		return 0;
	complain(o, "%s", mailauth_strerror(rc));
	return STATUS_SOFTWARE;
}

int
spf_check(const struct options *o, const struct source *source,
    const struct check_settings *settings)
{
	mailauth_task *task;
	struct terminal t;
	int status, rc;

	rc = mailauth_spf_check_new(source->config, o->args[0], o->args[1],
	    settings->helo, &task);
	if (rc == MAILAUTH_ERR_INVALID)
		return usage_error(o, "not an IP address: \"%s\"", o->args[0]);
	if (rc == MAILAUTH_ERR_LIMIT)
		return usage_error(o, "the sender or HELO name is too long");
	if (rc != 0) {
		complain(o, "%s", mailauth_strerror(rc));
		return STATUS_SOFTWARE;
	}
	status = prepare(o, settings, task);
	if (status == 0)
		status = source_run(source, o, task);
	if (status == 0) {
		status = verdict_status(mailauth_spf_check_result(task)->verdict);
		terminal_init(&t, stdout, o->color);
		if (o->quiet)
			;
		else if (o->json)
			check_json(task, settings);
		else if (settings->header || settings->auth_results)
			print_headers(&t, settings, task);
		else
			print_check(&t, task);
	}
	mailauth_task_free(task);
	return status;
}
