/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys met so far: an open-addressed table over the SHA-256 of their numbers. */
#include <string.h>

#include "base/sha256.h"
#include "record/dkim_key.h"
#include "record/key_blocklist.h"

#define FIRST_SLOTS 64

struct seen {
	uint8_t hash[32];
	const char *name; /* NULL: a free slot */
};

struct mailauth_dkim_key_set {
	struct arena *arena;
	struct seen *slots;
	size_t slot_count; /* a power of two, at most three quarters used */
	size_t used;
};

int
mailauth_dkim_key_set_new(const mailauth_config *cfg, mailauth_dkim_key_set **out)
{
	struct mailauth_dkim_key_set *set;
	struct arena *arena;

	*out = NULL;
	if ((arena = mailauth__arena_new(cfg, 0)) == NULL)
		return MAILAUTH_ERR_NOMEM;
	set = mailauth__arena_zalloc(arena, sizeof(*set));
	if (set != NULL)
		set->slots = mailauth__arena_array(arena, FIRST_SLOTS,
		    sizeof(*set->slots));
	if (set == NULL || set->slots == NULL) {
		mailauth__arena_free(arena);
		return MAILAUTH_ERR_NOMEM;
	}
	set->arena = arena;
	set->slot_count = FIRST_SLOTS;
	*out = set;
	return MAILAUTH_OK;
}

/* The slot of a hash: where it stands, or the free one where it belongs. */
static struct seen *
slot_of(const struct mailauth_dkim_key_set *set, const uint8_t hash[32])
{
	struct seen *slot;
	size_t i;

	memcpy(&i, hash, sizeof(i));
	for (;; i++) {
		slot = &set->slots[i & (set->slot_count - 1)];
		if (slot->name == NULL || memcmp(slot->hash, hash, 32) == 0)
			return slot;
	}
}

static int
grow(struct mailauth_dkim_key_set *set)
{
	struct mailauth_dkim_key_set larger = *set;
	size_t i;

	larger.slot_count *= 2;
	larger.slots = mailauth__arena_array(set->arena, larger.slot_count,
	    sizeof(*larger.slots));
	if (larger.slots == NULL)
		return mailauth__arena_error(set->arena);
	for (i = 0; i < set->slot_count; i++)
		if (set->slots[i].name != NULL)
			*slot_of(&larger, set->slots[i].hash) = set->slots[i];
	*set = larger;
	return MAILAUTH_OK;
}

int
mailauth_dkim_key_set_add(mailauth_dkim_key_set *set, const mailauth_dkim_key *key,
    const char *name, const char **earlier)
{
	struct seen *slot;
	uint8_t hash[32];
	const uint8_t *number;
	size_t len;
	int rc;

	*earlier = NULL;
	if ((number = mailauth__key_number(key, &len)) == NULL)
		return MAILAUTH_OK;
	if (set->used >= set->slot_count / 4 * 3 && (rc = grow(set)) != 0)
		return rc;
	mailauth__sha256(number, len, hash);
	slot = slot_of(set, hash);
	if (slot->name != NULL) {
		if (strcmp(slot->name, name) != 0)
			*earlier = slot->name;
		return MAILAUTH_OK;
	}
	slot->name = mailauth__arena_text(set->arena, name, strlen(name));
	if (slot->name == NULL)
		return mailauth__arena_error(set->arena);
	memcpy(slot->hash, hash, sizeof(hash));
	set->used++;
	return MAILAUTH_OK;
}

void
mailauth_dkim_key_set_free(mailauth_dkim_key_set *set)
{
	if (set != NULL)
		mailauth__arena_free(set->arena);
}
