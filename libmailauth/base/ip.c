/* SPDX-License-Identifier: BSD-2-Clause */
/* IP addresses and prefixes. */
#include <string.h>

#include "base/ip.h"
#include "base/text.h"

static const char hex[] = "0123456789abcdef";

/* qnum of RFC 7208 section 12: 0..255 without leading zeros. */
static bool
read_qnum(struct cursor *c, uint8_t *out)
{
	const char *from = c->p;
	uint64_t value;

	if (mailauth__cursor_number(c, 255, &value) != 0)
		return false;
	if (c->p - from > 1 && *from == '0')
		return false;
	*out = (uint8_t)value;
	return true;
}

static bool
read_quad(struct cursor *c, uint8_t out[4])
{
	int i;

	for (i = 0; i < 4; i++) {
		if (i > 0 && !cursor_accept(c, '.'))
			return false;
		if (!read_qnum(c, &out[i]))
			return false;
	}
	return true;
}

bool
mailauth__ip4_parse(const char *text, size_t len, struct ip *out)
{
	struct cursor c = cursor_of(text, len);

	*out = (struct ip){ .family = 4 };
	return read_quad(&c, out->bytes) && cursor_done(&c);
}

/* h16 of RFC 3986: 1 to 4 hexadecimal digits. */
static bool
read_h16(struct cursor *c, uint8_t out[2])
{
	unsigned value = 0, n = 0;
	int digit;

	while (n < 4 && !cursor_done(c) &&
	    (digit = mailauth__hex_value(*c->p)) >= 0) {
		value = value << 4 | (unsigned)digit;
		c->p++;
		n++;
	}
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
	return n > 0;
}

/* Does a dotted quad, not another h16, stand at the cursor? */
static bool
quad_ahead(const struct cursor *c)
{
	const char *p = c->p;

	while (p < c->end && is_class(*p, CLASS_DIGIT))
		p++;
	return p > c->p && p < c->end && *p == '.';
}

bool
mailauth__ip6_parse(const char *text, size_t len, struct ip *out)
{
	struct cursor c = cursor_of(text, len);
	uint8_t bytes[16] = { 0 };
	size_t n = 0, gap = 17; /* octets read; where "::" stands */

	*out = (struct ip){ .family = 6 };
	if (len >= 2 && text[0] == ':' && text[1] == ':') {
		gap = 0;
		c.p += 2;
	}
	while (!cursor_done(&c)) {
		if (n > 14)
			return false;
		if (n <= 12 && quad_ahead(&c)) {
			if (!read_quad(&c, bytes + n) || !cursor_done(&c))
				return false;
			n += 4;
			break;
		}
		if (!read_h16(&c, bytes + n))
			return false;
		n += 2;
		if (cursor_done(&c))
			break;
		if (!cursor_accept(&c, ':') || cursor_done(&c))
			return false;
		if (cursor_accept(&c, ':')) {
			if (gap != 17)
				return false;
			gap = n;
		}
	}
	/* "::" stands for at least one group (RFC 5952 section 4.2.2 would have
	 * it two; RFC 4291 section 2.2 does not forbid one). */
	if (gap == 17 ? n != 16 : n > 14)
		return false;
	if (gap == 17)
		gap = n;
	memcpy(out->bytes, bytes, gap);
	memcpy(out->bytes + 16 - (n - gap), bytes + gap, n - gap);
	return true;
}

bool
mailauth__ip_parse(const char *text, size_t len, struct ip *out)
{
	return mailauth__ip4_parse(text, len, out) ||
	    mailauth__ip6_parse(text, len, out);
}

static char *
put_decimal(char *p, unsigned value)
{
	if (value >= 100)
		*p++ = (char)('0' + value / 100);
	if (value >= 10)
		*p++ = (char)('0' + value / 10 % 10);
	*p++ = (char)('0' + value % 10);
	return p;
}

static char *
put_quad(char *p, const uint8_t bytes[4])
{
	int i;

	for (i = 0; i < 4; i++) {
		if (i > 0)
			*p++ = '.';
		p = put_decimal(p, bytes[i]);
	}
	return p;
}

static char *
put_group(char *p, const uint8_t bytes[2])
{
	unsigned value = (unsigned)bytes[0] << 8 | bytes[1];
	int shift = 12;

	while (shift > 0 && value >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*p++ = hex[value >> shift & 15];
	return p;
}

/* The longest run of two or more zero groups, the first of equals (RFC 5952
 * section 4.2); its length in groups. */
static int
longest_gap(const uint8_t bytes[16], int *start)
{
	int best = 0, run = 0, i;

	for (i = 0; i < 8; i++) {
		run = bytes[2 * i] == 0 && bytes[2 * i + 1] == 0 ? run + 1 : 0;
		if (run > best && run > 1) {
			best = run;
			*start = i - run + 1;
		}
	}
	return best;
}

static char *
put_ip6(char *p, const uint8_t bytes[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	int gap, start = -1, i;

	if (memcmp(bytes, mapped, sizeof(mapped)) == 0) {
		memcpy(p, "::ffff:", 7);
		return put_quad(p + 7, bytes + 12);
	}
	gap = longest_gap(bytes, &start);
	for (i = 0; i < 8; i++) {
		if (i == start) {
			*p++ = ':';
			*p++ = ':';
			i += gap - 1;
			continue;
		}
		if (i > 0 && i != start + gap)
			*p++ = ':';
		p = put_group(p, bytes + 2 * i);
	}
	return p;
}

size_t
mailauth__ip_format(const struct ip *ip, char out[IP_TEXT])
{
	char *p = out;

	if (ip->family == 4)
		p = put_quad(p, ip->bytes);
	else if (ip->family == 6)
		p = put_ip6(p, ip->bytes);
	*p = '\0';
	return (size_t)(p - out);
}

void
mailauth__ip_unmap(struct ip *ip)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (ip->family != 6 || memcmp(ip->bytes, mapped, sizeof(mapped)) != 0)
		return;
	ip->family = 4;
	memcpy(ip->bytes, ip->bytes + 12, 4);
	memset(ip->bytes + 4, 0, 12);
}

bool
mailauth__ip_match(const struct ip *ip, const struct ip *net, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (ip->family != net->family || bits > (ip->family == 4 ? 32u : 128u))
		return false;
	if (whole > 0 && memcmp(ip->bytes, net->bytes, whole) != 0)
		return false;
	return rest == 0 ||
	    (ip->bytes[whole] ^ net->bytes[whole]) >> (8 - rest) == 0;
}

void
mailauth__ip_mask(struct ip *ip, unsigned bits)
{
	unsigned i;

	for (i = 0; i < 16; i++) {
		if (bits >= 8 * (i + 1))
			continue;
		if (bits <= 8 * i)
			ip->bytes[i] = 0;
		else
			ip->bytes[i] &= (uint8_t)(0xff << (8 * (i + 1) - bits));
	}
}

bool
mailauth__ip_host_bits(const struct ip *ip, unsigned bits)
{
	unsigned size = ip->family == 4 ? 4 : 16, i = bits / 8;

	if (i < size && (ip->bytes[i] & 0xff >> bits % 8) != 0)
		return true;
	for (i++; i < size; i++) {
		if (ip->bytes[i] != 0)
			return true;
	}
	return false;
}

/* RFC 6890 section 2.2 as kept up by the IANA special-purpose registries, and
 * multicast (RFC 5771, RFC 4291): blocks no public mail host sends from.
 * Sorted by family and first octet. */
static const struct special {
	const char *name;
	struct ip net;
	unsigned bits;
} specials[] = {
	{ "this network", { 4, { 0 } }, 8 },
	{ "private use", { 4, { 10 } }, 8 },
	{ "shared address space", { 4, { 100, 64 } }, 10 },
	{ "loopback", { 4, { 127 } }, 8 },
	{ "link local", { 4, { 169, 254 } }, 16 },
	{ "private use", { 4, { 172, 16 } }, 12 },
	{ "IETF protocol assignments", { 4, { 192, 0, 0 } }, 24 },
	{ "documentation", { 4, { 192, 0, 2 } }, 24 },
	{ "private use", { 4, { 192, 168 } }, 16 },
	{ "benchmarking", { 4, { 198, 18 } }, 15 },
	{ "documentation", { 4, { 198, 51, 100 } }, 24 },
	{ "documentation", { 4, { 203, 0, 113 } }, 24 },
	{ "multicast", { 4, { 224 } }, 4 },
	{ "reserved", { 4, { 240 } }, 4 },
	{ "unspecified", { 6, { 0 } }, 128 },
	{ "loopback", { 6, { [15] = 1 } }, 128 },
	{ "IPv4-mapped", { 6, { [10] = 0xff, [11] = 0xff } }, 96 },
	{ "discard only", { 6, { 0x01 } }, 64 },
	{ "benchmarking", { 6, { 0x20, 0x01, 0x00, 0x02 } }, 48 },
	{ "documentation", { 6, { 0x20, 0x01, 0x0d, 0xb8 } }, 32 },
	{ "documentation", { 6, { 0x3f, 0xff } }, 20 },
	{ "unique local", { 6, { 0xfc } }, 7 },
	{ "link local", { 6, { 0xfe, 0x80 } }, 10 },
	{ "multicast", { 6, { 0xff } }, 8 },
};

/* Most addresses are not: does any block begin with this octet? */
static bool
may_be_special(const struct ip *ip)
{
	unsigned first = ip->bytes[0];

	if (ip->family != 4)
		return first <= 1 || first == 0x20 || first == 0x3f || first >= 0xfc;
	switch (first) {
	case 0:
	case 10:
	case 100:
	case 127:
	case 169:
	case 172:
	case 192:
	case 198:
	case 203:
		return true;
	default:
		return first >= 224;
	}
}

const char *
mailauth__ip_special(const struct ip *ip, unsigned bits)
{
	const struct special *s = specials, *end = specials + COUNT_OF(specials);

	if (!may_be_special(ip))
		return NULL;
	/* both families have rows */
	while (s->net.family < ip->family)
		s++;
	for (; s < end && s->net.family == ip->family &&
	    s->net.bytes[0] <= ip->bytes[0]; s++) {
		if (s->bits >= 8 && s->net.bytes[0] != ip->bytes[0])
			continue;
		if (bits >= s->bits && mailauth__ip_match(ip, &s->net, s->bits))
			return s->name;
	}
	return NULL;
}

size_t
mailauth__ip_reverse(const struct ip *ip, char out[IP_REVERSE_TEXT])
{
	const char *zone = ip->family == 4 ? "in-addr.arpa" : "ip6.arpa";
	char *p = out;
	int i;

	for (i = ip->family == 4 ? 3 : 15; i >= 0; i--) {
		if (ip->family == 4) {
			p = put_decimal(p, ip->bytes[i]);
		} else {
			*p++ = hex[ip->bytes[i] & 15];
			*p++ = '.';
			*p++ = hex[ip->bytes[i] >> 4];
		}
		*p++ = '.';
	}
	memcpy(p, zone, strlen(zone) + 1);
	return (size_t)(p - out) + strlen(zone);
}
