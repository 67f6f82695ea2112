/* SPDX-License-Identifier: BSD-2-Clause */
/* What mailauth-dmarc does: each mode prints its result and returns the
 * program's exit status. */
#ifndef DMARC_MODES_H
#define DMARC_MODES_H

#include <stdbool.h>

#include "common/json.h"
#include "common/options.h"
#include "common/source.h"
#include "common/terminal.h"

struct evaluate_settings {
	const char *from;      /* a From field, or NULL: the arguments are domains */
	const char *spf;       /* "RESULT,DOMAIN", or NULL */
	struct text_list dkim; /* "RESULT,DOMAIN[,SELECTOR]" */
	bool header;           /* print the part of Authentication-Results */
};

/* One record; "-" is standard input. */
int dmarc_record(const struct options *o, const char *argument);
/* The policy of a domain; suffix NULL or a public suffix to compare with. */
int dmarc_look_up(const struct options *o, const struct source *source,
    const char *domain, const char *suffix);
/* The report addresses of the record that applies to a domain. */
int dmarc_reports(const struct options *o, const struct source *source, const char *domain);
/* A message. */
int dmarc_evaluate(const struct options *o, const struct source *source,
    const struct evaluate_settings *settings);

/* Shared by the modes. */

/* Tells an error of the library; STATUS_SOFTWARE. */
int dmarc_failed(const struct options *o, int rc);
/* The problems of a record, into an array that is open or as text.  `view` tells
 * where the record was found, so that nothing is said of subdomains for which
 * another record speaks; NULL: a text alone. */
void dmarc_json_problems(struct json *j, const mailauth_dmarc_record *rec,
    const mailauth_dmarc_discovery *view);
void dmarc_print_problems(const struct terminal *t, const mailauth_dmarc_record *rec,
    const mailauth_dmarc_discovery *view);
/* The member "queries": what was asked, in order. */
void dmarc_json_queries(struct json *j, const mailauth_task *task);
/* 0 a policy applies, 1 none, 3 DNS did not answer. */
int dmarc_status(const mailauth_dmarc_discovery *view);
void dmarc_print_status(const struct terminal *t, const mailauth_dmarc_discovery *view);

#endif
