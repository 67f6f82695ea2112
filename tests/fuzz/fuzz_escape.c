/* SPDX-License-Identifier: BSD-2-Clause */
/* mailauth_escape(): whatever goes in, what comes out is fit for its channel,
 * of the length announced, and cut where the room ends. */
#include <string.h>

#include <mailauth.h>

#include "fuzz/fuzz.h"

static void
one_channel(int channel, const char *text, size_t size, size_t room)
{
	size_t len, cut, i;
	char *out, *small;

	len = mailauth_escape(channel, text, size, NULL, 0);
	MUST(len <= size * 5); /* JSON: \\xHH */
	out = malloc(len + 1);
	small = malloc(room + 1);
	MUST(out != NULL && small != NULL);
	MUST(mailauth_escape(channel, text, size, out, len + 1) == len);
	MUST(out[len] == '\0' && strlen(out) == len);
	for (i = 0; i < len; i++)
		MUST(out[i] >= 0x20 && out[i] < 0x7f);

	/* no unescaped quote, no dangling backslash */
	if (channel != MAILAUTH_CHANNEL_LOG &&
	    channel != MAILAUTH_CHANNEL_TERMINAL)
		for (i = 0; i < len; i++) {
			MUST(out[i] != '"');
			if (out[i] == '\\')
				MUST(++i < len);
		}

	MUST(mailauth_escape(channel, text, size, small, room) == len);
	if (room > 0) {
		cut = strlen(small);
		MUST(cut < room && cut <= len);
		MUST(memcmp(small, out, cut) == 0);
	}
	free(small);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room = take(&data, &size);
	int channel;

	for (channel = MAILAUTH_CHANNEL_HEADER;
	    channel <= MAILAUTH_CHANNEL_ZONE; channel++)
		one_channel(channel, (const char *)data, size, room);
	return 0;
}
