/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that grows in an arena, up to a maximum.  An error sticks: add freely,
 * look once at the end. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/arena.h"

struct buffer {
	struct arena *arena;
	char *data;      /* NUL-terminated after mailauth__buffer_text() */
	size_t length;
	size_t room;
	size_t max;      /* most octets it may hold */
	int error;       /* 0, MAILAUTH_ERR_NOMEM, MAILAUTH_ERR_LIMIT */
	int full;        /* 1: the error is the maximum, not a lack of memory */
};

/* max 0: no maximum of its own. */
void mailauth__buffer_init(struct buffer *buf, struct arena *arena, size_t max);
void mailauth__buffer_add(struct buffer *buf, const char *text, size_t len);
void mailauth__buffer_text_add(struct buffer *buf, const char *text);
void mailauth__buffer_char(struct buffer *buf, char c);
void mailauth__buffer_number(struct buffer *buf, uint64_t number);
/* The text with a NUL behind it; NULL after an error. */
char *mailauth__buffer_text(struct buffer *buf);
/* Empties it, keeping room; clears the error. */
void mailauth__buffer_reset(struct buffer *buf);

#endif
