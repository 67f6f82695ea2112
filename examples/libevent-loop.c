/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPF checks inside a libevent application.
 *
 *	libevent-loop [-z ZONE-FILE] IP SENDER [IP SENDER]...
 *
 * What to look at: one read event on the resolver's descriptor, one timer set
 * anew after every call that may change when the resolver is due (rearm()).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>
#include <mailauth.h>

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

static int
open_resolver(struct bridge *b, const char *path, mailauth_zone **zone)
{
	static char text[1 << 20];
	FILE *file;
	size_t len;
	int rc;

	if (path == NULL)
		return mailauth_resolver_new(NULL, &b->resolver);
	file = fopen(path, "r");
	if (file == NULL)
		return MAILAUTH_ERR_IO;
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	rc = mailauth_zone_new(NULL, zone);
	if (rc == 0)
		rc = mailauth_zone_read(*zone, path, NULL, text, len);
	if (rc == 0)
		rc = mailauth_resolver_new_zone(NULL, *zone, &b->resolver);
	return rc;
}

int
main(int argc, char **argv)
{
	struct bridge b = { 0 };
	mailauth_zone *zone = NULL;
	const char *path = NULL;
	int first = 1, i, rc;

	if (argc > 2 && strcmp(argv[1], "-z") == 0) {
		path = argv[2];
		first = 3;
	}
	rc = open_resolver(&b, path, &zone);
	if (rc != 0) {
		fprintf(stderr, "libevent-loop: %s\n", mailauth_strerror(rc));
		mailauth_zone_free(zone);
		return 1;
	}
	b.base = event_base_new();
	b.readable = event_new(b.base, mailauth_resolver_fd(b.resolver),
	    EV_READ | EV_PERSIST, on_event, &b);
	b.timer = event_new(b.base, -1, 0, on_event, &b);
	event_add(b.readable, NULL);
	for (i = first; rc == 0 && i + 1 < argc; i += 2)
		rc = start(&b, argv[i], argv[i + 1]);
	if (mailauth_resolver_running(b.resolver) > 0) {
		rearm(&b);
		event_base_dispatch(b.base);
	}
	event_free(b.timer);
	event_free(b.readable);
	event_base_free(b.base);
	mailauth_resolver_free(b.resolver);
	mailauth_zone_free(zone);
	return rc != 0;
}
