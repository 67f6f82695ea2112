/* SPDX-License-Identifier: BSD-2-Clause */
/* What mailauth-spf does: each mode prints its result and returns the program's
 * exit status. */
#ifndef SPF_MODES_H
#define SPF_MODES_H

#include <stdbool.h>

#include "common/options.h"
#include "common/source.h"

struct check_settings {
	const char *helo;     /* or NULL */
	const char *receiver; /* or NULL */
	const char *identity; /* "mailfrom", "helo" or NULL */
	bool header;          /* print Received-SPF instead */
	bool auth_results;    /* print Authentication-Results instead */
};

/* check_host() for the two arguments, IP and SENDER. */
int spf_check(const struct options *o, const struct source *source,
    const struct check_settings *settings);
/* The include tree of a domain. */
int spf_tree(const struct options *o, const struct source *source, const char *domain);
/* One record; "-" is standard input. */
int spf_record(const struct options *o, const char *record);

#endif
