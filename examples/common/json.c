/* SPDX-License-Identifier: BSD-2-Clause */
/* A writer of JSON (RFC 8259), one value a line. */
#include "common/json.h"

#include <inttypes.h>
#include <string.h>

static void
quoted(struct json *j, const char *text, size_t len)
{
	char escaped[1024];
	size_t done = 0;

	putc('"', j->out);
	/* An octet becomes at most six: pieces that always fit. */
	while (done < len) {
		size_t piece = len - done < 128 ? len - done : 128;
		size_t n = mailauth_escape(MAILAUTH_CHANNEL_JSON, text + done, piece,
		    escaped, sizeof(escaped));

		fwrite(escaped, 1, n < sizeof(escaped) ? n : sizeof(escaped) - 1,
		    j->out);
		done += piece;
	}
	putc('"', j->out);
}

/* What stands before a value: comma and name. */
static void
before(struct json *j, const char *name)
{
	if (j->comma)
		putc(',', j->out);
	j->comma = true;
	if (name != NULL)
		fprintf(j->out, "\"%s\":", name);
}

void
json_begin(struct json *j, FILE *out)
{
	j->out = out;
	j->comma = false;
	putc('{', out);
}

void
json_end(struct json *j)
{
	fputs("}\n", j->out);
}

void
json_object(struct json *j, const char *name)
{
	before(j, name);
	putc('{', j->out);
	j->comma = false;
}

void
json_object_end(struct json *j)
{
	putc('}', j->out);
	j->comma = true;
}

void
json_array(struct json *j, const char *name)
{
	before(j, name);
	putc('[', j->out);
	j->comma = false;
}

void
json_array_end(struct json *j)
{
	putc(']', j->out);
	j->comma = true;
}

void
json_text(struct json *j, const char *name, const char *text)
{
	if (text == NULL)
		json_null(j, name);
	else
		json_bytes(j, name, text, strlen(text));
}

void
json_bytes(struct json *j, const char *name, const char *text, size_t len)
{
	before(j, name);
	quoted(j, text, len);
}

void
json_int(struct json *j, const char *name, int64_t value)
{
	before(j, name);
	fprintf(j->out, "%" PRId64, value);
}

void
json_bool(struct json *j, const char *name, bool value)
{
	before(j, name);
	fputs(value ? "true" : "false", j->out);
}

void
json_null(struct json *j, const char *name)
{
	before(j, name);
	fputs("null", j->out);
}

void
json_problem(struct json *j, const mailauth_problem *problem)
{
	json_object(j, NULL);
	json_text(j, "id", problem->id);
	json_text(j, "severity", mailauth_severity_name(problem->severity));
	json_int(j, "offset", (int64_t)problem->offset);
	json_int(j, "length", (int64_t)problem->length);
	json_text(j, "message", problem->message);
	json_text(j, "reference", problem->reference);
	json_object_end(j);
}
