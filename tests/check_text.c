/* SPDX-License-Identifier: BSD-2-Clause */
/* Cursor, numbers, words, base64. */
#include <ctype.h>
#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "support/suite.h"

START_TEST(classes_agree_with_ascii)
{
	int i;

	for (i = 0; i < 256; i++) {
		char c = (char)i;
		int ascii = i < 128;

		ck_assert_int_eq(is_class(c, CLASS_ALPHA), ascii && isalpha(i));
		ck_assert_int_eq(is_class(c, CLASS_DIGIT), ascii && isdigit(i));
		ck_assert_int_eq(is_class(c, CLASS_HEX), ascii && isxdigit(i));
		ck_assert_int_eq(is_class(c, CLASS_VISIBLE), ascii && isgraph(i));
		ck_assert_int_eq(is_class(c, CLASS_WSP), i == ' ' || i == '\t');
		ck_assert_int_eq(is_class(c, CLASS_FWS),
		    i == ' ' || i == '\t' || i == '\r' || i == '\n');
		ck_assert_int_eq(is_class(c, CLASS_BASE64),
		    ascii && (isalnum(i) || i == '+' || i == '/'));
		ck_assert_int_eq(is_class(c, CLASS_NAME),
		    ascii && (isalnum(i) || i == '-' || i == '_' || i == '.'));
		if (ascii)
			ck_assert_int_eq(lower(c), tolower(i));
		else
			ck_assert_int_eq(lower(c), c);
	}
}
END_TEST

static const struct number_case {
	const char *text;
	uint64_t max;
	int result;
	uint64_t value;
	size_t taken;
} numbers[] = {
	{ "0", 10, 0, 0, 1 },
	{ "10", 10, 0, 10, 2 },
	{ "11", 10, MAILAUTH_ERR_LIMIT, 10, 2 },
	{ "9", 8, MAILAUTH_ERR_LIMIT, 8, 1 },
	{ "9", 0, MAILAUTH_ERR_LIMIT, 0, 1 },
	{ "000032x", 32, 0, 32, 6 },
	{ "4294967320", 32, MAILAUTH_ERR_LIMIT, 32, 10 },
	{ "18446744073709551615", UINT64_MAX, 0, UINT64_MAX, 20 },
	{ "18446744073709551616", UINT64_MAX, MAILAUTH_ERR_LIMIT, UINT64_MAX, 20 },
	{ "99999999999999999999999999999999", 128, MAILAUTH_ERR_LIMIT, 128, 32 },
	{ "", 10, MAILAUTH_ERR_INVALID, 0, 0 },
	{ "-1", 10, MAILAUTH_ERR_INVALID, 0, 0 },
	{ "+1", 10, MAILAUTH_ERR_INVALID, 0, 0 },
	{ " 1", 10, MAILAUTH_ERR_INVALID, 0, 0 },
};

START_TEST(numbers_know_their_maximum)
{
	const struct number_case *n = &numbers[_i];
	struct cursor c = cursor_of(n->text, strlen(n->text));
	uint64_t value;

	ck_assert_int_eq(mailauth__cursor_number(&c, n->max, &value), n->result);
	ck_assert_uint_eq(value, n->value);
	ck_assert_uint_eq(cursor_offset(&c), n->taken);
}
END_TEST

START_TEST(words_in_any_case)
{
	struct cursor c = cursor_of("InClUdE:x", 9);

	ck_assert(!mailauth__cursor_word(&c, "includes"));
	ck_assert_uint_eq(cursor_offset(&c), 0);
	ck_assert(mailauth__cursor_word(&c, "include"));
	ck_assert_int_eq(cursor_peek(&c), ':');
	ck_assert(!mailauth__cursor_word(&c, ":xyz"));
	ck_assert(mailauth__cursor_word(&c, ":x"));
	ck_assert_int_eq(cursor_peek(&c), -1);
	ck_assert(mailauth__text_is("ALL", 3, "all"));
	ck_assert(!mailauth__text_is("AL", 2, "all"));
	ck_assert(!mailauth__text_is("ALLO", 4, "all"));
	ck_assert(mailauth__text_is("", 0, ""));
	ck_assert(mailauth__text_begins("Redirect=x", 10, "redirect="));
	ck_assert(mailauth__text_begins("ALL", 3, "all"));
	ck_assert(!mailauth__text_begins("all", 2, "all"));
	ck_assert(!mailauth__text_begins("axl", 3, "all"));
	ck_assert(mailauth__text_same("aB", 2, "Ab", 2));
	ck_assert(!mailauth__text_same("aB", 2, "Abc", 3));
	/* Only letters have case: '[' and '{' differ by the same bit. */
	ck_assert(!mailauth__text_same("[", 1, "{", 1));
}
END_TEST

static const struct base64_case {
	const char *text;
	const char *data; /* NULL: refused */
	size_t wrong;
} base64_cases[] = {
	{ "", "", 0 },
	{ "Zg==", "f", 0 },
	{ "Zm8=", "fo", 0 },
	{ "Zm9v", "foo", 0 },
	{ "Zm9vYg==", "foob", 0 },
	{ " Z\tm\r\n9 v ", "foo", 0 },
	{ "Zg = =", "f", 0 },
	{ "Zg", NULL, 2 },
	{ "Zg=", NULL, 3 },
	{ "Zg===", NULL, 4 },
	{ "Z", NULL, 1 },
	{ "Zm9v=", NULL, 4 },
	{ "Zm9v;", NULL, 4 },
	{ "Zm-v", NULL, 2 },
	{ "Zh==", NULL, 4 }, /* bits behind the last octet */
	{ "Zm9=", NULL, 4 },
	{ "Zg==Zg==", NULL, 4 },
};

START_TEST(base64_strict_but_for_white_space)
{
	const struct base64_case *b = &base64_cases[_i];
	struct arena *arena = mailauth__arena_new(NULL, 0);
	size_t len, wrong;
	uint8_t *data;
	int result = mailauth__base64_decode(arena, b->text, strlen(b->text),
	    &data, &len, &wrong);

	if (b->data == NULL) {
		ck_assert_int_eq(result, MAILAUTH_ERR_INVALID);
		ck_assert_uint_eq(wrong, b->wrong);
	} else {
		ck_assert_int_eq(result, 0);
		ck_assert_uint_eq(len, strlen(b->data));
		ck_assert_mem_eq(data, b->data, len);
	}
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(base64_round_trip)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	uint8_t data[64], *back;
	size_t len, n, wrong;
	char *text;

	for (n = 0; n < sizeof(data); n++)
		data[n] = (uint8_t)(n * 37 + 200);
	for (n = 0; n <= sizeof(data); n++) {
		text = mailauth__base64_encode(arena, data, n);
		ck_assert_uint_eq(strlen(text), (n + 2) / 3 * 4);
		ck_assert_int_eq(mailauth__base64_decode(arena, text,
		    strlen(text), &back, &len, &wrong), 0);
		ck_assert_uint_eq(len, n);
		if (n > 0)
			ck_assert_mem_eq(back, data, n);
	}
	/* a size whose text has none */
	ck_assert_ptr_null(mailauth__base64_encode(arena, data, SIZE_MAX));
	mailauth__arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("text");
	TCase *tc = tcase_create("text");

	tcase_add_test(tc, classes_agree_with_ascii);
	tcase_add_loop_test(tc, numbers_know_their_maximum, 0, COUNT_OF(numbers));
	tcase_add_test(tc, words_in_any_case);
	tcase_add_loop_test(tc, base64_strict_but_for_white_space, 0,
	    COUNT_OF(base64_cases));
	tcase_add_test(tc, base64_round_trip);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
