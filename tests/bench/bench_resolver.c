/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a question costs: kept by the resolver, kept by libunbound, fetched from
 * a server on the loopback interface that answers 20 ms late; and SPF checks in
 * bulk over it.
 *
 * The world is MAILAUTH_SHARED/data/bench/world.tsv, or, without that folder, one
 * made up here.
 */
int slow_server_main(int argc, char **argv);

#define main slow_server_main
#include "../live/slow_server.c"
#undef main

#include <sys/wait.h>

#include <mailauth.h>
#include <mailauth/spf_check.h>

#include "support/alloc.h"
#include "support/asker.h"

#define NAMES_MOST 20000
#define WIDTH 512
#define DELAY "20"

static char *names[NAMES_MOST];
static size_t name_count;

struct bulk {
	mailauth_resolver *resolver;
	mailauth_task *(*make)(size_t i);
	size_t next, total, finished, failed;
};

static double
seconds(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* ---- the world --------------------------------------------------------------- */

/* 2,000 domains that share 25 providers with two includes each. */
static void
make_world(const char *path)
{
	FILE *out = fopen(path, "w");

	if (out == NULL)
		exit(1);
	for (int i = 0; i < 25; i++)
		fprintf(out, "p%d.bulk.test\tTXT\tv=spf1 include:a.p%d.bulk.test "
		    "include:b.p%d.bulk.test -all\n"
		    "a.p%d.bulk.test\tTXT\tv=spf1 ip4:198.51.100.0/25 -all\n"
		    "b.p%d.bulk.test\tTXT\tv=spf1 ip4:198.51.100.128/25 -all\n",
		    i, i, i, i, i);
	for (int i = 0; i < 2000; i++)
		fprintf(out, "d%04d.bulk.test\tTXT\tv=spf1 mx include:p%d.bulk.test -all\n"
		    "d%04d.bulk.test\tMX\t10 mx.d%04d.bulk.test\n"
		    "mx.d%04d.bulk.test\tA\t192.0.2.%d\n", i, i % 25, i, i, i, i % 250);
	fclose(out);
}

static void
read_names(const char *path)
{
	char line[2048];
	FILE *in = fopen(path, "r");

	while (in != NULL && name_count < NAMES_MOST &&
	    fgets(line, sizeof(line), in) != NULL) {
		char *tab = strchr(line, '\t');

		if (tab == NULL || strncmp(tab, "\tTXT\t", 5) != 0)
			continue;
		*tab = '\0';
		if (name_count == 0 || strcmp(names[name_count - 1], line) != 0)
			names[name_count++] = strdup(line);
	}
	if (in != NULL)
		fclose(in);
}

/* The server in a process of its own, before anything of libunbound exists.  It
 * ends when we do, for it reads the pipe.  Its port. */
static unsigned
serve_world(const char *world, const char *delay)
{
	char *args[] = { (char *)(uintptr_t)"slow_server", (char *)(uintptr_t)"-d",
		(char *)(uintptr_t)delay, (char *)(uintptr_t)world, NULL };
	int in[2], out[2];
	char text[16];
	ssize_t n;

	if (pipe(in) != 0 || pipe(out) != 0)
		exit(1);
	fflush(stdout);
	switch (fork()) {
	case -1:
		exit(1);
	case 0:
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		_exit(slow_server_main(4, args));
	default:
		close(in[0]); /* the other end stays open until we end */
		close(out[1]);
		n = read(out[0], text, sizeof(text) - 1);
		text[n > 0 ? n : 0] = '\0';
		return (unsigned)strtoul(text, NULL, 10);
	}
}

/* ---- bulk ---------------------------------------------------------------------- */

static void start_next(struct bulk *bulk);

static void
done(mailauth_task *task, void *user_data)
{
	struct bulk *bulk = user_data;

	bulk->finished++;
	bulk->failed += mailauth_task_state(task) != MAILAUTH_TASK_DONE;
	mailauth_task_free(task);
	start_next(bulk);
}

static void
start_next(struct bulk *bulk)
{
	mailauth_task *task;

	if (bulk->next == bulk->total)
		return;
	task = bulk->make(bulk->next++);
	if (task == NULL || mailauth_resolver_start(bulk->resolver, task, 0, done, bulk) != 0)
		exit(1);
}

static void
run_bulk(const char *what, mailauth_resolver *resolver,
    mailauth_task *(*make)(size_t), size_t total, size_t width)
{
	struct bulk bulk = { .resolver = resolver, .make = make, .total = total };
	const mailauth_resolver_stats *stats = mailauth_resolver_statistics(resolver);
	double from = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	uint64_t sent = stats->sent;

	while (bulk.next < width && bulk.next < total)
		start_next(&bulk);
	while (bulk.finished < total) {
		struct pollfd fd = { mailauth_resolver_fd(resolver), POLLIN, 0 };

		poll(&fd, 1, mailauth_resolver_timeout(resolver));
		mailauth_resolver_process(resolver);
	}
	from = seconds(CLOCK_MONOTONIC) - from;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	printf("%-44s %9.0f/s %7.2f us cpu each, %llu sent%s\n", what,
	    (double)total / from, cpu / (double)total * 1e6,
	    (unsigned long long)(stats->sent - sent),
	    bulk.failed > 0 ? ", WITH FAILURES" : "");
}

static mailauth_task *
make_txt(size_t i)
{
	return asker_txt(NULL, names[i % name_count]);
}

static mailauth_config *config;

static mailauth_task *
make_spf(size_t i)
{
	mailauth_task *task = NULL;
	char sender[64];

	snprintf(sender, sizeof(sender), "user@d%04zu.bulk.test", i % 2000);
	(void)mailauth_spf_check_new(config, "203.0.113.9", sender, "helo.example", &task);
	return task;
}

static mailauth_resolver *
resolver_to(unsigned port, const char *cache)
{
	mailauth_resolver *resolver;
	char forward[32];

	snprintf(forward, sizeof(forward), "127.0.0.1@%u", port);
	if (mailauth_resolver_new(NULL, &resolver) != 0 ||
	    mailauth_resolver_set(resolver, "forward", forward) != 0 ||
	    (cache != NULL && mailauth_resolver_set(resolver, "cache", cache) != 0))
		exit(1);
	return resolver;
}

static void
one_check(unsigned port)
{
	mailauth_resolver *resolver = resolver_to(port, NULL);
	mailauth_task *task;
	double from;

	(void)mailauth_spf_check_new(config, "203.0.113.9", "u@inc9.test", "h.example",
	    &task);
	from = seconds(CLOCK_MONOTONIC);
	mailauth_resolver_run(resolver, task, 0);
	printf("%-44s %9.1f ms\n", "one SPF check, 9 includes 3 deep, prefetch 16",
	    (seconds(CLOCK_MONOTONIC) - from) * 1e3);
	mailauth_task_free(task);
	mailauth_resolver_free(resolver);
}

/* Octets of WIDTH SPF checks under way, answers aside. */
static void
memory_in_flight(void)
{
	static mailauth_task *tasks[WIDTH];
	struct test_alloc ta;
	mailauth_config *cfg;

	test_alloc_init(&ta, 0);
	if (mailauth_config_new(test_allocator(&ta), &cfg) != 0)
		exit(1);
	for (size_t i = 0; i < WIDTH; i++) {
		char sender[64];

		snprintf(sender, sizeof(sender), "user@d%04zu.bulk.test", i);
		(void)mailauth_spf_check_new(cfg, "203.0.113.9", sender, "h.example",
		    &tasks[i]);
		while (mailauth_task_next_query(tasks[i]) != NULL)
			continue;
	}
	printf("%-44s %9zu octets\n", "an SPF check under way holds", ta.bytes / WIDTH);
	for (size_t i = 0; i < WIDTH; i++)
		mailauth_task_free(tasks[i]);
	mailauth_config_free(cfg);
	(void)test_alloc_finish(&ta);
}

int
main(void)
{
	const char *shared = getenv("MAILAUTH_SHARED");
	char world[512], own[] = "bench-world-XXXXXX";
	unsigned fast, slow_port;
	mailauth_resolver *resolver;
	bool made = false;

	if (!mailauth_has_unbound()) {
		puts("bench_resolver: this build has no libunbound");
		return 0;
	}
	snprintf(world, sizeof(world), "%s/data/bench/world.tsv",
	    shared != NULL ? shared : "");
	if (access(world, R_OK) != 0) {
		close(mkstemp(own));
		made = true;
		snprintf(world, sizeof(world), "%s", own);
		make_world(world);
	}
	read_names(world);
	fast = serve_world(world, "0");
	slow_port = serve_world(world, DELAY);
	if (made)
		unlink(world);
	(void)mailauth_config_new(NULL, &config);
	(void)mailauth_config_set(config, MAILAUTH_OPT_PREFETCH, 16);

	printf("%zu names, %d tasks under way on one thread\n", name_count, WIDTH);
	resolver = resolver_to(fast, NULL);
	run_bulk("TXT, fetched, no delay", resolver, make_txt, name_count, WIDTH);
	run_bulk("TXT, kept by the resolver", resolver, make_txt, 200000, WIDTH);
	run_bulk("TXT, kept, one task at a time", resolver, make_txt, 200000, 1);
	mailauth_resolver_free(resolver);
	resolver = resolver_to(fast, "0");
	run_bulk("TXT, fetched, nothing kept", resolver, make_txt, name_count, WIDTH);
	run_bulk("TXT, kept by libunbound", resolver, make_txt, 100000, WIDTH);
	run_bulk("TXT, kept by libunbound, one at a time", resolver, make_txt, 100000, 1);
	mailauth_resolver_free(resolver);
	resolver = resolver_to(slow_port, NULL);
	run_bulk("TXT, fetched, " DELAY " ms", resolver, make_txt, name_count, WIDTH);
	mailauth_resolver_free(resolver);
	resolver = resolver_to(slow_port, NULL);
	run_bulk("SPF checks, 2000 domains, " DELAY " ms", resolver, make_spf, 2000, WIDTH);
	run_bulk("SPF checks, answers kept", resolver, make_spf, 20000, WIDTH);
	mailauth_resolver_free(resolver);
	one_check(slow_port);
	memory_in_flight();
	mailauth_config_free(config);
	return 0;
}
