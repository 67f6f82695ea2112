/* SPDX-License-Identifier: BSD-2-Clause */
/* Requirements of DKIM keys: the decoded key decides, not its text. */
#include <string.h>

#include "record/dkim_key.h"
#include "validate/match.h"
#include "validate/text_fault.h"

static struct mailauth_dkim_key *
parse(struct validation *v, const char *text, size_t length)
{
	struct mailauth_dkim_key *key;
	int rc = mailauth__dkim_key_parse(v->arena, text, length, &key);

	if (rc != 0) {
		v->error = rc;
		return NULL;
	}
	return key;
}

static void
want_key(struct validation *v, struct finding *f, const struct item *item)
{
	const struct want *want = item->want_count > 0 ? &item->wants[0] :
	    item->any_count > 0 ? &item->anys[0] : NULL;

	if (want == NULL)
		return;
	mailauth__finding_want(v, f, want->text);
	mailauth__fix_want(v, f, item, want);
}

static void
replace(struct validation *v, struct finding *f, const struct item *item,
    const struct mailauth_answer *answer)
{
	size_t i;

	for (i = 0; i < answer->record_count; i++) {
		mailauth__finding_have(v, f,
		    mailauth__show_record(v, &answer->records[i]));
		if (item->want_count + item->any_count > 0)
			mailauth__delete_record(v, f, &answer->records[i]);
	}
	want_key(v, f, item);
}

static bool
same_as_any(struct validation *v, const struct want *wants, size_t count,
    const struct mailauth_dkim_key *key)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct mailauth_dkim_key *want = parse(v, wants[i].text,
		    strlen(wants[i].text));

		if (want != NULL && mailauth_dkim_key_same(want, key))
			return true;
	}
	return false;
}

static bool
is_wanted(struct validation *v, const struct item *item, const struct mailauth_dkim_key *key)
{
	return item->want_count + item->any_count == 0 ||
	    same_as_any(v, item->wants, item->want_count, key) ||
	    same_as_any(v, item->anys, item->any_count, key);
}

static void
tell(struct validation *v, struct item *item, const struct mailauth_answer *answer,
    int code, const char *message)
{
	struct finding *f;

	item->state = MAILAUTH_STATE_UNMET;
	f = mailauth__find_item(v, code, item, true);
	f->view.message = message;
	replace(v, f, item, answer);
}

/* A single record stands there. */
static void
judge(struct validation *v, struct item *item, const struct mailauth_answer *answer)
{
	const struct mailauth_record *record = &answer->records[0];
	struct mailauth_dkim_key *key = parse(v, record->text, record->text_length);
	unsigned min = item->requirement->section->min_bits;
	struct text_fault fault;

	if (key == NULL)
		return;
	item->state = MAILAUTH_STATE_MET;
	if (mailauth__text_fault(v, record, TEXT_DKIM, &fault)) {
		item->state = MAILAUTH_STATE_UNMET;
		want_key(v, mailauth__tell_text_fault(v, item, record, &fault), item);
		return;
	}
	switch (mailauth_dkim_key_verdict(key)) {
	case MAILAUTH_DKIM_REVOKED:
		tell(v, item, answer, MAILAUTH_RULE_PROFILE_DKIM_KEY_DIFFERS,
		    mailauth__sentence(v, "the key at %s is revoked (empty p=)",
		    item->owner));
		return;
	case MAILAUTH_DKIM_UNUSABLE:
		tell(v, item, answer, MAILAUTH_RULE_PROFILE_RECORD_DIFFERS,
		    mailauth__sentence(v, "the TXT record at %s holds no usable key",
		    item->owner));
		return;
	}
	if (!is_wanted(v, item, key))
		tell(v, item, answer, MAILAUTH_RULE_PROFILE_DKIM_KEY_DIFFERS,
		    mailauth__sentence(v,
		    "the key at %s is not the one the provider signs with", item->owner));
	else if (min > 0 && mailauth_dkim_key_type(key) == MAILAUTH_DKIM_TYPE_RSA &&
	    mailauth_dkim_key_bits(key) < (int)min)
		tell(v, item, answer, MAILAUTH_RULE_PROFILE_RECORD_DIFFERS,
		    mailauth__sentence(v,
		    "the key at %s has %d bits, the profile wants at least %u",
		    item->owner, mailauth_dkim_key_bits(key), min));
}

const char *
mailauth__dkim_joined(struct validation *v, const struct mailauth_answer *answer)
{
	size_t i;

	for (i = 0; answer->record_count == 2 && i < 2; i++) {
		const struct mailauth_record *a = &answer->records[i];
		const struct mailauth_record *b = &answer->records[1 - i];
		const char *text = mailauth__say(v->arena, "%.*s%.*s",
		    (int)a->text_length, a->text, (int)b->text_length, b->text);
		struct mailauth_dkim_key *key = text == NULL ? NULL :
		    parse(v, text, strlen(text));

		/* what may follow a cut key is base64 and nothing else */
		if (key != NULL && memchr(b->text, ';', b->text_length) == NULL &&
		    mailauth_dkim_key_verdict(key) != MAILAUTH_DKIM_UNUSABLE &&
		    mailauth_dkim_key_verdict(key) != MAILAUTH_DKIM_REVOKED)
			return text;
	}
	return NULL;
}

/* Two records that are the halves of one. */
static bool
tell_split(struct validation *v, struct item *item, const struct mailauth_answer *answer)
{
	const char *text = mailauth__dkim_joined(v, answer);
	struct finding *f;
	size_t i;

	if (text == NULL)
		return false;
	item->state = MAILAUTH_STATE_UNMET;
	f = mailauth__find_item(v, MAILAUTH_RULE_DKIM_KEY_SPLIT_OVER_RRS, item, true);
	for (i = 0; i < answer->record_count; i++) {
		mailauth__finding_have(v, f,
		    mailauth__show_record(v, &answer->records[i]));
		mailauth__delete_record(v, f, &answer->records[i]);
	}
	if (item->want_count + item->any_count > 0) {
		want_key(v, f, item);
		return true;
	}
	mailauth__finding_want(v, f, text);
	mailauth__finding_fix(v, f, item->owner, "TXT",
	    mailauth__data_txt(v, text, strlen(text)));
	return true;
}

void
mailauth__match_dkim(struct validation *v, struct item *item)
{
	const struct mailauth_answer *answer = mailauth__look(v, item->owner,
	    MAILAUTH_TYPE_TXT);
	struct finding *f;

	if (answer == NULL)
		return;
	if (!mailauth__answer_certain(answer)) {
		item->state = MAILAUTH_STATE_UNKNOWN;
		return;
	}
	if (mailauth__item_forbidden(item)) {
		item->state = MAILAUTH_STATE_MET;
		if (answer->record_count == 0)
			return;
		tell(v, item, answer, MAILAUTH_RULE_PROFILE_RECORD_FORBIDDEN,
		    mailauth__sentence(v, "there must be no key at %s", item->owner));
		return;
	}
	if (answer->record_count == 1) {
		judge(v, item, answer);
		return;
	}
	if (answer->record_count > 1 && tell_split(v, item, answer))
		return;
	if (answer->record_count > 1) {
		tell(v, item, answer, MAILAUTH_RULE_PROFILE_RECORD_DIFFERS,
		    mailauth__sentence(v, "%s has %u TXT records; a selector has one",
		    item->owner, (unsigned)answer->record_count));
		return;
	}
	item->state = MAILAUTH_STATE_UNMET;
	if (mailauth__misplaced_item(v, item))
		return;
	f = mailauth__find_item(v, mailauth__missing_code(item,
	    MAILAUTH_RULE_PROFILE_RECORD_MISSING), item, true);
	f->view.message = mailauth__sentence(v, "there is no DKIM key at %s",
	    item->owner);
	want_key(v, f, item);
}
