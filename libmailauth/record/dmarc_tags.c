/* SPDX-License-Identifier: BSD-2-Clause */
/* A DMARC record tag by tag, whatever was written: each fault with its place.
 * RFC 9989 sections 4.7 and 4.8. */
#include <string.h>

#include "base/text.h"
#include "record/dmarc_record.h"
#include "record/dmarc_uri.h"

/* ---- texts that are not DMARC ------------------------------------------------ */

/* "v" has a value that only looks like the right one. */
static void
explain_version(struct mailauth_dmarc_record *rec, const struct tag *tag)
{
	const char *value = tag_value(&rec->list, tag);
	const size_t len = tag->value_length, at = tag->value_offset;
	struct problem_list *problems = &rec->problems;

	if ((tag->faults & (TAG_BAD_VALUE | TAG_BAD_BLANK | TAG_BAD_NAME)) != 0)
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_VERSION_BAD,
		    tag->wrong, 1, "an octet stands in the version that does not "
		    "belong there; receivers ignore the record");
	else if (mailauth__text_is(value, len, "dmarc1"))
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_VERSION_BAD, at,
		    len, "the version must be written DMARC1, in upper case; "
		    "receivers ignore the record");
	else if (len > 6 && memcmp(value, "DMARC1", 6) == 0 && value[6] == '\\')
		mailauth__problem_full(problems, MAILAUTH_RULE_DNS_TXT_LITERAL_BACKSLASH,
		    MAILAUTH_SEVERITY_ERROR, at + 6, 1, NULL, NULL);
	else if (len > 6 && memcmp(value, "DMARC1", 6) == 0 &&
	    memchr(", :", value[6], 3) != NULL)
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_BAD_SEPARATOR,
		    at + 6, 1, "a semicolon must stand behind v=DMARC1; receivers "
		    "ignore the record");
	else if (len > 6 && memcmp(value, "DMARC1", 6) == 0)
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_VERSION_BAD, at + 6,
		    len - 6, "a semicolon is missing behind v=DMARC1; receivers "
		    "ignore the record");
	else
		mailauth__problem(problems, MAILAUTH_RULE_DMARC_VERSION_BAD, at, len);
}

/* Says why the text is not a DMARC record (RFC 9989 section 4.7, tag v). */
static void
explain_foreign(struct mailauth_dmarc_record *rec, bool policy)
{
	struct problem_list *problems = &rec->problems;
	const struct tag *first = rec->list.count > 0 ? rec->list.tags : NULL;
	const struct tag *v = rec->at[DMARC_V] != 0 ?
	    &rec->list.tags[rec->at[DMARC_V] - 1] : NULL;
	struct cursor c = cursor_of(rec->text, rec->length);

	cursor_span(&c, CLASS_FWS);
	if (cursor_peek(&c) == '"') {
		mailauth__problem_full(problems, MAILAUTH_RULE_DNS_TXT_LITERAL_QUOTES,
		    MAILAUTH_SEVERITY_ERROR, cursor_offset(&c), 1, NULL, NULL);
	} else if (mailauth__cursor_word(&c, "v=spf1") ||
	    mailauth__cursor_word(&c, "spf2.0/")) {
		mailauth__problem(problems, MAILAUTH_RULE_DMARC_IS_SPF, 0, rec->length);
	} else if (v != NULL && v == first) {
		explain_version(rec, v);
	} else if (v != NULL && mailauth__text_is(tag_value(&rec->list, v),
	    v->value_length, "dmarc1")) {
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_VERSION_BAD,
		    v->offset, v->length, "v=DMARC1 must be the first tag; receivers "
		    "ignore the record");
	} else if (policy) {
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_VERSION_BAD, 0, 0,
		    "v=DMARC1 is missing at the start; receivers ignore the record");
	} else {
		mailauth__problem(problems, MAILAUTH_RULE_DMARC_UNRELATED_TXT, 0,
		    rec->length);
	}
}

/* ---- tags -------------------------------------------------------------------- */

/* A keyword's value that swallowed the next tag: the separator is wrong.  True
 * if that was told. */
static bool
swallowed_tag(struct mailauth_dmarc_record *rec, const struct tag *tag)
{
	const char *value = tag_value(&rec->list, tag);
	const char *equals = memchr(value, '=', tag->value_length);
	size_t i, end;

	if (equals == NULL)
		return false;
	end = (size_t)(equals - value);
	for (i = 0; i < end; i++) {
		if (value[i] == ',' || value[i] == ' ' || value[i] == ':') {
			mailauth__problem(&rec->problems,
			    MAILAUTH_RULE_DMARC_BAD_SEPARATOR,
			    tag->value_offset + i, 1);
			return true;
		}
	}
	return false;
}

static int
invalid(struct mailauth_dmarc_record *rec, const struct tag *tag, int code,
    const char *message)
{
	if (tag->value_length == 0)
		mailauth__problem_say(&rec->problems, code, tag->offset, tag->length,
		    "the tag has no value");
	else if (!swallowed_tag(rec, tag))
		mailauth__problem_say(&rec->problems, code, tag->value_offset,
		    tag->value_length, message);
	return MAILAUTH_DMARC_TAG_INVALID;
}

/* A policy that is not valid, with what that does (RFC 9989 section 4.10.1), also
 * where the fault itself was told. */
static void
tell_policy(struct mailauth_dmarc_record *rec, const struct tag *tag,
    enum dmarc_tag number, const char *message)
{
	const int code = number == DMARC_P ? MAILAUTH_RULE_DMARC_P_INVALID :
	    MAILAUTH_RULE_DMARC_SP_INVALID;

	if (tag->value_length == 0)
		mailauth__problem_say(&rec->problems, code, tag->offset, tag->length,
		    message);
	else
		mailauth__problem_say(&rec->problems, code, tag->value_offset,
		    tag->value_length, message);
}

/* A value that the tag cannot have.  Of single addresses has been told. */
static int
refuse_value(struct mailauth_dmarc_record *rec, const struct tag *tag,
    enum dmarc_tag number)
{
	switch (number) {
	case DMARC_P:
	case DMARC_SP:
	case DMARC_NP:
		rec->bad[number - DMARC_P] = true;
		(void)swallowed_tag(rec, tag);
		tell_policy(rec, tag, number, NULL);
		return MAILAUTH_DMARC_TAG_INVALID;
	case DMARC_T:
		return invalid(rec, tag, MAILAUTH_RULE_DMARC_TAG_SYNTAX,
		    "the value of t must be y or n; it counts as n");
	case DMARC_PSD:
		return invalid(rec, tag, MAILAUTH_RULE_DMARC_PSD_INVALID, NULL);
	case DMARC_ADKIM:
	case DMARC_ASPF:
		return invalid(rec, tag, MAILAUTH_RULE_DMARC_ALIGNMENT_INVALID, NULL);
	case DMARC_FO:
		return invalid(rec, tag, MAILAUTH_RULE_DMARC_FO_INVALID, NULL);
	default: /* rua, ruf */
		return tag->value_length > 0 ? MAILAUTH_DMARC_TAG_INVALID :
		    invalid(rec, tag, MAILAUTH_RULE_DMARC_URI_INVALID, NULL);
	}
}

/* The value of a tag whose form is right.  MAILAUTH_DMARC_TAG_* or an error. */
static int
take_value(struct mailauth_dmarc_record *rec, const struct tag *tag,
    enum dmarc_tag number)
{
	const bool list = number == DMARC_RUA || number == DMARC_RUF;
	int state;

	if (number == DMARC_V)
		return MAILAUTH_DMARC_TAG_USED;
	if (number == DMARC_NO_TAG)
		return MAILAUTH_DMARC_TAG_UNKNOWN;
	/* an empty list holds no address, not an empty one */
	state = list && tag->value_length == 0 ? 0 : mailauth__dmarc_read_value(rec,
	    number, tag->value_offset, tag->value_length);
	return state != 0 ? state : refuse_value(rec, tag, number);
}

static const char *
no_tag_text(const struct mailauth_dmarc_record *rec, const struct tag *tag)
{
	struct cursor c = cursor_of(rec->text + tag->offset, tag->length);

	return mailauth__cursor_word(&c, "mailto:") ?
	    "a semicolon ends the list of addresses: put a comma between them" :
	    "this is not a tag: there is no \"=\"";
}

static int
malformed(struct mailauth_dmarc_record *rec, const struct tag *tag,
    enum dmarc_tag number)
{
	struct problem_list *problems = &rec->problems;

	if ((tag->faults & TAG_EMPTY) != 0)
		mailauth__problem_full(problems, MAILAUTH_RULE_DMARC_BAD_SEPARATOR,
		    MAILAUTH_SEVERITY_WARNING, tag->offset, tag->length,
		    "there is no tag between two semicolons", NULL);
	else if ((tag->faults & TAG_NO_EQUALS) != 0)
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_TAG_SYNTAX,
		    tag->offset, tag->length, no_tag_text(rec, tag));
	else if ((tag->faults & TAG_NO_NAME) != 0)
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_TAG_SYNTAX,
		    tag->offset, tag->length, "the name of the tag is missing");
	else if ((tag->faults & TAG_BAD_NAME) != 0)
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_TAG_SYNTAX,
		    tag->wrong, 1, "the name of a tag may hold letters only");
	else if (is_class(rec->text[tag->wrong], CLASS_FWS))
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_TAG_SYNTAX,
		    tag->wrong, 1, "a tab or line break stands where it may not");
	else
		mailauth__problem_say(problems, MAILAUTH_RULE_DMARC_TAG_SYNTAX,
		    tag->wrong, 1, "an octet that is not printable ASCII");
	if (number >= DMARC_P && number <= DMARC_NP) {
		rec->bad[number - DMARC_P] = true;
		tell_policy(rec, tag, number, "a policy with such an octet is not "
		    "valid: with a valid rua the record counts as p=none, without "
		    "one it has no effect");
	}
	return MAILAUTH_DMARC_TAG_MALFORMED;
}

/* A tag written twice voids the list (RFC 6376 section 3.2); of tags that
 * RFC 9989 ignores, only a reader would be confused. */
static int
duplicate(struct mailauth_dmarc_record *rec, const struct tag *tag,
    enum dmarc_tag number)
{
	bool known = number >= DMARC_V && number <= DMARC_RUF;

	mailauth__problem_full(&rec->problems, MAILAUTH_RULE_DMARC_TAG_DUPLICATE,
	    known ? MAILAUTH_SEVERITY_ERROR : MAILAUTH_SEVERITY_WARNING,
	    tag->offset, tag->length, known ? NULL :
	    "the tag is written twice; both are ignored, as they are not defined",
	    NULL);
	if (known)
		rec->valid = false;
	return MAILAUTH_DMARC_TAG_DUPLICATE;
}

/* Faults that void a tag; a list judges octets and blanks address by address. */
static unsigned
voiding(enum dmarc_tag number)
{
	const unsigned form = TAG_EMPTY | TAG_NO_EQUALS | TAG_NO_NAME | TAG_BAD_NAME;

	if (number == DMARC_RUA || number == DMARC_RUF)
		return form;
	return form | TAG_BAD_VALUE | TAG_BAD_BLANK;
}

/* The number of tag i, the first of which is noted in rec->at. */
static inline enum dmarc_tag
take_number(struct mailauth_dmarc_record *rec, size_t i)
{
	const struct tag *tag = &rec->list.tags[i];

	if (LIKELY(rec->at[tag->number] == 0))
		rec->at[tag->number] = (uint16_t)(i + 1);
	return (enum dmarc_tag)tag->number;
}

/* A tag with faults: MAILAUTH_DMARC_TAG_*, or 0 where its value counts all the
 * same. */
static RARELY int
take_fault(struct mailauth_dmarc_record *rec, const struct tag *tag,
    enum dmarc_tag number)
{
	if ((tag->faults & TAG_DUPLICATE) != 0)
		return duplicate(rec, tag, number);
	if ((tag->faults & voiding(number)) != 0)
		return malformed(rec, tag, number);
	return 0;
}

/* RFC 9989 section 4.7, tag v: first in the list, exactly DMARC1. */
static void
recognise(struct mailauth_dmarc_record *rec)
{
	const struct tag *v = rec->list.tags;

	if (rec->list.count == 0 || v->key != TAG_KEY(0, 0, 0, 'v') ||
	    v->faults != 0 || v->value_length != 6 ||
	    memcmp(tag_value(&rec->list, v), "DMARC1", 6) != 0)
		return;
	rec->tolerated = true;
	rec->is_dmarc = rec->valid = v->offset == 0;
	if (!rec->is_dmarc)
		mailauth__problem_full(&rec->problems,
		    MAILAUTH_RULE_DMARC_LEADING_SPACE, MAILAUTH_SEVERITY_ERROR, 0,
		    v->offset, NULL, NULL);
}

/* RFC 9989 section 4.10.1: without p, the record says something only if it has an
 * address for reports. */
static void
tell_missing_policy(struct mailauth_dmarc_record *rec)
{
	struct problem_list *problems = &rec->problems;

	if (rec->list.count == 1)
		mailauth__problem(problems, MAILAUTH_RULE_DMARC_EMPTY_RECORD, 0,
		    rec->length);
	else if (rec->uris[0].valid)
		mailauth__problem(problems, MAILAUTH_RULE_DMARC_P_MISSING, 0, 0);
	else
		mailauth__problem_full(problems, MAILAUTH_RULE_DMARC_P_MISSING,
		    MAILAUTH_SEVERITY_ERROR, 0, 0, "there is neither a p tag nor a "
		    "valid rua: the record has no effect",
		    "RFC 9989 section 4.10.1");
}

/* A text that is not DMARC: its tags are shown, and only their form matters. */
static void
take_foreign(struct mailauth_dmarc_record *rec)
{
	const struct tag *p;
	struct tag *tag;
	size_t i;

	for (i = 0; i < rec->list.count; i++) {
		tag = &rec->list.tags[i];
		take_number(rec, i);
		tag->use = (tag->faults & TAG_DUPLICATE) != 0 ?
		    MAILAUTH_DMARC_TAG_DUPLICATE : tag->faults != 0 ?
		    MAILAUTH_DMARC_TAG_MALFORMED : MAILAUTH_DMARC_TAG_UNKNOWN;
	}
	p = rec->at[DMARC_P] != 0 ? &rec->list.tags[rec->at[DMARC_P] - 1] : NULL;
	explain_foreign(rec, p != NULL && mailauth__dmarc_policy_number(
	    tag_value(&rec->list, p), p->value_length) != 0);
}

static int
take_tags(struct mailauth_dmarc_record *rec)
{
	struct tag *tag = rec->list.tags;
	enum dmarc_tag number;
	size_t i;
	int state;

	recognise(rec);
	if (!rec->tolerated) {
		take_foreign(rec);
		return rec->problems.error;
	}
	for (i = 0; i < rec->list.count; i++, tag++) {
		number = take_number(rec, i);
		state = UNLIKELY(tag->faults != 0) ?
		    take_fault(rec, tag, number) : 0;
		if (LIKELY(state == 0))
			state = take_value(rec, tag, number);
		if (state < 0)
			return state;
		tag->use = (uint8_t)state;
	}
	if (rec->at[DMARC_P] == 0)
		tell_missing_policy(rec);
	return rec->problems.error;
}

/* Room to turn the list into views where it stands. */
static int
add_room_for_views(struct mailauth_dmarc_record *rec)
{
	struct tag_list *list = &rec->list;
	const uint32_t room = 2 * list->count;

	_Static_assert(sizeof(struct mailauth_dmarc_tag) <= 2 * sizeof(struct tag),
	    "a view is made where two tags were");
	if (room > list->room) {
		list->tags = mailauth__arena_grow(rec->arena, list->tags, list->count,
		    room, sizeof(*list->tags));
		list->room = room;
	}
	return list->tags != NULL || room == 0 ? MAILAUTH_OK :
	    mailauth__arena_error(rec->arena);
}

int
mailauth__dmarc_read_tags(struct mailauth_dmarc_record *rec)
{
	int rc;

	rc = mailauth__tag_list_parse(&rec->list, rec->arena, rec->text, rec->length,
	    &mailauth__dmarc_grammar);
	if (rc == 0)
		rc = add_room_for_views(rec);
	return rc != 0 ? rc : take_tags(rec);
}
