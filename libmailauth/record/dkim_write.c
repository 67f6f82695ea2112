/* SPDX-License-Identifier: BSD-2-Clause */
/* From a public key to the record that publishes it (RFC 6376 section 3.6.1),
 * and on to a line of a master file (RFC 1035 section 5.1). */
#include <string.h>

#include "base/base64.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"
#include "record/dkim_key.h"

#define TXT_STRING 255

/* ---- PEM (RFC 7468) -------------------------------------------------------- */

static const char *
find(const char *text, size_t len, const char *what)
{
	size_t wlen = strlen(what), i;

	for (i = 0; len >= wlen && i <= len - wlen; i++)
		if (text[i] == what[0] && memcmp(text + i, what, wlen) == 0)
			return text + i;
	return NULL;
}

/* The base64 between the BEGIN and END lines, and the label in the first. */
struct pem {
	const char *label;
	size_t label_length;
	const char *body;
	size_t body_length;
};

static const char pem_begin[] = "-----BEGIN ";

/* From the start of the BEGIN line on. */
static bool
pem_read(const char *begin, const char *end, struct pem *pem)
{
	const char *p;

	pem->label = begin + sizeof(pem_begin) - 1;
	p = find(pem->label, (size_t)(end - pem->label), "-----");
	if (p == NULL)
		return false;
	pem->label_length = (size_t)(p - pem->label);
	pem->body = p + 5;
	p = find(pem->body, (size_t)(end - pem->body), "-----END ");
	if (p == NULL)
		return false;
	pem->body_length = (size_t)(p - pem->body);
	return true;
}

/* The DER inside a PEM file, or the data itself if it is none. */
static int
to_der(struct arena *arena, const void *data, size_t len, struct der_octets *out)
{
	const char *begin = find(data, len, pem_begin);
	struct pem pem;
	size_t wrong;
	uint8_t *der;
	int rc;

	*out = (struct der_octets){ data, len };
	if (begin == NULL)
		return 0;
	if (!pem_read(begin, (const char *)data + len, &pem))
		return MAILAUTH_ERR_INVALID;
	if (find(pem.label, pem.label_length, "PRIVATE KEY") != NULL)
		return MAILAUTH_ERR_WRONG_TYPE;
	rc = mailauth__base64_decode(arena, pem.body, pem.body_length, &der,
	    &out->length, &wrong);
	out->data = der;
	return rc;
}

/* ---- the record ------------------------------------------------------------ */

/* What p= holds for a key that was read: SubjectPublicKeyInfo for RSA, since not
 * all verifiers read the bare form, and the raw octets for Ed25519. */
static int
key_data(struct arena *arena, const struct der_key *der, struct der_octets *out)
{
	uint8_t *spki;

	switch (der->kind) {
	case DER_SPKI_ED25519:
		*out = der->ed25519;
		return 0;
	case DER_SPKI_RSA:
	case DER_PKCS1_RSA:
		out->length = mailauth__der_write_spki(der, NULL, 0);
		spki = mailauth__arena_alloc(arena, out->length);
		if (spki == NULL)
			return mailauth__arena_error(arena);
		mailauth__der_write_spki(der, spki, out->length);
		out->data = spki;
		return 0;
	case DER_PRIVATE:
		return MAILAUTH_ERR_WRONG_TYPE;
	default: /* another algorithm, a certificate, OpenSSH's own format */
		return MAILAUTH_ERR_UNSUPPORTED;
	}
}

static int
write_record(struct arena *arena, const void *data, size_t len,
    struct mailauth_dkim_key **out)
{
	struct der_octets octets;
	struct der_key der;
	struct buffer buf;
	char *base64;
	int rc;

	if ((rc = to_der(arena, data, len, &octets)) != 0)
		return rc;
	mailauth__der_key(octets.data, octets.length, &der);
	if (der.fault != DER_OK)
		return MAILAUTH_ERR_INVALID;
	if ((rc = key_data(arena, &der, &octets)) != 0)
		return rc;
	base64 = mailauth__base64_encode(arena, octets.data, octets.length);
	if (base64 == NULL)
		return mailauth__arena_error(arena);
	mailauth__buffer_init(&buf, arena, LIMIT_RECORD);
	mailauth__buffer_text_add(&buf, der.kind == DER_SPKI_ED25519 ?
	    "v=DKIM1; k=ed25519; p=" : "v=DKIM1; k=rsa; p=");
	mailauth__buffer_text_add(&buf, base64);
	if (mailauth__buffer_text(&buf) == NULL)
		return buf.error;
	return mailauth__dkim_key_parse(arena, buf.data, buf.length, out);
}

int
mailauth_dkim_key_write(const mailauth_config *cfg, const void *data, size_t len,
    mailauth_dkim_key **out)
{
	struct arena *arena;
	int rc;

	*out = NULL;
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	if (data == NULL || len == 0)
		return MAILAUTH_ERR_INVALID;
	if ((arena = mailauth__arena_new(cfg, 4096)) == NULL)
		return MAILAUTH_ERR_NOMEM;
	rc = write_record(arena, data, len, out);
	if (rc != 0)
		mailauth__arena_free(arena);
	return rc;
}

/* ---- the line -------------------------------------------------------------- */

/* Text that counts itself and keeps what fits. */
struct line {
	char *out;
	size_t size, length;
};

static void
put(struct line *line, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++, line->length++)
		if (line->length + 1 < line->size)
			line->out[line->length] = text[i];
}

/* One octet of a string, escaped: at most four characters. */
static void
put_octet(struct line *line, char octet)
{
	char escaped[8];

	put(line, escaped, mailauth_escape(MAILAUTH_CHANNEL_ZONE, &octet, 1,
	    escaped, sizeof(escaped)));
}

size_t
mailauth_dkim_key_zone_line(const mailauth_dkim_key *key, const char *owner,
    char *out, size_t size)
{
	struct line line = { out, size, 0 };
	size_t i;

	put(&line, owner, strlen(owner));
	put(&line, ". IN TXT \"", 10);
	for (i = 0; i < key->length; i++) {
		if (i > 0 && i % TXT_STRING == 0)
			put(&line, "\" \"", 3);
		put_octet(&line, key->text[i]);
	}
	put(&line, "\"", 1);
	if (size > 0)
		out[line.length < size ? line.length : size - 1] = '\0';
	return line.length;
}
