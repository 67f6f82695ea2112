/* SPDX-License-Identifier: BSD-2-Clause */
/* Parsing of SPF macro strings (RFC 7208 section 7.1). */
#include <string.h>

#include "base/text.h"
#include "record/spf_macro.h"

#define PARTS_FIRST 4

struct parser {
	struct cursor c;
	struct arena *arena;
	unsigned flags;
	struct spf_macro_part *parts;
	uint32_t count, room;
	uint32_t letters;
	struct spf_macro_fault *fault;
};

/* Notes what is wrong between `from` and `to`. */
static int
fault(struct parser *p, const char *from, const char *to, const char *message)
{
	p->fault->offset = (uint32_t)(from - p->c.start);
	p->fault->length = (uint32_t)(to - from);
	p->fault->message = message;
	return MAILAUTH_ERR_INVALID;
}

static struct spf_macro_part *
next_part(struct parser *p)
{
	struct spf_macro_part *parts;
	uint32_t room;

	if (p->count == p->room) {
		room = p->room > 0 ? p->room * 2 : PARTS_FIRST;
		parts = mailauth__arena_grow(p->arena, p->parts, p->room, room,
		    sizeof(*parts));
		if (parts == NULL)
			return NULL;
		p->parts = parts;
		p->room = room;
	}
	p->parts[p->count] = (struct spf_macro_part){ 0 };
	return &p->parts[p->count++];
}

static int
add_literal(struct parser *p, const char *text, size_t len, unsigned flags)
{
	struct spf_macro_part *part = next_part(p);

	if (part == NULL)
		return mailauth__arena_error(p->arena);
	part->text = text;
	part->length = (uint32_t)len;
	part->flags = (uint8_t)flags;
	return 0;
}

/* delimiter = "." / "-" / "+" / "," / "/" / "_" / "=" */
static unsigned
delimiter(char c)
{
	switch (c) {
	case '.':
		return 1;
	case '-':
		return 2;
	case '+':
		return 4;
	case ',':
		return 8;
	case '/':
		return 16;
	case '_':
		return 32;
	case '=':
		return 64;
	default:
		return 0;
	}
}

/* macro-letter = "s" / "l" / "o" / "d" / "i" / "p" / "h" /
 *                "c" / "r" / "t" / "v" */
static unsigned
macro_letter(char c)
{
	switch (lower(c)) {
	case 's':
		return SPF_LETTER_S;
	case 'l':
		return SPF_LETTER_L;
	case 'o':
		return SPF_LETTER_O;
	case 'd':
		return SPF_LETTER_D;
	case 'i':
		return SPF_LETTER_I;
	case 'p':
		return SPF_LETTER_P;
	case 'v':
		return SPF_LETTER_V;
	case 'h':
		return SPF_LETTER_H;
	case 'c':
		return SPF_LETTER_C;
	case 'r':
		return SPF_LETTER_R;
	case 't':
		return SPF_LETTER_T;
	default:
		return 0;
	}
}

/* transformers = *DIGIT [ "r" ]
 * A number that no count of parts can reach means all of them, so a huge one
 * saturates; zero is refused (section 7.3). */
static int
transformers(struct parser *p, struct spf_macro_part *part)
{
	const char *from = p->c.p;
	uint64_t keep = 0;
	int rc;

	rc = mailauth__cursor_number(&p->c, UINT32_MAX, &keep);
	if (rc != MAILAUTH_ERR_INVALID && keep == 0) {
		return fault(p, from, p->c.p,
		    "the number of parts in a macro must not be zero");
	}
	part->keep = (uint32_t)keep;
	if (cursor_accept(&p->c, 'r') || cursor_accept(&p->c, 'R'))
		part->flags |= SPF_MACRO_REVERSE;
	return 0;
}

/* "%{" macro-letter transformers *delimiter "}"; the cursor is behind "%{". */
static int
macro_expand(struct parser *p, const char *from)
{
	struct spf_macro_part *part;
	unsigned letter, bit;
	int rc;

	if (cursor_done(&p->c))
		return fault(p, from, p->c.p, "a macro is not closed by \"}\"");
	letter = macro_letter(*p->c.p);
	if (letter == 0) {
		return fault(p, p->c.p, p->c.p + 1,
		    "a macro letter must be one of s, l, o, d, i, p, v, h, and "
		    "in explanation text also c, r, t");
	}
	if ((letter & SPF_LETTERS_EXPLANATION) != 0 &&
	    (p->flags & SPF_MACRO_EXPLANATION) == 0) {
		return fault(p, p->c.p, p->c.p + 1,
		    "the macro letters c, r and t are allowed in explanation "
		    "text only");
	}
	part = next_part(p);
	if (part == NULL)
		return mailauth__arena_error(p->arena);
	part->letter = (uint16_t)letter;
	if (*p->c.p <= 'Z') /* a letter it is */
		part->flags |= SPF_MACRO_ESCAPE;
	p->c.p++;
	rc = transformers(p, part);
	if (rc != 0)
		return rc;
	while (!cursor_done(&p->c) && (bit = delimiter(*p->c.p)) != 0) {
		part->delimiters |= (uint8_t)bit;
		p->c.p++;
	}
	if (cursor_done(&p->c))
		return fault(p, from, p->c.p, "a macro is not closed by \"}\"");
	if (!cursor_accept(&p->c, '}')) {
		return fault(p, p->c.p, p->c.p + 1,
		    "only digits, \"r\" and the delimiters . - + , / _ = may "
		    "follow a macro letter");
	}
	p->letters |= letter;
	return 0;
}

/* macro-expand = ( "%{" … "}" ) / "%%" / "%_" / "%-" */
static int
percent(struct parser *p)
{
	const char *from = p->c.p++;

	switch (cursor_peek(&p->c)) {
	case '{':
		p->c.p++;
		return macro_expand(p, from);
	case '%':
		p->c.p++;
		return add_literal(p, "%", 1, SPF_MACRO_PERCENT);
	case '_':
		p->c.p++;
		return add_literal(p, " ", 1, SPF_MACRO_PERCENT);
	case '-':
		p->c.p++;
		return add_literal(p, "%20", 3, SPF_MACRO_PERCENT);
	default:
		return fault(p, from, cursor_done(&p->c) ? p->c.p : p->c.p + 1,
		    "\"%\" must be followed by \"{\", \"%\", \"_\" or \"-\"");
	}
}

/* macro-literal = %x21-24 / %x26-7E
 * explain-string = *( macro-string / SP ) */
static int
macro_literal(struct parser *p)
{
	const char *from = p->c.p;

	while (!cursor_done(&p->c) && *p->c.p != '%') {
		if (!is_class(*p->c.p, CLASS_VISIBLE) &&
		    (*p->c.p != ' ' || (p->flags & SPF_MACRO_EXPLANATION) == 0)) {
			return fault(p, p->c.p, p->c.p + 1,
			    "an octet is not a visible ASCII character");
		}
		p->c.p++;
	}
	return add_literal(p, from, (size_t)(p->c.p - from), 0);
}

int
mailauth__spf_macro_parse(struct arena *arena, const char *text, size_t len,
    unsigned flags, struct spf_macro_string *out, struct spf_macro_fault *why)
{
	struct parser p = {
		.c = cursor_of(text, len),
		.arena = arena,
		.flags = flags,
		.fault = why,
	};
	int rc;

	*why = (struct spf_macro_fault){ 0 };
	*out = (struct spf_macro_string){ .text = text, .length = (uint32_t)len };
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	while (!cursor_done(&p.c)) {
		rc = *p.c.p == '%' ? percent(&p) : macro_literal(&p);
		if (rc != 0)
			return rc;
	}
	/* One literal part alone is the text itself. */
	if (p.count == 0 || (p.count == 1 && p.parts[0].text == text))
		return 0;
	out->parts = p.parts;
	out->part_count = p.count;
	out->letters = p.letters;
	return 0;
}
