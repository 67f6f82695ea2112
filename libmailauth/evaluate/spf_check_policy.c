/* SPDX-License-Identifier: BSD-2-Clause */
/* The SPF record of a TXT answer: selected (RFC 7208 section 4.5), parsed, and
 * kept on the answer for every check that meets it. */
#include <assert.h>
#include <string.h>

#include "evaluate/spf_check.h"

static void
release(struct answer_parsed *parsed)
{
	struct spf_policy *policy = (struct spf_policy *)(void *)parsed;

	mailauth__arena_free(policy->arena);
}

/* Section 4.5: how many records there are, and the first. */
static int
choose(const struct mailauth_answer *ans, const struct mailauth_record **out)
{
	int selected = SPF_POLICY_NONE;
	size_t i;

	for (i = 0; i < ans->record_count; i++) {
		const struct mailauth_record *rr = &ans->records[i];

		if (!mailauth__spf_is_record(rr->text, rr->text_length))
			continue;
		if (selected != SPF_POLICY_NONE)
			return SPF_POLICY_SEVERAL;
		selected = SPF_POLICY_ONE;
		*out = rr;
	}
	return selected;
}

/* The record's text with a NUL behind each term. */
static int
cut_terms(struct spf_policy *policy)
{
	const struct mailauth_spf_record *rec = policy->record;
	char *text = mailauth__arena_text(policy->arena, rec->text, rec->length);
	size_t i;

	if (text == NULL)
		return mailauth__arena_error(policy->arena);
	/* A NUL, always a fault, must not cut the term that is shown for it. */
	for (i = 0; !rec->valid && i < rec->length; i++)
		if (text[i] == '\0')
			text[i] = '?';
	for (i = 0; i < rec->term_count; i++)
		text[rec->terms[i].offset + rec->terms[i].length] = '\0';
	policy->terms = text;
	return 0;
}

/* The canonical name of a domain-spec without macros; "" if it is malformed.
 * NULL: no memory. */
static const char *
literal_target(struct arena *arena, const struct spf_macro_string *spec)
{
	static const struct spf_macro_context none;
	char cut[LIMIT_NAME_TEXT + 1];
	const char *text = spec->text;
	size_t len = spec->length;
	struct name name;

	assert(len > 0); /* the grammar has no empty domain-spec */
	if (text[len - 1] == '.')
		len--;
	if (len > LIMIT_NAME_TEXT) {
		len = mailauth__spf_macro_name(spec, &none, cut);
		text = cut;
	}
	if (mailauth__name_from_octets(text, len, &name) != NAME_OK)
		return "";
	return mailauth__arena_text(arena, name.text, name.length);
}

/* The names that need no expansion, ready to be asked. */
static int
name_targets(struct spf_policy *policy)
{
	const struct mailauth_spf_record *rec = policy->record;
	size_t i;

	policy->targets = mailauth__arena_array(policy->arena,
	    rec->term_count, sizeof(*policy->targets));
	if (policy->targets == NULL)
		return mailauth__arena_error(policy->arena);
	for (i = 0; i < rec->term_count; i++) {
		const struct spf_term *term = &rec->terms[i];

		if (term->domain.text == NULL || term->domain.parts != NULL ||
		    term->kind == MAILAUTH_SPF_MODIFIER)
			continue;
		policy->targets[i] = literal_target(policy->arena, &term->domain);
		if (policy->targets[i] == NULL)
			return mailauth__arena_error(policy->arena);
	}
	return 0;
}

static int
parse(struct spf_policy *policy, const struct mailauth_record *rr)
{
	struct mailauth_spf_record *rec = NULL;
	int rc;

	rc = mailauth__spf_record_parse(policy->arena, rr->text,
	    rr->text_length, 0, &rec);
	policy->record = rec;
	/* A record with a fault is never evaluated (section 4.6). */
	if (rc == 0)
		rc = cut_terms(policy);
	if (rc == 0 && rec->valid)
		rc = name_targets(policy);
	return rc;
}

/* Makes the policy in `arena`. */
static int
make(struct arena *arena, int selected, const struct mailauth_record *rr,
    struct spf_policy **out)
{
	struct spf_policy *policy = mailauth__arena_zalloc(arena, sizeof(*policy));

	*out = policy;
	if (policy == NULL)
		return mailauth__arena_error(arena);
	policy->head.release = release;
	policy->arena = arena;
	policy->selected = selected;
	return policy->selected == SPF_POLICY_ONE ? parse(policy, rr) : 0;
}

/* What the policy will need, about, so that its arena is mostly one block:
 * terms are seldom shorter than 12 octets. */
static size_t
room_for(const struct mailauth_record *rr)
{
	size_t terms = rr != NULL ? rr->text_length / 12 + 2 : 0;

	return rr == NULL ? sizeof(struct spf_policy) : 512 + 3 * rr->text_length +
	    terms * (sizeof(struct spf_term) + sizeof(char *));
}

/* Makes the policy in an arena of its own and keeps it on the answer; *out NULL
 * if the slot was taken meanwhile. */
static int
make_and_keep(const struct mailauth_answer *ans, int selected,
    const struct mailauth_record *rr, struct spf_policy **out)
{
	struct arena *arena = mailauth__arena_sibling(ans->arena, room_for(rr));
	int rc;

	*out = NULL;
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	rc = make(arena, selected, rr, out);
	if (rc != 0 || !mailauth__answer_keep(ans, &(*out)->head)) {
		mailauth__arena_free(arena);
		*out = NULL;
	}
	return rc;
}

int
mailauth__spf_policy(const struct mailauth_answer *ans, struct arena *own,
    const struct spf_policy **out)
{
	struct answer_parsed *kept = mailauth__answer_parsed(ans);
	const struct mailauth_record *rr = NULL;
	struct spf_policy *policy = NULL;
	int rc = 0, selected;

	if (kept != NULL && kept->release == release) {
		*out = (struct spf_policy *)(void *)kept;
		return 0;
	}
	selected = choose(ans, &rr);
	if (kept == NULL && ans->arena != NULL)
		rc = make_and_keep(ans, selected, rr, &policy);
	/* Another thread was first, or another kind of record. */
	if (rc == 0 && policy == NULL)
		rc = make(own, selected, rr, &policy);
	*out = rc == 0 ? policy : NULL;
	return rc;
}
