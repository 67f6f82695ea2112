/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts that records are made of: tag lists, base64, DER, names, macros.
 * The first octet picks which, the second how. */
#include <string.h>

#include "base/base64.h"
#include "dns/name.h"
#include "fuzz/fuzz.h"
#include "record/der.h"
#include "record/spf_macro.h"
#include "record/tag_list.h"

static void
tag_list(struct arena *arena, unsigned how, const char *text, size_t size)
{
	const struct tag_grammar *grammar = how & 1 ? &mailauth__dkim_grammar :
	    &mailauth__dmarc_grammar;
	struct tag_list list;
	size_t i, last = 0;

	if (mailauth__tag_list_parse(&list, arena, text, size, grammar) != MAILAUTH_OK)
		return;
	for (i = 0; i < list.count; i++) {
		const struct tag *t = &list.tags[i];

		MUST(t->offset >= last && t->offset + t->length <= size);
		MUST(t->offset + t->name_length <= size);
		MUST(t->value_offset + t->value_length <= size);
		MUST((list.faults & t->faults) == t->faults);
		if ((t->faults & TAG_DUPLICATE) != 0)
			MUST(t->first < i);
		last = t->offset;
	}
	(void)mailauth__tag_list_find(&list, "p");
}

static void
base64(struct arena *arena, const char *text, size_t size)
{
	uint8_t *data, *again;
	size_t len, len_again, wrong = 0;
	char *form;

	form = mailauth__base64_encode(arena, (const uint8_t *)text, size);
	MUST(form != NULL && strlen(form) == (size + 2) / 3 * 4);
	MUST(mailauth__base64_decode(arena, form, strlen(form), &data, &len,
	    &wrong) == MAILAUTH_OK);
	MUST(len == size && (len == 0 || memcmp(data, text, len) == 0));

	if (mailauth__base64_decode(arena, text, size, &data, &len, &wrong) !=
	    MAILAUTH_OK) {
		MUST(wrong <= size);
		return;
	}
	form = mailauth__base64_encode(arena, data, len);
	MUST(form != NULL);
	MUST(mailauth__base64_decode(arena, form, strlen(form), &again,
	    &len_again, &wrong) == MAILAUTH_OK);
	MUST(len == len_again && (len == 0 || memcmp(data, again, len) == 0));
}

static void
inside(struct der_octets part, const uint8_t *data, size_t size)
{
	if (part.data == NULL)
		return;
	MUST(part.data >= data && part.length <= size);
	MUST((size_t)(part.data - data) <= size - part.length);
}

/* A key is rewritten as SubjectPublicKeyInfo, which is the same key. */
static void
der(const uint8_t *data, size_t size)
{
	struct der_key key, again;
	uint8_t *out;
	size_t len;

	mailauth__der_key(data, size, &key);
	MUST(key.fault_offset <= size && key.length <= size);
	MUST(mailauth__der_fault_text(key.fault) != NULL);
	inside(key.modulus, data, size);
	inside(key.exponent, data, size);
	inside(key.ed25519, data, size);
	if (key.kind != DER_SPKI_RSA && key.kind != DER_PKCS1_RSA &&
	    key.kind != DER_SPKI_ED25519)
		return;
	len = mailauth__der_write_spki(&key, NULL, 0);
	out = malloc(len);
	MUST(out != NULL && mailauth__der_write_spki(&key, out, len) == len);
	mailauth__der_key(out, len, &again);
	MUST(again.fault == DER_OK && again.length == len);
	MUST(again.modulus.length == key.modulus.length);
	if (key.modulus.length > 0)
		MUST(memcmp(again.modulus.data, key.modulus.data,
		    key.modulus.length) == 0);
	free(out);
}

/* What parses is canonical, and its wire form is the same name. */
static void
name(unsigned how, const char *text, size_t size)
{
	struct name n, again;
	uint8_t wire[LIMIT_NAME_WIRE];
	size_t len, used;
	int rc;

	switch (how % 3) {
	case 0:
		rc = mailauth__name_parse(text, size, &n);
		break;
	case 1:
		rc = mailauth__name_from_octets(text, size, &n);
		break;
	default:
		rc = mailauth__name_from_wire((const uint8_t *)text, size, &n,
		    &used);
		if (rc == NAME_OK)
			MUST(used <= size);
	}
	if (rc != NAME_OK) {
		if (how % 3 != 2)
			MUST(mailauth__name_fault_text(rc) != NULL);
		return;
	}
	MUST(n.length == strlen(n.text) && n.length < LIMIT_NAME_ESCAPED);
	MUST(n.wire <= LIMIT_NAME_WIRE && n.labels <= LIMIT_NAME_LABELS);
	len = mailauth__name_to_wire(n.text, wire);
	MUST(len == n.wire);
	MUST(mailauth__name_from_wire(wire, len, &again, &used) == NAME_OK);
	MUST(used == len && strcmp(n.text, again.text) == 0);
	MUST(mailauth__name_parse(n.text, n.length, &again) == NAME_OK);
	MUST(strcmp(n.text, again.text) == 0);
	MUST(mailauth__name_labels(n.text) == n.labels);
	MUST(mailauth__name_within(n.text, n.text));
	(void)mailauth__name_is_host(n.text);
}

/* macro-string, then "|", then what the letters stand for. */
static void
macro(struct arena *arena, unsigned how, const char *text, size_t size)
{
	struct spf_macro_context ctx = { 0 };
	struct spf_macro_string ms;
	struct spf_macro_fault fault = { 0 };
	struct buffer out;
	char name_out[LIMIT_NAME_TEXT + 1];
	const char *bar = memchr(text, '|', size), *value = "", *p;
	size_t len = bar != NULL ? (size_t)(bar - text) : size, left = 0;

	if (bar != NULL) {
		value = bar + 1;
		left = size - len - 1;
	}
	if (mailauth__spf_macro_parse(arena, text, len,
	    how & 1 ? SPF_MACRO_EXPLANATION : 0, &ms, &fault) != MAILAUTH_OK) {
		MUST(fault.message != NULL);
		MUST(fault.offset <= len && fault.length <= len - fault.offset);
		return;
	}
	ctx.sender = ctx.sender_domain = ctx.domain = ctx.helo = value;
	ctx.sender_length = ctx.sender_domain_length = left;
	ctx.domain_length = ctx.helo_length = left;
	ctx.local_part = ctx.receiver = ctx.validated = value;
	ctx.local_part_length = ctx.receiver_length = ctx.validated_length =
	    left;
	ctx.client.family = how & 2 ? 6 : 4;
	ctx.time = how;
	if ((how & 1) == 0) {
		len = mailauth__spf_macro_name(&ms, &ctx, name_out);
		MUST(len <= LIMIT_NAME_TEXT && name_out[len] == '\0');
		return;
	}
	mailauth__buffer_init(&out, arena, LIMIT_SPF_EXPLANATION);
	mailauth__spf_macro_explain(&ms, &ctx, &out);
	MUST(out.length <= LIMIT_SPF_EXPLANATION);
	p = mailauth__buffer_text(&out);
	for (; p != NULL && *p != '\0'; p++)
		MUST(*p >= 0x20 && *p < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned which = take(&data, &size) % 5, how = take(&data, &size);
	struct arena *arena = mailauth__arena_new(NULL, 512);

	MUST(arena != NULL);
	switch (which) {
	case 0:
		tag_list(arena, how, (const char *)data, size);
		break;
	case 1:
		base64(arena, (const char *)data, size);
		break;
	case 2:
		der(data, size);
		break;
	case 3:
		name(how, (const char *)data, size);
		break;
	default:
		macro(arena, how, (const char *)data, size);
	}
	mailauth__arena_free(arena);
	return 0;
}
