/* SPDX-License-Identifier: BSD-2-Clause */
/* One Author Domain held against the identifiers of a message: RFC 9989 sections
 * 4.4, 4.10.2 and 5.3.  Walks run side by side; what they found is judged in the
 * order of the identifiers, so the order of answers changes nothing. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "evaluate/dmarc_evaluate.h"
#include "task/task.h"

/* Names whose last labels differ have no Organizational Domain in common. */
static bool
share_top(const char *a, const char *b)
{
	return strcmp(mailauth__name_suffix(a, 1), mailauth__name_suffix(b, 1)) == 0;
}

static int
conclude(struct dmarc_evaluate *e, size_t author, int result, const char *why)
{
	struct mailauth_dmarc_author *view = &e->author_views[author];
	const struct mailauth_dmarc_discovery *lookup = &e->authors[author].lookup.view;
	const bool judged = result == MAILAUTH_DMARC_PASS || result == MAILAUTH_DMARC_FAIL;

	view->result = result;
	view->why = why;
	view->disposition = result == MAILAUTH_DMARC_FAIL ? lookup->applied :
	    MAILAUTH_DMARC_POLICY_NONE;
	view->organizational_domain = lookup->organizational_domain;
	view->resinfo = mailauth__dmarc_resinfo(e->questions->arena, result,
	    judged ? NULL : why, view->domain,
	    judged ? lookup->applied : MAILAUTH_DMARC_POLICY_ABSENT);
	if (view->resinfo == NULL)
		return mailauth__arena_error(e->questions->arena);
	e->authors[author].done = 1;
	return 1;
}

/* Marks each identifier as far as names alone decide.  True if one has to be
 * walked for. */
static bool
compare_names(struct dmarc_evaluate *e, size_t author)
{
	struct mailauth_dmarc_author *view = &e->author_views[author];
	const struct mailauth_dmarc_record *record = view->lookup->record;
	struct mailauth_dmarc_alignment *alignment;
	const struct dmarc_identifier *id;
	bool walk = false;
	size_t i;

	for (i = 0; i < e->identifier_count; i++) {
		id = &e->identifiers[i];
		alignment = &e->authors[author].alignments[i];
		if (id->worth == DMARC_WORTH_NOTHING)
			continue;
		alignment->mode = id->dkim ? record->adkim : record->aspf;
		if (mailauth__name_same(id->domain, view->domain)) {
			alignment->aligned = 1;
			alignment->why = "is the Author Domain";
		} else if (alignment->mode == 's') {
			alignment->why = "is not the Author Domain, as strict "
			    "alignment demands";
		} else if (!share_top(id->domain, view->domain)) {
			alignment->why = "has another Organizational Domain";
		} else {
			alignment->aligned = -1;
			walk = true;
		}
	}
	return walk;
}

/* The walks that compare_names() left open.  1 when all are over, 0 to wait. */
static int
walk(struct dmarc_evaluate *e, size_t author)
{
	const struct mailauth_dmarc_alignment *alignments = e->authors[author].alignments;
	int rc, over;
	size_t i;

	over = mailauth__dmarc_lookup_walk_on(&e->authors[author].lookup);
	if (over < 0)
		return over;
	for (i = 0; i < e->identifier_count; i++) {
		if (alignments[i].mode == 0 || alignments[i].aligned != -1)
			continue;
		rc = mailauth__dmarc_walk_step(&e->identifiers[i].organization->walk,
		    DMARC_WALK_STEPS);
		if (rc < 0)
			return rc;
		if (rc == EVALUATION_WAITING)
			over = EVALUATION_WAITING;
	}
	return over == EVALUATION_DONE;
}

static void
compare_organizations(struct dmarc_evaluate *e, size_t author)
{
	const char *own = e->authors[author].lookup.view.organizational_domain;
	struct mailauth_dmarc_alignment *alignment;
	const char *other;
	size_t i;

	for (i = 0; i < e->identifier_count; i++) {
		alignment = &e->authors[author].alignments[i];
		if (alignment->mode == 0 || alignment->aligned != -1)
			continue;
		other = e->identifiers[i].organization->walk.organizational_domain;
		alignment->organizational_domain = other;
		if (own == NULL || other == NULL) {
			alignment->why = "has an unknown Organizational Domain: DNS did "
			    "not answer";
		} else if (mailauth__name_same(own, other)) {
			alignment->aligned = 1;
			alignment->why = "has the same Organizational Domain";
		} else {
			alignment->aligned = 0;
			alignment->why = "has another Organizational Domain";
		}
	}
}

/* Is there an identifier that passed and is aligned?  Its index, or -1. */
static int
find_pass(const struct dmarc_evaluate *e, size_t author)
{
	const struct mailauth_dmarc_alignment *alignments = e->authors[author].alignments;
	size_t i;

	for (i = 0; i < e->identifier_count; i++) {
		if (alignments[i].mode != 0 && alignments[i].aligned == 1 &&
		    e->identifiers[i].worth == DMARC_WORTH_PASS)
			return (int)i;
	}
	return -1;
}

/* Could the message have passed had DNS answered?  Section 5.3.6. */
static const char *
find_doubt(const struct dmarc_evaluate *e, size_t author)
{
	const struct mailauth_dmarc_alignment *alignments = e->authors[author].alignments;
	size_t i;

	for (i = 0; i < e->identifier_count; i++) {
		if (alignments[i].mode == 0 || alignments[i].aligned == 0)
			continue;
		if (alignments[i].aligned == -1)
			return "DNS did not tell whether an identifier is aligned";
		/* had it passed there were no doubt */
		assert(e->identifiers[i].worth == DMARC_WORTH_UNKNOWN);
		return "the check of an aligned identifier met a DNS error";
	}
	return NULL;
}

static int
judge_found(struct dmarc_evaluate *e, size_t author)
{
	struct mailauth_dmarc_author *view = &e->author_views[author];
	const char *doubt;
	bool open;
	int rc;

	open = compare_names(e, author);
	view->decided_by = find_pass(e, author);
	if (view->decided_by < 0 && open) {
		rc = walk(e, author);
		if (rc <= 0)
			return rc;
		compare_organizations(e, author);
		view->decided_by = find_pass(e, author);
	}
	if (view->decided_by >= 0)
		return conclude(e, author, MAILAUTH_DMARC_PASS,
		    view->identifiers[view->decided_by].dkim ?
		    "a valid DKIM signature is aligned" : "SPF passed and is aligned");
	doubt = find_doubt(e, author);
	if (doubt != NULL)
		return conclude(e, author, MAILAUTH_DMARC_TEMPERROR, doubt);
	return conclude(e, author, MAILAUTH_DMARC_FAIL,
	    "no identifier that passed is aligned");
}

int
mailauth__dmarc_judge(struct dmarc_evaluate *e, size_t author)
{
	struct dmarc_author *a = &e->authors[author];
	int rc;

	rc = mailauth__dmarc_lookup_step(&a->lookup);
	if (rc <= 0)
		return rc;
	switch (a->lookup.view.status) {
	case MAILAUTH_DMARC_FOUND:
		return judge_found(e, author);
	case MAILAUTH_DMARC_ABSENT:
		return conclude(e, author, MAILAUTH_DMARC_NONE,
		    "no DMARC record applies");
	case MAILAUTH_DMARC_UNUSABLE:
		return conclude(e, author, MAILAUTH_DMARC_NONE,
		    "the DMARC record has neither a valid policy nor a valid rua");
	case MAILAUTH_DMARC_UNDECIDED:
		return conclude(e, author, MAILAUTH_DMARC_TEMPERROR,
		    "DNS did not answer the look-up of the policy");
	default:
		return conclude(e, author, MAILAUTH_DMARC_PERMERROR,
		    "the Author Domain is no domain name");
	}
}
