/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many domains over one resolver: some under way at once, reports in the order
 * of the input, memory that does not grow with the number of domains.
 */
#ifndef CHECK_BULK_H
#define CHECK_BULK_H

#include <signal.h>
#include <stdio.h>

#include "check/settings.h"

/* Where domains come from: the arguments, then a file, one a line. */
struct input {
	const char *const *arguments;
	size_t count, next;
	FILE *file;        /* or NULL */
	long long size;    /* of the file, 0: unknown */
};

/* Set by the handler of SIGINT and SIGTERM. */
extern volatile sig_atomic_t interrupted;

/* Opens FILE, "-" being standard input.  0 or an exit status. */
int input_open(struct input *input, const struct options *o, const char *path);
void input_close(struct input *input);
/* Checks all domains and prints their reports.  The exit status. */
int bulk_run(const struct settings *settings, const struct source *source,
    struct input *input);

#endif
