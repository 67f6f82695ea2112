/* SPDX-License-Identifier: BSD-2-Clause */
/* U-labels to A-labels: mapping, refusals and Punycode (RFC 3492). */
#include "dns/idna.h"

#include <string.h>

#include "base/compiler.h"
#include "base/text.h"
#include "dns/name.h"

#define CODE_MAX 0x10ffffu

struct range {
	uint32_t from, to;
};

/* What RFC 5892 makes DISALLOWED, in the blocks where people meet it: spaces,
 * controls, punctuation, symbols, format characters, compatibility forms and
 * the code points that are no characters.  Sorted. */
static const struct range disallowed[] = {
	{ 0x0080, 0x00b6 }, { 0x00b8, 0x00bf }, { 0x00d7, 0x00d7 },
	{ 0x00f7, 0x00f7 }, { 0x0132, 0x0133 }, { 0x013f, 0x0140 },
	{ 0x0149, 0x0149 }, { 0x017f, 0x017f }, { 0x01c4, 0x01cc },
	{ 0x01f1, 0x01f3 }, { 0x02b0, 0x02b8 }, { 0x02c2, 0x02c5 },
	{ 0x02d2, 0x02eb }, { 0x034f, 0x034f }, { 0x037e, 0x037e },
	{ 0x061c, 0x061c }, { 0x0640, 0x0640 }, { 0x115f, 0x1160 },
	{ 0x1680, 0x1680 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180e },
	{ 0x2000, 0x200b }, { 0x200e, 0x214d }, { 0x214f, 0x2183 },
	{ 0x2185, 0x2bff }, { 0x2e00, 0x2e2e }, { 0x2e30, 0x3004 },
	{ 0x3008, 0x3029 }, { 0x302e, 0x303b }, { 0x303d, 0x3040 },
	{ 0x3164, 0x3164 }, { 0x3200, 0x33ff }, { 0xd800, 0xf8ff },
	{ 0xfb00, 0xfb1d }, { 0xfd3e, 0xfe1f }, { 0xfe30, 0xfe72 },
	{ 0xfe74, 0xffff }, { 0x1d100, 0x1d1ff }, { 0x1d400, 0x1d7ff },
	{ 0x1f000, 0x1faff }, { 0x1fff0, 0x1ffff }, { 0x2fff0, 0x2ffff },
	{ 0x3fff0, CODE_MAX },
};

/* Combining marks: none may begin a label (RFC 5891 section 4.2.3.2). */
static const struct range combining[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },
	{ 0x05bf, 0x05bf }, { 0x05c1, 0x05c2 }, { 0x05c4, 0x05c5 },
	{ 0x05c7, 0x05c7 }, { 0x0610, 0x061a }, { 0x064b, 0x065f },
	{ 0x0670, 0x0670 }, { 0x06d6, 0x06dc }, { 0x06df, 0x06e4 },
	{ 0x0711, 0x0711 }, { 0x0730, 0x074a }, { 0x0900, 0x0903 },
	{ 0x093a, 0x093c }, { 0x093e, 0x094f }, { 0x0951, 0x0957 },
	{ 0x0981, 0x0983 }, { 0x09bc, 0x09bc }, { 0x09be, 0x09cd },
	{ 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff },
	{ 0x302a, 0x302f }, { 0x3099, 0x309a }, { 0xfe20, 0xfe2f },
};

static bool
in_ranges(uint32_t code, const struct range *ranges, size_t count)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (code > ranges[mid].to)
			low = mid + 1;
		else if (code < ranges[mid].from)
			high = mid;
		else
			return true;
	}
	return false;
}

size_t
mailauth__utf8_decode(const char *text, size_t len, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *p = (const uint8_t *)text;
	uint32_t code;
	size_t size, i;

	if (len == 0)
		return 0;
	if (p[0] < 0x80) {
		*out = p[0];
		return 1;
	}
	if ((p[0] & 0xe0) == 0xc0) {
		size = 2;
		code = p[0] & 0x1fu;
	} else if ((p[0] & 0xf0) == 0xe0) {
		size = 3;
		code = p[0] & 0x0fu;
	} else if ((p[0] & 0xf8) == 0xf0) {
		size = 4;
		code = p[0] & 0x07u;
	} else {
		return 0;
	}
	if (len < size)
		return 0;
	for (i = 1; i < size; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3fu);
	}
	/* overlong forms and surrogates: RFC 3629 section 3 */
	if (code < least[size] || code > CODE_MAX ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*out = code;
	return size;
}

bool
mailauth__idna_dot(uint32_t code)
{
	return code == 0x3002 || code == 0xff0e || code == 0xff61;
}

/* Upper-case letters that stand before or far from their lower-case ones:
 * from, to, and what to add. */
static const struct {
	uint32_t from, to, add;
} shifted[] = {
	{ 'A', 'Z', 32 },
	{ 0x00c0, 0x00d6, 32 }, { 0x00d8, 0x00de, 32 },   /* Latin-1 */
	{ 0x01a0, 0x01a0, 1 }, { 0x01af, 0x01af, 1 },     /* Vietnamese */
	{ 0x01b7, 0x01b7, 219 }, { 0x01f4, 0x01f4, 1 },
	{ 0x0370, 0x0370, 1 }, { 0x0372, 0x0372, 1 },     /* Greek */
	{ 0x0376, 0x0376, 1 }, { 0x0386, 0x0386, 38 },
	{ 0x0388, 0x038a, 37 }, { 0x038c, 0x038c, 64 },
	{ 0x038e, 0x038f, 63 }, { 0x0391, 0x03a1, 32 },
	{ 0x03a3, 0x03ab, 32 },
	{ 0x0400, 0x040f, 80 }, { 0x0410, 0x042f, 32 },   /* Cyrillic */
	{ 0x04c0, 0x04c0, 15 },
	{ 0x0531, 0x0556, 48 },                           /* Armenian */
};

/* Blocks where an upper-case letter has its lower-case one next to it; `odd`
 * says which of a pair is upper case. */
static const struct {
	uint32_t from, to, odd;
} paired[] = {
	{ 0x0100, 0x012f, 0 }, { 0x0134, 0x0137, 0 }, { 0x0139, 0x013e, 1 },
	{ 0x0141, 0x0148, 1 }, { 0x014a, 0x0177, 0 }, { 0x0179, 0x017e, 1 },
	{ 0x01cd, 0x01dc, 1 }, { 0x01de, 0x01ef, 0 }, { 0x01f8, 0x021f, 0 },
	{ 0x0222, 0x0233, 0 }, { 0x03d8, 0x03ef, 0 }, { 0x0460, 0x0481, 0 },
	{ 0x048a, 0x04bf, 0 }, { 0x04c1, 0x04ce, 1 }, { 0x04d0, 0x052f, 0 },
	{ 0x1e00, 0x1e95, 0 }, { 0x1ea0, 0x1eff, 0 },
};

static uint32_t
lower_case(uint32_t code)
{
	size_t i;

	for (i = 0; i < COUNT_OF(shifted); i++)
		if (code >= shifted[i].from && code <= shifted[i].to)
			return code + shifted[i].add;
	for (i = 0; i < COUNT_OF(paired); i++)
		if (code >= paired[i].from && code <= paired[i].to)
			return (code & 1) == paired[i].odd ? code + 1 : code;
	if (code == 0x0178)
		return 0x00ff;
	if (code == 0x1e9e) /* capital sharp s */
		return 0x00df;
	return code;
}

/* Lower case into `out`, which has room for LIMIT_LABEL code points; the
 * number written, 0 if there are more. */
static size_t
map(const uint32_t *codes, size_t count, uint32_t out[LIMIT_LABEL])
{
	size_t i, n = 0;

	for (i = 0; i < count; i++) {
		if (n + 2 > LIMIT_LABEL)
			return 0;
		if (codes[i] == 0x0130) {
			/* I with a dot: the one letter here whose lower case
			 * is two code points */
			out[n++] = 'i';
			out[n++] = 0x0307;
		} else {
			out[n++] = lower_case(codes[i]);
		}
	}
	return n;
}

/* RFC 5891 section 4.2.3: may this stand in a U-label? */
static bool
is_label(const uint32_t *codes, size_t count)
{
	size_t i;

	if (codes[0] == '-' || codes[count - 1] == '-' ||
	    (count >= 4 && codes[2] == '-' && codes[3] == '-'))
		return false;
	if (in_ranges(codes[0], combining, COUNT_OF(combining)))
		return false;
	for (i = 0; i < count; i++) {
		if (codes[i] < 0x80) {
			if (codes[i] != '-' &&
			    !is_class((char)codes[i], CLASS_ALNUM))
				return false;
		} else if (in_ranges(codes[i], disallowed, COUNT_OF(disallowed))) {
			return false;
		}
	}
	return true;
}

/* RFC 3492 section 5. */
enum {
	BASE = 36,
	TMIN = 1,
	TMAX = 26,
	SKEW = 38,
	DAMP = 700,
	INITIAL_BIAS = 72,
	INITIAL_N = 0x80
};

/* RFC 3492 section 6.1. */
static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > ((BASE - TMIN) * TMAX) / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static char
digit(uint32_t value)
{
	return (char)(value < 26 ? 'a' + value : '0' + (value - 26));
}

/* A label being written. */
struct label {
	char *text;
	size_t length;
	bool full;
};

static void
add(struct label *label, char c)
{
	if (label->length < LIMIT_LABEL)
		label->text[label->length++] = c;
	else
		label->full = true;
}

/* delta as a variable-length integer: the inner loop of RFC 3492 section 6.3. */
static void
add_delta(struct label *label, uint32_t delta, uint32_t bias)
{
	uint32_t q = delta, k;

	for (k = BASE;; k += BASE) {
		uint32_t t = k <= bias ? TMIN :
		    k >= bias + TMAX ? TMAX : k - bias;

		if (q < t)
			break;
		add(label, digit(t + (q - t) % (BASE - t)));
		q = (q - t) / (BASE - t);
	}
	add(label, digit(q));
}

/* The least code point that is not below n. */
static uint32_t
next_code(const uint32_t *codes, size_t count, uint32_t n)
{
	uint32_t least = CODE_MAX;
	size_t i;

	for (i = 0; i < count; i++)
		if (codes[i] >= n && codes[i] < least)
			least = codes[i];
	return least;
}

/* RFC 3492 section 6.3.  With at most 63 code points of at most 0x10ffff no
 * delta passes 64 * 0x110000, so nothing overflows. */
static void
punycode(const uint32_t *codes, size_t count, struct label *label)
{
	uint32_t n = INITIAL_N, delta = 0, bias = INITIAL_BIAS;
	uint32_t handled = 0, basic, least;
	size_t i;

	for (i = 0; i < count; i++) {
		if (codes[i] < 0x80) {
			add(label, (char)codes[i]);
			handled++;
		}
	}
	basic = handled;
	if (basic > 0)
		add(label, '-');
	for (; handled < count && !label->full; n++, delta++) {
		least = next_code(codes, count, n);
		delta += (least - n) * (handled + 1);
		n = least;
		for (i = 0; i < count; i++) {
			if (codes[i] < n)
				delta++;
			if (codes[i] != n)
				continue;
			add_delta(label, delta, bias);
			bias = adapt(delta, handled + 1, handled == basic);
			delta = 0;
			handled++;
		}
	}
}

int
mailauth__idna_label(const uint32_t *codes, size_t count, char out[LIMIT_LABEL],
    size_t *out_len)
{
	static const char prefix[] = "xn--";
	struct label label = { out, sizeof(prefix) - 1, false };
	uint32_t mapped[LIMIT_LABEL];

	*out_len = 0;
	if (count == 0)
		return NAME_EMPTY_LABEL;
	/* each code point takes at least one octet of the A-label, unless it is
	 * joined with others: labels of that kind are not so long */
	if ((count = map(codes, count, mapped)) == 0)
		return NAME_LONG_LABEL;
	count = mailauth__idna_compose(mapped, count);
	if (!is_label(mapped, count))
		return NAME_BAD_LABEL;
	memcpy(out, prefix, sizeof(prefix) - 1);
	punycode(mapped, count, &label);
	if (label.full)
		return NAME_LONG_LABEL;
	*out_len = label.length;
	return NAME_OK;
}
