/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_SUPPORT_ALLOC_H
#define TESTS_SUPPORT_ALLOC_H
/*
 * An allocator that counts, fails on demand, and finds leaks, double frees and
 * writes past the end.  One test_alloc serves one thread.
 *
 *	struct test_alloc ta;
 *	mailauth_config *cfg;
 *
 *	test_alloc_init(&ta, 3);                     the third allocation fails
 *	mailauth_config_new(test_allocator(&ta), &cfg);
 *	...
 *	ck_assert_str_eq(test_alloc_finish(&ta), "");
 *
 * and, for every allocation in turn,
 *
 *	static int
 *	parse(const mailauth_config *cfg, void *arg)
 *	{
 *		mailauth_spf_record *rec = NULL;
 *		int rc = mailauth_spf_parse(cfg, "v=spf1 -all", 11, &rec);
 *
 *		mailauth_spf_record_free(rec);
 *		return rc;
 *	}
 *
 *	alloc_each_failing(parse, NULL);
 */
#include <stddef.h>

#include <mailauth/base.h>

struct test_alloc_block;

struct test_alloc {
	size_t calls;       /* allocations asked for, malloc and growing realloc */
	size_t fail_at;     /* 1-based number of the one that fails; 0: none */
	int fail_all_after; /* 1: every one from fail_at on fails */
	size_t failed;      /* how many were made to fail */
	size_t live;        /* blocks not freed */
	size_t bytes;       /* octets in them */
	size_t peak;        /* the most octets there ever were at once */
	const char *error;  /* the first misuse, or NULL */
	struct test_alloc_block *first;
	mailauth_allocator allocator;
};

/* Makes *ta ready; the fail_at-th allocation fails, 0 means none. */
void test_alloc_init(struct test_alloc *ta, size_t fail_at);

/* The allocator to hand to the library; lives as long as *ta. */
const mailauth_allocator *test_allocator(struct test_alloc *ta);

/* Checks and releases all blocks.  Returns "" when all was in order, else what
 * was wrong: a leak, a double free, a write past the end. */
const char *test_alloc_finish(struct test_alloc *ta);

/* What a test does with a configuration over a failing allocator.  Returns the
 * library's result: 0, or MAILAUTH_ERR_NOMEM when it met the failure. */
typedef int (*alloc_test_fn)(const mailauth_config *cfg, void *arg);

/*
 * Runs fn with the first allocation failing, then with the second, and so on
 * until a run meets no failure; each once with that one failing and once with
 * all after it failing too.  Fails the Check test if a run leaks, misuses
 * memory, returns anything but MAILAUTH_ERR_NOMEM (or 0, when the library could
 * do without), or if the run without a failure does not return 0.
 * Returns the number of allocations that were made to fail.
 */
size_t alloc_each_failing(alloc_test_fn fn, void *arg);

/*
 * Runs fn with MAILAUTH_OPT_MEMORY at each step from nothing up to what does.
 * An arena takes much from few blocks, so that a failing allocator meets few of
 * the places that ask it; the cap meets all.  Fails the Check test if a run
 * leaks, or returns anything but MAILAUTH_ERR_LIMIT, MAILAUTH_ERR_NOMEM or 0,
 * or if more memory does worse.  Returns how many runs were refused.
 */
size_t alloc_each_cap(alloc_test_fn fn, void *arg);

/* The same for what is long: fn tells what its arena had given when it ended
 * (mailauth__arena_used()), and caps that change neither that nor the result
 * are leapt over; less than `from` is not tried. */
typedef int (*alloc_used_fn)(const mailauth_config *cfg, void *arg, size_t *used);
size_t alloc_each_refusal(alloc_used_fn fn, void *arg, size_t from);

#endif
