/* SPDX-License-Identifier: BSD-2-Clause */
/* Name servers as people write them: ADDR[@PORT]. */
#include <string.h>

#include "base/ip.h"
#include "base/server.h"
#include "base/text.h"

/* The name of a network interface, RFC 4007 section 11.2. */
static bool
is_zone(const char *text, size_t len)
{
	struct cursor c = cursor_of(text, len);

	return len > 0 && cursor_span(&c, CLASS_NAME) == len;
}

bool
mailauth__server_valid(const char *text)
{
	size_t all = strlen(text), len;
	const char *at = memchr(text, '@', all), *zone;
	struct cursor c;
	struct ip ip;
	uint64_t port;

	if (all >= SERVER_TEXT)
		return false;
	len = at != NULL ? (size_t)(at - text) : all;
	zone = memchr(text, '%', len);
	if (zone != NULL) {
		if (memchr(text, ':', (size_t)(zone - text)) == NULL ||
		    !is_zone(zone + 1, (size_t)(text + len - zone - 1)))
			return false;
		len = (size_t)(zone - text);
	}
	if (!mailauth__ip_parse(text, len, &ip))
		return false;
	if (at == NULL)
		return true;
	c = cursor_of(at + 1, all - (size_t)(at + 1 - text));
	return mailauth__cursor_number(&c, 65535, &port) == 0 && port > 0 &&
	    cursor_done(&c);
}
