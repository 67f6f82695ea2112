/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a program's input comes from: DNS answers as the options say, and
 * files.
 *
 *	struct source source;
 *	int status = source_open(&source, &options, NULL);
 *
 *	if (status != 0)
 *		return status;                      (already told on stderr)
 *	mailauth_spf_check_new(source.config, …, &task);
 *	rc = source_run(&source, &options, task);   (deadline of --timeout)
 *	…
 *	mailauth_task_free(task);
 *	source_close(&source);
 *
 *	struct text text;
 *
 *	if ((status = text_argument(&text, &options, record)) == 0) {
 *		mailauth_spf_parse(NULL, text.data, text.length, &rec);
 *		…
 *		text_free(&text);
 *	}
 */
#ifndef COMMON_SOURCE_H
#define COMMON_SOURCE_H

#include <mailauth.h>

#include "common/options.h"

/* Octets read from a file, a NUL behind them. */
struct text {
	char *data;
	size_t length;
};

struct source {
	mailauth_config *config;
	mailauth_zone *zone;      /* NULL without --zone */
	mailauth_resolver *resolver;
};

/* Makes the resolver that --zone, --resolver and --trust-anchor ask for; its
 * objects use `config` (NULL: the defaults).  0 or an exit status; what is
 * wrong has then been told on stderr, a faulty zone file with
 * file:line:column.  The source owns `config` from now on, also on failure. */
int source_open(struct source *source, const struct options *o,
    mailauth_config *config);
/* Runs a task to its end under --timeout.  0, or STATUS_USAGE for a trust anchor
 * that is none, or STATUS_SOFTWARE (told). */
int source_run(const struct source *source, const struct options *o,
    mailauth_task *task);
void source_close(struct source *source);

/* Reads a whole file of at most `max` octets; "-" is standard input.  0 or
 * STATUS_USAGE, STATUS_SOFTWARE (told on stderr). */
int text_read(struct text *text, const struct options *o, const char *path,
    size_t max);
/* A TEXT argument: itself, or for "-" the raw octets of standard input. */
int text_argument(struct text *text, const struct options *o, const char *argument);
void text_free(struct text *text);

#endif
