/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SUPPORT_SCRIPT_H
#define TESTS_SUPPORT_SCRIPT_H
/*
 * Tests written as a session: a file of commands, each followed by what it
 * must say.  The whole file is compared with what the commands do say now.
 *
 *	# Comments and empty lines stand for themselves.
 *	> check 192.0.2.1 user@a.example
 *	0 a.example TXT: record
 *	= pass
 */
#include <stdarg.h>
#include <stddef.h>

#define SCRIPT_WORDS 24

struct script {
	const char *words[SCRIPT_WORDS]; /* of the command being run */
	size_t word_count;
	char *out; /* what the session says now */
	size_t length, room;
};

/* Says one line or a part of it, as printf(). */
void script_say(struct script *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Says octets as a terminal would get them. */
void script_say_octets(struct script *s, const char *text, size_t len);

/* The word behind `key` in the command, or NULL; from = first word to look at. */
const char *script_option(const struct script *s, const char *key, size_t *from);

/* Runs each command of the file below tests/data; fails the test where it says
 * something else, showing the line. */
void script_run(const char *file, void (*command)(struct script *s, void *arg),
    void *arg);

#endif
