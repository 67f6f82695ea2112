/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64 (RFC 4648 section 4), passing over FWS as RFC 6376 section 3.2 does. */
#include "base/base64.h"
#include "base/text.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int
digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
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
	size_t n = 0;
	int value;

	*out = NULL;
	*out_len = 0;
	*wrong = 0;
	data = mailauth__arena_alloc(arena, len / 4 * 3 + 3);
	if (data == NULL)
		return mailauth__arena_error(arena);
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
