/* SPDX-License-Identifier: BSD-2-Clause */
/* The public key of a record: base64, DER, and the checks of strength that
 * cost next to nothing (RFC 8301 section 3.2, RFC 8017 section 3.1). */
#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "record/dkim_key.h"
#include "record/ed25519_point.h"

#define ERROR MAILAUTH_SEVERITY_ERROR

/* What a string of a TXT record may hold at most (RFC 1035 section 3.3.14). */
#define TXT_STRING 255
/* Characters of base64 in the shortest key, one of Ed25519. */
#define SHORTEST_KEY 43

static void
say(struct mailauth_dkim_key *key, int code, const char *message)
{
	mailauth__dkim_key_say(key, code, 0, key->p->value_offset,
	    key->p->value_length, message);
}

/* ---- base64 ---------------------------------------------------------------- */

/* Where in the text the base64 digit is that octet `at` of the data begins in. */
static size_t
digit_of(const struct dkim_span *value, size_t at)
{
	size_t digits = at / 3 * 4 + at % 3, i;

	for (i = 0; i < value->length; i++)
		if (is_class(value->text[i], CLASS_BASE64) && digits-- == 0)
			break;
	return value->offset + i;
}

/* The value without what was pasted into it. */
static int
without_pasted(struct mailauth_dkim_key *key, struct dkim_span *value)
{
	char *text = mailauth__arena_alloc(key->arena, value->length + 1);
	size_t i, n = 0;

	if (text == NULL)
		return mailauth__arena_error(key->arena);
	for (i = 0; i < value->length; i++)
		if (!is_pasted(value->text[i]))
			text[n++] = value->text[i];
	value->text = text;
	value->length = n;
	return 0;
}

/* The digits of base64 that ends in the midst of a group: the last ones filled
 * up with "=", or, when that gives nothing, left out.  *odd is their number. */
static int
decode_filled(struct mailauth_dkim_key *key, const struct dkim_span *value,
    struct der_key *der, size_t *odd)
{
	char *text = mailauth__arena_alloc(key->arena, value->length + 2);
	size_t n = 0, whole, i, wrong, len;
	uint8_t *data;
	int rc;

	if (text == NULL)
		return mailauth__arena_error(key->arena);
	for (i = 0; i < value->length; i++)
		if (is_class(value->text[i], CLASS_BASE64))
			text[n++] = value->text[i];
	*odd = n % 4;
	whole = n - *odd;
	if (*odd == 1)
		n = whole;
	for (i = *odd; i == 2 || i == 3; i++)
		text[n++] = '=';
	rc = mailauth__base64_decode(key->arena, text, n, &data, &len, &wrong);
	if (rc == MAILAUTH_ERR_INVALID)
		rc = mailauth__base64_decode(key->arena, text, whole, &data, &len,
		    &wrong);
	if (rc == 0)
		mailauth__der_key(data, len, der);
	return rc;
}

/* "%2B" and its like: RFC 3986 section 2.1. */
static bool
is_percent_encoded(const struct dkim_span *value, size_t i)
{
	return value->length - i > 2 && value->text[i] == '%' &&
	    is_class(value->text[i + 1], CLASS_HEX) &&
	    is_class(value->text[i + 2], CLASS_HEX);
}

/* "<key>", "MIG...", "YOUR_PUBLIC_KEY": what help pages write for a key. */
static bool
is_placeholder(const struct dkim_span *value)
{
	bool dashes = false, digits = false;
	size_t i;

	for (i = 0; i < value->length; i++) {
		if (memchr("<>[]{}%$", value->text[i], 8) != NULL &&
		    !is_percent_encoded(value, i))
			return true;
		dashes = dashes || value->text[i] == '-' || value->text[i] == '_';
		digits = digits || is_class(value->text[i], CLASS_DIGIT);
		if (value->length - i >= 3 && memcmp(value->text + i, "...", 3) == 0)
			return true;
	}
	return dashes && !digits && value->length < SHORTEST_KEY;
}

static void
truncated(struct mailauth_dkim_key *key)
{
	say(key, MAILAUTH_RULE_DKIM_KEY_TRUNCATED,
	    key->length == TXT_STRING || key->p->value_length == TXT_STRING ?
	    "the key is cut off after 255 octets, as much as one string of a TXT "
	    "record holds" : NULL);
}

/* p= ends too early: is the key itself cut off, or only the "=" at its end, or
 * has something been added to it? */
static int
ends_early(struct mailauth_dkim_key *key, const struct dkim_span *value)
{
	struct der_key der = { .kind = DER_NOTHING };
	const char *message;
	size_t odd = 0, at;
	int rc = decode_filled(key, value, &der, &odd);

	if (rc != 0)
		return rc;
	if (der.kind == DER_PRIVATE)
		say(key, MAILAUTH_RULE_DKIM_KEY_PRIVATE, NULL);
	if (der.fault == DER_TRUNCATED) {
		truncated(key);
		return 0;
	}
	if (der.fault == DER_TRAILING && der.length > 0) {
		at = digit_of(value, der.fault_offset);
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_KEY_BASE64, 0, at,
		    value->offset + value->length - at,
		    "characters follow the end of the key in p=");
		return 0;
	}
	if (odd == 1)
		message = "a character too many, or a few too few, stand at the end "
		    "of the base64 of p=";
	else
		message = "the \"=\" that fill up the base64 of p= are missing or wrong";
	mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_KEY_BASE64, 0,
	    value->offset + value->length - (odd == 1), odd == 1, message);
	return 0;
}

/* Why is it no base64? */
static int
bad_base64(struct mailauth_dkim_key *key, const struct dkim_span *value, size_t wrong)
{
	const char *message = NULL;
	char c;

	if (mailauth__dkim_key_has(key, MAILAUTH_RULE_DKIM_KEY_PEM))
		return 0;
	if (is_placeholder(value)) {
		say(key, MAILAUTH_RULE_DNS_TXT_PLACEHOLDER,
		    "a placeholder stands where the key belongs");
		return 0;
	}
	if (wrong >= value->length)
		return ends_early(key, value);
	c = value->text[wrong];
	/* told already; octets beyond ASCII have been taken out as pasted */
	if ((unsigned char)c < 0x20)
		return 0;
	if (c == '=')
		message = "\"=\" stands in the midst of the base64 of p=";
	else if (is_percent_encoded(value, wrong))
		message = "p= is encoded for a URL, with %2B and %2F for + and /";
	else if (c == '-' || c == '_')
		message = "p= is in the base64 for URLs, with - and _ for + and /";
	else if (wrong > 0 && memchr(value->text, '=', wrong) != NULL)
		message = "characters follow the \"=\" that ends the base64 of p=";
	mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_KEY_BASE64, 0,
	    value->offset + wrong, 1, message);
	return 0;
}

/* Without white space, every three octets come from four characters. */
static bool
has_blanks(const struct dkim_span *value, size_t decoded)
{
	return value->length != (decoded + 2) / 3 * 4;
}

/* ---- RSA ------------------------------------------------------------------- */

static int
bits_of(const struct der_octets *number)
{
	int bits = (int)number->length * 8;
	unsigned top;

	for (top = number->data[0]; (top & 0x80) == 0; top <<= 1)
		bits--;
	return bits;
}

static void
check_size(struct mailauth_dkim_key *key)
{
	if (key->bits < 1024) {
		say(key, MAILAUTH_RULE_DKIM_KEY_UNDER_1024, NULL);
	} else if (key->bits < 2048) {
		say(key, MAILAUTH_RULE_DKIM_KEY_1024, NULL);
		key->weak = 1;
	} else if (key->bits > 4096) {
		say(key, MAILAUTH_RULE_DKIM_KEY_OVER_4096, NULL);
	}
}

/* RFC 8017 section 3.1: "an integer between 3 and n - 1" that has an inverse,
 * so an odd one. */
static void
check_exponent(struct mailauth_dkim_key *key)
{
	const struct der_octets *e = &key->exponent, *n = &key->modulus;
	int bits = bits_of(e), nbits = bits_of(n);

	if ((e->data[e->length - 1] & 1) == 0)
		say(key, MAILAUTH_RULE_DKIM_EXPONENT_INVALID,
		    "the public exponent is even");
	else if (bits == 1)
		say(key, MAILAUTH_RULE_DKIM_EXPONENT_INVALID,
		    "the public exponent is 1: a signature is its own message");
	else if (bits > nbits || (bits == nbits &&
	    memcmp(e->data, n->data, e->length) >= 0))
		say(key, MAILAUTH_RULE_DKIM_EXPONENT_INVALID,
		    "the public exponent is not smaller than the modulus");
	else if (bits == 2) {
		say(key, MAILAUTH_RULE_DKIM_EXPONENT_SMALL, NULL);
		key->weak = 1;
	} else if (e->length != 3 || memcmp(e->data, "\1\0\1", 3) != 0) {
		say(key, MAILAUTH_RULE_DKIM_EXPONENT_UNUSUAL, NULL);
	}
}

static void
take_rsa(struct mailauth_dkim_key *key, const struct der_key *der)
{
	key->encoding = der->kind == DER_SPKI_RSA ? MAILAUTH_DKIM_ENCODING_SPKI :
	    MAILAUTH_DKIM_ENCODING_PKCS1;
	key->modulus = der->modulus;
	key->exponent = der->exponent;
	key->bits = bits_of(&key->modulus);
	if (key->type == MAILAUTH_DKIM_TYPE_ED25519) {
		say(key, MAILAUTH_RULE_DKIM_KEY_TYPE_MISMATCH,
		    "k= says ed25519, but p= holds an RSA key");
		return;
	}
	if (key->encoding == MAILAUTH_DKIM_ENCODING_PKCS1)
		say(key, MAILAUTH_RULE_DKIM_KEY_PKCS1, NULL);
	check_size(key);
	if ((key->modulus.data[key->modulus.length - 1] & 1) == 0)
		say(key, MAILAUTH_RULE_DKIM_MODULUS_EVEN, NULL);
	check_exponent(key);
}

/* ---- all types ------------------------------------------------------------- */

static void
take_ed25519(struct mailauth_dkim_key *key, const uint8_t *data, int encoding)
{
	key->ed25519 = (struct der_octets){ data, 32 };
	key->encoding = encoding;
	key->bits = 256;
	if (key->type == MAILAUTH_DKIM_TYPE_ED25519 &&
	    mailauth__ed25519_small_order(data))
		say(key, MAILAUTH_RULE_DKIM_ED25519_SMALL_ORDER, NULL);
}

/* Base64 of a PEM file starts with that of "-----BEGIN". */
static bool
is_pem(const struct der_octets *data)
{
	return data->length > 10 && memcmp(data->data, "-----BEGIN", 10) == 0;
}

/* Is it the PEM file of a private key?  Its first line tells. */
static bool
is_private_pem(const struct der_octets *data)
{
	size_t i;

	for (i = 10; data->length - i >= 11 && data->data[i] != '\n'; i++)
		if (memcmp(data->data + i, "PRIVATE KEY", 11) == 0)
			return true;
	return false;
}

static void
not_a_key(struct mailauth_dkim_key *key, const struct der_key *der,
    const struct dkim_span *value)
{
	size_t at;

	if (is_pem(&key->data)) {
		say(key, MAILAUTH_RULE_DKIM_KEY_PEM,
		    "p= holds a whole PEM file, encoded in base64 a second time");
		if (is_private_pem(&key->data))
			say(key, MAILAUTH_RULE_DKIM_KEY_PRIVATE, NULL);
		return;
	}
	if (key->type != MAILAUTH_DKIM_TYPE_ED25519 && key->data.length == 32) {
		take_ed25519(key, key->data.data, MAILAUTH_DKIM_ENCODING_RAW);
		say(key, MAILAUTH_RULE_DKIM_KEY_TYPE_MISMATCH,
		    "p= holds 32 octets as an Ed25519 key does, but k= does not say "
		    "ed25519");
		return;
	}
	if (der->fault == DER_TRUNCATED && key->data.length >= 16) {
		truncated(key);
		return;
	}
	at = digit_of(value, der->fault_offset);
	mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_KEY_DER, 0, at,
	    value->offset + value->length - at, mailauth__der_fault_text(der->fault));
}

static void
read_der(struct mailauth_dkim_key *key, const struct dkim_span *value)
{
	struct der_key der;
	size_t at;

	mailauth__der_key(key->data.data, key->data.length, &der);
	switch (der.kind) {
	case DER_SPKI_RSA:
	case DER_PKCS1_RSA:
		take_rsa(key, &der);
		break;
	case DER_SPKI_ED25519:
		take_ed25519(key, der.ed25519.data, MAILAUTH_DKIM_ENCODING_SPKI);
		say(key, MAILAUTH_RULE_DKIM_ED25519_SPKI, NULL);
		if (key->type != MAILAUTH_DKIM_TYPE_ED25519)
			say(key, MAILAUTH_RULE_DKIM_KEY_TYPE_MISMATCH,
			    "p= holds an Ed25519 key, but k= does not say ed25519");
		break;
	case DER_SPKI_OTHER:
		say(key, MAILAUTH_RULE_DKIM_KEY_DER,
		    "p= holds a public key of an algorithm that DKIM does not use");
		break;
	case DER_PRIVATE:
		say(key, MAILAUTH_RULE_DKIM_KEY_PRIVATE, NULL);
		break;
	case DER_CERTIFICATE:
		say(key, MAILAUTH_RULE_DKIM_KEY_DER,
		    "p= holds a certificate instead of a public key");
		break;
	case DER_OPENSSH:
		say(key, MAILAUTH_RULE_DKIM_KEY_DER,
		    "p= holds a key in the format of OpenSSH");
		break;
	default:
		not_a_key(key, &der, value);
		return;
	}
	if (der.fault == DER_TRAILING) {
		at = digit_of(value, der.fault_offset);
		mailauth__dkim_key_say(key, MAILAUTH_RULE_DKIM_KEY_TRAILING, 0, at,
		    value->offset + value->length - at, NULL);
	}
}

/* Do the octets begin as DER, a PEM file or one of OpenSSH's forms do? */
static bool
is_wrapped(const struct der_octets *data)
{
	return data->length > 32 && (data->data[0] == 0x30 || is_pem(data) ||
	    memcmp(data->data, "openssh-key-v1", 15) == 0 ||
	    memcmp(data->data, "\0\0\0\013ssh-", 8) == 0);
}

static bool
is_hex(const struct der_octets *data)
{
	size_t i;

	for (i = 0; i < data->length; i++)
		if (!is_class((char)data->data[i], CLASS_HEX))
			return false;
	return true;
}

/* Ed25519 is the one type that is not DER. */
static void
read_ed25519(struct mailauth_dkim_key *key, const struct dkim_span *value)
{
	if (key->data.length == 32) {
		take_ed25519(key, key->data.data, MAILAUTH_DKIM_ENCODING_RAW);
	} else if (is_wrapped(&key->data)) {
		read_der(key, value);
	} else if (key->data.length == 64 && is_hex(&key->data)) {
		say(key, MAILAUTH_RULE_DKIM_ED25519_LENGTH,
		    "p= holds hexadecimal digits instead of the octets of the key");
	} else {
		say(key, MAILAUTH_RULE_DKIM_ED25519_LENGTH, key->data.length == 64 ?
		    "p= holds 64 octets: the private key before the public one" :
		    NULL);
		if (key->data.length == 64)
			say(key, MAILAUTH_RULE_DKIM_KEY_PRIVATE, NULL);
	}
}

int
mailauth__dkim_key_data(struct mailauth_dkim_key *key)
{
	struct dkim_span value = mailauth__dkim_key_value(key, key->p);
	size_t wrong, len;
	uint8_t *data;
	int rc;

	if (value.length == 0)
		return 0; /* revoked, or broken in another way */
	if (key->pasted != 0 && (rc = without_pasted(key, &value)) != 0)
		return rc;
	rc = mailauth__base64_decode(key->arena, value.text, value.length, &data,
	    &len, &wrong);
	if (rc == MAILAUTH_ERR_INVALID)
		return bad_base64(key, &value, wrong);
	if (rc != 0)
		return rc;
	key->data = (struct der_octets){ data, len };
	if (has_blanks(&value, len))
		say(key, MAILAUTH_RULE_DKIM_KEY_BLANKS, NULL);
	if (key->type == MAILAUTH_DKIM_TYPE_ED25519)
		read_ed25519(key, &value);
	else if (key->type == MAILAUTH_DKIM_TYPE_RSA)
		read_der(key, &value);
	return 0;
}
