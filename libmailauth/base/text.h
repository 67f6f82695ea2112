/* SPDX-License-Identifier: BSD-2-Clause */
/* The bounded cursor that every parser walks, ASCII classes without a locale,
 * and integers with a maximum. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mailauth/base.h>

#include "base/compiler.h"

/* Classes of octets (RFC 5234 appendix B.1); any octet >= 0x80 is in none. */
enum {
	CLASS_ALPHA = 1,
	CLASS_DIGIT = 2,
	CLASS_ALNUM = CLASS_ALPHA | CLASS_DIGIT,
	CLASS_HEX = 4,
	CLASS_WSP = 8,      /* space and tab */
	CLASS_FWS = 16,     /* space, tab, CR, LF */
	CLASS_VISIBLE = 32, /* %x21-7E */
	CLASS_NAME = 64,    /* ALPHA DIGIT "-" "_" "." : RFC 7208 section 12 name */
	CLASS_BASE64 = 128  /* ALPHA DIGIT "+" "/" */
};
extern const uint8_t mailauth__class[256];

static inline bool
is_class(char c, unsigned class)
{
	return (mailauth__class[(unsigned char)c] & class) != 0;
}

static inline char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

struct cursor {
	const char *start;
	const char *p;
	const char *end;
};

static inline struct cursor
cursor_of(const char *text, size_t len)
{
	return (struct cursor){ text, text, len > 0 ? text + len : text };
}

static inline bool
cursor_done(const struct cursor *c)
{
	return c->p >= c->end;
}

static inline size_t
cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->p);
}

static inline size_t
cursor_offset(const struct cursor *c)
{
	return (size_t)(c->p - c->start);
}

/* The octet under the cursor as 0..255, -1 at the end. */
static inline int
cursor_peek(const struct cursor *c)
{
	return c->p < c->end ? (unsigned char)*c->p : -1;
}

/* Takes the octet if it is `octet`. */
static inline bool
cursor_accept(struct cursor *c, char octet)
{
	if (c->p < c->end && *c->p == octet) {
		c->p++;
		return true;
	}
	return false;
}

/* Takes octets while they are of `class`; the number taken. */
static inline size_t
cursor_span(struct cursor *c, unsigned class)
{
	const char *from = c->p;

	while (c->p < c->end && is_class(*c->p, class))
		c->p++;
	return (size_t)(c->p - from);
}

/* Takes `word` (lower case) if the text goes on with it in any case. */
bool mailauth__cursor_word(struct cursor *c, const char *word);
/* Takes 1*DIGIT.  MAILAUTH_ERR_INVALID: no digit (nothing taken);
 * MAILAUTH_ERR_LIMIT: above max (all digits taken), *out is max. */
int mailauth__cursor_number(struct cursor *c, uint64_t max, uint64_t *out);

/* ASCII comparison without regard to case. */
bool mailauth__text_same(const char *a, size_t alen, const char *b, size_t blen);
/* The same against a NUL-terminated lower-case word. */
bool mailauth__text_is(const char *a, size_t alen, const char *word);
/* Does it begin with such a word? */
bool mailauth__text_begins(const char *a, size_t alen, const char *word);
/* Value of a hexadecimal digit, -1 if none. */
int mailauth__hex_value(char c);

#endif
