/* SPDX-License-Identifier: BSD-2-Clause */
/* DKIM keys as the public header shows them. */
#include <string.h>

#include "base/limits.h"
#include "record/dkim_key.h"

const char *
mailauth_dkim_verdict_name(int verdict)
{
	switch (verdict) {
	case MAILAUTH_DKIM_OK:
		return "ok";
	case MAILAUTH_DKIM_WEAK:
		return "weak";
	case MAILAUTH_DKIM_REVOKED:
		return "revoked";
	case MAILAUTH_DKIM_UNUSABLE:
		return "unusable";
	}
	return NULL;
}

const char *
mailauth_dkim_encoding_name(int encoding)
{
	switch (encoding) {
	case MAILAUTH_DKIM_ENCODING_SPKI:
		return "spki";
	case MAILAUTH_DKIM_ENCODING_PKCS1:
		return "pkcs1";
	case MAILAUTH_DKIM_ENCODING_RAW:
		return "raw";
	}
	return NULL;
}

int
mailauth_dkim_key_parse(const mailauth_config *cfg, const char *text, size_t len,
    mailauth_dkim_key **out)
{
	struct arena *arena;
	char *copy;
	int rc;

	*out = NULL;
	if (text == NULL && len > 0)
		return MAILAUTH_ERR_INVALID;
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	/* The text, what p= decodes to (3/4 of it), tags and problems. */
	arena = mailauth__arena_new(cfg, len * 2 + 2048);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	copy = mailauth__arena_text(arena, text, len);
	rc = copy != NULL ? mailauth__dkim_key_parse(arena, copy, len, out) :
	    mailauth__arena_error(arena);
	if (rc != 0)
		mailauth__arena_free(arena);
	return rc;
}

void
mailauth_dkim_key_free(mailauth_dkim_key *key)
{
	if (key != NULL)
		mailauth__arena_free(key->arena);
}

const char *
mailauth_dkim_key_text(const mailauth_dkim_key *key, size_t *len)
{
	if (len != NULL)
		*len = key->length;
	return key->text;
}

int
mailauth_dkim_key_is_dkim(const mailauth_dkim_key *key)
{
	return key->is_dkim;
}

int
mailauth_dkim_key_verdict(const mailauth_dkim_key *key)
{
	return key->verdict;
}

int
mailauth_dkim_key_type(const mailauth_dkim_key *key)
{
	return key->type;
}

const char *
mailauth_dkim_key_type_name(const mailauth_dkim_key *key)
{
	return key->is_dkim != 0 ? key->type_name : NULL;
}

int
mailauth_dkim_key_encoding(const mailauth_dkim_key *key)
{
	return key->encoding;
}

int
mailauth_dkim_key_bits(const mailauth_dkim_key *key)
{
	return key->bits;
}

int
mailauth_dkim_key_testing(const mailauth_dkim_key *key)
{
	return key->testing;
}

int
mailauth_dkim_key_strict(const mailauth_dkim_key *key)
{
	return key->strict;
}

static const uint8_t *
octets(const struct der_octets *from, size_t *len)
{
	if (len != NULL)
		*len = from->length;
	return from->data;
}

const uint8_t *
mailauth_dkim_key_data(const mailauth_dkim_key *key, size_t *len)
{
	return octets(&key->data, len);
}

const uint8_t *
mailauth_dkim_key_modulus(const mailauth_dkim_key *key, size_t *len)
{
	return octets(&key->modulus, len);
}

const uint8_t *
mailauth_dkim_key_exponent(const mailauth_dkim_key *key, size_t *len)
{
	return octets(&key->exponent, len);
}

static bool
same(const struct der_octets *a, const struct der_octets *b)
{
	return a->length == b->length &&
	    (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

int
mailauth_dkim_key_same(const mailauth_dkim_key *a, const mailauth_dkim_key *b)
{
	if (a->modulus.length == 0 && a->ed25519.length == 0)
		return 0;
	return same(&a->modulus, &b->modulus) && same(&a->exponent, &b->exponent) &&
	    same(&a->ed25519, &b->ed25519);
}

static const char *
word(const struct dkim_words *words, size_t i)
{
	return i < words->count ? words->items[i] : NULL;
}

size_t
mailauth_dkim_key_hash_count(const mailauth_dkim_key *key)
{
	return key->hashes.count;
}

const char *
mailauth_dkim_key_hash(const mailauth_dkim_key *key, size_t i)
{
	return word(&key->hashes, i);
}

size_t
mailauth_dkim_key_service_count(const mailauth_dkim_key *key)
{
	return key->services.count;
}

const char *
mailauth_dkim_key_service(const mailauth_dkim_key *key, size_t i)
{
	return word(&key->services, i);
}

size_t
mailauth_dkim_key_flag_count(const mailauth_dkim_key *key)
{
	return key->flags.count;
}

const char *
mailauth_dkim_key_flag(const mailauth_dkim_key *key, size_t i)
{
	return word(&key->flags, i);
}

const char *
mailauth_dkim_key_tag(const mailauth_dkim_key *key, const char *name, size_t *len)
{
	const struct tag *tag = mailauth__tag_list_find(&key->tags, name);

	if (tag != NULL && (tag->faults & TAG_NO_EQUALS) != 0)
		tag = NULL;
	*len = tag != NULL ? tag->value_length : 0;
	return tag != NULL ? tag_value(&key->tags, tag) : NULL;
}

size_t
mailauth_dkim_key_problem_count(const mailauth_dkim_key *key)
{
	return key->problems.count;
}

const mailauth_problem *
mailauth_dkim_key_problem(const mailauth_dkim_key *key, size_t i)
{
	return mailauth__problem_at(&key->problems, i);
}

size_t
mailauth_dkim_key_tolerance_count(const mailauth_dkim_key *key)
{
	return key->tolerance_count;
}

const mailauth_dkim_tolerance *
mailauth_dkim_key_tolerance(const mailauth_dkim_key *key, size_t i)
{
	return i < key->tolerance_count ? &key->tolerances[i] : NULL;
}
