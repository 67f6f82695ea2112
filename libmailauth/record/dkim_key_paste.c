/* SPDX-License-Identifier: BSD-2-Clause */
/* What copying does to key records: quotes and backslashes of master files,
 * typographic characters, byte order marks, the owner name in the value; and
 * texts that are no key record at all. */
#include <string.h>

#include "base/text.h"
#include "record/dkim_key.h"

#define WARNING MAILAUTH_SEVERITY_WARNING

/* The first place of `word` (lower case) in any case; NULL if there is none. */
static const char *
find_word(const char *text, size_t len, const char *word)
{
	size_t wlen = strlen(word), i;

	for (i = 0; len >= wlen && i <= len - wlen; i++)
		if (lower(text[i]) == word[0] &&
		    mailauth__text_same(text + i, wlen, word, wlen))
			return text + i;
	return NULL;
}

/* Does a tag of that one-letter name start at the cursor? */
static bool
tag_here(struct cursor c, char name)
{
	cursor_span(&c, CLASS_FWS);
	if (!cursor_accept(&c, name))
		return false;
	cursor_span(&c, CLASS_FWS);
	return cursor_accept(&c, '=');
}

static bool
has_tag(const struct mailauth_dkim_key *key, char name)
{
	struct cursor c = cursor_of(key->text, key->length);
	const char *next;

	c.p += key->start;
	while (!tag_here(c, name)) {
		next = cursor_done(&c) ? NULL : memchr(c.p, ';', cursor_left(&c));
		if (next == NULL)
			return false;
		c.p = next + 1;
	}
	return true;
}

/* Is the octet inside n=, which is for people and may hold what it likes? */
static bool
in_notes(const struct mailauth_dkim_key *key, size_t at)
{
	struct cursor c = cursor_of(key->text, key->length);

	while (at > key->start && key->text[at - 1] != ';')
		at--;
	c.p = key->text + at;
	return tag_here(c, 'n');
}

static void
say(struct mailauth_dkim_key *key, int code, int severity, size_t at, size_t length,
    const char *message)
{
	/* These are places of the whole text. */
	mailauth__dkim_key_say(key, code, severity, at - key->start, length, message);
}

/* ---- octets ---------------------------------------------------------------- */

/* The first `octet` outside n=; NULL if there is none. */
static const char *
outside_notes(const struct mailauth_dkim_key *key, char octet)
{
	const char *end = key->text + key->length, *p = key->text;

	while (p < end && (p = memchr(p, octet, (size_t)(end - p))) != NULL) {
		if (!in_notes(key, (size_t)(p - key->text)))
			return p;
		/* n= ends at the next semicolon */
		p = memchr(p, ';', (size_t)(end - p));
		if (p == NULL)
			return NULL;
	}
	return NULL;
}

static void
find_quoting(struct mailauth_dkim_key *key)
{
	const char *quote = outside_notes(key, '"');
	const char *slash = outside_notes(key, '\\');
	const char *end = key->text + key->length, *p;

	if (quote != NULL) {
		for (p = quote; p < end && (*p == '"' || is_class(*p, CLASS_FWS)); p++)
			continue;
		say(key, MAILAUTH_RULE_DNS_TXT_LITERAL_QUOTES, 0,
		    (size_t)(quote - key->text), (size_t)(p - quote),
		    "quotes of a zone file were stored as part of the record");
	}
	if (slash != NULL)
		say(key, MAILAUTH_RULE_DNS_TXT_LITERAL_BACKSLASH, 0,
		    (size_t)(slash - key->text),
		    slash + 1 < end && (slash[1] == ';' || slash[1] == '"') ? 2 : 1,
		    "backslashes of a zone file were stored as part of the record");
	key->pasted = key->pasted != 0 || quote != NULL || slash != NULL;
}

/* The octets of the UTF-8 character at p, 1 if it is none. */
static size_t
utf8_length(const unsigned char *p, size_t left)
{
	size_t length, i;

	if (*p >= 0xf0)
		length = 4;
	else if (*p >= 0xe0)
		length = 3;
	else
		length = *p >= 0xc2 ? 2 : 1;
	if (*p > 0xf4 || length > left)
		return 1;
	for (i = 1; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 1;
	return length;
}

/* Quotes, dashes, blanks and the like that word processors put in place of
 * ASCII: U+2000 .. U+206F, U+FEFF, no-break blank, soft hyphen and the quotes
 * of Latin-1; and the octets of Windows-1252. */
static bool
is_typographic(const unsigned char *p, size_t length)
{
	switch (length) {
	case 1:
		return (*p >= 0x91 && *p <= 0x97) || *p == 0xa0;
	case 2:
		return *p == 0xc2 && (p[1] == 0xa0 || p[1] == 0xad || p[1] == 0xab ||
		    p[1] == 0xbb || p[1] == 0xb4);
	case 3:
		return (*p == 0xe2 && (p[1] == 0x80 || p[1] == 0x81)) ||
		    memcmp(p, "\xef\xbb\xbf", 3) == 0;
	}
	return false;
}

/* Tells of one sort of octets beyond ASCII. */
static void
say_non_ascii(struct mailauth_dkim_key *key, size_t at, size_t length,
    bool typographic, bool notes)
{
	say(key, typographic ? MAILAUTH_RULE_DNS_TXT_TYPOGRAPHIC :
	    MAILAUTH_RULE_DNS_TXT_NON_ASCII, notes ? WARNING : 0, at, length,
	    typographic ?
	    "a typographic character of a word processor instead of plain ASCII" :
	    "a character beyond ASCII, which tags cannot hold");
}

/* Finds octets beyond ASCII; the first of each sort is told, within n= and
 * outside, where RFC 6376 section 3.2 would rather see UTF-8 let pass. */
static void
find_non_ascii(struct mailauth_dkim_key *key)
{
	const unsigned char *text = (const unsigned char *)key->text;
	bool told[2][2] = { { false } }, typographic, notes = in_notes(key, 0);
	size_t i, length;

	for (i = 0; i < key->length; i += length) {
		length = 1;
		if (text[i] == ';')
			notes = in_notes(key, i + 1);
		if (text[i] < 0x80)
			continue;
		length = utf8_length(text + i, key->length - i);
		if (i == 0 && length == 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
			say(key, MAILAUTH_RULE_DKIM_BYTE_ORDER_MARK, 0, 0, 3, NULL);
			continue;
		}
		typographic = is_typographic(text + i, length);
		if (!told[typographic][notes])
			say_non_ascii(key, i, length, typographic, notes);
		told[typographic][notes] = true;
		key->pasted = 1;
	}
}

static bool
is_ascii(const char *text, size_t len)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t eight;
	size_t i;

	for (i = 0; len - i >= 8; i += 8) {
		memcpy(&eight, text + i, 8);
		if ((eight & high) != 0)
			return false;
	}
	for (; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

/* "-----BEGIN PUBLIC KEY-----" and its like, or only the line at the end. */
static void
find_pem(struct mailauth_dkim_key *key)
{
	const char *end = key->text + key->length, *begin, *p;

	begin = find_word(key->text, key->length, "-----begin");
	if (begin == NULL)
		begin = find_word(key->text, key->length, "-----end");
	if (begin == NULL)
		return;
	p = find_word(begin, (size_t)(end - begin), "key-----");
	p = p != NULL ? p + 8 : begin + 8;
	say(key, MAILAUTH_RULE_DKIM_KEY_PEM, 0, (size_t)(begin - key->text),
	    (size_t)(p - begin), NULL);
	if (find_word(begin, (size_t)(p - begin), "private key") != NULL)
		say(key, MAILAUTH_RULE_DKIM_KEY_PRIVATE, 0,
		    (size_t)(begin - key->text), (size_t)(p - begin), NULL);
}

/* ---- the start ------------------------------------------------------------- */

/* Where the record itself begins behind `from`, at v=DKIM or a tag p= or k=. */
static const char *
record_start(const struct mailauth_dkim_key *key)
{
	static const char *const starts[] = { "v=dkim", "k=rsa", "p=mi" };
	const char *p = NULL;
	size_t i;

	for (i = 0; i < COUNT_OF(starts) && p == NULL; i++)
		p = find_word(key->text, key->length, starts[i]);
	return p;
}

/* Tells of brackets and apostrophes before the record.  Quotes, backslashes and
 * characters beyond ASCII are told of with those within. */
static void
say_before(struct mailauth_dkim_key *key, const char *record)
{
	const char *p = key->text;

	while (p < record && *p != '(' && *p != '\'')
		p++;
	if (p < record)
		say(key, MAILAUTH_RULE_DKIM_TAG_SYNTAX, 0, (size_t)(p - key->text), 1,
		    *p == '(' ? "a parenthesis stands before the record" :
		    "an apostrophe stands before the record");
}

static bool
only_quoting(const char *from, const char *to)
{
	for (; from < to; from++)
		if ((unsigned char)*from < 0x80 && *from != '"' && *from != '\\' &&
		    *from != '(' && *from != '\'' && !is_class(*from, CLASS_FWS))
			return false;
	return true;
}

/* Sets start behind what stands before the record, and tells of an owner name
 * ("zoho._domainkey: v=DKIM1; ..." or a whole line of a zone file). */
static void
find_start(struct mailauth_dkim_key *key)
{
	struct cursor c = cursor_of(key->text, key->length);
	const char *p;

	cursor_span(&c, CLASS_FWS);
	if (cursor_span(&c, CLASS_ALNUM) > 0) {
		cursor_span(&c, CLASS_FWS);
		if (cursor_peek(&c) == '=' || cursor_done(&c))
			return;
	}
	/* a record at the very start has a name and "=" there */
	p = record_start(key);
	if (p == NULL)
		return;
	if (only_quoting(key->text, p)) {
		say_before(key, p);
		key->start = (size_t)(p - key->text);
	} else if (find_word(key->text, (size_t)(p - key->text), "domainkey") != NULL ||
	    find_word(key->text, (size_t)(p - key->text), "txt") != NULL) {
		say(key, MAILAUTH_RULE_DKIM_OWNER_IN_VALUE, 0, 0,
		    (size_t)(p - key->text), NULL);
		key->start = (size_t)(p - key->text);
	}
}

/* ---- other texts ----------------------------------------------------------- */

/* A name of two labels or more and nothing else but, before it, the type. */
static bool
is_host_name(const struct mailauth_dkim_key *key)
{
	struct cursor c = cursor_of(key->text, key->length);
	size_t dots = 0;

	cursor_span(&c, CLASS_FWS);
	if (cursor_left(&c) > 6 && mailauth__text_same(c.p, 5, "cname", 5) &&
	    is_class(c.p[5], CLASS_FWS)) {
		c.p += 5;
		cursor_span(&c, CLASS_FWS);
	}
	for (; !cursor_done(&c) && is_class(*c.p, CLASS_NAME); c.p++)
		dots += *c.p == '.' && cursor_left(&c) > 1;
	cursor_span(&c, CLASS_FWS);
	return cursor_done(&c) && dots > 0;
}

/* ADSP (RFC 5617 section 4.2.1) or a DomainKeys policy (RFC 4870 section 3.6). */
static bool
is_policy(const struct mailauth_dkim_key *key)
{
	return find_word(key->text, key->length < 8 ? key->length : 8, "dkim=") != NULL ||
	    has_tag(key, 'o');
}

static bool
is_bare_key(const struct mailauth_dkim_key *key)
{
	struct cursor c = cursor_of(key->text, key->length);

	return key->length > 60 && key->text[0] == 'M' &&
	    cursor_span(&c, CLASS_BASE64) > 60;
}

/* Records of others begin with v= too, so it alone is no sign. */
static bool
is_meant(const struct mailauth_dkim_key *key)
{
	const char *p = key->text + key->start;
	size_t left = key->length - key->start;

	if (left >= 6 && memcmp(p, "v=DKIM", 6) == 0)
		return true;
	if (has_tag(key, 'p') || has_tag(key, 'k'))
		return find_word(p, left < 12 ? left : 12, "dmarc1") == NULL &&
		    find_word(p, left < 12 ? left : 12, "spf1") == NULL;
	return find_word(p, left, "dkim1") != NULL;
}

static void
not_dkim(struct mailauth_dkim_key *key)
{
	struct cursor c = cursor_of(key->text, key->length);

	if (is_host_name(key))
		say(key, MAILAUTH_RULE_DKIM_CNAME_IN_TXT, 0, 0, key->length, NULL);
	else if (key->length > 0 && memchr("<[{%", key->text[0], 4) != NULL)
		say(key, MAILAUTH_RULE_DNS_TXT_PLACEHOLDER, 0, 0, key->length,
		    "a placeholder was left in instead of the key record");
	cursor_span(&c, CLASS_FWS);
	if (cursor_done(&c))
		say(key, MAILAUTH_RULE_DKIM_NOT_DKIM, 0, 0, key->length,
		    "the TXT record is empty");
	else
		say(key, MAILAUTH_RULE_DKIM_NOT_DKIM, 0, 0, key->length, NULL);
	if (is_policy(key))
		say(key, MAILAUTH_RULE_DKIM_ADSP, 0, 0, key->length, NULL);
}

void
mailauth__dkim_key_paste(struct mailauth_dkim_key *key)
{
	if (key->length > 0 && memchr(key->text, '-', key->length) != NULL)
		find_pem(key);
	if (!is_ascii(key->text, key->length))
		find_non_ascii(key);
	find_start(key);
	find_quoting(key);
	key->is_dkim = is_meant(key);
	if (key->is_dkim == 0 && (is_bare_key(key) ||
	    mailauth__dkim_key_has(key, MAILAUTH_RULE_DKIM_KEY_PEM))) {
		key->is_dkim = key->bare = 1;
		say(key, MAILAUTH_RULE_DKIM_P_MISSING, 0, 0, 0,
		    "the record is a key without any tag: v=DKIM1; p= must stand "
		    "before it");
	}
	if (key->is_dkim == 0) {
		not_dkim(key);
		return;
	}
	/* An unquoted ";" starts a comment in a zone file (RFC 1035 section 5.1). */
	if (mailauth__text_is(key->text + key->start, key->length - key->start, "v=dkim1"))
		say(key, MAILAUTH_RULE_DNS_TXT_SEMICOLON_CUT, 0, 0, key->length,
		    "the record ends after its version: unquoted, the semicolon "
		    "began a comment in the zone file");
}
