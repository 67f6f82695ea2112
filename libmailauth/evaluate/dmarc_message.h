/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of a message before DMARC looks at it. */
#ifndef EVALUATE_DMARC_MESSAGE_H
#define EVALUATE_DMARC_MESSAGE_H

#include <stdbool.h>

#include <mailauth/dmarc_check.h>

#include "base/arena.h"

#define LIMIT_MESSAGE_AUTHORS 1000
#define LIMIT_MESSAGE_DKIM 10000

struct dmarc_result_of_dkim {
	int result;
	const char *domain;
	const char *selector;
};

struct mailauth_dmarc_message {
	struct arena *arena;
	const char **authors; /* canonical, or as given if malformed */
	size_t author_count, author_room;
	const char *from_fault;
	int spf_identity;     /* 0: no SPF result */
	int spf_verdict;
	const char *spf_domain;
	struct dmarc_result_of_dkim *dkim;
	size_t dkim_count, dkim_room;
};

/* The canonical form of a domain, or its text if it is none; NULL: no memory. */
const char *mailauth__dmarc_domain(struct arena *arena, const char *domain, bool *valid);

#endif
