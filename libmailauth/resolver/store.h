/* SPDX-License-Identifier: BSD-2-Clause */
/* The questions a resolver knows of: under way, or answered and kept.  One
 * table serves both, so that joining and keeping cost one look-up. */
#ifndef RESOLVER_STORE_H
#define RESOLVER_STORE_H

#include "resolver/backend.h"

/* Octets of all kept answers together, whatever their number. */
#define STORE_OCTETS ((size_t)64 << 20)
/* Seconds an answer is kept at most, RFC 8767 section 4 advises days. */
#define STORE_TTL 86400

struct waiter;

enum entry_state {
	ENTRY_QUEUED = 1, /* waits for its turn */
	ENTRY_ASKED = 2,  /* at the backend */
	ENTRY_LANDED = 3, /* answered, waiters not told yet */
	ENTRY_KEPT = 4    /* answered, kept until it expires */
};

struct entry {
	struct backend_question question; /* first: done() gets it */
	struct arena *arena;          /* its own; holds this struct and the name */
	mailauth_resolver *resolver;
	uint32_t hash;
	int state;
	struct entry *next;           /* in its bucket */
	struct entry *older, *newer;  /* in the queue, or by use when kept */
	const struct mailauth_answer *answer; /* held; NULL: not yet, or no memory */
	int64_t expires;              /* µs */
	size_t octets;                /* of the answer */
	struct waiter *waiters;       /* first to be told first */
	struct waiter *last_waiter;
};

/* A list of entries, oldest first. */
struct entry_list {
	struct entry *oldest, *newest;
	size_t count;
};

struct store {
	const mailauth_config *config;
	struct arena *arena;     /* the resolver's */
	uint32_t seed;
	struct entry **buckets;
	size_t bucket_count, count;
	struct entry_list kept;  /* by last use */
	size_t kept_octets;
	size_t kept_most;
};

/* 0 or MAILAUTH_ERR_NOMEM. */
int mailauth__store_init(struct store *store, const mailauth_config *cfg, struct arena *arena);
/* Frees every entry. */
void mailauth__store_clear(struct store *store);
/* The entry of a question (server NULL: to any), NULL if there is none; one that has expired at `now`
 * is dropped. */
struct entry *mailauth__store_find(struct store *store, const char *name,
    uint16_t type, const char *server, int64_t now);
/* A new one; NULL: no memory. */
struct entry *mailauth__store_add(struct store *store, const char *name,
    uint16_t type, const char *server);
/* Takes an entry out of the table and frees it. */
void mailauth__store_drop(struct store *store, struct entry *entry);
/* Keeps an answered entry until its TTL ends, or drops it: also one that a named
 * server answered, who is asked past all caches. */
void mailauth__store_keep(struct store *store, struct entry *entry, int64_t now, bool lasting);
/* Marks a kept entry as used just now. */
void mailauth__store_use(struct store *store, struct entry *entry);

void mailauth__entry_append(struct entry_list *list, struct entry *entry);
void mailauth__entry_remove(struct entry_list *list, struct entry *entry);

#endif
