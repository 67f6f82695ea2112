/* SPDX-License-Identifier: BSD-2-Clause */
/* The only way for foreign text out of the library: one channel, one rule. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/buffer.h"

/* Appends text escaped for MAILAUTH_CHANNEL_*. */
void mailauth__escape(struct buffer *buf, int channel, const char *text, size_t len);
/* A header value (RFC 8601 section 2.2 "value"): text itself if it is an RFC
 * 2045 token of at most max octets, else a quoted-string, cut after max. */
void mailauth__escape_value(struct buffer *buf, const char *text, size_t len, size_t max);

#endif
