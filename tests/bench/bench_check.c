/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_host() with all DNS data in memory, beside libspf2 if it is installed.
 *
 *	bench_check                 a table: time, allocations, peak memory
 *	bench_check DOMAIN WHO N    N checks and nothing else, for callgrind
 *
 * DNS is MAILAUTH_SHARED/data/bench/world.tsv.  No client matches, so every
 * term is reached.
 */
#define _DEFAULT_SOURCE /* the peer's headers want u_int and u_long */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include <mailauth.h>

#include "support/alloc.h"
#include "support/suite.h"

#ifdef HAVE_LIB_spf2
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wconversion"
#include <netinet/in.h>
#include <spf2/spf.h>
#include <spf2/spf_dns_zone.h>
#pragma GCC diagnostic pop
#endif

#define CLIENT "203.0.113.77"
#define HELO "mail.example.org"
#define MAX_DATA 64
#define PASSES 7

/* What DNS holds of one domain and those below it. */
struct world {
	const char *domain;
	char sender[128];
	mailauth_answer *answers[MAX_DATA];
	size_t count;
	mailauth_zone *zone;
#ifdef HAVE_LIB_spf2
	SPF_server_t *server;
#endif
};

static int
below(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	return n >= d && strcmp(name + n - d, domain) == 0 &&
	    (n == d || name[n - d - 1] == '.');
}

static void
add_line(struct world *w, char *line, char *zone, size_t size)
{
	char *type = strchr(line, '\t'), *data;
	size_t used = strlen(zone);

	if (type == NULL || (data = strchr(type + 1, '\t')) == NULL)
		return;
	*type++ = '\0';
	*data++ = '\0';
	if (!below(line, w->domain))
		return;
	snprintf(zone + used, size - used,
	    strcmp(type, "TXT") == 0 ? "%s. 60 IN %s \"%s\"\n" :
	    strcmp(type, "MX") == 0 ? "%s. 60 IN %s %s.\n" :
	    "%s. 60 IN %s %s\n", line, type, data);
#ifdef HAVE_LIB_spf2
	SPF_dns_zone_add_str(w->server->resolver, line,
	    strcmp(type, "TXT") == 0 ? ns_t_txt :
	    strcmp(type, "MX") == 0 ? ns_t_mx : ns_t_a, 0, data);
#endif
}

/* Master files split long texts; the zone reader wants at most 255 octets. */
static char *
split_texts(const char *zone)
{
	char *out = malloc(strlen(zone) * 2 + 1), *o = out;
	size_t run = 0;
	int quoted = 0;

	for (; out != NULL && *zone != '\0'; zone++) {
		if (*zone == '"') {
			quoted = !quoted;
			run = 0;
		} else if (quoted && ++run > 250) {
			*o++ = '"';
			*o++ = ' ';
			*o++ = '"';
			run = 0;
		}
		*o++ = *zone;
	}
	if (out != NULL)
		*o = '\0';
	return out;
}

/* Returns 0 when the data is not there. */
static int
load(struct world *w, const char *domain)
{
	const char *shared = getenv("MAILAUTH_SHARED");
	char path[4096], *text, *line, *next, *split;
	static char zone[1 << 16];
	int rc;

	memset(w, 0, sizeof(*w));
	w->domain = domain;
	snprintf(w->sender, sizeof(w->sender), "user@%s", domain);
	snprintf(path, sizeof(path), "%s/data/bench/world.tsv",
	    shared != NULL ? shared : "../shared");
	if ((text = test_read(path, NULL)) == NULL)
		return 0;
#ifdef HAVE_LIB_spf2
	w->server = SPF_server_new(SPF_DNS_ZONE, 0);
#endif
	zone[0] = '\0';
	for (line = text; (next = strchr(line, '\n')) != NULL; line = next + 1) {
		*next = '\0';
		add_line(w, line, zone, sizeof(zone));
	}
	free(text);
	split = split_texts(zone);
	rc = mailauth_zone_new(NULL, &w->zone);
	if (rc == MAILAUTH_OK && split != NULL)
		rc = mailauth_zone_read(w->zone, "world", NULL, split,
		    strlen(split));
	free(split);
	if (rc != MAILAUTH_OK || mailauth_zone_record_count(w->zone) == 0) {
		fprintf(stderr, "bench_check: no usable data for %s\n", domain);
		exit(1);
	}
	return 1;
}

static const mailauth_answer *
look_up(struct world *w, const mailauth_query *q)
{
	mailauth_answer *answer;
	size_t i;

	for (i = 0; i < w->count; i++)
		if (mailauth_answer_type(w->answers[i]) == q->type &&
		    strcmp(mailauth_answer_name(w->answers[i]), q->name) == 0)
			return w->answers[i];
	if (mailauth_zone_answer(w->zone, q->name, q->type, &answer) !=
	    MAILAUTH_OK || w->count == MAX_DATA) {
		fprintf(stderr, "bench_check: too much data\n");
		exit(1);
	}
	w->answers[w->count++] = answer;
	return answer;
}

static int
ours(struct world *w, const mailauth_config *cfg)
{
	const mailauth_spf_result *result;
	const mailauth_query *q;
	mailauth_task *task;
	int verdict;

	if (mailauth_spf_check_new(cfg, CLIENT, w->sender, HELO, &task) !=
	    MAILAUTH_OK)
		exit(1);
	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING)
		while ((q = mailauth_task_next_query(task)) != NULL)
			if (mailauth_task_answer(task, q->id, look_up(w, q)) !=
			    MAILAUTH_OK)
				exit(1);
	result = mailauth_spf_check_result(task);
	verdict = result != NULL ? result->verdict : -1;
	mailauth_task_free(task);
	return verdict;
}

static int
ours_default(struct world *w)
{
	static mailauth_config *cfg;

	if (cfg == NULL && (mailauth_config_new(NULL, &cfg) != MAILAUTH_OK ||
	    mailauth_config_set(cfg, MAILAUTH_OPT_TRACE, 0) != MAILAUTH_OK))
		exit(1);
	return ours(w, cfg);
}

#ifdef HAVE_LIB_spf2
static int
peer(struct world *w)
{
	SPF_request_t *request = SPF_request_new(w->server);
	SPF_response_t *response = NULL;
	int verdict;

	SPF_request_set_ipv4_str(request, CLIENT);
	SPF_request_set_helo_dom(request, HELO);
	SPF_request_set_env_from(request, w->sender);
	SPF_request_query_mailfrom(request, &response);
	verdict = (int)SPF_response_result(response);
	SPF_response_free(response);
	SPF_request_free(request);
	return verdict;
}
#endif

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The median of some timed passes, in nanoseconds a check. */
static double
measure(struct world *w, int (*check)(struct world *))
{
	double times[PASSES], start;
	int i, n, rounds = 0;

	start = seconds();
	do {
		(void)check(w);
		rounds++;
	} while (seconds() - start < 0.05);
	for (i = 0; i < PASSES; i++) {
		start = seconds();
		for (n = 0; n < rounds; n++)
			(void)check(w);
		times[i] = (seconds() - start) / rounds;
	}
	qsort(times, PASSES, sizeof(times[0]), compare);
	return times[PASSES / 2] * 1e9;
}

static void
row(const char *domain)
{
	struct test_alloc ta;
	mailauth_config *cfg;
	struct world w;
	double ns, peer_ns = 0;
	size_t calls;

	if (!load(&w, domain))
		return;
	ns = measure(&w, ours_default);
#ifdef HAVE_LIB_spf2
	peer_ns = measure(&w, peer);
#endif
	test_alloc_init(&ta, 0);
	if (mailauth_config_new(test_allocator(&ta), &cfg) != MAILAUTH_OK ||
	    mailauth_config_set(cfg, MAILAUTH_OPT_TRACE, 0) != MAILAUTH_OK)
		exit(1);
	calls = ta.calls;
	(void)ours(&w, cfg);
	printf("%-12s %10.0f %10.0f %7.1fx %8zu %12zu\n", domain, ns, peer_ns,
	    peer_ns / ns, ta.calls - calls, ta.peak);
	mailauth_config_free(cfg);
	if (*test_alloc_finish(&ta) != '\0')
		exit(1);
	while (w.count > 0)
		mailauth_answer_free(w.answers[--w.count]);
	mailauth_zone_free(w.zone);
}

int
main(int argc, char **argv)
{
	static const char *const domains[] = { "inc0.test", "inc3.test",
		"inc9.test", "wide9.test", "exp.test", "macro.test" };
	struct world w;
	size_t i;
	long n;

	if (!load(&w, argc == 4 ? argv[1] : domains[0])) {
		printf("check_host: no world.tsv, nothing measured\n");
		return 0;
	}
	if (argc == 4) {
		for (n = strtol(argv[3], NULL, 10); n > 0; n--) {
			if (strcmp(argv[2], "libmailauth") == 0)
				(void)ours_default(&w);
#ifdef HAVE_LIB_spf2
			else
				(void)peer(&w);
#endif
		}
		return 0;
	}
	mailauth_zone_free(w.zone);
	printf("%-12s %10s %10s %8s %8s %12s\n", "check_host", "ns", "libspf2",
	    "ratio", "mallocs", "peak octets");
	for (i = 0; i < sizeof(domains) / sizeof(domains[0]); i++)
		row(domains[i]);
	return 0;
}
