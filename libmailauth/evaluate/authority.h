/* SPDX-License-Identifier: BSD-2-Clause */
/* The name servers of the zone that a name lies in, and what each of them says,
 * past all caches. */
#ifndef EVALUATE_AUTHORITY_H
#define EVALUATE_AUTHORITY_H

#include <stdbool.h>

#include "base/limits.h"
#include "task/task.h"

enum {
	SERVER_OPEN = 0,    /* not known yet */
	SERVER_ANSWERS = 1, /* for the zone */
	SERVER_LAME = 2     /* not: `status` says how it ended */
};

struct authority_server {
	const char *host;    /* its name; the address where the caller gave that */
	const char *address; /* ADDR or ADDR@PORT; NULL: the host has none */
	bool ipv6;
	int state;           /* SERVER_* */
	int status;          /* lame: of the question for the SOA record */
	uint32_t serial;     /* answers: of the SOA record */
};

struct authority_value;

struct authority {
	struct questions *questions;
	const char *domain;  /* canonical */
	const char *zone;    /* its zone; NULL: not found */
	const char *at;      /* the name asked for its SOA record */
	bool zone_done, servers_done;
	bool given;          /* the servers are the caller's */
	bool expired;        /* time was up before all had answered */
	struct authority_server servers[LIMIT_AUTHORITY_SERVERS];
	size_t server_count;
	struct authority_value *values; /* answers put together, by us */
};

/* 0.  `domain` lives as long as the task. */
int mailauth__authority_init(struct authority *a, struct questions *questions,
    const char *domain);
/* Asks this server in place of those of the delegation; before the first step.
 * 0, MAILAUTH_ERR_INVALID, MAILAUTH_ERR_LIMIT, MAILAUTH_ERR_NOMEM. */
int mailauth__authority_add(struct authority *a, const char *server);
/* Finds the zone, its servers, and which of them answer for it. */
int mailauth__authority_step(struct authority *a);
/* Is it a name of the zone, as far as one can see from above? */
bool mailauth__authority_holds(const struct authority *a, const char *name);
/* What server i says; NULL: not there yet, or an error (questions->error).  Where
 * an alias leads out of what the server knows, the rest of the chain is the
 * resolver's; a server that only refers to others has no certain answer. */
const struct mailauth_answer *mailauth__authority_ask(struct authority *a, size_t i,
    const char *name, uint16_t type);
/* Do two certain answers say the same, but for their TTLs? */
bool mailauth__authority_same(const struct mailauth_answer *a,
    const struct mailauth_answer *b);
/* Gives back what lies outside the arena. */
void mailauth__authority_release(struct authority *a);

#endif
