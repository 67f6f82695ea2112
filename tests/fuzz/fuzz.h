/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H
/* What the fuzz targets share. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <mailauth/base.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that must hold for every input. */
#define MUST(what) \
	do { \
		if (!(what)) { \
			fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, \
			    __LINE__, #what); \
			abort(); \
		} \
	} while (0)

/* The next octet of the input, 0 when there is none: for small choices. */
static inline unsigned
take(const uint8_t **data, size_t *size)
{
	if (*size == 0)
		return 0;
	--*size;
	return *(*data)++;
}

/* Reads octets so that an unreadable one is noticed. */
static inline void
touch(const void *p, size_t len)
{
	const volatile uint8_t *octets = p;
	size_t i;

	for (i = 0; i < len; i++)
		(void)octets[i];
}

/* The same for a string that may be NULL. */
static inline void
touch_text(const char *text)
{
	const volatile char *p = text;

	while (p != NULL && *p != '\0')
		p++;
}

/* A problem points into the text it is about and says what it is. */
static inline void
check_problem(const mailauth_problem *p, size_t text_length)
{
	MUST(p != NULL && p->id != NULL && p->message != NULL);
	MUST(p->severity >= MAILAUTH_SEVERITY_INFO);
	MUST(p->severity <= MAILAUTH_SEVERITY_USAGE);
	MUST(p->offset <= text_length);
	MUST(p->length <= text_length - p->offset);
	touch_text(p->id);
	touch_text(p->message);
	touch_text(p->reference);
}

#endif
