/* SPDX-License-Identifier: BSD-2-Clause */
/* The mail hosts of a validation, each checked once. */
#include <string.h>

#include "validate/validation.h"

static struct host_check *
add(struct validation *v)
{
	struct host_check *check, **hosts;

	if (v->host_count == v->host_room) {
		size_t room = v->host_room * 2 + 8;

		hosts = mailauth__arena_grow(v->arena, v->hosts, v->host_count,
		    room, sizeof(struct host_check *));
		if (hosts == NULL)
			goto nomem;
		v->hosts = hosts;
		v->host_room = room;
	}
	check = mailauth__arena_zalloc(v->arena, sizeof(*check));
	if (check != NULL)
		return v->hosts[v->host_count++] = check;
nomem:
	v->error = mailauth__arena_error(v->arena);
	return NULL;
}

/* Goes on with the check; the check itself once it is done. */
static const struct host_check *
advance(struct validation *v, struct host_check *check)
{
	int rc;

	if (check == NULL)
		return NULL;
	rc = mailauth__host_check_step(check);
	if (rc < 0)
		v->error = rc;
	if (rc == EVALUATION_DONE)
		return check;
	/* which of its questions is open does not matter: ask again next time */
	v->lacking = true;
	return NULL;
}

const struct host_check *
mailauth__host(struct validation *v, const char *name)
{
	struct host_check *check;
	size_t i;

	for (i = 0; i < v->host_count; i++) {
		if (v->hosts[i]->name != NULL && strcmp(v->hosts[i]->name, name) == 0)
			return advance(v, v->hosts[i]);
	}
	check = add(v);
	if (check != NULL)
		mailauth__host_check_init(check, v->questions, name);
	return advance(v, check);
}

const struct host_check *
mailauth__host_of(struct validation *v, const struct ip *ip)
{
	struct host_check *check;
	size_t i;

	for (i = 0; i < v->host_count; i++) {
		check = v->hosts[i];
		if (check->name == NULL && check->address_count > 0 &&
		    memcmp(&check->addresses[0].ip, ip, sizeof(*ip)) == 0)
			return advance(v, check);
	}
	check = add(v);
	if (check != NULL)
		mailauth__host_check_init_address(check, v->questions, ip);
	return advance(v, check);
}
