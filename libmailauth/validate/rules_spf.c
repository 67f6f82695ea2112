/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about SPF: what the walk over the tree found, as findings, and how the
 * record goes with the domain's other records. */
#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "validate/rules.h"

/* Problems of the record that the merged form is without. */
static bool
mendable(int code)
{
	switch (code) {
	case MAILAUTH_RULE_SPF_MULTIPLE_RECORDS:
	case MAILAUTH_RULE_SPF_MECHANISM_TYPO:
	case MAILAUTH_RULE_SPF_EQUALS_FOR_COLON:
	case MAILAUTH_RULE_SPF_BAD_SEPARATOR:
	case MAILAUTH_RULE_SPF_UNKNOWN_MECHANISM:
	case MAILAUTH_RULE_SPF_SYNTAX:
	case MAILAUTH_RULE_SPF_MISSING_ARGUMENT:
	case MAILAUTH_RULE_SPF_IP4_INVALID:
	case MAILAUTH_RULE_SPF_IP6_INVALID:
	case MAILAUTH_RULE_SPF_CIDR_INVALID:
	case MAILAUTH_RULE_SPF_DOMAIN_INVALID:
	case MAILAUTH_RULE_SPF_DOMAIN_IS_IP:
	case MAILAUTH_RULE_SPF_IP_FAMILY:
	case MAILAUTH_RULE_SPF_MACRO_SYNTAX:
	case MAILAUTH_RULE_SPF_MODIFIER_DUPLICATE:
	case MAILAUTH_RULE_SPF_ALL_MISSING:
	case MAILAUTH_RULE_SPF_ALL_PASS:
	case MAILAUTH_RULE_SPF_AFTER_ALL:
	case MAILAUTH_RULE_SPF_REDIRECT_WITH_ALL:
	case MAILAUTH_RULE_SPF_REDIRECT_ORDER:
	case MAILAUTH_RULE_SPF_VERSION_NEAR_MISS:
	case MAILAUTH_RULE_SPF_VERSION_CASE:
	case MAILAUTH_RULE_SPF_LEADING_SPACE:
		return true;
	}
	return false;
}

/* The customer's record with its faults mended, as the line to have. */
static void
mend(struct validation *v, struct finding *f, const struct mailauth_answer *txt,
    const struct mailauth_record *near)
{
	struct spf_merge merge = { .audit = mailauth__spf_tree(v, v->domain) };
	const char *text;
	size_t i;

	if (near != NULL && !mailauth__spf_meant(near)) {
		merge.instead = near->text;
		merge.instead_length = near->text_length;
	}
	text = mailauth__spf_merged(v, txt, &merge);
	if (text == NULL || strcmp(text, "v=spf1 ~all") == 0)
		return; /* nothing of it is left: no line is better than that one */
	if (strcmp(text, "v=spf1 -all") == 0 && mailauth__spf_has_senders(txt))
		return; /* nor is one that lets nobody send any more */
	if (merge.instead != NULL)
		mailauth__delete_record(v, f, near);
	for (i = 0; i < txt->record_count; i++) {
		const struct mailauth_record *record = &txt->records[i];

		if (mailauth__spf_meant(record))
			mailauth__delete_record(v, f, record);
	}
	mailauth__finding_want(v, f, text);
	mailauth__finding_fix(v, f, v->domain, "TXT",
	    mailauth__data_txt(v, text, strlen(text)));
}

/* Texts that are meant for SPF and are not taken for it.  True if there are. */
static bool
tell_near_misses(struct validation *v, const struct spf_audit *audit,
    const struct mailauth_answer *txt)
{
	bool covered = mailauth__covered(v, v->domain, MAILAUTH_TYPE_TXT), any = false;
	size_t i, k;

	for (i = 0; i < txt->record_count; i++) {
		const struct mailauth_record *record = &txt->records[i];
		struct mailauth_spf_record *parsed;
		size_t from = v->finding_count;
		int rc;

		if (mailauth__spf_is_record(record->text, record->text_length)) {
			any = true;
			continue;
		}
		rc = mailauth__spf_record_parse(v->arena, record->text,
		    record->text_length, SPF_PARSE_LINT, &parsed);
		if (rc != 0) {
			v->error = rc;
			return false;
		}
		if (mailauth__text_kind(record->text, record->text_length) == TEXT_SPF)
			any = true;
		for (k = 0; k < parsed->problems.count; k++) {
			const struct mailauth_problem *problem = &parsed->problems.items[k];
			struct finding *f;

			if (problem->code != MAILAUTH_RULE_SPF_VERSION_NEAR_MISS &&
			    problem->code != MAILAUTH_RULE_SPF_SENDER_ID &&
			    problem->code != MAILAUTH_RULE_SPF_LEADING_SPACE)
				continue;
			f = mailauth__find_alike(v, from, v->domain, "TXT", problem,
			    record->text, record->text_length);
			if (f == NULL)
				continue;
			mailauth__finding_have(v, f, mailauth__show_record(v, record));
			if (problem->code == MAILAUTH_RULE_SPF_SENDER_ID) {
				mailauth__delete_record(v, f, record);
				continue;
			}
			any = true;
			if (covered)
				continue;
			/* beside a record that counts, one that never did may go */
			if (audit->summary.has_record && (v->profile != NULL ||
			    !mailauth__spf_meant(record)))
				mailauth__delete_record(v, f, record);
			else
				mend(v, f, txt, audit->summary.has_record ? NULL : record);
		}
	}
	return any;
}

static void
tell_missing(struct validation *v, const struct spf_audit *audit,
    const struct mailauth_answer *txt)
{
	const struct mailauth_answer *mx = mailauth__mx(v);
	const char *text;
	struct finding *f;
	bool parked;

	if (tell_near_misses(v, audit, txt))
		return;
	if (mx == NULL || mailauth__covered(v, v->domain, MAILAUTH_TYPE_TXT))
		return;
	if (mailauth__tell_misplaced_text(v, v->domain, TEXT_SPF) || v->lacking)
		return;
	/* who has a provider means to have mail */
	parked = v->profile == NULL && !mailauth__takes_mail(v);
	text = parked ? "v=spf1 -all" : "v=spf1 mx ~all";
	f = mailauth__find(v, parked ? MAILAUTH_RULE_SPF_PARKED :
	    MAILAUTH_RULE_SPF_MISSING, v->domain, "TXT");
	f->view.message = mailauth__sentence(v, parked ?
	    "%s receives no mail and has no SPF record: say that it sends none" :
	    "%s has no SPF record: anybody may send in its name", v->domain);
	mailauth__finding_want(v, f, text);
	mailauth__finding_fix(v, f, v->domain, "TXT",
	    mailauth__data_txt(v, text, strlen(text)));
}

/* Is the node's record the provider's, or one that the provider's leads to?
 * What is broken there is not the customer's fault. */
static bool
of_provider(const struct validation *v, const struct spf_audit *audit, size_t i)
{
	const struct mailauth_spf_node *node;

	for (; i > 0; i = node->parent) {
		node = mailauth__spf_audit_node(audit, i);
		if (mailauth__prescribed_spf(v, node->domain) &&
		    !mailauth__ours(v, node->domain))
			return true;
	}
	return false;
}

/* Can the domain's own record be mended, and does no requirement do it?  Two
 * lines for one record would be two records. */
static bool
mendable_here(struct validation *v, size_t i, const struct mailauth_spf_node *node,
    int code)
{
	if (mailauth__covered(v, v->domain, MAILAUTH_TYPE_TXT))
		return false;
	return i == 0 ? mendable(code) :
	    node->parent == 0 && mailauth__spf_breaks(code);
}

/* What the nodes of a tree share. */
struct telling {
	size_t from;                  /* the first finding about them */
	const struct finding *mended; /* one with the line to have, or NULL */
};

/* The problems of one node.  What is only remarkable in a record of somebody
 * else's is not the customer's business. */
static void
tell_node(struct validation *v, const struct spf_audit *audit, size_t i,
    const struct mailauth_answer *txt, struct telling *telling)
{
	const struct mailauth_spf_node *node = mailauth__spf_audit_node(audit, i);
	bool ours = i == 0 || mailauth__ours(v, node->domain);
	bool covered = i == 0 && mailauth__covered(v, v->domain, MAILAUTH_TYPE_TXT);
	size_t k;

	for (k = 0; k < node->problem_count; k++) {
		const struct mailauth_problem *problem = node->problems[k];
		bool of_term = i > 0 && problem->length == 0 && problem->offset == 0;
		const struct mailauth_spf_node *parent =
		    mailauth__spf_audit_node(audit, node->parent), *at;
		struct finding *f;

		if (mailauth__is_dns_failure(problem->code) ||
		    problem->code == MAILAUTH_RULE_SPF_MISSING)
			continue;
		if (!ours && problem->severity != MAILAUTH_SEVERITY_ERROR && !of_term)
			continue;
		if (of_provider(v, audit, i)) {
			(void)mailauth__tell_provider(v, node->domain, "TXT",
			    problem->message);
			continue;
		}
		/* the requirement has told of it, with the line to have */
		if (covered && (problem->code == MAILAUTH_RULE_SPF_MULTIPLE_RECORDS ||
		    problem->code == MAILAUTH_RULE_SPF_VERSION_NEAR_MISS))
			continue;
		at = of_term ? parent : node;
		f = mailauth__find_alike(v, telling->from, at->domain, "TXT", problem,
		    at->record, at->record_length);
		if (f == NULL)
			continue;
		if (of_term) {
			f->view.offset = node->term_offset;
			f->view.length = node->term_length;
		}
		if (at->record_length > 0)
			mailauth__finding_have(v, f, mailauth__arena_text(v->arena,
			    at->record, at->record_length));
		if (!mendable_here(v, i, node, problem->code))
			continue;
		if (telling->mended != NULL)
			mailauth__finding_same(v, f, telling->mended);
		else
			mend(v, f, txt, NULL);
		telling->mended = f;
	}
}

void
mailauth__rule_spf(struct validation *v, void *arg)
{
	const struct spf_audit *audit = mailauth__spf_tree(v, v->domain);
	const struct mailauth_answer *txt = mailauth__look(v, v->domain, MAILAUTH_TYPE_TXT);
	struct telling telling = { .from = v->finding_count };
	size_t i;

	(void)arg;
	if (audit == NULL || txt == NULL || !mailauth__answer_certain(txt))
		return;
	if (!audit->summary.has_record)
		tell_missing(v, audit, txt);
	else
		(void)tell_near_misses(v, audit, txt);
	for (i = 0; i < audit->node_count; i++)
		tell_node(v, audit, i, txt, &telling);
	for (i = 0; i < audit->summary.problem_count; i++) {
		const struct mailauth_problem *problem = mailauth__spf_audit_problem(audit, i);

		if (!mailauth__is_dns_failure(problem->code))
			(void)mailauth__find_problem(v, v->domain, "TXT", problem,
			    audit->nodes[0]->view.record,
			    audit->nodes[0]->view.record_length);
	}
}

/* The obsolete record type. */
void
mailauth__rule_spf_places(struct validation *v, void *arg)
{
	const struct mailauth_answer *old = mailauth__look(v, v->domain, MAILAUTH_TYPE_SPF);
	struct finding *f;
	size_t i;

	(void)arg;
	if (old == NULL || old->record_count == 0 || old->link_count > 0)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_SPF_RRTYPE_99, v->domain, "SPF");
	f->view.message = mailauth__sentence(v,
	    "%s has a record of the obsolete type SPF (99); only TXT counts", v->domain);
	for (i = 0; i < old->record_count; i++) {
		mailauth__finding_have(v, f, mailauth__show_record(v, &old->records[i]));
		mailauth__delete_record(v, f, &old->records[i]);
	}
}

/* Does the tree authorise the address of an A record? */
static bool
authorised(const struct spf_audit *audit, const struct mailauth_record *record)
{
	struct ip ip = { .family = 4 };

	memcpy(ip.bytes, record->rdata, 4);
	return mailauth__spf_audit_passes(audit, &ip);
}

/* Does the tree authorise anybody?  What is not followed may. */
static bool
authorises_some(const struct spf_audit *audit)
{
	const struct mailauth_spf_record *record = audit->nodes[0]->record;
	size_t i;

	for (i = 0; record != NULL && i < record->term_count; i++) {
		const struct spf_term *term = &record->terms[i];

		if (term->kind == MAILAUTH_SPF_REDIRECT && record->all < 0)
			return true;
		if (term->kind == MAILAUTH_SPF_ALL)
			return term->qualifier == '+';
		if (term->qualifier == '+')
			return true;
	}
	return false;
}

static void
check_hosts(struct validation *v, const struct spf_audit *audit,
    const struct mailauth_answer *mx)
{
	const char *first = NULL;
	struct finding *f;
	size_t i, k;

	for (i = 0; i < mx->record_count && i < 10; i++) {
		const char *target = mx->records[i].target;
		const struct mailauth_answer *a = mailauth__look(v, target, MAILAUTH_TYPE_A);
		const struct mailauth_answer *txt;

		if (a == NULL || !mailauth__ours(v, target))
			continue;
		for (k = 0; k < a->record_count && first == NULL; k++) {
			if (!authorised(audit, &a->records[k]))
				first = target;
		}
		if (strcmp(target, v->domain) == 0 || a->record_count == 0)
			continue;
		/* the host sends with its own name in HELO */
		txt = mailauth__look(v, target, MAILAUTH_TYPE_TXT);
		if (txt == NULL || !mailauth__answer_certain(txt))
			continue;
		for (k = 0; k < txt->record_count; k++) {
			if (mailauth__spf_is_record(txt->records[k].text,
			    txt->records[k].text_length))
				break;
		}
		if (k < txt->record_count)
			continue;
		f = mailauth__find(v, MAILAUTH_RULE_SPF_HOST_RECORD_MISSING, target, "TXT");
		f->view.message = mailauth__sentence(v,
		    "the mail host %s has no SPF record of its own for the name it says in HELO",
		    target);
		mailauth__finding_fix(v, f, target, "TXT",
		    mailauth__data_txt(v, "v=spf1 a -all", 13));
	}
	if (first == NULL)
		return;
	f = mailauth__find(v, MAILAUTH_RULE_SPF_MX_NOT_COVERED, v->domain, "TXT");
	f->view.message = mailauth__sentence(v,
	    "SPF does not let the domain's own mail host %s send; right if it only receives",
	    first);
}

void
mailauth__rule_spf_use(struct validation *v, void *arg)
{
	const struct spf_audit *audit = mailauth__spf_tree(v, v->domain);
	const struct mailauth_answer *mx = mailauth__mx(v);
	struct finding *f;

	(void)arg;
	if (audit == NULL || mx == NULL || !audit->summary.has_record ||
	    audit->nodes[0]->record == NULL || !audit->nodes[0]->record->valid)
		return;
	if (!authorises_some(audit)) {
		if (mx->record_count > 0 && !mailauth__null_mx(mx)) {
			f = mailauth__find(v, MAILAUTH_RULE_SPF_SENDS_NOTHING_WITH_MX,
			    v->domain, "TXT");
			f->view.message = mailauth__sentence(v,
			    "%s receives mail, but its SPF record lets nobody send", v->domain);
		}
		return;
	}
	if (mailauth__null_mx(mx)) {
		f = mailauth__find(v, MAILAUTH_RULE_MX_NULL_BUT_SENDS, v->domain, "MX");
		f->view.message = mailauth__sentence(v,
		    "%s takes no mail (Null MX), but its SPF record lets senders send: nobody can answer them",
		    v->domain);
		return;
	}
	if (!audit->summary.undecided)
		check_hosts(v, audit, mx);
}
