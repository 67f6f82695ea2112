/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain names: RFC 1034 section 3.1, RFC 1035 sections 2.3.4 and 5.1,
 * RFC 4343 (case). */
#include "dns/name.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "dns/idna.h"

const char *
mailauth__name_fault_text(int fault)
{
	switch ((enum name_fault)fault) {
	case NAME_OK:
		return "the name is well-formed";
	case NAME_EMPTY:
		return "the name is empty";
	case NAME_EMPTY_LABEL:
		return "the name has an empty label";
	case NAME_LONG_LABEL:
		return "a label is longer than 63 octets";
	case NAME_LONG:
		return "the name is longer than 255 octets";
	case NAME_BAD_ESCAPE:
		return "a backslash is not followed by three digits up to 255 "
		    "or another character";
	case NAME_BAD_UTF8:
		return "the name is not ASCII and not well-formed UTF-8";
	case NAME_BAD_LABEL:
		return "a label with characters outside ASCII cannot be an "
		    "internationalized label";
	}
	return "unknown fault";
}

void
mailauth__name_begin(struct name *out)
{
	out->length = 0;
	out->labels = 0;
	out->wire = 1;
	out->text[0] = '\0';
}

void
mailauth__name_done(struct name *out)
{
	if (out->labels == 0)
		out->text[out->length++] = '.';
	out->text[out->length] = '\0';
}

/* One octet of a label as canonical text. */
static inline char *
put_octet(char *p, uint8_t octet)
{
	char c = lower((char)octet);

	if (LIKELY(is_class(c, CLASS_VISIBLE) && c != '.' && c != '\\')) {
		*p++ = c;
		return p;
	}
	*p++ = '\\';
	if (c == '.' || c == '\\') {
		*p++ = c;
		return p;
	}
	*p++ = (char)('0' + octet / 100);
	*p++ = (char)('0' + octet / 10 % 10);
	*p++ = (char)('0' + octet % 10);
	return p;
}

/* The limit of 255 octets on the wire keeps the text, at most four characters
 * an octet, within LIMIT_NAME_ESCAPED. */
int
mailauth__name_label(struct name *out, const void *octets, size_t len)
{
	const uint8_t *from = octets;
	char *p = out->text + out->length;
	size_t i;

	if (len == 0)
		return NAME_EMPTY_LABEL;
	if (len > LIMIT_LABEL)
		return NAME_LONG_LABEL;
	if (out->wire + 1 + len > LIMIT_NAME_WIRE)
		return NAME_LONG;
	out->wire += 1 + len;
	if (out->labels++ > 0)
		*p++ = '.';
	for (i = 0; i < len; i++)
		p = put_octet(p, from[i]);
	out->length = (size_t)(p - out->text);
	return NAME_OK;
}

int
mailauth__name_append(struct name *name, const struct name *suffix)
{
	if (suffix->labels == 0)
		return NAME_OK;
	if (name->labels == 0) {
		*name = *suffix;
		return NAME_OK;
	}
	if (name->wire + suffix->wire - 1 > LIMIT_NAME_WIRE)
		return NAME_LONG;
	name->text[name->length++] = '.';
	memcpy(name->text + name->length, suffix->text, suffix->length + 1);
	name->length += suffix->length;
	name->labels += suffix->labels;
	name->wire += suffix->wire - 1;
	return NAME_OK;
}

/* The escape behind a backslash already taken: DDD or any other character. */
static bool
read_escape(struct cursor *c, uint8_t *octet)
{
	unsigned value;

	if (cursor_done(c))
		return false;
	if (!is_class(*c->p, CLASS_DIGIT)) {
		*octet = (uint8_t)*c->p++;
		return true;
	}
	if (cursor_left(c) < 3 || !is_class(c->p[1], CLASS_DIGIT) ||
	    !is_class(c->p[2], CLASS_DIGIT))
		return false;
	value = (unsigned)(c->p[0] - '0') * 100 +
	    (unsigned)(c->p[1] - '0') * 10 + (unsigned)(c->p[2] - '0');
	if (value > 255)
		return false;
	c->p += 3;
	*octet = (uint8_t)value;
	return true;
}

/* A label with escapes or with characters outside ASCII, up to its dot. */
struct rich_label {
	uint32_t codes[LIMIT_LABEL]; /* characters; an escaped octet is one */
	size_t count;
	bool international;          /* a character outside ASCII, as such */
	bool binary;                 /* an escaped octet outside ASCII */
};

static int
read_rich(struct cursor *c, struct rich_label *label)
{
	uint32_t code;
	uint8_t octet;
	size_t size;

	label->count = 0;
	label->international = label->binary = false;
	while (!cursor_done(c) && *c->p != '.') {
		size = mailauth__utf8_decode(c->p, cursor_left(c), &code);
		if (size == 0)
			return NAME_BAD_UTF8;
		if (mailauth__idna_dot(code))
			break;
		c->p += size;
		if (code == '\\') {
			if (!read_escape(c, &octet))
				return NAME_BAD_ESCAPE;
			/* "\ü": the backslash takes one octet, which is none
			 * of the characters here */
			if (octet >= 0x80 && c->p[-2] == '\\')
				return NAME_BAD_ESCAPE;
			code = octet;
			label->binary |= octet >= 0x80;
		} else {
			label->international |= code >= 0x80;
		}
		if (label->count == LIMIT_LABEL)
			return NAME_LONG_LABEL;
		label->codes[label->count++] = code;
	}
	return NAME_OK;
}

static int
add_rich(struct name *out, struct cursor *c)
{
	struct rich_label label;
	char text[LIMIT_LABEL];
	size_t len, i;
	int fault;

	if ((fault = read_rich(c, &label)) != NAME_OK)
		return fault;
	if (label.international) {
		if (label.binary)
			return NAME_BAD_LABEL;
		fault = mailauth__idna_label(label.codes, label.count, text, &len);
		if (fault != NAME_OK)
			return fault;
	} else {
		len = label.count;
		for (i = 0; i < len; i++)
			text[i] = (char)label.codes[i];
	}
	return mailauth__name_label(out, text, len);
}

/* Octets that stand for themselves in a name as people write it. */
static inline bool
is_plain(char c)
{
	return is_class(c, CLASS_VISIBLE) && c != '.' && c != '\\';
}

/* Takes a label; the fast way, straight into place, for plain ASCII. */
static int
add_label(struct name *out, struct cursor *c)
{
	const char *start = c->p, *p = start;
	size_t left = cursor_left(c), len;
	char *to = out->text + out->length;

	/* no room for a whole label: let mailauth__name_label() say why */
	if (out->wire + 1 + LIMIT_LABEL > LIMIT_NAME_WIRE)
		return add_rich(out, c);
	if (out->labels > 0)
		*to++ = '.';
	if (left > LIMIT_LABEL)
		left = LIMIT_LABEL;
	while (left > 0 && is_plain(*p)) {
		*to++ = lower(*p++);
		left--;
	}
	len = (size_t)(p - start);
	if (len == 0 || (p < c->end && *p != '.'))
		return add_rich(out, c);
	c->p = p;
	out->wire += 1 + len;
	out->labels++;
	out->length = (size_t)(to - out->text);
	return NAME_OK;
}

/* Takes "." or one of its like: nothing else ends a label but the end. */
static bool
take_dot(struct cursor *c)
{
	uint32_t code;

	if (cursor_accept(c, '.'))
		return true;
	if (cursor_done(c))
		return false;
	c->p += mailauth__utf8_decode(c->p, cursor_left(c), &code);
	assert(mailauth__idna_dot(code));
	return true;
}

static int
parse(struct cursor *c, struct name *out)
{
	int fault;

	if (cursor_done(c))
		return NAME_EMPTY;
	if (cursor_left(c) == 1 && *c->p == '.')
		return NAME_OK;
	do {
		if ((fault = add_label(out, c)) != NAME_OK)
			return fault;
	} while (take_dot(c) && !cursor_done(c));
	return NAME_OK;
}

int
mailauth__name_parse(const char *text, size_t len, struct name *out)
{
	struct cursor c = cursor_of(text, len);
	int fault;

	mailauth__name_begin(out);
	if ((fault = parse(&c, out)) != NAME_OK) {
		mailauth__name_begin(out);
		return fault;
	}
	mailauth__name_done(out);
	return NAME_OK;
}

int
mailauth__name_from_octets(const char *text, size_t len, struct name *out)
{
	const char *p = text, *end = len > 0 ? text + len : text, *dot;
	int fault = NAME_OK;

	mailauth__name_begin(out);
	if (len == 0)
		return NAME_EMPTY;
	if (len == 1 && *p == '.')
		p = end;
	while (p < end && fault == NAME_OK) {
		dot = memchr(p, '.', (size_t)(end - p));
		if (dot == NULL)
			dot = end;
		fault = mailauth__name_label(out, p, (size_t)(dot - p));
		p = dot < end ? dot + 1 : end;
	}
	if (fault != NAME_OK) {
		mailauth__name_begin(out);
		return fault;
	}
	mailauth__name_done(out);
	return NAME_OK;
}

int
mailauth__name_from_wire(const uint8_t *p, size_t len, struct name *out, size_t *used)
{
	size_t at = 0;

	mailauth__name_begin(out);
	while (at < len && p[at] != 0) {
		/* a pointer or an extended label type has a length above 63 */
		if (len - at - 1 < p[at] ||
		    mailauth__name_label(out, p + at + 1, p[at]) != NAME_OK) {
			mailauth__name_begin(out);
			return MAILAUTH_ERR_INVALID;
		}
		at += 1u + p[at];
	}
	if (at >= len) {
		mailauth__name_begin(out);
		return MAILAUTH_ERR_INVALID;
	}
	mailauth__name_done(out);
	*used = at + 1;
	return MAILAUTH_OK;
}

/* Takes the octets of one label of canonical text; how many, 0 if malformed. */
static size_t
label_octets(struct cursor *c, uint8_t *out)
{
	size_t n = 0;
	uint8_t octet;

	while (!cursor_done(c) && *c->p != '.') {
		if (n == LIMIT_LABEL)
			return 0;
		octet = (uint8_t)*c->p++;
		if (octet == '\\' && !read_escape(c, &octet))
			return 0;
		out[n++] = octet;
	}
	return n;
}

size_t
mailauth__name_to_wire(const char *text, uint8_t out[LIMIT_NAME_WIRE])
{
	struct cursor c = cursor_of(text, strlen(text));
	uint8_t label[LIMIT_LABEL];
	size_t at = 0, n;

	if (cursor_done(&c))
		return 0;
	if (cursor_left(&c) == 1 && *c.p == '.')
		c.p++;
	while (!cursor_done(&c)) {
		n = label_octets(&c, label);
		if (n == 0 || at + 1 + n + 1 > LIMIT_NAME_WIRE)
			return 0;
		out[at++] = (uint8_t)n;
		memcpy(out + at, label, n);
		at += n;
		if (cursor_accept(&c, '.') && cursor_done(&c))
			return 0; /* canonical text has no final dot */
	}
	out[at++] = 0;
	return at;
}

bool
mailauth__name_same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Does canonical text have an odd number of backslashes before `at`? */
static bool
is_escaped(const char *text, const char *at)
{
	const char *p = at;

	while (p > text && p[-1] == '\\')
		p--;
	return ((at - p) & 1) != 0;
}

bool
mailauth__name_within(const char *name, const char *domain)
{
	size_t nlen = strlen(name), dlen = strlen(domain);
	const char *tail;

	if (strcmp(domain, ".") == 0)
		return true;
	if (nlen < dlen)
		return false;
	tail = name + (nlen - dlen);
	if (memcmp(tail, domain, dlen) != 0)
		return false;
	return tail == name ||
	    (tail[-1] == '.' && !is_escaped(name, tail - 1));
}

/* The dot that ends the first label of canonical text, or its NUL. */
static const char *
label_end(const char *p)
{
	for (; *p != '\0' && *p != '.'; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return p;
}

size_t
mailauth__name_labels(const char *name)
{
	size_t n = 0;

	if (strcmp(name, ".") == 0)
		return 0;
	while (*name != '\0') {
		n++;
		name = label_end(name);
		if (*name == '.')
			name++;
	}
	return n;
}

const char *
mailauth__name_parent(const char *name)
{
	const char *end;

	if (name[0] == '\0' || strcmp(name, ".") == 0)
		return NULL;
	end = label_end(name);
	return *end == '.' ? end + 1 : ".";
}

const char *
mailauth__name_suffix(const char *name, size_t labels)
{
	size_t have = mailauth__name_labels(name);

	if (labels == 0)
		return ".";
	for (; have > labels; have--)
		name = mailauth__name_parent(name);
	return name;
}

/* Octets of canonical text on the wire, final zero included. */
static size_t
wire_length(const char *name)
{
	size_t n = 0;

	if (strcmp(name, ".") == 0)
		return 1;
	for (; *name != '\0'; n++) {
		if (*name != '\\')
			name++;
		else if (is_class(name[1], CLASS_DIGIT))
			name += strnlen(name, 4);
		else
			name += strnlen(name, 2);
	}
	/* a dot stands where the wire has a length octet; the first has none */
	return n + 2;
}

char *
mailauth__name_join(struct arena *arena, const char *prefix, const char *name, int *fault)
{
	size_t plen = strlen(prefix), nlen = strlen(name);
	char *text;

	*fault = NAME_OK;
	if (plen == 0 || strcmp(prefix, ".") == 0)
		return mailauth__arena_text(arena, name, nlen);
	if (wire_length(prefix) + wire_length(name) - 1 > LIMIT_NAME_WIRE) {
		*fault = NAME_LONG;
		return NULL;
	}
	if (strcmp(name, ".") == 0)
		return mailauth__arena_text(arena, prefix, plen);
	text = mailauth__arena_alloc(arena, plen + 1 + nlen + 1);
	if (text == NULL)
		return NULL;
	memcpy(text, prefix, plen);
	text[plen] = '.';
	memcpy(text + plen + 1, name, nlen + 1);
	return text;
}

bool
mailauth__name_is_host(const char *name)
{
	const char *p = name;

	if (*p == '\0' || *p == '.')
		return false;
	for (; *p != '\0'; p++) {
		bool first = p == name || p[-1] == '.';
		bool last = p[1] == '\0' || p[1] == '.';

		if (*p == '.')
			continue;
		if (*p == '-' ? first || last : !is_class(*p, CLASS_ALNUM))
			return false;
	}
	return true;
}
