/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses: what parses is written in one form, which parses to the same. */
#include <string.h>

#include "base/ip.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned bits = take(&data, &size);
	const char *text = (const char *)data;
	char form[IP_TEXT], again[IP_TEXT], reverse[IP_REVERSE_TEXT];
	struct ip ip, same;
	size_t len;

	if (!mailauth__ip_parse(text, size, &ip))
		return 0;
	MUST(ip.family == 4 || ip.family == 6);
	MUST(size < IP_TEXT);

	len = mailauth__ip_format(&ip, form);
	MUST(len == strlen(form) && len < IP_TEXT);
	MUST(mailauth__ip_parse(form, len, &same));
	MUST(memcmp(&ip, &same, sizeof(ip)) == 0);
	mailauth__ip_format(&same, again);
	MUST(strcmp(form, again) == 0);
	MUST(mailauth__ip_reverse(&ip, reverse) == strlen(reverse));

	bits %= ip.family == 4 ? 33 : 129;
	same = ip;
	mailauth__ip_mask(&same, bits);
	MUST(mailauth__ip_match(&ip, &same, bits));
	MUST(!mailauth__ip_host_bits(&same, bits));
	touch_text(mailauth__ip_special(&ip, bits));

	mailauth__ip_unmap(&ip);
	MUST(ip.family == 4 || ip.family == 6);
	return 0;
}
