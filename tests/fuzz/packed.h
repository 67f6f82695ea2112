/* SPDX-License-Identifier: BSD-2-Clause */
/* Many inputs of a fuzz target in one file that people can read: a line each,
 * printable ASCII as it is but for the backslash, other octets as \xHH.  A grown
 * corpus lies so in the tree (NAME.corpus). */
#ifndef TESTS_FUZZ_PACKED_H
#define TESTS_FUZZ_PACKED_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline int
packed_digit(int c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The octets of a line in its place; -1 if it is malformed. */
static inline long
packed_read(char *line)
{
	char *in, *out = line;
	int high, low;

	for (in = line; *in != '\0' && *in != '\n'; in++) {
		if (*in != '\\') {
			*out++ = *in;
			continue;
		}
		high = in[1] == 'x' ? packed_digit(in[2]) : -1;
		low = high >= 0 ? packed_digit(in[3]) : -1;
		if (low < 0)
			return -1;
		*out++ = (char)(high << 4 | low);
		in += 3;
	}
	return out - line;
}

static inline void
packed_write(FILE *to, const uint8_t *data, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (data[i] >= ' ' && data[i] < 0x7f && data[i] != '\\')
			fputc(data[i], to);
		else
			fprintf(to, "\\x%02x", data[i]);
	}
	fputc('\n', to);
}

#endif
