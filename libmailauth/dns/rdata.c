/* SPDX-License-Identifier: BSD-2-Clause */
/* Rdata in wire format: RFC 1035 section 3.3 and the RFC of each type. */
#include "dns/rdata.h"

#include <mailauth/dns.h>

#include "base/limits.h"
#include "base/text.h"

const struct rdata_layout *
mailauth__rdata_layout(uint16_t type)
{
	static const struct rdata_layout name = { 0, 1, 0 };
	static const struct rdata_layout two_names = { 0, 2, 0 };
	static const struct rdata_layout soa = { 0, 2, 20 };
	static const struct rdata_layout mx = { 2, 1, 0 };
	static const struct rdata_layout px = { 2, 2, 0 };
	static const struct rdata_layout srv = { 6, 1, 0 };

	switch (type) {
	case MAILAUTH_TYPE_NS:
	case 3: /* MD */
	case 4: /* MF */
	case MAILAUTH_TYPE_CNAME:
	case 7: /* MB */
	case 8: /* MG */
	case 9: /* MR */
	case MAILAUTH_TYPE_PTR:
	case MAILAUTH_TYPE_DNAME:
		return &name;
	case MAILAUTH_TYPE_SOA:
		return &soa;
	case 14: /* MINFO */
	case 17: /* RP */
		return &two_names;
	case MAILAUTH_TYPE_MX:
	case 18: /* AFSDB */
	case 21: /* RT */
	case 36: /* KX */
		return &mx;
	case 26: /* PX */
		return &px;
	case MAILAUTH_TYPE_SRV:
		return &srv;
	default:
		return NULL;
	}
}

/* Octets of the uncompressed name at p, 0 if malformed. */
static size_t
name_length(const uint8_t *p, size_t len)
{
	size_t at = 0;

	if (len > LIMIT_NAME_WIRE)
		len = LIMIT_NAME_WIRE;
	while (at < len && p[at] != 0) {
		if (p[at] > LIMIT_LABEL)
			return 0;
		at += 1u + p[at];
	}
	return at < len ? at + 1 : 0;
}

static bool
named_valid(const struct rdata_layout *layout, const uint8_t *rdata, size_t len)
{
	size_t at = layout->before, n;
	unsigned i;

	if (len < at)
		return false;
	for (i = 0; i < layout->names; i++) {
		if ((n = name_length(rdata + at, len - at)) == 0)
			return false;
		at += n;
	}
	return len - at == layout->after;
}

/* RFC 1035 section 3.3.14: one or more character-strings.  Servers that hand
 * out none exist; refusing that record would take its neighbours with it, so it
 * counts as empty text. */
static bool
strings_valid(const uint8_t *rdata, size_t len)
{
	size_t at = 0;

	while (at < len) {
		if (len - at - 1 < rdata[at])
			return false;
		at += 1u + rdata[at];
	}
	return true;
}

bool
mailauth__rdata_valid(uint16_t type, const uint8_t *rdata, size_t len)
{
	const struct rdata_layout *layout;

	switch (type) {
	case MAILAUTH_TYPE_TXT:
	case MAILAUTH_TYPE_SPF:
		return strings_valid(rdata, len);
	case MAILAUTH_TYPE_A:
		return len == 4;
	case MAILAUTH_TYPE_AAAA:
		return len == 16;
	case MAILAUTH_TYPE_DS: /* RFC 4034 section 5.1 */
		return len > 4;
	case MAILAUTH_TYPE_DNSKEY: /* RFC 4034 section 2.1; no key if deleted */
		return len >= 4;
	case MAILAUTH_TYPE_TLSA: /* RFC 6698 section 2.1 */
		return len >= 3;
	case MAILAUTH_TYPE_CAA: /* RFC 8659 section 4.1: flags, tag, value */
		return len >= 2 && rdata[1] > 0 && len - 2 >= rdata[1];
	default:
		layout = mailauth__rdata_layout(type);
		return layout == NULL || named_valid(layout, rdata, len);
	}
}

/* The length octets of labels are below 'A': none is taken for a letter. */
void
mailauth__rdata_lower(uint16_t type, uint8_t *rdata, size_t len)
{
	const struct rdata_layout *layout = mailauth__rdata_layout(type);
	size_t i;

	if (layout == NULL)
		return;
	for (i = layout->before; i + layout->after < len; i++)
		rdata[i] = (uint8_t)lower((char)rdata[i]);
}
