/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules about DKIM keys: of the caller's selectors, and of those the profile
 * names. */
#include <string.h>

#include "dns/name.h"
#include "record/dkim_key.h"
#include "validate/rules.h"

static void
tell_key(struct validation *v, const struct mailauth_dkim_selector *selector,
    const struct mailauth_dkim_key *key, bool ours)
{
	const struct mailauth_problem *problem;
	size_t i, length, from = v->finding_count;
	const char *text = mailauth_dkim_key_text(key, &length);

	for (i = 0; (problem = mailauth_dkim_key_problem(key, i)) != NULL; i++) {
		struct mailauth_problem told = *problem;
		struct finding *f;

		/* a provider's key behind an alias: remarks are for the provider */
		if (!ours && problem->severity < MAILAUTH_SEVERITY_WARNING)
			continue;
		if (!ours && problem->severity == MAILAUTH_SEVERITY_ERROR &&
		    mailauth__prescribed_alias(v, selector->owner)) {
			(void)mailauth__tell_provider(v, selector->owner, "TXT",
			    problem->message);
			continue;
		}
		if (!ours && problem->severity == MAILAUTH_SEVERITY_WARNING)
			told.severity = MAILAUTH_SEVERITY_INFO;
		f = mailauth__find_alike(v, from, selector->owner, "TXT", &told,
		    text, length);
		if (f != NULL)
			mailauth__finding_have(v, f,
			    mailauth__arena_text(v->arena, text, length));
	}
}

/* One record in place of its halves. */
static void
join(struct validation *v, struct finding *f, const struct mailauth_answer *answer)
{
	const char *text = mailauth__dkim_joined(v, answer);
	size_t i;

	if (text == NULL)
		return;
	for (i = 0; i < answer->record_count; i++) {
		mailauth__finding_have(v, f,
		    mailauth__show_record(v, &answer->records[i]));
		mailauth__delete_record(v, f, &answer->records[i]);
	}
	mailauth__finding_want(v, f, text);
	mailauth__finding_fix(v, f, answer->records[0].owner, "TXT",
	    mailauth__data_txt(v, text, strlen(text)));
}

static void
tell_selector(struct validation *v, const struct dkim_lookup *lookup, size_t i,
    bool of_profile)
{
	const struct dkim_selector *item = &lookup->items[i];
	const struct mailauth_dkim_selector *view = &item->view;
	const struct mailauth_answer *answer = view->answer;
	bool ours = answer == NULL || mailauth__ours(v, answer->canonical), split;
	struct finding *f;
	size_t k;

	for (k = 0; k < item->problems.count; k++) {
		const struct mailauth_problem *problem = &item->problems.items[k];

		/* a requirement tells what is missing, and what is behind */
		if (mailauth__is_dns_failure(problem->code) || (of_profile &&
		    problem->code != MAILAUTH_RULE_CNAME_CHAIN_LONG))
			continue;
		/* the rules about aliases tell of it */
		if (problem->code == MAILAUTH_RULE_CNAME_LOOP)
			continue;
		f = mailauth__find_problem(v, view->owner != NULL ? view->owner :
		    v->domain, "TXT", problem, NULL, 0);
		if (problem->code == MAILAUTH_RULE_DKIM_KEY_SPLIT_OVER_RRS && ours)
			join(v, f, answer);
	}
	split = ours && answer != NULL && mailauth__dkim_joined(v, answer) != NULL;
	/* of halves nothing more is to be told */
	for (k = 0; k < view->record_count && !split; k++)
		tell_key(v, view, item->keys[k], ours);
}

static void
tell_all(struct validation *v, const struct dkim_lookup *lookup, bool of_profile)
{
	size_t i;

	for (i = 0; i < lookup->view.selector_count; i++)
		tell_selector(v, lookup, i, of_profile);
	for (i = 0; i < lookup->problems.count; i++) {
		const struct mailauth_problem *problem = &lookup->problems.items[i];

		if (mailauth__is_dns_failure(problem->code) || (of_profile &&
		    problem->code != MAILAUTH_RULE_DKIM_WILDCARD))
			continue;
		(void)mailauth__find_problem(v, mailauth__under_or(v, "_domainkey",
		    v->domain), "TXT", problem, NULL, 0);
	}
}

/* The same key at two selectors, of the caller's or the profile's. */
static void
tell_shared(struct validation *v, const struct dkim_lookup *lookup)
{
	size_t i, k;

	for (i = 0; i < lookup->view.selector_count; i++) {
		for (k = 0; k < i; k++) {
			const struct dkim_selector *a = &lookup->items[k];
			const struct dkim_selector *b = &lookup->items[i];
			struct finding *f;

			if (a->view.record_count != 1 || b->view.record_count != 1 ||
			    !mailauth_dkim_key_same(a->keys[0], b->keys[0]))
				continue;
			f = mailauth__find(v, MAILAUTH_RULE_DKIM_KEY_SHARED,
			    b->view.owner, "TXT");
			f->view.message = mailauth__sentence(v,
			    "%s and %s hold the same key", a->view.owner, b->view.owner);
			break;
		}
	}
}

void
mailauth__rule_dkim(struct validation *v, void *arg)
{
	const struct dkim_lookup *lookup;
	const struct mailauth_answer *tree;
	const char *name;
	struct finding *f;
	size_t i;

	(void)arg;
	if (v->selector_count > 0) {
		lookup = mailauth__dkim(v, false);
		if (lookup != NULL) {
			tell_all(v, lookup, false);
			tell_shared(v, lookup);
		}
		return;
	}
	for (i = 0; i < v->requirement_count; i++) {
		if (v->requirements[i].section->type == REQUIRE_DKIM ||
		    strstr(v->requirements[i].section->view.owner, "_domainkey") != NULL)
			return;
	}
	name = mailauth__under(v, "_domainkey", v->domain);
	tree = name != NULL ? mailauth__look(v, name, MAILAUTH_TYPE_TXT) :
	    mailauth__answer_static(MAILAUTH_DNS_NXDOMAIN);
	if (tree == NULL || !mailauth__answer_certain(tree))
		return;
	f = mailauth__find(v, tree->status == MAILAUTH_DNS_NXDOMAIN ?
	    MAILAUTH_RULE_DKIM_TREE_EMPTY : MAILAUTH_RULE_DKIM_NO_SELECTOR_GIVEN,
	    name != NULL ? name : v->domain, "TXT");
	f->view.message = mailauth__sentence(v,
	    tree->status == MAILAUTH_DNS_NXDOMAIN ?
	    "there is no name under _domainkey.%s: the domain has no DKIM keys" :
	    "the DKIM keys of %s cannot be listed; no selector was given", v->domain);
}

void
mailauth__rule_dkim_profile(struct validation *v, void *arg)
{
	const struct dkim_lookup *lookup = mailauth__dkim(v, true);

	(void)arg;
	if (lookup == NULL)
		return;
	tell_all(v, lookup, true);
	tell_shared(v, lookup);
}

/* The policy record that came before DMARC: RFC 5617, historic. */
void
mailauth__rule_adsp(struct validation *v, void *arg)
{
	const char *owner = mailauth__under(v, "_adsp._domainkey", v->domain);
	const struct mailauth_answer *txt = owner != NULL ?
	    mailauth__look(v, owner, MAILAUTH_TYPE_TXT) : NULL;
	size_t i;

	(void)arg;
	for (i = 0; txt != NULL && i < txt->record_count; i++) {
		const struct mailauth_record *record = &txt->records[i];
		struct finding *f;

		if (record->text_length < 5 || memcmp(record->text, "dkim=", 5) != 0)
			continue;
		f = mailauth__find(v, MAILAUTH_RULE_DKIM_ADSP, owner, "TXT");
		mailauth__finding_have(v, f, mailauth__show_record(v, record));
		mailauth__delete_record(v, f, record);
	}
}
