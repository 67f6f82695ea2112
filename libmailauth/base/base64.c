/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64 (RFC 4648 section 4), passing over FWS as RFC 6376 section 3.2 does. */
#include "base/base64.h"
#include "base/text.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#define NONE 0x80

/* The value of each digit, with NONE for other octets. */
static const uint8_t values[256] = {
	[0] = NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, 62, NONE, NONE, NONE, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NONE, NONE, NONE, NONE, NONE,
	NONE, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE
};

/* Whole groups of four digits with nothing between: the number of octets. */
static size_t
decode_groups(struct cursor *c, uint8_t *data)
{
	const unsigned char *p = (const unsigned char *)c->p;
	size_t groups = cursor_left(c) / 4, i;
	uint8_t a, b, d, e;

	for (i = 0; i < groups; i++, p += 4, data += 3) {
		a = values[p[0]];
		b = values[p[1]];
		d = values[p[2]];
		e = values[p[3]];
		if (((a | b | d | e) & NONE) != 0)
			break;
		data[0] = (uint8_t)(a << 2 | b >> 4);
		data[1] = (uint8_t)(b << 4 | d >> 2);
		data[2] = (uint8_t)(d << 6 | e);
	}
	c->p += i * 4;
	return i * 3;
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
	unsigned odd = 0, value;
	uint8_t *data;
	size_t n;

	*out = NULL;
	*out_len = 0;
	*wrong = 0;
	data = mailauth__arena_alloc(arena, len / 4 * 3 + 3);
	if (data == NULL)
		return mailauth__arena_error(arena);
	n = decode_groups(&c, data);
	for (; !cursor_done(&c); c.p++) {
		value = values[(unsigned char)*c.p];
		if (value == NONE) {
			if (is_class(*c.p, CLASS_FWS))
				continue;
			break;
		}
		group = group << 6 | value;
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
