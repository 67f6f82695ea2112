/* SPDX-License-Identifier: BSD-2-Clause */
/* The questions a resolver knows of: what shares a hash, what is kept, and what
 * happens without memory. */
#include <stdio.h>
#include <string.h>

#include <mailauth.h>

#include "base/compiler.h"
#include "resolver/store.h"
#include "support/alloc.h"
#include "support/suite.h"

static struct store store;
static struct arena *arena;

static void
setup(void)
{
	memset(&store, 0, sizeof(store));
	arena = mailauth__arena_new(NULL, 0);
	ck_assert_int_eq(0, mailauth__store_init(&store, NULL, arena));
	store.kept_most = 1000;
}

static void
teardown(void)
{
	mailauth__store_clear(&store);
	mailauth__arena_free(arena);
}

/* With the seed zero these have one hash. */
static const struct {
	const char *name, *server;
} twins[][2] = {
	{ { "n179599.example", NULL }, { "n362382.example", NULL } },
	{ { "a.example", "59b0927a.48794" }, { "a.example", "877de824.69476" } }
};

START_TEST(one_hash)
{
	struct entry *first, *second;

	store.seed = 0;
	first = mailauth__store_add(&store, twins[_i][0].name, 16,
	    twins[_i][0].server);
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_null(mailauth__store_find(&store, twins[_i][1].name, 16,
	    twins[_i][1].server, 0));
	second = mailauth__store_add(&store, twins[_i][1].name, 16,
	    twins[_i][1].server);
	ck_assert_uint_eq(first->hash, second->hash);
	ck_assert_ptr_eq(first, mailauth__store_find(&store, twins[_i][0].name, 16,
	    twins[_i][0].server, 0));
	ck_assert_ptr_eq(second, mailauth__store_find(&store, twins[_i][1].name, 16,
	    twins[_i][1].server, 0));
	mailauth__store_drop(&store, first);
	ck_assert_ptr_eq(second, mailauth__store_find(&store, twins[_i][1].name, 16,
	    twins[_i][1].server, 0));
}
END_TEST

/* Large answers: the oldest go when all take too much. */
START_TEST(octets)
{
	static const uint8_t rdata[60000] = { 0 };
	char name[32];
	size_t i;

	for (i = 0; i < 1200; i++) {
		struct mailauth_answer *ans;
		struct entry *entry;

		snprintf(name, sizeof(name), "n%zu.example", i);
		entry = mailauth__store_add(&store, name, MAILAUTH_TYPE_TXT, NULL);
		ck_assert_int_eq(0, mailauth_answer_new(NULL, name,
		    MAILAUTH_TYPE_TXT, &ans));
		ck_assert_int_eq(0, mailauth_answer_add(ans, name,
		    MAILAUTH_TYPE_TXT, 3600, rdata, sizeof(rdata)));
		entry->answer = ans;
		mailauth__store_keep(&store, entry, 0, false);
		ck_assert_uint_le(store.kept_octets, STORE_OCTETS);
	}
	ck_assert_uint_lt(store.kept.count, 1000);
	ck_assert_uint_eq(store.kept.count, store.count);
	ck_assert_ptr_null(mailauth__store_find(&store, "n0.example",
	    MAILAUTH_TYPE_TXT, NULL, 0));
	ck_assert_ptr_nonnull(mailauth__store_find(&store, "n1199.example",
	    MAILAUTH_TYPE_TXT, NULL, 0));
}
END_TEST

/* More entries than buckets: without memory for more of these the chains grow. */
START_TEST(narrow)
{
	struct store own = { .count = 0 };
	struct arena *small;
	mailauth_config *cfg;
	char name[32];
	size_t i;

	ck_assert_int_eq(0, mailauth_config_new(NULL, &cfg));
	ck_assert_int_eq(0, mailauth_config_set(cfg, MAILAUTH_OPT_MEMORY,
	    _i == 0 ? 4096 : 8192));
	small = mailauth__arena_new(cfg, 0);
	ck_assert_int_eq(0, mailauth__store_init(&own, NULL, small));
	for (i = 0; i < 600; i++) {
		snprintf(name, sizeof(name), "n%zu.example", i);
		ck_assert_ptr_nonnull(mailauth__store_add(&own, name, 16, NULL));
	}
	ck_assert_uint_eq(own.bucket_count, _i == 0 ? 256 : 512);
	for (i = 0; i < 600; i++) {
		snprintf(name, sizeof(name), "n%zu.example", i);
		ck_assert_ptr_nonnull(mailauth__store_find(&own, name, 16, NULL, 0));
	}
	mailauth__store_clear(&own);
	mailauth__arena_free(small);
	mailauth_config_free(cfg);
}
END_TEST

static int
add_with(const mailauth_config *cfg, void *arg)
{
	struct store own = { .count = 0 };
	struct arena *of = mailauth__arena_new(cfg, 0);
	int rc = of == NULL ? MAILAUTH_ERR_NOMEM :
	    mailauth__store_init(&own, cfg, of);

	(void)arg;
	if (rc == 0 && mailauth__store_add(&own, "a.example", 16,
	    "192.0.2.1@53") == NULL)
		rc = MAILAUTH_ERR_NOMEM;
	if (rc == 0)
		mailauth__store_clear(&own);
	mailauth__arena_free(of);
	return rc;
}

START_TEST(no_memory)
{
	ck_assert_uint_gt(alloc_each_failing(add_with, NULL), 1);
	ck_assert_uint_gt(alloc_each_cap(add_with, NULL), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store");
	TCase *tc = tcase_create("store");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, one_hash, 0, COUNT_OF(twins));
	tcase_add_test(tc, octets);
	tcase_add_loop_test(tc, narrow, 0, 2);
	tcase_add_test(tc, no_memory);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
