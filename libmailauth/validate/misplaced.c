/* SPDX-License-Identifier: BSD-2-Clause */
/* The right record in the wrong place: where panels and people put records by
 * mistake.  Only looked at when a record is missing. */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "record/dkim_key.h"
#include "record/dmarc_record.h"
#include "validate/misplaced.h"
#include "validate/rules.h"
#include "validate/text_fault.h"

#define PLACES_MAX 24

enum place_kind {
	PLACE_DOUBLED = 1, /* the zone appended to an absolute name */
	PLACE_LOST = 2,    /* an underscore or dot lost */
	PLACE_WRONG = 3    /* another name altogether */
};

struct place {
	const char *name;
	enum place_kind kind;
};

struct search {
	struct validation *v;
	const char *owner;
	const char *prefix;        /* the owner's labels before the domain; "" */
	uint16_t type;
	enum text_kind kind;       /* of a text record */
	const struct item *item;   /* whose wants decide; or NULL */
	struct place places[PLACES_MAX];
	size_t count;
	bool lacking;
};

static void
add_place(struct search *s, const char *name, enum place_kind kind)
{
	size_t i;

	if (name == NULL || strcmp(name, s->owner) == 0 || s->count == PLACES_MAX)
		return;
	for (i = 0; i < s->count; i++) {
		if (strcmp(s->places[i].name, name) == 0)
			return;
	}
	s->places[s->count++] = (struct place){ name, kind };
}

/* OWNER.ZONE, for the domain and each parent of two labels and more. */
static void
add_doubled(struct search *s)
{
	const char *zone = s->v->domain;

	for (; zone != NULL && mailauth__name_labels(zone) >= 2;
	    zone = mailauth__name_parent(zone))
		add_place(s, mailauth__under(s->v, s->owner, zone), PLACE_DOUBLED);
}

/* The prefix with `from` replaced by `to` once. */
static void
add_replaced(struct search *s, const char *from, const char *to)
{
	const char *at = strstr(s->prefix, from), *text;
	struct name name;

	if (at == NULL)
		return;
	text = mailauth__say(s->v->arena, "%.*s%s%s.%s", (int)(at - s->prefix),
	    s->prefix, to, at + strlen(from), s->v->domain);
	/* without its dot a long label is no name any more */
	if (text != NULL && mailauth__name_parse(text, strlen(text), &name) == NAME_OK)
		add_place(s, text, PLACE_LOST);
}

/* All underscores lost. */
static void
add_bare(struct search *s)
{
	char bare[LIMIT_NAME_ESCAPED];
	size_t length = 0, i;

	for (i = 0; s->prefix[i] != '\0' && length < sizeof(bare) - 1; i++) {
		if (s->prefix[i] != '_')
			bare[length++] = s->prefix[i];
	}
	bare[length] = '\0';
	if (strcmp(bare, s->prefix) != 0)
		add_place(s, mailauth__under(s->v, bare, s->v->domain), PLACE_LOST);
}

static void
add_places(struct search *s)
{
	const char *key = strstr(s->prefix, "._domainkey");

	add_doubled(s);
	if (s->prefix[0] == '\0') {
		if (s->kind == TEXT_SPF) {
			add_place(s, mailauth__under(s->v, "_spf", s->v->domain), PLACE_WRONG);
			add_place(s, mailauth__under(s->v, "spf", s->v->domain), PLACE_WRONG);
			add_place(s, mailauth__under(s->v, "www", s->v->domain), PLACE_WRONG);
			add_place(s, mailauth__under(s->v, "_dmarc", s->v->domain), PLACE_WRONG);
		}
		return;
	}
	add_bare(s);
	if (key != NULL) {
		add_replaced(s, "._domainkey", "domainkey");
		add_replaced(s, "._domainkey", "_domainkey");
		add_replaced(s, "._domainkey", "-domainkey");
		add_replaced(s, "._domainkey", "._domain-key");
		add_replaced(s, "._domainkey", "._domainkeys");
		add_place(s, mailauth__say(s->v->arena, "%.*s.%s",
		    (int)(key - s->prefix), s->prefix, s->v->domain), PLACE_LOST);
	}
	add_replaced(s, "._tcp", ".tcp");
	add_replaced(s, "_tcp", "tcp");
	if (s->kind == TEXT_DKIM || s->kind == TEXT_DMARC)
		add_place(s, s->v->domain, PLACE_WRONG);
}

/* Is it the record that is missed? */
static bool
is_it(const struct search *s, const struct mailauth_record *record)
{
	const struct item *item = s->item;
	const char *text = record->text;
	size_t i;

	if (record->type == MAILAUTH_TYPE_TXT) {
		if (s->kind == TEXT_DKIM) {
			/* a key needs no version; RFC 6376 section 3.6.1 */
			for (i = 0; i + 2 < record->text_length; i++) {
				if (memcmp(text + i, "p=M", 3) == 0 &&
				    (i == 0 || strchr("; \t\"", text[i - 1]) != NULL))
					return true;
			}
		}
		if (s->kind != TEXT_ANY)
			return mailauth__text_kind(text, record->text_length) == s->kind;
	}
	if (item == NULL)
		return false;
	for (i = 0; i < item->want_count + item->any_count; i++) {
		const struct want *want = i < item->want_count ?
		    &item->wants[i] : &item->anys[i - item->want_count];

		if (record->target != NULL ?
		    mailauth__want_host(want, record->target) :
		    text != NULL && mailauth__text_alike(text,
		    record->text_length, want->text, strlen(want->text)))
			return true;
	}
	return false;
}

/* Does any name answer, as under a wildcard? */
static bool
wildcard(struct search *s)
{
	const struct mailauth_answer *answer = mailauth__look_under(s->v,
	    PROBE_LABEL, s->v->domain, s->type);

	if (answer == NULL)
		s->lacking = true;
	return answer != NULL && !mailauth__answer_void(answer);
}

static void
describe(struct search *s, const struct place *place, struct misplaced *out)
{
	struct validation *v = s->v;

	out->name = place->name;
	switch (place->kind) {
	case PLACE_DOUBLED:
		out->code = MAILAUTH_RULE_DNS_OWNER_DOUBLED;
		out->message = mailauth__sentence(v,
		    "the record for %s is at %s: the panel appended the zone, so enter only the part before it, or a final dot",
		    s->owner, place->name);
		break;
	case PLACE_LOST:
		out->code = MAILAUTH_RULE_DNS_OWNER_UNDERSCORE_LOST;
		out->message = mailauth__sentence(v,
		    "the record for %s is at %s: an underscore or a dot was lost; enter %s",
		    s->owner, place->name, s->prefix);
		break;
	case PLACE_WRONG:
		out->code = s->kind == TEXT_SPF ? MAILAUTH_RULE_SPF_WRONG_OWNER :
		    s->kind == TEXT_DMARC ? MAILAUTH_RULE_DMARC_WRONG_LOCATION :
		    MAILAUTH_RULE_DNS_OWNER_UNDERSCORE_LOST;
		out->message = mailauth__sentence(v,
		    "the record for %s is at %s, where nobody looks for it: move it",
		    s->owner, place->name);
		break;
	}
}

static bool
search(struct search *s, struct misplaced *out)
{
	size_t i, k, domain = strlen(s->v->domain), owner = strlen(s->owner);

	if (!mailauth__name_within(s->owner, s->v->domain))
		return false;
	s->prefix = owner == domain ? "" : mailauth__arena_text(s->v->arena,
	    s->owner, owner - domain - 1);
	if (s->prefix == NULL) {
		s->v->error = mailauth__arena_error(s->v->arena);
		return false;
	}
	add_places(s);
	if (wildcard(s))
		return false;
	for (i = 0; i < s->count; i++) {
		const struct mailauth_answer *answer = mailauth__look(s->v,
		    s->places[i].name, s->type);

		if (answer == NULL) {
			s->lacking = true;
			continue;
		}
		for (k = 0; k < answer->record_count && !s->lacking; k++) {
			if (!is_it(s, &answer->records[k]))
				continue;
			out->record = &answer->records[k];
			describe(s, &s->places[i], out);
			return true;
		}
	}
	return false;
}

bool
mailauth__misplaced_text(struct validation *v, const char *owner,
    enum text_kind kind, struct misplaced *out)
{
	struct search s = { .v = v, .owner = owner, .kind = kind,
		.type = MAILAUTH_TYPE_TXT };

	return search(&s, out);
}

/* A DMARC record as it was meant, if it has faults. */
static const char *
meant_policy(struct validation *v, const char *text, size_t length)
{
	const struct mailauth_problem *problem;
	struct mailauth_dmarc_record *record;
	size_t i;
	int rc = mailauth__dmarc_record_parse(v->arena, text, length, &record);

	if (rc != 0) {
		v->error = rc;
		return NULL;
	}
	for (i = 0; (problem = mailauth_dmarc_record_problem(record, i)) != NULL; i++) {
		if (problem->severity == MAILAUTH_SEVERITY_ERROR)
			return mailauth__dmarc_meant(v, text, length);
	}
	return mailauth__arena_text(v->arena, text, length);
}

static bool
usable_key(struct validation *v, const char *text, size_t length)
{
	struct mailauth_dkim_key *key;
	int rc = mailauth__dkim_key_parse(v->arena, text, length, &key);

	if (rc != 0)
		v->error = rc;
	return rc == 0 && mailauth_dkim_key_verdict(key) != MAILAUTH_DKIM_UNUSABLE;
}

/* The text to have where it belongs, without its own faults; NULL: nobody can
 * tell what was meant. */
static const char *
moved_text(struct validation *v, const struct mailauth_record *record,
    enum text_kind kind)
{
	struct spf_merge merge = { 0 };
	struct text_fault fault;
	const char *text = record->text;
	size_t length = record->text_length;

	if (mailauth__text_fault(v, record, kind, &fault) && fault.cleaned != NULL) {
		text = fault.cleaned;
		length = fault.cleaned_length;
	}
	switch (kind) {
	case TEXT_SPF:
		merge.instead = text;
		merge.instead_length = length;
		return mailauth__spf_merged(v,
		    mailauth__answer_static(MAILAUTH_DNS_NXDOMAIN), &merge);
	case TEXT_DMARC:
		return meant_policy(v, text, length);
	case TEXT_DKIM:
		return usable_key(v, text, length) ?
		    mailauth__arena_text(v->arena, text, length) : NULL;
	default:
		return mailauth__arena_text(v->arena, text, length);
	}
}

/* Takes the record away from where it was found, to where it belongs. */
static void
move(struct validation *v, struct finding *f, const struct misplaced *found,
    const char *owner, enum text_kind kind)
{
	const char *text = moved_text(v, found->record, kind);

	if (text == NULL)
		return;
	mailauth__finding_delete(v, f, found->name, "TXT",
	    mailauth__data_record(v, found->record));
	mailauth__finding_fix(v, f, owner, "TXT",
	    mailauth__data_txt(v, text, strlen(text)));
}

bool
mailauth__tell_misplaced_text(struct validation *v, const char *owner, enum text_kind kind)
{
	struct misplaced found;
	struct finding *f;

	if (!mailauth__misplaced_text(v, owner, kind, &found))
		return false;
	f = mailauth__find(v, found.code, found.name, "TXT");
	f->view.message = found.message;
	mailauth__finding_have(v, f, mailauth__show_record(v, found.record));
	move(v, f, &found, owner, kind);
	return true;
}

static enum text_kind
kind_of(const struct item *item)
{
	switch (item->requirement->section->type) {
	case REQUIRE_SPF:
		return TEXT_SPF;
	case REQUIRE_DKIM:
		return TEXT_DKIM;
	case REQUIRE_DMARC:
		return TEXT_DMARC;
	default:
		return TEXT_ANY;
	}
}

bool
mailauth__misplaced_item(struct validation *v, const struct item *item)
{
	struct search s = { .v = v, .owner = item->owner, .kind = kind_of(item),
		.item = item, .type = mailauth__requirement_rrtype(
		item->requirement->section->type) };
	const struct want *want = item->want_count > 0 ? &item->wants[0] :
	    item->any_count > 0 ? &item->anys[0] : NULL;
	const char *type = mailauth_rrtype_name(s.type);
	struct misplaced found;
	struct finding *f;

	if (item->is_ip)
		return false;
	if (!search(&s, &found))
		return s.lacking;
	f = mailauth__find_item(v, found.code, item, true);
	f->view.owner = found.name;
	f->view.message = found.message;
	mailauth__finding_have(v, f, mailauth__show_record(v, found.record));
	if (want == NULL && found.record->type == MAILAUTH_TYPE_TXT) {
		move(v, f, &found, item->owner, s.kind);
		return true;
	}
	mailauth__finding_delete(v, f, found.name, type,
	    mailauth__data_record(v, found.record));
	if (want != NULL) {
		mailauth__finding_want(v, f, mailauth__show_want(v, item, want));
		mailauth__fix_want(v, f, item, want);
	} else {
		mailauth__finding_fix(v, f, item->owner, type,
		    mailauth__data_record(v, found.record));
	}
	return true;
}
