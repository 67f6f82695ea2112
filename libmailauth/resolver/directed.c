/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions put to one name server: a backend in front of the one that does the
 * rest.  Each server has a context of libunbound that forwards everything there
 * and keeps nothing (forward-no-cache), so it neither follows a referral to
 * other servers nor answers from memory.  (A stub-zone "." would be primed with
 * the NS records of the root first, which an authoritative server refuses.)
 * Contexts are made when a server is first asked; the one not used for longest
 * goes when there are too many.
 *
 * A context must not be made or deleted while libunbound calls back, so what
 * waits for one is put forward by a timer. */
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/server.h"
#include "resolver/backend.h"

struct server {
	char address[SERVER_TEXT];
	struct backend *backend; /* its context; NULL: this place is free */
	size_t open;             /* questions under way */
	uint64_t used;           /* when last, in questions */
};

/* A question on its way to a server. */
struct directed_question {
	struct backend_question inner; /* first: done() gets it */
	struct backend_question *outer;
	struct directed *directed;
	struct server *server;         /* NULL: waits for a context */
	struct loop_event deadline;    /* runs while it is asked */
	struct directed_question *next; /* of those that wait, or are free */
};

struct directed {
	struct backend backend;
	struct arena *arena; /* holds this struct too */
	const mailauth_config *config;
	struct loop *loop;
	struct backend *rest; /* every other question */
	struct server servers[LIMIT_SERVER_CONTEXTS];
	uint64_t asked;
	struct directed_question *waiting, **last_waiting, *free;
	struct loop_event turn; /* puts forward what waits */
};

static struct directed *
directed_of(struct backend *backend)
{
	return (struct directed *)(void *)backend;
}

/* ---- servers --------------------------------------------------------------- */

/* A context for one server.  Names that libunbound answers by itself (RFC 6303,
 * RFC 6761) are that server's to answer. */
static int
open_server(struct directed *d, struct server *server, const char *address)
{
	struct arena *arena = mailauth__arena_new(d->config, 0);
	struct buffer buf;
	int rc;

	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	mailauth__buffer_init(&buf, arena, 0);
	mailauth__buffer_text_add(&buf,
	    "server:\n"
	    "\tmodule-config: \"iterator\"\n"
	    "\tdo-not-query-localhost: no\n"
	    "\tqname-minimisation: no\n"
	    "\trrset-roundrobin: no\n"
	    "\tunblock-lan-zones: yes\n"
	    "\toutgoing-range: 16\n"
	    "\toutgoing-num-tcp: 2\n"
	    "\tnum-queries-per-thread: 256\n"
	    "\tmsg-cache-size: 64k\n\trrset-cache-size: 64k\n"
	    "\tmsg-cache-slabs: 1\n\trrset-cache-slabs: 1\n"
	    "\tinfra-cache-slabs: 1\n\tkey-cache-slabs: 1\n"
	    "\tinfra-cache-numhosts: 16\n"
	    "\tlocal-zone: \"localhost.\" nodefault\n"
	    "\tlocal-zone: \"127.in-addr.arpa.\" nodefault\n"
	    "\tlocal-zone: \"test.\" nodefault\n"
	    "\tlocal-zone: \"invalid.\" nodefault\n"
	    "\tlocal-zone: \"home.arpa.\" nodefault\n"
	    "forward-zone:\n\tname: \".\"\n\tforward-no-cache: yes\n"
	    "\tforward-addr: ");
	mailauth__buffer_text_add(&buf, address);
	mailauth__buffer_char(&buf, '\n');
	rc = mailauth__buffer_text(&buf) == NULL ? buf.error :
	    mailauth__unbound_new(d->config, d->loop, buf.data, &server->backend);
	mailauth__arena_free(arena);
	if (rc != 0)
		return rc;
	rc = server->backend->ops->open(server->backend);
	if (rc != 0) {
		server->backend->ops->free(server->backend);
		server->backend = NULL;
		return rc;
	}
	memcpy(server->address, address, strlen(address) + 1);
	server->open = 0;
	return 0;
}

/* The server's context in *out; NULL in it: all contexts are busy. */
static int
find_server(struct directed *d, const char *address, struct server **out)
{
	struct server *spare = NULL;

	*out = NULL;
	for (size_t i = 0; i < LIMIT_SERVER_CONTEXTS; i++) {
		struct server *server = &d->servers[i];

		if (server->backend != NULL && strcmp(server->address, address) == 0) {
			*out = server;
			return 0;
		}
		if (server->backend == NULL) {
			if (spare == NULL || spare->backend != NULL)
				spare = server;
		} else if (server->open == 0 && (spare == NULL ||
		    (spare->backend != NULL && server->used < spare->used))) {
			spare = server;
		}
	}
	if (spare == NULL)
		return 0;
	if (spare->backend != NULL) {
		spare->backend->ops->free(spare->backend);
		spare->backend = NULL;
	}
	*out = spare;
	return open_server(d, spare, address);
}

/* ---- questions ------------------------------------------------------------- */

static struct directed_question *
new_question(struct directed *d, struct backend_question *outer)
{
	struct directed_question *q = d->free;

	if (q != NULL)
		d->free = q->next;
	else if ((q = mailauth__arena_alloc(d->arena, sizeof(*q))) == NULL)
		return NULL;
	memset(q, 0, sizeof(*q));
	q->directed = d;
	q->outer = outer;
	q->inner.name = outer->name;
	q->inner.type = outer->type;
	outer->handle = q;
	return q;
}

/* The server is done with it; what waits has its turn soon. */
static void
leave_server(struct directed_question *q)
{
	struct directed *d = q->directed;

	mailauth__loop_disarm(&q->deadline);
	if (q->server != NULL)
		q->server->open--;
	q->server = NULL;
	q->outer->handle = NULL;
	q->next = d->free;
	d->free = q;
	if (d->waiting != NULL)
		(void)mailauth__loop_arm(&d->turn, 0);
}

/* An authoritative answer that there is nothing comes with the SOA record of the
 * zone (RFC 2308 section 3).  Without one it is a referral to other servers, or
 * that of a server that knows nothing of the zone. */
static bool
is_referral(const struct mailauth_answer *ans)
{
	return mailauth__answer_certain(ans) && ans->record_count == 0 &&
	    ans->zone == NULL;
}

static void
server_answered(struct backend_question *inner, const struct mailauth_answer *ans)
{
	struct directed_question *q = (struct directed_question *)(void *)inner;
	struct backend_question *outer = q->outer;

	leave_server(q);
	if (ans != NULL && is_referral(ans)) {
		mailauth__answer_release(ans);
		ans = mailauth__answer_static(MAILAUTH_DNS_FAILED);
	}
	outer->done(outer, ans);
}

static void
server_silent(int fd, short bits, void *arg)
{
	struct directed_question *q = arg;
	struct backend_question *outer = q->outer;

	(void)fd, (void)bits;
	q->server->backend->ops->cancel(q->server->backend, &q->inner);
	leave_server(q);
	outer->done(outer, mailauth__answer_static(MAILAUTH_DNS_TIMEOUT));
}

/* Puts a question to its server.  On an error it has ended without an answer. */
static int
put(struct directed_question *q, struct server *server)
{
	int rc;

	q->server = server;
	server->open++;
	server->used = ++q->directed->asked;
	q->inner.done = server_answered;
	q->deadline.loop = q->directed->loop;
	q->deadline.fd = -1;
	q->deadline.fn = server_silent;
	q->deadline.arg = q;
	rc = mailauth__loop_arm(&q->deadline, LIMIT_SERVER_MS * INT64_C(1000));
	if (rc == 0) /* it may be answered, and q be gone, before this returns */
		rc = server->backend->ops->ask(server->backend, &q->inner);
	if (rc != 0)
		leave_server(q);
	return rc;
}

/* The contexts that have become free, for those that wait. */
static void
take_turn(int fd, short bits, void *arg)
{
	struct directed *d = arg;
	struct directed_question *q;

	(void)fd, (void)bits;
	while ((q = d->waiting) != NULL) {
		struct backend_question *outer = q->outer;
		struct server *server;
		int rc = find_server(d, outer->server, &server);

		if (rc == 0 && server == NULL)
			return;
		if ((d->waiting = q->next) == NULL)
			d->last_waiting = &d->waiting;
		if (rc != 0)
			leave_server(q);
		else
			rc = put(q, server);
		if (rc != 0)
			outer->done(outer, rc == MAILAUTH_ERR_NOMEM ? NULL :
			    mailauth__answer_static(MAILAUTH_DNS_FAILED));
	}
}

/* ---- the backend ----------------------------------------------------------- */

static int
directed_set(struct backend *backend, const char *key, const char *value)
{
	struct backend *rest = directed_of(backend)->rest;

	return rest->ops->set != NULL ? rest->ops->set(rest, key, value) :
	    MAILAUTH_ERR_INVALID;
}

static int
directed_open(struct backend *backend)
{
	struct backend *rest = directed_of(backend)->rest;

	return rest->ops->open != NULL ? rest->ops->open(rest) : 0;
}

static int
directed_ask(struct backend *backend, struct backend_question *question)
{
	struct directed *d = directed_of(backend);
	struct directed_question *q;
	struct server *server = NULL;
	int rc;

	if (question->server == NULL)
		return d->rest->ops->ask(d->rest, question);
	if (!mailauth__server_valid(question->server))
		return MAILAUTH_ERR_INVALID;
	if (d->waiting == NULL &&
	    (rc = find_server(d, question->server, &server)) != 0)
		return rc;
	q = new_question(d, question);
	if (q == NULL)
		return MAILAUTH_ERR_NOMEM;
	if (server != NULL)
		return put(q, server);
	*d->last_waiting = q;
	d->last_waiting = &q->next;
	return 0;
}

static void
directed_cancel(struct backend *backend, struct backend_question *question)
{
	struct directed *d = directed_of(backend);
	struct directed_question *q = question->handle, **place;

	if (question->server == NULL) {
		d->rest->ops->cancel(d->rest, question);
		return;
	}
	if (q->server != NULL) {
		q->server->backend->ops->cancel(q->server->backend, &q->inner);
	} else {
		for (place = &d->waiting; *place != q; place = &(*place)->next)
			;
		*place = q->next;
		if (q->next == NULL)
			d->last_waiting = place;
	}
	leave_server(q);
}

static void
directed_free(struct backend *backend)
{
	struct directed *d = directed_of(backend);

	for (size_t i = 0; i < LIMIT_SERVER_CONTEXTS; i++)
		if (d->servers[i].backend != NULL)
			d->servers[i].backend->ops->free(d->servers[i].backend);
	d->rest->ops->free(d->rest);
	mailauth__arena_free(d->arena);
}

int
mailauth__directed_new(const mailauth_config *cfg, struct loop *loop,
    struct backend *inner, struct backend **out)
{
	static const struct backend_ops ops = {
		directed_set, directed_open, directed_ask, directed_cancel,
		directed_free,
	};
	struct arena *arena = mailauth__arena_new(cfg, sizeof(struct directed));
	struct directed *d = NULL;

	*out = NULL;
	if (arena != NULL)
		d = mailauth__arena_zalloc(arena, sizeof(*d));
	if (d == NULL) {
		mailauth__arena_free(arena);
		inner->ops->free(inner);
		return MAILAUTH_ERR_NOMEM;
	}
	d->backend.ops = &ops;
	d->backend.lasting = inner->lasting;
	d->arena = arena;
	d->config = cfg;
	d->loop = loop;
	d->rest = inner;
	d->last_waiting = &d->waiting;
	d->turn.loop = loop;
	d->turn.fd = -1;
	d->turn.fn = take_turn;
	d->turn.arg = d;
	*out = &d->backend;
	return 0;
}
