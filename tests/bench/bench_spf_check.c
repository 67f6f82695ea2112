/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_host() from memory, side by side with libspf2 if it is installed.
 *
 *	bench_spf_check                 a table of times, memory and allocations
 *	bench_spf_check WHO DOMAIN N    N checks and nothing else, for callgrind
 *
 * The DNS content is MAILAUTH_SHARED/data/bench/world.tsv.  "libmailauth" gets
 * a copy of each answer and parses its record every time; "kept" shares the
 * answers, as a resolver's cache does, and so parses each once.
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
#include "task/task.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#ifdef HAVE_LIB_spf2
#include <netinet/in.h>
#include <spf2/spf.h>
#include <spf2/spf_dns_zone.h>
#endif
#pragma GCC diagnostic pop

#define WORLD "data/bench/world.tsv"
#define CLIENT "192.0.2.99"
#define BUCKETS 32768
#define PASSES 7

static char *world_text;

static void
must_be(int have, int want)
{
	if (have != want) {
		fprintf(stderr, "bench_spf_check: %d, not %d\n", have, want);
		exit(EXIT_FAILURE);
	}
}

/* One line "NAME TAB TYPE TAB DATA" of the world. */
struct entry {
	char name[256], type[16];
	const char *data;
	int length; /* of data */
};

/* The line behind `line`. */
static char *
read_entry(char *line, struct entry *e)
{
	size_t len = strcspn(line, "\n"), name = strcspn(line, "\t");
	size_t type = strcspn(line + name + 1, "\t");

	must_be(name < sizeof(e->name) && type < sizeof(e->type), 1);
	snprintf(e->name, sizeof(e->name), "%.*s", (int)name, line);
	snprintf(e->type, sizeof(e->type), "%.*s", (int)type, line + name + 1);
	e->data = line + name + type + 2;
	e->length = (int)(len - name - type - 2);
	return line + len + (line[len] == '\n');
}

/* ---- answers by name and type ---- */

static mailauth_answer *answers[BUCKETS];

static unsigned
hash(const char *name, uint16_t type)
{
	unsigned h = type;

	for (; *name != '\0'; name++)
		h = h * 31 + (unsigned char)*name;
	return h % BUCKETS;
}

static mailauth_answer **
slot(const char *name, uint16_t type)
{
	unsigned h = hash(name, type);

	while (answers[h] != NULL &&
	    (mailauth_answer_type(answers[h]) != type ||
	    strcmp(mailauth_answer_name(answers[h]), name) != 0))
		h = (h + 1) % BUCKETS;
	return &answers[h];
}

/* Lines "NAME TAB TYPE TAB DATA" as a master file, which knows the types. */
static void
load(const char *only)
{
	mailauth_zone *zone;
	char *text, *line = world_text, *p;
	struct entry e;
	size_t room = 2 * strlen(world_text) + 16;

	text = p = malloc(room);
	must_be(text != NULL, 1);
	while (*line != '\0') {
		line = read_entry(line, &e);
		if (only != NULL && strstr(e.name, only) == NULL)
			continue;
		p += sprintf(p, strcmp(e.type, "TXT") == 0 ? "%s. %s \"%.*s\"\n" :
		    strcmp(e.type, "MX") == 0 ? "%s. %s %.*s.\n" :
		    "%s. %s %.*s\n", e.name, e.type, e.length, e.data);
	}
	must_be(mailauth_zone_new(NULL, &zone), 0);
	must_be(mailauth_zone_read(zone, WORLD, NULL, text,
	    (size_t)(p - text)), 0);
	for (line = world_text; *line != '\0'; ) {
		mailauth_answer **to;

		line = read_entry(line, &e);
		to = slot(e.name, mailauth_rrtype_number(e.type));
		if (*to == NULL)
			must_be(mailauth_zone_answer(zone, e.name,
			    mailauth_rrtype_number(e.type), to), 0);
	}
	mailauth_zone_free(zone);
	free(text);
}

static const mailauth_answer *
find(const char *name, uint16_t type)
{
	mailauth_answer **at = slot(name, type);

	if (*at == NULL) {
		must_be(mailauth_answer_new(NULL, name, type, at), 0);
		must_be(mailauth_answer_set_status(*at,
		    MAILAUTH_DNS_NXDOMAIN), 0);
	}
	return *at;
}

/* ---- the checks ---- */

/* A new answer with the same records, as if it had just come in. */
static mailauth_answer *
copy_of(const mailauth_answer *ans)
{
	mailauth_answer *copy;
	size_t i;

	must_be(mailauth_answer_new(NULL, mailauth_answer_name(ans),
	    mailauth_answer_type(ans), &copy), 0);
	for (i = 0; i < mailauth_answer_record_count(ans); i++) {
		const mailauth_record *r = mailauth_answer_record(ans, i);

		must_be(mailauth_answer_add(copy, r->owner, r->type, r->ttl,
		    r->rdata, r->rdata_length), 0);
	}
	must_be(mailauth_answer_set_status(copy, mailauth_answer_status(ans)), 0);
	return copy;
}

static int
ours(const mailauth_config *cfg, const char *domain, int keep)
{
	const mailauth_query *q;
	mailauth_task *task;
	char sender[300];
	int verdict;

	snprintf(sender, sizeof(sender), "user@%s", domain);
	if (mailauth_spf_check_new(cfg, CLIENT, sender, "helo.test", &task) != 0)
		return -1;
	while (mailauth_task_state(task) == MAILAUTH_TASK_WAITING)
		while ((q = mailauth_task_next_query(task)) != NULL) {
			const mailauth_answer *ans = find(q->name, q->type);

			mailauth_answer *copy = keep ? NULL : copy_of(ans);

			(void)mailauth__task_give(task, q->id,
			    keep ? ans : copy);
			mailauth_answer_free(copy);
		}
	verdict = mailauth_spf_check_result(task)->verdict;
	mailauth_task_free(task);
	return verdict;
}

static int
fresh(const char *domain)
{
	return ours(NULL, domain, 0);
}

static int
kept(const char *domain)
{
	return ours(NULL, domain, 1);
}

#ifdef HAVE_LIB_spf2
static SPF_server_t *server;

static void
load_peer(void)
{
	char *line = world_text, data[4096];
	struct entry e;

	server = SPF_server_new(SPF_DNS_ZONE, 0);
	while (*line != '\0') {
		line = read_entry(line, &e);
		if (strstr(e.name, ".bulk") != NULL)
			continue; /* its list is searched one by one */
		snprintf(data, sizeof(data), "%.*s", e.length, e.data);
		SPF_dns_zone_add_str(server->resolver, e.name,
		    strcmp(e.type, "TXT") == 0 ? ns_t_txt :
		    strcmp(e.type, "MX") == 0 ? ns_t_mx : ns_t_a,
		    NETDB_SUCCESS, data);
	}
}

static int
peer(const char *domain)
{
	SPF_request_t *request = SPF_request_new(server);
	SPF_response_t *response = NULL;
	char sender[300];
	int verdict;

	snprintf(sender, sizeof(sender), "user@%s", domain);
	SPF_request_set_ipv4_str(request, CLIENT);
	SPF_request_set_helo_dom(request, "helo.test");
	SPF_request_set_env_from(request, sender);
	SPF_request_query_mailfrom(request, &response);
	verdict = (int)SPF_response_result(response);
	SPF_response_free(response);
	SPF_request_free(request);
	return verdict;
}
#endif

static const struct {
	const char *name;
	int (*check)(const char *domain);
} libraries[] = {
	{ "libmailauth", fresh },
	{ "kept", kept },
#ifdef HAVE_LIB_spf2
	{ "libspf2", peer },
#endif
};

static const char *const domains[] = {
	"inc0.test", "inc3.test", "inc9.test", "wide9.test", "r0.chain.test",
	"macro.test", "exp.test", "amx.test"
};

/* ---- the table ---- */

static double
seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Median microseconds a check. */
static double
measure(int (*check)(const char *), const char *domain)
{
	double times[PASSES];
	int i, n;

	for (i = 0; i < PASSES; i++) {
		double start = seconds();

		for (n = 0; n < 500; n++)
			(void)check(domain);
		times[i] = (seconds() - start) / 500 * 1e6;
	}
	qsort(times, PASSES, sizeof(times[0]), by_size);
	return times[PASSES / 2];
}

/* The memory of one check whose answers are shared: its own, that is. */
static void
print_memory(const char *domain)
{
	struct test_alloc ta;
	mailauth_config *cfg;

	test_alloc_init(&ta, 0);
	must_be(mailauth_config_new(test_allocator(&ta), &cfg), 0);
	(void)ours(cfg, domain, 1);
	printf("%-14s %-12s %10zu octets at the peak, %zu allocations\n", domain,
	    "libmailauth", ta.peak, ta.calls);
	mailauth_config_free(cfg);
	must_be(test_alloc_finish(&ta)[0], 0);
}

int
main(int argc, char **argv)
{
	size_t i, k, count;

	world_text = test_shared(WORLD, NULL);
	if (world_text == NULL)
		return 0;
	if (argc == 4) {
		load(argv[2]);
#ifdef HAVE_LIB_spf2
		if (strcmp(argv[1], "libspf2") == 0)
			load_peer();
#endif
		for (k = 0; k < sizeof(libraries) / sizeof(libraries[0]); k++)
			for (count = strtoul(argv[3], NULL, 10); count > 0 &&
			    strcmp(libraries[k].name, argv[1]) == 0; count--)
				(void)libraries[k].check(argv[2]);
		return 0;
	}
	load(NULL);
#ifdef HAVE_LIB_spf2
	load_peer();
#endif
	printf("%-14s %-12s %10s %8s\n", "domain", "library", "us/check", "ratio");
	for (i = 0; i < sizeof(domains) / sizeof(domains[0]); i++) {
		double first = 0;

		for (k = 0; k < sizeof(libraries) / sizeof(libraries[0]); k++) {
			double us = measure(libraries[k].check, domains[i]);

			if (k == 0)
				first = us;
			printf("%-14s %-12s %10.2f %7.2fx\n", domains[i],
			    libraries[k].name, us, us / first);
		}
	}
	for (i = 0; i < sizeof(domains) / sizeof(domains[0]); i++)
		print_memory(domains[i]);
	return 0;
}
