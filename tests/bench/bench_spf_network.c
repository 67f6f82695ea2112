/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One check over sockets, against a server on the loopback interface that
 * answers 20 ms late.  Each check has a resolver of its own, so nothing is kept.
 * What is wanted is the critical path: the longest chain of questions of which
 * each needs the answer before it, times the delay.
 *
 * The world is MAILAUTH_SHARED/data/bench/world.tsv.
 */
int slow_server_main(int argc, char **argv);

#define main slow_server_main
#include "../live/slow_server.c"
#undef main

#include <mailauth.h>

#define DELAY "20"
#define PASSES 5

static const struct {
	const char *domain;
	unsigned path; /* questions one after the other */
} rows[] = {
	{ "inc0.test", 1 }, { "inc3.test", 2 }, { "inc9.test", 4 },
	{ "wide9.test", 2 }, { "r0.chain.test", 6 }, { "exp.test", 2 },
	{ "amx.test", 3 }
};

static double
milliseconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void
run(mailauth_resolver *resolver, const mailauth_config *cfg, const char *domain)
{
	mailauth_task *task;
	char sender[64];

	snprintf(sender, sizeof(sender), "user@%s", domain);
	if (mailauth_spf_check_new(cfg, "192.0.2.99", sender, "helo.test",
	    &task) != 0)
		exit(EXIT_FAILURE);
	if (mailauth_resolver_run(resolver, task, 0) != 0 ||
	    mailauth_spf_check_result(task)->verdict == MAILAUTH_SPF_TEMPERROR) {
		fprintf(stderr, "bench_spf_network: no answers\n");
		exit(EXIT_FAILURE);
	}
	mailauth_task_free(task);
}

/* Milliseconds of one check with nothing cached. */
static double
check(const char *port, const char *domain, int64_t prefetch)
{
	mailauth_resolver *resolver;
	mailauth_config *cfg;
	char forward[64];
	double start;

	snprintf(forward, sizeof(forward), "127.0.0.1@%s", port);
	if (mailauth_config_new(NULL, &cfg) != 0 ||
	    mailauth_config_set(cfg, MAILAUTH_OPT_PREFETCH, prefetch) != 0 ||
	    mailauth_resolver_new(cfg, &resolver) != 0 ||
	    mailauth_resolver_set(resolver, "forward", forward) != 0)
		exit(EXIT_FAILURE);
	run(resolver, cfg, "warm.test"); /* opens its sockets */
	start = milliseconds();
	run(resolver, cfg, domain);
	start = milliseconds() - start;
	mailauth_resolver_free(resolver);
	mailauth_config_free(cfg);
	return start;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(const char *port, const char *domain, int64_t prefetch)
{
	double times[PASSES];
	int i;

	for (i = 0; i < PASSES; i++)
		times[i] = check(port, domain, prefetch);
	qsort(times, PASSES, sizeof(times[0]), by_size);
	return times[PASSES / 2];
}

/* Starts the server as a child that ends with this process; its port. */
static unsigned
start_server(char *file)
{
	char option[] = "-d", delay[] = DELAY, name[] = "slow_server";
	char *args[] = { name, option, delay, file, NULL };
	int in[2], out[2];
	char text[16] = "";
	ssize_t n;

	if (pipe(in) != 0 || pipe(out) != 0)
		exit(EXIT_FAILURE);
	switch (fork()) {
	case -1:
		exit(EXIT_FAILURE);
	case 0:
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[1]);
		close(out[0]);
		_exit(slow_server_main(4, args));
	default:
		close(in[0]); /* the other end stays open until we end */
		close(out[1]);
		n = read(out[0], text, sizeof(text) - 1);
		text[n > 0 ? n : 0] = '\0';
		return (unsigned)strtoul(text, NULL, 10);
	}
}

int
main(void)
{
	const char *top = getenv("MAILAUTH_SHARED");
	double delay = strtod(DELAY, NULL);
	char path[1024], port[16];
	size_t i;

	snprintf(path, sizeof(path), "%s/data/bench/world.tsv",
	    top != NULL ? top : "../shared");
	if (!mailauth_has_unbound() || access(path, R_OK) != 0) {
		puts("no libunbound or no world.tsv: no checks over sockets");
		return 0;
	}
	snprintf(port, sizeof(port), "%u", start_server(path));
	printf("%-14s %10s %10s %10s %10s\n", "one check", "path ms",
	    "ahead ms", "ratio", "none ms");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double critical = rows[i].path * delay;
		double ahead = median(port, rows[i].domain, 100);

		printf("%-14s %10.1f %10.1f %9.2fx %10.1f\n", rows[i].domain,
		    critical, ahead, ahead / critical,
		    median(port, rows[i].domain, 0));
	}
	return 0;
}
