/* SPDX-License-Identifier: BSD-2-Clause */
/* Hostile SPF records cost time in proportion to their length.
 *
 * Each shape is worked on at one length and at eight times that; processor time
 * may not grow by more than LIMIT_RATIO.  Noise makes a measurement larger, never
 * smaller, so the best of several counts, and a bad ratio is measured again: a
 * quadratic algorithm shows a ratio of 64 every time.  Memory comes from a pool
 * that was touched before, for page faults are not what is measured. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "support/suite.h"

/* Three doublings, each of which may take 2.3 times as long: the caches of the
 * machine, which show as a step somewhere, then weigh less. */
#define SMALL ((size_t)8191)
#define LARGE ((size_t)65528)
#define LIMIT_RATIO (2.3 * 2.3 * 2.3)
#define SAMPLES 5
#define ATTEMPTS 12

static const struct {
	const char *begin, *repeated;
} shapes[] = {
	{ "v=spf1", " " },
	{ "v=spf1", " a" },
	{ "v=spf1", " mx/24" },
	{ "v=spf1", " ip4:198.61.0.7" },
	{ "v=spf1", " ip4:198.61.0.0/16 ip4:198.61.0.0/24" },
	{ "v=spf1", " ip6:2600::1/64" },
	{ "v=spf1", " include:spf.x.test" },
	{ "v=spf1", " exists:%{ir}.x.test" },
	{ "v=spf1", " -all" },
	{ "v=spf1", " redirect=x.test" },
	{ "v=spf1", " x=y" },
	{ "v=spf1", " inlcude:x.test" },
	{ "v=spf1", " zzzz" },
	{ "v=spf1", " ip4:1.2.3" },
	{ "v=spf1", " a:%" },
	{ "v=spf1", "\t" },
	{ "v=spf1 ", "a\t" },
	{ "v=spf1 ", "," },
	{ "v=spf1 ", "a," },
	{ "v=spf1 ", "\xff" },
	{ "v=spf1 ", "\xc2\xa0" },
	{ "v=spf1 ", "a\xff" },
	{ "v=spf1 ", "a" },
	{ "v=spf1 ", "include" },
	{ "v=spf1 a:", "a." },
	{ "v=spf1 a:", "abcdefghij" },
	{ "v=spf1 a:x.test", "/1" },
	{ "v=spf1 a:x.test", "//1" },
	{ "v=spf1 a:", "/" },
	{ "v=spf1 a:", "=" },
	{ "v=spf1 a:", ":" },
	{ "v=spf1 a:", "+" },
	{ "v=spf1 a:", "include:x." },
	{ "v=spf1 a:", "-all" },
	{ "v=spf1 a:", "%%" },
	{ "v=spf1 a:", "%{d}" },
	{ "v=spf1 a:", "%{" },
	{ "v=spf1 a:", "%{d" },
	{ "v=spf1 a:%{d", "9" },
	{ "v=spf1 a:%{d", "." },
	{ "v=spf1 ip4:", "1" },
	{ "v=spf1 ip4:", "1." },
	{ "v=spf1 ip4:198.61.0.0/", "1" },
	{ "v=spf1 ip6:", ":" },
	{ "v=spf1 ip6:", "1:" },
	{ "v=spf1 x=", "y" },
	{ "v=spf1 ", "-" },
	{ "v=spf1 ", "- " },
	{ "v=spf1 ", "ip4: " },
	{ "", "v=spf1" },
	{ "", " " },
	{ "", "\"" },
	{ "", "spf" },
	{ "", "\xe2\x80\x9c" },
};

static void
fill(char *out, size_t len, size_t shape)
{
	const char *p = shapes[shape].repeated;
	size_t n = strlen(shapes[shape].begin), i;

	memcpy(out, shapes[shape].begin, n);
	for (i = n; i < len; i++) {
		out[i] = *p++;
		if (*p == '\0')
			p = shapes[shape].repeated;
	}
}

/* ---- memory -------------------------------------------------------------------- */

#define POOL ((size_t)48 << 20)

static struct pool {
	char *data;
	size_t used;
} pool;

static void *
pool_malloc(size_t size, void *user_data)
{
	struct pool *p = user_data;
	size_t want = (size + 15) & ~(size_t)15;

	if (want > POOL - p->used)
		return NULL;
	p->used += want;
	return p->data + p->used - want;
}

static void *
pool_realloc(void *ptr, size_t size, void *user_data)
{
	(void)ptr;
	(void)size;
	(void)user_data;
	return NULL; /* the library has no use for it */
}

static void
pool_free(void *ptr, void *user_data)
{
	(void)ptr;
	(void)user_data;
}

static mailauth_config *
pool_config(void)
{
	static const mailauth_allocator allocator = { pool_malloc, pool_realloc,
		pool_free, &pool };
	mailauth_config *cfg;

	pool.data = malloc(POOL);
	ck_assert_ptr_nonnull(pool.data);
	memset(pool.data, 1, POOL);
	ck_assert_int_eq(mailauth_config_new(&allocator, &cfg), 0);
	return cfg;
}

/* ---- time ---------------------------------------------------------------------- */

/* Everything that reads a record of any length. */
static void
work(const mailauth_config *cfg, const char *text, size_t len)
{
	mailauth_spf_writer *w;
	mailauth_spf_record *rec;

	ck_assert_int_eq(mailauth_spf_parse(cfg, text, len, &rec), 0);
	ck_assert_int_eq(mailauth_spf_record_lint(rec), 0);
	if (mailauth_spf_writer_from(cfg, rec, &w) == 0) {
		ck_assert_int_eq(mailauth_spf_writer_shorten(w), 0);
		mailauth_spf_writer_free(w);
	}
	mailauth_spf_record_free(rec);
	if (mailauth_spf_repair(cfg, text, len, &w) == 0)
		mailauth_spf_writer_free(w);
}

/* Seconds of processor time of one run, the best of several. */
static double
measure(const mailauth_config *cfg, const char *text, size_t len)
{
	size_t before = pool.used;
	double best = 1e9;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		struct timespec from, to;
		double seconds;

		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
		work(cfg, text, len);
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
		seconds = (double)(to.tv_sec - from.tv_sec) +
		    (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
		if (seconds < best)
			best = seconds;
		pool.used = before;
	}
	return best;
}

START_TEST(linear)
{
	char *small = malloc(SMALL), *large = malloc(LARGE);
	mailauth_config *cfg = pool_config();
	double ratio, least = 1e9;
	int i;

	ck_assert(small != NULL && large != NULL);
	fill(small, SMALL, (size_t)_i);
	fill(large, LARGE, (size_t)_i);
	for (i = 0; i < ATTEMPTS && least > LIMIT_RATIO; i++) {
		/* what is done in 20 microseconds cannot be measured, nor
		 * does it matter */
		ratio = measure(cfg, large, LARGE) /
		    (measure(cfg, small, SMALL) + 20e-6);
		if (ratio < least)
			least = ratio;
	}
	ck_assert_msg(least <= LIMIT_RATIO, "\"%s%s...\": %.2f",
	    shapes[_i].begin, shapes[_i].repeated, least);
	mailauth_config_free(cfg);
	free(pool.data);
	free(small);
	free(large);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spf_linear");
	TCase *tc = tcase_create("linear");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, linear, 0, (int)COUNT_OF(shapes));
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
