/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as people and master files write them: RFC 1035 section 5.1. */
#include <string.h>

#include "base/ip.h"
#include "dns/name.h"

#include <mailauth/dns.h>

/* Writes as much as fits and counts all. */
struct sink {
	char *out;
	size_t size;
	size_t length;
};

static void
put(struct sink *s, const char *text, size_t len)
{
	/* What does not fit whole ends the text. */
	if (s->length < s->size && len < s->size - s->length)
		memcpy(s->out + s->length, text, len);
	else if (s->length < s->size)
		s->size = s->length + 1;
	s->length += len;
}

static void
put_text(struct sink *s, const char *text)
{
	put(s, text, strlen(text));
}

static void
put_number(struct sink *s, uint32_t n)
{
	char digits[10];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	put(s, digits + at, sizeof(digits) - at);
}

static void
put_hex(struct sink *s, const uint8_t *p, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		char pair[2] = { digits[p[i] >> 4], digits[p[i] & 15] };

		put(s, pair, 2);
	}
}

static void
put_quoted(struct sink *s, const uint8_t *p, size_t len)
{
	char octet[8];

	put_text(s, "\"");
	for (size_t i = 0; i < len; i++) {
		char c = (char)p[i];

		put(s, octet, mailauth_escape(MAILAUTH_CHANNEL_ZONE, &c, 1, octet,
		    sizeof(octet)));
	}
	put_text(s, "\"");
}

/* Takes a name at *at; false if there is none. */
static bool
put_name(struct sink *s, const mailauth_record *r, size_t *at)
{
	struct name name;
	size_t used;

	if (mailauth__name_from_wire(r->rdata + *at, r->rdata_length - *at,
	    &name, &used) != 0)
		return false;
	*at += used;
	put_text(s, name.text);
	if (strcmp(name.text, ".") != 0)
		put_text(s, ".");
	return true;
}

static uint32_t
number_at(const mailauth_record *r, size_t at, size_t octets)
{
	uint32_t n = 0;

	for (size_t i = 0; i < octets; i++)
		n = n << 8 | r->rdata[at + i];
	return n;
}

/* Numbers of so many octets each, a blank behind each. */
static bool
put_numbers(struct sink *s, const mailauth_record *r, size_t *at,
    size_t count, size_t octets)
{
	if (r->rdata_length < *at + count * octets)
		return false;
	for (; count > 0; count--, *at += octets) {
		put_number(s, number_at(r, *at, octets));
		put_text(s, " ");
	}
	return true;
}

static bool
put_address(struct sink *s, const mailauth_record *r)
{
	struct ip ip = { .family = r->type == MAILAUTH_TYPE_A ? 4 : 6 };
	char text[IP_TEXT];

	if (r->rdata_length != (ip.family == 4 ? 4 : 16))
		return false;
	memcpy(ip.bytes, r->rdata, r->rdata_length);
	put(s, text, mailauth__ip_format(&ip, text));
	return true;
}

static bool
put_strings(struct sink *s, const mailauth_record *r)
{
	for (size_t at = 0; at < r->rdata_length; at += 1u + r->rdata[at]) {
		if (r->rdata_length - at - 1 < r->rdata[at])
			return false;
		if (at > 0)
			put_text(s, " ");
		put_quoted(s, r->rdata + at + 1, r->rdata[at]);
	}
	return r->rdata_length > 0;
}

static bool
put_soa(struct sink *s, const mailauth_record *r)
{
	size_t at = 0;

	if (!put_name(s, r, &at))
		return false;
	put_text(s, " ");
	if (!put_name(s, r, &at))
		return false;
	put_text(s, " ");
	if (!put_numbers(s, r, &at, 4, 4) || r->rdata_length - at != 4)
		return false;
	put_number(s, number_at(r, at, 4));
	return true;
}

/* RFC 8659 section 4.1.1. */
static bool
put_caa(struct sink *s, const mailauth_record *r)
{
	size_t at = 0, tag;

	if (!put_numbers(s, r, &at, 1, 1) || r->rdata_length < 2)
		return false;
	tag = r->rdata[1];
	if (tag == 0 || r->rdata_length < 2 + tag)
		return false;
	for (size_t i = 0; i < tag; i++) {
		char c = (char)r->rdata[2 + i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9')))
			return false;
		put(s, &c, 1);
	}
	put_text(s, " ");
	put_quoted(s, r->rdata + 2 + tag, r->rdata_length - 2 - tag);
	return true;
}

/* False: the rdata is not of the form its type has. */
static bool
put_rdata(struct sink *s, const mailauth_record *r)
{
	size_t at = 0;

	switch (r->type) {
	case MAILAUTH_TYPE_A:
	case MAILAUTH_TYPE_AAAA:
		return put_address(s, r);
	case MAILAUTH_TYPE_NS:
	case MAILAUTH_TYPE_CNAME:
	case MAILAUTH_TYPE_PTR:
	case MAILAUTH_TYPE_DNAME:
		return put_name(s, r, &at);
	case MAILAUTH_TYPE_MX:
		return put_numbers(s, r, &at, 1, 2) && put_name(s, r, &at);
	case MAILAUTH_TYPE_SRV:
		return put_numbers(s, r, &at, 3, 2) && put_name(s, r, &at);
	case MAILAUTH_TYPE_SOA:
		return put_soa(s, r);
	case MAILAUTH_TYPE_TXT:
	case MAILAUTH_TYPE_SPF:
		return put_strings(s, r);
	case MAILAUTH_TYPE_CAA:
		return put_caa(s, r);
	case MAILAUTH_TYPE_TLSA:
		if (!put_numbers(s, r, &at, 3, 1) || r->rdata_length == 3)
			return false;
		put_hex(s, r->rdata + 3, r->rdata_length - 3);
		return true;
	default:
		return false;
	}
}

size_t
mailauth_record_text(const mailauth_record *record, char *out, size_t size)
{
	struct sink s = { out, size, 0 };

	if (!put_rdata(&s, record)) {
		/* RFC 3597 section 5: any type. */
		s = (struct sink){ out, size, 0 };
		put_text(&s, "\\# ");
		put_number(&s, (uint32_t)record->rdata_length);
		if (record->rdata_length > 0)
			put_text(&s, " ");
		put_hex(&s, record->rdata, record->rdata_length);
	}
	if (s.size > 0)
		out[s.length < s.size ? s.length : s.size - 1] = '\0';
	return s.length;
}
