/* SPDX-License-Identifier: BSD-2-Clause */
/* Zones as one master file of absolute names, for libunbound. */
#include <string.h>

#include "base/escape.h"
#include "dns/zone.h"

/* What a zone has at its root when the texts say nothing: the name server is
 * never asked. */
static const char root_soa[] =
    ". 3600 IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 300\n";
static const char root_ns[] = ". 3600 IN NS ns.invalid.\n";

/* Canonical text, which does not end in a backslash, with the escapes that only
 * master files need. */
static void
write_name(struct buffer *out, const char *name)
{
	for (; *name != '\0'; name++) {
		if (*name == '\\')
			mailauth__buffer_char(out, *name++);
		else if (strchr("\"();@$", *name) != NULL)
			mailauth__buffer_char(out, '\\');
		mailauth__buffer_char(out, *name);
	}
}

static void
write_strings(struct buffer *out, const uint8_t *rdata, size_t len)
{
	size_t at;

	for (at = 0; at < len; at += 1u + rdata[at]) {
		mailauth__buffer_text_add(out, " \"");
		mailauth__escape(out, MAILAUTH_CHANNEL_ZONE,
		    (const char *)rdata + at + 1, rdata[at]);
		mailauth__buffer_char(out, '"');
	}
}

/* RFC 3597 section 5: any type. */
static void
write_generic(struct buffer *out, const uint8_t *rdata, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	mailauth__buffer_text_add(out, " \\# ");
	mailauth__buffer_number(out, len);
	if (len > 0)
		mailauth__buffer_char(out, ' ');
	for (i = 0; i < len; i++) {
		mailauth__buffer_char(out, digits[rdata[i] >> 4]);
		mailauth__buffer_char(out, digits[rdata[i] & 15]);
	}
}

void
mailauth__zone_write_record(struct buffer *out, const struct zone_record *record)
{
	write_name(out, record->owner);
	if (strcmp(record->owner, ".") != 0)
		mailauth__buffer_char(out, '.');
	mailauth__buffer_char(out, ' ');
	mailauth__buffer_number(out, record->ttl);
	mailauth__buffer_text_add(out, " IN TYPE");
	mailauth__buffer_number(out, record->type);
	/* texts in quotes: as hexadecimal digits the longest ones would not fit
	 * into the 64 KiB that libunbound takes for a line */
	if (record->rdata_length > 0 && (record->type == MAILAUTH_TYPE_TXT ||
	    record->type == MAILAUTH_TYPE_SPF))
		write_strings(out, record->rdata, record->rdata_length);
	else
		write_generic(out, record->rdata, record->rdata_length);
	mailauth__buffer_char(out, '\n');
}

static bool
is_written(const struct zone_record *record)
{
	switch (record->type) {
	case MAILAUTH_TYPE_NS:
		return strcmp(record->owner, ".") == 0;
	case MAILAUTH_TYPE_DS:
	case MAILAUTH_TYPE_RRSIG:
	case MAILAUTH_TYPE_DNSKEY:
	case 47: /* NSEC */
	case 50: /* NSEC3 */
	case 51: /* NSEC3PARAM */
		return false;
	default:
		return true;
	}
}

/* The root's records come first. */
static bool
root_has(const mailauth_zone *zone, uint16_t type)
{
	size_t i;

	for (i = 0; i < zone->sorted && zone->records[i]->key.length == 0; i++)
		if (zone->records[i]->type == type)
			return true;
	return false;
}

void
mailauth__zone_write(const mailauth_zone *zone, struct buffer *out)
{
	size_t i;

	if (!root_has(zone, MAILAUTH_TYPE_SOA))
		mailauth__buffer_text_add(out, root_soa);
	if (!root_has(zone, MAILAUTH_TYPE_NS))
		mailauth__buffer_text_add(out, root_ns);
	for (i = 0; i < zone->sorted; i++)
		if (is_written(zone->records[i]))
			mailauth__zone_write_record(out, zone->records[i]);
}
