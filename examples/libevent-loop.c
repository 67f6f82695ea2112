/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPF checks inside a libevent application.
 *
 *	libevent-loop [--zone FILE] IP SENDER [IP SENDER]...
 *
 * What to look at: one read event on the resolver's descriptor, one timer set
 * anew after every call that may change when the resolver is due (rearm()).
 */
#include <stdio.h>

#include <event2/event.h>
#include <mailauth.h>

#include "common/source.h"

struct bridge {
	struct event_base *base;
	struct event *readable;
	struct event *timer;
	mailauth_resolver *resolver;
};

static void
rearm(struct bridge *b)
{
	int ms = mailauth_resolver_timeout(b->resolver);
	struct timeval tv;

	if (mailauth_resolver_running(b->resolver) == 0) {
		event_base_loopbreak(b->base);
		return;
	}
	if (ms < 0) {
		event_del(b->timer);
		return;
	}
	tv.tv_sec = ms / 1000;
	tv.tv_usec = ms % 1000 * 1000;
	event_add(b->timer, &tv);
}

/* The descriptor is readable, or the timer has fired. */
static void
on_event(evutil_socket_t fd, short what, void *arg)
{
	struct bridge *b = arg;

	(void)fd;
	(void)what;
	if (mailauth_resolver_process(b->resolver) != 0)
		event_base_loopbreak(b->base);
	else
		rearm(b);
}

static void
done(mailauth_task *task, void *user_data)
{
	const mailauth_spf_result *spf = mailauth_spf_check_result(task);

	(void)user_data;
	if (spf != NULL)
		printf("%s %s\n", mailauth_spf_verdict_name(spf->verdict), spf->ip);
	mailauth_task_free(task);
}

static int
start(struct bridge *b, const char *ip, const char *sender)
{
	mailauth_task *task;
	int rc = mailauth_spf_check_new(NULL, ip, sender, NULL, &task);

	if (rc == 0) {
		rc = mailauth_resolver_start(b->resolver, task, 0, done, NULL);
		if (rc != 0)
			mailauth_task_free(task);
	}
	if (rc != 0)
		fprintf(stderr, "libevent-loop: %s\n", mailauth_strerror(rc));
	return rc;
}

static const struct program program = {
	.name = "libevent-loop",
	.arguments = "IP SENDER [IP SENDER]...",
	.purpose = "checks senders by SPF inside a libevent loop",
};

static int
run(struct bridge *b, const struct options *o)
{
	size_t i;
	int rc = 0;

	b->base = event_base_new();
	if (b->base == NULL)
		return STATUS_SOFTWARE;
	b->readable = event_new(b->base, mailauth_resolver_fd(b->resolver),
	    EV_READ | EV_PERSIST, on_event, b);
	b->timer = event_new(b->base, -1, 0, on_event, b);
	event_add(b->readable, NULL);
	for (i = 0; rc == 0 && i + 1 < o->arg_count; i += 2)
		rc = start(b, o->args[i], o->args[i + 1]);
	if (mailauth_resolver_running(b->resolver) > 0) {
		rearm(b);
		event_base_dispatch(b->base);
	}
	event_free(b->timer);
	event_free(b->readable);
	event_base_free(b->base);
	return rc == 0 ? STATUS_OK : STATUS_NOT;
}

int
main(int argc, char **argv)
{
	struct bridge b = { 0 };
	struct options options;
	struct source source;
	int status;

	if (options_parse(&options, &program, argc, argv, &status))
		return program_finish(&options, status);
	if (options.arg_count == 0 || options.arg_count % 2 != 0)
		return program_finish(&options,
		    usage_error(&options, "each IP needs a SENDER"));
	status = source_open(&source, &options, NULL);
	if (status == 0) {
		b.resolver = source.resolver;
		status = run(&b, &options);
		source_close(&source);
	}
	return program_finish(&options, status);
}
