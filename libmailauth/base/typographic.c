/* SPDX-License-Identifier: BSD-2-Clause */
/* Characters that word processors and web pages put in the place of ASCII: in
 * UTF-8, and the octets of Windows code page 1252 that no UTF-8 begins with. */
#include <string.h>

#include "base/text.h"
#include "base/typographic.h"

static const struct {
	const char *octets;
	const char *ascii;
} known[] = {
	/* spaces, and what cannot be seen */
	{ "\xC2\xA0", " " }, { "\xE2\x80\x80", " " }, { "\xE2\x80\x81", " " },
	{ "\xE2\x80\x82", " " }, { "\xE2\x80\x83", " " }, { "\xE2\x80\x84", " " },
	{ "\xE2\x80\x85", " " }, { "\xE2\x80\x86", " " }, { "\xE2\x80\x87", " " },
	{ "\xE2\x80\x88", " " }, { "\xE2\x80\x89", " " }, { "\xE2\x80\x8A", " " },
	{ "\xE2\x80\xAF", " " }, { "\xE2\x81\x9F", " " }, { "\xE3\x80\x80", " " },
	{ "\xE2\x80\xA8", " " }, { "\xE2\x80\xA9", " " }, { "\xC2\x85", " " },
	{ "\xC2\xAD", "" }, { "\xE2\x80\x8B", "" }, { "\xE2\x80\x8C", "" },
	{ "\xE2\x80\x8D", "" }, { "\xE2\x80\x8E", "" }, { "\xE2\x80\x8F", "" },
	{ "\xE2\x81\xA0", "" }, { "\xEF\xBB\xBF", "" },
	/* dashes */
	{ "\xE2\x80\x90", "-" }, { "\xE2\x80\x91", "-" }, { "\xE2\x80\x92", "-" },
	{ "\xE2\x80\x93", "-" }, { "\xE2\x80\x94", "-" }, { "\xE2\x80\x95", "-" },
	{ "\xE2\x81\x83", "-" }, { "\xE2\x88\x92", "-" }, { "\xEF\xB9\x98", "-" },
	{ "\xEF\xB9\xA3", "-" }, { "\xEF\xBC\x8D", "-" },
	/* tildes */
	{ "\xCB\x9C", "~" }, { "\xCB\xB7", "~" }, { "\xE2\x81\x93", "~" },
	{ "\xE2\x88\xBC", "~" }, { "\xE3\x80\x9C", "~" }, { "\xEF\xBD\x9E", "~" },
	/* other signs as wide as a Chinese character */
	{ "\xEF\xBC\x8B", "+" }, { "\xEF\xBC\x9F", "?" }, { "\xEF\xBC\x9A", ":" },
	{ "\xEF\xBC\x9B", ";" }, { "\xEF\xBC\x8C", "," }, { "\xEF\xBC\x9D", "=" },
	{ "\xEF\xBC\x8F", "/" }, { "\xEF\xBC\x8E", "." }, { "\xEF\xBC\xA0", "@" },
	{ "\xEF\xBC\xBF", "_" }, { "\xE2\x80\xA6", "..." },
	/* quotation marks */
	{ "\xE2\x80\x98", "" }, { "\xE2\x80\x99", "" }, { "\xE2\x80\x9A", "" },
	{ "\xE2\x80\x9B", "" }, { "\xE2\x80\x9C", "" }, { "\xE2\x80\x9D", "" },
	{ "\xE2\x80\x9E", "" }, { "\xE2\x80\x9F", "" }, { "\xE2\x80\xB9", "" },
	{ "\xE2\x80\xBA", "" }, { "\xC2\xAB", "" }, { "\xC2\xBB", "" },
	{ "\xC2\xB4", "" }, { "\xEF\xBC\x82", "" },
	/* code page 1252 */
	{ "\x91", "" }, { "\x92", "" }, { "\x93", "" }, { "\x94", "" },
	{ "\x84", "" }, { "\x82", "" }, { "\xAB", "" }, { "\xBB", "" },
	{ "\x96", "-" }, { "\x97", "-" }, { "\x98", "~" }, { "\xA0", " " },
};

size_t
mailauth__typographic(const char *from, const char *to, const char **ascii)
{
	size_t i, len;

	for (i = 0; i < COUNT_OF(known); i++) {
		len = strlen(known[i].octets);
		if ((size_t)(to - from) >= len &&
		    memcmp(from, known[i].octets, len) == 0) {
			*ascii = known[i].ascii;
			return len;
		}
	}
	return 0;
}

size_t
mailauth__foreign(const char *from, const char *to)
{
	const char *p = from + 1;

	if ((unsigned char)*from >= 0xC0)
		while (p < to && ((unsigned char)*p & 0xC0) == 0x80)
			p++;
	return (size_t)(p - from);
}
