/* SPDX-License-Identifier: BSD-2-Clause */
/* The question table: open addressing from (name, type, server) to a question. */
#include <stdbool.h>
#include <string.h>

#include "task/question.h"

#define QUESTIONS_FIRST 16 /* a power of two, as all slot counts */

/* FNV-1a.  A hostile zone can make names collide; the look-up limits of each
 * evaluation bound how many names it can bring in. */
static uint32_t
hash_of(const char *name, uint16_t type)
{
	uint32_t hash = 2166136261u ^ type;

	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash ^ hash >> 15;
}

static bool
same_server(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The slot of the question, or the free slot where it belongs. */
static uint32_t *
slot_of(const struct questions *q, const char *name, uint16_t type,
    const char *server, uint32_t hash)
{
	size_t mask = q->slot_count - 1, at;

	for (at = hash & mask; q->slots[at] != 0; at = (at + 1) & mask) {
		const struct question *item = q->items[q->slots[at] - 1];

		if (item->hash == hash && item->query.type == type &&
		    strcmp(item->query.name, name) == 0 &&
		    same_server(item->query.server, server))
			break;
	}
	return &q->slots[at];
}

/* Keeps the table at most half full. */
static int
make_room(struct questions *q)
{
	struct question **items;
	uint32_t *slots;
	size_t room, i;

	if (q->count < q->room)
		return 0;
	room = q->room != 0 ? q->room * 2 : QUESTIONS_FIRST;
	items = mailauth__arena_grow(q->arena, q->items, q->room, room,
	    sizeof(*items));
	slots = mailauth__arena_array(q->arena, room * 2, sizeof(*slots));
	if (items == NULL || slots == NULL)
		return -1;
	q->items = items;
	q->room = room;
	q->slots = slots;
	q->slot_count = room * 2;
	for (i = 0; i < q->count; i++) {
		const struct question *item = items[i];

		*slot_of(q, item->query.name, item->query.type,
		    item->query.server, item->hash) = (uint32_t)(i + 1);
	}
	return 0;
}

static struct question *
add_question(struct questions *q, const char *name, uint16_t type,
    const char *server, uint32_t hash)
{
	struct question *item;

	if (make_room(q) != 0)
		return NULL;
	item = mailauth__arena_zalloc(q->arena, sizeof(*item));
	if (item == NULL)
		return NULL;
	item->query.name = mailauth__arena_text(q->arena, name, strlen(name));
	if (item->query.name == NULL)
		return NULL;
	if (server != NULL) {
		item->query.server = mailauth__arena_text(q->arena, server,
		    strlen(server));
		if (item->query.server == NULL)
			return NULL;
	}
	item->query.type = type;
	item->hash = hash;
	item->state = QUESTION_WANTED;
	item->view.name = item->query.name;
	item->view.type = type;
	item->view.server = item->query.server;
	*slot_of(q, name, type, server, hash) = (uint32_t)(q->count + 1);
	q->items[q->count++] = item;
	item->query.id = (uint32_t)q->count;
	q->open++;
	return item;
}

static struct question *
find(struct questions *q, const char *name, uint16_t type, const char *server,
    uint32_t hash)
{
	uint32_t id;

	if (q->slot_count == 0)
		return NULL;
	id = *slot_of(q, name, type, server, hash);
	return id != 0 ? q->items[id - 1] : NULL;
}

void
mailauth__question_answer(struct questions *q, struct question *item,
    const struct mailauth_answer *ans)
{
	item->answer = ans;
	item->view.answer = ans;
	item->state = QUESTION_ANSWERED;
	q->open--;
	if (item->query.speculative)
		q->open_speculative--;
}

static const struct mailauth_answer *
ask(struct questions *q, const char *name, uint16_t type, const char *server,
    uint32_t hash, enum ask_how how)
{
	struct question *item = find(q, name, type, server, hash);

	if (item == NULL) {
		item = add_question(q, name, type, server, hash);
		if (item == NULL) {
			q->error = mailauth__arena_error(q->arena);
			return NULL;
		}
		if (how == ASK_AHEAD) {
			item->query.speculative = 1;
			item->view.speculative = 1;
			q->open_speculative++;
		}
		if (q->expired)
			mailauth__question_answer(q, item,
			    mailauth__answer_static(MAILAUTH_DNS_TIMEOUT));
	}
	if (how == ASK_NEEDED && item->query.speculative) {
		item->view.speculative = 0;
		if (item->state != QUESTION_ANSWERED)
			q->open_speculative--;
		item->query.speculative = 0;
	}
	return item->answer;
}

const struct mailauth_answer *
mailauth__ask(struct questions *q, const char *name, uint16_t type, enum ask_how how)
{
	return ask(q, name, type, NULL, hash_of(name, type), how);
}

const struct mailauth_answer *
mailauth__ask_at(struct questions *q, const char *name, uint16_t type,
    const char *server)
{
	uint32_t hash = hash_of(name, type) ^ hash_of(server, 0) * 16777619u;

	return ask(q, name, type, server, hash, ASK_NEEDED);
}

const struct mailauth_answer *
mailauth__asked(struct questions *q, const char *name, uint16_t type)
{
	const struct question *item = find(q, name, type, NULL,
	    hash_of(name, type));

	return item != NULL ? item->answer : NULL;
}
