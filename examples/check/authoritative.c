/* SPDX-License-Identifier: BSD-2-Clause */
/* --authoritative: asks the zone's own name servers too. */
#include "check/authoritative.h"

#include <stdio.h>
#include <string.h>

#include "check/bulk.h"

#define SERVERS_MAX 13 /* as many as a delegation of old could have */
#define SERVER_MAX_MS 10000

struct server {
	char name[256];    /* for people */
	char address[64];  /* ADDRESS or ADDRESS@PORT */
};

/* The records of a type at a name, or of its alias, through the resolver.  The
 * caller frees *task behind them. */
static int
look_up(const struct settings *settings, const struct source *source,
    const char *name, uint16_t type, mailauth_task **task)
{
	int rc = mailauth_cname_walk_new(source->config, name, type, task);

	if (rc == 0)
		rc = mailauth_resolver_run(source->resolver, *task,
		    settings->options->timeout_ms);
	return rc;
}

/* One address of the host, as text; "" if it has none. */
static int
address_of(const struct settings *settings, const struct source *source,
    const char *host, char address[64])
{
	static const uint16_t types[] = { MAILAUTH_TYPE_A, MAILAUTH_TYPE_AAAA };
	size_t i;
	int rc = 0;

	*address = '\0';
	for (i = 0; i < 2 && rc == 0 && *address == '\0'; i++) {
		mailauth_task *task = NULL;
		const mailauth_record *record;

		rc = look_up(settings, source, host, types[i], &task);
		record = rc == 0 ? mailauth_cname_walk_record(task, 0) : NULL;
		if (record != NULL && record->rdata_length == 4)
			snprintf(address, 64, "%u.%u.%u.%u", record->rdata[0],
			    record->rdata[1], record->rdata[2], record->rdata[3]);
		if (record != NULL && record->rdata_length == 16) {
			const uint8_t *p = record->rdata;
			int at = 0, k;

			for (k = 0; k < 16; k += 2)
				at += snprintf(address + at, (size_t)(64 - at),
				    k > 0 ? ":%x" : "%x", p[k] << 8 | p[k + 1]);
		}
		mailauth_task_free(task);
	}
	return rc;
}

/* The name servers of the zone that the domain is in. */
static int
find_servers(const struct settings *settings, const struct source *source,
    const char *domain, struct server servers[SERVERS_MAX], size_t *count)
{
	int rc = 0;

	*count = 0;
	while (rc == 0 && *count == 0 && domain != NULL) {
		mailauth_task *task = NULL;
		const mailauth_record *record;
		size_t i;

		rc = look_up(settings, source, domain, MAILAUTH_TYPE_NS, &task);
		for (i = 0; rc == 0 && *count < SERVERS_MAX &&
		    (record = mailauth_cname_walk_record(task, i)) != NULL; i++) {
			struct server *server = &servers[*count];

			snprintf(server->name, sizeof(server->name), "%s", record->target);
			rc = address_of(settings, source, record->target, server->address);
			(*count)++;
		}
		mailauth_task_free(task);
		/* the zone may begin at a parent */
		domain = strchr(domain, '.');
		if (domain != NULL && strchr(++domain, '.') == NULL)
			domain = NULL;
	}
	return rc;
}

/* The validation once more, of one server alone. */
static int
ask_server(const struct settings *settings, const struct source *source,
    mailauth_task *task, const struct server *server)
{
	mailauth_resolver *resolver = NULL;
	mailauth_task *other = NULL;
	int timeout = settings->options->timeout_ms;
	int rc = settings_task(settings, source->config,
	    mailauth_validate_domain(task), &other);

	if (timeout <= 0 || timeout > SERVER_MAX_MS)
		timeout = SERVER_MAX_MS;
	if (rc == 0)
		rc = mailauth_resolver_new(source->config, &resolver);
	if (rc == 0 && *server->address != '\0')
		rc = mailauth_resolver_set(resolver, "forward", server->address);
	if (rc == 0 && *server->address != '\0')
		rc = mailauth_resolver_run(resolver, other, timeout);
	else if (rc == 0)
		mailauth_task_expire(other);
	if (rc == 0 && mailauth_task_state(other) == MAILAUTH_TASK_DONE)
		rc = mailauth_validate_compare(task, other, server->name);
	mailauth_task_free(other);
	mailauth_resolver_free(resolver);
	return rc;
}

int
authoritative_compare(const struct settings *settings, const struct source *source,
    mailauth_task *task)
{
	const struct text_list *given = &settings->name_servers;
	const char *domain = mailauth_validate_domain(task);
	struct server servers[SERVERS_MAX];
	size_t count = 0, i;
	int rc = 0;

	for (i = 0; i < given->count && count < SERVERS_MAX; i++, count++) {
		snprintf(servers[count].name, sizeof(servers->name), "%s", given->items[i]);
		snprintf(servers[count].address, sizeof(servers->address), "%s",
		    given->items[i]);
	}
	if (count == 0)
		rc = find_servers(settings, source, domain, servers, &count);
	if (rc == 0 && count == 0)
		complain(settings->options, "%s: no name servers were found", domain);
	for (i = 0; i < count && rc == 0; i++)
		rc = ask_server(settings, source, task, &servers[i]);
	return rc;
}

/* One domain.  Its exit status. */
static int
run_one(const struct settings *settings, const struct source *source,
    const char *domain, bool first)
{
	const struct options *o = settings->options;
	mailauth_task *task = NULL;
	const char *text;
	size_t length;
	int status = STATUS_SOFTWARE;
	int rc = settings_task(settings, source->config, domain, &task);

	if (rc == 0)
		rc = mailauth_resolver_run(source->resolver, task, o->timeout_ms);
	if (rc == 0)
		rc = authoritative_compare(settings, source, task);
	if (rc != 0) {
		complain(o, "%s: %s", domain, mailauth_strerror(rc));
		goto out;
	}
	status = settings_status(settings, task);
	text = settings_report(settings, task, &length);
	if (text == NULL) {
		complain(o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
		status = STATUS_SOFTWARE;
	} else if (!o->quiet) {
		if (!first && !o->json)
			putchar('\n');
		fwrite(text, 1, length, stdout);
		if (o->json)
			putchar('\n');
	}
out:
	mailauth_task_free(task);
	return status;
}

int
authoritative_run(const struct settings *settings, const struct source *source,
    const char *const *domains, size_t count)
{
	int status = STATUS_OK;
	size_t i;

	for (i = 0; i < count && !interrupted; i++)
		status = settings_worse(status, run_one(settings, source, domains[i],
		    i == 0));
	return status;
}
