/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptors and timers of one resolver: what libunbound needs of an event
 * loop, and one descriptor (epoll, kqueue) for the caller's own loop.  Nothing
 * here blocks: loop_dispatch() handles what is ready and due, and returns. */
#ifndef RESOLVER_LOOP_H
#define RESOLVER_LOOP_H

#include <stdint.h>

#include <mailauth/base.h>

#include "base/arena.h"

enum {
	LOOP_TIMEOUT = 1,
	LOOP_READ = 2,
	LOOP_WRITE = 4,
	LOOP_PERSIST = 16 /* stays armed after it fired */
};

struct loop;

typedef void (*loop_fn)(int fd, short bits, void *arg);

/* One watched descriptor, timer, or both.  The caller owns the memory and may
 * reuse it after mailauth__loop_disarm(). */
struct loop_event {
	struct loop *loop;
	loop_fn fn;
	void *arg;
	int fd;             /* -1: only a timer */
	short bits;         /* LOOP_READ | LOOP_WRITE | LOOP_PERSIST wanted */
	short armed;        /* LOOP_READ | LOOP_WRITE known to the kernel */
	int64_t interval;   /* µs, for LOOP_PERSIST */
	int64_t due;        /* µs on the monotonic clock */
	size_t heap_place;  /* 1-based place in the heap of timers; 0: none */
	size_t batch_place; /* 1-based place among what is being handled; 0: none */
};

/* Microseconds on the monotonic clock. */
int64_t mailauth__loop_now(void);

/* 0, MAILAUTH_ERR_NOMEM, MAILAUTH_ERR_IO.  Where the system has neither epoll
 * nor kqueue only timers work. */
int mailauth__loop_new(const mailauth_config *cfg, struct loop **out);
/* Events still armed are forgotten, not called. */
void mailauth__loop_free(struct loop *loop);
/* Readable when a watched descriptor is ready; -1 if only timers work. */
int mailauth__loop_fd(const struct loop *loop);
/* When the first timer is due, INT64_MAX: none. */
int64_t mailauth__loop_due(const struct loop *loop);
/* Calls the functions of what is ready and due. */
void mailauth__loop_dispatch(struct loop *loop);

/* Watches event->fd for event->bits, and calls by timeout after `timeout_us` if
 * that is not negative.  An event that is armed already is armed anew.  0, or
 * MAILAUTH_ERR_NOMEM, MAILAUTH_ERR_IO, MAILAUTH_ERR_UNSUPPORTED. */
int mailauth__loop_arm(struct loop_event *event, int64_t timeout_us);
/* Neither descriptor nor timer will call it any more. */
void mailauth__loop_disarm(struct loop_event *event);

#endif
