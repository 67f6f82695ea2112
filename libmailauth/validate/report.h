/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two forms of the report share. */
#ifndef VALIDATE_REPORT_H
#define VALIDATE_REPORT_H

#include "base/buffer.h"
#include "validate/validation.h"

struct mailauth_report {
	const mailauth_config *config;
	int min_severity;
	bool color, details;
	size_t width;
	const char *lang;      /* "en" or "de" */
	struct arena *arena;   /* of the last text */
};

/* Is the finding to be shown? */
bool mailauth__report_shows(const struct mailauth_report *report,
    const struct mailauth_finding *finding);
/* The German sentence or remedy of a rule; NULL if there is none. */
const char *mailauth__german_message(int code);
const char *mailauth__german_fix(int code);

void mailauth__report_write_text(const struct mailauth_report *report,
    const struct validation *v, struct buffer *buf);
void mailauth__report_write_json(const struct mailauth_report *report,
    const struct validation *v, struct buffer *buf);
void mailauth__report_write_rule(const struct mailauth_report *report,
    const struct mailauth_rule *rule, struct buffer *buf);

#endif
