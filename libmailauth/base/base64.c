/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64 (RFC 4648 section 4), passing over FWS as RFC 6376 section 3.2 does. */
#include "base/base64.h"
#include "base/text.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Digit number n of a group, in its place in the group's 24 bits, and a bit that
 * no other octet than a digit has: four look-ups decode and check a group. */
#define D(value, n) ((uint32_t)(value) << (18 - 6 * (n)) | 1u << (24 + (n)))
#define WHOLE 0xf

#define DIGITS(n) { \
	['A'] = D(0, n), ['B'] = D(1, n), ['C'] = D(2, n), ['D'] = D(3, n), \
	['E'] = D(4, n), ['F'] = D(5, n), ['G'] = D(6, n), ['H'] = D(7, n), \
	['I'] = D(8, n), ['J'] = D(9, n), ['K'] = D(10, n), ['L'] = D(11, n), \
	['M'] = D(12, n), ['N'] = D(13, n), ['O'] = D(14, n), ['P'] = D(15, n), \
	['Q'] = D(16, n), ['R'] = D(17, n), ['S'] = D(18, n), ['T'] = D(19, n), \
	['U'] = D(20, n), ['V'] = D(21, n), ['W'] = D(22, n), ['X'] = D(23, n), \
	['Y'] = D(24, n), ['Z'] = D(25, n), ['a'] = D(26, n), ['b'] = D(27, n), \
	['c'] = D(28, n), ['d'] = D(29, n), ['e'] = D(30, n), ['f'] = D(31, n), \
	['g'] = D(32, n), ['h'] = D(33, n), ['i'] = D(34, n), ['j'] = D(35, n), \
	['k'] = D(36, n), ['l'] = D(37, n), ['m'] = D(38, n), ['n'] = D(39, n), \
	['o'] = D(40, n), ['p'] = D(41, n), ['q'] = D(42, n), ['r'] = D(43, n), \
	['s'] = D(44, n), ['t'] = D(45, n), ['u'] = D(46, n), ['v'] = D(47, n), \
	['w'] = D(48, n), ['x'] = D(49, n), ['y'] = D(50, n), ['z'] = D(51, n), \
	['0'] = D(52, n), ['1'] = D(53, n), ['2'] = D(54, n), ['3'] = D(55, n), \
	['4'] = D(56, n), ['5'] = D(57, n), ['6'] = D(58, n), ['7'] = D(59, n), \
	['8'] = D(60, n), ['9'] = D(61, n), ['+'] = D(62, n), ['/'] = D(63, n), \
}

static const uint32_t places[4][256] = {
	DIGITS(0), DIGITS(1), DIGITS(2), DIGITS(3)
};

/* The value of a digit, -1 for another octet. */
static int
digit_value(char c)
{
	uint32_t place = places[3][(unsigned char)c];

	return place != 0 ? (int)(place & 63) : -1;
}

/* Whole groups of four digits with nothing between: the number of octets. */
static size_t
decode_groups(struct cursor *c, uint8_t *data)
{
	const unsigned char *p = (const unsigned char *)c->p;
	const unsigned char *end = p + cursor_left(c) / 4 * 4;
	uint8_t *out = data;
	uint32_t group;

	for (; p < end; p += 4, out += 3) {
		group = places[0][p[0]] | places[1][p[1]] | places[2][p[2]] |
		    places[3][p[3]];
		if (group >> 24 != WHOLE)
			break;
		out[0] = (uint8_t)(group >> 16);
		out[1] = (uint8_t)(group >> 8);
		out[2] = (uint8_t)group;
	}
	c->p = (const char *)p;
	return (size_t)(out - data);
}

/* After the digits: the "=" that fill the last group, and FWS, up to the end.
 * `odd` is the number of digits in the last group. */
static bool
padding_ends(struct cursor *c, unsigned odd)
{
	unsigned fill = odd == 2 ? 2 : odd == 3 ? 1 : 0;

	while (fill > 0 && !cursor_done(c)) {
		cursor_span(c, CLASS_FWS);
		if (!cursor_accept(c, '='))
			return false;
		fill--;
	}
	cursor_span(c, CLASS_FWS);
	return fill == 0 && cursor_done(c);
}

int
mailauth__base64_decode(struct arena *arena, const char *text, size_t len,
    uint8_t **out, size_t *out_len, size_t *wrong)
{
	struct cursor c = cursor_of(text, len);
	uint32_t group = 0;
	unsigned odd = 0;
	uint8_t *data;
	size_t n;
	int value;

	*out = NULL;
	*out_len = 0;
	*wrong = 0;
	data = mailauth__arena_alloc(arena, len / 4 * 3 + 3);
	if (data == NULL)
		return mailauth__arena_error(arena);
	n = decode_groups(&c, data);
	for (; !cursor_done(&c); c.p++) {
		value = digit_value(*c.p);
		if (value < 0) {
			if (is_class(*c.p, CLASS_FWS))
				continue;
			break;
		}
		group = group << 6 | (uint32_t)value;
		if (++odd == 4) {
			data[n++] = (uint8_t)(group >> 16);
			data[n++] = (uint8_t)(group >> 8);
			data[n++] = (uint8_t)group;
			odd = 0;
			group = 0;
		}
	}
	if (odd == 2) {
		data[n++] = (uint8_t)(group >> 4);
	} else if (odd == 3) {
		data[n++] = (uint8_t)(group >> 10);
		data[n++] = (uint8_t)(group >> 2);
	}
	if (odd == 1 || !padding_ends(&c, odd)) {
		*wrong = cursor_offset(&c);
		return MAILAUTH_ERR_INVALID;
	}
	/* Bits behind the last octet must be zero (RFC 4648 section 3.5). */
	if ((odd == 2 && (group & 0xf) != 0) || (odd == 3 && (group & 0x3) != 0)) {
		*wrong = len;
		return MAILAUTH_ERR_INVALID;
	}
	*out = data;
	*out_len = n;
	return 0;
}

char *
mailauth__base64_encode(struct arena *arena, const uint8_t *data, size_t len)
{
	char *text, *p;
	size_t i;

	if (len > SIZE_MAX / 2)
		return NULL;
	text = p = mailauth__arena_alloc(arena, (len + 2) / 3 * 4 + 1);
	if (text == NULL)
		return NULL;
	for (i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t group = (uint32_t)data[i] << 16;

		if (left > 1)
			group |= (uint32_t)data[i + 1] << 8;
		if (left > 2)
			group |= data[i + 2];
		*p++ = digits[group >> 18];
		*p++ = digits[group >> 12 & 63];
		*p++ = left > 1 ? digits[group >> 6 & 63] : '=';
		*p++ = left > 2 ? digits[group & 63] : '=';
	}
	*p = '\0';
	return text;
}
