/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One SPF check with a resolver of one's own: c-ares asks, the library judges.
 * Nothing here needs libunbound; a library configured --without-unbound does.
 *
 *	own-resolver [-s SERVER[:PORT]] IP SENDER
 *
 * What to look at: ask_all() hands out questions, answered() feeds raw DNS
 * messages or failures back, main() is the whole loop.
 */
#include <arpa/nameser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>

#include <ares.h>
#include <mailauth.h>

#define CHECK_SECONDS 20

/* One question under way. */
struct question {
	mailauth_task *task;
	uint32_t id;
};

static void
answered(void *arg, int status, int timeouts, unsigned char *msg, int len)
{
	struct question *question = arg;
	mailauth_task *task = question->task;
	uint32_t id = question->id;

	(void)timeouts;
	free(question);
	if (status == ARES_EDESTRUCTION || status == ARES_ECANCELLED)
		return; /* the check is over, or being given up */
	/* A message is there also for NXDOMAIN and SERVFAIL: its RCODE and
	 * alias chain say more than the status of c-ares. */
	if (msg != NULL && len > 0)
		mailauth_task_answer_packet(task, id, msg, (size_t)len, 0);
	else if (status == ARES_ETIMEOUT)
		mailauth_task_answer_status(task, id, MAILAUTH_DNS_TIMEOUT);
	else
		mailauth_task_answer_status(task, id, MAILAUTH_DNS_FAILED);
}

static int
ask_all(ares_channel channel, mailauth_task *task)
{
	const mailauth_query *query;
	struct question *question;

	while ((query = mailauth_task_next_query(task)) != NULL) {
		question = malloc(sizeof(*question));
		if (question == NULL)
			return -1;
		question->task = task;
		question->id = query->id;
		/* May call answered() at once. */
		ares_query(channel, query->name, ns_c_in, query->type,
		    answered, question);
	}
	return 0;
}

static void
wait_and_process(ares_channel channel)
{
	struct timeval second = { 1, 0 }, tv, *wait;
	fd_set readable, writable;
	int n;

	FD_ZERO(&readable);
	FD_ZERO(&writable);
	n = ares_fds(channel, &readable, &writable);
	wait = ares_timeout(channel, &second, &tv);
	select(n, &readable, &writable, NULL, wait);
	ares_process(channel, &readable, &writable);
}

static int
open_channel(ares_channel *channel, const char *server)
{
	struct ares_options options = { 0 };
	int rc;

	/* Keep messages with an error RCODE: they are answers too. */
	options.flags = ARES_FLAG_NOCHECKRESP;
	options.timeout = 2000;
	options.tries = 2;
	rc = ares_init_options(channel, &options,
	    ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES);
	if (rc == ARES_SUCCESS && server != NULL)
		rc = ares_set_servers_ports_csv(*channel, server);
	return rc;
}

int
main(int argc, char **argv)
{
	const char *server = NULL;
	const mailauth_spf_result *spf;
	time_t deadline = time(NULL) + CHECK_SECONDS;
	mailauth_task *task;
	ares_channel channel;
	int rc;

	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		server = argv[2];
		argv += 2;
		argc -= 2;
	}
	if (argc != 3) {
		fprintf(stderr, "usage: own-resolver [-s SERVER[:PORT]] IP SENDER\n");
		return 64;
	}
	rc = ares_library_init(ARES_LIB_INIT_ALL);
	if (rc == ARES_SUCCESS)
		rc = open_channel(&channel, server);
	if (rc != ARES_SUCCESS) {
		fprintf(stderr, "own-resolver: %s\n", ares_strerror(rc));
		return 1;
	}
	rc = mailauth_spf_check_new(NULL, argv[1], argv[2], NULL, &task);
	if (rc != 0) {
		fprintf(stderr, "own-resolver: %s\n", mailauth_strerror(rc));
		ares_destroy(channel);
		return 64;
	}
	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING) {
		if (time(NULL) >= deadline || ask_all(channel, task) != 0)
			mailauth_task_expire(task);
		else if (mailauth_task_state(task) == MAILAUTH_TASK_WAITING)
			wait_and_process(channel);
	}
	spf = mailauth_spf_check_result(task);
	if (spf != NULL)
		printf("%s\n", mailauth_spf_verdict_name(spf->verdict));
	ares_destroy(channel);
	mailauth_task_free(task);
	ares_library_cleanup();
	return spf == NULL;
}
