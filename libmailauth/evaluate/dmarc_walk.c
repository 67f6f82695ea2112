/* SPDX-License-Identifier: BSD-2-Clause */
/* The DNS Tree Walk and the Organizational Domain: RFC 9989 sections 4.10 and
 * 4.10.2. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "evaluate/dmarc_walk.h"
#include "task/task.h"

/* Step 4 of the walk: a name of eight labels or more is cut to seven. */
#define WALK_LABELS 8

void
mailauth__dmarc_walk_init(struct dmarc_walk *walk, struct questions *questions,
    const char *start)
{
	*walk = (struct dmarc_walk){
		.questions = questions,
		.start = start,
		.next = start
	};
}

const struct mailauth_dmarc_record *
mailauth__dmarc_step_record(const struct mailauth_dmarc_step *step)
{
	return step->record != NULL && step->record->valid ? step->record : NULL;
}

/* Steps 2 and 6: records without a current "v" are discarded; if several are
 * left, all of them. */
static int
read_records(struct dmarc_walk *walk, struct mailauth_dmarc_step *step)
{
	const struct mailauth_answer *ans = step->answer;
	const struct mailauth_record *found = NULL;
	struct mailauth_dmarc_record *record;
	size_t i;
	int rc;

	for (i = 0; i < ans->record_count; i++) {
		if (!mailauth__dmarc_is_record(ans->records[i].text,
		    ans->records[i].text_length))
			continue;
		found = &ans->records[i];
		step->record_count++;
	}
	if (step->record_count != 1)
		return MAILAUTH_OK;
	rc = mailauth__dmarc_record_parse(walk->questions->arena, found->text,
	    found->text_length, &record);
	if (rc == 0)
		step->record = record;
	return rc;
}

/* Section 4.10.2, over the steps from the longest name to the shortest. */
static void
choose(struct dmarc_walk *walk)
{
	const struct mailauth_dmarc_record *record;
	const struct mailauth_dmarc_step *step;
	size_t i;

	walk->organizational_domain = walk->start;
	for (i = 0; i < walk->count; i++) {
		step = &walk->steps[i];
		record = mailauth__dmarc_step_record(step);
		if (record == NULL)
			continue;
		if (record->psd == 'y' && i > 0) {
			walk->psd_step = step;
			walk->organizational_domain = mailauth__name_suffix(walk->start,
			    mailauth__name_labels(step->domain) + 1);
			return;
		}
		walk->organizational_domain = step->domain;
	}
}

/* Steps 3, 4 and 7: the name after `domain`, NULL behind the last label. */
static const char *
after(const char *domain)
{
	const char *parent;

	if (mailauth__name_labels(domain) >= WALK_LABELS)
		return mailauth__name_suffix(domain, WALK_LABELS - 1);
	parent = mailauth__name_parent(domain);
	return strcmp(parent, ".") != 0 ? parent : NULL;
}

/* One place; 1 when it is known. */
static int
take_step(struct dmarc_walk *walk)
{
	struct mailauth_dmarc_step *step = &walk->steps[walk->count];
	const struct mailauth_dmarc_record *record;
	int fault, rc;

	if (step->name == NULL) {
		*step = (struct mailauth_dmarc_step){ .domain = walk->next };
		step->name = mailauth__name_join(walk->questions->arena, "_dmarc",
		    walk->next, &fault);
		if (step->name == NULL && fault == NAME_OK)
			return mailauth__arena_error(walk->questions->arena);
	}
	if (step->name != NULL) {
		step->answer = mailauth__ask(walk->questions, step->name,
		    MAILAUTH_TYPE_TXT, ASK_NEEDED);
		if (step->answer == NULL)
			return walk->questions->error;
		if (!mailauth__answer_certain(step->answer)) {
			walk->failure = step->answer;
			walk->failed_name = step->name;
			walk->next = NULL;
			walk->count++;
			return 1;
		}
		rc = read_records(walk, step);
		if (rc != 0)
			return rc;
	} else {
		step->name = ""; /* longer than a name may be: nothing can be there */
	}
	walk->count++;
	record = mailauth__dmarc_step_record(step);
	if (record != NULL && record->psd != 'u')
		walk->next = NULL;
	else
		walk->next = after(walk->next);
	assert(walk->next == NULL || walk->count < DMARC_WALK_STEPS);
	if (walk->next == NULL)
		choose(walk);
	return 1;
}

int
mailauth__dmarc_walk_step(struct dmarc_walk *walk, size_t steps)
{
	int rc;

	while (walk->next != NULL && walk->count < steps) {
		rc = take_step(walk);
		if (rc <= 0)
			return rc == 0 ? EVALUATION_WAITING : rc;
	}
	return EVALUATION_DONE;
}
