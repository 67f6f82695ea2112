/* SPDX-License-Identifier: BSD-2-Clause */
/* Arenas and the buffers that grow in them. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "support/alloc.h"
#include "support/suite.h"

START_TEST(pieces_are_aligned_and_apart)
{
	struct arena *arena = mailauth__arena_new(NULL, 32);
	unsigned char *piece[200];
	size_t i, j;

	ck_assert_ptr_nonnull(arena);
	for (i = 0; i < 200; i++) {
		piece[i] = mailauth__arena_alloc(arena, i);
		ck_assert_ptr_nonnull(piece[i]);
		ck_assert_uint_eq((uintptr_t)piece[i] % _Alignof(max_align_t), 0);
		memset(piece[i], (int)i, i);
	}
	for (i = 0; i < 200; i++) {
		for (j = 0; j < i; j++)
			ck_assert_uint_eq(piece[i][j], i);
	}
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(sizes_that_overflow_are_refused)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);

	ck_assert_ptr_null(mailauth__arena_alloc(arena, SIZE_MAX));
	ck_assert_ptr_null(mailauth__arena_alloc(arena, SIZE_MAX - 8));
	ck_assert_ptr_null(mailauth__arena_array(arena, SIZE_MAX / 2, 3));
	ck_assert_ptr_null(mailauth__arena_text(arena, "", SIZE_MAX));
	ck_assert_ptr_null(mailauth__arena_grow(arena, NULL, 0, SIZE_MAX / 2, 4));
	ck_assert_ptr_null(mailauth__arena_grow(arena, NULL, 4, 2, 1));
	ck_assert_ptr_null(mailauth__arena_new(NULL, SIZE_MAX));
	ck_assert_ptr_null(mailauth__arena_new(NULL, SIZE_MAX / 2 + 64));
	ck_assert_ptr_null(mailauth__arena_alloc(arena, SIZE_MAX - 15));
	ck_assert_ptr_null(mailauth__arena_alloc(arena, SIZE_MAX - 16));
	ck_assert_ptr_null(mailauth__arena_grow(arena, NULL, 0, 1, 0));
	ck_assert_ptr_null(mailauth__arena_grow(arena, NULL, 0, SIZE_MAX, 1));
	/* objects without octets are none, and no division by zero */
	ck_assert_ptr_nonnull(mailauth__arena_array(arena, SIZE_MAX, 0));
	ck_assert_ptr_nonnull(mailauth__arena_alloc(arena, 0));
	mailauth__arena_free(arena);
	mailauth__arena_free(NULL);
}
END_TEST

START_TEST(growing_keeps_what_was_there)
{
	struct arena *arena = mailauth__arena_new(NULL, 64);
	uint32_t *numbers = NULL, i;
	size_t count = 0, room = 0;

	for (i = 0; i < 5000; i++) {
		if (count == room) {
			size_t more = room == 0 ? 4 : room * 2;

			numbers = mailauth__arena_grow(arena, numbers, room,
			    more, sizeof(*numbers));
			ck_assert_ptr_nonnull(numbers);
			room = more;
		}
		numbers[count++] = i;
		if (i % 7 == 0)
			ck_assert_ptr_nonnull(mailauth__arena_alloc(arena, 5));
	}
	for (i = 0; i < 5000; i++)
		ck_assert_uint_eq(numbers[i], i);
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(the_cap_holds)
{
	mailauth_config *cfg;
	struct arena *arena;
	char *piece;
	size_t got = 0;

	ck_assert_int_eq(mailauth_config_new(NULL, &cfg), 0);
	ck_assert_int_eq(mailauth_config_set(cfg, MAILAUTH_OPT_MEMORY, 4096), 0);
	arena = mailauth__arena_new(cfg, 128);
	ck_assert_int_eq(mailauth__arena_refused(arena), 0);
	while (mailauth__arena_alloc(arena, 64) != NULL)
		got += 64;
	ck_assert_int_eq(mailauth__arena_refused(arena), MAILAUTH_ERR_LIMIT);
	ck_assert_uint_eq(got, 4096);
	ck_assert_uint_eq(mailauth__arena_used(arena), 4096);
	ck_assert_int_eq(mailauth__arena_error(arena), MAILAUTH_ERR_LIMIT);
	mailauth__arena_free(arena);

	/* growing in place takes no more than the cap has left */
	arena = mailauth__arena_new(cfg, 4096);
	piece = mailauth__arena_grow(arena, NULL, 0, 64, 1);
	ck_assert_ptr_nonnull(piece);
	ck_assert_ptr_eq(mailauth__arena_grow(arena, piece, 64, 4096, 1), piece);
	ck_assert_ptr_null(mailauth__arena_grow(arena, piece, 4096, 4097, 1));
	ck_assert_uint_eq(mailauth__arena_used(arena), 4096);
	mailauth__arena_free(arena);
	mailauth_config_free(cfg);
}
END_TEST

static int
use_arena(const mailauth_config *cfg, void *arg)
{
	struct arena *arena = mailauth__arena_new(cfg, 64);
	struct buffer buf;
	int i, result;

	(void)arg;
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	mailauth__buffer_init(&buf, arena, 0);
	for (i = 0; i < 500; i++)
		mailauth__buffer_text_add(&buf, "0123456789");
	result = buf.error;
	if (result == 0 && mailauth__buffer_text(&buf) == NULL)
		result = buf.error;
	mailauth__arena_free(arena);
	return result;
}

START_TEST(each_allocation_may_fail)
{
	ck_assert_uint_gt(alloc_each_failing(use_arena, NULL), 3);
}
END_TEST

START_TEST(buffer_grows_to_its_maximum)
{
	struct arena *arena = mailauth__arena_new(NULL, 16);
	struct buffer buf;
	int i;

	mailauth__buffer_init(&buf, arena, 100);
	ck_assert_str_eq(mailauth__buffer_text(&buf), "");
	for (i = 0; i < 10; i++)
		mailauth__buffer_text_add(&buf, "0123456789");
	ck_assert_uint_eq(strlen(mailauth__buffer_text(&buf)), 100);
	mailauth__buffer_char(&buf, 'x');
	ck_assert_ptr_null(mailauth__buffer_text(&buf));
	ck_assert_int_eq(buf.error, MAILAUTH_ERR_LIMIT);
	mailauth__buffer_text_add(&buf, "ignored after an error");
	ck_assert_uint_eq(buf.length, 100);
	mailauth__buffer_reset(&buf);
	mailauth__buffer_number(&buf, 0);
	mailauth__buffer_char(&buf, ' ');
	mailauth__buffer_number(&buf, UINT64_MAX);
	ck_assert_str_eq(mailauth__buffer_text(&buf), "0 18446744073709551615");
	mailauth__arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("arena");
	TCase *tc = tcase_create("arena and buffer");

	tcase_add_test(tc, pieces_are_aligned_and_apart);
	tcase_add_test(tc, sizes_that_overflow_are_refused);
	tcase_add_test(tc, growing_keeps_what_was_there);
	tcase_add_test(tc, the_cap_holds);
	tcase_add_test(tc, each_allocation_may_fail);
	tcase_add_test(tc, buffer_grows_to_its_maximum);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
