/* SPDX-License-Identifier: BSD-2-Clause */
/* The SPF record: version and terms (RFC 7208 sections 4.5, 4.6.1, 12). */
#include <string.h>

#include "record/spf_grammar.h"

static const char version[] = "v=spf1";

#define VERSION_LENGTH (sizeof(version) - 1)
/* A first guess of the octets a term takes, with the space before it. */
#define TERM_OCTETS 12
#define TERMS_FIRST 4

bool
mailauth__spf_is_record(const char *text, size_t len)
{
	if (len < VERSION_LENGTH ||
	    (len > VERSION_LENGTH && text[VERSION_LENGTH] != ' '))
		return false;
	return memcmp(text, version, VERSION_LENGTH) == 0 ||
	    mailauth__text_is(text, VERSION_LENGTH, version);
}

/* Room for one more term; NULL: no memory. */
static struct spf_term *
next_term(struct mailauth_spf_record *rec, size_t *room)
{
	struct spf_term *terms;
	size_t more;

	if (rec->term_count == *room) {
		more = *room > 0 ? *room * 2 :
		    rec->length / TERM_OCTETS + TERMS_FIRST;
		terms = *room > 0 ? mailauth__arena_grow(rec->arena, rec->terms,
		    *room, more, sizeof(*terms)) :
		    mailauth__arena_alloc(rec->arena, more * sizeof(*terms));
		if (terms == NULL)
			return NULL;
		rec->terms = terms;
		*room = more;
	}
	return &rec->terms[rec->term_count];
}

/* Section 6: redirect and exp must not appear more than once each. */
static void
note_modifier(struct mailauth_spf_record *rec, const struct spf_term *term,
    int *first, const char *message)
{
	if (*first < 0) {
		*first = (int)rec->term_count;
		return;
	}
	rec->valid = false;
	mailauth__problem_say(&rec->problems, MAILAUTH_RULE_SPF_MODIFIER_DUPLICATE,
	    term->offset, term->length, message);
}

/* Remembers the terms that stand for the record. */
static void
note_term(struct mailauth_spf_record *rec, const struct spf_term *term)
{
	switch (term->kind) {
	case MAILAUTH_SPF_ALL:
		if (rec->all < 0 && term->valid)
			rec->all = (int)rec->term_count;
		break;
	case MAILAUTH_SPF_REDIRECT:
		if (term->qualifier == 0)
			note_modifier(rec, term, &rec->redirect,
			    "the record has more than one redirect modifier");
		break;
	case MAILAUTH_SPF_EXP:
		if (term->qualifier == 0)
			note_modifier(rec, term, &rec->exp,
			    "the record has more than one exp modifier");
		break;
	default:
		break;
	}
}

/* terms = *( 1*SP ( directive / modifier ) ), then *SP */
static int
terms(struct mailauth_spf_record *rec)
{
	const char *end = rec->text + rec->length, *stop;
	struct spf_reader r = {
		.c = { rec->text, rec->text + VERSION_LENGTH, end },
		.arena = rec->arena,
	};
	struct spf_term *term;
	size_t room = 0;

	for (;;) {
		while (r.c.p < end && *r.c.p == ' ')
			r.c.p++;
		if (r.c.p >= end)
			break;
		term = next_term(rec, &room);
		if (term == NULL)
			return mailauth__arena_error(rec->arena);
		stop = memchr(r.c.p, ' ', (size_t)(end - r.c.p));
		r.c.end = stop != NULL ? stop : end;
		stop = r.c.p;
		term->valid = mailauth__spf_term_read(&r, term);
		term->offset = (uint32_t)(stop - rec->text);
		term->length = (uint32_t)(r.c.end - stop);
		if (UNLIKELY(!term->valid)) {
			rec->valid = false;
			if (r.error == 0)
				r.error = mailauth__spf_diagnose(rec, term);
			if (r.error != 0)
				return r.error;
		}
		if (term->kind == MAILAUTH_SPF_ALL ||
		    term->kind >= MAILAUTH_SPF_REDIRECT)
			note_term(rec, term);
		rec->term_count++;
		r.c.p = r.c.end;
	}
	return 0;
}

int
mailauth__spf_record_parse(struct arena *arena, const char *text, size_t len,
    unsigned flags, struct mailauth_spf_record **out)
{
	struct mailauth_spf_record *rec;
	int rc;

	*out = NULL;
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	rec = mailauth__arena_zalloc(arena, sizeof(*rec));
	if (rec == NULL)
		return mailauth__arena_error(arena);
	rec->text = mailauth__arena_text(arena, text, len);
	if (rec->text == NULL)
		return mailauth__arena_error(arena);
	rec->length = len;
	rec->arena = arena;
	rec->all = rec->redirect = rec->exp = -1;
	mailauth__problems_init(&rec->problems, arena);
	rec->is_spf = rec->valid = mailauth__spf_is_record(rec->text, len);
	if (!rec->is_spf) {
		mailauth__spf_diagnose_version(rec);
	} else {
		rc = terms(rec);
		if (rc == 0 && (flags & SPF_PARSE_LINT) != 0)
			rc = mailauth__spf_record_remark(rec);
		if (rc != 0)
			return rc;
	}
	if (rec->problems.error != 0)
		return rec->problems.error;
	*out = rec;
	return 0;
}

int
mailauth__spf_record_remark(struct mailauth_spf_record *rec)
{
	int rc = 0;

	if (rec->is_spf && !rec->remarked)
		rc = mailauth__spf_lint(rec);
	if (rc == 0)
		rc = rec->problems.error;
	rec->remarked = rc == 0;
	return rc;
}

const struct mailauth_problem *
mailauth__spf_record_fault(const struct mailauth_spf_record *rec)
{
	size_t i;

	for (i = 0; i < rec->problems.count && !rec->valid; i++) {
		if (rec->problems.items[i].severity == MAILAUTH_SEVERITY_ERROR)
			return &rec->problems.items[i];
	}
	return NULL;
}
