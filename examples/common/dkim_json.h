/* SPDX-License-Identifier: BSD-2-Clause */
/* The JSON of mailauth-dkim. */
#ifndef COMMON_DKIM_JSON_H
#define COMMON_DKIM_JSON_H

#include <mailauth.h>

#include "common/json.h"

/* One key with all that is known of it. */
struct judged {
	const mailauth_dkim_key *key;
	mailauth_dkim_examination *exam; /* NULL without --deep and --blocklist */
	const char *shared;              /* where the same key was met before */
	int verdict;
	bool deep;                       /* 0: of the examination only the block list */
};

/* Is this finding of the examination to be told? */
bool judged_wants(const struct judged *judged, const mailauth_problem *problem);
/* The fields of --record up to the problems. */
void dkim_json_key(struct json *j, const struct judged *judged);
/* The problems of a key, within an array. */
void dkim_json_key_problems(struct json *j, const struct judged *judged);
/* One line: selector i and the judgement of each of its records; `alone`: what is
 * to be said of the domain stands here, too. */
void dkim_json_selector(const mailauth_task *task, size_t i, const struct judged *judged,
    bool alone);
/* The last line of --common: what was tried, since what was not found is not told. */
void dkim_json_summary(const mailauth_task *task);

#endif
