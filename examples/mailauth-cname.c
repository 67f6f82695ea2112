/* SPDX-License-Identifier: BSD-2-Clause */
/* mailauth-cname: the alias chain of a name, link by link, and how it ends. */
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/options.h"
#include "common/source.h"
#include "common/terminal.h"

static int64_t links = 11;

static const struct option_spec own[] = {
	{ "links", 0, OPTION_NUMBER, &links, "N", "follow at most N aliases [11]", 1, 100 },
};

static const struct program program = {
	"mailauth-cname", "NAME [TYPE]",
	"Follows the aliases of NAME to its records of TYPE (A or AAAA; TXT below a\n"
	"label that begins with \"_\") and tells how the chain ends.",
	own, sizeof(own) / sizeof(own[0])
};

/* A name with an underscore is not a host's: mail keeps text there. */
static uint16_t
usual_type(const char *name)
{
	return name[0] == '_' || strstr(name, "._") != NULL ?
	    MAILAUTH_TYPE_TXT : MAILAUTH_TYPE_A;
}

static int
status_of(const mailauth_task *task)
{
	const mailauth_problem *problem;
	int status;

	switch (mailauth_cname_walk_result(task)->end) {
	case MAILAUTH_CNAME_DATA:
		status = STATUS_OK;
		break;
	case MAILAUTH_CNAME_SERVFAIL:
	case MAILAUTH_CNAME_TIMEOUT:
		return STATUS_UNDECIDED;
	default:
		return STATUS_NOT;
	}
	for (size_t i = 0; (problem = mailauth_cname_walk_problem(task, i)) != NULL; i++)
		if (problem->severity == MAILAUTH_SEVERITY_ERROR)
			status = STATUS_NOT;
	return status;
}

/* "TYPE257" for a type without a name (RFC 3597 section 5). */
static const char *
type_name(uint16_t type, char buffer[16])
{
	const char *name = mailauth_rrtype_name(type);

	if (name != NULL)
		return name;
	snprintf(buffer, 16, "TYPE%u", (unsigned)type);
	return buffer;
}

/* A record's data; long texts come whole.  The caller frees it. */
static char *
record_text(const mailauth_record *record, size_t *len)
{
	char *text;

	*len = mailauth_record_text(record, NULL, 0);
	text = malloc(*len + 1);
	if (text != NULL)
		(void)mailauth_record_text(record, text, *len + 1);
	return text;
}

/* ---- output ---------------------------------------------------------------- */

static void
print_json(const mailauth_task *task)
{
	const mailauth_cname_result *result = mailauth_cname_walk_result(task);
	const mailauth_link *link;
	const mailauth_record *record;
	const mailauth_problem *problem;
	char type[16];
	struct json j;

	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_text(&j, "name", result->name);
	json_text(&j, "type", type_name(result->type, type));
	json_array(&j, "links");
	for (size_t i = 0; (link = mailauth_cname_walk_link(task, i)) != NULL; i++) {
		json_object(&j, NULL);
		json_text(&j, "owner", link->owner);
		json_text(&j, "target", link->target);
		json_int(&j, "ttl", link->ttl);
		json_bool(&j, "dname", link->dname != 0);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_text(&j, "end", mailauth_cname_end_name(result->end));
	json_text(&j, "canonical", result->canonical);
	json_text(&j, "status", mailauth_dns_status_name(result->status));
	json_array(&j, "records");
	for (size_t i = 0; (record = mailauth_cname_walk_record(task, i)) != NULL; i++) {
		size_t len;
		char *text = record_text(record, &len);

		if (text != NULL)
			json_bytes(&j, NULL, text, len);
		free(text);
	}
	json_array_end(&j);
	json_bool(&j, "secure", result->secure != 0);
	json_array(&j, "problems");
	for (size_t i = 0; (problem = mailauth_cname_walk_problem(task, i)) != NULL; i++)
		json_problem(&j, problem);
	json_array_end(&j);
	json_end(&j);
}

/* The sentence that ends the chain. */
static void
print_end(const struct terminal *t, const mailauth_cname_result *result)
{
	static const struct {
		enum style style;
		const char *text;
	} ends[] = {
		[MAILAUTH_CNAME_DATA] = { STYLE_GOOD, "has the records asked for" },
		[MAILAUTH_CNAME_NODATA] = { STYLE_ERROR, "has no record of this type" },
		[MAILAUTH_CNAME_NXDOMAIN] = { STYLE_ERROR, "does not exist" },
		[MAILAUTH_CNAME_LOOP] = { STYLE_ERROR, "was there before: a loop" },
		[MAILAUTH_CNAME_TOO_LONG] = { STYLE_ERROR,
		    "is one more alias: the chain is too long" },
		[MAILAUTH_CNAME_SERVFAIL] = { STYLE_UNKNOWN,
		    "undecided: DNS failed" },
		[MAILAUTH_CNAME_TIMEOUT] = { STYLE_UNKNOWN,
		    "undecided: nobody answered in time" },
		[MAILAUTH_CNAME_BOGUS] = { STYLE_ERROR,
		    "has data that DNSSEC proves forged or broken" },
	};

	terminal_word(t, ends[result->end].style, mailauth_cname_end_name(result->end));
	terminal_print(t, ": ");
	terminal_string(t, result->canonical);
	terminal_print(t, " %s", ends[result->end].text);
	if (result->status != MAILAUTH_DNS_OK)
		terminal_print(t, " (%s)", mailauth_dns_status_name(result->status));
	terminal_print(t, "%s\n", result->secure ? ", validated by DNSSEC" : "");
}

static void
print_text(const struct terminal *t, const mailauth_task *task)
{
	const mailauth_cname_result *result = mailauth_cname_walk_result(task);
	const mailauth_link *link;
	const mailauth_record *record;
	const mailauth_problem *problem;
	char type[16];

	terminal_word(t, STYLE_STRONG, result->name);
	terminal_print(t, " %s\n", type_name(result->type, type));
	for (size_t i = 0; (link = mailauth_cname_walk_link(task, i)) != NULL; i++) {
		terminal_print(t, "  %zu. ", i + 1);
		terminal_string(t, link->owner);
		terminal_print(t, " %u %s ", (unsigned)link->ttl,
		    link->dname ? "DNAME" : "CNAME");
		terminal_string(t, link->target);
		terminal_print(t, "\n");
	}
	for (size_t i = 0; (record = mailauth_cname_walk_record(task, i)) != NULL; i++) {
		size_t len;
		char *text = record_text(record, &len);

		terminal_print(t, "  ");
		terminal_string(t, record->owner);
		terminal_print(t, " %u %s ", (unsigned)record->ttl,
		    type_name(record->type, type));
		if (text != NULL)
			terminal_text(t, text, len);
		terminal_print(t, "\n");
		free(text);
	}
	print_end(t, result);
	for (size_t i = 0; (problem = mailauth_cname_walk_problem(task, i)) != NULL; i++)
		terminal_problem(t, problem, NULL, 0);
}

/* ---- work ------------------------------------------------------------------ */

/* Walks to `type`; the task in *out.  0 or an exit status. */
static int
walk(const struct options *o, const struct source *source, const char *name,
    uint16_t type, mailauth_task **out)
{
	int rc = mailauth_cname_walk_new(source->config, name, type, out);
	int status;

	if (rc == MAILAUTH_ERR_INVALID)
		return usage_error(o, "not a domain name: \"%s\"", name);
	if (rc != 0) {
		complain(o, "%s", mailauth_strerror(rc));
		return STATUS_SOFTWARE;
	}
	if ((status = source_run(source, o, *out)) != 0) {
		mailauth_task_free(*out);
		*out = NULL;
	}
	return status;
}

/* A host may have IPv6 addresses only. */
static bool
try_other_family(const mailauth_task *task)
{
	const mailauth_cname_result *result = mailauth_cname_walk_result(task);

	return result->type == MAILAUTH_TYPE_A &&
	    result->end == MAILAUTH_CNAME_NODATA;
}

static int
look_up(const struct options *o, const struct source *source, const char *name,
    uint16_t type)
{
	mailauth_task *task, *other = NULL;
	struct terminal t;
	int status = walk(o, source, name, type != 0 ? type : usual_type(name), &task);

	if (status != 0)
		return status;
	if (type == 0 && try_other_family(task) &&
	    walk(o, source, name, MAILAUTH_TYPE_AAAA, &other) == 0 &&
	    mailauth_cname_walk_result(other)->end == MAILAUTH_CNAME_DATA) {
		mailauth_task_free(task);
		task = other;
		other = NULL;
	}
	status = status_of(task);
	if (o->json && !o->quiet) {
		print_json(task);
	} else if (!o->quiet) {
		terminal_init(&t, stdout, o->color);
		print_text(&t, task);
	}
	mailauth_task_free(other);
	mailauth_task_free(task);
	return status;
}

int
main(int argc, char **argv)
{
	mailauth_config *config = NULL;
	struct source source;
	struct options o;
	uint16_t type = 0;
	int status;

	if (options_parse(&o, &program, argc, argv, &status))
		return program_finish(&o, status);
	if (o.arg_count < 1 || o.arg_count > 2)
		return program_finish(&o, usage_error(&o, o.arg_count < 1 ?
		    "a NAME is needed" : "too many arguments"));
	if (o.arg_count == 2 && (type = mailauth_rrtype_number(o.args[1])) == 0)
		return program_finish(&o, usage_error(&o,
		    "not a record type: \"%s\"", o.args[1]));
	if (mailauth_config_new(NULL, &config) != 0 ||
	    mailauth_config_set(config, MAILAUTH_OPT_CNAME_LINKS, links) != 0) {
		complain(&o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
		mailauth_config_free(config);
		return program_finish(&o, STATUS_SOFTWARE);
	}
	if ((status = source_open(&source, &o, config)) == 0) {
		status = look_up(&o, &source, o.args[0], type);
		source_close(&source);
	}
	return program_finish(&o, status);
}
