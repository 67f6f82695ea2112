/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mailauth-check: does a domain's DNS satisfy a mail provider's profile, and
 * is its mail authentication sound?
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "check/bulk.h"
#include "check/profile_file.h"
#include "check/settings.h"
#include "check/wait.h"
#include "common/terminal.h"

#define JOBS_DEFAULT 32

static const char *profile_name, *file_name, *lang = "en", *explain;
static const char *min_severity, *fail_on, *checked_profile, *helo;
static struct text_list sets, selectors, severities, approved, name_servers;
static bool list_profiles, list_rules, brief, authoritative;
static int64_t jobs = JOBS_DEFAULT, wait_ms;

static const struct option_spec own[] = {
	{ "profile", 'p', OPTION_TEXT, &profile_name, "NAME|FILE",
	  "what the provider prescribes", 0, 0 },
	{ "set", 0, OPTION_LIST, &sets, "VAR=VALUE",
	  "a variable of the profile; repeatable", 0, 0 },
	{ "selector", 's', OPTION_LIST, &selectors, "S",
	  "a DKIM selector to look at; repeatable", 0, 0 },
	{ "file", 'f', OPTION_TEXT, &file_name, "FILE",
	  "domains, one a line; - is standard input", 0, 0 },
	{ "jobs", 'j', OPTION_NUMBER, &jobs, "N",
	  "domains under way at once [32]", 1, 1000 },
	{ "helo", 0, OPTION_TEXT, &helo, "NAME",
	  "what the domain's server says in HELO", 0, 0 },
	{ "approved-mx", 0, OPTION_LIST, &approved, "HOST",
	  "a host that may be MX; repeatable", 0, 0 },
	{ "min-severity", 0, OPTION_TEXT, &min_severity, "LEVEL",
	  "show only findings from here: info, warning, error", 0, 0 },
	{ "severity", 0, OPTION_LIST, &severities, "ID=LEVEL",
	  "weigh a rule otherwise; off: do not tell it; repeatable", 0, 0 },
	{ "fail-on", 0, OPTION_TEXT, &fail_on, "LEVEL",
	  "exit 1 from this severity on: info, warning, error [error]", 0, 0 },
	{ "brief", 0, OPTION_FLAG, &brief, NULL,
	  "only the first line of each finding", 0, 0 },
	{ "wait", 0, OPTION_DURATION, &wait_ms, "DURATION",
	  "ask again until it conforms: 30m, 8h", 1, INT64_C(31536000000) },
	{ "authoritative", 0, OPTION_FLAG, &authoritative, NULL,
	  "ask the zone's own name servers too", 0, 0 },
	{ "name-server", 0, OPTION_LIST, &name_servers, "ADDR[@PORT]",
	  "the same, of these servers; repeatable", 0, 0 },
	{ "lang", 0, OPTION_TEXT, &lang, "en|de", "language of the report", 0, 0 },
	{ "list-profiles", 0, OPTION_FLAG, &list_profiles, NULL,
	  "the installed profiles", 0, 0 },
	{ "check-profile", 0, OPTION_TEXT, &checked_profile, "FILE",
	  "only read a profile and tell its faults", 0, 0 },
	{ "list-rules", 0, OPTION_FLAG, &list_rules, NULL,
	  "all rules with their severities", 0, 0 },
	{ "explain", 0, OPTION_TEXT, &explain, "ID", "all about one rule", 0, 0 },
};

static const struct program program = {
	"mailauth-check", "DOMAIN ...\n-f FILE",
	"checks a domain's mail records against a provider's profile",
	own, sizeof(own) / sizeof(own[0])
};

static void
on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

/* info, warning, error as a number; `off` 0 where that is allowed; -1. */
static int
severity_number(const char *name, bool off_allowed)
{
	int severity;

	if (off_allowed && strcmp(name, "off") == 0)
		return 0;
	for (severity = MAILAUTH_SEVERITY_INFO; severity <= MAILAUTH_SEVERITY_ERROR;
	    severity++) {
		if (strcmp(name, mailauth_severity_name(severity)) == 0)
			return severity;
	}
	return -1;
}

/* The text before "=" in memory of its own; NULL: there is no "=". */
static char *
before_equals(const char *text, const char **after)
{
	const char *equals = strchr(text, '=');
	size_t length;
	char *copy;

	if (equals == NULL || equals == text)
		return NULL;
	length = (size_t)(equals - text);
	copy = malloc(length + 1);
	if (copy == NULL)
		return NULL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	*after = equals + 1;
	return copy;
}

static int
read_sets(const struct options *o, struct settings *s)
{
	size_t i;

	s->variables = calloc(sets.count + 1, sizeof(*s->variables));
	if (s->variables == NULL)
		return STATUS_SOFTWARE;
	for (i = 0; i < sets.count; i++) {
		struct setting *setting = &s->variables[i];

		setting->name = before_equals(sets.items[i], &setting->value);
		if (setting->name == NULL)
			return usage_error(o, "--set %s: expected VAR=VALUE", sets.items[i]);
		s->variable_count++;
	}
	return 0;
}

static int
read_levels(const struct options *o, struct settings *s)
{
	size_t i;

	s->levels = calloc(severities.count + 1, sizeof(*s->levels));
	if (s->levels == NULL)
		return STATUS_SOFTWARE;
	for (i = 0; i < severities.count; i++) {
		const char *level = "";
		char *id = before_equals(severities.items[i], &level);
		const mailauth_rule *rule = mailauth_rule_by_id(id);
		int severity = severity_number(level, true);

		free(id);
		if (rule == NULL)
			return usage_error(o, "--severity %s: expected ID=LEVEL with "
			    "a rule's name; --list-rules shows them", severities.items[i]);
		if (severity < 0)
			return usage_error(o, "--severity %s: expected info, warning, "
			    "error or off", severities.items[i]);
		s->levels[s->level_count++] = (struct rule_level){ rule->code, severity };
	}
	return 0;
}

static int
read_report(const struct options *o, struct settings *s)
{
	int severity = MAILAUTH_SEVERITY_INFO;
	struct terminal terminal;

	if (mailauth_report_new(NULL, &s->report) != 0)
		return STATUS_SOFTWARE;
	if (mailauth_report_set_language(s->report, lang) != 0)
		return usage_error(o, "--lang %s: expected en or de", lang);
	if (min_severity != NULL &&
	    (severity = severity_number(min_severity, false)) < 0)
		return usage_error(o, "--min-severity %s: expected info, warning or error",
		    min_severity);
	terminal_init(&terminal, stdout, o->color);
	mailauth_report_set(s->report, MAILAUTH_REPORT_MIN_SEVERITY, severity);
	mailauth_report_set(s->report, MAILAUTH_REPORT_COLOR, terminal.color);
	mailauth_report_set(s->report, MAILAUTH_REPORT_DETAILS, !brief);
	if (terminal.width > 40 && terminal.width <= 1000)
		mailauth_report_set(s->report, MAILAUTH_REPORT_WIDTH,
		    (int)terminal.width - 1);
	s->fail_on = MAILAUTH_SEVERITY_ERROR;
	if (fail_on != NULL && (s->fail_on = severity_number(fail_on, false)) < 0)
		return usage_error(o, "--fail-on %s: expected info, warning or error",
		    fail_on);
	return 0;
}

/* Name servers that are none.  0 or an exit status. */
static int
try_name_servers(const struct options *o)
{
	mailauth_task *task = NULL;
	size_t i;
	int rc = mailauth_validate_new(NULL, "example.org", &task);

	for (i = 0; rc == 0 && i < name_servers.count; i++)
		rc = mailauth_validate_add_name_server(task, name_servers.items[i]);
	mailauth_task_free(task);
	if (rc == MAILAUTH_ERR_LIMIT)
		return usage_error(o, "--name-server: at most 16 of them");
	if (rc == MAILAUTH_ERR_INVALID)
		return usage_error(o, "--name-server wants an address such as 192.0.2.1"
		    " or 2001:db8::1@5353, not \"%s\"", name_servers.items[i - 1]);
	return rc == 0 ? 0 : STATUS_SOFTWARE;
}

/* A first task for nothing but its settings' faults. */
static int
try_settings(const struct options *o, const struct settings *s)
{
	mailauth_task *task = NULL;
	const mailauth_finding *finding;
	int rc = settings_task(s, NULL, "example.org", &task), status = 0;
	size_t i;

	if (rc != 0)
		return rc == MAILAUTH_ERR_NOMEM ? STATUS_SOFTWARE :
		    usage_error(o, "a selector, host or variable is none: %s",
		    mailauth_strerror(rc));
	if (mailauth_task_state(task) == MAILAUTH_TASK_DONE &&
	    mailauth_validate_result(task) == MAILAUTH_RESULT_USAGE) {
		for (i = 0; (finding = mailauth_validate_finding(task, i)) != NULL; i++) {
			if (finding->severity == MAILAUTH_SEVERITY_USAGE)
				status = usage_error(o, "%s", finding->message);
		}
	}
	mailauth_task_free(task);
	return status;
}

static int
print_rules(void)
{
	const mailauth_rule *rule;
	size_t i;

	for (i = 0; (rule = mailauth_rule_at(i)) != NULL; i++)
		printf("%-34s %-8s %s\n", rule->id,
		    mailauth_severity_name(rule->severity),
		    mailauth_rule_message(rule->code, lang));
	return 0;
}

static int
print_explanation(const struct options *o, const struct settings *s)
{
	const char *text;
	int rc = mailauth_report_rule(s->report, explain, &text, NULL);

	if (rc == MAILAUTH_ERR_NOT_FOUND)
		return usage_error(o, "there is no rule \"%s\"; --list-rules shows them",
		    explain);
	if (rc != 0)
		return STATUS_SOFTWARE;
	fputs(text, stdout);
	return 0;
}

static int
check_domains(const struct options *o, const struct settings *s)
{
	struct input input = { .arguments = o->args, .count = o->arg_count };
	struct source source;
	int status;

	if (wait_ms > 0) {
		if (o->arg_count != 1 || file_name != NULL)
			return usage_error(o, "--wait takes one DOMAIN");
		return wait_run(s, o->args[0], wait_ms);
	}
	if (file_name != NULL && (status = input_open(&input, o, file_name)) != 0)
		return status;
	status = source_open(&source, o, NULL);
	if (status == 0) {
		status = bulk_run(s, &source, &input);
		source_close(&source);
	}
	input_close(&input);
	return status;
}

static int
work(const struct options *o, struct settings *s)
{
	struct sigaction action = { .sa_handler = on_signal };
	int status;

	if ((status = read_report(o, s)) != 0)
		return status;
	if (list_rules)
		return print_rules();
	if (explain != NULL)
		return print_explanation(o, s);
	if (list_profiles)
		return profile_list(o, lang);
	if (checked_profile != NULL)
		return profile_check(o, checked_profile);
	if (o->arg_count == 0 && file_name == NULL)
		return usage_error(o, "a DOMAIN is needed, or -f FILE");
	if (sets.count > 0 && profile_name == NULL)
		return usage_error(o, "--set needs a --profile");
	if ((status = read_sets(o, s)) != 0 || (status = read_levels(o, s)) != 0)
		return status;
	if (profile_name != NULL &&
	    (status = profile_open(o, profile_name, &s->profile)) != 0)
		return status;
	if ((status = try_name_servers(o)) != 0 || (status = try_settings(o, s)) != 0)
		return status;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	return check_domains(o, s);
}

int
main(int argc, char **argv)
{
	struct options o;
	struct settings s = { .options = &o };
	size_t i;
	int status;

	profile_folder(argv[0]);
	if (options_parse(&o, &program, argc, argv, &status))
		return program_finish(&o, status);
	s.selectors = selectors;
	s.approved = approved;
	s.helo = helo;
	s.jobs = jobs;
	s.authoritative = authoritative;
	s.name_servers = name_servers;
	status = work(&o, &s);
	mailauth_report_free(s.report);
	mailauth_profile_free(s.profile);
	for (i = 0; i < s.variable_count; i++)
		free((void *)(uintptr_t)s.variables[i].name);
	free(s.variables);
	free(s.levels);
	return program_finish(&o, status);
}
