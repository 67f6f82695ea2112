/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A DNS server on loopback UDP for tests and measurements: answers from a list,
 * every answer late by the same time, or never.
 *
 *	slow_server [-p PORT] [-d MS | -n] [FILE]
 *
 * -p PORT  port to listen on; without it the system picks one
 * -d MS    wait so long before each answer [0]
 * -n       never answer
 * FILE     lines of "owner TAB type TAB value", type A, MX or TXT; names that
 *          are not in it do not exist, parents of those that are have no data
 *
 * The first line of its output is the port.  TXT of "queries.slow-server" is
 * the number of queries received.  Ends by SIGTERM, or when its standard input
 * ends (start it with a pipe there, and it never outlives a test).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SLOTS (1u << 17)
#define RING 16384u
#define MESSAGE 1400
#define TTL 3600

struct entry {
	struct entry *next;
	char *owner;
	char *value; /* NULL: the name exists without data */
	uint16_t type;
};

struct reply {
	int64_t due;
	struct sockaddr_storage to;
	socklen_t to_len;
	size_t len;
	uint8_t data[MESSAGE];
};

static struct entry *table[SLOTS];
static struct reply ring[RING];
static size_t ring_head, ring_count;
static uint64_t queries;

static int64_t
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static uint32_t
hash(const char *name)
{
	uint32_t h = 2166136261u;

	for (; *name != '\0'; name++)
		h = (h ^ (uint8_t)*name) * 16777619u;
	return h % SLOTS;
}

static void
add(const char *owner, uint16_t type, const char *value)
{
	struct entry *e = calloc(1, sizeof(*e)), **slot = &table[hash(owner)];

	if (e == NULL)
		exit(1);
	e->owner = strdup(owner);
	e->value = value != NULL ? strdup(value) : NULL;
	e->type = type;
	while (*slot != NULL) /* the order of the file */
		slot = &(*slot)->next;
	*slot = e;
}

static bool
known(const char *name)
{
	for (struct entry *e = table[hash(name)]; e != NULL; e = e->next)
		if (strcmp(e->owner, name) == 0)
			return true;
	return false;
}

static void
load(const char *path)
{
	char line[2048];
	FILE *in = fopen(path, "r");

	if (in == NULL) {
		perror(path);
		exit(1);
	}
	while (fgets(line, sizeof(line), in) != NULL) {
		char *type = strchr(line, '\t'), *value;

		line[strcspn(line, "\n")] = '\0';
		if (type == NULL || (value = strchr(type + 1, '\t')) == NULL)
			continue;
		*type++ = '\0';
		*value++ = '\0';
		add(line, strcmp(type, "A") == 0 ? 1 : strcmp(type, "MX") == 0 ? 15 :
		    16, value);
		for (char *dot = strchr(line, '.'); dot != NULL;
		    dot = strchr(dot + 1, '.'))
			if (!known(dot + 1))
				add(dot + 1, 0, NULL);
	}
	fclose(in);
}

struct out {
	uint8_t *data;
	size_t len;
};

static void
put(struct out *o, const void *data, size_t len)
{
	if (o->len + len <= MESSAGE) {
		memcpy(o->data + o->len, data, len);
		o->len += len;
	}
}

static void
put16(struct out *o, unsigned n)
{
	uint8_t b[2] = { (uint8_t)(n >> 8), (uint8_t)n };

	put(o, b, 2);
}

static void
put_name(struct out *o, const char *name)
{
	while (*name != '\0') {
		uint8_t len = (uint8_t)strcspn(name, ".");

		put(o, &len, 1);
		put(o, name, len);
		name += len + (name[len] == '.');
	}
	put(o, "", 1);
}

static void
put_record(struct out *o, unsigned type, const char *value)
{
	uint8_t *length;
	size_t from;
	struct in_addr a;

	put16(o, 0xc00c);
	put16(o, type);
	put16(o, 1);
	put16(o, 0);
	put16(o, TTL);
	length = o->data + o->len;
	put16(o, 0);
	from = o->len;
	if (type == 1) {
		inet_pton(AF_INET, value, &a);
		put(o, &a, 4);
	} else if (type == 15) {
		put16(o, (unsigned)strtoul(value, NULL, 10));
		put_name(o, strchr(value, ' ') != NULL ? strchr(value, ' ') + 1 : "");
	} else {
		for (size_t left = strlen(value); left > 0;) {
			uint8_t n = left > 255 ? 255 : (uint8_t)left;

			put(o, &n, 1);
			put(o, value, n);
			value += n;
			left -= n;
		}
	}
	length[0] = (uint8_t)((o->len - from) >> 8);
	length[1] = (uint8_t)(o->len - from);
}

/* The name at q[12]; its end, or 0. */
static size_t
read_name(const uint8_t *q, size_t len, char name[256])
{
	size_t at = 12, n = 0;

	while (at < len && q[at] != 0) {
		size_t label = q[at];

		if (label > 63 || at + 1 + label >= len || n + label + 1 > 255)
			return 0;
		for (size_t i = 0; i < label; i++) {
			char c = (char)q[at + 1 + i];

			name[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
		}
		name[n++] = '.';
		at += label + 1;
	}
	name[n > 0 ? n - 1 : 0] = '\0';
	return at + 5 <= len ? at + 1 : 0;
}

/* Writes the reply to a query; its length, 0 for none. */
static size_t
answer(const uint8_t *q, size_t len, uint8_t data[MESSAGE])
{
	static const uint8_t soa[] = { 0, 0, 6, 0, 1, 0, 0, 0, 60, 0, 22, 0, 0,
		0, 0, 0, 1, 0, 0, 14, 16, 0, 0, 14, 16, 0, 0, 14, 16, 0, 0, 0, 60 };
	static const uint8_t opt[] = { 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0 };
	struct out o = { data, 0 };
	char name[256], count[24];
	size_t end, records = 0;
	unsigned type;
	bool exists;

	if (len < 17 || (q[2] & 0x80) != 0 ||
	    (end = read_name(q, len, name)) == 0)
		return 0;
	type = (unsigned)q[end] << 8 | q[end + 1];
	put(&o, q, 12);
	put(&o, q + 12, end + 4 - 12);
	exists = known(name);
	if (strcmp(name, "queries.slow-server") == 0) {
		snprintf(count, sizeof(count), "%llu", (unsigned long long)queries);
		put_record(&o, 16, count);
		records = 1;
	} else {
		for (struct entry *e = table[hash(name)]; e != NULL; e = e->next) {
			if (e->type != type || strcmp(e->owner, name) != 0)
				continue;
			put_record(&o, type, e->value);
			records++;
		}
	}
	data[2] = 0x84 | (q[2] & 1);
	data[3] = (uint8_t)(0x80 | (records > 0 || exists ? 0 : 3));
	memset(data + 4, 0, 8);
	data[5] = 1;
	data[7] = (uint8_t)records;
	if (records == 0) {
		data[9] = 1;
		put(&o, soa, sizeof(soa));
	}
	if (q[11] == 1) { /* EDNS */
		data[11] = 1;
		put(&o, opt, sizeof(opt));
	}
	return o.len;
}

static void
receive(int fd, int64_t delay_us, bool never)
{
	uint8_t q[MESSAGE];

	for (;;) {
		struct reply *r = &ring[(ring_head + ring_count) % RING];
		ssize_t n;

		r->to_len = sizeof(r->to);
		n = recvfrom(fd, q, sizeof(q), MSG_DONTWAIT,
		    (struct sockaddr *)&r->to, &r->to_len);
		if (n < 0)
			return;
		queries++;
		if (never || ring_count == RING)
			continue;
		if ((r->len = answer(q, (size_t)n, r->data)) == 0)
			continue;
		r->due = now_us() + delay_us;
		ring_count++;
	}
}

static void
serve(int fd, int64_t delay_us, bool never)
{
	struct pollfd fds[2] = { { fd, POLLIN, 0 }, { 0, POLLIN, 0 } };
	char byte;

	for (;;) {
		int64_t wait = ring_count > 0 ? ring[ring_head].due - now_us() : -1;

		/* Delays are whole milliseconds; the last one is spent busily so
		 * that they are exact. */
		if (poll(fds, 2, ring_count == 0 ? -1 : wait < 1000 ? 0 :
		    (int)(wait / 1000)) < 0 && errno != EINTR)
			return;
		if (fds[1].revents != 0 && read(0, &byte, 1) <= 0)
			return;
		if (fds[0].revents != 0)
			receive(fd, delay_us, never);
		while (ring_count > 0 && ring[ring_head].due <= now_us()) {
			struct reply *r = &ring[ring_head];

			(void)sendto(fd, r->data, r->len, 0,
			    (struct sockaddr *)&r->to, r->to_len);
			ring_head = (ring_head + 1) % RING;
			ring_count--;
		}
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	socklen_t len = sizeof(sin);
	int64_t delay_us = 0;
	bool never = false;
	int c, fd, size = 4 << 20;

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	while ((c = getopt(argc, argv, "p:d:n")) != -1) {
		switch (c) {
		case 'p':
			sin.sin_port = htons((uint16_t)strtoul(optarg, NULL, 10));
			break;
		case 'd':
			delay_us = (int64_t)strtoul(optarg, NULL, 10) * 1000;
			break;
		case 'n':
			never = true;
			break;
		default:
			return 64;
		}
	}
	if (optind < argc)
		load(argv[optind]);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (fd < 0 || bind(fd, (struct sockaddr *)&sin, sizeof(sin)) != 0 ||
	    getsockname(fd, (struct sockaddr *)&sin, &len) != 0) {
		perror("slow_server");
		return 1;
	}
	printf("%u\n", (unsigned)ntohs(sin.sin_port));
	fflush(stdout);
	serve(fd, delay_us, never);
	return 0;
}
