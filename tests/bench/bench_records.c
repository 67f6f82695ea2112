/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parsing records, side by side with the C libraries that are installed.
 *
 *	bench_records                 a table of times
 *	bench_records KIND WHO N      N passes and nothing else, for callgrind
 *
 * The records are those of MAILAUTH_SHARED/data/bench, 2,000 of each kind, or,
 * without that folder, the seeds of the fuzz targets over and over.
 */
#define _DEFAULT_SOURCE /* the peers' headers want u_int and u_long */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include <mailauth.h>
#include <mailauth/dkim.h>
#include <mailauth/dmarc.h>

#include "support/suite.h"

/* The peers' headers are not clean under our warnings. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#ifdef HAVE_LIB_spf2
#include <netinet/in.h>
#include <spf2/spf.h>
#endif
#ifdef HAVE_LIB_opendmarc
#include <opendmarc/dmarc.h>
#endif
#ifdef HAVE_LIB_opendkim
#include <opendkim/dkim.h>
#endif
#pragma GCC diagnostic pop

#define MAX_RECORDS 10000
#define PASSES 7

struct corpus {
	char *text;
	char *lines[MAX_RECORDS];
	size_t lengths[MAX_RECORDS];
	size_t count;
};

/* One library reading one record; returns what keeps the work from being
 * optimised away. */
typedef size_t (*parse_fn)(char *text, size_t len);

static size_t
ours_spf(char *text, size_t len)
{
	mailauth_spf_record *rec;
	size_t n;

	if (mailauth_spf_parse(NULL, text, len, &rec) != MAILAUTH_OK)
		return 0;
	n = mailauth_spf_record_term_count(rec);
	mailauth_spf_record_free(rec);
	return n;
}

static size_t
ours_dmarc(char *text, size_t len)
{
	mailauth_dmarc_record *rec;
	size_t n;

	if (mailauth_dmarc_parse(NULL, text, len, &rec) != MAILAUTH_OK)
		return 0;
	n = (size_t)mailauth_dmarc_record_usable(rec);
	mailauth_dmarc_record_free(rec);
	return n;
}

static size_t
ours_dkim(char *text, size_t len)
{
	mailauth_dkim_key *key;
	size_t n;

	if (mailauth_dkim_key_parse(NULL, text, len, &key) != MAILAUTH_OK)
		return 0;
	n = (size_t)mailauth_dkim_key_bits(key);
	mailauth_dkim_key_free(key);
	return n;
}

#ifdef HAVE_LIB_spf2
static size_t
peer_spf(char *text, size_t len)
{
	static SPF_server_t *server;
	SPF_response_t *response;
	SPF_record_t *rec = NULL;

	if (server == NULL)
		server = SPF_server_new(SPF_DNS_ZONE, 0);
	response = SPF_response_new(NULL);
	SPF_record_compile(server, response, &rec, text);
	len = rec != NULL;
	if (rec != NULL)
		SPF_record_free(rec);
	SPF_response_free(response);
	return len;
}
#endif

#ifdef HAVE_LIB_opendmarc
static size_t
peer_dmarc(char *text, size_t len)
{
	static u_char ip[] = "192.0.2.1", domain[] = "example.org";
	DMARC_POLICY_T *policy;

	policy = opendmarc_policy_connect_init(ip, 4);
	len = (size_t)opendmarc_policy_parse_dmarc(policy, domain,
	    (u_char *)text);
	opendmarc_policy_connect_shutdown(policy);
	return len;
}
#endif

#ifdef HAVE_LIB_opendkim
static char *dkim_text;
static size_t dkim_length, dkim_answer_length;

static void
put(unsigned char **p, unsigned value)
{
	*(*p)++ = (unsigned char)(value >> 8);
	*(*p)++ = (unsigned char)value;
}

/* Answers the question with the record, as a packet in libopendkim's buffer. */
static int
dkim_ask(void *service, int type, unsigned char *name, unsigned char *buf,
    size_t size, void **handle)
{
	unsigned char *p = buf, *start;
	const char *label = (const char *)name;
	size_t n, rest = dkim_length, part;

	(void)service;
	(void)size;
	put(&p, 1);
	put(&p, 0x8180);
	put(&p, 1);
	put(&p, 1);
	put(&p, 0);
	put(&p, 0);
	while (*label != '\0') {
		n = strcspn(label, ".");
		*p++ = (unsigned char)n;
		memcpy(p, label, n);
		p += n;
		label += n + (label[n] == '.');
	}
	*p++ = 0;
	put(&p, (unsigned)type);
	put(&p, 1);
	put(&p, 0xc00c);
	put(&p, 16);
	put(&p, 1);
	put(&p, 0);
	put(&p, 60);
	start = p;
	p += 2;
	while (rest > 0) {
		part = rest < 255 ? rest : 255;
		*p++ = (unsigned char)part;
		memcpy(p, dkim_text + dkim_length - rest, part);
		p += part;
		rest -= part;
	}
	n = (size_t)(p - start) - 2;
	put(&start, (unsigned)n);
	dkim_answer_length = (size_t)(p - buf);
	*handle = buf;
	return 0;
}

static int
dkim_wait(void *service, void *handle, struct timeval *timeout, size_t *bytes,
    int *error, int *dnssec)
{
	(void)service;
	(void)handle;
	(void)timeout;
	*bytes = dkim_answer_length;
	if (error != NULL)
		*error = 0;
	if (dnssec != NULL)
		*dnssec = 0;
	return DKIM_DNS_SUCCESS;
}

static int
dkim_cancel(void *service, void *handle)
{
	(void)service;
	(void)handle;
	return 0;
}

static size_t
peer_dkim(char *text, size_t len)
{
	static char selector[] = "s", domain[] = "example.org";
	static DKIM_LIB *lib;
	char error[256];
	int dnssec = 0;

	if (lib == NULL) {
		lib = dkim_init(NULL, NULL);
		dkim_dns_set_query_start(lib, dkim_ask);
		dkim_dns_set_query_waitreply(lib, dkim_wait);
		dkim_dns_set_query_cancel(lib, dkim_cancel);
	}
	dkim_text = text;
	dkim_length = len;
	return (size_t)dkim_test_key(lib, selector, domain, NULL, 0, &dnssec,
	    error, sizeof(error));
}
#endif

static const struct row {
	const char *kind;
	const char *who;
	parse_fn parse;
} rows[] = {
	{ "spf", "libmailauth", ours_spf },
#ifdef HAVE_LIB_spf2
	{ "spf", "libspf2", peer_spf },
#endif
	{ "dmarc", "libmailauth", ours_dmarc },
#ifdef HAVE_LIB_opendmarc
	{ "dmarc", "libopendmarc", peer_dmarc },
#endif
	{ "dkim", "libmailauth", ours_dkim },
#ifdef HAVE_LIB_opendkim
	{ "dkim", "libopendkim", peer_dkim },
#endif
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* The records of one kind, each ending in NUL. */
static void
load(const char *kind, struct corpus *c)
{
	static const char *const seeds[][2] = {
		{ "spf", "fuzz_spf_record.in/usual" },
		{ "dmarc", "fuzz_dmarc_record.in/usual" },
		{ "dkim", "fuzz_dkim_key.in/rsa1024" },
	};
	const char *shared = getenv("MAILAUTH_SHARED");
	char path[4096], *p, *end;
	size_t i, len;

	memset(c, 0, sizeof(*c));
	snprintf(path, sizeof(path), "%s/data/bench/%s.txt",
	    shared != NULL ? shared : "../shared", kind);
	if ((c->text = test_read(path, &len)) != NULL) {
		for (p = c->text; c->count < MAX_RECORDS &&
		    (end = strchr(p, '\n')) != NULL; p = end + 1) {
			*end = '\0';
			c->lines[c->count] = p;
			c->lengths[c->count++] = (size_t)(end - p);
		}
		return;
	}
	for (i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		if (strcmp(seeds[i][0], kind) == 0)
			snprintf(path, sizeof(path), "%s/fuzz/%s", TESTS_DIR,
			    seeds[i][1]);
	if ((c->text = test_read(path, &len)) == NULL) {
		fprintf(stderr, "bench_records: cannot read %s\n", path);
		exit(1);
	}
	while (c->count < 2000) {
		c->lines[c->count] = c->text;
		c->lengths[c->count++] = len;
	}
}

static size_t
pass(const struct row *row, const struct corpus *c)
{
	size_t i, sum = 0;

	for (i = 0; i < c->count; i++)
		sum += row->parse(c->lines[i], c->lengths[i]);
	return sum;
}

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

/* The median of some timed passes, in nanoseconds a record. */
static double
measure(const struct row *row, const struct corpus *c)
{
	double times[PASSES], start;
	volatile size_t sink;
	int i, round, rounds;

	/* as many rounds as take about 50 ms */
	start = seconds();
	sink = pass(row, c);
	rounds = (int)(0.05 / (seconds() - start + 1e-9)) + 1;
	for (i = 0; i < PASSES; i++) {
		start = seconds();
		for (round = 0; round < rounds; round++)
			sink = pass(row, c);
		times[i] = (seconds() - start) / rounds / (double)c->count;
	}
	(void)sink;
	qsort(times, PASSES, sizeof(times[0]), compare);
	return times[PASSES / 2] * 1e9;
}

int
main(int argc, char **argv)
{
	struct corpus *c = malloc(sizeof(*c));
	double ns, ours = 0;
	size_t i;
	long n;

	if (c == NULL)
		return 1;
	if (argc == 4) {
		load(argv[1], c);
		for (i = 0; i < ROWS; i++)
			if (strcmp(rows[i].kind, argv[1]) == 0 &&
			    strcmp(rows[i].who, argv[2]) == 0)
				for (n = strtol(argv[3], NULL, 10); n > 0; n--)
					(void)pass(&rows[i], c);
		return 0;
	}
	printf("%-8s %-14s %12s %8s\n", "record", "library", "ns a record",
	    "ratio");
	for (i = 0; i < ROWS; i++) {
		load(rows[i].kind, c);
		ns = measure(&rows[i], c);
		if (strcmp(rows[i].who, "libmailauth") == 0)
			ours = ns;
		printf("%-8s %-14s %12.0f %7.2fx\n", rows[i].kind, rows[i].who,
		    ns, ns / ours);
		free(c->text);
	}
	free(c);
	return 0;
}
