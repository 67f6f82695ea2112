/* SPDX-License-Identifier: BSD-2-Clause */
/* A bounded reader of DER (ITU-T X.690 section 10) for public keys: no
 * recursion, definite lengths only, nothing copied. */
#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "base/compiler.h"
#include "record/der.h"

enum {
	TAG_INTEGER = 0x02,
	TAG_BIT_STRING = 0x03,
	TAG_OCTET_STRING = 0x04,
	TAG_NULL = 0x05,
	TAG_OID = 0x06,
	TAG_SEQUENCE = 0x30,
	TAG_CONTEXT_0 = 0xa0
};

/* Part of the input being read. */
struct der {
	const uint8_t *start; /* of the whole input, for offsets */
	const uint8_t *p, *end;
	struct der_key *key;  /* takes the fault */
};

static const uint8_t oid_rsa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1 };
static const uint8_t oid_ed25519[] = { 0x2b, 0x65, 0x70 };
static const uint8_t oid_pss[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10 };
static const uint8_t oid_ec[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1 };
static const uint8_t oid_dsa[] = { 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1 };
static const uint8_t oid_ed448[] = { 0x2b, 0x65, 0x71 };
static const uint8_t oid_x25519[] = { 0x2b, 0x65, 0x6e };

static const struct {
	const uint8_t *oid;
	size_t length;
	const char *name;
} others[] = {
	{ oid_pss, sizeof(oid_pss), "RSASSA-PSS" },
	{ oid_ec, sizeof(oid_ec), "an elliptic curve (ECDSA)" },
	{ oid_dsa, sizeof(oid_dsa), "DSA" },
	{ oid_ed448, sizeof(oid_ed448), "Ed448" },
	{ oid_x25519, sizeof(oid_x25519), "X25519" },
};

const char *
mailauth__der_fault_text(int fault)
{
	switch (fault) {
	case DER_OK:
		return "the key is well-formed";
	case DER_EMPTY:
		return "there are no octets";
	case DER_TRUNCATED:
		return "the key ends too early: part of it is missing";
	case DER_TRAILING:
		return "octets follow the end of the key";
	case DER_TAG:
		return "the octets are no DER public key: another type stands "
		    "where a part of the key must be";
	case DER_LENGTH:
		return "the DER of the key has an indefinite or overlong length";
	case DER_NUMBER:
		return "a number of the key is empty, zero, negative or has "
		    "superfluous zeros";
	case DER_PARAMETERS:
		return "the algorithm has parameters that do not belong to it";
	case DER_BITS:
		return "the bit string that holds the key has the wrong size";
	}
	return "unknown fault";
}

/* Notes the fault that ends the reading; always false. */
static bool
fail(const struct der *d, int fault, const uint8_t *where)
{
	assert(d->key->fault == DER_OK);
	d->key->fault = fault;
	d->key->fault_offset = (size_t)(where - d->start);
	return false;
}

static int
peek(const struct der *d)
{
	return d->p < d->end ? *d->p : -1;
}

/* Takes one element of type `tag`; its contents become *inner. */
static bool
take(struct der *d, uint8_t tag, struct der *inner)
{
	const uint8_t *at = d->p;
	size_t length, octets;

	if (d->end - d->p < 2)
		return fail(d, DER_TRUNCATED, d->end);
	if (*d->p != tag)
		return fail(d, DER_TAG, at);
	d->p++;
	length = *d->p++;
	if (length >= 0x80) {
		octets = length & 0x7f;
		length = 0;
		/* 4 octets already say more than any record holds. */
		if (octets == 0 || octets > 4)
			return fail(d, DER_LENGTH, at + 1);
		if ((size_t)(d->end - d->p) < octets)
			return fail(d, DER_TRUNCATED, d->end);
		if (*d->p == 0)
			return fail(d, DER_LENGTH, at + 1);
		while (octets-- > 0)
			length = length << 8 | *d->p++;
		if (length < 0x80)
			return fail(d, DER_LENGTH, at + 1);
	}
	if ((size_t)(d->end - d->p) < length)
		return fail(d, DER_TRUNCATED, d->end);
	*inner = *d;
	inner->end = d->p + length;
	d->p += length;
	return true;
}

/* Takes a positive INTEGER, without its leading zero. */
static bool
take_number(struct der *d, struct der_octets *out)
{
	const uint8_t *at = d->p;
	struct der in;

	if (!take(d, TAG_INTEGER, &in))
		return false;
	if (in.p == in.end || (*in.p & 0x80) != 0)
		return fail(d, DER_NUMBER, at);
	if (*in.p == 0) {
		in.p++;
		/* "0" itself, or a zero that the sign does not need */
		if (in.p == in.end || (*in.p & 0x80) == 0)
			return fail(d, DER_NUMBER, at);
	}
	out->data = in.p;
	out->length = (size_t)(in.end - in.p);
	return true;
}

static bool
is_oid(const struct der *oid, const uint8_t *want, size_t len)
{
	return (size_t)(oid->end - oid->p) == len && memcmp(oid->p, want, len) == 0;
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static bool
rsa_numbers(struct der *seq)
{
	if (!take_number(seq, &seq->key->modulus) ||
	    !take_number(seq, &seq->key->exponent))
		return false;
	if (seq->p != seq->end)
		return fail(seq, DER_TRAILING, seq->p);
	return true;
}

/* The RSAPublicKey inside the BIT STRING of a SubjectPublicKeyInfo. */
static bool
spki_rsa(struct der *bits)
{
	struct der seq;

	if (!take(bits, TAG_SEQUENCE, &seq) || !rsa_numbers(&seq))
		return false;
	if (bits->p != bits->end)
		return fail(bits, DER_TRAILING, bits->p);
	bits->key->kind = DER_SPKI_RSA;
	return true;
}

static bool
spki_ed25519(struct der *bits)
{
	struct der_key *key = bits->key;

	if (bits->end - bits->p != 32)
		return fail(bits, DER_BITS, bits->p);
	key->ed25519.data = bits->p;
	key->ed25519.length = 32;
	key->kind = DER_SPKI_ED25519;
	return true;
}

static bool
spki_other(const struct der *oid)
{
	struct der_key *key = oid->key;
	size_t i;

	key->kind = DER_SPKI_OTHER;
	key->algorithm = "an unknown algorithm";
	for (i = 0; i < COUNT_OF(others); i++)
		if (is_oid(oid, others[i].oid, others[i].length))
			key->algorithm = others[i].name;
	return true;
}

/* Parameters of rsaEncryption: NULL (RFC 3279 section 2.3.1); their absence is
 * let pass.  Ed25519 has none (RFC 8410 section 3). */
static bool
parameters(struct der *algorithm, bool rsa)
{
	struct der null;

	if (algorithm->p == algorithm->end)
		return true;
	if (!rsa || peek(algorithm) != TAG_NULL)
		return fail(algorithm, DER_PARAMETERS, algorithm->p);
	if (!take(algorithm, TAG_NULL, &null))
		return false;
	if (null.p != null.end || algorithm->p != algorithm->end)
		return fail(algorithm, DER_PARAMETERS, null.p);
	return true;
}

/* What follows the AlgorithmIdentifier tells a public key (BIT STRING) from an
 * encrypted private one (OCTET STRING, RFC 5208 section 6). */
static bool
after_algorithm(struct der *seq, struct der *algorithm)
{
	bool rsa, ed25519;
	struct der oid, bits;

	if (peek(algorithm) == TAG_SEQUENCE || peek(algorithm) == TAG_CONTEXT_0 ||
	    peek(algorithm) == TAG_INTEGER) {
		seq->key->kind = DER_CERTIFICATE;
		return true;
	}
	if (!take(algorithm, TAG_OID, &oid))
		return false;
	if (peek(seq) == TAG_OCTET_STRING) {
		seq->key->kind = DER_PRIVATE;
		return true;
	}
	rsa = is_oid(&oid, oid_rsa, sizeof(oid_rsa));
	ed25519 = is_oid(&oid, oid_ed25519, sizeof(oid_ed25519));
	if (!rsa && !ed25519)
		return spki_other(&oid);
	if (!parameters(algorithm, rsa) || !take(seq, TAG_BIT_STRING, &bits))
		return false;
	if (bits.p == bits.end || *bits.p != 0)
		return fail(&bits, DER_BITS, bits.p);
	bits.p++;
	if (!(rsa ? spki_rsa(&bits) : spki_ed25519(&bits)))
		return false;
	if (seq->p != seq->end)
		return fail(seq, DER_TRAILING, seq->p);
	return true;
}

/* A private key starts with its version, a small INTEGER: RSAPrivateKey and
 * PrivateKeyInfo 0, ECPrivateKey and OneAsymmetricKey 1. */
static bool
is_private(const struct der *seq)
{
	return seq->end - seq->p >= 4 && seq->p[0] == TAG_INTEGER &&
	    seq->p[1] == 1 && seq->p[2] <= 1 &&
	    (seq->p[3] == TAG_INTEGER || seq->p[3] == TAG_SEQUENCE ||
	    seq->p[3] == TAG_OCTET_STRING);
}

/* Inside the outermost SEQUENCE. */
static bool
sequence(struct der *seq)
{
	struct der algorithm;

	switch (peek(seq)) {
	case TAG_INTEGER:
		if (!rsa_numbers(seq))
			return false;
		seq->key->kind = DER_PKCS1_RSA;
		return true;
	case TAG_SEQUENCE:
		return take(seq, TAG_SEQUENCE, &algorithm) &&
		    after_algorithm(seq, &algorithm);
	default:
		return fail(seq, DER_TAG, seq->p);
	}
}

/* Does a cut-off private key still show its head? */
static bool
starts_private(struct der d)
{
	if (peek(&d) != TAG_SEQUENCE || d.end - d.p < 2)
		return false;
	d.p++;
	d.p += *d.p < 0x80 ? 1 : 1 + (*d.p & 0x7f) <= d.end - d.p ?
	    1 + (*d.p & 0x7f) : d.end - d.p;
	return is_private(&d);
}

void
mailauth__der_key(const uint8_t *data, size_t len, struct der_key *key)
{
	struct der d = { data, data, data + len, key };
	struct der seq;

	*key = (struct der_key){ .kind = DER_NOTHING };
	if (len == 0) {
		key->fault = DER_EMPTY;
		return;
	}
	/* the string "ssh-rsa" or "ssh-ed25519", RFC 4253 section 6.6 */
	if (len >= 8 && (memcmp(data, "\0\0\0\007ssh-", 8) == 0 ||
	    memcmp(data, "\0\0\0\013ssh-", 8) == 0)) {
		key->kind = DER_OPENSSH;
		return;
	}
	if (starts_private(d) || (len > 14 &&
	    memcmp(data, "openssh-key-v1", 15) == 0)) {
		key->kind = DER_PRIVATE;
		return;
	}
	if (!take(&d, TAG_SEQUENCE, &seq) || !sequence(&seq)) {
		key->kind = DER_NOTHING;
		return;
	}
	key->length = (size_t)(d.p - data);
	if (d.p != d.end)
		fail(&d, DER_TRAILING, d.p);
}

/* ---- writing --------------------------------------------------------------- */

/* Writes backwards from the end, so that lengths are known when needed. */
struct writer {
	uint8_t *out;
	size_t size;
	size_t used;
};

static void
put(struct writer *w, uint8_t octet)
{
	w->used++;
	if (w->used <= w->size)
		w->out[w->size - w->used] = octet;
}

static void
put_octets(struct writer *w, const uint8_t *data, size_t len)
{
	while (len > 0)
		put(w, data[--len]);
}

/* Tag and length of what was put since `from`. */
static void
put_head(struct writer *w, uint8_t tag, size_t from)
{
	size_t length = w->used - from;
	uint8_t octets = 0;

	if (length < 0x80) {
		put(w, (uint8_t)length);
	} else {
		for (; length > 0; length >>= 8, octets++)
			put(w, (uint8_t)length);
		put(w, (uint8_t)(0x80 | octets));
	}
	put(w, tag);
}

static void
put_number(struct writer *w, const struct der_octets *number)
{
	size_t from = w->used;

	put_octets(w, number->data, number->length);
	if ((number->data[0] & 0x80) != 0)
		put(w, 0);
	put_head(w, TAG_INTEGER, from);
}

size_t
mailauth__der_write_spki(const struct der_key *key, uint8_t *out, size_t size)
{
	struct writer w = { out, size, 0 };
	bool rsa = key->kind != DER_SPKI_ED25519;
	size_t from;

	if (rsa) {
		put_number(&w, &key->exponent);
		put_number(&w, &key->modulus);
		put_head(&w, TAG_SEQUENCE, 0);
	} else {
		put_octets(&w, key->ed25519.data, key->ed25519.length);
	}
	put(&w, 0);
	put_head(&w, TAG_BIT_STRING, 0);
	from = w.used;
	if (rsa) {
		put_head(&w, TAG_NULL, from);
		put_octets(&w, oid_rsa, sizeof(oid_rsa));
		put_head(&w, TAG_OID, w.used - sizeof(oid_rsa));
	} else {
		put_octets(&w, oid_ed25519, sizeof(oid_ed25519));
		put_head(&w, TAG_OID, w.used - sizeof(oid_ed25519));
	}
	put_head(&w, TAG_SEQUENCE, from);
	put_head(&w, TAG_SEQUENCE, 0);
	if (w.used < size)
		memmove(out, out + (size - w.used), w.used);
	return w.used;
}
