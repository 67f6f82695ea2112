/* SPDX-License-Identifier: BSD-2-Clause */
/* Arenas: blocks that double in size from the third on, from the caller's allocator. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/config.h"

#define ARENA_ALIGN (_Alignof(max_align_t))
#define ARENA_FIRST 1024
#define ARENA_BLOCK_MAX (256 * 1024)

struct block {
	struct block *older;
	size_t size; /* of the octets behind this struct */
	_Alignas(max_align_t) char data[];
};

/* Lies at the head of its own first block. */
struct arena {
	struct mailauth_allocator allocator;
	struct block *newest;
	char *next, *end; /* free part of the newest block */
	size_t used;      /* handed out; used + (end - next) <= cap */
	size_t taken;     /* from the allocator */
	size_t cap;       /* 0: none */
	int error;        /* of the last refusal; NOMEM before one */
	int refused;      /* of the first; 0: none */
};

/* Rounds up to the alignment; 0 if that overflows. */
static size_t
aligned(size_t size)
{
	if (size > SIZE_MAX - ARENA_ALIGN)
		return 0;
	if (size == 0)
		size = 1;
	return (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
}

static struct arena *
make(const struct mailauth_allocator *allocator, size_t cap, size_t first)
{
	size_t head = aligned(sizeof(struct arena));
	struct block *block;
	struct arena *arena;
	size_t size;

	if (first == 0)
		first = ARENA_FIRST;
	size = aligned(first);
	/* Below the cap there is little room; growing past it is the error. */
	if (cap != 0 && size > cap)
		size = cap & ~(ARENA_ALIGN - 1);
	if (size == 0 || size > SIZE_MAX / 2)
		return NULL;
	size += head;
	block = allocator->malloc(sizeof(*block) + size, allocator->user_data);
	if (block == NULL)
		return NULL;
	block->older = NULL;
	block->size = size;
	arena = (struct arena *)(void *)block->data;
	arena->allocator = *allocator;
	arena->newest = block;
	arena->next = block->data + head;
	arena->end = block->data + size;
	arena->used = 0;
	arena->taken = sizeof(*block) + size;
	arena->cap = cap;
	arena->error = MAILAUTH_ERR_NOMEM;
	arena->refused = 0;
	return arena;
}

struct arena *
mailauth__arena_new(const mailauth_config *cfg, size_t first)
{
	const struct mailauth_config *config = mailauth__config(cfg);

	return make(&config->allocator,
	    (size_t)config->value[MAILAUTH_OPT_MEMORY], first);
}

struct arena *
mailauth__arena_sibling(const struct arena *of, size_t first)
{
	return make(&of->allocator, of->cap, first);
}

void
mailauth__arena_free(struct arena *arena)
{
	struct mailauth_allocator allocator;
	struct block *block, *older;

	if (arena == NULL)
		return;
	/* The arena itself lies in the oldest block. */
	allocator = arena->allocator;
	for (block = arena->newest; block != NULL; block = older) {
		older = block->older;
		allocator.free(block, allocator.user_data);
	}
}

/* A new block with room for at least `size` octets becomes the newest.  Only
 * here can the cap be met: a block holds no more than the cap leaves, so what
 * comes from one is within it. */
static int
add_block(struct arena *arena, size_t size)
{
	size_t wanted = arena->newest->size;
	struct block *block;

	if (arena->cap != 0 && size > arena->cap - arena->used)
		return MAILAUTH_ERR_LIMIT;
	/* The second is as large as the first, which was meant to do. */
	if (arena->newest->older != NULL)
		wanted = wanted < ARENA_BLOCK_MAX / 2 ? wanted * 2 :
		    ARENA_BLOCK_MAX;
	if (wanted < size)
		wanted = size;
	if (arena->cap != 0 && wanted > arena->cap - arena->used)
		wanted = size;
	if (wanted > SIZE_MAX - sizeof(*block))
		return MAILAUTH_ERR_NOMEM;
	block = arena->allocator.malloc(sizeof(*block) + wanted,
	    arena->allocator.user_data);
	if (block == NULL)
		return MAILAUTH_ERR_NOMEM;
	block->older = arena->newest;
	block->size = wanted;
	arena->newest = block;
	arena->next = block->data;
	arena->end = block->data + wanted;
	arena->taken += sizeof(*block) + wanted;
	return 0;
}

static void *
refuse(struct arena *arena, int error)
{
	arena->error = error;
	if (arena->refused == 0)
		arena->refused = error;
	return NULL;
}

/* What the newest block has no room for, and sizes that are none. */
static void *
alloc_in_new_block(struct arena *arena, size_t size)
{
	const size_t want = aligned(size);
	void *result;
	int rc;

	if (want == 0)
		return refuse(arena, MAILAUTH_ERR_NOMEM);
	if (want > (size_t)(arena->end - arena->next) &&
	    (rc = add_block(arena, want)) != 0)
		return refuse(arena, rc);
	assert(arena->cap == 0 || want <= arena->cap - arena->used);
	result = arena->next;
	arena->next += want;
	arena->used += want;
	return result;
}

void *
mailauth__arena_alloc(struct arena *arena, size_t size)
{
	/* 0 for a size of 0, and for one that overflows */
	const size_t want = (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
	void *result = arena->next;

	if (UNLIKELY(want - 1 >= (size_t)(arena->end - arena->next)))
		return alloc_in_new_block(arena, size);
	arena->next += want;
	arena->used += want;
	return result;
}

void *
mailauth__arena_zalloc(struct arena *arena, size_t size)
{
	void *result = mailauth__arena_alloc(arena, size);

	if (result != NULL)
		memset(result, 0, size);
	return result;
}

void *
mailauth__arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return mailauth__arena_zalloc(arena, count * size);
}

void *
mailauth__arena_grow(struct arena *arena, void *old, size_t old_count,
    size_t new_count, size_t size)
{
	size_t had, more;
	void *result;

	if (size == 0 || new_count < old_count || new_count > SIZE_MAX / size)
		return NULL;
	had = aligned(old_count * size);
	more = aligned(new_count * size);
	if (more == 0)
		return NULL;
	/* The last piece of the newest block can grow where it stands. */
	if (old != NULL && (char *)old + had == arena->next &&
	    more - had <= (size_t)(arena->end - arena->next)) {
		arena->next += more - had;
		arena->used += more - had;
		return old;
	}
	result = mailauth__arena_alloc(arena, new_count * size);
	if (result != NULL && old_count > 0)
		memcpy(result, old, old_count * size);
	return result;
}

char *
mailauth__arena_text(struct arena *arena, const char *text, size_t len)
{
	char *copy;

	if (len == SIZE_MAX)
		return NULL;
	copy = mailauth__arena_alloc(arena, len + 1);
	if (copy == NULL)
		return NULL;
	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

size_t
mailauth__arena_used(const struct arena *arena)
{
	return arena->used;
}

size_t
mailauth__arena_taken(const struct arena *arena)
{
	return arena->taken;
}

int
mailauth__arena_error(const struct arena *arena)
{
	return arena->error;
}

int
mailauth__arena_refused(const struct arena *arena)
{
	return arena->refused;
}
