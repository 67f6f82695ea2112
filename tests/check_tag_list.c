/* SPDX-License-Identifier: BSD-2-Clause */
/* The scanner that DKIM and DMARC share. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "record/tag_list.h"
#include "support/alloc.h"
#include "support/suite.h"

/* What one tag should look like: "name|value" and its faults with a place. */
struct want {
	const char *name, *value;
	unsigned faults;
	unsigned offset, length, wrong;
};

struct row {
	const char *text;
	const struct tag_grammar *grammar;
	size_t count;
	int terminated;
	struct want tags[5];
};

#define DMARC &mailauth__dmarc_grammar
#define DKIM &mailauth__dkim_grammar

static const struct row rows[] = {
	{ "", DMARC, 0, 0, { { 0 } } },
	{ " \t ", DMARC, 0, 0, { { 0 } } },
	{ ";", DMARC, 1, 0, { { "", "", TAG_EMPTY, 0, 1, 0 } } },
	{ "v=DMARC1", DMARC, 1, 0, { { "v", "DMARC1", 0, 0, 8, 0 } } },
	{ "v=DMARC1;", DMARC, 1, 1, { { "v", "DMARC1", 0, 0, 8, 0 } } },
	{ "v=DMARC1 ; ", DMARC, 1, 1, { { "v", "DMARC1", 0, 0, 8, 0 } } },
	{ "v\t= DMARC1;p=none", DMARC, 2, 0, {
	    { "v", "DMARC1", 0, 0, 10, 0 }, { "p", "none", 0, 11, 6, 0 } } },
	{ "a=1;;b=2", DMARC, 3, 0, { { "a", "1", 0, 0, 3, 0 },
	    { "", "", TAG_EMPTY, 4, 1, 0 }, { "b", "2", 0, 5, 3, 0 } } },
	{ "; ;a=1; ; ;", DMARC, 3, 1, { { "", "", TAG_EMPTY, 0, 3, 0 },
	    { "a", "1", 0, 3, 3, 0 }, { "", "", TAG_EMPTY, 8, 3, 0 } } },
	{ "a=", DMARC, 1, 0, { { "a", "", TAG_EMPTY_VALUE, 0, 2, 0 } } },
	{ "a= ;b=1", DMARC, 2, 0, { { "a", "", TAG_EMPTY_VALUE, 0, 3, 0 },
	    { "b", "1", 0, 4, 3, 0 } } },
	{ "p=", DKIM, 1, 0, { { "p", "", 0, 0, 2, 0 } } },
	{ "none", DMARC, 1, 0, { { "none", "", TAG_NO_EQUALS, 0, 4, 0 } } },
	{ "p none;b=1", DMARC, 2, 0, {
	    { "p none", "", TAG_NO_EQUALS | TAG_BAD_NAME, 0, 6, 1 },
	    { "b", "1", 0, 7, 3, 0 } } },
	{ "=x", DMARC, 1, 0, { { "", "x", TAG_NO_NAME, 0, 2, 0 } } },
	{ "a1=x", DMARC, 1, 0, { { "a1", "x", TAG_BAD_NAME, 0, 4, 1 } } },
	{ "a1_=x", DKIM, 1, 0, { { "a1_", "x", 0, 0, 5, 0 } } },
	{ "1a=x", DKIM, 1, 0, { { "1a", "x", TAG_BAD_NAME, 0, 4, 0 } } },
	{ "_a=x", DKIM, 1, 0, { { "_a", "x", TAG_BAD_NAME, 0, 4, 0 } } },
	{ "a b=x", DKIM, 1, 0, { { "a b", "x", TAG_BAD_NAME, 0, 5, 1 } } },
	{ "a=x y", DMARC, 1, 0, { { "a", "x y", 0, 0, 5, 0 } } },
	{ "a=x\ty", DMARC, 1, 0, { { "a", "x\ty", TAG_BAD_BLANK, 0, 5, 3 } } },
	{ "a=x\ty", DKIM, 1, 0, { { "a", "x\ty", 0, 0, 5, 0 } } },
	{ "a=x\r\n y", DKIM, 1, 0, { { "a", "x\r\n y", 0, 0, 7, 0 } } },
	{ "a=x \r\n\ty;\r\n b=1", DKIM, 2, 0, { { "a", "x \r\n\ty", 0, 0, 8, 0 },
	    { "b", "1", 0, 12, 3, 0 } } },
	{ "a=x\r\n y", DMARC, 1, 0, { { "a", "x\r\n y", TAG_BAD_BLANK, 0, 7, 3 } } },
	{ "a=x\ny", DKIM, 1, 0, { { "a", "x\ny", TAG_BAD_BLANK, 0, 5, 3 } } },
	{ "a=x\r\ny", DKIM, 1, 0, { { "a", "x\r\ny", TAG_BAD_BLANK, 0, 6, 3 } } },
	{ "a=x\r\r\n y", DKIM, 1, 0, { { "a", "x\r\r\n y", TAG_BAD_BLANK, 0, 8, 3 } } },
	{ "a=x\r\n", DKIM, 1, 0, { { "a", "x", TAG_BAD_BLANK, 0, 3, 3 } } },
	{ "a=x;\r\n", DMARC, 1, 1, { { "a", "x", TAG_BAD_BLANK, 0, 3, 4 } } },
	{ "\na=x", DMARC, 1, 0, { { "a", "x", TAG_BAD_BLANK, 1, 3, 0 } } },
	{ "a=x\x80", DMARC, 1, 0, { { "a", "x\x80", TAG_BAD_VALUE, 0, 4, 3 } } },
	{ "a=\x01y\x02", DKIM, 1, 0, { { "a", "\x01y\x02", TAG_BAD_VALUE, 0, 5, 2 } } },
	{ "a=x=y==", DKIM, 1, 0, { { "a", "x=y==", 0, 0, 7, 0 } } },
	{ "a=1;a=2", DMARC, 2, 0, { { "a", "1", 0, 0, 3, 0 },
	    { "a", "2", TAG_DUPLICATE, 4, 3, 0 } } },
	{ "a=1;A=2", DMARC, 2, 0, { { "a", "1", 0, 0, 3, 0 },
	    { "A", "2", TAG_DUPLICATE, 4, 3, 0 } } },
	{ "a=1;A=2", DKIM, 2, 0, { { "a", "1", 0, 0, 3, 0 },
	    { "A", "2", 0, 4, 3, 0 } } },
	{ "xadkim=1;yadkim=2;;", DMARC, 3, 1, { { "xadkim", "1", 0, 0, 8, 0 },
	    { "yadkim", "2", 0, 9, 8, 0 }, { "", "", TAG_EMPTY, 18, 1, 0 } } },
	{ "=1;=2", DMARC, 2, 0, { { "", "1", TAG_NO_NAME, 0, 2, 0 },
	    { "", "2", TAG_NO_NAME, 3, 2, 0 } } },
};

static int
same(const char *text, size_t offset, size_t length, const char *want)
{
	return strlen(want) == length && memcmp(text + offset, want, length) == 0;
}

START_TEST(test_rows)
{
	const struct row *row = &rows[_i];
	const unsigned placed = TAG_BAD_NAME | TAG_BAD_VALUE | TAG_BAD_BLANK;
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct tag_list list;
	unsigned all = 0;
	size_t i;

	ck_assert_ptr_nonnull(arena);
	ck_assert_int_eq(0, mailauth__tag_list_parse(&list, arena, row->text,
	    strlen(row->text), row->grammar));
	ck_assert_msg(list.count == row->count, "\"%s\": %u tags", row->text,
	    list.count);
	ck_assert_msg(list.terminated == (row->terminated != 0), "\"%s\"",
	    row->text);
	for (i = 0; i < list.count; i++) {
		const struct tag *tag = &list.tags[i];
		const struct want *want = &row->tags[i];

		ck_assert_msg(same(row->text, tag->offset, tag->name_length,
		    want->name), "\"%s\" tag %zu name", row->text, i);
		ck_assert_msg(same(row->text, tag->value_offset, tag->value_length,
		    want->value), "\"%s\" tag %zu value", row->text, i);
		ck_assert_msg(tag->faults == want->faults, "\"%s\" tag %zu: %x",
		    row->text, i, tag->faults);
		ck_assert_msg(tag->offset == want->offset &&
		    tag->length == want->length, "\"%s\" tag %zu: %u+%u",
		    row->text, i, tag->offset, tag->length);
		if ((tag->faults & placed) != 0)
			ck_assert_msg(tag->wrong == want->wrong,
			    "\"%s\" tag %zu: wrong at %u", row->text, i, tag->wrong);
		all |= tag->faults;
	}
	ck_assert_uint_eq(all, list.faults);
	mailauth__arena_free(arena);
}
END_TEST

/* Every octet on its own in a value and in a name, in both styles. */
START_TEST(test_octets)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	const struct tag_grammar *const grammars[] = { DKIM, DMARC };
	struct tag_list list;
	char text[] = "a=x?y";
	char name[] = "x?y=1";
	int c, k, good;

	for (c = 0; c < 256; c++) {
		if (c == ';')
			continue;
		for (k = 0; k < 2; k++) {
			text[3] = name[1] = (char)c;
			ck_assert_int_eq(0, mailauth__tag_list_parse(&list, arena,
			    text, 5, grammars[k]));
			good = (c >= 0x20 && c <= 0x7e) ||
			    (c == '\t' && grammars[k] == DKIM);
			ck_assert_msg((list.faults == 0) == good, "value %d", c);
			if (!good)
				ck_assert_uint_eq(3, list.tags[0].wrong);
			if (c == '=')
				continue;
			ck_assert_int_eq(0, mailauth__tag_list_parse(&list, arena,
			    name, 5, grammars[k]));
			good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (grammars[k] == DKIM &&
			    ((c >= '0' && c <= '9') || c == '_'));
			ck_assert_msg((list.faults == 0) == good, "name %d", c);
			if (!good)
				ck_assert_uint_eq(1, list.tags[0].wrong);
		}
	}
	mailauth__arena_free(arena);
}
END_TEST

/* Each octet at each place of a long value, where eight are looked at at once. */
START_TEST(test_octets_in_words)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct tag_list list;
	char text[32];
	size_t at;
	int c, kind;

	for (c = 0; c < 256; c++) {
		for (at = 2; at < 30; at++) {
			memset(text, '~', sizeof(text));
			memcpy(text, "a=", 2);
			text[at] = (char)c;
			text[31] = ';';
			ck_assert_int_eq(0, mailauth__tag_list_parse(&list, arena,
			    text, sizeof(text), DMARC));
			kind = c == ';' ? 1 : c >= 0x20 && c <= 0x7e ? 0 : 2;
			if (kind == 1) {
				ck_assert_uint_ge(list.count, 2);
				ck_assert_uint_eq(at - 2, list.tags[0].value_length);
			} else if (kind == 0) {
				ck_assert_msg(list.faults == 0, "%d at %zu", c, at);
				ck_assert_uint_eq(1, list.count);
			} else if (at > 2 || (c != '\t' && c != ' ')) {
				ck_assert_msg(list.faults != 0, "%d at %zu", c, at);
				ck_assert_uint_eq(at, list.tags[0].wrong);
			}
		}
	}
	mailauth__arena_free(arena);
}
END_TEST

START_TEST(test_key_and_find)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct tag_list list;
	const char text[] = "SP=x; rua=y; fo=1; aDkim=r";

	ck_assert_int_eq(0, mailauth__tag_list_parse(&list, arena, text,
	    strlen(text), DMARC));
	ck_assert_uint_eq(TAG_KEY(0, 0, 's', 'p'), list.tags[0].key);
	ck_assert_uint_eq(TAG_KEY(0, 'r', 'u', 'a'), list.tags[1].key);
	ck_assert_uint_eq(TAG_KEY('d', 'k', 'i', 'm'), list.tags[3].key);
	ck_assert_uint_eq(5, list.tags[3].name_length);
	ck_assert_ptr_eq(&list.tags[1], mailauth__tag_list_find(&list, "rua"));
	ck_assert_ptr_null(mailauth__tag_list_find(&list, "ru"));
	ck_assert_ptr_null(mailauth__tag_list_find(&list, "sp"));
	mailauth__arena_free(arena);
}
END_TEST

/* Beyond the pairwise search: 10,000 names, the last equal to the first, one
 * in the middle doubled, one unnamed. */
START_TEST(test_many)
{
	enum { COUNT = 10000 };
	struct arena *arena = mailauth__arena_new(NULL, 0);
	char *text = malloc(LIMIT_RECORD + 2);
	struct tag_list list;
	size_t len = 0, i, duplicates = 0;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < COUNT; i++) {
		size_t number = i == COUNT - 1 ? 0 : i == 501 ? 77 : i;

		text[len++] = (char)('a' + number % 26);
		text[len++] = (char)('a' + number / 26 % 26);
		text[len++] = (char)('A' + number / 676 % 26);
		text[len++] = '=';
		text[len++] = '1';
		text[len++] = ';';
	}
	ck_assert_int_eq(0, mailauth__tag_list_parse(&list, arena, text, len, DKIM));
	ck_assert_uint_eq(COUNT, list.count);
	for (i = 0; i < COUNT; i++)
		duplicates += (list.tags[i].faults & TAG_DUPLICATE) != 0;
	ck_assert_uint_eq(2, duplicates);
	ck_assert_uint_ne(0, list.tags[COUNT - 1].faults & TAG_DUPLICATE);
	ck_assert_uint_eq(0, list.tags[COUNT - 1].first);
	ck_assert_uint_ne(0, list.tags[501].faults & TAG_DUPLICATE);
	ck_assert_uint_eq(77, list.tags[501].first);
	memset(text, ';', LIMIT_RECORD + 1);
	ck_assert_int_eq(0, mailauth__tag_list_parse(&list, arena, text,
	    LIMIT_RECORD, DKIM));
	ck_assert_uint_eq(1, list.count);
	ck_assert_int_eq(MAILAUTH_ERR_LIMIT, mailauth__tag_list_parse(&list,
	    arena, text, LIMIT_RECORD + 1, DKIM));
	free(text);
	mailauth__arena_free(arena);
}
END_TEST

/* What has no name is no duplicate, however many tags there are. */
START_TEST(test_many_unnamed)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	struct tag_list list;
	char text[400] = "";
	size_t i, unnamed = 0;

	for (i = 0; i < 50; i++)
		sprintf(text + strlen(text), i % 5 == 4 ? "=%c;" : "a%c=1;",
		    (char)('a' + i % 25));
	ck_assert_int_eq(0, mailauth__tag_list_parse(&list, arena, text,
	    strlen(text), DMARC));
	ck_assert_uint_eq(50, list.count);
	for (i = 0; i < list.count; i++) {
		if (list.tags[i].faults == TAG_NO_NAME)
			unnamed++;
		else
			ck_assert_uint_eq(list.tags[i].faults,
			    i < 25 ? 0 : TAG_DUPLICATE);
	}
	ck_assert_uint_eq(10, unnamed);
	mailauth__arena_free(arena);
}
END_TEST

/* No octet of a shorter text is looked at: each prefix in a block of its own. */
START_TEST(test_truncation)
{
	static const char whole[] = "v=DMARC1 ; p = none;;sp=; x\t=1\r\n 2 ;sp=q; ";
	struct arena *arena;
	struct tag_list list;
	size_t len;
	char *copy;

	for (len = 0; len < sizeof(whole); len++) {
		arena = mailauth__arena_new(NULL, 0);
		copy = malloc(len > 0 ? len : 1);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, whole, len);
		ck_assert_int_eq(0, mailauth__tag_list_parse(&list, arena, copy,
		    len, len % 2 ? DKIM : DMARC));
		ck_assert_uint_le(list.count, 8);
		free(copy);
		mailauth__arena_free(arena);
	}
}
END_TEST

static int
scan_long(const mailauth_config *cfg, void *arg)
{
	struct arena *arena = mailauth__arena_new(cfg, 64);
	struct tag_list list;
	int rc;

	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	rc = mailauth__tag_list_parse(&list, arena, arg, strlen(arg), DKIM);
	mailauth__arena_free(arena);
	return rc;
}

START_TEST(test_memory)
{
	char text[600];
	size_t i;

	for (i = 0; i < 100; i++) {
		memcpy(text + i * 5, "aa=1;", 5);
		text[i * 5] = (char)('a' + i % 26);
		text[i * 5 + 1] = (char)('a' + i / 26);
	}
	text[500] = '\0';
	ck_assert_uint_gt(alloc_each_failing(scan_long, text), 2);
	ck_assert_uint_gt(alloc_each_cap(scan_long, text), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tag_list");
	TCase *tcase = tcase_create("tag_list");

	tcase_add_loop_test(tcase, test_rows, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tcase, test_octets);
	tcase_add_test(tcase, test_octets_in_words);
	tcase_add_test(tcase, test_key_and_find);
	tcase_add_test(tcase, test_many);
	tcase_add_test(tcase, test_many_unnamed);
	tcase_add_test(tcase, test_truncation);
	tcase_add_test(tcase, test_memory);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
