/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8 and A-labels. */
#include <string.h>

#include <check.h>

#include "base/compiler.h"
#include "dns/idna.h"
#include "dns/name.h"
#include "support/suite.h"

/* Malformed or not, RFC 3629. */
static const struct {
	const char *text;
	size_t length, size;
	uint32_t code;
} utf8[] = {
	{ "a", 1, 1, 'a' },
	{ "", 0, 0, 0 },
	{ "\xc3\xbc", 2, 2, 0xfc },
	{ "\xc3", 1, 0, 0 },
	{ "\xc3(", 2, 0, 0 },
	{ "\xc0\xaf", 2, 0, 0 },             /* overlong */
	{ "\xe0\x80\xaf", 3, 0, 0 },
	{ "\xf0\x80\x80\xaf", 4, 0, 0 },
	{ "\xe3\x80\x82", 3, 3, 0x3002 },
	{ "\xe3\x80", 2, 0, 0 },
	{ "\xed\xa0\x80", 3, 0, 0 },         /* surrogate */
	{ "\xf0\x9f\x98\x80", 4, 4, 0x1f600 },
	{ "\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff },
	{ "\xf4\x90\x80\x80", 4, 0, 0 },     /* beyond Unicode */
	{ "\xf8\x88\x80\x80\x80", 5, 0, 0 },
	{ "\x80", 1, 0, 0 },
	{ "\xff", 1, 0, 0 },
};

START_TEST(test_utf8)
{
	uint32_t code = 0;
	size_t size = mailauth__utf8_decode(utf8[_i].text, utf8[_i].length, &code);

	ck_assert_uint_eq(size, utf8[_i].size);
	if (size > 0)
		ck_assert_uint_eq(code, utf8[_i].code);
}
END_TEST

/* Names in UTF-8 to names of A-labels; NULL: the fault. */
static const struct {
	const char *text, *name;
	int fault;
} names[] = {
	{ "b\xc3\xbc" "cher.example", "xn--bcher-kva.example", NAME_OK },
	{ "M\xc3\x9cNCHEN.example", "xn--mnchen-3ya.example", NAME_OK },
	{ "fa\xc3\x9f.example", "xn--fa-hia.example", NAME_OK },
	{ "FA\xe1\xba\x9e.example", "xn--fa-hia.example", NAME_OK },
	{ "\xcf\x80\xce\xb1\xcf\x81\xce\xac\xce\xb4\xce\xb5\xce\xb9\xce\xb3\xce\xbc\xce\xb1",
	    "xn--hxajbheg2az3al", NAME_OK },
	{ "\xce\xa0\xce\x91\xce\xa1\xce\x86\xce\x94\xce\x95\xce\x99\xce\x93\xce\x9c\xce\x91",
	    "xn--hxajbheg2az3al", NAME_OK },
	{ "\xd0\x9f\xd0\xa0\xd0\x98\xd0\x9c\xd0\x95\xd0\xa0",
	    "xn--e1afmkfd", NAME_OK },
	{ "\xd0\x81\xd0\xb6", "xn--f1a7c", NAME_OK },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x80\x82jp",
	    "xn--wgv71a119e.jp", NAME_OK },
	{ "a\xef\xbc\x8e" "b\xef\xbd\xa1" "c", "a.b.c", NAME_OK },
	{ "a\xe3\x80\x82", "a", NAME_OK },
	{ "a\xe3\x80\x82\xe3\x80\x82" "b", NULL, NAME_EMPTY_LABEL },
	{ "\xc4\xb0", "xn--i-9bb", NAME_OK },
	{ "\xc5\x81\xc3\xb3\x64\xc5\xba", "xn--d-uga0v4h", NAME_OK },
	{ "_dmarc.b\xc3\xbc" "cher.example", "_dmarc.xn--bcher-kva.example", NAME_OK },
	/* letters and marks apart, form NFC joins them */
	{ "cafe\xcc\x81.example", "xn--caf-dma.example", NAME_OK },
	{ "MU\xcc\x88NCHEN.example", "xn--mnchen-3ya.example", NAME_OK },
	{ "i\xcc\x87", "xn--i-9bb", NAME_OK },
	{ "q\xcc\x81", "xn--q-xbb", NAME_OK },
	/* the limits: 63 octets of A-label */
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xbc",
	    NULL, NAME_LONG_LABEL },
	{ "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc"
	    "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    NULL, NAME_LONG_LABEL },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xbc\xc3\xa9\xe6\x97\xa5",
	    NULL, NAME_LONG_LABEL },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xbc",
	    NULL, NAME_LONG_LABEL },
	/* what no U-label may be, RFC 5891 section 4.2.3 */
	{ "-\xc3\xbc", NULL, NAME_BAD_LABEL },
	{ "\xc3\xbc-", NULL, NAME_BAD_LABEL },
	{ "ab--\xc3\xbc", NULL, NAME_BAD_LABEL },
	{ "xn--\xc3\xbc", NULL, NAME_BAD_LABEL },
	{ "\xcc\x88" "a", NULL, NAME_BAD_LABEL },
	{ "a\xcc\xb8" "b", "xn--ab-yyb", NAME_OK },
	{ "_\xc3\xbc", NULL, NAME_BAD_LABEL },
	{ "a \xc3\xbc", NULL, NAME_BAD_LABEL },
	{ "a\xc2\xa0" "b", NULL, NAME_BAD_LABEL },
	{ "a\xe2\x80\x8b" "b", NULL, NAME_BAD_LABEL },
	{ "\xe2\x80\x9c" "a\xe2\x80\x9d", NULL, NAME_BAD_LABEL },
	{ "a\xc2\x85", NULL, NAME_BAD_LABEL },
	{ "\xef\xbb\xbf" "a", NULL, NAME_BAD_LABEL },
	{ "\xef\xbf\xbe", NULL, NAME_BAD_LABEL },
	{ "\xee\x80\x80", NULL, NAME_BAD_LABEL },
	{ "\xf0\xaf\xbf\xbf", NULL, NAME_BAD_LABEL },
	{ "\xf4\x8f\xbf\xbf", NULL, NAME_BAD_LABEL },
	{ "\xe2\x98\x83.example", NULL, NAME_BAD_LABEL },
	{ "\xf0\x9f\x98\x80.example", NULL, NAME_BAD_LABEL },
	{ "\xc3\xbc\\255", NULL, NAME_BAD_LABEL },
	{ "\xc5\xb8", "xn--wda", NAME_OK },
	{ "\xc6\xa0", "xn--jia", NAME_OK },        /* O and U with a horn */
	{ "\xc6\xaf", "xn--yia", NAME_OK },
	{ "ab-c\xc3\xbc", "xn--ab-c-3ra", NAME_OK },
	{ "\\195\\188", "\\195\\188", NAME_OK },
	{ "\\\xc3\xbc", NULL, NAME_BAD_ESCAPE },
	{ "a\xc3", NULL, NAME_BAD_UTF8 },
	{ "a\xff.example", NULL, NAME_BAD_UTF8 },
};

START_TEST(test_names)
{
	struct name name;
	int fault = mailauth__name_parse(names[_i].text, strlen(names[_i].text), &name);

	ck_assert_msg(fault == names[_i].fault, "%s: %s", names[_i].text,
	    mailauth__name_fault_text(fault));
	ck_assert_str_eq(name.text, names[_i].name != NULL ? names[_i].name : "");
	ck_assert_uint_eq(name.length, strlen(name.text));
}
END_TEST

/* The last two code points of each plane are no characters. */
START_TEST(test_no_characters)
{
	uint32_t plane, code = 0;
	char out[LIMIT_LABEL];
	size_t len;

	ck_assert_int_eq(mailauth__idna_label(&code, 0, out, &len), NAME_EMPTY_LABEL);
	for (plane = 0; plane <= 16; plane++) {
		code = plane << 16 | 0xfffe;
		ck_assert_int_eq(mailauth__idna_label(&code, 1, out, &len),
		    NAME_BAD_LABEL);
		code++;
		ck_assert_int_eq(mailauth__idna_label(&code, 1, out, &len),
		    NAME_BAD_LABEL);
		ck_assert_uint_eq(len, 0);
	}
}
END_TEST

/* Code points before and after; 0 ends them. */
static const struct {
	uint32_t from[8], to[8];
} compositions[] = {
	{ { 'a', 'b', 'c' }, { 'a', 'b', 'c' } },
	{ { 0x301, 'a' }, { 0x301, 'a' } },
	{ { 'a', 0x300 }, { 0xe0 } },              /* the table's first */
	{ { 'a', 0x327 }, { 'a', 0x327 } },
	{ { 'x', 'n', 0x303, 'o' }, { 'x', 0xf1, 'o' } },
	{ { 'u', 0x308, 0x301, 'u' }, { 0x1d8, 'u' } },
	{ { 'e', 0x302, 0x301 }, { 0x1ebf } },     /* Vietnamese */
	{ { 'o', 0x31b, 0x323 }, { 0x1ee3 } },
	{ { 0x3c5, 0x308, 0x301 }, { 0x3b0 } },    /* Greek */
	{ { 0x438, 0x306, 0x435, 0x308 }, { 0x439, 0x451 } },
	{ { 0x304b, 0x3099, 0x306f, 0x309a }, { 0x304c, 0x3071 } },
	{ { 0x30fd, 0x3099 }, { 0x30fe } },        /* the table's last */
	{ { 0x1112, 0x1161, 0x11ab, 0x1100, 0x1173, 0x11af }, { 0xd55c, 0xae00 } },
	{ { 0x1100, 0x1161 }, { 0xac00 } },
	{ { 0x1112, 0x1175, 0x11c2 }, { 0xd7a3 } },
	{ { 0x1113, 0x1161 }, { 0x1113, 0x1161 } },
	{ { 0x1112, 0x1176 }, { 0x1112, 0x1176 } },
	{ { 0x1112, 'a' }, { 0x1112, 'a' } },
	{ { 0xac00, 0x11a7 }, { 0xac00, 0x11a7 } },
	{ { 0xac00, 0x11c3 }, { 0xac00, 0x11c3 } },
	{ { 0xac01, 0x11a8 }, { 0xac01, 0x11a8 } },
	{ { 0xd7a4, 0x11a8 }, { 0xd7a4, 0x11a8 } },
};

START_TEST(test_compositions)
{
	uint32_t codes[8];
	size_t count = 0, want = 0;

	memcpy(codes, compositions[_i].from, sizeof(codes));
	while (count < 8 && codes[count] != 0)
		count++;
	while (want < 8 && compositions[_i].to[want] != 0)
		want++;
	ck_assert_uint_eq(mailauth__idna_compose(codes, count), want);
	ck_assert_int_eq(memcmp(codes, compositions[_i].to, want * sizeof(*codes)), 0);
}
END_TEST

START_TEST(test_truncation)
{
	static const char text[] = "b\xc3\xbc" "cher.\xe6\x97\xa5\xe3\x80\x82\\1952";
	struct name name;
	size_t len;

	for (len = 0; len < sizeof(text); len++)
		if (mailauth__name_parse(text, len, &name) != NAME_OK)
			ck_assert_uint_eq(name.length, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("idna");
	TCase *tcase = tcase_create("idna");

	tcase_add_loop_test(tcase, test_utf8, 0, (int)COUNT_OF(utf8));
	tcase_add_loop_test(tcase, test_compositions, 0, COUNT_OF(compositions));
	tcase_add_loop_test(tcase, test_names, 0, (int)COUNT_OF(names));
	tcase_add_test(tcase, test_no_characters);
	tcase_add_test(tcase, test_truncation);
	suite_add_tcase(suite, tcase);
	return test_main(suite);
}
