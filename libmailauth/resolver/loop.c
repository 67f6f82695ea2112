/* SPDX-License-Identifier: BSD-2-Clause */
/* A small event loop that never blocks: a heap of timers, and the kernel's own
 * set of descriptors, which is a descriptor itself. */
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/epoll.h>
#elif defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__) || \
    defined(__NetBSD__) || defined(__DragonFly__) || defined(MAILAUTH_KQUEUE)
#include <sys/types.h>

#include <sys/event.h>
#define LOOP_KQUEUE
#endif

#include "resolver/loop.h"

/* Descriptors fetched from the kernel at once. */
#define BATCH 64

struct ready {
	struct loop_event *event; /* NULL: disarmed meanwhile */
	short bits;
};

struct loop {
	struct arena *arena; /* holds this struct too */
	int fd;
	struct loop_event **heap; /* heap[0] is due first */
	size_t heap_count, heap_room;
	struct ready batch[BATCH];
	size_t batch_count;
};

int64_t
mailauth__loop_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* ---- the kernel's set ------------------------------------------------------ */

#if defined(__linux__)

static int
set_open(void)
{
	return epoll_create1(EPOLL_CLOEXEC);
}

/* Makes the kernel watch for `bits` (0: not at all) instead of event->armed. */
static int
set_change(struct loop_event *event, short bits)
{
	struct epoll_event e = { .events = 0 };
	int op = bits == 0 ? EPOLL_CTL_DEL :
	    event->armed == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;

	e.data.ptr = event;
	if (bits & LOOP_READ)
		e.events |= EPOLLIN;
	if (bits & LOOP_WRITE)
		e.events |= EPOLLOUT;
	if (epoll_ctl(event->loop->fd, op, event->fd, &e) != 0 && bits != 0)
		return MAILAUTH_ERR_IO;
	event->armed = bits;
	return 0;
}

static size_t
set_fetch(struct loop *loop)
{
	struct epoll_event events[BATCH];
	int n = epoll_wait(loop->fd, events, BATCH, 0);

	for (int i = 0; i < n; i++) {
		struct ready *ready = &loop->batch[i];
		uint32_t got = events[i].events;

		ready->event = events[i].data.ptr;
		ready->bits = 0;
		/* An error shows to whoever waits, for reading or writing. */
		if (got & (EPOLLIN | EPOLLHUP | EPOLLERR))
			ready->bits |= LOOP_READ;
		if (got & (EPOLLOUT | EPOLLHUP | EPOLLERR))
			ready->bits |= LOOP_WRITE;
	}
	return n > 0 ? (size_t)n : 0;
}

#elif defined(LOOP_KQUEUE)

static int
set_open(void)
{
	return kqueue();
}

static int
set_change(struct loop_event *event, short bits)
{
	static const struct {
		short bit, filter;
	} filters[] = {
		{ LOOP_READ, EVFILT_READ }, { LOOP_WRITE, EVFILT_WRITE },
	};

	for (size_t i = 0; i < COUNT_OF(filters); i++) {
		struct kevent e;

		if ((bits & filters[i].bit) == (event->armed & filters[i].bit))
			continue;
		EV_SET(&e, (uintptr_t)event->fd, filters[i].filter,
		    bits & filters[i].bit ? EV_ADD : EV_DELETE, 0, 0, (void *)event);
		if (kevent(event->loop->fd, &e, 1, NULL, 0, NULL) != 0 &&
		    (bits & filters[i].bit))
			return MAILAUTH_ERR_IO;
		event->armed = (short)((event->armed & ~filters[i].bit) |
		    (bits & filters[i].bit));
	}
	return 0;
}

static size_t
set_fetch(struct loop *loop)
{
	static const struct timespec none;
	struct kevent events[BATCH];
	int n = kevent(loop->fd, NULL, 0, events, BATCH, &none);

	for (int i = 0; i < n; i++) {
		loop->batch[i].event = (struct loop_event *)events[i].udata;
		loop->batch[i].bits = events[i].filter == EVFILT_READ ?
		    LOOP_READ : LOOP_WRITE;
	}
	return n > 0 ? (size_t)n : 0;
}

#else

/* Timers still work; that is enough for what never touches the network. */
static int
set_open(void)
{
	return -2;
}

static int
set_change(struct loop_event *event, short bits)
{
	(void)event, (void)bits;
	return MAILAUTH_ERR_UNSUPPORTED;
}

static size_t
set_fetch(struct loop *loop)
{
	(void)loop;
	return 0;
}

#endif

/* ---- the heap of timers ---------------------------------------------------- */

static void
heap_put(struct loop *loop, size_t at, struct loop_event *event)
{
	loop->heap[at] = event;
	event->heap_place = at + 1;
}

static void
heap_up(struct loop *loop, size_t at, struct loop_event *event)
{
	while (at > 0 && loop->heap[(at - 1) / 2]->due > event->due) {
		heap_put(loop, at, loop->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	heap_put(loop, at, event);
}

static void
heap_down(struct loop *loop, size_t at, struct loop_event *event)
{
	size_t child;

	while ((child = 2 * at + 1) < loop->heap_count) {
		if (child + 1 < loop->heap_count &&
		    loop->heap[child + 1]->due < loop->heap[child]->due)
			child++;
		if (loop->heap[child]->due >= event->due)
			break;
		heap_put(loop, at, loop->heap[child]);
		at = child;
	}
	heap_put(loop, at, event);
}

static void
heap_remove(struct loop *loop, struct loop_event *event)
{
	size_t at = event->heap_place - 1;
	struct loop_event *last;

	if (event->heap_place == 0)
		return;
	event->heap_place = 0;
	last = loop->heap[--loop->heap_count];
	if (last == event)
		return;
	if (at > 0 && loop->heap[(at - 1) / 2]->due > last->due)
		heap_up(loop, at, last);
	else
		heap_down(loop, at, last);
}

static int
heap_add(struct loop *loop, struct loop_event *event)
{
	if (loop->heap_count == loop->heap_room) {
		size_t room = loop->heap_room > 0 ? loop->heap_room * 2 : 64;
		struct loop_event **heap = mailauth__arena_grow(loop->arena,
		    loop->heap, loop->heap_count, room, sizeof(struct loop_event *));

		if (heap == NULL)
			return MAILAUTH_ERR_NOMEM;
		loop->heap = heap;
		loop->heap_room = room;
	}
	heap_up(loop, loop->heap_count++, event);
	return 0;
}

/* ---- the loop -------------------------------------------------------------- */

int
mailauth__loop_new(const mailauth_config *cfg, struct loop **out)
{
	struct arena *arena = mailauth__arena_new(cfg, sizeof(struct loop) + 1024);
	struct loop *loop;

	*out = NULL;
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	loop = mailauth__arena_zalloc(arena, sizeof(*loop));
	if (loop == NULL) {
		mailauth__arena_free(arena);
		return MAILAUTH_ERR_NOMEM;
	}
	loop->arena = arena;
	loop->fd = set_open();
	if (loop->fd == -1) {
		mailauth__arena_free(arena);
		return MAILAUTH_ERR_IO;
	}
	*out = loop;
	return 0;
}

void
mailauth__loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	if (loop->fd >= 0)
		close(loop->fd);
	mailauth__arena_free(loop->arena);
}

int
mailauth__loop_fd(const struct loop *loop)
{
	return loop->fd >= 0 ? loop->fd : -1;
}

int64_t
mailauth__loop_due(const struct loop *loop)
{
	return loop->heap_count > 0 ? loop->heap[0]->due : INT64_MAX;
}

int
mailauth__loop_arm(struct loop_event *event, int64_t timeout_us)
{
	short bits = event->fd >= 0 ? event->bits & (LOOP_READ | LOOP_WRITE) : 0;
	int rc;

	heap_remove(event->loop, event);
	if (bits != event->armed && (rc = set_change(event, bits)) != 0)
		return rc;
	event->interval = timeout_us;
	if (timeout_us < 0)
		return 0;
	event->due = mailauth__loop_now() + timeout_us;
	return heap_add(event->loop, event);
}

void
mailauth__loop_disarm(struct loop_event *event)
{
	heap_remove(event->loop, event);
	if (event->armed != 0)
		(void)set_change(event, 0);
	if (event->batch_place != 0) {
		event->loop->batch[event->batch_place - 1].event = NULL;
		event->batch_place = 0;
	}
}

/* Calls an event; it may disarm, free or re-arm itself and others. */
static void
fire(struct loop_event *event, short bits)
{
	if (event->bits & LOOP_PERSIST) {
		if (event->interval >= 0)
			(void)mailauth__loop_arm(event, event->interval);
	} else {
		mailauth__loop_disarm(event);
	}
	event->fn(event->fd, bits, event->arg);
}

/* Calls what the kernel has ready; how many that were. */
static size_t
fire_ready(struct loop *loop)
{
	size_t count = set_fetch(loop);

	loop->batch_count = count;
	/* kqueue may name one event twice, for reading and for writing. */
	for (size_t i = 0; i < loop->batch_count; i++) {
		struct ready *ready = &loop->batch[i];
		size_t before = ready->event->batch_place;

		if (before != 0) {
			loop->batch[before - 1].bits |= ready->bits;
			ready->event = NULL;
		} else {
			ready->event->batch_place = i + 1;
		}
	}
	for (size_t i = 0; i < loop->batch_count; i++) {
		struct loop_event *event = loop->batch[i].event;
		short bits;

		if (event == NULL)
			continue;
		event->batch_place = 0;
		bits = (short)(loop->batch[i].bits & event->armed);
		if (bits != 0)
			fire(event, bits);
	}
	loop->batch_count = 0;
	return count;
}

void
mailauth__loop_dispatch(struct loop *loop)
{
	int64_t now;

	while (fire_ready(loop) == BATCH)
		continue;
	/* A timer that re-arms itself for now must wait for the next call. */
	now = mailauth__loop_now();
	while (loop->heap_count > 0 && loop->heap[0]->due <= now) {
		struct loop_event *event = loop->heap[0];

		heap_remove(loop, event);
		if (!(event->bits & LOOP_PERSIST))
			mailauth__loop_disarm(event);
		else if (event->interval > 0)
			(void)mailauth__loop_arm(event, event->interval);
		event->fn(event->fd, LOOP_TIMEOUT, event->arg);
	}
}
