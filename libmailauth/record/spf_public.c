/* SPDX-License-Identifier: BSD-2-Clause */
/* The SPF record as callers of the library see it. */
#include <string.h>

#include <mailauth/spf.h>

#include "record/spf_grammar.h"

/* What the arena of a record of typical make needs beyond its text: the record,
 * terms and views for one term in TERM_OCTETS, a few problems. */
#define ARENA_BASE 1536
#define TERM_OCTETS 12

static const char *const names[] = {
	[MAILAUTH_SPF_UNKNOWN] = NULL,
	[MAILAUTH_SPF_ALL] = "all",
	[MAILAUTH_SPF_INCLUDE] = "include",
	[MAILAUTH_SPF_A] = "a",
	[MAILAUTH_SPF_MX] = "mx",
	[MAILAUTH_SPF_PTR] = "ptr",
	[MAILAUTH_SPF_IP4] = "ip4",
	[MAILAUTH_SPF_IP6] = "ip6",
	[MAILAUTH_SPF_EXISTS] = "exists",
	[MAILAUTH_SPF_REDIRECT] = "redirect",
	[MAILAUTH_SPF_EXP] = "exp",
	[MAILAUTH_SPF_MODIFIER] = NULL,
};

const char *
mailauth_spf_kind_name(int kind)
{
	if (kind < 0 || (size_t)kind >= COUNT_OF(names))
		return NULL;
	return names[kind];
}

int
mailauth_spf_is_record(const char *text, size_t len)
{
	return text != NULL && mailauth__spf_is_record(text, len);
}

/* The value of a term ends at `end` in `values`, a copy of the record. */
static const char *
cut(char *values, size_t from, size_t end)
{
	values[end] = '\0';
	return values + from;
}

static void
fill_view(struct mailauth_spf_term *view, const struct spf_term *term,
    const char *text, char *values)
{
	size_t end = term->offset + term->length, stop = end;

	*view = (struct mailauth_spf_term){
		.kind = term->kind,
		.qualifier = (unsigned char)term->qualifier,
		.prefix4 = term->prefix4,
		.prefix6 = term->prefix6,
		.offset = term->offset,
		.length = term->length,
		.value_offset = term->value_offset,
		.value_length = end - term->value_offset,
		.valid = term->valid,
		.name = names[term->kind],
	};
	if (!term->valid)
		return;
	if (term->ip.family != 0) {
		if ((term->prefix4 & term->prefix6) >= 0) { /* not both -1 */
			while (text[--stop] != '/')
				continue;
		}
		view->address = cut(values, term->value_offset, stop);
	} else if (term->domain.text != NULL) {
		view->domain_spec = cut(values, (size_t)(term->domain.text - text),
		    (size_t)(term->domain.text - text) + term->domain.length);
	}
}

/* The views, and behind them the copy of the record that holds their texts. */
static int
make_views(struct mailauth_spf_record *rec)
{
	size_t size = rec->term_count * sizeof(*rec->views), i;
	char *values;

	if (rec->term_count == 0)
		return 0;
	rec->views = mailauth__arena_alloc(rec->arena, size + rec->length + 1);
	if (rec->views == NULL)
		return mailauth__arena_error(rec->arena);
	values = (char *)rec->views + size;
	memcpy(values, rec->text, rec->length + 1);
	for (i = 0; i < rec->term_count; i++)
		fill_view(&rec->views[i], &rec->terms[i], rec->text, values);
	return 0;
}

int
mailauth_spf_parse(const mailauth_config *cfg, const char *text, size_t len,
    mailauth_spf_record **out)
{
	struct mailauth_spf_record *rec = NULL;
	struct arena *arena;
	int rc;

	if (out == NULL)
		return MAILAUTH_ERR_INVALID;
	*out = NULL;
	if (text == NULL && len > 0)
		return MAILAUTH_ERR_INVALID;
	if (len > LIMIT_RECORD)
		return MAILAUTH_ERR_LIMIT;
	arena = mailauth__arena_new(cfg, ARENA_BASE + 2 * len +
	    len / TERM_OCTETS * (sizeof(struct spf_term) +
	    sizeof(struct mailauth_spf_term)));
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	rc = mailauth__spf_record_parse(arena, text, len, 0, &rec);
	if (rc == 0)
		rc = make_views(rec);
	if (rc != 0) {
		mailauth__arena_free(arena);
		return rc;
	}
	rec->owns_arena = true;
	*out = rec;
	return 0;
}

int
mailauth_spf_record_lint(mailauth_spf_record *rec)
{
	if (rec == NULL)
		return MAILAUTH_ERR_INVALID;
	return mailauth__spf_record_remark(rec);
}

void
mailauth_spf_record_free(mailauth_spf_record *rec)
{
	if (rec != NULL && rec->owns_arena)
		mailauth__arena_free(rec->arena);
}

int
mailauth_spf_record_is_spf(const mailauth_spf_record *rec)
{
	return rec != NULL && rec->is_spf;
}

int
mailauth_spf_record_valid(const mailauth_spf_record *rec)
{
	return rec != NULL && rec->valid;
}

const char *
mailauth_spf_record_text(const mailauth_spf_record *rec, size_t *len)
{
	if (len != NULL)
		*len = rec != NULL ? rec->length : 0;
	return rec != NULL ? rec->text : NULL;
}

size_t
mailauth_spf_record_term_count(const mailauth_spf_record *rec)
{
	return rec != NULL && rec->views != NULL ? rec->term_count : 0;
}

const mailauth_spf_term *
mailauth_spf_record_term(const mailauth_spf_record *rec, size_t i)
{
	return i < mailauth_spf_record_term_count(rec) ? &rec->views[i] : NULL;
}

size_t
mailauth_spf_record_problem_count(const mailauth_spf_record *rec)
{
	return rec != NULL ? rec->problems.count : 0;
}

const mailauth_problem *
mailauth_spf_record_problem(const mailauth_spf_record *rec, size_t i)
{
	return rec != NULL ? mailauth__problem_at(&rec->problems, i) : NULL;
}
