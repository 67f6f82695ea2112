/* SPDX-License-Identifier: BSD-2-Clause */
/* Resolvers as the options say, and files. */
#include "common/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A zone file larger than this is not meant for a command line. */
#define ZONE_MAX ((size_t)256 << 20)
/* Standard input as a record: far above the 65,535 octets a record can have,
 * so that the parsers may say what is wrong with one that is too long. */
#define RECORD_MAX ((size_t)1 << 20)

static int
no_memory(const struct options *o)
{
	complain(o, "%s", mailauth_strerror(MAILAUTH_ERR_NOMEM));
	return STATUS_SOFTWARE;
}

static int
read_stream(struct text *text, const struct options *o, const char *name,
    FILE *in, size_t max)
{
	size_t room = 0, n;

	do {
		if (room - text->length < 2) {
			char *data = realloc(text->data, room = room * 2 + 8192);

			if (data == NULL)
				return no_memory(o);
			text->data = data;
		}
		n = fread(text->data + text->length, 1, room - text->length - 1, in);
		text->length += n;
		if (text->length > max) {
			complain(o, "%s: larger than %zu octets", name, max);
			return STATUS_USAGE;
		}
	} while (n > 0);
	if (ferror(in)) {
		complain(o, "%s: %s", name, strerror(errno));
		return STATUS_USAGE;
	}
	text->data[text->length] = '\0';
	return 0;
}

int
text_read(struct text *text, const struct options *o, const char *path, size_t max)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *in = standard ? stdin : fopen(path, "rb");
	int status;

	*text = (struct text){ 0 };
	if (in == NULL) {
		complain(o, "%s: %s", path, strerror(errno));
		return STATUS_USAGE;
	}
	status = read_stream(text, o, standard ? "standard input" : path, in, max);
	if (!standard)
		fclose(in);
	if (status != 0)
		text_free(text);
	return status;
}

int
text_argument(struct text *text, const struct options *o, const char *argument)
{
	if (strcmp(argument, "-") == 0)
		return text_read(text, o, argument, RECORD_MAX);
	text->length = strlen(argument);
	text->data = malloc(text->length + 1);
	if (text->data == NULL)
		return no_memory(o);
	memcpy(text->data, argument, text->length + 1);
	return 0;
}

void
text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){ 0 };
}

static int
read_zones(struct source *source, const struct options *o)
{
	const mailauth_zone_problem *p;
	int status = 0;

	if (mailauth_zone_new(source->config, &source->zone) != 0)
		return no_memory(o);
	for (size_t i = 0; i < o->zones.count && status == 0; i++) {
		const char *path = o->zones.items[i];
		struct text text;
		int rc;

		if ((status = text_read(&text, o, path, ZONE_MAX)) != 0)
			break;
		rc = mailauth_zone_read(source->zone, path, NULL, text.data, text.length);
		text_free(&text);
		if (rc == MAILAUTH_ERR_NOMEM)
			status = no_memory(o);
		else if (rc != 0 &&
		    mailauth_zone_problem_count(source->zone) == 0) {
			complain(o, "%s: %s", path, mailauth_strerror(rc));
			status = STATUS_USAGE;
		}
	}
	for (size_t i = 0; (p = mailauth_zone_problem_at(source->zone, i)) != NULL; i++) {
		complain(o, "%s:%u:%u: %s", p->file, p->line, p->column, p->message);
		status = STATUS_USAGE;
	}
	return status;
}

/* Hands each item of a list to the resolver.  0 or an exit status. */
static int
set_each(const struct source *source, const struct options *o,
    const struct text_list *list, const char *option, const char *key)
{
	for (size_t i = 0; i < list->count; i++) {
		bool system = strcmp(key, "forward") == 0 &&
		    strcmp(list->items[i], "system") == 0;
		int rc = mailauth_resolver_set(source->resolver,
		    system ? "resolv-conf" : key,
		    system ? "/etc/resolv.conf" : list->items[i]);

		if (rc == MAILAUTH_ERR_NOMEM)
			return no_memory(o);
		if (rc == MAILAUTH_ERR_INVALID && strcmp(key, "forward") == 0)
			return usage_error(o, "%s wants an address such as 192.0.2.1 or"
			    " 2001:db8::1@5353, not \"%s\"", option, list->items[i]);
		if (rc != 0) {
			complain(o, "%s %s: %s", option, list->items[i],
			    mailauth_strerror(rc));
			return STATUS_USAGE;
		}
	}
	return 0;
}

static int
make_resolver(struct source *source, const struct options *o)
{
	int rc, status;

	if (source->zone != NULL) {
		if (o->resolvers.count > 0 || o->anchors.count > 0)
			return usage_error(o, "--zone and %s exclude each other",
			    o->resolvers.count > 0 ? "--resolver" : "--trust-anchor");
		rc = mailauth_resolver_new_zone(source->config, source->zone,
		    &source->resolver);
	} else {
		rc = mailauth_resolver_new(source->config, &source->resolver);
	}
	if (rc == MAILAUTH_ERR_UNSUPPORTED) {
		complain(o, "this build has no libunbound: only --zone works");
		return STATUS_USAGE;
	}
	if (rc != 0) {
		complain(o, "cannot make a resolver: %s", mailauth_strerror(rc));
		return STATUS_SOFTWARE;
	}
	status = set_each(source, o, &o->resolvers, "--resolver", "forward");
	if (status == 0)
		status = set_each(source, o, &o->anchors, "--trust-anchor",
		    "trust-anchor-file");
	return status;
}

int
source_open(struct source *source, const struct options *o, mailauth_config *config)
{
	int status = 0;

	*source = (struct source){ .config = config };
	if (o->zones.count > 0)
		status = read_zones(source, o);
	if (status == 0)
		status = make_resolver(source, o);
	if (status != 0)
		source_close(source);
	return status;
}

int
source_run(const struct source *source, const struct options *o, mailauth_task *task)
{
	int rc = mailauth_resolver_run(source->resolver, task, o->timeout_ms);

	if (rc == 0)
		return 0;
	if (rc == MAILAUTH_ERR_INVALID && o->anchors.count > 0) {
		complain(o, "--trust-anchor %s: not a file of DS or DNSKEY records",
		    o->anchors.items[0]);
		return STATUS_USAGE;
	}
	complain(o, "%s", mailauth_strerror(rc));
	return STATUS_SOFTWARE;
}

void
source_close(struct source *source)
{
	mailauth_resolver_free(source->resolver);
	mailauth_zone_free(source->zone);
	mailauth_config_free(source->config);
	*source = (struct source){ 0 };
}
