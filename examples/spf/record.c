/* SPDX-License-Identifier: BSD-2-Clause */
/* One record, term by term, and what is wrong with it. */
#include <string.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/terminal.h"
#include "spf/modes.h"

static const char *
kind_name(const mailauth_spf_term *term)
{
	const char *name = mailauth_spf_kind_name(term->kind);

	if (name != NULL)
		return name;
	return term->kind == MAILAUTH_SPF_MODIFIER ? "modifier" : "unknown";
}

static void
record_json(const mailauth_spf_record *rec)
{
	const mailauth_spf_term *term;
	const mailauth_problem *problem;
	char qualifier[2] = "";
	const char *text;
	struct json j;
	size_t len;

	text = mailauth_spf_record_text(rec, &len);
	json_begin(&j, stdout);
	json_int(&j, "schema", 1);
	json_bytes(&j, "record", text, len);
	json_bool(&j, "is_spf", mailauth_spf_record_is_spf(rec) != 0);
	json_bool(&j, "valid", mailauth_spf_record_valid(rec) != 0);
	json_array(&j, "terms");
	for (size_t i = 0; (term = mailauth_spf_record_term(rec, i)) != NULL; i++) {
		json_object(&j, NULL);
		json_text(&j, "kind", kind_name(term));
		qualifier[0] = (char)term->qualifier;
		json_text(&j, "qualifier", term->qualifier != 0 ? qualifier : NULL);
		if (term->value_length > 0)
			json_bytes(&j, "value", text + term->value_offset,
			    term->value_length);
		else
			json_null(&j, "value");
		json_int(&j, "offset", (int64_t)term->offset);
		json_int(&j, "length", (int64_t)term->length);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_array(&j, "problems");
	for (size_t i = 0; (problem = mailauth_spf_record_problem(rec, i)) != NULL; i++)
		json_problem(&j, problem);
	json_array_end(&j);
	json_end(&j);
}

static void
print_record(const struct terminal *t, const mailauth_spf_record *rec)
{
	const mailauth_spf_term *term;
	const mailauth_problem *problem;
	bool valid = mailauth_spf_record_valid(rec) != 0;
	const char *text;
	size_t len;

	text = mailauth_spf_record_text(rec, &len);
	terminal_word(t, valid ? STYLE_GOOD : STYLE_ERROR,
	    valid ? "valid" : "not valid");
	terminal_print(t, ": ");
	terminal_text(t, text, len);
	terminal_print(t, "\n");
	for (size_t i = 0; (term = mailauth_spf_record_term(rec, i)) != NULL; i++) {
		terminal_print(t, "  %c %-8s ", term->qualifier != 0 ?
		    (char)term->qualifier : ' ', kind_name(term));
		if (term->kind == MAILAUTH_SPF_MODIFIER ||
		    term->kind == MAILAUTH_SPF_UNKNOWN)
			terminal_text(t, text + term->offset, term->length);
		else
			terminal_text(t, text + term->value_offset,
			    term->value_length);
		terminal_print(t, "\n");
	}
	for (size_t i = 0; (problem = mailauth_spf_record_problem(rec, i)) != NULL; i++)
		terminal_problem(t, problem, text, len);
}

int
spf_record(const struct options *o, const char *record)
{
	mailauth_spf_record *rec = NULL;
	struct terminal t;
	struct text text;
	int status, rc;

	status = text_argument(&text, o, record);
	if (status != 0)
		return status;
	rc = mailauth_spf_parse(NULL, text.data, text.length, &rec);
	if (rc == MAILAUTH_OK)
		rc = mailauth_spf_record_lint(rec);
	if (rc == MAILAUTH_ERR_LIMIT)
		status = usage_error(o, "longer than a TXT record can be");
	else if (rc != 0) {
		complain(o, "%s", mailauth_strerror(rc));
		status = STATUS_SOFTWARE;
	} else {
		status = mailauth_spf_record_valid(rec) ? STATUS_OK : STATUS_NOT;
		terminal_init(&t, stdout, o->color);
		if (o->quiet)
			;
		else if (o->json)
			record_json(rec);
		else
			print_record(&t, rec);
	}
	mailauth_spf_record_free(rec);
	text_free(&text);
	return status;
}
