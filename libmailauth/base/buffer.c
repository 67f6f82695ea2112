/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that grows in an arena. */
#include <string.h>

#include "base/buffer.h"

#define BUFFER_FIRST 64

void
mailauth__buffer_init(struct buffer *buf, struct arena *arena, size_t max)
{
	*buf = (struct buffer){ .arena = arena,
		.max = max != 0 ? max : SIZE_MAX - 1 };
}

/* Room for `more` octets and a NUL. */
static int
reserve(struct buffer *buf, size_t more)
{
	size_t need, room;
	char *data;

	if (buf->error != 0)
		return -1;
	if (more > buf->max - buf->length) {
		buf->error = MAILAUTH_ERR_LIMIT;
		buf->full = 1;
		return -1;
	}
	need = buf->length + more + 1;
	if (need <= buf->room)
		return 0;
	room = buf->room * 2; /* too little if it wraps */
	if (room < BUFFER_FIRST)
		room = BUFFER_FIRST;
	if (room < need)
		room = need;
	data = mailauth__arena_grow(buf->arena, buf->data, buf->room, room, 1);
	if (data == NULL) {
		buf->error = mailauth__arena_error(buf->arena);
		return -1;
	}
	buf->data = data;
	buf->room = room;
	return 0;
}

void
mailauth__buffer_add(struct buffer *buf, const char *text, size_t len)
{
	if (len == 0 || reserve(buf, len) != 0)
		return;
	memcpy(buf->data + buf->length, text, len);
	buf->length += len;
}

void
mailauth__buffer_text_add(struct buffer *buf, const char *text)
{
	mailauth__buffer_add(buf, text, strlen(text));
}

void
mailauth__buffer_char(struct buffer *buf, char c)
{
	if (reserve(buf, 1) == 0)
		buf->data[buf->length++] = c;
}

void
mailauth__buffer_number(struct buffer *buf, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	mailauth__buffer_add(buf, digits + at, sizeof(digits) - at);
}

char *
mailauth__buffer_text(struct buffer *buf)
{
	if (reserve(buf, 0) != 0)
		return NULL;
	buf->data[buf->length] = '\0';
	return buf->data;
}

void
mailauth__buffer_reset(struct buffer *buf)
{
	buf->length = 0;
	buf->error = buf->full = 0;
}
