/* SPDX-License-Identifier: BSD-2-Clause */
/* Profiles as files. */
#include "check/profile_file.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/source.h"
#include "common/terminal.h"

#define PROFILE_MAX ((size_t)1 << 20)
#define SUFFIX ".profile"

static const char *chosen = MAILAUTH_PROFILE_DIR;

/* The profiles beside a program that was started by its path: bin/../share.
 * So a build folder and an installation that was moved find their own. */
static const char *
beside(const char *program)
{
	static char path[4096];
	const char *slash = strrchr(program, '/');
	DIR *dir;
	int n;

	if (slash == NULL)
		return NULL;
	n = snprintf(path, sizeof(path), "%.*s/../share/mailauth/profiles",
	    (int)(slash - program), program);
	if (n < 0 || (size_t)n >= sizeof(path) || (dir = opendir(path)) == NULL)
		return NULL;
	closedir(dir);
	return path;
}

void
profile_folder(const char *program)
{
	const char *named = getenv("MAILAUTH_PROFILE_DIR");
	const char *near = named == NULL || *named == '\0' ? beside(program) : named;

	if (near != NULL)
		chosen = near;
}

static int
no_memory(const struct options *o)
{
	complain(o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
	return STATUS_SOFTWARE;
}

/* A name without a slash and without the suffix is one of the installed. */
static char *
path_of(const char *name)
{
	size_t size = strlen(chosen) + strlen(name) + sizeof("/" SUFFIX);
	size_t length = strlen(name);
	char *path = malloc(size);

	if (path == NULL)
		return NULL;
	if (strchr(name, '/') != NULL || (length > strlen(SUFFIX) &&
	    strcmp(name + length - strlen(SUFFIX), SUFFIX) == 0))
		snprintf(path, size, "%s", name);
	else
		snprintf(path, size, "%s/%s" SUFFIX, chosen, name);
	return path;
}

/* The line of that number, from 1, without its end; true if there is one. */
static bool
line_of(const struct text *text, unsigned number, const char **line, size_t *length)
{
	const char *at = text->data, *end = at + text->length, *newline;

	for (; number > 1; number--) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			return false;
		at = newline + 1;
	}
	newline = memchr(at, '\n', (size_t)(end - at));
	*line = at;
	*length = (size_t)((newline != NULL ? newline : end) - at);
	if (*length > 0 && at[*length - 1] == '\r')
		--*length;
	return *length > 0;
}

/* FILE:LINE:COLUMN: MESSAGE, the line, and a caret under the column. */
static void
tell_problems(const struct options *o, const mailauth_profile *profile,
    const struct text *text)
{
	const mailauth_profile_problem *problem;
	struct terminal t;
	const char *line;
	size_t i, length;

	terminal_init(&t, stderr, o->color);
	for (i = 0; (problem = mailauth_profile_problem_at(profile, i)) != NULL; i++) {
		terminal_string(&t, problem->file);
		terminal_print(&t, ":%u:%u: ", problem->line, problem->column);
		terminal_string(&t, problem->message);
		terminal_print(&t, "\n");
		if (line_of(text, problem->line, &line, &length) &&
		    problem->column - 1 <= length)
			terminal_caret(&t, line, length, problem->column - 1, 1);
	}
}

/* Reads a profile.  0; STATUS_USAGE with its faults told; or another status.
 * *out is NULL unless 0. */
static int
read_profile(const struct options *o, const char *path, mailauth_profile **out)
{
	struct text text;
	int status, rc;

	*out = NULL;
	status = text_read(&text, o, path, PROFILE_MAX);
	if (status != 0)
		return status;
	rc = mailauth_profile_parse(NULL, path, text.data, text.length, out);
	if (rc != 0) {
		status = no_memory(o);
	} else if (mailauth_profile_problem_count(*out) > 0) {
		tell_problems(o, *out, &text);
		mailauth_profile_free(*out);
		*out = NULL;
		status = STATUS_USAGE;
	}
	text_free(&text);
	return status;
}

int
profile_open(const struct options *o, const char *name, mailauth_profile **out)
{
	char *path = path_of(name);
	FILE *probe;
	int status;

	*out = NULL;
	if (path == NULL)
		return no_memory(o);
	probe = fopen(path, "rb");
	if (probe == NULL && strchr(name, '/') == NULL && errno == ENOENT) {
		/* perhaps a file of that very name here */
		if ((probe = fopen(name, "rb")) != NULL) {
			snprintf(path, strlen(path) + 1, "%s", name);
		} else {
			free(path);
			return usage_error(o, "there is no profile \"%s\": "
			    "--list-profiles shows those installed", name);
		}
	}
	if (probe != NULL)
		fclose(probe);
	status = read_profile(o, path, out);
	free(path);
	return status;
}

int
profile_check(const struct options *o, const char *path)
{
	mailauth_profile *profile;
	const mailauth_profile_variable *variable;
	size_t i;
	int status = read_profile(o, path, &profile);

	if (status != 0)
		return status;
	if (!o->quiet) {
		printf("%s: %s, %zu requirements", path,
		    mailauth_profile_name(profile),
		    mailauth_profile_requirement_count(profile));
		for (i = 0; (variable = mailauth_profile_variable_at(profile, i))
		    != NULL; i++)
			printf("%s %s%s", i == 0 ? ", variables" : "",
			    variable->name, variable->optional ? "?" : "");
		printf("\n");
	}
	mailauth_profile_free(profile);
	return status;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The profiles' file names without the suffix, sorted. */
static size_t
names_in(const char *dir, char **names, size_t max)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	size_t count = 0;

	while (stream != NULL && count < max && (entry = readdir(stream)) != NULL) {
		size_t length = strlen(entry->d_name), suffix = strlen(SUFFIX);

		if (length <= suffix ||
		    strcmp(entry->d_name + length - suffix, SUFFIX) != 0)
			continue;
		names[count] = malloc(length + 1);
		if (names[count] == NULL)
			break;
		memcpy(names[count], entry->d_name, length - suffix);
		names[count++][length - suffix] = '\0';
	}
	if (stream != NULL)
		closedir(stream);
	qsort(names, count, sizeof(*names), by_name);
	return count;
}

int
profile_list(const struct options *o, const char *lang)
{
	static char *names[1000];
	size_t count = names_in(chosen, names, sizeof(names) / sizeof(*names)), i;
	int status = 0;

	if (count == 0) {
		complain(o, "there are no profiles in %s", chosen);
		return STATUS_USAGE;
	}
	for (i = 0; i < count; i++) {
		mailauth_profile *profile;
		const char *title;

		if (profile_open(o, names[i], &profile) == 0) {
			title = mailauth_profile_text(profile, "title", lang);
			printf("%-26s %s\n", names[i], title != NULL ? title : "");
			mailauth_profile_free(profile);
		} else {
			status = STATUS_USAGE;
		}
		free(names[i]);
	}
	return status;
}
