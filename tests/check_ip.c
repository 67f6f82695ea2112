/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses and prefixes. */
#include <arpa/inet.h>
#include <string.h>

#include "base/compiler.h"
#include "base/ip.h"
#include "support/suite.h"

static const struct address_case {
	const char *text;
	const char *canonical; /* NULL: not an address */
} addresses[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "0.0.0.0", "0.0.0.0" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "192.0.2.256", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.1.", NULL },
	{ "192.0.2.01", NULL },
	{ "192.0.2.1 ", NULL },
	{ "192.0.2.-1", NULL },
	{ "192..2.1", NULL },
	{ "::", "::" },
	{ "::1", "::1" },
	{ "1::", "1::" },
	{ "2001:DB8::A", "2001:db8::a" },
	{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
	{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
	{ "0:0:0:1::", "0:0:0:1::" },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
	{ "::192.0.2.1", "::c000:201" },
	{ "1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201" },
	{ "1:2:3:4:5:6:7:192.0.2.1", NULL },
	{ "1:2:3:4:5:192.0.2.1", NULL },
	{ "::192.0.2.1:1", NULL },
	{ "::192.0.2", NULL },
	{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
	{ "1:2:3:4:5:6:7", NULL },
	{ "1:2:3:4:5:6:7:8:9", NULL },
	{ "1::2:3:4:5:6:7:8", NULL },
	{ "1::2::3", NULL },
	{ ":::", NULL },
	{ ":1:2:3:4:5:6:7:8", NULL },
	{ "1:2:3:4:5:6:7:8:", NULL },
	{ "12345::", NULL },
	{ "g::", NULL },
	{ "fe80::1%eth0", NULL },
	{ ":", NULL },
	{ "", NULL },
};

START_TEST(addresses_in_and_out)
{
	const struct address_case *a = &addresses[_i];
	unsigned char peer[16];
	char text[IP_TEXT];
	struct ip ip;
	bool good = mailauth__ip_parse(a->text, strlen(a->text), &ip);

	ck_assert_msg(good == (a->canonical != NULL), "%s", a->text);
	/* The C library must agree. */
	ck_assert_int_eq(inet_pton(AF_INET, a->text, peer) == 1 ||
	    inet_pton(AF_INET6, a->text, peer) == 1, good);
	if (!good)
		return;
	ck_assert_uint_eq(mailauth__ip_format(&ip, text), strlen(a->canonical));
	ck_assert_str_eq(text, a->canonical);
	ck_assert_mem_eq(ip.bytes, peer, ip.family == 4 ? 4 : 16);
	/* No reading behind the end: every shorter text is judged by itself. */
	for (size_t n = strlen(a->text); n-- > 0;) {
		char copy[64] = { 0 };
		struct ip shorter;

		memcpy(copy, a->text, n);
		ck_assert_int_eq(mailauth__ip_parse(a->text, n, &shorter),
		    inet_pton(AF_INET, copy, peer) == 1 ||
		    inet_pton(AF_INET6, copy, peer) == 1);
	}
}
END_TEST

static struct ip
address(const char *text)
{
	struct ip ip;

	ck_assert(mailauth__ip_parse(text, strlen(text), &ip));
	return ip;
}

START_TEST(prefixes_match_bit_by_bit)
{
	struct ip net = address("192.0.2.128"), in = address("192.0.2.255");
	struct ip six = address("2001:db8::"), other = address("2001:db8:8000::1");

	ck_assert(mailauth__ip_match(&in, &net, 25));
	ck_assert(!mailauth__ip_match(&in, &net, 26));
	ck_assert(mailauth__ip_match(&in, &net, 0));
	ck_assert(mailauth__ip_match(&net, &net, 32));
	ck_assert(!mailauth__ip_match(&net, &net, 33));
	ck_assert(mailauth__ip_match(&other, &six, 32));
	ck_assert(!mailauth__ip_match(&other, &six, 33));
	ck_assert(mailauth__ip_match(&six, &six, 128));
	ck_assert(!mailauth__ip_match(&six, &six, 129));
	ck_assert(!mailauth__ip_match(&six, &net, 0));
	ck_assert(mailauth__ip_host_bits(&in, 24));
	ck_assert(!mailauth__ip_host_bits(&in, 32));
	ck_assert(!mailauth__ip_host_bits(&net, 25));
	mailauth__ip_mask(&in, 25);
	ck_assert_mem_eq(in.bytes, net.bytes, 4);
	mailauth__ip_mask(&other, 33);
	ck_assert_uint_eq(other.bytes[4], 0x80);
	ck_assert_uint_eq(other.bytes[15], 0);
	mailauth__ip_mask(&other, 0);
	ck_assert_uint_eq(other.bytes[0], 0);
}
END_TEST

START_TEST(mapped_addresses_become_ipv4)
{
	struct ip ip = address("::ffff:192.0.2.1"), six = address("::fffe:192.0.2.1");

	mailauth__ip_unmap(&ip);
	ck_assert_uint_eq(ip.family, 4);
	ck_assert_uint_eq(ip.bytes[0], 192);
	ck_assert_uint_eq(ip.bytes[15], 0);
	mailauth__ip_unmap(&six);
	ck_assert_uint_eq(six.family, 6);
}
END_TEST

static const struct special_case {
	const char *net;
	unsigned bits;
	const char *name;
} special_cases[] = {
	{ "10.1.2.3", 32, "private use" },
	{ "10.0.0.0", 8, "private use" },
	{ "10.0.0.0", 7, NULL },
	{ "172.31.255.255", 32, "private use" },
	{ "172.32.0.0", 32, NULL },
	{ "192.0.2.0", 24, "documentation" },
	{ "100.64.0.0", 10, "shared address space" },
	{ "127.0.0.1", 32, "loopback" },
	{ "8.8.8.8", 32, NULL },
	{ "::1", 128, "loopback" },
	{ "::2", 128, NULL },
	{ "fd00::1", 128, "unique local" },
	{ "2001:db8:1::", 48, "documentation" },
	{ "2001:db7::", 32, NULL },
	{ "2a00::", 16, NULL },
	{ "3fff:fff::1", 128, "documentation" }, /* RFC 9637 */
	{ "3fff:1000::1", 128, NULL },
	{ "255.255.255.255", 32, "reserved" },
	{ "240.0.0.0", 3, NULL },
	{ "ff02::1", 128, "multicast" },
	{ "ff00::", 7, NULL },
};

START_TEST(special_blocks)
{
	const struct special_case *s = &special_cases[_i];
	struct ip ip = address(s->net);
	const char *name = mailauth__ip_special(&ip, s->bits);

	if (s->name == NULL)
		ck_assert_ptr_null(name);
	else
		ck_assert_str_eq(name, s->name);
}
END_TEST

START_TEST(reverse_names)
{
	struct ip four = address("192.0.2.10"), six = address("2001:db8::ff");
	char text[IP_REVERSE_TEXT];

	ck_assert_uint_eq(mailauth__ip_reverse(&four, text), 23);
	ck_assert_str_eq(text, "10.2.0.192.in-addr.arpa");
	ck_assert_uint_eq(mailauth__ip_reverse(&six, text), 72);
	ck_assert_str_eq(text, "f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	    "8.b.d.0.1.0.0.2.ip6.arpa");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ip");
	TCase *tc = tcase_create("ip");

	tcase_add_loop_test(tc, addresses_in_and_out, 0, COUNT_OF(addresses));
	tcase_add_test(tc, prefixes_match_bit_by_bit);
	tcase_add_test(tc, mapped_addresses_become_ipv4);
	tcase_add_loop_test(tc, special_blocks, 0, COUNT_OF(special_cases));
	tcase_add_test(tc, reverse_names);
	suite_add_tcase(suite, tc);
	return test_main(suite);
}
