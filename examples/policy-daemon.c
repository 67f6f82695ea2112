/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy daemon for Postfix: SPF at RCPT TO.
 *
 *	policy-daemon [--zone FILE] PORT
 *
 * In main.cf: smtpd_recipient_restrictions = …,
 *	check_policy_service inet:127.0.0.1:PORT
 *
 * Postfix sends attributes, a line each, and an empty line; it wants one line
 * "action=…" and an empty line back.  What to look at: answer() turns a verdict
 * into an action with the status codes of RFC 7372; a connection that goes away
 * half way just frees its task.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <mailauth.h>

#include "common/source.h"

#define CLIENTS 100
#define REQUEST 8192  /* octets of one request */
#define CHECK_MS 20000

struct daemon_state;

struct client {
	struct daemon_state *daemon;
	int fd;              /* -1: free */
	char request[REQUEST];
	size_t length;       /* octets of the request read */
	size_t used;         /* of these, taken up by the request under way */
	mailauth_task *task; /* the check under way */
};

struct daemon_state {
	mailauth_resolver *resolver;
	const char *receiver;
	int listener;
	struct client clients[CLIENTS];
};

/* The value of an attribute of the request, "" if absent. */
static const char *
attribute(const char *request, const char *name)
{
	size_t len = strlen(name);
	const char *line;

	for (line = request; *line != '\0'; line += strlen(line) + 1) {
		if (strncmp(line, name, len) == 0 && line[len] == '=')
			return line + len + 1;
	}
	return "";
}

static void
drop(struct client *client)
{
	if (client->task != NULL) {
		mailauth_resolver_cancel(client->daemon->resolver, client->task);
		mailauth_task_free(client->task);
		client->task = NULL;
	}
	close(client->fd);
	client->fd = -1;
	client->length = client->used = 0;
}

static void
reply(struct client *client, const char *action, const char *text)
{
	char line[4096];
	size_t i;
	int n = snprintf(line, sizeof(line) - 2, "action=%s%s", action, text);

	n = n < 0 ? 0 : n > (int)sizeof(line) - 3 ? (int)sizeof(line) - 3 : n;
	/* A folded header field becomes one line. */
	for (i = 0; i < (size_t)n; i++) {
		if (line[i] == '\r' || line[i] == '\n' || line[i] == '\t')
			line[i] = ' ';
	}
	line[n++] = '\n';
	line[n++] = '\n';
	if (write(client->fd, line, (size_t)n) != n)
		drop(client);
}

/* RFC 7208 section 8 with the enhanced status codes of RFC 7372 section 3. */
static void
answer(struct client *client, const mailauth_spf_result *spf, const char *field)
{
	char text[600];

	switch (spf->verdict) {
	case MAILAUTH_SPF_FAIL:
		snprintf(text, sizeof(text), "%s%s",
		    spf->explanation != NULL ? "the domain explains: " :
		    "the domain does not allow this client",
		    spf->explanation != NULL ? spf->explanation : "");
		reply(client, "550 5.7.23 SPF validation failed: ", text);
		break;
	case MAILAUTH_SPF_TEMPERROR:
		reply(client, "451 4.7.24 SPF validation error: ",
		    "DNS did not answer");
		break;
	default:
		reply(client, field != NULL ? "PREPEND " : "DUNNO",
		    field != NULL ? field : "");
	}
}

static void next_request(struct client *client);

static void
done(mailauth_task *task, void *user_data)
{
	struct client *client = user_data;
	const mailauth_spf_result *spf = mailauth_spf_check_result(task);

	client->task = NULL;
	if (spf != NULL)
		answer(client, spf, mailauth_spf_check_received_spf(task));
	else
		reply(client, "451 4.3.0 out of memory", "");
	mailauth_task_free(task);
	next_request(client);
}

static void
check(struct client *client, const char *request)
{
	struct daemon_state *d = client->daemon;
	mailauth_task *task;
	int rc;

	if (strcmp(attribute(request, "request"), "smtpd_access_policy") != 0) {
		reply(client, "DUNNO", "");
		return;
	}
	rc = mailauth_spf_check_new(NULL, attribute(request, "client_address"),
	    attribute(request, "sender"), attribute(request, "helo_name"), &task);
	if (rc != 0) {
		/* No address: a client on a local socket.  SPF has no say. */
		reply(client, "DUNNO", "");
		return;
	}
	mailauth_spf_check_set_receiver(task, d->receiver);
	mailauth_spf_check_set_time(task, (uint64_t)time(NULL));
	rc = mailauth_resolver_start(d->resolver, task, CHECK_MS, done, client);
	if (rc != 0) {
		mailauth_task_free(task);
		reply(client, "451 4.3.0 ", mailauth_strerror(rc));
		return;
	}
	client->task = task;
}

/* Takes the next whole request out of what was read, if there is one. */
static void
next_request(struct client *client)
{
	char *end;

	while (client->fd >= 0 && client->task == NULL) {
		memmove(client->request, client->request + client->used,
		    client->length - client->used);
		client->length -= client->used;
		client->used = 0;
		client->request[client->length] = '\0';
		end = strstr(client->request, "\n\n");
		if (end == NULL)
			return;
		client->used = (size_t)(end + 2 - client->request);
		/* Each line becomes a string, an empty one ends them. */
		for (end = client->request;
		    end < client->request + client->used; end++) {
			if (*end == '\n')
				*end = '\0';
		}
		check(client, client->request);
	}
}

static void
read_request(struct client *client)
{
	size_t room = sizeof(client->request) - 1 - client->length;
	ssize_t n = room > 0 ?
	    read(client->fd, client->request + client->length, room) : 0;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || memchr(client->request + client->length, '\0',
	    (size_t)n) != NULL) {
		drop(client);
		return;
	}
	client->length += (size_t)n;
	next_request(client);
}

static void
accept_client(struct daemon_state *d)
{
	int fd = accept(d->listener, NULL, NULL), i;

	if (fd < 0)
		return;
	for (i = 0; i < CLIENTS; i++) {
		if (d->clients[i].fd < 0) {
			d->clients[i].fd = fd;
			return;
		}
	}
	close(fd); /* Postfix tries again */
}

static int
serve(struct daemon_state *d)
{
	struct pollfd fds[CLIENTS + 2];
	int i, rc = 0;

	while (rc == 0) {
		fds[0] = (struct pollfd){ d->listener, POLLIN, 0 };
		fds[1] = (struct pollfd){ mailauth_resolver_fd(d->resolver), POLLIN, 0 };
		for (i = 0; i < CLIENTS; i++)
			fds[2 + i] = (struct pollfd){ d->clients[i].fd, POLLIN, 0 };
		if (poll(fds, CLIENTS + 2, mailauth_resolver_timeout(d->resolver)) < 0 &&
		    errno != EINTR)
			return MAILAUTH_ERR_IO;
		for (i = 0; i < CLIENTS; i++) {
			if (d->clients[i].fd >= 0 && d->clients[i].fd == fds[2 + i].fd &&
			    fds[2 + i].revents != 0)
				read_request(&d->clients[i]);
		}
		if (fds[0].revents != 0)
			accept_client(d);
		rc = mailauth_resolver_process(d->resolver);
	}
	return rc;
}

static int
listen_on(const char *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	char *end;
	long number = strtol(port, &end, 10);

	if (fd < 0 || *end != '\0' || number < 1 || number > 65535)
		goto fail;
	address.sin_port = htons((uint16_t)number);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
	    listen(fd, 32) == 0)
		return fd;
fail:
	if (fd >= 0)
		close(fd);
	return -1;
}

static const char *receiver = "localhost";
static const struct option_spec own[] = {
	{ "receiver", 0, OPTION_TEXT, &receiver, "NAME", "this host's name for header fields", 0, 0 },
};
static const struct program program = {
	.name = "policy-daemon",
	.arguments = "PORT",
	.purpose = "answers Postfix's policy requests by SPF, on 127.0.0.1",
	.own = own,
	.own_count = sizeof(own) / sizeof(own[0]),
};

int
main(int argc, char **argv)
{
	static struct daemon_state d;
	struct options options;
	struct source source;
	int status, rc, i;

	if (options_parse(&options, &program, argc, argv, &status))
		return program_finish(&options, status);
	if (options.arg_count != 1)
		return program_finish(&options, usage_error(&options, "PORT is needed"));
	signal(SIGPIPE, SIG_IGN); /* a client that is gone is told by write() */
	d.listener = listen_on(options.args[0]);
	if (d.listener < 0)
		return program_finish(&options,
		    usage_error(&options, "cannot listen on port %s", options.args[0]));
	status = source_open(&source, &options, NULL);
	if (status == 0) {
		d.resolver = source.resolver;
		d.receiver = receiver;
		for (i = 0; i < CLIENTS; i++) {
			d.clients[i].daemon = &d;
			d.clients[i].fd = -1;
		}
		rc = serve(&d);
		complain(&options, "%s", mailauth_strerror(rc));
		for (i = 0; i < CLIENTS; i++) {
			if (d.clients[i].fd >= 0)
				drop(&d.clients[i]);
		}
		source_close(&source);
		status = STATUS_SOFTWARE;
	}
	close(d.listener);
	return program_finish(&options, status);
}
