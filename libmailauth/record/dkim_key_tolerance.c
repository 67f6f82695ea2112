/* SPDX-License-Identifier: BSD-2-Clause */
/* What verifiers in use make of records that the RFCs refuse, or the other way
 * round.  What stands here about OpenDKIM and Mail::DKIM was tried on OpenDKIM
 * 2.11 (dkim_test_key) and Mail::DKIM 1.20230212. */
#include "record/dkim_key.h"

static const struct mailauth_dkim_tolerance notes[] = {
	{ MAILAUTH_RULE_DKIM_KEY_PKCS1, NULL,
	  "Mail::DKIM, mailauth and rspamd reject a bare RSAPublicKey" },
	{ MAILAUTH_RULE_DKIM_VERSION_NOT_FIRST, NULL,
	  "OpenDKIM and Mail::DKIM take v= anywhere in the record" },
	{ MAILAUTH_RULE_DKIM_VERSION_CASE, NULL,
	  "OpenDKIM and Mail::DKIM refuse the record, too" },
	{ MAILAUTH_RULE_DKIM_VERSION_BAD, NULL,
	  "OpenDKIM and Mail::DKIM refuse the record, too" },
	{ MAILAUTH_RULE_DKIM_TAG_DUPLICATE, NULL,
	  "OpenDKIM and Mail::DKIM do not refuse a record with a tag that stands twice" },
	{ MAILAUTH_RULE_DKIM_TAG_EMPTY, NULL,
	  "Mail::DKIM passes over empty tags, OpenDKIM refuses the record" },
	{ MAILAUTH_RULE_DKIM_KEY_TYPE_CASE, NULL,
	  "OpenDKIM reads the key type in any case, Mail::DKIM refuses the record" },
	{ MAILAUTH_RULE_DKIM_HASH_SIGNATURE_ALGORITHM, NULL,
	  "OpenDKIM refuses the record because of the unknown hash" },
	{ MAILAUTH_RULE_DKIM_SERVICE_TYPE, NULL,
	  "OpenDKIM and Mail::DKIM refuse the record, too" },
	{ MAILAUTH_RULE_DKIM_KEY_UNDER_1024, NULL,
	  "Mail::DKIM reads RSA keys of any size" },
	{ MAILAUTH_RULE_DKIM_KEY_OVER_4096, NULL,
	  "OpenDKIM does not read RSA keys of 8192 bits" },
	{ MAILAUTH_RULE_DKIM_ED25519_SPKI, NULL,
	  "Mail::DKIM knows no Ed25519 keys, raw or wrapped" },
	{ MAILAUTH_RULE_DKIM_KEY_TRAILING, NULL,
	  "Mail::DKIM reads the key and passes over what follows it" },
	{ MAILAUTH_RULE_DKIM_EXPONENT_INVALID, NULL,
	  "Mail::DKIM reads an RSA key with the exponent 1" },
	{ MAILAUTH_RULE_DKIM_KEY_PRIVATE, NULL,
	  "Mail::DKIM does not read a private key in p=" },
	{ MAILAUTH_RULE_DKIM_BYTE_ORDER_MARK, NULL,
	  "Mail::DKIM reads the record, OpenDKIM refuses it" },
	{ MAILAUTH_RULE_DKIM_OWNER_IN_VALUE, NULL,
	  "Mail::DKIM reads the record, OpenDKIM refuses it" },
	{ MAILAUTH_RULE_DNS_TXT_LITERAL_QUOTES, NULL,
	  "Mail::DKIM reads a record that begins with a quote, OpenDKIM refuses it" },
	{ MAILAUTH_RULE_DNS_TXT_LITERAL_BACKSLASH, NULL,
	  "OpenDKIM and Mail::DKIM refuse a record with a backslash behind its version" },
};

int
mailauth__dkim_key_tolerances(struct mailauth_dkim_key *key)
{
	struct mailauth_dkim_tolerance *list;
	size_t i;

	if (key->problems.count == 0)
		return 0;
	for (i = 0; i < COUNT_OF(notes); i++) {
		if (!mailauth__dkim_key_has(key, notes[i].code))
			continue;
		list = mailauth__arena_grow(key->arena, key->tolerances,
		    key->tolerance_count, key->tolerance_count + 1, sizeof(*list));
		if (list == NULL)
			return mailauth__arena_error(key->arena);
		list[key->tolerance_count] = notes[i];
		list[key->tolerance_count].id =
		    mailauth_rule_by_code(notes[i].code)->id;
		key->tolerances = list;
		key->tolerance_count++;
	}
	return 0;
}
