/* SPDX-License-Identifier: BSD-2-Clause */
/* Sentences with particulars, in an arena. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "validate/say.h"

char *
mailauth__say(struct arena *arena, const char *format, ...)
{
	char text[SAY_MAX];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0)
		n = 0;
	if ((size_t)n >= sizeof(text))
		n = (int)sizeof(text) - 1;
	return mailauth__arena_text(arena, text, (size_t)n);
}
