/* SPDX-License-Identifier: BSD-2-Clause */
/* IP addresses and prefixes. */
#ifndef BASE_IP_H
#define BASE_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ip {
	uint8_t family;    /* 4 or 6; 0: none */
	uint8_t bytes[16]; /* network order; 4 used by IPv4, the rest zero */
};

#define IP_TEXT 46          /* longest text of an address with its NUL */
#define IP_REVERSE_TEXT 74  /* longest in-addr.arpa or ip6.arpa name with its NUL */

/* Dotted quad, each number 0..255 without leading zeros (RFC 7208 section 12,
 * ip4-network).  True if all of text is one. */
bool mailauth__ip4_parse(const char *text, size_t len, struct ip *out);
/* RFC 4291 section 2.2, all three forms; no zone index. */
bool mailauth__ip6_parse(const char *text, size_t len, struct ip *out);
/* Either. */
bool mailauth__ip_parse(const char *text, size_t len, struct ip *out);
/* RFC 5952 text; the length. */
size_t mailauth__ip_format(const struct ip *ip, char out[IP_TEXT]);
/* An IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) becomes IPv4. */
void mailauth__ip_unmap(struct ip *ip);
/* Do both agree in family and in the first `bits` bits? */
bool mailauth__ip_match(const struct ip *ip, const struct ip *net, unsigned bits);
/* Is any bit set behind the first `bits`? */
bool mailauth__ip_host_bits(const struct ip *ip, unsigned bits);
/* Clears the bits behind the first `bits`. */
void mailauth__ip_mask(struct ip *ip, unsigned bits);
/* The special-purpose block (RFC 6890 section 2.2) that holds all of the
 * prefix, such as "private use"; NULL if it is an ordinary public one. */
const char *mailauth__ip_special(const struct ip *ip, unsigned bits);
/* "1.2.0.192.in-addr.arpa", or nibbles under ip6.arpa; the length. */
size_t mailauth__ip_reverse(const struct ip *ip, char out[IP_REVERSE_TEXT]);

#endif
