/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of tests/data/dkim/keys.txt. */
#include "support/keys.h"

#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

static char *text;

const char *
test_key(const char *name)
{
	size_t len = strlen(name);
	char *line, *end;

	if (text == NULL) {
		text = test_data("dkim/keys.txt", NULL);
		for (line = text; line != NULL && *line != '\0'; line = end) {
			end = strchr(line, '\n');
			if (end != NULL)
				*end++ = '\0';
		}
	}
	for (line = text; line[0] != '\0'; line += strlen(line) + 1)
		if (strncmp(line, name, len) == 0 && line[len] == ' ')
			return line + len + 1;
	ck_abort_msg("no key %s in keys.txt", name);
	return NULL;
}

uint8_t *
test_key_octets(const char *name, size_t *len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = test_key(name);
	uint8_t *out = malloc(strlen(p) + 1);
	unsigned group = 0, bits = 0;

	ck_assert_ptr_nonnull(out);
	for (*len = 0; *p != '\0' && *p != '='; p++) {
		group = group << 6 | (unsigned)(strchr(digits, *p) - digits);
		bits += 6;
		if (bits >= 8)
			out[(*len)++] = (uint8_t)(group >> (bits -= 8));
	}
	return out;
}

char *
test_key_text(const char *pattern, size_t *len)
{
	char *out = malloc(strlen(pattern) + 65536), name[64];
	const char *p, *end, *key;
	size_t n = 0;

	ck_assert_ptr_nonnull(out);
	for (p = pattern; *p != '\0'; p++) {
		end = *p == '{' ? strchr(p, '}') : NULL;
		if (end == NULL) {
			out[n++] = *p;
			continue;
		}
		ck_assert_uint_lt((size_t)(end - p), sizeof(name));
		memcpy(name, p + 1, (size_t)(end - p) - 1);
		name[end - p - 1] = '\0';
		key = test_key(name);
		memcpy(out + n, key, strlen(key));
		n += strlen(key);
		p = end;
	}
	out[n] = '\0';
	if (len != NULL)
		*len = n;
	return out;
}
