/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain names. */
#include <string.h>

#include <check.h>

#include "dns/name.h"
#include "support/alloc.h"
#include "support/suite.h"

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L61 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *text, *name;
	int fault;
	size_t labels, wire;
} parsed[] = {
	{ "", "", NAME_EMPTY, 0, 1 },
	{ ".", ".", NAME_OK, 0, 1 },
	{ "a", "a", NAME_OK, 1, 3 },
	{ "a.", "a", NAME_OK, 1, 3 },
	{ "WWW.Example.ORG.", "www.example.org", NAME_OK, 3, 17 },
	{ "..", "", NAME_EMPTY_LABEL, 0, 1 },
	{ ".a", "", NAME_EMPTY_LABEL, 0, 1 },
	{ "a..b", "", NAME_EMPTY_LABEL, 0, 1 },
	{ "a..", "", NAME_EMPTY_LABEL, 0, 1 },
	{ "_dmarc.*.x", "_dmarc.*.x", NAME_OK, 3, 12 },
	{ "a\\.b.c", "a\\.b.c", NAME_OK, 2, 7 },
	{ "a\\046b", "a\\.b", NAME_OK, 1, 5 },
	{ "a\\\\b", "a\\\\b", NAME_OK, 1, 5 },
	{ "\\092", "\\\\", NAME_OK, 1, 3 },
	{ "\\065\\B", "ab", NAME_OK, 1, 4 },
	{ "a b", "a\\032b", NAME_OK, 1, 5 },
	{ "\\000\\255", "\\000\\255", NAME_OK, 1, 4 },
	{ "\\\".\\;", "\".;", NAME_OK, 2, 5 },
	{ "a\\", "", NAME_BAD_ESCAPE, 0, 1 },
	{ "\\12", "", NAME_BAD_ESCAPE, 0, 1 },
	{ "\\1a2", "", NAME_BAD_ESCAPE, 0, 1 },
	{ "\\12a", "", NAME_BAD_ESCAPE, 0, 1 },
	{ "\\256", "", NAME_BAD_ESCAPE, 0, 1 },
	{ "\\999.x", "", NAME_BAD_ESCAPE, 0, 1 },
	{ L63, L63, NAME_OK, 1, 65 },
	{ L63 "a", "", NAME_LONG_LABEL, 0, 1 },
	{ "a." L63 "a.b", "", NAME_LONG_LABEL, 0, 1 },
	{ L63 "." L63 "." L63 "." L61, L63 "." L63 "." L63 "." L61, NAME_OK, 4, 255 },
	{ L63 "." L63 "." L63 "." L61 ".", L63 "." L63 "." L63 "." L61, NAME_OK, 4, 255 },
	{ L63 "." L63 "." L63 "." L61 "a", "", NAME_LONG, 0, 1 },
	{ L63 "." L63 "." L63 "." L61 ".a", "", NAME_LONG, 0, 1 },
	{ L63 "." L63 "." L63 "." L63 "a", "", NAME_LONG_LABEL, 0, 1 },
};

START_TEST(test_parse)
{
	struct name name, again;
	uint8_t wire[LIMIT_NAME_WIRE];
	size_t used = 0;

	ck_assert_int_eq(mailauth__name_parse(parsed[_i].text,
	    strlen(parsed[_i].text), &name), parsed[_i].fault);
	ck_assert_str_eq(name.text, parsed[_i].name);
	ck_assert_uint_eq(name.length, strlen(parsed[_i].name));
	ck_assert_uint_eq(name.labels, parsed[_i].labels);
	ck_assert_uint_eq(name.wire, parsed[_i].wire);
	if (parsed[_i].fault != NAME_OK)
		return;
	ck_assert_uint_eq(mailauth__name_to_wire(name.text, wire), name.wire);
	ck_assert_int_eq(mailauth__name_from_wire(wire, name.wire, &again, &used), 0);
	ck_assert_uint_eq(used, name.wire);
	ck_assert_str_eq(again.text, name.text);
	ck_assert_uint_eq(mailauth__name_labels(name.text), name.labels);
}
END_TEST

/* 127 labels of one octet, the most there can be, and the longest text. */
START_TEST(test_extremes)
{
	struct name name;
	char text[4 * LIMIT_NAME_WIRE];
	uint8_t wire[LIMIT_NAME_WIRE];
	size_t i, used;

	for (i = 0; i < 127; i++)
		memcpy(text + 2 * i, "a.", 2);
	ck_assert_int_eq(mailauth__name_parse(text, 254, &name), NAME_OK);
	ck_assert_uint_eq(name.labels, 127);
	memcpy(text + 254, "a", 1);
	ck_assert_int_eq(mailauth__name_parse(text, 255, &name), NAME_LONG);

	memset(wire, 0xff, sizeof(wire));
	wire[0] = wire[64] = wire[128] = 63;
	wire[192] = 61;
	wire[254] = 0;
	ck_assert_int_eq(mailauth__name_from_wire(wire, 255, &name, &used), 0);
	ck_assert_uint_eq(name.length, 250 * 4 + 3);
	ck_assert_uint_lt(name.length, sizeof(name.text));
	ck_assert_uint_eq(mailauth__name_to_wire(name.text, wire), 255);
	for (i = 0; i < 255; i++)
		ck_assert_int_eq(mailauth__name_from_wire(wire, i, &name, &used),
		    MAILAUTH_ERR_INVALID);
}
END_TEST

static const struct {
	const char *octets;
	size_t length, used;
	const char *name; /* NULL: refused */
} wires[] = {
	{ "", 0, 0, NULL },
	{ "\0", 1, 1, "." },
	{ "\1a\0", 3, 3, "a" },
	{ "\1A\0xx", 5, 3, "a" },
	{ "\1a", 2, 0, NULL },
	{ "\2a\0", 3, 0, NULL },
	{ "\3a.b\0", 5, 5, "a\\.b" },
	{ "\2\\\0\0", 4, 4, "\\\\\\000" },
	{ "\x40" L63 "a", 66, 0, NULL },
	{ "\xc0\x00", 2, 0, NULL },
	{ "\x40\x00", 2, 0, NULL },
	{ "\x80\x00", 2, 0, NULL },
	{ "\1a\xc0\x0c\0", 5, 0, NULL },
};

START_TEST(test_wire)
{
	struct name name;
	size_t used = 0;
	int rc = mailauth__name_from_wire((const uint8_t *)wires[_i].octets,
	    wires[_i].length, &name, &used);

	if (wires[_i].name == NULL) {
		ck_assert_int_eq(rc, MAILAUTH_ERR_INVALID);
		return;
	}
	ck_assert_int_eq(rc, 0);
	ck_assert_str_eq(name.text, wires[_i].name);
	ck_assert_uint_eq(used, wires[_i].used);
}
END_TEST

/* Text that is not canonical has no wire form. */
START_TEST(test_to_wire)
{
	static const char *const bad[] = {
		"", "a.", "a..b", ".a", "a\\", "a\\12", L63 "a",
		L63 "." L63 "." L63 "." L61 "a",
	};
	uint8_t wire[LIMIT_NAME_WIRE];
	size_t i;

	for (i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(mailauth__name_to_wire(bad[i], wire) == 0, "%s", bad[i]);
	ck_assert_uint_eq(mailauth__name_to_wire(".", wire), 1);
	/* counting labels stops at the end, whatever stands before it */
	ck_assert_uint_eq(mailauth__name_labels("a.b\\"), 2);
}
END_TEST

START_TEST(test_octets)
{
	struct name name;

	ck_assert_int_eq(mailauth__name_from_octets("a\\b.C\xff.", 7, &name), NAME_OK);
	ck_assert_str_eq(name.text, "a\\\\b.c\\255");
	ck_assert_int_eq(mailauth__name_from_octets("a\0b", 3, &name), NAME_OK);
	ck_assert_str_eq(name.text, "a\\000b");
	ck_assert_int_eq(mailauth__name_from_octets("", 0, &name), NAME_EMPTY);
	ck_assert_int_eq(mailauth__name_from_octets(".", 1, &name), NAME_OK);
	ck_assert_str_eq(name.text, ".");
	ck_assert_int_eq(mailauth__name_from_octets("a", 1, &name), NAME_OK);
	ck_assert_str_eq(name.text, "a");
	ck_assert_int_eq(mailauth__name_from_octets("..", 2, &name), NAME_EMPTY_LABEL);
	ck_assert_int_eq(mailauth__name_from_octets("a..b", 4, &name), NAME_EMPTY_LABEL);
	ck_assert_int_eq(mailauth__name_from_octets(L63 "a", 64, &name), NAME_LONG_LABEL);
	ck_assert_str_eq(name.text, "");
}
END_TEST

static const struct {
	const char *name, *domain;
	int within;
} pairs[] = {
	{ "a.example", "example", 1 },
	{ "example", "example", 1 },
	{ "anexample", "example", 0 },
	{ "an.example", "n.example", 0 },
	{ "example", "a.example", 0 },
	{ "a\\.example", "example", 0 },
	{ "a\\\\.example", "example", 1 },
	{ "a\\\\\\.example", "example", 0 },
	{ "\\\\.example", "example", 1 },
	{ "\\.example", "example", 0 },
	{ "anything", ".", 1 },
	{ ".", ".", 1 },
	{ ".", "example", 0 },
};

START_TEST(test_within)
{
	ck_assert_int_eq(mailauth__name_within(pairs[_i].name, pairs[_i].domain),
	    pairs[_i].within);
}
END_TEST

START_TEST(test_parents)
{
	static const char name[] = "a\\.b.c\\\\.d";

	ck_assert_str_eq(mailauth__name_parent(name), "c\\\\.d");
	ck_assert_str_eq(mailauth__name_parent("c\\\\.d"), "d");
	ck_assert_str_eq(mailauth__name_parent("d"), ".");
	ck_assert_ptr_null(mailauth__name_parent("."));
	ck_assert_ptr_null(mailauth__name_parent(""));
	ck_assert_uint_eq(mailauth__name_labels(name), 3);
	ck_assert_uint_eq(mailauth__name_labels("."), 0);
	ck_assert_str_eq(mailauth__name_suffix(name, 0), ".");
	ck_assert_str_eq(mailauth__name_suffix(name, 1), "d");
	ck_assert_str_eq(mailauth__name_suffix(name, 2), "c\\\\.d");
	ck_assert_str_eq(mailauth__name_suffix(name, 3), name);
	ck_assert_str_eq(mailauth__name_suffix(name, 9), name);
}
END_TEST

static int
join(const mailauth_config *cfg, void *arg)
{
	struct arena *arena = mailauth__arena_new(cfg, 1);
	char *name;
	int fault;

	(void)arg;
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	name = mailauth__name_join(arena, L63, L63 "." L63, &fault);
	ck_assert_int_eq(fault, NAME_OK);
	if (name != NULL)
		ck_assert_str_eq(name, L63 "." L63 "." L63);
	mailauth__arena_free(arena);
	return name == NULL ? MAILAUTH_ERR_NOMEM : 0;
}

START_TEST(test_join)
{
	struct arena *arena = mailauth__arena_new(NULL, 0);
	int fault = -1;

	ck_assert_str_eq(mailauth__name_join(arena, "_dmarc", "example", &fault), "_dmarc.example");
	ck_assert_str_eq(mailauth__name_join(arena, "a", ".", &fault), "a");
	ck_assert_str_eq(mailauth__name_join(arena, ".", "a", &fault), "a");
	ck_assert_str_eq(mailauth__name_join(arena, "", "a", &fault), "a");
	ck_assert_int_eq(fault, NAME_OK);
	ck_assert_ptr_nonnull(mailauth__name_join(arena, L61, L63 "." L63 "." L63, &fault));
	ck_assert_ptr_null(mailauth__name_join(arena, L61 "a", L63 "." L63 "." L63, &fault));
	ck_assert_int_eq(fault, NAME_LONG);
	/* an escaped octet is one */
	ck_assert_ptr_nonnull(mailauth__name_join(arena, "\\000\\.",
	    L63 "." L63 "." L63, &fault));
	mailauth__arena_free(arena);
	ck_assert_uint_gt(alloc_each_failing(join, NULL), 1);
}
END_TEST

START_TEST(test_append)
{
	struct name name, origin;

	mailauth__name_parse("a.b", 3, &name);
	mailauth__name_parse("c.d", 3, &origin);
	ck_assert_int_eq(mailauth__name_append(&name, &origin), NAME_OK);
	ck_assert_str_eq(name.text, "a.b.c.d");
	ck_assert_uint_eq(name.wire, 9);
	ck_assert_uint_eq(name.labels, 4);
	mailauth__name_parse(".", 1, &origin);
	ck_assert_int_eq(mailauth__name_append(&name, &origin), NAME_OK);
	ck_assert_int_eq(mailauth__name_append(&origin, &name), NAME_OK);
	ck_assert_str_eq(origin.text, "a.b.c.d");
	mailauth__name_parse(L63 "." L63 "." L63, 191, &origin);
	mailauth__name_parse(L61 "a", 62, &name);
	ck_assert_int_eq(mailauth__name_append(&name, &origin), NAME_LONG);
	ck_assert_str_eq(name.text, L61 "a");
}
END_TEST

START_TEST(test_host)
{
	static const char *const hosts[] = { "a", "a-b.c", "1.2", "xn--bcher-kva.example" };
	static const char *const others[] = { ".", "", "_a.b", "-a", "a-", "a-.b", "a.-b",
	    "*.a", "a\\032b", "a\\.b", "a\\000" };
	size_t i;

	for (i = 0; i < COUNT_OF(hosts); i++)
		ck_assert_msg(mailauth__name_is_host(hosts[i]), "%s", hosts[i]);
	for (i = 0; i < COUNT_OF(others); i++)
		ck_assert_msg(!mailauth__name_is_host(others[i]), "%s", others[i]);
}
END_TEST

START_TEST(test_fault_texts)
{
	int fault;

	for (fault = NAME_OK; fault <= NAME_BAD_LABEL; fault++) {
		const char *text = mailauth__name_fault_text(fault);

		ck_assert_str_ne(text, mailauth__name_fault_text(-1));
		ck_assert(text[strlen(text) - 1] != '.');
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("name");
	TCase *tcase = tcase_create("name");

	tcase_add_loop_test(tcase, test_parse, 0, (int)COUNT_OF(parsed));
	tcase_add_test(tcase, test_extremes);
	tcase_add_loop_test(tcase, test_wire, 0, (int)COUNT_OF(wires));
	tcase_add_test(tcase, test_to_wire);
	tcase_add_test(tcase, test_octets);
	tcase_add_loop_test(tcase, test_within, 0, (int)COUNT_OF(pairs));
	tcase_add_test(tcase, test_parents);
	tcase_add_test(tcase, test_join);
	tcase_add_test(tcase, test_append);
	tcase_add_test(tcase, test_host);
	tcase_add_test(tcase, test_fault_texts);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
