/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line of all mailauth programs: the common options, and a table
 * for a program's own.
 *
 *	static bool tree;
 *	static struct text_list selectors;
 *	static const char *record;
 *	static int64_t prefetch = 8;
 *	static const struct option_spec own[] = {
 *		{ "tree", 0, OPTION_FLAG, &tree, NULL, "the whole include tree", 0, 0 },
 *		{ "selector", 's', OPTION_LIST, &selectors, "S", "a selector; repeatable", 0, 0 },
 *		{ "record", 0, OPTION_TEXT, &record, "TEXT", "only parse TEXT; - reads stdin", 0, 0 },
 *		{ "prefetch", 0, OPTION_NUMBER, &prefetch, "N", "questions ahead", 0, 1000 },
 *	};
 *	static const struct program program = {
 *		"mailauth-spf", "IP SENDER", "checks a sender by SPF (RFC 7208)",
 *		own, sizeof(own) / sizeof(own[0])
 *	};
 *
 *	int
 *	main(int argc, char **argv)
 *	{
 *		struct options o;
 *		struct source source;           (source.h)
 *		int status;
 *
 *		if (options_parse(&o, &program, argc, argv, &status))
 *			return program_finish(&o, status);   (--help, --version, usage)
 *		if (o.arg_count != 2)
 *			return program_finish(&o, usage_error(&o, "IP and SENDER are needed"));
 *		if ((status = source_open(&source, &o, NULL)) == 0) {
 *			status = work(&o, &source, o.args[0], o.args[1]);
 *			source_close(&source);
 *		}
 *		return program_finish(&o, status);
 *	}
 *
 * Long options are `--name VALUE` or `--name=VALUE`; letters cluster (`-qj 4`);
 * `--` ends the options, `-` alone is an argument.  Options and arguments may
 * be mixed.
 */
#ifndef COMMON_OPTIONS_H
#define COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses that all programs share (sysexits.h has the same numbers). */
enum {
	STATUS_OK = 0,
	STATUS_NOT = 1,
	STATUS_UNDECIDED = 3,
	STATUS_USAGE = 64,
	STATUS_SOFTWARE = 70, /* no memory */
	STATUS_IO = 74        /* the output could not be written */
};

enum option_kind {
	OPTION_FLAG = 1,     /* bool: becomes true */
	OPTION_TEXT = 2,     /* const char *: the last one given counts */
	OPTION_LIST = 3,     /* struct text_list: each one given */
	OPTION_NUMBER = 4,   /* int64_t: decimal, min .. max */
	OPTION_DURATION = 5  /* int64_t: milliseconds; `1.5`, `90s`, `15m`, `8h`,
	                      * `250ms`; min .. max in milliseconds */
};

struct text_list {
	const char **items; /* point into argv */
	size_t count;
};

struct option_spec {
	const char *name;   /* without the two hyphens */
	char letter;        /* or 0 */
	int kind;           /* OPTION_* */
	void *to;           /* what its kind says */
	const char *value;  /* what --help calls its value, NULL for a flag */
	const char *help;   /* one line */
	int64_t min, max;
};

struct program {
	const char *name;
	const char *arguments; /* "NAME [TYPE]"; lines split by \n are further forms */
	const char *purpose;
	const struct option_spec *own;
	size_t own_count;
};

enum color_when { COLOR_AUTO = 0, COLOR_ALWAYS = 1, COLOR_NEVER = 2 };

struct options {
	const struct program *program;
	bool json;
	bool quiet;
	int color;                /* COLOR_* */
	struct text_list zones;   /* --zone */
	struct text_list resolvers; /* --resolver */
	struct text_list anchors; /* --trust-anchor */
	int timeout_ms;           /* --timeout; 0: the library's default */
	const char **args;        /* what is not an option */
	size_t arg_count;
};

/* Reads the command line.  True if the program is to end now with *status:
 * after --help, --version, or a usage error (told on stderr). */
bool options_parse(struct options *o, const struct program *program,
    int argc, char **argv, int *status);
/* "mailauth-x: MESSAGE (try --help)" on stderr, control octets of values
 * escaped; returns STATUS_USAGE.  `format` as printf's. */
int usage_error(const struct options *o, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "mailauth-x: MESSAGE" on stderr. */
void complain(const struct options *o, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The last call of main: flushes stdout and frees what options_parse() took.
 * Returns `status`, or STATUS_IO with a message if output was lost. */
int program_finish(struct options *o, int status);
/* Milliseconds out of "1.5", "90s", "15m", "8h", "250ms"; -1 if malformed. */
int64_t duration_ms(const char *text);

#endif
