/* SPDX-License-Identifier: BSD-2-Clause */
/* Looking up DKIM keys: all selectors at once, then what the domain's
 * _domainkey subtree says about those that are missing. */
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "dns/name.h"
#include "evaluate/cname_walk.h"
#include "evaluate/dkim_lookup.h"
#include "record/dkim_key.h"
#include "task/task.h"

enum phase {
	PHASE_SELECTORS = 0,
	PHASE_ALIASES,
	PHASE_TREE,
	PHASE_MISPLACED,
	PHASE_DONE
};

/* ---- init ------------------------------------------------------------------ */

static int
no_memory(const struct dkim_lookup *lookup)
{
	return mailauth__arena_error(lookup->questions->arena);
}

/* SELECTOR._domainkey.DOMAIN; a selector may have dots (RFC 6376 section 3.1). */
static int
init_item(struct dkim_lookup *lookup, struct dkim_selector *item, const char *selector)
{
	struct arena *arena = lookup->questions->arena;
	struct name name;
	int fault;

	mailauth__problems_init(&item->problems, arena);
	item->view.verdict = -1;
	item->view.selector = mailauth__arena_text(arena, selector, strlen(selector));
	if (item->view.selector == NULL)
		return no_memory(lookup);
	fault = mailauth__name_parse(selector, strlen(selector), &name);
	if (fault == NAME_OK && name.labels == 0)
		fault = NAME_EMPTY;
	if (fault == NAME_OK && lookup->tree == NULL)
		fault = NAME_LONG;
	if (fault == NAME_OK) {
		item->view.owner = mailauth__name_join(arena, name.text, lookup->tree,
		    &fault);
		if (item->view.owner == NULL && fault == NAME_OK)
			return no_memory(lookup);
	}
	if (fault != NAME_OK) {
		item->view.state = MAILAUTH_DKIM_BAD_NAME;
		item->view.verdict = MAILAUTH_DKIM_UNUSABLE;
		mailauth__problem_say(&item->problems, MAILAUTH_RULE_DNS_NAME_INVALID,
		    0, 0, mailauth__name_fault_text(fault));
	}
	return 0;
}

int
mailauth__dkim_lookup_init(struct dkim_lookup *lookup, struct questions *questions,
    struct trace *trace, const char *domain, const char *const *selectors,
    size_t count, int flags)
{
	struct arena *arena = questions->arena;
	int fault, rc;
	size_t i;

	*lookup = (struct dkim_lookup){ .questions = questions, .trace = trace,
		.flags = flags };
	if (count > LIMIT_DKIM_SELECTORS)
		return MAILAUTH_ERR_LIMIT;
	mailauth__problems_init(&lookup->problems, arena);
	lookup->view.domain = domain;
	lookup->view.tree = -1;
	lookup->items = mailauth__arena_array(arena, count, sizeof(*lookup->items));
	if (lookup->items == NULL)
		return no_memory(lookup);
	lookup->tree = mailauth__name_join(arena, "_domainkey", domain, &fault);
	if (lookup->tree == NULL && fault == NAME_OK)
		return no_memory(lookup);
	if (lookup->tree != NULL) {
		lookup->any = mailauth__name_join(arena, "*", lookup->tree, &fault);
		if (lookup->any == NULL && fault == NAME_OK)
			return no_memory(lookup);
	}
	for (i = 0; i < count; i++)
		if ((rc = init_item(lookup, &lookup->items[i], selectors[i])) != 0)
			return rc;
	lookup->view.selector_count = count;
	return 0;
}

/* ---- one selector ---------------------------------------------------------- */

static void
say(struct dkim_selector *item, int code, const char *message)
{
	mailauth__problem_say(&item->problems, code, 0, 0, message);
}

static void
undecided(struct dkim_selector *item, int status)
{
	item->view.state = MAILAUTH_DKIM_UNKNOWN;
	switch (status) {
	case MAILAUTH_DNS_TIMEOUT:
		say(item, MAILAUTH_RULE_DNS_TIMEOUT, NULL);
		break;
	case MAILAUTH_DNS_BOGUS:
		say(item, MAILAUTH_RULE_DNS_BOGUS, NULL);
		break;
	default:
		say(item, MAILAUTH_RULE_DNS_SERVFAIL, NULL);
	}
}

static void
missing(struct dkim_selector *item)
{
	item->view.state = MAILAUTH_DKIM_MISSING;
	item->view.verdict = MAILAUTH_DKIM_UNUSABLE;
	say(item, MAILAUTH_RULE_DKIM_SELECTOR_MISSING,
	    item->view.answer->link_count == 0 ? NULL :
	    "the selector is an alias, but there is no TXT record at its target");
}

/* What follows the first string of a key, stored as a record of its own. */
static bool
is_key_part(const struct mailauth_dkim_key *key)
{
	struct cursor c = cursor_of(key->text, key->length);

	cursor_span(&c, CLASS_BASE64 | CLASS_FWS);
	while (cursor_accept(&c, '=') || cursor_accept(&c, '"'))
		continue;
	return key->length > 0 && cursor_done(&c);
}

static bool
is_cut_key(const struct mailauth_dkim_key *key)
{
	return mailauth__dkim_key_has(key, MAILAUTH_RULE_DKIM_KEY_TRUNCATED) ||
	    mailauth__dkim_key_has(key, MAILAUTH_RULE_DKIM_KEY_BASE64);
}

static void
several(struct dkim_selector *item)
{
	bool cut = false, part = false;
	size_t i;

	for (i = 0; i < item->view.record_count; i++) {
		cut = cut || is_cut_key(item->keys[i]);
		part = part || is_key_part(item->keys[i]);
	}
	item->view.verdict = MAILAUTH_DKIM_UNUSABLE;
	say(item, cut && part ? MAILAUTH_RULE_DKIM_KEY_SPLIT_OVER_RRS :
	    MAILAUTH_RULE_DKIM_MULTIPLE_RECORDS, NULL);
}

/* "is an alias of TARGET": the end of the chain, as the answer has it. */
static void
say_aliases(struct dkim_lookup *lookup, struct dkim_selector *item)
{
	const struct mailauth_answer *ans = item->view.answer;
	struct buffer buf;
	size_t i;

	if (ans->link_count == 0)
		return;
	mailauth__buffer_init(&buf, lookup->questions->arena, 0);
	mailauth__buffer_text_add(&buf, "the selector is an alias: its key is kept at ");
	mailauth__buffer_text_add(&buf, ans->links[ans->link_count - 1].target);
	say(item, MAILAUTH_RULE_DKIM_CNAME_OK, mailauth__buffer_text(&buf));
	if (buf.error != 0)
		item->problems.error = buf.error;
	for (i = 0; i < ans->link_count; i++)
		if (ans->links[i].dname != 0) {
			say(item, MAILAUTH_RULE_CNAME_VIA_DNAME, NULL);
			break;
		}
	if (ans->link_count >= CNAME_LINKS_WARN)
		mailauth__problem_full(&item->problems, MAILAUTH_RULE_CNAME_CHAIN_LONG,
		    ans->link_count < CNAME_LINKS_ERROR ? MAILAUTH_SEVERITY_WARNING :
		    MAILAUTH_SEVERITY_ERROR, 0, 0, NULL, NULL);
}

static int
found(struct dkim_lookup *lookup, struct dkim_selector *item)
{
	const struct mailauth_answer *ans = item->view.answer;
	struct arena *arena = lookup->questions->arena;
	size_t i;
	int rc;

	item->keys = mailauth__arena_array(arena, ans->record_count,
	    sizeof(struct mailauth_dkim_key *));
	if (item->keys == NULL)
		return no_memory(lookup);
	for (i = 0; i < ans->record_count; i++) {
		rc = mailauth__dkim_key_parse(arena, ans->records[i].text,
		    ans->records[i].text_length, &item->keys[i]);
		if (rc != 0)
			return rc;
	}
	item->view.state = MAILAUTH_DKIM_FOUND;
	item->view.record_count = ans->record_count;
	if (ans->record_count > 1)
		several(item);
	else
		item->view.verdict = item->keys[0]->verdict;
	say_aliases(lookup, item);
	return 0;
}

static const char *
outcome(const struct dkim_selector *item)
{
	switch (item->view.state) {
	case MAILAUTH_DKIM_MISSING:
		return item->view.dns_status == MAILAUTH_DNS_NXDOMAIN ?
		    "no such name" : "no record";
	case MAILAUTH_DKIM_UNKNOWN:
		return mailauth_dns_status_name(item->view.dns_status);
	}
	return item->view.record_count > 1 ? "several records" :
	    mailauth_dkim_verdict_name(item->view.verdict);
}

static int
finish_item(struct dkim_lookup *lookup, struct dkim_selector *item,
    const struct mailauth_answer *ans)
{
	int rc = 0;

	item->view.answer = ans;
	item->view.dns_status = ans->status;
	if (ans->status != MAILAUTH_DNS_OK && ans->status != MAILAUTH_DNS_NXDOMAIN)
		undecided(item, ans->status);
	else if (ans->record_count == 0)
		missing(item);
	else
		rc = found(lookup, item);
	if (rc == 0)
		mailauth__trace_add(lookup->trace, 0, lookup->view.domain,
		    item->view.owner, outcome(item));
	return rc;
}

/* All questions are put at once; the answers are read in the selectors' order. */
static int
step_selectors(struct dkim_lookup *lookup)
{
	const struct mailauth_answer *ans;
	struct dkim_selector *item;
	size_t i;
	int rc;

	for (i = 0; lookup->asked == 0 && i < lookup->view.selector_count; i++)
		if (lookup->items[i].view.owner != NULL)
			mailauth__ask(lookup->questions, lookup->items[i].view.owner,
			    MAILAUTH_TYPE_TXT, ASK_NEEDED);
	lookup->asked = 1;
	for (; lookup->next < lookup->view.selector_count; lookup->next++) {
		item = &lookup->items[lookup->next];
		if (item->view.owner == NULL)
			continue;
		ans = mailauth__ask(lookup->questions, item->view.owner,
		    MAILAUTH_TYPE_TXT, ASK_NEEDED);
		if (ans == NULL)
			return lookup->questions->error != 0 ?
			    lookup->questions->error : EVALUATION_WAITING;
		if ((rc = finish_item(lookup, item, ans)) != 0)
			return rc;
	}
	lookup->phase = PHASE_ALIASES;
	return EVALUATION_DONE;
}

/* ---- the domain ------------------------------------------------------------ */

static size_t
count_state(const struct dkim_lookup *lookup, int state)
{
	size_t i, n = 0;

	for (i = 0; i < lookup->view.selector_count; i++)
		n += lookup->items[i].view.state == state;
	return n;
}

static bool
has_key_record(const struct dkim_selector *item)
{
	size_t i;

	for (i = 0; i < item->view.record_count; i++)
		if (item->keys[i]->is_dkim != 0)
			return true;
	return false;
}

static bool
same_text(const struct mailauth_record *a, const struct mailauth_record *b)
{
	return a->text_length == b->text_length &&
	    memcmp(a->text, b->text, a->text_length) == 0;
}

/* Could this be a wildcard's answer?  What was found is asked about when it is
 * revoked, no key, or the same as its neighbour: only then does it matter. */
static bool
is_suspect(const struct dkim_lookup *lookup, size_t i)
{
	const struct dkim_selector *item = &lookup->items[i], *other;

	if (item->view.state != MAILAUTH_DKIM_FOUND)
		return false;
	if (item->view.verdict == MAILAUTH_DKIM_REVOKED || !has_key_record(item))
		return true;
	other = i > 0 ? &lookup->items[i - 1] : item;
	return other != item && other->view.state == MAILAUTH_DKIM_FOUND &&
	    same_text(&item->view.answer->records[0], &other->view.answer->records[0]);
}

static bool
same_records(const struct mailauth_answer *a, const struct mailauth_answer *b)
{
	size_t i, k;

	if (a->record_count != b->record_count)
		return false;
	for (i = 0; i < a->record_count; i++) {
		for (k = 0; k < b->record_count; k++)
			if (same_text(&a->records[i], &b->records[k]))
				break;
		if (k == b->record_count)
			return false;
	}
	return true;
}

/* The name "*._domainkey.DOMAIN" is answered by the wildcard itself (RFC 4592
 * section 2.2.1), without inventing a name. */
static void
apply_wildcard(struct dkim_lookup *lookup, const struct mailauth_answer *any)
{
	struct dkim_selector *item;
	size_t i;

	if (any->status != MAILAUTH_DNS_OK || any->record_count == 0)
		return;
	lookup->view.wildcard = 1;
	mailauth__problem(&lookup->problems, MAILAUTH_RULE_DKIM_WILDCARD, 0, 0);
	for (i = 0; i < lookup->view.selector_count; i++) {
		item = &lookup->items[i];
		if (item->view.state == MAILAUTH_DKIM_FOUND)
			item->view.wildcard = same_records(item->view.answer, any);
	}
}

static void
count_found(struct dkim_lookup *lookup)
{
	const struct dkim_selector *item;
	size_t i;

	lookup->view.unknown = count_state(lookup, MAILAUTH_DKIM_UNKNOWN);
	for (i = 0; i < lookup->view.selector_count; i++) {
		item = &lookup->items[i];
		if (item->view.wildcard != 0 || !has_key_record(item))
			continue;
		lookup->view.found++;
		lookup->view.usable += item->view.verdict == MAILAUTH_DKIM_OK ||
		    item->view.verdict == MAILAUTH_DKIM_WEAK;
	}
}

/* RFC 8463 section 6: verifiers that know only RSA are common. */
static bool
only_ed25519(const struct dkim_lookup *lookup)
{
	const struct dkim_selector *item;
	size_t i, ed25519 = 0;

	for (i = 0; i < lookup->view.selector_count; i++) {
		item = &lookup->items[i];
		if (item->view.state != MAILAUTH_DKIM_FOUND ||
		    item->view.verdict >= MAILAUTH_DKIM_REVOKED)
			continue;
		if (item->keys[0]->type != MAILAUTH_DKIM_TYPE_ED25519)
			return false;
		ed25519++;
	}
	return ed25519 > 0;
}

/* "none of N tried", never "no DKIM": only NXDOMAIN at _domainkey proves that. */
static int
say_none(struct dkim_lookup *lookup)
{
	size_t tried = lookup->view.selector_count -
	    count_state(lookup, MAILAUTH_DKIM_BAD_NAME);
	struct buffer buf;

	if (lookup->view.found > 0 || lookup->view.unknown > 0 || tried == 0)
		return 0;
	if (lookup->view.tree == MAILAUTH_DNS_NXDOMAIN) {
		mailauth__problem(&lookup->problems, MAILAUTH_RULE_DKIM_TREE_EMPTY, 0, 0);
		return 0;
	}
	mailauth__buffer_init(&buf, lookup->questions->arena, 0);
	mailauth__buffer_text_add(&buf, "none of the ");
	mailauth__buffer_number(&buf, tried);
	mailauth__buffer_text_add(&buf, " selectors tried has a key; there may be "
	    "others, since selectors cannot be listed");
	mailauth__problem_say(&lookup->problems, MAILAUTH_RULE_DKIM_NONE_FOUND, 0, 0,
	    tried == 1 ? "the selector tried has no key; there may be others, since "
	    "selectors cannot be listed" : mailauth__buffer_text(&buf));
	if (lookup->view.tree == MAILAUTH_DNS_OK)
		mailauth__problem(&lookup->problems, MAILAUTH_RULE_DKIM_TREE_EXISTS, 0, 0);
	return buf.error;
}

/* A TXT at _domainkey itself is a policy of DomainKeys or a stray key. */
static void
say_tree_record(struct dkim_lookup *lookup, const struct mailauth_answer *tree)
{
	size_t i;

	for (i = 0; i < tree->record_count; i++)
		if (tree->records[i].text_length >= 2 &&
		    memcmp(tree->records[i].text, "o=", 2) == 0)
			mailauth__problem(&lookup->problems, MAILAUTH_RULE_DKIM_ADSP, 0, 0);
}

static int
step_tree(struct dkim_lookup *lookup)
{
	const struct mailauth_answer *tree = NULL, *any = NULL;
	bool want_any = false, under_tree = false, want_tree;
	size_t i;
	int rc;

	for (i = 0; i < lookup->view.selector_count; i++) {
		want_any = want_any || is_suspect(lookup, i);
		under_tree = under_tree ||
		    lookup->items[i].view.state == MAILAUTH_DKIM_FOUND;
	}
	/* Where a selector was asked for these names, no longer, are names too. */
	if (want_any)
		any = mailauth__ask(lookup->questions, lookup->any,
		    MAILAUTH_TYPE_TXT, ASK_NEEDED);
	want_tree = !under_tree && count_state(lookup, MAILAUTH_DKIM_MISSING) > 0;
	if (want_tree)
		tree = mailauth__ask(lookup->questions, lookup->tree,
		    MAILAUTH_TYPE_TXT, ASK_NEEDED);
	if (lookup->questions->error != 0)
		return lookup->questions->error;
	if ((want_any && any == NULL) || (want_tree && tree == NULL))
		return EVALUATION_WAITING;
	if (any != NULL)
		apply_wildcard(lookup, any);
	if (under_tree)
		lookup->view.tree = MAILAUTH_DNS_OK;
	else if (tree != NULL)
		lookup->view.tree = tree->status;
	if (tree != NULL)
		say_tree_record(lookup, tree);
	count_found(lookup);
	if ((rc = say_none(lookup)) != 0)
		return rc;
	if (only_ed25519(lookup))
		mailauth__problem(&lookup->problems, MAILAUTH_RULE_DKIM_ED25519_ONLY, 0, 0);
	lookup->phase = PHASE_MISPLACED;
	return EVALUATION_DONE;
}

static int
finish(struct dkim_lookup *lookup)
{
	struct dkim_selector *item;
	size_t i;

	for (i = 0; i < lookup->view.selector_count; i++) {
		item = &lookup->items[i];
		item->view.problem_count = item->problems.count;
		if (item->problems.error != 0)
			return item->problems.error;
	}
	lookup->view.problem_count = lookup->problems.count;
	lookup->phase = PHASE_DONE;
	return lookup->problems.error != 0 ? lookup->problems.error : EVALUATION_DONE;
}

int
mailauth__dkim_lookup_step(struct dkim_lookup *lookup)
{
	int rc = EVALUATION_DONE;

	if (lookup->phase == PHASE_SELECTORS)
		rc = step_selectors(lookup);
	if (rc == EVALUATION_DONE && lookup->phase == PHASE_ALIASES) {
		rc = mailauth__dkim_aliases(lookup);
		if (rc == EVALUATION_DONE)
			lookup->phase = PHASE_TREE;
	}
	if (rc == EVALUATION_DONE && lookup->phase == PHASE_TREE)
		rc = step_tree(lookup);
	if (rc == EVALUATION_DONE && lookup->phase == PHASE_MISPLACED) {
		if ((lookup->flags & MAILAUTH_DKIM_LOOKUP_MISPLACED) != 0)
			rc = mailauth__dkim_misplaced(lookup);
		if (rc == EVALUATION_DONE)
			rc = finish(lookup);
	}
	return rc;
}
