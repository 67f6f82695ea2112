/* SPDX-License-Identifier: BSD-2-Clause */
/* Rdata as master files write it, to wire format.  A type is a row: its fields
 * in order, a letter each. */
#include <string.h>

#include "base/base64.h"
#include "base/ip.h"
#include "base/text.h"
#include "dns/rdata.h"
#include "dns/zone_reader.h"

/*
 * 1 2 4  a number of that many octets      t  a period, 4 octets
 * a 6    an IPv4 or IPv6 address           n  a domain name
 * s      one character-string              S  one or more
 * c      a tag (CAA)                       q  octets without a length
 * h      hexadecimal to the end            b  base64 to the end
 * T      an RR type                        B  RR types to the end (NSEC)
 * d      a time (RRSIG)                    H  hexadecimal or "-" with a length
 * I      base32hex with a length (NSEC3)
 */
static const struct {
	uint16_t type;
	const char fields[14];
} formats[] = {
	{ MAILAUTH_TYPE_A, "a" },
	{ MAILAUTH_TYPE_NS, "n" },
	{ 3, "n" }, { 4, "n" },              /* MD, MF: RFC 1035 section 3.3 */
	{ MAILAUTH_TYPE_CNAME, "n" },
	{ 7, "n" }, { 8, "n" }, { 9, "n" },  /* MB, MG, MR */
	{ MAILAUTH_TYPE_SOA, "nn4tttt" },    /* RFC 1035 section 3.3.13 */
	{ MAILAUTH_TYPE_PTR, "n" },
	{ 13, "ss" },                        /* HINFO */
	{ 14, "nn" },                        /* MINFO */
	{ MAILAUTH_TYPE_MX, "2n" },
	{ MAILAUTH_TYPE_TXT, "S" },
	{ 17, "nn" },                        /* RP, RFC 1183 */
	{ 18, "2n" },                        /* AFSDB, RFC 1183 */
	{ 21, "2n" },                        /* RT, RFC 1183 */
	{ 26, "2nn" },                       /* PX, RFC 2163 */
	{ MAILAUTH_TYPE_AAAA, "6" },
	{ MAILAUTH_TYPE_SRV, "222n" },       /* RFC 2782 */
	{ 35, "22sssn" },                    /* NAPTR, RFC 3403 section 4.1 */
	{ 36, "2n" },                        /* KX, RFC 2230 */
	{ MAILAUTH_TYPE_DNAME, "n" },
	{ MAILAUTH_TYPE_DS, "211h" },        /* RFC 4034 section 5.3 */
	{ 44, "11h" },                       /* SSHFP, RFC 4255 */
	{ MAILAUTH_TYPE_RRSIG, "T11tdd2nb" }, /* RFC 4034 section 3.2 */
	{ 47, "nB" },                        /* NSEC, RFC 4034 section 4.2 */
	{ MAILAUTH_TYPE_DNSKEY, "211b" },    /* RFC 4034 section 2.2 */
	{ 49, "b" },                         /* DHCID, RFC 4701 */
	{ 50, "112HIB" },                    /* NSEC3, RFC 5155 section 3.3 */
	{ 51, "112H" },                      /* NSEC3PARAM, RFC 5155 section 4.3 */
	{ MAILAUTH_TYPE_TLSA, "111h" },      /* RFC 6698 section 2.2 */
	{ 53, "111h" },                      /* SMIMEA, RFC 8162 */
	{ 59, "211h" },                      /* CDS, RFC 7344 */
	{ 60, "211b" },                      /* CDNSKEY, RFC 7344 */
	{ 61, "b" },                         /* OPENPGPKEY, RFC 7929 */
	{ 63, "411h" },                      /* ZONEMD, RFC 8976 */
	{ MAILAUTH_TYPE_SPF, "S" },
	{ 256, "22q" },                      /* URI, RFC 7553 */
	{ MAILAUTH_TYPE_CAA, "1cq" },        /* RFC 8659 section 4.1.1 */
};

/* ---- octets --------------------------------------------------------------- */

static bool
put(struct reader *r, const void *octets, size_t len)
{
	if (sizeof(r->rdata) - r->rdata_length < len)
		return mailauth__zone_fault(r, "the record is longer than 65535 octets");
	if (len > 0)
		memcpy(r->rdata + r->rdata_length, octets, len);
	r->rdata_length += len;
	return true;
}

static bool
put_octet(struct reader *r, uint8_t octet)
{
	return put(r, &octet, 1);
}

static bool
put_number(struct reader *r, uint64_t number, unsigned octets)
{
	uint8_t out[4];
	unsigned i;

	for (i = 0; i < octets; i++)
		out[i] = (uint8_t)(number >> 8 * (octets - 1 - i));
	return put(r, out, octets);
}

/* A problem at octet `at` of the token. */
static bool
fault_at(struct reader *r, size_t at, const char *message)
{
	return mailauth__zone_problem(r, r->token.line,
	    r->token.column + (r->token.kind == TOKEN_QUOTED) + (unsigned)at, message);
}

/* Undoes the escapes of the token into the rdata, at most `max` octets. */
static bool
put_text(struct reader *r, size_t max, const char *too_long)
{
	const char *p = r->token.text, *end = p + r->token.length;
	size_t n = 0;
	uint8_t octet;

	for (; p < end; n++) {
		octet = (uint8_t)*p++;
		if (octet == '\\') {
			if (p == end)
				return fault_at(r, r->token.length - 1,
				    "a backslash with nothing behind it");
			octet = (uint8_t)*p++;
			if (is_class((char)octet, CLASS_DIGIT)) {
				unsigned value = octet - '0';

				if (end - p < 2 || !is_class(p[0], CLASS_DIGIT) ||
				    !is_class(p[1], CLASS_DIGIT))
					return fault_at(r, (size_t)(p - 2 - r->token.text),
					    "three digits were expected behind the backslash");
				value = value * 100 + (unsigned)(p[0] - '0') * 10 +
				    (unsigned)(p[1] - '0');
				if (value > 255)
					return fault_at(r, (size_t)(p - 2 - r->token.text),
					    "the digits behind a backslash must not exceed 255");
				p += 2;
				octet = (uint8_t)value;
			}
		}
		if (n == max)
			return fault_at(r, (size_t)(p - 1 - r->token.text), too_long);
		if (!put_octet(r, octet))
			return false;
	}
	return true;
}

/* ---- fields --------------------------------------------------------------- */

static bool
read_number(struct reader *r, unsigned octets)
{
	static const char *const expected[] = {
		NULL, "a number from 0 to 255 was expected",
		"a number from 0 to 65535 was expected", NULL,
		"a number from 0 to 4294967295 was expected",
	};
	uint64_t max = UINT64_MAX >> (64 - 8 * octets), number;
	struct cursor c;

	if (!mailauth__zone_want(r, expected[octets]))
		return false;
	c = cursor_of(r->token.text, r->token.length);
	if (r->token.kind != TOKEN_WORD ||
	    mailauth__cursor_number(&c, max, &number) != MAILAUTH_OK ||
	    !cursor_done(&c))
		return mailauth__zone_fault(r, expected[octets]);
	return put_number(r, number, octets);
}

static bool
read_period(struct reader *r)
{
	static const char expected[] =
	    "a time was expected: seconds up to 2147483647, or as in 1h30m";
	uint32_t seconds;

	if (!mailauth__zone_want(r, expected))
		return false;
	if (!mailauth__zone_period(&r->token, &seconds))
		return mailauth__zone_fault(r, expected);
	return put_number(r, seconds, 4);
}

static bool
read_address(struct reader *r, unsigned family)
{
	const char *expected = family == 4 ? "an IPv4 address was expected" :
	    "an IPv6 address was expected";
	struct ip ip;

	if (!mailauth__zone_want(r, expected))
		return false;
	if (family == 4 ?
	    !mailauth__ip4_parse(r->token.text, r->token.length, &ip) :
	    !mailauth__ip6_parse(r->token.text, r->token.length, &ip))
		return mailauth__zone_fault(r, expected);
	return put(r, ip.bytes, family == 4 ? 4 : 16);
}

static bool
read_name(struct reader *r)
{
	uint8_t wire[LIMIT_NAME_WIRE];
	struct name name;

	if (!mailauth__zone_want(r, "a domain name was expected") ||
	    !mailauth__zone_name(r, &name))
		return false;
	return put(r, wire, mailauth__name_to_wire(name.text, wire));
}

/* The token as a character-string: RFC 1035 section 3.3. */
static bool
put_string(struct reader *r)
{
	size_t start = r->rdata_length;

	if (!put_octet(r, 0) || !put_text(r, 255, "a string is longer than 255 "
	    "octets: split it into several"))
		return false;
	r->rdata[start] = (uint8_t)(r->rdata_length - start - 1);
	return true;
}

static bool
read_string(struct reader *r)
{
	return mailauth__zone_want(r, "a string was expected") && put_string(r);
}

static bool
read_strings(struct reader *r)
{
	if (!read_string(r))
		return false;
	for (;;) {
		if (!mailauth__zone_token(r))
			return false;
		if (r->token.kind == TOKEN_END)
			return true;
		if (!put_string(r))
			return false;
	}
}

/* RFC 8659 section 4.1: letters and digits; case does not matter. */
static bool
read_tag(struct reader *r)
{
	static const char expected[] = "a tag of letters and digits was expected";
	size_t i;

	if (!mailauth__zone_want(r, expected))
		return false;
	for (i = 0; i < r->token.length; i++)
		if (!is_class(r->token.text[i], CLASS_ALNUM))
			return mailauth__zone_fault(r, expected);
	if (i == 0 || i > 255)
		return mailauth__zone_fault(r, expected);
	return put_string(r);
}

static bool
read_octets(struct reader *r)
{
	return mailauth__zone_want(r, "a string was expected") &&
	    put_text(r, LIMIT_MESSAGE, "the record is longer than 65535 octets");
}

/* Adds the token's digits; *half is the digit waiting for its second, or -1. */
static bool
put_hex(struct reader *r, int *half)
{
	size_t i;
	int value;

	for (i = 0; i < r->token.length; i++) {
		value = mailauth__hex_value(r->token.text[i]);
		if (value < 0)
			return fault_at(r, i, "a hexadecimal digit was expected");
		if (*half < 0) {
			*half = value;
			continue;
		}
		if (!put_octet(r, (uint8_t)(*half << 4 | value)))
			return false;
		*half = -1;
	}
	return true;
}

static bool
read_hex(struct reader *r)
{
	int half = -1;

	do {
		if (!mailauth__zone_token(r) || !put_hex(r, &half))
			return false;
	} while (r->token.kind != TOKEN_END);
	if (half >= 0)
		return mailauth__zone_fault(r, "the number of hexadecimal digits is odd");
	return true;
}

/* Gathers the words behind the rdata, then decodes them in their place. */
static bool
read_base64(struct reader *r)
{
	size_t start = r->rdata_length, len, wrong;
	uint8_t *octets;
	int rc;

	for (;;) {
		if (!mailauth__zone_token(r))
			return false;
		if (r->token.kind == TOKEN_END)
			break;
		if (!put(r, r->token.text, r->token.length))
			return false;
	}
	rc = mailauth__base64_decode(r->arena, (const char *)r->rdata + start,
	    r->rdata_length - start, &octets, &len, &wrong);
	r->rdata_length = start;
	if (rc == MAILAUTH_ERR_INVALID)
		return mailauth__zone_fault(r, "base64 was expected");
	if (rc != MAILAUTH_OK) {
		r->error = rc;
		return false;
	}
	return put(r, octets, len);
}

static bool
read_type(struct reader *r)
{
	uint16_t type;

	if (!mailauth__zone_want(r, "an RR type was expected"))
		return false;
	if ((type = mailauth__zone_type(&r->token)) == 0)
		return mailauth__zone_fault(r, "an RR type was expected");
	return put_number(r, type, 2);
}

/* The type bit map of RFC 4034 section 4.1.2: 256 windows of 34 octets at most,
 * for which there is room behind a name or a hash. */
static bool
put_bits(struct reader *r)
{
	size_t window, len;
	uint8_t head[2];

	for (window = 0; window < 256; window++) {
		const uint8_t *bits = r->bits + window * 32;

		for (len = 32; len > 0 && bits[len - 1] == 0; len--)
			;
		if (len == 0)
			continue;
		head[0] = (uint8_t)window;
		head[1] = (uint8_t)len;
		put(r, head, sizeof(head));
		put(r, bits, len);
	}
	return true;
}

static bool
read_bits(struct reader *r)
{
	uint16_t type;

	memset(r->bits, 0, sizeof(r->bits));
	for (;;) {
		if (!mailauth__zone_token(r))
			return false;
		if (r->token.kind == TOKEN_END)
			return put_bits(r);
		if ((type = mailauth__zone_type(&r->token)) == 0)
			return mailauth__zone_fault(r, "an RR type was expected");
		r->bits[type / 8] |= (uint8_t)(0x80 >> type % 8);
	}
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t era_year = month > 2 ? year : year - 1;
	int64_t shifted = (month + 9) % 12; /* March is 0 */

	return era_year * 365 + era_year / 4 - era_year / 100 + era_year / 400 +
	    (153 * shifted + 2) / 5 + day - 1 - 719468;
}

/* YYYYMMDDHHmmSS, or seconds since 1970: RFC 4034 section 3.2. */
static bool
read_time(struct reader *r)
{
	static const char expected[] =
	    "a time was expected: YYYYMMDDHHmmSS or seconds since 1970";
	struct cursor c;
	uint64_t number;
	int64_t n;

	if (!mailauth__zone_want(r, expected))
		return false;
	c = cursor_of(r->token.text, r->token.length);
	if (r->token.kind != TOKEN_WORD || r->token.length > 14 ||
	    mailauth__cursor_number(&c, UINT64_MAX, &number) != MAILAUTH_OK ||
	    !cursor_done(&c))
		return mailauth__zone_fault(r, expected);
	if (r->token.length < 14)
		return number <= UINT32_MAX ? put_number(r, number, 4) :
		    mailauth__zone_fault(r, expected);
	n = (int64_t)number;
	if (n / 100000000 % 100 < 1 || n / 100000000 % 100 > 12 ||
	    n / 1000000 % 100 < 1 || n / 1000000 % 100 > 31 ||
	    n / 10000 % 100 > 23 || n / 100 % 100 > 59 || n % 100 > 60)
		return mailauth__zone_fault(r, expected);
	n = days_of(n / 10000000000, n / 100000000 % 100, n / 1000000 % 100) *
	    86400 + n / 10000 % 100 * 3600 + n / 100 % 100 * 60 + n % 100;
	/* serial number arithmetic, RFC 4034 section 3.1.5: modulo 2^32 */
	return put_number(r, (uint64_t)n & UINT32_MAX, 4);
}

/* RFC 5155 section 3.3: the salt, "-" if empty. */
static bool
read_salt(struct reader *r)
{
	size_t start = r->rdata_length;
	int half = -1;

	if (!mailauth__zone_want(r, "a salt or - was expected"))
		return false;
	put_octet(r, 0); /* its length; behind five octets there is room */
	if (r->token.length == 1 && r->token.text[0] == '-')
		return true;
	if (!put_hex(r, &half))
		return false;
	if (half >= 0 || r->rdata_length - start - 1 > 255)
		return mailauth__zone_fault(r, "a salt of up to 255 octets was expected");
	r->rdata[start] = (uint8_t)(r->rdata_length - start - 1);
	return true;
}

/* RFC 5155 section 3.3: the next hash in base32hex (RFC 4648 section 7). */
static bool
read_hash(struct reader *r)
{
	static const char expected[] = "a hash in base32hex was expected";
	size_t start = r->rdata_length, i;
	unsigned bits = 0, held = 0;

	if (!mailauth__zone_want(r, expected))
		return false;
	put_octet(r, 0); /* its length; behind a salt there is room */
	for (i = 0; i < r->token.length; i++) {
		char c = lower(r->token.text[i]);
		unsigned value;

		if (is_class(c, CLASS_DIGIT))
			value = (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'v')
			value = (unsigned)(c - 'a') + 10;
		else
			return fault_at(r, i, expected);
		bits = (bits << 5 | value) & 0xfff;
		held += 5;
		if (held >= 8) {
			held -= 8;
			if (!put_octet(r, (uint8_t)(bits >> held)))
				return false;
		}
	}
	if (i == 0 || r->rdata_length - start - 1 > 255)
		return mailauth__zone_fault(r, expected);
	r->rdata[start] = (uint8_t)(r->rdata_length - start - 1);
	return true;
}

static bool
read_field(struct reader *r, char field)
{
	switch (field) {
	case '1':
	case '2':
	case '4':
		return read_number(r, (unsigned)(field - '0'));
	case 't':
		return read_period(r);
	case 'a':
		return read_address(r, 4);
	case '6':
		return read_address(r, 6);
	case 'n':
		return read_name(r);
	case 's':
		return read_string(r);
	case 'S':
		return read_strings(r);
	case 'c':
		return read_tag(r);
	case 'q':
		return read_octets(r);
	case 'h':
		return read_hex(r);
	case 'b':
		return read_base64(r);
	case 'T':
		return read_type(r);
	case 'B':
		return read_bits(r);
	case 'd':
		return read_time(r);
	case 'H':
		return read_salt(r);
	default: /* 'I' */
		return read_hash(r);
	}
}

/* ---- the whole ------------------------------------------------------------ */

/* RFC 3597 section 5: \# length hex; the \# is taken. */
static bool
read_generic(struct reader *r)
{
	static const char expected[] = "the number of octets was expected";
	struct token length;
	struct cursor c;
	uint64_t octets;

	if (!mailauth__zone_want(r, expected))
		return false;
	length = r->token;
	c = cursor_of(length.text, length.length);
	if (mailauth__cursor_number(&c, LIMIT_MESSAGE, &octets) != MAILAUTH_OK ||
	    !cursor_done(&c))
		return mailauth__zone_fault(r, expected);
	if (!read_hex(r))
		return false;
	if (r->rdata_length != octets)
		return mailauth__zone_problem(r, length.line, length.column,
		    "this is not the number of octets that follow");
	return true;
}

static const char *
format_of(uint16_t type)
{
	size_t i;

	for (i = 0; i < COUNT_OF(formats); i++)
		if (formats[i].type == type)
			return formats[i].fields;
	return NULL;
}

/* Fields in their own form; reading goes back to the first of them. */
static bool
read_fields(struct reader *r, const char *fields)
{
	const char *field;

	for (field = fields; *field != '\0'; field++)
		if (!read_field(r, *field))
			return false;
	/* the fields that take the rest have met the end already */
	if (r->token.kind == TOKEN_END)
		return true;
	if (!mailauth__zone_token(r))
		return false;
	if (r->token.kind != TOKEN_END)
		return mailauth__zone_fault(r, "the type has no more fields");
	return true;
}

/* Is the next token \# as such?  Then takes it. */
static bool
take_generic(struct reader *r)
{
	const char *p = r->p, *line_start = r->line_start;
	unsigned line = r->line, depth = r->depth;
	bool faulty = r->faulty, wrong = r->wrong;
	size_t problems = r->zone->problem_count;

	if (mailauth__zone_token(r) && r->token.kind == TOKEN_WORD &&
	    r->token.length == 2 && memcmp(r->token.text, "\\#", 2) == 0)
		return true;
	r->p = p;
	r->line_start = line_start;
	r->line = line;
	r->depth = depth;
	r->faulty = faulty;
	r->wrong = wrong;
	r->zone->problem_count = problems;
	return false;
}

/* Passes over fields whose notation is not known here.  Nothing about mail
 * depends on such records but that their names exist. */
static bool
pass_fields(struct reader *r)
{
	if (!mailauth__zone_want(r, "the data of the record was expected"))
		return false;
	do {
		if (!mailauth__zone_token(r))
			return false;
	} while (r->token.kind != TOKEN_END);
	return true;
}

bool
mailauth__zone_rdata(struct reader *r, uint16_t type)
{
	struct token head = r->token;
	const char *fields = format_of(type);

	r->rdata_length = 0;
	if (take_generic(r)) {
		if (!read_generic(r))
			return false;
	} else if (fields == NULL && mailauth_rrtype_name(type) != NULL) {
		return pass_fields(r);
	} else if (fields == NULL) {
		return mailauth__zone_problem(r, head.line, head.column,
		    "records of this type are read in the form "
		    "\\# LENGTH HEX only (RFC 3597 section 5)");
	} else if (!read_fields(r, fields)) {
		return false;
	}
	if (!mailauth__rdata_valid(type, r->rdata, r->rdata_length))
		return mailauth__zone_problem(r, head.line, head.column,
		    "the octets are no data of this type");
	mailauth__rdata_lower(type, r->rdata, r->rdata_length);
	return true;
}
