/* SPDX-License-Identifier: BSD-2-Clause */
/* The insides of a resolver, for the two files that make it up: resolver.c runs
 * tasks, make.c makes, sets and frees. */
#ifndef RESOLVER_RESOLVER_H
#define RESOLVER_RESOLVER_H

#include "resolver/store.h"
#include "task/task.h"

enum run_state {
	RUN_READY = 1,   /* to be let go on */
	RUN_WAITING = 2, /* for answers */
	RUN_DONE = 3     /* its owner is to be told */
};

/* A task in our hands. */
struct run {
	struct task_driver driver;  /* first: what the task knows of us */
	mailauth_resolver *resolver;
	mailauth_task *task;
	mailauth_done_fn done;      /* NULL: mailauth_resolver_run() waits for it */
	void *user_data;
	struct loop_event deadline;
	int state;
	struct run *older, *newer;  /* in the list of its state */
	struct waiter *waiters;
};

/* One question of one task that is not answered yet. */
struct waiter {
	struct run *run;
	struct entry *entry;
	uint32_t id;
	struct waiter *next;              /* of the entry */
	struct waiter *run_older, *run_newer; /* of the run */
};

struct run_list {
	struct run *oldest, *newest;
	size_t count;
};

struct mailauth_resolver {
	struct arena *arena; /* holds this struct too */
	const mailauth_config *config;
	struct loop *loop;
	struct backend *backend;
	struct store store;
	struct entry_list queue;  /* ENTRY_QUEUED */
	struct entry_list asked;  /* ENTRY_ASKED */
	struct entry_list landed; /* ENTRY_LANDED */
	struct run_list ready, waiting, done;
	struct run *free_runs;
	struct waiter *free_waiters;
	size_t in_flight;         /* most entries asked at once */
	bool open;                /* the first task has come */
	int open_error;           /* what the backend said then */
	int64_t now;
	bool *gone;               /* set when the resolver is freed in a callback */
	struct mailauth_resolver_stats stats;
};

/* Lets go of a task, wherever it stands. */
void mailauth__run_release(struct run *run);

#endif
