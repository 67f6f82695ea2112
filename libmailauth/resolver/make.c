/* SPDX-License-Identifier: BSD-2-Clause */
/* Resolvers: made, set and freed. */
#include <string.h>

#include "base/text.h"
#include "resolver/resolver.h"

#define IN_FLIGHT_DEFAULT 512
#define IN_FLIGHT_MOST 4096
#define CACHE_DEFAULT 10000
#define CACHE_MOST 1000000

int
mailauth__resolver_over(const mailauth_config *cfg, struct loop *loop,
    struct backend *backend, mailauth_resolver **out)
{
	struct arena *arena = mailauth__arena_new(cfg, 0);
	mailauth_resolver *r;

	*out = NULL;
	if (arena == NULL)
		goto no_memory;
	r = mailauth__arena_zalloc(arena, sizeof(*r));
	if (r == NULL || mailauth__store_init(&r->store, cfg, arena) != 0)
		goto no_memory;
	r->arena = arena;
	r->config = cfg;
	r->loop = loop;
	r->backend = backend;
	r->in_flight = IN_FLIGHT_DEFAULT;
	r->store.kept_most = CACHE_DEFAULT;
	*out = r;
	return 0;
no_memory:
	mailauth__arena_free(arena);
	backend->ops->free(backend);
	mailauth__loop_free(loop);
	return MAILAUTH_ERR_NOMEM;
}

int
mailauth_resolver_new(const mailauth_config *cfg, mailauth_resolver **out)
{
	struct backend *backend;
	struct loop *loop;
	int rc;

	if (out == NULL)
		return MAILAUTH_ERR_INVALID;
	*out = NULL;
	if ((rc = mailauth__loop_new(cfg, &loop)) != 0)
		return rc;
	rc = mailauth__unbound_new(cfg, loop, NULL, &backend);
	if (rc == 0)
		rc = mailauth__directed_new(cfg, loop, backend, &backend);
	if (rc != 0) {
		mailauth__loop_free(loop);
		return rc;
	}
	return mailauth__resolver_over(cfg, loop, backend, out);
}

int
mailauth_resolver_new_zone(const mailauth_config *cfg, const mailauth_zone *zone,
    mailauth_resolver **out)
{
	struct backend *backend;
	struct loop *loop;
	int rc;

	if (out == NULL)
		return MAILAUTH_ERR_INVALID;
	*out = NULL;
	if (zone == NULL)
		return MAILAUTH_ERR_INVALID;
	if ((rc = mailauth__loop_new(cfg, &loop)) != 0)
		return rc;
	if ((rc = mailauth__offline_new(cfg, loop, zone, &backend)) != 0) {
		mailauth__loop_free(loop);
		return rc;
	}
	return mailauth__resolver_over(cfg, loop, backend, out);
}

static int
set_number(const char *value, uint64_t least, uint64_t most, size_t *out)
{
	struct cursor c = cursor_of(value, strlen(value));
	uint64_t number;

	if (mailauth__cursor_number(&c, most, &number) != 0 || !cursor_done(&c) ||
	    number < least)
		return MAILAUTH_ERR_INVALID;
	*out = (size_t)number;
	return 0;
}

int
mailauth_resolver_set(mailauth_resolver *resolver, const char *key, const char *value)
{
	if (resolver == NULL || key == NULL || value == NULL)
		return MAILAUTH_ERR_INVALID;
	if (resolver->open)
		return MAILAUTH_ERR_STATE;
	if (strcmp(key, "in-flight") == 0)
		return set_number(value, 1, IN_FLIGHT_MOST, &resolver->in_flight);
	if (strcmp(key, "cache") == 0)
		return set_number(value, 0, CACHE_MOST, &resolver->store.kept_most);
	if (resolver->backend->ops->set == NULL)
		return MAILAUTH_ERR_INVALID;
	return resolver->backend->ops->set(resolver->backend, key, value);
}

void
mailauth_resolver_free(mailauth_resolver *resolver)
{
	mailauth_resolver *r = resolver;

	if (r == NULL)
		return;
	while (r->ready.oldest != NULL)
		mailauth__run_release(r->ready.oldest);
	while (r->waiting.oldest != NULL)
		mailauth__run_release(r->waiting.oldest);
	while (r->done.oldest != NULL)
		mailauth__run_release(r->done.oldest);
	if (r->gone != NULL)
		*r->gone = true;
	r->backend->ops->free(r->backend);
	mailauth__store_clear(&r->store);
	mailauth__loop_free(r->loop);
	mailauth__arena_free(r->arena);
}
