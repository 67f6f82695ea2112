/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests written as a session. */
#include "support/script.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mailauth.h>

#include "support/suite.h"

static void
say_text(struct script *s, const char *text, size_t len)
{
	if (s->length + len + 1 > s->room) {
		s->room = 2 * (s->length + len + 1);
		s->out = realloc(s->out, s->room);
		ck_assert_ptr_nonnull(s->out);
	}
	memcpy(s->out + s->length, text, len);
	s->length += len;
	s->out[s->length] = '\0';
}

void
script_say(struct script *s, const char *format, ...)
{
	char text[2048];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	ck_assert_int_lt(len, (int)sizeof(text));
	say_text(s, text, (size_t)len);
}

void
script_say_octets(struct script *s, const char *text, size_t len)
{
	char escaped[8192];
	size_t n = mailauth_escape(MAILAUTH_CHANNEL_TERMINAL, text, len, escaped,
	    sizeof(escaped));

	ck_assert_uint_lt(n, sizeof(escaped));
	say_text(s, escaped, n);
}

const char *
script_option(const struct script *s, const char *key, size_t *from)
{
	size_t i;

	for (i = *from; i + 1 < s->word_count; i++)
		if (strcmp(s->words[i], key) == 0) {
			*from = i + 2;
			return s->words[i + 1];
		}
	return NULL;
}

static void
split(struct script *s, char *line)
{
	s->word_count = 0;
	while (*line != '\0') {
		line += strspn(line, " ");
		if (*line == '\0')
			break;
		ck_assert_uint_lt(s->word_count, SCRIPT_WORDS);
		s->words[s->word_count++] = line;
		line += strcspn(line, " ");
		if (*line != '\0')
			*line++ = '\0';
	}
}

/* Fails with the first line that differs. */
static void
compare(const char *file, const char *want, const char *have)
{
	unsigned line = 1;
	const char *last = have;

	while (*want != '\0' && *want == *have) {
		if (*want == '\n') {
			line++;
			last = have + 1;
		}
		want++;
		have++;
	}
	if (*want == *have)
		return;
	while (want[-1] != '\n' && have > last) {
		want--;
		have--;
	}
	ck_abort_msg("%s, line %u:\nwanted: %.*s\nhave:   %.*s", file, line,
	    (int)strcspn(want, "\n"), want, (int)strcspn(have, "\n"), have);
}

/* SCRIPT_WRITE=FOLDER keeps what was said there, to be read, judged, and put in
 * the place of what a new session wants. */
static void
keep(const char *file, const char *said)
{
	const char *folder = getenv("SCRIPT_WRITE");
	const char *name = strrchr(file, '/');
	char path[512];
	FILE *f;

	if (folder == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%s", folder, name != NULL ? name + 1 : file);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(said, f);
	fclose(f);
}

void
script_run(const char *file, void (*command)(struct script *s, void *arg),
    void *arg)
{
	char *want = test_data(file, NULL), *line = want;
	struct script s = { .word_count = 0 };
	bool said = false; /* lines here are what a command said */

	while (*line != '\0') {
		size_t len = strcspn(line, "\n");
		char copy[1024];

		ck_assert_uint_lt(len, sizeof(copy));
		memcpy(copy, line, len);
		copy[len] = '\0';
		if (len == 0 || *line == '#' || *line == '>') {
			script_say(&s, "%s\n", copy);
			said = false;
		}
		if (*line == '>') {
			split(&s, copy + 1);
			command(&s, arg);
			said = true;
		}
		ck_assert_msg(said || len == 0 || *line == '#', "%s: what is \"%s\"?",
		    file, copy);
		line += len + (line[len] == '\n');
	}
	keep(file, s.out);
	compare(file, want, s.out);
	free(s.out);
	free(want);
}
