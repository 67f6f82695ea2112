/* SPDX-License-Identifier: BSD-2-Clause */
/* The failing allocator of the tests. */
#include "support/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

/* More runs than any sane test needs: a guard against a run without end. */
#define MAX_RUNS 100000
#define MAX_CAP (1 << 20)

#define MAGIC_LIVE 0x6c697665u
#define MAGIC_DEAD 0x64656164u
#define FENCE 0xa5
#define FENCE_SIZE 16

struct test_alloc_block {
	struct test_alloc_block *prev, *next;
	size_t size;
	uint32_t magic;
	_Alignas(max_align_t) unsigned char data[];
};

static void
complain(struct test_alloc *ta, const char *what)
{
	if (ta->error == NULL)
		ta->error = what;
}

/* The block of a pointer the library gives back, NULL when it is not ours. */
static struct test_alloc_block *
find(struct test_alloc *ta, const void *ptr)
{
	struct test_alloc_block *b;

	for (b = ta->first; b != NULL; b = b->next)
		if (b->data == ptr)
			return b;
	complain(ta, "a pointer was freed twice or never allocated");
	return NULL;
}

static int
fence_intact(const struct test_alloc_block *b)
{
	size_t i;

	for (i = 0; i < FENCE_SIZE; i++)
		if (b->data[b->size + i] != FENCE)
			return 0;
	return 1;
}

static int
must_fail(struct test_alloc *ta)
{
	ta->calls++;
	if (ta->fail_at == 0 || ta->calls < ta->fail_at)
		return 0;
	if (ta->calls > ta->fail_at && !ta->fail_all_after)
		return 0;
	ta->failed++;
	return 1;
}

static void *
block_new(struct test_alloc *ta, size_t size)
{
	struct test_alloc_block *b;

	if (size > SIZE_MAX - sizeof(*b) - FENCE_SIZE)
		return NULL;
	b = malloc(sizeof(*b) + size + FENCE_SIZE);
	if (b == NULL)
		return NULL;
	b->size = size;
	b->magic = MAGIC_LIVE;
	/* what was never written must not read as zero */
	memset(b->data, 0xdb, size);
	memset(b->data + size, FENCE, FENCE_SIZE);
	b->prev = NULL;
	b->next = ta->first;
	if (ta->first != NULL)
		ta->first->prev = b;
	ta->first = b;
	ta->live++;
	ta->bytes += size;
	if (ta->bytes > ta->peak)
		ta->peak = ta->bytes;
	return b->data;
}

static void
block_free(struct test_alloc *ta, struct test_alloc_block *b)
{
	if (b->magic != MAGIC_LIVE || !fence_intact(b))
		complain(ta, "a block was written past its end");
	if (b->prev != NULL)
		b->prev->next = b->next;
	else
		ta->first = b->next;
	if (b->next != NULL)
		b->next->prev = b->prev;
	ta->live--;
	ta->bytes -= b->size;
	b->magic = MAGIC_DEAD;
	memset(b->data, 0xdd, b->size);
	free(b);
}

static void *
ta_malloc(size_t size, void *user_data)
{
	struct test_alloc *ta = user_data;

	if (size == 0)
		complain(ta, "malloc of 0 octets");
	if (must_fail(ta))
		return NULL;
	return block_new(ta, size);
}

static void
ta_free(void *ptr, void *user_data)
{
	struct test_alloc *ta = user_data;
	struct test_alloc_block *b;

	if (ptr != NULL && (b = find(ta, ptr)) != NULL)
		block_free(ta, b);
}

/* Always moves, so that a stale pointer into the old block is noticed. */
static void *
ta_realloc(void *ptr, size_t size, void *user_data)
{
	struct test_alloc *ta = user_data;
	struct test_alloc_block *b;
	void *moved;

	if (ptr == NULL)
		return ta_malloc(size, user_data);
	if (size == 0)
		complain(ta, "realloc to 0 octets");
	if ((b = find(ta, ptr)) == NULL || must_fail(ta))
		return NULL;
	if ((moved = block_new(ta, size)) == NULL)
		return NULL;
	memcpy(moved, b->data, b->size < size ? b->size : size);
	block_free(ta, b);
	return moved;
}

void
test_alloc_init(struct test_alloc *ta, size_t fail_at)
{
	memset(ta, 0, sizeof(*ta));
	ta->fail_at = fail_at;
	ta->allocator.malloc = ta_malloc;
	ta->allocator.realloc = ta_realloc;
	ta->allocator.free = ta_free;
	ta->allocator.user_data = ta;
}

const mailauth_allocator *
test_allocator(struct test_alloc *ta)
{
	return &ta->allocator;
}

const char *
test_alloc_finish(struct test_alloc *ta)
{
	if (ta->first != NULL)
		complain(ta, "a block was not freed");
	while (ta->first != NULL)
		block_free(ta, ta->first);
	return ta->error != NULL ? ta->error : "";
}

/* One run.  Returns whether it met a failure. */
static int
run(alloc_test_fn fn, void *arg, size_t fail_at, int fail_all_after)
{
	struct test_alloc ta;
	mailauth_config *cfg = NULL;
	const char *error;
	int rc;

	test_alloc_init(&ta, fail_at);
	ta.fail_all_after = fail_all_after;
	rc = mailauth_config_new(test_allocator(&ta), &cfg);
	if (rc == MAILAUTH_OK)
		rc = fn(cfg, arg);
	else
		ck_assert_msg(cfg == NULL, "config_new failed and set *out");
	mailauth_config_free(cfg);

	error = test_alloc_finish(&ta);
	ck_assert_msg(error[0] == '\0', "%s (allocation %zu of %zu failed%s)",
	    error, fail_at, ta.calls, fail_all_after ? ", and all after" : "");
	if (ta.failed == 0)
		ck_assert_msg(rc == MAILAUTH_OK,
		    "result %d although no allocation failed", rc);
	else
		ck_assert_msg(rc == MAILAUTH_OK || rc == MAILAUTH_ERR_NOMEM,
		    "result %d when allocation %zu failed", rc, fail_at);
	return ta.failed != 0;
}

size_t
alloc_each_failing(alloc_test_fn fn, void *arg)
{
	size_t n;

	for (n = 1; n < MAX_RUNS; n++) {
		if (!run(fn, arg, n, 0))
			return n - 1;
		run(fn, arg, n, 1);
	}
	ck_abort_msg("still failing after %d allocations", MAX_RUNS);
	return n;
}

/* One run with a cap, of the one function or the other.  Returns its result. */
static int
run_capped(alloc_test_fn fn, alloc_used_fn tells, void *arg, size_t cap, size_t *used)
{
	struct test_alloc ta;
	mailauth_config *cfg;
	const char *error;
	int rc;

	test_alloc_init(&ta, 0);
	ck_assert_int_eq(mailauth_config_new(test_allocator(&ta), &cfg), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_MEMORY,
	    (int64_t)cap), 0);
	*used = 0;
	rc = fn != NULL ? fn(cfg, arg) : tells(cfg, arg, used);
	mailauth_config_free(cfg);
	error = test_alloc_finish(&ta);
	ck_assert_msg(error[0] == '\0', "%s (cap %zu)", error, cap);
	ck_assert_msg(rc == MAILAUTH_OK || rc == MAILAUTH_ERR_LIMIT ||
	    rc == MAILAUTH_ERR_NOMEM, "result %d with a cap of %zu", rc, cap);
	return rc;
}

size_t
alloc_each_cap(alloc_test_fn fn, void *arg)
{
	size_t cap, used, refused = 0;
	int enough = 0;

	/* an arena rounds to this */
	for (cap = 16; cap <= MAX_CAP && enough < 4; cap += 16) {
		int rc = run_capped(fn, NULL, arg, cap, &used);

		ck_assert_msg(rc == 0 || enough == 0,
		    "result %d with a cap of %zu, where less did", rc, cap);
		if (rc == 0)
			enough++;
		else
			refused++;
	}
	ck_assert_msg(enough > 0, "refused with a cap of %d", MAX_CAP);
	return refused;
}

#define STEP 16 /* an arena rounds to this */

/* The least cap above `cap` that changes what comes of it. */
static size_t
next_cap(alloc_used_fn fn, void *arg, size_t cap, int rc, size_t used)
{
	size_t same = cap, other = cap + STEP, middle, now;

	while (other <= MAX_CAP &&
	    run_capped(NULL, fn, arg, other, &now) == rc && now == used) {
		same = other;
		other += other - cap;
	}
	while (other - same > STEP) {
		middle = same + (other - same) / 2 / STEP * STEP;
		if (run_capped(NULL, fn, arg, middle, &now) == rc && now == used)
			same = middle;
		else
			other = middle;
	}
	return other;
}

size_t
alloc_each_refusal(alloc_used_fn fn, void *arg, size_t from)
{
	size_t cap = from / STEP * STEP + STEP, used, refused = 0;
	int rc;

	while ((rc = run_capped(NULL, fn, arg, cap, &used)) != 0) {
		ck_assert_msg(cap <= MAX_CAP, "refused with a cap of %zu", cap);
		refused++;
		cap = next_cap(fn, arg, cap, rc, used);
	}
	return refused;
}
