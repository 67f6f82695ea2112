/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A writer of JSON, one value a line.  Strings are escaped by the library's
 * JSON channel: octets outside printable ASCII appear as the text \xHH.
 *
 *	struct json j;
 *
 *	json_begin(&j, stdout);                    {
 *	json_int(&j, "schema", 1);                 "schema":1
 *	json_text(&j, "domain", domain);           NULL becomes null
 *	json_bytes(&j, "record", text, length);    any octets
 *	json_array(&j, "chain");
 *	json_text(&j, NULL, link->target);         in an array the name is NULL
 *	json_array_end(&j);
 *	json_problem(&j, problem);                 in an array "problems"
 *	json_end(&j);                              } and the end of the line
 *
 * Names of members are literals of the program and not escaped.  Nothing fails
 * here; program_finish() reports a lost write.
 */
#ifndef COMMON_JSON_H
#define COMMON_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <mailauth.h>

struct json {
	FILE *out;
	bool comma; /* something stands before, on this level */
};

/* Opens the outermost object. */
void json_begin(struct json *j, FILE *out);
/* Closes it and ends the line. */
void json_end(struct json *j);
void json_object(struct json *j, const char *name);
void json_object_end(struct json *j);
void json_array(struct json *j, const char *name);
void json_array_end(struct json *j);
void json_text(struct json *j, const char *name, const char *text);
void json_bytes(struct json *j, const char *name, const char *text, size_t len);
void json_int(struct json *j, const char *name, int64_t value);
void json_bool(struct json *j, const char *name, bool value);
void json_null(struct json *j, const char *name);
/* {"id","severity","offset","length","message","reference"} */
void json_problem(struct json *j, const mailauth_problem *problem);

#endif
