/* SPDX-License-Identifier: BSD-2-Clause */
/* What a resolver asks: libunbound, a zone, or a test's own.  The resolver in
 * front joins equal questions, keeps answers and watches deadlines; a backend
 * only fetches. */
#ifndef RESOLVER_BACKEND_H
#define RESOLVER_BACKEND_H

#include <stdbool.h>

#include <mailauth/resolver.h>

#include "dns/answer.h"
#include "resolver/loop.h"

/* One question under way; the asker owns the memory. */
struct backend_question {
	const char *name; /* canonical */
	uint16_t type;
	const char *server; /* "ADDR" or "ADDR@PORT": ask that one; NULL: any */
	void *handle;       /* of a backend in front of the one that fetches */
	struct backend *backend;
	int id;           /* the backend's own */
	/* Called once, perhaps before ask() has returned, never after cancel().
	 * `ans` comes with one hold, which is now the receiver's; NULL: no
	 * memory.  It must not call the backend. */
	void (*done)(struct backend_question *question, const struct mailauth_answer *ans);
};

struct backend;

struct backend_ops {
	/* An option of mailauth_resolver_set() that is not the resolver's own.
	 * NULL: there is none. */
	int (*set)(struct backend *backend, const char *key, const char *value);
	/* Once, before the first question.  NULL: nothing to do. */
	int (*open)(struct backend *backend);
	/* 0, or an error; then done() is not called. */
	int (*ask)(struct backend *backend, struct backend_question *question);
	void (*cancel)(struct backend *backend, struct backend_question *question);
	void (*free)(struct backend *backend);
};

struct backend {
	const struct backend_ops *ops;
	bool lasting; /* answers never change: keep them whatever their TTL */
};

/* A resolver over a backend, which it owns from now on, also on failure.  The
 * backend uses `loop`, which the resolver owns too. */
int mailauth__resolver_over(const mailauth_config *cfg, struct loop *loop,
    struct backend *backend, mailauth_resolver **out);

/* Over libunbound; MAILAUTH_ERR_UNSUPPORTED in a build without it.  `config` is
 * the text of an unbound.conf, read when it opens, or NULL: then it goes to the
 * network. */
int mailauth__unbound_new(const mailauth_config *cfg, struct loop *loop,
    const char *config, struct backend **out);
/* In front of `inner`, which it owns from now on, also on failure: a question
 * that names a server goes to that one through a context of libunbound of its
 * own (directed.c), every other one to `inner`. */
int mailauth__directed_new(const mailauth_config *cfg, struct loop *loop,
    struct backend *inner, struct backend **out);
/* Over a zone. */
int mailauth__offline_new(const mailauth_config *cfg, struct loop *loop,
    const mailauth_zone *zone, struct backend **out);

#endif
