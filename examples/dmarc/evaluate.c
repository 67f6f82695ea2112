/* SPDX-License-Identifier: BSD-2-Clause */
/* A message evaluated from the results of SPF and DKIM: RFC 9989 section 5. */
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "common/json.h"
#include "common/terminal.h"
#include "dmarc/modes.h"

/* Cuts "a,b,c" into up to `most` fields, in a copy the caller frees. */
static char *
fields(const char *text, char *field[3], int most)
{
	const size_t size = strlen(text) + 1;
	char *copy = malloc(size), *p = copy;

	field[0] = field[1] = field[2] = NULL;
	if (copy == NULL)
		return NULL;
	memcpy(copy, text, size);
	for (int i = 0; i < most && p != NULL; i++) {
		field[i] = p;
		p = i < most - 1 ? strchr(p, ',') : NULL;
		if (p != NULL)
			*p++ = '\0';
	}
	return copy;
}

/* The domain in "user@domain" or "<user@domain>"; any other text as it is. */
static char *
mail_domain(char *text)
{
	char *at = strrchr(text, '@');
	size_t len;

	if (at == NULL)
		return text;
	len = strlen(++at);
	if (text[0] == '<' && len > 0 && at[len - 1] == '>')
		at[len - 1] = '\0';
	return at;
}

static int
add_result(const struct options *o, mailauth_dmarc_message *msg, const char *text,
    bool dkim)
{
	char *field[3], *copy = fields(text, field, dkim ? 3 : 2);
	int number, rc;

	if (copy == NULL)
		return dmarc_failed(o, MAILAUTH_ERR_NOMEM);
	for (char *p = copy; *p != '\0'; p++) /* "Pass", as SPF libraries print it */
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p;
	if (!dkim && field[1] != NULL)
		field[1] = mail_domain(field[1]); /* of the whole MAIL FROM */
	number = dkim ? mailauth_dkim_result_number(field[0]) :
	    mailauth_spf_verdict_number(field[0]);
	if (number < 0 || field[1] == NULL || field[1][0] == '\0' ||
	    (!dkim && strpbrk(field[1], ",<>") != NULL)) {
		free(copy);
		return usage_error(o, "--%s wants RESULT,DOMAIN%s, not \"%s\"",
		    dkim ? "dkim" : "spf", dkim ? "[,SELECTOR]" : "", text);
	}
	rc = dkim ? mailauth_dmarc_message_add_dkim(msg, number, field[1], field[2]) :
	    mailauth_dmarc_message_set_spf(msg, MAILAUTH_SPF_MAILFROM, number, field[1]);
	free(copy);
	if (rc == MAILAUTH_ERR_LIMIT)
		return usage_error(o, "too many --dkim");
	return rc != 0 ? dmarc_failed(o, rc) : 0;
}

/* The From field as it was given; without one all is zero. */
struct field {
	struct text text;
	size_t skip; /* of its name */
	mailauth_from *from;
};

static void
field_free(struct field *field)
{
	mailauth_from_free(field->from);
	text_free(&field->text);
}

/* What is wrong with the field, and where in the text; NULL: nothing. */
static const char *
field_fault(const struct field *field, size_t *at)
{
	const char *fault = field->from == NULL ? NULL :
	    mailauth_from_fault(field->from, at);

	if (fault != NULL)
		*at += field->skip;
	return fault;
}

/* Length of "From" *WSP ":", or 0: a blank is obsolete there, not wrong (RFC 5322
 * section 4.5.2). */
static size_t
field_name(const struct text *text)
{
	static const char name[] = "from";
	size_t i;

	for (i = 0; name[i] != '\0'; i++) {
		if (i == text->length || (text->data[i] | 0x20) != name[i])
			return 0;
	}
	while (i < text->length && (text->data[i] == ' ' || text->data[i] == '\t'))
		i++;
	return i < text->length && text->data[i] == ':' ? i + 1 : 0;
}

/* A From field with or without its name. */
static int
add_from(const struct options *o, mailauth_dmarc_message *msg, const char *argument,
    struct field *field)
{
	int status, rc;

	if ((status = text_argument(&field->text, o, argument)) != 0)
		return status;
	field->skip = field_name(&field->text);
	rc = mailauth_from_parse(NULL, field->text.data + field->skip,
	    field->text.length - field->skip, &field->from);
	if (rc == 0)
		rc = mailauth_dmarc_message_add_from(msg, field->from);
	if (rc == MAILAUTH_ERR_LIMIT)
		return usage_error(o, "the From field is too long");
	return rc != 0 ? dmarc_failed(o, rc) : 0;
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
json_fault(struct json *j, const struct field *field)
{
	size_t at;
	const char *fault = field_fault(field, &at);

	if (fault == NULL) {
		json_null(j, "from_fault");
		return;
	}
	json_object(j, "from_fault");
	json_text(j, "message", fault);
	json_int(j, "offset", (int64_t)at);
	json_object_end(j);
}

static void
json_evaluation(const mailauth_task *task, const struct field *field)
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
	json_fault(&j, field);
	json_array(&j, "authors");
	for (size_t i = 0; i < e->author_count; i++)
		json_author(&j, &e->authors[i]);
	json_array_end(&j);
	json_text(&j, "authentication_results", e->resinfo);
	dmarc_json_queries(&j, task);
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
print_evaluation(const struct terminal *t, const mailauth_task *task,
    const struct field *field)
{
	const mailauth_dmarc_evaluation *e = mailauth_dmarc_evaluate_result(task);
	const char *fault;
	size_t at;

	terminal_word(t, result_style(e->result), mailauth_dmarc_result_name(e->result));
	terminal_print(t, ": %s\n", e->why);
	if ((fault = field_fault(field, &at)) != NULL) {
		terminal_print(t, "%s:\n", fault);
		terminal_caret(t, field->text.data, field->text.length, at, 1);
	}
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
    const mailauth_dmarc_message *msg, bool header, const struct field *field)
{
	const mailauth_dmarc_evaluation *e;
	mailauth_task *task;
	struct terminal t;
	int status, rc;

	rc = mailauth_dmarc_evaluate_new(source->config, msg, &task);
	if (rc != 0)
		return dmarc_failed(o, rc);
	if ((status = source_run(source, o, task)) == 0) {
		e = mailauth_dmarc_evaluate_result(task);
		status = e->result == MAILAUTH_DMARC_PASS ? STATUS_OK :
		    e->result == MAILAUTH_DMARC_TEMPERROR ? STATUS_UNDECIDED :
		    STATUS_NOT;
		terminal_init(&t, stdout, o->color);
		if (o->json && !o->quiet) {
			json_evaluation(task, field);
		} else if (header && !o->quiet) {
			/* made for a header field: nothing in it is raw */
			terminal_print(&t, "%s\n", e->resinfo);
		} else if (!o->quiet) {
			print_evaluation(&t, task, field);
		}
	}
	mailauth_task_free(task);
	return status;
}

int
dmarc_evaluate(const struct options *o, const struct source *source,
    const struct evaluate_settings *settings)
{
	struct field field = { .from = NULL };
	mailauth_dmarc_message *msg;
	int status = 0, rc;

	rc = mailauth_dmarc_message_new(source->config, &msg);
	if (rc != 0)
		return dmarc_failed(o, rc);
	if (settings->from != NULL)
		status = add_from(o, msg, settings->from, &field);
	for (size_t i = 0; status == 0 && i < o->arg_count; i++) {
		rc = mailauth_dmarc_message_add_author(msg, o->args[i]);
		status = rc != 0 ? dmarc_failed(o, rc) : 0;
	}
	if (status == 0 && settings->spf != NULL)
		status = add_result(o, msg, settings->spf, false);
	for (size_t i = 0; status == 0 && i < settings->dkim.count; i++)
		status = add_result(o, msg, settings->dkim.items[i], true);
	if (status == 0)
		status = run_evaluation(o, source, msg, settings->header, &field);
	field_free(&field);
	mailauth_dmarc_message_free(msg);
	return status;
}
