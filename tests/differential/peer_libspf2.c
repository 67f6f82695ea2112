/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libspf2 as a peer of tests/differential/differ_spf.py, which has the zone:
 * a line
 *
 *	IP SENDER HELO
 *
 * on standard input is a case; the answer is a line
 *
 *	= RESULT ERROR...	libspf2's result and the numbers of its errors
 *
 * and before it, for each of libspf2's DNS questions, a line
 *
 *	? TYPE NAME
 *
 * which wants a line "STATUS DATA..." with the status of the reply: 0, 3 (no
 * such name) or 2 (time-out).  Sender, names and data are hexadecimal, "-" an
 * empty one; the data of MX is its host, of TXT its strings joined.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spf2/spf.h>

#define LINE_MAX_ (1 << 17)

static char line[LINE_MAX_];

static void
fatal(const char *why)
{
	fprintf(stderr, "peer_libspf2: %s\n", why);
	exit(2);
}

/* libspf2 prints these otherwise; its errors end it, which counts as a crash. */
static void
quiet(const char *file, int number, const char *message)
{
	(void)file;
	(void)number;
	(void)message;
}

static void
put_hex(const char *text)
{
	if (*text == '\0')
		putchar('-');
	for (; *text != '\0'; text++)
		printf("%02x", (unsigned int)(unsigned char)*text);
}

/* Decodes in place and ends with NUL; the number of octets. */
static size_t
from_hex(char *text)
{
	char *out = text, pair[3] = "";
	size_t n;

	if (*text == '-')
		*text = '\0';
	for (n = 0; text[2 * n] != '\0' && text[2 * n + 1] != '\0'; n++) {
		pair[0] = text[2 * n];
		pair[1] = text[2 * n + 1];
		out[n] = (char)strtoul(pair, NULL, 16);
	}
	out[n] = '\0';
	return (n);
}

/* The next word of *rest, or NULL. */
static char *
word(char **rest)
{
	char *start = *rest + strspn(*rest, " \n");
	size_t length = strcspn(start, " \n");

	if (length == 0)
		return (NULL);
	*rest = start + length;
	if (**rest != '\0')
		*(*rest)++ = '\0';
	return (start);
}

static void
add(SPF_dns_rr_t *answer, char *datum)
{
	size_t size = from_hex(datum) + 1;

	if (SPF_dns_rr_buf_realloc(answer, answer->num_rr, size < 32 ? 32 :
	    size) != SPF_E_SUCCESS)
		fatal("no memory");
	memcpy(answer->rr[answer->num_rr++], datum, size);
}

static SPF_dns_rr_t *
lookup(SPF_dns_server_t *server, const char *domain, ns_type type, int cache)
{
	SPF_dns_rr_t *answer;
	char *rest = line, *status, *datum;

	(void)cache;
	printf("? %d ", (int)type);
	put_hex(domain);
	putchar('\n');
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) == NULL ||
	    (status = word(&rest)) == NULL)
		fatal("no reply");
	answer = SPF_dns_rr_new_init(server, domain, type, 0,
	    *status == '2' ? TRY_AGAIN : *status == '3' ? HOST_NOT_FOUND :
	    NETDB_SUCCESS);
	if (answer == NULL)
		fatal("no memory");
	while ((datum = word(&rest)) != NULL)
		add(answer, datum);
	if (answer->num_rr == 0 && *status == '0')
		answer->herrno = NO_DATA;
	return (answer);
}

static void
judge(SPF_server_t *server, const char *ip, char *sender, const char *helo)
{
	SPF_request_t *request = SPF_request_new(server);
	SPF_response_t *response = NULL;
	SPF_errcode_t error;
	int i;

	if (request == NULL)
		fatal("no memory");
	if (strchr(ip, ':') != NULL)
		SPF_request_set_ipv6_str(request, ip);
	else
		SPF_request_set_ipv4_str(request, ip);
	SPF_request_set_helo_dom(request, helo);
	if (from_hex(sender) > 0)
		SPF_request_set_env_from(request, sender);
	error = SPF_request_query_mailfrom(request, &response);
	if (response == NULL)
		fatal("no response");
	/* A record it cannot get or read leaves the result unset. */
	if (SPF_response_result(response) == SPF_RESULT_INVALID)
		printf("= %s", error == SPF_E_DNS_ERROR ? "temperror" :
		    "permerror");
	else
		printf("= %s", SPF_strresult(SPF_response_result(response)));
	printf(" %d", (int)error);
	for (i = 0; i < SPF_response_messages(response); i++)
		printf(" %d", (int)SPF_error_code(SPF_response_message(response, i)));
	putchar('\n');
	fflush(stdout);
	SPF_response_free(response);
	SPF_request_free(request);
}

int
main(void)
{
	static SPF_dns_server_t dns;
	static char task[LINE_MAX_];
	SPF_server_t *server;
	char *rest, *ip, *sender, *helo;

	SPF_warning_handler = quiet;
	SPF_info_handler = quiet;
	SPF_debug_handler = quiet;
	dns.name = "differ_spf";
	dns.lookup = lookup;
	server = SPF_server_new_dns(&dns, 0);
	if (server == NULL)
		fatal("no server");
	SPF_server_set_rec_dom(server, "receiver.example.com");
	while (fgets(task, sizeof(task), stdin) != NULL) {
		rest = task;
		ip = word(&rest);
		sender = word(&rest);
		helo = word(&rest);
		if (helo == NULL)
			fatal("no case");
		judge(server, ip, sender, helo);
	}
	return (0);
}
