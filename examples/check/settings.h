/* SPDX-License-Identifier: BSD-2-Clause */
/* What the command line says about every domain. */
#ifndef CHECK_SETTINGS_H
#define CHECK_SETTINGS_H

#include <mailauth.h>

#include "common/options.h"
#include "common/source.h"

struct setting {
	const char *name, *value; /* of --set */
};

struct rule_level {
	int code, severity;       /* of --severity; 0: not told */
};

struct settings {
	const struct options *options;
	mailauth_profile *profile;     /* NULL: the general audit only */
	struct setting *variables;
	size_t variable_count;
	struct rule_level *levels;
	size_t level_count;
	struct text_list selectors;
	struct text_list approved;
	const char *helo;
	int fail_on;                   /* MAILAUTH_SEVERITY_* */
	int64_t jobs;
	bool authoritative;            /* ask the zone's name servers too, */
	struct text_list name_servers; /* or these */
	mailauth_report *report;
};

/* A validation of the domain as the settings say.  0 or a negative error. */
int settings_task(const struct settings *settings, const mailauth_config *config,
    const char *domain, mailauth_task **out);
/* The exit status of a finished one. */
int settings_status(const struct settings *settings, const mailauth_task *task);
/* Over several domains 64 beats 1 beats 3 beats 0. */
int settings_worse(int a, int b);
/* The report of a finished one, text or JSON; NULL: no memory. */
const char *settings_report(const struct settings *settings,
    const mailauth_task *task, size_t *length);

#endif
