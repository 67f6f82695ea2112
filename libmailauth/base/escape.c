/* SPDX-License-Identifier: BSD-2-Clause */
/* The only way for foreign text out of the library. */
#include <stdbool.h>
#include <string.h>

#include "base/escape.h"
#include "base/text.h"

#define ESCAPED_MAX 5 /* octets one octet can become: \\xHH in JSON */

static const char hex[] = "0123456789abcdef";

static bool
printable(char c)
{
	return c == ' ' || is_class(c, CLASS_VISIBLE);
}

static size_t
put_hex(char c, char *out)
{
	out[0] = '\\';
	out[1] = 'x';
	out[2] = hex[(unsigned char)c >> 4];
	out[3] = hex[(unsigned char)c & 15];
	return 4;
}

static size_t
put_decimal(char c, char *out)
{
	unsigned octet = (unsigned char)c;

	out[0] = '\\';
	out[1] = (char)('0' + octet / 100);
	out[2] = (char)('0' + octet / 10 % 10);
	out[3] = (char)('0' + octet % 10);
	return 4;
}

/* One octet for one channel; the number of octets written, 0: no such channel. */
static size_t
escape_octet(int channel, char c, char out[ESCAPED_MAX])
{
	bool special = c == '"' || c == '\\';

	switch (channel) {
	case MAILAUTH_CHANNEL_HEADER:
		if (special) {
			out[0] = '\\';
			out[1] = c;
			return 2;
		}
		out[0] = printable(c) ? c : '?';
		return 1;
	case MAILAUTH_CHANNEL_LOG:
		if (printable(c) && c != '\\')
			break;
		return put_hex(c, out);
	case MAILAUTH_CHANNEL_TERMINAL:
		if (printable(c))
			break;
		return put_hex(c, out);
	case MAILAUTH_CHANNEL_JSON:
	case MAILAUTH_CHANNEL_ZONE:
		if (special) {
			out[0] = '\\';
			out[1] = c;
			return 2;
		}
		if (printable(c))
			break;
		if (channel == MAILAUTH_CHANNEL_ZONE)
			return put_decimal(c, out);
		out[0] = '\\';
		return 1 + put_hex(c, out + 1);
	default:
		return 0;
	}
	out[0] = c;
	return 1;
}

size_t
mailauth_escape(int channel, const char *text, size_t len, char *out, size_t size)
{
	char piece[ESCAPED_MAX];
	size_t i, n, total = 0, written = 0;

	for (i = 0; i < len; i++) {
		n = escape_octet(channel, text[i], piece);
		/* A piece that does not fit whole ends the output, so that a cut
		 * never leaves half an escape. */
		if (written == total && size > n && total < size - n) {
			memcpy(out + written, piece, n);
			written += n;
		}
		total += n;
	}
	if (size > 0)
		out[written] = '\0';
	return total;
}

void
mailauth__escape(struct buffer *buf, int channel, const char *text, size_t len)
{
	char piece[ESCAPED_MAX];
	size_t i;

	for (i = 0; i < len && buf->error == 0; i++)
		mailauth__buffer_add(buf, piece, escape_octet(channel, text[i], piece));
}

/* RFC 2045 section 5.1: token is any visible octet but tspecials. */
static bool
is_token(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (!is_class(text[i], CLASS_VISIBLE) ||
		    strchr("()<>@,;:\\\"/[]?=", text[i]) != NULL)
			return false;
	}
	return len > 0;
}

void
mailauth__escape_value(struct buffer *buf, const char *text, size_t len, size_t max)
{
	if (len > max)
		len = max;
	if (is_token(text, len)) {
		mailauth__buffer_add(buf, text, len);
		return;
	}
	mailauth__buffer_char(buf, '"');
	mailauth__escape(buf, MAILAUTH_CHANNEL_HEADER, text, len);
	mailauth__buffer_char(buf, '"');
}
