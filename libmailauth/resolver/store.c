/* SPDX-License-Identifier: BSD-2-Clause */
/* The questions a resolver knows of: a hash table with chains, and the kept
 * ones in the order of their last use. */
#include <string.h>

#include "dns/name.h"
#include "resolver/store.h"

#define BUCKETS_FIRST 256 /* a power of two, as all counts of buckets */

/* FNV-1a, begun differently by each store: names come from strangers. */
static uint32_t
hash_of(const struct store *store, const char *name, uint16_t type,
    const char *server)
{
	uint32_t hash = store->seed ^ type;

	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	for (; server != NULL && *server != '\0'; server++)
		hash = (hash ^ (unsigned char)*server) * 16777619u;
	return hash ^ hash >> 15;
}

void
mailauth__entry_append(struct entry_list *list, struct entry *entry)
{
	entry->older = list->newest;
	entry->newer = NULL;
	if (list->newest != NULL)
		list->newest->newer = entry;
	else
		list->oldest = entry;
	list->newest = entry;
	list->count++;
}

void
mailauth__entry_remove(struct entry_list *list, struct entry *entry)
{
	if (entry->older != NULL)
		entry->older->newer = entry->newer;
	else
		list->oldest = entry->newer;
	if (entry->newer != NULL)
		entry->newer->older = entry->older;
	else
		list->newest = entry->older;
	entry->older = entry->newer = NULL;
	list->count--;
}

int
mailauth__store_init(struct store *store, const mailauth_config *cfg, struct arena *arena)
{
	store->config = cfg;
	store->arena = arena;
	store->seed = 2166136261u ^ (uint32_t)mailauth__loop_now() ^
	    (uint32_t)((uintptr_t)arena >> 4);
	store->bucket_count = BUCKETS_FIRST;
	store->buckets = mailauth__arena_array(arena, BUCKETS_FIRST,
	    sizeof(*store->buckets));
	return store->buckets != NULL ? 0 : MAILAUTH_ERR_NOMEM;
}

static void
free_entry(struct entry *entry)
{
	mailauth__answer_release(entry->answer);
	mailauth__arena_free(entry->arena);
}

void
mailauth__store_clear(struct store *store)
{
	for (size_t i = 0; i < store->bucket_count; i++) {
		struct entry *entry, *next;

		for (entry = store->buckets[i]; entry != NULL; entry = next) {
			next = entry->next;
			free_entry(entry);
		}
	}
}

/* Twice the buckets; without memory the chains just grow longer. */
static void
widen(struct store *store)
{
	size_t count = store->bucket_count * 2;
	struct entry **buckets = mailauth__arena_array(store->arena, count,
	    sizeof(struct entry *));

	if (buckets == NULL)
		return;
	for (size_t i = 0; i < store->bucket_count; i++) {
		struct entry *entry, *next;

		for (entry = store->buckets[i]; entry != NULL; entry = next) {
			next = entry->next;
			entry->next = buckets[entry->hash & (count - 1)];
			buckets[entry->hash & (count - 1)] = entry;
		}
	}
	store->buckets = buckets;
	store->bucket_count = count;
}

static bool
same_server(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

struct entry *
mailauth__store_find(struct store *store, const char *name, uint16_t type,
    const char *server, int64_t now)
{
	uint32_t hash = hash_of(store, name, type, server);
	struct entry *entry = store->buckets[hash & (store->bucket_count - 1)];

	for (; entry != NULL; entry = entry->next)
		if (entry->hash == hash && entry->question.type == type &&
		    strcmp(entry->question.name, name) == 0 &&
		    same_server(entry->question.server, server))
			break;
	if (entry != NULL && entry->state == ENTRY_KEPT && entry->expires <= now) {
		mailauth__store_drop(store, entry);
		entry = NULL;
	}
	return entry;
}

struct entry *
mailauth__store_add(struct store *store, const char *name, uint16_t type,
    const char *server)
{
	size_t len = strlen(name), server_len = server != NULL ? strlen(server) : 0;
	struct arena *arena = mailauth__arena_new(store->config,
	    sizeof(struct entry) + len + server_len + 32);
	struct entry *entry, **bucket;
	char *copy, *server_copy = NULL;

	if (arena == NULL)
		return NULL;
	entry = mailauth__arena_zalloc(arena, sizeof(*entry));
	copy = mailauth__arena_text(arena, name, len);
	if (server != NULL)
		server_copy = mailauth__arena_text(arena, server, server_len);
	if (entry == NULL || copy == NULL || (server != NULL && server_copy == NULL)) {
		mailauth__arena_free(arena);
		return NULL;
	}
	entry->arena = arena;
	entry->question.name = copy;
	entry->question.type = type;
	entry->question.server = server_copy;
	entry->hash = hash_of(store, name, type, server);
	if (store->count >= store->bucket_count)
		widen(store);
	bucket = &store->buckets[entry->hash & (store->bucket_count - 1)];
	entry->next = *bucket;
	*bucket = entry;
	store->count++;
	return entry;
}

void
mailauth__store_drop(struct store *store, struct entry *entry)
{
	struct entry **place = &store->buckets[entry->hash & (store->bucket_count - 1)];

	while (*place != entry)
		place = &(*place)->next;
	*place = entry->next;
	store->count--;
	if (entry->state == ENTRY_KEPT) {
		mailauth__entry_remove(&store->kept, entry);
		store->kept_octets -= entry->octets;
	}
	free_entry(entry);
}

void
mailauth__store_keep(struct store *store, struct entry *entry, int64_t now, bool lasting)
{
	const struct mailauth_answer *ans = entry->answer;
	int64_t ttl;

	/* Failures are asked again: the next task may have better luck. */
	if (store->kept_most == 0 || entry->question.server != NULL || ans == NULL ||
	    !mailauth__answer_certain(ans) || ans->arena == NULL ||
	    (ans->ttl == 0 && !lasting)) {
		mailauth__store_drop(store, entry);
		return;
	}
	ttl = ans->ttl < STORE_TTL ? (int64_t)ans->ttl : STORE_TTL;
	entry->expires = lasting ? INT64_MAX : now + ttl * 1000000;
	entry->octets = mailauth__arena_taken(ans->arena) +
	    mailauth__arena_taken(entry->arena);
	entry->state = ENTRY_KEPT;
	mailauth__entry_append(&store->kept, entry);
	store->kept_octets += entry->octets;
	while (store->kept.count > store->kept_most ||
	    store->kept_octets > STORE_OCTETS)
		mailauth__store_drop(store, store->kept.oldest);
}

void
mailauth__store_use(struct store *store, struct entry *entry)
{
	if (entry->newer == NULL)
		return;
	mailauth__entry_remove(&store->kept, entry);
	mailauth__entry_append(&store->kept, entry);
}
