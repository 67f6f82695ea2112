/* SPDX-License-Identifier: BSD-2-Clause */
/* Requirements of SPF: the wanted terms are reached, however the record is
 * written; what is missing is merged into the customer's own record. */
#include <string.h>

#include "base/text.h"
#include "validate/match_spf.h"
#include "validate/misplaced.h"

struct spf_match {
	struct validation *v;
	struct item *item;
	const struct mailauth_answer *answer;
	const struct spf_audit *audit;
	const struct want *best;  /* of the alternatives: the one to go for */
	const char *instead;      /* text to merge into, for that of the answer */
	size_t instead_length;
	bool nothing;             /* there is no record to merge into */
};

static bool
is_redirect(const char *term)
{
	return mailauth__text_begins(term, strlen(term), "redirect=");
}

static bool
has_redirect(const struct want *want)
{
	size_t i;

	for (i = 0; i < want->term_count; i++) {
		if (is_redirect(want->terms[i]))
			return true;
	}
	return false;
}

/* The alternative to offer: the preferred one that leaves other senders in. */
static const struct want *
offer(const struct spf_match *m)
{
	const struct item *item = m->item;
	bool senders = mailauth__spf_has_senders(m->answer);
	size_t i;

	for (i = 0; i < item->any_count; i++) {
		if (!senders || !has_redirect(&item->anys[i]))
			return &item->anys[i];
	}
	return item->any_count > 0 ? &item->anys[0] : NULL;
}

/* "v=spf1 …" with everything that is wanted merged into what is there. */
static void
fix(struct spf_match *m, struct finding *f)
{
	struct validation *v = m->v;
	const struct item *item = m->item;
	const char **terms;
	struct spf_merge merge = { 0 };
	size_t i, k, count = m->best != NULL ? m->best->term_count : 0;
	const char *text;

	for (i = 0; i < item->want_count; i++)
		count += item->wants[i].term_count;
	terms = mailauth__arena_array(v->arena, count + 1, sizeof(*terms));
	if (terms == NULL)
		return;
	merge.terms = terms;
	for (i = 0; i < item->want_count; i++) {
		for (k = 0; k < item->wants[i].term_count; k++)
			terms[merge.term_count++] = item->wants[i].terms[k];
		if (merge.otherwise == 0)
			merge.otherwise = item->wants[i].all;
	}
	for (k = 0; m->best != NULL && k < m->best->term_count; k++)
		terms[merge.term_count++] = m->best->terms[k];
	/* "all" of the profile is prescribed; one behind the terms of a want is
	 * how a new record ends, and the customer's own stays. */
	merge.all = item->requirement->section->all;
	if (merge.otherwise == 0 && m->best != NULL)
		merge.otherwise = m->best->all;
	merge.instead = m->instead;
	merge.instead_length = m->instead_length;
	merge.audit = m->audit;
	text = m->item->if_none != NULL && m->nothing ? m->item->if_none :
	    mailauth__spf_merged(v, m->answer, &merge);
	for (i = 0; i < m->answer->record_count; i++) {
		const struct mailauth_record *record = &m->answer->records[i];

		if (!mailauth__spf_meant(record))
			continue;
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
		/* nothing goes without something in its place */
		if (text != NULL)
			mailauth__delete_record(v, f, record);
	}
	if (text == NULL)
		return;
	mailauth__finding_want(v, f, text);
	mailauth__finding_fix(v, f, item->owner, "TXT",
	    mailauth__data_txt(v, text, strlen(text)));
}

static struct finding *
unmet(struct spf_match *m, int code, const char *message)
{
	struct finding *f = mailauth__find_item(m->v, code, m->item, true);

	m->item->state = MAILAUTH_STATE_UNMET;
	f->view.message = message;
	fix(m, f);
	return f;
}

/* There is a record, but the term is not in force. */
static void
tell_term(struct spf_match *m, const char *term, enum reach reach)
{
	struct validation *v = m->v;
	bool net = mailauth__text_begins(term, strlen(term), "ip4") ||
	    mailauth__text_begins(term, strlen(term), "ip6");

	switch (reach) {
	case REACH_SHADOWED:
		unmet(m, is_redirect(term) ?
		    MAILAUTH_RULE_PROFILE_SPF_REDIRECT_SHADOWED :
		    MAILAUTH_RULE_PROFILE_SPF_TERM_MISSING, mailauth__sentence(v,
		    "%s is in the SPF record of %s, but \"all\" decides before it",
		    term, m->item->owner));
		break;
	case REACH_QUALIFIED:
		unmet(m, MAILAUTH_RULE_PROFILE_SPF_TERM_MISSING, mailauth__sentence(v,
		    "%s is in the SPF record of %s, but with a qualifier that does not let its senders pass",
		    term, m->item->owner));
		break;
	default:
		unmet(m, net ? MAILAUTH_RULE_PROFILE_IP_NOT_AUTHORISED :
		    MAILAUTH_RULE_PROFILE_SPF_TERM_MISSING, mailauth__sentence(v,
		    net ? "the SPF record of %s does not authorise the provider's network %s" :
		    "the SPF record of %s lacks %s", m->item->owner, term));
	}
}

/* How the terms of one want are reached: the worst of them, and which. */
static enum reach
reach_all(struct spf_match *m, const struct want *want, const char **worst)
{
	enum reach result = REACH_DIRECT;
	size_t i;

	for (i = 0; i < want->term_count; i++) {
		enum reach one = mailauth__spf_reach(m->v, m->audit, want->terms[i]);

		if (one == REACH_DIRECT)
			continue;
		if (one == REACH_CHAIN && result != REACH_DIRECT)
			continue;
		*worst = want->terms[i];
		result = one;
		if (one != REACH_CHAIN)
			return one;
	}
	return result;
}

static void
note_chain(struct spf_match *m, const char *term)
{
	struct finding *f = mailauth__find_item(m->v,
	    MAILAUTH_RULE_PROFILE_SPF_VIA_CHAIN, m->item, false);

	f->view.message = mailauth__sentence(m->v,
	    "%s is reached through another SPF record that %s refers to", term,
	    m->item->owner);
}

/* All `want`, and one of the `any`.  True if so. */
static bool
match_terms(struct spf_match *m)
{
	struct item *item = m->item;
	enum reach first = REACH_NOT;
	const char *worst = NULL, *term = NULL;
	size_t i;

	m->best = offer(m);
	for (i = 0; i < item->want_count; i++) {
		enum reach one = reach_all(m, &item->wants[i], &worst);

		if (one == REACH_CHAIN) {
			note_chain(m, worst);
		} else if (one != REACH_DIRECT) {
			tell_term(m, worst, one);
			return false;
		}
	}
	for (i = 0; i < item->any_count; i++) {
		enum reach one = reach_all(m, &item->anys[i], &worst);

		if (one == REACH_DIRECT || one == REACH_CHAIN) {
			m->best = &item->anys[i];
			if (one == REACH_CHAIN)
				note_chain(m, worst);
			return true;
		}
		if (first == REACH_NOT && (one == REACH_SHADOWED ||
		    one == REACH_QUALIFIED)) {
			first = one;
			term = worst;
		}
	}
	if (item->any_count == 0)
		return true;
	if (first == REACH_NOT && item->any_count > 1) {
		unmet(m, MAILAUTH_RULE_PROFILE_SPF_TERM_MISSING, mailauth__sentence(
		    m->v, "the SPF record of %s has none of the %u accepted forms; preferred here is %s",
		    item->owner, (unsigned)item->any_count, m->best->text));
		return false;
	}
	tell_term(m, term != NULL ? term : m->best->term_count > 0 ?
	    m->best->terms[0] : m->best->text, first);
	return false;
}

/* The terms are right: what of the ending, and of other senders? */
static void
check_rest(struct spf_match *m)
{
	static const char *const names[] = { "-all", "~all", "?all", "+all" };
	struct validation *v = m->v;
	const struct spf_audit_node *root = m->audit->nodes[0];
	const struct mailauth_spf_record *record = root->record;
	char want = m->item->requirement->section->all;
	const char *have = "no \"all\"";
	struct finding *f;
	size_t i, others = 0;

	if (record == NULL)
		return;
	for (i = 0; i < record->term_count; i++) {
		const struct spf_term *term = &record->terms[i];

		others += term->qualifier == '+' && term->kind != MAILAUTH_SPF_ALL &&
		    (record->all < 0 || i < (size_t)record->all);
	}
	for (i = 0; m->best != NULL && i < m->best->term_count; i++)
		others -= others > 0 && !is_redirect(m->best->terms[i]);
	for (i = 0; i < m->item->want_count; i++)
		others -= others >= m->item->wants[i].term_count ?
		    m->item->wants[i].term_count : others;
	if (others > 0) {
		f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_SPF_OTHER_SENDERS,
		    m->item, false);
		mailauth__finding_have(v, f, root->view.record != NULL ?
		    mailauth__arena_text(v->arena, root->view.record,
		    root->view.record_length) : "");
	}
	/* with a redirect the target's record ends the check */
	if (want == 0 || (record->all < 0 && record->redirect >= 0))
		return;
	if (record->all >= 0 && record->terms[record->all].qualifier == want)
		return;
	for (i = 0; record->all >= 0 && i < COUNT_OF(names); i++) {
		if (names[i][0] == record->terms[record->all].qualifier)
			have = names[i];
	}
	f = mailauth__find_item(v, MAILAUTH_RULE_PROFILE_SPF_QUALIFIER_DIFFERS,
	    m->item, false);
	f->view.message = mailauth__sentence(v,
	    "the SPF record of %s ends with %s where the profile prescribes %call",
	    m->item->owner, have, want);
	fix(m, f);
}

/* What was meant, with the wanted terms. */
static void
tell_text(struct spf_match *m, const struct mailauth_record *record,
    const struct text_fault *fault)
{
	struct finding *f = mailauth__tell_text_fault(m->v, m->item, record, fault);

	f->view.have_count = 0;
	m->instead = fault->cleaned;
	m->instead_length = fault->cleaned_length;
	fix(m, f);
}

/* No record that counts: a broken one, or none. */
static void
tell_none(struct spf_match *m)
{
	struct validation *v = m->v;
	struct item *item = m->item;
	struct text_fault fault;
	struct misplaced found;
	struct finding *f;
	size_t i;

	m->best = offer(m);
	for (i = 0; i < m->answer->record_count; i++) {
		const struct mailauth_record *record = &m->answer->records[i];

		if (mailauth__text_kind(record->text, record->text_length) != TEXT_SPF)
			continue;
		item->state = MAILAUTH_STATE_UNMET;
		if (mailauth__text_fault(v, record, TEXT_SPF, &fault)) {
			tell_text(m, record, &fault);
		} else {
			unmet(m, MAILAUTH_RULE_SPF_VERSION_NEAR_MISS, mailauth__sentence(
			    v, "the record of %s is meant for SPF, but does not begin with \"v=spf1 \"",
			    item->owner));
		}
		return;
	}
	item->state = MAILAUTH_STATE_UNMET;
	if (mailauth__misplaced_text(v, item->owner, TEXT_SPF, &found)) {
		f = mailauth__find_item(v, found.code, item, true);
		f->view.owner = found.name;
		f->view.message = found.message;
		mailauth__finding_have(v, f, mailauth__show_record(v, found.record));
		mailauth__finding_delete(v, f, found.name, "TXT",
		    mailauth__data_record(v, found.record));
		m->instead = found.record->text;
		m->instead_length = found.record->text_length;
		fix(m, f);
		return;
	}
	if (v->lacking)
		return;
	m->nothing = true;
	(void)unmet(m, mailauth__missing_code(item,
	    MAILAUTH_RULE_PROFILE_RECORD_MISSING), mailauth__sentence(v,
	    "%s has no SPF record", item->owner));
}

static size_t
count_records(const struct mailauth_answer *answer)
{
	size_t i, count = 0;

	for (i = 0; i < answer->record_count; i++)
		count += mailauth__spf_is_record(answer->records[i].text,
		    answer->records[i].text_length);
	return count;
}

/* Does the tree lead through an answer that DNS did not give? */
static bool
undecided(const struct spf_match *m, const struct want *want)
{
	const char *worst = NULL;

	return m->audit->summary.undecided && reach_all(
	    (struct spf_match *)(uintptr_t)m, want, &worst) == REACH_NOT;
}

static bool
any_undecided(const struct spf_match *m)
{
	size_t i;

	if (!m->audit->summary.undecided)
		return false;
	for (i = 0; i < m->item->want_count; i++) {
		if (undecided(m, &m->item->wants[i]))
			return true;
	}
	for (i = 0; i < m->item->any_count; i++) {
		if (!undecided(m, &m->item->anys[i]))
			return false;
	}
	return m->item->any_count > 0;
}

void
mailauth__match_spf(struct validation *v, struct item *item)
{
	struct spf_match m = { .v = v, .item = item };
	struct text_fault fault;
	size_t count, i;

	m.answer = mailauth__look(v, item->owner, MAILAUTH_TYPE_TXT);
	m.audit = mailauth__spf_tree(v, item->owner);
	if (m.answer == NULL || m.audit == NULL)
		return;
	if (!mailauth__answer_certain(m.answer)) {
		item->state = MAILAUTH_STATE_UNKNOWN;
		return;
	}
	count = count_records(m.answer);
	if (mailauth__item_forbidden(item)) {
		item->state = count == 0 ? MAILAUTH_STATE_MET : MAILAUTH_STATE_UNMET;
		for (i = 0; count > 0 && i < m.answer->record_count; i++) {
			struct finding *f;

			if (!mailauth__spf_is_record(m.answer->records[i].text,
			    m.answer->records[i].text_length))
				continue;
			f = mailauth__find_item(v,
			    MAILAUTH_RULE_PROFILE_RECORD_FORBIDDEN, item, true);
			mailauth__finding_have(v, f,
			    mailauth__show_record(v, &m.answer->records[i]));
			mailauth__delete_record(v, f, &m.answer->records[i]);
		}
		return;
	}
	if (count == 0) {
		tell_none(&m);
		return;
	}
	if (count > 1) {
		m.best = offer(&m);
		(void)unmet(&m, MAILAUTH_RULE_SPF_MULTIPLE_RECORDS, mailauth__sentence(
		    v, "%s has %u SPF records; receivers take neither: merge them into one",
		    item->owner, (unsigned)count));
		return;
	}
	for (i = 0; i < m.answer->record_count; i++) {
		const struct mailauth_record *record = &m.answer->records[i];

		if (!mailauth__spf_is_record(record->text, record->text_length) ||
		    !mailauth__text_fault(v, record, TEXT_SPF, &fault))
			continue;
		item->state = MAILAUTH_STATE_UNMET;
		m.best = offer(&m);
		tell_text(&m, record, &fault);
		return;
	}
	if (any_undecided(&m)) {
		item->state = MAILAUTH_STATE_UNKNOWN;
		return;
	}
	item->state = MAILAUTH_STATE_MET;
	if (m.audit->nodes[0]->record != NULL && !m.audit->nodes[0]->record->valid) {
		const struct mailauth_problem *fault_of =
		    mailauth__spf_record_fault(m.audit->nodes[0]->record);

		m.best = offer(&m);
		(void)unmet(&m, MAILAUTH_RULE_PROFILE_RECORD_DIFFERS, mailauth__sentence(
		    v, "the SPF record of %s is broken for every receiver (permerror): %s",
		    item->owner, fault_of != NULL ? fault_of->message : "syntax error"));
		return;
	}
	if (match_terms(&m))
		check_rest(&m);
}
