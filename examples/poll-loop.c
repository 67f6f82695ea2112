/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many SPF checks at once in a poll() loop of one's own.
 *
 *	poll-loop [--zone FILE] <LIST
 *
 * LIST has a client address and a sender on each line; the verdicts come out in
 * the order in which they are known.  What to look at: start_more() keeps
 * AT_ONCE checks going, done() is called by mailauth_resolver_process() and may
 * start the next, and main() shows which three calls an event loop needs.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <mailauth.h>

#include "common/source.h"

#define AT_ONCE 256
#define CHECK_MS 20000 /* deadline of one check */

struct loop {
	mailauth_resolver *resolver;
	FILE *list;
	int ended; /* the list is read */
	int failed;
};

static void start_more(struct loop *loop);

/* Called once for each check, from within mailauth_resolver_process(). */
static void
done(mailauth_task *task, void *user_data)
{
	const mailauth_spf_result *spf = mailauth_spf_check_result(task);
	char sender[1024];

	if (spf == NULL) {
		/* Out of memory: a task ends in no other way without a result. */
		fprintf(stderr, "poll-loop: %s\n",
		    mailauth_strerror(mailauth_task_state(task)));
	} else {
		mailauth_escape(MAILAUTH_CHANNEL_TERMINAL, spf->sender,
		    strlen(spf->sender), sender, sizeof(sender));
		printf("%s %s %s\n", mailauth_spf_verdict_name(spf->verdict),
		    spf->ip, sender);
	}
	mailauth_task_free(task);
	start_more(user_data);
}

/* One line of the list; 0 or a negative error. */
static int
start(struct loop *loop, char *line)
{
	char *ip = line, *sender = line + strcspn(line, " \t");
	mailauth_task *task;
	int rc;

	if (*sender != '\0')
		*sender++ = '\0';
	rc = mailauth_spf_check_new(NULL, ip, sender, NULL, &task);
	if (rc != 0)
		return rc;
	rc = mailauth_resolver_start(loop->resolver, task, CHECK_MS, done, loop);
	if (rc != 0)
		mailauth_task_free(task);
	return rc;
}

static void
start_more(struct loop *loop)
{
	char line[1024];
	int rc;

	while (!loop->ended && mailauth_resolver_running(loop->resolver) < AT_ONCE) {
		if (fgets(line, sizeof(line), loop->list) == NULL) {
			loop->ended = 1;
			break;
		}
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		rc = start(loop, line);
		if (rc != 0) {
			loop->failed = 1;
			fprintf(stderr, "poll-loop: a line was left out: %s\n",
			    mailauth_strerror(rc));
		}
	}
}

static const struct program program = {
	.name = "poll-loop",
	.arguments = "<LIST",
	.purpose = "checks many senders by SPF at once",
};

int
main(int argc, char **argv)
{
	struct loop loop = { .list = stdin };
	struct options options;
	struct source source;
	int status, rc = 0;

	if (options_parse(&options, &program, argc, argv, &status))
		return program_finish(&options, status);
	status = source_open(&source, &options, NULL);
	if (status != 0)
		return program_finish(&options, status);
	loop.resolver = source.resolver;
	start_more(&loop);
	while (rc == 0 && mailauth_resolver_running(loop.resolver) > 0) {
		struct pollfd fd = {
			.fd = mailauth_resolver_fd(loop.resolver),
			.events = POLLIN
		};

		/* An application has descriptors of its own in this poll(). */
		if (poll(&fd, 1, mailauth_resolver_timeout(loop.resolver)) < 0 &&
		    errno != EINTR)
			rc = MAILAUTH_ERR_IO;
		else
			rc = mailauth_resolver_process(loop.resolver);
	}
	if (rc != 0)
		complain(&options, "%s", mailauth_strerror(rc));
	source_close(&source);
	return program_finish(&options, rc != 0 || loop.failed);
}
