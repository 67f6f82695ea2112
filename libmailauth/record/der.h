/* SPDX-License-Identifier: BSD-2-Clause */
/* Public keys in DER: SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) and
 * RSAPublicKey (RFC 8017 appendix A.1.1), and what is put there instead. */
#ifndef RECORD_DER_H
#define RECORD_DER_H

#include <stddef.h>
#include <stdint.h>

/* What the octets turned out to be. */
enum der_kind {
	DER_NOTHING = 0,   /* no key: see fault */
	DER_SPKI_RSA,
	DER_PKCS1_RSA,     /* a bare RSAPublicKey */
	DER_SPKI_ED25519,
	DER_SPKI_OTHER,    /* well-formed, another algorithm: see algorithm */
	DER_PRIVATE,       /* a private key of any kind */
	DER_CERTIFICATE,   /* X.509: a certificate or a request for one */
	DER_OPENSSH        /* an OpenSSH public key (RFC 4253 section 6.6), no DER */
};

/* Why the octets are no key; the first fault met. */
enum der_fault {
	DER_OK = 0,
	DER_EMPTY,         /* no octets */
	DER_TRUNCATED,     /* a length goes beyond the end */
	DER_TRAILING,      /* octets follow the end */
	DER_TAG,           /* another type than must stand here */
	DER_LENGTH,        /* a length that DER forbids: indefinite or not minimal */
	DER_NUMBER,        /* an INTEGER that is empty, negative, zero or not minimal */
	DER_PARAMETERS,    /* parameters that the algorithm does not have */
	DER_BITS           /* a BIT STRING with unused bits, or an Ed25519 key not of 32 octets */
};
/* A lower-case English sentence; never NULL. */
const char *mailauth__der_fault_text(int fault);

struct der_octets {
	const uint8_t *data; /* into the input; NULL: none */
	size_t length;
};

struct der_key {
	int kind;                   /* DER_* */
	int fault;                  /* DER_OK, DER_TRAILING beside a whole key, or why there is none */
	size_t fault_offset;        /* octet of the input */
	struct der_octets modulus;  /* RSA: no leading zero */
	struct der_octets exponent;
	struct der_octets ed25519;  /* 32 octets */
	const char *algorithm;      /* DER_SPKI_OTHER: its name, or "an unknown algorithm" */
	size_t length;              /* octets of the key, without what trails */
};

/* Reads a key; what it finds are pointers into data. */
void mailauth__der_key(const uint8_t *data, size_t len, struct der_key *key);
/* The DER of a SubjectPublicKeyInfo around an RSAPublicKey or Ed25519 key:
 * its length, written to out if size allows.  key->kind must be one of the
 * three key kinds. */
size_t mailauth__der_write_spki(const struct der_key *key, uint8_t *out, size_t size);

#endif
