/* SPDX-License-Identifier: BSD-2-Clause */
/* Mnemonics of RR types (IANA "DNS Parameters") and of ends of questions. */
#include <string.h>

#include <mailauth/dns.h>

#include "base/text.h"

/* Sorted by number. */
static const struct {
	uint16_t number;
	const char name[12];
} types[] = {
	{ 1, "A" }, { 2, "NS" }, { 3, "MD" }, { 4, "MF" }, { 5, "CNAME" },
	{ 6, "SOA" }, { 7, "MB" }, { 8, "MG" }, { 9, "MR" }, { 10, "NULL" },
	{ 11, "WKS" }, { 12, "PTR" }, { 13, "HINFO" }, { 14, "MINFO" },
	{ 15, "MX" }, { 16, "TXT" }, { 17, "RP" }, { 18, "AFSDB" },
	{ 19, "X25" }, { 20, "ISDN" }, { 21, "RT" }, { 22, "NSAP" },
	{ 24, "SIG" }, { 25, "KEY" }, { 26, "PX" }, { 28, "AAAA" },
	{ 29, "LOC" }, { 33, "SRV" }, { 35, "NAPTR" }, { 36, "KX" },
	{ 37, "CERT" }, { 39, "DNAME" }, { 42, "APL" }, { 43, "DS" },
	{ 44, "SSHFP" }, { 45, "IPSECKEY" }, { 46, "RRSIG" }, { 47, "NSEC" },
	{ 48, "DNSKEY" }, { 49, "DHCID" }, { 50, "NSEC3" },
	{ 51, "NSEC3PARAM" }, { 52, "TLSA" }, { 53, "SMIMEA" }, { 55, "HIP" },
	{ 59, "CDS" }, { 60, "CDNSKEY" }, { 61, "OPENPGPKEY" },
	{ 62, "CSYNC" }, { 63, "ZONEMD" }, { 64, "SVCB" }, { 65, "HTTPS" },
	{ 99, "SPF" }, { 108, "EUI48" }, { 109, "EUI64" }, { 255, "ANY" },
	{ 256, "URI" }, { 257, "CAA" }, { 258, "AVC" },
};

const char *
mailauth_rrtype_name(uint16_t type)
{
	size_t low = 0, high = COUNT_OF(types);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (types[mid].number == type)
			return types[mid].name;
		if (types[mid].number < type)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

uint16_t
mailauth_rrtype_number(const char *name)
{
	struct cursor c;
	uint64_t number;
	size_t len, i;

	if (name == NULL)
		return 0;
	len = strlen(name);
	for (i = 0; i < COUNT_OF(types); i++)
		if (mailauth__text_same(name, len, types[i].name,
		    strlen(types[i].name)))
			return types[i].number;
	c = cursor_of(name, len);
	if (!mailauth__cursor_word(&c, "type") ||
	    mailauth__cursor_number(&c, UINT16_MAX, &number) != MAILAUTH_OK ||
	    !cursor_done(&c))
		return 0;
	return (uint16_t)number;
}

const char *
mailauth_dns_status_name(int status)
{
	switch (status) {
	case MAILAUTH_DNS_OK:
		return "NOERROR";
	case MAILAUTH_DNS_SERVFAIL:
		return "SERVFAIL";
	case MAILAUTH_DNS_NXDOMAIN:
		return "NXDOMAIN";
	case MAILAUTH_DNS_REFUSED:
		return "REFUSED";
	case MAILAUTH_DNS_TIMEOUT:
		return "time-out";
	case MAILAUTH_DNS_BOGUS:
		return "bogus";
	case MAILAUTH_DNS_FAILED:
		return "failed";
	default:
		return "unknown";
	}
}
