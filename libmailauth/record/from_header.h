/* SPDX-License-Identifier: BSD-2-Clause */
/* A From field taken apart: RFC 5322 sections 3.4 and 4.4, RFC 6854 (groups). */
#ifndef RECORD_FROM_HEADER_H
#define RECORD_FROM_HEADER_H

#include <mailauth/dmarc.h>

#include "base/arena.h"

struct mailauth_from {
	struct arena *arena;
	struct mailauth_mailbox *mailboxes;
	size_t count, room;
	const char **domains; /* different ones, as first written */
	size_t domain_count;
	const char *fault;    /* NULL: none */
	size_t fault_at;
};

#endif
