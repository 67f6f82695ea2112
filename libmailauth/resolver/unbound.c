/* SPDX-License-Identifier: BSD-2-Clause */
/* libunbound as a backend, in its event mode: no thread, no process, no pipe.
 * libunbound's sockets and timers are events of our own loop, and it calls back
 * from within mailauth__loop_dispatch() or from within ub_resolve_event(). */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <unbound.h>
#include <unbound-event.h>

#include "base/buffer.h"
#include "base/server.h"
#include "resolver/backend.h"
#include "resolver/memory_file.h"

#define CLASS_IN 1
#define SEC_BOGUS 1 /* `sec` of ub_event_callback_type */
#define SEC_SECURE 2

/* libunbound's own use of descriptors: what is not under way on a port of its
 * own waits inside it. */
#define PORTS_MOST 1024
#define PORTS_LEAST 16

struct unbound;

/* What libunbound calls an event: ours, with its table of functions in front. */
struct event {
	struct ub_event super;
	struct loop_event loop;
	struct event *next_free;
	struct unbound *owner;
	loop_fn fn; /* libunbound's, where ours stands before it */
	void *arg;
};

struct base {
	struct ub_event_base super;
	struct unbound *owner;
};

struct unbound {
	struct backend backend;
	struct arena *arena; /* holds this struct too */
	const mailauth_config *config;
	struct loop *loop;
	struct ub_ctx *ctx;
	struct base base;
	struct event *free_events;
	struct memory_file file;
	const char *text;    /* unbound.conf, or NULL: ours, for the network */
	bool forwards;       /* "forward" or "resolv-conf" was set */
};

/* Making, configuring and deleting contexts writes process-wide variables of
 * libunbound (log file, configuration lexer, TTL limits). */
static pthread_mutex_t contexts = PTHREAD_MUTEX_INITIALIZER;

const char *
mailauth_unbound_version(void)
{
	return ub_version();
}

/* ---- events ---------------------------------------------------------------- */

static int64_t
microseconds(const struct timeval *tv)
{
	return tv == NULL ? -1 :
	    (int64_t)tv->tv_sec * 1000000 + (int64_t)tv->tv_usec;
}

static struct event *
event_of(struct ub_event *super)
{
	return (struct event *)(void *)super;
}

static void
event_add_bits(struct ub_event *super, short bits)
{
	struct event *event = event_of(super);

	event->loop.bits = (short)(event->loop.bits | bits);
}

static void
event_del_bits(struct ub_event *super, short bits)
{
	struct event *event = event_of(super);

	event->loop.bits = (short)(event->loop.bits & ~bits);
}

static void
event_set_fd(struct ub_event *super, int fd)
{
	struct event *event = event_of(super);

	if (event->loop.fd != fd) {
		mailauth__loop_disarm(&event->loop);
		event->loop.fd = fd;
	}
}

static int
event_del(struct ub_event *super)
{
	mailauth__loop_disarm(&event_of(super)->loop);
	return 0;
}

static void
event_free(struct ub_event *super)
{
	struct event *event = event_of(super);

	mailauth__loop_disarm(&event->loop);
	event->next_free = event->owner->free_events;
	event->owner->free_events = event;
}

static int
event_add(struct ub_event *super, struct timeval *tv)
{
	struct event *event = event_of(super);

	return mailauth__loop_arm(&event->loop,
	    event->loop.bits & UB_EV_TIMEOUT ? microseconds(tv) : -1);
}

static int
event_add_timer(struct ub_event *super, struct ub_event_base *base,
    void (*fn)(int, short, void *), void *arg, struct timeval *tv)
{
	struct event *event = event_of(super);

	(void)base;
	event->loop.fn = fn;
	event->loop.arg = arg;
	return mailauth__loop_arm(&event->loop, microseconds(tv));
}

static int
event_add_signal(struct ub_event *super, struct timeval *tv)
{
	(void)super, (void)tv;
	return -1; /* a library handles no signals */
}

static void
event_unregister(struct ub_event *super)
{
	(void)super; /* Windows only */
}

static void
event_wouldblock(struct ub_event *super, int bits)
{
	(void)super, (void)bits; /* Windows only */
}

/* libunbound writes to TCP connections without MSG_NOSIGNAL, so that a server
 * that closes one would end the caller's process by SIGPIPE. */
static void
without_sigpipe(int fd, short bits, void *arg)
{
	struct event *event = arg;
	sigset_t sigpipe, before, pending;
	int was_pending, number;

	sigemptyset(&sigpipe);
	sigaddset(&sigpipe, SIGPIPE);
	sigemptyset(&pending);
	(void)sigpending(&pending);
	was_pending = sigismember(&pending, SIGPIPE);
	if (pthread_sigmask(SIG_BLOCK, &sigpipe, &before) != 0)
		return;
	event->fn(fd, bits, event->arg);
	sigemptyset(&pending);
	(void)sigpending(&pending);
	if (!was_pending && sigismember(&pending, SIGPIPE))
		(void)sigwait(&sigpipe, &number);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static struct ub_event *
base_new_event(struct ub_event_base *super, int fd, short bits,
    void (*fn)(int, short, void *), void *arg)
{
	static struct ub_event_vmt functions = {
		event_add_bits, event_del_bits, event_set_fd, event_free, event_add,
		event_del, event_add_timer, event_del, event_add_signal, event_del,
		event_unregister, event_wouldblock,
	};
	struct unbound *u = ((struct base *)(void *)super)->owner;
	struct event *event = u->free_events;

	if (event != NULL)
		u->free_events = event->next_free;
	else if ((event = mailauth__arena_alloc(u->arena, sizeof(*event))) == NULL)
		return NULL;
	memset(event, 0, sizeof(*event));
	event->super.magic = UB_EVENT_MAGIC;
	event->super.vmt = &functions;
	event->owner = u;
	event->loop.loop = u->loop;
	event->fn = fn;
	event->arg = arg;
	event->loop.fn = bits & UB_EV_WRITE ? without_sigpipe : fn;
	event->loop.arg = bits & UB_EV_WRITE ? event : arg;
	event->loop.fd = fd;
	event->loop.bits = bits;
	return &event->super;
}

static void
base_free(struct ub_event_base *super)
{
	(void)super;
}

static int
base_dispatch(struct ub_event_base *super)
{
	(void)super;
	return -1;
}

static int
base_loopexit(struct ub_event_base *super, struct timeval *tv)
{
	(void)super, (void)tv;
	return 0;
}

static struct ub_event *
base_new_signal(struct ub_event_base *super, int fd,
    void (*fn)(int, short, void *), void *arg)
{
	(void)super, (void)fd, (void)fn, (void)arg;
	return NULL;
}

static struct ub_event *
base_register_wsaevent(struct ub_event_base *super, void *wsaevent,
    void (*fn)(int, short, void *), void *arg)
{
	(void)super, (void)wsaevent, (void)fn, (void)arg;
	return NULL;
}

/* The values must agree, for bits go through unchanged. */
_Static_assert(LOOP_TIMEOUT == UB_EV_TIMEOUT && LOOP_READ == UB_EV_READ &&
    LOOP_WRITE == UB_EV_WRITE && LOOP_PERSIST == UB_EV_PERSIST,
    "event bits of libunbound");

/* ---- options --------------------------------------------------------------- */

static int
error_of(int code)
{
	switch (code) {
	case UB_NOERROR:
		return 0;
	case UB_NOMEM:
		return MAILAUTH_ERR_NOMEM;
	case UB_READFILE:
	case UB_SOCKET:
	case UB_PIPE:
		return MAILAUTH_ERR_IO;
	case UB_AFTERFINAL:
		return MAILAUTH_ERR_STATE;
	default:
		return MAILAUTH_ERR_INVALID;
	}
}

static int
unbound_set(struct backend *backend, const char *key, const char *value)
{
	struct unbound *u = (struct unbound *)(void *)backend;
	bool file = strcmp(key, "resolv-conf") == 0 || strcmp(key, "hosts") == 0 ||
	    strcmp(key, "trust-anchor-file") == 0 || strcmp(key, "root-hints") == 0;

	if (file && access(value, R_OK) != 0)
		return MAILAUTH_ERR_IO;
	if (strcmp(key, "forward") == 0) {
		if (!mailauth__server_valid(value))
			return MAILAUTH_ERR_INVALID;
		u->forwards = true;
		return error_of(ub_ctx_set_fwd(u->ctx, value));
	}
	if (strcmp(key, "resolv-conf") == 0) {
		u->forwards = true;
		return error_of(ub_ctx_resolvconf(u->ctx, value));
	}
	if (strcmp(key, "hosts") == 0)
		return error_of(ub_ctx_hosts(u->ctx, value));
	if (strcmp(key, "trust-anchor") == 0)
		return error_of(ub_ctx_add_ta(u->ctx, value));
	if (strcmp(key, "trust-anchor-file") == 0)
		return error_of(ub_ctx_add_ta_file(u->ctx, value));
	if (strcmp(key, "root-hints") == 0)
		return error_of(ub_ctx_set_option(u->ctx, "root-hints:", value));
	return MAILAUTH_ERR_INVALID;
}

/* How many sockets libunbound may have open: half of what the process may. */
static unsigned
ports(void)
{
	struct rlimit limit;
	unsigned most = PORTS_MOST;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur / 2 < most)
		most = (unsigned)(limit.rlim_cur / 2);
	return most < PORTS_LEAST ? PORTS_LEAST : most;
}

static void
write_network_config(struct unbound *u, struct buffer *buf)
{
	mailauth__buffer_text_add(buf, "server:\n\toutgoing-range: ");
	mailauth__buffer_number(buf, ports());
	mailauth__buffer_text_add(buf, "\n\tnum-queries-per-thread: 4096\n"
	    "\toutgoing-num-tcp: 32\n"
	    "\tmsg-cache-size: 4m\n\trrset-cache-size: 8m\n"
	    "\tminimal-responses: yes\n\trrset-roundrobin: no\n");
	/* A resolver that was named knows its own names: private reverse zones
	 * and those of RFC 6761 are asked there.  Without one, libunbound's
	 * answers for them spare the root servers. */
	if (u->forwards)
		mailauth__buffer_text_add(buf, "\tunblock-lan-zones: yes\n"
		    "\tinsecure-lan-zones: yes\n"
		    "\tlocal-zone: \"test.\" nodefault\n"
		    "\tlocal-zone: \"invalid.\" nodefault\n");
}

/* The configuration goes in and the context is closed for more, so that a
 * faulty one shows now and not as a failure of every question. */
static int
unbound_open(struct backend *backend)
{
	struct unbound *u = (struct unbound *)(void *)backend;
	struct buffer buf;
	int rc;

	mailauth__buffer_init(&buf, u->arena, 0);
	if (u->text != NULL)
		mailauth__buffer_text_add(&buf, u->text);
	else
		write_network_config(u, &buf);
	if (mailauth__buffer_text(&buf) == NULL)
		return buf.error;
	rc = mailauth__memory_file_new(&u->file, buf.data, buf.length);
	if (rc != 0)
		return rc;
	(void)pthread_mutex_lock(&contexts);
	rc = error_of(ub_ctx_config(u->ctx, u->file.path));
	/* Only after the last option does this work, and it finalizes. */
	if (rc == 0)
		rc = error_of(ub_ctx_zone_remove(u->ctx, "libmailauth.invalid."));
	(void)pthread_mutex_unlock(&contexts);
	mailauth__memory_file_free(&u->file);
	return rc;
}

/* ---- questions ------------------------------------------------------------- */

static const struct mailauth_answer *
bogus_answer(const struct unbound *u, const struct backend_question *question,
    const char *why)
{
	struct mailauth_answer *ans;

	if (mailauth_answer_new(u->config, question->name, question->type, &ans) != 0)
		return NULL;
	ans->status = MAILAUTH_DNS_BOGUS;
	if (why == NULL || mailauth__answer_set_why(ans, why) == 0)
		return ans;
	mailauth_answer_free(ans);
	return NULL;
}

static int
status_of(int rcode)
{
	switch (rcode) {
	case MAILAUTH_DNS_SERVFAIL:
	case MAILAUTH_DNS_NXDOMAIN:
	case MAILAUTH_DNS_REFUSED:
		return rcode;
	default:
		return MAILAUTH_DNS_FAILED;
	}
}

static void
answered(void *arg, int rcode, void *packet, int packet_len, int sec,
    char *why_bogus, int was_ratelimited)
{
	struct backend_question *question = arg;
	const struct unbound *u = (const struct unbound *)(const void *)question->backend;
	struct mailauth_answer *parsed;
	const struct mailauth_answer *ans = NULL;

	(void)was_ratelimited;
	if (sec == SEC_BOGUS)
		ans = bogus_answer(u, question, why_bogus);
	else if (rcode != 0 || packet == NULL || packet_len <= 0)
		ans = mailauth__answer_static(rcode != 0 ? status_of(rcode) :
		    MAILAUTH_DNS_FAILED);
	else if (mailauth_answer_parse(u->config, question->name, question->type,
	    packet, (size_t)packet_len, sec == SEC_SECURE, &parsed) == 0)
		ans = parsed;
	question->done(question, ans);
}

static int
unbound_ask(struct backend *backend, struct backend_question *question)
{
	struct unbound *u = (struct unbound *)(void *)backend;
	int rc;

	question->backend = backend;
	rc = ub_resolve_event(u->ctx, question->name, question->type, CLASS_IN,
	    question, answered, &question->id);
	if (rc == UB_SYNTAX) {
		/* A name that cannot be asked has no records. */
		question->done(question, mailauth__answer_static(MAILAUTH_DNS_FAILED));
		return 0;
	}
	return error_of(rc);
}

static void
unbound_cancel(struct backend *backend, struct backend_question *question)
{
	struct unbound *u = (struct unbound *)(void *)backend;

	(void)ub_cancel(u->ctx, question->id);
}

/* ---- life ------------------------------------------------------------------ */

static void
unbound_free(struct backend *backend)
{
	struct unbound *u = (struct unbound *)(void *)backend;

	if (u->ctx != NULL) {
		(void)pthread_mutex_lock(&contexts);
		ub_ctx_delete(u->ctx);
		(void)pthread_mutex_unlock(&contexts);
	}
	mailauth__arena_free(u->arena);
}

static struct ub_ctx *
make_context(struct unbound *u)
{
	static struct ub_event_base_vmt functions = {
		base_free, base_dispatch, base_loopexit, base_new_event,
		base_new_signal, base_register_wsaevent,
	};
	struct ub_ctx *ctx;

	u->base.super.magic = UB_EVENT_MAGIC;
	u->base.super.vmt = &functions;
	u->base.owner = u;
	(void)pthread_mutex_lock(&contexts);
	ctx = ub_ctx_create_ub_event(&u->base.super);
	if (ctx != NULL)
		(void)ub_ctx_debugout(ctx, NULL); /* nothing on the caller's stderr */
	(void)pthread_mutex_unlock(&contexts);
	return ctx;
}

int
mailauth__unbound_new(const mailauth_config *cfg, struct loop *loop,
    const char *config, struct backend **out)
{
	static const struct backend_ops ops = {
		unbound_set, unbound_open, unbound_ask, unbound_cancel, unbound_free,
	};
	struct arena *arena = mailauth__arena_new(cfg, 0);
	struct unbound *u = NULL;

	*out = NULL;
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	u = mailauth__arena_zalloc(arena, sizeof(*u));
	if (u == NULL) {
		mailauth__arena_free(arena);
		return MAILAUTH_ERR_NOMEM;
	}
	u->backend.ops = &ops;
	u->arena = arena;
	u->config = cfg;
	u->loop = loop;
	u->file.fd = -1;
	if (config != NULL)
		u->text = mailauth__arena_text(arena, config, strlen(config));
	if ((config != NULL && u->text == NULL) ||
	    (u->ctx = make_context(u)) == NULL) {
		unbound_free(&u->backend);
		return MAILAUTH_ERR_NOMEM;
	}
	*out = &u->backend;
	return 0;
}
