/* SPDX-License-Identifier: BSD-2-Clause */
/* One record taken apart, and what is wrong with it. */
#include <string.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/terminal.h"
#include "dmarc/modes.h"

int
dmarc_failed(const struct options *o, int rc)
{
	complain(o, "%s", mailauth_strerror(rc));
	return STATUS_SOFTWARE;
}

/* Advice on subdomains, where the record of the Organizational Domain, further
 * up, speaks for them (RFC 9989 section 4.7, tag sp)? */
static bool
beside_the_point(const mailauth_problem *problem, const mailauth_dmarc_discovery *view)
{
	return (problem->code == MAILAUTH_RULE_DMARC_SP_WEAKER ||
	    problem->code == MAILAUTH_RULE_DMARC_NP_ADVICE) &&
	    view != NULL && view->policy_domain != NULL &&
	    view->organizational_domain != NULL &&
	    strcmp(view->policy_domain, view->domain) == 0 &&
	    strcmp(view->organizational_domain, view->domain) != 0;
}

void
dmarc_json_problems(struct json *j, const mailauth_dmarc_record *rec,
    const mailauth_dmarc_discovery *view)
{
	const mailauth_problem *problem;

	for (size_t i = 0; (problem = mailauth_dmarc_record_problem(rec, i)) != NULL; i++) {
		if (!beside_the_point(problem, view))
			json_problem(j, problem);
	}
}

/* The first tag of that name, which is in lower case; or NULL. */
static const mailauth_dmarc_tag *
find_tag(const mailauth_dmarc_record *rec, const char *name)
{
	const mailauth_dmarc_tag *tag;
	size_t k;

	for (size_t i = 0; (tag = mailauth_dmarc_record_tag(rec, i)) != NULL; i++) {
		for (k = 0; name[k] != '\0' && (tag->name[k] | 0x20) == name[k]; k++)
			;
		if (name[k] == '\0' && tag->name[k] == '\0')
			return tag;
	}
	return NULL;
}

/* The effective value; of a list all octets, be there a NUL among them. */
static void
json_value(struct json *j, const mailauth_dmarc_record *rec, const char *name)
{
	const char *value = mailauth_dmarc_record_get(rec, name);
	const mailauth_dmarc_tag *tag = value != NULL && name[0] == 'r' ?
	    find_tag(rec, name) : NULL;

	if (tag != NULL)
		json_bytes(j, name, tag->value, tag->value_length);
	else
		json_text(j, name, value);
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
		json_value(&j, rec, tags[i]);
	json_object_end(&j);
	json_array(&j, "problems");
	dmarc_json_problems(&j, rec, NULL);
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

void
dmarc_print_problems(const struct terminal *t, const mailauth_dmarc_record *rec,
    const mailauth_dmarc_discovery *view)
{
	const mailauth_problem *problem;
	const char *text;
	size_t len;

	text = mailauth_dmarc_record_text(rec, &len);
	for (size_t i = 0; (problem = mailauth_dmarc_record_problem(rec, i)) != NULL; i++) {
		if (!beside_the_point(problem, view))
			terminal_problem(t, problem, problem->offset +
			    problem->length > 0 ? text : NULL, len);
	}
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
		if (mailauth_dmarc_record_get(rec, "p") == NULL)
			terminal_print(t, "no policy: DMARC is not applied\n");
		else
			terminal_print(t, "policy %s, subdomains %s, without "
			    "existence %s\n", mailauth_dmarc_record_get(rec, "p"),
			    mailauth_dmarc_record_get(rec, "sp"),
			    mailauth_dmarc_record_get(rec, "np"));
	}
	dmarc_print_problems(t, rec, NULL);
}

int
dmarc_record(const struct options *o, const char *argument)
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
		return dmarc_failed(o, rc);
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
