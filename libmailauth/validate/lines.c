/* SPDX-License-Identifier: BSD-2-Clause */
/* Record data as text: for master files (RFC 1035 section 5.1) and for people. */
#include <string.h>

#include "base/buffer.h"
#include "base/escape.h"
#include "validate/validation.h"

#define STRING_MAX 255 /* octets of a character-string, RFC 1035 section 3.3 */

static const char *
finish(struct validation *v, struct buffer *buf)
{
	const char *text = mailauth__buffer_text(buf);

	if (text == NULL)
		v->error = buf->error;
	return text;
}

/* The name with its final dot. */
static void
add_host(struct buffer *buf, const char *host)
{
	mailauth__buffer_text_add(buf, host);
	if (strcmp(host, ".") != 0)
		mailauth__buffer_char(buf, '.');
}

const char *
mailauth__data_host(struct validation *v, const char *host)
{
	struct buffer buf;

	mailauth__buffer_init(&buf, v->arena, 0);
	add_host(&buf, host);
	return finish(v, &buf);
}

const char *
mailauth__data_mx(struct validation *v, unsigned preference, const char *host)
{
	struct buffer buf;

	mailauth__buffer_init(&buf, v->arena, 0);
	mailauth__buffer_number(&buf, preference);
	mailauth__buffer_char(&buf, ' ');
	add_host(&buf, host);
	return finish(v, &buf);
}

const char *
mailauth__data_srv(struct validation *v, unsigned priority, unsigned weight,
    unsigned port, const char *host)
{
	struct buffer buf;

	mailauth__buffer_init(&buf, v->arena, 0);
	mailauth__buffer_number(&buf, priority);
	mailauth__buffer_char(&buf, ' ');
	mailauth__buffer_number(&buf, weight);
	mailauth__buffer_char(&buf, ' ');
	mailauth__buffer_number(&buf, port);
	mailauth__buffer_char(&buf, ' ');
	add_host(&buf, host);
	return finish(v, &buf);
}

const char *
mailauth__data_txt(struct validation *v, const char *text, size_t len)
{
	struct buffer buf;
	size_t at = 0;

	mailauth__buffer_init(&buf, v->arena, 0);
	do {
		size_t part = len - at < STRING_MAX ? len - at : STRING_MAX;

		if (at > 0)
			mailauth__buffer_char(&buf, ' ');
		mailauth__buffer_char(&buf, '"');
		mailauth__escape(&buf, MAILAUTH_CHANNEL_ZONE, text + at, part);
		mailauth__buffer_char(&buf, '"');
		at += part;
	} while (at < len);
	return finish(v, &buf);
}

/* The strings as the record has them. */
static void
add_strings(struct buffer *buf, const struct mailauth_record *record)
{
	size_t at = 0;

	while (at < record->rdata_length) {
		size_t length = record->rdata[at];

		if (length > record->rdata_length - at - 1)
			length = record->rdata_length - at - 1;
		if (at > 0)
			mailauth__buffer_char(buf, ' ');
		mailauth__buffer_char(buf, '"');
		mailauth__escape(buf, MAILAUTH_CHANNEL_ZONE,
		    (const char *)record->rdata + at + 1, length);
		mailauth__buffer_char(buf, '"');
		at += length + 1;
	}
}

/* RFC 3597 section 5: \# length octets */
static void
add_generic(struct buffer *buf, const struct mailauth_record *record)
{
	static const char hex[] = "0123456789abcdef";
	size_t i;

	mailauth__buffer_text_add(buf, "\\# ");
	mailauth__buffer_number(buf, record->rdata_length);
	for (i = 0; i < record->rdata_length; i++) {
		if (i == 0)
			mailauth__buffer_char(buf, ' ');
		mailauth__buffer_char(buf, hex[record->rdata[i] >> 4]);
		mailauth__buffer_char(buf, hex[record->rdata[i] & 15]);
	}
}

static const char *
data_address(struct validation *v, const struct mailauth_record *record)
{
	struct ip ip = { .family = record->type == MAILAUTH_TYPE_A ? 4 : 6 };
	char text[IP_TEXT];

	memcpy(ip.bytes, record->rdata, record->rdata_length < 16 ?
	    record->rdata_length : 16);
	(void)mailauth__ip_format(&ip, text);
	return mailauth__say(v->arena, "%s", text);
}

const char *
mailauth__data_record(struct validation *v, const struct mailauth_record *record)
{
	struct buffer buf;

	switch (record->type) {
	case MAILAUTH_TYPE_A:
	case MAILAUTH_TYPE_AAAA:
		return data_address(v, record);
	case MAILAUTH_TYPE_MX:
		return mailauth__data_mx(v, record->preference, record->target);
	case MAILAUTH_TYPE_SRV:
		return mailauth__data_srv(v, record->preference, record->weight,
		    record->port, record->target);
	case MAILAUTH_TYPE_CNAME:
	case MAILAUTH_TYPE_DNAME:
	case MAILAUTH_TYPE_NS:
	case MAILAUTH_TYPE_PTR:
		return mailauth__data_host(v, record->target);
	case MAILAUTH_TYPE_TXT:
	case MAILAUTH_TYPE_SPF:
		mailauth__buffer_init(&buf, v->arena, 0);
		add_strings(&buf, record);
		return finish(v, &buf);
	default:
		mailauth__buffer_init(&buf, v->arena, 0);
		add_generic(&buf, record);
		return finish(v, &buf);
	}
}

const char *
mailauth__show_record(struct validation *v, const struct mailauth_record *record)
{
	const char *text;
	size_t length;

	switch (record->type) {
	case MAILAUTH_TYPE_TXT:
	case MAILAUTH_TYPE_SPF:
		/* NUL-terminated for the report; what follows a NUL octet of
		 * the record is in mailauth_finding.record */
		return mailauth__arena_text(v->arena, record->text,
		    record->text_length);
	case MAILAUTH_TYPE_MX:
	case MAILAUTH_TYPE_SRV:
	case MAILAUTH_TYPE_CNAME:
	case MAILAUTH_TYPE_DNAME:
	case MAILAUTH_TYPE_NS:
	case MAILAUTH_TYPE_PTR:
		text = mailauth__data_record(v, record);
		length = text != NULL ? strlen(text) : 0;
		if (length < 2 || strcmp(record->target, ".") == 0)
			return text;
		return mailauth__arena_text(v->arena, text, length - 1);
	default:
		return mailauth__data_record(v, record);
	}
}
