/* SPDX-License-Identifier: BSD-2-Clause */
/* One arena per object: everything reached from the object dies with it. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <mailauth/base.h>

#include "base/compiler.h"

struct arena;

/* An arena whose first block has room for `first` octets (0: a default), from
 * the allocator of cfg, capped by MAILAUTH_OPT_MEMORY.  NULL: no memory. */
struct arena *mailauth__arena_new(const mailauth_config *cfg, size_t first) MUST_CHECK;
/* An arena from the allocator and with the cap of another. */
struct arena *mailauth__arena_sibling(const struct arena *of, size_t first) MUST_CHECK;
/* Frees the arena and all that came from it; NULL is fine. */
void mailauth__arena_free(struct arena *arena);
/* `size` octets aligned for any object, not cleared.  NULL: no memory. */
void *mailauth__arena_alloc(struct arena *arena, size_t size) MUST_CHECK;
/* An object cleared to zero. */
void *mailauth__arena_zalloc(struct arena *arena, size_t size) MUST_CHECK;
/* `count` objects of `size` cleared to zero; the product is checked. */
void *mailauth__arena_array(struct arena *arena, size_t count, size_t size) MUST_CHECK;
/* Room for new_count objects, the first old_count copied from `old` (which
 * stays valid as garbage, or is extended in place).  New ones not cleared. */
void *mailauth__arena_grow(struct arena *arena, void *old, size_t old_count,
    size_t new_count, size_t size) MUST_CHECK;
/* NUL-terminated copy of len octets. */
char *mailauth__arena_text(struct arena *arena, const char *text, size_t len) MUST_CHECK;
/* Octets handed out so far: what a measurement of an object's memory reads. */
size_t mailauth__arena_used(const struct arena *arena);
/* Octets taken from the allocator so far, unused parts of blocks included. */
size_t mailauth__arena_taken(const struct arena *arena);
/* MAILAUTH_ERR_LIMIT if a refusal came from the cap, else MAILAUTH_ERR_NOMEM. */
int mailauth__arena_error(const struct arena *arena);
/* 0 as long as every request was granted, else the error of the first that was
 * not: for what builds much and looks once. */
int mailauth__arena_refused(const struct arena *arena);

#endif
