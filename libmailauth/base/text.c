/* SPDX-License-Identifier: BSD-2-Clause */
/* Octet classes, words and numbers. */
#include <string.h>

#include "base/text.h"

#define A CLASS_ALPHA
#define D CLASS_DIGIT
#define H CLASS_HEX
#define W CLASS_WSP
#define F CLASS_FWS
#define V CLASS_VISIBLE
#define N CLASS_NAME
#define B CLASS_BASE64

const uint8_t mailauth__class[256] = {
	['\t'] = W | F,
	['\n'] = F,
	['\r'] = F,
	[' '] = W | F,
	['!'] = V,
	['"'] = V,
	['#'] = V,
	['$'] = V,
	['%'] = V,
	['&'] = V,
	['\''] = V,
	['('] = V,
	[')'] = V,
	['*'] = V,
	['+'] = V | B,
	[','] = V,
	['-'] = V | N,
	['.'] = V | N,
	['/'] = V | B,
	['0'] = D | H | V | N | B,
	['1'] = D | H | V | N | B,
	['2'] = D | H | V | N | B,
	['3'] = D | H | V | N | B,
	['4'] = D | H | V | N | B,
	['5'] = D | H | V | N | B,
	['6'] = D | H | V | N | B,
	['7'] = D | H | V | N | B,
	['8'] = D | H | V | N | B,
	['9'] = D | H | V | N | B,
	[':'] = V,
	[';'] = V,
	['<'] = V,
	['='] = V,
	['>'] = V,
	['?'] = V,
	['@'] = V,
	['A'] = A | H | V | N | B,
	['B'] = A | H | V | N | B,
	['C'] = A | H | V | N | B,
	['D'] = A | H | V | N | B,
	['E'] = A | H | V | N | B,
	['F'] = A | H | V | N | B,
	['G'] = A | V | N | B,
	['H'] = A | V | N | B,
	['I'] = A | V | N | B,
	['J'] = A | V | N | B,
	['K'] = A | V | N | B,
	['L'] = A | V | N | B,
	['M'] = A | V | N | B,
	['N'] = A | V | N | B,
	['O'] = A | V | N | B,
	['P'] = A | V | N | B,
	['Q'] = A | V | N | B,
	['R'] = A | V | N | B,
	['S'] = A | V | N | B,
	['T'] = A | V | N | B,
	['U'] = A | V | N | B,
	['V'] = A | V | N | B,
	['W'] = A | V | N | B,
	['X'] = A | V | N | B,
	['Y'] = A | V | N | B,
	['Z'] = A | V | N | B,
	['['] = V,
	['\\'] = V,
	[']'] = V,
	['^'] = V,
	['_'] = V | N,
	['`'] = V,
	['a'] = A | H | V | N | B,
	['b'] = A | H | V | N | B,
	['c'] = A | H | V | N | B,
	['d'] = A | H | V | N | B,
	['e'] = A | H | V | N | B,
	['f'] = A | H | V | N | B,
	['g'] = A | V | N | B,
	['h'] = A | V | N | B,
	['i'] = A | V | N | B,
	['j'] = A | V | N | B,
	['k'] = A | V | N | B,
	['l'] = A | V | N | B,
	['m'] = A | V | N | B,
	['n'] = A | V | N | B,
	['o'] = A | V | N | B,
	['p'] = A | V | N | B,
	['q'] = A | V | N | B,
	['r'] = A | V | N | B,
	['s'] = A | V | N | B,
	['t'] = A | V | N | B,
	['u'] = A | V | N | B,
	['v'] = A | V | N | B,
	['w'] = A | V | N | B,
	['x'] = A | V | N | B,
	['y'] = A | V | N | B,
	['z'] = A | V | N | B,
	['{'] = V,
	['|'] = V,
	['}'] = V,
	['~'] = V,
};

bool
mailauth__cursor_word(struct cursor *c, const char *word)
{
	const char *p = c->p;

	for (; *word != '\0'; word++, p++) {
		if (p >= c->end || lower(*p) != *word)
			return false;
	}
	c->p = p;
	return true;
}

int
mailauth__cursor_number(struct cursor *c, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;
	int result = 0;

	*out = 0;
	if (c->p >= c->end || !is_class(*c->p, CLASS_DIGIT))
		return MAILAUTH_ERR_INVALID;
	for (; c->p < c->end && is_class(*c->p, CLASS_DIGIT); c->p++) {
		uint64_t digit = (uint64_t)(*c->p - '0');

		if (result != 0)
			continue;
		if (digit > max || value > (max - digit) / 10)
			result = MAILAUTH_ERR_LIMIT;
		else
			value = value * 10 + digit;
	}
	*out = result == 0 ? value : max;
	return result;
}

bool
mailauth__text_same(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t i;

	if (alen != blen)
		return false;
	for (i = 0; i < alen; i++) {
		if (lower(a[i]) != lower(b[i]))
			return false;
	}
	return true;
}

bool
mailauth__text_is(const char *a, size_t alen, const char *word)
{
	size_t i;

	for (i = 0; i < alen; i++) {
		if (word[i] == '\0' || lower(a[i]) != word[i])
			return false;
	}
	return word[alen] == '\0';
}

bool
mailauth__text_begins(const char *a, size_t alen, const char *word)
{
	const size_t len = strlen(word);

	return alen >= len && mailauth__text_is(a, len, word);
}

int
mailauth__hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
