/* SPDX-License-Identifier: BSD-2-Clause */
/* What a DMARC record says, for callers: effective values, tags, addresses. */
#include <string.h>

#include "base/text.h"
#include "record/dmarc_record.h"

/* First guess of an object's size.  Most need one block or two of about a kilobyte;
 * glibc keeps such for the next call, larger ones cost it several times as much. */
#define RECORD_ROOM 912

int
mailauth_dmarc_parse(const mailauth_config *cfg, const char *text, size_t len,
    mailauth_dmarc_record **out)
{
	struct arena *arena;
	int rc;

	*out = NULL;
	if (text == NULL && len > 0)
		return MAILAUTH_ERR_INVALID;
	arena = mailauth__arena_new(cfg, len < 256 ? RECORD_ROOM : 8 * RECORD_ROOM);
	if (arena == NULL)
		return MAILAUTH_ERR_NOMEM;
	rc = mailauth__dmarc_record_parse(arena, text, len, out);
	if (rc != 0)
		mailauth__arena_free(arena);
	else
		(*out)->own_arena = true;
	return rc;
}

void
mailauth_dmarc_record_free(mailauth_dmarc_record *rec)
{
	if (rec != NULL && rec->own_arena)
		mailauth__arena_free(rec->arena);
}

const char *
mailauth_dmarc_policy_name(int policy)
{
	static const char *const texts[] = { NULL, "none", "quarantine", "reject" };

	return policy >= 0 && (size_t)policy < COUNT_OF(texts) ? texts[policy] : NULL;
}

const char *
mailauth_dmarc_source_name(int source)
{
	static const char *const texts[] = { NULL, "p", "sp", "np" };

	return source >= 0 && (size_t)source < COUNT_OF(texts) ? texts[source] : NULL;
}

const char *
mailauth_dmarc_list_name(int list)
{
	return list == MAILAUTH_DMARC_RUA ? "rua" :
	    list == MAILAUTH_DMARC_RUF ? "ruf" : NULL;
}

const char *
mailauth_dmarc_record_text(const mailauth_dmarc_record *rec, size_t *len)
{
	if (len != NULL)
		*len = rec->length;
	return rec->text;
}

int
mailauth_dmarc_record_is_dmarc(const mailauth_dmarc_record *rec)
{
	return rec->is_dmarc;
}

int
mailauth_dmarc_record_valid(const mailauth_dmarc_record *rec)
{
	return rec->valid;
}

int
mailauth_dmarc_record_usable(const mailauth_dmarc_record *rec)
{
	return rec->valid && mailauth__dmarc_policy(rec, MAILAUTH_DMARC_SCOPE_OWN,
	    NULL) != MAILAUTH_DMARC_POLICY_ABSENT;
}

int
mailauth_dmarc_record_tolerated(const mailauth_dmarc_record *rec)
{
	return rec->tolerated;
}

/* RFC 9989 section 4.10.1. */
int
mailauth__dmarc_policy(const struct mailauth_dmarc_record *rec, int scope, int *source)
{
	int ignored;

	if (source == NULL)
		source = &ignored;
	*source = MAILAUTH_DMARC_SOURCE_ABSENT;
	if (!rec->tolerated)
		return MAILAUTH_DMARC_POLICY_ABSENT;
	*source = MAILAUTH_DMARC_SOURCE_P;
	if (rec->policy[0] == 0 || rec->bad[1] || rec->bad[2]) {
		if (rec->uris[0].valid)
			return MAILAUTH_DMARC_POLICY_NONE;
		*source = MAILAUTH_DMARC_SOURCE_ABSENT;
		return MAILAUTH_DMARC_POLICY_ABSENT;
	}
	if (scope == MAILAUTH_DMARC_SCOPE_NONEXISTENT && rec->policy[2] != 0) {
		*source = MAILAUTH_DMARC_SOURCE_NP;
		return rec->policy[2];
	}
	if (scope != MAILAUTH_DMARC_SCOPE_OWN && rec->policy[1] != 0) {
		*source = MAILAUTH_DMARC_SOURCE_SP;
		return rec->policy[1];
	}
	return rec->policy[0];
}

int
mailauth_dmarc_record_policy(const mailauth_dmarc_record *rec, int scope, int *source)
{
	return mailauth__dmarc_policy(rec, scope, source);
}

int
mailauth_dmarc_policy_lowered(int policy)
{
	switch (policy) {
	case MAILAUTH_DMARC_POLICY_REJECT:
		return MAILAUTH_DMARC_POLICY_QUARANTINE;
	case MAILAUTH_DMARC_POLICY_QUARANTINE:
	case MAILAUTH_DMARC_POLICY_NONE:
		return MAILAUTH_DMARC_POLICY_NONE;
	default:
		return MAILAUTH_DMARC_POLICY_ABSENT;
	}
}

int
mailauth_dmarc_record_test_mode(const mailauth_dmarc_record *rec)
{
	return rec->t == 'y';
}

int
mailauth_dmarc_record_psd(const mailauth_dmarc_record *rec)
{
	return rec->psd;
}

int
mailauth_dmarc_record_adkim(const mailauth_dmarc_record *rec)
{
	return rec->adkim;
}

int
mailauth_dmarc_record_aspf(const mailauth_dmarc_record *rec)
{
	return rec->aspf;
}

int
mailauth_dmarc_record_fo(const mailauth_dmarc_record *rec)
{
	return rec->fo != 0 && rec->at[DMARC_RUF] != 0 ? rec->fo : MAILAUTH_DMARC_FO_0;
}

static const char *
letter_text(char c)
{
	switch (c) {
	case 'y':
		return "y";
	case 'n':
		return "n";
	case 'u':
		return "u";
	case 's':
		return "s";
	default:
		return "r";
	}
}

static struct mailauth_dmarc_tag
view_of(const struct tag *tag, char *cut)
{
	struct mailauth_dmarc_tag view = {
		.name = "",
		.value = "",
		.value_length = tag->value_length,
		.state = tag->use,
		.offset = tag->offset,
		.length = tag->length,
		.value_offset = tag->value_offset
	};

	if (tag->value_length > 0) {
		view.value = cut + tag->value_offset;
		cut[tag->value_offset + tag->value_length] = '\0';
	}
	if ((tag->faults & TAG_EMPTY) == 0) {
		view.name = cut + tag->offset;
		cut[tag->offset + tag->name_length] = '\0';
	}
	return view;
}

/* In the order in which no view comes to lie on a tag that is still to be read:
 * where pointers are short, a view is shorter than a tag. */
const struct mailauth_dmarc_tag *
mailauth__dmarc_tags(const struct mailauth_dmarc_record *rec)
{
	struct dmarc_views *views = rec->views;
	struct tag *tags = rec->list.tags;
	const bool forwards = sizeof(*views->tags) < sizeof(*tags);
	size_t i, at;

	if (views->tags != NULL)
		return views->tags;
	if (rec->usual) {
		mailauth__tag_list_fill(&rec->list, rec->length,
		    &mailauth__dmarc_grammar);
		for (i = 0; i < rec->list.count; i++)
			tags[i].use = rec->use[tags[i].number];
	}
	views->tags = (struct mailauth_dmarc_tag *)(void *)tags;
	memcpy(views->cut, rec->text, rec->length + 1);
	for (i = 0; i < rec->list.count; i++) {
		at = forwards ? i : rec->list.count - 1 - i;
		views->tags[at] = view_of(&tags[at], views->cut);
	}
	return views->tags;
}

const struct mailauth_dmarc_tag *
mailauth__dmarc_tag(const struct mailauth_dmarc_record *rec, enum dmarc_tag number)
{
	return rec->at[number] != 0 ?
	    &mailauth__dmarc_tags(rec)[rec->at[number] - 1] : NULL;
}

static const char *
written(const struct mailauth_dmarc_record *rec, enum dmarc_tag number)
{
	const struct mailauth_dmarc_tag *tag = mailauth__dmarc_tag(rec, number);

	return tag != NULL ? tag->value : NULL;
}

const char *
mailauth_dmarc_record_get(const mailauth_dmarc_record *rec, const char *name)
{
	enum dmarc_tag number = mailauth__dmarc_tag_number(name);

	if (!rec->tolerated)
		return NULL;
	switch (number) {
	case DMARC_V:
		return "DMARC1";
	case DMARC_P:
	case DMARC_SP:
	case DMARC_NP:
		return mailauth_dmarc_policy_name(mailauth__dmarc_policy(rec,
		    MAILAUTH_DMARC_SCOPE_OWN + (int)(number - DMARC_P), NULL));
	case DMARC_T:
		return letter_text(rec->t);
	case DMARC_PSD:
		return letter_text(rec->psd);
	case DMARC_ADKIM:
		return letter_text(rec->adkim);
	case DMARC_ASPF:
		return letter_text(rec->aspf);
	case DMARC_FO:
		return rec->fo != 0 && rec->at[DMARC_RUF] != 0 ?
		    written(rec, DMARC_FO) : "0";
	case DMARC_RUA:
		return written(rec, DMARC_RUA);
	case DMARC_RUF:
		return written(rec, DMARC_RUF);
	default: /* no tag, or one that RFC 9989 ignores */
		return NULL;
	}
}

size_t
mailauth_dmarc_record_tag_count(const mailauth_dmarc_record *rec)
{
	return rec->list.count;
}

const mailauth_dmarc_tag *
mailauth_dmarc_record_tag(const mailauth_dmarc_record *rec, size_t i)
{
	return i < rec->list.count ? &mailauth__dmarc_tags(rec)[i] : NULL;
}

size_t
mailauth_dmarc_record_uri_count(const mailauth_dmarc_record *rec, int list)
{
	return mailauth_dmarc_list_name(list) != NULL ?
	    rec->uris[list - MAILAUTH_DMARC_RUA].count : 0;
}

const mailauth_dmarc_uri *
mailauth_dmarc_record_uri(const mailauth_dmarc_record *rec, int list, size_t i)
{
	return i < mailauth_dmarc_record_uri_count(rec, list) ?
	    &rec->uris[list - MAILAUTH_DMARC_RUA].items[i].view : NULL;
}

size_t
mailauth_dmarc_record_problem_count(const mailauth_dmarc_record *rec)
{
	return rec->problems.count;
}

const mailauth_problem *
mailauth_dmarc_record_problem(const mailauth_dmarc_record *rec, size_t i)
{
	return mailauth__problem_at(&rec->problems, i);
}

/* Names without regard to case and a final dot. */
static bool
same_name(const char *a, const char *b)
{
	size_t alen = strlen(a), blen = strlen(b);

	if (alen > 1 && a[alen - 1] == '.')
		alen--;
	if (blen > 1 && b[blen - 1] == '.')
		blen--;
	return mailauth__text_same(a, alen, b, blen);
}

int
mailauth_dmarc_aligned(int mode, const char *author, const char *author_org,
    const char *identifier, const char *identifier_org)
{
	if (same_name(author, identifier))
		return 1;
	if (mode == 's')
		return 0;
	if (author_org == NULL || identifier_org == NULL)
		return -1;
	return same_name(author_org, identifier_org);
}
