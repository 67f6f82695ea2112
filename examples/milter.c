/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A milter that adds Received-SPF and Authentication-Results: SPF by itself,
 * DMARC from SPF and the DKIM results of a verifier that ran before.
 *
 *	milter [--zone FILE] [--id AUTHSERV-ID] [--trust AUTHSERV-ID] SOCKET
 *
 * In main.cf: smtpd_milters = inet:127.0.0.1:PORT  (SOCKET inet:PORT@127.0.0.1)
 *
 * DKIM results are read from Authentication-Results fields of the authserv-id
 * given by --trust; fields that claim to be our own are removed (RFC 8601
 * section 5).  What to look at: libmilter runs each connection in a thread, a
 * resolver serves one thread at a time, so borrow() lends one out.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <arpa/inet.h>
#include <libmilter/mfapi.h>
#include <mailauth.h>

#include "common/source.h"

#define POOL 8
#define FIELDS 100   /* Authentication-Results fields looked at */
#define FROM_MAX 65536
#define CHECK_MS 10000
/* libmilter declares char * where it only reads. */
#define UNCONST(text) ((char *)(uintptr_t)(text))

struct connection {
	char ip[INET6_ADDRSTRLEN];
	char *helo;
	/* of the message under way */
	mailauth_task *spf;
	mailauth_dmarc_message *message;
	int from_fields;
	int results_fields;
	int forged[FIELDS]; /* which of them claim to be ours, counted from 1 */
	int forged_count;
};

static struct options options;
static const char *own_id = "localhost";
static const char *trusted_id;

/* ---- resolvers, lent out ------------------------------------------------------ */

static struct source pool[POOL];
static int free_count;
static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t pool_freed = PTHREAD_COND_INITIALIZER;

static struct source
borrow(void)
{
	struct source source;

	pthread_mutex_lock(&pool_lock);
	while (free_count == 0)
		pthread_cond_wait(&pool_freed, &pool_lock);
	source = pool[--free_count];
	pthread_mutex_unlock(&pool_lock);
	return source;
}

static void
give_back(struct source source)
{
	pthread_mutex_lock(&pool_lock);
	pool[free_count++] = source;
	pthread_cond_signal(&pool_freed);
	pthread_mutex_unlock(&pool_lock);
}

static int
run(mailauth_task *task)
{
	struct source source = borrow();
	int rc = mailauth_resolver_run(source.resolver, task, CHECK_MS);

	give_back(source);
	return rc;
}

/* ---- one message ---------------------------------------------------------------- */

static struct connection *
connection_of(SMFICTX *ctx)
{
	return smfi_getpriv(ctx);
}

static void
end_message(struct connection *c)
{
	mailauth_task_free(c->spf);
	mailauth_dmarc_message_free(c->message);
	c->spf = NULL;
	c->message = NULL;
	c->from_fields = c->results_fields = c->forged_count = 0;
}

static sfsistat
on_connect(SMFICTX *ctx, char *name, _SOCK_ADDR *address)
{
	struct connection *c = calloc(1, sizeof(*c));

	(void)name;
	if (c == NULL)
		return SMFIS_TEMPFAIL;
	if (address != NULL && address->sa_family == AF_INET)
		inet_ntop(AF_INET, &((struct sockaddr_in *)(void *)address)->sin_addr,
		    c->ip, sizeof(c->ip));
	else if (address != NULL && address->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((struct sockaddr_in6 *)(void *)address)->sin6_addr,
		    c->ip, sizeof(c->ip));
	smfi_setpriv(ctx, c);
	return SMFIS_CONTINUE;
}

static sfsistat
on_helo(SMFICTX *ctx, char *helo)
{
	struct connection *c = connection_of(ctx);

	free(c->helo);
	c->helo = strdup(helo);
	return SMFIS_CONTINUE;
}

static sfsistat
on_envfrom(SMFICTX *ctx, char **argv)
{
	struct connection *c = connection_of(ctx);
	const mailauth_spf_result *spf;

	end_message(c);
	if (mailauth_dmarc_message_new(NULL, &c->message) != 0)
		return SMFIS_TEMPFAIL;
	if (mailauth_spf_check_new(NULL, c->ip, argv[0], c->helo, &c->spf) != 0)
		return SMFIS_CONTINUE; /* a local socket has no address */
	mailauth_spf_check_set_receiver(c->spf, own_id);
	mailauth_spf_check_set_time(c->spf, (uint64_t)time(NULL));
	if (run(c->spf) != 0)
		return SMFIS_TEMPFAIL;
	spf = mailauth_spf_check_result(c->spf);
	if (mailauth_dmarc_message_set_spf(c->message, spf->identity,
	    spf->verdict, spf->domain) == MAILAUTH_ERR_NOMEM)
		return SMFIS_TEMPFAIL;
	return SMFIS_CONTINUE;
}

/* The value of "name=" in a result, up to a blank; false: none, or too long. */
static bool
property(const char *result, const char *name, char *out, size_t size)
{
	const char *at = strstr(result, name);
	size_t len;

	if (at == NULL)
		return false;
	at += strlen(name);
	len = strcspn(at, " \t\r\n;\"");
	if (len == 0 || len >= size)
		return false;
	memcpy(out, at, len);
	out[len] = '\0';
	return true;
}

/* One "method=result properties" part (RFC 8601 section 2.2). */
static void
take_result(struct connection *c, char *part)
{
	char verdict[16], domain[256], selector[256];
	bool has_selector;

	part += strspn(part, " \t\r\n");
	if (strncasecmp(part, "dkim=", 5) != 0 ||
	    !property(part, "dkim=", verdict, sizeof(verdict)) ||
	    !property(part, "header.d=", domain, sizeof(domain)))
		return;
	has_selector = property(part, "header.s=", selector, sizeof(selector));
	/* An unknown verdict or a malformed domain counts for nothing. */
	(void)mailauth_dmarc_message_add_dkim(c->message,
	    mailauth_dkim_result_number(verdict), domain,
	    has_selector ? selector : NULL);
}

static void
take_results(struct connection *c, const char *value)
{
	char *copy = strdup(value), *part, *next;
	size_t id;

	c->results_fields++;
	if (copy == NULL)
		return;
	copy[strcspn(copy, "(")] = '\0'; /* comments are beyond this example */
	part = copy + strspn(copy, " \t\r\n");
	id = strcspn(part, " \t\r\n;");
	next = strchr(part, ';');
	if (trusted_id != NULL && id == strlen(trusted_id) &&
	    strncasecmp(part, trusted_id, id) == 0) {
		while (next != NULL) {
			part = next + 1;
			next = strchr(part, ';');
			if (next != NULL)
				*next = '\0';
			take_result(c, part);
		}
	} else if (id == strlen(own_id) && strncasecmp(part, own_id, id) == 0 &&
	    c->forged_count < FIELDS) {
		c->forged[c->forged_count++] = c->results_fields;
	}
	free(copy);
}

static sfsistat
on_header(SMFICTX *ctx, char *name, char *value)
{
	struct connection *c = connection_of(ctx);
	mailauth_from *from;

	if (strcasecmp(name, "Authentication-Results") == 0) {
		take_results(c, value);
	} else if (strcasecmp(name, "From") == 0 && strlen(value) < FROM_MAX &&
	    mailauth_from_parse(NULL, value, strlen(value), &from) == 0) {
		c->from_fields++;
		(void)mailauth_dmarc_message_add_from(c->message, from);
		mailauth_from_free(from);
	}
	return SMFIS_CONTINUE;
}

static void
add_results(SMFICTX *ctx, const char *spf, const char *dmarc)
{
	char value[4096];

	snprintf(value, sizeof(value), "%s%s%s%s%s", own_id,
	    spf != NULL ? ";\n\t" : "", spf != NULL ? spf : "",
	    dmarc != NULL ? ";\n\t" : "", dmarc != NULL ? dmarc : "");
	smfi_insheader(ctx, 0, UNCONST("Authentication-Results"), value);
}

/* "Received-SPF: value" without the name, and libmilter wants LF alone. */
static void
add_received_spf(SMFICTX *ctx, const char *field)
{
	char value[4096];
	size_t n = 0;

	for (field += strcspn(field, " ") + 1;
	    *field != '\0' && n < sizeof(value) - 1; field++) {
		if (*field != '\r')
			value[n++] = *field;
	}
	value[n] = '\0';
	smfi_insheader(ctx, 0, UNCONST("Received-SPF"), value);
}

static sfsistat
on_eom(SMFICTX *ctx)
{
	struct connection *c = connection_of(ctx);
	const mailauth_dmarc_evaluation *dmarc;
	const char *field, *spf = NULL;
	sfsistat status = SMFIS_CONTINUE;
	mailauth_task *task;
	int i;

	if (mailauth_dmarc_evaluate_new(NULL, c->message, &task) != 0)
		return SMFIS_TEMPFAIL;
	if (run(task) != 0) {
		mailauth_task_free(task);
		return SMFIS_TEMPFAIL;
	}
	/* Each removal renumbers what follows. */
	for (i = c->forged_count; i-- > 0;)
		smfi_chgheader(ctx, UNCONST("Authentication-Results"),
		    c->forged[i], NULL);
	dmarc = mailauth_dmarc_evaluate_result(task);
	if (c->spf != NULL) {
		spf = mailauth_spf_check_auth_results(c->spf);
		field = mailauth_spf_check_received_spf(c->spf);
		if (field != NULL)
			add_received_spf(ctx, field);
	}
	add_results(ctx, spf, dmarc->resinfo);
	if (dmarc->result == MAILAUTH_DMARC_FAIL &&
	    dmarc->disposition == MAILAUTH_DMARC_POLICY_REJECT) {
		smfi_setreply(ctx, UNCONST("550"), UNCONST("5.7.1"),
		    UNCONST("rejected by the DMARC policy of the author's domain"));
		status = SMFIS_REJECT;
	}
	mailauth_task_free(task);
	end_message(c);
	return status;
}

static sfsistat
on_abort(SMFICTX *ctx)
{
	end_message(connection_of(ctx));
	return SMFIS_CONTINUE;
}

static sfsistat
on_close(SMFICTX *ctx)
{
	struct connection *c = connection_of(ctx);

	if (c != NULL) {
		end_message(c);
		free(c->helo);
		free(c);
		smfi_setpriv(ctx, NULL);
	}
	return SMFIS_CONTINUE;
}

/* ---- the program ------------------------------------------------------------------- */

static char milter_name[] = "mailauth";
static struct smfiDesc description = {
	.xxfi_name = milter_name,
	.xxfi_version = SMFI_VERSION,
	.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS,
	.xxfi_connect = on_connect,
	.xxfi_helo = on_helo,
	.xxfi_envfrom = on_envfrom,
	.xxfi_header = on_header,
	.xxfi_eom = on_eom,
	.xxfi_abort = on_abort,
	.xxfi_close = on_close,
};

static const struct option_spec own[] = {
	{ "id", 0, OPTION_TEXT, &own_id, "AUTHSERV-ID", "our name in Authentication-Results", 0, 0 },
	{ "trust", 0, OPTION_TEXT, &trusted_id, "AUTHSERV-ID", "whose DKIM results to believe", 0, 0 },
};
static const struct program program = {
	.name = "milter",
	.arguments = "SOCKET",
	.purpose = "adds Received-SPF and Authentication-Results",
	.own = own,
	.own_count = sizeof(own) / sizeof(own[0]),
};

int
main(int argc, char **argv)
{
	char socket_name[256];
	int status;

	if (options_parse(&options, &program, argc, argv, &status))
		return program_finish(&options, status);
	if (options.arg_count != 1 ||
	    strlen(options.args[0]) >= sizeof(socket_name))
		return program_finish(&options, usage_error(&options,
		    "SOCKET is needed, such as inet:8891@127.0.0.1"));
	memcpy(socket_name, options.args[0], strlen(options.args[0]) + 1);
	while (free_count < POOL && status == 0) {
		status = source_open(&pool[free_count], &options, NULL);
		if (status == 0)
			free_count++;
	}
	if (status == 0 && (smfi_setconn(socket_name) == MI_FAILURE ||
	    smfi_register(description) == MI_FAILURE ||
	    smfi_main() == MI_FAILURE)) {
		complain(&options, "libmilter could not start");
		status = STATUS_SOFTWARE;
	}
	while (free_count > 0)
		source_close(&pool[--free_count]);
	return program_finish(&options, status);
}
