/* SPDX-License-Identifier: BSD-2-Clause */
/* Expansion of SPF macros (RFC 7208 section 7.3).
 *
 * A name keeps its right end, an explanation its left end; so a name is
 * written from the right and an explanation from the left, and each stops as
 * soon as it is full, whatever the macros would yield in all. */
#include <string.h>

#include "base/text.h"
#include "record/spf_macro.h"

/* The longest value computed here: %{i} of an IPv6 address. */
#define VALUE_SCRATCH 64

/* The part of a macro's value that is used. */
struct value {
	const char *text;
	size_t length;
	unsigned delimiters;
	unsigned flags;
	char scratch[VALUE_SCRATCH];
};

static bool
is_delimiter(char c, unsigned set)
{
	static const char delimiters[] = ".-+,/_=";
	const char *at;

	if (set == 1)
		return c == '.';
	at = c != '\0' ? strchr(delimiters, c) : NULL;
	return at != NULL && (set >> (at - delimiters) & 1) != 0;
}

/* %{i}: dotted quad, or 32 nibbles with dots between. */
static size_t
write_dots(const struct ip *ip, char out[VALUE_SCRATCH])
{
	static const char hex[] = "0123456789abcdef";
	size_t i, n = 0;

	if (ip->family != 6)
		return mailauth__ip_format(ip, out);
	for (i = 0; i < 32; i++) {
		if (i > 0)
			out[n++] = '.';
		out[n++] = hex[ip->bytes[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
	}
	return n;
}

static size_t
write_number(uint64_t number, char out[VALUE_SCRATCH])
{
	size_t n = 0, i;

	do {
		out[n++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	for (i = 0; i < n / 2; i++) {
		char c = out[i];

		out[i] = out[n - 1 - i];
		out[n - 1 - i] = c;
	}
	return n;
}

static void
set_text(struct value *v, const char *text, size_t len)
{
	v->text = text;
	v->length = text != NULL ? len : 0;
}

/* Section 7.2: what a letter stands for. */
static void
letter_value(struct value *v, unsigned letter, const struct spf_macro_context *ctx)
{
	v->text = v->scratch;
	v->length = 0;
	switch (letter) {
	case SPF_LETTER_S:
		set_text(v, ctx->sender, ctx->sender_length);
		break;
	case SPF_LETTER_L:
		set_text(v, ctx->local_part, ctx->local_part_length);
		break;
	case SPF_LETTER_O:
		set_text(v, ctx->sender_domain, ctx->sender_domain_length);
		break;
	case SPF_LETTER_D:
		set_text(v, ctx->domain, ctx->domain_length);
		break;
	case SPF_LETTER_H:
		set_text(v, ctx->helo, ctx->helo_length);
		break;
	case SPF_LETTER_P:
		if (ctx->validated != NULL)
			set_text(v, ctx->validated, ctx->validated_length);
		else
			set_text(v, "unknown", 7);
		break;
	case SPF_LETTER_R:
		if (ctx->receiver != NULL)
			set_text(v, ctx->receiver, ctx->receiver_length);
		else
			set_text(v, "unknown", 7);
		break;
	case SPF_LETTER_V:
		if (ctx->client.family == 6)
			set_text(v, "ip6", 3);
		else
			set_text(v, "in-addr", 7);
		break;
	case SPF_LETTER_I:
		v->length = write_dots(&ctx->client, v->scratch);
		break;
	case SPF_LETTER_C:
		v->length = mailauth__ip_format(&ctx->client, v->scratch);
		break;
	default: /* SPF_LETTER_T */
		v->length = write_number(ctx->time, v->scratch);
	}
}

/* Cuts the value to its first (from_left) or last `keep` parts. */
static void
keep_parts(struct value *v, uint32_t keep, bool from_left)
{
	size_t i, at;

	for (i = 0; i < v->length; i++) {
		at = from_left ? i : v->length - 1 - i;
		if (!is_delimiter(v->text[at], v->delimiters) || --keep > 0)
			continue;
		if (!from_left)
			v->text += at + 1;
		v->length = i;
		return;
	}
}

/* The value of a macro, cut to the parts used.  "Right-hand parts, after
 * optional reversal" are the left-hand parts of what is then reversed. */
static void
macro_value(struct value *v, const struct spf_macro_part *part,
    const struct spf_macro_context *ctx)
{
	letter_value(v, part->letter, ctx);
	v->delimiters = part->delimiters != 0 ? part->delimiters : 1;
	v->flags = part->flags;
	if (part->keep > 0)
		keep_parts(v, part->keep, (part->flags & SPF_MACRO_REVERSE) != 0);
}

/* RFC 3986 section 2.3 */
static bool
is_unreserved(char c)
{
	return is_class(c, CLASS_NAME) || c == '~';
}

/* One octet as it goes out, at most three; the length. */
static size_t
put_octet(char out[3], char c, unsigned flags)
{
	static const char hex[] = "0123456789ABCDEF";

	if ((flags & SPF_MACRO_ESCAPE) == 0 || is_unreserved(c)) {
		out[0] = c;
		return 1;
	}
	out[0] = '%';
	out[1] = hex[(unsigned char)c >> 4];
	out[2] = hex[(unsigned char)c & 15];
	return 3;
}

/* ---- names: from the right ------------------------------------------------ */

/* One octet more than a name may have, to see that it has too many. */
struct tail {
	char data[LIMIT_NAME_TEXT + 1];
	size_t at; /* first octet used */
	bool begun; /* the last octet of the name was seen */
};

/* False once it is full. */
static bool
tail_put(struct tail *t, const char *octets, size_t len)
{
	while (len > 0) {
		if (t->at == 0)
			return false;
		len--;
		if (!t->begun && octets[len] == '.') {
			t->begun = true; /* the final dot of a name */
			continue;
		}
		t->begun = true;
		t->data[--t->at] = octets[len];
	}
	return true;
}

static bool
tail_part(struct tail *t, const struct value *v, size_t from, size_t to)
{
	char octets[3];

	while (to > from) {
		to--;
		if (!tail_put(t, octets, put_octet(octets, v->text[to], v->flags)))
			return false;
	}
	return true;
}

/* The parts joined by ".", the last one first. */
static bool
tail_value(struct tail *t, const struct value *v)
{
	bool reverse = (v->flags & SPF_MACRO_REVERSE) != 0;
	size_t left = 0, right = v->length, i;

	for (i = 0; i < v->length; i++) {
		size_t at = reverse ? i : v->length - 1 - i;

		if (!is_delimiter(v->text[at], v->delimiters))
			continue;
		if (!tail_part(t, v, reverse ? left : at + 1, reverse ? at : right) ||
		    !tail_put(t, ".", 1))
			return false;
		if (reverse)
			left = at + 1;
		else
			right = at;
	}
	return tail_part(t, v, left, right);
}

static void
tail_string(struct tail *t, const struct spf_macro_string *ms,
    const struct spf_macro_context *ctx)
{
	struct value v;
	uint32_t i;

	if (ms->parts == NULL) {
		tail_put(t, ms->text, ms->length);
		return;
	}
	for (i = ms->part_count; i > 0; i--) {
		const struct spf_macro_part *part = &ms->parts[i - 1];

		if (part->letter == 0) {
			if (!tail_put(t, part->text, part->length))
				return;
			continue;
		}
		macro_value(&v, part, ctx);
		if (!tail_value(t, &v))
			return;
	}
}

size_t
mailauth__spf_macro_name(const struct spf_macro_string *ms,
    const struct spf_macro_context *ctx, char out[LIMIT_NAME_TEXT + 1])
{
	struct tail t = { .at = sizeof(t.data), .begun = false };
	const char *dot;
	size_t length;

	tail_string(&t, ms, ctx);
	length = sizeof(t.data) - t.at;
	if (length > LIMIT_NAME_TEXT) {
		/* Section 7.3: successive labels and their dots go. */
		dot = memchr(t.data, '.', length);
		t.at = dot != NULL ? (size_t)(dot - t.data) + 1 : 1;
		length = sizeof(t.data) - t.at;
	}
	memcpy(out, t.data + t.at, length);
	out[length] = '\0';
	return length;
}

/* ---- explanations: from the left ------------------------------------------ */

/* False once it is full. */
static bool
explain_put(struct buffer *out, const char *octets, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (out->error != 0 || out->length >= out->max)
			return false;
		mailauth__buffer_char(out, octets[i] >= 0x20 && octets[i] < 0x7f ?
		    octets[i] : '?');
	}
	return true;
}

static bool
explain_part(struct buffer *out, const struct value *v, size_t from, size_t to)
{
	char octets[3];

	for (; from < to; from++) {
		if (!explain_put(out, octets,
		    put_octet(octets, v->text[from], v->flags)))
			return false;
	}
	return true;
}

/* The parts joined by ".", the first one first. */
static bool
explain_value(struct buffer *out, const struct value *v)
{
	bool reverse = (v->flags & SPF_MACRO_REVERSE) != 0;
	size_t left = 0, right = v->length, i;

	for (i = 0; i < v->length; i++) {
		size_t at = reverse ? v->length - 1 - i : i;

		if (!is_delimiter(v->text[at], v->delimiters))
			continue;
		if (!explain_part(out, v, reverse ? at + 1 : left,
		    reverse ? right : at) || !explain_put(out, ".", 1))
			return false;
		if (reverse)
			right = at;
		else
			left = at + 1;
	}
	return explain_part(out, v, left, right);
}

/* The nibbles of %{i} are capitals where people read them, as other checkers
 * write them; RFC 7208 leaves it open.  DNS does not care. */
static void
capital_nibbles(struct value *v)
{
	size_t i;

	/* nothing in an address is above "f" */
	for (i = 0; i < VALUE_SCRATCH; i++)
		if (v->scratch[i] >= 'a')
			v->scratch[i] = (char)(v->scratch[i] - 'a' + 'A');
}

void
mailauth__spf_macro_explain(const struct spf_macro_string *ms,
    const struct spf_macro_context *ctx, struct buffer *out)
{
	struct value v = { .length = 0 };
	uint32_t i;

	if (ms->parts == NULL) {
		explain_put(out, ms->text, ms->length);
		return;
	}
	for (i = 0; i < ms->part_count; i++) {
		const struct spf_macro_part *part = &ms->parts[i];

		if (part->letter == 0) {
			if (!explain_put(out, part->text, part->length))
				return;
			continue;
		}
		macro_value(&v, part, ctx);
		if (part->letter == SPF_LETTER_I)
			capital_nibbles(&v);
		if (!explain_value(out, &v))
			return;
	}
}
