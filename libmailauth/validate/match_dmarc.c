/* SPDX-License-Identifier: BSD-2-Clause */
/* Requirements of DMARC: the policy in force decides, not the text. */
#include <string.h>

#include "record/dmarc_record.h"
#include "validate/match.h"
#include "validate/text_fault.h"

static const struct want *
preferred(const struct item *item)
{
	return item->want_count > 0 ? &item->wants[0] :
	    item->any_count > 0 ? &item->anys[0] : NULL;
}

static void
want_record(struct validation *v, struct finding *f, const struct item *item)
{
	const struct want *want = preferred(item);

	if (want == NULL)
		return;
	mailauth__finding_want(v, f, want->text);
	mailauth__fix_want(v, f, item, want);
}

static struct mailauth_dmarc_record *
parse(struct validation *v, const char *text, size_t length)
{
	struct mailauth_dmarc_record *record;
	int rc = mailauth__dmarc_record_parse(v->arena, text, length, &record);

	if (rc != 0) {
		v->error = rc;
		return NULL;
	}
	return record;
}

/* POLICY_* of a record for its own domain, with test mode reckoned in. */
static int
policy_of(const struct mailauth_dmarc_record *record)
{
	int policy = mailauth__dmarc_policy(record, MAILAUTH_DMARC_SCOPE_OWN, NULL);

	if (mailauth_dmarc_record_test_mode(record))
		policy = mailauth_dmarc_policy_lowered(policy);
	return policy - MAILAUTH_DMARC_POLICY_NONE; /* absent: POLICY_UNSET */
}

/* The least policy the profile takes: what it says, else that of its record. */
static int
least(struct validation *v, const struct item *item)
{
	const struct want *want = preferred(item);
	struct mailauth_dmarc_record *record;

	if (item->requirement->section->min_policy != POLICY_UNSET || want == NULL)
		return item->requirement->section->min_policy;
	record = parse(v, want->text, strlen(want->text));
	return record != NULL ? policy_of(record) : POLICY_UNSET;
}

static const char *
policy_name(int policy)
{
	const char *name = mailauth_dmarc_policy_name(policy + MAILAUTH_DMARC_POLICY_NONE);

	return name != NULL ? name : "no policy";
}

/* The customer's record with the policy raised. */
static void
fix_policy(struct validation *v, struct finding *f,
    const struct mailauth_record *have, int policy)
{
	const char *text = mailauth__dmarc_rewritten(v, have->text,
	    have->text_length, policy_name(policy));

	if (text == NULL)
		return;
	mailauth__finding_want(v, f, text);
	mailauth__finding_fix(v, f, have->owner, "TXT",
	    mailauth__data_txt(v, text, strlen(text)));
}

/* A single DMARC record is there. */
static void
judge(struct validation *v, struct item *item, const struct mailauth_record *have)
{
	struct mailauth_dmarc_record *record = parse(v, have->text, have->text_length);
	struct text_fault fault;
	int min, policy;
	struct finding *f;

	if (record == NULL)
		return;
	item->state = MAILAUTH_STATE_UNMET;
	if (mailauth__text_fault(v, have, TEXT_DMARC, &fault)) {
		want_record(v, mailauth__tell_text_fault(v, item, have, &fault), item);
		return;
	}
	policy = policy_of(record);
	min = least(v, item);
	if (!mailauth_dmarc_record_usable(record) || policy == POLICY_UNSET) {
		f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_RECORD_DIFFERS, item, true);
		f->view.message = mailauth__sentence(v,
		    "the DMARC record at %s cannot be used", item->owner);
		mailauth__finding_have(v, f, mailauth__show_record(v, have));
		mailauth__delete_record(v, f, have);
		want_record(v, f, item);
		return;
	}
	item->state = MAILAUTH_STATE_MET;
	if (min == POLICY_UNSET || policy >= min)
		return;
	item->state = MAILAUTH_STATE_UNMET;
	f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_DMARC_WEAKER, item, true);
	f->view.message = mailauth__sentence(v,
	    "the DMARC policy of %s is %s%s, the profile wants at least %s", v->domain,
	    policy_name(policy), mailauth_dmarc_record_test_mode(record) ?
	    " (lowered by t=y)" : "", policy_name(min));
	mailauth__finding_have(v, f, mailauth__show_record(v, have));
	mailauth__delete_record(v, f, have);
	fix_policy(v, f, have, min);
}

/* A text meant for DMARC that receivers ignore: the version in another case,
 * or something before it (RFC 9989 section 4.7). */
static const struct mailauth_record *
near_miss(struct validation *v, const struct mailauth_answer *answer)
{
	size_t i, k;

	for (i = 0; i < answer->record_count; i++) {
		const struct mailauth_record *have = &answer->records[i];
		struct mailauth_dmarc_record *record;
		const struct mailauth_problem *problem;

		if (mailauth__text_kind(have->text, have->text_length) == TEXT_DMARC)
			return have;
		record = parse(v, have->text, have->text_length);
		for (k = 0; record != NULL && (problem =
		    mailauth_dmarc_record_problem(record, k)) != NULL; k++) {
			if (problem->code == MAILAUTH_RULE_DMARC_VERSION_BAD ||
			    problem->code == MAILAUTH_RULE_DMARC_BAD_SEPARATOR ||
			    problem->code == MAILAUTH_RULE_DMARC_LEADING_SPACE)
				return have;
		}
	}
	return NULL;
}

/* Several DMARC records: receivers discard all of them. */
static void
tell_several(struct validation *v, struct item *item, const struct mailauth_answer *answer)
{
	struct finding *f;
	size_t i;

	item->state = MAILAUTH_STATE_UNMET;
	f = mailauth__find_item(v, MAILAUTH_RULE_DMARC_MULTIPLE_RECORDS, item, true);
	f->view.message = mailauth__sentence(v,
	    "%s has several DMARC records, so none of them counts", item->owner);
	for (i = 0; i < answer->record_count; i++) {
		const struct mailauth_record *record = &answer->records[i];

		if (!mailauth__dmarc_is_record(record->text, record->text_length))
			continue;
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
		mailauth__delete_record(v, f, record);
	}
	want_record(v, f, item);
}

void
mailauth__match_dmarc(struct validation *v, struct item *item)
{
	const struct mailauth_answer *answer = mailauth__look(v, item->owner,
	    MAILAUTH_TYPE_TXT);
	const struct mailauth_record *have = NULL;
	struct text_fault fault;
	struct finding *f;
	size_t i, count = 0;

	if (answer == NULL)
		return;
	if (!mailauth__answer_certain(answer)) {
		item->state = MAILAUTH_STATE_UNKNOWN;
		return;
	}
	for (i = 0; i < answer->record_count; i++) {
		const struct mailauth_record *record = &answer->records[i];

		if (mailauth__dmarc_is_record(record->text, record->text_length) ||
		    (answer->record_count == 1 && mailauth__text_fault(v, record,
		    mailauth__text_kind(record->text, record->text_length), &fault))) {
			have = record;
			count++;
		}
	}
	if (mailauth__item_forbidden(item)) {
		item->state = count == 0 ? MAILAUTH_STATE_MET : MAILAUTH_STATE_UNMET;
		if (count == 0)
			return;
		f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_RECORD_FORBIDDEN, item, true);
		mailauth__finding_have(v, f, mailauth__show_record(v, have));
		mailauth__delete_record(v, f, have);
		return;
	}
	if (count > 1) {
		tell_several(v, item, answer);
		return;
	}
	if (count == 1) {
		judge(v, item, have);
		return;
	}
	item->state = MAILAUTH_STATE_UNMET;
	have = near_miss(v, answer);
	if (have != NULL) {
		f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_RECORD_DIFFERS, item, true);
		f->view.message = mailauth__sentence(v,
		    "the record at %s is meant for DMARC, but does not begin with v=DMARC1",
		    item->owner);
		mailauth__finding_have(v, f, mailauth__show_record(v, have));
		mailauth__delete_record(v, f, have);
		want_record(v, f, item);
		return;
	}
	if (mailauth__misplaced_item(v, item))
		return;
	f = mailauth__find_item(v, mailauth__missing_code(item,
	    MAILAUTH_RULE_PROFILE_RECORD_MISSING), item, true);
	f->view.message = mailauth__sentence(v, "there is no DMARC record at %s",
	    item->owner);
	want_record(v, f, item);
}
